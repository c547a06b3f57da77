/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprplace - where a byte of an expression stands in its file.
 *
 * Floor 2 (expr). Used by: exprparse, expreval, exprfn. Runs only when something is wrong.
 */
#include "generator/base/utf8.h"
#include "generator/expr/exprnode.h"

/* Byte offset of a place in its source's text, or SIZE_MAX. */
static size_t offset_of(Loc at)
{
    Str source = at.source->text;
    size_t pos = source_line_start(at.source, at.line);
    if (pos == SIZE_MAX) {
        return SIZE_MAX;
    }
    Str rest = str_sub(source, pos, source.len);
    return pos + utf8_clip(rest, at.column > 0 ? at.column - 1 : 0);
}

/* Past what YAML puts before a scalar's content: a quote, or the header of a block scalar. */
static size_t skip_opening(Str source, size_t pos, Str text)
{
    if (pos >= source.len || text.len == 0 || source.ptr[pos] == text.ptr[0]) {
        return pos;
    }
    char first = source.ptr[pos];
    if (first == '\'' || first == '"') {
        return pos + 1;
    }
    if (first == '>' || first == '|') {
        size_t end = str_find(source, STR("\n"), pos);
        return end == SIZE_MAX ? source.len : end + 1;
    }
    return pos;
}

/*
 * Follows `text` in the source up to byte `until` of it, white space aside (YAML folds lines and
 * indents them). The offset in the source, or SIZE_MAX where the two differ (escapes).
 */
static size_t follow(Str source, size_t pos, Str text, size_t until)
{
    size_t at = 0;
    while (at < text.len && ascii_is_space(text.ptr[at]) && at < until) {
        at++;
    }
    for (;;) {
        while (pos < source.len && ascii_is_space(source.ptr[pos])) {
            pos++;
        }
        while (at < until && ascii_is_space(text.ptr[at])) {
            at++;
        }
        if (at >= until) {
            bool is_same = at >= text.len || ascii_is_space(text.ptr[at]) ||
                           (pos < source.len && source.ptr[pos] == text.ptr[at]);
            return is_same ? pos : SIZE_MAX;
        }
        if (pos >= source.len || source.ptr[pos] != text.ptr[at]) {
            return SIZE_MAX;
        }
        pos++;
        at++;
    }
}

/* Without the source: lines and code points of the expression itself. */
static Loc count_on(Str text, Loc at, size_t pos)
{
    size_t start = 0;
    for (size_t i = 0; i < pos; i++) {
        if (text.ptr[i] == '\n') {
            at.line++;
            at.column = 1;
            start = i + 1;
        }
    }
    at.column += (uint32_t)utf8_count(str_sub(text, start, pos - start));
    return at;
}

Loc expr_place(Str text, Loc at, size_t pos)
{
    pos = pos > text.len ? text.len : pos;
    if (at.line == 0) {
        return at;
    }
    if (at.source && at.source->text.len > 0) {
        size_t start = offset_of(at);
        if (start != SIZE_MAX) {
            /*
             * The end of the expression is the place after its last character, not the next word.
             */
            size_t last = pos;
            while (last > 0 && (last == text.len || ascii_is_space(text.ptr[last]))) {
                last--;
            }
            size_t found =
                follow(at.source->text, skip_opening(at.source->text, start, text), text, last);
            if (found != SIZE_MAX) {
                return source_loc(at.source, found + (last < pos));
            }
        }
    }
    return count_on(text, at, pos);
}

void expr_report(DiagList *diags, DiagCode code, Str text, Loc at, size_t pos, size_t len,
                 const Str args[3])
{
    Diag *diag = diag_add(diags, code, expr_place(text, at, pos), args[0], args[1], args[2]);
    diag->span = (uint32_t)utf8_count(str_sub(text, pos, len));
}
