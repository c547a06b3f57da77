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
/* Two hexadecimal digits a byte. */
void buf_put_hex(Buf *b, const unsigned char *bytes, size_t n);
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

/* --- numbers and marks instead of text --------------------------------------------------------------------------- */

/* Words: numbers of 8 bytes as the machine has them, one behind the other. */
static inline void buf_put_word(Buf *b, uint64_t word)
{
    buf_put(b, (Str){.ptr = (const char *)&word, .len = sizeof word});
}

static inline size_t buf_n_words(const Buf *b)
{
    return b->len / sizeof(uint64_t);
}

/* index: below buf_n_words. */
static inline uint64_t buf_word(const Buf *b, size_t index)
{
    uint64_t word = 0;
    memcpy(&word, b->ptr + index * sizeof word, sizeof word);
    return word;
}

/* Bits, eight a byte; beyond the end all are 0. */
static inline bool bits_have(Str bits, size_t index)
{
    return index / 8 < bits.len && ((unsigned char)bits.ptr[index / 8] >> index % 8 & 1) != 0;
}

/* index: of a bit that the buffer holds. */
static inline void buf_set_bit(Buf *b, size_t index)
{
    unsigned char *byte = (unsigned char *)b->ptr + index / 8;
    *byte = (unsigned char)(*byte | 1U << index % 8);
}
