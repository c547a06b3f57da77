/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date - see date.h. Results outside the years 1 to 9999 are clipped to the first or last day.
 */
#include "generator/base/date.h"

#define DAYS_PER_400_YEARS 146097
#define DAYS_PER_100_YEARS 36524
#define DAYS_PER_4_YEARS 1461
#define DAYS_PER_YEAR 365
/* 9999-12-31 */
#define LAST_DAY ((int64_t)3652058)
#define UNIX_EPOCH_DAY ((int64_t)719162)
#define SECONDS_PER_DAY 86400

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && is_leap(year));
}

/* The number of `n` digits at `pos`, or -1. */
static int read_digits(Str text, size_t pos, size_t n)
{
    int number = 0;
    for (size_t i = pos; i < pos + n; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return -1;
        }
        number = number * 10 + (text.ptr[i] - '0');
    }
    return number;
}

bool date_parse(Str text, Date *ret_date)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-') {
        return false;
    }
    Date date = {.year = read_digits(text, 0, 4),
                 .month = read_digits(text, 5, 2),
                 .day = read_digits(text, 8, 2)};
    if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > month_length(date.year, date.month)) {
        return false;
    }
    *ret_date = date;
    return true;
}

static int64_t days_before_year(int year)
{
    int64_t past = year - 1;
    return past * DAYS_PER_YEAR + past / 4 - past / 100 + past / 400;
}

int64_t date_to_days(Date date)
{
    int64_t days = days_before_year(date.year) + date.day - 1;
    for (int month = 1; month < date.month; month++) {
        days += month_length(date.year, month);
    }
    return days;
}

/* count of whole units in *days, at most `max`; *days keeps the rest. */
static int take(int64_t *days, int64_t unit, int64_t max)
{
    int64_t n = *days / unit;
    n = n > max ? max : n;
    *days -= n * unit;
    return (int)n;
}

Date date_from_days(int64_t days)
{
    days = days < 0 ? 0 : days;
    days = days > LAST_DAY ? LAST_DAY : days;
    Date date = {.year = 1, .month = 1, .day = 1};
    date.year += 400 * take(&days, DAYS_PER_400_YEARS, 24);
    date.year += 100 * take(&days, DAYS_PER_100_YEARS, 3);
    date.year += 4 * take(&days, DAYS_PER_4_YEARS, 24);
    date.year += take(&days, DAYS_PER_YEAR, 3);
    while (days >= month_length(date.year, date.month)) {
        days -= month_length(date.year, date.month);
        date.month++;
    }
    date.day += (int)days;
    return date;
}

Date date_add_months(Date date, int months)
{
    int64_t count = (int64_t)date.year * 12 + date.month - 1 + months;
    if (count < 12) {
        return (Date){.year = 1, .month = 1, .day = 1};
    }
    if (count >= (int64_t)10000 * 12) {
        return (Date){.year = 9999, .month = 12, .day = 31};
    }
    date.year = (int)(count / 12);
    date.month = (int)(count % 12) + 1;
    int length = month_length(date.year, date.month);
    date.day = date.day > length ? length : date.day;
    return date;
}

/* A number on exactly `n` digits. */
static void put_digits(Buf *out, int number, int n)
{
    char digits[4];
    for (int i = n; i > 0; i--) {
        digits[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    buf_put(out, (Str){.ptr = digits, .len = (size_t)n});
}

void date_put(Buf *out, Date date)
{
    put_digits(out, date.year, 4);
    buf_putc(out, '-');
    put_digits(out, date.month, 2);
    buf_putc(out, '-');
    put_digits(out, date.day, 2);
}

Date date_from_unix(int64_t seconds)
{
    int64_t days = seconds / SECONDS_PER_DAY;
    days -= seconds % SECONDS_PER_DAY < 0;
    return date_from_days(days + UNIX_EPOCH_DAY);
}
