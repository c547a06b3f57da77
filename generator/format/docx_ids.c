/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_ids - anchors and identifiers of a DOCX part: what repeats stays unique.
 */
#include <stdlib.h>

#include "generator/format/ooxml.h"

static bool is_w(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_W, name);
}

/*
 * --- anchors and identifiers: renewed wherever a part has tags, in a loop or not; what stands once loses nothing --- */

static void set_attr_mark(Lift *lift, xmlNode *node, const char *name, const Mark *mark)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, mark, &value);
    buf_putc(&value, '\0');
    bool is_set = buf_ok(&value) && xmlSetNsProp(node, node->ns, BAD_CAST name, BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

/* A bookmark named "ref.x" or "ref.{{x}}" is an anchor; its name becomes unique, its number too. */
void docx_mark_anchor(Lift *lift, xmlNode *start)
{
    if (!is_w(start, "bookmarkStart")) {
        return;
    }
    Str name = lift_attr(lift, start, NS_W, "name");
    if (!str_starts(name, STR("ref."))) {
        return;
    }
    Str target = str_sub(name, 4, name.len);
    bool is_path = str_starts(target, STR("{{")) && str_ends(target, STR("}}"));
    Mark anchor = {.kind = MARK_ANCHOR,
                   .name = is_path ? str_trim(str_sub(target, 2, target.len - 4)) : target,
                   .is_path = is_path};
    set_attr_mark(lift, start, "name", &anchor);
}

/* A bookmark's start or end, by its number in the template. */
typedef struct BookmarkEnd {
    Str id;
    size_t order; /* in the document */
    xmlNode *node;
} BookmarkEnd;

static int compare_ends(const void *va, const void *vb)
{
    const BookmarkEnd *a = va;
    const BookmarkEnd *b = vb;
    int by_id = str_cmp(a->id, b->id);
    return by_id ? by_id : (a->order > b->order) - (a->order < b->order);
}

/* All ends, sorted by number, then by place; NULL if there are none, or no memory. */
static BookmarkEnd *list_ends(Lift *lift, xmlNode *root, size_t *ret_n)
{
    BookmarkEnd *ends = NULL;
    size_t cap = 0;
    size_t order = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        order++;
        if (!is_w(node, "bookmarkEnd")) {
            continue;
        }
        ends = arena_grow(lift->arena, ends, *ret_n, &cap, sizeof *ends);
        if (!ends) {
            lift->is_nomem = true;
            *ret_n = 0;
            return NULL;
        }
        ends[(*ret_n)++] =
            (BookmarkEnd){.id = lift_attr(lift, node, NS_W, "id"), .order = order, .node = node};
    }
    if (*ret_n > 1) {
        qsort(ends, *ret_n, sizeof *ends, compare_ends);
    }
    return ends;
}

/* The first end of this number behind `order`. */
static xmlNode *find_end(const BookmarkEnd *ends, size_t n, Str id, size_t order)
{
    const BookmarkEnd wanted = {.id = id, .order = order};
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_ends(&ends[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && str_eq(ends[low].id, id) ? ends[low].node : NULL;
}

/* The end of a bookmark carries the number of its start: pairs are found by the number in the template. */
static void renew_bookmark_ids(Lift *lift, xmlNode *root)
{
    size_t n = 0;
    size_t order = 0;
    const BookmarkEnd *ends = list_ends(lift, root, &n);
    for (xmlNode *start = root; start; start = lift_next(start, root, false)) {
        order++;
        if (!is_w(start, "bookmarkStart")) {
            continue;
        }
        Str id = lift_attr(lift, start, NS_W, "id");
        xmlNode *end = id.len > 0 ? find_end(ends, n, id, order) : NULL;
        if (!end) {
            continue;
        }
        Mark next = {.kind = MARK_UID_NEXT, .number = lift->n_slots};
        Mark same = {.kind = MARK_UID_SAME, .number = lift->n_slots++};
        set_attr_mark(lift, start, "id", &next);
        set_attr_mark(lift, end, "id", &same);
    }
}

static void renew_id(Lift *lift, xmlNode *node)
{
    bool is_control = is_w(node, "id") && is_w(node->parent, "sdtPr");
    if (!is_control && !lift_is(node, NS_WP, "docPr")) {
        return;
    }
    Mark next = {.kind = MARK_UID_NEXT, .number = lift->n_slots++};
    if (is_control) {
        set_attr_mark(lift, node, "val", &next);
        return;
    }
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, &next, &value);
    buf_putc(&value, '\0');
    bool is_set = buf_ok(&value) && xmlSetProp(node, BAD_CAST "id", BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

void docx_renew_ids(Lift *lift, xmlNode *root)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (node->type == XML_ELEMENT_NODE) {
            renew_id(lift, node);
        }
    }
    renew_bookmark_ids(lift, root);
}
