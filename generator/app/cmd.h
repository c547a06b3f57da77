/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd - what a command is and what it is given. One file cmd_<name>.c per command.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/service/app.h"

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
int cli_usage(App *app, const Command *command, const char *format, Str a, Str b, Str c);
