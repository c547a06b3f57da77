/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_clause - a consideration and its blocks: fundamentals, blocks that nobody knows, shared texts that are missing or include
 * themselves or are too many, calculations of one name; each mistake once, where it stands.
 */
#include "tests/unit/library_fixture.h"

#define SHARED "communs/difficultes.yaml"

/* What is reported of the library with one change. */
static const char *say(Fixture *f, const char *file, const char *old, const char *new_)
{
    const Library *lib = library_with(f, (Change){file, old, new_});
    assert_int_equal(lib != NULL, f->diags.n_errors == 0);
    Buf out;
    buf_init(&out, 1 << 16);
    diag_sort(&f->diags);
    for (size_t i = 0; i < f->diags.n; i++) {
        const Diag *d = &f->diags.items[i];
        Str name = d->loc.source ? file_base(d->loc.source->name) : STR("-");
        buf_printf(&out, "%s%.*s:%u %s %.*s", i ? "\n" : "", STR_ARG(name), (unsigned)d->loc.line,
                   diag_info(d->code)->code, STR_ARG(d->args[0]));
    }
    const char *text = arena_str(&f->arena, buf_str(&out)).ptr;
    buf_done(&out);
    return text;
}

static void test_sound(void **state)
{
    Fixture *f = *state;
    const Library *lib = library_small(f);
    const Clause *clause = library_clause(lib, STR("K1"));
    assert_non_null(clause);
    assert_ptr_equal(clause, library_clause(lib, STR("essai")));
    size_t n_shared = 0;
    for (size_t i = 0; i < lib->n_block_order; i++) {
        const Block *block = clause->blocks[i];
        assert_true(!block || lib->blocks[block->index] == block);
        n_shared += block && block->shared;
    }
    assert_int_equal(n_shared, 1);
}

/* A shared text may include others, never itself, whether a consideration includes it or not. */
static void test_circles(void **state)
{
    Fixture *f = *state;
    Str text = STR_EMPTY;
    static const char *const cases[][2] = {
        {"{{> communs/difficultes}}", "difficultes.yaml:L L-016 communs/difficultes"},
        {"{{> communs/difficultes}}\n\n  {{> communs/difficultes}}",
         "difficultes.yaml:L L-016 communs/difficultes\ndifficultes.yaml:M L-016 "
         "communs/difficultes"},
        {"{{> communs/gone}}", "difficultes.yaml:L L-008 communs/gone"},
    };
    const char *path = "tests/golden/base/small/lib/" SHARED;
    assert_int_equal(
        file_read(&f->arena, library_source(f, path), LIMIT_YAML_BYTES, (Loc){0}, &f->diags, &text),
        ST_OK);
    size_t at = str_find(text, STR("corps: |\n"), 0);
    assert_int_not_equal(at, SIZE_MAX);
    Source source = {.text = text};
    uint32_t line = source_loc(&source, at).line + 1;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str body = arena_printf(&f->arena, "corps: |\n  %s\n\n", cases[i][0]);
        const char *got = say(f, SHARED, "corps: |\n", body.ptr);
        Buf wanted;
        buf_init(&wanted, 1 << 12);
        for (const char *p = cases[i][1]; *p; p++) {
            if (p[0] == 'L' && p[1] == ' ') {
                buf_put_u64(&wanted, line);
            } else if (p[0] == 'M' && p[1] == ' ') {
                buf_put_u64(&wanted, line + 2);
            } else {
                buf_putc(&wanted, *p);
            }
        }
        buf_putc(&wanted, '\0');
        assert_string_equal(got, wanted.ptr);
        buf_done(&wanted);
    }
}

/* As many shared texts as a text may bring in, and one more. */
static void test_too_many_texts(void **state)
{
    Fixture *f = *state;
    Buf body;
    buf_init(&body, 1 << 16);
    buf_puts(&body, "  difficultes: |\n");
    for (size_t i = 1; i < LIMIT_INCLUDES; i++) { /* one is there */
        buf_puts(&body, "    {{> communs/difficultes}}\n\n");
    }
    buf_putc(&body, '\0');
    assert_string_equal(say(f, SMALL_CLAUSE, "  difficultes: |\n", body.ptr), "");
    body.len--;
    buf_puts(&body, "    {{> communs/difficultes}}\n\n");
    buf_putc(&body, '\0');
    const char *got = say(f, SMALL_CLAUSE, "  difficultes: |\n", body.ptr);
    assert_non_null(strstr(got, " T-054 "));
    assert_null(strchr(got, '\n'));
    buf_done(&body);
}

static void test_calculations_of_one_name(void **state)
{
    Fixture *f = *state;
    const char *got =
        say(f, "calculs.yaml", "calculs:\n",
            "calculs:\n"
            "  - {id: a, titre: Premier, par: marche, formule: 1 + 1, source: essai}\n"
            "  - {id: a, titre: Second, par: lot, pour: essai, formule: 1 + 1, source: essai}\n");
    const char *found = strstr(got, " L-007 a");
    if (!found) {
        fail_msg("%s", got);
    }
    assert_null(strstr(found + 8, "L-007"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sound),
        TEST(test_circles),
        TEST(test_too_many_texts),
        TEST(test_calculations_of_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
