/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_exprmem - expressions when memory ends at any point: ST_NOMEM, then the same answer as ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/expr/expr.h"

/* The first chunk of an arena; with this ceiling there is no second. */
#define CHUNK (16 * KIB)

/* An arena that has `left` bytes to give. */
static void init_with(Arena *arena, size_t left)
{
    arena_init(arena, CHUNK);
    assert_non_null(arena_alloc(arena, CHUNK - left));
}

typedef struct Outcome {
    Status status;
    bool has_value;
    bool is_true;
    size_t n_names;
} Outcome;

/* Everything that can be done with an expression, in an arena with `left` bytes. */
static Outcome run(const char *text, size_t left)
{
    Arena arena;
    Arena messages;
    DiagList diags;
    init_with(&arena, left);
    arena_init(&messages, 0);
    diag_list_init(&diags, &messages);
    Outcome outcome = {0};
    const Expr *expr = NULL;
    const Value *value = NULL;
    Str *names = NULL;
    outcome.status = expr_compile(&arena, str_of(text), (Loc){0}, &diags, &expr);
    if (outcome.status == ST_OK) {
        outcome.status = expr_names(expr, &arena, &names, &outcome.n_names);
    }
    static const Value lots = {.kind = VALUE_LIST};
    const ExprName scope[] = {{.name = STR("lots"), .value = &lots}};
    if (outcome.status == ST_OK) {
        outcome.status = expr_eval(expr, scope, 1, &arena, &diags, &value);
    }
    outcome.has_value = value != NULL;
    outcome.is_true = value && value_is_true(value);
    arena_done(&arena);
    arena_done(&messages);
    return outcome;
}

static void check(const char *text, Status wanted)
{
    Outcome full = run(text, CHUNK - 16);
    assert_int_equal(full.status, wanted);
    size_t n_failures = 0;
    for (size_t left = 0; left < 8 * KIB; left += 16) {
        Outcome outcome = run(text, left);
        if (outcome.status == ST_NOMEM) {
            assert_false(outcome.has_value);
            n_failures++;
            continue;
        }
        assert_int_equal(outcome.status, wanted);
        assert_int_equal(outcome.has_value, full.has_value);
        assert_int_equal(outcome.is_true, full.is_true);
        assert_int_equal(outcome.n_names, full.n_names);
    }
    assert_true(n_failures > 10);
    assert_true(n_failures < 8 * KIB / 16);
}

static void test_answers(void **state)
{
    (void)state;
    check("[1, 2].map(x, [x, 'a' + 'b']).filter(y, size(y) > 1) + [lots]", ST_OK);
    check("somme([1, 0.5].map(x, x * 2)) > 1 ? unique([1, 1]) : [-1]", ST_OK);
    check("ajoute_mois('2026-10-05', 3) < max('2026-01-01', '2027-01-01') && !has(lots.x)", ST_OK);
}

static void test_errors(void **state)
{
    (void)state;
    check("lots == null || inconnu.champ > 3", ST_INPUT);
    check("[1, 2][5] + 1", ST_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
