/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expects - the names that programs ask their data for, each once, below the section it stands in.
 *
 * Floor 2 (tmpl). May be used by: library, format, app. A list belongs to one thread.
 */
#pragma once

#include "generator/tmpl/prog.h"

typedef struct Expect {
    Str name;        /* as written, dotted */
    size_t parent;   /* index of the section around it, before it in the list; SIZE_MAX: none */
    bool is_text;    /* written as a text */
    bool is_section; /* opened as a section */
    bool is_guard;   /* opened as an inverted section, or around a text of its own name */
    bool is_list;    /* “.” is written inside it: a list of texts */
    Loc loc;         /* the first place */
    uint32_t paragraph;
    Excerpt excerpt;
} Expect;

typedef struct Expects {
    Arena *arena;
    Expect *items;
    size_t n;
    size_t cap;
    uint32_t *slots; /* index + 1 of an entry, by parent and name */
    size_t n_slots;
} Expects;

/* The program that an OBJECT instruction runs, or NULL. */
typedef const Program *ExpectsObjectFn(void *ctx, uint32_t number);

/*
 * Adds the names of `program`, in its order. object: may be NULL. Names and excerpts are borrowed from the program. References
 * ({{ref.x}}) and partials are no names of data. ST_NOMEM is all that can go wrong.
 */
MUST_CHECK Status expects_add(Expects *expects, const Program *program, ExpectsObjectFn *object,
                              void *ctx);
