/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_reader - see batch_reader.h.
 */
#include "generator/batch/batch_reader.h"

#include <errno.h>
#include <unistd.h>

void batch_reader_start(BatchReader *r, int fd, uint64_t offset, uint32_t line)
{
    r->fd = fd;
    r->offset = offset;
    r->line = line;
    r->at = 0;
    r->n_bytes = 0;
    r->error = 0;
}

bool batch_reader_fill(BatchReader *r)
{
    if (r->at < r->n_bytes) {
        return true;
    }
    ssize_t n = -1;
    do {
        n = pread(r->fd, r->bytes, READER_BYTES, (off_t)r->offset);
    } while (n < 0 && errno == EINTR);
    r->error = n < 0 ? errno : 0;
    r->at = 0;
    r->n_bytes = n > 0 ? (size_t)n : 0;
    return n > 0;
}

void batch_reader_pass(BatchReader *r, size_t n)
{
    r->at += n;
    r->offset += n;
}

void batch_reader_back(BatchReader *r, uint64_t offset, uint32_t line)
{
    uint64_t n = r->offset - offset;
    bool is_held = n <= r->at;
    r->at = is_held ? r->at - (size_t)n : 0;
    r->n_bytes = is_held ? r->n_bytes : 0;
    r->offset = offset;
    r->line = line;
}
