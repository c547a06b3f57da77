/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sections - how the sections of a part nest among its blocks, and how many paragraphs each holds; found in one walk.
 *
 * Floor 5 (format). May be used by: docx_lists, odt_lists.
 */
#pragma once

#include "generator/format/lift.h"

/* Index of the whole part, which is the first. */
#define SECTION_WHOLE 0u

typedef struct Section {
    uint32_t parent;
    uint32_t depth; /* of the whole part: 0 */
    xmlNode *open;  /* its mark; NULL: the whole part */
    bool is_inverted;
    bool has_continued;  /* a list in it says by itself what it continues */
    size_t n_paragraphs; /* in it and, once it is closed, in all that it holds */
} Section;

typedef struct Sections {
    Lift *lift;
    Section *items; /* in the lift's arena */
    size_t n;
    size_t cap;
    uint32_t now; /* the innermost at work */
} Sections;

/* Begins with the whole part; false if out of memory, which lift->is_nomem remembers, as in sections_meet. */
MUST_CHECK bool sections_begin(Sections *sections, Lift *lift);
/* A mark among blocks, in the order of the part: one that opens or closes a section; others are let pass. */
void sections_meet(Sections *sections, xmlNode *mark);
/* The innermost section at work. */
Section *sections_now(const Sections *sections);
