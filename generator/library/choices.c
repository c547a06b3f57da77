/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choices - see choices.h.
 */
#include "generator/library/choices.h"

#include "generator/base/utf8.h"

/* The enumeration of a field, or that of its items. */
static const Value *enumeration(const SchemaNode *node)
{
    node = schema_node_deref(node);
    const SchemaNode *items = node->items ? schema_node_deref(node->items) : NULL;
    const Value *own = value_get(node->source, STR("enum"));
    const Value *listed = own || !items ? own : value_get(items->source, STR("enum"));
    return listed && listed->kind == VALUE_LIST ? listed : NULL;
}

Choices *choices_of_clause(Arena *arena, const Clause *clause)
{
    Choices *all = arena_array(arena, clause->options.n + 1, Choices);
    for (size_t i = 0; all && i < clause->options.n; i++) {
        const Value *listed = enumeration(clause->options.items[i].node);
        bool *is_told = listed ? arena_array(arena, listed->list.n + 1, bool) : NULL;
        if (listed && !is_told) {
            return NULL;
        }
        all[i] = (Choices){.listed = listed, .is_told = is_told};
    }
    return all;
}

void choices_tell(Choices *options, size_t n, const Value *listed, Str one)
{
    for (size_t i = 0; i < n; i++) {
        if (options[i].listed != listed) {
            continue;
        }
        options[i].are_all_told = options[i].are_all_told || one.len == 0;
        for (size_t k = 0; k < listed->list.n && !options[i].are_all_told; k++) {
            const Value *value = listed->list.items[k];
            bool is_it = value->kind == VALUE_TEXT && str_eq(value->text, one);
            options[i].is_told[k] = options[i].is_told[k] || is_it;
        }
    }
}

/* True if the value is the default, or in the list that is. */
static bool is_default(const Field *option, const Value *value)
{
    const Value *given = schema_node_deref(option->node)->default_value;
    for (size_t i = 0; given && given->kind == VALUE_LIST && i < given->list.n; i++) {
        if (value_equal(given->list.items[i], value)) {
            return true;
        }
    }
    return given && value_equal(given, value);
}

void choices_report(const Choices *choices, const Field *option, DiagList *diags)
{
    const Value *rest = NULL; /* the one that stands for what is not named */
    size_t n = choices->listed && !choices->are_all_told ? choices->listed->list.n : 0;
    for (size_t i = 0; i < n; i++) {
        const Value *value = choices->listed->list.items[i];
        bool is_better = !rest || (!is_default(option, rest) && is_default(option, value));
        rest = !choices->is_told[i] && is_better ? value : rest;
    }
    for (size_t i = 0; i < n; i++) {
        const Value *value = choices->listed->list.items[i];
        if (!choices->is_told[i] && value != rest && value->kind == VALUE_TEXT) {
            diag_add(diags, LIB_CHOICE_UNTOLD, value->loc, value->text, option->name, rest->text)
                ->span = (uint32_t)utf8_count(value->text);
        }
    }
}
