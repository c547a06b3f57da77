/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diag - see diag.h.
 */
#include "generator/base/diag.h"

#include <stdlib.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"

#define N_(text) text /* marked for gettext; translated at the edge (message.c) */
#define ARG_MAX_CODE_POINTS 200

static const DiagInfo infos[DIAG_N_CODES] = {
#define X(symbol_, code_, severity_, message_, hint_)                                              \
    [symbol_] = {.symbol = #symbol_,                                                               \
                 .code = (code_),                                                                  \
                 .severity = (severity_),                                                          \
                 .message = (message_),                                                            \
                 .hint = (hint_)},
#include "generator/base/diag.def"
#undef X
};

const DiagInfo *diag_info(DiagCode code)
{
    return &infos[code];
}

DiagCode diag_from_code(Str code)
{
    for (size_t i = 0; i < DIAG_N_CODES; i++) {
        if (str_is(code, infos[i].code)) {
            return (DiagCode)i;
        }
    }
    return DIAG_N_CODES;
}

Str diag_code_text(const Diag *diag)
{
    return diag->code == DIAG_RULE ? diag->rule : str_of(infos[diag->code].code);
}

bool diag_is_unsafe(Str code)
{
    return str_starts(code, STR("P-1")) || str_starts(code, STR("P-2"));
}

void diag_list_init(DiagList *list, Arena *arena)
{
    *list = (DiagList){.arena = arena};
}

/* How many entries of this source stand in the list. */
static size_t count_of_source(const DiagList *list, const Source *source)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        n += list->items[i].loc.source == source;
    }
    return n;
}

static Diag *append(DiagList *list, const Diag *diag)
{
    Diag *grown = arena_grow(list->arena, list->items, list->n, &list->cap, sizeof(Diag));
    if (!grown) {
        list->is_nomem = true;
        list->n_dropped++;
        return NULL;
    }
    list->items = grown;
    list->items[list->n] = *diag;
    return &list->items[list->n++];
}

static void count(DiagList *list, DiagSeverity severity)
{
    list->n_errors += severity == DIAG_ERROR;
    list->n_warnings += severity == DIAG_WARNING;
}

void diag_append(DiagList *list, const DiagList *more)
{
    for (size_t i = 0; i < more->n; i++) {
        (void)append(list, &more->items[i]); /* NULL: counted as dropped */
    }
    list->n_errors += more->n_errors;
    list->n_warnings += more->n_warnings;
    list->n_dropped += more->n_dropped;
    list->is_nomem = list->is_nomem || more->is_nomem;
}

/* --- the same thing twice -------------------------------------------------------------------------- */

static bool is_same_place(const Diag *a, const Diag *b)
{
    return a->loc.source == b->loc.source && a->loc.line == b->loc.line &&
           a->loc.column == b->loc.column && a->paragraph == b->paragraph &&
           a->excerpt.column == b->excerpt.column;
}

static bool is_same(const Diag *a, const Diag *b)
{
    bool is_one = is_same_place(a, b) && a->code == b->code && a->severity == b->severity &&
                  str_eq(a->rule, b->rule) && str_eq(a->path, b->path) &&
                  str_eq(a->accepted_on, b->accepted_on) && a->other.source == b->other.source &&
                  a->other.line == b->other.line && a->other.column == b->other.column &&
                  a->other_paragraph == b->other_paragraph;
    for (size_t i = 0; is_one && i < 3; i++) {
        is_one = str_eq(a->args[i], b->args[i]);
    }
    return is_one;
}

static void uncount(DiagList *list, const Diag *diag)
{
    list->n_errors -= diag->severity == DIAG_ERROR;
    list->n_warnings -= diag->severity == DIAG_WARNING;
}

/* Keeps the first of the same entries of a source; a source has few. */
static void drop_repeated(DiagList *list, const Source *source)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        const Diag *diag = &list->items[i];
        bool is_repeated = false;
        for (size_t j = 0; diag->loc.source == source && j < n_kept && !is_repeated; j++) {
            is_repeated = is_same(diag, &list->items[j]);
        }
        if (is_repeated) {
            uncount(list, diag);
        } else {
            list->items[n_kept++] = *diag;
        }
    }
    list->n = n_kept;
}

/* --- adding ----------------------------------------------------------------------------------------- */

Diag *diag_add(DiagList *list, DiagCode code, Loc loc, Str arg1, Str arg2, Str arg3)
{
    static _Thread_local Diag dummy; /* takes the writes of callers when the entry was dropped */
    dummy = (Diag){0};
    Diag diag = {.code = code, .severity = infos[code].severity, .loc = loc};
    const Str args[3] = {arg1, arg2, arg3};
    count(list, diag.severity);
    size_t n_before = count_of_source(list, loc.source);
    if (n_before == LIMIT_DIAGS && loc.source) {
        drop_repeated(list, loc.source);
        n_before = count_of_source(list, loc.source);
    }
    if (n_before > LIMIT_DIAGS) {
        list->n_dropped++;
        return &dummy;
    }
    if (n_before == LIMIT_DIAGS) {
        diag = (Diag){.code = DIAG_TOO_MANY, .severity = DIAG_ERROR, .loc = loc};
        diag.args[0] = arena_printf(list->arena, "%zu", LIMIT_DIAGS);
        (void)append(list, &diag); /* NULL: counted as dropped */
        list->n_dropped++;
        return &dummy;
    }
    for (size_t i = 0; i < 3; i++) {
        size_t max = code == DIAG_RULE ? SIZE_MAX : ARG_MAX_CODE_POINTS;
        diag.args[i] = arena_str(list->arena, str_sub(args[i], 0, utf8_clip(args[i], max)));
    }
    Diag *added = append(list, &diag);
    return added ? added : &dummy;
}

Diag *diag_add_near(DiagList *list, DiagCode code, DiagCode near_code, Loc loc, Str name,
                    Str suggestion)
{
    return diag_add2(list, suggestion.len > 0 ? near_code : code, loc, name, suggestion);
}

Diag *diag_add_rule(DiagList *list, DiagSeverity severity, Loc loc, Str rule, Str message, Str hint)
{
    Diag *diag = diag_add(list, DIAG_RULE, loc, message, hint, STR_EMPTY);
    list->n_errors -= severity != DIAG_ERROR; /* it was counted as what DIAG_RULE is */
    list->n_warnings += severity == DIAG_WARNING;
    diag->severity = severity;
    diag->rule = rule;
    return diag;
}

/* Sources by number, none first; then paragraph, line, column; equal places keep their order of arrival. */
static int compare(const void *va, const void *vb)
{
    const Diag *const *pa = va;
    const Diag *const *pb = vb;
    const Diag *a = *pa;
    const Diag *b = *pb;
    uint64_t sa = a->loc.source ? (uint64_t)a->loc.source->number + 1 : 0;
    uint64_t sb = b->loc.source ? (uint64_t)b->loc.source->number + 1 : 0;
    if (sa != sb) {
        return sa < sb ? -1 : 1;
    }
    if (a->paragraph != b->paragraph) {
        return a->paragraph < b->paragraph ? -1 : 1;
    }
    if (a->loc.line != b->loc.line) {
        return a->loc.line < b->loc.line ? -1 : 1;
    }
    if (a->loc.column != b->loc.column) {
        return a->loc.column < b->loc.column ? -1 : 1;
    }
    if (a->excerpt.column != b->excerpt.column) {
        return a->excerpt.column < b->excerpt.column ? -1 : 1;
    }
    return (a > b) - (a < b);
}

void diag_sort(DiagList *list)
{
    if (list->n < 2) {
        return;
    }
    const Diag **order = arena_array(list->arena, list->n, const Diag *);
    Diag *sorted = arena_array(list->arena, list->n, Diag);
    if (!order || !sorted) {
        return; /* unsorted is better than lost */
    }
    for (size_t i = 0; i < list->n; i++) {
        order[i] = &list->items[i];
    }
    qsort(order, list->n, sizeof *order, compare);
    size_t n_kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        bool is_repeated = false;
        for (size_t j = n_kept; j > 0 && order[i]->loc.source && !is_repeated &&
                                is_same_place(&sorted[j - 1], order[i]);
             j--) {
            is_repeated = is_same(&sorted[j - 1], order[i]);
        }
        if (is_repeated) {
            uncount(list, order[i]);
        } else {
            sorted[n_kept++] = *order[i];
        }
    }
    list->items = sorted;
    list->cap = list->n;
    list->n = n_kept;
}

void diag_expand(Buf *out, const char *format, const Str args[3])
{
    for (const char *p = format; *p; p++) {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '3' && p[2] == '}') {
            buf_put(out, args[p[1] - '1']);
            p += 2;
        } else {
            buf_putc(out, *p);
        }
    }
}
