/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textplace - see textplace.h. The scalar and the file are walked side by side, by what is no white space: folding and
 * indenting change nothing else.
 */
#include "generator/library/textplace.h"

#include "generator/base/utf8.h"

static bool is_space(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == CP_NBSP || cp == CP_NNBSP;
}

static size_t count_solid(Str text)
{
    size_t n = 0;
    for (size_t pos = 0; pos < text.len;) {
        n += !is_space(utf8_next(text, &pos));
    }
    return n;
}

/* The file from the scalar's first byte on. */
static Str file_from(Loc loc)
{
    Str line = source_line(loc.source, loc.line);
    size_t column = utf8_clip(line, loc.column > 0 ? loc.column - 1 : 0);
    size_t offset = line.ptr ? (size_t)(line.ptr - loc.source->text.ptr) + column : 0;
    return str_sub(loc.source->text, offset, loc.source->text.len);
}

/* Past what introduces the text: a quote, or the line of a block scalar's header. */
static size_t skip_header(Str file, char *ret_quote)
{
    char first = file.len > 0 ? file.ptr[0] : '\0';
    *ret_quote = first == '"' || first == '\'' ? first : '\0';
    if (first == '|' || first == '>') {
        size_t end = str_find(file, STR("\n"), 0);
        return end == SIZE_MAX ? file.len : end + 1;
    }
    return *ret_quote ? 1 : 0;
}

/* The next code point of the content; an escaped character counts as itself where it is one of the text. */
static uint32_t next(Str file, char quote, size_t *io_pos)
{
    uint32_t cp = utf8_next(file, io_pos);
    if (quote == '\'' && cp == '\'' && *io_pos < file.len && file.ptr[*io_pos] == '\'') {
        ++*io_pos;
    } else if (quote == '"' && cp == '\\' && *io_pos < file.len) {
        cp = utf8_next(file, io_pos);
        cp = cp == 'n' || cp == 't' || cp == 'r' || cp == '_' ? ' ' : cp;
    }
    return cp;
}

/* Skips `n` solid code points, then spaces: the byte where the next one begins. */
static size_t advance(Str file, char quote, size_t pos, size_t n)
{
    while (pos < file.len) {
        size_t at = pos;
        bool is_solid = !is_space(next(file, quote, &pos));
        if (is_solid && n == 0) {
            return at;
        }
        n -= is_solid;
    }
    return file.len;
}

static uint32_t first_solid(Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        if (!is_space(cp)) {
            return cp;
        }
    }
    return UTF8_BAD;
}

/* The code points of `n` solid ones from `pos` on that stand on the same line. */
static uint32_t span_on_line(Str file, size_t pos, size_t n)
{
    uint32_t span = 0;
    uint32_t solid = 0; /* up to the last solid one */
    while (pos < file.len && n > 0 && file.ptr[pos] != '\n' && file.ptr[pos] != '\r') {
        span++;
        if (!is_space(utf8_next(file, &pos))) {
            n--;
            solid = span;
        }
    }
    return solid;
}

Loc textplace_find(const Value *scalar, Str text, size_t from, size_t to, uint32_t *ret_span)
{
    Loc loc = scalar->loc;
    *ret_span = 0;
    if (!loc.source || loc.source->text.len == 0 || loc.line == 0) {
        return loc;
    }
    Str file = file_from(loc);
    char quote = '\0';
    Str words = str_sub(text, from, to - from);
    size_t start = skip_header(file, &quote);
    size_t pos = advance(file, quote, start, count_solid(str_sub(text, 0, from)));
    uint32_t found = first_solid(str_sub(file, pos, file.len));
    uint32_t wanted = first_solid(words);
    bool is_apostrophe = (found == '\'' || found == 0x2019) && (wanted == '\'' || wanted == 0x2019);
    if (pos >= file.len || (found != wanted && !is_apostrophe)) {
        return loc;
    }
    *ret_span = span_on_line(file, pos, count_solid(words));
    return source_loc(loc.source, (size_t)(file.ptr - loc.source->text.ptr) + pos);
}
