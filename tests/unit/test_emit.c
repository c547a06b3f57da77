/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies emit.c, docx_emit.c and odt_emit.c: what becomes of Markdown in either format, sections around blocks, items, rows
 * and words, numbers of lists, references, links, and what can't be written.
 */
#include "generator/base/limits.h"
#include "generator/format/emit.h"
#include "generator/format/format.h"
#include "generator/text/mdread.h"
#include "generator/tmpl/exec.h"
#include "tests/unit/data_fixture.h"

static const char data[] = "{t: true, e: [], l: [{v: a}, {v: \"b & <c>\"}], x: X}";

/* Markdown with tags, laid out and run; or what is wrong with it. */
static const char *emitted(Fixture *f, const Format *format, const char *markdown)
{
    RichNode *doc = NULL;
    const Program *program = NULL;
    const ExecOptions options = {.missing = MISSING_ERROR};
    const Value *root = fixture_value(f, data);
    diag_list_init(&f->diags, &f->arena);
    const Source *source = source_new(&f->arena, STR("t.md"), str_of(markdown), 1);
    const Loc at = {.source = source, .line = 1, .column = 1};
    ProgBuilder *builder = prog_builder_new(&f->arena, STR("b"), &f->diags);
    Status st = mdread(&f->arena, str_of(markdown), at, 0, TYPO_NONE, &f->diags, &doc);
    if (st == ST_OK) {
        StyleSet styles;
        styles_of_annex(format == &format_docx, &styles);
        st = emit_doc(format->emit, builder, NULL, &styles, doc, false, &f->diags);
    }
    Status finished = prog_finish(builder, &program);
    if (st != ST_OK || finished != ST_OK) {
        return fixture_report(f);
    }
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 20);
    exec_begin(exec, &options, NULL, &f->diags);
    st = exec_run(exec, program, root, &out);
    const char *result = st == ST_OK ? arena_str(&f->arena, buf_str(&out)).ptr : fixture_report(f);
    exec_free(exec);
    buf_done(&out);
    return result;
}

typedef struct Case {
    const char *markdown;
    const char *docx;
    const char *odt;
} Case;

#define R(x) "<w:r><w:t xml:space=\"preserve\">" x "</w:t></w:r>"
#define RS(style, x)                                                                               \
    "<w:r><w:rPr><w:rStyle w:val=\"" style "\"/></w:rPr><w:t xml:space=\"preserve\">" x            \
    "</w:t></w:r>"
#define P(style, x) "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr>" x "</w:p>"
#define PK(style, x) "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/><w:keepNext/></w:pPr>" x "</w:p>"
/* of an item; keep: "1" if it stays with the next one */
#define PI(style, keep, x)                                                                         \
    "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/><w:keepNext w:val=\"" keep "\"/></w:pPr>" x "</"   \
    "w:p>"
#define ITEM(style, keep, level, id, x)                                                            \
    "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/><w:keepNext w:val=\"" keep                         \
    "\"/><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" id "\"/></w:numPr></w:pPr>" x    \
    "</w:p>"
#define OP(style, x) "<text:p text:style-name=\"" style "\">" x "</text:p>"
#define OSPAN(style, x) "<text:span text:style-name=\"" style "\">" x "</text:span>"
#define OLIST(style, x) "<text:list text:style-name=\"" style "\">" x "</text:list>"
#define OITEM(x) "<text:list-item>" x "</text:list-item>"
#define BODY "Text_20_body"

static void check(Fixture *f, const Case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(emitted(f, &format_docx, cases[i].markdown), cases[i].docx);
        assert_string_equal(emitted(f, &format_odt, cases[i].markdown), cases[i].odt);
    }
}
#define CHECK(cases) check(*state, cases, sizeof(cases) / sizeof(cases)[0])

static void paragraphs_and_formats(void **state)
{
    static const Case cases[] = {
        {"a & \\<b", P("Corps", R("a &amp; &lt;b")), OP(BODY, "a &amp; &lt;b")},
        {"a {{x}} b", P("Corps", R("a X b")), OP(BODY, "a X b")},
        {"a **b** *c* `d`",
         P("Corps", R("a ") RS("Strong", "b") R(" ") RS("Emphasis", "c") R(" ") RS("Code", "d")),
         OP(BODY, "a " OSPAN("Strong_20_Emphasis",
                             "b") " " OSPAN("Emphasis", "c") " " OSPAN("Source_20_Text", "d"))},
        {"a\\\nb",
         P("Corps", "<w:r><w:t xml:space=\"preserve\">a</w:t><w:br/><w:t "
                    "xml:space=\"preserve\">b</w:t></w:r>"),
         OP(BODY, "a<text:line-break/>b")},
        {"a\nb", P("Corps", R("a b")), OP(BODY, "a b")},
        {"> a\n>\n> > b\n>\n> c", P("Quote", R("a")) P("Quote", R("b")) P("Quote", R("c")),
         OP("Quotations", "a") OP("Quotations", "b") OP("Quotations", "c")},
        {"```\na  b\n c\n```",
         P("CodeBlock", "<w:r><w:t xml:space=\"preserve\">a  b</w:t><w:br/><w:t "
                        "xml:space=\"preserve\"> c</w:t></w:r>"),
         OP("Preformatted_20_Text", "a <text:s/>b<text:line-break/><text:s/>c")},
        {"# a\n\nb\n\n## c", P("Heading3", R("a")) P("Corps", R("b")) P("Heading4", R("c")),
         "<text:h text:style-name=\"Heading_20_3\" text:outline-level=\"3\">a</text:h>" OP(
             BODY,
             "b") "<text:h text:style-name=\"Heading_20_4\" text:outline-level=\"4\">c</text:h>"},
    };
    CHECK(cases);
}

static void sections_govern_what_they_enclose(void **state)
{
    static const Case cases[] = {
        {"a{{#t}} b{{/t}}{{#e}} c{{/e}}.", P("Corps", R("a") R(" b") R(".")), OP(BODY, "a b.")},
        {"{{#e}}\na\n{{/e}}\n\nb", P("Corps", R("b")), OP(BODY, "b")},
        {"{{#l}}\n\n{{v}}\n\n{{/l}}", P("Corps", R("a")) P("Corps", R("b &amp; &lt;c&gt;")),
         OP(BODY, "a") OP(BODY, "b &amp; &lt;c&gt;")},
        {"**a{{#e}} b{{/e}}**", P("Corps", RS("Strong", "a")),
         OP(BODY, OSPAN("Strong_20_Emphasis", "a"))},
        {"- {{x}}\n{{#l}}\n- {{v}}\n{{/l}}\n- z",
         ITEM("ListBullet", "1", "0", "100", R("X")) ITEM("ListBullet", "0", "0", "100", R("a"))
             ITEM("ListBullet", "1", "0", "100", R("b &amp; &lt;c&gt;"))
                 ITEM("ListBullet", "0", "0", "100", R("z")),
         OLIST("ccap_puce", OITEM(OP("CcapListe.Puce1", "X")) OITEM(OP("CcapListe.Puce0", "a"))
                                OITEM(OP("CcapListe.Puce1", "b &amp; &lt;c&gt;"))
                                    OITEM(OP("CcapListe.Puce0", "z")))},
    };
    CHECK(cases);
}

/* Each list has a number of its own; an item's further paragraphs carry none; lists nest. */
static void lists(void **state)
{
    static const Case cases[] = {
        {"1. a\n2. b\n\n   c\n\nd\n\n1. e",
         ITEM("ListNumber", "1", "0", "100", R("a")) ITEM("ListNumber", "1", "0", "100", R("b"))
             PI("ListContinue", "0", R("c")) PK("CorpsApres", R("d"))
                 ITEM("ListNumber", "0", "0", "101", R("e")),
         OLIST("ccap_numero", OITEM(OP("CcapListe.Numero1", "a"))
                                  OITEM(OP("CcapListe.Numero1", "b") OP("CcapListe.Numero0", "c")))
             OP(BODY "_20_after_20_keep", "d")
                 OLIST("ccap_numero", OITEM(OP("CcapListe.Numero0", "e")))},
        {"- a\n  1. b\n- c",
         ITEM("ListBullet", "1", "0", "100", R("a")) ITEM("ListNumber", "1", "1", "101", R("b"))
             ITEM("ListBullet", "0", "0", "100", R("c")),
         OLIST("ccap_puce", OITEM(OP("CcapListe.Puce1", "a")
                                      OLIST("ccap_numero", OITEM(OP("CcapListe.Numero1", "b"))))
                                OITEM(OP("CcapListe.Puce0", "c")))},
        /* a list in a loop starts again each time */
        {"{{#l}}\n\n{{v}}:\n\n1. a\n\n{{/l}}\n\nz",
         PK("Corps", R("a:")) ITEM("ListNumber", "0", "0", "100", R("a"))
             PK("Corps", R("b &amp; &lt;c&gt;:")) ITEM("ListNumber", "0", "0", "101", R("a"))
                 P("CorpsApres", R("z")),
         OP(BODY "_20_keep", "a:") OLIST("ccap_numero", OITEM(OP("CcapListe.Numero0", "a")))
             OP(BODY "_20_keep", "b &amp; &lt;c&gt;:") OLIST(
                 "ccap_numero", OITEM(OP("CcapListe.Numero0", "a"))) OP(BODY "_20_after", "z")},
        /* either sentence announces the list, though the other stands between */
        {"{{#e}}\n\nx:\n\n{{/e}}\n{{^e}}\n\ny:\n\n{{/e}}\n\n- a",
         PK("Corps", R("y:")) ITEM("ListBullet", "0", "0", "100", R("a")),
         OP(BODY "_20_keep", "y:") OLIST("ccap_puce", OITEM(OP("CcapListe.Puce0", "a")))},
        {"{{^e}}\n\nx:\n\n{{/e}}\n{{#e}}\n\ny:\n\n{{/e}}\n\n- a",
         PK("Corps", R("x:")) ITEM("ListBullet", "0", "0", "100", R("a")),
         OP(BODY "_20_keep", "x:") OLIST("ccap_puce", OITEM(OP("CcapListe.Puce0", "a")))},
        {"{{^e}}\n\nx.\n\n{{/e}}\n{{^l}}\n\ny.\n\n{{/l}}\n\n- a",
         P("Corps", R("x.")) ITEM("ListBullet", "0", "0", "100", R("a")),
         OP(BODY, "x.") OLIST("ccap_puce", OITEM(OP("CcapListe.Puce0", "a")))},
        /* items that repeat are items of one list */
        {"{{#l}}\n1. a\n{{/l}}",
         ITEM("ListNumber", "1", "0", "100", R("a")) ITEM("ListNumber", "0", "0", "100", R("a")),
         OLIST("ccap_numero",
               OITEM(OP("CcapListe.Numero1", "a")) OITEM(OP("CcapListe.Numero0", "a")))},
        /* what stands behind a list keeps its distance, also behind one that may vanish */
        {"- a\n\n{{#e}}\n\nb\n\n{{/e}}\n\nc",
         ITEM("ListBullet", "0", "0", "100", R("a")) P("CorpsApres", R("c")),
         OLIST("ccap_puce", OITEM(OP("CcapListe.Puce0", "a"))) OP(BODY "_20_after", "c")},
    };
    CHECK(cases);
}

static void tables_are_complete(void **state)
{
    Fixture *f = *state;
    static const char markdown[] = "| A | B |\n|---|--:|\n{{#l}}\n| {{v}} | 1 |\n{{/l}}\n| z | 2 |";
    const char *docx = emitted(f, &format_docx, markdown);
    const char *odt = emitted(f, &format_odt, markdown);
    size_t n_rows = 0;
    size_t n_cells = 0;
    for (const char *p = docx; (p = strstr(p, "<w:tr>")); p++) {
        n_rows++;
    }
    for (const char *p = docx; (p = strstr(p, "<w:tc>")); p++) {
        n_cells++;
    }
    assert_int_equal(n_rows, 4);
    assert_int_equal(n_cells, 8);
    assert_non_null(strstr(docx, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"));
    assert_non_null(strstr(docx, "b &amp; &lt;c&gt;"));
    assert_non_null(strstr(docx, "TableTextRight"));
    /* short: its rows stay together, the last one stays with nothing */
    const char *row = docx;
    static const char *const switches[] = {"<w:keepNext/>", "<w:keepNext w:val=\"1\"/>",
                                           "<w:keepNext w:val=\"1\"/>",
                                           "<w:keepNext w:val=\"0\"/>"};
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        row = strstr(row, "<w:keepNext");
        assert_non_null(row);
        assert_memory_equal(row, switches[i], strlen(switches[i]));
        row++;
    }
    assert_null(strstr(row, "<w:keepNext"));
    assert_non_null(strstr(odt, "table:style-name=\"CcapTableau.Cadre\""));
    assert_non_null(strstr(odt, "text:style-name=\"CcapTableau.Rang0\">z<"));
    assert_non_null(strstr(odt, "<table:table-header-rows><table:table-row"));
    assert_non_null(strstr(odt, "</table:table-header-rows><table:table-row"));
    n_rows = 0;
    for (const char *p = odt; (p = strstr(p, "<table:table-row ")); p++) {
        n_rows++;
    }
    assert_int_equal(n_rows, 4);
    /* no row of the body: the header stays, and the table is closed */
    odt = emitted(f, &format_odt, "| A |\n|---|\n{{#e}}\n| {{v}} |\n{{/e}}");
    assert_non_null(strstr(odt, "</table:table-row></table:table-header-rows></table:table>"));
}

#define FIELD_BEGIN                                                                                \
    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\">"
#define FIELD_RESULT "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
#define FIELD_END "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"

/* The grid of the first table, or what is wrong with it. */
static void assert_grid(Fixture *f, const char *markdown, const char *expected)
{
    CLEANUP(buf_done) Buf grid = {0};
    const char *docx = emitted(f, &format_docx, markdown);
    buf_init(&grid, 1000);
    for (const char *p = docx; (p = strstr(p, "<w:gridCol w:w=\"")); p++) {
        buf_printf(&grid, "%d ", atoi(p + strlen("<w:gridCol w:w=\"")));
    }
    assert_string_equal(arena_str(&f->arena, buf_str(&grid)).ptr, expected);
}

/*
 * Columns share 9072 twips by what they hold: as much of the longest words as stays whole, then by the length of texts. Sections
 * are taken for alternatives; what is to be filled in by hand has room too.
 */
static void columns_have_room(void **state)
{
    Fixture *f = *state;
#define TABLE(a, b) "| A | B |\n|---|---|\n| " a " | " b " |"
#define LONG "un texte assez long pour tenir sur deux lignes au moins, voire sur trois"
    assert_grid(f, TABLE("aaa", "aaa"), "4536 4536 ");
    assert_grid(f, TABLE("", ""), "4536 4536 ");
    assert_grid(f, TABLE("1", ""), "850 8222 ");
    assert_grid(f, TABLE(LONG, LONG), "4536 4536 ");
    assert_grid(f, TABLE(LONG, "un texte court"), "7087 1985 ");
    assert_grid(f, TABLE("{{#t}}dix lettres{{/t}}{{#e}}onze lettres{{/e}}", "onze lettres"),
                "4536 4536 ");
    assert_grid(f, TABLE("{{#e}}{{v.montant}}{{/e}}", LONG), "1984 7088 ");
    /* a word keeps its line, up to a third of the table */
    assert_grid(f, "| A | anticonstitutionnel |\n|---|---|\n| " LONG " " LONG " | b |",
                "6520 2552 ");
    assert_grid(f, TABLE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", LONG),
                "4252 4820 ");
    /* sections that are deeper than anybody writes, and left open */
    assert_non_null(strstr(emitted(f, &format_docx,
                                   TABLE("{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}"
                                         "{{#l}}a{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}{{/l}}"
                                         "{{/l}}{{/l}}",
                                         "b")),
                           "<w:gridCol"));
#undef TABLE
#undef LONG
}

/* Seven low rows, or four that are likely to be high: only the first two and the last two stay together. */
static void long_tables_break(void **state)
{
    Fixture *f = *state;
#define LONG "un texte assez long pour tenir sur deux lignes au moins, voire sur trois ou davantage"
#define HIGH "| " LONG " | " LONG " |\n"
    static const struct {
        const char *markdown;
        const char *expected;
    } cases[] = {
        {"| A |\n|---|\n| a |\n| b |\n| c |\n| d |\n| e |\n| f |\n", "111110"},
        {"| A |\n|---|\n| a |\n| b |\n| c |\n| d |\n| e |\n| f |\n| g |\n", "1000010"},
        {"| A | B |\n|---|---|\n" HIGH HIGH HIGH HIGH, "1010"},
        {"| A | B |\n|---|---|\n" HIGH HIGH HIGH, "110"},
    };
#undef LONG
#undef HIGH
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CLEANUP(buf_done) Buf switches = {0};
        const char *docx = emitted(f, &format_docx, cases[i].markdown);
        buf_init(&switches, 100);
        for (const char *p = docx; (p = strstr(p, "<w:keepNext w:val=\"")); p++) {
            buf_putc(&switches, p[strlen("<w:keepNext w:val=\"")]);
        }
        assert_string_equal(arena_str(&f->arena, buf_str(&switches)).ptr, cases[i].expected);
    }
}

static void links_are_fields(void **state)
{
    static const Case cases[] = {
        {"[a **b**](https://x.fr/?a=1&b=%22)",
         P("Corps",
           FIELD_BEGIN " HYPERLINK \"https://x.fr/?a=1&amp;b=%22\" " FIELD_RESULT RS(
               "Hyperlink", "a ") "<w:r><w:rPr><w:rStyle w:val=\"Hyperlink\"/><w:b/><w:bCs/>"
                                  "</w:rPr><w:t xml:space=\"preserve\">b</w:t></w:r>" FIELD_END),
         OP(BODY, "<text:a xlink:type=\"simple\" xlink:href=\"https://x.fr/?a=1&amp;b=%22\" "
                  "text:style-name=\"Internet_20_link\" "
                  "text:visited-style-name=\"Visited_20_Internet_20_Link\">a " OSPAN(
                      "Strong_20_Emphasis", "b") "</text:a>")},
    };
    CHECK(cases);
}

static void what_cant_be_written_is_said(void **state)
{
    Fixture *f = *state;
    static const char *const cases[][2] = {
        {"[a](https://x.fr/{{x}})", "1:18 T-053 the address of a link can't hold the tag “x”"},
        {"{{> communs/gone}}", "1:1 L-008 there is no shared text “communs/gone”"},
        {"see {{ref.gone}}", "1:5 T-016 the document has no article named “gone” to refer to"},
        {"- a\n  - b\n    - c\n      - d",
         "4:9 T-054 lists, quotations or shared texts are nested too deep"},
        {"{{gone}}", "1:1 T-010 the data has no “gone”"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(emitted(f, &format_docx, cases[i][0]), cases[i][1]);
        assert_string_equal(emitted(f, &format_odt, cases[i][0]), cases[i][1]);
    }
}

static RichNode *laid_out(Fixture *f, const char *markdown)
{
    RichNode *doc = NULL;
    const Source *source = source_new(&f->arena, STR("t.md"), str_of(markdown), 1);
    const Loc at = {.source = source, .line = 1, .column = 1};
    assert_int_equal(mdread(&f->arena, str_of(markdown), at, 0, TYPO_NONE, &f->diags, &doc), ST_OK);
    return doc;
}

/* Shared texts that include themselves, or that multiply, end early with one word. */
static void includes_are_bounded(void **state)
{
    Fixture *f = *state;
    static const char *const twice = "{{> communs/a}}\n\n{{> communs/a}}";
    Buf many;
    buf_init(&many, 1 << 16);
    for (size_t i = 0; i < 40; i++) {
        buf_puts(&many, "{{> communs/c}}\n\n");
    }
    buf_putc(&many, '\0');
    const Block blocks[] = {
        {.id = STR("communs/a"), .rich = laid_out(f, twice)},
        {.id = STR("communs/b"),
         .rich = laid_out(f, arena_str(&f->arena, buf_str(&many)).ptr),
         .index = 1},
        {.id = STR("communs/c"), .rich = laid_out(f, "text"), .index = 2},
    };
    const Block *by_index[] = {&blocks[0], &blocks[1], &blocks[2]};
    const Library library = {.commons = blocks, .n_commons = 3, .blocks = by_index, .n_blocks = 3};
    buf_clear(&many);
    for (size_t i = 0; i < 40; i++) {
        buf_puts(&many, "{{> communs/b}}\n\n");
    }
    buf_putc(&many, '\0');
    const struct {
        const char *markdown;
        Status status;
        const char *report;
    } cases[] = {
        {"{{> communs/b}}", ST_OK, ""},
        {"{{> communs/a}}", ST_INPUT, "1:1 L-016 the shared text “communs/a” includes itself"},
        {many.ptr, ST_INPUT, "31:1 T-054 lists, quotations or shared texts are nested too deep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        diag_list_init(&f->diags, &f->arena);
        ProgBuilder *builder = prog_builder_new(&f->arena, STR("b"), &f->diags);
        const Program *program = NULL;
        StyleSet styles;
        styles_of_annex(true, &styles);
        Status st = emit_doc(format_docx.emit, builder, &library, &styles,
                             laid_out(f, cases[i].markdown), false, &f->diags);
        assert_int_equal(st, cases[i].status);
        assert_int_equal(prog_finish(builder, &program), ST_OK);
        assert_string_equal(fixture_report(f), cases[i].report);
    }
    buf_done(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(paragraphs_and_formats),
        TEST(sections_govern_what_they_enclose),
        TEST(lists),
        TEST(tables_are_complete),
        TEST(columns_have_room),
        TEST(long_tables_break),
        TEST(links_are_fields),
        TEST(what_cant_be_written_is_said),
        TEST(includes_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
