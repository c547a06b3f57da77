/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_sample - what the sample markets of a library show of its considerations: which were tried, which are launched at a
 * time when they are not in force.
 *
 * Floor 8 (app). May be used by: cmd_check.
 */
#pragma once

#include "generator/service/service.h"

/* Of one consideration; names are files of apercu/. */
typedef struct SampledClause {
    bool is_carried;
    Loc period;       /* the day of its period that launches are beyond */
    Loc launch;       /* of the first such sample */
    Str names;        /* of these samples, the first ones */
    size_t n_outside; /* … how many there are */
} SampledClause;

/* For each consideration of the library, in arena; NULL without memory. */
SampledClause *check_sample_start(Arena *arena, const Library *library);
/*
 * What the sample at work carries. That a consideration is not in force at its launch is taken from its diagnostics: it is one
 * mistake of the consideration, however many samples carry it.
 */
void check_sample_note(SampledClause *sampled, const Library *library, ServiceJob *job, Str name,
                       Arena *arena);
/* Tells, once for each consideration, the samples launched outside its period. ST_INPUT if any. */
MUST_CHECK Status check_sample_report_period(const SampledClause *sampled, const Library *library,
                                             DiagList *diags);
/* Tells the considerations that no sample carries: they were never tried. */
void check_sample_report_untried(const SampledClause *sampled, const Library *library,
                                 DiagList *diags);
