/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies csv.c: where rows end in bytes that come piece by piece, and the cells of a row with their places: quotation marks,
 * ends of lines, separators, texts that stop anywhere, bytes that are no UTF-8, no memory.
 */
#include "generator/data/csv.h"

#include "tests/unit/data_fixture.h"

/* The rows of a text: cells between <>, rows between /, each cell with its place; then what was reported. */
static const char *rows_of(Fixture *f, Str text, char delimiter)
{
    CsvReader r;
    bool has = true;
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 1 << 20);
    diag_list_init(&f->diags, &f->arena);
    csv_open(&r, &f->arena, fixture_source(f, text), delimiter, &f->diags);
    for (size_t n = 0; has; n++) {
        Status st = csv_row(&r, &has);
        assert_true(st == ST_OK || st == ST_INPUT);
        assert_int_equal(st == ST_INPUT, f->diags.n_errors > 0 && r.has_errors && has);
        buf_put(&out, has && n > 0 ? STR("/") : STR_EMPTY);
        for (size_t i = 0; has && i < r.n_cells; i++) {
            buf_printf(&out, "<%.*s>%u:%u", STR_ARG(r.cells[i].text), (unsigned)r.cells[i].loc.line,
                       (unsigned)r.cells[i].loc.column);
        }
        if (st == ST_INPUT) {
            buf_printf(&out, " %s", fixture_report(f));
            diag_list_init(&f->diags, &f->arena);
            r.diags = &f->diags;
            r.has_errors = false;
        }
    }
    return arena_str(&f->arena, buf_str(&out)).ptr;
}

#define ROWS(text, wanted) assert_string_equal(rows_of(f, STR(text), ';'), wanted)

static void cells_and_ends(void **state)
{
    Fixture *f = *state;
    ROWS("", "");
    ROWS("a", "<a>1:1");
    ROWS("a;b\nc;d\n", "<a>1:1<b>1:3/<c>2:1<d>2:3");
    ROWS("a;b\r\nc;d\r\n", "<a>1:1<b>1:3/<c>2:1<d>2:3");
    ROWS("a;\n;", "<a>1:1<>1:3/<>2:1<>2:2");
    ROWS("\n\r\n", "<>1:1/<>2:1");
    ROWS("a\rb;c", "<a\rb>1:1<c>1:5"); /* a return inside of a line is a character */
    ROWS(" a ; b", "< a >1:1< b>1:5");
    ROWS("é;à\nçç;x", "<é>1:1<à>1:3/<çç>2:1<x>2:4"); /* columns count characters */
    assert_string_equal(rows_of(f, STR("a,b;c"), ','), "<a>1:1<b;c>1:3");
    assert_string_equal(rows_of(f, STR("a\tb c"), '\t'), "<a>1:1<b c>1:3");
}

static void quotation_marks(void **state)
{
    Fixture *f = *state;
    ROWS("\"a\";\"\"", "<a>1:1<>1:5");
    ROWS("\"a;b\";c", "<a;b>1:1<c>1:7");
    ROWS("\"a\"\"b\"\"\"", "<a\"b\">1:1");
    ROWS("\"\"\"\"", "<\">1:1");
    ROWS("\"a\nb\";c\nd", "<a\nb>1:1<c>2:4/<d>3:1");
    ROWS("\"a\r\nb\rc\"\r\nd", "<a\nb\rc>1:1/<d>3:1"); /* ends of lines as LF */
    ROWS("a\"b;c\"", "<a\"b>1:1<c\">1:5");             /* a mark that does not begin the cell */
    ROWS(" \"a\"", "< \"a\">1:1");
}

static void mistakes(void **state)
{
    Fixture *f = *state;
    assert_non_null(strstr(rows_of(f, STR("a;\"b\nc"), ';'), "1:3 B-020"));
    assert_non_null(strstr(rows_of(f, STR("\""), ';'), "1:1 B-020"));
    assert_non_null(strstr(rows_of(f, STR("\"a\"\""), ';'), "1:1 B-020"));
    const char *after = rows_of(f, STR("\"a\"b;c\nd"), ';');
    assert_non_null(strstr(after, "1:4 B-021"));
    assert_non_null(strstr(after, "/<d>2:1")); /* the next row is read */
    assert_true(str_starts(str_of(after), STR("<a>1:1<c>1:6")));
}

/* Cells are bytes: whether they are UTF-8 is seen before. */
static void any_bytes(void **state)
{
    Fixture *f = *state;
    ROWS("\xE9;\xFF\xFE", "<\xE9>1:1<\xFF\xFE>1:3");
    ROWS("\"\xC3\";\"\xE9\"\"\"", "<\xC3>1:1<\xE9\">1:5");
    ROWS("\xEF\xBB\xBFmot", "<\xEF\xBB\xBFmot>1:1");
}

/* A text that stops anywhere is read without a byte beyond it; what was whole before stays. */
static void cut_anywhere(void **state)
{
    Fixture *f = *state;
    static const char text[] = "a;\"b\"\"c\r\nd\";e\r\n\"f\";g\r\n";
    for (size_t n = 0; n < sizeof text; n++) {
        char *copy = malloc(n > 0 ? n : 1); /* no byte more, for AddressSanitizer */
        memcpy(copy, text, n);
        const char *rows = rows_of(f, (Str){.ptr = copy, .len = n}, ';');
        assert_int_equal(strstr(rows, "B-020") != NULL,
                         (n > 2 && n < 11 && n != 5) || n == 16 || n == 17);
        assert_int_equal(n >= 12, strstr(rows, "<b\"c\nd>1:3<") != NULL);
        free(copy);
    }
}

static void width(void **state)
{
    Fixture *f = *state;
    CsvReader r;
    bool has = false;
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 1 << 20);
    for (size_t i = 1; i < LIMIT_CSV_CELLS; i++) {
        buf_putc(&text, ';');
    }
    csv_open(&r, &f->arena, fixture_source(f, buf_str(&text)), ';', &f->diags);
    assert_int_equal(csv_row(&r, &has), ST_OK);
    assert_int_equal(r.n_cells, LIMIT_CSV_CELLS);
    buf_putc(&text, ';');
    csv_open(&r, &f->arena, fixture_source(f, buf_str(&text)), ';', &f->diags);
    assert_int_equal(csv_row(&r, &has), ST_LIMIT);
    assert_string_equal(fixture_report(f), "1:16385 B-022 the row has more than 16,384 cells");
}

/* A cell of a megabyte, with a mark in it. */
static void huge_cell(void **state)
{
    Fixture *f = *state;
    CsvReader r;
    bool has = false;
    enum { SIZE = 1 << 20 };
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 4 << 20);
    buf_puts(&text, "a;\"");
    for (size_t i = 0; i < SIZE; i++) {
        buf_putc(&text, 'x');
    }
    buf_puts(&text, "\"\"\";b");
    csv_open(&r, &f->arena, fixture_source(f, buf_str(&text)), ';', &f->diags);
    assert_int_equal(csv_row(&r, &has), ST_OK);
    assert_int_equal(r.n_cells, 3);
    assert_int_equal(r.cells[1].text.len, SIZE + 1);
    assert_int_equal(r.cells[1].text.ptr[SIZE], '"');
    assert_int_equal(r.cells[2].loc.column, SIZE + 8);
}

/* No memory, wherever it ends: ST_NOMEM, and nothing is taken for a row. */
static void no_memory(void **state)
{
    Fixture *f = *state;
    static const char text[] = "a;\"b\"\"b\";c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s\n";
    const Source *source = fixture_source(f, str_of(text));
    size_t n_failed = 0;
    for (size_t left = 0; left < 4096; left += 16) {
        Arena arena;
        CsvReader r;
        bool has = false;
        arena_init(&arena, 16 * KIB); /* one chunk, and nothing after it */
        assert_non_null(arena_alloc(&arena, 16 * KIB - left));
        csv_open(&r, &arena, source, ';', &f->diags);
        Status st = csv_row(&r, &has);
        assert_true(st == ST_OK || st == ST_NOMEM);
        assert_true(st == ST_NOMEM || r.n_cells == 19);
        n_failed += st == ST_NOMEM;
        arena_done(&arena);
    }
    assert_in_range(n_failed, 1, 255);
    assert_int_equal(f->diags.n, 0);
}

/* --- where rows end ---------------------------------------------------------------------------------------------- */

/* Each row as "bytes:lines:key", - for one without content; the text comes in pieces of `step` bytes. */
static const char *scan_of(Fixture *f, Str text, size_t key_column, size_t step)
{
    CsvScan scan = {.delimiter = ';', .key_column = key_column};
    CLEANUP(buf_done) Buf out = {0};
    size_t size = 0;
    buf_init(&out, 1 << 20);
    csv_scan_begin(&scan);
    for (size_t at = 0; at < text.len;) {
        bool is_end = false;
        size_t n = text.len - at < step ? text.len - at : step;
        size_t used = csv_scan(&scan, text.ptr + at, n, &is_end);
        assert_true(is_end || used == n);
        at += used;
        size += used;
        if (is_end || at == text.len) {
            buf_printf(&out, "%s%zu:%u:%s%.*s", out.len > 0 ? " " : "", size,
                       (unsigned)scan.n_lines, scan.has_content ? "" : "-",
                       STR_ARG(csv_scan_key(&scan)));
            csv_scan_begin(&scan);
            size = 0;
        }
    }
    return arena_str(&f->arena, buf_str(&out)).ptr;
}

static void ends_of_rows(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *text;
        const char *wanted; /* keys of the second column */
    } cases[] = {
        {"a;b\nc;d", "4:1:b 3:0:d"},
        {"a;b\r\n\r\n;;\r\n  ; \t\n", "5:1:b 2:1:- 4:1:- 6:1:-"},
        {"a;\"b\nb\"\"\n\";c\nd;e\n", "13:3:b\nb\" 4:1:e"},
        {"\"a;\n\";b\n", "8:2:b"},
        {"a;\" b \"\nx;\"un", "8:1:b 5:0:un"},
        {"a\"\n;b\n", "3:1: 3:1:b"}, /* a mark inside of a cell opens nothing */
        {"\"\"\n", "3:1:-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t step = 1; step < 20; step++) {
            assert_string_equal(scan_of(f, str_of(cases[i].text), 1, step), cases[i].wanted);
        }
    }
    assert_string_equal(scan_of(f, STR("a;b\n"), SIZE_MAX, 9), "4:1:");
}

/* A key is cut: rows are grouped by what fits. */
static void long_key(void **state)
{
    (void)state;
    CsvScan scan = {.delimiter = ';', .key_column = 0};
    CLEANUP(buf_done) Buf text = {0};
    bool is_end = false;
    buf_init(&text, 1 << 16);
    for (size_t i = 0; i < 3 * CSV_KEY_BYTES; i++) {
        buf_putc(&text, 'k');
    }
    buf_putc(&text, '\n');
    csv_scan_begin(&scan);
    assert_int_equal(csv_scan(&scan, text.ptr, text.len, &is_end), text.len);
    assert_true(is_end);
    assert_int_equal(csv_scan_key(&scan).len, CSV_KEY_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cells_and_ends), TEST(quotation_marks), TEST(mistakes),  TEST(any_bytes),
        TEST(cut_anywhere),   TEST(width),           TEST(huge_cell), TEST(no_memory),
        TEST(ends_of_rows),   TEST(long_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
