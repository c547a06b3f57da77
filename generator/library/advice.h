/* SPDX-License-Identifier: Apache-2.0 */
/*
 * advice - which considerations suit a lot: cases in the library's conseil.yaml, the first true one gives the verdict.
 *
 * Floor 4 (library). May be used by: library, app. Read apart from the library, which generates documents without it;
 * then immutable and shared by threads.
 */
#pragma once

#include "generator/library/articles.h"

/* From the best to the worst. */
typedef enum AdviceVerdict {
    ADVICE_PROPOSED,
    ADVICE_POSSIBLE,
    ADVICE_UNADVISED,
    ADVICE_IMPOSSIBLE,
    ADVICE_DISMISSED, /* by the buyer, who gives the reason */
} AdviceVerdict;

/* A condition, what is said where it is true, and the values that it rests on. */
typedef struct AdviceCase {
    Str rule;                /* "D-113" */
    const Expr *condition;   /* NULL: always */
    const Program *sentence; /* in the library's language */
    AdviceVerdict verdict;
    int rank;
    const Clause **clauses; /* of a reminder or combination */
    size_t n_clauses;
    const Program *start; /* of a prepared text: before the reasons, and after them */
    const Program *end;
    Str title;
    const Value *source;
} AdviceCase;

typedef struct AdviceCases {
    AdviceCase *items;
    size_t n;
} AdviceCases;

typedef struct AdviceClause {
    const Clause *clause;
    AdviceCases cases;
} AdviceClause;

struct Advice {
    const Library *lib;
    AdviceClause *clauses;
    size_t n_clauses;
    AdviceCases reminders;
    AdviceCases combinations;
    AdviceCases nothing; /* what is prepared where no consideration suits */
};

/*
 * Reads conseil.yaml of a library, of a local one over that of its base, once, and checks names and types. io_sources counts opened
 * sources. is_wanted: a library without this file is an error (L-190); else *ret_advice is NULL.
 */
MUST_CHECK Status advice_load(Arena *arena, const Library *library, Str schemas, bool is_wanted,
                              uint32_t *io_sources, DiagList *diags, const Advice **ret_advice);

/* What a case, reminder, combination or prepared text is called; empty: a local library can't change it. */
Str advice_case_name(const Value *source);
/* The cases of a consideration, or NULL. */
const AdviceClause *advice_of(const Advice *advice, const Clause *clause);
/*
 * The advice for every lot of a contract whose articles are finished (D-112 to D-128): a list in arena, one map a lot:
 * num, intitule, incomplet, avis (best first: considération, avis, regle, phrase, donnees, rappels, motif), combinaisons,
 * aucune. market: the completed market, for what the buyer dismisses. What can't be evaluated counts as untrue, and the lot is
 * marked `incomplet`.
 */
MUST_CHECK Status advice_give(Arena *arena, const Advice *advice, Contract *contract,
                              const Value *market, Value **ret_lots);
