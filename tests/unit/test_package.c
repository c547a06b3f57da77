/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies package.c and the parts of the two formats: which parts change, what static ones become, lists in numbering.xml,
 * several parts of one record, errors of all parts in one run, same bytes twice, and memory that fails anywhere.
 */
#include "generator/pack/pkgread.h"
#include "tests/unit/package_fixture.h"

#define W_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

typedef struct Named {
    const char *name;
    const char *text;
} Named;

static Package make(Fixture *f, const Named *parts, size_t n)
{
    Package package = {.name = STR("m"), .parts = arena_array(&f->arena, n, PkgPart), .n_parts = n};
    for (size_t i = 0; i < n; i++) {
        package.parts[i] = (PkgPart){str_of(parts[i].name), str_of(parts[i].text)};
    }
    return package;
}
#define MAKE(f, parts) make(f, parts, sizeof(parts) / sizeof(parts)[0])

static Status compile(Fixture *f, const Package *package, const Template **ret_template)
{
    uint32_t n_sources = 1;
    *ret_template = NULL;
    diag_list_init(&f->diags, &f->arena);
    return template_compile(&f->arena, package, NULL, 6, &n_sources, &f->diags, ret_template);
}

/* Renders a package over YAML and reads the archive again. */
static Package rendered(Fixture *f, const Package *package, const char *yaml)
{
    const Template *template = NULL;
    Value *root = fixture_value(f, yaml);
    assert_int_equal(compile(f, package, &template), ST_OK);
    Job *job = job_new(6);
    Buf out;
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    assert_int_equal(template_render(template, job, root,
                                     &(RecordOptions){.missing = MISSING_ERROR}, &f->diags, &out),
                     ST_OK);
    Package back = {0};
    Str bytes = arena_str(&f->arena, buf_str(&out));
    assert_int_equal(pkgread_zip(&f->arena, STR("back"), bytes, &f->diags, &back), ST_OK);
    job_free(job);
    buf_done(&out);
    return back;
}

static const char *part_text(Fixture *f, const Package *package, const char *name)
{
    const PkgPart *part = pkgread_find(package, str_of(name));
    return part ? arena_str(&f->arena, part->bytes).ptr : "(none)";
}

static const char document[] = "<w:document " W_NS "><w:body><w:p><w:r><w:t>{{x}}</w:t></w:r></w:p>"
                               "</w:body></w:document>";

static void parts_of_docx(void **state)
{
    Fixture *f = *state;
    const Named parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels", "<Relationships/>"},
        {"word/document.xml", document},
        {"word/header1.xml", "<w:hdr " W_NS "><w:p><w:r><w:t>{{x}}</w:t></w:r></w:p></w:hdr>"},
        {"word/footnotes.xml", "<w:footnotes " W_NS "/>"},
        {"word/styles.xml", "<w:styles " W_NS " w:a=\"{ {\"/>"},
        {"word/_rels/document.xml.rels",
         "<Relationships><R Target=\"https://a/{{x}}\"/></Relationships>"},
        {"docProps/core.xml", "<c><title>{{x}} &amp; {{y}}</title></c>"},
        {"word/media/p.png", "\x89PNG {{x}}"},
        {"word/theme/theme1.xml", "<t>{{x}}</t>"},
        {"customXml/item1.xml", ""},
    };
    Package package = MAKE(f, parts);
    const Template *template = NULL;
    assert_int_equal(compile(f, &package, &template), ST_OK);
    assert_int_equal(template_n_parts(template), 11);
    assert_ptr_equal(template_format(template), &format_docx);
    static const bool is_changing[] = {false, false, true,  true,  false, false,
                                       true,  true,  false, false, false};
    for (size_t i = 0; i < sizeof is_changing; i++) {
        assert_int_equal(template_is_changing(template, i), is_changing[i]);
    }
    assert_false(template_is_changing(template, 99));
    const Package back = rendered(f, &package, "{x: \"é<\", y: 1}");
    assert_int_equal(back.n_parts, 11);
    for (size_t i = 0; i < back.n_parts; i++) {
        assert_string_equal(arena_str(&f->arena, back.parts[i].name).ptr, parts[i].name);
    }
    assert_string_equal(part_text(f, &back, "docProps/core.xml"),
                        "<c><title>é&lt; &amp; 1</title></c>");
    assert_string_equal(part_text(f, &back, "word/_rels/document.xml.rels"),
                        "<Relationships><R Target=\"https://a/é&lt;\"/></Relationships>");
    assert_string_equal(part_text(f, &back, "word/media/p.png"), parts[8].text);
    assert_string_equal(part_text(f, &back, "word/styles.xml"), parts[5].text);
    assert_string_equal(part_text(f, &back, "customXml/item1.xml"), "");
}

/* A document that comes of a .dotx or .ott is no template. */
static void templates_give_documents(void **state)
{
    Fixture *f = *state;
    const Named dotx[] = {
        {"[Content_Types].xml",
         "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/"
         "vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml\"/></Types>"},
        {"word/document.xml", document},
    };
    const Package docx_package = MAKE(f, dotx);
    const Package docx = rendered(f, &docx_package, "{x: 1}");
    assert_string_equal(
        part_text(f, &docx, "[Content_Types].xml"),
        "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
        "</Types>");
    const Named ott[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text-template"},
        {"META-INF/manifest.xml",
         "<m><f path=\"/\" type=\"application/vnd.oasis.opendocument.text-template\"/></m>"},
        {"content.xml", ODT_HEAD "<text:p>{{x}}</text:p>" ODT_TAIL},
    };
    const Package odt_package = MAKE(f, ott);
    const Package odt = rendered(f, &odt_package, "{x: 1}");
    assert_string_equal(part_text(f, &odt, "mimetype"), "application/vnd.oasis.opendocument.text");
    assert_string_equal(part_text(f, &odt, "META-INF/manifest.xml"),
                        "<m><f path=\"/\" type=\"application/vnd.oasis.opendocument.text\"/></m>");
}

static void formats_are_known_by_content(void **state)
{
    Fixture *f = *state;
    const Named neither[] = {{"word/document.xml", document}, {"mimetype", "application/epub+zip"}};
    Package package = MAKE(f, neither);
    const Template *template = NULL;
    assert_null(format_of_package(&package, NULL));
    assert_int_equal(compile(f, &package, &template), ST_INPUT);
    assert_string_equal(fixture_report(f),
                        "0:0 P-006 “m” is an e-book, not a text document that ccap can fill");
    assert_ptr_equal(format_by_name(STR("odt")), &format_odt);
    assert_ptr_equal(format_by_name(STR("docx")), &format_docx);
    assert_null(format_by_name(STR("doc")));
}

/* All parts are read, whatever is wrong with one of them. */
static void mistakes_of_all_parts(void **state)
{
    Fixture *f = *state;
    const Named parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml",
         "<w:document " W_NS
         "><w:body><w:p><w:r><w:t>{{#a}}x</w:t></w:r></w:p></w:body></w:document>"},
        {"word/header1.xml", "<w:hdr {{ {{"},
        {"word/footer1.xml", "<w:ftr " W_NS "><w:p><w:r><w:t>b {{}} c</w:t></w:r></w:p></w:ftr>"},
        {"docProps/core.xml", "<c><t>{{#a}}</t><u>{{/a}}</u></c>"},
        {"docProps/app.xml", "<c><t>{{/q}}</t></c>"},
    };
    const Package package = MAKE(f, parts);
    const Template *template = NULL;
    assert_int_equal(compile(f, &package, &template), ST_INPUT);
    size_t n[DIAG_N_CODES] = {0};
    for (size_t i = 0; i < f->diags.n; i++) {
        n[f->diags.items[i].code]++;
    }
    assert_int_equal(n[TMPL_UNCLOSED], 1);
    assert_true(n[XML_MALFORMED] > 0);
    assert_int_equal(n[TMPL_EMPTY_TAG], 1);
    assert_int_equal(n[TMPL_TORN], 1);
    assert_int_equal(n[TMPL_NOT_OPEN], 1);
    assert_int_equal(f->diags.n, 4 + n[XML_MALFORMED]);
}

/* A missing name is said for every part; nothing comes out then. */
static void errors_of_a_record(void **state)
{
    Fixture *f = *state;
    const Named parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml", document},
        {"word/header1.xml", "<w:hdr " W_NS "><w:p><w:r><w:t>a {{z}}</w:t></w:r></w:p></w:hdr>"},
    };
    const Package package = MAKE(f, parts);
    const Template *template = NULL;
    assert_int_equal(compile(f, &package, &template), ST_OK);
    Value *empty = value_map(&f->arena, (Loc){0});
    Job *job = job_new(1);
    Buf out;
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    assert_int_equal(template_render(template, job, empty,
                                     &(RecordOptions){.missing = MISSING_ERROR}, &f->diags, &out),
                     ST_INPUT);
    assert_string_equal(fixture_places(f),
                        "¶1 T-010 the data has no “x”\n¶1 T-010 the data has no “z”");
    assert_int_equal(template_render(template, job, empty,
                                     &(RecordOptions){.missing = MISSING_MARK}, &f->diags, &out),
                     ST_OK);
    job_free(job);
    job_free(NULL);
    buf_done(&out);
}

/* One record after the other, on templates of different sizes: the same bytes again, and nothing left of the last. */
static void a_job_is_used_again(void **state)
{
    Fixture *f = *state;
    const Named big[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml", document},
        {"word/header1.xml", "<w:hdr " W_NS "><w:p><w:r><w:t>{{x}}</w:t></w:r></w:p></w:hdr>"},
    };
    const Named small[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml", ODT_HEAD "<text:p>{{x}}</text:p>" ODT_TAIL},
    };
    const Package packages[] = {MAKE(f, small), MAKE(f, big)};
    const Template *templates[2];
    const Value *roots[] = {fixture_value(f, "{x: one}"), fixture_value(f, "{x: two}")};
    Job *job = job_new(6);
    Buf out;
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    Str first[4] = {0};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(compile(f, &packages[i], &templates[i]), ST_OK);
    }
    for (size_t turn = 0; turn < 12; turn++) {
        size_t which = turn % 4;
        assert_int_equal(template_render(templates[which / 2], job, roots[which % 2],
                                         &(RecordOptions){.missing = MISSING_ERROR}, &f->diags,
                                         &out),
                         ST_OK);
        if (turn < 4) {
            first[which] = arena_str(&f->arena, buf_str(&out));
        }
        assert_true(str_eq(first[which], buf_str(&out)));
    }
    assert_false(str_eq(first[0], first[1]));
    job_free(job);
    buf_done(&out);
}

static void dump_shows_changing_parts(void **state)
{
    Fixture *f = *state;
    const Named parts[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml", ODT_HEAD "<text:p>{{x}}</text:p>" ODT_TAIL},
    };
    const Package package = MAKE(f, parts);
    const Template *template = NULL;
    assert_int_equal(compile(f, &package, &template), ST_OK);
    Buf out;
    buf_init(&out, 1 << 16);
    template_dump(template, &out);
    const char *dump = arena_str(&f->arena, buf_str(&out)).ptr;
    assert_non_null(strstr(dump, "program content.xml: "));
    buf_done(&out);
}

static void memory_may_fail_anywhere(void **state)
{
    Fixture *f = *state;
    const Named parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml",
         "<w:document " W_NS "><w:body><w:p><w:r><w:t>a {{#l}}{{.}} {{/l}}</w:t>"
         "</w:r></w:p></w:body></w:document>"},
        {"docProps/core.xml", "<c a=\"{{x}}\"><title>{{x}}</title></c>"},
    };
    const Package package = MAKE(f, parts);
    const Value *root = fixture_value(f, "{x: 1, l: [1, 2]}");
    fixture_fail_memory(&package, root, &(RecordOptions){.missing = MISSING_ERROR}, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(parts_of_docx),
        TEST(templates_give_documents),
        TEST(formats_are_known_by_content),
        TEST(mistakes_of_all_parts),
        TEST(errors_of_a_record),
        TEST(a_job_is_used_again),
        TEST(dump_shows_changing_parts),
        TEST(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
