/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies batch_table.c: what a table file is written in (separator, encoding, ends of lines), where the rows of each market stand,
 * and their text in UTF-8.
 */
#include "generator/batch/batch_table.h"

#include <fcntl.h>

#include "tests/unit/library_fixture.h"

typedef struct Opened {
    BatchReader reader;
    BatchKnown known;
    const BatchTable *table;
    Status status;
} Opened;

/* The file of these bytes, opened as a table; it has no name any more. */
static void open_bytes(Fixture *f, const Library *library, Str bytes, Opened *o)
{
    char name[] = "/tmp/ccap-table-XXXXXX";
    int fd = mkostemp(name, O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(unlink(name), 0);
    assert_int_equal(write(fd, bytes.ptr, bytes.len), bytes.len);
    diag_list_init(&f->diags, &f->arena);
    o->known.library = library;
    o->table = NULL;
    batch_reader_start(&o->reader, fd, 0, 0);
    o->status =
        batch_table_open(&f->arena, &o->known, &o->reader, STR("t.csv"), &f->diags, &o->table);
    assert_int_equal(o->status == ST_OK, f->diags.n_errors == 0);
}

/* The rows of each market as "line:text", / for its ends of lines, with blanks between. */
static const char *spans_of(Fixture *f, Opened *o)
{
    CLEANUP(buf_done) Buf out = {0};
    BatchSpan span;
    buf_init(&out, MIB);
    batch_reader_start(&o->reader, o->reader.fd, o->table->body, o->table->body_line);
    while (batch_table_next(o->table, &o->reader, &span)) {
        char bytes[256];
        assert_true(span.length < sizeof bytes);
        assert_int_equal(pread(o->reader.fd, bytes, span.length, (off_t)span.offset), span.length);
        Str text = batch_table_utf8(o->table, &f->arena, (Str){.ptr = bytes, .len = span.length});
        buf_printf(&out, "%s%u:", out.len > 0 ? " " : "", (unsigned)span.line + 1);
        for (size_t i = 0; i < text.len; i++) {
            buf_putc(&out, text.ptr[i] == '\n' ? '/' : text.ptr[i]);
        }
    }
    return arena_str(&f->arena, buf_str(&out)).ptr;
}

/* Spans of a good table, or the code of what is wrong. */
static const char *read_table(Fixture *f, const Library *library, Str bytes, Opened *o)
{
    open_bytes(f, library, bytes, o);
    const char *found =
        o->status == ST_OK ? spans_of(f, o) : diag_info(f->diags.items[0].code)->code;
    assert_int_equal(close(o->reader.fd), 0);
    return found;
}

#define TABLE(bytes, wanted) assert_string_equal(read_table(f, library, STR(bytes), &o), wanted)

static void separators(void **state)
{
    (void)state;
    assert_int_equal(batch_table_delimiter(STR("a;b,c;d\n,,,,")), ';');
    assert_int_equal(batch_table_delimiter(STR("a,b")), ',');
    assert_int_equal(batch_table_delimiter(STR("a\tb;c\td")), '\t');
    assert_int_equal(batch_table_delimiter(STR("\"a;b;c\",d")), ',');
    assert_int_equal(batch_table_delimiter(STR("\"a\n;b\";c")), ';');
    assert_int_equal(batch_table_delimiter(STR("a")), '\0');
    assert_int_equal(batch_table_delimiter(STR("")), '\0');
}

static void dialects(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    Opened o = {.status = ST_OK};
    TABLE("marche.reference;marche.objet\nR1;x\nR2;y\n", "2:R1;x/ 3:R2;y/");
    TABLE("\xEF\xBB\xBFmarche.reference,marche.objet\r\nR1,x\r\n", "2:R1,x\r/");
    TABLE("sep=;\nmarche.reference;marche.objet\nR1;x,y,z", "3:R1;x,y,z");
    TABLE("marche.reference\tmarche.objet\nR1\tx;y\n", "2:R1\tx;y/");
    TABLE("marche.reference;marche.objet\nR1;\xE9t\xE9 \x80\x92\n", "2:R1;été €’/");
    assert_true(o.table->is_windows);
    assert_int_equal(f->diags.items[0].code, CSV_WINDOWS);
    TABLE("marche.reference;marche.objet\nR1;été\n", "2:R1;été/");
    assert_false(o.table->is_windows);
    TABLE("\xFF\xFEm\0a\0", "B-026");
    TABLE("marche.reference;marche.objet\nR1;a\0b\n", "B-029");
    TABLE("marche.reference;marche.objet\rR1;x\r", "B-027");
    TABLE("", "B-025");
    TABLE("\n\n", "B-025");
    TABLE("marche.refference;marche.objet\n", "B-031");
    static const TableMap windows = {.encoding = {"windows-1252", 12}};
    o.known.map = &windows;
    TABLE("marche.reference;marche.objet\nR1;\xC3\xA9\n", "2:R1;Ã©/"); /* the map is believed */
    static const TableMap utf8 = {.encoding = {"utf-8", 5}};
    o.known.map = &utf8;
    TABLE("marche.reference;marche.objet\nR1;x\n", "2:R1;x/");
    assert_false(o.table->is_windows);
}

/* As spreadsheets write: separators to the right of everything, empty rows at the end. */
static void spreadsheets(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    Opened o = {.status = ST_OK};
    TABLE("marche.reference;marche.objet;;\r\nR1;x;;\r\n;;;\r\n;;;\r\n", "2:R1;x;;\r/");
    TABLE("marche.reference;marche.objet\n\n\nR1;\"x\n\ny\"\n \t;\n", "4:R1;\"x//y\"/");
    TABLE("marche.reference;lots.intitule\nR1;a\n;;\nR1;b\n\n\"R1\";c\nR2;d\n",
          "2:R1;a/;;/R1;b//\"R1\";c/ 7:R2;d/");
    TABLE("marche.reference;lots.intitule\nR1;a\nR2;b\nR1;c\n", "2:R1;a/ 3:R2;b/ 4:R1;c/");
    TABLE("marche.reference;lots.intitule\n;a\n;b\n",
          "2:;a/ 3:;b/"); /* without a key each row is a market */
    TABLE("marche.reference;marche.objet\nR1;a\nR1;b\n", "2:R1;a/ 3:R1;b/"); /* no lots by rows */
}

/* A character over the border of what is read at once; and an accent at the very end. */
static void borders(void **state)
{
    Fixture *f = *state;
    const Library *library = library_small(f);
    for (size_t shift = 0; shift < 4; shift++) {
        CLEANUP(buf_done) Buf text = {0};
        Opened o = {.status = ST_OK};
        buf_init(&text, MIB);
        buf_puts(&text, "marche.reference;marche.objet\n");
        while (text.len < READER_BYTES - 8) {
            buf_puts(&text, "R;x\n");
        }
        for (size_t i = 0; i < shift; i++) {
            buf_putc(&text, 'a');
        }
        buf_puts(&text, "€€€€;y\n");
        open_bytes(f, library, buf_str(&text), &o);
        assert_int_equal(o.status, ST_OK);
        assert_false(o.table->is_windows);
        assert_int_equal(close(o.reader.fd), 0);
        buf_puts(&text, "z;\xE9"); /* one stray byte among letters of UTF-8 */
        open_bytes(f, library, buf_str(&text), &o);
        assert_false(o.table->is_windows);
        assert_int_equal(close(o.reader.fd), 0);
        text.len -= strlen("€€€€;y\nz;\xE9");
        buf_puts(&text, "yyyyyyyyyyyy;y\nz;\xE9");
        open_bytes(f, library, buf_str(&text), &o);
        assert_true(o.table->is_windows);
        assert_int_equal(close(o.reader.fd), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(separators),
        TEST(dialects),
        TEST(spreadsheets),
        TEST(borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
