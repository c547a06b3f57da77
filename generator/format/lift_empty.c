/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_empty - a paragraph, list item or heading that holds nothing but sections goes when they write nothing: no empty
 * bullet, no orphan heading. What it says beside them, a break it carries, or a bookmark that is referred to makes it stay.
 */
#include "generator/format/lift_inner.h"

/* A mark of ours among the letters of an attribute: U+100000 … in UTF-8. */
#define ATTR_MARK_BYTE "\xF4"

static bool is_named(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static bool has_attr_mark(const xmlNode *element)
{
    for (const xmlAttr *attr = element->properties; attr; attr = attr->next) {
        for (const xmlNode *n = attr->children; n; n = n->next) {
            if (n->content && strstr((const char *)n->content, ATTR_MARK_BYTE)) {
                return true;
            }
        }
    }
    return false;
}

/* 1 for the first half of a range, -1 for the second, 0 for anything else. */
static int half_of(const xmlNode *element)
{
    Str name = str_of((const char *)element->name);
    return str_ends(name, STR("Start")) || str_ends(name, STR("-start")) ? 1
           : str_ends(name, STR("End")) || str_ends(name, STR("-end"))   ? -1
                                                                         : 0;
}

/* False if nobody would miss the node: no letter, no picture, note, comment, break, tag, named target. */
static bool is_missed(const Lift *lift, const xmlNode *node, int *io_ranges)
{
    const LiftDialect *d = lift->dialect;
    for (const xmlNode *n = node; n; n = lift_next(n, node, false)) {
        if (n->type == XML_TEXT_NODE) {
            if (!lift_is_blank(str_of((const char *)n->content))) {
                return true;
            }
            continue;
        }
        if (n->type != XML_ELEMENT_NODE) {
            if (lift_mark_of(lift, n)) {
                return true;
            }
            continue;
        }
        bool is_break = d->is_page_break && d->is_page_break(n);
        if (is_break || d->is_object(n) || d->is_paragraph(n) || d->is_skipped(n) ||
            has_attr_mark(n) || is_named(n, "commentReference") || is_named(n, "annotation")) {
            if (!d->is_properties(n)) {
                return true;
            }
        }
        *io_ranges += half_of(n);
    }
    return false;
}

/* True if sections are all that the paragraph holds. */
static bool holds_only_sections(const Lift *lift, const xmlNode *paragraph)
{
    bool has_section = false;
    int depth = 0;
    int ranges = 0;
    for (const xmlNode *n = paragraph->children; n; n = n->next) {
        if (lift_is_section_mark(lift, n)) {
            has_section = true;
            depth += lift_mark_of(lift, n)->kind == MARK_OPEN ? 1 : -1;
            if (depth < 0) {
                return false;
            }
        } else if (depth == 0 &&
                   !(n->type == XML_ELEMENT_NODE && lift->dialect->is_properties(n)) &&
                   is_missed(lift, n, &ranges)) {
            return false;
        }
    }
    return has_section && depth == 0 && ranges == 0;
}

/* The next thing in the same parent that is seen, or NULL. */
static const xmlNode *block_beside(const Lift *lift, const xmlNode *node, bool is_behind)
{
    const LiftDialect *d = lift->dialect;
    const xmlNode *n = is_behind ? node->next : node->prev;
    while (n && (n->type != XML_ELEMENT_NODE || d->is_properties(n) || lift_is_range(d, n))) {
        n = is_behind ? n->next : n->prev;
    }
    return n;
}

/* The only paragraph of what does not go with it keeps its style; one behind a table keeps two tables apart. */
static bool is_needed(const Lift *lift, const xmlNode *paragraph)
{
    const LiftDialect *d = lift->dialect;
    const xmlNode *before = block_beside(lift, paragraph, false);
    const xmlNode *behind = block_beside(lift, paragraph, true);
    xmlNode *parent = paragraph->parent;
    if (before && d->is_table(before) && (!behind || d->is_table(behind))) {
        return true;
    }
    bool goes_with_it = d->is_vanishing(parent) ||
                        (parent->parent && parent->parent->type == XML_ELEMENT_NODE &&
                         d->is_vanishing(parent->parent) && d->content(parent->parent) == parent);
    return !before && !behind && !goes_with_it;
}

static bool has_restart(const xmlNode *paragraph)
{
    for (const xmlAttr *attr = paragraph->properties; attr; attr = attr->next) {
        if (strcmp((const char *)attr->name, "restart-numbering") == 0) {
            return true;
        }
    }
    return false;
}

static xmlNode *line_mark(Lift *lift, MarkKind kind, uint32_t slot)
{
    const Mark mark = {.kind = kind, .number = slot};
    return lift_mark(lift, &mark);
}

/* Before and behind each of its outermost sections: whether anything was written. */
static void watch_sections(Lift *lift, xmlNode *paragraph, uint32_t slot)
{
    int depth = 0;
    for (xmlNode *n = paragraph->children; n;) {
        xmlNode *next = n->next;
        const Mark *mark = lift_is_section_mark(lift, n) ? lift_mark_of(lift, n) : NULL;
        bool is_open = mark && mark->kind == MARK_OPEN;
        if (is_open && depth == 0) {
            xmlNode *place = line_mark(lift, MARK_PLACE, slot + LINE_SECTION);
            if (place) {
                xmlAddPrevSibling(n, place);
            }
        }
        depth += !mark ? 0 : is_open ? 1 : -1;
        if (mark && !is_open && depth == 0) {
            xmlNode *grew = line_mark(lift, MARK_LINE_GREW, slot);
            if (grew) {
                xmlAddNextSibling(n, grew);
            }
        }
        n = next;
    }
}

void lift_guard_paragraph(Lift *lift, xmlNode *paragraph)
{
    const LiftDialect *d = lift->dialect;
    if (!holds_only_sections(lift, paragraph) || d->break_of(paragraph) != BREAK_NONE ||
        is_needed(lift, paragraph) || has_attr_mark(paragraph) || has_restart(paragraph) ||
        (paragraph->prev && lift_is_range(d, paragraph->prev))) {
        return;
    }
    uint32_t slot = lift->n_slots;
    lift->n_slots += LINE_SLOTS;
    watch_sections(lift, paragraph, slot);
    xmlNode *begin = line_mark(lift, MARK_LINE_BEGIN, slot);
    xmlNode *end = line_mark(lift, MARK_LINE_END, slot);
    if (begin && end) {
        xmlAddPrevSibling(paragraph, begin);
        xmlAddNextSibling(paragraph, end);
    }
}
