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

Loc source_loc(const Source *source, size_t offset)
{
    Str text = source->text;
    offset = offset > text.len ? text.len : offset;
    uint32_t line = 1;
    size_t start = 0;
    for (size_t at = str_find(text, STR("\n"), 0); at < offset;
         at = str_find(text, STR("\n"), start)) {
        line++;
        start = at + 1;
    }
    size_t column = utf8_count(str_sub(text, start, offset - start)) + 1;
    return (Loc){.source = source, .line = line, .column = (uint32_t)column};
}

Str source_line(const Source *source, uint32_t line)
{
    Str text = source->text;
    size_t start = 0;
    for (uint32_t i = 1; i < line; i++) {
        size_t end = str_find(text, STR("\n"), start);
        if (end == SIZE_MAX) {
            return STR_EMPTY;
        }
        start = end + 1;
    }
    size_t end = str_find(text, STR("\n"), start);
    Str found = str_sub(text, start, (end == SIZE_MAX ? text.len : end) - start);
    if (found.len > 0 && found.ptr[found.len - 1] == '\r') {
        found.len--;
    }
    return found;
}
