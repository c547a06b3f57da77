/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pkgread - archives and folders of parts: order, content, and each refusal, by archives made here
 * byte by byte, so that they can lie.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/pack/pkgread.h"
#include "generator/pack/ziplib.h"

/* An entry to write, with what its headers say. */
typedef struct Fake {
    const char *name;
    Str data;
    uint32_t size; /* declared */
    uint32_t crc;
    uint16_t flags;
    uint16_t method;
    uint32_t offset; /* of the local header */
} Fake;

typedef struct Fixture {
    Arena arena;
    DiagList diags;
    Buf zip;
    Buf packed;
    Fake fakes[LIMIT_PKG_ENTRIES + 1];
    size_t n;
    char folder[64];
} Fixture;

static int setup(void **state)
{
    Fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 0);
    diag_list_init(&f->diags, &f->arena);
    buf_init(&f->zip, 512 * MIB);
    buf_init(&f->packed, 512 * MIB);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/test_pkgread.XXXXXX");
    *state = f;
    return mkdtemp(f->folder) ? 0 : -1;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    int failed = system(command);
    buf_done(&f->zip);
    buf_done(&f->packed);
    arena_done(&f->arena);
    free(f);
    return failed;
}

/* --- making archives ------------------------------------------------------------------------------ */

static void put16(Buf *b, uint32_t n)
{
    buf_putc(b, (char)(n & 0xFF));
    buf_putc(b, (char)(n >> 8 & 0xFF));
}

static void put32(Buf *b, uint32_t n)
{
    put16(b, n & 0xFFFF);
    put16(b, n >> 16);
}

static Fake *add(Fixture *f, const char *name, Str data)
{
    Fake *fake = &f->fakes[f->n++];
    *fake = (Fake){.name = name, .data = data, .size = (uint32_t)data.len};
    fake->crc = libdeflate_crc32(0, data.len ? data.ptr : "", data.len);
    return fake;
}

/* `raw` deflated; the bytes live in the fixture's `packed`, so only one such entry (or the same again). */
static Fake *add_deflated(Fixture *f, const char *name, Str raw)
{
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(9);
    size_t bound = libdeflate_deflate_compress_bound(c, raw.len);
    buf_clear(&f->packed);
    assert_true(buf_reserve(&f->packed, bound));
    f->packed.len = libdeflate_deflate_compress(c, raw.ptr, raw.len, f->packed.ptr, bound);
    libdeflate_free_compressor(c);
    Fake *fake = add(f, name, buf_str(&f->packed));
    fake->method = 8;
    fake->size = (uint32_t)raw.len;
    fake->crc = libdeflate_crc32(0, raw.ptr, raw.len);
    return fake;
}

/* The fields that local and central headers share. */
static void put_common(Buf *b, const Fake *fake)
{
    put16(b, 20);
    put16(b, fake->flags);
    put16(b, fake->method);
    put16(b, 0);
    put16(b, 0x21);
    put32(b, fake->crc);
    put32(b, (uint32_t)fake->data.len);
    put32(b, fake->size);
    put16(b, (uint32_t)strlen(fake->name));
    put16(b, 0);
}

static void put_central(Buf *b, const Fake *fake)
{
    buf_puts(b, "PK\x01\x02");
    put16(b, 20);
    put_common(b, fake);
    put16(b, 0);
    put16(b, 0);
    put16(b, 0);
    put32(b, 0);
    put32(b, fake->offset);
    buf_put(b, str_of(fake->name));
}

static Str build(Fixture *f)
{
    Buf *b = &f->zip;
    buf_clear(b);
    for (size_t i = 0; i < f->n; i++) {
        f->fakes[i].offset = (uint32_t)b->len;
        buf_puts(b, "PK\x03\x04");
        put_common(b, &f->fakes[i]);
        buf_put(b, str_of(f->fakes[i].name));
        buf_put(b, f->fakes[i].data);
    }
    size_t start = b->len;
    for (size_t i = 0; i < f->n; i++) {
        put_central(b, &f->fakes[i]);
    }
    size_t size = b->len - start;
    buf_puts(b, "PK\x05\x06");
    put32(b, 0);
    put16(b, (uint32_t)f->n);
    put16(b, (uint32_t)f->n);
    put32(b, (uint32_t)size);
    put32(b, (uint32_t)start);
    put16(b, 0);
    assert_true(buf_ok(b));
    return buf_str(b);
}

static void assert_refused_bytes(Fixture *f, Str bytes, Status st, DiagCode code)
{
    Package package = {0};
    f->diags.n = 0;
    assert_int_equal(pkgread_zip(&f->arena, STR("x.docx"), bytes, &f->diags, &package), st);
    assert_null(package.parts);
    assert_true(f->diags.n >= 1);
    assert_string_equal(diag_info(f->diags.items[0].code)->symbol, diag_info(code)->symbol);
}

static void assert_refused(Fixture *f, DiagCode code)
{
    assert_refused_bytes(f, build(f), ST_LIMIT, code);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(diag_info(code)->code[2], '1'); /* P-1xx: exit status 5 */
    f->n = 0;
}

static Str zeros(Fixture *f, size_t n)
{
    char *bytes = arena_alloc(&f->arena, n);
    assert_non_null(bytes);
    return (Str){.ptr = bytes, .len = n};
}

/* --- zip ------------------------------------------------------------------------------------------ */

static void test_reads_in_archive_order(void **state)
{
    Fixture *f = *state;
    Package package;
    (void)add(f, "mimetype", STR("text/plain"));
    (void)add(f, "z/", STR_EMPTY);
    (void)add_deflated(f, "z/b.xml", STR("<b>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>"));
    (void)add(f, "a", STR_EMPTY);
    Str bytes = build(f);
    assert_true(pkgread_is_zip(bytes));
    assert_int_equal(pkgread_zip(&f->arena, STR("x.odt"), bytes, &f->diags, &package), ST_OK);
    assert_int_equal(package.n_parts, 3);
    assert_true(str_is(package.name, "x.odt"));
    assert_true(str_is(package.parts[0].name, "mimetype"));
    assert_true(str_is(package.parts[0].bytes, "text/plain"));
    assert_true(str_is(package.parts[1].name, "z/b.xml"));
    assert_true(str_is(package.parts[1].bytes, "<b>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>"));
    assert_ptr_equal(pkgread_find(&package, STR("a")), &package.parts[2]);
    assert_null(pkgread_find(&package, STR("A")));
    assert_int_equal(f->diags.n, 0);
}

static void test_not_an_archive(void **state)
{
    Fixture *f = *state;
    assert_false(pkgread_is_zip(STR("%PDF-1.4")));
    assert_false(pkgread_is_zip(STR("PK")));
    assert_refused_bytes(f, STR("{{x}}"), ST_INPUT, PKG_NOT_ZIP);
    assert_refused_bytes(f, STR_EMPTY, ST_INPUT, PKG_NOT_ZIP);
    (void)add(f, "only/", STR_EMPTY);
    assert_refused_bytes(f, build(f), ST_INPUT, PKG_EMPTY);
    f->n = 0;
    assert_refused_bytes(f, build(f), ST_INPUT, PKG_EMPTY);
}

static void test_number_of_entries(void **state)
{
    Fixture *f = *state;
    Package package;
    for (size_t i = 0; i < LIMIT_PKG_ENTRIES; i++) {
        (void)add(f, arena_printf(&f->arena, "e%zu", i).ptr, STR("x"));
    }
    assert_int_equal(pkgread_zip(&f->arena, STR("x"), build(f), &f->diags, &package), ST_OK);
    assert_int_equal(package.n_parts, LIMIT_PKG_ENTRIES);
    (void)add(f, "one more", STR("x"));
    assert_refused(f, PKG_TOO_MANY_ENTRIES);
}

static void test_size_of_an_entry(void **state)
{
    Fixture *f = *state;
    (void)add(f, "big.bin", zeros(f, LIMIT_PKG_ENTRY_BYTES + 1));
    assert_refused(f, PKG_ENTRY_TOO_LARGE);
}

static void test_size_of_all(void **state)
{
    Fixture *f = *state;
    Package package;
    Str part = zeros(f, LIMIT_PKG_ENTRY_BYTES);
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < 4; i++) {
        (void)add(f, names[i], part);
    }
    assert_int_equal(pkgread_zip(&f->arena, STR("x"), build(f), &f->diags, &package), ST_OK);
    (void)add(f, "e", STR("x"));
    assert_refused(f, PKG_TOO_LARGE);
}

static void test_ratio(void **state)
{
    Fixture *f = *state;
    Package package;
    (void)add_deflated(f, "small.xml", zeros(f, LIMIT_PKG_RATIO_FLOOR));
    assert_int_equal(pkgread_zip(&f->arena, STR("x"), build(f), &f->diags, &package), ST_OK);
    f->n = 0;
    (void)add_deflated(f, "bomb.xml", zeros(f, LIMIT_PKG_RATIO_FLOOR + 1));
    assert_refused(f, PKG_RATIO);
    for (size_t less = 0; less < 2; less++) { /* padded to the ratio, and to one byte less */
        Fake *fake = add_deflated(f, "a.xml", zeros(f, 10 * MIB));
        while (f->packed.len < 10 * MIB / LIMIT_PKG_RATIO - less) {
            buf_putc(&f->packed, 'x');
        }
        assert_int_equal(f->packed.len, 10 * MIB / LIMIT_PKG_RATIO - less);
        fake->data = buf_str(&f->packed);
        if (less == 1) {
            assert_refused(f, PKG_RATIO);
        } else {
            Status st = pkgread_zip(&f->arena, STR("x"), build(f), &f->diags, &package);
            assert_int_equal(st, ST_OK);
            f->n = 0;
        }
    }
}

/* An archive that declares 10 bytes and unpacks to 10 MiB is stopped by what it unpacks to. */
static void test_declared_size_is_not_trusted(void **state)
{
    Fixture *f = *state;
    add_deflated(f, "bomb.xml", zeros(f, 10 * MIB))->size = 10;
    assert_refused_bytes(f, build(f), ST_LIMIT, PKG_RATIO);
    f->n = 0;
    add(f, "huge.xml", STR("abc"))->size = 0xFFFFFFF0;
    assert_refused_bytes(f, build(f), ST_LIMIT, PKG_DAMAGED);
    assert_true(f->arena.total < 32 * MIB);
}

static void test_duplicate_names(void **state)
{
    Fixture *f = *state;
    (void)add(f, "word/document.xml", STR("1"));
    (void)add(f, "word/document.xml", STR("2"));
    assert_refused(f, PKG_DUPLICATE);
    (void)add(f, "word/document.xml", STR("1"));
    (void)add(f, "other", STR("1"));
    (void)add(f, "Word/DOCUMENT.xml", STR("2"));
    assert_refused(f, PKG_DUPLICATE);
}

static void test_names(void **state)
{
    static const char *const bad[] = {
        "/etc/passwd", "../x",  "a/../../x", "a/..", "..", "..\\x", "C:x",           "a//b",
        "./a",         "a\x01", "\xFF:",     "a\nb", "//", "../",   "\xE2\x80\xAEx", "",
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        (void)add(f, bad[i], STR("x"));
        assert_refused(f, PKG_BAD_NAME);
    }
    (void)add(f, "..a/b..xml", STR("x"));
    (void)add(f, "[Content_Types].xml", STR("x"));
    Package package;
    assert_int_equal(pkgread_zip(&f->arena, STR("x"), build(f), &f->diags, &package), ST_OK);
}

/* What programs write that no other does: backslashes, code page 437, folders, a late mimetype, bytes behind the end. */
static void test_odd_archives(void **state)
{
    static const char *const names[] = {"word/", "word\\document.xml", "caf\x82.png", "mimetype"};
    static const char *const want[] = {"mimetype", "word/document.xml", "café.png"};
    Fixture *f = *state;
    Package package;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)add(f, names[i], i == 0 ? STR_EMPTY : STR("x"));
    }
    (void)build(f);
    buf_puts(&f->zip, "trailing");
    Str bytes = buf_str(&f->zip);
    assert_int_equal(pkgread_zip(&f->arena, STR("x"), bytes, &f->diags, &package), ST_OK);
    assert_int_equal(package.n_parts, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(package.parts[i].name.ptr, want[i]);
    }
    (void)add(f, "word/document.xml", STR("x"));
    assert_refused(f, PKG_DUPLICATE);
}

static void test_encryption_and_methods(void **state)
{
    Fixture *f = *state;
    add(f, "a", STR("0123456789abcdef"))->flags = 1;
    assert_refused(f, PKG_ENCRYPTED);
    add(f, "a", STR("x"))->method = 12; /* bzip2 */
    assert_refused(f, PKG_METHOD);
}

static void test_damage(void **state)
{
    Fixture *f = *state;
    add(f, "a", STR("hello"))->crc ^= 1;
    assert_refused(f, PKG_DAMAGED);
    Fake *fake = add(f, "a", STR("\xFF\xFF not deflate"));
    fake->method = 8;
    assert_refused(f, PKG_DAMAGED);
    fake = add_deflated(f, "a", STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    fake->data.len -= 2;
    assert_refused(f, PKG_DAMAGED);
}

/* Every way to cut an archive short is refused, and none reads beyond its end (asan). */
static void test_truncated(void **state)
{
    Fixture *f = *state;
    (void)add(f, "mimetype", STR("text/plain"));
    (void)add(f, "b", STR("<b/>"));
    Str whole = build(f);
    for (size_t n = 4; n < whole.len; n++) {
        char *cut = malloc(n);
        memcpy(cut, whole.ptr, n);
        assert_refused_bytes(f, (Str){.ptr = cut, .len = n}, ST_LIMIT, PKG_TRUNCATED);
        free(cut);
    }
}

/* Two directory entries that stand on the same bytes: how the best zip bombs are made. */
static void test_overlap(void **state)
{
    Fixture *f = *state;
    Str data = zeros(f, 1000);
    (void)add(f, "a", data);
    Str bytes = build(f);
    Fake second = f->fakes[0];
    second.name = "b";
    size_t start = 30 + 1 + 1000;
    Buf lie;
    buf_init(&lie, MIB);
    buf_put(&lie, str_sub(bytes, 0, start));
    put_central(&lie, &f->fakes[0]);
    put_central(&lie, &second);
    uint32_t size = (uint32_t)(lie.len - start);
    buf_puts(&lie, "PK\x05\x06");
    put32(&lie, 0);
    put16(&lie, 2);
    put16(&lie, 2);
    put32(&lie, size);
    put32(&lie, (uint32_t)start);
    put16(&lie, 0);
    assert_refused_bytes(f, buf_str(&lie), ST_LIMIT, PKG_OVERLAP);
    buf_done(&lie);
}

/* All that a directory shows wrong is told in one run. */
static void test_all_at_once(void **state)
{
    Fixture *f = *state;
    (void)add(f, "../a", STR("1"));
    add(f, "b", STR("0123456789abcdef"))->flags = 1;
    (void)add(f, "c", STR("1"));
    (void)add(f, "C", STR("1"));
    assert_refused_bytes(f, build(f), ST_LIMIT, PKG_BAD_NAME);
    assert_int_equal(f->diags.n, 3);
    assert_int_equal(f->diags.items[1].code, PKG_ENCRYPTED);
    assert_int_equal(f->diags.items[2].code, PKG_DUPLICATE);
}

/* --- folders -------------------------------------------------------------------------------------- */

static Str path_in(Fixture *f, const char *name)
{
    return arena_printf(&f->arena, "%s/%s", f->folder, name);
}

static void put_file(Fixture *f, const char *name, Str bytes)
{
    Str path = path_in(f, name);
    assert_int_equal(file_make_folder(file_folder(path), &f->diags), ST_OK);
    assert_int_equal(file_write_atomic(path, bytes, false, &f->diags), ST_OK);
}

static void test_folder_is_sorted(void **state)
{
    static const char *const wanted[] = {
        "mimetype", "[Content_Types].xml", "META-INF/x.xml", "_rels/.rels",
        "a.xml",    "a/modele.yaml",       "a/z.xml",        "b.xml"};
    Fixture *f = *state;
    for (size_t i = sizeof wanted / sizeof *wanted; i > 0; i--) {
        put_file(f, wanted[i - 1], str_of(wanted[i - 1]));
    }
    put_file(f, "modele.yaml", STR("id: x"));
    Package package;
    Str path = str_of(f->folder);
    assert_int_equal(pkgread_folder(&f->arena, path, &f->diags, &package), ST_OK);
    assert_int_equal(package.n_parts, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < package.n_parts; i++) {
        assert_true(str_is(package.parts[i].name, wanted[i]));
        assert_true(str_is(package.parts[i].bytes, wanted[i]));
    }
}

static void assert_folder_refused(Fixture *f, Status st, DiagCode code)
{
    Package package = {0};
    Str path = str_of(f->folder);
    assert_int_equal(pkgread_folder(&f->arena, path, &f->diags, &package), st);
    assert_null(package.parts);
    assert_int_equal(f->diags.n, 1);
    assert_string_equal(diag_info(f->diags.items[0].code)->symbol, diag_info(code)->symbol);
    f->diags.n = 0;
}

static void test_folder_refusals(void **state)
{
    Fixture *f = *state;
    assert_folder_refused(f, ST_INPUT, PKG_EMPTY);
    put_file(f, "word/a.xml", STR("1"));
    assert_int_equal(symlink("/etc/passwd", path_in(f, "word/b.xml").ptr), 0);
    assert_folder_refused(f, ST_LIMIT, PKG_LINK);
    assert_int_equal(unlink(path_in(f, "word/b.xml").ptr), 0);
    assert_int_equal(symlink("/etc", path_in(f, "etc").ptr), 0);
    assert_folder_refused(f, ST_LIMIT, PKG_LINK);
    assert_int_equal(unlink(path_in(f, "etc").ptr), 0);
    put_file(f, "word/A.xml", STR("1"));
    assert_folder_refused(f, ST_LIMIT, PKG_DUPLICATE);
    assert_int_equal(unlink(path_in(f, "word/A.xml").ptr), 0);
    put_file(f, "word/a\x01", STR("1"));
    assert_folder_refused(f, ST_LIMIT, PKG_BAD_NAME);
    Package package;
    assert_int_equal(pkgread_folder(&f->arena, STR("/nowhere/at/all"), &f->diags, &package), ST_IO);
    assert_int_equal(f->diags.items[0].code, FILE_CANT_READ);
}

static void test_folder_count(void **state)
{
    Fixture *f = *state;
    for (size_t i = 0; i <= LIMIT_PKG_ENTRIES; i++) {
        put_file(f, arena_printf(&f->arena, "%zu", i).ptr, STR_EMPTY);
    }
    assert_folder_refused(f, ST_LIMIT, PKG_TOO_MANY_ENTRIES);
}

/* Without libzip, or with something else of its name, archives are refused (P-008, see the golden case). */
static void test_library(void **state)
{
    (void)state;
    ZipLib lib;
    for (int i = 0; i < 2; i++) { /* loaded, and again */
        assert_true(ziplib_open(&lib, NULL));
        zip_stat_t stat = {.valid = 1};
        lib.stat_init(&stat);
        assert_int_equal(stat.valid, 0);
        ziplib_close(&lib);
        ziplib_close(&lib);
    }
    assert_false(ziplib_open(&lib, "libzip.so.none"));
    assert_false(ziplib_open(&lib, "libc.so.6"));
    assert_null(lib.handle);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_reads_in_archive_order),
        T(test_not_an_archive),
        T(test_number_of_entries),
        T(test_size_of_an_entry),
        T(test_size_of_all),
        T(test_ratio),
        T(test_declared_size_is_not_trusted),
        T(test_duplicate_names),
        T(test_names),
        T(test_odd_archives),
        T(test_encryption_and_methods),
        T(test_damage),
        T(test_truncated),
        T(test_overlap),
        T(test_all_at_once),
        T(test_folder_is_sorted),
        T(test_folder_refusals),
        T(test_folder_count),
        T(test_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
