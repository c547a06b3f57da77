/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_structure - section tags take their place: rows, list items, whatever holds nothing else, between runs.
 */
#include "generator/base/limits.h"
#include "generator/format/lift_inner.h"

/* --- marks in the tree ----------------------------------------------------------------------------- */

const Mark *lift_mark_of(const Lift *lift, const xmlNode *node)
{
    if (node->type != XML_PI_NODE || strcmp((const char *)node->name, "ccap") != 0) {
        return NULL;
    }
    size_t index = 0;
    for (const xmlChar *p = node->content; p && *p >= '0' && *p <= '9'; p++) {
        index = index * 10 + (size_t)(*p - '0');
    }
    return index < lift->n_marks ? &lift->marks[index] : NULL;
}

bool lift_is_section_mark(const Lift *lift, const xmlNode *node)
{
    const Mark *mark = lift_mark_of(lift, node);
    return mark && (mark->kind == MARK_OPEN || mark->kind == MARK_CLOSE);
}

/* True if nothing below `node` would be seen, and it holds a section mark. */
static bool is_only_marks(const Lift *lift, const xmlNode *node)
{
    const LiftDialect *d = lift->dialect;
    bool has_mark = false;
    for (const xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        if (n->type == XML_PI_NODE && lift_mark_of(lift, n)) {
            const Mark *mark = lift_mark_of(lift, n);
            if (mark->kind == MARK_TAG || mark->kind == MARK_OBJECT) {
                return false;
            }
            has_mark = has_mark || mark->kind == MARK_OPEN || mark->kind == MARK_CLOSE;
        } else if (n->type == XML_TEXT_NODE && d->is_text(n)) {
            if (str_trim(str_of((const char *)n->content)).len > 0) {
                return false;
            }
        } else if (n->type == XML_ELEMENT_NODE && d->is_object(n)) {
            return false;
        }
    }
    return has_mark;
}

static bool holds_mark(const Lift *lift, const xmlNode *node)
{
    for (const xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        if (lift_is_section_mark(lift, n)) {
            return true;
        }
    }
    return false;
}

/* Section marks below `node` that have no partner below it. */
static int unpaired(const Lift *lift, const xmlNode *node)
{
    int depth = 0;
    int lowest = 0;
    for (const xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        if (lift_is_section_mark(lift, n)) {
            depth += lift_mark_of(lift, n)->kind == MARK_OPEN ? 1 : -1;
            lowest = depth < lowest ? depth : lowest;
        }
    }
    return depth - 2 * lowest; /* opens left over plus closes left over */
}

/* The first paragraph in or at `node`, or the last. */
static xmlNode *paragraph_in(const Lift *lift, xmlNode *node, bool is_first)
{
    const LiftDialect *d = lift->dialect;
    xmlNode *found = NULL;
    for (xmlNode *n = node; n && !(found && is_first);) {
        bool is_element = n->type == XML_ELEMENT_NODE;
        bool is_paragraph = is_element && d->is_paragraph(n);
        found = is_paragraph ? n : found;
        bool is_left = !is_element || is_paragraph || d->is_skipped(n) || d->is_deleted(n);
        n = n == node && is_left ? NULL : lift_next(n, node, is_left);
    }
    return found;
}

/* The next paragraph behind `node`, or the last before it, in the same cell or body. */
static xmlNode *paragraph_beside(const Lift *lift, xmlNode *node, bool is_behind)
{
    for (xmlNode *up = node; up->type == XML_ELEMENT_NODE && !lift->dialect->is_holder(up);
         up = up->parent) {
        for (xmlNode *n = is_behind ? up->next : up->prev; n; n = is_behind ? n->next : n->prev) {
            xmlNode *found = paragraph_in(lift, n, is_behind);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

/* A range that begins and ends in the paragraph becomes a place. */
static void make_places(Lift *lift, xmlNode *node)
{
    static const Str suffix = {.ptr = "-start", .len = 6};
    for (xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        RangeHalf half = n->type == XML_ELEMENT_NODE ? lift->dialect->half_of(n) : RANGE_NONE;
        Str kind = str_of(n->name ? (const char *)n->name : "");
        xmlNode *end = half == RANGE_START && str_ends(kind, suffix) ? n : NULL;
        const char *namespace = end ? (const char *)n->ns->href : NULL;
        Str name = end ? lift_attr(lift, n, namespace, "name") : STR_EMPTY;
        while (end && (end->type != XML_ELEMENT_NODE || lift->dialect->half_of(end) != RANGE_END ||
                       !str_eq(lift_attr(lift, end, namespace, "name"), name))) {
            end = lift_next(end, node, false);
        }
        Str place =
            end ? arena_str(lift->arena, str_sub(kind, 0, kind.len - suffix.len)) : STR_EMPTY;
        if (end && place.ptr) {
            lift_remove(end);
            xmlNodeSetName(n, BAD_CAST place.ptr);
        }
    }
}

/* Ranges that are part of the text: they begin in the paragraph that follows and end in the one before. */
static void save_in_neighbours(Lift *lift, xmlNode *node)
{
    xmlNode *beside[2] = {NULL, NULL}; /* before, behind */
    bool is_searched = false;
    make_places(lift, node);
    for (xmlNode *n = node->children; n;) {
        RangeHalf half = n->type == XML_ELEMENT_NODE ? lift->dialect->half_of(n) : RANGE_NONE;
        xmlNode *next = lift_next(n, node, false);
        for (size_t i = 0; i < 2 && half != RANGE_NONE && !is_searched; i++) {
            beside[i] = paragraph_beside(lift, node, i == 1);
        }
        is_searched = is_searched || half != RANGE_NONE;
        size_t to = half == RANGE_START ? 1 : 0;
        to = beside[to] ? to : 1 - to;
        if (half != RANGE_NONE && beside[to]) {
            xmlUnlinkNode(n);
            if (to == 1 && beside[1]->children) {
                xmlAddPrevSibling(beside[1]->children, n);
            } else {
                xmlAddChild(beside[to], n);
            }
        }
        n = next;
    }
}

void lift_save_ranges(Lift *lift, xmlNode *node, bool is_before)
{
    xmlNode *after = node;
    if (lift->dialect->half_of) {
        save_in_neighbours(lift, node);
        return;
    }
    for (xmlNode *n = lift->dialect->is_range ? node->children : NULL; n;) {
        xmlNode *next = lift_next(n, node, false);
        if (n->type == XML_ELEMENT_NODE && lift->dialect->is_range(n)) {
            xmlUnlinkNode(n);
            if (is_before) {
                xmlAddPrevSibling(node, n);
            } else {
                xmlAddNextSibling(after, n);
                after = n;
            }
        }
        n = next;
    }
}

static size_t count_of(Str text, Str what)
{
    size_t n = 0;
    for (size_t at = str_find(text, what, 0); at != SIZE_MAX; at = str_find(text, what, at + 1)) {
        n++;
    }
    return n;
}

int lift_depth_change(Str text)
{
    size_t opens = count_of(text, STR("{{#")) + count_of(text, STR("{{^"));
    return (int)opens - (int)count_of(text, STR("{{/"));
}

/* --- rows, items and what else a tag may stand alone in -------------------------------------------------- */

/* The section marks below `node` take its place. */
static void replace_by_inner_marks(Lift *lift, xmlNode *node)
{
    bool has_close_first = false;
    for (xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        if (lift_is_section_mark(lift, n)) {
            has_close_first = lift_mark_of(lift, n)->kind == MARK_CLOSE;
            break;
        }
    }
    lift_save_ranges(lift, node, !has_close_first);
    for (xmlNode *n = node->children; n;) {
        xmlNode *next = lift_next(n, node, false);
        if (lift_is_section_mark(lift, n)) {
            xmlUnlinkNode(n);
            xmlAddPrevSibling(node, n);
        }
        n = next;
    }
    lift_remove(node);
}

void lift_keep_paragraph(Lift *lift, xmlNode *cell)
{
    for (const xmlNode *n = cell->children; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE && !lift->dialect->is_properties(n)) {
            return;
        }
    }
    xmlNode *paragraph = lift->dialect->empty_paragraph(cell);
    lift->is_nomem = lift->is_nomem || !paragraph;
}

/* True for a cell that no author sees, as the one above covers it, and that holds no section tag. */
static bool is_covered(const Lift *lift, const xmlNode *cell)
{
    const LiftDialect *d = lift->dialect;
    return d->is_merged && d->is_merged(cell) && !holds_mark(lift, cell);
}

/* Cells may stand in content controls of their own: the first or last in the row's order, covered ones only if all are. */
static xmlNode *edge_cell(const Lift *lift, xmlNode *row, bool is_first)
{
    xmlNode *found = NULL;
    xmlNode *covered = NULL;
    for (xmlNode *n = row->children; n && !(found && is_first);) {
        bool is_cell = n->type == XML_ELEMENT_NODE && lift->dialect->is_cell(n);
        bool is_below = is_cell && is_covered(lift, n);
        found = is_cell && !is_below ? n : found;
        covered = is_below && !(covered && is_first) ? n : covered;
        n = lift_next(n, row, is_cell);
    }
    return found ? found : covered;
}

xmlNode *lift_first_cell(const Lift *lift, xmlNode *row)
{
    return edge_cell(lift, row, true);
}

xmlNode *lift_last_cell(const Lift *lift, xmlNode *row)
{
    return edge_cell(lift, row, false);
}

/* The first opening mark in `cell` without its close there, or the last close without its opening. */
static xmlNode *find_unpaired(const Lift *lift, xmlNode *cell, MarkKind kind)
{
    xmlNode *stack[LIMIT_SECTIONS + 1];
    size_t depth = 0;
    xmlNode *last_close = NULL;
    for (xmlNode *n = cell->children; n; n = lift_next(n, cell, false)) {
        if (!lift_is_section_mark(lift, n)) {
            continue;
        }
        if (lift_mark_of(lift, n)->kind == MARK_OPEN) {
            if (depth <= LIMIT_SECTIONS) {
                stack[depth++] = n;
            }
        } else if (depth > 0) {
            depth--;
        } else {
            last_close = n;
        }
    }
    return kind == MARK_CLOSE ? last_close : depth > 0 ? stack[0] : NULL;
}

/* Opened in the first cell, closed in the last: the row itself is governed. */
static void wrap_row(Lift *lift, xmlNode *row)
{
    for (size_t turn = 0; turn < LIMIT_SECTIONS; turn++) {
        xmlNode *first = lift_first_cell(lift, row);
        xmlNode *last = lift_last_cell(lift, row);
        if (!first || first == last) {
            return;
        }
        xmlNode *open = find_unpaired(lift, first, MARK_OPEN);
        xmlNode *close = find_unpaired(lift, last, MARK_CLOSE);
        if (!open || !close ||
            !str_eq(lift_mark_of(lift, open)->name, lift_mark_of(lift, close)->name)) {
            return;
        }
        xmlUnlinkNode(open);
        xmlUnlinkNode(close);
        xmlAddPrevSibling(row, open);
        xmlAddNextSibling(row, close);
        lift_keep_paragraph(lift, first);
        lift_keep_paragraph(lift, last);
    }
}

/* Rows, items and other groups, innermost last in the list, so from its end. */
static void lift_groups(Lift *lift)
{
    const LiftDialect *d = lift->dialect;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    xmlNode **groups = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        bool is_element = node->type == XML_ELEMENT_NODE;
        if (!is_element || !(d->is_row(node) || d->is_item(node) || d->is_group(node))) {
            continue;
        }
        groups = arena_grow(lift->arena, groups, n, &cap, sizeof *groups);
        if (!groups) {
            lift->is_nomem = true;
            return;
        }
        groups[n++] = node;
    }
    while (n-- > 0) {
        if (is_only_marks(lift, groups[n]) && unpaired(lift, groups[n]) > 0) {
            replace_by_inner_marks(lift, groups[n]);
        } else if (d->is_row(groups[n])) {
            wrap_row(lift, groups[n]);
        }
    }
}

/* --- between runs ---------------------------------------------------------------------------------- */

/* True for what shows nothing by itself: properties, and texts that tags left empty. */
static bool is_nothing(const Lift *lift, const xmlNode *n)
{
    return (n->type == XML_ELEMENT_NODE && lift->dialect->is_properties(n)) ||
           (n->type == XML_TEXT_NODE && (!n->content || n->content[0] == '\0'));
}

static void drop_if_empty(const Lift *lift, xmlNode *run)
{
    for (const xmlNode *n = run->children; n; n = n->next) {
        if (!is_nothing(lift, n)) {
            return;
        }
    }
    lift_remove(run);
}

/* What stands behind `mark` moves to `half`, without merging texts. */
static void move_tail(xmlNode *mark, xmlNode *half)
{
    while (mark->next) {
        xmlNode *moved = mark->next;
        xmlUnlinkNode(moved);
        moved->parent = half;
        moved->prev = half->last;
        if (half->last) {
            half->last->next = moved;
        } else {
            half->children = moved;
        }
        half->last = moved;
    }
}

/* A run like `parent` behind it, with its properties and all that stands behind `mark`. */
static bool make_half(Lift *lift, xmlNode *parent, xmlNode *mark)
{
    xmlNode *half =
        xmlDocCopyNode(parent, lift->doc, 2); /* 2: attributes and namespaces, no children */
    if (!half) {
        lift->is_nomem = true;
        return false;
    }
    for (xmlNode *n = parent->children; n != mark && is_nothing(lift, n); n = n->next) {
        if (n->type == XML_ELEMENT_NODE) { /* properties come first */
            xmlAddChild(half, xmlDocCopyNode(n, lift->doc, 1));
        }
    }
    move_tail(mark, half);
    xmlAddNextSibling(parent, half);
    /* a copy declares its namespaces again; 1: those that are declared above go */
    if (xmlDOMWrapReconcileNamespaces(NULL, half, 1) != 0) {
        lift->is_nomem = true;
    }
    drop_if_empty(lift, half);
    return true;
}

bool lift_split(Lift *lift, xmlNode *mark)
{
    xmlNode *parent = mark->parent;
    if (mark->next && !make_half(lift, parent, mark)) {
        return false;
    }
    xmlUnlinkNode(mark);
    xmlAddNextSibling(parent, mark);
    drop_if_empty(lift, parent);
    return true;
}

/* From the last mark to the first, so that each moves only what stands before the next. */
static void lift_out_of_runs(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    xmlNode **marks = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (!lift_is_section_mark(lift, node)) {
            continue;
        }
        marks = arena_grow(lift->arena, marks, n, &cap, sizeof *marks);
        if (!marks) {
            lift->is_nomem = true;
            return;
        }
        marks[n++] = node;
    }
    while (n-- > 0) {
        while (lift->dialect->is_splittable(marks[n]->parent) && lift_split(lift, marks[n])) {
        }
    }
}

void lift_structure(Lift *lift)
{
    lift_groups(lift);
    lift_out_of_runs(lift);
    lift_pairs(lift);
    if (!lift->has_errors) {
        lift_guard(lift);
    }
}
