/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_plan - the first pass over the records of a batch: how many there are, and which of them can't be done because of others,
 * having their identifier or the name of their documents. Nothing is written before.
 *
 * Floor 7 (batch). May be used by: app. Made by one thread, then only read.
 */
#pragma once

#include "generator/base/digest.h"
#include "generator/batch/batch_input.h"
#include "generator/batch/batch_name.h"
#include "generator/batch/batch_twin.h"
#include "generator/batch/shard.h"

typedef struct BatchPlan {
    size_t n;      /* records of the whole input */
    size_t n_mine; /* of this shard; n where the batch is not split */
    Shard shard;
    Buf mine; /* a bit for each record: this shard's; empty where the batch is not split */
    /* Of a shard: SHA-256 of all identifiers, each as JSON and a newline, in hexadecimal digits. */
    char ids[DIGEST_DIGITS + 1];
    Buf names; /* uint64_t of each record: hash of its folded name; 0: it has none, being wrong */
    Buf twins; /* BatchTwin, in the order of the input, over all shards */
} BatchPlan;

/*
 * Goes through all records and begins again; what is wrong with a record is left to when it is done. arena: for what is reported,
 * which is what stops the reading of the input.
 */
MUST_CHECK Status batch_plan_make(BatchInput *input, const NamePattern *pattern, Shard shard,
                                  Arena *arena, DiagList *diags, BatchPlan *ret_plan);
void batch_plan_done(BatchPlan *plan);
/* True if the record is this shard's; one that was not there in the first pass is no shard's. A batch that is not split has all. */
bool batch_plan_has(const BatchPlan *plan, size_t number);
/* Why the record is not done because of another one; NULL: it is done. */
const BatchTwin *batch_plan_twin(const BatchPlan *plan, size_t number);
/*
 * Says why, at `loc`, the place of the record: BATCH_SAME_ID, BATCH_SAME_OUTPUT (names are compared without case and Unicode form),
 * BATCH_REPLACED or BATCH_REPEATED. ST_NOMEM only.
 */
MUST_CHECK Status batch_plan_tell(const BatchInput *input, const BatchTwin *twin, Str id, Str name,
                                  Loc loc, DiagList *diags);
/* Goes through all records and says it of all that are in each other's way (ST_INPUT), then begins again. */
MUST_CHECK Status batch_plan_report(BatchInput *input, const NamePattern *pattern, Arena *arena,
                                    DiagList *diags, BatchPlan *plan);
/* True if this is the name that the record had in the first pass. */
bool batch_plan_agrees(const BatchPlan *plan, size_t number, Str name);
