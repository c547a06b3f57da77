/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str - see str.h.
 */
#include "generator/base/str.h"

#include <stdint.h>

int str_cmp(Str a, Str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

int str_cmp_items(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

size_t str_find(Str a, Str needle, size_t from)
{
    if (from > a.len || needle.len > a.len - from) {
        return SIZE_MAX;
    }
    if (needle.len == 0) {
        return from;
    }
    const char *hit = needle.len == 1 ? memchr(a.ptr + from, needle.ptr[0], a.len - from)
                                      : memmem(a.ptr + from, a.len - from, needle.ptr, needle.len);
    return hit ? (size_t)(hit - a.ptr) : SIZE_MAX;
}

Str str_trim(Str a)
{
    while (a.len > 0 && ascii_is_space(a.ptr[0])) {
        a.ptr++;
        a.len--;
    }
    while (a.len > 0 && ascii_is_space(a.ptr[a.len - 1])) {
        a.len--;
    }
    return a;
}

Str str_next_word(Str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->len && rest->ptr[n] != ' ' && rest->ptr[n] != '\t') {
        n++;
    }
    Str word = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->len);
    return word;
}

bool str_is_one_of(Str a, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool may_be = a.len == 0 || a.ptr[0] == words[i][0];
        if (may_be && str_is(a, words[i])) {
            return true;
        }
    }
    return false;
}

bool str_is_digits(Str a)
{
    for (size_t i = 0; i < a.len; i++) {
        if (!ascii_is_digit(a.ptr[i])) {
            return false;
        }
    }
    return a.len > 0;
}

bool ascii_eq(Str a, Str b)
{
    return a.len == b.len && ascii_starts(a, b);
}

bool ascii_starts(Str a, Str prefix)
{
    bool is_same = a.len >= prefix.len;
    for (size_t i = 0; is_same && i < prefix.len; i++) {
        is_same = ascii_lower(a.ptr[i]) == ascii_lower(prefix.ptr[i]);
    }
    return is_same;
}

bool ascii_ends(Str a, Str suffix)
{
    return a.len >= suffix.len && ascii_starts(str_sub(a, a.len - suffix.len, SIZE_MAX), suffix);
}
