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

/* What an archive holds beside names and data. */
#define LOCAL_BYTES ((size_t)30)
#define CENTRAL_BYTES ((size_t)46)
#define END_BYTES ((size_t)22)

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

/* --- where libzip writes to --------------------------------------------------------------------------------------- */

/* The archive as it grows: libzip goes back to each entry's header once its data are there. */
typedef struct Sink {
    Buf *out;
    size_t pos; /* of the next byte */
    zip_error_t error;
} Sink;

static zip_int64_t write_bytes(Sink *sink, const void *data, zip_uint64_t size)
{
    Buf *out = sink->out;
    size_t end = sink->pos + size;
    if (end > out->len && !buf_reserve(out, end - out->len)) {
        zip_error_set(&sink->error, ZIP_ER_MEMORY, 0);
        return -1;
    }
    if (size > 0) {
        memcpy(out->ptr + sink->pos, data, size);
    }
    out->len = end > out->len ? end : out->len;
    sink->pos = end;
    return (zip_int64_t)size;
}

static zip_int64_t seek_write(Sink *sink, void *data, zip_uint64_t size)
{
    zip_int64_t to =
        zip_source_seek_compute_offset(sink->pos, sink->out->len, data, size, &sink->error);
    if (to < 0 || (size_t)to > sink->out->len) {
        return -1;
    }
    sink->pos = (size_t)to;
    return 0;
}

static zip_int64_t put_size(const Sink *sink, void *data, zip_uint64_t size)
{
    if (size < sizeof(zip_stat_t)) {
        return -1;
    }
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->valid = ZIP_STAT_SIZE;
    stat->size = sink->out->len;
    return sizeof *stat;
}

/* The zip_source_callback of the archive. libzip wants to be told that it could read; a new archive is only written. */
static zip_int64_t serve_sink(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    Sink *sink = user;
    switch ((int)command) {
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_WRITABLE;
    case ZIP_SOURCE_STAT:
        return put_size(sink, data, size);
    case ZIP_SOURCE_WRITE:
        return write_bytes(sink, data, size);
    case ZIP_SOURCE_SEEK_WRITE:
        return seek_write(sink, data, size);
    case ZIP_SOURCE_TELL_WRITE:
        return (zip_int64_t)sink->pos;
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&sink->error, data, size);
    case ZIP_SOURCE_OPEN:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_COMMIT_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_error_set(&sink->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* Bytes of the finished archive. */
static size_t archive_size(const Entry *entries, size_t n)
{
    size_t size = END_BYTES;
    for (size_t i = 0; i < n; i++) {
        size += LOCAL_BYTES + CENTRAL_BYTES + 2 * entries[i].name.len + entries[i].data.len;
    }
    return size;
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
    Sink sink = {.out = out};
    zip_error_t error;
    zip_error_init(&error);
    zip_error_init(&sink.error);
    TRY(readers ? make_room(out, archive_size(entries, n), diags) : ST_NOMEM);
    CLEANUP(source_done)
    zip_source_t *target = zip_source_function_create(serve_sink, &sink, &error);
    if (!target) {
        return report(&error, diags);
    }
    CLEANUP(zip_discard_done)
    zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
    if (!zip) {
        return report(&error, diags);
    }
    zip_source_keep(
        target); /* the archive owns one reference, which it gives up when it is closed; we the other */
    for (size_t i = 0; i < n; i++) {
        readers[i].entry = &entries[i];
        TRY(add_entry(zip, &readers[i], &name, diags));
    }
    if (zip_close(zip) != 0) {
        return report(zip_get_error(zip), diags);
    }
    zip = NULL;
    return out->status;
}
