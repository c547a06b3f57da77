/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_lift - the dialect of ODF for lift.c; headings of an ODT part.
 */
#include "generator/format/odf.h"

static bool is_paragraph(const xmlNode *node)
{
    return is_text_ns(node, "p") || is_text_ns(node, "h");
}

static bool is_one_of(const xmlNode *node, const char *namespace, const char *const *names)
{
    for (; *names; names++) {
        if (lift_is(node, namespace, *names)) {
            return true;
        }
    }
    return false;
}

static bool is_drawn(const xmlNode *node)
{
    return node->ns && node->ns->href && strcmp((const char *)node->ns->href, NS_DRAW) == 0;
}

/* Tracked deletions and notes anchored in a tag are not part of its text; their paragraphs are lifted on their own. */
static bool is_skipped(const xmlNode *node)
{
    return is_text_ns(node, "tracked-changes") || is_text_ns(node, "note") ||
           lift_is(node, NS_OFFICE, "annotation") || is_drawn(node);
}

static bool is_control(const xmlNode *node)
{
    return lift_is(node, NS_LOEXT, "content-control");
}

/* What may hold line breaks and tabs. */
static bool is_rich(const xmlNode *node)
{
    static const char *const names[] = {"p",    "h",          "span",      "a",
                                        "meta", "meta-field", "ruby-base", NULL};
    return is_one_of(node, NS_TEXT, names) || is_control(node);
}

/* Fields show what they hold. */
static bool is_text(const xmlNode *text)
{
    const xmlNode *parent = text->parent;
    bool is_own =
        parent->ns && parent->ns->href && strcmp((const char *)parent->ns->href, NS_TEXT) == 0;
    return (is_own && !is_text_ns(parent, "script")) || is_control(parent);
}

static Escape text_escape(const xmlNode *text)
{
    return is_rich(text->parent) ? ESCAPE_ODT_TEXT : ESCAPE_XML_TEXT;
}

static const char *letters(const xmlNode *node)
{
    static const char *const spaces[] = {"s", "tab", "line-break", NULL};
    return is_one_of(node, NS_TEXT, spaces) ? " " : NULL;
}

static bool is_object(const xmlNode *node)
{
    static const char *const names[] = {"note", "page-number", "page-count", "bookmark-ref",
                                        "date", "time",        "chapter",    "page-continuation",
                                        NULL};
    return is_drawn(node) || is_one_of(node, NS_TEXT, names);
}

static bool is_splittable(const xmlNode *node)
{
    return is_text_ns(node, "span");
}

static bool is_cuttable(const xmlNode *node)
{
    return is_text_ns(node, "a");
}

static bool is_rows(const xmlNode *node)
{
    static const char *const names[] = {"table-header-rows", "table-row-group", "table-rows", NULL};
    return is_one_of(node, NS_TABLE, names);
}

static bool is_climbable(const xmlNode *node)
{
    static const char *const names[] = {
        "section", "list",       "list-item", "list-header", "numbered-paragraph",
        "meta",    "meta-field", NULL};
    return is_one_of(node, NS_TEXT, names) || is_rows(node) || is_control(node);
}

/* Declarations before the text, columns before the rows. Formatting is in styles. */
static bool is_properties(const xmlNode *node)
{
    static const char *const texts[] = {"sequence-decls",
                                        "variable-decls",
                                        "user-field-decls",
                                        "dde-connection-decls",
                                        "alphabetical-index-auto-mark-file",
                                        "tracked-changes",
                                        "number",
                                        NULL};
    static const char *const tables[] = {
        "table-column", "table-columns",        "desc", "table-column-group", "table-source",
        "title",        "table-header-columns", NULL};
    return is_one_of(node, NS_TEXT, texts) || is_one_of(node, NS_TABLE, tables) ||
           lift_is(node, NS_OFFICE, "forms");
}

/* The comments of `ccap check --annotate` quote tags: they are not read. */
static bool is_own_comment(const xmlNode *node)
{
    const xmlNode *creator = lift_is(node, NS_OFFICE, "annotation") ? node->children : NULL;
    while (creator && !lift_is(creator, NS_DC, "creator")) {
        creator = creator->next;
    }
    return creator && creator->children &&
           xmlStrEqual(creator->children->content, BAD_CAST LIFT_ANNOTATOR);
}

static bool is_deleted(const xmlNode *node)
{
    return is_text_ns(node, "tracked-changes") || is_own_comment(node);
}

static bool is_caption(const xmlNode *node)
{
    return lift_is(node, NS_SVG_COMPATIBLE, "title") || lift_is(node, NS_SVG_COMPATIBLE, "desc");
}

static bool is_table(const xmlNode *node)
{
    return lift_is(node, NS_TABLE, "table");
}

/* ODF lets all others be empty. */
static bool is_holder(const xmlNode *node)
{
    return lift_is(node, NS_TABLE, "table-cell") || lift_is(node, NS_OFFICE, "text");
}

static bool is_row(const xmlNode *node)
{
    return lift_is(node, NS_TABLE, "table-row");
}

static bool is_cell(const xmlNode *node)
{
    return lift_is(node, NS_TABLE, "table-cell");
}

static bool is_item(const xmlNode *node)
{
    return is_text_ns(node, "list-item");
}

static bool is_vanishing(const xmlNode *node)
{
    static const char *const names[] = {"list", "list-item", "list-header", "numbered-paragraph",
                                        NULL};
    return is_one_of(node, NS_TEXT, names) || is_table(node) || is_rows(node) || is_control(node);
}

/* Comments go with the line that they stand on. */
static RangeHalf half_of(const xmlNode *node)
{
    static const char *const starts[] = {"bookmark", "bookmark-start", "reference-mark",
                                         "reference-mark-start", NULL};
    static const char *const ends[] = {"bookmark-end", "reference-mark-end", NULL};
    bool is_comment_end = lift_is(node, NS_OFFICE, "annotation-end");
    return is_one_of(node, NS_TEXT, starts)                   ? RANGE_START
           : is_comment_end || is_one_of(node, NS_TEXT, ends) ? RANGE_END
                                                              : RANGE_NONE;
}

static bool is_group(const xmlNode *node)
{
    return is_vanishing(node) || is_text_ns(node, "section");
}

static xmlNode *content(xmlNode *node)
{
    return node;
}

/* --- breaks: they are in styles ------------------------------------------------------------------------ */

static Str value_of(const xmlNode *node, const char *namespace, const char *name)
{
    for (const xmlAttr *attr = node ? node->properties : NULL; attr; attr = attr->next) {
        if (lift_is_attr(attr, namespace, name)) {
            return attr->children ? str_of((const char *)attr->children->content) : STR_EMPTY;
        }
    }
    return STR_EMPTY;
}

static const xmlNode *style_of(const xmlNode *paragraph)
{
    Str name = value_of(paragraph, NS_TEXT, "style-name");
    const xmlNode *styles =
        lift_child(xmlDocGetRootElement(paragraph->doc), NS_OFFICE, "automatic-styles");
    for (const xmlNode *n = styles ? styles->children : NULL; n && name.len > 0; n = n->next) {
        if (lift_is(n, NS_STYLE, "style") && str_eq(value_of(n, NS_STYLE, "name"), name) &&
            str_is(value_of(n, NS_STYLE, "family"), "paragraph")) {
            return n;
        }
    }
    return NULL;
}

static LiftBreak break_of(const xmlNode *paragraph)
{
    const xmlNode *style = style_of(paragraph);
    if (value_of(style, NS_STYLE, "master-page-name").len > 0) {
        return BREAK_SECTION;
    }
    const xmlNode *properties = lift_child(style, NS_STYLE, "paragraph-properties");
    Str before = value_of(properties, NS_FO, "break-before");
    Str after = value_of(properties, NS_FO, "break-after");
    return before.len > 0 && !str_is(before, "auto") ? BREAK_BEFORE
           : after.len > 0 && !str_is(after, "auto") ? BREAK_AFTER
                                                     : BREAK_NONE;
}

static xmlNode *empty_paragraph(xmlNode *cell)
{
    xmlNs *ns = xmlSearchNsByHref(cell->doc, cell, BAD_CAST NS_TEXT);
    return ns ? xmlNewChild(cell, ns, BAD_CAST "p", NULL) : NULL;
}

static const LiftName names[] = {
    {"office", NS_OFFICE}, {"text", NS_TEXT}, {"table", NS_TABLE},
    {"xlink", NS_XLINK},   {NULL, NULL},
};
/* Spans stand in one another: inline rich text goes where its tag was. */
static bool rich_place(Lift *lift, const xmlNode *mark, RichPlace *ret_place)
{
    (void)lift; /* nothing is written around it */
    *ret_place = (RichPlace){0};
    return mark->parent && is_text(mark);
}

const LiftDialect odt_dialect = {
    .names = names,
    .is_paragraph = is_paragraph,
    .is_skipped = is_skipped,
    .is_text = is_text,
    .text_escape = text_escape,
    .letters = letters,
    .is_object = is_object,
    .half_of = half_of,
    .is_splittable = is_splittable,
    .is_cuttable = is_cuttable,
    .is_climbable = is_climbable,
    .is_properties = is_properties,
    .is_deleted = is_deleted,
    .is_caption = is_caption,
    .is_table = is_table,
    .is_holder = is_holder,
    .is_row = is_row,
    .is_cell = is_cell,
    .is_item = is_item,
    .is_group = is_group,
    .is_vanishing = is_vanishing,
    .content = content,
    .break_of = break_of,
    .empty_paragraph = empty_paragraph,
    .mend = odt_mend_values,
    .rich_place = rich_place,
};

Status odt_prepare(Lift *lift)
{
    lift->dialect = &odt_dialect;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    odt_renew_tocs(lift);
    odt_refresh_references(lift);
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        odt_mark_anchor(lift, node);
        node = next;
    }
    odt_open_placeholders(lift, root);
    odt_lift_pictures(lift);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
