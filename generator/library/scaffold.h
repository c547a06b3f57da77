/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scaffold - the considerations of a new market file: every option with its help, default and range, from the library itself.
 *
 * Floor 4 (library). May be used by: app.
 */
#pragma once

#include "generator/library/library.h"

typedef struct ScaffoldWish {
    const Clause *const *chosen; /* considerations in use, in this order */
    size_t n_chosen;
    const Str *
        given; /* options that must have a value besides those always required: "clause_action.securite" */
    size_t n_given;
    bool has_others; /* considerations not chosen stand there, too, as comments */
} ScaffoldWish;

/*
 * Appends the items of a lot's `considerations`, each line led by `indent` blanks. An option in use has its first example
 * (`examples` of its declaration), its first code or its lowest value; the others are comments with the default, the example or
 * such a value.
 */
void scaffold_put(Buf *out, const Library *library, const ScaffoldWish *wish, size_t indent);
