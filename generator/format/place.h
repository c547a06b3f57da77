/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place - where a mistake stands in the words of who made the document: part, heading before it, table cell.
 *
 * Floor 5 (format). May be used by: format, app. Parses the parts again: for what is reported only.
 */
#pragma once

#include "generator/format/lift.h"
#include "generator/format/ooxml_package.h"
#include "generator/format/package.h"

/* What a template was made of. The bytes of the parts and the facts live as long as the template. */
struct PlaceSource {
    const Format *format;
    Package package;
    const OoxmlPackage *ooxml; /* NULL for ODF */
};

/*
 * Fills `where` of the diagnostics from index `from` on that stand in a paragraph of this package. A part that can't be
 * parsed, or no memory, leaves them as they are: the paragraph and its excerpt are told anyway.
 */
void place_fill(const PlaceSource *source, DiagList *diags, size_t from);
/* The part of a place, "word/document.xml", if its source is one of this package; else empty. */
Str place_part(const Package *package, const Source *source);
/* The text around bytes [start, end) of a paragraph, for people; `column` stays 0. In arena. */
Excerpt place_excerpt(Arena *arena, Str text, size_t start, size_t end);

/* One paragraph as it is counted in diagnostics. */
typedef struct PlaceText {
    Str part;
    uint32_t paragraph;
    DiagArea area;
    Str text; /* borrowed until the visit returns; may be empty */
} PlaceText;
typedef Status PlaceTextFn(void *ctx, const PlaceText *text);
/* Calls `visit` for every paragraph of every part, deleted text left out; ends with the first status that is not ST_OK. */
MUST_CHECK Status place_each_text(const PlaceSource *source, Arena *arena, PlaceTextFn *visit,
                                  void *ctx);
