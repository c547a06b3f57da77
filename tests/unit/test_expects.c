/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies expects.c: every name of a program once below its section, with its kind.
 */
#include "generator/tmpl/expects.h"

#include "tests/unit/tmpl_fixture.h"

/* "nom:t lots:s lots/titre:t": kinds t text, s section, g guard, l list of texts. */
static const char *names_of(Arena *arena, const char *text)
{
    DiagList diags;
    diag_list_init(&diags, arena);
    const Program *program = NULL;
    const Source *source = source_new(arena, STR("t"), str_of(text), 1);
    assert_int_equal(compile_text(arena, source, ESCAPE_NONE, &diags, &program), ST_OK);
    Expects list = {.arena = arena};
    assert_int_equal(expects_add(&list, program, NULL), ST_OK);
    Str out = STR_EMPTY;
    for (size_t i = 0; i < list.n; i++) {
        const Expect *e = &list.items[i];
        Str parent = e->parent == SIZE_MAX ? STR_EMPTY : list.items[e->parent].name;
        out = arena_printf(arena, "%.*s%s%.*s%s%.*s:%s%s%s%s", STR_ARG(out), i > 0 ? " " : "",
                           STR_ARG(parent), parent.len > 0 ? "/" : "", STR_ARG(e->name),
                           e->is_text ? "t" : "", e->is_section ? "s" : "", e->is_guard ? "g" : "",
                           e->is_list ? "l" : "");
    }
    return arena_printf(arena, "%.*s", STR_ARG(out)).ptr;
}

static void kinds(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 16 * MIB);
    assert_string_equal(names_of(&arena, "{{nom}} {{nom}} {{a.b}}"), "nom:t a.b:t");
    assert_string_equal(names_of(&arena, "{{#lots}}{{titre}}{{/lots}}{{titre}}"),
                        "lots:s lots/titre:t titre:t");
    assert_string_equal(names_of(&arena, "{{#r}}({{r}}){{/r}}"), "r:tsg");
    assert_string_equal(names_of(&arena, "{{#l}}{{.}}{{/l}}"), "l:sl");
    assert_string_equal(names_of(&arena, "{{^l}}{{x}}{{/l}}"), "l:sg x:t");
    assert_string_equal(names_of(&arena, "{{#a}}{{#b}}{{c}}{{/b}}{{d}}{{/a}}{{e}}"),
                        "a:s a/b:s b/c:t a/d:t e:t");
    assert_string_equal(names_of(&arena, "{{#a}}{{x}}{{/a}}{{#b}}y{{/b}}{{#a}}{{x}}{{z}}{{/a}}"),
                        "a:s a/x:t b:s a/z:t");
    assert_string_equal(names_of(&arena, "aucune {{! x }}"), "");
    arena_done(&arena);
}

/* A thousand names, all found again. */
static void many(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 64 * MIB);
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, MIB);
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < 1000; i++) {
            buf_printf(&text, "{{n%d}}", i);
        }
    }
    buf_putc(&text, '\0');
    DiagList diags;
    diag_list_init(&diags, &arena);
    const Program *program = NULL;
    const Source *source = source_new(&arena, STR("t"), str_of(text.ptr), 1);
    assert_int_equal(compile_text(&arena, source, ESCAPE_NONE, &diags, &program), ST_OK);
    Expects list = {.arena = &arena};
    assert_int_equal(expects_add(&list, program, NULL), ST_OK);
    assert_int_equal(list.n, 1000);
    arena_done(&arena);
}

typedef struct Partial {
    Arena *arena;
    const Program *program;
    size_t n_asked;
} Partial;

static Status find_partial(void *ctx, Str name, Loc loc, const Program **ret_program)
{
    Partial *partial = ctx;
    (void)loc;
    partial->n_asked++;
    *ret_program = str_is(name, "p") ? partial->program : NULL;
    return ST_OK;
}

/* Partials ask for names where they are called; one that calls itself ends, one that is not there asks for nothing. */
static void partials(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 16 * MIB);
    DiagList diags;
    diag_list_init(&diags, &arena);
    const Program *program = NULL;
    Partial partial = {.arena = &arena};
    const Source *text = source_new(&arena, STR("t"), STR("{{#l}}{{>p}}{{/l}}{{>q}}{{z}}"), 1);
    const Source *inner = source_new(&arena, STR("p"), STR("{{x}}{{>p}}"), 2);
    assert_int_equal(compile_text(&arena, text, ESCAPE_NONE, &diags, &program), ST_OK);
    assert_int_equal(compile_text(&arena, inner, ESCAPE_NONE, &diags, &partial.program), ST_OK);
    Expects list = {.arena = &arena};
    const ExpectsHost host = {.ctx = &partial, .partial = find_partial};
    assert_int_equal(expects_add(&list, program, &host), ST_OK);
    assert_int_equal(partial.n_asked, 3);
    assert_int_equal(list.n, 3);
    assert_true(str_is(list.items[1].name, "x"));
    assert_int_equal(list.items[1].parent, 0);
    assert_int_equal(list.items[1].loc.source->number, 2);
    assert_int_equal(list.items[2].parent, SIZE_MAX);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(kinds), cmocka_unit_test(many),
                                       cmocka_unit_test(partials)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
