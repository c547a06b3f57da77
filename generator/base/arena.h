/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena - memory for data that dies together; no destructors.
 *
 * Floor 0 (base). May be used by: everyone. An arena belongs to one thread at a time.
 */
#pragma once

#include <stdint.h>

#include "generator/base/status.h"
#include "generator/base/str.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *first;
    ArenaChunk *current;
    size_t used;      /* bytes handed out of `current` */
    size_t total;     /* bytes of all chunks */
    size_t max_bytes; /* ceiling of `total`; 0 means none */
} Arena;

typedef struct ArenaMark {
    ArenaChunk *chunk;
    size_t used;
} ArenaMark;

/* Prepares `arena`, which owns nothing yet. max_bytes: ceiling, 0 for none. */
void arena_init(Arena *arena, size_t max_bytes);
/*
 * The next bytes come from a large page, for whoever is about to fill it: small pages cost more than what is written into them.
 * False if out of memory; below a ceiling that has no room for it nothing happens.
 */
MUST_CHECK bool arena_expect(Arena *arena);
/* What `from` holds lives as long as `arena` from here on; `from` owns nothing any more. The ceiling holds for what comes later. */
void arena_adopt(Arena *arena, Arena *from);
/* Frees all. Accepts NULL or a zeroed arena. */
void arena_done(Arena *arena);
/* Forgets all contents and keeps the chunks for the next record. */
void arena_reset(Arena *arena);
/* Remembers a place; arena_rewind forgets what was allocated after it. */
ArenaMark arena_mark(const Arena *arena);
void arena_rewind(Arena *arena, ArenaMark mark);

/* `size` zeroed bytes, aligned for any type, in arena; NULL if out of memory or above the ceiling. */
void *arena_alloc(Arena *arena, size_t size);
/* n * size zeroed bytes, checked for overflow. */
void *arena_array_(Arena *arena, size_t n, size_t size);
/* A NUL-terminated copy in arena; `ret->ptr` NULL if out of memory. */
Str arena_str(Arena *arena, Str s);
/* printf into the arena, NUL-terminated. */
Str arena_printf(Arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define arena_new(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define arena_array(arena, n, T) ((T *)arena_array_((arena), (n), sizeof(T)))

/*
 * Makes room for one more element in a growing array held in an arena: items, n, cap.
 * Returns the (maybe moved) array, or NULL if out of memory. Usage:
 *   T *grown = arena_grow(arena, list->items, list->n, &list->cap, sizeof(T));
 */
void *arena_grow(Arena *arena, void *items, size_t n, size_t *cap, size_t size);
