/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd - what a command is, what it is given, and how it ends. One file cmd_<name>.c per command.
 *
 * Floor 6 (app). May be used by: app.
 */
#pragma once

#include "generator/app/i18n.h"
#include "generator/base/diag.h"

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

/* One option of a command. A command's table ends with a zeroed entry. */
typedef struct CliOption {
    const char *name;     /* long name without its dashes */
    char letter;          /* short name, or 0 */
    const char *argument; /* N_("DIR"), or NULL for a flag */
    const char *choices;  /* "fr|en": the only values allowed; NULL: any */
    const char *help;     /* N_(), one line */
} CliOption;

typedef struct Cli Cli;

typedef struct Command {
    const char *name;
    const char *arguments; /* N_("MARKET…"), for the usage line; "" for none */
    const char *summary;   /* N_(), one line */
    const char *examples;  /* commands as typed, one a line; stands first in the help */
    size_t min_args;
    size_t max_args; /* SIZE_MAX: any number */
    const CliOption *options;
    int (*run)(const Cli *cli, App *app); /* returns an ExitStatus */
} Command;

typedef struct CliValue {
    const CliOption *option;
    Str value; /* empty for a flag; NUL-terminated */
} CliValue;

/* A command line that was understood. Texts are borrowed from argv, NUL-terminated. */
struct Cli {
    const Command *command;
    CliValue *values; /* as given, in order */
    size_t n_values;
    Str *args; /* what is no option */
    size_t n_args;
};

/* The last value given for a long option name; ptr is NULL if it was not given. */
Str cli_option(const Cli *cli, const char *name);
/* True if the option or flag was given. */
bool cli_flag(const Cli *cli, const char *name);
/* Splits "docx,odt" at commas into trimmed, non-empty parts in arena; false if out of memory. */
MUST_CHECK bool cli_split(Arena *arena, Str list, Str **ret_items, size_t *ret_n);

/* Every command, in the order of the help; ends with a zeroed entry. Static. */
const Command *cmd_table(void);

int cmd_batch(const Cli *cli, App *app);
int cmd_advise(const Cli *cli, App *app);
int cmd_check(const Cli *cli, App *app);
int cmd_explain(const Cli *cli, App *app);
int cmd_generate(const Cli *cli, App *app);
int cmd_inspect(const Cli *cli, App *app);
int cmd_list(const Cli *cli, App *app);
int cmd_merge(const Cli *cli, App *app);
int cmd_new(const Cli *cli, App *app);
int cmd_render(const Cli *cli, App *app);
int cmd_schema(const Cli *cli, App *app);
int cmd_show(const Cli *cli, App *app);
int cmd_verify(const Cli *cli, App *app);

/*
 * Prints a usage error ("ccap: …", then where help is) and returns EXIT_USAGE.
 * format: translated here, {1} {2} {3} as in message_expand.
 */
int app_usage(App *app, const Command *command, const char *format, Str a, Str b, Str c);
/* Data, to standard output; a failure is remembered and gives EXIT_FILE at the end. */
void app_put_out(App *app, Str text);
/* A message, to standard error; left out if --quiet. Translated, expanded, with a newline. */
void app_note(App *app, const char *format, Str a, Str b, Str c);
/* Text as it is, to standard error. */
void app_put_err(Str text);
/* Sorts and prints app->diags: `human` to standard error, the other formats to standard output. */
void app_report(App *app, ReportFormat format);
/* The exit status that a stage's status and the diagnostics ask for; also says so if memory ran out. */
int app_exit_status(Status status, const DiagList *diags);
/* Opens a source for a file: reads it (path "-": standard input, named as such) and numbers it. */
MUST_CHECK Status app_read(App *app, Str path, size_t max_bytes, const Source **ret_source);
