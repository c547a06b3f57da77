/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies file.c: whole files with their limits, writing that is complete or absent, folders, and names that try to leave
 * their folder.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/base/mem.h"
#include "tests/unit/place_fixture.h"

static const char *only_report(Place *p)
{
    assert_int_equal(p->diags.n, 1);
    const Diag *diag = &p->diags.items[0];
    p->diags.n = 0;
    return arena_printf(&p->arena, "%s %.*s", diag_info(diag->code)->code, STR_ARG(diag->args[1]))
        .ptr;
}

static size_t n_files(Place *p)
{
    Str *names = NULL;
    size_t n = 0;
    assert_int_equal(file_list(&p->arena, p->folder, &p->diags, &names, &n), ST_OK);
    return n;
}

static void what_is_written_is_read(void **state)
{
    Place *p = *state;
    Str text;
    const Str bytes = {.ptr = "a\0b\n", .len = 4};
    assert_int_equal(file_write_atomic(in(p, "f"), bytes, true, &p->diags), ST_OK);
    assert_int_equal(file_read(&p->arena, in(p, "f"), 4, (Loc){0}, &p->diags, &text), ST_OK);
    assert_true(str_eq(text, bytes));
    assert_int_equal(text.ptr[4], '\0');
    assert_int_equal(file_write_atomic(in(p, "f"), STR_EMPTY, false, &p->diags), ST_OK);
    assert_int_equal(file_read(&p->arena, in(p, "f"), 0, (Loc){0}, &p->diags, &text), ST_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(n_files(p), 1); /* nothing temporary is left */
}

/* A pipe is read once; kept, it can be read again, and is no longer than it may be. */
static void an_input_is_kept(void **state)
{
    Place *p = *state;
    int own = dup(STDIN_FILENO);
    Str text = {0};
    for (size_t limit = 4; limit <= 5; limit++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], "12345", 5), 5);
        assert_int_equal(close(ends[1]), 0);
        assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        assert_int_equal(close(ends[0]), 0);
        assert_int_equal(file_keep_input(limit, &p->arena, &p->diags),
                         limit == 4 ? ST_LIMIT : ST_OK);
    }
    assert_string_equal(only_report(p), "F-003 4");
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(file_read(&p->arena, STR("-"), 5, (Loc){0}, &p->diags, &text), ST_OK);
        assert_true(str_is(text, "12345"));
    }
    assert_int_equal(dup2(own, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(close(own), 0);
}

static void limits_of_reading(void **state)
{
    Place *p = *state;
    Str text = {0};
    assert_int_equal(file_write_atomic(in(p, "f"), STR("12345"), false, &p->diags), ST_OK);
    assert_int_equal(file_read(&p->arena, in(p, "f"), 4, (Loc){0}, &p->diags, &text), ST_LIMIT);
    assert_string_equal(only_report(p), "F-003 4");
    assert_int_equal(file_read(&p->arena, in(p, "g"), 4, (Loc){0}, &p->diags, &text), ST_IO);
    assert_string_equal(only_report(p), "F-001 No such file or directory");
    assert_int_equal(file_read(&p->arena, p->folder, 4, (Loc){0}, &p->diags, &text), ST_IO);
    assert_string_equal(only_report(p), "F-001 Is a directory");
    const Str with_nul = {.ptr = "a\0b", .len = 3};
    assert_int_equal(file_read(&p->arena, with_nul, 4, (Loc){0}, &p->diags, &text), ST_IO);
    assert_string_equal(only_report(p), "F-001 No such file or directory");
    assert_null(text.ptr);
    for (size_t n = 0; n <= 2;
         n++) { /* a file goes to its place at once, what has no size does not */
        Str path = n == 0 ? in(p, "f") : STR("/proc/version");
        Arena arena;
        arena_init(&arena, 0);
        mem_fail_at(n > 0 ? n : 1);
        assert_int_equal(file_read(&arena, path, 4096, (Loc){0}, &p->diags, &text), ST_NOMEM);
        mem_fail_at(0);
        arena_done(&arena);
    }
}

/* The old file stays until the new one is whole; nothing is left where it can't be written. */
static void writing_is_atomic(void **state)
{
    Place *p = *state;
    Str text;
    struct stat before;
    struct stat after;
    assert_int_equal(file_write_atomic(in(p, "f"), STR("old"), false, &p->diags), ST_OK);
    assert_int_equal(stat(in(p, "f").ptr, &before), 0);
    assert_int_equal(file_write_atomic(in(p, "f"), STR("new"), false, &p->diags), ST_OK);
    assert_int_equal(stat(in(p, "f").ptr, &after), 0);
    assert_true(before.st_ino != after.st_ino);

    assert_int_equal(mkdir(in(p, "d").ptr, 0777), 0);
    assert_int_equal(symlink("d", in(p, "l").ptr), 0);
    assert_int_equal(file_write_atomic(in(p, "d"), STR("x"), false, &p->diags), ST_IO);
    assert_string_equal(only_report(p), "F-002 Is a directory");
    assert_int_equal(file_write_atomic(in(p, "l"), STR("x"), false, &p->diags), ST_IO);
    assert_string_equal(only_report(p), "F-002 Is a directory");
    assert_int_equal(file_write_atomic(in(p, "none/f"), STR("x"), false, &p->diags), ST_IO);
    assert_string_equal(only_report(p), "F-002 No such file or directory");
    assert_int_equal(n_files(p), 3);

    FileStage stage = {.fd = -1};
    assert_int_equal(file_stage(in(p, "f"), STR("given up"), 0, &p->diags, &stage), ST_OK);
    file_stage_done(&stage);
    file_stage_done(&stage);
    assert_int_equal(file_read(&p->arena, in(p, "f"), 9, (Loc){0}, &p->diags, &text), ST_OK);
    assert_true(str_is(text, "new"));
    assert_int_equal(n_files(p), 3);
}

/* A pipe or a device is written to, never replaced. */
static void what_is_no_file_stays(void **state)
{
    Place *p = *state;
    char got[4] = "";
    FileStage stage;
    assert_int_equal(mkfifo(in(p, "p").ptr, 0666), 0);
    int fd = open(in(p, "p").ptr, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_atomic(in(p, "p"), STR("abc"), false, &p->diags), ST_OK);
    assert_int_equal(read(fd, got, sizeof got), 3);
    assert_memory_equal(got, "abc", 3);
    assert_int_equal(close(fd), 0);
    assert_int_equal(symlink("/dev/full", in(p, "l").ptr), 0);
    assert_int_equal(file_write_atomic(in(p, "l"), STR("abc"), false, &p->diags), ST_IO);
    assert_string_equal(only_report(p), "F-002 No space left on device");
    assert_int_equal(file_kind(in(p, "l"), false), FILE_LINK);
    assert_int_equal(file_stage(in(p, "p"), STR("abc"), 0, &p->diags, &stage), ST_IO);
    assert_string_equal(only_report(p), "F-002 Operation not supported");
    assert_int_equal(file_kind(in(p, "p"), false), FILE_PIPE);
    assert_int_equal(n_files(p), 2);
}

static void kinds_and_lists(void **state)
{
    Place *p = *state;
    Str *names = NULL;
    size_t n = 0;
    assert_int_equal(file_make_folder(in(p, "a/b//c/"), &p->diags), ST_OK);
    assert_int_equal(file_make_folder(in(p, "a/b/c"), &p->diags), ST_OK);
    assert_int_equal(file_write_atomic(in(p, "z"), STR("1"), false, &p->diags), ST_OK);
    assert_int_equal(file_write_atomic(in(p, "Z"), STR("1"), false, &p->diags), ST_OK);
    assert_int_equal(symlink("a", in(p, "l").ptr), 0);
    assert_int_equal(mkfifo(in(p, "p").ptr, 0666), 0);
    assert_int_equal(file_kind(in(p, "a"), false), FILE_FOLDER);
    assert_int_equal(file_kind(in(p, "l"), false), FILE_LINK);
    assert_int_equal(file_kind(in(p, "l"), true), FILE_FOLDER);
    assert_int_equal(file_kind(in(p, "z"), false), FILE_REGULAR);
    assert_int_equal(file_kind(in(p, "p"), false), FILE_PIPE);
    assert_int_equal(file_kind(STR("/dev/null"), true), FILE_OTHER);
    assert_int_equal(file_kind(in(p, "q"), false), FILE_ABSENT);
    assert_int_equal(file_kind(STR_EMPTY, false), FILE_ABSENT);
    assert_int_equal(file_list(&p->arena, p->folder, &p->diags, &names, &n), ST_OK);
    static const char *const sorted[] = {"Z", "a", "l", "p", "z"};
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++) {
        assert_true(str_is(names[i], sorted[i]));
    }
    assert_int_equal(file_list(&p->arena, in(p, "q"), &p->diags, &names, &n), ST_IO);
    assert_string_equal(only_report(p), "F-001 No such file or directory");
    const Str with_nul = {.ptr = "a\0b", .len = 3};
    assert_int_equal(file_list(&p->arena, with_nul, &p->diags, &names, &n), ST_IO);
    assert_string_equal(only_report(p), "F-001 No such file or directory");
    assert_int_equal(file_make_folder(in(p, "z/y"), &p->diags), ST_IO);
    assert_string_equal(only_report(p), "F-002 Not a directory");
    assert_int_equal(file_make_folder(in(p, "z"), &p->diags), ST_IO);
    assert_string_equal(only_report(p), "F-002 Not a directory");
}

static void names_of_paths(void **state)
{
    Place *p = *state;
    static const struct {
        const char *path;
        const char *folder;
        const char *base;
    } cases[] = {
        {"a/b", "a", "b"}, {"a", ".", "a"}, {"/a", "/", "a"}, {"a/", "a", ""}, {"", ".", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(str_is(file_folder(str_of(cases[i].path)), cases[i].folder));
        assert_true(str_is(file_base(str_of(cases[i].path)), cases[i].base));
    }
    assert_true(str_is(file_join(&p->arena, STR("a"), STR("b")), "a/b"));
    assert_true(str_is(file_join(&p->arena, STR("a/"), STR("b")), "a/b"));
    assert_true(str_is(file_join(&p->arena, STR("."), STR("b")), "b"));
    assert_true(str_is(file_join(&p->arena, STR_EMPTY, STR("b")), "b"));
}

static void names_stay_inside(void **state)
{
    Place *p = *state;
    static const char *const good[] = {"a", "a/b", "a.b", "..a", "a..", "é"};
    static const char *const bad[] = {"", "/a", "..", "a/../b", "./a", "a/.", "a//b", "a/", "a\\b"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(file_is_inside(str_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(file_is_inside(str_of(bad[i])));
    }
    assert_false(file_is_inside((Str){.ptr = "a\0", .len = 2}));
    assert_int_equal(file_make_folder(in(p, "in"), &p->diags), ST_OK);
    assert_int_equal(file_make_folder(in(p, "inner"), &p->diags), ST_OK);
    assert_int_equal(file_write_atomic(in(p, "inner/f"), STR("1"), false, &p->diags), ST_OK);
    assert_int_equal(file_write_atomic(in(p, "in/f"), STR("1"), false, &p->diags), ST_OK);
    assert_int_equal(symlink("../inner/f", in(p, "in/out").ptr), 0);
    assert_int_equal(symlink("f", in(p, "in/same").ptr), 0);
    assert_int_equal(symlink("loop", in(p, "in/loop").ptr), 0);
    assert_true(file_stays_inside(in(p, "in"), in(p, "in/f")));
    assert_true(file_stays_inside(in(p, "in"), in(p, "in/same")));
    assert_true(file_stays_inside(in(p, "in"), in(p, "in/absent")));
    assert_false(file_stays_inside(in(p, "in"), in(p, "in/out")));
    assert_false(file_stays_inside(in(p, "in"), in(p, "inner/f"))); /* a name that begins alike */
    assert_false(file_stays_inside(in(p, "in"), in(p, "in/loop")));
    assert_true(file_stays_inside(STR("/"), in(p, "in/f")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_AT_PLACE(what_is_written_is_read), TEST_AT_PLACE(an_input_is_kept),
        TEST_AT_PLACE(limits_of_reading),       TEST_AT_PLACE(writing_is_atomic),
        TEST_AT_PLACE(what_is_no_file_stays),   TEST_AT_PLACE(kinds_and_lists),
        TEST_AT_PLACE(names_of_paths),          TEST_AT_PLACE(names_stay_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
