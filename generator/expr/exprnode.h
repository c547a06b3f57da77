/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprnode - the tree of a compiled expression, and where its parts stand in the source.
 *
 * Floor 2 (expr). May be used by: the files of expr only. Immutable once
 * compiled.
 */
#pragma once

#include "generator/data/value.h"
#include "generator/expr/expr.h"

typedef enum ExprKind {
    NODE_LITERAL, /* literal */
    NODE_LIST,    /* args: items */
    NODE_NAME,    /* name */
    NODE_FIELD,   /* args: base; name */
    NODE_INDEX,   /* args: base, index */
    NODE_NOT,     /* args: operand */
    NODE_NEGATE,  /* args: operand */
    NODE_BINARY,  /* op; args: left, right */
    NODE_AND,     /* args: left, right */
    NODE_OR,      /* args: left, right */
    NODE_CHOICE,  /* args: condition, then, else */
    NODE_HAS,     /* args: a field or name */
    NODE_CALL,    /* fn; args */
    NODE_MACRO,   /* macro; name: variable; args: list, body */
} ExprKind;

typedef enum ExprOp {
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_REM,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_IN,
} ExprOp;

typedef enum ExprFn {
    FN_SIZE,
    FN_ARRONDI,
    FN_PLANCHER,
    FN_PLAFOND,
    FN_MIN,
    FN_MAX,
    FN_SOMME,
    FN_ABS,
    FN_DATE,
    FN_LONGUEUR,
    FN_CONTIENT,
    FN_UNIQUE,
    FN_MOIS_ENTRE,
    FN_AJOUTE_MOIS,
    FN_N
} ExprFn;

typedef enum ExprMacro { MACRO_ALL, MACRO_EXISTS, MACRO_FILTER, MACRO_MAP, MACRO_N } ExprMacro;

typedef struct ExprNode ExprNode;

struct ExprNode {
    ExprKind kind;
    ExprOp op;
    ExprFn fn;
    ExprMacro macro;
    uint32_t pos;    /* bytes: the name, operator or literal that errors point at */
    uint32_t len;    /* bytes */
    uint32_t height; /* longest way down to a leaf */
    Str name;
    const Value *literal;
    ExprNode **args;
    size_t n_args;
};

struct Expr {
    Str text;
    Loc at;
    const ExprNode *root;
};

/* What a node's place reads in the source: "marche.duree", "+". */
static inline Str expr_node_text(const Expr *expr, const ExprNode *node)
{
    return str_sub(expr->text, node->pos, node->len);
}

/*
 * The place of byte `pos` of an expression whose first character stands at `at` (or one quote or
 * one block header further, as YAML has it): the source itself is followed where it says the same,
 * else code points are counted.
 */
Loc expr_place(Str text, Loc at, size_t pos);
/* Adds a diagnostic on `len` bytes of the expression from `pos` on. */
void expr_report(DiagList *diags, DiagCode code, Str text, Loc at, size_t pos, size_t len,
                 const Str args[3]);
