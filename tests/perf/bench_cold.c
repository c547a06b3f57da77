/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_cold - one document from a cold start: whole processes of ccap (wall, user + system), then the stages of the same work in
 * one process with fresh memory, then `ccap check clauses/`.
 *
 * Usage: bench_cold SOURCE_ROOT CCAP [ROUNDS]. Medians. Prints; never fails on a time.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/service/service.h"

#define MAX_ROUNDS 200

extern char **environ;

typedef struct Times {
    long long wall[MAX_ROUNDS];
    long long cpu[MAX_ROUNDS];
    int n;
} Times;

static long long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void must(bool is_ok, const char *what)
{
    if (!is_ok) {
        fprintf(stderr, "bench_cold: %s failed\n", what);
        exit(1);
    }
}

static int compare(const void *a, const void *b)
{
    long long x = *(const long long *)a;
    long long y = *(const long long *)b;
    return (x > y) - (x < y);
}

static long long median(long long *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, compare);
    return values[n / 2];
}

/* --- whole processes ------------------------------------------------------------------------------------ */

static long long us_of(struct timeval t)
{
    return (long long)t.tv_sec * 1000000 + t.tv_usec;
}

/* One run, its output thrown away. */
static void run_once(char *const *args, Times *times)
{
    posix_spawn_file_actions_t actions;
    struct rusage used;
    pid_t pid = 0;
    int status = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    long long start = now_us();
    must(posix_spawn(&pid, args[0], &actions, NULL, args, environ) == 0, "spawn");
    must(wait4(pid, &status, 0, &used) == pid, "wait");
    times->wall[times->n] = now_us() - start;
    times->cpu[times->n++] = us_of(used.ru_utime) + us_of(used.ru_stime);
    posix_spawn_file_actions_destroy(&actions);
    must(WIFEXITED(status) && WEXITSTATUS(status) == 0, args[1]);
}

static void run_process(const char *label, char *const *args, int n_rounds)
{
    static const size_t first = 1; /* its pages were not in memory yet */
    Times *times = calloc(1, sizeof *times);
    must(times != NULL, "memory");
    for (size_t i = 0; i < first; i++) {
        run_once(args, times);
        times->n = 0;
    }
    for (int i = 0; i < n_rounds; i++) {
        run_once(args, times);
    }
    printf("  %-38s %8lld us wall %8lld us user + system\n", label, median(times->wall, times->n),
           median(times->cpu, times->n));
    free(times);
}

static void run_processes(char *ccap, char *root, char *folder, int n_rounds)
{
    char market[4096];
    char library[4096];
    (void)snprintf(market, sizeof market, "%s/examples/e1-rehabilitation.marche.yaml", root);
    (void)snprintf(library, sizeof library, "%s/clauses", root);
    char *version[] = {ccap, "--version", NULL};
    char *docx[] = {ccap, "generate", "-f", "docx", "-o", folder, market, NULL};
    char *odt[] = {ccap, "generate", "-f", "odt", "-o", folder, market, NULL};
    char *both[] = {ccap, "generate", "-f", "docx,odt", "-o", folder, market, NULL};
    char *check[] = {ccap, "check", library, NULL};
    printf("whole processes, median of %d:\n", n_rounds);
    run_process("ccap --version (start alone)", version, n_rounds);
    run_process("ccap generate -f docx", docx, n_rounds);
    run_process("ccap generate -f odt", odt, n_rounds);
    run_process("ccap generate -f docx,odt", both, n_rounds);
    run_process("ccap check clauses/", check, n_rounds / 4 + 1);
}

/* --- stages --------------------------------------------------------------------------------------------- */

typedef enum Stage { STAGE_LIBRARY, STAGE_TEMPLATE, STAGE_DOCUMENT, N_STAGES } Stage;

/* What `ccap generate -f docx` does between its start and the file it writes, in fresh memory. */
static void run_stages_once(const char *root, Str format, Times times[N_STAGES])
{
    Arena arena;
    DiagList diags;
    ServiceJob job;
    uint32_t n_sources = 0;
    Str text;
    const ServiceOptions options = {.date = STR("2026-01-01")};
    Service service = {.arena = &arena, .io_sources = &n_sources};
    arena_init(&arena, 0);
    diag_list_init(&diags, &arena);
    Str market = arena_printf(&arena, "%s/examples/e1-rehabilitation.marche.yaml", root);
    Str clauses = arena_printf(&arena, "%s/clauses", root);
    Str schemas = arena_printf(&arena, "%s/schemas", root);
    Str annex = arena_printf(&arena, "%s/templates/annexe", root);
    long long at[N_STAGES + 1] = {now_us()};
    must(file_read(&arena, market, LIMIT_YAML_BYTES, (Loc){0}, &diags, &text) == ST_OK, "market");
    must(service_begin_library_for(&service, clauses, schemas, clauses, &text, 1, &diags) == ST_OK,
         "library");
    must(service.library->is_partial, "loading a part");
    at[STAGE_LIBRARY + 1] = now_us();
    must(service_load_template(&service, annex, &format, 1, &diags) == ST_OK, "template");
    must(service_end_library(&service, &diags) == ST_OK, "the rest of the library");
    at[STAGE_TEMPLATE + 1] = now_us();
    must(service_job_init(&job) == ST_OK, "job");
    const Source *source = source_new(&arena, market, text, n_sources++);
    must(service_generate(&service, &job, source, &options) == ST_OK, "document");
    at[STAGE_DOCUMENT + 1] = now_us();
    for (int i = 0; i < N_STAGES; i++) {
        times[i].wall[times[i].n++] = at[i + 1] - at[i];
    }
    service_job_done(&job);
    arena_done(&arena);
}

static void run_stages(const char *root, Str format, int n_rounds)
{
    static const char *const names[N_STAGES] = {
        [STAGE_LIBRARY] = "texts the market needs of the library",
        [STAGE_TEMPLATE] = "the template beside the rest of it",
        [STAGE_DOCUMENT] = "check, calculate, render, archive",
    };
    Times *times = calloc(N_STAGES, sizeof *times);
    must(times != NULL, "memory");
    for (int i = 0; i < n_rounds; i++) {
        run_stages_once(root, format, times);
    }
    printf("stages in one process, %.*s, median of %d:\n", STR_ARG(format), n_rounds);
    for (int i = 0; i < N_STAGES; i++) {
        printf("  %-38s %8lld us\n", names[i], median(times[i].wall, times[i].n));
    }
    free(times);
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/ccap-bench-XXXXXX";
    char path[4096];
    int n_rounds = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 40;
    must(argc > 2 && n_rounds > 0 && n_rounds <= MAX_ROUNDS, "usage");
    must(mkdtemp(folder) != NULL, "a folder");
    run_processes(argv[2], argv[1], folder, n_rounds);
    run_stages(argv[1], STR("docx"), n_rounds);
    run_stages(argv[1], STR("odt"), n_rounds);
    static const char *const made[] = {"docx", "odt"};
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/e1-rehabilitation.%s", folder, made[i]);
        (void)unlink(path); /* what is left shows */
    }
    must(rmdir(folder) == 0, "cleaning up");
    return 0;
}
