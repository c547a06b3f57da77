/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_twin - records of a batch that share what must be their own: the identifier, or the name of their documents.
 *
 * Floor 7 (batch). May be used by: app. Made by one thread, then only read.
 *
 * Contracts that were published several times (batch_input.h) are no mistake: the last publication counts, the others are replaced.
 * All other records of one identifier are in each other's way, none of them gets documents. The same for records whose documents
 * would have one name, once those that get none are left out.
 */
#pragma once

#include "generator/batch/batch_input.h"

typedef enum TwinKind {
    TWIN_NONE,
    TWIN_SAME_ID,
    TWIN_SAME_NAME,
    TWIN_REPLACED, /* published again later */
    TWIN_REPEATED, /* published again later, without a change */
} TwinKind;

/* A record that is not done because of another one. */
typedef struct BatchTwin {
    uint32_t number;
    uint32_t kind;
    uint32_t other_file; /* of the other one: its number in the list of files, */
    uint32_t other_line; /* and its line, from 1; 0: the whole file */
} BatchTwin;

/* What is looked at of a record that may be one. */
typedef struct TwinFacts {
    uint64_t id;      /* of SHA-256 of its identifier */
    uint64_t name;    /* of its folded name; 0: it has none, being wrong */
    uint64_t content; /* of a published contract; 0: it is none */
    uint32_t day;     /* of its publication; 0: unknown */
    uint32_t number;
    uint32_t file;
    uint32_t line; /* as in BatchTwin */
} TwinFacts;

/* Marks, in a bit for each of n records, those whose hash (uint64_t, 0: none) another one has. io_bits: n bits already. */
MUST_CHECK Status batch_twin_mark(const Buf *hashes, size_t n, Buf *io_bits, bool *io_has_any);
/* From the facts of all records that may be twins, in their order, to the twins, in their order. Both in `buf`. */
MUST_CHECK Status batch_twin_resolve(Buf *buf);
/* The twin of this number among the twins, or NULL. */
const BatchTwin *batch_twin_find(const Buf *twins, size_t number);
