/* SPDX-License-Identifier: Apache-2.0 */
/*
 * editor - a schema as editors want it: the library's own considerations, options, lists and blocks built in.
 *
 * Floor 4 (library). May be used by: app.
 */
#pragma once

#include "generator/library/library.h"

/*
 * The schema `name` ("marche", "clause" …), whose document is `schema`, for one library. The result is plain JSON Schema that
 * draft-07 editors understand: no annotation of ours is left (x-aide, x-unite … are told by `description`), no `$ref` leads
 * outside, codes of a catalogue are `oneOf` of constants with their titles.
 * library, schema: borrowed as long as the result lives, which is in arena. ST_NOMEM only.
 */
MUST_CHECK Status editor_schema(Arena *arena, const Library *library, Str name, const Value *schema,
                                Value **ret_schema);
