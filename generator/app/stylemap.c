/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stylemap - see stylemap.h.
 */
#include "generator/app/stylemap.h"

#include "generator/app/schemas.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"

/* One of the lists of the file: "styles" for both formats, "docx" and "odt" for one. Later ones win. */
static Status add_choices(App *app, const Value *root, const char *key, StyleMap *map)
{
    const Value *list = value_get(root, str_of(key));
    size_t n = list && list->kind == VALUE_MAP ? list->map.n : 0;
    for (size_t i = 0; i < n; i++) {
        const Member *member = &list->map.members[i];
        StyleChoice choice = {.is_docx = strcmp(key, "odt") != 0,
                              .is_odt = strcmp(key, "docx") != 0,
                              .name = member->value->text,
                              .loc = member->value->loc,
                              .span = utf8_count(member->value->text)};
        if (!styles_role_of_key(member->key, &choice.role)) {
            return ST_BUG; /* the schema names the same keys */
        }
        StyleChoice *grown =
            arena_grow(&app->arena, map->choices, map->n, &map->cap, sizeof choice);
        if (!grown) {
            return ST_NOMEM;
        }
        map->choices = grown;
        map->choices[map->n++] = choice;
    }
    return ST_OK;
}

static Status load_map(App *app, Str path, StyleMap *map)
{
    static const char *const keys[] = {"styles", "docx", "odt"};
    const Source *source = NULL;
    const Schema *schema = NULL;
    Value *root = NULL;
    TRY(schemas_compile(app, STR("styles"), &schema));
    TRY(app_read(app, path, LIMIT_YAML_BYTES, &source));
    TRY(yamlload(&app->arena, source, YAML_LIMITS_FILE, &app->diags, &root));
    TRY(validate_value(schema_root(schema), root, STR_EMPTY, &app->diags));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        TRY(add_choices(app, root, keys[i], map));
    }
    return ST_OK;
}

Status stylemap_load(App *app, const Cli *cli, TemplateOptions *ret_options)
{
    Str path = cli_option(cli, "styles");
    Str bookmark = cli_option(cli, "bookmark");
    StyleMap *map = NULL;
    if (path.ptr) {
        map = arena_new(&app->arena, StyleMap);
        if (!map) {
            return ST_NOMEM;
        }
        TRY(load_map(app, path, map));
    }
    *ret_options = (TemplateOptions){.map = map, .bookmark = bookmark.ptr ? bookmark : STR_EMPTY};
    return ST_OK;
}
