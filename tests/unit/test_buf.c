/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies buf.c: what is put comes out, a failure is remembered and nothing is written behind it, ceilings to the byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/buf.h"
#include "generator/base/mem.h"

static void assert_buf(const Buf *b, const char *wanted)
{
    assert_int_equal(b->len, strlen(wanted));
    assert_memory_equal(buf_str(b).ptr, wanted, b->len);
}

static void what_is_put_comes_out(void **state)
{
    (void)state;
    Buf b;
    buf_init(&b, 1 << 20);
    assert_buf(&b, "");
    buf_puts(&b, "a");
    buf_put(&b, STR_EMPTY);
    buf_put(&b, (Str){0});
    buf_putc(&b, '-');
    buf_put_utf8(&b, 0xE9);
    buf_put_utf8(&b, 0x20AC);
    buf_put_utf8(&b, 0x1F600);
    buf_put_u64(&b, 0);
    buf_put_u64(&b, UINT64_MAX);
    buf_put_hex(&b, (const unsigned char[]){0, 10, 0x9F, 0xFF}, 4);
    buf_printf(&b, "%s:%05d", "x", 42);
    assert_buf(&b, "a-é€😀018446744073709551615000a9fffx:00042");
    buf_clear(&b);
    assert_buf(&b, "");
    for (int i = 0; i < 100000; i++) {
        buf_putc(&b, 'x');
    }
    assert_int_equal(b.len, 100000);
    assert_true(buf_ok(&b));
    buf_done(&b);
    buf_done(&b);
    buf_done(NULL);
}

static void ceilings_count_to_the_end(void **state)
{
    (void)state;
    for (size_t max = 0; max < 600; max += 37) {
        Buf b;
        buf_init(&b, max);
        for (size_t i = 0; i < max; i++) {
            buf_putc(&b, 'x');
        }
        assert_true(buf_ok(&b));
        assert_int_equal(b.len, max);
        buf_putc(&b, 'y');
        assert_int_equal(b.status, ST_LIMIT);
        buf_clear(&b); /* forgets the failure */
        assert_true(buf_ok(&b));
        buf_done(&b);
        buf_printf(&b, "%*d", (int)max, 1); /* printf too, without room for its NUL */
        assert_int_equal(b.status, max > 0 ? ST_OK : ST_LIMIT);
        buf_done(&b);
    }
}

static void a_failure_is_remembered(void **state)
{
    (void)state;
    Buf b;
    buf_init(&b, 10);
    buf_puts(&b, "123456");
    buf_puts(&b, "789012"); /* does not fit: none of it is written */
    buf_puts(&b, "x");
    buf_putc(&b, 'x');
    buf_printf(&b, "x");
    assert_buf(&b, "123456");
    assert_int_equal(b.status, ST_LIMIT);
    assert_false(buf_reserve(&b, 0));
    buf_done(&b);

    buf_init(&b, 1 << 20);
    buf_puts(&b, "1");
    mem_fail_at(1);
    assert_false(buf_reserve(&b, 5000));
    assert_int_equal(b.status, ST_NOMEM);
    buf_puts(&b, "2");
    assert_buf(&b, "1");
    buf_clear(&b);
    assert_false(buf_reserve(&b, SIZE_MAX));
    assert_int_equal(b.status, ST_LIMIT);
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_comes_out),
        cmocka_unit_test(ceilings_count_to_the_end),
        cmocka_unit_test(a_failure_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
