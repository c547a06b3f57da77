/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str - a borrowed slice of bytes. A Str never owns; it is not NUL-terminated unless said.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct Str {
    const char *ptr; /* may be NULL when len is 0 */
    size_t len;      /* bytes */
} Str;

/* The empty string before it refuses anything but a literal, whose size would not be its length. */
#define STR(literal) ((Str){.ptr = ("" literal), .len = sizeof("" literal) - 1})
#define STR_EMPTY ((Str){.ptr = "", .len = 0})
/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr

static inline Str str_of(const char *cstr)
{
    return (Str){.ptr = cstr, .len = cstr ? strlen(cstr) : 0};
}

static inline bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(Str a, const char *cstr)
{
    return str_eq(a, str_of(cstr));
}

static inline bool str_starts(Str a, Str prefix)
{
    return a.len >= prefix.len && (prefix.len == 0 || memcmp(a.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool str_ends(Str a, Str suffix)
{
    return a.len >= suffix.len &&
           (suffix.len == 0 || memcmp(a.ptr + a.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* The part from byte `from`, at most `len` bytes; clipped to `a`. */
static inline Str str_sub(Str a, size_t from, size_t len)
{
    if (from > a.len) {
        from = a.len;
    }
    if (len > a.len - from) {
        len = a.len - from;
    }
    return (Str){.ptr = a.ptr ? a.ptr + from : "", .len = len};
}

/* Byte order, shorter first on a tie: <0, 0, >0. */
int str_cmp(Str a, Str b);
/* The same for qsort and bsearch: both are a Str. */
int str_cmp_items(const void *a, const void *b);
/* Offset of `needle` in `a` at or after `from`, or SIZE_MAX. */
size_t str_find(Str a, Str needle, size_t from);
/* Without ASCII white space at both ends. */
Str str_trim(Str a);
/* Takes the first word off `rest`: words are parted by spaces and tabs. Empty if there is none. */
Str str_next_word(Str *rest);
/* True if it is one of `n` words. */
bool str_is_one_of(Str a, const char *const *words, size_t n);
/* True if it is one ASCII digit or more, and nothing else. */
bool str_is_digits(Str a);

/* Of ASCII alone, whatever the locale: other bytes stay, and are neither digit nor white space. */
static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* As str_eq, str_starts and str_ends; case doesn't count. */
bool ascii_eq(Str a, Str b);
bool ascii_starts(Str a, Str prefix);
bool ascii_ends(Str a, Str suffix);

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Space, tab, CR, LF. */
static inline bool ascii_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
