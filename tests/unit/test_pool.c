/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies pool.c: whatever the threads, records are taken and given once, in order; the pool ends where take, work or give say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <sched.h>

#include <cmocka.h>

#include "generator/service/pool.h"

#define N_RECORDS 500

typedef struct Slot {
    size_t number;
    size_t result;
} Slot;

typedef struct Worker {
    size_t n;
} Worker;

typedef struct Run {
    size_t n_taken;
    size_t n_given;
    size_t n_dropped;
    size_t stop_at; /* give stops here */
    size_t fail_at; /* work fails here */
    Status failure;
    bool is_ordered;
    bool is_worked;
} Run;

static Status take(void *ctx, void *place, bool *ret_has)
{
    Run *r = ctx;
    Slot *slot = place;
    *slot = (Slot){.number = r->n_taken};
    *ret_has = r->n_taken < N_RECORDS;
    r->n_taken += *ret_has;
    return ST_OK;
}

static Status work(void *ctx, void *place, void *slot_place)
{
    Run *r = ctx;
    Worker *worker = place;
    Slot *slot = slot_place;
    worker->n++;
    for (size_t i = 0; i < slot->number * 7 % 5; i++) {
        (void)sched_yield(); /* some are slower than others */
    }
    slot->result = slot->number * slot->number;
    return slot->number == r->fail_at ? r->failure : ST_OK;
}

static Status give(void *ctx, void *place, Status st, bool *ret_stop)
{
    Run *r = ctx;
    const Slot *slot = place;
    r->is_ordered = r->is_ordered && slot->number == r->n_given;
    r->is_worked = r->is_worked && slot->result == slot->number * slot->number;
    if (status_is_fatal(st)) {
        return st;
    }
    r->n_given++;
    *ret_stop = slot->number == r->stop_at;
    return ST_OK;
}

static void drop(void *ctx, void *place)
{
    Run *r = ctx;
    (void)place;
    r->n_dropped++;
}

static Run run(size_t n_threads, Run r, Status wanted)
{
    static Slot slots[4 * POOL_MAX_THREADS];
    Worker workers[POOL_MAX_THREADS] = {0};
    size_t n = 0;
    assert_true(pool_slots(n_threads) <= sizeof slots / sizeof slots[0]);
    Pool pool = {.ctx = &r,
                 .n_threads = n_threads,
                 .slots = (char *)slots,
                 .slot_size = sizeof slots[0],
                 .workers = (char *)workers,
                 .worker_size = sizeof workers[0],
                 .take = take,
                 .work = work,
                 .give = give,
                 .drop = drop};
    r.is_ordered = true;
    r.is_worked = true;
    assert_int_equal(pool_run(&pool), wanted);
    assert_true(r.is_ordered && r.is_worked);
    for (size_t i = 0; i < n_threads; i++) {
        n += workers[i].n;
    }
    assert_int_equal(n, r.n_taken);
    return r;
}

static const size_t threads[] = {1, 2, 3, 8, POOL_MAX_THREADS};
#define N_THREADS (sizeof threads / sizeof threads[0])

static void all_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_THREADS; i++) {
        Run r = run(threads[i], (Run){.stop_at = SIZE_MAX, .fail_at = SIZE_MAX}, ST_OK);
        assert_int_equal(r.n_given, N_RECORDS);
        assert_int_equal(r.n_dropped, 0);
    }
}

/* A fault of the data is no reason to end. */
static void faults_go_on(void **state)
{
    (void)state;
    const Run faulty = {.stop_at = SIZE_MAX, .fail_at = 17, .failure = ST_INPUT};
    assert_int_equal(run(8, faulty, ST_OK).n_given, N_RECORDS);
}

/* Nothing after the record that stops is given; what was under way is dropped. */
static void stops_where_give_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_THREADS; i++) {
        Run r = run(threads[i], (Run){.stop_at = 41, .fail_at = SIZE_MAX}, ST_OK);
        assert_int_equal(r.n_given, 42);
        assert_int_equal(r.n_given + r.n_dropped, r.n_taken);
        assert_true(r.n_taken <= 42 + pool_slots(threads[i]));
    }
}

static void fatal_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_THREADS; i++) {
        const Run fatal = {.stop_at = SIZE_MAX, .fail_at = 23, .failure = ST_NOMEM};
        assert_int_equal(run(threads[i], fatal, ST_NOMEM).n_given, 23);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_in_order),
        cmocka_unit_test(faults_go_on),
        cmocka_unit_test(stops_where_give_says),
        cmocka_unit_test(fatal_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
