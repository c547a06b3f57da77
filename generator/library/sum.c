/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sum - see sum.h.
 */
#include "generator/library/sum.h"

#include <stdio.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "generator/base/buf.h"
#include "generator/base/mem.h"

struct Sum {
    EVP_MD_CTX *hash;
};

Sum *sum_new(void)
{
    /* A sum needs no openssl.cnf, and reading it takes longer than the sum; where it fails, the sum does too. */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    Sum *sum = mem_alloc(sizeof(Sum));
    if (!sum) {
        return NULL;
    }
    sum->hash = EVP_MD_CTX_new();
    if (!sum->hash || !EVP_DigestInit_ex(sum->hash, EVP_sha256(), NULL)) {
        sum_free(sum);
        return NULL;
    }
    return sum;
}

void sum_free(Sum *sum)
{
    if (sum) {
        EVP_MD_CTX_free(sum->hash);
        mem_free(sum);
    }
}

Status sum_add(Sum *sum, Str name, Str bytes)
{
    const char zero =
        '\0'; /* between name, size and bytes, so that nothing can move from one to the other */
    char size[32];
    int n = snprintf(size, sizeof size, "%zu", bytes.len);
    bool is_ok =
        EVP_DigestUpdate(sum->hash, name.ptr, name.len) && EVP_DigestUpdate(sum->hash, &zero, 1) &&
        EVP_DigestUpdate(sum->hash, size, (size_t)n) && EVP_DigestUpdate(sum->hash, &zero, 1) &&
        EVP_DigestUpdate(sum->hash, bytes.ptr, bytes.len);
    return is_ok ? ST_OK : ST_BUG;
}

Status sum_finish(Sum *sum, Arena *arena, Str *ret_hex)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!EVP_DigestFinal_ex(sum->hash, digest, &size)) {
        return ST_BUG;
    }
    char digits[2 * EVP_MAX_MD_SIZE];
    Buf hex;
    buf_init_fixed(&hex, digits, sizeof digits);
    buf_put_hex(&hex, digest, size);
    *ret_hex = arena_str(arena, buf_str(&hex));
    return ret_hex->ptr ? ST_OK : ST_NOMEM;
}
