/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_num - exact rationals: reading, arithmetic, order at the edges of 128 bits, rounding,
 * writing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/num.h"

#define NUM_INT_MAX ((NumInt)(((__extension__(unsigned __int128) 1) << 127) - 1))
/* 2^127 - 1 */
#define MAX_TEXT "170141183460469231731687303715884105727"

static Num num(const char *text)
{
    Num n = NUM_ZERO;
    assert_true(num_parse(str_of(text), &n));
    return n;
}

static Num ratio(int64_t numerator, int64_t denominator)
{
    Num n = NUM_ZERO;
    assert_true(num_div(num_from_int(numerator), num_from_int(denominator), &n));
    return n;
}

/* `decimals` < 0: num_put. */
static void assert_text(Num n, int decimals, const char *wanted)
{
    Buf out;
    buf_init(&out, 1000);
    if (decimals < 0) {
        num_put(&out, n);
    } else {
        num_put_fixed(&out, n, decimals);
    }
    buf_putc(&out, '\0');
    assert_true(buf_ok(&out));
    assert_string_equal(out.ptr, wanted);
    buf_done(&out);
}

/* Verifies that what YAML 1.2 core calls a decimal is read exactly and in lowest terms. */
static void test_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t num;
        int64_t den;
    } cases[] = {
        {"0", 0, 1},
        {"-0", 0, 1},
        {"12", 12, 1},
        {"+12", 12, 1},
        {"-0.5", -1, 2},
        {"+.5", 1, 2},
        {".25", 1, 4},
        {"12.", 12, 1},
        {"1e3", 1000, 1},
        {"1E+3", 1000, 1},
        {"1.5e-1", 3, 20},
        {"007", 7, 1},
        {"0.30", 3, 10},
        {"100", 100, 1},
        {"10.50", 21, 2},
        {"-12.e1", -120, 1},
        {"0e999999", 0, 1},
        {"120e-1", 12, 1},
        {"0.000", 0, 1},
        {"0.125", 1, 8},
        {"1e18", 1000000000000000000, 1},
        {"1.000000000000000000000000000000000000000", 1, 1},
        {"0.10000000000000000000000000000000000000000000000000", 1, 10},
        {"500000000000000000000000000000000000000000e-41", 5, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Num n = num(cases[i].text);
        assert_true(n.num == cases[i].num && n.den == cases[i].den);
    }
}

/*
 * Verifies that anything else, or a number too large to hold, is refused and leaves the result
 * alone.
 */
static void test_parse_refuses(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "+",
        "-",
        ".",
        "e3",
        "1e",
        "1e+",
        "1.2.3",
        "1,5",
        "1 000",
        "0x1F",
        "0o17",
        ".inf",
        ".nan",
        "--1",
        "1_000",
        " 1",
        "1 ",
        "1e400",
        "1e-400",
        "1e39",
        "+.",
        ".e1",
        "170141183460469231731687303715884105728",
        "99999999999999999999999999999999999999999",
        "1e99999999999999999999999999",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Num n = {.num = 42, .den = 1};
        if (num_parse(str_of(cases[i]), &n)) {
            fail_msg("“%s” is read", cases[i]);
        }
        assert_true(n.num == 42);
    }
    assert_true(num(MAX_TEXT).num == NUM_INT_MAX);
    assert_true(num("-" MAX_TEXT).num == -NUM_INT_MAX);
}

/* Verifies sums, products, quotients and remainders, always in lowest terms. */
static void test_arithmetic(void **state)
{
    (void)state;
    Num n = NUM_ZERO;
    assert_true(num_add(ratio(1, 6), ratio(1, 10), &n) && n.num == 4 && n.den == 15);
    assert_true(num_add(ratio(1, 2), ratio(1, 2), &n) && n.num == 1 && n.den == 1);
    assert_true(num_sub(ratio(1, 3), ratio(1, 3), &n) && n.num == 0 && n.den == 1);
    assert_true(num_sub(num("1.1"), num("1"), &n) && n.num == 1 && n.den == 10);
    assert_true(num_mul(ratio(-2, 3), ratio(9, 4), &n) && n.num == -3 && n.den == 2);
    assert_true(num_mul(ratio(-2, 3), NUM_ZERO, &n) && n.num == 0 && n.den == 1);
    assert_true(num_div(ratio(1, 3), ratio(-2, 9), &n) && n.num == -3 && n.den == 2);
    assert_true(num_rem(num("7"), num("3"), &n) && n.num == 1);
    assert_true(num_rem(num("-7"), num("3"), &n) && n.num == -1);
    assert_true(num_rem(num("7"), num("-3"), &n) && n.num == 1);
    assert_true(num_rem(num("7.5"), num("2"), &n) && n.num == 3 && n.den == 2);
    assert_false(num_div(num("1"), NUM_ZERO, &n));
    assert_false(num_rem(num("1"), NUM_ZERO, &n));
    assert_true(n.num == 3 && n.den == 2);
}

/* Verifies that what can't be held is refused, and what can be held after reduction is not. */
static void test_overflow(void **state)
{
    (void)state;
    Num max = num(MAX_TEXT);
    Num min = num("-" MAX_TEXT);
    Num n = {.num = 42, .den = 1};
    assert_false(num_add(max, num("1"), &n));
    assert_false(num_sub(min, num("1"), &n));
    assert_false(num_mul(max, num("2"), &n));
    assert_false(num_mul(min, max, &n));
    assert_false(num_div(num("1e-30"), num("1e30"), &n));
    assert_true(n.num == 42);
    assert_true(num_add(max, min, &n) && n.num == 0 && n.den == 1);
    assert_true(num_mul(max, ratio(1, 2), &n) && n.num == NUM_INT_MAX && n.den == 2);
    assert_true(num_mul(n, num("2"), &n) && n.num == NUM_INT_MAX && n.den == 1);
    assert_true(num_mul(num("1e19"), num("1e19"), &n));
    assert_text(n, -1, "100000000000000000000000000000000000000");
    assert_true(num_div(max, min, &n) && n.num == -1 && n.den == 1);
}

/* Verifies the control values of the domain (D-159) and that no digit is lost on the way. */
static void test_hours(void **state)
{
    (void)state;
    Num n = num("1000000");
    assert_true(num_mul(n, num("0.5"), &n) && num_div(n, num("30"), &n) &&
                num_mul(n, num("0.05"), &n));
    assert_true(n.num == 2500 && n.den == 3);
    assert_text(n, -1, "833.333333333333");
    assert_true(num_round(n, 0, NUM_HALF_UP, &n) && n.num == 833 && n.den == 1);
    Num sum = NUM_ZERO;
    for (int i = 0; i < 10; i++) {
        assert_true(num_add(sum, num("0.1"), &sum));
    }
    assert_int_equal(num_cmp(sum, num("1")), 0);
}

/*
 * Verifies order, with products that would overflow, against the difference where it can be held.
 */
static void test_cmp(void **state)
{
    (void)state;
    assert_true(num_cmp(num("1"), num("2")) < 0);
    assert_true(num_cmp(num("-1"), num("0.5")) < 0);
    assert_true(num_cmp(num("-0.5"), num("-0.25")) < 0);
    assert_true(num_cmp(num("0"), num("-0.5")) > 0);
    assert_true(num_cmp(num("0"), num("0.5")) < 0);
    assert_int_equal(num_cmp(num("0.50"), num("5e-1")), 0);
    /* max / (max - 1) < (max - 1) / (max - 2) */
    Num a = {.num = NUM_INT_MAX, .den = NUM_INT_MAX - 1};
    Num b = {.num = NUM_INT_MAX - 1, .den = NUM_INT_MAX - 2};
    assert_true(num_cmp(a, b) < 0);
    assert_true(num_cmp(b, a) > 0);
    assert_int_equal(num_cmp(a, a), 0);
    a.num = -a.num;
    b.num = -b.num;
    assert_true(num_cmp(a, b) > 0);
    for (int64_t p = -12; p <= 12; p++) {
        for (int64_t q = 1; q <= 7; q++) {
            for (int64_t r = -12; r <= 12; r++) {
                Num left = ratio(p, q);
                Num right = ratio(r, 8 - q);
                int64_t difference = p * (8 - q) - r * q;
                int wanted = (difference > 0) - (difference < 0);
                assert_int_equal(num_cmp(left, right), wanted);
            }
        }
    }
}

/* Verifies the four roundings on both signs, ties included. */
static void test_round(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int decimals;
        const char *wanted[4]; /* half up, floor, ceil, trunc */
    } cases[] = {
        {"2.5", 0, {"3", "2", "3", "2"}},
        {"-2.5", 0, {"-3", "-3", "-2", "-2"}},
        {"2.4999", 0, {"2", "2", "3", "2"}},
        {"-2.4999", 0, {"-2", "-3", "-2", "-2"}},
        {"0.5", 0, {"1", "0", "1", "0"}},
        {"-0.5", 0, {"-1", "-1", "0", "0"}},
        {"1.005", 2, {"1.01", "1", "1.01", "1"}},
        {"0.994999", 2, {"0.99", "0.99", "1", "0.99"}},
        {"0.995", 2, {"1", "0.99", "1", "0.99"}},
        {"7", 2, {"7", "7", "7", "7"}},
        {"0.1234567890125",
         12,
         {"0.123456789013", "0.123456789012", "0.123456789013", "0.123456789012"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int mode = NUM_HALF_UP; mode <= NUM_TRUNC; mode++) {
            Num n = NUM_ZERO;
            assert_true(num_round(num(cases[i].text), cases[i].decimals, (NumRound)mode, &n));
            assert_text(n, -1, cases[i].wanted[mode]);
        }
    }
    Num n = NUM_ZERO;
    assert_false(num_round(num("0.5"), 13, NUM_HALF_UP, &n));
    assert_false(num_round(num("0.5"), -1, NUM_HALF_UP, &n));
}

static void test_put(void **state)
{
    (void)state;
    assert_text(num("0"), -1, "0");
    assert_text(num("-12.50"), -1, "-12.5");
    assert_text(ratio(1, 3), -1, "0.333333333333");
    assert_text(ratio(2, 3), -1, "0.666666666667");
    assert_text(num("1e-13"), -1, "0");
    assert_text(num("-1e-13"), -1, "0");
    assert_text(num("5e-13"), -1, "0.000000000001");
    assert_text(num("0.9999999999999"), -1, "1");
    assert_text(num("1234567.89"), 2, "1234567.89");
    assert_text(num("1234567.895"), 2, "1234567.90");
    assert_text(num("-0.004"), 2, "0.00");
    assert_text(num("-0.005"), 2, "-0.01");
    assert_text(num("99.995"), 2, "100.00");
    assert_text(num("99.5"), 0, "100");
    assert_text(num("5"), 3, "5.000");
    assert_text(num("-" MAX_TEXT), -1, "-" MAX_TEXT);
}

/* Verifies the long division when ten times the rest passes 128 bits. */
static void test_put_large_denominators(void **state)
{
    (void)state;
    Num almost_one = {.num = NUM_INT_MAX - 1, .den = NUM_INT_MAX};
    assert_text(almost_one, -1, "1");
    assert_text(almost_one, 0, "1");
    /* (2^126) / (2^127 - 1) = 0.5000…, 2^125 / … = 0.25, 3 * 2^125 / … = 0.75 */
    Num n = {.num = (NumInt)1 << 126, .den = NUM_INT_MAX};
    assert_text(n, -1, "0.5");
    n.num = (NumInt)1 << 125;
    assert_text(n, -1, "0.25");
    n.num = (NumInt)3 << 125;
    assert_text(n, -1, "0.75");
    /* One seventh of it: 0.142857142857 */
    n.num = NUM_INT_MAX / 7;
    assert_text(n, -1, "0.142857142857");
    n.num = NUM_INT_MAX / 9 * 8;
    assert_text(n, 12, "0.888888888889");
}

static void test_to_int64(void **state)
{
    (void)state;
    int64_t value = 7;
    assert_false(num_to_int64(num("0.5"), &value));
    assert_false(num_to_int64(num("9223372036854775808"), &value));
    assert_int_equal(value, 7);
    assert_true(num_to_int64(num("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(num_is_int(num("2.0")));
    assert_false(num_is_int(num("2.1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_cmp),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_put_large_denominators),
        cmocka_unit_test(test_to_int64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
