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
} Source;

/* A place. Lines and columns are 1-based, columns count code points; line 0: the source as a whole. */
typedef struct Loc {
    const Source *source; /* borrowed; NULL: no place */
    uint32_t line;
    uint32_t column;
} Loc;

/* A source in arena; name and text are borrowed, not copied. NULL if out of memory. */
Source *source_new(Arena *arena, Str name, Str text, uint32_t number);
/* The place of byte `offset` in the text. */
Loc source_loc(const Source *source, size_t offset);
/* The text of a 1-based line without its end; empty if there is none. */
Str source_line(const Source *source, uint32_t line);
