/* SPDX-License-Identifier: Apache-2.0 */
/*
 * factors - calculations as a reader checks them: formula, factors with their values and origins, result (D-175).
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/articles.h"

/*
 * Appends one calculation of a quantity to `list`, as a map {article, lot, titre, formule, facteurs, valeur,
 * source}; `facteurs` are maps {nom, titre, valeur, origine}. What is no quantity with a unit is left out. Values are
 * texts as documents write them.
 */
MUST_CHECK Status factors_add(Arena *arena, const Library *lib, Value *list, const Calc *calc,
                              const Place *place, const Value *result);
/* Who set each option of a lot: a map of the option's name to the words of a document. */
MUST_CHECK Status factors_origins(Arena *arena, const Value *options, Value **ret_origins);
