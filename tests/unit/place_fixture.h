/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place_fixture - a folder of its own for each test, below $TMPDIR, and files in it.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"

typedef struct Place {
    Arena arena;
    DiagList diags;
    Str folder;
} Place;

static inline int place_setup(void **state)
{
    Place *p = calloc(1, sizeof *p);
    const char *tmp = getenv("TMPDIR");
    arena_init(&p->arena, 0);
    diag_list_init(&p->diags, &p->arena);
    p->folder = arena_printf(&p->arena, "%s/ccap-test-XXXXXX", tmp ? tmp : "/tmp");
    *state = p;
    return mkdtemp((char *)(uintptr_t)p->folder.ptr) ? 0 : -1;
}

static inline int place_teardown(void **state)
{
    Place *p = *state;
    Str command = arena_printf(&p->arena, "rm -rf '%s'", p->folder.ptr);
    int rc = system(command.ptr);
    arena_done(&p->arena);
    free(p);
    return rc;
}

#define TEST_AT_PLACE(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

static inline Str in(Place *p, const char *name)
{
    return file_join(&p->arena, p->folder, str_of(name));
}

static inline void put_file(Place *p, const char *name, const char *text)
{
    Str path = in(p, name);
    assert_int_equal(file_make_folder(file_folder(path), &p->diags), ST_OK);
    assert_int_equal(file_write_atomic(path, str_of(text), false, &p->diags), ST_OK);
}

static inline Str get_file(Place *p, const char *name)
{
    Str text = STR_EMPTY;
    assert_int_equal(file_read(&p->arena, in(p, name), MIB, (Loc){0}, &p->diags, &text), ST_OK);
    return text;
}

static inline bool has_file(Place *p, const char *name)
{
    return file_kind(in(p, name), false) != FILE_ABSENT;
}

/* The code of the only diagnostic, which is taken away. */
static inline const char *only_code(Place *p)
{
    assert_int_equal(p->diags.n, 1);
    p->diags.n = 0;
    return diag_info(p->diags.items[0].code)->code;
}
