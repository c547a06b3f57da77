/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tablemap - the YAML file that says how tables and published data are read; see table.h.
 */
#include "generator/base/file.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"
#include "generator/library/opened.h"
#include "generator/library/table.h"

Status table_map_load(Arena *arena, const Library *library, Str path, Str schemas,
                      uint32_t *io_sources, DiagList *diags, const TableMap **ret_map)
{
    const Schema *schema = NULL;
    Value *root = NULL;
    Str text;
    TRY(opened_schema(arena, schemas, STR("tableau.schema.json"), io_sources, diags, &schema));
    TRY(path.ptr ? file_read(arena, path, LIMIT_YAML_BYTES, (Loc){0}, diags, &text) : ST_NOMEM);
    Source *source = source_new(arena, path, text, (*io_sources)++);
    TRY(source ? source_index(arena, source) : ST_NOMEM);
    TRY(yamlload(arena, source, YAML_LIMITS_FILE, diags, &root));
    TRY(validate_value(schema_root(schema), root, STR_EMPTY, diags));
    TableMap *map = arena_new(arena, TableMap);
    if (!map) {
        return ST_NOMEM;
    }
    *map = (TableMap){.text = source->text,
                      .columns = value_get(root, STR("colonnes")),
                      .words = value_get(root, STR("valeurs")),
                      .common = value_get(root, STR("commun")),
                      .fields = value_get(root, STR("champs")),
                      .id = value_get(root, STR("identifiant")),
                      .dates = value_get(root, STR("publication")),
                      .delimiter = value_get_text(root, STR("separateur")),
                      .encoding = value_get_text(root, STR("encodage"))};
    *ret_map = map;
    return library ? table_map_check(arena, library, map, diags) : ST_OK;
}
