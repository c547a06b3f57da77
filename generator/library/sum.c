/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sum - see sum.h.
 */
#include "generator/library/sum.h"

#include <stdio.h>

void sum_init(Sum *sum)
{
    digest_init(&sum->digest);
}

void sum_add(Sum *sum, Str name, Str bytes)
{
    /* between name, size and bytes, so that nothing can move from one to the other */
    static const Str zero = {"", 1};
    char size[32];
    int n = snprintf(size, sizeof size, "%zu", bytes.len);
    const Str pieces[] = {name, zero, {size, (size_t)n}, zero, bytes};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        digest_add(&sum->digest, pieces[i]);
    }
}

Str sum_finish(Sum *sum, Arena *arena)
{
    char digits[DIGEST_DIGITS];
    digest_end_hex(&sum->digest, digits);
    return arena_str(arena, (Str){.ptr = digits, .len = sizeof digits});
}
