/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies shard.c, merge_read.c and merge.c: who does which record; the manifest of a shard; shards put together, lines longer than
 * what is read at once, memory that ends anywhere, a file that changes meanwhile. tests/batch/shards.py does the rest.
 */
#include "generator/batch/merge.h"

#include <stdio.h>

#include "generator/base/digest.h"
#include "generator/base/mem.h"
#include "generator/batch/manifest.h"
#include "tests/unit/place_fixture.h"

#define N_RECORDS 40

/* Shards of N_RECORDS records "r0"…, whose lines grow up to 60 KiB. */
typedef struct Run {
    Place *p;
    uint32_t n_shards;
    Str whole; /* what the merged manifest is to hold */
    Str paths[8];
} Run;

static void shard_texts(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",     "/",   "1",     "1/",     "/1",
                                        "0/1",  "2/1", "1/2/3", "1/4097", "-1/2",
                                        "1 /2", "a/b", "1/2x",  "+1/2",   "1/99999999999"};
    Shard shard;
    assert_true(shard_parse(STR("2/3"), &shard));
    assert_int_equal(shard.number, 2);
    assert_int_equal(shard.count, 3);
    assert_true(shard_parse(STR("4096/4096"), &shard));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(shard_parse(str_of(wrong[i]), &shard));
    }
}

static void file_names(void **state)
{
    Place *p = *state;
    static const char *const names[][2] = {{"o/manifest.jsonl", "o/manifest-2-3.jsonl"},
                                           {"a.b/m", "a.b/m-2-3"},
                                           {"m.v1.jsonl", "m.v1-2-3.jsonl"},
                                           {".m", ".m-2-3"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str name = shard_file(&p->arena, str_of(names[i][0]), (Shard){.number = 2, .count = 3});
        assert_string_equal(name.ptr, names[i][1]);
    }
}

/* The documented numbers: what sha256sum says of nothing and of "abc" begins so. */
static void whose_record(void **state)
{
    (void)state;
    assert_int_equal(shard_of(STR("ecole"), 1), 1);
    assert_int_equal(shard_of(STR(""), 1000), 0xe3b0c442U % 1000 + 1);
    assert_int_equal(shard_of(STR("abc"), 4096), 0xba7816bfU % 4096 + 1);
}

/* --- a run ------------------------------------------------------------------------------------------------------- */

static void put_line(Buf *out, size_t i, Str id)
{
    buf_printf(out, "{\"id\":\"%.*s\",\"library\":\"l\",\"template\":\"t\",\"options\":\"o\",",
               STR_ARG(id));
    buf_printf(out,
               "\"date\":\"2026-09-21\",\"status\":\"ok\",\"outputs\":[],\"files\":[],\"faits\":\"%"
               "0*d\"}\n",
               (int)(i % 7 == 3 ? 60000 : i * 10 + 1), 0);
}

static Str ids_sum(Arena *arena)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, MIB);
    for (size_t i = 0; i < N_RECORDS; i++) {
        buf_printf(&text, "\"r%zu\"\n", i);
    }
    return digest_of(arena, buf_str(&text));
}

/* Writes one shard as a batch does, by its journal. */
static void put_shard(Run *run, uint32_t k)
{
    Place *p = run->p;
    char mine[N_RECORDS / 8 + 1] = {0};
    Manifest *m = NULL;
    Shard shard = {.number = k, .count = run->n_shards};
    run->paths[k - 1] = shard_file(&p->arena, in(p, "m.jsonl"), shard);
    assert_int_equal(manifest_open(run->paths[k - 1], true, 8, &p->diags, &m), ST_OK);
    for (size_t i = 0; i < N_RECORDS; i++) {
        CLEANUP(buf_done) Buf line = {0};
        Str id = arena_printf(&p->arena, "r%zu", i);
        buf_init(&line, MIB);
        put_line(&line, i, id);
        if (shard_of(id, run->n_shards) == k) {
            mine[i / 8] = (char)(mine[i / 8] | 1 << i % 8);
            ManifestPlace place = manifest_find(m, batch_line_key(buf_str(&line)));
            assert_int_equal(place == MANIFEST_NOWHERE ? manifest_add(m, buf_str(&line), &p->diags)
                                                       : manifest_keep(m, place, &p->diags),
                             ST_OK);
        }
    }
    Str head =
        arena_printf(&p->arena,
                     "{\"shard\":%u,\"of\":%u,\"records\":%zu,\"total\":%d,\"ids\":\"%s\","
                     "\"library\":\"l\",\"template\":\"t\",\"options\":\"o\",\"date\":\"d\"}\n",
                     k, run->n_shards, manifest_n(m), N_RECORDS, ids_sum(&p->arena).ptr);
    const ManifestShard more = {.head = head, .mine = {.ptr = mine, .len = sizeof mine}};
    assert_int_equal(manifest_publish(m, &more, &p->diags), ST_OK);
    manifest_close(m);
}

static Run make_run(Place *p, uint32_t n_shards)
{
    Run run = {.p = p, .n_shards = n_shards};
    CLEANUP(buf_done) Buf whole = {0};
    buf_init(&whole, 4 * MIB);
    for (size_t i = 0; i < N_RECORDS; i++) {
        put_line(&whole, i, arena_printf(&p->arena, "r%zu", i));
    }
    run.whole = arena_str(&p->arena, buf_str(&whole));
    for (uint32_t k = 1; k <= n_shards; k++) {
        put_shard(&run, k);
    }
    return run;
}

static Status merge_run(Run *run)
{
    Merge merge;
    Arena arena;
    arena_init(&arena, 0);
    DiagList diags;
    diag_list_init(&diags, &arena);
    Status st = merge_open(&arena, &diags, run->paths, run->n_shards, &merge);
    st = st == ST_OK ? merge_write(&merge, in(run->p, "whole.jsonl")) : st;
    if (st == ST_OK) {
        assert_int_equal(merge.counts.n_records, N_RECORDS);
    }
    merge_done(&merge);
    arena_done(&arena);
    return st;
}

static Str whole_file(Place *p)
{
    Str text = STR_EMPTY;
    assert_int_equal(
        file_read(&p->arena, in(p, "whole.jsonl"), 8 * MIB, (Loc){0}, &p->diags, &text), ST_OK);
    return text;
}

static void put_together(void **state)
{
    Place *p = *state;
    for (uint32_t n = 1; n <= 8; n++) {
        Run run = make_run(p, n);
        assert_int_equal(merge_run(&run), ST_OK);
        assert_true(str_eq(whole_file(p), run.whole));
    }
}

/* The lines of a shard's manifest are found again, without their ranks. */
static void shard_goes_on(void **state)
{
    Place *p = *state;
    Run run = make_run(p, 3);
    Run again = make_run(p, 3);
    assert_int_equal(merge_run(&again), ST_OK);
    assert_true(str_eq(whole_file(p), run.whole));
    Manifest *m = NULL;
    assert_int_equal(manifest_open(run.paths[1], true, 8, &p->diags, &m), ST_OK);
    size_t n_found = 0;
    for (size_t i = 0; i < N_RECORDS; i++) {
        CLEANUP(buf_done) Buf found = {0};
        CLEANUP(buf_done) Buf wanted = {0};
        Str id = arena_printf(&p->arena, "r%zu", i);
        buf_init(&found, MIB);
        buf_init(&wanted, MIB);
        put_line(&wanted, i, id);
        ManifestPlace place = manifest_find(m, batch_line_key(buf_str(&wanted)));
        if (place != MANIFEST_NOWHERE) {
            assert_true(manifest_read(m, place, &found));
            assert_true(str_eq(buf_str(&found), buf_str(&wanted)));
            n_found++;
        }
    }
    assert_in_range(n_found, 1, N_RECORDS - 1);
    manifest_close(m);
}

static void memory_ends(void **state)
{
    Place *p = *state;
    Run run = make_run(p, 3);
    Status st = ST_NOMEM;
    for (size_t n = 1; st != ST_OK; n++) {
        mem_fail_at(n);
        st = merge_run(&run);
        mem_fail_at(0);
        assert_true(st == ST_OK || st == ST_NOMEM || st == ST_INPUT);
        assert_true(st == ST_OK || !has_file(p, "whole.jsonl"));
    }
    assert_true(str_eq(whole_file(p), run.whole));
}

/* A shard that another process writes again while it is merged. */
static void file_changes(void **state)
{
    Place *p = *state;
    Run run = make_run(p, 2);
    Merge merge;
    assert_int_equal(merge_open(&p->arena, &p->diags, run.paths, 2, &merge), ST_OK);
    put_file(p, file_base(run.paths[1]).ptr, "{}\n");
    assert_int_equal(merge_write(&merge, in(p, "whole.jsonl")), ST_IO);
    assert_string_equal(only_code(p), "F-001");
    assert_false(has_file(p, "whole.jsonl"));
    merge_done(&merge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shard_texts), TEST_AT_PLACE(file_names),    cmocka_unit_test(whose_record),
        TEST_AT_PLACE(put_together),   TEST_AT_PLACE(shard_goes_on), TEST_AT_PLACE(memory_ends),
        TEST_AT_PLACE(file_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
