/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns - how wide the columns of a table are and how high its rows: what its cells will hold, as far as it can be known before
 * there is a record.
 *
 * Floor 5 (format). May be used by: format.
 */
#pragma once

#include "generator/text/rich.h"

#define COLUMNS_MAX 64
/*
 * A table is this many steps wide, unless the longest words of its columns ask for more. A column takes 1 to this many;
 * templates/annexe has a style for each in ODT.
 */
#define COLUMNS_STEPS 32

/* The columns of a table, in steps. */
typedef struct Columns {
    uint32_t items[COLUMNS_MAX];
    size_t n;
    uint32_t sum;
} Columns;

/* Columns beyond COLUMNS_MAX are left out. */
void columns_measure(Columns *columns, const RichNode *table);
/* The lines that a row is likely to have; 1 or more. */
uint16_t columns_row_lines(const Columns *columns, const RichNode *row);
