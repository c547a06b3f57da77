/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies str.h and str.c: slices at their edges, order, search, words, kinds of bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

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

static void sorting(void **state)
{
    (void)state;
    Str names[] = {STR("b"), STR("ab"), STR("a"), none};
    qsort(names, 4, sizeof names[0], str_cmp_items);
    assert_true(names[0].len == 0 && str_is(names[1], "a") && str_is(names[2], "ab") &&
                str_is(names[3], "b"));
    const Str wanted = STR("ab");
    assert_ptr_equal(bsearch(&wanted, names, 4, sizeof names[0], str_cmp_items), &names[2]);
}

static void words_one_by_one(void **state)
{
    (void)state;
    Str rest = STR(" SEQ\tTable  \\n ");
    assert_true(str_is(str_next_word(&rest), "SEQ"));
    assert_true(str_is(str_next_word(&rest), "Table"));
    assert_true(str_is(str_next_word(&rest), "\\n"));
    assert_int_equal(str_next_word(&rest).len, 0);
    assert_int_equal(str_next_word(&rest).len, 0);
}

static void kinds_of_bytes(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        char c = (char)i;
        assert_int_equal(ascii_is_digit(c), i >= '0' && i <= '9');
        assert_int_equal(ascii_is_space(c), i == ' ' || i == '\t' || i == '\r' || i == '\n');
        assert_int_equal(ascii_lower(c), i >= 'A' && i <= 'Z' ? (char)(i + 32) : c);
    }
    static const char *const words[] = {"un", "une", ""};
    assert_true(str_is_one_of(STR("un"), words, 2) && str_is_one_of(STR("une"), words, 2));
    assert_true(str_is_one_of(none, words, 3));
    assert_false(str_is_one_of(STR("u"), words, 3) || str_is_one_of(STR("unes"), words, 3) ||
                 str_is_one_of(none, words, 2) || str_is_one_of(STR("une"), words, 1));
    assert_true(str_is_digits(STR("0")) && str_is_digits(STR("0123456789")));
    assert_false(str_is_digits(none) || str_is_digits(STR("1.5")) || str_is_digits(STR("-1")));
}

static void case_left_aside(void **state)
{
    (void)state;
    assert_true(ascii_eq(STR("K1"), STR("k1")) && ascii_eq(none, STR("")));
    assert_false(ascii_eq(STR("K1"), STR("K")) || ascii_eq(STR("É"), STR("é")));
    assert_true(ascii_starts(STR("HTTP://x"), STR("http://")) && ascii_starts(STR("a"), none));
    assert_false(ascii_starts(STR("HTTP:"), STR("http://")) || ascii_starts(none, STR("a")));
    assert_true(ascii_ends(STR("a.CSV"), STR(".csv")) && ascii_ends(none, none));
    assert_false(ascii_ends(STR("csv"), STR(".csv")) || ascii_ends(STR("a.csv "), STR(".csv")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),      cmocka_unit_test(slices_are_clipped),
        cmocka_unit_test(searching),      cmocka_unit_test(trimming),
        cmocka_unit_test(sorting),        cmocka_unit_test(words_one_by_one),
        cmocka_unit_test(kinds_of_bytes), cmocka_unit_test(case_left_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
