/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_scaffold - the considerations of a new market: those chosen in use, the others as comments, each option with its help.
 */
#include "generator/library/scaffold.h"

#include "tests/unit/library_fixture.h"

static Str put(Fixture *f, const Library *library, const ScaffoldWish *wish)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    scaffold_put(&out, library, wish, 2);
    return arena_str(&f->arena, buf_str(&out));
}

/* Chosen: an item with the first option in use, since none is required; the rest are comments with their defaults. */
static void chosen(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    const Clause *clause = library_clause(library, STR("K1"));
    const ScaffoldWish wish = {.chosen = &clause, .n_chosen = 1};
    assert_string_equal(
        put(f, library, &wish).ptr,
        "  # K1, Clause d’essai. Une clause pour les essais.\n"
        "  # Convient : Aux essais seulement.\n"
        "  # Ne convient pas : À tout autre usage.\n"
        "  - clause: essai\n"
        "    motif: Raison du choix, conservée avec le projet.\n"
        "    options:\n"
        "      # Taux ; de 1 à 50 ; par défaut 5. Part des heures réservées, de 1 à 50. [essai]\n"
        "      taux: 5\n"
        "      # Publics ; codes de la liste publics. Les personnes visées par la clause. [essai]\n"
        "      # publics: [JEUNE]\n");
}

/* Not chosen: every line is a comment, and taking the marks away gives the item as it is when chosen. */
static void others_are_comments(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    const ScaffoldWish wish = {.has_others = true};
    Str text = put(f, library, &wish);
    assert_int_not_equal(str_find(text, STR("\n  # - clause: essai\n  #   motif"), 0), SIZE_MAX);
    assert_int_not_equal(str_find(text, STR("\n  #     taux: 5\n  #     # Publics"), 0), SIZE_MAX);
    for (size_t at = 0; at < text.len; at = str_find(text, STR("\n"), at) + 1) {
        assert_true(str_starts(str_sub(text, at, text.len), STR("  # ")));
    }
    const ScaffoldWish none = {0};
    assert_int_equal(put(f, library, &none).len, 0);
}

/* An option that the market lacks, one that is always required, an example instead of the default. */
static void given_and_required(void **state)
{
    Fixture *f = *state;
    const Str given = STR("essai.publics");
    const Change change = {SMALL_CLAUSE, "    default: 5\n", "    default: 5\n    examples: [7]\n"};
    const Library *library = library_with(f, change);
    const Clause *clause = library_clause(library, STR("essai"));
    const ScaffoldWish wish = {.chosen = &clause, .n_chosen = 1, .given = &given, .n_given = 1};
    Str text = put(f, library, &wish);
    assert_int_not_equal(str_find(text, STR("      # taux: 5\n"), 0), SIZE_MAX);
    assert_int_not_equal(str_find(text, STR("      publics: [JEUNE]\n"), 0), SIZE_MAX);
    const ScaffoldWish first = {.chosen = &clause, .n_chosen = 1};
    assert_int_not_equal(str_find(put(f, library, &first), STR("      taux: 7\n"), 0), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(chosen), TEST(others_are_comments),
                                       TEST(given_and_required)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
