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

/* What was built without a mistake. */
static inline const Program *fixture_built(ProgBuilder *b)
{
    const Program *program = NULL;
    assert_int_equal(prog_finish(b, &program), ST_OK);
    return program;
}

/* Runs a program over a value; returns the output, in the arena. The status goes to *ret_status, or must be ST_OK. */
static inline const char *fixture_output(Fixture *f, const Program *program, const Value *root,
                                         const ExecOptions *options, const ExecHost *host,
                                         Status *ret_status)
{
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
        fail_msg("%s\n%s", kept, fixture_report(f));
    }
    return kept;
}

/* The same for one text over one YAML value. */
static inline const char *fixture_run(Fixture *f, const char *text, const char *yaml,
                                      const ExecOptions *options, const ExecHost *host,
                                      Status *ret_status)
{
    Status st = ST_OK;
    const Program *program = fixture_program(f, text, NULL);
    const char *out = fixture_output(f, program, fixture_value(f, yaml), options, host, &st);
    if (ret_status) {
        *ret_status = st;
    } else if (st != ST_OK) {
        fail_msg("%s over %s\n%s", text, yaml, fixture_report(f));
    }
    return out;
}
