/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies schema.c and validate.c (and json.c, which reads the files) against JSON-Schema-Test-Suite, draft 2020-12:
 * every test of tests/ gives the suite's answer or is listed below; every case of beyond/ is refused; the three formats
 * that we assert give the answers of optional/format/.
 */
#include <stdio.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/data/validate.h"
#include "tests/conformance/json_schema_differences.h"
#include "tests/conformance/suite.h"

#define LIMITS ((YamlLimits){LIMIT_DATA_NODES, LIMIT_YAML_DEPTH})

/* Lines of a source that our reader refuses. */
typedef struct BadLines {
    uint32_t lines[64];
    size_t n;
} BadLines;

/* Every `from` of a line by `to`, of the same length; text: the same bytes, ours to change. */
static void replace(Str line, char *text, Str from, const char *to)
{
    for (size_t at = str_find(line, from, 0); at != SIZE_MAX; at = str_find(line, from, at + 1)) {
        memcpy(text + at, to, from.len);
    }
}

/*
 * Overwrites in place what the reader refused, so that the rest of the file can be used: numbers by 1s, \u0000 and \f by
 * other escapes of the same length.
 */
static void patch(Source *source, const DiagList *diags, BadLines *bad)
{
    for (size_t i = 0; i < diags->n && bad->n < 64; i++) {
        const Diag *diag = &diags->items[i];
        bad->lines[bad->n++] = diag->loc.line;
        Str line = source_line(source, diag->loc.line);
        size_t line_start = (size_t)(line.ptr - source->text.ptr);
        char *text = (char *)source->text.ptr + line_start; /* our own copy of the file */
        if (diag->code == DATA_NUMBER_TOO_LARGE) {
            memset(text + diag->loc.column - 1, '1', diag->args[0].len);
            continue;
        }
        replace(line, text, STR("\\u0000"), "\\u2400");
        replace(line, text, STR("\\f"), "\\/");
    }
}

static bool touches(const BadLines *bad, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < bad->n; i++) {
        if (bad->lines[i] >= from && bad->lines[i] < to) {
            return true;
        }
    }
    return false;
}

/* The file as a tree; what our reader refuses is patched and its lines are noted. */
static Value *load(Suite *suite, Str path, BadLines *ret_bad)
{
    Source *source = suite_read(suite, path);
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    Value *root = NULL;
    ret_bad->n = 0;
    if (!source || json_load(&suite->arena, source, LIMITS, &diags, &root) == ST_OK) {
        return source ? root : NULL;
    }
    patch(source, &diags, ret_bad);
    diag_list_init(&diags, &suite->arena);
    Status st = json_load(&suite->arena, source, LIMITS, &diags, &root);
    return st == ST_OK ? root : NULL; /* a file that is still wrong has no tests: a failure */
}

static Outcome run_test(Suite *suite, const Schema *schema, const Value *test, Str *ret_detail)
{
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    const SchemaNode *root = schema_root(schema);
    const Value *data = value_get(test, STR("data"));
    bool is_valid = validate_value(root, data, STR_EMPTY, &diags) == ST_OK;
    bool is_answer = is_valid == value_get(test, STR("valid"))->boolean;
    bool is_consistent =
        is_valid == (diags.n_errors == 0) && is_valid == validate_follows(root, data);
    *ret_detail = is_consistent ? suite_first_diag(suite, &diags)
                                : STR("the silent check and the reporting one disagree");
    return is_answer && is_consistent ? OUTCOME_SAME : OUTCOME_DIFFERENT;
}

static uint32_t line_after(const Value *list, size_t i)
{
    return i + 1 < list->list.n ? list->list.items[i + 1]->loc.line : UINT32_MAX;
}

/* The tests of one case: a schema and its data. */
static void run_case(Suite *suite, Str file, const Value *one, const BadLines *bad, uint32_t end)
{
    const Value *tests = value_get(one, STR("tests"));
    bool is_bad_schema = touches(bad, one->loc.line, tests->loc.line);
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    const Schema *schema = NULL;
    Status st = schema_compile(&suite->arena, value_get(one, STR("schema")), &diags, &schema);
    for (size_t i = 0; i < tests->list.n; i++) {
        const Value *test = tests->list.items[i];
        uint32_t test_end = line_after(tests, i);
        test_end = test_end == UINT32_MAX ? end : test_end;
        Str detail = suite_first_diag(suite, &diags);
        Outcome outcome = OUTCOME_REFUSED;
        if (is_bad_schema || touches(bad, test->loc.line, test_end)) {
            outcome = OUTCOME_UNREADABLE;
        } else if (st == ST_OK) {
            outcome = run_test(suite, schema, test, &detail);
        }
        suite_result(suite, file, value_get_text(one, STR("description")),
                     value_get_text(test, STR("description")), outcome, detail);
    }
}

static void run_file(Suite *suite, Str folder, Str name)
{
    BadLines bad;
    Str path = file_join(&suite->arena, suite_path(suite, folder), name);
    const Value *root = load(suite, path, &bad);
    suite_check(suite, root != NULL, path, STR("the file can't be read"));
    for (size_t i = 0; root && i < root->list.n; i++) {
        run_case(suite, name, root->list.items[i], &bad, line_after(root, i));
    }
}

static void run_folder(Suite *suite, Str folder)
{
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    Str *names = NULL;
    size_t n = 0;
    Status st = file_list(&suite->arena, suite_path(suite, folder), &diags, &names, &n);
    suite_check(suite, st == ST_OK && n > 0, folder, STR("the folder can't be listed"));
    for (size_t i = 0; i < n; i++) {
        run_file(suite, folder, names[i]);
    }
}

int main(void)
{
    Suite suite;
    size_t n = sizeof json_schema_differences / sizeof json_schema_differences[0];
    if (!suite_init(&suite, json_schema_differences, n)) {
        return 0;
    }
    run_folder(&suite, STR("json-schema/tests"));
    run_folder(&suite, STR("json-schema/beyond"));
    run_file(&suite, STR("json-schema/optional/format"), STR("date.json"));
    run_file(&suite, STR("json-schema/optional/format"), STR("email.json"));
    run_file(&suite, STR("json-schema/optional/format"), STR("uri.json"));
    return suite_done(&suite);
}
