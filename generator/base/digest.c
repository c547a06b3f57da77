/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest - see digest.h.
 */
#include "generator/base/digest.h"

#include "generator/base/buf.h"

_Static_assert(DIGEST_BYTES == SHA256_DIGEST_SIZE && DIGEST_DIGITS == 2 * DIGEST_BYTES, "sizes");

void digest_init(Digest *digest)
{
    sha256_init(&digest->state);
}

void digest_add(Digest *digest, Str bytes)
{
    if (bytes.len > 0) {
        sha256_update(&digest->state, bytes.len, (const uint8_t *)bytes.ptr);
    }
}

void digest_end(Digest *digest, unsigned char ret_bytes[DIGEST_BYTES])
{
    sha256_digest(&digest->state, DIGEST_BYTES, ret_bytes); /* begins anew, too */
}

void digest_end_hex(Digest *digest, char ret_digits[DIGEST_DIGITS])
{
    unsigned char bytes[DIGEST_BYTES];
    Buf hex;
    digest_end(digest, bytes);
    buf_init_fixed(&hex, ret_digits, DIGEST_DIGITS);
    buf_put_hex(&hex, bytes, sizeof bytes);
}

Str digest_of(Arena *arena, Str bytes)
{
    Digest digest;
    char digits[DIGEST_DIGITS];
    digest_init(&digest);
    digest_add(&digest, bytes);
    digest_end_hex(&digest, digits);
    return arena_str(arena, (Str){.ptr = digits, .len = sizeof digits});
}
