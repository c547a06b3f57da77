/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest - SHA-256, by nettle: its context is a plain value, it needs no start and can't fail.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <nettle/sha2.h>

#include "generator/base/arena.h"

#define DIGEST_BYTES 32
#define DIGEST_DIGITS 64

typedef struct Digest {
    struct sha256_ctx state;
} Digest;

void digest_init(Digest *digest);
void digest_add(Digest *digest, Str bytes);
/* The sum of what was added. The digest begins anew. */
void digest_end(Digest *digest, unsigned char ret_bytes[DIGEST_BYTES]);
/* The same as hexadecimal digits, small letters; not terminated. */
void digest_end_hex(Digest *digest, char ret_digits[DIGEST_DIGITS]);
/* The hexadecimal sum of some bytes, in arena; ptr NULL: out of memory. */
Str digest_of(Arena *arena, Str bytes);
