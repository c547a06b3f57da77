/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render - the bare engine: any mustache text, DOCX or ODT with any data. Prints nothing.
 *
 * Floor 6 (service). May be used by: batch, app. A RenderEngine is shared by threads; a RenderJob belongs to one.
 */
#pragma once

#include <pthread.h>

#include "generator/service/service.h"

typedef struct RenderPartial RenderPartial;

typedef struct RenderEngine {
    Arena *arena;             /* borrowed; holds the template */
    const Program *program;   /* of a text template, or NULL */
    const Template *template; /* of a package, or NULL */
    Escape escape;            /* of a text template */
    MissingMode missing;
    TemplateOptions options; /* of a package */
    int level;               /* its compression, as deflate_new */
    /* Partials are read when first named, under the lock; they live in `partials_arena`. */
    Str partials_folder;
    Arena *partials_arena; /* NULL when it is loaded: `own_arena` */
    Arena own_arena;
    DiagList partials_diags;
    RenderPartial *partials;
    uint32_t *io_sources;
    pthread_mutex_t lock;
} RenderEngine;

typedef struct RenderJob {
    ServiceJob base;
    Exec *exec;
    RenderEngine *engine;
} RenderJob;

/*
 * Compiles the template at `path`, text or package. escape, missing, options, level, partials_folder are set by the caller before.
 */
MUST_CHECK Status render_load(RenderEngine *engine, Str path, DiagList *diags);
void render_done(RenderEngine *engine);
/* The partial of this name; *ret_program NULL: there is none. ST_INPUT if it is wrong, which is told the first time. */
MUST_CHECK Status render_partial(RenderEngine *engine, Str name, Loc loc, DiagList *diags,
                                 const Program **ret_program);
/* ".docx", ".odt", or the text template's own ending ("lettre.html.mustache" gives ".html"), ".txt" if it has none. */
Str render_extension(const RenderEngine *engine, Str path);
void render_dump(const RenderEngine *engine, Buf *out);

MUST_CHECK Status render_job_init(RenderJob *job, RenderEngine *engine);
void render_job_done(RenderJob *job);
/* Fills the template with `root` into job->base.outputs[0]; diagnostics in job->base.diags. */
MUST_CHECK Status render_record(RenderJob *job, const Value *root);
