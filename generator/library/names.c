/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names - see names.h.
 */
#include "generator/library/names.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/text/french.h"

#define EXPRESSION_LINES 20 /* far above any formula; where a name is looked for */

/* What a name stands for, as far as it can be known before there is a market. */
typedef enum ShapeKind {
    SHAPE_NONE,
    SHAPE_ANY,     /* known to exist, of no particular shape: a text, number, boolean */
    SHAPE_FIELD,   /* a field of a schema */
    SHAPE_FIELDS,  /* a map of fields */
    SHAPE_ENTRY,   /* an entry of a catalogue */
    SHAPE_VALUE,   /* a value of the library itself (laws, what it says of itself) */
    SHAPE_CALCS,   /* results of calculations */
    SHAPE_ARTICLE, /* what an article offers */
    SHAPE_LOT,
    SHAPE_ROOT,
} ShapeKind;

typedef struct Shape {
    ShapeKind kind;
    const Field *field;
    const FieldList *fields;
    const Value *value;   /* ENTRY: the list; VALUE: the value */
    const Clause *clause; /* of the article at work, NULL in the common article */
    CalcScope scope;      /* CALCS: the innermost that can be seen */
} Shape;

typedef struct Names {
    const Library *lib;
    Arena *arena;
    DiagList *diags;
    const Clause *clause;
    Shape stack[LIMIT_SECTIONS + 4];
    size_t depth;
    Str candidates[128]; /* names seen while searching, for « did you mean » */
    size_t n_candidates;
    Str shown;           /* the whole name where a part of it is looked up; else empty */
    size_t n_calcs_seen; /* a calculation sees those before it, a text all */
    bool has_errors;
} Names;

static void offer(Names *n, Str name)
{
    if (n->n_candidates < sizeof n->candidates / sizeof n->candidates[0]) {
        n->candidates[n->n_candidates++] = name;
    }
}

/* --- members ------------------------------------------------------------------------------------------- */

static Shape of_fields(Names *n, const FieldList *fields, Str name)
{
    for (size_t i = 0; i < fields->n; i++) {
        offer(n, fields->items[i].name);
        if (str_eq(fields->items[i].name, name)) {
            return (Shape){.kind = SHAPE_FIELD, .field = &fields->items[i]};
        }
    }
    return (Shape){0};
}

/* A key that any entry of the list has; optional ones are guarded by sections. */
static Shape of_entries(Names *n, const Value *list, Str name)
{
    for (size_t i = 0; list && i < list->list.n; i++) {
        const Value *entry = list->list.items[i];
        for (size_t k = 0; i == 0 && k < entry->map.n; k++) {
            offer(n, entry->map.members[k].key);
        }
        const Value *member = value_get(entry, name);
        if (member) {
            return (Shape){.kind = SHAPE_VALUE, .value = member};
        }
    }
    return (Shape){0};
}

static Shape of_calcs(Names *n, const Shape *calcs, Str name)
{
    for (size_t i = 0; i < n->n_calcs_seen; i++) {
        const Calc *calc = &n->lib->calcs[i];
        bool is_seen =
            calc->scope <= calcs->scope &&
            (calc->scope == CALC_MARKET || !calc->clause || calc->clause == calcs->clause);
        if (!is_seen) {
            continue;
        }
        offer(n, calc->id);
        if (str_eq(calc->id, name)) {
            return (Shape){.kind = SHAPE_ANY};
        }
    }
    return (Shape){0};
}

static bool is_one_of(Names *n, Str name, const char *const *names, size_t n_names)
{
    bool is_found = false;
    for (size_t i = 0; i < n_names; i++) {
        offer(n, str_of(names[i]));
        is_found = is_found || str_is(name, names[i]);
    }
    return is_found;
}

static const Field *lots_field(const Library *lib)
{
    for (size_t i = 0; i < lib->market.n; i++) {
        if (str_is(lib->market.items[i].name, "lots")) {
            return &lib->market.items[i];
        }
    }
    return NULL;
}

static Shape of_article(Names *n, const Shape *article, Str name)
{
    static const char *const plain[] = {"id",     "code",           "version",
                                        "titre",  "ancre",          "exemplaire",
                                        "un_lot", "plusieurs_lots", "etiquette"};
    if (!article->clause) {
        return str_is(name, "calcul") ? (Shape){.kind = SHAPE_CALCS, .scope = CALC_MARKET}
                                      : (Shape){0};
    }
    if (is_one_of(n, name, plain, sizeof plain / sizeof plain[0])) {
        return (Shape){.kind = SHAPE_ANY};
    }
    offer(n, STR("options"));
    offer(n, STR("calcul"));
    offer(n, STR("lots"));
    if (str_is(name, "options")) {
        return (Shape){.kind = SHAPE_FIELDS, .fields = &article->clause->options};
    }
    if (str_is(name, "calcul")) {
        return (Shape){.kind = SHAPE_CALCS, .clause = article->clause, .scope = CALC_ARTICLE};
    }
    if (str_is(name, "lots")) {
        return (Shape){.kind = SHAPE_LOT, .clause = article->clause};
    }
    return str_is(name, "article") ? *article : (Shape){0};
}

static Shape of_lot(Names *n, const Shape *lot, Str name)
{
    if (str_is(name, "options") && lot->clause) {
        return (Shape){.kind = SHAPE_FIELDS, .fields = &lot->clause->options};
    }
    if (str_is(name, "calcul") && lot->clause) {
        return (Shape){.kind = SHAPE_CALCS, .clause = lot->clause, .scope = CALC_LOT};
    }
    const Field *lots = lots_field(n->lib);
    return lots ? of_fields(n, &lots->children, name) : (Shape){0};
}

static Shape of_root(Names *n, Str name)
{
    offer(n, STR("droit"));
    offer(n, STR("bibliotheque"));
    if (str_is(name, "droit")) {
        return (Shape){.kind = SHAPE_VALUE, .value = n->lib->laws};
    }
    if (str_is(name, "bibliotheque")) {
        return (Shape){.kind = SHAPE_VALUE, .value = n->lib->about};
    }
    if (str_is(name, "calcul")) {
        return (Shape){.kind = SHAPE_CALCS, .scope = CALC_MARKET};
    }
    return of_fields(n, &n->lib->market, name);
}

static Shape of_value(Names *n, const Value *value, Str name)
{
    if (value->kind != VALUE_MAP) {
        return (Shape){0};
    }
    for (size_t i = 0; i < value->map.n && value->map.n < 40; i++) {
        offer(n, value->map.members[i].key);
    }
    const Value *member = value_get(value, name);
    return member ? (Shape){.kind = SHAPE_VALUE, .value = member} : (Shape){0};
}

static Shape member_of(Names *n, const Shape *shape, Str name)
{
    switch (shape->kind) {
    case SHAPE_NONE:
    case SHAPE_ANY:
        return (Shape){0};
    case SHAPE_FIELD:
        if (!shape->field->catalogue && value_get(shape->field->node->source, STR("x-catalogue"))) {
            return (Shape){.kind = SHAPE_ANY}; /* there is no such list, as was said */
        }
        return shape->field->catalogue ? of_entries(n, shape->field->catalogue, name)
                                       : of_fields(n, &shape->field->children, name);
    case SHAPE_FIELDS:
        return of_fields(n, shape->fields, name);
    case SHAPE_ENTRY:
        return of_entries(n, shape->value, name);
    case SHAPE_VALUE:
        return of_value(n, shape->value, name);
    case SHAPE_CALCS:
        return of_calcs(n, shape, name);
    case SHAPE_ARTICLE:
        return of_article(n, shape, name);
    case SHAPE_LOT:
        return of_lot(n, shape, name);
    case SHAPE_ROOT:
        return of_root(n, name);
    }
    return (Shape){0};
}

/* --- names ------------------------------------------------------------------------------------------------ */

/* Code points to underline: the whole tag where `loc` points to one, else the name. */
static uint32_t span_at(Loc loc, Str name)
{
    Str line = source_line(loc.source, loc.line);
    Str rest = str_sub(line, utf8_clip(line, loc.column - 1), line.len);
    size_t end = str_starts(rest, STR("{{")) ? str_find(rest, STR("}}"), 0) : SIZE_MAX;
    if (end == SIZE_MAX) {
        return (uint32_t)utf8_count(name);
    }
    end += str_starts(str_sub(rest, end, 3), STR("}}}")) ? 3 : 2;
    return (uint32_t)utf8_count(str_sub(rest, 0, end));
}

/* wrong: the part of the name that nothing matches; what is near to it is suggested. */
static void report(Names *n, DiagCode code, Loc loc, Str name, Str wrong)
{
    name = n->shown.len ? n->shown : name;
    Str near = validate_nearest(wrong, n->candidates, n->n_candidates);
    DiagCode near_code = code == LIB_UNKNOWN_NAME ? LIB_UNKNOWN_NAME_NEAR : code;
    diag_add_near(n->diags, code, near_code, loc, name, near)->span = span_at(loc, name);
    n->has_errors = true;
}

static bool has_members(const Shape *shape)
{
    return shape->kind != SHAPE_ANY &&
           !(shape->kind == SHAPE_VALUE && shape->value->kind != VALUE_MAP) &&
           !(shape->kind == SHAPE_FIELD && !shape->field->catalogue &&
             shape->field->children.n == 0);
}

/* Cuts the next part off a dotted name. */
static Str next_part(Str *rest)
{
    size_t dot = str_find(*rest, STR("."), 0);
    Str part = str_sub(*rest, 0, dot == SIZE_MAX ? rest->len : dot);
    *rest = dot == SIZE_MAX ? STR_EMPTY : str_sub(*rest, dot + 1, rest->len);
    return part;
}

/* Inside a section that was reported nothing is known: one mistake, one word. */
static bool is_in_unknown(const Names *n)
{
    for (size_t i = 0; i < n->depth; i++) {
        if (n->stack[i].kind == SHAPE_NONE) {
            return true;
        }
    }
    return false;
}

/* What `name` stands for here; reports what it can't stand for. */
static Shape resolve(Names *n, Str name, Loc loc)
{
    if (str_is(name, ".")) {
        return (Shape){.kind = SHAPE_ANY};
    }
    Str rest = name;
    Str part = next_part(&rest);
    Shape found = {0};
    n->n_candidates = 0;
    for (size_t i = n->depth; i-- > 0 && found.kind == SHAPE_NONE;) {
        found = member_of(n, &n->stack[i], part);
    }
    while (found.kind != SHAPE_NONE && rest.len > 0) {
        Str before = rest;
        n->n_candidates = 0;
        part = next_part(&rest);
        Shape inner = has_members(&found) ? member_of(n, &found, part) : (Shape){0};
        if (inner.kind == SHAPE_NONE && french_is_facet(before)) {
            return (Shape){.kind = SHAPE_ANY};
        }
        if (inner.kind == SHAPE_NONE && !has_members(&found)) {
            report(n, LIB_UNKNOWN_FACET, loc, before, STR_EMPTY);
            return (Shape){0};
        }
        found = inner;
    }
    if (found.kind == SHAPE_NONE && !is_in_unknown(n)) {
        report(n, LIB_UNKNOWN_NAME, loc, name, part);
    }
    return found;
}

static bool has_block(const Library *lib, const Clause *clause, Str id)
{
    for (size_t i = 0; i < lib->n_block_order; i++) {
        if (!str_eq(lib->block_order[i].id, id)) {
            continue;
        }
        if (clause) {
            return clause->blocks[i] != NULL;
        }
        for (size_t k = 0; k < lib->n_clauses; k++) {
            if (lib->clauses[k].blocks[i]) {
                return true;
            }
        }
    }
    return str_is(id, "article");
}

static void check_ref(Names *n, Str name, Loc loc)
{
    Str id = str_sub(name, 4, name.len);
    if (!has_block(n->lib, n->clause, id)) {
        report(n, LIB_UNKNOWN_REF, loc, id, id);
    }
}

/* A section brings a frame of its own: the item of a list, or the map itself. */
static void push(Names *n, Shape shape)
{
    if (n->depth < sizeof n->stack / sizeof n->stack[0]) {
        n->stack[n->depth++] = shape;
    }
}

static void check_tag(Names *n, const RichNode *node)
{
    switch (node->tag.kind) {
    case TAG_VAR:
    case TAG_RAW:
        if (str_starts(node->tag.name, STR("ref."))) {
            check_ref(n, node->tag.name, node->loc);
        } else {
            (void)resolve(n, node->tag.name, node->loc); /* reports by itself */
        }
        break;
    case TAG_SECTION:
        push(n, resolve(n, node->tag.name, node->loc));
        break;
    case TAG_INVERTED:
        (void)resolve(n, node->tag.name, node->loc); /* reports by itself */
        push(n, (Shape){.kind = SHAPE_ANY});
        break;
    case TAG_CLOSE:
        n->depth -= n->depth > 2; /* root and article stay */
        break;
    case TAG_COMMENT:
    case TAG_PARTIAL:
    case TAG_PARENT:
    case TAG_BLOCK:
    case TAG_DELIMS:
        break;
    }
}

static const RichNode *next_node(const RichNode *node, const RichNode *root)
{
    if (node->first) {
        return node->first;
    }
    while (node != root && !node->next) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}

static void check_block(Names *n, const Block *block, const Clause *clause)
{
    n->depth = 0;
    n->clause = clause;
    push(n, (Shape){.kind = SHAPE_ROOT});
    push(n, (Shape){.kind = SHAPE_ARTICLE, .clause = clause});
    for (const RichNode *node = block->rich; node; node = next_node(node, block->rich)) {
        if (node->kind == RICH_TAG || node->kind == RICH_BLOCK_TAG) {
            check_tag(n, node);
        }
    }
}

/* --- expressions -------------------------------------------------------------------------------------------- */

/* Names that expressions see besides the market's (articles.c gives them). */
static bool is_expression_root(Str name)
{
    static const char *const roots[] = {"listes", "seuils", "droit", "article", "lots"};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (str_is(name, roots[i])) {
            return true;
        }
    }
    return false;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

/* Where `name` stands in the expression that begins at `loc`; `loc` if it is not found. */
static Loc place_of(Loc loc, Str name)
{
    for (uint32_t line = loc.line; line < loc.line + EXPRESSION_LINES; line++) {
        Str text = source_line(loc.source, line);
        size_t at = line == loc.line ? utf8_clip(text, loc.column - 1) : 0;
        for (at = str_find(text, name, at); at != SIZE_MAX; at = str_find(text, name, at + 1)) {
            size_t end = at + name.len;
            bool is_whole = (at == 0 || !is_name_char(text.ptr[at - 1])) &&
                            (end >= text.len || !is_name_char(text.ptr[end]));
            if (is_whole) {
                uint32_t column = (uint32_t)utf8_count(str_sub(text, 0, at)) + 1;
                return (Loc){.source = loc.source, .line = line, .column = column};
            }
        }
    }
    return loc;
}

static Status check_expression(Names *n, const Expr *expr, Loc loc, const Clause *clause,
                               CalcScope scope)
{
    Str *names = NULL;
    size_t n_names = 0;
    TRY(expr_names(expr, n->arena, &names, &n_names));
    n->depth = 0;
    n->clause = clause;
    push(n, (Shape){.kind = SHAPE_ROOT});
    if (clause && scope != CALC_MARKET) {
        push(n, (Shape){.kind = SHAPE_ARTICLE, .clause = clause});
    }
    for (size_t i = 0; i < n_names; i++) {
        Str rest = names[i];
        Str root = next_part(&rest);
        Loc at = place_of(loc, names[i]);
        if (is_expression_root(root)) {
            continue;
        }
        n->shown = names[i];
        if (str_is(root, "lot") && scope == CALC_LOT) {
            push(n, (Shape){.kind = SHAPE_LOT, .clause = clause});
            (void)(rest.len ? resolve(n, rest, at) : (Shape){0}); /* reports by itself */
            n->depth--;
        } else if (str_is(root, "calcul") && scope == CALC_LOT) {
            push(n, (Shape){.kind = SHAPE_LOT, .clause = clause});
            (void)resolve(n, names[i], at); /* reports by itself */
            n->depth--;
        } else {
            (void)resolve(n, names[i], at); /* reports by itself */
        }
    }
    n->shown = STR_EMPTY;
    return ST_OK;
}

/* The conditions and defaults of fields and of the fields inside them. clause: whose options they are, or NULL: the market's. */
static Status check_fields(Names *n, const FieldList *fields, const Clause *clause)
{
    static const char *const keys[] = {"x-defaut", "x-requis-si"};
    CalcScope scope = clause ? CALC_LOT : CALC_MARKET;
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        const Expr *exprs[] = {field->default_expr, field->required_expr};
        for (size_t k = 0; k < 2; k++) {
            const Value *text = value_get(field->node->source, str_of(keys[k]));
            if (exprs[k] && text) {
                TRY(check_expression(n, exprs[k], text->loc, clause, scope));
            }
        }
        TRY(check_fields(n, &field->children, clause)); /* depth bounded when they were compiled */
    }
    return ST_OK;
}

Status names_check(const Library *library, Arena *arena, DiagList *diags)
{
    Names *n = arena_new(arena, Names);
    if (!n) {
        return ST_NOMEM;
    }
    *n = (Names){.lib = library, .arena = arena, .diags = diags, .n_calcs_seen = library->n_calcs};
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        for (size_t k = 0; k < library->n_block_order; k++) {
            if (clause->blocks[k] && clause->blocks[k]->rich) {
                check_block(n, clause->blocks[k], clause);
            }
        }
    }
    for (size_t i = 0; i < library->n_commons; i++) {
        if (library->commons[i].rich) {
            check_block(n, &library->commons[i], NULL);
        }
    }
    TRY(check_fields(n, &library->market, NULL));
    for (size_t i = 0; i < library->n_clauses; i++) {
        TRY(check_fields(n, &library->clauses[i].options, &library->clauses[i]));
    }
    for (size_t i = 0; i < library->n_calcs; i++) {
        n->n_calcs_seen = i;
        const Calc *calc = &library->calcs[i];
        if (calc->expr) {
            Loc loc = value_get(calc->source, STR("formule"))->loc;
            TRY(check_expression(n, calc->expr, loc, calc->clause, calc->scope));
        }
    }
    return n->has_errors ? ST_INPUT : ST_OK;
}
