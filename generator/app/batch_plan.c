/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_plan - see batch_plan.h. Hashes of all names are sorted; where two are equal, a second pass looks at the names
 * themselves.
 */
#include "generator/app/batch_plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "generator/base/fold.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"

#define LIMIT_HASHES_BYTES (2048 * MIB) /* a hundred million records */
#define MAX_TWINS 100                   /* pairs that are told */

typedef struct Ranked {
    uint64_t hash;
    uint64_t number;
} Ranked;

/* Two records that seem to share what must be their own. */
typedef struct Twin {
    uint64_t number[2];
    Str id[2];
    Str name[2];
    Str place[2];
} Twin;

typedef struct Planning {
    BatchInput *input;
    const NamePattern *pattern;
    Arena *arena;    /* of what is reported */
    DiagList *diags; /* same */
    BatchPlan *plan;
    Buf ids;            /* as plan->names, where a name can differ for one identifier */
    BatchRecord record; /* at work, with its memory */
    Arena scratch;
    DiagList ignored;
    Buf text;
    Buf name;
    Buf folded;
    Str id;
    EVP_MD_CTX *one; /* of a shard: for the sum of one identifier, of all */
    EVP_MD_CTX *all;
} Planning;

static void planning_done(Planning *p)
{
    buf_done(&p->ids);
    batch_record_done(&p->record);
    arena_done(&p->scratch);
    buf_done(&p->text);
    buf_done(&p->name);
    buf_done(&p->folded);
    EVP_MD_CTX_free(p->one);
    EVP_MD_CTX_free(p->all);
}

static uint64_t hash_of(Str text)
{
    uint64_t hash = value_hash_key(text, 0);
    return hash ? hash : 1; /* 0 says that there is none */
}

/* Hash of a name as file systems may see it. */
static uint64_t hash_name(Buf *folded, Str name)
{
    buf_clear(folded);
    fold_put(folded, name);
    return hash_of(buf_str(folded));
}

/* Identifier and name of the record at work; ret_has_name false: it is wrong, or has none. */
static Status name_record(Planning *p, bool *ret_has_name)
{
    BatchText text = {0};
    bool is_loaded = !p->pattern->is_id || p->record.format != BATCH_FILE;
    arena_reset(&p->scratch);
    diag_list_init(&p->ignored, &p->scratch);
    *ret_has_name = false;
    p->id = buf_str(&p->record.id);
    Status st = is_loaded ? batch_record_load(&p->record, &p->scratch, &p->text, &p->ignored, &text)
                          : ST_OK;
    p->id = is_loaded ? text.id : p->id;
    if (st == ST_OK) {
        st = name_put(p->pattern, p->id, text.market, &p->ignored, &p->name);
        *ret_has_name = st == ST_OK;
    }
    return status_is_fatal(st) ? st : ST_OK;
}

/* --- shards ------------------------------------------------------------------------------------------------------ */

static Status start_sums(Planning *p)
{
    if (p->plan->shard.count == 0) {
        return ST_OK;
    }
    p->one = EVP_MD_CTX_new();
    p->all = EVP_MD_CTX_new();
    bool is_ok = p->one && p->all && EVP_DigestInit_ex(p->all, EVP_sha256(), NULL) == 1;
    return is_ok ? ST_OK : ST_NOMEM;
}

/* Notes whose the record at work is; its identifier goes into the sum of all. */
static Status share_record(Planning *p)
{
    BatchPlan *plan = p->plan;
    if (plan->shard.count == 0) {
        plan->n_mine++;
        return ST_OK;
    }
    buf_clear(&p->folded);
    json_put_string(&p->folded, p->id);
    buf_putc(&p->folded, '\n');
    uint32_t number = shard_of(p->one, p->id, plan->shard.count);
    if (plan->n % 8 == 0) {
        buf_putc(&plan->mine, 0);
    }
    if (number == 0 || !buf_ok(&plan->mine) || !buf_ok(&p->folded) ||
        EVP_DigestUpdate(p->all, p->folded.ptr, p->folded.len) != 1) {
        return ST_NOMEM;
    }
    if (number == plan->shard.number) {
        unsigned char *byte = (unsigned char *)plan->mine.ptr + plan->n / 8;
        *byte = (unsigned char)(*byte | 1U << plan->n % 8);
        plan->n_mine++;
    }
    return ST_OK;
}

static Status end_sums(Planning *p)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (p->plan->shard.count == 0) {
        return ST_OK;
    }
    if (EVP_DigestFinal_ex(p->all, digest, &size) != 1) {
        return ST_NOMEM;
    }
    for (unsigned i = 0; i < size; i++) {
        (void)snprintf(p->plan->ids + (size_t)i * 2, 3, "%02x", digest[i]); /* two digits fit */
    }
    return ST_OK;
}

bool batch_plan_has(const BatchPlan *plan, size_t number)
{
    if (plan->shard.count == 0) {
        return true;
    }
    return number < plan->n && ((unsigned char)plan->mine.ptr[number / 8] >> number % 8 & 1) != 0;
}

/* --- names and identifiers --------------------------------------------------------------------------------------- */

static Status first_pass(Planning *p)
{
    bool has_record = false;
    bool has_name = false;
    for (;;) {
        TRY(batch_input_next(p->input, p->diags, &p->record, &has_record));
        if (!has_record) {
            return ST_OK;
        }
        TRY(name_record(p, &has_name));
        uint64_t name = has_name ? hash_name(&p->folded, buf_str(&p->name)) : 0;
        uint64_t id = hash_of(p->id);
        buf_put(&p->plan->names, (Str){.ptr = (const char *)&name, .len = sizeof name});
        if (!p->pattern->is_id) { /* else two of one identifier have one name */
            buf_put(&p->ids, (Str){.ptr = (const char *)&id, .len = sizeof id});
        }
        if (!buf_ok(&p->plan->names) || !buf_ok(&p->ids) || !buf_ok(&p->folded)) {
            return ST_NOMEM;
        }
        TRY(share_record(p));
        p->plan->n++;
    }
}

static uint64_t hash_at(const Buf *hashes, size_t i)
{
    uint64_t hash = 0;
    memcpy(&hash, hashes->ptr + i * sizeof hash, sizeof hash);
    return hash;
}

static int compare_ranked(const void *va, const void *vb)
{
    const Ranked *a = va;
    const Ranked *b = vb;
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return a->number < b->number ? -1 : a->number > b->number;
}

/* Pairs of equal hashes: the first record of each hash with every later one. */
static size_t collect_twins(const Ranked *ranked, size_t n, Twin *twins)
{
    size_t n_twins = 0;
    size_t first = 0;
    for (size_t i = 1; i < n && n_twins < MAX_TWINS; i++) {
        if (ranked[i].hash != ranked[first].hash || ranked[i].hash == 0) {
            first = i;
            continue;
        }
        twins[n_twins++] = (Twin){.number = {ranked[first].number, ranked[i].number}};
    }
    return n_twins;
}

static int compare_twins(const void *va, const void *vb)
{
    const Twin *a = va;
    const Twin *b = vb;
    if (a->number[1] != b->number[1]) {
        return a->number[1] < b->number[1] ? -1 : 1;
    }
    return a->number[0] < b->number[0] ? -1 : a->number[0] > b->number[0];
}

static Status find_twins(const Buf *hashes, size_t n, Twin *twins, size_t *ret_n)
{
    CLEANUP(buf_done) Buf memory = {0};
    buf_init(&memory, 2 * LIMIT_HASHES_BYTES);
    *ret_n = 0;
    if (n == 0) {
        return ST_OK;
    }
    if (!buf_reserve(&memory, n * sizeof(Ranked))) {
        return ST_NOMEM;
    }
    Ranked *ranked = (Ranked *)(void *)memory.ptr; /* from the heap: aligned for anything */
    for (size_t i = 0; i < n; i++) {
        ranked[i] = (Ranked){.hash = hash_at(hashes, i), .number = i};
    }
    qsort(ranked, n, sizeof *ranked, compare_ranked);
    *ret_n = collect_twins(ranked, n, twins);
    qsort(twins, *ret_n, sizeof *twins, compare_twins); /* in the order of the input */
    return ST_OK;
}

/* "marches.jsonl:12", or the file alone. */
static Str place_of(Arena *arena, const BatchRecord *record)
{
    Str path = str_of(record->shown.ptr);
    return record->format == BATCH_FILE
               ? arena_str(arena, path)
               : arena_printf(arena, "%.*s:%u", STR_ARG(path), (unsigned)record->line_offset + 1);
}

static Status describe(Planning *p, Twin *twin, size_t side, bool has_name)
{
    twin->id[side] = arena_str(p->arena, p->id);
    twin->name[side] = arena_str(p->arena, has_name ? buf_str(&p->name) : STR_EMPTY);
    twin->place[side] = place_of(p->arena, &p->record);
    return twin->id[side].ptr && twin->name[side].ptr && twin->place[side].ptr ? ST_OK : ST_NOMEM;
}

/* What the twins are called and where they stand. */
static Status second_pass(Planning *p, Twin *twins, size_t n)
{
    bool has_record = n > 0;
    bool has_name = false;
    batch_input_rewind(p->input);
    while (has_record) {
        TRY(batch_input_next(p->input, p->diags, &p->record, &has_record));
        bool is_known = false;
        for (size_t i = 0; has_record && i < n; i++) {
            for (size_t side = 0; side < 2; side++) {
                if (twins[i].number[side] == p->record.number) {
                    TRY(is_known ? ST_OK : name_record(p, &has_name));
                    TRY(describe(p, &twins[i], side, has_name));
                    is_known = true;
                }
            }
        }
    }
    return ST_OK;
}

static bool is_same_name(Planning *p, const Twin *twin)
{
    CLEANUP(buf_done) Buf other = {0};
    buf_init(&other, 16 * KIB);
    buf_clear(&p->folded);
    fold_put(&p->folded, twin->name[0]);
    fold_put(&other, twin->name[1]);
    return str_eq(buf_str(&p->folded), buf_str(&other));
}

static Status report_same_ids(Planning *p, Twin *twins)
{
    size_t n = 0;
    Status st = ST_OK;
    if (p->pattern->is_id) {
        return ST_OK;
    }
    TRY(find_twins(&p->ids, p->plan->n, twins, &n));
    TRY(second_pass(p, twins, n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(twins[i].id[0], twins[i].id[1])) {
            (void)diag_add(p->diags, BATCH_SAME_ID, (Loc){0}, twins[i].id[0], twins[i].place[0],
                           twins[i].place[1]); /* nothing to add */
            st = ST_INPUT;
        }
    }
    return st;
}

static Status report_same_names(Planning *p, Twin *twins)
{
    size_t n = 0;
    Status st = ST_OK;
    TRY(find_twins(&p->plan->names, p->plan->n, twins, &n));
    TRY(second_pass(p, twins, n));
    for (size_t i = 0; i < n; i++) {
        const Twin *t = &twins[i];
        bool is_same_id = str_eq(t->id[0], t->id[1]);
        if (!is_same_name(p, t) || (is_same_id && !p->pattern->is_id)) {
            continue; /* said before, or the hashes are equal by chance */
        }
        (void)diag_add(p->diags, is_same_id ? BATCH_SAME_ID : BATCH_SAME_OUTPUT, (Loc){0},
                       is_same_id ? t->id[0] : t->name[1], t->place[0],
                       t->place[1]); /* nothing to add */
        st = ST_INPUT;
    }
    return st;
}

Status batch_plan_make(BatchInput *input, const NamePattern *pattern, Shard shard, Arena *arena,
                       DiagList *diags, BatchPlan *ret_plan)
{
    CLEANUP(planning_done)
    Planning p = {
        .input = input, .pattern = pattern, .arena = arena, .diags = diags, .plan = ret_plan};
    *ret_plan = (BatchPlan){.shard = shard};
    buf_init(&ret_plan->names, LIMIT_HASHES_BYTES);
    buf_init(&ret_plan->mine, LIMIT_HASHES_BYTES);
    buf_init(&p.ids, LIMIT_HASHES_BYTES);
    buf_init(&p.text, LIMIT_DATA_BYTES + MIB);
    buf_init(&p.name, 16 * KIB);
    buf_init(&p.folded, 64 * KIB);
    arena_init(&p.scratch, 2048 * MIB);
    batch_record_init(&p.record);
    Twin *twins = arena_array(arena, MAX_TWINS, Twin);
    if (!twins) {
        return ST_NOMEM;
    }
    batch_input_rewind(input);
    TRY(start_sums(&p));
    TRY(first_pass(&p));
    TRY(end_sums(&p));
    Status ids = report_same_ids(&p, twins);
    if (status_is_fatal(ids)) {
        return ids;
    }
    Status names = report_same_names(&p, twins);
    batch_input_rewind(input);
    return names != ST_OK ? names : ids;
}

void batch_plan_done(BatchPlan *plan)
{
    buf_done(&plan->names);
    buf_done(&plan->mine);
}

bool batch_plan_agrees(const BatchPlan *plan, size_t number, Str name)
{
    char bytes[8 * KIB];
    Buf folded;
    buf_init_fixed(&folded, bytes, sizeof bytes);
    return number < plan->n && hash_at(&plan->names, number) == hash_name(&folded, name);
}
