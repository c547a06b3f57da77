/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_twin - see batch_twin.h. Memory: while hashes are marked, their copy; then the facts of what may be twins, their
 * order and what becomes of them.
 */
#include "generator/batch/batch_twin.h"

#include <stdlib.h>

#include "generator/base/limits.h"

/* --- hashes that are there twice --------------------------------------------------------------------------------- */

static int compare_hashes(const void *va, const void *vb)
{
    uint64_t a = *(const uint64_t *)va;
    uint64_t b = *(const uint64_t *)vb;
    return a < b ? -1 : a > b;
}

/* Keeps one of each hash that is there twice or more. hashes: sorted. */
static size_t keep_repeated(uint64_t *hashes, size_t n)
{
    size_t kept = 0;
    for (size_t i = 1; i < n; i++) {
        bool is_new = kept == 0 || hashes[kept - 1] != hashes[i];
        if (hashes[i] != 0 && hashes[i] == hashes[i - 1] && is_new) {
            hashes[kept++] = hashes[i];
        }
    }
    return kept;
}

Status batch_twin_mark(const Buf *hashes, size_t n, Buf *io_bits, bool *io_has_any)
{
    CLEANUP(buf_done) Buf memory = {0};
    buf_init(&memory, LIMIT_HASHES_BYTES);
    buf_put(&memory, buf_str(hashes));
    if (!buf_ok(&memory)) {
        return ST_NOMEM;
    }
    if (n < 2) {
        return ST_OK;
    }
    uint64_t *sorted = (uint64_t *)(void *)memory.ptr; /* from the heap: aligned for anything */
    qsort(sorted, n, sizeof *sorted, compare_hashes);
    size_t n_repeated = keep_repeated(sorted, n);
    for (size_t i = 0; n_repeated > 0 && i < n; i++) {
        uint64_t hash = buf_word(hashes, i);
        if (bsearch(&hash, sorted, n_repeated, sizeof hash, compare_hashes)) {
            buf_set_bit(io_bits, i);
            *io_has_any = true;
        }
    }
    return ST_OK;
}

/* --- what becomes of them ---------------------------------------------------------------------------------------- */

/* Facts that are sorted through their indexes. */
typedef struct Resolving {
    TwinFacts *facts;
    size_t n;
    uint32_t *order;
    BatchTwin *twins; /* one for each; kind TWIN_NONE: it is done */
} Resolving;

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* By identifier; of one identifier by day, then as in the input. */
static int compare_ids(const void *va, const void *vb, void *ctx)
{
    const Resolving *r = ctx;
    const TwinFacts *a = &r->facts[*(const uint32_t *)va];
    const TwinFacts *b = &r->facts[*(const uint32_t *)vb];
    int by_id = compare_numbers(a->id, b->id);
    int by_day = compare_numbers(a->day, b->day);
    return by_id != 0 ? by_id : by_day != 0 ? by_day : compare_numbers(a->number, b->number);
}

/* By name, those that get no documents and those without a name first; then as in the input. */
static int compare_names(const void *va, const void *vb, void *ctx)
{
    const Resolving *r = ctx;
    uint32_t ia = *(const uint32_t *)va;
    uint32_t ib = *(const uint32_t *)vb;
    uint64_t a = r->twins[ia].kind == TWIN_NONE ? r->facts[ia].name : 0;
    uint64_t b = r->twins[ib].kind == TWIN_NONE ? r->facts[ib].name : 0;
    return a != b ? compare_numbers(a, b)
                  : compare_numbers(r->facts[ia].number, r->facts[ib].number);
}

static void set_twin(Resolving *r, uint32_t at, TwinKind kind, uint32_t other)
{
    r->twins[at].kind = kind;
    r->twins[at].other_file = r->facts[other].file;
    r->twins[at].other_line = r->facts[other].line;
}

/* Records first to last - 1 of the order are in each other's way: each names the first one, and the first one the second. */
static void set_conflict(Resolving *r, size_t first, size_t last, TwinKind kind)
{
    size_t low = first; /* that comes first in the input */
    for (size_t i = first; i < last; i++) {
        low = r->order[i] < r->order[low] ? i : low;
    }
    size_t second = low == first ? first + 1 : first;
    for (size_t i = first; i < last; i++) {
        bool is_before = i != low && r->order[i] < r->order[second];
        second = is_before ? i : second;
    }
    for (size_t i = first; i < last; i++) {
        set_twin(r, r->order[i], kind, r->order[i == low ? second : low]);
    }
}

/* Publications of one contract, the last one last. */
static void set_replaced(Resolving *r, size_t first, size_t last)
{
    uint32_t kept = r->order[last - 1];
    for (size_t i = first; i + 1 < last; i++) {
        bool is_same = r->facts[r->order[i]].content == r->facts[kept].content;
        set_twin(r, r->order[i], is_same ? TWIN_REPEATED : TWIN_REPLACED, kept);
    }
}

static void resolve_ids(Resolving *r)
{
    qsort_r(r->order, r->n, sizeof *r->order, compare_ids, r);
    for (size_t first = 0, last = 0; first < r->n; first = last) {
        bool are_published = true;
        for (last = first; last < r->n; last++) {
            const TwinFacts *facts = &r->facts[r->order[last]];
            if (facts->id != r->facts[r->order[first]].id) {
                break;
            }
            are_published = are_published && facts->content != 0;
        }
        if (last - first > 1 && are_published) {
            set_replaced(r, first, last);
        } else if (last - first > 1) {
            set_conflict(r, first, last, TWIN_SAME_ID);
        }
    }
}

static void resolve_names(Resolving *r)
{
    qsort_r(r->order, r->n, sizeof *r->order, compare_names, r);
    for (size_t first = 0, last = 0; first < r->n; first = last) {
        uint32_t at = r->order[first];
        uint64_t name = r->facts[at].name;
        last = first + 1;
        if (name == 0 || r->twins[at].kind != TWIN_NONE) {
            continue;
        }
        while (last < r->n && r->facts[r->order[last]].name == name) {
            last++;
        }
        if (last - first > 1) {
            set_conflict(r, first, last, TWIN_SAME_NAME);
        }
    }
}

Status batch_twin_resolve(Buf *buf)
{
    CLEANUP(buf_done) Buf order = {0};
    CLEANUP(buf_done) Buf twins = {0};
    size_t n = buf->len / sizeof(TwinFacts);
    buf_init(&order, LIMIT_HASHES_BYTES);
    buf_init(&twins, LIMIT_HASHES_BYTES);
    if (n == 0) {
        return ST_OK;
    }
    if (!buf_reserve(&order, n * sizeof(uint32_t)) || !buf_reserve(&twins, n * sizeof(BatchTwin))) {
        return ST_NOMEM;
    }
    Resolving r = {.facts = (TwinFacts *)(void *)buf->ptr, /* all from the heap */
                   .n = n,
                   .order = (uint32_t *)(void *)order.ptr,
                   .twins = (BatchTwin *)(void *)twins.ptr};
    for (size_t i = 0; i < n; i++) {
        r.order[i] = (uint32_t)i;
        r.twins[i] = (BatchTwin){.number = r.facts[i].number, .kind = TWIN_NONE};
    }
    resolve_ids(&r);
    resolve_names(&r);
    buf_done(buf);
    buf_init(buf, LIMIT_HASHES_BYTES);
    for (size_t i = 0; i < n; i++) {
        if (r.twins[i].kind != TWIN_NONE) {
            buf_put(buf, (Str){.ptr = (const char *)&r.twins[i], .len = sizeof r.twins[i]});
        }
    }
    return buf->status;
}

static int compare_twin(const void *va, const void *vb)
{
    const uint32_t *number = va;
    const BatchTwin *twin = vb;
    return compare_numbers(*number, twin->number);
}

const BatchTwin *batch_twin_find(const Buf *twins, size_t number)
{
    uint32_t wanted = (uint32_t)number;
    return twins->len > 0 && number <= UINT32_MAX
               ? bsearch(&wanted, twins->ptr, twins->len / sizeof(BatchTwin), sizeof(BatchTwin),
                         compare_twin)
               : NULL;
}
