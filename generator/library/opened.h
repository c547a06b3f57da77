/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opened - files of a library and its schemas, which must lie below their folder wherever links lead.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/base/source.h"
#include "generator/data/schema.h"
#include "generator/data/value.h"

/* The text of a file in `folder`. path without ptr: ST_NOMEM. */
MUST_CHECK Status opened_text(Arena *arena, Str folder, Str path, DiagList *diags, Str *ret_text);
/* The file `name` of a folder as a source. io_sources: counts them. */
MUST_CHECK Status opened_source(Arena *arena, Str folder, Str name, uint32_t *io_sources,
                                DiagList *diags, const Source **ret_source);
/* The tree of a YAML file of a folder, which follows the schema; otherwise that was reported. */
MUST_CHECK Status opened_yaml(Arena *arena, Str folder, Str name, const Schema *schema,
                              uint32_t *io_sources, DiagList *diags, Value **ret_value);
/* The schema in the file `name` of `schemas`, compiled. */
MUST_CHECK Status opened_schema(Arena *arena, Str schemas, Str name, uint32_t *io_sources,
                                DiagList *diags, const Schema **ret_schema);
