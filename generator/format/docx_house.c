/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_house - see docx_house.h.
 */
#include "generator/format/docx_house.h"

#include "generator/base/limits.h"

#define RELATIONSHIP "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static bool is_paragraph(const xmlNode *node)
{
    return adapt_is(node, "p");
}

static bool stays(const xmlNode *node)
{
    return adapt_is(node, "sectPr") || adapt_child(adapt_child(node, "pPr"), "sectPr") != NULL;
}

Status docx_declare(const xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    const char *own = root->ns && root->ns->href ? (const char *)root->ns->href : NS_W;
    return adapt_declare(doc, "w", strstr(own, "wordprocessingml") ? own : NS_W);
}

/* --- types and relationships --------------------------------------------------------------------------- */

/* Appends an element to the root of a part. */
static Status append(Adapt *a, Str part_name, const char *namespace, Str element)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    AdaptText texts = {0};
    TRY(adapt_parse(a, part_name, &doc));
    if (!doc) {
        return ST_OK;
    }
    xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNs *none = xmlSearchNs(doc, root, NULL);
    if (!none || strcmp((const char *)none->href, namespace) != 0) { /* it has a prefix there */
        size_t name_end = str_find(element, STR(" "), 0);
        element =
            arena_printf(a->arena, "%.*s xmlns=\"%s\"%.*s", STR_ARG(str_sub(element, 0, name_end)),
                         namespace, STR_ARG(str_sub(element, name_end, element.len)));
    }
    xmlNode *place = element.ptr ? adapt_place(&texts, doc, element) : NULL;
    return place && xmlAddChild(root, place) ? adapt_write(a, part_name, doc, &texts) : ST_NOMEM;
}

/* An identifier that no relationship of this part has. */
static Str free_id(Adapt *a, Str rels_name)
{
    const PkgPart *part = pkgread_find(&a->package, rels_name);
    for (unsigned n = 1;; n++) {
        Str id = arena_printf(a->arena, "rIdCcap%u", n);
        if (!id.ptr || !part || str_find(part->bytes, id, 0) == SIZE_MAX) {
            return id;
        }
    }
}

/* type: the whole name of the kind of relationship. */
static Status relate(Adapt *a, Str rels_name, const char *type, Str target)
{
    Str id = free_id(a, rels_name);
    if (!id.ptr) {
        return ST_NOMEM;
    }
    if (!pkgread_find(&a->package, rels_name)) {
        TRY(adapt_put(a, rels_name, STR(XML_HEAD "<Relationships xmlns=\"" NS_RELS "\"/>")));
    }
    Str element = arena_printf(a->arena, "<Relationship Id=\"%.*s\" Type=\"%s\" Target=\"%.*s\"/>",
                               STR_ARG(id), type, STR_ARG(target));
    return append(a, rels_name, NS_RELS, element);
}

static Status add_relationship(Adapt *a, Str rels_name, const char *kind, Str target)
{
    Str type = arena_printf(a->arena, RELATIONSHIP "%s", kind);
    return type.ptr ? relate(a, rels_name, type.ptr, target) : ST_NOMEM;
}

static Status add_type(Adapt *a, Str part_name, const char *type)
{
    Str element = arena_printf(a->arena, "<Override PartName=\"/%.*s\" ContentType=\"%s\"/>",
                               STR_ARG(part_name), type);
    return append(a, STR("[Content_Types].xml"), NS_TYPES, element);
}

Status docx_add_part(Adapt *a, Str part_name, const char *kind, const char *type)
{
    Str main = a->package.parts[a->ooxml->main].name;
    Str folder = a->ooxml->main_folder;
    Str file = str_sub(main, folder.len > 0 ? folder.len + 1 : 0, main.len);
    Str rels = arena_printf(a->arena, "%.*s%s_rels/%.*s.rels", STR_ARG(folder),
                            folder.len > 0 ? "/" : "", STR_ARG(file));
    if (!rels.ptr) {
        return ST_NOMEM;
    }
    size_t known = a->ooxml->rels[a->ooxml->main]->rels_part;
    rels = known != OOXML_NO_PART ? a->package.parts[known].name : rels;
    bool is_beside = folder.len > 0 && str_starts(part_name, folder);
    Str target = is_beside ? str_sub(part_name, folder.len + 1, part_name.len)
                           : arena_printf(a->arena, "/%.*s", STR_ARG(part_name));
    TRY(add_relationship(a, rels, kind, target));
    return add_type(a, part_name, type);
}

/* --- properties --------------------------------------------------------------------------------------------- */

#define CUSTOM "docProps/custom.xml"
#define NS_CUSTOM "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
#define NS_VT "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"

/* Those of our properties that the part lacks. */
static Str missing_properties(Adapt *a, const xmlNode *root)
{
    CLEANUP(buf_done) Buf out = {0};
    uint32_t pid = 1; /* 0 and 1 are reserved */
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    for (const xmlNode *n = root->children; n; n = n->next) {
        uint32_t used = adapt_is(n, "property") ? adapt_number(adapt_attr(a, n, "pid")) : 0;
        pid = used > pid ? used : pid;
    }
    for (const AdaptProperty *p = NULL;
         (p = adapt_next_property(a, root, "property", p)) != NULL;) {
        buf_printf(&out,
                   "<property xmlns=\"" NS_CUSTOM "\" fmtid=\"{D5CDD505-2E9C-101B-9397-"
                   "08002B2CF9AE}\" pid=\"%u\" name=\"%s\"><vt:lpwstr xmlns:vt=\"" NS_VT
                   "\">{{%s}}</vt:lpwstr></property>",
                   ++pid, p->name, p->tag);
    }
    return adapt_keep(a, &out);
}

static Status add_properties(Adapt *a)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    AdaptText texts = {0};
    size_t part = ooxml_related_part(a->ooxml, OOXML_NO_PART, "custom-properties");
    Str name = part != OOXML_NO_PART ? a->package.parts[part].name : STR(CUSTOM);
    if (part == OOXML_NO_PART) {
        TRY(adapt_put(a, name, STR(XML_HEAD "<Properties xmlns=\"" NS_CUSTOM "\"/>")));
        TRY(add_relationship(a, STR("_rels/.rels"), "custom-properties", name));
        TRY(add_type(a, name,
                     "application/vnd.openxmlformats-officedocument.custom-properties+xml"));
    }
    TRY(adapt_parse(a, name, &doc));
    if (!doc) {
        return ST_OK;
    }
    xmlNode *root = xmlDocGetRootElement(doc);
    Str text = missing_properties(a, root);
    if (!text.ptr || text.len == 0) {
        xmlshelf_put(a->package.shelf, &doc); /* only looked at */
        return text.ptr ? ST_OK : ST_NOMEM;
    }
    xmlNode *place = adapt_place(&texts, doc, text);
    return place && xmlAddChild(root, place) ? adapt_write(a, name, doc, &texts) : ST_NOMEM;
}

#define CORE "docProps/core.xml"
#define NS_CORE "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
#define NS_DC "http://purl.org/dc/elements/1.1/"

/* A reader that speaks says the title first: the document's own, or that of the market. */
static Status add_title(Adapt *a)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    AdaptText texts = {0};
    size_t part = ooxml_related_part(a->ooxml, OOXML_NO_PART, "core-properties");
    Str name = part != OOXML_NO_PART ? a->package.parts[part].name : STR(CORE);
    if (part == OOXML_NO_PART && pkgread_find(&a->package, name)) {
        return ST_OK; /* a part that nothing names */
    }
    if (part == OOXML_NO_PART) {
        TRY(adapt_put(a, name, STR(XML_HEAD "<cp:coreProperties xmlns:cp=\"" NS_CORE "\"/>")));
        TRY(relate(a, STR("_rels/.rels"),
                   "http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
                   "core-properties",
                   name));
        TRY(add_type(a, name, "application/vnd.openxmlformats-package.core-properties+xml"));
    }
    TRY(adapt_parse(a, name, &doc));
    if (!doc) {
        return ST_OK;
    }
    xmlNode *root = xmlDocGetRootElement(doc);
    if (adapt_title(a, root, &texts)) {
        return adapt_write(a, name, doc, &texts);
    }
    xmlshelf_put(a->package.shelf, &doc); /* only looked at */
    return a->is_nomem ? ST_NOMEM : ST_OK;
}

/* --- where --------------------------------------------------------------------------------------------------- */

/* Width of the text of the section that `node` stands in: that of the first section break behind it (NULL: of the last). */
static uint32_t text_width(Adapt *a, xmlNode *root, xmlNode *node)
{
    xmlNode *section = NULL;
    for (xmlNode *n = node ? node : root; n && !(section && node); n = lift_next(n, root, false)) {
        section = adapt_is(n, "sectPr") ? n : section; /* at the end: the last of all */
    }
    const xmlNode *margins = adapt_child(section, "pgMar");
    uint32_t width = adapt_number(adapt_attr(a, adapt_child(section, "pgSz"), "w"));
    uint32_t edges = adapt_number(adapt_attr(a, margins, "left")) +
                     adapt_number(adapt_attr(a, margins, "right")) +
                     adapt_number(adapt_attr(a, margins, "gutter"));
    const xmlNode *columns = adapt_child(section, "cols");
    uint32_t n = adapt_number(adapt_attr(a, columns, "num"));
    uint32_t space = adapt_number(adapt_attr(a, columns, "space"));
    if (width <= edges) {
        return DOCX_TEXT_WIDTH; /* no section tells */
    }
    width -= edges;
    bool is_cut = n > 1 && space < width / (n - 1);
    return is_cut ? (width - space * (n - 1)) / n : width;
}

static bool is_boxed(const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        if (adapt_is(node, "tc") || adapt_is(node, "txbxContent") || adapt_is(node, "hdr") ||
            adapt_is(node, "ftr")) {
            return true;
        }
    }
    return false;
}

static void measure(Adapt *a, xmlNode *root, xmlNode *point)
{
    a->styles->width_twip = text_width(a, root, point);
    for (xmlNode *node = point; node; node = adapt_rich_paragraph(a, root, node)) {
        a->styles->is_relative = a->styles->is_relative || is_boxed(node);
    }
}

static AdaptBookmark find_bookmark(Adapt *a, xmlNode *root)
{
    return adapt_bookmark(a, root, "bookmarkStart", "bookmarkEnd", "id");
}

Status docx_house_begin(Adapt *a)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    if (!a->library) {
        return ST_OK;
    }
    TRY(add_properties(a));
    TRY(add_title(a));
    Str name = a->package.parts[a->ooxml->main].name;
    TRY(adapt_parse(a, name, &doc));
    if (!doc) {
        return ST_OK;
    }
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *point = adapt_rich_paragraph(a, root, NULL);
    if (!a->shows_clauses) {
        point = find_bookmark(a, root).start;
    }
    adapt_decide(a, point != NULL);
    measure(a, root, point);
    if (a->is_rich && !a->is_house) { /* our XML is written where theirs stands */
        TRY(docx_declare(doc));
        AdaptText none = {0};
        if (xmlSearchNs(doc, root, BAD_CAST "w") != root->ns) {
            return adapt_write(a, name, doc, &none);
        }
    }
    xmlshelf_put(a->package.shelf, &doc); /* only looked at */
    return ST_OK;
}

/* --- what is put in ------------------------------------------------------------------------------------------ */

static void put_tag(Buf *out, const char *tag)
{
    buf_printf(out, "<w:p><w:r><w:t>{{%s}}</w:t></w:r></w:p>", tag);
}

static void put_style(Buf *out, Str id)
{
    if (id.len > 0) {
        buf_puts(out, "<w:pStyle w:val=\"");
        buf_put(out, id);
        buf_puts(out, "\"/>");
    }
}

/* A paragraph in body text with a format of its own: what a draft says is no matter of the house's styles. */
static void put_note(Buf *out, Str body, const char *paragraph, const char *run, const char *text)
{
    buf_puts(out, "<w:p><w:pPr>");
    put_style(out, body);
    buf_printf(out,
               "%s</w:pPr><w:r><w:rPr>%s</w:rPr><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p>",
               paragraph, run, text);
}

/* Word's type of shape for text along a line. */
#define TEXT_PLAIN                                                                                 \
    "<v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" "       \
    "path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/>"               \
    "<v:f eqn=\"prod #0 2 1\"/><v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/>"             \
    "<v:f eqn=\"sum 21600 0 @3\"/><v:f eqn=\"if @0 @3 0\"/><v:f eqn=\"if @0 21600 @1\"/>"          \
    "<v:f eqn=\"if @0 0 @2\"/><v:f eqn=\"if @0 @4 21600\"/><v:f eqn=\"mid @5 @6\"/>"               \
    "<v:f eqn=\"mid @8 @5\"/><v:f eqn=\"mid @7 @8\"/><v:f eqn=\"mid @6 @7\"/>"                     \
    "<v:f eqn=\"sum @6 0 @5\"/></v:formulas><v:path textpathok=\"t\" o:connecttype=\"custom\" "    \
    "o:connectlocs=\"@9,0;@10,10800;@11,21600;@12,10800\" o:connectangles=\"270,180,90,0\"/>"      \
    "<v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype>"

/* The word across the page, in a run of its own. */
static void put_watermark(Buf *out, unsigned number)
{
    buf_puts(out, "<w:r><w:t>{{#document.brouillon}}</w:t></w:r><w:r><w:pict>" TEXT_PLAIN);
    buf_printf(out,
               "<v:shape id=\"PowerPlusWaterMarkObject%u\" o:spid=\"_x0000_s%u\" "
               "type=\"#_x0000_t136\" alt=\"Brouillon\" o:allowincell=\"f\" "
               "fillcolor=\"#e6ecf2\" stroked=\"f\" style=\"position:absolute;margin-left:0;"
               "margin-top:0;width:480pt;height:96pt;rotation:315;z-index:-251658752;"
               "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
               "mso-position-vertical:center;mso-position-vertical-relative:margin\">"
               "<v:textpath style=\"font-family:&quot;Arial&quot;;font-size:1pt\" "
               "string=\"BROUILLON\"/></v:shape></w:pict></w:r>",
               900 + number, 20900 + number);
    buf_puts(out, "<w:r><w:t>{{/document.brouillon}}</w:t></w:r>");
}

#define RED BOLD_RUN "<w:color w:val=\"8D2B0B\"/>"
#define BOLD_RUN "<w:b/><w:bCs/>"
#define KEEP "<w:keepNext/><w:keepLines/>"

static void put_draft(Buf *out, Str body, bool has_watermark)
{
    put_tag(out, "#document.brouillon");
    put_note(out, body, KEEP "<w:spacing w:before=\"240\" w:after=\"120\"/>",
             RED "<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>", "Brouillon : points à régler");
    if (has_watermark) {
        buf_puts(out, "<w:p>");
        put_watermark(out, 0);
        buf_puts(out, "</w:p>");
    }
    put_tag(out, "^document.problemes");
    put_note(out, body, "", "", "Aucun problème n’a été relevé.");
    put_tag(out, "/document.problemes");
    put_tag(out, "#document.problemes");
    put_note(out, body, KEEP "<w:spacing w:before=\"120\" w:after=\"20\"/>", RED,
             "{{code}} ({{niveau}}){{#lieu}}, {{lieu}}{{/lieu}}");
    put_note(out, body, "<w:spacing w:after=\"20\"/><w:ind w:left=\"397\"/>", "", "{{message}}");
    put_tag(out, "#aide");
    put_note(out, body, "<w:spacing w:after=\"20\"/><w:ind w:left=\"397\"/>", "<w:i/><w:iCs/>",
             "{{aide}}");
    put_tag(out, "/aide");
    put_tag(out, "/document.problemes");
    put_tag(out, "/document.brouillon");
}

/* A heading with its anchor. number: of the bookmark, above those that a document has. */
static void put_heading(Buf *out, Str style, unsigned number)
{
    buf_puts(out, "<w:p><w:pPr>");
    put_style(out, style);
    buf_printf(out,
               "</w:pPr><w:bookmarkStart w:id=\"%u\" w:name=\"ref.{{ancre}}\"/><w:r><w:t>{{titre}}"
               "</w:t></w:r><w:bookmarkEnd w:id=\"%u\"/></w:p>",
               number, number);
}

/* The loop of templates/annexe, in the styles of the house. */
static void put_articles(Buf *out, const StyleSet *styles)
{
    put_tag(out, "#articles");
    buf_puts(out, "<w:sdt><w:sdtPr><w:alias w:val=\"{{id}}\"/><w:tag w:val=\"{{etiquette}}\"/>"
                  "<w:id w:val=\"1000\"/></w:sdtPr><w:sdtContent>");
    put_heading(out, styles->ids[ROLE_HEADING_1], 990001);
    put_tag(out, "#blocs");
    put_heading(out, styles->ids[ROLE_HEADING_2], 990002);
    buf_puts(out, "<w:p><w:pPr>");
    put_style(out, styles->ids[ROLE_BODY]);
    buf_puts(out, "</w:pPr><w:r><w:t>{{corps}}</w:t></w:r></w:p>");
    put_tag(out, "/blocs");
    buf_puts(out, "</w:sdtContent></w:sdt>");
    put_tag(out, "/articles");
}

/* Each header of the document carries the word; *ret_n: how many do. */
static Status mark_headers(Adapt *a, unsigned *ret_n)
{
    const OoxmlRels *rels = a->ooxml->rels[a->ooxml->main];
    for (size_t i = 0; i < rels->n; i++) {
        if (!ooxml_rel_is(&rels->items[i], "header") || rels->items[i].part == OOXML_NO_PART) {
            continue;
        }
        CLEANUP(xmltree_done) xmlDoc *doc = NULL;
        CLEANUP(buf_done) Buf text = {0};
        AdaptText texts = {0};
        Str name = a->package.parts[rels->items[i].part].name;
        TRY(adapt_parse(a, name, &doc));
        xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
        xmlNode *node = root;
        while (node && !is_paragraph(node)) {
            node = lift_next(node, root, false);
        }
        if (!node) {
            continue;
        }
        buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
        put_watermark(&text, ++*ret_n);
        Str kept = adapt_keep(a, &text);
        xmlNode *place = kept.ptr ? adapt_place(&texts, doc, kept) : NULL;
        if (!place || !xmlAddChild(node, place)) {
            return ST_NOMEM;
        }
        TRY(docx_declare(doc));
        TRY(adapt_declare(doc, "v", NS_V));
        TRY(adapt_declare(doc, "o", NS_O));
        TRY(adapt_write(a, name, doc, &texts));
    }
    return ST_OK;
}

static Status put_at(Adapt *a, xmlNode *root, xmlNode *place)
{
    const AdaptBookmark bookmark = find_bookmark(a, root);
    xmlNode *body = adapt_child(root, "body");
    if (bookmark.start) {
        return adapt_at_bookmark(&bookmark, place, is_paragraph, stays);
    }
    if (!body) {
        return ST_OK; /* lift.c has nothing to report either: no body, no document */
    }
    xmlNode *last = body->last;
    while (last && last->type != XML_ELEMENT_NODE) {
        last = last->prev;
    }
    bool is_done = adapt_is(last, "sectPr") ? xmlAddPrevSibling(last, place) != NULL
                                            : xmlAddChild(body, place) != NULL;
    return is_done ? ST_OK : ST_NOMEM;
}

Status docx_house_finish(Adapt *a)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    CLEANUP(buf_done) Buf text = {0};
    AdaptText texts = {0};
    unsigned n_headers = 0;
    if (!a->is_house) {
        return ST_OK;
    }
    Str name = a->package.parts[a->ooxml->main].name;
    TRY(mark_headers(a, &n_headers));
    TRY(adapt_parse(a, name, &doc));
    if (!doc) {
        return ST_OK;
    }
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    put_draft(&text, a->styles->ids[ROLE_BODY], n_headers == 0);
    put_articles(&text, a->styles);
    Str kept = adapt_keep(a, &text);
    xmlNode *place = kept.ptr ? adapt_place(&texts, doc, kept) : NULL;
    if (!place) {
        return ST_NOMEM;
    }
    TRY(put_at(a, xmlDocGetRootElement(doc), place));
    TRY(docx_declare(doc));
    TRY(adapt_declare(doc, "v", NS_V));
    TRY(adapt_declare(doc, "o", NS_O));
    return adapt_write(a, name, doc, &texts);
}
