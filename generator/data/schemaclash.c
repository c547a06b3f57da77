/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemaclash - see schemaclash.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/schemaclash.h"

#include "generator/base/utf8.h"
#include "generator/data/schemakeys.h"
#include "generator/data/violation.h"

/* A clash of schemas as it is told. */
static bool report(DiagList *diags, DiagCode code, Loc loc, Str one, Str two, Str three)
{
    diag_add(diags, code, loc, one, two, three)->span = (uint32_t)utf8_count(one);
    return true;
}

/* --- keywords and types --------------------------------------------------------------------------- */

/* The types that keywords of a group read. */
static unsigned types_of_group(unsigned group)
{
    switch (group) {
    case GROUP_NUM:
        return TYPE_NUM | TYPE_INTEGER;
    case GROUP_TEXT:
        return TYPE_TEXT;
    case GROUP_LIST:
        return TYPE_LIST;
    case GROUP_MAP:
        return TYPE_MAP;
    default:
        return ~0U; /* of any type */
    }
}

/* The types that an annotation is for. */
static unsigned types_of_note(Str name)
{
    bool is_of_text = str_is(name, "x-typo") || str_is(name, "x-markdown");
    return str_is(name, "x-unite") ? TYPE_NUM | TYPE_INTEGER
           : is_of_text            ? TYPE_TEXT | TYPE_LIST
                                   : ~0U;
}

/* True if some group of the schema's keywords is for none of its types: seldom, and quickly known. */
static bool may_have_other_types(const SchemaRules *rules)
{
    static const unsigned groups[] = {GROUP_NUM, GROUP_TEXT, GROUP_LIST, GROUP_MAP};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if ((rules->groups & groups[i]) && !(types_of_group(groups[i]) & rules->types)) {
            return true;
        }
    }
    return false;
}

static bool has_other_types(const SchemaNode *node, DiagList *diags)
{
    const SchemaRules *rules = node->rules;
    Check check = {.diags = diags};
    bool is_found = false;
    bool are_keywords_odd = may_have_other_types(rules);
    for (size_t i = 0; rules->types != 0 && i < node->source->map.n; i++) {
        const Member *m = &node->source->map.members[i];
        unsigned types = are_keywords_odd ? types_of_group(schemakeys_group(m->key)) : ~0U;
        types &= str_starts(m->key, STR("x-")) ? types_of_note(m->key) : ~0U;
        if (!(types & rules->types)) {
            is_found = report(diags, SCHEMA_OTHER_TYPE, m->key_loc, m->key,
                              violation_types(&check, node), STR_EMPTY);
        }
    }
    return is_found;
}

/* Values that are listed and never occur. */
static bool has_other_values(const SchemaNode *node, DiagList *diags)
{
    const SchemaRules *rules = node->rules;
    size_t n = rules->enumeration ? rules->enumeration->list.n : 0;
    bool is_found = false;
    Check check = {.diags = diags};
    for (size_t i = 0; i < n; i++) {
        const Value *value = rules->enumeration->list.items[i];
        unsigned bit = 1U << value->kind;
        bool is_number = value->kind == VALUE_NUM && (rules->types & TYPE_INTEGER);
        if (rules->types != 0 && !(rules->types & bit) && !is_number) {
            Str shown = value->kind == VALUE_TEXT ? value->text : violation_show(&check, value);
            is_found = report(diags, SCHEMA_OTHER_VALUE, value->loc, shown,
                              violation_types(&check, node), STR_EMPTY);
        }
    }
    return is_found;
}

/* --- ranges ------------------------------------------------------------------------------------------ */

/* Of two keywords of a schema the upper one is below the lower one. */
static bool report_range(const SchemaNode *node, DiagList *diags, const char *lower,
                         const char *upper)
{
    const Member *from = value_member(node->source, str_of(lower));
    const Member *to = value_member(node->source, str_of(upper));
    Diag *diag = diag_add(
        diags, SCHEMA_NO_ROOM, to->value->loc, to->key, to->value->text,
        arena_printf(diags->arena, "%.*s: %.*s", STR_ARG(from->key), STR_ARG(from->value->text)));
    diag->other = from->value->loc;
    diag->span = (uint32_t)utf8_count(to->value->text);
    return true;
}

static bool is_above(const Bound *lower, const Bound *upper, bool may_be_equal)
{
    if (!lower->is_given || !upper->is_given) {
        return false;
    }
    int order = num_cmp(lower->value->num, upper->value->num);
    return order > 0 || (order == 0 && !may_be_equal);
}

static bool has_no_room(const SchemaNode *node, DiagList *diags)
{
    const SchemaRules *r = node->rules;
    const struct {
        const char *lower;
        const char *upper;
        bool is_empty;
    } ranges[] = {
        {"minimum", "maximum", is_above(&r->minimum, &r->maximum, true)},
        {"minimum", "exclusiveMaximum", is_above(&r->minimum, &r->exclusive_maximum, false)},
        {"exclusiveMinimum", "maximum", is_above(&r->exclusive_minimum, &r->maximum, false)},
        {"exclusiveMinimum", "exclusiveMaximum",
         is_above(&r->exclusive_minimum, &r->exclusive_maximum, false)},
        {"minLength", "maxLength", r->max_length.is_given && r->min_length.n > r->max_length.n},
        {"minItems", "maxItems", r->max_items.is_given && r->min_items.n > r->max_items.n},
        {"minProperties", "maxProperties",
         r->max_properties.is_given && r->min_properties.n > r->max_properties.n},
    };
    bool is_found = false;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        is_found = is_found || (ranges[i].is_empty &&
                                report_range(node, diags, ranges[i].lower, ranges[i].upper));
    }
    return is_found;
}

/* --- keys that can't be there ------------------------------------------------------------------------ */

/* A key that must be there and that nothing lets in. */
static bool has_lost_keys(const SchemaNode *node, DiagList *diags)
{
    const SchemaRules *rules = node->rules;
    bool is_closed = rules->additional && rules->additional->rules->is_false;
    size_t n = rules->required && is_closed && rules->pattern_properties.n == 0
                   ? rules->required->list.n
                   : 0;
    bool is_found = false;
    for (size_t i = 0; i < n; i++) {
        const Value *name = rules->required->list.items[i];
        if (!schema_find_property(node, name->text)) {
            is_found = report(diags, SCHEMA_LOST_KEY, name->loc, name->text, STR_EMPTY, STR_EMPTY);
        }
    }
    return is_found;
}

bool schema_clashes(const SchemaNode *node, DiagList *diags)
{
    node = schema_node_deref(node);
    if (node->source->kind != VALUE_MAP) {
        return false;
    }
    bool found[] = {has_other_types(node, diags), has_other_values(node, diags),
                    has_no_room(node, diags), has_lost_keys(node, diags)};
    bool is_found = found[0] || found[1] || found[2] || found[3];
    const SchemaNode *items = node->items ? schema_node_deref(node->items) : NULL;
    bool is_simple = items && !items->items && items != node; /* lists of lists are the caller's */
    return (is_simple && schema_clashes(items, diags)) || is_found;
}
