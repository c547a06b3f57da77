/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_lift - the dialect of Word for lift.c; headings, anchors and identifiers of a DOCX part.
 */
#include <stdlib.h>

#include "generator/format/ooxml.h"

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

static bool is_deleted(const xmlNode *node)
{
    return is_w(node, "del") || is_w(node, "moveFrom");
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

static const LiftDialect dialect = {
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
    .keep_space = keep_space,
    .text_escape = ESCAPE_DOCX_TEXT,
};

/* --- headings ------------------------------------------------------------------------------------------ */

/* The numbered heading styles of styles.xml: w:style whose w:pPr has w:numPr and w:outlineLvl. */
typedef struct HeadingStyles {
    Str ids[9]; /* by level */
} HeadingStyles;

static Status read_styles(Lift *lift, const Package *package, HeadingStyles *ret_styles)
{
    const PkgPart *part = pkgread_find(package, STR("word/styles.xml"));
    if (!part) {
        return ST_OK;
    }
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    Source *source = source_new(lift->arena, part->name, STR_EMPTY, lift->source->number);
    if (!source) {
        return ST_NOMEM;
    }
    source->text = part->bytes;
    TRY(xmltree_parse(lift->arena, source, lift->diags, &doc));
    for (xmlNode *n = xmlDocGetRootElement(doc)->children; n; n = n->next) {
        const xmlNode *properties = is_w(n, "style") ? child(n, "pPr") : NULL;
        const xmlNode *level = properties ? child(properties, "outlineLvl") : NULL;
        if (!level || !child(properties, "numPr")) {
            continue;
        }
        Str value = lift_attr(lift, level, NS_W, "val");
        if (value.len == 1 && value.ptr[0] >= '0' && value.ptr[0] <= '8') {
            ret_styles->ids[value.ptr[0] - '0'] = lift_attr(lift, n, NS_W, "styleId");
        }
    }
    return ST_OK;
}

static void mark_heading(Lift *lift, xmlNode *paragraph, const HeadingStyles *styles)
{
    const xmlNode *properties = child(paragraph, "pPr");
    const xmlNode *style = properties ? child(properties, "pStyle") : NULL;
    if (!style || child(properties, "numPr")) { /* its own numbering: not the outline's */
        return;
    }
    Str id = lift_attr(lift, style, NS_W, "val");
    for (uint32_t level = 0; level < 9; level++) {
        if (id.len > 0 && str_eq(id, styles->ids[level])) {
            Mark mark = {.kind = MARK_HEADING, .number = level + 1};
            xmlNode *pi = lift_mark(lift, &mark);
            if (pi) {
                xmlAddPrevSibling(paragraph, pi);
            }
        }
    }
}

/*
 * --- anchors and identifiers: renewed wherever a part has tags, in a loop or not; what stands once loses nothing --- */

static void set_attr_mark(Lift *lift, xmlNode *node, const char *name, const Mark *mark)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, mark, &value);
    buf_putc(&value, '\0');
    bool is_set = buf_ok(&value) && xmlSetNsProp(node, node->ns, BAD_CAST name, BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

/* A bookmark named "ref.x" or "ref.{{x}}" is an anchor; its name becomes unique, its number too. */
static void mark_bookmark(Lift *lift, xmlNode *start)
{
    Str name = lift_attr(lift, start, NS_W, "name");
    if (!str_starts(name, STR("ref."))) {
        return;
    }
    Str target = str_sub(name, 4, name.len);
    bool is_path = str_starts(target, STR("{{")) && str_ends(target, STR("}}"));
    Mark anchor = {.kind = MARK_ANCHOR,
                   .name = is_path ? str_trim(str_sub(target, 2, target.len - 4)) : target,
                   .is_path = is_path};
    set_attr_mark(lift, start, "name", &anchor);
}

/* A bookmark's start or end, by its number in the template. */
typedef struct BookmarkEnd {
    Str id;
    size_t order; /* in the document */
    xmlNode *node;
} BookmarkEnd;

static int compare_ends(const void *va, const void *vb)
{
    const BookmarkEnd *a = va;
    const BookmarkEnd *b = vb;
    int by_id = str_cmp(a->id, b->id);
    return by_id ? by_id : (a->order > b->order) - (a->order < b->order);
}

/* All ends, sorted by number, then by place; NULL if there are none, or no memory. */
static BookmarkEnd *list_ends(Lift *lift, xmlNode *root, size_t *ret_n)
{
    BookmarkEnd *ends = NULL;
    size_t cap = 0;
    size_t order = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        order++;
        if (!is_w(node, "bookmarkEnd")) {
            continue;
        }
        ends = arena_grow(lift->arena, ends, *ret_n, &cap, sizeof *ends);
        if (!ends) {
            lift->is_nomem = true;
            *ret_n = 0;
            return NULL;
        }
        ends[(*ret_n)++] =
            (BookmarkEnd){.id = lift_attr(lift, node, NS_W, "id"), .order = order, .node = node};
    }
    if (*ret_n > 1) {
        qsort(ends, *ret_n, sizeof *ends, compare_ends);
    }
    return ends;
}

/* The first end of this number behind `order`. */
static xmlNode *find_end(const BookmarkEnd *ends, size_t n, Str id, size_t order)
{
    const BookmarkEnd wanted = {.id = id, .order = order};
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_ends(&ends[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && str_eq(ends[low].id, id) ? ends[low].node : NULL;
}

/* The end of a bookmark carries the number of its start: pairs are found by the number in the template. */
static void renew_bookmark_ids(Lift *lift, xmlNode *root)
{
    size_t n = 0;
    size_t order = 0;
    const BookmarkEnd *ends = list_ends(lift, root, &n);
    for (xmlNode *start = root; start; start = lift_next(start, root, false)) {
        order++;
        if (!is_w(start, "bookmarkStart")) {
            continue;
        }
        Str id = lift_attr(lift, start, NS_W, "id");
        xmlNode *end = id.len > 0 ? find_end(ends, n, id, order) : NULL;
        if (!end) {
            continue;
        }
        Mark next = {.kind = MARK_UID_NEXT, .number = lift->n_slots};
        Mark same = {.kind = MARK_UID_SAME, .number = lift->n_slots++};
        set_attr_mark(lift, start, "id", &next);
        set_attr_mark(lift, end, "id", &same);
    }
}

static void renew_id(Lift *lift, xmlNode *node)
{
    bool is_control = is_w(node, "id") && is_w(node->parent, "sdtPr");
    if (!is_control && !lift_is(node, NS_WP, "docPr")) {
        return;
    }
    Mark next = {.kind = MARK_UID_NEXT, .number = lift->n_slots++};
    if (is_control) {
        set_attr_mark(lift, node, "val", &next);
        return;
    }
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, &next, &value);
    buf_putc(&value, '\0');
    bool is_set = buf_ok(&value) && xmlSetProp(node, BAD_CAST "id", BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

Status docx_prepare(Lift *lift, const Package *package)
{
    HeadingStyles styles = {0};
    lift->dialect = &dialect;
    TRY(read_styles(lift, package, &styles));
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        if (is_w(node, "p")) {
            mark_heading(lift, node, &styles);
        } else if (is_w(node, "bookmarkStart")) {
            mark_bookmark(lift, node);
        } else if (node->type == XML_ELEMENT_NODE) {
            renew_id(lift, node);
        }
        node = next;
    }
    renew_bookmark_ids(lift, root);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
