/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tablerow - cells take their places in a market; see table.h.
 */
#include "generator/base/utf8.h"
#include "generator/data/json.h"
#include "generator/library/table.h"

#define SHOWN_BYTES 512 /* of a value in a message */

Status table_begin(TableMarket *m, Arena *arena, const Library *library, Loc loc, DiagList *diags)
{
    *m = (TableMarket){.arena = arena, .library = library, .diags = diags};
    m->root = value_map(arena, loc);
    return m->root ? ST_OK : ST_NOMEM;
}

/* --- the way to a value ------------------------------------------------------------------------------------------ */

static Value *member_of(const Value *map, Str key)
{
    const Member *member = map->kind == VALUE_MAP ? value_member(map, key) : NULL;
    return member ? member->value : NULL;
}

/* What holds the next step. */
static Value *holder_for(TableMarket *m, const TableStep *next, Loc loc)
{
    return next->kind == STEP_KEY ? value_map(m->arena, loc) : value_list(m->arena, loc);
}

/* The item, with nulls before it where there are none yet. */
static Status item_at(TableMarket *m, Value *list, size_t index, Loc loc, Value ***ret_place)
{
    while (list->list.n <= index) {
        Value *gap = value_null(m->arena, loc);
        if (!gap) {
            return ST_NOMEM;
        }
        TRY(value_list_add(m->arena, list, gap));
    }
    *ret_place = &list->list.items[index];
    return ST_OK;
}

/* The consideration of this name in a list, or NULL. */
static Value *find_clause(const Value *list, Str id)
{
    for (size_t i = 0; list->kind == VALUE_LIST && i < list->list.n; i++) {
        if (str_eq(value_get_text(list->list.items[i], STR("clause")), id)) {
            return list->list.items[i];
        }
    }
    return NULL;
}

static Status add_clause(TableMarket *m, Value *list, Str id, Loc loc, Value **ret)
{
    Value *entry = value_map(m->arena, loc);
    Value *name = value_text(m->arena, loc, id);
    if (!entry || !name) {
        return ST_NOMEM;
    }
    *ret = entry;
    TRY(value_map_add(m->arena, entry, STR("clause"), loc, name));
    return value_list_add(m->arena, list, entry);
}

/* What stands at a step, made if it is not there; *ret NULL: it is something else, or must not be made. */
static Status enter(TableMarket *m, const TableColumn *c, size_t i, Value *at, Loc loc, Value **ret)
{
    const TableStep *step = &c->steps[i];
    *ret = NULL;
    if (step->kind == STEP_CLAUSE) {
        *ret = find_clause(at, step->key);
        return *ret || c->is_listed || at->kind != VALUE_LIST
                   ? ST_OK
                   : add_clause(m, at, step->key, loc, ret);
    }
    if (step->kind == STEP_KEY) {
        *ret = member_of(at, step->key);
        if (*ret || at->kind != VALUE_MAP) {
            return ST_OK;
        }
        *ret = holder_for(m, &c->steps[i + 1], loc);
        return *ret ? value_map_add(m->arena, at, step->key, loc, *ret) : ST_NOMEM;
    }
    Value **place = NULL;
    if (at->kind != VALUE_LIST) {
        return ST_OK;
    }
    TRY(item_at(m, at, step->kind == STEP_ROW ? m->lot : step->index, loc, &place));
    if ((*place)->kind == VALUE_NULL) {
        *place = holder_for(m, &c->steps[i + 1], loc);
    }
    *ret = *place;
    return *ret ? ST_OK : ST_NOMEM;
}

static void report(TableMarket *m, DiagCode code, Loc loc, Str a, Str b)
{
    diag_add2(m->diags, code, loc, a, b);
    m->has_errors = true;
}

/* What holds the column's last step. */
static Status reach(TableMarket *m, const TableColumn *c, Loc loc, Value **ret)
{
    Value *at = m->root;
    for (size_t i = 0; at && i + 1 < c->n_steps; i++) {
        Value *next = NULL;
        TRY(enter(m, c, i, at, loc, &next));
        if (!next && c->steps[i].kind == STEP_CLAUSE) {
            report(m, TABLE_CLAUSE_ABSENT, loc, c->steps[i].key, STR_EMPTY);
        }
        at = next;
    }
    *ret = at;
    return ST_OK;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static void report_differs(TableMarket *m, const Value *first, const Value *second)
{
    char bytes[2][SHOWN_BYTES];
    Buf shown[2];
    const Value *values[2] = {second, first};
    for (size_t i = 0; i < 2; i++) {
        buf_init_fixed(&shown[i], bytes[i], SHOWN_BYTES);
        bool is_text = values[i]->kind == VALUE_TEXT;
        buf_put(&shown[i],
                is_text ? str_sub(values[i]->text, 0, utf8_clip(values[i]->text, 60)) : STR_EMPTY);
        if (!is_text) {
            json_put(&shown[i], values[i]);
        }
    }
    Diag *d =
        diag_add2(m->diags, TABLE_DIFFERS, second->loc, buf_str(&shown[0]), buf_str(&shown[1]));
    d->other = first->loc;
    m->has_errors = true;
}

/* Puts it at the last step; a second row of the market may say the same again. */
static Status place(TableMarket *m, const TableColumn *c, Value *at, Value *value)
{
    const TableStep *step = &c->steps[c->n_steps - 1];
    const Value *before = NULL;
    if (step->kind == STEP_KEY && at->kind == VALUE_MAP) {
        before = value_get(at, step->key);
        if (!before) {
            return value_map_add(m->arena, at, step->key, value->loc, value);
        }
    } else if (step->kind == STEP_ITEM && at->kind == VALUE_LIST) {
        Value **item = NULL;
        TRY(item_at(m, at, step->index, value->loc, &item));
        before = (*item)->kind == VALUE_NULL ? NULL : *item;
        *item = before ? *item : value;
    }
    if (before && !value_equal(before, value)) {
        report_differs(m, before, value);
    }
    return ST_OK;
}

static Status put_clauses(TableMarket *m, const TableColumn *c, Str text, Loc loc)
{
    Value *at = NULL;
    TRY(reach(m, c, loc, &at));
    if (!at || at->kind != VALUE_MAP) {
        return ST_OK;
    }
    Value *list = member_of(at, STR("considerations"));
    if (!list) {
        list = value_list(m->arena, loc);
        TRY(list ? value_map_add(m->arena, at, STR("considerations"), loc, list) : ST_NOMEM);
    }
    for (size_t from = 0; from <= text.len;) {
        size_t bar = str_find(text, STR("|"), from);
        size_t to = bar == SIZE_MAX ? text.len : bar;
        Str word = table_trim(str_sub(text, from, to - from));
        const Value *mapped = table_word(c->words, word);
        Str name = mapped && mapped->kind == VALUE_TEXT ? mapped->text : word;
        const Clause *clause = library_clause(m->library, name);
        Value *entry = NULL;
        if (name.len > 0 && !clause) {
            (void)diag_add_near(m->diags, TABLE_CLAUSE, TABLE_CLAUSE_NEAR, loc, name,
                                library_nearest_clause(m->library, name)); /* nothing to add */
            m->has_errors = true;
        } else if (name.len > 0 && !find_clause(list, clause->id)) {
            TRY(add_clause(m, list, clause->id, loc, &entry));
        }
        from = to + 1;
    }
    return ST_OK;
}

/* The type of an option whose consideration the row names itself. */
static const SchemaNode *late_node(const TableMarket *m, const TableColumn *c)
{
    const Value *at = m->root;
    for (size_t i = 0; at && i + 1 < c->n_fixed; i++) { /* up to the consideration */
        const TableStep *step = &c->steps[i];
        size_t index = step->kind == STEP_ROW ? m->lot : step->index;
        at = step->kind == STEP_KEY                         ? value_get(at, step->key)
             : at->kind == VALUE_LIST && index < at->list.n ? at->list.items[index]
                                                            : NULL;
    }
    const Clause *clause =
        at ? library_clause(m->library, value_get_text(at, STR("clause"))) : NULL;
    const SchemaNode *node = clause ? schema_root(clause->schema) : NULL;
    for (size_t i = c->n_fixed; node && i < c->n_steps; i++) {
        const SchemaNode *inside = schema_node_deref(node);
        node = c->steps[i].kind == STEP_KEY ? schema_node_property(inside, c->steps[i].key)
                                            : inside->items;
    }
    return node ? schema_node_deref(node) : NULL;
}

Status table_put(TableMarket *m, const TableColumn *c, Str text, Loc loc)
{
    Str cell = table_trim(text);
    const Value *word = table_word(c->words, cell);
    const SchemaNode *node = c->node;
    Value *value = NULL;
    Value *at = NULL;
    if (cell.len == 0 || c->turn == TURN_NEVER || (word && word->kind == VALUE_NULL)) {
        return ST_OK;
    }
    if (c->turn == TURN_CLAUSES) {
        return put_clauses(m, c, cell, loc);
    }
    if (c->turn == TURN_OPTIONS) {
        node = late_node(m, c);
        if (!node) {
            report(m, TABLE_NO_OPTION, loc, c->path, STR_EMPTY);
            return ST_OK;
        }
    }
    TRY(table_value(m, node, word ? word->text : cell, loc, c->path, &value));
    if (value) {
        TRY(reach(m, c, loc, &at));
    }
    return at ? place(m, c, at, value) : ST_OK;
}

Status table_put_row(TableMarket *m, const Table *table, const CsvCell *cells, size_t n)
{
    for (TableTurn turn = TURN_CLAUSES; turn < TURN_NEVER; turn++) {
        for (size_t i = 0; i < n && i < table->n; i++) {
            if (table->columns[i].turn == turn) {
                TRY(table_put(m, &table->columns[i], cells[i].text, cells[i].loc));
            }
        }
    }
    for (size_t i = 0; i < n && i < table->n; i++) {
        Str text = table_trim(cells[i].text);
        if (table->columns[i].is_nameless && text.len > 0) {
            report(m, TABLE_NO_NAME, cells[i].loc, text, STR_EMPTY);
        }
    }
    return ST_OK;
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

static Status merge(Arena *arena, Value *into, const Value *from);

/* Options that all share, of the considerations that the market names; it decides which those are. */
static Status merge_considerations(Arena *arena, Value *own, const Value *shared)
{
    for (size_t i = 0; i < own->list.n; i++) {
        Str clause = value_get_text(own->list.items[i], STR("clause"));
        for (size_t k = 0; clause.len > 0 && k < shared->list.n; k++) {
            const Value *from = shared->list.items[k];
            if (str_eq(value_get_text(from, STR("clause")), clause)) {
                TRY(merge(arena, own->list.items[i], from));
            }
        }
    }
    return ST_OK;
}

/* Its own copy: what is completed later must not be shared. */
static Status add_copy(Arena *arena, Value *map, Str key, Loc at, const Value *from)
{
    Value *copy = value_copy(arena, from);
    return copy ? value_map_add(arena, map, key, at, copy) : ST_NOMEM;
}

/* What the market does not say itself. */
static Status merge(Arena *arena, Value *into, const Value *from)
{
    for (size_t i = 0; i < from->map.n; i++) {
        const Member *member = &from->map.members[i];
        Value *own = member_of(into, member->key);
        if (own && own->kind == VALUE_MAP && member->value->kind == VALUE_MAP) {
            TRY(merge(arena, own, member->value));
        } else if (own && own->kind == VALUE_LIST && member->value->kind == VALUE_LIST &&
                   str_is(member->key, "considerations")) {
            TRY(merge_considerations(arena, own, member->value));
        } else if (!own) {
            TRY(add_copy(arena, into, member->key, member->key_loc, member->value));
        }
    }
    return ST_OK;
}

static void close_gaps(Value *value)
{
    size_t n = 0;
    for (size_t i = 0; value->kind == VALUE_MAP && i < value->map.n; i++) {
        close_gaps(value->map.members[i].value);
    }
    for (size_t i = 0; value->kind == VALUE_LIST && i < value->list.n; i++) {
        Value *item = value->list.items[i];
        close_gaps(item);
        if (item->kind != VALUE_NULL) {
            value->list.items[n++] = item;
        }
    }
    if (value->kind == VALUE_LIST) {
        value->list.n = n;
    }
}

/* Lots without a number have that of their place. */
static Status number_lots(TableMarket *m, const Value *lots)
{
    for (size_t i = 0; lots && lots->kind == VALUE_LIST && i < lots->list.n; i++) {
        Value *lot = lots->list.items[i];
        if (lot->kind != VALUE_MAP || value_get(lot, STR("num"))) {
            continue;
        }
        Value *num = value_num(m->arena, lot->loc, num_from_int((int64_t)i + 1));
        TRY(num ? value_map_add(m->arena, lot, STR("num"), lot->loc, num) : ST_NOMEM);
    }
    return ST_OK;
}

/* A contract that nobody divides has one lot: its object, its amount. */
static Status add_lot(TableMarket *m)
{
    const Value *market = value_get(m->root, STR("marche"));
    const Value *name = value_get(market, STR("objet"));
    const Value *amount = value_get(market, STR("montant"));
    Value *lots = value_list(m->arena, m->root->loc);
    Value *lot = value_map(m->arena, m->root->loc);
    if (!lots || !lot) {
        return ST_NOMEM;
    }
    TRY(value_list_add(m->arena, lots, lot));
    TRY(name ? add_copy(m->arena, lot, STR("intitule"), name->loc, name) : ST_OK);
    TRY(amount ? add_copy(m->arena, lot, STR("montant"), amount->loc, amount) : ST_OK);
    return value_map_add(m->arena, m->root, STR("lots"), m->root->loc, lots);
}

Status table_end(TableMarket *m, const Value *common, bool has_lots)
{
    if (common) {
        TRY(merge(m->arena, m->root, common));
    }
    if (!has_lots && !value_get(m->root, STR("lots"))) {
        TRY(add_lot(m));
    }
    TRY(number_lots(m, value_get(m->root, STR("lots"))));
    close_gaps(m->root);
    return ST_OK;
}
