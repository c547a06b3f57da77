/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shard - see shard.h.
 */
#include "generator/batch/shard.h"

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

uint32_t shard_of(EVP_MD_CTX *hash, Str id, uint32_t count)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1 ||
        EVP_DigestUpdate(hash, id.ptr, id.len) != 1 ||
        EVP_DigestFinal_ex(hash, digest, &size) != 1) {
        return 0;
    }
    uint32_t h = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
                 digest[3];
    return h % count + 1;
}
