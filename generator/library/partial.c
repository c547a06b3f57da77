/* SPDX-License-Identifier: Apache-2.0 */
/*
 * partial - the part of a library that some markets need, in two steps; declared in library.h. In the second, another thread loads
 * calculations and rules while the caller compiles templates, which need neither.
 */
#include "generator/base/mem.h"
#include "generator/library/loader.h"

/* Numbers kept for the sources of the second step, schemas, so that they don't depend on what the caller opens meanwhile. */
#define REST_SOURCES 4

struct LibraryLoading {
    Loader loader;
    DiagList unseen; /* a mistake is told with those of the whole library */
    DiagList unseen_rest;
    Library *library;
    uint32_t n_rest_sources;
};

static Status read_rest(void *ctx, Arena *arena)
{
    LibraryLoading *g = ctx;
    Loader *l = &g->loader;
    diag_list_init(&g->unseen_rest, arena);
    l->draft.arena = arena;
    l->draft.diags = &g->unseen_rest;
    l->io_sources = &g->n_rest_sources;
    return loader_read_rest(l);
}

static Status read_texts(LibraryLoading *g, const Str *texts, size_t n_texts)
{
    Loader *l = &g->loader;
    Arena *arena = l->draft.arena;
    const PickFrom from = {.folder = l->folder,
                           .schemas = l->schemas,
                           .catalogues = loader_catalogues,
                           .n_catalogues = LOADER_N_CATALOGUES};
    Overlay none = {0};
    Str schema;
    TRY(pick_read(arena, &from, l->draft.diags, &l->pick, &schema));
    TRY(pick_run(arena, &l->pick, texts, n_texts, schema));
    l->ahead = ahead_start(arena, &l->pick, l->folder, l->io_sources);
    if (!l->ahead) {
        return ST_NOMEM;
    }
    l->draft.lib.folder = l->folder;
    l->draft.lib.is_partial = true;
    TRY(loader_read_texts(l, &none));
    if (l->has_errors || g->unseen.n > 0) {
        return ST_INPUT;
    }
    g->n_rest_sources = *l->io_sources;
    *l->io_sources += REST_SOURCES;
    *g->library = l->draft.lib;
    ahead_give_rest(l->ahead, read_rest, g);
    return ST_OK;
}

static void release(LibraryLoading *g)
{
    ahead_free(g->loader.ahead);
    mem_free(g);
}

Status library_begin_for(Arena *arena, Str folder, Str schemas, const Str *texts, size_t n_texts,
                         uint32_t *io_sources, const Library **ret_library,
                         LibraryLoading **ret_loading)
{
    LibraryLoading *g = mem_alloc(sizeof(LibraryLoading));
    *ret_loading = NULL;
    if (!g) {
        return ST_NOMEM;
    }
    g->loader = (Loader){.draft = {.arena = arena, .diags = &g->unseen},
                         .folder = folder,
                         .schemas = schemas,
                         .io_sources = io_sources};
    diag_list_init(&g->unseen, arena);
    g->library = arena_new(arena, Library);
    Status st = g->library ? read_texts(g, texts, n_texts) : ST_NOMEM;
    if (st != ST_OK) {
        release(g);
        return st == ST_NOMEM || st == ST_BUG ? st : ST_INPUT;
    }
    *ret_library = g->library;
    *ret_loading = g;
    return ST_OK;
}

Status library_end(LibraryLoading *g)
{
    Loader *l = &g->loader;
    Status st = ahead_finish(l->ahead, &l->draft.lib.sha256);
    *g->library = l->draft.lib;
    bool is_sound = st == ST_OK && !l->has_errors && g->unseen_rest.n == 0;
    release(g);
    return st == ST_NOMEM || st == ST_BUG ? st : is_sound ? ST_OK : ST_INPUT;
}

Status library_load_for(Arena *arena, Str folder, Str schemas, Str shipped, const Str *texts,
                        size_t n_texts, uint32_t *io_sources, DiagList *diags,
                        const Library **ret_library)
{
    LibraryLoading *loading = NULL;
    Status st = library_begin_for(arena, folder, schemas, texts, n_texts, io_sources, ret_library,
                                  &loading);
    st = st == ST_OK ? library_end(loading) : st;
    if (st != ST_INPUT) {
        return st;
    }
    return library_load(arena, folder, schemas, shipped, io_sources, diags, ret_library);
}
