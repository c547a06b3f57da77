/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types - the expressions of a library, checked against its schemas, catalogues and calculations when it is loaded.
 *
 * Floor 4 (library).
 */
#include "generator/base/date.h"
#include "generator/base/utf8.h"
#include "generator/data/schema.h"
#include "generator/library/calcorder.h"
#include "generator/library/shape.h"

/* How far the types of values are looked into: list, entry, list in an entry. */
#define MAX_DEPTH 4

static const ExprType any = {.kind = TYPE_ANY};

static ExprType type_of(Names *n, const Shape *shape, unsigned depth);

/* What is kept lives as long as the library; without memory a type is simply not known. */
static const Shape *keep_shape(Names *n, const Shape *shape)
{
    Shape *kept = arena_new(n->arena, Shape);
    if (kept) {
        *kept = *shape;
    }
    return kept;
}

static ExprType map_type(Names *n, const Shape *shape)
{
    return (ExprType){.kind = TYPE_MAP, .shape = keep_shape(n, shape)};
}

static ExprType list_type(Names *n, const ExprType *item)
{
    ExprType *kept = arena_new(n->arena, ExprType);
    if (kept) {
        *kept = *item;
    }
    return (ExprType){.kind = TYPE_LIST, .item = kept};
}

/* --- values of the library ------------------------------------------------------------------------------------ */

/* Items of a catalogue are maps whose keys are those of all entries. */
static ExprType type_of_list(Names *n, const Value *list, unsigned depth)
{
    if (list->list.n == 0 || depth > MAX_DEPTH) {
        return (ExprType){.kind = TYPE_LIST};
    }
    if (list->list.items[0]->kind == VALUE_MAP) {
        const Shape entry = {.kind = SHAPE_ENTRY, .value = list};
        const ExprType item = map_type(n, &entry);
        return list_type(n, &item);
    }
    const Shape first = {.kind = SHAPE_VALUE, .value = list->list.items[0]};
    ExprType item = type_of(n, &first, depth + 1);
    for (size_t i = 1; i < list->list.n; i++) {
        const Value *other = list->list.items[i];
        Date date;
        item = other->kind == list->list.items[0]->kind ? item : any;
        item.is_date = item.is_date && date_parse(other->text, &date);
    }
    return list_type(n, &item);
}

static ExprType type_of_value(Names *n, const Value *value, unsigned depth)
{
    const Shape shape = {.kind = SHAPE_VALUE, .value = value};
    Date date;
    switch (value->kind) {
    case VALUE_BOOL:
        return (ExprType){.kind = TYPE_BOOL};
    case VALUE_NUM:
        return (ExprType){.kind = TYPE_NUM};
    case VALUE_TEXT:
        return (ExprType){.kind = TYPE_TEXT, .is_date = date_parse(value->text, &date)};
    case VALUE_LIST:
        return type_of_list(n, value, depth);
    case VALUE_MAP:
        return map_type(n, &shape);
    case VALUE_NULL:
    case VALUE_LAMBDA:
        break;
    }
    return any;
}

/* --- fields of schemas ---------------------------------------------------------------------------------------- */

static ExprTypeKind declared_kind(const SchemaNode *node)
{
    static const struct {
        const char *name;
        ExprTypeKind kind;
    } kinds[] = {{"string", TYPE_TEXT},  {"number", TYPE_NUM}, {"integer", TYPE_NUM},
                 {"boolean", TYPE_BOOL}, {"array", TYPE_LIST}, {"object", TYPE_MAP}};
    node = node->ref ? node->ref : node;
    const Value *type = node->source ? value_get(node->source, STR("type")) : NULL;
    for (size_t i = 0; type && type->kind == VALUE_TEXT && i < sizeof kinds / sizeof kinds[0];
         i++) {
        if (str_is(type->text, kinds[i].name)) {
            return kinds[i].kind;
        }
    }
    return TYPE_ANY;
}

/*
 * The ids of a catalogue's entries. Those that a local library takes away are still ids: a rule of its base may name them.
 * NULL without memory.
 */
static const Value *entry_ids(Names *n, const Value *list)
{
    Value *ids = value_list(n->arena, list->loc);
    for (size_t i = 0; ids && i < list->list.n; i++) {
        Value *id = (Value *)value_get(list->list.items[i], STR("id"));
        ids = id && value_list_add(n->arena, ids, id) == ST_OK ? ids : NULL;
    }
    for (size_t i = 0; ids && i < n->lib->changes->n; i++) {
        const LibraryChange *change = &n->lib->changes->items[i];
        Value *id = change->base && !change->local && change->base->kind == VALUE_MAP
                        ? (Value *)value_get(change->base, STR("id"))
                        : NULL;
        ids = !id || value_list_add(n->arena, ids, id) == ST_OK ? ids : NULL;
    }
    return ids;
}

/* The ids of a catalogue, or an enumeration: what a text may be. */
static const Value *choices_of(Names *n, const Field *field, const SchemaNode *node)
{
    node = node->ref ? node->ref : node;
    const Value *listed = node->source ? value_get(node->source, STR("enum")) : NULL;
    if (field->has_wrong_choices) {
        return NULL;
    }
    if (listed && listed->kind == VALUE_LIST) {
        return listed;
    }
    return field->catalogue ? entry_ids(n, field->catalogue) : NULL;
}

static bool is_date(const SchemaNode *node)
{
    node = node->ref ? node->ref : node;
    return node->source && str_is(value_get_text(node->source, STR("format")), "date");
}

/* One value of the field: the field itself, or an item of it. */
static ExprType type_of_one(Names *n, const Field *field, const SchemaNode *node)
{
    ExprTypeKind kind = declared_kind(node);
    const Shape entry = {.kind = SHAPE_ENTRY, .value = field->catalogue};
    const Shape inner = {.kind = SHAPE_FIELDS, .fields = &field->children};
    if (kind == TYPE_TEXT) {
        return (ExprType){.kind = TYPE_TEXT,
                          .shape = field->catalogue ? keep_shape(n, &entry) : NULL,
                          .choices = choices_of(n, field, node),
                          .is_date = is_date(node)};
    }
    return kind == TYPE_MAP && field->children.n > 0 ? map_type(n, &inner)
                                                     : (ExprType){.kind = kind};
}

static ExprType type_of_field(Names *n, const Shape *shape)
{
    const Field *field = shape->field;
    const SchemaNode *node = field->node->ref ? field->node->ref : field->node;
    if (!field->is_list || shape->is_item) {
        return type_of_one(n, field, field->node);
    }
    ExprType item = node->items ? type_of_one(n, field, node->items) : any;
    return list_type(n, &item);
}

/* The identifiers of all considerations; NULL without memory. */
static const Value *clause_ids(Names *n)
{
    Value *ids = value_list(n->arena, (Loc){0});
    for (size_t i = 0; ids && i < n->lib->n_ids; i++) {
        Value *id = value_text(n->arena, (Loc){0}, n->lib->ids[i]);
        if (!id || value_list_add(n->arena, ids, id) != ST_OK) {
            return NULL;
        }
    }
    return ids;
}

/* --- shapes --------------------------------------------------------------------------------------------------- */

static ExprType type_of(Names *n, const Shape *shape, unsigned depth)
{
    switch (shape->kind) {
    case SHAPE_NONE:
    case SHAPE_ANY:
        return any;
    case SHAPE_FIELD:
        return type_of_field(n, shape);
    case SHAPE_VALUE:
        return type_of_value(n, shape->value, depth);
    case SHAPE_CALC:
        return n->calc_types[shape->calc];
    case SHAPE_LOTS: {
        Shape lot = *shape;
        lot.kind = SHAPE_LOT;
        const ExprType item = map_type(n, &lot);
        return list_type(n, &item);
    }
    case SHAPE_TAKEN: {
        const ExprType item = map_type(n, shape);
        return list_type(n, &item);
    }
    case SHAPE_CLAUSES: {
        const ExprType item = {.kind = TYPE_TEXT, .choices = clause_ids(n)};
        return list_type(n, &item);
    }
    case SHAPE_SCOPE:
    case SHAPE_FIELDS:
    case SHAPE_ENTRY:
    case SHAPE_CALCS:
    case SHAPE_ARTICLE:
    case SHAPE_LOT:
    case SHAPE_ROOT:
    case SHAPE_CONTRACT: /* of templates only */
    case SHAPE_DOCUMENT:
    case SHAPE_ABOUT:
    case SHAPE_NAMED:
    case SHAPE_OPEN:
        return map_type(n, shape);
    }
    return any;
}

/* --- the names of an expression ------------------------------------------------------------------------------- */

/* Where an expression stands: articles.c gives the names of such a place when it is evaluated. */
typedef struct Scope {
    Names *names;
    Shape shape; /* of kind SCOPE */
} Scope;

/* Library values by their name in expressions. */
static const Value *library_value(const Library *lib, Str name)
{
    if (str_is(name, "listes")) {
        return lib->catalogues;
    }
    if (str_is(name, "seuils")) {
        return value_get(lib->catalogues, STR("seuils"));
    }
    return str_is(name, "droit") ? lib->laws : NULL;
}

Shape types_root(Names *n, const Shape *scope, Str name)
{
    const Shape article = {.kind = SHAPE_ARTICLE, .clause = scope->clause};
    const Shape lot = {.kind = SHAPE_LOT, .clause = scope->clause};
    const Shape root = {.kind = SHAPE_ROOT};
    const Value *value = library_value(n->lib, name);
    if (value) {
        return (Shape){.kind = SHAPE_VALUE, .value = value};
    }
    if (scope->scope == CALC_LOT && str_is(name, "lot")) {
        return lot;
    }
    bool has_article = scope->scope == CALC_ARTICLE || (scope->scope == CALC_LOT && scope->clause);
    if (has_article && str_is(name, "article")) {
        return article;
    }
    if (scope->scope == CALC_LOT && str_is(name, "calcul")) {
        return shape_member(n, &lot, name);
    }
    if (has_article && scope->clause && (str_is(name, "options") || str_is(name, "calcul"))) {
        return shape_member(n, scope->scope == CALC_LOT ? &lot : &article, name);
    }
    return shape_member(n, &root, name);
}

static bool find_name(void *ctx, Str name, Str whole, Loc at, ExprType *ret)
{
    const Scope *scope = ctx;
    Names *n = scope->names;
    n->n_candidates = 0;
    n->n_roots++;
    const Shape found = types_root(n, &scope->shape, name);
    if (found.kind == SHAPE_NONE) {
        shape_report(n, LIB_UNKNOWN_NAME, at, whole, name, (uint32_t)utf8_count(whole));
        return false;
    }
    *ret = type_of(n, &found, 0);
    return true;
}

/* True if a field of a catalogue's entries is a date in all that have it. */
static bool are_dates(const Value *entries, Str name)
{
    for (size_t i = 0; i < entries->list.n; i++) {
        const Value *value = value_get(entries->list.items[i], name);
        Date date;
        if (value && value->kind == VALUE_TEXT && !date_parse(value->text, &date)) {
            return false;
        }
    }
    return true;
}

static bool find_field(void *ctx, const ExprType *base, Str name, Str whole, Loc at, ExprType *ret)
{
    const Scope *scope = ctx;
    Names *n = scope->names;
    n->n_candidates = 0;
    n->later = SIZE_MAX;
    const Shape found = shape_member(n, base->shape, name);
    if (found.kind == SHAPE_NONE && n->later != SIZE_MAX) {
        calcorder_note_later(n, n->later, whole, at);
        return false;
    }
    if (found.kind == SHAPE_NONE) {
        shape_report(n, LIB_UNKNOWN_NAME, at, whole, name, (uint32_t)utf8_count(whole));
        return false;
    }
    *ret = type_of(n, &found, 0);
    const Shape *shape = base->shape;
    if (shape->kind == SHAPE_ENTRY && str_is(name, "id")) {
        ret->choices = entry_ids(n, shape->value);
    }
    ret->is_date = ret->is_date && (shape->kind != SHAPE_ENTRY || are_dates(shape->value, name));
    return true;
}

static void tell_apart(void *ctx, const Value *choices, Str one)
{
    const Scope *scope = ctx;
    Names *n = scope->names;
    for (size_t i = 0; n->choices && i < n->lib->n_clauses; i++) {
        choices_tell(n->choices[i], n->lib->clauses[i].options.n, choices, one);
    }
}

static Scope scope_of(Names *n, const Clause *clause, CalcScope scope)
{
    return (Scope){.names = n, .shape = {.kind = SHAPE_SCOPE, .clause = clause, .scope = scope}};
}

static Status check(const Scope *scope, const Expr *expr, ExprTypeKind wanted, ExprType *ret_type)
{
    Names *n = scope->names;
    n->clause = scope->shape.clause;
    const ExprTypeHost host = {.ctx = (void *)(uintptr_t)scope,
                               .name = find_name,
                               .field = find_field,
                               .told = tell_apart};
    Status st = expr_typecheck(expr, &host, wanted, n->arena, n->diags, ret_type);
    n->has_errors = n->has_errors || st == ST_INPUT;
    return status_is_fatal(st) ? st : ST_OK;
}

/* A condition of a rule or a case: it depends on something. */
static Status check_condition(const Scope *scope, const Expr *condition)
{
    Names *n = scope->names;
    n->n_roots = 0;
    TRY(check(scope, condition, TYPE_BOOL, NULL));
    if (n->n_roots > 0) {
        return ST_OK;
    }
    diag_add0(n->diags, EXPR_CONSTANT, expr_loc(condition))->span =
        (uint32_t)utf8_count(expr_text(condition));
    n->has_errors = true;
    return ST_OK;
}

/* --- where expressions stand ---------------------------------------------------------------------------------- */

/* The conditions and defaults of fields and of the fields inside them. clause: whose options they are, or NULL: the market's. */
static Status check_fields(Names *n, const FieldList *fields, const Clause *clause)
{
    const Scope scope = scope_of(n, clause, clause ? CALC_LOT : CALC_MARKET);
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        const Shape itself = {.kind = SHAPE_FIELD, .field = field};
        if (field->default_expr) {
            TRY(check(&scope, field->default_expr, type_of(n, &itself, 0).kind, NULL));
        }
        if (field->required_expr) {
            TRY(check_condition(&scope, field->required_expr));
        }
        TRY(check_fields(n, &field->children, clause)); /* depth bounded when they were compiled */
    }
    return ST_OK;
}

/* Conditions give true or false; messages name what there is. */
static Status check_rules(Names *n)
{
    for (size_t i = 0; i < n->lib->n_rules; i++) {
        const Rule *rule = &n->lib->rules[i];
        const Scope scope = scope_of(n, rule->clause, rule->scope);
        if (rule->condition) {
            TRY(check_condition(&scope, rule->condition));
        }
        if (rule->message) {
            names_check_text(n, rule->message, &scope.shape,
                             value_get(rule->source, STR("message"))->loc);
        }
        if (rule->place.len > 0) {
            names_check_path(n, rule->place, &scope.shape,
                             value_get(rule->source, STR("sur"))->loc);
        }
    }
    return ST_OK;
}

Status types_check_condition(Names *n, const Expr *condition, CalcScope scope)
{
    const Scope at = scope_of(n, NULL, scope);
    return check_condition(&at, condition);
}

/* ret_type: may be NULL. */
static Status learn_calc(Names *n, size_t index, ExprType *ret_type)
{
    const Calc *calc = &n->lib->calcs[index];
    const Scope scope = scope_of(n, calc->clause, calc->scope);
    return calc->expr ? check(&scope, calc->expr, TYPE_ANY, ret_type) : ST_OK;
}

static Status note_reads(Names *n, size_t index)
{
    return learn_calc(n, index, NULL);
}

Status types_learn_calcs(Names *n)
{
    const Library *lib = n->lib;
    ExprType *learnt = arena_array(n->arena, lib->n_calcs + 1, ExprType);
    n->calc_types = learnt;
    if (!learnt) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < lib->n_calcs; i++) {
        n->n_calcs_seen = i;
        TRY(learn_calc(n, i, &learnt[i]));
    }
    n->n_calcs_seen = lib->n_calcs;
    return calcorder_report(n, note_reads);
}

Status types_check(Names *n)
{
    const Library *lib = n->lib;
    TRY(types_learn_calcs(n));
    TRY(check_fields(n, &lib->market, NULL));
    TRY(check_rules(n));
    for (size_t i = 0; i < lib->n_clauses; i++) {
        TRY(check_fields(n, &lib->clauses[i].options, &lib->clauses[i]));
    }
    return ST_OK;
}
