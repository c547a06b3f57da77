/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_render - ccap render: one template, one or many records, on as many threads as asked for.
 */
#include <pthread.h>
#include <stdlib.h>

#include "generator/app/generate.h"
#include "generator/app/stylemap.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/service/pool.h"
#include "generator/service/render.h"

/* Where records come from and what becomes of them; shared by the workers under `lock`. */
typedef struct RenderRun {
    const Cli *cli;
    App *app;
    RenderEngine engine;
    Str output;   /* file, folder, or empty: standard output */
    bool is_many; /* output names a folder */
    Str extension;
    uint32_t first_number; /* number of the first data source */
    uint32_t n_data;       /* data sources; partials are numbered behind them */
    const Source *records; /* of --records, or NULL */
    YamlStream *stream;    /* of YAML records, or NULL: JSON Lines */
    size_t offset;         /* of the next line */
    uint32_t line;         /* its number, from 0 */
    size_t next;           /* index of the next record */
    pthread_mutex_t lock;
    Status worst;
} RenderRun;

/* One record, as a worker got it. */
typedef struct Record {
    size_t index;
    const Source *source;
    Value *root;
    bool is_end;
} Record;

static void remember(RenderRun *r, Status st)
{
    if (st != ST_OK && !status_is_fatal(r->worst)) {
        r->worst = st;
    }
}

/* --- taking records (under the lock) ---------------------------------------------------------------------- */

static Status take_line(RenderRun *r, RenderJob *job, Record *record)
{
    Str text = r->records->text;
    for (;;) {
        if (r->offset >= text.len) {
            record->is_end = true;
            return ST_OK;
        }
        size_t end = str_find(text, STR("\n"), r->offset);
        end = end == SIZE_MAX ? text.len : end;
        size_t start = r->offset;
        r->offset = end + 1;
        r->line++;
        if (str_trim(str_sub(text, start, end - start)).len > 0) {
            record->index = r->next++;
            return json_load_line(&job->base.arena, r->records, start, end - start, r->line,
                                  YAML_LIMITS_DATA, &job->base.diags, &record->root);
        }
    }
}

static Status take_document(RenderRun *r, RenderJob *job, Record *record)
{
    Status st = yamlstream_next(r->stream, &job->base.arena, &job->base.diags, &record->root);
    record->is_end = st != ST_OK || !record->root; /* a broken stream can't be read on */
    record->index = r->next++;
    return st;
}

static Status take_record(RenderRun *r, RenderJob *job, Record *record)
{
    *record = (Record){.source = r->records};
    if (r->stream) {
        return take_document(r, job, record);
    }
    if (r->records) {
        return take_line(r, job, record);
    }
    record->index = r->next++;
    record->is_end = record->index + 1 >= r->cli->n_args;
    return ST_OK;
}

/* --- rendering --------------------------------------------------------------------------------------------- */

static Status read_data(RenderRun *r, RenderJob *job, Record *record)
{
    Str path = r->cli->args[record->index + 1];
    Str text;
    Arena *a = &job->base.arena;
    TRY(file_read(a, path, LIMIT_DATA_BYTES, (Loc){0}, &job->base.diags, &text));
    Source *source = source_new(a, path, text, r->first_number + (uint32_t)record->index);
    if (!source) {
        return ST_NOMEM;
    }
    record->source = source;
    return service_load_data(a, source, YAML_LIMITS_DATA, &job->base.diags, &record->root);
}

/* Name of the document of a record: that of its data file, or its number. */
static Str output_path(const RenderRun *r, Arena *arena, const Record *record)
{
    if (!r->is_many) {
        return r->output;
    }
    Str name = r->records ? arena_printf(arena, "%06zu", record->index + 1)
                          : service_market_name(r->cli->args[record->index + 1]);
    Str file = arena_printf(arena, "%.*s%.*s", STR_ARG(name), STR_ARG(r->extension));
    return file_join(arena, r->output, file);
}

/* Of many records, the one that a template's diagnostic is about: its second place. */
static void tell_record(Diag *diag, const Value *root)
{
    if (!diag->other.source && diag->loc.source != root->loc.source) {
        diag->other = root->loc;
    }
}

static Status render_one(RenderRun *r, RenderJob *job, Record *record)
{
    if (!r->records) {
        TRY(read_data(r, job, record));
    }
    size_t before = job->base.diags.n;
    Status st = render_record(job, record->root);
    for (size_t i = before; r->is_many && i < job->base.diags.n; i++) {
        tell_record(&job->base.diags.items[i], record->root);
    }
    if (st != ST_OK) {
        return st;
    }
    Str bytes = buf_str(&job->base.outputs[0]);
    if (r->output.len == 0) {
        app_put_out(r->app, bytes);
        return ST_OK;
    }
    return file_write_atomic(output_path(r, &job->base.arena, record), bytes, false,
                             &job->base.diags);
}

/* The job's diagnostics outlive its arena: data sources move to the run's arena with them. Under the lock. */
static void keep_diags(RenderRun *r, RenderJob *job)
{
    DiagList *diags = &job->base.diags;
    const Source *from = NULL;
    const Source *to = NULL;
    for (size_t i = 0; i < diags->n; i++) {
        Loc *places[] = {&diags->items[i].loc, &diags->items[i].other};
        for (size_t k = 0; k < 2; k++) {
            const Source *source = places[k]->source;
            if (!source || source->number < r->first_number ||
                source->number - r->first_number >= r->n_data) {
                continue; /* of the run already */
            }
            if (source != from) {
                from = source;
                to = source_new(&r->app->arena, arena_str(&r->app->arena, source->name),
                                arena_str(&r->app->arena, source->text), source->number);
            }
            places[k]->source = to;
        }
    }
    generate_keep_diags(r->app, diags);
}

static void *work(void *ctx)
{
    RenderRun *r = ctx;
    RenderJob job = {0};
    Status st = render_job_init(&job, &r->engine);
    bool is_end = false;
    while (!is_end && !status_is_fatal(st)) {
        Record record;
        service_job_reset(&job.base);
        (void)pthread_mutex_lock(&r->lock); /* initialised, not recursive: can't fail */
        bool is_over = !r->records && r->next + 1 >= r->cli->n_args;
        st = is_over ? ST_OK : take_record(r, &job, &record);
        (void)pthread_mutex_unlock(&r->lock); /* we hold it */
        if (is_over) {
            break;
        }
        bool has_record = st == ST_OK && (!r->records || record.root);
        if (has_record) {
            st = render_one(r, &job, &record);
        }
        is_end = r->records && record.is_end;
        (void)pthread_mutex_lock(&r->lock); /* as above */
        keep_diags(r, &job);
        remember(r, st);
        (void)pthread_mutex_unlock(&r->lock); /* we hold it */
    }
    if (status_is_fatal(st)) {
        (void)pthread_mutex_lock(&r->lock); /* as above */
        remember(r, st);
        (void)pthread_mutex_unlock(&r->lock); /* we hold it */
    }
    render_job_done(&job);
    return NULL;
}

static void run_workers(RenderRun *r, size_t n_threads)
{
    pthread_t threads[POOL_MAX_THREADS];
    size_t n = 0;
    while (n + 1 < n_threads && pthread_create(&threads[n], NULL, work, r) == 0) {
        n++;
    }
    (void)work(r); /* this thread is a worker too */
    for (size_t i = 0; i < n; i++) {
        (void)pthread_join(threads[i], NULL); /* started above */
    }
}

/* --- the command ------------------------------------------------------------------------------------------- */

static Status open_records(RenderRun *r)
{
    Str path = cli_option(r->cli, "records");
    TRY(app_read(r->app, path, LIMIT_DATA_BYTES, &r->records));
    bool is_yaml = str_ends(path, STR(".yaml")) || str_ends(path, STR(".yml"));
    return is_yaml ? yamlstream_new(r->records, YAML_LIMITS_DATA, &r->stream) : ST_OK;
}

/* Two data files that would write one document. */
static Status refuse_same_names(RenderRun *r)
{
    size_t n = r->is_many && !r->records ? r->cli->n_args - 1 : 0;
    Str *names = arena_array(&r->app->arena, n + 1, Str);
    if (!names) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        names[i] = service_market_name(r->cli->args[i + 1]);
    }
    qsort(names, n, sizeof(Str), str_cmp_items);
    for (size_t i = 1; i < n; i++) {
        if (str_eq(names[i - 1], names[i])) {
            diag_add1(&r->app->diags, FILE_SAME_NAME, (Loc){0}, names[i]);
            return ST_INPUT;
        }
    }
    return ST_OK;
}

/* A document named as one of the other kind, or as a template: no program would open it. */
static bool has_wrong_name(RenderRun *r)
{
    static const char *const kinds[][2] = {
        {".docx", "docx"}, {".dotx", "docx"}, {".odt", "odt"}, {".ott", "odt"}};
    for (size_t i = 0; r->engine.template && !r->is_many && i < sizeof kinds / sizeof kinds[0];
         i++) {
        if (!str_ends(r->output, str_of(kinds[i][0]))) {
            continue;
        }
        if (!str_ends(r->extension, str_of(kinds[i][1]))) {
            diag_add2(&r->app->diags, TMPL_NO_SUCH_FORMAT, (Loc){0}, r->cli->args[0],
                      str_of(kinds[i][1]));
            return true;
        }
        if (!str_ends(r->output, r->extension)) {
            diag_add2(&r->app->diags, TMPL_NAMED_TEMPLATE, (Loc){0}, r->output, r->extension);
            return true;
        }
    }
    return false;
}

static Status render_all(RenderRun *r, size_t n_threads)
{
    TRY(render_load(&r->engine, r->cli->args[0], &r->app->diags));
    r->extension = render_extension(&r->engine, r->cli->args[0]);
    if (cli_flag(r->cli, "dump")) {
        CLEANUP(buf_done) Buf out = {0};
        buf_init(&out, LIMIT_OUTPUT_BYTES);
        render_dump(&r->engine, &out);
        app_put_out(r->app, buf_str(&out));
        return out.status;
    }
    if (cli_option(r->cli, "records").ptr) {
        TRY(open_records(r));
    }
    TRY(refuse_same_names(r));
    if (has_wrong_name(r)) {
        return ST_INPUT;
    }
    if (r->is_many) {
        TRY(file_make_folder(r->output, &r->app->diags));
    }
    r->first_number = r->app->n_sources;
    r->n_data = r->records ? 0 : (uint32_t)(r->cli->n_args - 1);
    r->app->n_sources += r->n_data;
    run_workers(r, n_threads);
    if (r->records && r->next == 0 && r->worst == ST_OK) {
        diag_add1(&r->app->diags, RENDER_NO_DATA, (Loc){0}, r->records->name);
        return ST_INPUT;
    }
    return r->worst;
}

static MissingMode missing_mode(const Cli *cli)
{
    Str given = cli_option(cli, "missing");
    return !given.ptr || str_is(given, "error") ? MISSING_ERROR
           : str_is(given, "empty")             ? MISSING_EMPTY
                                                : MISSING_MARK;
}

/* A data file where the template should be, and a template behind it. */
static bool is_swapped(const Cli *cli)
{
    static const Str data[] = {{".yaml", 5}, {".yml", 4}, {".json", 5}};
    static const Str templates[] = {
        {".docx", 5}, {".dotx", 5}, {".odt", 4}, {".ott", 4}, {".mustache", 9}};
    bool is_data = false;
    bool is_template = false;
    for (size_t i = 0; cli->n_args == 2 && i < sizeof data / sizeof data[0]; i++) {
        is_data = is_data || str_ends(cli->args[0], data[i]);
    }
    for (size_t i = 0; is_data && i < sizeof templates / sizeof templates[0]; i++) {
        is_template = is_template || str_ends(cli->args[1], templates[i]);
    }
    return is_template;
}

/* What the command line must say for these records; EXIT_DONE if it does. */
static int check_usage(const RenderRun *r)
{
    bool has_records = cli_option(r->cli, "records").ptr != NULL;
    if (cli_flag(r->cli, "dump")) {
        return EXIT_DONE;
    }
    if (!has_records && r->cli->n_args < 2) {
        return cli_usage(r->app, r->cli->command,
                         N_("name the data: a YAML or JSON file, or - for standard input"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    if (is_swapped(r->cli)) {
        return cli_usage(
            r->app, r->cli->command,
            N_("the arguments seem swapped: the template “{1}” comes first, then the data “{2}”"),
            r->cli->args[1], r->cli->args[0], STR_EMPTY);
    }
    if (has_records && r->cli->n_args > 1) {
        return cli_usage(r->app, r->cli->command,
                         N_("give either data files or --records, not both"), STR_EMPTY, STR_EMPTY,
                         STR_EMPTY);
    }
    if (r->is_many && r->output.len == 0) {
        return cli_usage(r->app, r->cli->command,
                         N_("several documents need a folder: give it with -o"), STR_EMPTY,
                         STR_EMPTY, STR_EMPTY);
    }
    return EXIT_DONE;
}

int cmd_render(const Cli *cli, App *app)
{
    Str output = cli_option(cli, "output");
    size_t n_threads = generate_threads(cli, 1);
    RenderRun r = {.cli = cli,
                   .app = app,
                   .output = output.ptr && !str_is(output, "-") ? output : STR_EMPTY,
                   .is_many = cli_option(cli, "records").ptr || cli->n_args > 2,
                   .engine = {.arena = &app->arena,
                              .io_sources = &app->n_sources,
                              .escape = ESCAPE_HTML,
                              .level = generate_level(cli),
                              .missing = missing_mode(cli)}};
    int usage = check_usage(&r);
    if (usage != EXIT_DONE) {
        return usage;
    }
    if (n_threads == 0) {
        return cli_usage(app, cli->command, N_("-j takes a number from 1 to 64, not “{1}”"),
                         cli_option(cli, "jobs"), STR_EMPTY, STR_EMPTY);
    }
    if (r.engine.level == 0) {
        return cli_usage(app, cli->command, N_("--level takes a number from 1 to 12, not “{1}”"),
                         cli_option(cli, "level"), STR_EMPTY, STR_EMPTY);
    }
    if (cli_option(cli, "escape").ptr) {
        (void)escape_from_name(cli_option(cli, "escape"),
                               &r.engine.escape); /* the option lists its values */
    }
    Str partials = cli_option(cli, "partials");
    r.engine.partials_folder = partials.ptr ? partials : STR_EMPTY;
    Status st = stylemap_load(app, cli, &r.engine.options);
    if (st == ST_OK) {
        st = pthread_mutex_init(&r.lock, NULL) == 0 ? render_all(&r, n_threads) : ST_NOMEM;
    }
    app_report(app, REPORT_HUMAN);
    int status = app_exit_status(st, &app->diags);
    yamlstream_free(r.stream);
    render_done(&r.engine);
    (void)pthread_mutex_destroy(&r.lock); /* nothing waits any more */
    return status;
}
