/* SPDX-License-Identifier: Apache-2.0 */
/*
 * french - the forms of a value that a French contract needs (its facets: docs/guide-facilitateur.md).
 *
 * Serves D-001 (complete sentences, nothing to fill in), D-009 (the same vocabulary everywhere), D-353 (texts that can be read),
 * D-382 (documents in French) and D-393 (a figure has its unit, agreed with it; amounts are amounts).
 *
 * Floor 3 (text). May be used by: everyone above.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/base/date.h"
#include "generator/base/num.h"
#include "generator/data/value.h"
#include "generator/text/typo.h"

typedef enum FrenchSpelling {
    FRENCH_TRADITIONAL, /* traditionnelle: « vingt et un mille deux cents » */
    FRENCH_1990, /* 1990: « vingt-et-un-mille-deux-cents »; million and milliard stay nouns */
} FrenchSpelling;

/* How a library writes. NULL wherever one is wanted: traditional spelling, spaces of the Imprimerie nationale. */
typedef struct French {
    FrenchSpelling spelling;
    TypoProfile typography; /* the spaces and apostrophes that the forms write */
    bool is_exact; /* numbers keep all their decimals; else they are rounded to hundredths */
} French;

/* Decimals that a number is written with, zeros at the end included: 2, or as many as it has (12 at most) where is_exact. */
int french_decimals(const French *fr, Num n);
bool french_spelling_from_name(Str name, FrenchSpelling *ret_spelling);

/*
 * 1234567.89 → "1 234 567,89" with no-break spaces between thousands; decimals < 0: as many as needed, at most 2, else
 * rounded half up.
 */
void french_put_number(Buf *out, const French *fr, Num n, int decimals);
/* "1 234 567,89 €", cents left out when zero; a no-break space before €. */
void french_put_amount(Buf *out, const French *fr, Num n);
/*
 * Number with its unit, agreed: "18 mois", "1 jour", "2 jours", "7 %", "31 h", "50 € par heure" (EUR/h), "100 € par jour
 * et par document" (EUR/jour/document). A noun that is not known is taken for a plural: "1 ruche" of “ruches”.
 */
void french_put_with_unit(Buf *out, const French *fr, Num n, Str unit);
/* "1er octobre 2026" with a no-break space between day and month. */
void french_put_long_date(Buf *out, const French *fr, Date date);
/* "a, b et c" of the texts (or libelle of the entries) of a list; is_or: "a, b ou c". */
void french_put_enumeration(Buf *out, const French *fr, const Value *list, bool is_or);

/*
 * A number in words, rounded half up to hundredths (French.is_exact: with all its decimals): « six mille deux cents »,
 * « sept virgule cinq », « moins trois ». False, and nothing is written, beyond 999 999 999 999,99.
 */
bool french_put_words(Buf *out, const French *fr, Num n, bool is_feminine);
/* « cinquante euros et cinquante centimes », « deux millions d’euros »; false as above. */
bool french_put_euro_words(Buf *out, const French *fr, Num n);
/* "1er", "1re", "2e"; false if n is no whole number from 1 on. */
bool french_put_ordinal(Buf *out, const French *fr, Num n, bool is_feminine);
/* « premier », « deuxième », « vingt et unième »; false if n is no whole number from 1 to 999 999. */
bool french_put_ordinal_words(Buf *out, const French *fr, Num n, bool is_feminine);

/*
 * A name behind « de » and « à », contracted with its article ("le" "la" "les" "l'" or empty): "du Département", "de l’Office",
 * "aux Hospices". Without article the name's own « Le » or « Les » is contracted ("du Havre", "aux Ulis"), and « de » is elided
 * before a vowel or a mute h ("d’Orléans", "d’Hyères", "de Houilles"), never before digits or the letters of an acronym that
 * begin with a consonant ("de SNCF": give its article).
 */
void french_put_of(Buf *out, const French *fr, Str article, Str name);
void french_put_at(Buf *out, const French *fr, Str article, Str name);

/* The plural of a noun with what agrees with it, up to its complement: « personnes éligibles », « travaux de voirie ». */
void french_put_plural(Buf *out, Str noun);
/* The singular of one word that is a plural: « ruche » of “ruches”. */
void french_put_singular(Buf *out, Str plural);
/* 2 and more are plural, so are -2 and less; « 0 jour », « 1,5 jour ». */
bool french_is_plural(Num n);

/* What a value is, as far as its forms are concerned. */
typedef enum FrenchKind {
    FRENCH_ANYTHING, /* not known before there is a value */
    FRENCH_NUMBER,   /* without a unit */
    FRENCH_AMOUNT,   /* EUR, EUR/h … */
    FRENCH_DURATION, /* h, min, jours, semaines, mois, trimestres, ans */
    FRENCH_QUANTITY, /* any other unit */
    FRENCH_DATE,
    FRENCH_TEXT,
    FRENCH_LIST,
    FRENCH_BOOLEAN,
    FRENCH_MAP, /* has members, and no forms */
} FrenchKind;

/* The kind of a number with this unit (x-unite, unite). */
FrenchKind french_kind_of_unit(Str unit);
/* The kind of a value; a text that is a date is one. */
FrenchKind french_kind_of(const Value *value);
/*
 * True if values of this kind have the form `facet` (the rest of a dotted name: "en_lettres", "ordinal.feminin"); of
 * FRENCH_ANYTHING: if values of any kind have. docs/guide-facilitateur.md lists them.
 */
bool french_has_facet(FrenchKind kind, Str facet);
/* The names of the forms of a kind; how many. */
#define FRENCH_FACETS_MAX 40
size_t french_facets(FrenchKind kind, Str ret_names[FRENCH_FACETS_MAX]);

/*
 * The facet hook of ExecHost; ctx: const French *, may be NULL. Null has every form, and they write nothing. ST_INPUT, and
 * nothing is written: the value has this form in general, but is out of its range.
 */
Status french_facet(void *ctx, const Value *value, Str facet, Buf *out, bool *ret_found);
