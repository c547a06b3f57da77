/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card_number - the card of a numbered rule or requirement ("D-205", "PUB-R3"): what it says, and all that fulfils it: rules,
 * texts, options, fields, calculations, lists, advice; see card.h.
 */
#include "generator/app/card.h"
#include "generator/library/textrules.h"

/* --- rules ------------------------------------------------------------------------------------------------------ */

static Str level_name(DiagSeverity level)
{
    return level == DIAG_ERROR     ? STR("error")
           : level == DIAG_WARNING ? STR("warning")
                                   : STR("info");
}

static void put_words(CardMaker *maker, Value *card, const Value *source)
{
    card_copy(maker, card, "message", source, "message");
    card_copy(maker, card, "hint", source, "aide");
}

void card_rule(CardMaker *maker, Value *card, const Rule *rule, bool is_whole)
{
    card_set(maker, card, "id", rule->id);
    card_set(maker, card, "level", level_name(rule->level));
    card_copy(maker, card, "title", rule->source, "titre");
    put_words(maker, card, rule->source);
    card_set(maker, card, "scope",
             rule->scope == CALC_MARKET ? STR("contract")
             : rule->scope == CALC_LOT  ? STR("lot")
                                        : STR("article"));
    if (is_whole) {
        card_set(maker, card, "consideration", rule->clause ? rule->clause->id : STR("*"));
        card_copy(maker, card, "condition", rule->source, "si");
        card_set(maker, card, "about", rule->place);
        Value *laws = card_list(maker, card, "legal_bases");
        card_laws_in(maker, laws, value_get_text(rule->source, STR("si")));
        card_laws_in(maker, laws, value_get_text(rule->source, STR("message")));
        card_laws_in(maker, laws, value_get_text(rule->source, STR("aide")));
        card_copy(maker, card, "source", rule->source, "source");
    }
}

static void put_text_rule(CardMaker *maker, Value *card, const TextRule *rule)
{
    static const struct {
        unsigned kind;
        const char *name;
    } kinds[] = {{TEXT_LIBRARY, "library"},
                 {TEXT_MESSAGE, "messages"},
                 {TEXT_MARKET, "market"},
                 {TEXT_DOCUMENT, "document"}};
    card_set(maker, card, "id", rule->id);
    card_set(maker, card, "level", level_name(rule->level));
    card_copy(maker, card, "title", rule->source, "titre");
    put_words(maker, card, rule->source);
    card_set(maker, card, "scope", STR("wording"));
    Value *read = card_list(maker, card, "texts");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (rule->kinds & kinds[i].kind) {
            card_add(maker, read, str_of(kinds[i].name));
        }
    }
    card_period(maker, card, "in_force", value_get(rule->source, STR("en_vigueur")));
    card_copy(maker, card, "pattern", rule->source, "motif");
    card_copy(maker, card, "except", rule->source, "sauf");
    card_copy(maker, card, "replacement", rule->source, "remplace");
    const Value *terms = value_get(rule->source, STR("termes"));
    Value *list = terms ? card_list(maker, card, "terms") : NULL;
    for (size_t i = 0; terms && i < terms->list.n; i++) {
        Value *row = card_map(maker, list);
        card_copy(maker, row, "pattern", terms->list.items[i], "motif");
        card_copy(maker, row, "except", terms->list.items[i], "sauf");
        card_copy(maker, row, "replacement", terms->list.items[i], "remplace");
    }
    card_copy(maker, card, "source", rule->source, "source");
}

/* --- what fulfils a number --------------------------------------------------------------------------------------- */

typedef struct Finding {
    CardMaker *maker;
    Str code;
    Value *rules; /* of that number */
    Value *met;   /* what fulfils it otherwise */
} Finding;

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* A source may name several numbers: "D-084, D-195". */
static bool names_code(const Finding *f, Str text)
{
    for (size_t at = str_find(text, f->code, 0); at != SIZE_MAX;
         at = str_find(text, f->code, at + 1)) {
        size_t end = at + f->code.len;
        bool begins = at == 0 || text.ptr[at - 1] == ' ' || text.ptr[at - 1] == ',';
        if (begins && (end >= text.len || !ascii_is_digit(text.ptr[end]))) {
            return true;
        }
    }
    return false;
}

/* One thing that fulfils the number: its kind, its full name, and the words that the library has for it. */
static void add_thing(Finding *f, const char *what, Str name, const Value *said)
{
    static const char *const keys[][2] = {
        {"title", "title"},
        {"titre", "title"},
        {"libelle", "title"},
        {"x-aide", "help"},
        {"aide", "help"},
        {"phrase", "help"},
        {"resume", "help"},

        {"formule", "formula"},
        {"si", "condition"},
        {"x-defaut", "default_expression"},
        {"x-requis-si", "required_if"},
    };
    Value *row = card_map(f->maker, f->met);
    card_set(f->maker, row, "id", name);
    card_set(f->maker, row, "what", str_of(what));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        card_set(f->maker, row, keys[i][1], str_trim(value_get_text(said, str_of(keys[i][0]))));
    }
}

/* Fields of a market or options of a clause; as deep as the schema, which is bounded where it is loaded. */
static void find_fields(Finding *f, const char *what, Str path, const FieldList *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        const char *dot = path.len > 0 ? "." : "";
        Str here =
            arena_printf(f->maker->arena, "%.*s%s%.*s", STR_ARG(path), dot, STR_ARG(field->name));
        const Value *said = field->node ? field->node->source : NULL;
        if (said && names_code(f, value_get_text(said, STR("x-source")))) {
            add_thing(f, what, here, said);
        }
        find_fields(f, what, here, &field->children);
    }
}

static bool is_said(const Finding *f, const Value *source)
{
    return names_code(f, value_get_text(source, STR("source")));
}

static void find_rules(Finding *f)
{
    const Library *lib = f->maker->lib;
    for (size_t i = 0; i < lib->n_rules; i++) {
        const Rule *rule = &lib->rules[i];
        if (str_eq(rule->id, f->code)) {
            card_rule(f->maker, card_map(f->maker, f->rules), rule, true);
        } else if (is_said(f, rule->source)) {
            add_thing(f, "rule", rule->id, rule->source);
        }
    }
    for (size_t i = 0; i < lib->texts->n + CITING_N; i++) {
        const TextRule *rule =
            i < lib->texts->n ? &lib->texts->rules[i] : &lib->texts->citing[i - lib->texts->n];
        if (rule->id.len > 0 && str_eq(rule->id, f->code)) {
            put_text_rule(f->maker, card_map(f->maker, f->rules), rule);
        } else if (rule->id.len > 0 && is_said(f, rule->source)) {
            add_thing(f, "text_rule", rule->id, rule->source);
        }
    }
}

/* Blocks of a consideration by its `exigences`. */
static void find_blocks(Finding *f, const Clause *clause)
{
    const Value *blocks = value_get(clause->source, STR("exigences"));
    for (size_t i = 0; blocks && i < blocks->map.n; i++) {
        const Member *m = &blocks->map.members[i];
        if (value_list_holds(m->value, f->code)) {
            Str name = arena_printf(f->maker->arena, "%.*s.corps.%.*s", STR_ARG(clause->id),
                                    STR_ARG(m->key));
            Value *row = card_map(f->maker, f->met);
            card_set(f->maker, row, "id", name);
            card_set(f->maker, row, "what", STR("block"));
            for (size_t k = 0; k < f->maker->lib->n_block_order; k++) {
                bool is_it = str_eq(f->maker->lib->block_order[k].id, m->key);
                card_set(f->maker, row, "title",
                         is_it && clause->blocks[k] ? clause->blocks[k]->title : STR_EMPTY);
            }
        }
    }
}

static void find_texts(Finding *f)
{
    const Library *lib = f->maker->lib;
    for (size_t i = 0; i < lib->n_commons; i++) {
        if (is_said(f, lib->commons[i].source)) {
            add_thing(f, "shared_text", lib->commons[i].id, lib->commons[i].source);
        }
    }
    for (size_t i = 0; i < lib->n_pieces; i++) {
        if (is_said(f, lib->pieces[i].source)) {
            Str name = arena_printf(f->maker->arena, "pieces.%.*s", STR_ARG(lib->pieces[i].id));
            Value *row = card_map(f->maker, f->met);
            card_set(f->maker, row, "id", name);
            card_set(f->maker, row, "what", STR("piece"));
            card_set(f->maker, row, "title", lib->pieces[i].title);
            card_copy(f->maker, row, "help", lib->pieces[i].source, "resume");
        }
    }
}

static void find_calcs(Finding *f)
{
    for (size_t i = 0; i < f->maker->lib->n_calcs; i++) {
        const Calc *calc = &f->maker->lib->calcs[i];
        if (is_said(f, calc->source)) {
            Str name = arena_printf(f->maker->arena, "%.*s%scalcul.%.*s",
                                    STR_ARG(calc->clause ? calc->clause->id : STR_EMPTY),
                                    calc->clause ? "." : "", STR_ARG(calc->id));
            add_thing(f, "calculation", name, calc->source);
        }
    }
}

/* Entries of lists by their source; that of the number itself is what the number says. */
static void find_entries(Finding *f, Value *card)
{
    const Value *lists = f->maker->lib->catalogues;
    for (size_t i = 0; i < lists->map.n; i++) {
        const Member *list = &lists->map.members[i];
        for (size_t k = 0; k < list->value->list.n; k++) {
            const Value *entry = list->value->list.items[k];
            Str id = value_get_text(entry, STR("id"));
            if (str_eq(id, f->code)) {
                card_copy(f->maker, card, "subject", entry, "objet");
                card_copy(f->maker, card, "for", entry, "pour");
            } else if (is_said(f, entry)) {
                Str name =
                    arena_printf(f->maker->arena, "%.*s.%.*s", STR_ARG(list->key), STR_ARG(id));
                add_thing(f, "entry", name, entry);
            }
        }
    }
}

static void find_advice(Finding *f, Str owner, const AdviceCases *cases)
{
    for (size_t i = 0; i < cases->n; i++) {
        if (str_eq(cases->items[i].rule, f->code) || is_said(f, cases->items[i].source)) {
            Str own = advice_case_name(cases->items[i].source);
            Str dot = own.len > 0 ? STR(".") : STR_EMPTY;
            Str name = arena_printf(f->maker->arena, "%.*s%.*s%.*s", STR_ARG(owner), STR_ARG(dot),
                                    STR_ARG(own));
            add_thing(f, "advice", name, cases->items[i].source);
        }
    }
}

static void find_all_advice(Finding *f)
{
    const Advice *advice = f->maker->advice;
    for (size_t i = 0; advice && i < advice->n_clauses; i++) {
        Str name =
            arena_printf(f->maker->arena, "conseil.%.*s", STR_ARG(advice->clauses[i].clause->id));
        find_advice(f, name, &advice->clauses[i].cases);
    }
    if (advice) {
        find_advice(f, STR("conseil.rappels"), &advice->reminders);
        find_advice(f, STR("conseil.combinaisons"), &advice->combinations);
        find_advice(f, STR("conseil.aucune"), &advice->nothing);
    }
}

/* What the library as a whole says it fulfils, and the template of the house. */
static void find_wholes(Finding *f)
{
    const Value *list = value_get(f->maker->lib->about, STR("exigences"));
    for (size_t i = 0; list && i < list->list.n; i++) {
        if (str_eq(value_get_text(list->list.items[i], STR("id")), f->code)) {
            Value *row = card_map(f->maker, f->met);
            card_set(f->maker, row, "id", value_get_text(f->maker->lib->about, STR("id")));
            card_set(f->maker, row, "what", STR("library"));
            card_copy(f->maker, row, "help", list->list.items[i], "par");
        }
    }
    if (value_list_holds(value_get(f->maker->layout, STR("exigences")), f->code)) {
        add_thing(f, "template", value_get_text(f->maker->layout, STR("id")), f->maker->layout);
    }
}

/* Title, level and the reason why nothing fulfils it, where the requirements are listed. */
static bool add_requirement(Finding *f, Value *card)
{
    const Value *list = f->maker->requirements;
    for (size_t i = 0; list && i < list->list.n; i++) {
        const Value *entry = list->list.items[i];
        if (str_eq(value_get_text(entry, STR("id")), f->code)) {
            card_copy(f->maker, card, "title", entry, "titre");
            card_copy(f->maker, card, "reason", entry, "raison");
            return true;
        }
    }
    return false;
}

/* "D-115" or "PUB-R3"; identifiers of references ("CCP-R2194-1") go on. */
static bool is_number(Str code)
{
    size_t at = 0;
    while (at < code.len && at < 5 && code.ptr[at] >= 'A' && code.ptr[at] <= 'Z') {
        at++;
    }
    bool is_one = at > 0 && at < code.len && code.ptr[at++] == '-';
    at += is_one && at < code.len && code.ptr[at] == 'R';
    size_t first = at;
    while (at < code.len && ascii_is_digit(code.ptr[at])) {
        at++;
    }
    return is_one && at == code.len && at > first && at - first <= 3;
}

bool card_number(CardMaker *maker, Str number, Value **ret_card)
{
    char *code = arena_array(maker->arena, number.len + 1, char);
    for (size_t i = 0; code && i < number.len; i++) {
        code[i] = upper(number.ptr[i]);
    }
    Finding f = {.maker = maker, .code = {.ptr = code ? code : "", .len = number.len}};
    Value *card = is_number(f.code) ? card_map(maker, NULL) : NULL;
    if (!card) {
        return false;
    }
    card_set(maker, card, "kind", STR("number"));
    card_set(maker, card, "id", f.code);
    bool is_known = add_requirement(&f, card);
    size_t n_before = card->map.n;
    find_entries(&f, card);
    is_known = is_known || card->map.n > n_before;
    f.rules = card_list(maker, card, "rules");
    f.met = card_list(maker, card, "fulfilled_by");
    find_rules(&f);
    find_fields(&f, "field", STR_EMPTY, &maker->lib->market);
    for (size_t i = 0; i < maker->lib->n_clauses; i++) {
        const Clause *clause = &maker->lib->clauses[i];
        find_fields(&f, "option", arena_printf(maker->arena, "%.*s.options", STR_ARG(clause->id)),
                    &clause->options);
        find_blocks(&f, clause);
    }
    find_calcs(&f);
    find_texts(&f);
    find_all_advice(&f);
    find_wholes(&f);
    if (maker->status != ST_OK) {
        return false;
    }
    if (is_known && f.rules->list.n + f.met->list.n == 0 && !value_get(card, STR("reason"))) {
        Value *row = card_map(maker, f.met); /* see tools/coverage */
        card_set(maker, row, "id", STR("ccap"));
        card_set(maker, row, "what", STR("program"));
    }
    *ret_card = card;
    return is_known || f.rules->list.n > 0 || f.met->list.n > 0;
}

size_t card_numbers(CardMaker *maker, Str **ret_numbers)
{
    const Library *lib = maker->lib;
    const Value *list = maker->requirements;
    size_t n = 0;
    Str *numbers = arena_array(maker->arena,
                               lib->n_rules + lib->texts->n + (list ? list->list.n : 0) + 1, Str);
    for (size_t i = 0; numbers && i < lib->n_rules; i++) {
        numbers[n++] = lib->rules[i].id;
    }
    for (size_t i = 0; numbers && i < lib->texts->n; i++) {
        numbers[n++] = lib->texts->rules[i].id;
    }
    for (size_t i = 0; numbers && list && i < list->list.n; i++) {
        numbers[n++] = value_get_text(list->list.items[i], STR("id"));
    }
    *ret_numbers = numbers;
    return n;
}
