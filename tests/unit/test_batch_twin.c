/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies batch_twin.c: which hashes are there twice; which records stand in each other's way, and which publication of a contract
 * counts.
 */
#include "generator/batch/batch_twin.h"

#include "tests/unit/place_fixture.h"

/* The indexes of the hashes that are marked, with blanks between. */
static const char *marked(Place *p, const uint64_t *hashes, size_t n)
{
    CLEANUP(buf_done) Buf all = {0};
    CLEANUP(buf_done) Buf bits = {0};
    CLEANUP(buf_done) Buf out = {0};
    bool has_any = false;
    buf_init(&all, MIB);
    buf_init(&bits, MIB);
    buf_init(&out, MIB);
    buf_put(&all, (Str){.ptr = (const char *)hashes, .len = n * sizeof *hashes});
    for (size_t i = 0; i < n / 8 + 1; i++) {
        buf_putc(&bits, '\0');
    }
    assert_int_equal(batch_twin_mark(&all, n, &bits, &has_any), ST_OK);
    for (size_t i = 0; i < n; i++) {
        if ((bits.ptr[i / 8] >> i % 8 & 1) != 0) {
            buf_printf(&out, "%s%zu", out.len > 0 ? " " : "", i);
        }
    }
    assert_int_equal(has_any, out.len > 0);
    return arena_str(&p->arena, buf_str(&out)).ptr;
}

static void marks_what_is_there_twice(void **state)
{
    Place *p = *state;
    assert_string_equal(marked(p, (uint64_t[]){7}, 0), "");
    assert_string_equal(marked(p, (uint64_t[]){7}, 1), "");
    assert_string_equal(marked(p, (uint64_t[]){7, 8, 9}, 3), "");
    assert_string_equal(marked(p, (uint64_t[]){0, 0, 1}, 3), "");
    assert_string_equal(marked(p, (uint64_t[]){9, 8, 9, 7, 8, 9, 0, 0, 1, 1}, 10), "0 1 2 4 5 8 9");
    uint64_t many[3000];
    for (size_t i = 0; i < 3000; i++) {
        many[i] = UINT64_MAX - i * 3;
    }
    many[2999] = many[17];
    assert_string_equal(marked(p, many, 3000), "17 2999");
}

/* "1:1>4" for record 1, kind 1, because of record 4: its line, which is the number and 100. */
static const char *twins_of(Place *p, const TwinFacts *facts, size_t n)
{
    CLEANUP(buf_done) Buf buf = {0};
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&buf, MIB);
    buf_init(&out, MIB);
    for (size_t i = 0; i < n; i++) {
        TwinFacts f = facts[i];
        f.line = f.number + 100;
        f.file = 3;
        buf_put(&buf, (Str){.ptr = (const char *)&f, .len = sizeof f});
    }
    assert_int_equal(batch_twin_resolve(&buf), ST_OK);
    for (size_t number = 0; number < 100; number++) {
        const BatchTwin *twin = batch_twin_find(&buf, number);
        if (twin) {
            assert_int_equal(twin->number, number);
            assert_int_equal(twin->other_file, 3);
            buf_printf(&out, "%s%u:%u>%u", out.len > 0 ? " " : "", twin->number, twin->kind,
                       twin->other_line - 100);
        }
    }
    return arena_str(&p->arena, buf_str(&out)).ptr;
}

static void conflicts(void **state)
{
    Place *p = *state;
    assert_string_equal(twins_of(p, NULL, 0), "");
    assert_string_equal(twins_of(p, (TwinFacts[]){{.id = 1, .name = 2, .number = 5}}, 1), "");
    /* Three of one identifier: each tells of the first, the first of the second. */
    assert_string_equal(twins_of(p,
                                 (TwinFacts[]){{.id = 9, .name = 2, .number = 5},
                                               {.id = 1, .name = 3, .number = 6},
                                               {.id = 9, .name = 2, .number = 7},
                                               {.id = 9, .name = 2, .number = 8}},
                                 4),
                        "5:1>7 7:1>5 8:1>5");
    /* A name that only records without documents share is free. */
    assert_string_equal(twins_of(p,
                                 (TwinFacts[]){{.id = 9, .name = 2, .number = 5},
                                               {.id = 9, .name = 3, .number = 6},
                                               {.id = 1, .name = 2, .number = 7}},
                                 3),
                        "5:1>6 6:1>5");
    assert_string_equal(twins_of(p,
                                 (TwinFacts[]){{.id = 1, .name = 2, .number = 5},
                                               {.id = 2, .name = 2, .number = 6},
                                               {.id = 3, .name = 0, .number = 7},
                                               {.id = 4, .name = 0, .number = 8}},
                                 4),
                        "5:2>6 6:2>5");
}

static void publications(void **state)
{
    Place *p = *state;
    /* The latest day counts wherever it stands; of one day the last one; without a day before all. */
    assert_string_equal(
        twins_of(p,
                 (TwinFacts[]){{.id = 1, .name = 2, .content = 7, .day = 20, .number = 1},
                               {.id = 1, .name = 2, .content = 8, .day = 10, .number = 2},
                               {.id = 1, .name = 2, .content = 7, .day = 0, .number = 3}},
                 3),
        "2:3>1 3:4>1");
    assert_string_equal(
        twins_of(p,
                 (TwinFacts[]){{.id = 1, .name = 2, .content = 7, .day = 10, .number = 1},
                               {.id = 1, .name = 2, .content = 8, .day = 10, .number = 4}},
                 2),
        "1:3>4");
    /* A market of the same identifier is no publication: all are in each other's way. */
    assert_string_equal(
        twins_of(p,
                 (TwinFacts[]){{.id = 1, .name = 2, .content = 7, .day = 10, .number = 1},
                               {.id = 1, .name = 2, .number = 2},
                               {.id = 1, .name = 2, .content = 7, .day = 12, .number = 3}},
                 3),
        "1:1>2 2:1>1 3:1>1");
    /* What counts may still share its name with another contract. */
    assert_string_equal(
        twins_of(p,
                 (TwinFacts[]){{.id = 1, .name = 2, .content = 7, .day = 10, .number = 1},
                               {.id = 1, .name = 2, .content = 7, .day = 12, .number = 2},
                               {.id = 5, .name = 2, .content = 6, .day = 1, .number = 3}},
                 3),
        "1:4>2 2:2>3 3:2>2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_AT_PLACE(marks_what_is_there_twice),
        TEST_AT_PLACE(conflicts),
        TEST_AT_PLACE(publications),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
