/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file - see file.h.
 */
#include "generator/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/base/limits.h"

#define READ_STEP ((size_t)64 * 1024)

/* In English whatever the locale, as all that is told here; translated where it is shown. */
static Str error_text(Arena *arena, int error)
{
    const char *text = strerrordesc_np(error);
    return text ? str_of(text) : arena_printf(arena, "error %d", error);
}

static void dir_done(DIR **dir)
{
    if (*dir) {
        (void)closedir(*dir); /* read only: nothing to lose */
    }
}

static void fd_done(int *fd)
{
    if (*fd > STDERR_FILENO) {
        (void)close(*fd); /* errors that matter were asked for before */
    }
}

/* A NUL-terminated path on the stack of the caller; false if too long or with a NUL inside. */
static bool path_of(Str path, char out[PATH_MAX])
{
    if (path.len == 0 || path.len >= PATH_MAX || memchr(path.ptr, '\0', path.len)) {
        return false;
    }
    memcpy(out, path.ptr, path.len);
    out[path.len] = '\0';
    return true;
}

static Status report(DiagList *diags, DiagCode code, Loc at, Str path, int error)
{
    diag_add2(diags, code, at, path, error_text(diags->arena, error));
    return ST_IO;
}

Status file_report(DiagList *diags, DiagCode code, Str path, int error)
{
    return report(diags, code, (Loc){0}, path, error);
}

/* Reads until the end or one byte beyond the limit. */
static Status read_all(int fd, size_t max_bytes, Buf *out, int *ret_error)
{
    for (;;) {
        size_t room = max_bytes + 1 - out->len;
        if (room == 0) {
            return ST_OK;
        }
        if (!buf_reserve(out, room < READ_STEP ? room : READ_STEP)) {
            return out->status;
        }
        size_t wanted = out->cap - out->len;
        ssize_t got = read(fd, out->ptr + out->len, wanted < room ? wanted : room);
        if (got == 0) {
            return ST_OK;
        }
        if (got < 0 && errno != EINTR) {
            *ret_error = errno;
            return ST_IO;
        }
        out->len += got > 0 ? (size_t)got : 0;
    }
}

/*
 * A file whose size is known, straight into its place; *ret_text has no ptr if it must be read step by step: a pipe, or a file
 * that changes while it is read.
 */
static Status read_regular(Arena *arena, int fd, size_t max_bytes, Str *ret_text)
{
    struct stat info;
    *ret_text = (Str){0};
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0 ||
        (size_t)info.st_size > max_bytes) {
        return ST_OK;
    }
    size_t size = (size_t)info.st_size;
    ArenaMark mark = arena_mark(arena);
    char *bytes = arena_alloc(arena, size + 1);
    if (!bytes) {
        return ST_NOMEM;
    }
    ssize_t got = read(
        fd, bytes, size + 1); /* one more than there should be: of a file that grew we learn so */
    if (got >= 0 && (size_t)got == size) {
        *ret_text = (Str){.ptr = bytes, .len = size};
        return ST_OK;
    }
    arena_rewind(arena, mark);
    (void)lseek(fd, 0, SEEK_SET); /* of a regular file it can't fail */
    return ST_OK;
}

/* The rest of an open file; path: its name. */
static Status read_open(Arena *arena, int fd, Str path, size_t max_bytes, Loc at, DiagList *diags,
                        Str *ret_text)
{
    Str whole;
    TRY(read_regular(arena, fd, max_bytes, &whole));
    if (whole.ptr) {
        *ret_text = whole;
        return ST_OK;
    }
    CLEANUP(buf_done) Buf bytes = {0};
    buf_init(&bytes, max_bytes + 1 + READ_STEP);
    int error = 0;
    Status st = read_all(fd, max_bytes, &bytes, &error);
    if (st == ST_IO) {
        return report(diags, FILE_CANT_READ, at, path, error);
    }
    TRY(st);
    if (bytes.len > max_bytes) {
        diag_add2(diags, FILE_TOO_LARGE, at, path, arena_printf(diags->arena, "%zu", max_bytes));
        return ST_LIMIT;
    }
    Str text = arena_str(arena, buf_str(&bytes));
    if (!text.ptr) {
        return ST_NOMEM;
    }
    *ret_text = text;
    return ST_OK;
}

Status file_read(Arena *arena, Str path, size_t max_bytes, Loc at, DiagList *diags, Str *ret_text)
{
    char name[PATH_MAX];
    if (!path.ptr) {
        return ST_NOMEM; /* file_join had no room for it */
    }
    if (!path_of(path, name)) {
        return report(diags, FILE_CANT_READ, at, path, ENOENT);
    }
    bool is_stdin = str_is(path, "-");
    CLEANUP(fd_done) int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return report(diags, FILE_CANT_READ, at, path, errno);
    }
    off_t from = is_stdin ? lseek(fd, 0, SEEK_CUR) : -1; /* a pipe has no place */
    Status st = read_open(arena, fd, path, max_bytes, at, diags, ret_text);
    if (from >= 0) {
        (void)lseek(fd, from, SEEK_SET); /* where it was */
    }
    return st;
}

static bool write_all(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes = n > 0 ? str_sub(bytes, (size_t)n, bytes.len) : bytes;
    }
    return true;
}

Status file_keep_input(size_t max_bytes, Arena *arena, DiagList *diags)
{
    Str text = STR_EMPTY;
    Str path = STR("-");
    TRY(file_read(arena, path, max_bytes, (Loc){0}, diags, &text));
    CLEANUP(fd_done) int fd = memfd_create("stdin", MFD_CLOEXEC);
    bool is_kept = fd >= 0 && write_all(fd, text) && lseek(fd, 0, SEEK_SET) == 0 &&
                   dup2(fd, STDIN_FILENO) >= 0;
    return is_kept ? ST_OK : report(diags, FILE_CANT_READ, (Loc){0}, path, errno);
}

/* A file without a name in the folder of `name`, which a kill leaves no trace of; -1 where the system has none. */
static int open_nameless(const char *name)
{
    char folder[PATH_MAX];
    Str parent = file_folder(str_of(name));
    return path_of(parent, folder) ? open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666) : -1;
}

/* A file beside `name`; what a killed run of the same number left is replaced. */
static int open_beside(const char *temporary)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = open(temporary, flags, 0666);
    if (fd < 0 && errno == EEXIST) {
        (void)unlink(temporary); /* the next open tells if it is still there */
        fd = open(temporary, flags, 0666);
    }
    return fd;
}

static Status fail_stage(FileStage *stage, DiagList *diags, int error)
{
    Str path = str_of(stage->name);
    file_stage_done(stage);
    return report(diags, FILE_CANT_WRITE, (Loc){0}, path, error);
}

static void name_temporary(unsigned flags, FileStage *stage)
{
    if (flags & FILE_SOLE) {
        (void)snprintf(stage->temporary, sizeof stage->temporary, "%s.ccap-tmp", stage->name);
    } else {
        (void)snprintf(stage->temporary, sizeof stage->temporary, "%s.%ld.ccap-tmp", stage->name,
                       (long)gettid());
    }
}

/* kind: what stands there. */
static Status open_stage(Str path, FileKind kind, unsigned flags, DiagList *diags, FileStage *stage)
{
    stage->fd = -1;
    stage->is_durable = (flags & FILE_DURABLE) != 0;
    stage->is_taken = kind != FILE_ABSENT;
    if (!path.ptr) {
        return ST_NOMEM; /* as for file_read */
    }
    if (!path_of(path, stage->name)) {
        return report(diags, FILE_CANT_WRITE, (Loc){0}, path, ENAMETOOLONG);
    }
    if (kind == FILE_FOLDER || kind == FILE_PIPE || kind == FILE_OTHER) {
        int error = kind == FILE_FOLDER ? EISDIR : ENOTSUP;
        return report(diags, FILE_CANT_WRITE, (Loc){0}, path, error);
    }
    name_temporary(flags, stage);
    stage->fd = open_nameless(stage->name);
    stage->is_nameless = stage->fd >= 0;
    if (stage->fd < 0) {
        stage->fd = open_beside(stage->temporary);
    }
    return stage->fd < 0 ? fail_stage(stage, diags, errno) : ST_OK;
}

Status file_stage_open(Str path, unsigned flags, DiagList *diags, FileStage *stage)
{
    FileKind kind = path.ptr ? file_kind(path, true) : FILE_ABSENT;
    return open_stage(path, kind, flags, diags, stage);
}

Status file_stage_write(FileStage *stage, Str bytes, DiagList *diags)
{
    return write_all(stage->fd, bytes) ? ST_OK : fail_stage(stage, diags, errno);
}

/* What follows once a stage is open. */
static Status fill_stage(Str bytes, DiagList *diags, FileStage *stage)
{
    TRY(file_stage_write(stage, bytes, diags));
    bool is_durable = stage->is_durable;
    stage->is_durable = false; /* done here: what is committed together has been written */
    return is_durable && fsync(stage->fd) != 0 ? fail_stage(stage, diags, errno) : ST_OK;
}

Status file_stage(Str path, Str bytes, unsigned flags, DiagList *diags, FileStage *stage)
{
    TRY(file_stage_open(path, flags, diags, stage));
    return fill_stage(bytes, diags, stage);
}

/* Gives a nameless file a name; false with errno EEXIST if it is taken. */
static bool link_as(const FileStage *stage, const char *name)
{
    char source[64];
    if (linkat(stage->fd, "", AT_FDCWD, name, AT_EMPTY_PATH) == 0) {
        return true; /* allowed to root, and to all by newer kernels */
    }
    if (errno == EEXIST) {
        return false;
    }
    (void)snprintf(source, sizeof source, "/proc/self/fd/%d", stage->fd); /* 64 digits fit */
    return linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

/* Gives a nameless file its temporary name. */
static bool give_name(const FileStage *stage)
{
    if (link_as(stage, stage->temporary)) {
        return true;
    }
    if (errno != EEXIST) {
        return false;
    }
    (void)unlink(stage->temporary); /* left by a killed run of the same number */
    return link_as(stage, stage->temporary);
}

/* The rest of file_stage_commit once the file has its temporary name. */
static Status move_into_place(FileStage *stage, DiagList *diags)
{
    int fd = stage->fd;
    stage->fd = -1;
    if (close(fd) != 0 || rename(stage->temporary, stage->name) != 0) {
        int error = errno;
        (void)unlink(stage->temporary); /* the first error is the one to tell */
        return report(diags, FILE_CANT_WRITE, (Loc){0}, str_of(stage->name), error);
    }
    return ST_OK;
}

/* A nameless file takes its name, no other name is ever seen; *ret_is_taken: something has the name, and nothing was done. */
static Status take_name(FileStage *stage, DiagList *diags, bool *ret_is_taken)
{
    *ret_is_taken = false;
    if (link_as(stage, stage->name)) {
        int fd = stage->fd;
        stage->fd = -1;
        return close(fd) == 0
                   ? ST_OK
                   : report(diags, FILE_CANT_WRITE, (Loc){0}, str_of(stage->name), errno);
    }
    *ret_is_taken = errno == EEXIST;
    return *ret_is_taken ? ST_OK : fail_stage(stage, diags, errno);
}

Status file_stage_commit(FileStage *stage, DiagList *diags)
{
    if (stage->is_durable && fsync(stage->fd) != 0) {
        return fail_stage(stage, diags, errno);
    }
    if (stage->is_nameless) {
        bool is_taken = stage->is_taken; /* when it was opened */
        if (!is_taken) {
            TRY(take_name(stage, diags, &is_taken));
        }
        if (!is_taken) {
            return ST_OK;
        }
        if (!give_name(stage)) {
            return fail_stage(stage, diags, errno);
        }
    }
    stage->is_nameless = false; /* from here on it has a name to remove */
    return move_into_place(stage, diags);
}

void file_stage_done(FileStage *stage)
{
    if (stage->fd <= STDERR_FILENO) {
        return;
    }
    (void)close(stage->fd); /* given up: nothing to lose */
    stage->fd = -1;
    if (!stage->is_nameless) {
        (void)unlink(stage->temporary); /* same */
    }
}

/* A device or a pipe takes the bytes as they come: a file put in its place would take it away from everybody. */
static Status write_straight(Str path, Str bytes, DiagList *diags)
{
    char name[PATH_MAX];
    int fd = path_of(path, name) ? open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY) : -1;
    bool is_written = fd >= 0 && write_all(fd, bytes);
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && is_written) {
        error = errno;
        is_written = false;
    }
    return is_written ? ST_OK : report(diags, FILE_CANT_WRITE, (Loc){0}, path, error);
}

/*
 * A nameless file for a path of which nothing is known yet; false where there can't be one: then what stands there decides, and
 * errors are told with it.
 */
static bool open_unasked(Str path, bool is_durable, FileStage *stage)
{
    stage->fd = path.ptr && path_of(path, stage->name) ? open_nameless(stage->name) : -1;
    stage->is_nameless = true;
    stage->is_durable = is_durable;
    return stage->fd >= 0;
}

/* Most documents are new: what stands in their place is asked for only where something does. */
Status file_write_atomic(Str path, Str bytes, bool is_durable, DiagList *diags)
{
    CLEANUP(file_stage_done) FileStage stage; /* not cleared: it holds two long names */
    if (open_unasked(path, is_durable, &stage)) {
        bool is_taken = false;
        TRY(fill_stage(bytes, diags, &stage));
        TRY(take_name(&stage, diags, &is_taken));
        if (!is_taken) {
            return ST_OK;
        }
    }
    FileKind kind = path.ptr ? file_kind(path, true) : FILE_ABSENT;
    if (kind == FILE_PIPE || kind == FILE_OTHER) {
        return write_straight(path, bytes, diags);
    }
    if (stage.fd < 0) {
        TRY(open_stage(path, kind, is_durable ? FILE_DURABLE : 0, diags, &stage));
        TRY(fill_stage(bytes, diags, &stage));
        return file_stage_commit(&stage, diags);
    }
    if (kind == FILE_FOLDER) {
        return fail_stage(&stage, diags, EISDIR);
    }
    stage.is_taken = true;
    name_temporary(0, &stage);
    return file_stage_commit(&stage, diags);
}

FileKind file_kind(Str path, bool follow)
{
    char name[PATH_MAX];
    struct stat info;
    if (!path_of(path, name) || (follow ? stat(name, &info) : lstat(name, &info)) != 0) {
        return FILE_ABSENT;
    }
    if (S_ISREG(info.st_mode)) {
        return FILE_REGULAR;
    }
    if (S_ISDIR(info.st_mode)) {
        return FILE_FOLDER;
    }
    return S_ISLNK(info.st_mode) ? FILE_LINK : S_ISFIFO(info.st_mode) ? FILE_PIPE : FILE_OTHER;
}

bool file_is_same(Str a, Str b)
{
    char name_a[PATH_MAX];
    char name_b[PATH_MAX];
    struct stat info_a;
    struct stat info_b;
    return path_of(a, name_a) && path_of(b, name_b) && stat(name_a, &info_a) == 0 &&
           stat(name_b, &info_b) == 0 && info_a.st_dev == info_b.st_dev &&
           info_a.st_ino == info_b.st_ino;
}

Status file_list(Arena *arena, Str folder, DiagList *diags, Str **ret_names, size_t *ret_n)
{
    char name[PATH_MAX];
    const Loc nowhere = {0};
    if (!folder.ptr) {
        return ST_NOMEM; /* as for file_read */
    }
    if (!path_of(folder, name)) {
        return report(diags, FILE_CANT_READ, nowhere, folder, ENOENT);
    }
    CLEANUP(dir_done) DIR *dir = opendir(name);
    if (!dir) {
        return report(diags, FILE_CANT_READ, nowhere, folder, errno);
    }
    Str *names = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry && errno != 0) {
            return report(diags, FILE_CANT_READ, nowhere, folder, errno);
        }
        if (!entry) {
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        names = arena_grow(arena, names, n, &cap, sizeof(Str));
        if (!names) {
            return ST_NOMEM;
        }
        names[n] = arena_str(arena, str_of(entry->d_name));
        if (!names[n++].ptr) {
            return ST_NOMEM;
        }
    }
    if (n > 1) {
        qsort(names, n, sizeof(Str), str_cmp_items);
    }
    *ret_names = names;
    *ret_n = n;
    return ST_OK;
}

Status file_make_folder(Str path, DiagList *diags)
{
    char name[PATH_MAX];
    const Loc nowhere = {0};
    if (!path_of(path, name)) {
        return report(diags, FILE_CANT_WRITE, nowhere, path, ENAMETOOLONG);
    }
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && name[i] != '/') {
            continue;
        }
        name[i] = '\0';
        if (mkdir(name, 0777) != 0 && errno != EEXIST) {
            return report(diags, FILE_CANT_WRITE, nowhere, path, errno);
        }
        name[i] = i < path.len ? '/' : '\0';
    }
    if (file_kind(path, true) != FILE_FOLDER) {
        return report(diags, FILE_CANT_WRITE, nowhere, path, ENOTDIR);
    }
    return ST_OK;
}

Str file_join(Arena *arena, Str folder, Str name)
{
    if (!folder.ptr || !name.ptr) {
        return (Str){0}; /* there was no memory for one of them */
    }
    if (folder.len == 0 || str_is(folder, ".")) {
        return arena_str(arena, name);
    }
    const char *slash = folder.ptr[folder.len - 1] == '/' ? "" : "/";
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(folder), slash, STR_ARG(name));
}

Str file_base(Str path)
{
    const char *slash = path.ptr && path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? str_sub(path, (size_t)(slash - path.ptr) + 1, path.len) : path;
}

Str file_folder(Str path)
{
    const char *slash = path.ptr && path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    if (!slash) {
        return STR(".");
    }
    return slash == path.ptr ? STR("/") : str_sub(path, 0, (size_t)(slash - path.ptr));
}

bool file_is_inside(Str name)
{
    if (name.len == 0 || name.ptr[0] == '/' || memchr(name.ptr, '\0', name.len) ||
        memchr(name.ptr, '\\', name.len)) {
        return false;
    }
    size_t start = 0;
    while (start <= name.len) {
        size_t end = str_find(name, STR("/"), start);
        end = end == SIZE_MAX ? name.len : end;
        Str part = str_sub(name, start, end - start);
        if (part.len == 0 || str_is(part, ".") || str_is(part, "..")) {
            return false;
        }
        start = end + 1;
    }
    return true;
}

/* True if `path` is written below `folder`, and nothing between the two is a link: what realpath would find, at less cost. */
static bool is_plainly_inside(Str folder, Str path)
{
    bool is_here = str_is(folder, ".");
    Str rest = is_here ? path : str_sub(path, folder.len + 1, path.len);
    char name[PATH_MAX];
    if (!is_here &&
        (!str_starts(path, folder) || path.len <= folder.len || path.ptr[folder.len] != '/')) {
        return false;
    }
    if (!file_is_inside(rest)) {
        return false;
    }
    for (size_t at = 0; at < rest.len;) {
        size_t slash = str_find(rest, STR("/"), at);
        at = slash == SIZE_MAX ? rest.len : slash + 1;
        size_t end = path.len - rest.len + (slash == SIZE_MAX ? rest.len : slash);
        struct stat info;
        if (!path_of(str_sub(path, 0, end), name) || lstat(name, &info) != 0 ||
            S_ISLNK(info.st_mode)) {
            return false;
        }
    }
    return true;
}

bool file_stays_inside(Str folder, Str path)
{
    if (is_plainly_inside(folder, path)) {
        return true;
    }
    char name[PATH_MAX];
    char real_folder[PATH_MAX];
    char real_path[PATH_MAX];
    if (!path_of(path, name)) {
        return false;
    }
    if (!realpath(name, real_path)) {
        return errno == ENOENT;
    }
    if (!path_of(folder, name) || !realpath(name, real_folder)) {
        return false;
    }
    size_t n = strlen(real_folder);
    return strncmp(real_path, real_folder, n) == 0 && (real_path[n] == '/' || n == 1);
}
