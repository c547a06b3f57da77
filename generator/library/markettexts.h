/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markettexts - the free texts of a market file under the text rules, before anything is completed in it.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/textscan.h"

typedef struct MarketText {
    TextFinding finding;
    Loc loc;
    uint32_t span;
    Loc value; /* of the whole text */
} MarketText;

/*
 * What the text rules say of a market as it was read; the law is read on its launch date, without one on `date` (ISO). In arena.
 */
MUST_CHECK Status markettexts_scan(Arena *arena, const Library *library, ContractScratch *scratch,
                                   const Value *market, Str date, const MarketText **ret_items,
                                   size_t *ret_n);
