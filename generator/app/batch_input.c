/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_input - see batch_input.h.
 */
#include "generator/app/batch_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/app/service.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/base/utf8.h"
#include "generator/data/json.h"

#define READ_STEP ((size_t)64 * 1024)
/* Of a line, what tells a separator of YAML documents from content. */
#define HEAD_BYTES 8

/* One line as the search for records sees it. */
typedef struct Line {
    uint64_t offset;
    size_t length; /* without its end */
    char head[HEAD_BYTES];
    char first; /* the first byte that is no blank; NUL: there is none */
} Line;

struct BatchInput {
    const BatchList *list;
    Str spool;
    size_t group;
    size_t file;   /* next one of the list */
    size_t number; /* of the next record */
    int spooled;   /* the copy of standard input, or -1; there is one at most */
    bool is_lines_of_spool;
    /* The file whose lines are being searched; fd -1: none. */
    int fd;
    bool is_spool;
    BatchFormat format;
    uint64_t offset; /* of the next byte to look at */
    uint32_t line;   /* lines before it */
    size_t at;       /* of that byte in `bytes` */
    size_t n_bytes;
    char bytes[READ_STEP];
};

/* --- life -------------------------------------------------------------------------------------------------------- */

Status batch_input_new(const BatchList *list, Str spool, BatchInput **ret_input)
{
    BatchInput *input = mem_alloc(sizeof *input);
    if (!input) {
        return ST_NOMEM;
    }
    input->list = list;
    input->spool = spool;
    input->spooled = -1;
    input->fd = -1;
    *ret_input = input;
    return ST_OK;
}

static void close_file(BatchInput *input)
{
    if (input->fd >= 0 && !input->is_spool) {
        (void)close(input->fd); /* read only: nothing to lose */
    }
    input->fd = -1;
}

void batch_input_free(BatchInput *input)
{
    if (!input) {
        return;
    }
    close_file(input);
    if (input->spooled >= 0) {
        (void)close(input->spooled); /* has no name: gone with this */
    }
    mem_free(input);
}

void batch_input_rewind(BatchInput *input)
{
    close_file(input);
    input->group = 0;
    input->file = 0;
    input->number = 0;
}

void batch_record_init(BatchRecord *record)
{
    *record = (BatchRecord){.fd = -1};
    buf_init(&record->path, PATH_MAX + 1);
    buf_init(&record->shown, 3 * PATH_MAX + 1);
    buf_init(&record->id, PATH_MAX + 1);
}

void batch_record_done(BatchRecord *record)
{
    buf_done(&record->path);
    buf_done(&record->shown);
    buf_done(&record->id);
}

/* --- identifiers ------------------------------------------------------------------------------------------------- */

/* Bytes that are no UTF-8, and characters that nobody sees, as %XX: an identifier is a text of one line. */
static void put_line(Buf *out, Str text, size_t max)
{
    size_t start = out->len;
    for (size_t pos = 0; pos < text.len && out->len - start < max;) {
        size_t from = pos;
        uint32_t cp = utf8_next(text, &pos);
        bool is_shown = cp != UTF8_BAD && cp >= 0x20 && cp != 0x7F && !utf8_is_hostile(cp);
        for (size_t i = from; !is_shown && i < pos; i++) {
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)text.ptr[i]);
        }
        buf_put(out, is_shown ? str_sub(text, from, pos - from) : STR_EMPTY);
    }
}

static bool is_lines_name(Str name)
{
    return str_ends(name, STR(".jsonl")) || str_ends(name, STR(".ndjson"));
}

/* "lot-a/ecole" of "lot-a/ecole.marche.yaml". */
static Str without_ending(Str path)
{
    Str base = file_base(path);
    Str name = service_market_name(base);
    if (name.len == base.len && is_lines_name(base)) {
        name =
            str_sub(base, 0, (size_t)((const char *)memrchr(base.ptr, '.', base.len) - base.ptr));
    }
    return str_sub(path, 0, path.len - (base.len - name.len));
}

/* The identifier without a look inside: the file's, or the file's and the line. */
static void put_place_id(BatchRecord *record, Str below)
{
    buf_clear(&record->id);
    bool is_stdin = str_is(below, "-");
    put_line(&record->id, is_stdin ? STR("entree") : without_ending(below), BATCH_ID_BYTES);
    if (record->format != BATCH_FILE) {
        buf_printf(&record->id, "-%u", (unsigned)record->line_offset + 1);
    }
}

/* --- the search for records -------------------------------------------------------------------------------------- */

static Status report_input(DiagList *diags, DiagCode code, Str path, int error)
{
    const char *reason = strerrordesc_np(error);
    diag_add2(diags, code, (Loc){0}, path, str_of(reason ? reason : "?"));
    return ST_IO;
}

/* More bytes of the file; false at its end or where it can't be read. */
static bool fill(BatchInput *input)
{
    if (input->at < input->n_bytes) {
        return true;
    }
    ssize_t n = -1;
    do {
        n = pread(input->fd, input->bytes, READ_STEP, (off_t)input->offset);
    } while (n < 0 && errno == EINTR);
    input->at = 0;
    input->n_bytes = n > 0 ? (size_t)n : 0;
    return n > 0;
}

static char first_of(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
            return bytes[i];
        }
    }
    return '\0';
}

/* The next line; false at the end of the file. */
static bool next_line(BatchInput *input, Line *line)
{
    *line = (Line){.offset = input->offset};
    bool is_complete = false;
    if (!fill(input)) {
        return false;
    }
    while (!is_complete && fill(input)) {
        const char *from = input->bytes + input->at;
        size_t room = input->n_bytes - input->at;
        const char *end = memchr(from, '\n', room);
        size_t n = end ? (size_t)(end - from) : room;
        for (size_t i = 0; i < n && line->length + i < HEAD_BYTES; i++) {
            line->head[line->length + i] = from[i];
        }
        line->first = line->first ? line->first : first_of(from, n);
        line->length += n;
        is_complete = end != NULL;
        n += is_complete;
        input->at += n;
        input->offset += n;
    }
    input->line++;
    return true;
}

/* The next line that is not blank. */
static bool next_json(BatchInput *input, BatchRecord *record)
{
    Line line;
    while (next_line(input, &line)) {
        bool is_blank = line.first == '\0' || (line.length == 3 && line.offset == 0 &&
                                               memcmp(line.head, "\xEF\xBB\xBF", 3) == 0);
        if (!is_blank) {
            record->offset = line.offset;
            record->length = line.length;
            record->line_offset = input->line - 1;
            return true;
        }
    }
    return false;
}

/* "---" or "..." alone or before a blank: in YAML always the border of a document. */
static bool is_border(const Line *line, const char *mark)
{
    char after = line->length > 3 ? line->head[3] : '\n';
    return line->length >= 3 && memcmp(line->head, mark, 3) == 0 &&
           (after == '\n' || after == ' ' || after == '\t' || after == '\r');
}

/* The next YAML document that holds more than comments. */
static bool next_yaml(BatchInput *input, BatchRecord *record)
{
    Line line;
    bool has_content = false;
    bool has_mark = false; /* a document has begun */
    uint64_t start = input->offset;
    uint32_t first_line = input->line;
    bool is_end = false;
    while (!is_end) {
        uint64_t before = input->offset;
        if (!next_line(input, &line)) {
            break;
        }
        bool begins = is_border(&line, "---");
        if (begins && has_content) { /* the next one begins here: it is looked at again */
            input->offset = before;
            input->line--;
            input->at = 0;
            input->n_bytes = 0;
            break;
        }
        if (begins && has_mark) { /* the one before was empty */
            start = before;
            first_line = input->line - 1;
        }
        has_mark = has_mark || begins;
        is_end = is_border(&line, "...");
        bool is_more = begins && line.length > 4; /* "--- {a: 1}", "--- |" */
        bool is_text = !begins && !is_end && line.first && line.first != '#' && line.first != '%';
        has_content = has_content || is_text || is_more;
        if (is_end && !has_content) {
            is_end = false;
            has_mark = false;
            start = input->offset;
            first_line = input->line;
        }
    }
    record->offset = start;
    record->length = (size_t)(input->offset - start);
    record->line_offset = first_line;
    return has_content;
}

/* --- standard input ---------------------------------------------------------------------------------------------- */

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

static bool copy_bytes(BatchInput *input, int from, int to, bool *ret_is_write)
{
    for (;;) {
        ssize_t n = read(from, input->bytes, READ_STEP);
        *ret_is_write = false;
        if (n == 0) {
            return true;
        }
        if (n < 0 && errno != EINTR) {
            return false;
        }
        *ret_is_write = true;
        for (ssize_t done = 0; n > 0 && done < n;) {
            ssize_t written = write(to, input->bytes + done, (size_t)(n - done));
            if (written < 0 && errno != EINTR) {
                return false;
            }
            done += written > 0 ? written : 0;
        }
    }
}

/* JSON Lines begin with a brace; everything else is YAML. */
static bool is_json(BatchInput *input)
{
    Line line;
    bool has_brace = false;
    input->offset = 0;
    input->at = 0;
    input->n_bytes = 0;
    while (next_line(input, &line)) {
        if (line.first) {
            has_brace = line.first == '{' || (memcmp(line.head, "\xEF\xBB\xBF{", 4) == 0);
            break;
        }
    }
    return has_brace;
}

/* Copies standard input, or a pipe, once; later passes read the copy. */
static Status spool_input(BatchInput *input, Str path, DiagList *diags)
{
    if (input->spooled >= 0) {
        return ST_OK;
    }
    bool is_stdin = str_is(path, "-");
    int from = is_stdin ? STDIN_FILENO : open(path.ptr, O_RDONLY | O_CLOEXEC);
    if (from < 0) {
        return report_input(diags, FILE_CANT_READ, path, errno);
    }
    int to = open_spool(input->spool);
    bool is_write = true;
    bool is_done = to >= 0 && copy_bytes(input, from, to, &is_write);
    int error = errno;
    if (!is_stdin) {
        (void)close(from); /* read to its end */
    }
    input->spooled = to;
    if (!is_done) {
        return report_input(diags, is_write ? FILE_CANT_WRITE : FILE_CANT_READ,
                            is_write ? input->spool : path, error);
    }
    input->fd = to;
    input->is_spool = true;
    input->is_lines_of_spool = is_json(input);
    return ST_OK;
}

/* --- files ------------------------------------------------------------------------------------------------------- */

static Str path_of(const BatchRecord *record)
{
    Str path = buf_str(&record->path);
    return str_sub(path, 0, path.len > 0 ? path.len - 1 : 0);
}

static Str shown_of(const BatchRecord *record)
{
    return str_of(record->shown.len > 0 ? record->shown.ptr : "");
}

static Status set_path(const BatchInput *input, size_t file, BatchRecord *record)
{
    buf_clear(&record->path);
    buf_put(&record->path, input->list->groups[input->group].prefix);
    buf_put(&record->path, batch_list_path(input->list, file));
    buf_putc(&record->path, '\0');
    buf_clear(&record->shown);
    put_line(&record->shown, path_of(record), SIZE_MAX);
    buf_putc(&record->shown, '\0');
    return record->path.status == ST_LIMIT ? ST_OK : record->path.status;
}

/* Prepares the search in a file of many records. A file that can't be opened is one record, whole. */
static Status open_file(BatchInput *input, Str path, DiagList *diags, bool *ret_is_many)
{
    bool is_stream =
        str_is(path, "-") || (file_kind(path, true) == FILE_OTHER && !is_lines_name(path));
    *ret_is_many = false;
    if (is_stream) {
        TRY(spool_input(input, path, diags));
        input->fd = input->spooled;
    } else if (is_lines_name(path)) {
        input->fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
    }
    input->is_spool = is_stream;
    input->format = !is_stream || input->is_lines_of_spool ? BATCH_LINES : BATCH_YAML;
    input->offset = 0;
    input->line = 0;
    input->at = 0;
    input->n_bytes = 0;
    *ret_is_many = input->fd >= 0;
    return ST_OK;
}

/* The next record of the file that is searched. */
static bool next_inside(BatchInput *input, BatchRecord *record)
{
    record->format = input->format;
    bool has = input->format == BATCH_LINES ? next_json(input, record) : next_yaml(input, record);
    record->fd = input->is_spool ? input->fd : -1;
    if (!has) {
        close_file(input);
    }
    return has;
}

Status batch_input_next(BatchInput *input, DiagList *diags, BatchRecord *record, bool *ret_has)
{
    const BatchList *list = input->list;
    *ret_has = false;
    for (;;) {
        if (input->fd >= 0 && next_inside(input, record)) {
            TRY(set_path(input, input->file - 1, record));
            put_place_id(record, batch_list_path(list, input->file - 1));
            break;
        }
        while (input->group < list->n_groups &&
               input->file >= list->groups[input->group].first + list->groups[input->group].n) {
            input->group++;
        }
        if (input->group >= list->n_groups) {
            return ST_OK;
        }
        bool is_many = false;
        TRY(set_path(input, input->file, record));
        TRY(open_file(input, path_of(record), diags, &is_many));
        input->file++;
        if (!is_many) {
            record->format = BATCH_FILE;
            record->fd = -1;
            record->offset = 0;
            record->length = SIZE_MAX;
            record->line_offset = 0;
            put_place_id(record, batch_list_path(list, input->file - 1));
            break;
        }
    }
    record->number = input->number++;
    *ret_has = true;
    return record->id.status == ST_LIMIT ? ST_OK : record->id.status;
}

/* --- reading a record -------------------------------------------------------------------------------------------- */

static void fd_done(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd); /* read only: nothing to lose */
    }
}

static Status refuse_size(DiagList *diags, Str path, size_t limit)
{
    diag_add2(diags, FILE_TOO_LARGE, (Loc){0}, path, arena_printf(diags->arena, "%zu", limit));
    return ST_LIMIT;
}

/* Up to the record's end, or the file's. */
static Status read_bytes(const BatchRecord *record, int fd, size_t limit, Buf *memory,
                         DiagList *diags)
{
    size_t wanted = record->length == SIZE_MAX ? limit + 1 : record->length;
    while (memory->len < wanted) {
        size_t step = wanted - memory->len < READ_STEP ? wanted - memory->len : READ_STEP;
        if (!buf_reserve(memory, step + 1)) {
            return memory->status;
        }
        ssize_t n =
            pread(fd, memory->ptr + memory->len, step, (off_t)(record->offset + memory->len));
        if (n < 0 && errno != EINTR) {
            (void)report_input(diags, FILE_CANT_READ, shown_of(record), errno);
            return ST_INPUT;
        }
        if (n == 0) {
            break;
        }
        memory->len += n > 0 ? (size_t)n : 0;
    }
    if (memory->len > limit) {
        return refuse_size(diags, shown_of(record), limit);
    }
    buf_putc(memory, '\0');
    return memory->status;
}

static Status read_text(const BatchRecord *record, Buf *memory, DiagList *diags)
{
    const size_t limit = LIMIT_DATA_BYTES;
    buf_clear(memory);
    if (record->length != SIZE_MAX && record->length > limit) {
        return refuse_size(diags, shown_of(record), limit);
    }
    if (record->fd >= 0) {
        return read_bytes(record, record->fd, limit, memory, diags);
    }
    CLEANUP(fd_done) int fd = open(record->path.ptr, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        (void)report_input(diags, FILE_CANT_READ, shown_of(record), errno);
        return ST_INPUT;
    }
    return read_bytes(record, fd, limit, memory, diags);
}

/* The tree without its member `id`. */
static Status drop_id(Arena *arena, Value **io_market)
{
    const Value *from = *io_market;
    Value *to = value_map(arena, from->loc);
    if (!to) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < from->map.n; i++) {
        const Member *m = &from->map.members[i];
        if (!str_is(m->key, "id")) {
            TRY(value_map_add(arena, to, m->key, m->key_loc, m->value));
        }
    }
    *io_market = to;
    return ST_OK;
}

/* What a line or document calls itself. */
static Status find_id(Arena *arena, const BatchRecord *record, BatchText *text)
{
    const Value *own = value_get(text->market, STR("id"));
    bool is_named = own && (own->kind == VALUE_TEXT || own->kind == VALUE_NUM);
    Str name = is_named ? own->text
                        : value_get_text(value_get(text->market, STR("marche")), STR("reference"));
    if (record->format == BATCH_FILE) {
        return ST_OK;
    }
    if (is_named) {
        TRY(drop_id(arena, &text->market));
    }
    if (str_trim(name).len == 0) {
        return ST_OK;
    }
    char bytes[2 * BATCH_ID_BYTES]; /* the last character may be written as twelve */
    Buf id;
    buf_init_fixed(&id, bytes, sizeof bytes);
    put_line(&id, str_trim(name), BATCH_ID_BYTES);
    text->id = arena_str(arena, buf_str(&id));
    return text->id.ptr ? ST_OK : ST_NOMEM;
}

Status batch_record_load(const BatchRecord *record, Arena *arena, Buf *memory, DiagList *diags,
                         BatchText *ret)
{
    *ret = (BatchText){.id = buf_str(&record->id)};
    TRY(read_text(record, memory, diags));
    ret->text = str_sub(buf_str(memory), 0, memory->len - 1);
    Source *source = source_new(arena, shown_of(record), ret->text, (uint32_t)record->number);
    if (!source) {
        return ST_NOMEM;
    }
    source->line_offset = record->line_offset;
    ret->source = source;
    const YamlLimits limits = YAML_LIMITS_DATA;
    Value *market = NULL;
    Status st = record->format == BATCH_LINES
                    ? json_load(arena, source, limits, diags, &market)
                    : service_load_data(arena, source, limits, diags, &market);
    TRY(st);
    ret->market = market;
    return market->kind == VALUE_MAP ? find_id(arena, record, ret) : ST_OK;
}
