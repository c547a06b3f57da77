/* SPDX-License-Identifier: Apache-2.0 */
/*
 * new - what the scaffolds of `ccap new` share.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/generate.h"

/* One run of `ccap new`. */
typedef struct NewRun {
    const Cli *cli;
    App *app;
    Service service; /* the library that scaffolds come from */
    Str folder;      /* of that library */
} NewRun;

/* Reads "marche.yaml" of the library's folder of scaffolds, `modeles`. */
MUST_CHECK Status new_read(NewRun *run, Str name, Str *ret_text);
/* Writes a file that must not be there yet, and says so. */
MUST_CHECK Status new_write(NewRun *run, Str path, Str text);
/* The schema of the run's library as `path`; one that is there stays, and that is said. */
MUST_CHECK Status new_write_schema(NewRun *run, Str name, Str path);
/* `text` up to its line that holds `mark` and what follows that line; false if there is none. */
bool new_split(Str text, Str mark, Str *ret_before, Str *ret_after);

/* new_market.c, new_library.c. Each returns EXIT_DONE or a usage error's status; *ret_status: what became of it. */
int new_market(NewRun *run, Str path, Status *ret_status);
int new_clause(NewRun *run, Str path, Status *ret_status);
int new_library(NewRun *run, Str path, Status *ret_status);
