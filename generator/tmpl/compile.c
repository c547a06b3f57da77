/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile - see compile.h. Tags are collected first, so that standalone lines and the ends of parents can be seen ahead.
 */
#include "generator/tmpl/compile.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/tmpl/taglex.h"

typedef struct Token {
    Tag tag;
    Loc loc;
    Str open; /* delimiters in force behind the tag */
    Str close;
    size_t end; /* of what opens something: the token that closes it; n_tokens if none does */
} Token;

/* A block or parent that is open. */
typedef struct Level {
    TagKind kind; /* TAG_BLOCK, TAG_PARENT or TAG_SECTION */
    Str strip;    /* indentation taken off the lines outside */
    bool is_standalone;
} Level;

typedef struct Compiler {
    Arena *arena;
    const Source *source;
    Str text;
    Escape mode;
    const CompileHook *hook; /* or NULL */
    DiagList *diags;
    ProgBuilder *b;
    Token *tokens;
    size_t n_tokens;
    size_t cap_tokens;
    Level *levels;
    size_t n_levels;
    size_t cap_levels;
    size_t pos; /* text before it is compiled */
    Str strip;  /* indentation taken off each line (bodies of blocks) */
    bool at_line_start;
    bool
        is_first_line; /* of a block's body: whoever expands it knows whether a line starts there */
    bool is_nomem;
    /* Places are asked for in order: line and start of line of the last one. */
    size_t loc_offset;
    uint32_t loc_line;
    uint32_t loc_column;
} Compiler;

static Loc loc_at(void *ctx, size_t offset)
{
    Compiler *c = ctx;
    if (offset < c->loc_offset) {
        c->loc_line = 1;
        c->loc_column = 1;
        c->loc_offset = 0;
    }
    Str between = str_sub(c->text, c->loc_offset, offset - c->loc_offset);
    for (size_t nl = str_find(between, STR("\n"), 0); nl != SIZE_MAX;
         nl = str_find(between, STR("\n"), 0)) {
        c->loc_line++;
        c->loc_column = 1;
        between = str_sub(between, nl + 1, between.len);
    }
    c->loc_column += (uint32_t)utf8_count(between);
    c->loc_offset = offset;
    return (Loc){.source = c->source, .line = c->loc_line, .column = c->loc_column};
}

static Status collect(Compiler *c, Str open, Str close)
{
    TagLexer lexer;
    Tag tag;
    taglex_init(&lexer, c->text);
    lexer.open = open;
    lexer.close = close;
    while (taglex_next(&lexer, loc_at, c, c->diags, &tag)) {
        c->tokens = arena_grow(c->arena, c->tokens, c->n_tokens, &c->cap_tokens, sizeof(Token));
        if (!c->tokens) {
            return ST_NOMEM;
        }
        c->tokens[c->n_tokens++] = (Token){
            .tag = tag, .loc = loc_at(c, tag.start), .open = lexer.open, .close = lexer.close};
    }
    return ST_OK;
}

/* Ties what opens to what closes, by nesting alone: names are the builder's to check. */
static Status find_ends(Compiler *c)
{
    size_t *open = arena_array(c->arena, c->n_tokens, size_t);
    size_t n_open = 0;
    if (!open) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < c->n_tokens; i++) {
        TagKind kind = c->tokens[i].tag.kind;
        if (kind == TAG_SECTION || kind == TAG_INVERTED || kind == TAG_PARENT ||
            kind == TAG_BLOCK) {
            c->tokens[i].end = c->n_tokens;
            open[n_open++] = i;
        } else if (kind == TAG_CLOSE && n_open > 0) {
            c->tokens[open[--n_open]].end = i;
        }
    }
    return ST_OK;
}

/* --- lines --------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* True if nothing but white space stands before `at` on its line, and no tag. */
static bool has_blank_before(const Compiler *c, size_t at, Str *ret_prefix)
{
    size_t start = at;
    while (start > c->pos && is_blank(c->text.ptr[start - 1])) {
        start--;
    }
    *ret_prefix = str_sub(c->text, start, at - start);
    return start == 0 || c->text.ptr[start - 1] == '\n';
}

/* Offset past the line's end if nothing but white space follows `at`; SIZE_MAX otherwise. */
static size_t blank_line_end(const Compiler *c, size_t at)
{
    while (at < c->text.len && is_blank(c->text.ptr[at])) {
        at++;
    }
    Str rest = str_sub(c->text, at, 2);
    if (str_starts(rest, STR("\n"))) {
        return at + 1;
    }
    return str_is(rest, "\r\n") ? at + 2 : rest.len == 0 ? at : SIZE_MAX;
}

static Str without_strip(const Compiler *c, Str indent)
{
    return str_starts(indent, c->strip) ? str_sub(indent, c->strip.len, indent.len) : indent;
}

/* The instruction for a new line, before its first output. */
static void begin_line(Compiler *c)
{
    if (c->is_first_line) {
        prog_first_line(c->b);
    } else if (c->at_line_start) {
        prog_line(c->b);
    }
    c->is_first_line = false;
    c->at_line_start = false;
}

static bool is_in_parent(const Compiler *c)
{
    return c->n_levels > 0 && c->levels[c->n_levels - 1].kind == TAG_PARENT;
}

/* Writes text line by line, so that each line can be indented. What stands directly in a parent is ignored. */
static void put_text(Compiler *c, size_t end)
{
    while (c->pos < end) {
        size_t nl = str_find(str_sub(c->text, c->pos, end - c->pos), STR("\n"), 0);
        size_t stop = nl == SIZE_MAX ? end : c->pos + nl + 1;
        Str line = str_sub(c->text, c->pos, stop - c->pos);
        if (c->at_line_start && str_starts(line, c->strip)) {
            line = str_sub(line, c->strip.len, line.len);
        }
        bool is_empty = str_is(line, "\n") || str_is(line, "\r\n") || line.len == 0;
        if (!is_in_parent(c)) {
            if (!is_empty) {
                begin_line(c);
            }
            prog_text(c->b, line);
        }
        c->is_first_line = false;
        c->at_line_start = nl != SIZE_MAX;
        c->pos = stop;
    }
}

/* --- tags ------------------------------------------------------------------------------------------------- */

static void push_level(Compiler *c, TagKind kind, Str strip, bool is_standalone)
{
    Level *grown = arena_grow(c->arena, c->levels, c->n_levels, &c->cap_levels, sizeof(Level));
    if (!grown) {
        c->is_nomem = true;
        return;
    }
    c->levels = grown;
    c->levels[c->n_levels++] =
        (Level){.kind = kind, .strip = c->strip, .is_standalone = is_standalone};
    c->strip = strip;
}

/* Goes behind a tag that stands alone on its line, or behind the tag itself. */
static void skip_line(Compiler *c, size_t line_end)
{
    c->pos = line_end;
    c->at_line_start = true;
}

static void put_tag(Compiler *c, const Token *t, Str indent)
{
    const Tag *tag = &t->tag;
    switch (tag->kind) {
    case TAG_VAR:
        if (!c->hook || !c->hook->variable(c->hook->ctx, c->b, tag->name, t->loc)) {
            prog_var(c->b, tag->name, c->mode, t->loc);
        }
        break;
    case TAG_RAW:
        prog_var(c->b, tag->name, ESCAPE_NONE, t->loc);
        break;
    case TAG_SECTION:
    case TAG_INVERTED:
        prog_enter(c->b, tag->name, tag->kind == TAG_INVERTED, t->loc);
        push_level(c, TAG_SECTION, c->strip, false);
        break;
    case TAG_PARTIAL:
        prog_partial(c->b, tag->name, tag->is_dynamic, indent, t->loc);
        break;
    case TAG_CLOSE:
        prog_close(c->b, tag->name, t->loc);
        break;
    case TAG_COMMENT:
    case TAG_DELIMS:
    case TAG_PARENT:
    case TAG_BLOCK:
        break;
    }
}

/* Sections, closes, comments, partials, delimiters: their line goes if they stand alone on it. */
static void put_structural(Compiler *c, const Token *t)
{
    Str prefix;
    size_t line_end = blank_line_end(c, t->tag.end);
    bool is_standalone = has_blank_before(c, t->tag.start, &prefix) && line_end != SIZE_MAX;
    put_text(c, is_standalone ? t->tag.start - prefix.len : t->tag.start);
    size_t inner_end = c->pos;
    if (t->tag.kind == TAG_PARTIAL && !is_standalone) {
        begin_line(c);
    }
    if (is_standalone) {
        skip_line(c, line_end);
    } else {
        c->pos = t->tag.end;
    }
    if (t->tag.kind == TAG_CLOSE) {
        prog_section_ends(c->b, inner_end);
    }
    put_tag(c, t, is_standalone ? without_strip(c, prefix) : (Str){0});
    if (t->tag.kind == TAG_SECTION) {
        prog_section_begins(c->b, c->pos, t->open, t->close);
    }
}

static void put_parent(Compiler *c, size_t index)
{
    const Token *t = &c->tokens[index];
    Str prefix;
    size_t end = t->end;
    bool is_standalone = has_blank_before(c, t->tag.start, &prefix) && end < c->n_tokens &&
                         blank_line_end(c, c->tokens[end].tag.end) != SIZE_MAX;
    put_text(c, is_standalone ? t->tag.start - prefix.len : t->tag.start);
    if (!is_standalone) {
        begin_line(c);
    }
    prog_parent_begin(c->b, t->tag.name, t->tag.is_dynamic,
                      is_standalone ? without_strip(c, prefix) : (Str){0}, t->loc);
    push_level(c, TAG_PARENT, c->strip, is_standalone);
    c->pos = t->tag.end;
}

/* White space that the first line of a block's body starts with; `fallback` if that line is the block's end. */
static Str intrinsic_indent(const Compiler *c, size_t index, Str fallback)
{
    size_t end = c->pos;
    while (end < c->text.len && (c->text.ptr[end] == ' ' || c->text.ptr[end] == '\t')) {
        end++;
    }
    bool is_end = index + 1 < c->n_tokens && c->tokens[index + 1].tag.kind == TAG_CLOSE &&
                  c->tokens[index + 1].tag.start == end;
    return is_end ? fallback : str_sub(c->text, c->pos, end - c->pos);
}

static void put_block(Compiler *c, size_t index)
{
    const Token *t = &c->tokens[index];
    Str prefix;
    size_t line_end = blank_line_end(c, t->tag.end);
    bool is_at_start = has_blank_before(c, t->tag.start, &prefix);
    bool is_open_line = line_end != SIZE_MAX && line_end <= c->text.len &&
                        (is_at_start || is_in_parent(c)) && line_end > t->tag.end;
    put_text(c, is_at_start ? t->tag.start - prefix.len : t->tag.start);
    prefix = is_at_start ? prefix : STR_EMPTY;
    c->pos = is_open_line ? line_end : t->tag.end;
    Str strip = is_open_line ? intrinsic_indent(c, index, prefix) : prefix;
    bool starts_line = is_at_start && c->at_line_start;
    prog_block_begin(c->b, t->tag.name, without_strip(c, is_open_line ? strip : prefix),
                     starts_line, t->loc);
    push_level(c, TAG_BLOCK, strip, false);
    c->is_first_line = true;
    c->at_line_start = is_open_line;
}

/* The end of a section, block or parent. */
static void put_close(Compiler *c, const Token *t)
{
    TagKind kind = c->n_levels > 0 ? c->levels[c->n_levels - 1].kind : TAG_SECTION;
    if (kind == TAG_SECTION) {
        if (c->n_levels > 0) {
            c->n_levels--;
        }
        put_structural(c, t);
        return;
    }
    const Level level = c->levels[c->n_levels - 1];
    Str prefix;
    size_t line_end = blank_line_end(c, t->tag.end);
    bool is_at_start = has_blank_before(c, t->tag.start, &prefix);
    put_text(c, kind == TAG_BLOCK && is_at_start ? t->tag.start - prefix.len : t->tag.start);
    c->n_levels--;
    c->strip = level.strip;
    c->is_first_line = false;
    prog_close(c->b, t->tag.name, t->loc);
    bool is_line_gone =
        line_end != SIZE_MAX &&
        (kind == TAG_PARENT ? level.is_standalone : is_at_start && !is_in_parent(c));
    c->at_line_start = false;
    if (is_line_gone) {
        skip_line(c, line_end);
    } else {
        c->pos = t->tag.end;
    }
}

static void put_token(Compiler *c, size_t index)
{
    const Token *t = &c->tokens[index];
    switch (t->tag.kind) {
    case TAG_VAR:
    case TAG_RAW:
        put_text(c, t->tag.start);
        begin_line(c);
        put_tag(c, t, STR_EMPTY);
        c->pos = t->tag.end;
        break;
    case TAG_SECTION:
    case TAG_INVERTED:
    case TAG_COMMENT:
    case TAG_PARTIAL:
    case TAG_DELIMS:
        put_structural(c, t);
        break;
    case TAG_CLOSE:
        put_close(c, t);
        break;
    case TAG_PARENT:
        put_parent(c, index);
        break;
    case TAG_BLOCK:
        put_block(c, index);
        break;
    }
}

static Status compile_with(Arena *arena, const Source *source, Escape mode, Str open, Str close,
                           const CompileHook *hook, DiagList *diags, const Program **ret_program)
{
    size_t errors_before = diags->n_errors;
    Compiler c = {.arena = arena,
                  .source = source,
                  .text = source->text,
                  .mode = mode,
                  .hook = hook,
                  .diags = diags,
                  .b = prog_builder_new(arena, source->name, diags),
                  .at_line_start = true,
                  .strip = STR_EMPTY,
                  .loc_line = 1,
                  .loc_column = 1};
    if (!c.b) {
        return ST_NOMEM;
    }
    TRY(collect(&c, open, close));
    TRY(find_ends(&c));
    for (size_t i = 0; i < c.n_tokens; i++) {
        put_token(&c, i);
    }
    put_text(&c, c.text.len);
    prog_set_source(c.b, c.text);
    TRY(prog_finish(c.b, ret_program));
    if (c.is_nomem) {
        return ST_NOMEM;
    }
    return diags->n_errors > errors_before ? ST_INPUT : ST_OK;
}

Status compile_text_delims(Arena *arena, const Source *source, Escape mode, Str open, Str close,
                           DiagList *diags, const Program **ret_program)
{
    return compile_with(arena, source, mode, open, close, NULL, diags, ret_program);
}

Status compile_text_hook(Arena *arena, const Source *source, Escape mode, const CompileHook *hook,
                         DiagList *diags, const Program **ret_program)
{
    return compile_with(arena, source, mode, STR("{{"), STR("}}"), hook, diags, ret_program);
}

Status compile_text(Arena *arena, const Source *source, Escape mode, DiagList *diags,
                    const Program **ret_program)
{
    return compile_text_delims(arena, source, mode, STR("{{"), STR("}}"), diags, ret_program);
}
