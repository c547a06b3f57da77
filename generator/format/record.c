/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record - one record through a template: walk, late references, additions, deflate, archive.
 */
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/format/emit.h"
#include "generator/format/page.h"
#include "generator/format/pictures.h"
#include "generator/format/place.h"
#include "generator/format/template.h"
#include "generator/pack/pkgwrite.h"
#include "generator/text/french.h"

typedef struct JobPart {
    bool is_kept; /* an optional part that stays */
    Buf raw;
    Buf added; /* by objects and lists */
    Buf late;  /* raw with what was added */
    Buf packed;
    uint32_t n_added; /* counted by objects */
} JobPart;

struct Job {
    Exec *exec;
    Deflater *deflater;
    JobPart *parts;
    size_t n_parts;
    Entry *entries; /* those of the parts, then what objects added */
    size_t n_entries;
    size_t cap_entries;
    Entry *extra;
    size_t n_extra;
    size_t cap_extra;
    Arena arena; /* of the record */
    PictureStore *pictures;
    bool is_dry; /* no archive is made */
};

struct Rendering {
    const Template *template;
    Job *job;
    const RecordOptions *options;
    DiagList *diags;
};

/* --- life ------------------------------------------------------------------------------------------------ */

Job *job_new(int level)
{
    Job *job = mem_alloc(sizeof(Job));
    if (!job) {
        return NULL;
    }
    arena_init(&job->arena, LIMIT_OUTPUT_BYTES);
    job->exec = exec_new();
    job->is_dry = level == DEFLATE_NONE;
    job->deflater = deflate_new(level);
    job->pictures = pictures_new();
    if (!job->exec || !job->deflater || !job->pictures) {
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
        buf_done(&job->parts[i].added);
        buf_done(&job->parts[i].late);
        buf_done(&job->parts[i].packed);
    }
    arena_done(&job->arena);
    pictures_free(job->pictures);
    mem_free(job->parts);
    mem_free(job->entries);
    mem_free(job->extra);
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
    for (size_t i = job->n_parts; i < n; i++) {
        buf_init(&parts[i].raw, LIMIT_OUTPUT_BYTES);
        buf_init(&parts[i].added, LIMIT_OUTPUT_BYTES);
        buf_init(&parts[i].late, LIMIT_OUTPUT_BYTES);
        buf_init(&parts[i].packed, LIMIT_OUTPUT_BYTES);
    }
    job->n_parts = n;
    return ST_OK;
}

static Status add_entry(Entry **entries, size_t *n, size_t *cap, const Entry *entry)
{
    if (*n == *cap) {
        size_t wanted = *cap ? *cap * 2 : 32;
        Entry *grown = mem_resize(*entries, wanted * sizeof(Entry));
        if (!grown) {
            return ST_NOMEM;
        }
        *entries = grown;
        *cap = wanted;
    }
    (*entries)[(*n)++] = *entry;
    return ST_OK;
}

/* --- what formats may do ------------------------------------------------------------------------------------ */

Exec *rendering_exec(const Rendering *r)
{
    return r->job->exec;
}

RecordFiles *rendering_files(const Rendering *r)
{
    return r->options->files;
}

Status record_files_note(RecordFiles *files, Str name, Str sha256)
{
    for (size_t i = 0; i < files->n; i++) {
        if (str_eq(files->items[i].name, name)) {
            return ST_OK;
        }
    }
    RecordFile *grown =
        arena_grow(files->arena, files->items, files->n, &files->cap, sizeof *files->items);
    RecordFile file = {.name = arena_str(files->arena, name)};
    file.sha256 = sha256.ptr ? arena_str(files->arena, sha256) : (Str){0};
    if (!grown || !file.name.ptr || (sha256.ptr && !file.sha256.ptr)) {
        return ST_NOMEM;
    }
    files->items = grown;
    files->items[files->n++] = file;
    return ST_OK;
}

Str rendering_folder(const Rendering *r)
{
    return r->options->folder;
}

const Numbering *rendering_numbering(const Rendering *r)
{
    return r->template->parts.numbering;
}

DiagList *rendering_diags(const Rendering *r)
{
    return r->diags;
}

Arena *rendering_arena(Rendering *r)
{
    return &r->job->arena;
}

Buf *rendering_added(Rendering *r, size_t part)
{
    return &r->job->parts[part].added;
}

size_t rendering_part(const Rendering *r, Str name)
{
    return parts_find(&r->template->parts, name);
}

uint32_t rendering_count(Rendering *r, size_t part)
{
    return ++r->job->parts[part].n_added;
}

Status rendering_add_entry(Rendering *r, const Entry *entry)
{
    return add_entry(&r->job->extra, &r->job->n_extra, &r->job->cap_extra, entry);
}

MissingMode rendering_missing(const Rendering *r)
{
    return r->options->missing;
}

Deflater *rendering_deflater(Rendering *r)
{
    return r->job->deflater;
}

PictureStore *rendering_pictures(Rendering *r)
{
    return r->job->pictures;
}

void rendering_keep_part(Rendering *r, size_t part)
{
    r->job->parts[part].is_kept = true;
}

/* --- hooks of the walk -------------------------------------------------------------------------------------- */

/* Rich text of a record, or in a sentence, as a program in the record's memory. */
static Status compile_rich(Rendering *r, const RichNode *doc, bool is_inline, DiagList *diags,
                           const Program **ret_program)
{
    const Template *t = r->template;
    ProgBuilder *builder = prog_builder_new(&r->job->arena, STR_EMPTY, diags);
    if (!builder) {
        return ST_NOMEM;
    }
    Status st = emit_doc(t->format->emit, builder, t->library, &t->styles, doc, is_inline, diags);
    Status finished = prog_finish(builder, ret_program); /* frees it too */
    return status_is_fatal(st) || finished == ST_OK ? st : finished;
}

/* The hook for rich text: the compiled block that a value stands for, or a Markdown value. */
static Status rich_program(void *ctx, const Value *value, bool is_inline, DiagList *diags,
                           const Program **ret_program, bool *ret_is_refused)
{
    Rendering *r = ctx;
    const Template *template = r->template;
    const Block *block = value->rich;
    const RichNode *doc = block ? block->rich : NULL;
    *ret_program = NULL;
    if (!template->blocks || (!block && value->kind != VALUE_TEXT)) {
        return ST_OK;
    }
    if (block && !is_inline) {
        *ret_program = template->blocks[block->index];
        return ST_OK;
    }
    if (!block) {
        RichNode *read = NULL;
        TRY(mdread_value(&r->job->arena, value->text, value->loc, diags, &read));
        doc = read;
    }
    if (is_inline && doc && !emit_single(doc)) {
        *ret_is_refused = true;
        return ST_OK;
    }
    return doc ? compile_rich(r, doc, is_inline, diags, ret_program) : ST_OK;
}

static Status facet(void *ctx, const Value *value, Str name, Buf *out, bool *ret_found)
{
    const Rendering *r = ctx;
    return french_facet((void *)(uintptr_t)r->options->french, value, name, out, ret_found);
}

static Status object(void *ctx, Exec *exec, const Program *program, const Op *op, Buf *out)
{
    Rendering *r = ctx;
    (void)exec; /* r has it */
    if (op->a >= r->template->parts.n_objects) {
        return ST_BUG;
    }
    const Object *found = r->template->parts.objects[op->a];
    return found->write(r, found, program, op, out);
}

/* --- one record ----------------------------------------------------------------------------------------------- */

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

/* All parts that have a program. Errors of all parts are gathered. */
static Status walk_parts(Rendering *r, const Value *root)
{
    Status worst = ST_OK;
    Job *job = r->job;
    const Parts *parts = &r->template->parts;
    for (size_t i = 0; i < parts->n; i++) {
        buf_clear(&job->parts[i].raw);
        buf_clear(&job->parts[i].added);
        buf_clear(&job->parts[i].late);
        job->parts[i].n_added = 0;
        job->parts[i].is_kept = false;
    }
    for (size_t i = 0; i < parts->n; i++) {
        const Program *program = parts->items[i].program;
        Status st = program ? exec_run(job->exec, program, root, &job->parts[i].raw) : ST_OK;
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
    }
    Status st = exec_finish(job->exec);
    if (status_is_fatal(st)) {
        return st;
    }
    worst = st != ST_OK ? st : worst;
    return worst == ST_OK && r->template->format->finish ? r->template->format->finish(r) : worst;
}

/* Before the last end tag: what closes the root. SIZE_MAX: the root is an empty element. */
static size_t root_end(Str bytes)
{
    const char *last = bytes.len ? memrchr(bytes.ptr, '<', bytes.len) : NULL;
    size_t at = last ? (size_t)(last - bytes.ptr) : bytes.len;
    return at + 1 < bytes.len && bytes.ptr[at + 1] == '/' ? at : SIZE_MAX;
}

/* `bytes` with what was added; an empty root is opened for it. */
static void put_additions(const Format *format, Str name, Str bytes, Str added, Buf *out)
{
    size_t at = format->insertion ? format->insertion(name, bytes) : SIZE_MAX;
    at = at == SIZE_MAX ? root_end(bytes) : at;
    if (at != SIZE_MAX) {
        buf_put(out, str_sub(bytes, 0, at));
        buf_put(out, added);
        buf_put(out, str_sub(bytes, at, bytes.len - at));
        return;
    }
    const char *start = bytes.ptr ? memrchr(bytes.ptr, '<', bytes.len) : NULL;
    const char *slash = bytes.ptr ? memrchr(bytes.ptr, '/', bytes.len) : NULL;
    if (!start || !slash || slash < start) {
        out->status = ST_BUG; /* parts are well formed when they get here */
        return;
    }
    Str element = {.ptr = start + 1, .len = (size_t)(slash - start) - 1};
    size_t name_len = 0;
    while (name_len < element.len && (unsigned char)element.ptr[name_len] > ' ') {
        name_len++;
    }
    buf_put(out, str_sub(bytes, 0, (size_t)(slash - bytes.ptr)));
    buf_puts(out, ">");
    buf_put(out, added);
    buf_puts(out, "</");
    buf_put(out, str_sub(element, 0, name_len));
    buf_puts(out, ">");
}

/* The entry of a part: ready, or deflated now. */
static Status pack_part(Rendering *r, size_t i)
{
    const TemplatePart *part = &r->template->parts.items[i];
    Job *job = r->job;
    JobPart *out = &job->parts[i];
    bool has_additions = out->added.len > 0;
    Entry entry = part->entry;
    if (!buf_ok(&out->added)) {
        return out->added.status;
    }
    if (part->is_optional && !has_additions && !out->is_kept) {
        return ST_OK;
    }
    Str bytes = part->program ? buf_str(&out->raw) : part->bytes;
    if (has_additions) {
        put_additions(r->template->format, part->name, bytes, buf_str(&out->added), &out->late);
        if (!buf_ok(&out->late)) {
            return out->late.status;
        }
        bytes = buf_str(&out->late);
    }
    if (part->program || has_additions) {
        TRY(deflate_entry(job->deflater, part->name, bytes, &out->packed, &entry));
    }
    return add_entry(&job->entries, &job->n_entries, &job->cap_entries, &entry);
}

static Status pack_parts(Rendering *r)
{
    Job *job = r->job;
    job->n_entries = 0;
    for (size_t i = 0; i < r->template->parts.n; i++) {
        TRY(pack_part(r, i));
    }
    for (size_t i = 0; i < job->n_extra; i++) {
        TRY(add_entry(&job->entries, &job->n_entries, &job->cap_entries, &job->extra[i]));
    }
    return ST_OK;
}

Status template_render(const Template *template, Job *job, const Value *root,
                       const RecordOptions *options, DiagList *diags, Buf *out)
{
    Rendering r = {.template = template, .job = job, .options = options, .diags = diags};
    const ExecOptions how = {.missing = options->missing,
                             .first_heading = first_heading(root),
                             .numbering = template->parts.numbering,
                             .first_uid = template->first_uid,
                             .waits_for_refs = true};
    const ExecHost host = {.ctx = &r, .facet = facet, .rich = rich_program, .object = object};
    TRY(reserve_parts(job, template->parts.n));
    arena_reset(&job->arena);
    job->n_extra = 0;
    pictures_begin(job->pictures);
    exec_begin(job->exec, &how, &host, diags);
    size_t n_before = diags->n;
    Status st = walk_parts(&r, root);
    place_fill(&template->source, diags, n_before);
    TRY(st);
    if (page_is_format(template->format)) {
        return page_finish(template->format, &job->arena, buf_str(&job->parts[0].raw), out);
    }
    TRY(pack_parts(&r));
    if (job->is_dry) {
        buf_clear(out);
        return ST_OK;
    }
    return pkgwrite(job->entries, job->n_entries, out, diags);
}

size_t template_n_parts(const Template *template)
{
    return template->parts.n;
}

bool template_is_changing(const Template *template, size_t index)
{
    return index < template->parts.n &&
           (template->parts.items[index].program || template->parts.items[index].is_grown);
}

Str job_part(const Job *job, size_t index)
{
    if (index >= job->n_parts) {
        return STR_EMPTY;
    }
    const JobPart *part = &job->parts[index];
    return part->late.len > 0 ? buf_str(&part->late) : buf_str(&part->raw);
}
