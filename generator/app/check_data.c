/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_data - see check_data.h.
 */
#include "generator/app/check_data.h"

#include <string.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/text/french.h"

#define MAX_VALUES ((size_t)10000) /* of one name; beyond, nothing is reported of what is in them */
#define MAX_CANDIDATES ((size_t)128)

/* All values that a name may stand for: one for each item of the lists around it. */
typedef struct ValueSet {
    const Value **items;
    size_t n;
    size_t cap;
    bool is_open; /* nothing is known of them: an empty list, or too many */
    bool is_missing;
} ValueSet;

typedef struct DataCheck {
    Arena *arena;
    const Expects *expects;
    DiagList *diags;
    ValueSet root;
    ValueSet *frames; /* by entry: what a tag inside of it sees */
    Str candidates[MAX_CANDIDATES];
    size_t n_candidates;
    bool is_facet; /* the name that was resolved last ends with a form of its value */
    bool has_errors;
    bool is_nomem;
} DataCheck;

static void add(DataCheck *c, ValueSet *set, const Value *value)
{
    if (set->n >= MAX_VALUES) {
        set->is_open = true;
        return;
    }
    const Value **grown = arena_grow(c->arena, set->items, set->n, &set->cap, sizeof *grown);
    if (!grown) {
        c->is_nomem = true;
        return;
    }
    set->items = grown;
    grown[set->n++] = value;
}

static void offer_keys(DataCheck *c, const Value *map)
{
    for (size_t i = 0; i < map->map.n && c->n_candidates < MAX_CANDIDATES; i++) {
        c->candidates[c->n_candidates++] = map->map.members[i].key;
    }
}

/* The members of this name of all maps of a set. */
static ValueSet members_of(DataCheck *c, const ValueSet *set, Str name)
{
    ValueSet found = {.is_open = set->is_open};
    bool is_offered = false;
    for (size_t i = 0; i < set->n; i++) {
        const Value *map = set->items[i];
        if (map->kind != VALUE_MAP) {
            found.is_open = found.is_open || map->kind == VALUE_LAMBDA;
            continue;
        }
        const Value *member = value_get(map, name);
        if (member) {
            add(c, &found, member);
        } else if (!is_offered) {
            offer_keys(c, map);
            is_offered = true;
        }
    }
    return found;
}

static Str next_part(Str *rest)
{
    size_t dot = str_find(*rest, STR("."), 0);
    Str part = str_sub(*rest, 0, dot);
    *rest = dot == SIZE_MAX ? STR_EMPTY : str_sub(*rest, dot + 1, rest->len);
    return part;
}

/* The first part of a name, looked for from the innermost section outwards. */
static ValueSet find_first(DataCheck *c, size_t parent, Str name)
{
    bool is_open = false;
    for (size_t i = parent; i != SIZE_MAX; i = c->expects->items[i].parent) {
        ValueSet found = members_of(c, &c->frames[i], name);
        if (found.n > 0) {
            return found;
        }
        is_open = is_open || found.is_open;
    }
    ValueSet found = members_of(c, &c->root, name);
    found.is_open = found.is_open || is_open;
    return found;
}

/* True if one of the values has this form. */
static bool have_form(const ValueSet *values, Str facet)
{
    for (size_t i = 0; i < values->n; i++) {
        const Value *value = values->items[i];
        bool is_text = value->kind == VALUE_TEXT; /* one that is a date may be any text */
        if (french_has_facet(french_kind_of(value), facet) ||
            (is_text && french_has_facet(FRENCH_TEXT, facet))) {
            return true;
        }
    }
    return false;
}

/* What a name stands for; n 0 and not open: nothing has it. *ret_wrong: the part that nothing matches. */
static ValueSet resolve(DataCheck *c, size_t parent, Str name, Str *ret_wrong)
{
    Str rest = name;
    c->n_candidates = 0;
    c->is_facet = false;
    *ret_wrong = next_part(&rest);
    ValueSet found = find_first(c, parent, *ret_wrong);
    while (found.n > 0 && rest.len > 0) {
        Str before = rest;
        c->n_candidates = 0;
        *ret_wrong = next_part(&rest);
        ValueSet inner = members_of(c, &found, *ret_wrong);
        if (inner.n == 0 && have_form(&found, before)) {
            c->is_facet = true;
            return found;
        }
        found = inner;
    }
    return found;
}

/* What a tag inside a section sees: items of lists, maps themselves. */
static ValueSet frame_of(DataCheck *c, const ValueSet *values)
{
    ValueSet frame = {.is_open = values->is_open};
    for (size_t i = 0; i < values->n; i++) {
        const Value *value = values->items[i];
        for (size_t k = 0; value->kind == VALUE_LIST && k < value->list.n; k++) {
            add(c, &frame, value->list.items[k]);
        }
        if (value->kind != VALUE_LIST && value_is_true(value)) {
            add(c, &frame, value);
        }
    }
    frame.is_open = frame.is_open || frame.n == 0; /* never entered with these data */
    return frame;
}

static void place(Diag *diag, const Expect *entry)
{
    diag->paragraph = entry->paragraph;
    diag->excerpt = entry->excerpt;
    diag->span = (uint32_t)utf8_count(entry->name) + (entry->is_section ? 5 : 4);
}

/* A section that is missing may be meant so; near misses and passages that never appear are worth a word. */
static void report(DataCheck *c, const Expect *entry, Str wrong)
{
    Str near = validate_nearest(wrong, c->candidates, c->n_candidates);
    DiagCode code = entry->is_section ? TMPL_SECTION_MISSING : TMPL_MISSING;
    DiagCode near_code = entry->is_section ? TMPL_SECTION_MISSING_NEAR : TMPL_MISSING_NEAR;
    if (entry->is_section && entry->is_guard && near.len == 0) {
        return;
    }
    Diag *diag = entry->is_ref
                     ? diag_add1(c->diags, TMPL_NO_REF, entry->loc,
                                 str_sub(entry->name, strlen("ref."), entry->name.len))
                     : diag_add_near(c->diags, code, near_code, entry->loc, entry->name, near);
    place(diag, entry);
    c->has_errors = c->has_errors || !entry->is_section;
}

/* A list or map where a text is needed, whatever else is missing. A section of the same name may be over its items. */
static void check_kind(DataCheck *c, const Expect *entry, const ValueSet *found)
{
    for (size_t i = 0; entry->is_text && !entry->is_section && !c->is_facet && i < found->n; i++) {
        if (found->items[i]->kind == VALUE_LIST || found->items[i]->kind == VALUE_MAP) {
            place(diag_add1(c->diags, TMPL_NOT_TEXT, entry->loc, entry->name), entry);
            c->has_errors = true;
            return;
        }
    }
}

Status check_data(Arena *arena, const Expects *expects, const Value *data, DiagList *diags,
                  bool **ret_known)
{
    DataCheck *c = arena_new(arena, DataCheck);
    bool *known = arena_array(arena, expects->n + 1, bool);
    if (!c || !known) {
        return ST_NOMEM;
    }
    *c = (DataCheck){.arena = arena, .expects = expects, .diags = diags};
    c->frames = arena_array(arena, expects->n + 1, ValueSet);
    if (!c->frames) {
        return ST_NOMEM;
    }
    add(c, &c->root, data);
    for (size_t i = 0; i < expects->n && !c->is_nomem; i++) {
        const Expect *entry = &expects->items[i];
        Str wrong;
        if (entry->parent != SIZE_MAX && c->frames[entry->parent].is_missing) {
            c->frames[i] = (ValueSet){.is_open = true, .is_missing = true};
            continue;
        }
        ValueSet found = resolve(c, entry->parent, entry->name, &wrong);
        known[i] = found.n > 0 || found.is_open;
        if (!known[i]) {
            report(c, entry, wrong);
        }
        check_kind(c, entry, &found);
        c->frames[i] = frame_of(c, &found);
        c->frames[i].is_missing = !known[i];
    }
    *ret_known = known;
    return c->is_nomem ? ST_NOMEM : c->has_errors ? ST_INPUT : ST_OK;
}
