/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields - see fields.h.
 */
#include "generator/library/fields.h"

#include "generator/data/schemaclash.h"
#include "generator/data/validate.h"

/* Schemas of ours nest four deep; a cyclic $ref must not run away. */
#define MAX_DEPTH 12

/* Compiles the expression of an annotation, if there is one. */
static Status compile_annotation(Arena *arena, const SchemaNode *node, Str key, DiagList *diags,
                                 const Expr **ret_expr)
{
    const Value *text = value_get(node->source, key);
    if (!text ||
        (text->kind != VALUE_TEXT && text->kind != VALUE_NUM && text->kind != VALUE_BOOL)) {
        return ST_OK;
    }
    Loc at = text->loc;
    return expr_compile(arena, text->text, at, diags, ret_expr);
}

static const Value *annotation(const SchemaNode *node, const SchemaNode *target, Str key)
{
    const Value *own = value_get(node->source, key);
    return own ? own : value_get(target->source, key);
}

static bool is_free_text(const SchemaNode *node, const SchemaNode *target)
{
    const Value *typo = annotation(node, target, STR("x-typo"));
    if (typo) {
        return value_is_true(typo);
    }
    return !value_get(target->source, STR("format")) &&
           !value_get(target->source, STR("pattern")) && !value_get(target->source, STR("enum"));
}

static Status compile_list(Arena *arena, const SchemaNode *node, const Value *catalogues,
                           DiagList *diags, int depth, FieldList *ret_fields);

/* Values of the schema, one or a list: known when the library is read, not first in a market. */
Status fields_check_entries(const Value *value, const Field *field, DiagList *diags)
{
    bool is_list = value && value->kind == VALUE_LIST;
    size_t n = is_list ? value->list.n : value ? 1 : 0;
    Status st = ST_OK;
    for (size_t i = 0; i < n; i++) {
        const Value *entry = is_list ? value->list.items[i] : value;
        if (entry->kind == VALUE_TEXT && !library_entry(field->catalogue, entry->text)) {
            library_report_entry(diags, field->catalogue, entry, field->name);
            st = ST_INPUT;
        }
    }
    return st;
}

static Status link_catalogue(const SchemaNode *node, const SchemaNode *target,
                             const Value *catalogues, DiagList *diags, Field *field)
{
    const Value *name = annotation(node, target, STR("x-catalogue"));
    const SchemaNode *items = target->items ? schema_node_deref(target->items) : NULL;
    if (!name && items) {
        name = annotation(target->items, items, STR("x-catalogue"));
    }
    if (!name) {
        return ST_OK;
    }
    const Value *listed = value_get((items ? items : target)->source, STR("enum"));
    field->catalogue = value_get(catalogues, name->text);
    if (!field->catalogue || field->catalogue->kind != VALUE_LIST) {
        diag_add1(diags, LIB_NO_CATALOGUE, name->loc, name->text);
        return ST_INPUT;
    }
    return listed ? ST_OK /* one of them, as the schema asks */
                  : fields_check_entries(annotation(node, target, STR("default")), field, diags);
}

/* Examples that their own field refuses: they are what `ccap new` writes. */
static Status check_examples(const SchemaNode *node, const SchemaNode *target, Str name,
                             DiagList *diags)
{
    const Value *examples = annotation(node, target, STR("examples"));
    Status worst = ST_OK;
    for (size_t i = 0; examples && examples->kind == VALUE_LIST && i < examples->list.n; i++) {
        Status st = validate_value(target, examples->list.items[i], name, diags);
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

static Status compile_field(Arena *arena, const SchemaProperty *property, const Value *catalogues,
                            DiagList *diags, int depth, Field *field)
{
    const SchemaNode *target = schema_node_deref(property->node);
    *field = (Field){
        .name = property->name, .node = property->node, .is_required = property->is_required};
    Status worst = ST_OK;
    Status st[] = {
        compile_annotation(arena, property->node, STR("x-defaut"), diags, &field->default_expr),
        compile_annotation(arena, property->node, STR("x-requis-si"), diags, &field->required_expr),
        link_catalogue(property->node, target, catalogues, diags, field),
    };
    const SchemaNode *inner = target;
    if (target->items) {
        field->is_list = true;
        inner = schema_node_deref(target->items);
        field->is_typographed = !field->catalogue && is_free_text(target->items, inner);
    } else {
        field->is_typographed = !field->catalogue && is_free_text(property->node, target);
    }
    const Value *per_lot = annotation(property->node, target, STR("x-par-lot"));
    field->is_per_lot = per_lot && value_is_true(per_lot);
    for (size_t i = 0; i < sizeof st / sizeof st[0]; i++) {
        worst = st[i] != ST_OK ? st[i] : worst;
    }
    if (status_is_fatal(worst)) {
        return worst;
    }
    bool clashes =
        schema_clashes(property->node, diags); /* then no value fits, or none is known to */
    worst = clashes ? ST_INPUT : worst;
    if (property->node->default_value && !clashes) { /* a default that its own field refuses */
        Status fits =
            validate_value(property->node, property->node->default_value, property->name, diags);
        worst = fits != ST_OK ? fits : worst;
    }
    Status shown =
        clashes ? ST_INPUT : check_examples(property->node, target, property->name, diags);
    worst = shown != ST_OK ? shown : worst;
    if (inner->n_properties > 0 && depth < MAX_DEPTH) {
        Status children =
            compile_list(arena, inner, catalogues, diags, depth + 1, &field->children);
        worst = children != ST_OK ? children : worst;
    }
    return worst;
}

static Status compile_list(Arena *arena, const SchemaNode *node, const Value *catalogues,
                           DiagList *diags, int depth, FieldList *ret_fields)
{
    node = schema_node_deref(node);
    Field *items = arena_array(arena, node->n_properties, Field);
    if (!items) {
        return ST_NOMEM;
    }
    Status worst = ST_OK;
    for (size_t i = 0; i < node->n_properties; i++) {
        Status st = compile_field(arena, &node->properties[i], catalogues, diags, depth, &items[i]);
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
    }
    *ret_fields = (FieldList){.items = items, .n = node->n_properties};
    return worst;
}

Status fields_compile(Arena *arena, const SchemaNode *node, const Value *catalogues,
                      DiagList *diags, FieldList *ret_fields)
{
    return compile_list(arena, node, catalogues, diags, 0, ret_fields);
}

/* --- completion of one record ------------------------------------------------------------------- */

typedef struct Completion {
    Arena *arena;
    const ExprName *names;
    size_t n_names;
    TypoProfile typography;
    bool is_faulty; /* errors were reported before */
    DiagList *diags;
    bool has_errors;
} Completion;

static Status typograph(Completion *c, Value *text)
{
    if (c->typography == TYPO_NONE || text->text.len == 0) {
        return ST_OK;
    }
    size_t size = text->text.len * TYPO_MAX_GROWTH;
    char *memory = arena_alloc(c->arena, size);
    Buf out;
    if (!memory) {
        return ST_NOMEM;
    }
    buf_init_fixed(&out, memory, size);
    typo_put(&out, c->typography, text->text, 0);
    text->text = buf_str(&out);
    return out.status;
}

static Status complete_map(Completion *c, const FieldList *fields, Value *map, Str path);

/* One text or map: its entry, its typography, its children. */
static Status complete_value(Completion *c, const Field *field, Value *value, Str path)
{
    if (value->kind == VALUE_MAP) {
        return complete_map(c, &field->children, value, path);
    }
    if (value->kind != VALUE_TEXT) {
        return ST_OK;
    }
    if (field->catalogue) {
        value->entry = library_entry(field->catalogue, value->text);
        if (!value->entry && !value->is_doubtful) {
            library_report_entry(c->diags, field->catalogue, value, field->name);
            c->has_errors = value->is_doubtful = true;
        }
        return ST_OK;
    }
    return field->is_typographed ? typograph(c, value) : ST_OK;
}

static Status complete_list(Completion *c, const Field *field, Value *list, Str path)
{
    for (size_t i = 0; i < list->list.n; i++) {
        Str item_path = arena_printf(c->arena, "%.*s[%zu]", STR_ARG(path), i);
        TRY(complete_value(c, field, list->list.items[i], item_path));
    }
    return ST_OK;
}

/* Reports nothing of its own where errors were reported before. */
static DiagList *told(Completion *c, DiagList *ignored)
{
    diag_list_init(ignored, c->arena);
    return c->is_faulty ? ignored : c->diags;
}

static Str field_path(Completion *c, Str path, const Field *field)
{
    return path.len == 0 ? field->name
                         : arena_printf(c->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(field->name));
}

/* *ret_value NULL: it can't be had or does not fit, which was reported. */
static Status eval_default(Completion *c, const Field *field, const Value *map, Value **ret_value)
{
    const Value *result = NULL;
    DiagList ignored = {0};
    Status st =
        expr_eval(field->default_expr, c->names, c->n_names, c->arena, told(c, &ignored), &result);
    if (status_is_fatal(st)) {
        return st;
    }
    *ret_value = NULL;
    if (st != ST_OK) {
        c->has_errors = true;
        return ST_OK;
    }
    Value *copy = value_copy(c->arena, result); /* it may be the library's, which threads share */
    if (!copy) {
        return ST_NOMEM;
    }
    bool is_given = result->origin == ORIGIN_INPUT && result->loc.source &&
                    result->loc.source == map->loc.source; /* another field of the market */
    copy->origin = is_given ? ORIGIN_INPUT : ORIGIN_DEFAULT;
    copy->loc = map->loc;
    copy->meta = &schema_node_deref(field->node)->meta;
    if (copy->kind != VALUE_NULL && !validate_follows(field->node, copy)) {
        const Value *text = value_get(field->node->source, STR("x-defaut"));
        Str shown = copy->kind == VALUE_LIST ? STR("[…]") : copy->text;
        diag_add2(c->diags, LIB_DEFAULT_REFUSED, text->loc, field->name, shown);
        c->has_errors = true;
        return ST_OK;
    }
    *ret_value = copy;
    return ST_OK;
}

/* True if a key that is unknown, which was reported, is this one misspelt. */
static bool is_misspelt(const Completion *c, const FieldList *fields, const Value *map, Str name)
{
    for (size_t i = 0; c->is_faulty && i < map->map.n; i++) {
        Str key = map->map.members[i].key;
        bool is_known = false;
        for (size_t k = 0; k < fields->n && !is_known; k++) {
            is_known = str_eq(fields->items[k].name, key);
        }
        if (!is_known && validate_nearest(key, &name, 1).len > 0) {
            return true;
        }
    }
    return false;
}

/* Asks x-requis-si of a field that is missing. *ret_missing: it is required, or nobody can tell. */
static Status check_required(Completion *c, const Field *field, const Value *map, Str path,
                             bool *ret_missing)
{
    bool is_required = false;
    DiagList ignored = {0};
    Status st = expr_eval_bool(field->required_expr, c->names, c->n_names, c->arena,
                               told(c, &ignored), &is_required);
    if (status_is_fatal(st)) {
        return st;
    }
    *ret_missing = is_required || st != ST_OK;
    c->has_errors = c->has_errors || *ret_missing;
    if (st == ST_OK && is_required) {
        const Value *help = value_get(schema_node_deref(field->node)->source, STR("x-aide"));
        diag_add(c->diags, LIB_REQUIRED_IF, map->loc, field->name, expr_text(field->required_expr),
                 help ? help->text : STR_EMPTY)
            ->path = field_path(c, path, field);
    }
    return ST_OK;
}

/* The default of a field that is missing, else null; what must be there stays missing. */
static Status complete_missing(Completion *c, const FieldList *fields, const Field *field,
                               Value *map, Str path)
{
    Value *value = NULL;
    bool is_missing = field->is_required || is_misspelt(c, fields, map, field->name);
    if (!is_missing && field->default_expr) {
        TRY(eval_default(c, field, map, &value));
        is_missing = !value;
    }
    if (!is_missing && field->required_expr && (!value || value->kind == VALUE_NULL)) {
        TRY(check_required(c, field, map, path, &is_missing));
    }
    if (is_missing) {
        map->is_doubtful = true;
        return ST_OK;
    }
    if (!value) {
        value = value_null(c->arena, map->loc);
        if (!value) {
            return ST_NOMEM;
        }
        value->origin = ORIGIN_DEFAULT;
    }
    return value_map_set(c->arena, map, field->name, value);
}

static Status complete_map(Completion *c, const FieldList *fields, Value *map, Str path)
{
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        const Member *member = value_member(map, field->name);
        if (!member || member->value->kind == VALUE_NULL) {
            TRY(complete_missing(c, fields, field, map, path));
            member = value_member(map, field->name);
        }
        if (!member) {
            continue;
        }
        Str inner = field_path(c, path, field);
        Value *value = member->value;
        if (!inner.ptr) {
            return ST_NOMEM;
        }
        if (value->kind == VALUE_LIST) {
            TRY(complete_list(c, field, value, inner));
        } else {
            TRY(complete_value(c, field, value, inner));
        }
    }
    return ST_OK;
}

Status fields_complete(Arena *arena, const FieldList *fields, Value *map, Str path,
                       const ExprName *names, size_t n_names, TypoProfile typography,
                       bool is_faulty, DiagList *diags)
{
    Completion c = {.arena = arena,
                    .names = names,
                    .n_names = n_names,
                    .typography = typography,
                    .is_faulty = is_faulty,
                    .diags = diags};
    TRY(complete_map(&c, fields, map, path));
    return c.has_errors ? ST_INPUT : ST_OK;
}
