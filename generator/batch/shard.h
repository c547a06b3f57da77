/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shard - a batch split over processes and machines: which shard this run is, and which records belong to it.
 *
 * Floor 7 (batch). May be used by: app.
 *
 * A record belongs to shard 1 + h mod N, where h is the number that the first 8 hexadecimal digits of the SHA-256 of its identifier
 * write (docs/guide-lots.md says so; never change it: shards of two versions would not fit together).
 */
#pragma once

#include "generator/base/arena.h"

/* Shards of one run; Slurm's arrays have 1,001 tasks where nobody changed that. */
#define SHARD_MAX 4096

typedef struct Shard {
    uint32_t number; /* from 1 */
    uint32_t count;  /* 0: the batch is not split */
} Shard;

/* Reads "K/N", 1 <= K <= N <= SHARD_MAX. */
MUST_CHECK bool shard_parse(Str text, Shard *ret_shard);
/* Reads a whole number without sign, at most `max`. */
MUST_CHECK bool shard_number(Str text, uint32_t max, uint32_t *ret);
/* "manifest-2-3.jsonl" of "manifest.jsonl"; in arena, ptr NULL if out of memory. */
Str shard_file(Arena *arena, Str path, Shard shard);

/* The number of the record's shard. */
uint32_t shard_of(Str id, uint32_t count);
