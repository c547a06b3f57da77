/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_tree - what was counted as the tree that rapport.json writes and the template of rapport.html reads.
 *
 * Floor 7 (batch). May be used by: overview files.
 *
 *   bibliotheque  {titre, version, sha256}
 *   complet       false: the batch was interrupted, `attendus` records were to be done
 *   ensemble      marches, documents, brouillons, en_erreur, remplaces, lus, lus_en_partie,
 *                 lots, montant, avec_consideration, part_avec_consideration,
 *                 montant_avec_consideration, part_montant_avec_consideration, avec_condition, obligation, and each measure
 *   tableaux      [{id, libelle, par, entete, cumul, lignes: [{code, libelle, nombre, part, montant, avec_consideration,
 *                 part_avec_consideration, en_erreur, and each measure}]}]; part: of the markets that could be read, in %
 *
 * For the page, also `mesures` of a table (the headings) and of a row (texts), and `graphique` with its bars.
 */
#pragma once

#include "generator/batch/overview_count.h"

/* Rows of a table that the page shows; all are in rapport.json. */
#define OVERVIEW_PAGE_ROWS 50

/* counts: sorted. is_page: with what only the page needs. */
MUST_CHECK Status overview_tree(Arena *arena, const OverviewCounts *counts, bool is_page,
                                Value **ret_root);
/* Members of a map. Texts are borrowed; a text that memory was missing for (ptr NULL) is ST_NOMEM. */
MUST_CHECK Status overview_set_text(Arena *arena, Value *map, const char *key, Str text);
MUST_CHECK Status overview_set_count(Arena *arena, Value *map, const char *key, size_t n);
MUST_CHECK Status overview_set_list(Arena *arena, Value *map, const char *key, Value **ret_list);
/*
 * What `code` is called in the lists that `spec` names (its `listes`), with its typography; the code itself if it has no name. In
 * arena; ptr NULL: out of memory.
 */
Str overview_label(Arena *arena, const Library *library, const Value *spec, Str code);
/* A text of the library with its typography. */
Str overview_typeset(Arena *arena, const Library *library, Str text);
