/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlplain - see yamlplain.h. Lines of the block style, and the levels that their indentation opens and closes.
 *
 * Floor 1 (data).
 */
#include "generator/data/yamlplain.h"

#include "generator/data/yamlscan.h"

static bool add_null_if_pending(YamlScan *s)
{
    return !s->is_pending || yamlscan_add(s, build_plain(&s->build, STR_EMPTY, s->pending));
}

static bool open_level(YamlScan *s, size_t indent, bool is_list, bool is_flat, Loc loc)
{
    if (s->depth >= LIMIT_YAML_DEPTH ||
        !yamlscan_is_built(s, build_open(&s->build, is_list ? VALUE_LIST : VALUE_MAP, loc))) {
        return false;
    }
    s->levels[s->depth++] = (YamlLevel){.indent = indent, .is_list = is_list, .is_flat = is_flat};
    s->is_pending = false;
    return true;
}

static bool close_level(YamlScan *s)
{
    Value *closed = NULL;
    if (!add_null_if_pending(s)) {
        return false;
    }
    s->depth--;
    return yamlscan_is_built(s, build_close(&s->build, &closed, NULL));
}

/* Levels that reach further in than `column` are over. */
static bool close_deeper(YamlScan *s, size_t column)
{
    while (s->depth > 0 && yamlscan_top(s)->indent > column) {
        if (!close_level(s)) {
            return false;
        }
    }
    return true;
}

/* True if a new level may begin at this column: the value of the innermost key or dash, or the whole document. */
static bool is_wanted(YamlScan *s, size_t column)
{
    return s->depth > 0 ? s->is_pending && yamlscan_top(s)->indent < column : !s->build.root;
}

/* A dash at s->pos. */
static bool begin_item(YamlScan *s, size_t column)
{
    Loc loc = yamlscan_place(s, s->pos);
    if (!close_deeper(s, column)) {
        return false;
    }
    YamlLevel *level = yamlscan_top(s);
    bool is_here = level && level->indent == column;
    if (is_here && level->is_list) {
        if (!add_null_if_pending(s)) {
            return false;
        }
    } else if (!(is_here ? s->is_pending : is_wanted(s, column)) ||
               !open_level(s, column, true, is_here, loc)) {
        return false;
    }
    s->pos++;
    s->is_pending = true;
    s->pending = yamlscan_place(s, s->pos);
    return true;
}

/* A key of the block style. */
static bool begin_member(YamlScan *s, size_t column, Str key, Loc loc)
{
    if (!close_deeper(s, column)) {
        return false;
    }
    if (s->depth > 0 && yamlscan_top(s)->is_flat && yamlscan_top(s)->indent == column &&
        !close_level(s)) {
        return false;
    }
    YamlLevel *level = yamlscan_top(s);
    if (level && level->indent == column) {
        if (level->is_list || !add_null_if_pending(s)) {
            return false;
        }
    } else if (!is_wanted(s, column) || !open_level(s, column, false, false, loc)) {
        return false;
    }
    build_key(&s->build, key, loc, false);
    return true;
}

/* The end of a quoted scalar on this line without escapes, or 0. */
static size_t quoted_end(const YamlScan *s)
{
    char quote = s->text.ptr[s->pos];
    for (size_t i = s->pos + 1; i < s->line_end; i++) {
        char c = s->text.ptr[i];
        if (c == '\\' && quote == '"') {
            return 0;
        }
        if (c == quote) {
            return yamlscan_byte(s, i + 1) == quote ? 0 : i + 1;
        }
    }
    return 0;
}

/* The key at s->pos, if there is one; s->pos ends behind its colon. */
static bool find_key(YamlScan *s, Str *ret_key)
{
    char c = yamlscan_byte(s, s->pos);
    bool is_quoted = c == '"' || c == '\'';
    size_t from = s->pos;
    size_t end = is_quoted                ? quoted_end(s)
                 : yamlscalar_is_plain(s) ? yamlscalar_plain_end(s, from, false)
                                          : 0;
    size_t colon = end;
    while (colon < s->line_end && s->text.ptr[colon] == ' ') {
        colon++;
    }
    if (end == 0 || yamlscan_byte(s, colon) != ':' || !yamlscan_is_blank(s, colon + 1) ||
        colon - from > YAML_KEY_BYTES) {
        return false;
    }
    *ret_key = is_quoted ? yamlscalar_keep(s, from + 1, end - 1) : yamlscalar_keep(s, from, end);
    s->pos = colon + 1;
    return true;
}

/* The value of a key or dash, at s->pos. *ret_is_end: the text ends behind it; else the next line is at work. */
static bool scan_value(YamlScan *s, bool is_inline, bool *ret_is_end)
{
    char c = s->text.ptr[s->pos];
    if (c == '|' || c == '>') {
        return is_inline && yamlscalar_block(s, ret_is_end);
    }
    bool is_ok = c == '[' || c == '{' ? yamlflow_value(s) : yamlscalar_value(s, yamlscalar_plain);
    if (!is_ok) {
        return false;
    }
    yamlscan_skip_spaces(s);
    if (!yamlscan_is_rest_empty(s)) {
        return false;
    }
    *ret_is_end = !yamlscan_next_line(s);
    return true;
}

/* A line that is not empty: dashes, a key, a value. s->pos: at its first byte. */
static bool scan_line(YamlScan *s, bool *ret_is_end)
{
    bool is_inline = false;
    Str key;
    while (yamlscan_byte(s, s->pos) == '-' && yamlscan_is_blank(s, s->pos + 1)) {
        if (!begin_item(s, s->pos - s->line_start)) {
            return false;
        }
        is_inline = true;
        yamlscan_skip_spaces(s);
        if (yamlscan_is_rest_empty(s)) {
            *ret_is_end = !yamlscan_next_line(s);
            return true;
        }
    }
    size_t column = s->pos - s->line_start;
    Loc loc = yamlscan_place(s, s->pos);
    bool is_quoted = s->text.ptr[s->pos] == '"' || s->text.ptr[s->pos] == '\'';
    if (find_key(s, &key)) {
        if ((!is_quoted && str_is(key, "<<")) || !begin_member(s, column, key, loc)) {
            return false;
        }
        is_inline = true;
        s->is_pending = true;
        s->pending = yamlscan_place(s, s->pos);
        yamlscan_skip_spaces(s);
        if (yamlscan_is_rest_empty(s)) {
            *ret_is_end = !yamlscan_next_line(s);
            return true;
        }
    }
    bool is_wrong =
        s->depth == 0 || !s->is_pending || (!is_inline && yamlscan_top(s)->indent >= column);
    return !is_wrong && scan_value(s, is_inline, ret_is_end);
}

/* "---" alone may stand before everything else. */
static bool skip_start(YamlScan *s)
{
    bool is_start = !s->build.root && s->depth == 0 && s->line_end - s->line_start == 3 &&
                    str_eq(str_sub(s->text, s->line_start, 3), STR("---"));
    if (is_start) {
        s->pos = s->line_end;
    }
    return is_start;
}

static bool scan_text(YamlScan *s)
{
    bool has_start = false;
    bool is_end = s->text.len == 0;
    yamlscan_begin_line(s, 0);
    while (!is_end) {
        yamlscan_skip_spaces(s);
        if (yamlscan_is_rest_empty(s)) {
            is_end = !yamlscan_next_line(s);
        } else if (yamlscan_is_marker(s, s->line_start)) {
            if (has_start || !skip_start(s)) {
                return false;
            }
            has_start = true;
        } else if (!scan_line(s, &is_end)) {
            return false;
        }
    }
    while (s->depth > 0) {
        if (!close_level(s)) {
            return false;
        }
    }
    return s->build.root != NULL;
}

/* A byte-order mark anywhere but at the start of the file. */
static bool has_mark(Str text)
{
    const char *end = text.ptr + text.len;
    for (const char *p = text.ptr; (p = memchr(p, '\xEF', (size_t)(end - p))); p++) {
        if (str_starts((Str){.ptr = p, .len = (size_t)(end - p)}, STR("\xEF\xBB\xBF"))) {
            return true;
        }
    }
    return false;
}

Status yamlplain(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                 Value **ret_root)
{
    YamlScan s; /* not cleared: its arrays are large, and written before they are read */
    ArenaMark mark = arena_mark(arena);
    DiagList before = *diags;
    *ret_root = NULL;
    s.text = str_sub(source->text, build_bom_size(source->text), SIZE_MAX);
    if (s.text.len == 0 || memchr(s.text.ptr, '\t', s.text.len) || has_mark(s.text)) {
        return ST_OK;
    }
    s.kept = arena_alloc(arena, s.text.len + 1);
    if (!s.kept) {
        return ST_NOMEM;
    }
    memcpy(s.kept, s.text.ptr, s.text.len);
    s.line = 1;
    s.is_pending = false;
    s.depth = 0;
    s.status = ST_OK;
    build_init(&s.build, arena, source, limits, diags);
    if (scan_text(&s)) {
        *ret_root = s.build.root;
        return ST_OK;
    }
    arena_rewind(arena, mark);
    *diags = before;
    return s.status;
}
