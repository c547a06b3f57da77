/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_rule - what a number of the rule sheet ("D-205") stands for in the library: the fields, options and calculations that
 * name it as their source, in the library's words.
 */
#include "generator/app/generate.h"
#include "generator/app/message.h"

typedef struct Finding {
    Buf *out;
    Str code;
    size_t n; /* places found */
} Finding;

static void put_place(Finding *f, Str owner, Str path, const Value *said)
{
    f->n++;
    buf_puts(f->out, "\n");
    buf_put(f->out, owner);
    buf_put(f->out, owner.len > 0 && path.len > 0 ? STR(" · ") : STR_EMPTY);
    buf_put(f->out, path);
    Str title = value_get_text(said, STR("title"));
    title = title.len > 0 ? title : value_get_text(said, STR("titre"));
    if (title.len > 0) {
        buf_puts(f->out, "\n  ");
        buf_put(f->out, title);
    }
    static const char *const keys[] = {"x-aide", "aide", "formule", "x-defaut", "x-requis-si"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Str text = str_trim(value_get_text(said, str_of(keys[i])));
        if (text.len > 0) {
            buf_puts(f->out, "\n  ");
            buf_put(f->out, text);
        }
    }
    buf_putc(f->out, '\n');
}

/* A source may name several numbers: "D-084, D-195". */
static bool names_code(const Finding *f, const Value *said, const char *key)
{
    Str text = value_get_text(said, str_of(key));
    size_t at = str_find(text, f->code, 0);
    char next = at != SIZE_MAX && at + f->code.len < text.len ? text.ptr[at + f->code.len] : ',';
    return at != SIZE_MAX && f->code.len > 0 && next == ',';
}

/* Fields of a market or options of a clause; as deep as the schema, which is bounded where it is loaded. */
static void find_fields(Finding *f, Arena *arena, Str owner, Str path, const FieldList *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        const char *dot = path.len > 0 ? "." : "";
        Str here = arena_printf(arena, "%.*s%s%.*s", STR_ARG(path), dot, STR_ARG(field->name));
        const Value *said = field->node ? field->node->source : NULL;
        if (said && names_code(f, said, "x-source")) {
            put_place(f, owner, here, said);
        }
        find_fields(f, arena, owner, here, &field->children);
    }
}

static void find_all(Finding *f, Arena *arena, const Library *library)
{
    find_fields(f, arena, STR_EMPTY, STR_EMPTY, &library->market);
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        find_fields(f, arena, clause->id, STR("options"), &clause->options);
    }
    for (size_t i = 0; i < library->n_calcs; i++) {
        const Calc *calc = &library->calcs[i];
        if (names_code(f, calc->source, "source")) {
            Str path = arena_printf(arena, "calcul.%.*s", STR_ARG(calc->id));
            put_place(f, calc->clause ? calc->clause->id : STR_EMPTY, path, calc->source);
        }
    }
}

Status app_explain_rule(const Cli *cli, App *app, Str code, Buf *out)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    TRY(generate_load_library(cli, app, &service));
    Finding finding = {.out = out, .code = code};
    const Str args[3] = {code, value_get_text(service.library->about, STR("titre")), STR_EMPTY};
    message_expand(out, _("{1} · rule of the library “{2}”"), args, 0, app->lang);
    buf_putc(out, '\n');
    find_all(&finding, &app->arena, service.library);
    return finding.n > 0 ? ST_OK : ST_INPUT;
}
