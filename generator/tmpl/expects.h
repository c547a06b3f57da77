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
    bool is_ref; /* only {{ref.x}} in the text of a document: an article, unless the data has it */
    Loc loc;     /* the first place */
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

/* Where the programs are that a program runs; either function may be NULL. */
typedef struct ExpectsHost {
    void *ctx;
    /* The program that an OBJECT instruction runs, or NULL. */
    const Program *(*object)(void *ctx, uint32_t number);
    /* The partial of this name; *ret_program NULL: none that can be read. Fatal statuses only. */
    Status (*partial)(void *ctx, Str name, Loc loc, const Program **ret_program);
} ExpectsHost;

/*
 * Adds the names of `program` and of what it runs, in its order. host: may be NULL. Names and excerpts are borrowed from the
 * programs. References to bookmarks ({{ref.x}}) are no names of data. ST_NOMEM, and what `partial` returns.
 */
MUST_CHECK Status expects_add(Expects *expects, const Program *program, const ExpectsHost *host);
