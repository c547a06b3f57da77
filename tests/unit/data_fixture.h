/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data_fixture - what most tests share: an arena and a list of diagnostics for each test, and short ways to
 * read a text and to look at what was reported.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generator/base/diag.h"
#include "generator/data/json.h"
#include "generator/data/yamlload.h"

typedef struct Fixture {
    Arena arena;
    DiagList diags;
} Fixture;

static inline int fixture_setup(void **state)
{
    Fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 0);
    diag_list_init(&f->diags, &f->arena);
    *state = f;
    return f ? 0 : -1;
}

static inline int fixture_teardown(void **state)
{
    Fixture *f = *state;
    arena_done(&f->arena);
    free(f);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

/* A source without room after its last byte, so that reading past it shows. */
static inline Source *fixture_source(Fixture *f, Str text)
{
    return source_new(&f->arena, STR("test.yaml"), text, 1);
}

static inline Status fixture_yaml(Fixture *f, Str text, Value **ret_root)
{
    *ret_root = NULL;
    diag_list_init(&f->diags, &f->arena);
    return yamlload(&f->arena, fixture_source(f, text), YAML_LIMITS_FILE, &f->diags, ret_root);
}

static inline Status fixture_json(Fixture *f, Str text, Value **ret_root)
{
    *ret_root = NULL;
    diag_list_init(&f->diags, &f->arena);
    return json_load(&f->arena, fixture_source(f, text), YAML_LIMITS_FILE, &f->diags, ret_root);
}

/* A YAML text that must be good. */
static inline Value *fixture_value(Fixture *f, const char *text)
{
    Value *root = NULL;
    assert_int_equal(fixture_yaml(f, str_of(text), &root), ST_OK);
    return root;
}

/* All that was reported, in order: "3:5 Y-027 [path] args=a|b|c"; one line each. */
static inline const char *fixture_report(Fixture *f)
{
    diag_sort(&f->diags);
    Buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < f->diags.n; i++) {
        const Diag *d = &f->diags.items[i];
        buf_printf(&out, "%s%u:%u %s", i > 0 ? "\n" : "", (unsigned)d->loc.line,
                   (unsigned)d->loc.column, diag_info(d->code)->code);
        if (d->path.len > 0) {
            buf_printf(&out, " [%.*s]", STR_ARG(d->path));
        }
        buf_puts(&out, " ");
        diag_expand(&out, diag_info(d->code)->message, d->args);
        if (d->other.source) {
            buf_printf(&out, " (%u:%u)", (unsigned)d->other.line, (unsigned)d->other.column);
        }
    }
    Str kept = arena_str(&f->arena, buf_str(&out));
    buf_done(&out);
    return kept.ptr;
}

/* A text was refused, nothing came of it, and what was reported begins like `wanted`. */
static inline void fixture_expect_refusal(Fixture *f, const char *text, Status st,
                                          const void *result, const char *wanted)
{
    const char *report = fixture_report(f);
    if (st != ST_INPUT || result || !str_starts(str_of(report), str_of(wanted))) {
        fail_msg("%s\nexpected: %s\ngot %d: %s", text, wanted, (int)st, report);
    }
}

/* A text, and what fixture_report begins with when it is refused. */
typedef struct RefusedText {
    const char *text;
    const char *report;
} RefusedText;

/* load: fixture_yaml or fixture_json. */
static inline void fixture_expect_refusals(Fixture *f,
                                           Status (*load)(Fixture *f, Str text, Value **ret_root),
                                           const RefusedText *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Value *root = NULL;
        Status st = load(f, str_of(cases[i].text), &root);
        fixture_expect_refusal(f, cases[i].text, st, root, cases[i].report);
    }
}
