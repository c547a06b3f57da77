/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_sample - see check_sample.h.
 */
#include "generator/app/check_sample.h"

#include "generator/base/utf8.h"

/* Files that are named; the rest is counted. */
#define NAMES_SHOWN 3

SampledClause *check_sample_start(Arena *arena, const Library *library)
{
    return arena_array(arena, library->n_clauses + 1, SampledClause);
}

/* The consideration whose period this place is in; n_clauses: none. */
static size_t find_period(const Library *library, Loc at)
{
    static const char *const days[] = {"du", "au"};
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Value *period = value_get(library->clauses[i].source, STR("en_vigueur"));
        for (size_t k = 0; k < 2; k++) {
            const Value *day = value_get(period, str_of(days[k]));
            if (day && day->loc.source == at.source && day->loc.line == at.line &&
                day->loc.column == at.column) {
                return i;
            }
        }
    }
    return library->n_clauses;
}

static void note_outside(SampledClause *clause, const Diag *diag, Str name, Arena *arena)
{
    if (clause->n_outside == 0) {
        clause->period = diag->other;
        clause->launch = diag->loc;
        clause->names = arena_str(arena, name);
    } else if (clause->n_outside < NAMES_SHOWN) {
        clause->names = arena_printf(arena, "%.*s, %.*s", STR_ARG(clause->names), STR_ARG(name));
    } else if (clause->n_outside == NAMES_SHOWN) {
        clause->names = arena_printf(arena, "%.*s …", STR_ARG(clause->names));
    }
    clause->n_outside++;
}

void check_sample_note(SampledClause *sampled, const Library *library, ServiceJob *job, Str name,
                       Arena *arena)
{
    const Value *ids = value_get(job->root, STR("clauses"));
    DiagList *diags = &job->diags;
    size_t n = 0;
    for (size_t i = 0; i < library->n_clauses; i++) {
        sampled[i].is_carried =
            sampled[i].is_carried || value_list_holds(ids, library->clauses[i].id);
    }
    for (size_t i = 0; i < diags->n; i++) {
        const Diag *diag = &diags->items[i];
        size_t clause =
            diag->code == LIB_NOT_IN_FORCE ? find_period(library, diag->other) : library->n_clauses;
        if (clause < library->n_clauses) {
            note_outside(&sampled[clause], diag, name, arena);
            diags->n_errors--;
        } else {
            diags->items[n++] = *diag;
        }
    }
    diags->n = n;
}

Status check_sample_report_period(const SampledClause *sampled, const Library *library,
                                  DiagList *diags)
{
    Status st = ST_OK;
    for (size_t i = 0; i < library->n_clauses; i++) {
        const SampledClause *clause = &sampled[i];
        if (clause->n_outside > 0) {
            Str count = arena_printf(diags->arena, "%zu", clause->n_outside);
            Diag *diag = diag_add(diags, LIB_SAMPLE_OUTSIDE, clause->period, library->clauses[i].id,
                                  count, clause->names);
            diag->span = 10; /* a date */
            diag->other = clause->launch;
            st = ST_INPUT;
        }
    }
    return st;
}

void check_sample_report_untried(const SampledClause *sampled, const Library *library,
                                 DiagList *diags)
{
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Value *id = value_get(library->clauses[i].source, STR("id"));
        if (!sampled[i].is_carried) {
            diag_add1(diags, LIB_NO_SAMPLE, id->loc, id->text)->span =
                (uint32_t)utf8_count(id->text);
        }
    }
}
