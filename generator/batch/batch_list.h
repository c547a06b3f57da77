/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_list - the files that the arguments of a batch stand for: files, folders, patterns; a few bytes a file.
 *
 * Floor 7 (batch). May be used by: app. Filled by one thread, then only read.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/service/app.h"

/* Files of one argument: `prefix` and a path below it. */
typedef struct BatchGroup {
    Str prefix;     /* as written, with its "/"; empty for the current folder */
    bool is_single; /* one file that was named: its identifier is its name, not its path */
    size_t first;   /* of the list's files */
    size_t n;
} BatchGroup;

typedef struct BatchList {
    Arena *arena; /* borrowed; holds the groups */
    Buf paths;    /* NUL-terminated, below their group's prefix */
    Buf places;   /* uint64_t: where each begins in `paths` */
    BatchGroup *groups;
    size_t n_groups;
    size_t cap_groups;
} BatchList;

void batch_list_init(BatchList *list, Arena *arena);
void batch_list_done(BatchList *list);
/*
 * Adds what `word` names: a folder's market files (*.marche.yaml, .yml, .json), subfolders included, names that begin with a
 * dot left out, sorted by the bytes of their paths; the files and folders that match a pattern (* ? [), sorted as well; or one
 * file, "-" included.
 * Reports BATCH_NOTHING (ST_INPUT) where there is nothing, FILE_CANT_READ (ST_IO) for a file that is not there, a device, and a
 * folder that can't be read. Pipes and devices in folders and among what matches a pattern are passed over: only a pipe that is
 * named is waited for.
 */
MUST_CHECK Status batch_list_add(BatchList *list, Str word, DiagList *diags);
/* The path below its group's prefix. Borrowed until the next batch_list_add. */
Str batch_list_path(const BatchList *list, size_t index);
/* Appends at most `max` bytes of a text as one line: bytes that are no UTF-8 and characters that nobody sees as %XX. */
void batch_list_put_shown(Buf *out, Str text, size_t max);
/* "marches.jsonl:12", or with line 0 the file alone; in arena, ptr NULL: out of memory. */
Str batch_list_place(const BatchList *list, Arena *arena, size_t file, uint32_t line);
