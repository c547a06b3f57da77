/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_input - see batch_input.h.
 */
#include "generator/batch/batch_input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/batch/batch_spool.h"
#include "generator/data/json.h"
#include "generator/service/service.h"

/* Of a line, what tells a separator of YAML documents from content. */
#define HEAD_BYTES 8

/* One line as the search for records sees it. */
typedef struct Line {
    uint64_t offset;
    size_t length; /* without its end */
    char head[HEAD_BYTES];
    char first; /* the first byte that is no blank; NUL: there is none */
} Line;

/* A table that was looked at; it keeps for later passes. */
typedef struct SeenTable {
    size_t file; /* number in the list */
    const BatchTable *table;
    struct SeenTable *next;
} SeenTable;

struct BatchInput {
    const BatchList *list;
    size_t group;
    size_t file;   /* next one of the list */
    size_t number; /* of the next record */
    BatchSpools spools;
    /* The file whose records are being searched; reader.fd -1: none. */
    bool is_spool;
    BatchFormat format;
    const BatchTable *table; /* BATCH_TABLE */
    JsonScan scan;           /* BATCH_LIST */
    size_t n_elements;       /* found so far */
    BatchReader reader;
    SeenTable *tables; /* the files that were looked at */
    const BatchKnown *known;
};

/* --- life -------------------------------------------------------------------------------------------------------- */

static const BatchKnown nothing_known;

Status batch_input_new(const BatchList *list, Str spool, BatchInput **ret_input)
{
    BatchInput *input = mem_alloc(sizeof *input);
    if (!input) {
        return ST_NOMEM;
    }
    input->list = list;
    batch_spools_init(&input->spools, list->arena, spool);
    input->known = &nothing_known;
    input->reader.fd = -1;
    *ret_input = input;
    return ST_OK;
}

void batch_input_know(BatchInput *input, const BatchKnown *known)
{
    input->known = known;
}

static void close_file(BatchInput *input)
{
    if (input->reader.fd >= 0 && !input->is_spool) {
        (void)close(input->reader.fd); /* read only: nothing to lose */
    }
    input->reader.fd = -1;
}

void batch_input_free(BatchInput *input)
{
    if (!input) {
        return;
    }
    close_file(input);
    batch_spools_done(&input->spools);
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

/* "lot-a/ecole" of "lot-a/ecole.marche.yaml". */
static Str without_ending(Str path)
{
    Str base = file_base(path);
    Str name = service_market_name(base);
    BatchFormat format = BATCH_FILE;
    if (name.len == base.len && batch_kind_of_name(base, &format)) {
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
    batch_list_put_shown(&record->id, is_stdin ? STR("entree") : without_ending(below),
                         BATCH_ID_BYTES);
    if (record->format == BATCH_LIST) { /* whole files may stand on one line */
        buf_printf(&record->id, "-%zu", record->rank);
    } else if (record->format != BATCH_FILE) {
        buf_printf(&record->id, "-%u", (unsigned)record->line_offset + 1);
    }
}

/* --- the search for records -------------------------------------------------------------------------------------- */

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
    *line = (Line){.offset = input->reader.offset};
    bool is_complete = false;
    if (!batch_reader_fill(&input->reader)) {
        return false;
    }
    while (!is_complete && batch_reader_fill(&input->reader)) {
        const char *from = input->reader.bytes + input->reader.at;
        size_t room = input->reader.n_bytes - input->reader.at;
        const char *end = memchr(from, '\n', room);
        size_t n = end ? (size_t)(end - from) : room;
        for (size_t i = 0; i < n && line->length + i < HEAD_BYTES; i++) {
            line->head[line->length + i] = from[i];
        }
        line->first = line->first ? line->first : first_of(from, n);
        line->length += n;
        is_complete = end != NULL;
        n += is_complete;
        batch_reader_pass(&input->reader, n);
    }
    input->reader.line++;
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
            record->line_offset = input->reader.line - 1;
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
    uint64_t start = input->reader.offset;
    uint32_t first_line = input->reader.line;
    bool is_end = false;
    while (!is_end) {
        uint64_t before = input->reader.offset;
        if (!next_line(input, &line)) {
            break;
        }
        bool begins = is_border(&line, "---");
        if (begins && has_content) { /* the next one begins here: it is looked at again */
            batch_reader_back(&input->reader, before, input->reader.line - 1);
            break;
        }
        if (begins && has_mark) { /* the one before was empty */
            start = before;
            first_line = input->reader.line - 1;
        }
        has_mark = has_mark || begins;
        is_end = is_border(&line, "...");
        bool is_more = begins && line.length > 4; /* "--- {a: 1}", "--- |" */
        bool is_text = !begins && !is_end && line.first && line.first != '#' && line.first != '%';
        has_content = has_content || is_text || is_more;
        if (is_end && !has_content) {
            is_end = false;
            has_mark = false;
            start = input->reader.offset;
            first_line = input->reader.line;
        }
    }
    record->offset = start;
    record->length = (size_t)(input->reader.offset - start);
    record->line_offset = first_line;
    return has_content;
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

const BatchList *batch_input_list(const BatchInput *input)
{
    return input->list;
}

uint32_t batch_record_line(const BatchRecord *record)
{
    return record->format == BATCH_FILE ? 0 : record->line_offset + 1;
}

static Status set_path(const BatchInput *input, size_t file, BatchRecord *record)
{
    buf_clear(&record->path);
    buf_put(&record->path, input->list->groups[input->group].prefix);
    buf_put(&record->path, batch_list_path(input->list, file));
    buf_putc(&record->path, '\0');
    buf_clear(&record->shown);
    batch_list_put_shown(&record->shown, path_of(record), SIZE_MAX);
    buf_putc(&record->shown, '\0');
    return record->path.status == ST_LIMIT ? ST_OK : record->path.status;
}

/* The table of the file at hand, looked at when it is first met. */
static Status open_table(BatchInput *input, Str shown, DiagList *diags)
{
    Arena *arena = input->list->arena;
    SeenTable *seen = input->tables;
    while (seen && seen->file != input->file) {
        seen = seen->next;
    }
    if (!seen) {
        seen = arena_new(arena, SeenTable);
        TRY(seen ? ST_OK : ST_NOMEM);
        Status st =
            batch_table_open(arena, input->known, &input->reader, shown, diags, &seen->table);
        if (st != ST_OK) {
            close_file(input);
            return st;
        }
        seen->file = input->file;
        seen->next = input->tables;
        input->tables = seen;
    }
    input->table = seen->table;
    batch_reader_start(&input->reader, input->reader.fd, seen->table->body, seen->table->body_line);
    return ST_OK;
}

/* Prepares the search in a file of many records. A file that can't be opened is one record, whole. */
static Status open_file(BatchInput *input, Str path, Str shown, DiagList *diags, bool *ret_is_many)
{
    BatchFormat format = BATCH_FILE;
    bool is_many = batch_kind_of_name(path, &format);
    bool is_stream = str_is(path, "-") || file_kind(path, true) == FILE_PIPE;
    const BatchSpool *spool = NULL;
    int fd = -1;
    *ret_is_many = false;
    if (is_stream) {
        TRY(batch_spool_find(&input->spools, input->file, path, &input->reader, input->known, diags,
                             &spool));
        fd = spool->fd;
        format = spool->format;
    } else if (is_many) {
        fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
    }
    input->is_spool = is_stream;
    input->format = format;
    input->scan = (JsonScan){0};
    input->n_elements = 0;
    input->reader.fd = fd;
    if (fd >= 0 && format == BATCH_LIST && !is_stream && !batch_kind_is_list(&input->reader)) {
        close_file(input); /* one market */
    }
    batch_reader_start(&input->reader, input->reader.fd, 0, 0);
    *ret_is_many = input->reader.fd >= 0;
    return *ret_is_many && format == BATCH_TABLE ? open_table(input, shown, diags) : ST_OK;
}

/* The rows of a market, or an element. */
static bool next_span(BatchInput *input, BatchRecord *record)
{
    BatchSpan span;
    bool is_row = input->format == BATCH_TABLE;
    bool has = is_row ? batch_table_next(input->table, &input->reader, &span)
                      : batch_element_next(&input->reader, &input->scan, &span);
    if (has) {
        record->offset = span.offset;
        record->length = span.length;
        record->line_offset = span.line;
        input->n_elements += !is_row;
    }
    return has;
}

/* A file that is one record; what the record held before is of another file. */
static void set_whole(BatchRecord *record)
{
    record->format = BATCH_FILE;
    record->fd = -1;
    record->offset = 0;
    record->length = SIZE_MAX;
    record->line_offset = 0;
    record->table = NULL;
    record->decp = NULL;
    record->rank = 0;
}

/* The next record of the file that is searched. */
static bool next_inside(BatchInput *input, BatchRecord *record)
{
    record->format = input->format;
    bool has = input->format == BATCH_LINES  ? next_json(input, record)
               : input->format == BATCH_YAML ? next_yaml(input, record)
                                             : next_span(input, record);
    record->fd = input->is_spool ? input->reader.fd : -1;
    record->table = input->format == BATCH_TABLE ? input->table : NULL;
    record->decp = input->known->decp;
    record->rank = input->n_elements;
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
        bool has = input->reader.fd >= 0 && next_inside(input, record);
        if (has || input->reader.error != 0) {
            TRY(set_path(input, input->file - 1, record));
        }
        if (input->reader.error != 0) { /* this is no end: what follows is unknown */
            return file_report(diags, FILE_CANT_READ, shown_of(record), input->reader.error);
        }
        if (has) {
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
        TRY(open_file(input, path_of(record), shown_of(record), diags, &is_many));
        input->file++;
        if (!is_many) {
            set_whole(record);
            put_place_id(record, batch_list_path(list, input->file - 1));
            break;
        }
    }
    record->number = input->number++;
    record->file = input->file - 1;
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
    const size_t before = memory->len;
    size_t wanted = before + (record->length == SIZE_MAX ? limit + 1 : record->length);
    while (memory->len < wanted) {
        size_t step = wanted - memory->len < READER_BYTES ? wanted - memory->len : READER_BYTES;
        if (!buf_reserve(memory, step + 1)) {
            return memory->status;
        }
        ssize_t n = pread(fd, memory->ptr + memory->len, step,
                          (off_t)(record->offset + (memory->len - before)));
        if (n < 0 && errno != EINTR) {
            (void)file_report(diags, FILE_CANT_READ, shown_of(record), errno);
            return ST_INPUT;
        }
        if (n == 0) {
            break;
        }
        memory->len += n > 0 ? (size_t)n : 0;
    }
    if (memory->len - before > limit) {
        return refuse_size(diags, shown_of(record), limit);
    }
    buf_putc(memory, '\0');
    return memory->status;
}

static Status read_text(const BatchRecord *record, Buf *memory, DiagList *diags)
{
    const size_t limit = LIMIT_DATA_BYTES;
    buf_clear(memory);
    buf_put(memory,
            record->table && !record->table->is_windows ? record->table->header : STR_EMPTY);
    if (record->length != SIZE_MAX && record->length > limit) {
        return refuse_size(diags, shown_of(record), limit);
    }
    if (record->fd >= 0) {
        return read_bytes(record, record->fd, limit, memory, diags);
    }
    CLEANUP(fd_done) int fd = open(record->path.ptr, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        (void)file_report(diags, FILE_CANT_READ, shown_of(record), errno);
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
               : text->contract
                   ? STR_EMPTY /* other buyers have the same numbers */
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
    batch_list_put_shown(&id, str_trim(name), BATCH_ID_BYTES);
    text->id = arena_str(arena, buf_str(&id));
    return text->id.ptr ? ST_OK : ST_NOMEM;
}

/* Rows of Windows-1252 behind their header. */
static Status put_header(const BatchRecord *record, Arena *arena, Str *io_text)
{
    if (!record->table || !record->table->is_windows) {
        return ST_OK;
    }
    Str rows = batch_table_utf8(record->table, arena, *io_text);
    Str header = record->table->header;
    char *both = rows.ptr ? arena_alloc(arena, header.len + rows.len + 1) : NULL;
    if (!both) {
        return ST_NOMEM;
    }
    memcpy(both, header.ptr, header.len);
    memcpy(both + header.len, rows.ptr, rows.len);
    *io_text = (Str){.ptr = both, .len = header.len + rows.len};
    return ST_OK;
}

/* A market as it is, or what was published of one. */
static Status load_element(const BatchRecord *record, Arena *arena, const Source *source,
                           DiagList *diags, Value **ret_market, const Value **ret_contract)
{
    Value *element = NULL;
    TRY(json_load(arena, source, YAML_LIMITS_DATA, diags, &element));
    const Value *market = value_get(element, STR("marche"));
    if (!record->decp || (market && market->kind == VALUE_MAP)) {
        *ret_market = element;
        return ST_OK;
    }
    *ret_contract = element;
    return decp_market(arena, record->decp, element, diags, ret_market);
}

static Status load_tree(const BatchRecord *record, Arena *arena, const Source *source,
                        DiagList *diags, Value **ret_market, const Value **ret_contract)
{
    switch (record->format) {
    case BATCH_LINES:
        return json_load(arena, source, YAML_LIMITS_DATA, diags, ret_market);
    case BATCH_TABLE:
        return batch_table_load(record->table, arena, source, diags, ret_market);
    case BATCH_LIST:
        return load_element(record, arena, source, diags, ret_market, ret_contract);
    case BATCH_FILE:
    case BATCH_YAML:
        break;
    }
    return service_load_data(arena, source, YAML_LIMITS_DATA, diags, ret_market);
}

Status batch_record_load(const BatchRecord *record, Arena *arena, Buf *memory, DiagList *diags,
                         BatchText *ret)
{
    *ret = (BatchText){.id = buf_str(&record->id)};
    TRY(read_text(record, memory, diags));
    Str text = str_sub(buf_str(memory), 0, memory->len - 1);
    TRY(put_header(record, arena, &text));
    ret->text = text;
    Source *source = source_new(arena, shown_of(record), ret->text, (uint32_t)record->number);
    if (!source) {
        return ST_NOMEM;
    }
    source->line_offset = record->line_offset - (record->table ? record->table->n_header_lines : 0);
    ret->source = source;
    Value *market = NULL;
    Status st = load_tree(record, arena, source, diags, &market, &ret->contract);
    if (market && market->kind == VALUE_MAP) { /* what is wrong is told with its identifier */
        Value *kept = ret->market;
        ret->market = market;
        TRY(find_id(arena, record, ret));
        market = ret->market;
        ret->market = kept;
    }
    TRY(st);
    ret->market = market;
    return ST_OK;
}
