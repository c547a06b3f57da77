/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_lift - the dialect of Word for lift.c; headings of a DOCX part.
 */
#include "generator/base/limits.h"
#include "generator/format/docx_notes.h"
#include "generator/format/docx_number.h"

/* Of the text of drawings; in a part of Word's own it stands in none. */
static bool is_a(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_A, name);
}

/* A part of a drawing: a chart, a diagram. */
static bool is_drawing(const xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    return root && !(root->ns && strcmp((const char *)root->ns->href, NS_W) == 0);
}

static bool is_paragraph(const xmlNode *node)
{
    return is_w(node, "p") || (is_a(node, "p") && is_drawing(node->doc));
}

static bool is_one_of(const xmlNode *node, const char *const *names)
{
    for (; *names; names++) {
        if (is_w(node, *names)) {
            return true;
        }
    }
    return false;
}

/* Deleted text is not read; the old properties of tracked changes hold no text. */
static bool is_skipped(const xmlNode *node)
{
    static const char *const names[] = {"del", "moveFrom", "pPr", "rPr", "sdtPr", "ffData", NULL};
    return is_one_of(node, names);
}

static bool is_math(const xmlNode *node)
{
    return lift_is(node, NS_M, "t");
}

static bool is_text(const xmlNode *text)
{
    return is_w(text->parent, "t") || is_math(text->parent) || is_a(text->parent, "t");
}

static bool is_code(const xmlNode *text)
{
    return is_w(text->parent, "instrText");
}

/* Line breaks can only be written in w:t. */
static Escape text_escape(const xmlNode *text)
{
    bool is_foreign = is_math(text->parent) || is_a(text->parent, "t");
    return is_code(text) ? ESCAPE_FIELD_WORD : is_foreign ? ESCAPE_XML_TEXT : ESCAPE_DOCX_TEXT;
}

static bool has_value(const xmlNode *node, const char *name, const char *value)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (lift_is_attr(attr, NS_W, name) && attr->children && attr->children->content) {
            return strcmp((const char *)attr->children->content, value) == 0;
        }
    }
    return false;
}

static FieldStep field_step(const xmlNode *node)
{
    if (!is_w(node, "fldChar")) {
        return FIELD_NONE;
    }
    return has_value(node, "fldCharType", "begin")      ? FIELD_BEGIN
           : has_value(node, "fldCharType", "separate") ? FIELD_SEPARATE
                                                        : FIELD_END;
}

static bool is_code_attr(const xmlAttr *attr)
{
    return lift_is_attr(attr, NS_W, "instr");
}

static const char *letters(const xmlNode *node)
{
    static const char *const spaces[] = {"tab", "ptab", "br", "cr", NULL};
    if (is_one_of(node, spaces) || is_a(node, "br")) {
        return " ";
    }
    return is_w(node, "noBreakHyphen") ? "-" : is_w(node, "softHyphen") ? "" : NULL;
}

static bool is_page_break(const xmlNode *node)
{
    return is_w(node, "br") &&
           (has_value(node, "type", "page") || has_value(node, "type", "column"));
}

static bool is_object(const xmlNode *node)
{
    static const char *const names[] = {"drawing",           "pict",          "object",
                                        "fldChar",           "sym",           "fldSimple",
                                        "footnoteReference", "pgNum",         "endnoteReference",
                                        "contentPart",       "subDoc",        "footnoteRef",
                                        "endnoteRef",        "annotationRef", NULL};
    return is_one_of(node, names);
}

static bool is_splittable(const xmlNode *node)
{
    static const char *const names[] = {"t", "r", "instrText", NULL};
    return is_one_of(node, names) || is_a(node, "t") || is_a(node, "r");
}

static bool is_cuttable(const xmlNode *node)
{
    static const char *const names[] = {"ins", "moveTo", "smartTag", "hyperlink",
                                        "bdo", "dir",    NULL};
    return is_one_of(node, names);
}

static bool is_climbable(const xmlNode *node)
{
    static const char *const names[] = {"sdt", "sdtContent", "customXml", "fldSimple", NULL};
    return is_one_of(node, names);
}

static bool is_properties(const xmlNode *node)
{
    static const char *const names[] = {"rPr",        "tcPr",        "trPr",   "pPr",     "sdtPr",
                                        "sdtEndPr",   "tblPrEx",     "tblPr",  "tblGrid", "sectPr",
                                        "smartTagPr", "customXmlPr", "rubyPr", NULL};
    static const char *const drawn[] = {"rPr", "pPr", "endParaRPr", "bodyPr", "lstStyle"};
    bool is_drawn = false;
    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++) {
        is_drawn = is_drawn || is_a(node, drawn[i]);
    }
    return is_drawn || is_one_of(node, names);
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

/* A text of a chart or diagram: like a cell, it is not without a paragraph. */
static bool is_drawn_holder(const xmlNode *node)
{
    static const char *const names[] = {NS_CHART "|rich", NS_DIAGRAM "|t", NS_DSP "|txBody"};
    for (size_t i = 0; i < sizeof names / sizeof names[0] && node->ns; i++) {
        Str name = str_of(names[i]);
        size_t bar = str_find(name, STR("|"), 0);
        if (str_is(str_sub(name, 0, bar), (const char *)node->ns->href) &&
            str_is(str_sub(name, bar + 1, name.len), (const char *)node->name)) {
            return true;
        }
    }
    return false;
}

static bool is_holder(const xmlNode *node)
{
    static const char *const names[] = {"body",    "tc",      "hdr",         "ftr", "footnote",
                                        "endnote", "comment", "txbxContent", NULL};
    return is_one_of(node, names) || is_drawn_holder(node);
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

/* A control around cells is a part of its row. */
static bool has_cell(const xmlNode *control)
{
    const xmlNode *content = child_w(control, "sdtContent");
    const xmlNode *inner = content ? content->children : NULL;
    for (; inner; inner = inner->next) {
        if (is_w(inner, "tc") || (is_w(inner, "sdt") && has_cell(inner))) {
            return true;
        }
    }
    return false;
}

static bool is_group(const xmlNode *node)
{
    return is_table(node) || (is_w(node, "sdt") && !has_cell(node));
}

static bool is_vanishing(const xmlNode *node)
{
    return is_group(node);
}

static xmlNode *content(xmlNode *node)
{
    return is_w(node, "sdt") ? child_w(node, "sdtContent") : node;
}

static bool is_off(const xmlNode *node)
{
    return has_value(node, "val", "0") || has_value(node, "val", "false") ||
           has_value(node, "val", "off");
}

/* True for the lower cells of a merge, and for those that an old Word merged into the one before. */
static bool is_merged(const xmlNode *cell)
{
    const xmlNode *properties = child_w(cell, "tcPr");
    const xmlNode *down = properties ? child_w(properties, "vMerge") : NULL;
    const xmlNode *across = properties ? child_w(properties, "hMerge") : NULL;
    return (down && !has_value(down, "val", "restart")) ||
           (across && !has_value(across, "val", "restart"));
}

static LiftBreak break_of(const xmlNode *paragraph)
{
    const xmlNode *properties = child_w(paragraph, "pPr");
    const xmlNode *before = properties ? child_w(properties, "pageBreakBefore") : NULL;
    if (properties && child_w(properties, "sectPr")) {
        return BREAK_SECTION;
    }
    return before && !is_off(before) ? BREAK_BEFORE : BREAK_NONE;
}

/* The properties of the last section stay behind it. */
static xmlNode *empty_paragraph(xmlNode *holder)
{
    xmlNs *drawn =
        is_drawn_holder(holder) ? xmlSearchNsByHref(holder->doc, holder, BAD_CAST NS_A) : NULL;
    xmlNode *paragraph = xmlNewDocNode(holder->doc, drawn ? drawn : holder->ns, BAD_CAST "p", NULL);
    if (paragraph && is_w(holder->last, "sectPr")) {
        xmlAddPrevSibling(holder->last, paragraph);
    } else if (paragraph) {
        xmlAddChild(holder, paragraph);
    }
    return paragraph;
}

/* What a tag leaves of a text may begin or end with a space. */
static void keep_space(xmlNode *parent)
{
    if (is_w(parent, "t") || is_w(parent, "instrText")) {
        xmlNodeSetSpacePreserve(parent, 1);
    }
}

static const LiftName names[] = {{"w", NS_W}, {NULL, NULL}};
/* --- rich text in a sentence --------------------------------------------------------------------------- */

/* Which hole of inline rich text a run property fills, see RichPlace. */
static size_t hole_of(const xmlNode *property)
{
    bool is_bold = is_w(property, "b") || is_w(property, "bCs");
    bool is_italic = is_w(property, "i") || is_w(property, "iCs");
    return is_w(property, "rStyle")   ? 0
           : is_w(property, "rFonts") ? 1
           : is_bold                  ? 2
           : is_italic                ? 3
                                      : 4;
}

/* The properties of a run as they were written: all of them into `whole`, each into its hole too. */
static bool put_properties(const xmlNode *properties, Buf *whole, Buf *holes)
{
    xmlBuffer *bytes = xmlBufferCreate();
    for (xmlNode *n = properties ? properties->children : NULL; bytes && n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE) {
            continue;
        }
        xmlBufferEmpty(bytes);
        if (xmlNodeDump(bytes, n->doc, n, 0, 0) < 0) {
            break;
        }
        Str text = str_of((const char *)xmlBufferContent(bytes));
        buf_put(whole, text);
        buf_put(&holes[hole_of(n)], text);
    }
    bool has_memory = bytes != NULL;
    xmlBufferFree(bytes);
    return has_memory;
}

#define N_HOLES (sizeof((RichPlace *)0)->holes / sizeof(Str))

typedef struct Holes {
    Buf items[N_HOLES];
    Buf whole;
} Holes;

static void holes_done(Holes *holes)
{
    for (size_t i = 0; i < N_HOLES; i++) {
        buf_done(&holes->items[i]);
    }
    buf_done(&holes->whole);
}

/* A tag stands in a text of a run: the run ends there and begins again. */
static bool rich_place(Lift *lift, const xmlNode *mark, RichPlace *ret_place)
{
    const xmlNode *text = mark->parent;
    const xmlNode *run = text ? text->parent : NULL;
    if (!is_w(text, "t") || !is_w(run, "r")) {
        return false;
    }
    CLEANUP(holes_done) Holes holes = {0};
    for (size_t i = 0; i < N_HOLES; i++) {
        buf_init(&holes.items[i], LIMIT_PKG_ENTRY_BYTES);
    }
    buf_init(&holes.whole, LIMIT_PKG_ENTRY_BYTES);
    bool is_done = put_properties(child_w(run, "rPr"), &holes.whole, holes.items);
    ret_place->close = STR("</w:t></w:r>");
    ret_place->open =
        arena_printf(lift->arena, "<w:r><w:rPr>%.*s</w:rPr><w:t xml:space=\"preserve\">",
                     STR_ARG(buf_str(&holes.whole)));
    for (size_t i = 0; i < N_HOLES; i++) {
        ret_place->holes[i] = arena_str(lift->arena, buf_str(&holes.items[i]));
        is_done = is_done && ret_place->holes[i].ptr;
    }
    lift->is_nomem = lift->is_nomem || !is_done || !ret_place->open.ptr;
    return is_done && ret_place->open.ptr;
}

const LiftDialect docx_dialect = {
    .names = names,
    .is_paragraph = is_paragraph,
    .is_skipped = is_skipped,
    .is_text = is_text,
    .text_escape = text_escape,
    .is_code = is_code,
    .field_step = field_step,
    .code_escape = docx_field_escape,
    .is_code_attr = is_code_attr,
    .letters = letters,
    .is_object = is_object,
    .is_page_break = is_page_break,
    .is_splittable = is_splittable,
    .is_cuttable = is_cuttable,
    .is_climbable = is_climbable,
    .is_properties = is_properties,
    .is_deleted = is_deleted,
    .is_table = is_table,
    .is_holder = is_holder,
    .is_row = is_row,
    .is_cell = is_cell,
    .is_merged = is_merged,
    .is_item = is_item,
    .is_group = is_group,
    .is_vanishing = is_vanishing,
    .content = content,
    .break_of = break_of,
    .empty_paragraph = empty_paragraph,
    .is_range = docx_is_range,
    .keep_space = keep_space,
    .mend = docx_mend_controls,
    .table_end = {"</w:tbl>", 8},
    .paragraph_start = {"<w:p", 4},
    .rich_place = rich_place,
};

Status docx_prepare(Lift *lift)
{
    lift->dialect = &docx_dialect;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    docx_renew_tocs(lift);
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
