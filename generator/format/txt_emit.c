/* SPDX-License-Identifier: Apache-2.0 */
/*
 * txt_emit - rich text as the marked text that plain.h lays out. Bold and italic are left to the documents that can show them.
 */
#include "generator/format/emit.h"
#include "generator/format/page.h"
#include "generator/text/plain.h"

#define puts_(e, literal) prog_text((e)->b, STR(literal))

static void nothing(Emit *e)
{
    (void)e; /* plain text has no runs, and other marks tell its rows and items */
}

static void line_break(Emit *e)
{
    puts_(e, "\n");
}

static void reference(Emit *e, Str name, Loc loc)
{
    prog_ref(e->b, REF_NUMBER, name, loc);
}

static void link_begin(Emit *e, Str address)
{
    (void)e;
    (void)address; /* it follows the text */
}

/* An address of mail is written in the text of its link. */
static void link_end(Emit *e)
{
    if (!str_starts(e->address, STR("mailto:"))) {
        puts_(e, " (");
        emit_escaped(e, ESCAPE_NONE, e->address);
        puts_(e, ")");
    }
}

static void paragraph(Emit *e, const RichNode *node)
{
    prog_text(e->b,
              e->is_in_quote ? STR(PLAIN_BLOCK PLAIN_QUOTE) : STR(PLAIN_BLOCK PLAIN_PARAGRAPH));
    emit_inlines(e, node);
    puts_(e, PLAIN_END);
}

static void heading(Emit *e, const RichNode *node)
{
    puts_(e, PLAIN_BLOCK PLAIN_HEADING);
    if (emit_count_heading(e, node)) {
        prog_number(e->b, NUMBER_LABEL, 0, 0);
        puts_(e, " ");
    }
    emit_inlines(e, node);
    puts_(e, PLAIN_END);
}

static void list_begin(Emit *e, const RichNode *node)
{
    prog_text(e->b, node->is_ordered ? STR(PLAIN_BLOCK PLAIN_NUMBERS PLAIN_END)
                                     : STR(PLAIN_BLOCK PLAIN_BULLETS PLAIN_END));
}

static void list_end(Emit *e, const RichNode *node)
{
    (void)node; /* lists end alike */
    puts_(e, PLAIN_BLOCK PLAIN_LIST_END PLAIN_END);
}

static void item_begin(Emit *e)
{
    puts_(e, PLAIN_BLOCK PLAIN_ITEM PLAIN_END);
}

static void table_begin(Emit *e)
{
    puts_(e, PLAIN_BLOCK PLAIN_TABLE PLAIN_END);
}

static void table_end(Emit *e)
{
    puts_(e, PLAIN_BLOCK PLAIN_TABLE_END PLAIN_END);
}

static void row_begin(Emit *e, const RichNode *row)
{
    prog_text(e->b, row->is_header ? STR(PLAIN_BLOCK PLAIN_HEAD_ROW PLAIN_END)
                                   : STR(PLAIN_BLOCK PLAIN_ROW PLAIN_END));
}

static void cell(Emit *e, const RichNode *node, size_t column)
{
    (void)column; /* the layout counts */
    puts_(e, PLAIN_BLOCK PLAIN_CELL);
    prog_text(e->b, node->align == RICH_ALIGN_RIGHT    ? STR("r")
                    : node->align == RICH_ALIGN_CENTER ? STR("c")
                                                       : STR("l"));
    emit_inlines(e, node);
    puts_(e, PLAIN_END);
}

static void code_block(Emit *e, const RichNode *node)
{
    puts_(e, PLAIN_BLOCK PLAIN_CODE);
    emit_text(e, node->text);
    puts_(e, PLAIN_END);
}

static void rule(Emit *e)
{
    puts_(e, PLAIN_BLOCK PLAIN_RULE PLAIN_END);
}

static const EmitDialect dialect = {
    .paragraph = paragraph,
    .heading = heading,
    .list_begin = list_begin,
    .list_end = list_end,
    .item_begin = item_begin,
    .item_end = nothing,
    .table_begin = table_begin,
    .table_end = table_end,
    .header_end = nothing,
    .row_begin = row_begin,
    .row_end = nothing,
    .cell = cell,
    .code_block = code_block,
    .rule = rule,
    .run_begin = nothing,
    .run_end = nothing,
    .line_break = line_break,
    .reference = reference,
    .link_begin = link_begin,
    .link_end = link_end,
    .text_escape = ESCAPE_NONE,
    .literal_escape = ESCAPE_NONE,
};

const Format format_txt = {
    .name = {.ptr = "txt", .len = 3}, .extension = {.ptr = ".txt", .len = 4}, .emit = &dialect};
