/* SPDX-License-Identifier: Apache-2.0 */
/*
 * new_market - ccap new marche FILE: a market file with every consideration of the library, those chosen in use. Its mark
 * « exemple » keeps it from being generated until its values are the contract's own.
 */
#include "generator/app/new.h"
#include "generator/app/schemas.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/library/scaffold.h"

#define MAX_ROUNDS 8 /* an option may make another one required; far more than clauses have */

/* Where the considerations of the first lot go. */
static const Str mark = {"#@ considerations", sizeof "#@ considerations" - 1};

static int unknown_clause(NewRun *run, Str name)
{
    Str near = library_nearest_clause(run->service.library, name);
    if (near.len > 0) {
        return cli_usage(run->app, run->cli->command,
                         N_("the library has no consideration “{1}”; did you mean “{2}”?"), name,
                         near, STR_EMPTY);
    }
    return cli_usage(run->app, run->cli->command, N_("the library has no consideration “{1}”"),
                     name, STR_EMPTY, STR_EMPTY);
}

/* What --clause names, by identifier or code, commas or several times; without it the first of the library. */
static int choose(NewRun *run, const Clause **chosen, size_t max, size_t *ret_n)
{
    const Library *library = run->service.library;
    size_t n = 0;
    for (size_t i = 0; i < run->cli->n_values; i++) {
        Str *names = NULL;
        size_t n_names = 0;
        if (strcmp(run->cli->values[i].option->name, "clause") != 0) {
            continue;
        }
        if (!cli_split(&run->app->arena, run->cli->values[i].value, &names, &n_names)) {
            return EXIT_INTERNAL;
        }
        for (size_t k = 0; k < n_names; k++) {
            const Clause *clause = library_clause(library, names[k]);
            if (!clause) {
                return unknown_clause(run, names[k]);
            }
            bool is_new = n < max;
            for (size_t j = 0; j < n; j++) {
                is_new = is_new && chosen[j] != clause;
            }
            if (is_new) {
                chosen[n++] = clause;
            }
        }
    }
    if (n == 0 && library->n_clauses > 0) {
        chosen[n++] = &library->clauses[0];
    }
    *ret_n = n;
    return EXIT_DONE;
}

/* The number in "lots[0].considerations[2].options.x"; SIZE_MAX if the path is another. */
static size_t item_of(Str path)
{
    const Str lead = STR("lots[0].considerations[");
    size_t number = 0;
    if (!str_starts(path, lead) || path.len == lead.len) {
        return SIZE_MAX;
    }
    for (size_t i = lead.len; i < path.len && path.ptr[i] != ']'; i++) {
        if (path.ptr[i] < '0' || path.ptr[i] > '9') {
            return SIZE_MAX;
        }
        number = number * 10 + (size_t)(path.ptr[i] - '0');
    }
    return number;
}

/* "clause_action.securite" for what a diagnostic misses: an option required here, or one that a rule asks for; else empty. */
static Str lacking_option(NewRun *run, const ScaffoldWish *wish, const Diag *d)
{
    const Library *library = run->service.library;
    const Str lead = STR("options.");
    size_t item = d->code == LIB_REQUIRED_IF ? item_of(d->path) : SIZE_MAX;
    if (item < wish->n_chosen) {
        return arena_printf(&run->app->arena, "%.*s.%.*s", STR_ARG(wish->chosen[item]->id),
                            STR_ARG(d->args[0]));
    }
    for (size_t i = 0; d->code == DIAG_RULE && i < library->n_rules; i++) {
        const Rule *rule = &library->rules[i];
        if (str_eq(rule->id, d->rule) && rule->level == DIAG_ERROR && rule->clause &&
            str_starts(rule->place, lead)) {
            Str option = str_sub(rule->place, lead.len, rule->place.len);
            return arena_printf(&run->app->arena, "%.*s.%.*s", STR_ARG(rule->clause->id),
                                STR_ARG(option));
        }
    }
    return STR_EMPTY;
}

static bool is_among(Str text, const Str *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(text, items[i])) {
            return true;
        }
    }
    return false;
}

/* Options that the market, as it is written so far, still lacks: added to the wish. */
static Status find_lacking(NewRun *run, Str path, Str text, ScaffoldWish *wish, bool *ret_is_more)
{
    CLEANUP(service_job_done) ServiceJob job = {0};
    const ServiceOptions options = {.date = generate_today(&run->app->arena), .is_check = true};
    Source *source = source_new(&run->app->arena, path, text, run->app->n_sources++);
    TRY(source ? service_job_init(&job) : ST_NOMEM);
    Status st = service_check(&run->service, &job, source, &options);
    if (status_is_fatal(st)) {
        return st;
    }
    Str *given = arena_array(&run->app->arena, wish->n_given + job.diags.n + 1, Str);
    if (!given) {
        return ST_NOMEM;
    }
    size_t n = wish->n_given;
    for (size_t i = 0; i < n; i++) {
        given[i] = wish->given[i];
    }
    for (size_t i = 0; i < job.diags.n; i++) {
        Str option = lacking_option(run, wish, &job.diags.items[i]);
        if (option.len > 0 && !is_among(option, given, n)) {
            given[n++] = option;
        }
    }
    *ret_is_more = n > wish->n_given;
    wish->given = given;
    wish->n_given = n;
    return ST_OK;
}

static Status compose(NewRun *run, Str path, ScaffoldWish *wish, Str *ret_text)
{
    Str frame;
    Str before;
    Str after;
    TRY(new_read(run, STR("marche.yaml"), &frame));
    if (!new_split(frame, mark, &before, &after)) {
        *ret_text = frame; /* the library's own scaffold is complete */
        return ST_OK;
    }
    size_t indent = 0;
    while (frame.ptr[before.len + indent] == ' ') {
        indent++;
    }
    bool is_more = true;
    for (int round = 0; is_more && round < MAX_ROUNDS; round++) {
        CLEANUP(buf_done) Buf out = {0};
        buf_init(&out, LIMIT_YAML_BYTES);
        buf_put(&out, before);
        scaffold_put(&out, run->service.library, wish, indent);
        buf_put(&out, after);
        *ret_text = buf_ok(&out) ? arena_str(&run->app->arena, buf_str(&out)) : (Str){0};
        TRY(ret_text->ptr ? find_lacking(run, path, *ret_text, wish, &is_more) : ST_NOMEM);
    }
    return ST_OK;
}

int new_market(NewRun *run, Str path, Status *ret_status)
{
    const Clause *chosen[64];
    size_t n = 0;
    Str text;
    int usage = choose(run, chosen, sizeof chosen / sizeof *chosen, &n);
    if (usage != EXIT_DONE) {
        return usage;
    }
    ScaffoldWish wish = {
        .chosen = chosen, .n_chosen = n, .has_others = !cli_flag(run->cli, "clause")};
    Status st = compose(run, path, &wish, &text);
    if (st == ST_OK && str_is(path, "-")) {
        app_put_out(run->app, text);
    } else if (st == ST_OK) {
        Str schema = schemas_file(run->app, STR("marche"));
        st = new_write(run, path, text);
        schema = file_join(&run->app->arena, file_folder(path), schema);
        st = st == ST_OK ? new_write_schema(run, STR("marche"), schema) : st;
    }
    *ret_status = st;
    return EXIT_DONE;
}
