/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package - see package.h.
 */
#include "generator/format/package.h"

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/format/odf.h"
#include "generator/format/ooxml.h"
#include "generator/pack/pkgwrite.h"
#include "generator/text/french.h"

typedef struct TemplatePart {
    Str name;
    const Program *program; /* NULL: the entry is ready */
    Entry entry;
    bool is_late;
} TemplatePart;

struct Template {
    const Format *format;
    const Library *library;
    TemplatePart *parts;
    size_t n_parts;
    const Program **blocks; /* by Block.index */
};

typedef struct JobPart {
    Buf raw;
    Buf late; /* raw with the lists of the record put in */
    Buf packed;
} JobPart;

struct Job {
    Exec *exec;
    Deflater *deflater;
    JobPart *parts;
    Entry *entries;
    size_t n_parts;
};

/* --- which format ------------------------------------------------------------------------------------- */

const Format *format_of_package(const Package *package)
{
    const PkgPart *mimetype = pkgread_find(package, STR("mimetype"));
    if (mimetype && str_starts(mimetype->bytes, STR(MIMETYPE))) {
        return &format_odt;
    }
    bool is_ooxml = pkgread_find(package, STR("[Content_Types].xml")) != NULL;
    return is_ooxml && pkgread_find(package, STR("word/document.xml")) ? &format_docx : NULL;
}

const Format *format_by_name(Str name)
{
    if (str_eq(name, format_docx.name)) {
        return &format_docx;
    }
    return str_eq(name, format_odt.name) ? &format_odt : NULL;
}

/* --- compilation -------------------------------------------------------------------------------------- */

typedef struct Compilation {
    Arena *arena;
    const Package *package;
    Template *template;
    Deflater *deflater;
    uint32_t *io_sources;
    DiagList *diags;
    bool has_errors;
} Compilation;

static void deflater_done(Deflater **deflater)
{
    deflate_free(*deflater);
}

static Status note(Compilation *c, Status st)
{
    c->has_errors = c->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

/* A part without a brace pair can't hold a tag, however it is split: two braces need two brace characters. */
static bool may_hold_tags(Str bytes)
{
    size_t first = str_find(bytes, STR("{"), 0);
    return first != SIZE_MAX && str_find(bytes, STR("{"), first + 1) != SIZE_MAX;
}

/* Copies text with `from` replaced by `to` wherever it stands. */
static Str replaced(Arena *arena, Str text, Str from, Str to)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    size_t kept = 0;
    for (size_t at = str_find(text, from, 0); at != SIZE_MAX; at = str_find(text, from, kept)) {
        buf_put(&out, str_sub(text, kept, at - kept));
        buf_put(&out, to);
        kept = at + from.len;
    }
    buf_put(&out, str_sub(text, kept, text.len));
    return buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
}

/* What comes of a .dotx or .ott is a document: its parts that tell the type say so. ptr NULL: no memory. */
static Str document_bytes(Compilation *c, const PkgPart *part)
{
    if (str_is(part->name, "[Content_Types].xml")) {
        return replaced(c->arena, part->bytes, STR(TYPE_TEMPLATE), STR(TYPE_MAIN));
    }
    if (str_is(part->name, "mimetype") || str_is(part->name, "META-INF/manifest.xml")) {
        return replaced(c->arena, part->bytes, STR(MIMETYPE "-template"), STR(MIMETYPE));
    }
    return part->bytes;
}

static Status make_static(Compilation *c, const PkgPart *part, TemplatePart *out)
{
    Str bytes = document_bytes(c, part);
    if (!bytes.ptr && part->bytes.len > 0) {
        return ST_NOMEM;
    }
    if (str_is(part->name, "mimetype")) {
        out->entry = deflate_stored(part->name, bytes);
        return ST_OK;
    }
    CLEANUP(buf_done) Buf packed = {0};
    buf_init(&packed, LIMIT_PKG_ENTRY_BYTES + KIB);
    TRY(deflate_entry(c->deflater, part->name, bytes, &packed, &out->entry));
    if (out->entry.data.ptr == packed.ptr) {
        out->entry.data = arena_str(c->arena, out->entry.data);
    }
    return out->entry.data.ptr ? ST_OK : ST_NOMEM;
}

static Status make_program(Compilation *c, const PkgPart *part, PartRole role, TemplatePart *out)
{
    Str name = arena_printf(c->arena, "%.*s!%.*s", STR_ARG(c->package->name), STR_ARG(part->name));
    Source *source = source_new(c->arena, name, part->bytes, (*c->io_sources)++);
    if (!name.ptr || !source) {
        return ST_NOMEM;
    }
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    TRY(xmltree_parse(c->arena, source, c->diags, &doc));
    Lift lift = {.arena = c->arena, .source = source, .diags = c->diags, .doc = doc};
    TRY(lift_start(&lift));
    Status st = ST_OK;
    if (role == PART_DOCUMENT) {
        TRY(c->template->format->prepare(&lift, c->package));
        st = lift_document(&lift);
    } else {
        st = lift_plain(&lift);
    }
    if (status_is_fatal(st)) {
        return st;
    }
    if (st == ST_OK && !lift.has_tags && !out->is_late) {
        return make_static(c, part, out); /* its braces are no tags: the same bytes */
    }
    Status compiled = lift_compile(&lift, part->name, &out->program);
    return status_is_fatal(compiled) || st == ST_OK ? compiled : st;
}

static Status compile_part(Compilation *c, const PkgPart *part, TemplatePart *out)
{
    const Format *format = c->template->format;
    PartRole role = format->part_role(c->package, part->name);
    out->name = part->name;
    out->is_late = c->template->library && format->is_late_part && format->is_late_part(part->name);
    bool is_dynamic = role != PART_STATIC && may_hold_tags(part->bytes);
    if (!is_dynamic && !out->is_late) {
        return make_static(c, part, out);
    }
    return make_program(c, part, role, out);
}

static Status compile_block(Compilation *c, const Block *block)
{
    const Format *format = c->template->format;
    ProgBuilder *builder = prog_builder_new(c->arena, block->id, c->diags);
    if (!builder || !block->rich) {
        return builder ? ST_OK : ST_NOMEM;
    }
    Status st = format->emit(builder, c->template->library, block->rich, c->diags);
    Status finished = prog_finish(builder, &c->template->blocks[block->index]); /* frees it too */
    return status_is_fatal(st) || (finished == ST_OK && st != ST_OK) ? st : finished;
}

static Status compile_all(Compilation *c)
{
    Template *t = c->template;
    for (size_t i = 0; i < c->package->n_parts; i++) {
        TRY(note(c, compile_part(c, &c->package->parts[i], &t->parts[i])));
    }
    if (!t->library) {
        return ST_OK;
    }
    t->blocks = arena_array(c->arena, t->library->n_blocks, const Program *);
    if (!t->blocks) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < t->library->n_blocks; i++) {
        TRY(note(c, compile_block(c, t->library->blocks[i])));
    }
    return ST_OK;
}

Status template_compile(Arena *arena, const Package *package, const Library *library, int level,
                        uint32_t *io_sources, DiagList *diags, const Template **ret_template)
{
    const Format *format = format_of_package(package);
    if (!format) {
        diag_add1(diags, TMPL_NOT_A_TEMPLATE, (Loc){0}, package->name);
        return ST_INPUT;
    }
    CLEANUP(deflater_done) Deflater *deflater = deflate_new(level);
    Template *template = arena_new(arena, Template);
    if (!deflater || !template) {
        return ST_NOMEM;
    }
    *template = (Template){.format = format,
                           .library = library,
                           .parts = arena_array(arena, package->n_parts, TemplatePart),
                           .n_parts = package->n_parts};
    if (!template->parts) {
        return ST_NOMEM;
    }
    Compilation c = {.arena = arena,
                     .package = package,
                     .template = template,
                     .deflater = deflater,
                     .io_sources = io_sources,
                     .diags = diags};
    TRY(compile_all(&c));
    *ret_template = c.has_errors ? NULL : template;
    return c.has_errors ? ST_INPUT : ST_OK;
}

const Format *template_format(const Template *template)
{
    return template->format;
}

void template_dump(const Template *template, Buf *out)
{
    for (size_t i = 0; i < template->n_parts; i++) {
        if (template->parts[i].program) {
            prog_dump(template->parts[i].program, out);
        }
    }
    for (size_t i = 0; template->blocks && i < template->library->n_blocks; i++) {
        if (template->blocks[i]) {
            prog_dump(template->blocks[i], out);
        }
    }
}

/* --- rendering ---------------------------------------------------------------------------------------- */

Job *job_new(int level)
{
    Job *job = mem_alloc(sizeof(Job));
    if (!job) {
        return NULL;
    }
    job->exec = exec_new();
    job->deflater = deflate_new(level);
    if (!job->exec || !job->deflater) {
        job_free(job);
        return NULL;
    }
    return job;
}

void job_free(Job *job)
{
    if (!job) {
        return;
    }
    exec_free(job->exec);
    deflate_free(job->deflater);
    for (size_t i = 0; i < job->n_parts; i++) {
        buf_done(&job->parts[i].raw);
        buf_done(&job->parts[i].late);
        buf_done(&job->parts[i].packed);
    }
    mem_free(job->parts);
    mem_free(job->entries);
    mem_free(job);
}

/* Room for as many parts as the template has; kept from record to record. */
static Status reserve_parts(Job *job, size_t n)
{
    if (n <= job->n_parts) {
        return ST_OK;
    }
    JobPart *parts = mem_resize(job->parts, n * sizeof(JobPart));
    if (!parts) {
        return ST_NOMEM;
    }
    job->parts = parts;
    Entry *entries = mem_resize(job->entries, n * sizeof(Entry));
    if (!entries) {
        return ST_NOMEM;
    }
    job->entries = entries;
    for (size_t i = job->n_parts; i < n; i++) {
        buf_init(&parts[i].raw, LIMIT_OUTPUT_BYTES);
        buf_init(&parts[i].late, LIMIT_OUTPUT_BYTES);
        buf_init(&parts[i].packed, LIMIT_OUTPUT_BYTES);
    }
    job->n_parts = n;
    return ST_OK;
}

/* The hook for rich text: the compiled block that a value stands for. */
static Status rich_program(void *ctx, const Value *value, DiagList *diags,
                           const Program **ret_program)
{
    const Template *template = ctx;
    (void)diags; /* nothing can go wrong: blocks are compiled with the template */
    *ret_program = NULL;
    if (value->rich && template->blocks) {
        *ret_program = template->blocks[((const Block *)value->rich)->index];
    }
    return ST_OK;
}

static Status facet(void *ctx, const Value *value, Str name, Buf *out, bool *ret_found)
{
    (void)ctx; /* the forms of a value don't depend on the template */
    return french_facet(NULL, value, name, out, ret_found);
}

static Status render_part(const Template *template, Job *job, size_t i, const Value *root)
{
    const TemplatePart *part = &template->parts[i];
    JobPart *out = &job->parts[i];
    buf_clear(&out->raw);
    TRY(exec_run(job->exec, part->program, root, &out->raw));
    Str bytes = buf_str(&out->raw);
    if (part->is_late) {
        size_t n = 0;
        const uint32_t *lists = exec_lists(job->exec, &n);
        buf_clear(&out->late);
        template->format->finish_part(lists, n, bytes, &out->late);
        if (!buf_ok(&out->late)) {
            return out->late.status;
        }
        bytes = buf_str(&out->late);
    }
    return deflate_entry(job->deflater, part->name, bytes, &out->packed, &job->entries[i]);
}

/* Number of the first article, where the data gives one. */
static uint32_t first_heading(const Value *root)
{
    const Value *number = value_path(root, STR("document.premier_article"));
    int64_t first = 1;
    if (number && number->kind == VALUE_NUM && num_to_int64(number->num, &first) && first > 0 &&
        first <= UINT32_MAX) {
        return (uint32_t)first;
    }
    return 1;
}

/* All parts in two turns: those that take up what the others began (lists) come last. Errors of all parts are gathered. */
static Status render_parts(const Template *template, Job *job, const Value *root)
{
    Status worst = ST_OK;
    for (int late = 0; late < 2; late++) {
        for (size_t i = 0; i < template->n_parts; i++) {
            const TemplatePart *part = &template->parts[i];
            if (!part->program) {
                job->entries[i] = part->entry;
                continue;
            }
            if (part->is_late != (late == 1)) {
                continue;
            }
            Status st = render_part(template, job, i, root);
            if (status_is_fatal(st)) {
                return st;
            }
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

Status template_render(const Template *template, Job *job, const Value *root, MissingMode missing,
                       DiagList *diags, Buf *out)
{
    const ExecOptions options = {.missing = missing, .first_heading = first_heading(root)};
    const ExecHost host = {
        .ctx = (void *)(uintptr_t) template, .facet = facet, .rich = rich_program};
    TRY(reserve_parts(job, template->n_parts));
    exec_begin(job->exec, &options, &host, diags);
    TRY(render_parts(template, job, root));
    return pkgwrite(job->entries, template->n_parts, out, diags);
}

size_t template_n_parts(const Template *template)
{
    return template->n_parts;
}

bool template_is_changing(const Template *template, size_t index)
{
    return index < template->n_parts && template->parts[index].program;
}

Str job_part(const Job *job, size_t index)
{
    return index < job->n_parts ? buf_str(&job->parts[index].raw) : STR_EMPTY;
}
