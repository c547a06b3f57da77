/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run_mustache - all cases of the official mustache specification, one TAP line each. Lambdas are C functions equal to the code
 * that the specification gives in other languages. Skipped as a whole without CCAP_SHARED.
 */
#include <stdio.h>
#include <stdlib.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/tmpl/compile.h"
#include "generator/tmpl/exec.h"

static const char *const modules[] = {"comments",       "delimiters",   "interpolation",
                                      "inverted",       "partials",     "sections",
                                      "~dynamic-names", "~inheritance", "~lambdas"};
/* What README.md of the suite counts: a smaller number means that the suite was not read whole. */
#define EXPECTED_CASES 194

typedef struct Suite {
    Arena arena;
    uint32_t n_sources;
    size_t n_run;
    size_t n_failed;
} Suite;

typedef struct Case {
    Suite *suite;
    const Value *partials;
    DiagList diags;
} Case;

/* --- lambdas: `calls` counts for « Interpolation - Multiple Calls » ------------------------------------------- */

static Status say(void *ctx, Str text, Buf *out)
{
    (void)text;
    buf_put(out, str_of(ctx));
    return ST_OK;
}

static Status count_calls(void *ctx, Str text, Buf *out)
{
    (void)text;
    buf_put_u64(out, (uint64_t)++ * (int *)ctx);
    return ST_OK;
}

/* (text == "{{x}}" ? "yes" : "no") */
static Status is_raw(void *ctx, Str text, Buf *out)
{
    (void)ctx;
    buf_put(out, str_is(text, "{{x}}") ? STR("yes") : STR("no"));
    return ST_OK;
}

/* text + "{{planet}}" + text, or with other delimiters */
static Status around(void *ctx, Str text, Buf *out)
{
    buf_put(out, text);
    buf_put(out, str_of(ctx));
    buf_put(out, text);
    return ST_OK;
}

/* "__" + text + "__" */
static Status wrap(void *ctx, Str text, Buf *out)
{
    buf_put(out, str_of(ctx));
    buf_put(out, text);
    buf_put(out, str_of(ctx));
    return ST_OK;
}

typedef struct LambdaOf {
    const char *test;
    Lambda lambda;
} LambdaOf;

static int calls;

static Lambda lambda_of(Str test)
{
    static char world[] = "world";
    static char planet[] = "{{planet}}";
    static char delims[] = "|planet| => {{planet}}";
    static char greater[] = ">";
    static char planet_bar[] = "{{planet}} => |planet|";
    static char underscores[] = "__";
    static char nothing[] = "";
    const LambdaOf all[] = {
        {"Interpolation", {say, world}},
        {"Interpolation - Expansion", {say, planet}},
        {"Interpolation - Alternate Delimiters", {say, delims}},
        {"Interpolation - Multiple Calls", {count_calls, &calls}},
        {"Escaping", {say, greater}},
        {"Section", {is_raw, nothing}},
        {"Section - Expansion", {around, planet}},
        {"Section - Alternate Delimiters", {around, planet_bar}},
        {"Section - Multiple Calls", {wrap, underscores}},
        {"Inverted Section", {say, nothing}},
    };
    calls = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (str_is(test, all[i].test)) {
            return all[i].lambda;
        }
    }
    printf("Bail out! no lambda for %.*s\n", STR_ARG(test));
    exit(1);
}

/* The data with its "lambda" member, which holds source code, replaced by a function. */
static const Value *with_lambda(Suite *suite, const Value *data, Str test)
{
    if (!value_get(data, STR("lambda"))) {
        return data;
    }
    Value *copy = value_copy_shallow(&suite->arena, data);
    Value *lambda = value_lambda(&suite->arena, lambda_of(test));
    if (!copy || !lambda || value_map_set(&suite->arena, copy, STR("lambda"), lambda) != ST_OK) {
        exit(1);
    }
    return copy;
}

/* --- one case ------------------------------------------------------------------------------------------------ */

static Status find_partial(void *ctx, Str name, Loc loc, DiagList *diags,
                           const Program **ret_program)
{
    Case *c = ctx;
    (void)loc;
    *ret_program = NULL;
    const Value *text = value_get(c->partials, name);
    if (!text) {
        return ST_OK;
    }
    Source *source = source_new(&c->suite->arena, name, text->text, c->suite->n_sources++);
    return source ? compile_text(&c->suite->arena, source, ESCAPE_HTML, diags, ret_program)
                  : ST_NOMEM;
}

static bool render(Suite *suite, const Value *test, Buf *out)
{
    Case c = {.suite = suite, .partials = value_get(test, STR("partials"))};
    diag_list_init(&c.diags, &suite->arena);
    Str name = value_get_text(test, STR("name"));
    Source *source =
        source_new(&suite->arena, name, value_get_text(test, STR("template")), suite->n_sources++);
    const Program *program = NULL;
    if (!source || compile_text(&suite->arena, source, ESCAPE_HTML, &c.diags, &program) != ST_OK) {
        return false;
    }
    const ExecOptions options = {.spec_missing = true, .lambda_mode = ESCAPE_HTML};
    const ExecHost host = {.ctx = &c, .partial = find_partial};
    Exec *exec = exec_new();
    exec_begin(exec, &options, &host, &c.diags);
    Status st =
        exec_run(exec, program, with_lambda(suite, value_get(test, STR("data")), name), out);
    exec_free(exec);
    return st == ST_OK;
}

static void put_comment(const char *label, Str text)
{
    Buf out = {0};
    buf_init(&out, MIB);
    json_put_string(&out, text);
    printf("# %s %.*s\n", label, STR_ARG(buf_str(&out)));
    buf_done(&out);
}

static void run_case(Suite *suite, const char *module, const Value *test)
{
    Buf out = {0};
    buf_init(&out, MIB);
    Str expected = value_get_text(test, STR("expected"));
    bool is_ok = render(suite, test, &out) && str_eq(buf_str(&out), expected);
    suite->n_run++;
    suite->n_failed += !is_ok;
    Str name = value_get_text(test, STR("name"));
    printf("%s %zu - %s: %.*s\n", is_ok ? "ok" : "not ok", suite->n_run, module, STR_ARG(name));
    if (!is_ok) {
        put_comment("expected", expected);
        put_comment("got     ", buf_str(&out));
    }
    buf_done(&out);
}

static void run_module(Suite *suite, const char *folder, const char *module)
{
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    Str path = arena_printf(&suite->arena, "%s/conformance/mustache/specs/%s.json", folder, module);
    Str text;
    Value *root = NULL;
    if (file_read(&suite->arena, path, LIMIT_DATA_BYTES, (Loc){0}, &diags, &text) != ST_OK) {
        printf("Bail out! can't read %.*s\n", STR_ARG(path));
        exit(1);
    }
    Source *source = source_new(&suite->arena, path, text, suite->n_sources++);
    if (!source || json_load(&suite->arena, source, YAML_LIMITS_FILE, &diags, &root) != ST_OK) {
        printf("Bail out! can't parse %.*s\n", STR_ARG(path));
        exit(1);
    }
    const Value *tests = value_get(root, STR("tests"));
    for (size_t i = 0; i < tests->list.n; i++) {
        run_case(suite, module, tests->list.items[i]);
    }
}

int main(void)
{
    const char *shared = getenv("CCAP_SHARED");
    Str specs = str_of(shared ? shared : "");
    Suite suite = {0};
    arena_init(&suite.arena, 0);
    printf("1..%d\n", EXPECTED_CASES);
    if (!shared || file_kind(file_join(&suite.arena, specs, STR("conformance/mustache")), true) !=
                       FILE_FOLDER) {
        for (int i = 1; i <= EXPECTED_CASES; i++) {
            printf("ok %d # SKIP the mustache specification is not here (CCAP_SHARED)\n", i);
        }
        arena_done(&suite.arena);
        return 0;
    }
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        run_module(&suite, shared, modules[i]);
    }
    arena_done(&suite.arena);
    return suite.n_failed > 0 || suite.n_run != EXPECTED_CASES;
}
