/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor - the least that a batch of documents can cost, beside what it costs us, record by record in one process and one thread.
 *
 * floor TEMPLATE LEVEL FOLDER DATA…: each record once with our own code, stage by stage, then its floor: libyaml events of its
 * data, libdeflate of the bytes that changed at the same level, libzip in memory, one file written plainly; nothing else, all
 * buffers ready. Prints one JSON object: microseconds a record.
 * floor spin MILLISECONDS: how many times as far an empty loop gets with two threads as with one.
 *
 * For bench.py. Prints; never fails on a time.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <libdeflate.h>
#include <yaml.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/format/template.h"
#include "generator/pack/pkgwrite.h"
#include "generator/service/render.h"
#include "tests/perf/floor_zip.h"

typedef enum Stage {
    STAGE_READ,
    STAGE_PARSE,
    STAGE_RENDER,
    STAGE_WRITE,
    STAGE_ARCHIVE, /* within STAGE_RENDER */
    STAGE_FLOOR_EVENTS,
    STAGE_FLOOR_DEFLATE,
    STAGE_FLOOR_ZIP,
    STAGE_FLOOR_WRITE,
    N_STAGES
} Stage;

static const char *const stage_names[N_STAGES] = {
    [STAGE_READ] = "read",
    [STAGE_PARSE] = "parse",
    [STAGE_RENDER] = "render",
    [STAGE_WRITE] = "write",
    [STAGE_ARCHIVE] = "archive",
    [STAGE_FLOOR_EVENTS] = "floor_events",
    [STAGE_FLOOR_DEFLATE] = "floor_deflate",
    [STAGE_FLOOR_ZIP] = "floor_zip",
    [STAGE_FLOOR_WRITE] = "floor_write",
};

typedef struct Floor {
    Arena arena;
    DiagList diags;
    uint32_t n_sources;
    RenderEngine engine;
    RenderJob job;
    struct libdeflate_compressor *compressor;
    const char *folder;
    Buf *packed; /* one a part */
    Entry *entries;
    Buf archive; /* libzip's */
    Buf own;     /* the same by pkgwrite */
    long long ns[N_STAGES];
    long long floor_cpu_ns;
    size_t n_bytes;
} Floor;

static long long now_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void must(bool is_ok, const char *what)
{
    if (!is_ok) {
        fprintf(stderr, "floor: %s failed\n", what);
        exit(1);
    }
}

static long long lap(Floor *f, Stage stage, long long since)
{
    long long now = now_ns(CLOCK_MONOTONIC);
    f->ns[stage] += now - since;
    return now;
}

/* --- the floor ------------------------------------------------------------------------------------------ */

static void parse_events(Str text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool is_end = false;
    must(yaml_parser_initialize(&parser), "libyaml");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    while (!is_end) {
        must(yaml_parser_parse(&parser, &event), "libyaml");
        is_end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* The parts that changed, deflated; the others are ready. Returns the number of entries. */
static size_t deflate_parts(Floor *f)
{
    const Parts *parts = &f->engine.template->parts;
    for (size_t i = 0; i < parts->n; i++) {
        f->entries[i] = parts->items[i].entry;
        if (!template_is_changing(f->engine.template, i)) {
            continue;
        }
        Str raw = job_part(f->job.base.job, i);
        size_t bound = libdeflate_deflate_compress_bound(f->compressor, raw.len);
        buf_clear(&f->packed[i]);
        must(buf_reserve(&f->packed[i], bound), "memory");
        size_t size =
            libdeflate_deflate_compress(f->compressor, raw.ptr, raw.len, f->packed[i].ptr, bound);
        must(size > 0, "libdeflate");
        f->packed[i].len = size;
        f->entries[i] = (Entry){.name = parts->items[i].name,
                                .data = buf_str(&f->packed[i]),
                                .raw_size = raw.len,
                                .crc = libdeflate_crc32(0, raw.ptr, raw.len)};
    }
    return parts->n;
}

static void write_plainly(const Floor *f, size_t number, Str bytes)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/floor-%zu", f->folder, number);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    must(fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len && close(fd) == 0,
         "writing");
}

static void run_floor(Floor *f, size_t number, Str text)
{
    long long cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    long long t = now_ns(CLOCK_MONOTONIC);
    parse_events(text);
    t = lap(f, STAGE_FLOOR_EVENTS, t);
    size_t n = deflate_parts(f);
    t = lap(f, STAGE_FLOOR_DEFLATE, t);
    must(floor_zip(f->entries, n, &f->archive), "libzip");
    t = lap(f, STAGE_FLOOR_ZIP, t);
    write_plainly(f, number, buf_str(&f->archive));
    (void)lap(f, STAGE_FLOOR_WRITE, t);
    f->floor_cpu_ns += now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    t = now_ns(CLOCK_MONOTONIC);
    must(pkgwrite(f->entries, n, &f->own, &f->diags) == ST_OK, "the archive");
    (void)lap(f, STAGE_ARCHIVE, t);
    must(str_eq(buf_str(&f->archive), buf_str(&f->job.base.outputs[0])), "the same archive");
}

/* --- records ---------------------------------------------------------------------------------------------- */

static void run_record(Floor *f, size_t number, const char *data)
{
    ServiceJob *job = &f->job.base;
    Value *root = NULL;
    Str text;
    char path[4096];
    service_job_reset(job);
    long long t = now_ns(CLOCK_MONOTONIC);
    must(file_read(&job->arena, str_of(data), LIMIT_DATA_BYTES, (Loc){0}, &job->diags, &text) ==
             ST_OK,
         data);
    t = lap(f, STAGE_READ, t);
    const Source *source = source_new(&job->arena, str_of(data), text, f->n_sources);
    must(source &&
             service_load_data(&job->arena, source, YAML_LIMITS_DATA, &job->diags, &root) == ST_OK,
         data);
    t = lap(f, STAGE_PARSE, t);
    must(render_record(&f->job, root) == ST_OK, data);
    t = lap(f, STAGE_RENDER, t);
    int n = snprintf(path, sizeof path, "%s/ours-%zu", f->folder, number);
    must(file_write_atomic((Str){.ptr = path, .len = (size_t)n}, buf_str(&job->outputs[0]), false,
                           &job->diags) == ST_OK,
         "writing");
    (void)lap(f, STAGE_WRITE, t);
    f->n_bytes += job->outputs[0].len;
    run_floor(f, number, text);
}

static void load(Floor *f, char **argv)
{
    arena_init(&f->arena, 0);
    diag_list_init(&f->diags, &f->arena);
    int level = (int)strtol(argv[2], NULL, 10);
    f->engine = (RenderEngine){
        .arena = &f->arena, .io_sources = &f->n_sources, .level = level, .escape = ESCAPE_HTML};
    must(render_load(&f->engine, str_of(argv[1]), &f->diags) == ST_OK && f->engine.template,
         argv[1]);
    must(render_job_init(&f->job, &f->engine) == ST_OK, "a job");
    f->compressor = libdeflate_alloc_compressor(level);
    must(f->compressor != NULL, "libdeflate");
    f->folder = argv[3];
    size_t n = template_n_parts(f->engine.template);
    f->packed = calloc(n, sizeof *f->packed);
    f->entries = calloc(n, sizeof *f->entries);
    must(f->packed && f->entries, "memory");
    for (size_t i = 0; i < n; i++) {
        buf_init(&f->packed[i], LIMIT_OUTPUT_BYTES);
    }
    buf_init(&f->archive, LIMIT_OUTPUT_BYTES);
    buf_init(&f->own, LIMIT_OUTPUT_BYTES);
}

static void print_results(const Floor *f, size_t n, size_t n_allocations)
{
    printf("{\"n\": %zu", n);
    for (int s = 0; s < N_STAGES; s++) {
        printf(", \"%s\": %.2f", stage_names[s], (double)f->ns[s] / (double)n / 1000.0);
    }
    printf(", \"floor_cpu\": %.2f, \"bytes\": %zu, \"allocations\": %.3f}\n",
           (double)f->floor_cpu_ns / (double)n / 1000.0, f->n_bytes / n,
           (double)n_allocations / (double)n);
}

/* --- how much of a second core there is --------------------------------------------------------------------- */

typedef struct Spin {
    long long until;
    unsigned long long n;
} Spin;

static void *spin(void *ctx)
{
    Spin *s = ctx;
    volatile unsigned turns = 0; /* work that no compiler takes away */
    while (now_ns(CLOCK_MONOTONIC) < s->until) {
        for (unsigned i = 0; i < 10000; i++) {
            turns = turns + i;
        }
        s->n += turns > 0;
    }
    return NULL;
}

static double spin_on(int n_threads, long long ms)
{
    pthread_t other;
    Spin spins[2] = {{0}, {0}};
    spins[0].until = spins[1].until = now_ns(CLOCK_MONOTONIC) + ms * 1000000;
    if (n_threads > 1) {
        must(pthread_create(&other, NULL, spin, &spins[1]) == 0, "a thread");
    }
    (void)spin(&spins[0]);
    if (n_threads > 1) {
        (void)pthread_join(other, NULL);
    }
    return (double)(spins[0].n + spins[1].n);
}

int main(int argc, char **argv)
{
    static Floor f;
    if (argc == 3 && strcmp(argv[1], "spin") == 0) {
        long long ms = strtol(argv[2], NULL, 10);
        double one = spin_on(1, ms);
        printf("%.3f\n", spin_on(2, ms) / one);
        return 0;
    }
    if (argc < 5) {
        fprintf(stderr, "usage: floor TEMPLATE LEVEL FOLDER DATA… | floor spin MILLISECONDS\n");
        return 2;
    }
    load(&f, argv);
    run_record(&f, 0, argv[4]); /* buffers grow, pages come */
    memset(f.ns, 0, sizeof f.ns);
    f.floor_cpu_ns = 0;
    f.n_bytes = 0;
    size_t n = (size_t)argc - 4;
    size_t before = mem_count();
    for (size_t i = 0; i < n; i++) {
        run_record(&f, i, argv[i + 4]);
    }
    print_results(&f, n, mem_count() - before);
    return 0;
}
