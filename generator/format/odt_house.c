/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_house - see odt_house.h.
 */
#include "generator/format/odt_house.h"

#include "generator/base/limits.h"

static bool is_paragraph(const xmlNode *node)
{
    return adapt_is(node, "p") || adapt_is(node, "h");
}

static bool stays(const xmlNode *node)
{
    (void)node; /* breaks are in styles */
    return false;
}

Status odt_append(AdaptText *texts, xmlNode *parent, Str text)
{
    xmlNode *place = text.ptr && parent ? adapt_place(texts, parent->doc, text) : NULL;
    return place && xmlAddChild(parent, place) ? ST_OK : ST_NOMEM;
}

xmlNode *odt_need_child(const xmlDoc *doc, const char *name, const char *next)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *child = adapt_child(root, name);
    if (child) {
        return child;
    }
    child = xmlNewDocNode(root->doc, root->ns, BAD_CAST name, NULL);
    xmlNode *before = adapt_child(root, next);
    if (child && !(before ? xmlAddPrevSibling(before, child) : xmlAddChild(root, child))) {
        xmlFreeNode(child);
        return NULL;
    }
    return child;
}

/* --- properties ------------------------------------------------------------------------------------------ */

static Str missing_properties(Adapt *a, const xmlNode *meta)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    for (const AdaptProperty *p = NULL;
         (p = adapt_next_property(a, meta, "user-defined", p)) != NULL;) {
        buf_printf(&out,
                   "<meta:user-defined meta:name=\"%s\" meta:value-type=\"string\">{{%s}}"
                   "</meta:user-defined>",
                   p->name, p->tag);
    }
    return adapt_keep(a, &out);
}

Status odt_add_part(Adapt *a, Str name, Str bytes)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    AdaptText texts = {0};
    TRY(adapt_put(a, name, bytes));
    TRY(adapt_parse(a, STR(MANIFEST), &doc));
    if (!doc) {
        return ST_OK;
    }
    TRY(adapt_declare(doc, "manifest", NS_MANIFEST));
    TRY(odt_append(&texts, xmlDocGetRootElement(doc),
                   arena_printf(a->arena,
                                "<manifest:file-entry manifest:full-path=\"%.*s\" "
                                "manifest:media-type=\"text/xml\"/>",
                                STR_ARG(name))));
    return adapt_write(a, STR(MANIFEST), doc, &texts);
}

static Status add_properties(Adapt *a)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    AdaptText texts = {0};
    if (!pkgread_find(&a->package, STR("meta.xml"))) {
        TRY(odt_add_part(a, STR("meta.xml"),
                         STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta "
                             "xmlns:office=\"" NS_OFFICE "\" xmlns:meta=\"" NS_META
                             "\" office:version=\"1.3\"><office:meta/></office:document-meta>")));
    }
    TRY(adapt_parse(a, STR("meta.xml"), &doc));
    if (!doc) {
        return ST_OK;
    }
    bool has_meta = adapt_child(xmlDocGetRootElement(doc), "meta") != NULL;
    xmlNode *meta = odt_need_child(doc, "meta", NULL);
    Str text = meta ? missing_properties(a, meta) : (Str){0};
    if (!text.ptr) {
        return ST_NOMEM;
    }
    bool has_new_title = adapt_title(a, meta, &texts);
    if (text.len == 0 && !has_new_title) {
        xmlshelf_put(has_meta ? a->package.shelf : NULL, &doc); /* only looked at */
        return a->is_nomem ? ST_NOMEM : ST_OK;
    }
    if (text.len > 0) {
        TRY(adapt_declare(doc, "meta", NS_META));
        TRY(odt_append(&texts, meta, text));
    }
    return adapt_write(a, STR("meta.xml"), doc, &texts);
}

/* --- where -------------------------------------------------------------------------------------------------- */

static AdaptBookmark find_bookmark(Adapt *a, xmlNode *root)
{
    return adapt_bookmark(a, root, "bookmark-start", "bookmark-end", "name");
}

Status odt_house_begin(OdtHouse *h)
{
    Adapt *a = h->a;
    if (!a->library) {
        return ST_OK;
    }
    TRY(add_properties(a));
    bool has_bookmark =
        !a->shows_clauses && h->content && find_bookmark(a, xmlDocGetRootElement(h->content)).start;
    adapt_decide(a, has_bookmark);
    return ST_OK;
}

static Status put_at(OdtHouse *h, xmlNode *place)
{
    xmlNode *root = xmlDocGetRootElement(h->content);
    const AdaptBookmark bookmark = find_bookmark(h->a, root);
    if (bookmark.start) {
        return adapt_at_bookmark(&bookmark, place, is_paragraph, stays);
    }
    xmlNode *text = adapt_child(adapt_child(root, "body"), "text");
    return text && xmlAddChild(text, place) ? ST_OK : ST_NOMEM;
}

/* --- what is put in ------------------------------------------------------------------------------------------ */

static void put_tag(Buf *out, const char *tag)
{
    buf_printf(out, "<text:p>{{%s}}</text:p>", tag);
}

static void put_note(Buf *out, const char *style, const char *text)
{
    buf_printf(out, "<text:p text:style-name=\"%s\">%s</text:p>", style, text);
}

/* The word across the page. `anchor`: how it hangs on its paragraph. */
static void put_watermark(Buf *out, unsigned number)
{
    buf_printf(
        out,
        "{{#document.brouillon}}<draw:custom-shape text:anchor-type=\"char\" draw:z-index=\"%u\" "
        "draw:name=\"PowerPlusWaterMarkObject%u\" draw:style-name=\"CcapFiligrane\" "
        "draw:text-style-name=\"CcapFiligraneTexte\" svg:width=\"16.934cm\" svg:height=\"3.271cm\" "
        "draw:transform=\"rotate (0.785398163397448) translate (0.857cm 17.931cm)\">"
        "<svg:title>Brouillon</svg:title><text:p text:style-name=\"CcapFiligraneTexte\">BROUILLON"
        "</text:p><draw:enhanced-geometry svg:viewBox=\"0 0 21600 21600\" "
        "draw:type=\"fontwork-plain-text\" draw:text-areas=\"0 0 21600 21600\" "
        "draw:text-path=\"true\" draw:text-path-mode=\"shape\" draw:text-path-scale=\"path\" "
        "draw:text-path-same-letter-heights=\"false\" draw:enhanced-path=\"M 0 0 L 21600 0 N "
        "M 0 21600 L 21600 21600 N\"/></draw:custom-shape>{{/document.brouillon}}",
        900 + number, 900 + number);
}

/* Formats of what only drafts show; they stay out of the house's list of styles. */
#define TEXT_BOLD                                                                                  \
    "fo:font-weight=\"bold\" style:font-weight-asian=\"bold\" style:font-weight-complex=\"bold\""
#define RED "fo:color=\"#8d2b0b\""
#define SHAPE_STYLES                                                                               \
    "<style:style style:name=\"CcapFiligrane\" "                                                   \
    "style:family=\"graphic\"><style:graphic-properties "                                          \
    "draw:stroke=\"none\" draw:fill=\"solid\" draw:fill-color=\"#e6ecf2\" "                        \
    "draw:auto-grow-height=\"false\" draw:auto-grow-width=\"false\" "                              \
    "style:run-through=\"background\" style:wrap=\"run-through\" "                                 \
    "style:number-wrapped-paragraphs=\"no-limit\" style:vertical-pos=\"middle\" "                  \
    "style:vertical-rel=\"page-content\" style:horizontal-pos=\"center\" "                         \
    "style:horizontal-rel=\"page-content\" style:flow-with-text=\"false\"/></style:style>"         \
    "<style:style style:name=\"CcapFiligraneTexte\" style:family=\"paragraph\">"                   \
    "<style:text-properties fo:font-size=\"1pt\"/></style:style>"

static void put_draft_styles(Buf *out, Str body)
{
    static const char *const formats[][3] = {
        {"CcapBrouillon",
         "fo:keep-with-next=\"always\" fo:margin-top=\"12pt\" "
         "fo:margin-bottom=\"6pt\"",
         TEXT_BOLD " " RED " fo:font-size=\"14pt\""},
        {"CcapProbleme",
         "fo:keep-with-next=\"always\" fo:margin-top=\"6pt\" "
         "fo:margin-bottom=\"1pt\"",
         TEXT_BOLD " " RED},
        {"CcapProblemeTexte",
         "fo:margin-left=\"0.7cm\" fo:margin-top=\"0pt\" "
         "fo:margin-bottom=\"1pt\"",
         "fo:font-style=\"normal\""},
        {"CcapProblemeAide",
         "fo:margin-left=\"0.7cm\" fo:margin-top=\"0pt\" "
         "fo:margin-bottom=\"1pt\"",
         "fo:font-style=\"italic\""},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        buf_printf(out,
                   "<style:style style:name=\"%s\" style:family=\"paragraph\" "
                   "style:parent-style-name=\"%.*s\"><style:paragraph-properties %s/>"
                   "<style:text-properties %s/></style:style>",
                   formats[i][0], STR_ARG(body), formats[i][1], formats[i][2]);
    }
    buf_puts(out, SHAPE_STYLES
             "<style:style style:name=\"CcapArticle\" style:family=\"section\">"
             "<style:section-properties fo:background-color=\"transparent\"/></style:style>");
}

static void put_draft(Buf *out, Str body, bool has_watermark)
{
    put_tag(out, "#document.brouillon");
    put_note(out, "CcapBrouillon", "Brouillon : points à régler");
    if (has_watermark) {
        buf_puts(out, "<text:p text:style-name=\"CcapProblemeTexte\">");
        put_watermark(out, 0);
        buf_puts(out, "</text:p>");
    }
    put_tag(out, "^document.problemes");
    buf_printf(out, "<text:p text:style-name=\"%.*s\">Aucun problème n’a été relevé.</text:p>",
               STR_ARG(body));
    put_tag(out, "/document.problemes");
    put_tag(out, "#document.problemes");
    put_note(out, "CcapProbleme", "{{code}} ({{niveau}}){{#lieu}}, {{lieu}}{{/lieu}}");
    put_note(out, "CcapProblemeTexte", "{{message}}");
    put_tag(out, "#aide");
    put_note(out, "CcapProblemeAide", "{{aide}}");
    put_tag(out, "/aide");
    put_tag(out, "/document.problemes");
    put_tag(out, "/document.brouillon");
}

static void put_heading(Buf *out, Str style, unsigned level)
{
    buf_printf(out,
               "<text:h text:style-name=\"%.*s\" text:outline-level=\"%u\"><text:bookmark-start "
               "text:name=\"ref.{{ancre}}\"/>{{titre}}<text:bookmark-end "
               "text:name=\"ref.{{ancre}}\"/></text:h>",
               STR_ARG(style), level);
}

/* The loop of templates/annexe, in the styles of the house. */
static void put_articles(Buf *out, const StyleSet *styles)
{
    put_tag(out, "#articles");
    buf_puts(out, "<text:section text:style-name=\"CcapArticle\" text:name=\"{{etiquette}}\">");
    put_heading(out, styles->ids[ROLE_HEADING_1], 1);
    put_tag(out, "#blocs");
    put_heading(out, styles->ids[ROLE_HEADING_2], 2);
    buf_printf(out, "<text:p text:style-name=\"%.*s\">{{corps}}</text:p>",
               STR_ARG(styles->ids[ROLE_BODY]));
    put_tag(out, "/blocs");
    buf_puts(out, "</text:section>");
    put_tag(out, "/articles");
}

/* Each header of a page style carries the word. */
static Status mark_headers(OdtHouse *h, unsigned *ret_n)
{
    Adapt *a = h->a;
    xmlNode *root = h->sheet ? xmlDocGetRootElement(h->sheet) : NULL;
    xmlNode *masters = adapt_child(root, "master-styles");
    for (xmlNode *node = masters; node; node = lift_next(node, masters, false)) {
        bool is_header = adapt_is(node, "header") || adapt_is(node, "header-first") ||
                         adapt_is(node, "header-left");
        xmlNode *paragraph = is_header ? node->children : NULL;
        while (paragraph && !is_paragraph(paragraph)) {
            paragraph = lift_next(paragraph, node, false);
        }
        if (!paragraph ||
            *ret_n >= 4) { /* a document has one or two; the list of problems is enough */
            continue;
        }
        CLEANUP(buf_done) Buf text = {0};
        buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
        put_watermark(&text, ++*ret_n);
        TRY(odt_append(&h->sheet_texts, paragraph, adapt_keep(a, &text)));
    }
    if (*ret_n > 0) {
        TRY(odt_append(&h->sheet_texts,
                       odt_need_child(h->sheet, "automatic-styles", "master-styles"),
                       STR(SHAPE_STYLES)));
        h->is_sheet_changed = true;
    }
    return ST_OK;
}

/* The house's own headings of a level that we number stay without a number. */
static Status keep_unnumbered(OdtHouse *h)
{
    xmlNode *root = xmlDocGetRootElement(h->content);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        uint32_t level =
            adapt_is(node, "h") ? adapt_number(adapt_attr(h->a, node, "outline-level")) : 0;
        if (level == 0 || level > ODT_NUMBERED || !h->is_unnumbered[level - 1]) {
            continue;
        }
        if (!xmlSetNsProp(node, node->ns, BAD_CAST "is-list-header", BAD_CAST "true")) {
            return ST_NOMEM;
        }
    }
    return ST_OK;
}

Status odt_house_finish(OdtHouse *h)
{
    CLEANUP(buf_done) Buf text = {0};
    CLEANUP(buf_done) Buf styles = {0};
    Adapt *a = h->a;
    unsigned n_headers = 0;
    if (!a->is_house || !h->content) {
        return ST_OK;
    }
    TRY(mark_headers(h, &n_headers));
    TRY(keep_unnumbered(h));
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    buf_init(&styles, LIMIT_PKG_ENTRY_BYTES);
    put_draft_styles(&styles, a->styles->ids[ROLE_BODY]);
    put_draft(&text, a->styles->ids[ROLE_BODY], n_headers == 0);
    put_articles(&text, a->styles);
    Str kept = adapt_keep(a, &text);
    xmlNode *place = kept.ptr ? adapt_place(&h->content_texts, h->content, kept) : NULL;
    if (!place) {
        return ST_NOMEM;
    }
    TRY(put_at(h, place));
    h->is_content_changed = true;
    return odt_append(&h->content_texts, odt_need_child(h->content, "automatic-styles", "body"),
                      adapt_keep(a, &styles));
}
