/* SPDX-License-Identifier: Apache-2.0 */
/*
 * new_library - ccap new clause FILE and ccap new bibliotheque DIR: a consideration, and a library of one, both complete.
 */
#include "generator/app/locate.h"
#include "generator/app/new.h"
#include "generator/app/schemas.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"

#define MAX_DEPTH 8 /* folders inside the scaffold of a library */

/* --- a consideration -------------------------------------------------------------------------------------------- */

/* The identifier that a file's name gives: "ma_clause" of "dossier/ma_clause.yaml"; empty if it can't be one. */
static Str id_of(Str path)
{
    Str name = file_base(path);
    Str id = str_ends(name, STR(".yaml")) ? str_sub(name, 0, name.len - 5) : name;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool is_letter = c >= 'a' && c <= 'z';
        if (!is_letter && (i == 0 || (c != '_' && (c < '0' || c > '9')))) {
            return STR_EMPTY;
        }
    }
    return id;
}

/* The first code that no consideration of the library has. */
static Str free_code(NewRun *run)
{
    Str code = STR_EMPTY;
    for (unsigned n = 1; n <= run->service.library->n_clauses + 1; n++) {
        code = arena_printf(&run->app->arena, "K%u", n);
        if (!library_clause(run->service.library, code)) {
            break;
        }
    }
    return code;
}

/* `text` with another value on its line "key: value", what follows two blanks and "#" kept. */
static Str with_value(Arena *arena, Str text, const char *key, Str value)
{
    Str start = arena_printf(arena, "\n%s: ", key);
    size_t at = str_find(text, start, 0);
    if (at == SIZE_MAX) {
        return text;
    }
    at += start.len;
    size_t end = at;
    while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != ' ') {
        end++;
    }
    return arena_printf(arena, "%.*s%.*s%.*s", (int)at, text.ptr, STR_ARG(value),
                        STR_ARG(str_sub(text, end, text.len)));
}

/* Where the clause's first line may point: a schema of the library it stands in, else one beside it, which is written. */
static Str schema_place(NewRun *run, Str folder)
{
    static const char *const above[] = {"../schemas/clause.schema.json",
                                        "../../schemas/clause.schema.json"};
    for (size_t i = 0; i < 2; i++) {
        Str path = arena_printf(&run->app->arena, "%.*s/%s", STR_ARG(folder), above[i]);
        if (file_kind(path, true) == FILE_REGULAR) {
            return str_of(above[i]);
        }
    }
    return STR_EMPTY;
}

int new_clause(NewRun *run, Str path, Status *ret_status)
{
    Arena *a = &run->app->arena;
    Str text;
    Str folder = file_folder(path);
    bool is_output = str_is(path, "-");
    Str id = is_output ? STR("clause_exemple") : id_of(path);
    if (id.len == 0) {
        return cli_usage(run->app, run->cli->command,
                         N_("the file's name becomes the identifier: letters a to z, digits and _, "
                            "as in clause_exemple.yaml"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    Status st = new_read(run, STR("clause.yaml"), &text);
    Str place = is_output ? STR_EMPTY : schema_place(run, folder);
    if (st == ST_OK) {
        text = with_value(a, with_value(a, text, "id", id), "code", free_code(run));
        size_t at = str_find(text, STR("clause.schema.json"), 0);
        if (place.len > 0 && at != SIZE_MAX) {
            size_t after = at + strlen("clause.schema.json");
            text = arena_printf(a, "%.*s%.*s%.*s", (int)at, text.ptr, STR_ARG(place),
                                STR_ARG(str_sub(text, after, text.len)));
        }
        st = text.ptr ? ST_OK : ST_NOMEM;
    }
    if (st == ST_OK && is_output) {
        app_put_out(run->app, text);
    } else if (st == ST_OK) {
        st = new_write(run, path, text);
    }
    if (st == ST_OK && !is_output && place.len == 0) {
        Str schema = file_join(a, folder, schemas_file(run->app, STR("clause")));
        st = new_write_schema(run, STR("clause"), schema);
    }
    *ret_status = st;
    return EXIT_DONE;
}

/* --- a library -------------------------------------------------------------------------------------------------- */

/* Schemas of a new library stand inside it, ours beside it: one "../" less in the first line. */
static Str nearer_schema(Arena *arena, Str text)
{
    const Str far = STR("$schema=../");
    size_t at = str_find(text, far, 0);
    size_t line = str_find(text, STR("\n"), 0);
    if (at == SIZE_MAX || at > line) {
        return text;
    }
    return arena_printf(arena, "%.*s$schema=%.*s", (int)at, text.ptr,
                        STR_ARG(str_sub(text, at + far.len, text.len)));
}

static Status copy_file(NewRun *run, Str from, Str to, bool is_nearer)
{
    App *app = run->app;
    Str text;
    TRY(file_read(&app->arena, from, LIMIT_YAML_BYTES, (Loc){0}, &app->diags, &text));
    if (is_nearer && str_ends(from, STR(".yaml"))) {
        text = nearer_schema(&app->arena, text);
    }
    return text.ptr ? new_write(run, to, text) : ST_NOMEM;
}

/* All of a folder; links are not followed. is_nearer: its first lines are about the new place. */
static Status copy_folder(NewRun *run, Str from, Str to, bool is_nearer, int depth)
{
    Arena *a = &run->app->arena;
    Str *names = NULL;
    size_t n = 0;
    TRY(file_list(a, from, &run->app->diags, &names, &n));
    TRY(file_make_folder(to, &run->app->diags));
    for (size_t i = 0; i < n; i++) {
        Str source = file_join(a, from, names[i]);
        Str target = file_join(a, to, names[i]);
        FileKind kind = file_kind(source, false);
        if (kind == FILE_FOLDER && depth < MAX_DEPTH) {
            TRY(copy_folder(run, source, target, is_nearer, depth + 1));
        } else if (kind == FILE_REGULAR && names[i].ptr[0] != '.') {
            TRY(copy_file(run, source, target, is_nearer));
        }
    }
    return ST_OK;
}

static Status write_schemas(NewRun *run, Str folder)
{
    App *app = run->app;
    Str *names = NULL;
    size_t n = 0;
    Str schemas = file_join(&app->arena, folder, STR("schemas"));
    run->service.library = NULL; /* from here on the new one: its considerations, its lists */
    TRY(service_load_library(&run->service, folder, locate_schemas(app), locate_shipped(app),
                             &app->diags));
    TRY(schemas_names(app, &names, &n));
    TRY(file_make_folder(schemas, &app->diags));
    for (size_t i = 0; i < n; i++) {
        Str path = file_join(&app->arena, schemas, schemas_file(app, names[i]));
        TRY(new_write_schema(run, names[i], path));
    }
    return ST_OK;
}

/* An empty folder, or none yet. */
static Status check_is_free(NewRun *run, Str path)
{
    Str *names = NULL;
    size_t n = 0;
    FileKind kind = file_kind(path, true);
    if (kind == FILE_FOLDER) {
        TRY(file_list(&run->app->arena, path, &run->app->diags, &names, &n));
    }
    if (kind == FILE_ABSENT || (kind == FILE_FOLDER && n == 0)) {
        return ST_OK;
    }
    diag_add1(&run->app->diags, FILE_EXISTS, (Loc){0}, path);
    return ST_IO;
}

/* The catalogues and scaffolds of the library at hand, the rest from its scaffold of a library. */
static Status write_library(NewRun *run, Str path)
{
    static const char *const catalogues[] = {"listes.yaml", "publics.yaml", "actions.yaml",
                                             "references.yaml"};
    Arena *a = &run->app->arena;
    Str scaffolds = file_join(a, run->folder, STR("modeles"));
    TRY(check_is_free(run, path));
    TRY(copy_folder(run, file_join(a, scaffolds, STR("bibliotheque")), path, true, 0));
    for (size_t i = 0; i < sizeof catalogues / sizeof *catalogues; i++) {
        Str name = str_of(catalogues[i]);
        TRY(copy_file(run, file_join(a, run->folder, name), file_join(a, path, name), true));
    }
    TRY(copy_folder(run, scaffolds, file_join(a, path, STR("modeles")), false, 0));
    return write_schemas(run, path);
}

int new_library(NewRun *run, Str path, Status *ret_status)
{
    if (str_is(path, "-")) {
        return cli_usage(run->app, run->cli->command, N_("a library is a folder: name one"),
                         STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    *ret_status = write_library(run, path);
    return EXIT_DONE;
}
