/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calcorder - see calcorder.h.
 */
#include "generator/library/calcorder.h"

#include "generator/base/utf8.h"

/* A name in the formula of `reader` that stands for `target`, which has no value yet. */
typedef struct LaterRead {
    size_t reader;
    size_t target;
    Str whole;
    Loc at;
} LaterRead;

struct CalcOrder {
    LaterRead *later;
    size_t n_later;
    size_t later_cap;
    bool is_following; /* what every calculation reads is being noted */
    size_t reader;
    size_t *first; /* by calculation: its first read, n_calcs + 1 of them */
    size_t *reads;
    size_t n_reads;
    size_t reads_cap;
    bool *is_told; /* by calculation: it stands in a ring that was told */
};

static struct CalcOrder *order_of(Names *n)
{
    n->order = n->order ? n->order : arena_new(n->arena, struct CalcOrder);
    return n->order;
}

void calcorder_note_later(Names *n, size_t target, Str whole, Loc at)
{
    struct CalcOrder *o = order_of(n);
    LaterRead *grown =
        o ? arena_grow(n->arena, o->later, o->n_later, &o->later_cap, sizeof(LaterRead)) : NULL;
    if (!grown) {
        n->is_nomem = true;
        return;
    }
    o->later = grown;
    o->later[o->n_later++] = (LaterRead){n->n_calcs_seen, target, whole, at};
}

void calcorder_note_read(Names *n, size_t target)
{
    struct CalcOrder *o = n->order;
    if (!o || !o->is_following) {
        return;
    }
    size_t *grown = arena_grow(n->arena, o->reads, o->n_reads, &o->reads_cap, sizeof(size_t));
    if (!grown) {
        n->is_nomem = true;
        return;
    }
    o->reads = grown;
    o->reads[o->n_reads++] = target;
}

/* --- rings ------------------------------------------------------------------------------------------ */

/* Every calculation is looked through again, now that each name stands for something; what is wrong with it was told. */
static Status follow(Names *n, Status (*note_reads)(Names *n, size_t index))
{
    struct CalcOrder *o = n->order;
    size_t n_calcs = n->lib->n_calcs;
    DiagList *diags = n->diags;
    DiagList silent;
    Status st = ST_OK;
    o->first = arena_array(n->arena, n_calcs + 1, size_t);
    o->is_told = arena_array(n->arena, n_calcs + 1, bool);
    if (!o->first || !o->is_told) {
        return ST_NOMEM;
    }
    diag_list_init(&silent, n->arena);
    n->diags = &silent;
    n->n_calcs_seen = n_calcs;
    o->is_following = true;
    for (size_t i = 0; i < n_calcs && st == ST_OK; i++) {
        o->first[i] = o->n_reads;
        st = note_reads(n, i);
    }
    o->first[n_calcs] = o->n_reads;
    o->is_following = false;
    n->diags = diags;
    return n->is_nomem ? ST_NOMEM : st;
}

/*
 * The shortest way from one calculation to another along what they read: queue holds those reached, came the one that each was
 * reached from. False if there is none.
 */
static bool find_way(const Names *n, size_t from, size_t to, size_t *queue, size_t *came)
{
    const struct CalcOrder *o = n->order;
    size_t head = 0;
    size_t tail = 0;
    for (size_t i = 0; i < n->lib->n_calcs; i++) {
        came[i] = SIZE_MAX;
    }
    queue[tail++] = from;
    came[from] = from;
    while (head < tail && queue[head] != to) {
        size_t at = queue[head++];
        for (size_t i = o->first[at]; i < o->first[at + 1]; i++) {
            if (came[o->reads[i]] == SIZE_MAX) {
                came[o->reads[i]] = at;
                queue[tail++] = o->reads[i];
            }
        }
    }
    return head < tail;
}

/* The ring that a read closes, “a → b → a”; its calculations are marked. */
static void report_ring(Names *n, const LaterRead *read, const size_t *came)
{
    struct CalcOrder *o = n->order;
    Str id = n->lib->calcs[read->reader].id;
    Str chain = id; /* from its end to its beginning */
    size_t at = read->reader;
    do {
        o->is_told[at] = true;
        at = at == read->target ? read->reader : came[at];
        chain =
            arena_printf(n->arena, "%.*s → %.*s", STR_ARG(n->lib->calcs[at].id), STR_ARG(chain));
    } while (at != read->reader);
    Diag *diag = diag_add2(n->diags, LIB_CALC_CYCLE, read->at, id, chain);
    diag->span = (uint32_t)utf8_count(read->whole);
    if (read->target != read->reader) {
        diag->other = value_get(n->lib->calcs[read->target].source, STR("formule"))->loc;
    }
}

static bool is_repeated(const struct CalcOrder *o, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (o->later[i].reader == o->later[index].reader &&
            o->later[i].target == o->later[index].target) {
            return true;
        }
    }
    return false;
}

Status calcorder_report(Names *n, Status (*note_reads)(Names *n, size_t index))
{
    struct CalcOrder *o = n->order;
    if (n->is_nomem) {
        return ST_NOMEM;
    }
    if (!o) {
        return ST_OK;
    }
    TRY(follow(n, note_reads));
    size_t *queue = arena_array(n->arena, n->lib->n_calcs, size_t);
    size_t *came = arena_array(n->arena, n->lib->n_calcs, size_t);
    if (!queue || !came) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < o->n_later; i++) {
        const LaterRead *read = &o->later[i];
        if ((o->is_told[read->reader] && o->is_told[read->target]) || is_repeated(o, i)) {
            continue;
        }
        if (find_way(n, read->target, read->reader, queue, came)) {
            report_ring(n, read, came);
            continue;
        }
        Diag *diag = diag_add1(n->diags, LIB_CALC_LATER, read->at, read->whole);
        diag->span = (uint32_t)utf8_count(read->whole);
        diag->other = value_get(n->lib->calcs[read->target].source, STR("id"))->loc;
    }
    n->order = NULL; /* told */
    n->has_errors = true;
    return ST_OK;
}
