/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inforce - references that a market cites, or that what it chooses rests on, and that are not in force on the day of its launch.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/articles.h"

/*
 * Puts `hors_vigueur` into the article's view: a list of citations, each once: those of its texts, and `fondements` of the entries
 * of lists that its options name (publics, forms of actions). What a text cites in a section that this market does not show is
 * not cited. root: as bodies see it, with `marche.lancement`; the view is complete but for its blocks.
 */
MUST_CHECK Status inforce_add(Arena *arena, const Contract *contract, const Value *root,
                              const Article *article);
/*
 * Adds to the list `found` what the articles do not tell: `fondements` of the entries that the market itself names (the case of
 * an exemption), and what the texts of these pieces cite. Once the articles are in root.
 */
MUST_CHECK Status inforce_add_market(Arena *arena, const Contract *contract, const Value *root,
                                     const TenderPiece *const *pieces, size_t n_pieces,
                                     Value *found);
