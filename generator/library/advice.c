/* SPDX-License-Identifier: Apache-2.0 */
/*
 * advice - see advice.h. What the result says is in the library's language, as its clauses are.
 */
#include "generator/library/advice.h"

#include <stdlib.h>

#include "generator/base/limits.h"
#include "generator/library/wording.h"
#include "generator/text/typo.h"

static const Loc nowhere = {0};

/* One consideration on one lot. */
typedef struct Opinion {
    const Clause *clause;
    const AdviceCase *decisive; /* NULL: the library has no cases for it */
    const Value *dismissal;     /* {clause, motif, lots} of the market, or NULL */
    AdviceVerdict verdict;
    int rank;
    size_t order; /* by code */
} Opinion;

typedef struct Giving {
    Arena *arena;
    const Advice *advice;
    const Library *lib;
    const Value *market;
    Exec *exec;
    DiagList ignored;
    Value *lots; /* what is made */
    const Place *place;
    Opinion *opinions;
    bool is_incomplete;
} Giving;

static void exec_done(Exec **exec)
{
    exec_free(*exec);
}

/* --- conditions ------------------------------------------------------------------------------------------------- */

/* What can't be evaluated, since a value is wrong or missing, is not true here; the lot says so. */
static Status is_true(Giving *g, const AdviceCase *one, bool *ret)
{
    *ret = true;
    if (!one->condition) {
        return ST_OK;
    }
    *ret = false;
    Status st = expr_eval_bool(one->condition, g->place->names, g->place->n_names, g->arena,
                               &g->ignored, ret);
    g->is_incomplete = g->is_incomplete || (st != ST_OK && !status_is_fatal(st));
    *ret = *ret && st == ST_OK;
    return status_is_fatal(st) ? st : ST_OK;
}

static Status first_true(Giving *g, const AdviceCases *cases, const AdviceCase **ret)
{
    *ret = NULL;
    for (size_t i = 0; i < cases->n && !*ret; i++) {
        bool is_here = false;
        TRY(is_true(g, &cases->items[i], &is_here));
        *ret = is_here ? &cases->items[i] : NULL;
    }
    return ST_OK;
}

static bool names_clause(const AdviceCase *one, const Clause *clause)
{
    for (size_t i = 0; i < one->n_clauses; i++) {
        if (one->clauses[i] == clause) {
            return true;
        }
    }
    return false;
}

/* --- the data behind a sentence --------------------------------------------------------------------------------- */

static const Field *find_field(const FieldList *fields, Str name)
{
    for (size_t i = 0; i < fields->n; i++) {
        if (str_eq(fields->items[i].name, name)) {
            return &fields->items[i];
        }
    }
    return NULL;
}

/* What a value is called: the title of its field or calculation. */
static Str title_of(const Library *lib, Str path)
{
    size_t dot = str_find(path, STR("."), 0);
    Str root = str_sub(path, 0, dot);
    Str name = str_sub(path, dot + 1, path.len);
    for (size_t i = 0; str_is(root, "calcul") && i < lib->n_calcs; i++) {
        if (!lib->calcs[i].clause && str_eq(lib->calcs[i].id, name)) {
            return value_get_text(lib->calcs[i].source, STR("titre"));
        }
    }
    const Field *owner = find_field(&lib->market, str_is(root, "lot") ? STR("lots") : root);
    const Field *field = owner ? find_field(&owner->children, name) : NULL;
    if (!field) {
        return str_is(path, "lot.clauses") ? STR("Considérations du lot") : path;
    }
    Str title = value_get_text(field->node->source, STR("title"));
    const SchemaNode *target = schema_node_deref(field->node);
    return title.len > 0 ? title : value_get_text(target->source, STR("title"));
}

static void put_value(Buf *out, const French *french, const Value *value)
{
    switch (value ? value->kind : VALUE_NULL) {
    case VALUE_BOOL:
        buf_put(out, value->boolean ? STR("oui") : STR("non"));
        return;
    case VALUE_NUM:
        if (value->meta && str_is(value->meta->unit, "EUR")) {
            french_put_amount(out, french, value->num);
        } else if (value->meta && value->meta->unit.len > 0) {
            french_put_with_unit(out, french, value->num, value->meta->unit);
        } else {
            french_put_number(out, french, value->num, -1);
        }
        return;
    case VALUE_TEXT:
        if (french_kind_of(value) == FRENCH_DATE) {
            bool is_found = false;
            (void)french_facet((void *)(uintptr_t)french, value, STR("longue"), out, &is_found);
            return; /* a date has this form */
        }
        buf_put(out, value->entry ? value_get_text(value->entry, STR("libelle")) : value->text);
        return;
    case VALUE_LIST:
        if (value->list.n > 0) {
            french_put_enumeration(out, french, value, false);
            return;
        }
        buf_puts(out, "aucune");
        return;
    case VALUE_NULL:
    case VALUE_MAP:
    case VALUE_LAMBDA:
        break;
    }
    buf_puts(out, "non indiqué");
}

/* The library's own figure, and no result of the market's. */
static bool is_reference(const Library *lib, Str path)
{
    for (size_t i = 0; str_starts(path, STR("calcul.")) && i < lib->n_calcs; i++) {
        if (!lib->calcs[i].clause && str_eq(lib->calcs[i].id, str_sub(path, 7, path.len))) {
            return value_is_true(value_get(lib->calcs[i].source, STR("reference")));
        }
    }
    return false;
}

static const char *origin_of(const Library *lib, Str path, const Value *value)
{
    static const char *const origins[] = {
        [ORIGIN_INPUT] = "donné", [ORIGIN_DEFAULT] = "par défaut", [ORIGIN_COMPUTED] = "calculé"};
    if (!value || value->kind == VALUE_NULL) {
        return "absent";
    }
    return is_reference(lib, path) ? "référence" : origins[value->origin];
}

/* Titles of fields are written without French spaces and apostrophes. */
static Status put_typed(Giving *g, Value *map, const char *key, Str text)
{
    CLEANUP(buf_done) Buf typed = {0};
    buf_init(&typed, LIMIT_YAML_BYTES);
    typo_put(&typed, g->lib->french.typography, text, 0);
    Str kept = buf_ok(&typed) ? arena_str(g->arena, buf_str(&typed)) : (Str){0};
    return kept.ptr ? value_map_set_text(g->arena, map, key, kept) : ST_NOMEM;
}

static Status add_datum(Giving *g, Value *list, Str path)
{
    CLEANUP(buf_done) Buf text = {0};
    const Value *value = articles_value_at(g->place, path);
    Value *datum = value_map(g->arena, nowhere);
    buf_init(&text, LIMIT_YAML_BYTES);
    put_value(&text, &g->lib->french, value);
    Str shown = buf_ok(&text) ? arena_str(g->arena, buf_str(&text)) : (Str){0};
    if (!datum || !shown.ptr) {
        return ST_NOMEM;
    }
    TRY(value_map_set_text(g->arena, datum, "nom", path));
    TRY(put_typed(g, datum, "titre", title_of(g->lib, path)));
    TRY(value_map_set_text(g->arena, datum, "valeur", shown));
    TRY(value_map_set_text(g->arena, datum, "origine", str_of(origin_of(g->lib, path, value))));
    if (value && value->kind != VALUE_MAP) {
        TRY(value_map_set(g->arena, datum, STR("brut"), (Value *)value)); /* only read */
    }
    return value_list_add(g->arena, list, datum);
}

static Status add_data(Giving *g, Value *map, const AdviceCase *one)
{
    const Value *paths = value_get(one->source, STR("donnees"));
    Value *list = value_list(g->arena, nowhere);
    if (!list) {
        return ST_NOMEM;
    }
    for (size_t i = 0; paths && i < paths->list.n; i++) {
        TRY(add_datum(g, list, paths->list.items[i]->text));
    }
    return value_map_set(g->arena, map, STR("donnees"), list);
}

static Status add_sentence(Giving *g, Value *map, const char *key, const Program *program)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_YAML_BYTES);
    TRY(wording_put(g->arena, &g->lib->french, g->exec, program, g->place->names, g->place->n_names,
                    &text));
    Str kept = buf_ok(&text) ? arena_str(g->arena, buf_str(&text)) : (Str){0};
    return kept.ptr ? value_map_set_text(g->arena, map, key, kept) : ST_NOMEM;
}

/* Rule, sentence and data of a case. */
static Status add_case(Giving *g, Value *map, const AdviceCase *one)
{
    TRY(value_map_set_text(g->arena, map, "regle", one->rule));
    TRY(add_sentence(g, map, "phrase", one->sentence));
    return add_data(g, map, one);
}

/* --- opinions --------------------------------------------------------------------------------------------------- */

const AdviceClause *advice_of(const Advice *advice, const Clause *clause)
{
    for (size_t i = 0; i < advice->n_clauses; i++) {
        if (advice->clauses[i].clause == clause) {
            return &advice->clauses[i];
        }
    }
    return NULL;
}

static bool is_about_lot(const Value *dismissal, const Value *number)
{
    const Value *lots = value_get(dismissal, STR("lots"));
    if (!lots || lots->kind != VALUE_LIST) {
        return true; /* all of them */
    }
    for (size_t i = 0; i < lots->list.n; i++) {
        if (number && value_equal(lots->list.items[i], number)) {
            return true;
        }
    }
    return false;
}

/* What the buyer dismisses for this lot (D-112), or NULL. */
static const Value *dismissal_of(const Giving *g, const Clause *clause)
{
    const Value *list = value_path(g->market, STR("conseil.ecartees"));
    const Value *number = value_get(g->place->lot->view, STR("num"));
    for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->list.n; i++) {
        const Value *one = list->list.items[i];
        if (library_clause(g->lib, value_get_text(one, STR("clause"))) == clause &&
            is_about_lot(one, number)) {
            return one;
        }
    }
    return NULL;
}

static int by_rank(const void *a, const void *b)
{
    const Opinion *x = a;
    const Opinion *y = b;
    int by_verdict = (int)x->verdict - (int)y->verdict;
    int by_number = x->rank - y->rank;
    return by_verdict ? by_verdict : by_number ? by_number : x->order < y->order ? -1 : 1;
}

static Status form_opinions(Giving *g)
{
    const Library *lib = g->lib;
    for (size_t i = 0; i < lib->n_clauses; i++) {
        const Clause *clause = &lib->clauses[i];
        const AdviceClause *about = advice_of(g->advice, clause);
        Opinion *o = &g->opinions[i];
        *o = (Opinion){.clause = clause, .verdict = ADVICE_POSSIBLE, .rank = 100, .order = i};
        if (about) {
            TRY(first_true(g, &about->cases, &o->decisive));
        }
        if (o->decisive) {
            o->verdict = o->decisive->verdict;
            o->rank = o->decisive->rank;
        }
        o->dismissal = dismissal_of(g, clause);
        o->verdict = o->dismissal ? ADVICE_DISMISSED : o->verdict;
    }
    qsort(g->opinions, lib->n_clauses, sizeof(Opinion), by_rank);
    return ST_OK;
}

static bool is_carried(const Giving *g, const Clause *clause)
{
    return value_list_holds(value_get(g->place->lot->view, STR("clauses")), clause->id);
}

static Status add_reminders(Giving *g, Value *map, const Opinion *o)
{
    Value *list = value_list(g->arena, nowhere);
    for (size_t i = 0; list && i < g->advice->reminders.n; i++) {
        const AdviceCase *one = &g->advice->reminders.items[i];
        bool is_here = false;
        if (!names_clause(one, o->clause) || o->verdict > ADVICE_POSSIBLE) {
            continue;
        }
        TRY(is_true(g, one, &is_here));
        Value *reminder = is_here ? value_map(g->arena, nowhere) : NULL;
        if (reminder) {
            TRY(add_case(g, reminder, one));
            TRY(value_list_add(g->arena, list, reminder));
        } else if (is_here) {
            return ST_NOMEM;
        }
    }
    return list ? value_map_set(g->arena, map, STR("rappels"), list) : ST_NOMEM;
}

static Status add_opinion(Giving *g, Value *list, const Opinion *o)
{
    static const char *const verdicts[] = {[ADVICE_PROPOSED] = "proposée",
                                           [ADVICE_POSSIBLE] = "possible",
                                           [ADVICE_UNADVISED] = "déconseillée",
                                           [ADVICE_IMPOSSIBLE] = "impossible",
                                           [ADVICE_DISMISSED] = "écartée"};
    Value *map = value_map(g->arena, nowhere);
    if (!map) {
        return ST_NOMEM;
    }
    TRY(value_map_set_text(g->arena, map, "code", o->clause->code));
    TRY(value_map_set_text(g->arena, map, "consideration", o->clause->id));
    TRY(value_map_set_text(g->arena, map, "titre", o->clause->title));
    TRY(value_map_set_text(g->arena, map, "avis", str_of(verdicts[o->verdict])));
    TRY(value_map_set_bool(g->arena, map, "retenue", is_carried(g, o->clause)));
    if (o->dismissal) {
        TRY(value_map_set_text(g->arena, map, "motif", value_get_text(o->dismissal, STR("motif"))));
    }
    if (o->decisive) {
        TRY(add_case(g, map, o->decisive));
        Value *rank = value_num(g->arena, nowhere, num_from_int(o->rank));
        TRY(rank ? value_map_set(g->arena, map, STR("rang"), rank) : ST_NOMEM);
    } else {
        TRY(put_typed(g, map, "phrase", value_get_text(o->clause->source, STR("convient"))));
    }
    TRY(add_reminders(g, map, o));
    return value_list_add(g->arena, list, map);
}

/* --- combinations, and nothing at all ---------------------------------------------------------------------------- */

static AdviceVerdict verdict_on(const Giving *g, const Clause *clause)
{
    for (size_t i = 0; i < g->lib->n_clauses; i++) {
        if (g->opinions[i].clause == clause) {
            return g->opinions[i].verdict;
        }
    }
    return ADVICE_IMPOSSIBLE;
}

/* Worth a line: nothing in it is advised against, something in it is proposed, and its condition is true. */
static Status is_useful(Giving *g, const AdviceCase *one, bool *ret)
{
    bool has_proposed = false;
    *ret = false;
    for (size_t i = 0; i < one->n_clauses; i++) {
        AdviceVerdict verdict = verdict_on(g, one->clauses[i]);
        if (verdict > ADVICE_POSSIBLE) {
            return ST_OK;
        }
        has_proposed = has_proposed || verdict == ADVICE_PROPOSED;
    }
    return has_proposed ? is_true(g, one, ret) : ST_OK;
}

static Status add_combination(Giving *g, Value *list, const AdviceCase *one)
{
    Value *map = value_map(g->arena, nowhere);
    Value *codes = value_list(g->arena, nowhere);
    if (!map || !codes) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < one->n_clauses; i++) {
        Value *code = value_text(g->arena, nowhere, one->clauses[i]->code);
        TRY(code ? value_list_add(g->arena, codes, code) : ST_NOMEM);
    }
    TRY(value_map_set(g->arena, map, STR("codes"), codes));
    TRY(add_case(g, map, one));
    return value_list_add(g->arena, list, map);
}

static Status add_combinations(Giving *g, Value *lot)
{
    Value *list = value_list(g->arena, nowhere);
    for (size_t i = 0; list && i < g->advice->combinations.n; i++) {
        bool is_here = false;
        TRY(is_useful(g, &g->advice->combinations.items[i], &is_here));
        if (is_here) {
            TRY(add_combination(g, list, &g->advice->combinations.items[i]));
        }
    }
    return list ? value_map_set(g->arena, lot, STR("combinaisons"), list) : ST_NOMEM;
}

/* The prepared text: its beginning, each consideration with its reason, its end. */
static Status put_prepared(Giving *g, const AdviceCase *one, const Value *opinions, Buf *out)
{
    const Place *place = g->place;
    const French *french = &g->lib->french;
    TRY(wording_put(g->arena, french, g->exec, one->start, place->names, place->n_names, out));
    for (size_t i = 0; i < opinions->list.n; i++) {
        const Value *opinion = opinions->list.items[i];
        Str reason = value_get_text(opinion, STR("motif"));
        buf_puts(out, "\n- ");
        buf_put(out, value_get_text(opinion, STR("titre")));
        buf_puts(out, " : ");
        buf_put(out, reason.len > 0 ? reason : value_get_text(opinion, STR("phrase")));
    }
    buf_putc(out, '\n');
    return wording_put(g->arena, french, g->exec, one->end, place->names, place->n_names, out);
}

/* D-128: nothing suits; say so, and prepare the text that the buyer will need. */
static Status add_nothing(Giving *g, Value *lot, const Value *opinions)
{
    const AdviceCase *one = NULL;
    TRY(first_true(g, &g->advice->nothing, &one));
    Value *map = value_map(g->arena, nowhere);
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_YAML_BYTES);
    if (!map || !one) {
        return map ? ST_OK : ST_NOMEM; /* the last case has no condition */
    }
    TRY(add_case(g, map, one));
    TRY(value_map_set_text(g->arena, map, "titre", one->title));
    TRY(put_prepared(g, one, opinions, &text));
    Str kept = buf_ok(&text) ? arena_str(g->arena, buf_str(&text)) : (Str){0};
    TRY(kept.ptr ? value_map_set_text(g->arena, map, "texte", kept) : ST_NOMEM);
    return value_map_set(g->arena, lot, STR("aucune"), map);
}

static Status copy_member(Giving *g, Value *to, const char *key)
{
    const Value *value = value_get(g->place->lot->view, str_of(key));
    return value ? value_map_set(g->arena, to, str_of(key), (Value *)value) : ST_OK; /* only read */
}

static Status visit(void *ctx, const Place *place)
{
    Giving *g = ctx;
    Value *lot = value_map(g->arena, nowhere);
    Value *opinions = value_list(g->arena, nowhere);
    g->place = place;
    g->is_incomplete = false;
    if (!lot || !opinions) {
        return ST_NOMEM;
    }
    TRY(form_opinions(g));
    TRY(copy_member(g, lot, "num"));
    TRY(copy_member(g, lot, "intitule"));
    TRY(copy_member(g, lot, "montant"));
    for (size_t i = 0; i < g->lib->n_clauses; i++) {
        TRY(add_opinion(g, opinions, &g->opinions[i]));
    }
    TRY(value_map_set(g->arena, lot, STR("avis"), opinions));
    TRY(add_combinations(g, lot));
    if (g->lib->n_clauses > 0 && g->opinions[0].verdict > ADVICE_POSSIBLE) {
        TRY(add_nothing(g, lot, opinions));
    }
    TRY(value_map_set_bool(g->arena, lot, "incomplet", g->is_incomplete));
    return value_list_add(g->arena, g->lots, lot);
}

Status advice_give(Arena *arena, const Advice *advice, Contract *contract, const Value *market,
                   Value **ret_lots)
{
    CLEANUP(exec_done) Exec *exec = exec_new();
    Giving g = {.arena = arena,
                .advice = advice,
                .lib = contract->lib,
                .market = market,
                .exec = exec,
                .lots = value_list(arena, nowhere),
                .opinions = arena_array(arena, contract->lib->n_clauses + 1, Opinion)};
    if (!g.exec || !g.lots || !g.opinions) {
        return ST_NOMEM;
    }
    diag_list_init(&g.ignored, arena);
    TRY(articles_each(contract, CALC_LOT, NULL, visit, &g));
    *ret_lots = g.lots;
    return ST_OK;
}
