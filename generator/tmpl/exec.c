/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec - see exec.h. This file runs instructions; exec_value.c finds and writes values, exec_ref.c counts and refers.
 */
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/base/utf8.h"
#include "generator/tmpl/compile.h"
#include "generator/tmpl/exec_state.h"

/* --- life ---------------------------------------------------------------------------------------------- */

Exec *exec_new(void)
{
    Exec *x = mem_alloc(sizeof(Exec));
    if (x) {
        buf_init(&x->scratch, LIMIT_OUTPUT_BYTES);
        buf_init(&x->spare, LIMIT_OUTPUT_BYTES);
        buf_init(&x->indent, LIMIT_OUTPUT_BYTES);
        arena_init(&x->arena, LIMIT_OUTPUT_BYTES);
    }
    return x;
}

void exec_free(Exec *x)
{
    if (!x) {
        return;
    }
    buf_done(&x->scratch);
    buf_done(&x->spare);
    buf_done(&x->indent);
    arena_done(&x->arena);
    mem_free(x->frames);
    mem_free(x->overrides);
    mem_free(x->lists);
    mem_free(x->list_stack);
    mem_free(x->anchors);
    mem_free(x->late);
    mem_free(x->slots);
    mem_free(x->events);
    mem_free(x->toc);
    mem_free(x);
}

void exec_begin(Exec *x, const ExecOptions *options, const ExecHost *host, DiagList *diags)
{
    x->options = options;
    x->host = host;
    x->diags = diags;
    x->missing = options->spec_missing ? MISSING_EMPTY : options->missing;
    arena_reset(&x->arena);
    buf_clear(&x->indent);
    x->indent_start = 0;
    x->n_frames = 0;
    x->n_overrides = 0;
    x->n_lists = 0;
    x->n_list_stack = 0;
    x->n_anchors = 0;
    x->n_late = 0;
    x->scope = 0;
    x->next_uid = options->first_uid ? options->first_uid : EXEC_FIRST_UID;
    x->calls = 0;
    x->turns = 0;
    x->next_turn = 0;
    x->slot_base = 0;
    x->slot_top = 0;
    x->max_bytes = options->max_output ? options->max_output : LIMIT_OUTPUT_BYTES;
    x->has_errors = false;
    exec_count_begin(x);
}

/* A tag in a loop shows what is wrong in its first few turns; a hundred times would hide all other mistakes. */
#define MAX_SHOWN_TURNS 5

bool exec_is_shown(const Exec *x, const Program *p, const Op *op, Str name)
{
    Loc loc = op->loc < p->n_locs ? p->locs[op->loc] : (Loc){0};
    uint32_t paragraph = op->loc < p->n_locs ? p->paragraphs[op->loc] : 0;
    size_t n = 0;
    for (size_t i = 0; i < x->diags->n; i++) {
        const Diag *diag = &x->diags->items[i];
        n += diag->loc.source == loc.source && diag->loc.line == loc.line &&
             diag->loc.column == loc.column && diag->paragraph == paragraph &&
             str_eq(diag->args[0], name);
    }
    return n < MAX_SHOWN_TURNS && x->diags->n_dropped == 0;
}

/* "lots[2]": the turn of the innermost list, or empty. */
static Str turn_path(const Exec *x)
{
    for (size_t i = x->n_frames; i-- > 0;) {
        const Frame *frame = &x->frames[i];
        if (frame->list) {
            return arena_printf(x->diags->arena, "%.*s[%zu]", STR_ARG(frame->name), frame->index);
        }
    }
    return STR_EMPTY;
}

Diag *exec_report(Exec *x, const Program *p, const Op *op, DiagCode code, Str name, Str second)
{
    bool has_place = op->loc < p->n_locs;
    x->has_errors = true;
    if (!exec_is_shown(x, p, op, name)) {
        return &x->unseen;
    }
    Diag *diag = diag_add2(x->diags, code, has_place ? p->locs[op->loc] : (Loc){0}, name, second);
    if (has_place) {
        diag->paragraph = p->paragraphs[op->loc];
        diag->excerpt = p->excerpts[op->loc];
    }
    diag->span = (uint32_t)utf8_count(name) + 4; /* {{name}} */
    diag->path = turn_path(x);
    return diag;
}

Diag *exec_report_value(Exec *x, const Program *p, const Op *op, DiagCode code, const Value *value,
                        Str second)
{
    Diag *diag = exec_report(x, p, op, code, p->paths[op->a].whole, second);
    if (value->loc.source) {
        diag->other = value->loc;
        diag->path = STR_EMPTY; /* the place says more than the turn */
    }
    return diag;
}

Status exec_go_on(Exec *x, const Program *p, const Op *op, const Buf *out)
{
    if (out->status == ST_NOMEM) {
        return ST_NOMEM;
    }
    if (out->status == ST_LIMIT || out->len > x->max_bytes) {
        diag_add0(x->diags, TMPL_OUTPUT, (Loc){0});
        return ST_LIMIT;
    }
    if (++x->turns > LIMIT_TURNS) {
        Diag *diag = exec_report(x, p, op, TMPL_TURNS, p->paths[op->a].whole, STR_EMPTY);
        diag->path = STR_EMPTY; /* which turn it was says nothing */
        return ST_LIMIT;
    }
    return ST_OK;
}

/* --- sections -------------------------------------------------------------------------------------------- */

static Status push_frame(Exec *x, Str name, const Value *value, const Value *list)
{
    TRY(mem_reserve((void **)&x->frames, x->n_frames, &x->cap_frames, sizeof(Frame)));
    x->frames[x->n_frames++] =
        (Frame){.value = value, .list = list, .turn = list ? ++x->next_turn : 0, .name = name};
    return ST_OK;
}

/* The text that a section's lambda returns, read as a template with the delimiters in force. */
static Status call_section(Exec *x, const Program *p, const Op *op, const Value *value, Buf *out)
{
    if (op->depth >= p->n_sections) {
        exec_report(x, p, op, TMPL_LAMBDA, p->paths[op->a].whole, STR_EMPTY);
        return ST_OK;
    }
    const SectionSource *section = &p->sections[op->depth];
    Str raw = str_sub(p->source, section->start, section->end - section->start);
    return exec_lambda(x, p, op, &value->lambda, raw, section->open, section->close, out);
}

/* Opens a section; *pc moves behind it if it is false. */
static Status enter(Exec *x, const Program *p, const Op *op, Buf *out, size_t *pc)
{
    const Value *value = exec_find_section(x, p, op);
    if (value && value->kind == VALUE_LAMBDA) {
        *pc = op->b;
        return call_section(x, p, op, value, out);
    }
    if (!value || !value_is_true(value)) {
        *pc = op->b;
        return ST_OK;
    }
    Str name = p->paths[op->a].whole;
    return value->kind == VALUE_LIST ? push_frame(x, name, value->list.items[0], value)
                                     : push_frame(x, name, value, NULL);
}

/* The next turn of a list, or the end of the section. */
static Status next_turn(Exec *x, const Program *p, const Op *op, const Buf *out, size_t *pc)
{
    Frame *frame = &x->frames[x->n_frames - 1];
    TRY(exec_go_on(x, p, &p->ops[op->a], out));
    if (frame->list && frame->index + 1 < frame->list->list.n) {
        frame->value = frame->list->list.items[++frame->index];
        frame->turn = ++x->next_turn;
        *pc = (size_t)op->a + 1;
    } else {
        x->n_frames--;
    }
    return ST_OK;
}

/* --- partials, parents, blocks ------------------------------------------------------------------------- */

static Status find_partial(Exec *x, const Program *p, const Op *op, const Program **ret_program)
{
    Str name = p->paths[op->a].whole;
    *ret_program = NULL;
    if (op->mode & CALL_DYNAMIC) { /* dynamic: the name is a value */
        const Value *value = exec_find_section(x, p, op);
        if (!value) {
            exec_missing(x, p, op);
        }
        if (!value || value->text.len == 0) {
            return ST_OK;
        }
        name = value->text;
    }
    if (x->host && x->host->partial) {
        Loc loc = op->loc < p->n_locs ? p->locs[op->loc] : (Loc){0};
        Status st = x->host->partial(x->host->ctx, name, loc, x->diags, ret_program);
        if (st != ST_OK) {
            x->has_errors = true;
            return status_is_fatal(st) ? st : ST_OK;
        }
    }
    if (!*ret_program && x->missing == MISSING_ERROR) {
        exec_report(x, p, op, TMPL_NO_PARTIAL, name, STR_EMPTY);
    }
    return ST_OK;
}

/* Runs another program one level further in, with slots of its own; `slot0` stands in the first. */
static Status run_inner(Exec *x, const Program *p, size_t start, uint32_t slot0, Buf *out)
{
    size_t base = x->slot_base;
    size_t top = x->slot_top;
    x->slot_base = top;
    x->calls++;
    Status st = slot0 ? exec_set_slot(x, 0, slot0) : ST_OK;
    st = st == ST_OK ? exec_ops(x, p, start, out) : st;
    x->calls--;
    x->slot_base = base;
    x->slot_top = top;
    return st;
}

/* Runs another program with more indentation, or none at all inside a line. Frames of it are gone afterwards. */
static Status call(Exec *x, const Program *from, const Op *op, const Program *p, Str indent,
                   Buf *out)
{
    if (x->calls >= LIMIT_RECURSION) {
        exec_report(x, from, op, TMPL_RECURSION, from->paths[op->a].whole, STR_EMPTY);
        return ST_LIMIT; /* a partial that calls itself twice would do so 2^32 times */
    }
    TRY(exec_go_on(x, from, op, out));
    size_t before = x->indent.len;
    size_t start_before = x->indent_start;
    if (op->mode & CALL_INLINE) {
        x->indent_start = before;
    }
    buf_put(&x->indent, indent);
    Status st = run_inner(x, p, 0, 0, out);
    x->indent.len = before;
    x->indent_start = start_before;
    return st;
}

static Status partial(Exec *x, const Program *p, const Op *op, Buf *out)
{
    const Program *target = NULL;
    TRY(find_partial(x, p, op, &target));
    Str indent = {.ptr = p->text + op->b, .len = op->depth};
    return target ? call(x, p, op, target, indent, out) : ST_OK;
}

/* The blocks between PARENT and its end override those of the same name further in. */
static Status push_overrides(Exec *x, const Program *p, size_t pc, size_t end)
{
    while (pc < end) {
        const Op *op = &p->ops[pc];
        if (op->kind == OP_BLOCK) {
            TRY(mem_reserve((void **)&x->overrides, x->n_overrides, &x->cap_overrides,
                            sizeof(Override)));
            x->overrides[x->n_overrides++] = (Override){.name = p->paths[op->a].whole,
                                                        .program = p,
                                                        .start = (uint32_t)pc + 1,
                                                        .end = op->b};
            pc = op->b;
        } else if (op->kind == OP_PARENT) {
            pc = op->b;
        } else {
            pc++;
        }
    }
    return ST_OK;
}

/* The indentation that stands in the LINE before a PARENT or BLOCK. */
static Str carried_indent(const Program *p, size_t pc)
{
    const Op *line = &p->ops[pc - 1];
    return (Str){.ptr = p->text + line->a, .len = line->b};
}

static Status parent(Exec *x, const Program *p, size_t pc, Buf *out)
{
    const Op *op = &p->ops[pc];
    const Program *target = NULL;
    TRY(find_partial(x, p, op, &target));
    if (!target) {
        return ST_OK;
    }
    size_t before = x->n_overrides;
    TRY(push_overrides(x, p, pc + 1, op->b));
    Status st = call(x, p, op, target, carried_indent(p, pc), out);
    x->n_overrides = before;
    return st;
}

/* The outermost override of the block at `pc`, or NULL. One that the block itself is a part of does not count. */
static const Override *find_override(const Exec *x, const Program *p, size_t pc)
{
    Str name = p->paths[p->ops[pc].a].whole;
    for (size_t i = 0; i < x->n_overrides; i++) {
        const Override *o = &x->overrides[i];
        bool is_around = o->program == p && o->start <= pc && pc < o->end;
        if (str_eq(o->name, name) && !is_around) {
            return o;
        }
    }
    return NULL;
}

/* What overrides the block, or its own default. */
static Status block(Exec *x, const Program *p, size_t pc, Buf *out)
{
    const Op *op = &p->ops[pc];
    Str name = p->paths[op->a].whole;
    if (x->calls >= LIMIT_RECURSION) {
        exec_report(x, p, op, TMPL_RECURSION, name, STR_EMPTY);
        return ST_LIMIT;
    }
    TRY(exec_go_on(x, p, op, out));
    const Override *override = find_override(x, p, pc);
    size_t before = x->indent.len;
    buf_put(&x->indent, carried_indent(p, pc));
    x->is_line_pending = op->mode;
    Status st = override ? run_inner(x, override->program, override->start, 0, out)
                         : run_inner(x, p, pc + 1, 0, out);
    x->indent.len = before;
    return st;
}

/* --- rich text --------------------------------------------------------------------------------------------- */

/* One of the texts behind an inline RICH. */
static Str text_of(const Program *p, size_t pc)
{
    return (Str){.ptr = p->text + p->ops[pc].a, .len = p->ops[pc].b};
}

/* Inline rich text: its runs stand between those of the sentence. pc: of the first text behind RICH. */
static Status rich_inline(Exec *x, const Program *p, const Op *op, const Program *target, size_t pc,
                          Buf *out)
{
    Str before[sizeof x->holes / sizeof x->holes[0]];
    memcpy(before, x->holes, sizeof before);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        x->holes[i] = text_of(p, pc + 2 + i);
    }
    buf_put(out, text_of(p, pc));
    Status st = call(x, p, op, target, STR_EMPTY, out);
    buf_put(out, text_of(p, pc + 1));
    memcpy(x->holes, before, sizeof before);
    return st;
}

static Status rich(Exec *x, const Program *p, const Op *op, Buf *out, size_t *pc)
{
    const Value *value = exec_find_section(x, p, op);
    bool is_rich = value && (value->rich || (value->meta && value->meta->is_markdown));
    bool is_inline = op->mode == RICH_INLINE;
    bool is_refused = false;
    const Program *target = NULL;
    if (is_rich && x->host && x->host->rich) {
        Status st = x->host->rich(x->host->ctx, value, is_inline, x->diags, &target, &is_refused);
        x->has_errors = x->has_errors || st != ST_OK;
        if (status_is_fatal(st)) {
            return st;
        }
        is_refused = is_refused && st == ST_OK;
        if (is_refused) {
            exec_report_value(x, p, op, TMPL_RICH_BLOCK, value, STR_EMPTY);
        }
        if (is_refused || st != ST_OK) {
            *pc = op->b;
            return ST_OK;
        }
    }
    size_t behind = *pc;
    if (!target) { /* the plain form follows */
        *pc += is_inline ? 2 + sizeof x->holes / sizeof x->holes[0] : 0;
        return ST_OK;
    }
    *pc = op->b;
    return is_inline ? rich_inline(x, p, op, target, behind, out)
                     : call(x, p, op, target, STR_EMPTY, out);
}

static Status object(Exec *x, const Program *p, const Op *op, Buf *out)
{
    return x->host && x->host->object ? x->host->object(x->host->ctx, x, p, op, out) : ST_BUG;
}

/* Writes the indentation in force where a line starts. */
static void start_line(Exec *x, const Op *op, Buf *out)
{
    if (op->mode == LINE_STARTS || (op->mode == LINE_FIRST && x->is_line_pending)) {
        buf_put(out, str_sub(buf_str(&x->indent), x->indent_start, SIZE_MAX));
    }
    x->is_line_pending = x->is_line_pending && op->mode == LINE_CARRIES;
}

/* --- the loop ------------------------------------------------------------------------------------------------ */

Status exec_ops(Exec *x, const Program *p, size_t pc, Buf *out)
{
    for (;;) {
        const Op *op = &p->ops[pc++];
        switch ((OpKind)op->kind) {
        case OP_TEXT:
            buf_put(out, (Str){.ptr = p->text + op->a, .len = op->b});
            break;
        case OP_VAR:
            TRY(exec_var(x, p, op, out));
            break;
        case OP_CELL:
            exec_cell(x, p, op, out);
            break;
        case OP_RICH:
            TRY(rich(x, p, op, out, &pc));
            break;
        case OP_ENTER:
            TRY(enter(x, p, op, out, &pc));
            break;
        case OP_NEXT:
            TRY(next_turn(x, p, op, out, &pc));
            break;
        case OP_UNLESS: {
            const Value *value = exec_find_section(x, p, op);
            pc = value && value_is_true(value) ? op->b : pc;
            break;
        }
        case OP_JUMP:
            pc = op->a;
            break;
        case OP_NUMBER:
            TRY(exec_number(x, p, op, out));
            break;
        case OP_REF:
            TRY(exec_ref(x, p, op, out));
            break;
        case OP_OBJECT:
            TRY(object(x, p, op, out));
            break;
        case OP_PARTIAL:
            TRY(partial(x, p, op, out));
            break;
        case OP_PARENT:
            TRY(parent(x, p, pc - 1, out));
            pc = op->b;
            break;
        case OP_BLOCK:
            TRY(block(x, p, pc - 1, out));
            pc = op->b;
            break;
        case OP_LINE:
            start_line(x, op, out);
            break;
        case OP_END:
            return ST_OK;
        case OP_N_KINDS:
            return ST_BUG;
        }
    }
}

Status exec_nested(Exec *x, const Program *from, const Op *op, const Program *nested,
                   uint32_t slot0, Buf *out)
{
    if (x->calls >= LIMIT_RECURSION) {
        exec_report(x, from, op, TMPL_RECURSION, STR_EMPTY, STR_EMPTY);
        return ST_LIMIT;
    }
    TRY(exec_go_on(x, from, op, out));
    return run_inner(x, nested, 0, slot0, out);
}

Status exec_run(Exec *x, const Program *program, const Value *root, Buf *out)
{
    x->has_errors = false;
    x->n_frames = 0;
    x->n_list_stack = 0;
    x->slot_base = 0;
    x->slot_top = 0;
    x->n_late = x->options->waits_for_refs ? x->n_late : 0;
    TRY(push_frame(x, STR_EMPTY, root, NULL));
    TRY(exec_ops(x, program, 0, out));
    if (!x->options->waits_for_refs) {
        TRY(exec_fill_late(x));
    }
    if (out->status == ST_LIMIT || out->len > x->max_bytes) {
        diag_add0(x->diags, TMPL_OUTPUT, (Loc){0});
        return ST_LIMIT;
    }
    if (!buf_ok(out) || !buf_ok(&x->indent)) {
        return ST_NOMEM;
    }
    return x->has_errors ? ST_INPUT : ST_OK;
}
