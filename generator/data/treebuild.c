/* SPDX-License-Identifier: Apache-2.0 */
/*
 * treebuild - see treebuild.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/treebuild.h"

#include <assert.h>
#include <stdio.h>

#include "generator/base/utf8.h"

void build_init(Build *b, Arena *arena, const Source *source, YamlLimits limits, DiagList *diags)
{
    assert(limits.max_depth <= LIMIT_YAML_DEPTH);
    /* The arrays are written before they are read: clearing them would cost more than a small document. */
    b->arena = arena;
    b->source = source;
    b->diags = diags;
    b->limits = limits;
    b->n_nodes = 0;
    b->has_errors = false;
    b->root = NULL;
    b->depth = 0;
    b->members = b->first_members;
    b->n_members = 0;
    b->cap_members = BUILD_FIRST_MEMBERS;
}

static BuildFrame *top(Build *b)
{
    return b->depth > 0 ? &b->frames[b->depth - 1] : NULL;
}

bool build_wants_key(const Build *b)
{
    const BuildFrame *frame = b->depth > 0 ? &b->frames[b->depth - 1] : NULL;
    return frame && frame->node->kind == VALUE_MAP && !frame->has_key;
}

Diag *build_report(Build *b, DiagCode code, Loc loc, Str arg)
{
    b->has_errors = true;
    return diag_add1(b->diags, code, loc, arg);
}

Status build_refuse(Build *b, DiagCode code, Loc loc, size_t limit)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%zu", limit);
    (void)build_report(b, code, loc, (Str){.ptr = digits, .len = (size_t)n});
    return ST_LIMIT;
}

static Status count_node(Build *b, Loc loc)
{
    b->n_nodes++;
    if (b->n_nodes > b->limits.max_nodes) {
        return build_refuse(b, DATA_TOO_MANY_NODES, loc, b->limits.max_nodes);
    }
    return ST_OK;
}

/* Puts a value under its key or in its list; height: of its tree. */
static Status place(Build *b, Value *value, uint32_t height)
{
    BuildFrame *frame = top(b);
    if (!frame) {
        b->root = value;
        return ST_OK;
    }
    if (frame->height <= height) {
        frame->height = height + 1;
    }
    bool is_dropped = frame->drops_value;
    frame->has_key = false;
    frame->drops_value = false;
    if (is_dropped) {
        return ST_OK;
    }
    Member *grown = arena_grow(b->arena, b->members, b->n_members, &b->cap_members, sizeof(Member));
    if (!grown) {
        return ST_NOMEM;
    }
    b->members = grown;
    Member *member = &grown[b->n_members++];
    if (frame->node->kind == VALUE_MAP) {
        *member = frame->next;
    }
    member->value = value;
    return ST_OK;
}

Status build_open(Build *b, ValueKind kind, Loc loc)
{
    TRY(count_node(b, loc));
    if (b->depth >= b->limits.max_depth) {
        return build_refuse(b, DATA_TOO_DEEP, loc, b->limits.max_depth);
    }
    Value *node = kind == VALUE_MAP ? value_map(b->arena, loc) : value_list(b->arena, loc);
    if (!node) {
        return ST_NOMEM;
    }
    b->frames[b->depth] = (BuildFrame){.node = node, .first = b->n_members, .height = 1};
    b->depth++;
    return ST_OK;
}

void build_key(Build *b, Str key, Loc loc, bool is_dropped)
{
    BuildFrame *frame = top(b);
    frame->next = (Member){.key = key, .key_loc = loc};
    frame->has_key = true;
    frame->drops_value = is_dropped;
}

Status build_add(Build *b, Value *value)
{
    if (!value) {
        return ST_NOMEM;
    }
    TRY(count_node(b, value->loc));
    return place(b, value, 0);
}

Status build_add_shared(Build *b, Value *value, uint32_t height, Loc loc)
{
    if (b->depth + height > b->limits.max_depth) {
        return build_refuse(b, DATA_TOO_DEEP, loc, b->limits.max_depth);
    }
    return place(b, value, height);
}

static void report_duplicate(void *ctx, const Member *first, const Member *second)
{
    Build *b = ctx;
    Diag *diag = build_report(b, DATA_DUPLICATE_KEY, second->key_loc, second->key);
    diag->span = (uint32_t)utf8_count(second->key);
    diag->other = first->key_loc;
}

Status build_close(Build *b, Value **ret_closed, uint32_t *ret_height)
{
    BuildFrame frame = b->frames[--b->depth];
    size_t n = b->n_members - frame.first;
    b->n_members = frame.first;
    const Member *members = b->members + frame.first;
    if (frame.node->kind == VALUE_MAP) {
        TRY(value_map_fill(b->arena, frame.node, members, n, report_duplicate, b));
    } else {
        TRY(value_list_fill(b->arena, frame.node, members, n));
    }
    *ret_closed = frame.node;
    if (ret_height) {
        *ret_height = frame.height;
    }
    return place(b, frame.node, frame.height);
}

size_t build_bom_size(Str text)
{
    return str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
}

static bool is_bidi(uint32_t cp)
{
    return cp >= 0x202A && cp <= 0x2069;
}

/* "U+202E", the only way to show what must not be shown. */
static Diag *report_character(DiagList *diags, DiagCode code, Loc loc, uint32_t cp)
{
    char name[16];
    int n = snprintf(name, sizeof name, "U+%04X", (unsigned)cp);
    return diag_add1(diags, code, loc, ((Str){.ptr = name, .len = (size_t)n}));
}

/* NEL, LS and PS end a line in YAML 1.1 but not in 1.2; a lone CR does so in YAML but not in editors. */
static bool is_odd_break(uint32_t cp, Str text, size_t after)
{
    if (cp == 0x0D) {
        return after >= text.len || text.ptr[after] != '\n';
    }
    return cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

/* What to say of the character before `after`, or DIAG_N_CODES. */
static DiagCode judge(uint32_t cp, Str text, size_t after, bool has_yaml_breaks)
{
    if (cp == UTF8_BAD) {
        return DATA_NOT_UTF8;
    }
    if (utf8_is_hostile(cp)) {
        return is_bidi(cp) ? DATA_BIDI : DATA_CONTROL;
    }
    return has_yaml_breaks && is_odd_break(cp, text, after) ? YAML_LINE_BREAK : DIAG_N_CODES;
}

/* True for the bytes that need no further look: printable ASCII, tab, line feed. */
static bool is_plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/* Past what needs no look: printable ASCII and code points of two bytes without C1 controls, most accents of French. */
static size_t skip_harmless(Str text, size_t pos)
{
    for (;;) {
        pos = utf8_skip_printable(text, pos);
        size_t start = pos;
        while (text.len - pos >= 2 && (unsigned char)text.ptr[pos] >= 0xC3 &&
               (unsigned char)text.ptr[pos] <= 0xDF &&
               ((unsigned char)text.ptr[pos + 1] & 0xC0) == 0x80) {
            pos += 2;
        }
        if (pos == start) {
            return pos;
        }
    }
}

Status build_check_text(const Source *source, size_t from, size_t to, bool has_yaml_breaks,
                        DiagList *diags)
{
    Str text = str_sub(source->text, 0, to);
    if (from == 0 && text.len >= 2 &&
        (str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("\xFE\xFF")) ||
         memchr(text.ptr, '\0', 2))) {
        (void)diag_add0(diags, DATA_UTF16, ((Loc){.source = source, .line = 1, .column = 1}));
        return ST_INPUT;
    }
    size_t n_reported = 0;
    size_t pos = from;
    while (pos < text.len && n_reported <= LIMIT_DIAGS) {
        pos = skip_harmless(text, pos);
        if (pos < text.len && is_plain((unsigned char)text.ptr[pos])) {
            pos++; /* the end of a line, a tab */
            continue;
        }
        if (pos >= text.len) {
            break;
        }
        size_t start = pos;
        uint32_t cp = utf8_next(text, &pos);
        DiagCode code = judge(cp, text, pos, has_yaml_breaks);
        if (code == DIAG_N_CODES) {
            continue;
        }
        Loc loc = source_loc(source, start);
        if (loc.line == 1 && build_bom_size(source->text) > 0) {
            loc.column--; /* the readers don't count the byte-order mark */
        }
        (void)report_character(diags, code, loc, cp); /* nothing to add */
        n_reported++;
        if (code == DATA_NOT_UTF8) {
            break; /* an other encoding: every accent would be reported */
        }
    }
    return n_reported > 0 ? ST_INPUT : ST_OK;
}

bool build_check_unescaped(Build *b, Str text, Loc loc)
{
    size_t pos = 0;
    while (pos < text.len) {
        if (is_plain((unsigned char)text.ptr[pos])) {
            pos = utf8_skip_printable(text, pos + 1);
            continue;
        }
        uint32_t cp = utf8_next(text, &pos);
        if (utf8_is_hostile(cp)) {
            b->has_errors = true;
            (void)report_character(b->diags, is_bidi(cp) ? DATA_BIDI : DATA_CONTROL, loc, cp);
            return false;
        }
    }
    return true;
}

static size_t skip_digits(Str text, size_t pos)
{
    while (pos < text.len && text.ptr[pos] >= '0' && text.ptr[pos] <= '9') {
        pos++;
    }
    return pos;
}

static size_t skip_sign(Str text, size_t pos)
{
    return pos < text.len && (text.ptr[pos] == '-' || text.ptr[pos] == '+') ? pos + 1 : pos;
}

bool build_is_decimal(Str text)
{
    size_t start = skip_sign(text, 0);
    size_t pos = skip_digits(text, start);
    size_t n_digits = pos - start;
    if (pos < text.len && text.ptr[pos] == '.') {
        size_t end = skip_digits(text, pos + 1);
        n_digits += end - pos - 1;
        pos = end;
    }
    if (n_digits == 0) {
        return false;
    }
    if (pos < text.len && (text.ptr[pos] == 'e' || text.ptr[pos] == 'E')) {
        start = skip_sign(text, pos + 1);
        pos = skip_digits(text, start);
        if (pos == start) {
            return false;
        }
    }
    return pos == text.len;
}

static bool is_one_of(Str text, const char *a, const char *b, const char *c)
{
    return str_is(text, a) || str_is(text, b) || str_is(text, c);
}

Value *build_plain(Build *b, Str text, Loc loc)
{
    Value *value = value_text(b->arena, loc, text);
    if (!value) {
        return NULL;
    }
    char first = text.len > 0 ? text.ptr[0] : '~';
    if (first == '~' || first == 'n' || first == 'N') {
        if (text.len == 0 || str_is(text, "~") || is_one_of(text, "null", "Null", "NULL")) {
            value->kind = VALUE_NULL;
        }
    } else if (first == 't' || first == 'T') {
        if (is_one_of(text, "true", "True", "TRUE")) {
            value->kind = VALUE_BOOL;
            value->boolean = true;
        }
    } else if (first == 'f' || first == 'F') {
        if (is_one_of(text, "false", "False", "FALSE")) {
            value->kind = VALUE_BOOL;
        }
    } else if (first <= '9' && build_is_decimal(text)) {
        value->kind = VALUE_NUM;
        if (!num_parse(text, &value->num)) {
            value->num = NUM_ZERO;
            (void)build_report(b, DATA_NUMBER_TOO_LARGE, loc, text); /* nothing to add */
        }
    }
    return value;
}
