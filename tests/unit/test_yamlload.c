/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies yamlload.c (with treebuild.c and yamlerror.c): types, positions, what is refused and where, each limit,
 * streams, and that no damaged text does harm. The public suite is run by tests/conformance.
 */
#include "generator/base/mem.h"
#include "tests/unit/data_fixture.h"

/* Plain scalars have the types of the core schema, decimal and finite; quoted ones and blocks are texts. */
static void scalars_have_core_types(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *text;
        ValueKind kind;
    } cases[] = {
        {"true", VALUE_BOOL},       {"True", VALUE_BOOL},
        {"FALSE", VALUE_BOOL},      {"tRUE", VALUE_TEXT},
        {"yes", VALUE_TEXT},        {"no", VALUE_TEXT},
        {"on", VALUE_TEXT},         {"y", VALUE_TEXT},
        {"~", VALUE_NULL},          {"null", VALUE_NULL},
        {"Null", VALUE_NULL},       {"NULL", VALUE_NULL},
        {"nUll", VALUE_TEXT},       {"", VALUE_NULL},
        {"12", VALUE_NUM},          {"-0.5", VALUE_NUM},
        {"+.5", VALUE_NUM},         {"5.", VALUE_NUM},
        {"1e3", VALUE_NUM},         {"0123", VALUE_NUM},
        {"0o17", VALUE_TEXT},       {"0x1F", VALUE_TEXT},
        {".inf", VALUE_TEXT},       {".NaN", VALUE_TEXT},
        {"1_000", VALUE_TEXT},      {"1 000", VALUE_TEXT},
        {"1,5", VALUE_TEXT},        {"12:30", VALUE_TEXT},
        {"1.2.3", VALUE_TEXT},      {"1e", VALUE_TEXT},
        {".", VALUE_TEXT},          {"+", VALUE_TEXT},
        {"2026-10-05", VALUE_TEXT}, {"'12'", VALUE_TEXT},
        {"\"true\"", VALUE_TEXT},   {"|\n 12", VALUE_TEXT},
        {"!!str 12", VALUE_TEXT},   {"01 02 03 04 05", VALUE_TEXT},
        {"= 1", VALUE_TEXT},        {"<<", VALUE_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Value *root = fixture_value(f, arena_printf(&f->arena, "a: %s\n", cases[i].text).ptr);
        const Value *value = value_get(root, STR("a"));
        if (value->kind != cases[i].kind) {
            fail_msg("%s is a %s", cases[i].text, value_kind_name(value->kind));
        }
    }
    assert_true(value_get(fixture_value(f, "a: True"), STR("a"))->boolean);
    assert_true(str_is(value_get(fixture_value(f, "a: 1.50"), STR("a"))->text, "1.50"));
    assert_int_equal(fixture_value(f, "")->kind, VALUE_NULL);
    assert_int_equal(fixture_value(f, "# nothing\n")->kind, VALUE_NULL);
}

static void expect_loc(Loc loc, uint32_t line, uint32_t column)
{
    assert_int_equal(loc.line, line);
    assert_int_equal(loc.column, column);
}

/* Every node and key has its place; columns count code points, not bytes, and a byte-order mark counts for nothing. */
static void nodes_have_their_place(void **state)
{
    Fixture *f = *state;
    Value *root = fixture_value(f, "\xEF\xBB\xBF"
                                   "clé: valeur\n"
                                   "été: {à: \"é\", b: [1, 2]}\r\n"
                                   "liste:\n"
                                   "  - x\n"
                                   "  -\n"
                                   "vide:\n"
                                   "bloc: |\n"
                                   "  texte\n");
    expect_loc(root->loc, 1, 1);
    expect_loc(value_member(root, STR("clé"))->key_loc, 1, 1);
    expect_loc(value_get(root, STR("clé"))->loc, 1, 6);
    const Value *summer = value_get(root, STR("été"));
    expect_loc(summer->loc, 2, 6);
    expect_loc(value_member(summer, STR("b"))->key_loc, 2, 15);
    expect_loc(value_get(summer, STR("b"))->list.items[1]->loc, 2, 22);
    const Value *list = value_get(root, STR("liste"));
    expect_loc(list->loc, 4, 3);
    expect_loc(list->list.items[0]->loc, 4, 5);
    expect_loc(list->list.items[1]->loc, 5, 4);
    expect_loc(value_get(root, STR("vide"))->loc, 6, 6);
    expect_loc(value_get(root, STR("bloc"))->loc, 7, 7);
    assert_true(str_is(value_get_text(root, STR("bloc")), "texte\n"));
    assert_ptr_equal(root->loc.source, summer->loc.source);
}

/* What libyaml finds malformed is said in our words, at the place where it can be mended. */
static void malformed_texts_are_explained(void **state)
{
    static const RefusedText cases[] = {
        {"a: 1\n\tb: 2", "2:1 Y-002"},
        {"a:\n\t- x", "2:1 Y-002"},
        {"k: >\n  x\n\ty", "3:1 Y-002"},
        {"a: b: c", "1:5 Y-004"},
        {"a: 1\n b: 2", "2:3 Y-004"},
        {"abc\ndef: 1", "2:4 Y-004"},
        {"a:\n  b: 1\n c: 2", "3:2 Y-005"},
        {"- a\nb: 1", "2:1 Y-005"},
        {"a: 1\n- b", "2:1 Y-005"},
        {"a: - b", "1:4 Y-005"},
        {": x", "1:1 Y-005"},
        {"a: \"x\nb: 1\n", "1:4 Y-006 the quote opened here is never closed (3:1)"},
        {"a: 'x\n---\n", "1:4 Y-006"},
        {"a: [1, 2\nb: 3",
         "1:4 Y-007 the bracket opened here is not closed, or a comma is missing (2:2)"},
        {"a: {b: 1\nc: 2\n", "1:4 Y-007"},
        {"a: [1 2]\nb", "2:1 Y-008"},
        {"a:\n- b\n-c\n- d", "3:1 Y-008"},
        {"a: \"\\q\"", "1:5 Y-009"},
        {"a: \"\\x1\"", "1:7 Y-009"},
        {"a: \"\\ud800\"", "1:7 Y-009"},
        {"a: @x", "1:4 Y-010 a value can't begin with “@”"},
        {"a: `x`", "1:4 Y-010"},
        {"a: **gras**", "1:4 Y-010 a value can't begin with “*”"},
        {"a: & b", "1:4 Y-010 a value can't begin with “&”"},
        {"a: 1\n...\nx", "3:1 Y-011"},
        {"a: > texte", "1:4 Y-012"},
        {"a: |5x\n b", "1:4 Y-012"},
        {"a: 'l'eau'", "1:7 Y-013"},
        {"a: \"b\" c", "1:8 Y-013"},
        {"%YAML 1.2\n%YAML 1.2\n--- 1",
         "2:1 Y-001 malformed YAML: found duplicate %YAML directive"},
    };
    fixture_expect_refusals(*state, fixture_yaml, cases, sizeof cases / sizeof cases[0]);
}

/* A mustache tag without quotes is the likeliest mistake in a clause: it has its own message, wherever it stands. */
static void unquoted_tags_are_recognised(void **state)
{
    static const RefusedText cases[] = {
        {"t: {{x}}", "1:4 Y-003 “{{x}}” is not quoted, so YAML takes its braces for a map"},
        {"t: {{x}} suite", "1:4 Y-003 “{{x}}”"},
        {"t: {{{x}}}", "1:4 Y-003 “{{{x}}}”"},
        {"t: {{#x}}\nb: 1", "1:4 Y-003 “{{#x}}”"},
        {"t: {{> x}}", "1:4 Y-003 “{{> x}}”"},
        {"t: {{&x}}", "1:4 Y-003 “{{&x}}”"},
        {"- {{x}}", "1:3 Y-003 “{{x}}”"},
        {"a: [{{x}}, 2]", "1:5 Y-003 “{{x}}”"},
        {"a: {b: {{x}}}", "1:8 Y-003 “{{x}}”"},
        {"{{x}}: 1", "1:1 Y-003 “{{x}}”"},
        {"é: {{x}}\nb: {{y}}\nc: 1\nc: 2",
         "1:4 Y-003 “{{x}}” is not quoted, so YAML takes its braces for a map\n"
         "2:4 Y-003 “{{y}}” is not quoted, so YAML takes its braces for a map\n"
         "4:1 Y-027 the key “c” stands twice in the same map (3:1)"},
    };
    fixture_expect_refusals(*state, fixture_yaml, cases, sizeof cases / sizeof cases[0]);
    Fixture *f = *state;
    Value *root = fixture_value(f, "a: '{{x}}'\nb: \"{{y}}\"\nc: |\n  {{z}}\nd: un {{mot}}\n");
    assert_true(str_is(value_get_text(root, STR("d")), "un {{mot}}"));
}

/* What YAML allows and a tree of data doesn't need. All of a document's mistakes are told at once. */
static void yaml_beyond_data_is_refused(void **state)
{
    static const RefusedText cases[] = {
        {"a: 1\n---\nb: 2", "2:1 Y-020"},
        {"a: !x y\nb: !!int 3\nc: !!set {}",
         "1:4 Y-021 the tag “!x” is refused; only !!str, !!map and !!seq are read\n"
         "2:4 Y-021 the tag “!!int” is refused; only !!str, !!map and !!seq are read\n"
         "3:4 Y-021 the tag “!!set” is refused; only !!str, !!map and !!seq are read"},
        {"a: !!map [1]", "1:4 Y-021"},
        {"a: *y", "1:4 Y-022 the alias “*y” refers to nothing above"},
        {"a: *y\ny: &y 1", "1:4 Y-022"},
        {"a: &x [*x]", "1:8 Y-023"},
        {"a: &x {b: [*x]}", "1:12 Y-023"},
        {"? [a]\n: 1\nb: 2\nb: 3", "1:3 Y-024 a key must be a simple text, not a list or a map\n"
                                   "4:1 Y-027 the key “b” stands twice in the same map (3:1)"},
        {"a: &l [1]\n*l : 2", "2:1 Y-024"},
        {"<<: {a: 1}", "1:1 Y-025"},
        {"{? : 1}", "1:4 Y-026"},
        {"a: {x: 1, x: 2}\nb: 1\n\"b\": 3",
         "1:11 Y-027 the key “x” stands twice in the same map (1:5)\n"
         "3:1 Y-027 the key “b” stands twice in the same map (2:1)"},
        {"1: a\n\"1\": b", "2:1 Y-027 the key “1”"},
        {"a: 99999999999999999999999999999999999999999999", "1:4 Y-028"},
    };
    fixture_expect_refusals(*state, fixture_yaml, cases, sizeof cases / sizeof cases[0]);
    Fixture *f = *state;
    assert_int_equal(fixture_value(f, "'<<': 1\n'': 2\n~: 3\n1.50: 4")->map.n, 4);
}

/* Characters that can't be seen, or mislead, are refused wherever they stand, also when they are escaped. */
static void hostile_characters_are_refused(void **state)
{
    static const RefusedText cases[] = {
        {"a: caf\xE9\nb: \xE9", "1:7 Y-030"},
        {"a: \xC3", "1:4 Y-030"},
        {"a: \xED\xA0\x80", "1:4 Y-030"},
        {"\xFF\xFE"
         "a",
         "1:1 Y-031"},
        {"a: x\x01y\nb: \x7F", "1:5 Y-032 the control character U+0001 is refused\n"
                               "2:4 Y-032 the control character U+007F is refused"},
        {"# é\x02", "1:4 Y-032"},
        {"a: \"\\0\"\nb: \"\\e\"", "1:4 Y-032 the control character U+0000 is refused\n2:4 Y-032"},
        {"\xEF\xBB\xBF\x01", "1:1 Y-032"},
        {"a: \xE2\x80\xAE"
         "b",
         "1:4 Y-033"},
        {"a: \"\\u2066\"", "1:4 Y-033"},
        {"\"\\u202E\": 1", "1:1 Y-033"},
        {"a: x\xC2\x85y", "1:5 Y-034 the line break U+0085"},
        {"a: x\xE2\x80\xA8y", "1:5 Y-034 the line break U+2028"},
        {"a: x\ry: 1", "1:5 Y-034 the line break U+000D"},
    };
    fixture_expect_refusals(*state, fixture_yaml, cases, sizeof cases / sizeof cases[0]);
    Fixture *f = *state;
    Value *root = NULL;
    assert_int_equal(fixture_yaml(f, (Str){.ptr = "a\0: 1", .len = 5}, &root), ST_INPUT);
    /* Not hostile: no-break spaces, joiners of emoji and of Indian scripts, combining accents, escaped line ends. */
    fixture_value(f, "a: 1\xC2\xA0"
                     "000\xE2\x80\xAF€\nb: \xE2\x80\x8D e\xCC\x81 😀\nc: \"\\t\\n\\r\\u00a0\"\r\n");
}

static Status load_with(Fixture *f, Str text, size_t max_nodes, size_t max_depth)
{
    Value *root = NULL;
    diag_list_init(&f->diags, &f->arena);
    YamlLimits limits = {.max_nodes = max_nodes, .max_depth = max_depth};
    return yamlload(&f->arena, fixture_source(f, text), limits, &f->diags, &root);
}

static void expect_limit(Fixture *f, Status st, const char *report)
{
    assert_int_equal(st, ST_LIMIT);
    assert_int_equal(f->diags.n, 1);
    if (!str_starts(str_of(fixture_report(f)), str_of(report))) {
        fail_msg("expected: %s\ngot: %s", report, fixture_report(f));
    }
}

/* `n` times `text`, in arena. */
static Str repeat(Fixture *f, const char *text, size_t n)
{
    size_t size = strlen(text);
    char *out = arena_alloc(&f->arena, n * size + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(out + i * size, text, size);
    }
    return (Str){.ptr = out, .len = n * size};
}

/* Nodes are values; the one above the limit is refused, the one below is not. */
static void nodes_are_bounded(void **state)
{
    Fixture *f = *state;
    assert_int_equal(load_with(f, STR("[1, {a: 2}, 3]"), 5, 64), ST_OK);
    expect_limit(f, load_with(f, STR("[1, {a: 2}, 3]"), 4, 64), "1:13 Y-040 more than 4 values");
    expect_limit(f, load_with(f, repeat(f, "- 1\n", 100001), 100000, 64), "100000:3 Y-040");
}

/* Depth 64 is the last; the reader stops there, so that libyaml's quadratic time is never met. */
static void depth_is_bounded(void **state)
{
    Fixture *f = *state;
    Str open = repeat(f, "[", 64);
    Str close = repeat(f, "]", 64);
    Str good = arena_printf(&f->arena, "%.*s%.*s", STR_ARG(open), STR_ARG(close));
    assert_int_equal(load_with(f, good, 100000, 64), ST_OK);
    expect_limit(f, load_with(f, repeat(f, "[", 65), 100000, 64), "1:65 Y-041");
    expect_limit(f, load_with(f, repeat(f, "- ", 500000), 1000000, 64), "1:129 Y-041");
    expect_limit(f, load_with(f, repeat(f, "{a: ", 500000), 1000000, 64), "1:257 Y-041");
    /* Inside a refused key nothing is kept, but the depth counts all the same. */
    Status st = load_with(f, repeat(f, "? [", 100000), 1000000, 64);
    assert_int_equal(st, ST_LIMIT);
}

/* Aliases share nodes; what they stand for is counted, and so is the depth that they build. */
static void aliases_are_bounded(void **state)
{
    Fixture *f = *state;
    Value *root = fixture_value(f, "a: &x {k: 1}\nb: *x\nc: &x 2\nd: *x");
    assert_ptr_equal(value_get(root, STR("a")), value_get(root, STR("b")));
    assert_int_equal(value_get(root, STR("d"))->kind, VALUE_NUM);
    Str laughs =
        STR("a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c]\n");
    assert_int_equal(load_with(f, laughs, 100000, 64), ST_OK);
    expect_limit(f, load_with(f, laughs, 5000, 64),
                 "4:24 Y-043 the aliases of this file stand for more than 5000");
    Str many = arena_printf(&f->arena, "a: &a 1\nb:\n%s", repeat(f, "- *a\n", 10000).ptr);
    expect_limit(f, load_with(f, many, 100000, 64), "10002:3 Y-042");
    Str named = repeat(f, "- &a 1\n", 10001);
    expect_limit(f, load_with(f, named, 100000, 64), "10001:3 Y-042");
    /* 40 levels, and an alias to them at level 40. */
    Str half = repeat(f, "[", 40);
    Str close = repeat(f, "]", 40);
    Str deep = arena_printf(&f->arena, "a: &a %.*s%.*s\nb: %.*s*a%.*s\n", STR_ARG(half),
                            STR_ARG(close), STR_ARG(half), STR_ARG(close));
    Status st = load_with(f, deep, 100000, 64);
    expect_limit(f, st, "2:44 Y-041");
}

/* Documents come one by one; a mistake in one leaves the next readable, malformed text ends the stream. */
static void streams_give_document_after_document(void **state)
{
    Fixture *f = *state;
    Str text = STR("a: 1\n--- # two\na: 2\na: 3\n---\n- x\n...\n---\n{{x}}: 1\n---\nlast\n---\na: "
                   "[\n---\nnever");
    YamlStream *stream = NULL;
    assert_int_equal(yamlstream_new(fixture_source(f, text), YAML_LIMITS_DATA, &stream), ST_OK);
    static const Status expected[] = {ST_OK, ST_INPUT, ST_OK, ST_INPUT, ST_OK, ST_INPUT};
    Value *root = NULL;
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(yamlstream_next(stream, &f->arena, &f->diags, &root), expected[i]);
        assert_true((root != NULL) == (expected[i] == ST_OK));
        if (i == 2) {
            expect_loc(root->list.items[0]->loc, 6, 3);
        }
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(yamlstream_next(stream, &f->arena, &f->diags, &root), ST_OK);
        assert_null(root);
    }
    assert_int_equal(f->diags.n_errors, 3);
    yamlstream_free(stream);
    yamlstream_free(NULL);
}

/* After the first record a reader that keeps its arena takes no more memory of ours. */
static void second_load_allocates_nothing(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    size_t n_before = 0;
    for (int i = 0; i < 3; i++) {
        n_before = mem_count();
        DiagList diags;
        diag_list_init(&diags, &arena);
        Source *source = source_new(&arena, STR("x"), STR("a: [1, 2, {b: c}]\nd: 'é'\n"), 0);
        Value *root = NULL;
        assert_int_equal(yamlload(&arena, source, YAML_LIMITS_FILE, &diags, &root), ST_OK);
        arena_reset(&arena);
    }
    assert_int_equal(mem_count() - n_before, 0);
    arena_done(&arena);
}

static const char market[] =
    "# commentaire é\nmarche: &m\n  objet: \"Réhabilitation \\u00e9 {{x}}\"\n  montant: "
    "6200000.50\n"
    "  liste: [a, 'b''c', {d: ~}]\nlots:\n  - num: 1\n    texte: |\n      ligne\n      ligne\n"
    "  - {num: 2, options: *m}\n? clé\n: !!str 12\nreste: >-\n  plié\n  ici\n";

/* Cut anywhere, or with any bit changed, a text loads or is refused with a place; nothing is read out of bounds. */
static void damaged_texts_do_no_harm(void **state)
{
    Fixture *f = *state;
    size_t size = sizeof market - 1;
    fixture_value(f, market);
    ArenaMark mark = arena_mark(&f->arena);
    for (size_t i = 0; i < size * 9; i++) {
        size_t at = i / 9;
        bool is_cut = i % 9 == 8;
        size_t n = is_cut ? at : size;
        char *copy = malloc(n > 0 ? n : 1); /* its own block, so that the sanitizer sees its end */
        memcpy(copy, market, n);
        if (!is_cut) {
            copy[at] = (char)(copy[at] ^ (1 << (i % 9)));
        }
        Value *root = NULL;
        Status st = fixture_yaml(f, (Str){.ptr = copy, .len = n}, &root);
        assert_true(st == ST_OK ? root && f->diags.n_errors == 0
                                : st == ST_INPUT && !root && f->diags.n_errors > 0);
        for (size_t d = 0; d < f->diags.n; d++) {
            assert_true(f->diags.items[d].loc.line > 0 && f->diags.items[d].loc.column > 0);
        }
        free(copy);
        arena_rewind(&f->arena, mark);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(scalars_have_core_types),
        TEST(nodes_have_their_place),
        TEST(malformed_texts_are_explained),
        TEST(unquoted_tags_are_recognised),
        TEST(yaml_beyond_data_is_refused),
        TEST(hostile_characters_are_refused),
        TEST(nodes_are_bounded),
        TEST(depth_is_bounded),
        TEST(aliases_are_bounded),
        TEST(streams_give_document_after_document),
        TEST(second_load_allocates_nothing),
        TEST(damaged_texts_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
