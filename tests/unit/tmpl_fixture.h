/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tmpl_fixture - what the tests of generator/tmpl share: compile a text, run it over YAML, and look at both.
 */
#pragma once

#include "generator/tmpl/compile.h"
#include "generator/tmpl/exec.h"
#include "tests/unit/data_fixture.h"

/* Compiles a text; the status goes to *ret_status if asked for. */
static inline const Program *fixture_program(Fixture *f, const char *text, Status *ret_status)
{
    const Program *program = NULL;
    diag_list_init(&f->diags, &f->arena);
    const Source *source = source_new(&f->arena, STR("t.txt"), str_of(text), 1);
    Status st = compile_text(&f->arena, source, ESCAPE_HTML, &f->diags, &program);
    if (ret_status) {
        *ret_status = st;
    } else if (st != ST_OK) {
        fail_msg("%s\n%s", text, fixture_report(f));
    }
    return program;
}

static inline const char *fixture_text(Fixture *f, const Buf *buf)
{
    return arena_str(&f->arena, buf_str(buf)).ptr;
}

/* Checks what a program prints as dump. */
static inline const char *fixture_dump(Fixture *f, const Program *program)
{
    Buf out;
    buf_init(&out, 1 << 20);
    prog_dump(program, &out);
    const char *text = fixture_text(f, &out);
    buf_done(&out);
    return text;
}

/* Runs one text over one YAML value, with host and options; returns the output, in the arena. */
static inline const char *fixture_run(Fixture *f, const char *text, const char *yaml,
                                      const ExecOptions *options, const ExecHost *host,
                                      Status *ret_status)
{
    const Program *program = fixture_program(f, text, NULL);
    const Value *root = fixture_value(f, yaml);
    Exec *exec = exec_new();
    Buf out;
    buf_init(&out, 1 << 24);
    exec_begin(exec, options, host, &f->diags);
    Status st = exec_run(exec, program, root, &out);
    const char *kept = fixture_text(f, &out);
    exec_free(exec);
    buf_done(&out);
    if (ret_status) {
        *ret_status = st;
    } else if (st != ST_OK) {
        fail_msg("%s over %s\n%s", text, yaml, fixture_report(f));
    }
    return kept;
}
