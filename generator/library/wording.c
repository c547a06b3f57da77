/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wording - see wording.h.
 */
#include "generator/library/wording.h"

#include "generator/base/limits.h"
#include "generator/library/audit.h"
#include "generator/text/typo.h"
#include "generator/tmpl/compile.h"

static const Loc nowhere = {0};

Status wording_compile(Arena *arena, const French *french, Str name, const Value *text,
                       DiagList *diags, const Program **ret_program)
{
    CLEANUP(buf_done) Buf typed = {0};
    buf_init(&typed, LIMIT_YAML_BYTES);
    typo_put(&typed, french->typography, str_trim(text->text), 0);
    Str kept = buf_ok(&typed) ? arena_str(arena, buf_str(&typed)) : (Str){0};
    Source *source = kept.ptr ? source_new(arena, name, kept, 0) : NULL;
    if (!source) {
        return ST_NOMEM;
    }
    size_t before = diags->n;
    Status st = compile_text(arena, source, ESCAPE_NONE, diags, ret_program);
    for (size_t i = before; i < diags->n; i++) {
        diags->items[i].loc = text->loc;
        diags->items[i].other = nowhere;
    }
    return st == ST_OK ? audit_braces(text, diags) : st;
}

Status wording_put(Arena *arena, const French *french, Exec *exec, const Program *program,
                   const ExprName *names, size_t n_names, Buf *out)
{
    const ExecOptions options = {.missing = MISSING_MARK};
    const ExecHost host = {.ctx = (void *)(uintptr_t)french, .facet = french_facet};
    DiagList ignored;
    diag_list_init(&ignored, arena);
    Value *context = value_map(arena, nowhere);
    if (!context) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n_names; i++) {
        Value *value = (Value *)names[i].value; /* only read */
        TRY(value_map_set(arena, context, names[i].name, value));
    }
    exec_begin(exec, &options, &host, &ignored);
    Status st = exec_run(exec, program, context, out);
    return status_is_fatal(st) ? st : ST_OK;
}
