/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template - the inside of a Template, shared by package.c and page.c, which compile it, and record.c, which renders it.
 *
 * Floor 5 (format). May be used by: package.c, page.c, record.c, picture files.
 */
#pragma once

#include "generator/format/package.h"
#include "generator/format/place.h"
#include "generator/format/rendering.h"

typedef struct TemplatePart {
    Str name;
    const Program *program; /* NULL: the entry is ready */
    Str bytes;              /* without a program: what the entry holds */
    Entry entry;
    bool is_grown;    /* a record may add to it */
    bool is_optional; /* only there if a record did */
} TemplatePart;

struct Parts {
    Arena *arena;
    TemplatePart *items;
    size_t n;
    size_t cap;
    const Object **objects;
    size_t n_objects;
    size_t cap_objects;
    Str *anchors; /* names of bookmarks "ref.…" */
    size_t n_anchors;
    size_t cap_anchors;
    Str *typed_anchors; /* of bookmarks "ref_…" */
    size_t n_typed_anchors;
    size_t cap_typed_anchors;
    Str *referred; /* names of what looks like {{ref.…}} */
    size_t n_referred;
    size_t cap_referred;
    bool has_any_anchor; /* names that only a record knows */
    bool has_clauses;    /* that refer too */
    struct Told {
        size_t part;
        PartFact fact;
        Str id;
    } * told;
    size_t n_told;
    size_t cap_told;
    const Numbering *numbering;
    const void *own_numbering;     /* what the format knows beside */
    struct PicturePlace *pictures; /* all placeholders */
    struct PictureDrop *drops;     /* what they refer to */
};

struct Template {
    const Format *format;
    const Library *library;
    PlaceSource source; /* where mistakes stand is looked up in its parts */
    StyleSet styles;
    Parts parts;
    const Program **blocks; /* by Block.index */
    uint32_t first_uid;     /* unique numbers of a record start here */
};

/* The programs of all blocks of the library for the template's format; all mistakes in one run. */
MUST_CHECK Status template_compile_blocks(Arena *arena, Template *template, DiagList *diags);
