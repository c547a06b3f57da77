/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies batch_list.c, batch_input.c and batch_plan.c: what arguments stand for, in which order; where records begin and end, their
 * identifiers and lines; which of them would be in each other's way.
 */
#include "generator/batch/batch_plan.h"

#include <stdio.h>
#include <unistd.h>

#include "tests/unit/place_fixture.h"

/* All records of an input as "id@lines+length" with blanks between, in the arena. */
static const char *records_of(Place *p, BatchList *list)
{
    CLEANUP(buf_done) Buf out = {0};
    BatchInput *input = NULL;
    BatchRecord record;
    bool has = true;
    buf_init(&out, MIB);
    batch_record_init(&record);
    assert_int_equal(batch_input_new(list, p->folder, &input), ST_OK);
    for (int pass = 0; pass < 2; pass++) { /* the second time says the same */
        buf_clear(&out);
        batch_input_rewind(input);
        for (has = true; has;) {
            assert_int_equal(batch_input_next(input, &p->diags, &record, &has), ST_OK);
            if (has) {
                buf_printf(&out, "%s%.*s@%u", out.len ? " " : "", STR_ARG(buf_str(&record.id)),
                           (unsigned)record.line_offset);
                if (record.length != SIZE_MAX) {
                    buf_printf(&out, "+%zu", record.length);
                }
            }
        }
    }
    batch_input_free(input);
    batch_record_done(&record);
    return arena_str(&p->arena, buf_str(&out)).ptr;
}

static const char *records_in(Place *p, const char *word, Status wanted)
{
    BatchList list;
    batch_list_init(&list, &p->arena);
    assert_int_equal(batch_list_add(&list, in(p, word), &p->diags), wanted);
    const char *records = wanted == ST_OK ? records_of(p, &list) : "";
    batch_list_done(&list);
    return records;
}

static void folders_and_patterns(void **state)
{
    Place *p = *state;
    static const char *const names[] = {"b.marche.yaml",      "a/z.marche.yml", "a/b/c.marche.json",
                                        "B.marche.yaml",      "a.txt",          ".x.marche.yaml",
                                        "a/.y/q.marche.yaml", "a-b.marche.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put_file(p, arena_printf(&p->arena, "d/%s", names[i]).ptr, "{}");
    }
    assert_string_equal(records_in(p, "d", ST_OK), "B@0 a-b@0 a/b/c@0 a/z@0 b@0");
    assert_string_equal(records_in(p, "d/", ST_OK), "B@0 a-b@0 a/b/c@0 a/z@0 b@0");
    assert_string_equal(records_in(p, "d/a", ST_OK), "b/c@0 z@0");
    assert_string_equal(records_in(p, "d/?.*.yaml", ST_OK), "B@0 b@0");
    assert_string_equal(records_in(p, "d/a*", ST_OK), "a-b@0 a.txt@0 a/b/c@0 a/z@0");
    assert_string_equal(records_in(p, "d/a/b/c.marche.json", ST_OK), "c@0");
    (void)records_in(p, "d/none.marche.yaml", ST_IO);
    assert_string_equal(only_code(p), "F-001");
    (void)records_in(p, "d/x*", ST_INPUT);
    assert_string_equal(only_code(p), "B-001");
    put_file(p, "e/a.txt", "");
    (void)records_in(p, "e", ST_INPUT);
    assert_string_equal(only_code(p), "B-001");
}

static void lines(void **state)
{
    Place *p = *state;
    put_file(p, "a.jsonl", "{\"a\":1}\n\n  \t\r\n{\"b\":22}\r\nx");
    assert_string_equal(records_in(p, "a.jsonl", ST_OK), "a-1@0+7 a-4@3+9 a-5@4+1");
    put_file(p, "b.ndjson", "\n\n");
    assert_string_equal(records_in(p, "b.ndjson", ST_OK), "");
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 4 * MIB);
    for (int i = 0; i < 70000;
         i++) { /* a line over several reads, then short ones over their borders */
        buf_puts(&text, " 1");
    }
    for (int i = 0; i < 30000; i++) {
        buf_puts(&text, "\n{}");
    }
    buf_putc(&text, '\0');
    put_file(p, "c.jsonl", text.ptr);
    const char *all = records_in(p, "c.jsonl", ST_OK);
    assert_true(str_starts(str_of(all), STR("c-1@0+140000 c-2@1+2 ")));
    assert_true(str_ends(str_of(all), STR(" c-30001@30000+2")));
}

/* What can't be read is no end: this file is opened, and can't be read at its beginning. */
static void unreadable(void **state)
{
    Place *p = *state;
    BatchList list;
    BatchInput *input = NULL;
    BatchRecord record;
    bool has = false;
    batch_list_init(&list, &p->arena);
    batch_record_init(&record);
    assert_int_equal(symlink("/proc/self/mem", in(p, "m.jsonl").ptr), 0);
    assert_int_equal(batch_list_add(&list, in(p, "m.jsonl"), &p->diags), ST_OK);
    assert_int_equal(batch_input_new(&list, p->folder, &input), ST_OK);
    assert_int_equal(batch_input_next(input, &p->diags, &record, &has), ST_IO);
    assert_string_equal(only_code(p), "F-001");
    batch_input_free(input);
    batch_record_done(&record);
    batch_list_done(&list);
}

/* The plan of a file of lines, by this pattern; which records are in each other's way, with the codes and places that are told. */
static const char *plan_of(Place *p, const char *name, const char *pattern_text, Status wanted)
{
    CLEANUP(buf_done) Buf out = {0};
    NamePattern pattern;
    Str wrong;
    BatchList list;
    BatchInput *input = NULL;
    BatchPlan plan;
    buf_init(&out, MIB);
    batch_list_init(&list, &p->arena);
    assert_true(name_pattern_parse(&p->arena, str_of(pattern_text), &pattern, &wrong));
    assert_int_equal(batch_list_add(&list, in(p, name), &p->diags), ST_OK);
    assert_int_equal(batch_input_new(&list, p->folder, &input), ST_OK);
    assert_int_equal(batch_plan_make(input, &pattern, (Shard){0}, &p->arena, &p->diags, &plan),
                     ST_OK);
    assert_int_equal(p->diags.n, 0);
    assert_int_equal(batch_plan_report(input, &pattern, &p->arena, &p->diags, &plan), wanted);
    buf_printf(&out, "%zu", plan.n);
    for (size_t i = 0; i < p->diags.n; i++) {
        const Diag *d = &p->diags.items[i];
        Str other = file_base(d->args[1]);
        buf_printf(&out, " %s %.*s %u>%.*s", diag_info(d->code)->code, STR_ARG(d->args[0]),
                   (unsigned)(d->loc.source->line_offset + d->loc.line), STR_ARG(other));
    }
    for (size_t i = 0; i < plan.n; i++) {
        if (batch_plan_twin(&plan, i)) {
            buf_printf(&out, " -%zu", i);
        }
    }
    assert_null(batch_plan_twin(&plan, plan.n));
    assert_true(p->diags.n > 0 || batch_plan_agrees(&plan, plan.n - 1, STR("LAST")));
    assert_false(batch_plan_agrees(&plan, plan.n - 1, STR("other")));
    assert_false(batch_plan_agrees(&plan, plan.n, STR("LAST")));
    p->diags.n = 0;
    batch_plan_done(&plan);
    batch_input_free(input);
    batch_list_done(&list);
    return arena_str(&p->arena, buf_str(&out)).ptr;
}

static void collisions(void **state)
{
    Place *p = *state;
    put_file(p, "a.jsonl",
             "{\"id\":\"x\"}\n{\"id\":\"y\"}\n{wrong\n{\"marche\":{\"reference\":\"z\"}}\n{\"id\":"
             "\"last\"}");
    assert_string_equal(plan_of(p, "a.jsonl", "{id}", ST_OK), "5");
    put_file(p, "b.jsonl",
             "{\"id\":\"x\"}\n{\"id\":\"y\"}\n{\"id\":\"x\"}\n{\"id\":\"X\"}\n{\"id\":\"last\"}");
    assert_string_equal(plan_of(p, "b.jsonl", "{id}", ST_INPUT),
                        "5 B-002 x 1>b.jsonl:3 B-002 x 3>b.jsonl:1 -0 -2");
    put_file(p, "c.jsonl",
             "{\"id\":\"1\",\"a\":\"é\"}\n{\"id\":\"2\",\"a\":\"E\u0301\"}\n{\"id\":\"1\",\"a\":"
             "\"b\"}\n{\"id\":\"3\",\"a\":\"last\"}");
    assert_string_equal(plan_of(p, "c.jsonl", "{a}", ST_INPUT),
                        "4 B-002 1 1>c.jsonl:3 B-002 1 3>c.jsonl:1 -0 -2");
    put_file(p, "d.jsonl",
             "{\"id\":\"1\",\"a\":\"é\"}\n\n{\"id\":\"2\",\"a\":\"E\u0301\"}\n{\"id\":\"3\",\"a\":"
             "\"É\"}\n{\"id\":\"4\",\"a\":\"last\"}");
    assert_string_equal(
        plan_of(p, "d.jsonl", "{a}", ST_INPUT),
        "4 B-003 é 1>d.jsonl:3 B-003 E\u0301 3>d.jsonl:1 B-003 É 4>d.jsonl:1 -0 -1 -2");
    put_file(p, "e.jsonl", "{\"id\":\"1\"}\n{wrong\n{\"id\":\"1\",\"a\":}\n{\"id\":\"last\"}");
    assert_string_equal(plan_of(p, "e.jsonl", "{id}", ST_OK), "4"); /* line 3 is no record at all */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_AT_PLACE(folders_and_patterns),
        TEST_AT_PLACE(lines),
        TEST_AT_PLACE(unreadable),
        TEST_AT_PLACE(collisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
