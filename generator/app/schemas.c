/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemas - see schemas.h.
 */
#include "generator/app/schemas.h"

#include "generator/app/locate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/library/editor.h"

static const Str ending = {".schema.json", sizeof ".schema.json" - 1};

Str schemas_file(App *app, Str name)
{
    return arena_printf(&app->arena, "%.*s%.*s", STR_ARG(name), STR_ARG(ending));
}

Status schemas_names(App *app, Str **ret_names, size_t *ret_n)
{
    Str *files = NULL;
    size_t n = 0;
    size_t n_schemas = 0;
    TRY(file_list(&app->arena, locate_schemas(app), &app->diags, &files, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(files[i], ending) && files[i].ptr[0] != '.') {
            files[n_schemas++] = str_sub(files[i], 0, files[i].len - ending.len);
        }
    }
    *ret_names = files;
    *ret_n = n_schemas;
    return ST_OK;
}

Status schemas_load(App *app, Str name, Value **ret_schema)
{
    const Source *source = NULL;
    TRY(app_read(app, file_join(&app->arena, locate_schemas(app), schemas_file(app, name)),
                 LIMIT_YAML_BYTES, &source));
    return json_load(&app->arena, source, YAML_LIMITS_FILE, &app->diags, ret_schema);
}

Status schemas_compile(App *app, Str name, const Schema **ret_schema)
{
    Value *root = NULL;
    TRY(schemas_load(app, name, &root));
    return schema_compile(&app->arena, root, &app->diags, ret_schema);
}

Status schemas_put(App *app, const Library *library, Str name, Buf *out)
{
    Value *schema = NULL;
    Value *result = NULL;
    TRY(schemas_load(app, name, &schema));
    TRY(editor_schema(&app->arena, library, name, schema, &result));
    json_put_indented(out, result);
    return buf_ok(out) ? ST_OK : out->status;
}
