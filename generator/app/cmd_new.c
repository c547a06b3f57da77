/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_new - ccap new: a commented market file, consideration or library to start from, each sound as it is written. Beside it, the
 * schema that its first line names, for editors.
 */
#include "generator/app/locate.h"
#include "generator/app/new.h"
#include "generator/app/schemas.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/validate.h"

Status new_read(NewRun *run, Str name, Str *ret_text)
{
    App *app = run->app;
    Str path = file_join(&app->arena, file_join(&app->arena, run->folder, STR("modeles")), name);
    return file_read(&app->arena, path, LIMIT_YAML_BYTES, (Loc){0}, &app->diags, ret_text);
}

Status new_write(NewRun *run, Str path, Str text)
{
    if (file_kind(path, false) != FILE_ABSENT) {
        diag_add1(&run->app->diags, FILE_EXISTS, (Loc){0}, path);
        return ST_IO;
    }
    TRY(file_write_atomic(path, text, false, &run->app->diags));
    app_note(run->app, N_("written: {1}"), path, STR_EMPTY, STR_EMPTY);
    return ST_OK;
}

Status new_write_schema(NewRun *run, Str name, Str path)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 16 * MIB);
    if (file_kind(path, false) != FILE_ABSENT) {
        app_note(run->app, N_("kept: {1} (“ccap schema {2}” prints today's)"), path, name,
                 STR_EMPTY);
        return ST_OK;
    }
    TRY(schemas_put(run->app, run->service.library, name, &text));
    return new_write(run, path, buf_str(&text));
}

bool new_split(Str text, Str mark, Str *ret_before, Str *ret_after)
{
    size_t at = str_find(text, mark, 0);
    if (at == SIZE_MAX) {
        return false;
    }
    size_t end = str_find(text, STR("\n"), at);
    while (at > 0 && text.ptr[at - 1] != '\n') {
        at--;
    }
    *ret_before = str_sub(text, 0, at);
    *ret_after = end == SIZE_MAX ? STR_EMPTY : str_sub(text, end + 1, text.len);
    return true;
}

static const struct {
    const char *name;
    int (*run)(NewRun *run, Str path, Status *ret_status);
} kinds[] = {{"marche", new_market}, {"clause", new_clause}, {"bibliotheque", new_library}};

static int unknown_kind(const Cli *cli, App *app)
{
    Str names[sizeof kinds / sizeof *kinds];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        names[i] = str_of(kinds[i].name);
    }
    Str near = validate_nearest(cli->args[0], names, sizeof kinds / sizeof *kinds);
    if (near.len > 0) {
        return cli_usage(app, cli->command, N_("can't make a “{1}”; did you mean “{2}”?"),
                         cli->args[0], near, STR_EMPTY);
    }
    return cli_usage(app, cli->command,
                     N_("can't make a “{1}”: choose marche, clause or bibliotheque"), cli->args[0],
                     STR_EMPTY, STR_EMPTY);
}

/* A local library without scaffolds of its own has those of its base. */
static void use_base(NewRun *run)
{
    const Library *library = run->service.library;
    Str own = file_join(&run->app->arena, run->folder, STR("modeles"));
    if (library && library->base_folder.len > 0 && file_kind(own, true) != FILE_FOLDER) {
        run->folder = library->base_folder;
    }
}

int cmd_new(const Cli *cli, App *app)
{
    NewRun run = {.cli = cli,
                  .app = app,
                  .service = {.arena = &app->arena, .io_sources = &app->n_sources},
                  .folder = locate_library(app, cli_option(cli, "library"))};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!str_is(cli->args[0], kinds[i].name)) {
            continue;
        }
        if (cli_flag(cli, "clause") && i != 0) {
            return cli_usage(app, cli->command, N_("--clause goes with marche"), STR_EMPTY,
                             STR_EMPTY, STR_EMPTY);
        }
        Status st = generate_load_library(cli, app, &run.service);
        use_base(&run);
        int usage = st == ST_OK ? kinds[i].run(&run, cli->args[1], &st) : EXIT_DONE;
        if (usage != EXIT_DONE) {
            return usage;
        }
        app_report(app, REPORT_HUMAN);
        return app_exit_status(st, &app->diags);
    }
    return unknown_kind(cli, app);
}
