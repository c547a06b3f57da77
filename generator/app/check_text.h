/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_text - the wording of any document under the text rules of a library: Markdown, YAML, DOCX, ODT.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/format/place.h"
#include "generator/library/textscan.h"

typedef struct TextCheck {
    Arena *arena;
    DiagList *diags;
    uint32_t *io_sources;
    const Library *library; /* whose rules; NULL: nothing is checked */
    Str unreadable;         /* the library that should have given them, or empty */
    Str date;               /* ISO: on which the law is read */
} TextCheck;

/* True for texts that are read line by line: .md, .markdown, .txt, and those whose name says nothing; not for pages and XML. */
bool check_text_is_plain(Str path);
/* A text file, mustache tags left out. All is reported in `diags`; ST_INPUT if anything is an error. */
MUST_CHECK Status check_text_file(TextCheck *check, const Source *source);
/* The paragraphs of a document, comments in its margin left out. */
MUST_CHECK Status check_text_package(TextCheck *check, const PlaceSource *source);
/* Every text of a YAML or JSON document. */
MUST_CHECK Status check_text_values(TextCheck *check, const Value *root, TextKind kind);
/* A file of a library that holds texts. */
typedef struct LibraryText {
    Str path;
    TextKind kind;  /* TEXT_LIBRARY or TEXT_MESSAGE */
    Source *source; /* set by check_text_library; NULL if it could not be read */
} LibraryText;

/* Those of the library in `folder`: considerations, shared texts, pieces, lists; rules, advice, calculations. */
MUST_CHECK Status check_text_list(App *app, Str folder, LibraryText **ret_texts, size_t *ret_n);
/*
 * Every text of one of these files; textrules_hasten was called for it. May be called by several threads, each with a TextCheck
 * of its own; so the source has no number: the caller gives it one before anything is shown.
 */
MUST_CHECK Status check_text_library(TextCheck *check, LibraryText *text);
