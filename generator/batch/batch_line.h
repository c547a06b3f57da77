/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_line - one line of the manifest: JSON, the same for the same record, library, template and options, whatever the
 * threads, the language of messages, the day or the run.
 *
 * Floor 7 (batch). May be used by: app.
 *
 *   id           identifier of the record
 *   source       {file, line}: where it stands; line null for a whole file
 *   sha256       of the record's bytes; null if they could not be read
 *   library      SHA-256 of the library; template: of the templates; options: of what else changes documents
 *   date         date of the documents, unless the market gives one
 *   status       "ok"; "draft": documents in spite of errors; "error": no documents; "replaced": a contract that was
 *                published again later, no documents
 *   outputs      [{name, format, sha256, bytes}], names below the output folder
 *   files        [{name, sha256}]: files that the record names, as pictures; sha256 null: it could not be taken
 *   diagnostics  [{code, severity, file, line, column, message, path}]: errors and warnings, messages in the library's
 *                language; of a replaced contract a note, which says by what
 *   faits        what the library calculates for reports (`rapport` of its calculations), or null; `partiel`: errors hide the rest
 */
#pragma once

#include "generator/batch/batch_input.h"
#include "generator/service/service.h"

typedef struct BatchOutput {
    Str name;
    Str format;
    Str sha256;
    size_t bytes;
} BatchOutput;

/* What all lines of a run share. */
typedef struct BatchStamp {
    Str library;
    Str template;
    Str options;
    Str date; /* of documents whose market gives none */
} BatchStamp;

typedef struct BatchLine {
    Str id;
    const BatchRecord *record;
    Str sha256; /* ptr NULL: not read */
    const BatchStamp *stamp;
    const char *status;
    const BatchOutput *outputs;
    size_t n_outputs;
    const RecordFiles *files;
    const DiagList *diags;
    const Value *facts; /* or NULL */
} BatchLine;

/*
 * Appends the beginning of a line, up to the date: where two lines agree in it, the same record was done in the same way.
 * Only id, record, sha256 and stamp are needed.
 */
void batch_line_put_head(Buf *out, const BatchLine *line);
/* What tells a record in a run: the beginning of its line, up to `library`. Borrowed; empty: this is no line. */
Str batch_line_key(Str line);
/* Appends the line with its newline. */
void batch_line_put(Buf *out, const BatchLine *line);

/* A line of an earlier run, in arena. */
typedef struct BatchEarlier {
    Str id;
    Str library;
    Str template;
    Str options;
    Str date;
    bool is_faulty;   /* status "error" */
    bool is_replaced; /* status "replaced" */
    bool is_twin;     /* other records of its run were the reason */
    bool is_unsafe;   /* of its errors, one is about something refused as unsafe */
    size_t n_warnings;
    BatchOutput outputs[SERVICE_MAX_FORMATS];
    size_t n_outputs;
    RecordFiles files;
} BatchEarlier;

/* False: not a line of ours, or no memory to read it. text: with its newline; the result borrows from it. */
MUST_CHECK bool batch_line_parse(Arena *arena, Str text, BatchEarlier *ret);
