/* SPDX-License-Identifier: Apache-2.0 */
/*
 * articles - lots that share a consideration and its options become one article; calculations; blocks.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/* Names an expression can see: market sections, lists, then lot, options, article, calcul. */
#define ARTICLES_MAX_NAMES 24

typedef struct LotView {
    Value *view; /* the lot's map with its own `options` and `calcul` */
    Value *options;
    Value *calcs;
} LotView;

typedef struct Article {
    const Clause *clause;
    Value *
        options; /* those of the first lot stand for all: they differ only where x-par-lot says so */
    Value *view; /* what clause bodies see first */
    Value *calcs;
    LotView *lots;
    size_t n_lots;
    size_t cap_lots;
} Article;

typedef struct Contract {
    const Library *lib;
    struct ContractScratch *scratch; /* of contract.h */
    Str date;                        /* ISO: on which the market is checked, or empty */
    Article *articles;
    size_t n_articles;
    size_t cap_articles;
    bool has_same_lots; /* two lots of one number, which was reported */
    LotView *lots;      /* every lot of the market, whatever it carries */
    size_t n_lots;
    size_t cap_lots;
    Value *calcs;                       /* of the market */
    ExprName names[ARTICLES_MAX_NAMES]; /* those that all scopes share come first */
    size_t n_common;
    Value *explained; /* list that takes each calculation with its factors (factors.h), or NULL */
} Contract;

/* Where an expression is evaluated: its names, and what they were made from. */
typedef struct Place {
    const ExprName *names;
    size_t n_names;
    const Article *article; /* NULL: the market, or a lot whatever it carries */
    const LotView *lot;     /* NULL: the market or an article */
} Place;

/* The names that every expression sees; returns their count in *ret_n (below ARTICLES_MAX_NAMES - 4). */
MUST_CHECK Status articles_scope(Arena *arena, const Library *library, const Value *market,
                                 ExprName *names, size_t *ret_n);
/*
 * Puts the lot that articles_add_base_lot took last, with completed options, into its article, a new one if there is none yet.
 * Reports a clause twice on one lot.
 */
MUST_CHECK Status articles_add_lot(Arena *arena, Contract *contract, const Clause *clause,
                                   Value *lot, Value *options, Loc at, DiagList *diags);
/*
 * A lot of the market, before its considerations are taken. What is calculated for the lot whatever it carries sees them as
 * `lot.retenues`: {id, code, calcul} each.
 */
MUST_CHECK Status articles_add_base_lot(Arena *arena, Contract *contract, Value *lot);
/* Calls `visit` wherever an expression of this scope and consideration (NULL: any) is evaluated. */
MUST_CHECK Status articles_each(Contract *contract, CalcScope scope, const Clause *clause,
                                Status (*visit)(void *ctx, const Place *place), void *ctx);
/* The value that a dotted name of an expression stands for at this place, or NULL. */
const Value *articles_value_at(const Place *place, Str path);
/*
 * Evaluates the calculations and adds `calcul` and `articles` to root. is_quiet: errors were reported before; errors of
 * calculations are then not reported. A result that can't be had is left out.
 */
MUST_CHECK Status articles_finish(Arena *arena, Contract *contract, Value *root, bool is_quiet,
                                  DiagList *diags);
