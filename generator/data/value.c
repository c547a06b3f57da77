/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value - see value.h. Maps above INDEX_FROM members carry a hash of their keys.
 *
 * Floor 1 (data).
 */
#include "generator/data/value.h"

/* Below this a walk over the members is faster than a hash; maps written by people are smaller. */
#define INDEX_FROM ((size_t)16)

typedef struct IndexSlot {
    uint32_t hash;   /* upper half of the key's hash */
    uint32_t member; /* position in `members` plus one; 0: free */
} IndexSlot;

/* Open addressing, at most half full. */
struct ValueIndex {
    uint64_t seed;
    size_t n_slots; /* a power of two */
    IndexSlot *slots;
};

static Value *new_value(Arena *arena, ValueKind kind, Loc loc, Str text)
{
    Value *value = arena_new(arena, Value);
    if (value) {
        value->kind = kind;
        value->loc = loc;
        value->text = text;
    }
    return value;
}

Value *value_null(Arena *arena, Loc loc)
{
    return new_value(arena, VALUE_NULL, loc, STR_EMPTY);
}

Value *value_bool(Arena *arena, Loc loc, bool boolean)
{
    Value *value = new_value(arena, VALUE_BOOL, loc, boolean ? STR("true") : STR("false"));
    if (value) {
        value->boolean = boolean;
    }
    return value;
}

Value *value_num(Arena *arena, Loc loc, Num num)
{
    char digits[128]; /* longest: sign, 39 digits, point, 12 decimals; the buffer never moves */
    Buf text = {.ptr = digits, .cap = sizeof digits, .max_bytes = sizeof digits};
    num_put(&text, num);
    Str kept = arena_str(arena, buf_str(&text));
    Value *value = kept.ptr && buf_ok(&text) ? new_value(arena, VALUE_NUM, loc, kept) : NULL;
    if (value) {
        value->num = num;
    }
    return value;
}

Value *value_text(Arena *arena, Loc loc, Str text)
{
    return new_value(arena, VALUE_TEXT, loc, text);
}

Value *value_list(Arena *arena, Loc loc)
{
    return new_value(arena, VALUE_LIST, loc, STR_EMPTY);
}

Value *value_map(Arena *arena, Loc loc)
{
    return new_value(arena, VALUE_MAP, loc, STR_EMPTY);
}

Value *value_lambda(Arena *arena, Lambda lambda)
{
    Value *value = new_value(arena, VALUE_LAMBDA, (Loc){0}, STR_EMPTY);
    if (value) {
        value->lambda = lambda;
    }
    return value;
}

static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= UINT64_C(0xD6E8FEB86659FD93);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 32);
}

uint64_t value_hash_key(Str key, uint64_t seed)
{
    uint64_t hash = seed ^ (key.len * UINT64_C(0x9E3779B97F4A7C15));
    size_t pos = 0;
    for (; key.len - pos >= 8; pos += 8) {
        uint64_t word = 0;
        memcpy(&word, key.ptr + pos, 8);
        hash = mix(hash ^ word);
    }
    uint64_t word = 0;
    if (pos < key.len) {
        memcpy(&word, key.ptr + pos, key.len - pos);
    }
    return mix(hash ^ word);
}

/* The slot that holds `key`, or the free one where it belongs. */
static IndexSlot *find_slot(const ValueIndex *index, const Member *members, Str key)
{
    uint64_t hash = value_hash_key(key, index->seed);
    uint32_t upper = (uint32_t)(hash >> 32);
    for (size_t at = hash & (index->n_slots - 1);; at = (at + 1) & (index->n_slots - 1)) {
        IndexSlot *slot = &index->slots[at];
        if (slot->member == 0) {
            slot->hash = upper;
            return slot;
        }
        if (slot->hash == upper && str_eq(members[slot->member - 1].key, key)) {
            return slot;
        }
    }
}

/* As find_slot, for readers on several threads: writes nothing. */
static const Member *look_up(const ValueIndex *index, const Member *members, Str key)
{
    uint64_t hash = value_hash_key(key, index->seed);
    uint32_t upper = (uint32_t)(hash >> 32);
    for (size_t at = hash & (index->n_slots - 1);; at = (at + 1) & (index->n_slots - 1)) {
        const IndexSlot *slot = &index->slots[at];
        if (slot->member == 0) {
            return NULL;
        }
        if (slot->hash == upper && str_eq(members[slot->member - 1].key, key)) {
            return &members[slot->member - 1];
        }
    }
}

/* An empty index for up to n members. */
static ValueIndex *new_index(Arena *arena, size_t n)
{
    ValueIndex *index = arena_new(arena, ValueIndex);
    if (!index || n > UINT32_MAX / 4) {
        return NULL;
    }
    index->n_slots = 64;
    while (index->n_slots < n * 2) {
        index->n_slots *= 2;
    }
    /* Nobody can prepare keys that collide without knowing where the index lies. No result depends on it. */
    index->seed = (uint64_t)(uintptr_t)index;
    index->slots = arena_array(arena, index->n_slots, IndexSlot);
    return index->slots ? index : NULL;
}

/* Gives a map that grows by single members its index, or a larger one, before member number n is added. */
static Status keep_index(Arena *arena, Value *map)
{
    size_t n = map->map.n + 1;
    if (n <= INDEX_FROM || (map->map.index && map->map.index->n_slots >= n * 2)) {
        return ST_OK;
    }
    ValueIndex *index = new_index(arena, n * 2);
    if (!index) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < map->map.n; i++) {
        find_slot(index, map->map.members, map->map.members[i].key)->member = (uint32_t)(i + 1);
    }
    map->map.index = index;
    return ST_OK;
}

Status value_list_add(Arena *arena, Value *list, Value *item)
{
    Value **grown =
        arena_grow(arena, list->list.items, list->list.n, &list->list.cap, sizeof(Value *));
    if (!grown) {
        return ST_NOMEM;
    }
    list->list.items = grown;
    list->list.items[list->list.n++] = item;
    return ST_OK;
}

Status value_map_add(Arena *arena, Value *map, Str key, Loc key_loc, Value *value)
{
    Member *grown = arena_grow(arena, map->map.members, map->map.n, &map->map.cap, sizeof(Member));
    if (!grown) {
        return ST_NOMEM;
    }
    map->map.members = grown;
    TRY(keep_index(arena, map));
    grown[map->map.n] = (Member){.key = key, .key_loc = key_loc, .value = value};
    if (map->map.index) {
        find_slot(map->map.index, grown, key)->member = (uint32_t)(map->map.n + 1);
    }
    map->map.n++;
    return ST_OK;
}

Status value_map_set(Arena *arena, Value *map, Str key, Value *value)
{
    const Member *found = value_member(map, key);
    if (!found) {
        return value_map_add(arena, map, key, value->loc, value);
    }
    map->map.members[found - map->map.members].value = value;
    return ST_OK;
}

Status value_map_set_text(Arena *arena, Value *map, const char *key, Str text)
{
    Value *value = value_text(arena, (Loc){0}, text);
    return value ? value_map_set(arena, map, str_of(key), value) : ST_NOMEM;
}

Status value_map_set_bool(Arena *arena, Value *map, const char *key, bool boolean)
{
    Value *value = value_bool(arena, (Loc){0}, boolean);
    return value ? value_map_set(arena, map, str_of(key), value) : ST_NOMEM;
}

/* The member of that key among the first n, or NULL. */
static const Member *scan(const Member *members, size_t n, Str key)
{
    for (size_t i = 0; i < n; i++) {
        if (members[i].key.len == key.len && str_eq(members[i].key, key)) {
            return &members[i];
        }
    }
    return NULL;
}

Status value_map_fill(Arena *arena, Value *map, const Member *members, size_t n,
                      ValueOnDuplicate *on_duplicate, void *ctx)
{
    if (n == 0) {
        return ST_OK;
    }
    Member *kept = arena_array(arena, n, Member);
    ValueIndex *index = n > INDEX_FROM ? new_index(arena, n) : NULL;
    if (!kept || (n > INDEX_FROM && !index)) {
        return ST_NOMEM;
    }
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        IndexSlot *slot = index ? find_slot(index, kept, members[i].key) : NULL;
        const Member *first = NULL;
        if (slot) {
            first = slot->member ? &kept[slot->member - 1] : NULL;
        } else {
            first = scan(kept, n_kept, members[i].key);
        }
        if (first) {
            if (on_duplicate) {
                on_duplicate(ctx, first, &members[i]);
            }
            continue;
        }
        kept[n_kept++] = members[i];
        if (slot) {
            slot->member = (uint32_t)n_kept;
        }
    }
    map->map.members = kept;
    map->map.n = n_kept;
    map->map.cap = n;
    map->map.index = index;
    return ST_OK;
}

Status value_list_fill(Arena *arena, Value *list, const Member *members, size_t n)
{
    if (n == 0) {
        return ST_OK;
    }
    Value **items = arena_array(arena, n, Value *);
    if (!items) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        items[i] = members[i].value;
    }
    list->list.items = items;
    list->list.n = n;
    list->list.cap = n;
    return ST_OK;
}

const Member *value_member(const Value *map, Str key)
{
    if (!map || map->kind != VALUE_MAP) {
        return NULL;
    }
    if (map->map.index) {
        return look_up(map->map.index, map->map.members, key);
    }
    return scan(map->map.members, map->map.n, key);
}

const Value *value_get(const Value *map, Str key)
{
    const Member *member = value_member(map, key);
    return member ? member->value : NULL;
}

const Value *value_path(const Value *root, Str dotted)
{
    size_t from = 0;
    while (root) {
        size_t dot = str_find(dotted, STR("."), from);
        size_t end = dot == SIZE_MAX ? dotted.len : dot;
        root = value_get(root, str_sub(dotted, from, end - from));
        if (dot == SIZE_MAX) {
            return root;
        }
        from = dot + 1;
    }
    return NULL;
}

size_t value_list_length(const Value *list)
{
    return list && list->kind == VALUE_LIST ? list->list.n : 0;
}

bool value_list_holds(const Value *list, Str text)
{
    for (size_t i = 0; i < value_list_length(list); i++) {
        if (str_eq(list->list.items[i]->text, text)) {
            return true;
        }
    }
    return false;
}

Str value_get_text(const Value *map, Str key)
{
    const Value *value = value_get(map, key);
    return value && value->kind == VALUE_TEXT ? value->text : STR_EMPTY;
}

bool value_is_true(const Value *value)
{
    if (!value) {
        return false;
    }
    switch (value->kind) {
    case VALUE_NULL:
        return false;
    case VALUE_BOOL:
        return value->boolean;
    case VALUE_TEXT:
        return value->text.len > 0;
    case VALUE_LIST:
        return value->list.n > 0;
    case VALUE_NUM:
    case VALUE_MAP:
    case VALUE_LAMBDA:
        return true;
    }
    return false;
}

static bool lists_equal(const Value *a, const Value *b)
{
    if (a->list.n != b->list.n) {
        return false;
    }
    for (size_t i = 0; i < a->list.n; i++) {
        if (!value_equal(a->list.items[i], b->list.items[i])) {
            return false;
        }
    }
    return true;
}

static bool maps_equal(const Value *a, const Value *b)
{
    if (a->map.n != b->map.n) {
        return false;
    }
    for (size_t i = 0; i < a->map.n; i++) {
        const Value *other = value_get(b, a->map.members[i].key);
        if (!other || !value_equal(a->map.members[i].value, other)) {
            return false;
        }
    }
    return true;
}

/* Recursion is bounded by the depth that the readers let in. */
bool value_equal(const Value *a, const Value *b)
{
    if (a == b) {
        return true;
    }
    if (!a || !b || a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case VALUE_NULL:
        return true;
    case VALUE_BOOL:
        return a->boolean == b->boolean;
    case VALUE_NUM:
        return num_cmp(a->num, b->num) == 0;
    case VALUE_TEXT:
        return str_eq(a->text, b->text);
    case VALUE_LIST:
        return lists_equal(a, b);
    case VALUE_MAP:
        return maps_equal(a, b);
    case VALUE_LAMBDA:
        return a->lambda.call == b->lambda.call && a->lambda.ctx == b->lambda.ctx;
    }
    return false;
}

/* Numbers are in lowest terms, so equal ones have equal parts; the sum over members ignores their order. */
uint64_t value_hash(const Value *value)
{
    uint64_t hash = mix((uint64_t)value->kind + 1);
    switch (value->kind) {
    case VALUE_NULL:
    case VALUE_LAMBDA:
        return hash;
    case VALUE_BOOL:
        return mix(hash + value->boolean);
    case VALUE_NUM:
        return mix(mix(hash ^ (uint64_t)value->num.num) ^ (uint64_t)value->num.den);
    case VALUE_TEXT:
        return value_hash_key(value->text, hash);
    case VALUE_LIST:
        for (size_t i = 0; i < value->list.n; i++) {
            hash = mix(hash ^ value_hash(value->list.items[i]));
        }
        return hash;
    case VALUE_MAP:
        for (size_t i = 0; i < value->map.n; i++) {
            const Member *member = &value->map.members[i];
            hash += value_hash_key(member->key, value_hash(member->value));
        }
        return hash;
    }
    return hash;
}

const char *value_kind_name(ValueKind kind)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null",       [VALUE_BOOL] = "boolean", [VALUE_NUM] = "number",
        [VALUE_TEXT] = "string",     [VALUE_LIST] = "array",   [VALUE_MAP] = "object",
        [VALUE_LAMBDA] = "function",
    };
    return names[kind];
}

Value *value_copy_shallow(Arena *arena, const Value *value)
{
    Value *copy = arena_new(arena, Value);
    if (!copy) {
        return NULL;
    }
    *copy = *value;
    if (value->kind == VALUE_LIST && value->list.n > 0) {
        copy->list.items = arena_array(arena, value->list.n, Value *);
        if (!copy->list.items) {
            return NULL;
        }
        memcpy(copy->list.items, value->list.items, value->list.n * sizeof(Value *));
        copy->list.cap = value->list.n;
    }
    if (value->kind == VALUE_MAP) {
        copy->map.members = NULL;
        copy->map.n = copy->map.cap = 0;
        copy->map.index = NULL;
        if (value_map_fill(arena, copy, value->map.members, value->map.n, NULL, NULL) != ST_OK) {
            return NULL;
        }
    }
    return copy;
}

Value *value_copy(Arena *arena, const Value *value)
{
    Value *copy = value_copy_shallow(arena, value);
    bool is_whole = copy != NULL;
    for (size_t i = 0; is_whole && copy->kind == VALUE_LIST && i < copy->list.n; i++) {
        copy->list.items[i] = value_copy(arena, copy->list.items[i]);
        is_whole = copy->list.items[i] != NULL;
    }
    for (size_t i = 0; is_whole && copy->kind == VALUE_MAP && i < copy->map.n; i++) {
        copy->map.members[i].value = value_copy(arena, copy->map.members[i].value);
        is_whole = copy->map.members[i].value != NULL;
    }
    return is_whole ? copy : NULL;
}
