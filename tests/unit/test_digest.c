/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_digest - SHA-256 of what FIPS 180-4 gives as examples, whole and in pieces; a digest that was ended begins anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "generator/base/digest.h"

static const struct {
    Str text;
    const char *sum;
} examples[] = {
    {{"", 0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {{"abc", 3}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56},
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void assert_sum(const char digits[DIGEST_DIGITS], const char *wanted)
{
    assert_memory_equal(digits, wanted, DIGEST_DIGITS);
}

static void published_examples(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        Str sum = digest_of(&arena, examples[i].text);
        assert_int_equal(sum.len, DIGEST_DIGITS);
        assert_string_equal(sum.ptr, examples[i].sum);
    }
    arena_done(&arena);
}

static void in_pieces(void **state)
{
    (void)state;
    Digest digest;
    char digits[DIGEST_DIGITS];
    unsigned char bytes[DIGEST_BYTES];
    digest_init(&digest);
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        for (size_t k = 0; k < examples[i].text.len; k++) {
            digest_add(&digest, str_sub(examples[i].text, k, 1));
            digest_add(&digest, (Str){0});
        }
        digest_end_hex(&digest, digits); /* the next begins anew */
        assert_sum(digits, examples[i].sum);
    }
    for (int i = 0; i < 10000; i++) {
        char many[100];
        memset(many, 'a', sizeof many);
        digest_add(&digest, (Str){.ptr = many, .len = sizeof many});
    }
    digest_end(&digest, bytes); /* a million times "a" */
    assert_int_equal(bytes[0], 0xcd);
    assert_int_equal(bytes[31], 0xd0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_examples),
        cmocka_unit_test(in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
