/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wording - one sentence of the library with tags: compiled when it is loaded, written with the values of a place.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"
#include "generator/tmpl/exec.h"

/*
 * Compiles `text` (a text value) with the library's typography. Mistakes in its tags are shown where the text begins.
 * name: what it is called in places that are never shown. ST_INPUT if anything was reported.
 */
MUST_CHECK Status wording_compile(Arena *arena, const French *french, Str name, const Value *text,
                                  DiagList *diags, const Program **ret_program);
/* Writes the sentence with the values of a place; what is missing is marked, since it must come out all the same. */
MUST_CHECK Status wording_put(Arena *arena, const French *french, Exec *exec,
                              const Program *program, const ExprName *names, size_t n_names,
                              Buf *out);
