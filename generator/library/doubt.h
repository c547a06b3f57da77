/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doubt - what a market says and its schema refuses: it stays in the tree, for drafts, but nothing is concluded from it.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/data/value.h"

/* Marks (is_doubtful) the values of `root` that the errors from number `first` on are about. */
void doubt_mark(Value *root, const DiagList *diags, size_t first);
