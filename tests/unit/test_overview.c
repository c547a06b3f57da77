/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies overview_count.c, overview_sheet.c and overview_tree.c: what lines of a manifest add up to, whatever their state; cells of
 * rapport.csv; no memory.
 */
#include "generator/base/mem.h"
#include "generator/batch/overview_sheet.h"
#include "generator/batch/overview_tree.h"

#include "tests/unit/library_fixture.h"

#define LISTS                                                                                      \
    "natures: [{id: travaux, libelle: Travaux}, {id: services, libelle: Services}]\n"              \
    "etats: [{id: ok, libelle: Fait}, {id: error, libelle: En erreur}]\n"                          \
    "mesures_rapport: [{id: heures, libelle: Heures, unite: h}]\n"                                 \
    "tableaux_rapport:\n"                                                                          \
    "  - {id: nature, libelle: Natures, par: marche, cle: nature, entete: N, listes: [natures], "  \
    "mesures: [heures], graphique: true}\n"                                                        \
    "  - {id: public, libelle: Publics, par: consideration, cle: publics, entete: P, listes: [], " \
    "mesures: [], graphique: false}\n"                                                             \
    "colonnes_rapport:\n"                                                                          \
    "  - {id: a, cle: id, libelle: Identifiant, par: ligne, page: true}\n"                         \
    "  - {id: b, cle: status, libelle: État, par: ligne, listes: [etats]}\n"                      \
    "  - {id: c, cle: montant, libelle: Montant, par: marche}\n"                                   \
    "  - {id: d, cle: num, libelle: Lot, par: lot}\n"                                              \
    "  - {id: e, cle: heures, libelle: Heures, par: consideration, mesure: true}\n"                \
    "  - {id: f, cle: publics, libelle: Publics, par: consideration}\n"                            \
    "  - {id: g, cle: error, libelle: Erreurs, par: ligne}\n"

#define LOTS(hours, publics)                                                                       \
    "\"lots\":[{\"num\":1,\"montant\":10,\"considerations\":[{\"clause\":\"essai\","               \
    "\"heures\":" hours ",\"publics\":" publics "}]}]"
#define DIAG(code, severity)                                                                       \
    "{\"code\":\"" code "\",\"severity\":\"" severity "\",\"message\":\"" code " !\"}"

static const char *const lines[] = {
    "{\"id\":\"a\",\"status\":\"ok\",\"diagnostics\":[" DIAG("D-1", "warning") "," DIAG(
        "D-1", "warning") "],\"faits\":{\"nature\":\"services\",\"montant\":100.25,"
                          "\"consideration_sociale\":true," LOTS("7.5", "[\"RSA\",\"DELD\"]") "}}",
    "{\"id\":\"b\",\"status\":\"error\",\"diagnostics\":[" DIAG("S-1", "error") "],\"faits\":null}",
    "{\"id\":\"c\",\"status\":\"error\",\"diagnostics\":[" DIAG("S-1", "error") "," DIAG(
        "D-1", "warning") "],\"faits\":{\"nature\":\"travaux\",\"montant\":50,\"partiel\":true,"
                          "\"lots\":[]}}",
    "{\"id\":\"d\",\"status\":\"error\",\"diagnostics\":[],\"faits\":{\"nature\":\"travaux\","
    "\"montant\":\"x\",\"partiel\":true,\"lots\":[]}}",
    "{\"id\":\"e\",\"status\":\"replaced\",\"diagnostics\":[" DIAG("B-007",
                                                                   "note") "],\"faits\":null}",
    "{\"id\":\"=f\",\"status\":\"draft\",\"diagnostics\":[],\"faits\":{\"nature\":\"services\","
    "\"montant\":1000," LOTS("2", "[\"RSA\"]") "}}",
};
enum { N_LINES = sizeof lines / sizeof lines[0] };

/* The small library with other lists. */
static const Library *library_with_lists(Fixture *f)
{
    Library *own = arena_new(&f->arena, Library);
    *own = *library_small(f);
    own->catalogues = fixture_value(f, LISTS);
    return own;
}

static Value *line_at(Fixture *f, size_t i)
{
    Value *line = NULL;
    assert_int_equal(fixture_json(f, str_of(lines[i]), &line), ST_OK);
    return line;
}

static void count_all(Fixture *f, const Library *library, OverviewCounts *counts)
{
    assert_int_equal(overview_counts_init(counts, &f->arena, library, N_LINES), ST_OK);
    for (size_t i = 0; i < N_LINES; i++) {
        assert_int_equal(overview_count(counts, i, line_at(f, i)), ST_OK);
    }
    overview_counts_sort(counts);
}

/* The members of a map that a test names, as JSON. */
static const char *picked(Fixture *f, const Value *map, const char *const *keys)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    for (; *keys; keys++) {
        buf_printf(&out, "%s%s=", out.len > 0 ? " " : "", *keys);
        json_put(&out, value_get(map, str_of(*keys)));
    }
    return arena_str(&f->arena, buf_str(&out)).ptr;
}

static void totals(void **state)
{
    Fixture *f = *state;
    OverviewCounts counts;
    Value *root = NULL;
    static const char *const keys[] = {
        "marches",   "documents", "brouillons",         "en_erreur",
        "remplaces", "lus",       "lus_en_partie",      "lots",
        "montant",   "heures",    "avec_consideration", "part_avec_consideration",
        NULL};
    count_all(f, library_with_lists(f), &counts);
    assert_int_equal(overview_tree(&f->arena, &counts, false, &root), ST_OK);
    assert_string_equal(picked(f, value_get(root, STR("ensemble")), keys),
                        "marches=5 documents=1 brouillons=1 en_erreur=3 remplaces=1 lus=3 "
                        "lus_en_partie=1 lots=2 montant=1150.25 heures=9.5 avec_consideration=1 "
                        "part_avec_consideration=33.3");
    assert_true(value_is_true(value_get(root, STR("complet"))));
}

static void tables(void **state)
{
    Fixture *f = *state;
    OverviewCounts counts;
    count_all(f, library_with_lists(f), &counts);
    const OverviewTable *natures = &counts.tables[0];
    assert_int_equal(natures->n, 2); /* in the order of the list */
    assert_true(str_is(natures->rows[0].key, "travaux"));
    assert_int_equal(natures->rows[0].n_markets, 1);
    assert_int_equal(natures->rows[0].n_faulty, 1);
    assert_true(str_is(natures->rows[1].key, "services"));
    assert_int_equal(natures->rows[1].n_markets, 2);
    assert_int_equal(natures->rows[1].n_social, 1);
    assert_int_equal(natures->rows[1].n_faulty, 0);
    const OverviewTable *publics = &counts.tables[1];
    assert_int_equal(publics->n, 2);
    assert_true(publics->is_overlapping);
    assert_false(natures->is_overlapping);
}

static void rules(void **state)
{
    Fixture *f = *state;
    OverviewCounts counts;
    count_all(f, library_with_lists(f), &counts);
    assert_int_equal(counts.n_rules, 2); /* the note is none */
    assert_true(str_is(counts.rules[0].code, "S-1"));
    assert_int_equal(counts.rules[0].n, 2);
    assert_int_equal(counts.rules[0].n_markets, 2);
    assert_true(str_is(counts.rules[1].code, "D-1"));
    assert_int_equal(counts.rules[1].n, 3);
    assert_int_equal(counts.rules[1].n_markets, 2);
    assert_true(overview_rule_concerns(&counts.rules[1], 0));
    assert_false(overview_rule_concerns(&counts.rules[1], 1));
    assert_true(overview_rule_concerns(&counts.rules[1], 2));
    assert_int_equal(overview_count(&counts, N_LINES, line_at(f, 0)), ST_BUG);
}

static void sheet(void **state)
{
    Fixture *f = *state;
    OverviewSheet s;
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    assert_int_equal(overview_sheet_init(&s, &f->arena, library_with_lists(f)), ST_OK);
    overview_sheet_put_head(&s, &out);
    for (size_t i = 0; i < N_LINES; i++) {
        assert_int_equal(overview_sheet_put(&s, &f->arena, line_at(f, i), &out), ST_OK);
    }
    overview_sheet_done(&s);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, "Identifiant;État;Montant;Lot;Heures;Publics;Erreurs\r\n"
                                 "a;Fait;100,25;1;7,5;RSA, DELD;\r\n"
                                 "b;En erreur;;;;;S-1\r\n"
                                 "c;En erreur;50;;;;S-1\r\n"
                                 "d;En erreur;x;;;;\r\n"
                                 "e;replaced;;;;;\r\n"
                                 "'=f;draft;1000;1;2;RSA;\r\n");
}

static void safe_cells(void **state)
{
    static const char *const cells[][2] = {
        {"a", "a"},
        {"", ""},
        {"a;b", "\"a;b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {"=1+1", "'=1+1"},
        {"+33 1", "'+33 1"},
        {"-5", "'-5"},
        {"@x", "'@x"},
        {"\t=1", "\"'\t=1\""},
        {"\r=1", "\"'\r=1\""},
        {" =1", "' =1"},
        {"\u00a0=1", "'\u00a0=1"},
        {"\uFEFF@a", "'\uFEFF@a"},
        {"\uFF1D1", "'\uFF1D1"},
        {"\uFF0B1", "'\uFF0B1"},
        {"1=1", "1=1"},
        {"a-b", "a-b"},
        {"  ", "  "},
        {"=\"x\";y", "\"'=\"\"x\"\";y\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        CLEANUP(buf_done) Buf out = {0};
        buf_init(&out, KIB);
        overview_sheet_put_cell(&out, str_of(cells[i][0]));
        assert_true(str_is(buf_str(&out), cells[i][1]));
    }
}

/* More rows than a table keeps: the last one takes the rest. */
static void full_table(void **state)
{
    Fixture *f = *state;
    OverviewCounts counts;
    enum { N = OVERVIEW_MAX_ROWS + 500 };
    assert_int_equal(overview_counts_init(&counts, &f->arena, library_with_lists(f), N), ST_OK);
    for (size_t i = 0; i < N; i++) {
        Value *line = NULL;
        Str text = arena_printf(
            &f->arena,
            "{\"status\":\"ok\",\"faits\":{\"nature\":\"n%zu\",\"montant\":1,\"lots\":[]}}", i);
        assert_int_equal(fixture_json(f, text, &line), ST_OK);
        assert_int_equal(overview_count(&counts, i, line), ST_OK);
    }
    overview_counts_sort(&counts);
    const OverviewTable *natures = &counts.tables[0];
    assert_int_equal(natures->n, OVERVIEW_MAX_ROWS);
    assert_int_equal(natures->rows[OVERVIEW_MAX_ROWS - 1].key.len, 0);
    assert_int_equal(natures->rows[OVERVIEW_MAX_ROWS - 1].n_markets, N - OVERVIEW_MAX_ROWS + 1);
}

/* Each allocation in turn fails: ST_NOMEM, never a wrong sum. */
static void no_memory(void **state)
{
    Fixture *f = *state;
    const Library *library = library_with_lists(f);
    Value *parsed[N_LINES];
    size_t n_failed = 0;
    for (size_t i = 0; i < N_LINES; i++) {
        parsed[i] = line_at(f, i);
    }
    bool is_done = false;
    for (size_t n = 1; !is_done && n < 1000; n++) {
        Arena arena;
        OverviewCounts counts;
        Value *root = NULL;
        arena_init(&arena, 0);
        mem_fail_at(n);
        Status st = overview_counts_init(&counts, &arena, library, N_LINES);
        for (size_t i = 0; st == ST_OK && i < N_LINES; i++) {
            st = overview_count(&counts, i, parsed[i]);
        }
        if (st == ST_OK) {
            overview_counts_sort(&counts);
            st = overview_tree(&arena, &counts, true, &root);
        }
        mem_fail_at(0);
        assert_true(st == ST_OK || st == ST_NOMEM);
        n_failed += st == ST_NOMEM;
        is_done = st == ST_OK;
        arena_done(&arena);
    }
    assert_true(is_done && n_failed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(totals),     TEST(tables),     TEST(rules),     TEST(sheet),
        TEST(safe_cells), TEST(full_table), TEST(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
