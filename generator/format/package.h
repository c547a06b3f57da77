/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package - compiles a DOCX or ODT template once, then renders record after record.
 *
 * Floor 5 (format). May be used by: app. A Template is immutable and shared by threads; a Job belongs to one.
 */
#pragma once

#include "generator/format/format.h"
#include "generator/pack/deflate.h"
#include "generator/text/french.h"
#include "generator/tmpl/exec.h"
#include "generator/tmpl/expects.h"

typedef struct Template Template;
typedef struct Job Job;
typedef struct PlaceSource PlaceSource;

/*
 * Compiles a package. library: whose clauses `{{corps}}` may stand for, NULL for plain `render`; borrowed, as is the package,
 * until the template's end. All mistakes of all parts are reported in one run. arena: owns the template.
 * After ST_INPUT *ret_template may be set all the same: for template_expects and template_source, not for rendering.
 */
MUST_CHECK Status template_compile(Arena *arena, const Package *package, const Library *library,
                                   int level, uint32_t *io_sources, DiagList *diags,
                                   const Template **ret_template);
/* The same; with options, the document gets the clauses if it shows none, the styles that it lacks, and our properties. */
MUST_CHECK Status template_compile_house(Arena *arena, const Package *package,
                                         const Library *library, const TemplateOptions *options,
                                         int level, uint32_t *io_sources, DiagList *diags,
                                         const Template **ret_template);
const Format *template_format(const Template *template);
/*
 * The names that the template asks its data for: those of the main part first. ST_NOMEM is all that can go wrong.
 * expects: zeroed but for its arena.
 */
MUST_CHECK Status template_expects(const Template *template, Expects *expects);
/* Where its mistakes stand is looked up here; for place_fill and annotate. */
const PlaceSource *template_source(const Template *template);
/* The programs as text, part by part, then the clauses. */
void template_dump(const Template *template, Buf *out);

/*
 * What one thread needs to render; NULL if out of memory. level: as deflate_new; with DEFLATE_NONE everything is checked and no
 * archive is made. Owned by caller.
 */
Job *job_new(int level);
void job_free(Job *job);

/* A file that a record named, as a picture. */
typedef struct RecordFile {
    Str name;
    Str sha256; /* hexadecimal digits; ptr NULL: it could not be taken */
} RecordFile;

/* Each once, in the order of the record. */
typedef struct RecordFiles {
    Arena *arena; /* of all that is kept; borrowed */
    RecordFile *items;
    size_t n;
    size_t cap;
} RecordFiles;

/* Adds a file unless its name is there; texts are copied. ST_NOMEM only. */
MUST_CHECK Status record_files_note(RecordFiles *files, Str name, Str sha256);

typedef struct RecordOptions {
    MissingMode missing;  /* what to do with missing names */
    Str folder;           /* files that the data names are read from it; empty: the current one */
    const French *french; /* how the forms of values are written; NULL: as usual */
    RecordFiles *files;   /* gets what the record names; or NULL */
} RecordOptions;

/*
 * Renders one record: walk, late references, deflate, archive into `out` (cleared first). root: borrowed.
 * options: borrowed for the call. ST_INPUT with T- diagnostics if the data does not fit; `out` is then not to be used.
 */
MUST_CHECK Status template_render(const Template *template, Job *job, const Value *root,
                                  const RecordOptions *options, DiagList *diags, Buf *out);
/* The parts of a template, in the order of its package; a changing one is rendered for each record. */
size_t template_n_parts(const Template *template);
bool template_is_changing(const Template *template, size_t index);
/* The bytes of one part as they were rendered last (before deflating), for benchmarks and tests. */
Str job_part(const Job *job, size_t index);
