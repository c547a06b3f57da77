/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_check - ccap check: markets, clauses, a library, templates; everything wrong in one run.
 */
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/format/kind.h"

typedef struct Checking {
    const Cli *cli;
    App *app;
    Service service; /* library and templates, loaded when the first path needs them */
    ServiceJob *job;
    ServiceOptions options;
    Str library_folder;
    bool is_strict;
    bool is_loaded;
    bool has_templates;
    Status worst;
} Checking;

static void note(Checking *c, Status st)
{
    if (!status_is_fatal(c->worst) && st != ST_OK) {
        c->worst = st;
    }
}

static Status load_library(Checking *c, Str folder)
{
    if (c->is_loaded && str_eq(folder, c->library_folder)) {
        return c->service.library ? ST_OK : ST_INPUT;
    }
    c->service = (Service){.arena = &c->app->arena, .io_sources = &c->app->n_sources};
    c->is_loaded = true;
    c->has_templates = false;
    c->library_folder = folder;
    return service_load_library(&c->service, folder, locate_schemas(c->app), &c->app->diags);
}

/* What a sample of the library only notes is of no use to who keeps the library. */
static void drop_notes(DiagList *diags)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        if (diags->items[i].severity != DIAG_NOTE) {
            diags->items[n++] = diags->items[i];
        }
    }
    diags->n = n;
}

static Status check_market(Checking *c, Str path, bool is_rendered)
{
    const Source *source = NULL;
    TRY(app_read(c->app, path, LIMIT_YAML_BYTES, &source));
    service_job_reset(c->job);
    Status st = is_rendered ? service_generate(&c->service, c->job, source, &c->options)
                            : service_check(&c->service, c->job, source, &c->options);
    bool is_refused = c->is_strict && c->job->diags.n_warnings > 0;
    if (is_rendered) {
        drop_notes(&c->job->diags);
    }
    generate_keep_diags(c->app, &c->job->diags);
    return st == ST_OK && is_refused ? ST_INPUT : st;
}

/* Every sample market of the library through every format, so that no branch is left unread. */
static Status check_samples(Checking *c, Str folder)
{
    static const Str formats[] = {{"docx", 4}, {"odt", 3}};
    Arena *a = &c->app->arena;
    Str samples = file_join(a, folder, STR("apercu"));
    if (!c->has_templates) {
        TRY(service_load_template(&c->service, locate_template(c->app, (Str){0}), formats, 2,
                                  &c->app->diags));
        c->has_templates = true;
    }
    if (file_kind(samples, true) != FILE_FOLDER) {
        return ST_OK;
    }
    Str *names = NULL;
    size_t n = 0;
    TRY(file_list(a, samples, &c->app->diags, &names, &n));
    Status worst = ST_OK;
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".yaml"))) {
            Status st = check_market(c, file_join(a, samples, names[i]), true);
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

static Status check_library(Checking *c, Str folder)
{
    TRY(load_library(c, folder));
    return check_samples(c, folder);
}

static bool is_library(Checking *c, Str folder)
{
    return file_kind(file_join(&c->app->arena, folder, STR("bibliotheque.yaml")), true) ==
           FILE_REGULAR;
}

/* The library that a clause file belongs to: its folder, or the one above. Empty if neither is one. */
static Str library_of(Checking *c, Str path)
{
    Str folder = file_folder(path);
    if (is_library(c, folder)) {
        return folder;
    }
    Str above = file_join(&c->app->arena, folder, STR(".."));
    if (str_is(folder, ".") || !file_folder(folder).len) {
        return is_library(c, above) ? above : STR_EMPTY;
    }
    Str parent = file_folder(folder);
    return is_library(c, parent) ? parent : STR_EMPTY;
}

static Status check_template(Checking *c, Str path)
{
    const Template *template = NULL;
    if (file_kind(file_join(&c->app->arena, path, STR("modele.yaml")), true) != FILE_REGULAR) {
        return service_compile_package(&c->app->arena, path, NULL, &c->app->n_sources,
                                       &c->app->diags, &template);
    }
    static const Str formats[] = {{"docx", 4}, {"odt", 3}};
    Status worst = ST_OK;
    for (size_t i = 0; i < 2; i++) {
        Str folder = file_join(&c->app->arena, path, formats[i]);
        if (file_kind(folder, true) == FILE_FOLDER) {
            Status st = service_compile_package(&c->app->arena, folder, NULL, &c->app->n_sources,
                                                &c->app->diags, &template);
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

/* All markets of a folder that is no library and no template. */
static Status check_folder(Checking *c, Str folder)
{
    Str *names = NULL;
    size_t n = 0;
    TRY(file_list(&c->app->arena, folder, &c->app->diags, &names, &n));
    Status worst = ST_OK;
    size_t n_markets = 0;
    TRY(load_library(c, locate_library(c->app, cli_option(c->cli, "library"))));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".marche.yaml")) || str_ends(names[i], STR(".marche.json"))) {
            Status st = check_market(c, file_join(&c->app->arena, folder, names[i]), false);
            worst = st != ST_OK ? st : worst;
            n_markets++;
        }
    }
    if (n_markets == 0) {
        diag_add1(&c->app->diags, FILE_NOTHING_TO_CHECK, (Loc){0}, folder);
        return ST_INPUT;
    }
    return worst;
}

/* By its beginning, whatever its name: documents, also those that will be refused. Markets and clauses are text. */
static bool is_document(Checking *c, Str path)
{
    static const char *const endings[] = {".docx", ".dotx", ".odt", ".ott"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (str_ends(path, str_of(endings[i]))) {
            return true;
        }
    }
    if (str_is(path, "-")) {
        return false;
    }
    DiagList unread; /* what can't be read is reported by who reads it as a market */
    diag_list_init(&unread, &c->app->arena);
    ArenaMark mark = arena_mark(&c->app->arena);
    Str bytes = STR_EMPTY;
    bool is_read =
        file_read(&c->app->arena, path, LIMIT_PKG_BYTES, (Loc){0}, &unread, &bytes) == ST_OK;
    bool is_one =
        is_read && (pkgread_is_zip(bytes) || kind_refuse_file(path, bytes, &unread) != ST_OK);
    arena_rewind(&c->app->arena, mark);
    return is_one;
}

static Status check_path(Checking *c, Str path)
{
    Arena *a = &c->app->arena;
    if (file_kind(path, true) == FILE_FOLDER) {
        bool is_template =
            file_kind(file_join(a, path, STR("modele.yaml")), true) == FILE_REGULAR ||
            file_kind(file_join(a, path, STR("mimetype")), true) == FILE_REGULAR ||
            file_kind(file_join(a, path, STR("[Content_Types].xml")), true) == FILE_REGULAR;
        return is_library(c, path) ? check_library(c, path)
               : is_template       ? check_template(c, path)
                                   : check_folder(c, path);
    }
    if (is_document(c, path)) {
        return check_template(c, path);
    }
    Str library = str_ends(path, STR(".marche.yaml")) ? STR_EMPTY : library_of(c, path);
    if (library.len > 0) {
        return check_library(c, library);
    }
    TRY(load_library(c, locate_library(c->app, cli_option(c->cli, "library"))));
    return check_market(c, path, false);
}

static ReportFormat report_format(const Cli *cli)
{
    static const char *const names[] = {[REPORT_HUMAN] = "human",
                                        [REPORT_SHORT] = "short",
                                        [REPORT_JSON] = "json",
                                        [REPORT_SARIF] = "sarif"};
    Str given = cli_option(cli, "format");
    for (size_t i = 0; given.ptr && i < sizeof names / sizeof names[0]; i++) {
        if (str_is(given, names[i])) {
            return (ReportFormat)i;
        }
    }
    return REPORT_HUMAN;
}

int cmd_check(const Cli *cli, App *app)
{
    CLEANUP(service_job_done) ServiceJob job = {0};
    Checking c = {.cli = cli,
                  .app = app,
                  .job = &job,
                  .is_strict = cli_flag(cli, "strict"),
                  .options = {.date = generate_today(&app->arena)}};
    note(&c, service_job_init(&job));
    if (cli->n_args == 0 && c.worst == ST_OK) {
        note(&c, check_library(&c, locate_library(app, cli_option(cli, "library"))));
    }
    for (size_t i = 0; i < cli->n_args && !status_is_fatal(c.worst); i++) {
        note(&c, check_path(&c, cli->args[i]));
    }
    if (c.is_strict && app->diags.n_warnings > 0) {
        note(&c, ST_INPUT); /* those of the library and the templates too */
    }
    app_report(app, report_format(cli));
    if (app->diags.n == 0 && c.worst == ST_OK) {
        app_note(app, N_("nothing wrong was found"), STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    return app_exit_status(c.worst, &app->diags);
}
