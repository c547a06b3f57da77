/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_schema - ccap schema NAME: a JSON Schema for editors, with the library's own options built in; without a name, the names.
 */
#include "generator/app/generate.h"
#include "generator/app/schemas.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"

static Status put_names(App *app, const Str *names, size_t n, Buf *out)
{
    for (size_t i = 0; i < n; i++) {
        Value *schema = NULL;
        TRY(schemas_load(app, names[i], &schema));
        buf_put(out, names[i]);
        for (size_t k = utf8_count(names[i]); k < 24; k++) {
            buf_putc(out, ' ');
        }
        buf_put(out, value_get_text(schema, STR("title")));
        buf_putc(out, '\n');
    }
    return ST_OK;
}

static bool is_known(Str name, const Str *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(name, names[i])) {
            return true;
        }
    }
    return false;
}

static int unknown_name(const Cli *cli, App *app, const Str *names, size_t n)
{
    Str near = validate_nearest(cli->args[0], names, n);
    if (near.len > 0) {
        return cli_usage(app, cli->command, N_("no schema is named “{1}”; did you mean “{2}”?"),
                         cli->args[0], near, STR_EMPTY);
    }
    return cli_usage(app, cli->command,
                     N_("no schema is named “{1}”; “ccap schema” lists the names"), cli->args[0],
                     STR_EMPTY, STR_EMPTY);
}

int cmd_schema(const Cli *cli, App *app)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 16 * MIB);
    Str *names = NULL;
    size_t n = 0;
    Status st = schemas_names(app, &names, &n);
    if (st == ST_OK && cli->n_args == 0) {
        st = put_names(app, names, n, &out);
    } else if (st == ST_OK && !is_known(cli->args[0], names, n)) {
        return unknown_name(cli, app, names, n);
    } else if (st == ST_OK) {
        st = generate_load_library(cli, app, &service);
        st = st == ST_OK ? schemas_put(app, service.library, cli->args[0], &out) : st;
    }
    if (st == ST_OK) {
        app_put_out(app, buf_str(&out));
    }
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
