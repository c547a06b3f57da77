/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies schemaclash.c: keywords, listed values, ranges and required keys that a schema has in vain, each told with its place and
 * the types as they are written; good schemas are left alone.
 */
#include "generator/data/schemaclash.h"
#include "tests/unit/data_fixture.h"

/* All that is said of a schema. */
static const char *clashes(Fixture *f, const char *text)
{
    Value *root = fixture_value(f, text);
    const Schema *schema = NULL;
    diag_list_init(&f->diags, &f->arena);
    if (schema_compile(&f->arena, root, &f->diags, &schema) != ST_OK) {
        fail_msg("%s\n%s", text, fixture_report(f));
    }
    bool is_found = schema_clashes(schema_root(schema), &f->diags);
    assert_int_equal(is_found, f->diags.n > 0);
    return fixture_report(f);
}

static void what_is_in_vain_is_told(void **state)
{
    static const struct {
        const char *schema;
        const char *report;
    } cases[] = {
        {"{type: string, minimum: 3}",
         "1:16 S-025 “minimum” says nothing of a value of the type “string”"},
        {"{type: [string, boolean], maxItems: 3}",
         "1:27 S-025 “maxItems” says nothing of a value of the type “string, boolean”"},
        {"{type: string, x-unite: h}",
         "1:16 S-025 “x-unite” says nothing of a value of the type “string”"},
        {"{type: array, items: {type: integer, pattern: a}}",
         "1:38 S-025 “pattern” says nothing of a value of the type “integer”"},
        {"{type: string, enum: [a, 3, [b], {c: d}, ~, true]}",
         "1:26 S-027 “3” can't occur: the type is “string”\n"
         "1:29 S-027 “[…]” can't occur: the type is “string”\n"
         "1:34 S-027 “{…}” can't occur: the type is “string”\n"
         "1:42 S-027 “null” can't occur: the type is “string”\n"
         "1:45 S-027 “true” can't occur: the type is “string”"},
        {"{type: [integer, boolean], enum: [a, 1, true]}",
         "1:35 S-027 “a” can't occur: the type is “integer, boolean”"},
        {"{minimum: 4, maximum: 3}",
         "1:23 S-026 no value fits: “maximum” is 3, with minimum: 4 (1:11)"},
        {"{exclusiveMinimum: 3, maximum: 3}",
         "1:32 S-026 no value fits: “maximum” is 3, with exclusiveMinimum: 3 (1:20)"},
        {"{type: string, minLength: 5, maxLength: 4}",
         "1:41 S-026 no value fits: “maxLength” is 4, with minLength: 5 (1:27)"},
        {"{required: [a, b], properties: {a: {}}, additionalProperties: false}",
         "1:16 S-028 “b” must be given, but is not among the properties"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(clashes(*state, cases[i].schema), cases[i].report);
    }
}

static void good_schemas_are_left_alone(void **state)
{
    static const char *const schemas[] = {
        "true",
        "{minimum: 3, pattern: a}", /* of any type */
        "{type: [integer, string], minimum: 3, pattern: a, x-unite: h}",
        "{type: number, enum: [1, 2.5], minimum: 1, maximum: 1}",
        "{type: integer, enum: [1, 2]}",
        "{type: array, items: {type: string}, x-typo: false, minItems: 2, maxItems: 2}",
        "{required: [b], properties: {a: {}}}",
        "{required: [b], patternProperties: {b: {}}, additionalProperties: false}",
    };
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        assert_string_equal(clashes(*state, schemas[i]), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_in_vain_is_told),
        TEST(good_schemas_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
