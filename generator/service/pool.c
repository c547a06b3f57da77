/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool - see pool.h. A ring of slots: records are taken in order into the next slot, finished in any order, and given from the
 * oldest on by whichever thread finds it finished.
 */
#include "generator/service/pool.h"

#include <pthread.h>

/* Slots a thread: while one record takes as long as a few others, its neighbours go on. */
#define SLOTS_PER_THREAD 4

typedef struct PoolRun {
    Pool *pool;
    pthread_mutex_t lock;
    pthread_cond_t change; /* a slot became free, or no more will be taken */
    size_t n_slots;
    size_t n_taken;
    size_t n_given;
    bool is_done[POOL_MAX_THREADS * SLOTS_PER_THREAD]; /* finished, waiting to be given */
    Status status[POOL_MAX_THREADS * SLOTS_PER_THREAD];
    bool is_over;    /* nothing more is taken */
    bool is_stopped; /* nothing more is given */
    bool is_giving;  /* one thread does it */
    Status worst;
    size_t n_started; /* threads that found their worker */
} PoolRun;

size_t pool_slots(size_t n_threads)
{
    return n_threads > 1 ? n_threads * SLOTS_PER_THREAD : 1;
}

static void *slot_of(const PoolRun *r, size_t number)
{
    return r->pool->slots + (number % r->n_slots) * r->pool->slot_size;
}

static void remember(PoolRun *r, Status st)
{
    if (status_is_fatal(st)) {
        r->worst = status_is_fatal(r->worst) ? r->worst : st;
        r->is_over = true;
    }
}

/* Gives all that is finished, from the oldest on. The lock is held, and let go while one is given. */
static void give_finished(PoolRun *r)
{
    Pool *p = r->pool;
    if (r->is_giving) {
        return; /* the thread that gives looks again before it ends */
    }
    r->is_giving = true;
    while (r->n_given < r->n_taken && r->is_done[r->n_given % r->n_slots]) {
        size_t number = r->n_given;
        Status st = r->status[number % r->n_slots];
        bool is_stopped = r->is_stopped;
        bool stops = false;
        (void)pthread_mutex_unlock(&r->lock); /* we hold it */
        if (!is_stopped) {
            st = p->give(p->ctx, slot_of(r, number), st, &stops);
        } else if (p->drop) {
            p->drop(p->ctx, slot_of(r, number));
        }
        (void)pthread_mutex_lock(&r->lock); /* initialised, not recursive: can't fail */
        if (!is_stopped) {
            remember(r, st);
            r->is_stopped = stops || status_is_fatal(st);
            r->is_over = r->is_over || r->is_stopped;
        }
        r->is_done[number % r->n_slots] = false;
        r->n_given++;
        (void)pthread_cond_broadcast(&r->change); /* initialised: can't fail */
    }
    r->is_giving = false;
}

/* The next record for this thread; false: there is none. The lock is held. */
static bool take(PoolRun *r, size_t *ret_number, Status *ret_status)
{
    Pool *p = r->pool;
    while (!r->is_over && r->n_taken - r->n_given >= r->n_slots) {
        (void)pthread_cond_wait(&r->change, &r->lock); /* initialised and held: can't fail */
    }
    if (r->is_over) {
        return false;
    }
    bool has_record = false;
    *ret_status = p->take(p->ctx, slot_of(r, r->n_taken), &has_record);
    if (!has_record) {
        remember(r, *ret_status);
        r->is_over = true;
        (void)pthread_cond_broadcast(&r->change); /* as above */
        return false;
    }
    *ret_number = r->n_taken++;
    r->is_over = r->is_over || status_is_fatal(*ret_status);
    return true;
}

static void *run_worker(void *ctx)
{
    PoolRun *r = ctx;
    Pool *p = r->pool;
    size_t number = 0;
    Status st = ST_OK;
    (void)pthread_mutex_lock(&r->lock); /* as above */
    void *worker = p->workers + r->n_started++ * p->worker_size;
    while (take(r, &number, &st)) {
        if (st == ST_OK) {
            (void)pthread_mutex_unlock(&r->lock); /* we hold it */
            st = p->work(p->ctx, worker, slot_of(r, number));
            (void)pthread_mutex_lock(&r->lock); /* as above */
        }
        r->status[number % r->n_slots] = st;
        r->is_done[number % r->n_slots] = true;
        give_finished(r);
    }
    (void)pthread_mutex_unlock(&r->lock); /* we hold it */
    return NULL;
}

Status pool_run(Pool *pool)
{
    PoolRun r = {.pool = pool, .n_slots = pool_slots(pool->n_threads)};
    pthread_t threads[POOL_MAX_THREADS];
    size_t n = 0;
    if (pthread_mutex_init(&r.lock, NULL) != 0) {
        return ST_NOMEM;
    }
    if (pthread_cond_init(&r.change, NULL) != 0) {
        (void)pthread_mutex_destroy(&r.lock); /* nothing waits */
        return ST_NOMEM;
    }
    while (n + 1 < pool->n_threads && pthread_create(&threads[n], NULL, run_worker, &r) == 0) {
        n++;
    }
    (void)run_worker(&r); /* this thread is a worker too */
    for (size_t i = 0; i < n; i++) {
        (void)pthread_join(threads[i], NULL); /* started above */
    }
    (void)pthread_cond_destroy(&r.change); /* nothing waits any more */
    (void)pthread_mutex_destroy(&r.lock);  /* same */
    return r.worst;
}
