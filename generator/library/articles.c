/* SPDX-License-Identifier: Apache-2.0 */
/*
 * articles - see articles.h.
 */
#include "generator/library/articles.h"

#include "generator/library/factors.h"
#include "generator/library/inforce.h"

static const Loc nowhere = {0};

/* The identifier of the article that takes the blocks which several considerations share. */
#define COMMON_ARTICLE "communs"

Status articles_scope(Arena *arena, const Library *library, const Value *market, ExprName *names,
                      size_t *ret_n)
{
    (void)arena; /* nothing is built: names are borrowed */
    static const char *const sections[] = {
        "marche",         "acheteur",     "territoire", "facilitateur", "document",
        "lots",           "dispense",     "clauses",    "calibrage",    "acquittements",
        "considerations", "bibliotheque", "conseil",    "hors_vigueur"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        const Value *section = value_get(market, str_of(sections[i]));
        if (section) {
            names[n++] = (ExprName){str_of(sections[i]), section};
        }
    }
    names[n++] = (ExprName){STR("listes"), library->catalogues};
    const Value *thresholds = value_get(library->catalogues, STR("seuils"));
    if (thresholds) {
        names[n++] = (ExprName){STR("seuils"), thresholds};
    }
    names[n++] = (ExprName){STR("droit"), library->laws};
    *ret_n = n;
    return ST_OK;
}

/* --- grouping -------------------------------------------------------------------------------------- */

static bool is_same_article(const Clause *clause, const Value *a, const Value *b)
{
    for (size_t i = 0; i < clause->options.n; i++) {
        const Field *field = &clause->options.items[i];
        if (!field->is_per_lot &&
            !value_equal(value_get(a, field->name), value_get(b, field->name))) {
            return false;
        }
    }
    return true;
}

static Article *find_article(Contract *contract, const Clause *clause, const Value *options)
{
    for (size_t i = 0; i < contract->n_articles; i++) {
        Article *article = &contract->articles[i];
        if (article->clause == clause && is_same_article(clause, article->options, options)) {
            return article;
        }
    }
    return NULL;
}

static bool has_lot(const Contract *contract, const Clause *clause, const Value *number)
{
    for (size_t i = 0; i < contract->n_articles; i++) {
        const Article *article = &contract->articles[i];
        for (size_t k = 0; article->clause == clause && k < article->n_lots; k++) {
            const Value *other = value_get(article->lots[k].view, STR("num"));
            if (number && other && value_equal(other, number)) {
                return true;
            }
        }
    }
    return false;
}

/* Articles stand in the library's order of clauses, then in that of the first lot. */
static Article *insert_article(Arena *arena, Contract *contract, const Clause *clause)
{
    contract->articles = arena_grow(arena, contract->articles, contract->n_articles,
                                    &contract->cap_articles, sizeof(Article));
    if (!contract->articles) {
        return NULL;
    }
    size_t at = contract->n_articles++;
    while (at > 0 &&
           library_compare_codes(contract->articles[at - 1].clause->code, clause->code) > 0) {
        contract->articles[at] = contract->articles[at - 1];
        at--;
    }
    contract->articles[at] = (Article){.clause = clause};
    return &contract->articles[at];
}

/* What a lot knows of one of its considerations: `retenues` of the lot whatever it carries. */
static Status note_consideration(Arena *arena, Contract *contract, const Clause *clause,
                                 Value *calcs)
{
    if (contract->n_lots == 0) {
        return ST_OK; /* nothing is calculated for lots whatever they carry */
    }
    const Value *base = contract->lots[contract->n_lots - 1].view; /* the lot that was added last */
    const Member *taken = value_member(base, STR("retenues"));
    Value *map = value_map(arena, nowhere);
    Value *id = value_text(arena, nowhere, clause->id);
    Value *code = value_text(arena, nowhere, clause->code);
    if (!taken || !map || !id || !code) {
        return ST_NOMEM;
    }
    TRY(value_map_set(arena, map, STR("id"), id));
    TRY(value_map_set(arena, map, STR("code"), code));
    TRY(value_map_set(arena, map, STR("calcul"), calcs));
    return value_list_add(arena, taken->value, map);
}

Status articles_add_lot(Arena *arena, Contract *contract, const Clause *clause, Value *lot,
                        Value *options, Loc at, DiagList *diags)
{
    const Value *number = value_get(lot, STR("num"));
    if (has_lot(contract, clause, number) && !contract->has_same_lots) {
        diag_add2(diags, LIB_SHARED_TWICE, at, number->text, clause->title);
        return ST_INPUT;
    }
    Article *article = find_article(contract, clause, options);
    if (!article) {
        article = insert_article(arena, contract, clause);
        if (!article) {
            return ST_NOMEM;
        }
        article->options = options;
        article->calcs = value_map(arena, options->loc);
    }
    article->lots =
        arena_grow(arena, article->lots, article->n_lots, &article->cap_lots, sizeof(LotView));
    LotView view = {.view = value_copy_shallow(arena, lot),
                    .options = options,
                    .calcs = value_map(arena, options->loc)};
    if (!article->lots || !article->calcs || !view.view || !view.calcs) {
        return ST_NOMEM;
    }
    TRY(value_map_set(arena, view.view, STR("options"), options));
    TRY(value_map_set(arena, view.view, STR("calcul"), view.calcs));
    article->lots[article->n_lots++] = view;
    return note_consideration(arena, contract, clause, view.calcs);
}

/* --- calculations ---------------------------------------------------------------------------------- */

typedef struct Calculation {
    Arena *arena;
    Contract *contract;
    DiagList *diags;
    DiagList ignored;
    bool is_quiet;
    bool has_errors;
    const Calc *calc;
} Calculation;

/* *ret_value NULL: it can't be calculated, which was reported; a draft then marks it as missing. */
static Status evaluate(Calculation *c, const Place *place, Value **ret_value)
{
    const Value *result = NULL;
    Status st = expr_eval(c->calc->expr, place->names, place->n_names, c->arena,
                          c->is_quiet ? &c->ignored : c->diags, &result);
    if (status_is_fatal(st)) {
        return st;
    }
    *ret_value = NULL;
    if (st != ST_OK) {
        c->has_errors = true;
        return ST_OK;
    }
    Value *value = value_copy_shallow(c->arena, result);
    if (!value) {
        return ST_NOMEM;
    }
    value->origin = ORIGIN_COMPUTED;
    value->meta = &c->calc->meta;
    *ret_value = value;
    return ST_OK;
}

/* Results flow down: the market's to every article and lot, an article's to its lots. */
static Status give_to_article(Calculation *c, const Article *article, Str id, Value *value)
{
    TRY(value_map_set(c->arena, article->calcs, id, value));
    for (size_t i = 0; i < article->n_lots; i++) {
        TRY(value_map_set(c->arena, article->lots[i].calcs, id, value));
    }
    return ST_OK;
}

static Status give_to_all(Calculation *c, Str id, Value *value)
{
    Contract *contract = c->contract;
    TRY(value_map_set(c->arena, contract->calcs, id, value));
    for (size_t i = 0; i < contract->n_lots; i++) {
        TRY(value_map_set(c->arena, contract->lots[i].calcs, id, value));
    }
    for (size_t i = 0; i < contract->n_articles; i++) {
        TRY(give_to_article(c, &contract->articles[i], id, value));
    }
    return ST_OK;
}

/* What is calculated for a lot whatever it carries is seen by its considerations too. */
static Status give_to_lot(Calculation *c, const Place *place, Value *value)
{
    TRY(value_map_set(c->arena, place->lot->calcs, c->calc->id, value));
    const Value *number = value_get(place->lot->view, STR("num"));
    for (size_t i = 0; !place->article && number && i < c->contract->n_articles; i++) {
        const Article *article = &c->contract->articles[i];
        for (size_t k = 0; k < article->n_lots; k++) {
            const Value *other = value_get(article->lots[k].view, STR("num"));
            if (other && value_equal(other, number)) {
                TRY(value_map_set(c->arena, article->lots[k].calcs, c->calc->id, value));
            }
        }
    }
    return ST_OK;
}

static void doubt_article(const Article *article)
{
    article->calcs->is_doubtful = true;
    for (size_t i = 0; i < article->n_lots; i++) {
        article->lots[i].calcs->is_doubtful = true;
    }
}

/* What could not be calculated is missing wherever it would be seen. */
static void doubt_calcs(const Contract *contract, const Place *place)
{
    if (place->lot) {
        place->lot->calcs->is_doubtful = true;
    } else if (place->article) {
        doubt_article(place->article);
    } else {
        contract->calcs->is_doubtful = true;
    }
    for (size_t i = 0; !place->article && i < contract->n_articles; i++) {
        doubt_article(&contract->articles[i]);
    }
    for (size_t i = 0; !place->article && i < contract->n_lots; i++) {
        contract->lots[i].calcs->is_doubtful = true;
    }
}

static Status calculate(void *ctx, const Place *place)
{
    Calculation *c = ctx;
    Value *value = NULL;
    TRY(evaluate(c, place, &value));
    if (!value) {
        doubt_calcs(c->contract, place);
        return ST_OK;
    }
    if (c->contract->explained) {
        TRY(factors_add(c->arena, c->contract->lib, c->contract->explained, c->calc, place, value));
    }
    if (place->lot) {
        return give_to_lot(c, place, value);
    }
    return place->article ? give_to_article(c, place->article, c->calc->id, value)
                          : give_to_all(c, c->calc->id, value);
}

/* --- where expressions are evaluated ------------------------------------------------------------------ */

static Status visit_lot(Contract *contract, const Article *article, const LotView *lot,
                        Status (*visit)(void *ctx, const Place *place), void *ctx)
{
    size_t n = contract->n_common;
    if (article) {
        contract->names[n++] = (ExprName){STR("article"), article->view};
        contract->names[n++] = (ExprName){STR("options"), lot->options};
    }
    contract->names[n++] = (ExprName){STR("lot"), lot->view};
    contract->names[n++] = (ExprName){STR("calcul"), lot->calcs};
    const Place place = {.names = contract->names, .n_names = n, .article = article, .lot = lot};
    return visit(ctx, &place);
}

static Status visit_article(Contract *contract, const Article *article,
                            Status (*visit)(void *ctx, const Place *place), void *ctx)
{
    size_t n = contract->n_common;
    contract->names[n++] = (ExprName){STR("article"), article->view};
    contract->names[n++] = (ExprName){STR("options"), article->options};
    contract->names[n++] = (ExprName){STR("calcul"), article->calcs};
    const Place place = {.names = contract->names, .n_names = n, .article = article};
    return visit(ctx, &place);
}

Status articles_each(Contract *contract, CalcScope scope, const Clause *clause,
                     Status (*visit)(void *ctx, const Place *place), void *ctx)
{
    if (scope == CALC_MARKET) {
        size_t n = contract->n_common;
        contract->names[n++] = (ExprName){STR("calcul"), contract->calcs};
        const Place place = {.names = contract->names, .n_names = n};
        return visit(ctx, &place);
    }
    for (size_t i = 0; scope == CALC_LOT && !clause && i < contract->n_lots; i++) {
        TRY(visit_lot(contract, NULL, &contract->lots[i], visit, ctx));
    }
    for (size_t i = 0; i < contract->n_articles; i++) {
        const Article *article = &contract->articles[i];
        if (clause && clause != article->clause) {
            continue;
        }
        if (scope == CALC_ARTICLE) {
            TRY(visit_article(contract, article, visit, ctx));
        }
        for (size_t k = 0; scope == CALC_LOT && clause && k < article->n_lots; k++) {
            TRY(visit_lot(contract, article, &article->lots[k], visit, ctx));
        }
    }
    return ST_OK;
}

const Value *articles_value_at(const Place *place, Str path)
{
    size_t dot = str_find(path, STR("."), 0);
    Str root = str_sub(path, 0, dot);
    for (size_t i = place->n_names; i-- > 0;) {
        if (str_eq(place->names[i].name, root)) {
            const Value *value = place->names[i].value;
            return dot == SIZE_MAX ? value : value_path(value, str_sub(path, dot + 1, path.len));
        }
    }
    return NULL;
}

Status articles_add_base_lot(Arena *arena, Contract *contract, Value *lot)
{
    LotView *grown =
        arena_grow(arena, contract->lots, contract->n_lots, &contract->cap_lots, sizeof(LotView));
    Value *clauses = value_list(arena, lot->loc);
    if (!grown || !clauses) {
        return ST_NOMEM;
    }
    contract->lots = grown;
    TRY(value_map_set(arena, lot, STR("clauses"), clauses));
    LotView view = {.view = value_copy_shallow(arena, lot), .calcs = value_map(arena, lot->loc)};
    Value *taken = value_list(arena, nowhere);
    if (!view.view || !view.calcs || !taken) {
        return ST_NOMEM;
    }
    TRY(value_map_set(arena, view.view, STR("retenues"), taken));
    TRY(value_map_set(arena, view.view, STR("calcul"), view.calcs));
    grown[contract->n_lots++] = view;
    return ST_OK;
}

/* --- what bodies and templates see ---------------------------------------------------------------- */

/* The view is made before the calculations, which may read article.lots. */
static Status make_view(Arena *arena, Article *article)
{
    Value *lots = value_list(arena, nowhere);
    article->view = value_map(arena, nowhere);
    if (!lots || !article->view) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < article->n_lots; i++) {
        TRY(value_list_add(arena, lots, article->lots[i].view));
    }
    Value *view = article->view;
    const Clause *clause = article->clause;
    TRY(value_map_set_text(arena, view, "id", clause->id));
    TRY(value_map_set_text(arena, view, "code", clause->code));
    TRY(value_map_set_text(arena, view, "version", clause->version));
    TRY(value_map_set_text(arena, view, "titre", clause->title));
    TRY(value_map_set_text(arena, view, "ancre", STR("article")));
    TRY(value_map_set(arena, view, STR("lots"), lots));
    TRY(value_map_set_bool(arena, view, "un_lot", article->n_lots == 1));
    TRY(value_map_set_bool(arena, view, "plusieurs_lots", article->n_lots > 1));
    TRY(value_map_set(arena, view, STR("options"), article->options));
    return value_map_set(arena, view, STR("calcul"), article->calcs);
}

static Status add_block(Arena *arena, Value *list, const Block *block, Str id)
{
    Value *map = value_map(arena, nowhere);
    Value *body = value_text(arena, nowhere, block->id);
    if (!map || !body) {
        return ST_NOMEM;
    }
    body->rich = block;
    TRY(value_map_set_text(arena, map, "id", id));
    TRY(value_map_set_text(arena, map, "titre", block->title));
    TRY(value_map_set_text(arena, map, "ancre", id));
    TRY(value_map_set(arena, map, STR("corps"), body));
    return value_list_add(arena, list, map);
}

/* How many articles have this shared text as a whole block of kind `kind`. */
static size_t count_sharing(const Contract *contract, const Block *shared, size_t kind)
{
    size_t n = 0;
    for (size_t i = 0; i < contract->n_articles; i++) {
        const Block *block = contract->articles[i].clause->blocks[kind];
        n += block && block->shared == shared;
    }
    return n;
}

/* True if no article before `index` has the shared text of its block of kind `kind`. */
static bool is_first_sharing(const Contract *contract, size_t index, size_t kind)
{
    const Block *shared = contract->articles[index].clause->blocks[kind]->shared;
    for (size_t i = 0; i < index; i++) {
        const Block *block = contract->articles[i].clause->blocks[kind];
        if (block && block->shared == shared) {
            return false;
        }
    }
    return true;
}

static bool is_moved(const Contract *contract, const Block *block, size_t kind)
{
    return block->shared && count_sharing(contract, block->shared, kind) > 1;
}

static Status set_label(Arena *arena, const Contract *contract, size_t index)
{
    const Article *article = &contract->articles[index];
    size_t n = 1;
    for (size_t i = 0; i < index; i++) {
        n += contract->articles[i].clause == article->clause;
    }
    Value *number = value_num(arena, nowhere, num_from_int((int64_t)n));
    if (!number) {
        return ST_NOMEM;
    }
    TRY(value_map_set(arena, article->view, STR("exemplaire"), number));
    Str label = arena_printf(arena, "%.*s@%.*s#%zu", STR_ARG(article->clause->id),
                             STR_ARG(article->clause->version), n);
    return label.ptr ? value_map_set_text(arena, article->view, "etiquette", label) : ST_NOMEM;
}

/*
 * Two articles of one consideration are told apart by their lots: « Clause sociale d'insertion (lots 1 et 3) ».
 */
static Status set_title(Arena *arena, const Contract *contract, size_t index)
{
    const Article *article = &contract->articles[index];
    size_t n_same = 0;
    for (size_t i = 0; i < contract->n_articles; i++) {
        n_same += contract->articles[i].clause == article->clause;
    }
    if (n_same < 2) {
        return ST_OK;
    }
    CLEANUP(buf_done) Buf title = {0};
    buf_init(&title, 64 * 1024);
    buf_put(&title, article->clause->title);
    buf_put(&title, article->n_lots > 1 ? STR(" (lots\u00A0") : STR(" (lot\u00A0"));
    for (size_t i = 0; i < article->n_lots; i++) {
        buf_put(&title, i == 0 ? STR_EMPTY : i + 1 == article->n_lots ? STR(" et ") : STR(", "));
        const Value *number = value_get(article->lots[i].view, STR("num"));
        buf_put(&title, number ? number->text : STR_EMPTY);
    }
    buf_puts(&title, ")");
    Str text = buf_ok(&title) ? arena_str(arena, buf_str(&title)) : (Str){0};
    return text.ptr ? value_map_set_text(arena, article->view, "titre", text) : ST_NOMEM;
}

static Status add_blocks(Arena *arena, const Contract *contract, size_t index)
{
    const Article *article = &contract->articles[index];
    Value *blocks = value_list(arena, nowhere);
    if (!blocks) {
        return ST_NOMEM;
    }
    for (size_t k = 0; k < contract->lib->n_block_order; k++) {
        const Block *block = article->clause->blocks[k];
        if (block && !is_moved(contract, block, k)) {
            TRY(add_block(arena, blocks, block, contract->lib->block_order[k].id));
        }
    }
    TRY(set_label(arena, contract, index));
    TRY(set_title(arena, contract, index));
    return value_map_set(arena, article->view, STR("blocs"), blocks);
}

/* The last article, with the blocks that several articles share. */
static Status add_common_article(Arena *arena, const Contract *contract, Value *articles,
                                 Value *market_calcs)
{
    const Library *lib = contract->lib;
    Value *blocks = value_list(arena, nowhere);
    Value *view = value_map(arena, nowhere);
    Value *one = value_num(arena, nowhere, num_from_int(1));
    Value *cited = value_list(arena, nowhere); /* was told of the articles that share the blocks */
    if (!blocks || !view || !one || !cited) {
        return ST_NOMEM;
    }
    for (size_t k = 0; k < lib->n_block_order; k++) {
        for (size_t i = 0; i < contract->n_articles; i++) {
            const Block *block = contract->articles[i].clause->blocks[k];
            if (block && is_moved(contract, block, k) && is_first_sharing(contract, i, k)) {
                TRY(add_block(arena, blocks, block, lib->block_order[k].id));
            }
        }
    }
    if (blocks->list.n == 0) {
        return ST_OK;
    }
    Str version = value_get_text(lib->about, STR("version"));
    Str title = value_get_text(lib->about, STR("titre_communs"));
    TRY(value_map_set_text(arena, view, "id", STR(COMMON_ARTICLE)));
    TRY(value_map_set_text(arena, view, "version", version));
    TRY(value_map_set_text(arena, view, "titre", title));
    TRY(value_map_set_text(arena, view, "ancre", STR(COMMON_ARTICLE)));
    TRY(value_map_set_text(arena, view, "etiquette",
                           arena_printf(arena, COMMON_ARTICLE "@%.*s#1", STR_ARG(version))));
    TRY(value_map_set(arena, view, STR("exemplaire"), one));
    TRY(value_map_set(arena, view, STR("hors_vigueur"), cited));
    TRY(value_map_set(arena, view, STR("calcul"), market_calcs));
    TRY(value_map_set(arena, view, STR("blocs"), blocks));
    return value_list_add(arena, articles, view);
}

/* For pieces: `origine` of each lot, who set its options. */
static Status add_origins(Arena *arena, const Contract *contract)
{
    for (size_t i = 0; contract->explained && i < contract->n_articles; i++) {
        const Article *article = &contract->articles[i];
        for (size_t k = 0; k < article->n_lots; k++) {
            Value *origins = NULL;
            TRY(factors_origins(arena, article->lots[k].options, &origins));
            TRY(value_map_set(arena, article->lots[k].view, STR("origine"), origins));
        }
    }
    return ST_OK;
}

Status articles_finish(Arena *arena, Contract *contract, Value *root, bool is_quiet,
                       DiagList *diags)
{
    Calculation c = {.arena = arena, .contract = contract, .diags = diags, .is_quiet = is_quiet};
    diag_list_init(&c.ignored, arena);
    contract->calcs = value_map(arena, nowhere);
    Value *articles = value_list(arena, nowhere);
    if (!contract->calcs || !articles) {
        return ST_NOMEM;
    }
    TRY(articles_scope(arena, contract->lib, root, contract->names, &contract->n_common));
    for (size_t i = 0; i < contract->n_articles; i++) {
        TRY(make_view(arena, &contract->articles[i]));
    }
    for (size_t i = 0; i < contract->lib->n_calcs; i++) {
        c.calc = &contract->lib->calcs[i];
        if (c.calc->expr) {
            TRY(articles_each(contract, c.calc->scope, c.calc->clause, calculate, &c));
        }
    }
    TRY(add_origins(arena, contract));
    TRY(value_map_set(arena, root, STR("calcul"), contract->calcs));
    for (size_t i = 0; i < contract->n_articles; i++) {
        Value *view = contract->articles[i].view;
        TRY(inforce_add(arena, contract, root, &contract->articles[i]));
        TRY(add_blocks(arena, contract, i));
        Value *self = value_copy_shallow(arena, view); /* with the title and label it has by now */
        if (!self) {
            return ST_NOMEM;
        }
        TRY(value_map_set(arena, view, STR("article"), self));
        TRY(value_list_add(arena, articles, view));
    }
    TRY(add_common_article(arena, contract, articles, contract->calcs));
    TRY(value_map_set(arena, root, STR("articles"), articles));
    return c.has_errors ? ST_INPUT : ST_OK;
}
