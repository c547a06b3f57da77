/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_contract - a market file becomes the data of a document, or the list of what is wrong with it.
 */
#include "tests/unit/library_fixture.h"

#define LOT "lots: [{num: 1, intitule: Un, considerations: [{clause: essai}]}]\n"

static const ContractOptions options = {
    .date = {"2026-09-21", 10}, .name = {"essai", 5}, .market_sha256 = {"abc", 3}};

static bool is_text(const Value *root, const char *path, const char *text)
{
    const Value *value = value_path(root, str_of(path));
    return value && value->kind == VALUE_TEXT && str_is(value->text, text);
}

/* What templates see besides the articles: defaults, document, source, library, law. */
static void test_root(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    const Value *root = library_root(f, lib, SMALL_MARKET LOT, options);
    assert_non_null(root);
    assert_int_equal(f->diags.n, 0);
    assert_true(is_text(root, "marche.forme", "ordinaire")); /* default of the schema */
    assert_true(num_cmp(value_path(root, STR("marche.duree"))->num, num_from_int(12)) == 0);
    assert_true(is_text(root, "acheteur.nom", "Commune d’Essai")); /* typography */
    assert_true(is_text(root, "marche.reference", "R-1"));         /* x-typo: false */
    assert_true(is_text(root, "document.date", "2026-09-21"));
    assert_true(is_text(root, "document.identifiant", "essai"));
    assert_false(value_path(root, STR("document.brouillon"))->boolean);
    assert_int_equal(value_path(root, STR("document.problemes"))->list.n, 0);
    assert_true(num_cmp(value_path(root, STR("document.premier_article"))->num, num_from_int(1)) ==
                0);
    assert_true(is_text(root, "source.nom", "essai"));
    assert_true(is_text(root, "source.sha256", "abc"));
    assert_true(str_eq(value_path(root, STR("bibliotheque.sha256"))->text, lib->sha256));
    assert_non_null(value_path(root, STR("droit.LOI-1.citation")));
    assert_true(str_is(
        value_get_text(value_path(root, STR("marche.nature"))->entry, STR("libelle")), "travaux"));
}

/* The date of the market comes before that of the run. */
static void test_own_date(void **state)
{
    Fixture *f = *state;
    const Value *root = library_root(
        f, library_small(f), SMALL_MARKET LOT "document: {date: 2026-05-11, premier_article: 3}\n",
        options);
    assert_non_null(root);
    assert_true(is_text(root, "document.date", "2026-05-11"));
}

/* All mistakes of a market in one run: its keys, its options, its clauses, its lots. */
static void test_mistakes(void **state)
{
    Fixture *f = *state;
    assert_null(library_root(
        f, library_small(f),
        "marche: {reference: R-1, objet: Réfection du stade, nature: travaux, montant: -1, "
        "lancement: 2026-05-04, dure: 3}\n"
        "acheteur: {}\n"
        "facilitateur: {structure: Maison, contact: {}}\n"
        "lots: [{num: 1, intitule: Un, considerations: [{clause: essai, options: {taux: 99, "
        "tau: 1}}, {clause: autre}]}]\n"
        "considerations: [{clause: essai, lots: [7]}]\n",
        options));
    static const DiagCode expected[] = {VALUE_NOT_ABOVE, VALUE_UNKNOWN_KEY_NEAR, VALUE_MISSING,
                                        VALUE_ABOVE,     VALUE_UNKNOWN_KEY_NEAR, LIB_UNKNOWN_CLAUSE,
                                        LIB_UNKNOWN_LOT};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        bool is_found = false;
        for (size_t k = 0; k < f->diags.n; k++) {
            is_found = is_found || f->diags.items[k].code == expected[i];
        }
        assert_true(is_found);
    }
}

/* A clause out of its time; no clause at all; a market that is an example. */
static void test_refused(void **state)
{
    Fixture *f = *state;
    const Library *late =
        library_with(f, (Change){SMALL_CLAUSE, "{du: 2019-04-01}", "{du: 2026-05-05}"});
    assert_non_null(late);
    assert_null(library_root(f, late, SMALL_MARKET LOT, options));
    assert_int_equal(f->diags.items[0].code, LIB_NOT_IN_FORCE);
    const Library *on_time = library_with(
        f, (Change){SMALL_CLAUSE, "{du: 2019-04-01}", "{du: 2026-05-04, au: 2026-05-04}"});
    assert_non_null(library_root(f, on_time, SMALL_MARKET LOT, options));
    assert_null(library_root(f, on_time, SMALL_MARKET "lots: [{num: 1, intitule: Un}]\n", options));
    assert_int_equal(f->diags.items[0].code, LIB_NO_CONSIDERATION);
    assert_null(library_root(f, on_time, "exemple: true\n" SMALL_MARKET LOT, options));
    assert_int_equal(f->diags.items[0].code, LIB_EXAMPLE);
    ContractOptions check = options;
    check.is_check = true;
    assert_non_null(library_root(f, on_time, "exemple: true\n" SMALL_MARKET LOT, check));
}

/* What is wrong with a consideration of the market, or with its date, is said once, however many lots it has. */
static void test_said_once(void **state)
{
    Fixture *f = *state;
    static const char three[] = "lots: [{num: 1, intitule: Un}, {num: 2, intitule: Deux}, "
                                "{num: 3, intitule: Trois}]\n";
    static const struct {
        const char *considerations;
        size_t n;
    } cases[] = {
        {"considerations: [{clause: autre}]\n", 1},
        {"considerations: [{clause: essai, options: {taux: 99, tau: 1}}]\n", 2},
        {"considerations: [{clause: essai, options: {publics: [inconnus]}}]\n", 1},
        {"considerations: [{clause: essai, lots: [1, 7]}, {clause: autre, lots: [2]}]\n", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str text = arena_printf(&f->arena, SMALL_MARKET "%s%s", cases[i].considerations, three);
        assert_null(library_root(f, library_small(f), text.ptr, options));
        assert_int_equal(f->diags.n, cases[i].n);
        assert_int_equal(f->diags.n_errors, cases[i].n);
    }
    const Library *late =
        library_with(f, (Change){SMALL_CLAUSE, "{du: 2019-04-01}", "{du: 2026-05-05}"});
    assert_null(library_root(
        f, late,
        SMALL_MARKET
        "lots:\n"
        "- {num: 1, intitule: Un, considerations: [{clause: essai}]}\n"
        "- {num: 2, intitule: Deux, considerations: [{clause: essai, options: {taux: 7}}]}\n",
        options));
    assert_int_equal(f->diags.n, 1);
}

/* A draft has a root in spite of errors, with the mark and the problems it is given; what is missing stays missing. */
static void test_draft(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    ContractOptions draft = options;
    draft.is_draft = true;
    Value *root = library_root(f, lib, "marche: {montant: 3}\n" LOT, draft);
    assert_non_null(root);
    assert_true(f->diags.n_errors > 0);
    assert_true(value_path(root, STR("document.brouillon"))->boolean);
    assert_null(value_path(root, STR("marche.objet")));
    assert_int_equal(value_get(root, STR("articles"))->list.n, 1);
    Value *problems = value_list(&f->arena, (Loc){0});
    assert_int_equal(value_list_add(&f->arena, problems, value_map(&f->arena, (Loc){0})), ST_OK);
    assert_int_equal(contract_set_problems(&f->arena, root, problems), ST_OK);
    assert_ptr_equal(value_path(root, STR("document.problemes")), problems);
}

/* Whatever stands where a map is wanted, something is said and nothing breaks. */
static void test_shapes(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    static const char *const texts[] = {
        "[]",
        "rien",
        "marche: 3\nlots: 4\n",
        "marche: []\nacheteur: x\nlots: [1, [], x, null]\n",
        "lots: [{considerations: [1, {clause: [x]}, {clause: essai, options: 3}, {}]}]\n",
        "considerations: {a: 1}\nlots: []\n",
        "considerations: [3, {clause: essai, lots: 4}]\nlots: [{num: 1}]\n",
        "document: 3\nlots: null\n",
        "document: {date: [1]}\n",
    };
    ContractOptions draft = options;
    draft.is_draft = true;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_null(library_root(f, lib, texts[i], options));
        assert_true(f->diags.n_errors > 0);
        (void)library_root(f, lib, texts[i], draft); /* may or may not have a root */
        assert_true(f->diags.n_errors > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_root),  TEST(test_own_date), TEST(test_mistakes),  TEST(test_refused),
        TEST(test_draft), TEST(test_shapes),   TEST(test_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
