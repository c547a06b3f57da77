/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_kind - see batch_kind.h.
 */
#include "generator/batch/batch_kind.h"

/* --- kinds ------------------------------------------------------------------------------------------------------- */

/* "marches.CSV" as "marches.csv". */
static bool has_ending(Str name, Str ending)
{
    return name.len > ending.len && ascii_ends(name, ending);
}

bool batch_kind_of_name(Str name, BatchFormat *ret_format)
{
    bool is_market = has_ending(name, STR(".marche.json"));
    bool is_lines = has_ending(name, STR(".jsonl")) || has_ending(name, STR(".ndjson"));
    bool is_table = has_ending(name, STR(".csv"));
    *ret_format = is_lines ? BATCH_LINES : is_table ? BATCH_TABLE : BATCH_LIST;
    return is_lines || is_table || (!is_market && has_ending(name, STR(".json")));
}

/* The beginning of the file that is open. */
static Str beginning(BatchReader *r)
{
    batch_reader_start(r, r->fd, 0, 0);
    (void)batch_reader_fill(r); /* an empty file has an empty beginning */
    Str text = {.ptr = r->bytes, .len = r->n_bytes};
    return str_sub(text, str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0, SIZE_MAX);
}

/* True if JSON text holds a list of contracts. */
static bool is_list(Str text)
{
    JsonScan scan = {0};
    for (size_t i = 0; i < text.len && !scan.has_list; i++) {
        (void)jsonscan(&scan, text.ptr[i]);
    }
    return scan.has_list;
}

/* A first line with separators and no sign of YAML is the header of a table. */
static bool is_table(Str text)
{
    Str line = str_sub(text, 0, str_find(text, STR("\n"), 0));
    bool is_yaml = str_find(line, STR(": "), 0) != SIZE_MAX || str_ends(str_trim(line), STR(":")) ||
                   str_starts(line, STR("---")) || str_starts(line, STR("#")) ||
                   str_starts(line, STR("%"));
    return str_starts(line, STR("sep=")) || (!is_yaml && batch_table_delimiter(line));
}

BatchFormat batch_kind_of_stream(BatchReader *r, const BatchKnown *known)
{
    Str from = known->from;
    Str text = beginning(r);
    Str trimmed = str_trim(text);
    bool is_json = str_starts(trimmed, STR("{")) || str_starts(trimmed, STR("["));
    if (from.len > 0) {
        return str_is(from, "csv")     ? BATCH_TABLE
               : str_is(from, "jsonl") ? BATCH_LINES
               : str_is(from, "decp")  ? BATCH_LIST
                                       : BATCH_YAML;
    }
    if (is_json) {
        return is_list(text) ? BATCH_LIST : BATCH_LINES;
    }
    return known->library && is_table(text) ? BATCH_TABLE : BATCH_YAML;
}

bool batch_kind_is_list(BatchReader *r)
{
    return is_list(beginning(r));
}

/* --- elements ---------------------------------------------------------------------------------------------------- */

/* Begins with its line where only blanks stand before it, so that places in it are those of the file. */
typedef struct Element {
    uint64_t start;
    uint32_t line;
    bool has_begun;
    uint64_t line_start;
    bool is_blank; /* nothing since then */
} Element;

/* The next byte of a list; true if an element ends with it, before or after. */
static bool next_byte(BatchReader *r, JsonScan *scan, Element *e, uint64_t *ret_end)
{
    char c = r->bytes[r->at];
    JsonEvent event = jsonscan(scan, c);
    if (event == JSON_BEGINS) {
        e->has_begun = true;
        e->start = e->is_blank ? e->line_start : r->offset;
        e->line = r->line;
    }
    *ret_end = r->offset + (event == JSON_ENDS_AFTER);
    batch_reader_pass(r, 1);
    if (c == '\n') {
        r->line++;
        e->line_start = r->offset;
        e->is_blank = true;
    } else if (c != ' ' && c != '\t' && c != '\r') {
        e->is_blank = false;
    }
    return event == JSON_ENDS_AFTER || event == JSON_ENDS_BEFORE;
}

bool batch_element_next(BatchReader *r, JsonScan *scan, BatchSpan *ret)
{
    Element e = {.is_blank = false};
    uint64_t end = 0;
    bool is_ended = false;
    while (!is_ended && batch_reader_fill(r)) {
        is_ended = next_byte(r, scan, &e, &end);
    }
    if (!is_ended && scan->depth == 0) {
        return false;
    }
    if (!is_ended) {
        end = r->offset;
        e.start = e.has_begun ? e.start : end;
        e.line = e.has_begun ? e.line : r->line;
        *scan = (JsonScan){0};
    }
    *ret = (BatchSpan){.offset = e.start, .length = (size_t)(end - e.start), .line = e.line};
    return true;
}
