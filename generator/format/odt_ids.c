/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_ids - anchors and identifiers of an ODT part: what stands in sections stays unique.
 */
#include <stdlib.h>

#include "generator/format/anchors.h"
#include "generator/format/ids.h"
#include "generator/format/odf.h"

typedef enum Kind {
    KIND_BOOKMARK,
    KIND_REFERENCE,
    KIND_NOTE,
    KIND_SEQUENCE,
    KIND_SECTION,
    KIND_TABLE,
    KIND_FRAME,
    KIND_ANNOTATION,
    KIND_ID, /* xml:id and the older text:id, draw:id */
} Kind;

/* --- anchors ------------------------------------------------------------------------------------------- */

/* A bookmark of ours, which is a place, before one of the author's. */
static void add_anchor(Ids *ids, xmlNode *node, const Mark *anchor)
{
    xmlNode *place = xmlNewNode(node->ns, BAD_CAST "bookmark");
    xmlAttr *name = place ? xmlNewNsProp(place, node->ns, BAD_CAST "name", NULL) : NULL;
    if (!name) {
        ids->lift->is_nomem = true;
        xmlFreeNode(place);
        return;
    }
    ids_set_mark(ids, place, name, anchor);
    xmlAddPrevSibling(node, place);
}

/* Start and end of "ref.{{x}}" write the same unique name. */
void odt_mark_anchor(Lift *lift, xmlNode *node)
{
    bool is_end = is_text_ns(node, "bookmark-end");
    if (!is_end && !is_text_ns(node, "bookmark-start") && !is_text_ns(node, "bookmark")) {
        return;
    }
    Str name = lift_attr(lift, node, NS_TEXT, "name");
    Str target = str_sub(name, 4, name.len);
    Ids ids = {.lift = lift};
    Mark anchor = {.kind = is_end ? MARK_ANCHOR_END : MARK_ANCHOR, .name = target};
    if (str_starts(name, STR("ref.{{")) && str_ends(target, STR("}}"))) {
        anchor.name = str_trim(str_sub(target, 2, target.len - 4));
        anchor.is_path = true;
        ids_set_mark(&ids, node, ids_attr(node, NS_TEXT, "name"), &anchor);
    } else if (!is_end && parts_is_anchor(lift->parts, name, &anchor.name)) {
        lift->has_tags = true;
        add_anchor(&ids, node, &anchor);
    }
}

/* --- what has a name ------------------------------------------------------------------------------------- */

typedef struct NamedThing {
    const char *namespace; /* of the element; NULL: any */
    const char *element;   /* NULL: any */
    const char *attr_namespace;
    const char *attr;
    Kind kind;
    bool is_target;
} NamedThing;

static const NamedThing named_things[] = {
    {NULL, NULL, NS_XML, "id", KIND_ID,
     true}, /* first: the name that a range is found by comes last */
    {NS_TEXT, "bookmark", NS_TEXT, "name", KIND_BOOKMARK, true},
    {NS_TEXT, "bookmark-start", NS_TEXT, "name", KIND_BOOKMARK, true},
    {NS_TEXT, "bookmark-end", NS_TEXT, "name", KIND_BOOKMARK, true},
    {NS_TEXT, "bookmark-ref", NS_TEXT, "ref-name", KIND_BOOKMARK, false},
    {NS_TEXT, "reference-mark", NS_TEXT, "name", KIND_REFERENCE, true},
    {NS_TEXT, "reference-mark-start", NS_TEXT, "name", KIND_REFERENCE, true},
    {NS_TEXT, "reference-mark-end", NS_TEXT, "name", KIND_REFERENCE, true},
    {NS_TEXT, "reference-ref", NS_TEXT, "ref-name", KIND_REFERENCE, false},
    {NS_TEXT, "note", NS_TEXT, "id", KIND_NOTE, true},
    {NS_TEXT, "note-ref", NS_TEXT, "ref-name", KIND_NOTE, false},
    {NS_TEXT, "sequence", NS_TEXT, "ref-name", KIND_SEQUENCE, true},
    {NS_TEXT, "sequence-ref", NS_TEXT, "ref-name", KIND_SEQUENCE, false},
    {NS_TEXT, "section", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "index-title", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "table-of-content", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "illustration-index", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "table-index", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "object-index", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "user-index", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "alphabetical-index", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TEXT, "bibliography", NS_TEXT, "name", KIND_SECTION, true},
    {NS_TABLE, "table", NS_TABLE, "name", KIND_TABLE, true},
    {NS_OFFICE, "annotation", NS_OFFICE, "name", KIND_ANNOTATION, true},
    {NS_OFFICE, "annotation-end", NS_OFFICE, "name", KIND_ANNOTATION, true},
    {NS_DRAW, NULL, NS_DRAW, "name", KIND_FRAME, true},
    {NS_DRAW, NULL, NS_DRAW, "chain-next-name", KIND_FRAME, false},
    {NS_DRAW, NULL, NS_DRAW, "id", KIND_ID, true},
    {NS_DRAW, NULL, NS_DRAW, "start-shape", KIND_ID, false},
    {NS_DRAW, NULL, NS_DRAW, "end-shape", KIND_ID, false},
    {NS_TEXT, NULL, NS_TEXT, "continue-list", KIND_ID, false},
};

static bool is_thing(const NamedThing *thing, const xmlNode *node)
{
    if (!thing->namespace) {
        return true;
    }
    if (lift_is(node, NS_DRAW, "equation") || lift_is(node, NS_DRAW, "glue-point")) {
        return false; /* parts of one shape */
    }
    if (thing->element) {
        return lift_is(node, thing->namespace, thing->element);
    }
    return node->ns && strcmp((const char *)node->ns->href, thing->namespace) == 0;
}

/* The older text:id of everything but notes is a twin of xml:id. */
static void visit_text_id(Ids *ids, xmlNode *node, uint32_t section)
{
    xmlAttr *id = ids_attr(node, NS_TEXT, "id");
    if (id && !is_text_ns(node, "note")) {
        ids_add_attr(ids, KIND_ID, true, section, node, id, 0, '\0');
    }
}

/* What stands behind the "|" of a link inside the document. */
typedef struct LinkKind {
    const char *suffix;
    Kind kind;
} LinkKind;

static const LinkKind link_kinds[] = {
    {"|table", KIND_TABLE},   {"|region", KIND_SECTION}, {"|frame", KIND_FRAME},
    {"|graphic", KIND_FRAME}, {"|ole", KIND_FRAME},      {"|sequence", KIND_SEQUENCE},
};

static void visit_link(Ids *ids, xmlNode *node, uint32_t section)
{
    xmlAttr *href = ids_attr(node, NS_XLINK, "href");
    Str target = href ? lift_attr(ids->lift, node, NS_XLINK, "href") : STR_EMPTY;
    if (!str_starts(target, STR("#"))) {
        return;
    }
    Kind kind = KIND_BOOKMARK;
    for (size_t i = 0; i < sizeof link_kinds / sizeof link_kinds[0]; i++) {
        kind = str_ends(target, str_of(link_kinds[i].suffix)) ? link_kinds[i].kind : kind;
    }
    ids_add_attr(ids, (int)kind, false, section, node, href, 1, '|');
}

/* --- ranges ----------------------------------------------------------------------------------------------- */

static void visit_range(Ids *ids, xmlNode *node, uint32_t section)
{
    static const struct {
        const char *namespace;
        const char *start;
        const char *end;
        Kind kind;
    } ranges[] = {
        {NS_TEXT, "bookmark-start", "bookmark-end", KIND_BOOKMARK},
        {NS_TEXT, "reference-mark-start", "reference-mark-end", KIND_REFERENCE},
        {NS_OFFICE, "annotation", "annotation-end", KIND_ANNOTATION},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        bool is_start = lift_is(node, ranges[i].namespace, ranges[i].start);
        if (is_start || lift_is(node, ranges[i].namespace, ranges[i].end)) {
            Str name = lift_attr(ids->lift, node, ranges[i].namespace, "name");
            if (!ids_has_mark(name)) { /* an anchor: its ends have a name of their own */
                ids_add_end(ids, (int)ranges[i].kind, name, is_start, section, node);
            }
        }
    }
}

/* Start and end carry one name, which the names above take care of. */
static void pair(Ids *ids, const IdEnd *start, const IdEnd *end)
{
    (void)ids;
    (void)start;
    (void)end;
}

/* Ends of ranges are part of the text of a paragraph. */
static bool fits(const xmlNode *mark)
{
    const xmlNode *parent = mark->parent;
    return is_text_ns(parent, "p") || is_text_ns(parent, "h") || is_text_ns(parent, "span") ||
           is_text_ns(parent, "a");
}

/* What can't be a range is a place. */
static void collapse(Ids *ids, IdEnd *point, IdEnd *gone)
{
    if (point->kind == KIND_ANNOTATION) {
        IdEnd *end = point->is_start ? gone : point;
        if (end) {
            ids_drop_end(ids, end);
        }
        return;
    }
    xmlNodeSetName(point->node,
                   point->kind == KIND_BOOKMARK ? BAD_CAST "bookmark" : BAD_CAST "reference-mark");
    if (gone) {
        ids_drop_end(ids, gone);
    }
}

static void visit_names(Ids *ids, xmlNode *node, uint32_t section)
{
    visit_text_id(ids, node, section);
    for (size_t i = 0; i < sizeof named_things / sizeof named_things[0]; i++) {
        const NamedThing *thing = &named_things[i];
        if (is_thing(thing, node)) {
            ids_add_attr(ids, (int)thing->kind, thing->is_target, section, node,
                         ids_attr(node, thing->attr_namespace, thing->attr), 0, '\0');
        }
    }
    visit_link(ids, node, section);
    visit_range(ids, node, section);
}

/* --- tracked changes -------------------------------------------------------------------------------------- */

/* A place of a tracked change, or its description. */
typedef struct Change {
    xmlNode *node;
    Str id;
    bool is_repeated;
} Change;

typedef struct Changes {
    Change *items;
    size_t n;
    size_t cap;
} Changes;

static void visit_change(Ids *ids, xmlNode *node, uint32_t section)
{
    Changes *changes = ids->ctx;
    bool is_region = is_text_ns(node, "changed-region");
    if (!is_region && !is_text_ns(node, "change") && !is_text_ns(node, "change-start") &&
        !is_text_ns(node, "change-end")) {
        return;
    }
    Str id = lift_attr(ids->lift, node, NS_TEXT, is_region ? "id" : "change-id");
    if (is_region && id.len == 0) {
        id = lift_attr(ids->lift, node, NS_XML, "id");
    }
    Change *grown =
        arena_grow(ids->lift->arena, changes->items, changes->n, &changes->cap, sizeof *grown);
    if (!grown) {
        ids->lift->is_nomem = true;
        return;
    }
    changes->items = grown;
    changes->items[changes->n++] = (Change){.node = node, .id = id, .is_repeated = section > 0};
}

static int compare_changes(const void *va, const void *vb)
{
    const Change *a = va;
    const Change *b = vb;
    int by_id = str_cmp(a->id, b->id);
    return by_id ? by_id : (int)b->is_repeated - (int)a->is_repeated;
}

/* A change is described once, so it can't stand in each turn: what was inserted stays, what was deleted is gone. */
static void accept_repeated(const Changes *changes)
{
    const Change *first = NULL; /* of this id; a repeated one comes first */
    if (changes->n > 1) {
        qsort(changes->items, changes->n, sizeof *changes->items, compare_changes);
    }
    for (size_t i = 0; i < changes->n; i++) {
        const Change *change = &changes->items[i];
        first = first && str_eq(first->id, change->id) ? first : change;
        if (first->is_repeated) {
            lift_remove(change->node);
        }
    }
}

static void visit(Ids *ids, xmlNode *node, uint32_t section)
{
    visit_names(ids, node, section);
    visit_change(ids, node, section);
}

Status odt_renew_ids(Lift *lift)
{
    Changes changes = {0};
    Ids ids = {.has_lost_starts = true,
               .ctx = &changes,
               .visit = visit,
               .pair = pair,
               .fits = fits,
               .collapse = collapse};
    TRY(ids_run(&ids, lift));
    accept_repeated(&changes);
    return ST_OK;
}
