/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shard - see shard.h.
 */
#include "generator/batch/shard.h"

#include "generator/base/digest.h"
#include "generator/base/file.h"

bool shard_number(Str text, uint32_t max, uint32_t *ret)
{
    uint32_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t digit = (uint32_t)(unsigned char)text.ptr[i] - '0';
        if (digit > 9 || n > (max - digit) / 10) {
            return false;
        }
        n = n * 10 + digit;
    }
    *ret = n;
    return text.len > 0;
}

bool shard_parse(Str text, Shard *ret_shard)
{
    size_t slash = str_find(text, STR("/"), 0);
    *ret_shard = (Shard){0};
    return slash != SIZE_MAX &&
           shard_number(str_sub(text, 0, slash), SHARD_MAX, &ret_shard->number) &&
           shard_number(str_sub(text, slash + 1, text.len - slash - 1), SHARD_MAX,
                        &ret_shard->count) &&
           ret_shard->number >= 1 && ret_shard->number <= ret_shard->count;
}

Str shard_file(Arena *arena, Str path, Shard shard)
{
    Str base = file_base(path);
    size_t stem = path.len;
    for (size_t i = base.len; i > 1 && stem == path.len; i--) {
        stem = base.ptr[i - 1] == '.' ? path.len - base.len + i - 1 : path.len;
    }
    Str ending = str_sub(path, stem, path.len - stem);
    return arena_printf(arena, "%.*s-%u-%u%.*s", (int)stem, path.ptr, shard.number, shard.count,
                        STR_ARG(ending));
}

uint32_t shard_of(Str id, uint32_t count)
{
    Digest digest;
    unsigned char sum[DIGEST_BYTES];
    digest_init(&digest);
    digest_add(&digest, id);
    digest_end(&digest, sum);
    uint32_t h = (uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3];
    return h % count + 1;
}
