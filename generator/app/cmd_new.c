/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_new - ccap new marche FILE: a commented market file to start from. It passes `ccap check`; its mark « exemple » keeps it from
 * being generated until its values are the contract's own. Beside it, the schema that its first line names.
 */
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/app/schemas.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"

/* A file that must not be there yet. */
static Status write_new(App *app, Str path, Str text)
{
    if (file_kind(path, false) != FILE_ABSENT) {
        diag_add1(&app->diags, FILE_EXISTS, (Loc){0}, path);
        return ST_IO;
    }
    TRY(file_write_atomic(path, text, false, &app->diags));
    app_note(app, N_("written: {1}"), path, STR_EMPTY, STR_EMPTY);
    return ST_OK;
}

/* The schema that the market's first line names, beside it: editors then complete and check. One that is there stays. */
static Status write_schema(const Cli *cli, App *app, Str market)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 16 * MIB);
    Str path = file_join(&app->arena, file_folder(market), schemas_file(app, STR("marche")));
    if (file_kind(path, false) != FILE_ABSENT) {
        app_note(app, N_("kept: {1} (“ccap schema marche” prints today's)"), path, STR_EMPTY,
                 STR_EMPTY);
        return ST_OK;
    }
    TRY(generate_load_library(cli, app, &service));
    TRY(schemas_put(app, service.library, STR("marche"), &text));
    return write_new(app, path, buf_str(&text));
}

int cmd_new(const Cli *cli, App *app)
{
    Str kind = cli->args[0];
    Str path = cli->args[1];
    if (!str_is(kind, "marche")) {
        return app_usage(app, cli->command, N_("can't make a “{1}”: this version makes marche"),
                         kind, STR_EMPTY, STR_EMPTY);
    }
    Str library = locate_library(app, cli_option(cli, "library"));
    Str scaffold = file_join(&app->arena, library, STR("modeles/marche.yaml"));
    Str text;
    Status st = file_read(&app->arena, scaffold, LIMIT_YAML_BYTES, (Loc){0}, &app->diags, &text);
    if (st == ST_OK && str_is(path, "-")) {
        app_put_out(app, text);
    } else if (st == ST_OK) {
        st = write_new(app, path, text);
        st = st == ST_OK ? write_schema(cli, app, path) : st;
    }
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
