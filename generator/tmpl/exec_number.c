/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec_number - counts the headings and lists of a document as the program that opens it will.
 */
#include "generator/tmpl/exec_state.h"

#include "generator/base/mem.h"

/* How far back a reference looks for the number that it stands under. */
#define MAX_STEPS 10000
#define MAX_COUNT 1000000000u
/* Beside the levels: the list has been used once. */
#define LIST_BEGUN 0x8000u

/* What has been counted in one Numbering in this record. */
struct NumberCounts {
    NumberState *states; /* by counters */
    uint16_t *restarted; /* by list: levels whose restart has been used, as bits, and LIST_BEGUN */
    uint32_t *last_events; /* by counters, 1-based; 0: none */
    NumberState before;    /* of the counters of the last event, before it */
    uint16_t restarted_before;
};

void exec_count_begin(Exec *x)
{
    x->numbering = x->options->numbering ? x->options->numbering : &numbering_of_digits;
    x->counts = NULL;
    x->n_events = 0;
    x->n_toc = 0;
}

static Status begin_counts(Exec *x)
{
    NumberCounts *counts = arena_new(&x->arena, NumberCounts);
    if (!counts) {
        return ST_NOMEM;
    }
    counts->states = arena_array(&x->arena, x->numbering->n_counters, NumberState);
    counts->restarted = arena_array(&x->arena, x->numbering->n_lists, uint16_t);
    counts->last_events = arena_array(&x->arena, x->numbering->n_counters, uint32_t);
    x->counts = counts;
    return counts->states && counts->restarted && counts->last_events ? ST_OK : ST_NOMEM;
}

/* Where a level begins; false if the data should say and does not. */
static bool start_of(const Exec *x, uint32_t list, size_t level, uint32_t *ret_start)
{
    const NumberLevel *own = &x->numbering->lists[list].levels[level];
    *ret_start = own->start;
    if (list + 1 == x->numbering->n_lists && level == 0) { /* plain digits */
        *ret_start = x->options->first_heading > 0 ? x->options->first_heading : 1;
    }
    if (own->start_path.len == 0) {
        return true;
    }
    const Value *value = value_path(x->frames[0].value, own->start_path);
    int64_t start = 0;
    if (!value || value->kind != VALUE_NUM || !num_to_int64(value->num, &start) || start < 0 ||
        start > MAX_COUNT) {
        return false;
    }
    *ret_start = (uint32_t)start;
    return true;
}

/* The next count of a level. */
static bool step(Exec *x, NumberPlace place, NumberState *state)
{
    uint16_t bit = (uint16_t)(1u << place.level);
    bool begins_again = x->numbering->lists[place.list].levels[place.level].has_restart &&
                        !(x->counts->restarted[place.list] & bit);
    bool is_sure = true;
    if (begins_again || !state->is_set[place.level]) {
        is_sure = start_of(x, place.list, place.level, &state->counts[place.level]);
    } else if (state->counts[place.level] < MAX_COUNT) {
        state->counts[place.level]++;
    }
    x->counts->restarted[place.list] |= bit;
    state->is_set[place.level] = true;
    return is_sure;
}

/* Levels above that were never counted show where they begin: programs differ on that. */
static bool fill_above(const Exec *x, NumberPlace place, NumberState *state)
{
    bool is_sure = true;
    for (size_t i = 0; i < place.level; i++) {
        if (!state->is_set[i]) {
            is_sure = start_of(x, place.list, i, &state->counts[i]) && x->numbering->is_odf;
        }
    }
    return is_sure;
}

static void begin_below(const Exec *x, NumberPlace place, NumberState *state)
{
    const NumberLevel *levels = x->numbering->lists[place.list].levels;
    for (size_t i = place.level + 1u; i < NUMBERING_LEVELS; i++) {
        state->is_set[i] = state->is_set[i] && place.level >= levels[i].restarts;
    }
}

Status exec_count(Exec *x, NumberPlace place)
{
    if (place.list >= x->numbering->n_lists || place.level >= NUMBERING_LEVELS) {
        return ST_OK;
    }
    if (!x->counts) {
        TRY(begin_counts(x));
    }
    TRY(mem_reserve((void **)&x->events, x->n_events, &x->cap_events, sizeof(NumberEvent)));
    uint32_t counters = x->numbering->lists[place.list].counters;
    NumberState *state = &x->counts->states[counters];
    x->counts->before = *state;
    x->counts->restarted_before = x->counts->restarted[place.list];
    bool is_sure = step(x, place, state);
    is_sure = fill_above(x, place, state) && is_sure;
    begin_below(x, place, state);
    NumberEvent *event = &x->events[x->n_events++];
    *event = (NumberEvent){.list = place.list,
                           .level = place.level,
                           .previous = x->counts->last_events[counters],
                           .is_unsure = !is_sure};
    memcpy(event->counts, state->counts, sizeof event->counts);
    x->counts->last_events[counters] = (uint32_t)x->n_events;
    return ST_OK;
}

void exec_uncount(Exec *x, size_t n_events)
{
    if (x->n_events != n_events + 1) {
        return;
    }
    const NumberEvent *event = &x->events[n_events];
    uint32_t counters = x->numbering->lists[event->list].counters;
    x->counts->states[counters] = x->counts->before;
    x->counts->restarted[event->list] = x->counts->restarted_before;
    x->counts->last_events[counters] = event->previous;
    x->n_events--;
}

Status exec_start(Exec *x, NumberPlace place, uint32_t start)
{
    if (place.list >= x->numbering->n_lists || place.level >= NUMBERING_LEVELS || start == 0) {
        return ST_OK;
    }
    if (!x->counts) {
        TRY(begin_counts(x));
    }
    NumberState *state = &x->counts->states[x->numbering->lists[place.list].counters];
    state->counts[place.level] = start - 1;
    state->is_set[place.level] = true;
    return ST_OK;
}

/* The number that the document gives a list; 0 if it is none. */
static uint32_t own_number(Str id)
{
    uint32_t number = 0;
    for (size_t i = 0; i < id.len && id.ptr[i] >= '0' && id.ptr[i] <= '9' && number < MAX_COUNT;
         i++) {
        number = number * 10 + (uint32_t)(id.ptr[i] - '0');
    }
    return number;
}

Status exec_new_list(Exec *x, uint32_t list, uint32_t slot)
{
    if (!x->counts) {
        TRY(begin_counts(x));
    }
    const NumberList *own = &x->numbering->lists[list];
    if (!(x->counts->restarted[list] & LIST_BEGUN)) {
        x->counts->restarted[list] |= LIST_BEGUN;
        return exec_set_slot(x, slot, own_number(own->id));
    }
    x->counts->restarted[list] = LIST_BEGUN;
    memset(x->counts->states[own->counters].is_set, 0, sizeof x->counts->states->is_set);
    TRY(mem_reserve((void **)&x->lists, x->n_lists, &x->cap_lists, sizeof(uint32_t)));
    TRY(exec_set_slot(x, slot, exec_first_list(x) + (uint32_t)x->n_lists));
    x->lists[x->n_lists++] = EXEC_LIST_OF_DOCUMENT | list;
    return ST_OK;
}

NumberPlace exec_heading_place(const Exec *x, uint32_t level)
{
    return level > 0 && level <= NUMBERING_LEVELS ? x->numbering->outline[level - 1]
                                                  : (NumberPlace){.list = NUMBERING_NONE};
}

bool exec_put_number(const Exec *x, uint32_t event, uint32_t from, NumberContext context, Buf *out)
{
    if (event == 0 || event > x->n_events) {
        return false;
    }
    const NumberEvent *target = &x->events[event - 1];
    const NumberEvent *near = NULL;
    uint32_t counters = x->numbering->lists[target->list].counters;
    for (uint32_t steps = 0; context == NUMBER_RELATIVE && from > 0 && steps < MAX_STEPS && !near;
         from--, steps++) {
        const NumberEvent *before = &x->events[from - 1];
        near = x->numbering->lists[before->list].counters == counters ? before : NULL;
    }
    return numbering_put(x->numbering, target, near, context, out);
}
