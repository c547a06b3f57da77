/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_yamlput - values as YAML on one line: read back the same, and plain where a person would write them so.
 */
#include "generator/data/json.h"
#include "generator/data/yamlput.h"
#include "tests/unit/data_fixture.h"

static void assert_yaml(Fixture *f, const char *json, const char *wanted)
{
    CLEANUP(buf_done) Buf out = {0};
    Value *value = NULL;
    Value *back = NULL;
    buf_init(&out, MIB);
    assert_int_equal(fixture_json(f, str_of(json), &value), ST_OK);
    yamlput(&out, value);
    Str text = arena_str(&f->arena, buf_str(&out));
    assert_string_equal(text.ptr, wanted);
    Str line = arena_printf(&f->arena, "k: %.*s", STR_ARG(text));
    assert_int_equal(fixture_yaml(f, line, &back), ST_OK);
    assert_true(value_equal(value_get(back, STR("k")), value));
}

/* Each value comes back from yamlload as it was. */
static void round_trips(void **state)
{
    static const char *const cases[][2] = {
        {"12", "12"},
        {"0.50", "0.50"},
        {"true", "true"},
        {"null", "null"},
        {"\"texte, avec virgule\"", "texte, avec virgule"},
        {"\"l'apostrophe\"", "l'apostrophe"},
        {"\"Émile : oui\"", "\"Émile : oui\""},
        {"\"a:b\"", "a:b"},
        {"[\"a:b\",\"c, d\",\"é\"]", "[\"a:b\", \"c, d\", é]"},
        {"\"fin:\"", "\"fin:\""},
        {"\"a #b\"", "\"a #b\""},
        {"\"a#b\"", "a#b"},
        {"\"\"", "\"\""},
        {"\" a\"", "\" a\""},
        {"\"12\"", "\"12\""},
        {"\"true\"", "\"true\""},
        {"\"no\"", "\"no\""},
        {"\"y\"", "\"y\""},
        {"\"2026-10-05\"", "2026-10-05"},
        {"\"2026-13-05\"", "\"2026-13-05\""},
        {"\"- a\"", "\"- a\""},
        {"\"a\\nb\"", "\"a\\nb\""},
        {"\"%a\"", "\"%a\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {"[1,{\"a\":\"b c\",\"n\":[true]}]", "[1, {a: b c, \"n\": [true]}]"},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_yaml(f, cases[i][0], cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(round_trips)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
