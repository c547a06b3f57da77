/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_kind - what a file of a batch holds, by its name or its beginning; the elements of JSON lists.
 *
 * Floor 7 (batch). May be used by: batch_input, batch_spool.
 */
#pragma once

#include "generator/batch/batch_table.h"
#include "generator/data/jsonscan.h"

typedef enum BatchFormat {
    BATCH_FILE,  /* the whole file is one market, YAML or JSON */
    BATCH_LINES, /* one JSON value a line */
    BATCH_YAML,  /* YAML documents, separated by --- */
    BATCH_TABLE, /* rows of a CSV file */
    BATCH_LIST,  /* elements of a JSON list: markets, or published contracts (DECP) */
} BatchFormat;

/* True if a file of this name may hold many records; a BATCH_LIST may be one market, see batch_kind_is_list. */
bool batch_kind_of_name(Str path, BatchFormat *ret_format);
/* What a stream holds, by --from or by its beginning. The reader has to be started again. */
BatchFormat batch_kind_of_stream(BatchReader *r, const BatchKnown *known);
/* True if the JSON file begins with a list of records. The reader has to be started again. */
bool batch_kind_is_list(BatchReader *r);
/*
 * The next element of a list; false: there is none. The end of a text where a bracket is still open is a last element, which says
 * so when it is read. An element begins with its line where only blanks stand before it, so that places in it are those of the
 * file. scan: zeroed before the first.
 */
bool batch_element_next(BatchReader *r, JsonScan *scan, BatchSpan *ret);
