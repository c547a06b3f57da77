/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textrules - see textrules.h.
 */
#include "generator/library/textrules.h"

#include "generator/base/limits.h"
#include "generator/data/validate.h"
#include "generator/library/cited.h"
#include "generator/library/rules.h"
#include "generator/library/wording.h"
#include "generator/tmpl/expects.h"

/* --- expressions ------------------------------------------------------------------------------------------ */

/* The expression of member `key`, NULL without one. A malformed one is reported as that of a schema is. */
static Status compile(LibraryDraft *d, const Value *owner, Str key, const Pattern **ret_pattern)
{
    const Value *text = value_get(owner, key);
    PatternError error = {0};
    *ret_pattern = NULL;
    if (!text) {
        return ST_OK;
    }
    Status st = pattern_compile_prose(d->arena, text->text, ret_pattern, &error);
    if (st == ST_INPUT) {
        diag_add(d->diags, SCHEMA_BAD_PATTERN, text->loc, text->text,
                 arena_printf(d->arena, "%zu", error.pos + 1), str_of(error.message));
    }
    return st;
}

/* Forwards a fatal status, keeps ST_INPUT for the end. */
static Status worst_of(Status worst, Status st)
{
    return status_is_fatal(worst) || st == ST_OK ? worst : st;
}

/* --- messages --------------------------------------------------------------------------------------------- */

/* Names that the message of a text rule may use; the others are those of citations. */
static const Str message_names[] = {{"texte", 5},     {"remplace", 8}, {"article", 7},
                                    {"objet", 5},     {"debut", 5},    {"fin", 3},
                                    {"confiance", 9}, {"reference", 9}};

static Status check_names(LibraryDraft *d, const Program *message, Loc loc)
{
    Expects expects = {.arena = d->arena};
    Status st = ST_OK;
    size_t n = sizeof message_names / sizeof message_names[0];
    TRY(expects_add(&expects, message, NULL));
    for (size_t i = 0; i < expects.n; i++) {
        Str name = expects.items[i].name;
        size_t dot = str_find(name, STR("."), 0);
        Str root = str_sub(name, 0, dot == SIZE_MAX ? name.len : dot);
        bool is_known = false;
        for (size_t k = 0; k < n; k++) {
            is_known = is_known || str_eq(root, message_names[k]);
        }
        if (!is_known) {
            diag_add_near(d->diags, LIB_UNKNOWN_NAME, LIB_UNKNOWN_NAME_NEAR, loc, name,
                          validate_nearest(root, message_names, n));
            st = ST_INPUT;
        }
    }
    return st;
}

static unsigned kinds_of(const Value *list)
{
    unsigned kinds = 0;
    for (size_t i = 0; list && i < list->list.n; i++) {
        Str name = list->list.items[i]->text;
        kinds |= str_is(name, "bibliotheque") ? TEXT_LIBRARY
                 : str_is(name, "messages")   ? TEXT_MESSAGE
                 : str_is(name, "marche")     ? TEXT_MARKET
                                              : TEXT_DOCUMENT;
    }
    return list ? kinds : TEXT_LIBRARY | TEXT_MARKET | TEXT_DOCUMENT;
}

/* What rules over wording and outcomes of citations share. */
static Status load_base(LibraryDraft *d, const Value *source, TextRule *rule)
{
    static const char *const typed[] = {"titre", "aide"};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        const Member *text = value_member(source, str_of(typed[i]));
        TRY(text ? clause_typograph(d, text->value) : ST_OK);
    }
    const Value *message = value_get(source, STR("message"));
    const Value *period = value_get(source, STR("en_vigueur"));
    *rule = (TextRule){.id = value_get_text(source, STR("id")),
                       .level = rules_level(value_get_text(source, STR("niveau"))),
                       .hint = value_get_text(source, STR("aide")),
                       .kinds = kinds_of(value_get(source, STR("dans"))),
                       .from = value_get_text(period, STR("du")),
                       .to = value_get_text(period, STR("au")),
                       .source = source};
    Status st =
        wording_compile(d->arena, &d->lib.french, rule->id, message, d->diags, &rule->message);
    return st == ST_OK ? check_names(d, rule->message, message->loc) : st;
}

/* --- rules over wording ----------------------------------------------------------------------------------- */

static Status load_term(LibraryDraft *d, const Value *source, TextTerm *term)
{
    Status st = compile(d, source, STR("motif"), &term->pattern);
    st = worst_of(st, compile(d, source, STR("sauf"), &term->except));
    term->replacement = value_get_text(source, STR("remplace"));
    return st;
}

/* A rule has one expression of its own, or a list of terms; `sauf` of the rule stands for terms that have none. */
static Status load_rule(LibraryDraft *d, const Value *source, TextRule *rule)
{
    Status st = load_base(d, source, rule);
    const Value *list = value_get(source, STR("termes"));
    size_t n = list ? list->list.n : 1;
    const Pattern *except = NULL;
    TextTerm *terms = arena_array(d->arena, n, TextTerm);
    if (!terms) {
        return ST_NOMEM;
    }
    if (list) {
        st = worst_of(st, compile(d, source, STR("sauf"), &except));
    }
    for (size_t i = 0; i < n && !status_is_fatal(st); i++) {
        st = worst_of(st, load_term(d, list ? list->list.items[i] : source, &terms[i]));
        terms[i].except = terms[i].except ? terms[i].except : except;
        terms[i].replacement = terms[i].replacement.len > 0
                                   ? terms[i].replacement
                                   : value_get_text(source, STR("remplace"));
    }
    rule->terms = terms;
    rule->n_terms = n;
    return st;
}

static Status load_rules(LibraryDraft *d, const Value *list)
{
    TextRules *texts = d->texts;
    Status worst = ST_OK;
    if (!list) {
        return ST_OK;
    }
    TextRule *rules = arena_array(d->arena, texts->n + list->list.n, TextRule);
    if (!rules) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < texts->n; i++) {
        rules[i] = texts->rules[i]; /* of an earlier file */
    }
    for (size_t i = 0; i < list->list.n && !status_is_fatal(worst); i++) {
        worst = worst_of(worst, load_rule(d, list->list.items[i], &rules[texts->n + i]));
    }
    texts->rules = rules;
    texts->n += list->list.n;
    return worst;
}

/* --- citations -------------------------------------------------------------------------------------------- */

static Status load_form(LibraryDraft *d, const Value *source, CitingForm *form)
{
    Status st = compile(d, source, STR("motif"), &form->pattern);
    st = worst_of(st, compile(d, source, STR("sauf"), &form->except));
    form->prefix = value_get_text(source, STR("references"));
    form->is_bare = value_is_true(value_get(source, STR("sans_lettre")));
    if (form->pattern) {
        form->letter = pattern_group(form->pattern, "lettre");
        form->number = pattern_group(form->pattern, "numero");
    }
    return st;
}

static Status load_forms(LibraryDraft *d, const Value *list)
{
    CitingForm *forms = arena_array(d->arena, list->list.n, CitingForm);
    Status worst = forms ? ST_OK : ST_NOMEM;
    for (size_t i = 0; i < list->list.n && !status_is_fatal(worst); i++) {
        worst = worst_of(worst, load_form(d, list->list.items[i], &forms[i]));
    }
    d->texts->forms = forms;
    d->texts->n_forms = list->list.n;
    return worst;
}

static Status load_codes(LibraryDraft *d, const Value *list)
{
    CitingCode *codes = arena_array(d->arena, list->list.n, CitingCode);
    Status worst = codes ? ST_OK : ST_NOMEM;
    for (size_t i = 0; i < list->list.n && !status_is_fatal(worst); i++) {
        const Value *item = list->list.items[i];
        codes[i].prefix = value_get_text(item, STR("references"));
        worst = worst_of(worst, compile(d, item, STR("motif"), &codes[i].pattern));
    }
    d->texts->codes = codes;
    d->texts->n_codes = list->list.n;
    return worst;
}

static Status load_citations(LibraryDraft *d, const Value *source)
{
    static const char *const outcomes[CITING_N] = {
        [CITING_EXPIRED] = "perimee",  [CITING_EARLY] = "a_venir",
        [CITING_UNKNOWN] = "inconnue", [CITING_UNSURE] = "a_verifier",
        [CITING_BARE] = "sans_lettre", [CITING_SPELLED] = "en_toutes_lettres"};
    const Value *said = value_get(source, STR("constats"));
    d->texts->confidence = value_get(source, STR("confiances"));
    Status worst = load_forms(d, value_get(source, STR("formes")));
    worst = status_is_fatal(worst)
                ? worst
                : worst_of(worst, load_codes(d, value_get(source, STR("codes"))));
    for (size_t i = 0; i < CITING_N && !status_is_fatal(worst); i++) {
        const Value *outcome = value_get(said, str_of(outcomes[i]));
        if (outcome) {
            worst = worst_of(worst, load_base(d, outcome, &d->texts->citing[i]));
        }
    }
    return worst;
}

/* --- all -------------------------------------------------------------------------------------------------- */

static Status begin(LibraryDraft *d)
{
    d->texts = d->texts ? d->texts : arena_new(d->arena, TextRules);
    d->lib.texts = d->texts;
    return d->texts ? ST_OK : ST_NOMEM;
}

Status textrules_add(LibraryDraft *d, const Value *file)
{
    TRY(begin(d));
    const Value *citations = value_get(file, STR("citations"));
    Status st = load_rules(d, value_get(file, STR("textes")));
    if (citations && d->texts->forms) {
        diag_add1(d->diags, LIB_DUPLICATE, citations->loc, STR("citations"));
        st = worst_of(st, ST_INPUT);
    } else if (citations && !status_is_fatal(st)) {
        st = worst_of(st, load_citations(d, citations));
    }
    return st;
}

Status textrules_finish(LibraryDraft *d)
{
    TRY(begin(d));
    return cited_index(d->arena, d->lib.laws, &d->texts->numbers, &d->texts->n_numbers);
}

/* --- speed -------------------------------------------------------------------------------------------------- */

static void hasten_terms(const TextRule *rule)
{
    for (size_t i = 0; i < rule->n_terms; i++) {
        pattern_hasten(rule->terms[i].pattern);
    }
}

void textrules_hasten(const TextRules *rules)
{
    for (size_t i = 0; i < rules->n; i++) {
        hasten_terms(&rules->rules[i]);
    }
    for (size_t i = 0; i < rules->n_forms; i++) {
        pattern_hasten(rules->forms[i].pattern);
    }
    for (size_t i = 0; i < rules->n_codes; i++) {
        pattern_hasten(rules->codes[i].pattern);
    }
}
