/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdscan - takes the tags out of a Markdown text, so that md4c sees none: an inline tag becomes one private-use code
 * point, a section tag alone on its line an empty line.
 *
 * Floor 3 (text). May be used by: mdread, mdplace, mdtext.
 */
#pragma once

#include "generator/text/rich.h"

typedef enum MdStand {
    MD_STAND_INLINE, /* a mark in the text */
    MD_STAND_LINE,   /* alone on its line: an empty line, put back by mdplace */
    MD_STAND_BLOCK, /* alone on its line: a mark in a paragraph of its own (includes, empty overridable blocks) */
    MD_STAND_ROW, /* alone on its line inside a table, its partner too: a mark in a row of its own */
    MD_STAND_GONE, /* comment, or reported: nowhere */
} MdStand;

#define MD_NO_PARTNER SIZE_MAX

typedef struct MdTag {
    Tag tag;
    Loc loc;
    MdStand stand;
    bool is_left_out; /* its section holds nothing */
    size_t partner;   /* index of the other end of its section, or MD_NO_PARTNER */
    RichNode *node;   /* where it stands in the tree, NULL: nowhere yet */
} MdTag;

/* From `source_pos` on, the text that md4c reads runs along the author's text from `text_pos` on. */
typedef struct MdSegment {
    size_t source_pos;
    size_t text_pos;
} MdSegment;

typedef struct MdScan {
    Arena *arena;
    DiagList *diags;
    Str text;      /* the author's text */
    Loc at;        /* of its first byte */
    size_t indent; /* columns before each further line */
    bool is_data;  /* a value: its braces are no tags */
    MdTag *tags;
    size_t n_tags;
    size_t cap_tags;
    MdSegment *segments;
    size_t n_segments;
    size_t cap_segments;
    Buf source; /* what md4c reads */
    /* The place looked up last: look-ups go forward. */
    size_t cursor_pos;
    uint32_t cursor_line; /* lines after the first */
    uint32_t cursor_column;
} MdScan;

/* Prepares a scan; its buffer is released with mdscan_done. */
void mdscan_init(MdScan *scan, Arena *arena, Str text, Loc at, size_t indent, DiagList *diags);
void mdscan_done(MdScan *scan);
/* Fills tags, segments and source. Reports T- and M-; ST_LIMIT and ST_NOMEM only: errors of the text are gone on with. */
MUST_CHECK Status mdscan_run(MdScan *scan);
/* The place of a byte of `source` in the author's text. */
Loc mdscan_source_loc(MdScan *scan, size_t source_pos);
/* True and the tag's index if the code point is a mark of this scan. */
bool mdscan_is_mark(const MdScan *scan, uint32_t cp, size_t *ret_index);
/* {{#a}} {{^a}} {{<a}} {{$a}} open a section, {{/a}} closes it. */
bool mdscan_opens(const Tag *tag);
