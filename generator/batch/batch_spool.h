/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_spool - copies of standard input and of pipes, so that a batch can go over its input several times.
 *
 * Floor 7 (batch). May be used by: app. One thread.
 */
#pragma once

#include "generator/batch/batch_kind.h"

typedef struct BatchSpool {
    size_t file;   /* number in the list */
    bool is_stdin; /* all "-" are one */
    int fd;        /* without a name: gone when it is closed */
    BatchFormat format;
    struct BatchSpool *next;
} BatchSpool;

typedef struct BatchSpools {
    Arena *arena; /* borrowed */
    Str folder;   /* where the copies are */
    BatchSpool *first;
} BatchSpools;

void batch_spools_init(BatchSpools *spools, Arena *arena, Str folder);
void batch_spools_done(BatchSpools *spools);
/*
 * The copy of what `path` ("-", or a pipe), the file of this number, gives; read to its end when it is first asked for.
 * reader: scratch. Reports FILE_CANT_READ or FILE_CANT_WRITE (ST_IO).
 */
MUST_CHECK Status batch_spool_find(BatchSpools *spools, size_t file, Str path, BatchReader *reader,
                                   const BatchKnown *known, DiagList *diags,
                                   const BatchSpool **ret_spool);
