/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_verify - ccap verify LIBRARY: the files of a library against its SHA256SUMS, whose lines are those of sha256sum. Every
 * file counts: one that was changed, one that is missing, one that nobody listed.
 */
#include "generator/app/cmd.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/service/service.h"

#define SUMS "SHA256SUMS"
#define DIGITS 64
/* A library has folders in folders two deep; links in a circle have no end. */
#define MAX_DEPTH 16

typedef struct Verify {
    App *app;
    Str folder;
    Str *names; /* of all files, "considerations/clause_heures.yaml" */
    size_t n;
    size_t cap;
    bool has_errors;
} Verify;

static Status refuse(Verify *v, DiagCode code, Loc loc, Str name)
{
    diag_add1(&v->app->diags, code, loc, name);
    v->has_errors = true;
    return ST_OK;
}

static Status list_files(Verify *v, Str inside, int depth)
{
    Arena *a = &v->app->arena;
    Str *names = NULL;
    size_t n = 0;
    Str folder = inside.len > 0 ? file_join(a, v->folder, inside) : v->folder;
    TRY(folder.ptr ? file_list(a, folder, &v->app->diags, &names, &n) : ST_NOMEM);
    for (size_t i = 0; i < n; i++) {
        Str name = inside.len > 0 ? file_join(a, inside, names[i]) : names[i];
        Str path = file_join(a, v->folder, name);
        if (!name.ptr || !path.ptr) {
            return ST_NOMEM;
        }
        FileKind kind = file_kind(path, false);
        if (names[i].ptr[0] == '.' || str_is(name, SUMS)) {
            continue;
        }
        if (kind == FILE_LINK || kind == FILE_PIPE || kind == FILE_OTHER ||
            (kind == FILE_FOLDER && depth == 0)) {
            TRY(refuse(v, FILE_LEAVES_FOLDER, (Loc){0}, path));
        } else if (kind == FILE_FOLDER) {
            TRY(list_files(v, name, depth - 1));
        } else {
            v->names = arena_grow(a, v->names, v->n, &v->cap, sizeof *v->names);
            if (!v->names) {
                return ST_NOMEM;
            }
            v->names[v->n++] = name;
        }
    }
    return ST_OK;
}

static Status sum_of(Verify *v, Str name, Str *ret_sum)
{
    Arena *a = &v->app->arena;
    Str path = file_join(a, v->folder, name);
    Str bytes = STR_EMPTY;
    ArenaMark mark = arena_mark(a);
    TRY(path.ptr ? file_read(a, path, LIMIT_DATA_BYTES, (Loc){0}, &v->app->diags, &bytes)
                 : ST_NOMEM);
    Str sum = digest_of(a, bytes);
    char kept[DIGITS];
    if (sum.len != DIGITS) {
        return ST_NOMEM;
    }
    memcpy(kept, sum.ptr, DIGITS);
    arena_rewind(a, mark); /* the bytes are not needed any more */
    *ret_sum = arena_str(a, (Str){.ptr = kept, .len = DIGITS});
    return ret_sum->ptr ? ST_OK : ST_NOMEM;
}

/* "<64 digits>  name" or "<64 digits> *name"; false if the line is none. */
static bool read_line(Str line, Str *ret_sum, Str *ret_name)
{
    if (line.len < DIGITS + 3 || line.ptr[DIGITS] != ' ' ||
        (line.ptr[DIGITS + 1] != ' ' && line.ptr[DIGITS + 1] != '*')) {
        return false;
    }
    *ret_sum = str_sub(line, 0, DIGITS);
    *ret_name = str_sub(line, DIGITS + 2, line.len);
    if (str_starts(*ret_name, STR("./"))) { /* as find writes names */
        *ret_name = str_sub(*ret_name, 2, ret_name->len);
    }
    return strspn(line.ptr, "0123456789abcdef") == DIGITS && file_is_inside(*ret_name);
}

static Status compare(Verify *v, Loc loc, Str sum, Str name, bool *is_listed)
{
    size_t i = 0;
    while (i < v->n && !str_eq(v->names[i], name)) {
        i++;
    }
    if (i == v->n) {
        return refuse(v, VERIFY_MISSING, loc, name);
    }
    is_listed[i] = true;
    Str now = STR_EMPTY;
    TRY(sum_of(v, name, &now));
    return str_eq(now, sum) ? ST_OK : refuse(v, VERIFY_DIFFERS, loc, name);
}

static Status compare_all(Verify *v)
{
    Arena *a = &v->app->arena;
    const Source *source = NULL;
    Str path = file_join(a, v->folder, STR(SUMS));
    bool *is_listed = arena_array(a, v->n + 1, bool);
    if (!path.ptr || !is_listed) {
        return ST_NOMEM;
    }
    if (file_kind(path, false) == FILE_ABSENT) {
        return refuse(v, VERIFY_NO_SUMS, (Loc){0}, v->folder);
    }
    if (file_kind(path, false) == FILE_LINK) {
        return refuse(v, FILE_LEAVES_FOLDER, (Loc){0}, path);
    }
    TRY(app_read(v->app, path, LIMIT_YAML_BYTES, &source));
    for (size_t at = 0, line = 1; at < source->text.len; line++) {
        size_t end = str_find(source->text, STR("\n"), at);
        end = end == SIZE_MAX ? source->text.len : end;
        Str text = str_sub(source->text, at, end - at);
        Loc loc = {.source = source, .line = (uint32_t)line, .column = 1};
        Str sum = STR_EMPTY;
        Str name = STR_EMPTY;
        at = end + 1;
        if (str_trim(text).len == 0) {
            continue;
        }
        TRY(read_line(text, &sum, &name) ? compare(v, loc, sum, name, is_listed)
                                         : refuse(v, VERIFY_LINE, loc, STR_EMPTY));
    }
    for (size_t i = 0; i < v->n; i++) {
        TRY(is_listed[i] ? ST_OK
                         : refuse(v, VERIFY_EXTRA, (Loc){0}, file_join(a, v->folder, v->names[i])));
    }
    return ST_OK;
}

static Status print_sums(Verify *v, Buf *out)
{
    for (size_t i = 0; i < v->n; i++) {
        Str sum = STR_EMPTY;
        TRY(sum_of(v, v->names[i], &sum));
        buf_printf(out, "%.*s  %.*s\n", STR_ARG(sum), STR_ARG(v->names[i]));
    }
    return buf_ok(out) ? ST_OK : out->status;
}

int cmd_verify(const Cli *cli, App *app)
{
    Verify v = {.app = app, .folder = cli->args[0]};
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_DATA_BYTES);
    bool prints = cli_flag(cli, "sums");
    Str about = file_join(&app->arena, v.folder, STR("bibliotheque.yaml"));
    Status st = ST_OK;
    if (file_kind(about, true) != FILE_REGULAR) {
        diag_add1(&app->diags, VERIFY_NO_LIBRARY, (Loc){0}, v.folder);
        st = ST_INPUT;
    } else {
        st = list_files(&v, STR_EMPTY, MAX_DEPTH);
    }
    if (st == ST_OK) {
        st = prints ? print_sums(&v, &out) : compare_all(&v);
    }
    st = st == ST_OK && v.has_errors ? ST_INPUT : st;
    if (st == ST_OK) {
        app_put_out(app, buf_str(&out));
    }
    app_report(app, REPORT_HUMAN);
    if (st == ST_OK && !prints) {
        Str n = arena_printf(&app->arena, "%zu", v.n);
        app_note(app, N_("{1} files of “{2}” are as SHA256SUMS says"), n, v.folder, STR_EMPTY);
    }
    return app_exit_status(st, &app->diags);
}
