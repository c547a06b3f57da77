/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card_clause - the card of a consideration: scope, options, legal bases, rules, calculations, blocks, history; see card.h.
 */
#include "generator/app/card.h"
#include "generator/app/provenance.h"

/* --- options -------------------------------------------------------------------------------------------------- */

/* What a schema says of values, by its own names, and under which name the card has it. */
static void copy_limits(CardMaker *maker, Value *row, const Value *said)
{
    static const char *const names[][2] = {
        {"type", "type"},
        {"x-unite", "unit"},
        {"enum", "values"},
        {"x-catalogue", "list"},
        {"format", "format"},
        {"minimum", "minimum"},
        {"exclusiveMinimum", "above"},
        {"maximum", "maximum"},
        {"exclusiveMaximum", "below"},
        {"multipleOf", "multiple_of"},
        {"minLength", "min_length"},
        {"maxLength", "max_length"},
        {"minItems", "min_items"},
        {"maxItems", "max_items"},
        {"pattern", "pattern"},
        {"default", "default"},
        {"x-defaut", "default_expression"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        card_copy(maker, row, names[i][1], said, names[i][0]);
    }
}

static void add_option(CardMaker *maker, Value *list, Str name, const Value *said, bool is_required)
{
    Value *row = card_map(maker, list);
    bool is_conditional = value_get(said, STR("x-requis-si")) != NULL;
    card_set(maker, row, "id", name);
    card_copy(maker, row, "title", said, "title");
    copy_limits(maker, row, said);
    const Value *items = value_get(said, STR("items"));
    if (items) {
        Value *item = card_map(maker, NULL);
        copy_limits(maker, item, items);
        card_put_value(maker, row, "items", item);
    }
    card_set(maker, row, "obligation",
             is_required      ? STR("required")
             : is_conditional ? STR("required_if")
                              : STR("optional"));
    card_copy(maker, row, "required_if", said, "x-requis-si");
    card_copy(maker, row, "per_lot", said, "x-par-lot");
    card_copy(maker, row, "help", said, "x-aide");
    card_copy(maker, row, "examples", said, "examples");
    card_copy(maker, row, "source", said, "x-source");
    const Value *fields = value_get(items, STR("properties"));
    Value *members = fields ? card_list(maker, row, "fields") : NULL;
    for (size_t i = 0; fields && i < fields->map.n; i++) {
        const Member *field = &fields->map.members[i];
        add_option(maker, members, field->key, field->value,
                   value_list_holds(value_get(items, STR("required")), field->key));
    }
}

static void add_options(CardMaker *maker, Value *card, const Value *source)
{
    Value *list = card_list(maker, card, "options");
    const Value *options = value_get(source, STR("options"));
    for (size_t i = 0; options && i < options->map.n; i++) {
        const Member *option = &options->map.members[i];
        add_option(maker, list, option->key, option->value,
                   value_list_holds(value_get(source, STR("options_requises")), option->key));
    }
}

/* --- law ------------------------------------------------------------------------------------------------------ */

void card_add_law(CardMaker *maker, Value *list, Str id)
{
    for (size_t i = 0; list && i < list->list.n; i++) {
        if (str_eq(value_get_text(list->list.items[i], STR("id")), id)) {
            return;
        }
    }
    const Value *law = value_get(maker->lib->laws, id);
    Value *row = card_map(maker, list);
    card_set(maker, row, "id", id);
    card_copy(maker, row, "citation", law, "citation");
    card_copy(maker, row, "subject", law, "objet");
    card_period(maker, row, "in_force", value_get(law, STR("en_vigueur")));
    card_copy(maker, row, "replaced_by", law, "remplace_par");
    card_set(maker, row, "confidence", card_confidence(value_get_text(law, STR("confiance"))));
    card_copy(maker, row, "source", law, "source");
}

void card_laws_in(CardMaker *maker, Value *list, Str text)
{
    static const Str start = {"droit.", sizeof "droit." - 1};
    for (size_t at = str_find(text, start, 0); at != SIZE_MAX; at = str_find(text, start, at)) {
        at += start.len;
        size_t end = at;
        while (end < text.len && !strchr(".}) \t\n'\"=<>&|,[]", text.ptr[end])) {
            end++;
        }
        Str id = str_sub(text, at, end - at);
        if (value_get(maker->lib->laws, id)) {
            card_add_law(maker, list, id);
        }
    }
}

/* --- the rest ------------------------------------------------------------------------------------------------- */

static void add_scope(CardMaker *maker, Value *card, const Value *source)
{
    const Value *reach = value_get(source, STR("portee"));
    if (reach) {
        Value *scope = card_map(maker, NULL);
        card_put_value(maker, card, "scope", scope);
        card_copy(maker, scope, "natures", reach, "natures");
        card_copy(maker, scope, "procedures", reach, "procedures");
        card_copy(maker, scope, "amount_min", reach, "montant_min");
        card_copy(maker, scope, "amount_max", reach, "montant_max");
    }
}

static void add_rules(CardMaker *maker, Value *card, const Clause *clause)
{
    Value *rules = card_list(maker, card, "rules");
    for (size_t i = 0; i < maker->lib->n_rules; i++) {
        const Rule *rule = &maker->lib->rules[i];
        bool names_it =
            !rule->clause && str_find(expr_text(rule->condition), clause->id, 0) != SIZE_MAX;
        if (rule->clause == clause || names_it) {
            card_rule(maker, card_map(maker, rules), rule, false);
        }
    }
    Value *calculations = card_list(maker, card, "calculations");
    for (size_t i = 0; i < maker->lib->n_calcs; i++) {
        if (maker->lib->calcs[i].clause == clause) {
            card_calc(maker, card_map(maker, calculations), &maker->lib->calcs[i], false);
        }
    }
}

static void add_blocks(CardMaker *maker, Value *card, const Clause *clause)
{
    Value *blocks = card_list(maker, card, "blocks");
    for (size_t i = 0; i < maker->lib->n_block_order; i++) {
        const Block *block = clause->blocks[i];
        if (block) {
            Str id = maker->lib->block_order[i].id;
            Value *row = card_map(maker, blocks);
            card_set(maker, row, "id", id);
            card_set(maker, row, "title", block->title);
            card_set(maker, row, "shared_text", block->shared ? block->shared->id : STR_EMPTY);
            const Value *numbers = value_get(clause->source, STR("exigences"));
            const Member *met = value_member(numbers, id);
            if (met) {
                card_put_value(maker, row, "requirements", met->value);
            }
            card_set(maker, row, "text", maker->has_texts ? block->text : STR_EMPTY);
        }
    }
}

static void add_history(CardMaker *maker, Value *card, const Value *source)
{
    const Value *history = value_get(source, STR("historique"));
    Value *list = history ? card_list(maker, card, "history") : NULL;
    for (size_t i = 0; history && i < history->list.n; i++) {
        const Value *step = history->list.items[i];
        Value *row = card_map(maker, list);
        card_copy(maker, row, "version", step, "version");
        card_copy(maker, row, "date", step, "date");
        card_copy(maker, row, "subject", step, "objet");
    }
}

void card_clause(CardMaker *maker, Value *card, const Clause *clause)
{
    card_set(maker, card, "kind", STR("consideration"));
    card_set(maker, card, "id", clause->id);
    card_set(maker, card, "code", clause->code);
    card_set(maker, card, "title", clause->title);
    card_set(maker, card, "version", clause->version);
    card_period(maker, card, "in_force", value_get(clause->source, STR("en_vigueur")));
    card_copy(maker, card, "summary", clause->source, "resume");
    card_copy(maker, card, "suits", clause->source, "convient");
    card_copy(maker, card, "does_not_suit", clause->source, "ne_convient_pas");
    add_scope(maker, card, clause->source);
    Value *laws = card_list(maker, card, "legal_bases");
    const Value *bases = value_get(clause->source, STR("fondements"));
    for (size_t i = 0; bases && i < bases->list.n; i++) {
        card_add_law(maker, laws, bases->list.items[i]->text);
    }
    add_options(maker, card, clause->source);
    add_rules(maker, card, clause);
    add_blocks(maker, card, clause);
    add_history(maker, card, clause->source);
    provenance_add(maker, card, clause->id);
}
