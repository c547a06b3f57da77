/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_lift - the dialect of Word for lift.c; headings of a DOCX part.
 */
#include "generator/format/docx_notes.h"
#include "generator/format/docx_number.h"

static bool is_w(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_W, name);
}

static bool is_paragraph(const xmlNode *node)
{
    return is_w(node, "p");
}

/* Deleted text is not read; the old properties of tracked changes hold no text. */
static bool is_skipped(const xmlNode *node)
{
    return is_w(node, "del") || is_w(node, "moveFrom") || is_w(node, "instrText") ||
           is_w(node, "pPr") || is_w(node, "rPr");
}

static bool is_text(const xmlNode *text)
{
    return is_w(text->parent, "t");
}

static bool is_space(const xmlNode *node)
{
    return is_w(node, "tab") || is_w(node, "br") || is_w(node, "cr") || is_w(node, "noBreakHyphen");
}

static bool is_object(const xmlNode *node)
{
    return is_w(node, "drawing") || is_w(node, "pict") || is_w(node, "object") ||
           is_w(node, "fldChar") || is_w(node, "footnoteReference") ||
           is_w(node, "endnoteReference") || is_w(node, "sym") || is_w(node, "fldSimple") ||
           is_w(node, "commentReference");
}

static bool is_splittable(const xmlNode *node)
{
    return is_w(node, "t") || is_w(node, "r") || is_w(node, "ins") || is_w(node, "smartTag");
}

static bool is_properties(const xmlNode *node)
{
    return is_w(node, "rPr") || is_w(node, "tcPr") || is_w(node, "trPr") || is_w(node, "pPr") ||
           is_w(node, "sdtPr") || is_w(node, "tblPrEx");
}

/* The comments of `ccap check --annotate` quote tags: they are not read. */
static bool is_own_comment(const xmlNode *node)
{
    for (const xmlAttr *attr = is_w(node, "comment") ? node->properties : NULL; attr;
         attr = attr->next) {
        if (strcmp((const char *)attr->name, "author") == 0 && attr->children) {
            return xmlStrEqual(attr->children->content, BAD_CAST LIFT_ANNOTATOR);
        }
    }
    return false;
}

static bool is_deleted(const xmlNode *node)
{
    return is_w(node, "del") || is_w(node, "moveFrom") || is_own_comment(node);
}

static bool is_table(const xmlNode *node)
{
    return is_w(node, "tbl");
}

static bool is_holder(const xmlNode *node)
{
    return is_w(node, "tc") || is_w(node, "hdr") || is_w(node, "ftr") || is_w(node, "footnote") ||
           is_w(node, "endnote") || is_w(node, "comment") || is_w(node, "txbxContent");
}

static bool is_row(const xmlNode *node)
{
    return is_w(node, "tr");
}

static bool is_cell(const xmlNode *node)
{
    return is_w(node, "tc");
}

static bool is_item(const xmlNode *node)
{
    (void)node; /* Word's list items are paragraphs */
    return false;
}

static xmlNode *child(const xmlNode *node, const char *name)
{
    xmlNode *n = node->children;
    while (n && !is_w(n, name)) {
        n = n->next;
    }
    return n;
}

static bool keeps_paragraph(const xmlNode *paragraph)
{
    const xmlNode *properties = child(paragraph, "pPr");
    return properties && child(properties, "sectPr");
}

static xmlNode *empty_paragraph(xmlNode *cell)
{
    return xmlNewChild(cell, cell->ns, BAD_CAST "p", NULL);
}

/* What a tag leaves of a text may begin or end with a space. */
static void keep_space(xmlNode *parent)
{
    if (is_w(parent, "t")) {
        xmlNodeSetSpacePreserve(parent, 1);
    }
}

const LiftDialect docx_dialect = {
    .is_paragraph = is_paragraph,
    .is_skipped = is_skipped,
    .is_text = is_text,
    .is_space = is_space,
    .is_object = is_object,
    .is_splittable = is_splittable,
    .is_properties = is_properties,
    .is_deleted = is_deleted,
    .is_table = is_table,
    .is_holder = is_holder,
    .is_row = is_row,
    .is_cell = is_cell,
    .is_item = is_item,
    .keeps_paragraph = keeps_paragraph,
    .empty_paragraph = empty_paragraph,
    .is_range = docx_is_range,
    .keep_space = keep_space,
    .text_escape = ESCAPE_DOCX_TEXT,
};

Status docx_prepare(Lift *lift, const Package *package)
{
    (void)package; /* the part says all that is needed */
    lift->dialect = &docx_dialect;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    docx_refresh_references(lift);
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        docx_mark_anchor(lift, node);
        node = next;
    }
    docx_join_instructions(lift);
    lift->has_tags = lift->has_tags || docx_notes_drop_repeated(lift);
    docx_lift_pictures(lift);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
