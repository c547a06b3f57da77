/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile - mustache text to a Program: the whole specification, standalone lines included.
 *
 * Floor 2 (tmpl). May be used by: everyone above.
 */
#pragma once

#include "generator/tmpl/prog.h"

/*
 * Compiles a text. source: borrowed, outlives the program. mode: escape of {{x}}; {{{x}}} and {{&x}} are not escaped.
 * All syntax errors are reported in one run, each with its place.
 */
MUST_CHECK Status compile_text(Arena *arena, const Source *source, Escape mode, DiagList *diags,
                               const Program **ret_program);
/* What a caller makes of variables that mean more to it than a value: false, and they are values. */
typedef struct CompileHook {
    void *ctx;
    bool (*variable)(void *ctx, ProgBuilder *b, Str name, Loc loc);
} CompileHook;
/* As above, with a hook. */
MUST_CHECK Status compile_text_hook(Arena *arena, const Source *source, Escape mode,
                                    const CompileHook *hook, DiagList *diags,
                                    const Program **ret_program);
/* As above, starting with other delimiters: for the text that a lambda returns. */
MUST_CHECK Status compile_text_delims(Arena *arena, const Source *source, Escape mode, Str open,
                                      Str close, DiagList *diags, const Program **ret_program);
