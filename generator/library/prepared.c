/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prepared - see prepared.h. Each file, each schema and the sum are one task.
 */
#include "generator/library/prepared.h"

#include "generator/base/file.h"
#include "generator/data/yamlload.h"
#include "generator/library/opened.h"
#include "generator/library/sum.h"

/* Those that a library is loaded with, in the order in which they are asked for. */
static const Str schema_names[] = {{"bibliotheque.schema.json", 24}, {"catalogue.schema.json", 21},
                                   {"clause.schema.json", 18},       {"commun.schema.json", 18},
                                   {"marche.schema.json", 18},       {"calculs.schema.json", 19},
                                   {"regles.schema.json", 18}};

#define N_SCHEMAS (sizeof schema_names / sizeof schema_names[0])

typedef struct PreparedSchema {
    AheadTask task;
    Str folder;
    Str name;
    uint32_t number; /* of its source */
    const Schema *schema;
} PreparedSchema;

/* One file that is needed. Whoever does the task writes the rest. */
typedef struct PreparedFile {
    AheadTask task;
    const PickFile *file;
    Str path;
    uint32_t number; /* of its source */
    Value *value;
    bool has_diags;
} PreparedFile;

struct Prepared {
    Arena *arena; /* of the thread that asks */
    Ahead *ahead;
    PreparedSchema schemas[N_SCHEMAS];
    PreparedFile *files;
    size_t n_files;
    AheadTask sum;
    const PickFile *whole; /* all files of the library */
    size_t n_whole;
    Str sha256;
};

/* --- tasks ------------------------------------------------------------------------------------------------ */

static Status make_schema(void *ctx, Arena *arena)
{
    PreparedSchema *s = ctx;
    uint32_t number = s->number;
    DiagList unseen;
    diag_list_init(&unseen, arena);
    return opened_schema(arena, s->folder, s->name, &number, &unseen, &s->schema);
}

static Status make_tree(void *ctx, Arena *arena)
{
    PreparedFile *f = ctx;
    DiagList unseen;
    diag_list_init(&unseen, arena);
    Source *source = source_new(arena, f->path, f->file->text, f->number);
    if (!source) {
        return ST_NOMEM;
    }
    TRY(source_index(arena, source));
    Status st = yamlload(arena, source, YAML_LIMITS_FILE, &unseen, &f->value);
    f->has_diags = unseen.n > 0;
    return st;
}

static Status add_up(void *ctx, Arena *arena)
{
    Prepared *p = ctx;
    Sum sum;
    sum_init(&sum);
    for (size_t i = 0; i < p->n_whole; i++) {
        sum_add(&sum, p->whole[i].name, p->whole[i].whole);
    }
    p->sha256 = sum_finish(&sum, arena);
    return p->sha256.ptr ? ST_OK : ST_NOMEM;
}

static void give(Prepared *p, AheadTask *task)
{
    if (p->ahead) {
        ahead_give(p->ahead, task);
    }
}

/* --- what is asked for -------------------------------------------------------------------------------------- */

Prepared *prepared_new(Arena *arena, Ahead *ahead, Str schemas, uint32_t *io_sources)
{
    Prepared *p = arena_new(arena, Prepared);
    if (!p) {
        return NULL;
    }
    *p = (Prepared){.arena = arena, .ahead = ahead, .sum = {.work = add_up, .ctx = p}};
    for (size_t i = 0; i < N_SCHEMAS; i++) {
        PreparedSchema *s = &p->schemas[i];
        *s = (PreparedSchema){.task = {.work = make_schema, .ctx = s},
                              .folder = schemas,
                              .name = schema_names[i],
                              .number = (*io_sources)++};
        give(p, &s->task);
    }
    return p;
}

/* The first two, one of them a large one, are left to the thread that asks. */
#define N_LEFT 2

Status prepared_files(Prepared *p, const Pick *pick, Str folder, uint32_t *io_sources)
{
    p->files = arena_array(p->arena, pick->n_files + 1, PreparedFile);
    p->whole = pick->files;
    p->n_whole = pick->n_files;
    for (size_t i = 0; p->files && i < pick->n_files; i++) {
        const PickFile *file = &pick->files[i];
        if (file->is_skipped) {
            continue;
        }
        PreparedFile *f = &p->files[p->n_files++];
        *f = (PreparedFile){.task = {.work = make_tree, .ctx = f},
                            .file = file,
                            .path = file_join(p->arena, folder, file->name),
                            .number = (*io_sources)++};
        if (!f->path.ptr) {
            return ST_NOMEM;
        }
    }
    for (size_t i = N_LEFT; i < p->n_files; i++) {
        give(p, &p->files[i].task);
    }
    give(p, &p->sum);
    return p->files ? ST_OK : ST_NOMEM;
}

Status prepared_schema(Prepared *p, Arena *arena, Str name, const Schema **ret_schema)
{
    for (size_t i = 0; i < N_SCHEMAS; i++) {
        if (str_eq(p->schemas[i].name, name)) {
            TRY(ahead_take(p->ahead, arena, &p->schemas[i].task));
            *ret_schema = p->schemas[i].schema;
            return ST_OK;
        }
    }
    return ST_INPUT;
}

Status prepared_tree(Prepared *p, Arena *arena, Str name, Value **ret_value)
{
    PreparedFile *f = NULL;
    *ret_value = NULL;
    for (size_t i = 0; i < p->n_files && !f; i++) {
        f = str_eq(p->files[i].file->name, name) ? &p->files[i] : NULL;
    }
    if (!f) {
        return ST_OK;
    }
    TRY(ahead_take(p->ahead, arena, &f->task));
    *ret_value = f->value;
    return ST_OK;
}

Status prepared_sum(Prepared *p, Arena *arena, Str *ret_sha256)
{
    TRY(ahead_take(p->ahead, arena, &p->sum));
    *ret_sha256 = p->sha256;
    for (size_t i = 0; i < p->n_files; i++) {
        TRY(ahead_take(p->ahead, arena, &p->files[i].task)); /* one that nobody asked for, too */
        if (p->files[i].has_diags) {
            return ST_INPUT;
        }
    }
    return ST_OK;
}
