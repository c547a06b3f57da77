/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena - see arena.h. Chunks double, then are large pages; a reset keeps them for the next record.
 */
#include "generator/base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "generator/base/mem.h"

struct ArenaChunk {
    ArenaChunk *next;
    size_t size; /* bytes of data */
    _Alignas(16) char data[];
};

/* The first chunk holds a small market; the largest is one large page. */
#define CHUNK_FIRST ((size_t)16 * 1024)
#define CHUNK_SMALL ((size_t)512 * 1024) /* the last that is as large as all before it */
#define CHUNK_LAST (MEM_LARGE - sizeof(ArenaChunk))
#define ALIGNMENT ((size_t)16)

void arena_init(Arena *arena, size_t max_bytes)
{
    *arena = (Arena){.max_bytes = max_bytes};
}

void arena_done(Arena *arena)
{
    if (!arena) {
        return;
    }
    ArenaChunk *chunk = arena->first;
    while (chunk) {
        ArenaChunk *next = chunk->next;
        mem_free(chunk);
        chunk = next;
    }
    *arena = (Arena){.max_bytes = arena->max_bytes};
}

void arena_reset(Arena *arena)
{
    arena->current = arena->first;
    arena->used = 0;
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){.chunk = arena->current, .used = arena->used};
}

void arena_rewind(Arena *arena, ArenaMark mark)
{
    arena->current = mark.chunk ? mark.chunk : arena->first;
    arena->used = mark.chunk ? mark.used : 0;
}

/* Bytes of new chunks that the ceiling allows; what was adopted may lie above it. */
static size_t room_of(const Arena *arena)
{
    if (arena->max_bytes == 0) {
        return SIZE_MAX;
    }
    return arena->max_bytes > arena->total ? arena->max_bytes - arena->total : 0;
}

/* Moves on to a chunk that holds `size` bytes: a kept one, or a new one linked behind the current. */
static bool next_chunk(Arena *arena, size_t size)
{
    ArenaChunk *after = arena->current ? arena->current->next : arena->first;
    if (after && after->size >= size) {
        arena->current = after;
        arena->used = 0;
        return true;
    }
    size_t wanted = arena->current ? arena->current->size * 2 : CHUNK_FIRST;
    wanted = wanted > CHUNK_SMALL ? CHUNK_LAST : wanted;
    wanted = wanted < size ? size : wanted;
    size_t room = room_of(arena);
    if (size > room) {
        return false;
    }
    wanted = wanted < room ? wanted : room; /* up to the ceiling, not only to the chunk before it */
    ArenaChunk *chunk = mem_alloc_large(sizeof(ArenaChunk) + wanted);
    if (!chunk) {
        return false;
    }
    chunk->size = wanted;
    chunk->next = after;
    if (arena->current) {
        arena->current->next = chunk;
    } else {
        arena->first = chunk;
    }
    arena->current = chunk;
    arena->used = 0;
    arena->total += wanted;
    return true;
}

void arena_adopt(Arena *arena, Arena *from)
{
    ArenaChunk *last = from->first;
    while (last && last->next) {
        last = last->next;
    }
    if (last) { /* before our own: they are full */
        last->next = arena->first;
        arena->first = from->first;
        arena->total += from->total;
    }
    if (!arena->current) {
        arena->current = last;
        arena->used = last ? last->size : 0;
    }
    *from = (Arena){.max_bytes = from->max_bytes};
}

bool arena_expect(Arena *arena)
{
    size_t left = arena->current ? arena->current->size - arena->used : 0;
    bool is_needed = left < CHUNK_SMALL && room_of(arena) >= CHUNK_LAST;
    return !is_needed || next_chunk(arena, CHUNK_LAST);
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - CHUNK_LAST) {
        return NULL;
    }
    size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (!arena->current || arena->current->size - arena->used < size) {
        if (!next_chunk(arena, size)) {
            return NULL;
        }
    }
    char *place = arena->current->data + arena->used;
    arena->used += size;
    memset(place, 0, size);
    return place;
}

void *arena_array_(Arena *arena, size_t n, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        return NULL;
    }
    return arena_alloc(arena, bytes);
}

Str arena_str(Arena *arena, Str s)
{
    char *copy = s.len == SIZE_MAX ? NULL : arena_alloc(arena, s.len + 1);
    if (!copy) {
        return (Str){0};
    }
    if (s.len > 0) {
        memcpy(copy, s.ptr, s.len);
    }
    return (Str){.ptr = copy, .len = s.len};
}

Str arena_printf(Arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = size < 0 ? NULL : arena_alloc(arena, (size_t)size + 1);
    if (!text) {
        return (Str){0};
    }
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)size + 1, fmt, args); /* same arguments, measured above */
    va_end(args);
    return (Str){.ptr = text, .len = (size_t)size};
}

void *arena_grow(Arena *arena, void *items, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) {
        return items;
    }
    size_t wanted = *cap ? *cap * 2 : 8;
    void *grown = arena_array_(arena, wanted, size);
    if (!grown) {
        return NULL;
    }
    if (n > 0) {
        memcpy(grown, items, n * size);
    }
    *cap = wanted;
    return grown;
}
