/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_date - reading, counting days, adding months, days of the week, Unix times.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/date.h"

static Date date(const char *text)
{
    Date d = {0};
    assert_true(date_parse(str_of(text), &d));
    return d;
}

static void assert_date(Date got, const char *wanted)
{
    Buf out;
    buf_init(&out, 100);
    date_put(&out, got);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    buf_done(&out);
}

static void test_parse(void **state)
{
    (void)state;
    Date d = date("2026-10-05");
    assert_true(d.year == 2026 && d.month == 10 && d.day == 5);
    static const char *const good[] = {"2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31",
                                       "2026-04-30"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_date(date(good[i]), good[i]);
    }
    static const char *const bad[] = {
        "",           "2026-10-5",   "2026-13-01", "2026-00-01",  "2026-02-29", "1900-02-29",
        "2026-04-31", "2026-01-00",  "2026-01-32", "0000-01-01",  "2026/10/05", "05-10-2026",
        "2026-1O-05", "2026-10-05 ", "+026-10-05", "2026-10-05T", "20261005",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (date_parse(str_of(bad[i]), &d)) {
            fail_msg("“%s” is read", bad[i]);
        }
    }
    assert_true(d.year == 2026 && d.month == 10 && d.day == 5);
}

/* Verifies every day of 10,000 years: counted without a gap, and back. */
static void test_days_and_back(void **state)
{
    (void)state;
    assert_int_equal(date_to_days(date("0001-01-01")), 0);
    assert_int_equal(date_to_days(date("9999-12-31")), 3652058);
    assert_int_equal(date_to_days(date("1970-01-01")), 719162);
    int64_t last = date_to_days(date("9999-12-31"));
    Date before = {0};
    for (int64_t days = 0; days <= last; days++) {
        Date d = date_from_days(days);
        if (date_to_days(d) != days || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 ||
            (days > 0 && d.day != before.day + 1 && d.day != 1)) {
            fail_msg("day %lld", (long long)days);
        }
        before = d;
    }
    assert_date(date_from_days(-1), "0001-01-01");
    assert_date(date_from_days(last + 1), "9999-12-31");
}

static void test_add_months(void **state)
{
    (void)state;
    assert_date(date_add_months(date("2026-01-31"), 1), "2026-02-28");
    assert_date(date_add_months(date("2024-01-31"), 1), "2024-02-29");
    assert_date(date_add_months(date("2026-10-05"), 18), "2028-04-05");
    assert_date(date_add_months(date("2026-10-05"), -10), "2025-12-05");
    assert_date(date_add_months(date("2026-12-31"), 0), "2026-12-31");
    assert_date(date_add_months(date("0001-02-01"), -2), "0001-01-01");
    assert_date(date_add_months(date("9999-12-01"), 1), "9999-12-31");
    assert_date(date_add_months(date("2026-01-01"), INT32_MAX), "9999-12-31");
    assert_date(date_add_months(date("2026-01-01"), INT32_MIN), "0001-01-01");
}

static void test_from_unix(void **state)
{
    (void)state;
    assert_date(date_from_unix(0), "1970-01-01");
    assert_date(date_from_unix(86399), "1970-01-01");
    assert_date(date_from_unix(86400), "1970-01-02");
    assert_date(date_from_unix(-1), "1969-12-31");
    assert_date(date_from_unix(1795219200), "2026-11-21");
    assert_date(date_from_unix(INT64_MAX), "9999-12-31");
    assert_date(date_from_unix(INT64_MIN), "0001-01-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_days_and_back),
        cmocka_unit_test(test_add_months),
        cmocka_unit_test(test_from_unix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
