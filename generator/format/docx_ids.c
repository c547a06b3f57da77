/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_ids - anchors and identifiers of a DOCX part: what stands in sections stays unique.
 */
#include "generator/format/anchors.h"
#include "generator/format/docx_links.h"
#include "generator/format/docx_notes.h"
#include "generator/format/ids.h"
#include "generator/format/ooxml.h"

/* Word takes no longer names of bookmarks. */
#define BOOKMARK_MAX 40

typedef enum Kind {
    KIND_BOOKMARK,
    KIND_SHAPE,
    KIND_PERMISSION,
    KIND_COMMENT,
    KIND_MOVE,
    KIND_OTHER
} Kind;

/* --- anchors ------------------------------------------------------------------------------------------- */

/* A bookmark of ours, which is a place, before one of the author's. */
static void add_anchor(Ids *ids, xmlNode *start, const Mark *anchor)
{
    const Mark next = {.kind = MARK_UID_NEXT, .number = ids->lift->n_slots++};
    const Mark same = {.kind = MARK_UID_SAME, .number = next.number};
    xmlNode *halves[2] = {xmlNewNode(start->ns, BAD_CAST "bookmarkStart"),
                          xmlNewNode(start->ns, BAD_CAST "bookmarkEnd")};
    xmlAttr *name = halves[0] ? xmlNewNsProp(halves[0], start->ns, BAD_CAST "name", NULL) : NULL;
    for (size_t i = 0; i < 2; i++) {
        xmlAttr *id = halves[i] ? xmlNewNsProp(halves[i], start->ns, BAD_CAST "id", NULL) : NULL;
        if (!id || !name) {
            ids->lift->is_nomem = true;
            xmlFreeNode(halves[i]);
            continue;
        }
        ids_set_mark(ids, halves[i], id, i == 0 ? &next : &same);
        xmlAddPrevSibling(start, halves[i]);
    }
    if (name && !ids->lift->is_nomem) {
        ids_set_mark(ids, halves[0], name, anchor);
    }
}

void docx_mark_anchor(Lift *lift, xmlNode *start)
{
    if (!is_w(start, "bookmarkStart") || !start->ns) {
        return;
    }
    Str name = lift_attr(lift, start, NS_W, "name");
    Str target = str_sub(name, 4, name.len);
    Ids ids = {.lift = lift};
    Mark anchor = {.kind = MARK_ANCHOR, .name = target};
    if (str_starts(name, STR("ref.{{")) && str_ends(target, STR("}}"))) {
        anchor.name = str_trim(str_sub(target, 2, target.len - 4));
        anchor.is_path = true;
        ids_set_mark(&ids, start, ids_attr(start, NS_W, "name"), &anchor);
    } else if (parts_is_anchor(lift->parts, name, &anchor.name)) {
        lift->has_tags = true;
        add_anchor(&ids, start, &anchor);
    }
}

/* --- ranges --------------------------------------------------------------------------------------------- */

typedef struct RangeName {
    const char *start;
    const char *end;
    Kind kind;
} RangeName;

static const RangeName ranges[] = {
    {"bookmarkStart", "bookmarkEnd", KIND_BOOKMARK},
    {"permStart", "permEnd", KIND_PERMISSION},
    {"commentRangeStart", "commentRangeEnd", KIND_COMMENT},
    {"moveFromRangeStart", "moveFromRangeEnd", KIND_MOVE},
    {"moveToRangeStart", "moveToRangeEnd", KIND_MOVE + 1},
    {"customXmlInsRangeStart", "customXmlInsRangeEnd", KIND_MOVE + 2},
    {"customXmlDelRangeStart", "customXmlDelRangeEnd", KIND_MOVE + 3},
    {"customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", KIND_MOVE + 4},
    {"customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", KIND_MOVE + 5},
};

/* What kind of range begins or ends at the node; NULL: none. */
static const RangeName *range_of(const xmlNode *node, bool *ret_is_start)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        *ret_is_start = is_w(node, ranges[i].start);
        if (*ret_is_start || is_w(node, ranges[i].end)) {
            return &ranges[i];
        }
    }
    return NULL;
}

bool docx_is_range(const xmlNode *node)
{
    bool is_start = false;
    return range_of(node, &is_start) != NULL;
}

static void set_mark(Ids *ids, xmlNode *node, const char *name, MarkKind kind, uint32_t slot)
{
    const Mark mark = {.kind = kind, .number = slot};
    xmlAttr *attr = ids_attr(node, NS_W, name);
    if (attr) {
        ids_set_mark(ids, node, attr, &mark);
    }
}

/* The end of a range carries the number of its start. */
static void pair(Ids *ids, const IdEnd *start, const IdEnd *end)
{
    if (start->kind == KIND_COMMENT) {
        docx_notes_pair(ids->ctx, start, end);
        return;
    }
    if (start->section == 0 && !ids->is_nested) {
        return;
    }
    uint32_t slot = ids->lift->n_slots++;
    set_mark(ids, start->node, "id", MARK_UID_NEXT, slot);
    set_mark(ids, end->node, "id", MARK_UID_SAME, slot);
}

/* Ends of ranges may stand wherever Word has content: all section marks stand there. */
static bool fits(const xmlNode *mark)
{
    (void)mark;
    return true;
}

static void collapse(Ids *ids, IdEnd *point, IdEnd *gone)
{
    ids_drop_end(ids, point); /* a half of a range means nothing to Word */
    if (gone) {
        ids_drop_end(ids, gone);
    }
}

/* --- one element ---------------------------------------------------------------------------------------- */

static void drop_attr(const xmlNode *node, const char *namespace, const char *name)
{
    xmlAttr *attr = ids_attr(node, namespace, name);
    if (attr) {
        (void)xmlRemoveProp(attr); /* fails only for NULL */
    }
}

/* Shapes of VML: their names, and what refers to them. */
static void visit_shape(Ids *ids, xmlNode *node, uint32_t section)
{
    ids_add_attr(ids, KIND_SHAPE, true, section, node, ids_attr(node, NULL, "id"), 0, '\0');
    xmlAttr *type = ids_attr(node, NULL, "type");
    if (type && str_starts(lift_attr(ids->lift, node, NULL, "type"), STR("#"))) {
        ids_add_attr(ids, KIND_SHAPE, false, section, node, type, 1, '\0');
    }
    xmlAttr *number = ids_attr(node, NS_O, "spid");
    if (number && section > 0) {
        ids_set_uid(ids, node, number, "_x0000_s");
    }
}

/* Identifiers that nothing refers to: new numbers, or none where none is needed. */
static void renew(Ids *ids, xmlNode *node)
{
    drop_attr(node, NS_W14, "paraId");
    drop_attr(node, NS_W14, "textId");
    drop_attr(node, NS_WP14, "anchorId");
    drop_attr(node, NS_WP14, "editId");
    if (lift_is(node, NS_WP, "docPr")) {
        xmlAttr *id = ids_attr(node, NULL, "id");
        if (id) {
            ids_set_uid(ids, node, id, "");
        }
        return;
    }
    bool is_control = is_w(node, "id") && is_w(node->parent, "sdtPr");
    bool is_change = !is_control && node->ns && strcmp((const char *)node->ns->href, NS_W) == 0 &&
                     !is_w(node, "footnote") && !is_w(node, "endnote") && !is_w(node, "comment");
    xmlAttr *id = is_control || is_change ? ids_attr(node, NS_W, is_control ? "val" : "id") : NULL;
    if (id) {
        ids_set_uid(ids, node, id, "");
    }
}

/* The bookmark that a field instruction refers to. */
static void visit_field(Ids *ids, xmlNode *node, uint32_t section)
{
    size_t from = 0;
    size_t to = 0;
    xmlAttr *attr = ids_attr(node, NS_W, "instr");
    if (attr) {
        if (docx_field_bookmark(lift_attr(ids->lift, node, NS_W, "instr"), &from, &to)) {
            ids_add_value(ids, KIND_BOOKMARK, false, section, node, attr, from, to);
        }
        return;
    }
    xmlNode *text = node->children;
    if (text && text->type == XML_TEXT_NODE &&
        docx_field_bookmark(str_of((const char *)text->content), &from, &to)) {
        ids_add_text(ids, KIND_BOOKMARK, section, text, from, to);
    }
}

static void visit(Ids *ids, xmlNode *node, uint32_t section)
{
    Status st = docx_link_visit(ids->lift, node, section > 0 || ids->is_nested);
    ids->lift->is_nomem = ids->lift->is_nomem || st == ST_NOMEM;
    ids->lift->has_errors = ids->lift->has_errors || st != ST_OK;
    if (docx_notes_visit(ids->ctx, node, section)) {
        return;
    }
    bool is_start = false;
    const RangeName *range = range_of(node, &is_start);
    if (range) {
        if (range->kind == KIND_BOOKMARK && is_start) {
            ids_add_attr(ids, KIND_BOOKMARK, true, section, node, ids_attr(node, NS_W, "name"), 0,
                         '\0');
        }
        Str id = lift_attr(ids->lift, node, NS_W, "id");
        if (!ids_has_mark(id)) { /* ours, which has its number */
            ids_add_end(ids, (int)range->kind, id, is_start, section, node);
        }
    } else if (node->ns && strcmp((const char *)node->ns->href, NS_V) == 0) {
        visit_shape(ids, node, section);
    } else if (is_w(node, "hyperlink")) {
        ids_add_attr(ids, KIND_BOOKMARK, false, section, node, ids_attr(node, NS_W, "anchor"), 0,
                     '\0');
    } else if (lift_is(node, NS_O, "OLEObject")) {
        ids_add_attr(ids, KIND_SHAPE, false, section, node, ids_attr(node, NULL, "ShapeID"), 0,
                     '\0');
    } else if (is_w(node, "control")) {
        ids_add_attr(ids, KIND_SHAPE, false, section, node, ids_attr(node, NS_W, "shapeid"), 0,
                     '\0');
    } else if (is_w(node, "instrText") || is_w(node, "fldSimple")) {
        visit_field(ids, node, section);
    } else if (section > 0 || ids->is_nested) {
        renew(ids, node);
    }
}

static Status renew_all(Lift *lift, bool is_nested)
{
    DocxNotes notes = {.lift = lift, .is_nested = is_nested};
    Ids ids = {.max_name = BOOKMARK_MAX,
               .is_nested = is_nested,
               .ctx = &notes,
               .visit = visit,
               .pair = pair,
               .fits = fits,
               .collapse = collapse};
    TRY(ids_run(&ids, lift));
    TRY(docx_notes_finish(&notes));
    return lift_status(lift);
}

Status docx_renew_ids(Lift *lift)
{
    return renew_all(lift, false);
}

Status docx_renew_nested(Lift *lift)
{
    return renew_all(lift, true);
}
