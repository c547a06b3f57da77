/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies arena.c: alignment and zeroes, ceilings to the byte, marks, resets that give nothing back to the heap, growth, and
 * sizes that no memory has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generator/base/arena.h"
#include "generator/base/mem.h"

static void memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 16384, 100000, 3000000};
    for (int turn = 0; turn < 2; turn++) { /* the second on memory that was used before */
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            char *p = arena_alloc(&arena, sizes[i]);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            for (size_t k = 0; k < sizes[i]; k++) {
                assert_int_equal(p[k], 0);
            }
            memset(p, 0xA5, sizes[i]);
        }
        arena_reset(&arena);
    }
    arena_done(&arena);
    arena_done(NULL);
    Arena zeroed = {0};
    arena_done(&zeroed);
}

static void reset_keeps_the_chunks(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < 1000; i++) {
        assert_non_null(arena_alloc(&arena, 1000));
    }
    size_t total = arena.total;
    size_t n = mem_count();
    for (int turn = 0; turn < 3; turn++) {
        arena_reset(&arena);
        for (int i = 0; i < 1000; i++) {
            assert_non_null(arena_alloc(&arena, 1000));
        }
    }
    assert_int_equal(arena.total, total);
    assert_int_equal(mem_count(), n);
    arena_done(&arena);
    assert_int_equal(arena.total, 0);
}

static void rewind_forgets_what_came_after(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    ArenaMark empty = arena_mark(&arena);
    char *first = arena_alloc(&arena, 100);
    first[0] = 'x';
    ArenaMark mark = arena_mark(&arena);
    char *second = arena_alloc(&arena, 100);
    assert_non_null(arena_alloc(&arena, 100000)); /* another chunk */
    arena_rewind(&arena, mark);
    assert_ptr_equal(arena_alloc(&arena, 100), second);
    assert_int_equal(first[0], 'x');
    arena_rewind(&arena, empty);
    assert_ptr_equal(arena_alloc(&arena, 100), first);
    assert_int_equal(first[0], 0);
    arena_done(&arena);
}

/* All of the ceiling can be had, and not a byte more. */
static void ceilings_count_to_the_end(void **state)
{
    (void)state;
    static const size_t ceilings[] = {16, 160, 16 * 1024, 20000, 100000};
    for (size_t i = 0; i < sizeof ceilings / sizeof ceilings[0]; i++) {
        Arena arena;
        arena_init(&arena, ceilings[i]);
        size_t n = 0;
        while (arena_alloc(&arena, 16)) {
            n += 16;
        }
        assert_true(n <= ceilings[i]);
        assert_true(n + 16 > ceilings[i] || ceilings[i] % 16 != 0);
        assert_null(arena_alloc(&arena, 1));
        assert_null(arena_str(&arena, STR("x")).ptr);
        assert_null(arena_printf(&arena, "%d", 1).ptr);
        arena_reset(&arena);
        assert_non_null(arena_alloc(&arena, 16));
        arena_done(&arena);
        assert_int_equal(arena.max_bytes, ceilings[i]);
    }
}

static void impossible_sizes(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 16));
    assert_null(arena_alloc(&arena, SIZE_MAX / 2));
    assert_null(arena_array_(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_array_(&arena, SIZE_MAX / 16, 16));
    assert_null(arena_str(&arena, (Str){.ptr = "x", .len = SIZE_MAX}).ptr);
    mem_fail_at(1);
    assert_null(arena_alloc(&arena, 1));
    assert_non_null(arena_alloc(&arena, 1));
    mem_fail_at(0);
    arena_done(&arena);
}

static void texts(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    const Str copy = arena_str(&arena, (Str){.ptr = "a\0b", .len = 3});
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
    assert_string_equal(arena_str(&arena, (Str){0}).ptr, "");
    const Str text = arena_printf(&arena, "%d-%s", 42, "é");
    assert_string_equal(text.ptr, "42-é");
    assert_int_equal(text.len, 5);
    arena_done(&arena);
}

static void arrays_grow(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    uint32_t *items = NULL;
    size_t cap = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        items = arena_grow(&arena, items, i, &cap, sizeof *items);
        assert_non_null(items);
        assert_true(cap > i);
        items[i] = i;
    }
    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(items[i], i);
    }
    arena_done(&arena);
}

/* What another arena held stays, and both go on. */
static void adopts(void **state)
{
    (void)state;
    Arena ours;
    Arena theirs;
    arena_init(&ours, 0);
    arena_init(&theirs, 0);
    arena_adopt(&ours, &theirs); /* nothing */
    assert_null(ours.first);
    for (int turn = 0; turn < 2; turn++) { /* into an empty one, into one at work */
        Str there[300];
        for (int i = 0; i < 300; i++) {
            there[i] = arena_printf(&theirs, "%0200d", i);
        }
        Str here = turn == 0 ? STR_EMPTY : arena_str(&ours, STR("ici"));
        size_t total = ours.total + theirs.total;
        arena_adopt(&ours, &theirs);
        assert_null(theirs.first);
        assert_int_equal(ours.total, total);
        char *more = arena_alloc(&ours, 100000);
        assert_non_null(more);
        memset(more, 'x', 100000);
        for (int i = 0; i < 300; i++) {
            assert_int_equal(strtol(there[i].ptr, NULL, 10), i);
        }
        assert_true(turn == 0 || str_is(here, "ici"));
        assert_non_null(arena_str(&theirs, STR("encore")).ptr);
    }
    arena_done(&theirs);
    arena_done(&ours);
}

/* Room that is expected is there at once; a ceiling still holds. */
static void expects(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    assert_non_null(arena_str(&arena, STR("avant")).ptr);
    assert_true(arena_expect(&arena));
    size_t total = arena.total;
    assert_true(total > 1024 * 1024);
    assert_non_null(arena_alloc(&arena, 1024 * 1024));
    assert_true(arena_expect(&arena)); /* there is enough */
    assert_int_equal(arena.total, total);
    arena_done(&arena);
    arena_init(&arena, 1000);
    assert_true(arena_expect(&arena)); /* no room: nothing happens */
    assert_int_equal(arena.total, 0);
    assert_non_null(arena_alloc(&arena, 500));
    assert_null(arena_alloc(&arena, 2000));
    Arena large;
    arena_init(&large, 0);
    assert_non_null(arena_alloc(&large, 100000));
    arena_adopt(&arena, &large); /* above the ceiling: what is there stays, and nothing is added */
    assert_true(arena_expect(&arena));
    assert_null(arena_alloc(&arena, 2000));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(reset_keeps_the_chunks),
        cmocka_unit_test(rewind_forgets_what_came_after),
        cmocka_unit_test(ceilings_count_to_the_end),
        cmocka_unit_test(impossible_sizes),
        cmocka_unit_test(texts),
        cmocka_unit_test(arrays_grow),
        cmocka_unit_test(adopts),
        cmocka_unit_test(expects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
