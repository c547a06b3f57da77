/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scaffold - see scaffold.h.
 */
#include "generator/library/scaffold.h"

#include "generator/base/utf8.h"
#include "generator/data/yamlput.h"

#define COLUMNS 130 /* comments are broken here, as in the files of our library */

typedef struct Scaffold {
    Buf *out;
    const Library *lib;
    const ScaffoldWish *wish;
    size_t indent;
    bool is_used; /* the consideration at work is in use; else all its lines are comments */
} Scaffold;

/* Blanks, then "# " if the whole consideration is a comment. `depth`: levels inside the item. */
static void put_lead(const Scaffold *s, size_t depth)
{
    for (size_t i = 0; i < s->indent; i++) {
        buf_putc(s->out, ' ');
    }
    buf_put(s->out, s->is_used ? STR_EMPTY : STR("# "));
    for (size_t i = 0; i < depth; i++) {
        buf_puts(s->out, "  ");
    }
}

/* A comment over as many lines as it needs. */
static void put_comment(const Scaffold *s, size_t depth, Str text)
{
    size_t width = COLUMNS - s->indent - 2 * depth - 4;
    while (text.len > 0) {
        size_t end = utf8_clip(text, width);
        while (end < text.len && end > 0 && text.ptr[end] != ' ') {
            end--;
        }
        end = end == 0 ? text.len : end; /* one word longer than the line */
        put_lead(s, depth);
        buf_puts(s->out, "# ");
        buf_put(s->out, str_trim(str_sub(text, 0, end)));
        buf_putc(s->out, '\n');
        text = str_trim(str_sub(text, end, text.len));
    }
}

static void put_labelled(const Scaffold *s, size_t depth, const char *label, Str text)
{
    CLEANUP(buf_done) Buf line = {0};
    buf_init(&line, 64 * 1024);
    buf_put(&line, str_of(label));
    for (size_t i = 0; i < text.len; i++) { /* a folded text may hold newlines */
        buf_putc(&line, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
    put_comment(s, depth, str_trim(buf_str(&line)));
}

/* --- one option ------------------------------------------------------------------------------------ */

static const Value *said(const Field *option, const char *key)
{
    return value_get(schema_node_deref(option->node)->source, str_of(key));
}

static void put_part(Buf *out, const char *before, const Value *value, const char *after)
{
    if (!value) {
        return;
    }
    buf_put(out, str_of(before));
    if (value->kind == VALUE_TEXT) {
        buf_put(out, value->text); /* in words: no quotes */
    } else {
        yamlput(out, value);
    }
    buf_put(out, str_of(after));
}

/* "; de 0.5 à 20", "; 3 au moins" … */
static void put_range(Buf *out, const Value *low, const Value *high, const char *what)
{
    if (low && high) {
        put_part(out, "\u202f; de ", low, " à ");
        put_part(out, "", high, what);
    } else {
        put_part(out, "\u202f; au moins ", low, what);
        put_part(out, "\u202f; au plus ", high, what);
    }
}

static void put_values(Buf *out, const Field *option)
{
    const Value *items = said(option, "items");
    const Value *codes = said(option, "enum");
    codes = codes ? codes : value_get(items, STR("enum"));
    const Value *catalogue = said(option, "x-catalogue");
    catalogue = catalogue ? catalogue : value_get(items, STR("x-catalogue"));
    if (codes) {
        buf_puts(out, "\u202f; parmi ");
        for (size_t i = 0; i < codes->list.n; i++) {
            buf_put(out, i > 0 ? STR(", ") : STR_EMPTY);
            yamlput(out, codes->list.items[i]);
        }
    } else if (option->catalogue) {
        put_part(out, "\u202f; codes de la liste ", catalogue, "");
    }
    put_range(out, said(option, "minimum"), said(option, "maximum"), "");
    put_range(out, said(option, "minLength"), said(option, "maxLength"), " caractères");
    put_range(out, said(option, "minItems"), said(option, "maxItems"), " éléments");
}

/* The title, what can be written, what stands without it, the help and the number of the requirement. */
static void put_help(const Scaffold *s, const Field *option, bool is_required)
{
    CLEANUP(buf_done) Buf line = {0};
    buf_init(&line, 64 * 1024);
    put_part(&line, "", said(option, "title"), "");
    put_part(&line, " (", said(option, "x-unite"), ")");
    put_values(&line, option);
    buf_put(&line, is_required ? STR("\u202f; obligatoire") : STR_EMPTY);
    put_part(&line, "\u202f; par défaut ", said(option, "default"), "");
    put_part(&line, "\u202f; obligatoire si ", said(option, "x-requis-si"), "");
    put_part(&line, ". ", said(option, "x-aide"), "");
    put_part(&line, " [", said(option, "x-source"), "]");
    put_labelled(s, 2, "", buf_str(&line));
}

/* A value that the option takes: default, example, first code, lowest number, a word. */
static void put_value(Buf *out, const Field *option, bool has_value)
{
    const Value *examples = said(option, "examples");
    const Value *value = said(option, "default");
    const Value *codes = said(option, "enum");
    if (examples && examples->list.n > 0 && (has_value || !value)) {
        value = examples->list.items[0];
    }
    if (!value && codes && codes->list.n > 0) {
        value = codes->list.items[0];
    }
    value = value ? value : said(option, "minimum");
    if (value) {
        yamlput(out, value);
    } else if (option->is_list && option->catalogue && option->catalogue->list.n > 0) {
        Str code = value_get_text(option->catalogue->list.items[0], STR("id"));
        buf_printf(out, "[%.*s]", STR_ARG(code));
    } else {
        yamlput(out, said(option, "title"));
    }
}

static bool is_given(const Scaffold *s, const Clause *clause, Str option)
{
    for (size_t i = 0; i < s->wish->n_given; i++) {
        Str given = s->wish->given[i];
        size_t at = clause->id.len + 1;
        if (str_starts(given, clause->id) && given.len > at && given.ptr[at - 1] == '.' &&
            str_eq(str_sub(given, at, given.len), option)) {
            return true;
        }
    }
    return false;
}

/* At least one option has a value: `options:` with nothing but comments would be null. */
static bool is_in_use(const Scaffold *s, const Clause *clause, size_t index)
{
    for (size_t i = 0; i < clause->options.n; i++) {
        const Field *option = &clause->options.items[i];
        if (option->is_required || is_given(s, clause, option->name)) {
            const Field *asked = &clause->options.items[index];
            return asked->is_required || is_given(s, clause, asked->name);
        }
    }
    return index == 0;
}

static void put_option(const Scaffold *s, const Clause *clause, size_t index)
{
    const Field *option = &clause->options.items[index];
    bool has_value = is_in_use(s, clause, index);
    put_help(s, option, option->is_required);
    put_lead(s, 2);
    buf_put(s->out, has_value ? STR_EMPTY : STR("# "));
    buf_put(s->out, option->name);
    buf_puts(s->out, ": ");
    put_value(s->out, option, has_value);
    buf_putc(s->out, '\n');
}

/* --- one consideration ----------------------------------------------------------------------------- */

static bool is_chosen(const ScaffoldWish *wish, const Clause *clause)
{
    for (size_t i = 0; i < wish->n_chosen; i++) {
        if (wish->chosen[i] == clause) {
            return true;
        }
    }
    return false;
}

static void put_clause(Scaffold *s, const Clause *clause)
{
    CLEANUP(buf_done) Buf line = {0};
    buf_init(&line, 64 * 1024);
    bool is_used = is_chosen(s->wish, clause);
    s->is_used = true; /* what is said of it is a comment in any case */
    buf_printf(&line, "%.*s, %.*s. ", STR_ARG(clause->code), STR_ARG(clause->title));
    buf_put(&line, str_trim(value_get_text(clause->source, STR("resume"))));
    put_labelled(s, 0, "", buf_str(&line));
    put_labelled(s, 0, "Convient\u00a0: ", value_get_text(clause->source, STR("convient")));
    put_labelled(s, 0,
                 "Ne convient pas\u00a0: ", value_get_text(clause->source, STR("ne_convient_pas")));
    s->is_used = is_used;
    put_lead(s, 0);
    buf_printf(s->out, "- clause: %.*s\n", STR_ARG(clause->id));
    put_lead(s, 1);
    buf_puts(s->out, "motif: Raison du choix, conservée avec le projet.\n");
    if (clause->options.n > 0) {
        put_lead(s, 1);
        buf_puts(s->out, "options:\n");
    }
    for (size_t i = 0; i < clause->options.n; i++) {
        put_option(s, clause, i);
    }
}

void scaffold_put(Buf *out, const Library *library, const ScaffoldWish *wish, size_t indent)
{
    Scaffold s = {.out = out, .lib = library, .wish = wish, .indent = indent};
    for (size_t i = 0; i < wish->n_chosen; i++) {
        put_clause(&s, wish->chosen[i]);
    }
    for (size_t i = 0; wish->has_others && i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        if (!is_chosen(wish, clause)) {
            put_clause(&s, clause);
        }
    }
}
