/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids - see ids.h.
 */
#include "generator/format/ids.h"

#include <stdlib.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"

/* Room for "_" and the number of a copy in names whose length is limited. */
#define COPY_ROOM 7
/* Bytes of the longest name that is made unique; an instruction counts 65,535 for a name with its stem. */
#define NAME_BYTES ((size_t)8 * KIB)

/* --- gathering ------------------------------------------------------------------------------------------ */

xmlAttr *ids_attr(const xmlNode *node, const char *namespace, const char *name)
{
    xmlAttr *attr = node->properties;
    while (attr) {
        const char *href = attr->ns ? (const char *)attr->ns->href : NULL;
        bool is_same = namespace ? href && strcmp(href, namespace) == 0 : !href;
        if (is_same && strcmp((const char *)attr->name, name) == 0) {
            return attr;
        }
        attr = attr->next;
    }
    return NULL;
}

void ids_drop_end(Ids *ids, IdEnd *end)
{
    if (end->use != SIZE_MAX) {
        IdUse *use = &ids->uses[end->use];
        use->node = NULL;
        use->is_target = false;
    }
    lift_remove(end->node);
    end->node = NULL;
}

static Str value_of(Ids *ids, const xmlAttr *attr)
{
    xmlChar *value = xmlNodeListGetString(ids->lift->doc, attr->children, 1);
    Str copy = value ? arena_str(ids->lift->arena, str_of((const char *)value)) : STR_EMPTY;
    ids->lift->is_nomem = ids->lift->is_nomem || !copy.ptr;
    xmlFree(value);
    return copy;
}

bool ids_has_mark(Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        if (utf8_next(text, &pos) >= ATTR_MARK_FIRST) {
            return true;
        }
    }
    return false;
}

static void add_use(Ids *ids, IdUse use)
{
    if (use.name.len == 0 || use.name.len > NAME_BYTES || ids_has_mark(use.name)) {
        return;
    }
    IdUse *grown =
        arena_grow(ids->lift->arena, ids->uses, ids->n_uses, &ids->cap_uses, sizeof *grown);
    if (!grown) {
        ids->lift->is_nomem = true;
        return;
    }
    use.order = ids->n_uses;
    ids->uses = grown;
    ids->uses[ids->n_uses++] = use;
}

void ids_add_value(Ids *ids, int kind, bool is_target, uint32_t section, xmlNode *node,
                   xmlAttr *attr, size_t from, size_t to)
{
    add_use(ids, (IdUse){.kind = kind,
                         .name = str_sub(value_of(ids, attr), from, to - from),
                         .section = section,
                         .is_target = is_target,
                         .node = node,
                         .attr = attr,
                         .from = from,
                         .to = to});
}

void ids_add_attr(Ids *ids, int kind, bool is_target, uint32_t section, xmlNode *node,
                  xmlAttr *attr, size_t skip, char stop)
{
    if (!attr) {
        return;
    }
    Str value = value_of(ids, attr);
    size_t from = skip < value.len ? skip : value.len;
    size_t to = from;
    while (to < value.len && (stop == '\0' || value.ptr[to] != stop)) {
        to++;
    }
    ids_add_value(ids, kind, is_target, section, node, attr, from, to);
}

void ids_add_text(Ids *ids, int kind, uint32_t section, xmlNode *text, size_t from, size_t to)
{
    Str content = arena_str(ids->lift->arena, str_of((const char *)text->content));
    add_use(ids, (IdUse){.kind = kind,
                         .name = str_sub(content, from, to - from),
                         .section = section,
                         .node = text,
                         .from = from,
                         .to = to});
}

void ids_add_end(Ids *ids, int kind, Str key, bool is_start, uint32_t section, xmlNode *node)
{
    IdEnd *grown =
        arena_grow(ids->lift->arena, ids->ends, ids->n_ends, &ids->cap_ends, sizeof *grown);
    if (!grown) {
        ids->lift->is_nomem = true;
        return;
    }
    bool has_name = ids->n_uses > 0 && ids->uses[ids->n_uses - 1].node == node;
    ids->ends = grown;
    ids->ends[ids->n_ends] = (IdEnd){.kind = kind,
                                     .key = key,
                                     .section = section,
                                     .is_start = is_start,
                                     .node = node,
                                     .order = ids->n_ends,
                                     .use = has_name ? ids->n_uses - 1 : SIZE_MAX};
    ids->n_ends++;
}

/* --- writing marks -------------------------------------------------------------------------------------- */

static void set_value(Ids *ids, xmlNode *node, xmlAttr *attr, Buf *value)
{
    buf_putc(value, '\0');
    bool is_set = buf_ok(value) && xmlSetNsProp(node, attr->ns, attr->name, BAD_CAST value->ptr);
    ids->lift->is_nomem = ids->lift->is_nomem || !is_set;
}

void ids_set_mark(Ids *ids, xmlNode *node, xmlAttr *attr, const Mark *mark)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, KIB);
    lift_attr_mark(ids->lift, mark, &value);
    set_value(ids, node, attr, &value);
}

void ids_set_uid(Ids *ids, xmlNode *node, xmlAttr *attr, const char *before)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, KIB);
    if (ids->uid_mark.len == 0) { /* one mark serves all: nobody asks for these numbers again */
        const Mark next = {.kind = MARK_UID_NEXT, .number = ids->lift->n_slots++};
        lift_attr_mark(ids->lift, &next, &value);
        ids->uid_mark = arena_str(ids->lift->arena, buf_str(&value));
        ids->lift->is_nomem = ids->lift->is_nomem || ids->uid_mark.len == 0;
        buf_clear(&value);
    }
    buf_put(&value, str_of(before));
    buf_put(&value, ids->uid_mark);
    set_value(ids, node, attr, &value);
}

/* --- sections -------------------------------------------------------------------------------------------- */

static uint32_t add_section(Ids *ids, xmlNode *open, uint32_t parent)
{
    IdSection *grown = arena_grow(ids->lift->arena, ids->sections, ids->n_sections,
                                  &ids->cap_sections, sizeof *grown);
    if (!grown) {
        ids->lift->is_nomem = true;
        return 0;
    }
    ids->sections = grown;
    ids->sections[ids->n_sections] =
        (IdSection){.open = open, .parent = parent, .depth = open ? grown[parent].depth + 1 : 0};
    return (uint32_t)ids->n_sections++;
}

static void gather(Ids *ids)
{
    xmlNode *root = xmlDocGetRootElement(ids->lift->doc);
    uint32_t section = add_section(ids, NULL, 0);
    for (xmlNode *node = root; node && !ids->lift->is_nomem; node = lift_next(node, root, false)) {
        const Mark *mark = lift_mark_of(ids->lift, node);
        if (mark && mark->kind == MARK_OPEN) {
            section = add_section(ids, node, section);
        } else if (mark && mark->kind == MARK_CLOSE && section > 0) {
            ids->sections[section].close = node;
            section = ids->sections[section].parent;
        } else if (node->type == XML_ELEMENT_NODE) {
            ids->visit(ids, node, section);
        }
    }
}

/* The innermost section that holds both. */
static uint32_t common(const Ids *ids, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (ids->sections[a].depth >= ids->sections[b].depth) {
            a = ids->sections[a].parent;
        } else {
            b = ids->sections[b].parent;
        }
    }
    return a;
}

/* --- ranges ---------------------------------------------------------------------------------------------- */

static int compare_ends(const void *va, const void *vb)
{
    const IdEnd *a = va;
    const IdEnd *b = vb;
    int by_key = a->kind != b->kind ? a->kind - b->kind : str_cmp(a->key, b->key);
    return by_key ? by_key : (a->order > b->order) - (a->order < b->order);
}

/* The section around `inner` whose parent is `outer`. */
static uint32_t child_around(const Ids *ids, uint32_t inner, uint32_t outer)
{
    while (ids->sections[inner].parent != outer) {
        inner = ids->sections[inner].parent;
    }
    return inner;
}

static void set_section(Ids *ids, IdEnd *end, uint32_t section)
{
    end->section = section;
    if (end->use != SIZE_MAX) {
        ids->uses[end->use].section = section;
    }
}

/* Moves the ends of a range into one section: the start before those that begin in it, the end behind those that end. */
static void join(Ids *ids, IdEnd *start, IdEnd *end)
{
    uint32_t outer = common(ids, start->section, end->section);
    xmlNode *open = start->section == outer
                        ? NULL
                        : ids->sections[child_around(ids, start->section, outer)].open;
    xmlNode *close =
        end->section == outer ? NULL : ids->sections[child_around(ids, end->section, outer)].close;
    if ((open && !ids->fits(open)) || (close && !ids->fits(close))) {
        bool is_end = start->section != outer && end->section == outer;
        ids->collapse(ids, is_end ? end : start, is_end ? start : end);
        return;
    }
    if (open) {
        xmlUnlinkNode(start->node);
        xmlAddPrevSibling(open, start->node);
    }
    if (close) {
        xmlUnlinkNode(end->node);
        xmlAddNextSibling(close, end->node);
    }
    set_section(ids, start, outer);
    set_section(ids, end, outer);
    ids->pair(ids, start, end);
}

static void drop_orphan(Ids *ids, IdEnd *end)
{
    if (end->section > 0 || (ids->has_lost_starts && !end->is_start)) {
        ids->collapse(ids, end, NULL);
    }
}

static void mend_ranges(Ids *ids)
{
    IdEnd *start = NULL;
    if (ids->n_ends > 1) {
        qsort(ids->ends, ids->n_ends, sizeof *ids->ends, compare_ends);
    }
    for (size_t i = 0; i < ids->n_ends; i++) {
        IdEnd *end = &ids->ends[i];
        bool is_partner =
            start && start->kind == end->kind && str_eq(start->key, end->key) && !end->is_start;
        if (is_partner) {
            join(ids, start, end);
            start = NULL;
            continue;
        }
        if (start) {
            drop_orphan(ids, start);
        }
        start = end->is_start ? end : NULL;
        if (!end->is_start) {
            drop_orphan(ids, end);
        }
    }
    if (start) {
        drop_orphan(ids, start);
    }
}

/* --- names ----------------------------------------------------------------------------------------------- */

static int compare_names(const void *va, const void *vb)
{
    const IdUse *a = va;
    const IdUse *b = vb;
    int by_name = a->kind != b->kind ? a->kind - b->kind : str_cmp(a->name, b->name);
    return by_name ? by_name : (a->order > b->order) - (a->order < b->order);
}

static int compare_orders(const void *va, const void *vb)
{
    const IdUse *a = va;
    const IdUse *b = vb;
    return (a->order > b->order) - (a->order < b->order);
}

/* True if the part has a name "stem_7" of this kind. */
static bool is_stem_taken(const Ids *ids, int kind, Str stem)
{
    size_t low = 0;
    size_t high = ids->n_uses;
    const IdUse wanted = {.kind = kind, .name = stem};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(&ids->uses[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (;
         low < ids->n_uses && ids->uses[low].kind == kind && str_starts(ids->uses[low].name, stem);
         low++) {
        Str rest = str_sub(ids->uses[low].name, stem.len, SIZE_MAX);
        if (str_starts(rest, STR("_")) && str_is_digits(str_sub(rest, 1, SIZE_MAX))) {
            return true;
        }
    }
    return false;
}

/* What further copies of `name` are called, before "_2". `slot` is the name's own. */
static Str stem_of(Ids *ids, int kind, Str name, uint32_t slot)
{
    Arena *arena = ids->lift->arena;
    bool is_long = ids->max_name > 0 && utf8_count(name) + COPY_ROOM > ids->max_name;
    Str stem = name;
    if (is_long) {
        Str head = str_sub(name, 0, utf8_clip(name, ids->max_name - 2 * COPY_ROOM));
        stem = arena_printf(arena, "%.*s_%u", STR_ARG(head), slot);
    }
    for (char variant = 'a'; variant <= 'z' && stem.ptr && is_stem_taken(ids, kind, stem);
         variant++) {
        stem = arena_printf(arena, "%.*s_%c", STR_ARG(stem), variant);
    }
    return stem;
}

/* The text of a name's marks, escaped for an attribute. */
static Str mark_text(Ids *ids, const IdUse *use, uint32_t slot)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, UINT16_MAX);
    Str stem = stem_of(ids, use->kind, use->name, slot);
    escape_put(&text, ESCAPE_XML_ATTR, use->name);
    if (!str_eq(stem, use->name)) {
        buf_puts(&text, "\n");
        escape_put(&text, ESCAPE_XML_ATTR, stem);
    }
    Str copy = buf_ok(&text) ? arena_str(ids->lift->arena, buf_str(&text)) : (Str){0};
    ids->lift->is_nomem = ids->lift->is_nomem || !copy.ptr;
    return copy;
}

/* The mark stands at the beginning of each turn of the section. */
static void begin_turn(Ids *ids, uint32_t section, const Mark *mark)
{
    xmlNode *pi = lift_mark(ids->lift, mark);
    if (pi) {
        xmlAddNextSibling(ids->sections[section].open, pi);
    }
}

/* A section in which it is remembered what the first copy of a name will be. */
typedef struct First {
    uint32_t section;
    uint32_t slot;
} First;

/* The slot that numbers the copy which a reference means; UINT32_MAX: the first of all. */
static uint32_t slot_of(Ids *ids, const IdUse *group, size_t n, const IdUse *use, uint32_t counter,
                        First *io_first)
{
    uint32_t around = 0;
    bool is_inside = false;
    for (size_t i = 0; i < n; i++) {
        if (!group[i].is_target) {
            continue;
        }
        uint32_t both = common(ids, group[i].section, use->section);
        if (ids->sections[both].depth > ids->sections[around].depth || around == 0) {
            around = both;
            is_inside = both == group[i].section;
        } else if (both == around) {
            is_inside = is_inside || both == group[i].section;
        }
    }
    if (around == 0 || is_inside) {
        return around == 0 ? UINT32_MAX : counter;
    }
    if (io_first->section != around) {
        *io_first = (First){.section = around, .slot = ids->lift->n_slots++};
        const Mark mark = {.kind = MARK_COPY_FIRST, .number = io_first->slot, .from = counter};
        begin_turn(ids, around, &mark);
    }
    return io_first->slot;
}

/* All uses of one name, sorted by place. */
static void number_name(Ids *ids, IdUse *group, size_t n)
{
    bool is_repeated = false;
    for (size_t i = 0; i < n; i++) {
        is_repeated =
            is_repeated || (group[i].is_target && (group[i].section > 0 || ids->is_nested));
    }
    if (!is_repeated) {
        return;
    }
    uint32_t counter = ids->lift->n_slots++;
    Str text = mark_text(ids, &group[0], counter);
    First first = {0};
    for (size_t i = 0; i < n; i++) {
        IdUse *use = &group[i];
        if (!use->node) {
            continue;
        }
        if (use->section == 0) {
            use->text = ids->is_nested ? text : (Str){0};
            continue; /* slot 0 */
        }
        if (use->is_target && ids->sections[use->section].counted != counter + 1) {
            ids->sections[use->section].counted = counter + 1;
            const Mark next = {.kind = MARK_COPY_NEXT, .number = counter};
            begin_turn(ids, use->section, &next);
        }
        use->slot = use->is_target ? counter : slot_of(ids, group, n, use, counter, &first);
        use->text = use->slot == UINT32_MAX ? (Str){0} : text;
    }
}

static void write_attr(Ids *ids, const IdUse *use, const Mark *mark)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, LIMIT_PKG_ENTRY_BYTES);
    Str old = value_of(ids, use->attr);
    buf_put(&value, str_sub(old, 0, use->from));
    lift_attr_mark(ids->lift, mark, &value);
    buf_put(&value, str_sub(old, use->to, SIZE_MAX));
    set_value(ids, use->node, use->attr, &value);
}

/* Cuts the name out of its text node and puts the mark there. */
static void write_text(Ids *ids, const IdUse *use, const Mark *mark)
{
    xmlNode *node = use->node;
    Str old = arena_str(ids->lift->arena, str_of((const char *)node->content));
    xmlNode *pi = lift_mark(ids->lift, mark);
    xmlNode *rest =
        xmlNewDocTextLen(ids->lift->doc, BAD_CAST old.ptr + use->to, (int)(old.len - use->to));
    if (!pi || !rest || !old.ptr) {
        ids->lift->is_nomem = true;
        return;
    }
    xmlNodeSetContentLen(node, BAD_CAST old.ptr, (int)use->from);
    xmlAddNextSibling(node, pi);
    xmlAddNextSibling(pi, rest);
}

static void number_names(Ids *ids)
{
    size_t begin = 0;
    if (ids->n_uses > 1) {
        qsort(ids->uses, ids->n_uses, sizeof *ids->uses, compare_names);
    }
    for (size_t i = 1; i <= ids->n_uses; i++) {
        const IdUse *last = &ids->uses[begin];
        if (i == ids->n_uses || ids->uses[i].kind != last->kind ||
            !str_eq(ids->uses[i].name, last->name)) {
            number_name(ids, &ids->uses[begin], i - begin);
            begin = i;
        }
    }
    if (ids->n_uses > 1) {
        qsort(ids->uses, ids->n_uses, sizeof *ids->uses, compare_orders);
    }
    for (size_t i = ids->n_uses; i-- > 0;) { /* backwards: places before it stay where they are */
        const IdUse *use = &ids->uses[i];
        const Mark mark = {.kind = MARK_COPY_NAME, .number = use->slot, .name = use->text};
        if (use->text.ptr && use->attr) {
            write_attr(ids, use, &mark);
        } else if (use->text.ptr) {
            write_text(ids, use, &mark);
        }
    }
}

Status ids_run(Ids *ids, Lift *lift)
{
    ids->lift = lift;
    gather(ids);
    if (!lift->is_nomem) {
        mend_ranges(ids);
    }
    if (!lift->is_nomem) {
        number_names(ids);
    }
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
