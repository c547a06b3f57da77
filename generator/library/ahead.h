/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead - a picked library loaded by two threads where there are two cores. One asks for the trees of its files from the first on;
 * the other makes trees ahead of it, then the sum of the library, then what it is given as the rest. Whoever asks for a tree that
 * nobody made makes it itself, and a rest that nobody took is done when it is asked for, so that one core does all of it in turn,
 * with the same result.
 *
 * Floor 4 (library). May be used by: library. Trees, sources and their numbers don't depend on which thread made them.
 */
#pragma once

#include "generator/data/value.h"
#include "generator/library/pick.h"

typedef struct Ahead Ahead;

/*
 * Begins with the files of `pick` that are not skipped; `pick` is borrowed. arena: owns the result, is used by the calling thread
 * only. folder: of the library, for the names of sources. NULL if out of memory. Release with ahead_free.
 */
Ahead *ahead_start(Arena *arena, const Pick *pick, Str folder, uint32_t *io_sources);
/*
 * The tree of a file, in `arena` if it must be made here; NULL where the file is not needed, or is faulty, which the status says.
 * Waits for the other thread if that is at it.
 */
MUST_CHECK Status ahead_take(Ahead *ahead, Arena *arena, Str name, Value **ret_value);
/* Work for the other thread once all trees are made, with an arena of its own; the calling thread does something else meanwhile. */
typedef Status AheadWork(void *ctx, Arena *arena);
void ahead_give_rest(Ahead *ahead, AheadWork *work, void *ctx);
/* Waits for all. ret_sha256: of all files. Status of the rest; ST_INPUT if any file had something to say. */
MUST_CHECK Status ahead_finish(Ahead *ahead, Str *ret_sha256);
/* Stops the other thread if it is at work. Accepts NULL. */
void ahead_free(Ahead *ahead);
