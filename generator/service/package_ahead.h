/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package_ahead - the package of a template, read and its parts parsed before the library is there that it is compiled for.
 *
 * Floor 6 (service). May be used by: service.
 */
#pragma once

#include "generator/base/ahead.h"
#include "generator/pack/pkgread.h"

typedef struct PackageAhead PackageAhead;

/* Reads the package at `path`, a file or a folder of parts. Bytes that are no package are refused as what they are (T-). */
MUST_CHECK Status package_read(Arena *arena, Str path, DiagList *diags, Package *ret_package);
/*
 * Has the package at `path` read ahead, if it can be read twice; *io_first: a list of those that are. What is wrong is not told.
 * arena: the caller's.
 */
MUST_CHECK Status package_ahead(Arena *arena, Ahead *ahead, Str path, PackageAhead **io_first);
/*
 * The package at `path`, with its shelf, if it is one of the list and nothing is wrong with it; false: package_read is to be
 * called. The second caller gets none.
 */
bool package_ahead_take(PackageAhead *first, Ahead *ahead, Arena *arena, Str path,
                        Package *ret_package);
/* Releases trees that nobody took; after ahead_end. */
void package_ahead_clear(PackageAhead *first);
