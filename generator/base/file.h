/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file - reads whole files, lists folders, writes atomically.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <limits.h>

#include "generator/base/arena.h"
#include "generator/base/buf.h"
#include "generator/base/diag.h"

/*
 * Says that `path` can't be read or written (code: FILE_CANT_READ, FILE_CANT_WRITE), and why: errno, in English, translated where
 * it is shown. ST_IO.
 */
Status file_report(DiagList *diags, DiagCode code, Str path, int error);
/* A path whose ptr is NULL, as file_join gives it without memory, is ST_NOMEM for all that reads and writes. */
/*
 * Reads a whole file into arena, NUL-terminated past its end. path "-" is standard input.
 * Reports FILE_CANT_READ (ST_IO) or FILE_TOO_LARGE (ST_LIMIT, max_bytes) at `at`.
 */
MUST_CHECK Status file_read(Arena *arena, Str path, size_t max_bytes, Loc at, DiagList *diags,
                            Str *ret_text);
/*
 * Lets standard input be read more than once: what stands in it, max_bytes at most, is kept in memory. file_read leaves an input
 * that can be read again where it was. Reports FILE_CANT_READ or FILE_TOO_LARGE.
 */
MUST_CHECK Status file_keep_input(size_t max_bytes, Arena *arena, DiagList *diags);
/*
 * A file that is written but not yet there: several can be staged, then all committed, so that documents that belong together
 * appear together. Until then it has no name where the system can do that, so that a kill leaves nothing.
 */
typedef struct FileStage {
    int fd; /* -1: nothing staged */
    bool is_nameless;
    bool is_durable;
    bool is_taken; /* a file of this name was there */
    char name[PATH_MAX];
    char temporary[PATH_MAX + 32];
} FileStage;

/* How a file is staged. */
enum {
    FILE_DURABLE = 1, /* fsync before it appears */
    /*
     * Nobody else writes this path at the same time: its temporary name, where one is needed, is always the same, so that the next
     * run replaces what a killed one left.
     */
    FILE_SOLE = 2,
};
/*
 * The three steps of file_stage, for what does not fit in memory: opens a stage for `path`, writes to it piece by piece, and ends
 * with file_stage_commit. Each reports FILE_CANT_WRITE (ST_IO); the stage is given up then.
 */
MUST_CHECK Status file_stage_open(Str path, unsigned flags, DiagList *diags, FileStage *ret_stage);
MUST_CHECK Status file_stage_write(FileStage *stage, Str bytes, DiagList *diags);
/*
 * Writes bytes for `path`. Refuses a folder, a device, a pipe. flags: FILE_DURABLE, FILE_SOLE, or 0. Reports
 * FILE_CANT_WRITE (ST_IO), nothing left then.
 * ret_stage: owned by caller, release with file_stage_done unless committed.
 */
MUST_CHECK Status file_stage(Str path, Str bytes, unsigned flags, DiagList *diags,
                             FileStage *ret_stage);
/* Puts the file in its place at once, replacing an existing one. Reports FILE_CANT_WRITE (ST_IO). */
MUST_CHECK Status file_stage_commit(FileStage *stage, DiagList *diags);
/* Gives up what was not committed; accepts a stage with fd -1. */
void file_stage_done(FileStage *stage);
/*
 * Stages and commits one file: it is complete or absent. A device or a pipe that is there gets the bytes, and stays.
 */
MUST_CHECK Status file_write_atomic(Str path, Str bytes, bool is_durable, DiagList *diags);

/* FILE_OTHER: a device or a socket. */
typedef enum FileKind {
    FILE_ABSENT,
    FILE_REGULAR,
    FILE_FOLDER,
    FILE_LINK,
    FILE_PIPE,
    FILE_OTHER
} FileKind;
/* follow: look through symbolic links. */
FileKind file_kind(Str path, bool follow);
/* True if both paths lead to the same file. */
bool file_is_same(Str a, Str b);
/* Names (not paths) in a folder, sorted by bytes, without "." and ".."; in arena. ST_IO if unreadable. */
MUST_CHECK Status file_list(Arena *arena, Str folder, DiagList *diags, Str **ret_names,
                            size_t *ret_n);
/* Makes a folder and its parents. */
MUST_CHECK Status file_make_folder(Str path, DiagList *diags);
/* folder + "/" + name, in arena (folder "" or "." gives name). */
Str file_join(Arena *arena, Str folder, Str name);
Str file_base(Str path);   /* after the last "/" */
Str file_folder(Str path); /* before the last "/", "." if none */
/* True if `name`, a relative path given by data, stays inside its folder: no "..", not absolute, no NUL, no empty part. */
bool file_is_inside(Str name);
/*
 * True if `path`, with all symbolic links followed, lies below `folder`; also true if it does not exist (there is
 * nothing to reach then).
 */
bool file_stays_inside(Str folder, Str path);
