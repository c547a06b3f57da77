/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies numbering.c and exec_number.c: counts in every format, labels and references of both families, levels that begin
 * again, lists that share counters, starts from the data, lists begun anew in a turn.
 */
#include "generator/tmpl/numbering.h"
#include "tests/unit/tmpl_fixture.h"

static const Loc nowhere = {0};

static const char *count(Fixture *f, NumberFormat format, uint32_t n)
{
    Buf out;
    buf_init(&out, 1 << 16);
    bool is_sure = numbering_put_count(format, n, &out);
    Str text = arena_printf(&f->arena, "%.*s%s", STR_ARG(buf_str(&out)), is_sure ? "" : "!");
    buf_done(&out);
    return text.ptr;
}

static void formats(void **state)
{
    Fixture *f = *state;
    static const struct {
        NumberFormat format;
        uint32_t n;
        const char *text;
    } cases[] = {
        {NUMBER_DECIMAL, 0, "0"},
        {NUMBER_DECIMAL, 1234, "1234"},
        {NUMBER_DECIMAL_ZERO, 7, "07"},
        {NUMBER_DECIMAL_ZERO, 10, "10"},
        {NUMBER_LOWER_LETTER, 1, "a"},
        {NUMBER_LOWER_LETTER, 28, "bb"},
        {NUMBER_UPPER_LETTER, 53, "AAA"},
        {NUMBER_LOWER_LETTER, 0, "!"},
        {NUMBER_LOWER_LETTER, 100000, "!"},
        {NUMBER_LOWER_LETTER_SYNC, 26, "z"},
        {NUMBER_LOWER_LETTER_SYNC, 28, "ab"},
        {NUMBER_UPPER_LETTER_SYNC, 703, "AAA"},
        {NUMBER_LOWER_ROMAN, 1994, "mcmxciv"},
        {NUMBER_UPPER_ROMAN, 4, "IV"},
        {NUMBER_UPPER_ROMAN, 40000, "!"},
        {NUMBER_ORDINAL, 1, "1er"},
        {NUMBER_ORDINAL, 2, "2e"},
        {NUMBER_NO_NUMBER, 3, ""},
        {NUMBER_BULLET, 3, "!"},
        {NUMBER_UNKNOWN, 3, "!"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(count(f, cases[i].format, cases[i].n), cases[i].text);
    }
}

#define LEVEL(text, kind, above)                                                                   \
    {                                                                                              \
        .pattern = {text, sizeof(text) - 1}, .format = (kind), .restarts = (above), .start = 1     \
    }

static const char *reference(Fixture *f, const Numbering *numbering, const NumberEvent *event,
                             const NumberEvent *from, NumberContext context)
{
    Buf out;
    buf_init(&out, 1 << 16);
    bool is_sure = numbering_put(numbering, event, from, context, &out);
    Str text = arena_printf(&f->arena, "%.*s%s", STR_ARG(buf_str(&out)), is_sure ? "" : "!");
    buf_done(&out);
    return text.ptr;
}

static void references(void **state)
{
    Fixture *f = *state;
    const NumberList list = {.levels = {LEVEL("Article %1.", NUMBER_DECIMAL, 0),
                                        LEVEL("%2)", NUMBER_LOWER_LETTER, 1),
                                        LEVEL("%2.%3..", NUMBER_UPPER_ROMAN, 2)}};
    const Numbering word = {.lists = &list, .n_lists = 1, .n_counters = 1};
    const NumberEvent event = {.level = 2, .counts = {3, 2, 4}};
    const NumberEvent near = {.level = 2, .counts = {3, 1, 1}};
    const NumberEvent far = {.level = 0, .counts = {4}};
    assert_string_equal(reference(f, &word, &event, NULL, NUMBER_FULL), "Article 3b.IV");
    assert_string_equal(reference(f, &word, &event, NULL, NUMBER_ALONE), "b.IV");
    assert_string_equal(reference(f, &word, &event, &near, NUMBER_RELATIVE), "b.IV");
    assert_string_equal(reference(f, &word, &event, &far, NUMBER_RELATIVE), "Article 3b.IV");
    Buf label;
    buf_init(&label, 64);
    assert_true(numbering_put_label(&word, &event, &label));
    assert_int_equal(label.len, strlen("b.IV.."));
    buf_done(&label);

    /* LibreOffice: blanks before it go; a suffix of the own level stays only behind a prefix */
    NumberList odf = list;
    odf.levels[0].pattern = STR("  %1)");
    odf.levels[0].prefix_bytes = 2;
    odf.levels[0].suffix_bytes = 1;
    odf.levels[1].suffix_bytes = 1;
    const Numbering libre = {.lists = &odf, .n_lists = 1, .n_counters = 1, .is_odf = true};
    const NumberEvent second = {.level = 1, .counts = {3, 2}};
    assert_string_equal(reference(f, &libre, &second, NULL, NUMBER_FULL), "3)b");
    /* what is not known is said */
    odf.levels[1].format = NUMBER_UNKNOWN;
    assert_string_equal(reference(f, &libre, &second, NULL, NUMBER_ALONE), "2!");
}

/* Headings in the outline of a document; a list of two numbers that share counters, the second from 5; one the data starts. */
static const NumberList lists[] = {
    {.id = {"1", 1},
     .levels = {LEVEL("%1.", NUMBER_DECIMAL, 0), LEVEL("%1.%2", NUMBER_DECIMAL, 1),
                LEVEL("%3", NUMBER_DECIMAL, 0)}},
    {.id = {"2", 1}, .counters = 1, .levels = {LEVEL("%1.", NUMBER_DECIMAL, 0)}},
    {.id = {"3", 1},
     .counters = 1,
     .levels = {{.pattern = {"%1.", 3}, .has_restart = true, .start = 5}}},
    {.id = {"4", 1},
     .counters = 2,
     .levels = {{.pattern = {"%1.", 3}, .start = 1, .start_path = {"n.first", 7}}}},
};
static const Numbering document = {.lists = lists,
                                   .n_lists = 4,
                                   .n_counters = 3,
                                   .first_list = 300,
                                   .has_outline = true,
                                   .outline = {{0, 0}, {0, 1}, {NUMBERING_NONE, 0}}};

static void number(ProgBuilder *b, const char *name)
{
    prog_anchor_quiet(b, str_of(name), false, nowhere);
    prog_ref_in(b, REF_NUMBER, NUMBER_FULL, str_of(name), nowhere);
    prog_text(b, STR(" "));
}

static void counting(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("p"), &f->diags);
    prog_number(b, NUMBER_HEADING, 1, 0);
    prog_number(b, NUMBER_HEADING, 2, 0);
    prog_number_list(b, 0, 0, 2);
    prog_number(b, NUMBER_HEADING, 2, 0);
    number(b, "a"); /* 1.2 */
    prog_number(b, NUMBER_HEADING, 3, 0);
    number(b, "b"); /* a level without a number: that before it */
    prog_number_list(b, 0, 0, 2);
    number(b, "c"); /* never begins again: 2 */
    prog_number_list(b, 0, 1, 0);
    prog_number_list(b, 0, 1, 0);
    prog_number_list(b, 0, 2, 0);
    number(b, "d"); /* 5 */
    prog_number_list(b, 0, 1, 0);
    number(b, "e"); /* 6: they share counters */
    prog_number_list(b, 0, 3, 0);
    number(b, "f");
    prog_number_start(b, 0, 0, 9);
    prog_number(b, NUMBER_HEADING, 1, 0);
    number(b, "g");
    prog_enter(b, STR("l"), false, nowhere);
    prog_new_list(b, 3, 1);
    prog_number(b, NUMBER_UID_SAME, 0, 3);
    prog_text(b, STR(":"));
    prog_number_list(b, 0, 1, 0);
    prog_anchor_quiet(b, STR("h"), false, nowhere);
    prog_ref(b, REF_NUMBER, STR("h"), nowhere); /* of its own turn */
    prog_text(b, STR(" "));
    prog_close(b, STR("l"), nowhere);
    const Program *program = fixture_built(b);
    const ExecOptions options = {.numbering = &document};
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 16);
    exec_begin(exec, &options, NULL, &f->diags);
    assert_int_equal(
        exec_run(exec, program, fixture_value(f, "{n: {first: 12}, l: [1, 2, 3]}"), &out), ST_OK);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, "1.2 1.2 1.22 5 6 12 9 2:7 300:1 301:1 ");
    size_t n = 0;
    const uint32_t *begun = exec_lists(exec, &n);
    assert_int_equal(n, 2);
    assert_int_equal(begun[1], EXEC_LIST_OF_DOCUMENT | 1);
    assert_int_equal(exec_first_list(exec), 300);
    exec_free(exec);
    buf_done(&out);
}

/* A start that the data does not have: the number is not certain, and said to be so. */
static void unsure(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("p"), &f->diags);
    prog_number_list(b, 0, 3, 0);
    prog_anchor_quiet(b, STR("a"), false, nowhere);
    prog_ref(b, REF_DIRTY, STR("a"), nowhere);
    prog_ref(b, REF_NUMBER, STR("a"), nowhere);
    prog_ref_in(b, REF_OWN, NUMBER_RELATIVE, STR("#gone"), nowhere);
    const ExecOptions options = {.numbering = &document};
    const Value *root = fixture_value(f, "{n: {first: x}}");
    assert_string_equal(fixture_output(f, fixture_built(b), root, &options, NULL, NULL),
                        " w:dirty=\"true\"1?");
    assert_int_equal(f->diags.n, 2);
    assert_int_equal(f->diags.items[0].code, TMPL_REF_UNSURE);
    assert_int_equal(f->diags.items[1].code, TMPL_REF_GONE);
}

/* Entries of a table of contents before the headings that it shows. */
static void contents(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("p"), &f->diags);
    Str models = STR(TOC_LABEL TOC_NUMBER "-" TOC_LABEL_END TOC_TEXT "@" TOC_BOOKMARK
                                          ";" TOC_NEXT_LEVEL "(" TOC_TEXT ")");
    prog_toc(b, models, 2, false, nowhere);
    prog_text(b, STR("|"));
    prog_toc(b, models, 2, true, nowhere);
    prog_text(b, STR("|"));
    prog_enter(b, STR("l"), false, nowhere);
    prog_number(b, NUMBER_HEADING, 1, 0);
    prog_number(b, NUMBER_UID_NEXT, 0, 1);
    prog_number(b, NUMBER_PLACE, 0, 0);
    prog_text(b, STR("<w:r><w:t>A &amp; </w:t><w:tab/><w:instrText>no</w:instrText><w:t>"));
    prog_var(b, STR("."), ESCAPE_XML_TEXT, nowhere);
    prog_text(b, STR("</w:t></w:r>"));
    prog_toc_heading(b, 0, 1, true);
    prog_close(b, STR("l"), nowhere);
    for (uint16_t level = 2; level <= 3; level++) {
        prog_number(b, NUMBER_PLACE, 0, 0);
        prog_text(b, STR("<text:span>B<text:note>no<text:p/></text:note></text:span>"));
        prog_toc_heading(b, 0, level, false);
    }
    prog_number(b, NUMBER_PLACE, 0, 0); /* an empty heading has no entry */
    prog_text(b, STR("<w:r/>"));
    prog_toc_heading(b, 0, 1, true);
    const ExecOptions options = {.numbering = &document};
    const Value *root = fixture_value(f, "{l: [x, y]}");
    Str out = str_of(fixture_output(f, fixture_built(b), root, &options, NULL, NULL));
    assert_true(str_is(str_sub(out, 0, str_find(out, STR("<"), 0)),
                       "1.-A &amp;  x@_TocCcap10000;|2.-A &amp;  y@_TocCcap10001;(B)|10000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(formats), TEST(references), TEST(counting), TEST(unsure), TEST(contents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
