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

/* Forms "s" (nothing for 1) and "none" (out of range). */
static Status plural_facet(void *ctx, const Value *value, Str facet, Buf *out, bool *ret_found)
{
    (void)ctx;
    *ret_found = str_is(facet, "s") || str_is(facet, "none");
    if (str_is(facet, "none")) {
        return ST_INPUT;
    }
    buf_put(out, *ret_found && !str_is(value->text, "1") ? STR("s") : STR_EMPTY);
    return ST_OK;
}

/* A form that writes something opens a section; one that the value is out of range of is a mistake, and no section. */
static void forms_as_conditions(void **state)
{
    Fixture *f = *state;
    const ExecHost host = {.facet = plural_facet};
    Status st = ST_OK;
    const char *text = "{{#n.s}}les{{/n.s}}{{^n.s}}le{{/n.s}} {{#m.s}}les{{/m.s}}{{^m.s}}le{{/m.s}}"
                       "{{#n.none}}x{{/n.none}}{{#n.other}}x{{/n.other}}";
    assert_string_equal(fixture_run(f, text, "{n: 2, m: 1}", &strict, &host, &st), "les le");
    assert_int_equal(st, ST_OK);
    assert_string_equal(fixture_run(f, "{{n.none}}", "{n: 2}", &strict, &host, &st), "");
    assert_int_equal(st, ST_INPUT);
    assert_string_equal(fixture_report(f),
                        "1:1 T-170 “n.none” can't be written in this form: its value is 2 (1:5)");
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
                                           "1:9 T-011 “m” is a list or a map, not a text (1:13)\n"
                                           "2:12 T-017 “n.other” is no form of this value (1:25)\n"
                                           "2:24 T-011 “l” is a list or a map, not a text (1:31)\n"
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
    const Program *program = fixture_built(b);
    Value *root = value_map(&f->arena, nowhere);
    assert_int_equal(value_map_add(&f->arena, root, STR("a"), nowhere,
                                   value_text(&f->arena, nowhere, STR("x\x0By"))),
                     ST_OK);
    Status st = ST_OK;
    assert_string_equal(fixture_output(f, program, root, &strict, NULL, &st), "");
    assert_int_equal(st, ST_INPUT);
    assert_string_equal(fixture_report(f), "0:0 T-012 the value of “a” holds a character that a "
                                           "document can't hold: U+000B");
}

/* A part as a document template has it: headings with anchors, references before and behind them, lists. */
static const Program *document_part(Fixture *f)
{
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
    return fixture_built(b);
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
    const Program *footer = fixture_built(b);
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

/* A tag that fails in each turn is shown a few times, with its turn, and leaves room for the other mistakes. */
static void mistakes_in_loops(void **state)
{
    Fixture *f = *state;
    Status st = ST_OK;
    const char *items = "1,2,3,4,5,6,7,8,9,0,";
    Buf yaml;
    buf_init(&yaml, 1 << 16);
    buf_puts(&yaml, "{lots: [");
    for (size_t i = 0; i < 30; i++) {
        buf_put(&yaml, str_of(items));
    }
    buf_puts(&yaml, "1], un: 1}");
    buf_putc(&yaml, '\0');
    (void)fixture_run(f, "{{#lots}}{{duree}}{{/lots}}\n{{fin}}", yaml.ptr, &strict, NULL, &st);
    buf_done(&yaml);
    assert_int_equal(st, ST_INPUT);
    assert_string_equal(fixture_report(f), "1:10 T-010 [lots[0]] the data has no “duree”\n"
                                           "1:10 T-010 [lots[1]] the data has no “duree”\n"
                                           "1:10 T-010 [lots[2]] the data has no “duree”\n"
                                           "1:10 T-010 [lots[3]] the data has no “duree”\n"
                                           "1:10 T-010 [lots[4]] the data has no “duree”\n"
                                           "2:1 T-010 the data has no “fin”");
}

/* A code of a catalogue is its own text, its entry's names are those of a map, and what is left is a form. */
static void catalogue_entries(void **state)
{
    Fixture *f = *state;
    const ExecHost host = {.facet = no_facet};
    const Program *p = fixture_program(
        f,
        "{{#publics}}{{.}}={{libelle}} {{/publics}}{{nature}} {{nature.libelle}} {{nature.form}}",
        NULL);
    Value *root = fixture_value(f, "{publics: [jeunes, ass], nature: travaux}");
    const Value *entry = fixture_value(f, "{libelle: Nom}");
    const Value *list = value_get(root, STR("publics"));
    list->list.items[0]->entry = entry;
    list->list.items[1]->entry = entry;
    value_member(root, STR("nature"))->value->entry = entry;
    assert_string_equal(fixture_output(f, p, root, &strict, &host, NULL),
                        "jeunes=Nom ass=Nom travaux Nom &lt;form&gt;");
}

static Status rich_of(void *ctx, const Value *value, bool is_inline, DiagList *diags,
                      const Program **ret_program, bool *ret_is_refused)
{
    (void)diags;
    *ret_is_refused = is_inline && value->rich && str_is(value->text, "blocks");
    *ret_program = value->rich ? ctx : NULL;
    return ST_OK;
}

/* A cell whose last block was a table gets a paragraph; one that has written nothing too. */
static void cells_end_with_a_paragraph(void **state)
{
    static const struct {
        const char *written;
        const char *expected;
    } cases[] = {
        {"", "<w:p/>"},
        {"<w:p>a</w:p>", "<w:p>a</w:p>"},
        {"<w:tbl><w:p/></w:tbl>", "<w:tbl><w:p/></w:tbl><w:p/>"},
        {"<w:tbl><w:p/></w:tbl></w:sdt>", "<w:tbl><w:p/></w:tbl></w:sdt><w:p/>"},
        {"<w:tbl><w:p/></w:tbl><w:p/>", "<w:tbl><w:p/></w:tbl><w:p/>"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ProgBuilder *b = prog_builder_new(&f->arena, STR("cell"), &f->diags);
        prog_text(b, STR("<w:p></w:tbl>")); /* what stands before the place does not count */
        prog_number(b, NUMBER_PLACE, 0, 0);
        prog_text(b, str_of(cases[i].written));
        prog_fill_table(b, 0, STR("</w:tbl>"), STR("<w:p"), STR("<w:p/>"));
        const char *out =
            fixture_output(f, fixture_built(b), value_map(&f->arena, nowhere), &strict, NULL, NULL);
        assert_string_equal(out + strlen("<w:p></w:tbl>"), cases[i].expected);
    }
}

/*
 * Rows of two tables, one after the other in the same slots: all but the last stay with the next one while they are few and low; of
 * more lines, the first and the one before the last. Rows of "rows" have one line, those of "more" three.
 */
static void rows_stay_together(void **state)
{
    static const struct {
        const char *yaml;
        const char *expected;
    } cases[] = {
        {"{rows: [], more: []}", "T()T(0)"},
        {"{rows: [1], more: [1]}", "T(10)T(0)"},
        {"{rows: [1, 2], more: []}", "T(10)T(0)"},
        {"{rows: [1, 2, 3], more: [1]}", "T(1110)T(0)"},
        {"{rows: [1, 2, 3, 4], more: [1]}", "T(10010)T(0)"},
        {"{rows: [1, 2, 3, 4, 5, 6], more: []}", "T(111110)T(0)"},
        {"{rows: [1, 2, 3, 4, 5, 6, 7], more: []}", "T(1000010)T(0)"},
        {"{rows: [], more: [1, 2]}", "T(10)T(0)"},
        {"{rows: [], more: [1, 2, 3]}", "T(110)T(0)"},
        {"{rows: [], more: [1, 2, 3, 4]}", "T(1010)T(0)"},
        {"{rows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], more: [1]}", "T(10000000000010)T(0)"},
    };
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("rows"), &f->diags);
    for (int table = 0; table < 2; table++) {
        prog_number(b, NUMBER_ROWS_BEGIN, 0, 3);
        prog_text(b, STR("T("));
        static const char *const sections[] = {"rows", "more"};
        for (uint16_t i = 0; table == 0 && i < 2; i++) {
            prog_enter(b, str_of(sections[i]), false, nowhere);
            prog_number(b, NUMBER_ROW, i == 0 ? 1 : 3, 3);
            prog_text(b, STR("0"));
            prog_close(b, str_of(sections[i]), nowhere);
        }
        if (table == 1) {
            prog_number(b, NUMBER_ROW, 1, 3);
            prog_text(b, STR("0"));
        }
        prog_number(b, NUMBER_ROWS_END, 0, 3);
        prog_text(b, STR(")"));
    }
    const Program *program = fixture_built(b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Value *root = fixture_value(f, cases[i].yaml);
        assert_string_equal(fixture_output(f, program, root, &strict, NULL, NULL),
                            cases[i].expected);
    }
}

/*
 * Rich text takes the place of its plain paragraph and sees the names around it; a plain text stays where it is. The unique
 * numbers that rich text remembers are its own, though it counts its slots from 0 as the document does.
 */
static void rich_text(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("body"), &f->diags);
    prog_text(b, STR("<r "));
    prog_number(b, NUMBER_UID_NEXT, 0, 0);
    prog_text(b, STR("="));
    prog_number(b, NUMBER_UID_SAME, 0, 0);
    prog_text(b, STR(">"));
    prog_var(b, STR("nom"), ESCAPE_XML_TEXT, nowhere);
    const Program *body = fixture_built(b);
    b = prog_builder_new(&f->arena, STR("doc"), &f->diags);
    prog_number(b, NUMBER_UID_NEXT, 0, 0);
    prog_rich_begin(b, STR("corps"), nowhere);
    prog_text(b, STR("<p>"));
    prog_var(b, STR("corps"), ESCAPE_XML_TEXT, nowhere);
    prog_text(b, STR("</p>"));
    prog_rich_end(b);
    prog_text(b, STR("|"));
    prog_number(b, NUMBER_UID_SAME, 0, 0);
    const Program *doc = fixture_built(b);
    Value *root = fixture_value(f, "{corps: '**a**', nom: N}");
    const ExecHost host = {.ctx = (void *)(uintptr_t)body, .rich = rich_of};
    assert_string_equal(fixture_output(f, doc, root, &strict, &host, NULL),
                        "10000<p>**a**</p>|10000");
    value_member(root, STR("corps"))->value->rich = body;
    assert_string_equal(fixture_output(f, doc, root, &strict, &host, NULL),
                        "10000<r 10001=10001>N|10000");
}

/*
 * In a sentence rich text stands between what ends the run at work and what begins it again, and writes the format of its
 * place; a plain value writes neither; a text of several blocks is reported once and leaves nothing.
 */
static void rich_text_in_a_sentence(void **state)
{
    Fixture *f = *state;
    const RichPlace place = {.close = STR("</r>"),
                             .open = STR("<r red>"),
                             .holes = {STR("s"), STR("f"), STR("b"), STR("i"), STR("red")}};
    ProgBuilder *b = prog_builder_new(&f->arena, STR("body"), &f->diags);
    prog_text(b, STR("<r "));
    prog_number(b, NUMBER_HOLE, 0, 4);
    prog_number(b, NUMBER_HOLE, 0, 0);
    prog_text(b, STR(">N</r>"));
    const Program *body = fixture_built(b);
    b = prog_builder_new(&f->arena, STR("doc"), &f->diags);
    prog_text(b, STR("<r red>Le "));
    prog_rich_inline(b, STR("mot"), &place, nowhere);
    prog_var(b, STR("mot"), ESCAPE_XML_TEXT, nowhere);
    prog_rich_end(b);
    prog_text(b, STR(" vaut</r>"));
    const Program *doc = fixture_built(b);
    const struct {
        const char *data;
        bool is_rich;
        Status status;
        const char *text;
    } cases[] = {
        {"{mot: a<b}", false, ST_OK, "<r red>Le a&lt;b vaut</r>"},
        {"{mot: m}", true, ST_OK, "<r red>Le </r><r reds>N</r><r red> vaut</r>"},
        {"{mot: blocks}", true, ST_INPUT, "<r red>Le  vaut</r>"},
    };
    const ExecHost host = {.ctx = (void *)(uintptr_t)body, .rich = rich_of};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Value *root = fixture_value(f, cases[i].data);
        value_member(root, STR("mot"))->value->rich = cases[i].is_rich ? body : NULL;
        Status st = ST_OK;
        assert_string_equal(fixture_output(f, doc, root, &strict, &host, &st), cases[i].text);
        assert_int_equal(st, cases[i].status);
    }
    assert_int_equal(f->diags.n_errors, 1);
}

typedef struct Library {
    const char *const (*texts)[2];
    Fixture *f;
} Library;

static Status text_of(void *ctx, Str name, Loc loc, DiagList *diags, const Program **ret_program)
{
    const Library *library = ctx;
    (void)loc;
    (void)diags;
    *ret_program = NULL;
    for (size_t i = 0; library->texts[i][0]; i++) {
        if (str_is(name, library->texts[i][0])) {
            const Source *source =
                source_new(&library->f->arena, name, str_of(library->texts[i][1]), 2);
            return compile_text(&library->f->arena, source, ESCAPE_HTML, diags, ret_program);
        }
    }
    return ST_OK;
}

/* A block may wrap what it overrides, and a parent may come back inside of its own block. */
static void blocks_inside_themselves(void **state)
{
    Fixture *f = *state;
    static const char *const texts[][2] = {
        {"base", "[{{$a}}base{{/a}}]"},
        {"middle", "{{<base}}{{$a}}({{$a}}middle{{/a}}){{/a}}{{/base}}"},
        {"tree", "{{#nodes}}{{$node}}default{{/node}}{{/nodes}}"},
        {NULL, NULL},
    };
    Library library = {.texts = texts, .f = f};
    const ExecHost host = {.ctx = &library, .partial = text_of};
    assert_string_equal(fixture_run(f, "{{>middle}} {{<middle}}{{$a}}own{{/a}}{{/middle}}", "{}",
                                    &strict, &host, NULL),
                        "[(middle)] [own]");
    assert_string_equal(fixture_run(f, "{{<tree}}{{$node}}<{{n}}{{>tree}}>{{/node}}{{/tree}}",
                                    "{nodes: [{n: 1, nodes: [{n: 2, nodes: []}]}]}", &strict, &host,
                                    NULL),
                        "<1<2>>");
}

/* From the second record on nothing is allocated, whatever the template uses. */
static void later_records_allocate_nothing(void **state)
{
    Fixture *f = *state;
    const ExecHost host = {.facet = no_facet};
    const Program *text =
        fixture_program(f, "{{#maps}}{{a}} {{#l}}{{.}}{{n.form}}{{/l}}{{/maps}}", NULL);
    const Program *doc = document_part(f);
    const Value *root = fixture_value(f, "{articles: [{name: x}, {name: y}], n: 1, "
                                         "maps: [{a: 1, l: [1, 2, 3]}, {a: 2, l: [4]}]}");
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 16);
    size_t before = 0;
    for (int record = 0; record < 4; record++) {
        before = record == 1 ? mem_count() : before;
        buf_clear(&out);
        exec_begin(exec, &strict, &host, &f->diags);
        assert_int_equal(exec_run(exec, doc, root, &out), ST_OK);
        assert_int_equal(exec_run(exec, text, root, &out), ST_OK);
    }
    assert_int_equal(mem_count(), before);
    exec_free(exec);
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values),
        TEST(forms_as_conditions),
        TEST(mistakes),
        TEST(forbidden_characters),
        TEST(numbers_and_references),
        TEST(lambdas),
        TEST(recursion),
        TEST(output_has_a_limit),
        TEST(errors_are_forgotten),
        TEST(memory_may_fail_anywhere),
        TEST(mistakes_in_loops),
        TEST(catalogue_entries),
        TEST(cells_end_with_a_paragraph),
        TEST(rows_stay_together),
        TEST(rich_text),
        TEST(rich_text_in_a_sentence),
        TEST(blocks_inside_themselves),
        TEST(later_records_allocate_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
