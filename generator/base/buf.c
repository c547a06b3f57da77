/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf - see buf.h.
 */
#include "generator/base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "generator/base/mem.h"
#include "generator/base/utf8.h"

void buf_init(Buf *b, size_t max_bytes)
{
    *b = (Buf){.max_bytes = max_bytes};
}

void buf_init_fixed(Buf *b, char *memory, size_t size)
{
    *b = (Buf){.ptr = memory, .cap = size, .max_bytes = size};
}

void buf_done(Buf *b)
{
    if (!b) {
        return;
    }
    mem_free(b->ptr);
    *b = (Buf){.max_bytes = b->max_bytes};
}

void buf_clear(Buf *b)
{
    b->len = 0;
    b->status = ST_OK;
}

bool buf_reserve(Buf *b, size_t more)
{
    if (b->status != ST_OK) {
        return false;
    }
    if (more <= b->cap - b->len) {
        return true;
    }
    if (more > b->max_bytes - b->len) {
        b->status = ST_LIMIT;
        return false;
    }
    size_t wanted = b->cap < 128 ? 256 : b->cap * 2;
    wanted = wanted < b->len + more ? b->len + more : wanted;
    wanted = wanted > b->max_bytes ? b->max_bytes : wanted;
    char *grown = mem_resize(b->ptr, wanted);
    if (!grown) {
        b->status = ST_NOMEM;
        return false;
    }
    b->ptr = grown;
    b->cap = wanted;
    return true;
}

void buf_put(Buf *b, Str s)
{
    bool has_room = b->status == ST_OK && s.len <= b->cap - b->len; /* mostly */
    if (s.len > 0 && (has_room || buf_reserve(b, s.len))) {
        memcpy(b->ptr + b->len, s.ptr, s.len);
        b->len += s.len;
    }
}

void buf_putc(Buf *b, char c)
{
    if (buf_reserve(b, 1)) {
        b->ptr[b->len++] = c;
    }
}

void buf_put_utf8(Buf *b, uint32_t cp)
{
    char bytes[4];
    size_t n = utf8_encode(cp, bytes);
    buf_put(b, (Str){.ptr = bytes, .len = n});
}

void buf_put_u64(Buf *b, uint64_t n)
{
    char digits[20];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    buf_put(b, (Str){.ptr = digits + i, .len = sizeof digits - i});
}

void buf_put_hex(Buf *b, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        buf_putc(b, digits[bytes[i] >> 4]);
        buf_putc(b, digits[bytes[i] & 15]);
    }
}

void buf_printf(Buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    size_t max_bytes = b->max_bytes;
    b->max_bytes += max_bytes < SIZE_MAX; /* for the NUL that vsnprintf writes behind the text */
    bool has_room = size >= 0 && buf_reserve(b, (size_t)size + 1);
    b->max_bytes = max_bytes;
    if (!has_room) {
        return;
    }
    va_start(args, fmt);
    (void)vsnprintf(b->ptr + b->len, (size_t)size + 1, fmt, args); /* measured above */
    va_end(args);
    b->len += (size_t)size;
}
