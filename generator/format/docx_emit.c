/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_emit - rich text as WordprocessingML. Styles are those that styles.h found.
 */
#include "generator/format/emit.h"
#include "generator/format/ooxml.h"

#define TEXT_BEGIN "<w:t xml:space=\"preserve\">"

static void put(Emit *e, Str s)
{
    prog_text(e->b, s);
}
#define puts_(e, literal) put((e), STR(literal))

/* --- runs ------------------------------------------------------------------------------------------------ */

/* Within a sentence of the document: the format of that place, and bold, italic, code or link on top. */
static void put_inline_properties(Emit *e)
{
    puts_(e, "<w:rPr>");
    if (e->is_link) {
        puts_(e, "<w:rStyle w:val=\"");
        put(e, e->styles->ids[ROLE_LINK]);
        puts_(e, "\"/>");
    } else {
        prog_number(e->b, NUMBER_HOLE, 0, 0);
    }
    if (e->is_code) {
        puts_(e, COURIER);
    } else {
        prog_number(e->b, NUMBER_HOLE, 0, 1);
    }
    if (e->is_bold) {
        puts_(e, "<w:b/><w:bCs/>");
    } else {
        prog_number(e->b, NUMBER_HOLE, 0, 2);
    }
    if (e->is_italic) {
        puts_(e, "<w:i/><w:iCs/>");
    } else {
        prog_number(e->b, NUMBER_HOLE, 0, 3);
    }
    prog_number(e->b, NUMBER_HOLE, 0, 4);
    puts_(e, "</w:rPr>");
}

static void put_run_properties(Emit *e)
{
    if (e->is_inline) {
        put_inline_properties(e);
        return;
    }
    if (!e->is_bold && !e->is_italic && !e->is_code && !e->is_link) {
        return;
    }
    puts_(e, "<w:rPr><w:rStyle w:val=\"");
    put(e, e->styles->ids[e->is_link     ? ROLE_LINK
                          : e->is_bold   ? ROLE_STRONG
                          : e->is_italic ? ROLE_EMPHASIS
                                         : ROLE_CODE]);
    puts_(e, "\"/>");
    if (e->is_bold && e->is_link) {
        puts_(e, "<w:b/><w:bCs/>");
    }
    if (e->is_italic && (e->is_bold || e->is_link)) {
        puts_(e, "<w:i/><w:iCs/>");
    }
    puts_(e, "</w:rPr>");
}

static void run_begin(Emit *e)
{
    puts_(e, "<w:r>");
    put_run_properties(e);
    puts_(e, "<w:t xml:space=\"preserve\">");
}

static void run_end(Emit *e)
{
    puts_(e, "</w:t></w:r>");
}

/* Properties of the run at work in a clause, in the holes of a rich value. */
static void rich_place(Emit *e, RichPlace *ret_place)
{
    static const Str bold = {"<w:b/><w:bCs/>", 14};
    static const Str italic = {"<w:i/><w:iCs/>", 14};
    static const Str code = {COURIER, sizeof COURIER - 1};
    static const Str nothing = {"", 0};
    ret_place->close = STR("</w:t></w:r>");
    ret_place->open = e->is_bold && e->is_italic
                          ? STR("<w:r><w:rPr><w:b/><w:bCs/><w:i/><w:iCs/></w:rPr>" TEXT_BEGIN)
                      : e->is_bold   ? STR("<w:r><w:rPr><w:b/><w:bCs/></w:rPr>" TEXT_BEGIN)
                      : e->is_italic ? STR("<w:r><w:rPr><w:i/><w:iCs/></w:rPr>" TEXT_BEGIN)
                                     : STR("<w:r>" TEXT_BEGIN);
    ret_place->holes[1] = e->is_code ? code : nothing;
    ret_place->holes[2] = e->is_bold ? bold : nothing;
    ret_place->holes[3] = e->is_italic ? italic : nothing;
}

static void line_break(Emit *e)
{
    puts_(e, "</w:t><w:br/><w:t xml:space=\"preserve\">");
}

static void field_begin(Emit *e)
{
    puts_(
        e,
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\">");
}

static void field_result(Emit *e)
{
    puts_(e, "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>");
}

static void field_end(Emit *e)
{
    puts_(e, "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>");
}

static void reference(Emit *e, Str name, Loc loc)
{
    field_begin(e);
    puts_(e, " REF ");
    prog_ref(e->b, REF_BOOKMARK, name, loc);
    puts_(e, " \\r \\h ");
    field_result(e);
    run_begin(e);
    prog_ref(e->b, REF_NUMBER, name, loc);
    run_end(e);
    field_end(e);
}

static void link_begin(Emit *e, Str address)
{
    field_begin(e);
    puts_(e, " HYPERLINK \"");
    for (size_t i = 0; i < address.len; i++) { /* a quotation mark would end the field's argument */
        if (address.ptr[i] == '"') {
            puts_(e, "%22");
        } else if (address.ptr[i] == '\\') {
            puts_(e, "%5C");
        } else {
            emit_text(e, str_sub(address, i, 1));
        }
    }
    puts_(e, "\" ");
    field_result(e);
}

static void link_end(Emit *e)
{
    field_end(e);
}

/* --- blocks ---------------------------------------------------------------------------------------------- */

static void put_style(Emit *e, StyleRole role)
{
    Str id = e->styles->ids[role];
    if (id.len > 0) { /* body text of a document without styles */
        puts_(e, "<w:pStyle w:val=\"");
        put(e, id);
        puts_(e, "\"/>");
    }
}

/* Whether the paragraph stays with the next one: known when all rows or items are written. */
static void put_switch(Emit *e)
{
    puts_(e, "<w:keepNext w:val=\"");
    emit_row(e);
    puts_(e, "0\"/>");
}

/* Level of the list at work in its abstract numbering, 0-based. */
static uint32_t list_level(const Emit *e)
{
    return e->list_depth - 1;
}

/* A paragraph of an item: the first carries the number, those after it its indentation alone. */
static void put_item_properties(Emit *e)
{
    uint32_t level = list_level(e);
    bool is_ordered = e->is_ordered[e->list_depth];
    if (!e->is_item_start) {
        put_style(e, (StyleRole)(ROLE_CONTINUE_1 + level));
        put_switch(e);
        return;
    }
    put_style(e, (StyleRole)((is_ordered ? ROLE_NUMBER_1 : ROLE_BULLET_1) + level));
    put_switch(e);
    puts_(e, "<w:numPr><w:ilvl w:val=\"");
    emit_u32(e, e->styles->levels[is_ordered][level]);
    puts_(e, "\"/><w:numId w:val=\"");
    prog_number(e->b, NUMBER_LIST_WRITE, 0, 0);
    puts_(e, "\"/></w:numPr>");
}

static void paragraph(Emit *e, const RichNode *node)
{
    puts_(e, "<w:p><w:pPr>");
    if (e->list_depth > 0) {
        put_item_properties(e);
    } else {
        put_style(e, e->is_in_quote ? ROLE_QUOTE : e->is_after_group ? ROLE_BODY_AFTER : ROLE_BODY);
        if (emit_announces_group(node)) {
            puts_(e, "<w:keepNext/>");
        }
    }
    puts_(e, "</w:pPr>");
    emit_inlines(e, node);
    puts_(e, "</w:p>");
}

static void heading(Emit *e, const RichNode *node)
{
    uint32_t level = emit_heading_level(node);
    (void)emit_count_heading(e, node); /* the style has the number */
    puts_(e, "<w:p><w:pPr>");
    put_style(e, (StyleRole)(ROLE_HEADING_1 + level - 1));
    puts_(e, "</w:pPr>");
    emit_inlines(e, node);
    puts_(e, "</w:p>");
}

static void list_begin(Emit *e, const RichNode *node)
{
    prog_number(e->b, NUMBER_LIST_BEGIN, 0, e->styles->abstracts[node->is_ordered][list_level(e)]);
}

static void nothing(Emit *e)
{
    (void)
        e; /* Word's items are their paragraphs, the header of a table is a property of its rows */
}

static void list_end(Emit *e, const RichNode *node)
{
    (void)node; /* the stack knows */
    prog_number(e->b, NUMBER_LIST_END, 0, 0);
}

/* The last column takes what the division leaves. */
static uint32_t column_width(const Emit *e, size_t column)
{
    const Columns *columns = &e->columns;
    uint32_t all = e->styles->width_twip;
    uint32_t before = 0;
    for (size_t i = 0; i < column; i++) {
        before += all * columns->items[i] / columns->sum;
    }
    return column + 1 == columns->n ? all - before : all * columns->items[column] / columns->sum;
}

static void table_begin(Emit *e)
{
    puts_(e, "<w:tbl><w:tblPr><w:tblStyle w:val=\"");
    put(e, e->styles->ids[ROLE_TABLE]);
    puts_(e, "\"/><w:tblW w:w=\"");
    if (e->styles->is_relative) { /* fiftieths of a percent: all of the cell or box */
        puts_(e, "5000\" w:type=\"pct\"/>");
    } else {
        emit_u32(e, e->styles->width_twip);
        puts_(e, "\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>");
    }
    puts_(e,
          "<w:tblLook w:val=\"0020\" "
          "w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" "
          "w:noVBand=\"1\"/></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < e->columns.n; i++) {
        puts_(e, "<w:gridCol w:w=\"");
        emit_u32(e, column_width(e, i));
        puts_(e, "\"/>");
    }
    puts_(e, "</w:tblGrid>");
}

static void table_end(Emit *e)
{
    puts_(e, "</w:tbl>");
}

static void row_begin(Emit *e, const RichNode *row)
{
    puts_(e, "<w:tr><w:trPr><w:cantSplit/>");
    if (row->is_header) {
        puts_(e, "<w:tblHeader/>");
    }
    puts_(e, "</w:trPr>");
}

static void row_end(Emit *e)
{
    puts_(e, "</w:tr>");
}

/* A row stays with the next one if the paragraph of its first cell does. */
static void put_row_switch(Emit *e, const RichNode *cell)
{
    if (cell->parent->is_header) {
        puts_(e, "<w:keepNext/>");
        return;
    }
    put_switch(e);
}

static void cell(Emit *e, const RichNode *node, size_t column)
{
    puts_(e, "<w:tc><w:tcPr><w:tcW w:w=\"");
    emit_u32(e, column_width(e, column));
    puts_(e, "\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr>");
    put_style(e, emit_cell_role(node));
    if (column == 0) {
        put_row_switch(e, node);
    }
    puts_(e, "</w:pPr>");
    emit_inlines(e, node);
    puts_(e, "</w:p></w:tc>");
}

static void code_block(Emit *e, const RichNode *node)
{
    puts_(e, "<w:p><w:pPr>");
    put_style(e, ROLE_CODE_BLOCK);
    puts_(e, "</w:pPr>");
    run_begin(e);
    emit_code(e, node);
    run_end(e);
    puts_(e, "</w:p>");
}

static void rule(Emit *e)
{
    puts_(e, "<w:p><w:pPr>");
    put_style(e, ROLE_RULE);
    puts_(e, "</w:pPr></w:p>");
}

const EmitDialect docx_emit = {
    .paragraph = paragraph,
    .heading = heading,
    .list_begin = list_begin,
    .list_end = list_end,
    .item_begin = nothing,
    .item_end = nothing,
    .table_begin = table_begin,
    .table_end = table_end,
    .header_end = nothing,
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
    .text_escape = ESCAPE_DOCX_TEXT,
    .literal_escape = ESCAPE_DOCX_TEXT,
};
