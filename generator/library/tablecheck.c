/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tablecheck - what a map of tables or published data says, against the market schema and the catalogues; see table.h.
 */
#include "generator/data/validate.h"
#include "generator/library/table.h"

typedef struct MapCheck {
    Arena *arena;
    const Library *library;
    DiagList *diags;
    bool has_errors;
} MapCheck;

/* The column of a path; *ret_is_known false: reported. */
static Status check_path(MapCheck *c, Str path, Loc loc, TableColumn *ret, bool *ret_is_known)
{
    TRY(table_column(c->arena, c->library, path, ret, ret_is_known));
    if (!*ret_is_known) {
        diag_add_near(c->diags, TABLE_MAP_PATH, TABLE_MAP_PATH_NEAR, loc, path,
                      table_near_path(c->arena, c->library, path));
        c->has_errors = true;
    }
    return ST_OK;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

/* Texts that name entries of a catalogue name some that it has. */
static void check_entries(MapCheck *c, const TableColumn *column, const Value *value)
{
    const SchemaNode *item = column->node->items ? schema_node_deref(column->node->items) : NULL;
    Str name = value_get_text(column->node->source, STR("x-catalogue"));
    if (name.len == 0 && item) {
        name = value_get_text(item->source, STR("x-catalogue"));
    }
    const Value *list = value_get(c->library->catalogues, name);
    if (value->kind == VALUE_LIST) {
        for (size_t i = 0; i < value->list.n; i++) {
            check_entries(c, column, value->list.items[i]);
        }
        return;
    }
    if (name.len == 0 || !list || list->kind != VALUE_LIST || value->kind != VALUE_TEXT ||
        library_entry(list, value->text)) {
        return;
    }
    library_report_entry(c->diags, list, value, column->path);
    c->has_errors = true;
}

/* One text that stands for a value, as a market would get it. */
static Status check_value(MapCheck *c, const TableColumn *column, const Value *given)
{
    TableMarket m = {.arena = c->arena, .library = c->library, .diags = c->diags};
    Value *value = NULL;
    Str text = given->kind != VALUE_BOOL ? given->text
               : given->boolean          ? STR("true")
                                         : STR("false");
    bool is_scalar =
        given->kind == VALUE_TEXT || given->kind == VALUE_NUM || given->kind == VALUE_BOOL;
    if (!is_scalar || !column->node || column->turn != TURN_VALUES) {
        return ST_OK; /* null gives nothing; the type of an option is known in a market only */
    }
    TRY(table_value(&m, column->node, text, given->loc, column->path, &value));
    c->has_errors = c->has_errors || m.has_errors;
    if (!value) {
        return ST_OK;
    }
    Status st = validate_value(column->node, value, column->path, c->diags);
    if (status_is_fatal(st)) {
        return st;
    }
    c->has_errors = c->has_errors || st != ST_OK;
    if (st == ST_OK) {
        check_entries(c, column, value);
    }
    return ST_OK;
}

/* The values of {text: value}. */
static Status check_words(MapCheck *c, const TableColumn *column, const Value *words)
{
    for (size_t i = 0; words && words->kind == VALUE_MAP && i < words->map.n; i++) {
        TRY(check_value(c, column, words->map.members[i].value));
    }
    return ST_OK;
}

/* --- a map ------------------------------------------------------------------------------------------------------- */

/* One published field: where it goes or what it helps to fill. */
static Status check_field(MapCheck *c, const Value *field)
{
    const Value *to = value_get(field, STR("vers"));
    const Value *hint = value_get(field, STR("pour"));
    TableColumn column;
    bool is_known = false;
    if (hint) {
        TRY(check_path(c, hint->text, hint->loc, &column, &is_known));
    }
    if (!to) {
        return ST_OK;
    }
    TRY(check_path(c, to->text, to->loc, &column, &is_known));
    if (!is_known) {
        return ST_OK;
    }
    TRY(check_words(c, &column, value_get(field, STR("valeurs"))));
    return check_words(c, &column, value_get(field, STR("debuts")));
}

/* A part of a market: what is there is right, what is not there others give. */
static Status check_common(MapCheck *c, const Value *common)
{
    DiagList found;
    diag_list_init(&found, c->arena);
    Status st = common ? validate_value(schema_root(c->library->market_schema), common,
                                        STR("commun"), &found)
                       : ST_OK;
    if (status_is_fatal(st)) {
        return st;
    }
    for (size_t i = 0; i < found.n; i++) {
        const Diag *d = &found.items[i];
        if (d->code != VALUE_MISSING) {
            Diag *kept = diag_add(c->diags, d->code, d->loc, d->args[0], d->args[1], d->args[2]);
            kept->span = d->span;
            kept->path = d->path;
            c->has_errors = c->has_errors || d->severity == DIAG_ERROR;
        }
    }
    return ST_OK;
}

Status table_map_check(Arena *arena, const Library *library, const TableMap *map, DiagList *diags)
{
    MapCheck c = {.arena = arena, .library = library, .diags = diags};
    TableColumn column;
    bool is_known = false;
    for (size_t i = 0; map->columns && i < map->columns->map.n; i++) {
        const Value *path = map->columns->map.members[i].value;
        if (path->kind == VALUE_TEXT) {
            TRY(check_path(&c, path->text, path->loc, &column, &is_known));
        }
    }
    for (size_t i = 0; map->words && i < map->words->map.n; i++) {
        const Member *member = &map->words->map.members[i];
        TRY(check_path(&c, member->key, member->key_loc, &column, &is_known));
        TRY(is_known ? check_words(&c, &column, member->value) : ST_OK);
    }
    for (size_t i = 0; map->fields && i < map->fields->list.n; i++) {
        TRY(check_field(&c, map->fields->list.items[i]));
    }
    TRY(check_common(&c, map->common));
    return c.has_errors ? ST_INPUT : ST_OK;
}
