/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_number - the numbering of a DOCX: its lists (numbering.xml), and which paragraphs they number (styles.xml).
 *
 * Floor 5 (format). May be used by: docx_*.c. Built once a template, then only read.
 */
#pragma once

#include "generator/format/ooxml.h"
#include "generator/tmpl/numbering.h"

/* Bytes of a field's instruction that are read. */
#define MAX_INSTRUCTION 512

typedef struct DocxStyle {
    Str id;
    Str name;
    Str based_on;
    Str num_id;      /* of its own w:numPr; empty: none */
    uint8_t level;   /* w:ilvl; NUMBERING_LEVELS: not said */
    uint8_t outline; /* w:outlineLvl; NUMBERING_LEVELS: not said */
    Str indent;      /* its own w:ind as bytes; empty: none */
} DocxStyle;

typedef struct DocxNumbers {
    Numbering numbering;
    Str part; /* the name of the numbering part; empty: there is none */
    DocxStyle *styles;
    size_t n_styles;   /* sorted by id */
    Str default_style; /* of paragraphs that name none */
} DocxNumbers;

/* How one paragraph is numbered. */
typedef struct DocxNumbered {
    NumberPlace place;
    uint8_t outline;  /* level of a heading, 1-based; 0: no heading */
    bool has_number;  /* it or its style names a list, known or not */
    bool is_direct;   /* by its own w:numPr */
    Str style_indent; /* what its style says beside the numbering, for a w:numPr of its own */
} DocxNumbered;

/* Reads numbering.xml and styles.xml; a part that is missing or can't be read counts as empty. ST_NOMEM only. */
MUST_CHECK Status docx_read_numbers(Arena *arena, const Package *package, const OoxmlPackage *ooxml,
                                    const DocxNumbers **ret_numbers);
/*
 * After the lift: counts the numbered paragraphs of the main part, and has lists begin again with each turn of the section that
 * they lie in.
 */
MUST_CHECK Status docx_settle(Lift *lift);
/* Before the lift: references of the author to numbered paragraphs show the number that these have in the record. */
void docx_refresh_references(Lift *lift);
/* After the lift: references to articles become fields. */
MUST_CHECK Status docx_settle_fields(Lift *lift);
/* Before the lift: tables of contents whose headings change are emptied, to be made anew in each record. */
void docx_renew_tocs(Lift *lift);
/* After the lift: the headings that they show. */
void docx_settle_toc(Lift *lift);
/* The name of a style ("toc 1"), and the style of a name; empty if there is none. */
Str docx_style_name(const DocxNumbers *numbers, Str id);
Str docx_style_named(const DocxNumbers *numbers, Str name);
DocxNumbered docx_numbered(Lift *lift, const DocxNumbers *numbers, const xmlNode *paragraph);
