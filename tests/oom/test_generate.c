/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_generate - one small job (load the library, compile the annex, generate E1 to memory and to a file) with allocation 1,
 * 2, 3 … failing: always ST_NOMEM, nothing leaked (the build with AddressSanitizer says so), no file left behind. Only our own
 * allocations can be made to fail; those of libyaml, libxml2 and libzip are not in our hands.
 *
 * Later allocations of one stage repeat the same code, so each stage is tried at its first ones, then in strides; with an
 * argument (`meson test --suite slow`) at every one.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/service/service.h"

#define MAX_TRIES 60

static const Str formats[] = {{"docx", 4}, {"odt", 3}};

typedef enum Stage { STAGE_LIBRARY, STAGE_TEMPLATE, STAGE_JOB, STAGE_PART, N_STAGES } Stage;

static const char *const stage_names[N_STAGES] = {
    [STAGE_LIBRARY] = "the library is loaded",
    [STAGE_TEMPLATE] = "the template is compiled",
    [STAGE_JOB] = "a market is generated and written",
    [STAGE_PART] = "a part of the library is loaded beside the template",
};

typedef struct World {
    Arena arena;
    DiagList diags;
    uint32_t n_sources;
    Service service;
    Str root;
    Str out;
} World;

static void world_init(World *w, const char *root, const char *folder)
{
    *w = (World){.n_sources = 1};
    arena_init(&w->arena, 0);
    diag_list_init(&w->diags, &w->arena);
    w->root = str_of(root);
    w->out = str_of(folder);
    w->service = (Service){.arena = &w->arena, .io_sources = &w->n_sources};
}

static Status load_library(World *w)
{
    Str clauses = file_join(&w->arena, w->root, STR("clauses"));
    return service_load_library(&w->service, clauses, file_join(&w->arena, w->root, STR("schemas")),
                                clauses, &w->diags);
}

static Status load_template(World *w)
{
    return service_load_template(
        &w->service, file_join(&w->arena, w->root, STR("templates/annexe")), formats, 2, &w->diags);
}

static Status generate(World *w)
{
    CLEANUP(service_job_done) ServiceJob job = {0};
    TRY(service_job_init(&job));
    Arena *a = &job.arena;
    Str text;
    Str path = file_join(a, w->root, STR("examples/e1-rehabilitation.marche.yaml"));
    if (!path.ptr) {
        return ST_NOMEM;
    }
    TRY(file_read(a, path, LIMIT_YAML_BYTES, (Loc){0}, &job.diags, &text));
    Source *source = source_new(a, path, text, w->n_sources);
    if (!source) {
        return ST_NOMEM;
    }
    const ServiceOptions options = {.date = STR("2026-09-21")};
    TRY(service_generate(&w->service, &job, source, &options));
    for (size_t i = 0; i < w->service.n_templates; i++) {
        Str file = file_join(a, w->out, formats[i]);
        if (!file.ptr) {
            return ST_NOMEM;
        }
        TRY(file_write_atomic(file, buf_str(&job.outputs[i]), false, &job.diags));
    }
    return ST_OK;
}

/* Instead of the first two stages: what one market needs. On one core, so that the same allocation is always the same. */
static Status load_part(World *w)
{
    Arena *a = &w->arena;
    const Str text = STR("clause: clause_heures");
    Str clauses = file_join(a, w->root, STR("clauses"));
    Str schemas = file_join(a, w->root, STR("schemas"));
    Status st =
        service_begin_library_for(&w->service, clauses, schemas, clauses, &text, 1, &w->diags);
    st = st == ST_OK ? load_template(w) : st;
    Status ended = service_end_library(&w->service, &w->diags);
    return st != ST_OK ? st : ended;
}

static void use_one_core(void)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    (void)sched_setaffinity(
        0, sizeof one, &one); /* else some allocations are another thread's, and the count tells */
}

/* Runs up to `stage`, whose allocation `n` fails (0: none). */
static Status run(const char *root, const char *folder, Stage stage, size_t n, size_t *ret_count)
{
    World w;
    static Status (*const stages[])(World *) = {load_library, load_template, generate, load_part};
    int first = stage == STAGE_PART ? STAGE_PART : 0;
    world_init(&w, root, folder);
    Status st = ST_OK;
    for (int i = first; i <= (int)stage && st == ST_OK; i++) {
        size_t before = mem_count();
        mem_fail_at(i == (int)stage ? n : 0);
        st = stages[i](&w);
        mem_fail_at(0);
        *ret_count = mem_count() - before;
    }
    arena_done(&w.arena);
    return st;
}

/* Files that nobody asked for; the documents of a run that got so far are whole, and are taken away. */
static size_t count_strays(const char *folder)
{
    Arena arena;
    DiagList diags;
    Str *names = NULL;
    size_t n = 0;
    size_t n_wrong = 0;
    arena_init(&arena, 0);
    diag_list_init(&diags, &arena);
    if (file_list(&arena, str_of(folder), &diags, &names, &n) != ST_OK) {
        n_wrong = 1;
    }
    for (size_t i = 0; i < n; i++) {
        bool is_ours = str_eq(names[i], formats[0]) || str_eq(names[i], formats[1]);
        n_wrong += !is_ours;
        (void)unlink(
            file_join(&arena, str_of(folder), names[i]).ptr); /* the next run begins clean */
    }
    arena_done(&arena);
    return n_wrong;
}

static bool try_stage(const char *root, const char *folder, Stage stage, bool is_full)
{
    size_t total = 0;
    size_t count = 0;
    bool is_good = run(root, folder, stage, 0, &total) == ST_OK && count_strays(folder) == 0;
    size_t step = is_full || total < MAX_TRIES ? 1 : total / (MAX_TRIES / 2);
    size_t n_tries = 0;
    size_t n_wrong = is_good ? 0 : 5;
    for (size_t n = 1; n_wrong < 5 && n <= total; n += n < MAX_TRIES / 2 ? 1 : step) {
        Status st = run(root, folder, stage, n, &count);
        if (st != ST_NOMEM) {
            printf("# allocation %zu of %zu: status %d instead of ST_NOMEM\n", n, total, (int)st);
            n_wrong++;
        }
        if (count_strays(folder) != 0) {
            printf("# allocation %zu of %zu: a temporary file is left\n", n, total);
            n_wrong++;
        }
        n_tries++;
    }
    is_good = n_wrong == 0;
    printf("%s %d - no memory while %s (%zu of %zu allocations)\n", is_good ? "ok" : "not ok",
           (int)stage + 1, stage_names[stage], n_tries, total);
    return is_good;
}

int main(int argc, char **argv UNUSED)
{
    const char *root = getenv("CCAP_SOURCE");
    char folder[] = "/tmp/ccap-oom-XXXXXX";
    if (!root || !mkdtemp(folder)) {
        printf("1..0 # SKIP CCAP_SOURCE names no source tree, or /tmp can't be written\n");
        return 0;
    }
    bool is_good = true;
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* a crash loses nothing */
    use_one_core();
    printf("1..%d\n", (int)N_STAGES);
    for (int stage = 0; stage < (int)N_STAGES; stage++) {
        is_good = try_stage(root, folder, (Stage)stage, argc > 1) && is_good;
    }
    (void)rmdir(folder);
    return is_good ? 0 : 1;
}
