/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_sheet - rapport.csv: a line for each lot, and the rows of the table of lots of rapport.html.
 *
 * Floor 7 (batch). May be used by: overview files.
 *
 * RFC 4180 with a semicolon, as spreadsheets in French read it, and CRLF. A cell that a spreadsheet would run, one that begins
 * with = + - @ (full-width ones too), a tab or a line end, blanks before it or not, gets an apostrophe before it.
 */
#pragma once

#include "generator/batch/overview_count.h"

typedef struct OverviewColumn {
    const Value *spec; /* entry of `colonnes_rapport` */
    OverviewScope scope;
    Str key;
    Str label;
    Str separator; /* of several values */
    bool is_measure;
    bool is_page;
} OverviewColumn;

typedef struct OverviewSheet {
    const Library *library;
    OverviewColumn *columns;
    size_t n;
    Buf cell;
} OverviewSheet;

/* U+FEFF, which tells spreadsheets that the text is UTF-8. */
#define OVERVIEW_BOM "\xEF\xBB\xBF"

MUST_CHECK Status overview_sheet_init(OverviewSheet *sheet, Arena *arena, const Library *library);
void overview_sheet_done(OverviewSheet *sheet);
/* The line of headings. */
void overview_sheet_put_head(const OverviewSheet *sheet, Buf *out);
/* A line for each lot of a record; one for a record whose lots are not known. scratch: until the next record. */
MUST_CHECK Status overview_sheet_put(OverviewSheet *sheet, Arena *scratch, const Value *line,
                                     Buf *out);
/* {libelle} of each column of the page. */
MUST_CHECK Status overview_sheet_page_head(const OverviewSheet *sheet, Arena *arena, Value *list);
/* The same lines for the page, {cellules: [{texte}]}, at most `room` of them; *io_left: those that found none. */
MUST_CHECK Status overview_sheet_page(OverviewSheet *sheet, Arena *arena, const Value *line,
                                      size_t room, Value *list, size_t *io_left);
/* Appends a cell of a CSV line, made safe; public for its test. */
void overview_sheet_put_cell(Buf *out, Str text);
