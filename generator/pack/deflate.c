/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deflate - see deflate.h.
 */
#include "generator/pack/deflate.h"

#include <assert.h>
#include <libdeflate.h>

#include "generator/base/mem.h"

struct Deflater {
    struct libdeflate_compressor *compressor; /* NULL: entries are stored */
};

Deflater *deflate_new(int level)
{
    assert(level >= DEFLATE_NONE && level <= DEFLATE_LEVEL_MAX);
    Deflater *deflater = mem_alloc(sizeof *deflater);
    if (!deflater) {
        return NULL;
    }
    if (level == DEFLATE_NONE) {
        return deflater;
    }
    deflater->compressor = libdeflate_alloc_compressor(level);
    if (!deflater->compressor) {
        mem_free(deflater);
        return NULL;
    }
    return deflater;
}

void deflate_free(Deflater *deflater)
{
    if (deflater) {
        libdeflate_free_compressor(deflater->compressor); /* accepts NULL */
        mem_free(deflater);
    }
}

Status deflate_entry(Deflater *deflater, Str name, Str raw, Buf *out, Entry *ret_entry)
{
    struct libdeflate_compressor *compressor = deflater->compressor;
    buf_clear(out);
    size_t bound = compressor ? libdeflate_deflate_compress_bound(compressor, raw.len) : raw.len;
    if (!buf_reserve(out, bound)) {
        return out->status;
    }
    Entry entry = {.name = name, .raw_size = raw.len};
    entry.crc = libdeflate_crc32(0, raw.len ? raw.ptr : "", raw.len);
    size_t size = compressor ? libdeflate_deflate_compress(compressor, raw.len ? raw.ptr : "",
                                                           raw.len, out->ptr, bound)
                             : 0;
    if (size > 0 && size < raw.len) {
        out->len = size;
    } else {
        entry.is_stored = true;
        buf_put(out, raw);
    }
    if (!buf_ok(out)) {
        return out->status;
    }
    entry.data = buf_str(out);
    *ret_entry = entry;
    return ST_OK;
}

Entry deflate_stored(Str name, Str raw)
{
    return (Entry){
        .name = name,
        .data = raw,
        .raw_size = raw.len,
        .crc = libdeflate_crc32(0, raw.len ? raw.ptr : "", raw.len),
        .is_stored = true,
    };
}
