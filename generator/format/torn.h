/* SPDX-License-Identifier: Apache-2.0 */
/*
 * torn - sections that begin in one part of a package and end in another: each part alone only sees half of the mistake.
 *
 * Floor 5 (format). May be used by: package.c.
 */
#pragma once

#include "generator/base/diag.h"

/*
 * Of the diagnostics since `from`, a section never closed and a closing tag never opened of the same name, in different
 * parts or notes, become one that shows both ends.
 */
void torn_join(DiagList *diags, size_t from);
