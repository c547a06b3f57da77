/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules - see rules.h.
 */
#include "generator/library/rules.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/library/contract.h"
#include "generator/library/wording.h"

static const Loc nowhere = {0};

/* --- loading ---------------------------------------------------------------------------------------------------- */

DiagSeverity rules_level(Str name)
{
    return str_is(name, "erreur")          ? DIAG_ERROR
           : str_is(name, "avertissement") ? DIAG_WARNING
                                           : DIAG_NOTE;
}

static Status find_scope(LibraryDraft *d, const Value *source, Rule *rule)
{
    static const char *const scopes[] = {
        [CALC_MARKET] = "marche", [CALC_ARTICLE] = "article", [CALC_LOT] = "lot"};
    const Value *target = value_get(source, STR("pour"));
    Str scope = value_get_text(target, STR("par"));
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        if (str_is(scope, scopes[i])) {
            rule->scope = (CalcScope)i;
        }
    }
    const Value *clause = value_get(target, STR("consideration"));
    if (!clause) {
        return ST_OK;
    }
    rule->clause = library_clause(&d->lib, clause->text);
    if (!rule->clause && d->lacks_clause) {
        return ST_INPUT; /* the consideration may be one that could not be read: said before */
    }
    if (!rule->clause) {
        diag_add_near(d->diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, clause->loc,
                      clause->text, library_nearest_clause(&d->lib, clause->text));
        return ST_INPUT;
    }
    rule->scope = rule->scope == CALC_MARKET ? CALC_ARTICLE : rule->scope;
    return ST_OK;
}

static Status load_rule(LibraryDraft *d, const Value *source, Rule *rule)
{
    const Value *condition = value_get(source, STR("si"));
    *rule = (Rule){.id = value_get_text(source, STR("id")),
                   .level = rules_level(value_get_text(source, STR("niveau"))),
                   .hint = value_get_text(source, STR("aide")),
                   .place = value_get_text(source, STR("sur")),
                   .covers = value_get(source, STR("couvre")),
                   .source = source};
    Status scope = find_scope(d, source, rule);
    Status st = expr_compile(d->arena, condition->text, condition->loc, d->diags, &rule->condition);
    Status message = status_is_fatal(st) ? st
                                         : wording_compile(d->arena, &d->lib.french, rule->id,
                                                           value_get(source, STR("message")),
                                                           d->diags, &rule->message);
    if (status_is_fatal(message)) {
        return message;
    }
    return scope != ST_OK || st != ST_OK ? ST_INPUT : message;
}

/*
 * Rules of one number for one consideration are parts of one requirement: they stand together and are seen from one place. Else
 * the number was taken.
 */
static Status check_number(LibraryDraft *d)
{
    const Rule *rule = &d->rules[d->lib.n_rules - 1];
    for (size_t i = 0; i + 1 < d->lib.n_rules; i++) {
        const Rule *other = &d->rules[i];
        bool is_same = str_eq(other->id, rule->id) && other->clause == rule->clause;
        bool is_beside = i + 2 == d->lib.n_rules || str_eq(other[1].id, rule->id);
        if (is_same && (!is_beside || other->scope != rule->scope)) {
            const Value *id = value_get(rule->source, STR("id"));
            diag_add1(d->diags, LIB_DUPLICATE, id->loc, rule->id)->other =
                value_get(other->source, STR("id"))->loc;
            return ST_INPUT;
        }
    }
    return ST_OK;
}

Status rules_add(LibraryDraft *d, const Value *file)
{
    const Value *list = value_get(file, STR("regles"));
    Status worst = ST_OK;
    for (size_t i = 0; list && i < list->list.n; i++) {
        d->rules = arena_grow(d->arena, d->rules, d->lib.n_rules, &d->cap_rules, sizeof(Rule));
        if (!d->rules) {
            return ST_NOMEM;
        }
        d->lib.rules = d->rules;
        Status st = load_rule(d, list->list.items[i], &d->rules[d->lib.n_rules++]);
        if (status_is_fatal(st)) {
            return st;
        }
        st = st == ST_OK ? check_number(d) : st;
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

Loc rules_place(const Library *lib, size_t n_rules, size_t n_texts, Str id)
{
    for (size_t k = 0; k < n_rules; k++) {
        if (str_eq(lib->rules[k].id, id)) {
            return lib->rules[k].source->loc;
        }
    }
    for (size_t k = 0; k < n_texts; k++) {
        if (str_eq(lib->texts->rules[k].id, id)) {
            return lib->texts->rules[k].source->loc;
        }
    }
    return (Loc){0};
}

static bool has_rule(const Library *lib, Str id)
{
    return rules_place(lib, lib->n_rules, lib->texts->n, id).source != NULL;
}

Status rules_check_covers(const Library *lib, DiagList *diags)
{
    Status st = ST_OK;
    for (size_t i = 0; i < lib->n_rules; i++) {
        const Value *covers = lib->rules[i].covers;
        for (size_t k = 0; covers && k < covers->list.n; k++) {
            const Value *id = covers->list.items[k];
            if (!has_rule(lib, id->text)) {
                diag_add1(diags, LIB_COVERS_NO_RULE, id->loc, id->text)->span =
                    (uint32_t)utf8_count(id->text);
                st = ST_INPUT;
            }
        }
    }
    return st;
}

/* --- running ---------------------------------------------------------------------------------------------------- */

/* What a rule says, so that those which it covers need not: at its article, or of the text that it is about. */
typedef struct Said {
    const Rule *rule; /* one with `covers` */
    const Article *article;
    Loc value;
} Said;

typedef struct Run {
    Arena *arena;
    const Library *lib;
    const Value *acknowledged; /* list of {regle, motif, date}, or NULL */
    bool *is_used;             /* by acknowledgement */
    Str date;                  /* of the check, or empty */
    const Rule *rule;
    ContractScratch *scratch;
    Said *said;
    size_t n_said;
    size_t cap_said;
    DiagList *diags;
    DiagList ignored;
    Value *results;  /* for those who print them, or NULL */
    Value *findings; /* of the rule at work, if there are results */
    size_t n_places; /* where it was evaluated */
    bool is_accepted;
    bool is_quiet;
    bool has_errors;
} Run;

/* Where a finding is shown: the value it is about, else the options or lot at work, else the market. */
static Loc loc_at(const Run *run, const Place *place)
{
    static const char *const others[] = {"options", "lot", "marche"};
    const Value *value =
        run->rule->place.len > 0 ? articles_value_at(place, run->rule->place) : NULL;
    for (size_t i = 0; (!value || !value->loc.source) && i < sizeof others / sizeof others[0];
         i++) {
        value = articles_value_at(place, str_of(others[i]));
    }
    return value ? value->loc : nowhere;
}

static Status put_message(Run *run, const Place *place, Buf *out)
{
    Exec **exec = &run->scratch->exec;
    *exec = *exec ? *exec : exec_new();
    return *exec ? wording_put(run->arena, &run->lib->french, *exec, run->rule->message,
                               place->names, place->n_names, out)
                 : ST_NOMEM;
}

static const Value *acknowledgement(const Run *run, Str id, size_t *ret_index)
{
    for (size_t i = 0; run->acknowledged && i < run->acknowledged->list.n; i++) {
        const Value *item = run->acknowledged->list.items[i];
        if (str_eq(value_get_text(item, STR("regle")), id)) {
            *ret_index = i;
            return item;
        }
    }
    return NULL;
}

/* Adds a finding; an acknowledged warning is a note that says who accepted what, when. */
static Diag *put_finding(Run *run, Str id, DiagSeverity level, Loc loc, Str message, Str hint)
{
    size_t index = 0;
    const Value *item = level != DIAG_ERROR ? acknowledgement(run, id, &index) : NULL;
    Diag *diag = diag_add_rule(run->diags, item ? DIAG_NOTE : level, loc, id, message, hint);
    if (item) {
        run->is_used[index] = true;
        diag->accepted_on = value_get_text(item, STR("date"));
        diag->reason = value_get_text(item, STR("motif"));
    }
    run->has_errors = run->has_errors || level == DIAG_ERROR;
    return diag;
}

/* --- results for a document --- */

static Status put_text(Arena *arena, Value *map, const char *key, Str text)
{
    Str copy = arena_str(arena, text);
    Value *value = copy.ptr ? value_text(arena, nowhere, copy) : NULL;
    return value ? value_map_set(arena, map, str_of(key), value) : ST_NOMEM;
}

/* One finding: its message, and who accepted it, when and why. */
static Status keep_finding(Run *run, Str message, const Value *item)
{
    static const char *const keys[] = {"motif", "date", "auteur"};
    Value *map = value_map(run->arena, nowhere);
    if (!map) {
        return ST_NOMEM;
    }
    run->is_accepted = item != NULL;
    TRY(put_text(run->arena, map, "message", message));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        TRY(put_text(run->arena, map, keys[i], value_get_text(item, str_of(keys[i]))));
    }
    return value_list_add(run->arena, run->findings, map);
}

/* In the words of a document. */
static Str result_of(const Run *run)
{
    bool is_found = run->findings->list.n > 0;
    if (!is_found) {
        return run->n_places > 0 ? STR("respectée") : STR("sans objet");
    }
    if (run->rule->level == DIAG_NOTE) {
        return STR("information");
    }
    return run->is_accepted                 ? STR("acquittée")
           : run->rule->level == DIAG_ERROR ? STR("à corriger")
                                            : STR("à lever");
}

static Value *find_result(const Run *run)
{
    for (size_t i = 0; i < run->results->list.n; i++) {
        Value *map = run->results->list.items[i];
        if (str_eq(value_get_text(map, STR("regle")), run->rule->id)) {
            return map;
        }
    }
    return NULL;
}

/* The more there is to do, the higher. */
static int rank_of(Str result)
{
    static const char *const results[] = {"sans objet", "respectée", "information",
                                          "acquittée",  "à lever",   "à corriger"};
    int rank = 0;
    for (int i = 0; i < (int)(sizeof results / sizeof results[0]); i++) {
        rank = str_is(result, results[i]) ? i : rank;
    }
    return rank;
}

/* Several rules of one number are one line: what all of them found, and the result of the gravest. */
static Status keep_result(Run *run)
{
    Arena *a = run->arena;
    Value *map = find_result(run);
    Value *list = map ? value_member(map, STR("constats"))->value : NULL;
    for (size_t i = 0; list && i < run->findings->list.n; i++) {
        TRY(value_list_add(a, list, run->findings->list.items[i]));
    }
    if (map && rank_of(result_of(run)) <= rank_of(value_get_text(map, STR("resultat")))) {
        return ST_OK;
    }
    bool is_new = !map;
    map = map ? map : value_map(a, nowhere);
    Value *found = value_bool(a, nowhere, run->findings->list.n > 0);
    if (!map || !found) {
        return ST_NOMEM;
    }
    TRY(put_text(a, map, "regle", run->rule->id));
    TRY(put_text(a, map, "titre", value_get_text(run->rule->source, STR("titre"))));
    TRY(put_text(a, map, "niveau", value_get_text(run->rule->source, STR("niveau"))));
    TRY(put_text(a, map, "resultat", result_of(run)));
    TRY(value_map_set(a, map, STR("signale"), found));
    if (!is_new) {
        return ST_OK;
    }
    TRY(value_map_set(a, map, STR("constats"), run->findings));
    return value_list_add(a, run->results, map);
}

static Status begin_rule(Run *run)
{
    run->n_places = 0;
    run->is_accepted = false;
    run->findings = run->results ? value_list(run->arena, nowhere) : NULL;
    return run->results && !run->findings ? ST_NOMEM : ST_OK;
}

static Status report(Run *run, const Place *place)
{
    Buf *message = &run->scratch->text;
    size_t index = 0;
    const Value *item =
        run->rule->level == DIAG_ERROR ? NULL : acknowledgement(run, run->rule->id, &index);
    buf_clear(message);
    TRY(put_message(run, place, message));
    if (run->results) {
        TRY(keep_finding(run, buf_str(message), item));
    }
    if (!buf_ok(message)) {
        return message->status;
    }
    (void)put_finding(run, run->rule->id, run->rule->level, loc_at(run, place), buf_str(message),
                      run->rule->hint);
    return ST_OK;
}

static bool covers(const Rule *rule, Str id)
{
    bool is_covered = false;
    for (size_t i = 0; rule->covers && i < rule->covers->list.n && !is_covered; i++) {
        is_covered = str_eq(rule->covers->list.items[i]->text, id);
    }
    return is_covered;
}

/* What is said stands for the rule at work. A rule does not for itself, nor two for each other: nothing would be said. */
static bool is_said_of_article(const Run *run, const Article *article)
{
    const Rule *rule = run->rule;
    for (size_t i = 0; article && i < run->n_said; i++) {
        const Rule *by = run->said[i].rule;
        if (run->said[i].article == article && by != rule && by->level <= rule->level &&
            covers(by, rule->id) && !covers(rule, by->id)) {
            return true;
        }
    }
    return false;
}

static bool is_said_of_text(const Run *run, const MarketText *text)
{
    const TextRule *rule = text->finding.rule;
    for (size_t i = 0; i < run->n_said; i++) {
        const Rule *by = run->said[i].rule;
        const Loc *value = &run->said[i].value;
        if (value->source == text->value.source && value->line == text->value.line &&
            value->column == text->value.column && by->level <= rule->level &&
            covers(by, rule->id)) {
            return true;
        }
    }
    return false;
}

/* A rule that covers others, where it is true. */
static Status visit_covering(void *ctx, const Place *place)
{
    Run *run = ctx;
    bool is_true = false;
    Status st = expr_eval_bool(run->rule->condition, place->names, place->n_names, run->arena,
                               &run->ignored, &is_true);
    if (status_is_fatal(st) || st != ST_OK || !is_true) {
        return status_is_fatal(st) ? st : ST_OK;
    }
    Said *grown = arena_grow(run->arena, run->said, run->n_said, &run->cap_said, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    run->said = grown;
    run->said[run->n_said++] =
        (Said){.rule = run->rule, .article = place->article, .value = loc_at(run, place)};
    return ST_OK;
}

static Status find_said(Run *run, Contract *contract)
{
    for (size_t i = 0; i < run->lib->n_rules; i++) {
        run->rule = &run->lib->rules[i];
        if (run->rule->covers) {
            TRY(articles_each(contract, run->rule->scope, run->rule->clause, visit_covering, run));
        }
    }
    run->rule = NULL;
    return ST_OK;
}

static Status visit(void *ctx, const Place *place)
{
    Run *run = ctx;
    bool is_true = false;
    run->n_places++;
    if (is_said_of_article(run, place->article)) {
        return ST_OK;
    }
    Status st = expr_eval_bool(run->rule->condition, place->names, place->n_names, run->arena,
                               run->is_quiet ? &run->ignored : run->diags, &is_true);
    if (status_is_fatal(st)) {
        return st;
    }
    run->has_errors = run->has_errors || st != ST_OK;
    return st == ST_OK && is_true ? report(run, place) : ST_OK;
}

/* --- texts ------------------------------------------------------------------------------------------------------ */

static Status report_text(Run *run, const MarketText *text)
{
    const TextRule *rule = text->finding.rule;
    if (text->finding.is_too_hard) {
        diag_add1(run->diags, LIB_TEXT_TOO_HARD, text->loc, rule->id);
        return ST_OK;
    }
    size_t index = 0;
    const Value *item = rule->level == DIAG_ERROR ? NULL : acknowledgement(run, rule->id, &index);
    put_finding(run, rule->id, rule->level, text->loc, text->finding.message, rule->hint)->span =
        text->span;
    return run->results ? keep_finding(run, text->finding.message, item) : ST_OK;
}

/* One rule over wording: what it said, and its line of the results. */
static Status run_text_rule(Run *run, const TextRule *rule, const MarketText *texts, size_t n)
{
    const Rule line = {.id = rule->id, .level = rule->level, .source = rule->source};
    if (rule->id.len == 0 || !(rule->kinds & TEXT_MARKET)) {
        return ST_OK;
    }
    run->rule = &line;
    TRY(begin_rule(run));
    run->n_places = 1;
    for (size_t i = 0; i < n; i++) {
        if (texts[i].finding.rule == rule && !is_said_of_text(run, &texts[i])) {
            TRY(report_text(run, &texts[i]));
        }
    }
    Status st = run->results ? keep_result(run) : ST_OK;
    run->rule = NULL;
    return st;
}

static Status run_texts(Run *run, const MarketText *texts, size_t n)
{
    const TextRules *rules = run->lib->texts;
    for (size_t i = 0; i < rules->n + CITING_N; i++) {
        TRY(run_text_rule(run, i < rules->n ? &rules->rules[i] : &rules->citing[i - rules->n],
                          texts, n));
    }
    return ST_OK;
}

/* --- acknowledgements --------------------------------------------------------------------------------------- */

/* Whether a number is of a rule, and of one that can be acknowledged: some numbers have a mild form and a severe one. */
static bool find_level(const Library *lib, Str id, bool *ret_is_error)
{
    const TextRules *texts = lib->texts;
    bool is_known = false;
    *ret_is_error = true;
    for (size_t i = 0; i < lib->n_rules; i++) {
        if (str_eq(lib->rules[i].id, id)) {
            is_known = true;
            *ret_is_error = *ret_is_error && lib->rules[i].level == DIAG_ERROR;
        }
    }
    for (size_t i = 0; i < texts->n + CITING_N; i++) {
        const TextRule *text = i < texts->n ? &texts->rules[i] : &texts->citing[i - texts->n];
        if (str_eq(text->id, id)) {
            is_known = true;
            *ret_is_error = *ret_is_error && text->level == DIAG_ERROR;
        }
    }
    return is_known;
}

static bool is_listed(const RuleNumber *numbers, size_t n, Str id)
{
    bool is_there = false;
    for (size_t i = 0; i < n && !is_there; i++) {
        is_there = str_eq(numbers[i].id, id);
    }
    return is_there;
}

RuleNumber *rules_acknowledged(Arena *arena, const Library *lib, size_t *ret_n)
{
    const TextRules *texts = lib->texts;
    size_t n_all = lib->n_rules + texts->n + CITING_N;
    RuleNumber *numbers = arena_array(arena, n_all, RuleNumber);
    *ret_n = 0;
    for (size_t i = 0; numbers && i < n_all; i++) {
        size_t k = i < lib->n_rules ? 0 : i - lib->n_rules;
        const TextRule *text = k < texts->n ? &texts->rules[k] : &texts->citing[k - texts->n];
        Str id = i < lib->n_rules ? lib->rules[i].id : text->id;
        const Value *source = i < lib->n_rules ? lib->rules[i].source : text->source;
        bool is_error = false;
        bool is_known = find_level(lib, id, &is_error);
        if (is_known && !is_error && id.len > 0 && !is_listed(numbers, *ret_n, id)) {
            numbers[(*ret_n)++] =
                (RuleNumber){.id = id, .title = value_get_text(source, STR("titre"))};
        }
    }
    return numbers;
}

/* The number may be of a rule that was not read, where only a part of the library was; all of it is loaded then. */
static void report_unknown(Run *run, const Value *id)
{
    size_t n = 0;
    const RuleNumber *numbers = rules_acknowledged(run->arena, run->lib, &n);
    Str *ids = numbers ? arena_array(run->arena, n + 1, Str) : NULL;
    for (size_t i = 0; ids && i < n; i++) {
        ids[i] = numbers[i].id;
    }
    Str near = ids ? validate_nearest(id->text, ids, n) : STR_EMPTY;
    /* numbers are near to each other: one slip, or « 126 » for « D-126 » */
    bool is_near = validate_distance(id->text, near) == 1 || str_ends(near, id->text);
    diag_add_near(run->diags, LIB_NO_RULE, LIB_NO_RULE_NEAR, id->loc, id->text,
                  is_near ? near : STR_EMPTY);
    run->has_errors = true;
}

/* The place of a number among the acknowledgements before this one that were needed; NULL: there is none. */
static const Value *earlier(const Run *run, Str id, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        const Value *other = value_get(run->acknowledged->list.items[i], STR("regle"));
        if (run->is_used[i] && other && str_eq(other->text, id)) {
            return other;
        }
    }
    return NULL;
}

/* What nobody can have accepted yet: a slip in the date, most often of the year. */
static void check_date(Run *run, const Value *item)
{
    const Value *date = value_get(item, STR("date"));
    bool is_given = date && date->kind == VALUE_TEXT && !date->is_doubtful && run->date.len > 0;
    if (is_given && str_cmp(date->text, run->date) > 0) {
        diag_add(run->diags, LIB_ACCEPTED_LATER, date->loc, value_get_text(item, STR("regle")),
                 date->text, run->date)
            ->span = (uint32_t)utf8_count(date->text);
    }
}

/* Acknowledgements that nothing needs: of no rule, a second one, of one that can't be acknowledged or says nothing here. */
static void check_acknowledgements(Run *run)
{
    for (size_t i = 0; run->acknowledged && i < run->acknowledged->list.n; i++) {
        const Value *id = value_get(run->acknowledged->list.items[i], STR("regle"));
        check_date(run, run->acknowledged->list.items[i]);
        bool is_error = false;
        if (!id || id->kind != VALUE_TEXT || run->is_used[i]) {
            continue;
        }
        const Value *first = earlier(run, id->text, i);
        if (first) {
            diag_add1(run->diags, LIB_ACCEPTED_TWICE, id->loc, id->text)->other = first->loc;
        } else if (!find_level(run->lib, id->text, &is_error)) {
            report_unknown(run, id);
        } else if (is_error) {
            diag_add1(run->diags, LIB_RULE_IS_ERROR, id->loc, id->text);
            run->has_errors = true;
        } else {
            diag_add1(run->diags, LIB_RULE_SILENT, id->loc, id->text);
        }
    }
}

/* One rule wherever it is evaluated. */
static Status run_rule(Run *run, Contract *contract)
{
    TRY(begin_rule(run));
    TRY(articles_each(contract, run->rule->scope, run->rule->clause, visit, run));
    return run->results ? keep_result(run) : ST_OK;
}

Status rules_run(Arena *arena, Contract *contract, const Value *root, const MarketText *texts,
                 size_t n_texts, bool is_quiet, Value *results, DiagList *diags)
{
    const Value *acknowledged = value_get(root, STR("acquittements"));
    Run run = {.arena = arena,
               .lib = contract->lib,
               .scratch = contract->scratch,
               .acknowledged =
                   acknowledged && acknowledged->kind == VALUE_LIST ? acknowledged : NULL,
               .date = contract->date,
               .diags = diags,
               .results = results,
               .is_quiet = is_quiet};
    diag_list_init(&run.ignored, arena);
    if (run.lib->n_rules == 0 && run.lib->texts->n == 0) {
        return ST_OK; /* a library without rules has nothing to acknowledge */
    }
    run.is_used = arena_array(arena, run.acknowledged ? run.acknowledged->list.n + 1 : 1, bool);
    if (!run.is_used) {
        return ST_NOMEM;
    }
    Status st = ST_OK;
    TRY(find_said(&run, contract));
    TRY(run_texts(&run, texts, n_texts));
    for (size_t i = 0; st == ST_OK && i < run.lib->n_rules; i++) {
        run.rule = &run.lib->rules[i];
        st = run_rule(&run, contract);
    }
    TRY(st);
    check_acknowledgements(&run);
    if (diags->is_nomem) {
        return ST_NOMEM; /* a finding that is lost would let the document pass */
    }
    return run.has_errors ? ST_INPUT : ST_OK;
}
