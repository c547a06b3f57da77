/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies lift.c, lift_structure.c and the two dialects: tags found however they are split, what each governs, what must
 * stay valid when sections are empty, and both ends of what is torn. A body stands in short: P(x) is a paragraph of one run.
 */
#include "tests/unit/package_fixture.h"

#define T(x) "<w:t>" x "</w:t>"
#define TS(x) "<w:t xml:space=\"preserve\">" x "</w:t>"
#define R(x) "<w:r>" T(x) "</w:r>"
#define RS(x) "<w:r>" TS(x) "</w:r>"
#define P(x) "<w:p>" R(x) "</w:p>"
#define PS(x) "<w:p>" RS(x) "</w:p>"
#define TC(x) "<w:tc>" x "</w:tc>"
#define TR(x) "<w:tr>" x "</w:tr>"
#define TBL(x) "<w:tbl>" x "</w:tbl>"
#define OP(x) "<text:p>" x "</text:p>"
#define OTC(x) "<table:table-cell>" x "</table:table-cell>"
#define OTR(x) "<table:table-row>" x "</table:table-row>"
#define OTBL(x) "<table:table>" x "</table:table>"
#define LI(x) "<text:list-item>" x "</text:list-item>"

static const char data[] =
    "{x: X, y: \"a & b\", t: true, n: null, l: [{v: 1}, {v: 2}], e: [], lines: \"a\\nb\"}";

#define CHECK(kind, cases)                                                                         \
    fixture_check_bodies(*state, kind, cases, sizeof(cases) / sizeof(cases)[0], data)

static void tags_are_found_however_split(void **state)
{
    static const BodyCase cases[] = {
        {P("{x}"), P("{x}")}, /* no tag: the same bytes */
        {P("{{x}}"), PS("X")},
        {P("a {{x}}, {{y}} b"), PS("a X, a &amp; b b")},
        {P("{{lines}}"), "<w:p><w:r>" TS("a") "<w:br/>" TS("b") "</w:r></w:p>"},
        {"<w:p>" R("a{") R("{") R("x") R("}}b") "</w:p>",
         "<w:p>" RS("aX") RS("") RS("") RS("b") "</w:p>"},
        /* the value takes the format of the place where the tag began */
        {"<w:p><w:r><w:rPr><w:b/></w:rPr>" T("{{x") "</w:r><w:proofErr w:type=\"spellStart\"/>" R(
             "}}") "</w:p>",
         "<w:p><w:r><w:rPr><w:b/></w:rPr>" TS("X") "</w:r><w:proofErr w:type=\"spellStart\"/>" RS(
             "") "</w:p>"},
        /* tabs, breaks and no-break spaces in a tag are white space */
        {"<w:p><w:r>" T("{{") "<w:tab/>" T("x") "<w:br/>" T("}}") "</w:r></w:p>",
         "<w:p><w:r>" TS("X") TS("") TS("") "</w:r></w:p>"},
        {P("{{\u00a0x\u202f}}"), PS("X")},
        /* bookmarks, changes, links, smart tags, content controls */
        {"<w:p>" R("{{") "<w:bookmarkStart w:id=\"1\" w:name=\"b\"/>" R("x}}") "</w:p>",
         "<w:p>" RS("X") "<w:bookmarkStart w:id=\"1\" w:name=\"b\"/>" RS("") "</w:p>"},
        {"<w:p><w:ins w:id=\"1\">" R("{{x") "</w:ins><w:del w:id=\"2\"><w:r><w:delText>{{#q}}"
                                            "</w:delText></w:r></w:del>" R("}}") "</w:p>",
         "<w:p><w:ins w:id=\"1\">" RS("X") "</w:ins><w:del w:id=\"2\"><w:r><w:delText>{{#q}}"
                                           "</w:delText></w:r></w:del>" RS("") "</w:p>"},
        {"<w:p><w:hyperlink w:anchor=\"a\">" R("{{x}}") "</w:hyperlink>" R(".") "</w:p>",
         "<w:p><w:hyperlink w:anchor=\"a\">" RS("X") "</w:hyperlink>" R(".") "</w:p>"},
        {"<w:p><w:sdt><w:sdtContent>" R("{{x}}") "</w:sdtContent></w:sdt></w:p>",
         "<w:p><w:sdt><w:sdtContent>" RS("X") "</w:sdtContent></w:sdt></w:p>"},
        /* comments go */
        {P("a{{! note }}b"), PS("ab")},
        {P("a") P("{{! alone }}") P("{{x}}"), P("a") PS("X")},
    };
    CHECK(&docx_body, cases);
}

static void sections_in_text(void **state)
{
    static const BodyCase cases[] = {
        {P("a{{#t}}b{{/t}}c"), "<w:p>" RS("a") RS("b") RS("c") "</w:p>"},
        {P("a{{#e}}b{{/e}}c"), "<w:p>" RS("a") RS("c") "</w:p>"},
        {P("{{#l}}{{v}};{{/l}}"), "<w:p>" RS("1;") RS("2;") "</w:p>"},
        /* opened and closed in different runs, formats kept */
        {"<w:p><w:r><w:rPr><w:b/></w:rPr>" T("a{{#t}}b") "</w:r>" R("c{{/t}}d") "</w:p>",
         "<w:p><w:r><w:rPr><w:b/></w:rPr>" TS("a") "</w:r><w:r><w:rPr><w:b/></w:rPr>" TS(
             "b") "</w:r>" RS("c") RS("d") "</w:p>"},
        {"<w:p>" R("{{#e}}a") "<w:hyperlink w:anchor=\"a\">" R("b{{/e}}") "</w:hyperlink></w:p>",
         "<w:p></w:p>"},
        {P("{{#t}}{{/t}}"), "<w:p></w:p>"},
        /* a link is cut in two */
        {"<w:p>" R("{{#t}}a") "<w:hyperlink w:anchor=\"a\">" R("b{{/t}}c") "</w:hyperlink></w:p>",
         "<w:p>" RS("a") "<w:hyperlink w:anchor=\"a\">" RS(
             "b") "</w:hyperlink><w:hyperlink w:anchor=\"a\">" RS("c") "</w:hyperlink></w:p>"},
    };
    static const char *const torn =
        "<w:p>" R("{{#t}}a") "<w:sdt><w:sdtContent>" R("b{{/t}}c") "</w:sdtContent></w:sdt></w:p>";
    CHECK(&docx_body, cases);
    assert_string_equal(fixture_body(*state, &docx_body, torn, data),
                        "¶1 T-050 the section “t” begins here and ends in another part of the "
                        "structure: “{{#t}}ab{{/t}}c” (¶1)");
}

static void sections_over_paragraphs(void **state)
{
    static const BodyCase cases[] = {
        {P("{{#t}}") P("a") P("{{/t}}"), P("a")},
        {P("{{#e}}") P("a") P("{{/e}}") P("b"), P("b")},
        {P("{{#l}}") P("{{v}}") P("{{/l}}"), PS("1") PS("2")},
        {P(" {{^e}} ") P("a") P("{{/e}}{{#t}}") P("b") P("{{/t}}"), P("a") P("b")},
        {P("{{#l}}{{#v}}") P("a") P("{{/v}}{{/l}}"), P("a") P("a")},
        /* over tables, and inside a text box */
        {P("{{#l}}") TBL(TR(TC(P("{{v}}")))) P("{{/l}}"),
         TBL(TR(TC(PS("1")))) TBL(TR(TC(PS("2"))))},
        {"<w:p><w:r><w:pict><w:txbxContent>" P("{{#l}}") P("{{v}}")
             P("{{/l}}") "</w:txbxContent></w:pict></w:r>" R("{{x}}") "</w:p>",
         "<w:p><w:r><w:pict><w:txbxContent>" PS("1")
             PS("2") "</w:txbxContent></w:pict></w:r>" RS("X") "</w:p>"},
        /* a section break survives */
        {P("{{#e}}") P("a") "<w:p><w:pPr><w:sectPr/></w:pPr>" R("{{/e}}") "</w:p>",
         "<w:p><w:pPr><w:sectPr/></w:pPr>" RS("") "</w:p>"},
        /* a picture in it: not alone */
        {"<w:p><w:r><w:drawing/></w:r>" R("{{#e}}{{/e}}") "</w:p>",
         "<w:p><w:r><w:drawing/></w:r></w:p>"},
    };
    CHECK(&docx_body, cases);
    Fixture *f = *state;
    assert_string_equal(fixture_body(f, &docx_body, P("{{#t}}") P("a{{/t}}"), data),
                        "¶1 T-050 the section “t” begins here and ends in another part of the "
                        "structure: “a{{/t}}” (¶2)");
    assert_string_equal(
        fixture_body(f, &docx_body, P("{{#t}}") TBL(TR(TC(P("a")) TC(P("{{/t}}")))), data),
        "¶1 T-050 the section “t” begins here and ends in another part of the structure: “{{/t}}” "
        "(¶3)");
    assert_string_equal(fixture_body(f, &docx_body, P("a {{#t}} b") P("c"), data),
                        "¶1 T-007 the section “t” is never closed");
    assert_string_equal(fixture_body(f, &docx_body, P("{{#t}}") P("{{#x}}") P("{{/t}}"), data),
                        "¶3 T-005 “t” is closed while “x” is still open (¶2)");
    assert_string_equal(
        fixture_body(f, &docx_body, P("a") P("b {{x y}} c {{/q}}"), data),
        "¶2 T-003 “{{x y}}” is no name\n¶2 T-006 “q” is closed, but was never opened");
    assert_string_equal(fixture_body(f, &docx_body, P("a") P("b {{>q}} {{gone}}"), data),
                        "¶2 T-051 partials and blocks can't be used inside a document: “q”");
    assert_string_equal(fixture_body(f, &docx_body, P("a") P("b {{gone}}"), data),
                        "¶2 T-010 the data has no “gone”");
}

static void sections_over_rows(void **state)
{
    static const BodyCase cases[] = {
        /* alone in their rows */
        {TBL(TR(TC(P("h"))) TR(TC(P("{{#l}}"))) TR(TC(P("{{v}}"))) TR(TC(P("{{/l}}")))),
         TBL(TR(TC(P("h"))) TR(TC(PS("1"))) TR(TC(PS("2"))))},
        {TBL(TR(TC(P("h"))) TR(TC(P("{{#l}}")) TC("<w:p/>")) TR(TC(P("{{v}}")) TC(P("k")))
                 TR(TC("<w:p/>") TC(P("{{/l}}")))),
         TBL(TR(TC(P("h"))) TR(TC(PS("1")) TC(P("k"))) TR(TC(PS("2")) TC(P("k"))))},
        /* first cell to last cell */
        {TBL(TR(TC(P("h"))) TR(TC(P("{{#l}}{{v}}")) TC(P("b{{/l}}")))),
         TBL(TR(TC(P("h"))) TR(TC(PS("1")) TC(PS("b"))) TR(TC(PS("2")) TC(PS("b"))))},
        {TBL(TR(TC(P("h"))) TR(TC(P("{{#l}}") P("{{v}}")) TC(P("{{/l}}")))),
         TBL(TR(TC(P("h"))) TR(TC(PS("1")) TC("<w:p/>")) TR(TC(PS("2")) TC("<w:p/>")))},
        {TBL(TR(TC(P("h"))) TR(TC(P("{{#l}}{{#t}}{{v}}")) TC(P("{{/t}}{{/l}}")))),
         TBL(TR(TC(P("h"))) TR(TC(PS("1")) TC("<w:p/>")) TR(TC(PS("2")) TC("<w:p/>")))},
        /* inside one cell */
        {TBL(TR(TC(P("{{#l}}{{v}}{{/l}}")))), TBL(TR(TC("<w:p>" RS("1") RS("2") "</w:p>")))},
        /* a nested table */
        {TBL(TR(TC(TBL(TR(TC(P("{{#l}}{{v}}")) TC(P("{{/l}}")))) P("c")))),
         TBL(TR(TC(TBL(TR(TC(PS("1")) TC("<w:p/>")) TR(TC(PS("2")) TC("<w:p/>"))) P("c"))))},
    };
    CHECK(&docx_body, cases);
}

/* A cell, header, note or box keeps a paragraph; a table without rows goes. */
static void what_comes_out_empty_stays_valid(void **state)
{
    static const BodyCase cases[] = {
        {TBL(TR(TC(P("{{#e}}") P("a") P("{{/e}}")))), TBL(TR(TC("<w:p/>")))},
        {TBL(TR(TC(P("{{#t}}") P("a") P("{{/t}}")))), TBL(TR(TC(P("a"))))},
        {TBL(TR(TC(P("{{#l}}") P("a") P("{{/l}}")))), TBL(TR(TC(P("a") P("a"))))},
        {TBL(TR(TC(P("{{#e}}") P("a") P("{{/e}}{{#n}}") P("b") P("{{/n}}")))),
         TBL(TR(TC("<w:p/>")))},
        {TBL(TR(TC(P("{{#e}}") P("a") P("{{/e}}{{^e}}") P("b") P("{{/e}}")))), TBL(TR(TC(P("b"))))},
        {TBL(TR(TC(P("{{#t}}{{#e}}") P("a") P("{{/e}}{{/t}}")))), TBL(TR(TC("<w:p/>")))},
        {TBL(TR(TC(P("{{^t}}") P("a") P("{{/t}}")))), TBL(TR(TC("<w:p/>")))},
        {TBL(TR(TC("<w:tcPr/>" P("{{! gone }}")))), TBL(TR(TC("<w:tcPr/><w:p/>")))},
        {P("a") TBL("<w:tblPr/><w:tblGrid/>" TR(TC(P("{{#e}}{{v}}")) TC(P("{{/e}}")))) P("b"),
         P("a") P("b")},
        {TBL("<w:tblPr/>" TR(TC(P("{{#e}}"))) TR(TC(P("a"))) TR(TC(P("{{/e}}")))), "<w:p/>"},
        {TBL("<w:tblPr/>" TR(TC(P("{{#l}}"))) TR(TC(P("a"))) TR(TC(P("{{/l}}")))),
         TBL("<w:tblPr/>" TR(TC(P("a"))) TR(TC(P("a"))))},
        /* the table goes from its cell, which then keeps a paragraph */
        {TBL(TR(TC(TBL(TR(TC(P("{{#e}}{{v}}")) TC(P("{{/e}}"))))))), TBL(TR(TC("<w:p/>")))},
        {"<w:p><w:r><w:pict><w:txbxContent>" P("{{#e}}") P("{{v}}")
             P("{{/e}}") "</w:txbxContent></w:pict></w:r></w:p>",
         "<w:p><w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r></w:p>"},
    };
    static const Body header = {
        .head = "<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
        .tail = "</w:hdr>",
        .part = "word/document.xml"};
    static const BodyCase headers[] = {
        {P("{{#e}}") P("a") P("{{/e}}"), "<w:p/>"},
        {P("{{! nothing }}"), "<w:p/>"},
    };
    CHECK(&docx_body, cases);
    CHECK(&header, headers);
}

static void attributes(void **state)
{
    static const BodyCase cases[] = {
        {"<w:p><w:r><w:drawing><wp:docPr id=\"1\" name=\"p\" descr=\"{{y}} {{{x}}}\"/></w:drawing>"
         "</w:r></w:p>",
         "<w:p><w:r><w:drawing><wp:docPr id=\"1\" name=\"p\" descr=\"a &amp; b "
         "X\"/></w:drawing>"
         "</w:r></w:p>"},
        {"<w:p w:a=\"{{#l}}{{v}},{{/l}}\"/>", "<w:p w:a=\"1,2,\"/>"},
        /* characters that ccap marks tags with are text when a document has them */
        {"<w:p w:a=\"\U00100000{{x}}\U00100001\"/>", "<w:p w:a=\"\U00100000X\U00100001\"/>"},
        {"<w:p w:a=\"\uf0b7\"/>" P("{{x}}\ue000"), "<w:p w:a=\"\uf0b7\"/>" PS("X\ue000")},
    };
    CHECK(&docx_body, cases);
    Fixture *f = *state;
    assert_string_equal(fixture_body(f, &docx_body, "<w:p w:a=\"{{#t}}\"/>" P("{{/t}}"), data),
                        "¶1 T-050 the section “t” begins here and ends in another part of the "
                        "structure: “{{#t}}”");
    assert_string_equal(fixture_body(f, &docx_body, "<w:p w:a=\"a{{/t}}\"/>" P("{{x}}"), data),
                        "¶1 T-050 the section “t” begins here and ends in another part of the "
                        "structure: “a{{/t}}”");
    assert_string_equal(fixture_body(f, &docx_body, "<w:p w:a=\"{{x y}}\"/>", data),
                        "¶1 T-003 “{{x y}}” is no name");
    assert_string_equal(
        fixture_body(f, &docx_body, "<?ccap 1?>" P("{{x}}"), data),
        "¶0 P-122 the part holds a processing instruction “ccap”, which is reserved");
}

/* What repeats is renamed. */
/* --- ODF ---------------------------------------------------------------------------------------------- */

static void odt_tags(void **state)
{
    static const BodyCase cases[] = {
        {OP("a {{x}} {{y}}"), OP("a X a &amp; b")},
        {OP("{{lines}}"), OP("a<text:line-break/>b")},
        {OP("{<text:span text:style-name=\"T1\">{<text:s/>x<text:tab/>}</text:span>}b"),
         OP("X<text:span text:style-name=\"T1\"></text:span>b")},
        {OP("<text:span>{{x}}</text:span><text:a>{{x}}</text:a>"),
         OP("<text:span>X</text:span><text:a>X</text:a>")},
        {"<text:h text:outline-level=\"1\">{{x}}</text:h>",
         "<text:h text:outline-level=\"1\">X</text:h>"},
        {OP("a{{#t}}<text:span>b{{/t}}c</text:span>"),
         OP("a<text:span>b</text:span><text:span>c</text:span>")},
        {OP("{{#e}}") OP("a") OP("{{/e}}") OP("b"), OP("b")},
        /* a field is something that is seen */
        {OP("<text:date>21/09</text:date>{{#e}}{{/e}}"), OP("<text:date>21/09</text:date>")},
        /* deleted text is not read */
        {"<text:tracked-changes><text:changed-region><text:deletion>" OP(
             "{{#gone}}") "</text:deletion></text:changed-region></text:tracked-changes>" OP("{{x}"
                                                                                             "}"),
         "<text:tracked-changes><text:changed-region><text:deletion>" OP(
             "{{#gone}}") "</text:deletion></text:changed-region></text:tracked-changes>" OP("X")},
        {OP("a<text:note><text:note-body>" OP("{{x}}") "</text:note-body></text:note>{{y}}"),
         OP("a<text:note><text:note-body>" OP("X") "</text:note-body></text:note>a &amp; b")},
    };
    CHECK(&odt_body, cases);
}

static void odt_lists_and_tables(void **state)
{
    static const BodyCase cases[] = {
        /* a cell of ODF may end with a table that stays */
        {OTBL(OTR(OTC(OTBL(OTR(OTC(OP("{{x}}"))))))), OTBL(OTR(OTC(OTBL(OTR(OTC(OP("X")))))))},
        {"<text:list>" LI(OP("{{#l}}")) LI(OP("{{v}}")) LI(OP("{{/l}}")) "</text:list>",
         "<text:list>" LI(OP("1")) LI(OP("2")) "</text:list>"},
        {"<text:list>" LI(OP("a")) LI(OP("{{#e}}")) LI(OP("{{v}}")) LI(OP("{{/e}}")) "</text:list>",
         "<text:list>" LI(OP("a")) "</text:list>"},
        {OTBL("<table:table-column/>" OTR(OTC(OP("h")))
                  OTR(OTC(OP("{{#l}}{{v}}")) OTC(OP("{{/l}}")))),
         OTBL("<table:table-column/>" OTR(OTC(OP("h"))) OTR(OTC(OP("1")) OTC("<text:p/>"))
                  OTR(OTC(OP("2")) OTC("<text:p/>")))},
        {OTBL(OTR(OTC(OP("{{#e}}") OP("a") OP("{{/e}}")))), OTBL(OTR(OTC("<text:p/>")))},
        {OP("a") OTBL("<table:table-column/>" OTR(OTC(OP("{{#e}}{{v}}")) OTC(OP("{{/e}}")))),
         OP("a")},
    };
    CHECK(&odt_body, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tags_are_found_however_split),
        TEST(sections_in_text),
        TEST(sections_over_paragraphs),
        TEST(sections_over_rows),
        TEST(what_comes_out_empty_stays_valid),
        TEST(attributes),
        TEST(odt_tags),
        TEST(odt_lists_and_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
