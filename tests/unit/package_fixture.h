/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package_fixture - what the tests of generator/format share: a DOCX or ODT of one body, compiled, rendered over YAML, and
 * what becomes of the body; diagnostics with their paragraphs.
 */
#pragma once

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/format/package.h"
#include "tests/unit/data_fixture.h"

#define DOCX_HEAD                                                                                  \
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "        \
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"><w:body>"
#define DOCX_TAIL "</w:body></w:document>"
#define ODT_HEAD                                                                                   \
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "  \
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "                               \
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "                             \
    "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\"><office:body><office:text>"
#define ODT_TAIL "</office:text></office:body></office:document-content>"

typedef struct Body {
    bool is_odt;
    const char *head;
    const char *tail;
    const char *part;
    const char *styles; /* word/styles.xml, or NULL */
    MissingMode missing;
} Body;

static const Body docx_body UNUSED = {
    .head = DOCX_HEAD, .tail = DOCX_TAIL, .part = "word/document.xml"};
static const Body odt_body UNUSED = {
    .is_odt = true, .head = ODT_HEAD, .tail = ODT_TAIL, .part = "content.xml"};

/* "¶2 T-050 message (¶4)" for each diagnostic. */
static inline const char *fixture_places(Fixture *f)
{
    diag_sort(&f->diags);
    Buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < f->diags.n; i++) {
        const Diag *d = &f->diags.items[i];
        buf_printf(&out, "%s¶%u %s ", i > 0 ? "\n" : "", (unsigned)d->paragraph,
                   diag_info(d->code)->code);
        diag_expand(&out, diag_info(d->code)->message, d->args);
        if (d->other.source) {
            buf_printf(&out, " (¶%u)", (unsigned)d->other_paragraph);
        }
    }
    Str kept = arena_str(&f->arena, buf_str(&out));
    buf_done(&out);
    return kept.ptr;
}

static inline Package fixture_package(Fixture *f, const Body *kind, const char *body)
{
    PkgPart *parts = arena_array(&f->arena, 4, PkgPart);
    Package package = {.name = STR("m.docx"), .parts = parts};
    if (kind->is_odt) {
        package.name = STR("m.odt");
        parts[package.n_parts++] =
            (PkgPart){STR("mimetype"), STR("application/vnd.oasis.opendocument.text")};
    } else {
        parts[package.n_parts++] = (PkgPart){STR("[Content_Types].xml"), STR("<Types/>")};
        if (kind->styles) {
            parts[package.n_parts++] = (PkgPart){STR("word/styles.xml"), str_of(kind->styles)};
        }
    }
    parts[package.n_parts++] = (PkgPart){
        str_of(kind->part), arena_printf(&f->arena, "%s%s%s", kind->head, body, kind->tail)};
    return package;
}

/* The rendered body; or, if there is anything to say, the diagnostics. */
static inline const char *fixture_body(Fixture *f, const Body *kind, const char *body,
                                       const char *yaml)
{
    const Value *root = fixture_value(f, yaml);
    Package package = fixture_package(f, kind, body);
    const Template *template = NULL;
    uint32_t n_sources = 1;
    diag_list_init(&f->diags, &f->arena);
    Status st = template_compile(&f->arena, &package, NULL, 1, &n_sources, &f->diags, &template);
    if (st != ST_OK) {
        return fixture_places(f);
    }
    Job *job = job_new(1);
    Buf out;
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    const RecordOptions options = {.missing = kind->missing};
    st = template_render(template, job, root, &options, &f->diags, &out);
    const char *result = fixture_places(f);
    size_t last = template_n_parts(template) - 1;
    if (st == ST_OK && template_is_changing(template, last)) {
        Str bytes = job_part(job, last);
        size_t from = strlen(kind->head);
        assert_true(bytes.len >= from + strlen(kind->tail));
        result =
            arena_str(&f->arena, str_sub(bytes, from, bytes.len - from - strlen(kind->tail))).ptr;
    } else if (st == ST_OK) {
        result = body;
    }
    job_free(job);
    buf_done(&out);
    return result;
}

typedef struct BodyCase {
    const char *body;
    const char *expected;
} BodyCase;

/* What becomes of each body over the same data. */
static inline void fixture_check_bodies(Fixture *f, const Body *kind, const BodyCase *cases,
                                        size_t n, const char *yaml)
{
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(fixture_body(f, kind, cases[i].body, yaml), cases[i].expected);
    }
}

/*
 * Compiles and renders with each allocation failing in turn, until there are enough of them, which must be so before `most`. Our own
 * alone: those of libxml2 and libzip are not in our hands.
 */
static inline void fixture_fail_memory(const Package *package, const Value *root,
                                       const RecordOptions *options, size_t most)
{
    Status st = ST_NOMEM;
    for (size_t n = 1; st == ST_NOMEM; n++) {
        Arena arena;
        DiagList diags;
        const Template *template = NULL;
        uint32_t n_sources = 1;
        Buf out;
        arena_init(&arena, 0);
        diag_list_init(&diags, &arena);
        buf_init(&out, LIMIT_OUTPUT_BYTES);
        mem_fail_at(n);
        st = template_compile(&arena, package, NULL, 1, &n_sources, &diags, &template);
        Job *job = st == ST_OK ? job_new(1) : NULL;
        if (st == ST_OK) {
            st = job ? template_render(template, job, root, options, &diags, &out) : ST_NOMEM;
        }
        mem_fail_at(0);
        job_free(job);
        buf_done(&out);
        arena_done(&arena);
        assert_true(n < most);
    }
    assert_int_equal(st, ST_OK);
}
