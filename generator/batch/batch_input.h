/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_input - the records of a batch, one after the other, in bounded memory: where each stands, then its text and tree.
 *
 * Floor 7 (batch). May be used by: app. A BatchInput belongs to one thread at a time; batch_record_load may run on any thread.
 *
 * What a record is: a market file; a line of a JSON Lines file (*.jsonl, *.ndjson); a row or rows of a table (*.csv); an element of
 * a list in a JSON file (*.json that is no market file); any of these or a YAML document of standard input ("-", or a pipe), which
 * is copied to a temporary file first. A new kind of input needs a BatchFormat, the search for its records in batch_input_next,
 * and their reading in batch_record_load.
 */
#pragma once

#include "generator/batch/batch_kind.h"
#include "generator/batch/batch_list.h"
#include "generator/data/value.h"

/* Where a record stands. Its texts live in its own memory, and stay until it is used for the next record. */
typedef struct BatchRecord {
    size_t number; /* from 0, in the whole input */
    size_t file;   /* in the list of files */
    BatchFormat format;
    int fd; /* of a spooled input, kept open by the BatchInput; -1: the file is opened by its path */
    uint64_t offset;
    size_t length;           /* of the text; SIZE_MAX: the whole file */
    uint32_t line_offset;    /* lines of the file before the record */
    const BatchTable *table; /* BATCH_TABLE; else NULL */
    const Decp *decp;        /* how published contracts are read, or NULL */
    size_t rank;             /* BATCH_LIST: of the element, from 1 */
    Buf path;                /* of the file, NUL-terminated; "-" for standard input */
    Buf shown;               /* the same as a text of one line, in UTF-8; NUL-terminated */
    Buf id; /* of a file: its path without prefix and ending; of a line: what stands for it if it names none */
} BatchRecord;

/* A record's text and tree, in the memory of whoever loads it. */
typedef struct BatchText {
    Str text; /* the record's bytes */
    const Source *source;
    Value *market;         /* NULL after an error */
    const Value *contract; /* that the market was made from, as it was published; or NULL */
    Str id;
} BatchText;

typedef struct BatchInput BatchInput;

/* What a record's text takes at most: its own bytes behind the header of its table, and a NUL. */
#define BATCH_TEXT_BYTES (LIMIT_DATA_BYTES + TABLE_HEADER_BYTES + 1)
/* Bytes of a record's identifier; longer ones are cut. */
#define BATCH_ID_BYTES 240

/* spool: folder for the copy of standard input. list: borrowed, complete. */
MUST_CHECK Status batch_input_new(const BatchList *list, Str spool, BatchInput **ret_input);
/*
 * What tables and published contracts are read with; borrowed. Without it, there are no tables on standard input, and elements of
 * lists are taken for markets. Tables (*.csv) need it.
 */
void batch_input_know(BatchInput *input, const BatchKnown *known);
void batch_input_free(BatchInput *input);
/* Begins again with the first record. */
void batch_input_rewind(BatchInput *input);
/*
 * The next record; *ret_has false: there is none. A file that can't be opened is a record, which says so when it is loaded.
 * Reports FILE_CANT_READ (ST_IO) for a file of many records that can't be read to its end, FILE_CANT_WRITE for the copy of standard
 * input or a pipe, and what batch_table_open does (ST_INPUT).
 */
MUST_CHECK Status batch_input_next(BatchInput *input, DiagList *diags, BatchRecord *record,
                                   bool *ret_has);

const BatchList *batch_input_list(const BatchInput *input);
/* The line that the record begins at, from 1; 0: it is a whole file. */
uint32_t batch_record_line(const BatchRecord *record);

void batch_record_init(BatchRecord *record);
void batch_record_done(BatchRecord *record);
/*
 * Reads a record: its text into `memory` (cleared first; up to BATCH_TEXT_BYTES), its tree into arena. The identifier is that of
 * the file, or for a line or document the text or number `id` beside `marche` (taken out of the tree), else `marche.reference`,
 * else the file's name and the line. That of a published contract is made of its own fields, which may be those of another
 * publication of it, or else is its place.
 * ST_INPUT, ST_LIMIT: reported in diags; `ret` still has id and, if it could be read, text and source.
 */
MUST_CHECK Status batch_record_load(const BatchRecord *record, Arena *arena, Buf *memory,
                                    DiagList *diags, BatchText *ret);
