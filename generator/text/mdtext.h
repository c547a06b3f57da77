/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdtext - the tree under construction, and its texts: typography, marks to tags, warnings.
 *
 * Floor 3 (text). May be used by: mdread.
 */
#pragma once

#include "generator/text/mdscan.h"
#include "generator/text/typo.h"

typedef struct MdReader {
    MdScan scan;
    Arena *arena;
    DiagList *diags;
    TypoProfile profile;
    RichNode *doc;
    RichNode *node; /* the open node; DOC until md4c opens one */
    size_t depth;
    size_t n_bytes;
    size_t column; /* of the next cell */
    bool is_in_header;
    bool is_implicit; /* node is a paragraph that md4c did not open (tight lists) */
    bool is_in_code;  /* in a block of code */
    bool is_in_picture;
    size_t source_pos; /* past the last text seen */
    Buf raw;           /* text not yet set */
    Buf set;           /* … after typography */
    uint32_t previous; /* last code point of this paragraph */
    Status status;     /* what stopped md4c */
} MdReader;

/* Counts towards LIMIT_RICH_BYTES; reports and ST_LIMIT beyond it. */
MUST_CHECK Status mdtext_charge(MdReader *reader, size_t n_bytes);
/* A new last child of the open node. */
MUST_CHECK Status mdtext_add(MdReader *reader, RichKind kind, RichNode **ret_node);
/* Makes a node of the text gathered so far, with typography where it may be. */
MUST_CHECK Status mdtext_flush(MdReader *reader);
/* Gathers text of the source; its marks become tags. */
MUST_CHECK Status mdtext_put(MdReader *reader, Str text);
/* Reports raw HTML and stray asterisks in a text that stands at `source_pos`. */
void mdtext_check(MdReader *reader, Str text, size_t source_pos);
/* Appends the character of an entity, or reports it. */
void mdtext_put_entity(MdReader *reader, Str entity, Loc loc, Buf *out);
