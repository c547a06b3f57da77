/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies compile.c beyond the specification's cases: standalone lines with CRLF and at the ends of a text, places of
 * diagnostics, indentation of partials and blocks, and that long lines cost no more than short ones.
 */
#include "tests/unit/tmpl_fixture.h"

static const ExecOptions strict = {.missing = MISSING_ERROR};

static void standalone_lines(void **state)
{
    Fixture *f = *state;
    static const char *const cases[][2] = {
        {"a\n{{#x}}\nb\n{{/x}}\nc", "a\nb\nc"},
        {"a\r\n{{#x}}\r\nb\r\n{{/x}}\r\nc\r\n", "a\r\nb\r\nc\r\n"},
        {"  {{#x}}  \n  b\n\t{{/x}}\t", "  b\n"},
        {"{{#x}}b{{/x}}\n", "b\n"},
        {"{{#x}} {{/x}}\n", " \n"},
        {"{{! one }} {{! two }}\nb", " \nb"},
        {"{{! alone }}\nb", "b"},
        {"a {{! not alone }}\nb", "a \nb"},
        {"{{#x}}\n{{/x}}", ""},
        {"{{=<% %>=}}\n<%n%>", "7"},
        {"a\n{{=<% %>=}}", "a\n"},
        {" {{n}} \n", " 7 \n"},
        {"{{^y}}\nno\n{{/y}}\n", "no\n"},
        {"{{#x}}\r{{/x}}", "\r"},
        {"{{n}}\r\n{{#x}}\r\n{{/x}}\r\n{{n}}", "7\r\n7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = fixture_run(f, cases[i][0], "{x: true, n: 7}", &strict, NULL, NULL);
        assert_string_equal(got, cases[i][1]);
    }
}

typedef struct Partials {
    Fixture *f;
    const char *const (*texts)[2];
    size_t n;
} Partials;

static Status partial(void *ctx, Str name, Loc loc, DiagList *diags, const Program **ret_program)
{
    const Partials *p = ctx;
    (void)loc;
    for (size_t i = 0; i < p->n; i++) {
        if (str_is(name, p->texts[i][0])) {
            const Source *source =
                source_new(&p->f->arena, name, str_of(p->texts[i][1]), 2 + (uint32_t)i);
            return compile_text(&p->f->arena, source, ESCAPE_HTML, diags, ret_program);
        }
    }
    return ST_OK;
}

static void partials_are_indented(void **state)
{
    Fixture *f = *state;
    static const char *const texts[][2] = {
        {"p", "one\n\ntwo {{v}}\n"},
        {"crlf", "one\r\n\r\ntwo\r\n"},
        {"inner", "-{{>p}}\n  {{>p}}\n"},
        {"parent", "<\n  {{$b}}\n  default\n  {{/b}}\n>\n"},
    };
    Partials partials = {.f = f, .texts = texts, .n = sizeof texts / sizeof texts[0]};
    const ExecHost host = {.ctx = &partials, .partial = partial};
    static const char *const cases[][2] = {
        {"  {{>p}}\nend", "  one\n\n  two a\nb\nend"},
        {"  {{>crlf}}\r\nend", "  one\r\n\r\n  two\r\nend"},
        {"x{{>p}}y", "xone\n\ntwo a\nb\ny"},
        {"\t{{>inner}}\n", "\t-one\n\ntwo a\nb\n\n\t  one\n\n\t  two a\nb\n"},
        {"{{#l}}\n {{>p}}\n{{/l}}\n", " one\n\n two a\nb\n one\n\n two a\nb\n"},
        {"{{<parent}}{{$b}}\n    new\n{{/b}}{{/parent}}\n", "<\n  new\n>\n"},
        {"{{>*which}}", "one\n\ntwo a\nb\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = fixture_run(f, cases[i][0], "{v: \"a\\nb\", l: [1, 2], which: p}",
                                      &strict, &host, NULL);
        assert_string_equal(got, cases[i][1]);
    }
}

/* All mistakes in one run, each where it is. */
static void places_of_mistakes(void **state)
{
    Fixture *f = *state;
    Status st = ST_OK;
    (void)fixture_program(f, "é {{}}\r\n\té{{#a}}\n{{x y}} {{#b}}\n{{/b}}{{/c}}\n\n{{", &st);
    assert_int_equal(st, ST_INPUT);
    assert_string_equal(fixture_report(f), "1:3 T-002 the tag “{{}}” is empty\n"
                                           "3:1 T-003 “{{x y}}” is no name\n"
                                           "4:7 T-005 “c” is closed while “a” is still open (2:3)\n"
                                           "6:1 T-001 the tag “{{” is not closed");
}

/* One line of 100,000 tags, then as many parents that are never closed. */
static void long_lines_are_linear(void **state)
{
    Fixture *f = *state;
    static const char *const stretches[] = {"{{x}} ", "{{#x}} {{/x}}", "{{<x}}", "{{/x}} ",
                                            "{{$x}}"};
    for (size_t i = 0; i < sizeof stretches / sizeof stretches[0]; i++) {
        Buf text;
        buf_init(&text, 1 << 20);
        for (size_t n = 0; n < 20000; n++) {
            buf_put(&text, str_of(stretches[i]));
        }
        buf_putc(&text, '\0');
        Status st = ST_OK;
        (void)fixture_program(f, text.ptr, &st);
        assert_int_equal(st, i < 2 ? ST_OK : ST_INPUT);
        buf_done(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(standalone_lines),
        TEST(partials_are_indented),
        TEST(places_of_mistakes),
        TEST(long_lines_are_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
