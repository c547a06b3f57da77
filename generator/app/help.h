/* SPDX-License-Identifier: Apache-2.0 */
/*
 * help - the texts of --help: examples first, one screen.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"

/* Of the program. */
void help_put_program(Buf *out);
/* Of one command. */
void help_put_command(Buf *out, const Command *command);
