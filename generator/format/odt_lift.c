/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_lift - the dialect of ODF for lift.c; headings of an ODT part.
 */
#include "generator/format/odf.h"

static bool is_text_ns(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_TEXT, name);
}

static bool is_paragraph(const xmlNode *node)
{
    return is_text_ns(node, "p") || is_text_ns(node, "h");
}

/* Tracked deletions and notes anchored in a tag are not part of its text; their paragraphs are lifted on their own. */
static bool is_skipped(const xmlNode *node)
{
    return is_text_ns(node, "tracked-changes") || is_text_ns(node, "note") ||
           lift_is(node, NS_OFFICE, "annotation") || lift_is(node, NS_DRAW, "frame");
}

static bool is_text(const xmlNode *text)
{
    const xmlNode *parent = text->parent;
    return is_paragraph(parent) || is_text_ns(parent, "span") || is_text_ns(parent, "a") ||
           is_text_ns(parent, "meta");
}

static bool is_space(const xmlNode *node)
{
    return is_text_ns(node, "s") || is_text_ns(node, "tab") || is_text_ns(node, "line-break");
}

static bool is_object(const xmlNode *node)
{
    return lift_is(node, NS_DRAW, "frame") || is_text_ns(node, "note") ||
           is_text_ns(node, "page-number") || is_text_ns(node, "page-count") ||
           is_text_ns(node, "bookmark-ref") || lift_is(node, NS_DRAW, "custom-shape");
}

static bool is_splittable(const xmlNode *node)
{
    return is_text_ns(node, "span");
}

static bool is_properties(const xmlNode *node)
{
    (void)node; /* ODF keeps formatting in styles */
    return false;
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

static bool is_holder(const xmlNode *node)
{
    return lift_is(node, NS_TABLE, "table-cell"); /* ODF lets all others be empty */
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

static bool keeps_paragraph(const xmlNode *paragraph)
{
    (void)paragraph; /* breaks are in styles */
    return false;
}

static xmlNode *empty_paragraph(xmlNode *cell)
{
    xmlNs *ns = xmlSearchNsByHref(cell->doc, cell, BAD_CAST NS_TEXT);
    return ns ? xmlNewChild(cell, ns, BAD_CAST "p", NULL) : NULL;
}

const LiftDialect odt_dialect = {
    .is_paragraph = is_paragraph,
    .is_skipped = is_skipped,
    .is_text = is_text,
    .is_space = is_space,
    .is_object = is_object,
    .is_splittable = is_splittable,
    .is_properties = is_properties,
    .is_deleted = is_deleted,
    .is_caption = is_caption,
    .is_table = is_table,
    .is_holder = is_holder,
    .is_row = is_row,
    .is_cell = is_cell,
    .is_item = is_item,
    .keeps_paragraph = keeps_paragraph,
    .empty_paragraph = empty_paragraph,
    .text_escape = ESCAPE_ODT_TEXT,
};

Status odt_prepare(Lift *lift, const Package *package)
{
    (void)package; /* the part says all that is needed */
    lift->dialect = &odt_dialect;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    odt_refresh_references(lift);
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        odt_mark_anchor(lift, node);
        node = next;
    }
    odt_lift_pictures(lift);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
