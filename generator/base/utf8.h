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
