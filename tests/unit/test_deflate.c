/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_deflate - entries made ready: method, sizes, CRC, and that the bytes come back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/pack/deflate.h"

static void assert_str(Str got, const char *wanted)
{
    assert_int_equal(got.len, strlen(wanted));
    assert_memory_equal(got.ptr, wanted, got.len);
}

static void test_deflates_what_gets_smaller(void **state)
{
    (void)state;
    char raw[5000];
    for (size_t i = 0; i < sizeof raw; i++) {
        raw[i] = "abcdefg hij"[i % 11];
    }
    Buf out;
    buf_init(&out, MIB);
    Deflater *deflater = deflate_new(DEFLATE_LEVEL);
    Entry entry;
    const Str text = {.ptr = raw, .len = sizeof raw};
    assert_int_equal(deflate_entry(deflater, STR("a/b.xml"), text, &out, &entry), ST_OK);
    assert_false(entry.is_stored);
    assert_str(entry.name, "a/b.xml");
    assert_int_equal(entry.raw_size, sizeof raw);
    assert_true(entry.data.len < 200);
    assert_ptr_equal(entry.data.ptr, out.ptr);
    assert_int_equal(entry.crc, libdeflate_crc32(0, raw, sizeof raw));
    char back[sizeof raw];
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    assert_int_equal(libdeflate_deflate_decompress(inflater, entry.data.ptr, entry.data.len, back,
                                                   sizeof back, NULL),
                     LIBDEFLATE_SUCCESS);
    assert_memory_equal(back, raw, sizeof raw);
    libdeflate_free_decompressor(inflater);
    deflate_free(deflater);
    buf_done(&out);
}

static void test_stores_what_would_grow(void **state)
{
    (void)state;
    Buf out;
    buf_init(&out, MIB);
    Deflater *deflater = deflate_new(1);
    Entry entry;
    assert_int_equal(deflate_entry(deflater, STR("n"), STR("abc"), &out, &entry), ST_OK);
    assert_true(entry.is_stored);
    assert_str(entry.data, "abc");
    assert_ptr_equal(entry.data.ptr, out.ptr);
    assert_int_equal(entry.crc, 0x352441C2);
    const Str nothing = {0};
    assert_int_equal(deflate_entry(deflater, STR("n"), nothing, &out, &entry), ST_OK);
    assert_true(entry.is_stored);
    assert_int_equal(entry.data.len, 0);
    assert_int_equal(entry.crc, 0);
    deflate_free(deflater);
    deflate_free(NULL);
    buf_done(&out);
}

/* Without compression every entry is stored, with the same CRC. */
static void test_none_stores(void **state)
{
    (void)state;
    Buf out;
    buf_init(&out, MIB);
    Deflater *deflater = deflate_new(DEFLATE_NONE);
    Entry entry;
    const Str text = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_int_equal(deflate_entry(deflater, STR("n"), text, &out, &entry), ST_OK);
    assert_true(entry.is_stored);
    assert_true(str_eq(entry.data, text));
    assert_int_equal(entry.crc, libdeflate_crc32(0, text.ptr, text.len));
    deflate_free(deflater);
    buf_done(&out);
}

static void test_stored_entry_borrows(void **state)
{
    (void)state;
    const Str raw = STR("application/vnd.oasis.opendocument.text");
    Entry entry = deflate_stored(STR("mimetype"), raw);
    assert_true(entry.is_stored);
    assert_ptr_equal(entry.data.ptr, raw.ptr);
    assert_int_equal(entry.raw_size, 39);
    assert_int_equal(entry.crc, 0x0C32C65E);
}

static void test_ceiling_and_memory(void **state)
{
    (void)state;
    Buf out;
    buf_init(&out, 8);
    Deflater *deflater = deflate_new(DEFLATE_LEVEL);
    Entry entry;
    assert_int_equal(deflate_entry(deflater, STR("n"), STR("0123456789"), &out, &entry), ST_LIMIT);
    deflate_free(deflater);
    buf_done(&out);
    mem_fail_at(1);
    assert_null(deflate_new(DEFLATE_LEVEL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deflates_what_gets_smaller),
        cmocka_unit_test(test_stores_what_would_grow),
        cmocka_unit_test(test_none_stores),
        cmocka_unit_test(test_stored_entry_borrows),
        cmocka_unit_test(test_ceiling_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
