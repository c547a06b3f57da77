/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids_free - numbers that no identifier of a template uses.
 */
#include <stdlib.h>

#include "generator/format/ids.h"

/* More new numbers than fit into a document. */
#define SPAN 20000000u
/* Word takes identifiers below 2^31. */
#define LAST_FIRST (0x7FFFFFFFu - SPAN)

typedef struct Numbers {
    uint32_t *items;
    size_t n;
    size_t cap;
} Numbers;

static Status add_number(Arena *arena, Numbers *numbers, uint64_t value, uint32_t wanted)
{
    if (value < wanted || value > INT32_MAX) {
        return ST_OK;
    }
    uint32_t *grown =
        arena_grow(arena, numbers->items, numbers->n, &numbers->cap, sizeof(uint32_t));
    if (!grown) {
        return ST_NOMEM;
    }
    numbers->items = grown;
    numbers->items[numbers->n++] = (uint32_t)value;
    return ST_OK;
}

/* True if the value that ends before `end` is that of an attribute like w:id, name, xml:id … */
static bool is_identifier(Str bytes, size_t start)
{
    static const char *const names[] = {"id", "name", "ref-name", "spid", "anchor"};
    size_t end = start;
    while (end > 0 && bytes.ptr[end - 1] != '"' && bytes.ptr[end - 1] != '\'') {
        end--;
    }
    if (end < 2 || bytes.ptr[end - 2] != '=') {
        return false;
    }
    Str before = str_sub(bytes, 0, end - 2);
    if (str_ends(before, STR(":id w:val"))) {
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Str name = str_of(names[i]);
        char c = before.len > name.len ? before.ptr[before.len - name.len - 1] : '\0';
        if (str_ends(before, name) && (c == ' ' || c == ':' || c == '\n' || c == '\t')) {
            return true;
        }
    }
    return false;
}

/* The numbers at the ends of attribute values that may be identifiers. */
static Status scan(Arena *arena, Str bytes, uint32_t wanted, Numbers *numbers)
{
    for (size_t i = 0; i < bytes.len; i++) {
        size_t start = i;
        uint64_t value = 0;
        while (i < bytes.len && bytes.ptr[i] >= '0' && bytes.ptr[i] <= '9') {
            value = value > INT32_MAX ? value : value * 10 + (uint64_t)(bytes.ptr[i] - '0');
            i++;
        }
        bool ends_value =
            i > start && i < bytes.len && (bytes.ptr[i] == '"' || bytes.ptr[i] == '\'');
        if (ends_value && value >= wanted && is_identifier(bytes, start)) {
            TRY(add_number(arena, numbers, value, wanted));
        }
    }
    return ST_OK;
}

static int compare_numbers(const void *va, const void *vb)
{
    const uint32_t *a = va;
    const uint32_t *b = vb;
    return (*a > *b) - (*a < *b);
}

Status ids_first_free(Arena *arena, const Package *package, uint32_t wanted, uint32_t *ret_first)
{
    Numbers numbers = {0};
    for (size_t i = 0; i < package->n_parts; i++) {
        if (str_ends(package->parts[i].name, STR(".xml"))) {
            TRY(scan(arena, package->parts[i].bytes, wanted, &numbers));
        }
    }
    if (numbers.n > 1) {
        qsort(numbers.items, numbers.n, sizeof(uint32_t), compare_numbers);
    }
    uint32_t first = wanted;
    for (size_t i = 0; i < numbers.n; i++) {
        uint32_t taken = numbers.items[i];
        bool is_near = taken >= first && taken - first < SPAN;
        first = is_near && taken < LAST_FIRST ? taken + 1 : first;
    }
    *ret_first = first;
    return ST_OK;
}
