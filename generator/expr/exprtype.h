/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprtype - the type of an expression before there is any market: a misspelt field, a text where a number is needed or a
 * comparison with a value that can't occur are errors of the library.
 *
 * Floor 2 (expr). May be used by: library.
 */
#pragma once

#include "generator/expr/expr.h"

typedef enum ExprTypeKind {
    TYPE_ANY, /* not known before there is a value; fits everywhere */
    TYPE_NULL,
    TYPE_BOOL,
    TYPE_NUM,
    TYPE_TEXT,
    TYPE_LIST,
    TYPE_MAP,
} ExprTypeKind;

typedef struct ExprType {
    ExprTypeKind kind;
    const struct ExprType *item; /* LIST: of its items; NULL: not known */
    const void *shape;    /* the host's: what field() is asked about; NULL: no fields known */
    const Value *choices; /* TEXT: list of the texts that can occur, or NULL */
    bool is_date;         /* TEXT: always of the form YYYY-MM-DD */
} ExprType;

/* What the names of an expression stand for. Types are copied; what they point to lives as long as the expression. */
typedef struct ExprTypeHost {
    void *ctx;
    /* False: there is no such name. `whole`: the dotted name as it was written, `at` its place: for reports. */
    bool (*name)(void *ctx, Str name, Str whole, Loc at, ExprType *ret);
    /* A field of a MAP, or of a TEXT that names an entry of a catalogue. False: there is none, and it was reported. */
    bool (*field)(void *ctx, const ExprType *base, Str name, Str whole, Loc at, ExprType *ret);
    /* One of `choices` is told apart from the others; empty: each of them may be. NULL: nobody asks. */
    void (*told)(void *ctx, const Value *choices, Str one);
} ExprTypeHost;

/*
 * Reports E-022 … E-024 for types that can't fit, E-031 for a comparison with a text that can't occur, E-029 for a text that
 * stands for a date and is none; unknown names are the host's to report. wanted: what the result must be, TYPE_ANY for anything.
 * ret_type may be NULL. ST_INPUT if anything was reported.
 */
MUST_CHECK Status expr_typecheck(const Expr *expr, const ExprTypeHost *host, ExprTypeKind wanted,
                                 Arena *arena, DiagList *diags, ExprType *ret_type);
