/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules - the rules of the domain, which the library holds as data: a condition, and what to say where it is true.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/articles.h"
#include "generator/library/clause.h"
#include "generator/library/markettexts.h"

/* The severity that a level of the library stands for: erreur, avertissement, info. */
DiagSeverity rules_level(Str name);
/* The place of a rule under this number among the first n_rules and the first n_texts, those over wording; or none. */
Loc rules_place(const Library *library, size_t n_rules, size_t n_texts, Str id);
/* A number that a market may acknowledge: of a warning or an information. */
typedef struct RuleNumber {
    Str id;
    Str title; /* may be empty */
} RuleNumber;
/* All of them, each once; NULL without memory. */
RuleNumber *rules_acknowledged(Arena *arena, const Library *library, size_t *ret_n);
/* Compiles the rules of one file (a valid one) into `rules`, which has room for them. ST_INPUT if anything was reported. */
MUST_CHECK Status rules_add(LibraryDraft *draft, const Value *file);
/* Reports what rules cover that is no rule of a library which was read whole (L-069). ST_INPUT if any. */
MUST_CHECK Status rules_check_covers(const Library *library, DiagList *diags);

/*
 * Evaluates all rules over a contract whose articles are finished (D-083, D-088, D-390, D-391): findings are DIAG_RULE, each at
 * the value that it is about; `texts` are those of the text rules, found before. A warning that the market acknowledges
 * (`acquittements`) becomes a note with date and reason. Reports
 * acknowledgements of rules that don't exist, can't be acknowledged or say nothing here, and those of a later day than the check
 * (Contract.date). is_quiet: errors were reported before;
 * a condition that can't be evaluated is then passed over. ST_INPUT if a finding is an error.
 * A rule that covers others (`couvre`) silences those that are no more severe, where it is true: in the same article, in the
 * text that it is about.
 * results: list that takes one map {regle, titre, niveau, resultat, signale, constats} for each number (D-392), or NULL.
 */
MUST_CHECK Status rules_run(Arena *arena, Contract *contract, const Value *root,
                            const MarketText *texts, size_t n_texts, bool is_quiet, Value *results,
                            DiagList *diags);
