/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deflate - zip entries made ready once (libdeflate).
 *
 * Floor 3 (pack). May be used by: pkgwrite, format.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/base/diag.h"

typedef struct Entry {
    Str name;
    Str data;        /* ready bytes: deflated, or as they are if is_stored */
    size_t raw_size; /* bytes before deflating */
    uint32_t crc;
    bool is_stored;
} Entry;

typedef struct Deflater Deflater; /* one a worker: libdeflate's compressor of one level */

#define DEFLATE_LEVEL 6
#define DEFLATE_LEVEL_MAX 12 /* libdeflate's */

/* Entries are stored as they are: for documents that are looked at and thrown away. */
#define DEFLATE_NONE 0
/* level 1 to 12, or DEFLATE_NONE; NULL if out of memory. */
Deflater *deflate_new(int level);
void deflate_free(Deflater *deflater);
/* Compresses `raw` into `out` (cleared first) and fills an entry that borrows name and out's bytes. Stored if larger. */
MUST_CHECK Status deflate_entry(Deflater *deflater, Str name, Str raw, Buf *out, Entry *ret_entry);
/* An uncompressed entry that borrows both. */
Entry deflate_stored(Str name, Str raw);
