/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies fold.c: texts that differ by case or Unicode form become one, others stay apart, malformed bytes stay.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/fold.h"
#include "generator/base/utf8.h"

static bool is_same(const char *a, const char *b)
{
    char bytes_a[256];
    char bytes_b[256];
    Buf x;
    Buf y;
    buf_init_fixed(&x, bytes_a, sizeof bytes_a);
    buf_init_fixed(&y, bytes_b, sizeof bytes_b);
    fold_put(&x, str_of(a));
    fold_put(&y, str_of(b));
    assert_true(buf_ok(&x) && buf_ok(&y));
    return str_eq(buf_str(&x), buf_str(&y));
}

static void what_is_one_name(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"École", "école"},
        {"e\u0301te\u0301", "ÉTÉ"},
        {"STRASSE", "straße"},
        {"Ωmega", "ωMEGA"},
        {"Å", "a\u030A"},
        {"Å", "\u212B"},
        {"한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8"},
        {"ǆ", "Ǆ"},
        {"a\u0323\u0301", "a\u0301\u0323"},
        {"Ế", "e\u0302\u0301"},
        {"Йога", "и\u0306ОГА"},
        {"", ""},
        {"ﬃ", "FFI"},
        {"\xFFx", "\xFFX"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(is_same(pairs[i][0], pairs[i][1]));
    }
}

static void what_is_two(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"ecole", "école"}, {"a\u0301\u0301", "á"},
        {"한", "하"},       {"a", "а"},
        {"\xFE", "\xFF"},   {"a\u0301\u0302", "a\u0302\u0301"},
        {"o", "ø"},         {"x", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_false(is_same(pairs[i][0], pairs[i][1]));
    }
}

/* Folding again changes nothing, for each code point. */
static void folded_stays(void **state)
{
    (void)state;
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        char bytes[4];
        char once[64];
        char twice[64];
        Buf a;
        Buf b;
        if (cp >= 0xD800 && cp <= 0xDFFF) {
            continue;
        }
        buf_init_fixed(&a, once, sizeof once);
        buf_init_fixed(&b, twice, sizeof twice);
        fold_put(&a, (Str){.ptr = bytes, .len = utf8_encode(cp, bytes)});
        fold_put(&b, buf_str(&a));
        assert_true(buf_ok(&a) && str_eq(buf_str(&a), buf_str(&b)));
    }
}

/* A letter with very many marks takes no more room than it has, and keeps them all. */
static void many_marks(void **state)
{
    (void)state;
    char text[2 * 100 + 1] = "a";
    char bytes[1024];
    Buf out;
    for (size_t i = 0; i < 99; i++) {
        text[1 + 2 * i] = '\xCC';
        text[2 + 2 * i] = '\x81';
    }
    buf_init_fixed(&out, bytes, sizeof bytes);
    fold_put(&out, str_of(text));
    assert_int_equal(out.len, 199);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_one_name),
        cmocka_unit_test(what_is_two),
        cmocka_unit_test(folded_stays),
        cmocka_unit_test(many_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
