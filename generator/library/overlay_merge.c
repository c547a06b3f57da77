/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay_merge - what every merge of a local library with its base needs; see overlay.h.
 */
#include "generator/data/validate.h"
#include "generator/library/audit.h"
#include "generator/library/overlay.h"

Status overlay_refuse(Overlay *o)
{
    o->has_errors = true;
    return ST_OK;
}

Status overlay_unknown(Overlay *o, Loc loc, Str place, Str name, const Str *names, size_t n)
{
    Str near = validate_nearest(name, names, n);
    Str dot = place.len > 0 ? STR(".") : STR_EMPTY;
    Str whole = arena_printf(o->arena, "%.*s%.*s%.*s", STR_ARG(place), STR_ARG(dot), STR_ARG(name));
    diag_add_near(o->diags, LIB_OVERLAY_UNKNOWN, LIB_OVERLAY_UNKNOWN_NEAR, loc, whole, near);
    return overlay_refuse(o);
}

Status overlay_unknown_member(Overlay *o, Str place, const Member *m, const Value *base)
{
    Str names[OVERLAY_MAX_NAMES];
    size_t n = 0;
    for (size_t i = 0; base && i < base->map.n && n < OVERLAY_MAX_NAMES; i++) {
        names[n++] = base->map.members[i].key;
    }
    return overlay_unknown(o, m->key_loc, place, m->key, names, n);
}

Status overlay_record(Overlay *o, Str place, const Value *base, const Value *local, Loc loc)
{
    LibraryChanges *changes = &o->changes;
    changes->items =
        arena_grow(o->arena, changes->items, changes->n, &changes->cap, sizeof *changes->items);
    if (!changes->items || !place.ptr) {
        return ST_NOMEM;
    }
    changes->items[changes->n++] =
        (LibraryChange){.place = place, .base = base, .local = local, .loc = loc};
    return ST_OK;
}

Str overlay_join(Overlay *o, Str place, Str name)
{
    return place.len > 0 ? arena_printf(o->arena, "%.*s.%.*s", STR_ARG(place), STR_ARG(name))
                         : name;
}

OverlayFile *overlay_find_file(Overlay *o, Str target)
{
    for (size_t i = 0; i < o->n_files; i++) {
        if (str_eq(o->files[i].target, target)) {
            return &o->files[i];
        }
    }
    return NULL;
}

/* --- maps -------------------------------------------------------------------------------------------------------- */

/* A range may become narrower: what the base refuses is refused everywhere. */
static bool widens(Str key, const Value *base, const Value *local)
{
    bool is_minimum = str_is(key, "minimum");
    if (!is_minimum && !str_is(key, "maximum")) {
        return false;
    }
    if (!local || local->kind != VALUE_NUM || base->kind != VALUE_NUM) {
        return true;
    }
    int order = num_cmp(local->num, base->num);
    return is_minimum ? order < 0 : order > 0;
}

/* One member of both: `m` is the local one. *ret_value NULL: it goes. */
static Status merge_member(Overlay *o, Str place, Value *base, const Member *m, Value **ret_value)
{
    Str here = overlay_join(o, place, m->key);
    bool goes = m->value->kind == VALUE_NULL;
    *ret_value = base;
    if (base->kind == VALUE_MAP && m->value->kind == VALUE_MAP) {
        return overlay_map(o, here, base, m->value, true, ret_value);
    }
    if (widens(m->key, base, goes ? NULL : m->value)) {
        diag_add(o->diags, LIB_OVERLAY_WIDENS, m->value->loc, here, base->text, m->value->text)
            ->other = base->loc;
        return overlay_refuse(o);
    }
    if (value_equal(base, m->value)) {
        return ST_OK; /* said twice, changed never */
    }
    *ret_value = goes ? NULL : m->value;
    return overlay_record(o, here, base, *ret_value, m->key_loc);
}

Status overlay_map(Overlay *o, Str place, const Value *base, const Value *local, bool may_add,
                   Value **ret_value)
{
    Value *merged = value_map(o->arena, base->loc);
    if (!merged) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < base->map.n; i++) {
        const Member *from = &base->map.members[i];
        const Member *m = value_member(local, from->key);
        Value *value = from->value;
        if (m) {
            TRY(merge_member(o, place, from->value, m, &value));
        }
        if (value) {
            Loc loc = m && value == m->value ? m->key_loc : from->key_loc;
            TRY(value_map_add(o->arena, merged, from->key, loc, value));
        }
    }
    for (size_t i = 0; i < local->map.n; i++) {
        const Member *m = &local->map.members[i];
        if (value_get(base, m->key)) {
            continue;
        }
        if (!may_add || m->value->kind == VALUE_NULL) {
            TRY(overlay_unknown_member(o, place, m, base));
            continue;
        }
        TRY(overlay_record(o, overlay_join(o, place, m->key), NULL, m->value, m->key_loc));
        TRY(value_map_add(o->arena, merged, m->key, m->key_loc, m->value));
    }
    *ret_value = merged;
    return ST_OK;
}

Status overlay_version(Overlay *o, const Value *file, Value *merged)
{
    Str ours = value_get_text(file, STR("version"));
    Str theirs = value_get_text(merged, STR("version"));
    Str id = value_get_text(o->about, STR("id"));
    Str both =
        arena_printf(o->arena, "%.*s+%.*s.%.*s", STR_ARG(theirs), STR_ARG(id), STR_ARG(ours));
    const Value *said = value_get(file, STR("version"));
    Value *version = both.ptr ? value_text(o->arena, said->loc, both) : NULL;
    return version ? value_map_set(o->arena, merged, STR("version"), version) : ST_NOMEM;
}

/* --- lists whose items have names -------------------------------------------------------------------------------- */

/* What a new item without a name is called in the list of changes. */
static Str told(OverlayNameFn *name, const Value *item)
{
    Str own = name(item);
    own = own.len > 0 ? own : value_get_text(item, STR("titre"));
    return own.len > 0 ? own : value_get_text(item, STR("id"));
}

static Status unknown_item(Overlay *o, Str place, Loc loc, Str name, const Value *list,
                           OverlayNameFn *names_of)
{
    Str names[OVERLAY_MAX_NAMES];
    size_t n = 0;
    for (size_t i = 0; i < list->list.n && n < OVERLAY_MAX_NAMES; i++) {
        Str own = names_of(list->list.items[i]);
        names[n] = own;
        n += own.len > 0;
    }
    return overlay_unknown(o, loc, place, name, names, n);
}

/* NULL: none has this name; an item without a name is not found by an empty one. */
static const Value *find_item(const Value *list, Str name, OverlayNameFn *names_of)
{
    for (size_t i = 0; name.len > 0 && i < list->list.n; i++) {
        if (str_eq(names_of(list->list.items[i]), name)) {
            return list->list.items[i];
        }
    }
    return NULL;
}

Status overlay_items(Overlay *o, Str place, const Value *list, const Member *changes,
                     const OverlayItems *how, Value **ret_list)
{
    const Value *map = changes->value;
    Value *merged = value_list(o->arena, changes->key_loc);
    if (!merged) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < list->list.n; i++) {
        Value *item = list->list.items[i];
        Str name = how->name(item);
        const Member *m = name.len > 0 ? value_member(map, name) : NULL;
        Str here = m ? overlay_join(o, place, name) : STR_EMPTY;
        if (m && m->value->kind == VALUE_NULL) {
            TRY(overlay_record(o, here, item, NULL, m->key_loc));
            continue;
        }
        TRY(m ? how->change(o, here, item, m->value, &item) : ST_OK);
        TRY(value_list_add(o->arena, merged, item));
    }
    for (size_t i = 0; i < map->map.n; i++) {
        const Member *m = &map->map.members[i];
        if (!find_item(list, m->key, how->name)) {
            TRY(unknown_item(o, place, m->key_loc, m->key, list, how->name));
        }
    }
    *ret_list = merged;
    return ST_OK;
}

/* A new item without the key that says where it goes; base: what has its name already is told. */
static Status add_new(Overlay *o, Str place, const Value *item, OverlayNameFn *name,
                      const Value *base, Value *list)
{
    Value *kept = value_map(o->arena, item->loc);
    Str own = name(item);
    const Value *first = own.len > 0 ? find_item(base, own, name) : NULL;
    if (first) {
        diag_add1(o->diags, LIB_DUPLICATE, audit_name_loc(item, own), own)->other = first->loc;
        return overlay_refuse(o);
    }
    if (!kept) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < item->map.n; i++) {
        const Member *m = &item->map.members[i];
        if (!str_is(m->key, "avant")) {
            TRY(value_map_add(o->arena, kept, m->key, m->key_loc, m->value));
        }
    }
    TRY(overlay_record(o, overlay_join(o, place, told(name, kept)), NULL, kept, item->loc));
    return value_list_add(o->arena, list, kept);
}

Status overlay_insert(Overlay *o, Str place, const Value *list, const Value *added,
                      OverlayNameFn *name, Value **ret_list)
{
    Value *merged = value_list(o->arena, list->loc);
    if (!merged) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i <= list->list.n; i++) {
        Str next = i < list->list.n ? name(list->list.items[i]) : STR_EMPTY;
        for (size_t k = 0; k < added->list.n; k++) {
            const Value *item = added->list.items[k];
            Str before = value_get_text(item, STR("avant"));
            if (str_eq(before, next) && (before.len > 0 || i == list->list.n)) {
                TRY(add_new(o, place, item, name, list, merged));
            }
        }
        TRY(i < list->list.n ? value_list_add(o->arena, merged, list->list.items[i]) : ST_OK);
    }
    for (size_t k = 0; k < added->list.n; k++) {
        const Value *before = value_get(added->list.items[k], STR("avant"));
        if (before && !find_item(list, before->text, name)) {
            TRY(unknown_item(o, place, before->loc, before->text, list, name));
        }
    }
    *ret_list = merged;
    return ST_OK;
}

Status overlay_replace(Overlay *o, Str place, const Value *local, const char *key, Value *merged)
{
    const Member *m = value_member(local, str_of(key));
    const Value *base = value_get(merged, str_of(key));
    if (!m || (base && value_equal(base, m->value))) {
        return ST_OK;
    }
    TRY(overlay_record(o, overlay_join(o, place, m->key), base, m->value, m->key_loc));
    return value_map_set(o->arena, merged, m->key, m->value);
}

Status overlay_change_items(Overlay *o, Str place, const Value *file, const char *changed,
                            const char *added, const OverlayItems *how, Value *merged)
{
    const Member *changes = value_member(file, str_of(changed));
    const Value *fresh = value_get(file, str_of(added));
    Value *list = (Value *)value_get(merged, str_of(changed)); /* only read */
    if (!changes && !fresh) {
        return ST_OK;
    }
    list = list ? list : value_list(o->arena, changes ? changes->key_loc : fresh->loc);
    TRY(list && place.ptr ? ST_OK : ST_NOMEM);
    TRY(changes ? overlay_items(o, place, list, changes, how, &list) : ST_OK);
    TRY(fresh ? overlay_insert(o, place, list, fresh, how->name, &list) : ST_OK);
    return value_map_set(o->arena, merged, str_of(changed), list);
}
