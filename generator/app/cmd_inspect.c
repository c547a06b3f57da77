/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_inspect - ccap inspect FILE: which library, clauses, versions and market a generated document came from; with --library and
 * --market, what has changed since (D-383).
 */
#include "generator/app/generate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/format/kind.h"
#include "generator/format/origin.h"

/* "library: clauses-sociales 1.0.0", left out if the document does not say. */
static void put_field(Buf *out, const char *label, Str a, Str b)
{
    if (a.len > 0) {
        buf_printf(out, "%s %.*s", label, STR_ARG(a));
        buf_put(out, b.len > 0 ? STR(" ") : STR_EMPTY);
        buf_put(out, b);
        buf_puts(out, "\n");
    }
}

static void put_human(Buf *out, const Origin *o)
{
    put_field(out, _("library:"), o->library_id, o->library_version);
    put_field(out, "  SHA-256", o->library_sha256, STR_EMPTY);
    put_field(out, _("base of the library:"), o->base_id, o->base_version);
    put_field(out, "  SHA-256", o->base_sha256, STR_EMPTY);
    put_field(out, _("state of the law:"), o->law_date, STR_EMPTY);
    put_field(out, _("SHA-256 of the market:"), o->market_sha256, STR_EMPTY);
    for (size_t i = 0; i < o->n_articles; i++) {
        const OriginArticle *article = &o->articles[i];
        put_field(out, _("article:"), article->id, article->version);
        if (!str_is(article->number,
                    "1")) { /* the second article of one consideration, for other lots */
            out->len--;
            buf_printf(out, " (%.*s)\n", STR_ARG(article->number));
        }
    }
}

static void put_key(Buf *out, const char *before, const char *key, Str value)
{
    buf_printf(out, "%s\"%s\":", before, key);
    if (value.len > 0) {
        json_put_string(out, value);
    } else {
        buf_puts(out, "null");
    }
}

static void put_json(Buf *out, const Origin *o, Str file)
{
    put_key(out, "{", "file", file);
    buf_puts(out, ",\n \"library\":");
    put_key(out, "{", "id", o->library_id);
    put_key(out, ",", "version", o->library_version);
    put_key(out, ",", "sha256", o->library_sha256);
    buf_puts(out, "},\n \"base\":");
    if (o->base_id.len > 0) {
        put_key(out, "{", "id", o->base_id);
        put_key(out, ",", "version", o->base_version);
        put_key(out, ",", "sha256", o->base_sha256);
        buf_puts(out, "}");
    } else {
        buf_puts(out, "null");
    }
    put_key(out, ",\n ", "law_date", o->law_date);
    put_key(out, ",\n ", "market_sha256", o->market_sha256);
    buf_puts(out, ",\n \"articles\":[");
    for (size_t i = 0; i < o->n_articles; i++) {
        put_key(out, i > 0 ? ",\n  {" : "\n  {", "id", o->articles[i].id);
        put_key(out, ",", "version", o->articles[i].version);
        buf_printf(out, ",\"number\":%.*s}", STR_ARG(o->articles[i].number));
    }
    buf_puts(out, "]}\n");
}

/* --- what has changed since ----------------------------------------------------------------------------------------- */

/* "clauses-sociales 1.0.0 (fae65873…)" */
static Str in_short(App *app, Str id, Str version, Str sum)
{
    Str start = str_sub(sum, 0, 8);
    return arena_printf(&app->arena, "%.*s %.*s (%.*s…)", STR_ARG(id), STR_ARG(version),
                        STR_ARG(start));
}

static Status compare_library(App *app, const Origin *o, const Library *library)
{
    const Value *base = value_get(library->about, STR("base"));
    Str id = value_get_text(library->about, STR("id"));
    Str version = value_get_text(library->about, STR("version"));
    Str base_sum = value_get_text(base, STR("sha256"));
    if (!str_eq(o->library_sha256, library->sha256) || !str_eq(o->library_id, id)) {
        diag_add2(&app->diags, INSPECT_LIBRARY, (Loc){0},
                  in_short(app, o->library_id, o->library_version, o->library_sha256),
                  in_short(app, id, version, library->sha256));
    }
    if (base && o->base_id.len > 0 && !str_eq(o->base_sha256, base_sum)) {
        diag_add2(&app->diags, INSPECT_LIBRARY, (Loc){0},
                  in_short(app, o->base_id, o->base_version, o->base_sha256),
                  in_short(app, value_get_text(base, STR("id")),
                           value_get_text(base, STR("version")), base_sum));
    }
    for (size_t i = 0; i < o->n_articles; i++) {
        const OriginArticle *article = &o->articles[i];
        const Clause *clause = library_clause(library, article->id);
        if (str_is(article->id, "communs")) {
            continue; /* the article of shared texts has the library's own version */
        }
        if (!clause) {
            diag_add1(&app->diags, INSPECT_NO_CLAUSE, (Loc){0}, article->id);
        } else if (!str_eq(clause->version, article->version)) {
            diag_add(&app->diags, INSPECT_CLAUSE, (Loc){0}, article->id, article->version,
                     clause->version);
        }
    }
    return app->diags.is_nomem ? ST_NOMEM : ST_OK;
}

static Status compare_market(App *app, const Origin *o, Str path)
{
    const Source *source = NULL;
    TRY(app_read(app, path, LIMIT_YAML_BYTES, &source));
    Str sum = digest_of(&app->arena, source->text);
    if (!sum.ptr) {
        return ST_NOMEM;
    }
    if (!str_eq(sum, o->market_sha256)) {
        diag_add1(&app->diags, INSPECT_MARKET, (Loc){0}, path);
    }
    return ST_OK;
}

static Status read_origin(App *app, Str path, Origin *ret_origin)
{
    Package package = {0};
    Str bytes = STR_EMPTY;
    bool is_ours = false;
    TRY(file_read(&app->arena, path, LIMIT_PKG_BYTES, (Loc){0}, &app->diags, &bytes));
    if (pkgread_is_zip(bytes)) {
        TRY(pkgread_zip(&app->arena, path, bytes, &app->diags, &package));
        TRY(origin_read(&app->arena, &package, &app->n_sources, &app->diags, ret_origin, &is_ours));
    } else {
        TRY(kind_refuse_file(path, bytes, &app->diags));
        TRY(origin_read_page(&app->arena, bytes, ret_origin, &is_ours));
    }
    if (!is_ours) {
        bool is_text = !pkgread_is_zip(bytes) && str_ends(path, STR(".txt"));
        diag_add1(&app->diags, is_text ? INSPECT_TEXT : INSPECT_FOREIGN, (Loc){0}, path);
    }
    return is_ours ? ST_OK : ST_INPUT;
}

static Status inspect(const Cli *cli, App *app, Buf *out)
{
    Origin origin = {0};
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    Str market = cli_option(cli, "market");
    TRY(read_origin(app, cli->args[0], &origin));
    if (str_is(cli_option(cli, "format"), "json")) {
        put_json(out, &origin, cli->args[0]);
    } else {
        put_human(out, &origin);
    }
    if (cli_option(cli, "library").ptr) {
        TRY(generate_load_library(cli, app, &service));
        TRY(compare_library(app, &origin, service.library));
    }
    return market.ptr ? compare_market(app, &origin, market) : ST_OK;
}

int cmd_inspect(const Cli *cli, App *app)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 16 * MIB);
    Status st = inspect(cli, app, &out);
    app_put_out(app, buf_str(&out));
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
