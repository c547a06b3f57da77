/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies taglex.c: every kind of tag, white space of all sorts in them, delimiters, and that each malformed tag is said
 * once, at its place, while the tags behind it are still found.
 */
#include "generator/tmpl/taglex.h"
#include "tests/unit/data_fixture.h"

typedef struct Lexed {
    Fixture *f;
    const Source *source;
} Lexed;

static Loc loc_of(void *ctx, size_t offset)
{
    const Lexed *lexed = ctx;
    return source_loc(lexed->source, offset);
}

/* "VAR x@0-5 …": kind, name, place of each tag; behind them what was reported. */
static const char *lex(Fixture *f, const char *text)
{
    static const char *const kinds[] = {
        [TAG_VAR] = "VAR",         [TAG_RAW] = "RAW",       [TAG_SECTION] = "SECTION",
        [TAG_INVERTED] = "NOT",    [TAG_CLOSE] = "CLOSE",   [TAG_COMMENT] = "COMMENT",
        [TAG_PARTIAL] = "PARTIAL", [TAG_PARENT] = "PARENT", [TAG_BLOCK] = "BLOCK",
        [TAG_DELIMS] = "DELIMS"};
    Lexed lexed = {.f = f, .source = source_new(&f->arena, STR("t"), str_of(text), 1)};
    TagLexer lexer;
    Tag tag;
    Buf out;
    buf_init(&out, 1 << 16);
    diag_list_init(&f->diags, &f->arena);
    taglex_init(&lexer, str_of(text));
    while (taglex_next(&lexer, loc_of, &lexed, &f->diags, &tag)) {
        buf_printf(&out, "%s%s%s %.*s@%zu-%zu", out.len ? ", " : "", kinds[tag.kind],
                   tag.is_dynamic ? "*" : "", STR_ARG(tag.name), tag.start, tag.end);
    }
    if (f->diags.n > 0) {
        buf_printf(&out, "%s! %s", out.len ? " " : "", fixture_report(f));
    }
    Str kept = arena_str(&f->arena, buf_str(&out));
    buf_done(&out);
    return kept.ptr;
}

static void kinds_and_white_space(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"no tag { { } }", ""},
        {"{{x}}", "VAR x@0-5"},
        {"a {{ x.y }} b", "VAR x.y@2-11"},
        {"{{.}}", "VAR .@0-5"},
        {"{{{x}}}", "RAW x@0-7"},
        {"{{{ x }}}", "RAW x@0-9"},
        {"{{{x}}}}", "RAW x@0-7"},
        {"{{&x}}{{& y }}", "RAW x@0-6, RAW y@6-14"},
        {"{{#x}}{{^x}}{{/x}}", "SECTION x@0-6, NOT x@6-12, CLOSE x@12-18"},
        {"{{ # x }}", "SECTION x@0-9"},
        {"{{! it's }}", "COMMENT it's@0-11"},
        {"{{!}}", "COMMENT @0-5"},
        {"{{!\n two lines\n}}", "COMMENT two lines@0-17"},
        {"{{>p}}{{> ../a.b/c }}", "PARTIAL p@0-6, PARTIAL ../a.b/c@6-21"},
        {"{{>*p}}{{<* q}}", "PARTIAL* p@0-7, PARENT* q@7-15"},
        {"{{<p}}{{$b}}", "PARENT p@0-6, BLOCK b@6-12"},
        {"{{\n x\n}}", "VAR x@0-8"},
        /* Word puts no-break spaces before punctuation by itself */
        {"{{\u00a0x\u202f}}", "VAR x@0-10"},
        {"{{\u00a0#x}}{{#\u202fy}}", "SECTION x@0-8, SECTION y@8-17"},
        {"{{\n#x}}", "SECTION x@0-7"},
        {"{{été}}", "VAR été@0-9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(lex(*state, cases[i][0]), cases[i][1]);
    }
}

static void delimiters(void **state)
{
    static const char *const cases[][2] = {
        {"{{=<% %>=}}<%x%>{{y}}", "DELIMS <% %>@0-11, VAR x@11-16"},
        {"{{= <%   %> =}}<% x %>", "DELIMS <%   %>@0-15, VAR x@15-22"},
        {"{{=<%\u00a0%>=}}<%x%>", "DELIMS <%\u00a0%>@0-12, VAR x@12-17"},
        {"{{=| |=}}|x| |#y|", "DELIMS | |@0-9, VAR x@9-12, SECTION y@13-17"},
        {"{{=<% %>=}}<%={{ }}=%>{{z}}", "DELIMS <% %>@0-11, DELIMS {{ }}@11-22, VAR z@22-27"},
        {"{{=<% %>=}}<%{x}%>", "DELIMS <% %>@0-11, RAW x@11-18"},
        {"{{=[ ]=}}[x][&y]", "DELIMS [ ]@0-9, VAR x@9-12, RAW y@12-16"},
        {"{{={ }=}}{x}", "DELIMS { }@0-9, VAR x@9-12"},
        {"{{=<<< >>>=}}<<<#a>>>", "DELIMS <<< >>>@0-13, SECTION a@13-21"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(lex(*state, cases[i][0]), cases[i][1]);
    }
}

static void mistakes_are_said_once(void **state)
{
    static const char *const cases[][2] = {
        {"a\n {{x", "! 2:2 T-001 the tag “{{x” is not closed"},
        {"{{x}\n{{y}}", "VAR y@5-10 ! 1:1 T-001 the tag “{{x}\n” is not closed"},
        {"{{{x}} b {{y}}", "VAR y@9-14 ! 1:1 T-001 the tag “{{{x}} b {{y}}” is not closed"},
        {"é{{}}{{y}}", "VAR y@6-11 ! 1:2 T-002 the tag “{{}}” is empty"},
        {"{{# }}{{>*}}",
         "! 1:1 T-002 the tag “{{# }}” is empty\n1:7 T-002 the tag “{{>*}}” is empty"},
        {"{{x y}}{{z}}", "VAR z@7-12 ! 1:1 T-003 “{{x y}}” is no name"},
        {"{{x}y}}", "! 1:1 T-003 “{{x}y}}” is no name"},
        {"{{a..b}}", "! 1:1 T-003 “{{a..b}}” is no name"},
        {"{{.a}}", "! 1:1 T-003 “{{.a}}” is no name"},
        {"{{a.}}", "! 1:1 T-003 “{{a.}}” is no name"},
        {"{{=x=}}{{y}}", "VAR y@7-12 ! 1:1 T-004 “{{=x=}}” sets no usable delimiters"},
        {"{{=a b c=}}", "! 1:1 T-004 “{{=a b c=}}” sets no usable delimiters"},
        {"{{= a= b =}}", "! 1:1 T-004 “{{= a= b =}}” sets no usable delimiters"},
        {"{{=<% %>}}", "! 1:1 T-001 the tag “{{=<% %>}}” is not closed"},
        {"{{=}}", "! 1:1 T-001 the tag “{{=}}” is not closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(lex(*state, cases[i][0]), cases[i][1]);
    }
}

/* The place as a column, without counting code points. */
static Loc column_of(void *ctx, size_t offset)
{
    const Lexed *lexed = ctx;
    return (Loc){.source = lexed->source, .line = 1, .column = (uint32_t)offset + 1};
}

/* A long row of tags without an end is read once, not once a tag. */
static void unclosed_tags_are_linear(void **state)
{
    Fixture *f = *state;
    static const char *const stretches[] = {"{{", "{{{ }} ", "{{= }} ", "{{x "};
    for (size_t i = 0; i < sizeof stretches / sizeof stretches[0]; i++) {
        Buf text;
        buf_init(&text, 1 << 20);
        while (text.len < 128 << 10) {
            buf_put(&text, str_of(stretches[i]));
        }
        buf_putc(&text, '\0');
        Lexed lexed = {.f = f, .source = source_new(&f->arena, STR("t"), STR_EMPTY, 1)};
        TagLexer lexer;
        Tag tag;
        diag_list_init(&f->diags, &f->arena);
        taglex_init(&lexer, buf_str(&text));
        assert_false(taglex_next(&lexer, column_of, &lexed, &f->diags, &tag));
        assert_int_equal(f->diags.n, 101);
        buf_done(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kinds_and_white_space),
        TEST(delimiters),
        TEST(mistakes_are_said_once),
        TEST(unclosed_tags_are_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
