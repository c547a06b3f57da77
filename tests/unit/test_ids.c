/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies ids.c, ids_free.c, docx_ids.c, docx_field.c and odt_ids.c: what stands in sections is unique in each turn, what refers
 * to it follows, ranges keep both ends, and what stands once keeps its name and number.
 */
#include "generator/format/ids.h"
#include "generator/format/ooxml.h"
#include "tests/unit/package_fixture.h"

#define P(x) "<w:p><w:r><w:t xml:space=\"preserve\">" x "</w:t></w:r></w:p>"
#define R "<w:r><w:t>a</w:t></w:r>"
#define START(id, name) "<w:bookmarkStart w:id=\"" id "\" w:name=\"" name "\"/>"
#define END(id) "<w:bookmarkEnd w:id=\"" id "\"/>"
#define MARKED(id, name) "<w:p>" START(id, name) R END(id) "</w:p>"
#define LINK(name) "<w:p><w:hyperlink w:anchor=\"" name "\">" R "</w:hyperlink></w:p>"
#define FIELD(instr) "<w:p><w:r><w:instrText>" instr "</w:instrText></w:r></w:p>"
#define OP(x) "<text:p>" x "</text:p>"

static const char data[] = "{t: true, l: [{m: [1, 2]}, {m: [3]}], e: [], v: [1, 2]}";

#define CHECK(kind, cases)                                                                         \
    fixture_check_bodies(*state, kind, cases, sizeof(cases) / sizeof(cases)[0], data)

static void names_and_numbers_of_word(void **state)
{
    static const BodyCase cases[] = {
        /* once: as it was, beside a tag */
        {P("{{#t}}b{{/t}}") MARKED("3", "b"), P("b") MARKED("3", "b")},
        {P("{{#v}}") MARKED("3", "b") P("{{/v}}"), MARKED("10000", "b") MARKED("10001", "b_2")},
        /* a name that exists already is not given */
        {P("{{#v}}") MARKED("3", "b") P("{{/v}}") MARKED("4", "b_2"),
         MARKED("10000", "b") MARKED("10001", "b_a_2") MARKED("4", "b_2")},
        /* a number that exists already is not given */
        {P("{{#v}}") MARKED("3", "b") P("{{/v}}") MARKED("10000", "c"),
         MARKED("10001", "b") MARKED("10002", "b_2") MARKED("10000", "c")},
        /* Word takes 40 characters */
        {P("{{#v}}") MARKED("3", "un_nom_de_signet_qui_est_vraiment_long_") P("{{/v}}"),
         MARKED("10000", "un_nom_de_signet_qui_est_vraiment_long_")
             MARKED("10001", "un_nom_de_signet_qui_est_v_2_2")},
        {P("{{#v}}") "<w:sdt><w:sdtPr><w:id w:val=\"5\"/></w:sdtPr></w:sdt>" P("{{/v}}"),
         "<w:sdt><w:sdtPr><w:id w:val=\"10000\"/></w:sdtPr></w:sdt>"
         "<w:sdt><w:sdtPr><w:id w:val=\"10001\"/></w:sdtPr></w:sdt>"},
        {P("{{#v}}") "<w:p><w:ins w:id=\"7\">" R "</w:ins></w:p>" P("{{/v}}"),
         "<w:p><w:ins w:id=\"10000\">" R "</w:ins></w:p><w:p><w:ins w:id=\"10001\">" R
         "</w:ins></w:p>"},
    };
    CHECK(&docx_body, cases);
}

static void references_of_word(void **state)
{
    static const BodyCase cases[] = {
        /* those of the turn follow, before and behind; the others mean the first */
        {LINK("b") P("{{#v}}") LINK("b") MARKED("3", "b") FIELD(" REF b \\h ") P("{{/v}}")
             FIELD("PAGEREF b"),
         LINK("b") LINK("b") MARKED("10000", "b") FIELD(" REF b \\h ") LINK("b_2")
             MARKED("10001", "b_2") FIELD(" REF b_2 \\h ") FIELD("PAGEREF b")},
        /* in an outer turn: its first copy */
        {P("{{#l}}") LINK("b") P("{{#m}}") MARKED("3", "b") P("{{/m}}") P("{{/l}}"),
         LINK("b") MARKED("10000", "b") MARKED("10001", "b_2") LINK("b_3") MARKED("10002", "b_3")},
        /* in an inner turn: the copy around it */
        {P("{{#l}}") MARKED("3", "b") P("{{#m}}") LINK("b") P("{{/m}}") P("{{/l}}"),
         MARKED("10000", "b") LINK("b") LINK("b") MARKED("10001", "b_2") LINK("b_2")},
        /* either or */
        {P("{{#v}}{{#t}}") MARKED("3", "b") P("{{/t}}{{^t}}") MARKED("4", "b") P("{{/t}}{{/v}}"),
         MARKED("10000", "b") MARKED("10001", "b_2")},
        /* an instruction in pieces, names in quotation marks */
        {P("{{#v}}")
             MARKED("3", "b") "<w:p><w:r><w:instrText>HYPER</w:instrText></w:r><w:r>"
                              "<w:instrText>LINK \\l \"b\"</w:instrText></w:r></w:p>" P("{{/v}}"),
         MARKED("10000", "b") "<w:p><w:r><w:instrText xml:space=\"preserve\">HYPERLINK \\l "
                              "\"b\"</w:instrText></w:r><w:r>"
                              "<w:instrText/></w:r></w:p>" MARKED(
                                  "10001",
                                  "b_2") "<w:p><w:r><w:instrText xml:space=\"preserve\">HYPERLINK "
                                         "\\l \"b_2\"</w:instrText></w:r><w:r>"
                                         "<w:instrText/></w:r></w:p>"},
        {P("{{#v}}") MARKED("3", "b") "<w:p><w:fldSimple w:instr=\"REF b\"/></w:p>" P("{{/v}}"),
         MARKED("10000", "b") "<w:p><w:fldSimple w:instr=\"REF b\"/></w:p>" MARKED(
             "10001", "b_2") "<w:p><w:fldSimple w:instr=\"REF b_2\"/></w:p>"},
    };
    CHECK(&docx_body, cases);
}

static void ranges_keep_both_ends(void **state)
{
    static const BodyCase cases[] = {
        /* an end in a loop moves behind it, a start before it */
        {"<w:p>" START("3", "b") R "</w:p>" P("{{#v}}") "<w:p>" R END("3") "</w:p>" P("{{/v}}"),
         "<w:p>" START("3", "b") R "</w:p><w:p>" R "</w:p><w:p>" R "</w:p>" END("3")},
        {P("{{#v}}") "<w:p>" START("3", "b") R "</w:p>" P("{{/v}}") "<w:p>" R END("3") "</w:p>",
         START("3", "b") "<w:p>" R "</w:p><w:p>" R "</w:p><w:p>" R END("3") "</w:p>"},
        /* half of it stands beside a tag whose paragraph goes */
        {"<w:p>" START("3", "b") "<w:r><w:t>{{#v}}</w:t></w:r></w:p><w:p>" R END("3") "</w:p>" P(
             "{{/v}}"),
         START("3", "b") "<w:p>" R "</w:p><w:p>" R "</w:p>" END("3")},
        /* half a range in a loop goes */
        {P("{{#v}}") "<w:p>" START("3", "b") R "</w:p>" P("{{/v}}"),
         "<w:p>" R "</w:p><w:p>" R "</w:p>"},
    };
    CHECK(&docx_body, cases);
}

#define BOOK(name) "<text:bookmark text:name=\"" name "\"/>"
#define FROM(name) "<text:bookmark-start text:name=\"" name "\"/>"
#define TO(name) "<text:bookmark-end text:name=\"" name "\"/>"
#define SEE(name) OP("<text:bookmark-ref text:ref-name=\"" name "\"/>")

static void names_of_odf(void **state)
{
    static const BodyCase cases[] = {
        {OP("{{#t}}b{{/t}}") OP(BOOK("b")), OP("b") OP(BOOK("b"))},
        {SEE("b") OP("{{#v}}") OP(FROM("b") "x" TO("b")) SEE("b") OP("{{/v}}"),
         SEE("b") OP(FROM("b") "x" TO("b")) SEE("b") OP(FROM("b_2") "x" TO("b_2")) SEE("b_2")},
        {OP("{{#v}}") "<text:section text:name=\"s\">" OP("x") "</text:section>" OP("{{/v}}"),
         "<text:section text:name=\"s\">" OP(
             "x") "</text:section><text:section text:name=\"s_2\">" OP("x") "</text:section>"},
        {OP("{{#v}}") "<text:list xml:id=\"i\"/><text:list text:continue-list=\"i\"/>" OP("{{/v}}"),
         "<text:list xml:id=\"i\"/><text:list text:continue-list=\"i\"/>"
         "<text:list xml:id=\"i_2\"/><text:list text:continue-list=\"i_2\"/>"},
        {OP("{{#v}}<draw:frame draw:name=\"f\"/><text:note text:id=\"n\"/>{{/v}}"),
         OP("<draw:frame draw:name=\"f\"/><text:note text:id=\"n\"/><draw:frame "
            "draw:name=\"f_2\"/><text:note text:id=\"n_2\"/>")},
        /* what can be no range is a place */
        {OP(FROM("b") "x") OP("{{#v}}") OP("y" TO("b")) OP("{{/v}}"),
         OP(BOOK("b") "x") OP("y") OP("y")},
        {OP(FROM("b") "x{{#v}}y" TO("b") "{{/v}}z"), OP(FROM("b") "xyy" TO("b") "z")},
    };
    CHECK(&odt_body, cases);
}

static void bookmarks_of_fields(void **state)
{
    static const struct {
        const char *instruction;
        const char *name; /* NULL: none */
    } cases[] = {
        {"REF _Ref1 \\h", "_Ref1"},
        {" pageref \"a b\"", "a b"},
        {"NOTEREF x", "x"},
        {"HYPERLINK \\l x", "x"},
        {"HYPERLINK \"u\" \\o \"t\" \\l \"x\"", "x"},
        {"HYPERLINK \"u\"", NULL},
        {"TOC \\o \"1-3\" \\b x", "x"},
        {"TOC \\o", NULL},
        {"PAGE", NULL},
        {"", NULL},
        {"REF \\h", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t from = 0;
        size_t to = 0;
        Str text = str_of(cases[i].instruction);
        bool has_name = docx_field_bookmark(text, &from, &to);
        assert_int_equal(has_name, cases[i].name != NULL);
        if (has_name) {
            assert_true(str_is(str_sub(text, from, to - from), cases[i].name));
        }
    }
}

static void values_in_fields(void **state)
{
    static const struct {
        const char *instruction; /* the value stands at "@" */
        Escape escape;
        const char *address; /* what stands before it in the address; NULL: it is part of none */
    } cases[] = {
        {" HYPERLINK \"@\" ", ESCAPE_LINK, ""},
        {"HYPERLINK @", ESCAPE_LINK, ""},
        {"HYPERLINK \"https://a/@\" \\o \"b\"", ESCAPE_LINK, "https://a/"},
        {"HYPERLINK \\o \"b\" \"x@\"", ESCAPE_LINK, "x"},
        {"HYPERLINK \"a\" \\o \"@\"", ESCAPE_FIELD, NULL},
        {"HYPERLINK \\l @", ESCAPE_FIELD_WORD, NULL},
        {"REF @ \\h", ESCAPE_FIELD_WORD, NULL},
        {"QUOTE \"a \\\" @\"", ESCAPE_FIELD, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str text = str_of(cases[i].instruction);
        size_t at = str_find(text, STR("@"), 0);
        size_t start = 0;
        assert_int_equal(docx_field_escape(text, at, &start), cases[i].escape);
        assert_int_equal(start == SIZE_MAX, cases[i].address == NULL);
        if (cases[i].address) {
            assert_true(str_is(str_sub(text, start, at - start), cases[i].address));
        }
    }
}

static uint32_t first_free(Fixture *f, const char *bytes)
{
    PkgPart part = {.name = STR("a.xml"), .bytes = str_of(bytes)};
    const Package package = {.parts = &part, .n_parts = 1};
    uint32_t first = 0;
    assert_int_equal(ids_first_free(&f->arena, &package, 10000, &first), ST_OK);
    return first;
}

static void numbers_that_are_free(void **state)
{
    Fixture *f = *state;
    assert_int_equal(first_free(f, "<a/>"), 10000);
    assert_int_equal(first_free(f, "<a w:id=\"9999\" cx=\"20000\"/>"), 10000);
    assert_int_equal(first_free(f, "<a w:id=\"12000\"/><b id='10000'/>"), 12001);
    assert_int_equal(first_free(f, "<a name=\"x_10000\"/><w:id w:val=\"10001\"/>"), 10002);
    /* far away: there is room before it */
    assert_int_equal(first_free(f, "<a w:id=\"2000000000\"/><a w:id=\"99999999999\"/>"), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_and_numbers_of_word), TEST(references_of_word),
        TEST(ranges_keep_both_ends),     TEST(names_of_odf),
        TEST(bookmarks_of_fields),       TEST(values_in_fields),
        TEST(numbers_that_are_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
