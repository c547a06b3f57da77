/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead - see ahead.h. Both threads claim a file under the lock before they parse it; each has an arena of its own.
 */
#include "generator/library/ahead.h"

#include <pthread.h>

#include "generator/base/beside.h"
#include "generator/base/file.h"
#include "generator/base/mem.h"
#include "generator/data/yamlload.h"
#include "generator/library/sum.h"

typedef enum AheadState { AHEAD_WAITS, AHEAD_CLAIMED, AHEAD_READY } AheadState;

/* One file that is needed. Whoever claimed it writes the rest before it is ready. */
typedef struct AheadFile {
    const PickFile *file;
    Str path;
    uint32_t number; /* of its source */
    AheadState state;
    Value *value;
    Status status;
    bool has_diags;
} AheadFile;

struct Ahead {
    Arena *arena; /* of the thread that asks */
    const Pick *pick;
    AheadFile *files;
    size_t n_files;
    pthread_mutex_t lock; /* of the states, and of the next four */
    pthread_cond_t change;
    AheadWork *rest;
    void *ctx;
    bool is_stopped; /* nothing more is asked for */
    pthread_t thread;
    bool has_thread;
    /* of the other thread alone until it ends */
    Arena own_arena;
    bool is_summed;
    Status summed;
    Str sha256;
    bool is_rested;
    Status rested;
};

/* --- work ------------------------------------------------------------------------------------------------- */

static void sum_done(Sum **sum)
{
    sum_free(*sum);
}

static Status add_up(Ahead *a, Arena *arena)
{
    CLEANUP(sum_done) Sum *sum = sum_new();
    if (!sum) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < a->pick->n_files; i++) {
        TRY(sum_add(sum, a->pick->files[i].name, a->pick->files[i].whole));
    }
    return sum_finish(sum, arena, &a->sha256);
}

static Status parse(Arena *arena, AheadFile *f)
{
    DiagList diags; /* what is wrong is told by whoever loads everything instead */
    diag_list_init(&diags, arena);
    Source *source = source_new(arena, f->path, f->file->text, f->number);
    if (!source) {
        return ST_NOMEM;
    }
    TRY(source_index(arena, source));
    Status st = yamlload(arena, source, YAML_LIMITS_FILE, &diags, &f->value);
    f->has_diags = diags.n > 0;
    return st;
}

/* Parses a file that nobody is at. The lock is held, and let go meanwhile. */
static void parse_claimed(Ahead *a, Arena *arena, AheadFile *f)
{
    f->state = AHEAD_CLAIMED;
    (void)pthread_mutex_unlock(&a->lock); /* we hold it */
    Status st = parse(arena, f);
    (void)pthread_mutex_lock(&a->lock); /* initialised, not recursive: can't fail */
    f->status = st;
    f->state = AHEAD_READY;
    (void)pthread_cond_broadcast(&a->change); /* initialised: can't fail */
}

/* The next file that nobody is at, or NULL. The first two, one of them a large one, are left to the thread that asks. */
static AheadFile *next_waiting(Ahead *a)
{
    for (size_t i = 2; i < a->n_files; i++) {
        if (a->files[i].state == AHEAD_WAITS) {
            return &a->files[i];
        }
    }
    return NULL;
}

static void *run(void *ctx)
{
    Ahead *a = ctx;
    if (!arena_expect(&a->own_arena)) {
        return NULL; /* the first thread does it all, or says that there is no memory */
    }
    (void)pthread_mutex_lock(&a->lock); /* as above */
    for (AheadFile *f = next_waiting(a); f && !a->is_stopped; f = next_waiting(a)) {
        parse_claimed(a, &a->own_arena, f);
    }
    (void)pthread_mutex_unlock(&a->lock); /* we hold it */
    a->summed = add_up(a, &a->own_arena);
    a->is_summed = true;
    (void)pthread_mutex_lock(&a->lock); /* as above */
    while (!a->rest && !a->is_stopped) {
        (void)pthread_cond_wait(&a->change, &a->lock); /* initialised and held: can't fail */
    }
    AheadWork *rest = a->rest;
    (void)pthread_mutex_unlock(&a->lock); /* we hold it */
    if (rest) {
        a->rested = rest(a->ctx, &a->own_arena);
        a->is_rested = true;
    }
    return NULL;
}

/* --- life ------------------------------------------------------------------------------------------------- */

static Status list_files(Ahead *a, Str folder, uint32_t *io_sources)
{
    a->files = arena_array(a->arena, a->pick->n_files + 1, AheadFile);
    for (size_t i = 0; a->files && i < a->pick->n_files; i++) {
        const PickFile *file = &a->pick->files[i];
        if (file->is_skipped) {
            continue;
        }
        Str path = file_join(a->arena, folder, file->name);
        if (!path.ptr) {
            return ST_NOMEM;
        }
        a->files[a->n_files++] = (AheadFile){.file = file, .path = path, .number = (*io_sources)++};
    }
    return a->files ? ST_OK : ST_NOMEM;
}

static bool init_lock(Ahead *a)
{
    if (pthread_mutex_init(&a->lock, NULL) != 0) {
        return false;
    }
    if (pthread_cond_init(&a->change, NULL) != 0) {
        (void)pthread_mutex_destroy(&a->lock); /* nothing waits */
        return false;
    }
    return true;
}

Ahead *ahead_start(Arena *arena, const Pick *pick, Str folder, uint32_t *io_sources)
{
    Ahead *a = mem_alloc(sizeof(Ahead));
    if (!a) {
        return NULL;
    }
    a->arena = arena;
    a->pick = pick;
    arena_init(&a->own_arena, 0);
    if (list_files(a, folder, io_sources) != ST_OK || !init_lock(a)) {
        mem_free(a);
        return NULL;
    }
    /* Without a second thread the first does everything. */
    a->has_thread = beside_thread(&a->thread, run, a);
    return a;
}

static void join(Ahead *a)
{
    if (!a->has_thread) {
        return;
    }
    (void)pthread_mutex_lock(&a->lock); /* as above */
    a->is_stopped = true;
    (void)pthread_cond_broadcast(&a->change); /* as above */
    (void)pthread_mutex_unlock(&a->lock);     /* we hold it */
    (void)pthread_join(a->thread, NULL);      /* started by us, joined once */
    a->has_thread = false;
}

void ahead_free(Ahead *a)
{
    if (!a) {
        return;
    }
    join(a);
    arena_adopt(a->arena, &a->own_arena);
    (void)pthread_cond_destroy(&a->change); /* nothing waits any more */
    (void)pthread_mutex_destroy(&a->lock);  /* same */
    mem_free(a);
}

Status ahead_take(Ahead *a, Arena *arena, Str name, Value **ret_value)
{
    AheadFile *f = NULL;
    *ret_value = NULL;
    for (size_t i = 0; i < a->n_files && !f; i++) {
        f = str_eq(a->files[i].file->name, name) ? &a->files[i] : NULL;
    }
    if (!f) {
        return ST_OK;
    }
    (void)pthread_mutex_lock(&a->lock); /* as above */
    if (f->state == AHEAD_WAITS) {
        parse_claimed(a, arena, f);
    }
    while (f->state != AHEAD_READY) {
        (void)pthread_cond_wait(&a->change, &a->lock); /* as above */
    }
    (void)pthread_mutex_unlock(&a->lock); /* we hold it */
    *ret_value = f->value;
    return f->status;
}

void ahead_give_rest(Ahead *a, AheadWork *work, void *ctx)
{
    (void)pthread_mutex_lock(&a->lock); /* as above */
    a->rest = work;
    a->ctx = ctx;
    (void)pthread_cond_broadcast(&a->change); /* as above */
    (void)pthread_mutex_unlock(&a->lock);     /* we hold it */
}

Status ahead_finish(Ahead *a, Str *ret_sha256)
{
    join(a);
    if (a->rest && !a->is_rested) {
        a->rested = a->rest(a->ctx, a->arena);
    }
    a->is_rested = true;
    a->summed = a->is_summed ? a->summed : add_up(a, a->arena);
    a->is_summed = true;
    TRY(a->summed);
    *ret_sha256 = a->sha256;
    for (size_t i = 0; i < a->n_files; i++) {
        if (a->files[i].has_diags) {
            return ST_INPUT;
        }
    }
    return a->rested;
}
