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

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Str str_trim(Str a)
{
    while (a.len > 0 && is_blank(a.ptr[0])) {
        a.ptr++;
        a.len--;
    }
    while (a.len > 0 && is_blank(a.ptr[a.len - 1])) {
        a.len--;
    }
    return a;
}
