/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemakeys - see schemakeys.h. One table says what each keyword wants; one function per shape of value reads it.
 *
 * Floor 1 (data).
 */
#include "generator/data/schemakeys.h"

#include <stdio.h>

#include "generator/data/validate.h"

/* What the value of a keyword looks like. NOTE_…: checked, kept in the schema's own map only. */
typedef enum Shape {
    SHAPE_COUNT,
    SHAPE_NUMBER,
    SHAPE_POSITIVE,
    SHAPE_BOOL,
    SHAPE_SCHEMA,
    SHAPE_SCHEMAS,
    SHAPE_SCHEMA_MAP,
    SHAPE_PATTERN_MAP,
    SHAPE_PROPERTIES,
    SHAPE_TEXTS,
    SHAPE_TEXTS_MAP,
    SHAPE_LIST,
    SHAPE_CONST,
    SHAPE_TYPE,
    SHAPE_PATTERN,
    SHAPE_FORMAT,
    SHAPE_REF,
    SHAPE_NOTE_SCHEMA,
    SHAPE_NOTE_SCHEMAS,
    SHAPE_NOTE_TEXT,
    SHAPE_NOTE_BOOL,
    SHAPE_NOTE_LIST,
    SHAPE_NOTE,
} Shape;

typedef struct Keyword {
    const char *name;
    Shape shape;
    unsigned group;
    size_t offset; /* in SchemaRules, where the shape has a place there */
} Keyword;

#define AT(field) offsetof(SchemaRules, field)

/* Sorted by what they are about, as in the specification. */
static const Keyword keywords[] = {
    {"type", SHAPE_TYPE, GROUP_ANY, 0},
    {"enum", SHAPE_LIST, GROUP_ANY, AT(enumeration)},
    {"const", SHAPE_CONST, GROUP_ANY, AT(constant)},
    {"minimum", SHAPE_NUMBER, GROUP_NUM, AT(minimum)},
    {"maximum", SHAPE_NUMBER, GROUP_NUM, AT(maximum)},
    {"exclusiveMinimum", SHAPE_NUMBER, GROUP_NUM, AT(exclusive_minimum)},
    {"exclusiveMaximum", SHAPE_NUMBER, GROUP_NUM, AT(exclusive_maximum)},
    {"multipleOf", SHAPE_POSITIVE, GROUP_NUM, AT(multiple_of)},
    {"minLength", SHAPE_COUNT, GROUP_TEXT, AT(min_length)},
    {"maxLength", SHAPE_COUNT, GROUP_TEXT, AT(max_length)},
    {"pattern", SHAPE_PATTERN, GROUP_TEXT, AT(pattern)},
    {"format", SHAPE_FORMAT, GROUP_TEXT, 0},
    {"items", SHAPE_SCHEMA, GROUP_LIST, AT(items)},
    {"prefixItems", SHAPE_SCHEMAS, GROUP_LIST, AT(prefix_items)},
    {"minItems", SHAPE_COUNT, GROUP_LIST, AT(min_items)},
    {"maxItems", SHAPE_COUNT, GROUP_LIST, AT(max_items)},
    {"uniqueItems", SHAPE_BOOL, GROUP_LIST, AT(has_unique_items)},
    {"contains", SHAPE_SCHEMA, GROUP_LIST, AT(contains)},
    {"minContains", SHAPE_COUNT, GROUP_LIST, AT(min_contains)},
    {"maxContains", SHAPE_COUNT, GROUP_LIST, AT(max_contains)},
    {"properties", SHAPE_PROPERTIES, GROUP_MAP, 0},
    {"required", SHAPE_TEXTS, GROUP_MAP, AT(required)},
    {"additionalProperties", SHAPE_SCHEMA, GROUP_MAP, AT(additional)},
    {"patternProperties", SHAPE_PATTERN_MAP, GROUP_MAP, AT(pattern_properties)},
    {"propertyNames", SHAPE_SCHEMA, GROUP_MAP, AT(property_names)},
    {"minProperties", SHAPE_COUNT, GROUP_MAP, AT(min_properties)},
    {"maxProperties", SHAPE_COUNT, GROUP_MAP, AT(max_properties)},
    {"dependentRequired", SHAPE_TEXTS_MAP, GROUP_MAP, AT(dependent_required)},
    {"dependentSchemas", SHAPE_SCHEMA_MAP, GROUP_MAP, AT(dependent_schemas)},
    {"$ref", SHAPE_REF, GROUP_APPLY, 0},
    {"allOf", SHAPE_SCHEMAS, GROUP_APPLY, AT(all_of)},
    {"anyOf", SHAPE_SCHEMAS, GROUP_APPLY, AT(any_of)},
    {"oneOf", SHAPE_SCHEMAS, GROUP_APPLY, AT(one_of)},
    {"not", SHAPE_SCHEMA, GROUP_APPLY, AT(excluded)},
    {"if", SHAPE_SCHEMA, GROUP_APPLY, AT(condition)},
    {"then", SHAPE_SCHEMA, GROUP_APPLY, AT(consequence)},
    {"else", SHAPE_SCHEMA, GROUP_APPLY, AT(alternative)},
    {"$defs", SHAPE_NOTE_SCHEMAS, 0, 0},
    {"contentSchema", SHAPE_NOTE_SCHEMA, 0, 0},
    {"default", SHAPE_NOTE, 0, 0},
    {"$schema", SHAPE_NOTE_TEXT, 0, 0},
    {"$comment", SHAPE_NOTE_TEXT, 0, 0},
    {"title", SHAPE_NOTE_TEXT, 0, 0},
    {"description", SHAPE_NOTE_TEXT, 0, 0},
    {"contentEncoding", SHAPE_NOTE_TEXT, 0, 0},
    {"contentMediaType", SHAPE_NOTE_TEXT, 0, 0},
    {"examples", SHAPE_NOTE_LIST, 0, 0},
    {"deprecated", SHAPE_NOTE_BOOL, 0, 0},
    {"readOnly", SHAPE_NOTE_BOOL, 0, 0},
    {"writeOnly", SHAPE_NOTE_BOOL, 0, 0},
    {"x-unite", SHAPE_NOTE_TEXT, 0, 0},
    {"x-aide", SHAPE_NOTE_TEXT, 0, 0},
    {"x-catalogue", SHAPE_NOTE_TEXT, 0, 0},
    {"x-par-lot", SHAPE_NOTE_BOOL, 0, 0},
    {"x-typo", SHAPE_NOTE_BOOL, 0, 0},
    {"x-markdown", SHAPE_NOTE_BOOL, 0, 0},
};

#define N_KEYWORDS (sizeof keywords / sizeof keywords[0])

void schema_report(SchemaCompiler *c, DiagCode code, Loc loc, Str arg)
{
    c->has_errors = true;
    (void)diag_add1(c->diags, code, loc, arg); /* nothing to add */
}

static const Keyword *find_keyword(Str name)
{
    for (size_t i = 0; i < N_KEYWORDS; i++) {
        if (str_is(name, keywords[i].name)) {
            return &keywords[i];
        }
    }
    return NULL;
}

unsigned schemakeys_group(Str name)
{
    const Keyword *keyword = find_keyword(name);
    return keyword ? keyword->group : 0;
}

static void report_unknown(SchemaCompiler *c, const Member *member)
{
    Str names[N_KEYWORDS];
    for (size_t i = 0; i < N_KEYWORDS; i++) {
        names[i] = str_of(keywords[i].name);
    }
    Str nearest = validate_nearest(member->key, names, N_KEYWORDS);
    if (nearest.len == 0) {
        schema_report(c, SCHEMA_UNKNOWN_KEYWORD, member->key_loc, member->key);
        return;
    }
    c->has_errors = true;
    (void)diag_add2(c->diags, SCHEMA_UNKNOWN_KEYWORD_NEAR, member->key_loc, member->key,
                    nearest); /* nothing to add */
}

/* --- one function per shape; `field`: the place in SchemaRules ---------------------------------------- */

static void read_count(SchemaCompiler *c, const Member *m, Count *field)
{
    int64_t n = 0;
    if (m->value->kind != VALUE_NUM || !num_to_int64(m->value->num, &n) || n < 0) {
        schema_report(c, SCHEMA_WANT_COUNT, m->value->loc, m->key);
        return;
    }
    *field = (Count){.is_given = true, .n = (size_t)n};
}

static void read_bound(SchemaCompiler *c, const Member *m, bool is_positive, Bound *field)
{
    if (m->value->kind != VALUE_NUM) {
        schema_report(c, SCHEMA_WANT_NUMBER, m->value->loc, m->key);
    } else if (is_positive && num_cmp(m->value->num, NUM_ZERO) <= 0) {
        schema_report(c, SCHEMA_WANT_POSITIVE, m->value->loc, m->key);
    } else {
        *field = (Bound){.is_given = true, .value = m->value};
    }
}

/* A value that must be of one kind and is kept as it is, or nowhere (field NULL). */
static void read_kind(SchemaCompiler *c, const Member *m, ValueKind kind, DiagCode code,
                      const Value **field)
{
    if (m->value->kind != kind) {
        schema_report(c, code, m->value->loc, m->key);
    } else if (field) {
        *field = m->value;
    }
}

static Status read_schemas(SchemaCompiler *c, const Member *m, SchemaList *field)
{
    if (m->value->kind != VALUE_LIST || m->value->list.n == 0) {
        schema_report(c, SCHEMA_WANT_SCHEMAS, m->value->loc, m->key);
        return ST_OK;
    }
    field->items = arena_array(c->arena, m->value->list.n, const SchemaNode *);
    if (!field->items) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < m->value->list.n; i++) {
        TRY(schema_compile_node(c, m->key, m->value->list.items[i], &field->items[i]));
        field->n = i + 1;
    }
    return ST_OK;
}

static Status compile_pattern(SchemaCompiler *c, Str text, Loc loc, const Pattern **ret_pattern)
{
    PatternError error = {0};
    Status st = pattern_compile(c->arena, text, ret_pattern, &error);
    if (st != ST_INPUT) {
        return st;
    }
    char pos[24];
    int n = snprintf(pos, sizeof pos, "%zu", error.pos + 1);
    c->has_errors = true;
    (void)diag_add(c->diags, SCHEMA_BAD_PATTERN, loc, text, (Str){.ptr = pos, .len = (size_t)n},
                   str_of(error.message)); /* nothing to add */
    return ST_OK;
}

/* A map of names, or of patterns, to schemas; field may be NULL. */
static Status read_schema_map(SchemaCompiler *c, const Member *m, bool are_patterns,
                              NamedSchemas *field)
{
    if (m->value->kind != VALUE_MAP) {
        schema_report(c, SCHEMA_WANT_SCHEMA_MAP, m->value->loc, m->key);
        return ST_OK;
    }
    size_t n = m->value->map.n;
    NamedSchema *items = arena_array(c->arena, n, NamedSchema);
    if (!items) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        const Member *named = &m->value->map.members[i];
        items[i].name = named->key;
        TRY(schema_compile_node(c, m->key, named->value, &items[i].node));
        if (are_patterns) {
            TRY(compile_pattern(c, named->key, named->key_loc, &items[i].pattern));
        }
    }
    if (field) {
        *field = (NamedSchemas){.items = items, .n = n};
    }
    return ST_OK;
}

static Status read_properties(SchemaCompiler *c, const Member *m, SchemaNode *node)
{
    NamedSchemas named = {0};
    TRY(read_schema_map(c, m, false, &named));
    node->properties = arena_array(c->arena, named.n, SchemaProperty);
    if (!node->properties) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < named.n; i++) {
        node->properties[i] =
            (SchemaProperty){.name = named.items[i].name, .node = named.items[i].node};
    }
    node->n_properties = named.n;
    return ST_OK;
}

/* True for a list of texts, each different. Quadratic, over lists that people write. */
static bool are_texts(const Value *value)
{
    if (value->kind != VALUE_LIST) {
        return false;
    }
    for (size_t i = 0; i < value->list.n; i++) {
        if (value->list.items[i]->kind != VALUE_TEXT) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (str_eq(value->list.items[i]->text, value->list.items[j]->text)) {
                return false;
            }
        }
    }
    return true;
}

static void read_texts(SchemaCompiler *c, const Member *m, const Value **field)
{
    if (!are_texts(m->value)) {
        schema_report(c, SCHEMA_WANT_TEXTS, m->value->loc, m->key);
        return;
    }
    *field = m->value;
}

static Status read_texts_map(SchemaCompiler *c, const Member *m, Dependencies *field)
{
    if (m->value->kind != VALUE_MAP) {
        schema_report(c, SCHEMA_WANT_TEXTS_MAP, m->value->loc, m->key);
        return ST_OK;
    }
    size_t n = m->value->map.n;
    field->items = arena_array(c->arena, n, Dependency);
    if (!field->items) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        const Member *named = &m->value->map.members[i];
        if (!are_texts(named->value)) {
            schema_report(c, SCHEMA_WANT_TEXTS, named->value->loc, named->key);
            continue;
        }
        field->items[field->n++] = (Dependency){.name = named->key, .needs = named->value};
    }
    return ST_OK;
}

/* The bit of a type's name, 0 if there is none. */
static unsigned type_bit(const Value *name)
{
    static const struct {
        const char *name;
        unsigned bit;
    } types[] = {
        {"string", TYPE_TEXT},  {"number", TYPE_NUM}, {"integer", TYPE_INTEGER},
        {"boolean", TYPE_BOOL}, {"array", TYPE_LIST}, {"object", TYPE_MAP},
        {"null", TYPE_NULL},
    };
    for (size_t i = 0; name->kind == VALUE_TEXT && i < sizeof types / sizeof types[0]; i++) {
        if (str_is(name->text, types[i].name)) {
            return types[i].bit;
        }
    }
    /* In YAML an unquoted null is the value, not its name. */
    return name->kind == VALUE_NULL ? TYPE_NULL : 0;
}

static void read_type(SchemaCompiler *c, const Member *m, SchemaRules *rules)
{
    bool is_list = m->value->kind == VALUE_LIST;
    size_t n = is_list ? m->value->list.n : 1;
    rules->type_value = m->value;
    if (n == 0) {
        schema_report(c, SCHEMA_WANT_TYPE, m->value->loc, m->value->text);
    }
    for (size_t i = 0; i < n; i++) {
        const Value *name = is_list ? m->value->list.items[i] : m->value;
        unsigned bit = type_bit(name);
        if (bit == 0) {
            schema_report(c, SCHEMA_WANT_TYPE, name->loc, name->text);
        }
        rules->types |= bit;
    }
}

static void read_format(SchemaCompiler *c, const Member *m, SchemaRules *rules)
{
    if (m->value->kind != VALUE_TEXT) {
        schema_report(c, SCHEMA_WANT_TEXT, m->value->loc, m->key);
    } else if (!textformat_from_name(m->value->text, &rules->format)) {
        schema_report(c, SCHEMA_UNKNOWN_FORMAT, m->value->loc, m->value->text);
    }
}

static Status read_pattern(SchemaCompiler *c, const Member *m, SchemaRules *rules)
{
    if (m->value->kind != VALUE_TEXT) {
        schema_report(c, SCHEMA_WANT_TEXT, m->value->loc, m->key);
        return ST_OK;
    }
    return compile_pattern(c, m->value->text, m->value->loc, &rules->pattern);
}

static void read_ref(SchemaCompiler *c, const Member *m, SchemaRules *rules)
{
    if (m->value->kind != VALUE_TEXT || m->value->text.len == 0) {
        schema_report(c, SCHEMA_WANT_TEXT, m->value->loc, m->key);
        return;
    }
    rules->ref = m->value->text;
    rules->ref_loc = m->value->loc;
}

static void read_flag(SchemaCompiler *c, const Member *m, bool *field)
{
    if (m->value->kind != VALUE_BOOL) {
        schema_report(c, SCHEMA_WANT_BOOL, m->value->loc, m->key);
    } else if (field) {
        *field = m->value->boolean;
    }
}

/* What is only checked, and kept in the schema's own map. */
static Status compile_note(SchemaCompiler *c, Shape shape, const Member *m)
{
    const SchemaNode *ignored = NULL; /* for its mistakes, and for references to it */
    switch ((int)shape) {
    case SHAPE_NOTE_SCHEMA:
        return schema_compile_node(c, m->key, m->value, &ignored);
    case SHAPE_NOTE_SCHEMAS:
        return read_schema_map(c, m, false, NULL);
    case SHAPE_NOTE_TEXT:
        read_kind(c, m, VALUE_TEXT, SCHEMA_WANT_TEXT, NULL);
        return ST_OK;
    case SHAPE_NOTE_BOOL:
        read_flag(c, m, NULL);
        return ST_OK;
    case SHAPE_NOTE_LIST:
        read_kind(c, m, VALUE_LIST, SCHEMA_WANT_LIST, NULL);
        return ST_OK;
    default: /* SHAPE_NOTE: anything */
        return ST_OK;
    }
}

/* A dispatch over shapes, one line each. */
static Status compile_shape(SchemaCompiler *c, SchemaNode *node, SchemaRules *rules,
                            const Keyword *keyword, const Member *m)
{
    void *field = (char *)rules + keyword->offset;
    switch (keyword->shape) {
    case SHAPE_COUNT:
        read_count(c, m, field);
        return ST_OK;
    case SHAPE_NUMBER:
        read_bound(c, m, false, field);
        return ST_OK;
    case SHAPE_POSITIVE:
        read_bound(c, m, true, field);
        return ST_OK;
    case SHAPE_BOOL:
        read_flag(c, m, field);
        return ST_OK;
    case SHAPE_SCHEMA:
        return schema_compile_node(c, m->key, m->value, field);
    case SHAPE_SCHEMAS:
        return read_schemas(c, m, field);
    case SHAPE_SCHEMA_MAP:
        return read_schema_map(c, m, false, field);
    case SHAPE_PATTERN_MAP:
        return read_schema_map(c, m, true, field);
    case SHAPE_PROPERTIES:
        return read_properties(c, m, node);
    case SHAPE_TEXTS:
        read_texts(c, m, field);
        return ST_OK;
    case SHAPE_TEXTS_MAP:
        return read_texts_map(c, m, field);
    case SHAPE_LIST:
        read_kind(c, m, VALUE_LIST, SCHEMA_WANT_LIST, field);
        return ST_OK;
    case SHAPE_CONST:
        rules->constant = m->value;
        return ST_OK;
    case SHAPE_TYPE:
        read_type(c, m, rules);
        return ST_OK;
    case SHAPE_PATTERN:
        return read_pattern(c, m, rules);
    case SHAPE_FORMAT:
        read_format(c, m, rules);
        return ST_OK;
    case SHAPE_REF:
        read_ref(c, m, rules);
        return ST_OK;
    case SHAPE_NOTE_SCHEMA:
    case SHAPE_NOTE_SCHEMAS:
    case SHAPE_NOTE_TEXT:
    case SHAPE_NOTE_BOOL:
    case SHAPE_NOTE_LIST:
    case SHAPE_NOTE:
        return compile_note(c, keyword->shape, m);
    }
    return ST_BUG;
}

Status schemakeys_compile(SchemaCompiler *c, SchemaNode *node, SchemaRules *rules,
                          const Member *member)
{
    const Keyword *keyword = find_keyword(member->key);
    if (keyword) {
        rules->groups |= keyword->group;
        return compile_shape(c, node, rules, keyword, member);
    }
    if (!str_starts(member->key, STR("x-"))) {
        report_unknown(c, member);
    }
    return ST_OK;
}
