/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_fields - the annotations of schemas: what is compiled once, what completes a record.
 */
#include "generator/data/validate.h"
#include "generator/library/fields.h"
#include "tests/unit/data_fixture.h"

static const char catalogues[] = "{\"couleurs\": [{\"id\": \"bleu\", \"libelle\": \"Bleu ciel\"}, "
                                 "{\"id\": \"vert\"}], \"simple\": 3}";

/* Compiles the properties of a schema. */
static Status compile(Fixture *f, const char *properties, FieldList *ret_fields)
{
    Value *lists = NULL;
    Value *root = NULL;
    const Schema *schema = NULL;
    assert_int_equal(fixture_json(f, str_of(catalogues), &lists), ST_OK);
    Str text = arena_printf(&f->arena, "{\"type\": \"object\", \"properties\": {%s}}", properties);
    assert_int_equal(fixture_json(f, text, &root), ST_OK);
    assert_int_equal(schema_compile(&f->arena, root, &f->diags, &schema), ST_OK);
    return fields_compile(&f->arena, schema_root(schema), lists, &f->diags, ret_fields);
}

static FieldList good(Fixture *f, const char *properties)
{
    FieldList fields = {0};
    assert_int_equal(compile(f, properties, &fields), ST_OK);
    return fields;
}

/* Completes a record over a scope with n = 4. */
static Status complete(Fixture *f, const FieldList *fields, Value *map, bool is_faulty)
{
    const ExprName names[] = {{STR("n"), value_num(&f->arena, (Loc){0}, num_from_int(4))},
                              {STR("options"), map}};
    diag_list_init(&f->diags, &f->arena);
    return fields_complete(&f->arena, fields, map, STR("options"), names, 2,
                           TYPO_IMPRIMERIE_NATIONALE, is_faulty, &f->diags);
}

/* Kinds, lists, children, typography, x-par-lot, required. */
static void test_compiled(void **state)
{
    Fixture *f = *state;
    FieldList fields =
        good(f, "\"texte\": {\"type\": \"string\", \"x-par-lot\": true},"
                "\"code\": {\"type\": \"string\", \"pattern\": \"^[a-z]$\"},"
                "\"brut\": {\"type\": \"string\", \"x-typo\": false},"
                "\"teintes\": {\"type\": \"array\", \"items\": {\"type\": \"string\", "
                "\"x-catalogue\": \"couleurs\"}},"
                "\"lots\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"properties\": "
                "{\"num\": {\"type\": \"integer\"}}}}");
    assert_int_equal(fields.n, 5);
    assert_true(fields.items[0].is_typographed && fields.items[0].is_per_lot);
    assert_false(fields.items[1].is_typographed || fields.items[1].is_per_lot);
    assert_false(fields.items[2].is_typographed);
    assert_true(fields.items[3].is_list && fields.items[3].catalogue);
    assert_false(fields.items[3].is_typographed);
    assert_true(fields.items[4].is_list);
    assert_int_equal(fields.items[4].children.n, 1);
    assert_true(str_is(fields.items[4].children.items[0].name, "num"));
}

/* Catalogues that are none, expressions that can't be read, defaults that no list holds: all in one run. */
static void test_mistakes(void **state)
{
    Fixture *f = *state;
    FieldList fields = {0};
    Status st = compile(
        f,
        "\"a\": {\"type\": \"string\", \"x-catalogue\": \"absent\"},"
        "\"b\": {\"type\": \"string\", \"x-catalogue\": \"simple\"},"
        "\"c\": {\"type\": \"string\", \"x-defaut\": \"1 +\"},"
        "\"d\": {\"type\": \"string\", \"x-catalogue\": \"couleurs\", \"default\": \"blue\"},"
        "\"e\": {\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"x-catalogue\": "
        "\"couleurs\", \"default\": [\"vert\", \"rouge\"]}",
        &fields);
    static const DiagCode codes[] = {LIB_NO_CATALOGUE, LIB_NO_CATALOGUE, EXPR_OPERAND_AT_END,
                                     LIB_UNKNOWN_ENTRY_NEAR, LIB_UNKNOWN_ENTRY};
    assert_int_equal(st, ST_INPUT);
    assert_int_equal(f->diags.n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(f->diags.items[i].code, codes[i]);
    }
}

/* Computed defaults, null for the rest, entries of catalogues, typography; what was given stays. */
static void test_completed(void **state)
{
    Fixture *f = *state;
    FieldList fields = good(f, "\"a\": {\"type\": \"number\", \"x-defaut\": \"n * 2\"},"
                               "\"b\": {\"type\": \"number\", \"x-defaut\": \"options.a + 1\"},"
                               "\"c\": {\"type\": \"string\"},"
                               "\"d\": {\"type\": \"string\", \"x-catalogue\": \"couleurs\"},"
                               "\"e\": {\"type\": \"string\"},"
                               "\"g\": {\"type\": \"number\", \"x-defaut\": \"1 / 0\"}");
    Value *map = fixture_value(f, "d: bleu\ne: l'eau\ng: 3\n");
    assert_int_equal(complete(f, &fields, map, false), ST_OK);
    assert_true(num_cmp(value_get(map, STR("a"))->num, num_from_int(8)) == 0);
    assert_true(num_cmp(value_get(map, STR("b"))->num, num_from_int(9)) ==
                0); /* in the order of the schema */
    assert_int_equal(value_get(map, STR("a"))->origin, ORIGIN_DEFAULT);
    assert_int_equal(value_get(map, STR("c"))->kind, VALUE_NULL);
    assert_true(
        str_is(value_get_text(value_get(map, STR("d"))->entry, STR("libelle")), "Bleu ciel"));
    assert_true(str_is(value_get_text(map, STR("e")), "l’eau"));
    assert_true(num_cmp(value_get(map, STR("g"))->num, num_from_int(3)) == 0);
}

/* x-requis-si asks for a value only when its condition holds; an entry that no list holds is named. */
static void test_required(void **state)
{
    Fixture *f = *state;
    FieldList fields = good(f, "\"a\": {\"type\": \"number\", \"x-requis-si\": \"n > 3\"},"
                               "\"b\": {\"type\": \"number\", \"x-requis-si\": \"n > 4\"},"
                               "\"c\": {\"type\": \"string\", \"x-catalogue\": \"couleurs\"}");
    assert_int_equal(complete(f, &fields, fixture_value(f, "c: rose\n"), false), ST_INPUT);
    assert_int_equal(f->diags.n, 2);
    assert_int_equal(f->diags.items[0].code, LIB_REQUIRED_IF);
    assert_true(str_is(f->diags.items[0].path, "options.a"));
    assert_int_equal(f->diags.items[1].code, LIB_UNKNOWN_ENTRY);
    assert_int_equal(complete(f, &fields, fixture_value(f, "a: 1\nc: vert\n"), false), ST_OK);
    assert_int_equal(f->diags.n, 0);
}

/* After other errors expressions may fail; what is required is told all the same, and what is missing stays missing. */
static void test_faulty(void **state)
{
    Fixture *f = *state;
    FieldList fields = good(f, "\"a\": {\"type\": \"number\", \"x-defaut\": \"1 / 0\"},"
                               "\"b\": {\"type\": \"number\", \"x-requis-si\": \"true\"},"
                               "\"c\": {\"type\": \"string\"},"
                               "\"montant\": {\"type\": \"number\", \"x-requis-si\": \"true\"}");
    Value *map = fixture_value(f, "montnat: 3\n"); /* told by the schema */
    assert_int_equal(complete(f, &fields, map, true), ST_INPUT);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, LIB_REQUIRED_IF);
    assert_true(str_is(f->diags.items[0].path, "options.b"));
    assert_null(value_get(map, STR("a")));
    assert_null(value_get(map, STR("b")));
    assert_null(value_get(map, STR("montant")));
    assert_int_equal(value_get(map, STR("c"))->kind, VALUE_NULL);
    assert_true(map->is_doubtful);
}

/* Of a value that is refused, and of what is missing in a map, no default and no condition says anything. */
static void test_doubtful(void **state)
{
    Fixture *f = *state;
    FieldList fields =
        good(f, "\"a\": {\"type\": \"number\"},"
                "\"b\": {\"type\": \"number\", \"x-defaut\": \"options.a + 1\"},"
                "\"c\": {\"type\": \"number\", \"x-requis-si\": \"has(options.b)\"},"
                "\"d\": {\"type\": \"string\", \"x-catalogue\": \"couleurs\"},"
                "\"e\": {\"type\": \"number\", \"x-requis-si\": \"options.d == 'x'\"}");
    Value *map = fixture_value(f, "a: 3\nd: rose\n");
    value_member(map, STR("a"))->value->is_doubtful = true;
    assert_int_equal(complete(f, &fields, map, false), ST_INPUT);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, LIB_UNKNOWN_ENTRY);
    assert_true(value_get(map, STR("d"))->is_doubtful && map->is_doubtful);
    assert_null(value_get(map, STR("b")));
    assert_null(value_get(map, STR("c")));
    assert_null(value_get(map, STR("e")));
}

/* An example is a value that the field takes: `ccap new` writes it. */
static void examples_fit(void **state)
{
    Fixture *f = *state;
    FieldList fields = good(f, "\"n\": {\"type\": \"integer\", \"maximum\": 5, \"examples\": [5]}");
    assert_int_equal(
        compile(f, "\"n\": {\"type\": \"integer\", \"maximum\": 5, \"examples\": [2, 6]}", &fields),
        ST_INPUT);
    assert_int_equal(f->diags.items[0].code, VALUE_ABOVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_compiled), TEST(test_mistakes), TEST(test_completed), TEST(test_required),
        TEST(test_faulty),   TEST(test_doubtful), TEST(examples_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
