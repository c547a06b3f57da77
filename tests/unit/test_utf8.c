/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies utf8.c: every code point goes out and comes back, every malformed sequence is refused at its first byte, and
 * which characters XML and our data refuse.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/utf8.h"

static void all_code_points_come_back(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char bytes[4];
        const Str s = {.ptr = bytes, .len = utf8_encode(cp, bytes)};
        size_t pos = 0;
        bool is_surrogate = cp >= 0xD800 && cp <= 0xDFFF;
        assert_int_equal(utf8_next(s, &pos), is_surrogate ? UTF8_BAD : cp);
        assert_int_equal(pos, is_surrogate ? 1 : s.len);
    }
}

static void malformed_bytes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bad;
        size_t count;
    } cases[] = {
        {"abc", SIZE_MAX, 3},
        {"é€😀", SIZE_MAX, 3},
        {"a\x80", 1, 2},            /* a continuation alone */
        {"\xC3", 0, 1},             /* cut short */
        {"a\xE2\x82", 1, 3},        /* cut short */
        {"\xF0\x9F\x98", 0, 3},     /* cut short */
        {"\xC0\xAF", 0, 2},         /* overlong */
        {"\xE0\x80\xAF", 0, 3},     /* overlong */
        {"\xF0\x80\x80\xAF", 0, 4}, /* overlong */
        {"\xED\xA0\x80", 0, 3},     /* surrogate */
        {"\xF4\x90\x80\x80", 0, 4}, /* beyond U+10FFFF */
        {"\xF8\x88\x80\x80", 0, 4}, /* no lead */
        {"\xC3(", 0, 2},            /* no continuation */
        {"\xE2(\xA1", 0, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(utf8_check(str_of(cases[i].text)), cases[i].bad);
        assert_int_equal(utf8_count(str_of(cases[i].text)), cases[i].count);
    }
}

static void clipping_counts_code_points(void **state)
{
    (void)state;
    const Str s = STR("aé€😀z");
    static const size_t ends[] = {0, 1, 3, 6, 10, 11, 11};
    for (size_t n = 0; n < sizeof ends / sizeof ends[0]; n++) {
        assert_int_equal(utf8_clip(s, n), ends[n]);
    }
}

static void characters_that_are_refused(void **state)
{
    (void)state;
    static const uint32_t xml[] = {0x9,    0xA,    0xD,    0x20,    0x7F,    0x85,
                                   0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF};
    static const uint32_t not_xml[] = {0x0, 0x8, 0xB, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF};
    static const uint32_t hostile[] = {0x0,    0x7,    0x1B,   0x7F,   0x80,  0x9F,
                                       0x202A, 0x202E, 0x2066, 0x2069, 0xFFFE};
    static const uint32_t harmless[] = {0x9,    0xA,    0xD,    0x20,   0xA0,
                                        0x200B, 0x202F, 0x2065, 0xE000, 0x1F600};
    for (size_t i = 0; i < sizeof xml / sizeof xml[0]; i++) {
        assert_true(utf8_is_xml(xml[i]));
    }
    for (size_t i = 0; i < sizeof not_xml / sizeof not_xml[0]; i++) {
        assert_false(utf8_is_xml(not_xml[i]));
    }
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        assert_true(utf8_is_hostile(hostile[i]));
    }
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
        assert_false(utf8_is_hostile(harmless[i]));
    }
    static const uint32_t invisible[] = {0xAD, 0x200B, 0x200E, 0x202A, 0x2060, 0x2069, 0xFEFF};
    static const uint32_t seen[] = {0x20, 0xA0, 0x200A, 0x200C, 0x200D, 0x2011, 0x202F, 0x1F600};
    for (size_t i = 0; i < sizeof invisible / sizeof invisible[0]; i++) {
        assert_true(utf8_is_invisible(invisible[i]));
    }
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        assert_false(utf8_is_invisible(seen[i]));
    }
}

static void letters_under_accents(void **state)
{
    (void)state;
    static const struct {
        uint32_t cp;
        uint32_t plain;
    } cases[] = {{'A', 'a'},   {'z', 'z'},   {'[', '['},     {0xC0, 'a'},
                 {0xE9, 'e'},  {0xC7, 'c'},  {0xFB, 'u'},    {0xFF, 'y'},
                 {0xF1, 'n'},  {0xC6, 0xE6}, {0xD7, 0xD7},   {0xF7, 0xF7},
                 {0xDF, 0xDF}, {0xBF, 0xBF}, {0x153, 0x153}, {0x2019, 0x2019}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(utf8_plain(cases[i].cp), cases[i].plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_code_points_come_back),
        cmocka_unit_test(malformed_bytes_are_refused),
        cmocka_unit_test(clipping_counts_code_points),
        cmocka_unit_test(characters_that_are_refused),
        cmocka_unit_test(letters_under_accents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
