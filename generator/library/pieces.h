/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces - documents of the tender beside the annex (D-105, D-346, D-347): texts of pieces/ over the data of a market.
 *
 * Floor 4 (library). May be used by: library, app. They are read only where they are asked for; the library stays as it is.
 */
#pragma once

#include "generator/library/library.h"

/*
 * Reads the folder pieces/ of a loaded library, that of a local one over that of its base, once; *ret_library is a copy that has
 * them. A library may do without. All mistakes of all files are reported in one run (Y-, S-, M-, L-). arena: owns the result;
 * library: borrowed as long as the result.
 */
MUST_CHECK Status pieces_load(Arena *arena, const Library *library, Str schemas,
                              uint32_t *io_sources, DiagList *diags, const Library **ret_library);
/* What a chapter and a block of a piece's source are called; empty: a local library can't change them. */
Str pieces_chapter_name(const Value *chapter);
Str pieces_block_name(const Value *block);
/* By identifier; NULL if there is none. */
const TenderPiece *pieces_find(const Library *library, Str id);
/* The nearest identifier, for « did you mean », or STR_EMPTY. */
Str pieces_nearest(const Library *library, Str id);
/*
 * The data of one piece from those of a document (contract.h): `document.titre` and `articles` are the piece's. root: borrowed by
 * the result, not changed. *ret_root NULL if the market has no use for the piece: its condition is false, or no text is left.
 */
MUST_CHECK Status pieces_root(Arena *arena, const TenderPiece *piece, const Value *root,
                              Value **ret_root);
