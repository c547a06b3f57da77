/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_tree - see overview_tree.h.
 */
#include "generator/batch/overview_tree.h"

#include "generator/base/utf8.h"

static const Loc nowhere = {0};

/* The bars of a chart: at most so many, in units of its own. */
#define MAX_BARS ((size_t)15)
#define BAR_STEP 28
#define BAR_LEFT 340
#define BAR_WIDTH 320
#define BAR_LABEL 52 /* characters */

/* --- members ----------------------------------------------------------------------------------------------------- */

static Status set(Arena *arena, Value *map, const char *key, Value *value)
{
    return value ? value_map_set(arena, map, str_of(key), value) : ST_NOMEM;
}

Status overview_set_text(Arena *arena, Value *map, const char *key, Str text)
{
    return text.ptr ? value_map_set_text(arena, map, key, text) : ST_NOMEM;
}

Status overview_set_count(Arena *arena, Value *map, const char *key, size_t n)
{
    return set(arena, map, key, value_num(arena, nowhere, num_from_int((int64_t)n)));
}

Status overview_set_list(Arena *arena, Value *map, const char *key, Value **ret_list)
{
    *ret_list = value_list(arena, nowhere);
    return set(arena, map, key, *ret_list);
}

static Status set_num(Arena *arena, Value *map, const char *key, Num n)
{
    return set(arena, map, key, value_num(arena, nowhere, n));
}

/* part / whole in %, with one decimal; nothing of nothing is 0. */
static Status set_share(Arena *arena, Value *map, const char *key, Num part, Num whole)
{
    Num share = NUM_ZERO;
    Num hundred;
    bool is_known = num_cmp(whole, NUM_ZERO) > 0 && num_mul(part, num_from_int(100), &hundred) &&
                    num_div(hundred, whole, &share) && num_round(share, 1, NUM_HALF_UP, &share);
    return set_num(arena, map, key, is_known ? share : NUM_ZERO);
}

static Num num_of(size_t n)
{
    return num_from_int((int64_t)n);
}

/* --- names ------------------------------------------------------------------------------------------------------- */

Str overview_typeset(Arena *arena, const Library *library, Str text)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, TYPO_MAX_GROWTH * text.len + 16);
    typo_put(&out, library->french.typography, text, 0);
    return buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
}

Str overview_label(Arena *arena, const Library *library, const Value *spec, Str code)
{
    const Value *names = value_get(spec, STR("listes"));
    const Clause *clause =
        str_is(value_get_text(spec, STR("cle")), "clause") ? library_clause(library, code) : NULL;
    if (clause) {
        return overview_typeset(arena, library, clause->title);
    }
    for (size_t i = 0; i < value_list_length(names); i++) {
        const Value *list = value_get(library->catalogues, names->list.items[i]->text);
        const Value *entry = list ? library_entry(list, code) : NULL;
        if (entry) {
            return overview_typeset(arena, library, value_get_text(entry, STR("libelle")));
        }
    }
    return arena_str(arena, code);
}

/* --- measures ---------------------------------------------------------------------------------------------------- */

static const Value *measure_at(const OverviewCounts *counts, size_t i)
{
    return counts->measures->list.items[i];
}

static Status set_measures(Arena *arena, const OverviewCounts *counts, Value *map,
                           const OverviewSums *sums)
{
    for (size_t i = 0; i < counts->n_measures; i++) {
        Str name = value_get_text(measure_at(counts, i), STR("id"));
        Value *value = value_num(arena, nowhere, sums->measures[i]);
        if (!value) {
            return ST_NOMEM;
        }
        TRY(value_map_set(arena, map, name, value));
    }
    return ST_OK;
}

static bool is_shown(const Value *spec, const Value *measure)
{
    return value_list_holds(value_get(spec, STR("mesures")), value_get_text(measure, STR("id")));
}

static bool is_money(const Value *measure)
{
    return str_is(value_get_text(measure, STR("unite")), "EUR");
}

static Str number_text(Arena *arena, const OverviewCounts *counts, Num n, bool has_sign)
{
    char bytes[128];
    Buf out;
    buf_init_fixed(&out, bytes, sizeof bytes);
    if (has_sign) {
        french_put_amount(&out, &counts->library->french, n);
    } else {
        french_put_number(&out, &counts->library->french, n, -1);
    }
    return arena_str(arena, buf_str(&out));
}

/* The cells of a row, or without sums the headings of their columns, as the page shows them. */
static Status set_cells(Arena *arena, const OverviewCounts *counts, const Value *spec,
                        const OverviewSums *sums, Value *map)
{
    Value *cells = NULL;
    TRY(overview_set_list(arena, map, "mesures", &cells));
    for (size_t i = 0; i < counts->n_measures; i++) {
        const Value *measure = measure_at(counts, i);
        Value *cell = is_shown(spec, measure) ? value_map(arena, nowhere) : NULL;
        if (!is_shown(spec, measure)) {
            continue;
        }
        Str text = sums ? number_text(arena, counts, sums->measures[i], is_money(measure))
                        : overview_typeset(arena, counts->library,
                                           value_get_text(measure, STR("libelle")));
        if (!cell) {
            return ST_NOMEM;
        }
        TRY(overview_set_text(arena, cell, "texte", text));
        TRY(value_list_add(arena, cells, cell));
    }
    return ST_OK;
}

/* --- charts ------------------------------------------------------------------------------------------------------ */

/* At most BAR_LABEL characters, so that it stays beside its bar. */
static Str shorten(Arena *arena, Str text)
{
    return utf8_count(text) <= BAR_LABEL
               ? text
               : arena_printf(arena, "%.*s…", (int)utf8_clip(text, BAR_LABEL - 1), text.ptr);
}

static Status add_bar(Arena *arena, const OverviewCounts *counts, const OverviewTable *table,
                      size_t index, size_t most, Value *bars)
{
    const OverviewRow *row = &table->rows[index];
    Value *bar = value_map(arena, nowhere);
    size_t width = most > 0 ? (row->n_markets * BAR_WIDTH + most - 1) / most : 0;
    size_t top = index * BAR_STEP + 6;
    Str label = overview_label(arena, counts->library, table->spec, row->key);
    if (!bar || !label.ptr) {
        return ST_NOMEM;
    }
    TRY(overview_set_count(arena, bar, "haut", top));
    TRY(overview_set_count(arena, bar, "ligne", top + 14));
    TRY(overview_set_count(arena, bar, "largeur", width));
    TRY(overview_set_count(arena, bar, "bout", BAR_LEFT + width + 8));
    TRY(overview_set_text(arena, bar, "libelle", shorten(arena, label)));
    TRY(overview_set_text(arena, bar, "valeur",
                          number_text(arena, counts, num_of(row->n_markets), false)));
    return value_list_add(arena, bars, bar);
}

static Status set_chart(Arena *arena, const OverviewCounts *counts, const OverviewTable *table,
                        Value *map)
{
    Value *chart = value_map(arena, nowhere);
    Value *bars = NULL;
    size_t most = 0;
    size_t n = table->n < MAX_BARS ? table->n : MAX_BARS;
    if (n == 0 || !value_is_true(value_get(table->spec, STR("graphique")))) {
        return value_map_set_bool(arena, map, "graphique", false);
    }
    TRY(set(arena, map, "graphique", chart));
    TRY(overview_set_list(arena, chart, "barres", &bars));
    for (size_t i = 0; i < n; i++) {
        most = table->rows[i].n_markets > most ? table->rows[i].n_markets : most;
    }
    for (size_t i = 0; i < n; i++) {
        TRY(add_bar(arena, counts, table, i, most, bars));
    }
    return overview_set_count(arena, chart, "hauteur", n * BAR_STEP + 4);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static Status add_row(Arena *arena, const OverviewCounts *counts, const OverviewTable *table,
                      const OverviewRow *row, bool is_page, Value *rows)
{
    Value *map = value_map(arena, nowhere);
    if (!map) {
        return ST_NOMEM;
    }
    TRY(overview_set_text(arena, map, "code", row->key));
    TRY(overview_set_text(arena, map, "libelle",
                          overview_label(arena, counts->library, table->spec, row->key)));
    TRY(value_map_set_bool(arena, map, "reste", row->key.len == 0));
    TRY(overview_set_count(arena, map, "nombre", row->n_markets));
    TRY(overview_set_count(arena, map, "occurrences", row->n_items));
    TRY(set_share(arena, map, "part", num_of(row->n_markets), num_of(counts->n_known)));
    TRY(set_num(arena, map, "montant", row->sums.amount));
    TRY(overview_set_count(arena, map, "avec_consideration", row->n_social));
    TRY(set_share(arena, map, "part_avec_consideration", num_of(row->n_social),
                  num_of(row->n_markets)));
    TRY(overview_set_count(arena, map, "en_erreur", row->n_faulty));
    TRY(is_page ? set_cells(arena, counts, table->spec, &row->sums, map)
                : set_measures(arena, counts, map, &row->sums));
    return value_list_add(arena, rows, map);
}

static Status add_table(Arena *arena, const OverviewCounts *counts, const OverviewTable *table,
                        bool is_page, Value *tables)
{
    Value *map = value_map(arena, nowhere);
    Value *rows = NULL;
    const Library *lib = counts->library;
    size_t n = is_page && table->n > OVERVIEW_PAGE_ROWS ? OVERVIEW_PAGE_ROWS : table->n;
    if (!map) {
        return ST_NOMEM;
    }
    TRY(overview_set_text(arena, map, "id", value_get_text(table->spec, STR("id"))));
    TRY(overview_set_text(
        arena, map, "libelle",
        overview_typeset(arena, lib, value_get_text(table->spec, STR("libelle")))));
    TRY(overview_set_text(
        arena, map, "entete",
        overview_typeset(arena, lib, value_get_text(table->spec, STR("entete")))));
    TRY(overview_set_text(arena, map, "par", value_get_text(table->spec, STR("par"))));
    TRY(value_map_set_bool(arena, map, "cumul",
                           table->is_overlapping || table->scope == OVERVIEW_CONSIDERATION));
    if (is_page) {
        TRY(value_map_set_bool(arena, map, "par_marche", table->scope == OVERVIEW_MARKET));
        TRY(overview_set_count(arena, map, "autres", table->n - n));
        TRY(value_map_set_bool(arena, map, "coupe", table->n > n));
        TRY(set_cells(arena, counts, table->spec, NULL, map));
        TRY(set_chart(arena, counts, table, map));
    }
    TRY(overview_set_list(arena, map, "lignes", &rows));
    for (size_t i = 0; i < n; i++) {
        TRY(add_row(arena, counts, table, &table->rows[i], is_page, rows));
    }
    return value_list_add(arena, tables, map);
}

/* --- all --------------------------------------------------------------------------------------------------------- */

static Status set_totals(Arena *arena, const OverviewCounts *counts, Value *root)
{
    Value *map = value_map(arena, nowhere);
    Num amount = counts->total.amount;
    TRY(set(arena, root, "ensemble", map));
    TRY(overview_set_count(arena, map, "marches", counts->n - counts->n_replaced));
    TRY(overview_set_count(arena, map, "documents", counts->n_done));
    TRY(overview_set_count(arena, map, "brouillons", counts->n_drafts));
    TRY(overview_set_count(arena, map, "en_erreur", counts->n_faulty));
    TRY(overview_set_count(arena, map, "remplaces", counts->n_replaced));
    TRY(overview_set_count(arena, map, "lus", counts->n_known));
    TRY(overview_set_count(arena, map, "lus_en_partie", counts->n_partial));
    TRY(overview_set_count(arena, map, "lots", counts->n_lots));
    TRY(set_num(arena, map, "montant", amount));
    TRY(overview_set_count(arena, map, "avec_consideration", counts->n_social));
    TRY(set_share(arena, map, "part_avec_consideration", num_of(counts->n_social),
                  num_of(counts->n_known)));
    TRY(set_num(arena, map, "montant_avec_consideration", counts->social_amount));
    TRY(set_share(arena, map, "part_montant_avec_consideration", counts->social_amount, amount));
    TRY(overview_set_count(arena, map, "avec_condition", counts->n_condition));
    TRY(overview_set_count(arena, map, "obligation", counts->n_obligation));
    return set_measures(arena, counts, map, &counts->total);
}

/* The sums of all measures with their names, for the page. */
static Status set_total_cells(Arena *arena, const OverviewCounts *counts, Value *root)
{
    Value *list = NULL;
    TRY(overview_set_list(arena, root, "sommes", &list));
    for (size_t i = 0; i < counts->n_measures; i++) {
        const Value *measure = measure_at(counts, i);
        Value *map = value_map(arena, nowhere);
        if (!map) {
            return ST_NOMEM;
        }
        TRY(overview_set_text(
            arena, map, "libelle",
            overview_typeset(arena, counts->library, value_get_text(measure, STR("libelle")))));
        TRY(overview_set_text(
            arena, map, "texte",
            number_text(arena, counts, counts->total.measures[i], is_money(measure))));
        TRY(value_list_add(arena, list, map));
    }
    return ST_OK;
}

static Status set_library(Arena *arena, const Library *lib, Value *root)
{
    Value *map = value_map(arena, nowhere);
    TRY(set(arena, root, "bibliotheque", map));
    Str title = overview_typeset(arena, lib, value_get_text(lib->about, STR("titre")));
    TRY(overview_set_text(arena, map, "titre", title));
    TRY(overview_set_text(arena, map, "version", value_get_text(lib->about, STR("version"))));
    return overview_set_text(arena, map, "sha256", lib->sha256);
}

Status overview_tree(Arena *arena, const OverviewCounts *counts, bool is_page, Value **ret_root)
{
    Value *root = value_map(arena, nowhere);
    Value *tables = NULL;
    if (!root) {
        return ST_NOMEM;
    }
    TRY(set_library(arena, counts->library, root));
    TRY(value_map_set_bool(arena, root, "complet", counts->n == counts->n_records));
    TRY(overview_set_count(arena, root, "attendus", counts->n_records));
    TRY(set_totals(arena, counts, root));
    if (is_page) {
        TRY(set_total_cells(arena, counts, root));
    }
    TRY(overview_set_list(arena, root, "tableaux", &tables));
    for (size_t i = 0; i < counts->n_tables; i++) {
        TRY(add_table(arena, counts, &counts->tables[i], is_page, tables));
    }
    *ret_root = root;
    return ST_OK;
}
