/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_generate - ccap generate: markets to documents. Nothing of a market is written unless all of it is sound.
 */
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/library/pieces.h"

/* One run of the command. */
typedef struct Generation {
    const Cli *cli;
    App *app;
    Service service;
    ServiceJob *job;
    ServiceOptions options;
    Str folder;
    const TenderPiece **pieces; /* asked for by --pieces */
    size_t n_pieces;
    bool has_all_pieces; /* those that a market does not need are left out in silence */
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

/* --- loading ---------------------------------------------------------------------------------------------- */

/* More markets than these need most of the library anyway. */
#define PEEK_MARKETS 8
#define PEEK_BYTES (256 * KIB)

/* The texts of the markets, if they are few and are files that can be read twice; false otherwise. */
static bool peek(Generation *g, Str texts[PEEK_MARKETS])
{
    DiagList unseen; /* what can't be read is said when its turn comes */
    diag_list_init(&unseen, &g->app->arena);
    bool has_pieces = cli_option(g->cli, "pieces").ptr != NULL; /* these may name anything */
    bool is_seen = g->cli->n_args <= PEEK_MARKETS && !has_pieces;
    for (size_t i = 0; is_seen && i < g->cli->n_args; i++) {
        is_seen = file_kind(g->cli->args[i], true) == FILE_REGULAR &&
                  file_read(&g->app->arena, g->cli->args[i], PEEK_BYTES, (Loc){0}, &unseen,
                            &texts[i]) == ST_OK;
    }
    return is_seen;
}

static Status load_templates(Generation *g)
{
    g->service.n_templates = 0;
    return g->is_check_only ? ST_OK : generate_load_templates(g->cli, g->app, &g->service);
}

/* What --pieces names: all of them, or some by identifier. */
static Status find_pieces(Generation *g, Str given)
{
    const Library *library = g->service.library;
    Str *names = NULL;
    size_t n = 0;
    g->has_all_pieces = str_is(given, "all");
    g->pieces = arena_array(&g->app->arena, library->n_pieces + 1, const TenderPiece *);
    if (!g->pieces || !cli_split(&g->app->arena, given, &names, &n)) {
        return ST_NOMEM;
    }
    for (size_t i = 0; g->has_all_pieces && i < library->n_pieces; i++) {
        g->pieces[g->n_pieces++] = &library->pieces[i];
    }
    Status worst = ST_OK;
    for (size_t i = 0; !g->has_all_pieces && i < n; i++) {
        const TenderPiece *piece = pieces_find(library, names[i]);
        bool is_new = piece != NULL;
        for (size_t k = 0; k < g->n_pieces; k++) {
            is_new = is_new && g->pieces[k] != piece;
        }
        if (!piece) {
            diag_add_near(&g->app->diags, LIB_NO_PIECE, LIB_NO_PIECE_NEAR, (Loc){0}, names[i],
                          pieces_nearest(library, names[i]));
            worst = ST_INPUT;
        } else if (is_new) {
            g->pieces[g->n_pieces++] = piece;
        }
    }
    return worst;
}

static Status load_pieces(Generation *g)
{
    Str given = cli_option(g->cli, "pieces");
    if (!given.ptr) {
        return ST_OK;
    }
    TRY(generate_load_pieces(g->app, &g->service));
    TRY(find_pieces(g, given));
    g->options.pieces = g->pieces;
    g->options.n_pieces = g->n_pieces;
    return ST_OK;
}

/* What the markets need; everything if that does not do for a template. */
static Status load(Generation *g)
{
    Str texts[PEEK_MARKETS];
    size_t n = g->cli->n_args;
    bool is_seen = peek(g, texts);
    Status st = is_seen && !g->is_check_only
                    ? generate_expect_templates(g->cli, g->app, &g->service)
                    : ST_OK;
    if (st == ST_OK) {
        st = is_seen ? generate_begin_library_for(g->cli, g->app, &g->service, texts, n)
                     : generate_load_library(g->cli, g->app, &g->service);
    }
    bool is_begun = st == ST_OK;
    st = is_begun ? load_pieces(g) : st;
    const DiagList before = g->app->diags;
    st = st == ST_OK ? load_templates(g) : st;
    Status ended = service_end_library(&g->service, &g->app->diags);
    st = st == ST_OK || status_is_fatal(ended) ? ended : st;
    if (is_begun && st == ST_INPUT && g->service.library->is_partial) {
        g->app->diags = before; /* what templates lack may be in the rest of the library */
        TRY(generate_load_library(g->cli, g->app, &g->service));
        st = load_templates(g);
    }
    return st;
}

/* Everything, for a market that needs more than was thought; what was said of the templates is not said again. */
static Status load_rest(Generation *g)
{
    const DiagList before = g->app->diags;
    TRY(generate_load_library(g->cli, g->app, &g->service));
    TRY(load_templates(g));
    g->app->diags = before;
    return ST_OK;
}

/* --- one market ------------------------------------------------------------------------------------------- */

static Status run(Generation *g, const Source *source)
{
    service_job_reset(g->job);
    return g->is_check_only ? service_check(&g->service, g->job, source, &g->options)
                            : service_generate(&g->service, g->job, source, &g->options);
}

/* The pieces of the market that was generated last, beside it: « ecole-reglement.docx ». */
static Status write_pieces(Generation *g, const Source *source, Str name)
{
    for (size_t i = 0; i < g->n_pieces; i++) {
        const TenderPiece *piece = g->pieces[i];
        bool is_needed = false;
        Status st = service_piece(&g->service, g->job, piece, source, &g->options, &is_needed);
        generate_keep_diags(g->app, &g->job->diags);
        diag_list_init(&g->job->diags, &g->job->arena);
        if (st != ST_OK) {
            return st;
        }
        if (!is_needed) {
            if (!g->has_all_pieces) {
                app_note(g->app, N_("this market needs no “{1}”: {2}"), piece->id, source->name,
                         STR_EMPTY);
            }
            continue;
        }
        TRY(write_outputs(
            g, arena_printf(&g->app->arena, "%.*s-%.*s", STR_ARG(name), STR_ARG(piece->id))));
    }
    return ST_OK;
}

static Status generate_one(Generation *g, Str path)
{
    const Source *source = NULL;
    TRY(app_read(g->app, path, LIMIT_YAML_BYTES, &source));
    Status st = run(g, source);
    if (!library_suffices(g->service.library, &g->job->diags)) {
        TRY(load_rest(g));
        st = run(g, source);
    }
    bool is_refused = g->is_strict && g->job->diags.n_warnings > 0;
    if (!g->is_check_only) {
        generate_drop_notes(&g->job->diags, false);
    }
    generate_keep_diags(g->app, &g->job->diags);
    diag_list_init(&g->job->diags, &g->job->arena);
    if (st != ST_OK) {
        return st;
    }
    if (is_refused) {
        return ST_INPUT;
    }
    if (g->is_check_only) {
        return ST_OK;
    }
    Str name = service_market_name(path);
    TRY(g->job->has_document ? write_outputs(g, name) : ST_OK);
    return write_pieces(g, source, name);
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
