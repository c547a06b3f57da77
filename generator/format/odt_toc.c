/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_toc - tables of contents of ODF: their entries are made anew from the headings of the record, where tags change these.
 */
#include "generator/base/limits.h"
#include "generator/format/odf.h"

/* --- do the headings change? --------------------------------------------------------------------------------- */

/* A heading holds a tag, or stands between those of a section. */
static bool has_changing_headings(const Lift *lift)
{
    int depth = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, is_text_ns(node, "index-body"))) {
        bool is_heading = is_text_ns(node, "h");
        if (!is_heading && !is_text_ns(node, "p")) {
            continue;
        }
        xmlChar *content = xmlNodeGetContent(node);
        Str text = str_of(content ? (const char *)content : "");
        bool has_tag = str_find(text, STR("{{"), 0) != SIZE_MAX;
        bool changes = is_heading && (depth > 0 || has_tag);
        depth += is_heading || !has_tag ? 0 : lift_depth_change(text);
        xmlFree(content);
        if (changes) {
            return true;
        }
    }
    return false;
}

/* --- models of entries ----------------------------------------------------------------------------------------- */

/* The prefixes that models are written with mean what they say. */
static bool has_prefixes(const Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    const xmlNs *text = xmlSearchNs(lift->doc, root, BAD_CAST "text");
    const xmlNs *xlink = xmlSearchNs(lift->doc, root, BAD_CAST "xlink");
    return text && xlink && strcmp((const char *)text->href, NS_TEXT) == 0 &&
           strcmp((const char *)xlink->href, NS_XLINK) == 0;
}

/* The style of an automatic style's parent, or the style itself. */
static Str parent_style(Lift *lift, Str name)
{
    const xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (const xmlNode *group = root->children; group; group = group->next) {
        bool is_automatic = lift_is(group, NS_OFFICE, "automatic-styles");
        for (const xmlNode *n = is_automatic ? group->children : NULL; n; n = n->next) {
            if (lift_is(n, NS_STYLE, "style") &&
                str_eq(lift_attr(lift, n, NS_STYLE, "name"), name)) {
                return lift_attr(lift, n, NS_STYLE, "parent-style-name");
            }
        }
    }
    return name;
}

/* The style that the author's entries of this level have: the template's, or one based on it. */
static Str entry_style(Lift *lift, const xmlNode *body, Str wanted)
{
    for (const xmlNode *n = body ? body->children : NULL; n; n = n->next) {
        Str name = is_text_ns(n, "p") ? lift_attr(lift, n, NS_TEXT, "style-name") : STR_EMPTY;
        if (name.len > 0 && (str_eq(name, wanted) || str_eq(parent_style(lift, name), wanted))) {
            return name;
        }
    }
    return wanted;
}

static void put_escaped(Buf *out, Str text)
{
    escape_put(out, ESCAPE_XML_TEXT, text);
}

static void put_link(Lift *lift, const xmlNode *node, Buf *out)
{
    Str style = lift_attr(lift, node, NS_TEXT, "style-name");
    buf_puts(out, "<text:a xlink:type=\"simple\" xlink:href=\"#" TOC_BOOKMARK "\"");
    if (style.len > 0) {
        buf_puts(out, " text:style-name=\"");
        escape_put(out, ESCAPE_XML_ATTR, style);
        buf_puts(out, "\" text:visited-style-name=\"");
        escape_put(out, ESCAPE_XML_ATTR, style);
        buf_puts(out, "\"");
    }
    buf_puts(out, ">");
}

/* One piece of a text:table-of-content-entry-template; links that don't pair up begin or end nothing. */
static void put_piece(Lift *lift, const xmlNode *node, bool *is_in_link, Buf *out)
{
    if (is_text_ns(node, "index-entry-chapter")) {
        bool is_before_text = node->next && is_text_ns(node->next, "index-entry-text");
        buf_puts(out, TOC_LABEL TOC_NUMBER);
        buf_put(out, is_before_text ? STR(" ") : STR_EMPTY);
        buf_puts(out, TOC_LABEL_END);
    } else if (is_text_ns(node, "index-entry-text")) {
        buf_puts(out, TOC_TEXT);
    } else if (is_text_ns(node, "index-entry-tab-stop")) {
        buf_puts(out, "<text:tab/>");
    } else if (is_text_ns(node, "index-entry-page-number")) {
        buf_puts(out,
                 "<text:bookmark-ref text:reference-format=\"page\" text:ref-name=\"" TOC_BOOKMARK
                 "\">…</text:bookmark-ref>");
    } else if (is_text_ns(node, "index-entry-span")) {
        xmlChar *text = xmlNodeGetContent(node);
        put_escaped(out, str_of(text ? (const char *)text : ""));
        xmlFree(text);
    } else if (is_text_ns(node, "index-entry-link-start") && !*is_in_link) {
        put_link(lift, node, out);
        *is_in_link = true;
    } else if (is_text_ns(node, "index-entry-link-end") && *is_in_link) {
        buf_puts(out, "</text:a>");
        *is_in_link = false;
    }
}

static xmlNode *entry_template(Lift *lift, const xmlNode *source, uint32_t level)
{
    Str wanted = arena_printf(lift->arena, "%u", (unsigned)level);
    xmlNode *n = lift_child(source, NS_TEXT, "table-of-content-entry-template");
    while (n && !(is_text_ns(n, "table-of-content-entry-template") &&
                  str_eq(lift_attr(lift, n, NS_TEXT, "outline-level"), wanted))) {
        n = n->next;
    }
    return n;
}

static Str models_text(Lift *lift, const xmlNode *source, const xmlNode *body)
{
    Buf out;
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    for (uint32_t level = 1; level <= NUMBERING_LEVELS; level++) {
        const xmlNode *entry = entry_template(lift, source, level);
        if (entry) {
            Str style = lift_attr(lift, entry, NS_TEXT, "style-name");
            buf_puts(&out, "<text:p text:style-name=\"");
            escape_put(&out, ESCAPE_XML_ATTR, entry_style(lift, body, style));
            buf_puts(&out, "\">");
            bool is_in_link = false;
            for (const xmlNode *n = entry->children; n; n = n->next) {
                put_piece(lift, n, &is_in_link, &out);
            }
            buf_put(&out, is_in_link ? STR("</text:a></text:p>") : STR("</text:p>"));
        }
        buf_puts(&out, TOC_NEXT_LEVEL);
    }
    Str text = buf_ok(&out) ? arena_str(lift->arena, buf_str(&out)) : (Str){0};
    lift->is_nomem = lift->is_nomem || !text.ptr;
    buf_done(&out);
    return text.ptr ? text : STR_EMPTY;
}

/* --- the old entries give way ------------------------------------------------------------------------------------ */

static void clear_entries(xmlNode *body)
{
    for (xmlNode *n = body->children; n;) {
        xmlNode *next = n->next;
        if (!is_text_ns(n, "index-title")) {
            lift_remove(n);
        }
        n = next;
    }
}

static bool is_true(Str value)
{
    return str_is(value, "true");
}

static void renew(Lift *lift, xmlNode *toc, uint32_t paragraph)
{
    xmlNode *source = lift_child(toc, NS_TEXT, "table-of-content-source");
    xmlNode *body = lift_child(toc, NS_TEXT, "index-body");
    if (!source || !body) {
        return;
    }
    Str levels = lift_attr(lift, source, NS_TEXT, "outline-level");
    uint32_t max_level = levels.len == 1 && levels.ptr[0] >= '1' && levels.ptr[0] <= '9'
                             ? (uint32_t)(levels.ptr[0] - '0')
                             : NUMBERING_LEVELS;
    bool is_plain = !is_true(lift_attr(lift, source, NS_TEXT, "use-index-source-styles")) &&
                    !str_is(lift_attr(lift, source, NS_TEXT, "use-outline-level"), "false") &&
                    has_prefixes(lift);
    Str models = is_plain ? models_text(lift, source, body) : STR_EMPTY;
    clear_entries(body);
    if (!is_plain) {
        diag_add0(lift->diags, TMPL_TOC_LEFT, (Loc){.source = lift->source})->paragraph = paragraph;
        return;
    }
    for (uint8_t is_rest = 0; is_rest < 2; is_rest++) {
        Mark mark = {.kind = MARK_TOC,
                     .name = models,
                     .number = max_level,
                     .value = is_rest,
                     .paragraph = paragraph};
        xmlNode *pi = lift_mark(lift, &mark);
        if (pi) {
            xmlAddChild(body, pi);
        }
    }
}

void odt_renew_tocs(Lift *lift)
{
    uint32_t paragraph = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node && !lift->is_nomem; node = lift_next(node, root, false)) {
        paragraph += is_text_ns(node, "p") || is_text_ns(node, "h");
        if (is_text_ns(node, "table-of-content") && has_changing_headings(lift)) {
            renew(lift, node, paragraph + 1);
        }
    }
}

/* --- headings ------------------------------------------------------------------------------------------------------ */

uint32_t odt_toc_levels(const Lift *lift)
{
    uint32_t max_level = 0;
    for (size_t i = 0; i < lift->n_marks; i++) {
        const Mark *mark = &lift->marks[i];
        max_level = mark->kind == MARK_TOC && mark->number > max_level ? mark->number : max_level;
    }
    return max_level;
}

/* Adds a mark at the beginning or the end of a heading. */
static void put_mark(Lift *lift, xmlNode *heading, bool is_start, const Mark *mark)
{
    xmlNode *pi = lift_mark(lift, mark);
    if (pi && is_start && heading->children) {
        xmlAddPrevSibling(heading->children, pi);
    } else if (pi) {
        xmlAddChild(heading, pi);
    }
}

/* A bookmark around the heading, and its text for the table; written as it is: its name is new in each turn. */
void odt_mark_toc_heading(Lift *lift, xmlNode *heading, uint32_t level, bool has_number)
{
    uint32_t slot = lift->n_slots;
    lift->n_slots += 2;
    const Mark close = {.kind = MARK_LITERAL, .name = STR("\"/>")};
    const Mark start[] = {
        {.kind = MARK_PLACE, .number = slot},
        close,
        {.kind = MARK_UID_NEXT, .number = slot + 1},
        {.kind = MARK_LITERAL, .name = STR("<text:bookmark-start text:name=\"" TOC_PREFIX)}};
    const Mark end[] = {
        {.kind = MARK_TOC_HEADING, .number = slot, .from = level, .value = has_number},
        {.kind = MARK_LITERAL, .name = STR("<text:bookmark-end text:name=\"" TOC_PREFIX)},
        {.kind = MARK_UID_SAME, .number = slot + 1},
        close};
    for (size_t i = 0; i < 4;
         i++) { /* the first is put last: each goes before those that are there */
        put_mark(lift, heading, true, &start[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        put_mark(lift, heading, false, &end[i]);
    }
}
