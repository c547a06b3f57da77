/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog_dump - a program as text: one line an instruction, for people, tests and bug reports.
 */
#include "generator/base/utf8.h"
#include "generator/tmpl/prog.h"

/* How much of a byte segment a line shows. */
#define SHOWN_CODE_POINTS 60

static const char *const op_names[OP_N_KINDS] = {
#define X(name, meaning) [OP_##name] = #name,
#include "generator/tmpl/op.def"
#undef X
};

static const char *const number_names[] = {
    [NUMBER_HEADING] = "heading",
    [NUMBER_LIST_BEGIN] = "list-begin",
    [NUMBER_LIST_WRITE] = "list-write",
    [NUMBER_LIST_END] = "list-end",
    [NUMBER_FIRST_TURN] = "first-turn",
    [NUMBER_AGAIN] = "again",
    [NUMBER_COUNT] = "count",
    [NUMBER_TOC] = "toc-heading",
    [NUMBER_START] = "start",
    [NUMBER_LIST_NEW] = "list-new",
    [NUMBER_UID_NEXT] = "uid-next",
    [NUMBER_UID_SAME] = "uid-same",
    [NUMBER_COPY_NEXT] = "copy-next",
    [NUMBER_COPY_FIRST] = "copy-first",
    [NUMBER_COPY_NAME] = "copy-name",
    [NUMBER_CHECK_LINK] = "check-link",
    [NUMBER_PLACE] = "place",
    [NUMBER_FILL] = "fill",
    [NUMBER_FILL_TABLE] = "fill-table",
    [NUMBER_LINE_BEGIN] = "line-begin",
    [NUMBER_LINE_GREW] = "line-grew",
    [NUMBER_LINE_END] = "line-end",
    [NUMBER_TAKE_BACK] = "take-back",
    [NUMBER_HOLE] = "hole",
    [NUMBER_LABEL] = "label",
    [NUMBER_ROWS_BEGIN] = "rows-begin",
    [NUMBER_ROW] = "row",
    [NUMBER_ROWS_END] = "rows-end",
};

static const char *const ref_names[] = {
    [REF_ANCHOR] = "anchor",
    [REF_ANCHOR_SAME] = "anchor-same",
    [REF_ANCHOR_QUIET] = "anchor-quiet",
    [REF_NUMBER] = "number",
    [REF_TOC] = "toc",
    [REF_DIRTY] = "dirty",
    [REF_OWN] = "own",
    [REF_BOOKMARK] = "bookmark",
};

static void put_text(Buf *out, Str text)
{
    Str shown = str_sub(text, 0, utf8_clip(text, SHOWN_CODE_POINTS));
    buf_putc(out, '"');
    for (size_t i = 0; i < shown.len; i++) {
        switch (shown.ptr[i]) {
        case '\n':
            buf_puts(out, "\\n");
            break;
        case '\t':
            buf_puts(out, "\\t");
            break;
        case '\r':
            buf_puts(out, "\\r");
            break;
        case '"':
        case '\\':
            buf_putc(out, '\\');
            buf_putc(out, shown.ptr[i]);
            break;
        default:
            buf_putc(out, shown.ptr[i]);
        }
    }
    buf_puts(out, "\"");
    if (shown.len < text.len) {
        buf_printf(out, "… %zu bytes", text.len);
    }
}

static void put_operands(const Program *p, const Op *op, Buf *out)
{
    Str path = op->a < p->n_paths ? p->paths[op->a].whole : STR_EMPTY;
    switch ((OpKind)op->kind) {
    case OP_TEXT:
        put_text(out, (Str){.ptr = p->text + op->a, .len = op->b});
        break;
    case OP_VAR:
        buf_printf(out, "%.*s %s", STR_ARG(path), escape_name((Escape)op->mode));
        break;
    case OP_CELL:
        buf_printf(out, "%.*s ", STR_ARG(path));
        put_text(out, (Str){.ptr = p->text + op->b, .len = op->depth});
        break;
    case OP_RICH:
    case OP_ENTER:
    case OP_UNLESS:
    case OP_BLOCK:
        buf_printf(out, "%.*s -> %u", STR_ARG(path), op->b);
        break;
    case OP_PARENT:
        buf_printf(out, "%s%.*s -> %u", op->mode & CALL_DYNAMIC ? "*" : "", STR_ARG(path), op->b);
        break;
    case OP_PARTIAL:
        buf_printf(out, "%s%.*s", op->mode & CALL_DYNAMIC ? "*" : "", STR_ARG(path));
        break;
    case OP_NEXT:
    case OP_JUMP:
        buf_printf(out, "-> %u", op->a);
        break;
    case OP_NUMBER:
        buf_printf(out, "%s level %u %u", number_names[op->mode], op->depth, op->a);
        break;
    case OP_OBJECT:
        buf_printf(out, "%u value %u", op->a, op->mode);
        break;
    case OP_REF:
        path = op->mode == REF_TOC ? STR_EMPTY : path;
        buf_printf(out, "%s %.*s", ref_names[op->mode], STR_ARG(path));
        break;
    case OP_LINE:
    case OP_END:
    case OP_N_KINDS:
        break;
    }
}

void prog_dump(const Program *program, Buf *out)
{
    buf_printf(out, "program %.*s: %zu instructions, %zu bytes\n", STR_ARG(program->name),
               program->n_ops, program->text_size);
    for (size_t i = 0; i < program->n_ops; i++) {
        buf_printf(out, "%6zu %-8s ", i, op_names[program->ops[i].kind]);
        put_operands(program, &program->ops[i], out);
        buf_putc(out, '\n');
    }
}
