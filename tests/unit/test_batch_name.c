/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies batch_name.c: patterns are understood or refused with the part that is wrong; names are safe on any file system.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/batch/batch_name.h"

static void patterns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;          /* 0: refused */
        const char *wrong; /* then */
    } cases[] = {
        {"{id}", 1, NULL},
        {"annexe", 1, NULL},
        {"{marche.reference}-{acheteur.nom} v2", 4, NULL},
        {"", 0, ""},
        {"{id", 0, "{id"},
        {"a}b", 0, "a}b"},
        {"x{}", 0, "{}"},
        {"{a..b}", 0, "{a..b}"},
        {"{.a}", 0, "{.a}"},
        {"{a.}", 0, "{a.}"},
        {"{Id}", 0, "{Id}"},
        {"{{id}}", 0, "{{id}"},
    };
    Arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        NamePattern pattern;
        Str wrong = STR_EMPTY;
        bool is_good = name_pattern_parse(&arena, str_of(cases[i].text), &pattern, &wrong);
        assert_int_equal(is_good, cases[i].n > 0);
        assert_true(!is_good || pattern.n == cases[i].n);
        assert_true(is_good || str_is(wrong, cases[i].wrong));
        assert_int_equal(is_good && pattern.is_id, i == 0);
    }
    arena_done(&arena);
}

static void safe_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"école", "école"},
        {"a/b\\c", "a-b-c"},
        {"../../etc", "etc"},
        {"...", "_"},
        {"", "_"},
        {" . ", "_"},
        {"-rf", "rf"},
        {".caché", "caché"},
        {"fin. . ", "fin"},
        {"a\u00a0\u202f b\tc\nd", "a b c d"},
        {"a:b*c?d\"e<f>g|h", "a-b-c-d-e-f-g-h"},
        {"\x01\x7F", "_"},
        {"a\u202Eb\u200Bc\uFEFFd", "abcd"},
        {"CON", "_CON"},
        {"nul.txt", "_nul.txt"},
        {"Com7", "_Com7"},
        {"lpt0", "_lpt0"},
        {"console", "console"},
        {"com", "com"},
        {"com12", "com12"},
        {"a\xFF"
         "b",
         "a-b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char bytes[256];
        Buf out;
        buf_init_fixed(&out, bytes, sizeof bytes);
        name_put_safe(&out, str_of(cases[i][0]));
        assert_true(buf_ok(&out));
        bytes[out.len] = '\0';
        assert_string_equal(bytes, cases[i][1]);
    }
}

/* A long name is cut between characters, and keeps apart from one that begins alike. */
static void long_names(void **state)
{
    (void)state;
    char text[601];
    char bytes[2][1024];
    Buf out[2];
    for (size_t i = 0; i < 300; i++) {
        memcpy(text + 2 * i, "é", 2);
    }
    for (size_t i = 0; i < 2; i++) {
        buf_init_fixed(&out[i], bytes[i], sizeof bytes[i]);
        text[599] = i == 0 ? '\xA9' : '\xA8';
        name_put_safe(&out[i], (Str){.ptr = text, .len = 600});
        assert_true(buf_ok(&out[i]) && out[i].len <= NAME_MAX_BYTES);
        assert_int_equal(bytes[i][out[i].len - 9], '~');
        assert_memory_equal(bytes[i] + out[i].len - 11, "é", 2);
    }
    assert_false(str_eq(buf_str(&out[0]), buf_str(&out[1])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns),
        cmocka_unit_test(safe_names),
        cmocka_unit_test(long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
