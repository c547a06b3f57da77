/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_spool - see batch_spool.h.
 */
#include "generator/batch/batch_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "generator/base/file.h"

void batch_spools_init(BatchSpools *spools, Arena *arena, Str folder)
{
    *spools = (BatchSpools){.arena = arena, .folder = folder};
}

void batch_spools_done(BatchSpools *spools)
{
    for (const BatchSpool *s = spools->first; s; s = s->next) {
        (void)close(s->fd); /* has no name: gone with this */
    }
    spools->first = NULL;
}

/* A file without a name in the spool folder. */
static int open_spool(Str folder)
{
    char name[PATH_MAX];
    int n = snprintf(name, sizeof name, "%.*s", STR_ARG(folder));
    if (n < 0 || (size_t)n >= sizeof name) {
        return -1;
    }
    int fd = open(name, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        return fd;
    }
    n = snprintf(name, sizeof name, "%.*s/.entree-XXXXXX", STR_ARG(folder));
    fd = n > 0 && (size_t)n < sizeof name ? mkostemp(name, O_CLOEXEC) : -1;
    if (fd >= 0) {
        (void)unlink(name); /* if it can't go, it is only left over */
    }
    return fd;
}

static bool copy_bytes(BatchReader *reader, int from, int to, bool *ret_is_write)
{
    for (;;) {
        ssize_t n = read(from, reader->bytes, READER_BYTES);
        *ret_is_write = false;
        if (n == 0) {
            return true;
        }
        if (n < 0 && errno != EINTR) {
            return false;
        }
        *ret_is_write = true;
        for (ssize_t done = 0; n > 0 && done < n;) {
            ssize_t written = write(to, reader->bytes + done, (size_t)(n - done));
            if (written < 0 && errno != EINTR) {
                return false;
            }
            done += written > 0 ? written : 0;
        }
    }
}

/* Reads `from` to its end; *ret_fd is the copy. */
static Status copy(const BatchSpools *spools, int from, Str path, BatchReader *reader,
                   DiagList *diags, int *ret_fd)
{
    int to = open_spool(spools->folder);
    bool is_write = true;
    bool is_done = to >= 0 && copy_bytes(reader, from, to, &is_write);
    int error = errno;
    if (is_done) {
        *ret_fd = to;
        return ST_OK;
    }
    if (to >= 0) {
        (void)close(to); /* given up */
    }
    return file_report(diags, is_write ? FILE_CANT_WRITE : FILE_CANT_READ,
                       is_write ? spools->folder : path, error);
}

/* NULL: there is none yet. */
static const BatchSpool *find(const BatchSpools *spools, size_t file, bool is_stdin)
{
    const BatchSpool *s = spools->first;
    while (s && !(is_stdin ? s->is_stdin : s->file == file)) {
        s = s->next;
    }
    return s;
}

Status batch_spool_find(BatchSpools *spools, size_t file, Str path, BatchReader *reader,
                        const BatchKnown *known, DiagList *diags, const BatchSpool **ret_spool)
{
    bool is_stdin = str_is(path, "-");
    *ret_spool = find(spools, file, is_stdin);
    if (*ret_spool) {
        return ST_OK;
    }
    BatchSpool *spool = arena_new(spools->arena, BatchSpool);
    int from = is_stdin ? STDIN_FILENO : open(path.ptr, O_RDONLY | O_CLOEXEC);
    if (!spool || from < 0) {
        return spool ? file_report(diags, FILE_CANT_READ, path, errno) : ST_NOMEM;
    }
    int fd = -1;
    Status st = copy(spools, from, path, reader, diags, &fd);
    if (!is_stdin) {
        (void)close(from); /* read to its end, or given up */
    }
    TRY(st);
    reader->fd = fd;
    *spool = (BatchSpool){.file = file,
                          .is_stdin = is_stdin,
                          .fd = fd,
                          .format = batch_kind_of_stream(reader, known),
                          .next = spools->first};
    spools->first = spool;
    *ret_spool = spool;
    return ST_OK;
}
