/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_read - the manifest of one shard: its head, then its lines one by one, in bounded memory and without keeping the file open.
 *
 * Floor 7 (batch). May be used by: app.
 *
 * The head is the first line, as batch.c writes it:
 *   shard, of    this is shard 2 of 3
 *   records      lines that follow; total: records of the whole input
 *   ids          SHA-256 of all identifiers of the input, in its order, each as a JSON string and a newline
 *   library, template, options   as in every line (batch_line.h)
 *   date         of the documents whose market gives none
 */
#pragma once

#include <sys/stat.h>

#include "generator/batch/batch_line.h"
#include "generator/batch/shard.h"

typedef struct MergeHead {
    Shard shard;
    uint64_t records;
    uint64_t total;
    Str ids;
    Str library;
    Str template;
    Str options;
    Str date;
} MergeHead;

typedef struct MergeFile {
    Str path; /* NUL-terminated, borrowed */
    MergeHead head;
    struct stat info; /* of the file when its head was read: it stays the same */
    Buf bytes;        /* of the file from `base` on */
    uint64_t base;
    size_t at;     /* of the current line in bytes */
    size_t next;   /* of the line after it */
    uint64_t n;    /* lines read after the head */
    uint64_t rank; /* of the current line */
    Str line; /* the current line without rank, with its newline; borrowed until the next one */
    Str id;   /* its identifier as it is written, between the quotes */
    bool has_line;   /* false: the end was reached */
    bool is_damaged; /* the current line is none of a shard's, or cut short */
} MergeFile;

/*
 * Reads the head; its texts are in arena. Reports FILE_CANT_READ (ST_IO) and MERGE_NO_SHARD (ST_INPUT). ret_file: release with
 * merge_file_done in any case.
 */
MUST_CHECK Status merge_file_open(Str path, Arena *arena, DiagList *diags, MergeFile *ret_file);
/* Begins again before the first line after the head. */
void merge_file_rewind(MergeFile *file);
/* Goes to the next line. Reports FILE_CANT_READ (ST_IO), also if the file was changed meanwhile. */
MUST_CHECK Status merge_file_next(MergeFile *file, DiagList *diags);
void merge_file_done(MergeFile *file);
