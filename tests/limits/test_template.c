/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pathological templates and data, each with a budget of time: depth of sections in a document, many rows, many tags in one
 * paragraph, many runs, many bookmarks, wide data. Budgets are ten times what an ordinary machine takes, times five under
 * sanitizers; what grows with the square of the input misses them by far.
 */
#include <time.h>

#include "generator/base/mem.h"
#include "tests/unit/package_fixture.h"

#define P(x) "<w:p><w:r><w:t>" x "</w:t></w:r></w:p>"

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 5
#else
#define SLOWER 1
#endif

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void repeat(Buf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_put(out, str_of(text));
    }
}

static const char *text_of(Fixture *f, const Buf *buf)
{
    assert_true(buf_ok(buf));
    return arena_str(&f->arena, buf_str(buf)).ptr;
}

/* Sections one inside the other, each alone in its paragraph. */
static void sections_in_a_document(void **state)
{
    Fixture *f = *state;
    for (size_t depth = 60; depth <= 65; depth++) {
        Buf body;
        buf_init(&body, 1 << 20);
        repeat(&body, P("{{#t}}"), depth);
        buf_puts(&body, P("x"));
        repeat(&body, P("{{/t}}"), depth);
        const char *got = fixture_body(f, &docx_body, text_of(f, &body), "{t: true}");
        assert_string_equal(
            got, depth <= 64 ? P("x") : "¶65 T-008 sections are nested more than 64 deep, at “t”");
        buf_done(&body);
    }
}

static void many_rows(void **state)
{
    Fixture *f = *state;
    Buf yaml;
    buf_init(&yaml, 1 << 22);
    buf_puts(&yaml, "l: [");
    for (unsigned i = 0; i < 5000; i++) {
        buf_printf(&yaml, "{n: %u, a: é}, ", i);
    }
    buf_puts(&yaml, "]");
    static const char body[] = "<w:tbl><w:tr><w:tc>" P("{{#l}}{{n}}") "</w:tc><w:tc>" P(
        "{{a}}{{/l}}") "</w:tc></w:tr></w:tbl>";
    double start = seconds();
    const char *got = fixture_body(f, &docx_body, body, text_of(f, &yaml));
    assert_true(seconds() - start < 2.0 * SLOWER);
    size_t n_rows = 0;
    for (const char *p = got; (p = strstr(p, "<w:tr>")); p++) {
        n_rows++;
    }
    assert_int_equal(n_rows, 5000);
    buf_done(&yaml);
}

/* One paragraph of 20,000 tags, in one run and in as many. */
static void many_tags(void **state)
{
    Fixture *f = *state;
    static const char *const shapes[][2] = {
        {"<w:p><w:r><w:t>", "{{x}} "},
        {"<w:p><w:r><w:t>", "{{x}</w:t></w:r><w:r><w:t>} "},
        {"<w:p><w:r><w:t>", "{{#t}}a{{/t}} "},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        Buf body;
        buf_init(&body, 1 << 22);
        buf_put(&body, str_of(shapes[i][0]));
        repeat(&body, shapes[i][1], 20000);
        buf_puts(&body, "</w:t></w:r></w:p>");
        double start = seconds();
        const char *got = fixture_body(f, &docx_body, text_of(f, &body), "{x: X, t: true}");
        assert_true(seconds() - start < 1.0 * SLOWER);
        assert_int_equal(got[0], '<');
        buf_done(&body);
    }
}

static void many_bookmarks(void **state)
{
    Fixture *f = *state;
    Buf body;
    buf_init(&body, 1 << 24);
    buf_puts(&body, P("{{x}}"));
    for (unsigned i = 0; i < 20000; i++) {
        buf_printf(&body, "<w:bookmarkStart w:id=\"%u\" w:name=\"b%u\"/>", i, i);
        if (i % 2) { /* half of them have no end */
            buf_printf(&body, "<w:bookmarkEnd w:id=\"%u\"/>", i);
        }
    }
    double start = seconds();
    const char *got = fixture_body(f, &docx_body, text_of(f, &body), "{x: X}");
    assert_true(seconds() - start < 2.0 * SLOWER);
    assert_non_null(strstr(got, "<w:bookmarkEnd w:id=\"1\"/>"));
    assert_non_null(strstr(got, "<w:bookmarkEnd w:id=\"19999\"/>"));
    buf_done(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sections_in_a_document),
        TEST(many_rows),
        TEST(many_tags),
        TEST(many_bookmarks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
