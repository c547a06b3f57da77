/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pick - what some markets need of a library, found in the text; places stay; our own library is loaded in parts for each
 * of its sample markets, and says the same as when it is loaded whole.
 */
#include "generator/library/pick.h"

#include <sched.h>

#include "tests/unit/library_fixture.h"

#define CLAUSE(id, code, more) "id: " id "\ncode: " code "\n" more

static const PickFile few[] = {
    {.name = {"bibliotheque.yaml", 17}, .whole = {"id: b\n", 6}},
    {.name = {"considerations/un.yaml", 22}},
    {.name = {"considerations/deux.yaml", 24}},
    {.name = {"communs/a.yaml", 14},
     .whole = {"corps: \"{{>communs/b}} {{droit.LOI-3.titre}}\"\n", 46}},
    {.name = {"communs/b.yaml", 14}, .whole = {"corps: x\n", 9}},
    {.name = {"communs/c.yaml", 14}, .whole = {"corps: x\n", 9}},
};

static const char calcs[] = "# essai\n"
                            "calculs:\n"
                            "  - id: a\n"
                            "    pour: clause_un\n"
                            "    titre: >-\n"
                            "      pour: clause_deux\n"
                            "\n"
                            "  # de deux\n"
                            "  - id: b\n"
                            "    pour: K2\n"
                            "    formule: |-\n"
                            "      1 +\n"
                            "      2\n"
                            "  - {id: c, pour: \"clause_deux\"}\n"
                            "  - {id: d, par: marche, formule: listes.x}\n";

static const char rules[] = "regles:\n"
                            "- id: D-1\n"
                            "  pour: {consideration: clause_deux, par: lot}\n"
                            "- id: D-2\n"
                            "  message: \"consideration: clause_deux\"\n"
                            "  pour:\n"
                            "    consideration: clause_deux\n"
                            "- id: D-3\n"
                            "  message: \"pour: {consideration: clause_deux}\"\n";

static const char references[] = "seuils:\n"
                                 "  - id: S\n"
                                 "references:\n"
                                 "  - id: LOI-1\n"
                                 "    titre: un\n"
                                 "  - id: LOI-2\n"
                                 "    titre: deux\n"
                                 "  - id: LOI-3\n"
                                 "    titre: trois\n";

/* Runs over the files of `few` and the texts above for one market. */
static Status run(Fixture *f, const char *market, PickFile files[9], Pick *ret_pick)
{
    memcpy(files, few, sizeof few);
    files[1].whole =
        STR(CLAUSE("clause_un", "K1", "fondements: [LOI-1]\ncorps: '{{>communs/a}}'\n"));
    files[2].whole = STR(CLAUSE("\"clause_deux\" # deux", "K2", "corps: '{{>communs/c}} y'\n"));
    files[6] = (PickFile){.name = STR("calculs.yaml"), .whole = str_of(calcs)};
    files[7] = (PickFile){.name = STR("regles/r.yaml"), .whole = str_of(rules)};
    files[8] = (PickFile){.name = STR("references.yaml"), .whole = str_of(references)};
    const Str text = str_of(market);
    *ret_pick = (Pick){.files = files, .n_files = 9};
    return pick_run(&f->arena, ret_pick, &text, 1, STR("x"));
}

static void assert_lines(Str got, Str whole, const char *wanted)
{
    Str rest = got;
    size_t n_lines[2] = {0, 0};
    for (size_t i = 0; i < whole.len; i++) {
        n_lines[0] += whole.ptr[i] == '\n';
    }
    for (size_t i = 0; i < rest.len; i++) {
        n_lines[1] += rest.ptr[i] == '\n';
    }
    assert_int_equal(n_lines[0], n_lines[1]);
    assert_int_equal(got.len, strlen(wanted));
    assert_memory_equal(got.ptr, wanted, got.len);
}

/* What the market does not name is left out; line numbers stay. */
static void test_one(void **state)
{
    Fixture *f = *state;
    PickFile files[9];
    Pick ids = {0};
    assert_int_equal(run(f, "considerations: [{clause: clause_un}]", files, &ids), ST_OK);
    assert_int_equal(ids.n_ids, 2);
    assert_true(str_is(ids.ids[1], "clause_deux"));
    static const bool skipped[] = {false, false, true, false, false, true};
    for (size_t i = 0; i < sizeof skipped / sizeof skipped[0]; i++) {
        assert_int_equal(files[i].is_skipped, skipped[i]);
    }
    assert_lines(files[6].text, files[6].whole,
                 "# essai\ncalculs:\n  - id: a\n    pour: clause_un\n    titre: >-\n"
                 "      pour: clause_deux\n\n  # de deux\n\n\n\n\n\n\n"
                 "  - {id: d, par: marche, formule: listes.x}\n");
    assert_lines(files[7].text, files[7].whole,
                 "regles:\n\n\n\n\n\n\n- id: D-3\n"
                 "  message: \"pour: {consideration: clause_deux}\"\n");
    assert_lines(
        files[8].text, files[8].whole,
        "\n\nreferences:\n  - id: LOI-1\n    titre: un\n\n\n  - id: LOI-3\n    titre: trois\n");
}

/* A code is as good as an identifier; both leave nothing out, none leaves the market's own. */
static void test_others(void **state)
{
    Fixture *f = *state;
    PickFile files[9];
    Pick ids = {0};
    assert_int_equal(run(f, "{\"clause\": \"K2\"}", files, &ids), ST_OK);
    assert_true(files[1].is_skipped);
    assert_false(files[2].is_skipped);
    assert_int_equal(str_find(files[6].text, STR("id: a"), 0), SIZE_MAX);
    assert_int_not_equal(str_find(files[6].text, STR("id: b"), 0), SIZE_MAX);
    assert_int_equal(run(f, "clause_un K2 seuils LOI-2", files, &ids), ST_OK);
    for (size_t i = 0; i < 9; i++) {
        assert_false(files[i].is_skipped);
        assert_true(str_eq(files[i].text, files[i].whole) || i < 6);
    }
    assert_int_equal(run(f, "rien", files, &ids), ST_OK);
    assert_true(files[1].is_skipped && files[2].is_skipped && files[3].is_skipped);
    assert_false(files[6].is_skipped || files[7].is_skipped);
}

/* What the text does not tell is not guessed. */
static void test_untold(void **state)
{
    Fixture *f = *state;
    PickFile file = {.name = STR("considerations/x.yaml"), .whole = STR("{id: x, code: K1}\n")};
    Pick ids = {.files = &file, .n_files = 1};
    const Str text = STR("x");
    assert_int_equal(pick_run(&f->arena, &ids, &text, 1, STR_EMPTY), ST_INPUT);
    file = (PickFile){.name = STR("bibliotheque.yaml"), .whole = STR("id: l\nbase:\n  id: b\n")};
    assert_int_equal(pick_run(&f->arena, &ids, &text, 1, STR_EMPTY), ST_INPUT);
}

/* What the markets in `texts` need; where anything is wrong, the whole library, which tells it. */
static Status load_part(Arena *arena, Str folder, Str schemas, Str shipped, const Str *texts,
                        size_t n_texts, uint32_t *io_sources, DiagList *diags,
                        const Library **ret_library)
{
    LibraryLoading *loading = NULL;
    Ahead *ahead = ahead_start();
    assert_non_null(ahead);
    Status st = library_begin_for(arena, ahead, folder, schemas, texts, n_texts, io_sources,
                                  ret_library, &loading);
    st = st == ST_OK ? library_end(loading) : st;
    ahead_end(ahead, arena);
    return st == ST_INPUT
               ? library_load(arena, folder, schemas, shipped, io_sources, diags, ret_library)
               : st;
}

static const Library *load_for(Fixture *f, const char *text, uint32_t *io_sources)
{
    const Library *library = NULL;
    const Str market = str_of(text);
    assert_int_equal(load_part(&f->arena, library_source(f, "clauses"),
                               library_source(f, "schemas"), STR_EMPTY, &market, 1, io_sources,
                               &f->diags, &library),
                     ST_OK);
    return library;
}

/* Each sample of our library finds what it needs without the rest. */
static void test_samples(void **state)
{
    Fixture *f = *state;
    Str folder = library_source(f, "clauses/apercu");
    Str *names = NULL;
    size_t n = 0;
    uint32_t n_sources = 0;
    size_t n_partial = 0;
    assert_int_equal(file_list(&f->arena, folder, &f->diags, &names, &n), ST_OK);
    for (size_t i = 0; i < n; i += 5) {
        Str text;
        assert_int_equal(file_read(&f->arena, file_join(&f->arena, folder, names[i]),
                                   LIMIT_YAML_BYTES, (Loc){0}, &f->diags, &text),
                         ST_OK);
        const Library *library =
            load_for(f, arena_printf(&f->arena, "%.*s", STR_ARG(text)).ptr, &n_sources);
        assert_true(library->is_partial);
        assert_int_equal(library->n_ids, 9);
        n_partial += library->n_clauses < library->n_ids;
    }
    assert_true(n_partial > 5);
}

/* The sum is that of the whole library; what is missing is known to be. */
static void test_whole(void **state)
{
    Fixture *f = *state;
    uint32_t n_sources = 0;
    const Library *whole = NULL;
    assert_int_equal(library_load(&f->arena, library_source(f, "clauses"),
                                  library_source(f, "schemas"), STR_EMPTY, &n_sources, &f->diags,
                                  &whole),
                     ST_OK);
    const Library *part = load_for(f, "clause: clause_heures", &n_sources);
    assert_int_equal(part->n_clauses, 1);
    assert_true(str_eq(part->sha256, whole->sha256));
    assert_true(part->n_rules < whole->n_rules && part->n_calcs < whole->n_calcs);
    assert_int_equal(whole->n_ids, whole->n_clauses);
    DiagList diags;
    diag_list_init(&diags, &f->arena);
    assert_true(library_suffices(part, &diags));
    (void)diag_add0(&diags, LIB_UNKNOWN_CLAUSE, (Loc){0});
    assert_false(library_suffices(part, &diags));
    assert_true(library_suffices(whole, &diags));
}

/* The small library of the goldens with one mistake, loaded for a market. */
static Status load_wrong(Fixture *f, Str top, const char *market, const Library **ret_library)
{
    uint32_t n_sources = 0;
    const Str text = str_of(market);
    diag_list_init(&f->diags, &f->arena);
    return load_part(&f->arena, file_join(&f->arena, top, STR("lib")),
                     file_join(&f->arena, top, STR("schemas")), STR_EMPTY, &text, 1, &n_sources,
                     &f->diags, ret_library);
}

/* A mistake in what a market needs is told with those of the whole library; one in what it does not need is not. */
static void test_mistakes(void **state)
{
    Fixture *f = *state;
    const Library *library = NULL;
    Str top = library_folder(
        f, "lib",
        (Change){"considerations/essai.yaml", "x-catalogue: publics\n", "x-catalogue: public\n"});
    assert_int_equal(load_wrong(f, top, "clause: essai", &library), ST_INPUT);
    assert_true(f->diags.n_errors > 0);
    assert_int_equal(load_wrong(f, top, "clause: autre", &library), ST_OK);
    assert_int_equal(f->diags.n, 0);
    assert_int_equal(library->n_clauses, 0);
    assert_int_equal(library->n_ids, 1);
    library_remove(f, top);
}

/* The first step has what templates need; a mistake in the rest is told by the second. */
static void test_steps(void **state)
{
    Fixture *f = *state;
    static const Change changes[] = {{"calculs.yaml", "size(lots)", "size(lost)"},
                                     {"calculs.yaml", "size(lots)", "size(lots"},
                                     {"calculs.yaml", "calculs:", "calculs: ["},
                                     {0}};
    const Str market = STR("clause: essai");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const Library *library = NULL;
        LibraryLoading *loading = NULL;
        uint32_t n_sources = 0;
        Str top = library_folder(f, "lib", changes[i]);
        assert_int_equal(library_begin_for(&f->arena, NULL, file_join(&f->arena, top, STR("lib")),
                                           file_join(&f->arena, top, STR("schemas")), &market, 1,
                                           &n_sources, &library, &loading),
                         ST_OK);
        assert_int_equal(library->n_clauses, 1);
        assert_true(library->n_blocks > 1 && library->n_calcs == 0);
        assert_int_equal(library_end(loading), changes[i].file ? ST_INPUT : ST_OK);
        assert_true(changes[i].file || (library->n_calcs == 1 && library->sha256.len == 64));
        library_remove(f, top);
    }
}

/* One core loads what two load: the same places, numbers of sources and sum. */
static void test_one_core(void **state)
{
    Fixture *f = *state;
    cpu_set_t all;
    cpu_set_t one;
    const Library *libraries[2];
    uint32_t n_sources[2] = {0};
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sched_setaffinity(0, sizeof all, i == 0 ? &one : &all), 0);
        libraries[i] = load_for(f, "clause: clause_heures", &n_sources[i]);
    }
    assert_int_equal(n_sources[0], n_sources[1]);
    assert_true(str_eq(libraries[0]->sha256, libraries[1]->sha256));
    assert_int_equal(libraries[0]->n_rules, libraries[1]->n_rules);
    for (size_t i = 0; i < libraries[0]->n_rules; i++) {
        Loc a = libraries[0]->rules[i].source->loc;
        Loc b = libraries[1]->rules[i].source->loc;
        assert_int_equal(a.line, b.line);
        assert_int_equal(a.source->number, b.source->number);
        assert_true(str_eq(a.source->name, b.source->name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one),   TEST(test_others),   TEST(test_untold), TEST(test_samples),
        TEST(test_whole), TEST(test_mistakes), TEST(test_steps),  TEST(test_one_core),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
