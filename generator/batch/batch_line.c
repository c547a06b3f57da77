/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_line - see batch_line.h.
 */
#include "generator/batch/batch_line.h"

#include "generator/data/json.h"
#include "generator/service/message.h"
#include "generator/service/report.h"

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void put_text(Buf *out, const char *key, Str text)
{
    buf_put(out, str_of(key));
    if (text.ptr) {
        json_put_string(out, text);
    } else {
        buf_puts(out, "null");
    }
}

static void put_count(Buf *out, const char *key, size_t n)
{
    buf_put(out, str_of(key));
    buf_put_u64(out, n);
}

static void put_line_number(Buf *out, const char *key, uint32_t n)
{
    if (n > 0) {
        put_count(out, key, n);
    } else {
        buf_put(out, str_of(key));
        buf_puts(out, "null");
    }
}

static void put_outputs(Buf *out, const BatchOutput *outputs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_put(out, i > 0 ? STR(",") : STR_EMPTY);
        put_text(out, "{\"name\":", outputs[i].name);
        put_text(out, ",\"format\":", outputs[i].format);
        put_text(out, ",\"sha256\":", outputs[i].sha256);
        put_count(out, ",\"bytes\":", outputs[i].bytes);
        buf_puts(out, "}");
    }
}

/* The message in the language of the documents: lines don't depend on who runs the batch. */
static void put_diag(Buf *out, const Diag *diag)
{
    Loc loc = diag->loc;
    Str file = report_file(diag);
    char bytes[8 * 1024];
    Buf message;
    buf_init_fixed(&message, bytes, sizeof bytes);
    message_put(&message, diag, LANG_FR);
    put_text(out, "{\"code\":", diag_code_text(diag));
    put_text(out, ",\"severity\":", str_of(report_severity_name(diag->severity)));
    put_text(out, ",\"file\":", file.len > 0 ? file : (Str){0});
    put_line_number(out, ",\"line\":", loc.source ? report_line(loc) : 0);
    put_line_number(out, ",\"column\":", loc.source && loc.line ? loc.column : 0);
    put_text(out, ",\"message\":", buf_str(&message));
    put_text(out, ",\"path\":", diag->path.len > 0 ? diag->path : STR_EMPTY);
    buf_puts(out, "}");
}

static void put_files(Buf *out, const RecordFiles *files)
{
    for (size_t i = 0; files && i < files->n; i++) {
        buf_put(out, i > 0 ? STR(",") : STR_EMPTY);
        put_text(out, "{\"name\":", files->items[i].name);
        put_text(out, ",\"sha256\":", files->items[i].sha256);
        buf_puts(out, "}");
    }
}

static bool is_told(const Diag *diag)
{
    return diag->severity != DIAG_NOTE || diag->code == BATCH_REPLACED ||
           diag->code == BATCH_REPEATED;
}

static void put_diags(Buf *out, const DiagList *diags)
{
    bool is_first = true;
    for (size_t i = 0; i < diags->n; i++) {
        if (is_told(&diags->items[i])) {
            buf_put(out, is_first ? STR_EMPTY : STR(","));
            put_diag(out, &diags->items[i]);
            is_first = false;
        }
    }
}

void batch_line_put_head(Buf *out, const BatchLine *line)
{
    const BatchRecord *record = line->record;
    put_text(out, "{\"id\":", line->id);
    put_text(out, ",\"source\":{\"file\":", str_of(record->shown.ptr));
    put_line_number(out, ",\"line\":", batch_record_line(record));
    put_text(out, "},\"sha256\":", line->sha256);
    put_text(out, ",\"library\":", line->stamp->library);
    put_text(out, ",\"template\":", line->stamp->template);
    put_text(out, ",\"options\":", line->stamp->options);
}

Str batch_line_key(Str line)
{
    size_t end = str_find(line, STR(",\"library\":"),
                          0); /* no string holds it: its marks are escaped there */
    return end != SIZE_MAX ? str_sub(line, 0, end) : STR_EMPTY;
}

void batch_line_put(Buf *out, const BatchLine *line)
{
    batch_line_put_head(out, line);
    put_text(out, ",\"date\":", line->stamp->date);
    put_text(out, ",\"status\":", str_of(line->status));
    buf_puts(out, ",\"outputs\":[");
    put_outputs(out, line->outputs, line->n_outputs);
    buf_puts(out, "],\"files\":[");
    put_files(out, line->files);
    buf_puts(out, "],\"diagnostics\":[");
    put_diags(out, line->diags);
    buf_puts(out, "],\"faits\":");
    if (line->facts) {
        json_put(out, line->facts);
    } else {
        buf_puts(out, "null");
    }
    buf_puts(out, "}\n");
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static bool parse_output(const Value *value, BatchOutput *ret)
{
    const Value *bytes = value_get(value, STR("bytes"));
    int64_t n = 0;
    bool is_number = bytes && bytes->kind == VALUE_NUM && num_to_int64(bytes->num, &n) && n >= 0;
    *ret = (BatchOutput){.name = value_get_text(value, STR("name")),
                         .format = value_get_text(value, STR("format")),
                         .sha256 = value_get_text(value, STR("sha256")),
                         .bytes = (size_t)n};
    return is_number && ret->name.len > 0;
}

static void count_diags(const Value *list, BatchEarlier *ret)
{
    for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->list.n; i++) {
        Str code = value_get_text(list->list.items[i], STR("code"));
        Str severity = value_get_text(list->list.items[i], STR("severity"));
        ret->n_warnings += str_is(severity, "warning");
        ret->is_unsafe = ret->is_unsafe || diag_is_unsafe(code);
        ret->is_twin = ret->is_twin || str_is(code, diag_info(BATCH_SAME_ID)->code) ||
                       str_is(code, diag_info(BATCH_SAME_OUTPUT)->code);
    }
}

static bool parse_files(Arena *arena, const Value *list, RecordFiles *ret)
{
    *ret = (RecordFiles){.arena = arena};
    for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->list.n; i++) {
        const Value *file = list->list.items[i];
        const Value *sha256 = value_get(file, STR("sha256"));
        Str sum = sha256 && sha256->kind == VALUE_TEXT ? sha256->text : (Str){0};
        if (record_files_note(ret, value_get_text(file, STR("name")), sum) != ST_OK) {
            return false;
        }
    }
    return list && list->kind == VALUE_LIST;
}

bool batch_line_parse(Arena *arena, Str text, BatchEarlier *ret)
{
    DiagList diags;
    Value *root = NULL;
    diag_list_init(&diags, arena);
    Source *source = source_new(arena, STR("manifest"), text, 0);
    *ret = (BatchEarlier){0};
    if (!source || json_load(arena, source, YAML_LIMITS_DATA, &diags, &root) != ST_OK ||
        root->kind != VALUE_MAP) {
        return false;
    }
    Str status = value_get_text(root, STR("status"));
    const Value *outputs = value_get(root, STR("outputs"));
    ret->id = value_get_text(root, STR("id"));
    ret->library = value_get_text(root, STR("library"));
    ret->template = value_get_text(root, STR("template"));
    ret->options = value_get_text(root, STR("options"));
    ret->date = value_get_text(root, STR("date"));
    ret->is_faulty = str_is(status, "error");
    ret->is_replaced = str_is(status, "replaced");
    count_diags(value_get(root, STR("diagnostics")), ret);
    if (!outputs || outputs->kind != VALUE_LIST || outputs->list.n > SERVICE_MAX_FORMATS) {
        return false;
    }
    for (size_t i = 0; i < outputs->list.n; i++) {
        if (!parse_output(outputs->list.items[i], &ret->outputs[i])) {
            return false;
        }
    }
    ret->n_outputs = outputs->list.n;
    return parse_files(arena, value_get(root, STR("files")), &ret->files);
}
