/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog - see prog.h. Builder: sections, parents, blocks and rich paragraphs stand on one stack, so that pairs are checked once.
 */
#include "generator/tmpl/prog.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"

/* No section source: packages, and templates of more sections than an instruction can name. */
#define NO_SOURCE UINT16_MAX

/* How far a wrong end looks for its beginning: twice what may be open at all, so that a hostile text is read in one pass. */
#define MAX_PAIR_DISTANCE ((size_t)2 * LIMIT_SECTIONS)

typedef enum OpenKind { OPEN_SECTION, OPEN_PARENT, OPEN_BLOCK, OPEN_RICH } OpenKind;

typedef struct OpenThing {
    OpenKind kind;
    uint32_t op; /* its instruction, whose jump is patched at the end */
    Str name;
    Loc loc;
    uint32_t paragraph;
    Excerpt excerpt;
    bool is_inverted;
    bool is_reported; /* another name was closed while it was on top: said once is enough */
} OpenThing;

struct ProgBuilder {
    Arena *arena;
    DiagList *diags;
    Str name;
    Str source;
    Buf text;
    Op *ops;
    size_t n_ops;
    size_t cap_ops;
    Path *paths;
    size_t n_paths;
    size_t cap_paths;
    Loc *locs;
    Excerpt *excerpts;
    uint32_t *paragraphs;
    size_t n_locs;
    size_t cap_locs;
    size_t cap_excerpts;
    size_t cap_paragraphs;
    SectionSource *sections;
    size_t n_sections;
    size_t cap_sections;
    OpenThing *open;
    size_t n_open;
    size_t cap_open;
    Str *closed_early; /* names that a crossed section ended; their own ends are passed over */
    size_t n_closed_early;
    size_t cap_closed_early;
    size_t depth; /* sections open */
    uint32_t paragraph;
    Excerpt excerpt;
    bool is_nomem;
    bool has_errors;
    Op lost; /* takes writes when memory ran out; prog_finish says so */
};

ProgBuilder *prog_builder_new(Arena *arena, Str name, DiagList *diags)
{
    ProgBuilder *b = arena_new(arena, ProgBuilder);
    if (b) {
        *b = (ProgBuilder){.arena = arena, .diags = diags, .name = name};
        buf_init(&b->text, LIMIT_OUTPUT_BYTES);
    }
    return b;
}

void prog_set_place(ProgBuilder *b, uint32_t paragraph, const Excerpt *excerpt)
{
    b->paragraph = paragraph;
    b->excerpt = excerpt ? *excerpt : (Excerpt){0};
}

void prog_set_source(ProgBuilder *b, Str source)
{
    b->source = source;
}

/* --- tables ----------------------------------------------------------------------------------------- */

static Op *add_op(ProgBuilder *b, OpKind kind)
{
    Op *grown = arena_grow(b->arena, b->ops, b->n_ops, &b->cap_ops, sizeof(Op));
    if (!grown || b->n_ops >= UINT32_MAX) {
        b->is_nomem = true;
        return &b->lost;
    }
    b->ops = grown;
    b->ops[b->n_ops] = (Op){.kind = (uint8_t)kind};
    return &b->ops[b->n_ops++];
}

/* An instruction that was added; the lost one if there was no memory for it. */
static Op *op_at(ProgBuilder *b, uint32_t index)
{
    return index < b->n_ops ? &b->ops[index] : &b->lost;
}

static uint32_t add_loc(ProgBuilder *b, Loc loc)
{
    Loc *locs = arena_grow(b->arena, b->locs, b->n_locs, &b->cap_locs, sizeof(Loc));
    Excerpt *excerpts =
        arena_grow(b->arena, b->excerpts, b->n_locs, &b->cap_excerpts, sizeof(Excerpt));
    uint32_t *paragraphs =
        arena_grow(b->arena, b->paragraphs, b->n_locs, &b->cap_paragraphs, sizeof(uint32_t));
    b->locs = locs ? locs : b->locs; /* each with its room, also where another has none */
    b->excerpts = excerpts ? excerpts : b->excerpts;
    b->paragraphs = paragraphs ? paragraphs : b->paragraphs;
    if (!locs || !excerpts || !paragraphs) {
        b->is_nomem = true;
        return 0;
    }
    locs[b->n_locs] = loc;
    excerpts[b->n_locs] = b->excerpt;
    paragraphs[b->n_locs] = b->paragraph;
    return (uint32_t)b->n_locs++;
}

static bool cut_path(ProgBuilder *b, Str name, Path *path)
{
    *path = (Path){.whole = arena_str(b->arena, name)};
    if (!path->whole.ptr) {
        return false;
    }
    if (str_is(name, ".")) {
        return true;
    }
    size_t n = 1;
    for (size_t i = 0; i < name.len; i++) {
        n += name.ptr[i] == '.';
    }
    path->parts = arena_array(b->arena, n, Str);
    if (!path->parts) {
        return false;
    }
    Str rest = path->whole;
    while (path->n < n) {
        size_t dot = str_find(rest, STR("."), 0);
        size_t len = dot == SIZE_MAX ? rest.len : dot;
        path->parts[path->n++] = str_sub(rest, 0, len);
        rest = str_sub(rest, len + 1, rest.len);
    }
    return true;
}

/* The index of a path. Neighbours often repeat (a section and its close, a value twice): the last few are looked at. */
static uint32_t add_path(ProgBuilder *b, Str name)
{
    for (size_t i = b->n_paths; i-- > 0 && i + 8 >= b->n_paths;) {
        if (str_eq(b->paths[i].whole, name)) {
            return (uint32_t)i;
        }
    }
    Path *grown = arena_grow(b->arena, b->paths, b->n_paths, &b->cap_paths, sizeof(Path));
    if (!grown) {
        b->is_nomem = true;
        return 0;
    }
    b->paths = grown;
    if (!cut_path(b, name, &b->paths[b->n_paths])) {
        b->is_nomem = true;
    }
    return (uint32_t)b->n_paths++;
}

/* Code points of a section's tag: {{#name}}. */
static uint32_t tag_span(Str name)
{
    return (uint32_t)utf8_count(name) + 5;
}

static Diag *report(ProgBuilder *b, DiagCode code, Loc loc, Str name)
{
    Diag *diag = diag_add1(b->diags, code, loc, name);
    diag->paragraph = b->paragraph;
    diag->excerpt = b->excerpt;
    diag->span = tag_span(name);
    b->has_errors = true;
    return diag;
}

/* --- plain instructions ------------------------------------------------------------------------------- */

void prog_text(ProgBuilder *b, Str bytes)
{
    if (bytes.len == 0) {
        return;
    }
    Op *last = b->n_ops > 0 ? &b->ops[b->n_ops - 1] : NULL;
    bool is_joined = last && last->kind == OP_TEXT && (size_t)last->a + last->b == b->text.len &&
                     (b->n_open == 0 || b->open[b->n_open - 1].op + 1 < b->n_ops) &&
                     last->mode == 0;
    if (!is_joined) {
        Op *op = add_op(b, OP_TEXT);
        op->a = (uint32_t)b->text.len;
        last = op;
    }
    buf_put(&b->text, bytes);
    last->b += (uint32_t)bytes.len;
}

/* Jumps may land behind the last instruction: a text that follows must not join one before. */
static void seal(ProgBuilder *b)
{
    if (b->n_ops > 0 && b->ops[b->n_ops - 1].kind == OP_TEXT) {
        b->ops[b->n_ops - 1].mode = 1;
    }
}

/* Bytes kept in the text, outside of any TEXT instruction. */
static uint32_t keep_bytes(ProgBuilder *b, Str bytes)
{
    seal(b);
    uint32_t at = (uint32_t)b->text.len;
    buf_put(&b->text, bytes);
    return at;
}

static Op *add_named(ProgBuilder *b, OpKind kind, Str name, Loc loc)
{
    uint32_t path = add_path(b, name);
    uint32_t place = add_loc(b, loc);
    Op *op = add_op(b, kind);
    op->a = path;
    op->loc = place;
    return op;
}

void prog_var(ProgBuilder *b, Str name, Escape mode, Loc loc)
{
    add_named(b, OP_VAR, name, loc)->mode = (uint8_t)mode;
}

void prog_line(ProgBuilder *b)
{
    (void)add_op(b, OP_LINE); /* memory is asked for at the end */
}

void prog_first_line(ProgBuilder *b)
{
    add_op(b, OP_LINE)->mode = LINE_FIRST;
}

static Op *add_number(ProgBuilder *b, NumberAction action, uint16_t depth, uint32_t a)
{
    Op *op = add_op(b, OP_NUMBER);
    op->mode = (uint8_t)action;
    op->depth = depth;
    op->a = a;
    return op;
}

void prog_number(ProgBuilder *b, NumberAction action, uint16_t level, uint32_t a)
{
    (void)add_number(b, action, level, a); /* nothing else is to be said */
}

void prog_object(ProgBuilder *b, uint32_t number, uint8_t mode, Loc loc)
{
    uint32_t place = add_loc(b, loc);
    Op *op = add_op(b, OP_OBJECT);
    op->mode = mode;
    op->a = number;
    op->loc = place;
}

void prog_number_list(ProgBuilder *b, uint16_t outline, uint32_t list, uint8_t level)
{
    prog_number(b, NUMBER_HEADING, outline, (list + 1) << 4 | level);
}

void prog_number_start(ProgBuilder *b, uint32_t list, uint8_t level, uint32_t start)
{
    add_number(b, NUMBER_START, 0, (list + 1) << 4 | level)->b = start;
}

void prog_toc_heading(ProgBuilder *b, uint32_t slot, uint16_t level, bool has_number)
{
    add_number(b, NUMBER_TOC, level, slot)->b = has_number;
}

void prog_toc(ProgBuilder *b, Str models, uint16_t max_level, bool is_rest, Loc loc)
{
    uint32_t at = keep_bytes(b, models);
    uint32_t place = add_loc(b, loc);
    Op *op = add_op(b, OP_REF);
    op->loc = place;
    op->mode = REF_TOC;
    op->depth = (uint16_t)(max_level << 1 | is_rest);
    op->a = at;
    op->b = (uint32_t)models.len;
}

void prog_new_list(ProgBuilder *b, uint32_t slot, uint32_t list)
{
    add_number(b, NUMBER_LIST_NEW, 0, slot)->b = list;
}

void prog_fill(ProgBuilder *b, uint32_t slot, Str bytes)
{
    uint32_t at = keep_bytes(b, bytes);
    add_number(b, NUMBER_FILL, (uint16_t)bytes.len, slot)->b = at;
}

/* The three texts, each ended by a zero byte. */
void prog_fill_table(ProgBuilder *b, uint32_t slot, Str table_end, Str start, Str bytes)
{
    Str nul = {.ptr = "", .len = 1};
    uint32_t at = keep_bytes(b, table_end);
    Str rest[] = {nul, start, nul, bytes, nul};
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
        buf_put(&b->text, rest[i]);
    }
    add_number(b, NUMBER_FILL_TABLE, 0, slot)->b = at;
}

void prog_cell(ProgBuilder *b, Str name, CellKind kind, Str before, Loc loc)
{
    uint32_t at = keep_bytes(b, before);
    Op *op = add_named(b, OP_CELL, name, loc);
    op->mode = (uint8_t)kind;
    op->depth = (uint16_t)before.len;
    op->b = at;
}

void prog_copy_name(ProgBuilder *b, uint32_t slot, Str name)
{
    uint32_t at = keep_bytes(b, name);
    add_number(b, NUMBER_COPY_NAME, (uint16_t)name.len, slot)->b = at;
}

void prog_copy_first(ProgBuilder *b, uint32_t slot, uint32_t counter)
{
    add_number(b, NUMBER_COPY_FIRST, 0, slot)->b = counter;
}

void prog_check_link(ProgBuilder *b, uint32_t slot, Loc loc)
{
    uint32_t place = add_loc(b, loc);
    add_number(b, NUMBER_CHECK_LINK, 0, slot)->loc = place;
}

void prog_anchor(ProgBuilder *b, Str name, bool is_path, Loc loc)
{
    Op *op = add_named(b, OP_REF, name, loc);
    op->mode = REF_ANCHOR;
    op->depth = is_path ? 0 : 1;
}

void prog_anchor_quiet(ProgBuilder *b, Str name, bool is_path, Loc loc)
{
    Op *op = add_named(b, OP_REF, name, loc);
    op->mode = REF_ANCHOR_QUIET;
    op->depth = is_path ? 0 : 1;
}

void prog_ref(ProgBuilder *b, RefMode mode, Str name, Loc loc)
{
    add_named(b, OP_REF, name.len ? name : STR("."), loc)->mode = (uint8_t)mode;
}

void prog_ref_in(ProgBuilder *b, RefMode mode, uint8_t context, Str name, Loc loc)
{
    Op *op = add_named(b, OP_REF, name, loc);
    op->mode = (uint8_t)mode;
    op->depth = context;
}

/* How a partial or parent is called: an inline one (no indent, not even an empty one) starts no line. */
static uint8_t call_mode(bool is_dynamic, Str indent)
{
    return (uint8_t)((is_dynamic ? CALL_DYNAMIC : 0) | (indent.ptr ? 0 : CALL_INLINE));
}

void prog_partial(ProgBuilder *b, Str name, bool is_dynamic, Str indent, Loc loc)
{
    uint32_t at = keep_bytes(b, indent);
    Op *op = add_named(b, OP_PARTIAL, name, loc);
    op->mode = call_mode(is_dynamic, indent);
    op->b = at;
    op->depth = indent.len < UINT16_MAX ? (uint16_t)indent.len : UINT16_MAX;
}

/* --- things that open and close ----------------------------------------------------------------------- */

static void push(ProgBuilder *b, OpenKind kind, Str name, Loc loc, bool is_inverted)
{
    OpenThing *grown = arena_grow(b->arena, b->open, b->n_open, &b->cap_open, sizeof(OpenThing));
    if (!grown) {
        b->is_nomem = true;
        return;
    }
    b->open = grown;
    b->open[b->n_open++] = (OpenThing){.kind = kind,
                                       .op = b->n_ops > 0 ? (uint32_t)b->n_ops - 1 : 0,
                                       .name = arena_str(b->arena, name),
                                       .loc = loc,
                                       .paragraph = b->paragraph,
                                       .excerpt = b->excerpt,
                                       .is_inverted = is_inverted};
    b->depth += kind == OPEN_SECTION;
    if (kind == OPEN_SECTION && b->depth == LIMIT_SECTIONS + 1) {
        report(b, TMPL_TOO_DEEP, loc, name);
    }
}

void prog_enter(ProgBuilder *b, Str name, bool is_inverted, Loc loc)
{
    seal(b);
    Op *op = add_named(b, is_inverted ? OP_UNLESS : OP_ENTER, name, loc);
    op->depth = NO_SOURCE;
    push(b, OPEN_SECTION, name, loc, is_inverted);
}

void prog_section_begins(ProgBuilder *b, size_t start, Str open, Str close)
{
    SectionSource *grown =
        arena_grow(b->arena, b->sections, b->n_sections, &b->cap_sections, sizeof *grown);
    if (!grown || b->n_sections >= NO_SOURCE || b->n_open == 0) {
        b->is_nomem = b->is_nomem || !grown;
        return;
    }
    b->sections = grown;
    b->sections[b->n_sections] =
        (SectionSource){.start = start, .end = start, .open = open, .close = close};
    op_at(b, b->open[b->n_open - 1].op)->depth = (uint16_t)b->n_sections++;
}

void prog_section_ends(ProgBuilder *b, size_t end)
{
    if (b->n_open == 0 || b->open[b->n_open - 1].kind != OPEN_SECTION) {
        return;
    }
    uint16_t index = op_at(b, b->open[b->n_open - 1].op)->depth;
    if (index < b->n_sections) {
        b->sections[index].end = end;
    }
}

/* Carries the indentation of the PARENT or BLOCK behind it; skipped by it. */
static void add_indentation(ProgBuilder *b, Str indent)
{
    uint32_t at = keep_bytes(b, indent);
    Op *op = add_op(b, OP_LINE);
    op->mode = LINE_CARRIES;
    op->a = at;
    op->b = (uint32_t)indent.len;
}

void prog_parent_begin(ProgBuilder *b, Str name, bool is_dynamic, Str indent, Loc loc)
{
    add_indentation(b, indent);
    add_named(b, OP_PARENT, name, loc)->mode = call_mode(is_dynamic, indent);
    push(b, OPEN_PARENT, name, loc, false);
}

void prog_block_begin(ProgBuilder *b, Str name, Str indent, bool starts_line, Loc loc)
{
    add_indentation(b, indent);
    add_named(b, OP_BLOCK, name, loc)->mode = starts_line;
    push(b, OPEN_BLOCK, name, loc, false);
}

void prog_rich_begin(ProgBuilder *b, Str name, Loc loc)
{
    seal(b);
    (void)add_named(b, OP_RICH, name, loc); /* patched at the end */
    push(b, OPEN_RICH, name, loc, false);
}

static void add_kept(ProgBuilder *b, Str bytes)
{
    uint32_t at = keep_bytes(b, bytes);
    Op *op = add_op(b, OP_TEXT);
    op->a = at;
    op->b = (uint32_t)bytes.len;
    op->mode = 1; /* no text joins it */
}

void prog_rich_inline(ProgBuilder *b, Str name, const RichPlace *place, Loc loc)
{
    seal(b);
    add_named(b, OP_RICH, name, loc)->mode = RICH_INLINE; /* patched at the end */
    push(b, OPEN_RICH, name, loc, false);
    add_kept(b, place->close);
    add_kept(b, place->open);
    for (size_t i = 0; i < sizeof place->holes / sizeof place->holes[0]; i++) {
        add_kept(b, place->holes[i]);
    }
}

void prog_rich_end(ProgBuilder *b)
{
    seal(b);
    if (b->n_open > 0 && b->open[b->n_open - 1].kind == OPEN_RICH) {
        op_at(b, b->open[--b->n_open].op)->b = (uint32_t)b->n_ops;
    }
}

/* Ends the innermost thing: its jump leads behind what comes next. */
static void pop(ProgBuilder *b)
{
    OpenThing top = b->open[--b->n_open];
    seal(b);
    if (top.kind == OPEN_SECTION) {
        b->depth--;
        if (!top.is_inverted) {
            Op *next = add_op(b, OP_NEXT);
            next->a = top.op;
        }
    } else if (top.kind == OPEN_BLOCK) {
        (void)add_op(b, OP_END); /* an override ends here */
    }
    op_at(b, top.op)->b = (uint32_t)b->n_ops;
}

static void report_crossed(ProgBuilder *b, Str name, Loc loc)
{
    OpenThing *top = &b->open[b->n_open - 1];
    top->is_reported = true;
    Diag *diag = diag_add2(b->diags, TMPL_CROSSED, loc, name, top->name);
    diag->paragraph = b->paragraph;
    diag->excerpt = b->excerpt;
    diag->other = top->loc;
    diag->span = tag_span(name);
    diag->other_paragraph = top->paragraph;
    diag->other_excerpt = top->excerpt;
    b->has_errors = true;
}

static void keep_closed_early(ProgBuilder *b, Str name)
{
    Str *grown =
        arena_grow(b->arena, b->closed_early, b->n_closed_early, &b->cap_closed_early, sizeof(Str));
    b->is_nomem = b->is_nomem || !grown;
    if (grown) {
        b->closed_early = grown;
        b->closed_early[b->n_closed_early++] = name;
    }
}

/* True if `name` was ended before by a section that crossed it, which was reported then. */
static bool was_closed_early(ProgBuilder *b, Str name)
{
    for (size_t i = b->n_closed_early; i-- > 0 && b->n_closed_early - i <= MAX_PAIR_DISTANCE;) {
        if (str_eq(b->closed_early[i], name)) {
            b->closed_early[i] = b->closed_early[--b->n_closed_early];
            return true;
        }
    }
    return false;
}

/* One more than the index of the innermost open thing of this name, 0 if there is none near enough. */
static size_t find_open(const ProgBuilder *b, Str name)
{
    for (size_t i = b->n_open; i > 0 && b->n_open - i < MAX_PAIR_DISTANCE; i--) {
        if (b->open[i - 1].kind != OPEN_RICH && str_eq(b->open[i - 1].name, name)) {
            return i;
        }
    }
    return 0;
}

void prog_close(ProgBuilder *b, Str name, Loc loc)
{
    size_t match = find_open(b, name);
    if (match == 0) {
        if (was_closed_early(b, name)) {
            return;
        }
        if (b->n_open > 0) {
            report_crossed(b, name, loc);
        } else {
            report(b, TMPL_NOT_OPEN, loc, name);
        }
        return;
    }
    if (match < b->n_open) {
        report_crossed(b, name, loc);
        while (b->n_open > match) {
            keep_closed_early(b, b->open[b->n_open - 1].name);
            pop(b);
        }
    }
    pop(b);
}

static void report_unclosed(ProgBuilder *b, const OpenThing *thing)
{
    Diag *diag = diag_add1(b->diags, TMPL_UNCLOSED, thing->loc, thing->name);
    diag->paragraph = thing->paragraph;
    diag->excerpt = thing->excerpt;
    diag->span = tag_span(thing->name);
    b->has_errors = true;
}

Status prog_finish(ProgBuilder *b, const Program **ret_program)
{
    while (b->n_open > 0) {
        const OpenThing *top = &b->open[b->n_open - 1];
        if (!top->is_reported) {
            report_unclosed(b, top);
        }
        pop(b);
    }
    (void)add_op(b, OP_END); /* memory is asked for below */
    Str text = buf_ok(&b->text) ? arena_str(b->arena, buf_str(&b->text)) : (Str){0};
    Status st = b->text.status;
    buf_done(&b->text);
    Program *program = arena_new(b->arena, Program);
    if (b->is_nomem || !text.ptr || !program) {
        return st == ST_OK ? ST_NOMEM : st;
    }
    *program = (Program){.name = b->name,
                         .text = text.ptr,
                         .text_size = text.len,
                         .ops = b->ops,
                         .n_ops = b->n_ops,
                         .paths = b->paths,
                         .n_paths = b->n_paths,
                         .locs = b->locs,
                         .n_locs = b->n_locs,
                         .excerpts = b->excerpts,
                         .paragraphs = b->paragraphs,
                         .source = b->source,
                         .sections = b->sections,
                         .n_sections = b->n_sections};
    *ret_program = program;
    return b->has_errors ? ST_INPUT : ST_OK;
}
