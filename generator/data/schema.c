/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema - see schema.h. Compiling: every map reached by a keyword becomes a node, then references are tied, then it is
 * made sure that none comes back to itself at the same place of the data.
 *
 * Floor 1 (data).
 */
#include "generator/data/schema.h"

#include "generator/base/limits.h"
#include "generator/data/schemakeys.h"
#include "generator/data/schemarules.h"

struct Schema {
    const SchemaNode *root;
};

const SchemaNode *schema_root(const Schema *schema)
{
    return schema->root;
}

const SchemaNode *schema_node_deref(const SchemaNode *node)
{
    while (node->ref && node->n_properties == 0 && !node->items && node->rules->types == 0) {
        node = node->ref;
    }
    return node;
}

const SchemaProperty *schema_find_property(const SchemaNode *node, Str name)
{
    const PropertyIndex *index = &node->rules->property_index;
    if (index->n_slots == 0) {
        return NULL;
    }
    size_t at = value_hash_key(name, 0) & (index->n_slots - 1);
    while (index->slots[at] != 0) {
        const SchemaProperty *property = &node->properties[index->slots[at] - 1];
        if (str_eq(property->name, name)) {
            return property;
        }
        at = (at + 1) & (index->n_slots - 1);
    }
    return NULL;
}

/* A node that is nothing but a reference stands for its target. */
static const SchemaNode *skip_bare_refs(const SchemaNode *node)
{
    while (node->ref && node->source->kind == VALUE_MAP && node->source->map.n == 1) {
        node = node->ref;
    }
    return node;
}

/* Recursion is bounded by LIMIT_SCHEMA_NESTING. */
const SchemaNode *schema_node_property(const SchemaNode *node, Str name)
{
    const SchemaProperty *property = schema_find_property(node, name);
    if (property) {
        return skip_bare_refs(property->node);
    }
    const SchemaNode *found = node->ref ? schema_node_property(node->ref, name) : NULL;
    for (size_t i = 0; !found && i < node->rules->all_of.n; i++) {
        found = schema_node_property(node->rules->all_of.items[i], name);
    }
    return found;
}

/* --- registry: the node of each schema's own value ------------------------------------------------- */

static SchemaEntry *find_slot(SchemaEntry *slots, size_t n_slots, const Value *source)
{
    uint64_t hash = (uint64_t)(uintptr_t)source * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 32) & (n_slots - 1);
    while (slots[at].source && slots[at].source != source) {
        at = (at + 1) & (n_slots - 1);
    }
    return &slots[at];
}

static SchemaEntry *find_entry(SchemaCompiler *c, const Value *source)
{
    SchemaEntry *slot = c->n_slots > 0 ? find_slot(c->slots, c->n_slots, source) : NULL;
    return slot && slot->source ? slot : NULL;
}

/* Twice the room when half full; order of nodes stays in `nodes`. */
static Status grow_registry(SchemaCompiler *c)
{
    if (c->n_nodes * 2 < c->n_slots) {
        return ST_OK;
    }
    size_t n_slots = c->n_slots > 0 ? c->n_slots * 2 : 64;
    SchemaEntry *slots = arena_array(c->arena, n_slots, SchemaEntry);
    if (!slots) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < c->n_slots; i++) {
        if (c->slots[i].source) {
            *find_slot(slots, n_slots, c->slots[i].source) = c->slots[i];
        }
    }
    c->slots = slots;
    c->n_slots = n_slots;
    return ST_OK;
}

static Status register_node(SchemaCompiler *c, const Value *source, SchemaNode *node,
                            SchemaRules *rules)
{
    TRY(grow_registry(c));
    SchemaNode **grown =
        arena_grow(c->arena, c->nodes, c->n_nodes, &c->cap_nodes, sizeof(SchemaNode *));
    if (!grown) {
        return ST_NOMEM;
    }
    c->nodes = grown;
    c->nodes[c->n_nodes++] = node;
    *find_slot(c->slots, c->n_slots, source) =
        (SchemaEntry){.source = source, .node = node, .rules = rules};
    return ST_OK;
}

/* --- nodes ---------------------------------------------------------------------------------------- */

static void read_meta(SchemaNode *node)
{
    const Value *typo = value_get(node->source, STR("x-typo"));
    const Value *markdown = value_get(node->source, STR("x-markdown"));
    node->default_value = value_get(node->source, STR("default"));
    node->meta.unit = value_get_text(node->source, STR("x-unite"));
    node->meta.is_markdown = markdown && markdown->kind == VALUE_BOOL && markdown->boolean;
    node->meta.is_verbatim =
        (typo && typo->kind == VALUE_BOOL && !typo->boolean) || node->rules->format != FORMAT_NONE;
}

/* Marks the properties that `required` names. */
static void mark_required(SchemaNode *node, SchemaRules *rules)
{
    size_t n = rules->required ? rules->required->list.n : 0;
    for (size_t i = 0; i < n; i++) {
        const SchemaProperty *found =
            schema_find_property(node, rules->required->list.items[i]->text);
        if (found) {
            node->properties[found - node->properties].is_required = true;
        }
    }
}

static Status index_properties(SchemaCompiler *c, SchemaNode *node, SchemaRules *rules)
{
    if (node->n_properties == 0) {
        return ST_OK;
    }
    size_t n_slots = 8;
    while (n_slots < node->n_properties * 2) {
        n_slots *= 2;
    }
    uint32_t *slots = arena_array(c->arena, n_slots, uint32_t);
    if (!slots) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < node->n_properties; i++) {
        size_t at = value_hash_key(node->properties[i].name, 0) & (n_slots - 1);
        while (slots[at] != 0) {
            at = (at + 1) & (n_slots - 1);
        }
        slots[at] = (uint32_t)i + 1;
    }
    rules->property_index = (PropertyIndex){.slots = slots, .n_slots = n_slots};
    return ST_OK;
}

/* Recursion follows the nesting of the schema's text, which its reader bounded. */
Status schema_compile_node(SchemaCompiler *c, Str keyword, const Value *source,
                           const SchemaNode **ret_node)
{
    if (source->kind != VALUE_MAP && source->kind != VALUE_BOOL) {
        schema_report(c, SCHEMA_WANT_SCHEMA, source->loc, keyword);
    }
    const SchemaEntry *known = find_entry(c, source);
    if (known) {
        *ret_node = known->node;
        return ST_OK;
    }
    SchemaNode *node = arena_new(c->arena, SchemaNode);
    SchemaRules *rules = arena_new(c->arena, SchemaRules);
    if (!node || !rules) {
        return ST_NOMEM;
    }
    node->source = source;
    node->rules = rules;
    rules->is_false = source->kind == VALUE_BOOL && !source->boolean;
    TRY(register_node(c, source, node, rules));
    for (size_t i = 0; source->kind == VALUE_MAP && i < source->map.n; i++) {
        TRY(schemakeys_compile(c, node, rules, &source->map.members[i]));
    }
    TRY(index_properties(c, node, rules));
    mark_required(node, rules);
    read_meta(node);
    node->items = rules->items;
    *ret_node = node;
    return ST_OK;
}

/* --- references ----------------------------------------------------------------------------------- */

static bool hex_byte(const char *digits, unsigned *ret_byte)
{
    unsigned byte = 0;
    for (size_t i = 0; i < 2; i++) {
        static const char alphabet[] = "0123456789abcdef0123456789ABCDEF";
        const char *found = memchr(alphabet, digits[i], sizeof alphabet - 1);
        if (!found) {
            return false;
        }
        byte = byte << 4 | ((unsigned)(found - alphabet) & 15);
    }
    *ret_byte = byte;
    return true;
}

/* %25 to %, then ~1 to / and ~0 to ~. Empty pointer text if out of memory. */
static Str decode_token(Arena *arena, Str token)
{
    char *out = arena_alloc(arena, token.len + 1);
    if (!out) {
        return (Str){0};
    }
    size_t n = 0;
    for (size_t i = 0; i < token.len; i++) {
        char c = token.ptr[i];
        unsigned byte = 0;
        if (c == '%' && token.len - i > 2 && hex_byte(token.ptr + i + 1, &byte)) {
            c = (char)byte;
            i += 2;
        }
        if (n > 0 && out[n - 1] == '~' && (c == '0' || c == '1')) {
            out[n - 1] =
                c == '0' ? '\x01' : '/'; /* \x01 stands for a ~ that is done, no text holds it */
            continue;
        }
        out[n++] = c;
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = out[i] == '\x01' ? '~' : out[i];
    }
    return (Str){.ptr = out, .len = n};
}

static const Value *child_of(const Value *value, Str name)
{
    if (value->kind == VALUE_MAP) {
        return value_get(value, name);
    }
    Num index = NUM_ZERO;
    int64_t at = 0;
    if (value->kind != VALUE_LIST || !num_parse(name, &index) || !num_to_int64(index, &at) ||
        at < 0 || (size_t)at >= value->list.n) {
        return NULL;
    }
    return value->list.items[at];
}

/* The value that "#/a/b" leads to, or NULL. */
static Status follow_pointer(SchemaCompiler *c, Str ref, const Value **ret_target)
{
    const Value *at = c->root;
    size_t from = 1;
    while (at && from < ref.len) {
        if (ref.ptr[from] != '/') {
            at = NULL; /* #name, an anchor */
            break;
        }
        size_t slash = str_find(ref, STR("/"), from + 1);
        size_t end = slash == SIZE_MAX ? ref.len : slash;
        Str token = decode_token(c->arena, str_sub(ref, from + 1, end - from - 1));
        if (!token.ptr) {
            return ST_NOMEM;
        }
        at = child_of(at, token);
        from = end;
    }
    *ret_target = at;
    return ST_OK;
}

static Status resolve_ref(SchemaCompiler *c, SchemaNode *node)
{
    Str ref = node->rules->ref;
    if (ref.len == 0) {
        return ST_OK;
    }
    if (ref.ptr[0] != '#') {
        schema_report(c, SCHEMA_REF_NOT_LOCAL, node->rules->ref_loc, ref);
        return ST_OK;
    }
    const Value *target = NULL;
    TRY(follow_pointer(c, ref, &target));
    const SchemaEntry *entry = target ? find_entry(c, target) : NULL;
    if (!entry) {
        schema_report(c, SCHEMA_REF_DANGLING, node->rules->ref_loc, ref);
        return ST_OK;
    }
    node->ref = entry->node;
    return ST_OK;
}

/* --- circles -------------------------------------------------------------------------------------- */

/* Above every allowed nesting: the schema came back to itself, or goes too deep. */
#define TOO_NESTED (LIMIT_SCHEMA_NESTING + 1)

static int nesting_of(SchemaCompiler *c, const SchemaNode *node, int depth);

static int nesting_of_list(SchemaCompiler *c, const SchemaList *list, int depth)
{
    int most = 0;
    for (size_t i = 0; i < list->n; i++) {
        int nesting = nesting_of(c, list->items[i], depth);
        most = nesting > most ? nesting : most;
    }
    return most;
}

/* The nesting of all that applies to the same value as `node` does. */
static int nesting_below(SchemaCompiler *c, const SchemaNode *node, int depth)
{
    const SchemaRules *rules = node->rules;
    const SchemaNode *const single[] = {node->ref, rules->excluded, rules->condition,
                                        rules->consequence, rules->alternative};
    const SchemaList *const lists[] = {&rules->all_of, &rules->any_of, &rules->one_of};
    int most = 0;
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        int nesting = single[i] ? nesting_of(c, single[i], depth) : 0;
        most = nesting > most ? nesting : most;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        int nesting = nesting_of_list(c, lists[i], depth);
        most = nesting > most ? nesting : most;
    }
    for (size_t i = 0; i < rules->dependent_schemas.n; i++) {
        int nesting = nesting_of(c, rules->dependent_schemas.items[i].node, depth);
        most = nesting > most ? nesting : most;
    }
    return most;
}

/* How many schemas apply one inside the other at one value, from `node` on. Reports the first circle; each is done once. */
static int nesting_of(SchemaCompiler *c, const SchemaNode *node, int depth)
{
    SchemaRules *rules = find_entry(c, node->source)->rules;
    if (rules->nesting > 0) {
        return rules->nesting;
    }
    if (rules->nesting < 0 || depth >= LIMIT_SCHEMA_NESTING) {
        if (!c->has_errors) {
            schema_report(c, SCHEMA_REF_LOOP,
                          rules->ref.len > 0 ? rules->ref_loc : node->source->loc, STR_EMPTY);
        }
        return TOO_NESTED;
    }
    rules->nesting = -1;
    int below = nesting_below(c, node, depth + 1);
    rules->nesting = below >= LIMIT_SCHEMA_NESTING ? TOO_NESTED : below + 1;
    if (rules->nesting == TOO_NESTED && !c->has_errors) {
        schema_report(c, SCHEMA_REF_LOOP, node->source->loc, STR_EMPTY);
    }
    return rules->nesting;
}

Status schema_compile(Arena *arena, const Value *root, DiagList *diags, const Schema **ret_schema)
{
    SchemaCompiler c = {.arena = arena, .diags = diags, .root = root};
    Schema *schema = arena_new(arena, Schema);
    if (!schema) {
        return ST_NOMEM;
    }
    TRY(schema_compile_node(&c, STR("schema"), root, &schema->root));
    for (size_t i = 0; i < c.n_nodes; i++) {
        TRY(resolve_ref(&c, c.nodes[i]));
    }
    for (size_t i = 0; i < c.n_nodes && !c.has_errors; i++) {
        (void)nesting_of(&c, c.nodes[i], 0); /* reported */
    }
    if (c.has_errors) {
        return ST_INPUT;
    }
    *ret_schema = schema;
    return ST_OK;
}
