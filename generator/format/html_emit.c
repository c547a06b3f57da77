/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_emit - rich text as HTML: elements of the language only, looks come from the page's own style sheet.
 */
#include "generator/format/emit.h"
#include "generator/format/page.h"

/* Headings of a body start below the page's title (h1), the article (h2) and the block (h3). */
#define HEADING_OFFSET 3u
#define HEADING_LAST 6u
#define NUMBERED_OFFSET 2u
#define NUMBERED_LAST 3u

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

static void rich_place(Emit *e, RichPlace *ret_place)
{
    (void)e; /* elements stand in one another */
    *ret_place = (RichPlace){0};
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

static void heading(Emit *e, const RichNode *node)
{
    static const Str begins[] = {{"<h1>", 4}, {"<h2>", 4}, {"<h3>", 4},
                                 {"<h4>", 4}, {"<h5>", 4}, {"<h6>", 4}};
    static const Str ends[] = {{"</h1>\n", 6}, {"</h2>\n", 6}, {"</h3>\n", 6},
                               {"</h4>\n", 6}, {"</h5>\n", 6}, {"</h6>\n", 6}};
    uint32_t level = node->level + HEADING_OFFSET;
    level = level > HEADING_LAST ? HEADING_LAST : level;
    uint32_t numbered = node->level + NUMBERED_OFFSET;
    prog_text(e->b, begins[level - 1]);
    if (numbered <= NUMBERED_LAST) {
        prog_number(e->b, NUMBER_HEADING, (uint16_t)numbered, 0);
        prog_number(e->b, NUMBER_LABEL, 0, 0);
        puts_(e, " ");
    }
    emit_inlines(e, node);
    prog_text(e->b, ends[level - 1]);
}

/* A list that comes out without items goes. */
static void list_begin(Emit *e, const RichNode *node)
{
    uint32_t slot = e->n_slots + 1;
    e->n_slots += 3;
    e->list_slots[e->list_depth] = slot;
    prog_number(e->b, NUMBER_PLACE, 0, slot);
    prog_text(e->b, node->is_ordered ? STR("<ol>\n") : STR("<ul>\n"));
    prog_number(e->b, NUMBER_PLACE, 0, slot + 1);
}

static void list_end(Emit *e, const RichNode *node)
{
    uint32_t slot = e->list_slots[e->list_depth];
    prog_number(e->b, NUMBER_PLACE, 0, slot + 2);
    prog_text(e->b, node->is_ordered ? STR("</ol>\n") : STR("</ul>\n"));
    prog_number(e->b, NUMBER_TAKE_BACK, 0, slot);
}

static void item_begin(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "<li>");
}

static void item_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
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

static void table_end(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
    puts_(e, "</tbody>\n</table></div>\n");
}

static void row_begin(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
    puts_(e, "<tr>");
}

static void row_end(Emit *e, const RichNode *row)
{
    (void)row; /* nothing of it is needed */
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

static void rule(Emit *e, const RichNode *node)
{
    (void)node; /* nothing of it is needed */
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
    .rich_place = rich_place,
    .text_escape = ESCAPE_XML_TEXT,
    .literal_escape = ESCAPE_XML_TEXT,
};

static Status emit(ProgBuilder *builder, const Library *library, const StyleSet *styles,
                   const RichNode *doc, DiagList *diags)
{
    Emit e = {
        .dialect = &dialect, .b = builder, .library = library, .styles = styles, .diags = diags};
    return emit_doc(&e, doc);
}

static Status emit_inline(ProgBuilder *builder, const Library *library, const StyleSet *styles,
                          const RichNode *doc, DiagList *diags)
{
    Emit e = {.dialect = &dialect,
              .b = builder,
              .library = library,
              .styles = styles,
              .is_inline = true,
              .diags = diags};
    return emit_doc(&e, doc);
}

const Format format_html = {.name = {.ptr = "html", .len = 4},
                            .extension = {.ptr = ".html", .len = 5},
                            .emit = emit,
                            .emit_inline = emit_inline};
