/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locate - see locate.h.
 */
#include "generator/app/locate.h"

#include <stdlib.h>

#include "generator/base/file.h"

/* `name` of the installed data, else of the source tree. */
static Str find_data(App *app, Str name)
{
    Str installed = arena_printf(&app->arena, "%.*s/../share/ccap/%.*s",
                                 STR_ARG(app->program_folder), STR_ARG(name));
    if (file_kind(installed, true) == FILE_FOLDER) {
        return installed;
    }
    return arena_printf(&app->arena, "%s/%.*s", CCAP_SOURCE_ROOT, STR_ARG(name));
}

Str locate_shipped(App *app)
{
    return find_data(app, STR("clauses"));
}

Str locate_library(App *app, Str option)
{
    const char *variable = getenv("CCAP_LIBRARY");
    if (option.ptr) {
        return option;
    }
    return variable && *variable ? str_of(variable) : locate_shipped(app);
}

Str locate_schemas(App *app)
{
    return find_data(app, STR("schemas"));
}

Str locate_own(App *app, Str name)
{
    return file_join(&app->arena, find_data(app, STR("templates")), name);
}

Str locate_requirements(App *app)
{
    return file_join(&app->arena, find_data(app, STR("docs")), STR("exigences.yaml"));
}

Str locate_report_page(App *app)
{
    return locate_own(app, STR("rapport/rapport.html"));
}

Str locate_template(App *app, Str option)
{
    Str name = option.ptr ? option : STR("annexe");
    bool is_path = memchr(name.ptr, '/', name.len) || file_kind(name, true) != FILE_ABSENT;
    if (option.ptr && is_path) {
        return option;
    }
    Str ours = locate_own(app, name);
    return option.ptr && file_kind(ours, true) == FILE_ABSENT ? option : ours;
}
