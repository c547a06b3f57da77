/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_emit - rich text as HTML: elements of the language only, looks come from the page's own style sheet.
 */
#include "generator/format/emit.h"
#include "generator/format/page.h"

#define HEADING_LAST 6u

#define puts_(e, literal) prog_text((e)->b, STR(literal))

static void run_begin(Emit *e)
{
    if (e->is_bold) {
        puts_(e, "<strong>");
    }
    if (e->is_italic) {
        puts_(e, "<em>");
    }
    if (e->is_code) {
        puts_(e, "<code>");
    }
}

static void run_end(Emit *e)
{
    if (e->is_code) {
        puts_(e, "</code>");
    }
    if (e->is_italic) {
        puts_(e, "</em>");
    }
    if (e->is_bold) {
        puts_(e, "</strong>");
    }
}

static void line_break(Emit *e)
{
    puts_(e, "<br>");
}

static void reference(Emit *e, Str name, Loc loc)
{
    puts_(e, "<a href=\"#");
    prog_ref(e->b, REF_BOOKMARK, name, loc);
    puts_(e, "\">");
    prog_ref(e->b, REF_NUMBER, name, loc);
    puts_(e, "</a>");
}

static void link_begin(Emit *e, Str address)
{
    puts_(e, "<a href=\"");
    emit_escaped(e, ESCAPE_XML_ATTR, address);
    puts_(e, "\">");
}

static void link_end(Emit *e)
{
    puts_(e, "</a>");
}

static void paragraph(Emit *e, const RichNode *node)
{
    prog_text(e->b, e->is_in_quote ? STR("<blockquote><p>") : STR("<p>"));
    emit_inlines(e, node);
    prog_text(e->b, e->is_in_quote ? STR("</p></blockquote>\n") : STR("</p>\n"));
}

/* A page has its title above the article: one level more than documents. */
static void heading(Emit *e, const RichNode *node)
{
    static const Str begins[] = {{"<h1>", 4}, {"<h2>", 4}, {"<h3>", 4},
                                 {"<h4>", 4}, {"<h5>", 4}, {"<h6>", 4}};
    static const Str ends[] = {{"</h1>\n", 6}, {"</h2>\n", 6}, {"</h3>\n", 6},
                               {"</h4>\n", 6}, {"</h5>\n", 6}, {"</h6>\n", 6}};
    uint32_t level = emit_heading_level(node) + 1;
    level = level > HEADING_LAST ? HEADING_LAST : level;
    prog_text(e->b, begins[level - 1]);
    if (emit_count_heading(e, node)) {
        prog_number(e->b, NUMBER_LABEL, 0, 0);
        puts_(e, " ");
    }
    emit_inlines(e, node);
    prog_text(e->b, ends[level - 1]);
}

static void list_begin(Emit *e, const RichNode *node)
{
    prog_text(e->b, node->is_ordered ? STR("<ol>\n") : STR("<ul>\n"));
}

static void list_end(Emit *e, const RichNode *node)
{
    prog_text(e->b, node->is_ordered ? STR("</ol>\n") : STR("</ul>\n"));
}

static void item_begin(Emit *e)
{
    puts_(e, "<li>");
}

static void item_end(Emit *e)
{
    puts_(e, "</li>\n");
}

/* A wide table scrolls by itself, by keyboard too. */
static void table_begin(Emit *e)
{
    puts_(e, "<div class=\"tableau\" tabindex=\"0\"><table>\n<thead>\n");
}

static void header_end(Emit *e)
{
    puts_(e, "</thead>\n<tbody>\n");
}

static void table_end(Emit *e)
{
    puts_(e, "</tbody>\n</table></div>\n");
}

static void row_begin(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
    puts_(e, "<tr>");
}

static void row_end(Emit *e)
{
    puts_(e, "</tr>\n");
}

static void cell(Emit *e, const RichNode *node, size_t column)
{
    bool is_header = node->parent->is_header;
    (void)column; /* widths are the browser's */
    prog_text(e->b, is_header ? STR("<th scope=\"col\"") : STR("<td"));
    if (node->align == RICH_ALIGN_RIGHT) {
        puts_(e, " class=\"droite\"");
    } else if (node->align == RICH_ALIGN_CENTER) {
        puts_(e, " class=\"centre\"");
    }
    puts_(e, ">");
    emit_inlines(e, node);
    prog_text(e->b, is_header ? STR("</th>") : STR("</td>"));
}

static void code_block(Emit *e, const RichNode *node)
{
    puts_(e, "<pre><code>");
    e->is_code = true;
    emit_text(e, node->text);
    e->is_code = false;
    puts_(e, "</code></pre>\n");
}

static void rule(Emit *e)
{
    puts_(e, "<hr>\n");
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
    .text_escape = ESCAPE_XML_TEXT,
    .literal_escape = ESCAPE_XML_TEXT,
    .takes_back_lists = true,
};

const Format format_html = {
    .name = {.ptr = "html", .len = 4}, .extension = {.ptr = ".html", .len = 5}, .emit = &dialect};
