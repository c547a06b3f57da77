/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies table.c, tablecell.c, tablerow.c and tablecheck.c: headers to fields, texts to values, rows to markets; what a map says.
 */
#include "generator/library/table.h"

#include "tests/unit/library_fixture.h"

/* The market that the rows of a table make, as JSON; or what was reported. */
static const char *market_of(Fixture *f, const Library *library, const TableMap *map,
                             const char *text)
{
    CsvReader r;
    TableMarket m;
    const Table *table = NULL;
    bool has = false;
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    diag_list_init(&f->diags, &f->arena);
    csv_open(&r, &f->arena, fixture_source(f, str_of(text)), ';', &f->diags);
    assert_int_equal(csv_row(&r, &has), ST_OK);
    Status st = table_new(&f->arena, library, map, r.cells, r.n_cells, &f->diags, &table);
    assert_int_equal(st, f->diags.n_errors > 0 ? ST_INPUT : ST_OK);
    if (st != ST_OK) {
        return fixture_report(f);
    }
    assert_int_equal(table_begin(&m, &f->arena, library, r.loc, &f->diags), ST_OK);
    for (;;) {
        assert_int_equal(csv_row(&r, &has), ST_OK);
        if (!has) {
            break;
        }
        assert_int_equal(table_put_row(&m, table, r.cells, r.n_cells), ST_OK);
        m.lot++;
    }
    assert_int_equal(table_end(&m, map ? map->common : NULL, table->has_lots), ST_OK);
    assert_int_equal(m.has_errors, f->diags.n_errors > 0);
    if (m.has_errors) {
        return fixture_report(f);
    }
    json_put(&out, m.root);
    return arena_str(&f->arena, buf_str(&out)).ptr;
}

#define MARKET(text, wanted) assert_string_equal(market_of(f, library, NULL, text), wanted)
#define TOLD(text, wanted)                                                                         \
    assert_true(str_starts(str_of(market_of(f, library, NULL, text)), STR(wanted)))
#define LOT "\"lots\":[{\"num\":1"

static void values(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    static const char *const numbers[][2] = {
        {"1234.5", "1234.5"},
        {"1234,5", "1234.5"},
        {"1 234,50", "1234.5"},
        {"1.234.567", "1234567"},
        {"1,234,567.25", "1234567.25"},
        {"1.234.567,25", "1234567.25"},
        {"1\u00a0234", "1234"},
        {"1\u202f234 €", "1234"},
        {"-5", "-5"},
        {"72000,00", "72000"},
        {"0,5", "0.5"},
        {" 12 ", "12"},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        Str text = arena_printf(&f->arena, "marche.montant\n%s\n", numbers[i][0]);
        Str wanted = arena_printf(&f->arena, "{\"marche\":{\"montant\":%s}", numbers[i][1]);
        const char *found = market_of(f, library, NULL, text.ptr);
        assert_true(str_starts(str_of(found), wanted));
    }
    static const char *const wrong[] = {"12 34",    "1,2,3", "douze",    "12 mois",
                                        "1.23.456", "--5",   "1 234 56", "€"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Str text = arena_printf(&f->arena, "marche.montant\n%s\n", wrong[i]);
        assert_non_null(strstr(market_of(f, library, NULL, text.ptr), "2:1 B-035"));
    }
    MARKET("marche.lancement;document.date\n21/11/2026;5/1/2027\n",
           "{\"marche\":{\"lancement\":\"2026-11-21\"},\"document\":{\"date\":\"2027-01-05\"}," LOT
           "}]}");
    TOLD("marche.lancement\n31/02/2026\n", "2:1 B-037");
    TOLD("marche.lancement\n21/11/26\n", "2:1 B-037");
    TOLD("marche.lancement\n2026-13-01\n", "2:1 B-037");
    MARKET("exemple\nOui\n", "{\"exemple\":true," LOT "}]}");
    MARKET("exemple\nfaux\n", "{\"exemple\":false," LOT "}]}");
    TOLD("exemple\npeut-être\n", "2:1 B-036");
    MARKET("marche.reference\n0012\n", "{\"marche\":{\"reference\":\"0012\"}," LOT "}]}");
    MARKET("marche.objet;marche.reference\n ;  \u00a0\n", "{" LOT "}]}"); /* blanks are no value */
}

static void headers(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    TOLD("marche.montan\n", "1:1 B-031");
    TOLD("tout autre chose\n", "1:1 B-030");
    TOLD("marche\n", "1:1 B-032");
    TOLD("marche.objet;marche.objet\n", "1:14 B-033");
    TOLD("marche.objet;;x\n", "1:15 B-03");
    MARKET("marche.objet;\na;\n", "{\"marche\":{\"objet\":\"a\"},"
                                  "\"lots\":[{\"intitule\":\"a\",\"num\":1}]}");
    TOLD("marche.objet;\na;b\n", "2:3 B-034"); /* a cell below no name */
}

static void lots_and_considerations(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    MARKET(
        "marche.reference;lots.intitule;lots.montant\nR;A;1\n;B;2,5\n",
        "{\"marche\":{\"reference\":\"R\"},\"lots\":[{\"intitule\":\"A\",\"montant\":1,\"num\":1},"
        "{\"intitule\":\"B\",\"montant\":2.5,\"num\":2}]}");
    TOLD("marche.reference;marche.objet;lots.intitule\nR;x;A\nR;y;B\n", "3:3 B-061");
    MARKET("lots.1.intitule;lots.2.intitule\nA;B\n",
           "{\"lots\":[{\"intitule\":\"A\",\"num\":1},{\"intitule\":\"B\",\"num\":2}]}");
    const char *found =
        market_of(f, library, NULL, "considerations;essai.taux;essai.publics\nessai;7;DELD|RSA\n");
    assert_non_null(strstr(
        found, "{\"clause\":\"essai\",\"options\":{\"taux\":7,\"publics\":[\"DELD\",\"RSA\"]}}"));
    TOLD("considerations\nessay\n", "2:1 B-039");
    TOLD("considerations;essai.taux\n;7\n", "2:2 B-060");
    TOLD("considerations;essai.tau\nessai;7\n", "1:16 B-03");
}

/* A map: other titles, words of the table, what all share. */
static void maps(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    const Value *root = fixture_value(
        f, "colonnes: {Titre: marche.objet, Genre: marche.nature, Suivi: null}\n"
           "valeurs: {marche.nature: {Prestations: services, \"?\": null}}\n"
           "commun: {acheteur: {nom: Ville}, marche: {objet: Entretien courant, duree: 3}}\n");
    const TableMap map = {.columns = value_get(root, STR("colonnes")),
                          .words = value_get(root, STR("valeurs")),
                          .common = value_get(root, STR("commun"))};
    Status st = table_map_check(&f->arena, library, &map, &f->diags);
    assert_string_equal(st == ST_OK ? "" : fixture_report(f), "");
    const char *found = market_of(f, library, &map, "Titre;Genre;Suivi\nA;PRESTATIONS;x\n");
    assert_non_null(strstr(found, "\"objet\":\"A\",\"nature\":\"services\",\"duree\":3"));
    assert_non_null(strstr(found, "\"acheteur\":{\"nom\":\"Ville\"}"));
    assert_null(strstr(found, "\"x\""));
    found = market_of(f, library, &map, "Titre;Genre\n;?\n");
    assert_non_null(strstr(found, "\"objet\":\"Entretien courant\""));
    assert_null(strstr(found, "nature"));
}

/* Shared options complete those of the considerations that a row names; which those are, the row says. */
static void shared_options(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    const Value *common =
        fixture_value(f, "considerations:\n"
                         "  - {clause: essai, options: {taux: 9, publics: [RSA]}}\n"
                         "  - {clause: autre, options: {x: 1}}\n");
    const TableMap map = {.common = common};
    const char *found = market_of(f, library, &map, "considerations;essai.taux\nessai;7\n");
    assert_non_null(
        strstr(found, "[{\"clause\":\"essai\",\"options\":{\"taux\":7,\"publics\":[\"RSA\"]}}]"));
    found = market_of(f, library, &map, "considerations;marche.duree\nessai;7\n");
    assert_non_null(
        strstr(found, "[{\"clause\":\"essai\",\"options\":{\"taux\":9,\"publics\":[\"RSA\"]}}]"));
    found = market_of(f, library, &map, "marche.duree\n7\n");
    assert_non_null(strstr(found, "\"clause\":\"autre\""));
}

static void wrong_maps(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    static const char *const cases[][2] = {
        {"colonnes: {A: marche.objett}", "B-067"},
        {"colonnes: {A: rien.de.tel}", "B-063"},
        {"valeurs: {marche.objett: {a: b}}", "B-067"},
        {"valeurs: {marche.nature: {a: servics}}", "S-111"},
        {"valeurs: {marche.montant: {a: beaucoup}}", "B-035"},
        {"champs: [{de: a, vers: marche.durée}]", "B-067"},
        {"champs: [{de: a, pour: marche.objett}]", "B-067"},
        {"champs: [{de: a, vers: marche.nature, debuts: {\"45\": ouvrage}}]", "S-11"},
        {"commun: {acheteur: {nm: Ville}}", "S-13"},
        {"commun: {marche: {montant: [1]}}", "S-10"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Value *root = fixture_value(f, cases[i][0]);
        const TableMap map = {.columns = value_get(root, STR("colonnes")),
                              .words = value_get(root, STR("valeurs")),
                              .fields = value_get(root, STR("champs")),
                              .common = value_get(root, STR("commun"))};
        assert_int_equal(table_map_check(&f->arena, library, &map, &f->diags), ST_INPUT);
        assert_int_equal(f->diags.n, 1);
        assert_non_null(strstr(fixture_report(f), cases[i][1]));
    }
    /* What others give may be missing. */
    const Value *common = fixture_value(f, "acheteur: {}\nfacilitateur: {structure: Maison}\n");
    const TableMap map = {.common = common};
    Status st = table_map_check(&f->arena, library, &map, &f->diags);
    assert_string_equal(st == ST_OK ? "" : fixture_report(f), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values), TEST(headers),        TEST(lots_and_considerations),
        TEST(maps),   TEST(shared_options), TEST(wrong_maps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
