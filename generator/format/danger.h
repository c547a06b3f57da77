/* SPDX-License-Identifier: Apache-2.0 */
/*
 * danger - what a package must not bring along: code, foreign objects, content fetched from elsewhere. Judged by
 * content types, relationship types and XML, not by file names, except where ODF itself fixes the name. All dangers of a
 * package are reported in one run, each once, at its paragraph where it stands in text.
 *
 * Floor 5 (format). May be used by: package.c, docx_danger.c, odt_danger.c; danger_is_safe_link by format.
 */
#pragma once

#include <libxml/tree.h>

#include "generator/format/ooxml_package.h"

/* How a file of old office programs begins (OLE). */
#define OLE_MAGIC "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

/* The inspection of one package. */
typedef struct Danger {
    Arena *arena;
    const Package *package;
    const OoxmlPackage *ooxml; /* NULL: ODF */
    DiagList *diags;
    uint32_t *io_sources;
    const Source **sources; /* by part; NULL until it is needed */
    bool *is_reported;      /* by part: what is wrong with it has been said */
    const OoxmlRel **rels_reported;
    size_t n_rels_reported;
    size_t cap_rels_reported;
    bool has_macros; /* said once for the whole package */
    bool has_found;  /* anything was reported */
} Danger;

/* Where something dangerous stands while a tree is walked. */
typedef struct DangerPlace {
    Danger *danger;
    size_t part;
    const xmlNode *paragraph; /* NULL: before the first */
    uint32_t number;          /* of the paragraph, 1-based */
} DangerPlace;

/*
 * Begins. ST_LIMIT if the whole package is encrypted, which is reported: nothing in it can be read then.
 * All arguments are borrowed until danger_finish.
 */
MUST_CHECK Status danger_begin(Danger *d, Arena *arena, const Package *package,
                               const OoxmlPackage *ooxml, uint32_t *io_sources, DiagList *diags);
/* The source of a part, made when it is first asked for; NULL: no memory. */
const Source *danger_source(Danger *d, size_t part);
/* Looks through a part that was parsed for its tags. */
MUST_CHECK Status danger_check_tree(Danger *d, size_t part, const xmlDoc *doc);
/* Looks through a part that goes out as it came: parses it if it is XML. ST_INPUT if it should be sound XML and is not. */
MUST_CHECK Status danger_check_bytes(Danger *d, size_t part);
/* Reports what no part's text led to. ST_LIMIT if anything was reported since danger_begin. */
MUST_CHECK Status danger_finish(Danger *d);

/* True for addresses that a link may have: http, https, mailto, a place in the document, nothing, or a tag at its beginning. */
bool danger_is_safe_link(Str address);
/* True if the address leaves the package: it has a scheme, names a machine or a drive. */
bool danger_is_outside(Str address);
/* True if a value may decide what the address is. */
bool danger_has_tag(Str address);
/* True if `word` is this one, ASCII letters whatever their case. */
bool danger_is_word(Str word, const char *lower);
/* True if `text` holds `lower`, ASCII letters whatever their case. */
bool danger_holds(Str text, const char *lower);

/* --- for docx_danger.c and odt_danger.c ------------------------------------------------------------------ */

/* Reports at a place in a tree; its paragraph's text is the excerpt. */
void danger_report(const DangerPlace *at, DiagCode code, Str arg1, Str arg2);
/* Reports a part as a whole. */
void danger_report_part(Danger *d, size_t part, DiagCode code, Str arg1);
/* The value of an attribute by its local name, in arena; empty if it is not there, ptr NULL without memory. */
Str danger_attribute(Danger *d, const xmlNode *node, const char *name);

Status docx_danger_tree(Danger *d, size_t part, const xmlDoc *doc);
Status docx_danger_finish(Danger *d);
/* True for parts that have to be sound XML. */
bool docx_danger_is_own(const Danger *d, size_t part);

Status odt_danger_begin(Danger *d);
Status odt_danger_tree(Danger *d, size_t part, const xmlDoc *doc);
Status odt_danger_finish(Danger *d);
/* True for parts that are judged by name and never read as XML: lists of libraries. */
bool odt_danger_is_known(const Danger *d, size_t part);
bool odt_danger_is_own(const Danger *d, size_t part);
