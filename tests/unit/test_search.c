/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_search - text as people search for it.
 */
#include "generator/text/search.h"
#include "tests/unit/data_fixture.h"

static Str fold(Fixture *f, const char *text)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    search_fold(&out, str_of(text));
    return arena_str(&f->arena, buf_str(&out));
}

/* Case, accents composed and apart, ligatures, apostrophes and blanks. */
static void letters(void **state)
{
    static const char *const cases[][2] = {
        {"Pénalité", "penalite"},
        {"PÉNALITÉ", "penalite"},
        {"pe\u0301nalite\u0301", "penalite"},
        {"Main-d’œuvre", "main-d'oeuvre"},
        {"ŒUVRE Æ ß", "oeuvre ae ss"},
        {"ÇÀÂÄÈÊËÎÏÔÖÙÛÜŸÑ çàâäèêëîïôöùûüÿñ", "caaaeeeiioouuuyn caaaeeeiioouuuyn"},
        {"3 × 2 ÷ 1", "3 × 2 ÷ 1"},
        {"a\u00a0b\u202fc\nd", "a b c d"},
        {"日本", "日本"},
        {"", ""},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(fold(f, cases[i][0]).ptr, cases[i][1]);
    }
}

/* Every word, in any order, also inside a longer one. */
static void words(void **state)
{
    (void)state;
    Str text = STR("penalite par heure non realisee");
    assert_true(search_has(text, STR("heure penalite")));
    assert_true(search_has(text, STR("  realise ")));
    assert_true(search_has(text, STR("")));
    assert_false(search_has(text, STR("heure jour")));
    assert_false(search_has(STR(""), STR("heure")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(letters), TEST(words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
