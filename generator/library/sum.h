/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sum - SHA-256 over the names and bytes of the files of a library, in the order in which they are added.
 *
 * Floor 4 (library). May be used by: library. A sum belongs to one thread at a time.
 */
#pragma once

#include "generator/base/digest.h"

typedef struct Sum {
    Digest digest;
} Sum;

void sum_init(Sum *sum);
void sum_add(Sum *sum, Str name, Str bytes);
/* 64 hexadecimal digits in arena; ptr NULL: out of memory. The sum begins anew. */
Str sum_finish(Sum *sum, Arena *arena);
