/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value - the ordered tree that YAML, JSON, defaults and calculations share; a position on every node.
 *
 * Floor 1 (data). May be used by: everyone above. Values live in arenas and are only read once built.
 */
#pragma once

#include "generator/base/arena.h"
#include "generator/base/num.h"
#include "generator/base/source.h"

typedef enum ValueKind {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_NUM,
    VALUE_TEXT,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_LAMBDA, /* C interface only */
} ValueKind;

typedef enum ValueOrigin { ORIGIN_INPUT, ORIGIN_DEFAULT, ORIGIN_COMPUTED } ValueOrigin;

typedef struct Value Value;
typedef struct ValueIndex ValueIndex; /* hash of a large map, private to value.c */

/* What a schema or the library says of a value; shared, immutable. */
typedef struct ValueMeta {
    Str unit;         /* x-unite: "EUR", "h", "mois", "%", "EUR/h"… or empty */
    bool is_markdown; /* text that is rich text where it stands alone in a paragraph */
    bool is_verbatim; /* code, date, address: French typography is never applied */
} ValueMeta;

typedef struct Member {
    Str key;
    Loc key_loc;
    Value *value;
} Member;

/*
 * A lambda of the C interface. For a section `text` is its raw source, else empty; appends to ret_text the text
 * that is then read as a template (with the delimiters in force for a section, the default ones otherwise).
 */
typedef struct Lambda {
    MUST_CHECK Status (*call)(void *ctx, Str text, Buf *ret_text);
    void *ctx;
} Lambda;

struct Value {
    ValueKind kind;
    ValueOrigin origin : 16;
    bool is_doubtful : 1; /* refused, which was reported; a map: something that it must have is
                             missing. Expressions conclude nothing from it */
    Loc loc;
    Str text;              /* TEXT: content; NUM, BOOL, NULL: as written or formatted */
    const ValueMeta *meta; /* borrowed, or NULL */
    const Value *entry;    /* the catalogue entry (a map) that a code stands for, or NULL */
    const void
        *rich; /* compiled rich text that stands for this value, or NULL; opaque below floor 5 */
    union {
        bool boolean;
        Num num;
        struct {
            Value **items;
            size_t n;
            size_t cap;
        } list;
        struct {
            Member *members;
            size_t n;
            size_t cap;
            ValueIndex *index;
        } map;
        Lambda lambda;
    };
};

/* Constructors: in arena, NULL if out of memory. Texts are borrowed, not copied. */
Value *value_null(Arena *arena, Loc loc);
Value *value_bool(Arena *arena, Loc loc, bool boolean);
Value *value_num(Arena *arena, Loc loc, Num num); /* text: num_put */
Value *value_text(Arena *arena, Loc loc, Str text);
Value *value_list(Arena *arena, Loc loc);
Value *value_map(Arena *arena, Loc loc);
Value *value_lambda(Arena *arena, Lambda lambda);

/* Appends; ST_NOMEM only. value_map_set replaces a member of that key, in its place. */
MUST_CHECK Status value_list_add(Arena *arena, Value *list, Value *item);
MUST_CHECK Status value_map_add(Arena *arena, Value *map, Str key, Loc key_loc, Value *value);
MUST_CHECK Status value_map_set(Arena *arena, Value *map, Str key, Value *value);
/* The same with a value that stands in no file. key: static. */
MUST_CHECK Status value_map_set_text(Arena *arena, Value *map, const char *key, Str text);
MUST_CHECK Status value_map_set_bool(Arena *arena, Value *map, const char *key, bool boolean);

/*
 * Fills an empty map or list at once; the array is copied to its exact size. Of two members with one key the first is
 * kept, and on_duplicate (may be NULL) is told of both.
 */
typedef void ValueOnDuplicate(void *ctx, const Member *first, const Member *second);
MUST_CHECK Status value_map_fill(Arena *arena, Value *map, const Member *members, size_t n,
                                 ValueOnDuplicate *on_duplicate, void *ctx);
MUST_CHECK Status value_list_fill(Arena *arena, Value *list, const Member *members, size_t n);
/* Hash of a key, for look-ups that are made ready once. */
uint64_t value_hash_key(Str key, uint64_t seed);
/* Deep hash that agrees with value_equal. */
uint64_t value_hash(const Value *value);

/* The member of a map, or NULL; NULL also if `map` is NULL or no map. Constant time on large maps. */
const Member *value_member(const Value *map, Str key);
const Value *value_get(const Value *map, Str key);
/* Follows "a.b.c" through maps, or NULL. */
const Value *value_path(const Value *root, Str dotted);
/* Items of a list; 0 if `list` is NULL or no list. */
size_t value_list_length(const Value *list);
/* True if an item of the list is written as `text`; false if `list` is NULL or no list. */
bool value_list_holds(const Value *list, Str text);
/* Text of a TEXT member, or STR_EMPTY. */
Str value_get_text(const Value *map, Str key);

/* Truth as mustache sections see it: false, null, empty list, empty text are false; every number is true. */
bool value_is_true(const Value *value);
/* Deep equality; 1 and 1.0 are equal, 1 and true are not; map order does not count. */
bool value_equal(const Value *a, const Value *b);
/* "null" "boolean" "number" "string" "array" "object" as JSON Schema names them. */
const char *value_kind_name(ValueKind kind);
/* A shallow copy of a map or list (own member array, same children); for contexts built on input. */
Value *value_copy_shallow(Arena *arena, const Value *value);
/* A copy that shares no value with the original: what completes it leaves that alone. Its depth is bounded by the readers. */
Value *value_copy(Arena *arena, const Value *value);
