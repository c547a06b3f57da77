/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pictures - placeholders of DOCX and ODT through a whole template: files in a job, and memory that fails anywhere.
 */
#include <stdlib.h>

#include "tests/unit/package_fixture.h"

#define NS_OFFICE_DOCUMENT "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define DOCUMENT                                                                                   \
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "        \
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "         \
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "                           \
    "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" "                      \
    "xmlns:r=\"" NS_OFFICE_DOCUMENT "\"><w:body>"                                                  \
    "<w:p><w:r><w:t>{{#l}}</w:t></w:r></w:p>"                                                      \
    "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"100\" cy=\"50\"/>"                            \
    "<wp:docPr id=\"1\" name=\"n\" descr=\"{{f}} Image {{n}}\"/><a:graphic><a:graphicData>"        \
    "<pic:pic><pic:blipFill><a:blip r:embed=\"rId1\"/></pic:blipFill><pic:spPr/></pic:pic>"        \
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"                             \
    "<w:p><w:r><w:t>{{/l}}</w:t></w:r></w:p></w:body></w:document>"
#define TYPES                                                                                      \
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"               \
    "<Default Extension=\"png\" ContentType=\"image/png\"/></Types>"
#define RELS                                                                                       \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"       \
    "<Relationship Id=\"rId1\" Type=\"" NS_OFFICE_DOCUMENT "/image\" Target=\"media/a.png\"/>"     \
    "</Relationships>"
#define CONTENT                                                                                    \
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "  \
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "                               \
    "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" "                      \
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "                                                \
    "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\"><office:body><office:text>"  \
    "<text:p>{{#l}}</text:p><text:p><draw:frame svg:width=\"1cm\" svg:height=\"5mm\">"             \
    "<draw:image xlink:href=\"Pictures/a.png\"/><svg:desc>{{f}} Image {{n}}</svg:desc>"            \
    "</draw:frame></text:p><text:p>{{/l}}</text:p></office:text></office:body>"                    \
    "</office:document-content>"
#define MANIFEST                                                                                   \
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">"    \
    "<manifest:file-entry manifest:full-path=\"Pictures/a.png\" manifest:media-type=\"\"/>"        \
    "</manifest:manifest>"

static PkgPart docx_parts[] = {{{"[Content_Types].xml", 19}, {TYPES, sizeof TYPES - 1}},
                               {{"word/_rels/document.xml.rels", 28}, {RELS, sizeof RELS - 1}},
                               {{"word/document.xml", 17}, {DOCUMENT, sizeof DOCUMENT - 1}},
                               {{"word/media/a.png", 16}, {"old", 3}}};
static PkgPart odt_parts[] = {{{"mimetype", 8}, {"application/vnd.oasis.opendocument.text", 39}},
                              {{"content.xml", 11}, {CONTENT, sizeof CONTENT - 1}},
                              {{"Pictures/a.png", 14}, {"old", 3}},
                              {{"META-INF/manifest.xml", 21}, {MANIFEST, sizeof MANIFEST - 1}}};
static const Package docx_package = {.name = {"m.docx", 6}, .parts = docx_parts, .n_parts = 4};
static const Package odt_package = {.name = {"m.odt", 5}, .parts = odt_parts, .n_parts = 4};

static RecordOptions options_for(Fixture *f)
{
    const char *source = getenv("CCAP_SOURCE");
    assert_non_null(source);
    return (RecordOptions){.missing = MISSING_ERROR,
                           .folder = arena_printf(&f->arena, "%s/tests/documents/marches", source)};
}

#define DATA                                                                                       \
    "{l: [{f: images/armes.png, n: 1}, {f: null, n: 2}, {f: texte, n: 3}, {f: images/armes.png, "  \
    "n: 4}]}"

/* The names of the archive's entries, one a line. */
static const char *entries_of(Fixture *f, Str archive)
{
    Package back = {0};
    Buf out;
    buf_init(&out, 10000);
    assert_int_equal(pkgread_zip(&f->arena, STR("back"), archive, &f->diags, &back), ST_OK);
    for (size_t i = 0; i < back.n_parts; i++) {
        buf_put(&out, back.parts[i].name);
        buf_puts(&out, "\n");
    }
    Str kept = arena_str(&f->arena, buf_str(&out));
    buf_done(&out);
    return kept.ptr;
}

/* A file that two turns show is there once; the placeholder's own only where a turn keeps it. */
static void a_job_renders_again(void **state)
{
    static const struct {
        const Package *package;
        const char *data;
        const char *entries;
    } cases[] = {
        {&docx_package, DATA,
         "[Content_Types].xml\nword/_rels/document.xml.rels\nword/document.xml\nword/media/a.png\n"
         "word/media/ccap1.png\n"},
        {&docx_package, "{l: [{f: images/armes.png, n: 1}]}",
         "[Content_Types].xml\nword/_rels/document.xml.rels\nword/document.xml\n"
         "word/media/ccap1.png\n"},
        {&docx_package, "{l: []}", "[Content_Types].xml\nword/document.xml\n"},
        {&odt_package, DATA,
         "mimetype\ncontent.xml\nPictures/a.png\nMETA-INF/manifest.xml\nPictures/ccap1.png\n"},
        {&odt_package, "{l: []}", "mimetype\ncontent.xml\nMETA-INF/manifest.xml\n"},
    };
    Fixture *f = *state;
    const RecordOptions options = options_for(f);
    Job *job = job_new(1);
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        size_t which = i % (sizeof cases / sizeof cases[0]);
        const Template *template = NULL;
        uint32_t n_sources = 1;
        Buf out;
        buf_init(&out, LIMIT_OUTPUT_BYTES);
        assert_int_equal(template_compile(&f->arena, cases[which].package, NULL, 1, &n_sources,
                                          &f->diags, &template),
                         ST_OK);
        assert_int_equal(template_render(template, job, fixture_value(f, cases[which].data),
                                         &options, &f->diags, &out),
                         ST_OK);
        assert_string_equal(entries_of(f, buf_str(&out)), cases[which].entries);
        buf_done(&out);
    }
    job_free(job);
}

static void memory_may_fail_anywhere(void **state)
{
    Fixture *f = *state;
    const RecordOptions options = options_for(f);
    const Value *root = fixture_value(f, DATA);
    fixture_fail_memory(&docx_package, root, &options, 1000);
    fixture_fail_memory(&odt_package, root, &options, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_job_renders_again),
        TEST(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
