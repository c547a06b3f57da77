/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader - the loading of a library from inside, for the two who do it: whole (library.c), in part (partial.c).
 *
 * Floor 4 (library). May be used by: library.c, partial.c.
 */
#pragma once

#include "generator/library/clause.h"
#include "generator/library/overlay.h"
#include "generator/library/pick.h"
#include "generator/library/prepared.h"
#include "generator/library/sum.h"

/* Names of the files of lists. */
#define LOADER_N_CATALOGUES 4
extern const char *const loader_catalogues[LOADER_N_CATALOGUES];

/* What the loading of the files shares; ends with library_load. */
typedef struct Loader {
    LibraryDraft draft;
    Str folder; /* of the library, or of the base of a local one */
    Str schemas;
    Str shipped;
    Str clause_file;   /* one consideration more, of another folder; or empty */
    const Value *lone; /* that consideration, once it is read */
    uint32_t *io_sources;
    Sum *sum;         /* over the files of `folder` */
    Sum *local_sum;   /* over those of a local library */
    Overlay *overlay; /* of a local library, else NULL */
    Value *catalogues;
    Pick pick;          /* files read before, of which only parts are loaded; none: everything is */
    Prepared *prepared; /* schemas, the trees of those files; NULL: everything is loaded */
    bool has_errors;
    bool lacks_lists; /* a catalogue could not be read, or has one name twice */
    bool lacks_names; /* … or calculations or a consideration, or two have one name */
} Loader;

/* All that templates need of a library: considerations, shared texts, lists. Reports, and notes that it did, as the others do. */
MUST_CHECK Status loader_read_texts(Loader *loader, Overlay *overlay);
/* Calculations and rules, and whether all names of the library are known. */
MUST_CHECK Status loader_read_rest(Loader *loader);
/* Remembers an ordinary failure and forwards a fatal one. */
MUST_CHECK Status loader_note(Loader *loader, Status status);
