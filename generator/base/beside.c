/* SPDX-License-Identifier: Apache-2.0 */
/*
 * beside - see beside.h.
 */
#include "generator/base/beside.h"

#include <sched.h>

bool beside_has_core(void)
{
    cpu_set_t cores;
    return sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) > 1;
}

/* The cores we may run on but the one we are on; none where the system does not tell. */
static void other_cores(cpu_set_t *ret_cores)
{
    int here = sched_getcpu();
    if (sched_getaffinity(0, sizeof *ret_cores, ret_cores) != 0 || here < 0) {
        CPU_ZERO(ret_cores);
        return;
    }
    CPU_CLR((size_t)here, ret_cores);
}

static bool start_on(const cpu_set_t *cores, pthread_t *ret_thread, BesideThread *work, void *ctx)
{
    pthread_attr_t attributes;
    if (CPU_COUNT(cores) == 0 || pthread_attr_init(&attributes) != 0) {
        return false;
    }
    bool is_started = pthread_attr_setaffinity_np(&attributes, sizeof *cores, cores) == 0 &&
                      pthread_create(ret_thread, &attributes, work, ctx) == 0;
    (void)pthread_attr_destroy(&attributes); /* initialised: can't fail */
    return is_started;
}

bool beside_thread(pthread_t *ret_thread, BesideThread *work, void *ctx)
{
    cpu_set_t cores;
    if (!beside_has_core()) {
        return false;
    }
    other_cores(&cores);
    return start_on(&cores, ret_thread, work, ctx) ||
           pthread_create(ret_thread, NULL, work, ctx) == 0;
}

static void *run(void *ctx)
{
    Beside *beside = ctx;
    beside->status = beside->work(beside->ctx);
    return NULL;
}

void beside_start(Beside *beside, BesideWork *work, void *ctx)
{
    *beside = (Beside){.work = work, .ctx = ctx};
    beside->has_thread = beside_thread(&beside->thread, run, beside);
    if (!beside->has_thread) {
        (void)run(beside);
    }
}

Status beside_end(Beside *beside)
{
    if (beside->has_thread) {
        (void)pthread_join(beside->thread, NULL); /* started by us, joined once */
        beside->has_thread = false;
    }
    return beside->status;
}
