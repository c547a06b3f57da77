/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress - how far a batch is, on a terminal: one line that is written again.
 *
 * Floor 7 (batch). May be used by: app. One thread at a time.
 */
#pragma once

#include "generator/base/buf.h"

typedef struct Progress {
    bool is_shown; /* standard error is a terminal, and nobody asked for quiet */
    size_t total;
    int64_t start_ms;
    int64_t shown_ms; /* when the line was written last; 0: it is not there */
    size_t first;     /* records that were done before: they say nothing of the rate */
} Progress;

/* total: records there will be. */
void progress_start(Progress *progress, size_t total, bool is_quiet);
/* Writes the line again, five times a second at most. n_skipped: of n_done, those that cost nothing. */
void progress_tell(Progress *progress, size_t n_done, size_t n_skipped, size_t n_errors);
/* Takes the line away, so that a message can be written. */
void progress_clear(Progress *progress);
