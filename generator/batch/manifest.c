/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest - see manifest.h.
 */
#include "generator/batch/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/batch/batch_line.h"
#include "generator/data/json.h"
#include "generator/data/value.h"

#define READ_STEP ((size_t)64 * 1024)
/* Places of a hundred million records. */
#define LIMIT_PLACES_BYTES (2048 * MIB)
/* A place in the earlier manifest; without it, in the journal. */
#define IN_EARLIER ((ManifestPlace)1 << 63)
/* How every line begins after its brace; the identifier follows. */
#define ID_START "\"id\":\""

typedef struct Known {
    uint64_t hash; /* of what tells the record */
    ManifestPlace place;
} Known;

struct Manifest {
    char path[PATH_MAX];
    char journal_path[PATH_MAX + sizeof MANIFEST_ENDING];
    int journal;
    int earlier; /* the manifest of an earlier run, or -1 */
    uint64_t journal_size;
    bool is_continued;
    Buf known; /* Known, sorted */
    Buf lines; /* ManifestPlace of each record */
    uint64_t
        next_place;   /* where the line of the next record stands if the journal is the manifest */
    bool is_in_order; /* it is, so far */
    Buf scratch;
};

/* --- what earlier runs left -------------------------------------------------------------------------------------- */

/* Bytes of the rank, from behind the brace to the comma that follows; 0: the line has none. */
static size_t rank_length(Str line)
{
    size_t at = sizeof MANIFEST_RANK - 1;
    if (!str_starts(line, STR(MANIFEST_RANK))) {
        return 0;
    }
    while (at < line.len && line.ptr[at] >= '0' && line.ptr[at] <= '9') {
        at++;
    }
    return at < line.len && line.ptr[at] == ',' ? at : 0;
}

/* Hash of what tells the record, behind the brace and the rank; false if the line is none of ours. */
static bool hash_line(Str line, uint64_t *ret_hash)
{
    size_t after = rank_length(line) + 1;
    Str key = batch_line_key(str_sub(line, after, line.len));
    *ret_hash = value_hash_key(key, 0);
    return str_starts(line, STR("{")) && str_starts(key, STR(ID_START));
}

static Status add_known(Manifest *m, Str line, ManifestPlace place)
{
    Known known = {.place = place};
    if (hash_line(line, &known.hash)) {
        buf_put(&m->known, (Str){.ptr = (const char *)&known, .len = sizeof known});
    }
    return buf_ok(&m->known) ? ST_OK : ST_NOMEM;
}

/*
 * Goes through all whole lines of a file. ret_end: where the last one ends. Of a line only its beginning is looked at, which
 * tells the record.
 */
static Status scan(Manifest *m, int fd, ManifestPlace flag, uint64_t *ret_end)
{
    CLEANUP(buf_done) Buf bytes = {0};
    buf_init(&bytes, 2 * LIMIT_LINE_BYTES);
    uint64_t base = 0; /* of bytes[0] in the file */
    *ret_end = 0;
    for (;;) {
        if (!buf_reserve(&bytes, READ_STEP)) {
            return bytes.status == ST_NOMEM ? ST_NOMEM : ST_OK; /* no line of ours is as long */
        }
        ssize_t n = pread(fd, bytes.ptr + bytes.len, READ_STEP, (off_t)(base + bytes.len));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n == 0 ? ST_OK : ST_IO;
        }
        bytes.len += (size_t)n;
        size_t at = 0;
        for (size_t end = str_find(buf_str(&bytes), STR("\n"), at); end != SIZE_MAX;
             end = str_find(buf_str(&bytes), STR("\n"), at)) {
            TRY(add_known(m, str_sub(buf_str(&bytes), at, end - at), (base + at) | flag));
            at = end + 1;
        }
        memmove(bytes.ptr, bytes.ptr + at, bytes.len - at);
        bytes.len -= at;
        base += at;
        *ret_end = base;
    }
}

/* By hash; of equal ones the later line first, and the journal's before the manifest's. */
static int compare_known(const void *va, const void *vb)
{
    Known a;
    Known b;
    memcpy(&a, va, sizeof a);
    memcpy(&b, vb, sizeof b);
    if (a.hash != b.hash) {
        return a.hash < b.hash ? -1 : 1;
    }
    bool is_a_earlier = (a.place & IN_EARLIER) != 0;
    bool is_b_earlier = (b.place & IN_EARLIER) != 0;
    if (is_a_earlier != is_b_earlier) {
        return is_a_earlier ? 1 : -1;
    }
    return a.place > b.place ? -1 : a.place < b.place;
}

static size_t n_known(const Manifest *m)
{
    return m->known.len / sizeof(Known);
}

static Known known_at(const Manifest *m, size_t i)
{
    Known known;
    memcpy(&known, m->known.ptr + i * sizeof known, sizeof known);
    return known;
}

ManifestPlace manifest_find(const Manifest *m, Str key)
{
    uint64_t hash = value_hash_key(str_sub(key, 1, key.len), 0);
    size_t from = 0;
    size_t to = n_known(m);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (known_at(m, middle).hash < hash) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool is_found = from < n_known(m) && known_at(m, from).hash == hash;
    return is_found ? known_at(m, from).place : MANIFEST_NOWHERE;
}

bool manifest_read(const Manifest *m, ManifestPlace place, Buf *ret_line)
{
    int fd = place & IN_EARLIER ? m->earlier : m->journal;
    uint64_t at = place & ~IN_EARLIER;
    buf_clear(ret_line);
    for (;;) {
        if (!buf_reserve(ret_line, 4 * KIB)) {
            return false;
        }
        ssize_t n = pread(fd, ret_line->ptr + ret_line->len, 4 * KIB, (off_t)(at + ret_line->len));
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        size_t before = ret_line->len;
        ret_line->len += n > 0 ? (size_t)n : 0;
        size_t end = str_find(buf_str(ret_line), STR("\n"), before);
        if (end != SIZE_MAX) {
            ret_line->len = end + 1;
            size_t rank = rank_length(buf_str(ret_line));
            memmove(ret_line->ptr + 1, ret_line->ptr + 1 + rank, ret_line->len - 1 - rank);
            ret_line->len -= rank;
            return true;
        }
    }
}

bool manifest_line(const Manifest *m, size_t index, Buf *ret_line)
{
    return index < manifest_n(m) && manifest_read(m, buf_word(&m->lines, index), ret_line);
}

bool manifest_first(const Manifest *m, Buf *ret_line)
{
    return m->journal_size > 0 && manifest_read(m, 0, ret_line);
}

/* --- opening ----------------------------------------------------------------------------------------------------- */

static Status report(DiagList *diags, DiagCode code, const char *path, int error)
{
    return file_report(diags, code, str_of(path), error);
}

static Status find_earlier(Manifest *m, DiagList *diags)
{
    uint64_t end = 0;
    m->earlier = open(m->path, O_RDONLY | O_CLOEXEC);
    if (m->earlier < 0 && errno != ENOENT) {
        return report(diags, FILE_CANT_READ, m->path, errno);
    }
    Status st = m->earlier >= 0 ? scan(m, m->earlier, IN_EARLIER, &end) : ST_OK;
    return st == ST_IO ? report(diags, FILE_CANT_READ, m->path, errno) : st;
}

static Status open_journal(Manifest *m, DiagList *diags)
{
    m->journal = open(m->journal_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (m->journal < 0) {
        return report(diags, FILE_CANT_WRITE, m->journal_path, errno);
    }
    if (flock(m->journal, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        diag_add1(diags, BATCH_BUSY, (Loc){0}, str_of(m->path));
        return ST_INPUT; /* file systems without locks go without */
    }
    return ST_OK;
}

static Status open_all(Manifest *m, bool is_resumed, DiagList *diags)
{
    TRY(open_journal(m, diags));
    if (is_resumed) {
        TRY(find_earlier(m, diags));
        Status st = scan(m, m->journal, 0, &m->journal_size);
        if (st != ST_OK) {
            return st == ST_IO ? report(diags, FILE_CANT_READ, m->journal_path, errno) : st;
        }
        if (m->known.len > 0) {
            qsort(m->known.ptr, n_known(m), sizeof(Known), compare_known);
        }
        m->is_continued = m->journal_size > 0;
    }
    if (ftruncate(m->journal, (off_t)m->journal_size) != 0) { /* also a line that was cut short */
        return report(diags, FILE_CANT_WRITE, m->journal_path, errno);
    }
    return ST_OK;
}

Status manifest_open(Str path, bool is_resumed, size_t n_records, DiagList *diags,
                     Manifest **ret_manifest)
{
    Manifest *m = mem_alloc(sizeof *m);
    if (!m) {
        return ST_NOMEM;
    }
    m->journal = -1;
    m->earlier = -1;
    m->is_in_order = true;
    buf_init(&m->known, LIMIT_PLACES_BYTES);
    buf_init(&m->lines, LIMIT_PLACES_BYTES);
    buf_init(&m->scratch, LIMIT_LINE_BYTES);
    *ret_manifest = m;
    int n = snprintf(m->path, sizeof m->path, "%.*s", STR_ARG(path));
    if (n < 0 || (size_t)n >= sizeof m->path) {
        return file_report(diags, FILE_CANT_WRITE, path, ENAMETOOLONG);
    }
    (void)snprintf(m->journal_path, sizeof m->journal_path, "%s%s", m->path,
                   MANIFEST_ENDING); /* has room */
    if (!buf_reserve(&m->lines, n_records * sizeof(ManifestPlace) + 1)) {
        return ST_NOMEM;
    }
    return open_all(m, is_resumed, diags);
}

void manifest_close(Manifest *m)
{
    if (!m) {
        return;
    }
    if (m->journal >= 0) {
        (void)close(m->journal); /* every write was checked */
    }
    if (m->earlier >= 0) {
        (void)close(m->earlier); /* read only */
    }
    buf_done(&m->known);
    buf_done(&m->lines);
    buf_done(&m->scratch);
    mem_free(m);
}

bool manifest_is_continued(const Manifest *m)
{
    return m->is_continued;
}

size_t manifest_n(const Manifest *m)
{
    return buf_n_words(&m->lines);
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static Status note_place(Manifest *m, ManifestPlace place, size_t size)
{
    m->is_in_order = m->is_in_order && place == m->next_place;
    m->next_place = place + size;
    buf_put_word(&m->lines, place);
    return buf_ok(&m->lines) ? ST_OK : ST_NOMEM;
}

Status manifest_add(Manifest *m, Str line, DiagList *diags)
{
    for (size_t done = 0; done < line.len;) {
        ssize_t n =
            pwrite(m->journal, line.ptr + done, line.len - done, (off_t)(m->journal_size + done));
        if (n < 0 && errno != EINTR) {
            int error = errno;
            (void)!ftruncate(m->journal, (off_t)m->journal_size); /* the next run drops it anyway */
            return report(diags, FILE_CANT_WRITE, m->journal_path, error);
        }
        done += n > 0 ? (size_t)n : 0;
    }
    ManifestPlace place = m->journal_size;
    m->journal_size += line.len;
    return note_place(m, place, line.len);
}

Status manifest_keep(Manifest *m, ManifestPlace place, DiagList *diags)
{
    if (!manifest_read(m, place, &m->scratch)) {
        return report(diags, FILE_CANT_READ, m->path, EIO);
    }
    return note_place(m, place, m->scratch.len);
}

/* The next record of the shard from this number on. */
static size_t next_mine(Str mine, size_t number)
{
    while (number / 8 < mine.len && !bits_have(mine, number)) {
        number++;
    }
    return number;
}

/* Lines that stand elsewhere, in another order, or get their rank: the manifest is put together from them. */
static Status compose(Manifest *m, const ManifestShard *shard, DiagList *diags)
{
    CLEANUP(file_stage_done) FileStage stage = {.fd = -1};
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, READ_STEP + LIMIT_LINE_BYTES);
    size_t number = 0;
    TRY(file_stage_open(str_of(m->path), FILE_SOLE | FILE_DURABLE, diags, &stage));
    buf_put(&out, shard ? shard->head : STR_EMPTY);
    for (size_t i = 0; i < manifest_n(m); i++) {
        if (!manifest_line(m, i, &m->scratch)) {
            return report(diags, FILE_CANT_READ, m->path, EIO);
        }
        if (shard) {
            number = next_mine(shard->mine, number) + 1;
            buf_puts(&out, MANIFEST_RANK);
            buf_put_u64(&out, number);
            m->scratch.ptr[0] = ',';
        }
        buf_put(&out, buf_str(&m->scratch));
        if (out.len >= READ_STEP) {
            TRY(file_stage_write(&stage, buf_str(&out), diags));
            buf_clear(&out);
        }
    }
    TRY(buf_ok(&out) ? ST_OK : ST_NOMEM);
    TRY(file_stage_write(&stage, buf_str(&out), diags));
    TRY(file_stage_commit(&stage, diags));
    if (unlink(m->journal_path) != 0) {
        return report(diags, FILE_CANT_WRITE, m->journal_path, errno);
    }
    return ST_OK;
}

Status manifest_publish(Manifest *m, const ManifestShard *shard, DiagList *diags)
{
    if (syncfs(m->journal) != 0) {
        return report(diags, FILE_CANT_WRITE, m->journal_path, errno);
    }
    if (shard || !m->is_in_order || m->next_place != m->journal_size) {
        return compose(m, shard, diags);
    }
    if (rename(m->journal_path, m->path) != 0) {
        return report(diags, FILE_CANT_WRITE, m->path, errno);
    }
    return ST_OK;
}
