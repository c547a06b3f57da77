/* SPDX-License-Identifier: Apache-2.0 */
/*
 * validate - see validate.h. One walk over value and schema side by side; violation.c tells what is found. Alternatives
 * are first tried without a word, then the nearest one is walked again to report.
 *
 * Floor 1 (data).
 */
#include "generator/data/validate.h"

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/base/utf8.h"
#include "generator/data/violation.h"

static void check_node(Check *c, const SchemaNode *node, const Value *value, const Step *step);

/* True when nothing more needs to be looked at. */
static bool is_settled(const Check *c)
{
    return c->status != ST_OK || (c->is_brief && c->weight > 0);
}

/* How far `value` is from `node`, without a word; 0: it follows it. */
static uint64_t try_node(Check *c, const SchemaNode *node, const Value *value, bool is_brief)
{
    Check quiet = {.is_brief = is_brief, .n_steps = c->n_steps, .room = c->room};
    check_node(&quiet, node, value, NULL);
    c->n_steps = quiet.n_steps;
    c->room = quiet.room;
    if (quiet.status != ST_OK) {
        c->status = quiet.status;
    }
    return quiet.weight;
}

static bool follows(Check *c, const SchemaNode *node, const Value *value)
{
    return try_node(c, node, value, true) == 0;
}

/* --- type, enum, const -------------------------------------------------------------------------------- */

static bool has_type(unsigned types, const Value *value)
{
    if (types == 0 || (types & (1u << value->kind))) {
        return true;
    }
    return (types & TYPE_INTEGER) && value->kind == VALUE_NUM && num_is_int(value->num);
}

static bool is_in_list(const Value *list, const Value *value)
{
    for (size_t i = 0; i < list->list.n; i++) {
        if (value_equal(list->list.items[i], value)) {
            return true;
        }
    }
    return false;
}

/* False if the type is wrong: then nothing else is worth saying of the value. */
static bool check_any(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaRules *rules = node->rules;
    if (!has_type(rules->types, value)) {
        if (!violation_is_quiet(c, WEIGHT_SHAPE)) {
            violation_report_type(c, node, value, step);
        }
        return false;
    }
    if (rules->enumeration && !is_in_list(rules->enumeration, value) &&
        !violation_is_quiet(c, WEIGHT_CHOICE)) {
        violation_report_enum(c, node, value, step);
    }
    if (rules->constant && !value_equal(rules->constant, value) &&
        !violation_is_quiet(c, WEIGHT_CHOICE)) {
        violation_add(c, VALUE_NOT_CONST, value, step, violation_show(c, rules->constant),
                      violation_show(c, value));
    }
    return true;
}

/* --- numbers ------------------------------------------------------------------------------------------ */

static void report_bound(Check *c, DiagCode code, const SchemaNode *node, const Bound *bound,
                         const Value *value, const Step *step)
{
    if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
        violation_add(c, code, value, step, violation_bound(c, node, bound),
                      violation_show(c, value));
    }
}

static bool is_multiple(Num value, Num of)
{
    Num quotient;
    return num_div(value, of, &quotient) && num_is_int(quotient);
}

/* Decimals that multiples of 0.1, 0.01, 0.001 … have; 0 of any other number. */
static size_t decimals_of(Str step)
{
    size_t n = 2;
    while (n < step.len && step.ptr[n] == '0') {
        n++;
    }
    return str_starts(step, STR("0.")) && n + 1 == step.len && step.ptr[n] == '1' ? n - 1 : 0;
}

/* No multiple: people count decimals where that is what it means. */
static void report_multiple(Check *c, const SchemaNode *node, const Bound *bound,
                            const Value *value, const Step *step)
{
    size_t decimals = decimals_of(bound->value->text);
    if (decimals == 0) {
        report_bound(c, VALUE_NOT_MULTIPLE, node, bound, value, step);
    } else if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
        violation_add(c, VALUE_TOO_PRECISE, value, step, violation_count(c, decimals),
                      violation_show(c, value));
    }
}

static void check_num(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaRules *rules = node->rules;
    if (rules->minimum.is_given && num_cmp(value->num, rules->minimum.value->num) < 0) {
        report_bound(c, VALUE_BELOW, node, &rules->minimum, value, step);
    }
    if (rules->maximum.is_given && num_cmp(value->num, rules->maximum.value->num) > 0) {
        report_bound(c, VALUE_ABOVE, node, &rules->maximum, value, step);
    }
    if (rules->exclusive_minimum.is_given &&
        num_cmp(value->num, rules->exclusive_minimum.value->num) <= 0) {
        report_bound(c, VALUE_NOT_ABOVE, node, &rules->exclusive_minimum, value, step);
    }
    if (rules->exclusive_maximum.is_given &&
        num_cmp(value->num, rules->exclusive_maximum.value->num) >= 0) {
        report_bound(c, VALUE_NOT_BELOW, node, &rules->exclusive_maximum, value, step);
    }
    if (rules->multiple_of.is_given && !is_multiple(value->num, rules->multiple_of.value->num)) {
        report_multiple(c, node, &rules->multiple_of, value, step);
    }
}

/* --- texts -------------------------------------------------------------------------------------------- */

/* Reports `code` with a limit and what was counted. */
static void report_count(Check *c, DiagCode code, size_t limit, size_t n, const Value *value,
                         const Step *step)
{
    if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
        violation_add(c, code, value, step, violation_count(c, limit), violation_count(c, n));
    }
}

static void check_length(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaRules *rules = node->rules;
    if (!rules->min_length.is_given && !rules->max_length.is_given) {
        return;
    }
    size_t n = utf8_count(value->text);
    if (n == 0 && rules->min_length.n > 0) {
        if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
            violation_add(c, VALUE_EMPTY_TEXT, value, step, STR_EMPTY, violation_help(node));
        }
    } else if (n < rules->min_length.n) {
        report_count(c, VALUE_SHORT, rules->min_length.n, n, value, step);
    }
    if (rules->max_length.is_given && n > rules->max_length.n) {
        report_count(c, VALUE_LONG, rules->max_length.n, n, value, step);
    }
}

static void check_pattern(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    PatternMatch match = pattern_match(node->rules->pattern, &c->room, value->text);
    if (match == PATTERN_YES || violation_is_quiet(c, WEIGHT_DETAIL)) {
        return;
    }
    Str pattern = value_get_text(node->source, STR("pattern"));
    if (match == PATTERN_NO && value_get_text(node->source, STR("x-aide")).len > 0) {
        violation_add(c, VALUE_PATTERN_TOLD, value, step, violation_show(c, value),
                      violation_help(node)); /* in words, without the expression */
        return;
    }
    violation_add(c, match == PATTERN_NO ? VALUE_PATTERN : VALUE_PATTERN_LIMIT, value, step,
                  pattern, violation_help(node));
}

static DiagCode code_of_format(TextFormat format)
{
    static const DiagCode codes[] = {
        [FORMAT_NONE] = DIAG_N_CODES,
        [FORMAT_DATE] = VALUE_NO_DATE,
        [FORMAT_EMAIL] = VALUE_NO_EMAIL,
        [FORMAT_URI] = VALUE_NO_URI,
    };
    return codes[format];
}

static void check_text(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaRules *rules = node->rules;
    check_length(c, node, value, step);
    if (!textformat_check(rules->format, value->text)) { /* says more than a pattern would */
        if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
            violation_add(c, code_of_format(rules->format), value, step, violation_show(c, value),
                          STR_EMPTY);
        }
    } else if (rules->pattern) {
        check_pattern(c, node, value, step);
    }
}

/* --- lists -------------------------------------------------------------------------------------------- */

static void report_repeated(Check *c, const Value *list, size_t i, const Step *step)
{
    if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
        Step here = {.up = step, .index = i};
        violation_add(c, VALUE_REPEATED, list->list.items[i], &here, STR_EMPTY, STR_EMPTY);
    }
}

static void mem_done(void *slots)
{
    mem_free(*(void **)slots);
}

/* Long lists: a hash of positions. */
static void check_unique_by_hash(Check *c, const Value *list, const Step *step)
{
    size_t n_slots = 64;
    while (n_slots < list->list.n * 2) {
        n_slots *= 2;
    }
    CLEANUP(mem_done) size_t *slots = mem_alloc(n_slots * sizeof *slots);
    if (!slots) {
        c->status = ST_NOMEM;
        return;
    }
    for (size_t i = 0; i < list->list.n && !is_settled(c); i++) {
        const Value *item = list->list.items[i];
        size_t at = value_hash(item) & (n_slots - 1);
        while (slots[at] != 0 && !value_equal(list->list.items[slots[at] - 1], item)) {
            at = (at + 1) & (n_slots - 1);
        }
        if (slots[at] != 0) {
            report_repeated(c, list, i, step);
        } else {
            slots[at] = i + 1;
        }
    }
}

/* Lists that people write are compared item by item, without memory. */
#define COMPARE_ALL_MAX ((size_t)16)

static void check_unique(Check *c, const Value *list, const Step *step)
{
    if (list->list.n > COMPARE_ALL_MAX) {
        check_unique_by_hash(c, list, step);
        return;
    }
    for (size_t i = 1; i < list->list.n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (value_equal(list->list.items[i], list->list.items[j])) {
                report_repeated(c, list, i, step);
                break;
            }
        }
    }
}

static void check_contains(Check *c, const SchemaNode *node, const Value *list, const Step *step)
{
    const SchemaRules *rules = node->rules;
    size_t least = rules->min_contains.is_given ? rules->min_contains.n : 1;
    size_t n = 0;
    for (size_t i = 0; i < list->list.n; i++) {
        n += follows(c, rules->contains, list->list.items[i]);
    }
    if (n < least) {
        report_count(c, VALUE_FEW_CONTAINED, least, n, list, step);
    }
    if (rules->max_contains.is_given && n > rules->max_contains.n) {
        report_count(c, VALUE_MANY_CONTAINED, rules->max_contains.n, n, list, step);
    }
}

static void check_items(Check *c, const SchemaNode *node, const Value *list, const Step *step)
{
    const SchemaRules *rules = node->rules;
    size_t n_prefix = rules->prefix_items.n;
    c->level++;
    for (size_t i = 0; i < list->list.n && !is_settled(c); i++) {
        const SchemaNode *item = i < n_prefix ? rules->prefix_items.items[i] : rules->items;
        if (item) {
            Step here = {.up = step, .index = i};
            check_node(c, item, list->list.items[i], &here);
        }
    }
    c->level--;
}

static void check_list(Check *c, const SchemaNode *node, const Value *list, const Step *step)
{
    const SchemaRules *rules = node->rules;
    if (rules->min_items.n > 0 && list->list.n == 0) {
        if (!violation_is_quiet(c, WEIGHT_DETAIL)) {
            violation_add(c, VALUE_EMPTY_LIST, list, step, STR_EMPTY, violation_help(node));
        }
    } else if (list->list.n < rules->min_items.n) {
        report_count(c, VALUE_FEW_ITEMS, rules->min_items.n, list->list.n, list, step);
    }
    if (rules->max_items.is_given && list->list.n > rules->max_items.n) {
        report_count(c, VALUE_MANY_ITEMS, rules->max_items.n, list->list.n, list, step);
    }
    check_items(c, node, list, step);
    if (rules->has_unique_items) {
        check_unique(c, list, step);
    }
    if (rules->contains) {
        check_contains(c, node, list, step);
    }
}

/* --- maps --------------------------------------------------------------------------------------------- */

/* A key that neither properties nor patternProperties know. */
static void check_additional(Check *c, const SchemaNode *node, const Member *member,
                             const Step *step)
{
    const SchemaNode *additional = node->rules->additional;
    if (!additional->rules->is_false) {
        Step here = {.up = step, .key = member->key};
        check_node(c, additional, member->value, &here);
    } else if (!violation_is_quiet(c, WEIGHT_PART)) {
        violation_report_unknown(c, node, member, step);
    }
}

static void check_member(Check *c, const SchemaNode *node, const Member *member,
                         const SchemaProperty *property, const Step *step)
{
    const SchemaRules *rules = node->rules;
    Step here = {.up = step, .key = member->key};
    bool is_known = property != NULL;
    if (property) {
        check_node(c, property->node, member->value, &here);
    }
    for (size_t i = 0; i < rules->pattern_properties.n; i++) {
        const NamedSchema *named = &rules->pattern_properties.items[i];
        if (pattern_match(named->pattern, &c->room, member->key) == PATTERN_YES) {
            is_known = true;
            check_node(c, named->node, member->value, &here);
        }
    }
    if (!is_known && rules->additional) {
        check_additional(c, node, member, step);
    }
}

static void check_key(Check *c, const SchemaNode *names, const Member *member, const Step *step)
{
    Value key = {.kind = VALUE_TEXT, .loc = member->key_loc, .text = member->key};
    if (follows(c, names, &key) || violation_is_quiet(c, WEIGHT_PART)) {
        return;
    }
    Step here = {.up = step, .key = member->key};
    Diag *diag = violation_add_at(c, VALUE_BAD_KEY, member->key_loc, &here, member->key, STR_EMPTY,
                                  violation_help(names));
    diag->span = (uint32_t)utf8_count(member->key);
}

/* Which required keys are missing; only called when at least one may be. */
static void check_required(Check *c, const SchemaNode *node, const Value *map, const Step *step)
{
    const Value *required = node->rules->required;
    for (size_t i = 0; i < required->list.n; i++) {
        Str name = required->list.items[i]->text;
        if (!value_member(map, name) && !violation_is_quiet(c, WEIGHT_PART)) {
            violation_report_missing(c, node, map, step, name);
        }
    }
}

static void check_dependencies(Check *c, const SchemaNode *node, const Value *map, const Step *step)
{
    const SchemaRules *rules = node->rules;
    for (size_t i = 0; i < rules->dependent_required.n; i++) {
        const Dependency *dependency = &rules->dependent_required.items[i];
        const Member *has = value_member(map, dependency->name);
        for (size_t j = 0; has && j < dependency->needs->list.n; j++) {
            Str name = dependency->needs->list.items[j]->text;
            if (!value_member(map, name) && !violation_is_quiet(c, WEIGHT_PART)) {
                (void)violation_add_at(c, VALUE_MISSING_WITH, has->key_loc, step, name,
                                       dependency->name, STR_EMPTY); /* nothing to add */
            }
        }
    }
    for (size_t i = 0; i < rules->dependent_schemas.n; i++) {
        const NamedSchema *dependency = &rules->dependent_schemas.items[i];
        if (value_member(map, dependency->name)) {
            check_node(c, dependency->node, map, step);
        }
    }
}

/* Members with their schemas; counts the required ones, so that a complete map needs no second look. */
static void check_members(Check *c, const SchemaNode *node, const Value *map, const Step *step)
{
    const SchemaRules *rules = node->rules;
    size_t n_required = 0;
    c->level++;
    for (size_t i = 0; i < map->map.n && !is_settled(c); i++) {
        const Member *member = &map->map.members[i];
        const SchemaProperty *property = schema_find_property(node, member->key);
        n_required += property && property->is_required;
        check_member(c, node, member, property, step);
        if (rules->property_names) {
            check_key(c, rules->property_names, member, step);
        }
    }
    c->level--;
    if (rules->required && n_required < rules->required->list.n && !is_settled(c)) {
        check_required(c, node, map, step);
    }
}

static void check_map(Check *c, const SchemaNode *node, const Value *map, const Step *step)
{
    const SchemaRules *rules = node->rules;
    if (rules->min_properties.is_given && map->map.n < rules->min_properties.n) {
        report_count(c, VALUE_FEW_MEMBERS, rules->min_properties.n, map->map.n, map, step);
    }
    if (rules->max_properties.is_given && map->map.n > rules->max_properties.n) {
        report_count(c, VALUE_MANY_MEMBERS, rules->max_properties.n, map->map.n, map, step);
    }
    check_members(c, node, map, step);
    if (rules->dependent_required.n > 0 || rules->dependent_schemas.n > 0) {
        check_dependencies(c, node, map, step);
    }
}

/* --- schemas that apply at the same place ------------------------------------------------------------ */

/* How a list of alternatives fits a value. */
typedef struct Trial {
    size_t n_fitting;
    const SchemaNode *nearest; /* NULL: even the type of each is another */
    uint64_t least;            /* weight of the nearest */
} Trial;

/* Tries each alternative once: twice at every level of nested data would be exponential. */
static Trial try_list(Check *c, const SchemaList *list, const Value *value, bool is_brief,
                      bool is_one_enough)
{
    Trial trial = {.least = UINT64_MAX};
    for (size_t i = 0; i < list->n && !(is_one_enough && trial.n_fitting > 0); i++) {
        uint64_t weight = try_node(c, list->items[i], value, is_brief);
        trial.n_fitting += weight == 0;
        if (weight < trial.least) {
            trial.least = weight;
            trial.nearest = weight < WEIGHT_SHAPE ? list->items[i] : NULL;
        }
    }
    return trial;
}

/* None of the alternatives fits: the nearest says why, unless even its type is another. */
static void tell_none_of(Check *c, const SchemaNode *node, const SchemaList *list,
                         const Value *value, const Step *step)
{
    Trial trial = try_list(c, list, value, false, false);
    if (trial.nearest) {
        check_node(c, trial.nearest, value, step);
    } else {
        c->weight += WEIGHT_SHAPE;
        violation_add(c, VALUE_NONE_OF, value, step, STR_EMPTY, violation_help(node));
    }
}

static void check_any_of(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaList *list = &node->rules->any_of;
    Trial trial = try_list(c, list, value, c->is_brief || c->diags, true);
    if (trial.n_fitting > 0) {
        return;
    }
    if (c->diags) {
        tell_none_of(c, node, list, value, step);
    } else {
        c->weight += trial.least;
    }
}

static void check_one_of(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaList *list = &node->rules->one_of;
    Trial trial = try_list(c, list, value, c->is_brief || c->diags, false);
    if (trial.n_fitting == 1) {
        return;
    }
    if (trial.n_fitting > 1) {
        if (!violation_is_quiet(c, WEIGHT_PART)) {
            violation_add(c, VALUE_SEVERAL_OF, value, step, violation_count(c, trial.n_fitting),
                          violation_help(node));
        }
    } else if (c->diags) {
        tell_none_of(c, node, list, value, step);
    } else {
        c->weight += trial.least;
    }
}

static void check_applied(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaRules *rules = node->rules;
    if (node->ref) {
        check_node(c, node->ref, value, step);
    }
    for (size_t i = 0; i < rules->all_of.n; i++) {
        check_node(c, rules->all_of.items[i], value, step);
    }
    if (rules->any_of.n > 0) {
        check_any_of(c, node, value, step);
    }
    if (rules->one_of.n > 0) {
        check_one_of(c, node, value, step);
    }
    if (rules->excluded && follows(c, rules->excluded, value) &&
        !violation_is_quiet(c, WEIGHT_PART)) {
        violation_add(c, VALUE_EXCLUDED, value, step, STR_EMPTY, violation_help(node));
    }
    if (rules->condition) {
        const SchemaNode *branch =
            follows(c, rules->condition, value) ? rules->consequence : rules->alternative;
        if (branch) {
            check_node(c, branch, value, step);
        }
    }
}

/* The assertions about the value's own kind. */
static void check_kind(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    unsigned groups = node->rules->groups;
    switch (value->kind) {
    case VALUE_NUM:
        if (groups & GROUP_NUM) {
            check_num(c, node, value, step);
        }
        return;
    case VALUE_TEXT:
        if (groups & GROUP_TEXT) {
            check_text(c, node, value, step);
        }
        return;
    case VALUE_LIST:
        if (groups & GROUP_LIST) {
            check_list(c, node, value, step);
        }
        return;
    case VALUE_MAP:
        if (groups & GROUP_MAP) {
            check_map(c, node, value, step);
        }
        return;
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_LAMBDA:
        return;
    }
}

/* Recursion is bounded by the depth of the data times LIMIT_SCHEMA_NESTING. */
static void check_node(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const SchemaRules *rules = node->rules;
    c->n_steps++;
    if (c->n_steps > LIMIT_SCHEMA_STEPS) {
        c->status = ST_LIMIT; /* told once, by validate_value */
        return;
    }
    if (rules->is_false) {
        if (!violation_is_quiet(c, WEIGHT_SHAPE)) {
            violation_add(c, VALUE_NOT_ALLOWED, value, step, STR_EMPTY, violation_help(node));
        }
        return;
    }
    if ((rules->groups & GROUP_ANY) && !check_any(c, node, value, step)) {
        return;
    }
    if (is_settled(c)) {
        return;
    }
    check_kind(c, node, value, step);
    if ((rules->groups & GROUP_APPLY) && !is_settled(c)) {
        check_applied(c, node, value, step);
    }
}

/* True if `miss` says that a map lacks the key that `unknown`, one of its own keys, was meant to be. */
static bool is_same_slip(const Diag *miss, const Diag *unknown)
{
    size_t owner = unknown->path.len - unknown->args[0].len;
    bool is_top = miss->path.len == 0 && owner == 0;
    return miss->code == VALUE_MISSING && unknown->code == VALUE_UNKNOWN_KEY_NEAR &&
           str_eq(miss->args[0], unknown->args[1]) && unknown->path.len >= unknown->args[0].len &&
           (is_top || (owner > 0 && str_eq(miss->path, str_sub(unknown->path, 0, owner - 1))));
}

/* A misspelt key that must be there is one mistake: that it is missing goes without saying. */
static void drop_slips(DiagList *diags, size_t first)
{
    size_t n = first;
    for (size_t i = first; i < diags->n; i++) {
        bool is_slip = false;
        for (size_t k = first; k < diags->n && !is_slip; k++) {
            is_slip = is_same_slip(&diags->items[i], &diags->items[k]);
        }
        diags->n_errors -= is_slip;
        if (!is_slip) {
            diags->items[n++] = diags->items[i];
        }
    }
    diags->n = n;
}

Status validate_value(const SchemaNode *node, const Value *value, Str path_prefix, DiagList *diags)
{
    Check c = {.diags = diags, .prefix = path_prefix};
    size_t first = diags->n;
    check_node(&c, node, value, NULL);
    pattern_room_free(c.room);
    drop_slips(diags, first);
    if (c.status == ST_LIMIT) {
        Str limit = violation_count(&c, LIMIT_SCHEMA_STEPS);
        (void)diag_add1(diags, VALUE_TOO_COMPLEX, value->loc, limit); /* nothing to add */
    }
    if (c.status != ST_OK) {
        return c.status;
    }
    return c.weight > 0 ? ST_INPUT : ST_OK;
}

bool validate_follows(const SchemaNode *node, const Value *value)
{
    Check c = {.is_brief = true};
    check_node(&c, node, value, NULL);
    pattern_room_free(c.room);
    return c.status == ST_OK && c.weight == 0;
}
