/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json - see json.h. Texts without escapes point into the source; the others are unescaped into the arena.
 *
 * Floor 1 (data).
 */
#include "generator/data/json.h"

#include <assert.h>
#include <string.h>

#include "generator/base/utf8.h"
#include "generator/data/treebuild.h"

typedef struct Reader {
    Arena *arena;
    const Source *source;
    DiagList *diags;
    Str text; /* up to the end of what is read */
    size_t pos;
    uint32_t line;
    size_t line_start;  /* byte offset */
    size_t n_followers; /* UTF-8 continuation bytes since line_start */
    Build build;
} Reader;

static Loc loc_here(const Reader *r)
{
    return (Loc){
        .source = r->source,
        .line = r->line,
        .column = (uint32_t)(r->pos - r->line_start - r->n_followers) + 1,
    };
}

static bool is_at_end(const Reader *r)
{
    return r->pos >= r->text.len;
}

/* The byte here, or NUL at the end; NUL itself was refused before. */
static char peek(const Reader *r)
{
    return is_at_end(r) ? '\0' : r->text.ptr[r->pos];
}

/* Reports malformed text here; nothing after it can be trusted. */
static Status fail(Reader *r, DiagCode code, Str arg)
{
    (void)build_report(&r->build, code, loc_here(r), arg); /* nothing to add */
    return ST_INPUT;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '.';
}

/* The word or the character here, to be quoted in a message. */
static Str word_here(const Reader *r)
{
    Str rest = str_sub(r->text, r->pos, SIZE_MAX);
    size_t n = 0;
    while (n < rest.len && is_word(rest.ptr[n])) {
        n++;
    }
    return str_sub(rest, 0, n > 0 ? n : utf8_clip(rest, 1));
}

static Status fail_unexpected(Reader *r)
{
    if (is_at_end(r)) {
        return fail(r, JSON_END, STR_EMPTY);
    }
    char c = peek(r);
    bool is_name = c == '\'' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return fail(r, is_name ? JSON_NOT_QUOTED : JSON_UNEXPECTED, word_here(r));
}

static void skip_blanks(Reader *r)
{
    for (; !is_at_end(r); r->pos++) {
        char c = r->text.ptr[r->pos];
        if (c == '\n') {
            r->line++;
            r->line_start = r->pos + 1;
            r->n_followers = 0;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits at `at`; false if there are none. */
static bool read_hex4(Str text, size_t at, uint32_t *ret_unit)
{
    if (text.len < 4 || at > text.len - 4) {
        return false;
    }
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_digit(text.ptr[at + i]);
        if (digit < 0) {
            return false;
        }
        unit = unit << 4 | (uint32_t)digit;
    }
    *ret_unit = unit;
    return true;
}

/* A \u escape here, with its second half; moves past it. */
static Status read_unicode_escape(Reader *r, uint32_t *ret_cp)
{
    uint32_t unit = 0;
    Str shown = str_sub(r->text, r->pos, 6);
    if (!read_hex4(r->text, r->pos + 2, &unit)) {
        return fail(r, JSON_BAD_ESCAPE, str_sub(shown, 0, 2));
    }
    size_t size = 6;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        uint32_t low = 0;
        Str next = str_sub(r->text, r->pos + 6, 6);
        bool has_low = unit <= 0xDBFF && str_starts(next, STR("\\u")) && read_hex4(next, 2, &low) &&
                       low >= 0xDC00 && low <= 0xDFFF;
        if (!has_low) {
            return fail(r, JSON_SURROGATE, shown);
        }
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        size = 12;
    }
    r->pos += size;
    *ret_cp = unit;
    return ST_OK;
}

/* An escape sequence here, with its backslash; moves past it. */
static Status read_escape(Reader *r, uint32_t *ret_cp)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    Str shown = str_sub(r->text, r->pos, 2);
    if (shown.len < 2) {
        return fail(r, JSON_END, STR_EMPTY);
    }
    if (shown.ptr[1] == 'u') {
        return read_unicode_escape(r, ret_cp);
    }
    const char *found = memchr(names, shown.ptr[1], sizeof names - 1);
    if (!found) {
        return fail(r, JSON_BAD_ESCAPE,
                    str_sub(shown, 0, 1 + utf8_clip(str_sub(r->text, r->pos + 1, 4), 1)));
    }
    *ret_cp = (uint32_t)meanings[found - names];
    r->pos += 2;
    return ST_OK;
}

/* Moves to the next quote, backslash, control character or the end; counts continuation bytes. */
static void skip_ordinary(Reader *r)
{
    while (r->pos < r->text.len) {
        unsigned char c = (unsigned char)r->text.ptr[r->pos];
        if (c == '"' || c == '\\' || c < 0x20) {
            return;
        }
        r->n_followers += (c & 0xC0) == 0x80;
        r->pos++;
    }
}

/* Where a text with escapes ends: offset of its closing quote, or of the end. */
static size_t find_closing_quote(Str text, size_t pos)
{
    while (pos < text.len && text.ptr[pos] != '"') {
        pos += text.ptr[pos] == '\\' ? 2 : 1;
    }
    return pos < text.len ? pos : text.len;
}

/* The rest of a text whose first escape stands here; `start`: offset of its first character. */
static Status read_escaped(Reader *r, size_t start, Loc loc, Str *ret_text)
{
    size_t room = find_closing_quote(r->text, r->pos) - start; /* no escape grows */
    char *out = arena_alloc(r->arena, room + 4);
    if (!out) {
        return ST_NOMEM;
    }
    size_t n = r->pos - start;
    memcpy(out, r->text.ptr + start, n);
    while (peek(r) == '\\') {
        uint32_t cp = 0;
        TRY(read_escape(r, &cp));
        n += utf8_encode(cp, out + n);
        size_t from = r->pos;
        skip_ordinary(r);
        memcpy(out + n, r->text.ptr + from, r->pos - from);
        n += r->pos - from;
    }
    *ret_text = (Str){.ptr = out, .len = n};
    (void)build_check_unescaped(&r->build, *ret_text, loc); /* reported; the text is kept */
    return ST_OK;
}

/* A text whose opening quote stands here. */
static Status read_text(Reader *r, Str *ret_text)
{
    Loc loc = loc_here(r);
    size_t start = ++r->pos;
    skip_ordinary(r);
    *ret_text = str_sub(r->text, start, r->pos - start);
    if (peek(r) == '\\') {
        TRY(read_escaped(r, start, loc, ret_text));
    }
    if (is_at_end(r)) {
        (void)build_report(&r->build, JSON_END, loc, STR_EMPTY); /* nothing to add */
        return ST_INPUT;
    }
    if (peek(r) != '"') {
        return fail(r, JSON_RAW_CONTROL, STR_EMPTY);
    }
    r->pos++;
    return ST_OK;
}

/* JSON's own grammar, narrower than YAML's: no "+", no leading zero, digits on both sides of the point. */
static bool is_json_number(Str word)
{
    size_t at = word.ptr[0] == '-';
    if (at >= word.len || word.ptr[at] < '0' || word.ptr[at] > '9') {
        return false;
    }
    if (word.ptr[at] == '0' && at + 1 < word.len && word.ptr[at + 1] >= '0' &&
        word.ptr[at + 1] <= '9') {
        return false;
    }
    size_t point = str_find(word, STR("."), 0);
    bool has_decimals = point == SIZE_MAX || (point + 1 < word.len && word.ptr[point + 1] >= '0' &&
                                              word.ptr[point + 1] <= '9');
    return has_decimals && build_is_decimal(word);
}

static Status read_number(Reader *r)
{
    Str word = word_here(r);
    Loc loc = loc_here(r);
    if (!is_json_number(word)) {
        return fail(r, JSON_BAD_NUMBER, word);
    }
    Value *value = value_text(r->arena, loc, word);
    if (!value) {
        return ST_NOMEM;
    }
    value->kind = VALUE_NUM;
    if (!num_parse(word, &value->num)) {
        value->num = NUM_ZERO;
        (void)build_report(&r->build, DATA_NUMBER_TOO_LARGE, loc, word); /* nothing to add */
    }
    r->pos += word.len;
    return build_add(&r->build, value);
}

static Status read_word(Reader *r)
{
    Str word = word_here(r);
    Loc loc = loc_here(r);
    Value *value = NULL;
    if (str_is(word, "true") || str_is(word, "false")) {
        value = value_bool(r->arena, loc, word.ptr[0] == 't');
    } else if (str_is(word, "null")) {
        value = value_null(r->arena, loc);
    } else {
        return fail_unexpected(r);
    }
    r->pos += word.len;
    return build_add(&r->build, value);
}

/* A value that is no list or map, or the opening of one. ret_opened: a list or map was opened. */
static Status read_value(Reader *r, bool *ret_opened)
{
    *ret_opened = false;
    Loc loc = loc_here(r);
    char c = peek(r);
    if (c == '{' || c == '[') {
        *ret_opened = true;
        r->pos++;
        return build_open(&r->build, c == '{' ? VALUE_MAP : VALUE_LIST, loc);
    }
    if (c == '"') {
        Str text = STR_EMPTY;
        TRY(read_text(r, &text));
        return build_add(&r->build, value_text(r->arena, loc, text));
    }
    if (c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9')) {
        return read_number(r);
    }
    return read_word(r);
}

/* A key and its colon. */
static Status read_key(Reader *r)
{
    Loc loc = loc_here(r);
    if (peek(r) != '"') {
        return fail_unexpected(r);
    }
    Str key = STR_EMPTY;
    TRY(read_text(r, &key));
    skip_blanks(r);
    if (peek(r) != ':') {
        return is_at_end(r) ? fail(r, JSON_END, STR_EMPTY) : fail(r, JSON_UNEXPECTED, word_here(r));
    }
    r->pos++;
    skip_blanks(r);
    build_key(&r->build, key, loc, false);
    return ST_OK;
}

static char closing_of(const Build *b)
{
    return b->frames[b->depth - 1].node->kind == VALUE_MAP ? '}' : ']';
}

/* Closes what ends here, then passes over the comma before the next value. */
static Status read_after_value(Reader *r)
{
    for (;;) {
        skip_blanks(r);
        if (r->build.depth == 0) {
            return ST_OK;
        }
        char c = peek(r);
        if (c == ',') {
            r->pos++;
            skip_blanks(r);
            bool is_trailing = peek(r) == closing_of(&r->build);
            return is_trailing ? fail(r, JSON_TRAILING_COMMA, word_here(r)) : ST_OK;
        }
        if (is_at_end(r)) {
            return fail(r, JSON_END, STR_EMPTY);
        }
        if (c != closing_of(&r->build)) {
            return fail(r, JSON_UNEXPECTED, word_here(r));
        }
        r->pos++;
        Value *closed = NULL;
        TRY(build_close(&r->build, &closed, NULL));
    }
}

/* Values one after the other; what is open stands in the builder, so nesting costs no stack. */
static Status read_values(Reader *r)
{
    do {
        if (build_wants_key(&r->build)) {
            TRY(read_key(r));
        }
        bool is_opened = false;
        TRY(read_value(r, &is_opened));
        skip_blanks(r);
        if (is_opened && peek(r) != closing_of(&r->build)) {
            continue;
        }
        TRY(read_after_value(r));
    } while (r->build.depth > 0);
    return ST_OK;
}

static Status read_document(Reader *r, Value **ret_root)
{
    skip_blanks(r);
    TRY(read_values(r));
    if (!is_at_end(r)) {
        return fail(r, JSON_AFTER_END, STR_EMPTY);
    }
    if (r->build.has_errors) {
        return ST_INPUT;
    }
    *ret_root = r->build.root;
    return ST_OK;
}

Status json_load_line(Arena *arena, const Source *source, size_t offset, size_t length,
                      uint32_t line, YamlLimits limits, DiagList *diags, Value **ret_root)
{
    assert(offset <= source->text.len && length <= source->text.len - offset);
    size_t bom_size = offset == 0 ? build_bom_size(str_sub(source->text, 0, length)) : 0;
    TRY(build_check_text(source, offset + bom_size, offset + length, false, diags));
    Reader r; /* not cleared: the builder's arrays are large, and written before they are read */
    r.arena = arena;
    r.source = source;
    r.diags = diags;
    r.text = str_sub(source->text, 0, offset + length);
    r.pos = r.line_start = offset + bom_size;
    r.line = line;
    r.n_followers = 0;
    build_init(&r.build, arena, source, limits, diags);
    return read_document(&r, ret_root);
}

Status json_load(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                 Value **ret_root)
{
    return json_load_line(arena, source, 0, source->text.len, 1, limits, diags, ret_root);
}

void json_put_string(Buf *out, Str text)
{
    buf_putc(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            continue;
        }
        buf_put(out, str_sub(text, from, i - from));
        from = i + 1;
        if (c == '"' || c == '\\') {
            buf_putc(out, '\\');
            buf_putc(out, (char)c);
        } else if (c == '\n') {
            buf_puts(out, "\\n");
        } else if (c == '\t') {
            buf_puts(out, "\\t");
        } else if (c == '\r') {
            buf_puts(out, "\\r");
        } else {
            buf_printf(out, "\\u%04x", c);
        }
    }
    buf_put(out, str_sub(text, from, SIZE_MAX));
    buf_putc(out, '"');
}

static void put_list(Buf *out, const Value *list)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < list->list.n; i++) {
        if (i > 0) {
            buf_putc(out, ',');
        }
        json_put(out, list->list.items[i]);
    }
    buf_putc(out, ']');
}

static void put_map(Buf *out, const Value *map)
{
    buf_putc(out, '{');
    for (size_t i = 0; i < map->map.n; i++) {
        if (i > 0) {
            buf_putc(out, ',');
        }
        json_put_string(out, map->map.members[i].key);
        buf_putc(out, ':');
        json_put(out, map->map.members[i].value);
    }
    buf_putc(out, '}');
}

/* Recursion is bounded by the depth that the readers let in. */
void json_put(Buf *out, const Value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
    case VALUE_LAMBDA:
        buf_puts(out, "null");
        return;
    case VALUE_BOOL:
        buf_put(out, value->boolean ? STR("true") : STR("false"));
        return;
    case VALUE_NUM:
        if (value->text.len > 0 && is_json_number(value->text)) {
            buf_put(out, value->text);
        } else {
            num_put(out, value->num);
        }
        return;
    case VALUE_TEXT:
        json_put_string(out, value->text);
        return;
    case VALUE_LIST:
        put_list(out, value);
        return;
    case VALUE_MAP:
        put_map(out, value);
        return;
    }
}

/* --- indented, for files that people may open ------------------------------------------------------ */

static void put_line_start(Buf *out, size_t depth)
{
    buf_putc(out, '\n');
    for (size_t i = 0; i < depth; i++) {
        buf_puts(out, "  ");
    }
}

static bool is_nest(const Value *value)
{
    return (value->kind == VALUE_MAP && value->map.n > 0) ||
           (value->kind == VALUE_LIST && value->list.n > 0);
}

/* A list of plain values stays on one line. */
static bool is_plain_list(const Value *value)
{
    for (size_t i = 0; value->kind == VALUE_LIST && i < value->list.n; i++) {
        if (is_nest(value->list.items[i])) {
            return false;
        }
    }
    return value->kind == VALUE_LIST;
}

static void put_indented(Buf *out, const Value *value, size_t depth)
{
    if (!is_nest(value) || is_plain_list(value)) {
        json_put(out, value);
        return;
    }
    bool is_map = value->kind == VALUE_MAP;
    size_t n = is_map ? value->map.n : value->list.n;
    buf_putc(out, is_map ? '{' : '[');
    for (size_t i = 0; i < n; i++) {
        buf_put(out, i > 0 ? STR(",") : STR_EMPTY);
        put_line_start(out, depth + 1);
        if (is_map) {
            json_put_string(out, value->map.members[i].key);
            buf_puts(out, ": ");
        }
        put_indented(out, is_map ? value->map.members[i].value : value->list.items[i], depth + 1);
    }
    put_line_start(out, depth);
    buf_putc(out, is_map ? '}' : ']');
}

void json_put_indented(Buf *out, const Value *value)
{
    put_indented(out, value, 0);
    buf_putc(out, '\n');
}
