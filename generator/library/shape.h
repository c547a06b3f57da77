/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape - what a name of a clause or an expression stands for, as far as it can be known before there is a market.
 *
 * Floor 4 (library). May be used by: names.c, types.c.
 */
#pragma once

#include "generator/base/limits.h"
#include "generator/expr/exprtype.h"
#include "generator/library/choices.h"
#include "generator/library/library.h"
#include "generator/tmpl/expects.h"

/* What a name stands for, as far as it can be known before there is a market. */
typedef enum ShapeKind {
    SHAPE_NONE,
    SHAPE_ANY,     /* known to exist, of no particular shape: a text, number, boolean */
    SHAPE_FIELD,   /* a field of a schema */
    SHAPE_FIELDS,  /* a map of fields */
    SHAPE_ENTRY,   /* an entry of a catalogue */
    SHAPE_VALUE,   /* a value of the library itself (laws, what it says of itself) */
    SHAPE_CALCS,   /* results of calculations */
    SHAPE_ARTICLE, /* what an article offers */
    SHAPE_LOT,
    SHAPE_TAKEN,   /* the considerations of a lot, with what was calculated for each */
    SHAPE_LOTS,    /* all lots of the market, or of the article */
    SHAPE_CALC,    /* the result of one calculation */
    SHAPE_CLAUSES, /* identifiers of the considerations of a lot or of all */
    SHAPE_SCOPE,   /* what an expression of this scope and clause sees */
    SHAPE_ROOT,
    SHAPE_CONTRACT, /* the root of a document: the market's, and what contract.c adds */
    SHAPE_DOCUMENT, /* its “document”: the fields, and the state of the draft */
    SHAPE_ABOUT,    /* its “bibliotheque”: the value, and its sum */
    SHAPE_NAMED,    /* a map of these names */
    SHAPE_OPEN,     /* a map that differs from article to article: any name */
} ShapeKind;

typedef struct Shape {
    ShapeKind kind;
    const Field *field;
    const FieldList *fields;
    const Value *value;       /* ENTRY: the list; VALUE: the value */
    const Clause *clause;     /* of the article at work, NULL in the common article */
    CalcScope scope;          /* CALCS: the innermost that can be seen */
    bool is_any_clause;       /* CALCS: of whichever consideration */
    size_t calc;              /* CALC: its number */
    bool is_item;             /* FIELD: one of the items of a list, not the list */
    const char *const *names; /* NAMED */
    size_t n_names;
} Shape;

typedef struct Names {
    const Library *lib;
    Arena *arena;
    DiagList *diags;
    const Clause *clause;
    Shape stack[LIMIT_SECTIONS + 4];
    size_t depth;
    Str candidates[128]; /* names seen while searching, for « did you mean » */
    size_t n_candidates;
    Str shown;                  /* the whole name where a part of it is looked up; else empty */
    size_t n_calcs_seen;        /* a calculation sees those before it, a text all */
    const ExprType *calc_types; /* by number, for those seen; NULL: not known */
    const Expect *place;        /* of a template: where the name stands; else NULL */
    bool is_piece; /* a text of a piece: refers to no block, sees what was checked and calculated */
    bool **is_read; /* by clause and option: something names it; NULL where nobody asks */
    Choices *
        *choices;   /* by clause and option: which of its values anything tells apart; as is_read */
    size_t n_roots; /* names that the expression at work begins with */
    bool is_text;   /* a name at work stands in a text, not in an expression */
    size_t later;   /* the calculation of the name at work that has no value yet, or SIZE_MAX */
    struct CalcOrder *order; /* calcorder.h; NULL as long as nothing reads what comes later */
    bool is_nomem;
    bool has_errors;
} Names;

/* What `name` is inside `shape`; SHAPE_NONE if there is nothing of that name. Names seen on the way become candidates. */
Shape shape_member(Names *n, const Shape *shape, Str name);
bool shape_has_members(const Names *n, const Shape *shape);
/* Which forms its values have (french.h). */
FrenchKind shape_kind(const Names *n, const Shape *shape);
/* Reports a form that values of this shape don't have, with those that they have. */
void shape_report_facet(Names *n, const Shape *shape, Loc loc, Str name, Str facet, uint32_t span);
/* Reports a name that stands for nothing; wrong: the part of it that nothing matches. */
void shape_report(Names *n, DiagCode code, Loc loc, Str name, Str wrong, uint32_t span);

/* names.c: what `name` stands for here; reports what it can't stand for. */
Shape names_resolve(Names *n, Str name, Loc loc);
/* Every name in the text of a rule, seen from `scope`; all are reported at `loc`. */
void names_check_text(Names *n, const Program *text, const Shape *scope, Loc loc);
/* The same for one dotted name. */
void names_check_path(Names *n, Str path, const Shape *scope, Loc loc);

/* types.c */
/* A name where an expression of this scope begins. */
Shape types_root(Names *n, const Shape *scope, Str name);
/* Names and types of all expressions: calculations, defaults, conditions. */
MUST_CHECK Status types_check(Names *n);
/* Only the calculations, whose types the names of texts need. */
MUST_CHECK Status types_learn_calcs(Names *n);
/* Names and types of one condition, whatever the consideration; what is reported sets has_errors. */
MUST_CHECK Status types_check_condition(Names *n, const Expr *condition, CalcScope scope);
