/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies json.c: RFC 8259 to the letter, positions, what is refused and where, limits, JSON Lines, the writer, and that
 * no damaged text does harm. The files of JSON-Schema-Test-Suite are read by tests/conformance.
 */
#include "tests/unit/data_fixture.h"

/* Each text comes back as written here, through the writer. */
static void good_texts_come_back(void **state)
{
    Fixture *f = *state;
    static const char *const cases[][2] = {
        {" {\"a\" : [1 , {\"b\":[]}] ,\r\n\"c\":{}} \n", "{\"a\":[1,{\"b\":[]}],\"c\":{}}"},
        {"true", "true"},
        {"[null,false]", "[null,false]"},
        {"-0.0", "-0.0"},
        {"[1.50,1e5,1E-2,0]", "[1.50,1e5,1E-2,0]"},
        {"\"\\u00e9\\ud83d\\ude00\\/\\\\\\\"\\n\\t\\r\"", "\"é😀/\\\\\\\"\\n\\t\\r\""},
        {"{\"\":\"\"}", "{\"\":\"\"}"},
        {"\xEF\xBB\xBF[1]", "[1]"},
        {"\"a\xC2\x85\xE2\x80\xA8\"", "\"a\xC2\x85\xE2\x80\xA8\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Value *root = NULL;
        Status st = fixture_json(f, str_of(cases[i][0]), &root);
        if (st != ST_OK) {
            fail_msg("%s\n%s", cases[i][0], fixture_report(f));
        }
        Buf out;
        buf_init(&out, 1 << 16);
        json_put(&out, root);
        assert_string_equal(arena_str(&f->arena, buf_str(&out)).ptr, cases[i][1]);
        buf_done(&out);
    }
}

static void expect_loc(Loc loc, uint32_t line, uint32_t column)
{
    assert_int_equal(loc.line, line);
    assert_int_equal(loc.column, column);
}

static void nodes_have_their_place(void **state)
{
    Fixture *f = *state;
    Value *root = NULL;
    Str text = STR("{\"é\": \"à\", \"b\": [1,\r\n  2, \"\\u00e9ü\", 3],\n\n \"c\":null}");
    assert_int_equal(fixture_json(f, text, &root), ST_OK);
    expect_loc(root->loc, 1, 1);
    expect_loc(value_member(root, STR("é"))->key_loc, 1, 2);
    expect_loc(value_get(root, STR("é"))->loc, 1, 7);
    expect_loc(value_member(root, STR("b"))->key_loc, 1, 12);
    const Value *list = value_get(root, STR("b"));
    expect_loc(list->list.items[1]->loc, 2, 3);
    expect_loc(list->list.items[2]->loc, 2, 6);
    expect_loc(list->list.items[3]->loc, 2, 17);
    expect_loc(value_get(root, STR("c"))->loc, 4, 6);
}

static void malformed_texts_are_explained(void **state)
{
    static const RefusedText cases[] = {
        {"[1 2]", "1:4 Y-050 malformed JSON: unexpected “2”"},
        {"{\"a\" 1}", "1:6 Y-050"},
        {"{\"a\":}", "1:6 Y-050"},
        {"]", "1:1 Y-050"},
        {"[}", "1:2 Y-050"},
        {"// c", "1:1 Y-050"},
        {"{1:2}", "1:2 Y-050"},
        {"", "1:1 Y-051"},
        {"[1,2", "1:5 Y-051"},
        {"{\"a\"", "1:5 Y-051"},
        {"\"abc", "1:1 Y-051"},
        {"\"abc\\", "1:5 Y-051"},
        {"\"\\q\"", "1:2 Y-052 malformed JSON: unknown escape sequence “\\q”"},
        {"\"é\\é\"", "1:3 Y-052"},
        {"\"\\u12\"", "1:2 Y-052"},
        {"\"\\u12g4\"", "1:2 Y-052"},
        {"\"\\ud800\"", "1:2 Y-053 malformed JSON: “\\ud800” is half"},
        {"\"\\ud800\\u0041\"", "1:2 Y-053"},
        {"\"\\udca9\"", "1:2 Y-053"},
        {"[01]", "1:2 Y-054 malformed JSON: “01” is no number"},
        {"[-01]", "1:2 Y-054"},
        {"[1.]", "1:2 Y-054"},
        {"[1.e2]", "1:2 Y-054"},
        {"[.5]", "1:2 Y-054"},
        {"[+1]", "1:2 Y-054"},
        {"[-]", "1:2 Y-054"},
        {"[1e]", "1:2 Y-054"},
        {"\"a\nb\"", "1:3 Y-055"},
        {"\"a\tb\"", "1:3 Y-055"},
        {"[1,]", "1:4 Y-056"},
        {"{\"a\":1,}", "1:8 Y-056"},
        {"1 2", "1:3 Y-057"},
        {"[1]x", "1:4 Y-057"},
        {"{a:1}", "1:2 Y-058 malformed JSON: “a” is not between double quotes"},
        {"{'a':1}", "1:2 Y-058"},
        {"[NaN]", "1:2 Y-058"},
        {"[True]", "1:2 Y-058"},
    };
    fixture_expect_refusals(*state, fixture_json, cases, sizeof cases / sizeof cases[0]);
}

/* The same rules as for YAML, and all mistakes of a well-formed text at once. */
static void data_rules_are_those_of_yaml(void **state)
{
    Fixture *f = *state;
    static const RefusedText cases[] = {
        {"{\"a\":1,\n\"a\":2,\"b\":1e400,\"\\u0061\":{\"x\":\"\\u0000\"}}",
         "2:1 Y-027 the key “a” stands twice in the same map (1:2)\n"
         "2:11 Y-028 “1e400” is too large or too precise to be kept exactly\n"
         "2:17 Y-027 the key “a” stands twice in the same map (1:2)\n"
         "2:31 Y-032 the control character U+0000 is refused"},
        {"{\"\\u202e\":1}", "1:2 Y-033"},
        {"[\"\xE2\x80\xAE\"]", "1:3 Y-033"},
        {"[\"\xFF\"]", "1:3 Y-030"},
        {"[\"\x7F\"]", "1:3 Y-032"},
    };
    fixture_expect_refusals(f, fixture_json, cases, sizeof cases / sizeof cases[0]);
    Value *root = NULL;
    assert_int_equal(fixture_json(f, (Str){.ptr = "[1,\0]", .len = 5}, &root), ST_INPUT);
    assert_int_equal(fixture_json(f, (Str){.ptr = "[\0", .len = 2}, &root), ST_INPUT);
}

static void limits_hold(void **state)
{
    Fixture *f = *state;
    Value *root = NULL;
    YamlLimits few = {.max_nodes = 4, .max_depth = 3};
    Source *source = fixture_source(f, STR("[1,2,3,4]"));
    assert_int_equal(json_load(&f->arena, source, few, &f->diags, &root), ST_LIMIT);
    assert_string_equal(fixture_report(f), "1:8 Y-040 more than 4 values; the rest is not read");
    diag_list_init(&f->diags, &f->arena);
    source = fixture_source(f, STR("[[[]]]"));
    assert_int_equal(json_load(&f->arena, source, few, &f->diags, &root), ST_OK);
    source = fixture_source(f, STR("[[{\"a\":{"));
    assert_int_equal(json_load(&f->arena, source, few, &f->diags, &root), ST_LIMIT);
    assert_string_equal(fixture_report(f),
                        "1:8 Y-041 lists and maps are nested deeper than 3; the rest is not read");
    size_t n = 1000000;
    char *deep = malloc(n);
    memset(deep, '[', n);
    assert_int_equal(fixture_json(f, (Str){.ptr = deep, .len = n}, &root), ST_LIMIT);
    free(deep);
}

/* A line of JSON Lines keeps the line and columns of its file, and does not read the next one. */
static void lines_keep_their_place(void **state)
{
    Fixture *f = *state;
    Str text = STR("{\"a\":1}\n{\"é\":2,\"b\":x}\n[3]\n");
    Source *source = fixture_source(f, text);
    Value *root = NULL;
    assert_int_equal(json_load_line(&f->arena, source, 0, 7, 1, YAML_LIMITS_DATA, &f->diags, &root),
                     ST_OK);
    assert_int_equal(root->map.n, 1);
    assert_int_equal(
        json_load_line(&f->arena, source, 8, 14, 2, YAML_LIMITS_DATA, &f->diags, &root), ST_INPUT);
    assert_true(str_starts(str_of(fixture_report(f)), STR("2:12 Y-058")));
    assert_int_equal(
        json_load_line(&f->arena, source, 23, 3, 3, YAML_LIMITS_DATA, &f->diags, &root), ST_OK);
    expect_loc(root->list.items[0]->loc, 3, 2);
}

/* Numbers that YAML writes its own way, and characters below the space, become good JSON. */
static void writer_gives_good_json(void **state)
{
    Fixture *f = *state;
    Value *root = fixture_value(f, "[+.5, 5., 007, 1e3, -0.10, x, ~, True, {a: 'b\"c'}]");
    Buf out;
    buf_init(&out, 1 << 16);
    json_put(&out, root);
    assert_string_equal(arena_str(&f->arena, buf_str(&out)).ptr,
                        "[0.5,5,7,1e3,-0.10,\"x\",null,true,{\"a\":\"b\\\"c\"}]");
    buf_clear(&out);
    json_put_string(&out, STR("\x01\x1F\x7F\n\\é"));
    assert_string_equal(arena_str(&f->arena, buf_str(&out)).ptr,
                        "\"\\u0001\\u001f\\u007f\\n\\\\é\"");
    buf_done(&out);
}

static const char record[] =
    "{\"marche\": {\"objet\": \"R\\u00e9habilitation \\ud83d\\ude00 é\", \"montant\": "
    "-6200000.50e1},\n"
    " \"lots\": [true, false, null, {\"num\": 1, \"t\": \"\\\\\\n\"}, [[]], {}], \"x\": 0}";

/* Cut anywhere, or with any bit changed, a text loads or is refused with a place; nothing is read out of bounds. */
static void damaged_texts_do_no_harm(void **state)
{
    Fixture *f = *state;
    size_t size = sizeof record - 1;
    Value *root = NULL;
    assert_int_equal(fixture_json(f, str_of(record), &root), ST_OK);
    ArenaMark mark = arena_mark(&f->arena);
    for (size_t i = 0; i < size * 9; i++) {
        size_t at = i / 9;
        bool is_cut = i % 9 == 8;
        size_t n = is_cut ? at : size;
        char *copy = malloc(n > 0 ? n : 1); /* its own block, so that the sanitizer sees its end */
        memcpy(copy, record, n);
        if (!is_cut) {
            copy[at] = (char)(copy[at] ^ (1 << (i % 9)));
        }
        Status st = fixture_json(f, (Str){.ptr = copy, .len = n}, &root);
        assert_true(st == ST_OK ? root && f->diags.n_errors == 0
                                : st == ST_INPUT && !root && f->diags.n_errors > 0);
        assert_true(!is_cut || st == ST_INPUT);
        for (size_t d = 0; d < f->diags.n; d++) {
            assert_true(f->diags.items[d].loc.line > 0 && f->diags.items[d].loc.column > 0);
        }
        free(copy);
        arena_rewind(&f->arena, mark);
    }
}

/* Indented: maps and lists of maps over several lines, lists of plain values on one. */
static void indented(void **state)
{
    Fixture *f = *state;
    Value *root = NULL;
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, MIB);
    Str text = STR("{\"a\":[1,\"b\",{}],\"c\":{},\"d\":[{\"e\":null}]}");
    assert_int_equal(fixture_json(f, text, &root), ST_OK);
    json_put_indented(&out, root);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, "{\n  \"a\": [1,\"b\",{}],\n  \"c\": {},\n  \"d\": [\n    {\n"
                                 "      \"e\": null\n    }\n  ]\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(good_texts_come_back),
        TEST(nodes_have_their_place),
        TEST(malformed_texts_are_explained),
        TEST(data_rules_are_those_of_yaml),
        TEST(limits_hold),
        TEST(lines_keep_their_place),
        TEST(writer_gives_good_json),
        TEST(indented),
        TEST(damaged_texts_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
