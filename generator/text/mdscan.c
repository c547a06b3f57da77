/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdscan - see mdscan.h. First the tags, then the lines, then which tags belong together, then the text for md4c.
 */
#include "generator/text/mdscan.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"

#define MARK_FIRST 0xE000u
#define MARK_LAST 0xF8FFu
/* The planes beyond the basic one that are private use as a whole. */
#define PRIVATE_PLANES 0xF0000u

/* A line of the author's text; a line break inside a tag does not end it. */
typedef struct Line {
    size_t start;
    size_t end; /* before its line break */
    size_t first_tag;
    size_t n_tags;
    bool is_blank;
    bool is_alone;   /* nothing but tags that may stand alone, and at least one */
    bool is_dropped; /* nothing but comments */
    bool is_code;    /* in a fenced block of code */
    bool has_bar;    /* a | outside tags */
    bool is_ruler;   /* the line of dashes below a table's header */
    bool is_row;     /* is_alone, and a row of the table around it */
} Line;

typedef struct Lines {
    Line *items;
    size_t n;
    size_t cap;
} Lines;

void mdscan_init(MdScan *scan, Arena *arena, Str text, Loc at, size_t indent, DiagList *diags)
{
    *scan = (MdScan){.arena = arena, .diags = diags, .text = text, .at = at, .indent = indent};
    scan->cursor_column = at.column;
    buf_init(&scan->source, 2 * LIMIT_MARKDOWN_BYTES);
}

void mdscan_done(MdScan *scan)
{
    buf_done(&scan->source);
}

bool mdscan_opens(const Tag *tag)
{
    return tag->kind == TAG_SECTION || tag->kind == TAG_INVERTED || tag->kind == TAG_PARENT ||
           tag->kind == TAG_BLOCK;
}

bool mdscan_is_mark(const MdScan *scan, uint32_t cp, size_t *ret_index)
{
    if (cp < MARK_FIRST || cp - MARK_FIRST >= scan->n_tags) {
        return false;
    }
    *ret_index = cp - MARK_FIRST;
    return true;
}

/* --- places ---------------------------------------------------------------------------------------- */

static Loc loc_of_text(MdScan *scan, size_t text_pos)
{
    if (text_pos < scan->cursor_pos) {
        scan->cursor_pos = 0;
        scan->cursor_line = 0;
        scan->cursor_column = scan->at.column;
    }
    while (scan->cursor_pos < text_pos && scan->cursor_pos < scan->text.len) {
        if (utf8_next(scan->text, &scan->cursor_pos) == '\n') {
            scan->cursor_line++;
            scan->cursor_column = (uint32_t)scan->indent + 1;
        } else {
            scan->cursor_column++;
        }
    }
    return (Loc){.source = scan->at.source,
                 .line = scan->at.line + scan->cursor_line,
                 .column = scan->cursor_column};
}

Loc mdscan_source_loc(MdScan *scan, size_t source_pos)
{
    size_t low = 0;
    size_t high = scan->n_segments;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (scan->segments[middle].source_pos <= source_pos) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t text_pos = source_pos;
    if (scan->n_segments > 0 && scan->segments[low].source_pos <= source_pos) {
        const MdSegment *segment = &scan->segments[low];
        text_pos = segment->text_pos + (source_pos - segment->source_pos);
    }
    return loc_of_text(scan, text_pos);
}

static Loc lexer_loc(void *ctx, size_t offset)
{
    return loc_of_text(ctx, offset);
}

/* --- tags ------------------------------------------------------------------------------------------ */

static Status find_tags(MdScan *scan)
{
    TagLexer lexer;
    Tag tag;
    if (scan->is_data) {
        return ST_OK;
    }
    taglex_init(&lexer, scan->text);
    while (taglex_next(&lexer, lexer_loc, scan, scan->diags, &tag)) {
        if (scan->n_tags == LIMIT_MARKDOWN_TAGS) {
            diag_add1(scan->diags, MD_TOO_MANY_TAGS, loc_of_text(scan, tag.start),
                      arena_printf(scan->diags->arena, "%zu", LIMIT_MARKDOWN_TAGS));
            return ST_LIMIT;
        }
        MdTag *tags =
            arena_grow(scan->arena, scan->tags, scan->n_tags, &scan->cap_tags, sizeof *tags);
        if (!tags) {
            return ST_NOMEM;
        }
        bool is_silent = tag.kind == TAG_COMMENT || tag.kind == TAG_DELIMS;
        scan->tags = tags;
        tags[scan->n_tags++] = (MdTag){.tag = tag,
                                       .loc = loc_of_text(scan, tag.start),
                                       .stand = is_silent ? MD_STAND_GONE : MD_STAND_INLINE,
                                       .partner = MD_NO_PARTNER};
    }
    return ST_OK;
}

/* The author's own private-use characters would be taken for marks. */
static void check_private_use(MdScan *scan)
{
    for (size_t pos = 0; pos < scan->text.len;) {
        if ((unsigned char)scan->text.ptr[pos] < 0xEE) { /* below U+E000 */
            pos++;
            continue;
        }
        size_t start = pos;
        uint32_t cp = utf8_next(scan->text, &pos);
        if ((cp >= MARK_FIRST && cp <= MARK_LAST) || (cp >= PRIVATE_PLANES && cp != UTF8_BAD)) {
            diag_add1(scan->diags, MD_PRIVATE_USE, loc_of_text(scan, start),
                      arena_printf(scan->diags->arena, "U+%04X", (unsigned)cp));
        }
    }
}

/* True if a tag after `i` closes `name`: what closes something else before it is then one too many. */
static bool is_closed_below(const MdScan *scan, size_t i, Str name)
{
    for (size_t k = i + 1; k < scan->n_tags; k++) {
        if (scan->tags[k].tag.kind == TAG_CLOSE && str_eq(scan->tags[k].tag.name, name)) {
            return true;
        }
    }
    return false;
}

/*
 * A tag that closes what is not open: reports it, and closes up to its name if that is open further down; a name
 * that is open nowhere is the misspelt one of the section at work, unless that is closed below.
 */
static size_t close_other(MdScan *scan, const size_t *open, size_t n_open, size_t i)
{
    MdTag *close = &scan->tags[i];
    if (n_open == 0) {
        diag_add1(scan->diags, MD_UNOPENED, close->loc, close->tag.name);
        return 0;
    }
    const MdTag *top = &scan->tags[open[n_open - 1]];
    Diag *diag =
        diag_add2(scan->diags, MD_CLOSES_OTHER, close->loc, close->tag.name, top->tag.name);
    diag->other = top->loc;
    for (size_t k = n_open; k > 0; k--) {
        if (str_eq(scan->tags[open[k - 1]].tag.name, close->tag.name)) {
            return k - 1;
        }
    }
    return is_closed_below(scan, i, top->tag.name) ? n_open : n_open - 1;
}

static Status match_tags(MdScan *scan)
{
    size_t *open = arena_array(scan->arena, scan->n_tags, size_t);
    size_t n_open = 0;
    if (!open) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < scan->n_tags; i++) {
        MdTag *tag = &scan->tags[i];
        if (mdscan_opens(&tag->tag)) {
            open[n_open++] = i;
        } else if (tag->tag.kind == TAG_CLOSE) {
            if (n_open > 0 && str_eq(scan->tags[open[n_open - 1]].tag.name, tag->tag.name)) {
                tag->partner = open[--n_open];
                scan->tags[tag->partner].partner = i;
            } else {
                n_open = close_other(scan, open, n_open, i);
            }
        }
    }
    for (size_t k = 0; k < n_open; k++) {
        const MdTag *tag = &scan->tags[open[k]];
        diag_add1(scan->diags, MD_UNCLOSED, tag->loc, tag->tag.name);
    }
    return ST_OK;
}

/* --- lines ----------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool may_stand_alone(const Tag *tag)
{
    return mdscan_opens(tag) || tag->kind == TAG_CLOSE || tag->kind == TAG_PARTIAL;
}

/* What the characters outside tags say about a line; a quotation's > may stand before the first tag. */
static void look_at(const MdScan *scan, Line *line)
{
    bool is_empty = true;
    bool is_ruler = true;
    size_t n_dashes = 0;
    size_t tag = line->first_tag;
    for (size_t pos = line->start; pos < line->end; pos++) {
        if (tag < line->first_tag + line->n_tags && pos == scan->tags[tag].tag.start) {
            pos = scan->tags[tag++].tag.end - 1;
            continue;
        }
        char c = scan->text.ptr[pos];
        bool is_quote = c == '>' && tag == line->first_tag;
        is_empty = is_empty && (is_space(c) || is_quote);
        is_ruler = is_ruler && (is_space(c) || is_quote || c == '|' || c == ':' || c == '-');
        line->has_bar = line->has_bar || c == '|';
        n_dashes += c == '-';
    }
    size_t n_alone = 0;
    size_t n_silent = 0;
    for (size_t i = line->first_tag; i < line->first_tag + line->n_tags; i++) {
        n_alone += may_stand_alone(&scan->tags[i].tag);
        n_silent += scan->tags[i].stand == MD_STAND_GONE;
    }
    line->is_blank = is_empty && line->n_tags == 0;
    line->is_dropped = is_empty && n_silent > 0 && n_silent == line->n_tags;
    line->is_alone = is_empty && n_alone > 0 && n_alone + n_silent == line->n_tags;
    line->is_ruler = is_ruler && line->n_tags == 0 && line->has_bar && n_dashes > 0;
}

static Status find_lines(MdScan *scan, Lines *lines)
{
    size_t tag = 0;
    for (size_t pos = 0; pos < scan->text.len;) {
        Line *items = arena_grow(scan->arena, lines->items, lines->n, &lines->cap, sizeof *items);
        if (!items) {
            return ST_NOMEM;
        }
        lines->items = items;
        Line *line = &items[lines->n++];
        *line = (Line){.start = pos, .first_tag = tag};
        while (pos < scan->text.len && scan->text.ptr[pos] != '\n') {
            if (tag < scan->n_tags && scan->tags[tag].tag.start == pos) {
                pos = scan->tags[tag++].tag.end;
            } else {
                pos++;
            }
        }
        line->end = pos;
        line->n_tags = tag - line->first_tag;
        look_at(scan, line);
        pos++;
    }
    return ST_OK;
}

/* The run of ` or ~ that opens or closes a block of code, empty if the line has none. */
static Str fence_of(const MdScan *scan, const Line *line)
{
    Str s = str_sub(scan->text, line->start, line->end - line->start);
    size_t pos = 0;
    while (pos < s.len && (is_space(s.ptr[pos]) || strchr(">-*+", s.ptr[pos]))) {
        pos++;
    }
    size_t n = 0;
    while (pos + n < s.len && s.ptr[pos] == s.ptr[pos + n] &&
           (s.ptr[pos] == '`' || s.ptr[pos] == '~')) {
        n++;
    }
    Str rest = str_sub(s, pos + n, s.len);
    if (n < 3 || (s.ptr[pos] == '`' && rest.len && memchr(rest.ptr, '`', rest.len))) {
        return STR_EMPTY;
    }
    return str_sub(s, pos, n);
}

/* Tags in a fenced block of code can't be put back: reported, and taken out. */
static void find_code(MdScan *scan, const Lines *lines)
{
    Str fence = STR_EMPTY;
    for (size_t i = 0; i < lines->n; i++) {
        Line *line = &lines->items[i];
        Str here = fence_of(scan, line);
        bool is_fence = here.len > 0;
        if (fence.len == 0) {
            fence = here;
            line->is_code = is_fence;
        } else {
            line->is_code = true;
            bool closes = is_fence && here.ptr[0] == fence.ptr[0] && here.len >= fence.len;
            fence = closes ? STR_EMPTY : fence;
        }
        for (size_t k = line->first_tag; line->is_code && k < line->first_tag + line->n_tags; k++) {
            scan->tags[k].stand = MD_STAND_GONE;
            diag_add1(scan->diags, MD_TAG_IN_CODE, scan->tags[k].loc, scan->tags[k].tag.name);
        }
        if (line->is_code) {
            line->is_alone = line->is_dropped = line->is_ruler = false;
        }
    }
}

/* True if all tags of a line alone are sections whose other end lies in lines first to end-1. */
static bool is_within(const MdScan *scan, const Lines *lines, const Line *line, size_t first,
                      size_t end)
{
    size_t from = lines->items[first].start;
    size_t to = lines->items[end - 1].end;
    for (size_t i = line->first_tag; i < line->first_tag + line->n_tags; i++) {
        const MdTag *tag = &scan->tags[i];
        if (tag->stand == MD_STAND_GONE) {
            continue;
        }
        if (tag->tag.kind == TAG_PARTIAL || tag->partner == MD_NO_PARTNER) {
            return false;
        }
        size_t other = scan->tags[tag->partner].tag.start;
        if (other < from || other >= to) {
            return false;
        }
    }
    return true;
}

/* False if a section opens on line k and holds no row: it stands behind the table, not in it. */
static bool may_be_row(const MdScan *scan, const Lines *lines, size_t k)
{
    const Line *line = &lines->items[k];
    bool opens = false;
    for (size_t i = line->first_tag; i < line->first_tag + line->n_tags; i++) {
        opens = opens || mdscan_opens(&scan->tags[i].tag);
    }
    size_t next = k + 1;
    while (next < lines->n && (lines->items[next].is_alone || lines->items[next].is_dropped)) {
        next++;
    }
    return !opens || (next < lines->n && lines->items[next].has_bar);
}

/* A header with its ruler behind lines of tags: another table, in another section. */
static bool begins_table(const Lines *lines, size_t k)
{
    const Line *items = lines->items;
    return items[k - 1].is_alone && items[k].has_bar && !items[k].is_alone && k + 1 < lines->n &&
           items[k + 1].is_ruler;
}

/* Lines of tags inside a table become rows, so that the table stays one; the first that can't ends the table. */
static void find_rows(const MdScan *scan, const Lines *lines)
{
    for (size_t i = 1; i < lines->n; i++) {
        const Line *header = &lines->items[i - 1];
        if (!lines->items[i].is_ruler || !header->has_bar || header->is_alone || header->is_code) {
            continue;
        }
        size_t end = i + 1;
        while (end < lines->n && !lines->items[end].is_blank && !lines->items[end].is_code &&
               !begins_table(lines, end)) {
            end++;
        }
        for (size_t k = i + 1; k < end; k++) {
            Line *line = &lines->items[k];
            if (line->is_alone &&
                !(may_be_row(scan, lines, k) && is_within(scan, lines, line, i + 1, end))) {
                break;
            }
            line->is_row = line->is_alone;
        }
        i = end - 1; /* a table's rows are no headers of another */
    }
}

/* --- the text for md4c ----------------------------------------------------------------------------- */

/* From here on the source runs along the text from `text_pos`. */
static Status put_segment(MdScan *scan, size_t text_pos)
{
    MdSegment *segments = arena_grow(scan->arena, scan->segments, scan->n_segments,
                                     &scan->cap_segments, sizeof *segments);
    if (!segments) {
        return ST_NOMEM;
    }
    scan->segments = segments;
    segments[scan->n_segments++] =
        (MdSegment){.source_pos = scan->source.len, .text_pos = text_pos};
    return ST_OK;
}

/* text_pos: what the mark's place is. */
static Status put_mark(MdScan *scan, size_t index, size_t text_pos)
{
    TRY(put_segment(scan, text_pos));
    buf_put_utf8(&scan->source, MARK_FIRST + (uint32_t)index);
    return put_segment(scan, scan->tags[index].tag.end);
}

/* Includes and parents that stand inside a text have no place there. */
static bool is_refused_inline(MdScan *scan, MdTag *tag)
{
    if (tag->tag.kind != TAG_PARTIAL && tag->tag.kind != TAG_PARENT) {
        return false;
    }
    diag_add1(scan->diags, MD_INCLUDE_IN_TEXT, tag->loc, tag->tag.name);
    tag->stand = MD_STAND_GONE;
    return true;
}

/* A line with its inline tags as marks; its line break is added by the caller. */
static Status put_line(MdScan *scan, const Line *line)
{
    size_t pos = line->start;
    TRY(put_segment(scan, pos));
    for (size_t i = line->first_tag; i < line->first_tag + line->n_tags; i++) {
        MdTag *tag = &scan->tags[i];
        buf_put(&scan->source, str_sub(scan->text, pos, tag->tag.start - pos));
        pos = tag->tag.end;
        if (tag->stand == MD_STAND_GONE || is_refused_inline(scan, tag)) {
            TRY(put_segment(scan, pos));
            continue;
        }
        tag->stand = line->is_row ? MD_STAND_ROW : MD_STAND_INLINE;
        TRY(put_mark(scan, i, tag->tag.start));
    }
    buf_put(&scan->source, str_sub(scan->text, pos, line->end - pos));
    return ST_OK;
}

/* An overridable block that holds nothing still has a place of its own. */
static bool is_hollow(const MdScan *scan, size_t index)
{
    const MdTag *tag = &scan->tags[index];
    if ((tag->tag.kind != TAG_BLOCK && tag->tag.kind != TAG_PARENT) || tag->partner != index + 1) {
        return false;
    }
    size_t end = scan->tags[tag->partner].tag.start;
    return str_trim(str_sub(scan->text, tag->tag.end, end - tag->tag.end)).len == 0;
}

/* An empty line in place of the tags; where one needs a place in the text, a paragraph of its mark. */
static Status put_alone(MdScan *scan, const Line *line)
{
    size_t prefix_end = scan->tags[line->first_tag].tag.start;
    Str prefix = str_sub(scan->text, line->start, prefix_end - line->start);
    bool is_quoted = prefix.len && memchr(prefix.ptr, '>', prefix.len);
    for (size_t i = line->first_tag; i < line->first_tag + line->n_tags; i++) {
        MdTag *tag = &scan->tags[i];
        if (tag->stand == MD_STAND_GONE) {
            continue;
        }
        tag->stand = tag->tag.kind == TAG_PARTIAL ? MD_STAND_BLOCK : MD_STAND_LINE;
        if (tag->stand == MD_STAND_BLOCK || is_hollow(scan, i)) {
            buf_put(&scan->source, is_quoted ? prefix : STR_EMPTY);
            buf_putc(&scan->source, '\n');
            buf_put(&scan->source, prefix);
            bool is_include = tag->stand == MD_STAND_BLOCK;
            TRY(put_mark(scan, i, tag->tag.start + !is_include)); /* just inside a hollow block */
            buf_putc(&scan->source, '\n');
        }
    }
    buf_put(&scan->source, is_quoted ? prefix : STR_EMPTY);
    return ST_OK;
}

static Status put_source(MdScan *scan, const Lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        const Line *line = &lines->items[i];
        if (line->is_dropped) {
            continue;
        }
        TRY(line->is_alone && !line->is_row ? put_alone(scan, line) : put_line(scan, line));
        buf_putc(&scan->source, '\n');
    }
    return scan->source.status;
}

/* Both ends of a section stand alone on their lines, or neither. */
static void check_mixed(MdScan *scan)
{
    for (size_t i = 0; i < scan->n_tags; i++) {
        MdTag *tag = &scan->tags[i];
        MdTag *other = tag->partner == MD_NO_PARTNER ? tag : &scan->tags[tag->partner];
        bool is_same = tag->stand == other->stand || tag->stand == MD_STAND_GONE ||
                       other->stand == MD_STAND_GONE;
        if (mdscan_opens(&tag->tag) && !is_same) {
            diag_add1(scan->diags, MD_MIXED, tag->loc, tag->tag.name)->other = other->loc;
        }
        if (!is_same || tag->stand == MD_STAND_GONE || other->stand == MD_STAND_GONE) {
            tag->partner = other->partner = MD_NO_PARTNER;
        }
    }
}

Status mdscan_run(MdScan *scan)
{
    Lines lines = {0};
    check_private_use(scan);
    TRY(find_tags(scan));
    TRY(match_tags(scan));
    TRY(find_lines(scan, &lines));
    find_code(scan, &lines);
    find_rows(scan, &lines);
    TRY(put_source(scan, &lines));
    check_mixed(scan);
    return ST_OK;
}
