/* SPDX-License-Identifier: Apache-2.0 */
/*
 * beside - one piece of work done by a second thread beside the caller's, where there is a second core.
 *
 * Floor 0 (base). May be used by: everyone. What both touch meanwhile must not change.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "generator/base/status.h"

typedef Status BesideWork(void *ctx);

typedef struct Beside {
    BesideWork *work;
    void *ctx;
    Status status;
    pthread_t thread;
    bool has_thread;
} Beside;

/* True if the process may run on more than one core. */
bool beside_has_core(void);
typedef void *BesideThread(void *ctx);
/*
 * Starts a thread on another core than the caller's and keeps it off that one: the system puts a new thread, and one that is woken,
 * beside whoever started or woke it in half of all cases, where they take turns. False without a second core, or where no thread
 * can be had. Where the system allows no choice of cores, the thread runs where it is put. The caller joins it.
 */
MUST_CHECK bool beside_thread(pthread_t *ret_thread, BesideThread *work, void *ctx);
/* Begins. Without a second core, or where no thread can be had, all is done before it returns. beside_end must follow. */
void beside_start(Beside *beside, BesideWork *work, void *ctx);
/* Waits for the end; what the work returned. */
MUST_CHECK Status beside_end(Beside *beside);
