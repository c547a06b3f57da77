/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_parts - the parts of a DOCX and their roles; numbering.xml gets the lists of a record.
 */
#include "generator/format/adapt.h"
#include "generator/format/docx_links.h"
#include "generator/format/docx_notes.h"
#include "generator/format/docx_number.h"

/* By content type, as Word does it; packages that declare none (they are made by hand) by name. */
static PartRole role_of_text(Str type, Str name)
{
    static const struct {
        const char *type;
        const char *name;
        PartRole role;
    } texts[] = {
        {"document.main+xml", "word/document", PART_DOCUMENT},
        {"template.main+xml", NULL, PART_DOCUMENT},
        {"header+xml", "word/header", PART_DOCUMENT},
        {"footer+xml", "word/footer", PART_DOCUMENT},
        {"footnotes+xml", "word/footnotes.", PART_NOTES},
        {"endnotes+xml", "word/endnotes.", PART_NOTES},
        {"comments+xml", "word/comments.", PART_NOTES},
    };
    if (str_find(name, STR("/glossary/"), 0) != SIZE_MAX) {
        return PART_STATIC; /* building blocks: they are no part of the text */
    }
    static const char *const drawn[] = {
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        "application/vnd.ms-office.drawingml.diagramDrawing+xml", /* what readers show of it */
    };
    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++) {
        if (ooxml_type_is(type, drawn[i])) {
            return PART_DOCUMENT;
        }
    }
    bool is_untold = type.len == 0 || ooxml_type_is(type, "application/xml");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bool is_type = str_starts(type, STR(TYPES_WORD)) &&
                       str_is(str_sub(type, sizeof TYPES_WORD - 1, type.len), texts[i].type);
        bool is_name = is_untold && texts[i].name && str_starts(name, str_of(texts[i].name)) &&
                       str_ends(name, STR(".xml"));
        if (is_type || is_name) {
            return texts[i].role;
        }
    }
    return PART_STATIC;
}

/* Parts that hold texts or attributes only; by type, or by name where none is told. */
static bool is_plain_part(Str type, Str name)
{
    static const char *const types[] = {
        TYPES_WORD "numbering+xml",
        TYPES_WORD "settings+xml",
        TYPES_WORD "styles+xml",
        TYPES_WORD "commentsExtended+xml",
        TYPES_WORD "commentsIds+xml",
        TYPES_WORD "commentsExtensible+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (ooxml_type_is(type, types[i])) {
            return true;
        }
    }
    return str_ends(name, STR(".xml")) &&
           (str_starts(name, STR("docProps/")) || str_is(name, "word/numbering.xml") ||
            str_is(name, "word/settings.xml") || str_is(name, "word/styles.xml"));
}

/* True for the relationships of a part with paragraphs. */
static bool lists_links(const OoxmlPackage *ooxml, size_t part)
{
    for (size_t i = 0; i < ooxml->n_all; i++) {
        size_t owner = ooxml->all[i].owner;
        if (ooxml->all[i].rels_part == part && owner != OOXML_NO_PART) {
            return owner == ooxml->main ||
                   role_of_text(ooxml->types[owner], ooxml->package->parts[owner].name) !=
                       PART_STATIC;
        }
    }
    return false;
}

static PartRole part_role(const Package *package, const OoxmlPackage *ooxml, size_t part)
{
    Str name = package->parts[part].name;
    PartRole text = part == ooxml->main ? PART_DOCUMENT : role_of_text(ooxml->types[part], name);
    if (text != PART_STATIC) {
        return text;
    }
    bool is_plain = is_plain_part(ooxml->types[part], name) ||
                    (str_ends(name, STR(".rels")) && lists_links(ooxml, part));
    return is_plain ? PART_PLAIN : PART_STATIC;
}

/* Clauses have lists: numbering.xml grows. */
static Status begin(Parts *parts, const Package *package, const OoxmlPackage *ooxml,
                    const Library *library)
{
    const DocxNumbers *numbers = NULL;
    TRY(docx_read_numbers(parts_arena(parts), package, ooxml, &numbers));
    parts_set_numbering(parts, &numbers->numbering, numbers);
    if (!library || numbers->part.len == 0) {
        return ST_OK;
    }
    return parts_need(parts, numbers->part, STR_EMPTY) == SIZE_MAX ? ST_NOMEM : ST_OK;
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

/* A list like one of the template. */
static void put_copy(Buf *out, uint32_t number, const NumberList *list)
{
    buf_puts(out, "<");
    buf_put(out, list->prefix);
    buf_puts(out, ":num ");
    buf_put(out, list->prefix);
    buf_puts(out, ":numId=\"");
    buf_put_u64(out, number);
    buf_put(out, list->copy);
}

/* One w:num for each list of the record. */
static Status finish(Rendering *r)
{
    size_t n = 0;
    const Exec *exec = rendering_exec(r);
    const uint32_t *lists = exec_lists(exec, &n);
    const DocxNumbers *numbers = (const DocxNumbers *)(const void *)rendering_numbering(r);
    size_t part = n > 0 && numbers ? rendering_part(r, numbers->part) : SIZE_MAX;
    if (part == SIZE_MAX) {
        return ST_OK;
    }
    Buf *out = rendering_added(r, part);
    for (size_t i = 0; i < n; i++) {
        uint32_t number = exec_first_list(exec) + (uint32_t)i;
        if (lists[i] & EXEC_LIST_OF_DOCUMENT) {
            put_copy(out, number, &numbers->numbering.lists[lists[i] & ~EXEC_LIST_OF_DOCUMENT]);
        } else {
            put_list(out, number, lists[i]);
        }
    }
    return ST_OK;
}

/* Lists go behind the template's last; what follows them in the schema stays behind. */
static size_t insertion(Str part_name, Str bytes)
{
    static const Str end = {.ptr = ":num>", .len = 5};
    size_t at = SIZE_MAX;
    if (str_find(part_name, STR("numbering"), 0) == SIZE_MAX) {
        return SIZE_MAX;
    }
    for (size_t hit = str_find(bytes, end, 0); hit != SIZE_MAX;
         hit = str_find(bytes, end, hit + 1)) {
        size_t start = hit;
        while (start > 0 && bytes.ptr[start - 1] != '<') {
            start--;
        }
        at = bytes.ptr[start] == '/' ? hit + end.len : at;
    }
    return at;
}

static bool drop_repeated(Lift *lift)
{
    return docx_links_drop_repeated(lift) || docx_notes_drop_threads(lift);
}

const Format format_docx = {
    .name = {"docx", 4},
    .extension = {".docx", 5},
    .dialect = &docx_dialect,
    .part_role = part_role,
    .prepare = docx_prepare,
    .settle = docx_settle,
    .renew = docx_renew_ids,
    .drop_repeated = drop_repeated,
    .emit = &docx_emit,
    .adapt = docx_adapt,
    .begin = begin,
    .finish = finish,
    .insertion = insertion,
};
