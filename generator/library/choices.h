/* SPDX-License-Identifier: Apache-2.0 */
/*
 * choices - which values of an option anything tells from its others: a text prints it, an expression compares it. A value that
 * nothing tells apart is a choice without effect.
 *
 * Floor 4 (library). May be used by: names.c, shape.c, types.c.
 */
#pragma once

#include "generator/library/library.h"

/* The values of one option, and what is known of their use. */
typedef struct Choices {
    const Value *listed; /* the enumeration of the option or of its items; NULL: it has none */
    bool *is_told;       /* by value: something compares with it */
    bool are_all_told;   /* something prints it, or goes on with it */
} Choices;

/* The values of every option of a consideration, by number of the option; NULL without memory. */
Choices *choices_of_clause(Arena *arena, const Clause *clause);
/* One of the values that `listed` lists is compared with; `one` empty: each may be. n: number of options. */
void choices_tell(Choices *options, size_t n, const Value *listed, Str one);
/*
 * Reports the values of an option that are alike: one of those that nothing names, its default if it is one of them, may stand
 * for the rest.
 */
void choices_report(const Choices *choices, const Field *option, DiagList *diags);
