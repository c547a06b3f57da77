/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit - what the writers of rich text share: the walk over the tree, section tags, includes, what stays together.
 *
 * Floor 5 (format). May be used by: format.
 */
#pragma once

#include "generator/base/limits.h"
#include "generator/format/columns.h"
#include "generator/format/format.h"

/* Lists inside lists: what the templates have styles and levels for. */
#define EMIT_LISTS_MAX 3

typedef struct Emit Emit;

/* How a format writes what the walk meets. `e->...` tells where the walk is. */
struct EmitDialect {
    void (*paragraph)(Emit *e, const RichNode *node);
    void (*heading)(Emit *e, const RichNode *node);
    void (*list_begin)(Emit *e, const RichNode *node);
    void (*list_end)(Emit *e, const RichNode *node);
    void (*item_begin)(Emit *e);
    void (*item_end)(Emit *e);
    void (*table_begin)(Emit *e); /* e->columns tells them */
    void (*table_end)(Emit *e);
    void (*header_end)(Emit *e); /* before the first row of the body, or the table's end */
    void (*row_begin)(Emit *e, const RichNode *node);
    void (*row_end)(Emit *e);
    void (*cell)(Emit *e, const RichNode *node, size_t column); /* writes its inlines too */
    void (*code_block)(Emit *e, const RichNode *node);
    void (*rule)(Emit *e);
    /* inlines: text and variables go into the run at work; the others close it first */
    void (*run_begin)(Emit *e);
    void (*run_end)(Emit *e);
    void (*line_break)(Emit *e);
    void (*reference)(Emit *e, Str name, Loc loc);
    void (*link_begin)(Emit *e, Str address);
    void (*link_end)(Emit *e);
    /* What closes and opens the run at work around a rich value in it. NULL: nothing is written there. */
    void (*rich_place)(Emit *e, RichPlace *ret_place);
    Escape text_escape;    /* of values */
    Escape literal_escape; /* of the clause's own text, whose spaces Markdown has folded */
    bool takes_back_lists; /* a list that comes out without items goes */
};

struct Emit {
    const EmitDialect *dialect;
    ProgBuilder *b;
    const Library *library;
    const StyleSet *styles;
    DiagList *diags;
    bool has_errors;
    unsigned depth;      /* of the walk */
    unsigned list_depth; /* 0: in no list */
    bool is_item_start;  /* the next paragraph carries the item's number */
    bool is_in_quote;
    bool is_ordered[EMIT_LISTS_MAX + 1]; /* by list depth, 1-based */
    uint32_t n_slots;                    /* of the program, in use so far; 0 is for identifiers */
    uint32_t
        rows_slot; /* the first of ROWS_SLOTS, for one table after the other; 0: no table so far */
    /* The block before may be a list or table: the next paragraph keeps its distance. */
    bool is_after_group;
    /* The same where each open section began: it may vanish. */
    bool was_after_group[LIMIT_SECTIONS + 1];
    size_t n_sections;
    size_t n_includes;
    bool is_full;       /* shared texts include themselves, or too many */
    Columns columns;    /* of the table at work */
    uint16_t row_lines; /* of its row, or of the item, at work: what it is likely to have */
    Buf scratch;        /* bytes before they go into the program */
    Status status;      /* ST_NOMEM or ST_LIMIT if some could not be gathered */
    bool is_bold;
    bool is_italic;
    bool is_code;
    bool is_link;
    Str address; /* of the link at work */
    bool is_run_open;
    bool is_inline; /* the whole text stands in a sentence of the document */
};

/*
 * Writes rich text as the format's own paragraphs, lists and tables. is_inline: it stands in a sentence of the document, a single
 * paragraph as runs alone. library: for included texts, NULL outside of one. ST_INPUT if anything was reported.
 */
MUST_CHECK Status emit_doc(const EmitDialect *dialect, ProgBuilder *builder, const Library *library,
                           const StyleSet *styles, const RichNode *doc, bool is_inline,
                           DiagList *diags);
/* The paragraph that is all of `doc`, for a sentence; NULL if it is more. An empty text is RICH_DOC itself. */
const RichNode *emit_single(const RichNode *doc);
/* Writes the inline children of a block; the run at work is closed at the end. */
void emit_inlines(Emit *e, const RichNode *block);
/* True if a list or table comes next (tags skipped): the sentence that announces it stays on its page. */
bool emit_announces_group(const RichNode *paragraph);
/* Level of a clause's heading in the document: clauses stand below the article (1) and the block (2). */
uint32_t emit_heading_level(const RichNode *heading);
/* Counts a heading if its level is numbered; false if it is not. */
bool emit_count_heading(Emit *e, const RichNode *heading);
/* The style of a cell's paragraph, by its row and alignment. */
StyleRole emit_cell_role(const RichNode *cell);
/* The text of a code block without the end of its last line; the other line ends are kept. */
void emit_code(Emit *e, const RichNode *block);
/* Before the switch of a row below the header or of a paragraph in a list: "0", or "1" if it stays with the next one. */
void emit_row(Emit *e);
/* Writes text escaped for character data. */
void emit_text(Emit *e, Str text);
void emit_escaped(Emit *e, Escape mode, Str text);
void emit_u32(Emit *e, uint32_t n);
