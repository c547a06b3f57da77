/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies exprtype.c: what can't fit before there is a market, what the result is, and which texts an expression tells apart.
 */
#include "generator/expr/exprtype.h"

#include "tests/unit/data_fixture.h"

/* What the names of the tests stand for. */
typedef struct Names {
    const Value *choices; /* of nature */
    Buf told;             /* the texts told apart; * for all of them */
} Names;

static bool name_of(void *ctx, Str name, Str whole, Loc at, ExprType *ret)
{
    Names *names = ctx;
    static const ExprType words = {.kind = TYPE_TEXT};
    (void)whole;
    (void)at;
    if (str_is(name, "jour")) {
        *ret = (ExprType){.kind = TYPE_TEXT, .is_date = true};
    } else if (str_is(name, "nature")) {
        *ret = (ExprType){.kind = TYPE_TEXT, .choices = names->choices};
    } else if (str_is(name, "mot")) {
        *ret = words;
    } else if (str_is(name, "mots")) {
        *ret = (ExprType){.kind = TYPE_LIST, .item = &words};
    } else if (str_is(name, "n")) {
        *ret = (ExprType){.kind = TYPE_NUM};
    } else if (str_is(name, "oui")) {
        *ret = (ExprType){.kind = TYPE_BOOL};
    } else {
        return false;
    }
    return true;
}

static void take_told(void *ctx, const Value *choices, Str one)
{
    Names *names = ctx;
    assert_ptr_equal(choices, names->choices);
    buf_put(&names->told, names->told.len > 0 ? STR(" ") : STR_EMPTY);
    buf_put(&names->told, one.len > 0 ? one : STR("*"));
}

/* The codes of what is wrong, with columns; else "" and the kind of the result. */
static const char *checked(Fixture *f, const char *text, ExprTypeKind wanted, ExprType *ret_type,
                           const char **ret_told)
{
    const Expr *expr = NULL;
    ExprType type = {0};
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 1 << 16);
    Names names = {.choices = fixture_value(f, "[travaux, services, fournitures]")};
    const ExprTypeHost host = {.ctx = &names, .name = name_of, .told = take_told};
    buf_init(&names.told, 1 << 16);
    diag_list_init(&f->diags, &f->arena);
    const Source *source = fixture_source(f, str_of(text));
    const Loc at = {.source = source, .line = 1, .column = 1};
    assert_int_equal(expr_compile(&f->arena, str_of(text), at, &f->diags, &expr), ST_OK);
    Status st = expr_typecheck(expr, &host, wanted, &f->arena, &f->diags, &type);
    assert_int_equal(st, f->diags.n > 0 ? ST_INPUT : ST_OK);
    diag_sort(&f->diags);
    for (size_t i = 0; i < f->diags.n; i++) {
        const Diag *d = &f->diags.items[i];
        buf_printf(&out, "%s%u %s", i > 0 ? ", " : "", (unsigned)d->loc.column,
                   diag_info(d->code)->code);
    }
    *ret_type = type;
    *ret_told = arena_str(&f->arena, buf_str(&names.told)).ptr;
    buf_done(&names.told);
    return arena_str(&f->arena, buf_str(&out)).ptr;
}

/* An expression, and what is told of it: columns and codes. */
typedef struct Reported {
    const char *text;
    const char *report;
} Reported;

static void expect_reports(Fixture *f, const Reported *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ExprType type;
        const char *told = NULL;
        const char *report = checked(f, cases[i].text, TYPE_ANY, &type, &told);
        if (strcmp(report, cases[i].report) != 0) {
            fail_msg("%s\nexpected: %s\ngot: %s", cases[i].text, cases[i].report, report);
        }
    }
}

static void what_cannot_fit_is_told(void **state)
{
    static const Reported cases[] = {
        {"n + 1", ""},
        {"n + mot", "3 E-023"},
        {"n == mot", "3 E-023"},
        {"n == null", ""},
        {"n < mot", "3 E-023"},
        {"oui && n", "5 E-022"},
        {"n ? 1 : 2", "3 E-022"},
        {"size(n)", "1 E-022"},
        {"mots.exists(m, m > 3)", "18 E-023"},
        {"mot in mots", ""},
        {"n in mots", "3 E-023"},
        {"-mot", "1 E-022"},
    };
    expect_reports(*state, cases, sizeof cases / sizeof cases[0]);
}

/* A text beside a date must be one, unless the other side may be something else. */
static void dates_are_compared_with_dates(void **state)
{
    static const Reported cases[] = {
        {"jour >= '2026-10-05'", ""},
        {"jour >= '05/10/2026'", "9 E-029"},
        {"'aucun' == jour", "1 E-029"},
        {"mot == 'aucun'", ""},
        {"(oui ? jour : mot) == 'aucun'", ""},
        {"(oui ? mot : jour) == 'aucun'", ""},
        {"(oui ? jour : 'aucun') == 'aucun'", ""},
        {"(oui ? jour : jour) == 'aucun'", "24 E-029"},
        {"(oui ? jour : null) == 'aucun'", "24 E-029"},
        {"jour + ' au plus tard' == 'x'", ""},
        {"date('2026-13-01') < jour", "6 E-029"},
        {"mois_entre(jour, '2026-02-30')", "18 E-029"},
        {"[jour, mot].exists(j, j == 'aucun')", ""},
        {"[jour, jour].exists(j, j == 'aucun')", "29 E-029"},
    };
    expect_reports(*state, cases, sizeof cases / sizeof cases[0]);
}

static void choices_are_told_apart(void **state)
{
    static const struct {
        const char *text;
        const char *report;
        const char *told;
    } cases[] = {
        {"nature == 'travaux'", "", "travaux"},
        {"nature != 'travaux' && nature in ['services', 'fournitures']", "",
         "travaux services fournitures"},
        {"nature == 'travail'", "11 E-032", ""},
        {"nature == 'autre chose'", "11 E-031", ""},
        {"nature == mot", "", "*"}, /* whatever it is */
        {"nature + ' neufs'", "", "*"},
        {"size(nature) > 3", "", ""},
        {"mot == 'travaux'", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ExprType type;
        const char *told = NULL;
        const char *report = checked(*state, cases[i].text, TYPE_ANY, &type, &told);
        if (strcmp(report, cases[i].report) != 0 || strcmp(told, cases[i].told) != 0) {
            fail_msg("%s\nexpected: %s, %s\ngot: %s, %s", cases[i].text, cases[i].report,
                     cases[i].told, report, told);
        }
    }
}

static void results_have_a_type(void **state)
{
    static const struct {
        const char *text;
        ExprTypeKind kind;
        bool is_date;
    } cases[] = {
        {"n * 2", TYPE_NUM, false},
        {"n > 2", TYPE_BOOL, false},
        {"jour", TYPE_TEXT, true},
        {"ajoute_mois(jour, 3)", TYPE_TEXT, true},
        {"mois_entre(jour, jour)", TYPE_NUM, false},
        {"oui ? jour : mot", TYPE_TEXT, false},
        {"oui ? n : mot", TYPE_ANY, false},
        {"oui ? null : n", TYPE_NUM, false},
        {"mots.map(m, size(m))", TYPE_LIST, false},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ExprType type;
        const char *told = NULL;
        assert_string_equal(checked(f, cases[i].text, TYPE_ANY, &type, &told), "");
        if (type.kind != cases[i].kind || type.is_date != cases[i].is_date) {
            fail_msg("%s: kind %d, date %d", cases[i].text, (int)type.kind, type.is_date);
        }
    }
    ExprType type;
    const char *told = NULL;
    assert_string_equal(checked(f, "n", TYPE_BOOL, &type, &told), "1 E-024");
    assert_string_equal(checked(f, "n", TYPE_NUM, &type, &told), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_cannot_fit_is_told),
        TEST(dates_are_compared_with_dates),
        TEST(choices_are_told_apart),
        TEST(results_have_a_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
