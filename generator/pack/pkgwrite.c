/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pkgwrite - see pkgwrite.h.
 *
 * Headers as in PKWARE's APPNOTE 6.3.10, 4.3.7 (local), 4.3.12 (central), 4.3.16 (end); no data descriptors, no zip64.
 */
#include "generator/pack/pkgwrite.h"

#include <assert.h>

#include "generator/base/mem.h"
#include "generator/base/utf8.h"
#include "generator/data/value.h"

#define LOCAL_BYTES ((size_t)30)
#define CENTRAL_BYTES ((size_t)46)
#define END_BYTES ((size_t)22)

#define LOCAL_SIGNATURE 0x04034b50u
#define CENTRAL_SIGNATURE 0x02014b50u
#define END_SIGNATURE 0x06054b50u

/* 1980-01-01 00:00:00, the first date that a zip archive can hold. */
#define DOS_TIME 0x0000u
#define DOS_DATE 0x0021u
/* Written on MS-DOS, whose attributes say nothing of owners and rights, by version 6.3 of the format. */
#define MADE_BY 63u
#define VERSION_STORED 10u
#define VERSION_DEFLATED 20u
#define METHOD_STORED 0u
#define METHOD_DEFLATED 8u
#define FLAG_UTF8 0x0800u

/* What the fields hold: 16 bits for counts and names, 32 for sizes and offsets. */
#define MAX_ENTRIES ((size_t)UINT16_MAX)
#define MAX_NAME_BYTES ((size_t)UINT16_MAX)
#define MAX_BYTES ((size_t)UINT32_MAX)

/* Entries whose names are compared without memory from the heap: four times those of a document of ours. */
#define FEW_ENTRIES 64

static void slots_done(uint16_t **slots)
{
    mem_free(*slots);
}

static Status refuse(DiagList *diags, const char *why)
{
    diag_add1(diags, PKG_CANT_BUILD, (Loc){0}, str_of(why));
    return ST_BUG;
}

/* slots: `n_slots` of them, a power of two and twice the entries at least; zeroed. */
static bool has_twins(const Entry *entries, size_t n, uint16_t *slots, size_t n_slots)
{
    uint64_t seed = (uint64_t)(uintptr_t)slots; /* as value.c: nobody can prepare collisions */
    for (size_t i = 0; i < n; i++) {
        size_t at = value_hash_key(entries[i].name, seed) & (n_slots - 1);
        for (; slots[at]; at = (at + 1) & (n_slots - 1)) {
            if (str_eq(entries[slots[at] - 1].name, entries[i].name)) {
                return true;
            }
        }
        slots[at] = (uint16_t)(i + 1);
    }
    return false;
}

/* No name twice: readers would see one of the two, and not all of them the same. */
static Status check_twins(const Entry *entries, size_t n, DiagList *diags)
{
    uint16_t few[FEW_ENTRIES * 2] = {0};
    size_t n_slots = sizeof few / sizeof few[0];
    while (n_slots < n * 2) {
        n_slots *= 2;
    }
    bool is_few = n <= FEW_ENTRIES;
    CLEANUP(slots_done) uint16_t *many = is_few ? NULL : mem_alloc(n_slots * sizeof *many);
    if (!is_few && !many) {
        return ST_NOMEM;
    }
    bool is_wrong = has_twins(entries, n, is_few ? few : many, n_slots);
    return is_wrong ? refuse(diags, "two entries have one name") : ST_OK;
}

/* What fits no field, and what no reader takes. ret_bytes: of the finished archive. */
static Status check_entries(const Entry *entries, size_t n, DiagList *diags, size_t *ret_bytes)
{
    size_t bytes = END_BYTES;
    if (n > MAX_ENTRIES) {
        diag_add1(diags, PKG_TOO_MANY_FILES, (Loc){0},
                  arena_printf(diags->arena, "%zu", MAX_ENTRIES));
        return ST_LIMIT;
    }
    for (size_t i = 0; i < n; i++) {
        const Entry *entry = &entries[i];
        if (entry->name.len == 0 || entry->name.len > MAX_NAME_BYTES ||
            utf8_check(entry->name) != SIZE_MAX) {
            return refuse(diags, "the name of an entry is empty, too long or no UTF-8");
        }
        if (entry->raw_size > MAX_BYTES || entry->data.len > MAX_BYTES) {
            return refuse(diags, "an entry is larger than 4 GiB");
        }
        bytes += LOCAL_BYTES + CENTRAL_BYTES + 2 * entry->name.len + entry->data.len;
    }
    if (bytes > MAX_BYTES) {
        return refuse(diags, "the archive is larger than 4 GiB");
    }
    *ret_bytes = bytes;
    return check_twins(entries, n, diags);
}

/* Room for the archive, once; where it grows, with a little more: the next record may be a few bytes longer. */
static Status make_room(Buf *out, size_t size, DiagList *diags)
{
    bool has_slack = size > out->cap && size < out->max_bytes - size;
    if (!buf_reserve(out, size + (has_slack ? size / 8 : 0)) && out->status == ST_LIMIT) {
        diag_add1(diags, PKG_OUTPUT_TOO_LARGE, (Loc){0},
                  arena_printf(diags->arena, "%zu", out->max_bytes));
    }
    return out->status;
}

/* --- bytes: each put_ writes at `to` and returns what comes behind ------------------------------------------------ */

static char *put_u16(char *to, size_t number)
{
    to[0] = (char)(number & 0xFF);
    to[1] = (char)(number >> 8 & 0xFF);
    return to + 2;
}

static char *put_u32(char *to, size_t number)
{
    return put_u16(put_u16(to, number & 0xFFFF), number >> 16);
}

static char *put_bytes(char *to, Str bytes)
{
    if (bytes.len > 0) {
        memcpy(to, bytes.ptr, bytes.len);
    }
    return to + bytes.len;
}

/* What local and central header have in common: from the version that is needed to the length of the extra field. */
static char *put_facts(char *to, const Entry *entry)
{
    bool is_ascii = utf8_skip_printable(entry->name, 0) == entry->name.len;
    to = put_u16(to, entry->is_stored ? VERSION_STORED : VERSION_DEFLATED);
    to = put_u16(to, is_ascii ? 0 : FLAG_UTF8);
    to = put_u16(to, entry->is_stored ? METHOD_STORED : METHOD_DEFLATED);
    to = put_u16(to, DOS_TIME);
    to = put_u16(to, DOS_DATE);
    to = put_u32(to, entry->crc);
    to = put_u32(to, entry->data.len);
    to = put_u32(to, entry->raw_size);
    to = put_u16(to, entry->name.len);
    return put_u16(to, 0);
}

static char *put_local(char *to, const Entry *entry)
{
    to = put_u32(to, LOCAL_SIGNATURE);
    to = put_facts(to, entry);
    to = put_bytes(to, entry->name);
    return put_bytes(to, entry->data);
}

/* offset: of the local header. No comment, first disk, no attributes. */
static char *put_central(char *to, const Entry *entry, size_t offset)
{
    to = put_u32(to, CENTRAL_SIGNATURE);
    to = put_u16(to, MADE_BY);
    to = put_facts(to, entry);
    to = put_u16(to, 0);
    to = put_u16(to, 0);
    to = put_u16(to, 0);
    to = put_u32(to, 0);
    to = put_u32(to, offset);
    return put_bytes(to, entry->name);
}

/* The central directory has n entries and lies in [start, end). */
static char *put_end(char *to, size_t n, size_t start, size_t end)
{
    to = put_u32(to, END_SIGNATURE);
    to = put_u16(to, 0);
    to = put_u16(to, 0);
    to = put_u16(to, n);
    to = put_u16(to, n);
    to = put_u32(to, end - start);
    to = put_u32(to, start);
    return put_u16(to, 0);
}

Status pkgwrite(const Entry *entries, size_t n, Buf *out, DiagList *diags)
{
    size_t bytes = 0;
    assert(n > 0); /* readers differ on an archive without entries */
    buf_clear(out);
    TRY(check_entries(entries, n, diags, &bytes));
    TRY(make_room(out, bytes, diags));
    char *to = out->ptr;
    for (size_t i = 0; i < n; i++) {
        to = put_local(to, &entries[i]);
    }
    size_t start = (size_t)(to - out->ptr);
    size_t offset = 0;
    for (size_t i = 0; i < n; i++) {
        to = put_central(to, &entries[i], offset);
        offset += LOCAL_BYTES + entries[i].name.len + entries[i].data.len;
    }
    to = put_end(to, n, start, (size_t)(to - out->ptr));
    out->len = bytes;
    assert(to == out->ptr + bytes);
    return ST_OK;
}
