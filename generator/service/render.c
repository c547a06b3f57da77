/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render - see render.h.
 */
#include "generator/service/render.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/format/kind.h"
#include "generator/text/french.h"
#include "generator/tmpl/compile.h"

struct RenderPartial {
    RenderPartial *next;
    Str name;
    const Program *program; /* NULL: there is none of this name, or it is wrong */
    bool is_wrong;          /* what is wrong was reported when it was compiled */
};

/* --- loading ------------------------------------------------------------------------------------------- */

static bool is_package(Str path, Str bytes)
{
    return pkgread_is_zip(bytes) || str_ends(path, STR(".docx")) || str_ends(path, STR(".dotx")) ||
           str_ends(path, STR(".odt")) || str_ends(path, STR(".ott"));
}

static Status load_text(RenderEngine *engine, Str path, Str text, DiagList *diags)
{
    Source *source = source_new(engine->arena, path, text, (*engine->io_sources)++);
    if (!source) {
        return ST_NOMEM;
    }
    return compile_text(engine->arena, source, engine->escape, diags, &engine->program);
}

Status render_load(RenderEngine *engine, Str path, DiagList *diags)
{
    if (pthread_mutex_init(&engine->lock, NULL) != 0) {
        return ST_NOMEM;
    }
    if (!engine->partials_arena) {
        arena_init(&engine->own_arena, LIMIT_OUTPUT_BYTES);
        engine->partials_arena = &engine->own_arena;
    }
    diag_list_init(&engine->partials_diags, engine->partials_arena);
    if (file_kind(path, true) == FILE_FOLDER) {
        return service_compile_package(engine->arena, path, NULL, engine->level, engine->io_sources,
                                       diags, &engine->template);
    }
    Str bytes;
    TRY(file_read(engine->arena, path, LIMIT_PKG_BYTES, (Loc){0}, diags, &bytes));
    TRY(kind_refuse_file(path, bytes, diags));
    if (!is_package(path, bytes)) {
        return load_text(engine, path, bytes, diags);
    }
    Package *package = arena_new(engine->arena, Package); /* lives as long as the template */
    if (!package) {
        return ST_NOMEM;
    }
    TRY(pkgread_zip(engine->arena, path, bytes, diags, package));
    return template_compile_house(engine->arena, package, NULL, &engine->options, engine->level,
                                  engine->io_sources, diags, &engine->template);
}

void render_done(RenderEngine *engine)
{
    arena_done(&engine->own_arena);
    (void)pthread_mutex_destroy(&engine->lock); /* nothing waits any more */
}

Str render_extension(const RenderEngine *engine, Str path)
{
    if (engine->template) {
        return template_format(engine->template)->extension;
    }
    Str name = file_base(path);
    if (str_ends(name, STR(".mustache"))) {
        name = str_sub(name, 0, name.len - 9);
    }
    const char *dot = name.len ? memrchr(name.ptr, '.', name.len) : NULL;
    return dot && dot != name.ptr ? str_sub(name, (size_t)(dot - name.ptr), name.len) : STR(".txt");
}

void render_dump(const RenderEngine *engine, Buf *out)
{
    if (engine->template) {
        template_dump(engine->template, out);
    } else if (engine->program) {
        prog_dump(engine->program, out);
    }
}

/* --- partials ------------------------------------------------------------------------------------------ */

static RenderPartial *find_partial(const RenderEngine *engine, Str name)
{
    for (RenderPartial *p = engine->partials; p; p = p->next) {
        if (str_eq(p->name, name)) {
            return p;
        }
    }
    return NULL;
}

/* The file of a partial: DIR/name.mustache, else DIR/name; empty if there is none. Links that leave DIR are refused. */
static Status partial_path(RenderEngine *engine, Str name, Loc loc, DiagList *diags, Str *ret_path)
{
    static const Str endings[] = {{".mustache", 9}, {"", 0}};
    *ret_path = STR_EMPTY;
    for (size_t i = 0; i < 2; i++) {
        Str file = arena_printf(engine->partials_arena, "%.*s%s", STR_ARG(name), endings[i].ptr);
        Str path = file_join(engine->partials_arena, engine->partials_folder, file);
        if (!file.ptr || !path.ptr) {
            return ST_NOMEM;
        }
        if (!file_is_inside(file) || !file_stays_inside(engine->partials_folder, path)) {
            diag_add1(diags, FILE_LEAVES_FOLDER, loc, name);
            return ST_INPUT;
        }
        if (file_kind(path, true) == FILE_REGULAR) {
            *ret_path = path;
            return ST_OK;
        }
    }
    return ST_OK;
}

static Status load_partial(RenderEngine *engine, Str name, Loc loc, DiagList *diags,
                           RenderPartial *partial)
{
    Str path;
    Str text;
    TRY(partial_path(engine, name, loc, diags, &path));
    if (path.len == 0) {
        return ST_OK;
    }
    TRY(file_read(engine->partials_arena, path, LIMIT_YAML_BYTES, loc, diags, &text));
    Source *source = source_new(engine->partials_arena, path, text, (*engine->io_sources)++);
    if (!source) {
        return ST_NOMEM;
    }
    Status st =
        compile_text(engine->partials_arena, source, engine->escape, diags, &partial->program);
    partial->is_wrong = st == ST_INPUT || st == ST_LIMIT;
    return partial->is_wrong ? ST_OK : st;
}

static Status partial_locked(RenderEngine *engine, Str name, Loc loc, DiagList *diags,
                             const Program **ret_program)
{
    RenderPartial *partial = find_partial(engine, name);
    if (!partial) {
        partial = arena_new(engine->partials_arena, RenderPartial);
        if (!partial) {
            return ST_NOMEM;
        }
        partial->name = arena_str(engine->partials_arena, name);
        TRY(load_partial(engine, name, loc, diags, partial));
        partial->next = engine->partials;
        engine->partials = partial;
    }
    *ret_program = partial->program;
    return partial->is_wrong ? ST_INPUT : ST_OK;
}

Status render_partial(RenderEngine *engine, Str name, Loc loc, DiagList *diags,
                      const Program **ret_program)
{
    *ret_program = NULL;
    if (engine->partials_folder.len == 0) {
        return ST_OK;
    }
    if (pthread_mutex_lock(&engine->lock) != 0) {
        return ST_BUG;
    }
    Status st = partial_locked(engine, name, loc, diags, ret_program);
    (void)pthread_mutex_unlock(&engine->lock); /* we hold it */
    return st;
}

static Status partial(void *ctx, Str name, Loc loc, DiagList *diags, const Program **ret_program)
{
    return render_partial(ctx, name, loc, diags, ret_program);
}

/* Data without a library are written as usual: traditional spelling, spaces of the Imprimerie nationale. */
static Status facet(void *ctx, const Value *value, Str name, Buf *out, bool *ret_found)
{
    (void)ctx;
    return french_facet(NULL, value, name, out, ret_found);
}

/* --- records -------------------------------------------------------------------------------------------- */

Status render_job_init(RenderJob *job, RenderEngine *engine)
{
    job->engine = engine;
    TRY(service_job_init_level(&job->base, engine->level));
    job->exec = exec_new();
    return job->exec ? ST_OK : ST_NOMEM;
}

void render_job_done(RenderJob *job)
{
    exec_free(job->exec);
    service_job_done(&job->base);
}

Status render_record(RenderJob *job, const Value *root)
{
    RenderEngine *engine = job->engine;
    Buf *out = &job->base.outputs[0];
    if (engine->template) {
        const RecordOptions record = {
            .missing = engine->missing,
            .folder = root->loc.source ? file_folder(root->loc.source->name) : STR_EMPTY};
        return template_render(engine->template, job->base.job, root, &record, &job->base.diags,
                               out);
    }
    const ExecOptions options = {.missing = engine->missing, .lambda_mode = engine->escape};
    const ExecHost host = {.ctx = engine, .facet = facet, .partial = partial};
    buf_clear(out);
    exec_begin(job->exec, &options, &host, &job->base.diags);
    return exec_run(job->exec, engine->program, root, out);
}
