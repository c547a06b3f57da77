/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_file - the report on a manifest that is complete, see overview.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/batch/overview.h"

#define READ_STEP ((size_t)64 * 1024)
/* Places of a hundred million lines. */
#define LIMIT_PLACES_BYTES (1024 * MIB)

/* Where each line begins, and where the last one ends. */
typedef struct Lines {
    int fd;
    Buf places; /* uint64_t */
} Lines;

static void lines_done(Lines *lines)
{
    if (lines->fd >= 0) {
        (void)close(lines->fd); /* read only */
    }
    buf_done(&lines->places);
}

static Status note(Lines *lines, uint64_t place)
{
    buf_put_word(&lines->places, place);
    return lines->places.status;
}

static Status find_lines(Lines *lines)
{
    char bytes[READ_STEP];
    uint64_t base = 0;
    TRY(note(lines, 0));
    for (;;) {
        ssize_t n = read(lines->fd, bytes, sizeof bytes);
        if (n < 0 && errno != EINTR) {
            return ST_IO;
        }
        if (n == 0) {
            return ST_OK;
        }
        for (ssize_t i = 0; i < n; i++) {
            if (bytes[i] == '\n') {
                TRY(note(lines, base + (uint64_t)i + 1));
            }
        }
        base += n > 0 ? (uint64_t)n : 0;
    }
}

static bool read_at(void *ctx, size_t index, Buf *ret_line)
{
    const Lines *lines = ctx;
    uint64_t at = buf_word(&lines->places, index);
    size_t size = (size_t)(buf_word(&lines->places, index + 1) - at);
    buf_clear(ret_line);
    if (!buf_reserve(ret_line, size)) {
        return false;
    }
    while (ret_line->len < size) {
        ssize_t n = pread(lines->fd, ret_line->ptr + ret_line->len, size - ret_line->len,
                          (off_t)(at + ret_line->len));
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        ret_line->len += n > 0 ? (size_t)n : 0;
    }
    return true;
}

Status overview_write_file(Str manifest, const OverviewOptions *options, uint32_t *io_sources,
                           DiagList *diags)
{
    CLEANUP(lines_done) Lines lines = {.fd = -1};
    buf_init(&lines.places, LIMIT_PLACES_BYTES);
    lines.fd = open(manifest.ptr, O_RDONLY | O_CLOEXEC);
    Status st = lines.fd >= 0 ? find_lines(&lines) : ST_IO;
    if (st == ST_IO) {
        (void)file_report(diags, FILE_CANT_READ, manifest, errno);
    }
    TRY(st);
    const OverviewSource source = {
        .ctx = &lines, .name = manifest, .n = buf_n_words(&lines.places) - 1, .line = read_at};
    return overview_write(&source, options, io_sources, diags);
}
