/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_new - ccap new marche FILE: a commented market file to start from. It passes `ccap check`; its mark « exemple » keeps it from
 * being generated until its values are the contract's own.
 */
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"

/* The scaffold with the place of the schema in its first line, so that editors find it wherever the file is. */
static Str point_to_schema(App *app, Str text)
{
    const Str here = STR("../../schemas/");
    size_t at = str_find(text, here, 0);
    if (at == SIZE_MAX) {
        return text;
    }
    Str before = str_sub(text, 0, at);
    Str after = str_sub(text, at + here.len, text.len);
    return arena_printf(&app->arena, "%.*s%.*s/%.*s", STR_ARG(before), STR_ARG(locate_schemas(app)),
                        STR_ARG(after));
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
    if (st == ST_OK) {
        text = point_to_schema(app, text);
        st = text.ptr ? ST_OK : ST_NOMEM;
    }
    if (st == ST_OK && str_is(path, "-")) {
        app_put_out(app, text);
    } else if (st == ST_OK && file_kind(path, false) != FILE_ABSENT) {
        diag_add1(&app->diags, FILE_EXISTS, (Loc){0}, path);
        st = ST_IO;
    } else if (st == ST_OK) {
        st = file_write_atomic(path, text, false, &app->diags);
        if (st == ST_OK) {
            app_note(app, N_("written: {1}"), path, STR_EMPTY, STR_EMPTY);
        }
    }
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
