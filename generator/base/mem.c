/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem - see mem.h. The only place, with arena.c and buf.c above it, where the heap is touched.
 */
#include "generator/base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Room of an array that had none. */
#define FIRST_ITEMS 16u

/*
 * Test hook, off in production: counts allocations and makes the n-th fail. Thread-local, so that workers don't
 * disturb each other; the only mutable static of the generator.
 */
static _Thread_local size_t n_allocations;
static _Thread_local size_t fail_countdown;

static bool is_made_to_fail(void)
{
    n_allocations++;
    if (fail_countdown == 0) {
        return false;
    }
    fail_countdown--;
    return fail_countdown == 0;
}

void *mem_alloc(size_t size)
{
    return is_made_to_fail() ? NULL : calloc(1, size ? size : 1);
}

void *mem_alloc_large(size_t size)
{
    void *block = NULL;
    if (size < MEM_LARGE) {
        return mem_alloc(size);
    }
    if (is_made_to_fail() || posix_memalign(&block, MEM_LARGE, size) != 0) {
        return NULL;
    }
    (void)madvise(block, size - size % MEM_LARGE, MADV_HUGEPAGE); /* a wish: small pages do too */
    return block;
}

void *mem_resize(void *ptr, size_t size)
{
    return is_made_to_fail() ? NULL : realloc(ptr, size ? size : 1);
}

Status mem_reserve(void **items, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) {
        return ST_OK;
    }
    size_t wanted = *cap ? *cap * 2 : FIRST_ITEMS;
    void *grown = mem_resize(*items, wanted * size);
    if (!grown) {
        return ST_NOMEM;
    }
    *items = grown;
    *cap = wanted;
    return ST_OK;
}

void mem_free(void *ptr)
{
    free(ptr);
}

void mem_fail_at(size_t n)
{
    fail_countdown = n;
}

size_t mem_count(void)
{
    return n_allocations;
}
