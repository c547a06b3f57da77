/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_names - what a name of a clause or an expression may stand for, and what is said of the others.
 */
#include "tests/unit/library_fixture.h"

/* The library with one more line in the block "actions": what is reported of it, "" if nothing. */
static const char *say(Fixture *f, const char *line)
{
    Str text = arena_printf(&f->arena, "    Des visites.\n\n    %s\n", line);
    const Library *lib = library_with(f, (Change){SMALL_CLAUSE, "    Des visites.\n", text.ptr});
    assert_int_equal(lib != NULL, f->diags.n_errors == 0);
    return fixture_report(f);
}

/* What bodies see: options, calculations, lots, the market, the law, the library, references, forms. */
static void test_known(void **state)
{
    Fixture *f = *state;
    static const char *const lines[] = {
        "{{options.taux}} {{options.taux.nombre}} {{options.taux.avec_unite}}",
        "{{options.taux.ordinal.en_lettres.feminin}} {{marche.montant.montant.en_lettres}} "
        "{{marche.lancement.courte}} {{acheteur.nom.de}} "
        "{{#options.publics}}{{options.publics.enumeration.ou}}{{/options.publics}}",
        "{{#lots.pluriel}}{{lots.nombre}}{{/lots.pluriel}}{{^options.taux.pluriel}}x{{/"
        "options.taux.pluriel}}",
        "{{marche.montant.montant}} {{marche.nature.libelle}} {{acheteur.nom}} "
        "{{document.date.longue}}",
        "{{#lots}}{{num}} {{intitule}} {{options.taux}} {{calcul.heures}}{{/lots}}",
        "{{#options.publics}}{{libelle}}{{/options.publics}}{{#options.publics}}{{.}}{{/"
        "options.publics}}",
        "{{droit.LOI-1.citation}} {{bibliotheque.titre}} {{article.titre}} {{article.id}}",
        "{{#un_lot}}a{{/un_lot}}{{#plusieurs_lots}}b{{/plusieurs_lots}}{{^options.publics}}c{{/"
        "options.publics}}",
        "{{ref.objet}} {{ref.difficultes}} {{ref.article}}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_string_equal(say(f, lines[i]), "");
    }
}

/* What they don't: misspelt, out of scope, a form of nothing, a block that is not there. */
static void test_unknown(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *line;
        DiagCode code;
    } cases[] = {
        {"{{options.tau}}", LIB_UNKNOWN_NAME_NEAR},
        {"{{#options.publicss}}x{{/options.publicss}}", LIB_UNKNOWN_NAME_NEAR},
        {"{{^zzzzzz}}x{{/zzzzzz}}", LIB_UNKNOWN_NAME},
        {"{{calcul.heures}}", LIB_SCOPE}, /* by lot: only inside {{#lots}} */
        {"{{#options.publics}}{{libele}}{{/options.publics}}", LIB_UNKNOWN_NAME_NEAR},
        {"{{marche.nature.libele}}", LIB_UNKNOWN_NAME_NEAR},
        {"{{options.taux.montants}}", LIB_UNKNOWN_FACET_NEAR},
        /* forms of another kind of value */
        {"{{options.taux.longue}}", LIB_UNKNOWN_FACET},
        {"{{options.taux.enumeration}}", LIB_UNKNOWN_FACET},
        {"{{options.publics.montant}}", LIB_UNKNOWN_FACET},
        {"{{marche.montant.duree}}", LIB_UNKNOWN_FACET},
        {"{{marche.lancement.en_lettres}}", LIB_UNKNOWN_FACET},
        {"{{marche.objet.courte}}", LIB_UNKNOWN_FACET},
        {"{{#marche.objet.ordinal}}x{{/marche.objet.ordinal}}", LIB_UNKNOWN_FACET},
        {"{{#lots}}{{calcul.heures.enumeration}}{{/lots}}", LIB_UNKNOWN_FACET},
        {"{{acheteur.en_lettres}}", LIB_UNKNOWN_NAME},
        {"{{droit.LOI-1.citation.montant}}", LIB_UNKNOWN_FACET},
        {"{{droit.LOI-2.citation}}", LIB_UNKNOWN_NAME_NEAR},
        {"{{ref.sanctions}}", LIB_UNKNOWN_REF},
        {"{{lot.num}}", LIB_SCOPE},
        {"{{taux}}", LIB_UNKNOWN_NAME_NEAR},
        {"{{options.publics.enumeration}}", LIB_MAY_BE_EMPTY},
        {"{{#lots}}{{options.publics.enumeration}}{{/lots}}", LIB_MAY_BE_EMPTY},
        {"a {options.taux} b", LIB_BRACE},
        {"{{options.taux}}}", LIB_BRACE},
        /* inside a section that is wrong nothing more is said */
        {"{{#options.publix}}{{libelle}} {{^autre}}x{{/autre}}{{/options.publix}}",
         LIB_UNKNOWN_NAME_NEAR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        (void)say(f, cases[i].line); /* only the codes count */
        assert_int_equal(f->diags.n, 1);
        assert_int_equal(f->diags.items[0].code, cases[i].code);
        assert_int_equal(f->diags.items[0].loc.line, 39);
    }
}

/* The whole tag is underlined; in an expression the name, where it stands. */
static void test_places(void **state)
{
    Fixture *f = *state;
    (void)say(f, "Élève : {{ options.tau }}"); /* only the place counts */
    assert_int_equal(f->diags.items[0].loc.column, 13);
    assert_int_equal(f->diags.items[0].span, 17);
    assert_null(library_with(f, (Change){"calculs.yaml", "size(lots) * options.taux",
                                         "size(lots) * (1 + options.tau)"}));
    assert_int_equal(f->diags.items[0].loc.line, 6);
    assert_int_equal(f->diags.items[0].loc.column, 32);
    assert_int_equal(f->diags.items[0].span, 11);
}

/* Expressions: calculations by their scope, conditions and defaults of options and of the market. */
static void test_expressions(void **state)
{
    Fixture *f = *state;
    static const struct {
        Change change;
        DiagCode code;
    } cases[] = {
        {{"calculs.yaml", "size(lots) * options.taux", "lot.montant"}, DIAG_N_CODES},
        {{"calculs.yaml", "size(lots) * options.taux", "size(article.lots) + size(listes.natures)"},
         DIAG_N_CODES},
        {{"calculs.yaml", "size(lots) * options.taux", "lots.map(l, l.num)[0]"}, DIAG_N_CODES},
        {{"calculs.yaml", "size(lots) * options.taux", "lot.montants"}, LIB_UNKNOWN_NAME_NEAR},
        {{"calculs.yaml", "size(lots) * options.taux", "calcul.autre"}, LIB_UNKNOWN_NAME},
        /* a calculation sees those before it, not itself, nor those behind it */
        {{"calculs.yaml", "size(lots) * options.taux", "calcul.heures + 1"}, LIB_CALC_CYCLE},
        {{SMALL_CLAUSE, "default: 5\n", "default: 5\n    x-requis-si: marche.dure > 1\n"},
         LIB_UNKNOWN_NAME_NEAR},
        {{SMALL_CLAUSE, "    x-catalogue: publics\n",
          "    x-catalogue: publics\n    x-defaut: options.publix\n"},
         LIB_UNKNOWN_NAME_NEAR},
        {{"marche.schema.json", "marche.forme == 'tranches'", "marche.form == 'tranches'"},
         LIB_UNKNOWN_NAME_NEAR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Library *lib = library_with(f, cases[i].change);
        assert_int_equal(lib != NULL, cases[i].code == DIAG_N_CODES);
        assert_int_equal(f->diags.n, cases[i].code == DIAG_N_CODES ? 0 : 1);
        assert_true(lib || f->diags.items[0].code == cases[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_known),
        TEST(test_unknown),
        TEST(test_places),
        TEST(test_expressions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
