/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names - checks every name in clause bodies and expressions against what schemas, catalogues and calculations offer, so
 * that a misspelt section never makes a clause vanish in silence.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/* Reports L- (unknown name, form, reference) for all blocks, shared texts and calculations. ST_INPUT if any. */
MUST_CHECK Status names_check(const Library *library, Arena *arena, DiagList *diags);
