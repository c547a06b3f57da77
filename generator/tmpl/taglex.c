/* SPDX-License-Identifier: Apache-2.0 */
/*
 * taglex - see taglex.h.
 */
#include "generator/tmpl/taglex.h"

#include <stdint.h>

#include "generator/base/utf8.h"

void taglex_init(TagLexer *lexer, Str text)
{
    *lexer = (TagLexer){.text = text, .open = STR("{{"), .close = STR("}}")};
}

static bool is_space(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == CP_NBSP || cp == CP_NNBSP;
}

/* Without white space at both ends, no-break spaces included: Word puts them before punctuation by itself. */
static Str trim(Str s)
{
    size_t pos = 0;
    while (pos < s.len) {
        size_t next = pos;
        if (!is_space(utf8_next(s, &next))) {
            break;
        }
        pos = next;
    }
    s = str_sub(s, pos, s.len);
    size_t end = 0;
    for (pos = 0; pos < s.len;) {
        if (!is_space(utf8_next(s, &pos))) {
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
        (uint32_t)utf8_count(str_sub(tag, 0, 200));
}

/* The new delimiters of {{=<% %>=}}: two words without "=". */
static bool read_delims(TagLexer *lexer, Str inner)
{
    inner = trim(inner);
    size_t gap = 0;
    while (gap < inner.len && inner.ptr[gap] != ' ' && inner.ptr[gap] != '\t' &&
           inner.ptr[gap] != '\n' && inner.ptr[gap] != '\r') {
        gap++;
    }
    Str open = str_sub(inner, 0, gap);
    Str close = trim(str_sub(inner, gap, inner.len));
    if (open.len == 0 || close.len == 0 || has_space(close) ||
        str_find(open, STR("="), 0) != SIZE_MAX || str_find(close, STR("="), 0) != SIZE_MAX) {
        return false;
    }
    lexer->open = open;
    lexer->close = close;
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

/* Where the tag that starts at `start` ends: offset of its closing delimiter; SIZE_MAX if it is not closed. */
static size_t find_close(const TagLexer *lexer, size_t inner, TagKind kind, char sigil,
                         size_t *ret_end)
{
    size_t extra = kind == TAG_DELIMS || sigil == '{' ? 1 : 0;
    char last = sigil == '{' ? '}' : '=';
    size_t from = inner + (extra ? 1 : 0);
    for (size_t at = str_find(lexer->text, lexer->close, from); at != SIZE_MAX;
         at = str_find(lexer->text, lexer->close, at + 1)) {
        if (extra == 0) {
            *ret_end = at + lexer->close.len;
            return at;
        }
        if (sigil == '{') { /* {{{x}}}: the first "}" before the delimiter is the tag's own */
            Str rest = str_sub(lexer->text, at, lexer->text.len);
            bool is_triple = rest.len > lexer->close.len && rest.ptr[0] == '}' &&
                             str_starts(str_sub(rest, 1, rest.len), lexer->close);
            if (is_triple) {
                *ret_end = at + 1 + lexer->close.len;
                return at;
            }
        }
        if (at > from && lexer->text.ptr[at - 1] == last) {
            *ret_end = at + lexer->close.len;
            return at - 1;
        }
    }
    return SIZE_MAX;
}

/* Reads the tag at lexer->pos; false if it was reported instead. */
static bool read_tag(TagLexer *lexer, TagLocFn *loc_of, void *ctx, DiagList *diags, Tag *tag)
{
    size_t start = lexer->pos;
    size_t inner = start + lexer->open.len;
    size_t lead = inner;
    while (lead < lexer->text.len &&
           (lexer->text.ptr[lead] == ' ' || lexer->text.ptr[lead] == '\t')) {
        lead++;
    }
    char sigil = lead < lexer->text.len ? lexer->text.ptr[lead] : '\0';
    *tag = (Tag){.kind = TAG_VAR, .start = start};
    bool has_sigil = kind_of(sigil, &tag->kind);
    size_t content = has_sigil ? lead + 1 : inner;
    size_t end = 0;
    size_t close =
        find_close(lexer, has_sigil ? lead : inner, tag->kind, has_sigil ? sigil : '\0', &end);
    if (close == SIZE_MAX || close < content) {
        size_t line_end = str_find(lexer->text, STR("\n"), start);
        report(lexer, TMPL_UNCLOSED_TAG, loc_of, ctx, diags, start,
               line_end == SIZE_MAX ? lexer->text.len : line_end);
        lexer->pos = inner;
        return false;
    }
    tag->end = end;
    tag->name = trim(str_sub(lexer->text, content, close - content));
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
    size_t inner_open = str_find(str_sub(lexer->text, content, close - content), lexer->open, 0);
    if (inner_open != SIZE_MAX) { /* another tag begins first: this one lacks its end */
        report(lexer, TMPL_UNCLOSED_TAG, loc_of, ctx, diags, start, content + inner_open);
        lexer->pos = content + inner_open;
        return false;
    }
    if (has_space(tag->name) || str_starts(tag->name, STR("{"))) {
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
