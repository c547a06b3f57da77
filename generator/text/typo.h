/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typo - French typography: no-break spaces, guillemets, apostrophes, ellipses, one space between words. Idempotent.
 *
 * Serves D-376 (texts of our own, set as texts are), D-381 (documents that read well) and D-382 (documents in French); D-014's
 * references (L. 2112-2) keep their letter and their hyphen on one line.
 *
 * Floor 3 (text). May be used by: everyone above.
 */
#pragma once

#include "generator/base/buf.h"

/* No byte of a text becomes more than this many: a space of one byte a no-break space of three. */
#define TYPO_MAX_GROWTH 4

typedef enum TypoProfile {
    TYPO_NONE,                 /* aucune */
    TYPO_IMPRIMERIE_NATIONALE, /* U+202F before ; ! ? and in numbers, U+00A0 before : and inside « » */
    TYPO_NBSP_ONLY,            /* insecable-seule: U+00A0 everywhere */
} TypoProfile;

/*
 * Appends `text` with: no-break space before ; : ! ? » % and after «, before units (h, €, m², mois after a number …) and
 * in numbers written with spaces, after n°, art., L., R., D. (articles of codes) and before numbers of articles; ’ for '; …
 * for three points; « mot » for "mot"; one space for several between two words.
 * Leaves addresses, e-mail, links, codes (CCP-L2112-2, `between backquotes`), dates, times and ratios alone.
 * previous: last code point written before `text` (0: none), for rules that look back over a tag.
 */
void typo_put(Buf *out, TypoProfile profile, Str text, uint32_t previous);
/* True if typo_put is known to change nothing in a text that nothing stands before: most labels, and sentences without signs. */
bool typo_leaves(TypoProfile profile, Str text);
bool typo_profile_from_name(Str name, TypoProfile *ret_profile);
