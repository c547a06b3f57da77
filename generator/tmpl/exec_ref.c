/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec_ref - headings, lists and identifiers are counted; anchors remembered; references filled in after the walk.
 */
#include "generator/tmpl/exec_state.h"

#include "generator/base/mem.h"

#define BOOKMARK_PREFIX "ccap_"

/* A heading by its level, or any paragraph by its list (prog_number_list). */
static Status count(Exec *x, const Op *op)
{
    x->scope += op->depth == 1;
    NumberPlace place = {.list = (op->a >> 4) - 1, .level = op->a & 15};
    return exec_count(x, op->a ? place : exec_heading_place(x, op->depth));
}

uint32_t exec_first_list(const Exec *x)
{
    return x->numbering->first_list > 0 ? x->numbering->first_list : EXEC_FIRST_LIST;
}

static Status begin_list(Exec *x, uint32_t abstract)
{
    TRY(mem_reserve((void **)&x->lists, x->n_lists, &x->cap_lists, sizeof(uint32_t)));
    TRY(mem_reserve((void **)&x->list_stack, x->n_list_stack, &x->cap_list_stack,
                    sizeof(uint32_t)));
    x->list_stack[x->n_list_stack++] = exec_first_list(x) + (uint32_t)x->n_lists;
    x->lists[x->n_lists++] = abstract;
    return ST_OK;
}

Status exec_set_slot(Exec *x, uint32_t slot, uint32_t value)
{
    size_t at = x->slot_base + slot;
    while (at >= x->cap_slots) {
        TRY(mem_reserve((void **)&x->slots, x->cap_slots, &x->cap_slots, sizeof(uint32_t)));
    }
    for (; x->slot_top <= at; x->slot_top++) {
        x->slots[x->slot_top] = 0; /* nothing of what ran here before */
    }
    x->slots[at] = value;
    return ST_OK;
}

/* 0 if nothing was put there. */
static uint32_t slot_value(const Exec *x, uint32_t slot)
{
    size_t at = x->slot_base + slot;
    return at < x->slot_top ? x->slots[at] : 0;
}

static Status next_uid(Exec *x, uint32_t slot, Buf *out)
{
    uint32_t uid = x->next_uid++;
    TRY(exec_set_slot(x, slot, uid));
    buf_put_u64(out, uid);
    return ST_OK;
}

/* A table without rows goes, with the references that its head may hold. */
static void take_back(Exec *x, const uint32_t *slots, Buf *out)
{
    if (!buf_ok(out) || slots[1] != slots[2]) {
        return;
    }
    out->len = slots[0];
    while (x->n_late > 0 && x->late[x->n_late - 1].out == out &&
           x->late[x->n_late - 1].at > out->len) {
        x->n_late--;
    }
}

/* The name, or for a further copy its stem with the number. */
static void put_copy_name(const Exec *x, const Op *op, Str text, Buf *out)
{
    uint32_t copy = slot_value(x, op->a);
    size_t cut = str_find(text, STR("\n"), 0);
    if (copy <= 1) {
        buf_put(out, str_sub(text, 0, cut));
        return;
    }
    buf_put(out, cut == SIZE_MAX ? text : str_sub(text, cut + 1, SIZE_MAX));
    buf_puts(out, "_");
    buf_put_u64(out, copy);
}

static Status copy_step(Exec *x, const Program *p, const Op *op, Buf *out)
{
    if (op->mode == NUMBER_COPY_NAME) {
        put_copy_name(x, op, (Str){.ptr = p->text + op->b, .len = op->depth}, out);
        return ST_OK;
    }
    uint32_t counter = op->mode == NUMBER_COPY_FIRST ? op->b : op->a;
    return exec_set_slot(x, op->a, slot_value(x, counter) + 1);
}

uint32_t exec_slot(const Exec *x, uint32_t slot)
{
    return slot_value(x, slot);
}

/* --- addresses -------------------------------------------------------------------------------------------- */

/* True for addresses that a document may lead to: the web, mail, and places inside the document. */
static bool is_safe_address(Str text)
{
    return ascii_starts(text, STR("http://")) || ascii_starts(text, STR("https://")) ||
           ascii_starts(text, STR("mailto:")) || str_starts(text, STR("#"));
}

/* Programs put "http://" before an address that begins with a tag: a value that brings its own has the last word. */
static void drop_double_scheme(Buf *out, size_t start)
{
    static const Str scheme = {.ptr = "http://", .len = 7};
    Str text = str_sub(buf_str(out), start, SIZE_MAX);
    Str rest = str_sub(text, scheme.len, SIZE_MAX);
    if (str_starts(text, scheme) && is_safe_address(rest)) {
        memmove(out->ptr + start, rest.ptr, rest.len);
        out->len -= scheme.len;
    }
}

/* An address whose value is missing leads nowhere; one that leads to files or scripts is an error. */
static void check_link(Exec *x, const Program *p, const Op *op, Buf *out)
{
    static const Str bracket = {.ptr = "%5B", .len = 3}; /* the mark of a missing value */
    size_t start = slot_value(x, op->a);
    if (!buf_ok(out) || start > out->len) {
        return;
    }
    drop_double_scheme(out, start);
    Str text = str_sub(buf_str(out), start, SIZE_MAX);
    if (is_safe_address(text)) {
        return;
    }
    bool is_missing = text.len == 0 || str_starts(text, bracket);
    if (is_missing && x->has_errors) {
        return; /* it was said */
    }
    if (is_missing && x->missing != MISSING_ERROR) {
        out->len = start;
        buf_puts(out, "#");
        return;
    }
    exec_report(x, p, op, TMPL_ADDRESS, arena_str(x->diags->arena, text), STR_EMPTY);
}

/* Where `part` begins for the last time in text, or SIZE_MAX. */
static size_t find_last(Str text, Str part)
{
    for (size_t at = text.len; at-- > 0;) {
        if (text.ptr[at] == part.ptr[0] && str_starts(str_sub(text, at, SIZE_MAX), part)) {
            return at;
        }
    }
    return SIZE_MAX;
}

/* texts: of prog_fill_table. */
static void fill_table(const char *texts, size_t start, Buf *out)
{
    Str table_end = str_of(texts);
    Str paragraph = str_of(texts + table_end.len + 1);
    if (!buf_ok(out)) {
        return;
    }
    Str written = str_sub(buf_str(out), start, SIZE_MAX);
    size_t table = find_last(written, table_end);
    size_t last = find_last(str_sub(written, table == SIZE_MAX ? 0 : table, SIZE_MAX), paragraph);
    if (written.len == 0 || (table != SIZE_MAX && last == SIZE_MAX)) {
        buf_put(out, str_of(texts + table_end.len + 1 + paragraph.len + 1));
    }
}

static Status line_begin(Exec *x, uint32_t slot, const Buf *out)
{
    TRY(exec_set_slot(x, slot + LINE_PLACE, (uint32_t)out->len)); /* LIMIT_OUTPUT_BYTES fits */
    TRY(exec_set_slot(x, slot + LINE_HAS_GROWN, 0));
    TRY(exec_set_slot(x, slot + LINE_EVENTS, (uint32_t)x->n_events));
    return exec_set_slot(x, slot + LINE_TOC_ENTRIES, (uint32_t)x->n_toc);
}

/* A paragraph of which only its frame was written goes, with its number and its entry in tables of contents. */
static void line_end(Exec *x, uint32_t slot, Buf *out)
{
    uint32_t place = slot_value(x, slot + LINE_PLACE);
    if (slot_value(x, slot + LINE_HAS_GROWN) || !buf_ok(out) || place > out->len) {
        return;
    }
    out->len = place;
    exec_uncount(x, slot_value(x, slot + LINE_EVENTS));
    x->n_toc = slot_value(x, slot + LINE_TOC_ENTRIES);
}

static Status line_step(Exec *x, const Op *op, Buf *out)
{
    if (op->mode == NUMBER_LINE_BEGIN) {
        return line_begin(x, op->a, out);
    }
    if (op->mode == NUMBER_LINE_END) {
        line_end(x, op->a, out);
        return ST_OK;
    }
    bool has_grown = out->len > slot_value(x, op->a + LINE_SECTION);
    return has_grown ? exec_set_slot(x, op->a + LINE_HAS_GROWN, 1) : ST_OK;
}

/* --- rows and items that stay together --------------------------------------------------------------------- */

static void switch_on(Buf *out, uint32_t place)
{
    if (buf_ok(out) && place < out->len) {
        out->ptr[place] = '1';
    }
}

static Status row_begins(Exec *x, const Op *op, Buf *out)
{
    uint32_t slot = op->a;
    uint32_t n = slot_value(x, slot + ROWS_COUNT);
    if (n == 1) {
        switch_on(out,
                  slot_value(x, slot + ROWS_PLACES)); /* a second one: the first stays with it */
    }
    TRY(exec_set_slot(x, slot + ROWS_COUNT, n + 1));
    TRY(exec_set_slot(x, slot + ROWS_LINES, slot_value(x, slot + ROWS_LINES) + op->depth));
    return exec_set_slot(x, slot + ROWS_PLACES + n % ROWS_WHOLE, (uint32_t)out->len);
}

static void rows_end(const Exec *x, uint32_t slot, Buf *out)
{
    uint32_t n = slot_value(x, slot + ROWS_COUNT);
    bool is_low = slot_value(x, slot + ROWS_LINES) <= ROWS_WHOLE && n <= ROWS_WHOLE;
    for (uint32_t i = is_low || n < 3 ? 0 : n - 2; i + 1 < n;
         i++) { /* the last one stays with nothing */
        switch_on(out, slot_value(x, slot + ROWS_PLACES + i % ROWS_WHOLE));
    }
}

static Status rows_step(Exec *x, const Op *op, Buf *out)
{
    if (op->mode == NUMBER_ROWS_BEGIN) {
        TRY(exec_set_slot(x, op->a + ROWS_COUNT, 0));
        return exec_set_slot(x, op->a + ROWS_LINES, 0);
    }
    if (op->mode == NUMBER_ROW) {
        return row_begins(x, op, out);
    }
    rows_end(x, op->a, out);
    return ST_OK;
}

static Status same_uid(Exec *x, uint32_t slot, Buf *out)
{
    if (slot_value(x, slot) == 0) {
        return next_uid(x, slot, out); /* its first half stands in a section that is false */
    }
    buf_put_u64(out, slot_value(x, slot));
    return ST_OK;
}

/* What stands in for nothing. */
static Status fill(const Exec *x, const Program *p, const Op *op, Buf *out)
{
    if (buf_ok(out) && x->slots[x->slot_base + op->a] == out->len) {
        buf_put(out, (Str){.ptr = p->text + op->b, .len = op->depth});
    }
    return ST_OK;
}

/* The number of the heading that was counted last; plain digits are always sure. */
static Status put_label(const Exec *x, Buf *out)
{
    if (x->n_events > 0) {
        (void)numbering_put_label(x->numbering, &x->events[x->n_events - 1], out);
    }
    return ST_OK;
}

static Status say_again(Exec *x, uint32_t slot, Buf *out)
{
    buf_put(out, slot_value(x, slot) ? STR("true") : STR("false"));
    return exec_set_slot(x, slot, 1);
}

static Status count_on(Exec *x, uint32_t slot, Buf *out)
{
    uint32_t count = slot_value(x, slot) + 1;
    buf_put_u64(out, count);
    return exec_set_slot(x, slot, count);
}

static Status start(Exec *x, const Op *op)
{
    NumberPlace place = {.list = (op->a >> 4) - 1, .level = op->a & 15};
    return exec_start(x, place, op->b);
}

Status exec_number(Exec *x, const Program *p, const Op *op, Buf *out)
{
    switch ((NumberAction)op->mode) {
    case NUMBER_HEADING:
        return count(x, op);
    case NUMBER_LIST_BEGIN:
        return begin_list(x, op->a);
    case NUMBER_LIST_WRITE:
        buf_put_u64(out, x->n_list_stack ? x->list_stack[x->n_list_stack - 1] : 0);
        return ST_OK;
    case NUMBER_LIST_END:
        x->n_list_stack -= x->n_list_stack > 0;
        return ST_OK;
    case NUMBER_FIRST_TURN:
        return exec_set_slot(x, op->a, 0);
    case NUMBER_AGAIN:
        return say_again(x, op->a, out);
    case NUMBER_COUNT:
        return count_on(x, op->a, out);
    case NUMBER_TOC:
        return exec_toc_add(x, op, out);
    case NUMBER_START:
        return start(x, op);
    case NUMBER_LIST_NEW:
        return exec_new_list(x, op->b, op->a);
    case NUMBER_UID_NEXT:
        return next_uid(x, op->a, out);
    case NUMBER_UID_SAME:
        return same_uid(x, op->a, out);
    case NUMBER_COPY_NEXT:
    case NUMBER_COPY_FIRST:
    case NUMBER_COPY_NAME:
        return copy_step(x, p, op, out);
    case NUMBER_CHECK_LINK:
        check_link(x, p, op, out);
        return ST_OK;
    case NUMBER_PLACE:
        return exec_set_slot(x, op->a, (uint32_t)out->len); /* LIMIT_OUTPUT_BYTES fits */
    case NUMBER_FILL:
        return fill(x, p, op, out);
    case NUMBER_FILL_TABLE:
        fill_table(p->text + op->b, x->slots[x->slot_base + op->a], out);
        return ST_OK;
    case NUMBER_HOLE:
        buf_put(out, x->holes[op->a % (sizeof x->holes / sizeof x->holes[0])]);
        return ST_OK;
    case NUMBER_LINE_BEGIN:
    case NUMBER_LINE_GREW:
    case NUMBER_LINE_END:
        return line_step(x, op, out);
    case NUMBER_TAKE_BACK:
        take_back(x, &x->slots[x->slot_base + op->a], out);
        return ST_OK;
    case NUMBER_LABEL:
        return put_label(x, out);
    case NUMBER_ROWS_BEGIN:
    case NUMBER_ROW:
    case NUMBER_ROWS_END:
        return rows_step(x, op, out);
    }
    return ST_BUG;
}

/* The outermost lists that are walked. */
static Turns turns_now(const Exec *x)
{
    Turns turns = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < x->n_frames && n < EXEC_TURNS; i++) {
        if (x->frames[i].list) {
            turns.items[n++] = x->frames[i].turn;
        }
    }
    return turns;
}

static Status add_anchor(Exec *x, const Program *p, const Op *op, Buf *out)
{
    Str name = p->paths[op->a].whole;
    if (op->depth == 0) {
        const Value *value = exec_find_section(x, p, op);
        if (!value) {
            exec_report(x, p, op, TMPL_MISSING, name, STR_EMPTY);
            return ST_OK;
        }
        name = value->text;
    }
    TRY(mem_reserve((void **)&x->anchors, x->n_anchors, &x->cap_anchors, sizeof(Anchor)));
    Anchor anchor = {.turns = turns_now(x),
                     .scope = x->scope,
                     .number = (uint32_t)x->n_anchors + 1,
                     .name = arena_str(&x->arena, name),
                     .event = (uint32_t)x->n_events};
    if (!anchor.name.ptr) {
        return ST_NOMEM;
    }
    x->anchors[x->n_anchors++] = anchor;
    if (op->mode == REF_ANCHOR_QUIET) {
        return ST_OK;
    }
    x->last_bookmark = anchor.number;
    buf_puts(out, BOOKMARK_PREFIX);
    buf_put_u64(out, anchor.number);
    return ST_OK;
}

Status exec_ref(Exec *x, const Program *p, const Op *op, Buf *out)
{
    switch ((RefMode)op->mode) {
    case REF_ANCHOR:
    case REF_ANCHOR_QUIET:
        return add_anchor(x, p, op, out);
    case REF_ANCHOR_SAME:
        buf_puts(out, BOOKMARK_PREFIX);
        buf_put_u64(out, x->last_bookmark);
        return ST_OK;
    case REF_NUMBER:
    case REF_BOOKMARK:
    case REF_TOC:
    case REF_DIRTY:
    case REF_OWN:
        TRY(mem_reserve((void **)&x->late, x->n_late, &x->cap_late, sizeof(Late)));
        x->late[x->n_late++] = (Late){.turns = turns_now(x),
                                      .out = out,
                                      .at = out->len,
                                      .scope = x->scope,
                                      .event = (uint32_t)x->n_events,
                                      .program = p,
                                      .op = op};
        return ST_OK;
    }
    return ST_BUG;
}

/* How many lists around both are in the same turn. */
static size_t common_turns(const Turns *a, const Turns *b)
{
    size_t n = 0;
    while (n < EXEC_TURNS && a->items[n] != 0 && a->items[n] == b->items[n]) {
        n++;
    }
    return n;
}

/*
 * The anchor in the same turn of the loops around first, then in the same article, else the last of that name: the article that
 * all share stands last.
 */
static const Anchor *find_anchor(const Exec *x, const Late *late, Str name)
{
    const Anchor *best = NULL;
    size_t best_turns = 0;
    for (size_t i = 0; i < x->n_anchors; i++) {
        const Anchor *anchor = &x->anchors[i];
        if (!str_eq(anchor->name, name)) {
            continue;
        }
        size_t turns = common_turns(&anchor->turns, &late->turns);
        bool is_nearer =
            !best || turns > best_turns || (turns == best_turns && best->scope != late->scope);
        if (is_nearer) {
            best = anchor;
            best_turns = turns;
        }
    }
    return best;
}

/* What is worth knowing and no mistake. */
static void tell(Exec *x, const Late *late, DiagCode code, Str name)
{
    bool had_errors = x->has_errors;
    (void)exec_report(x, late->program, late->op, code, name, STR_EMPTY); /* it says all */
    x->has_errors = had_errors;
}

/* No article of that name: an error, or a mark in a draft. */
static void put_unknown(Exec *x, const Late *late, Str name)
{
    switch ((RefMode)late->op->mode) {
    case REF_BOOKMARK:
        buf_puts(&x->spare, BOOKMARK_PREFIX "0"); /* no bookmark has this number; its text tells */
        return;
    case REF_DIRTY:
    case REF_TOC:
        return;
    case REF_OWN:
        tell(x, late, TMPL_REF_GONE, str_sub(name, 1, name.len));
        buf_puts(&x->spare, "?");
        return;
    case REF_NUMBER:
    case REF_ANCHOR:
    case REF_ANCHOR_QUIET:
    case REF_ANCHOR_SAME:
        break;
    }
    if (x->missing != MISSING_MARK) {
        exec_report(x, late->program, late->op, TMPL_NO_REF, name, STR_EMPTY);
    } else {
        buf_puts(&x->spare, "[");
        buf_put(&x->spare, name);
        buf_puts(&x->spare, " ?]");
    }
}

static void put_number(Exec *x, const Late *late, const Anchor *anchor, Str name)
{
    bool is_own = late->op->mode == REF_OWN;
    buf_clear(&x->scratch);
    bool is_sure = exec_put_number(x, anchor->event, late->event, (NumberContext)late->op->depth,
                                   &x->scratch) &&
                   x->scratch.len > 0;
    if (late->op->mode == REF_DIRTY) {
        buf_put(&x->spare, is_sure ? STR_EMPTY : STR(" w:dirty=\"true\""));
        return;
    }
    if (!is_sure) {
        tell(x, late, TMPL_REF_UNSURE, is_own ? str_sub(name, 1, name.len) : name);
    }
    escape_put(&x->spare, ESCAPE_XML_TEXT, buf_str(&x->scratch));
}

/* The text of one reference. */
static void put_late(Exec *x, const Late *late)
{
    if (late->op->mode == REF_TOC) {
        exec_put_toc(x, late);
        if ((late->op->depth & 1) &&
            !x->numbering->is_odf) { /* LibreOffice finds the pages by itself */
            tell(x, late, TMPL_TOC_RENEWED, STR_EMPTY);
        }
        return;
    }
    Str name = late->program->paths[late->op->a].whole;
    const Anchor *anchor = find_anchor(x, late, name);
    if (!anchor) {
        put_unknown(x, late, name);
    } else if (late->op->mode == REF_BOOKMARK) {
        buf_puts(&x->spare, BOOKMARK_PREFIX);
        buf_put_u64(&x->spare, anchor->number);
    } else {
        put_number(x, late, anchor, name);
    }
}

/* All references that wait in one buffer, from number `first` on, in the order of their places. */
static Status fill_buffer(Exec *x, Buf *out, size_t first)
{
    size_t pos = 0;
    Str bytes = buf_str(out);
    buf_clear(&x->spare);
    for (size_t i = first; i < x->n_late; i++) {
        Late *late = &x->late[i];
        if (late->out != out) {
            continue;
        }
        buf_put(&x->spare, str_sub(bytes, pos, late->at - pos));
        pos = late->at;
        put_late(x, late);
        late->out = NULL;
    }
    buf_put(&x->spare, str_sub(bytes, pos, bytes.len - pos));
    if (buf_ok(out)) {
        buf_clear(out);
        buf_put(out, buf_str(&x->spare));
    }
    return x->spare.status;
}

Status exec_fill_late(Exec *x)
{
    for (size_t i = 0; i < x->n_late; i++) { /* as many passes as there are buffers: some parts */
        if (x->late[i].out) {
            TRY(fill_buffer(x, x->late[i].out, i));
        }
    }
    x->n_late = 0;
    return ST_OK;
}

Status exec_finish(Exec *x)
{
    x->has_errors = false;
    TRY(exec_fill_late(x));
    return x->has_errors ? ST_INPUT : ST_OK;
}

uint32_t exec_next_uid(Exec *x)
{
    return x->next_uid++;
}

const uint32_t *exec_lists(const Exec *x, size_t *ret_n)
{
    *ret_n = x->n_lists;
    return x->lists;
}
