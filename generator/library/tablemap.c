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
    const Library *library;
    DiagList *diags;
    uint32_t *io_sources;
    bool has_errors;
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

static Status check_path(MapReading *r, Str path, Loc loc)
{
    TableColumn column;
    bool is_known = false;
    TRY(table_column(r->arena, r->library, path, &column, &is_known));
    if (!is_known) {
        diag_add1(r->diags, TABLE_MAP_PATH, loc, path);
        r->has_errors = true;
    }
    return ST_OK;
}

/* Paths on the right of `colonnes`, on the left of `valeurs`, and those of published fields. */
static Status check_paths(MapReading *r, const TableMap *map)
{
    for (size_t i = 0; map->columns && i < map->columns->map.n; i++) {
        const Value *path = map->columns->map.members[i].value;
        TRY(path->kind == VALUE_TEXT ? check_path(r, path->text, path->loc) : ST_OK);
    }
    for (size_t i = 0; map->words && i < map->words->map.n; i++) {
        const Member *member = &map->words->map.members[i];
        TRY(check_path(r, member->key, member->key_loc));
    }
    for (size_t i = 0; map->fields && i < map->fields->list.n; i++) {
        const Value *to = value_get(map->fields->list.items[i], STR("vers"));
        TRY(to ? check_path(r, to->text, to->loc) : ST_OK);
    }
    return r->has_errors ? ST_INPUT : ST_OK;
}

Status table_map_load(Arena *arena, const Library *library, Str path, Str schemas,
                      uint32_t *io_sources, DiagList *diags, const TableMap **ret_map)
{
    MapReading r = {.arena = arena, .library = library, .diags = diags, .io_sources = io_sources};
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
    return check_paths(&r, map);
}
