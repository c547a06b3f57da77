/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prepared - what the loading of a part of a library will ask for, made ahead of it (base/ahead.h): schemas, trees of the files,
 * the sum of the library. Where anything at all is wrong the whole library is loaded instead, which tells it; so nothing is told
 * here.
 *
 * Floor 4 (library). May be used by: library. Trees, sources and their numbers don't depend on which thread made them.
 */
#pragma once

#include "generator/base/ahead.h"
#include "generator/data/schema.h"
#include "generator/library/pick.h"

typedef struct Prepared Prepared;

/*
 * Begins with the schemas, in the folder `schemas`. arena: owns the result, is used by the calling thread only. ahead: may be NULL,
 * then all is made when it is asked for; borrowed, ends before the arena. NULL if out of memory.
 */
Prepared *prepared_new(Arena *arena, Ahead *ahead, Str schemas, uint32_t *io_sources);
/* Then the files of `pick` that are not skipped, and the sum of them all. folder: of the library, for the names of sources. */
MUST_CHECK Status prepared_files(Prepared *prepared, const Pick *pick, Str folder,
                                 uint32_t *io_sources);
/* The schema of this file name. ST_INPUT if it is faulty, or none that is known here. */
MUST_CHECK Status prepared_schema(Prepared *prepared, Arena *arena, Str name,
                                  const Schema **ret_schema);
/* The tree of a file; NULL where it is not needed, or faulty, which the status says. */
MUST_CHECK Status prepared_tree(Prepared *prepared, Arena *arena, Str name, Value **ret_value);
/* 64 hexadecimal digits in arena. ST_INPUT if any file had something to say. */
MUST_CHECK Status prepared_sum(Prepared *prepared, Arena *arena, Str *ret_sha256);
