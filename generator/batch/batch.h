/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch - many markets to documents and a manifest, on as many threads as asked for.
 *
 * Floor 7 (batch). May be used by: app.
 */
#pragma once

#include <pthread.h>

#include "generator/batch/batch_line.h"
#include "generator/batch/batch_plan.h"
#include "generator/batch/manifest.h"
#include "generator/batch/progress.h"
#include "generator/service/pool.h"

typedef struct BatchOptions {
    Str folder;   /* of the documents; there already */
    Str manifest; /* path */
    NamePattern name;
    size_t n_threads;
    bool is_resumed;
    bool is_strict;
    bool fails_fast;
    bool is_durable;
    Str report_page; /* template of rapport.html; empty: no report */
    ServiceOptions service;
} BatchOptions;

/* What became of the records. */
typedef struct BatchCounts {
    size_t n_done;     /* with their line in the manifest, kept ones included */
    size_t n_kept;     /* done by an earlier run, and unchanged */
    size_t n_faulty;   /* without documents */
    size_t n_replaced; /* contracts that were published again later */
    size_t n_repeated; /* of these, without a change */
    size_t n_warnings;
    ExitStatus worst; /* of the faulty ones */
} BatchCounts;

typedef struct Batch {
    App *app;
    const Service *service; /* loaded, shared by the threads */
    const BatchOptions *options;
    BatchStamp stamp;
    BatchInput *input;
    const BatchPlan *plan;
    /* made by batch_run */
    Manifest *manifest;
    Progress progress;
    BatchCounts counts;
    int signal;           /* that ended the batch, or 0 */
    bool is_stopped;      /* by the first error */
    pthread_mutex_t lock; /* of app->diags */
    DiagList taken;       /* what went wrong with the input; with the manifest and documents */
    DiagList given;
} Batch;

/*
 * Does all records of batch->input, in the order of the input as far as anybody can see, and publishes the manifest. A faulty
 * record is printed and goes into the manifest. Ends early, with what is done kept in the manifest's journal: at a faulty
 * record with fails_fast; on SIGINT, SIGTERM or SIGHUP, which are held back meanwhile; when a file can't be written (ST_IO).
 * Fatal errors are in app->diags.
 * The report on what was done is written beside the manifest.
 */
MUST_CHECK Status batch_run(Batch *batch);
