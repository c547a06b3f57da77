/* SPDX-License-Identifier: Apache-2.0 */
/*
 * french - the forms of a value that a French contract needs (facets of product.md §4).
 *
 * Floor 3 (text). May be used by: library, format, lint, app.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/base/date.h"
#include "generator/base/num.h"
#include "generator/data/value.h"

/* 1234567.89 → "1 234 567,89" with U+202F between thousands; decimals < 0: as many as needed, at most 2, else rounded half up. */
void french_put_number(Buf *out, Num n, int decimals);
/* "1 234 567,89 €", cents left out when zero; U+00A0 before €. */
void french_put_amount(Buf *out, Num n);
/*
 * Number with its unit, agreed: "18 mois", "1 jour", "2 jours", "7 %", "31 h", "50 € par heure" (EUR/h), "100 € par jour
 * et par document" (EUR/jour/document). Unknown units are written as given.
 */
void french_put_with_unit(Buf *out, Num n, Str unit);
/* Integer in words, masculine, traditional spelling: 6 200 → "six mille deux cents"; up to 999 999 999 999. False above. */
bool french_put_words(Buf *out, Num n);
/* "1er octobre 2026" with U+00A0 between day and month. */
void french_put_long_date(Buf *out, Date date);
/* "a, b et c" of the texts (or libelle of the entries) of a list. */
void french_put_enumeration(Buf *out, const Value *list);

/*
 * A name behind « de » and « à », contracted with its article ("le" "la" "les" "l'" or empty): "du Département", "de l’Office",
 * "d’Orléans", "aux Hospices". The h of a name without article counts as a consonant.
 */
void french_put_of(Buf *out, Str article, Str name);
void french_put_at(Buf *out, Str article, Str name);

/*
 * The facet hook of ExecHost. Numbers: montant, avec_unite, nombre (grouped digits), en_lettres, chiffres_et_lettres
 * ("12 (douze)"; feminine with a feminine unit), avec_unite_et_lettres ("15 (quinze) jours", "50 € (cinquante euros)").
 * Texts: date.longue / longue, minuscule and majuscule (first letter), de and a (a name
 * without article). Lists: enumeration. Null: every form is nothing.
 */
Status french_facet(void *ctx, const Value *value, Str facet, Buf *out, bool *ret_found);
/* True if `facet` ("date.longue": the rest of a dotted name) is one of these forms. */
bool french_is_facet(Str facet);
