/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_house - clauses, draft marks and properties in an ODF text document of the house.
 *
 * Floor 5 (format). May be used by: odt_styles.c.
 */
#pragma once

#include "generator/format/adapt.h"
#include "generator/format/odf.h"

/* How many levels of headings our articles number. */
#define ODT_NUMBERED 3

/* The parts at work. */
typedef struct OdtHouse {
    Adapt *a;
    xmlDoc *content;
    xmlDoc *sheet; /* styles.xml; NULL: the package has none */
    AdaptText content_texts;
    AdaptText sheet_texts;
    bool is_content_changed;
    bool is_sheet_changed;
    bool is_unnumbered
        [ODT_NUMBERED]; /* the house's headings of this level carry no number; ours do */
} OdtHouse;

/* Decides whether clauses are put in; adds our properties. */
MUST_CHECK Status odt_house_begin(OdtHouse *h);
/* Puts clauses and draft marks in, in the styles that were found. */
MUST_CHECK Status odt_house_finish(OdtHouse *h);
/* A new part, with its line in the manifest. */
MUST_CHECK Status odt_add_part(Adapt *a, Str name, Str bytes);
/* Puts text into a tree, as the last child of `parent`. */
MUST_CHECK Status odt_append(AdaptText *texts, xmlNode *parent, Str text);
/* The child of this name of the root; a new one before `next` (may be NULL) if there is none. NULL without memory. */
xmlNode *odt_need_child(const xmlDoc *doc, const char *name, const char *next);
