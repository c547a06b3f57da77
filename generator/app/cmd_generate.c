/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_generate - ccap generate: markets to documents. Nothing of a market is written unless all of it is sound.
 */
#include "generator/app/generate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"

/* One run of the command. */
typedef struct Generation {
    const Cli *cli;
    App *app;
    Service service;
    ServiceJob *job;
    ServiceOptions options;
    Str folder;
    bool is_check_only;
    bool is_strict;
    Status worst;
} Generation;

typedef struct Stages {
    FileStage items[SERVICE_MAX_FORMATS];
    size_t n;
} Stages;

static void stages_done(Stages *stages)
{
    for (size_t i = 0; i < stages->n; i++) {
        file_stage_done(&stages->items[i]);
    }
}

static Str name_of_template(const Generation *g, size_t i)
{
    return template_format(g->service.templates[i])->extension;
}

/* All formats are written before the first appears: a full disk leaves none of them. */
static Status write_outputs(Generation *g, Str name)
{
    CLEANUP(stages_done) Stages stages = {0};
    Str paths[SERVICE_MAX_FORMATS];
    if (!str_is(g->folder, ".")) {
        TRY(file_make_folder(g->folder, &g->app->diags));
    }
    for (size_t i = 0; i < g->service.n_templates; i++) {
        Str extension = name_of_template(g, i);
        Str file = arena_printf(&g->app->arena, "%.*s%.*s", STR_ARG(name), STR_ARG(extension));
        paths[i] = file_join(&g->app->arena, g->folder, file);
        TRY(file_stage(paths[i], buf_str(&g->job->outputs[i]), 0, &g->app->diags,
                       &stages.items[i]));
        stages.n = i + 1;
    }
    for (size_t i = 0; i < stages.n; i++) {
        TRY(file_stage_commit(&stages.items[i], &g->app->diags));
        app_note(g->app, N_("written: {1}"), paths[i], STR_EMPTY, STR_EMPTY);
    }
    return ST_OK;
}

static Status generate_one(Generation *g, Str path)
{
    const Source *source = NULL;
    TRY(app_read(g->app, path, LIMIT_YAML_BYTES, &source));
    service_job_reset(g->job);
    Status st = g->is_check_only ? service_check(&g->service, g->job, source, &g->options)
                                 : service_generate(&g->service, g->job, source, &g->options);
    bool is_refused = g->is_strict && g->job->diags.n_warnings > 0;
    if (!g->is_check_only) {
        generate_drop_notes(&g->job->diags, false);
    }
    generate_keep_diags(g->app, &g->job->diags);
    if (st != ST_OK) {
        return st;
    }
    if (is_refused) {
        return ST_INPUT;
    }
    return g->is_check_only ? ST_OK : write_outputs(g, service_market_name(path));
}

/* Two markets of one name would overwrite each other: nothing is written then. */
static bool has_same_names(Generation *g)
{
    for (size_t i = 0; i < g->cli->n_args; i++) {
        for (size_t k = 0; k < i; k++) {
            Str name = service_market_name(g->cli->args[i]);
            if (str_eq(name, service_market_name(g->cli->args[k]))) {
                diag_add1(&g->app->diags, FILE_SAME_NAME, (Loc){0}, name);
                return true;
            }
        }
    }
    return false;
}

static Status load(Generation *g)
{
    TRY(generate_load_library(g->cli, g->app, &g->service));
    return g->is_check_only ? ST_OK : generate_load_templates(g->cli, g->app, &g->service);
}

static int finish(Generation *g, Status st)
{
    app_report(g->app, REPORT_HUMAN);
    if (g->options.is_draft && st == ST_OK) {
        return EXIT_DONE; /* a draft may have errors: they stand inside */
    }
    return app_exit_status(st, &g->app->diags);
}

int cmd_generate(const Cli *cli, App *app)
{
    int usage = generate_check_formats(cli, app);
    if (usage != EXIT_DONE) {
        return usage;
    }
    Str folder = cli_option(cli, "output");
    Generation g = {.cli = cli,
                    .app = app,
                    .service = {.arena = &app->arena, .io_sources = &app->n_sources},
                    .folder = folder.ptr ? folder : STR("."),
                    .is_check_only = cli_flag(cli, "check-only"),
                    .is_strict = cli_flag(cli, "strict"),
                    .options = {.is_draft = cli_flag(cli, "draft"),
                                .date = generate_today(&app->arena),
                                .problem = generate_problem,
                                .ctx = app}};
    CLEANUP(service_job_done) ServiceJob job = {0};
    g.job = &job;
    Status st = has_same_names(&g) ? ST_INPUT : service_job_init(&job);
    if (st != ST_OK) {
        return finish(&g, st);
    }
    st = load(&g);
    for (size_t i = 0; st == ST_OK && i < cli->n_args; i++) {
        Status one = generate_one(&g, cli->args[i]);
        g.worst = one != ST_OK && !status_is_fatal(g.worst) ? one : g.worst;
        st = one == ST_NOMEM || one == ST_BUG ? one : ST_OK;
    }
    return finish(&g, st != ST_OK ? st : g.worst);
}
