/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlscan - the inside of yamlplain.c, shared with yamlscalar.c and yamlflow.c: where the reader is, and the tree so far.
 *
 * Functions that return bool give up with false: the text is for libyaml.
 *
 * Floor 1 (data). May be used by: yamlplain, yamlscalar, yamlflow.
 */
#pragma once

#include "generator/data/treebuild.h"

/* libyaml looks no further for the colon behind a key. */
#define YAML_KEY_BYTES 1000

/* An open map or list of the block style. */
typedef struct YamlLevel {
    size_t indent; /* column of its keys or dashes, from 0 */
    bool is_list;
    bool is_flat; /* a list with its dashes in the column of the map's keys around it */
} YamlLevel;

typedef struct YamlScan {
    Str text;
    char *kept; /* the copy */
    size_t pos;
    size_t line_start;
    size_t line_end; /* past its last byte: its break (LF, CR LF) or the end of the text */
    size_t next;     /* of the next line; text.len behind the last */
    uint32_t line;   /* from 1 */
    size_t counted;  /* code points of this line were counted up to here */
    uint32_t column; /* so many */
    bool is_pending; /* the innermost key or dash has no value yet */
    Loc pending;     /* where one that stays without has it */
    size_t depth;
    YamlLevel levels[LIMIT_YAML_DEPTH];
    Status status; /* ST_NOMEM when that is why it gave up */
    Build build;
} YamlScan;

static inline char yamlscan_byte(const YamlScan *s, size_t at)
{
    return at < s->text.len ? s->text.ptr[at] : '\0';
}

static inline void yamlscan_skip_spaces(YamlScan *s)
{
    while (s->pos < s->line_end && s->text.ptr[s->pos] == ' ') {
        s->pos++;
    }
}

/* True for the end of the line and a space. */
static inline bool yamlscan_is_blank(const YamlScan *s, size_t at)
{
    return at >= s->line_end || s->text.ptr[at] == ' ';
}

static inline YamlLevel *yamlscan_top(YamlScan *s)
{
    return s->depth > 0 ? &s->levels[s->depth - 1] : NULL;
}

/* The line that begins at `start` is the one at work; its number is the caller's. */
void yamlscan_begin_line(YamlScan *s, size_t start);
/* False behind the last line. */
bool yamlscan_next_line(YamlScan *s);
/* The place of byte `at` of the line at work; asked for in ascending order. */
Loc yamlscan_place(YamlScan *s, size_t at);
/* True where nothing but a comment follows on the line. */
bool yamlscan_is_rest_empty(const YamlScan *s);
/* "---", "..." and directives begin lines; what only looks like them is left to libyaml too. */
bool yamlscan_is_marker(const YamlScan *s, size_t start);
/* What became of a call of treebuild.h: true if the tree goes on. */
bool yamlscan_is_built(YamlScan *s, Status st);
/* The value of the innermost key, dash or bracket; NULL: there was no memory. */
bool yamlscan_add(YamlScan *s, Value *value);

/* yamlscalar.c: texts of the tree lie in the copy, with a NUL behind */
/* The text in the copy at [from, to). */
Str yamlscalar_keep(YamlScan *s, size_t from, size_t to);
/* True for the first byte of a plain scalar. */
bool yamlscalar_is_plain(const YamlScan *s);
/* The end of the plain scalar at `from`: a comment, a colon before a blank, in_flow also brackets and commas; spaces taken off. */
size_t yamlscalar_plain_end(const YamlScan *s, size_t from, bool in_flow);
/* True if nothing but spaces follows on the line. */
bool yamlscalar_ends_line(const YamlScan *s);
/* A quoted scalar, over as many lines as it has. s->pos ends behind it. */
bool yamlscalar_quoted(YamlScan *s, Str *ret_text);
/* A plain scalar, as its style has it. s->pos ends behind it. */
typedef bool YamlPlain(YamlScan *s, Str *ret_text);
/* That of the block style, over as many lines as it has. */
bool yamlscalar_plain(YamlScan *s, Str *ret_text);
/* A quoted scalar, or else one that `plain` reads, as a value of the tree. */
bool yamlscalar_value(YamlScan *s, YamlPlain *plain);
/* A block scalar, | or >. The line at work is then the first that is not its own; *ret_is_end: there is none. */
bool yamlscalar_block(YamlScan *s, bool *ret_is_end);

/* yamlflow.c */
/* A collection in brackets with all that it holds. */
bool yamlflow_value(YamlScan *s);
