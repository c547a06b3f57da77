/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool - threads that work on records side by side; what comes of them is handed over in the order in which they were taken.
 *
 * Floor 6 (service). May be used by: batch, app.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "generator/base/status.h"

/* More than any machine that ccap was measured on can use. */
#define POOL_MAX_THREADS 64

/*
 * What the threads share and do. `slot` is the place of one record and of what comes of it; there are pool_slots() of them, used
 * again and again. `worker` belongs to one thread.
 */
typedef struct Pool {
    void *ctx;
    size_t n_threads; /* 1 to POOL_MAX_THREADS; 1: the caller's own thread does everything */
    char *slots;      /* pool_slots(n_threads) items of slot_size bytes, borrowed */
    size_t slot_size;
    char *workers; /* n_threads items of worker_size bytes, ready, borrowed */
    size_t worker_size;
    /* The next record into a slot, one at a time, in order; *ret_has false: there is none, or no more are wanted. */
    Status (*take)(void *ctx, void *slot, bool *ret_has);
    /* What takes time: on any thread, several at once. */
    Status (*work)(void *ctx, void *worker, void *slot);
    /*
     * What comes of a record, one at a time, in the order of take. st: of take (if it took one) or work. *ret_stop true: nothing
     * after this record counts; what has been taken already is given to `drop`.
     */
    Status (*give)(void *ctx, void *slot, Status st, bool *ret_stop);
    void (*drop)(void *ctx, void *slot); /* releases what a slot holds; NULL: nothing */
} Pool;

/* Slots that n_threads need: enough that one slow record does not keep the others waiting. */
size_t pool_slots(size_t n_threads);
/* Runs until `take` has no more, or `give` stops it. Returns the first fatal status of take, work or give, else ST_OK. */
MUST_CHECK Status pool_run(Pool *pool);
