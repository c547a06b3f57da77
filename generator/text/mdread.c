/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdread - see mdread.h. md4c reads what mdscan left; its calls build the tree here; mdplace puts the tags back.
 */
#include "generator/text/mdread.h"

#include <md4c.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/text/mdplace.h"
#include "generator/text/mdtext.h"

/* Contracts have articles, not hundreds of steps: a list from above this is a year or an amount. */
#define LIST_START_MAX 99

#define FLAGS (MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS)

static void reader_done(MdReader *reader)
{
    mdscan_done(&reader->scan);
    buf_done(&reader->raw);
    buf_done(&reader->set);
}

/* Stops md4c: the result of a callback. */
static int stop(MdReader *reader, Status st)
{
    reader->status = st;
    return st == ST_OK ? 0 : -1;
}

static Loc loc_of(MdReader *reader, size_t source_pos)
{
    return mdscan_source_loc(&reader->scan, source_pos);
}

/* The source from the line of `source_pos` on. */
static size_t line_start(const MdReader *reader, size_t source_pos)
{
    const char *p = reader->scan.source.ptr;
    while (source_pos > 0 && p[source_pos - 1] != '\n') {
        source_pos--;
    }
    return source_pos;
}

static size_t next_line(const MdReader *reader, size_t source_pos)
{
    size_t end = str_find(buf_str(&reader->scan.source), STR("\n"), source_pos);
    return end == SIZE_MAX ? reader->scan.source.len : end + 1;
}

static Str line_at(const MdReader *reader, size_t start)
{
    return str_sub(buf_str(&reader->scan.source), start, next_line(reader, start) - start);
}

/* --- nodes ----------------------------------------------------------------------------------------- */

/* Adds a node and goes into it. */
static Status open_node(MdReader *reader, RichKind kind, RichNode **ret_node)
{
    if (++reader->depth > LIMIT_RICH_DEPTH) {
        diag_add1(reader->diags, MD_TOO_DEEP, loc_of(reader, reader->source_pos),
                  arena_printf(reader->diags->arena, "%d", (int)LIMIT_RICH_DEPTH));
        return ST_LIMIT;
    }
    TRY(mdtext_add(reader, kind, ret_node));
    reader->node = *ret_node;
    return ST_OK;
}

static void close_node(MdReader *reader)
{
    reader->node = reader->node->parent;
    reader->depth--;
}

/* Gives the open node, and those around it, the place of their first text. */
static void mark_place(MdReader *reader, Loc loc)
{
    for (RichNode *node = reader->node; node && node->loc.line == 0; node = node->parent) {
        node->loc = loc;
    }
}

/* Takes the last child of the open node away again. */
static void drop_last(RichNode *parent)
{
    RichNode *last = parent->last;
    RichNode *before = parent->first == last ? NULL : parent->first;
    while (before && before->next != last) {
        before = before->next;
    }
    *(before ? &before->next : &parent->first) = NULL;
    parent->last = before;
}

/* --- md4c's calls: text ------------------------------------------------------------------------------ */

/* Where a text of md4c's stands in the source, or SIZE_MAX: line breaks are strings of its own. */
static size_t find_source_pos(const MdReader *reader, const char *text)
{
    uintptr_t start = (uintptr_t)reader->scan.source.ptr;
    uintptr_t p = (uintptr_t)text;
    return p >= start && p < start + reader->scan.source.len ? (size_t)(p - start) : SIZE_MAX;
}

static Status put_break(MdReader *reader)
{
    RichNode *node = NULL;
    TRY(mdtext_flush(reader));
    reader->previous = '\n';
    return mdtext_add(reader, RICH_BREAK, &node);
}

/* In a tight list md4c opens no paragraph. */
static Status ensure_paragraph(MdReader *reader)
{
    if (reader->node->kind != RICH_ITEM) {
        return ST_OK;
    }
    RichNode *paragraph = NULL;
    TRY(open_node(reader, RICH_PARAGRAPH, &paragraph));
    reader->is_implicit = true;
    reader->previous = 0;
    return ST_OK;
}

static Status close_implicit(MdReader *reader)
{
    if (reader->is_implicit) {
        TRY(mdtext_flush(reader));
        close_node(reader);
        reader->is_implicit = false;
    }
    return ST_OK;
}

static Status read_text(MdReader *reader, MD_TEXTTYPE type, Str text)
{
    if (reader->is_in_picture) {
        return ST_OK;
    }
    TRY(ensure_paragraph(reader));
    size_t source_pos = find_source_pos(reader, text.ptr);
    if (source_pos != SIZE_MAX) {
        mark_place(reader, loc_of(reader, source_pos));
        reader->source_pos = source_pos + text.len;
    }
    Loc loc = source_pos == SIZE_MAX ? reader->node->loc : loc_of(reader, source_pos);
    switch (type) {
    case MD_TEXT_NORMAL:
        if (source_pos != SIZE_MAX) {
            mdtext_check(reader, text, source_pos);
        }
        return mdtext_put(reader, text);
    case MD_TEXT_CODE:
        if (reader->is_in_code) {
            buf_put(&reader->raw, text);
            return reader->raw.status;
        }
        return mdtext_put(reader, text);
    case MD_TEXT_BR:
        return put_break(reader);
    case MD_TEXT_SOFTBR:
        buf_putc(&reader->raw, ' ');
        return reader->raw.status;
    case MD_TEXT_ENTITY:
        mdtext_put_entity(reader, text, loc, &reader->raw);
        return reader->raw.status;
    case MD_TEXT_NULLCHAR:
        buf_put_utf8(&reader->raw, 0xFFFD);
        return reader->raw.status;
    case MD_TEXT_HTML:
    case MD_TEXT_LATEXMATH:
        break; /* switched off by FLAGS */
    }
    return ST_BUG;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    MdReader *reader = user;
    return stop(reader, read_text(reader, type, (Str){.ptr = text, .len = size}));
}

/* --- md4c's calls: blocks ---------------------------------------------------------------------------- */

/* A line of three or more - _ or *, and nothing else. */
static bool is_rule_line(Str line)
{
    size_t n = 0;
    char first = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (strchr(" \t\r\n>", c)) {
            continue;
        }
        if (!strchr("-_*", c) || (first && c != first)) {
            return false;
        }
        first = c;
        n++;
    }
    return n >= 3;
}

/* A rule has no text, so its line is looked for behind the last text. */
static Status add_rule(MdReader *reader)
{
    RichNode *rule = NULL;
    TRY(open_node(reader, RICH_RULE, &rule));
    size_t start = line_start(reader, reader->source_pos);
    while (start < reader->scan.source.len && !is_rule_line(line_at(reader, start))) {
        start = next_line(reader, start);
    }
    mark_place(reader, loc_of(reader, start));
    reader->source_pos = next_line(reader, start);
    return ST_OK;
}

static Status open_list(MdReader *reader, const MD_BLOCK_OL_DETAIL *ordered)
{
    RichNode *list = NULL;
    TRY(open_node(reader, RICH_LIST, &list));
    list->is_ordered = ordered != NULL;
    list->start = ordered ? ordered->start : 0;
    return ST_OK;
}

static Status open_cell(MdReader *reader, const MD_BLOCK_TD_DETAIL *detail)
{
    RichNode *cell = NULL;
    TRY(open_node(reader, RICH_CELL, &cell));
    cell->align = detail->align == MD_ALIGN_LEFT     ? RICH_ALIGN_LEFT
                  : detail->align == MD_ALIGN_CENTER ? RICH_ALIGN_CENTER
                  : detail->align == MD_ALIGN_RIGHT  ? RICH_ALIGN_RIGHT
                                                     : RICH_ALIGN_DEFAULT;
    cell->start = (uint32_t)reader->column++;
    return ST_OK;
}

static Status open_block(MdReader *reader, MD_BLOCKTYPE type, void *detail)
{
    RichNode *node = NULL;
    TRY(close_implicit(reader));
    reader->previous = 0;
    switch (type) {
    case MD_BLOCK_DOC:
        return ST_OK;
    case MD_BLOCK_QUOTE:
        return open_node(reader, RICH_QUOTE, &node);
    case MD_BLOCK_UL:
        return open_list(reader, NULL);
    case MD_BLOCK_OL:
        return open_list(reader, detail);
    case MD_BLOCK_LI:
        return open_node(reader, RICH_ITEM, &node);
    case MD_BLOCK_HR:
        return add_rule(reader);
    case MD_BLOCK_H:
        TRY(open_node(reader, RICH_HEADING, &node));
        node->level = (uint8_t)((const MD_BLOCK_H_DETAIL *)detail)->level;
        return ST_OK;
    case MD_BLOCK_CODE:
        reader->is_in_code = true;
        return open_node(reader, RICH_CODE_BLOCK, &node);
    case MD_BLOCK_P:
        return open_node(reader, RICH_PARAGRAPH, &node);
    case MD_BLOCK_TABLE:
        TRY(open_node(reader, RICH_TABLE, &node));
        node->n_columns = ((const MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
        return ST_OK;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        reader->is_in_header = type == MD_BLOCK_THEAD;
        return ST_OK;
    case MD_BLOCK_TR:
        TRY(open_node(reader, RICH_ROW, &node));
        node->is_header = reader->is_in_header;
        reader->column = 0;
        return ST_OK;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        return open_cell(reader, detail);
    case MD_BLOCK_HTML:
        break; /* switched off by FLAGS */
    }
    return ST_BUG;
}

/* "Texte" above "---" is a heading to Markdown, rarely to its author. */
static void check_setext(MdReader *reader)
{
    size_t start = line_start(reader, reader->source_pos);
    size_t below = next_line(reader, start);
    Str line = str_trim(line_at(reader, below));
    size_t n = 0;
    while (n < line.len && line.ptr[n] == '-') {
        n++;
    }
    bool is_hashed =
        line_at(reader, start).len > 0 && str_starts(str_trim(line_at(reader, start)), STR("#"));
    if (n > 0 && n == line.len && !is_hashed) {
        Str text = str_trim(line_at(reader, start));
        diag_add1(reader->diags, MD_SETEXT, reader->node->loc,
                  str_sub(text, 0, utf8_clip(text, 40)));
        reader->source_pos = next_line(reader, below); /* the dashes are no rule */
    }
}

/* "2026. Les heures" is a list from 2026 to Markdown. */
static void check_list_start(MdReader *reader)
{
    if (reader->node->is_ordered && reader->node->start > LIST_START_MAX) {
        diag_add1(reader->diags, MD_BIG_NUMBER, reader->node->loc,
                  arena_printf(reader->diags->arena, "%u", (unsigned)reader->node->start));
    }
}

/* The line under a table's header, "|:--|--:|": among the rows of a body it means that another table was meant. */
static bool is_ruler(Str line)
{
    size_t n_dashes = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (!strchr("|:- \t", line.ptr[i]) || line.ptr[i] == '\0') {
            return false;
        }
        n_dashes += line.ptr[i] == '-';
    }
    return n_dashes >= 2;
}

/* md4c leaves out the cells beyond the last column. */
static void check_cells(MdReader *reader)
{
    RichNode *row = reader->node;
    Str line = str_trim(line_at(reader, line_start(reader, reader->source_pos)));
    bool has_place = row->loc.line > 0;
    if (!has_place) {
        row->loc = loc_of(reader, reader->source_pos);
    }
    size_t n_bars = 0;
    for (size_t i = 1; i + 1 < line.len; i++) {
        n_bars += line.ptr[i] == '|' && line.ptr[i - 1] != '\\';
    }
    if (is_ruler(line)) {
        diag_add0(reader->diags, MD_TABLES_JOINED, row->loc);
        return;
    }
    if (!has_place) {
        return;
    }
    bool has_code = line.len && memchr(line.ptr, '`', line.len);
    if (!has_code && n_bars + 1 > row->parent->n_columns) {
        diag_add1(reader->diags, MD_TOO_MANY_CELLS, row->loc,
                  arena_printf(reader->diags->arena, "%u", (unsigned)row->parent->n_columns));
    }
}

/* What has no text has no place, and prints an empty bullet or number: left out with a warning. */
static bool is_worthless(const RichNode *node)
{
    bool needs_content = node->kind == RICH_HEADING || node->kind == RICH_ITEM ||
                         node->kind == RICH_LIST || node->kind == RICH_QUOTE ||
                         node->kind == RICH_PARAGRAPH;
    return (needs_content && !node->first) ||
           (node->kind == RICH_CODE_BLOCK && node->text.len == 0);
}

static Status close_code(MdReader *reader)
{
    reader->is_in_code = false;
    TRY(mdtext_charge(reader, reader->raw.len));
    reader->node->text = arena_str(reader->arena, buf_str(&reader->raw));
    buf_clear(&reader->raw);
    return reader->node->text.ptr ? ST_OK : ST_NOMEM;
}

static Status close_block(MdReader *reader, MD_BLOCKTYPE type)
{
    TRY(close_implicit(reader));
    TRY(type == MD_BLOCK_CODE ? close_code(reader) : mdtext_flush(reader));
    if (type == MD_BLOCK_DOC || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY) {
        return ST_OK;
    }
    if (type == MD_BLOCK_H && reader->node->first) {
        check_setext(reader);
    } else if (type == MD_BLOCK_OL) {
        check_list_start(reader);
    } else if (type == MD_BLOCK_TR) {
        check_cells(reader);
    }
    RichNode *node = reader->node;
    close_node(reader);
    if (is_worthless(node)) {
        if (node->kind == RICH_ITEM || node->kind == RICH_HEADING ||
            node->kind == RICH_CODE_BLOCK) {
            diag_add0(reader->diags, MD_EMPTY_BLOCK, loc_of(reader, reader->source_pos));
        }
        drop_last(reader->node);
    }
    return ST_OK;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    MdReader *reader = user;
    return stop(reader, open_block(reader, type, detail));
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail UNUSED, void *user)
{
    MdReader *reader = user;
    return stop(reader, close_block(reader, type));
}

/* --- md4c's calls: spans ----------------------------------------------------------------------------- */

/* An address may begin with a tag: its value is looked at when it is known. */
static bool is_good_address(const MdScan *scan, Str address)
{
    size_t pos = 0;
    size_t index = 0;
    return str_starts(address, STR("https://")) || str_starts(address, STR("http://")) ||
           str_starts(address, STR("mailto:")) ||
           (address.len > 0 && mdscan_is_mark(scan, utf8_next(address, &pos), &index));
}

/* An attribute's text without entities. */
static void put_attribute(MdReader *reader, const MD_ATTRIBUTE *attribute, Buf *out)
{
    for (size_t i = 0; attribute->text && attribute->substr_offsets[i] < attribute->size; i++) {
        MD_OFFSET start = attribute->substr_offsets[i];
        Str part = {.ptr = attribute->text + start,
                    .len = attribute->substr_offsets[i + 1] - start};
        if (attribute->substr_types[i] == MD_TEXT_ENTITY) {
            mdtext_put_entity(reader, part, reader->node->loc, out);
        } else {
            buf_put(out, part);
        }
    }
}

/* The address as a chain of texts and tags. The nodes hang on the link by `target` only. */
static Status set_target(MdReader *reader, RichNode *link, Str address)
{
    RichNode holder = {.kind = RICH_CODE}; /* as in code: no typography */
    reader->node = &holder;
    Status st = mdtext_put(reader, address);
    st = st == ST_OK ? mdtext_flush(reader) : st;
    reader->node = link;
    link->target = holder.first;
    for (RichNode *node = holder.first; node; node = node->next) {
        node->parent = link;
        if (node->kind == RICH_TAG && mdscan_opens(&node->tag)) {
            diag_add1(reader->diags, MD_SECTION_IN_ADDRESS, node->loc, node->tag.name);
        }
    }
    return st;
}

static Status open_link(MdReader *reader, const MD_SPAN_A_DETAIL *detail)
{
    RichNode *link = NULL;
    CLEANUP(buf_done) Buf address = {0};
    buf_init(&address, LIMIT_MARKDOWN_BYTES);
    TRY(open_node(reader, RICH_LINK, &link));
    put_attribute(reader, &detail->href, &address);
    if (!buf_ok(&address)) {
        return address.status;
    }
    Loc loc = loc_of(reader, reader->source_pos);
    if (!is_good_address(&reader->scan, buf_str(&address))) {
        diag_add1(reader->diags, MD_ADDRESS, loc, buf_str(&address));
    }
    if (detail->title.size > 0) {
        diag_add0(reader->diags, MD_LINK_TITLE, loc);
    }
    uint32_t previous = reader->previous;
    Status st = set_target(reader, link, buf_str(&address));
    reader->previous = previous;
    return st;
}

static Status open_span(MdReader *reader, MD_SPANTYPE type, void *detail)
{
    RichNode *node = NULL;
    if (reader->is_in_picture) {
        return ST_OK;
    }
    TRY(ensure_paragraph(reader));
    TRY(mdtext_flush(reader));
    switch (type) {
    case MD_SPAN_EM:
        return open_node(reader, RICH_EMPHASIS, &node);
    case MD_SPAN_STRONG:
        return open_node(reader, RICH_STRONG, &node);
    case MD_SPAN_A:
        return open_link(reader, detail);
    case MD_SPAN_IMG:
        reader->is_in_picture = true;
        diag_add0(reader->diags, MD_PICTURE, loc_of(reader, reader->source_pos));
        return ST_OK;
    case MD_SPAN_CODE:
        return open_node(reader, RICH_CODE, &node);
    case MD_SPAN_DEL:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
        break; /* switched off by FLAGS */
    }
    return ST_BUG;
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    MdReader *reader = user;
    return stop(reader, open_span(reader, type, detail));
}

static int on_leave_span(MD_SPANTYPE type, void *detail UNUSED, void *user)
{
    MdReader *reader = user;
    if (type == MD_SPAN_IMG) {
        reader->is_in_picture = false;
        return 0;
    }
    if (reader->is_in_picture) {
        return 0;
    }
    Status st = mdtext_flush(reader);
    close_node(reader);
    return stop(reader, st);
}

/* --- the whole ------------------------------------------------------------------------------------- */

static Status run_md4c(MdReader *reader)
{
    const MD_PARSER parser = {
        .flags = FLAGS,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_enter_span,
        .leave_span = on_leave_span,
        .text = on_text,
    };
    Str source = buf_str(&reader->scan.source);
    int result = md_parse(source.ptr, (MD_SIZE)source.len, &parser, reader);
    if (reader->status != ST_OK) {
        return reader->status;
    }
    return result == 0 ? ST_OK : ST_NOMEM; /* md4c fails by itself only without memory */
}

static Status read_all(Arena *arena, Str text, Loc at, size_t indent, TypoProfile profile,
                       bool is_data, DiagList *diags, RichNode **ret_doc)
{
    CLEANUP(reader_done) MdReader reader = {.arena = arena, .diags = diags, .profile = profile};
    at.line = at.line ? at.line : 1;
    at.column = at.column ? at.column : 1;
    mdscan_init(&reader.scan, arena, text, at, indent, diags);
    reader.scan.is_data = is_data;
    buf_init(&reader.raw, LIMIT_RICH_BYTES);
    buf_init(&reader.set, 4 * LIMIT_RICH_BYTES);
    size_t n_errors = diags->n_errors;
    if (text.len > LIMIT_MARKDOWN_BYTES) {
        diag_add1(diags, MD_TOO_LARGE, at, arena_printf(diags->arena, "%zu", LIMIT_MARKDOWN_BYTES));
        return ST_LIMIT;
    }
    TRY(mdscan_run(&reader.scan));
    reader.doc = reader.node = rich_add(arena, NULL, RICH_DOC);
    if (!reader.doc) {
        return ST_NOMEM;
    }
    TRY(run_md4c(&reader));
    TRY(mdplace_run(&reader.scan, reader.doc));
    if (diags->n_errors > n_errors) {
        return ST_INPUT;
    }
    *ret_doc = reader.doc;
    return ST_OK;
}

Status mdread(Arena *arena, Str text, Loc at, size_t indent, TypoProfile profile, DiagList *diags,
              RichNode **ret_doc)
{
    return read_all(arena, text, at, indent, profile, false, diags, ret_doc);
}

Status mdread_value(Arena *arena, Str text, Loc at, DiagList *diags, RichNode **ret_doc)
{
    return read_all(arena, text, at, 0, TYPO_NONE, true, diags, ret_doc);
}
