/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_parts - the parts of a DOCX and their roles; numbering.xml gets the lists of a record.
 */
#include "generator/format/ooxml.h"

/* By content type, as Word does it; packages that declare none (they are made by hand) by name. */
static bool is_document(Str type, Str name)
{
    static const char *const types[] = {"document.main+xml", "template.main+xml", "header+xml",
                                        "footer+xml",        "footnotes+xml",     "endnotes+xml",
                                        "comments+xml"};
    static const char *const names[] = {"word/document",  "word/header",   "word/footer",
                                        "word/footnotes", "word/endnotes", "word/comments"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_starts(type, STR(TYPES_WORD)) &&
            str_is(str_sub(type, sizeof TYPES_WORD - 1, type.len), types[i])) {
            return true;
        }
    }
    bool is_untold = type.len == 0 || ooxml_type_is(type, "application/xml");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_untold && str_starts(name, str_of(names[i])) && str_ends(name, STR(".xml"))) {
            return true;
        }
    }
    return false;
}

static PartRole part_role(const Package *package, const OoxmlPackage *ooxml, size_t part)
{
    Str name = package->parts[part].name;
    if (part == ooxml->main || is_document(ooxml->types[part], name)) {
        return PART_DOCUMENT;
    }
    if (!str_ends(name, STR(".xml")) && !str_ends(name, STR(".rels"))) {
        return PART_STATIC;
    }
    bool is_plain = str_starts(name, STR("docProps/")) || str_is(name, "word/numbering.xml") ||
                    str_is(name, "word/settings.xml") || str_is(name, "word/styles.xml") ||
                    str_starts(name, STR("word/_rels/"));
    return is_plain ? PART_PLAIN : PART_STATIC;
}

#define NUMBERING "word/numbering.xml"

/* Clauses have lists: numbering.xml grows. */
static Status begin(Parts *parts, const Package *package, const OoxmlPackage *ooxml,
                    const Library *library)
{
    (void)ooxml;
    bool has_numbering = pkgread_find(package, STR(NUMBERING)) != NULL;
    if (!library || !has_numbering) {
        return ST_OK;
    }
    return parts_need(parts, STR(NUMBERING), STR_EMPTY) == SIZE_MAX ? ST_NOMEM : ST_OK;
}

static void put_list(Buf *out, uint32_t number, uint32_t abstract)
{
    buf_puts(out, "<w:num w:numId=\"");
    buf_put_u64(out, number);
    buf_puts(out, "\"><w:abstractNumId w:val=\"");
    buf_put_u64(out, abstract);
    buf_puts(out, "\"/>");
    for (unsigned level = 0; level < 3;
         level++) { /* all levels: lists of one abstract numbering share counters */
        buf_puts(out, "<w:lvlOverride w:ilvl=\"");
        buf_put_u64(out, level);
        buf_puts(out, "\"><w:startOverride w:val=\"1\"/></w:lvlOverride>");
    }
    buf_puts(out, "</w:num>");
}

/* One w:num for each list of the record. */
static Status finish(Rendering *r)
{
    size_t n = 0;
    const uint32_t *lists = exec_lists(rendering_exec(r), &n);
    size_t numbering = n > 0 ? rendering_part(r, STR(NUMBERING)) : SIZE_MAX;
    if (numbering == SIZE_MAX) {
        return ST_OK;
    }
    Buf *out = rendering_added(r, numbering);
    for (size_t i = 0; i < n; i++) {
        put_list(out, DOCX_FIRST_LIST + (uint32_t)i, lists[i]);
    }
    return ST_OK;
}

/* Lists go behind the template's last; what follows them in the schema stays behind. */
static size_t insertion(Str part_name, Str bytes)
{
    static const Str end = {.ptr = "</w:num>", .len = 8};
    size_t at = SIZE_MAX;
    if (!str_is(part_name, NUMBERING)) {
        return SIZE_MAX;
    }
    for (size_t hit = str_find(bytes, end, 0); hit != SIZE_MAX;
         hit = str_find(bytes, end, hit + 1)) {
        at = hit + end.len;
    }
    return at;
}

const Format format_docx = {
    .name = {"docx", 4},
    .extension = {".docx", 5},
    .dialect = &docx_dialect,
    .part_role = part_role,
    .prepare = docx_prepare,
    .emit = docx_emit,
    .begin = begin,
    .finish = finish,
    .insertion = insertion,
};
