/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card - what the library says of one thing it holds, as a tree: a consideration, rule, list entry, calculation … The tree is what
 * `--format json` prints (its keys are stable); card_put lays it out for people.
 *
 * Floor 8 (app). May be used by: app. The library's words stay in its language, labels are in the run's.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/library/advice.h"
#include "generator/library/library.h"
#include "generator/library/textrules.h"

/* Builds trees; a failure is remembered in `status`, and everything after it does nothing. */
typedef struct CardMaker {
    Arena *arena;
    const Library *lib;        /* with its pieces */
    const Advice *advice;      /* or NULL */
    const Value *requirements; /* list of the numbered requirements, or NULL */
    const Value *layout;       /* what the house's template says of itself, or NULL */
    bool has_texts;            /* the card of a consideration has the text of its blocks */
    Status status;             /* ST_OK or ST_NOMEM */
} CardMaker;

/* A new map, at the end of `list` unless that is NULL; NULL after a failure. */
Value *card_map(CardMaker *maker, Value *list);
/* A new list as a member of `map`. */
Value *card_list(CardMaker *maker, Value *map, const char *key);
/* Sets a value; NULL is a failure. */
void card_put_value(CardMaker *maker, Value *map, const char *key, Value *value);
/* Sets a text; an empty one is left out. */
void card_set(CardMaker *maker, Value *map, const char *key, Str text);
/* Sets what `from` has under `name`, as it is; what it lacks is left out. */
void card_copy(CardMaker *maker, Value *map, const char *key, const Value *from, const char *name);
void card_add(CardMaker *maker, Value *list, Str text);

/*
 * The card of the thing of that name, whose case counts only where two differ by it: a consideration (identifier or code), a
 * shared text, a piece, a list, a calculation, an entry of a list, a numbered rule or requirement. « LISTE.entrée », « listes.X »,
 * « calcul.nom », « pieces.nom » and « communs/nom » say which where several have the name. *ret_card is NULL if there is none;
 * `others` of the card are the full names of further ones.
 */
MUST_CHECK Status card_find(CardMaker *maker, Str name, Value **ret_card);
/* The nearest name, for « did you mean », or STR_EMPTY. */
Str card_nearest(CardMaker *maker, Str name);

/* The parts that card_find is made of. */
void card_clause(CardMaker *maker, Value *card, const Clause *clause);
/* A calculation; is_whole: with the consideration it belongs to. */
void card_calc(CardMaker *maker, Value *card, const Calc *calc, bool is_whole);
/* A rule, as far as the card of a number or of a consideration shows it. */
void card_rule(CardMaker *maker, Value *card, const Rule *rule, bool is_whole);
/* The reference with this identifier, once: citation, subject, dates, confidence. */
void card_add_law(CardMaker *maker, Value *list, Str id);
/* Legal bases that a text names ("droit.CCP-L2112-2"). */
void card_laws_in(CardMaker *maker, Value *list, Str text);
/* The period of `from` ({du, au}) as {from, to}. */
void card_period(CardMaker *maker, Value *map, const char *key, const Value *from);
/* « verifie » as "verified". */
Str card_confidence(Str code);
/* The number of a rule or requirement ("D-115", "PUB-R3"), all that fulfils it. False if nothing is known of it. */
bool card_number(CardMaker *maker, Str number, Value **ret_card);
/* The numbers that the library and the requirements know, in arena; their count. */
size_t card_numbers(CardMaker *maker, Str **ret_numbers);

/* Lays a card out for people. */
void card_put(Buf *out, const Value *card);
