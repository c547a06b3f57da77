/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead - tasks that one thread will ask for, done before that by a second one where there is a second core. A task that nobody has
 * begun when it is asked for is done by whoever asks; so one core does all of it in turn, with the same result.
 *
 * Floor 0 (base). May be used by: library, service. What a task looks at must not change while it may be at work.
 */
#pragma once

#include "generator/base/arena.h"

typedef struct Ahead Ahead;

/* arena: of the thread at work; it lives on in that of ahead_end. */
typedef Status AheadWork(void *ctx, Arena *arena);

typedef enum AheadState { AHEAD_WAITS, AHEAD_BEGUN, AHEAD_DONE } AheadState;

/* Set work and ctx, the rest to zero. */
typedef struct AheadTask {
    AheadWork *work;
    void *ctx;
    struct AheadTask *next;
    AheadState state;
    Status status;
} AheadTask;

/* NULL if out of memory. Owned by caller, release with ahead_end. */
Ahead *ahead_start(void);
/* The second thread does it after those it was given before. task: lives until ahead_end. */
void ahead_give(Ahead *ahead, AheadTask *task);
/*
 * What the task came to. If nobody has begun it, it is done here, in `arena`; a task need not have been given. May be called by a
 * task, and again. ahead NULL: there is only the caller.
 */
MUST_CHECK Status ahead_take(Ahead *ahead, Arena *arena, AheadTask *task);
/* Waits for the task at work; what was not begun is left. arena: takes over what the second thread allocated. Accepts NULL. */
void ahead_end(Ahead *ahead, Arena *arena);
