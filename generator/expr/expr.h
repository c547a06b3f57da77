/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr - the small language of conditions and calculations: a subset of CEL with exact decimals.
 *
 * Floor 2 (expr). May be used by: everyone above. Compiled expressions are immutable and shared by threads.
 *
 * Literals (numbers, 'text' "text", true, false, null, lists [a, b]), names and field access a.b, indexing a[0],
 * == != < <= > >= && || ! in ?: + - * / %, has(a.b), size(x), macros on lists .all(x, c) .exists(x, c) .filter(x, c)
 * .map(x, e), and functions: arrondi(n, decimals) (half up), plancher(n), plafond(n), min(a, b…), max(a, b…),
 * somme(list), abs(n), date('2026-08-22'), longueur(text), contient(text, text), unique(list).
 * Dates are texts of the form YYYY-MM-DD and compare as such; mois_entre(date, date), ajoute_mois(date, n).
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/data/value.h"

typedef struct Expr Expr;

/*
 * Compiles `text` (in arena, borrowed). at: place of the expression's first character, for diagnostics (E-).
 */
MUST_CHECK Status expr_compile(Arena *arena, Str text, Loc at, DiagList *diags,
                               const Expr **ret_expr);

/* A scope: names that the expression may use, each a value. Later entries hide earlier ones. */
typedef struct ExprName {
    Str name;
    const Value *value;
} ExprName;

/*
 * Evaluates. The result is in arena or borrowed from the names; results of arithmetic have ORIGIN_COMPUTED.
 * Reports E-: missing name or field (with its name), wrong type, division by zero, overflow, steps.
 */
MUST_CHECK Status expr_eval(const Expr *expr, const ExprName *names, size_t n_names, Arena *arena,
                            DiagList *diags, const Value **ret_value);
/* As above for a condition: anything but a boolean is an error. */
MUST_CHECK Status expr_eval_bool(const Expr *expr, const ExprName *names, size_t n_names,
                                 Arena *arena, DiagList *diags, bool *ret_bool);
/* Every dotted name the expression reads (macro variables left out), for checks at load; in arena. */
MUST_CHECK Status expr_names(const Expr *expr, Arena *arena, Str **ret_names, size_t *ret_n);
/* Whether the expression writes this text as a constant, as in x.id == 'text'. */
bool expr_writes(const Expr *expr, Str text);
/* The source text, and its place. */
Str expr_text(const Expr *expr);
Loc expr_loc(const Expr *expr);
