/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_table - CSV files of a batch: their separator, encoding and header, found once; where markets begin and end; their rows.
 *
 * Floor 7 (batch). May be used by: batch_input. A BatchTable is made once and then only read, by any thread.
 *
 * A market is one row, or the rows next to each other that have the same `marche.reference`, where the table describes lots by
 * rows. Its text is that of a small table: the header, then its rows, in UTF-8.
 */
#pragma once

#include "generator/batch/batch_reader.h"
#include "generator/library/decp.h"

/* What is known before any input is read. */
typedef struct BatchKnown {
    const Library *library;
    const TableMap *map; /* --map, or NULL */
    const Decp *decp;
    Str delimiter; /* --delimiter: one character, or empty */
    Str from;      /* --from: what standard input holds, or empty */
} BatchKnown;

/* A longer header is none: 16,384 names of 250 characters. */
#define TABLE_HEADER_BYTES (4 * MIB)

typedef struct BatchTable {
    const Table *table;
    char delimiter;
    bool is_windows; /* Windows-1252 */
    Str header;      /* its line or lines, in UTF-8, with the end */
    uint32_t n_header_lines;
    uint64_t body; /* where rows begin */
    uint32_t body_line;
} BatchTable;

/* The sign between cells that the first line of a text uses most; NUL: none. */
char batch_table_delimiter(Str text);
/*
 * Looks at a whole file, then reads its header. shown: its name. ST_INPUT: it is no table, or headers are wrong; ST_IO: it can't be
 * read; reported, as is (a note) that it is not UTF-8.
 */
MUST_CHECK Status batch_table_open(Arena *arena, const BatchKnown *known, BatchReader *reader,
                                   Str shown, DiagList *diags, const BatchTable **ret_table);

/* Where the rows of a market stand. */
typedef struct BatchSpan {
    uint64_t offset;
    size_t length;
    uint32_t line; /* lines before it */
} BatchSpan;

/* The next market's rows; false: there is none. */
bool batch_table_next(const BatchTable *table, BatchReader *reader, BatchSpan *ret);
/* The text of rows in UTF-8; ptr NULL: out of memory. */
Str batch_table_utf8(const BatchTable *table, Arena *arena, Str text);
/* The market in a source that holds header and rows. ST_INPUT, ST_LIMIT: reported. */
MUST_CHECK Status batch_table_load(const BatchTable *table, Arena *arena, const Source *source,
                                   DiagList *diags, Value **ret_market);
