/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies validate.c, violation.c, complete.c, nearest.c, pattern.c and textformat.c: each message with its place and
 * path, all of them at once, the nearest of several alternatives, defaults, and that good data cost no memory.
 */
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/data/validate.h"
#include "tests/unit/data_fixture.h"

static const SchemaNode *compile(Fixture *f, const char *text)
{
    Value *root = fixture_value(f, text);
    const Schema *schema = NULL;
    diag_list_init(&f->diags, &f->arena);
    if (schema_compile(&f->arena, root, &f->diags, &schema) != ST_OK) {
        fail_msg("%s\n%s", text, fixture_report(f));
    }
    return schema_root(schema);
}

/* Checks the YAML text against the YAML schema; the report is "" for good data. */
static void expect(Fixture *f, const char *schema, const char *text, const char *report)
{
    const SchemaNode *node = compile(f, schema);
    Value *value = fixture_value(f, text);
    diag_list_init(&f->diags, &f->arena);
    Status st = validate_value(node, value, STR_EMPTY, &f->diags);
    const char *got = fixture_report(f);
    bool is_good = *report == '\0';
    if (st != (is_good ? ST_OK : ST_INPUT) || strcmp(got, report) != 0) {
        fail_msg("%s\n%s\nexpected: %s\ngot %d: %s", schema, text, report, st, got);
    }
    assert_int_equal(validate_follows(node, value), is_good);
}

typedef struct Case {
    const char *schema; /* of the property a */
    const char *text;   /* its value */
    const char *report;
} Case;

static void expect_all(Fixture *f, const Case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        expect(f, arena_printf(&f->arena, "properties: {a: %s}", cases[i].schema).ptr,
               arena_printf(&f->arena, "a: %s", cases[i].text).ptr, cases[i].report);
    }
}

static void types_are_told(void **state)
{
    static const Case cases[] = {
        {"{type: string}", "", "1:3 S-100 [a] “a” has no value"},
        {"{enum: [x]}", "~", "1:4 S-100 [a] “a” has no value"},
        {"{type: string}", "12", "1:4 S-101 [a] “a” must be a text, got 12"},
        {"{type: string}", "true", "1:4 S-101 [a] “a” must be a text, got true"},
        {"{type: string}", "[x]", "1:4 S-109 [a] “a” must be a text, got […]"},
        {"{type: number}", "'5'", "1:4 S-102 [a] “a” must be a number, got “5”"},
        {"{type: number}", "31 000", "1:4 S-102 [a] “a” must be a number, got “31 000”"},
        {"{type: integer}", "1.5", "1:4 S-103 [a] “a” must be a whole number, got 1.5"},
        {"{type: integer}", "1.0", ""},
        {"{type: boolean}", "oui", "1:4 S-104 [a] “a” must be true or false, got “oui”"},
        {"{type: array}", "{b: 1}", "1:4 S-105 [a] “a” must be a list, got {…}"},
        {"{type: object}", "x", "1:4 S-106 [a] “a” must be a group of “key: value” lines, got “x”"},
        {"{type: 'null'}", "1", "1:4 S-107 [a] “a” must be left empty, got 1"},
        {"{type: [string, integer]}", "1.5",
         "1:4 S-108 [a] “a” must be one of these types: string, integer; got 1.5"},
        {"{type: [string, integer]}", "3", ""},
        {"{type: [string, null]}", "~", ""},
    };
    expect_all(*state, cases, sizeof cases / sizeof cases[0]);
}

static void values_are_told(void **state)
{
    static const Case cases[] = {
        {"{enum: [travaux, services]}", "dons",
         "1:4 S-110 [a] “a” can't be “dons”; allowed: travaux, services"},
        {"{enum: [travaux, services]}", "Travau",
         "1:4 S-111 [a] “a” can't be “Travau”; did you mean “travaux”?"},
        {"{enum: [1, 2.0]}", "2", ""},
        {"{enum: [1, true]}", "3", "1:4 S-110 [a] “a” can't be 3; allowed: 1, true"},
        {"{const: x}", "y", "1:4 S-112 [a] “a” must be “x”, got “y”"},
        {"{minimum: 35, x-unite: h}", "31", "1:4 S-120 [a] “a” must be at least 35 h, got 31"},
        {"{maximum: 100, x-unite: '%'}", "100.01",
         "1:4 S-121 [a] “a” must be at most 100 %, got 100.01"},
        {"{minimum: 0.1, maximum: 0.3}", "0.3", ""},
        {"{exclusiveMinimum: 0}", "0", "1:4 S-122 [a] “a” must be more than 0, got 0"},
        {"{exclusiveMaximum: 1e3}", "1000", "1:4 S-123 [a] “a” must be less than 1e3, got 1000"},
        {"{multipleOf: 0.01}", "4.35", ""},
        {"{multipleOf: 0.01}", "4.355",
         "1:4 S-125 [a] “a” has too many decimals: at most 2, got 4.355"},
        {"{minLength: 1, x-aide: Dites lequel.}", "''",
         "1:4 S-140 [a] “a” must not be an empty text"},
        {"{minLength: 3}", "éà", "1:4 S-141 [a] “a” must have at least 3 characters, has 2"},
        {"{maxLength: 3}", "été😀", "1:4 S-142 [a] “a” must have at most 3 characters, has 4"},
        {"{maxLength: 3}", "été", ""},
        {"{minLength: 3, pattern: '^\\d+$'}", "12345", ""},
    };
    expect_all(*state, cases, sizeof cases / sizeof cases[0]);
}

static void patterns_and_formats_are_told(void **state)
{
    static const Case cases[] = {
        {"{pattern: '^\\d{14}$'}", "'1234'",
         "1:4 S-143 [a] “a” does not have the form that is expected"},
        {"{pattern: '^\\d{2}$'}", "\"12\\n\"",
         "1:4 S-143 [a] “a” does not have the form that is expected"},
        {"{pattern: '^\\d$'}", "'٣'", "1:4 S-143 [a] “a” does not have the form that is expected"},
        {"{pattern: 'é+'}", "été", ""},
        {"{pattern: '^(a+)+$'}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
         "1:4 S-144 [a] “a” is too hard to compare with the expected form; taken as wrong"},
        {"{format: date}", "2026-02-30",
         "1:4 S-145 [a] “a” must be a date that exists, got “2026-02-30”"},
        {"{format: date}", "2028-02-29", ""},
        {"{format: date}", "12", ""},
        {"{format: email}", "clauses@exemple.fr", ""},
        {"{format: email}", "clauses@exemple", ""},
        {"{format: email}", "a b@exemple.fr",
         "1:4 S-146 [a] “a” must be an e-mail address, got “a b@exemple.fr”"},
        {"{format: email}", "a@-x.fr",
         "1:4 S-146 [a] “a” must be an e-mail address, got “a@-x.fr”"},
        {"{format: uri}", "https://exemple.fr/a?b=c#d", ""},
        {"{format: uri}", "mailto:a@b.fr", ""},
        {"{format: uri}", "www.exemple.fr",
         "1:4 S-147 [a] “a” must be a web address, got “www.exemple.fr”"},
        {"{format: uri}", "https://exemple.fr/a b",
         "1:4 S-147 [a] “a” must be a web address, got “https://exemple.fr/a b”"},
    };
    expect_all(*state, cases, sizeof cases / sizeof cases[0]);
}

static void lists_are_told(void **state)
{
    static const Case cases[] = {
        {"{minItems: 1}", "[]", "1:4 S-155 [a] “a” must not be an empty list"},
        {"{minItems: 2}", "[1]", "1:4 S-150 [a] “a” must have at least 2 entries, has 1"},
        {"{maxItems: 1}", "[1, 2]", "1:4 S-151 [a] “a” must have at most 1 entries, has 2"},
        {"{uniqueItems: true}", "[1, x, 1.0, x]",
         "1:11 S-152 [a[2]] “a[2]” says the same as an entry before it\n"
         "1:16 S-152 [a[3]] “a[3]” says the same as an entry before it"},
        {"{uniqueItems: true}", "[1, true, '1', [1], {a: 1}, 1.1, ~, 0, false]", ""},
        {"{uniqueItems: true}",
         "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,{a: 1, b: 2},{b: 2, a: 1.0}]",
         "1:63 S-152 [a[19]] “a[19]” says the same as an entry before it"},
        {"{contains: {type: number}, minContains: 2}", "[1, x]",
         "1:4 S-153 [a] “a” has too few entries of the expected kind: 1, at least 2 wanted"},
        {"{contains: {type: number}, maxContains: 1}", "[1, 2]",
         "1:4 S-154 [a] “a” has too many entries of the expected kind: 2, at most 1 allowed"},
        {"{prefixItems: [{type: string}], items: {type: number}}", "[1, x]",
         "1:5 S-101 [a[0]] “a[0]” must be a text, got 1\n"
         "1:8 S-102 [a[1]] “a[1]” must be a number, got “x”"},
    };
    expect_all(*state, cases, sizeof cases / sizeof cases[0]);
}

static void maps_are_told(void **state)
{
    static const Case cases[] = {
        {"{required: [b, c], properties: {b: {}}}", "{d: 1}",
         "1:4 S-130 [a] “b” is missing\n1:4 S-130 [a] “c” is missing"},
        {"{dependentRequired: {b: [c]}}", "{b: 1}",
         "1:5 S-131 [a] “c” is missing; it goes with “b”"},
        {"{dependentSchemas: {b: {required: [d]}}}", "{b: 1}", "1:4 S-130 [a] “d” is missing"},
        {"{additionalProperties: false, properties: {montant: {}}}",
         "{zzzz: 1, montan: 2, Montant: 3}",
         "1:5 S-132 [a.zzzz] unknown key “zzzz”\n"
         "1:14 S-133 [a.montan] unknown key “montan”; did you mean “montant”?\n"
         "1:25 S-133 [a.Montant] unknown key “Montant”; did you mean “montant”?"},
        {"{additionalProperties: {type: number}, patternProperties: {'^x': {type: string}}}",
         "{xa: b, xb: 1, c: 2, d: e}",
         "1:16 S-101 [a.xb] “xb” must be a text, got 1\n1:28 S-102 [a.d] “d” must be a number, got "
         "“e”"},
        {"{propertyNames: {pattern: '^[a-z_]+$'}}", "{ok: 1, Non: 2}",
         "1:12 S-134 [a.Non] “Non” can't be a key here"},
        {"{properties: {b: false}}", "{b: 1}", "1:8 S-135 [a.b] “b” is not allowed here"},
        {"{minProperties: 2}", "{b: 1}", "1:4 S-136 [a] “a” must have at least 2 keys, has 1"},
        {"{maxProperties: 0}", "{b: 1}", "1:4 S-137 [a] “a” must have at most 0 keys, has 1"},
    };
    expect_all(*state, cases, sizeof cases / sizeof cases[0]);
}

/* Of several alternatives the nearest says why: by what tells them apart, then by what is missing. */
static void alternatives_are_told(void **state)
{
    static const Case cases[] = {
        {"{anyOf: [{type: string}, {type: number}]}", "[]",
         "1:4 S-160 [a] “a” has none of the shapes that are allowed here"},
        {"{oneOf: [{minimum: 1}, {maximum: 5}]}", "3",
         "1:4 S-161 [a] “a” has 2 of the shapes of which exactly one is allowed"},
        {"{oneOf: [{minimum: 3}, {maximum: 1}]}", "3", ""},
        {"{not: {type: string}}", "x", "1:4 S-162 [a] “a” has a shape that is excluded here"},
        {"{oneOf: [{properties: {t: {const: x}, u: {type: number}}, required: [t, u]}, "
         "{properties: {t: {const: y}, "
         "v: {type: number}}, required: [t, v]}]}",
         "{t: y, v: z}", "1:14 S-102 [a.v] “v” must be a number, got “z”"},
        {"{anyOf: [{type: object, required: [b, c, d]}, {type: object, required: [b, e]}, {type: "
         "string}]}",
         "{b: 1}", "1:4 S-130 [a] “e” is missing"},
        {"{anyOf: [{type: string}, {type: array, items: {anyOf: [{type: number}, {minimum: 1}]}}]}",
         "[x]", ""},
        {"{if: {properties: {b: {const: 1}}}, then: {required: [c]}, else: {required: [d]}}",
         "{b: 1}", "1:4 S-130 [a] “c” is missing"},
        {"{if: {properties: {b: {const: 1}}}, then: {required: [c]}, else: {required: [d]}}",
         "{b: 2}", "1:4 S-130 [a] “d” is missing"},
        {"{allOf: [{minimum: 5}, {maximum: 1}]}", "3",
         "1:4 S-120 [a] “a” must be at least 5, got 3\n1:4 S-121 [a] “a” must be at most 1, got 3"},
    };
    expect_all(*state, cases, sizeof cases / sizeof cases[0]);
}

static const char market_schema[] =
    "$defs: {pourcentage: {type: number, minimum: 0, maximum: 100, x-unite: '%'}}\n"
    "type: object\nrequired: [objet, lots]\nadditionalProperties: false\n"
    "properties:\n"
    "  objet: {type: string, minLength: 3}\n"
    "  qpv: {type: boolean, default: false}\n"
    "  note: {type: string, x-markdown: true}\n"
    "  lots:\n    type: array\n    minItems: 1\n    items:\n      type: object\n      required: "
    "[num]\n"
    "      additionalProperties: false\n"
    "      properties:\n"
    "        num: {type: integer}\n"
    "        part_mo: {$ref: '#/$defs/pourcentage', default: 50}\n"
    "        contact: {type: object, default: {tel: '12'}, properties: {tel: {type: string, "
    "x-typo: false}, "
    "nom: {type: string, default: X}}}\n";

/* Everything wrong in one run, sorted, with its path under a prefix, and what it underlines. */
static void all_is_told_at_once(void **state)
{
    Fixture *f = *state;
    const SchemaNode *node = compile(f, market_schema);
    Value *value = fixture_value(
        f, "objet: ab\nqpv: oui\nlots:\n  - num: 1.5\n    part_mo: 150\n  - {part: 1}\nfin: 1\n");
    diag_list_init(&f->diags, &f->arena);
    assert_int_equal(validate_value(node, value, STR("marche"), &f->diags), ST_INPUT);
    assert_string_equal(
        fixture_report(f),
        "1:8 S-141 [marche.objet] “objet” must have at least 3 characters, has 2\n"
        "2:6 S-104 [marche.qpv] “qpv” must be true or false, got “oui”\n"
        "4:10 S-103 [marche.lots[0].num] “num” must be a whole number, got 1.5\n"
        "5:14 S-121 [marche.lots[0].part_mo] “part_mo” must be at most 100 %, got 150\n"
        "6:5 S-130 [marche.lots[1]] “num” is missing\n"
        "6:6 S-132 [marche.lots[1].part] unknown key “part”\n"
        "7:1 S-132 [marche.fin] unknown key “fin”");
    static const uint32_t spans[] = {2, 3, 3, 3, 0, 4, 3};
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(f->diags.items[i].span, spans[i]);
    }
    assert_true(str_is(f->diags.items[6].args[1], "objet, qpv, note, lots"));
}

/* The help that the author of the schema wrote goes into the hint. */
static void help_of_the_schema_is_given(void **state)
{
    Fixture *f = *state;
    static const char *const schemas[][2] = {
        {"{required: [b], properties: {b: {x-aide: Aide., title: Titre}}}", "Aide."},
        {"{required: [b], properties: {b: {$ref: '#/$defs/d'}}}", "Titre"},
    };
    for (size_t i = 0; i < 2; i++) {
        const SchemaNode *node =
            compile(f, arena_printf(&f->arena, "$defs: {d: {title: Titre}}\nproperties: {a: %s}",
                                    schemas[i][0])
                           .ptr);
        Value *value = fixture_value(f, "a: {}");
        diag_list_init(&f->diags, &f->arena);
        assert_int_equal(validate_value(node, value, STR_EMPTY, &f->diags), ST_INPUT);
        assert_true(str_is(f->diags.items[0].args[2], schemas[i][1]));
    }
}

/* Defaults are added where they are missing, marked as such, placed at their map; meta comes from the schema. */
static void defaults_and_meta_are_added(void **state)
{
    Fixture *f = *state;
    const SchemaNode *node = compile(f, market_schema);
    Value *value =
        fixture_value(f, "objet: abc\nnote: x\nlots:\n  - {num: 1, part_mo: 7}\n  - num: 2\n");
    assert_int_equal(validate_complete(&f->arena, node, value), ST_OK);
    Buf out;
    buf_init(&out, 1 << 16);
    json_put(&out, value);
    assert_string_equal(
        arena_str(&f->arena, buf_str(&out)).ptr,
        "{\"objet\":\"abc\",\"note\":\"x\",\"lots\":[{\"num\":1,\"part_mo\":7,\"contact\":{\"tel\":"
        "\"12\","
        "\"nom\":\"X\"}},{\"num\":2,\"part_mo\":50,\"contact\":{\"tel\":\"12\",\"nom\":\"X\"}}],"
        "\"qpv\":false}");
    buf_done(&out);
    const Value *lots = value_get(value, STR("lots"));
    const Value *given = value_get(lots->list.items[0], STR("part_mo"));
    const Value *added = value_get(lots->list.items[1], STR("part_mo"));
    assert_int_equal(given->origin, ORIGIN_INPUT);
    assert_int_equal(added->origin, ORIGIN_DEFAULT);
    assert_int_equal(added->loc.line, 5);
    assert_true(str_is(given->meta->unit, "%"));
    assert_true(str_is(added->meta->unit, "%"));
    assert_true(value_get(value, STR("note"))->meta->is_markdown);
    const Value *contact = value_get(lots->list.items[1], STR("contact"));
    assert_true(value_get(contact, STR("tel"))->meta->is_verbatim);
    assert_ptr_not_equal(contact, value_get(lots->list.items[0], STR("contact")));
    assert_null(value_get(value, STR("objet"))->meta);
    diag_list_init(&f->diags, &f->arena);
    assert_int_equal(validate_value(node, value, STR_EMPTY, &f->diags), ST_OK);
}

/* Branches that the value follows give their defaults, the others don't. */
static void defaults_follow_the_branch(void **state)
{
    Fixture *f = *state;
    const SchemaNode *node = compile(
        f,
        "if: {properties: {t: {const: a}}}\nthen: {properties: {x: {default: 1}}}\n"
        "else: {properties: {y: {default: 2}}}\n"
        "oneOf: [{properties: {t: {const: a}, u: {default: 3}}}, {properties: {t: {const: b}, v: "
        "{default: 4}}}]\nallOf: [{properties: {w: {default: 5}}}]\n");
    Value *value = fixture_value(f, "t: b");
    assert_int_equal(validate_complete(&f->arena, node, value), ST_OK);
    assert_non_null(value_get(value, STR("y")));
    assert_non_null(value_get(value, STR("v")));
    assert_non_null(value_get(value, STR("w")));
    assert_int_equal(value->map.n, 4);
}

/* On good data nothing is allocated, neither in the heap nor in an arena. */
static void good_data_cost_no_memory(void **state)
{
    Fixture *f = *state;
    const SchemaNode *node = compile(f, market_schema);
    Value *value = fixture_value(
        f, "objet: abc\nqpv: true\nlots:\n  - {num: 1, part_mo: 7, contact: {tel: x}}\n");
    Arena none;
    arena_init(&none, 0);
    DiagList diags;
    diag_list_init(&diags, &none);
    size_t n_before = mem_count();
    assert_int_equal(validate_value(node, value, STR_EMPTY, &diags), ST_OK);
    assert_int_equal(mem_count(), n_before);
    assert_int_equal(none.total, 0);
}

/* Alternatives that multiply are given up, with a message, not followed for hours. */
static void work_is_bounded(void **state)
{
    Fixture *f = *state;
    Buf text;
    buf_init(&text, 1 << 20);
    buf_puts(&text, "$ref: '#/$defs/d30'\n$defs:\n  d0: {type: string}\n");
    for (int i = 1; i <= 30; i++) {
        buf_printf(&text, "  d%d: {allOf: [{$ref: '#/$defs/d%d'}, {$ref: '#/$defs/d%d'}]}\n", i,
                   i - 1, i - 1);
    }
    const char *schema = arena_str(&f->arena, buf_str(&text)).ptr;
    buf_done(&text);
    Value *root = fixture_value(f, schema);
    const Schema *compiled = NULL;
    diag_list_init(&f->diags, &f->arena);
    Status st = schema_compile(&f->arena, root, &f->diags, &compiled);
    assert_int_equal(st, ST_INPUT); /* too many references one inside the other */
    assert_true(strstr(fixture_report(f), "S-022") != NULL);
    /* Within the nesting that is allowed, five alternatives at each of 14 levels. */
    buf_init(&text, 1 << 20);
    buf_puts(&text, "$ref: '#/$defs/d14'\n$defs:\n  d0: {type: string}\n");
    for (int i = 1; i <= 14; i++) {
        buf_printf(&text, "  d%d: {allOf: [", i);
        for (int j = 0; j < 5; j++) {
            buf_printf(&text, "{$ref: '#/$defs/d%d'},", i - 1);
        }
        buf_puts(&text, "]}\n");
    }
    const SchemaNode *node = compile(f, arena_str(&f->arena, buf_str(&text)).ptr);
    buf_done(&text);
    Value *value = fixture_value(f, "x");
    diag_list_init(&f->diags, &f->arena);
    assert_int_equal(validate_value(node, value, STR_EMPTY, &f->diags), ST_LIMIT);
    assert_string_equal(
        fixture_report(f),
        "1:1 S-170 checking this would take more than 100000000 steps; the check stopped");
    assert_false(validate_follows(node, value));
}

/* Alternatives at every level of deep data are tried once each, and long chains at each level fit the stack. */
static void deep_data_are_checked(void **state)
{
    Fixture *f = *state;
    Buf text;
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 60; i++) {
        buf_puts(&text, "[");
    }
    buf_puts(&text, "false");
    for (int i = 0; i < 60; i++) {
        buf_puts(&text, "]");
    }
    Value *value = fixture_value(f, arena_str(&f->arena, buf_str(&text)).ptr);
    const SchemaNode *node = compile(
        f,
        "oneOf: [{type: string}, {type: array, items: {$ref: '#'}}, {type: array, minItems: 2}]");
    diag_list_init(&f->diags, &f->arena);
    assert_int_equal(validate_value(node, value, STR_EMPTY, &f->diags), ST_INPUT);
    assert_int_equal(f->diags.n, 1);
    buf_clear(&text);
    buf_puts(&text,
             "$ref: '#/$defs/d28'\n$defs:\n  d0: {items: {$ref: '#'}, type: [array, boolean]}\n");
    for (int i = 1; i <= 28; i++) {
        buf_printf(&text, "  d%d: {$ref: '#/$defs/d%d'}\n", i, i - 1);
    }
    const Schema *schema = NULL;
    Value *root = fixture_value(f, arena_str(&f->arena, buf_str(&text)).ptr);
    buf_done(&text);
    diag_list_init(&f->diags, &f->arena);
    Status st = schema_compile(&f->arena, root, &f->diags, &schema);
    assert_int_equal(st, ST_OK);
    assert_int_equal(validate_value(schema_root(schema), value, STR_EMPTY, &f->diags), ST_OK);
}

/* Reads, compiles, checks and completes in an arena; ST_INPUT where the value is wrong. */
static Status do_all(Arena *arena, const char *schema_text, const char *text)
{
    DiagList diags;
    diag_list_init(&diags, arena);
    Source *schema_source = source_new(arena, STR("s"), str_of(schema_text), 0);
    Source *source = source_new(arena, STR("v"), str_of(text), 1);
    Value *root = NULL;
    Value *value = NULL;
    const Schema *schema = NULL;
    if (!schema_source || !source) {
        return ST_NOMEM;
    }
    TRY(yamlload(arena, schema_source, YAML_LIMITS_FILE, &diags, &root));
    TRY(schema_compile(arena, root, &diags, &schema));
    TRY(yamlload(arena, source, YAML_LIMITS_FILE, &diags, &value));
    TRY(validate_value(schema_root(schema), value, STR("p"), &diags));
    return validate_complete(arena, schema_root(schema), value);
}

/* Out of memory at any point is said; nothing is read or written through what was not got. */
static void memory_can_fail_anywhere(void **state)
{
    (void)state;
    static const char schema[] =
        "{$defs: {p: {pattern: '^a+$'}}, required: [x, y], additionalProperties: false, "
        "properties: {x: "
        "{$ref: '#/$defs/p', x-unite: h}, y: {anyOf: [{type: number, maximum: 3}, {enum: [un, "
        "deux]}]}, "
        "z: {default: [1, {b: 2}]}, w: {items: {type: string}}}, patternProperties: {'^_': {}}}";
    static const char *const texts[] = {
        "{x: aaa, y: &y 2, w: [a, b, c], _k: *y}",
        "{x: 'bbb', y: deu, w: [1, {a: b}], v: 1, X: 2}",
    };
    static const Status expected[] = {ST_OK, ST_INPUT};
    /* All of a first chunk but `room` is taken, and no second one is given: the first request beyond fails. */
    const size_t chunk = 16 * 1024;
    for (size_t t = 0; t < 2; t++) {
        Status st = ST_NOMEM;
        for (size_t room = 0; room <= chunk && st == ST_NOMEM; room += 16) {
            Arena arena;
            arena_init(&arena, chunk);
            assert_non_null(arena_alloc(&arena, chunk - room));
            st = do_all(&arena, schema, texts[t]);
            /* A violation that found no room for its words is still one. */
            assert_true(st == ST_NOMEM || st == expected[t] || st == ST_INPUT);
            st = st == ST_INPUT && expected[t] == ST_INPUT && room < chunk ? ST_NOMEM : st;
            arena_done(&arena);
        }
        assert_int_equal(st, expected[t]);
    }
}

static void nearest_word_is_found(void **state)
{
    (void)state;
    static const Str names[] = {
        {"montant", 7}, {"objet", 5}, {"part_mo", 7},
        {"durée", 6},   {"qpv", 3},   {"considerations", 14},
    };
    static const char *const cases[][2] = {
        {"montnat", "montant"},
        {"MONTANT", "montant"},
        {"part-mo", "part_mo"},
        {"duree", "durée"},
        {"qvp", "qpv"},
        {"consideration", "considerations"},
        {"zz", ""},
        {"x", ""},
        {"", ""},
        {"montagnes", "montant"},
        {"obje", "objet"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str found = validate_nearest(str_of(cases[i][0]), names, 6);
        if (!str_is(found, cases[i][1])) {
            fail_msg("%s: %.*s", cases[i][0], STR_ARG(found));
        }
    }
}

/* The root's own name is its source's; a value that was computed has no source. */
static void root_is_named(void **state)
{
    Fixture *f = *state;
    expect(f, "type: object", "[]",
           "1:1 S-106 “test.yaml” must be a group of “key: value” lines, got […]");
    const SchemaNode *node = compile(f, "type: object");
    diag_list_init(&f->diags, &f->arena);
    Value *computed = value_num(&f->arena, (Loc){0}, num_from_int(3));
    assert_int_equal(validate_value(node, computed, STR("options"), &f->diags), ST_INPUT);
    assert_true(str_is(f->diags.items[0].args[0], "options"));
    assert_int_equal(validate_value(node, computed, STR_EMPTY, &f->diags), ST_INPUT);
    assert_true(str_is(f->diags.items[1].args[0], "$"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(types_are_told),
        TEST(values_are_told),
        TEST(patterns_and_formats_are_told),
        TEST(lists_are_told),
        TEST(maps_are_told),
        TEST(alternatives_are_told),
        TEST(all_is_told_at_once),
        TEST(help_of_the_schema_is_given),
        TEST(defaults_and_meta_are_added),
        TEST(defaults_follow_the_branch),
        TEST(good_data_cost_no_memory),
        TEST(work_is_bounded),
        TEST(deep_data_are_checked),
        TEST(memory_can_fail_anywhere),
        TEST(nearest_word_is_found),
        TEST(root_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
