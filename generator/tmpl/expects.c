/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expects - see expects.h.
 */
#include "generator/tmpl/expects.h"

#include "generator/base/limits.h"

#define MAX_NESTED LIMIT_RECURSION /* programs in programs: a note with a picture with a link */
#define MAX_NESTED_WALKS                                                                           \
    2000 /* partials that name each other often; what is left out is not compared */

typedef struct OpenSection {
    uint32_t end; /* the instruction behind it */
    size_t index; /* in the list */
} OpenSection;

typedef struct Walk {
    Expects *list;
    const ExpectsHost *host;
    OpenSection open[LIMIT_SECTIONS * 2];
    size_t n_open;
    const Program *nested[MAX_NESTED]; /* at work, from the outside in */
    size_t n_nested;
    size_t n_walks;
} Walk;

static size_t around(const Walk *w)
{
    return w->n_open > 0 ? w->open[w->n_open - 1].index : SIZE_MAX;
}

static size_t hash_of(Str name, size_t parent)
{
    uint64_t hash = 14695981039346656037u ^ parent; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.ptr[i]) * 1099511628211u;
    }
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of this name below this section: its own, or a free one. */
static uint32_t *slot_of(const Expects *list, Str name, size_t parent)
{
    size_t i = hash_of(name, parent) % list->n_slots;
    while (list->slots[i] > 0) {
        const Expect *entry = &list->items[list->slots[i] - 1];
        if (entry->parent == parent && str_eq(entry->name, name)) {
            break;
        }
        i = i + 1 < list->n_slots ? i + 1 : 0;
    }
    return &list->slots[i];
}

/* Room for one more, at most half full. */
static bool reserve_slot(Expects *list)
{
    if (list->n * 2 < list->n_slots) {
        return true;
    }
    size_t n_slots = list->n_slots ? list->n_slots * 2 : 64;
    uint32_t *slots = arena_array(list->arena, n_slots, uint32_t);
    if (!slots || list->n >= UINT32_MAX) {
        return false;
    }
    list->slots = slots;
    list->n_slots = n_slots;
    for (size_t i = 0; i < list->n; i++) {
        *slot_of(list, list->items[i].name, list->items[i].parent) = (uint32_t)i + 1;
    }
    return true;
}

/* The entry of this name below the section that is open; a new one if need be. NULL: no memory. */
static Expect *entry_of(Walk *w, const Program *p, const Op *op, Str name)
{
    Expects *list = w->list;
    size_t parent = around(w);
    uint32_t *slot = reserve_slot(list) ? slot_of(list, name, parent) : NULL;
    if (!slot || *slot > 0) {
        return slot ? &list->items[*slot - 1] : NULL;
    }
    Expect *grown = arena_grow(list->arena, list->items, list->n, &list->cap, sizeof *list->items);
    if (!grown) {
        return NULL;
    }
    list->items = grown;
    Expect *entry = &grown[list->n++];
    *slot = (uint32_t)list->n;
    *entry = (Expect){.name = name, .parent = parent};
    if (op->loc < p->n_locs) {
        entry->loc = p->locs[op->loc];
        entry->paragraph = p->paragraphs ? p->paragraphs[op->loc] : 0;
        entry->excerpt = p->excerpts ? p->excerpts[op->loc] : (Excerpt){0};
    }
    return entry;
}

static Status add_text(Walk *w, const Program *p, const Op *op)
{
    Str name = p->paths[op->a].whole;
    size_t section = around(w);
    if (str_is(name, ".")) {
        if (section != SIZE_MAX) {
            w->list->items[section].is_list = true;
        }
        return ST_OK;
    }
    /* {{#x}} … {{x}} … {{/x}}: the text x, where there is one */
    if (section != SIZE_MAX && str_eq(w->list->items[section].name, name)) {
        w->list->items[section].is_text = true;
        w->list->items[section].is_guard = true;
        return ST_OK;
    }
    Expect *entry = entry_of(w, p, op, name);
    if (entry) {
        bool is_new = !entry->is_text && !entry->is_section;
        entry->is_ref = (is_new || entry->is_ref) && prog_is_loose_ref(p, op);
        entry->is_text = true;
    }
    return entry ? ST_OK : ST_NOMEM;
}

static Status add_section(Walk *w, const Program *p, const Op *op)
{
    Str name = p->paths[op->a].whole;
    Expect *entry =
        str_is(name, ".") && w->n_open > 0 ? &w->list->items[around(w)] : entry_of(w, p, op, name);
    if (!entry) {
        return ST_NOMEM;
    }
    entry->is_section = true;
    entry->is_ref = false;
    entry->is_guard = entry->is_guard || op->kind == OP_UNLESS;
    if (op->kind == OP_ENTER && w->n_open < sizeof w->open / sizeof w->open[0]) {
        w->open[w->n_open++] =
            (OpenSection){.end = op->b, .index = (size_t)(entry - w->list->items)};
    }
    return ST_OK;
}

static Status walk(Walk *w, const Program *p);

/* A partial that calls itself asks for nothing more. */
static Status add_nested(Walk *w, const Program *nested)
{
    if (!nested || w->n_nested == MAX_NESTED || w->n_walks == MAX_NESTED_WALKS) {
        return ST_OK;
    }
    for (size_t i = 0; i < w->n_nested; i++) {
        if (w->nested[i] == nested) {
            return ST_OK;
        }
    }
    w->n_walks++;
    w->nested[w->n_nested++] = nested;
    Status st = walk(w, nested);
    w->n_nested--;
    return st;
}

static Status add_object(Walk *w, uint32_t number)
{
    bool has_objects = w->host && w->host->object;
    return add_nested(w, has_objects ? w->host->object(w->host->ctx, number) : NULL);
}

static Status add_partial(Walk *w, const Program *p, const Op *op)
{
    const Program *partial = NULL;
    Loc loc = op->loc < p->n_locs ? p->locs[op->loc] : (Loc){0};
    if (!w->host || !w->host->partial || (op->mode & CALL_DYNAMIC)) {
        return ST_OK;
    }
    TRY(w->host->partial(w->host->ctx, p->paths[op->a].whole, loc, &partial));
    return add_nested(w, partial);
}

static Status add_op(Walk *w, const Program *p, const Op *op)
{
    switch ((OpKind)op->kind) {
    case OP_VAR:
    case OP_RICH:
        return add_text(w, p, op);
    case OP_ENTER:
    case OP_UNLESS:
        return add_section(w, p, op);
    case OP_REF:
        return op->mode == REF_ANCHOR && op->depth == 0 ? add_text(w, p, op) : ST_OK;
    case OP_OBJECT:
        return add_object(w, op->a);
    case OP_PARTIAL:
    case OP_PARENT:
        return add_partial(w, p, op);
    case OP_TEXT:
    case OP_CELL: /* of a tag that the cell holds too */
    case OP_NEXT:
    case OP_JUMP:
    case OP_NUMBER:
    case OP_BLOCK:
    case OP_LINE:
    case OP_END:
    case OP_N_KINDS:
        break;
    }
    return ST_OK;
}

static Status walk(Walk *w, const Program *p)
{
    size_t n_open = w->n_open;
    for (size_t i = 0; i < p->n_ops; i++) {
        while (w->n_open > n_open && w->open[w->n_open - 1].end <= i) {
            w->n_open--;
        }
        TRY(add_op(w, p, &p->ops[i]));
    }
    w->n_open = n_open;
    return ST_OK;
}

Status expects_add(Expects *expects, const Program *program, const ExpectsHost *host)
{
    Walk w = {.list = expects, .host = host, .nested = {program}, .n_nested = 1};
    return walk(&w, program);
}
