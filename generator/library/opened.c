/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opened - see opened.h.
 */
#include "generator/library/opened.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"

Status opened_text(Arena *arena, Str folder, Str path, DiagList *diags, Str *ret_text)
{
    if (!path.ptr) {
        return ST_NOMEM;
    }
    if (!file_stays_inside(folder, path)) {
        diag_add1(diags, FILE_LEAVES_FOLDER, (Loc){0}, path);
        return ST_INPUT;
    }
    return file_read(arena, path, LIMIT_YAML_BYTES, (Loc){0}, diags, ret_text);
}

Status opened_source(Arena *arena, Str folder, Str name, uint32_t *io_sources, DiagList *diags,
                     const Source **ret_source)
{
    Str path = file_join(arena, folder, name);
    Str text = STR_EMPTY;
    TRY(opened_text(arena, folder, path, diags, &text));
    Source *source = source_new(arena, path, text, (*io_sources)++);
    *ret_source = source;
    return source ? source_index(arena, source) : ST_NOMEM;
}

Status opened_yaml(Arena *arena, Str folder, Str name, const Schema *schema, uint32_t *io_sources,
                   DiagList *diags, Value **ret_value)
{
    const Source *source = NULL;
    TRY(opened_source(arena, folder, name, io_sources, diags, &source));
    TRY(yamlload(arena, source, YAML_LIMITS_FILE, diags, ret_value));
    return validate_value(schema_root(schema), *ret_value, STR_EMPTY, diags);
}

Status opened_schema(Arena *arena, Str schemas, Str name, uint32_t *io_sources, DiagList *diags,
                     const Schema **ret_schema)
{
    const Source *source = NULL;
    Value *root = NULL;
    TRY(opened_source(arena, schemas, name, io_sources, diags, &source));
    TRY(json_load(arena, source, YAML_LIMITS_FILE, diags, &root));
    return schema_compile(arena, root, diags, ret_schema);
}
