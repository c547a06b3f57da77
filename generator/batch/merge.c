/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge - see merge.h. Every file is read twice: once alone, to find all that is wrong with it, then side by side with the
 * others, the one of the lowest rank first.
 */
#include "generator/batch/merge.h"

#include <stdlib.h>

#include "generator/base/digest.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/batch/manifest.h"

#define WRITE_STEP ((size_t)64 * KIB)

/* --- heads ------------------------------------------------------------------------------------------------------- */

static Str text_of(Arena *arena, uint64_t n)
{
    Str text = arena_printf(arena, "%llu", (unsigned long long)n);
    return text.ptr ? text : STR_EMPTY;
}

static Str shard_text(Arena *arena, Shard shard)
{
    Str text = arena_printf(arena, "%u/%u", shard.number, shard.count);
    return text.ptr ? text : STR_EMPTY;
}

/* What differs between two heads of one number of shards; NULL: they are of one run. */
static const char *difference(const MergeHead *a, const MergeHead *b)
{
    return !str_eq(a->library, b->library)     ? "library"
           : !str_eq(a->template, b->template) ? "template"
           : !str_eq(a->options, b->options)   ? "options"
           : a->total != b->total              ? "total"
           : !str_eq(a->ids, b->ids)           ? "ids"
                                               : NULL;
}

/* Every file against the first one. */
static Status check_run(const Merge *m)
{
    const MergeFile *first = &m->files[0];
    Status st = ST_OK;
    for (size_t i = 1; i < m->n_files; i++) {
        const MergeFile *f = &m->files[i];
        const char *different = difference(&first->head, &f->head);
        if (f->head.shard.count != first->head.shard.count) {
            (void)diag_add(m->diags, MERGE_COUNTS, (Loc){0}, first->path, f->path,
                           arena_printf(m->arena, "%u/%u, %u/%u", first->head.shard.number,
                                        first->head.shard.count, f->head.shard.number,
                                        f->head.shard.count)); /* nothing to add */
            st = ST_INPUT;
        } else if (different) {
            (void)diag_add(m->diags, MERGE_OTHER_RUN, (Loc){0}, first->path, f->path,
                           str_of(different)); /* nothing to add */
            st = ST_INPUT;
        }
    }
    return st;
}

static int compare_files(const void *va, const void *vb)
{
    const MergeFile *a = va;
    const MergeFile *b = vb;
    uint32_t ka = a->head.shard.number;
    uint32_t kb = b->head.shard.number;
    return ka != kb ? (ka < kb ? -1 : 1) : str_cmp(a->path, b->path);
}

/* "2, 5-7": the numbers from..to, after what is there. */
static void put_range(Buf *out, uint32_t from, uint32_t to)
{
    if (from <= to) {
        buf_put(out, out->len > 0 ? STR(", ") : STR_EMPTY);
        buf_put_u64(out, from);
    }
    if (from < to) {
        buf_put(out, to > from + 1 ? STR("-") : STR(", "));
        buf_put_u64(out, to);
    }
}

/* The files are sorted. */
static Status check_all_there(const Merge *m)
{
    uint32_t count = m->files[0].head.shard.count;
    uint32_t before = 0;
    size_t n_missing = 0;
    CLEANUP(buf_done) Buf missing = {0};
    buf_init(&missing, 64 * KIB);
    Status st = ST_OK;
    for (size_t i = 0; i <= m->n_files; i++) {
        uint32_t number = i < m->n_files ? m->files[i].head.shard.number : count + 1;
        if (number == before) {
            (void)diag_add(m->diags, MERGE_TWICE, (Loc){0}, m->files[i - 1].path, m->files[i].path,
                           shard_text(m->arena, m->files[i].head.shard)); /* nothing to add */
            st = ST_INPUT;
            continue;
        }
        put_range(&missing, before + 1, number - 1);
        n_missing += number - 1 - before;
        before = number;
    }
    if (n_missing > 0) {
        (void)diag_add(m->diags, MERGE_MISSING, (Loc){0}, text_of(m->arena, count),
                       text_of(m->arena, n_missing),
                       arena_str(m->arena, buf_str(&missing))); /* nothing to add */
        st = ST_INPUT;
    }
    return buf_ok(&missing) ? st : ST_NOMEM;
}

static Status check_sums(const Merge *m)
{
    uint64_t n = 0;
    for (size_t i = 0; i < m->n_files; i++) {
        n += m->files[i].head.records;
    }
    if (n != m->files[0].head.total) {
        diag_add1(m->diags, MERGE_WHOLE, (Loc){0},
                  text_of(m->arena, n < m->files[0].head.total ? n + 1 : n));
        return ST_INPUT;
    }
    return ST_OK;
}

static void warn_of_dates(const Merge *m)
{
    Str first = m->files[0].head.date;
    Str last = first;
    for (size_t i = 1; i < m->n_files; i++) {
        Str date = m->files[i].head.date;
        first = str_cmp(date, first) < 0 ? date : first;
        last = str_cmp(date, last) > 0 ? date : last;
    }
    if (!str_eq(first, last)) {
        diag_add2(m->diags, MERGE_DATES, (Loc){0}, first, last);
    }
}

Status merge_open(Arena *arena, DiagList *diags, const Str *paths, size_t n, Merge *ret_merge)
{
    Merge *m = ret_merge;
    *m = (Merge){.arena = arena, .diags = diags, .n_files = n};
    m->files = mem_alloc(n * sizeof *m->files);
    if (!m->files) {
        return ST_NOMEM;
    }
    Status worst = ST_OK;
    for (size_t i = 0; i < n; i++) {
        Status st = merge_file_open(paths[i], arena, diags, &m->files[i]);
        m->n_opened = i + 1;
        merge_file_rewind(&m->files[i]); /* its memory is needed again later */
        if (st == ST_NOMEM || st == ST_BUG) {
            return st;
        }
        worst = st != ST_OK && worst != ST_IO ? st : worst;
    }
    if (worst != ST_OK) {
        return worst;
    }
    TRY(check_run(m));
    qsort(m->files, n, sizeof *m->files, compare_files);
    TRY(check_all_there(m));
    TRY(check_sums(m));
    warn_of_dates(m);
    return ST_OK;
}

void merge_done(Merge *m)
{
    for (size_t i = 0; i < m->n_opened; i++) {
        merge_file_done(&m->files[i]);
    }
    mem_free(m->files);
    *m = (Merge){0};
}

/* --- lines, file by file ----------------------------------------------------------------------------------------- */

/* True if the current line is one of the shard's run, and its record the shard's. */
static bool is_line_of(const MergeFile *f, const BatchEarlier *line)
{
    const MergeHead *head = &f->head;
    return f->rank <= head->total && str_eq(line->library, head->library) &&
           str_eq(line->template, head->template) && str_eq(line->options, head->options) &&
           shard_of(line->id, head->shard.count) == head->shard.number;
}

static Status check_file(Merge *m, MergeFile *f, Arena *scratch)
{
    BatchEarlier line;
    merge_file_rewind(f);
    for (;;) {
        arena_reset(scratch);
        TRY(merge_file_next(f, m->diags));
        if (!f->has_line) {
            break;
        }
        if (f->is_damaged || !batch_line_parse(scratch, f->line, &line) || !is_line_of(f, &line)) {
            diag_add2(m->diags, MERGE_LINE, (Loc){0}, f->path, text_of(m->arena, f->n + 1));
            return ST_INPUT;
        }
        m->counts.n_records++;
        m->counts.n_faulty += line.is_faulty;
        m->counts.n_warnings += line.n_warnings;
    }
    if (f->n != f->head.records) {
        (void)diag_add(m->diags, MERGE_SHORT, (Loc){0}, f->path, text_of(m->arena, f->n),
                       text_of(m->arena, f->head.records)); /* nothing to add */
        return ST_INPUT;
    }
    return ST_OK;
}

static Status check_files(Merge *m)
{
    CLEANUP(arena_done) Arena scratch;
    arena_init(&scratch, 2048 * MIB);
    Status worst = ST_OK;
    m->counts = (MergeCounts){0};
    for (size_t i = 0; i < m->n_files; i++) {
        Status st = check_file(m, &m->files[i], &scratch);
        merge_file_rewind(&m->files[i]);
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

/* --- lines, in the order of the input ---------------------------------------------------------------------------- */

/* Files that have a line left, a heap: none has a lower rank than the one at (i - 1) / 2. */
typedef struct Heap {
    MergeFile **files;
    size_t n;
} Heap;

static void sift_down(Heap *h, size_t at)
{
    for (;;) {
        size_t lowest = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < h->n; child++) {
            lowest = h->files[child]->rank < h->files[lowest]->rank ? child : lowest;
        }
        if (lowest == at) {
            return;
        }
        MergeFile *file = h->files[at];
        h->files[at] = h->files[lowest];
        h->files[lowest] = file;
        at = lowest;
    }
}

static Status start_heap(Merge *m, Heap *h)
{
    for (size_t i = 0; i < m->n_files; i++) {
        TRY(merge_file_next(&m->files[i], m->diags));
        if (m->files[i].has_line) {
            h->files[h->n++] = &m->files[i];
        }
    }
    for (size_t i = h->n; i > 0; i--) {
        sift_down(h, i - 1);
    }
    return ST_OK;
}

static Status not_whole(const Merge *m, uint64_t rank)
{
    diag_add1(m->diags, MERGE_WHOLE, (Loc){0}, text_of(m->arena, rank));
    return ST_INPUT;
}

/* Writes the lowest line and goes on to the next one of its file. */
static Status write_line(Merge *m, Heap *h, Digest *ids, Buf *out)
{
    MergeFile *f = h->files[0];
    buf_put(out, f->line);
    if (!buf_ok(out)) {
        return ST_NOMEM;
    }
    digest_add(ids, STR("\""));
    digest_add(ids, f->id);
    digest_add(ids, STR("\"\n"));
    TRY(merge_file_next(f, m->diags));
    if (!f->has_line) {
        h->files[0] = h->files[--h->n];
    } else if (f->is_damaged) {
        return not_whole(m, f->rank);
    }
    sift_down(h, 0);
    return ST_OK;
}

/* All lines into the stage; the identifiers are those of the run. */
static Status write_lines(Merge *m, Heap *h, FileStage *stage)
{
    Digest ids;
    char digits[DIGEST_DIGITS];
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, WRITE_STEP + LIMIT_LINE_BYTES);
    digest_init(&ids);
    for (uint64_t rank = 1; h->n > 0; rank++) {
        if (h->files[0]->rank != rank) {
            return not_whole(m, rank);
        }
        TRY(write_line(m, h, &ids, &out));
        if (out.len >= WRITE_STEP || h->n == 0) {
            TRY(file_stage_write(stage, buf_str(&out), m->diags));
            buf_clear(&out);
        }
    }
    digest_end_hex(&ids, digits);
    Str sum = {.ptr = digits, .len = sizeof digits};
    return str_eq(sum, m->files[0].head.ids) ? ST_OK : not_whole(m, 1);
}

static Status write_file(Merge *m, Str path)
{
    CLEANUP(file_stage_done) FileStage stage = {.fd = -1};
    Heap heap = {.files = arena_array(m->arena, m->n_files, MergeFile *)};
    if (!heap.files) {
        return ST_NOMEM;
    }
    TRY(start_heap(m, &heap));
    TRY(file_stage_open(path, FILE_DURABLE, m->diags, &stage));
    TRY(write_lines(m, &heap, &stage));
    return file_stage_commit(&stage, m->diags);
}

Status merge_write(Merge *m, Str path)
{
    TRY(check_files(m));
    return write_file(m, path);
}
