/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies prog.c and prog_dump.c: text is joined but never over a place that is jumped to, jumps lead where they should,
 * pairs are checked with one diagnostic a mistake, paths are cut once.
 */
#include "tests/unit/tmpl_fixture.h"

#include "generator/base/mem.h"

static const Loc nowhere = {0};

static void text_is_joined(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("p"), &f->diags);
    prog_text(b, STR("a"));
    prog_text(b, STR("b"));
    prog_text(b, STR_EMPTY);
    prog_text(b, STR("\"\n\t\r"));
    assert_string_equal(fixture_dump(f, fixture_built(b)), "program p: 2 instructions, 6 bytes\n"
                                                           "     0 TEXT     \"ab\\\"\\n\\t\\r\"\n"
                                                           "     1 END      \n");
}

/* What follows a section is jumped to: it must not be joined with what stands inside. */
static void text_is_not_joined_over_jumps(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("p"), &f->diags);
    prog_text(b, STR("a"));
    prog_enter(b, STR("x"), false, nowhere);
    prog_text(b, STR("b"));
    prog_enter(b, STR("y"), true, nowhere);
    prog_text(b, STR("c"));
    prog_close(b, STR("y"), nowhere);
    prog_text(b, STR("d"));
    prog_close(b, STR("x"), nowhere);
    prog_text(b, STR("e"));
    prog_enter(b, STR("z"), true, nowhere);
    prog_close(b, STR("z"), nowhere);
    prog_text(b, STR("f"));
    prog_rich_begin(b, STR("r"), nowhere);
    prog_text(b, STR("g"));
    prog_rich_end(b);
    prog_text(b, STR("h"));
    assert_string_equal(fixture_dump(f, fixture_built(b)), "program p: 14 instructions, 8 bytes\n"
                                                           "     0 TEXT     \"a\"\n"
                                                           "     1 ENTER    x -> 7\n"
                                                           "     2 TEXT     \"b\"\n"
                                                           "     3 UNLESS   y -> 5\n"
                                                           "     4 TEXT     \"c\"\n"
                                                           "     5 TEXT     \"d\"\n"
                                                           "     6 NEXT     -> 1\n"
                                                           "     7 TEXT     \"e\"\n"
                                                           "     8 UNLESS   z -> 9\n"
                                                           "     9 TEXT     \"f\"\n"
                                                           "    10 RICH     r -> 12\n"
                                                           "    11 TEXT     \"g\"\n"
                                                           "    12 TEXT     \"h\"\n"
                                                           "    13 END      \n");
}

static void dump_shows_every_instruction(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("all"), &f->diags);
    prog_number(b, NUMBER_HEADING, 2, 0);
    prog_anchor(b, STR("objet"), false, nowhere);
    prog_ref(b, REF_ANCHOR_SAME, STR_EMPTY, nowhere);
    prog_ref(b, REF_NUMBER, STR("a.b"), nowhere);
    prog_ref(b, REF_BOOKMARK, STR("objet"), nowhere);
    prog_rich_begin(b, STR("corps"), nowhere);
    prog_var(b, STR("corps"), ESCAPE_DOCX_TEXT, nowhere);
    prog_rich_end(b);
    prog_number(b, NUMBER_LIST_BEGIN, 0, 1);
    prog_number(b, NUMBER_LIST_WRITE, 0, 0);
    prog_number(b, NUMBER_LIST_END, 0, 0);
    prog_number(b, NUMBER_UID_NEXT, 0, 3);
    prog_number(b, NUMBER_UID_SAME, 0, 3);
    prog_partial(b, STR("p"), true, STR("  "), nowhere);
    prog_parent_begin(b, STR("q"), false, STR_EMPTY, nowhere);
    prog_block_begin(b, STR("t"), STR_EMPTY, true, nowhere);
    prog_text(b, STR("x"));
    prog_close(b, STR("t"), nowhere);
    prog_close(b, STR("q"), nowhere);
    prog_line(b);
    prog_text(b, STR("0123456789012345678901234567890123456789012345678901234567890123456789"));
    assert_string_equal(
        fixture_dump(f, fixture_built(b)),
        "program all: 22 instructions, 73 bytes\n"
        "     0 NUMBER   heading level 2 0\n"
        "     1 REF      anchor objet\n"
        "     2 REF      anchor-same .\n"
        "     3 REF      number a.b\n"
        "     4 REF      bookmark objet\n"
        "     5 RICH     corps -> 7\n"
        "     6 VAR      corps docx-text\n"
        "     7 NUMBER   list-begin level 0 1\n"
        "     8 NUMBER   list-write level 0 0\n"
        "     9 NUMBER   list-end level 0 0\n"
        "    10 NUMBER   uid-next level 0 3\n"
        "    11 NUMBER   uid-same level 0 3\n"
        "    12 PARTIAL  *p\n"
        "    13 LINE     \n"
        "    14 PARENT   q -> 19\n"
        "    15 LINE     \n"
        "    16 BLOCK    t -> 19\n"
        "    17 TEXT     \"x\"\n"
        "    18 END      \n"
        "    19 LINE     \n"
        "    20 TEXT     \"012345678901234567890123456789012345678901234567890123456789\"… "
        "70 bytes\n"
        "    21 END      \n");
}

static void paths_are_cut(void **state)
{
    Fixture *f = *state;
    const Program *p = fixture_program(f, "{{a.bc.d}}{{.}}{{a.bc.d}}", NULL);
    assert_int_equal(p->n_paths, 2); /* the same name once */
    assert_int_equal(p->paths[0].n, 3);
    assert_true(str_is(p->paths[0].parts[1], "bc"));
    assert_int_equal(p->paths[1].n, 0);
    assert_int_equal(sizeof(Op), 16);
}

/* One mistake, one diagnostic, at its place; the second place where there is one. */
static void pairs_are_checked(void **state)
{
    Fixture *f = *state;
    static const char *const cases[][2] = {
        {"{{#a}}\n{{/b}}", "2:1 T-005 “b” is closed while “a” is still open (1:1)"},
        {"{{#a}}\n{{^b}}\n{{/a}}\n{{/b}}", "3:1 T-005 “a” is closed while “b” is still open (2:1)"},
        {"x\n {{/b}}", "2:2 T-006 “b” is closed, but was never opened"},
        {"x{{#a}}", "1:2 T-007 the section “a” is never closed"},
        {"{{#a}}{{#b}}", "1:1 T-007 the section “a” is never closed\n"
                         "1:7 T-007 the section “b” is never closed"},
        {"{{#a}}{{/a}}{{/a}}", "1:13 T-006 “a” is closed, but was never opened"},
        {"{{#a}}{{#b}}{{/a}}{{/b}}{{/b}}",
         "1:13 T-005 “a” is closed while “b” is still open (1:7)\n"
         "1:25 T-006 “b” is closed, but was never opened"},
        {"{{<p}}{{$b}}{{/p}}", "1:13 T-005 “p” is closed while “b” is still open (1:7)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Status st = ST_OK;
        (void)fixture_program(f, cases[i][0], &st);
        assert_int_equal(st, ST_INPUT);
        assert_string_equal(fixture_report(f), cases[i][1]);
    }
}

static void sections_nest_64_deep(void **state)
{
    Fixture *f = *state;
    for (size_t depth = 63; depth <= 66; depth++) {
        Buf text;
        buf_init(&text, 1 << 16);
        for (size_t i = 0; i < 2 * depth; i++) {
            buf_put(&text, i < depth ? STR("{{#a}}") : STR("{{/a}}"));
        }
        buf_putc(&text, '\0');
        Status st = ST_OK;
        (void)fixture_program(f, text.ptr, &st);
        assert_int_equal(st, depth <= 64 ? ST_OK : ST_INPUT);
        assert_string_equal(
            fixture_report(f),
            depth <= 64 ? "" : "1:385 T-008 sections are nested more than 64 deep, at “a”");
        buf_done(&text);
    }
}

/* Whatever allocation fails, building goes to its end and says so there. */
static void memory_may_fail_anywhere(void **state)
{
    (void)state;
    static const char text[] = "a{{#x}}{{y}}{{#z}}b{{/z}}{{/x}}{{<p}}{{$q}}c{{/q}}{{/p}}{{/w}}";
    Status st = ST_NOMEM;
    for (size_t n = 1; st == ST_NOMEM; n++) {
        Arena arena;
        DiagList diags;
        const Program *program = NULL;
        arena_init(&arena, 0);
        diag_list_init(&diags, &arena);
        mem_fail_at(n);
        Source source = {.name = STR("t"), .text = str_of(text)};
        st = compile_text(&arena, &source, ESCAPE_HTML, &diags, &program);
        mem_fail_at(0);
        arena_done(&arena);
        assert_true(n < 100);
    }
    assert_int_equal(st, ST_INPUT); /* w was never opened */
}

/* The same with an arena that is full after so many bytes: every growth inside it fails in turn. */
static void a_full_arena_is_no_memory(void **state)
{
    (void)state;
    static const char text[] = "a{{#x}}{{y}}{{#z}}b{{/z}}{{/x}}{{<p}}{{$q}}c{{/q}}{{/p}}";
    Status st = ST_NOMEM;
    for (size_t max = 16; st == ST_NOMEM; max += 16) {
        Arena arena;
        Arena reports;
        DiagList diags;
        const Program *program = NULL;
        arena_init(&arena, max);
        arena_init(&reports, 0);
        diag_list_init(&diags, &reports);
        Source source = {.name = STR("t"), .text = str_of(text)};
        st = compile_text(&arena, &source, ESCAPE_HTML, &diags, &program);
        arena_done(&arena);
        arena_done(&reports);
        assert_true(max < 100000);
    }
    assert_int_equal(st, ST_OK);
}

/* Hostile: a hundred thousand sections, each closed under another name, are paired in one pass. */
static void wrong_ends_are_linear(void **state)
{
    Fixture *f = *state;
    ProgBuilder *b = prog_builder_new(&f->arena, STR("test"), &f->diags);
    const Program *program = NULL;
    for (size_t i = 0; i < 200000; i++) {
        if (i < 100000) {
            prog_enter(b, STR("a"), false, (Loc){0});
        } else {
            prog_close(b, STR("b"), (Loc){0});
        }
    }
    assert_int_equal(prog_finish(b, &program), ST_INPUT);
    assert_int_equal(f->diags.items[0].code, TMPL_TOO_DEEP);
    assert_int_equal(f->diags.items[1].code, TMPL_CROSSED);
}

/* What a dump quotes can be told apart from its quotes. */
static void dump_escapes(void **state)
{
    Fixture *f = *state;
    const Program *program = fixture_program(f, "a\"\\\t\r\n", NULL);
    assert_non_null(strstr(fixture_dump(f, program), "\"a\\\"\\\\\\t\\r\\n\"\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_is_joined),
        TEST(text_is_not_joined_over_jumps),
        TEST(dump_shows_every_instruction),
        TEST(paths_are_cut),
        TEST(pairs_are_checked),
        TEST(sections_nest_64_deep),
        TEST(memory_may_fail_anywhere),
        TEST(a_full_arena_is_no_memory),
        TEST(wrong_ends_are_linear),
        TEST(dump_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
