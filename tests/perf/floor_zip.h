/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor_zip - an archive by libzip as fast as it goes: in memory, entries handed over ready, into a buffer of known size.
 *
 * For floor.c: what the archive would cost with the library that everybody has.
 */
#pragma once

#include "generator/pack/deflate.h"

/* As pkgwrite, at most 64 entries with names below 256 bytes; false where anything fails. */
bool floor_zip(const Entry *entries, size_t n, Buf *out);
