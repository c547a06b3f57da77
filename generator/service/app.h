/* SPDX-License-Identifier: Apache-2.0 */
/*
 * app - what a run has and how it ends: its diagnostics, its output, its exit status.
 *
 * Floor 6 (service). May be used by: batch, app. One App per process, used by one thread.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/service/i18n.h"

/* Exit statuses, as in docs/ccap.1; other programs rely on them. */
typedef enum ExitStatus {
    EXIT_DONE = 0,
    EXIT_FINDINGS = 1, /* errors in the user's data, templates or library */
    EXIT_USAGE = 2,
    EXIT_INTERNAL = 3, /* our mistake, or out of memory */
    EXIT_FILE = 4,     /* file or disk */
    EXIT_UNSAFE = 5,   /* refused: hostile package, symbolic link, name that leaves its folder */
} ExitStatus;

typedef enum ReportFormat { REPORT_HUMAN, REPORT_SHORT, REPORT_JSON, REPORT_SARIF } ReportFormat;

/* What a run has; one per process, made by cli_main. */
typedef struct App {
    Arena arena;    /* lives as long as the run */
    DiagList diags; /* of the whole run, in `arena`; printed by app_report */
    Lang lang;
    bool is_quiet;          /* --quiet: errors only */
    bool has_color;         /* of standard error */
    bool has_color_out;     /* of standard output */
    bool has_failed_output; /* standard output could not be written */
    uint32_t n_sources;     /* sources opened so far */
    Str program_folder;     /* of the executable, NUL-terminated */
} App;

/* Data, to standard output; a failure is remembered and gives EXIT_FILE at the end. */
void app_put_out(App *app, Str text);
/* A message, to standard error; left out if --quiet. Translated, expanded, with a newline. */
void app_note(App *app, const char *format, Str a, Str b, Str c);
/* A message that --quiet does not silence: `prefix`, then the text, translated and expanded, and a newline. */
void app_complain(const char *prefix, const char *format, Str a, Str b, Str c);
/* Text as it is, to standard error. */
void app_put_err(Str text);
/* Sorts and prints app->diags: `human` to standard error, the other formats to standard output. */
void app_report(App *app, ReportFormat format);
/* The exit status that a stage's status and the diagnostics ask for; also says so if memory ran out. */
int app_exit_status(Status status, const DiagList *diags);
/* Opens a source for a file: reads it (path "-": standard input, named as such) and numbers it. */
MUST_CHECK Status app_read(App *app, Str path, size_t max_bytes, const Source **ret_source);
