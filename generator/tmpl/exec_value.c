/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec_value - finds values in the stack of contexts and writes them.
 */
#include "generator/base/date.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/tmpl/compile.h"
#include "generator/tmpl/exec_state.h"

/* What a path leads to. */
typedef struct Found {
    const Value *value; /* NULL: missing */
    Str facet;          /* what is left of the name: a form of the value */
} Found;

/* The member of a map, or of the catalogue entry that a code stands for. */
static const Value *member(const Value *value, Str name)
{
    if (!value) {
        return NULL;
    }
    if (value->kind == VALUE_MAP) {
        return value_get(value, name);
    }
    return value->entry ? value_get(value->entry, name) : NULL;
}

static Str rest_from(const Path *path, size_t part)
{
    size_t offset = (size_t)(path->parts[part].ptr - path->whole.ptr);
    return str_sub(path->whole, offset, path->whole.len);
}

/* The first part is looked for in the whole stack, the others strictly within what was found. */
static Found find(const Exec *x, const Path *path)
{
    if (path->n == 0) {
        return (Found){.value = x->frames[x->n_frames - 1].value};
    }
    const Value *value = NULL;
    for (size_t i = x->n_frames; i-- > 0 && !value;) {
        value = member(x->frames[i].value, path->parts[0]);
    }
    for (size_t i = 1; value && i < path->n; i++) {
        const Value *inner = member(value, path->parts[i]);
        if (!inner && value->kind != VALUE_MAP && value->kind != VALUE_NULL) {
            return (Found){.value = value, .facet = rest_from(path, i)};
        }
        if (!inner && value->kind == VALUE_NULL) {
            return (Found){.value = value}; /* a form of nothing is nothing */
        }
        value = inner;
    }
    return (Found){.value = value};
}

/* A form opens a section if it writes something: {{#n.pluriel}}les lots{{/n.pluriel}}. */
static const Value *truth_of_form(Exec *x, const Found *found)
{
    static const Value is_true = {
        .kind = VALUE_BOOL, .text = {.ptr = "true", .len = 4}, .boolean = true};
    bool is_found = false;
    if (!x->host || !x->host->facet) {
        return NULL;
    }
    buf_clear(&x->scratch);
    Status st = x->host->facet(x->host->ctx, found->value, found->facet, &x->scratch, &is_found);
    return st == ST_OK && is_found && x->scratch.len > 0 ? &is_true : NULL;
}

const Value *exec_find_section(Exec *x, const Program *p, const Op *op)
{
    Found found = find(x, &p->paths[op->a]);
    return found.facet.len > 0 ? truth_of_form(x, &found) : found.value;
}

/* --- what can't be written ------------------------------------------------------------------------------- */

#define MAX_CANDIDATES 256

/* The name nearest to one that is missing, among those that can be seen. */
static Str nearest(const Exec *x, const Path *path)
{
    Str names[MAX_CANDIDATES];
    size_t n = 0;
    for (size_t i = x->n_frames; i-- > 0;) {
        const Value *map = x->frames[i].value;
        map = map && map->kind != VALUE_MAP ? map->entry : map;
        for (size_t k = 0; map && k < map->map.n && n < MAX_CANDIDATES; k++) {
            names[n++] = map->map.members[k].key;
        }
    }
    const Value *value = NULL;
    for (size_t i = x->n_frames; i-- > 0 && !value;) {
        value = member(x->frames[i].value, path->parts[0]);
    }
    if (!value) {
        return validate_nearest(path->parts[0], names, n);
    }
    size_t part = 1;
    const Value *inner = value;
    for (; part < path->n && (inner = member(value, path->parts[part])); part++) {
        value = inner;
    }
    n = 0;
    for (size_t k = 0; value->kind == VALUE_MAP && k < value->map.n && n < MAX_CANDIDATES; k++) {
        names[n++] = value->map.members[k].key;
    }
    return part < path->n ? validate_nearest(path->parts[part], names, n) : STR_EMPTY;
}

void exec_missing(Exec *x, const Program *p, const Op *op)
{
    const Path *path = &p->paths[op->a];
    if (x->missing == MISSING_ERROR && prog_is_loose_ref(p, op)) { /* no data, then an article */
        exec_report(x, p, op, TMPL_NO_REF, str_sub(path->whole, 4, path->whole.len), STR_EMPTY);
    } else if (x->missing == MISSING_ERROR) {
        bool is_shown = exec_is_shown(x, p, op, path->whole);
        Str near = is_shown && path->n > 0 ? nearest(x, path) : STR_EMPTY;
        exec_report(x, p, op, near.len ? TMPL_MISSING_NEAR : TMPL_MISSING, path->whole, near);
    }
}

/* In the place of a value that a draft can't have. */
static Status write_mark(Exec *x, const Program *p, const Op *op, Buf *out)
{
    buf_clear(&x->scratch);
    buf_puts(&x->scratch, "[");
    buf_put(&x->scratch, p->paths[op->a].whole);
    buf_puts(&x->scratch, " ?]");
    escape_put(out, (Escape)op->mode, buf_str(&x->scratch));
    return x->scratch.status;
}

static Status write_missing(Exec *x, const Program *p, const Op *op, Buf *out)
{
    exec_missing(x, p, op);
    return x->missing == MISSING_MARK ? write_mark(x, p, op, out) : ST_OK;
}

static void report_bad_char(Exec *x, const Program *p, const Op *op, const Value *value, Str text,
                            size_t at)
{
    char code[16];
    size_t pos = at;
    uint32_t cp = utf8_next(text, &pos);
    static const char digits[] = "0123456789ABCDEF";
    size_t n = 0;
    code[n++] = 'U';
    code[n++] = '+';
    for (int shift = 12; shift >= 0; shift -= 4) {
        code[n++] = digits[(cp >> shift) & 15];
    }
    exec_report_value(x, p, op, TMPL_BAD_CHAR, value, (Str){.ptr = code, .len = n});
}

static bool is_xml(Escape mode)
{
    return mode == ESCAPE_XML_TEXT || mode == ESCAPE_XML_ATTR || mode == ESCAPE_DOCX_TEXT ||
           mode == ESCAPE_ODT_TEXT || mode == ESCAPE_FIELD || mode == ESCAPE_FIELD_WORD;
}

/* In a document the newline that ends a text (a block of YAML has one) is no line break. */
static Str without_last_newline(Escape mode, Str text)
{
    bool is_document = is_xml(mode) && mode != ESCAPE_XML_TEXT;
    size_t n = !is_document ? 0 : str_ends(text, STR("\r\n")) ? 2 : str_ends(text, STR("\n"));
    return str_sub(text, 0, text.len - n);
}

static void write_text(Exec *x, const Program *p, const Op *op, const Value *value, Str text,
                       Buf *out)
{
    Escape mode = (Escape)op->mode;
    if (is_xml(mode)) {
        size_t bad = escape_find_forbidden(text);
        if (bad != SIZE_MAX) {
            report_bad_char(x, p, op, value, text, bad);
            return;
        }
    }
    text = without_last_newline(mode, text);
    if (mode == ESCAPE_FIELD_WORD && !escape_is_word(text)) {
        exec_report_value(x, p, op, TMPL_FIELD_WORD, value, STR_EMPTY);
        return;
    }
    escape_put(out, mode, text);
}

/* --- lambdas ------------------------------------------------------------------------------------------------ */

Status exec_lambda(Exec *x, const Program *p, const Op *op, const Lambda *lambda, Str text,
                   Str open, Str close, Buf *out)
{
    CLEANUP(buf_done) Buf returned = {0};
    buf_init(&returned, LIMIT_OUTPUT_BYTES);
    Status st = lambda->call(lambda->ctx, text, &returned);
    if (st != ST_OK || !buf_ok(&returned)) {
        exec_report(x, p, op, TMPL_LAMBDA, p->paths[op->a].whole, STR_EMPTY);
        return status_is_fatal(st) ? st : ST_OK;
    }
    if (x->calls >= LIMIT_RECURSION) {
        exec_report(x, p, op, TMPL_RECURSION, p->paths[op->a].whole, STR_EMPTY);
        return ST_LIMIT;
    }
    TRY(exec_go_on(x, p, op, out));
    const Program *program = NULL;
    Source *source =
        source_new(&x->arena, p->name, arena_str(&x->arena, buf_str(&returned)), UINT32_MAX);
    if (!source || !source->text.ptr) {
        return ST_NOMEM;
    }
    st = compile_text_delims(&x->arena, source, x->options->lambda_mode, open, close, x->diags,
                             &program);
    if (st != ST_OK) {
        x->has_errors = true;
        return status_is_fatal(st) ? st : ST_OK;
    }
    x->calls++;
    st = exec_ops(x, program, 0, out);
    x->calls--;
    return st;
}

/* What an interpolated lambda returns is rendered, then escaped like any value. */
static Status write_lambda(Exec *x, const Program *p, const Op *op, const Value *value, Buf *out)
{
    CLEANUP(buf_done) Buf rendered = {0};
    buf_init(&rendered, LIMIT_OUTPUT_BYTES);
    TRY(exec_lambda(x, p, op, &value->lambda, STR_EMPTY, STR("{{"), STR("}}"), &rendered));
    write_text(x, p, op, value, buf_str(&rendered), out);
    return rendered.status;
}

/* --- variables ---------------------------------------------------------------------------------------------- */

static Status write_facet(Exec *x, const Program *p, const Op *op, const Found *found, Buf *out)
{
    bool is_found = false;
    buf_clear(&x->scratch);
    Status st = ST_OK;
    if (x->host && x->host->facet) {
        st = x->host->facet(x->host->ctx, found->value, found->facet, &x->scratch, &is_found);
    }
    if (status_is_fatal(st)) {
        return st;
    }
    if (is_found && st == ST_OK) {
        write_text(x, p, op, found->value, buf_str(&x->scratch), out);
    } else if (x->missing == MISSING_ERROR) {
        exec_report_value(x, p, op, is_found ? TMPL_FACET_RANGE : TMPL_NO_FACET, found->value,
                          is_found ? found->value->text : found->facet);
    } else {
        return write_missing(x, p, op, out);
    }
    return ST_OK;
}

Status exec_var(Exec *x, const Program *p, const Op *op, Buf *out)
{
    Found found = find(x, &p->paths[op->a]);
    if (!found.value) {
        return write_missing(x, p, op, out);
    }
    if (found.facet.len > 0) {
        return write_facet(x, p, op, &found, out);
    }
    switch (found.value->kind) {
    case VALUE_NULL:
        return ST_OK;
    case VALUE_BOOL:
    case VALUE_NUM:
    case VALUE_TEXT:
        write_text(x, p, op, found.value, found.value->text, out);
        return ST_OK;
    case VALUE_LIST:
    case VALUE_MAP:
        if (x->missing == MISSING_MARK) {
            return write_mark(x, p, op, out);
        }
        exec_report_value(x, p, op, TMPL_NOT_TEXT, found.value, STR_EMPTY);
        return ST_OK;
    case VALUE_LAMBDA:
        return write_lambda(x, p, op, found.value, out);
    }
    return ST_BUG;
}

/* --- cells of tables ---------------------------------------------------------------------------------------- */

static bool is_date(Str text)
{
    Date date;
    return text.len == 10 && date_parse(text, &date);
}

/* Reports nothing: the text of the cell does. */
void exec_cell(Exec *x, const Program *p, const Op *op, Buf *out)
{
    Found found = find(x, &p->paths[op->a]);
    const Value *value = found.facet.len > 0 ? NULL : found.value;
    bool is_kept = false;
    switch ((CellKind)op->mode) {
    case CELL_NUMBER:
        is_kept = value && value->kind == VALUE_NUM;
        break;
    case CELL_DATE:
        is_kept = value && value->kind == VALUE_TEXT && is_date(value->text);
        break;
    case CELL_BOOLEAN:
        is_kept = value && value->kind == VALUE_BOOL;
        break;
    }
    if (!is_kept) {
        buf_puts(out, "string");
        return;
    }
    buf_put(out, (Str){.ptr = p->text + op->b, .len = op->depth});
    escape_put(out, ESCAPE_XML_ATTR, value->text);
}
