/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_library - a folder becomes a library: clauses, shared texts, catalogues, calculations, hash, look-ups.
 */
#include "tests/unit/library_fixture.h"

/* Everything of the folder is found again. */
static void test_loaded(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    assert_int_equal(f->diags.n, 0);
    assert_int_equal(lib->n_clauses, 1);
    assert_int_equal(lib->n_commons, 1);
    assert_int_equal(lib->n_calcs, 1);
    assert_int_equal(lib->n_block_order, 7);
    assert_int_equal(lib->n_blocks, 8); /* seven of the clause, one shared text */
    assert_int_equal(lib->french.typography, TYPO_IMPRIMERIE_NATIONALE);
    assert_true(str_is(value_get_text(lib->about, STR("titre")), "Bibliothèque d’essai"));
    assert_int_equal(lib->calcs[0].scope, CALC_LOT);
    assert_ptr_equal(lib->calcs[0].clause, &lib->clauses[0]);
    assert_int_equal(value_get(lib->catalogues, STR("publics"))->list.n, 2);
    Str citation = value_get_text(value_get(lib->laws, STR("LOI-1")), STR("citation"));
    assert_true(str_ends(citation, STR("de la loi d’essai")));
}

/* Clauses by identifier and code, the nearest one, shared texts, entries. */
static void test_look_ups(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    assert_ptr_equal(library_clause(lib, STR("essai")), &lib->clauses[0]);
    assert_ptr_equal(library_clause(lib, STR("K1")), &lib->clauses[0]);
    assert_null(library_clause(lib, STR("k1")));
    assert_true(str_is(library_nearest_clause(lib, STR("esai")), "essai"));
    assert_int_equal(library_nearest_clause(lib, STR("tout autre")).len, 0);
    assert_true(str_is(library_common(lib, STR("communs/difficultes"))->title, "Difficultés"));
    assert_null(library_common(lib, STR("difficultes")));
    const Value *publics = value_get(lib->catalogues, STR("publics"));
    assert_ptr_equal(library_entry(publics, STR("SENIOR")), publics->list.items[1]);
    assert_null(library_entry(publics, STR("senior")));
}

/* A block that is only an include knows its shared text; another does not. Indexes lead back to the blocks. */
static void test_shared_blocks(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    const Clause *clause = &lib->clauses[0];
    assert_ptr_equal(clause->blocks[6]->shared->rich,
                     library_common(lib, STR("communs/difficultes"))->rich);
    assert_null(clause->blocks[0]->shared);
    for (size_t i = 0; i < lib->n_blocks; i++) {
        assert_int_equal(lib->blocks[i]->index, i);
    }
    const Library *longer =
        library_with(f, (Change){SMALL_CLAUSE, "    {{> communs/difficultes}}\n",
                                 "    Avant.\n\n    {{> communs/difficultes}}\n"});
    assert_non_null(longer);
    assert_null(longer->clauses[0].blocks[6]->shared);
}

/* The headings of a clause come before those of the library. */
static void test_own_titles(void **state)
{
    Fixture *f = *state;
    const Library *lib =
        library_with(f, (Change){SMALL_CLAUSE, "corps:\n", "titres: {public: L'équipe}\ncorps:\n"});
    assert_non_null(lib);
    assert_true(str_is(lib->clauses[0].blocks[1]->title, "L’équipe"));
    assert_true(str_is(lib->clauses[0].blocks[2]->title, "Actions"));
}

/* The hash is that of names and bytes: any change changes it, nothing else does. */
static void test_hash(void **state)
{
    Fixture *f = *state;
    Str first = library_small(f)->sha256;
    assert_int_equal(first.len, 64);
    assert_int_equal(strspn(first.ptr, "0123456789abcdef"), 64);
    assert_true(str_eq(first, library_small(f)->sha256));
    static const Change changes[] = {{SMALL_CLAUSE, "Des visites.", "Des visites !"},
                                     {"bibliotheque.yaml", "Essai", "Essais"},
                                     {"communs/difficultes.yaml", "signalée", "notée"},
                                     {"publics.yaml", "26 ans", "27 ans"},
                                     {"calculs.yaml", "Heures dues", "Heures"}};
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const Library *other = library_with(f, changes[i]);
        assert_non_null(other);
        assert_false(str_eq(first, other->sha256));
    }
}

/* Mistakes of several files are reported in one run. */
static void test_all_mistakes(void **state)
{
    Fixture *f = *state;
    assert_null(
        library_with(f, (Change){SMALL_CLAUSE, "x-catalogue: publics\n",
                                 "x-catalogue: public\n    x-requis-si: marche.dure > 1\n"}));
    assert_int_equal(f->diags.n, 2);
    assert_int_equal(f->diags.items[0].code, LIB_NO_CATALOGUE);
    assert_int_equal(f->diags.items[1].code, LIB_UNKNOWN_NAME_NEAR);
}

/* Codes are a letter and a number: K2 stands before K10. */
static void codes_in_order(void **state)
{
    (void)state;
    assert_true(library_compare_codes(STR("K2"), STR("K10")) < 0);
    assert_true(library_compare_codes(STR("K10"), STR("K9")) > 0);
    assert_true(library_compare_codes(STR("K3"), STR("K4")) < 0);
    assert_int_equal(library_compare_codes(STR("K10"), STR("K10")), 0);
}

/* `portee` names codes of the lists. */
static void unknown_nature(void **state)
{
    Fixture *f = *state;
    const Change change = {SMALL_CLAUSE, "\noptions:", "\nportee: {natures: [travau]}\noptions:"};
    assert_null(library_with(f, change));
    assert_int_equal(f->diags.items[0].code, LIB_UNKNOWN_ENTRY_NEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(codes_in_order),     TEST(unknown_nature),  TEST(test_loaded), TEST(test_look_ups),
        TEST(test_shared_blocks), TEST(test_own_titles), TEST(test_hash),   TEST(test_all_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
