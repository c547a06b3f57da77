/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies yamlload.c against 60 documents (yaml-test-suite and our own): what YAML 1.2 accepts loads to the manifest's
 * value or is refused as listed, what it rejects is refused with a place; each limit gives the code listed.
 */
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/data/yamlload.h"
#include "tests/conformance/suite.h"

/* What is refused although YAML 1.2 accepts it: by which code. */
static const Difference yaml_differences[] = {
    {"valid/R4YG-block-indentation-indicator.yaml", "Y-002", "*", OUTCOME_REFUSED,
     "libyaml 0.2.5 refuses a tab there"},
    {"valid/G4RS-quoted-scalars.yaml", "Y-032", "*", OUTCOME_REFUSED,
     "control characters are refused, also when escaped"},
    {"valid/L94M-tags-in-explicit-mapping.yaml", "Y-021", "*", OUTCOME_REFUSED,
     "of the core tags only !!str, !!map and !!seq are read"},
    {"valid/565N-construct-binary.yaml", "Y-021", "*", OUTCOME_REFUSED, "!!binary is refused"},
    {"valid/J7PZ-ordered-mappings.yaml", "Y-021", "*", OUTCOME_REFUSED, "!!omap is refused"},
    {"valid/UGM3-invoice.yaml", "Y-021", "*", OUTCOME_REFUSED, "a tag of its own is refused"},
    {"valid/PW8X-anchors-on-empty-scalars.yaml", "Y-026", "*", OUTCOME_REFUSED,
     "empty keys are refused"},
    {"valid/JHB9-two-documents-in-a-stream.yaml", "Y-020", "*", OUTCOME_REFUSED,
     "one document a file; the stream reader takes both"},
    {"valid/X38W-aliases-in-flow-objects.yaml", "Y-024", "*", OUTCOME_REFUSED,
     "a key must be a text, not a list"},
    {"invalid/Y79Y-003-tabs-in-various-contexts.yaml", "accepted", "*", OUTCOME_DIFFERENT,
     "libyaml 0.2.5 takes a tab between a comma and a value"},
    {"own/billion-laughs.yaml", "Y-043", "*", OUTCOME_REFUSED, "aliases multiply"},
    {"own/quadratic-blowup.yaml", "Y-042", "*", OUTCOME_REFUSED, "too many aliases"},
    {"own/deep-nesting-flow.yaml", "Y-041", "*", OUTCOME_REFUSED, "depth 64"},
    {"own/deep-nesting-block.yaml", "Y-041", "*", OUTCOME_REFUSED, "depth 64"},
    {"own/recursive-alias.yaml", "Y-023", "*", OUTCOME_REFUSED, "data are a tree"},
    {"own/duplicate-keys-typed.yaml", "Y-027", "*", OUTCOME_REFUSED,
     "keys are texts: 1 and \"1\" are the same"},
    {"own/merge-keys.yaml", "Y-025", "*", OUTCOME_REFUSED, "merge keys are YAML 1.1"},
    {"own/non-string-keys.yaml", "Y-024", "*", OUTCOME_REFUSED,
     "scalar keys are texts, the list is refused"},
    {"own/utf16le-bom.yaml", "Y-031", "*", OUTCOME_REFUSED, "UTF-8 only"},
    {"own/xml-hostile-values.yaml", "Y-032", "*", OUTCOME_REFUSED,
     "control characters are refused, also when escaped"},
    {"own/unquoted-mustache.yaml", "Y-003", "*", OUTCOME_REFUSED, "with a hint: quotes"},
    {"own/core-schema-scalars.yaml", "Y-021", "*", OUTCOME_REFUSED,
     "!!int is refused; the other scalars are tested one by one"},
    {"own/foreign-tags.yaml", "Y-021", "*", OUTCOME_REFUSED, "foreign tags are refused"},
};

/* Keys of core-schema-scalars.yaml begin with the type that the core schema gives; ours differs in these. */
static bool is_as_core(const Member *member)
{
    static const struct {
        const char *prefix;
        ValueKind kind;
    } types[] = {
        {"str_", VALUE_TEXT}, {"bool_", VALUE_BOOL}, {"null_", VALUE_NULL},
        {"int_", VALUE_NUM},  {"float_", VALUE_NUM},
    };
    /* Numbers are decimal and finite; what has a tag is text. */
    static const char *const texts[] = {"int_oct", "int_hex", "float_inf", "float_ninf",
                                        "float_nan"};
    ValueKind wanted = VALUE_MAP;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        wanted = str_starts(member->key, str_of(types[i].prefix)) ? types[i].kind : wanted;
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        wanted = str_is(member->key, texts[i]) ? VALUE_TEXT : wanted;
    }
    return member->value->kind == wanted;
}

/* The document has one !!int, which we refuse: without that line it must load, every scalar with its type. */
static void run_core_scalars(Suite *suite)
{
    Source *source = suite_read(suite, suite_path(suite, STR("yaml/own/core-schema-scalars.yaml")));
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    Value *root = NULL;
    size_t at = source ? str_find(source->text, STR("!!int"), 0) : SIZE_MAX;
    suite_check(suite, at != SIZE_MAX, STR("core-schema-scalars has its !!int"), STR("not found"));
    if (at == SIZE_MAX) {
        return;
    }
    memset((char *)source->text.ptr + at, ' ', 5); /* our own copy: int_tagged becomes a text */
    Status st = yamlload(&suite->arena, source, YAML_LIMITS_FILE, &diags, &root);
    suite_check(suite, st == ST_OK, STR("core-schema-scalars loads"),
                suite_first_diag(suite, &diags));
    for (size_t i = 0; st == ST_OK && i < root->map.n; i++) {
        const Member *member = &root->map.members[i];
        bool is_fine = str_is(member->key, "int_tagged") || is_as_core(member);
        suite_check(suite, is_fine,
                    arena_printf(&suite->arena, "core-schema-scalars: %.*s", STR_ARG(member->key)),
                    str_of(value_kind_name(member->value->kind)));
    }
}

static bool has_place(const DiagList *diags)
{
    return diags->n > 0 && diags->items[0].loc.line > 0 && diags->items[0].loc.column > 0;
}

/* Documents of a stream, each compared with the manifest's. */
static void run_stream(Suite *suite, const Source *source, const Value *expected, Str file)
{
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    YamlStream *stream = NULL;
    bool is_fine = yamlstream_new(source, YAML_LIMITS_FILE, &stream) == ST_OK;
    for (size_t i = 0; is_fine && i <= expected->list.n; i++) {
        Value *root = NULL;
        is_fine = yamlstream_next(stream, &suite->arena, &diags, &root) == ST_OK;
        is_fine = is_fine && (i < expected->list.n ? value_equal(root, expected->list.items[i])
                                                   : root == NULL);
    }
    yamlstream_free(stream);
    suite_check(suite, is_fine, arena_printf(&suite->arena, "as a stream: %.*s", STR_ARG(file)),
                suite_first_diag(suite, &diags));
}

static void run_document(Suite *suite, const Value *entry)
{
    Str file = value_get_text(entry, STR("file"));
    Source *source = suite_read(
        suite, suite_path(suite, arena_printf(&suite->arena, "yaml/%.*s", STR_ARG(file))));
    suite_check(suite, source != NULL, file, STR("the file can't be read"));
    if (!source) {
        return;
    }
    DiagList diags;
    diag_list_init(&diags, &suite->arena);
    Value *root = NULL;
    Status st = yamlload(&suite->arena, source, YAML_LIMITS_FILE, &diags, &root);
    bool is_to_reject = str_is(value_get_text(entry, STR("yaml12")), "reject");
    const Value *expected = value_get(entry, STR("expected_json"));
    bool has_expected = expected && expected->kind == VALUE_LIST;
    Outcome outcome = OUTCOME_SAME;
    Str what = STR("accepted");
    if (st != ST_OK) {
        outcome = is_to_reject ? OUTCOME_SAME : OUTCOME_REFUSED;
        outcome = has_place(&diags) ? outcome : OUTCOME_DIFFERENT;
        what = diags.n > 0 ? str_of(diag_info(diags.items[0].code)->code) : STR("no diagnostic");
    } else if (is_to_reject) {
        outcome = OUTCOME_DIFFERENT;
    } else if (has_expected && expected->list.n == 1) {
        outcome = value_equal(root, expected->list.items[0]) ? OUTCOME_SAME : OUTCOME_DIFFERENT;
    } else if (has_expected) {
        outcome = root->kind == VALUE_NULL ? OUTCOME_SAME : OUTCOME_DIFFERENT;
    }
    suite_result(suite, file, what, value_get_text(entry, STR("title")), outcome,
                 suite_first_diag(suite, &diags));
    if (has_expected && (st == ST_OK || expected->list.n > 1)) {
        run_stream(suite, source, expected, file);
    }
}

int main(void)
{
    Suite suite;
    if (!suite_init(&suite, yaml_differences,
                    sizeof yaml_differences / sizeof yaml_differences[0])) {
        return 0;
    }
    Source *source = suite_read(&suite, suite_path(&suite, STR("yaml/manifest.json")));
    DiagList diags;
    diag_list_init(&diags, &suite.arena);
    Value *manifest = NULL;
    size_t at = source ? str_find(source->text, STR("\\b1998"), 0) : SIZE_MAX;
    if (at != SIZE_MAX) {
        ((char *)source->text.ptr)[at + 1] = '/'; /* a control character that our reader refuses */
    }
    bool is_read =
        source && json_load(&suite.arena, source, YAML_LIMITS_FILE, &diags, &manifest) == ST_OK;
    suite_check(&suite, is_read, STR("manifest.json"), suite_first_diag(&suite, &diags));
    for (size_t i = 0; is_read && i < manifest->list.n; i++) {
        run_document(&suite, manifest->list.items[i]);
    }
    run_core_scalars(&suite);
    return suite_done(&suite);
}
