/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_pairs - both tags of a section must stand in one place of the structure: where that is clear, they are moved there.
 */
#include "generator/base/limits.h"
#include "generator/format/lift_inner.h"

static void report_torn(Lift *lift, DiagCode code, const Mark *open, const Mark *close,
                        const Mark *shown)
{
    Diag *diag = diag_add2(lift->diags, code, (Loc){.source = lift->source}, open->name,
                           shown->excerpt.text);
    diag->paragraph = open->paragraph;
    diag->excerpt = open->excerpt;
    diag->other = (Loc){.source = lift->source};
    diag->other_paragraph = close->paragraph;
    diag->other_excerpt = close->excerpt;
    lift->has_errors = true;
}

/* --- stepping out ---------------------------------------------------------------------------------------- */

static size_t depth_of(const xmlNode *node)
{
    size_t depth = 0;
    for (; node->parent; node = node->parent) {
        depth++;
    }
    return depth;
}

/* True if nothing that is seen stands between the mark and the edge of its parent. */
static bool is_at_edge(const Lift *lift, const xmlNode *mark, bool is_start)
{
    const LiftDialect *d = lift->dialect;
    for (const xmlNode *n = is_start ? mark->prev : mark->next; n;
         n = is_start ? n->prev : n->next) {
        bool is_element = n->type == XML_ELEMENT_NODE;
        bool is_nothing =
            (is_element && (d->is_properties(n) || lift_is_range(d, n))) ||
            (n->type == XML_TEXT_NODE && str_trim(str_of((const char *)n->content)).len == 0);
        if (!is_nothing) {
            return false;
        }
    }
    return true;
}

static void step_to(xmlNode *mark, bool is_before)
{
    xmlNode *parent = mark->parent;
    xmlUnlinkNode(mark);
    if (is_before) {
        xmlAddPrevSibling(parent, mark);
    } else {
        xmlAddNextSibling(parent, mark);
    }
}

/* Moves a mark one level up: over the edge of a control or list, out of the middle of a link or change by cutting it in two. */
static bool step_out(Lift *lift, xmlNode *mark, bool is_start)
{
    xmlNode *parent = mark->parent;
    const LiftDialect *d = lift->dialect;
    bool can_cut = d->is_cuttable(parent);
    if (!parent->parent || parent->parent->type != XML_ELEMENT_NODE ||
        !(can_cut || d->is_climbable(parent))) {
        return false;
    }
    bool is_near = is_at_edge(lift, mark, is_start);
    if (is_near || is_at_edge(lift, mark, !is_start)) {
        step_to(mark, is_near == is_start);
        return true;
    }
    return can_cut && lift_split(lift, mark);
}

static xmlNode *around(xmlNode *node, bool (*is)(const xmlNode *node))
{
    while (node && node->type == XML_ELEMENT_NODE && !is(node)) {
        node = node->parent;
    }
    return node && node->type == XML_ELEMENT_NODE ? node : NULL;
}

/* The row of which the mark stands in the first cell, or in the last; NULL: in none of it. */
static xmlNode *row_at_edge(const Lift *lift, const xmlNode *mark, bool is_first)
{
    const LiftDialect *d = lift->dialect;
    xmlNode *cell = around(mark->parent, d->is_cell);
    xmlNode *row = cell ? around(cell, d->is_row) : NULL;
    xmlNode *edge = !row ? NULL : is_first ? lift_first_cell(lift, row) : lift_last_cell(lift, row);
    return row && edge == cell ? row : NULL;
}

static void step_out_of_row(Lift *lift, xmlNode *mark, xmlNode *row, bool is_before)
{
    xmlNode *cell = around(mark->parent, lift->dialect->is_cell);
    xmlUnlinkNode(mark);
    if (is_before) {
        xmlAddPrevSibling(row, mark);
    } else {
        xmlAddNextSibling(row, mark);
    }
    lift_keep_paragraph(lift, cell);
}

/*
 * Opened in the first cell of a row, closed in the last of a row below: these rows. A tag that stood alone in a row stands
 * between rows by now: the other end is the edge of its row.
 */
static bool join_rows(Lift *lift, xmlNode *open, xmlNode *close)
{
    xmlNode *first = row_at_edge(lift, open, true);
    xmlNode *last = row_at_edge(lift, close, false);
    bool is_from = first && first->parent == close->parent;
    bool is_to = last && last->parent == open->parent;
    bool is_both = first && last && first != last && first->parent == last->parent;
    if (is_from || is_both) {
        step_out_of_row(lift, open, first, true);
    }
    if (is_to || is_both) {
        step_out_of_row(lift, close, last, false);
    }
    return is_from || is_to || is_both;
}

/* Of a text box that Word writes twice both branches hold the tag: it is told once. */
static void tell_once(Lift *lift, const xmlNode *mark, Str name)
{
    const xmlNode *n = mark;
    while (n && strcmp((const char *)n->name, "AlternateContent") != 0) {
        n = n->parent && n->parent->type == XML_ELEMENT_NODE ? n->parent : NULL;
    }
    if (n && lift->n_torn < LIFT_MAX_TORN) {
        lift->torn[lift->n_torn++] = name;
    }
}

/* The paragraph around a node, or NULL. */
static const xmlNode *paragraph_of(const Lift *lift, const xmlNode *node)
{
    const xmlNode *n = node;
    while (n && n->type == XML_ELEMENT_NODE && !lift->dialect->is_paragraph(n)) {
        n = n->parent;
    }
    return n && n->type == XML_ELEMENT_NODE ? n : NULL;
}

/* True if what hangs in the paragraph of this tag is all that keeps it from governing whole paragraphs. */
static bool is_held_by_object(const Lift *lift, const xmlNode *mark, const xmlNode *partner)
{
    const xmlNode *paragraph = paragraph_of(lift, mark->parent);
    for (const xmlNode *n = partner; n && paragraph; n = n->parent) {
        if (n == paragraph) {
            return false; /* the partner stands in the note or frame itself */
        }
    }
    bool is_whole = !paragraph_of(lift, partner->parent) || lift_mark_of(lift, partner)->has_object;
    return is_whole && lift_mark_of(lift, mark)->has_object;
}

static void report_pair(Lift *lift, const xmlNode *open, const xmlNode *close)
{
    const Mark *marks[2] = {lift_mark_of(lift, open), lift_mark_of(lift, close)};
    bool is_open = is_held_by_object(lift, open, close);
    bool is_held = is_open || is_held_by_object(lift, close, open);
    report_torn(lift, is_held ? TMPL_TORN_OBJECT : TMPL_TORN, marks[0], marks[1],
                marks[is_open ? 0 : 1]);
}

static void join_pair(Lift *lift, xmlNode *open, xmlNode *close)
{
    const Mark *marks[2] = {lift_mark_of(lift, open), lift_mark_of(lift, close)};
    if (open->parent == close->parent || join_rows(lift, open, close)) {
        return;
    }
    while (open->parent != close->parent) {
        size_t a = depth_of(open);
        size_t b = depth_of(close);
        bool has_moved =
            (a >= b && step_out(lift, open, true)) || (b >= a && step_out(lift, close, false));
        if (!has_moved) {
            report_pair(lift, open, close);
            tell_once(lift, open, marks[0]->name);
            tell_once(lift, close, marks[0]->name);
            return;
        }
    }
}

/* Names and nesting are the builder's to check; here unmatched marks are passed over. */
static void join_pairs(Lift *lift)
{
    xmlNode *stack[LIMIT_SECTIONS];
    size_t depth = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        const Mark *mark = lift_is_section_mark(lift, node) ? lift_mark_of(lift, node) : NULL;
        if (mark && mark->kind == MARK_OPEN) {
            if (depth == LIMIT_SECTIONS) {
                return; /* the builder reports the depth */
            }
            stack[depth++] = node;
        } else if (mark) {
            if (depth == 0 || !str_eq(lift_mark_of(lift, stack[depth - 1])->name, mark->name)) {
                return; /* crossed or unopened: the builder reports it with both places */
            }
            join_pair(lift, stack[--depth], node);
        }
        node = next;
    }
}

/* --- fields ---------------------------------------------------------------------------------------------- */

/* Where the walk is among fields: the innermost one and whether its result has begun. */
typedef struct FieldPlace {
    uint32_t field; /* 0: in none */
    bool is_result;
} FieldPlace;

#define MAX_FIELDS_OPEN 64

typedef struct FieldWalk {
    FieldPlace open[MAX_FIELDS_OPEN + 1]; /* open[depth] is the place; [0] in no field */
    size_t depth;
    uint32_t n_fields;
} FieldWalk;

static void walk_field(FieldWalk *w, FieldStep step)
{
    switch (step) {
    case FIELD_NONE:
        return;
    case FIELD_BEGIN:
        w->depth += w->depth < MAX_FIELDS_OPEN;
        w->open[w->depth] = (FieldPlace){.field = ++w->n_fields};
        return;
    case FIELD_SEPARATE:
        w->open[w->depth].is_result = w->depth > 0;
        return;
    case FIELD_END:
        w->depth -= w->depth > 0;
        return;
    }
}

/* Both tags of a section stand in the same half of the same field. Pairs match by now. */
static void check_fields(Lift *lift)
{
    FieldWalk w = {0};
    const Mark *marks[LIMIT_SECTIONS];
    FieldPlace places[LIMIT_SECTIONS];
    size_t depth = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        const Mark *mark = lift_is_section_mark(lift, node) ? lift_mark_of(lift, node) : NULL;
        if (node->type == XML_ELEMENT_NODE) {
            walk_field(&w, lift->dialect->field_step(node));
        } else if (mark && mark->kind == MARK_OPEN) {
            if (depth == LIMIT_SECTIONS) {
                return;
            }
            marks[depth] = mark;
            places[depth++] = w.open[w.depth];
        } else if (mark) {
            if (depth == 0 || !str_eq(marks[depth - 1]->name, mark->name)) {
                return;
            }
            depth--;
            if (places[depth].field != w.open[w.depth].field ||
                places[depth].is_result != w.open[w.depth].is_result) {
                report_torn(lift, TMPL_TORN, marks[depth], mark, mark);
            }
        }
    }
}

void lift_pairs(Lift *lift)
{
    join_pairs(lift);
    if (lift->dialect->field_step && !lift->has_errors) {
        check_fields(lift);
    }
}
