/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemaclash - what one schema says in vain: keywords that its type never reads, ranges that no value is in, values that it lists
 * and its type refuses. All of that is good JSON Schema; of an option it is a mistake.
 *
 * Floor 1 (data). May be used by: library.
 */
#pragma once

#include "generator/data/schema.h"

/* Reports what clashes in this schema and in that of its items (S-025 to S-028); properties are the caller's to ask about. */
bool schema_clashes(const SchemaNode *node, DiagList *diags);
