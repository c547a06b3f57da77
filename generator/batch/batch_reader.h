/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_reader - the bytes of one file of a batch, piece by piece.
 *
 * Floor 7 (batch). May be used by: batch_input, batch_table. Belongs to one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "generator/base/limits.h"

#define READER_BYTES (64 * KIB)

typedef struct BatchReader {
    int fd;          /* -1: none; not owned */
    uint64_t offset; /* of the next byte to look at */
    uint32_t line;   /* lines before it; kept by whoever reads */
    size_t at;       /* of that byte in `bytes` */
    size_t n_bytes;
    int error; /* errno of what could not be read, after which there is nothing more; 0: all could */
    char bytes[READER_BYTES];
} BatchReader;

/* Begins at a place of the file. */
void batch_reader_start(BatchReader *r, int fd, uint64_t offset, uint32_t line);
/* Makes sure that there are bytes at `at`; false at the end, and where the file can't be read, which `error` tells. */
bool batch_reader_fill(BatchReader *r);
/* Passes over n bytes, which `bytes` holds. */
void batch_reader_pass(BatchReader *r, size_t n);
/* Goes back to a place before. */
void batch_reader_back(BatchReader *r, uint64_t offset, uint32_t line);
