/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec - runs a Program over a Value: one walk, bytes out.
 *
 * Floor 2 (tmpl). May be used by: everyone above. An Exec belongs to one thread and is reused from record to record.
 */
#pragma once

#include "generator/data/value.h"
#include "generator/tmpl/numbering.h"
#include "generator/tmpl/prog.h"

typedef enum MissingMode { MISSING_ERROR, MISSING_EMPTY, MISSING_MARK } MissingMode;

typedef struct Exec Exec;

/* What higher floors hand down. Every pointer may be NULL. */
typedef struct ExecHost {
    void *ctx;
    /*
     * The form `facet` ("avec_unite", "date.longue": the rest of the dotted name) of `value`, appended to out.
     * *ret_found false: no such facet for this value. ST_INPUT: the value is out of the range of this form (no words for it),
     * and nothing was written.
     */
    Status (*facet)(void *ctx, const Value *value, Str facet, Buf *out, bool *ret_found);
    /*
     * The program of a value's rich text for the format at work, or NULL: it is then written as text. is_inline: within a
     * sentence; *ret_is_refused is set if the value is more than one paragraph. ST_INPUT: its Markdown is wrong, and was reported.
     */
    Status (*rich)(void *ctx, const Value *value, bool is_inline, DiagList *diags,
                   const Program **ret_program, bool *ret_is_refused);
    /* The partial of this name, compiled for the format at work; *ret NULL: no such partial. */
    Status (*partial)(void *ctx, Str name, Loc loc, DiagList *diags, const Program **ret_program);
    /* Writes value op->mode of object op->a (a note, link or picture); frames are those of its place. */
    Status (*object)(void *ctx, Exec *exec, const Program *program, const Op *op, Buf *out);
} ExecHost;

/* Unique numbers start above those that most templates use. */
#define EXEC_FIRST_UID 10000

typedef struct ExecOptions {
    MissingMode missing;
    bool
        spec_missing; /* the specification's way: a missing name is empty (and sections false); implies MISSING_EMPTY */
    Escape lambda_mode; /* escape of the text that a lambda returns */
    uint32_t
        first_heading; /* number of the first level-1 heading where `numbering` has none; 0 means 1 */
    const Numbering *numbering; /* of the document; NULL: headings in plain digits */
    uint32_t first_uid;         /* unique numbers start here; 0: at EXEC_FIRST_UID */
    size_t max_output;          /* bytes; 0: LIMIT_OUTPUT_BYTES */
    bool waits_for_refs;        /* late references of all runs are filled in by exec_finish only */
} ExecOptions;

/* An executor; NULL if out of memory. Owned by caller, release with exec_free. */
Exec *exec_new(void);
void exec_free(Exec *exec);
/* Starts a record: forgets numbers, anchors and unique ids of the last one. options, host, diags: borrowed until the next begin. */
void exec_begin(Exec *exec, const ExecOptions *options, const ExecHost *host, DiagList *diags);
/*
 * Runs `program` over `root` and appends to `out`. Numbers, lists, anchors go on from part to part of one record.
 * Late references of this program are filled in before it returns (anchors of this run or of earlier runs of the record),
 * unless the options say that they wait: `out` must then stay where it is until exec_finish.
 * Reports T- diagnostics: missing name, map or list where a text is needed, character that XML forbids, recursion,
 * output limit, unknown reference, unknown partial.
 */
MUST_CHECK Status exec_run(Exec *exec, const Program *program, const Value *root, Buf *out);
/* Fills in the references that wait, in all buffers that runs of this record wrote. ST_INPUT if one has no anchor. */
MUST_CHECK Status exec_finish(Exec *exec);
/*
 * For ExecHost.object: runs another program with the frames in force and appends to `out`, which may be another buffer than
 * that of the run at work. Its slot 0 holds `slot0`. ST_INPUT is not returned for findings: the run at work has them.
 */
MUST_CHECK Status exec_nested(Exec *exec, const Program *program, const Op *op,
                              const Program *nested, uint32_t slot0, Buf *out);
/* For ExecHost.object: the value of the instruction's path in the frames in force; NULL if there is none. Reports nothing. */
const Value *exec_find_section(Exec *exec, const Program *program, const Op *op);
/* For ExecHost.object: reports a missing name where that is an error. */
void exec_missing(Exec *exec, const Program *program, const Op *op);
/* For ExecHost.object: the next unique number of the record. */
uint32_t exec_next_uid(Exec *exec);
/* For ExecHost.object: what the program at work keeps in a slot; 0 if nothing. */
uint32_t exec_slot(const Exec *exec, uint32_t slot);
/* For ExecHost.object: a diagnostic at the instruction's place; never NULL. The run ends with ST_INPUT. */
Diag *exec_report(Exec *exec, const Program *program, const Op *op, DiagCode code, Str name,
                  Str second);
/* A list of exec_lists that is one of the document numbering, by its index there. */
#define EXEC_LIST_OF_DOCUMENT 0x80000000u
/*
 * The lists begun so far in this record, from number exec_first_list on: abstract list (the `a` of NUMBER_LIST_BEGIN), or
 * EXEC_LIST_OF_DOCUMENT | index.
 */
const uint32_t *exec_lists(const Exec *exec, size_t *ret_n);
uint32_t exec_first_list(const Exec *exec);
