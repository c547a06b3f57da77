/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_parts - the parts of a DOCX and their roles; numbering.xml gets the lists of a record.
 */
#include "generator/format/ooxml.h"

static PartRole part_role(const Package *package, Str name)
{
    static const char *const documents[] = {"word/document",  "word/header",   "word/footer",
                                            "word/footnotes", "word/endnotes", "word/comments"};
    (void)package; /* names are enough for what Word and LibreOffice write */
    if (!str_ends(name, STR(".xml")) && !str_ends(name, STR(".rels"))) {
        return PART_STATIC;
    }
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        if (str_starts(name, str_of(documents[i])) && str_ends(name, STR(".xml"))) {
            return PART_DOCUMENT;
        }
    }
    bool is_plain = str_starts(name, STR("docProps/")) || str_is(name, "word/numbering.xml") ||
                    str_is(name, "word/settings.xml") || str_is(name, "word/styles.xml") ||
                    str_starts(name, STR("word/_rels/"));
    return is_plain ? PART_PLAIN : PART_STATIC;
}

static bool is_late_part(Str name)
{
    return str_is(name, "word/numbering.xml");
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

/* One w:num for each list, behind the template's last. */
static void finish_numbering(const uint32_t *lists, size_t n_lists, Str rendered, Buf *out)
{
    static const Str end = {.ptr = "</w:num>", .len = 8};
    static const Str root_end = {.ptr = "</w:numbering>", .len = 14};
    size_t at = 0;
    for (size_t hit = str_find(rendered, end, 0); hit != SIZE_MAX;
         hit = str_find(rendered, end, hit + 1)) {
        at = hit + end.len;
    }
    if (at == 0) {
        size_t close = str_find(rendered, root_end, 0);
        at = close == SIZE_MAX ? rendered.len : close;
    }
    buf_put(out, str_sub(rendered, 0, at));
    for (size_t i = 0; i < n_lists; i++) {
        put_list(out, DOCX_FIRST_LIST + (uint32_t)i, lists[i]);
    }
    buf_put(out, str_sub(rendered, at, rendered.len - at));
}

const Format format_docx = {
    .name = {"docx", 4},
    .extension = {".docx", 5},
    .part_role = part_role,
    .prepare = docx_prepare,
    .emit = docx_emit,
    .is_late_part = is_late_part,
    .finish_part = finish_numbering,
};
