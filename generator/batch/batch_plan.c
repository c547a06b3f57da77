/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_plan - see batch_plan.h. Hashes of all identifiers and names are sorted; where two are equal, a second pass looks at the
 * records themselves.
 */
#include "generator/batch/batch_plan.h"

#include "generator/base/fold.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"

typedef struct Planning {
    BatchInput *input;
    const NamePattern *pattern;
    Arena *arena;    /* of what is reported */
    DiagList *diags; /* same */
    BatchPlan *plan;
    Buf ids;            /* as plan->names, of identifiers */
    BatchRecord record; /* at work, with its memory */
    Arena scratch;
    DiagList ignored;
    Buf text;
    Buf name;
    Buf folded;
    Buf content; /* of a published contract, written anew */
    Str id;
    const Value *contract; /* that was published, or NULL */
    Buf twins;             /* bits: records that another one's hash was found for */
    Digest all;            /* of a shard: the identifiers of all records */
} Planning;

static void planning_done(Planning *p)
{
    buf_done(&p->ids);
    batch_record_done(&p->record);
    arena_done(&p->scratch);
    buf_done(&p->text);
    buf_done(&p->name);
    buf_done(&p->folded);
    buf_done(&p->content);
    buf_done(&p->twins);
}

static void planning_init(Planning *p, BatchInput *input, const NamePattern *pattern, Arena *arena,
                          DiagList *diags, BatchPlan *plan)
{
    *p = (Planning){
        .input = input, .pattern = pattern, .arena = arena, .diags = diags, .plan = plan};
    buf_init(&p->ids, LIMIT_HASHES_BYTES);
    buf_init(&p->twins, LIMIT_HASHES_BYTES);
    buf_init(&p->text, BATCH_TEXT_BYTES);
    buf_init(&p->name, 16 * KIB);
    buf_init(&p->folded, 64 * KIB);
    buf_init(&p->content, 2 * LIMIT_DATA_BYTES);
    arena_init(&p->scratch, 2048 * MIB);
    batch_record_init(&p->record);
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
    p->contract = text.contract;
    if (st == ST_OK) {
        st = name_put(p->pattern, p->id, text.market, &p->ignored, &p->name);
        *ret_has_name = st == ST_OK;
    }
    return status_is_fatal(st) ? st : ST_OK;
}

/* --- shards ------------------------------------------------------------------------------------------------------ */

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
    uint32_t number = shard_of(p->id, plan->shard.count);
    if (plan->n % 8 == 0) {
        buf_putc(&plan->mine, 0);
    }
    if (!buf_ok(&plan->mine) || !buf_ok(&p->folded)) {
        return ST_NOMEM;
    }
    digest_add(&p->all, buf_str(&p->folded));
    if (number == plan->shard.number) {
        buf_set_bit(&plan->mine, plan->n);
        plan->n_mine++;
    }
    return ST_OK;
}

static void end_sums(Planning *p)
{
    if (p->plan->shard.count > 0) {
        digest_end_hex(&p->all, p->plan->ids);
        p->plan->ids[DIGEST_DIGITS] = '\0';
    }
}

bool batch_plan_has(const BatchPlan *plan, size_t number)
{
    if (plan->shard.count == 0) {
        return true;
    }
    return bits_have(buf_str(&plan->mine), number);
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
        buf_put_word(&p->plan->names, has_name ? hash_name(&p->folded, buf_str(&p->name)) : 0);
        buf_put_word(&p->ids, hash_of(p->id));
        if (!buf_ok(&p->plan->names) || !buf_ok(&p->ids) || !buf_ok(&p->folded)) {
            return ST_NOMEM;
        }
        TRY(share_record(p));
        p->plan->n++;
    }
}

/* --- records that are in each other's way ------------------------------------------------------------------------- */

static Status mark_twins(Planning *p, bool *ret_has_any)
{
    size_t n = p->plan->n;
    *ret_has_any = false;
    if (!buf_reserve(&p->twins, n / 8 + 1)) {
        return ST_NOMEM;
    }
    memset(p->twins.ptr, 0, n / 8 + 1);
    p->twins.len = n / 8 + 1;
    TRY(batch_twin_mark(&p->plan->names, n, &p->twins, ret_has_any));
    TRY(batch_twin_mark(&p->ids, n, &p->twins, ret_has_any));
    buf_done(&p->ids);
    buf_init(&p->ids, LIMIT_HASHES_BYTES);
    return ST_OK;
}

/* The first 8 bytes of the SHA-256, never 0. */
static uint64_t sum_of(Str text)
{
    Digest digest;
    unsigned char bytes[DIGEST_BYTES];
    uint64_t sum = 0;
    digest_init(&digest);
    digest_add(&digest, text);
    digest_end(&digest, bytes);
    memcpy(&sum, bytes, sizeof sum);
    return sum ? sum : 1;
}

/* What tells the record at work from its twins. */
static Status look_at(Planning *p, bool has_name, Buf *facts)
{
    const BatchRecord *record = &p->record;
    TwinFacts f = {.number = (uint32_t)record->number,
                   .file = (uint32_t)record->file,
                   .line = batch_record_line(record)};
    Date day;
    f.id = sum_of(p->id);
    if (has_name) {
        buf_clear(&p->folded);
        fold_put(&p->folded, buf_str(&p->name));
        f.name = sum_of(buf_str(&p->folded));
    }
    if (p->contract) {
        buf_clear(&p->content);
        json_put(&p->content, p->contract);
        TRY(p->content.status);
        f.content = sum_of(buf_str(&p->content));
        bool has_day = decp_published(record->decp, p->contract, &day);
        f.day = has_day ? (uint32_t)date_to_days(day) + 1 : 0;
    }
    buf_put(facts, (Str){.ptr = (const char *)&f, .len = sizeof f});
    return facts->status;
}

static Status second_pass(Planning *p, Buf *facts)
{
    bool has_record = true;
    bool has_name = false;
    batch_input_rewind(p->input);
    while (has_record) {
        TRY(batch_input_next(p->input, p->diags, &p->record, &has_record));
        if (has_record && bits_have(buf_str(&p->twins), p->record.number)) {
            TRY(name_record(p, &has_name));
            TRY(look_at(p, has_name, facts));
        }
    }
    return ST_OK;
}

static Status find_twins(Planning *p)
{
    bool has_any = false;
    TRY(mark_twins(p, &has_any));
    if (!has_any) {
        return ST_OK;
    }
    TRY(second_pass(p, &p->plan->twins));
    return batch_twin_resolve(&p->plan->twins);
}

const BatchTwin *batch_plan_twin(const BatchPlan *plan, size_t number)
{
    return batch_twin_find(&plan->twins, number);
}

static bool is_conflict(const BatchTwin *twin)
{
    return twin->kind == TWIN_SAME_ID || twin->kind == TWIN_SAME_NAME;
}

static Status tell_conflict(Planning *p, const BatchTwin *twin)
{
    Str shown = arena_str(p->arena, str_of(p->record.shown.ptr));
    Source *source = shown.ptr ? source_new(p->arena, shown, STR_EMPTY, 0) : NULL;
    bool is_line = p->record.format != BATCH_FILE;
    Loc loc = {.source = source, .line = is_line, .column = is_line};
    bool has_name = false;
    if (!source) {
        return ST_NOMEM;
    }
    source->line_offset = p->record.line_offset;
    TRY(source_index(p->arena, source));
    TRY(name_record(p, &has_name));
    return batch_plan_tell(p->input, twin, p->id, buf_str(&p->name), loc, p->diags);
}

Status batch_plan_tell(const BatchInput *input, const BatchTwin *twin, Str id, Str name, Loc loc,
                       DiagList *diags)
{
    static const DiagCode codes[] = {[TWIN_SAME_ID] = BATCH_SAME_ID,
                                     [TWIN_SAME_NAME] = BATCH_SAME_OUTPUT,
                                     [TWIN_REPLACED] = BATCH_REPLACED,
                                     [TWIN_REPEATED] = BATCH_REPEATED};
    Arena *arena = diags->arena;
    bool is_name = twin->kind == TWIN_SAME_NAME;
    Str what = arena_str(arena, is_name ? name : id);
    Str place =
        batch_list_place(batch_input_list(input), arena, twin->other_file, twin->other_line);
    if (!what.ptr || !place.ptr) {
        return ST_NOMEM;
    }
    diag_add2(diags, codes[twin->kind], loc, what, place);
    return ST_OK;
}

Status batch_plan_report(BatchInput *input, const NamePattern *pattern, Arena *arena,
                         DiagList *diags, BatchPlan *plan)
{
    CLEANUP(planning_done) Planning p = {0};
    bool has_record = plan->twins.len > 0;
    Status worst = ST_OK;
    planning_init(&p, input, pattern, arena, diags, plan);
    batch_input_rewind(input);
    while (has_record) {
        TRY(batch_input_next(input, diags, &p.record, &has_record));
        const BatchTwin *twin = has_record ? batch_plan_twin(plan, p.record.number) : NULL;
        if (twin && is_conflict(twin)) {
            TRY(tell_conflict(&p, twin));
            worst = ST_INPUT;
        }
    }
    batch_input_rewind(input);
    return worst;
}

/* --- all --------------------------------------------------------------------------------------------------------- */

Status batch_plan_make(BatchInput *input, const NamePattern *pattern, Shard shard, Arena *arena,
                       DiagList *diags, BatchPlan *ret_plan)
{
    CLEANUP(planning_done) Planning p = {0};
    *ret_plan = (BatchPlan){.shard = shard};
    buf_init(&ret_plan->names, LIMIT_HASHES_BYTES);
    buf_init(&ret_plan->mine, LIMIT_HASHES_BYTES);
    buf_init(&ret_plan->twins, LIMIT_HASHES_BYTES);
    planning_init(&p, input, pattern, arena, diags, ret_plan);
    batch_input_rewind(input);
    digest_init(&p.all);
    TRY(first_pass(&p));
    end_sums(&p);
    TRY(find_twins(&p));
    batch_input_rewind(input);
    return ST_OK;
}

void batch_plan_done(BatchPlan *plan)
{
    buf_done(&plan->names);
    buf_done(&plan->mine);
    buf_done(&plan->twins);
}

bool batch_plan_agrees(const BatchPlan *plan, size_t number, Str name)
{
    char bytes[8 * KIB];
    Buf folded;
    buf_init_fixed(&folded, bytes, sizeof bytes);
    return number < plan->n && buf_word(&plan->names, number) == hash_name(&folded, name);
}
