/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemas - the schemas that ccap gives to editors: found in the folder of schemas, made the library's own.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/service/service.h"

/* The names of the schemas ("marche", "clause" …), sorted, in app's arena. */
MUST_CHECK Status schemas_names(App *app, Str **ret_names, size_t *ret_n);
/* "marche.schema.json". In app's arena; ptr NULL if out of memory. */
Str schemas_file(App *app, Str name);
/* Reads a schema as its file has it. */
MUST_CHECK Status schemas_load(App *app, Str name, Value **ret_schema);
/* The same compiled, to check a file by. */
MUST_CHECK Status schemas_compile(App *app, Str name, const Schema **ret_schema);
/* Appends the schema of that name, for this library, as indented JSON. */
MUST_CHECK Status schemas_put(App *app, const Library *library, Str name, Buf *out);
