/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pick - which files, lists and entries of a library some markets need, found by looking at the text alone.
 *
 * Floor 4 (library). May be used by: library. A part that is left out keeps its line ends, so that every place in what is left
 * is the place in the file. Too much may be kept, never too little for what names are written out somewhere; whoever loads what
 * was picked and finds anything wrong loads everything instead.
 */
#pragma once

#include "generator/base/diag.h"

typedef struct PickFile {
    Str name;        /* in the library: "considerations/clause_heures.yaml" */
    Str whole;       /* as it was read */
    Str text;        /* what is to be parsed; set by pick_run */
    bool is_skipped; /* nothing of it is needed; set by pick_run */
} PickFile;

typedef struct Pick {
    PickFile *files;
    size_t n_files;
    size_t cap_files;
    Str *
        ids; /* identifiers of all considerations, also of those that are left out; borrowed from the files */
    size_t n_ids;
} Pick;

/* Where a library is. */
typedef struct PickFrom {
    Str folder;
    Str schemas;
    const char *const *catalogues; /* names of the files of lists */
    size_t n_catalogues;
} PickFrom;

/*
 * Reads bibliotheque.yaml, the catalogues, communs/, considerations/, calculs.yaml, regles/ and pieces/ (which belong to the sum
 * of the library alone) in that order, and the schema of markets. arena: owns the result.
 */
MUST_CHECK Status pick_read(Arena *arena, const PickFrom *from, DiagList *diags, Pick *ret_pick,
                            Str *ret_schema);
/*
 * Sets what is left of the files of `pick`, and its ids. texts: the markets, borrowed for the call. schema: of markets, its fields
 * name catalogues. ST_INPUT if the text alone does not tell (a local library, a consideration without identifier): everything is
 * needed then.
 */
MUST_CHECK Status pick_run(Arena *arena, Pick *pick, const Str *texts, size_t n_texts, Str schema);
