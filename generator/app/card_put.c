/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card_put - a card laid out for people: a title, its members with their labels, lists of things under a heading; see card.h.
 */
#include "generator/app/card.h"
#include "generator/data/json.h"
#include "generator/service/message.h"

typedef struct Word {
    const char *name; /* in the card */
    const char *text; /* for people */
} Word;

static const Word labels[] = {
    {"for", N_("For")},
    {"suits", N_("Suits")},
    {"does_not_suit", N_("Does not suit")},
    {"scope", N_("Scope")},
    {"natures", N_("Natures")},
    {"procedures", N_("Procedures")},
    {"amount_min", N_("From this value, in euros")},
    {"amount_max", N_("Up to this value, in euros")},
    {"legal_bases", N_("Legal bases")},
    {"options", N_("Options")},
    {"rules", N_("Rules")},
    {"calculations", N_("Calculations")},
    {"blocks", N_("Blocks")},
    {"chapters", N_("Chapters")},
    {"history", N_("History")},
    {"preview", N_("Preview")},
    {"sample", N_("Sample market")},
    {"in_force", N_("In force")},
    {"confidence", N_("Confidence")},
    {"source", N_("Source")},
    {"help", N_("Help")},
    {"examples", N_("Examples")},
    {"fields", N_("Fields")},
    {"level", N_("Level")},
    {"message", N_("Message")},
    {"hint", N_("How to mend it")},
    {"condition", N_("Condition")},
    {"consideration", N_("Consideration")},
    {"about", N_("About")},
    {"texts", N_("Texts that it reads")},
    {"pattern", N_("Expression")},
    {"except", N_("Except")},
    {"replacement", N_("Write instead")},
    {"terms", N_("Expressions")},
    {"fulfilled_by", N_("Fulfilled by")},
    {"reason", N_("Not fulfilled")},
    {"formula", N_("Formula")},
    {"default_expression", N_("By default")},
    {"required_if", N_("Required if")},
    {"variants", N_("The same name elsewhere")},
    {"unit", N_("Unit")},
    {"list", N_("List")},
    {"subject", N_("Subject")},
    {"conditions", N_("Conditions")},
    {"family", N_("Family")},
    {"evidence", N_("Evidence")},
    {"origin", N_("Origin")},
    {"amount", N_("Amount")},
    {"value", N_("Value")},
    {"from", N_("From")},
    {"to", N_("To")},
    {"replaced_by", N_("Replaced by")},
    {"basis_of", N_("Basis of")},
    {"cited_by", N_("Cited by")},
    {"used_by", N_("Used by")},
    {"entries", N_("Entries")},
    {"requirements", N_("Requirements")},
    {"shared_text", N_("Shared text")},
    {"optional", N_("Optional")},
    {"penalty_unit", N_("Penalty")},
    {"commitment", N_("Commitment")},
    {"duration", N_("Duration")},
    {"proofs", N_("Proofs")},
    {"constraints", N_("Constraints")},
    {"limits", N_("Limits")},
    {"note", N_("Note")},
    {"exemptions", N_("Exemptions")},
    {"applies_to", N_("Applies to")},
    {"last_known", N_("Kept until the next one is known")},
    {"text", N_("Text")},
    {"code", N_("Code")},
    {"article", N_("Article")},
    {"use", N_("Use")},
    {"field", N_("Field")},
    {"name", N_("Name")},
    {"local_changes", N_("What the local library changes")},
    {"local", N_("Here")},
    {"base", N_("Base")},
    {"place", N_("Place")},
    {"others", N_("Also of this name")},
};

/* Codes of the card whose value is a word of ours, whatever the library. */
static const Word words[] = {
    {"consideration", N_("consideration")},
    {"shared_text", N_("shared text")},
    {"piece", N_("piece of the tender")},
    {"entry", N_("entry")},
    {"calculation", N_("calculation")},
    {"number", N_("numbered rule")},
    {"rule", N_("rule")},
    {"text_rule", N_("rule over wording")},
    {"option", N_("option")},
    {"field", N_("field of the market")},
    {"block", N_("block of text")},
    {"advice", N_("advice")},
    {"library", N_("library")},
    {"template", N_("template")},
    {"program", N_("the program itself, its documentation or its tests")},
    {"error", N_("error")},
    {"warning", N_("warning")},
    {"info", N_("information")},
    {"verified", N_("verified")},
    {"probable", N_("probable")},
    {"to_verify", N_("to verify before relying on it")},
    {"contract", N_("once for the contract")},
    {"lot", N_("for each lot")},
    {"article", N_("for each article")},
    {"wording", N_("wording")},
    {"messages", N_("messages of the library")},
    {"market", N_("free texts of a market file")},
    {"document", N_("any document")},
    {"list", N_("list")},
    {"*", N_("all")},
};

static const char *find_word(const Word *table, size_t n, Str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(name, table[i].name)) {
            return i18n_text(table[i].text);
        }
    }
    return NULL;
}

static void put_word(Buf *out, Str code)
{
    const char *word = find_word(words, sizeof words / sizeof *words, code);
    buf_put(out, word ? str_of(word) : code);
}

/* A name of the library that has no label of ours is shown as words: "part_mo". */
static void put_label(Buf *out, Str key)
{
    const char *label = find_word(labels, sizeof labels / sizeof *labels, key);
    for (size_t i = 0; !label && i < key.len; i++) {
        buf_putc(out, key.ptr[i] == '_' ? ' ' : key.ptr[i]);
    }
    buf_put(out, label ? str_of(label) : STR_EMPTY);
}

/* Members whose values are words of ours. */
static bool has_word(Str key)
{
    static const char *const keys[] = {"kind", "what", "level", "confidence", "scope", "texts"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (str_is(key, keys[i])) {
            return true;
        }
    }
    return false;
}

static void indent(Buf *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        buf_putc(out, ' ');
    }
}

/* A text with its lines indented, the first one excepted. */
static void put_lines(Buf *out, Str text, size_t columns)
{
    text = str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        buf_putc(out, text.ptr[i]);
        if (text.ptr[i] == '\n' && i + 1 < text.len && text.ptr[i + 1] != '\n') {
            indent(out, columns);
        }
    }
}

static void put_period(Buf *out, const Value *period)
{
    const Str args[3] = {value_get_text(period, STR("from")), value_get_text(period, STR("to")),
                         STR_EMPTY};
    const char *format = args[0].len == 0   ? _("until {2}")
                         : args[1].len == 0 ? _("since {1}")
                                            : _("from {1} until {2}");
    message_expand(out, format, args, 0, i18n_current());
}

static bool is_flat(const Value *list)
{
    for (size_t i = 0; i < list->list.n; i++) {
        ValueKind kind = list->list.items[i]->kind;
        if (kind == VALUE_LIST || kind == VALUE_MAP) {
            return false;
        }
    }
    return true;
}

/* Items with commas of their own can't stand behind each other. */
static bool has_phrases(const Value *list)
{
    for (size_t i = 0; i < list->list.n; i++) {
        if (str_find(list->list.items[i]->text, STR(", "), 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void put_flat_list(Buf *out, Str key, const Value *list, size_t columns)
{
    bool has_lines = has_phrases(list);
    for (size_t i = 0; i < list->list.n; i++) {
        Str item = list->list.items[i]->text;
        if (has_lines) {
            buf_putc(out, '\n');
            indent(out, columns);
            buf_put(out, STR("- "));
        } else {
            buf_put(out, i > 0 ? STR(", ") : STR_EMPTY);
        }
        if (has_word(key)) {
            put_word(out, item);
        } else {
            buf_put(out, item);
        }
    }
}

static void put_value(Buf *out, Str key, const Value *value, size_t columns)
{
    if (str_is(key, "in_force")) {
        put_period(out, value);
    } else if (value->kind == VALUE_LIST && is_flat(value)) {
        put_flat_list(out, key, value, columns);
    } else if (value->kind == VALUE_LIST || value->kind == VALUE_MAP) {
        json_put(out, value);
    } else if (value->kind == VALUE_BOOL) {
        buf_put(out, str_of(value->boolean ? _("yes") : _("no")));
    } else if (has_word(key) || str_is(value->text, "*")) {
        put_word(out, value->text);
    } else {
        put_lines(out, value->text, columns);
    }
}

static void put_member(Buf *out, const Member *member, size_t columns)
{
    indent(out, columns);
    const Value *value = member->value;
    bool has_lines = value->kind == VALUE_LIST && is_flat(value) && has_phrases(value);
    Str colon = str_of(_(": "));
    put_label(out, member->key);
    buf_put(out, has_lines ? str_trim(colon) : colon);
    put_value(out, member->key, value, columns + 2);
    buf_putc(out, '\n');
}

/* --- options ---------------------------------------------------------------------------------------------------- */

static const char *type_of(Str type)
{
    static const Word types[] = {
        {"string", N_("text")},           {"integer", N_("whole number")}, {"number", N_("number")},
        {"boolean", N_("true or false")}, {"array", N_("list")},           {"object", N_("fields")},
    };
    return find_word(types, sizeof types / sizeof *types, type);
}

/* "from 1 to 20", with what is counted, or one end of it. */
static void put_range(Buf *out, const Value *option, const char *low, const char *high,
                      const char *both, const char *from, const char *up_to)
{
    const Value *min = value_get(option, str_of(low));
    const Value *max = value_get(option, str_of(high));
    const Str args[3] = {min ? min->text : STR_EMPTY, max ? max->text : STR_EMPTY, STR_EMPTY};
    if (min || max) {
        buf_puts(out, " · ");
        message_expand(out,
                       i18n_text(min && max ? both
                                 : min      ? from
                                            : up_to),
                       args, 0, i18n_current());
    }
}

/* has_list: the values are codes of a list, which is named beside. */
static void put_limits(Buf *out, const Value *option, bool has_list)
{
    const Value *values = has_list ? NULL : value_get(option, STR("values"));
    if (values) {
        buf_puts(out, " · ");
        put_value(out, STR("values"), values, 0);
    }
    put_range(out, option, "minimum", "maximum", N_("from {1} to {2}"), N_("at least {1}"),
              N_("at most {2}"));
    put_range(out, option, "above", "below", N_("above {1}, below {2}"), N_("above {1}"),
              N_("below {2}"));
    put_range(out, option, "min_length", "max_length", N_("{1} to {2} characters"),
              N_("characters: at least {1}"), N_("characters: at most {2}"));
    put_range(out, option, "min_items", "max_items", N_("{1} to {2} items"),
              N_("items: at least {1}"), N_("items: at most {2}"));
    static const Word more[] = {{"list", N_("codes of the list {1}")},
                                {"format", N_("form: {1}")},
                                {"multiple_of", N_("multiple of {1}")},
                                {"pattern", N_("expression: {1}")}};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        const Value *value = value_get(option, str_of(more[i].name));
        const Str args[3] = {value ? value->text : STR_EMPTY, STR_EMPTY, STR_EMPTY};
        if (value) {
            buf_puts(out, " · ");
            message_expand(out, i18n_text(more[i].text), args, 0, i18n_current());
        }
    }
}

/* « nombre · % · de 0.5 à 20 · à défaut 5 », then whether it is required. */
static void put_option(Buf *out, const Value *option, size_t columns)
{
    const char *type = type_of(value_get_text(option, STR("type")));
    const Value *items = value_get(option, STR("items"));
    const char *item = type_of(value_get_text(items, STR("type")));
    const Value *by_default = value_get(option, STR("default"));
    Str obligation = value_get_text(option, STR("obligation"));
    indent(out, columns);
    buf_put(out, type ? str_of(type) : STR_EMPTY);
    if (item) {
        buf_puts(out, " (");
        buf_put(out, str_of(item));
        put_limits(out, items, value_get(option, STR("list")) != NULL);
        buf_putc(out, ')');
    }
    Str unit = value_get_text(option, STR("unit"));
    buf_put(out, unit.len > 0 ? STR(" · ") : STR_EMPTY);
    buf_put(out, unit);
    put_limits(out, option, false);
    if (by_default) {
        buf_puts(out, " · ");
        buf_put(out, str_of(_("by default")));
        buf_putc(out, ' ');
        if (by_default->kind == VALUE_LIST || by_default->kind == VALUE_MAP) {
            json_put(out, by_default);
        } else {
            buf_put(out, by_default->text);
        }
    }
    if (value_is_true(value_get(option, STR("per_lot")))) {
        buf_puts(out, " · ");
        buf_put(out, str_of(_("each lot may have its own")));
    }
    buf_putc(out, '\n');
    if (!str_is(obligation, "required_if")) {
        indent(out, columns);
        buf_put(out, str_of(str_is(obligation, "required") ? _("required") : _("optional")));
        buf_putc(out, '\n');
    }
}

/* --- rows ------------------------------------------------------------------------------------------------------- */

/* Members that stand on the first line of a row, in this order. */
static const char *const heads[] = {"id",   "code",  "version", "date",    "level",
                                    "what", "title", "label",   "citation"};

static bool is_head(Str key)
{
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (str_is(key, heads[i])) {
            return true;
        }
    }
    return false;
}

/* Members of an option that put_option has said, and texts that were not asked for. */
static bool is_hidden(const Value *row, Str key)
{
    static const char *const said[] = {
        "type",    "unit",  "values",     "list",       "format",     "minimum",   "maximum",
        "above",   "below", "min_length", "max_length", "min_items",  "max_items", "pattern",
        "default", "items", "obligation", "per_lot",    "multiple_of"};
    bool is_option = value_get(row, STR("obligation")) != NULL;
    for (size_t i = 0; is_option && i < sizeof said / sizeof *said; i++) {
        if (str_is(key, said[i])) {
            return true;
        }
    }
    return false;
}

/* True if the row has nothing to call it by: its first member stands for it. */
static bool put_head(Buf *out, const Value *row)
{
    bool is_first = true;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        Str text = value_get_text(row, str_of(heads[i]));
        if (text.len > 0) {
            buf_put(out, is_first ? STR_EMPTY : STR(" · "));
            if (has_word(str_of(heads[i]))) {
                put_word(out, text);
            } else {
                buf_put(out, text);
            }
            is_first = false;
        }
    }
    if (is_first) {
        put_value(out, row->map.members[0].key, row->map.members[0].value, 0);
    }
    buf_putc(out, '\n');
    return is_first;
}

static bool is_of_rows(const Value *value)
{
    return value->kind == VALUE_LIST && !is_flat(value);
}

/* A thing of a list. Fields of an option are things in it: two levels, see card_clause. */
static void put_row(Buf *out, const Value *row, size_t columns)
{
    indent(out, columns);
    bool is_nameless = put_head(out, row);
    if (value_get(row, STR("obligation"))) {
        put_option(out, row, columns + 4);
    }
    for (size_t i = 0; i < row->map.n; i++) {
        const Member *m = &row->map.members[i];
        if (is_head(m->key) || is_hidden(row, m->key) || (is_nameless && i == 0)) {
            continue;
        }
        bool is_list = m->value->kind == VALUE_LIST;
        if (is_of_rows(m->value) && m->value->list.items[0]->kind == VALUE_MAP) {
            indent(out, columns + 4);
            put_label(out, m->key);
            buf_putc(out, '\n');
            for (size_t k = 0; k < m->value->list.n; k++) {
                put_row(out, m->value->list.items[k], columns + 6);
            }
        } else if (!is_list || m->value->list.n > 0) {
            put_member(out, m, columns + 4);
        }
    }
}

static void put_title(Buf *out, const Value *card)
{
    Str title = value_get_text(card, STR("title"));
    title = title.len > 0 ? title : value_get_text(card, STR("label"));
    title = title.len > 0 ? title : value_get_text(card, STR("citation"));
    Str code = value_get_text(card, STR("code"));
    bool is_clause = str_is(value_get_text(card, STR("kind")), "consideration");
    Str id = value_get_text(card, STR("id"));
    buf_put(out, is_clause ? code : id);
    buf_put(out, title.len > 0 ? STR(" · ") : STR_EMPTY);
    buf_put(out, title);
    buf_putc(out, '\n');
    put_word(out, value_get_text(card, STR("kind")));
    if (is_clause) {
        buf_puts(out, " · ");
        buf_put(out, id);
    }
    if (value_get(card, STR("version"))) {
        buf_puts(out, " · version ");
        buf_put(out, value_get_text(card, STR("version")));
    }
    if (is_clause) {
        buf_puts(out, " · ");
        put_period(out, value_get(card, STR("in_force")));
    }
    buf_putc(out, '\n');
}

/* Members that the title has said. */
static bool is_in_title(const Value *card, Str key)
{
    bool is_clause = str_is(value_get_text(card, STR("kind")), "consideration");
    return str_is(key, "kind") || str_is(key, "id") || str_is(key, "title") ||
           str_is(key, "version") || str_is(key, "label") ||
           (is_clause && (str_is(key, "code") || str_is(key, "in_force"))) ||
           (str_is(key, "citation") && !value_get(card, STR("label")));
}

static void put_section(Buf *out, const Member *section)
{
    put_label(out, section->key);
    buf_putc(out, '\n');
    if (section->value->kind == VALUE_MAP) {
        for (size_t i = 0; i < section->value->map.n; i++) {
            put_member(out, &section->value->map.members[i], 2);
        }
    }
    for (size_t i = 0; section->value->kind == VALUE_LIST && i < section->value->list.n; i++) {
        put_row(out, section->value->list.items[i], 2);
    }
}

static bool is_section(const Member *m)
{
    return is_of_rows(m->value) || (m->value->kind == VALUE_MAP && !str_is(m->key, "in_force"));
}

/* A text of several paragraphs, as it is. */
static bool is_body(Str key)
{
    return str_is(key, "text") || str_is(key, "preview") || str_is(key, "summary");
}

/* What stands between a member and the one before: "before" is NULL at the top. */
static void put_gap(Buf *out, const Member *before, const Member *m)
{
    bool is_apart = is_section(m) || is_body(m->key);
    if (!before || is_apart || is_section(before) || is_body(before->key)) {
        bool stays = before && str_is(before->key, "summary") && !is_apart;
        buf_put(out, stays ? STR_EMPTY : STR("\n"));
    }
}

void card_put(Buf *out, const Value *card)
{
    const Member *before = NULL;
    put_title(out, card);
    for (size_t i = 0; i < card->map.n; i++) {
        const Member *m = &card->map.members[i];
        bool is_empty = m->value->kind == VALUE_LIST && m->value->list.n == 0;
        if (is_in_title(card, m->key) || is_empty) {
            continue;
        }
        put_gap(out, before, m);
        before = m;
        if (is_section(m)) {
            put_section(out, m);
        } else if (is_body(m->key)) {
            buf_put(out, str_trim(m->value->text));
            buf_putc(out, '\n');
        } else {
            put_member(out, m, 0);
        }
    }
}
