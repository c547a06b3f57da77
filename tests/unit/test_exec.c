/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies exec.c, exec_value.c and exec_ref.c: values and what can't be written, missing names in every mode, numbers,
 * lists, anchors and late references over several parts of a record, lambdas, limits, and that an Exec forgets errors.
 */
#include "tests/unit/tmpl_fixture.h"

#include "generator/base/limits.h"
#include "generator/base/mem.h"

static const ExecOptions strict = {.missing = MISSING_ERROR};
static const ExecOptions draft = {.missing = MISSING_MARK};
static const ExecOptions lenient = {.missing = MISSING_EMPTY};
static const Loc nowhere = {0};

static void values(void **state)
{
    Fixture *f = *state;
    static const char *const cases[][2] = {
        {"{{a}} {{&a}} {{{a}}}", "&lt;&amp;&gt;&quot; <&>\" <&>\""},
        {"{{n}} {{t}} {{z}}|", "1.50 true |"},
        {"{{m.x}}{{#m}}{{x}}{{n}}{{/m}}", "2229"},
        {"{{#l}}{{.}},{{/l}}", "1,2,3,"},
        {"{{#maps}}{{k}}{{#inner}}{{k}}{{/inner}} {{/maps}}", "1i 22 "},
        {"{{^l}}no{{/l}}{{^e}}empty{{/e}}{{#e}}no{{/e}}{{#zero}}zero{{/zero}}", "emptyzero"},
        {"{{#missing}}x{{/missing}}{{^missing}}y{{/missing}}", "y"},
        {"{{#a.b.c}}x{{/a.b.c}}{{z.b}}|", "|"},
        {"{{#blank}}x{{/blank}}{{^blank}}y{{/blank}}", "y"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = fixture_run(f, cases[i][0],
                                      "{a: '<&>\"', n: 1.50, t: true, z: null, m: {x: 2, n: 29}, "
                                      "l: [1, 2, 3], e: [], zero: 0, blank: '', "
                                      "maps: [{k: 1, inner: {k: i}}, {k: 2, inner: {j: 3}}]}",
                                      &strict, NULL, NULL);
        assert_string_equal(got, cases[i][1]);
    }
}

static Status no_facet(void *ctx, const Value *value, Str facet, Buf *out, bool *ret_found)
{
    (void)ctx;
    (void)value;
    *ret_found = str_is(facet, "form");
    buf_puts(out, "<form>");
    return ST_OK;
}

/* Every mistake of one run, each at its tag. */
static void mistakes(void **state)
{
    Fixture *f = *state;
    const ExecHost host = {.facet = no_facet};
    Status st = ST_OK;
    const char *text = "{{nom}} {{m}}\n{{n.form}} {{n.other}} {{l}} {{m.xy}} {{>p}} {{>*which}}";
    const char *yaml = "{nam: a, m: {xx: 1}, n: 1, l: [1]}";
    const char *got = fixture_run(f, text, yaml, &strict, &host, &st);
    assert_int_equal(st, ST_INPUT);
    assert_string_equal(got, " \n&lt;form&gt;     ");
    assert_string_equal(fixture_report(f), "1:1 T-019 the data has no “nom”; did you mean “nam”?\n"
                                           "1:9 T-011 “m” is a list or a map, not a text\n"
                                           "2:12 T-017 “n.other” is no form of this value\n"
                                           "2:24 T-011 “l” is a list or a map, not a text\n"
                                           "2:30 T-019 the data has no “m.xy”; did you mean “xx”?\n"
                                           "2:39 T-015 there is no partial “p”\n"
                                           "2:46 T-010 the data has no “which”");
    /* a draft always comes out, with a mark in the place of each */
    got = fixture_run(f, "{{nom}} {{m}} {{n.other}} {{l}} {{m.xy}}{{>*which}}", yaml, &draft, &host,
                      NULL);
    assert_string_equal(got, "[nom ?] [m ?] [n.other ?] [l ?] [m.xy ?]");
    got =
        fixture_run(f, "{{nom}}{{n.other}}{{m.xy}}{{>p}}{{>*which}}|", yaml, &lenient, &host, NULL);
    assert_string_equal(got, "|");
}

static void forbidden_characters(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("p"), &f->diags);
    prog_var(b, STR("a"), ESCAPE_DOCX_TEXT, nowhere);
    const Program *program = NULL;
    assert_int_equal(prog_finish(b, &program), ST_OK);
    Value *root = value_map(&f->arena, nowhere);
    assert_int_equal(value_map_add(&f->arena, root, STR("a"), nowhere,
                                   value_text(&f->arena, nowhere, STR("x\x0By"))),
                     ST_OK);
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 16);
    exec_begin(exec, &strict, NULL, &f->diags);
    assert_int_equal(exec_run(exec, program, root, &out), ST_INPUT);
    assert_int_equal(out.len, 0);
    assert_string_equal(fixture_report(f), "0:0 T-012 the value of “a” holds a character that a "
                                           "document can't hold: U+000B");
    exec_free(exec);
    buf_done(&out);
}

/* A part as a document template has it: headings with anchors, references before and behind them, lists. */
static const Program *document_part(Fixture *f)
{
    const Program *program = NULL;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("doc"), &f->diags);
    prog_ref(b, REF_NUMBER, STR("end"), nowhere); /* before it is known */
    prog_text(b, STR("\n"));
    prog_enter(b, STR("articles"), false, nowhere);
    prog_number(b, NUMBER_HEADING, 1, 0);
    prog_number(b, NUMBER_HEADING, 2, 0);
    prog_anchor(b, STR("name"), true, nowhere);
    prog_text(b, STR("="));
    prog_ref(b, REF_ANCHOR_SAME, STR_EMPTY, nowhere);
    prog_text(b, STR(" see "));
    prog_ref(b, REF_NUMBER, STR("b"), nowhere);
    prog_text(b, STR(" at "));
    prog_ref(b, REF_BOOKMARK, STR("b"), nowhere);
    prog_number(b, NUMBER_HEADING, 2, 0);
    prog_anchor(b, STR("b"), false, nowhere);
    prog_number(b, NUMBER_LIST_BEGIN, 0, 1);
    prog_number(b, NUMBER_LIST_WRITE, 0, 0);
    prog_number(b, NUMBER_LIST_BEGIN, 0, 2);
    prog_number(b, NUMBER_LIST_WRITE, 0, 0);
    prog_number(b, NUMBER_LIST_END, 0, 0);
    prog_number(b, NUMBER_LIST_WRITE, 0, 0);
    prog_number(b, NUMBER_LIST_END, 0, 0);
    prog_text(b, STR(" "));
    prog_number(b, NUMBER_UID_NEXT, 0, 40);
    prog_number(b, NUMBER_UID_SAME, 0, 40);
    prog_text(b, STR("\n"));
    prog_close(b, STR("articles"), nowhere);
    prog_number(b, NUMBER_HEADING, 1, 0);
    prog_anchor(b, STR("end"), false, nowhere);
    assert_int_equal(prog_finish(b, &program), ST_OK);
    return program;
}

static void numbers_and_references(void **state)
{
    Fixture *f = *state;
    const Program *doc = document_part(f);
    const Value *root = fixture_value(f, "{articles: [{name: x}, {name: y}]}");
    const ExecOptions fourth = {.missing = MISSING_ERROR, .first_heading = 4};
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 16);
    for (int record = 0; record < 2; record++) { /* the second record starts afresh */
        buf_clear(&out);
        buf_puts(&out, "kept|");
        exec_begin(exec, &fourth, NULL, &f->diags);
        assert_int_equal(exec_run(exec, doc, root, &out), ST_OK);
        assert_string_equal(fixture_text(f, &out),
                            "kept|6\n"
                            "ccap_1=ccap_1 see 4.2 at ccap_2ccap_2100101100 1000010000\n"
                            "ccap_3=ccap_3 see 5.2 at ccap_4ccap_4102103102 1000110001\n"
                            "ccap_5");
        size_t n = 0;
        const uint32_t *lists = exec_lists(exec, &n);
        assert_int_equal(n, 4);
        assert_int_equal(lists[0], 1);
        assert_int_equal(lists[1], 2);
    }
    /* a later part of the same record sees the anchors, and goes on counting */
    ProgBuilder *b = prog_builder_new(&f->arena, STR("footer"), &f->diags);
    prog_ref(b, REF_NUMBER, STR("end"), nowhere);
    prog_text(b, STR(" "));
    prog_ref(b, REF_NUMBER, STR("b"), nowhere); /* of the last article: the one that all share */
    prog_text(b, STR(" "));
    prog_number(b, NUMBER_UID_NEXT, 0, 0);
    prog_ref(b, REF_NUMBER, STR("nowhere"), nowhere);
    const Program *footer = NULL;
    assert_int_equal(prog_finish(b, &footer), ST_OK);
    buf_clear(&out);
    assert_int_equal(exec_run(exec, footer, root, &out), ST_INPUT);
    assert_string_equal(fixture_text(f, &out), "6 5.2 10002");
    assert_string_equal(fixture_report(f),
                        "0:0 T-016 the document has no article named “nowhere” to refer to");
    exec_free(exec);
    buf_done(&out);
}

static Status twice(void *ctx, Str text, Buf *ret_text)
{
    (void)ctx;
    buf_put(ret_text, text);
    buf_put(ret_text, text.len ? text : STR("{{n}}<"));
    return ST_OK;
}

static Status fails(void *ctx, Str text, Buf *ret_text)
{
    (void)ctx;
    (void)text;
    (void)ret_text;
    return ST_INPUT;
}

static Status endless(void *ctx, Str text, Buf *ret_text)
{
    (void)ctx;
    (void)text;
    buf_puts(ret_text, "{{endless}}");
    return ST_OK;
}

static Status unsound(void *ctx, Str text, Buf *ret_text)
{
    (void)ctx;
    (void)text;
    buf_puts(ret_text, "{{#a}}");
    return ST_OK;
}

static void lambdas(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *text;
        const char *out;
        Status status;
        const char *report;
    } cases[] = {
        {"{{twice}}", "7&lt;", ST_OK, ""},
        {"{{{twice}}}", "7<", ST_OK, ""},
        {"{{#twice}}[{{n}}]{{/twice}}", "[7][7]", ST_OK, ""},
        {"{{=<% %>=}}<%#twice%>[<%n%>]<%/twice%>", "[7][7]", ST_OK, ""},
        {"{{^twice}}no{{/twice}}", "", ST_OK, ""},
        {"a{{fails}}b{{#fails}}c{{/fails}}d", "abd", ST_INPUT,
         "1:2 T-018 the function behind “fails” failed\n1:12 T-018 the function behind “fails” "
         "failed"},
        {"a{{unsound}}b", "ab", ST_INPUT, "1:1 T-007 the section “a” is never closed"},
        {"a{{endless}}b", "a", ST_LIMIT,
         "1:1 T-013 the partial “endless” calls itself more than 32 deep"},
    };
    static const struct {
        const char *name;
        Lambda lambda;
    } functions[] = {
        {"twice", {.call = twice}},
        {"fails", {.call = fails}},
        {"endless", {.call = endless}},
        {"unsound", {.call = unsound}},
    };
    const ExecOptions options = {.missing = MISSING_ERROR, .lambda_mode = ESCAPE_NONE};
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Program *program = fixture_program(f, cases[i].text, NULL);
        Value *root = fixture_value(f, "{n: 7}");
        for (size_t k = 0; k < sizeof functions / sizeof functions[0]; k++) {
            assert_int_equal(value_map_add(&f->arena, root, str_of(functions[k].name), nowhere,
                                           value_lambda(&f->arena, functions[k].lambda)),
                             ST_OK);
        }
        buf_clear(&out);
        exec_begin(exec, &options, NULL, &f->diags);
        assert_int_equal(exec_run(exec, program, root, &out), cases[i].status);
        assert_string_equal(fixture_text(f, &out), cases[i].out);
        assert_string_equal(fixture_report(f), cases[i].report);
    }
    exec_free(exec);
    buf_done(&out);
}

typedef struct Self {
    const Program *program;
} Self;

static Status self(void *ctx, Str name, Loc loc, DiagList *diags, const Program **ret_program)
{
    (void)loc;
    (void)diags;
    *ret_program = str_is(name, "self") ? ((const Self *)ctx)->program : NULL;
    return ST_OK;
}

/* 32 calls deep is fine, 33 is not; a partial that calls itself twice ends as soon. */
static void recursion(void **state)
{
    Fixture *f = *state;
    Self again = {.program = fixture_program(f, "({{#a}}{{>self}}{{/a}})", NULL)};
    const ExecHost host = {.ctx = &again, .partial = self};
    for (size_t depth = 31; depth <= 34; depth++) {
        Buf yaml;
        buf_init(&yaml, 1 << 16);
        for (size_t i = 0; i < depth; i++) {
            buf_puts(&yaml, "{a: ");
        }
        buf_puts(&yaml, "null");
        for (size_t i = 0; i < depth; i++) {
            buf_puts(&yaml, "}");
        }
        buf_putc(&yaml, '\0');
        Status st = ST_OK;
        (void)fixture_run(f, "{{>self}}", yaml.ptr, &strict, &host, &st);
        /* the innermost map holds null: depth maps are depth calls */
        assert_int_equal(st, depth <= LIMIT_RECURSION ? ST_OK : ST_LIMIT);
        buf_done(&yaml);
    }
    again.program = fixture_program(f, "{{>self}}{{>self}}", NULL);
    Status st = ST_OK;
    (void)fixture_run(f, "{{>self}}", "{}", &strict, &host, &st);
    assert_int_equal(st, ST_LIMIT);
    assert_string_equal(fixture_report(f),
                        "1:1 T-013 the partial “self” calls itself more than 32 deep");
}

static void output_has_a_limit(void **state)
{
    Fixture *f = *state;
    const ExecOptions small = {.missing = MISSING_ERROR, .max_output = 100};
    Status st = ST_OK;
    (void)fixture_run(f, "{{#l}}{{#l}}0123456789{{/l}}{{/l}}", "{l: [1, 2, 3]}", &small, NULL, &st);
    assert_int_equal(st, ST_OK);
    (void)fixture_run(f, "{{#l}}{{#l}}0123456789{{/l}}{{/l}}", "{l: [1, 2, 3, 4]}", &small, NULL,
                      &st);
    assert_int_equal(st, ST_LIMIT);
    assert_string_equal(fixture_report(f), "0:0 T-014 the document would be larger than 256 MiB");
    /* 10^30 turns are not begun: the output is full long before */
    Buf text;
    buf_init(&text, 1 << 16);
    for (size_t i = 0; i < 60; i++) {
        buf_put(&text, i < 30 ? STR("{{#l}}x") : STR("{{/l}}"));
    }
    buf_putc(&text, '\0');
    (void)fixture_run(f, text.ptr, "{l: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}", &small, NULL, &st);
    assert_int_equal(st, ST_LIMIT);
    buf_done(&text);
}

/* After an error an Exec is as good as new. */
static void errors_are_forgotten(void **state)
{
    Fixture *f = *state;
    const Program *bad = fixture_program(f, "{{#l}}{{#m}}{{x}}{{>p}}{{/m}}{{/l}}", NULL);
    const Program *good = fixture_program(f, "{{#l}}{{.}}{{/l}}", NULL);
    const Value *root = fixture_value(f, "{l: [1, 2], m: {y: 1}}");
    Self endless_self = {.program = fixture_program(f, "{{>self}}", NULL)};
    const ExecHost host = {.ctx = &endless_self, .partial = self};
    const Program *deep = fixture_program(f, "  {{#l}}\n  {{>self}}\n{{/l}}", NULL);
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 16);
    for (int i = 0; i < 3; i++) {
        buf_clear(&out);
        exec_begin(exec, &strict, &host, &f->diags);
        assert_int_equal(exec_run(exec, i == 1 ? deep : bad, root, &out),
                         i == 1 ? ST_LIMIT : ST_INPUT);
        buf_clear(&out);
        exec_begin(exec, &strict, &host, &f->diags);
        assert_int_equal(exec_run(exec, good, root, &out), ST_OK);
        assert_string_equal(fixture_text(f, &out), "12");
    }
    exec_free(exec);
    exec_free(NULL);
    buf_done(&out);
}

static void memory_may_fail_anywhere(void **state)
{
    Fixture *f = *state;
    const Program *doc = document_part(f);
    const Value *root = fixture_value(f, "{articles: [{name: x}, {name: y}]}");
    Status st = ST_NOMEM;
    size_t n = 1;
    for (; st == ST_NOMEM; n++) {
        Buf out;
        buf_init(&out, 1 << 16);
        mem_fail_at(n);
        Exec *exec = exec_new();
        if (exec) {
            exec_begin(exec, &strict, NULL, &f->diags);
            st = exec_run(exec, doc, root, &out);
        }
        mem_fail_at(0);
        exec_free(exec);
        buf_done(&out);
        assert_true(n < 100);
    }
    assert_int_equal(st, ST_OK);
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values),
        TEST(mistakes),
        TEST(forbidden_characters),
        TEST(numbers_and_references),
        TEST(lambdas),
        TEST(recursion),
        TEST(output_has_a_limit),
        TEST(errors_are_forgotten),
        TEST(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
