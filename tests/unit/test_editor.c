/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_editor - schemas for editors: the library's own considerations, lists and blocks built in, nothing of ours left in.
 */
#include "generator/library/editor.h"

#include "generator/data/json.h"
#include "generator/data/validate.h"
#include "tests/unit/library_fixture.h"

/* The editor's schema made of `text`. */
static Value *edit(Fixture *f, const Library *library, const char *name, const char *text)
{
    Value *schema = NULL;
    Value *result = NULL;
    assert_int_equal(fixture_json(f, str_of(text), &schema), ST_OK);
    assert_int_equal(editor_schema(&f->arena, library, str_of(name), schema, &result), ST_OK);
    return result;
}

static void assert_json(const Value *value, const char *wanted)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    assert_non_null(value);
    json_put(&out, value);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
}

/* x-aide, x-unite … become the description; no key of ours stays. */
static void annotations_become_words(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    Value *schema = edit(
        f, library, "styles",
        "{\"type\": \"object\", \"properties\": {\"x-y\": {\"title\": \"T\", \"type\": \"number\","
        "\"default\": 5, \"x-aide\": \"Une aide.\", \"x-unite\": \"h\", \"x-source\": \"D-1\","
        "\"x-requis-si\": \"a > 1\", \"x-typo\": false}}}");
    assert_json(value_path(schema, STR("properties")),
                "{\"x-y\":{\"title\":\"T\",\"description\":\"Une aide. Unité : h. Par défaut : 5. "
                "Obligatoire si : a > 1. Source : D-1.\",\"type\":\"number\",\"default\":5}}");
    assert_json(value_get(schema, STR("$comment")),
                "\"ccap schema styles ; Bibliothèque d’essai 0.1.0\"");
}

/* Codes of a catalogue: constants with titles, only those that the schema lists; lists hand theirs to their items. */
static void catalogues_are_built_in(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    Value *schema = edit(
        f, library, "autre",
        "{\"properties\": {\"a\": {\"type\": \"string\", \"pattern\": \"^x\", \"x-catalogue\": "
        "\"natures\","
        "\"enum\": [\"travaux\"]}, \"b\": {\"type\": \"array\", \"items\": {\"type\": \"string\"},"
        "\"x-catalogue\": \"natures\"}, \"c\": {\"type\": \"string\", \"x-catalogue\": "
        "\"absent\"}}}");
    const Value *a = value_path(schema, STR("properties.a"));
    assert_json(a, "{\"type\":\"string\",\"oneOf\":[{\"const\":\"travaux\",\"title\":\"travaux\","
                   "\"description\":\"travaux\"}]}");
    const Value *all = value_path(schema, STR("properties.b.items.oneOf"));
    assert_non_null(all);
    assert_int_equal(all->list.n, value_get(library->catalogues, STR("natures"))->list.n);
    assert_null(value_path(schema, STR("properties.b.oneOf")));
    assert_json(value_path(schema, STR("properties.c")), "{\"type\":\"string\"}");
}

/* The market's schema refuses another consideration's option, and takes its own; our own validator reads it. */
static void options_follow_their_consideration(void **state)
{
    static const struct {
        const char *market;
        bool is_valid;
    } cases[] = {
        {"{c: {clause: essai, options: {taux: 7}}}", true},
        {"{c: {clause: essai}}", true},
        {"{c: {clause: essai, options: {taux: 70}}}", false},
        {"{c: {clause: essai, options: {tau: 7}}}", false},
        {"{c: {clause: essais, options: {}}}", false},
        {"{c: {clause: essai, options: {publics: [JEUNEX]}}}", false},
    };
    Fixture *f = *state;
    const Library *library = library_small(f);
    Value *schema = edit(f, library, "marche",
                         "{\"properties\": {\"c\": {\"type\": \"object\", \"properties\": "
                         "{\"clause\": {\"type\": \"string\","
                         "\"pattern\": \"^z\"}, \"options\": {\"type\": \"object\"}}}}}");
    const Schema *compiled = NULL;
    assert_int_equal(schema_compile(&f->arena, schema, &f->diags, &compiled), ST_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Value *market = NULL;
        assert_int_equal(fixture_yaml(f, str_of(cases[i].market), &market), ST_OK);
        Status st = validate_value(schema_root(compiled), market, STR_EMPTY, &f->diags);
        assert_int_equal(st == ST_OK, cases[i].is_valid);
    }
}

/* An option that must be given makes the options themselves required. */
static void required_options(void **state)
{
    Fixture *f = *state;
    const Change change = {SMALL_CLAUSE, "\noptions:", "\noptions_requises: [taux]\noptions:"};
    const Library *library = library_with(f, change);
    assert_non_null(library);
    Value *schema = edit(f, library, "marche",
                         "{\"properties\": {\"clause\": {\"type\": \"string\"}, \"options\": "
                         "{\"type\": \"object\"}}}");
    assert_json(
        value_get(schema, STR("allOf")),
        "[{\"if\":{\"required\":[\"clause\"],\"properties\":{\"clause\":{\"const\":\"essai\"}}},"
        "\"then\":{\"properties\":{\"options\":{\"$ref\":\"#/$defs/options_essai\"}},"
        "\"required\":[\"options\"]}}]");
    assert_json(value_path(schema, STR("$defs.options_essai.required")), "[\"taux\"]");
}

/* The blocks of the library are the keys of a clause's body. */
static void blocks_are_named(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    Value *schema = edit(f, library, "clause",
                         "{\"properties\": {\"corps\": {\"type\": \"object\", "
                         "\"additionalProperties\": {\"type\": \"string\"}}}}");
    const Value *body = value_path(schema, STR("properties.corps"));
    assert_json(value_path(body, STR("properties.objet")),
                "{\"type\":\"string\",\"title\":\"Objet\"}");
    assert_json(value_get(body, STR("additionalProperties")), "false");
    assert_int_equal(value_get(body, STR("properties"))->map.n, library->n_block_order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(annotations_become_words),
        TEST(catalogues_are_built_in),
        TEST(options_follow_their_consideration),
        TEST(required_options),
        TEST(blocks_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
