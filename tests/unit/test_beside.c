/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_beside - work in a second thread comes to an end with its status; on one core it is done at once, by the caller; a
 * thread is kept off its starter's core.
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/beside.h"

typedef struct Errand {
    pthread_t by;
    int n_times;
    Status status;
} Errand;

static Status run(void *ctx)
{
    Errand *errand = ctx;
    errand->by = pthread_self();
    errand->n_times++;
    return errand->status;
}

static void one_core(void **state)
{
    (void)state;
    cpu_set_t all;
    cpu_set_t one;
    Beside beside;
    Errand errand = {.status = ST_INPUT};
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_false(beside_has_core());
    beside_start(&beside, run, &errand);
    assert_int_equal(errand.n_times, 1);
    assert_true(pthread_equal(errand.by, pthread_self()));
    assert_int_equal(beside_end(&beside), ST_INPUT);
    assert_int_equal(errand.n_times, 1);
    assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
}

static void two_cores(void **state)
{
    (void)state;
    static const Status statuses[] = {ST_OK, ST_NOMEM};
    for (size_t i = 0; i < 2; i++) {
        Beside beside;
        Errand errand = {.status = statuses[i]};
        beside_start(&beside, run, &errand);
        assert_int_equal(beside_end(&beside), statuses[i]);
        assert_int_equal(errand.n_times, 1);
        assert_int_equal(!pthread_equal(errand.by, pthread_self()), beside_has_core());
    }
}

typedef struct Cores {
    cpu_set_t cores;
    int here;
} Cores;

static void *note_cores(void *ctx)
{
    Cores *seen = ctx;
    seen->here = sched_getcpu();
    assert_int_equal(sched_getaffinity(0, sizeof seen->cores, &seen->cores), 0);
    return NULL;
}

/* The starter stays where it is for the moment, so that it is known which core the other keeps off. */
static void other_core(void **state)
{
    (void)state;
    cpu_set_t all;
    Cores seen;
    pthread_t thread;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    if (CPU_COUNT(&all) < 2) {
        assert_false(beside_thread(&thread, note_cores, &seen));
        return;
    }
    for (int i = 0; i < 20; i++) {
        int before = sched_getcpu();
        assert_true(beside_thread(&thread, note_cores, &seen));
        int after = sched_getcpu();
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(CPU_COUNT(&seen.cores), CPU_COUNT(&all) - 1);
        assert_true(CPU_ISSET((size_t)seen.here, &seen.cores));
        if (before == after) {
            assert_int_not_equal(seen.here, before);
        }
    }
    cpu_set_t still;
    assert_int_equal(sched_getaffinity(0, sizeof still, &still), 0);
    assert_true(CPU_EQUAL(&all, &still)); /* the starter may run where it could */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_core),
        cmocka_unit_test(two_cores),
        cmocka_unit_test(other_core),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
