/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv - see csv.h.
 */
#include "generator/data/csv.h"

_Static_assert(LIMIT_CSV_CELLS == 16384, "the message of B-022 says how many");

enum { AT_START, IN_PLAIN, IN_QUOTED, AFTER_QUOTE };

/* --- where rows end ---------------------------------------------------------------------------------------------- */

void csv_scan_begin(CsvScan *scan)
{
    scan->state = AT_START;
    scan->has_content = false;
    scan->column = 0;
    scan->n_lines = 0;
    scan->n_key = 0;
}

Str csv_scan_key(const CsvScan *scan)
{
    return str_trim((Str){.ptr = scan->key, .len = scan->n_key});
}

static void take_char(CsvScan *scan, char c)
{
    scan->has_content = scan->has_content || !ascii_is_space(c);
    if (scan->column == scan->key_column && scan->n_key < CSV_KEY_BYTES) {
        scan->key[scan->n_key++] = c;
    }
}

/* One byte; true if the row ends with it. */
static bool step(CsvScan *scan, char c)
{
    bool is_quoted = scan->state == IN_QUOTED;
    scan->n_lines += c == '\n';
    if (is_quoted && c == '"') {
        scan->state = AFTER_QUOTE;
        return false;
    }
    if (!is_quoted && c == '\n') {
        return true;
    }
    if (!is_quoted && c == scan->delimiter) {
        scan->state = AT_START;
        scan->column++;
        return false;
    }
    if (c == '"' && scan->state != IN_PLAIN) { /* the first, or the second of two */
        if (scan->state == AFTER_QUOTE) {
            take_char(scan, c);
        }
        scan->state = IN_QUOTED;
        return false;
    }
    scan->state = is_quoted ? IN_QUOTED : IN_PLAIN;
    take_char(scan, c);
    return false;
}

size_t csv_scan(CsvScan *scan, const char *bytes, size_t n, bool *ret_end)
{
    *ret_end = false;
    for (size_t i = 0; i < n; i++) {
        if (step(scan, bytes[i])) {
            *ret_end = true;
            return i + 1;
        }
    }
    return n;
}

/* --- cells ------------------------------------------------------------------------------------------------------- */

void csv_open(CsvReader *r, Arena *arena, const Source *source, char delimiter, DiagList *diags)
{
    *r = (CsvReader){.arena = arena,
                     .source = source,
                     .diags = diags,
                     .delimiter = delimiter,
                     .loc = {.source = source, .line = 1, .column = 1}};
}

static bool is_end(const CsvReader *r)
{
    return r->pos >= r->source->text.len;
}

static char here(const CsvReader *r)
{
    return is_end(r) ? '\n' : r->source->text.ptr[r->pos];
}

/* Moves to byte `to`, and the place with it. */
static void move(CsvReader *r, size_t to)
{
    const char *text = r->source->text.ptr;
    for (; r->pos < to; r->pos++) {
        unsigned char c = (unsigned char)text[r->pos];
        if (c == '\n') {
            r->loc.line++;
            r->loc.column = 1;
        } else {
            r->loc.column += (c & 0xC0) != 0x80;
        }
    }
}

static bool add_cell(CsvReader *r, Str text, Loc loc)
{
    CsvCell *grown = arena_grow(r->arena, r->cells, r->n_cells, &r->cap_cells, sizeof *grown);
    if (!grown) {
        return false;
    }
    r->cells = grown;
    grown[r->n_cells++] = (CsvCell){.text = text, .loc = loc};
    return true;
}

static Status fail(CsvReader *r, DiagCode code, Loc loc)
{
    (void)diag_add0(r->diags, code, loc); /* nothing to add */
    r->has_errors = true;
    return ST_INPUT;
}

/* Up to the separator or the end of the line, which stays. */
static Status read_plain(CsvReader *r)
{
    Str text = r->source->text;
    Loc loc = r->loc;
    size_t start = r->pos;
    size_t end = start;
    while (end < text.len && text.ptr[end] != r->delimiter && text.ptr[end] != '\n') {
        end++;
    }
    bool is_last = end >= text.len || text.ptr[end] == '\n';
    size_t cut = is_last && end > start && text.ptr[end - 1] == '\r' ? 1 : 0;
    move(r, end);
    return add_cell(r, str_sub(text, start, end - start - cut), loc) ? ST_OK : ST_NOMEM;
}

/* The text between two marks: doubled marks once, ends of lines as LF. */
static Str unquote(Arena *arena, Str raw)
{
    if (!memchr(raw.ptr, '"', raw.len) && !memchr(raw.ptr, '\r', raw.len)) {
        return raw;
    }
    char *out = arena_alloc(arena, raw.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < raw.len; i++) {
        bool is_return = raw.ptr[i] == '\r' && i + 1 < raw.len && raw.ptr[i + 1] == '\n';
        i += raw.ptr[i] == '"' || is_return; /* the second of the pair is taken */
        out[n++] = raw.ptr[i];
    }
    return (Str){.ptr = out, .len = n};
}

/* A cell whose opening mark stands here. */
static Status read_quoted(CsvReader *r)
{
    Str text = r->source->text;
    Loc loc = r->loc;
    size_t start = r->pos + 1;
    size_t end = start;
    while (end < text.len &&
           !(text.ptr[end] == '"' && (end + 1 >= text.len || text.ptr[end + 1] != '"'))) {
        end += text.ptr[end] == '"' ? 2 : 1;
    }
    if (end >= text.len) {
        move(r, text.len);
        return fail(r, CSV_UNCLOSED, loc);
    }
    Str cell = unquote(r->arena, str_sub(text, start, end - start));
    if (!cell.ptr || !add_cell(r, cell, loc)) {
        return ST_NOMEM;
    }
    move(r, end + 1);
    if (here(r) == '\r' && (r->pos + 1 >= text.len || text.ptr[r->pos + 1] == '\n')) {
        move(r, r->pos + 1);
    }
    if (here(r) == '\n' || here(r) == r->delimiter) {
        return ST_OK;
    }
    Diag *d = diag_add0(r->diags, CSV_AFTER_QUOTE, r->loc);
    d->other = loc;
    r->has_errors = true;
    while (here(r) != r->delimiter && here(r) != '\n') {
        move(r, r->pos + 1);
    }
    return ST_INPUT;
}

Status csv_row(CsvReader *r, bool *ret_has)
{
    Status worst = ST_OK;
    bool is_more = true;
    r->cells = NULL;
    r->n_cells = 0;
    r->cap_cells = 0;
    *ret_has = !is_end(r);
    while (*ret_has && is_more) {
        if (r->n_cells >= LIMIT_CSV_CELLS) {
            (void)fail(r, CSV_TOO_WIDE, r->loc); /* not ST_INPUT: no row of it can be read */
            return ST_LIMIT;
        }
        Status st = !is_end(r) && here(r) == '"' ? read_quoted(r) : read_plain(r);
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
        is_more = !is_end(r) && here(r) == r->delimiter;
        move(r, r->pos < r->source->text.len ? r->pos + 1 : r->pos);
    }
    return worst;
}
