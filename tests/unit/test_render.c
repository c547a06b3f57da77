/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_render - the bare engine: text and package templates, partials, missing names, the ending of what comes out.
 */
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/service/render.h"
#include "tests/unit/data_fixture.h"

/* A folder for the files of one test. */
typedef struct Place {
    char folder[32];
    uint32_t n_sources;
    RenderEngine engine;
    RenderJob job;
} Place;

static void open_place(Place *p)
{
    *p = (Place){.folder = "/tmp/ccap-test-XXXXXX"};
    assert_non_null(mkdtemp(p->folder));
}

static Str path_of(Fixture *f, const Place *p, const char *name)
{
    return file_join(&f->arena, str_of(p->folder), str_of(name));
}

static void put(Fixture *f, const Place *p, const char *name, const char *text)
{
    assert_int_equal(file_write_atomic(path_of(f, p, name), str_of(text), false, &f->diags), ST_OK);
}

static void close_place(Fixture *f, const Place *p)
{
    Str *names = NULL;
    size_t n = 0;
    assert_int_equal(file_list(&f->arena, str_of(p->folder), &f->diags, &names, &n), ST_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(unlink(file_join(&f->arena, str_of(p->folder), names[i]).ptr), 0);
    }
    assert_int_equal(rmdir(p->folder), 0);
}

static Status load(Fixture *f, Place *p, MissingMode missing)
{
    p->engine = (RenderEngine){.arena = &f->arena,
                               .level = SERVICE_LEVEL,
                               .escape = ESCAPE_HTML,
                               .missing = missing,
                               .partials_folder = str_of(p->folder),
                               .io_sources = &p->n_sources};
    Status st = render_load(&p->engine, path_of(f, p, "t.txt"), &f->diags);
    return st;
}

/* Renders the template of the folder over YAML; "" after an error. Diagnostics go to f->diags. */
static const char *render(Fixture *f, const char *yaml, MissingMode missing, Place *p)
{
    Value *root = fixture_value(f, yaml);
    assert_int_equal(load(f, p, missing), ST_OK);
    assert_int_equal(render_job_init(&p->job, &p->engine), ST_OK);
    Status st = render_record(&p->job, root);
    Str out = st == ST_OK ? arena_str(&f->arena, buf_str(&p->job.base.outputs[0])) : STR_EMPTY;
    for (size_t i = 0; i < p->job.base.diags.n; i++) {
        diag_add0(&f->diags, p->job.base.diags.items[i].code, (Loc){0});
    }
    render_job_done(&p->job);
    render_done(&p->engine);
    return out.len ? out.ptr : "";
}

/* "lettre.html.mustache" gives ".html"; a name without ending ".txt". */
static void test_extension(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"lettre.html.mustache", ".html"},
                                           {"d/lettre.md", ".md"},
                                           {"lettre.mustache", ".txt"},
                                           {"lettre", ".txt"},
                                           {".cache", ".txt"},
                                           {"d.x/lettre", ".txt"}};
    RenderEngine engine = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(str_is(render_extension(&engine, str_of(cases[i][0])), cases[i][1]));
    }
}

/* Values are escaped, forms of values work, names without value do as was asked. */
static void test_text(void **state)
{
    Fixture *f = *state;
    Place p;
    open_place(&p);
    put(f, &p, "t.txt", "{{a}} {{b.montant}}{{c}}");
    assert_string_equal(render(f, "a: <x>\nb: 1234.5\nc: null\n", MISSING_ERROR, &p),
                        "&lt;x&gt; 1\u202F234,50\u00A0€");
    assert_string_equal(render(f, "a: x\nb: 1\n", MISSING_ERROR, &p), "");
    assert_int_equal(f->diags.items[0].code, TMPL_MISSING);
    assert_string_equal(render(f, "a: x\nb: 1\n", MISSING_EMPTY, &p), "x 1\u00A0€");
    assert_string_equal(render(f, "a: x\nb: 1\n", MISSING_MARK, &p), "x 1\u00A0€[c ?]");
    close_place(f, &p);
}

/* Partials: name.mustache before name, read once; none, a broken one, one outside the folder. */
static void test_partials(void **state)
{
    Fixture *f = *state;
    Place p;
    open_place(&p);
    put(f, &p, "t.txt", "{{#l}}{{>p}}{{>q}}{{/l}}");
    put(f, &p, "p.mustache", "<{{.}}>");
    put(f, &p, "p", "jamais");
    put(f, &p, "q", ",");
    assert_string_equal(render(f, "l: [1, 2]\n", MISSING_ERROR, &p), "<1>,<2>,");
    put(f, &p, "t.txt", "{{>absent}}");
    assert_string_equal(render(f, "{}", MISSING_ERROR, &p), "");
    assert_int_equal(f->diags.items[0].code, TMPL_NO_PARTIAL);
    put(f, &p, "t.txt", "{{>../hosts}}");
    assert_string_equal(render(f, "{}", MISSING_ERROR, &p), "");
    assert_int_equal(f->diags.items[0].code, FILE_LEAVES_FOLDER);
    put(f, &p, "t.txt", "{{>q}}");
    put(f, &p, "q", "{{#a}}");
    assert_string_equal(render(f, "{}", MISSING_ERROR, &p), "");
    assert_int_equal(f->diags.items[0].code, TMPL_UNCLOSED);
    close_place(f, &p);
}

/* A template that can't be compiled, one that is not there, one that says it is a package and is none. */
static void test_refused(void **state)
{
    Fixture *f = *state;
    Place p;
    open_place(&p);
    assert_int_equal(load(f, &p, MISSING_ERROR), ST_IO);
    render_done(&p.engine);
    put(f, &p, "t.txt", "{{#a}}");
    assert_int_equal(load(f, &p, MISSING_ERROR), ST_INPUT);
    render_done(&p.engine);
    put(f, &p, "t.docx", "du texte");
    assert_int_equal(render_load(&p.engine, path_of(f, &p, "t.docx"), &f->diags), ST_INPUT);
    render_done(&p.engine);
    assert_int_equal(f->diags.items[f->diags.n - 1].code, PKG_NOT_ZIP);
    close_place(f, &p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_extension),
        TEST(test_text),
        TEST(test_partials),
        TEST(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
