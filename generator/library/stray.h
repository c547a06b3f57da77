/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stray - files in the folder of a library that look like parts of it and are not read: a wrong ending, a misspelt name, a folder
 * too deep, what a local library takes from its base.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/base/diag.h"

/* What is lacking because its file was not read, which was reported. */
typedef struct Stray {
    bool is_any;
    bool is_text;   /* considerations may be among them */
    bool is_common; /* shared texts may */
    bool is_base;   /* lists, shared texts or whole folders may: too much is unknown to go on */
} Stray;

/* Reports L-047 and L-049. is_local: the folder of a local library. io_sources: each file reported is a source of its own. */
MUST_CHECK Status stray_check(Arena *arena, Str folder, bool is_local, uint32_t *io_sources,
                              DiagList *diags, Stray *ret_stray);
