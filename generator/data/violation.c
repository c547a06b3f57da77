/* SPDX-License-Identifier: Apache-2.0 */
/*
 * violation - see violation.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/violation.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"

/* Quoted values and lists of names are cut: a message is one line. */
#define SHOWN_CODE_POINTS 40
#define LIST_CODE_POINTS 160
#define PATH_BYTES_MAX ((size_t)4096)

bool violation_is_quiet(Check *c, Weight weight)
{
    bool is_near = c->level == 0 || (c->level == 1 && weight == WEIGHT_CHOICE);
    bool is_graded = weight == WEIGHT_SHAPE || weight == WEIGHT_CHOICE;
    c->weight += is_graded && !is_near ? WEIGHT_PART : weight;
    return c->diags == NULL;
}

/* Steps from the root to `step`; false if there are more than `max`, which no reader lets in. */
static bool list_steps(const Step *step, const Step **steps, size_t max, size_t *ret_n)
{
    size_t n = 0;
    for (const Step *at = step; at; at = at->up) {
        if (n == max) {
            return false;
        }
        steps[n++] = at;
    }
    *ret_n = n;
    return true;
}

static void put_step(Buf *out, const Step *step)
{
    if (!step->key.ptr) {
        buf_printf(out, "[%zu]", step->index);
        return;
    }
    if (out->len > 0) {
        buf_putc(out, '.');
    }
    buf_put(out, step->key);
}

/* "lots[2].part_mo" from the step number `from` on (0: the last), in the list's arena. */
static Str path_text(Check *c, const Step *step, bool only_last)
{
    const Step *steps[2 * LIMIT_YAML_DEPTH];
    size_t n = 0;
    if (!list_steps(step, steps, sizeof steps / sizeof steps[0], &n)) {
        return STR_EMPTY;
    }
    CLEANUP(buf_done) Buf path = {0};
    buf_init(&path, PATH_BYTES_MAX);
    size_t from = n;
    if (only_last) {
        from = 0;
        while (from < n && !steps[from]->key.ptr) {
            from++;
        }
        from = from < n ? from + 1 : n;
    } else {
        buf_put(&path, c->prefix);
    }
    for (size_t i = from; i > 0; i--) {
        put_step(&path, steps[i - 1]);
    }
    return arena_str(c->diags->arena, buf_str(&path));
}

static Str name_of(Check *c, const Step *step, const Value *value)
{
    Str name = path_text(c, step, true);
    if (name.len > 0) {
        return name;
    }
    if (c->prefix.len > 0) {
        return c->prefix;
    }
    return value->loc.source ? value->loc.source->name : STR("$");
}

Diag *violation_add_at(Check *c, DiagCode code, Loc loc, const Step *step, Str one, Str two,
                       Str three)
{
    Diag *diag = diag_add(c->diags, code, loc, one, two, three);
    diag->path = path_text(c, step, false);
    return diag;
}

/* Code points of a scalar as it stands in the source, to underline; 1 for the others. */
static uint32_t span_of(const Value *value)
{
    bool is_scalar =
        value->kind == VALUE_TEXT || value->kind == VALUE_NUM || value->kind == VALUE_BOOL;
    if (!is_scalar || !value->loc.source || value->loc.line == 0) {
        return 1;
    }
    Str line = source_line(value->loc.source, value->loc.line);
    Str here = str_sub(line, utf8_clip(line, value->loc.column - 1), SIZE_MAX);
    bool is_quoted = here.len > 0 && (here.ptr[0] == '"' || here.ptr[0] == '\'');
    if (!str_starts(str_sub(here, is_quoted, SIZE_MAX), value->text) || value->text.len == 0) {
        return 1;
    }
    return (uint32_t)utf8_count(value->text) + (is_quoted ? 2 : 0);
}

void violation_add(Check *c, DiagCode code, const Value *value, const Step *step, Str two,
                   Str three)
{
    Str name = name_of(c, step, value);
    violation_add_at(c, code, value->loc, step, name, two, three)->span = span_of(value);
}

/* A text cut to `max` code points, with “…” where something is missing. */
static Str cut(Check *c, Str text, size_t max)
{
    size_t clipped = utf8_clip(text, max);
    if (clipped == text.len) {
        return text;
    }
    return arena_printf(c->diags->arena, "%.*s…", (int)clipped, text.ptr);
}

Str violation_show(Check *c, const Value *value)
{
    Str shown = STR_EMPTY;
    switch (value->kind) {
    case VALUE_NULL:
        return STR("null");
    case VALUE_BOOL:
        return value->boolean ? STR("true") : STR("false");
    case VALUE_NUM:
        return cut(c, value->text, SHOWN_CODE_POINTS);
    case VALUE_TEXT:
        shown = cut(c, value->text, SHOWN_CODE_POINTS);
        return arena_printf(c->diags->arena, "“%.*s”", STR_ARG(shown));
    case VALUE_LIST:
        return STR("[…]");
    case VALUE_MAP:
        return STR("{…}");
    case VALUE_LAMBDA:
        return STR("λ");
    }
    return shown;
}

Str violation_count(Check *c, size_t n)
{
    return arena_printf(c->diags->arena, "%zu", n);
}

Str violation_bound(Check *c, const SchemaNode *node, const Bound *bound)
{
    if (node->meta.unit.len == 0) {
        return bound->value->text;
    }
    return arena_printf(c->diags->arena, "%.*s %.*s", STR_ARG(bound->value->text),
                        STR_ARG(node->meta.unit));
}

Str violation_help(const SchemaNode *node)
{
    static const char *const keys[] = {"x-aide", "description", "title"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        Str text = value_get_text(node->source, str_of(keys[i]));
        if (text.len > 0) {
            return text;
        }
        text = node->ref ? value_get_text(schema_node_deref(node)->source, str_of(keys[i])) : text;
        if (text.len > 0) {
            return text;
        }
    }
    return STR_EMPTY;
}

/* "a, b, c", cut when it grows long. */
static Str join(Check *c, const Str *names, size_t n)
{
    CLEANUP(buf_done) Buf joined = {0};
    buf_init(&joined, PATH_BYTES_MAX);
    for (size_t i = 0; i < n && joined.len < LIST_CODE_POINTS; i++) {
        if (i > 0) {
            buf_puts(&joined, ", ");
        }
        buf_put(&joined, names[i]);
    }
    return cut(c, arena_str(c->diags->arena, buf_str(&joined)), LIST_CODE_POINTS);
}

static DiagCode code_of_type(unsigned types)
{
    switch (types) {
    case TYPE_TEXT:
        return VALUE_WANT_TEXT;
    case TYPE_NUM:
        return VALUE_WANT_NUMBER;
    case TYPE_INTEGER:
        return VALUE_WANT_INTEGER;
    case TYPE_BOOL:
        return VALUE_WANT_BOOL;
    case TYPE_LIST:
        return VALUE_WANT_LIST;
    case TYPE_MAP:
        return VALUE_WANT_MAP;
    case TYPE_NULL:
        return VALUE_WANT_NULL;
    default: /* a set of bits, not an enum */
        return VALUE_WANT_TYPES;
    }
}

Str violation_types(Check *c, const SchemaNode *node)
{
    const Value *types = node->rules->type_value;
    if (types->kind == VALUE_TEXT) {
        return types->text;
    }
    Str names[8];
    size_t n = 0;
    for (size_t i = 0; i < types->list.n && n < 8; i++) {
        const Value *name = types->list.items[i];
        names[n++] = name->kind == VALUE_NULL ? STR("null") : name->text;
    }
    return join(c, names, n);
}

void violation_report_type(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    unsigned types = node->rules->types;
    if (value->kind == VALUE_NULL) {
        bool is_file = !step && c->prefix.len == 0 && value->loc.source;
        violation_add(c, is_file ? VALUE_EMPTY_FILE : VALUE_EMPTY, value, step, STR_EMPTY,
                      STR_EMPTY);
        return;
    }
    Str shown = violation_show(c, value);
    DiagCode code = code_of_type(types);
    if (code == VALUE_WANT_TYPES) {
        violation_add(c, code, value, step, violation_types(c, node), shown);
    } else if (code == VALUE_WANT_TEXT && (value->kind == VALUE_LIST || value->kind == VALUE_MAP)) {
        violation_add(c, VALUE_WANT_ONE_TEXT, value, step, shown, STR_EMPTY);
    } else {
        violation_add(c, code, value, step, shown, STR_EMPTY);
    }
}

void violation_report_enum(Check *c, const SchemaNode *node, const Value *value, const Step *step)
{
    const Value *allowed = node->rules->enumeration;
    if (value->kind == VALUE_NULL) {
        violation_add(c, VALUE_EMPTY, value, step, STR_EMPTY, STR_EMPTY);
        return;
    }
    Arena *arena = c->diags->arena;
    Str *names = arena_array(arena, allowed->list.n, Str);
    if (!names) {
        c->status = ST_NOMEM;
        return;
    }
    for (size_t i = 0; i < allowed->list.n; i++) {
        const Value *one = allowed->list.items[i];
        names[i] = one->kind == VALUE_TEXT ? one->text : violation_show(c, one);
    }
    Str shown = violation_show(c, value);
    Str nearest = value->kind == VALUE_TEXT ? validate_nearest(value->text, names, allowed->list.n)
                                            : STR_EMPTY;
    if (nearest.len > 0) {
        violation_add(c, VALUE_NOT_IN_ENUM_NEAR, value, step, shown, nearest);
    } else {
        violation_add(c, VALUE_NOT_IN_ENUM, value, step, shown, join(c, names, allowed->list.n));
    }
}

void violation_report_missing(Check *c, const SchemaNode *node, const Value *map, const Step *step,
                              Str name)
{
    const SchemaNode *wanted = schema_node_property(node, name);
    Str help = wanted ? violation_help(wanted) : STR_EMPTY;
    (void)violation_add_at(c, VALUE_MISSING, map->loc, step, name, STR_EMPTY, help);
}

/* Names that `node` declares itself, or through what applies with it. Recursion is bounded by LIMIT_SCHEMA_NESTING. */
static size_t collect_names(const SchemaNode *node, Str *names, size_t n, size_t max)
{
    for (size_t i = 0; i < node->n_properties && n < max; i++) {
        names[n++] = node->properties[i].name;
    }
    if (node->ref) {
        n = collect_names(node->ref, names, n, max);
    }
    for (size_t i = 0; i < node->rules->all_of.n; i++) {
        n = collect_names(node->rules->all_of.items[i], names, n, max);
    }
    return n;
}

/* For a message; more names than these would not help. */
#define NAMES_MAX 256

void violation_report_unknown(Check *c, const SchemaNode *node, const Member *member,
                              const Step *step)
{
    Str names[NAMES_MAX];
    size_t n = collect_names(node, names, 0, NAMES_MAX);
    Str nearest = validate_nearest(member->key, names, n);
    Str known = join(c, names, n);
    bool is_near = nearest.len > 0;
    Step here = {.up = step, .key = member->key};
    Diag *diag = violation_add_at(c, is_near ? VALUE_UNKNOWN_KEY_NEAR : VALUE_UNKNOWN_KEY,
                                  member->key_loc, &here, member->key, is_near ? nearest : known,
                                  is_near ? known : STR_EMPTY);
    diag->span = (uint32_t)utf8_count(member->key);
}
