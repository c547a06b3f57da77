/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies source.c: places by offset, columns in code points, lines with either end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/mem.h"
#include "generator/base/source.h"

static const char text[] = "é1\r\n\n3€x\n";

static void places(void **state)
{
    (void)state;
    const Source source = {.name = STR("s"), .text = {text, sizeof text - 1}};
    static const struct {
        size_t offset;
        uint32_t line;
        uint32_t column;
    } cases[] = {
        {0, 1, 1}, {2, 1, 2},  {3, 1, 3},  {4, 1, 4},  {5, 2, 1},  {6, 3, 1},
        {7, 3, 2}, {10, 3, 3}, {11, 3, 4}, {12, 4, 1}, {99, 4, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Loc loc = source_loc(&source, cases[i].offset);
        assert_ptr_equal(loc.source, &source);
        assert_int_equal(loc.line, cases[i].line);
        assert_int_equal(loc.column, cases[i].column);
    }
}

static void lines(void **state)
{
    (void)state;
    const Source source = {.name = STR("s"), .text = {text, sizeof text - 1}};
    static const char *const wanted[] = {"é1", "", "3€x", "", ""};
    for (uint32_t i = 0; i < 5; i++) {
        assert_true(str_is(source_line(&source, i + 1), wanted[i]));
    }
    const Source empty = {.name = STR("s"), .text = STR_EMPTY};
    assert_int_equal(source_line(&empty, 1).len, 0);
    assert_int_equal(source_loc(&empty, 0).line, 1);
}

static void a_source_in_an_arena(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    mem_fail_at(1);
    assert_null(source_new(&arena, STR("n"), STR("t"), 3));
    const Source *source = source_new(&arena, STR("n"), STR("t"), 3);
    assert_int_equal(source->number, 3);
    assert_true(str_is(source->text, "t"));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places),
        cmocka_unit_test(lines),
        cmocka_unit_test(a_source_in_an_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
