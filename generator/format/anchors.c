/* SPDX-License-Identifier: Apache-2.0 */
/*
 * anchors - which bookmarks are the targets of {{ref.x}}: "ref.x", or "ref_x", which Word lets people type, where the tag stands
 * somewhere in the template.
 */
#include "generator/format/anchors.h"

#include "generator/base/limits.h"
#include "generator/format/template.h"

#define NAME_BYTES 128

static const Str exact = {.ptr = "ref.", .len = 4};
static const Str typed = {.ptr = "ref_", .len = 4};

/* Word has neither points nor hyphens in names. */
static bool is_same(Str typed_name, Str name)
{
    for (size_t i = 0; i < name.len && typed_name.len == name.len; i++) {
        bool is_cut = name.ptr[i] == '.' || name.ptr[i] == '-';
        if (typed_name.ptr[i] != (is_cut ? '_' : name.ptr[i])) {
            return false;
        }
    }
    return typed_name.len == name.len;
}

static bool is_known(const Str *names, size_t n, Str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], name)) {
            return true;
        }
    }
    return false;
}

bool parts_has_anchor(const Parts *parts, Str name)
{
    if (parts->has_any_anchor || is_known(parts->anchors, parts->n_anchors, name)) {
        return true;
    }
    for (size_t i = 0; i < parts->n_typed_anchors; i++) {
        if (is_same(parts->typed_anchors[i], name)) {
            return true;
        }
    }
    return false;
}

bool parts_is_anchor(const Parts *parts, Str bookmark, Str *ret_name)
{
    Str rest = str_sub(bookmark, exact.len, bookmark.len);
    *ret_name = rest;
    if (str_starts(bookmark, exact)) {
        return parts->has_clauses || is_known(parts->referred, parts->n_referred, rest);
    }
    for (size_t i = 0; str_starts(bookmark, typed) && i < parts->n_referred; i++) {
        Str name = parts->referred[i];
        if (is_same(rest, name) && !is_known(parts->anchors, parts->n_anchors, name)) {
            *ret_name = name;
            return true;
        }
    }
    return false;
}

/* --- what the parts say, before they are parsed ------------------------------------------------------------------ */

static bool add_name(Parts *parts, Str **names, size_t *io_n, size_t *io_cap, Str name)
{
    if (is_known(*names, *io_n, name)) {
        return true;
    }
    Str *grown = arena_grow(parts->arena, *names, *io_n, io_cap, sizeof *grown);
    Str copy = arena_str(parts->arena, name);
    if (!grown || !copy.ptr) {
        return false;
    }
    *names = grown;
    grown[(*io_n)++] = copy;
    return true;
}

/* The next name="ref.x", name="ref_x" or name="ref.{{x}}" behind *io_at, as it stands in the bytes. */
static bool next_bookmark(Str bytes, size_t *io_at, Str *ret_name)
{
    static const Str before = {.ptr = "name=", .len = 5};
    for (size_t at = str_find(bytes, before, *io_at); at != SIZE_MAX;
         at = str_find(bytes, before, at + 1)) {
        char quote = at + before.len < bytes.len ? bytes.ptr[at + before.len] : ' ';
        Str rest = str_sub(bytes, at + before.len + 1, bytes.len);
        const char *end = quote == '"' || quote == '\'' ? memchr(rest.ptr, quote, rest.len) : NULL;
        if (end && (str_starts(rest, exact) || str_starts(rest, typed))) {
            *ret_name = str_sub(rest, 0, (size_t)(end - rest.ptr));
            *io_at = at + 1;
            return true;
        }
    }
    return false;
}

static bool gather_bookmarks(Parts *parts, Str bytes)
{
    size_t at = 0;
    for (Str whole = STR_EMPTY; next_bookmark(bytes, &at, &whole);) {
        Str name = str_sub(whole, exact.len, whole.len);
        bool is_exact = str_starts(whole, exact);
        parts->has_any_anchor = parts->has_any_anchor || (is_exact && str_starts(name, STR("{{")));
        bool is_kept = is_exact ? add_name(parts, &parts->anchors, &parts->n_anchors,
                                           &parts->cap_anchors, name)
                                : add_name(parts, &parts->typed_anchors, &parts->n_typed_anchors,
                                           &parts->cap_typed_anchors, name);
        if (!is_kept) {
            return false;
        }
    }
    return true;
}

bool anchors_in(const Parts *parts, Str bytes)
{
    size_t at = 0;
    Str name = STR_EMPTY;
    for (Str whole = STR_EMPTY;
         (parts->has_clauses || parts->n_referred > 0) && next_bookmark(bytes, &at, &whole);) {
        if (parts_is_anchor(parts, whole, &name)) {
            return true;
        }
    }
    return false;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

static bool is_letter(Str bytes)
{
    bool is_blank = str_starts(bytes, STR("\xC2\xA0")) || str_starts(bytes, STR("\xE2\x80"));
    return is_name_byte(bytes.ptr[0]) || ((unsigned char)bytes.ptr[0] >= 0x80 && !is_blank);
}

/* The name at the start of the bytes, which markup may cut. */
static Str read_name(Str bytes, char *memory)
{
    size_t n = 0;
    size_t at = 0;
    while (at < bytes.len && n < NAME_BYTES) {
        const char *close =
            bytes.ptr[at] == '<' ? memchr(bytes.ptr + at, '>', bytes.len - at) : NULL;
        if (close) {
            at = (size_t)(close - bytes.ptr) + 1;
        } else if (is_letter(str_sub(bytes, at, bytes.len))) {
            memory[n++] = bytes.ptr[at++];
        } else {
            break;
        }
    }
    return (Str){.ptr = memory, .len = n};
}

/*
 * What looks like a reference, tag or not: one too many costs nothing but a bookmark. A tag may be cut anywhere, as in "{{r" and
 * "ef.x".
 */
static bool gather_references(Parts *parts, Str bytes)
{
    char memory[NAME_BYTES];
    for (size_t at = str_find(bytes, STR("r"), 0); at != SIZE_MAX;
         at = str_find(bytes, STR("r"), at + 1)) {
        char before = at > 0 ? bytes.ptr[at - 1] : ' ';
        if (memchr("<:/\"'#", before, 6) || is_name_byte(before)) {
            continue; /* the name of an element or of a bookmark, or the inside of a word */
        }
        Str name = read_name(str_sub(bytes, at, bytes.len), memory);
        if (name.len > exact.len && str_starts(name, exact) &&
            !add_name(parts, &parts->referred, &parts->n_referred, &parts->cap_referred,
                      str_sub(name, exact.len, name.len))) {
            return false;
        }
    }
    return true;
}

Status anchors_gather(Parts *parts, Str bytes)
{
    return gather_bookmarks(parts, bytes) && gather_references(parts, bytes) ? ST_OK : ST_NOMEM;
}
