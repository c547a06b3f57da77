/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies schema.c and schemakeys.c: what is compiled, what is refused and where, references and their circles, and
 * what the floors above read from a node. The meaning of keywords is tested by test_validate.c and tests/conformance.
 */
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/schema.h"
#include "tests/unit/data_fixture.h"

static Status compile(Fixture *f, const char *text, const Schema **ret_schema)
{
    Value *root = fixture_value(f, text);
    *ret_schema = NULL;
    diag_list_init(&f->diags, &f->arena);
    return schema_compile(&f->arena, root, &f->diags, ret_schema);
}

static const SchemaNode *good(Fixture *f, const char *text)
{
    const Schema *schema = NULL;
    if (compile(f, text, &schema) != ST_OK) {
        fail_msg("%s\n%s", text, fixture_report(f));
    }
    return schema_root(schema);
}

/* A wrong schema is refused with all of its mistakes, each at its place. */
static void wrong_schemas_are_refused(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *text;
        const char *report;
    } cases[] = {
        {"frobnicate: 1", "1:1 S-001 unknown keyword “frobnicate” in a schema"},
        {"unevaluatedProperties: false", "1:1 S-001"},
        {"$id: 'https://exemple.fr/a'", "1:1 S-001"},
        {"properties: {a: {minimun: 1, requierd: [x]}}",
         "1:18 S-002 unknown keyword “minimun” in a schema; did you mean “minimum”?\n"
         "1:30 S-002 unknown keyword “requierd” in a schema; did you mean “required”?"},
        {"items: 3", "1:8 S-003 “items” must be a schema: a map, true or false"},
        {"properties: {a: [], b: x}", "1:17 S-003 “properties”"},
        {"allOf: []", "1:8 S-004"},
        {"anyOf: {}", "1:8 S-004"},
        {"properties: []", "1:13 S-005"},
        {"$defs: 1", "1:8 S-005"},
        {"pattern: 1", "1:10 S-006"},
        {"title: [a]", "1:8 S-006"},
        {"format: 2", "1:9 S-006"},
        {"$ref: ''", "1:7 S-006"},
        {"x-aide: 1", "1:9 S-006"},
        {"required: [a, a]", "1:11 S-007"},
        {"required: a", "1:11 S-007"},
        {"dependentRequired: {a: [1]}", "1:24 S-007 “a”"},
        {"enum: a", "1:7 S-008"},
        {"minLength: -1", "1:12 S-009"},
        {"maxItems: 1.5", "1:11 S-009"},
        {"minimum: '1'", "1:10 S-010"},
        {"multipleOf: 0", "1:13 S-011"},
        {"uniqueItems: 1", "1:14 S-012"},
        {"x-typo: non", "1:9 S-012"},
        {"type: text", "1:7 S-013 “text” is not a type"},
        {"type: [string, entier]", "1:16 S-013"},
        {"type: []", "1:7 S-013"},
        {"dependentRequired: []", "1:20 S-014"},
        {"$ref: autre.json", "1:7 S-020 the reference “autre.json” leaves this schema"},
        {"$ref: '#/$defs/x'", "1:7 S-021"},
        {"$ref: '#ancre'", "1:7 S-021"},
        {"{$ref: '#/title', title: x}", "1:8 S-021"},
        {"{$ref: '#/allOf/1', allOf: [{}]}", "1:8 S-021"},
        {"$ref: '#'", "1:7 S-022"},
        {"{$defs: {a: {$ref: '#/$defs/b'}, b: {anyOf: [{$ref: '#/$defs/a'}]}}}", "1:20 S-022"},
        {"{not: {if: {$ref: '#'}}}", "1:1 S-022"},
        {"pattern: 'a(b'", "1:10 S-023 bad regular expression “a(b”, at character 4: missing"},
        {"patternProperties: {'[z-a]': {}}", "1:21 S-023"},
        {"format: ipv4", "1:9 S-024 unknown format “ipv4”"},
        {"[1]", "1:1 S-003"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Schema *schema = NULL;
        Status st = compile(f, cases[i].text, &schema);
        fixture_expect_refusal(f, cases[i].text, st, schema, cases[i].report);
    }
}

/* Annotations, ours included, are kept for who asks; x- keys of any name are no mistake. */
static void annotations_are_kept(void **state)
{
    Fixture *f = *state;
    const SchemaNode *root =
        good(f, "$schema: https://json-schema.org/draft/2020-12/schema\n"
                "title: T\ndescription: D\n$comment: C\nexamples: [1]\n"
                "deprecated: true\nreadOnly: false\ncontentMediaType: text/plain\n"
                "x-unite: EUR/h\nx-typo: false\nx-markdown: true\nx-inconnu: {a: 1}\n"
                "x-requis-si: marche.qpv\ndefault: 12\n");
    assert_true(str_is(value_get_text(root->source, STR("x-requis-si")), "marche.qpv"));
    assert_true(str_is(root->meta.unit, "EUR/h"));
    assert_true(root->meta.is_verbatim);
    assert_true(root->meta.is_markdown);
    assert_true(str_is(root->default_value->text, "12"));
    assert_true(good(f, "format: date")->meta.is_verbatim);
    assert_false(good(f, "x-typo: true")->meta.is_verbatim);
    assert_null(good(f, "true")->properties);
}

/* Properties in the order of the text, with what is required; through references and allOf. */
static void properties_are_found(void **state)
{
    Fixture *f = *state;
    const SchemaNode *root = good(
        f, "$defs:\n  adresse: {type: object, properties: {rue: {title: Rue}}}\n  nu: {title: Nu}\n"
           "required: [b, z]\n"
           "properties: {a: {}, b: {$ref: '#/$defs/nu'}, c: {$ref: '#/$defs/adresse', title: C}}\n"
           "allOf: [{properties: {d: {type: string}}}]\n");
    assert_int_equal(root->n_properties, 3);
    assert_true(str_is(root->properties[1].name, "b"));
    assert_true(root->properties[1].is_required);
    assert_false(root->properties[0].is_required);
    const SchemaNode *bare = schema_node_property(root, STR("b"));
    assert_true(str_is(value_get_text(bare->source, STR("title")), "Nu"));
    const SchemaNode *named = schema_node_property(root, STR("c"));
    assert_true(str_is(value_get_text(named->source, STR("title")), "C"));
    assert_non_null(schema_node_property(named, STR("rue")));
    assert_int_equal(schema_node_deref(named)->n_properties, 1);
    assert_non_null(schema_node_property(root, STR("d")));
    assert_null(schema_node_property(root, STR("e")));
    const SchemaNode *list = good(f, "items: {items: {title: x}}");
    assert_non_null(list->items->items);
}

/* Pointers go through lists, escapes and percent signs, and to the schema itself. */
static void references_are_followed(void **state)
{
    Fixture *f = *state;
    const SchemaNode *root =
        good(f, "$defs: {'a/b': {title: slash}, 'c~d': {title: tilde}, 'e%f': {title: percent}, "
                "'~1': {title: both}}\n"
                "prefixItems: [{title: zero}, {title: one}]\n"
                "properties:\n  slash: {$ref: '#/$defs/a~1b'}\n  tilde: {$ref: '#/$defs/c~0d'}\n"
                "  percent: {$ref: '#/$defs/e%25f'}\n  both: {$ref: '#/$defs/~01'}\n"
                "  one: {$ref: '#/prefixItems/1'}\n");
    for (size_t i = 0; i < root->n_properties; i++) {
        const SchemaNode *target = schema_node_deref(root->properties[i].node);
        assert_true(str_eq(value_get_text(target->source, STR("title")), root->properties[i].name));
    }
    const SchemaNode *tree = good(f, "properties: {enfants: {items: {$ref: '#'}}}");
    assert_ptr_equal(schema_node_deref(tree->properties[0].node->items), tree);
}

/* A chain of references is bounded: longer ones are refused, however they are met. */
static void chains_are_bounded(void **state)
{
    Fixture *f = *state;
    for (int n = 30; n <= 34; n += 4) {
        Buf text;
        buf_init(&text, 1 << 20);
        buf_puts(&text, "$defs:\n  d0: {title: end}\n");
        for (int i = 1; i < n; i++) {
            buf_printf(&text, "  d%d: {$ref: '#/$defs/d%d'}\n", i, i - 1);
        }
        const Schema *schema = NULL;
        Status st = compile(f, arena_str(&f->arena, buf_str(&text)).ptr, &schema);
        assert_int_equal(st, n <= LIMIT_SCHEMA_NESTING ? ST_OK : ST_INPUT);
        buf_done(&text);
    }
    assert_true(strstr(fixture_report(f), "S-022") != NULL);
}

/* The schemas that ccap ships compile. */
static void our_schemas_compile(void **state)
{
    Fixture *f = *state;
    const char *source_root = getenv("CCAP_SOURCE");
    if (!source_root) {
        skip();
    }
    Str folder = arena_printf(&f->arena, "%s/schemas", source_root);
    Str *names = NULL;
    size_t n = 0;
    assert_int_equal(file_list(&f->arena, folder, &f->diags, &names, &n), ST_OK);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        Str text = STR_EMPTY;
        Str path = file_join(&f->arena, folder, names[i]);
        assert_int_equal(file_read(&f->arena, path, MIB, (Loc){0}, &f->diags, &text), ST_OK);
        Value *root = NULL;
        const Schema *schema = NULL;
        assert_int_equal(fixture_json(f, text, &root), ST_OK);
        if (schema_compile(&f->arena, root, &f->diags, &schema) != ST_OK) {
            fail_msg("%s: %s", path.ptr, fixture_report(f));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(wrong_schemas_are_refused), TEST(annotations_are_kept), TEST(properties_are_found),
        TEST(references_are_followed),   TEST(chains_are_bounded),   TEST(our_schemas_compile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
