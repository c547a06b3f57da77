/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jsonscan - where the elements of a large JSON list begin and end, in bytes that come piece by piece.
 *
 * Floor 1 (data). May be used by: batch.
 *
 * The list is the whole text, or stands in an object as `marches`, or in `marches` as `marche` or `contrat-concession` (several
 * such lists are gone through one after the other; an object there is an element itself). Only strings and brackets are looked at:
 * what is wrong inside an element is found when it is read.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "generator/base/str.h"

#define JSONSCAN_DEPTH 4 /* whose brackets and keys are remembered */
#define JSONSCAN_KEY_BYTES 32

typedef struct JsonScan {
    size_t depth; /* open brackets */
    bool is_string;
    bool is_escaped;
    bool is_key;               /* the string at hand is one */
    bool has_list;             /* one was found */
    char open[JSONSCAN_DEPTH]; /* '{' or '[', from outside */
    bool wants_key[JSONSCAN_DEPTH];
    size_t n_key[JSONSCAN_DEPTH];
    char key[JSONSCAN_DEPTH][JSONSCAN_KEY_BYTES];
    bool is_inside; /* of an element */
    size_t base;    /* depth outside of it */
} JsonScan;

typedef enum JsonEvent { JSON_NOTHING, JSON_BEGINS, JSON_ENDS_BEFORE, JSON_ENDS_AFTER } JsonEvent;

/* One byte. An element begins with it, ends before it, or ends after it. A zeroed scan is ready to begin. */
JsonEvent jsonscan(JsonScan *scan, char c);
