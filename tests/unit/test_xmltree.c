/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_xmltree - parts to trees and back: what is refused and where, and that what was kept comes back as it was. Trees on a shelf
 * are of the bytes that are asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "generator/base/limits.h"
#include "generator/pack/xmlshelf.h"
#include "generator/pack/xmltree.h"

typedef struct Fixture {
    Arena arena;
    DiagList diags;
    Buf out;
    uint32_t marks[8];
    size_t n_marks;
} Fixture;

static int setup(void **state)
{
    Fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 0);
    diag_list_init(&f->diags, &f->arena);
    buf_init(&f->out, 16 * MIB);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    buf_done(&f->out);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static int cleanup_libxml(void **state)
{
    (void)state;
    xmlCleanupParser();
    return 0;
}

static void take_bytes(void *ctx, Str bytes)
{
    Fixture *f = ctx;
    buf_put(&f->out, bytes);
}

static void take_mark(void *ctx, const xmlNode *pi)
{
    Fixture *f = ctx;
    buf_puts(&f->out, "[");
    buf_put(&f->out, str_of((const char *)pi->content));
    buf_puts(&f->out, "]");
}

static void take_attribute_mark(void *ctx, uint32_t cp)
{
    Fixture *f = ctx;
    f->marks[f->n_marks++] = cp;
    buf_puts(&f->out, "@");
}

static Status parse(Fixture *f, Str text, xmlDoc **ret_doc)
{
    const Source *source = source_new(&f->arena, STR("a.docx!word/document.xml"), text, 1);
    return xmltree_parse(&f->arena, source, &f->diags, ret_doc);
}

static void assert_written(Fixture *f, Str text, Str wanted)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    assert_int_equal(parse(f, text, &doc), ST_OK);
    buf_clear(&f->out);
    xmltree_write(doc, take_bytes, NULL, NULL, f);
    assert_true(buf_ok(&f->out));
    buf_putc(&f->out, '\0');
    assert_string_equal(f->out.ptr, wanted.ptr);
}

/* Refused with one diagnostic, of this code, at this place. */
static void assert_refused(Fixture *f, Str text, Status st, DiagCode code, unsigned line,
                           unsigned column)
{
    xmlDoc *doc = NULL;
    f->diags.n = 0;
    assert_int_equal(parse(f, text, &doc), st);
    assert_null(doc);
    assert_true(f->diags.n >= 1);
    assert_string_equal(diag_info(f->diags.items[0].code)->symbol, diag_info(code)->symbol);
    assert_int_equal(f->diags.items[0].loc.line, line);
    assert_int_equal(f->diags.items[0].loc.column, column);
}

/* These texts are written as libxml2 keeps them: they come back byte by byte. */
static void test_comes_back_as_it_was(void **state)
{
    static const char *const texts[] = {
        "<a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\r\n<a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",
        "<w:p xmlns:w=\"urn:w\" xmlns:r=\"urn:r\" w:id=\"1\" r:id=\"2\" n=\"3\"/>",
        "<p xml:space=\"preserve\" a=\"\"/>",
        "<p xmlns=\"urn:p\"><q xmlns=\"\"/><r xmlns:z=\"urn:z\" z:a=\"\"> x </r>\n</p>",
        "<a>1 &lt; 2 &amp;&amp; 3 &gt; 2 \"'</a>",
        "<a b=\"&lt;&gt;&amp;&quot;'&#9;&#10;&#13;\">l\xC3\xA9\xE2\x80\xAF;&#13;\n\t</a>",
        "<!-- before --><?pi some data?><a><!-- in --><?q?><![CDATA[<&>]]>x<b/>y</a><!-- after -->",
        "<a><b><c><d/></c></b><b/></a>",
        "<w:lvlText xmlns:w=\"urn:w\" w:val=\"\xEF\x82\xB7\"/>",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_written(*state, str_of(texts[i]), str_of(texts[i]));
    }
}

static void test_normal_form(void **state)
{
    Fixture *f = *state;
    assert_written(f, STR("\xEF\xBB\xBF<a></a>"), STR("<a/>"));
    assert_written(f, STR("<a  y='1'\n x=\"2\" >&#65;&#xE9;&apos;</a >"),
                   STR("<a y=\"1\" x=\"2\">A\xC3\xA9'</a>"));
    assert_written(f, STR("<?xml version='1.0' encoding='utf-8' standalone='yes' ?><a/>"),
                   STR("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><a/>"));
    assert_int_equal(f->diags.n, 0);
}

static void test_utf16_is_read(void **state)
{
    static const char little[] = "\xFF\xFE<\0a\0>\0\xE9\0=\xD8\x00\xDE<\0/\0a\0>\0";
    static const char big[] =
        "\0<\0?\0x\0m\0l\0 \0v\0e\0r\0s\0i\0o\0n\0=\0'\0001\0.\0000\0'\0 \0e\0n"
        "\0c\0o\0d\0i\0n\0g\0=\0'\0U\0T\0F\0-\0001\0006\0'\0?\0>\0<\0a\0/\0>";
    Fixture *f = *state;
    assert_written(f, (Str){little, sizeof little - 1}, STR("<a>\xC3\xA9\xF0\x9F\x98\x80</a>"));
    assert_written(f, (Str){big, sizeof big - 1},
                   STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>"));
}

static void test_other_encodings_are_refused(void **state)
{
    static const char half[] = "\xFF\xFE<\0a\0/\0>";
    static const char lone[] = "\xFF\xFE<\0a\0>\0=\xD8<\0/\0a\0>\0";
    Fixture *f = *state;
    assert_refused(f, STR("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), ST_INPUT,
                   XML_ENCODING, 1, 1);
    assert_refused(f, STR("<?xml version='1.0' encoding='UTF-7'?><a/>"), ST_INPUT, XML_ENCODING, 1,
                   1);
    assert_refused(f, STR("<?xml version='1.0' encoding='UTF-16'?><a/>"), ST_INPUT, XML_ENCODING, 1,
                   1);
    assert_refused(f, STR("\xFF\xFE\0\0<\0\0\0"), ST_INPUT, XML_ENCODING, 1, 1);
    assert_refused(f, (Str){half, sizeof half - 1}, ST_INPUT, XML_ENCODING, 1, 1);
    assert_refused(f, (Str){lone, sizeof lone - 1}, ST_INPUT, XML_ENCODING, 1, 1);
}

static void test_malformed_has_its_place(void **state)
{
    Fixture *f = *state;
    assert_refused(f, STR("<a>\n  <b>\n</a>"), ST_INPUT, XML_MALFORMED, 3, 5);
    assert_refused(f, STR("<a>&nbsp;</a>"), ST_INPUT, XML_MALFORMED, 1, 10);
    assert_refused(f, STR("<w:a/>"), ST_INPUT, XML_MALFORMED, 1, 5);
    assert_refused(f, STR("<a b='1' b='2'/>"), ST_INPUT, XML_MALFORMED, 1, 15);
    assert_refused(f, STR("<a>\n\xC3</a>"), ST_INPUT, XML_MALFORMED, 2, 1);
    assert_refused(f, STR("<a>\n \0</a>"), ST_INPUT, XML_MALFORMED, 2, 2);
    assert_refused(f, STR("<a>\x01</a>"), ST_INPUT, XML_MALFORMED, 1, 4);
    assert_refused(f, STR("<a/><b/>"), ST_INPUT, XML_MALFORMED, 1, 5);
    assert_refused(f, STR_EMPTY, ST_INPUT, XML_MALFORMED, 1, 1);
    assert_refused(f, STR("<!-- only -->"), ST_INPUT, XML_MALFORMED, 1, 14);
}

/* Whatever it holds, and before anything of it is used. */
static void test_doctype_is_refused(void **state)
{
    static const char wide[] = "\xFF\xFE<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0a\0>\0<\0a\0/\0>\0";
    Fixture *f = *state;
    assert_refused(f, STR("<!DOCTYPE a><a/>"), ST_LIMIT, XML_DOCTYPE, 1, 12);
    assert_refused(f, STR("\n<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), ST_LIMIT, XML_DOCTYPE, 2,
                   13);
    assert_refused(f, STR("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
                   ST_LIMIT, XML_DOCTYPE, 1, 13);
    assert_refused(f, STR("<!DOCTYPE a SYSTEM 'http://127.0.0.1/x.dtd'><a/>"), ST_LIMIT,
                   XML_DOCTYPE, 1, 44);
    assert_refused(f, (Str){wide, sizeof wide - 1}, ST_LIMIT, XML_DOCTYPE, 1, 12);
    assert_int_equal(f->diags.n, 1);
    assert_written(f, STR("<!--<!DOCTYPE a>--><a/>"), STR("<!--<!DOCTYPE a>--><a/>"));
}

static void put_nested(Buf *out, size_t depth)
{
    buf_clear(out);
    for (size_t i = 0; i < depth; i++) {
        buf_puts(out, "<a>");
    }
    for (size_t i = 0; i < depth; i++) {
        buf_puts(out, "</a>");
    }
}

static void test_depth(void **state)
{
    Fixture *f = *state;
    Buf nested;
    buf_init(&nested, MIB);
    put_nested(&nested, LIMIT_XML_DEPTH);
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    assert_int_equal(parse(f, buf_str(&nested), &doc), ST_OK);
    put_nested(&nested, LIMIT_XML_DEPTH + 1);
    assert_refused(f, buf_str(&nested), ST_LIMIT, XML_DEPTH, 1, 3 * (LIMIT_XML_DEPTH + 1));
    assert_int_equal(f->diags.n, 1);
    put_nested(&nested, 100000);
    assert_refused(f, buf_str(&nested), ST_LIMIT, XML_DEPTH, 1, 3 * (LIMIT_XML_DEPTH + 1));
    buf_done(&nested);
}

/* The caller's marks interrupt the bytes; a part can't bring its own. */
static void test_marks(void **state)
{
    Fixture *f = *state;
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    assert_int_equal(
        parse(f, STR("<a b='x\xF4\x80\x80\x81y\xF4\x8F\xBF\xBD\xEF\x82\xB7'>one<c/></a>"), &doc),
        ST_OK);
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlAddPrevSibling(root->last, xmlNewDocPI(doc, BAD_CAST "ccap", BAD_CAST "7"));
    xmltree_write(doc, take_bytes, take_mark, take_attribute_mark, f);
    buf_putc(&f->out, '\0');
    assert_string_equal(f->out.ptr, "<a b=\"x@y@\xEF\x82\xB7\">one[7]<c/></a>");
    assert_int_equal(f->n_marks, 2);
    assert_int_equal(f->marks[0], 0x100001);
    assert_int_equal(f->marks[1], 0x10FFFD);
    assert_refused(f, STR("<a><?ccap 7?></a>"), ST_LIMIT, XML_RESERVED, 1, 14);
}

/* What is written parses again to the same tree, whatever the tree. */
static void test_write_parse_write(void **state)
{
    Fixture *f = *state;
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    CLEANUP(xmltree_done) xmlDoc *again = NULL;
    Buf second;
    buf_init(&second, MIB);
    assert_int_equal(parse(f,
                           STR("<w:a xmlns:w='u' w:b=\"a'&#10;&quot;\">t &amp;<w:c><![CDATA[]]]]>"
                               "<![CDATA[>]]></w:c><!--c--> </w:a>"),
                           &doc),
                     ST_OK);
    xmltree_write(doc, take_bytes, NULL, NULL, f);
    buf_put(&second, buf_str(&f->out));
    assert_int_equal(parse(f, buf_str(&second), &again), ST_OK);
    buf_clear(&f->out);
    xmltree_write(again, take_bytes, NULL, NULL, f);
    assert_int_equal(f->out.len, second.len);
    assert_memory_equal(f->out.ptr, second.ptr, second.len);
    buf_done(&second);
}

/* Office programs write such identifiers; readers don't mind. */
static void test_odd_identifiers(void **state)
{
    Fixture *f = *state;
    Str odd = STR("<a><b xml:id=\"1#x\"/><b xml:id=\"\"/><c xml:id=\"y\"/><c xml:id=\"y\"/></a>");
    assert_written(f, odd, odd);
}

/* Strict OOXML reads like the usual one, and stays what it is. */
static void test_strict_namespaces(void **state)
{
    Fixture *f = *state;
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    Str text = STR("<w:d xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:p>a</w:p>"
                   "<b xmlns:r=\"http://purl.oclc.org/ooxml/officeDocument/relationships\" "
                   "xmlns=\"http://purl.oclc.org/ooxml/\"><c r:id=\"1\"/></b></w:d>");
    assert_int_equal(parse(f, text, &doc), ST_OK);
    const xmlNode *root = xmlDocGetRootElement(doc);
    assert_string_equal((const char *)root->ns->href,
                        "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
    assert_string_equal((const char *)root->last->children->properties->ns->href,
                        "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
    assert_written(f, text, text);
}

/* --- shelf -------------------------------------------------------------------------------------------- */

static xmlDoc *shelf_parse(Fixture *f, XmlShelf *shelf, const Source *source)
{
    xmlDoc *doc = NULL;
    assert_int_equal(xmlshelf_parse(shelf, &f->arena, source, &f->diags, &doc), ST_OK);
    assert_non_null(doc);
    return doc;
}

static void test_shelf(void **state)
{
    Fixture *f = *state;
    CLEANUP(xmlshelf_clear) XmlShelf shelf = {0};
    char equal[] = "<a/>"; /* other bytes, though they read the same */
    const Source *a = source_new(&f->arena, STR("a.xml"), STR("<a/>"), 1);
    const Source *b = source_new(&f->arena, STR("b.xml"), STR("<b/>"), 2);
    const Source *c = source_new(&f->arena, STR("c.xml"), str_of(equal), 3);
    xmlDoc *first = shelf_parse(f, &shelf, a);
    xmlDoc *other = shelf_parse(f, &shelf, b);
    const xmlDoc *kept = first;
    xmlshelf_put(&shelf, &first);
    assert_null(first);
    CLEANUP(xmltree_done) xmlDoc *third = shelf_parse(f, &shelf, c);
    assert_ptr_not_equal(third, kept);
    first = shelf_parse(f, &shelf, a);
    assert_ptr_equal(first, kept);
    CLEANUP(xmltree_done) xmlDoc *again = shelf_parse(f, &shelf, a); /* taken: made anew */
    assert_ptr_not_equal(again, kept);
    xmltree_done(&first); /* changed, say */
    xmlshelf_put(&shelf, &other);
    assert_null(other);
    other = shelf_parse(f, &shelf, b);
    assert_string_equal((const char *)xmlDocGetRootElement(other)->name, "b");
    xmlshelf_put(NULL, &other);
    assert_non_null(other);
    xmlshelf_put(&shelf, &other); /* is released with the shelf */
}

/* Where the shelf is full, a tree is nobody's: not that of a part whose tree lay at the same address before. */
static void test_shelf_is_full(void **state)
{
    Fixture *f = *state;
    enum { N_PARTS = 300 };
    CLEANUP(xmlshelf_clear) XmlShelf shelf = {0};
    const Source *parts[N_PARTS];
    for (size_t i = 0; i < N_PARTS; i++) {
        Str text = arena_printf(&f->arena, "<a%zu/>", i);
        parts[i] = source_new(&f->arena, STR("a.xml"), text, (uint32_t)i);
        xmlDoc *doc = shelf_parse(f, &shelf, parts[i]);
        xmltree_done(&doc); /* changed, say; the next one mostly gets its place */
    }
    for (size_t i = N_PARTS; i-- > 0;) { /* of those that have no place on it, too */
        xmlDoc *doc = shelf_parse(f, &shelf, parts[i]);
        xmlshelf_put(&shelf, &doc);
        xmltree_done(&doc);
    }
    for (size_t i = 0; i < N_PARTS; i++) {
        xmlDoc *doc = shelf_parse(f, &shelf, parts[i]);
        Str name = arena_printf(&f->arena, "a%zu", i);
        assert_string_equal((const char *)xmlDocGetRootElement(doc)->name, name.ptr);
        xmltree_done(&doc);
    }
}

/* What is wrong is told each time, and nothing is kept of it. */
static void test_shelf_of_nothing(void **state)
{
    Fixture *f = *state;
    CLEANUP(xmlshelf_clear) XmlShelf shelf = {0};
    const Source *torn = source_new(&f->arena, STR("a.xml"), STR("<a>"), 1);
    for (size_t i = 1; i < 3; i++) {
        xmlDoc *doc = NULL;
        assert_int_equal(xmlshelf_parse(&shelf, &f->arena, torn, &f->diags, &doc), ST_INPUT);
        assert_null(doc);
        assert_int_equal(f->diags.n, i);
        xmlshelf_put(&shelf, &doc);
    }
    assert_null(shelf.first);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_comes_back_as_it_was),
        T(test_normal_form),
        T(test_utf16_is_read),
        T(test_other_encodings_are_refused),
        T(test_malformed_has_its_place),
        T(test_doctype_is_refused),
        T(test_depth),
        T(test_odd_identifiers),
        T(test_strict_namespaces),
        T(test_marks),
        T(test_write_parse_write),
        T(test_shelf),
        T(test_shelf_is_full),
        T(test_shelf_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, cleanup_libxml);
}
