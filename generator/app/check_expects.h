/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_expects - the list of names that a template expects, for people and for programs.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/service/i18n.h"
#include "generator/tmpl/expects.h"

/*
 * Appends the names of one template as lines, indented by their sections, with kind and first place. known: by entry, NULL if
 * they were compared with nothing; what is missing is marked. wheres: by entry, may hold AREA_NONE.
 */
void check_expects_put(Buf *out, Str template, const Expects *expects, const bool *known,
                       const DiagWhere *wheres);
/* The same as objects of a JSON array, each after a comma unless *io_is_first. */
void check_expects_put_json(Buf *out, Str template, const Expects *expects, const bool *known,
                            const DiagWhere *wheres, bool *io_is_first);
/* One line each: "file!part:paragraph: name: kind". */
void check_expects_put_short(Buf *out, const Expects *expects, const bool *known);
