/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch - see batch.h.
 *
 * A record goes through three steps: take (where it stands), work (read, check, render, stage its documents: on any thread),
 * give (its documents appear, then its line is written: in the order of the input).
 */
#include "generator/batch/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "generator/base/digest.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/batch/overview.h"
#include "generator/service/report.h"

#define READ_STEP ((size_t)64 * 1024)
#define LIMIT_REPORT_BYTES (16 * MIB) /* what is printed of one record */

/* One record and what came of it. */
typedef struct BatchSlot {
    BatchRecord record;
    FileStage stages[SERVICE_MAX_FORMATS];
    size_t n_stages;
    Buf line;
    Buf report;         /* what is printed of it */
    ManifestPlace kept; /* its line of an earlier run, or MANIFEST_NOWHERE */
    bool is_faulty;
    TwinKind twin;
    ExitStatus exit;
    size_t n_warnings;
} BatchSlot;

/* What one thread has. */
typedef struct BatchWorker {
    ServiceJob job;
    I18nFrench french; /* the language of the manifest */
    Buf text;
    Buf name;
    Buf earlier;
    Buf head;
    char bytes[READ_STEP];
} BatchWorker;

/* The record that a worker has at hand. */
typedef struct BatchWork {
    Batch *batch;
    BatchWorker *worker;
    BatchSlot *slot;
    BatchText text;
    Str sha256;
    Str paths[SERVICE_MAX_FORMATS];
    BatchOutput outputs[SERVICE_MAX_FORMATS];
} BatchWork;

/* --- life -------------------------------------------------------------------------------------------------------- */

static void slot_init(BatchSlot *slot)
{
    batch_record_init(&slot->record);
    buf_init(&slot->line, LIMIT_LINE_BYTES);
    buf_init(&slot->report, LIMIT_REPORT_BYTES);
}

static void slot_clear(BatchSlot *slot)
{
    for (size_t i = 0; i < slot->n_stages; i++) {
        file_stage_done(&slot->stages[i]);
    }
    slot->n_stages = 0;
    buf_clear(&slot->line);
    buf_clear(&slot->report);
    slot->kept = MANIFEST_NOWHERE;
    slot->is_faulty = false;
    slot->twin = TWIN_NONE;
    slot->exit = EXIT_DONE;
    slot->n_warnings = 0;
}

static void slot_done(BatchSlot *slot)
{
    slot_clear(slot);
    batch_record_done(&slot->record);
    buf_done(&slot->line);
    buf_done(&slot->report);
}

static Status worker_init(BatchWorker *worker, int level)
{
    buf_init(&worker->text, BATCH_TEXT_BYTES);
    buf_init(&worker->name, 16 * KIB);
    buf_init(&worker->earlier, LIMIT_LINE_BYTES);
    buf_init(&worker->head, LIMIT_LINE_BYTES);
    worker->french = i18n_french_open();
    return service_job_init_level(&worker->job, level);
}

static void worker_done(BatchWorker *worker)
{
    service_job_done(&worker->job);
    i18n_french_close(worker->french);
    buf_done(&worker->text);
    buf_done(&worker->name);
    buf_done(&worker->earlier);
    buf_done(&worker->head);
}

/* What ends the batch outlives the worker's record. */
static void keep_fatal(Batch *b, const DiagList *diags)
{
    (void)pthread_mutex_lock(&b->lock); /* initialised, not recursive: can't fail */
    for (size_t i = 0; i < diags->n; i++) {
        const Diag *d = &diags->items[i];
        if (d->code == FILE_CANT_WRITE || d->code == FILE_CANT_READ) {
            (void)diag_add2(&b->app->diags, d->code, (Loc){0}, d->args[0], d->args[1]);
        }
    }
    (void)pthread_mutex_unlock(&b->lock); /* we hold it */
}

/* --- what an earlier run did ------------------------------------------------------------------------------------- */

/* True if the file has this sum and, unless it is SIZE_MAX, this size. flags: of open. */
static bool has_sum(BatchWorker *w, Str path, int flags, size_t bytes, Str sha256)
{
    Digest digest;
    struct stat info;
    char digits[DIGEST_DIGITS];
    int fd = open(path.ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    bool is_ok = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
                 (bytes == SIZE_MAX || (uint64_t)info.st_size == bytes);
    digest_init(&digest);
    ssize_t n = is_ok ? read(fd, w->bytes, sizeof w->bytes) : 0;
    for (; is_ok && n > 0; n = read(fd, w->bytes, sizeof w->bytes)) {
        digest_add(&digest, (Str){.ptr = w->bytes, .len = (size_t)n});
    }
    if (fd >= 0) {
        (void)close(fd); /* read only */
    }
    digest_end_hex(&digest, digits);
    return is_ok && n == 0 && str_eq((Str){.ptr = digits, .len = sizeof digits}, sha256);
}

/* True if the files that the record names are as they were; one that could not be taken has to be absent still. */
static bool has_files(BatchWork *w, const RecordFiles *files)
{
    Str folder = file_folder(str_of(w->slot->record.path.ptr));
    for (size_t i = 0; i < files->n; i++) {
        const RecordFile *file = &files->items[i];
        Str path = file_join(&w->worker->job.arena, folder, file->name);
        bool is_same =
            path.ptr && (file->sha256.ptr ? has_sum(w->worker, path, 0, SIZE_MAX, file->sha256)
                                          : file_kind(path, true) == FILE_ABSENT);
        if (!is_same) {
            return false;
        }
    }
    return true;
}

/* Names and paths of the documents of the record. */
static Status name_outputs(BatchWork *w)
{
    Batch *b = w->batch;
    Arena *arena = &w->worker->job.arena;
    Str name = buf_str(&w->worker->name);
    for (size_t i = 0; i < b->service->n_templates; i++) {
        const Format *format = template_format(b->service->templates[i]);
        Str file = arena_printf(arena, "%.*s%.*s", STR_ARG(name), STR_ARG(format->extension));
        w->paths[i] = file_join(arena, b->options->folder, file);
        w->outputs[i] = (BatchOutput){.name = file, .format = format->name};
        if (!w->paths[i].ptr) {
            return ST_NOMEM;
        }
    }
    return ST_OK;
}

static BatchLine line_of(const BatchWork *w)
{
    return (BatchLine){.id = w->text.id,
                       .record = &w->slot->record,
                       .sha256 = w->sha256,
                       .stamp = &w->batch->stamp,
                       .diags = &w->worker->job.diags};
}

static bool has_outputs(BatchWork *w, const BatchEarlier *earlier)
{
    if (earlier->n_outputs != (earlier->is_faulty ? 0 : w->batch->service->n_templates)) {
        return false;
    }
    for (size_t i = 0; i < earlier->n_outputs; i++) {
        if (!str_eq(earlier->outputs[i].name, w->outputs[i].name) ||
            !has_sum(w->worker, w->paths[i], O_NOFOLLOW, earlier->outputs[i].bytes,
                     earlier->outputs[i].sha256)) {
            return false;
        }
    }
    return true;
}

/* True if an earlier run did the same record in the same way, and its documents are still there. */
static bool is_done(BatchWork *w, bool has_name)
{
    Batch *b = w->batch;
    BatchWorker *worker = w->worker;
    BatchEarlier earlier;
    const BatchLine line = line_of(w);
    if (!b->options->is_resumed || !w->sha256.ptr) {
        return false;
    }
    buf_clear(&worker->head);
    batch_line_put_head(&worker->head, &line);
    ManifestPlace place = manifest_find(b->manifest, batch_line_key(buf_str(&worker->head)));
    if (place == MANIFEST_NOWHERE || !manifest_read(b->manifest, place, &worker->earlier)) {
        return false;
    }
    if (!str_starts(buf_str(&worker->earlier), buf_str(&worker->head)) ||
        !batch_line_parse(&worker->job.arena, buf_str(&worker->earlier), &earlier)) {
        return false;
    }
    if (earlier.is_replaced || earlier.is_twin) { /* by records that are gone */
        return false;
    }
    if ((!earlier.is_faulty && !has_name) || !has_outputs(w, &earlier) ||
        !has_files(w, &earlier.files)) {
        return false;
    }
    w->slot->kept = place;
    w->slot->is_faulty = earlier.is_faulty;
    w->slot->exit = !earlier.is_faulty  ? EXIT_DONE
                    : earlier.is_unsafe ? EXIT_UNSAFE
                                        : EXIT_FINDINGS;
    w->slot->n_warnings = earlier.n_warnings;
    return true;
}

/* --- one record -------------------------------------------------------------------------------------------------- */

/* Reads the record and finds the name of its documents. */
static Status read_record(BatchWork *w)
{
    BatchWorker *worker = w->worker;
    ServiceJob *job = &worker->job;
    const BatchRecord *record = &w->slot->record;
    Status st = batch_record_load(record, &job->arena, &worker->text, &job->diags, &w->text);
    if (w->text.text.ptr) {
        w->sha256 = digest_of(&job->arena, w->text.text);
        TRY(w->sha256.ptr ? ST_OK : ST_NOMEM);
    }
    TRY(st);
    TRY(name_put(&w->batch->options->name, w->text.id, w->text.market, &job->diags, &worker->name));
    if (!batch_plan_agrees(w->batch->plan, record->number, buf_str(&worker->name))) {
        diag_add1(&job->diags, BATCH_CHANGED, (Loc){0}, str_of(record->shown.ptr));
        return ST_INPUT;
    }
    return name_outputs(w);
}

static Status render(BatchWork *w)
{
    Batch *b = w->batch;
    ServiceJob *job = &w->worker->job;
    const BatchRecord *record = &w->slot->record;
    const ServiceMarket market = {.source = w->text.source,
                                  .market = w->text.market,
                                  .name = record->format == BATCH_FILE
                                              ? service_market_name(w->text.source->name)
                                              : w->text.id,
                                  .sha256 = w->sha256,
                                  .folder = file_folder(str_of(record->path.ptr))};
    TRY(service_generate_market(b->service, job, &market, &b->options->service));
    return b->options->is_strict && job->diags.n_warnings > 0 ? ST_INPUT : ST_OK;
}

/* Writes the documents where they can't be seen yet. */
static Status stage_outputs(BatchWork *w)
{
    Batch *b = w->batch;
    BatchSlot *slot = w->slot;
    ServiceJob *job = &w->worker->job;
    unsigned flags = FILE_SOLE | (b->options->is_durable ? FILE_DURABLE : 0);
    for (size_t i = 0; i < b->service->n_templates; i++) {
        Str bytes = buf_str(&job->outputs[i]);
        w->outputs[i].bytes = bytes.len;
        w->outputs[i].sha256 = digest_of(&job->arena, bytes);
        TRY(w->outputs[i].sha256.ptr ? ST_OK : ST_NOMEM);
        TRY(file_stage(w->paths[i], bytes, flags, &job->diags, &slot->stages[i]));
        slot->n_stages = i + 1;
    }
    return ST_OK;
}

/* What is printed: errors, and the warnings that stop a record with --strict. */
static Status put_report(BatchWork *w)
{
    const DiagList *diags = &w->worker->job.diags;
    DiagList shown = *diags;
    shown.n = 0;
    shown.items = arena_array(diags->arena, diags->n + 1, Diag);
    if (!shown.items) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < diags->n; i++) {
        DiagSeverity severity = diags->items[i].severity;
        bool is_shown =
            severity == DIAG_ERROR || (severity == DIAG_WARNING && w->batch->options->is_strict);
        if (is_shown) {
            shown.items[shown.n++] = diags->items[i];
        }
    }
    report_put(&w->slot->report, &shown, REPORT_HUMAN, w->batch->app->has_color);
    return ST_OK;
}

static Status put_line(BatchWork *w, Status st, const char *status)
{
    BatchSlot *slot = w->slot;
    ServiceJob *job = &w->worker->job;
    BatchLine line = line_of(w);
    diag_sort(&job->diags);
    slot->is_faulty = st != ST_OK;
    slot->n_warnings = job->diags.n_warnings;
    line.status = status;
    line.files = &job->files;
    if (slot->is_faulty) {
        slot->exit = (ExitStatus)app_exit_status(st, &job->diags);
        TRY(put_report(w));
    } else if (slot->twin == TWIN_NONE) {
        line.outputs = w->outputs;
        line.n_outputs = w->batch->service->n_templates;
    }
    line.facts = value_get(job->root, STR("faits"));
    void *before = i18n_french_enter(w->worker->french);
    batch_line_put(&slot->line, &line);
    if (slot->line.status == ST_LIMIT) { /* a market may say more than a line holds */
        line.facts = NULL;
        buf_clear(&slot->line);
        batch_line_put(&slot->line, &line);
    }
    i18n_french_leave(before);
    return slot->line.status;
}

/* A record that is not done because of another one, whatever an earlier run said of it. */
static Status put_twin(BatchWork *w, const BatchTwin *twin, Status st)
{
    ServiceJob *job = &w->worker->job;
    bool is_replaced = twin->kind == TWIN_REPLACED || twin->kind == TWIN_REPEATED;
    bool is_line = w->text.source && w->slot->record.format != BATCH_FILE;
    const BatchTable *table = w->slot->record.table;
    uint32_t line = is_line ? 1 + (table ? table->n_header_lines : 0) : 0;
    const Loc start = {.source = w->text.source, .line = line, .column = is_line};
    const Loc loc = w->text.contract ? w->text.contract->loc : start;
    w->slot->twin = (TwinKind)twin->kind;
    if (is_replaced) { /* what is wrong with it, the last publication may have mended */
        diag_list_init(&job->diags, &job->arena);
    }
    if (is_replaced || st == ST_OK) {
        TRY(batch_plan_tell(w->batch->input, twin, w->text.id, buf_str(&w->worker->name), loc,
                            &job->diags));
    }
    return is_replaced ? put_line(w, ST_OK, "replaced") : put_line(w, ST_INPUT, "error");
}

static Status work_on(BatchWork *w)
{
    const BatchTwin *twin = batch_plan_twin(w->batch->plan, w->slot->record.number);
    const char *done = w->batch->options->service.is_draft ? "draft" : "ok";
    Status st = read_record(w);
    if (status_is_fatal(st)) {
        return st;
    }
    if (twin) {
        return put_twin(w, twin, st);
    }
    if (is_done(w, st == ST_OK)) {
        return ST_OK;
    }
    st = st == ST_OK ? render(w) : st;
    if (status_is_fatal(st)) {
        return st;
    }
    if (st == ST_OK) {
        TRY(stage_outputs(w));
    }
    return put_line(w, st, st == ST_OK ? done : "error");
}

static Status work(void *ctx, void *worker, void *slot)
{
    BatchWork w = {.batch = ctx, .worker = worker, .slot = slot};
    service_job_reset(&w.worker->job);
    Status st = work_on(&w);
    if (status_is_fatal(st)) {
        keep_fatal(w.batch, &w.worker->job.diags);
    }
    return st;
}

/* --- in order ---------------------------------------------------------------------------------------------------- */

/* Signals that end a batch. A terminal that goes does so, too, unless it was said to leave us alone (nohup). */
static void put_signals(sigset_t *ret_set)
{
    struct sigaction hang_up;
    (void)sigemptyset(ret_set); /* these can't fail: the signals exist */
    (void)sigaddset(ret_set, SIGINT);
    (void)sigaddset(ret_set, SIGTERM);
    if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN) {
        (void)sigaddset(ret_set, SIGHUP);
    }
}

/* A signal that waits; it is taken away. */
static int pending_signal(void)
{
    sigset_t set;
    const struct timespec at_once = {0};
    put_signals(&set);
    int number = sigtimedwait(&set, NULL, &at_once);
    return number > 0 ? number : 0;
}

static Status take(void *ctx, void *place, bool *ret_has)
{
    Batch *b = ctx;
    BatchSlot *slot = place;
    slot_clear(slot);
    *ret_has = false;
    b->signal = pending_signal();
    if (b->signal) {
        return ST_OK;
    }
    Status st = ST_OK;
    do {
        st = batch_input_next(b->input, &b->taken, &slot->record, ret_has);
    } while (st == ST_OK && *ret_has && !batch_plan_has(b->plan, slot->record.number));
    if (status_is_fatal(st)) {
        keep_fatal(b, &b->taken);
    }
    return st;
}

static Status publish(Batch *b, BatchSlot *slot, DiagList *diags)
{
    for (size_t i = 0; i < slot->n_stages; i++) {
        TRY(file_stage_commit(&slot->stages[i], diags));
    }
    slot->n_stages = 0;
    return slot->kept == MANIFEST_NOWHERE ? manifest_add(b->manifest, buf_str(&slot->line), diags)
                                          : manifest_keep(b->manifest, slot->kept, diags);
}

/* What counts more as an exit status. */
static ExitStatus worse(ExitStatus a, ExitStatus b)
{
    static const int rank[] = {
        [EXIT_DONE] = 0, [EXIT_FINDINGS] = 1, [EXIT_FILE] = 2, [EXIT_UNSAFE] = 3};
    return rank[b] > rank[a] ? b : a;
}

static void count(BatchCounts *counts, const BatchSlot *slot)
{
    counts->n_done++;
    counts->n_kept += slot->kept != MANIFEST_NOWHERE;
    counts->n_faulty += slot->is_faulty;
    counts->n_replaced += slot->twin == TWIN_REPLACED || slot->twin == TWIN_REPEATED;
    counts->n_repeated += slot->twin == TWIN_REPEATED;
    counts->n_warnings += slot->n_warnings;
    if (slot->is_faulty) {
        counts->worst = worse(counts->worst, slot->exit);
    }
}

static Status give(void *ctx, void *place, Status st, bool *ret_stop)
{
    Batch *b = ctx;
    BatchSlot *slot = place;
    TRY(st);
    st = publish(b, slot, &b->given);
    if (status_is_fatal(st)) {
        keep_fatal(b, &b->given);
        return st;
    }
    count(&b->counts, slot);
    if (slot->report.len > 0) {
        progress_clear(&b->progress);
        app_put_err(buf_str(&slot->report));
    }
    progress_tell(&b->progress, b->counts.n_done, b->counts.n_kept, b->counts.n_faulty);
    b->is_stopped = b->options->fails_fast && slot->is_faulty;
    *ret_stop = b->is_stopped;
    return ST_OK;
}

static void drop(void *ctx, void *place)
{
    (void)ctx;
    slot_clear(place);
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

/* They wait until they are asked for, and end nothing in the middle of a record. */
static void hold_signals(sigset_t *ret_before)
{
    sigset_t set;
    put_signals(&set);
    (void)pthread_sigmask(SIG_BLOCK, &set, ret_before); /* threads inherit it */
}

static Status run_pool(Batch *b, BatchSlot *slots, BatchWorker *workers)
{
    size_t n_threads = b->options->n_threads;
    Pool pool = {.ctx = b,
                 .n_threads = n_threads,
                 .slots = (char *)slots,
                 .slot_size = sizeof *slots,
                 .workers = (char *)workers,
                 .worker_size = sizeof *workers,
                 .take = take,
                 .work = work,
                 .give = give,
                 .drop = drop};
    int level = b->service->level ? b->service->level : SERVICE_LEVEL;
    for (size_t i = 0; i < pool_slots(n_threads); i++) {
        slot_init(&slots[i]);
    }
    Status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < n_threads; i++) {
        st = worker_init(&workers[i], level);
    }
    sigset_t before;
    hold_signals(&before);
    if (st == ST_OK) {
        st = pool_run(&pool);
    }
    b->signal = b->signal ? b->signal : pending_signal();
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL); /* as it was */
    for (size_t i = 0; i < pool_slots(n_threads); i++) {
        slot_done(&slots[i]);
    }
    for (size_t i = 0; i < n_threads; i++) {
        worker_done(&workers[i]);
    }
    return st;
}

/* Every document is on the disk before the manifest says so. */
static Status sync_folder(Batch *b)
{
    int fd = open(b->options->folder.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && syncfs(fd) == 0;
    int error = errno;
    if (fd >= 0) {
        (void)close(fd); /* read only */
    }
    if (!is_synced) {
        return file_report(&b->app->diags, FILE_CANT_WRITE, b->options->folder, error);
    }
    return ST_OK;
}

/* The first line of a shard's manifest, which merge.c reads. */
static void put_head(Buf *out, const Batch *b, size_t n_lines)
{
    const BatchPlan *plan = b->plan;
    const BatchStamp *stamp = &b->stamp;
    buf_printf(out, "{\"shard\":%u,\"of\":%u,\"records\":%zu,\"total\":%zu,\"ids\":\"%s\"",
               plan->shard.number, plan->shard.count, n_lines, plan->n, plan->ids);
    buf_printf(out, ",\"library\":\"%.*s\",\"template\":\"%.*s\"", STR_ARG(stamp->library),
               STR_ARG(stamp->template));
    buf_printf(out, ",\"options\":\"%.*s\",\"date\":\"%.*s\"}\n", STR_ARG(stamp->options),
               STR_ARG(stamp->date));
}

static Status publish_manifest(Batch *b)
{
    CLEANUP(buf_done) Buf head = {0};
    if (b->plan->shard.count == 0) {
        return manifest_publish(b->manifest, NULL, &b->app->diags);
    }
    buf_init(&head, 16 * KIB);
    put_head(&head, b, manifest_n(b->manifest));
    const ManifestShard shard = {.head = buf_str(&head), .mine = buf_str(&b->plan->mine)};
    return buf_ok(&head) ? manifest_publish(b->manifest, &shard, &b->app->diags) : ST_NOMEM;
}

static void free_memory(void *memory)
{
    mem_free(*(void **)memory);
}

/* A run that goes on where another ended gives documents the date of that one. */
static Status take_date(Batch *b)
{
    CLEANUP(buf_done) Buf line = {0};
    BatchEarlier earlier;
    buf_init(&line, LIMIT_LINE_BYTES);
    if (!manifest_is_continued(b->manifest) || !manifest_first(b->manifest, &line)) {
        return ST_OK;
    }
    Str text = arena_str(&b->app->arena, buf_str(&line));
    if (!text.ptr) {
        return ST_NOMEM;
    }
    if (batch_line_parse(&b->app->arena, text, &earlier) && earlier.date.len > 0) {
        b->stamp.date = earlier.date;
    }
    return ST_OK;
}

static bool line_of_report(void *ctx, size_t index, Buf *ret_line)
{
    return manifest_line(ctx, index, ret_line);
}

/* Beside the manifest, on what is done. */
static Status write_report(Batch *b)
{
    const OverviewSource source = {.ctx = b->manifest,
                                   .name = b->options->manifest,
                                   .n = manifest_n(b->manifest),
                                   .n_expected = b->plan->n,
                                   .line = line_of_report};
    const OverviewOptions options = {
        .folder = arena_str(&b->app->arena, file_folder(b->options->manifest)),
        .page = b->options->report_page,
        .library = b->service->library,
        .is_durable = b->options->is_durable};
    if (b->options->report_page.len == 0) {
        return ST_OK;
    }
    return overview_write(&source, &options, &b->app->n_sources, &b->app->diags);
}

Status batch_run(Batch *b)
{
    size_t n_threads = b->options->n_threads;
    const BatchOptions *options = b->options;
    BatchOptions dated = *options;
    Arena taken;
    Arena given;
    CLEANUP(free_memory)
    BatchSlot *slots = mem_alloc(pool_slots(n_threads) * sizeof *slots);
    CLEANUP(free_memory) BatchWorker *workers = mem_alloc(n_threads * sizeof *workers);
    if (!slots || !workers || pthread_mutex_init(&b->lock, NULL) != 0) {
        return ST_NOMEM;
    }
    arena_init(&taken, 0);
    arena_init(&given, 0);
    diag_list_init(&b->taken, &taken);
    diag_list_init(&b->given, &given);
    Status st = manifest_open(b->options->manifest, b->options->is_resumed, b->plan->n_mine,
                              &b->app->diags, &b->manifest);
    st = st == ST_OK ? take_date(b) : st;
    if (st == ST_OK) {
        dated.service.date = b->stamp.date;
        b->options = &dated;
        progress_start(&b->progress, b->plan->n_mine, b->app->is_quiet);
        st = run_pool(b, slots, workers);
        progress_clear(&b->progress);
    }
    if (st == ST_OK && !b->signal && !b->is_stopped) {
        st = sync_folder(b);
        st = st == ST_OK ? publish_manifest(b) : st;
    }
    st = st == ST_OK ? write_report(b) : st;
    manifest_close(b->manifest);
    b->manifest = NULL;
    b->options = options;
    arena_done(&taken);
    arena_done(&given);
    (void)pthread_mutex_destroy(&b->lock); /* nothing waits any more */
    return st;
}
