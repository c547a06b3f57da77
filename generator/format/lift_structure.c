/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_structure - see lift_structure.h.
 */
#include "generator/format/lift_structure.h"

#include "generator/base/limits.h"

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

static bool is_section_mark(const Lift *lift, const xmlNode *node)
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
            if (mark->kind == MARK_TAG) {
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

/* Section marks below `node` that have no partner below it. */
static int unpaired(const Lift *lift, const xmlNode *node)
{
    int depth = 0;
    int lowest = 0;
    for (const xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        if (is_section_mark(lift, n)) {
            depth += lift_mark_of(lift, n)->kind == MARK_OPEN ? 1 : -1;
            lowest = depth < lowest ? depth : lowest;
        }
    }
    return depth - 2 * lowest; /* opens left over plus closes left over */
}

void lift_save_ranges(const Lift *lift, xmlNode *node, bool is_before)
{
    xmlNode *after = node;
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

/* --- rows and items -------------------------------------------------------------------------------- */

/* The section marks below `node` take its place. */
static void replace_by_inner_marks(Lift *lift, xmlNode *node)
{
    bool has_close_first = false;
    for (xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        if (is_section_mark(lift, n)) {
            has_close_first = lift_mark_of(lift, n)->kind == MARK_CLOSE;
            break;
        }
    }
    lift_save_ranges(lift, node, !has_close_first);
    for (xmlNode *n = node->children; n;) {
        xmlNode *next = lift_next(n, node, false);
        if (is_section_mark(lift, n)) {
            xmlUnlinkNode(n);
            xmlAddPrevSibling(node, n);
        }
        n = next;
    }
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* A cell that lost its only paragraph gets an empty one. */
static void keep_paragraph(Lift *lift, xmlNode *cell)
{
    for (const xmlNode *n = cell->children; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE && !lift->dialect->is_properties(n)) {
            return;
        }
    }
    xmlNode *paragraph = lift->dialect->empty_paragraph(cell);
    lift->is_nomem = lift->is_nomem || !paragraph;
}

static xmlNode *first_cell(const Lift *lift, const xmlNode *row)
{
    xmlNode *n = row->children;
    while (n && !(n->type == XML_ELEMENT_NODE && lift->dialect->is_cell(n))) {
        n = n->next;
    }
    return n;
}

static xmlNode *last_cell(const Lift *lift, const xmlNode *row)
{
    xmlNode *n = row->last;
    while (n && !(n->type == XML_ELEMENT_NODE && lift->dialect->is_cell(n))) {
        n = n->prev;
    }
    return n;
}

/* The first opening mark in `cell` without its close there, or the last close without its opening. */
static xmlNode *find_unpaired(const Lift *lift, xmlNode *cell, MarkKind kind)
{
    xmlNode *stack[LIMIT_SECTIONS + 1];
    size_t depth = 0;
    xmlNode *last_close = NULL;
    for (xmlNode *n = cell->children; n; n = lift_next(n, cell, false)) {
        if (!is_section_mark(lift, n)) {
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
        xmlNode *first = first_cell(lift, row);
        xmlNode *last = last_cell(lift, row);
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
        keep_paragraph(lift, first);
        keep_paragraph(lift, last);
    }
}

/* Rows and items, innermost last in the list, so from its end. */
static void lift_groups(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    xmlNode **groups = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        bool is_group = node->type == XML_ELEMENT_NODE &&
                        (lift->dialect->is_row(node) || lift->dialect->is_item(node));
        if (!is_group) {
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
        } else if (lift->dialect->is_row(groups[n])) {
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
    xmlUnlinkNode(run);
    xmlFreeNode(run);
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
        if (!is_section_mark(lift, node)) {
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

/* --- pairs ------------------------------------------------------------------------------------------ */

static void report_torn(Lift *lift, const Mark *open, const Mark *close)
{
    Diag *diag = diag_add2(lift->diags, TMPL_TORN, (Loc){.source = lift->source}, open->name,
                           close->excerpt.text);
    diag->paragraph = open->paragraph;
    diag->excerpt = open->excerpt;
    diag->other = (Loc){.source = lift->source};
    diag->other_paragraph = close->paragraph;
    diag->other_excerpt = close->excerpt;
    lift->has_errors = true;
}

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
    for (const xmlNode *n = is_start ? mark->prev : mark->next; n;
         n = is_start ? n->prev : n->next) {
        bool is_nothing =
            (n->type == XML_ELEMENT_NODE && lift->dialect->is_properties(n)) ||
            (n->type == XML_TEXT_NODE && str_trim(str_of((const char *)n->content)).len == 0);
        if (!is_nothing) {
            return false;
        }
    }
    return true;
}

/* Moves a mark one level up if it stands at the edge of a link or change, never out of a paragraph, cell or row. */
static bool climb(Lift *lift, xmlNode *mark, bool is_start)
{
    xmlNode *parent = mark->parent;
    const LiftDialect *d = lift->dialect;
    if (d->is_paragraph(parent) || d->is_cell(parent) || d->is_row(parent) || d->is_item(parent) ||
        !is_at_edge(lift, mark, is_start) || !parent->parent ||
        parent->parent->type != XML_ELEMENT_NODE) {
        return false;
    }
    xmlUnlinkNode(mark);
    if (is_start) {
        xmlAddPrevSibling(parent, mark);
    } else {
        xmlAddNextSibling(parent, mark);
    }
    return true;
}

static void join_pair(Lift *lift, xmlNode *open, xmlNode *close)
{
    while (open->parent != close->parent) {
        size_t a = depth_of(open);
        size_t b = depth_of(close);
        bool has_moved =
            (a >= b && climb(lift, open, true)) || (b >= a && climb(lift, close, false));
        if (!has_moved) {
            report_torn(lift, lift_mark_of(lift, open), lift_mark_of(lift, close));
            return;
        }
    }
}

/* Partners must have one parent. Names and nesting are the builder's to check; here unmatched marks are passed over. */
static void check_pairs(Lift *lift)
{
    xmlNode *stack[LIMIT_SECTIONS];
    size_t depth = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        if (is_section_mark(lift, node)) {
            if (lift_mark_of(lift, node)->kind == MARK_OPEN) {
                if (depth == LIMIT_SECTIONS) {
                    return; /* the builder reports the depth */
                }
                stack[depth++] = node;
            } else if (depth > 0 && str_eq(lift_mark_of(lift, stack[depth - 1])->name,
                                           lift_mark_of(lift, node)->name)) {
                join_pair(lift, stack[--depth], node);
            } else {
                return; /* crossed or unopened: the builder reports it with both places */
            }
        }
        node = next;
    }
}

/* --- what may come out empty ------------------------------------------------------------------------ */

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
            xmlUnlinkNode(n);
            xmlFreeNode(n);
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

/* The first section tag between the rows of a table whose rows may all vanish; NULL if a row always stays. */
static xmlNode *first_of_vanishing(const Lift *lift, const xmlNode *table)
{
    xmlNode *first = NULL;
    int depth = 0;
    for (xmlNode *n = table->children; n; n = n->next) {
        const Mark *mark = lift_mark_of(lift, n);
        if (mark && (mark->kind == MARK_OPEN || mark->kind == MARK_CLOSE)) {
            first = first ? first : n;
            depth += mark->kind == MARK_OPEN ? 1 : -1;
        } else if (n->type == XML_ELEMENT_NODE && depth == 0 && has_row(lift, n)) {
            return NULL; /* always there */
        }
    }
    return depth == 0 ? first : NULL;
}

/* How a child of a holder or table counts. */
typedef struct Contents {
    int depth;         /* sections and rich paragraphs open */
    bool is_uncertain; /* something may write nothing */
    xmlNode *fixed;    /* the last that always stays */
    xmlNode *table;    /* the last table; it goes if it has no row */
    xmlNode *start;    /* the first that is no property */
} Contents;

static Contents look_into(const Lift *lift, const xmlNode *node)
{
    const LiftDialect *d = lift->dialect;
    Contents c = {0};
    for (xmlNode *n = node->children; n; n = n->next) {
        const Mark *mark = lift_mark_of(lift, n);
        bool is_element = n->type == XML_ELEMENT_NODE;
        if (is_white_space(n) || (is_element && d->is_properties(n))) {
            continue;
        }
        c.start = c.start ? c.start : n;
        if (mark && (mark->kind == MARK_OPEN || mark->kind == MARK_RICH_BEGIN)) {
            c.depth++;
            c.is_uncertain = true;
        } else if (mark && (mark->kind == MARK_CLOSE || mark->kind == MARK_RICH_END)) {
            c.depth--;
        } else if (is_element && c.depth == 0 && d->is_table(n)) {
            bool is_enough = !lift->ooxml && !first_of_vanishing(lift, n); /* for an ODF cell */
            c.table = n;
            c.fixed = !d->is_cell(node) ? c.fixed /* Word: a cell ends with a paragraph */
                      : is_enough       ? n
                                        : NULL;
        } else if (is_element && c.depth == 0) {
            c.fixed = n;
        }
    }
    return c;
}

/* The bytes of an empty paragraph in the words of this part. */
static Str empty_paragraph(Lift *lift, xmlNode *holder)
{
    xmlNode *paragraph = lift->dialect->empty_paragraph(holder);
    const char *prefix = paragraph && paragraph->ns ? (const char *)paragraph->ns->prefix : NULL;
    Str bytes = arena_printf(lift->arena, "<%s%sp/>", prefix ? prefix : "", prefix ? ":" : "");
    lift->is_nomem = lift->is_nomem || !paragraph || !bytes.ptr;
    if (paragraph) {
        xmlUnlinkNode(paragraph);
        xmlFreeNode(paragraph);
    }
    return bytes;
}

/* A holder whose content may all vanish gets an empty paragraph for that case. */
static void guard_holder(Lift *lift, xmlNode *holder)
{
    const Contents c = look_into(lift, holder);
    if (!c.start) {
        keep_paragraph(lift, holder);
        return;
    }
    if (c.fixed || c.depth != 0 || (!c.is_uncertain && !c.table)) {
        if (!c.fixed && c.depth == 0) {
            keep_paragraph(lift, holder);
        }
        return;
    }
    uint32_t slot = lift->n_slots++;
    drop_white_space(holder);
    xmlNode *start = c.table && lift->dialect->is_cell(holder) ? c.table->next : c.start;
    insert_mark(place_mark(lift, MARK_PLACE, slot, STR_EMPTY), holder, start);
    insert_mark(place_mark(lift, MARK_FILL, slot, empty_paragraph(lift, holder)), holder, NULL);
}

/* A table whose rows may all vanish is taken back then: neither Word nor ODF has one without rows. */
static void guard_table(Lift *lift, xmlNode *table)
{
    xmlNode *first = first_of_vanishing(lift, table);
    if (!first) {
        return;
    }
    uint32_t slot = lift->n_slots;
    lift->n_slots += 3;
    drop_white_space(table);
    insert_mark(place_mark(lift, MARK_PLACE, slot, STR_EMPTY), NULL, table);
    insert_mark(place_mark(lift, MARK_PLACE, slot + 1, STR_EMPTY), table, first);
    insert_mark(place_mark(lift, MARK_PLACE, slot + 2, STR_EMPTY), table, NULL);
    xmlNode *back = place_mark(lift, MARK_TAKE_BACK, slot, STR_EMPTY);
    if (back) {
        xmlAddNextSibling(table, back);
    }
}

static void guard_all(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (lift->dialect->is_holder(node)) {
            guard_holder(lift, node);
        } else if (lift->dialect->is_table(node)) {
            guard_table(lift, node);
        }
    }
}

void lift_pairs(Lift *lift)
{
    check_pairs(lift);
}

void lift_structure(Lift *lift)
{
    lift_groups(lift);
    lift_out_of_runs(lift);
    check_pairs(lift);
    if (!lift->has_errors) {
        guard_all(lift);
    }
}
