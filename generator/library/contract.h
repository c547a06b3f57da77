/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contract - a market file and the library become the data of a document: articles, options, calculations.
 *
 * Floor 4 (library). May be used by: everyone above. Thread-safe: the library is only read, the market is the caller's.
 */
#pragma once

#include "generator/data/pattern.h"
#include "generator/library/library.h"
#include "generator/tmpl/exec.h"

/* What a worker keeps from market to market, so that the next one allocates nothing. */
typedef struct ContractScratch {
    Exec *exec; /* made when it is first needed, as is the room */
    PatternRoom *room;
    Buf text;
} ContractScratch;

void contract_scratch_init(ContractScratch *scratch);
void contract_scratch_done(ContractScratch *scratch);

typedef struct ContractOptions {
    ContractScratch *scratch; /* NULL: this market has its own */
    Str date;                 /* ISO date of the document where the market gives none */
    Str name;                 /* the market file's name without its ending */
    Str market_sha256;        /* of the market file or record */
    bool is_draft; /* go on in spite of errors; the problems are given by contract_set_problems */
    bool is_check; /* nothing will be generated: the mark `exemple` is no error */
    bool
        has_facts; /* add `faits` to the root (facts.h); with `partiel` where errors hide what the market says */
    /* The pieces that are asked for (pieces.h), or none. With any, adds `controles`, the rules and their results, and `calculs`,
     * formulas and factors (D-175, D-392); a market with an exemption and no consideration has pieces all the same. */
    const TenderPiece *const *pieces;
    size_t n_pieces;
    const Advice
        *advice; /* add `conseils` (advice.h) to the root, in place of findings of rules; or NULL */
} ContractOptions;

/*
 * Checks the market (all errors at once, ST_INPUT) and builds the root value that clauses and templates see
 * (docs/architecture.md, « Ce que voit un modèle »). market: changed in place (defaults, typography), in arena.
 * ret_root is set also after ST_INPUT if the market is a map, so that a draft can be made; NULL otherwise.
 */
MUST_CHECK Status contract_build(Arena *arena, const Library *library, Value *market,
                                 const ContractOptions *options, DiagList *diags, Value **ret_root);
/* Puts the list of problems into `document.problemes` of a root: maps {code, niveau, lieu, message, aide}. */
MUST_CHECK Status contract_set_problems(Arena *arena, Value *root, Value *problems);
