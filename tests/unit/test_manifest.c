/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies manifest.c: lines of a run that was killed anywhere are found again; the manifest is whole, in the order of the records, or
 * absent; two runs don't write one.
 */
#include "generator/batch/manifest.h"

#include <stdio.h>

#include "tests/unit/place_fixture.h"

#define KEY(id) "{\"id\":\"" id "\",\"source\":{\"file\":\"f\",\"line\":null},\"sha256\":\"s\""
#define LINE(id, rest) KEY(id) ",\"library\":\"l\",\"n\":" rest "}\n"

static Manifest *open_manifest(Place *p, bool is_resumed)
{
    Manifest *m = NULL;
    assert_int_equal(manifest_open(in(p, "m.jsonl"), is_resumed, 8, &p->diags, &m), ST_OK);
    return m;
}

static void add(Place *p, Manifest *m, const char *line)
{
    assert_int_equal(manifest_add(m, str_of(line), &p->diags), ST_OK);
}

/* The earlier line about the record of this key is the next one's. */
static void keep(Place *p, Manifest *m, const char *key, const char *wanted)
{
    CLEANUP(buf_done) Buf line = {0};
    buf_init(&line, MIB);
    ManifestPlace place = manifest_find(m, str_of(key));
    assert_true(place != MANIFEST_NOWHERE);
    assert_true(manifest_read(m, place, &line));
    assert_true(str_is(buf_str(&line), wanted));
    assert_int_equal(manifest_keep(m, place, &p->diags), ST_OK);
}

static void publish(Place *p, Manifest *m)
{
    assert_int_equal(manifest_publish(m, NULL, &p->diags), ST_OK);
    manifest_close(m);
    assert_false(has_file(p, "m.jsonl.partial"));
}

static void appears_whole(void **state)
{
    Place *p = *state;
    Manifest *m = open_manifest(p, false);
    assert_false(manifest_is_continued(m));
    add(p, m, LINE("a", "1"));
    add(p, m, LINE("b", "2"));
    assert_false(has_file(p, "m.jsonl"));
    assert_int_equal(manifest_n(m), 2);
    assert_true(str_is(get_file(p, "m.jsonl.partial"), LINE("a", "1") LINE("b", "2")));
    publish(p, m);
    assert_true(str_is(get_file(p, "m.jsonl"), LINE("a", "1") LINE("b", "2")));
}

/* Closed without being published, as after a kill: what is there is found; a cut line and garbage are not. */
static void goes_on_after_a_kill(void **state)
{
    Place *p = *state;
    put_file(p, "m.jsonl.partial",
             LINE("a", "1") "garbage\n" LINE("é\\\"", "2") LINE("a", "3") "{\"id\":\"c\",");
    Manifest *m = open_manifest(p, true);
    assert_true(manifest_is_continued(m));
    assert_true(manifest_find(m, STR(KEY("c"))) == MANIFEST_NOWHERE);
    assert_true(manifest_find(m, STR(KEY("garbage"))) == MANIFEST_NOWHERE);
    keep(p, m, KEY("a"), LINE("a", "3"));
    add(p, m, LINE("c", "4"));
    keep(p, m, KEY("é\\\""), LINE("é\\\"", "2"));
    publish(p, m);
    assert_true(str_is(get_file(p, "m.jsonl"), LINE("a", "3") LINE("c", "4") LINE("é\\\"", "2")));
}

static void goes_on_after_an_end(void **state)
{
    Place *p = *state;
    put_file(p, "m.jsonl", LINE("a", "1") LINE("b", "2") LINE("c", "3"));
    put_file(p, "m.jsonl.partial", LINE("b", "22"));
    Manifest *m = open_manifest(p, true);
    add(p, m, LINE("x", "0"));
    keep(p, m, KEY("c"), LINE("c", "3"));
    keep(p, m, KEY("b"), LINE("b", "22")); /* the journal is younger */
    manifest_close(m); /* killed here: the old one is still there, and nothing is lost */
    assert_true(str_is(get_file(p, "m.jsonl"), LINE("a", "1") LINE("b", "2") LINE("c", "3")));
    m = open_manifest(p, true);
    keep(p, m, KEY("x"), LINE("x", "0"));
    keep(p, m, KEY("c"), LINE("c", "3"));
    publish(p, m);
    assert_true(str_is(get_file(p, "m.jsonl"), LINE("x", "0") LINE("c", "3")));
}

static void begins_anew(void **state)
{
    Place *p = *state;
    put_file(p, "m.jsonl.partial", LINE("a", "1"));
    Manifest *m = open_manifest(p, false);
    assert_true(manifest_find(m, STR(KEY("a"))) == MANIFEST_NOWHERE);
    add(p, m, LINE("b", "2"));
    publish(p, m);
    assert_true(str_is(get_file(p, "m.jsonl"), LINE("b", "2")));
}

enum { LONG = 3000 };

static int long_line(char *line, int i)
{
    return snprintf(line, LONG + 64, "{\"id\":\"r%d\",\"library\":\"%0*d\"}\n", i, LONG - i, i);
}

/* Two records of one identifier stand in two places. */
static void tells_places_apart(void **state)
{
    Place *p = *state;
#define AT(line)                                                                                   \
    "{\"id\":\"a\",\"source\":{\"file\":\",\\\"library\\\":\",\"line\":" line "},\"sha256\":\"s\""
    static const char first[] = AT("1") ",\"library\":\"l\"}\n";
    static const char second[] = AT("2") ",\"library\":\"l\"}\n";
    put_file(p, "m.jsonl.partial", AT("1") ",\"library\":\"l\"}\n" AT("2") ",\"library\":\"l\"}\n");
    Manifest *m = open_manifest(p, true);
    assert_true(manifest_find(m, STR(AT("3"))) == MANIFEST_NOWHERE);
    keep(p, m, AT("1"), first);
    keep(p, m, AT("2"), second);
#undef AT
    publish(p, m);
}

/* Many lines, longer than what is read at once. */
static void long_lines(void **state)
{
    Place *p = *state;
    enum { N = 300 };
    static char line[LONG + 64];
    Manifest *m = open_manifest(p, false);
    for (int i = 0; i < N; i++) {
        int n = long_line(line, i);
        assert_int_equal(manifest_add(m, (Str){.ptr = line, .len = (size_t)n}, &p->diags), ST_OK);
    }
    manifest_close(m);
    m = open_manifest(p, true);
    for (int i = N - 1; i >= 0; i--) {
        char key[32];
        (void)snprintf(key, sizeof key, "{\"id\":\"r%d\"", i);
        (void)long_line(line, i);
        keep(p, m, key, line);
    }
    publish(p, m);
    assert_true(str_starts(get_file(p, "m.jsonl"), STR("{\"id\":\"r299\"")));
}

static void one_run_at_a_time(void **state)
{
    Place *p = *state;
    Manifest *other = NULL;
    Manifest *m = open_manifest(p, false);
    assert_int_equal(manifest_open(in(p, "m.jsonl"), false, 1, &p->diags, &other), ST_INPUT);
    assert_string_equal(only_code(p), "B-005");
    manifest_close(other);
    manifest_close(m);
    other = NULL;
    assert_int_equal(manifest_open(in(p, "no/m.jsonl"), false, 1, &p->diags, &other), ST_IO);
    assert_string_equal(only_code(p), "F-002");
    manifest_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_AT_PLACE(appears_whole),        TEST_AT_PLACE(goes_on_after_a_kill),
        TEST_AT_PLACE(goes_on_after_an_end), TEST_AT_PLACE(begins_anew),
        TEST_AT_PLACE(tells_places_apart),   TEST_AT_PLACE(long_lines),
        TEST_AT_PLACE(one_run_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
