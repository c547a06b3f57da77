/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - regular expressions of schemas and of text rules, by PCRE2 with a bound on its work.
 *
 * Floor 1 (data). May be used by: schema, validate, library. A compiled Pattern is shared by threads.
 */
#pragma once

#include "generator/base/arena.h"
#include "generator/base/status.h"

typedef struct Pattern Pattern;

typedef struct PatternError {
    size_t pos;        /* byte offset in the expression */
    char message[120]; /* PCRE2's words */
} PatternError;

/*
 * Compiles `text`, unanchored as JSON Schema wants it; digits, words and spaces are ASCII's as in ECMA-262.
 * arena: the result, which needs no release. ST_INPUT and *ret_error if the expression is malformed.
 */
MUST_CHECK Status pattern_compile(Arena *arena, Str text, const Pattern **ret_pattern,
                                  PatternError *ret_error);

typedef enum PatternMatch { PATTERN_NO, PATTERN_YES, PATTERN_TOO_HARD } PatternMatch;

/* Room for matching, used again and again; one thread each. NULL is nothing to free. */
typedef struct PatternRoom PatternRoom;
PatternRoom *pattern_room_new(void);
void pattern_room_free(PatternRoom *room);

/*
 * Whether the expression is found in `subject`. io_room: made if it is NULL, for the caller to free.
 * PATTERN_TOO_HARD: LIMIT_PATTERN_STEPS was reached, or no memory.
 */
PatternMatch pattern_match(const Pattern *pattern, PatternRoom **io_room, Str subject);

/*
 * Compiles an expression that looks for wording in French prose: letters, words and white space are Unicode's, capitals don't
 * count, a space stands for any white space (no-break spaces, line breaks), ' for both apostrophes and - for every hyphen, but
 * in [classes], where it makes a range. Otherwise as pattern_compile.
 */
MUST_CHECK Status pattern_compile_prose(Arena *arena, Str text, const Pattern **ret_pattern,
                                        PatternError *ret_error);

/* The most groups of an expression that pattern_find tells of, group 0 (the whole) included. */
#define PATTERN_GROUPS 8

/* Byte offsets of what was found; a group that took no part has from == to == SIZE_MAX. */
typedef struct PatternSpan {
    size_t from;
    size_t to;
} PatternSpan;

/*
 * Makes pattern_find faster where an expression is tried on a whole library: machine code, if the system allows any. It stays
 * until the program ends, and means the same. To be called before the pattern is shared.
 */
void pattern_hasten(const Pattern *pattern);

/* The number of a named group, 1 to PATTERN_GROUPS - 1; 0 if the expression has none of this name. */
size_t pattern_group(const Pattern *pattern, const char *name);
/* The first place of the expression in `subject`, which is UTF-8, from byte `from` on. spans: set with PATTERN_YES. */
PatternMatch pattern_find(const Pattern *pattern, PatternRoom *room, Str subject, size_t from,
                          PatternSpan spans[PATTERN_GROUPS]);
