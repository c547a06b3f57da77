/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_read - see merge_read.h.
 */
#include "generator/batch/merge_read.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/batch/manifest.h"
#include "generator/data/json.h"

/* Thousands of shards are read side by side. */
#define READ_STEP ((size_t)16 * KIB)
#define ID_START ",\"id\":\""

/* --- bytes ------------------------------------------------------------------------------------------------------- */

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Reads on behind what is in memory; nothing more at the end. Returns 0 or an errno. */
static int read_more(MergeFile *f, bool is_first)
{
    struct stat info;
    int error = 0;
    int fd = open(f->path.ptr, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        error = errno;
    } else if (S_ISDIR(info.st_mode)) {
        error = EISDIR;
    } else if (!S_ISREG(info.st_mode)) {
        error = ESPIPE;
    } else if (!is_first && !is_same_file(&info, &f->info)) {
        error = ESTALE;
    }
    while (error == 0) {
        ssize_t n =
            pread(fd, f->bytes.ptr + f->bytes.len, READ_STEP, (off_t)(f->base + f->bytes.len));
        if (n >= 0) {
            f->bytes.len += (size_t)n;
            f->info = info;
            break;
        }
        error = errno == EINTR ? 0 : errno;
    }
    if (fd >= 0) {
        (void)close(fd); /* read only */
    }
    return error;
}

/* Finds the next line, whole or cut short; ret_line without anything: the end. A line too long for ours is cut short. */
static Status next_line(MergeFile *f, bool is_first, DiagList *diags, Str *ret_line)
{
    size_t looked = f->next;
    f->at = f->next;
    for (;;) {
        size_t end = str_find(buf_str(&f->bytes), STR("\n"), looked);
        if (end != SIZE_MAX) {
            f->next = end + 1;
            *ret_line = str_sub(buf_str(&f->bytes), f->at, f->next - f->at);
            return ST_OK;
        }
        if (f->at > 0) {
            memmove(f->bytes.ptr, f->bytes.ptr + f->at, f->bytes.len - f->at);
            f->bytes.len -= f->at;
            f->base += f->at;
            f->at = 0;
        }
        looked = f->bytes.len;
        bool has_room = buf_reserve(&f->bytes, READ_STEP);
        if (!has_room && f->bytes.status == ST_NOMEM) {
            return ST_NOMEM;
        }
        int error = has_room ? read_more(f, is_first) : 0;
        if (error != 0) {
            return file_report(diags, FILE_CANT_READ, f->path, error);
        }
        if (f->bytes.len == looked) {
            f->next = looked;
            *ret_line = buf_str(&f->bytes);
            return ST_OK;
        }
    }
}

/* --- the head ---------------------------------------------------------------------------------------------------- */

static bool get_number(const Value *map, const char *key, uint64_t *ret)
{
    const Value *value = value_get(map, str_of(key));
    int64_t n = 0;
    bool is_number = value && value->kind == VALUE_NUM && num_to_int64(value->num, &n) && n >= 0;
    *ret = (uint64_t)n;
    return is_number;
}

static bool get_text(const Value *map, const char *key, Str *ret)
{
    *ret = value_get_text(map, str_of(key));
    return ret->len > 0;
}

/* ST_INPUT: the line is no head; nothing is reported. */
static Status parse_head(Arena *arena, Str line, MergeHead *ret)
{
    DiagList ignored;
    Value *root = NULL;
    uint64_t k = 0;
    uint64_t n = 0;
    diag_list_init(&ignored, arena);
    Str text = arena_str(arena, line);
    Source *source = text.ptr ? source_new(arena, STR("manifest"), text, 0) : NULL;
    TRY(source ? json_load(arena, source, YAML_LIMITS_DATA, &ignored, &root) : ST_NOMEM);
    bool is_head = root->kind == VALUE_MAP && get_number(root, "shard", &k) &&
                   get_number(root, "of", &n) && get_number(root, "records", &ret->records) &&
                   get_number(root, "total", &ret->total) && get_text(root, "ids", &ret->ids) &&
                   get_text(root, "library", &ret->library) &&
                   get_text(root, "template", &ret->template) &&
                   get_text(root, "options", &ret->options) && get_text(root, "date", &ret->date);
    if (!is_head || k < 1 || k > n || n > SHARD_MAX) {
        return ST_INPUT;
    }
    ret->shard = (Shard){.number = (uint32_t)k, .count = (uint32_t)n};
    return ST_OK;
}

Status merge_file_open(Str path, Arena *arena, DiagList *diags, MergeFile *ret_file)
{
    Str line = STR_EMPTY;
    *ret_file = (MergeFile){.path = path};
    buf_init(&ret_file->bytes, LIMIT_LINE_BYTES + READ_STEP);
    TRY(next_line(ret_file, true, diags, &line));
    Status st = parse_head(arena, line, &ret_file->head);
    if (status_is_fatal(st)) {
        return st;
    }
    if (st != ST_OK) {
        diag_add1(diags, MERGE_NO_SHARD, (Loc){0}, path);
    }
    return st;
}

void merge_file_done(MergeFile *f)
{
    buf_done(&f->bytes);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

void merge_file_rewind(MergeFile *f)
{
    buf_done(&f->bytes);
    buf_init(&f->bytes, LIMIT_LINE_BYTES + READ_STEP);
    f->base = 0;
    f->at = 0;
    f->next = 0;
    f->n = 0;
    f->rank = 0;
    f->has_line = false;
    f->is_damaged = false;
}

/* {"rank":12,"id":"a",…: the rank, the identifier, and the line that is left without the rank, its brace in the comma's place. */
static bool split_line(MergeFile *f, Str line)
{
    size_t at = sizeof MANIFEST_RANK - 1;
    uint64_t rank = 0;
    if (!str_starts(line, STR(MANIFEST_RANK)) || line.ptr[line.len - 1] != '\n') {
        return false;
    }
    for (; at < line.len && line.ptr[at] >= '0' && line.ptr[at] <= '9' && rank < UINT32_MAX; at++) {
        rank = rank * 10 + (uint64_t)(line.ptr[at] - '0');
    }
    if (!str_starts(str_sub(line, at, line.len), STR(ID_START))) {
        return false;
    }
    size_t start = at + sizeof ID_START - 1;
    size_t end = start;
    while (end < line.len && line.ptr[end] != '"') {
        end += line.ptr[end] == '\\' ? 2 : 1;
    }
    f->bytes.ptr[f->at + at] = '{';
    f->line = str_sub(line, at, line.len - at);
    f->id = str_sub(line, start, end - start);
    bool is_next = rank > f->rank;
    f->rank = rank;
    return is_next && end < line.len;
}

Status merge_file_next(MergeFile *f, DiagList *diags)
{
    Str line = STR_EMPTY;
    if (f->next == 0 && f->base == 0) {
        TRY(next_line(f, false, diags, &line)); /* the head */
    }
    TRY(next_line(f, false, diags, &line));
    f->has_line = line.len > 0;
    f->n += f->has_line;
    f->is_damaged = f->has_line && !split_line(f, line);
    return ST_OK;
}
