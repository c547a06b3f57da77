/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frenchsign - the spaces and the apostrophe of a typographic profile, and the units that numbers come with.
 *
 * Floor 3 (text). May be used by: the french files only.
 */
#pragma once

#include "generator/text/french.h"

/* Before € and units; between thousands; of an elision. */
Str frenchsign_nbsp(const French *fr);
Str frenchsign_apostrophe(const French *fr);
/* « de » or « d’ » before a noun. */
void frenchsign_put_of(Buf *out, const French *fr, Str noun);

/* frenchunit.c: the noun of a unit ("EUR/h": of EUR), agreed with n; the unit itself if it is not known. */
void frenchunit_put_noun(Buf *out, Num n, Str unit);
/* « par jour et par document » for what follows the first slash. */
void frenchunit_put_per(Buf *out, Str unit);
bool frenchunit_is_feminine(Str unit);
/* True for EUR and %, whose sign follows the number at once. */
bool frenchunit_is_euro(Str unit);
bool frenchunit_is_percent(Str unit);
/* The part of "EUR/jour/document" before the first slash. */
Str frenchunit_main(Str unit);
/* « 1 an et 6 mois », in words « un an et six mois »; false if there are no words for it. */
bool frenchunit_put_duration(Buf *out, const French *fr, Num n, Str unit, bool in_words);
/* « dix-huit mois », « un million d’heures », « cinquante euros par heure »; false if there are no words for it. */
bool frenchunit_put_words(Buf *out, const French *fr, Num n, Str unit);
