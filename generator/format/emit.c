/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit - see emit.h.
 */
#include "generator/format/emit.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/adapt.h"

/* Headings of a body start below the article (1) and the block (2). */
#define HEADING_OFFSET 2u
#define HEADING_NUMBERED 3u
#define HEADING_LAST 6u

/* Puts what was gathered in the scratch buffer into the program; a failure is remembered. */
static void put_scratch(Emit *e)
{
    if (buf_ok(&e->scratch)) {
        prog_text(e->b, buf_str(&e->scratch));
    } else {
        e->status = e->scratch.status;
    }
}

void emit_escaped(Emit *e, Escape mode, Str text)
{
    buf_clear(&e->scratch);
    escape_put(&e->scratch, mode, text);
    put_scratch(e);
}

void emit_text(Emit *e, Str text)
{
    emit_escaped(e, e->is_code ? e->dialect->text_escape : e->dialect->literal_escape, text);
}

void emit_u32(Emit *e, uint32_t n)
{
    buf_clear(&e->scratch);
    buf_put_u64(&e->scratch, n);
    put_scratch(e);
}

static void close_run(Emit *e)
{
    if (e->is_run_open) {
        e->dialect->run_end(e);
        e->is_run_open = false;
    }
}

static void open_run(Emit *e)
{
    if (!e->is_run_open) {
        e->dialect->run_begin(e);
        e->is_run_open = true;
    }
}

/* Sections, inverted sections and their ends; true if the tag was one. */
static bool emit_section(Emit *e, const RichNode *node)
{
    switch (node->tag.kind) {
    case TAG_SECTION:
    case TAG_INVERTED:
        prog_enter(e->b, node->tag.name, node->tag.kind == TAG_INVERTED, node->loc);
        return true;
    case TAG_CLOSE:
        prog_close(e->b, node->tag.name, node->loc);
        return true;
    case TAG_VAR:
    case TAG_RAW:
    case TAG_COMMENT:
    case TAG_PARTIAL:
    case TAG_PARENT:
    case TAG_BLOCK:
    case TAG_DELIMS:
        return false;
    }
    return false;
}

/* --- inlines ------------------------------------------------------------------------------------------ */

/* A variable in a text; if its value is Markdown, it brings its own runs. */
static void emit_variable(Emit *e, const RichNode *node)
{
    RichPlace place = {0};
    bool is_rich = !e->is_inline && adapt_may_be_rich(e->library, node->tag.name);
    open_run(e);
    if (is_rich) {
        if (e->dialect->rich_place) {
            e->dialect->rich_place(e, &place);
        }
        prog_rich_inline(e->b, node->tag.name, &place, node->loc);
    }
    prog_var(e->b, node->tag.name, e->dialect->text_escape, node->loc);
    if (is_rich) {
        prog_rich_end(e->b);
    }
}

static void emit_tag(Emit *e, const RichNode *node)
{
    static const Str ref = {.ptr = "ref.", .len = 4};
    if (node->tag.kind == TAG_VAR || node->tag.kind == TAG_RAW) {
        if (str_starts(node->tag.name, ref)) {
            close_run(e);
            e->dialect->reference(e, str_sub(node->tag.name, ref.len, node->tag.name.len),
                                  node->loc);
        } else {
            emit_variable(e, node);
        }
        return;
    }
    close_run(e); /* a section begins and ends between runs, so that it may vanish or repeat */
    if (!emit_section(e, node) && node->tag.kind != TAG_COMMENT && node->tag.kind != TAG_DELIMS) {
        diag_add1(e->diags, TMPL_NO_PARTIAL_HERE, node->loc, node->tag.name);
        e->has_errors = true;
    }
}

static void emit_inline(Emit *e, const RichNode *node);

static void emit_styled(Emit *e, const RichNode *node, bool *flag)
{
    bool before = *flag;
    close_run(e);
    *flag = true;
    for (const RichNode *n = node->first; n; n = n->next) {
        emit_inline(e, n);
    }
    close_run(e);
    *flag = before;
}

static void emit_link(Emit *e, const RichNode *node)
{
    CLEANUP(buf_done) Buf address = {0};
    buf_init(&address, LIMIT_RICH_BYTES);
    for (const RichNode *n = node->target; n; n = n->next) {
        if (n->kind == RICH_TAG) {
            diag_add1(e->diags, TMPL_TAG_IN_LINK, n->loc, n->tag.name);
            e->has_errors = true;
        } else {
            buf_put(&address, n->text);
        }
    }
    if (!buf_ok(&address)) {
        e->status = address.status;
    }
    close_run(e);
    e->address = buf_str(&address);
    e->dialect->link_begin(e, e->address);
    emit_styled(e, node, &e->is_link);
    e->dialect->link_end(e);
}

static void emit_inline(Emit *e, const RichNode *node)
{
    switch (node->kind) {
    case RICH_TEXT:
        open_run(e);
        emit_text(e, node->text);
        break;
    case RICH_TAG:
    case RICH_BLOCK_TAG:
        emit_tag(e, node);
        break;
    case RICH_BREAK:
        open_run(e);
        e->dialect->line_break(e);
        break;
    case RICH_STRONG:
        emit_styled(e, node, &e->is_bold);
        break;
    case RICH_EMPHASIS:
        emit_styled(e, node, &e->is_italic);
        break;
    case RICH_CODE:
        close_run(e);
        e->is_code = true;
        open_run(e);
        emit_text(e, node->text);
        for (const RichNode *n = node->first; n; n = n->next) {
            emit_inline(e, n);
        }
        close_run(e);
        e->is_code = false;
        break;
    case RICH_LINK:
        emit_link(e, node);
        break;
    case RICH_DOC:
    case RICH_PARAGRAPH:
    case RICH_HEADING:
    case RICH_LIST:
    case RICH_ITEM:
    case RICH_TABLE:
    case RICH_ROW:
    case RICH_CELL:
    case RICH_QUOTE:
    case RICH_CODE_BLOCK:
    case RICH_RULE:
        break; /* blocks don't stand inside text */
    }
}

void emit_inlines(Emit *e, const RichNode *block)
{
    for (const RichNode *n = block->first; n; n = n->next) {
        emit_inline(e, n);
    }
    close_run(e);
}

/* --- blocks ------------------------------------------------------------------------------------------- */

static void emit_block(Emit *e, const RichNode *node);

static void emit_children(Emit *e, const RichNode *node)
{
    for (const RichNode *n = node->first; n; n = n->next) {
        emit_block(e, n);
    }
}

/* A shared text in the place of its include. */
static void emit_include(Emit *e, const RichNode *node)
{
    if (e->is_full) {
        return; /* said once is enough, and includes of includes multiply */
    }
    const Block *common = e->library ? library_common(e->library, node->tag.name) : NULL;
    if (!common || !common->rich) {
        diag_add1(e->diags, LIB_NO_COMMON, node->loc, node->tag.name);
        e->has_errors = true;
        return;
    }
    if (e->depth > LIMIT_RECURSION || ++e->n_includes > LIMIT_INCLUDES) {
        bool is_circle = e->depth > LIMIT_RECURSION;
        diag_add1(e->diags, is_circle ? LIB_CYCLE : TMPL_TOO_NESTED, node->loc, node->tag.name);
        e->has_errors = true;
        e->is_full = true;
        return;
    }
    emit_children(e, common->rich);
}

/* Behind a section stands what stood before it, if it writes nothing. */
static void follow_section(Emit *e, const RichNode *node)
{
    if (node->tag.kind != TAG_CLOSE) {
        if (e->n_sections <= LIMIT_SECTIONS) {
            e->was_after_group[e->n_sections] = e->is_after_group;
        }
        e->n_sections++;
    } else if (e->n_sections > 0) {
        e->n_sections--;
        bool was = e->n_sections <= LIMIT_SECTIONS && e->was_after_group[e->n_sections];
        e->is_after_group = e->is_after_group || was;
    }
}

static void emit_block_tag(Emit *e, const RichNode *node)
{
    if (emit_section(e, node)) {
        follow_section(e, node);
        return;
    }
    if (node->tag.kind == TAG_PARTIAL) {
        emit_include(e, node);
    } else if (node->tag.kind == TAG_PARENT || node->tag.kind == TAG_BLOCK) {
        diag_add1(e->diags, TMPL_NO_PARTIAL_HERE, node->loc, node->tag.name);
        e->has_errors = true;
    }
}

/* Tables and lists never stand in each other: the same slots do for all. */
static void put_rows_step(Emit *e, NumberAction action, uint16_t lines)
{
    if (e->rows_slot == 0) {
        e->rows_slot = e->n_slots + 1;
        e->n_slots += ROWS_SLOTS;
    }
    prog_number(e->b, action, lines, e->rows_slot);
}

void emit_row(Emit *e)
{
    put_rows_step(e, NUMBER_ROW, e->row_lines);
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

/* The first of three slots of a list that is taken back without items; 0: it stays. */
static uint32_t list_slot(Emit *e, const RichNode *list)
{
    if (!e->dialect->takes_back_lists || !may_be_empty(list)) {
        return 0;
    }
    e->n_slots += 3;
    return e->n_slots - 2;
}

/* Notes where the output is, for a list that has slots. */
static void note_place(const Emit *e, uint32_t slot, uint32_t i)
{
    if (slot > 0) {
        prog_number(e->b, NUMBER_PLACE, 0, slot + i);
    }
}

static void emit_items(Emit *e, const RichNode *list)
{
    e->row_lines = ROWS_WHOLE / 3; /* three items are few enough to stay together */
    for (const RichNode *n = list->first; n; n = n->next) {
        if (n->kind == RICH_ITEM) {
            e->is_item_start = true;
            e->dialect->item_begin(e);
            emit_children(e, n);
            e->dialect->item_end(e);
        } else {
            emit_block(e, n);
        }
    }
}

static void emit_list(Emit *e, const RichNode *node)
{
    if (e->list_depth >= EMIT_LISTS_MAX) {
        diag_add0(e->diags, TMPL_TOO_NESTED, node->loc);
        e->has_errors = true;
        return;
    }
    e->list_depth++;
    e->is_ordered[e->list_depth] = node->is_ordered;
    uint32_t slot = list_slot(e, node);
    note_place(e, slot, 0);
    e->dialect->list_begin(e, node);
    note_place(e, slot, 1);
    if (e->list_depth == 1) {
        put_rows_step(e, NUMBER_ROWS_BEGIN, 0);
    }
    emit_items(e, node);
    if (e->list_depth == 1) {
        put_rows_step(e, NUMBER_ROWS_END, 0);
    }
    note_place(e, slot, 2);
    e->dialect->list_end(e, node);
    if (slot > 0) {
        prog_number(e->b, NUMBER_TAKE_BACK, 0, slot);
    }
    e->list_depth--;
    e->is_item_start = false;
}

uint32_t emit_heading_level(const RichNode *heading)
{
    uint32_t level = heading->level + HEADING_OFFSET;
    return level > HEADING_LAST ? HEADING_LAST : level;
}

bool emit_count_heading(Emit *e, const RichNode *heading)
{
    uint32_t level = emit_heading_level(heading);
    if (level > HEADING_NUMBERED) {
        return false;
    }
    prog_number(e->b, NUMBER_HEADING, (uint16_t)level, 0);
    return true;
}

StyleRole emit_cell_role(const RichNode *cell)
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

void emit_code(Emit *e, const RichNode *block)
{
    Str text = block->text;
    text.len -= text.len > 0 && text.ptr[text.len - 1] == '\n';
    e->is_code = true;
    emit_text(e, text);
    e->is_code = false;
}

/* Behind the end of the section that begins at `open`; NULL if it has none among its siblings. */
static const RichNode *section_end(const RichNode *open)
{
    size_t depth = 0;
    for (const RichNode *n = open; n; n = n->next) {
        bool is_tag = n->kind == RICH_BLOCK_TAG;
        depth += is_tag && (n->tag.kind == TAG_SECTION || n->tag.kind == TAG_INVERTED);
        depth -= is_tag && n->tag.kind == TAG_CLOSE;
        if (depth == 0) {
            return n->next;
        }
    }
    return NULL;
}

/* What stands in "{{#a}}" is not followed by what stands in the "{{^a}}" behind it. */
bool emit_announces_group(const RichNode *paragraph)
{
    Str closed = STR_EMPTY;
    const RichNode *next = paragraph->next;
    while (next && next->kind == RICH_BLOCK_TAG) {
        TagKind kind = next->tag.kind;
        bool is_other = (kind == TAG_SECTION || kind == TAG_INVERTED) && closed.len > 0 &&
                        str_eq(next->tag.name, closed);
        closed = kind == TAG_CLOSE ? next->tag.name : closed;
        next = is_other ? section_end(next) : next->next;
    }
    return next && (next->kind == RICH_LIST || next->kind == RICH_TABLE);
}

static const RichNode *first_row(const RichNode *table)
{
    const RichNode *row = table->first;
    while (row && row->kind != RICH_ROW) {
        row = row->next;
    }
    return row;
}

static void emit_cells(Emit *e, const RichNode *row)
{
    size_t column = 0;
    for (const RichNode *cell = row->first; cell; cell = cell->next) {
        if (cell->kind == RICH_CELL && column < e->columns.n) {
            e->dialect->cell(e, cell, column++);
        }
    }
}

static void emit_table(Emit *e, const RichNode *node)
{
    const RichNode *header = first_row(node);
    if (!header || e->list_depth > 0) { /* ODF has no table inside a list item */
        diag_add0(e->diags, TMPL_TABLE_IN_LIST, node->loc);
        e->has_errors = true;
        return;
    }
    bool is_in_header = true;
    columns_measure(&e->columns, node);
    e->dialect->table_begin(e);
    put_rows_step(e, NUMBER_ROWS_BEGIN, 0);
    for (const RichNode *row = node->first; row; row = row->next) {
        bool is_body = row->kind != RICH_ROW || !row->is_header;
        if (is_in_header && is_body) { /* sections govern body rows: the header ends before them */
            e->dialect->header_end(e);
            is_in_header = false;
        }
        if (row->kind != RICH_ROW) {
            emit_block(e, row);
            continue;
        }
        e->row_lines = columns_row_lines(&e->columns, row);
        e->dialect->row_begin(e, row);
        emit_cells(e, row);
        e->dialect->row_end(e);
    }
    if (is_in_header) {
        e->dialect->header_end(e);
    }
    put_rows_step(e, NUMBER_ROWS_END, 0);
    e->dialect->table_end(e);
}

static void emit_quote(Emit *e, const RichNode *node)
{
    bool before = e->is_in_quote;
    e->is_in_quote = true;
    emit_children(e, node);
    e->is_in_quote = before;
}

/* A variable that is all of its paragraph: a Markdown value brings paragraphs, lists and tables. */
static bool is_lone_rich(const Emit *e, const RichNode *paragraph)
{
    const RichNode *only = paragraph->first;
    bool is_variable = only && !only->next && only->kind == RICH_TAG &&
                       (only->tag.kind == TAG_VAR || only->tag.kind == TAG_RAW);
    return is_variable && e->list_depth == 0 && !e->is_in_quote &&
           adapt_may_be_rich(e->library, only->tag.name);
}

static void emit_paragraph(Emit *e, const RichNode *node)
{
    bool is_rich = is_lone_rich(e, node);
    if (is_rich) {
        prog_rich_begin(e->b, node->first->tag.name, node->first->loc);
    }
    e->dialect->paragraph(e, node);
    e->is_item_start = false;
    if (is_rich) {
        prog_rich_end(e->b);
    }
}

static void emit_kind(Emit *e, const RichNode *node)
{
    switch (node->kind) {
    case RICH_PARAGRAPH:
        emit_paragraph(e, node);
        break;
    case RICH_HEADING:
        e->dialect->heading(e, node);
        break;
    case RICH_LIST:
        emit_list(e, node);
        break;
    case RICH_TABLE:
        emit_table(e, node);
        break;
    case RICH_QUOTE:
        emit_quote(e, node);
        break;
    case RICH_CODE_BLOCK:
        e->dialect->code_block(e, node);
        break;
    case RICH_RULE:
        e->dialect->rule(e);
        break;
    case RICH_BLOCK_TAG:
        emit_block_tag(e, node);
        break;
    case RICH_DOC:
    case RICH_ITEM:
        emit_children(e, node);
        break;
    case RICH_ROW:
    case RICH_CELL:
    case RICH_TEXT:
    case RICH_TAG:
    case RICH_BREAK:
    case RICH_STRONG:
    case RICH_EMPHASIS:
    case RICH_CODE:
    case RICH_LINK:
        break; /* written by the block that holds them */
    }
}

static void emit_block(Emit *e, const RichNode *node)
{
    if (e->depth > 2 * LIMIT_RECURSION) {
        diag_add0(e->diags, TMPL_TOO_NESTED, node->loc);
        e->has_errors = true;
        return;
    }
    e->depth++;
    emit_kind(e, node);
    e->depth--;
    if (node->kind != RICH_BLOCK_TAG) {
        e->is_after_group = node->kind == RICH_TABLE || node->kind == RICH_LIST;
    }
}

const RichNode *emit_single(const RichNode *doc)
{
    const RichNode *only = doc->first;
    if (!only) {
        return doc;
    }
    return only->kind == RICH_PARAGRAPH && !only->next ? only : NULL;
}

Status emit_doc(const EmitDialect *dialect, ProgBuilder *builder, const Library *library,
                const StyleSet *styles, const RichNode *doc, bool is_inline, DiagList *diags)
{
    Emit e = {.dialect = dialect,
              .b = builder,
              .library = library,
              .styles = styles,
              .is_inline = is_inline,
              .diags = diags};
    buf_init(&e.scratch, LIMIT_RICH_BYTES);
    if (is_inline) {
        const RichNode *only = emit_single(doc);
        emit_inlines(&e, only ? only : doc);
    } else {
        emit_children(&e, doc);
    }
    buf_done(&e.scratch);
    return e.status != ST_OK ? e.status : e.has_errors ? ST_INPUT : ST_OK;
}
