/* SPDX-License-Identifier: Apache-2.0 */
/*
 * partial - the part of a library that some markets need, in two steps; declared in library.h. In the second, another thread loads
 * calculations and rules while the caller compiles templates, which need neither. Schemas, trees and the sum are made ahead, too.
 */
#include "generator/library/loader.h"

struct LibraryLoading {
    Loader loader;
    DiagList unseen; /* a mistake is told with those of the whole library */
    DiagList unseen_rest;
    Library *library;
    Arena *arena; /* of the thread that asks */
    Ahead *ahead;
    AheadTask rest;
};

static Status read_rest(void *ctx, Arena *arena)
{
    LibraryLoading *g = ctx;
    Loader *l = &g->loader;
    diag_list_init(&g->unseen_rest, arena);
    l->draft.arena = arena;
    l->draft.diags = &g->unseen_rest;
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
    l->prepared = prepared_new(arena, g->ahead, l->schemas, l->io_sources);
    if (!l->prepared) {
        return ST_NOMEM;
    }
    TRY(pick_read(arena, &from, l->draft.diags, &l->pick, &schema));
    TRY(pick_run(arena, &l->pick, texts, n_texts, schema));
    TRY(prepared_files(l->prepared, &l->pick, l->folder, l->io_sources));
    l->draft.lib.folder = l->folder;
    l->draft.lib.is_partial = true;
    TRY(loader_read_texts(l, &none));
    if (l->has_errors || g->unseen.n > 0) {
        return ST_INPUT;
    }
    *g->library = l->draft.lib;
    g->rest = (AheadTask){.work = read_rest, .ctx = g};
    if (g->ahead) {
        ahead_give(g->ahead, &g->rest);
    }
    return ST_OK;
}

Status library_begin_for(Arena *arena, Ahead *ahead, Str folder, Str schemas, const Str *texts,
                         size_t n_texts, uint32_t *io_sources, const Library **ret_library,
                         LibraryLoading **ret_loading)
{
    LibraryLoading *g = arena_new(arena, LibraryLoading);
    *ret_loading = NULL;
    if (!g) {
        return ST_NOMEM;
    }
    g->arena = arena;
    g->ahead = ahead;
    g->loader = (Loader){.draft = {.arena = arena, .diags = &g->unseen},
                         .folder = folder,
                         .schemas = schemas,
                         .io_sources = io_sources};
    diag_list_init(&g->unseen, arena);
    g->library = arena_new(arena, Library);
    Status st = g->library ? read_texts(g, texts, n_texts) : ST_NOMEM;
    if (st != ST_OK) {
        return st == ST_NOMEM || st == ST_BUG ? st : ST_INPUT;
    }
    *ret_library = g->library;
    *ret_loading = g;
    return ST_OK;
}

Status library_end(LibraryLoading *g)
{
    Loader *l = &g->loader;
    Str sha256 = STR_EMPTY;
    Status st = ahead_take(g->ahead, g->arena, &g->rest);
    Status summed = prepared_sum(l->prepared, g->arena, &sha256);
    st = st == ST_OK || status_is_fatal(summed) ? summed : st;
    l->draft.lib.sha256 = sha256;
    *g->library = l->draft.lib;
    bool is_sound = st == ST_OK && !l->has_errors && g->unseen_rest.n == 0;
    return st == ST_NOMEM || st == ST_BUG ? st : is_sound ? ST_OK : ST_INPUT;
}
