/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview - the report on many contracts: rapport.html, rapport.csv and rapport.json, made from the lines of a manifest and
 * nothing else.
 *
 * Floor 7 (batch). May be used by: app.
 *
 * What is counted, how it is called and which columns there are is data of the library: lists `tableaux_rapport`,
 * `mesures_rapport`, `colonnes_rapport` over the facts of a market (`rapport` of its calculations). Lines are read one after the
 * other; what is kept of them is bounded, or a few bits a record. The same lines give the same bytes.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/library/library.h"

typedef struct OverviewSource {
    void *ctx;
    Str name;          /* of the manifest, for messages */
    size_t n;          /* lines there are */
    size_t n_expected; /* records of the batch; more than n if it was interrupted */
    /* Line `index` into ret_line (cleared first), with or without its newline; false: it can't be read. */
    bool (*line)(void *ctx, size_t index, Buf *ret_line);
} OverviewSource;

typedef struct OverviewOptions {
    Str folder; /* where the three files go; there already */
    Str page;   /* path of the template of rapport.html */
    const Library *library;
    bool is_durable;
} OverviewOptions;

/* False: the library says nothing of reports (no `colonnes_rapport`). */
bool overview_is_wanted(const Library *library);
/*
 * Writes the three files, each complete or as it was before. ST_IO: FILE_CANT_READ, FILE_CANT_WRITE; ST_INPUT: the template is
 * wrong, which is reported.
 */
MUST_CHECK Status overview_write(const OverviewSource *source, const OverviewOptions *options,
                                 uint32_t *io_sources, DiagList *diags);
/* The same for the manifest at this path, NUL-terminated, which is complete; in overview_file.c. */
MUST_CHECK Status overview_write_file(Str manifest, const OverviewOptions *options,
                                      uint32_t *io_sources, DiagList *diags);
