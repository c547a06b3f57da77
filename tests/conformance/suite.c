/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suite - see suite.h.
 */
#include "tests/conformance/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"

bool suite_init(Suite *suite, const Difference *differences, size_t n)
{
    *suite = (Suite){.differences = differences, .n_differences = n};
    arena_init(&suite->arena, 0);
    suite->n_used = arena_array(&suite->arena, n + 1, unsigned);
    const char *shared = getenv("CCAP_SHARED");
    if (shared && suite->n_used && file_kind(str_of(shared), true) == FILE_FOLDER) {
        return true;
    }
    printf("1..0 # SKIP CCAP_SHARED names no folder\n");
    arena_done(&suite->arena);
    return false;
}

Str suite_path(Suite *suite, Str name)
{
    return arena_printf(&suite->arena, "%s/conformance/%.*s", getenv("CCAP_SHARED"), STR_ARG(name));
}

Source *suite_read(Suite *suite, Str path)
{
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    Str text = STR_EMPTY;
    if (file_read(&suite->arena, path, LIMIT_DATA_BYTES, (Loc){0}, &diags, &text) != ST_OK) {
        return NULL;
    }
    return source_new(&suite->arena, path, text, 0);
}

/* One TAP line; # and line breaks would end the name. */
static void print_line(Suite *suite, bool is_fine, Str name, const char *note)
{
    suite->n_tests++;
    suite->n_failed += !is_fine;
    printf("%s %u - ", is_fine ? "ok" : "not ok", suite->n_tests);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        putchar(c == '#' || c == '\n' || c == '\r' ? ' ' : c);
    }
    printf("\n");
    if (note && *note) {
        printf("# %s\n", note);
    }
}

static const char *outcome_name(Outcome outcome)
{
    static const char *const names[] = {"as the suite says", "refused", "unreadable", "different"};
    return names[outcome];
}

static bool covers(const char *pattern, Str name)
{
    return strcmp(pattern, "*") == 0 || str_is(name, pattern);
}

static const Difference *find_difference(Suite *suite, Str file, Str group, Str test)
{
    for (size_t i = 0; i < suite->n_differences; i++) {
        const Difference *d = &suite->differences[i];
        if (str_is(file, d->file) && covers(d->group, group) && covers(d->test, test)) {
            suite->n_used[i]++;
            return d;
        }
    }
    return NULL;
}

void suite_result(Suite *suite, Str file, Str group, Str test, Outcome outcome, Str detail)
{
    const Difference *difference = find_difference(suite, file, group, test);
    Outcome expected = difference ? difference->outcome : OUTCOME_SAME;
    suite->n_outcomes[outcome]++;
    Str name = arena_printf(&suite->arena, "%.*s: %.*s: %.*s%s%s", STR_ARG(file), STR_ARG(group),
                            STR_ARG(test), difference ? " -- expected: " : "",
                            difference ? difference->reason : "");
    Str note = arena_printf(&suite->arena, "%s, %s expected; %.*s", outcome_name(outcome),
                            outcome_name(expected), STR_ARG(detail));
    print_line(suite, outcome == expected, name, outcome == expected ? NULL : note.ptr);
}

void suite_check(Suite *suite, bool is_fine, Str name, Str detail)
{
    Str note = arena_str(&suite->arena, detail);
    print_line(suite, is_fine, name, is_fine ? NULL : note.ptr);
}

Str suite_first_diag(Suite *suite, const DiagList *diags)
{
    if (diags->n == 0) {
        return STR_EMPTY;
    }
    const Diag *diag = &diags->items[0];
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 64 * KIB);
    buf_printf(&text, "%u:%u %s ", (unsigned)diag->loc.line, (unsigned)diag->loc.column,
               diag_info(diag->code)->code);
    diag_expand(&text, diag_info(diag->code)->message, diag->args);
    return arena_str(&suite->arena, buf_str(&text));
}

int suite_done(Suite *suite)
{
    for (size_t i = 0; i < suite->n_differences; i++) {
        const Difference *d = &suite->differences[i];
        if (suite->n_used[i] == 0) {
            Str name = arena_printf(&suite->arena, "listed difference is used: %s: %s: %s", d->file,
                                    d->group, d->test);
            print_line(suite, false, name, "nothing in the suite has this name: remove it");
        }
    }
    printf("1..%u\n", suite->n_tests);
    printf("# %u as the suite says, %u refused, %u unreadable, %u different; %u failed\n",
           suite->n_outcomes[OUTCOME_SAME], suite->n_outcomes[OUTCOME_REFUSED],
           suite->n_outcomes[OUTCOME_UNREADABLE], suite->n_outcomes[OUTCOME_DIFFERENT],
           suite->n_failed);
    int status = suite->n_failed == 0 && suite->n_tests > 0 ? 0 : 1;
    arena_done(&suite->arena);
    return status;
}
