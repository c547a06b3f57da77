/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_pkgwrite - archives from ready entries: bytes where ODF wants them, no trace of time, place or user, same bytes
 * each time, what fits no field is refused, and libzip, which wrote none of it, reads back what was put in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>
#include <zip.h>

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/pack/pkgwrite.h"

#define MIMETYPE "application/vnd.oasis.opendocument.text"
#define CONTENT                                                                                    \
    "<office:document-content>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"      \
    "</office:document-content>"

typedef struct Fixture {
    Arena arena;
    DiagList diags;
    Deflater *deflater;
    Buf packed;
    Buf out;
    Entry entries[3];
} Fixture;

static int setup(void **state)
{
    Fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 0);
    diag_list_init(&f->diags, &f->arena);
    f->deflater = deflate_new(DEFLATE_LEVEL);
    buf_init(&f->packed, MIB);
    buf_init(&f->out, MIB);
    f->entries[0] = deflate_stored(STR("mimetype"), STR(MIMETYPE));
    Status st =
        deflate_entry(f->deflater, STR("content.xml"), STR(CONTENT), &f->packed, &f->entries[1]);
    f->entries[2] = deflate_stored(STR("Pictures/vide\xC3\xA9"), STR_EMPTY);
    *state = f;
    return st == ST_OK ? 0 : -1;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    buf_done(&f->out);
    buf_done(&f->packed);
    deflate_free(f->deflater);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static uint32_t u16(const char *p)
{
    return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

/* ODF 1.3 part 2, 3.3: first, stored, no extra field; no data descriptor, so that the type stands at byte 38. */
static void test_mimetype_is_where_odf_wants_it(void **state)
{
    Fixture *f = *state;
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    const char *p = f->out.ptr;
    assert_memory_equal(p, "PK\x03\x04", 4);
    assert_int_equal(u16(p + 6), 0);     /* flags: no descriptor, no encryption */
    assert_int_equal(u16(p + 8), 0);     /* stored */
    assert_int_equal(u16(p + 10), 0);    /* midnight */
    assert_int_equal(u16(p + 12), 0x21); /* 1 January 1980 */
    assert_int_equal(u16(p + 26), 8);    /* length of the name */
    assert_int_equal(u16(p + 28), 0);    /* no extra field */
    assert_memory_equal(p + 30, "mimetype" MIMETYPE, 8 + sizeof MIMETYPE - 1);
}

/* Every header, local and central: fixed date, no extra field, no comment, no attributes. */
static void test_headers_say_nothing_of_us(void **state)
{
    Fixture *f = *state;
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    size_t n_local = 0;
    size_t n_central = 0;
    for (size_t i = 0; i + 46 < f->out.len; i++) {
        const char *p = f->out.ptr + i;
        if (memcmp(p, "PK\x03\x04", 4) == 0) {
            n_local++;
            assert_int_equal(u16(p + 6) & 8, 0);
            assert_int_equal(u16(p + 12), 0x21);
            assert_int_equal(u16(p + 28), 0);
        } else if (memcmp(p, "PK\x01\x02", 4) == 0) {
            n_central++;
            assert_int_equal(p[5], 0); /* made by: MS-DOS */
            assert_int_equal(u16(p + 12), 0);
            assert_int_equal(u16(p + 14), 0x21);
            assert_int_equal(u16(p + 30), 0);
            assert_int_equal(u16(p + 32), 0);
            assert_int_equal(u16(p + 38), 0);
            assert_int_equal(u16(p + 40), 0);
        }
    }
    assert_int_equal(n_local, 3);
    assert_int_equal(n_central, 3);
}

static void assert_entry(zip_t *zip, zip_uint64_t i, const char *name, const char *wanted)
{
    char got[4096];
    assert_string_equal(zip_get_name(zip, i, ZIP_FL_ENC_STRICT), name);
    zip_file_t *file = zip_fopen_index(zip, i, 0);
    assert_non_null(file);
    assert_int_equal(zip_fread(file, got, sizeof got), strlen(wanted));
    assert_memory_equal(got, wanted, strlen(wanted));
    assert_int_equal(zip_fread(file, got, sizeof got), 0); /* here libzip compares the CRC */
    assert_int_equal(zip_fclose(file), 0);
}

/* An archive of f->out as libzip reads it, consistency checked; discarded by the caller. */
static zip_t *open_archive(const Fixture *f, size_t n)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(f->out.ptr, f->out.len, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    assert_non_null(zip);
    assert_int_equal(zip_get_num_entries(zip, 0), n);
    return zip;
}

static void test_comes_back(void **state)
{
    Fixture *f = *state;
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    zip_t *zip = open_archive(f, 3);
    assert_entry(zip, 0, "mimetype", MIMETYPE);
    assert_entry(zip, 1, "content.xml", CONTENT);
    assert_entry(zip, 2, "Pictures/vide\xC3\xA9", "");
    zip_stat_t stat;
    assert_int_equal(zip_stat_index(zip, 1, 0, &stat), 0);
    assert_int_equal(stat.comp_method, ZIP_CM_DEFLATE);
    assert_int_equal(stat.comp_size, f->entries[1].data.len);
    zip_discard(zip);
}

/* What the fields say, byte by byte: sizes, offsets and counts of the directory; UTF-8 is told where a name needs it. */
static void test_directory_says_where_things_are(void **state)
{
    Fixture *f = *state;
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    const char *end = f->out.ptr + f->out.len - 22;
    assert_memory_equal(end, "PK\x05\x06\0\0\0\0\3\0\3\0", 12);
    size_t start = u16(end + 16) | u16(end + 18) << 16;
    assert_int_equal(start + (u16(end + 12) | u16(end + 14) << 16), f->out.len - 22);
    const char *p = f->out.ptr + start;
    for (size_t i = 0; i < 3; i++) {
        const Entry *entry = &f->entries[i];
        const char *local = f->out.ptr + (u16(p + 42) | u16(p + 44) << 16);
        assert_memory_equal(p, "PK\x01\x02", 4);
        assert_memory_equal(local, "PK\x03\x04", 4);
        assert_memory_equal(local + 4, p + 6, 26); /* both headers say the same */
        assert_int_equal(u16(p + 6), entry->is_stored ? 10 : 20);
        assert_int_equal(u16(p + 8), i == 2 ? 0x800 : 0);
        assert_int_equal(u16(p + 10), entry->is_stored ? 0 : 8);
        assert_int_equal(u16(p + 16) | u16(p + 18) << 16, entry->crc);
        assert_int_equal(u16(p + 20), entry->data.len);
        assert_int_equal(u16(p + 24), entry->raw_size);
        assert_memory_equal(local + 30 + entry->name.len, entry->data.ptr, entry->data.len);
        p += 46 + u16(p + 28);
    }
    assert_ptr_equal(p, end);
}

static void test_same_bytes_in_any_zone_and_umask(void **state)
{
    Fixture *f = *state;
    Buf other;
    buf_init(&other, MIB);
    assert_int_equal(setenv("TZ", "Pacific/Kiritimati", 1), 0);
    tzset();
    mode_t mask = umask(077);
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    assert_int_equal(setenv("TZ", "America/Noronha", 1), 0);
    tzset();
    (void)umask(0);
    assert_int_equal(pkgwrite(f->entries, 3, &other, &f->diags), ST_OK);
    (void)umask(mask);
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
    assert_int_equal(f->out.len, other.len);
    assert_memory_equal(f->out.ptr, other.ptr, other.len);
    buf_done(&other);
}

static void test_two_entries_of_one_name_are_our_mistake(void **state)
{
    Fixture *f = *state;
    f->entries[2].name = STR("content.xml");
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_BUG);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, PKG_CANT_BUILD);
}

static void assert_refused(Fixture *f, size_t n, Status wanted, DiagCode code)
{
    diag_list_init(&f->diags, &f->arena);
    buf_clear(&f->out);
    assert_int_equal(pkgwrite(f->entries, n, &f->out, &f->diags), wanted);
    assert_int_equal(f->out.len, 0);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, code);
}

/* Names and sizes that no reader takes, and those that a field would cut. */
static void test_what_fits_no_field_is_refused(void **state)
{
    static char name[UINT16_MAX + 1];
    Fixture *f = *state;
    memset(name, 'n', sizeof name);
    const Entry good = f->entries[2];
    const Entry bad[] = {
        {.name = STR_EMPTY, .is_stored = true},
        {.name = STR("a\xFF"), .is_stored = true},
        {.name = {.ptr = name, .len = sizeof name}, .is_stored = true},
        {.name = STR("a"), .raw_size = (size_t)UINT32_MAX + 1},
        {.name = STR("a"), .data = {.ptr = name, .len = (size_t)UINT32_MAX + 1}},
        {.name = STR("a"), .data = {.ptr = name, .len = UINT32_MAX}}, /* the archive is larger */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        f->entries[2] = bad[i];
        assert_refused(f, 3, ST_BUG, PKG_CANT_BUILD);
    }
    f->entries[2] = good;
    f->entries[2].name = (Str){.ptr = name, .len = UINT16_MAX};
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    zip_t *zip = open_archive(f, 3);
    assert_int_equal(strlen(zip_get_name(zip, 2, ZIP_FL_ENC_STRICT)), UINT16_MAX);
    zip_discard(zip);
}

/* 65,535 entries are the most that an archive without zip64 has numbers for. */
static void test_most_entries(void **state)
{
    enum { MOST = UINT16_MAX };
    Fixture *f = *state;
    char(*names)[8] = calloc(MOST + 1, sizeof *names);
    Entry *entries = calloc(MOST + 1, sizeof *entries);
    assert_non_null(names);
    assert_non_null(entries);
    for (size_t i = 0; i <= MOST; i++) {
        (void)snprintf(names[i], sizeof names[i], "e%05zu", i);
        entries[i] = deflate_stored(str_of(names[i]), STR("x"));
    }
    f->out.max_bytes = 16 * MIB;
    assert_int_equal(pkgwrite(entries, MOST + 1, &f->out, &f->diags), ST_LIMIT);
    assert_int_equal(f->diags.items[0].code, PKG_TOO_MANY_FILES);
    assert_int_equal(pkgwrite(entries, MOST, &f->out, &f->diags), ST_OK);
    zip_t *zip = open_archive(f, MOST);
    assert_entry(zip, MOST - 1, "e65534", "x");
    zip_discard(zip);
    entries[MOST - 1].name = entries[0].name; /* the first and the last */
    assert_int_equal(pkgwrite(entries, MOST, &f->out, &f->diags), ST_BUG);
    free(entries);
    free(names);
}

static void test_ceiling(void **state)
{
    Fixture *f = *state;
    Buf small;
    buf_init(&small, 64);
    assert_int_equal(pkgwrite(f->entries, 3, &small, &f->diags), ST_LIMIT);
    assert_int_equal(f->diags.items[0].code, PKG_OUTPUT_TOO_LARGE);
    buf_done(&small);
}

/* A document of ours needs one allocation, for the archive. */
static void test_out_of_memory(void **state)
{
    Fixture *f = *state;
    mem_fail_at(1);
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_NOMEM);
    mem_fail_at(0);
    assert_int_equal(pkgwrite(f->entries, 3, &f->out, &f->diags), ST_OK);
    assert_int_equal(f->diags.n, 0);
}

/* Many entries, whose names are compared in memory of their own, and a name longer than any of ours. */
static void test_many_entries(void **state)
{
    enum { N = 100, LONG = 3000 };
    Fixture *f = *state;
    static char names[N][8];
    static char name[LONG];
    Entry entries[N];
    memset(name, 'n', sizeof name);
    for (size_t i = 0; i < N; i++) {
        (void)snprintf(names[i], sizeof names[i], "e%03zu", i);
        entries[i] = deflate_stored(str_of(names[i]), STR("x"));
    }
    entries[7].name = (Str){.ptr = name, .len = LONG};
    for (size_t i = 1; i <= 2; i++) {
        buf_done(&f->out);
        mem_fail_at(i);
        assert_int_equal(pkgwrite(entries, N, &f->out, &f->diags), ST_NOMEM);
    }
    mem_fail_at(0);
    assert_int_equal(pkgwrite(entries, N, &f->out, &f->diags), ST_OK);
    assert_true(str_find(buf_str(&f->out), (Str){.ptr = name, .len = LONG}, 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&f->out), STR("e099"), 0) != SIZE_MAX);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_mimetype_is_where_odf_wants_it),
        T(test_headers_say_nothing_of_us),
        T(test_comes_back),
        T(test_directory_says_where_things_are),
        T(test_same_bytes_in_any_zone_and_umask),
        T(test_two_entries_of_one_name_are_our_mistake),
        T(test_what_fits_no_field_is_refused),
        T(test_most_entries),
        T(test_ceiling),
        T(test_out_of_memory),
        T(test_many_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
