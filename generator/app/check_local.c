/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_local - see check_local.h.
 */
#include "generator/app/check_local.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"

bool check_local_replaces(App *app, const Library *library, Str name)
{
    Str samples = file_join(&app->arena, library->folder, STR("apercu"));
    return file_kind(file_join(&app->arena, samples, name), true) == FILE_REGULAR;
}

Status check_local_accept(App *app, const Library *library)
{
    CLEANUP(buf_done) Buf text = {0};
    Str path = file_join(&app->arena, library->folder, STR("suivi-base.yaml"));
    if (!path.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(path, false) == FILE_LINK) {
        diag_add1(&app->diags, FILE_LEAVES_FOLDER, (Loc){0}, path);
        return ST_INPUT;
    }
    buf_init(&text, LIMIT_YAML_BYTES);
    library_put_notes(library, &text);
    if (!buf_ok(&text)) {
        return text.status;
    }
    TRY(file_write_atomic(path, buf_str(&text), false, &app->diags));
    app_note(app, N_("written: {1}"), path, STR_EMPTY, STR_EMPTY);
    return ST_OK;
}
