/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest - what a batch did, one JSON line a record, in the order of its input; written as the batch goes, published whole.
 *
 * Floor 7 (batch). May be used by: app. manifest_find and manifest_read may run on any thread, the rest on one at a time.
 *
 * While a batch runs, lines are appended to a journal beside the manifest (its name and ".partial"), which is all that a killed
 * run leaves. A run that resumes looks for each record in the journal and in the manifest of an earlier run, keeps the lines
 * that still hold, and appends the others. At the end the lines of all records, in their order, become the manifest, and the
 * journal goes.
 *
 * The manifest of a shard has one line more, its head (merge_read.h), and each record's line begins with `rank`: its place in the
 * whole input, from 1. In its journal, as in the manifest of a whole run, there are no ranks.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/base/diag.h"

#define MANIFEST_ENDING ".partial"
/* How a line begins in the manifest of a shard; a number and a comma follow. */
#define MANIFEST_RANK "{\"rank\":"

typedef struct Manifest Manifest;

/* Where a line stands, in the journal or the earlier manifest. */
typedef uint64_t ManifestPlace;
#define MANIFEST_NOWHERE UINT64_MAX

/*
 * Opens the journal of the manifest at `path`; without is_resumed it begins empty, with it what it holds counts, and what an
 * earlier manifest holds. A last line that was cut short is dropped. Reports BATCH_BUSY (ST_INPUT) if another run writes there,
 * FILE_CANT_READ and FILE_CANT_WRITE (ST_IO). n_records: lines there will be. Whatever is returned, *ret_manifest is to be closed.
 */
MUST_CHECK Status manifest_open(Str path, bool is_resumed, size_t n_records, DiagList *diags,
                                Manifest **ret_manifest);
/* Closes; what was not published stays in the journal. Accepts NULL. */
void manifest_close(Manifest *manifest);
/* True if a journal of an unfinished run was found. */
bool manifest_is_continued(const Manifest *manifest);
/* The first line that was found, for what all lines of a run share; false: there is none. */
MUST_CHECK bool manifest_first(const Manifest *manifest, Buf *ret_line);

/* The last line about a record, by its key (batch_line_key) from the brace on, or MANIFEST_NOWHERE. */
ManifestPlace manifest_find(const Manifest *manifest, Str key);
/* The line there, without rank, with its newline, into ret_line (cleared first); false if it can't be read. */
MUST_CHECK bool manifest_read(const Manifest *manifest, ManifestPlace place, Buf *ret_line);

/* The line of record `index`, below manifest_n, with its newline, into ret_line; also once it is published. */
MUST_CHECK bool manifest_line(const Manifest *manifest, size_t index, Buf *ret_line);

/* The line of the next record: a new one, with its newline, or one that was found. ST_IO: FILE_CANT_WRITE was reported. */
MUST_CHECK Status manifest_add(Manifest *manifest, Str line, DiagList *diags);
MUST_CHECK Status manifest_keep(Manifest *manifest, ManifestPlace place, DiagList *diags);
/* Records that have their line. */
size_t manifest_n(const Manifest *manifest);

/* What the manifest of a shard says more. */
typedef struct ManifestShard {
    Str head; /* first line, with its newline */
    Str mine; /* a bit for each record of the whole input: it has a line here */
} ManifestShard;

/*
 * Writes everything of the folder's file system to disk, then puts the manifest in its place and removes the journal. All
 * records have their line. shard: NULL for a whole run. ST_IO: reported; the journal is still there.
 */
MUST_CHECK Status manifest_publish(Manifest *manifest, const ManifestShard *shard, DiagList *diags);
