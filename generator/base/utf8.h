/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8 - code points in and out.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stdint.h>

#include "generator/base/str.h"

#define UTF8_BAD UINT32_MAX
#define CP_NBSP 0x00A0u  /* no-break space */
#define CP_NNBSP 0x202Fu /* narrow no-break space */

/* Decodes the code point at *pos and moves *pos past it; UTF8_BAD (and one byte on) if malformed. */
static inline uint32_t utf8_next(Str s, size_t *pos);
/* The first byte from pos on that is no printable ASCII, or s.len. Eight bytes at a time. */
static inline size_t utf8_skip_printable(Str s, size_t pos);
/* Writes cp to out, returns 1 to 4. */
size_t utf8_encode(uint32_t cp, char out[4]);
/* Number of code points; malformed bytes count as one each. */
size_t utf8_count(Str s);
/* Offset of the first malformed byte, or SIZE_MAX. */
size_t utf8_check(Str s);
/* True if XML 1.0 can hold the code point. */
bool utf8_is_xml(uint32_t cp);
/* True for controls and bidirectional overrides that no market file needs (tab, LF, CR allowed). */
bool utf8_is_hostile(uint32_t cp);
/* Byte offset after at most n code points. */
size_t utf8_clip(Str s, size_t n);
/* True for what shows nothing and is easily pasted: zero-width spaces, marks of direction, soft hyphens (joiners spell words). */
bool utf8_is_invisible(uint32_t cp);

/* The letter under an accent of Latin-1, in small: enough for French. Other code points stay. */
uint32_t utf8_plain(uint32_t cp);

/* utf8_next of what is not ASCII. */
uint32_t utf8_next_long(Str s, size_t *pos);

static inline uint32_t utf8_next(Str s, size_t *pos)
{
    unsigned char lead = (unsigned char)s.ptr[*pos];
    if (lead < 0x80) {
        *pos += 1;
        return lead;
    }
    return utf8_next_long(s, pos);
}

#define UTF8_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The upper bit of at least one byte of the answer is set if a byte of `word` is zero, and of none if there is no such byte. */
static inline uint64_t utf8_zeroes(uint64_t word)
{
    return (word - UTF8_EACH(0x01)) & ~word & UTF8_EACH(0x80);
}

/* The same for controls. */
static inline uint64_t utf8_controls(uint64_t word)
{
    return (word - UTF8_EACH(0x20)) & ~word & UTF8_EACH(0x80);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Bytes before the first that is marked in an answer of utf8_zeroes and the like, which is not 0. */
static inline size_t utf8_before(uint64_t marks)
{
    return (size_t)__builtin_ctzll(marks) / 8; /* what lies below the first mark is exact */
}
#else
/* Not told by the marks: those above a byte that is none spill over to it. The bytes are looked at one by one. */
static inline size_t utf8_before(uint64_t marks)
{
    (void)marks;
    return 0;
}
#endif

static inline size_t utf8_skip_printable(Str s, size_t pos)
{
    uint64_t word = 0;
    for (; s.len - pos >= sizeof word; pos += sizeof word) {
        memcpy(&word, s.ptr + pos, sizeof word);
        uint64_t marks =
            (word & UTF8_EACH(0x80)) | utf8_controls(word) | utf8_zeroes(word ^ UTF8_EACH(0x7F));
        if (marks) {
            pos += utf8_before(marks);
            break;
        }
    }
    while (pos < s.len && s.ptr[pos] >= 0x20 && s.ptr[pos] < 0x7F) {
        pos++;
    }
    return pos;
}

/* Past code points of two bytes, all of which a text may hold: most accents of French. */
static inline size_t utf8_skip_latin(Str s, size_t pos)
{
    while (s.len - pos >= 2 && (unsigned char)s.ptr[pos] >= 0xC2 &&
           (unsigned char)s.ptr[pos] <= 0xDF && ((unsigned char)s.ptr[pos + 1] & 0xC0) == 0x80) {
        pos += 2;
    }
    return pos;
}
