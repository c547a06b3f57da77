/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_articles - lots become articles; calculations by market, article and lot; blocks, and those written once.
 */
#include "generator/library/articles.h"
#include "tests/unit/library_fixture.h"

static const ContractOptions options = {.date = {"2026-09-21", 10}, .name = {"essai", 5}};

/* The root of the small market with these lots (YAML, flow or block). */
static Value *root_of(Fixture *f, const Library *lib, const char *lots)
{
    Str text = arena_printf(&f->arena, SMALL_MARKET "%s", lots);
    return library_root(f, lib, text.ptr, options);
}

static const Value *article(const Value *root, size_t i)
{
    const Value *articles = value_get(root, STR("articles"));
    assert_true(i < articles->list.n);
    return articles->list.items[i];
}

static size_t n_articles(const Value *root)
{
    return value_get(root, STR("articles"))->list.n;
}

/* "1 3" */
static const char *lots_of(Fixture *f, const Value *view)
{
    Str text = STR_EMPTY;
    const Value *lots = value_get(view, STR("lots"));
    for (size_t i = 0; i < lots->list.n; i++) {
        Str number = value_get(lots->list.items[i], STR("num"))->text;
        text = arena_printf(&f->arena, "%.*s%s%.*s", STR_ARG(text), i ? " " : "", STR_ARG(number));
    }
    return text.ptr;
}

static bool is_text(const Value *map, const char *key, const char *text)
{
    return str_is(value_get_text(map, str_of(key)), text);
}

/* Equal options, however they are written, make one article; others another, in the order of the lots. */
static void test_grouping(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    const Value *root = root_of(
        f, lib,
        "lots:\n"
        "- {num: 1, intitule: Un, considerations: [{clause: essai, options: {taux: 7}}]}\n"
        "- {num: 2, intitule: Deux, considerations: [{clause: essai}]}\n"
        "- {num: 3, intitule: Trois, considerations: [{clause: essai, options: {taux: 7.00}}]}\n"
        "- {num: 4, intitule: Quatre}\n");
    assert_non_null(root);
    assert_int_equal(n_articles(root), 3);
    assert_string_equal(lots_of(f, article(root, 0)), "1 3");
    assert_string_equal(lots_of(f, article(root, 1)), "2");
    assert_true(is_text(article(root, 0), "etiquette", "essai@0.1.0#1"));
    assert_true(is_text(article(root, 1), "etiquette", "essai@0.1.0#2"));
    assert_true(is_text(article(root, 0), "titre", "Clause d’essai (lots\u00A01 et 3)"));
    assert_true(is_text(article(root, 1), "titre", "Clause d’essai (lot\u00A02)"));
    /* a body names its article as the heading does */
    assert_true(is_text(value_get(article(root, 0), STR("article")), "titre",
                        "Clause d’essai (lots\u00A01 et 3)"));
    assert_true(is_text(value_get(article(root, 1), STR("article")), "etiquette", "essai@0.1.0#2"));
    assert_true(value_get(article(root, 0), STR("plusieurs_lots"))->boolean);
    assert_true(value_get(article(root, 1), STR("un_lot"))->boolean);
}

/* An option marked x-par-lot never splits an article, and each lot keeps its own. */
static void test_per_lot(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_with(
        f, (Change){SMALL_CLAUSE, "    default: 5\n", "    default: 5\n    x-par-lot: true\n"});
    assert_non_null(lib);
    const Value *root = root_of(
        f, lib,
        "lots:\n"
        "- {num: 1, intitule: Un, considerations: [{clause: essai, options: {taux: 7}}]}\n"
        "- {num: 2, intitule: Deux, considerations: [{clause: essai, options: {taux: 9}}]}\n");
    assert_non_null(root);
    assert_int_equal(n_articles(root), 1);
    const Value *lots = value_get(article(root, 0), STR("lots"));
    static const int64_t hours[] = {14, 18};
    for (size_t i = 0; i < 2; i++) {
        const Value *result = value_path(lots->list.items[i], STR("calcul.heures"));
        assert_true(num_cmp(result->num, num_from_int(hours[i])) == 0);
        assert_int_equal(result->origin, ORIGIN_COMPUTED);
    }
}

/* Results flow down: the market's are seen by articles and lots, an article's by its lots, never upwards. */
static void test_calculations(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_with(
        f,
        (Change){
            "calculs.yaml", "calculs:\n",
            "calculs:\n"
            "  - {id: total, titre: Total, par: marche, formule: marche.montant / 2, source: "
            "essai}\n"
            "  - {id: part, titre: Part, par: article, pour: essai, formule: calcul.total / "
            "size(article.lots), source: essai}\n"
            "  - {id: reste, titre: Reste, par: lot, pour: essai, formule: calcul.part + lot.num, "
            "source: essai}\n"});
    assert_non_null(lib);
    const Value *root = root_of(f, lib,
                                "considerations: [{clause: essai}]\n"
                                "lots: [{num: 1, intitule: Un}, {num: 2, intitule: Deux}]\n");
    assert_non_null(root);
    assert_true(num_cmp(value_path(root, STR("calcul.total"))->num, num_from_int(45000)) == 0);
    assert_null(value_path(root, STR("calcul.part")));
    assert_true(
        num_cmp(value_path(article(root, 0), STR("calcul.part"))->num, num_from_int(22500)) == 0);
    const Value *second = value_get(article(root, 0), STR("lots"))->list.items[1];
    assert_true(num_cmp(value_path(second, STR("calcul.reste"))->num, num_from_int(22502)) == 0);
}

/* A calculation that fails is reported once for each lot it fails for. */
static void test_calculation_fails(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_with(
        f, (Change){"calculs.yaml", "size(lots) * options.taux", "10 / (lot.num - 2)"});
    assert_non_null(lib);
    assert_null(root_of(f, lib,
                        "considerations: [{clause: essai}]\n"
                        "lots: [{num: 1, intitule: Un}, {num: 2, intitule: Deux}]\n"));
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, EXPR_ZERO);
}

/* Blocks stand in the library's order; what two articles share wholly is written once, in a last article. */
static void test_blocks(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    const Value *one =
        root_of(f, lib, "lots: [{num: 1, intitule: Un, considerations: [{clause: essai}]}]\n");
    assert_non_null(one);
    assert_int_equal(n_articles(one), 1);
    const Value *blocks = value_get(article(one, 0), STR("blocs"));
    assert_int_equal(blocks->list.n, 7);
    assert_true(is_text(blocks->list.items[0], "id", "objet"));
    assert_true(is_text(blocks->list.items[6], "titre", "Difficultés"));
    const Value *two =
        root_of(f, lib,
                "lots:\n"
                "- {num: 1, intitule: Un, considerations: [{clause: essai, options: {taux: 7}}]}\n"
                "- {num: 2, intitule: Deux, considerations: [{clause: essai}]}\n");
    assert_non_null(two);
    assert_int_equal(n_articles(two), 3);
    assert_int_equal(value_get(article(two, 0), STR("blocs"))->list.n, 6);
    assert_int_equal(value_get(article(two, 1), STR("blocs"))->list.n, 6);
    const Value *common = article(two, 2);
    assert_true(is_text(common, "id", "communs"));
    assert_true(is_text(common, "titre", "Dispositions communes"));
    assert_true(is_text(common, "etiquette", "communs@0.1.0#1"));
    assert_int_equal(value_get(common, STR("blocs"))->list.n, 1);
}

/* Of four articles that share two texts by turns each text is written once. */
static void test_shared_by_turns(void **state)
{
    Fixture *f = *state;
    const Block shared[] = {{.id = STR("communs/a"), .title = STR("A")},
                            {.id = STR("communs/b"), .title = STR("B")}};
    const BlockKind kinds[] = {{STR("objet"), STR("Objet")}};
    Block blocks[4];
    const Block *blocks_of[4][1];
    Clause clauses[4];
    Library lib = *library_small(f);
    lib.block_order = kinds;
    lib.n_block_order = 1;
    lib.n_calcs = 0;
    lib.clauses = clauses;
    lib.n_clauses = 4;
    Contract contract = {.lib = &lib};
    for (size_t i = 0; i < 4; i++) {
        blocks[i] = (Block){.id = STR("objet"), .title = STR("Objet"), .shared = &shared[i % 2]};
        blocks_of[i][0] = &blocks[i];
        clauses[i] = (Clause){.id = arena_printf(&f->arena, "c%zu", i),
                              .version = STR("1.0.0"),
                              .title = STR("T"),
                              .blocks = blocks_of[i]};
        Value *lot = fixture_value(f, "{num: 1}");
        assert_int_equal(articles_add_lot(&f->arena, &contract, &clauses[i], lot,
                                          value_map(&f->arena, (Loc){0}), (Loc){0}, &f->diags),
                         ST_OK);
    }
    Value *root = value_map(&f->arena, (Loc){0});
    assert_int_equal(articles_finish(&f->arena, &contract, root, false, &f->diags), ST_OK);
    assert_int_equal(n_articles(root), 5);
    assert_int_equal(value_get(article(root, 4), STR("blocs"))->list.n, 2);
}

/* One consideration twice on a lot, of its own and of the market. */
static void test_twice(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    assert_null(root_of(f, lib,
                        "considerations: [{clause: essai, lots: [2]}]\n"
                        "lots:\n"
                        "- {num: 1, intitule: Un, considerations: [{clause: essai}]}\n"
                        "- {num: 2, intitule: Deux, considerations: [{clause: essai}]}\n"));
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, LIB_SHARED_TWICE);
    assert_true(str_is(f->diags.items[0].args[0], "2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_grouping),          TEST(test_per_lot), TEST(test_calculations),
        TEST(test_calculation_fails), TEST(test_blocks),  TEST(test_twice),
        TEST(test_shared_by_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
