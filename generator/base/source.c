/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source - see source.h.
 */
#include "generator/base/source.h"

#include "generator/base/utf8.h"

Source *source_new(Arena *arena, Str name, Str text, uint32_t number)
{
    Source *source = arena_new(arena, Source);
    if (source) {
        *source = (Source){.name = name, .text = text, .number = number};
    }
    return source;
}

Status source_index(Arena *arena, Source *source)
{
    Str text = source->text;
    uint32_t n = 1;
    if (text.len >= UINT32_MAX) {
        return ST_OK;
    }
    for (size_t at = str_find(text, STR("\n"), 0); at != SIZE_MAX;
         at = str_find(text, STR("\n"), at + 1)) {
        n++;
    }
    uint32_t *starts = arena_array(arena, n, uint32_t);
    if (!starts) {
        return ST_NOMEM;
    }
    size_t at = 0;
    for (uint32_t i = 1; i < n; i++) {
        at = str_find(text, STR("\n"), at) + 1;
        starts[i] = (uint32_t)at;
    }
    source->starts = starts;
    source->n_starts = n;
    return ST_OK;
}

/* The last line that begins at or before `offset`, counted from 0. */
static uint32_t indexed_line(const Source *source, size_t offset)
{
    uint32_t first = 0;
    uint32_t end = source->n_starts;
    while (end - first > 1) {
        uint32_t middle = first + (end - first) / 2;
        if (source->starts[middle] <= offset) {
            first = middle;
        } else {
            end = middle;
        }
    }
    return first;
}

/* The same without an index: *ret_start is the offset of that line. */
static uint32_t counted_line(Str text, size_t offset, size_t *ret_start)
{
    uint32_t line = 0;
    size_t start = 0;
    for (size_t at = str_find(text, STR("\n"), 0); at < offset;
         at = str_find(text, STR("\n"), start)) {
        line++;
        start = at + 1;
    }
    *ret_start = start;
    return line;
}

Loc source_loc(const Source *source, size_t offset)
{
    Str text = source->text;
    offset = offset > text.len ? text.len : offset;
    size_t start = 0;
    uint32_t line = 0;
    if (source->starts) {
        line = indexed_line(source, offset);
        start = source->starts[line];
    } else {
        line = counted_line(text, offset, &start);
    }
    size_t column = utf8_count(str_sub(text, start, offset - start)) + 1;
    return (Loc){.source = source, .line = line + 1, .column = (uint32_t)column};
}

size_t source_line_start(const Source *source, uint32_t line)
{
    if (source->starts) {
        return line > source->n_starts ? SIZE_MAX : source->starts[line > 0 ? line - 1 : 0];
    }
    size_t start = 0;
    for (uint32_t i = 1; i < line; i++) {
        size_t end = str_find(source->text, STR("\n"), start);
        if (end == SIZE_MAX) {
            return SIZE_MAX;
        }
        start = end + 1;
    }
    return start;
}

Str source_line(const Source *source, uint32_t line)
{
    Str text = source->text;
    size_t start = source_line_start(source, line);
    if (start == SIZE_MAX) {
        return STR_EMPTY;
    }
    size_t end = str_find(text, STR("\n"), start);
    Str found = str_sub(text, start, (end == SIZE_MAX ? text.len : end) - start);
    if (found.len > 0 && found.ptr[found.len - 1] == '\r') {
        found.len--;
    }
    return found;
}
