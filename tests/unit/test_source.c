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

/* With and without an index every place and every line is the same. */
static void an_index_changes_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {text, "", "\n", "\n\n", "a", "a\n", "\r\n\xC3\n\nx"};
    Arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const Source plain = {.name = STR("s"), .text = str_of(texts[i])};
        Source indexed = plain;
        assert_int_equal(source_index(&arena, &indexed), ST_OK);
        assert_non_null(indexed.starts);
        for (size_t at = 0; at <= plain.text.len + 1; at++) {
            const Loc a = source_loc(&plain, at);
            const Loc b = source_loc(&indexed, at);
            assert_int_equal(a.line, b.line);
            assert_int_equal(a.column, b.column);
        }
        for (uint32_t line = 0; line < 7; line++) {
            assert_true(source_line_start(&plain, line) == source_line_start(&indexed, line));
            assert_true(str_eq(source_line(&plain, line), source_line(&indexed, line)));
        }
    }
    mem_fail_at(1);
    Source none = {.name = STR("s"), .text = STR("t")};
    Arena fresh;
    arena_init(&fresh, 0);
    assert_int_equal(source_index(&fresh, &none), ST_NOMEM);
    mem_fail_at(0);
    arena_done(&fresh);
    arena_done(&arena);
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
        cmocka_unit_test(an_index_changes_nothing),
        cmocka_unit_test(a_source_in_an_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
