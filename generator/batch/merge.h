/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge - the manifests of all shards of a batch become the manifest that a run without shards would have written.
 *
 * Floor 7 (batch). May be used by: app.
 */
#pragma once

#include "generator/batch/merge_read.h"

typedef struct MergeCounts {
    size_t n_records;
    size_t n_faulty;
    size_t n_warnings;
} MergeCounts;

typedef struct Merge {
    Arena *arena;
    DiagList *diags;
    MergeFile *files; /* sorted by shard once they are checked */
    size_t n_files;
    size_t n_opened;
    MergeCounts counts;
} Merge;

/*
 * Reads the heads of all files. Reports what can't be read or is no shard's manifest, shards of different numbers or runs,
 * that are there twice or missing; with shards of several days a warning, MERGE_DATES. Release with merge_done in any case.
 */
MUST_CHECK Status merge_open(Arena *arena, DiagList *diags, const Str *paths, size_t n,
                             Merge *ret_merge);
/*
 * Looks at every line, then writes them in the order of the input to `path`, at once, on the disk. Nothing is written after
 * ST_INPUT: MERGE_LINE, MERGE_SHORT, MERGE_WHOLE; or ST_IO.
 */
MUST_CHECK Status merge_write(Merge *merge, Str path);
void merge_done(Merge *merge);
