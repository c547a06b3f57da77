/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8 - see utf8.h.
 */
#include "generator/base/utf8.h"

/* Length of the sequence that starts with `lead`, 0 if it can't start one. */
static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

uint32_t utf8_next_long(Str s, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *pos;
    size_t n = sequence_length(p[0]);
    if (n == 2 && s.len - *pos >= 2 && (p[1] & 0xC0) == 0x80) {
        *pos += 2; /* most accents of French */
        return ((p[0] & 0x1Fu) << 6) | (p[1] & 0x3Fu);
    }
    if (n == 0 || n > s.len - *pos) {
        *pos += 1;
        return UTF8_BAD;
    }
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t cp = p[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *pos += 1;
            return UTF8_BAD;
        }
        cp = (cp << 6) | (p[i] & 0x3Fu);
    }
    if (cp < smallest[n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        *pos += 1;
        return UTF8_BAD;
    }
    *pos += n;
    return cp;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | (cp >> 6));
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | (cp >> 12));
        out[1] = (char)(0x80 | ((cp >> 6) & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (cp >> 18));
    out[1] = (char)(0x80 | ((cp >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((cp >> 6) & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t utf8_count(Str s)
{
    size_t n = 0;
    for (size_t pos = 0; pos < s.len; n++) {
        if ((unsigned char)s.ptr[pos] < 0x80) {
            pos++;
        } else {
            (void)utf8_next(s, &pos); /* only the move counts */
        }
    }
    return n;
}

size_t utf8_check(Str s)
{
    size_t pos = 0;
    while (pos < s.len) {
        if ((unsigned char)s.ptr[pos] < 0x80) {
            pos++;
            continue;
        }
        size_t start = pos;
        if (utf8_next(s, &pos) == UTF8_BAD) {
            return start;
        }
    }
    return SIZE_MAX;
}

bool utf8_is_xml(uint32_t cp)
{
    return cp == 0x9 || cp == 0xA || cp == 0xD || (cp >= 0x20 && cp <= 0xD7FF) ||
           (cp >= 0xE000 && cp <= 0xFFFD) || (cp >= 0x10000 && cp <= 0x10FFFF);
}

bool utf8_is_hostile(uint32_t cp)
{
    if (cp < 0x20) {
        return cp != 0x9 && cp != 0xA && cp != 0xD;
    }
    return (cp >= 0x7F && cp <= 0x9F && cp != 0x85) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFFFE || cp == 0xFFFF;
}

bool utf8_is_invisible(uint32_t cp)
{
    return cp == 0xAD || cp == 0x200B || cp == 0x200E || cp == 0x200F || cp == 0x2060 ||
           cp == 0xFEFF || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

size_t utf8_clip(Str s, size_t n)
{
    size_t pos = 0;
    while (n > 0 && pos < s.len) {
        if ((unsigned char)s.ptr[pos] < 0x80) {
            pos++;
        } else {
            (void)utf8_next(s, &pos); /* only the move counts */
        }
        n--;
    }
    return pos;
}

uint32_t utf8_plain(uint32_t cp)
{
    static const char latin1[] = "aaaaaa\xE6"
                                 "ceeeeiiii\xF0nooooo\xF7ouuuuy\xFE\xDF"; /* U+00C0 to U+00DF */
    if (cp >= 'A' && cp <= 'Z') {
        return cp + 32;
    }
    if (cp == 0xFF) {
        return 'y'; /* its capital is not of Latin-1 */
    }
    bool is_letter = cp >= 0xC0 && cp <= 0xFF && cp != 0xD7; /* the sign of multiplication */
    return is_letter ? (unsigned char)latin1[(cp - 0xC0) % 32] : cp;
}
