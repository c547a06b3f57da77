/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_write - a lifted part becomes a program: its bytes in order, and an instruction at each mark.
 */
#include "generator/format/adapt.h"
#include "generator/format/lift.h"

bool lift_is_ref(const Lift *lift, const Mark *mark)
{
    static const Str ref = {.ptr = "ref.", .len = 4};
    return str_starts(mark->name, ref) && lift->parts &&
           parts_has_anchor(lift->parts, str_sub(mark->name, ref.len, mark->name.len));
}

typedef struct Writing {
    Lift *lift;
    ProgBuilder *builder;
    const xmlNode *pi; /* of the mark at work; NULL: in an attribute */
} Writing;

static void write_bytes(void *ctx, Str bytes)
{
    const Writing *w = ctx;
    prog_text(w->builder, bytes);
}

static void refuse_partial(const Writing *w, const Mark *mark, Loc loc)
{
    Diag *diag = diag_add1(w->lift->diags, TMPL_NO_PARTIAL_HERE, loc, mark->name);
    diag->paragraph = mark->paragraph;
    diag->excerpt = mark->excerpt;
    w->lift->has_errors = true;
}

/* A variable that may be rich text: inline between the runs of its sentence, else as any other. */
static void write_variable(const Writing *w, const Mark *mark, Escape escape, Loc loc)
{
    Lift *lift = w->lift;
    RichPlace place = {0};
    if (mark->is_address) {
        prog_number(w->builder, NUMBER_PLACE, 0, mark->number);
        prog_var(w->builder, mark->name, escape, loc);
        prog_check_link(w->builder, mark->number, loc);
        return;
    }
    bool is_rich = w->pi && lift->dialect->rich_place &&
                   adapt_may_be_rich(lift->library, mark->name) &&
                   lift->dialect->rich_place(lift, w->pi, &place);
    if (is_rich) {
        prog_rich_inline(w->builder, mark->name, &place, loc);
    }
    prog_var(w->builder, mark->name, escape, loc);
    if (is_rich) {
        prog_rich_end(w->builder);
    }
}

static void write_tag(const Writing *w, const Mark *mark, Escape escape, Loc loc)
{
    switch (mark->tag) {
    case TAG_VAR:
    case TAG_RAW:
        if (lift_is_ref(w->lift, mark)) {
            prog_ref(w->builder, REF_NUMBER, str_sub(mark->name, 4, mark->name.len), loc);
        } else {
            write_variable(w, mark, escape, loc);
        }
        return;
    case TAG_PARTIAL:
        refuse_partial(w, mark, loc);
        return;
    case TAG_PARENT:
    case TAG_BLOCK:
    case TAG_SECTION:
    case TAG_INVERTED:
    case TAG_CLOSE:
    case TAG_COMMENT:
    case TAG_DELIMS:
        return; /* not of kind MARK_TAG */
    }
}

/* Names of what repeats. */
static void write_copy(const Writing *w, const Mark *mark)
{
    if (mark->kind == MARK_COPY_NEXT) {
        prog_number(w->builder, NUMBER_COPY_NEXT, 0, mark->number);
    } else if (mark->kind == MARK_COPY_FIRST) {
        prog_copy_first(w->builder, mark->number, mark->from);
    } else {
        prog_copy_name(w->builder, mark->number, mark->name);
    }
}

static void write_anchor(const Writing *w, const Mark *mark, Loc loc)
{
    if (mark->kind == MARK_ANCHOR) {
        prog_anchor(w->builder, mark->name, mark->is_path, loc);
    } else {
        prog_ref(w->builder, REF_ANCHOR_SAME, STR_EMPTY, loc);
    }
}

static void write_ref(const Writing *w, const Mark *mark, Loc loc)
{
    if (mark->number == REF_ANCHOR_QUIET) {
        prog_anchor_quiet(w->builder, mark->name, false, loc);
    } else {
        prog_ref_in(w->builder, (RefMode)mark->number, mark->value, mark->name, loc);
    }
}

static void write_numbered(const Writing *w, const Mark *mark)
{
    if (mark->kind == MARK_TOC) {
        Loc loc = {.source = w->lift->source};
        prog_toc(w->builder, mark->name, (uint16_t)mark->number, mark->value, loc);
    } else if (mark->kind == MARK_TOC_HEADING) {
        prog_toc_heading(w->builder, mark->number, (uint16_t)mark->from, mark->value);
    } else if (mark->kind == MARK_START) {
        prog_number_start(w->builder, mark->list - 1, mark->value, mark->number);
    } else if (mark->kind == MARK_NEW_LIST) {
        prog_new_list(w->builder, mark->number, mark->list - 1);
    } else if (mark->list > 0) {
        prog_number_list(w->builder, (uint16_t)mark->number, mark->list - 1, mark->value);
    } else {
        prog_number(w->builder, NUMBER_HEADING, (uint16_t)mark->number, 0);
    }
}

/* The section was reported: that its other tag has no partner would be said twice. */
static bool is_torn(const Lift *lift, Str name)
{
    for (size_t i = 0; i < lift->n_torn; i++) {
        if (str_eq(lift->torn[i], name)) {
            return true;
        }
    }
    return false;
}

static void write_section(const Writing *w, const Mark *mark, Loc loc)
{
    if (is_torn(w->lift, mark->name)) {
        return;
    }
    if (mark->kind == MARK_CLOSE) {
        prog_close(w->builder, mark->name, loc);
        return;
    }
    if (mark->tag == TAG_PARENT || mark->tag == TAG_BLOCK) {
        refuse_partial(w, mark, loc);
    }
    prog_enter(w->builder, mark->name, mark->tag == TAG_INVERTED, loc);
}

/* What needs a slot and nothing else. */
static NumberAction action_of(MarkKind kind)
{
    return kind == MARK_PLACE        ? NUMBER_PLACE
           : kind == MARK_TAKE_BACK  ? NUMBER_TAKE_BACK
           : kind == MARK_LINE_BEGIN ? NUMBER_LINE_BEGIN
           : kind == MARK_LINE_GREW  ? NUMBER_LINE_GREW
           : kind == MARK_LINE_END   ? NUMBER_LINE_END
           : kind == MARK_FIRST_TURN ? NUMBER_FIRST_TURN
           : kind == MARK_AGAIN      ? NUMBER_AGAIN
           : kind == MARK_COUNT      ? NUMBER_COUNT
           : kind == MARK_UID_NEXT   ? NUMBER_UID_NEXT
                                     : NUMBER_UID_SAME;
}

/* What is written between two places. */
static void write_place(const Writing *w, const Mark *mark, Loc loc)
{
    if (mark->kind == MARK_LINK_END) {
        prog_check_link(w->builder, mark->number, loc);
    } else if (mark->kind == MARK_FILL) {
        prog_fill(w->builder, mark->number, mark->name);
    } else if (mark->kind == MARK_FILL_TABLE) {
        const LiftDialect *d = w->lift->dialect;
        prog_fill_table(w->builder, mark->number, d->table_end, d->paragraph_start, mark->name);
    } else {
        prog_number(w->builder, action_of(mark->kind), 0, mark->number);
    }
}

static void write_rich(const Writing *w, const Mark *mark, Loc loc)
{
    if (mark->kind == MARK_RICH_BEGIN) {
        prog_rich_begin(w->builder, mark->name, loc);
    } else {
        prog_rich_end(w->builder);
    }
}

static void write_mark(const Writing *w, const Mark *mark)
{
    Loc loc = {.source = w->lift->source};
    prog_set_place(w->builder, mark->paragraph, &mark->excerpt);
    switch (mark->kind) {
    case MARK_TAG:
        write_tag(w, mark, mark->escape, loc);
        break;
    case MARK_OPEN:
    case MARK_CLOSE:
        write_section(w, mark, loc);
        break;
    case MARK_RICH_BEGIN:
    case MARK_RICH_END:
        write_rich(w, mark, loc);
        break;
    case MARK_TOC:
    case MARK_TOC_HEADING:
    case MARK_HEADING:
    case MARK_START:
    case MARK_NEW_LIST:
        write_numbered(w, mark);
        break;
    case MARK_ANCHOR:
    case MARK_ANCHOR_END:
        write_anchor(w, mark, loc);
        break;
    case MARK_LITERAL:
        prog_text(w->builder, mark->name);
        break;
    case MARK_COPY_NEXT:
    case MARK_COPY_FIRST:
    case MARK_COPY_NAME:
        write_copy(w, mark);
        break;
    case MARK_LINK_END:
    case MARK_PLACE:
    case MARK_TAKE_BACK:
    case MARK_LINE_BEGIN:
    case MARK_LINE_GREW:
    case MARK_LINE_END:
    case MARK_UID_NEXT:
    case MARK_UID_SAME:
    case MARK_FIRST_TURN:
    case MARK_AGAIN:
    case MARK_COUNT:
    case MARK_FILL:
    case MARK_FILL_TABLE:
        write_place(w, mark, loc);
        break;
    case MARK_REF:
        write_ref(w, mark, loc);
        break;
    case MARK_CELL:
        prog_cell(w->builder, mark->name, (CellKind)mark->number, mark->text, loc);
        break;
    case MARK_OBJECT:
        prog_object(w->builder, mark->number, mark->value, loc);
        break;
    }
    prog_set_place(w->builder, 0, NULL);
}

static void write_pi(void *ctx, const xmlNode *pi)
{
    Writing *w = ctx;
    size_t index = 0;
    for (const xmlChar *p = pi->content; p && *p >= '0' && *p <= '9'; p++) {
        index = index * 10 + (size_t)(*p - '0');
    }
    if (index < w->lift->n_marks) {
        w->pi = pi;
        write_mark(w, &w->lift->marks[index]);
        w->pi = NULL;
    }
}

static void write_attr_mark(void *ctx, uint32_t cp)
{
    const Writing *w = ctx;
    if (cp >= ATTR_MARK_FIRST && cp - ATTR_MARK_FIRST < w->lift->n_marks) {
        write_mark(w, &w->lift->marks[cp - ATTR_MARK_FIRST]);
    }
}

Status lift_compile(Lift *lift, Str name, const Program **ret_program)
{
    Writing w = {.lift = lift, .builder = prog_builder_new(lift->arena, name, lift->diags)};
    if (!w.builder) {
        return ST_NOMEM;
    }
    xmltree_write(lift->doc, write_bytes, write_pi, write_attr_mark, &w);
    TRY(prog_finish(w.builder, ret_program));
    return lift_status(lift);
}
