/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_check - ccap check: markets, clauses, a library, templates; everything wrong in one run.
 */
#include "generator/app/check_kind.h"
#include "generator/app/check_local.h"
#include "generator/app/check_sample.h"
#include "generator/app/check_template.h"
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/base/ahead.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/library/advice.h"
#include "generator/library/decp.h"
#include "generator/library/names.h"

typedef struct Checking {
    const Cli *cli;
    App *app;
    Service service; /* library and templates, loaded when the first path needs them */
    ServiceJob *job;
    ServiceOptions options;
    Str library_folder;
    bool is_strict;
    bool is_accepting; /* --accept */
    bool is_misused;   /* … of a library that has no base */
    bool is_loaded;
    bool is_kept;      /* … for who keeps it */
    bool is_looked_at; /* … and checked as a whole */
    bool is_sound;     /* its pieces and advice were read */
    bool has_templates;
    SampledClause *sampled; /* by consideration of the library: what its samples show of it */
    TemplateCheck templates;
    Service wording; /* the library whose text rules documents are checked with */
    bool is_wording_tried;
    TextCheck texts;
    Status worst;
} Checking;

static void note(Checking *c, Status st)
{
    if (!status_is_fatal(c->worst) && st != ST_OK) {
        c->worst = st;
    }
}

/* is_kept: the library itself is checked, by who keeps it; else what its base has changed is none of the user's business. */
static Status load_library(Checking *c, Str folder, bool is_kept)
{
    if (c->is_loaded && str_eq(folder, c->library_folder) && (c->is_kept || !is_kept)) {
        return c->service.library ? ST_OK : ST_INPUT;
    }
    c->service =
        (Service){.arena = &c->app->arena, .io_sources = &c->app->n_sources, .is_dry = true};
    c->is_loaded = true;
    c->is_kept = is_kept;
    c->is_looked_at = false;
    c->has_templates = false;
    c->library_folder = folder;
    Status st = service_load_library(&c->service, folder, locate_schemas(c->app),
                                     locate_shipped(c->app), &c->app->diags);
    if (!is_kept) {
        generate_drop_base(&c->app->diags);
    }
    return st;
}

/* --- wording ---------------------------------------------------------------------------------------------- */

/* The text rules for documents: those of the library at work, else of the one that there is. */
static Status load_wording(Checking *c)
{
    Str folder = locate_library(c->app, cli_option(c->cli, "library"));
    if (c->is_wording_tried) {
        return ST_OK;
    }
    c->is_wording_tried = true;
    if (c->is_loaded && c->service.library && str_eq(folder, c->library_folder)) {
        c->texts.library = c->service.library;
        return ST_OK;
    }
    DiagList told; /* mistakes of a library are told where it is what is checked */
    diag_list_init(&told, &c->app->arena);
    c->wording = (Service){.arena = &c->app->arena, .io_sources = &c->app->n_sources};
    Status st = service_load_library(&c->wording, folder, locate_schemas(c->app),
                                     locate_shipped(c->app), &told);
    if (st == ST_NOMEM || st == ST_BUG) {
        return st;
    }
    c->texts.library = st == ST_OK ? c->wording.library : NULL;
    c->texts.unreadable = st == ST_OK ? STR_EMPTY : folder;
    return ST_OK;
}

/* Data in which nothing is of a market file: another document, checked as a text. */
static Status read_other(Checking *c, Str path, const Value **ret_root)
{
    const Source *source = NULL;
    Value *root = NULL;
    DiagList told; /* what can't be read is told where it is read as a market */
    diag_list_init(&told, &c->app->arena);
    *ret_root = NULL;
    if (str_ends(path, STR(".marche.yaml")) || str_ends(path, STR(".marche.json")) ||
        (!str_is(path, "-") && file_kind(path, true) != FILE_REGULAR)) {
        return ST_OK;
    }
    TRY(app_read(c->app, path, LIMIT_YAML_BYTES, &source));
    Status st = service_load_data(&c->app->arena, source, YAML_LIMITS_FILE, &told, &root);
    if (st != ST_OK || (root->kind == VALUE_MAP && root->map.n == 0) || root->kind == VALUE_NULL) {
        return status_is_fatal(st) ? st : ST_OK;
    }
    for (size_t i = 0; i < c->service.library->market.n; i++) {
        if (value_get(root, c->service.library->market.items[i].name)) {
            return ST_OK;
        }
    }
    *ret_root = root;
    return ST_OK;
}

static Status check_other(Checking *c, Str path, const Value *root)
{
    app_note(c->app, N_("“{1}” is no market file: it is checked as a text"), path, STR_EMPTY,
             STR_EMPTY);
    TextCheck texts = c->texts;
    texts.library = c->service.library;
    return check_text_values(&texts, root, TEXT_DOCUMENT);
}

/* --- markets and libraries ---------------------------------------------------------------------------------- */

/* What the samples of a base make the base say is its own affair; errors are what the local library broke. */
static void keep_errors(DiagList *diags)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        if (diags->items[i].severity == DIAG_ERROR) {
            diags->items[n++] = diags->items[i];
        }
    }
    diags->n = n;
    diags->n_warnings = 0;
}

typedef enum MarketKind { A_MARKET, A_SAMPLE, A_SAMPLE_OF_THE_BASE } MarketKind;

static Status check_market(Checking *c, Str path, bool is_rendered, MarketKind kind)
{
    const Source *source = NULL;
    TRY(app_read(c->app, path, LIMIT_YAML_BYTES, &source));
    service_job_reset(c->job);
    Status st = is_rendered ? service_generate(&c->service, c->job, source, &c->options)
                            : service_check(&c->service, c->job, source, &c->options);
    if (kind == A_SAMPLE_OF_THE_BASE) {
        keep_errors(&c->job->diags);
    } else if (kind == A_SAMPLE) {
        generate_drop_notes(&c->job->diags, true);
    }
    if (kind != A_MARKET) {
        check_sample_note(c->sampled, c->service.library, c->job, file_base(path), &c->app->arena);
    }
    bool is_refused = c->is_strict && c->job->diags.n_warnings > 0;
    generate_keep_diags(c->app, &c->job->diags);
    return st == ST_OK && is_refused ? ST_INPUT : st;
}

/*
 * A market as it is written out: with the templates named beside it, else with the articles alone, so that what only shows in a
 * text (a number that has no words) is told as `ccap generate` tells it.
 */
static Status check_own_market(Checking *c, Str path)
{
    static const Str formats[] = {{"txt", 3}};
    if (c->service.library && c->service.n_templates == 0) {
        TRY(service_load_template(&c->service, locate_own(c->app, STR("articles")), formats, 1,
                                  &c->app->diags));
    }
    return check_market(c, path, c->service.n_templates > 0, A_MARKET);
}

static bool has_samples(Checking *c, Str folder)
{
    return file_kind(file_join(&c->app->arena, folder, STR("apercu")), true) == FILE_FOLDER;
}

/* Every sample market of a folder through every format, so that no branch is left unread. */
static Status check_samples_of(Checking *c, Str folder, MarketKind kind)
{
    Arena *a = &c->app->arena;
    Str samples = file_join(a, folder, STR("apercu"));
    if (!has_samples(c, folder)) {
        return ST_OK;
    }
    Str *names = NULL;
    size_t n = 0;
    TRY(file_list(a, samples, &c->app->diags, &names, &n));
    Status worst = ST_OK;
    for (size_t i = 0; i < n; i++) {
        bool is_replaced = kind == A_SAMPLE_OF_THE_BASE &&
                           check_local_replaces(c->app, c->service.library, names[i]);
        if (str_ends(names[i], STR(".yaml")) && !is_replaced) {
            Status st = check_market(c, file_join(a, samples, names[i]), true, kind);
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

/* The samples of a library, and those of its base. */
static Status check_samples(Checking *c, Str folder)
{
    static const Str formats[] = {{"docx", 4}, {"odt", 3}};
    if (!c->has_templates) {
        c->service.n_templates = 0; /* one of the command line's stands there no more */
        TRY(service_load_template(&c->service, locate_template(c->app, (Str){0}), formats, 2,
                                  &c->app->diags));
        c->has_templates = true;
    }
    Str base = c->service.library->base_folder;
    c->sampled = check_sample_start(&c->app->arena, c->service.library);
    if (!c->sampled) {
        return ST_NOMEM;
    }
    Status own = check_samples_of(c, folder, A_SAMPLE);
    if (status_is_fatal(own)) {
        return own;
    }
    Status theirs = base.len > 0 ? check_samples_of(c, base, A_SAMPLE_OF_THE_BASE) : ST_OK;
    Status dated = check_sample_report_period(c->sampled, c->service.library, &c->app->diags);
    if (own == ST_OK && theirs == ST_OK && dated == ST_OK && has_samples(c, folder)) {
        check_sample_report_untried(c->sampled, c->service.library, &c->app->diags);
    }
    own = own == ST_OK ? dated : own;
    return theirs != ST_OK ? theirs : own;
}

/* How published contracts are read; a local library reads them as its base, which is checked by who keeps it. */
static Status check_published(Checking *c)
{
    const Decp *decp = NULL;
    if (c->service.library->base_folder.len > 0) {
        return ST_OK;
    }
    return decp_load(&c->app->arena, c->service.library, locate_schemas(c->app), NULL,
                     &c->app->n_sources, &c->app->diags, &decp);
}

/* The wording of one file of a library: a task beside everything else. */
typedef struct WordingFile {
    AheadTask task;
    TextCheck texts;
    LibraryText *text;
    DiagList diags;
} WordingFile;

typedef struct Wording {
    Ahead *ahead;
    WordingFile *files;
    size_t n;
    uint32_t first; /* number of the source of the first file */
} Wording;

static Status check_wording(void *ctx, Arena *arena)
{
    WordingFile *w = ctx;
    diag_list_init(&w->diags, arena);
    w->texts.arena = arena;
    w->texts.diags = &w->diags;
    return check_text_library(&w->texts, w->text);
}

/* Gives the wording of all texts to a second thread; wording_end must follow after ST_OK. */
static Status wording_begin(Checking *c, Str folder, Wording *w)
{
    App *app = c->app;
    LibraryText *texts = NULL;
    TRY(check_text_list(app, folder, &texts, &w->n));
    w->files = arena_array(&app->arena, w->n + 1, WordingFile);
    w->ahead = w->files ? ahead_start() : NULL;
    if (!w->ahead) {
        return ST_NOMEM;
    }
    textrules_hasten(c->service.library->texts); /* samples are read under them too */
    for (size_t i = 0; i < w->n; i++) {
        WordingFile *file = &w->files[i];
        *file = (WordingFile){.task = {.work = check_wording, .ctx = file},
                              .texts = {.library = c->service.library, .date = c->texts.date},
                              .text = &texts[i]};
        ahead_give(w->ahead, &file->task);
    }
    return ST_OK;
}

/*
 * Does what the second thread has not come to, from the end, and waits for it. What was said is put behind what stands in
 * app->diags, and the sources are numbered then, so that it all stands in the same order whoever came first.
 */
static Status wording_end(App *app, Wording *w)
{
    Status worst = ST_OK;
    for (size_t i = w->n; i-- > 0;) {
        Status st = ahead_take(w->ahead, &app->arena, &w->files[i].task);
        worst = st != ST_OK && !status_is_fatal(worst) ? st : worst;
    }
    ahead_end(w->ahead, &app->arena);
    for (size_t i = 0; i < w->n; i++) {
        if (w->files[i].text->source) {
            w->files[i].text->source->number = w->first + (uint32_t)i;
        }
        diag_append(&app->diags, &w->files[i].diags);
    }
    return worst;
}

/* Advice, and what is published; *ret_is_complete false: pieces could not be read, which samples may name. */
static Status check_rest(Checking *c, bool *ret_is_complete)
{
    const Advice *advice = NULL;
    Status pieces = service_load_pieces(&c->service, locate_schemas(c->app), &c->app->diags);
    *ret_is_complete = pieces == ST_OK;
    if (pieces != ST_OK) {
        return pieces;
    }
    Status advised = advice_load(&c->app->arena, c->service.library, locate_schemas(c->app), false,
                                 &c->app->n_sources, &c->app->diags, &advice);
    if (status_is_fatal(advised)) {
        return advised;
    }
    Status published = check_published(c);
    if (status_is_fatal(published)) {
        return published;
    }
    c->is_sound = advised == ST_OK;
    if (c->app->diags.n_errors == 0) { /* else what could not be read may use them */
        names_report_unused(c->service.library, &c->app->diags);
    }
    return advised == ST_OK ? published : advised;
}

/* The samples through the templates while wording is looked at; what is said of that comes before what they say. */
static Status check_begun(Checking *c, Str folder, Wording *w)
{
    App *app = c->app;
    bool is_complete = false;
    Status rest = check_rest(c, &is_complete);
    w->first = app->n_sources;
    app->n_sources += (uint32_t)w->n;
    const DiagList before = app->diags;
    diag_list_init(&app->diags, &app->arena);
    Status samples = is_complete && !status_is_fatal(rest) ? check_samples(c, folder) : rest;
    const DiagList after = app->diags;
    app->diags = before;
    Status wording = wording_end(app, w);
    if (status_is_fatal(wording)) {
        return wording;
    }
    diag_append(&app->diags, &after);
    return samples != ST_OK ? samples : wording != ST_OK ? wording : rest;
}

/* Once, however many of its files are named. */
static Status check_library(Checking *c, Str folder)
{
    Wording wording = {0};
    TRY(load_library(c, folder, true));
    if (c->is_looked_at) {
        return ST_OK; /* what came of it is noted */
    }
    c->is_looked_at = true;
    c->is_sound = false;
    TRY(wording_begin(c, folder, &wording));
    Status st = check_begun(c, folder, &wording);
    bool is_whole = c->is_sound || c->service.library->base_folder.len == 0;
    if (c->is_accepting && is_whole && !status_is_fatal(st)) { /* of all that is changed */
        c->is_misused = c->service.library->base_folder.len == 0;
        Status accepted = c->is_misused ? ST_INPUT : check_local_accept(c->app, c->service.library);
        return accepted != ST_OK ? accepted : st;
    }
    return st;
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
    if (str_is(path, "-")) {
        return STR_EMPTY; /* stands nowhere */
    }
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

/* All markets of a folder that is no library and no template. */
static Status check_folder(Checking *c, Str folder)
{
    Str *names = NULL;
    size_t n = 0;
    TRY(file_list(&c->app->arena, folder, &c->app->diags, &names, &n));
    Status worst = ST_OK;
    size_t n_markets = 0;
    TRY(load_library(c, locate_library(c->app, cli_option(c->cli, "library")), false));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".marche.yaml")) || str_ends(names[i], STR(".marche.json"))) {
            Status st = check_own_market(c, file_join(&c->app->arena, folder, names[i]));
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

/* Beside the library's own considerations, which it may lean on. */
static Status check_clause_file(Checking *c, Str path)
{
    Service service = {
        .arena = &c->app->arena, .io_sources = &c->app->n_sources, .clause_file = path};
    Str folder = locate_library(c->app, cli_option(c->cli, "library"));
    return service_load_library(&service, folder, locate_schemas(c->app), locate_shipped(c->app),
                                &c->app->diags);
}

static Status check_path(Checking *c, Str path)
{
    Arena *a = &c->app->arena;
    if (is_library(c, path)) {
        return check_library(c, path);
    }
    if (check_is_template(a, path)) {
        TRY(load_wording(c));
        return check_template(&c->templates, path);
    }
    if (file_kind(path, true) == FILE_FOLDER) {
        return check_folder(c, path);
    }
    Str library = str_ends(path, STR(".marche.yaml")) ? STR_EMPTY : library_of(c, path);
    if (library.len > 0) {
        return check_library(c, library);
    }
    bool is_clause = false;
    TRY(check_is_clause(c->app, path, &is_clause));
    if (is_clause) {
        return check_clause_file(c, path);
    }
    TRY(load_library(c, locate_library(c->app, cli_option(c->cli, "library")), false));
    const Value *other = NULL;
    TRY(read_other(c, path, &other));
    if (other) {
        return check_other(c, path, other);
    }
    return check_own_market(c, path);
}

/* --- templates ------------------------------------------------------------------------------------------ */

static bool is_market(Checking *c, Str path)
{
    return !check_is_template(&c->app->arena, path) && file_kind(path, true) != FILE_FOLDER &&
           (str_ends(path, STR(".marche.yaml")) || str_ends(path, STR(".marche.json")) ||
            library_of(c, path).len == 0);
}

/* A template is compared with what contracts offer if --library or a market says so, or if it is one of ours. */
static bool needs_library(Checking *c)
{
    bool is_needed = cli_option(c->cli, "library").ptr != NULL;
    for (size_t i = 0; i < c->cli->n_args; i++) {
        Str about = file_join(&c->app->arena, c->cli->args[i], STR("modele.yaml"));
        is_needed =
            is_needed || is_market(c, c->cli->args[i]) || file_kind(about, true) == FILE_REGULAR;
    }
    return is_needed;
}

static bool has_template(Checking *c)
{
    for (size_t i = 0; i < c->cli->n_args; i++) {
        if (check_is_template(&c->app->arena, c->cli->args[i]) && !is_library(c, c->cli->args[i])) {
            return true;
        }
    }
    return false;
}

static Status prepare_templates(Checking *c)
{
    Str data = cli_option(c->cli, "data");
    Value *root = NULL;
    if (data.ptr) {
        const Source *source = NULL;
        TRY(app_read(c->app, data, LIMIT_DATA_BYTES, &source));
        TRY(service_load_data(&c->app->arena, source, YAML_LIMITS_DATA, &c->app->diags, &root));
        c->templates.data = root;
    } else if (has_template(c) && needs_library(c)) {
        TRY(load_library(c, locate_library(c->app, cli_option(c->cli, "library")), false));
        c->templates.library = c->service.library;
        c->templates.compiled = &c->service;
    }
    return ST_OK;
}

/* Templates first: the markets named with them are tried with them. */
static Status check_all(Checking *c)
{
    Status worst = ST_OK;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < c->cli->n_args && !status_is_fatal(worst); i++) {
            Str path = c->cli->args[i];
            bool is_template = check_is_template(&c->app->arena, path) && !is_library(c, path);
            Status st = is_template == (turn == 0) ? check_path(c, path) : ST_OK;
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

/* --- output ----------------------------------------------------------------------------------------------- */

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

/* The names that templates expect, then the findings; for JSON one object with both. */
static void put_report(Checking *c, ReportFormat format)
{
    if (!c->templates.has_expects) {
        app_report(c->app, format);
        return;
    }
    bool is_json = format == REPORT_JSON;
    app_put_out(c->app, is_json ? STR("{\"expects\":[") : STR_EMPTY);
    app_put_out(c->app, buf_str(c->templates.expects));
    app_put_out(c->app, is_json ? STR("\n],\n\"findings\":") : STR_EMPTY);
    app_report(c->app, format);
    app_put_out(c->app, is_json ? STR("}\n") : STR_EMPTY);
}

/* What the command line must say; EXIT_DONE if it does. */
static int check_usage(const Cli *cli, App *app)
{
    Str annotated = cli_option(cli, "annotate");
    size_t n_templates = 0;
    for (size_t i = 0; annotated.ptr && i < cli->n_args; i++) {
        n_templates += check_is_template(&app->arena, cli->args[i]) &&
                       file_kind(cli->args[i], true) != FILE_FOLDER;
    }
    if (cli_flag(cli, "expects") && report_format(cli) == REPORT_SARIF) {
        return cli_usage(app, cli->command, N_("--expects goes with human, short and json"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    if (annotated.ptr && n_templates != 1) {
        return cli_usage(app, cli->command,
                         N_("--annotate goes with one template: a .docx, .dotx, .odt or .ott file"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    return EXIT_DONE;
}

/* What standard input holds is found out by looking at it. */
static Status keep_input(const Cli *cli, App *app)
{
    for (size_t i = 0; i < cli->n_args; i++) {
        if (str_is(cli->args[i], "-")) {
            return file_keep_input(LIMIT_PKG_BYTES, &app->arena, &app->diags);
        }
    }
    return ST_OK;
}

int cmd_check(const Cli *cli, App *app)
{
    Status kept = keep_input(cli, app);
    if (kept != ST_OK) {
        app_report(app, report_format(cli));
        return app_exit_status(kept, &app->diags);
    }
    int usage = check_usage(cli, app);
    if (usage != EXIT_DONE) {
        return usage;
    }
    CLEANUP(service_job_done) ServiceJob job = {0};
    CLEANUP(buf_done) Buf expects = {0};
    buf_init(&expects, LIMIT_OUTPUT_BYTES);
    Checking c = {.cli = cli,
                  .app = app,
                  .job = &job,
                  .is_strict = cli_flag(cli, "strict"),
                  .is_accepting = cli_flag(cli, "accept"),
                  .templates = {.app = app,
                                .has_expects = cli_flag(cli, "expects"),
                                .format = report_format(cli),
                                .expects = &expects,
                                .is_first = true,
                                .partials = cli_option(cli, "partials"),
                                .annotated = cli_option(cli, "annotate")},
                  .options = {.date = generate_today(&app->arena), .is_check = true}};
    c.texts = (TextCheck){.arena = &app->arena,
                          .diags = &app->diags,
                          .io_sources = &app->n_sources,
                          .date = c.options.date};
    c.templates.texts = &c.texts;
    note(&c, service_job_init_dry(&job));
    if (cli->n_args == 0 && c.worst == ST_OK) {
        note(&c, check_library(&c, locate_library(app, cli_option(cli, "library"))));
    } else if (c.worst == ST_OK) {
        note(&c, prepare_templates(&c));
        note(&c, c.worst == ST_OK ? check_all(&c) : ST_OK);
    }
    if (c.is_misused) {
        return cli_usage(app, cli->command,
                         N_("--accept goes with a local library, which has a base"), STR_EMPTY,
                         STR_EMPTY, STR_EMPTY);
    }
    if (c.is_strict && app->diags.n_warnings > 0) {
        note(&c, ST_INPUT); /* those of the library and the templates too */
    }
    put_report(&c, report_format(cli));
    if (app->diags.n == 0 && c.worst == ST_OK) {
        app_note(app, N_("nothing wrong was found"), STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    return app_exit_status(c.worst, &app->diags);
}
