/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_merge - ccap merge: the manifests of the shards of a batch become one.
 */
#include <fcntl.h>
#include <unistd.h>

#include "generator/app/cmd.h"
#include "generator/app/generate.h"
#include "generator/app/locate.h"
#include "generator/app/merge.h"
#include "generator/app/overview.h"
#include "generator/base/file.h"

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

static Status merge_all(const Cli *cli, App *app, Str output, Merge *merge, Str *ret_path)
{
    bool is_named = is_file(output);
    Str path = is_named ? output : file_join(&app->arena, output, STR("manifest.jsonl"));
    *ret_path = path;
    TRY(path.ptr ? ST_OK : ST_NOMEM);
    TRY(merge_open(&app->arena, &app->diags, cli->args, cli->n_args, merge));
    TRY(file_make_folder(is_named ? file_folder(output) : output, &app->diags));
    return merge_write(merge, path);
}

/* True if the first line says that the batch was done with this library, or there is no line. */
static bool is_of_library(Str manifest, const Library *library)
{
    char bytes[16 * 1024]; /* the sum stands behind the identifier and the place of the record */
    int fd = open(manifest.ptr, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? pread(fd, bytes, sizeof bytes, 0) : 0;
    if (fd >= 0) {
        (void)close(fd); /* read only */
    }
    return n <= 0 || str_find((Str){bytes, (size_t)n}, library->sha256, 0) != SIZE_MAX;
}

/*
 * Beside the manifest, as batch does; the library names what is counted. ret_note: what there is to say of it, with the page's
 * path; NULL: nothing.
 */
static Status write_report(const Cli *cli, App *app, Str manifest, Str page, const char **ret_note)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    TRY(page.ptr ? ST_OK : ST_NOMEM);
    TRY(generate_load_library(cli, app, &service));
    if (!is_of_library(manifest, service.library)) {
        *ret_note = N_("no report: the batch used another library; name it with --library");
        return ST_OK;
    }
    if (!overview_is_wanted(service.library)) {
        return ST_OK;
    }
    const OverviewOptions options = {
        .folder = file_folder(page), .page = locate_report_page(app), .library = service.library};
    *ret_note = N_("report: {1}, and as .csv and .json");
    return overview_write_file(manifest, &options, &app->n_sources, &app->diags);
}

int cmd_merge(const Cli *cli, App *app)
{
    Merge merge = {0};
    Str output = cli_option(cli, "output");
    Str path = STR_EMPTY;
    if (output.len == 0) {
        return app_usage(app, cli->command, N_("name the folder or file for the manifest with -o"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    for (size_t i = 0; i < cli->n_args; i++) {
        if (file_is_same(cli->args[i], output)) {
            return app_usage(app, cli->command, N_("“{1}” would be written over itself"), output,
                             STR_EMPTY, STR_EMPTY);
        }
    }
    Status st = merge_all(cli, app, output, &merge, &path);
    Str page = file_join(&app->arena, file_folder(path), STR("rapport.html"));
    const char *note = NULL;
    bool is_written = st == ST_OK;
    if (is_written && !cli_flag(cli, "no-report")) {
        st = write_report(cli, app, path, page, &note);
    }
    app_report(app, REPORT_HUMAN);
    if (is_written) {
        tell(app, &merge, path);
    }
    if (st == ST_OK && note) {
        app_note(app, note, page, STR_EMPTY, STR_EMPTY);
    }
    merge_done(&merge);
    int status = app_exit_status(st, &app->diags);
    return status;
}
