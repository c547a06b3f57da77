/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies diag.c and diag.def: codes are unique and well formed, arguments are copied and cut, a hundred a source, order,
 * and that nothing breaks without memory.
 */
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/base/utf8.h"
#include "tests/unit/data_fixture.h"

static void codes_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < DIAG_N_CODES; i++) {
        const DiagInfo *info = diag_info((DiagCode)i);
        assert_int_equal(strlen(info->code), 5);
        assert_int_equal(info->code[1], '-');
        assert_non_null(memchr("TYSPMELFDB", info->code[0], 10));
        assert_int_equal(diag_from_code(str_of(info->code)), i);
        assert_int_equal(utf8_check(str_of(info->message)), SIZE_MAX);
    }
    assert_int_equal(diag_from_code(STR("T-999")), DIAG_N_CODES);
}

static void arguments_are_copied(void **state)
{
    DiagList *list = &((Fixture *)*state)->diags;
    char text[1000];
    for (size_t i = 0; i < sizeof text; i += 2) {
        text[i] = '\xC3';
        text[i + 1] = '\xA9';
    }
    const Str long_text = {.ptr = text, .len = sizeof text};
    const Diag *diag = diag_add2(list, FILE_CANT_READ, (Loc){0}, long_text, STR("b"));
    memset(text, 'x', sizeof text);
    assert_int_equal(utf8_count(diag->args[0]), 200);
    assert_int_equal(utf8_check(diag->args[0]), SIZE_MAX);
    assert_true(str_is(diag->args[1], "b"));
    diag = diag_add(list, DIAG_RULE, (Loc){0}, long_text, STR_EMPTY, STR_EMPTY);
    assert_int_equal(diag->args[0].len, sizeof text); /* messages of rules are whole */
    assert_int_equal(list->n_errors, 2);
    assert_int_equal(
        diag_add_near(list, LIB_UNKNOWN_NAME, LIB_UNKNOWN_NAME_NEAR, (Loc){0}, STR("a"), STR_EMPTY)
            ->code,
        LIB_UNKNOWN_NAME);
    assert_int_equal(
        diag_add_near(list, LIB_UNKNOWN_NAME, LIB_UNKNOWN_NAME_NEAR, (Loc){0}, STR("a"), STR("b"))
            ->code,
        LIB_UNKNOWN_NAME_NEAR);
}

static void a_hundred_a_source(void **state)
{
    DiagList *list = &((Fixture *)*state)->diags;
    const Source one = {.number = 1};
    const Source two = {.number = 2};
    for (uint32_t i = 0; i < 300; i++) {
        const Loc place = {.source = &one, .line = i + 1};
        const Loc other = {.source = i < 50 ? &two : &one, .line = 1000 + i};
        Diag *diag = diag_add1(list, TMPL_NOT_OPEN, place, STR("x"));
        diag->span = 3; /* the dropped take it too */
        diag_add1(list, TMPL_NOT_OPEN, other, STR("x"));
    }
    size_t n_one = 0;
    size_t n_many = 0;
    for (size_t i = 0; i < list->n; i++) {
        n_one += list->items[i].loc.source == &one && list->items[i].code == TMPL_NOT_OPEN;
        n_many += list->items[i].code == DIAG_TOO_MANY;
    }
    assert_int_equal(n_one, LIMIT_DIAGS);
    assert_int_equal(n_many, 1);
    assert_int_equal(list->n, LIMIT_DIAGS + 1 + 50);
    assert_int_equal(list->n_errors, 600);
}

static void order_is_by_place(void **state)
{
    DiagList *list = &((Fixture *)*state)->diags;
    const Source one = {.number = 1};
    const Source two = {.number = 2};
    static const struct {
        int source;
        uint32_t paragraph;
        uint32_t line;
        uint32_t column;
        const char *name;
    } given[] = {
        {2, 0, 1, 1, "h"}, {1, 0, 9, 9, "d"}, {1, 3, 0, 0, "f"},
        {1, 0, 2, 5, "c"}, {1, 0, 2, 1, "a"}, {1, 0, 2, 1, "b"},
        {0, 0, 0, 0, "0"}, {1, 4, 0, 0, "g"}, {1, 2, 0, 0, "e"},
    };
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        const Source *source = given[i].source == 0 ? NULL : given[i].source == 1 ? &one : &two;
        Loc loc = {.source = source, .line = given[i].line, .column = given[i].column};
        diag_add1(list, TMPL_NOT_OPEN, loc, str_of(given[i].name))->paragraph = given[i].paragraph;
    }
    diag_sort(list);
    for (size_t i = 0; i < list->n; i++) {
        assert_int_equal(list->items[i].args[0].ptr[0], "0abcdefgh"[i]);
    }
    diag_add1(list, TMPL_NOT_OPEN, (Loc){0}, STR("z")); /* a sorted list still grows */
    assert_int_equal(list->n, 10);
}

static void one_mistake_is_said_once(void **state)
{
    DiagList *list = &((Fixture *)*state)->diags;
    Source one = {.number = 1};
    Loc here = {.source = &one, .line = 3, .column = 5};
    for (size_t i = 0; i < 250; i++) { /* many times the limit of a source */
        diag_add1(list, TMPL_NOT_OPEN, here, i % 2 ? STR("a") : STR("b"));
        diag_add_rule(list, DIAG_WARNING, here, STR("D-001"), STR("m"), STR("h"));
    }
    diag_add1(list, TMPL_NOT_OPEN, here, STR("a"))->path = STR("lots[0]");
    diag_add1(list, TMPL_NOT_OPEN, (Loc){0}, STR("a")); /* without a place nothing says it is one */
    diag_add1(list, TMPL_NOT_OPEN, (Loc){0}, STR("a"));
    diag_sort(list);
    assert_int_equal(list->n, 6); /* b, the rule, a, a of a path; two without a place */
    assert_int_equal(list->n_errors, 5);
    assert_int_equal(list->n_warnings, 1);
    assert_int_equal(list->n_dropped, 0);
}

static void messages_are_expanded_once(void **state)
{
    (void)state;
    Buf out;
    buf_init(&out, 1 << 10);
    const Str args[3] = {STR("{2}"), STR("b"), STR_EMPTY};
    diag_expand(&out, "{1} {2}{3} {4} {{/{1}}} {", args);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, "{2} b {4} {{/{2}}} {");
    buf_done(&out);
}

static void without_memory_nothing_breaks(void **state)
{
    (void)state;
    Arena arena;
    DiagList list;
    arena_init(&arena, 16);
    diag_list_init(&list, &arena);
    Diag *diag = diag_add1(&list, TMPL_NOT_OPEN, (Loc){0}, STR("x"));
    diag->paragraph = 7;
    assert_int_equal(list.n, 0);
    assert_int_equal(list.n_errors, 1); /* it still counts */
    assert_int_equal(list.n_dropped, 1);
    diag_sort(&list);
    arena_done(&arena);
}

static void lists_are_joined(void **state)
{
    Fixture *f = *state;
    DiagList more;
    diag_list_init(&more, &f->arena);
    Source *a = source_new(&f->arena, STR("a"), STR_EMPTY, 1);
    Source *b = source_new(&f->arena, STR("b"), STR_EMPTY, 2);
    const Loc here = {.source = a, .line = 1};
    const Loc there = {.source = a, .line = 2};
    (void)diag_add1(&f->diags, FILE_CANT_READ, here, STR("x"));
    for (uint32_t i = 0; i < LIMIT_DIAGS + 5; i++) {
        Loc loc = {.source = b, .line = i + 1, .column = 1};
        (void)diag_add1(&more, FILE_CANT_READ, loc, STR("y"));
    }
    (void)diag_add_rule(&more, DIAG_WARNING, there, STR("D-1"), STR("m"), STR_EMPTY);
    size_t n_dropped = more.n_dropped;
    assert_true(n_dropped > 0);
    diag_append(&f->diags, &more);
    assert_int_equal(f->diags.n, 1 + more.n);
    assert_int_equal(f->diags.n_errors, 1 + more.n_errors);
    assert_int_equal(f->diags.n_warnings, 1);
    assert_int_equal(f->diags.n_dropped, n_dropped);
    assert_true(str_is(f->diags.items[1].args[0], "y"));
    assert_true(str_is(f->diags.items[f->diags.n - 1].rule, "D-1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_unique),
        TEST(arguments_are_copied),
        TEST(lists_are_joined),
        TEST(a_hundred_a_source),
        TEST(order_is_by_place),
        TEST(one_mistake_is_said_once),
        cmocka_unit_test(messages_are_expanded_once),
        cmocka_unit_test(without_memory_nothing_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
