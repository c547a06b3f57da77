/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decp - see decp.h.
 */
#include "generator/library/decp.h"

#include "generator/base/file.h"

#define TOLD_BYTES ((size_t)4 * 1024) /* of what is missing, and of a published value */
#define MISSING_DEPTH 4

/* --- the fields -------------------------------------------------------------------------------------------------- */

static Status add_fields(Arena *arena, Decp *decp, const Value *list)
{
    for (size_t i = 0; list && i < list->list.n; i++) {
        const Value *from = list->list.items[i];
        DecpField *field = &decp->fields[decp->n];
        Str to = value_get_text(from, STR("vers"));
        bool is_known = true;
        *field = (DecpField){.from = value_get_text(from, STR("de")),
                             .hint = value_get_text(from, STR("pour")),
                             .words = value_get(from, STR("valeurs")),
                             .starts = value_get(from, STR("debuts")),
                             .except = value_get(from, STR("sauf"))};
        TRY(to.len > 0 ? table_column(arena, decp->library, to, &field->to, &is_known) : ST_OK);
        decp->n += is_known; /* else reported when the file was read */
    }
    return ST_OK;
}

Status decp_load(Arena *arena, const Library *library, Str schemas, const TableMap *map,
                 uint32_t *io_sources, DiagList *diags, const Decp **ret_decp)
{
    Str folder = library->base_folder.len > 0 ? library->base_folder : library->folder;
    Str path = file_join(arena, folder, STR("decp.yaml"));
    const TableMap *own = NULL;
    const TableMap none = {0};
    Decp *decp = arena_new(arena, Decp);
    if (!decp || !path.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(path, true) == FILE_REGULAR) {
        if (!file_stays_inside(folder, path)) {
            diag_add1(diags, FILE_LEAVES_FOLDER, (Loc){0}, path);
            return ST_INPUT;
        }
        TRY(table_map_load(arena, library, path, schemas, io_sources, diags, &own));
    }
    own = own ? own : &none;
    size_t n =
        (own->fields ? own->fields->list.n : 0) + (map && map->fields ? map->fields->list.n : 0);
    *decp = (Decp){.library = library,
                   .text = own->text.ptr ? own->text : STR_EMPTY,
                   .id = map && map->id ? map->id : own->id,
                   .dates = map && map->dates ? map->dates : own->dates,
                   .common = map ? map->common : NULL,
                   .fields = arena_array(arena, n + 1, DecpField)};
    if (!decp->fields) {
        return ST_NOMEM;
    }
    TRY(add_fields(arena, decp, map ? map->fields : NULL));
    TRY(add_fields(arena, decp, own->fields));
    *ret_decp = decp;
    return ST_OK;
}

/* --- one contract ------------------------------------------------------------------------------------------------ */

static bool is_scalar(const Value *value)
{
    return value->kind == VALUE_TEXT || value->kind == VALUE_NUM || value->kind == VALUE_BOOL;
}

static Str text_of(const Value *value)
{
    return value->kind == VALUE_BOOL ? (value->boolean ? STR("true") : STR("false")) : value->text;
}

/* The value that a field's text gives, or an empty text. */
static Str meant(const DecpField *field, Str text)
{
    if (field->words) {
        const Value *word = table_word(field->words, text);
        return word && is_scalar(word) ? text_of(word) : STR_EMPTY;
    }
    for (size_t i = 0; field->starts && i < field->starts->map.n; i++) {
        const Member *member = &field->starts->map.members[i];
        if (str_starts(text, member->key)) {
            return text_of(member->value);
        }
    }
    return field->starts || value_list_holds(field->except, text) ? STR_EMPTY : text;
}

/* Texts found on the way of a dotted name, lists gone through; the first that means something, or all of them. */
typedef struct Finding {
    const DecpField *field;
    bool wants_all;
    Str first;
    Loc loc;
    Buf *all;
} Finding;

static void find(Finding *f, const Value *at, Str path)
{
    if (!at || (!f->wants_all && f->first.len > 0)) {
        return;
    }
    if (at->kind == VALUE_LIST) {
        for (size_t i = 0; i < at->list.n; i++) {
            find(f, at->list.items[i], path);
        }
        return;
    }
    if (path.len > 0) {
        size_t dot = str_find(path, STR("."), 0);
        size_t n = dot == SIZE_MAX ? path.len : dot;
        find(f, value_get(at, str_sub(path, 0, n)), str_sub(path, n + 1, SIZE_MAX));
        return;
    }
    Str text = is_scalar(at) ? meant(f->field, table_trim(text_of(at))) : STR_EMPTY;
    if (text.len > 0 && f->first.len == 0) {
        f->first = text;
        f->loc = at->loc;
    }
    if (text.len > 0 && f->wants_all) {
        buf_put(f->all, f->all->len > 0 ? STR(", ") : STR_EMPTY);
        buf_put(f->all, text);
    }
}

/* True if the market has something at the path of a hint. */
static bool is_given(const Value *market, Str path)
{
    return value_path(market, path) != NULL;
}

static Status take_field(TableMarket *m, const DecpField *field, const Value *contract)
{
    Finding f = {.field = field};
    if (is_given(m->root, field->to.path)) {
        return ST_OK;
    }
    find(&f, contract, field->from);
    return f.first.len > 0 ? table_put(m, &field->to, f.first, f.loc) : ST_OK;
}

static void tell_hint(TableMarket *m, const DecpField *field, const Value *contract, Buf *told)
{
    Finding f = {.field = field, .wants_all = true, .all = told};
    buf_clear(told);
    if (is_given(m->root, field->hint)) {
        return;
    }
    find(&f, contract, field->from);
    if (told->len > 0) {
        (void)diag_add(m->diags, DECP_SAYS, f.loc, field->hint, buf_str(told),
                       field->from); /* nothing to add */
    }
}

/* Fields that the schema asks for and the market lacks, as paths. */
static void list_missing(const SchemaNode *node, const Value *value, Str prefix, size_t depth,
                         Buf *out)
{
    node = schema_node_deref(node);
    for (size_t i = 0; depth > 0 && i < node->n_properties; i++) {
        const SchemaProperty *property = &node->properties[i];
        const Value *inside = value_get(value, property->name);
        char bytes[256];
        Buf path;
        buf_init_fixed(&path, bytes, sizeof bytes);
        buf_put(&path, prefix);
        buf_put(&path, property->name);
        if (property->is_required && !inside) {
            buf_put(out, out->len > 0 ? STR(", ") : STR_EMPTY);
            buf_put(out, buf_str(&path));
        } else if (inside && inside->kind == VALUE_MAP) {
            buf_putc(&path, '.');
            list_missing(property->node, inside, buf_str(&path), depth - 1, out);
        }
    }
}

/* What one part of the identifier says: a field, or the first of several that says something. */
static Str id_part(const Value *part, const Value *contract)
{
    const DecpField plain = {0};
    Finding f = {.field = &plain};
    if (part->kind == VALUE_TEXT) {
        find(&f, contract, part->text);
    }
    for (size_t i = 0; part->kind == VALUE_LIST && i < part->list.n; i++) {
        find(&f, contract, part->list.items[i]->text);
    }
    return f.first;
}

/* "21750001600019-2026-12"; nothing where a part is missing: what is left would be that of other contracts too. */
static Status put_id(TableMarket *m, const Decp *decp, const Value *contract, Buf *text)
{
    buf_clear(text);
    for (size_t i = 0; decp->id && i < decp->id->list.n; i++) {
        Str part = id_part(decp->id->list.items[i], contract);
        if (part.len == 0) {
            return ST_OK;
        }
        buf_put(text, i > 0 ? STR("-") : STR_EMPTY);
        buf_put(text, part);
    }
    if (text->len == 0) {
        return ST_OK;
    }
    Str copy = arena_str(m->arena, buf_str(text));
    Value *id = copy.ptr ? value_text(m->arena, contract->loc, copy) : NULL;
    return id ? value_map_add(m->arena, m->root, STR("id"), contract->loc, id) : ST_NOMEM;
}

/* The latest date on the way of a dotted name, lists gone through. */
static void find_latest(const Value *at, Str path, int64_t *io_days)
{
    Date date;
    if (!at) {
        return;
    }
    if (at->kind == VALUE_LIST) {
        for (size_t i = 0; i < at->list.n; i++) {
            find_latest(at->list.items[i], path, io_days);
        }
    } else if (path.len > 0) {
        size_t dot = str_find(path, STR("."), 0);
        size_t n = dot == SIZE_MAX ? path.len : dot;
        find_latest(value_get(at, str_sub(path, 0, n)), str_sub(path, n + 1, SIZE_MAX), io_days);
    } else if (at->kind == VALUE_TEXT && date_parse(str_sub(table_trim(at->text), 0, 10), &date)) {
        int64_t days = date_to_days(date);
        *io_days = days > *io_days ? days : *io_days;
    }
}

bool decp_published(const Decp *decp, const Value *contract, Date *ret_day)
{
    int64_t days = -1;
    for (size_t i = 0; decp->dates && i < decp->dates->list.n; i++) {
        find_latest(contract, decp->dates->list.items[i]->text, &days);
    }
    if (days >= 0) {
        *ret_day = date_from_days(days);
    }
    return days >= 0;
}

static Status make(TableMarket *m, const Decp *decp, const Value *contract)
{
    char bytes[TOLD_BYTES];
    Buf told;
    buf_init_fixed(&told, bytes, sizeof bytes);
    TRY(put_id(m, decp, contract, &told));
    for (size_t i = 0; i < decp->n; i++) {
        if (decp->fields[i].to.n_steps > 0) {
            TRY(take_field(m, &decp->fields[i], contract));
        }
    }
    TRY(table_end(m, decp->common, false));
    for (size_t i = 0; i < decp->n; i++) {
        if (decp->fields[i].hint.len > 0) {
            tell_hint(m, &decp->fields[i], contract, &told);
        }
    }
    buf_clear(&told);
    list_missing(schema_root(decp->library->market_schema), m->root, STR_EMPTY, MISSING_DEPTH,
                 &told);
    if (told.len > 0) {
        diag_add1(m->diags, DECP_INCOMPLETE, contract->loc, buf_str(&told));
    }
    return m->has_errors ? ST_INPUT : ST_OK;
}

Status decp_market(Arena *arena, const Decp *decp, const Value *contract, DiagList *diags,
                   Value **ret_market)
{
    TableMarket m;
    *ret_market = NULL;
    if (contract->kind != VALUE_MAP) {
        diag_add0(diags, DECP_NOT_MAP, contract->loc);
        return ST_INPUT;
    }
    TRY(table_begin(&m, arena, decp->library, contract->loc, diags));
    *ret_market = m.root;
    return make(&m, decp, contract);
}
