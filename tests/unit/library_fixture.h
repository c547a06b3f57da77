/* SPDX-License-Identifier: Apache-2.0 */
/*
 * library_fixture - what the tests of generator/library share: a copy of the small library of the goldens (tests/golden/base/
 * small) with one text changed, loaded; markets built over it.
 */
#pragma once

#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/library/contract.h"
#include "tests/unit/data_fixture.h"

/* One change of a file of the library: `old` becomes `new_`. file NULL: none. */
typedef struct Change {
    const char *file; /* "considerations/essai.yaml" */
    const char *old;
    const char *new_;
} Change;

#define SMALL_CLAUSE "considerations/essai.yaml"

#define SMALL_MARKET                                                                               \
    "marche: {reference: R-1, objet: Réfection du stade, nature: travaux, montant: 90000, "       \
    "lancement: 2026-05-04}\n"                                                                     \
    "acheteur: {nom: Commune d'Essai}\n"                                                           \
    "facilitateur: {structure: Maison, contact: {courriel: a@exemple.fr}}\n"

static inline Str library_source(Fixture *f, const char *path)
{
    const char *root = getenv("CCAP_SOURCE");
    return file_join(&f->arena, str_of(root ? root : "."), str_of(path));
}

/* Copies the files of one folder, `change` applied to the one it names; ".yaml" and ".json" only. */
static inline void library_copy(Fixture *f, Str from, Str to, const char *prefix, Change change)
{
    Str *names = NULL;
    size_t n = 0;
    assert_int_equal(file_make_folder(to, &f->diags), ST_OK);
    assert_int_equal(file_list(&f->arena, from, &f->diags, &names, &n), ST_OK);
    for (size_t i = 0; i < n; i++) {
        Str text = STR_EMPTY;
        if (!str_ends(names[i], STR(".yaml")) && !str_ends(names[i], STR(".json"))) {
            continue;
        }
        assert_int_equal(file_read(&f->arena, file_join(&f->arena, from, names[i]),
                                   LIMIT_YAML_BYTES, (Loc){0}, &f->diags, &text),
                         ST_OK);
        Str name = arena_printf(&f->arena, "%s%.*s", prefix, STR_ARG(names[i]));
        if (change.file && str_is(name, change.file)) {
            size_t at = str_find(text, str_of(change.old), 0);
            assert_int_not_equal(at, SIZE_MAX);
            Str rest = str_sub(text, at + strlen(change.old), text.len);
            text = arena_printf(&f->arena, "%.*s%s%.*s", (int)at, text.ptr, change.new_,
                                STR_ARG(rest));
        }
        assert_int_equal(
            file_write_atomic(file_join(&f->arena, to, names[i]), text, false, &f->diags), ST_OK);
    }
}

static inline void library_remove(Fixture *f, Str folder)
{
    Str *names = NULL;
    size_t n = 0;
    assert_int_equal(file_list(&f->arena, folder, &f->diags, &names, &n), ST_OK);
    for (size_t i = 0; i < n; i++) {
        Str path = file_join(&f->arena, folder, names[i]);
        if (file_kind(path, false) == FILE_FOLDER) {
            library_remove(f, path);
        } else {
            assert_int_equal(unlink(path.ptr), 0);
        }
    }
    assert_int_equal(rmdir(folder.ptr), 0);
}

/* A new folder that has the small library with one change as `name`, and all schemas beside it; library_remove. */
static inline Str library_folder(Fixture *f, const char *name, Change change)
{
    static const char *const inner[] = {"", "considerations/", "communs/"};
    char folder[] = "/tmp/ccap-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Str top = arena_str(&f->arena, str_of(folder));
    Str to = file_join(&f->arena, top, str_of(name));
    Str schemas = file_join(&f->arena, top, STR("schemas"));
    Str from = library_source(f, "tests/golden/base/small");
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        Str part = file_join(&f->arena, STR("lib"), str_of(inner[i]));
        library_copy(f, file_join(&f->arena, from, part),
                     file_join(&f->arena, to, str_of(inner[i])), inner[i], change);
    }
    library_copy(f, library_source(f, "schemas"), schemas, "", (Change){0});
    library_copy(f, file_join(&f->arena, from, STR("share/ccap/schemas")), schemas, "", change);
    diag_list_init(&f->diags, &f->arena);
    return top;
}

/* Loads the small library with one change; NULL if it is not sound, then f->diags says why. */
static inline const Library *library_with(Fixture *f, Change change)
{
    const Library *library = NULL;
    uint32_t n_sources = 0;
    Str top = library_folder(f, "lib", change);
    Str lib = file_join(&f->arena, top, STR("lib"));
    Str schemas = file_join(&f->arena, top, STR("schemas"));
    Status st = library_load(&f->arena, lib, schemas, lib, &n_sources, &f->diags, &library);
    assert_int_equal(st == ST_OK, library != NULL);
    DiagList kept = f->diags;
    library_remove(f, top);
    f->diags = kept;
    return library;
}

static inline const Library *library_small(Fixture *f)
{
    const Library *library = library_with(f, (Change){0});
    assert_non_null(library);
    return library;
}

/* The root that templates see of a market whose text is given; NULL if it is not sound. */
static inline Value *library_root(Fixture *f, const Library *library, const char *text,
                                  ContractOptions options)
{
    Value *market = NULL;
    Value *root = NULL;
    assert_int_equal(fixture_yaml(f, str_of(text), &market), ST_OK);
    Status st = contract_build(&f->arena, library, market, &options, &f->diags, &root);
    return st == ST_OK || options.is_draft ? root : NULL;
}
