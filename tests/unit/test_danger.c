/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies danger.c, docx_danger.c and odt_danger.c: addresses; fields however they are split, nested, spelt; relationships by
 * their types; what ODF fetches; what looks dangerous and is not; kind.c; memory that fails anywhere. The golden cases P-201 …
 * show the messages.
 */
#include "generator/base/mem.h"
#include "generator/format/danger.h"
#include "generator/format/kind.h"
#include "tests/unit/package_fixture.h"

#define R(x) "<w:r>" x "</w:r>"
#define BEGIN R("<w:fldChar w:fldCharType=\"begin\"/>")
#define SEPARATE R("<w:fldChar w:fldCharType=\"separate\"/>")
#define END R("<w:fldChar w:fldCharType=\"end\"/>")
#define INSTR(x) R("<w:instrText xml:space=\"preserve\">" x "</w:instrText>")
#define TEXT(x) R("<w:t>" x "</w:t>")
#define P(x) "<w:p>" x "</w:p>"

static void addresses(void **state)
{
    (void)state;
    static const char *const safe[] = {"",
                                       "#here",
                                       "http://a",
                                       "HTTPS://a",
                                       " mailto:a@b",
                                       "{{url}}",
                                       "../%7B%7burl%7D%7D",
                                       "https://a/{{b}}"};
    static const char *const unsafe[] = {"javascript:a", "file:///a", "a.docx",      "\\\\m\\a",
                                         "//m/a",        "ftp://a",   "JavaScript:", "http:a",
                                         "C:\\a",        "data:x"};
    for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++) {
        assert_true(danger_is_safe_link(str_of(safe[i])));
    }
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
        assert_false(danger_is_safe_link(str_of(unsafe[i])));
    }
    assert_true(danger_is_outside(STR("http://a")) && danger_is_outside(STR("C:\\a")));
    assert_true(danger_is_outside(STR("//m/a")) && danger_is_outside(STR("java\nscript:a")));
    assert_false(danger_is_outside(STR("media/a.png")) || danger_is_outside(STR("a/b:c")));
}

/* The codes of the diagnostics of a body, "" if it goes through. */
static const char *codes(Fixture *f, const Body *kind, const char *body)
{
    (void)fixture_body(f, kind, body, "{x: \"https://a.fr\"}");
    Buf out;
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < f->diags.n; i++) {
        buf_printf(&out, "%s%s ¶%u", i > 0 ? ", " : "", diag_info(f->diags.items[i].code)->code,
                   (unsigned)f->diags.items[i].paragraph);
    }
    const char *result = arena_str(&f->arena, buf_str(&out)).ptr;
    buf_done(&out);
    return result;
}

static void fields_that_fetch(void **state)
{
    static const char *const bodies[] = {
        P(BEGIN INSTR("INCLUDETEXT \"a\"") SEPARATE TEXT("a") END),
        P(BEGIN INSTR("  in") INSTR("CLUDE") INSTR("Picture a") END),
        P(BEGIN INSTR("\t&#xA0;DDEAUTO a b") SEPARATE END),
        P("<w:fldSimple w:instr=\" Link a\"/>"),
        P("<w:fldSimple w:instr=\"\nDATABASE\t\\d a\"/>"),
        P(BEGIN INSTR("DDE")), /* never ended */
        P(INSTR("RD ") INSTR("a")),
        P(BEGIN INSTR("IF ") BEGIN INSTR("IMPORT a") SEPARATE END INSTR(" = 1") END),
        P(BEGIN BEGIN INSTR("QUOTE INC") SEPARATE TEXT("INC") END INSTR("LUDE a") END),
        P(BEGIN INSTR("REF a") SEPARATE TEXT("b") BEGIN INSTR("LINK a") END END),
        P("<w:del>" BEGIN R("<w:delInstrText>LINK a</w:delInstrText>") END "</w:del>"),
        P(BEGIN "<w:r><w:instrText>LI</w:instrText><w:t/><w:instrText>NK</w:instrText></w:r>" END),
        P(BEGIN INSTR("<![CDATA[LINK a]]>") END),
        "<w:tbl><w:tr><w:tc>" P(BEGIN INSTR("LINK a") END) "</w:tc></w:tr></w:tbl>",
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_string_equal(codes(f, &docx_body, bodies[i]), "P-210 ¶1");
    }
    const char *over_paragraphs = P(TEXT("a")) P(BEGIN INSTR("INC")) P(INSTR("LUDE a") END);
    assert_string_equal(codes(f, &docx_body, over_paragraphs), "P-210 ¶2");
}

static void fields_that_stay(void **state)
{
    static const char *const bodies[] = {
        P(BEGIN INSTR("PAGE") SEPARATE TEXT("1") END),
        P(BEGIN INSTR("REF LINK \\h") SEPARATE TEXT("INCLUDETEXT") END),
        P(BEGIN INSTR("MACROBUTTON NoMacro here") END),
        P(BEGIN INSTR("LINKED a") END),
        P(TEXT("LINK INCLUDETEXT DDE")),
        P(BEGIN INSTR("HYPERLINK \\l \"_Toc1\"") SEPARATE TEXT("a") END),
        P(BEGIN INSTR("HYPERLINK \"https://a\" \\o \"file:b\"") END),
        P(BEGIN INSTR("HYPERLINK \"{") INSTR("{x}}\"") END), /* the value is checked once written */
        P(END SEPARATE),
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_string_equal(codes(f, &docx_body, bodies[i]), "");
    }
}

static void links_of_fields(void **state)
{
    static const char *const bodies[] = {
        P(BEGIN INSTR("HYPERLINK \"file:///a\"") END),
        P(BEGIN INSTR("hyperlink ") INSTR("javascript:a") END),
        P(BEGIN INSTR("HYPERLINK \\o \"https://a\" \"vbscript:a\"") END),
        P(BEGIN INSTR("HYPERLINK \\\\m\\a") END),
        P("<w:fldSimple w:instr='HYPERLINK \"a.docx\"'/>"),
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_string_equal(codes(f, &docx_body, bodies[i]), "P-209 ¶1");
    }
}

/* --- relationships ------------------------------------------------------------------------------------ */

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define CHART "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
#define SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* The codes of a DOCX whose part of this type has this relationship. */
static const char *codes_of_rel(Fixture *f, const char *type, const char *rel)
{
    Str types = arena_printf(&f->arena,
                             "<Types><Override PartName=\"/c.xml\" ContentType=\"%s\"/>"
                             "<Default Extension=\"xlsx\" ContentType=\"" SHEET "\"/>"
                             "<Default Extension=\"xlsm\" ContentType=\"application/"
                             "vnd.ms-excel.sheet.macroEnabled.12\"/></Types>",
                             type);
    Str rels =
        arena_printf(&f->arena, "<Relationships><Relationship Id=\"a\" %s/></Relationships>", rel);
    PkgPart parts[] = {{STR("[Content_Types].xml"), types},
                       {STR("word/document.xml"), STR(DOCX_HEAD DOCX_TAIL)},
                       {STR("c.xml"), STR("<c/>")},
                       {STR("_rels/c.xml.rels"), rels},
                       {STR("d.xlsx"), STR("PK")},
                       {STR("d.xlsm"), STR("PK")},
                       {STR("d.bin"), STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")},
                       {STR("d.txt"), STR("x")}};
    bool has_bin = strstr(rel, "d.bin");
    Package package = {.name = STR("m"), .parts = parts, .n_parts = has_bin ? 7 : 6};
    if (!strstr(rel, "d.xlsm")) {
        parts[5] = parts[has_bin ? 6 : 7];
        package.n_parts = 6;
    }
    uint32_t n_sources = 1;
    const Template *template = NULL;
    diag_list_init(&f->diags, &f->arena);
    Status st = template_compile(&f->arena, &package, NULL, 1, &n_sources, &f->diags, &template);
    assert_int_equal(st, f->diags.n > 0 ? ST_INPUT : ST_OK);
    Str all = STR_EMPTY;
    for (size_t i = 0; i < f->diags.n; i++) {
        all = arena_printf(&f->arena, "%.*s%s ", STR_ARG(all),
                           diag_info(f->diags.items[i].code)->code);
    }
    return all.ptr;
}

static void relationships(void **state)
{
    static const char *const cases[][3] = {
        {CHART, "Type=\"" REL "package\" Target=\"d.xlsx\"", ""},
        {CHART, "Type=\"" REL "package\" Target=\"d.xlsm\"", "P-202 "},
        {CHART, "Type=\"" REL "oleObject\" Target=\"file:///a.xlsx\" TargetMode=\"External\"",
         "P-208 "},
        {"a/b", "Type=\"" REL "package\" Target=\"d.xlsx\"", "P-202 "},
        {"a/b", "Type=\"" REL "oleObject\" Target=\"d.bin\"", "P-202 "},
        {"a/b", "Type=\"" REL "image\" Target=\"d.bin\"", "P-202 "},
        {"a/b",
         "Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" "
         "Target=\"d.bin\"",
         "P-201 "},
        {"a/b", "Type=\"" REL "control\" Target=\"d.bin\"", "P-203 "},
        {"a/b",
         "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/aFChunk\" "
         "Target=\"d.txt\"",
         "P-211 "},
        {"a/b", "Type=\"" REL "attachedTemplate\" Target=\"a.dotm\" TargetMode=\"External\"",
         "P-206 "},
        {"a/b", "Type=\"" REL "image\" Target=\"http://a\" TargetMode=\"External\"", "P-207 "},
        {"a/b", "Type=\"" REL "image\" Target=\"http://a\"",
         "P-207 "}, /* outside, whatever it says */
        {"a/b", "Type=\"" REL "frame\" Target=\"a.htm\" TargetMode=\"external\"", "P-208 "},
        {"a/b", "Type=\"x:unknown\" Target=\"\\\\m\\a\"", "P-208 "},
        {"a/b", "Type=\"" REL "hyperlink\" Target=\"javascript:a\" TargetMode=\"External\"",
         "P-209 "},
        {"a/b", "Type=\"" REL "hyperlink\" Target=\"https://a\" TargetMode=\"External\"", ""},
        {"a/b", "Type=\"" REL "hyperlink\" Target=\"#a\"", ""},
        {"a/b", "Type=\"" REL "image\" Target=\"{{x}}\"", "P-207 "},
        {"a/b", "Type=\"" REL "image\" Target=\"d.txt\"", ""},
        {"application/vnd.ms-word.vbaData+xml", "Type=\"x\" Target=\"d.txt\"", "P-201 "},
        {"application/vnd.ms-office.activeX+xml", "Type=\"x\" Target=\"d.txt\"", "P-203 "},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(codes_of_rel(f, cases[i][0], cases[i][1]), cases[i][2]);
    }
}

/* --- ODF ---------------------------------------------------------------------------------------------- */

#define XLINK "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href="
#define FORM "xmlns:form=\"urn:oasis:names:tc:opendocument:xmlns:form:1.0\" "
#define TP(x) "<text:p>" x "</text:p>"

static void elements_of_odf(void **state)
{
    static const char *const cases[][2] = {
        {TP("<draw:image " XLINK "\"Pictures/a.png\"/>"), ""},
        {TP("<draw:image " XLINK "\"./Pictures/../a.png\"/>"), ""},
        {TP("<draw:image " XLINK "\"Pictures/../../a.png\"/>"), "P-207 ¶1"},
        {TP("<draw:image " XLINK "\"/a.png\"/>"), "P-207 ¶1"},
        {TP("<draw:image " XLINK "\"https://a\"/>"), "P-207 ¶1"},
        {TP("<draw:image " XLINK "\"{{x}}\"/>"), "P-207 ¶1"},
        {TP("<draw:object " XLINK "\"%7B%7Bx}}\"/>"), "P-208 ¶1"},
        {TP("<draw:object " XLINK "\"./Object 1\"/>"), ""},
        {TP("<draw:object " XLINK "\"../a.ods\"/>"), "P-208 ¶1"},
        {TP("<draw:object-ole " XLINK "\"./Object 1\"/>"), "P-202 ¶1"},
        {TP("<draw:floating-frame " XLINK "\"http://a\"/>"), "P-208 ¶1"},
        {TP("<text:a " XLINK "\"https://a\">b</text:a>"), ""},
        {TP("<text:a " XLINK "\"#b\">b</text:a>"), ""},
        {TP("<text:a " XLINK "\"../{{x}}\">b</text:a>"), ""},
        {TP("<text:a " XLINK "\"../b.odt\">b</text:a>"), "P-209 ¶1"},
        {TP("<text:a " XLINK "\"javascript:b\">b</text:a>"), "P-209 ¶1"},
        {TP("<text:a " XLINK "\"macro:b\">b</text:a>"), "P-204 ¶1"},
        {"<text:section><text:section-source text:section-name=\"a\"/></text:section>", ""},
        {TP("a") "<text:section><text:section-source " XLINK "\"a\"/></text:section>", "P-214 ¶1"},
        {TP("<office:dde-source/>"), "P-215 ¶1"},
        {TP("<text:database-name/>"), "P-213 ¶1"},
        {TP("<form:form " FORM "form:datasource=\"\" " XLINK "\"\"/>"), ""},
        {TP("<form:form " FORM "form:datasource=\"a\"/>"), "P-213 ¶1"},
        {TP("<text:execute-macro/>"), "P-204 ¶1"},
        {TP("<office:event-listeners/>"), ""},
        {TP("<office:event-listeners><office:event-listener " XLINK
            "\"\"/></office:event-listeners>"),
         ""},
        {TP("<office:event-listeners><office:event-listener " XLINK
            "\"a\"/></office:event-listeners>"),
         "P-205 ¶1"},
        {"<text:tracked-changes>" TP("a") "</text:tracked-changes>" TP("<text:script/>"),
         "P-204 ¶1"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(codes(f, &odt_body, cases[i][0]), cases[i][1]);
    }
}

static void kinds_of_files(void **state)
{
    static const struct {
        Str bytes;
        const char *kind;
    } cases[] = {
        {{"{\\rtf1", 6}, "an RTF document"},
        {{"%PDF-1.7", 8}, "a PDF document"},
        {{"<?xml version=\"1.0\"?><office:document xmlns", 43}, "a flat OpenDocument file (.fodt)"},
        {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 32},
         "a document of Word 97-2003 (.doc)"},
        {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "a file of an old Office program"},
        {{"\xDB\xA5-\0", 4}, "a file of another program"}};
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        diag_list_init(&f->diags, &f->arena);
        assert_int_equal(kind_refuse_file(STR("m"), cases[i].bytes, &f->diags), ST_INPUT);
        assert_string_equal(f->diags.items[0].args[1].ptr, cases[i].kind);
    }
    assert_int_equal(kind_refuse_file(STR("m"), STR("PK\x03\x04"), &f->diags), ST_OK);
    assert_int_equal(kind_refuse_file(STR("m"), STR("Hello {{x}}"), &f->diags), ST_OK);
}

static void memory_that_fails(void **state)
{
    (void)state;
    Status st = ST_NOMEM;
    for (size_t n = 1; st == ST_NOMEM; n++) {
        Fixture f = {0};
        const Template *template = NULL;
        uint32_t n_sources = 1;
        arena_init(&f.arena, 0);
        diag_list_init(&f.diags, &f.arena);
        Package package =
            fixture_package(&f, &docx_body, P(BEGIN INSTR("LINK a") END) P(TEXT("b")));
        mem_fail_at(n);
        st = template_compile(&f.arena, &package, NULL, 1, &n_sources, &f.diags, &template);
        mem_fail_at(0);
        arena_done(&f.arena);
        assert_true(n < 300);
    }
    assert_int_equal(st, ST_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses), TEST(fields_that_fetch), TEST(fields_that_stay),
        TEST(links_of_fields),       TEST(relationships),     TEST(elements_of_odf),
        TEST(kinds_of_files),        TEST(memory_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
