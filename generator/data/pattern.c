/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - see pattern.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "generator/base/limits.h"

/* Memory of one match; a sound expression on a text of a few lines takes some KiB. */
#define MATCH_HEAP_KIB 1024

struct Pattern {
    pcre2_code *code;
    pcre2_match_context *limits; /* only read when matching */
};

/* Compiled expressions live in the arena and die with it. */
static void *arena_take(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void arena_leave(void *ptr, void *arena)
{
    (void)ptr;
    (void)arena;
}

Status pattern_compile(Arena *arena, Str text, const Pattern **ret_pattern, PatternError *ret_error)
{
    Pattern *pattern = arena_new(arena, Pattern);
    pcre2_general_context *memory = pcre2_general_context_create(arena_take, arena_leave, arena);
    pcre2_compile_context *options = memory ? pcre2_compile_context_create(memory) : NULL;
    if (!pattern || !options) {
        return ST_NOMEM;
    }
    int error = 0;
    PCRE2_SIZE error_pos = 0;
    /* `$` is the very end, never before a last line feed; \u00e9 as in JavaScript. */
    pattern->code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
                                  PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX |
                                      PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C,
                                  &error, &error_pos, options);
    if (!pattern->code) {
        ret_error->pos = error_pos;
        (void)pcre2_get_error_message(error, (PCRE2_UCHAR *)ret_error->message,
                                      sizeof ret_error->message); /* cut if it is too long */
        return error == PCRE2_ERROR_HEAP_FAILED ? ST_NOMEM : ST_INPUT;
    }
    pattern->limits = pcre2_match_context_create(memory);
    if (!pattern->limits) {
        return ST_NOMEM;
    }
    (void)pcre2_set_match_limit(pattern->limits, LIMIT_PATTERN_STEPS); /* always 0 */
    (void)pcre2_set_depth_limit(pattern->limits, LIMIT_PATTERN_STEPS);
    (void)pcre2_set_heap_limit(pattern->limits, MATCH_HEAP_KIB);
    *ret_pattern = pattern;
    return ST_OK;
}

static void match_data_done(pcre2_match_data **data)
{
    pcre2_match_data_free(*data);
}

PatternMatch pattern_match(const Pattern *pattern, Str subject)
{
    CLEANUP(match_data_done) pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!data) {
        return PATTERN_TOO_HARD;
    }
    const char *bytes = subject.ptr ? subject.ptr : "";
    int found =
        pcre2_match(pattern->code, (PCRE2_SPTR)bytes, subject.len, 0, 0, data, pattern->limits);
    if (found >= 0) {
        return PATTERN_YES;
    }
    return found == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_TOO_HARD;
}
