/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date - calendar dates without time or zone.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stdint.h>

#include "generator/base/buf.h"

typedef struct Date {
    int year;  /* 1 to 9999 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
} Date;

/* Reads "2026-10-05" only; false if malformed or no such day. */
bool date_parse(Str text, Date *ret_date);
/* Days since 0001-01-01, proleptic Gregorian. */
int64_t date_to_days(Date date);
Date date_from_days(int64_t days);
/* The date `months` later, the day clipped to the month's last. */
Date date_add_months(Date date, int months);
void date_put(Buf *out, Date date);
/* The UTC day of a Unix time, for SOURCE_DATE_EPOCH. */
Date date_from_unix(int64_t seconds);
