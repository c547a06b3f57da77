/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog - compiled templates: byte segments and 16-byte instructions; builder and dump.
 *
 * Floor 2 (tmpl). May be used by: everyone above. A finished Program is immutable and shared by threads.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/base/escape.h"

typedef enum OpKind {
#define X(name, meaning) OP_##name,
#include "generator/tmpl/op.def"
#undef X
    OP_N_KINDS
} OpKind;

typedef struct Op {
    uint8_t kind;   /* OpKind */
    uint8_t mode;   /* Escape, NumberAction, RefMode … by kind */
    uint16_t depth; /* section depth or level */
    uint32_t a;     /* by kind: text offset, path index, jump target … */
    uint32_t b;
    uint32_t loc; /* index in locs */
} Op;

typedef struct Path { /* a dotted name, cut once */
    Str whole;
    Str *parts; /* n == 0: the implicit iterator "." */
    size_t n;
} Path;

/* The raw text of a section and the delimiters in force there: what a lambda is given. */
typedef struct SectionSource {
    size_t start; /* bytes in Program.source */
    size_t end;
    Str open;
    Str close;
} SectionSource;

typedef struct Program Program;
struct Program {
    Str name;
    const char *text; /* all byte segments */
    size_t text_size;
    const Op *ops;
    size_t n_ops;
    const Path *paths;
    size_t n_paths;
    const Loc *locs;
    size_t n_locs;
    const Excerpt *excerpts;       /* per loc, for package parts (may be NULL) */
    const uint32_t *paragraphs;    /* per loc, for package parts (may be NULL) */
    Str source;                    /* template text, for lambdas on sections; may be empty */
    const SectionSource *sections; /* by `depth` of ENTER, of text templates only */
    size_t n_sections;
};

typedef enum NumberAction {
    NUMBER_HEADING, /* level in depth, 0: no heading; a: list + 1 << 4 | level, 0: that of its level */
    NUMBER_LIST_BEGIN, /* a: abstract list of the format; a new list number, pushed */
    NUMBER_LIST_WRITE, /* writes the number of the list on top */
    NUMBER_LIST_END,   /* pops */
    NUMBER_FIRST_TURN, /* what NUMBER_AGAIN of slot a writes next is "false" */
    NUMBER_AGAIN,      /* writes "false" once, then "true" */
    NUMBER_COUNT,      /* writes 1 and counts on in slot a */
    NUMBER_TOC, /* a heading ends: slot a holds where it began, a + 1 the number of its bookmark; depth: level; b: has a number */
    NUMBER_START, /* a: list + 1 << 4 | level; b: the next count of it */
    NUMBER_LIST_NEW, /* b: list of the document numbering; its number, a new one after the first time, in slot a */
    NUMBER_UID_NEXT,   /* writes a new unique integer and remembers it in slot a */
    NUMBER_UID_SAME,   /* writes the one remembered in slot a */
    NUMBER_COPY_NEXT,  /* counts in slot a one more copy of what has a name */
    NUMBER_COPY_FIRST, /* remembers in slot a which copy slot b counts next */
    NUMBER_COPY_NAME, /* writes the name of text b for the copy in slot a: the first keeps it as it is */
    NUMBER_CHECK_LINK, /* what was written since slot a must be an address that a document may lead to */
    NUMBER_PLACE,      /* remembers in slot a how much is written */
    NUMBER_FILL,       /* writes text b, if nothing was written since slot a */
    NUMBER_FILL_TABLE, /* as FILL, also if a table was written last; text b holds three: see prog_fill_table */
    NUMBER_LINE_BEGIN, /* a paragraph begins that goes if its sections write nothing; a: the first of LINE_SLOTS */
    NUMBER_LINE_GREW, /* a section of it ends, which began at the place in slot a + LINE_SECTION */
    NUMBER_LINE_END,  /* nothing was written by them: back to its beginning, and not counted */
    NUMBER_TAKE_BACK, /* if nothing was written between slots a + 1 and a + 2, goes back to slot a */
    NUMBER_HOLE,      /* inline rich text: writes property a of its place */
    NUMBER_LABEL,     /* writes the number of the heading that was counted last */
    NUMBER_ROWS_BEGIN, /* a table or list begins; a: the first of ROWS_SLOTS */
    NUMBER_ROW, /* a row of its body, or a paragraph of the list, of `depth` lines; the next byte written is its switch, a "0" */
    NUMBER_ROWS_END, /* the switches of those that stay with the next one become "1" */
} NumberAction;

typedef enum RichMode {
    RICH_ALONE,  /* stands alone */
    RICH_INLINE, /* 7 TEXTs follow, which are not run by themselves: close, open, holes */
} RichMode;

/* Bits of the mode of PARTIAL and PARENT. */
typedef enum CallMode {
    CALL_DYNAMIC = 1, /* the name is a variable */
    CALL_INLINE = 2,  /* other things stand on its line: nothing of it is indented */
} CallMode;

/* Slots of a paragraph that may go: where it begins, whether it grew, where its section begins, what was counted before. */
typedef enum LineSlot {
    LINE_PLACE,
    LINE_HAS_GROWN,
    LINE_SECTION,
    LINE_EVENTS,
    LINE_TOC_ENTRIES,
    LINE_SLOTS
} LineSlot;

/*
 * A table of at most ROWS_WHOLE lines below its header stays on one page; of a higher one, the first two rows stay together, and
 * the last two; so it is with lists. How many there are is known when they are written: sections repeat and drop them.
 */
#define ROWS_WHOLE 6
typedef enum RowsSlot {
    ROWS_COUNT,
    ROWS_LINES,
    ROWS_PLACES, /* of the switches of the last ROWS_WHOLE rows: row n stands at n % ROWS_WHOLE */
    ROWS_SLOTS = ROWS_PLACES + ROWS_WHOLE
} RowsSlot;

/* What a table cell must be given for its type to stay; else it is one of text. */
typedef enum CellKind { CELL_NUMBER, CELL_DATE, CELL_BOOLEAN } CellKind;

typedef enum LineMode {
    LINE_STARTS,  /* a line starts here */
    LINE_CARRIES, /* nothing: holds the indentation of the PARENT or BLOCK behind it */
    LINE_FIRST,   /* a line starts here if the block that is expanded starts one */
} LineMode;

typedef enum RefMode {
    REF_ANCHOR, /* path a names it, or text if depth is 1: the last counted heading gets this name; writes its bookmark */
    REF_ANCHOR_SAME, /* writes the bookmark of the last anchor again, for its end */
    REF_ANCHOR_QUIET, /* the same as text, under a name that the document's own bookmark has; nothing is written */
    REF_NUMBER, /* late: writes the number of the anchored heading ("14.3"); depth: NumberContext */
    REF_BOOKMARK, /* late: writes the bookmark's name */
    REF_TOC, /* late: the table of contents; a, b: models of its entries; depth: highest level << 1 | all but the first */
    REF_DIRTY, /* late: writes w:dirty="true" if the number can't be told */
    REF_OWN, /* as REF_NUMBER, for a reference that the author made: a target that vanished is no error */
} RefMode;

/* --- building ---------------------------------------------------------------------------------- */
typedef struct ProgBuilder ProgBuilder;

/* A builder whose program will live in arena. `diags` gets structure errors (unclosed, crossed, too deep). */
ProgBuilder *prog_builder_new(Arena *arena, Str name, DiagList *diags);
/* Where in a package part the following instructions stand, for diagnostics; 0 and NULL: none. excerpt: copied. */
void prog_set_place(ProgBuilder *b, uint32_t paragraph, const Excerpt *excerpt);

void prog_text(ProgBuilder *b, Str bytes);
/* Dotted name or "."; mode: how the value is escaped. */
void prog_var(ProgBuilder *b, Str name, Escape mode, Loc loc);
/*
 * What lies between the two is the plain form of a variable that stands alone in its paragraph; if its value is rich text
 * (value->rich or meta->is_markdown), that is run in its place.
 */
void prog_rich_begin(ProgBuilder *b, Str name, Loc loc);
void prog_rich_end(ProgBuilder *b);
/* What surrounds inline rich text: its runs take over the format of their place (DOCX; all empty in ODF, where spans nest). */
typedef struct RichPlace {
    Str close;    /* ends the run at work */
    Str open;     /* begins it again */
    Str holes[5]; /* its properties, for NUMBER_HOLE: style, fonts, bold, italic, all others */
} RichPlace;
/* The same within a sentence: the value must be a single paragraph. The plain form follows, then prog_rich_end. */
void prog_rich_inline(ProgBuilder *b, Str name, const RichPlace *place, Loc loc);
/* Text of a template: the start of a line, where the indentation of a partial is written. */
void prog_line(ProgBuilder *b);
/* The first line of a block's body: indented if the block's place starts a line. */
void prog_first_line(ProgBuilder *b);
/* Calls a partial; is_dynamic: the name is a variable. indent: borrowed white space before a standalone tag; ptr NULL: inline. */
void prog_partial(ProgBuilder *b, Str name, bool is_dynamic, Str indent, Loc loc);
/* Inheritance: between the two, only blocks count. */
void prog_parent_begin(ProgBuilder *b, Str name, bool is_dynamic, Str indent, Loc loc);
/* starts_line: only white space stands before the block, so that its first line is indented too. */
void prog_block_begin(ProgBuilder *b, Str name, Str indent, bool starts_line, Loc loc);
/* Where the raw text of the section just opened begins and, at its close, ends: what a lambda is given. */
void prog_section_begins(ProgBuilder *b, size_t start, Str open, Str close);
void prog_section_ends(ProgBuilder *b, size_t end);
void prog_set_source(ProgBuilder *b, Str source);
/* Sections: open, then close; the builder checks the pairs and reports both places. */
void prog_enter(ProgBuilder *b, Str name, bool is_inverted, Loc loc);
void prog_close(ProgBuilder *b, Str name, Loc loc);
void prog_number(ProgBuilder *b, NumberAction action, uint16_t level, uint32_t a);
/* A paragraph that the document numbers: level `level` (0-based) of its list; outline: level of a heading, 1-based, or 0. */
void prog_number_list(ProgBuilder *b, uint16_t outline, uint32_t list, uint8_t level);
/* List `list` of the document numbering begins again: its number stands in `slot` (NUMBER_UID_SAME). */
void prog_new_list(ProgBuilder *b, uint32_t slot, uint32_t list);
/* The next paragraph of `level` in list `list` has this number. */
void prog_number_start(ProgBuilder *b, uint32_t list, uint8_t level, uint32_t start);
/* A heading that began at `slot` (NUMBER_PLACE), for the table of contents; slot + 1: the number of its bookmark. */
void prog_toc_heading(ProgBuilder *b, uint32_t slot, uint16_t level, bool has_number);
/*
 * Models of entries, one a level, TOC_NEXT_LEVEL between; what stands between TOC_LABEL and TOC_LABEL_END is for numbered
 * headings. is_rest: all but the first, which may stand in another model.
 */
#define TOC_NEXT_LEVEL "\x01"
#define TOC_LABEL "\x02"
#define TOC_LABEL_END "\x03"
#define TOC_NUMBER "\x04"
#define TOC_TEXT "\x05"
#define TOC_BOOKMARK "\x06"
/* Bookmarks of headings: this, and a number. */
#define TOC_PREFIX "_TocCcap"
void prog_toc(ProgBuilder *b, Str models, uint16_t max_level, bool is_rest, Loc loc);
/* Bytes for when nothing was written since `slot` (NUMBER_PLACE): a cell keeps a paragraph. */
void prog_fill(ProgBuilder *b, uint32_t slot, Str bytes);
/*
 * Names of what repeats. name: as it is, or "name\nstem"; the first copy has the name, the second "stem_2" … `slot` counts
 * copies (NUMBER_COPY_NEXT); prog_copy_first remembers in `slot` the copy that comes next in `counter`.
 */
void prog_copy_name(ProgBuilder *b, uint32_t slot, Str name);
void prog_copy_first(ProgBuilder *b, uint32_t slot, uint32_t counter);
/* The end of an address that began at `slot` (NUMBER_PLACE). */
void prog_check_link(ProgBuilder *b, uint32_t slot, Loc loc);
/* The same, also if of what was written the last `table_end` stands behind the last `start` of a paragraph. */
void prog_fill_table(ProgBuilder *b, uint32_t slot, Str table_end, Str start, Str bytes);
/* Inside an attribute for the type of a table cell: `before` and the value if it is of this kind, else "string". */
void prog_cell(ProgBuilder *b, Str name, CellKind kind, Str before, Loc loc);
void prog_anchor(ProgBuilder *b, Str name, bool is_path, Loc loc);
/* Names the paragraph that was counted last, and writes nothing. */
void prog_anchor_quiet(ProgBuilder *b, Str name, bool is_path, Loc loc);
void prog_ref(ProgBuilder *b, RefMode mode, Str name, Loc loc);
/* REF_NUMBER or REF_OWN that shows more or less than the relative number: a NumberContext. */
void prog_ref_in(ProgBuilder *b, RefMode mode, uint8_t context, Str name, Loc loc);
/* A note, link or picture of a document: the host writes value `mode` of object `number` (ExecHost.object). */
void prog_object(ProgBuilder *b, uint32_t number, uint8_t mode, Loc loc);
/* Ends the program: unclosed sections are reported. ST_INPUT if the builder reported any error. */
MUST_CHECK Status prog_finish(ProgBuilder *b, const Program **ret_program);

/* {{ref.x}} in the text of a document, without a bookmark of that name: what the data lacks is an article then. */
static inline bool prog_is_loose_ref(const Program *program, const Op *op)
{
    return op->kind == OP_VAR && (op->mode == ESCAPE_DOCX_TEXT || op->mode == ESCAPE_ODT_TEXT) &&
           program->paths[op->a].n > 1 && str_is(program->paths[op->a].parts[0], "ref");
}

/* One line an instruction, for people, tests and bug reports. */
void prog_dump(const Program *program, Buf *out);
