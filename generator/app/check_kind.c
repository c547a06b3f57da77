/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_kind - see check_kind.h.
 */
#include "generator/app/check_kind.h"

#include "generator/app/schemas.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/format/kind.h"
#include "generator/service/service.h"

/* --- by the name ---------------------------------------------------------------------------------------- */

static bool has_ending(Str path, const Str *endings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_ends(path, endings[i])) {
            return true;
        }
    }
    return false;
}

static bool is_package_name(Str path)
{
    static const Str endings[] = {{".docx", 5}, {".dotx", 5}, {".odt", 4}, {".ott", 4}};
    return has_ending(path, endings, sizeof endings / sizeof endings[0]);
}

static bool is_text_name(Str path)
{
    static const Str endings[] = {{".mustache", 9}, {".html", 5}, {".htm", 4},     {".md", 3},
                                  {".txt", 4},      {".xml", 4},  {".markdown", 9}};
    return has_ending(path, endings, sizeof endings / sizeof endings[0]);
}

static bool is_data_name(Str path)
{
    static const Str endings[] = {{".yaml", 5}, {".yml", 4}, {".json", 5}};
    return has_ending(path, endings, sizeof endings / sizeof endings[0]);
}

static bool is_input(Str path)
{
    return str_is(path, "-");
}

/* --- by the bytes --------------------------------------------------------------------------------------- */

/* What a file without a telling name holds. */
typedef enum Bytes { BYTES_NONE, BYTES_DATA, BYTES_PACKAGE, BYTES_TEXT } Bytes;

/* The key of a map in the first column: `marche:`. French puts a space before the colons of its sentences. */
static bool is_key_line(Str line)
{
    size_t n = 0;
    while (n < line.len && ((line.ptr[n] >= 'a' && line.ptr[n] <= 'z') || line.ptr[n] == '_')) {
        n++;
    }
    Str rest = str_sub(line, n, line.len);
    return n > 0 && (str_is(rest, ":") || str_starts(rest, STR(": ")));
}

/* The first line that says anything: comments (headings, in Markdown) and YAML's --- and directives say nothing. */
static Bytes kind_of_text(Str text)
{
    size_t pos = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    while (pos < text.len) {
        size_t end = str_find(text, STR("\n"), pos);
        end = end == SIZE_MAX ? text.len : end;
        Str raw = str_sub(text, pos, end - pos);
        Str line = str_trim(raw);
        bool is_silent =
            line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == '%' || str_is(line, "---");
        if (!is_silent) {
            bool is_json = line.ptr[0] == '{' && !str_starts(line, STR("{{"));
            return is_json || (raw.ptr[0] == line.ptr[0] && is_key_line(line)) ? BYTES_DATA
                                                                               : BYTES_TEXT;
        }
        pos = end + 1;
    }
    return BYTES_DATA; /* nothing: what a market lacks is told */
}

/* A document, also one that will be refused. */
static Bytes kind_of_bytes(Arena *arena, Str path)
{
    DiagList unused;
    diag_list_init(&unused, arena);
    Str bytes = STR_EMPTY;
    if ((!is_input(path) && file_kind(path, true) != FILE_REGULAR) ||
        file_read(arena, path, LIMIT_PKG_BYTES, (Loc){0}, &unused, &bytes) != ST_OK) {
        return BYTES_NONE;
    }
    bool is_package = pkgread_is_zip(bytes) || kind_refuse_file(path, bytes, &unused) != ST_OK;
    return is_package ? BYTES_PACKAGE : kind_of_text(bytes);
}

static bool holds(Arena *arena, Str folder, const char *name)
{
    return file_kind(file_join(arena, folder, str_of(name)), true) == FILE_REGULAR;
}

bool check_is_template(Arena *arena, Str path)
{
    if (!is_input(path) && file_kind(path, true) == FILE_FOLDER) {
        return holds(arena, path, "modele.yaml") || holds(arena, path, "mimetype") ||
               holds(arena, path, "[Content_Types].xml");
    }
    if (is_package_name(path) || is_text_name(path) || is_data_name(path)) {
        return !is_data_name(path);
    }
    Bytes kind = kind_of_bytes(arena, path);
    return kind == BYTES_PACKAGE || kind == BYTES_TEXT;
}

bool check_is_text(Arena *arena, Str path)
{
    bool is_named = is_package_name(path) || is_text_name(path) || is_data_name(path);
    bool is_folder = !is_input(path) && file_kind(path, true) == FILE_FOLDER;
    return is_named || is_folder ? is_text_name(path) : kind_of_bytes(arena, path) == BYTES_TEXT;
}

/* --- considerations ------------------------------------------------------------------------------------- */

/* True if a line begins with each of these keys: what can't be read as YAML is told by who reads it. */
static bool has_clause_lines(Str text)
{
    return str_find(text, STR("\ncorps:"), 0) != SIZE_MAX &&
           str_find(text, STR("\noptions:"), 0) != SIZE_MAX;
}

Status check_is_clause(App *app, Str path, bool *ret_is_clause)
{
    const Source *source = NULL;
    Value *schema = NULL;
    Value *root = NULL;
    DiagList told; /* what is wrong is told by who reads it */
    diag_list_init(&told, &app->arena);
    *ret_is_clause = false;
    bool is_data = is_data_name(path) || is_input(path);
    if (!is_data || str_ends(path, STR(".marche.yaml")) || str_ends(path, STR(".marche.json")) ||
        (!is_input(path) && file_kind(path, true) != FILE_REGULAR)) {
        return ST_OK;
    }
    TRY(app_read(app, path, LIMIT_YAML_BYTES, &source));
    Status st = service_load_data(&app->arena, source, YAML_LIMITS_FILE, &told, &root);
    if (st != ST_OK) {
        *ret_is_clause = has_clause_lines(source->text);
        return status_is_fatal(st) ? st : ST_OK;
    }
    const Value *body = value_get(root, STR("corps"));
    if (!body || body->kind != VALUE_MAP) {
        return ST_OK;
    }
    TRY(schemas_load(app, STR("clause"), &schema));
    const Value *keys = value_get(schema, STR("required"));
    size_t n = 0;
    for (size_t i = 0; i < value_list_length(keys); i++) {
        n += value_get(root, keys->list.items[i]->text) != NULL;
    }
    *ret_is_clause = 2 * n > value_list_length(keys);
    return ST_OK;
}
