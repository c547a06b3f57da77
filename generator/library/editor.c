/* SPDX-License-Identifier: Apache-2.0 */
/*
 * editor - see editor.h.
 */
#include "generator/library/editor.h"

#include "generator/base/limits.h"
#include "generator/library/rules.h"

static const Loc nowhere = {0};

typedef struct Editor {
    Arena *arena;
    const Library *lib;
    Str name; /* of the schema */
} Editor;

static Status set(const Editor *e, Value *map, const char *key, Value *value)
{
    return value ? value_map_set(e->arena, map, str_of(key), value) : ST_NOMEM;
}

static Status set_text(const Editor *e, Value *map, const char *key, Str text)
{
    return text.ptr ? set(e, map, key, value_text(e->arena, nowhere, text)) : ST_NOMEM;
}

/* --- what people read ------------------------------------------------------------------------------ */

static void put_sentence(Buf *out, const char *lead, const Value *value)
{
    if (value && value->text.len > 0) {
        buf_put(out, out->len > 0 ? STR(" ") : STR_EMPTY);
        buf_put(out, str_of(lead));
        buf_put(out, str_trim(value->text));
        bool is_ended = str_ends(str_trim(value->text), STR("."));
        buf_put(out, is_ended ? STR_EMPTY : STR("."));
    }
}

/* Help, unit, what the default and the obligation depend on, source: annotations of ours in the library's language. */
static Status describe(const Editor *e, const Value *node, Value *copy)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, MIB);
    put_sentence(&text, "", value_get(node, STR("description")));
    put_sentence(&text, "", value_get(node, STR("x-aide")));
    put_sentence(&text, "Unité : ", value_get(node, STR("x-unite")));
    const Value *default_value = value_get(node, STR("default"));
    if (default_value && default_value->kind == VALUE_NUM) {
        put_sentence(&text, "Par défaut : ", default_value);
    }
    put_sentence(&text, "Valeur par défaut calculée : ", value_get(node, STR("x-defaut")));
    put_sentence(&text, "Obligatoire si : ", value_get(node, STR("x-requis-si")));
    put_sentence(&text, "Source : ", value_get(node, STR("x-source")));
    if (text.len == 0) {
        return ST_OK;
    }
    return buf_ok(&text) ? set_text(e, copy, "description", arena_str(e->arena, buf_str(&text)))
                         : ST_NOMEM;
}

/* --- codes of catalogues --------------------------------------------------------------------------- */

/* {const, title, description} of a code. */
static Status add_choice(const Editor *e, Value *choices, Str code, Str title, Str more)
{
    Value *choice = value_map(e->arena, nowhere);
    if (!choice) {
        return ST_NOMEM;
    }
    TRY(set_text(e, choice, "const", code));
    if (title.len > 0) {
        const char *colon = more.len > 0 ? " : " : "";
        TRY(set_text(e, choice, "title", title));
        TRY(set_text(e, choice, "description",
                     arena_printf(e->arena, "%.*s%s%.*s", STR_ARG(title), colon, STR_ARG(more))));
    }
    return value_list_add(e->arena, choices, choice);
}

/* The entries of a catalogue; where the schema lists some (`only`), those. */
static Status set_entries(const Editor *e, Value *copy, const Value *entries, const Value *only)
{
    static const char *const more_keys[] = {"conditions", "objet"};
    Value *choices = value_list(e->arena, nowhere);
    TRY(set(e, copy, "oneOf", choices));
    for (size_t i = 0; i < entries->list.n; i++) {
        const Value *entry = entries->list.items[i];
        Str id = value_get_text(entry, STR("id"));
        Str title = value_get_text(entry, STR("libelle"));
        Str more = STR_EMPTY;
        for (size_t k = 0; k < 2 && more.len == 0; k++) {
            more = value_get_text(entry, str_of(more_keys[k]));
        }
        if (title.len == 0) {
            title = value_get_text(entry, STR("citation"));
        }
        if (!only || value_list_holds(only, id)) {
            TRY(add_choice(e, choices, id, title, more));
        }
    }
    return ST_OK;
}

static const Value *catalogue_of(const Editor *e, const Value *node, const Value *inherited)
{
    const Value *name = value_get(node, STR("x-catalogue"));
    const Value *list = name ? value_get(e->lib->catalogues, name->text) : inherited;
    return list && list->kind == VALUE_LIST && list->list.n > 0 ? list : NULL;
}

/* --- any schema ------------------------------------------------------------------------------------ */

static Status convert(const Editor *e, const Value *node, const Value *inherited, Value **ret_copy);
static Status fill_consideration(const Editor *e, Value *copy);

/* A map of names to schemas, or a list of schemas. */
static Status convert_all(const Editor *e, const Value *from, Value **ret_copy)
{
    bool is_map = from->kind == VALUE_MAP;
    Value *copy = is_map ? value_map(e->arena, nowhere) : value_list(e->arena, nowhere);
    size_t n = is_map ? from->map.n : from->list.n;
    if (!copy) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        Value *one = NULL;
        const Value *source = is_map ? from->map.members[i].value : from->list.items[i];
        TRY(convert(e, source, NULL, &one));
        TRY(is_map ? value_map_set(e->arena, copy, from->map.members[i].key, one)
                   : value_list_add(e->arena, copy, one));
    }
    *ret_copy = copy;
    return ST_OK;
}

static Status convert_member(const Editor *e, const Member *m, const Value *catalogue, Value *copy)
{
    static const char *const many[] = {"properties", "patternProperties", "$defs", "allOf", "anyOf",
                                       "oneOf"};
    static const char *const one[] = {
        "additionalProperties", "not", "if", "then", "else", "contains"};
    Value *value = m->value;
    if (str_is_one_of(m->key, many, sizeof many / sizeof *many)) {
        TRY(convert_all(e, m->value, &value));
    } else if (str_is(m->key, "items")) {
        TRY(convert(e, m->value, catalogue, &value)); /* a list's catalogue is that of its items */
    } else if (str_is_one_of(m->key, one, sizeof one / sizeof *one)) {
        TRY(convert(e, m->value, NULL, &value));
    }
    return value_map_set(e->arena, copy, m->key, value);
}

static bool is_annotation(Str key)
{
    return str_starts(key, STR("x-")) || str_is(key, "description");
}

/* inherited: the catalogue of the list whose items this is, or NULL. Recursion is bounded by the depth of the file. */
static Status convert(const Editor *e, const Value *node, const Value *inherited, Value **ret_copy)
{
    if (node->kind != VALUE_MAP) {
        return (*ret_copy = value_copy_shallow(e->arena, node)) ? ST_OK
                                                                : ST_NOMEM; /* true, false */
    }
    const Value *catalogue = catalogue_of(e, node, inherited);
    const Value *only = value_get(node, STR("enum"));
    bool is_code = catalogue && str_is(value_get_text(node, STR("type")), "string");
    Value *copy = value_map(e->arena, nowhere);
    if (!copy) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < node->map.n; i++) {
        const Member *m = &node->map.members[i];
        bool is_replaced = is_code && (str_is(m->key, "enum") || str_is(m->key, "pattern"));
        if (str_is(m->key, "title")) {
            TRY(value_map_set(e->arena, copy, m->key, m->value));
            TRY(describe(e, node, copy));
        } else if (!is_annotation(m->key) && !is_replaced) {
            TRY(convert_member(e, m, catalogue, copy));
        }
    }
    if (!value_get(node, STR("title")) && !value_get(node, STR("$ref"))) {
        TRY(describe(e, node, copy));
    }
    if (is_code) {
        TRY(set_entries(e, copy, catalogue, only));
    }
    if (str_is(e->name, "marche")) {
        TRY(fill_consideration(e, copy));
    }
    *ret_copy = copy;
    return ST_OK;
}

/* --- considerations, blocks and lists of this library ---------------------------------------------- */

/* The value at the end of a path of keys, for changing; NULL if the schema has it not. */
static Value *find(Value *root, const char *const *keys, size_t n)
{
    for (size_t i = 0; root && i < n; i++) {
        const Member *member = value_member(root, str_of(keys[i]));
        root = member ? member->value : NULL;
    }
    return root;
}

/* The identifiers of the considerations, where a text names one. */
static Status set_clauses(const Editor *e, Value *field)
{
    Value *copy = value_map(e->arena, nowhere);
    Value *choices = value_list(e->arena, nowhere);
    if (!field || !copy || !choices) {
        return field ? ST_NOMEM : ST_OK;
    }
    for (size_t i = 0; i < field->map.n; i++) {
        if (!str_is(field->map.members[i].key, "pattern")) {
            TRY(value_map_set(e->arena, copy, field->map.members[i].key,
                              field->map.members[i].value));
        }
    }
    for (size_t i = 0; i < e->lib->n_clauses; i++) {
        const Clause *clause = &e->lib->clauses[i];
        Str title =
            arena_printf(e->arena, "%.*s, %.*s", STR_ARG(clause->code), STR_ARG(clause->title));
        TRY(add_choice(e, choices, clause->id, title,
                       str_trim(value_get_text(clause->source, STR("resume")))));
    }
    TRY(set(e, copy, "oneOf", choices));
    *field = *copy;
    return ST_OK;
}

static Status add_case(const Editor *e, Value *cases, const Clause *clause);

/* What names a consideration and gives its options, wherever a market has it: each consideration has options of its own. */
static Status fill_consideration(const Editor *e, Value *copy)
{
    const char *const name[] = {"properties", "clause"};
    const char *const options[] = {"properties", "options"};
    Value *field = find(copy, name, 2);
    if (!field || !find(copy, options, 2)) {
        return ST_OK;
    }
    Value *cases = value_list(e->arena, nowhere);
    TRY(cases ? set_clauses(e, field) : ST_NOMEM);
    for (size_t i = 0; i < e->lib->n_clauses; i++) {
        TRY(add_case(e, cases, &e->lib->clauses[i]));
    }
    return set(e, copy, "allOf", cases);
}

/* "options_clause_heures": the object that a consideration's options are. */
static Status add_options(const Editor *e, Value *definitions, const Clause *clause)
{
    Value *copy = NULL;
    TRY(convert(e, schema_root(clause->schema)->source, NULL, &copy));
    TRY(set_text(e, copy, "title",
                 arena_printf(e->arena, "Options de %.*s", STR_ARG(clause->code))));
    TRY(set_text(e, copy, "description", clause->title));
    Str name = arena_printf(e->arena, "options_%.*s", STR_ARG(clause->id));
    return name.ptr ? value_map_set(e->arena, definitions, name, copy) : ST_NOMEM;
}

/* { if: {clause is this one}, then: {options: …} } */
static Status add_case(const Editor *e, Value *cases, const Clause *clause)
{
    Arena *a = e->arena;
    Value *one = value_map(a, nowhere);
    Value *condition = value_map(a, nowhere);
    Value *named = value_map(a, nowhere);
    Value *is = value_map(a, nowhere);
    Value *then = value_map(a, nowhere);
    Value *properties = value_map(a, nowhere);
    Value *ref = value_map(a, nowhere);
    Value *clause_key = value_list(a, nowhere);
    Value *options_key = value_list(a, nowhere);
    if (!one || !condition || !named || !is || !then || !properties || !ref || !clause_key ||
        !options_key) {
        return ST_NOMEM;
    }
    Str target = arena_printf(a, "#/$defs/options_%.*s", STR_ARG(clause->id));
    Value *word = value_text(a, nowhere, STR("clause"));
    Value *other = value_text(a, nowhere, STR("options"));
    TRY(word ? value_list_add(a, clause_key, word) : ST_NOMEM);
    TRY(other ? value_list_add(a, options_key, other) : ST_NOMEM);
    TRY(set_text(e, is, "const", clause->id));
    TRY(set(e, named, "clause", is));
    TRY(set(e, condition, "required", clause_key));
    TRY(set(e, condition, "properties", named));
    TRY(set_text(e, ref, "$ref", target));
    TRY(set(e, properties, "options", ref));
    TRY(set(e, then, "properties", properties));
    const Value *required = value_get(clause->source, STR("options_requises"));
    if (required && required->list.n > 0) {
        TRY(set(e, then, "required", options_key));
    }
    TRY(set(e, one, "if", condition));
    TRY(set(e, one, "then", then));
    return value_list_add(a, cases, one);
}

/* The rules that a market may acknowledge, by number. */
static Status set_rules(const Editor *e, Value *field)
{
    size_t n = 0;
    const RuleNumber *numbers = rules_acknowledged(e->arena, e->lib, &n);
    Value *choices = value_list(e->arena, nowhere);
    if (!field || n == 0) {
        return numbers ? ST_OK : ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        TRY(choices ? add_choice(e, choices, numbers[i].id, numbers[i].title, STR_EMPTY)
                    : ST_NOMEM);
    }
    return set(e, field, "oneOf", choices);
}

static Status fill_market(const Editor *e, Value *root)
{
    const char *const rule[] = {"$defs", "acquittement", "properties", "regle"};
    const char *const place[] = {"$defs"};
    Value *definitions = find(root, place, 1);
    if (!definitions) {
        definitions = value_map(e->arena, nowhere);
        TRY(set(e, root, "$defs", definitions));
    }
    TRY(set_rules(e, find(root, rule, 4)));
    for (size_t k = 0; k < e->lib->n_clauses; k++) {
        TRY(add_options(e, definitions, &e->lib->clauses[k]));
    }
    return ST_OK;
}

/* A map whose keys are the library's blocks: each known by name, no other allowed. */
static Status fill_blocks(const Editor *e, Value *map)
{
    const Member *item = value_member(map, STR("additionalProperties"));
    Value *properties = value_map(e->arena, nowhere);
    Value *no = value_bool(e->arena, nowhere, false);
    if (!item || !properties || !no) {
        return item ? ST_NOMEM : ST_OK;
    }
    for (size_t i = 0; i < e->lib->n_block_order; i++) {
        Value *one = value_copy_shallow(e->arena, item->value);
        TRY(one ? set_text(e, one, "title", e->lib->block_order[i].title) : ST_NOMEM);
        TRY(value_map_set(e->arena, properties, e->lib->block_order[i].id, one));
    }
    TRY(set(e, map, "properties", properties));
    return set(e, map, "additionalProperties", no);
}

/* Names of the catalogue lists, where an option says `x-catalogue`. */
static Status fill_lists(const Editor *e, Value *field)
{
    Value *names = value_list(e->arena, nowhere);
    if (!field || !names) {
        return field ? ST_NOMEM : ST_OK;
    }
    for (size_t i = 0; i < e->lib->catalogues->map.n; i++) {
        Value *name = value_text(e->arena, nowhere, e->lib->catalogues->map.members[i].key);
        TRY(name ? value_list_add(e->arena, names, name) : ST_NOMEM);
    }
    return set(e, field, "enum", names);
}

static Status fill_clause(const Editor *e, Value *root)
{
    static const char *const maps[] = {"corps", "titres", "exigences"};
    static const char *const owners[] = {"option", "element", "champ"};
    for (size_t i = 0; i < 3; i++) {
        const char *const path[] = {"properties", maps[i]};
        Value *map = find(root, path, 2);
        TRY(map && i < 2 ? fill_blocks(e, map) : ST_OK);
        const char *const list[] = {"$defs", owners[i], "properties", "x-catalogue"};
        TRY(fill_lists(e, find(root, list, 4)));
    }
    return ST_OK;
}

Status editor_schema(Arena *arena, const Library *library, Str name, const Value *schema,
                     Value **ret_schema)
{
    const Editor e = {.arena = arena, .lib = library, .name = name};
    const char *const rule[] = {"$defs", "regle",      "properties",
                                "pour",  "properties", "consideration"};
    const char *const calc[] = {"$defs", "calcul", "properties", "pour"};
    Value *root = NULL;
    TRY(convert(&e, schema, NULL, &root));
    TRY(set_text(&e, root, "$comment",
                 arena_printf(arena, "ccap schema %.*s ; %.*s %.*s", STR_ARG(name),
                              STR_ARG(value_get_text(library->about, STR("titre"))),
                              STR_ARG(value_get_text(library->about, STR("version"))))));
    if (str_is(name, "marche")) {
        TRY(fill_market(&e, root));
    } else if (str_is(name, "clause")) {
        TRY(fill_clause(&e, root));
    } else if (str_is(name, "regles")) {
        TRY(set_clauses(&e, find(root, rule, 6)));
    } else if (str_is(name, "calculs")) {
        TRY(set_clauses(&e, find(root, calc, 4)));
    }
    *ret_schema = root;
    return ST_OK;
}
