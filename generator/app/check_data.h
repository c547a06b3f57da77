/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_data - are the names that a template asks for in these data? All branches are looked at, those too that the data would
 * not reach. Prints nothing.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/data/value.h"
#include "generator/tmpl/expects.h"

/*
 * Reports each name that no item of its list has: a text is an error, a section a warning; and lists and maps where a text is
 * needed. Nothing is said of what stands in a section that is missing or empty. ret_known: one for each entry, false for what
 * was reported and for what stands in it; in arena. ST_INPUT if an error was reported.
 */
MUST_CHECK Status check_data(Arena *arena, const Expects *expects, const Value *data,
                             DiagList *diags, bool **ret_known);
