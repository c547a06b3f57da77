/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tablemap - the YAML file that says how tables and published data are read; see table.h.
 */
#include "generator/base/file.h"
#include "generator/data/json.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"
#include "generator/library/table.h"

typedef struct MapReading {
    Arena *arena;
    DiagList *diags;
    uint32_t *io_sources;
} MapReading;

static Status open_source(MapReading *r, Str path, const Source **ret_source)
{
    Str text;
    TRY(path.ptr ? ST_OK : ST_NOMEM);
    TRY(file_read(r->arena, path, LIMIT_YAML_BYTES, (Loc){0}, r->diags, &text));
    Source *source = source_new(r->arena, path, text, (*r->io_sources)++);
    *ret_source = source;
    return source ? source_index(r->arena, source) : ST_NOMEM;
}

Status table_map_load(Arena *arena, const Library *library, Str path, Str schemas,
                      uint32_t *io_sources, DiagList *diags, const TableMap **ret_map)
{
    MapReading r = {.arena = arena, .diags = diags, .io_sources = io_sources};
    const Source *source = NULL;
    const Schema *schema = NULL;
    Value *root = NULL;
    TRY(open_source(&r, file_join(arena, schemas, STR("tableau.schema.json")), &source));
    TRY(json_load(arena, source, YAML_LIMITS_FILE, diags, &root));
    TRY(schema_compile(arena, root, diags, &schema));
    TRY(open_source(&r, path, &source));
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
