/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_house - clauses, draft marks and properties in a Word document of the house.
 *
 * Floor 5 (format). May be used by: docx_styles.c.
 */
#pragma once

#include "generator/format/adapt.h"
#include "generator/format/ooxml.h"

/* Decides whether clauses are put in, finds the width of the text there, adds our properties. */
MUST_CHECK Status docx_house_begin(Adapt *a);
/* Puts clauses in, in the styles that were found. */
MUST_CHECK Status docx_house_finish(Adapt *a);
/* Declares the type of a new part, and the relationship of the main part to it (kind "numbering"). */
MUST_CHECK Status docx_add_part(Adapt *a, Str part_name, const char *kind, const char *type);
/* `w:` means WordprocessingML at the root of this part. */
MUST_CHECK Status docx_declare(const xmlDoc *doc);
