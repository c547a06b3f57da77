/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suite - what the runners of public test suites share: TAP lines, files of $CCAP_SHARED, and lists of expected differences,
 * each with a reason, which must really differ.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/base/source.h"

/* How our answer to a test of a suite differs from the suite's. */
typedef enum Outcome {
    OUTCOME_SAME,
    OUTCOME_REFUSED,    /* what it uses is refused, with a diagnostic */
    OUTCOME_UNREADABLE, /* its data are refused by our reader */
    OUTCOME_DIFFERENT,  /* our answer is another */
} Outcome;

typedef struct Difference {
    const char *file;
    const char *group; /* "*": all of the file */
    const char *test;  /* "*": all of the group */
    Outcome outcome;
    const char *reason;
} Difference;

typedef struct Suite {
    Arena arena;
    unsigned n_tests;
    unsigned n_failed;
    unsigned n_outcomes[4];
    const Difference *differences;
    size_t n_differences;
    unsigned *n_used; /* per difference */
} Suite;

/* Opens $CCAP_SHARED/conformance; false (and a TAP skip) if it is not there. */
bool suite_init(Suite *suite, const Difference *differences, size_t n);
/* Ends the TAP stream, with a difference that nothing needed as failure; gives the exit status. */
int suite_done(Suite *suite);
/* $CCAP_SHARED/conformance/<name>, in arena. */
Str suite_path(Suite *suite, Str name);
Source *suite_read(Suite *suite, Str path);
/* One line of TAP, from what came out and what is listed. detail: shown on failure. */
void suite_result(Suite *suite, Str file, Str group, Str test, Outcome outcome, Str detail);
void suite_check(Suite *suite, bool is_fine, Str name, Str detail);
/* The first diagnostic of a list as text: "3:5 Y-027 …". */
Str suite_first_diag(Suite *suite, const DiagList *diags);
