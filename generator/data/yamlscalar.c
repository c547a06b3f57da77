/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlscalar - scalars of plain YAML: plain, quoted, blocks; see yamlscan.h.
 *
 * The source is only read. Texts of the tree lie in a copy of it, each where it stands in the source; where lines are folded,
 * indentation taken away or escapes read, they get shorter, never longer.
 *
 * Floor 1 (data).
 */
#include "generator/base/utf8.h"
#include "generator/data/yamlscan.h"

Str yamlscalar_keep(YamlScan *s, size_t from, size_t to)
{
    s->kept[to] = '\0';
    return (Str){.ptr = s->kept + from, .len = to - from};
}

/* Appends to a text in the copy that ends at *io_to. */
static void append(YamlScan *s, size_t *io_to, size_t from, size_t to)
{
    if (*io_to != from) {
        memmove(s->kept + *io_to, s->text.ptr + from, to - from);
    }
    *io_to += to - from;
}

/* One line break is a space, more are one line break less. */
static void append_breaks(YamlScan *s, size_t *io_to, size_t n)
{
    if (n == 1) {
        s->kept[(*io_to)++] = ' ';
        return;
    }
    memset(s->kept + *io_to, '\n', n - 1);
    *io_to += n - 1;
}

/* Past the break of the line at work and empty lines, to the first byte that is no space; how many breaks, 0: the text ends. */
static size_t skip_breaks(YamlScan *s)
{
    size_t n = 0;
    while (yamlscan_next_line(s)) {
        n++;
        yamlscan_skip_spaces(s);
        if (s->pos < s->line_end) {
            return n;
        }
    }
    return 0;
}

bool yamlscalar_is_plain(const YamlScan *s)
{
    char c = yamlscan_byte(s, s->pos);
    return c == '-' ? !yamlscan_is_blank(s, s->pos + 1)
                    : s->pos < s->line_end && !strchr("?:,[]{}#&*!|>'\"%@`", c);
}

/* The first byte at or behind `at` that may end a plain scalar, or the end of the line. Eight bytes at a time. */
static size_t next_indicator(const YamlScan *s, size_t at, bool in_flow)
{
    uint64_t word = 0;
    const char *p = s->text.ptr;
    for (; s->line_end - at >= sizeof word; at += sizeof word) {
        memcpy(&word, p + at, sizeof word);
        uint64_t marks = utf8_zeroes(word ^ UTF8_EACH(':')) | utf8_zeroes(word ^ UTF8_EACH('#'));
        /* '[' and '{', ']' and '}' are one bit apart */
        uint64_t folded = word | UTF8_EACH('[' ^ '{');
        marks |= in_flow
                     ? utf8_zeroes(folded ^ UTF8_EACH('{')) | utf8_zeroes(folded ^ UTF8_EACH('}')) |
                           utf8_zeroes(word ^ UTF8_EACH(','))
                     : 0;
        if (marks) {
            at += utf8_before(marks);
            break;
        }
    }
    for (; at < s->line_end; at++) {
        char c = p[at];
        if (c == ':' || c == '#' ||
            (in_flow && (c == ',' || c == '[' || c == ']' || c == '{' || c == '}'))) {
            break;
        }
    }
    return at;
}

size_t yamlscalar_plain_end(const YamlScan *s, size_t from, bool in_flow)
{
    const char *p = s->text.ptr;
    size_t end = next_indicator(s, from, in_flow);
    for (; end < s->line_end; end = next_indicator(s, end + 1, in_flow)) {
        bool goes_on = p[end] == ':'   ? !yamlscan_is_blank(s, end + 1)
                       : p[end] == '#' ? end == from || p[end - 1] != ' '
                                       : false;
        if (!goes_on) {
            break;
        }
    }
    while (end > from && p[end - 1] == ' ') {
        end--;
    }
    return end;
}

bool yamlscalar_ends_line(const YamlScan *s)
{
    size_t at = s->pos;
    while (at < s->line_end && s->text.ptr[at] == ' ') {
        at++;
    }
    return at >= s->line_end;
}

/* The first line below that is not empty continues a plain scalar if it is further in than the level. */
static bool goes_on(const YamlScan *s, size_t indent)
{
    size_t start = s->next;
    for (size_t at = start; at < s->text.len; at++) {
        char c = s->text.ptr[at];
        if (c == '\n') {
            start = at + 1;
        } else if (c != ' ' && c != '\r') {
            return at - start > indent && c != '#';
        }
    }
    return false;
}

bool yamlscalar_plain(YamlScan *s, Str *ret_text)
{
    size_t from = s->pos;
    size_t indent = yamlscan_top(s)->indent;
    if (!yamlscalar_is_plain(s)) {
        return false;
    }
    size_t to = yamlscalar_plain_end(s, from, false);
    s->pos = to;
    while (yamlscalar_ends_line(s) && goes_on(s, indent)) {
        size_t n = skip_breaks(s);
        size_t start = s->pos;
        s->pos = yamlscalar_plain_end(s, start, false);
        append_breaks(s, &to, n);
        append(s, &to, start, s->pos);
        if (s->pos == start) {
            return false; /* a colon begins the line */
        }
    }
    *ret_text = yamlscalar_keep(s, from, to);
    return true;
}

/* What a backslash and `c` stand for; '\0': left to libyaml. */
static char unescaped(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/':
        return c;
    case 'n':
        return '\n';
    default:
        return '\0';
    }
}

/* True at the quotation mark that ends the scalar; two single ones stand for one. */
static bool is_closed(const YamlScan *s, char quote)
{
    return s->pos < s->line_end && s->text.ptr[s->pos] == quote &&
           (quote == '"' || yamlscan_byte(s, s->pos + 1) != quote);
}

/* One run of ordinary bytes of a quoted scalar, and what ends it if that is an escape; *io_floor: spaces before are meant. */
static bool scan_quoted_run(YamlScan *s, char quote, size_t *io_to, size_t *io_floor)
{
    size_t start = s->pos;
    const char *p = s->text.ptr;
    while (s->pos < s->line_end && p[s->pos] != quote && (p[s->pos] != '\\' || quote == '\'')) {
        s->pos++;
    }
    append(s, io_to, start, s->pos);
    if (s->pos >= s->line_end || is_closed(s, quote)) {
        return true;
    }
    char c = quote == '\'' ? '\'' : unescaped(yamlscan_byte(s, s->pos + 1));
    if (c == '\0') {
        return false;
    }
    s->kept[(*io_to)++] = c;
    *io_floor = *io_to;
    s->pos += 2;
    return true;
}

bool yamlscalar_quoted(YamlScan *s, Str *ret_text)
{
    char quote = s->text.ptr[s->pos];
    size_t from = ++s->pos;
    size_t to = from;
    size_t floor = from;
    while (!is_closed(s, quote)) {
        if (s->pos < s->line_end) {
            if (!scan_quoted_run(s, quote, &to, &floor)) {
                return false;
            }
            continue;
        }
        while (to > floor && s->kept[to - 1] == ' ') {
            to--;
        }
        size_t n = skip_breaks(s);
        if (n == 0 || yamlscan_is_marker(s, s->line_start)) {
            return false;
        }
        append_breaks(s, &to, n);
        floor = to;
    }
    s->pos++;
    *ret_text = yamlscalar_keep(s, from, to);
    return true;
}

bool yamlscalar_value(YamlScan *s, YamlPlain *plain)
{
    char c = s->text.ptr[s->pos];
    Loc loc = yamlscan_place(s, s->pos);
    Str text;
    if (c == '"' || c == '\'') {
        return yamlscalar_quoted(s, &text) &&
               yamlscan_add(s, value_text(s->build.arena, loc, text));
    }
    return plain(s, &text) && yamlscan_add(s, build_plain(&s->build, text, loc));
}

/* --- block scalars --- */

typedef struct Block {
    bool is_folded;
    char chomping; /* '-', '+' or ' ' */
    size_t indent;
    size_t n_breaks; /* that wait for the next line of text */
    bool has_text;
} Block;

/* Indicators behind | or >; a digit is left to libyaml. */
static bool scan_block_header(YamlScan *s, Block *b)
{
    *b = (Block){.is_folded = s->text.ptr[s->pos] == '>', .chomping = ' '};
    s->pos++;
    char c = yamlscan_byte(s, s->pos);
    if (s->pos < s->line_end && (c == '-' || c == '+')) {
        b->chomping = c;
        s->pos++;
    }
    yamlscan_skip_spaces(s);
    return yamlscan_is_rest_empty(s);
}

/* What stands between two lines of a block. */
static void join_lines(YamlScan *s, const Block *b, size_t *io_to)
{
    if (b->is_folded && b->has_text) {
        append_breaks(s, io_to, b->n_breaks);
        return;
    }
    memset(s->kept + *io_to, '\n', b->n_breaks);
    *io_to += b->n_breaks;
}

/* One line of a block; false: it belongs to it no more, or is for libyaml (then *ret_ok is false). */
static bool scan_block_line(YamlScan *s, Block *b, size_t outer, size_t *io_to, bool *ret_ok)
{
    yamlscan_skip_spaces(s);
    size_t column = s->pos - s->line_start;
    if (s->pos >= s->line_end) { /* an empty line; spaces that it would keep are left to libyaml */
        *ret_ok = b->indent > 0 ? column <= b->indent : true;
        b->n_breaks += s->next > s->line_end; /* the last line of the text may have no break */
        return *ret_ok;
    }
    if (b->indent == 0) {
        b->indent = column;
        if (column <= outer) {
            return false;
        }
    }
    if (column < b->indent) {
        return false;
    }
    if (b->is_folded && column > b->indent) {
        *ret_ok = false; /* such lines are not folded */
        return false;
    }
    join_lines(s, b, io_to);
    append(s, io_to, s->line_start + b->indent, s->line_end);
    b->has_text = true;
    b->n_breaks = s->next > s->line_end ? 1 : 0;
    return true;
}

/* Empty lines before the first line of text have no more spaces than it: they would set the indentation. */
static bool has_even_start(const YamlScan *s)
{
    size_t start = s->next;
    size_t most = 0;
    for (size_t at = start; at < s->text.len; at++) {
        char c = s->text.ptr[at];
        if (c == '\n') {
            most = at - start > most ? at - start : most;
            start = at + 1;
        } else if (c != ' ' && c != '\r') {
            return at - start >= most;
        }
    }
    return false; /* nothing but empty lines */
}

bool yamlscalar_block(YamlScan *s, bool *ret_is_end)
{
    Block b;
    bool is_ok = true;
    Loc loc = yamlscan_place(s, s->pos);
    size_t outer = yamlscan_top(s)->indent;
    if (!scan_block_header(s, &b) || !has_even_start(s)) {
        return false;
    }
    size_t from = s->next;
    size_t to = from;
    *ret_is_end = !yamlscan_next_line(s);
    while (!*ret_is_end && scan_block_line(s, &b, outer, &to, &is_ok)) {
        *ret_is_end = !yamlscan_next_line(s);
    }
    if (!is_ok || !b.has_text) {
        return false;
    }
    size_t n_kept = b.chomping == '-' ? 0 : b.chomping == '+' || b.n_breaks == 0 ? b.n_breaks : 1;
    memset(s->kept + to, '\n', n_kept);
    return yamlscan_add(s, value_text(s->build.arena, loc, yamlscalar_keep(s, from, to + n_kept)));
}
