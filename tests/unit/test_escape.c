/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies escape.c: in every mode a value stays text, and its lines, tabs and spaces are what a reader sees.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/escape.h"

static void check(Escape mode, const char *text, const char *wanted)
{
    Buf out;
    buf_init(&out, 1 << 16);
    escape_put(&out, mode, str_of(text));
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    buf_done(&out);
}

static void markup(void **state)
{
    (void)state;
    check(ESCAPE_NONE, "<&>\"'\n", "<&>\"'\n");
    check(ESCAPE_HTML, "a<b & \"c\" > 'd'\t\r\n", "a&lt;b &amp; &quot;c&quot; &gt; 'd'\t\r\n");
    check(ESCAPE_XML_TEXT, "<&>\"\t\r\n]]>", "&lt;&amp;&gt;\"\t&#13;\n]]&gt;");
    check(ESCAPE_XML_ATTR, "<&>\"'\t\r\n", "&lt;&amp;&gt;&quot;'&#9;&#13;&#10;");
    check(ESCAPE_HTML, "", "");
    check(ESCAPE_HTML, "été &amp; {{x}}", "été &amp;amp; {{x}}");
}

#define W_BREAK "</w:t><w:br/><w:t xml:space=\"preserve\">"
#define W_TAB "</w:t><w:tab/><w:t xml:space=\"preserve\">"

static void word(void **state)
{
    (void)state;
    check(ESCAPE_DOCX_TEXT, "a\nb\r\nc\rd", "a" W_BREAK "b" W_BREAK "c" W_BREAK "d");
    check(ESCAPE_DOCX_TEXT, "\t<\"", W_TAB "&lt;\"");
    check(ESCAPE_DOCX_TEXT, " a  b ", " a  b "); /* xml:space keeps them */
}

static void odf(void **state)
{
    (void)state;
    check(ESCAPE_ODT_TEXT, "a b", "a b");
    check(ESCAPE_ODT_TEXT, "a  b", "a <text:s/>b");
    check(ESCAPE_ODT_TEXT, "a    b", "a <text:s text:c=\"3\"/>b");
    check(ESCAPE_ODT_TEXT, " a ", "<text:s/>a<text:s/>");
    check(ESCAPE_ODT_TEXT, "  ", "<text:s text:c=\"2\"/>");
    check(ESCAPE_ODT_TEXT, "a \n b", "a<text:s/><text:line-break/><text:s/>b");
    check(ESCAPE_ODT_TEXT, "a\r\nb\rc\td&",
          "a<text:line-break/>b<text:line-break/>c<text:tab/>d&amp;");
}

static void markdown(void **state)
{
    (void)state;
    check(ESCAPE_MARKDOWN, "1. *a* [b](c)", "1\\. \\*a\\* \\[b\\]\\(c\\)");
    check(ESCAPE_MARKDOWN, "# <b> & {{x}}", "\\# \\<b\\> \\& \\{\\{x\\}\\}");
    check(ESCAPE_MARKDOWN, "été", "été");
}

static void names(void **state)
{
    (void)state;
    for (Escape mode = ESCAPE_NONE; mode <= ESCAPE_MARKDOWN; mode++) {
        Escape back = ESCAPE_NONE;
        assert_true(escape_from_name(str_of(escape_name(mode)), &back));
        assert_int_equal(back, mode);
    }
    Escape kept = ESCAPE_HTML;
    assert_false(escape_from_name(STR("htm"), &kept));
    assert_int_equal(kept, ESCAPE_HTML);
}

static void forbidden_characters(void **state)
{
    (void)state;
    assert_int_equal(escape_find_forbidden(STR("é\t\r\n😀")), SIZE_MAX);
    assert_int_equal(escape_find_forbidden(STR("é\x01")), 2);
    assert_int_equal(escape_find_forbidden(STR("a\xC3")), 1);
    assert_int_equal(escape_find_forbidden(STR("\xEF\xBF\xBE")), 0);
    assert_int_equal(escape_find_forbidden((Str){.ptr = "ab\0", .len = 3}), 2);
    assert_int_equal(escape_find_forbidden(STR_EMPTY), SIZE_MAX);
}

/* Whatever stands for something is not skipped, wherever it stands; letters and digits are. */
static void skipped_bytes_are_plain(void **state)
{
    (void)state;
    char text[24];
    for (int i = 0; i < 256; i++) {
        bool is_plain = true;
        for (Escape mode = ESCAPE_NONE; mode <= ESCAPE_ODT_TEXT; mode++) {
            is_plain = is_plain && escape_byte(mode, (char)i).len == 0;
        }
        for (size_t at = 0; at < sizeof text; at++) {
            memset(text, 'a', sizeof text);
            text[at] = (char)i;
            size_t found = escape_skip_plain((Str){.ptr = text, .len = sizeof text}, at / 2);
            assert_true(found == at || (is_plain && found == sizeof text));
            assert_true(found == sizeof text || i < 'a');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup),
        cmocka_unit_test(word),
        cmocka_unit_test(odf),
        cmocka_unit_test(markdown),
        cmocka_unit_test(names),
        cmocka_unit_test(forbidden_characters),
        cmocka_unit_test(skipped_bytes_are_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
