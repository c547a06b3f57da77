/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_emit - rich text as WordprocessingML. Styles are those of templates/annexe (its modele.yaml names them).
 */
#include "generator/format/emit.h"
#include "generator/format/ooxml.h"

/* Text width of templates/annexe: what a table fills. */
#define TABLE_WIDTH_TWIP 9072u
/* Headings of a body start below the article (1) and the block (2). */
#define HEADING_OFFSET 2u
#define HEADING_NUMBERED 3u
#define HEADING_LAST 6u

static void put(Emit *e, Str s)
{
    prog_text(e->b, s);
}
#define puts_(e, literal) put((e), STR(literal))

/* --- runs ------------------------------------------------------------------------------------------------ */

static void put_run_properties(Emit *e)
{
    if (!e->is_bold && !e->is_italic && !e->is_code && !e->is_link) {
        return;
    }
    puts_(e, "<w:rPr>");
    if (e->is_link) {
        puts_(e, "<w:rStyle w:val=\"Hyperlink\"/>");
    } else if (e->is_bold) {
        puts_(e, "<w:rStyle w:val=\"Strong\"/>");
    } else if (e->is_italic) {
        puts_(e, "<w:rStyle w:val=\"Emphasis\"/>");
    } else {
        puts_(e, "<w:rStyle w:val=\"Code\"/>");
    }
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

static void put_style(Emit *e, Str style)
{
    puts_(e, "<w:pStyle w:val=\"");
    put(e, style);
    puts_(e, "\"/>");
}

/* Level of the list at work in its abstract numbering, 0-based. */
static uint32_t list_level(const Emit *e)
{
    return e->list_depth - 1;
}

/* A paragraph of an item: the first carries the number, those after it its indentation alone. */
static void put_item_properties(Emit *e)
{
    static const Str further[] = {
        {"ListContinue", 12}, {"ListContinue2", 13}, {"ListContinue3", 13}};
    if (!e->is_item_start) {
        put_style(e, further[list_level(e)]);
        return;
    }
    put_style(e, e->is_ordered[e->list_depth] ? STR("ListNumber") : STR("ListBullet"));
    puts_(e, "<w:numPr><w:ilvl w:val=\"");
    emit_u32(e, list_level(e));
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
        put_style(e, e->is_in_quote      ? STR("Quote")
                     : e->is_after_group ? STR("CorpsApres")
                                         : STR("Corps"));
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
    uint32_t level = node->level + HEADING_OFFSET;
    level = level > HEADING_LAST ? HEADING_LAST : level;
    if (level <= HEADING_NUMBERED) {
        prog_number(e->b, NUMBER_HEADING, (uint16_t)level, 0);
    }
    puts_(e, "<w:p><w:pPr><w:pStyle w:val=\"Heading");
    emit_u32(e, level);
    puts_(e, "\"/></w:pPr>");
    emit_inlines(e, node);
    puts_(e, "</w:p>");
}

static void list_begin(Emit *e, const RichNode *node)
{
    prog_number(e->b, NUMBER_LIST_BEGIN, 0,
                node->is_ordered ? DOCX_LIST_ORDERED : DOCX_LIST_BULLET);
}

static void list_end(Emit *e, const RichNode *node)
{
    (void)node; /* the stack knows */
    prog_number(e->b, NUMBER_LIST_END, 0, 0);
}

static void item_nothing(Emit *e, const RichNode *node)
{
    (void)e; /* Word's items are their paragraphs */
    (void)node;
}

/* The last column takes what the division leaves. */
static uint32_t column_width(const EmitWidths *widths, size_t column)
{
    uint32_t before = 0;
    for (size_t i = 0; i < column; i++) {
        before += TABLE_WIDTH_TWIP * widths->items[i] / widths->sum;
    }
    return column + 1 == widths->n ? TABLE_WIDTH_TWIP - before
                                   : TABLE_WIDTH_TWIP * widths->items[column] / widths->sum;
}

static void table_begin(Emit *e)
{
    puts_(e, "<w:tbl><w:tblPr><w:tblStyle w:val=\"CcapTableau\"/><w:tblW w:w=\"");
    emit_u32(e, TABLE_WIDTH_TWIP);
    puts_(e,
          "\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" "
          "w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" "
          "w:noVBand=\"1\"/></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < e->widths.n; i++) {
        puts_(e, "<w:gridCol w:w=\"");
        emit_u32(e, column_width(&e->widths, i));
        puts_(e, "\"/>");
    }
    puts_(e, "</w:tblGrid>");
}

static void table_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "</w:tbl>");
}

static void header_end(Emit *e)
{
    (void)e; /* the header is a property of its rows */
}

static void row_begin(Emit *e, const RichNode *row)
{
    puts_(e, "<w:tr><w:trPr><w:cantSplit/>");
    if (row->is_header) {
        puts_(e, "<w:tblHeader/>");
    }
    puts_(e, "</w:trPr>");
}

static void row_end(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
    puts_(e, "</w:tr>");
}

static Str cell_style(const RichNode *cell)
{
    bool is_header = cell->parent->is_header;
    switch (cell->align) {
    case RICH_ALIGN_RIGHT:
        return is_header ? STR("TableHeadRight") : STR("TableTextRight");
    case RICH_ALIGN_CENTER:
        return is_header ? STR("TableHeadCenter") : STR("TableTextCenter");
    case RICH_ALIGN_DEFAULT:
    case RICH_ALIGN_LEFT:
        break;
    }
    return is_header ? STR("TableHead") : STR("TableText");
}

static void cell(Emit *e, const RichNode *node, size_t column)
{
    puts_(e, "<w:tc><w:tcPr><w:tcW w:w=\"");
    emit_u32(e, column_width(&e->widths, column));
    puts_(e, "\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr>");
    put_style(e, cell_style(node));
    puts_(e, "</w:pPr>");
    emit_inlines(e, node);
    puts_(e, "</w:p></w:tc>");
}

static void code_block(Emit *e, const RichNode *node)
{
    Str text = node->text;
    text.len -= text.len > 0 && text.ptr[text.len - 1] == '\n'; /* the end of its last line */
    puts_(e, "<w:p><w:pPr><w:pStyle w:val=\"CodeBlock\"/></w:pPr>");
    run_begin(e);
    e->is_code = true; /* line ends are kept */
    emit_text(e, text);
    e->is_code = false;
    run_end(e);
    puts_(e, "</w:p>");
}

static void rule(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "<w:p><w:pPr><w:pStyle w:val=\"Rule\"/></w:pPr></w:p>");
}

static const EmitDialect dialect = {
    .paragraph = paragraph,
    .heading = heading,
    .list_begin = list_begin,
    .list_end = list_end,
    .item_begin = item_nothing,
    .item_end = item_nothing,
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
    .text_escape = ESCAPE_DOCX_TEXT,
    .literal_escape = ESCAPE_DOCX_TEXT,
};

Status docx_emit(ProgBuilder *builder, const Library *library, const RichNode *doc, DiagList *diags)
{
    Emit e = {.dialect = &dialect, .b = builder, .library = library, .diags = diags};
    return emit_doc(&e, doc);
}
