/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprrun - what the evaluator and the functions share: results on the way, and the errors.
 *
 * Floor 2 (expr). May be used by: expreval, exprfn only. An Eval belongs to one thread.
 */
#pragma once

#include "generator/expr/exprnode.h"

/* A value on the way. Numbers, booleans and texts need no Value until someone asks for one. */
typedef struct ExprResult {
    ValueKind kind;
    bool boolean;
    Str text;
    Num num;
    const Value
        *value; /* what it was read from; NULL if made on the way; never NULL for lists and maps */
} ExprResult;

/* A macro's variable. */
typedef struct ExprLocal {
    Str name;
    const Value *value;
    const struct ExprLocal *outer;
} ExprLocal;

typedef struct ExprEval {
    const Expr *expr;
    const ExprName *names;
    size_t n_names;
    const ExprLocal *locals;
    Arena *arena;
    DiagList *diags;
    size_t n_steps;
} ExprEval;

MUST_CHECK Status expr_run(ExprEval *eval, const ExprNode *node, ExprResult *ret);
/* Calls node->fn. */
MUST_CHECK Status expr_call(ExprEval *eval, const ExprNode *node, ExprResult *ret);

ExprResult expr_from_value(const Value *value);
ExprResult expr_from_num(Num num);
ExprResult expr_from_bool(bool boolean);
/* A computed text; borrowed. */
ExprResult expr_from_text(Str text);

/* Counts work; reports EXPR_STEPS (ST_LIMIT). */
MUST_CHECK Status expr_charge(ExprEval *eval, const ExprNode *node, size_t n_steps);
/* True if both are equal; null equals only null. *ret_same_kind false: they can't be compared. */
MUST_CHECK Status expr_equal(ExprEval *eval, const ExprNode *node, const ExprResult *a,
                             const ExprResult *b, bool *ret_same_kind, bool *ret_equal);
/* Reports `code` at the node; ST_INPUT. */
MUST_CHECK Status expr_fail(ExprEval *eval, const ExprNode *node, DiagCode code, Str arg1, Str arg2,
                            Str arg3);
/* Reports EXPR_TYPE unless the result is of this kind. */
MUST_CHECK Status expr_want(ExprEval *eval, const ExprNode *node, const ExprResult *result,
                            ValueKind wanted);
