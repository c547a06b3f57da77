/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_kind - what a path that `ccap check` is given holds: by its name, else by its bytes.
 *
 * Floor 8 (app). May be used by: cmd_check, check_template.
 */
#pragma once

#include "generator/app/cmd.h"

/*
 * True if `ccap check` takes this path for a template or a document: a package, a folder of parts or of formats, a text. Standard
 * input is read for it and left as it was found; it must be one that can (file_keep_input).
 */
bool check_is_template(Arena *arena, Str path);
/* Of these: true for a text, false for a package. */
bool check_is_text(Arena *arena, Str path);
/* True for a consideration that stands alone: a map that has a body and most of what a consideration must have. */
MUST_CHECK Status check_is_clause(App *app, Str path, bool *ret_is_clause);
