/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_service - one market to documents: templates by format, jobs that are used again, drafts.
 */
#include <sys/stat.h>

#include "generator/service/service.h"
#include "tests/unit/library_fixture.h"

#define LOT "lots: [{num: 1, intitule: Un, considerations: [{clause: essai}]}]\n"

/* A problem as a map with its code. */
static Status problem(void *ctx, Arena *arena, const Diag *diag, Value **ret_problem)
{
    int *n = ctx;
    static const char *const keys[] = {"code", "niveau", "lieu", "message", "aide"};
    Value *map = value_map(arena, (Loc){0});
    for (size_t i = 0; map && i < 5; i++) {
        Value *text = value_text(arena, (Loc){0}, diag_code_text(diag));
        Status st = text ? value_map_set(arena, map, str_of(keys[i]), text) : ST_NOMEM;
        if (st != ST_OK) {
            return st;
        }
    }
    (*n)++;
    *ret_problem = map;
    return map ? ST_OK : ST_NOMEM;
}

static Status load_templates(Fixture *f, Service *service, const char *path, const Str *formats,
                             size_t n)
{
    diag_list_init(&f->diags, &f->arena);
    return service_load_template(service, library_source(f, path), formats, n, &f->diags);
}

static const Source *market(Fixture *f, const char *text)
{
    return source_new(&f->arena, STR("essai.marche.yaml"), str_of(text), 50);
}

/* The file's name without folder and ending; what has no other name keeps it. */
static void test_market_name(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"dossier/01-rehabilitation.marche.yaml", "01-rehabilitation"},
        {"a.marche.yml", "a"},
        {"a.marche.json", "a"},
        {"./b/a.json", "a"},
        {"a.b.yaml", "a.b"},
        {"sans", "sans"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(str_is(service_market_name(str_of(cases[i][0])), cases[i][1]));
    }
}

/* The vector of FIPS 180-4. */
static void test_sha256(void **state)
{
    Fixture *f = *state;
    assert_true(str_is(digest_of(&f->arena, STR("abc")),
                       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

/* A pipe is read once, where its turn comes: what is wrong with it could not be told else. */
static void test_expect_template(void **state)
{
    Fixture *f = *state;
    uint32_t n_sources = 9;
    const Str docx[] = {STR("docx")};
    Str folder = library_folder(f, "base", (Change){0});
    Str pipe = file_join(&f->arena, folder, STR("pipe.docx"));
    Str file =
        file_join(&f->arena, folder, STR("base/bibliotheque.yaml")); /* told when it is loaded */
    Service service = {.arena = &f->arena, .io_sources = &n_sources};
    assert_int_equal(mkfifo(pipe.ptr, 0600), 0);
    assert_int_equal(service_expect_template(&service, pipe, docx, 1), ST_OK);
    assert_null(service.expected);
    assert_int_equal(service_expect_template(&service, file, docx, 1), ST_OK);
    assert_non_null(service.expected);
    assert_int_equal(service_end_library(&service, &f->diags), ST_OK);
    assert_null(service.expected);
    assert_int_equal(f->diags.n, 0);
    library_remove(f, folder);
}

/* The ending of the name tells JSON from YAML. */
static void test_load_data(void **state)
{
    Fixture *f = *state;
    Value *value = NULL;
    Source *json = source_new(&f->arena, STR("a.json"), STR("{a: 1}"), 1);
    assert_int_equal(service_load_data(&f->arena, json, YAML_LIMITS_DATA, &f->diags, &value),
                     ST_INPUT);
    Source *yaml = source_new(&f->arena, STR("a.yaml"), STR("{a: 1}"), 2);
    assert_int_equal(service_load_data(&f->arena, yaml, YAML_LIMITS_DATA, &f->diags, &value),
                     ST_OK);
    assert_non_null(value_get(value, STR("a")));
}

/* A folder of formats gives them in the order asked for; a folder of parts its own only. */
static void test_templates(void **state)
{
    Fixture *f = *state;
    static const Str both[] = {{"odt", 3}, {"docx", 4}};
    static const Str other[] = {{"pdf", 3}};
    uint32_t n_sources = 0;
    Service service = {.arena = &f->arena, .io_sources = &n_sources, .library = library_small(f)};
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl", both, 2), ST_OK);
    assert_int_equal(service.n_templates, 2);
    assert_true(str_is(template_format(service.templates[0])->name, "odt"));
    assert_true(str_is(template_format(service.templates[1])->name, "docx"));
    service.n_templates = 0;
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl/odt", both, 2),
                     ST_OK);
    assert_int_equal(service.n_templates, 1);
    service.n_templates = 0;
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl", other, 1),
                     ST_INPUT);
    assert_int_equal(f->diags.items[0].code, TMPL_NO_SUCH_FORMAT);
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl/odt", other, 1),
                     ST_INPUT);
    assert_int_equal(load_templates(f, &service, "tests/golden/run.py", both, 1), ST_INPUT);
    assert_int_equal(f->diags.items[0].code, TMPL_NOT_A_TEMPLATE);
}

/* A job used again, and another job, give the same bytes; in between a market that is wrong leaves no trace. */
static void test_generate(void **state)
{
    Fixture *f = *state;
    static const Str both[] = {{"docx", 4}, {"odt", 3}};
    const ServiceOptions options = {.date = STR("2026-09-21")};
    uint32_t n_sources = 100;
    Service service = {.arena = &f->arena, .io_sources = &n_sources, .library = library_small(f)};
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl", both, 2), ST_OK);
    ServiceJob jobs[2];
    Str first[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(service_job_init(&jobs[i]), ST_OK);
    }
    const Source *good = market(f, SMALL_MARKET LOT);
    for (size_t turn = 0; turn < 3; turn++) {
        ServiceJob *job = &jobs[turn % 2];
        service_job_reset(job);
        assert_int_equal(service_generate(&service, job, good, &options), ST_OK);
        assert_int_equal(job->diags.n, 0);
        for (size_t i = 0; i < 2; i++) {
            assert_true(pkgread_is_zip(buf_str(&job->outputs[i])));
            first[i] = turn == 0 ? arena_str(&f->arena, buf_str(&job->outputs[i])) : first[i];
            assert_true(str_eq(buf_str(&job->outputs[i]), first[i]));
        }
        service_job_reset(job);
        assert_int_equal(service_generate(&service, job, market(f, SMALL_MARKET), &options),
                         ST_INPUT);
        assert_true(job->diags.n_errors > 0);
    }
    service_job_reset(&jobs[0]);
    assert_int_equal(service_check(&service, &jobs[0], good, &options), ST_OK);
    for (size_t i = 0; i < 2; i++) {
        service_job_done(&jobs[i]);
    }
}

/* A dry job finds what another finds, and makes no document. */
static void test_dry(void **state)
{
    Fixture *f = *state;
    static const Str both[] = {{"docx", 4}, {"odt", 3}};
    const ServiceOptions options = {.date = STR("2026-09-21")};
    uint32_t n_sources = 100;
    Service service = {
        .arena = &f->arena, .io_sources = &n_sources, .library = library_small(f), .is_dry = true};
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl", both, 2), ST_OK);
    ServiceJob job;
    assert_int_equal(service_job_init_dry(&job), ST_OK);
    const Source *good = market(f, SMALL_MARKET LOT);
    assert_int_equal(service_generate(&service, &job, good, &options), ST_OK);
    assert_int_equal(job.outputs[0].len, 0);
    assert_int_equal(job.outputs[1].len, 0);
    service_job_reset(&job);
    const Source *bad = market(f, SMALL_MARKET);
    assert_int_equal(service_generate(&service, &job, bad, &options), ST_INPUT);
    assert_true(job.diags.n_errors > 0);
    service_job_done(&job);
}

/* A draft comes out in spite of errors, each handed over once as a problem; not of what can't be read. */
static void test_draft(void **state)
{
    Fixture *f = *state;
    static const Str one[] = {{"docx", 4}};
    int n_problems = 0;
    const ServiceOptions options = {
        .date = STR("2026-09-21"), .is_draft = true, .problem = problem, .ctx = &n_problems};
    uint32_t n_sources = 100;
    Service service = {.arena = &f->arena, .io_sources = &n_sources, .library = library_small(f)};
    assert_int_equal(load_templates(f, &service, "tests/golden/base/small/tpl", one, 1), ST_OK);
    ServiceJob job;
    assert_int_equal(service_job_init(&job), ST_OK);
    assert_int_equal(
        service_generate(&service, &job, market(f, "marche: {montant: -1}\n" LOT), &options),
        ST_OK);
    assert_true(job.diags.n_errors > 3);
    assert_int_equal(n_problems, job.diags.n);
    assert_true(pkgread_is_zip(buf_str(&job.outputs[0])));
    service_job_reset(&job);
    assert_int_equal(service_generate(&service, &job, market(f, "marche: ["), &options), ST_INPUT);
    assert_int_equal(job.diags.n, 1);
    service_job_done(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_market_name), TEST(test_sha256),    TEST(test_expect_template),
        TEST(test_load_data),   TEST(test_templates), TEST(test_generate),
        TEST(test_draft),       TEST(test_dry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
