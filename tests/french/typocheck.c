/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typocheck - typography over many texts, for library.py. A .yaml file: every text of it, in all profiles, must come out of a
 * second pass as it came out of the first. Any other file: every line is a text of a document, which the first pass must
 * leave as it is, since the program that wrote the document had made it.
 */
#include <stdio.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/yamlload.h"
#include "generator/text/typo.h"

static const char *const profiles[] = {"imprimerie-nationale", "insecable-seule", "aucune"};

typedef struct Check {
    size_t n_texts;
    size_t n_faults;
} Check;

static void show(const char *what, const char *where, uint32_t line, Str before, Str after)
{
    printf("%s:%u: %s: “%.*s” becomes “%.*s”\n", where, line, what, STR_ARG(before),
           STR_ARG(after));
}

/* The same text again, in every profile. */
static void check_twice(Check *c, const char *file, uint32_t line, Str text)
{
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        TypoProfile profile = TYPO_NONE;
        CLEANUP(buf_done) Buf once = {0};
        CLEANUP(buf_done) Buf twice = {0};
        buf_init(&once, LIMIT_YAML_BYTES);
        buf_init(&twice, LIMIT_YAML_BYTES);
        bool is_known = typo_profile_from_name(str_of(profiles[i]), &profile);
        typo_put(&once, profile, text, 0);
        typo_put(&twice, profile, buf_str(&once), 0);
        c->n_texts++;
        if (!is_known || !buf_ok(&once) || !buf_ok(&twice) ||
            !str_eq(buf_str(&once), buf_str(&twice))) {
            show(profiles[i], file, line, buf_str(&once), buf_str(&twice));
            c->n_faults++;
        }
    }
}

/* Keys are no texts; depth is bounded by the reader. */
static void check_value(Check *c, const char *file, const Value *value)
{
    if (value->kind == VALUE_TEXT) {
        check_twice(c, file, value->loc.line, value->text);
    }
    for (size_t i = 0; value->kind == VALUE_LIST && i < value->list.n; i++) {
        check_value(c, file, value->list.items[i]);
    }
    for (size_t i = 0; value->kind == VALUE_MAP && i < value->map.n; i++) {
        check_value(c, file, value->map.members[i].value);
    }
}

static void check_line(Check *c, const char *file, uint32_t line, Str text)
{
    CLEANUP(buf_done) Buf once = {0};
    buf_init(&once, LIMIT_YAML_BYTES);
    typo_put(&once, TYPO_IMPRIMERIE_NATIONALE, text, 0);
    c->n_texts++;
    if (!buf_ok(&once) || !str_eq(buf_str(&once), text)) {
        show("not set", file, line, text, buf_str(&once));
        c->n_faults++;
    }
}

static void check_lines(Check *c, const char *file, Str text)
{
    uint32_t line = 1;
    for (size_t start = 0; start < text.len; line++) {
        size_t end = str_find(text, STR("\n"), start);
        end = end == SIZE_MAX ? text.len : end;
        check_line(c, file, line, str_sub(text, start, end - start));
        start = end + 1;
    }
}

static Status check_file(Check *c, Arena *arena, DiagList *diags, const char *file)
{
    Source *source = NULL;
    Value *value = NULL;
    Str text = STR_EMPTY;
    TRY(file_read(arena, str_of(file), LIMIT_OUTPUT_BYTES, (Loc){0}, diags, &text));
    source = source_new(arena, str_of(file), text, 0);
    if (!source || source_index(arena, source) != ST_OK) {
        return ST_NOMEM;
    }
    if (!str_ends(str_of(file), STR(".yaml"))) {
        check_lines(c, file, text);
        return ST_OK;
    }
    TRY(yamlload(arena, source, YAML_LIMITS_FILE, diags, &value));
    check_value(c, file, value);
    return ST_OK;
}

int main(int argc, char **argv)
{
    Check c = {0};
    for (int i = 1; i < argc; i++) {
        Arena arena;
        DiagList diags = {0};
        arena_init(&arena, 0);
        diag_list_init(&diags, &arena);
        if (check_file(&c, &arena, &diags, argv[i]) != ST_OK) {
            printf("%s: can't be read\n", argv[i]);
            c.n_faults++;
        }
        arena_done(&arena);
    }
    printf("%zu texts, %zu faults\n", c.n_texts, c.n_faults);
    return c.n_faults > 0;
}
