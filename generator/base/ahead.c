/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead - see ahead.h. States are written under the lock; the work itself is done outside of it.
 */
#include "generator/base/ahead.h"

#include <pthread.h>
#include <sched.h>

#include "generator/base/mem.h"

struct Ahead {
    pthread_mutex_t lock; /* of the next four, and of the states of tasks */
    pthread_cond_t change;
    AheadTask *first; /* that the second thread has not looked at */
    AheadTask *last;
    bool is_stopped;
    pthread_t thread;
    bool has_thread;
    Arena arena; /* of the second thread */
};

static void lock(Ahead *a)
{
    (void)pthread_mutex_lock(&a->lock); /* initialised, not recursive: can't fail */
}

static void unlock(Ahead *a)
{
    (void)pthread_mutex_unlock(&a->lock); /* we hold it */
}

static void wait_for_change(Ahead *a)
{
    (void)pthread_cond_wait(&a->change, &a->lock); /* initialised and held: can't fail */
}

static void tell_change(Ahead *a)
{
    (void)pthread_cond_broadcast(&a->change); /* initialised: can't fail */
}

/* The lock is held, and let go meanwhile. */
static void work(Ahead *a, Arena *arena, AheadTask *task)
{
    task->state = AHEAD_BEGUN;
    unlock(a);
    Status st = task->work(task->ctx, arena);
    lock(a);
    task->status = st;
    task->state = AHEAD_DONE;
    tell_change(a);
}

static void *run(void *ctx)
{
    Ahead *a = ctx;
    if (!arena_expect(&a->arena)) {
        return NULL; /* the first thread does it all, or says that there is no memory */
    }
    lock(a);
    while (!a->is_stopped) {
        AheadTask *task = a->first;
        if (!task) {
            wait_for_change(a);
            continue;
        }
        a->first = task->next;
        if (task->state == AHEAD_WAITS) {
            work(a, &a->arena, task);
        }
    }
    unlock(a);
    return NULL;
}

/* --- life ------------------------------------------------------------------------------------------------- */

/* The cores we may run on but the one we are on; none where there is but one, or the system does not tell. */
static void other_cores(cpu_set_t *ret_cores)
{
    int here = sched_getcpu();
    if (sched_getaffinity(0, sizeof *ret_cores, ret_cores) != 0 || here < 0) {
        CPU_ZERO(ret_cores);
        return;
    }
    CPU_CLR((size_t)here, ret_cores);
}

/*
 * On another core than ours, and kept off that one: the system puts a new thread, and one that is woken, beside whoever started
 * or woke it in half of all cases, where they take turns.
 */
static bool start_thread(Ahead *a)
{
    cpu_set_t cores;
    pthread_attr_t attributes;
    other_cores(&cores);
    if (CPU_COUNT(&cores) == 0 || pthread_attr_init(&attributes) != 0) {
        return false;
    }
    bool is_started = (pthread_attr_setaffinity_np(&attributes, sizeof cores, &cores) == 0 &&
                       pthread_create(&a->thread, &attributes, run, a) == 0) ||
                      pthread_create(&a->thread, NULL, run, a) == 0; /* no choice of cores */
    (void)pthread_attr_destroy(&attributes);                         /* initialised: can't fail */
    return is_started;
}

Ahead *ahead_start(void)
{
    Ahead *a = mem_alloc(sizeof(Ahead));
    if (!a) {
        return NULL;
    }
    arena_init(&a->arena, 0);
    if (pthread_mutex_init(&a->lock, NULL) != 0) {
        mem_free(a);
        return NULL;
    }
    if (pthread_cond_init(&a->change, NULL) != 0) {
        (void)pthread_mutex_destroy(&a->lock); /* nothing waits */
        mem_free(a);
        return NULL;
    }
    a->has_thread = start_thread(a);
    return a;
}

void ahead_give(Ahead *a, AheadTask *task)
{
    task->next = NULL;
    lock(a);
    if (a->first) {
        a->last->next = task;
    } else {
        a->first = task;
    }
    a->last = task;
    tell_change(a);
    unlock(a);
}

Status ahead_take(Ahead *a, Arena *arena, AheadTask *task)
{
    if (!a) {
        if (task->state == AHEAD_WAITS) {
            task->status = task->work(task->ctx, arena);
            task->state = AHEAD_DONE;
        }
        return task->status;
    }
    lock(a);
    if (task->state == AHEAD_WAITS) {
        work(a, arena, task);
    }
    while (task->state != AHEAD_DONE) {
        wait_for_change(a);
    }
    unlock(a);
    return task->status;
}

void ahead_end(Ahead *a, Arena *arena)
{
    if (!a) {
        return;
    }
    lock(a);
    a->is_stopped = true;
    tell_change(a);
    unlock(a);
    if (a->has_thread) {
        (void)pthread_join(a->thread, NULL); /* started by us, joined once */
    }
    arena_adopt(arena, &a->arena);
    (void)pthread_cond_destroy(&a->change); /* nothing waits any more */
    (void)pthread_mutex_destroy(&a->lock);  /* same */
    mem_free(a);
}
