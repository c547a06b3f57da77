/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inforce - references that the texts of an article cite in this market, and that are not in force on the day of its launch.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/articles.h"

/*
 * Puts `hors_vigueur` into the article's view: a list of citations, each once. What a text cites in a section that this market
 * does not show is not cited. root: as bodies see it, with `marche.lancement`; the view is complete but for its blocks.
 */
MUST_CHECK Status inforce_add(Arena *arena, const Contract *contract, const Value *root,
                              const Article *article);
