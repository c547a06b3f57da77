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

static void *run(void *ctx)
{
    Beside *beside = ctx;
    beside->status = beside->work(beside->ctx);
    return NULL;
}

void beside_start(Beside *beside, BesideWork *work, void *ctx)
{
    *beside = (Beside){.work = work, .ctx = ctx};
    beside->has_thread =
        beside_has_core() && pthread_create(&beside->thread, NULL, run, beside) == 0;
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
