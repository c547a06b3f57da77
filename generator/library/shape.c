/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape - see shape.h.
 */
#include "generator/library/shape.h"

#include "generator/data/validate.h"
#include "generator/library/calcorder.h"
#include "generator/library/names.h"

static void offer(Names *n, Str name)
{
    if (n->n_candidates < sizeof n->candidates / sizeof n->candidates[0]) {
        n->candidates[n->n_candidates++] = name;
    }
}

/* --- members ------------------------------------------------------------------------------------------- */

/* Remembers that something names this option. */
static void note_read(Names *n, const FieldList *fields, size_t index)
{
    for (size_t i = 0; n->is_read && i < n->lib->n_clauses; i++) {
        if (fields == &n->lib->clauses[i].options) {
            n->is_read[i][index] = true;
            n->choices[i][index].are_all_told |= n->is_text; /* it is printed */
        }
    }
}

static Shape of_fields(Names *n, const FieldList *fields, Str name)
{
    for (size_t i = 0; i < fields->n; i++) {
        offer(n, fields->items[i].name);
        if (str_eq(fields->items[i].name, name)) {
            note_read(n, fields, i);
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

/* A calculation is named; where any consideration may be meant, all of its name are. */
static void note_use(const Names *n, const Shape *calcs, size_t index)
{
    const LibraryUses *uses = n->lib->uses;
    for (size_t i = index; uses && i < n->lib->n_calcs; i++) {
        bool is_meant =
            calcs->is_any_clause && str_eq(n->lib->calcs[i].id, n->lib->calcs[index].id);
        uses->calcs[i] = uses->calcs[i] || i == index || is_meant;
    }
}

static bool is_seen_from(const Calc *calc, const Shape *calcs)
{
    return calc->scope <= calcs->scope && (calc->scope == CALC_MARKET || !calc->clause ||
                                           calc->clause == calcs->clause || calcs->is_any_clause);
}

static Shape of_calcs(Names *n, const Shape *calcs, Str name)
{
    for (size_t i = 0; i < n->n_calcs_seen; i++) {
        const Calc *calc = &n->lib->calcs[i];
        if (!is_seen_from(calc, calcs)) {
            continue;
        }
        offer(n, calc->id);
        if (str_eq(calc->id, name)) {
            note_use(n, calcs, i);
            calcorder_note_read(n, i);
            return (Shape){.kind = SHAPE_CALC, .calc = i};
        }
    }
    for (size_t i = n->n_calcs_seen; i < n->lib->n_calcs && n->later == SIZE_MAX; i++) {
        bool is_meant = is_seen_from(&n->lib->calcs[i], calcs) && str_eq(n->lib->calcs[i].id, name);
        n->later = is_meant ? i : SIZE_MAX;
    }
    /* that of a consideration which was not loaded: no lot has it */
    bool is_left_out = calcs->is_any_clause && n->lib->is_partial;
    return (Shape){.kind = is_left_out ? SHAPE_ANY : SHAPE_NONE};
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
    static const char *const of_all[] = {"hors_vigueur"};
    if (is_one_of(n, name, of_all, 1)) {
        return (Shape){.kind = SHAPE_ANY};
    }
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
        return (Shape){.kind = SHAPE_LOTS, .clause = article->clause};
    }
    return str_is(name, "article") ? *article : (Shape){0};
}

static Shape of_lot(Names *n, const Shape *lot, Str name)
{
    if (str_is(name, "options") && lot->clause) {
        return (Shape){.kind = SHAPE_FIELDS, .fields = &lot->clause->options};
    }
    if (n->is_piece && lot->clause && str_is(name, "origine")) { /* the same names, as texts */
        return (Shape){.kind = SHAPE_FIELDS, .fields = &lot->clause->options};
    }
    offer(n, STR("clauses"));
    if (str_is(name, "clauses")) {
        return (Shape){.kind = SHAPE_CLAUSES};
    }
    if (str_is(name, "calcul")) {
        return (Shape){.kind = SHAPE_CALCS, .clause = lot->clause, .scope = CALC_LOT};
    }
    if (!lot->clause && str_is(name, "retenues")) {
        return (Shape){.kind = SHAPE_TAKEN};
    }
    const Field *lots = lots_field(n->lib);
    return lots ? of_fields(n, &lots->children, name) : (Shape){0};
}

/* Of one consideration of a lot; its calculations differ from one to the next, has() asks for them. */
static Shape of_taken(Names *n, Str name)
{
    static const char *const plain[] = {"id", "code"};
    if (is_one_of(n, name, plain, 2)) {
        return (Shape){.kind = SHAPE_ANY};
    }
    offer(n, STR("calcul"));
    return str_is(name, "calcul")
               ? (Shape){.kind = SHAPE_CALCS, .scope = CALC_LOT, .is_any_clause = true}
               : (Shape){0};
}

#define NAMED(list)                                                                                \
    ((Shape){.kind = SHAPE_NAMED, .names = (list), .n_names = sizeof(list) / sizeof(list)[0]})

/* What pieces see besides: the rules with their results, the calculations with their factors. */
static Shape of_evidence(Names *n, Str name)
{
    static const char *const added[] = {"controles", "calculs"};
    static const char *const checks[] = {"regle",    "titre",   "niveau",
                                         "resultat", "signale", "constats"};
    static const char *const calcs[] = {"article",  "lot",    "titre", "formule",
                                        "facteurs", "valeur", "source"};
    if (!is_one_of(n, name, added, 2)) {
        return (Shape){0};
    }
    return str_is(name, "controles") ? NAMED(checks) : NAMED(calcs);
}

static Shape of_root(Names *n, Str name)
{
    Shape evidence = n->is_piece ? of_evidence(n, name) : (Shape){0};
    if (evidence.kind != SHAPE_NONE) {
        return evidence;
    }
    static const char *const of_all[] = {"hors_vigueur"};
    if (is_one_of(n, name, of_all, 1)) {
        return (Shape){.kind = SHAPE_ANY};
    }
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
    if (str_is(name, "clauses")) {
        return (Shape){.kind = SHAPE_CLAUSES};
    }
    return of_fields(n, &n->lib->market, name);
}

/* What contract.c and articles.c put into the data of a document, besides the market. */
static Shape of_contract(Names *n, Str name)
{
    static const char *const source[] = {"nom", "sha256"};
    static const char *const article[] = {
        "id",         "code",    "version",        "titre",     "ancre",
        "exemplaire", "un_lot",  "plusieurs_lots", "etiquette", "blocs",
        "lots",       "options", "calcul",         "article",   "hors_vigueur"};
    static const char *const added[] = {"source", "articles"};
    if (str_is(name, "source")) {
        return NAMED(source);
    }
    if (str_is(name, "articles")) {
        return NAMED(article);
    }
    (void)is_one_of(n, name, added, 2); /* offers them */
    Shape found = of_root(n, name);
    if (str_is(name, "document")) {
        found.kind = SHAPE_DOCUMENT;
    } else if (str_is(name, "bibliotheque")) {
        found.kind = SHAPE_ABOUT;
    }
    return found;
}

static Shape of_named(Names *n, const Shape *map, Str name)
{
    static const char *const block[] = {"id", "titre", "ancre", "corps"};
    static const char *const findings[] = {"message", "motif", "date", "auteur"};
    static const char *const factors[] = {"nom", "titre", "valeur", "origine"};
    if (!is_one_of(n, name, map->names, map->n_names)) {
        return (Shape){0};
    }
    if (str_is(name, "blocs")) {
        return NAMED(block);
    }
    if (str_is(name, "constats")) {
        return NAMED(findings);
    }
    if (str_is(name, "facteurs")) {
        return NAMED(factors);
    }
    bool is_open = str_is(name, "lots") || str_is(name, "options") || str_is(name, "calcul") ||
                   str_is(name, "article");
    return (Shape){.kind = is_open ? SHAPE_OPEN : SHAPE_ANY};
}

static Shape of_document(Names *n, const Shape *document, Str name)
{
    static const char *const problem[] = {"code", "niveau", "lieu", "message", "aide"};
    static const char *const added[] = {"identifiant", "brouillon", "problemes"};
    if (str_is(name, "problemes")) {
        return NAMED(problem);
    }
    if (is_one_of(n, name, added, sizeof added / sizeof added[0])) {
        return (Shape){.kind = SHAPE_ANY};
    }
    return of_fields(n, &document->field->children, name);
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

/* What contract.c adds, and what only a local library has: its base. */
static Shape of_about(Names *n, const Shape *about, Str name)
{
    static const char *const base[] = {"id", "titre", "version", "sha256"};
    if (str_is(name, "sha256")) {
        return (Shape){.kind = SHAPE_ANY};
    }
    bool is_base = str_is(name, "base") && !value_get(about->value, name);
    return is_base ? NAMED(base) : of_value(n, about->value, name);
}

/* What the items of a calculated list, or a calculated map, offer; NULL where the result is neither or is not known. */
static const Shape *result_shape(const Names *n, const Shape *calc)
{
    const ExprType *type = n->calc_types ? &n->calc_types[calc->calc] : NULL;
    type = type && type->kind == TYPE_LIST ? type->item : type;
    return type && type->kind == TYPE_MAP ? type->shape : NULL;
}

Shape shape_member(Names *n, const Shape *shape, Str name)
{
    const Shape *result = shape->kind == SHAPE_CALC ? result_shape(n, shape) : NULL;
    if (result) {
        return shape_member(n, result, name);
    }
    switch (shape->kind) {
    case SHAPE_NONE:
    case SHAPE_ANY:
    case SHAPE_CALC:
    case SHAPE_CLAUSES:
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
    case SHAPE_LOTS: /* a section over them sees one after the other */
        return of_lot(n, shape, name);
    case SHAPE_TAKEN:
        return of_taken(n, name);
    case SHAPE_ROOT:
        return of_root(n, name);
    case SHAPE_CONTRACT:
        return of_contract(n, name);
    case SHAPE_DOCUMENT:
        return of_document(n, shape, name);
    case SHAPE_ABOUT:
        return of_about(n, shape, name);
    case SHAPE_NAMED:
        return of_named(n, shape, name);
    case SHAPE_OPEN:
        return *shape;
    case SHAPE_SCOPE:
        return types_root(n, shape, name);
    }
    return (Shape){0};
}

bool shape_has_members(const Names *n, const Shape *shape)
{
    return shape->kind != SHAPE_ANY &&
           (shape->kind != SHAPE_CALC || result_shape(n, shape) != NULL) &&
           shape->kind != SHAPE_CLAUSES &&
           !(shape->kind == SHAPE_VALUE && shape->value->kind != VALUE_MAP) &&
           !(shape->kind == SHAPE_FIELD && !shape->field->catalogue &&
             shape->field->children.n == 0);
}

/* --- forms ------------------------------------------------------------------------------------------------ */

/* The kind of one value of a field, from what its schema says. */
static FrenchKind kind_of_field(const Field *field, const SchemaNode *node)
{
    const SchemaNode *target = schema_node_deref(node);
    const Value *type = target->source ? value_get(target->source, STR("type")) : NULL;
    Str unit = node->meta.unit.len > 0 ? node->meta.unit : target->meta.unit;
    if (!type || type->kind != VALUE_TEXT) {
        return FRENCH_ANYTHING;
    }
    if (str_is(type->text, "number") || str_is(type->text, "integer")) {
        return french_kind_of_unit(unit);
    }
    if (str_is(type->text, "string")) {
        Str format = value_get_text(target->source, STR("format"));
        return !field->catalogue && str_is(format, "date") ? FRENCH_DATE : FRENCH_TEXT;
    }
    return str_is(type->text, "boolean") ? FRENCH_BOOLEAN : FRENCH_MAP;
}

static FrenchKind kind_of_calc(const Names *n, size_t index)
{
    Str unit = n->lib->calcs[index].meta.unit;
    if (unit.len > 0) {
        return french_kind_of_unit(unit);
    }
    switch (n->calc_types ? n->calc_types[index].kind : TYPE_ANY) {
    case TYPE_NUM:
        return FRENCH_NUMBER;
    case TYPE_BOOL:
        return FRENCH_BOOLEAN;
    case TYPE_LIST:
        return FRENCH_LIST;
    case TYPE_MAP:
        return FRENCH_MAP;
    case TYPE_TEXT: /* or a date */
    case TYPE_ANY:
    case TYPE_NULL:
        break;
    }
    return FRENCH_ANYTHING;
}

FrenchKind shape_kind(const Names *n, const Shape *shape)
{
    switch (shape->kind) {
    case SHAPE_NONE:
    case SHAPE_ANY:
        return FRENCH_ANYTHING;
    case SHAPE_FIELD: {
        const SchemaNode *node = shape->field->node;
        const SchemaNode *items = schema_node_deref(node)->items;
        if (!shape->field->is_list) {
            return kind_of_field(shape->field, node);
        }
        return !shape->is_item ? FRENCH_LIST
               : items         ? kind_of_field(shape->field, items)
                               : FRENCH_ANYTHING;
    }
    case SHAPE_VALUE:
        return french_kind_of(shape->value);
    case SHAPE_CALC:
        return kind_of_calc(n, shape->calc);
    case SHAPE_LOTS:
    case SHAPE_TAKEN:
    case SHAPE_CLAUSES:
        return FRENCH_LIST;
    case SHAPE_FIELDS:
    case SHAPE_ENTRY:
    case SHAPE_CALCS:
    case SHAPE_ARTICLE:
    case SHAPE_LOT:
    case SHAPE_SCOPE:
    case SHAPE_ROOT:
    case SHAPE_CONTRACT:
    case SHAPE_DOCUMENT:
    case SHAPE_ABOUT:
    case SHAPE_NAMED:
    case SHAPE_OPEN:
        break;
    }
    return FRENCH_MAP;
}

/* In a template the place is a paragraph, else the tag. */
static void set_place(Names *n, Diag *diag, uint32_t span)
{
    diag->span = span;
    n->has_errors = true;
    if (n->place) {
        diag->paragraph = n->place->paragraph;
        diag->excerpt = n->place->excerpt;
    }
}

/* True of a field whose catalogue does not exist. */
static bool lacks_catalogue(const Shape *shape)
{
    return shape->kind == SHAPE_FIELD && !shape->field->catalogue && shape->field->node->source &&
           value_get(shape->field->node->source, STR("x-catalogue"));
}

void shape_report_facet(Names *n, const Shape *shape, Loc loc, Str name, Str facet, uint32_t span)
{
    if (lacks_catalogue(shape)) {
        n->has_errors = true;
        return; /* its forms are those of its entries; that there are none was reported */
    }
    Str names[FRENCH_FACETS_MAX];
    char bytes[FRENCH_FACETS_MAX * 32];
    Buf list;
    size_t n_names = french_facets(shape_kind(n, shape), names);
    buf_init_fixed(&list, bytes, sizeof bytes);
    for (size_t i = 0; i < n_names; i++) {
        if (str_find(names[i], STR("."), 0) == SIZE_MAX) { /* those go with the form before them */
            buf_put(&list, list.len > 0 ? STR(", ") : STR_EMPTY);
            buf_put(&list, names[i]);
        }
    }
    Str near = validate_nearest(facet, names, n_names);
    DiagCode code = near.len > 0 ? LIB_UNKNOWN_FACET_NEAR : LIB_UNKNOWN_FACET;
    Str base = str_sub(name, 0, name.len - facet.len - 1);
    set_place(n, diag_add(n->diags, code, loc, facet, near.len > 0 ? near : base, buf_str(&list)),
              span);
}

/* The first part of a dotted name. */
static Str first_part(Str name)
{
    size_t dot = str_find(name, STR("."), 0);
    return str_sub(name, 0, dot);
}

/* A calculation of this name that is not seen from here; one of the consideration at work first. NULL: there is none. */
static const Calc *calc_elsewhere(const Names *n, Str name, Str wrong)
{
    Str before = arena_printf(n->arena, "calcul.%.*s", STR_ARG(wrong));
    const Calc *found = NULL;
    for (size_t i = 0; str_find(name, before, 0) != SIZE_MAX && i < n->lib->n_calcs; i++) {
        const Calc *calc = &n->lib->calcs[i];
        bool is_ours = !calc->clause || calc->clause == n->clause;
        if (str_eq(calc->id, wrong) && (!found || is_ours)) {
            found = calc;
        }
    }
    return found;
}

/* A name that there is, seen from elsewhere; false: there is none. */
static bool report_elsewhere(Names *n, Loc loc, Str name, Str wrong, uint32_t span)
{
    static const char *const scopes[] = {
        [CALC_MARKET] = "marche", [CALC_ARTICLE] = "article", [CALC_LOT] = "lot"};
    const Calc *calc = calc_elsewhere(n, name, wrong);
    bool is_root = str_eq(first_part(name), wrong);
    if (calc && calc->clause && calc->clause != n->clause) {
        set_place(n, diag_add2(n->diags, LIB_CALC_OF_OTHER, loc, name, calc->clause->id), span);
        return true;
    }
    Str scope = calc && calc->scope != CALC_MARKET ? str_of(scopes[calc->scope])
                : is_root && str_is(wrong, "lot")  ? wrong
                : is_root && (str_is(wrong, "article") || str_is(wrong, "options")) ? STR("article")
                                                                                    : STR_EMPTY;
    if (scope.len == 0) {
        return false;
    }
    set_place(n, diag_add2(n->diags, LIB_SCOPE, loc, name, scope), span);
    return true;
}

/* An option or calculation named without the map it is in: “options.taux” of “taux”. */
static Str with_its_map(const Names *n, Str name)
{
    for (size_t i = 0; n->clause && i < n->clause->options.n; i++) {
        if (str_eq(n->clause->options.items[i].name, name)) {
            return arena_printf(n->arena, "options.%.*s", STR_ARG(name));
        }
    }
    for (size_t i = 0; i < n->lib->n_calcs; i++) {
        if (str_eq(n->lib->calcs[i].id, name)) {
            return arena_printf(n->arena, "calcul.%.*s", STR_ARG(name));
        }
    }
    return STR_EMPTY;
}

void shape_report(Names *n, DiagCode code, Loc loc, Str name, Str wrong, uint32_t span)
{
    bool is_unknown = code == LIB_UNKNOWN_NAME && !n->place;
    if (is_unknown && report_elsewhere(n, loc, name, wrong, span)) {
        return;
    }
    bool is_root = str_eq(first_part(name), wrong);
    Str near = is_unknown && is_root ? with_its_map(n, wrong) : STR_EMPTY;
    near = near.len > 0 ? near : validate_nearest(wrong, n->candidates, n->n_candidates);
    DiagCode near_code = code == LIB_UNKNOWN_NAME ? LIB_UNKNOWN_NAME_NEAR : code;
    if (n->place && code == LIB_UNKNOWN_NAME) {
        code = TMPL_UNKNOWN_NAME;
        near_code = TMPL_UNKNOWN_NAME_NEAR;
    }
    Diag *diag = diag_add_near(n->diags, code, near_code, loc, name, near);
    set_place(n, diag, span);
}
