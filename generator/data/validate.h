/* SPDX-License-Identifier: Apache-2.0 */
/*
 * validate - checks a value against a compiled schema; all violations in one run.
 *
 * Floor 1 (data). May be used by: everyone above. Thread-safe for different lists; Schema is only read.
 */
#pragma once

#include "generator/data/schema.h"

/*
 * Checks `value` against `node` and reports every violation with the position of the offending node and its path
 * (prefix + "lots[2].part_mo", items counted from 0). Unknown keys and enumeration values get « did you mean » suggestions.
 * ST_INPUT if at least one error was reported.
 */
MUST_CHECK Status validate_value(const SchemaNode *node, const Value *value, Str path_prefix,
                                 DiagList *diags);

/* Whether `value` follows `node`, without a word; a check that reached a limit says no. */
bool validate_follows(const SchemaNode *node, const Value *value);

/*
 * Sets `meta` of every value that the schema describes, and adds members for missing properties that have a `default`
 * (origin ORIGIN_DEFAULT, loc of the parent map). Changes `value` in place, in arena. To be called on valid values.
 */
MUST_CHECK Status validate_complete(Arena *arena, const SchemaNode *node, Value *value);

/* The nearest of `names` to `word` (edit distance at most 2, or a third of its length), or STR_EMPTY. */
Str validate_nearest(Str word, const Str *names, size_t n);
/* Changes from one to the other, capitals and accents apart; SIZE_MAX for words of more than 64 characters. */
size_t validate_distance(Str a, Str b);
