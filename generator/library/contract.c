/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contract - see contract.h. Checks the market, completes it, groups lots into articles, and hands over to articles.c
 * (calculations and blocks).
 */
#include "generator/library/contract.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/library/advice.h"
#include "generator/library/articles.h"
#include "generator/library/doubt.h"
#include "generator/library/facts.h"
#include "generator/library/fields.h"
#include "generator/library/inforce.h"
#include "generator/library/rules.h"
#include "generator/text/french.h"

typedef struct Building {
    Contract contract; /* articles found so far, and what articles.c needs */
    Arena *arena;
    const Library *lib;
    Value *market;
    const ContractOptions *options;
    DiagList *diags;
    bool has_errors;
    const MarketText *texts; /* what the text rules say of it */
    size_t n_texts;
} Building;

static Status note(Building *b, Status st)
{
    b->has_errors = b->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

static bool is_list(const Value *value)
{
    return value && value->kind == VALUE_LIST;
}

/* The value of a map member for changing; the market is ours to complete. */
static Value *member_value(const Value *map, Str key)
{
    const Member *member = value_member(map, key);
    return member ? member->value : NULL;
}

/* --- considerations and their options ----------------------------------------------------------- */

static const Clause *find_clause(Building *b, const Value *item)
{
    const Value *name = value_get(item, STR("clause"));
    if (!name || name->kind != VALUE_TEXT || name->is_doubtful) {
        return NULL; /* the schema has said so */
    }
    const Clause *clause = library_clause(b->lib, name->text);
    if (!clause ||
        !str_eq(clause->id,
                name->text)) { /* a market names it by its identifier, not by its code K1 */
        Str meant = clause ? clause->id : library_nearest_clause(b->lib, name->text);
        diag_add_near(b->diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, name->loc, name->text,
                      meant)
            ->span = (uint32_t)utf8_count(name->text);
        b->has_errors = true;
    }
    return clause;
}

/* The options of a consideration, an empty map if it gives none. */
static Status options_of(Building *b, Value *item, Value **ret_options)
{
    Value *options = member_value(item, STR("options"));
    if (options && options->kind == VALUE_MAP) {
        *ret_options = options;
        return ST_OK;
    }
    options = value_map(b->arena, item->loc);
    if (!options) {
        return ST_NOMEM;
    }
    TRY(value_map_set(b->arena, item, STR("options"), options));
    *ret_options = options;
    return ST_OK;
}

static bool names_lot(const Value *item, const Value *lot)
{
    const Value *lots = value_get(item, STR("lots"));
    if (!is_list(lots)) {
        return true; /* all of them */
    }
    const Value *number = value_get(lot, STR("num"));
    for (size_t i = 0; i < lots->list.n; i++) {
        if (number && value_equal(lots->list.items[i], number)) {
            return true;
        }
    }
    return false;
}

/* Lots named by a consideration of the market that don't exist. */
static void check_named_lots(Building *b, const Value *item, const Value *lots)
{
    const Value *named = value_get(item, STR("lots"));
    for (size_t i = 0; is_list(named) && i < named->list.n; i++) {
        bool is_found = false;
        for (size_t k = 0; k < lots->list.n; k++) {
            const Value *number = value_get(lots->list.items[k], STR("num"));
            is_found = is_found || (number && value_equal(number, named->list.items[i]));
        }
        if (!is_found) {
            diag_add1(b->diags, LIB_UNKNOWN_LOT, named->list.items[i]->loc,
                      named->list.items[i]->text);
            b->has_errors = true;
        }
    }
}

static Status scope_of_lot(Building *b, const Value *lot, const Value *options, ExprName *names,
                           size_t *ret_n)
{
    size_t n = 0;
    TRY(articles_scope(b->arena, b->lib, b->market, names, &n));
    names[n++] = (ExprName){STR("lot"), lot};
    if (options) {
        names[n++] = (ExprName){STR("options"), options};
    }
    *ret_n = n;
    return ST_OK;
}

/* `clauses`: identifiers of the considerations, of each lot and of the whole market. */
static Status start_clauses(Building *b)
{
    Value *all = value_list(b->arena, b->market->loc);
    return all ? value_map_set(b->arena, b->market, STR("clauses"), all) : ST_NOMEM;
}

static Status add_clause(Building *b, const Value *owner, Str clause, Loc at)
{
    Value *list = member_value(owner, STR("clauses"));
    if (value_list_holds(list, clause)) {
        return ST_OK;
    }
    Value *id = value_text(b->arena, at, clause);
    return id && list ? value_list_add(b->arena, list, id) : ST_NOMEM;
}

static void doubt_clauses(const Value *lot, const Value *market)
{
    Value *lists[] = {member_value(lot, STR("clauses")), member_value(market, STR("clauses"))};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i]) {
            lists[i]->is_doubtful = true;
        }
    }
}

/* Checks and completes the options for one lot, then puts the lot into its article. */
static Status take_consideration(Building *b, Value *item, Value *lot, Str path)
{
    const Clause *clause = find_clause(b, item);
    Value *options = NULL;
    Str given = value_get_text(item, STR("clause"));
    Str meant = clause ? clause->id : library_nearest_clause(b->lib, given);
    Str id = meant.len > 0 ? meant : given;
    TRY(add_clause(b, lot, id, item->loc)); /* a misspelt one too: the lot is not without any */
    TRY(add_clause(b, b->market, id, item->loc));
    if (!clause) {
        if (meant.len == 0) { /* nobody knows which: no rule concludes from the others alone */
            doubt_clauses(lot, b->market);
        }
        return ST_OK;
    }
    TRY(options_of(b, item, &options));
    Str options_path = arena_printf(b->arena, "%.*s.options", STR_ARG(path));
    const SchemaNode *node = schema_root(clause->schema);
    size_t before = b->diags->n;
    Status st = validate_value(node, options, options_path, b->diags);
    TRY(note(b, st));
    doubt_mark(options, b->diags, before);
    options = value_copy(b->arena, options); /* several lots may share one map, and its lists */
    if (!options) {
        return ST_NOMEM;
    }
    TRY(validate_complete(b->arena, node,
                          options)); /* of drafts too: what was left out is no reason for a blank */
    ExprName names[ARTICLES_MAX_NAMES];
    size_t n_names = 0;
    TRY(scope_of_lot(b, lot, options, names, &n_names));
    TRY(note(b, fields_complete(b->arena, &clause->options, options, options_path, names, n_names,
                                b->lib->french.typography, b->has_errors, b->diags)));
    return note(
        b, articles_add_lot(b->arena, &b->contract, clause, lot, options, item->loc, b->diags));
}

static bool is_same_diag(const Diag *a, const Diag *b)
{
    return a->code == b->code && a->loc.source == b->loc.source && a->loc.line == b->loc.line &&
           a->loc.column == b->loc.column && str_eq(a->path, b->path) &&
           str_eq(a->args[0], b->args[0]) && str_eq(a->args[1], b->args[1]) &&
           str_eq(a->args[2], b->args[2]);
}

/* A consideration of the market is checked for each lot; what is wrong for all of them is said once. */
static void drop_repeated(DiagList *diags, size_t before)
{
    size_t kept = before;
    for (size_t i = before; i < diags->n; i++) {
        bool is_repeated = false;
        for (size_t k = 0; k < before && !is_repeated; k++) {
            is_repeated = is_same_diag(&diags->items[k], &diags->items[i]);
        }
        if (is_repeated) {
            diags->n_errors -= diags->items[i].severity == DIAG_ERROR;
            diags->n_warnings -= diags->items[i].severity == DIAG_WARNING;
        } else {
            diags->items[kept++] = diags->items[i];
        }
    }
    diags->n = kept;
}

static Status take_lot(Building *b, Value *lot, size_t index, const Value *common)
{
    Value *own = member_value(lot, STR("considerations"));
    for (size_t i = 0; is_list(own) && i < own->list.n; i++) {
        if (own->list.items[i]->kind == VALUE_MAP) {
            Str path = arena_printf(b->arena, "lots[%zu].considerations[%zu]", index, i);
            TRY(take_consideration(b, own->list.items[i], lot, path));
        }
    }
    for (size_t i = 0; is_list(common) && i < common->list.n; i++) {
        Value *item = common->list.items[i];
        if (item->kind == VALUE_MAP && names_lot(item, lot)) {
            Str path = arena_printf(b->arena, "considerations[%zu]", i);
            size_t before = b->diags->n;
            TRY(take_consideration(b, item, lot, path));
            drop_repeated(b->diags, before);
        }
    }
    return ST_OK;
}

/* Lots are told apart by their numbers (D-074). */
static void check_lot_numbers(Building *b, const Value *lots)
{
    for (size_t i = 0; i < lots->list.n; i++) {
        const Value *number = value_get(lots->list.items[i], STR("num"));
        for (size_t k = 0; number && k < i; k++) {
            const Value *before = value_get(lots->list.items[k], STR("num"));
            if (before && value_equal(number, before)) {
                diag_add1(b->diags, LIB_DUPLICATE, number->loc, number->text)->other = before->loc;
                b->has_errors = true;
                b->contract.has_same_lots = true;
                break;
            }
        }
    }
}

/* What the buyer dismisses of the advice names considerations and lots that there are. */
static void check_dismissed(Building *b, const Value *lots)
{
    const Value *list = value_path(b->market, STR("conseil.ecartees"));
    for (size_t i = 0; is_list(list) && i < list->list.n; i++) {
        (void)find_clause(b, list->list.items[i]); /* reports by itself */
        check_named_lots(b, list->list.items[i], lots);
    }
}

static Status take_lots(Building *b)
{
    const Value *lots = value_get(b->market, STR("lots"));
    const Value *common = value_get(b->market, STR("considerations"));
    if (!is_list(lots)) {
        return ST_OK;
    }
    check_lot_numbers(b, lots);
    check_dismissed(b, lots);
    for (size_t i = 0; is_list(common) && i < common->list.n; i++) {
        check_named_lots(b, common->list.items[i], lots);
    }
    TRY(start_clauses(b));
    for (size_t i = 0; i < lots->list.n; i++) {
        if (lots->list.items[i]->kind == VALUE_MAP) {
            TRY(articles_add_base_lot(b->arena, &b->contract, lots->list.items[i]));
            TRY(take_lot(b, lots->list.items[i], i, common));
        }
    }
    bool is_exempt =
        b->options->n_pieces > 0 && value_is_true(value_get(b->market, STR("dispense")));
    if (b->contract.n_articles == 0 && !b->has_errors && !b->options->is_check && !is_exempt) {
        diag_add0(b->diags, LIB_NO_CONSIDERATION, lots->loc);
        b->has_errors = true;
    }
    return ST_OK;
}

/* --- the market itself --------------------------------------------------------------------------- */

/* The first or last day of a period that a date is beyond; NULL: it lies within. */
static const Value *day_passed(Str date, const Value *period)
{
    const Value *from = value_get(period, STR("du"));
    const Value *to = value_get(period, STR("au"));
    if (from && str_cmp(date, from->text) < 0) {
        return from;
    }
    return to && str_cmp(date, to->text) > 0 ? to : NULL;
}

static void check_in_force(Building *b)
{
    const Value *launch = value_get(value_get(b->market, STR("marche")), STR("lancement"));
    if (!launch || launch->kind != VALUE_TEXT || launch->is_doubtful) {
        return;
    }
    for (size_t i = 0; i < b->contract.n_articles; i++) {
        const Clause *clause = b->contract.articles[i].clause;
        if (i > 0 && clause == b->contract.articles[i - 1].clause) {
            continue; /* articles of one consideration stand together */
        }
        const Value *passed =
            day_passed(launch->text, value_get(clause->source, STR("en_vigueur")));
        if (passed) {
            Diag *diag =
                diag_add2(b->diags, LIB_NOT_IN_FORCE, launch->loc, clause->title, launch->text);
            diag->span = (uint32_t)utf8_count(launch->text);
            diag->other = passed->loc;
            b->has_errors = true;
        }
    }
}

static Status complete_market(Building *b)
{
    ExprName names[ARTICLES_MAX_NAMES];
    size_t n = 0;
    static const char *const sections[] = {"marche",       "acheteur", "territoire",
                                           "facilitateur", "document", "conseil"};
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        const Value *section = value_get(b->market, str_of(sections[i]));
        if (section && section->kind != VALUE_MAP && section->kind != VALUE_NULL) {
            return ST_OK; /* the schema has said so; nothing sensible can be completed */
        }
        if (!section || section->kind == VALUE_NULL) {
            Value *empty = value_map(b->arena, b->market->loc);
            if (!empty) {
                return ST_NOMEM;
            }
            TRY(value_map_set(b->arena, b->market, str_of(sections[i]), empty));
        }
    }
    TRY(validate_complete(b->arena, schema_root(b->lib->market_schema), b->market));
    TRY(articles_scope(b->arena, b->lib, b->market, names, &n));
    return note(b, fields_complete(b->arena, &b->lib->market, b->market, STR_EMPTY, names, n,
                                   b->lib->french.typography, b->has_errors, b->diags));
}

static Status check_market(Building *b)
{
    const SchemaNode *node = schema_root(b->lib->market_schema);
    size_t before = b->diags->n;
    TRY(note(b, validate_value(node, b->market, STR_EMPTY, b->diags)));
    doubt_mark(b->market, b->diags, before);
    const Member *example = value_member(b->market, STR("exemple"));
    if (example && value_is_true(example->value) && !b->options->is_draft &&
        !b->options->is_check) {
        diag_add0(b->diags, LIB_EXAMPLE, example->key_loc);
        b->has_errors = true;
    }
    return complete_market(b);
}

static Status set_text(Building *b, Value *map, Str key, Str text)
{
    Value *value = value_text(b->arena, map->loc, text);
    return value ? value_map_set(b->arena, map, key, value) : ST_NOMEM;
}

/* document.date, .identifiant, .brouillon, .problemes; source.* */
static Status add_document(Building *b, Value *root)
{
    Value *document = member_value(root, STR("document"));
    Value *source = value_map(b->arena, root->loc);
    Value *draft = value_bool(b->arena, root->loc, b->options->is_draft);
    Value *problems = value_list(b->arena, root->loc);
    if (!source || !draft || !problems) {
        return ST_NOMEM;
    }
    if (document && document->kind == VALUE_MAP) {
        if (!value_is_true(value_get(document, STR("date")))) {
            TRY(set_text(b, document, STR("date"), b->options->date));
        }
        TRY(set_text(b, document, STR("identifiant"), b->options->name));
        TRY(value_map_set(b->arena, document, STR("brouillon"), draft));
        TRY(value_map_set(b->arena, document, STR("problemes"), problems));
    }
    TRY(set_text(b, source, STR("nom"), b->options->name));
    TRY(set_text(b, source, STR("sha256"), b->options->market_sha256));
    return value_map_set(b->arena, root, STR("source"), source);
}

/* What the library says of itself, as `bibliotheque`. */
static Status add_library(Building *b, Value *root)
{
    Value *about = value_copy_shallow(b->arena, b->lib->about);
    if (!about) {
        return ST_NOMEM;
    }
    TRY(set_text(b, about, STR("sha256"), b->lib->sha256));
    TRY(value_map_set(b->arena, root, STR("bibliotheque"), about));
    Value *laws = value_copy_shallow(b->arena, b->lib->laws);
    return laws ? value_map_set(b->arena, root, STR("droit"), laws) : ST_NOMEM;
}

/* A form of the buyer's name, from `put`. */
static Status add_form(Building *b, Value *forms, Str key,
                       void (*put)(Buf *, const French *, Str, Str), Str article, const Value *name)
{
    Buf *text = &b->contract.scratch->text;
    buf_clear(text);
    put(text, &b->lib->french, article, name->text);
    Str copy = arena_str(b->arena, buf_str(text));
    Value *form = buf_ok(text) && copy.ptr ? value_text(b->arena, name->loc, copy) : NULL;
    return form ? value_map_add(b->arena, forms, key, name->loc, form) : ST_NOMEM;
}

/* acheteur.nom.de and acheteur.nom.a: « de la commune », « au département ». */
static Status add_name_forms(Building *b)
{
    const Value *buyer = value_get(b->market, STR("acheteur"));
    Value *name = buyer && buyer->kind == VALUE_MAP ? member_value(buyer, STR("nom")) : NULL;
    if (!name || name->kind != VALUE_TEXT || name->text.len == 0) {
        return ST_OK;
    }
    Str article = value_get_text(buyer, STR("article"));
    Value *forms = value_map(b->arena, name->loc);
    if (!forms) {
        return ST_NOMEM;
    }
    TRY(add_form(b, forms, STR("de"), french_put_of, article, name));
    TRY(add_form(b, forms, STR("a"), french_put_at, article, name));
    name->entry = forms;
    return ST_OK;
}

/* What pieces show besides: filled by rules_run and the calculations. */
static Status add_evidence(Building *b, Value *root, Value **ret_results)
{
    *ret_results = value_list(b->arena, root->loc);
    b->contract.explained = value_list(b->arena, root->loc);
    if (!*ret_results || !b->contract.explained) {
        return ST_NOMEM;
    }
    TRY(value_map_set(b->arena, root, STR("controles"), *ret_results));
    return value_map_set(b->arena, root, STR("calculs"), b->contract.explained);
}

void contract_scratch_init(ContractScratch *scratch)
{
    *scratch = (ContractScratch){0};
    buf_init(&scratch->text, LIMIT_YAML_BYTES);
}

void contract_scratch_done(ContractScratch *scratch)
{
    exec_free(scratch->exec);
    pattern_room_free(scratch->room);
    buf_done(&scratch->text);
    *scratch = (ContractScratch){0};
}

/* What the rules find; or, where advice is wanted, that instead: what the market lacks yet is no matter then. */
static Status add_findings(Building *b, Value *root, Value *results)
{
    Value *lots = NULL;
    if (!b->options->advice) {
        return rules_run(b->arena, &b->contract, root, b->texts, b->n_texts, b->has_errors, results,
                         b->diags);
    }
    TRY(advice_give(b->arena, b->options->advice, &b->contract, b->market, &lots));
    return value_map_set(b->arena, root, STR("conseils"), lots);
}

/* What the market says for reports, as far as it is understood. */
static Status add_facts(Building *b, Value *root, bool is_read)
{
    Value *facts = NULL;
    TRY(facts_build(b->arena, &b->contract, &facts));
    if (!is_read) {
        Value *partial = value_bool(b->arena, root->loc, true);
        TRY(partial ? value_map_set(b->arena, facts, STR("partiel"), partial) : ST_NOMEM);
    }
    return value_map_set(b->arena, root, STR("faits"), facts);
}

Status contract_build(Arena *arena, const Library *library, Value *market,
                      const ContractOptions *options, DiagList *diags, Value **ret_root)
{
    CLEANUP(contract_scratch_done) ContractScratch own = {0};
    contract_scratch_init(&own);
    *ret_root = NULL;
    Building b = {.arena = arena,
                  .lib = library,
                  .market = market,
                  .options = options,
                  .diags = diags,
                  .contract = {.lib = library,
                               .scratch = options->scratch ? options->scratch : &own,
                               .date = options->date}};
    if (market->kind != VALUE_MAP) {
        return validate_value(schema_root(library->market_schema), market, STR_EMPTY, diags);
    }
    TRY(markettexts_scan(arena, library, b.contract.scratch, market, options->date, &b.texts,
                         &b.n_texts));
    TRY(check_market(&b));
    TRY(add_name_forms(&b));
    TRY(take_lots(&b));
    check_in_force(&b);
    Value *root = value_copy_shallow(arena, market);
    Value *out_of_force = value_list(arena, market->loc); /* filled once the articles are there */
    if (!root || !out_of_force) {
        return ST_NOMEM;
    }
    TRY(add_document(&b, root));
    TRY(add_library(&b, root));
    Value *results = NULL;
    TRY(options->n_pieces > 0 ? add_evidence(&b, root, &results) : ST_OK);
    TRY(value_map_set(arena, root, STR("hors_vigueur"), out_of_force));
    TRY(note(&b, articles_finish(arena, &b.contract, root, b.has_errors, diags)));
    TRY(inforce_add_market(arena, &b.contract, root, options->pieces, options->n_pieces,
                           out_of_force));
    const bool is_read =
        !b.has_errors; /* rules may find errors: what it says is understood all the same */
    TRY(note(&b, add_findings(&b, root, results)));
    if (options->has_facts) {
        TRY(add_facts(&b, root, is_read));
    }
    *ret_root = root;
    return b.has_errors ? ST_INPUT : ST_OK;
}

Status contract_set_problems(Arena *arena, Value *root, Value *problems)
{
    Value *document = member_value(root, STR("document"));
    if (!document || document->kind != VALUE_MAP) {
        return ST_OK;
    }
    return value_map_set(arena, document, STR("problemes"), problems);
}
