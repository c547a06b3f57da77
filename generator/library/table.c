/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table - headers to columns; see table.h.
 */
#include "generator/library/table.h"

#include "generator/data/validate.h"

#define MAX_NAMES 600 /* that a near miss is looked for among */
#define NAME_DEPTH 4

/* One header on its way to a column. */
typedef struct HeaderPath {
    Arena *arena;
    const Library *library;
    bool has_row_lots;
    Str rest; /* of the path, from the part at hand */
    TableColumn *column;
    size_t cap_steps;
    bool is_group; /* it ends at a group of fields */
    Str example;   /* a field of it */
} HeaderPath;

/* --- steps ------------------------------------------------------------------------------------------------------- */

static Str first_part(Str path)
{
    size_t dot = str_find(path, STR("."), 0);
    return str_sub(path, 0, dot == SIZE_MAX ? path.len : dot);
}

static Str take_part(HeaderPath *p)
{
    Str part = first_part(p->rest);
    p->rest = str_sub(p->rest, part.len + 1, SIZE_MAX);
    return part;
}

static Status add_step(HeaderPath *p, TableStepKind kind, Str key, size_t index)
{
    TableColumn *c = p->column;
    TableStep *grown = arena_grow(p->arena, c->steps, c->n_steps, &p->cap_steps, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    c->steps = grown;
    grown[c->n_steps++] = (TableStep){.kind = kind, .key = key, .index = index};
    return ST_OK;
}

/* A number from 1 as an index from 0. */
static bool index_of(Str part, size_t *ret_index)
{
    size_t n = 0;
    for (size_t i = 0; i < part.len; i++) {
        if (part.len > 4 || part.ptr[i] < '0' || part.ptr[i] > '9') {
            return false;
        }
        n = n * 10 + (size_t)(part.ptr[i] - '0');
    }
    *ret_index = n - 1;
    return n > 0;
}

static bool is_map(const SchemaNode *node)
{
    return node->n_properties > 0 || str_is(value_get_text(node->source, STR("type")), "object");
}

/* Where the path ends: a value, or a list of values. */
static bool finish(HeaderPath *p, const SchemaNode *node)
{
    bool is_list = node->items != NULL;
    const SchemaNode *item = is_list ? schema_node_deref(node->items) : node;
    p->column->node = node;
    p->column->turn = TURN_VALUES;
    p->is_group = is_map(item);
    p->example = item->n_properties > 0 ? item->properties[0].name : STR_EMPTY;
    return !p->is_group;
}

/* Options of whatever consideration the row names: their types are found then. */
static Status take_late(HeaderPath *p, bool *ret_is_known)
{
    p->column->n_fixed = p->column->n_steps;
    *ret_is_known = p->rest.len > 0;
    while (p->rest.len > 0) {
        Str part = take_part(p);
        size_t index = 0;
        bool is_index = index_of(part, &index);
        TRY(add_step(p, is_index ? STEP_ITEM : STEP_KEY, part, index));
        *ret_is_known = *ret_is_known && part.len > 0;
    }
    p->column->turn = TURN_OPTIONS;
    return ST_OK;
}

/* The rest of the path below `node`. */
static Status descend(HeaderPath *p, const SchemaNode *node, bool *ret_is_known)
{
    *ret_is_known = false;
    while (p->rest.len > 0) {
        Str part = take_part(p);
        size_t index = 0;
        node = schema_node_deref(node);
        const SchemaNode *property = schema_node_property(node, part);
        if (property) {
            TRY(add_step(p, STEP_KEY, part, 0));
            node = property;
        } else if (node->items && index_of(part, &index)) {
            TRY(add_step(p, STEP_ITEM, part, index));
            node = schema_node_deref(node->items);
        } else {
            return ST_OK;
        }
        bool is_options = str_is(part, "options") && node->n_properties == 0;
        if (is_options && p->rest.len > 0) {
            return take_late(p, ret_is_known);
        }
    }
    *ret_is_known = finish(p, schema_node_deref(node));
    return ST_OK;
}

/* "clause_heures.taux": an option, or a field of the consideration itself. */
static Status take_clause(HeaderPath *p, const Clause *clause, const SchemaNode *lot,
                          bool *ret_is_known)
{
    (void)take_part(p);
    Str name = first_part(p->rest);
    const SchemaNode *options = schema_root(clause->schema);
    TRY(add_step(p, STEP_KEY, STR("considerations"), 0));
    TRY(add_step(p, STEP_CLAUSE, clause->id, 0));
    if (schema_node_property(schema_node_deref(options), name)) {
        TRY(add_step(p, STEP_KEY, STR("options"), 0));
        return descend(p, options, ret_is_known);
    }
    const SchemaNode *list = schema_node_property(lot, STR("considerations"));
    const SchemaNode *entry = list && list->items ? schema_node_deref(list->items) : NULL;
    *ret_is_known = false;
    return entry && !str_is(name, "clause") && !str_is(name, "options")
               ? descend(p, entry, ret_is_known)
               : ST_OK;
}

/* A path below a lot, or below the market where `node` is the root. */
static Status take_below(HeaderPath *p, const SchemaNode *node, bool *ret_is_known)
{
    const Clause *clause = library_clause(p->library, first_part(p->rest));
    if (clause && str_find(p->rest, STR("."), 0) != SIZE_MAX) {
        return take_clause(p, clause, node, ret_is_known);
    }
    if (str_is(p->rest, "considerations")) {
        p->column->turn = TURN_CLAUSES;
        *ret_is_known = true;
        return add_step(p, STEP_KEY, p->rest, 0);
    }
    return descend(p, node, ret_is_known);
}

static Status take_path(HeaderPath *p, bool *ret_is_known)
{
    const SchemaNode *root = schema_root(p->library->market_schema);
    const SchemaNode *lots = schema_node_property(root, STR("lots"));
    const SchemaNode *lot = lots && lots->items ? schema_node_deref(lots->items) : root;
    Str first = first_part(p->rest);
    bool is_of_lot = str_is(first, "lots") && p->rest.len > first.len + 1;
    bool is_open = str_is(p->rest, "considerations") ||
                   (p->rest.len > first.len && library_clause(p->library, first));
    size_t index = 0;
    if (str_is(p->rest, "id")) {
        p->column->turn = TURN_VALUES;
        *ret_is_known = true;
        return add_step(p, STEP_KEY, p->rest, 0);
    }
    if (!is_of_lot && !(is_open && p->has_row_lots)) {
        return take_below(p, root, ret_is_known);
    }
    if (is_of_lot) {
        (void)take_part(p);
    }
    TRY(add_step(p, STEP_KEY, STR("lots"), 0));
    if (is_of_lot && index_of(first_part(p->rest), &index)) {
        Str part = take_part(p);
        TRY(add_step(p, STEP_ITEM, part, index));
    } else {
        TRY(add_step(p, STEP_ROW, STR_EMPTY, 0));
    }
    return p->rest.len > 0 ? take_below(p, lot, ret_is_known) : ST_OK;
}

Status table_column(Arena *arena, const Library *library, Str path, TableColumn *ret,
                    bool *ret_is_known)
{
    HeaderPath p = {.arena = arena, .library = library, .rest = path, .column = ret};
    *ret = (TableColumn){.path = path};
    *ret_is_known = false;
    return take_path(&p, ret_is_known);
}

/* --- headers ----------------------------------------------------------------------------------------------------- */

typedef struct Names {
    Arena *arena;
    Str items[MAX_NAMES];
    size_t n;
} Names;

/* Every field below `node` as a path. */
static void collect(Names *names, const SchemaNode *node, Str prefix, size_t depth)
{
    node = schema_node_deref(node);
    for (size_t i = 0; depth > 0 && i < node->n_properties; i++) {
        const SchemaNode *child = schema_node_deref(node->properties[i].node);
        Str path = arena_printf(names->arena, "%.*s%.*s", STR_ARG(prefix),
                                STR_ARG(node->properties[i].name));
        const SchemaNode *item = child->items ? schema_node_deref(child->items) : child;
        bool is_nest = item->n_properties > 0;
        if (path.ptr && names->n < MAX_NAMES && !is_nest) {
            names->items[names->n++] = path;
        }
        Str below = is_nest ? arena_printf(names->arena, "%.*s.", STR_ARG(path)) : STR_EMPTY;
        if (is_nest && below.ptr) {
            collect(names, item, below, depth - 1);
        }
    }
}

static Str join(Arena *arena, Str path, Str part)
{
    return path.len == 0 ? part : arena_printf(arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(part));
}

/* "lots.2.montant" as "lots.montant". */
static Str without_numbers(Arena *arena, Str path)
{
    Str found = STR_EMPTY;
    while (path.len > 0) {
        Str part = first_part(path);
        size_t index = 0;
        path = str_sub(path, part.len + 1, SIZE_MAX);
        found = index_of(part, &index) ? found : join(arena, found, part);
    }
    return found;
}

/* `near` with the numbers of `path` where they stood there, if that is a field. */
static Str with_numbers(Arena *arena, const Library *library, Str near, Str path)
{
    Str rest = near;
    Str found = STR_EMPTY;
    while (path.len > 0) {
        Str part = first_part(path);
        size_t index = 0;
        path = str_sub(path, part.len + 1, SIZE_MAX);
        if (!index_of(part, &index)) {
            if (rest.len == 0) {
                return near;
            }
            part = first_part(rest);
            rest = str_sub(rest, part.len + 1, SIZE_MAX);
        }
        found = join(arena, found, part);
    }
    TableColumn column;
    bool is_known = false;
    Status st = table_column(arena, library, found, &column, &is_known);
    return st == ST_OK && is_known && rest.len == 0 ? found : near;
}

/* "montant" for "marche.montant". */
static Str longer_name(const Names *names, Str path)
{
    Str near = STR_EMPTY;
    for (size_t i = 0; near.len == 0 && i < names->n; i++) {
        Str name = names->items[i];
        bool is_end = path.len > 3 && name.len > path.len &&
                      name.ptr[name.len - path.len - 1] == '.' && ascii_ends(name, path);
        near = is_end ? name : near;
    }
    return near;
}

/* Numbers of lots are left as they are. */
Str table_near_path(Arena *arena, const Library *library, Str path)
{
    Names *names = arena_new(arena, Names);
    if (!names) {
        return STR_EMPTY;
    }
    names->arena = arena;
    collect(names, schema_root(library->market_schema), STR_EMPTY, NAME_DEPTH);
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        Str prefix = arena_printf(arena, "%.*s.", STR_ARG(clause->id));
        if (prefix.ptr && str_starts(path, str_sub(prefix, 0, 3))) {
            collect(names, schema_root(clause->schema), prefix, 2);
        }
    }
    names->items[names->n < MAX_NAMES ? names->n++ : 0] = STR("considerations");
    Str near = validate_nearest(without_numbers(arena, path), names->items, names->n);
    return near.len > 0 ? with_numbers(arena, library, near, path) : longer_name(names, path);
}

/* The path that a header stands for: its own, or that of the map; ptr NULL: the column is left out. */
static Str mapped(const TableMap *map, Str header)
{
    const Value *path = table_word(map->columns, header);
    if (!path) {
        return header;
    }
    return path->kind == VALUE_TEXT ? path->text : (Str){0};
}

static bool is_row_lot_path(Str path)
{
    size_t index = 0;
    Str rest = str_sub(path, 5, SIZE_MAX);
    return str_starts(path, STR("lots.")) && !index_of(first_part(rest), &index);
}

static void find_lots(Table *table, const CsvCell *headers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Str path = mapped(table->map, table_trim(headers[i].text));
        table->has_row_lots = table->has_row_lots || (path.ptr && is_row_lot_path(path));
        table->has_lots = table->has_lots || (path.ptr && str_starts(path, STR("lots.")));
    }
}

static bool report_header(HeaderPath *p, const CsvCell *header, Str path, DiagList *diags)
{
    if (p->is_group) {
        Str inside = arena_printf(p->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(p->example));
        diag_add2(diags, TABLE_GROUP, header->loc, path, inside.ptr ? inside : path);
        return true;
    }
    Diag *d = diag_add_near(diags, TABLE_UNKNOWN, TABLE_UNKNOWN_NEAR, header->loc, path,
                            table_near_path(p->arena, p->library, path));
    d->span = 1;
    return true;
}

static Status make_column(Arena *arena, Table *table, const CsvCell *header, DiagList *diags,
                          TableColumn *column, bool *io_wrong)
{
    Str name = table_trim(header->text);
    Str path = mapped(table->map, name);
    HeaderPath p = {.arena = arena,
                    .library = table->library,
                    .has_row_lots = table->has_row_lots,
                    .rest = path,
                    .column = column};
    bool is_known = false;
    *column = (TableColumn){.path = path, .turn = TURN_NEVER, .is_nameless = name.len == 0};
    if (name.len == 0 || !path.ptr) {
        return ST_OK;
    }
    TRY(take_path(&p, &is_known));
    column->words = table_word(table->map->words, path);
    if (!is_known) {
        column->turn = TURN_NEVER;
        *io_wrong = report_header(&p, header, path, diags);
    }
    return ST_OK;
}

static bool is_same_steps(const TableColumn *a, const TableColumn *b, size_t n)
{
    bool is_same = a->n_steps >= n && b->n_steps >= n;
    for (size_t i = 0; is_same && i < n; i++) {
        const TableStep *x = &a->steps[i];
        const TableStep *y = &b->steps[i];
        is_same = x->kind == y->kind && str_eq(x->key, y->key) && x->index == y->index;
    }
    return is_same;
}

/* Columns for the same place; options whose consideration another column names. */
static void compare_columns(Table *table, const CsvCell *headers, DiagList *diags, bool *io_wrong)
{
    for (size_t i = 0; i < table->n; i++) {
        TableColumn *c = &table->columns[i];
        for (size_t j = 0; c->turn != TURN_NEVER && j < table->n; j++) {
            const TableColumn *other = &table->columns[j];
            size_t n = other->n_steps;
            bool is_same = other->turn != TURN_NEVER && is_same_steps(c, other, n);
            if (j < i && is_same && n == c->n_steps) {
                Diag *d = diag_add1(diags, TABLE_SAME, headers[i].loc, c->path);
                d->other = headers[j].loc;
                *io_wrong = true;
            }
            c->is_listed =
                c->is_listed || (is_same && other->turn == TURN_CLAUSES && n < c->n_steps);
        }
        bool is_key =
            table->has_row_lots && (str_is(c->path, "marche.reference") ||
                                    (str_is(c->path, "id") && table->key_column == SIZE_MAX));
        table->key_column = is_key ? i : table->key_column;
    }
}

Status table_new(Arena *arena, const Library *library, const TableMap *map, const CsvCell *headers,
                 size_t n, DiagList *diags, const Table **ret_table)
{
    Table *table = arena_new(arena, Table);
    TableMap *none = arena_new(arena, TableMap);
    bool is_wrong = false;
    if (!table || !none) {
        return ST_NOMEM;
    }
    *table = (Table){.library = library,
                     .map = map ? map : none,
                     .columns = arena_array(arena, n + 1, TableColumn),
                     .n = n,
                     .key_column = SIZE_MAX};
    if (!table->columns) {
        return ST_NOMEM;
    }
    find_lots(table, headers, n);
    for (size_t i = 0; i < n; i++) {
        TRY(make_column(arena, table, &headers[i], diags, &table->columns[i], &is_wrong));
    }
    compare_columns(table, headers, diags, &is_wrong);
    *ret_table = table;
    return is_wrong ? ST_INPUT : ST_OK;
}
