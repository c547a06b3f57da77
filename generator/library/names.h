/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names - checks every name in clause bodies and expressions against what schemas, catalogues and calculations offer, so
 * that a misspelt section never makes a clause vanish in silence.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/expr/exprtype.h"
#include "generator/library/library.h"
#include "generator/tmpl/expects.h"

/* What texts, expressions, pieces and advice name; those that check the whole library set it, each its own. */
typedef struct LibraryUses {
    bool *calcs;                /* by number in Library.calcs */
    bool *commons;              /* by number in Library.commons */
    const ExprType *calc_types; /* of their results, by number; NULL before names_check() */
} LibraryUses;

/*
 * Reports the calculations and shared texts that nothing names (L-198, L-199), once pieces and advice were checked too. Nothing is
 * said of a local library, whose base may have lost its uses on purpose.
 */
void names_report_unused(const Library *library, DiagList *diags);
/*
 * Checks the names that a template asks the data of a contract for (contract.h), sections included: T-150, T-151, L-017 at
 * their first places. ret_known: one for each entry, false for what was reported; in arena, may be NULL. ST_INPUT if any.
 */
MUST_CHECK Status names_check_template(const Library *library, Arena *arena, const Expects *expects,
                                       DiagList *diags, bool **ret_known);
/* Reports L- (unknown name, form, reference) for all blocks, shared texts and calculations; sets `uses`. ST_INPUT if any. */
MUST_CHECK Status names_check(Library *library, Arena *arena, DiagList *diags);
/* The same for the texts and conditions of pieces. */
MUST_CHECK Status names_check_pieces(const Library *library, Arena *arena, DiagList *diags);
/* The same for the conditions, sentences and data of an advice. ST_INPUT if anything was reported. */
MUST_CHECK Status names_check_advice(const Library *library, Arena *arena, const Advice *advice,
                                     DiagList *diags);
