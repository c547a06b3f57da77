/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pkgwrite - an archive from ready entries, in memory, by libzip. Same entries, same bytes.
 *
 * Floor 3 (pack). May be used by: format, app.
 */
#pragma once

#include "generator/pack/deflate.h"

/* Writes the archive to `out` (cleared first): fixed dates, given order, no extra fields. entries: borrowed for the call. */
MUST_CHECK Status pkgwrite(const Entry *entries, size_t n, Buf *out, DiagList *diags);
