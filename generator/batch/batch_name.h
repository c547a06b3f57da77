/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_name - names of the documents of a batch: from a pattern, safe on any file system.
 *
 * Floor 7 (batch). May be used by: app. A NamePattern is immutable once made, and shared by threads.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/data/value.h"
#include "generator/library/library.h"

/* A name without its ending: with it, and what a temporary name adds, below the 255 bytes that file systems take. */
#define NAME_MAX_BYTES 200

typedef struct NamePiece {
    Str text;  /* as it is, or empty */
    Str field; /* "id", or a dotted path into the market; empty: text */
} NamePiece;

typedef struct NamePattern {
    NamePiece *pieces;
    size_t n;
    bool is_id; /* exactly "{id}": the market is not needed */
    Str taken;  /* the name of something else in the folder, which no document gets; or empty */
} NamePattern;

/*
 * Understands "{marche.reference}-{acheteur.nom}". arena: owns the result, which borrows `text`. False: malformed, or out of
 * memory (pieces NULL); *ret_wrong is the part that is not understood.
 */
bool name_pattern_parse(Arena *arena, Str text, NamePattern *ret, Str *ret_wrong);
/*
 * The first field that no market of the library can have, or that is a list or a map; ptr NULL if all are good. ret_near: a
 * name near it, or empty.
 */
Str name_pattern_unknown(const NamePattern *pattern, const Library *library, Str *ret_near);
/*
 * The name of one record into `out` (cleared first), made safe, and not pattern->taken, not even by case. market: as it was read;
 * NULL if the pattern needs none.
 * Reports BATCH_NAME_MISSING (ST_INPUT) for a field without a value.
 */
MUST_CHECK Status name_put(const NamePattern *pattern, Str id, const Value *market, DiagList *diags,
                           Buf *out);
/*
 * Appends `name` made safe: no separators, control or invisible characters, none that Windows refuses, no dot, blank or dash at
 * its beginning, no dot or blank at its end, no reserved name, at most NAME_MAX_BYTES (what is cut is replaced by a mark of its
 * own).
 */
void name_put_safe(Buf *out, Str name);
