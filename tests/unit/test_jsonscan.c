/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies jsonscan.c: which texts hold a list of contracts, and where its elements begin and end; strings with escapes and
 * brackets, nesting, texts that stop anywhere.
 */
#include "generator/data/jsonscan.h"

#include "tests/unit/data_fixture.h"

/* The elements of a text between <>; an element that never ends between <?. */
static const char *elements_of(Fixture *f, Str text)
{
    JsonScan scan = {0};
    size_t start = SIZE_MAX;
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < text.len; i++) {
        JsonEvent event = jsonscan(&scan, text.ptr[i]);
        if (event == JSON_BEGINS) {
            assert_int_equal(start, SIZE_MAX);
            assert_true(scan.has_list);
            start = i;
        } else if (event == JSON_ENDS_AFTER || event == JSON_ENDS_BEFORE) {
            assert_int_not_equal(start, SIZE_MAX);
            buf_printf(&out, "<%.*s>", (int)(i + (event == JSON_ENDS_AFTER) - start),
                       text.ptr + start);
            start = SIZE_MAX;
        }
    }
    if (start != SIZE_MAX) {
        buf_printf(&out, "<?%.*s", (int)(text.len - start), text.ptr + start);
    }
    return scan.has_list ? arena_str(&f->arena, buf_str(&out)).ptr : "no list";
}

#define ELEMENTS(text, wanted) assert_string_equal(elements_of(f, STR(text)), wanted)

static void lists(void **state)
{
    Fixture *f = *state;
    ELEMENTS("[]", "");
    ELEMENTS("[{}]", "<{}>");
    ELEMENTS(" [ {\"a\":1} , {\"b\":[{}]} ] ", "<{\"a\":1}><{\"b\":[{}]}>");
    ELEMENTS("{\"marches\":[{\"a\":1},{}]}", "<{\"a\":1}><{}>");
    ELEMENTS("{\"marches\":{\"marche\":[{},{}],\"contrat-concession\":[{\"c\":1}]}}",
             "<{}><{}><{\"c\":1}>");
    ELEMENTS("{\"x\":[1],\"marches\":{\"source\":\"s\",\"marche\":[{}]}}", "<{}>");
    ELEMENTS("{\"marches\":{\"marche\":{\"a\":1}}}", "<{\"a\":1}>"); /* one alone */
    ELEMENTS("{\"marches\":{\"marche\":[{}]},\"marches\":[{\"b\":2}]}", "<{}><{\"b\":2}>");
}

static void no_lists(void **state)
{
    Fixture *f = *state;
    static const char *const texts[] = {
        "",
        "{}",
        "12",
        "\"[{}]\"",
        "{\"marche\":{\"reference\":\"x\"},\"lots\":[{\"num\":1}]}",
        "{\"a\":{\"marches\":[{}]}}",
        "{\"marches\":{\"autre\":[{}]}}",
        "{\"marches\":12}",
        "{\"marchesx\":[{}]}",
        "{\"marches\\u0000\":[{}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_string_equal(elements_of(f, str_of(texts[i])), "no list");
    }
}

/* Elements that are no groups are elements: what is wrong is told when they are read. */
static void scalars(void **state)
{
    Fixture *f = *state;
    ELEMENTS("[1, \"a\",null ,true]", "<1><\"a\"><null><true>");
    ELEMENTS("[[1],\"]\"]", "<[1]><\"]\">");
    ELEMENTS("[\"a\\\"]\", -1.5e3]", "<\"a\\\"]\"><-1.5e3>");
}

static void strings(void **state)
{
    Fixture *f = *state;
    ELEMENTS("[{\"a\":\"}]\\\"{\"},{\"b\":\"\\\\\"}]", "<{\"a\":\"}]\\\"{\"}><{\"b\":\"\\\\\"}>");
    ELEMENTS("[{\"a\":\"\\ud83d\\ude00\\u005d\"}]", "<{\"a\":\"\\ud83d\\ude00\\u005d\"}>");
    ELEMENTS("[{\"marches\":[{}],\"é\xFF\":\"\xE9\"}]", "<{\"marches\":[{}],\"é\xFF\":\"\xE9\"}>");
    /* A key longer than what is remembered is another key. */
    ELEMENTS("{\"marchesmarchesmarchesmarchesmarchesmarches\":[{}],\"marches\":[{}]}", "<{}>");
}

static void deep(void **state)
{
    Fixture *f = *state;
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 1 << 20);
    buf_puts(&text, "[{\"a\":");
    for (size_t i = 0; i < 10000; i++) {
        buf_puts(&text, "[{\"marche\":");
    }
    buf_puts(&text, "1");
    for (size_t i = 0; i < 10000; i++) {
        buf_puts(&text, "}]");
    }
    size_t end = text.len + 1;
    buf_puts(&text, "},{}]");
    const char *found = elements_of(f, buf_str(&text));
    assert_int_equal(strlen(found), end - 1 + 2 + strlen("<{}>"));
    assert_true(str_ends(str_of(found), STR("><{}>")));
}

/* Cut at any byte: whole elements before are found, the last one has begun or not. */
static void cut_anywhere(void **state)
{
    Fixture *f = *state;
    static const char text[] = "{\"marches\":{\"marche\":[{\"a\":\"x\"},{\"b\":[1]}]}}";
    size_t first = (size_t)(strstr(text, "{\"a\"") - text);
    size_t second = (size_t)(strstr(text, "{\"b\"") - text);
    for (size_t n = 0; n < sizeof text; n++) {
        const char *found = elements_of(f, (Str){.ptr = text, .len = n});
        assert_int_equal(strstr(found, "<{\"a\":\"x\"}>") != NULL, n >= first + 9);
        assert_int_equal(strstr(found, "<{\"b\":[1]}>") != NULL, n >= second + 9);
        bool is_open = (n > first && n < first + 9) || (n > second && n < second + 9);
        assert_int_equal(strstr(found, "<?") != NULL, is_open);
    }
}

/* Closing brackets that nothing opened, and worse, are passed over. */
static void nonsense(void **state)
{
    Fixture *f = *state;
    ELEMENTS("]}[{}]", "<{}>");
    ELEMENTS("[{},,{}]", "<{}><{}>");
    ELEMENTS("[}", "");
    uint32_t seed = 7;
    for (size_t round = 0; round < 2000; round++) {
        JsonScan scan = {0};
        bool is_inside = false;
        for (size_t i = 0; i < 200; i++) {
            seed = seed * 1664525 + 1013904223;
            JsonEvent event =
                jsonscan(&scan, "[]{}\",:\\a1 \n"[seed >> 24 & 0xF ? (seed >> 20) % 12 : 0]);
            assert_true(event != JSON_BEGINS || !is_inside);
            assert_true((event != JSON_ENDS_AFTER && event != JSON_ENDS_BEFORE) || is_inside);
            is_inside = event == JSON_BEGINS || (is_inside && event == JSON_NOTHING);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lists), TEST(no_lists),     TEST(scalars),  TEST(strings),
        TEST(deep),  TEST(cut_anywhere), TEST(nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
