/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cited - articles of law that a text cites, looked up in the references of the library: in force on a date, replaced by what,
 * how sure that is.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/textrules.h"

/* The articles that the entries of references.yaml are about: "L. 5135-1 à L. 5135-8", "5, 14, 15", "36-I". In arena. */
MUST_CHECK Status cited_index(Arena *arena, const Value *laws, const CitedNumber **ret_numbers,
                              size_t *ret_n);

/* An article as it was found in a text. */
typedef struct CitedArticle {
    char letter; /* 0: none */
    Str number;  /* "2112-2"; empty: the text as a whole */
    Str prefix;  /* of the references it may be; empty: any */
    bool is_bare;
    bool is_foreign; /* of a code that the library does not know */
} CitedArticle;

typedef struct CitedFinding {
    bool is_told; /* false: there is nothing to say */
    Citing outcome;
    Str article;        /* "L. 2112-2" */
    Str replacement;    /* what to cite instead, or empty */
    const Value *entry; /* of references.yaml, also of one in force; or NULL */
    bool is_part;       /* of entry only the dates hold: it is another article of the text cited */
} CitedFinding;

/* True on a date (ISO) within the `en_vigueur` of an entry of references.yaml. */
bool cited_is_in_force(const Value *entry, Str date);
/* Judges an article on a date (ISO). Texts are in arena. */
MUST_CHECK Status cited_judge(Arena *arena, const Library *library, const CitedArticle *cited,
                              Str date, CitedFinding *ret_finding);
