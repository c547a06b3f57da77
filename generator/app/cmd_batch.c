/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_batch - ccap batch: many markets to documents and a manifest.
 */
#include <unistd.h>

#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/app/shard_option.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/batch/batch.h"
#include "generator/batch/overview.h"

/* Exit status of a program that a signal ended, as shells count. */
#define EXIT_SIGNAL 128

typedef struct BatchCommand {
    const Cli *cli;
    App *app;
    Service service;
    BatchOptions options;
    Shard shard;
    BatchList list;
    BatchPlan plan;
    BatchKnown known;
    Batch batch;
} BatchCommand;

/* --- the command line -------------------------------------------------------------------------------------------- */

static const char *const report_names[] = {"rapport.html", "rapport.csv", "rapport.json"};

/* True if documents or the report may have this name. */
static bool is_output_name(Str name)
{
    static const char *const endings[] = {".docx", ".odt", ".html", ".txt"};
    bool is_output = false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        is_output = is_output || ascii_ends(name, str_of(endings[i]));
    }
    for (size_t i = 0; i < sizeof report_names / sizeof report_names[0]; i++) {
        is_output = is_output || ascii_eq(name, str_of(report_names[i]));
    }
    return is_output;
}

static int check_usage(BatchCommand *c)
{
    const Cli *cli = c->cli;
    Str pattern = cli_option(cli, "name");
    Str wrong = STR_EMPTY;
    int usage = generate_check_formats(cli, c->app);
    if (usage != EXIT_DONE) {
        return usage;
    }
    if (!cli_option(cli, "output").ptr) {
        return cli_usage(c->app, cli->command, N_("name the folder for the documents with -o"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    if (c->options.n_threads == 0) {
        return cli_usage(c->app, cli->command, N_("-j takes a number from 1 to 64, not “{1}”"),
                         cli_option(cli, "jobs"), STR_EMPTY, STR_EMPTY);
    }
    if (c->service.level == 0) {
        return cli_usage(c->app, cli->command, N_("--level takes a number from 1 to 12, not “{1}”"),
                         cli_option(cli, "level"), STR_EMPTY, STR_EMPTY);
    }
    if (!name_pattern_parse(&c->app->arena, pattern.ptr ? pattern : STR("{id}"), &c->options.name,
                            &wrong)) {
        return cli_usage(c->app, cli->command,
                         N_("--name: “{1}” is not understood; write fields as in {id} or "
                            "{marche.reference}"),
                         wrong, STR_EMPTY, STR_EMPTY);
    }
    if (is_output_name(file_base(cli_option(cli, "manifest")))) {
        return cli_usage(c->app, cli->command,
                         N_("--manifest: documents or the report may be called “{1}”; end it in "
                            ".jsonl"),
                         cli_option(cli, "manifest"), STR_EMPTY, STR_EMPTY);
    }
    return shard_option(cli, c->app, &c->shard);
}

/* Fields of --name that no market has. */
static int check_fields(BatchCommand *c)
{
    Str near = STR_EMPTY;
    Str field = name_pattern_unknown(&c->options.name, c->service.library, &near);
    if (!field.ptr) {
        return EXIT_DONE;
    }
    return near.len > 0
               ? cli_usage(c->app, c->cli->command,
                           N_("--name: a market has no single value “{1}”; did you mean “{2}”?"),
                           field, near, STR_EMPTY)
               : cli_usage(c->app, c->cli->command,
                           N_("--name: a market has no single value “{1}”"), field, STR_EMPTY,
                           STR_EMPTY);
}

/* --- loading ----------------------------------------------------------------------------------------------------- */

/* A sum of all that changes documents beside record, library and templates. */
static Status put_stamp(BatchCommand *c)
{
    App *app = c->app;
    Str styles = cli_option(c->cli, "styles");
    Str styles_text = STR_EMPTY;
    CLEANUP(buf_done) Buf all = {0};
    buf_init(&all, 8 * MIB);
    if (styles.ptr) {
        TRY(file_read(&app->arena, styles, LIMIT_YAML_BYTES, (Loc){0}, &app->diags, &styles_text));
    }
    buf_puts(&all, "ccap " CCAP_VERSION);
    for (size_t i = 0; i < c->service.n_templates; i++) {
        buf_printf(&all, " %.*s", STR_ARG(template_format(c->service.templates[i])->name));
    }
    buf_printf(&all, " level %d draft %d strict %d bookmark ", c->service.level,
               c->options.service.is_draft, c->options.is_strict);
    Str bookmark = cli_option(c->cli, "bookmark");
    buf_put(&all, bookmark.ptr ? bookmark : STR_EMPTY);
    buf_puts(&all, " styles ");
    buf_put(&all, styles_text);
    buf_puts(&all, " decp ");
    buf_put(&all, c->known.decp->text);
    if (c->known.map) {
        buf_puts(&all, " map ");
        buf_put(&all, c->known.map->text);
    }
    Str sum = digest_of(&app->arena, buf_str(&all));
    if (!buf_ok(&all) || !sum.ptr) {
        return ST_NOMEM;
    }
    c->batch.stamp = (BatchStamp){.library = c->service.library->sha256,
                                  .template = c->service.templates_sha256,
                                  .options = str_sub(sum, 0, 16),
                                  .date = c->options.service.date};
    return ST_OK;
}

/* How tables and published contracts are read. */
static Status load_map(BatchCommand *c)
{
    App *app = c->app;
    Str path = cli_option(c->cli, "map");
    Str delimiter = cli_option(c->cli, "delimiter");
    Str from = cli_option(c->cli, "from");
    Str schemas = locate_schemas(app);
    const Library *library = c->service.library;
    c->known = (BatchKnown){.library = library,
                            .delimiter = str_is(delimiter, "tab") ? STR("\t") : delimiter,
                            .from = from};
    if (path.ptr) {
        TRY(table_map_load(&app->arena, library, path, schemas, &app->n_sources, &app->diags,
                           &c->known.map));
    }
    return decp_load(&app->arena, library, schemas, c->known.map, &app->n_sources, &app->diags,
                     &c->known.decp);
}

static Status load(BatchCommand *c)
{
    TRY(generate_load_library(c->cli, c->app, &c->service));
    TRY(generate_load_templates(c->cli, c->app, &c->service));
    TRY(load_map(c));
    return put_stamp(c);
}

/* Reports BATCH_OVERWRITES (ST_INPUT) for inputs of which `written` would take the place. */
static Status check_written(BatchCommand *c, Str written)
{
    Arena *arena = &c->app->arena;
    Status st = ST_OK;
    if (!written.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(written, true) != FILE_REGULAR) {
        return ST_OK;
    }
    for (size_t g = 0; g < c->list.n_groups; g++) {
        const BatchGroup *group = &c->list.groups[g];
        for (size_t i = group->first; i < group->first + group->n; i++) {
            Str below = batch_list_path(&c->list, i);
            if (!group->is_single && !str_eq(file_base(below), file_base(written))) {
                continue; /* of many files few are looked at */
            }
            ArenaMark mark = arena_mark(arena);
            Str path = arena_printf(arena, "%.*s%.*s", STR_ARG(group->prefix), STR_ARG(below));
            TRY(path.ptr ? ST_OK : ST_NOMEM);
            bool is_input = file_is_same(path, written);
            arena_rewind(arena, mark);
            if (is_input) {
                diag_add1(&c->app->diags, BATCH_OVERWRITES, (Loc){0}, written);
                st = ST_INPUT;
            }
        }
    }
    return st;
}

/* No input is lost to the manifest or the report. */
static Status check_all_written(BatchCommand *c)
{
    Status st = check_written(c, c->options.manifest);
    Str folder = file_folder(c->options.manifest);
    for (size_t i = 0; i < sizeof report_names / sizeof report_names[0]; i++) {
        Str name = file_join(&c->app->arena, folder, str_of(report_names[i]));
        Status one = c->options.report_page.len > 0 ? check_written(c, name) : ST_OK;
        st = status_is_fatal(one) || st == ST_OK ? one : st;
    }
    return st;
}

/* All inputs, so that what is missing in several is told at once. */
static Status list_inputs(BatchCommand *c)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < c->cli->n_args; i++) {
        Status st = batch_list_add(&c->list, c->cli->args[i], &c->app->diags);
        if (st == ST_NOMEM || st == ST_BUG) {
            return st;
        }
        worst = st != ST_OK && worst != ST_IO ? st : worst;
    }
    return worst == ST_OK ? check_all_written(c) : worst;
}

/* The report's page is no document's. */
static void keep_report_name(BatchCommand *c)
{
    for (size_t i = 0; i < c->service.n_templates; i++) {
        if (str_is(template_format(c->service.templates[i])->name, "html")) {
            c->options.name.taken = STR("rapport");
        }
    }
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

static Str number(App *app, size_t n)
{
    Str text = arena_printf(&app->arena, "%zu", n);
    return text.ptr ? text : STR_EMPTY;
}

static void tell_counts(BatchCommand *c)
{
    const BatchCounts *counts = &c->batch.counts;
    App *app = c->app;
    size_t n_new = counts->n_done - counts->n_kept - counts->n_replaced;
    app_note(app, N_("markets done: {1} of {2}; with errors: {3}"), number(app, counts->n_done),
             number(app, c->plan.n_mine), number(app, counts->n_faulty));
    if (counts->n_kept > 0) {
        app_note(app, N_("unchanged, left as they were: {1}; done now: {2}"),
                 number(app, counts->n_kept), number(app, n_new), STR_EMPTY);
    }
    if (counts->n_replaced > 0) {
        app_note(app,
                 N_("contracts published again later, left out: {1}; of these, without changes: "
                    "{2}"),
                 number(app, counts->n_replaced), number(app, counts->n_repeated), STR_EMPTY);
    }
    if (counts->n_warnings > 0) {
        app_note(app, N_("warnings, told in the manifest: {1}"), number(app, counts->n_warnings),
                 STR_EMPTY, STR_EMPTY);
    }
}

static int finish(BatchCommand *c, Status st)
{
    App *app = c->app;
    bool is_ended = c->batch.signal || c->batch.is_stopped || st == ST_IO;
    app_report(app, REPORT_HUMAN);
    if (c->batch.counts.n_done > 0 || st == ST_OK) {
        tell_counts(c);
    }
    if (is_ended && c->batch.counts.n_done > 0) {
        app_note(app, N_("what is done is kept; --resume goes on from there"), STR_EMPTY, STR_EMPTY,
                 STR_EMPTY);
    } else if (st == ST_OK && !is_ended) {
        app_note(app, N_("written: {1}"), c->options.manifest, STR_EMPTY, STR_EMPTY);
    }
    if (st == ST_OK && c->options.report_page.len > 0) {
        Str folder = file_folder(c->options.manifest);
        app_note(app, N_("report: {1}, and as .csv and .json"),
                 file_join(&app->arena, folder, STR("rapport.html")), STR_EMPTY, STR_EMPTY);
    }
    int status = app_exit_status(st, &app->diags);
    if (st == ST_OK && c->batch.signal) {
        return EXIT_SIGNAL + c->batch.signal;
    }
    return st == ST_OK && status == EXIT_DONE ? (int)c->batch.counts.worst : status;
}

static int run(BatchCommand *c)
{
    Arena *arena = &c->app->arena;
    Str manifest = cli_option(c->cli, "manifest");
    batch_list_init(&c->list, arena);
    c->options.manifest =
        manifest.ptr ? manifest : file_join(arena, c->options.folder, STR("manifest.jsonl"));
    if (c->shard.count > 0) {
        c->options.manifest = shard_file(arena, c->options.manifest, c->shard);
        c->options.report_page = STR_EMPTY; /* ccap merge reports on all shards */
    }
    Status st = list_inputs(c);
    if (st != ST_OK) {
        return finish(c, st);
    }
    st = load(c);
    if (st != ST_OK) {
        return finish(c, st);
    }
    if (!overview_is_wanted(c->service.library)) {
        c->options.report_page = STR_EMPTY;
    }
    keep_report_name(c);
    int usage = check_fields(c);
    if (usage != EXIT_DONE) {
        return usage;
    }
    st = file_make_folder(c->options.folder, &c->app->diags);
    st = st == ST_OK ? batch_input_new(&c->list, c->options.folder, &c->batch.input) : st;
    if (st == ST_OK) {
        batch_input_know(c->batch.input, &c->known);
        st = batch_plan_make(c->batch.input, &c->options.name, c->shard, arena, &c->app->diags,
                             &c->plan);
    }
    if (st == ST_OK && c->plan.n == 0) {
        diag_add1(&c->app->diags, BATCH_NOTHING, (Loc){0}, c->cli->args[0]);
        st = ST_INPUT;
    }
    if (st == ST_OK && c->options.fails_fast) {
        st = batch_plan_report(c->batch.input, &c->options.name, arena, &c->app->diags, &c->plan);
    }
    if (st == ST_OK) {
        st = batch_run(&c->batch);
    }
    return finish(c, st);
}

int cmd_batch(const Cli *cli, App *app)
{
    long n_cores = sysconf(_SC_NPROCESSORS_ONLN);
    Str folder = cli_option(cli, "output");
    BatchCommand c = {.cli = cli, .app = app};
    c.service = (Service){
        .arena = &app->arena, .io_sources = &app->n_sources, .level = generate_level(cli)};
    c.options =
        (BatchOptions){.folder = folder,
                       .n_threads = generate_threads(cli, n_cores > 0 ? (size_t)n_cores : 1),
                       .is_resumed = cli_flag(cli, "resume"),
                       .is_strict = cli_flag(cli, "strict"),
                       .fails_fast = cli_flag(cli, "fail-fast"),
                       .is_durable = cli_flag(cli, "durable"),
                       .service = {.is_draft = cli_flag(cli, "draft"),
                                   .date = generate_today(&app->arena),
                                   .has_facts = true,
                                   .problem = generate_problem,
                                   .ctx = app}};
    c.options.report_page = cli_flag(cli, "no-report") ? STR_EMPTY : locate_report_page(app);
    c.batch = (Batch){.app = app, .service = &c.service, .options = &c.options, .plan = &c.plan};
    int status = check_usage(&c);
    if (status == EXIT_DONE) {
        status = run(&c);
    }
    batch_input_free(c.batch.input);
    batch_plan_done(&c.plan);
    batch_list_done(&c.list);
    return status;
}
