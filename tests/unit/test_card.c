/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_card - what the library's things are found by, and what is near a name that is none.
 */
#include "generator/app/card.h"
#include "tests/unit/library_fixture.h"

static CardMaker maker_of(Fixture *f)
{
    const Library *lib = library_small(f);
    assert_non_null(lib);
    return (CardMaker){.arena = &f->arena, .lib = lib};
}

/* "kind id" of what a name finds, "" if nothing. */
static const char *found(CardMaker *maker, const char *name)
{
    Value *card = NULL;
    assert_int_equal(card_find(maker, str_of(name), &card), ST_OK);
    if (!card) {
        return "";
    }
    return arena_printf(maker->arena, "%.*s %.*s", STR_ARG(value_get_text(card, STR("kind"))),
                        STR_ARG(value_get_text(card, STR("id"))))
        .ptr;
}

static void test_names(void **state)
{
    CardMaker maker = maker_of(*state);
    static const char *const cases[][2] = {
        {"K1", "consideration essai"},
        {"k1", "consideration essai"},
        {"essai", "consideration essai"},
        {"ESSAI", "consideration essai"},
        {"difficultes", "shared_text communs/difficultes"},
        {"communs/difficultes", "shared_text communs/difficultes"},
        {"publics", "list publics"},
        {"listes.publics", "list publics"},
        {"SENIOR", "entry SENIOR"},
        {"senior", "entry SENIOR"},
        {"publics.SENIOR", "entry SENIOR"},
        {"natures.SENIOR", ""},
        {"calcul.heures", "calculation heures"},
        {"heures", "calculation heures"},
        {"LOI-1", "entry LOI-1"},
        {"D-999", ""},
        {"K2", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(found(&maker, cases[i][0]), cases[i][1]);
    }
}

/* Of entries of one name, the one that says most, and the names of the others. */
static void test_fullest(void **state)
{
    Fixture *f = *state;
    CardMaker maker = maker_of(f);
    Library own = *maker.lib;
    Value *card = NULL;
    own.catalogues = fixture_value(f, "natures: [{id: X}, {id: Y, libelle: Y}]\n"
                                      "publics: [{id: X, libelle: Un, aide: A}]\n"
                                      "villes: [{id: X, libelle: Deux}]\n");
    maker.lib = &own;
    assert_int_equal(card_find(&maker, STR("x"), &card), ST_OK);
    assert_true(str_is(value_get_text(card, STR("list")), "publics"));
    const Value *others = value_get(card, STR("others"));
    assert_int_equal(value_list_length(others), 2);
    assert_true(value_list_holds(others, STR("natures.X")));
    assert_true(value_list_holds(others, STR("villes.X")));
    assert_string_equal(found(&maker, "natures.X"), "entry X");
    assert_string_equal(found(&maker, "Y"), "entry Y");
}

static void test_nearest(void **state)
{
    CardMaker maker = maker_of(*state);
    assert_true(str_is(card_nearest(&maker, STR("SENIRO")), "SENIOR"));
    assert_true(str_is(card_nearest(&maker, STR("dificultes")), "difficultes"));
    assert_int_equal(card_nearest(&maker, STR("introuvable")).len, 0);
}

/* A number is known by the list of requirements too, with the reason why nothing fulfils it. */
static void test_number(void **state)
{
    Fixture *f = *state;
    CardMaker maker = maker_of(f);
    Value *list = value_list(&f->arena, (Loc){0});
    Value *entry = card_map(&maker, list);
    Value *card = NULL;
    card_set(&maker, entry, "id", STR("D-999"));
    card_set(&maker, entry, "raison", STR("hors sujet"));
    assert_false(card_number(&maker, STR("D-999"), &card));
    maker.requirements = list;
    assert_true(card_number(&maker, STR("d-999"), &card));
    assert_true(str_is(value_get_text(card, STR("reason")), "hors sujet"));
    assert_false(card_number(&maker, STR("CCP-R2194-1"), &card));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_names),
        TEST(test_fullest),
        TEST(test_nearest),
        TEST(test_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
