/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlflow - the flow style of plain YAML: [a, b] and {a: b}; see yamlscan.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/yamlscan.h"

/* In brackets what may follow a colon, and question marks, differ between the versions of YAML. */
static bool is_doubtful(const YamlScan *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        char c = s->text.ptr[i];
        if (c == '?' || (c == ':' && strchr(",[]{}", yamlscan_byte(s, i + 1)))) {
            return true;
        }
    }
    return false;
}

/* To the next byte that counts, over lines and comments. */
static bool skip_flow_blanks(YamlScan *s)
{
    for (;;) {
        yamlscan_skip_spaces(s);
        if (s->pos < s->line_end && !yamlscan_is_rest_empty(s)) {
            return true;
        }
        if (!yamlscan_next_line(s) || yamlscan_is_marker(s, s->line_start)) {
            return false;
        }
    }
}

/* A plain scalar on one line; what follows it on the next must end it. */
static bool scan_flow_plain(YamlScan *s, Str *ret_text)
{
    size_t from = s->pos;
    if (!yamlscalar_is_plain(s)) {
        return false;
    }
    s->pos = yamlscalar_plain_end(s, from, true);
    size_t to = s->pos;
    bool is_over = !yamlscalar_ends_line(s);
    if (is_doubtful(s, from, to)) {
        return false;
    }
    *ret_text = yamlscalar_keep(s, from, to);
    return is_over || (skip_flow_blanks(s) && strchr(",]}", s->text.ptr[s->pos]));
}

/* A key and the colon behind it, in one line. */
static bool scan_flow_key(YamlScan *s)
{
    Str key;
    uint32_t line = s->line;
    size_t from = s->pos;
    char c = s->text.ptr[from];
    Loc loc = yamlscan_place(s, from);
    bool is_quoted = c == '"' || c == '\'';
    if (!(is_quoted ? yamlscalar_quoted(s, &key) : scan_flow_plain(s, &key)) || s->line != line ||
        (!is_quoted && str_is(key, "<<"))) {
        return false;
    }
    yamlscan_skip_spaces(s);
    if (yamlscan_byte(s, s->pos) != ':' || !yamlscan_is_blank(s, s->pos + 1) ||
        s->pos - from > YAML_KEY_BYTES) {
        return false;
    }
    s->pos++;
    build_key(&s->build, key, loc, false);
    return skip_flow_blanks(s);
}

static bool open_flow(YamlScan *s)
{
    ValueKind kind = s->text.ptr[s->pos] == '{' ? VALUE_MAP : VALUE_LIST;
    Loc loc = yamlscan_place(s, s->pos);
    s->pos++;
    return yamlscan_is_built(s, build_open(&s->build, kind, loc));
}

/* One key with its value, or one item; *ret_is_open: it is a collection that goes on. */
static bool scan_flow_item(YamlScan *s, bool *ret_is_open)
{
    if (build_wants_key(&s->build) && !scan_flow_key(s)) {
        return false;
    }
    char c = s->text.ptr[s->pos];
    *ret_is_open = c == '[' || c == '{';
    return *ret_is_open ? open_flow(s) : yamlscalar_value(s, scan_flow_plain);
}

bool yamlflow_value(YamlScan *s)
{
    uint32_t outer = s->build.depth;
    bool is_behind = false; /* an item; a comma or the end follows */
    bool may_end = true;
    if (!open_flow(s)) {
        return false;
    }
    while (s->build.depth > outer) {
        if (!skip_flow_blanks(s)) {
            return false;
        }
        char c = s->text.ptr[s->pos];
        char closer = build_wants_key(&s->build) ? '}' : ']';
        if (c == closer && may_end) {
            Value *closed = NULL;
            if (!yamlscan_is_built(s, build_close(&s->build, &closed, NULL))) {
                return false;
            }
            s->pos++;
            is_behind = may_end = true;
        } else if (is_behind) {
            if (c != ',') {
                return false;
            }
            s->pos++;
            is_behind = may_end = false;
        } else {
            bool is_open = false;
            if (!scan_flow_item(s, &is_open)) {
                return false;
            }
            is_behind = !is_open;
            may_end = true;
        }
    }
    s->is_pending = false;
    return true;
}
