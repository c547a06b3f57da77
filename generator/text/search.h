/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search - text as people search for it: without case, accents, ligatures and kinds of blanks.
 *
 * Floor 3 (text). May be used by: everyone above.
 */
#pragma once

#include "generator/base/buf.h"

/* Appends `text` in small letters without accents: "Pénalité d’œuvre" gives "penalite d'oeuvre". */
void search_fold(Buf *out, Str text);
/* True if `folded` holds every word of `words`, both as search_fold gives them. */
bool search_has(Str folded, Str words);
