/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf - a growing byte buffer that remembers failure: on out of memory or at its ceiling it turns
 * bad and ignores further writes; the stage asks buf_ok() once.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stdint.h>

#include "generator/base/status.h"
#include "generator/base/str.h"

typedef struct Buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max_bytes;
    Status status; /* ST_OK, ST_NOMEM or ST_LIMIT */
} Buf;

/* Prepares an empty buffer with its ceiling in bytes. */
void buf_init(Buf *b, size_t max_bytes);
/*
 * An empty buffer over `size` bytes of someone else's memory, which must outlive it: it never allocates, turns bad when
 * full, and is not to be given to buf_done.
 */
void buf_init_fixed(Buf *b, char *memory, size_t size);
/* Frees the bytes; accepts NULL or a zeroed buffer. */
void buf_done(Buf *b);
/* Empties and keeps the memory; also forgets a failure. */
void buf_clear(Buf *b);
/* Makes room for `more` bytes; false (and bad) if impossible. */
bool buf_reserve(Buf *b, size_t more);

void buf_put(Buf *b, Str s);
void buf_putc(Buf *b, char c);
/* One code point as UTF-8. */
void buf_put_utf8(Buf *b, uint32_t cp);
void buf_put_u64(Buf *b, uint64_t n);
void buf_printf(Buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define buf_puts(b, literal) buf_put((b), STR(literal))

static inline bool buf_ok(const Buf *b)
{
    return b->status == ST_OK;
}

/* Borrowed until the next write. */
static inline Str buf_str(const Buf *b)
{
    return (Str){.ptr = b->ptr ? b->ptr : "", .len = b->len};
}
