/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_cli - command lines are read as docs/ccap.1 says; exit statuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "generator/app/cli.h"

static int run_nothing(const Cli *cli, App *app)
{
    (void)cli;
    (void)app;
    return EXIT_DONE;
}

static const CliOption options[] = {
    {.name = "output", .letter = 'o', .argument = "DIR", .help = ""},
    {.name = "format", .argument = "a|b", .choices = "a|b", .help = ""},
    {.name = "draft", .letter = 'd', .help = ""},
    {0},
};
static const Command command = {
    .name = "sample", .arguments = "X…", .max_args = 2, .options = options, .run = run_nothing};

typedef struct Fixture {
    App app;
    Cli cli;
} Fixture;

static int setup(void **state)
{
    static Fixture fixture;
    fixture = (Fixture){.cli = {.command = &command}};
    arena_init(&fixture.app.arena, 0);
    diag_list_init(&fixture.app.diags, &fixture.app.arena);
    *state = &fixture;
    return freopen("/dev/null", "w", stderr)
               ? 0
               : -1; /* usage errors are looked at in tests/check/commands.py */
}

static int teardown(void **state)
{
    Fixture *f = *state;
    arena_done(&f->app.arena);
    return 0;
}

/* Reads words up to NULL. */
static int parse(Fixture *f, const char *const *words)
{
    Str list[8];
    size_t n = 0;
    for (; words[n]; n++) {
        list[n] = str_of(words[n]);
    }
    f->cli = (Cli){.command = &command};
    return cli_parse(&f->app, list, n, &f->cli);
}

#define PARSE(f, ...) parse((f), (const char *const[]){__VA_ARGS__, NULL})

/* All the ways to give a value; options after arguments; the last one counts. */
static void test_values(void **state)
{
    Fixture *f = *state;
    assert_int_equal(PARSE(f, "x", "-o", "d1", "--output=d2", "--draft", "y"), EXIT_DONE);
    assert_true(str_is(cli_option(&f->cli, "output"), "d2"));
    assert_true(cli_flag(&f->cli, "draft"));
    assert_int_equal(f->cli.n_args, 2);
    assert_true(str_is(f->cli.args[1], "y"));
    assert_int_equal(PARSE(f, "-od3", "--format", "b"), EXIT_DONE);
    assert_true(str_is(cli_option(&f->cli, "output"), "d3"));
    assert_true(str_is(cli_option(&f->cli, "format"), "b"));
    assert_null(cli_option(&f->cli, "draft").ptr);
    assert_int_equal(PARSE(f, "--output", "--draft"),
                     EXIT_DONE); /* a value may look like an option */
    assert_true(str_is(cli_option(&f->cli, "output"), "--draft"));
}

/* "-" is an argument; nothing after "--" is an option. */
static void test_dashes(void **state)
{
    Fixture *f = *state;
    assert_int_equal(PARSE(f, "-", "--", "--draft"), EXIT_DONE);
    assert_int_equal(f->cli.n_args, 2);
    assert_true(str_is(f->cli.args[0], "-"));
    assert_true(str_is(f->cli.args[1], "--draft"));
    assert_false(cli_flag(&f->cli, "draft"));
}

static void test_refused(void **state)
{
    Fixture *f = *state;
    assert_int_equal(PARSE(f, "--outpu", "d"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "--outputs=d"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "-x"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "--draft=yes"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "-dx"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "-o"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "--output="), EXIT_USAGE);
    assert_int_equal(PARSE(f, "--format", "c"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "--format", "a|b"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "x", "y", "z"), EXIT_USAGE);
    assert_int_equal(PARSE(f, "x", "y", "z", "--help"), EXIT_DONE);
}

static void test_split(void **state)
{
    Fixture *f = *state;
    Str *items = NULL;
    size_t n = 9;
    assert_true(cli_split(&f->app.arena, STR(" docx,,odt ,"), &items, &n));
    assert_int_equal(n, 2);
    assert_true(str_is(items[0], "docx"));
    assert_true(str_is(items[1], "odt"));
    assert_true(cli_split(&f->app.arena, STR(","), &items, &n));
    assert_int_equal(n, 0);
}

/* What is refused as unsafe counts most, then files, then findings; warnings alone are no failure. */
static void test_exit_status(void **state)
{
    Fixture *f = *state;
    DiagList *diags = &f->app.diags;
    assert_int_equal(app_exit_status(ST_OK, diags), EXIT_DONE);
    assert_int_equal(app_exit_status(ST_INPUT, diags), EXIT_FINDINGS);
    assert_int_equal(app_exit_status(ST_LIMIT, diags), EXIT_FINDINGS);
    assert_int_equal(app_exit_status(ST_IO, diags), EXIT_FILE);
    assert_int_equal(app_exit_status(ST_NOMEM, diags), EXIT_INTERNAL);
    assert_int_equal(app_exit_status(ST_BUG, diags), EXIT_INTERNAL);
    diag_add0(diags, DATA_DUPLICATE_KEY, (Loc){0})->severity = DIAG_WARNING;
    diags->n_warnings = 1;
    diags->n_errors = 0;
    assert_int_equal(app_exit_status(ST_OK, diags), EXIT_DONE);
    (void)diag_add0(diags, DATA_DUPLICATE_KEY, (Loc){0});
    assert_int_equal(app_exit_status(ST_OK, diags), EXIT_FINDINGS);
    (void)diag_add0(diags, FILE_CANT_READ, (Loc){0});
    assert_int_equal(app_exit_status(ST_OK, diags), EXIT_FILE);
    assert_int_equal(app_exit_status(ST_INPUT, diags), EXIT_FILE);
    (void)diag_add0(diags, PKG_LINK, (Loc){0});
    assert_int_equal(app_exit_status(ST_INPUT, diags), EXIT_UNSAFE);
    assert_int_equal(app_exit_status(ST_IO, diags), EXIT_UNSAFE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_values), TEST(test_dashes), TEST(test_refused),
                                       TEST(test_split), TEST(test_exit_status)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
