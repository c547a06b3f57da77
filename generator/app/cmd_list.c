/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_list - ccap list: what the library holds.
 */
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/app/provenance.h"
#include "generator/base/limits.h"

static void put_about(Buf *out, const Library *library)
{
    buf_put(out, value_get_text(library->about, STR("titre")));
    buf_puts(out, ", version ");
    buf_put(out, value_get_text(library->about, STR("version")));
    buf_puts(out, " (");
    buf_put(out, library->folder);
    buf_puts(out, ")\n\n");
}

static void put_clauses(Buf *out, const Library *library)
{
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        buf_put(out, clause->code);
        buf_puts(out, "  ");
        buf_put(out, clause->id);
        buf_puts(out, "  ");
        buf_put(out, clause->version);
        buf_puts(out, "\n    ");
        buf_put(out, clause->title);
        buf_puts(out, "\n    ");
        buf_put(out, value_get_text(clause->source, STR("resume")));
        buf_puts(out, "\n");
    }
    buf_puts(out, "\n");
    for (size_t i = 0; i < library->n_commons; i++) {
        buf_put(out, library->commons[i].id);
        buf_puts(out, "  ");
        buf_put(out, library->commons[i].title);
        buf_puts(out, "\n");
    }
    buf_puts(out, "\n");
    for (size_t i = 0; i < library->catalogues->map.n; i++) {
        const Member *m = &library->catalogues->map.members[i];
        buf_printf(out, "%.*s  %zu\n", STR_ARG(m->key), m->value->list.n);
    }
}

/* What --pieces of generate can name. */
static void put_pieces(Buf *out, const Library *library)
{
    buf_put(out, library->n_pieces > 0 ? STR("\n") : STR_EMPTY);
    for (size_t i = 0; i < library->n_pieces; i++) {
        const TenderPiece *piece = &library->pieces[i];
        buf_printf(out, "pieces/%.*s  %.*s  ", STR_ARG(piece->id), STR_ARG(piece->version));
        buf_put(out, piece->title);
        buf_puts(out, "\n    ");
        buf_put(out, value_get_text(piece->source, STR("resume")));
        buf_puts(out, "\n");
    }
}

int cmd_list(const Cli *cli, App *app)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    Status st = generate_load_library(cli, app, &service);
    st = st == ST_OK ? service_load_pieces(&service, locate_schemas(app), &app->diags) : st;
    if (st == ST_OK) {
        CLEANUP(buf_done) Buf out = {0};
        buf_init(&out, 16 * MIB);
        put_about(&out, service.library);
        put_clauses(&out, service.library);
        put_pieces(&out, service.library);
        provenance_put_summary(&out, service.library);
        app_put_out(app, buf_str(&out));
    }
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
