/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_count - see overview_count.h.
 */
#include "generator/batch/overview_count.h"

#include <stdlib.h>

/* A power of two, twice the rows at least. */
#define N_PLACES ((size_t)4096)

OverviewScope overview_scope_of(const Value *spec)
{
    static const struct {
        const char *name;
        OverviewScope scope;
    } scopes[] = {{"marche", OVERVIEW_MARKET},
                  {"lot", OVERVIEW_LOT},
                  {"consideration", OVERVIEW_CONSIDERATION}};
    Str name = value_get_text(spec, STR("par"));
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        if (str_is(name, scopes[i].name)) {
            return scopes[i].scope;
        }
    }
    return OVERVIEW_LINE;
}

const Value *overview_list(const Library *library, const char *name)
{
    const Value *list = value_get(library->catalogues, str_of(name));
    return list && list->kind == VALUE_LIST ? list : NULL;
}

/* A sum that no number can hold stays what it was: there is no such contract. */
static void add(Num *sum, const Value *value)
{
    Num result;
    if (value && value->kind == VALUE_NUM && num_add(*sum, value->num, &result)) {
        *sum = result;
    }
}

static void add_sums(OverviewSums *to, const OverviewSums *from, size_t n_measures)
{
    Num result;
    to->amount = num_add(to->amount, from->amount, &result) ? result : to->amount;
    for (size_t i = 0; i < n_measures; i++) {
        bool is_ok = num_add(to->measures[i], from->measures[i], &result);
        to->measures[i] = is_ok ? result : to->measures[i];
    }
}

static void sums_init(OverviewSums *sums)
{
    sums->amount = NUM_ZERO;
    for (size_t i = 0; i < OVERVIEW_MAX_MEASURES; i++) {
        sums->measures[i] = NUM_ZERO;
    }
}

Status overview_counts_init(OverviewCounts *counts, Arena *arena, const Library *library,
                            size_t n_records)
{
    const Value *specs = overview_list(library, "tableaux_rapport");
    *counts = (OverviewCounts){.arena = arena,
                               .library = library,
                               .n_records = n_records,
                               .measures = overview_list(library, "mesures_rapport"),
                               .social_amount = NUM_ZERO};
    sums_init(&counts->total);
    counts->n_measures = value_list_length(counts->measures);
    if (counts->n_measures > OVERVIEW_MAX_MEASURES) {
        counts->n_measures = OVERVIEW_MAX_MEASURES;
    }
    for (size_t i = 0; i < value_list_length(specs) && i < OVERVIEW_MAX_TABLES; i++) {
        const Value *spec = specs->list.items[i];
        counts->tables[i] = (OverviewTable){.spec = spec,
                                            .scope = overview_scope_of(spec),
                                            .key = value_get_text(spec, STR("cle")),
                                            .places = arena_array(arena, N_PLACES, uint32_t)};
        if (!counts->tables[i].places) {
            return ST_NOMEM;
        }
        counts->n_tables = i + 1;
    }
    return ST_OK;
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

/* What one contract, lot or consideration brings. */
typedef struct Item {
    size_t market; /* its number, from 1 */
    bool is_social;
    bool is_faulty;
    const OverviewSums *sums;
} Item;

static Status add_row(OverviewCounts *counts, OverviewTable *table, Str key)
{
    OverviewRow *grown =
        arena_grow(counts->arena, table->rows, table->n, &table->cap, sizeof(OverviewRow));
    Str kept = arena_str(counts->arena, key);
    if (!grown || !kept.ptr) {
        return ST_NOMEM;
    }
    table->rows = grown;
    grown[table->n] = (OverviewRow){.key = kept};
    sums_init(&grown[table->n].sums);
    table->n++;
    return ST_OK;
}

static Status find_row(OverviewCounts *counts, OverviewTable *table, Str key, OverviewRow **ret_row)
{
    size_t at = value_hash_key(key, 0) & (N_PLACES - 1);
    while (table->places[at] > 0 && !str_eq(table->rows[table->places[at] - 1].key, key)) {
        at = (at + 1) & (N_PLACES - 1);
    }
    bool is_new = table->places[at] == 0;
    if (is_new && key.len > 0 && table->n + 1 >= OVERVIEW_MAX_ROWS) {
        return find_row(counts, table, STR_EMPTY,
                        ret_row); /* the last one, of what finds no room */
    }
    if (is_new) {
        TRY(add_row(counts, table, key));
        table->places[at] = (uint32_t)table->n;
    }
    *ret_row = &table->rows[table->places[at] - 1];
    return ST_OK;
}

static Status count_key(OverviewCounts *counts, OverviewTable *table, Str key, const Item *item)
{
    OverviewRow *row = NULL;
    TRY(find_row(counts, table, key, &row));
    if (row->last != item->market) {
        row->last = item->market;
        row->n_markets++;
        row->n_social += item->is_social;
        row->n_faulty += item->is_faulty;
    }
    row->n_items++;
    add_sums(&row->sums, item->sums, counts->n_measures);
    return ST_OK;
}

/* In all tables of this scope, under the values of their facts. */
static Status count_item(OverviewCounts *counts, OverviewScope scope, const Value *facts,
                         const Item *item)
{
    for (size_t i = 0; i < counts->n_tables; i++) {
        OverviewTable *table = &counts->tables[i];
        const Value *value = table->scope == scope ? value_get(facts, table->key) : NULL;
        if (value && value->kind == VALUE_TEXT && value->text.len > 0) {
            TRY(count_key(counts, table, value->text, item));
        }
        for (size_t k = 0; value && k < value_list_length(value); k++) {
            const Value *one = value->list.items[k];
            if (one->kind == VALUE_TEXT && one->text.len > 0) {
                TRY(count_key(counts, table, one->text, item));
            }
        }
        table->is_overlapping = table->is_overlapping || value_list_length(value) > 1;
    }
    return ST_OK;
}

static void measure(const OverviewCounts *counts, const Value *facts, OverviewSums *ret_sums)
{
    sums_init(ret_sums);
    for (size_t i = 0; i < counts->n_measures; i++) {
        Str name = value_get_text(counts->measures->list.items[i], STR("id"));
        add(&ret_sums->measures[i], value_get(facts, name));
    }
}

static Status count_lot(OverviewCounts *counts, const Value *lot, Item *item,
                        OverviewSums *market_sums)
{
    const Value *considerations = value_get(lot, STR("considerations"));
    OverviewSums of_lot;
    OverviewSums of_one;
    sums_init(&of_lot);
    for (size_t i = 0; i < value_list_length(considerations); i++) {
        const Value *one = considerations->list.items[i];
        measure(counts, one, &of_one);
        add_sums(&of_lot, &of_one, counts->n_measures);
        add(&of_one.amount, value_get(lot, STR("montant")));
        item->sums = &of_one;
        TRY(count_item(counts, OVERVIEW_CONSIDERATION, one, item));
    }
    add_sums(market_sums, &of_lot, counts->n_measures);
    add(&of_lot.amount, value_get(lot, STR("montant")));
    item->sums = &of_lot;
    counts->n_lots++;
    return count_item(counts, OVERVIEW_LOT, lot, item);
}

static Status count_facts(OverviewCounts *counts, const Value *facts, bool is_faulty)
{
    const Value *lots = value_get(facts, STR("lots"));
    const Value *amount = value_get(facts, STR("montant"));
    OverviewSums sums;
    Item item = {.market = counts->n,
                 .is_social = value_is_true(value_get(facts, STR("consideration_sociale"))),
                 .is_faulty = is_faulty};
    sums_init(&sums);
    for (size_t i = 0; i < value_list_length(lots); i++) {
        TRY(count_lot(counts, lots->list.items[i], &item, &sums));
    }
    add(&sums.amount, amount);
    item.sums = &sums;
    add_sums(&counts->total, &sums, counts->n_measures);
    counts->n_known++;
    counts->n_partial += value_is_true(value_get(facts, STR("partiel")));
    counts->n_social += item.is_social;
    counts->n_condition += value_is_true(value_get(facts, STR("condition_sociale")));
    counts->n_obligation += value_is_true(value_get(facts, STR("obligation")));
    if (item.is_social) {
        add(&counts->social_amount, amount);
    }
    return count_item(counts, OVERVIEW_MARKET, facts, &item);
}

/* --- errors and warnings ----------------------------------------------------------------------------------------- */

static OverviewRule *find_rule(OverviewCounts *counts, Str code, Str severity)
{
    for (size_t i = 0; i < counts->n_rules; i++) {
        OverviewRule *rule = &counts->rules[i];
        bool is_last = i + 1 == OVERVIEW_MAX_RULES; /* takes what finds no room */
        if (is_last || (str_eq(rule->code, code) && str_eq(rule->severity, severity))) {
            return rule;
        }
    }
    return NULL;
}

static Status add_rule(OverviewCounts *counts, const Value *diag, OverviewRule **ret_rule)
{
    Arena *arena = counts->arena;
    OverviewRule *grown =
        arena_grow(arena, counts->rules, counts->n_rules, &counts->cap_rules, sizeof(OverviewRule));
    if (!grown) {
        return ST_NOMEM;
    }
    counts->rules = grown;
    OverviewRule *rule = &grown[counts->n_rules++];
    *rule = (OverviewRule){.code = arena_str(arena, value_get_text(diag, STR("code"))),
                           .severity = arena_str(arena, value_get_text(diag, STR("severity"))),
                           .message = arena_str(arena, value_get_text(diag, STR("message"))),
                           .bits = arena_array(arena, counts->n_records / 64 + 1, uint64_t)};
    *ret_rule = rule;
    return rule->code.ptr && rule->severity.ptr && rule->message.ptr && rule->bits ? ST_OK
                                                                                   : ST_NOMEM;
}

bool overview_rule_concerns(const OverviewRule *rule, size_t index)
{
    return (rule->bits[index / 64] >> (index % 64) & 1) != 0;
}

static Status count_diag(OverviewCounts *counts, size_t index, const Value *diag)
{
    Str code = value_get_text(diag, STR("code"));
    Str severity = value_get_text(diag, STR("severity"));
    if (str_is(severity, "note")) { /* of a replaced contract: nobody has to do anything */
        return ST_OK;
    }
    OverviewRule *rule = find_rule(counts, code, severity);
    if (!rule) {
        TRY(add_rule(counts, diag, &rule));
    }
    rule->n++;
    rule->n_markets += !overview_rule_concerns(rule, index);
    rule->bits[index / 64] |= (uint64_t)1 << (index % 64);
    return ST_OK;
}

/* A market with errors counts if at least its amount could be understood. */
static bool is_known(const Value *facts)
{
    const Value *amount = value_get(facts, STR("montant"));
    bool is_partial = value_is_true(value_get(facts, STR("partiel")));
    return facts && facts->kind == VALUE_MAP &&
           (!is_partial || (amount && amount->kind == VALUE_NUM));
}

Status overview_count(OverviewCounts *counts, size_t index, const Value *line)
{
    Str status = value_get_text(line, STR("status"));
    const Value *diags = value_get(line, STR("diagnostics"));
    const Value *facts = value_get(line, STR("faits"));
    if (index >= counts->n_records) {
        return ST_BUG;
    }
    counts->n++;
    counts->n_done += str_is(status, "ok");
    counts->n_drafts += str_is(status, "draft");
    counts->n_faulty += str_is(status, "error");
    counts->n_replaced += str_is(status, "replaced");
    for (size_t i = 0; i < value_list_length(diags); i++) {
        TRY(count_diag(counts, index, diags->list.items[i]));
    }
    return is_known(facts) ? count_facts(counts, facts, str_is(status, "error")) : ST_OK;
}

/* --- order ------------------------------------------------------------------------------------------------------- */

/* K2 stands before K10: codes of one letter and a number. */
static size_t rank_of_clause(const Library *lib, const Clause *clause)
{
    size_t rank = 0;
    for (size_t i = 0; i < lib->n_clauses; i++) {
        Str code = lib->clauses[i].code;
        rank += code.len != clause->code.len ? code.len < clause->code.len
                                             : str_cmp(code, clause->code) < 0;
    }
    return rank;
}

static size_t rank_of(const OverviewCounts *counts, const OverviewTable *table, Str key)
{
    const Library *lib = counts->library;
    const Value *names = value_get(table->spec, STR("listes"));
    size_t before = 0;
    for (size_t i = 0; i < value_list_length(names); i++) {
        const Value *list = value_get(lib->catalogues, names->list.items[i]->text);
        for (size_t k = 0; k < value_list_length(list); k++) {
            if (str_eq(value_get_text(list->list.items[k], STR("id")), key)) {
                return before + k;
            }
        }
        before += value_list_length(list);
    }
    const Clause *clause = str_is(table->key, "clause") ? library_clause(lib, key) : NULL;
    if (clause) {
        return rank_of_clause(lib, clause);
    }
    return key.len > 0 ? SIZE_MAX - 1 : SIZE_MAX;
}

static int compare_rows(const void *va, const void *vb)
{
    const OverviewRow *a = va;
    const OverviewRow *b = vb;
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    int by_amount = num_cmp(b->sums.amount, a->sums.amount);
    return by_amount != 0 ? by_amount : str_cmp(a->key, b->key);
}

/* Errors first, then by code. */
static int compare_rules(const void *va, const void *vb)
{
    const OverviewRule *a = va;
    const OverviewRule *b = vb;
    int by_severity = str_cmp(a->severity, b->severity); /* "error" stands before "warning" */
    return by_severity != 0 ? by_severity : str_cmp(a->code, b->code);
}

void overview_counts_sort(OverviewCounts *counts)
{
    for (size_t i = 0; i < counts->n_tables; i++) {
        OverviewTable *table = &counts->tables[i];
        for (size_t k = 0; k < table->n; k++) {
            table->rows[k].rank = rank_of(counts, table, table->rows[k].key);
        }
        if (table->n > 0) {
            qsort(table->rows, table->n, sizeof(OverviewRow), compare_rows);
        }
    }
    if (counts->n_rules > 0) {
        qsort(counts->rules, counts->n_rules, sizeof(OverviewRule), compare_rules);
    }
}
