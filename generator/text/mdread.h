/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdread - Markdown with mustache tags to rich text (md4c).
 *
 * Floor 3 (text). May be used by: library.
 */
#pragma once

#include "generator/text/rich.h"
#include "generator/text/typo.h"

/*
 * Reads `text`, which stands in a source at `at` with `indent` columns of indentation before each of its lines
 * (a YAML block scalar), so that places are those of the file. Tags become nodes; a section tag alone on its line
 * governs the blocks, items or rows that follow, in the list or table they belong to (recipes: an empty line in its place).
 * `profile`: typography applied to text nodes. Reports M- (stray `**`, raw HTML, too large, tag in a place it can't stand) and T-.
 */
MUST_CHECK Status mdread(Arena *arena, Str text, Loc at, size_t indent, TypoProfile profile,
                         DiagList *diags, RichNode **ret_doc);
/* The same for a value that is Markdown: what looks like a tag in it is text, and its typography is done. */
MUST_CHECK Status mdread_value(Arena *arena, Str text, Loc at, DiagList *diags, RichNode **ret_doc);
