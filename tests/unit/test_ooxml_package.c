/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies ooxml_package.c: content types by default and override, whatever their case; relationships with the parts that
 * they lead to, relative, absolute, with percent signs; the main part; what is malformed; thousands of relationships.
 */
#include "generator/base/mem.h"
#include "generator/format/ooxml_package.h"
#include "tests/unit/package_fixture.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships/"

typedef struct Named {
    const char *name;
    const char *text;
} Named;

static Status facts_of(Fixture *f, const Named *parts, size_t n, const OoxmlPackage **ret_facts)
{
    Package *package = arena_new(&f->arena, Package);
    uint32_t n_sources = 1;
    if (!package) {
        return ST_NOMEM;
    }
    *package =
        (Package){.name = STR("m"), .parts = arena_array(&f->arena, n, PkgPart), .n_parts = n};
    for (size_t i = 0; package->parts && i < n; i++) {
        package->parts[i] = (PkgPart){str_of(parts[i].name), str_of(parts[i].text)};
    }
    diag_list_init(&f->diags, &f->arena);
    if (!package->parts) {
        return ST_NOMEM;
    }
    return ooxml_package_read(&f->arena, package, &n_sources, &f->diags, ret_facts);
}
#define FACTS(f, parts, ret) facts_of(f, parts, sizeof(parts) / sizeof(parts)[0], ret)

static const Named usual[] = {
    {"[Content_Types].xml",
     "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
     "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
     "<Default Extension=\"JPG\" ContentType=\"image/jpeg\"/>"
     "<Override PartName=\"/Doc/Main.xml\" ContentType=\"a/b\"/>"
     "<Override PartName=\"/doc/main.xml\" ContentType=\"second/one\"/>"
     "<Override PartName=\"/gone.xml\" ContentType=\"c/d\"/></Types>"},
    {"_rels/.rels", "<Relationships><Relationship Id=\"r1\" Type=\"" STRICT
                    "officeDocument\" Target=\"doc/main.xml\"/></Relationships>"},
    {"doc/_rels/MAIN.xml.rels",
     "<Relationships>"
     "<Relationship Id=\"z\" Type=\"" REL "image\" Target=\"media/a%20b.jpg\"/>"
     "<Relationship Id=\"b\" Type=\"" REL "styles\" Target=\"/Styles.xml\"/>"
     "<Relationship Id=\"a\" Type=\"" REL "styles\" Target=\"gone.xml\"/>"
     "<Relationship Id=\"h\" Type=\"" REL
     "hyperlink\" Target=\"https://a/?b&amp;{{c}}\" TargetMode=\"External\"/>"
     "<Relationship Id=\"i\" Type=\"" REL "hyperlink\" Target=\"#here\"/>"
     "<Other Id=\"o\"/></Relationships>"},
    {"doc/main.xml", "<d/>"},
    {"doc/media/a b.jpg", ""},
    {"styles.xml", ""},
    {"noext", ""},
};

static void types_and_relationships(void **state)
{
    Fixture *f = *state;
    const OoxmlPackage *facts = NULL;
    assert_int_equal(FACTS(f, usual, &facts), ST_OK);
    assert_int_equal(facts->main, 3);
    assert_true(str_is(facts->main_folder, "doc"));
    assert_true(str_is(facts->types[3], "a/b"));
    assert_true(str_is(facts->types[4], "image/jpeg"));
    assert_true(str_is(facts->types[5], "application/xml"));
    assert_true(str_is(facts->types[6], ""));
    assert_int_equal(facts->n_overrides, 3);
    assert_int_equal(facts->n_all, 2);
    const OoxmlRel *picture = ooxml_rel_by_id(facts, 3, STR("z"));
    assert_int_equal(picture->part, 4);
    assert_true(str_is(picture->name, "doc/media/a b.jpg"));
    assert_true(str_is(picture->target, "media/a%20b.jpg"));
    const OoxmlRel *link = ooxml_rel_by_id(facts, 3, STR("h"));
    assert_true(link->is_external && ooxml_rel_is(link, "hyperlink"));
    assert_true(str_is(link->target, "https://a/?b&{{c}}"));
    assert_true(link->part == OOXML_NO_PART && link->name.len == 0);
    assert_true(ooxml_rel_by_id(facts, 3, STR("i"))->part == OOXML_NO_PART);
    assert_null(ooxml_rel_by_id(facts, 3, STR("o")));
    assert_null(ooxml_rel_by_id(facts, 4, STR("z")));
    assert_int_equal(ooxml_related_part(facts, 3, "styles"), 5); /* the first of two */
    assert_true(ooxml_related_part(facts, 3, "numbering") == OOXML_NO_PART);
    assert_true(str_is(ooxml_rel_by_id(facts, 3, STR("a"))->name, "doc/gone.xml"));
    assert_int_equal(ooxml_find(facts, STR("/STYLES.XML")), 5);
    assert_true(ooxml_find(facts, STR("styles")) == OOXML_NO_PART);
}

static void targets(void **state)
{
    static const char *const cases[][3] = {
        {"word/document.xml", "styles.xml", "word/styles.xml"},
        {"word/document.xml", "./media//a.png", "word/media/a.png"},
        {"word/document.xml", "../customXml/item1.xml", "customXml/item1.xml"},
        {"word/document.xml", "../../../a.xml", "a.xml"},
        {"word/document.xml", "/word/a.xml#x", "word/a.xml"},
        {"word/document.xml", "media\\a.png", "word/media/a.png"},
        {"word/document.xml", "#x", ""},
        {"", "word/document.xml", "word/document.xml"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str got = ooxml_resolve(&f->arena, str_of(cases[i][0]), str_of(cases[i][1]));
        assert_string_equal(arena_str(&f->arena, got).ptr, cases[i][2]);
    }
}

static void content_types_and_kinds(void **state)
{
    (void)state;
    assert_true(ooxml_type_is(STR("Image/JPEG; charset=x"), "image/jpeg"));
    assert_false(ooxml_type_is(STR("image/jpeg2"), "image/jpeg"));
    const OoxmlRel rel = {
        .type = STR("http://schemas.microsoft.com/office/2006/relationships/vbaProject")};
    assert_true(ooxml_rel_is(&rel, "vbaProject"));
    assert_true(ooxml_rel_is(&rel, "VBAPROJECT"));
    assert_false(ooxml_rel_is(&rel, "Project"));
}

static void without_facts(void **state)
{
    Fixture *f = *state;
    const OoxmlPackage *facts = NULL;
    const Named odt[] = {{"mimetype", "x"}, {"_rels/.rels", "<"}};
    assert_int_equal(FACTS(f, odt, &facts), ST_OK);
    assert_null(facts);
    const Named by_hand[] = {{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<d/>"}};
    assert_int_equal(FACTS(f, by_hand, &facts), ST_OK);
    assert_int_equal(facts->main, 1);
    const Named dangling[] = {{"[Content_Types].xml", "<Types/>"},
                              {"_rels/.rels",
                               "<Relationships><Relationship Id=\"a\" Type=\"" REL
                               "officeDocument\" Target=\"a.xml\"/></Relationships>"}};
    assert_int_equal(FACTS(f, dangling, &facts), ST_OK);
    assert_true(facts->main == OOXML_NO_PART && facts->main_folder.len == 0);
}

static void malformed_parts(void **state)
{
    Fixture *f = *state;
    const OoxmlPackage *facts = NULL;
    const Named parts[] = {{"[Content_Types].xml", "<Types>"},
                           {"_rels/.rels", "<!DOCTYPE a><a/>"},
                           {"word/document.xml", "<d/>"}};
    assert_int_equal(FACTS(f, parts, &facts), ST_LIMIT);
    assert_int_equal(f->diags.n, 2);
    assert_non_null(facts);
    assert_int_equal(facts->main, 2);
}

static void many_relationships(void **state)
{
    Fixture *f = *state;
    const OoxmlPackage *facts = NULL;
    Buf rels;
    buf_init(&rels, 64 * MIB);
    buf_puts(&rels, "<Relationships>");
    for (unsigned i = 0; i < 20000; i++) {
        buf_printf(&rels, "<Relationship Id=\"r%u\" Type=\"" REL "x\" Target=\"p%u\"/>", i, i);
    }
    buf_puts(&rels, "</Relationships>");
    const Named parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml", "<d/>"},
        {"word/_rels/document.xml.rels", arena_str(&f->arena, buf_str(&rels)).ptr}};
    assert_int_equal(FACTS(f, parts, &facts), ST_OK);
    for (unsigned i = 0; i < 20000; i++) {
        Str id = arena_printf(&f->arena, "r%u", i);
        assert_true(str_eq(ooxml_rel_by_id(facts, 1, id)->id, id));
    }
    buf_done(&rels);
}

static void memory_that_fails(void **state)
{
    (void)state;
    Status st = ST_NOMEM;
    for (size_t n = 1; st == ST_NOMEM; n++) {
        Fixture f = {0};
        const OoxmlPackage *facts = NULL;
        arena_init(&f.arena, 0);
        mem_fail_at(n);
        st = arena_alloc(&f.arena, 1) ? FACTS(&f, usual, &facts) : ST_NOMEM;
        mem_fail_at(0);
        arena_done(&f.arena);
        assert_true(n < 300);
    }
    assert_int_equal(st, ST_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(types_and_relationships),
        TEST(targets),
        cmocka_unit_test(content_types_and_kinds),
        TEST(without_facts),
        TEST(malformed_parts),
        TEST(many_relationships),
        TEST(memory_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
