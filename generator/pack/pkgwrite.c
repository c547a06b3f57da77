/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pkgwrite - see pkgwrite.h.
 */
#include "generator/pack/pkgwrite.h"

#include <assert.h>
#include <zip.h>

#include "generator/base/mem.h"

/* 1980-01-01 00:00:00, the first date that a zip archive can hold. */
#define DOS_TIME 0x0000
#define DOS_DATE 0x0021

/* Entries without memory from the heap: twice those of a document of ours. */
#define FEW_ENTRIES 48
/* A name without it; longer ones are those of hostile templates. */
#define NAME_BYTES 1024

/* One entry while libzip reads it. */
typedef struct Reader {
    const Entry *entry;
    size_t pos; /* bytes handed over */
    zip_error_t error;
} Reader;

static void readers_done(Reader **readers)
{
    mem_free(*readers);
}

/* The name with a NUL behind it: in `bytes`, or in `longer` where it has no room. */
static const char *name_of(const Entry *entry, char bytes[NAME_BYTES], Buf *longer)
{
    if (entry->name.len < NAME_BYTES) {
        memcpy(bytes, entry->name.ptr, entry->name.len);
        bytes[entry->name.len] = '\0';
        return bytes;
    }
    buf_clear(longer);
    buf_put(longer, entry->name);
    buf_putc(longer, '\0');
    return buf_ok(longer) ? longer->ptr : NULL;
}

static void zip_discard_done(zip_t **zip)
{
    if (*zip) {
        zip_discard(*zip);
    }
}

static void source_done(zip_source_t **source)
{
    zip_source_free(*source);
}

/* What libzip needs in order to copy ready bytes as they are: method, both sizes, CRC, no encryption. */
static zip_int64_t put_stat(const Entry *entry, void *data, zip_uint64_t size)
{
    if (size < sizeof(zip_stat_t)) {
        return -1;
    }
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD |
                  ZIP_STAT_ENCRYPTION_METHOD;
    stat->size = entry->raw_size;
    stat->comp_size = entry->data.len;
    stat->crc = entry->crc;
    stat->comp_method = entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    stat->encryption_method = ZIP_EM_NONE;
    return sizeof *stat;
}

static zip_int64_t read_bytes(Reader *reader, void *data, zip_uint64_t size)
{
    Str rest = str_sub(reader->entry->data, reader->pos, size);
    if (rest.len > 0) {
        memcpy(data, rest.ptr, rest.len);
        reader->pos += rest.len;
    }
    return (zip_int64_t)rest.len;
}

/* The zip_source_callback of one entry. */
static zip_int64_t serve_entry(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    Reader *reader = user;
    if (command == ZIP_SOURCE_SUPPORTS) {
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                              -1);
    }
    if (command == ZIP_SOURCE_OPEN) {
        reader->pos = 0;
        return 0;
    }
    if (command == ZIP_SOURCE_READ) {
        return read_bytes(reader, data, size);
    }
    if (command == ZIP_SOURCE_STAT) {
        return put_stat(reader->entry, data, size);
    }
    if (command == ZIP_SOURCE_ERROR) {
        return zip_error_to_data(&reader->error, data, size);
    }
    if (command == ZIP_SOURCE_CLOSE || command == ZIP_SOURCE_FREE) {
        return 0;
    }
    zip_error_set(&reader->error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
}

/* libzip's error as ours: memory is fatal and silent, the rest is our mistake and says what. */
static Status report(zip_error_t *error, DiagList *diags)
{
    if (zip_error_code_zip(error) == ZIP_ER_MEMORY) {
        return ST_NOMEM;
    }
    diag_add1(diags, PKG_CANT_BUILD, (Loc){0}, str_of(zip_error_strerror(error)));
    return ST_BUG;
}

/* Puts one entry at the end of the archive: no extra field, fixed date, no attributes. */
static Status add_entry(zip_t *zip, Reader *reader, Buf *longer, DiagList *diags)
{
    char bytes[NAME_BYTES];
    const char *name = name_of(reader->entry, bytes, longer);
    if (!name) {
        return longer->status;
    }
    zip_source_t *source = zip_source_function(zip, serve_entry, reader);
    if (!source) {
        return report(zip_get_error(zip), diags);
    }
    zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return report(zip_get_error(zip), diags);
    }
    zip_int32_t method = reader->entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    zip_uint64_t at = (zip_uint64_t)index;
    if (zip_set_file_compression(zip, at, method, 0) != 0 ||
        zip_file_set_dostime(zip, at, DOS_TIME, DOS_DATE, 0) != 0 ||
        zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_DOS, 0) != 0) {
        return report(zip_get_error(zip), diags);
    }
    return ST_OK;
}

/* Copies what libzip wrote into its memory source. */
static Status take_bytes(zip_source_t *target, Buf *out, DiagList *diags)
{
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_stat(target, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
        zip_source_open(target) != 0) {
        return report(zip_source_error(target), diags);
    }
    /* Where it grows, by a little more: the next record may be a few bytes longer. At the ceiling without. */
    bool has_slack = stat.size > out->cap && stat.size < out->max_bytes - stat.size;
    if (!buf_reserve(out, stat.size + (has_slack ? stat.size / 8 : 0))) {
        (void)zip_source_close(target); /* only read */
        if (out->status == ST_LIMIT) {
            diag_add1(diags, PKG_OUTPUT_TOO_LARGE, (Loc){0},
                      arena_printf(diags->arena, "%zu", out->max_bytes));
        }
        return out->status;
    }
    zip_int64_t n = zip_source_read(target, out->ptr, stat.size);
    (void)zip_source_close(target); /* only read */
    if (n < 0 || (zip_uint64_t)n != stat.size) {
        return report(zip_source_error(target), diags);
    }
    out->len = (size_t)n;
    return ST_OK;
}

Status pkgwrite(const Entry *entries, size_t n, Buf *out, DiagList *diags)
{
    assert(n > 0); /* libzip removes an archive without entries */
    buf_clear(out);
    Reader few[FEW_ENTRIES];
    memset(few, 0, sizeof few);
    CLEANUP(readers_done) Reader *many = n > FEW_ENTRIES ? mem_alloc(n * sizeof *many) : NULL;
    Reader *readers = n > FEW_ENTRIES ? many : few;
    CLEANUP(buf_done) Buf name = {0};
    buf_init(&name, UINT16_MAX + 1);
    zip_error_t error;
    zip_error_init(&error);
    CLEANUP(source_done)
    zip_source_t *target = readers ? zip_source_buffer_create(NULL, 0, 0, &error) : NULL;
    if (!target) {
        return ST_NOMEM;
    }
    CLEANUP(zip_discard_done)
    zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
    if (!zip) {
        return report(&error, diags);
    }
    zip_source_keep(target); /* the archive owns one reference, we read from the other */
    for (size_t i = 0; i < n; i++) {
        readers[i].entry = &entries[i];
        TRY(add_entry(zip, &readers[i], &name, diags));
    }
    if (zip_close(zip) != 0) {
        return report(zip_get_error(zip), diags);
    }
    zip = NULL;
    return take_bytes(target, out, diags);
}
