/* SPDX-License-Identifier: Apache-2.0 */
/*
 * anchors - which bookmarks are the targets of {{ref.x}}.
 *
 * A bookmark "ref.x", or "ref_x", which Word lets people type, is a target where {{ref.x}} stands somewhere in the template. It
 * stays what it is for the author's own fields and links: a bookmark of ours stands beside it. "ref.{{x}}" gives way to ours.
 *
 * Floor 5 (format). May be used by: package.c, docx_*.c, odt_*.c.
 */
#pragma once

#include "generator/format/rendering.h"

/* Bookmarks and references of a part, before any part is compiled. */
MUST_CHECK Status anchors_gather(Parts *parts, Str bytes);
/* True if a reference may lead to a bookmark that stands in these bytes. */
bool anchors_in(const Parts *parts, Str bytes);
/* True if references lead to a bookmark of this name; ret_name: theirs, without "ref." */
bool parts_is_anchor(const Parts *parts, Str bookmark, Str *ret_name);
