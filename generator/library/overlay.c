/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay - see overlay.h. Merges trees, by overlay_merge.c; overlay_read.c reads the files, overlay_follow.c watches the base.
 */
#include "generator/library/overlay.h"

#include "generator/data/validate.h"
#include "generator/library/textrules.h"

/* --- considerations and shared texts --------------------------------------------------------------------------- */

/* A default that is computed gives way to one that is written, and the other way round. */
static Status one_default(Overlay *o, Str place, const Member *local, Value *options)
{
    static const char *const keys[] = {"default", "x-defaut"};
    Value *option = (Value *)value_get(options, local->key); /* ours: overlay_map made it */
    for (size_t i = 0; option && local->value->kind == VALUE_MAP && i < 2; i++) {
        Str other = str_of(keys[1 - i]);
        const Value *old = value_get(option, other);
        if (!value_get(local->value, str_of(keys[i])) || !old || value_get(local->value, other)) {
            continue;
        }
        Value *map = value_map(o->arena, option->loc);
        if (!map) {
            return ST_NOMEM;
        }
        for (size_t k = 0; k < option->map.n; k++) {
            const Member *m = &option->map.members[k];
            if (!str_eq(m->key, other)) {
                TRY(value_map_add(o->arena, map, m->key, m->key_loc, m->value));
            }
        }
        TRY(overlay_record(o, overlay_join(o, overlay_join(o, place, local->key), other), old, NULL,
                           local->key_loc));
        TRY(value_map_set(o->arena, options, local->key, map));
    }
    return ST_OK;
}

static Status merge_options(Overlay *o, Str target, const Value *base, const Value *file,
                            Value **ret_options)
{
    static const Member nothing = {.key = {"", 0}};
    Str place = overlay_join(o, target, STR("options"));
    const Value *local = value_get(file, STR("options"));
    const Value *added = value_get(file, STR("nouvelles_options"));
    Value *none = value_map(o->arena, nothing.key_loc);
    if (!none) {
        return ST_NOMEM;
    }
    TRY(overlay_map(o, place, base, local ? local : none, false, ret_options));
    for (size_t i = 0; local && i < local->map.n; i++) {
        TRY(one_default(o, place, &local->map.members[i], *ret_options));
    }
    for (size_t i = 0; added && i < added->map.n; i++) {
        const Member *m = &added->map.members[i];
        const Member *first = value_member(base, m->key);
        if (first) {
            diag_add1(o->diags, LIB_DUPLICATE, m->key_loc, m->key)->other = first->key_loc;
            TRY(overlay_refuse(o));
            continue;
        }
        TRY(overlay_record(o, overlay_join(o, place, m->key), NULL, m->value, m->key_loc));
        TRY(value_map_add(o->arena, *ret_options, m->key, m->key_loc, m->value));
    }
    return ST_OK;
}

/* The items of the base, then those of the local library that it lacks. */
static Status append(Overlay *o, Str place, const Value *base, const Member *local,
                     Value **ret_list)
{
    Value *list = base ? value_copy_shallow(o->arena, base) : value_list(o->arena, local->key_loc);
    if (!list) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < local->value->list.n; i++) {
        Value *item = local->value->list.items[i];
        bool is_there = false;
        for (size_t k = 0; base && k < base->list.n; k++) {
            is_there = is_there || value_equal(base->list.items[k], item);
        }
        if (!is_there) {
            TRY(overlay_record(o, overlay_join(o, place, local->key), NULL, item, item->loc));
            TRY(value_list_add(o->arena, list, item));
        }
    }
    *ret_list = list;
    return ST_OK;
}

/* What one key of a file of the local library does to a consideration. */
static Status merge_key(Overlay *o, Str target, const Member *m, Value *merged)
{
    static const char *const maps[] = {"corps", "titres"};
    static const char *const lists[] = {"options_requises", "historique"};
    const Value *base = value_get(merged, m->key);
    Value *value = m->value;
    Str place = overlay_join(o, target, m->key);
    for (size_t i = 0; i < 2; i++) {
        if (str_is(m->key, maps[i]) && m->value->kind == VALUE_MAP) {
            Value *none = value_map(o->arena, m->key_loc);
            if (!none) {
                return ST_NOMEM;
            }
            TRY(overlay_map(o, place, base ? base : none, m->value, true, &value));
            return value_map_set(o->arena, merged, m->key, value);
        }
        if (str_is(m->key, lists[i])) {
            TRY(append(o, target, base, m, &value));
            return value_map_set(o->arena, merged, m->key, value);
        }
    }
    if (base && !value_equal(base, value)) {
        TRY(overlay_record(o, place, base, value, m->key_loc));
    }
    return value_map_set(o->arena, merged, m->key, value);
}

Status overlay_text(Overlay *o, Str target, const Schema *schema, Value **io_value)
{
    static const char *const apart[] = {"surcharge", "version", "options", "nouvelles_options"};
    OverlayFile *file = o ? overlay_find_file(o, target) : NULL;
    if (!file) {
        return ST_OK;
    }
    file->is_used = true;
    Value *merged = value_copy_shallow(o->arena, *io_value);
    if (!merged) {
        return ST_NOMEM;
    }
    merged->loc = file->value->loc; /* what is missing in the whole is missing here */
    const Value *options = value_get(merged, STR("options"));
    if (options) {
        Value *all = NULL;
        TRY(merge_options(o, target, options, file->value, &all));
        TRY(value_map_set(o->arena, merged, STR("options"), all));
    }
    for (size_t i = 0; i < file->value->map.n; i++) {
        const Member *m = &file->value->map.members[i];
        bool is_apart = false;
        for (size_t k = 0; k < sizeof apart / sizeof apart[0]; k++) {
            is_apart = is_apart || str_is(m->key, apart[k]);
        }
        if (!is_apart) {
            TRY(merge_key(o, target, m, merged));
        }
    }
    Status st = validate_value(schema_root(schema), merged, STR_EMPTY, o->diags);
    if (st != ST_OK) {
        o->has_errors = true;
        return status_is_fatal(st) ? st : ST_OK; /* the base alone is sound */
    }
    *io_value = merged;
    return overlay_version(o, file->value, merged);
}

/* --- lists ------------------------------------------------------------------------------------------------------- */

/* What the base declares to be law (`protection`) is not the local library's to change. */
static bool is_law(Overlay *o, Str name, const Value *change)
{
    const Value *law = value_get(o->base, STR("protection"));
    bool only_adds = !value_get(change, STR("changements")) && !value_get(change, STR("retraits"));
    return value_list_holds(value_get(law, STR("fermees")), name) ||
           (!only_adds && value_list_holds(value_get(law, STR("ajouts_seuls")), name));
}

static Status unknown_entry(Overlay *o, Str place, Loc loc, Str id, const Value *list)
{
    Str names[OVERLAY_MAX_NAMES];
    size_t n = 0;
    for (size_t i = 0; i < list->list.n && n < OVERLAY_MAX_NAMES; i++) {
        names[n++] = value_get_text(list->list.items[i], STR("id"));
    }
    return overlay_unknown(o, loc, place, id, names, n);
}

/* `changements` and `retraits` that name no entry of the base. */
static Status check_entries(Overlay *o, Str place, const Value *list, const Value *change)
{
    const Value *changed = value_get(change, STR("changements"));
    const Value *gone = value_get(change, STR("retraits"));
    for (size_t i = 0; changed && i < changed->map.n; i++) {
        const Member *m = &changed->map.members[i];
        if (!library_entry(list, m->key)) {
            TRY(unknown_entry(o, place, m->key_loc, m->key, list));
        }
    }
    for (size_t i = 0; gone && i < gone->list.n; i++) {
        const Value *id = gone->list.items[i];
        if (!library_entry(list, id->text)) {
            TRY(unknown_entry(o, place, id->loc, id->text, list));
        }
    }
    return ST_OK;
}

static Status change_entry(Overlay *o, Str place, Value *entry, const Value *change,
                           Value **ret_entry)
{
    Str id = value_get_text(entry, STR("id"));
    const Value *gone = value_get(change, STR("retraits"));
    const Value *changed = value_get(value_get(change, STR("changements")), id);
    *ret_entry = entry;
    for (size_t i = 0; gone && i < gone->list.n; i++) {
        if (str_eq(gone->list.items[i]->text, id)) {
            *ret_entry = NULL;
            return overlay_record(o, overlay_join(o, place, id), entry, NULL,
                                  gone->list.items[i]->loc);
        }
    }
    return changed ? overlay_map(o, overlay_join(o, place, id), entry, changed, true, ret_entry)
                   : ST_OK;
}

Status overlay_list(Overlay *o, Str place, Str name, Value **io_list)
{
    const Member *m = o ? value_member(o->lists, name) : NULL;
    Value *list = m ? value_list(o->arena, (*io_list)->loc) : NULL;
    if (!m || !list) {
        return m ? ST_NOMEM : ST_OK;
    }
    if (is_law(o, name, m->value)) {
        diag_add1(o->diags, LIB_OVERLAY_LAW, m->key_loc, name)->other = (*io_list)->loc;
        return overlay_refuse(o);
    }
    TRY(check_entries(o, place, *io_list, m->value));
    for (size_t i = 0; i < (*io_list)->list.n; i++) {
        Value *entry = NULL;
        TRY(change_entry(o, place, (*io_list)->list.items[i], m->value, &entry));
        TRY(entry ? value_list_add(o->arena, list, entry) : ST_OK);
    }
    const Value *added = value_get(m->value, STR("ajouts"));
    for (size_t i = 0; added && i < added->list.n; i++) {
        Value *entry =
            added->list.items[i]; /* one that is there already is found with all the others */
        TRY(overlay_record(o, overlay_join(o, place, value_get_text(entry, STR("id"))), NULL, entry,
                           entry->loc));
        TRY(value_list_add(o->arena, list, entry));
    }
    *io_list = list;
    return ST_OK;
}

Status overlay_new_lists(Overlay *o, const Schema *schema, Value *catalogues)
{
    for (size_t i = 0; o && i < o->lists->map.n; i++) {
        const Member *m = &o->lists->map.members[i];
        const Member *entries = value_member(m->value, STR("entrees"));
        Value *file = entries ? value_map(o->arena, m->key_loc) : NULL;
        const Value *base = value_get(catalogues, m->key);
        if (!file) {
            TRY(entries ? ST_NOMEM : ST_OK);
            continue;
        }
        if (base) {
            diag_add1(o->diags, LIB_DUPLICATE, entries->key_loc, m->key)->other = base->loc;
            TRY(overlay_refuse(o));
            continue;
        }
        TRY(value_map_add(o->arena, file, m->key, m->key_loc, entries->value));
        Status st = validate_value(schema_root(schema), file, STR_EMPTY, o->diags);
        if (status_is_fatal(st)) {
            return st;
        }
        o->has_errors = o->has_errors || st != ST_OK;
        TRY(overlay_added(o, overlay_join(o, STR("listes"), m->key), entries->value));
        TRY(value_map_set(o->arena, catalogues, m->key, entries->value));
    }
    return ST_OK;
}

/* --- rules, calculations, what the library says of itself ---------------------------------------------------------- */

static int rank(Str level)
{
    return str_is(level, "erreur") ? 2 : str_is(level, "avertissement") ? 1 : 0;
}

static Status raise(Overlay *o, Value *rule, const Member *m)
{
    const Value *level = value_get(rule, STR("niveau"));
    Str place =
        arena_printf(o->arena, "regles.%.*s.niveau", STR_ARG(value_get_text(rule, STR("id"))));
    if (rank(m->value->text) < rank(level->text)) {
        diag_add(o->diags, LIB_OVERLAY_WIDENS, m->value->loc, place, level->text, m->value->text)
            ->other = level->loc;
        return overlay_refuse(o);
    }
    TRY(overlay_record(o, place, level, m->value, m->key_loc));
    return value_map_set(o->arena, rule, STR("niveau"), m->value);
}

/* A rule over wording may have a mild form and a severe one under its number: only what is milder is raised. */
static bool is_severe_form(const Value *rule, const Member *m, bool is_text)
{
    return is_text && rank(m->value->text) < rank(value_get_text(rule, STR("niveau")));
}

Status overlay_levels(Overlay *o, Value **io_file)
{
    static const char *const lists[] = {"regles", "textes"};
    for (size_t k = 0; o && o->levels && k < 2; k++) {
        const Value *rules = value_get(*io_file, str_of(lists[k]));
        for (size_t i = 0; rules && i < rules->list.n; i++) {
            Value *rule = rules->list.items[i];
            const Member *m = value_member(o->levels, value_get_text(rule, STR("id")));
            if (m && !value_equal(value_get(rule, STR("niveau")), m->value) &&
                !is_severe_form(rule, m, k == 1)) {
                TRY(raise(o, rule, m));
            }
        }
    }
    return ST_OK;
}

Status overlay_calcs(Overlay *o, Value **io_list)
{
    if (!o || !o->calcs || o->calcs->list.n == 0) {
        return ST_OK;
    }
    Value *list = value_copy_shallow(o->arena, *io_list);
    if (!list) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < o->calcs->list.n; i++) {
        Value *calc = o->calcs->list.items[i];
        TRY(overlay_added(o, overlay_join(o, STR("calculs"), value_get_text(calc, STR("id"))),
                          calc));
        TRY(value_list_add(o->arena, list, calc));
    }
    *io_list = list;
    return ST_OK;
}

Status overlay_added(Overlay *o, Str place, const Value *local)
{
    return overlay_record(o, place, NULL, local, local->loc);
}

Status overlay_about(Overlay *o, Value **io_value)
{
    static const char *const own[] = {"id",         "titre",   "version",       "date",
                                      "licence",    "auteurs", "titre_communs", "typographie",
                                      "orthographe"};
    static const char *const written[] = {"titre_communs", "typographie", "orthographe"};
    static const char *const said[] = {"id", "titre", "version"};
    Value *merged = value_copy_shallow(o->arena, *io_value);
    Value *base = value_map(o->arena, (*io_value)->loc);
    if (!merged || !base) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        const Member *m = value_member(*io_value, str_of(said[i]));
        TRY(value_map_add(o->arena, base, m->key, m->key_loc, m->value));
    }
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        const Member *m = value_member(o->about, str_of(own[i]));
        if (m) {
            TRY(value_map_set(o->arena, merged, m->key, m->value));
        }
    }
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        const Member *m = value_member(o->about, str_of(written[i]));
        Str place = arena_printf(o->arena, "bibliotheque.%s", written[i]);
        if (!place.ptr) {
            return ST_NOMEM;
        }
        if (m) {
            TRY(overlay_record(o, place, value_get(*io_value, m->key), m->value, m->key_loc));
        }
    }
    const Member *blocks = value_member(merged, STR("blocs"));
    Value *list = blocks->value;
    TRY(overlay_list(o, STR("bibliotheque.blocs"), STR("blocs"), &list));
    TRY(value_map_set(o->arena, merged, STR("blocs"), list));
    TRY(value_map_set(o->arena, merged, STR("base"), base));
    *io_value = merged;
    return ST_OK;
}

/* --- what nothing was found for ------------------------------------------------------------------------------------ */

static Status unknown_targets(Overlay *o, const Library *lib)
{
    for (size_t i = 0; i < o->n_files; i++) {
        const OverlayFile *file = &o->files[i];
        Str names[OVERLAY_MAX_NAMES];
        size_t n = 0;
        if (file->target.len == 0 || file->is_used) {
            continue;
        }
        for (size_t k = 0; k < lib->n_clauses && n < OVERLAY_MAX_NAMES; k++) {
            names[n++] = lib->clauses[k].id;
        }
        for (size_t k = 0; k < lib->n_commons && n < OVERLAY_MAX_NAMES; k++) {
            names[n++] = lib->commons[k].id;
        }
        Loc loc = value_get(file->value, STR("surcharge"))->loc;
        TRY(overlay_unknown(o, loc, STR_EMPTY, file->target, names, n));
    }
    return ST_OK;
}

static Status unknown_lists(Overlay *o, const Library *lib)
{
    for (size_t i = 0; i < o->lists->map.n; i++) {
        const Member *m = &o->lists->map.members[i];
        bool is_own = value_get(m->value, STR("entrees")) != NULL;
        for (size_t k = 0; is_own && k < m->value->map.n; k++) {
            const Member *other = &m->value->map.members[k];
            if (!str_is(other->key,
                        "entrees")) { /* in a list of its own there is nothing to change */
                TRY(overlay_unknown_member(o, overlay_join(o, STR("listes"), m->key), other, NULL));
            }
        }
        if (!str_is(m->key, "blocs") && !value_get(lib->catalogues, m->key)) {
            TRY(overlay_unknown_member(o, STR("listes"), m, lib->catalogues));
        }
    }
    return ST_OK;
}

static Status unknown_rules(Overlay *o, const Library *lib)
{
    for (size_t i = 0; o->levels && i < o->levels->map.n; i++) {
        const Member *m = &o->levels->map.members[i];
        Str names[OVERLAY_MAX_NAMES];
        size_t n = 0;
        bool is_found = false;
        for (size_t k = 0; k < lib->n_rules; k++) {
            is_found = is_found || str_eq(lib->rules[k].id, m->key);
            names[n] = lib->rules[k].id;
            n += n + 1 < OVERLAY_MAX_NAMES;
        }
        for (size_t k = 0; k < lib->texts->n; k++) {
            is_found = is_found || str_eq(lib->texts->rules[k].id, m->key);
        }
        if (!is_found) {
            TRY(overlay_unknown(o, m->key_loc, STR("regles"), m->key, names, n));
        }
    }
    return ST_OK;
}

Status overlay_finish(Overlay *o, const Library *lib)
{
    TRY(unknown_targets(o, lib));
    TRY(unknown_lists(o, lib));
    TRY(unknown_rules(o, lib));
    overlay_follow_version(o);
    return overlay_follow(o, 0);
}
