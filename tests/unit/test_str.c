/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies str.h and str.c: slices at their edges, order, search.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/str.h"

static const Str none = {0};

static void comparing(void **state)
{
    (void)state;
    assert_true(str_eq(STR("ab"), str_of("ab")));
    assert_true(str_eq(none, STR_EMPTY));
    assert_true(str_eq(none, str_of(NULL)));
    assert_false(str_eq(STR("ab"), STR("abc")));
    assert_true(str_is(STR("é"), "é"));
    assert_true(str_starts(STR("ab"), STR("a")) && str_starts(STR("ab"), none));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("ab"), STR("b")) && str_ends(none, none));
    assert_false(str_ends(STR("b"), STR("ab")));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("é"), STR("z")) > 0); /* bytes, never a locale */
    assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("ab"), STR("a")) > 0);
    assert_int_equal(str_cmp(none, STR_EMPTY), 0);
}

static void slices_are_clipped(void **state)
{
    (void)state;
    const Str s = STR("abcdef");
    assert_true(str_is(str_sub(s, 2, 2), "cd"));
    assert_true(str_is(str_sub(s, 4, SIZE_MAX), "ef"));
    assert_true(str_is(str_sub(s, 6, 1), "") && str_is(str_sub(s, SIZE_MAX, 1), ""));
    assert_int_equal(str_sub(none, 1, 1).len, 0);
}

static void searching(void **state)
{
    (void)state;
    const Str s = STR("abcabc");
    assert_int_equal(str_find(s, STR("bc"), 0), 1);
    assert_int_equal(str_find(s, STR("bc"), 1), 1);
    assert_int_equal(str_find(s, STR("bc"), 2), 4);
    assert_int_equal(str_find(s, STR("bc"), 5), SIZE_MAX);
    assert_int_equal(str_find(s, STR("x"), 0), SIZE_MAX);
    assert_int_equal(str_find(s, none, 6), 6);
    assert_int_equal(str_find(s, none, 7), SIZE_MAX);
    assert_int_equal(str_find(none, STR("x"), 0), SIZE_MAX);
}

static void trimming(void **state)
{
    (void)state;
    assert_true(str_is(str_trim(STR(" \t\r\na b\n ")), "a b"));
    assert_true(str_is(str_trim(STR(" \n")), ""));
    assert_true(str_is(str_trim(STR("\u00a0x")), "\u00a0x")); /* ASCII only */
    assert_int_equal(str_trim(none).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(slices_are_clipped),
        cmocka_unit_test(searching),
        cmocka_unit_test(trimming),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
