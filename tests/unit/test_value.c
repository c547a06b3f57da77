/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies value.c: order of maps, look-ups small and large, paths, truth, equality, hashes, copies. */
#include "tests/unit/data_fixture.h"

static const Loc nowhere = {0};

/* Members keep their order; a replaced one keeps its place. */
static void maps_keep_their_order(void **state)
{
    Fixture *f = *state;
    Value *map = value_map(&f->arena, nowhere);
    const char *keys[] = {"b", "a", "c"};
    for (size_t i = 0; i < 3; i++) {
        Value *num = value_num(&f->arena, nowhere, num_from_int((int64_t)i));
        assert_int_equal(value_map_add(&f->arena, map, str_of(keys[i]), nowhere, num), ST_OK);
    }
    Value *text = value_text(&f->arena, nowhere, STR("new"));
    assert_int_equal(value_map_set(&f->arena, map, STR("a"), text), ST_OK);
    assert_int_equal(value_map_set(&f->arena, map, STR("d"), text), ST_OK);
    assert_int_equal(map->map.n, 4);
    assert_true(str_is(map->map.members[1].key, "a"));
    assert_ptr_equal(map->map.members[1].value, text);
    assert_true(str_is(map->map.members[3].key, "d"));
    assert_null(value_get(map, STR("e")));
    assert_null(value_get(NULL, STR("a")));
    assert_null(value_get(text, STR("a")));
}

/* Lists of words are asked as such, whatever else a value may be. */
static void lists_of_words(void **state)
{
    Fixture *f = *state;
    const Value *root = fixture_value(f, "list: [a, 2, b]\nempty: []\ntext: a\n");
    const Value *list = value_get(root, STR("list"));
    assert_int_equal(value_list_length(list), 3);
    assert_true(value_list_holds(list, STR("b")) && value_list_holds(list, STR("2")));
    assert_false(value_list_holds(list, STR("c")) || value_list_holds(list, STR_EMPTY));
    const Value *others[] = {value_get(root, STR("empty")), value_get(root, STR("text")), root,
                             NULL};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(value_list_length(others[i]), 0);
        assert_false(value_list_holds(others[i], STR("a")));
    }
}

/* Values of no file, put at once. */
static void members_put_at_once(void **state)
{
    Fixture *f = *state;
    Value *map = value_map(&f->arena, nowhere);
    assert_int_equal(value_map_set_text(&f->arena, map, "a", STR("x")), ST_OK);
    assert_int_equal(value_map_set_bool(&f->arena, map, "b", true), ST_OK);
    assert_int_equal(value_map_set_text(&f->arena, map, "a", STR("y")), ST_OK);
    assert_int_equal(map->map.n, 2);
    assert_true(str_is(value_get_text(map, STR("a")), "y"));
    assert_true(value_is_true(value_get(map, STR("b"))));
}

/* A map that grows far beyond what is searched member by member finds all of its keys, and no other. */
static void large_maps_find_every_key(void **state)
{
    Fixture *f = *state;
    Value *map = value_map(&f->arena, nowhere);
    for (int i = 0; i < 5000; i++) {
        Str key = arena_printf(&f->arena, "key %d", i);
        Value *num = value_num(&f->arena, nowhere, num_from_int(i));
        assert_int_equal(value_map_add(&f->arena, map, key, nowhere, num), ST_OK);
    }
    for (int i = 0; i < 5000; i++) {
        const Value *found = value_get(map, arena_printf(&f->arena, "key %d", i));
        assert_non_null(found);
        assert_int_equal(num_cmp(found->num, num_from_int(i)), 0);
    }
    assert_null(value_get(map, STR("key 5000")));
    assert_null(value_get(map, STR("")));
    assert_int_equal(value_map_set(&f->arena, map, STR("key 4999"), value_null(&f->arena, nowhere)),
                     ST_OK);
    assert_int_equal(map->map.n, 5000);
    assert_int_equal(value_get(map, STR("key 4999"))->kind, VALUE_NULL);
}

static void count_duplicate(void *ctx, const Member *first, const Member *second)
{
    assert_true(str_eq(first->key, second->key));
    *(size_t *)ctx += 1;
}

/* Filled at once, small or large: the first of two members with one key stays. */
static void filled_maps_drop_duplicates(void **state)
{
    Fixture *f = *state;
    static const size_t sizes[] = {0, 3, 16, 17, 1000};
    for (size_t s = 0; s < 5; s++) {
        size_t n = sizes[s];
        Member *members = arena_array(&f->arena, n * 2 + 1, Member);
        for (size_t i = 0; i < n * 2; i++) {
            members[i].key = arena_printf(&f->arena, "%zu", i % (n ? n : 1));
            members[i].value = value_num(&f->arena, nowhere, num_from_int((int64_t)i));
        }
        Value *map = value_map(&f->arena, nowhere);
        size_t n_duplicates = 0;
        assert_int_equal(
            value_map_fill(&f->arena, map, members, n * 2, count_duplicate, &n_duplicates), ST_OK);
        assert_int_equal(n_duplicates, n);
        assert_int_equal(map->map.n, n);
        for (size_t i = 0; i < n; i++) {
            const Value *found = value_get(map, arena_printf(&f->arena, "%zu", i));
            assert_int_equal(num_cmp(found->num, num_from_int((int64_t)i)), 0);
        }
    }
}

static void paths_walk_through_maps(void **state)
{
    Fixture *f = *state;
    Value *root = fixture_value(f, "a: {b: {c: deep}}\nx: 1\n'': {'': e}\n");
    assert_true(str_is(value_path(root, STR("a.b.c"))->text, "deep"));
    assert_ptr_equal(value_path(root, STR("a")), value_get(root, STR("a")));
    assert_null(value_path(root, STR("a.b.d")));
    assert_null(value_path(root, STR("x.y")));
    assert_true(str_is(value_path(root, STR("."))->text, "e"));
    assert_true(str_is(value_get_text(root, STR("x")), ""));
    assert_true(str_is(value_get_text(value_path(root, STR("a.b")), STR("c")), "deep"));
}

static void truth_is_that_of_sections(void **state)
{
    Fixture *f = *state;
    Value *list = fixture_value(f, "[~, false, '', [], 0, true, x, [1], {}, '0']");
    static const bool truths[] = {false, false, false, false, true, true, true, true, true, true};
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(value_is_true(list->list.items[i]), truths[i]);
    }
    assert_false(value_is_true(NULL));
}

/* Numbers by value, maps without order, kinds apart; equal values have equal hashes. */
static void equality_is_deep(void **state)
{
    Fixture *f = *state;
    static const char *const equal[][2] = {
        {"1", "1.0"}, {"0.5", "5e-1"}, {"{a: 1, b: [2]}", "{b: [2.00], a: 1}"},
        {"'x'", "x"}, {"~", "null"},   {"[true, {}]", "[true, {}]"},
        {"-0", "0"},
    };
    static const char *const different[][2] = {
        {"1", "true"},        {"0", "false"}, {"1", "'1'"},
        {"[1, 2]", "[2, 1]"}, {"[]", "{}"},   {"{a: 1}", "{a: 1, b: 2}"},
        {"{a: 1}", "{b: 1}"}, {"''", "~"},    {"[1]", "[1, 1]"},
    };
    for (size_t i = 0; i < sizeof equal / sizeof equal[0]; i++) {
        Value *a = fixture_value(f, equal[i][0]);
        Value *b = fixture_value(f, equal[i][1]);
        assert_true(value_equal(a, b));
        assert_true(value_hash(a) == value_hash(b));
    }
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++) {
        Value *a = fixture_value(f, different[i][0]);
        Value *b = fixture_value(f, different[i][1]);
        assert_false(value_equal(a, b));
        assert_false(value_hash(a) == value_hash(b));
    }
}

/* A copy can be changed without touching the original. */
static void copies_are_shallow_and_own(void **state)
{
    Fixture *f = *state;
    Value *map = fixture_value(f, "{a: {b: 1}, c: 2}");
    Value *copy = value_copy_shallow(&f->arena, map);
    assert_ptr_equal(value_get(copy, STR("a")), value_get(map, STR("a")));
    assert_int_equal(value_map_add(&f->arena, copy, STR("d"), nowhere, copy), ST_OK);
    assert_int_equal(value_map_set(&f->arena, copy, STR("a"), copy), ST_OK);
    assert_int_equal(map->map.n, 2);
    assert_ptr_not_equal(value_get(map, STR("a")), copy);
    Value *list = fixture_value(f, "[1, 2]");
    Value *deep = value_copy(&f->arena, map);
    assert_true(value_equal(deep, map));
    assert_ptr_not_equal(value_get(deep, STR("a")), value_get(map, STR("a")));
    Value *more = value_copy_shallow(&f->arena, list);
    assert_int_equal(value_list_add(&f->arena, more, map), ST_OK);
    more->list.items[0] = map;
    assert_int_equal(list->list.n, 2);
    assert_int_equal(list->list.items[0]->kind, VALUE_NUM);
}

/* Computed numbers carry their text; names are those of JSON Schema. */
static void numbers_have_a_text(void **state)
{
    Fixture *f = *state;
    Num half = {.num = 1, .den = 2};
    assert_true(str_is(value_num(&f->arena, nowhere, half)->text, "0.5"));
    assert_true(str_is(value_num(&f->arena, nowhere, num_from_int(-6200))->text, "-6200"));
    Num big = {.num = ((NumInt)INT64_MAX) * INT64_MAX, .den = 1};
    assert_true(
        str_is(value_num(&f->arena, nowhere, big)->text, "85070591730234615847396907784232501249"));
    assert_string_equal(value_kind_name(VALUE_MAP), "object");
    assert_string_equal(value_kind_name(VALUE_TEXT), "string");
}

/* Out of memory is said, never met with a crash. */
static void memory_can_fail(void **state)
{
    (void)state;
    Arena small;
    arena_init(&small, 17 * 1024);
    Value *map = value_map(&small, nowhere);
    Value *item = value_null(&small, nowhere);
    Status st = ST_OK;
    for (int i = 0; i < 5000 && st == ST_OK; i++) {
        Str key = arena_printf(&small, "%d", i);
        st = key.ptr ? value_map_add(&small, map, key, nowhere, item) : ST_NOMEM;
    }
    assert_int_equal(st, ST_NOMEM);
    assert_non_null(value_get(map, STR("0")));
    arena_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(maps_keep_their_order),
        TEST(lists_of_words),
        TEST(members_put_at_once),
        TEST(large_maps_find_every_key),
        TEST(filled_maps_drop_duplicates),
        TEST(paths_walk_through_maps),
        TEST(truth_is_that_of_sections),
        TEST(equality_is_deep),
        TEST(copies_are_shallow_and_own),
        TEST(numbers_have_a_text),
        TEST(memory_can_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
