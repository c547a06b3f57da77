/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_guard - what sections may leave empty: a table without rows goes, as do lists and controls without content, and
 * paragraphs (lift_empty.c); a cell, header, note or body keeps a paragraph.
 */
#include "generator/format/lift_inner.h"

static bool is_white_space(const xmlNode *n)
{
    return n->type == XML_TEXT_NODE && str_trim(str_of((const char *)n->content)).len == 0;
}

/* White space between blocks means nothing, and would count as written. */
static void drop_white_space(xmlNode *node)
{
    for (xmlNode *n = node->children; n;) {
        xmlNode *next = n->next;
        if (is_white_space(n)) {
            lift_remove(n);
        }
        n = next;
    }
}

static xmlNode *place_mark(Lift *lift, MarkKind kind, uint32_t slot, Str name)
{
    Mark mark = {.kind = kind, .number = slot, .name = name};
    return lift_mark(lift, &mark);
}

/* A mark before `next`, or as the last child of `parent` if that is NULL. */
static void insert_mark(xmlNode *mark, xmlNode *parent, xmlNode *next)
{
    if (mark && next) {
        xmlAddPrevSibling(next, mark);
    } else if (mark) {
        xmlAddChild(parent, mark);
    }
}

/* --- contents -------------------------------------------------------------------------------------------- */

/* How the children of a holder or of what may vanish count. */
typedef struct Contents {
    int depth;         /* sections and rich paragraphs open */
    bool is_uncertain; /* something may write nothing */
    bool has_rich;
    xmlNode *fixed; /* the last that always stays */
    xmlNode *table; /* the last table; it goes if it has no row */
    xmlNode *start; /* the first that is no property */
    xmlNode *end;   /* properties at the end of a body: what is added comes before; or NULL */
} Contents;

/* Guards of what stands further in were put before: what may vanish has its place remembered just before it. */
static bool may_vanish(const Lift *lift, const xmlNode *node)
{
    const Mark *mark = node->prev ? lift_mark_of(lift, node->prev) : NULL;
    return mark && (mark->kind == MARK_PLACE || mark->kind == MARK_LINE_BEGIN);
}

/* True for a row, and for what groups rows (headers, bodies). */
static bool has_row(const Lift *lift, const xmlNode *node)
{
    for (const xmlNode *n = node; n; n = lift_next(n, node, lift->dialect->is_cell(n))) {
        if (n->type == XML_ELEMENT_NODE && lift->dialect->is_row(n)) {
            return true;
        }
    }
    return false;
}

/* True for a child that makes its parent worth keeping: of a table only rows do. */
static bool counts(const Lift *lift, const xmlNode *parent, const xmlNode *n)
{
    const LiftDialect *d = lift->dialect;
    if (n->type != XML_ELEMENT_NODE || d->is_properties(n) || lift_is_range(d, n)) {
        return false;
    }
    return !d->is_table(parent) || has_row(lift, n);
}

static void count_mark(const Lift *lift, Contents *c, const Mark *mark)
{
    bool is_rich = lift->has_library; /* else the plain paragraph stays */
    if (mark->kind == MARK_OPEN || (mark->kind == MARK_RICH_BEGIN && is_rich)) {
        c->has_rich = c->has_rich || mark->kind == MARK_RICH_BEGIN;
        c->is_uncertain = true;
        c->depth++;
    } else if (mark->kind == MARK_CLOSE || (mark->kind == MARK_RICH_END && is_rich)) {
        c->depth--;
    } else if (mark->kind == MARK_PLACE || mark->kind == MARK_LINE_BEGIN) {
        c->is_uncertain = true;
    }
}

static Contents look_into(const Lift *lift, const xmlNode *node)
{
    const LiftDialect *d = lift->dialect;
    Contents c = {0};
    for (xmlNode *n = node->children; n; n = n->next) {
        const Mark *mark = lift_mark_of(lift, n);
        if (mark) {
            c.start = c.start ? c.start : n;
            count_mark(lift, &c, mark);
            continue;
        }
        if (!counts(lift, node, n)) {
            bool is_element = n->type == XML_ELEMENT_NODE && d->is_properties(n);
            c.end = is_element && c.start ? n : c.end;
            continue;
        }
        c.start = c.start ? c.start : n;
        c.end = NULL;
        if (c.depth > 0) {
            continue;
        }
        bool is_lasting_table = d->is_table(n) && d->is_cell(node) && d->table_end.len > 0;
        if (is_lasting_table) { /* Word: a cell ends with a paragraph */
            c.table = n;
            c.fixed = NULL;
        } else if (!may_vanish(lift, n)) {
            c.fixed = n;
        }
    }
    return c;
}

/* --- holders --------------------------------------------------------------------------------------------- */

/* The bytes of an empty paragraph in the words of this part. */
static Str empty_paragraph(Lift *lift, xmlNode *holder)
{
    xmlNode *paragraph = lift->dialect->empty_paragraph(holder);
    const char *prefix = paragraph && paragraph->ns ? (const char *)paragraph->ns->prefix : NULL;
    Str bytes = arena_printf(lift->arena, "<%s%sp/>", prefix ? prefix : "", prefix ? ":" : "");
    lift->is_nomem = lift->is_nomem || !paragraph || !bytes.ptr;
    if (paragraph) {
        lift_remove(paragraph);
    }
    return bytes;
}

/* A holder whose content may all vanish gets an empty paragraph for that case. */
static void guard_holder(Lift *lift, xmlNode *holder)
{
    const Contents c = look_into(lift, holder);
    if (c.fixed || c.depth != 0) {
        return;
    }
    if (!c.start || (c.table && !c.is_uncertain)) {
        xmlNode *paragraph = lift->dialect->empty_paragraph(holder);
        lift->is_nomem = lift->is_nomem || !paragraph;
        return;
    }
    uint32_t slot = lift->n_slots++;
    drop_white_space(holder);
    xmlNode *start = c.start;
    for (xmlNode *n = c.table; n; n = n->next) { /* behind the table and its guard */
        const Mark *mark = lift_mark_of(lift, n);
        if (n == c.table || (mark && mark->kind == MARK_TAKE_BACK)) {
            start = n->next;
        } else {
            break;
        }
    }
    bool after_table = c.has_rich && lift->dialect->is_cell(holder);
    Str empty = empty_paragraph(lift, holder);
    insert_mark(place_mark(lift, MARK_PLACE, slot, STR_EMPTY), holder, start ? start : c.end);
    insert_mark(place_mark(lift, after_table ? MARK_FILL_TABLE : MARK_FILL, slot, empty), holder,
                c.end);
}

/* --- what vanishes --------------------------------------------------------------------------------------- */

/* What may lose all that it holds is taken back then: a table without rows, a list without items, an empty control. */
static void guard_vanishing(Lift *lift, xmlNode *node)
{
    xmlNode *content = lift->dialect->content(node);
    if (!content) {
        return;
    }
    const Contents c = look_into(lift, content);
    if (c.fixed || c.depth != 0 || !c.is_uncertain) {
        return;
    }
    uint32_t slot = lift->n_slots;
    lift->n_slots += 3;
    drop_white_space(content);
    insert_mark(place_mark(lift, MARK_PLACE, slot, STR_EMPTY), NULL, node);
    insert_mark(place_mark(lift, MARK_PLACE, slot + 1, STR_EMPTY), content, c.start);
    insert_mark(place_mark(lift, MARK_PLACE, slot + 2, STR_EMPTY), content, c.end);
    xmlNode *back = place_mark(lift, MARK_TAKE_BACK, slot, STR_EMPTY);
    if (back) {
        xmlAddNextSibling(node, back);
    }
}

void lift_guard(Lift *lift)
{
    const LiftDialect *d = lift->dialect;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    xmlNode **nodes = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (node->type != XML_ELEMENT_NODE ||
            !(d->is_holder(node) || d->is_vanishing(node) || d->is_paragraph(node))) {
            continue;
        }
        nodes = arena_grow(lift->arena, nodes, n, &cap, sizeof *nodes);
        if (!nodes) {
            lift->is_nomem = true;
            return;
        }
        nodes[n++] = node;
    }
    while (n-- > 0) { /* backwards: what stands further in first */
        if (d->is_paragraph(nodes[n])) {
            lift_guard_paragraph(lift, nodes[n]);
        } else if (d->is_holder(nodes[n])) {
            guard_holder(lift, nodes[n]);
        } else {
            guard_vanishing(lift, nodes[n]);
        }
    }
}
