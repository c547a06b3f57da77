/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlscan - see yamlscan.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/yamlscan.h"

#include "generator/base/utf8.h"

/* Code points in n bytes of UTF-8: those that continue none. Eight bytes at a time. */
static uint32_t count_points(const char *bytes, size_t n)
{
    uint32_t points = (uint32_t)n;
    size_t i = 0;
    uint64_t word = 0;
    for (; n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        uint64_t continues = (word & ~(word << 1) & UTF8_EACH(0x80)) >> 7;
        points -= (uint32_t)(continues * UTF8_EACH(1) >> 56); /* the sum of its bytes */
    }
    for (; i < n; i++) {
        points -= ((unsigned char)bytes[i] & 0xC0) == 0x80;
    }
    return points;
}

Loc yamlscan_place(YamlScan *s, size_t at)
{
    s->column += count_points(s->text.ptr + s->counted, at - s->counted);
    s->counted = at;
    return (Loc){.source = s->build.source, .line = s->line, .column = s->column + 1};
}

void yamlscan_begin_line(YamlScan *s, size_t start)
{
    const char *from = s->text.ptr + start;
    size_t left = s->text.len - start;
    const char *found = left > 0 ? memchr(from, '\n', left) : NULL;
    size_t end = found ? (size_t)(found - s->text.ptr) : s->text.len;
    s->pos = start;
    s->line_start = start;
    s->next = found ? end + 1 : end;
    s->line_end = end > start && s->text.ptr[end - 1] == '\r' ? end - 1 : end;
    s->counted = start;
    s->column = 0;
}

bool yamlscan_next_line(YamlScan *s)
{
    if (s->next >= s->text.len) {
        s->pos = s->text.len;
        return false;
    }
    s->line++;
    yamlscan_begin_line(s, s->next);
    return true;
}

bool yamlscan_is_rest_empty(const YamlScan *s)
{
    if (s->pos >= s->line_end) {
        return true;
    }
    bool is_apart = s->pos == s->line_start || s->text.ptr[s->pos - 1] == ' ';
    return s->text.ptr[s->pos] == '#' && is_apart;
}

bool yamlscan_is_marker(const YamlScan *s, size_t start)
{
    char c = yamlscan_byte(s, start);
    return c == '%' || ((c == '-' || c == '.') && yamlscan_byte(s, start + 1) == c &&
                        yamlscan_byte(s, start + 2) == c);
}

bool yamlscan_is_built(YamlScan *s, Status st)
{
    s->status = st == ST_NOMEM ? ST_NOMEM : s->status;
    return st == ST_OK && !s->build.has_errors;
}

bool yamlscan_add(YamlScan *s, Value *value)
{
    s->is_pending = false;
    return yamlscan_is_built(s, build_add(&s->build, value)); /* NULL: no memory */
}
