/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pkgwrite - a zip archive from ready entries, in memory. Same entries, same bytes.
 *
 * Floor 3 (pack). May be used by: format.
 */
#pragma once

#include "generator/pack/deflate.h"

/*
 * Writes the archive to `out` (cleared first): fixed dates, given order, no extra fields. entries: at least one, borrowed for
 * the call. ST_LIMIT: more entries than the format has numbers for, or more bytes than `out` may hold; ST_BUG: names or sizes
 * that no reader would take. Both are reported; nothing is ever cut.
 */
MUST_CHECK Status pkgwrite(const Entry *entries, size_t n, Buf *out, DiagList *diags);
