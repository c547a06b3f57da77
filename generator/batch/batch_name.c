/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_name - see batch_name.h.
 */
#include "generator/batch/batch_name.h"

#include "generator/base/fold.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"

#define MAX_CANDIDATES 64

/* --- the pattern ------------------------------------------------------------------------------------------------- */

static bool is_field(Str field)
{
    bool was_dot = true;
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (!is_letter && (c != '.' || was_dot)) {
            return false;
        }
        was_dot = c == '.';
    }
    return !was_dot;
}

static bool add_piece(Arena *arena, NamePattern *pattern, size_t *cap, NamePiece piece)
{
    NamePiece *grown = arena_grow(arena, pattern->pieces, pattern->n, cap, sizeof *grown);
    pattern->pieces = grown;
    if (grown) {
        grown[pattern->n++] = piece;
    }
    return grown != NULL;
}

bool name_pattern_parse(Arena *arena, Str text, NamePattern *ret, Str *ret_wrong)
{
    size_t cap = 0;
    *ret = (NamePattern){0};
    *ret_wrong = text;
    for (size_t at = 0; at < text.len;) {
        size_t open = str_find(text, STR("{"), at);
        open = open == SIZE_MAX ? text.len : open;
        Str before = str_sub(text, at, open - at);
        if (str_find(before, STR("}"), 0) != SIZE_MAX) {
            *ret_wrong = before;
            return false;
        }
        if (before.len > 0 && !add_piece(arena, ret, &cap, (NamePiece){.text = before})) {
            return false;
        }
        if (open == text.len) {
            break;
        }
        size_t end = str_find(text, STR("}"), open);
        Str field = str_sub(text, open + 1, (end == SIZE_MAX ? text.len : end) - open - 1);
        if (end == SIZE_MAX || !is_field(field)) {
            *ret_wrong = str_sub(text, open, end == SIZE_MAX ? text.len : end - open + 1);
            return false;
        }
        if (!add_piece(arena, ret, &cap, (NamePiece){.field = field})) {
            return false;
        }
        at = end + 1;
    }
    ret->is_id = ret->n == 1 && str_is(ret->pieces[0].field, "id");
    return ret->n > 0;
}

/* The field of this dotted name; NULL: there is none. candidates: names that might have been meant. */
static const Field *find_field(const FieldList *fields, Str path, Str *candidates, size_t *ret_n)
{
    const Field *found = NULL;
    for (size_t at = 0; at <= path.len;) {
        size_t dot = str_find(path, STR("."), at);
        dot = dot == SIZE_MAX ? path.len : dot;
        Str name = str_sub(path, at, dot - at);
        found = NULL;
        *ret_n = 0;
        for (size_t i = 0; fields && i < fields->n; i++) {
            if (*ret_n < MAX_CANDIDATES) {
                candidates[(*ret_n)++] = fields->items[i].name;
            }
            found = str_eq(fields->items[i].name, name) ? &fields->items[i] : found;
        }
        if (!found) {
            return NULL;
        }
        fields = found->is_list ? NULL : &found->children;
        at = dot + 1;
    }
    return found;
}

Str name_pattern_unknown(const NamePattern *pattern, const Library *library, Str *ret_near)
{
    Str candidates[MAX_CANDIDATES];
    for (size_t i = 0; i < pattern->n; i++) {
        Str field = pattern->pieces[i].field;
        size_t n = 0;
        if (field.len == 0 || str_is(field, "id")) {
            continue;
        }
        const Field *found = find_field(&library->market, field, candidates, &n);
        if (!found || found->is_list || found->children.n > 0) {
            const char *dot = memrchr(field.ptr, '.', field.len);
            size_t last = dot ? (size_t)(dot - field.ptr) + 1 : 0;
            *ret_near = found ? STR_EMPTY
                              : validate_nearest(str_sub(field, last, field.len), candidates, n);
            return field;
        }
    }
    return (Str){0};
}

/* --- safe names -------------------------------------------------------------------------------------------------- */

/* Devices of Windows, whatever their ending: CON, con.txt, "CON .txt", COM1, COM¹. */
static bool is_reserved(Str name)
{
    static const Str words[] = {{"con", 3}, {"prn", 3},    {"aux", 3},
                                {"nul", 3}, {"conin$", 6}, {"conout$", 7}};
    static const char *const superscripts[] = {"¹", "²", "³"};
    Str stem = str_trim(str_sub(name, 0, str_find(name, STR("."), 0)));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ascii_eq(stem, words[i])) {
            return true;
        }
    }
    bool is_port = ascii_starts(stem, STR("com")) || ascii_starts(stem, STR("lpt"));
    Str number = str_sub(stem, 3, SIZE_MAX);
    bool is_number = number.len == 1 && ascii_is_digit(number.ptr[0]);
    for (size_t i = 0; i < sizeof superscripts / sizeof superscripts[0]; i++) {
        is_number = is_number || str_is(number, superscripts[i]);
    }
    return is_port && is_number;
}

/* True if file systems may take the one for the other. */
static bool is_one_name(Str a, Str b)
{
    char bytes[2][4 * KIB];
    Buf folded[2];
    for (size_t i = 0; i < 2; i++) {
        buf_init_fixed(&folded[i], bytes[i], sizeof bytes[i]);
        fold_put(&folded[i], i == 0 ? a : b);
    }
    return buf_ok(&folded[0]) && buf_ok(&folded[1]) &&
           str_eq(buf_str(&folded[0]), buf_str(&folded[1]));
}

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == CP_NBSP || cp == CP_NNBSP ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000;
}

static bool is_refused(uint32_t cp)
{
    return cp == UTF8_BAD || cp < 0x20 || cp == 0x7F ||
           (cp < 0x80 && strchr("/\\<>:\"|?*", (int)cp));
}

/* Nobody sees these; two names may differ by nothing else. */
static bool is_invisible(uint32_t cp)
{
    return utf8_is_hostile(cp) || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF ||
           cp == 0x00AD;
}

/* All characters, one by one; runs of blanks are one blank. */
static void put_characters(Buf *out, Str name)
{
    size_t start = out->len;
    bool has_blank = false;
    for (size_t pos = 0; pos < name.len;) {
        uint32_t cp = utf8_next(name, &pos);
        if (is_blank(cp)) {
            has_blank = out->len > start;
            continue;
        }
        if (!is_refused(cp) && is_invisible(cp)) {
            continue;
        }
        cp = is_refused(cp) ? '-' : cp;
        if (out->len == start && (cp == '.' || cp == '-')) {
            continue;
        }
        buf_put(out, has_blank ? STR(" ") : STR_EMPTY);
        has_blank = false;
        buf_put_utf8(out, cp);
    }
    while (out->len > start && (out->ptr[out->len - 1] == '.' || out->ptr[out->len - 1] == ' ')) {
        out->len--;
    }
}

/* Tells long names apart that begin alike: FNV-1a, the same on every machine. */
static uint64_t mark_of(Str name)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (unsigned char)name.ptr[i]) * UINT64_C(0x100000001B3);
    }
    return hash ^ hash >> 32;
}

void name_put_safe(Buf *out, Str name)
{
    size_t start = out->len;
    put_characters(out, name);
    if (!buf_ok(out)) {
        return;
    }
    Str safe = {.ptr = out->ptr ? out->ptr + start : "", .len = out->len - start};
    if (safe.len == 0) {
        buf_putc(out, '_');
    } else if (is_reserved(safe)) {
        buf_putc(out, ' ');
        memmove(out->ptr + start + 1, out->ptr + start, out->len - start - 1);
        out->ptr[start] = '_';
    } else if (safe.len > NAME_MAX_BYTES) {
        uint64_t mark = mark_of(safe);
        size_t keep = NAME_MAX_BYTES - 9;
        while (keep > 0 && ((unsigned char)safe.ptr[keep] & 0xC0) == 0x80) {
            keep--;
        }
        out->len = start + keep;
        buf_printf(out, "~%08x", (unsigned)(mark & 0xFFFFFFFFu));
    }
}

/* --- one record -------------------------------------------------------------------------------------------------- */

Status name_put(const NamePattern *pattern, Str id, const Value *market, DiagList *diags, Buf *out)
{
    char bytes[4 * KIB];
    Buf whole;
    Status st = ST_OK;
    buf_init_fixed(&whole, bytes, sizeof bytes);
    for (size_t i = 0; i < pattern->n; i++) {
        Str field = pattern->pieces[i].field;
        if (field.len == 0) {
            buf_put(&whole, pattern->pieces[i].text);
            continue;
        }
        const Value *value = str_is(field, "id") ? NULL : value_path(market, field);
        Str text = str_is(field, "id") ? id : value ? value->text : STR_EMPTY;
        if (str_trim(text).len == 0) {
            diag_add1(diags, BATCH_NAME_MISSING,
                      value    ? value->loc
                      : market ? market->loc
                               : (Loc){0},
                      field);
            st = ST_INPUT;
        }
        buf_put(&whole, str_sub(text, 0, utf8_clip(text, 400)));
    }
    TRY(st);
    buf_clear(out);
    name_put_safe(out, buf_str(&whole));
    if (pattern->taken.len > 0 && is_one_name(buf_str(out), pattern->taken)) {
        buf_clear(out);
        buf_printf(out, "_%.*s", STR_ARG(pattern->taken));
    }
    return out->status;
}
