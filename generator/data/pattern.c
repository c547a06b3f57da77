/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - see pattern.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "generator/base/buf.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"

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

static Status compile(Arena *arena, Str text, uint32_t flags, const Pattern **ret_pattern,
                      PatternError *ret_error)
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
                                      PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C | flags,
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

Status pattern_compile(Arena *arena, Str text, const Pattern **ret_pattern, PatternError *ret_error)
{
    return compile(arena, text, 0, ret_pattern, ret_error);
}

/* --- prose ---------------------------------------------------------------------------------------------- */

/* What a character of an expression stands for in prose; NULL: itself. A hyphen of a class makes a range. */
static const char *prose_of(char c, bool is_class)
{
    if (is_class) {
        return c == ' ' ? "\\s" : c == '\'' ? "'\xE2\x80\x99" : NULL;
    }
    return c == ' '    ? "(?:\\s+)"
           : c == '\'' ? "['\xE2\x80\x99]"
           : c == '-'  ? "[-\xE2\x80\x90\xE2\x80\x91]"
                       : NULL;
}

/* Behind "(?": flags such as "-i", in which a hyphen is none of the text. */
static size_t end_of_flags(Str text, size_t i)
{
    while (i < text.len && ((text.ptr[i] >= 'a' && text.ptr[i] <= 'z') || text.ptr[i] == '-')) {
        i++;
    }
    return i;
}

Status pattern_compile_prose(Arena *arena, Str text, const Pattern **ret_pattern,
                             PatternError *ret_error)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_YAML_BYTES);
    bool is_class = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        const char *prose = prose_of(c, is_class);
        if (c == '\\' && i + 1 < text.len) {
            buf_putc(&out, c);
            buf_putc(&out, text.ptr[++i]);
            continue;
        }
        if (c == '(' && !is_class && i + 1 < text.len && text.ptr[i + 1] == '?') {
            size_t end = end_of_flags(text, i + 2);
            buf_put(&out, str_sub(text, i, end - i));
            i = end - 1;
            continue;
        }
        is_class = is_class ? c != ']' : c == '[';
        if (prose) {
            buf_put(&out, str_of(prose));
        } else {
            buf_putc(&out, c);
        }
    }
    if (!buf_ok(&out)) {
        return out.status;
    }
    return compile(arena, buf_str(&out), PCRE2_CASELESS | PCRE2_UCP, ret_pattern, ret_error);
}

/* --- matching ------------------------------------------------------------------------------------------- */

/* A PatternRoom is PCRE2's own memory for matching. */
static pcre2_match_data *data_of(PatternRoom *room)
{
    return (pcre2_match_data *)room;
}

PatternRoom *pattern_room_new(void)
{
    return (PatternRoom *)pcre2_match_data_create(PATTERN_GROUPS, NULL);
}

void pattern_room_free(PatternRoom *room)
{
    pcre2_match_data_free(data_of(room));
}

PatternMatch pattern_match(const Pattern *pattern, PatternRoom **io_room, Str subject)
{
    *io_room = *io_room ? *io_room : pattern_room_new();
    if (!*io_room) {
        return PATTERN_TOO_HARD;
    }
    const char *bytes = subject.ptr ? subject.ptr : "";
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)bytes, subject.len, 0, 0, data_of(*io_room),
                            pattern->limits);
    if (found >= 0) {
        return PATTERN_YES;
    }
    return found == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_TOO_HARD;
}

void pattern_hasten(const Pattern *pattern)
{
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE); /* else it is interpreted */
}

size_t pattern_group(const Pattern *pattern, const char *name)
{
    int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);
    return number > 0 && number < PATTERN_GROUPS ? (size_t)number : 0;
}

PatternMatch pattern_find(const Pattern *pattern, PatternRoom *room, Str subject, size_t from,
                          PatternSpan spans[PATTERN_GROUPS])
{
    const char *bytes = subject.ptr ? subject.ptr : "";
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)bytes, subject.len, from, PCRE2_NO_UTF_CHECK,
                            data_of(room), pattern->limits);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT) { /* the interpreter has more room */
        found = pcre2_match(pattern->code, (PCRE2_SPTR)bytes, subject.len, from,
                            PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data_of(room), pattern->limits);
    }
    if (found < 0) {
        return found == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_TOO_HARD;
    }
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(data_of(room));
    for (size_t i = 0; i < PATTERN_GROUPS; i++) {
        bool is_set = found == 0 || i < (size_t)found;
        spans[i].from = is_set && offsets[2 * i] != PCRE2_UNSET ? offsets[2 * i] : SIZE_MAX;
        spans[i].to = is_set && offsets[2 * i] != PCRE2_UNSET ? offsets[2 * i + 1] : SIZE_MAX;
    }
    return PATTERN_YES;
}
