/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clause - one consideration or shared text from its YAML to laid-out blocks.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/* A library while it is being loaded: what library.c and clause.c share. */
typedef struct LibraryDraft {
    Library lib;
    Arena *arena;
    DiagList *diags;
    const Schema *clause_schema;
    const Schema *common_schema;
    Clause *clauses;
    size_t cap_clauses;
    Block *commons;
    size_t cap_commons;
    const Block **blocks;
    size_t cap_blocks;
    bool
        lacks_blocks; /* bibliotheque.yaml lists one twice, in place of another perhaps: it was reported */
    bool lacks_clause; /* a consideration, or its options, could not be read */
    bool lacks_common; /* a shared text could not be read */
    Rule *rules;
    size_t cap_rules;
    TextRules *texts;
} LibraryDraft;

/* Reads the consideration in `source` (a valid clause file) into the draft. ST_INPUT if anything was reported. */
MUST_CHECK Status clause_add(LibraryDraft *draft, const Value *source);
/* True if every consideration has this block; that one lacks it is said where the consideration is read. */
bool clause_must_have(Str block);
/* Reads a shared text; `id` is "communs/x". */
MUST_CHECK Status clause_add_common(LibraryDraft *draft, Str id, const Value *source);
/* Reads one text that is no block of a consideration, as those of pieces: its shared texts must exist. `id` names it in a dump. */
MUST_CHECK Status clause_add_block(LibraryDraft *draft, Str id, Str title, const Value *text,
                                   const Block **ret_block);
/* A catalogue that could not be read is one mistake: takes back what was reported of its names from `first` on, if that is one. */
void clause_drop_unlisted(LibraryDraft *draft, size_t first);
/* True if an article sees both calculations. What is for a consideration that there is not is seen by none. */
bool clause_sees_both(const Calc *a, const Calc *b);
/* After all texts are read: ties includes to shared texts, finds blocks that are wholly shared, refuses circles. */
MUST_CHECK Status clause_link(LibraryDraft *draft);
/* French typography for the texts of a tree, once for all records; identifiers stay as they are. */
MUST_CHECK Status clause_typograph(LibraryDraft *draft, Value *value);
