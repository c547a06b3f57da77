/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_merge - ccap merge: the manifests of the shards of a batch become one.
 */
#include "generator/app/cmd.h"
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/base/file.h"
#include "generator/batch/merge.h"
#include "generator/batch/overview.h"

/* -o: a file if it ends in .jsonl, else a folder, which gets the name that batch gives. */
static bool is_file(Str output)
{
    Str ending = STR(".jsonl");
    return output.len > ending.len && file_kind(output, true) != FILE_FOLDER &&
           str_eq(str_sub(output, output.len - ending.len, ending.len), ending);
}

static void tell(App *app, const Merge *merge, Str path)
{
    const MergeCounts *counts = &merge->counts;
    Str records = arena_printf(&app->arena, "%zu", counts->n_records);
    Str faulty = arena_printf(&app->arena, "%zu", counts->n_faulty);
    Str shards = arena_printf(&app->arena, "%zu", merge->n_files);
    app_note(app, N_("shards: {1}; markets: {2}; with errors: {3}"),
             shards.ptr ? shards : STR_EMPTY, records.ptr ? records : STR_EMPTY,
             faulty.ptr ? faulty : STR_EMPTY);
    app_note(app, N_("written: {1}"), path, STR_EMPTY, STR_EMPTY);
}

/* What reports on the batch; is_wanted false: nothing does. */
typedef struct Report {
    Service service;
    bool is_wanted;
    Str page; /* path of rapport.html */
} Report;

/* The library names what is counted: another one than the batch's would report what nobody did. */
static Status load_library(const Cli *cli, App *app, const Merge *merge, Report *report)
{
    report->service = (Service){.arena = &app->arena, .io_sources = &app->n_sources};
    TRY(generate_load_library(cli, app, &report->service));
    const Library *library = report->service.library;
    if (!str_eq(library->sha256, merge->files[0].head.library)) {
        diag_add1(&app->diags, MERGE_LIBRARY, (Loc){0}, library->folder);
        return ST_INPUT;
    }
    report->is_wanted = overview_is_wanted(library);
    return ST_OK;
}

/* Nothing is written before all is known to be right. */
static Status merge_all(const Cli *cli, App *app, Str output, Merge *merge, Report *report,
                        Str *ret_path)
{
    bool is_named = is_file(output);
    Str path = is_named ? output : file_join(&app->arena, output, STR("manifest.jsonl"));
    *ret_path = path;
    TRY(path.ptr ? ST_OK : ST_NOMEM);
    report->page = file_join(&app->arena, file_folder(path), STR("rapport.html"));
    TRY(report->page.ptr ? ST_OK : ST_NOMEM);
    TRY(merge_open(&app->arena, &app->diags, cli->args, cli->n_args, merge));
    TRY(cli_flag(cli, "no-report") ? ST_OK : load_library(cli, app, merge, report));
    TRY(file_make_folder(is_named ? file_folder(output) : output, &app->diags));
    return merge_write(merge, path);
}

/* Beside the manifest, as batch does. */
static Status write_report(App *app, Str manifest, const Report *report)
{
    const OverviewOptions options = {.folder = file_folder(report->page),
                                     .page = locate_report_page(app),
                                     .library = report->service.library};
    return overview_write_file(manifest, &options, &app->n_sources, &app->diags);
}

int cmd_merge(const Cli *cli, App *app)
{
    Merge merge = {0};
    Report report = {0};
    Str output = cli_option(cli, "output");
    Str path = STR_EMPTY;
    if (output.len == 0) {
        return cli_usage(app, cli->command, N_("name the folder or file for the manifest with -o"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    for (size_t i = 0; i < cli->n_args; i++) {
        if (file_is_same(cli->args[i], output)) {
            return cli_usage(app, cli->command, N_("“{1}” would be written over itself"), output,
                             STR_EMPTY, STR_EMPTY);
        }
    }
    Status st = merge_all(cli, app, output, &merge, &report, &path);
    bool is_written = st == ST_OK;
    if (is_written && report.is_wanted) {
        st = write_report(app, path, &report);
    }
    app_report(app, REPORT_HUMAN);
    if (is_written) {
        tell(app, &merge, path);
    }
    if (st == ST_OK && report.is_wanted) {
        app_note(app, N_("report: {1}, and as .csv and .json"), report.page, STR_EMPTY, STR_EMPTY);
    }
    merge_done(&merge);
    int status = app_exit_status(st, &app->diags);
    return status;
}
