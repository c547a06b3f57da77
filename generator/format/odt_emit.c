/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_emit - rich text as OpenDocument text. Styles are those that styles.h found.
 */
#include "generator/format/emit.h"
#include "generator/format/odf.h"

/* Headings of a body start below the article (1) and the block (2). */
#define HEADING_OFFSET 2u
#define HEADING_NUMBERED 3u
#define HEADING_LAST 6u

static void put(Emit *e, Str s)
{
    prog_text(e->b, s);
}
#define puts_(e, literal) put((e), STR(literal))

/* --- runs: one span a format, nested for bold and italic together ------------------------------------------ */

static void put_id(Emit *e, StyleRole role)
{
    put(e, e->styles->ids[role]);
}

static void span_begin(Emit *e, StyleRole role)
{
    puts_(e, "<text:span text:style-name=\"");
    put_id(e, role);
    puts_(e, "\">");
}

static void run_begin(Emit *e)
{
    if (e->is_bold) {
        span_begin(e, ROLE_STRONG);
    }
    if (e->is_italic) {
        span_begin(e, ROLE_EMPHASIS);
    }
    if (e->is_code) {
        span_begin(e, ROLE_CODE);
    }
}

static void run_end(Emit *e)
{
    for (int n = e->is_bold + e->is_italic + e->is_code; n > 0; n--) {
        puts_(e, "</text:span>");
    }
}

/* Spans stand in one another: nothing is written around a rich value. */
static void rich_place(Emit *e, RichPlace *ret_place)
{
    (void)e; /* whatever its format */
    *ret_place = (RichPlace){0};
}

static void line_break(Emit *e)
{
    puts_(e, "<text:line-break/>");
}

static void reference(Emit *e, Str name, Loc loc)
{
    puts_(e, "<text:bookmark-ref text:reference-format=\"number\" text:ref-name=\"");
    prog_ref(e->b, REF_BOOKMARK, name, loc);
    puts_(e, "\">");
    prog_ref(e->b, REF_NUMBER, name, loc);
    puts_(e, "</text:bookmark-ref>");
}

static void link_begin(Emit *e, Str address)
{
    puts_(e, "<text:a xlink:type=\"simple\" xlink:href=\"");
    emit_escaped(e, ESCAPE_XML_ATTR, address);
    puts_(e, "\" text:style-name=\"");
    put_id(e, ROLE_LINK);
    puts_(e, "\" text:visited-style-name=\"");
    put_id(e, ROLE_LINK_VISITED);
    puts_(e, "\">");
}

static void link_end(Emit *e)
{
    puts_(e, "</text:a>");
}

/* --- blocks ------------------------------------------------------------------------------------------------ */

static void paragraph_begin(Emit *e, StyleRole role)
{
    puts_(e, "<text:p text:style-name=\"");
    put_id(e, role);
    puts_(e, "\">");
}

static StyleRole body_style(const Emit *e, const RichNode *node)
{
    if (e->is_in_quote) {
        return ROLE_QUOTE;
    }
    if (emit_announces_group(node)) {
        return e->is_after_group ? ROLE_BODY_AFTER_KEEP : ROLE_BODY_KEEP;
    }
    return e->is_after_group ? ROLE_BODY_AFTER : ROLE_BODY;
}

static void paragraph(Emit *e, const RichNode *node)
{
    if (e->list_depth > 0) {
        paragraph_begin(e, e->is_ordered[e->list_depth] ? ROLE_NUMBER_1 : ROLE_BULLET_1);
    } else {
        paragraph_begin(e, body_style(e, node));
    }
    emit_inlines(e, node);
    puts_(e, "</text:p>");
}

static void heading(Emit *e, const RichNode *node)
{
    uint32_t level = node->level + HEADING_OFFSET;
    level = level > HEADING_LAST ? HEADING_LAST : level;
    if (level <= HEADING_NUMBERED) {
        prog_number(e->b, NUMBER_HEADING, (uint16_t)level, 0);
    }
    puts_(e, "<text:h text:style-name=\"");
    put_id(e, (StyleRole)(ROLE_HEADING_1 + level - 1));
    puts_(e, "\" text:outline-level=\"");
    emit_u32(e, level);
    puts_(e, "\">");
    emit_inlines(e, node);
    puts_(e, "</text:h>");
}

/* True if every item stands inside a section: the list may come out without any. */
static bool may_be_empty(const RichNode *list)
{
    int depth = 0;
    for (const RichNode *n = list->first; n; n = n->next) {
        if (n->kind == RICH_ITEM && depth == 0) {
            return false;
        }
        bool is_tag = n->kind == RICH_BLOCK_TAG;
        depth += is_tag && (n->tag.kind == TAG_SECTION || n->tag.kind == TAG_INVERTED);
        depth -= is_tag && n->tag.kind == TAG_CLOSE;
    }
    return true;
}

/* A list that comes out without items goes. */
static void list_begin(Emit *e, const RichNode *node)
{
    uint32_t slot = 0;
    if (may_be_empty(node)) {
        slot = e->n_slots + 1;
        e->n_slots += 3;
        prog_number(e->b, NUMBER_PLACE, 0, slot);
    }
    e->list_slots[e->list_depth] = slot;
    puts_(e, "<text:list text:style-name=\"");
    put_id(e, node->is_ordered ? ROLE_NUMBERS : ROLE_BULLETS);
    puts_(e, "\">");
    if (slot > 0) {
        prog_number(e->b, NUMBER_PLACE, 0, slot + 1);
    }
}

static void list_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    uint32_t slot = e->list_slots[e->list_depth];
    if (slot > 0) {
        prog_number(e->b, NUMBER_PLACE, 0, slot + 2);
    }
    puts_(e, "</text:list>");
    if (slot > 0) {
        prog_number(e->b, NUMBER_TAKE_BACK, 0, slot);
    }
}

static void item_begin(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "<text:list-item>");
}

static void item_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "</text:list-item>");
}

static void table_begin(Emit *e)
{
    puts_(e, "<table:table table:name=\"Tableau");
    prog_number(e->b, NUMBER_UID_NEXT, 0, 0);
    puts_(e, "\" table:style-name=\"CcapTableau\">");
    for (size_t i = 0; i < e->widths.n; i++) {
        puts_(e, "<table:table-column table:style-name=\"CcapTableau.Largeur");
        emit_u32(e, e->widths.items[i]);
        puts_(e, "\"/>");
    }
    puts_(e, "<table:table-header-rows>");
}

static void header_end(Emit *e)
{
    puts_(e, "</table:table-header-rows>");
}

static void table_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "</table:table>");
}

static void row_begin(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
    puts_(e, "<table:table-row table:style-name=\"CcapTableau.Ligne\">");
}

static void row_end(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
    puts_(e, "</table:table-row>");
}

static StyleRole cell_style(const RichNode *cell)
{
    bool is_header = cell->parent->is_header;
    switch (cell->align) {
    case RICH_ALIGN_RIGHT:
        return is_header ? ROLE_HEAD_RIGHT : ROLE_CELL_RIGHT;
    case RICH_ALIGN_CENTER:
        return is_header ? ROLE_HEAD_CENTER : ROLE_CELL_CENTER;
    case RICH_ALIGN_DEFAULT:
    case RICH_ALIGN_LEFT:
        break;
    }
    return is_header ? ROLE_HEAD : ROLE_CELL;
}

static void cell(Emit *e, const RichNode *node, size_t column)
{
    (void)column; /* widths stand in the columns */
    puts_(e, "<table:table-cell table:style-name=\"CcapTableau.");
    put(e, node->parent->is_header ? STR("Entete") : STR("Cellule"));
    puts_(e, "\" office:value-type=\"string\">");
    paragraph_begin(e, cell_style(node));
    emit_inlines(e, node);
    puts_(e, "</text:p></table:table-cell>");
}

static void code_block(Emit *e, const RichNode *node)
{
    Str text = node->text;
    text.len -= text.len > 0 && text.ptr[text.len - 1] == '\n'; /* the end of its last line */
    paragraph_begin(e, ROLE_CODE_BLOCK);
    e->is_code = true; /* line ends and runs of spaces are kept */
    emit_text(e, text);
    e->is_code = false;
    puts_(e, "</text:p>");
}

static void rule(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "<text:p text:style-name=\"");
    put_id(e, ROLE_RULE);
    puts_(e, "\"/>");
}

static const EmitDialect dialect = {
    .paragraph = paragraph,
    .heading = heading,
    .list_begin = list_begin,
    .list_end = list_end,
    .item_begin = item_begin,
    .item_end = item_end,
    .table_begin = table_begin,
    .table_end = table_end,
    .header_end = header_end,
    .row_begin = row_begin,
    .row_end = row_end,
    .cell = cell,
    .code_block = code_block,
    .rule = rule,
    .run_begin = run_begin,
    .run_end = run_end,
    .line_break = line_break,
    .reference = reference,
    .link_begin = link_begin,
    .link_end = link_end,
    .rich_place = rich_place,
    .text_escape = ESCAPE_ODT_TEXT,
    .literal_escape = ESCAPE_XML_TEXT,
};

static Status emit(ProgBuilder *builder, const Library *library, const StyleSet *styles,
                   const RichNode *doc, bool is_inline, DiagList *diags)
{
    Emit e = {.dialect = &dialect,
              .b = builder,
              .library = library,
              .styles = styles,
              .is_inline = is_inline,
              .diags = diags};
    return emit_doc(&e, doc);
}

Status odt_emit(ProgBuilder *builder, const Library *library, const StyleSet *styles,
                const RichNode *doc, DiagList *diags)
{
    return emit(builder, library, styles, doc, false, diags);
}

Status odt_emit_inline(ProgBuilder *builder, const Library *library, const StyleSet *styles,
                       const RichNode *doc, DiagList *diags)
{
    return emit(builder, library, styles, doc, true, diags);
}
