/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields - the annotations of a schema compiled for quick completion of markets and options.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/* Compiles the properties below `node`. catalogues: map of lists, borrowed. Reports E- and L- (unknown catalogue). */
MUST_CHECK Status fields_compile(Arena *arena, const SchemaNode *node, const Value *catalogues,
                                 DiagList *diags, FieldList *ret_fields);

/* Values that a catalogue lacks: one, or those of a list; `value` may be NULL. */
MUST_CHECK Status fields_check_entries(const Value *value, const Field *field, DiagList *diags);

/*
 * Completes `map` in place: x-defaut, null for what is left out, catalogue entries, typography; checks x-requis-si and
 * catalogue identifiers. names: the scope of the expressions. is_faulty: errors were reported before, so that expressions may
 * fail. What is required and missing stays missing, so that a draft marks it and no expression concludes anything.
 */
MUST_CHECK Status fields_complete(Arena *arena, const FieldList *fields, Value *map, Str path,
                                  const ExprName *names, size_t n_names, TypoProfile typography,
                                  bool is_faulty, DiagList *diags);
