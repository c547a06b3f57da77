/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprplace - where a byte of an expression stands in its file.
 *
 * Floor 2 (expr). Used by: exprparse, expreval, exprfn. Literals have their place; else it runs when something is wrong.
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

/* Whether a quote opens the scalar here: the text may begin with the same one, which the file then doubles or escapes. */
static bool is_opening(Str source, size_t pos, Str text)
{
    char first = source.ptr[pos];
    if (first == '\'' && text.ptr[0] == first) {
        return str_starts(str_sub(source, pos, source.len), STR("'''"));
    }
    return first == '\'' || first == '"';
}

/* Past what YAML puts before a scalar's content: a quote (*ret_quote, else 0), or the header of a block scalar. */
static size_t skip_opening(Str source, size_t pos, Str text, char *ret_quote)
{
    *ret_quote = '\0';
    if (pos >= source.len || text.len == 0) {
        return pos;
    }
    if (is_opening(source, pos, text)) {
        *ret_quote = source.ptr[pos];
        return pos + 1;
    }
    char first = source.ptr[pos];
    if (first != text.ptr[0] && (first == '>' || first == '|')) {
        size_t end = str_find(source, STR("\n"), pos);
        return end == SIZE_MAX ? source.len : end + 1;
    }
    return pos;
}

/* The code point that `n` hexadecimal digits write, or UTF8_BAD. */
static uint32_t hex_next(Str source, size_t *io_pos, size_t n)
{
    uint32_t cp = 0;
    for (size_t i = 0; i < n; i++) {
        char c = *io_pos < source.len ? source.ptr[*io_pos] : '\0';
        bool is_digit = c >= '0' && c <= '9';
        char letter = (char)(c | 0x20);
        if (!is_digit && (letter < 'a' || letter > 'f')) {
            return UTF8_BAD;
        }
        cp = cp * 16 + (uint32_t)(is_digit ? c - '0' : letter - 'a' + 10);
        ++*io_pos;
    }
    return cp;
}

/* The next code point of a scalar's content; white space for what breaks or folds a line. */
static uint32_t content_next(Str source, char quote, size_t *io_pos)
{
    uint32_t cp = utf8_next(source, io_pos);
    bool is_more = *io_pos < source.len;
    if (quote == '\'' && cp == '\'' && is_more && source.ptr[*io_pos] == '\'') {
        ++*io_pos;
    }
    if (quote != '"' || cp != '\\' || !is_more) {
        return cp;
    }
    cp = utf8_next(source, io_pos);
    switch (cp) {
    case 'x':
        return hex_next(source, io_pos, 2);
    case 'u':
        return hex_next(source, io_pos, 4);
    case 'U':
        return hex_next(source, io_pos, 8);
    case '_':
        return CP_NBSP;
    case 'n':
    case 'r':
    case 't':
        return ' ';
    default:
        return cp;
    }
}

static bool is_white(uint32_t cp)
{
    return cp < 0x80 && ascii_is_space((char)cp);
}

/* Past the white space of the file, escaped or not. */
static size_t skip_white(Str source, char quote, size_t pos)
{
    while (pos < source.len) {
        size_t next = pos;
        if (!is_white(content_next(source, quote, &next))) {
            break;
        }
        pos = next;
    }
    return pos;
}

/*
 * Follows `text` in the source up to byte `until` of it, white space aside (YAML folds lines and
 * indents them). The offset in the source, or SIZE_MAX where the two differ.
 */
static size_t follow(Str source, char quote, size_t pos, Str text, size_t until)
{
    size_t at = 0;
    for (;;) {
        pos = skip_white(source, quote, pos);
        while (at < until && ascii_is_space(text.ptr[at])) {
            at++;
        }
        size_t next = pos;
        size_t next_at = at;
        uint32_t found = pos < source.len ? content_next(source, quote, &next) : UTF8_BAD;
        uint32_t wanted = at < text.len ? utf8_next(text, &next_at) : UTF8_BAD;
        bool is_same = found == wanted && found != UTF8_BAD;
        if (at >= until) {
            return is_same || at >= text.len || is_white(wanted) ? pos : SIZE_MAX;
        }
        if (!is_same) {
            return SIZE_MAX;
        }
        pos = next;
        at = next_at;
    }
}

/* True if the scalar stands on its line as it is, up to byte `until`: nothing folded, doubled or escaped. */
static bool is_verbatim(Str source, char quote, size_t pos, Str text, size_t until)
{
    Str part = str_sub(text, 0, until);
    return until > 0 && str_starts(str_sub(source, pos, source.len), part) &&
           str_find(part, STR("\n"), 0) == SIZE_MAX &&
           (quote == '\0' || (memchr(part.ptr, quote, part.len) == NULL &&
                              memchr(part.ptr, '\\', part.len) == NULL));
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
            char quote = '\0';
            size_t first = skip_opening(at.source->text, start, text, &quote);
            size_t found = is_verbatim(at.source->text, quote, first, text, last)
                               ? first + last
                               : follow(at.source->text, quote, first, text, last);
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
