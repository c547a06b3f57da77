/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pkgread - see pkgread.h. What an archive declares is used to refuse it early, never to allocate or to stop reading.
 */
#include "generator/pack/pkgread.h"

#include <stdlib.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/pack/ziplib.h"

/* Bytes asked of libzip at once. */
#define READ_STEP ((size_t)64 * 1024)

#define MODEL_FILE "modele.yaml"

/* One package while it is read. */
typedef struct Reader {
    Arena *arena;
    Str name;
    Loc at;
    DiagList *diags;
    const ZipLib *lib; /* borrowed; NULL for a folder */
    zip_t *zip;        /* the same */
    size_t total;      /* bytes of all parts so far */
    PkgPart *parts;
    size_t n;
    size_t cap;
} Reader;

static Str size_text(Reader *reader, size_t n)
{
    return arena_printf(reader->diags->arena, "%zu", n);
}

static Status add_part(Reader *reader, Str name, Str bytes)
{
    PkgPart *parts =
        arena_grow(reader->arena, reader->parts, reader->n, &reader->cap, sizeof *parts);
    if (!parts || !name.ptr || !bytes.ptr) {
        return ST_NOMEM;
    }
    reader->parts = parts;
    parts[reader->n++] = (PkgPart){.name = name, .bytes = bytes};
    return ST_OK;
}

/* Counts a part's bytes towards the whole. */
static Status check_total(Reader *reader, size_t more)
{
    if (more > LIMIT_PKG_BYTES - reader->total) {
        diag_add2(reader->diags, PKG_TOO_LARGE, reader->at, reader->name,
                  size_text(reader, LIMIT_PKG_BYTES));
        return ST_LIMIT;
    }
    return ST_OK;
}

static Status check_count(Reader *reader, size_t n)
{
    if (n > LIMIT_PKG_ENTRIES) {
        diag_add(reader->diags, PKG_TOO_MANY_ENTRIES, reader->at, reader->name,
                 size_text(reader, n), size_text(reader, LIMIT_PKG_ENTRIES));
        return ST_LIMIT;
    }
    return ST_OK;
}

/* A name that stays inside the package and that every program reads the same way. */
static bool is_good_name(Str name)
{
    if (utf8_check(name) != SIZE_MAX || !file_is_inside(name) || memchr(name.ptr, ':', name.len)) {
        return false;
    }
    for (size_t pos = 0; pos < name.len;) {
        uint32_t cp = utf8_next(name, &pos);
        if (utf8_is_hostile(cp) || cp < ' ') {
            return false;
        }
    }
    return true;
}

/* Byte order, ASCII letters whatever their case: how packages compare names. */
static int compare_folded(const void *a, const void *b)
{
    Str x = *(const Str *)a;
    Str y = *(const Str *)b;
    for (size_t i = 0; i < x.len && i < y.len; i++) {
        int order = (unsigned char)ascii_lower(x.ptr[i]) - (unsigned char)ascii_lower(y.ptr[i]);
        if (order != 0) {
            return order;
        }
    }
    return (x.len > y.len) - (x.len < y.len);
}

/* Two entries of one name: readers disagree on which one counts. Sorts `names`. */
static Status check_duplicates(Reader *reader, Str *names, size_t n)
{
    Status st = ST_OK;
    if (n > 1) {
        qsort(names, n, sizeof *names, compare_folded);
    }
    for (size_t i = 1; i < n; i++) {
        if (compare_folded(&names[i - 1], &names[i]) == 0) {
            diag_add(reader->diags, PKG_DUPLICATE, reader->at, names[i - 1], names[i],
                     reader->name);
            st = ST_LIMIT;
        }
    }
    return st;
}

/* --- zip ------------------------------------------------------------------------------------------ */

bool pkgread_is_zip(Str bytes)
{
    return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("PK\x05\x06"));
}

/* libzip's error while opening: no directory at the end, or one that does not fit the rest. */
static Status report_open(Reader *reader, zip_error_t *error)
{
    if (reader->lib->error_code_zip(error) == ZIP_ER_MEMORY) {
        return ST_NOMEM;
    }
    diag_add2(reader->diags, PKG_TRUNCATED, reader->at, reader->name,
              str_of(reader->lib->error_strerror(error)));
    return ST_LIMIT;
}

static Status report_damaged(Reader *reader, Str name, zip_error_t *error)
{
    if (reader->lib->error_code_zip(error) == ZIP_ER_MEMORY) {
        return ST_NOMEM;
    }
    diag_add(reader->diags, PKG_DAMAGED, reader->at, name, reader->name,
             str_of(reader->lib->error_strerror(error)));
    return ST_LIMIT;
}

/*
 * The name of an entry in UTF-8 and with "/": some Windows programs write "word\document.xml", old ones the letters of code
 * page 437. ptr NULL: no memory.
 */
static Str entry_name(Reader *reader, zip_uint64_t index)
{
    const char *raw = reader->lib->get_name(reader->zip, index, ZIP_FL_ENC_RAW);
    const char *name = raw ? raw : "";
    if (utf8_check(str_of(name)) != SIZE_MAX) {
        const char *decoded = reader->lib->get_name(reader->zip, index, ZIP_FL_ENC_GUESS);
        name = decoded ? decoded : name;
    }
    Str copy = arena_str(reader->arena, str_of(name));
    char *bytes = (char *)(uintptr_t)copy.ptr; /* ours: the arena's */
    for (size_t i = 0; bytes && i < copy.len; i++) {
        bytes[i] = bytes[i] == '\\' ? '/' : bytes[i];
    }
    return copy;
}

/* Name, method and encryption of one entry; adds its packed size to *packed. */
static Status check_entry(Reader *reader, zip_uint64_t index, Str *ret_name, uint64_t *packed)
{
    Str name = entry_name(reader, index);
    zip_stat_t stat;
    reader->lib->stat_init(&stat);
    if (!name.ptr) {
        return ST_NOMEM;
    }
    *ret_name = name;
    Str inner = str_ends(name, STR("/")) ? str_sub(name, 0, name.len - 1) : name;
    if (!is_good_name(inner)) {
        diag_add2(reader->diags, PKG_BAD_NAME, reader->at, name, reader->name);
        return ST_LIMIT;
    }
    if (reader->lib->stat_index(reader->zip, index, 0, &stat) != 0) {
        return report_damaged(reader, name, reader->lib->get_error(reader->zip));
    }
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE) {
        diag_add2(reader->diags, PKG_ENCRYPTED, reader->at, name, reader->name);
        return ST_LIMIT;
    }
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
        diag_add2(reader->diags, PKG_METHOD, reader->at, name, reader->name);
        return ST_LIMIT;
    }
    *packed = stat.comp_size > UINT64_MAX - *packed ? UINT64_MAX : *packed + stat.comp_size;
    return ST_OK;
}

/* Everything that can be refused before a byte is unpacked, all in one run. */
static Status check_directory(Reader *reader, size_t n, size_t archive_size)
{
    Str *names = arena_array(reader->arena, n, Str);
    if (!names) {
        return ST_NOMEM;
    }
    Status result = ST_OK;
    uint64_t packed = 0;
    for (size_t i = 0; i < n; i++) {
        Status st = check_entry(reader, i, &names[i], &packed);
        if (status_is_fatal(st)) {
            return st;
        }
        result = st != ST_OK ? st : result;
    }
    if (packed > archive_size) {
        diag_add1(reader->diags, PKG_OVERLAP, reader->at, reader->name);
        result = ST_LIMIT;
    }
    Status st = check_duplicates(reader, names, n);
    return st != ST_OK ? st : result;
}

/* The limits on what has really been unpacked. */
static Status check_sizes(Reader *reader, Str name, size_t size, uint64_t packed)
{
    if (size > LIMIT_PKG_ENTRY_BYTES) {
        diag_add(reader->diags, PKG_ENTRY_TOO_LARGE, reader->at, name, reader->name,
                 size_text(reader, LIMIT_PKG_ENTRY_BYTES));
        return ST_LIMIT;
    }
    if (size > LIMIT_PKG_RATIO_FLOOR && size / LIMIT_PKG_RATIO > packed) {
        diag_add(reader->diags, PKG_RATIO, reader->at, name, reader->name,
                 size_text(reader, LIMIT_PKG_RATIO));
        return ST_LIMIT;
    }
    return check_total(reader, size);
}

/* Unpacks one entry into `scratch`, step by step, each step under the limits. */
static Status unpack(Reader *reader, Str name, zip_file_t *file, uint64_t packed, Buf *scratch)
{
    buf_clear(scratch);
    for (;;) {
        if (!buf_reserve(scratch, READ_STEP)) {
            return scratch->status;
        }
        zip_int64_t got = reader->lib->fread(file, scratch->ptr + scratch->len, READ_STEP);
        if (got < 0) {
            return report_damaged(reader, name, reader->lib->file_get_error(file));
        }
        if (got == 0) {
            return ST_OK;
        }
        scratch->len += (size_t)got;
        TRY(check_sizes(reader, name, scratch->len, packed));
    }
}

static Status read_entry(Reader *reader, zip_uint64_t index, Buf *scratch)
{
    zip_stat_t stat;
    reader->lib->stat_init(&stat);
    if (reader->lib->stat_index(reader->zip, index, 0, &stat) != 0) {
        return report_damaged(reader, STR_EMPTY, reader->lib->get_error(reader->zip));
    }
    Str name = entry_name(reader, index);
    if (!name.ptr) {
        return ST_NOMEM;
    }
    if (str_ends(name, STR("/"))) {
        return ST_OK; /* a folder has no content */
    }
    zip_file_t *file = reader->lib->fopen_index(reader->zip, index, 0);
    if (!file) {
        return report_damaged(reader, name, reader->lib->get_error(reader->zip));
    }
    Status st = unpack(reader, name, file, stat.comp_size, scratch);
    (void)reader->lib->fclose(file); /* errors were asked for while reading */
    TRY(st);
    TRY(add_part(reader, name, arena_str(reader->arena, buf_str(scratch))));
    reader->total += scratch->len;
    return ST_OK;
}

/* ODF wants its mimetype first; not all programs put it there. */
static void mimetype_first(Reader *reader)
{
    for (size_t i = 1; i < reader->n; i++) {
        if (str_is(reader->parts[i].name, "mimetype")) {
            PkgPart mimetype = reader->parts[i];
            memmove(&reader->parts[1], reader->parts, i * sizeof *reader->parts);
            reader->parts[0] = mimetype;
            return;
        }
    }
}

/* Sets the result, which holds at least one part. */
static Status hand_over(Reader *reader, Package *ret_package)
{
    mimetype_first(reader);
    if (reader->n == 0) {
        diag_add1(reader->diags, PKG_EMPTY, reader->at, reader->name);
        return ST_INPUT;
    }
    *ret_package = (Package){.name = reader->name, .parts = reader->parts, .n_parts = reader->n};
    return ST_OK;
}

static Status reader_init(Reader *reader, Arena *arena, Str name, DiagList *diags)
{
    const Source *source = source_new(arena, name, STR_EMPTY, 0);
    *reader = (Reader){.arena = arena, .name = name, .at = {.source = source}, .diags = diags};
    return source ? ST_OK : ST_NOMEM;
}

/* The entries of an open archive of `size` bytes. */
static Status read_entries(Reader *reader, size_t size)
{
    CLEANUP(buf_done) Buf scratch = {0};
    size_t n = (size_t)reader->lib->get_num_entries(reader->zip, 0);
    TRY(check_count(reader, n));
    TRY(check_directory(reader, n, size));
    buf_init(&scratch, LIMIT_PKG_ENTRY_BYTES + 2 * READ_STEP);
    for (size_t i = 0; i < n; i++) {
        TRY(read_entry(reader, i, &scratch));
    }
    return ST_OK;
}

Status pkgread_zip(Arena *arena, Str name, Str bytes, DiagList *diags, Package *ret_package)
{
    Reader reader;
    TRY(reader_init(&reader, arena, name, diags));
    if (!pkgread_is_zip(bytes)) {
        diag_add1(diags, PKG_NOT_ZIP, reader.at, name);
        return ST_INPUT;
    }
    CLEANUP(ziplib_close) ZipLib lib = {0};
    if (!ziplib_open(&lib, NULL)) {
        diag_add1(diags, PKG_NO_LIBZIP, reader.at, name);
        return ST_INPUT;
    }
    zip_error_t error;
    lib.error_init(&error);
    zip_source_t *source = lib.source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    if (!source) {
        return ST_NOMEM;
    }
    reader.lib = &lib;
    reader.zip = lib.open_from_source(source, ZIP_RDONLY, &error);
    if (!reader.zip) {
        lib.source_free(source);
        return report_open(&reader, &error);
    }
    Status st = read_entries(&reader, bytes.len);
    lib.discard(reader.zip); /* and the source with it */
    TRY(st);
    return hand_over(&reader, ret_package);
}

/* --- folders -------------------------------------------------------------------------------------- */

/* Folders still to be listed, as paths relative to the top. */
typedef struct Folders {
    Str *items;
    size_t n;
    size_t cap;
} Folders;

static Status push_folder(Reader *reader, Folders *folders, Str folder)
{
    Str *items = arena_grow(reader->arena, folders->items, folders->n, &folders->cap, sizeof(Str));
    if (!items) {
        return ST_NOMEM;
    }
    folders->items = items;
    folders->items[folders->n++] = folder;
    return check_count(reader, folders->n);
}

static Status read_file(Reader *reader, Str name, Str path)
{
    Str bytes = STR_EMPTY;
    TRY(check_count(reader, reader->n + 1));
    TRY(file_read(reader->arena, path, LIMIT_PKG_ENTRY_BYTES, reader->at, reader->diags, &bytes));
    TRY(check_total(reader, bytes.len));
    reader->total += bytes.len;
    return add_part(reader, name, bytes);
}

/* One name found in a folder: a part, a folder to list later, or something refused. */
static Status visit(Reader *reader, Folders *folders, Str name)
{
    Str path = file_join(reader->arena, reader->name, name);
    if (!path.ptr) {
        return ST_NOMEM;
    }
    FileKind kind = file_kind(path, false);
    if (kind == FILE_FOLDER) {
        return push_folder(reader, folders, name);
    }
    if (kind != FILE_REGULAR) {
        diag_add1(reader->diags, PKG_LINK, reader->at, path);
        return ST_LIMIT;
    }
    if (!is_good_name(name)) {
        diag_add2(reader->diags, PKG_BAD_NAME, reader->at, name, reader->name);
        return ST_LIMIT;
    }
    return str_is(name, MODEL_FILE) ? ST_OK : read_file(reader, name, path);
}

static Status visit_folder(Reader *reader, Folders *folders, Str folder)
{
    Str path = folder.len ? file_join(reader->arena, reader->name, folder) : reader->name;
    Str *names = NULL;
    size_t n = 0;
    if (!path.ptr) {
        return ST_NOMEM;
    }
    TRY(file_list(reader->arena, path, reader->diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        Str name = file_join(reader->arena, folder, names[i]);
        if (!name.ptr) {
            return ST_NOMEM;
        }
        TRY(visit(reader, folders, name));
    }
    return ST_OK;
}

/* 0 for mimetype, which ODF wants first, 1 for the content types, 2 for the rest. */
static int rank(Str name)
{
    return str_is(name, "mimetype") ? 0 : str_is(name, "[Content_Types].xml") ? 1 : 2;
}

static int compare_parts(const void *a, const void *b)
{
    const PkgPart *x = a;
    const PkgPart *y = b;
    int order = rank(x->name) - rank(y->name);
    return order != 0 ? order : str_cmp(x->name, y->name);
}

Status pkgread_folder(Arena *arena, Str path, DiagList *diags, Package *ret_package)
{
    Reader reader;
    Folders folders = {0};
    TRY(reader_init(&reader, arena, path, diags));
    TRY(push_folder(&reader, &folders, STR_EMPTY));
    for (size_t i = 0; i < folders.n; i++) {
        TRY(visit_folder(&reader, &folders, folders.items[i]));
    }
    Str *names = arena_array(arena, reader.n, Str);
    if (!names) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < reader.n; i++) {
        names[i] = reader.parts[i].name;
    }
    TRY(check_duplicates(&reader, names, reader.n));
    if (reader.n > 1) {
        qsort(reader.parts, reader.n, sizeof *reader.parts, compare_parts);
    }
    return hand_over(&reader, ret_package);
}

const PkgPart *pkgread_find(const Package *package, Str name)
{
    for (size_t i = 0; i < package->n_parts; i++) {
        if (str_eq(package->parts[i].name, name)) {
            return &package->parts[i];
        }
    }
    return NULL;
}
