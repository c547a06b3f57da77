/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package_fixture - what the tests of generator/format share: a DOCX or ODT of one body, compiled, rendered over YAML, and
 * what becomes of the body; diagnostics with their paragraphs.
 */
#pragma once

#include "generator/base/limits.h"
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
