/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor_zip - see floor_zip.h.
 */
#include "tests/perf/floor_zip.h"

#include <zip.h>

#define MAX_ENTRIES 64
#define MAX_NAME 256

/* One entry while libzip reads it. */
typedef struct Reader {
    const Entry *entry;
    size_t pos; /* bytes handed over */
    zip_error_t error;
} Reader;

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
    switch ((int)command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                              -1);
    case ZIP_SOURCE_OPEN:
        reader->pos = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_bytes(reader, data, size);
    case ZIP_SOURCE_STAT:
        return put_stat(reader->entry, data, size);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&reader->error, data, size);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_error_set(&reader->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* Fixed date, no attributes. */
static bool add_entry(zip_t *zip, Reader *reader)
{
    char name[MAX_NAME];
    const Entry *entry = reader->entry;
    if (entry->name.len >= sizeof name) {
        return false;
    }
    memcpy(name, entry->name.ptr, entry->name.len);
    name[entry->name.len] = '\0';
    zip_source_t *source = zip_source_function(zip, serve_entry, reader);
    zip_int64_t index = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    zip_uint64_t at = (zip_uint64_t)index;
    zip_int32_t method = entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    return index >= 0 && zip_set_file_compression(zip, at, method, 0) == 0 &&
           zip_file_set_dostime(zip, at, 0x0000, 0x0021, 0) == 0 &&
           zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_DOS, 0) == 0;
}

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

bool floor_zip(const Entry *entries, size_t n, Buf *out)
{
    Reader readers[MAX_ENTRIES];
    Sink sink = {.out = out};
    zip_error_t error;
    zip_error_init(&error);
    zip_error_init(&sink.error);
    buf_clear(out);
    zip_source_t *target = zip_source_function_create(serve_sink, &sink, &error);
    zip_t *zip = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    bool is_ok = zip && n <= MAX_ENTRIES;
    for (size_t i = 0; is_ok && i < n; i++) {
        readers[i] = (Reader){.entry = &entries[i]};
        is_ok = add_entry(zip, &readers[i]);
    }
    return is_ok && zip_close(zip) == 0 && buf_ok(out);
}
