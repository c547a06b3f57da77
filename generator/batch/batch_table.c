/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_table - see batch_table.h.
 */
#include "generator/batch/batch_table.h"

#include <errno.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/utf8.h"
#include "generator/data/treebuild.h"

/* --- the dialect ------------------------------------------------------------------------------------------------- */

/* What a look at the whole file says. */
typedef struct Dialect {
    bool is_utf16;
    bool has_nul;
    bool has_old_lines; /* CR alone */
    bool is_utf8;       /* without a mistake */
    uint64_t n_letters; /* beyond ASCII, as UTF-8 writes them */
    uint64_t n_strays;  /* bytes that are no UTF-8 */
    size_t n_bom;
} Dialect;

char batch_table_delimiter(Str text)
{
    static const char signs[] = {';', ',', '\t'};
    size_t n[sizeof signs] = {0};
    bool is_quoted = false;
    size_t best = 0;
    for (size_t i = 0; i < text.len && (is_quoted || text.ptr[i] != '\n'); i++) {
        is_quoted = is_quoted != (text.ptr[i] == '"');
        for (size_t k = 0; !is_quoted && k < sizeof signs; k++) {
            n[k] += text.ptr[i] == signs[k];
        }
    }
    for (size_t k = 1; k < sizeof signs; k++) {
        best = n[k] > n[best] ? k : best;
    }
    return n[best] > 0 ? signs[best] : '\0';
}

/* Letters beyond ASCII; of text that is no UTF-8 the stray bytes, too. */
static void count_letters(Str text, bool is_utf8, Dialect *d)
{
    uint64_t n_letters = 0;
    for (size_t i = 0; is_utf8 && i < text.len; i++) {
        n_letters += ((unsigned char)text.ptr[i] & 0xC0U) == 0xC0U;
    }
    for (size_t pos = 0; !is_utf8 && pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        d->n_strays += cp == UTF8_BAD;
        n_letters += cp != UTF8_BAD && cp >= 0x80;
    }
    d->n_letters += n_letters;
}

/* Everything is looked at: one accent in the last line tells the encoding of all. */
static void look(BatchReader *r, int fd, Dialect *d)
{
    bool has_return = false;
    bool has_line = false;
    *d = (Dialect){.is_utf8 = true};
    batch_reader_start(r, fd, 0, 0);
    while (batch_reader_fill(r)) {
        Str text = {.ptr = r->bytes, .len = r->n_bytes};
        if (r->offset == 0) {
            d->is_utf16 = str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("\xFE\xFF"));
            d->n_bom = build_bom_size(text);
        }
        d->has_nul = d->has_nul || memchr(text.ptr, '\0', text.len);
        has_return = has_return || memchr(text.ptr, '\r', text.len);
        has_line = has_line || memchr(text.ptr, '\n', text.len);
        size_t bad = d->is_utf8 ? utf8_check(text) : SIZE_MAX;
        bool is_cut = bad != SIZE_MAX && bad > 0 && text.len == READER_BYTES && bad + 4 > text.len;
        d->is_utf8 = d->is_utf8 && (bad == SIZE_MAX || is_cut);
        count_letters(str_sub(text, 0, is_cut ? bad : text.len), d->is_utf8, d);
        r->at = r->n_bytes; /* a character that is cut is read again */
        r->offset += is_cut ? bad : text.len;
    }
    d->has_old_lines = has_return && !has_line;
}

static Status judge(const BatchKnown *known, const Dialect *d, Str shown, DiagList *diags,
                    BatchTable *table)
{
    Str encoding = known->map ? known->map->encoding : STR_EMPTY;
    DiagCode code = d->is_utf16        ? CSV_UTF16
                    : d->has_nul       ? CSV_NUL
                    : d->has_old_lines ? CSV_OLD_LINES
                                       : DIAG_N_CODES;
    if (code != DIAG_N_CODES) {
        diag_add1(diags, code, (Loc){0}, shown);
        return ST_INPUT;
    }
    /* A byte that went wrong in UTF-8 is a mistake of its record, and spoils no other. */
    bool is_meant_utf8 = d->is_utf8 || d->n_bom > 0 || d->n_letters > d->n_strays;
    table->is_windows = encoding.len > 0 ? str_is(encoding, "windows-1252") : !is_meant_utf8;
    if (table->is_windows && encoding.len == 0) {
        diag_add1(diags, CSV_WINDOWS, (Loc){0}, shown);
    }
    return ST_OK;
}

/* Code points of the bytes 0x80 to 0x9F; those without a meaning stay control characters, which are refused. */
static uint32_t windows_char(unsigned char c)
{
    static const uint16_t high[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return c >= 0x80 && c <= 0x9F ? high[c - 0x80] : c;
}

Str batch_table_utf8(const BatchTable *table, Arena *arena, Str text)
{
    if (!table->is_windows) {
        return text;
    }
    char *out = arena_alloc(arena, 3 * text.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        n += utf8_encode(windows_char((unsigned char)text.ptr[i]), out + n);
    }
    return (Str){.ptr = out, .len = n};
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

/* Passes over a row; false: there are no more bytes. */
static bool pass_row(BatchReader *r, CsvScan *scan)
{
    bool is_end = false;
    bool has_bytes = false;
    csv_scan_begin(scan);
    while (!is_end && batch_reader_fill(r)) {
        has_bytes = true;
        batch_reader_pass(r, csv_scan(scan, r->bytes + r->at, r->n_bytes - r->at, &is_end));
    }
    r->line += scan->n_lines;
    return has_bytes;
}

/* Rows that go on with the market whose key this is. */
static void pass_group(BatchReader *r, CsvScan *scan, size_t *io_end)
{
    char key[CSV_KEY_BYTES];
    Str wanted = csv_scan_key(scan);
    uint64_t end = r->offset;
    uint32_t line = r->line;
    memcpy(key, wanted.ptr, wanted.len);
    wanted.ptr = key;
    while (pass_row(r, scan)) {
        if (scan->has_content && !str_eq(csv_scan_key(scan), wanted)) {
            break;
        }
        end = scan->has_content ? r->offset : end;
        line = scan->has_content ? r->line : line;
    }
    batch_reader_back(r, end, line);
    *io_end = (size_t)end;
}

bool batch_table_next(const BatchTable *table, BatchReader *r, BatchSpan *ret)
{
    CsvScan scan = {.delimiter = table->delimiter, .key_column = table->table->key_column};
    for (;;) {
        uint64_t start = r->offset;
        uint32_t line = r->line;
        if (!pass_row(r, &scan)) {
            return false;
        }
        if (!scan.has_content) {
            continue;
        }
        size_t end = (size_t)r->offset;
        if (csv_scan_key(&scan).len > 0) {
            pass_group(r, &scan, &end);
        }
        *ret = (BatchSpan){.offset = start, .length = end - (size_t)start, .line = line};
        return true;
    }
}

static bool is_empty_row(const CsvReader *r)
{
    for (size_t i = 0; i < r->n_cells; i++) {
        if (table_trim(r->cells[i].text).len > 0) {
            return false;
        }
    }
    return true;
}

static bool has_width(const Table *table, const CsvReader *r, DiagList *diags)
{
    Str found = arena_printf(diags->arena, "%zu", r->n_cells);
    Str wanted = arena_printf(diags->arena, "%zu", table->n);
    if (r->n_cells < table->n) {
        diag_add2(diags, CSV_ROW_SHORT, r->cells[0].loc, found, wanted);
    } else if (r->n_cells > table->n) {
        const CsvCell *extra = &r->cells[table->n];
        (void)diag_add(diags, CSV_ROW_LONG, extra->loc, found, wanted,
                       table_trim(extra->text)); /* nothing to add */
    }
    return r->n_cells == table->n;
}

Status batch_table_load(const BatchTable *table, Arena *arena, const Source *source,
                        DiagList *diags, Value **ret_market)
{
    CsvReader r;
    TableMarket m;
    bool has_row = false;
    bool is_wrong = false;
    const Loc start = {.source = source, .line = table->n_header_lines + 1, .column = 1};
    *ret_market = NULL;
    TRY(build_check_text(source, 0, source->text.len, false, diags));
    TRY(table_begin(&m, arena, table->table->library, start, diags));
    csv_open(&r, arena, source, table->delimiter, diags);
    TRY(csv_row(&r, &has_row)); /* the header, which was read before */
    for (;;) {
        Status st = csv_row(&r, &has_row);
        if (!has_row || status_is_fatal(st) || st == ST_LIMIT) {
            TRY(st);
            break;
        }
        is_wrong = is_wrong || st != ST_OK;
        if (st != ST_OK || is_empty_row(&r)) {
            continue;
        }
        if (!has_width(table->table, &r, diags)) {
            is_wrong = true;
            continue;
        }
        TRY(table_put_row(&m, table->table, r.cells, r.n_cells));
        m.lot++;
    }
    TRY(table_end(&m, table->table->map->common, table->table->has_lots));
    *ret_market = m.root;
    return is_wrong || m.has_errors ? ST_INPUT : ST_OK;
}

/* --- the header -------------------------------------------------------------------------------------------------- */

/* Bytes from `from` up to where the reader stands. */
static Status read_back(BatchReader *r, Arena *arena, uint64_t from, Str shown, DiagList *diags,
                        Str *ret_text)
{
    uint64_t n = r->offset - from;
    size_t done = 0;
    if (n > TABLE_HEADER_BYTES) {
        diag_add1(diags, CSV_NO_HEADER, (Loc){0}, shown);
        return ST_INPUT;
    }
    char *bytes = arena_alloc(arena, (size_t)n + 1);
    if (!bytes) {
        return ST_NOMEM;
    }
    while (done < n) {
        ssize_t got = pread(r->fd, bytes + done, (size_t)n - done, (off_t)(from + done));
        if (got <= 0 && !(got < 0 && errno == EINTR)) {
            break; /* it has become shorter; what is left is read */
        }
        done += got > 0 ? (size_t)got : 0;
    }
    *ret_text = (Str){.ptr = bytes, .len = done};
    return ST_OK;
}

/* Bytes of blank lines at the beginning. */
static size_t blank_lines(Str text)
{
    size_t n = 0;
    while (n < text.len && (text.ptr[n] == '\n' || text.ptr[n] == '\r')) {
        n++;
    }
    return n;
}

/* "sep=;", which spreadsheets write before the header; and what options say. */
static void choose_delimiter(const BatchKnown *known, BatchReader *r, BatchTable *table)
{
    Str given = known->delimiter.len > 0 ? known->delimiter
                : known->map             ? known->map->delimiter
                                         : STR_EMPTY;
    (void)batch_reader_fill(r); /* an empty file has no header: told by the caller */
    Str text = {.ptr = r->bytes + r->at, .len = r->n_bytes - r->at};
    if (str_starts(text, STR("sep=")) && text.len > 5) {
        size_t end = text.ptr[5] == '\r' ? 6 : 5;
        if (end < text.len && text.ptr[end] == '\n') {
            table->delimiter = text.ptr[4];
            batch_reader_pass(r, end + 1);
            r->line++;
            text = str_sub(text, end + 1, SIZE_MAX);
        }
    }
    char found = batch_table_delimiter(str_sub(text, blank_lines(text), SIZE_MAX));
    table->delimiter = given.len > 0 ? given.ptr[0] : table->delimiter ? table->delimiter : found;
    table->delimiter = table->delimiter ? table->delimiter : ',';
}

static Status read_header(Arena *arena, const BatchKnown *known, BatchReader *r, Str shown,
                          DiagList *diags, BatchTable *table)
{
    CsvScan scan = {.delimiter = table->delimiter, .key_column = SIZE_MAX};
    CsvReader cells;
    Str text = STR_EMPTY;
    uint64_t start = 0;
    uint32_t first_line = 0;
    bool has = true;
    do {
        start = r->offset;
        first_line = r->line;
        has = pass_row(r, &scan);
    } while (has && !scan.has_content);
    if (!has) {
        diag_add1(diags, CSV_NO_HEADER, (Loc){0}, shown);
        return ST_INPUT;
    }
    TRY(read_back(r, arena, start, shown, diags, &text));
    text = batch_table_utf8(table, arena, text);
    bool is_ended = str_ends(text, STR("\n"));
    text = text.ptr && !is_ended ? arena_printf(arena, "%.*s\n", STR_ARG(text)) : text;
    Source *source = text.ptr ? source_new(arena, shown, text, 0) : NULL;
    if (!source) {
        return ST_NOMEM;
    }
    source->line_offset = first_line;
    table->header = text;
    table->n_header_lines = r->line - first_line + !is_ended;
    TRY(build_check_text(source, 0, text.len, false, diags));
    csv_open(&cells, arena, source, table->delimiter, diags);
    TRY(csv_row(&cells, &has));
    return table_new(arena, known->library, known->map, cells.cells, cells.n_cells, diags,
                     &table->table);
}

Status batch_table_open(Arena *arena, const BatchKnown *known, BatchReader *reader, Str shown,
                        DiagList *diags, const BatchTable **ret_table)
{
    Dialect dialect;
    BatchTable *table = arena_new(arena, BatchTable);
    Str name = arena_str(arena, shown);
    if (!table || !name.ptr) {
        return ST_NOMEM;
    }
    look(reader, reader->fd, &dialect);
    if (reader->error != 0) {
        return file_report(diags, FILE_CANT_READ, name, reader->error);
    }
    TRY(judge(known, &dialect, name, diags, table));
    batch_reader_start(reader, reader->fd, dialect.n_bom, 0);
    choose_delimiter(known, reader, table);
    TRY(read_header(arena, known, reader, name, diags, table));
    table->body = reader->offset;
    table->body_line = reader->line;
    *ret_table = table;
    return ST_OK;
}
