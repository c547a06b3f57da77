/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - regular expressions of schemas, by PCRE2 with a bound on its work.
 *
 * Floor 1 (data). May be used by: schema, validate. A compiled Pattern is shared by threads.
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

/* Whether the expression is found in `subject`. PATTERN_TOO_HARD: LIMIT_PATTERN_STEPS was reached, or no memory. */
PatternMatch pattern_match(const Pattern *pattern, Str subject);
