/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list - what a library holds, as rows: kinds, filters, a table or JSON.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/library/library.h"

/* What the rows of a list must fit; a text with ptr NULL was not asked for. */
typedef struct ListFilter {
    Str nature;
    Str procedure;
    const Value *public; /* entry of the catalogue, or NULL */
    Str text;            /* folded words */
    bool has_amount;
    Num amount;
} ListFilter;

/* "clauses", "publics" … and the names of the catalogue's lists, in arena. */
MUST_CHECK Status list_kinds(Arena *arena, const Library *library, Str **ret_names, size_t *ret_n);
/* The rows of a kind: a list of maps. *ret_rows is NULL if there is no such kind. */
MUST_CHECK Status list_rows(Arena *arena, const Library *library, Str kind,
                            const ListFilter *filter, Value **ret_rows);
/* The rows as a table, each on one line; width: columns at most, 0: any. */
void list_put_table(Buf *out, const Value *rows, size_t width);
