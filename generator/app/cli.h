/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli - reads the command line, chooses the command, prints help, and sees to it that the output was written.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"

/* Options that every command has; ends with a zeroed entry. Static. */
const CliOption *cli_common_options(void);
/*
 * Reads the arguments after the command's name. Reports a usage error itself and returns EXIT_USAGE; EXIT_DONE if
 * understood. cli->command is given. words: NUL-terminated.
 */
int cli_parse(App *app, const Str *words, size_t n_words, Cli *cli);
/* The whole program. Returns its exit status. */
int cli_main(int argc, char **argv);
