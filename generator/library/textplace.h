/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textplace - where words of a scalar stand in its YAML or JSON file: scalars are folded, indented, quoted.
 *
 * Floor 4 (library). May be used by: library, app.
 */
#pragma once

#include "generator/data/value.h"

/*
 * The place of bytes [from, to) of `text`, the scalar's content as it was read, and how many code points of them stand on that
 * line. Where the file writes them so otherwise that they can't be found (escapes, anchors): the scalar's beginning, span 0.
 */
Loc textplace_find(const Value *scalar, Str text, size_t from, size_t to, uint32_t *ret_span);
