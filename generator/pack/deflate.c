/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deflate - see deflate.h.
 */
#include "generator/pack/deflate.h"

#include <assert.h>
#include <libdeflate.h>

#include "generator/base/mem.h"

struct Deflater {
    struct libdeflate_compressor *compressor;
};

Deflater *deflate_new(int level)
{
    assert(level >= 1 && level <= 12);
    Deflater *deflater = mem_alloc(sizeof *deflater);
    if (!deflater) {
        return NULL;
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
        libdeflate_free_compressor(deflater->compressor);
        mem_free(deflater);
    }
}

Status deflate_entry(Deflater *deflater, Str name, Str raw, Buf *out, Entry *ret_entry)
{
    buf_clear(out);
    size_t bound = libdeflate_deflate_compress_bound(deflater->compressor, raw.len);
    if (!buf_reserve(out, bound)) {
        return out->status;
    }
    Entry entry = {.name = name, .raw_size = raw.len};
    entry.crc = libdeflate_crc32(0, raw.len ? raw.ptr : "", raw.len);
    size_t size = libdeflate_deflate_compress(deflater->compressor, raw.len ? raw.ptr : "", raw.len,
                                              out->ptr, bound);
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
