/* SPDX-License-Identifier: Apache-2.0 */
/*
 * taglex - see taglex.h.
 */
#include "generator/tmpl/taglex.h"

#include <stdint.h>

#include "generator/base/utf8.h"

/* Longer delimiters are none; more of a wrong tag is not shown. */
#define MAX_DELIMS_BYTES ((size_t)200)
#define MAX_SHOWN_BYTES ((size_t)200)

void taglex_init(TagLexer *lexer, Str text)
{
    *lexer =
        (TagLexer){.text = text, .open = STR("{{"), .close = STR("}}"), .close_from = SIZE_MAX};
}

static bool is_space(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == CP_NBSP || cp == CP_NNBSP;
}

/* White space, or what nobody sees: it comes along with a text that is pasted. */
static bool is_edge(uint32_t cp)
{
    return is_space(cp) || utf8_is_invisible(cp);
}

/* Without white space at both ends, no-break spaces included: Word puts them before punctuation by itself. */
static Str trim(Str s)
{
    size_t pos = 0;
    while (pos < s.len) {
        size_t next = pos;
        if (!is_edge(utf8_next(s, &next))) {
            break;
        }
        pos = next;
    }
    s = str_sub(s, pos, s.len);
    size_t end = 0;
    for (pos = 0; pos < s.len;) {
        if (!is_edge(utf8_next(s, &pos))) {
            end = pos;
        }
    }
    return str_sub(s, 0, end);
}

static bool has_space(Str s)
{
    for (size_t pos = 0; pos < s.len;) {
        if (is_space(utf8_next(s, &pos))) {
            return true;
        }
    }
    return false;
}

static void report(TagLexer *lexer, DiagCode code, TagLocFn *loc_of, void *ctx, DiagList *diags,
                   size_t start, size_t end)
{
    Str tag = str_sub(lexer->text, start, end - start);
    diag_add1(diags, code, loc_of(ctx, start), str_sub(tag, 0, utf8_clip(tag, 40)))->span =
        (uint32_t)utf8_count(str_sub(tag, 0, MAX_SHOWN_BYTES));
}

/* The new delimiters of {{=<% %>=}}: two words without "=". */
static bool read_delims(TagLexer *lexer, Str inner)
{
    inner = trim(inner);
    size_t gap = 0;
    for (size_t pos = 0; pos < inner.len && !is_space(utf8_next(inner, &pos));) {
        gap = pos;
    }
    Str open = str_sub(inner, 0, gap);
    Str close = trim(str_sub(inner, gap, inner.len));
    if (open.len == 0 || close.len == 0 || has_space(close) ||
        str_find(open, STR("="), 0) != SIZE_MAX || str_find(close, STR("="), 0) != SIZE_MAX) {
        return false;
    }
    lexer->open = open;
    lexer->close = close;
    lexer->close_from = SIZE_MAX;
    return true;
}

static bool kind_of(char sigil, TagKind *ret_kind)
{
    static const struct {
        char sigil;
        TagKind kind;
    } kinds[] = {{'#', TAG_SECTION}, {'^', TAG_INVERTED}, {'/', TAG_CLOSE}, {'!', TAG_COMMENT},
                 {'>', TAG_PARTIAL}, {'<', TAG_PARENT},   {'$', TAG_BLOCK}, {'&', TAG_RAW},
                 {'=', TAG_DELIMS},  {'{', TAG_RAW}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].sigil == sigil) {
            *ret_kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* The next closing delimiter, remembered: a text that has few is not searched again for each tag. */
static size_t next_close(TagLexer *lexer, size_t from)
{
    if (from < lexer->close_from || (from > lexer->close_at && lexer->close_at != SIZE_MAX)) {
        lexer->close_from = from;
        lexer->close_at = str_find(lexer->text, lexer->close, from);
    }
    return lexer->close_at;
}

/* Where {{=<% %>=}} ends: its new delimiters may look like those in force. */
static size_t find_delims_close(const TagLexer *lexer, size_t from, size_t *ret_end)
{
    Str near = str_sub(lexer->text, 0, from + MAX_DELIMS_BYTES);
    for (size_t at = str_find(near, lexer->close, from); at != SIZE_MAX;
         at = str_find(near, lexer->close, at + 1)) {
        if (at > from && near.ptr[at - 1] == '=') {
            *ret_end = at + lexer->close.len;
            return at - 1;
        }
    }
    return SIZE_MAX;
}

/* Where a tag ends whose inside begins at `from`: offset past its content; SIZE_MAX if it is not closed. */
static size_t find_close(TagLexer *lexer, size_t from, TagKind kind, char sigil, size_t *ret_end)
{
    if (kind == TAG_DELIMS) {
        return find_delims_close(lexer, from, ret_end);
    }
    size_t at = next_close(lexer, from);
    *ret_end = at + lexer->close.len;
    if (at == SIZE_MAX || sigil != '{') {
        return at;
    }
    Str rest =
        str_sub(lexer->text, at, lexer->text.len); /* {{{x}}}: the first "}" is the tag's own */
    if (str_starts(rest, STR("}")) && str_starts(str_sub(rest, 1, rest.len), lexer->close)) {
        *ret_end = at + 1 + lexer->close.len;
        return at;
    }
    return at > from && lexer->text.ptr[at - 1] == '}' ? at - 1 : SIZE_MAX;
}

/* True for "." and for words with single points between them; the name of a partial may be a path. */
static bool is_good_name(const Tag *tag)
{
    Str name = tag->name;
    bool has_brace = memchr(name.ptr, '{', name.len) || memchr(name.ptr, '}', name.len);
    if (has_brace || has_space(name)) {
        return false;
    }
    bool is_path = tag->kind == TAG_PARTIAL || tag->kind == TAG_PARENT;
    return is_path || str_is(name, ".") ||
           !(str_starts(name, STR(".")) || str_ends(name, STR(".")) ||
             str_find(name, STR(".."), 0) != SIZE_MAX);
}

/* Reads the tag at lexer->pos; false if it was reported instead. */
static bool read_tag(TagLexer *lexer, TagLocFn *loc_of, void *ctx, DiagList *diags, Tag *tag)
{
    size_t start = lexer->pos;
    size_t inner = start + lexer->open.len;
    size_t lead = inner;
    for (size_t pos = inner; pos < lexer->text.len && is_edge(utf8_next(lexer->text, &pos));) {
        lead = pos;
    }
    char sigil = lead < lexer->text.len ? lexer->text.ptr[lead] : '\0';
    *tag = (Tag){.kind = TAG_VAR, .start = start};
    bool has_sigil = kind_of(sigil, &tag->kind);
    size_t content = has_sigil ? lead + 1 : inner;
    size_t end = 0;
    size_t close = find_close(lexer, content, tag->kind, has_sigil ? sigil : '\0', &end);
    if (close == SIZE_MAX) {
        size_t line = str_find(str_sub(lexer->text, start, MAX_SHOWN_BYTES), STR("\n"), 0);
        report(lexer, TMPL_UNCLOSED_TAG, loc_of, ctx, diags, start,
               start + (line == SIZE_MAX ? MAX_SHOWN_BYTES : line));
        lexer->pos = inner;
        return false;
    }
    Str content_text = str_sub(lexer->text, content, close - content);
    size_t inner_open = tag->kind == TAG_DELIMS || tag->kind == TAG_COMMENT
                            ? SIZE_MAX
                            : str_find(content_text, lexer->open, 0);
    if (inner_open != SIZE_MAX) { /* another tag begins first: this one lacks its end */
        report(lexer, TMPL_UNCLOSED_TAG, loc_of, ctx, diags, start, content + inner_open);
        lexer->pos = content + inner_open;
        return false;
    }
    tag->end = end;
    tag->name = trim(content_text);
    lexer->pos = end;
    if (tag->kind == TAG_DELIMS) {
        if (!read_delims(lexer, tag->name)) {
            report(lexer, TMPL_BAD_DELIMS, loc_of, ctx, diags, start, end);
            return false;
        }
        return true;
    }
    if (tag->kind == TAG_COMMENT) {
        return true;
    }
    if ((tag->kind == TAG_PARTIAL || tag->kind == TAG_PARENT) && tag->name.len > 0 &&
        tag->name.ptr[0] == '*') {
        tag->is_dynamic = true;
        tag->name = trim(str_sub(tag->name, 1, tag->name.len));
    }
    if (tag->name.len == 0) {
        report(lexer, TMPL_EMPTY_TAG, loc_of, ctx, diags, start, end);
        return false;
    }
    if (!is_good_name(tag)) {
        report(lexer, TMPL_BAD_NAME, loc_of, ctx, diags, start, end);
        return false;
    }
    return true;
}

bool taglex_next(TagLexer *lexer, TagLocFn *loc_of, void *ctx, DiagList *diags, Tag *ret_tag)
{
    for (;;) {
        size_t start = str_find(lexer->text, lexer->open, lexer->pos);
        if (start == SIZE_MAX) {
            lexer->pos = lexer->text.len;
            return false;
        }
        lexer->pos = start;
        if (read_tag(lexer, loc_of, ctx, diags, ret_tag)) {
            return true;
        }
    }
}
