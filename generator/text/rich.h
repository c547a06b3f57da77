/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rich - the one shape of rich text: blocks and inlines with mustache tags among them.
 *
 * Floor 3 (text). May be used by: everyone above.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/tmpl/taglex.h"

typedef enum RichKind {
    /* blocks */
    RICH_DOC,
    RICH_PARAGRAPH,
    RICH_HEADING, /* level 1 to 6 */
    RICH_LIST,    /* is_ordered, start */
    RICH_ITEM,
    RICH_TABLE, /* n_columns, align */
    RICH_ROW,   /* is_header */
    RICH_CELL,  /* column (0-based), align */
    RICH_QUOTE,
    RICH_CODE_BLOCK,
    RICH_RULE,
    /* tags that govern whole blocks, items or rows; children of DOC, LIST, TABLE, ITEM, QUOTE, CELL */
    RICH_BLOCK_TAG, /* tag is SECTION, INVERTED, CLOSE, PARTIAL, PARENT, BLOCK … */
    /* inlines */
    RICH_TEXT,
    RICH_TAG, /* an inline tag: variable, or a section within one text */
    RICH_BREAK,
    RICH_STRONG,
    RICH_EMPHASIS,
    RICH_CODE,
    RICH_LINK, /* href: children of kind TEXT and TAG in `target` */
} RichKind;

typedef enum RichAlign {
    RICH_ALIGN_DEFAULT,
    RICH_ALIGN_LEFT,
    RICH_ALIGN_CENTER,
    RICH_ALIGN_RIGHT
} RichAlign;

typedef struct RichNode RichNode;
struct RichNode {
    RichKind kind;
    uint8_t level;
    bool is_ordered;
    bool is_header;
    RichAlign align;
    uint32_t start;     /* first number of an ordered list */
    uint32_t n_columns; /* of a table */
    Str text;           /* TEXT, CODE_BLOCK: content, typography already applied where it may be */
    Tag tag;            /* TAG, BLOCK_TAG */
    Loc loc;            /* of tags always; of blocks where known */
    RichNode *target;   /* LINK: first node of the address */
    RichNode *first;
    RichNode *last;
    RichNode *next;
    RichNode *parent;
};

/* A new node in arena, appended to parent (NULL: a root). NULL if out of memory. */
RichNode *rich_add(Arena *arena, RichNode *parent, RichKind kind);
/* The node behind `node` in the order of the text, below `root`; NULL: it was the last. Addresses of links are passed over. */
const RichNode *rich_next(const RichNode *node, const RichNode *root);
/* The tree as indented text, for tests. */
void rich_dump(const RichNode *root, Buf *out);
