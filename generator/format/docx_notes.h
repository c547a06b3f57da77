/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_notes - footnotes, endnotes and comments of a DOCX that stand in sections.
 *
 * Floor 5 (format). May be used by: docx_*.c. Compiles; the objects that it makes work for each record.
 */
#pragma once

#include "generator/format/ids.h"

/* A reference to a note. */
typedef struct DocxNoteUse {
    size_t kind;
    xmlNode *node;
    uint32_t section;
    Str id;
} DocxNoteUse;

/* What a comment is about. */
typedef struct DocxNoteRange {
    Str id;
    uint32_t section;
    xmlNode *start;
    xmlNode *end;
    bool is_used;
} DocxNoteRange;

typedef struct DocxNotePart DocxNotePart;

typedef struct DocxNotes {
    Lift *lift;
    bool is_nested;
    DocxNoteUse *uses;
    size_t n_uses;
    size_t cap_uses;
    DocxNoteRange *ranges;
    size_t n_ranges;
    size_t cap_ranges;
} DocxNotes;

/* True if the node is a reference to a note, which is kept in mind. */
bool docx_notes_visit(DocxNotes *notes, xmlNode *node, uint32_t section);
/* The range of a comment, both ends in one section. */
void docx_notes_pair(DocxNotes *notes, const IdEnd *start, const IdEnd *end);
/* Once all is gathered: notes of sections become objects of the template. ST_INPUT if anything was reported. */
MUST_CHECK Status docx_notes_finish(DocxNotes *notes);
/* In a part of notes: those that are written anew leave it. True if any did. */
bool docx_notes_drop_repeated(Lift *lift);
/* In a part about the paragraphs of comments (threads, dates): all of it, once comments are written anew. True if it did. */
bool docx_notes_drop_threads(Lift *lift);
