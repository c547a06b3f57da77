/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_generate - 1,000 markets in one process, DOCX and ODT each: documents per second, microseconds by stage, peak memory, and the
 * ratio to the floor (libyaml events, libdeflate of the same bytes at the same level, one file written; nothing else).
 *
 * Usage: bench_generate SOURCE_ROOT [MARKETS]. Medians of five rounds. Prints; never fails on a time.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <libdeflate.h>
#include <yaml.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/format/package.h"
#include "generator/service/service.h"

#define ROUNDS 5
#define MAX_SAMPLES 2

typedef enum Stage {
    STAGE_PARSE,
    STAGE_BUILD,
    STAGE_RENDER,
    STAGE_WRITE,
    STAGE_FLOOR_YAML,
    STAGE_FLOOR_DEFLATE,
    STAGE_FLOOR_WRITE,
    N_STAGES
} Stage;

static const char *const stage_names[N_STAGES] = {
    [STAGE_PARSE] = "read YAML to a tree",
    [STAGE_BUILD] = "check, complete, calculate",
    [STAGE_RENDER] = "walk, deflate, archive (both)",
    [STAGE_WRITE] = "write two files atomically",
    [STAGE_FLOOR_YAML] = "floor: libyaml events",
    [STAGE_FLOOR_DEFLATE] = "floor: deflate the same bytes",
    [STAGE_FLOOR_WRITE] = "floor: write the same bytes",
};

typedef struct Bench {
    Arena arena;
    DiagList diags;
    uint32_t n_sources;
    Service service;
    ServiceJob job;
    Source *samples[MAX_SAMPLES];
    struct libdeflate_compressor *compressor;
    char *packed;
    size_t packed_size;
    char folder[64];
    long long ns[N_STAGES];
    size_t n_changed_bytes;
    size_t n_output_bytes;
    size_t n_allocations; /* of our own code, per market after the first */
} Bench;

static long long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void must(Status st, const char *what)
{
    if (st != ST_OK) {
        fprintf(stderr, "bench_generate: %s failed with status %d\n", what, (int)st);
        exit(1);
    }
}

static void load(Bench *b, const char *root)
{
    static const Str formats[] = {{"docx", 4}, {"odt", 3}};
    static const char *const names[MAX_SAMPLES] = {"e1-rehabilitation", "e2-stations-de-pompage"};
    Str source = str_of(root);
    Arena *a = &b->arena;
    b->service = (Service){.arena = a, .io_sources = &b->n_sources};
    Str clauses = file_join(a, source, STR("clauses"));
    must(service_load_library(&b->service, clauses, file_join(a, source, STR("schemas")), clauses,
                              &b->diags),
         "library");
    must(service_load_template(&b->service, file_join(a, source, STR("templates/annexe")), formats,
                               2, &b->diags),
         "template");
    must(service_job_init(&b->job), "job");
    for (size_t i = 0; i < MAX_SAMPLES; i++) {
        Str path = arena_printf(a, "%s/examples/%s.marche.yaml", root, names[i]);
        Str text;
        must(file_read(a, path, LIMIT_YAML_BYTES, (Loc){0}, &b->diags, &text), "example");
        b->samples[i] = source_new(a, path, text, b->n_sources++);
    }
}

/* --- the floor ------------------------------------------------------------------------------------------------ */

static void parse_events(Str text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool is_end = false;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    while (!is_end && yaml_parser_parse(&parser, &event)) {
        is_end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static void deflate_part(Bench *b, Str raw)
{
    size_t bound = libdeflate_deflate_compress_bound(b->compressor, raw.len);
    if (bound > b->packed_size) {
        b->packed = realloc(b->packed, bound);
        b->packed_size = bound;
    }
    if (libdeflate_deflate_compress(b->compressor, raw.ptr, raw.len, b->packed, bound) == 0) {
        exit(1);
    }
}

static void write_plainly(const Bench *b, Str bytes)
{
    char path[96];
    snprintf(path, sizeof path, "%s/floor", b->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len || close(fd) != 0) {
        exit(1);
    }
}

/* --- one market ------------------------------------------------------------------------------------------------- */

static long long lap(Bench *b, Stage stage, long long since)
{
    long long now = now_ns();
    b->ns[stage] += now - since;
    return now;
}

static void run_floor(Bench *b, const Source *source, const Value *root)
{
    long long t = now_ns();
    parse_events(source->text);
    lap(b, STAGE_FLOOR_YAML, t);
    for (size_t i = 0; i < b->service.n_templates; i++) {
        /* render once more, so that the parts of this format are those in the job */
        must(template_render(b->service.templates[i], b->job.job, root,
                             &(RecordOptions){.missing = MISSING_ERROR}, &b->job.diags,
                             &b->job.outputs[i]),
             "render");
        t = now_ns();
        for (size_t k = 0; k < template_n_parts(b->service.templates[i]); k++) {
            Str raw = template_is_changing(b->service.templates[i], k) ? job_part(b->job.job, k)
                                                                       : STR_EMPTY;
            b->n_changed_bytes += raw.len;
            if (raw.len > 0) {
                deflate_part(b, raw);
            }
        }
        t = lap(b, STAGE_FLOOR_DEFLATE, t);
        write_plainly(b, buf_str(&b->job.outputs[i]));
        lap(b, STAGE_FLOOR_WRITE, t);
        b->n_output_bytes += b->job.outputs[i].len;
    }
}

static void run_market(Bench *b, size_t index, bool has_floor)
{
    const Source *source = b->samples[index % MAX_SAMPLES];
    Value *market = NULL;
    Value *root = NULL;
    service_job_reset(&b->job);
    long long t = now_ns();
    must(service_load_data(&b->job.arena, source, YAML_LIMITS_FILE, &b->job.diags, &market),
         "YAML");
    t = lap(b, STAGE_PARSE, t);
    const ContractOptions options = {.date = STR("2026-11-21"),
                                     .name = service_market_name(source->name),
                                     .market_sha256 = digest_of(&b->job.arena, source->text),
                                     .scratch = &b->job.scratch};
    must(contract_build(&b->job.arena, b->service.library, market, &options, &b->job.diags, &root),
         "contract");
    t = lap(b, STAGE_BUILD, t);
    for (size_t i = 0; i < b->service.n_templates; i++) {
        must(template_render(b->service.templates[i], b->job.job, root,
                             &(RecordOptions){.missing = MISSING_ERROR}, &b->job.diags,
                             &b->job.outputs[i]),
             "render");
    }
    t = lap(b, STAGE_RENDER, t);
    for (size_t i = 0; i < b->service.n_templates; i++) {
        char path[96];
        int n = snprintf(path, sizeof path, "%s/%zu%s", b->folder, index, i ? ".odt" : ".docx");
        must(file_write_atomic((Str){.ptr = path, .len = (size_t)n}, buf_str(&b->job.outputs[i]),
                               false, &b->job.diags),
             "write");
    }
    lap(b, STAGE_WRITE, t);
    if (has_floor) {
        run_floor(b, source, root);
    }
}

static int compare_ns(const void *a, const void *b)
{
    long long x = *(const long long *)a;
    long long y = *(const long long *)b;
    return (x > y) - (x < y);
}

static long long median(long long *values, size_t n)
{
    qsort(values, n, sizeof *values, compare_ns);
    return values[n / 2];
}

/* Of this program alone: getrusage counts what the parent had before it started us. */
static long peak_memory_kib(void)
{
    long kib = 0;
    char line[128];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        if (sscanf(line, "VmHWM: %ld kB", &kib) == 1) {
            break;
        }
    }
    if (status) {
        fclose(status);
    }
    return kib;
}

static void print_results(const Bench *b, long long rounds[N_STAGES][ROUNDS], size_t n_markets)
{
    long long ours = 0;
    long long floor = 0;
    long peak_kib = peak_memory_kib();
    for (int s = 0; s < N_STAGES; s++) {
        long long ns = median(rounds[s], ROUNDS);
        *(s < STAGE_FLOOR_YAML ? &ours : &floor) += ns;
        printf("%-32s %8lld.%01lld us a market\n", stage_names[s], ns / (long long)n_markets / 1000,
               ns / (long long)n_markets / 100 % 10);
    }
    size_t n_rendered = n_markets * ROUNDS;
    printf("%-32s %8lld\n", "documents per second", 2 * (long long)n_markets * 1000000000 / ours);
    printf("%-32s %8lld.%02lld\n", "ratio to the floor", ours / floor, ours * 100 / floor % 100);
    printf("%-32s %8ld.%01ld MiB\n", "peak memory", peak_kib / 1024, peak_kib * 10 / 1024 % 10);
    printf("%-32s %8zu bytes a market, both formats\n", "changing parts",
           b->n_changed_bytes / n_rendered);
    printf("%-32s %8zu bytes a market, both formats\n", "finished packages",
           b->n_output_bytes / n_rendered);
    printf("%-32s %8zu a market after the first\n", "allocations of our own code",
           b->n_allocations);
}

int main(int argc, char **argv)
{
    static Bench b;
    static long long rounds[N_STAGES][ROUNDS];
    size_t n_markets = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
    if (argc < 2 || n_markets == 0) {
        fprintf(stderr, "usage: bench_generate SOURCE_ROOT [MARKETS]\n");
        return 2;
    }
    arena_init(&b.arena, 0);
    diag_list_init(&b.diags, &b.arena);
    snprintf(b.folder, sizeof b.folder, "%s/ccap-bench-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    b.compressor = libdeflate_alloc_compressor(SERVICE_LEVEL);
    if (!mkdtemp(b.folder) || !b.compressor) {
        return 1;
    }
    load(&b, argv[1]);
    run_market(&b, 0, true);
    run_market(&b, 1, true);
    size_t before = mem_count();
    run_market(&b, 0, false);
    run_market(&b, 1, false);
    b.n_allocations = (mem_count() - before) / 2;
    b.n_changed_bytes = 0;
    b.n_output_bytes = 0;
    for (int r = 0; r < ROUNDS; r++) {
        memset(b.ns, 0, sizeof b.ns);
        for (size_t i = 0; i < n_markets; i++) {
            run_market(&b, i, true);
        }
        for (int s = 0; s < N_STAGES; s++) {
            rounds[s][r] = b.ns[s];
        }
    }
    printf("%zu markets, DOCX and ODT each, one process, level %d, files in %s\n", n_markets,
           SERVICE_LEVEL, b.folder);
    print_results(&b, rounds, n_markets);
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", b.folder);
    return system(command) == 0 ? 0 : 1;
}
