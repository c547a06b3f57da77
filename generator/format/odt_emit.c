/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_emit - rich text as OpenDocument text. Styles are those that styles.h found.
 */
#include "generator/format/emit.h"
#include "generator/format/odf.h"

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

/* Of a row or item: which of two styles, whether it stays with the next one, is known when all are written. */
static void switch_paragraph_begin(Emit *e, Str style)
{
    puts_(e, "<text:p text:style-name=\"");
    put(e, style);
    emit_row(e);
    puts_(e, "0\">");
}

static void paragraph(Emit *e, const RichNode *node)
{
    if (e->list_depth > 0) {
        bool is_ordered = e->is_ordered[e->list_depth];
        switch_paragraph_begin(e, is_ordered ? STR("CcapListe.Numero") : STR("CcapListe.Puce"));
    } else {
        paragraph_begin(e, body_style(e, node));
    }
    emit_inlines(e, node);
    puts_(e, "</text:p>");
}

static void heading(Emit *e, const RichNode *node)
{
    uint32_t level = emit_heading_level(node);
    (void)emit_count_heading(e, node); /* the style has the number */
    puts_(e, "<text:h text:style-name=\"");
    put_id(e, (StyleRole)(ROLE_HEADING_1 + level - 1));
    puts_(e, "\" text:outline-level=\"");
    emit_u32(e, level);
    puts_(e, "\">");
    emit_inlines(e, node);
    puts_(e, "</text:h>");
}

static void list_begin(Emit *e, const RichNode *node)
{
    puts_(e, "<text:list text:style-name=\"");
    put_id(e, node->is_ordered ? ROLE_NUMBERS : ROLE_BULLETS);
    puts_(e, "\">");
}

static void list_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "</text:list>");
}

static void item_begin(Emit *e)
{
    puts_(e, "<text:list-item>");
}

static void item_end(Emit *e)
{
    puts_(e, "</text:list-item>");
}

static void table_begin(Emit *e)
{
    puts_(e, "<table:table table:name=\"Tableau");
    prog_number(e->b, NUMBER_UID_NEXT, 0, 0);
    puts_(e, "\" table:style-name=\"CcapTableau.Cadre\">");
    for (size_t i = 0; i < e->columns.n; i++) {
        puts_(e, "<table:table-column table:style-name=\"CcapTableau.Largeur");
        emit_u32(e, e->columns.items[i]);
        puts_(e, "\"/>");
    }
    puts_(e, "<table:table-header-rows>");
}

static void header_end(Emit *e)
{
    puts_(e, "</table:table-header-rows>");
}

static void table_end(Emit *e)
{
    puts_(e, "</table:table>");
}

static void row_begin(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
    puts_(e, "<table:table-row table:style-name=\"CcapTableau.Ligne\">");
}

static void row_end(Emit *e)
{
    puts_(e, "</table:table-row>");
}

/* The paragraph of the first cell of a row: the row stays with the next one if it does. */
static void row_paragraph_begin(Emit *e, const RichNode *cell)
{
    switch_paragraph_begin(e, cell->align == RICH_ALIGN_RIGHT    ? STR("CcapTableau.RangDroite")
                              : cell->align == RICH_ALIGN_CENTER ? STR("CcapTableau.RangCentre")
                                                                 : STR("CcapTableau.Rang"));
}

static void cell(Emit *e, const RichNode *node, size_t column)
{
    puts_(e, "<table:table-cell table:style-name=\"CcapTableau.");
    put(e, node->parent->is_header ? STR("Entete") : STR("Cellule"));
    puts_(e, "\" office:value-type=\"string\">");
    if (column == 0 && !node->parent->is_header) {
        row_paragraph_begin(e, node);
    } else {
        paragraph_begin(e, emit_cell_role(node)); /* widths stand in the columns */
    }
    emit_inlines(e, node);
    puts_(e, "</text:p></table:table-cell>");
}

static void code_block(Emit *e, const RichNode *node)
{
    paragraph_begin(e, ROLE_CODE_BLOCK);
    emit_code(e, node);
    puts_(e, "</text:p>");
}

static void rule(Emit *e)
{
    puts_(e, "<text:p text:style-name=\"");
    put_id(e, ROLE_RULE);
    puts_(e, "\"/>");
}

const EmitDialect odt_emit = {
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
    .text_escape = ESCAPE_ODT_TEXT,
    .literal_escape = ESCAPE_XML_TEXT,
    .takes_back_lists = true,
};
