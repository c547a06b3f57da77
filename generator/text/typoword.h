/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typoword - what typography must know of words: units, references, addresses, elisions, grouped
 * numbers.
 *
 * Floor 3 (text). May be used by: typo, french files.
 */
#pragma once

#include <stdint.h>

#include "generator/base/utf8.h"

static inline bool typoword_is_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
           (cp >= 0xC0 && cp <= 0x24F && cp != 0xD7 && cp != 0xF7);
}

static inline bool typoword_is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

/* A tag's value stands here: a private-use code point. */
static inline bool typoword_is_tag(uint32_t cp)
{
    return cp >= 0xE000 && cp <= 0xF8FF;
}

/* A space that may be made unbreakable, or is: U+0020, U+00A0, U+202F. */
static inline bool typoword_is_blank(uint32_t cp)
{
    return cp == ' ' || cp == CP_NBSP || cp == CP_NNBSP;
}

/* What ends a word: a blank, a tab or a line end. */
static inline bool typoword_is_space(uint32_t cp)
{
    return typoword_is_blank(cp) || cp == '\t' || cp == '\n' || cp == '\r';
}

/* The code point at `pos`, 0 at the end. */
static inline uint32_t typoword_at(Str text, size_t pos)
{
    return pos < text.len ? utf8_next(text, &pos) : 0;
}

/* The code point that ends before `pos`, 0 at the start. */
uint32_t typoword_before(Str text, size_t pos);

/*
 * The word that ends at `pos`, without brackets, guillemets and elided articles before it: «
 * l'article » gives article.
 */
Str typoword_last(Str text, size_t pos);
/* True if a unit or a month stands at `pos`, as after a number: h, €, m², mois, octobre. */
bool typoword_is_unit(Str text, size_t pos);
/*
 * True if a space between `word` and what stands at `pos` must not break: n° 5, article L. 2112-2,
 * M. Martin, lot 3.
 */
bool typoword_binds(Str word, Str text, size_t pos);
/* True if the blanks from `pos` to `end` stand inside « 10 h 30 », behind the h. */
bool typoword_is_hour(Str text, size_t pos, size_t end);
/*
 * An address, a link, a path or an entity in the word at `pos`, brackets before it set aside:
 * typography leaves it alone. *ret_end is *ret_from if there is none.
 */
void typoword_find_protected(Str text, size_t pos, size_t *ret_from, size_t *ret_end);
/* The end of a number written with a space between groups of three digits at `pos`, or `pos`. */
size_t typoword_grouped_end(Str text, size_t pos, uint32_t previous);
/* True if the letters that end at `pos` lose their vowel: l, d, qu, jusqu. */
bool typoword_is_elision(Str text, size_t pos);
