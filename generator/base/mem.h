/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem - the heap, for handles and buffers that an arena cannot hold. Tests make allocations fail here.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stddef.h>

#include "generator/base/status.h"

/* Zeroed bytes, or NULL. Owned by caller, release with mem_free. */
void *mem_alloc(size_t size);
/*
 * The same for a block that will be filled from end to end, not zeroed: from MEM_LARGE bytes on it lies on large pages where the
 * system has them, since memory of four kilobytes at a time costs as much as what is written into it.
 */
void *mem_alloc_large(size_t size);
#define MEM_LARGE ((size_t)2 * 1024 * 1024)
/* As realloc; new bytes are not zeroed. The old block stays valid on failure (NULL). */
void *mem_resize(void *ptr, size_t size);
void mem_free(void *ptr);
/* Room for one more after `n` items of `size` bytes each, of `*cap`; the array may move. ST_NOMEM only. */
MUST_CHECK Status mem_reserve(void **items, size_t n, size_t *cap, size_t size);

/* For tests: the n-th allocation from now (1 is the next) fails, 0: none. Counts allocations. */
void mem_fail_at(size_t n);
size_t mem_count(void);
