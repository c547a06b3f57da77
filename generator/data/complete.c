/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete - validate_complete of validate.h: what a schema adds to a valid value, its defaults and its `meta`.
 *
 * Floor 1 (data).
 */
#include "generator/data/schemarules.h"
#include "generator/data/validate.h"

static Status complete(Arena *arena, const SchemaNode *node, Value *value);

/* It knows that it is a default, and whose. */
static void mark_default(Value *value, Loc loc)
{
    value->origin = ORIGIN_DEFAULT;
    value->loc = loc;
    for (size_t i = 0; value->kind == VALUE_LIST && i < value->list.n; i++) {
        mark_default(value->list.items[i], loc);
    }
    for (size_t i = 0; value->kind == VALUE_MAP && i < value->map.n; i++) {
        value->map.members[i].key_loc = loc;
        mark_default(value->map.members[i].value, loc);
    }
}

/* The default of a property, its own or that of what it refers to. */
static const Value *default_of(const SchemaNode *node)
{
    while (node && !node->default_value) {
        node = node->ref;
    }
    return node ? node->default_value : NULL;
}

static Status add_defaults(Arena *arena, const SchemaNode *node, Value *map)
{
    for (size_t i = 0; i < node->n_properties; i++) {
        const SchemaProperty *property = &node->properties[i];
        const Value *given = default_of(property->node);
        if (!given || value_member(map, property->name)) {
            continue;
        }
        Value *copy = value_copy(arena, given);
        if (!copy) {
            return ST_NOMEM;
        }
        mark_default(copy, map->loc);
        TRY(value_map_add(arena, map, property->name, map->loc, copy));
    }
    return ST_OK;
}

static bool names(const NamedSchema *named, Str key)
{
    PatternRoom *room = NULL;
    PatternMatch match = pattern_match(named->pattern, &room, key);
    pattern_room_free(room);
    return match == PATTERN_YES;
}

static Status complete_member(Arena *arena, const SchemaNode *node, const Member *member)
{
    const SchemaRules *rules = node->rules;
    const SchemaProperty *property = schema_find_property(node, member->key);
    bool is_known = property != NULL;
    if (property) {
        TRY(complete(arena, property->node, member->value));
    }
    for (size_t i = 0; i < rules->pattern_properties.n; i++) {
        const NamedSchema *named = &rules->pattern_properties.items[i];
        if (names(named, member->key)) {
            is_known = true;
            TRY(complete(arena, named->node, member->value));
        }
    }
    return !is_known && rules->additional ? complete(arena, rules->additional, member->value)
                                          : ST_OK;
}

static Status complete_children(Arena *arena, const SchemaNode *node, Value *value)
{
    const SchemaRules *rules = node->rules;
    if (value->kind == VALUE_MAP && (rules->groups & GROUP_MAP)) {
        TRY(add_defaults(arena, node, value));
        for (size_t i = 0; i < value->map.n; i++) {
            TRY(complete_member(arena, node, &value->map.members[i]));
        }
    }
    if (value->kind == VALUE_LIST && (rules->groups & GROUP_LIST)) {
        for (size_t i = 0; i < value->list.n; i++) {
            const SchemaNode *item =
                i < rules->prefix_items.n ? rules->prefix_items.items[i] : rules->items;
            if (item) {
                TRY(complete(arena, item, value->list.items[i]));
            }
        }
    }
    return ST_OK;
}

/* Alternatives: only those that the value follows say something of it. */
static Status complete_fitting(Arena *arena, const SchemaList *list, Value *value)
{
    for (size_t i = 0; i < list->n; i++) {
        if (validate_follows(list->items[i], value)) {
            TRY(complete(arena, list->items[i], value));
        }
    }
    return ST_OK;
}

static Status complete_applied(Arena *arena, const SchemaNode *node, Value *value)
{
    const SchemaRules *rules = node->rules;
    if (node->ref) {
        TRY(complete(arena, node->ref, value));
    }
    for (size_t i = 0; i < rules->all_of.n; i++) {
        TRY(complete(arena, rules->all_of.items[i], value));
    }
    TRY(complete_fitting(arena, &rules->any_of, value));
    TRY(complete_fitting(arena, &rules->one_of, value));
    if (rules->condition) {
        const SchemaNode *branch =
            validate_follows(rules->condition, value) ? rules->consequence : rules->alternative;
        if (branch) {
            TRY(complete(arena, branch, value));
        }
    }
    return ST_OK;
}

static bool has_meta(const ValueMeta *meta)
{
    return meta->unit.len > 0 || meta->is_markdown || meta->is_verbatim;
}

/* The first schema that says something of a value is the nearest to it; what it refers to comes after. */
static Status complete(Arena *arena, const SchemaNode *node, Value *value)
{
    if (!value->meta && has_meta(&node->meta)) {
        value->meta = &node->meta;
    }
    if (node->rules->groups & GROUP_APPLY) {
        TRY(complete_applied(arena, node, value));
    }
    return complete_children(arena, node, value);
}

Status validate_complete(Arena *arena, const SchemaNode *node, Value *value)
{
    return complete(arena, node, value);
}
