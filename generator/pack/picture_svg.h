/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_svg - the size of an SVG drawing; scripts and references to anything outside of it are refused.
 *
 * Floor 3 (pack). May be used by: picture.
 */
#pragma once

#include "generator/pack/picture.h"

/* True if the bytes begin like XML in an encoding that parts may have. */
bool picture_svg_looks_like_xml(Str bytes);
/* As picture_read, for XML; TMPL_PICTURE_KIND if it is no SVG. */
MUST_CHECK Status picture_svg_read(Arena *arena, Str name, Str bytes, Loc at, DiagList *diags,
                                   Picture *ret_picture);
