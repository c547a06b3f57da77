/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts - what reports over many contracts need of one: the calculations that the library marks `rapport`, and nothing else.
 *
 * Floor 4 (library). May be used by: contract.c.
 */
#pragma once

#include "generator/library/articles.h"

/*
 * A map in arena, of a contract whose articles are finished: the marked calculations of the market by their name in
 * reports, and `lots`,
 * each with `num`, those of the lot, and `considerations`, each with `clause`, `code`, and those of the consideration and of its
 * article. What could not be calculated is left out.
 */
MUST_CHECK Status facts_build(Arena *arena, const Contract *contract, Value **ret_facts);
