/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sum - SHA-256 over the names and bytes of the files of a library, in the order in which they are added.
 *
 * Floor 4 (library). May be used by: library. A sum belongs to one thread at a time.
 */
#pragma once

#include "generator/base/arena.h"

typedef struct Sum Sum;

/* NULL if out of memory. Owned by caller, release with sum_free. */
Sum *sum_new(void);
void sum_free(Sum *sum);
MUST_CHECK Status sum_add(Sum *sum, Str name, Str bytes);
/* 64 hexadecimal digits in arena. Nothing can be added any more. */
MUST_CHECK Status sum_finish(Sum *sum, Arena *arena, Str *ret_hex);
