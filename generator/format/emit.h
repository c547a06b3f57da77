/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit - what the writers of rich text share: the walk over the tree, section tags, includes, table widths.
 *
 * Floor 5 (format). May be used by: format.
 */
#pragma once

#include "generator/base/limits.h"
#include "generator/format/format.h"

/* Lists inside lists: what the templates have styles and levels for. */
#define EMIT_LISTS_MAX 3

typedef struct Emit Emit;

/* How a format writes what the walk meets. `e->...` tells where the walk is. */
typedef struct EmitDialect {
    void (*paragraph)(Emit *e, const RichNode *node);
    void (*heading)(Emit *e, const RichNode *node);
    void (*list_begin)(Emit *e, const RichNode *node);
    void (*list_end)(Emit *e, const RichNode *node);
    void (*item_begin)(Emit *e, const RichNode *node);
    void (*item_end)(Emit *e, const RichNode *node);
    void (*table_begin)(Emit *e); /* e->widths tells the columns */
    void (*table_end)(Emit *e, const RichNode *node);
    void (*header_end)(Emit *e); /* before the first row of the body, or the table's end */
    void (*row_begin)(Emit *e, const RichNode *node);
    void (*row_end)(Emit *e, const RichNode *node);
    void (*cell)(Emit *e, const RichNode *node, size_t column); /* writes its inlines too */
    void (*code_block)(Emit *e, const RichNode *node);
    void (*rule)(Emit *e, const RichNode *node);
    /* inlines: text and variables go into the run at work; the others close it first */
    void (*run_begin)(Emit *e);
    void (*run_end)(Emit *e);
    void (*line_break)(Emit *e);
    void (*reference)(Emit *e, Str name, Loc loc);
    void (*link_begin)(Emit *e, Str address);
    void (*link_end)(Emit *e);
    void (*rich_place)(Emit *e,
                       RichPlace *ret_place); /* of the run at work, for a rich value in it */
    Escape text_escape;                       /* of values */
    Escape literal_escape; /* of the clause's own text, whose spaces Markdown has folded */
} EmitDialect;

#define EMIT_MAX_COLUMNS 64
/* Relative widths of columns go from 1 to this; templates/annexe has a style for each in ODT. */
#define EMIT_MAX_WIDTH 9

/* The columns of the table at work. */
typedef struct EmitWidths {
    uint32_t items[EMIT_MAX_COLUMNS];
    size_t n;
    uint32_t sum;
} EmitWidths;

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
    bool is_ordered[EMIT_LISTS_MAX + 1];     /* by list depth, 1-based */
    uint32_t list_slots[EMIT_LISTS_MAX + 1]; /* the same; 0: the list has always an item */
    uint32_t n_slots; /* of the program, in use so far; 0 is for identifiers */
    bool
        is_after_group; /* the block before may be a list or table: the next paragraph keeps its distance */
    bool was_after_group[LIMIT_SECTIONS +
                         1]; /* the same where each open section began: it may vanish */
    size_t n_sections;
    size_t n_includes;
    bool is_full; /* shared texts include themselves, or too many */
    EmitWidths widths;
    Buf scratch;   /* bytes before they go into the program */
    Status status; /* ST_NOMEM or ST_LIMIT if some could not be gathered */
    bool is_bold;
    bool is_italic;
    bool is_code;
    bool is_link;
    Str address; /* of the link at work */
    bool is_run_open;
    bool is_inline; /* the whole text stands in a sentence of the document */
};

/* Walks `doc`. ST_INPUT if anything was reported. */
MUST_CHECK Status emit_doc(Emit *e, const RichNode *doc);
/* The paragraph that is all of `doc`, for a sentence; NULL if it is more. An empty text is RICH_DOC itself. */
const RichNode *emit_single(const RichNode *doc);
/* Writes the inline children of a block; the run at work is closed at the end. */
void emit_inlines(Emit *e, const RichNode *block);
/* True if a list or table comes next (tags skipped): the sentence that announces it stays on its page. */
bool emit_announces_group(const RichNode *paragraph);
/* Writes text escaped for character data. */
void emit_text(Emit *e, Str text);
void emit_escaped(Emit *e, Escape mode, Str text);
void emit_u32(Emit *e, uint32_t n);
