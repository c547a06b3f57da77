/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_list - ccap list [KIND]: what the library holds, filtered by what a market is.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "generator/app/generate.h"
#include "generator/app/list.h"
#include "generator/app/provenance.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/data/validate.h"
#include "generator/text/search.h"

static const char *const clause_filters[] = {"nature", "procedure", "montant", "public"};

/* How many columns the terminal has; 0 if standard output is none. */
static size_t terminal_width(void)
{
    struct winsize size;
    bool is_terminal = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    return is_terminal ? size.ws_col : 0;
}

static Str folded(App *app, Str text)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 64 * 1024);
    search_fold(&out, text);
    return arena_str(&app->arena, buf_str(&out));
}

/* The entry of a list by its identifier, whatever the case; else the only one whose label has these words. */
static const Value *find_entry(App *app, const Value *list, Str asked)
{
    Str words = folded(app, asked);
    const Value *found = NULL;
    size_t n_found = 0;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; list && i < list->list.n; i++) {
            const Value *entry = list->list.items[i];
            Str id = value_get_text(entry, STR("id"));
            Str text = turn == 0 ? id : value_get_text(entry, STR("libelle"));
            Str own = folded(app, text);
            if (turn == 0 ? str_eq(own, words) : search_has(own, words)) {
                found = entry;
                n_found++;
            }
        }
        if (n_found > 0) {
            break;
        }
    }
    return n_found == 1 ? found : NULL;
}

static int unknown_entry(const Cli *cli, App *app, const Value *list, const char *option, Str asked)
{
    Str names[256];
    size_t n = 0;
    for (size_t i = 0; list && i < list->list.n && n < 256; i++) {
        names[n++] = value_get_text(list->list.items[i], STR("id"));
    }
    Str near = validate_nearest(asked, names, n);
    if (near.len > 0) {
        return cli_usage(app, cli->command, N_("--{1} can't be “{2}”; did you mean “{3}”?"),
                         str_of(option), asked, near);
    }
    return cli_usage(app, cli->command,
                     N_("--{1} can't be “{2}”: the library's lists don't have it"), str_of(option),
                     asked, STR_EMPTY);
}

/* "--nature" and the like: an entry of a list of the library. */
static int read_code(const Cli *cli, App *app, const Library *library, const char *option,
                     const char *catalogue, const Value **ret_entry)
{
    Str asked = cli_option(cli, option);
    const Value *list = value_get(library->catalogues, str_of(catalogue));
    *ret_entry = asked.ptr ? find_entry(app, list, asked) : NULL;
    return asked.ptr && !*ret_entry ? unknown_entry(cli, app, list, option, asked) : EXIT_DONE;
}

static int read_filter(const Cli *cli, App *app, const Library *library, ListFilter *filter)
{
    const Value *nature = NULL;
    const Value *procedure = NULL;
    Str amount = cli_option(cli, "montant");
    Str text = cli_option(cli, "texte");
    int usage = read_code(cli, app, library, "nature", "natures", &nature);
    if (usage == EXIT_DONE) {
        usage = read_code(cli, app, library, "procedure", "procedures", &procedure);
    }
    if (usage == EXIT_DONE) {
        usage = read_code(cli, app, library, "public", "publics", &filter->public);
    }
    bool is_amount =
        amount.ptr && num_parse(amount, &filter->amount) && num_cmp(filter->amount, NUM_ZERO) >= 0;
    if (usage == EXIT_DONE && amount.ptr && !is_amount) {
        usage = cli_usage(app, cli->command, N_("--montant must be a number, such as 90000"),
                          STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    filter->has_amount = amount.ptr != NULL;
    filter->nature = nature ? value_get_text(nature, STR("id")) : (Str){0};
    filter->procedure = procedure ? value_get_text(procedure, STR("id")) : (Str){0};
    filter->text = text.ptr ? folded(app, text) : (Str){0};
    return usage;
}

static int unknown_kind(const Cli *cli, App *app, const Library *library, Str kind)
{
    Str *names = NULL;
    size_t n = 0;
    if (list_kinds(&app->arena, library, &names, &n) != ST_OK) {
        return EXIT_INTERNAL;
    }
    Str near = validate_nearest(kind, names, n);
    if (near.len > 0) {
        return cli_usage(app, cli->command, N_("the library holds no “{1}”; did you mean “{2}”?"),
                         kind, near, STR_EMPTY);
    }
    return cli_usage(
        app, cli->command,
        N_("the library holds no “{1}”: choose clauses, communs, pieces, regles, calculs, "
           "listes or a list"),
        kind, STR_EMPTY, STR_EMPTY);
}

/* A line that says which library this is. */
static void put_about(Buf *out, const Library *library)
{
    buf_put(out, value_get_text(library->about, STR("titre")));
    buf_puts(out, ", version ");
    buf_put(out, value_get_text(library->about, STR("version")));
    buf_puts(out, " (");
    buf_put(out, library->folder);
    buf_puts(out, ")\n");
}

static Status put_rows(const Cli *cli, App *app, const Library *library, const Value *rows)
{
    CLEANUP(buf_done) Buf out = {0};
    bool is_json = cli_option(cli, "format").ptr && str_is(cli_option(cli, "format"), "json");
    buf_init(&out, 16 * MIB);
    if (is_json) {
        json_put_indented(&out, rows);
    } else {
        if (cli->n_args == 0) {
            put_about(&out, library);
            provenance_put_summary(&out, library);
            buf_putc(&out, '\n');
        }
        list_put_table(&out, rows, terminal_width());
    }
    app_put_out(app, buf_str(&out));
    if (!is_json && rows->list.n == 0) {
        app_note(app, N_("nothing fits"), STR_EMPTY, STR_EMPTY, STR_EMPTY);
    } else if (!is_json && cli->n_args == 0) {
        app_note(
            app,
            N_("also: ccap list communs, pieces, regles, calculs, listes, or the name of a list"),
            STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    return out.status;
}

/* *ret_status: what became of the listing, when the command line is sound. */
static int list(const Cli *cli, App *app, const Library *library, Status *ret_status)
{
    ListFilter filter = {0};
    Value *rows = NULL;
    Str kind = cli->n_args > 0 ? cli->args[0] : STR("clauses");
    for (size_t i = 0; !str_is(kind, "clauses") && i < 4; i++) {
        bool is_public = str_is(kind, "publics") && str_is(STR("public"), clause_filters[i]);
        if (cli_flag(cli, clause_filters[i]) && !is_public) {
            return cli_usage(app, cli->command, N_("--{1} goes with clauses"),
                             str_of(clause_filters[i]), STR_EMPTY, STR_EMPTY);
        }
    }
    int usage = read_filter(cli, app, library, &filter);
    if (usage != EXIT_DONE) {
        return usage;
    }
    *ret_status = list_rows(&app->arena, library, kind, &filter, &rows);
    if (*ret_status == ST_OK && !rows) {
        return unknown_kind(cli, app, library, kind);
    }
    *ret_status = *ret_status == ST_OK ? put_rows(cli, app, library, rows) : *ret_status;
    return EXIT_DONE;
}

int cmd_list(const Cli *cli, App *app)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    Status st = generate_load_library(cli, app, &service);
    st = st == ST_OK ? generate_load_pieces(app, &service) : st;
    if (st == ST_OK && service.library->overlay) { /* what it changes there is counted */
        const Advice *advice = NULL;
        st = generate_load_advice(app, service.library, false, &advice);
    }
    int usage = st == ST_OK ? list(cli, app, service.library, &st) : EXIT_DONE;
    if (usage != EXIT_DONE) {
        return usage;
    }
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
