/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stray - see stray.h.
 */
#include "generator/library/stray.h"

#include "generator/base/file.h"
#include "generator/data/validate.h"

static const char *const folders[] = {"considerations", "communs", "regles", "pieces", "apercu"};
static const char *const own[] = {
    "bibliotheque.yaml", "listes.yaml",    "publics.yaml", "actions.yaml", "references.yaml",
    "calculs.yaml",      "considerations", "communs",      "regles",       "pieces",
    "conseil.yaml",      "apercu"};
/* What a local library does not have. */
static const char *const of_base[] = {"decp.yaml", "modeles"};
static const char *const of_local[] = {"suivi-base.yaml"};

#define N_OF(list) (sizeof(list) / sizeof(list)[0])

typedef struct Search {
    Arena *arena;
    bool is_local;
    uint32_t *io_sources;
    DiagList *diags;
    Stray *stray;
} Search;

/* At the beginning of the file, which need not be text. */
static Status report(Search *s, DiagCode code, Str path, Str name, Str meant)
{
    Source *source = source_new(s->arena, path, STR_EMPTY, (*s->io_sources)++);
    if (!source) {
        return ST_NOMEM;
    }
    TRY(source_index(s->arena, source));
    const Loc start = {.source = source, .line = 1, .column = 1};
    diag_add2(s->diags, code, start, name, meant);
    s->stray->is_any = true;
    return ST_OK;
}

/* The name without the ending that data has elsewhere; empty if it has none of these. */
static Str stem_of(Str name)
{
    static const char *const endings[] = {".yml", ".json",     ".YAML",
                                          ".YML", ".yaml.txt", ".yml.txt"};
    if (str_ends(name, STR(".schema.json"))) {
        return STR_EMPTY; /* for editors: ccap new clause writes it beside the file */
    }
    for (size_t i = 0; i < N_OF(endings); i++) {
        Str ending = str_of(endings[i]);
        if (str_ends(name, ending) && name.len > ending.len) {
            return str_sub(name, 0, name.len - ending.len);
        }
    }
    return STR_EMPTY;
}

/* Files of a folder of which every .yaml is read. */
static Status check_folder(Search *s, Str library, Str folder)
{
    Arena *a = s->arena;
    Str path = file_join(a, library, folder);
    Str *names = NULL;
    size_t n = 0;
    if (!path.ptr || file_kind(path, true) != FILE_FOLDER) {
        return path.ptr ? ST_OK : ST_NOMEM;
    }
    TRY(file_list(a, path, s->diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        Str stem = stem_of(names[i]);
        bool is_hidden = names[i].ptr[0] == '.';
        if (is_hidden || str_ends(names[i], STR(".yaml"))) {
            continue;
        }
        Str whole = file_join(a, path, names[i]);
        bool is_folder = stem.len == 0 && file_kind(whole, true) == FILE_FOLDER;
        if (stem.len > 0 || is_folder) {
            Str meant = is_folder ? arena_printf(a, "%.*s/*.yaml", STR_ARG(folder))
                                  : arena_printf(a, "%.*s.yaml", STR_ARG(stem));
            TRY(report(s, LIB_STRAY_FILE, whole, names[i], meant));
            s->stray->is_text = s->stray->is_text || str_is(folder, "considerations");
            s->stray->is_common = s->stray->is_common || str_is(folder, "communs");
            s->stray->is_base = s->stray->is_base || str_is(folder, "communs");
        }
    }
    return ST_OK;
}

/* Names of a library's files without their endings, or of its folders. */
static size_t list_known(const Search *s, bool are_folders, Str *names)
{
    const struct {
        const char *const *list;
        size_t n;
    } lists[] = {{own, N_OF(own)},
                 {of_base, s->is_local ? 0 : N_OF(of_base)},
                 {of_local, s->is_local ? N_OF(of_local) : 0}};
    size_t n = 0;
    for (size_t i = 0; i < N_OF(lists); i++) {
        for (size_t k = 0; k < lists[i].n; k++) {
            Str name = str_of(lists[i].list[k]);
            bool is_file = str_ends(name, STR(".yaml"));
            if (is_file != are_folders) {
                names[n++] = is_file ? str_sub(name, 0, name.len - 5) : name;
            }
        }
    }
    return n;
}

/* The name that a file or folder beside bibliotheque.yaml was meant to have; empty: it is somebody's own. */
static Str meant_by(const Search *s, Str path, Str name)
{
    Str known[N_OF(own) + N_OF(of_base) + N_OF(of_local)];
    bool is_yaml = str_ends(name, STR(".yaml"));
    Str stem = is_yaml ? str_sub(name, 0, name.len - 5) : stem_of(name);
    bool is_folder = stem.len == 0 && file_kind(path, true) == FILE_FOLDER;
    size_t n = stem.len > 0 || is_folder ? list_known(s, is_folder, known) : 0;
    for (size_t i = 0; i < n; i++) {
        if (str_eq(known[i], is_folder ? name : stem) && (is_folder || is_yaml)) {
            return STR_EMPTY;
        }
    }
    Str near = validate_nearest(is_folder ? name : stem, known, n);
    return near.len == 0 || is_folder ? near : arena_printf(s->arena, "%.*s.yaml", STR_ARG(near));
}

static Status check_root(Search *s, Str library)
{
    Str *names = NULL;
    size_t n = 0;
    TRY(file_list(s->arena, library, s->diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        Str path = file_join(s->arena, library, names[i]);
        if (!path.ptr) {
            return ST_NOMEM;
        }
        if (s->is_local && str_is_one_of(names[i], of_base, N_OF(of_base))) {
            TRY(report(s, LIB_NOT_LOCAL, path, names[i], STR_EMPTY));
            continue;
        }
        Str meant = meant_by(s, path, names[i]);
        if (meant.len > 0 && names[i].ptr[0] != '.') {
            TRY(report(s, LIB_STRAY_FILE, path, names[i], meant));
            s->stray->is_base = true;
        }
    }
    return ST_OK;
}

Status stray_check(Arena *arena, Str folder, bool is_local, uint32_t *io_sources, DiagList *diags,
                   Stray *ret_stray)
{
    *ret_stray = (Stray){0};
    Search s = {.arena = arena,
                .is_local = is_local,
                .io_sources = io_sources,
                .diags = diags,
                .stray = ret_stray};
    TRY(check_root(&s, folder));
    for (size_t i = 0; i < N_OF(folders); i++) {
        bool is_read = !is_local || !str_is_one_of(str_of(folders[i]), of_base, N_OF(of_base));
        TRY(is_read ? check_folder(&s, folder, str_of(folders[i])) : ST_OK);
    }
    return ST_OK;
}
