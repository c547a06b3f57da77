/* SPDX-License-Identifier: Apache-2.0 */
/*
 * taglex - finds mustache tags in a text.
 *
 * Floor 2 (tmpl). May be used by: everyone above.
 */
#pragma once

#include "generator/base/diag.h"

typedef enum TagKind {
    TAG_VAR,      /* {{x}} */
    TAG_RAW,      /* {{{x}}} {{&x}} */
    TAG_SECTION,  /* {{#x}} */
    TAG_INVERTED, /* {{^x}} */
    TAG_CLOSE,    /* {{/x}} */
    TAG_COMMENT,  /* {{! }} */
    TAG_PARTIAL,  /* {{>x}} */
    TAG_PARENT,   /* {{<x}} */
    TAG_BLOCK,    /* {{$x}} */
    TAG_DELIMS,   /* {{=<% %>=}} */
} TagKind;

typedef struct Tag {
    TagKind kind;
    bool is_dynamic; /* {{>*x}} */
    Str name;        /* trimmed; "." or dotted; borrowed from the text */
    size_t start;    /* byte offset of the opening delimiter */
    size_t end;      /* byte offset past the closing one */
} Tag;

typedef struct TagLexer {
    Str text;
    size_t pos;
    Str open;
    Str close;
    size_t close_from; /* the first closing delimiter at or behind here … */
    size_t close_at;   /* … stands here; SIZE_MAX: nowhere */
} TagLexer;

/* Starts at `pos` 0 with "{{" and "}}". */
void taglex_init(TagLexer *lexer, Str text);
/*
 * The next tag at or after lexer->pos, or false at the end. White space in tags includes U+00A0 and U+202F.
 * Reports an unclosed or malformed tag (T-) at the place `loc_of(ctx, offset)` gives and goes on behind it.
 * A delimiter change takes effect on the lexer itself.
 */
typedef Loc TagLocFn(void *ctx, size_t offset);
bool taglex_next(TagLexer *lexer, TagLocFn *loc_of, void *ctx, DiagList *diags, Tag *ret_tag);
