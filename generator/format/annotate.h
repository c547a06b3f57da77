/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotate - a copy of a template with a comment at each mistake, as Word and LibreOffice show them in the margin.
 *
 * Floor 5 (format). May be used by: app. What is written depends on the template and the notes only: comments bear no date.
 */
#pragma once

#include "generator/format/place.h"

typedef struct AnnotateNote {
    Str part;           /* as place_part gives it; empty: the document as a whole */
    uint32_t paragraph; /* 1-based, as in the diagnostic; 0: not known */
    uint32_t column;    /* of the tag in the paragraph, 1-based; 0: the whole paragraph */
    uint32_t span;      /* code points of the tag */
    Str where; /* "header, § 2": written first where the comment can't stand at its place */
    Str text;  /* lines, separated by \n */
} AnnotateNote;

/*
 * Writes the package with a comment for each note to `out` (cleared first). Neither Word nor LibreOffice has comments in
 * headers, notes and text boxes: those stand at the anchor of the note or box, else at the first paragraph. ST_INPUT, with
 * nothing reported, if the body can't be parsed. notes: borrowed for the call.
 */
MUST_CHECK Status annotate(Arena *arena, const PlaceSource *source, const AnnotateNote *notes,
                           size_t n_notes, DiagList *diags, Buf *out);

/* --- for annotate_docx.c and annotate_odt.c ------------------------------------------------------------- */

typedef struct Annotating {
    Arena *arena;
    const PlaceSource *source;
    xmlDoc *doc; /* the body */
    xmlNode **paragraphs;
    size_t n_paragraphs;
    const AnnotateNote *notes;
    size_t n_notes;
    PkgPart *parts; /* of the copy */
    size_t n_parts;
    bool is_nomem;
} Annotating;

/* A place in the text of a paragraph: a text node cut at `offset` bytes, or an element that counts as one space. */
typedef struct AnnotateSpot {
    xmlNode *node;
    size_t offset;
} AnnotateSpot;

/* The spot before code point `column` (1-based); node NULL if the paragraph is shorter. */
AnnotateSpot annotate_find(const Annotating *a, const xmlNode *paragraph, uint32_t column);
/*
 * The paragraph of the body where a note stands, and in *ret_is_exact whether it is its own. is_inside: an element whose
 * paragraphs bear no comments; the paragraph around it takes them. NULL: the body has none.
 */
xmlNode *annotate_paragraph(const Annotating *a, const AnnotateNote *note,
                            bool (*is_inside)(const xmlNode *node), bool *ret_is_exact);
/* The next line of a text, cut off it. */
Str annotate_line(Str *io_text);
/* A new element with this text below `parent`. */
xmlNode *annotate_add_text(Annotating *a, xmlNode *parent, xmlNs *ns, const char *name, Str text);
/* The namespace with a prefix at the root, declared there if need be; `prefix` is used if it is free. */
xmlNs *annotate_namespace(Annotating *a, xmlDoc *doc, const char *href, const char *prefix);
/* Serialises a tree as the part of this name; a new part stands at the end. */
MUST_CHECK Status annotate_put_part(Annotating *a, Str name, const xmlDoc *doc);
/* A part of the copy as a tree, or NULL. */
xmlDoc *annotate_parse(Annotating *a, Str name);

MUST_CHECK Status annotate_docx(Annotating *a);
MUST_CHECK Status annotate_odt(Annotating *a);
