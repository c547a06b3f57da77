/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source - a text that was read, with its name and its lines, and a place in it.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stdint.h>

#include "generator/base/arena.h"

typedef struct Source {
    Str name;        /* as the user wrote it: a file's path, or "modele.docx!word/document.xml" */
    Str text;        /* whole text, or empty where it is not kept (parts of a package) */
    uint32_t number; /* order in which sources were opened: diagnostics are sorted by it */
    const uint32_t *starts; /* byte offset of each line, if source_index was called; else NULL */
    uint32_t n_starts;
    uint32_t
        line_offset; /* lines of the file before this text, where it is a part of one: added when a place is shown */
} Source;

/* A place. Lines and columns are 1-based, columns count code points; line 0: the source as a whole. */
typedef struct Loc {
    const Source *source; /* borrowed; NULL: no place */
    uint32_t line;
    uint32_t column;
} Loc;

/* A source in arena; name and text are borrowed, not copied. NULL if out of memory. */
Source *source_new(Arena *arena, Str name, Str text, uint32_t number);
/*
 * Notes where lines begin, in arena: worth it for a text that is asked for many places. To be called before the source is shared.
 * A text of 4 GiB and more goes without.
 */
MUST_CHECK Status source_index(Arena *arena, Source *source);
/* The place of byte `offset` in the text. */
Loc source_loc(const Source *source, size_t offset);
/* Byte offset of the beginning of a 1-based line, or SIZE_MAX if there is none. */
size_t source_line_start(const Source *source, uint32_t line);
/* The text of a 1-based line without its end; empty if there is none. */
Str source_line(const Source *source, uint32_t line);
