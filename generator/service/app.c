/* SPDX-License-Identifier: Apache-2.0 */
/*
 * app - see app.h.
 */
#include "generator/service/app.h"

#include <stdio.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/service/message.h"
#include "generator/service/report.h"

#define LIMIT_MESSAGE_BYTES (64 * KIB) /* one message with its arguments */
#define LIMIT_REPORT_BYTES (256 * MIB) /* 100 diagnostics a source, many sources */

void app_put_out(App *app, Str text)
{
    if (text.len > 0 && fwrite(text.ptr, 1, text.len, stdout) != text.len) {
        app->has_failed_output = true;
    }
}

void app_put_err(Str text)
{
    (void)fwrite(text.ptr, 1, text.len, stderr); /* where else could we say so? */
}

void app_complain(const char *prefix, const char *format, Str a, Str b, Str c)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    const Str args[3] = {a, b, c};
    buf_put(&text, str_of(prefix));
    message_expand(&text, i18n_text(format), args, 0, i18n_current());
    buf_putc(&text, '\n');
    app_put_err(buf_str(&text));
}

void app_note(App *app, const char *format, Str a, Str b, Str c)
{
    if (!app->is_quiet) {
        app_complain("", format, a, b, c);
    }
}

/* The list without warnings and notes, for --quiet; the memory of `all` is shared. */
static DiagList errors_of(const DiagList *all)
{
    DiagList errors = *all;
    errors.items = arena_array(all->arena, all->n + 1, Diag);
    errors.n = 0;
    errors.n_warnings = 0;
    for (size_t i = 0; errors.items && i < all->n; i++) {
        if (all->items[i].severity == DIAG_ERROR) {
            errors.items[errors.n++] = all->items[i];
        }
    }
    return errors.items ? errors : *all;
}

void app_report(App *app, ReportFormat format)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_REPORT_BYTES);
    diag_sort(&app->diags);
    DiagList shown = app->is_quiet ? errors_of(&app->diags) : app->diags;
    bool is_human = format == REPORT_HUMAN;
    report_put(&text, &shown, format, is_human && app->has_color);
    if (is_human && !app->is_quiet) {
        report_put_summary(&text, &shown);
    }
    if (is_human) {
        app_put_err(buf_str(&text));
    } else {
        app_put_out(app, buf_str(&text));
    }
    if (!buf_ok(&text)) {
        app_complain("ccap: ", N_("out of memory while printing; some diagnostics are not shown"),
                     STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
}

/* What the diagnostics alone ask for; what is refused as unsafe counts most, then what could not be read or written. */
static int status_of_diags(const DiagList *diags)
{
    int status = diags->n_errors > 0 ? EXIT_FINDINGS : EXIT_DONE;
    for (size_t i = 0; i < diags->n; i++) {
        const Diag *diag = &diags->items[i];
        if (diag->severity != DIAG_ERROR) {
            continue;
        }
        if (diag_is_unsafe(str_of(diag_info(diag->code)->code))) {
            return EXIT_UNSAFE;
        }
        if (diag->code == FILE_CANT_READ || diag->code == FILE_CANT_WRITE) {
            status = EXIT_FILE;
        }
    }
    return status;
}

int app_exit_status(Status status, const DiagList *diags)
{
    int found = status_of_diags(diags);
    switch (status) {
    case ST_OK:
        return found;
    case ST_INPUT:
    case ST_LIMIT:
        return found == EXIT_DONE ? EXIT_FINDINGS : found;
    case ST_IO:
        return found == EXIT_UNSAFE ? found : EXIT_FILE;
    case ST_NOMEM:
        app_complain("ccap: ", N_("out of memory"), STR_EMPTY, STR_EMPTY, STR_EMPTY);
        return EXIT_INTERNAL;
    case ST_BUG:
        app_complain("ccap: ", N_("internal error; please report it with the input that caused it"),
                     STR_EMPTY, STR_EMPTY, STR_EMPTY);
        return EXIT_INTERNAL;
    }
    return EXIT_INTERNAL;
}

Status app_read(App *app, Str path, size_t max_bytes, const Source **ret_source)
{
    Str text = STR_EMPTY;
    TRY(file_read(&app->arena, path, max_bytes, (Loc){0}, &app->diags, &text));
    Source *source = source_new(&app->arena, path, text, app->n_sources);
    if (!source) {
        return ST_NOMEM;
    }
    app->n_sources++;
    *ret_source = source;
    return ST_OK;
}
