/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin - where a generated document comes from: what its properties say of library and market, and the articles that its
 * content controls (DOCX) or sections (ODT, HTML) name (D-383).
 *
 * Floor 5 (format). May be used by: app.
 */
#pragma once

#include "generator/pack/pkgread.h"

/* An article: "clause_heures@1.0.0#2". */
typedef struct OriginArticle {
    Str id;
    Str version;
    Str number;
} OriginArticle;

/* Texts are empty where the document does not say. */
typedef struct Origin {
    Str library_id;
    Str library_version;
    Str library_sha256;
    Str base_id; /* of a local library */
    Str base_version;
    Str base_sha256;
    Str law_date;
    Str market_sha256;
    const OriginArticle *articles; /* in the order of the document */
    size_t n_articles;
} Origin;

/*
 * Reads them. *ret_is_ours is false, without a word, for a package that names no library: it was not generated, or not by us.
 * Reports P- (malformed or dangerous parts), then ST_INPUT or ST_LIMIT. In arena.
 */
MUST_CHECK Status origin_read(Arena *arena, const Package *package, uint32_t *io_sources,
                              DiagList *diags, Origin *ret_origin, bool *ret_is_ours);
/* The same of an HTML page; texts are borrowed from it. */
MUST_CHECK Status origin_read_page(Arena *arena, Str text, Origin *ret_origin, bool *ret_is_ours);
