/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv - tables as text (RFC 4180): where rows end, in bytes that come piece by piece; the cells of a row, with their places.
 *
 * Floor 1 (data). May be used by: library, batch.
 *
 * Lines end with LF or CR LF. A cell that begins with a quotation mark ends with one; what stands between is taken as it is, two
 * marks for one. In other cells a mark is a character like any other.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/base/limits.h"

/* Bytes of the cell that rows are grouped by. */
#define CSV_KEY_BYTES 256

/* What is known of the row that is being passed over. */
typedef struct CsvScan {
    char delimiter;
    size_t key_column; /* SIZE_MAX: none */
    /* The rest is set by csv_scan_begin. */
    int state;
    bool has_content; /* more than blanks and separators */
    size_t column;    /* 0-based */
    uint32_t n_lines; /* ends of lines, the row's own included */
    size_t n_key;
    char key[CSV_KEY_BYTES];
} CsvScan;

void csv_scan_begin(CsvScan *scan);
/* Passes over bytes up to the row's end; gives how many. *ret_end: it ends here, with its line's end. */
size_t csv_scan(CsvScan *scan, const char *bytes, size_t n, bool *ret_end);
/* The key of the row, without blanks around it. Borrowed. */
Str csv_scan_key(const CsvScan *scan);

typedef struct CsvCell {
    Str text; /* without quotation marks; ends of lines as LF */
    Loc loc;  /* of its first character or quotation mark */
} CsvCell;

typedef struct CsvReader {
    Arena *arena; /* cells, and texts that are not as in the source */
    const Source *source;
    DiagList *diags;
    char delimiter;
    /* Set by csv_open. */
    size_t pos;
    Loc loc; /* of pos */
    CsvCell *cells;
    size_t n_cells;
    size_t cap_cells;
    bool has_errors;
} CsvReader;

/* Begins with the first row. */
void csv_open(CsvReader *r, Arena *arena, const Source *source, char delimiter, DiagList *diags);
/*
 * The cells of the next row, which replace those before. *ret_has false: there is none. ST_INPUT: a quotation mark is never closed
 * (the text is over then), or followed by more than a separator; reported. ST_LIMIT: more than LIMIT_CSV_CELLS cells, reported.
 */
MUST_CHECK Status csv_row(CsvReader *r, bool *ret_has);
