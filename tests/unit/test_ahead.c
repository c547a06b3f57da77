/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_ahead - each task is done once, by whoever comes to it first, and what it allocated stays; on one core, and without a second
 * thread at all, the caller does everything.
 */
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <pthread.h>

#include "generator/base/ahead.h"

#define N_TASKS 200

typedef struct Errand {
    AheadTask task;
    size_t number;
    Status status;
    int n_times;
    pthread_t by;
    Str text;
    Ahead *ahead;
    struct Errand *needs; /* taken by the work itself */
} Errand;

static Status work(void *ctx, Arena *arena)
{
    Errand *e = ctx;
    e->n_times++;
    e->by = pthread_self();
    e->text = arena_printf(arena, "%zu", e->number);
    return e->needs ? ahead_take(e->ahead, arena, &e->needs->task) : e->status;
}

static void prepare(Errand *errands, Ahead *ahead)
{
    for (size_t i = 0; i < N_TASKS; i++) {
        errands[i] = (Errand){.task = {.work = work, .ctx = &errands[i]},
                              .number = i,
                              .status = i % 3 == 0 ? ST_INPUT : ST_OK,
                              .ahead = ahead};
    }
}

/* Every task was done once, came to what it should, and its memory outlives the second thread's. */
static void assert_done(const Errand *errands)
{
    char wanted[16];
    for (size_t i = 0; i < N_TASKS; i++) {
        (void)snprintf(wanted, sizeof wanted, "%zu", i);
        assert_int_equal(errands[i].n_times, 1);
        assert_string_equal(errands[i].text.ptr, wanted);
    }
}

static void run_all(Ahead *ahead, Arena *arena, Errand *errands, bool is_backwards)
{
    prepare(errands, ahead);
    for (size_t i = 0; ahead && i < N_TASKS; i++) {
        ahead_give(ahead, &errands[i].task);
    }
    for (int turn = 0; turn < 2; turn++) { /* asked for again, nothing is done again */
        for (size_t i = 0; i < N_TASKS; i++) {
            Errand *e = &errands[is_backwards ? N_TASKS - 1 - i : i];
            assert_int_equal(ahead_take(ahead, arena, &e->task), e->status);
        }
    }
    ahead_end(ahead, arena);
    assert_done(errands);
}

static void two_cores(void **state)
{
    (void)state;
    static Errand errands[N_TASKS];
    for (int round = 0; round < 50; round++) {
        Arena arena;
        arena_init(&arena, 0);
        Ahead *ahead = ahead_start();
        assert_non_null(ahead);
        run_all(ahead, &arena, errands, round % 2 == 0);
        arena_done(&arena);
    }
}

static void caller_alone(void **state)
{
    (void)state;
    static Errand errands[N_TASKS];
    cpu_set_t all;
    cpu_set_t one;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    for (int i = 0; i < 2; i++) { /* one core; no second thread at all */
        Arena arena;
        arena_init(&arena, 0);
        assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
        run_all(i == 0 ? ahead_start() : NULL, &arena, errands, false);
        assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
        for (size_t k = 0; k < N_TASKS; k++) {
            assert_true(pthread_equal(errands[k].by, pthread_self()));
        }
        arena_done(&arena);
    }
}

/* A task that needs another which comes after it, or which the other thread is at. */
static void needs(void **state)
{
    (void)state;
    static Errand errands[N_TASKS];
    for (int round = 0; round < 50; round++) {
        Arena arena;
        arena_init(&arena, 0);
        Ahead *ahead = ahead_start();
        assert_non_null(ahead);
        prepare(errands, ahead);
        for (size_t i = 0; i + 1 < N_TASKS; i++) {
            errands[i].needs = &errands[i + 1];
        }
        ahead_give(ahead, &errands[0].task);
        for (size_t i = N_TASKS; i-- > 0;) {
            assert_int_equal(ahead_take(ahead, &arena, &errands[i].task),
                             errands[N_TASKS - 1].status);
        }
        ahead_end(ahead, &arena);
        assert_done(errands);
        arena_done(&arena);
    }
}

typedef struct Cores {
    AheadTask task;
    cpu_set_t cores;
    sem_t is_done;
} Cores;

static Status note_cores(void *ctx, Arena *arena)
{
    (void)arena;
    Cores *seen = ctx;
    int failed = sched_getaffinity(0, sizeof seen->cores, &seen->cores);
    (void)sem_post(&seen->is_done); /* initialised, and far below its limit */
    return failed ? ST_BUG : ST_OK;
}

/* The second thread keeps off one core, where it was started; the first may still run where it could. */
static void other_core(void **state)
{
    (void)state;
    cpu_set_t all;
    cpu_set_t still;
    Arena arena;
    arena_init(&arena, 0);
    Ahead *ahead = ahead_start();
    Cores seen = {.task = {.work = note_cores, .ctx = &seen}};
    assert_non_null(ahead);
    assert_int_equal(sem_init(&seen.is_done, 0, 0), 0);
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    ahead_give(ahead, &seen.task);
    if (CPU_COUNT(&all) > 1) {
        assert_int_equal(sem_wait(&seen.is_done), 0); /* else the caller would do it itself */
    }
    assert_int_equal(ahead_take(ahead, &arena, &seen.task), ST_OK);
    assert_int_equal(sched_getaffinity(0, sizeof still, &still), 0);
    assert_true(CPU_EQUAL(&all, &still));
    assert_int_equal(CPU_COUNT(&seen.cores), CPU_COUNT(&all) > 1 ? CPU_COUNT(&all) - 1 : 1);
    ahead_end(ahead, &arena);
    assert_int_equal(sem_destroy(&seen.is_done), 0);
    arena_done(&arena);
}

/* What nobody asked for may be left, but nothing is at work any more. */
static void ends_early(void **state)
{
    (void)state;
    static Errand errands[N_TASKS];
    Arena arena;
    arena_init(&arena, 0);
    Ahead *ahead = ahead_start();
    assert_non_null(ahead);
    prepare(errands, ahead);
    for (size_t i = 0; i < N_TASKS; i++) {
        ahead_give(ahead, &errands[i].task);
    }
    ahead_end(ahead, &arena);
    for (size_t i = 0; i < N_TASKS; i++) {
        assert_true(errands[i].n_times <= 1);
        assert_true(errands[i].task.state == (errands[i].n_times == 1 ? AHEAD_DONE : AHEAD_WAITS));
    }
    arena_done(&arena);
    ahead_end(NULL, &arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_cores),  cmocka_unit_test(caller_alone), cmocka_unit_test(needs),
        cmocka_unit_test(other_core), cmocka_unit_test(ends_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
