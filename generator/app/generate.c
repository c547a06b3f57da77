/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate - see generate.h.
 */
#include "generator/app/generate.h"

#include <stdlib.h>
#include <time.h>

#include "generator/app/locate.h"
#include "generator/app/stylemap.h"
#include "generator/base/date.h"
#include "generator/format/page.h"
#include "generator/library/advice.h"
#include "generator/service/message.h"
#include "generator/service/pool.h"
#include "generator/service/report.h"

Str generate_today(Arena *arena)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds = (int64_t)time(NULL);
    Num given;
    if (epoch && num_parse(str_of(epoch), &given)) {
        (void)num_to_int64(given, &seconds); /* no integer: today */
    }
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 32);
    date_put(&text, date_from_unix(seconds));
    return arena_str(arena, buf_str(&text));
}

static Status put(Arena *arena, Value *map, const char *key, Str text)
{
    Str copy = arena_str(arena, text);
    Value *value = copy.ptr ? value_text(arena, (Loc){0}, copy) : NULL;
    return value ? value_map_set(arena, map, str_of(key), value) : ST_NOMEM;
}

/* Where a problem is, in the words of a document: line and path of the data. */
static void put_place(Buf *out, const Diag *diag)
{
    if (diag->loc.line > 0) {
        buf_puts(out, "ligne ");
        buf_put_u64(out, report_line(diag->loc));
    }
    if (diag->path.len > 0) {
        buf_put(out, diag->loc.line > 0 ? STR(", ") : STR_EMPTY);
        buf_put(out, diag->path);
    }
    if (out->len == 0) {
        buf_puts(out, "document");
    }
}

Status generate_problem(void *ctx, Arena *arena, const Diag *diag, Value **ret_problem)
{
    static const char *const levels[] = {
        [DIAG_ERROR] = "erreur", [DIAG_WARNING] = "avertissement", [DIAG_NOTE] = "information"};
    (void)ctx; /* the language is the document's, never the run's */
    Value *map = value_map(arena, (Loc){0});
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 64 * 1024);
    if (!map) {
        return ST_NOMEM;
    }
    TRY(put(arena, map, "code", diag_code_text(diag)));
    TRY(put(arena, map, "niveau", str_of(levels[diag->severity])));
    put_place(&text, diag);
    TRY(put(arena, map, "lieu", buf_str(&text)));
    buf_clear(&text);
    message_put(&text, diag, LANG_FR);
    TRY(put(arena, map, "message", buf_str(&text)));
    buf_clear(&text);
    message_put_hint(&text, diag, LANG_FR);
    TRY(put(arena, map, "aide", buf_str(&text)));
    *ret_problem = map;
    return ST_OK;
}

static Excerpt keep_excerpt(App *app, const Excerpt *from)
{
    Excerpt to = *from;
    to.text = arena_str(&app->arena, from->text);
    return to;
}

void generate_keep_diags(App *app, const DiagList *diags)
{
    for (size_t i = 0; i < diags->n; i++) {
        const Diag *from = &diags->items[i];
        Diag *to = diag_add(&app->diags, from->code, from->loc, from->args[0], from->args[1],
                            from->args[2]);
        DiagSeverity counted = diag_info(from->code)->severity; /* a rule has a level of its own */
        app->diags.n_errors -= counted == DIAG_ERROR && from->severity != DIAG_ERROR;
        app->diags.n_errors += counted != DIAG_ERROR && from->severity == DIAG_ERROR;
        app->diags.n_warnings -= counted == DIAG_WARNING && from->severity != DIAG_WARNING;
        app->diags.n_warnings += counted != DIAG_WARNING && from->severity == DIAG_WARNING;
        to->severity = from->severity;
        to->span = from->span;
        to->paragraph = from->paragraph;
        to->other = from->other;
        to->rule = arena_str(&app->arena, from->rule);
        to->accepted_on = arena_str(&app->arena, from->accepted_on);
        to->reason = arena_str(&app->arena, from->reason);
        to->path = arena_str(&app->arena, from->path);
        to->excerpt = keep_excerpt(app, &from->excerpt);
        to->other_paragraph = from->other_paragraph;
        to->where = from->where;
        to->where.heading = arena_str(&app->arena, from->where.heading);
        to->other_excerpt = keep_excerpt(app, &from->other_excerpt);
    }
}

void generate_drop_notes(DiagList *diags, bool all)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        bool is_rule = diags->items[i].code == DIAG_RULE;
        if (diags->items[i].severity != DIAG_NOTE || (!all && !is_rule)) {
            diags->items[n++] = diags->items[i];
        }
    }
    diags->n = n;
}

void generate_drop_base(DiagList *diags)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        DiagCode code = diags->items[i].code;
        if (code != LIB_BASE_CHANGED && code != LIB_BASE_UNNOTED && code != LIB_BASE_VERSION) {
            diags->items[n++] = diags->items[i];
        } else {
            diags->n_warnings -= diags->items[i].severity == DIAG_WARNING;
        }
    }
    diags->n = n;
}

Status generate_load_library(const Cli *cli, App *app, Service *service)
{
    Str folder = locate_library(app, cli_option(cli, "library"));
    Status st = service_load_library(service, folder, locate_schemas(app), locate_shipped(app),
                                     &app->diags);
    generate_drop_base(&app->diags);
    return st;
}

Status generate_load_pieces(App *app, Service *service)
{
    Status st = service_load_pieces(service, locate_schemas(app), &app->diags);
    generate_drop_base(&app->diags);
    return st;
}

Status generate_load_advice(App *app, const Library *library, bool is_wanted, const Advice **ret)
{
    Status st = advice_load(&app->arena, library, locate_schemas(app), is_wanted, &app->n_sources,
                            &app->diags, ret);
    generate_drop_base(&app->diags);
    return st;
}

static Status load_own(App *app, Service *service, const Str *formats, size_t n)
{
    return n > 0 ? service_load_template(service, locate_template(app, (Str){0}), formats, n,
                                         &app->diags)
                 : ST_OK;
}

/* One document of the house for each format; pages, which no such document gives, come from our own template. */
static Status load_given(const Cli *cli, App *app, Service *service, const Str *formats, size_t n)
{
    Str *packages = arena_array(&app->arena, n, Str);
    Str *pages = arena_array(&app->arena, n, Str);
    size_t n_packages = 0;
    if (!packages || !pages) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        bool is_page = page_is_format(format_by_name(formats[i]));
        (is_page ? pages : packages)[is_page ? i - n_packages : n_packages] = formats[i];
        n_packages += !is_page;
    }
    for (size_t i = 0; n_packages > 0 && i < cli->n_values; i++) {
        if (str_is(str_of(cli->values[i].option->name), "template")) {
            TRY(service_load_template(service, locate_template(app, cli->values[i].value), packages,
                                      n_packages, &app->diags));
        }
    }
    return load_own(app, service, pages, n - n_packages);
}

static Status formats_of(const Cli *cli, App *app, Str **ret_formats, size_t *ret_n)
{
    Str given = cli_option(cli, "format");
    bool is_split = cli_split(&app->arena, given.ptr ? given : STR("docx,odt"), ret_formats, ret_n);
    return is_split ? ST_OK : ST_NOMEM;
}

Status generate_expect_templates(const Cli *cli, App *app, Service *service)
{
    Str *formats = NULL;
    size_t n = 0;
    TRY(formats_of(cli, app, &formats, &n));
    if (!cli_option(cli, "template").ptr) {
        return service_expect_template(service, locate_template(app, (Str){0}), formats, n);
    }
    for (size_t i = 0; i < cli->n_values; i++) {
        if (str_is(str_of(cli->values[i].option->name), "template")) {
            TRY(service_expect_template(service, locate_template(app, cli->values[i].value),
                                        formats, n));
        }
    }
    return ST_OK;
}

Status generate_load_templates(const Cli *cli, App *app, Service *service)
{
    Str *formats = NULL;
    size_t n = 0;
    TRY(formats_of(cli, app, &formats, &n));
    TRY(stylemap_load(app, cli, &service->options));
    return cli_option(cli, "template").ptr ? load_given(cli, app, service, formats, n)
                                           : load_own(app, service, formats, n);
}

int generate_check_formats(const Cli *cli, App *app)
{
    Str given = cli_option(cli, "format");
    Str *formats = NULL;
    size_t n = 0;
    if (!given.ptr) {
        return EXIT_DONE;
    }
    if (!cli_split(&app->arena, given, &formats, &n)) {
        return EXIT_INTERNAL;
    }
    for (size_t i = 0; i < n; i++) {
        if (!format_by_name(formats[i])) {
            return cli_usage(app, cli->command,
                             N_("unknown format “{1}”: choose among docx, odt, html and txt"),
                             formats[i], STR_EMPTY, STR_EMPTY);
        }
        for (size_t k = 0; k < i; k++) {
            if (str_eq(formats[i], formats[k])) {
                return cli_usage(app, cli->command, N_("the format “{1}” is named twice"),
                                 formats[i], STR_EMPTY, STR_EMPTY);
            }
        }
    }
    return n > 0 ? EXIT_DONE
                 : cli_usage(app, cli->command,
                             N_("no format is named: choose among docx, odt, html and txt"),
                             STR_EMPTY, STR_EMPTY, STR_EMPTY);
}

size_t generate_threads(const Cli *cli, size_t otherwise)
{
    Str given = cli_option(cli, "jobs");
    Num number;
    int64_t n = 0;
    if (!given.ptr) {
        return otherwise < 1 ? 1 : otherwise > POOL_MAX_THREADS ? POOL_MAX_THREADS : otherwise;
    }
    if (!num_parse(given, &number) || !num_to_int64(number, &n) || n < 1 || n > POOL_MAX_THREADS) {
        return 0;
    }
    return (size_t)n;
}

int generate_level(const Cli *cli)
{
    Str given = cli_option(cli, "level");
    Num number;
    int64_t n = SERVICE_LEVEL;
    if (given.ptr && (!num_parse(given, &number) || !num_to_int64(number, &n) || n < 1 ||
                      n > DEFLATE_LEVEL_MAX)) {
        return 0;
    }
    return (int)n;
}

Status generate_begin_library_for(const Cli *cli, App *app, Service *service, const Str *texts,
                                  size_t n_texts)
{
    Str folder = locate_library(app, cli_option(cli, "library"));
    Status st = service_begin_library_for(service, folder, locate_schemas(app), locate_shipped(app),
                                          texts, n_texts, &app->diags);
    generate_drop_base(&app->diags);
    return st;
}
