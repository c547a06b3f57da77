/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview - see overview.h.
 */
#include "generator/batch/overview.h"

#include <errno.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/batch/overview_sheet.h"
#include "generator/batch/overview_tree.h"
#include "generator/data/json.h"
#include "generator/service/render.h"

#define WRITE_STEP ((size_t)64 * 1024)
/* Lots that the page shows, and markets of a rule; all are in rapport.csv and rapport.json. */
#define PAGE_LOTS ((size_t)500)
#define PAGE_MARKETS ((size_t)20)
/* Markets with errors that the page shows. */
#define PAGE_FAULTY ((size_t)200)

static const Loc nowhere = {0};

typedef struct Overview {
    const OverviewSource *source;
    const OverviewOptions *options;
    uint32_t *io_sources;
    DiagList *diags;
    Arena arena; /* what is counted, and the page */
    Arena scratch;
    OverviewCounts counts;
    OverviewSheet sheet;
    Value *lots; /* of the page */
    size_t n_lots_left;
    Value *faulty; /* same */
    Buf codes;     /* of one market */
    Buf line;
    Buf out;
} Overview;

static void overview_done(Overview *o)
{
    overview_sheet_done(&o->sheet);
    buf_done(&o->line);
    buf_done(&o->codes);
    buf_done(&o->out);
    arena_done(&o->scratch);
    arena_done(&o->arena);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

static Status damaged(Overview *o)
{
    return file_report(o->diags, FILE_CANT_READ, o->source->name, EIO);
}

static Status read_line(Overview *o, size_t index)
{
    return o->source->line(o->source->ctx, index, &o->line) ? ST_OK : damaged(o);
}

static Status parse_line(Overview *o, size_t index, Value **ret_line)
{
    DiagList diags;
    TRY(read_line(o, index));
    arena_reset(&o->scratch);
    diag_list_init(&diags, &o->scratch);
    const Source *source = source_new(&o->scratch, o->source->name, str_trim(buf_str(&o->line)), 0);
    if (!source) {
        return ST_NOMEM;
    }
    Status st = json_load(&o->scratch, source, YAML_LIMITS_DATA, &diags, ret_line);
    return st == ST_INPUT || st == ST_LIMIT ? damaged(o) : st;
}

/* Where the JSON value that begins at `at` ends: at a comma or bracket outside of it. */
static size_t end_of_value(Str text, size_t at)
{
    size_t depth = 0;
    bool is_text = false;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (is_text) {
            at += c == '\\';
            is_text = c != '"';
        } else if (c == '"') {
            is_text = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']' || c == ',') && depth == 0) {
            break;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return at < text.len ? at : text.len;
}

/* A member of a line as it is written, or "null". Lines are compact, as batch_line writes them. */
static Str raw_member(Str line, const char *key)
{
    for (size_t at = 1; at < line.len;) {
        size_t colon = at + 1;
        while (colon < line.len && line.ptr[colon] != '"') { /* keys are plain */
            colon++;
        }
        Str name = str_sub(line, at + 1, colon - at - 1);
        size_t end = end_of_value(line, colon + 2);
        if (str_is(name, key)) {
            return str_sub(line, colon + 2, end - colon - 2);
        }
        at = end + 1;
    }
    return STR("null");
}

/* --- counting, and rapport.csv ----------------------------------------------------------------------------------- */

static Status open_stage(Overview *o, const char *name, FileStage *stage)
{
    Str path = file_join(&o->arena, o->options->folder, str_of(name));
    unsigned flags = FILE_SOLE | (o->options->is_durable ? FILE_DURABLE : 0);
    return file_stage_open(path, flags, o->diags, stage);
}

static Status flush(Overview *o, FileStage *stage, size_t above)
{
    TRY(o->out.status);
    if (o->out.len <= above) {
        return ST_OK;
    }
    TRY(file_stage_write(stage, buf_str(&o->out), o->diags));
    buf_clear(&o->out);
    return ST_OK;
}

static Status set_copy(Overview *o, Value *map, const char *key, Str text)
{
    return overview_set_text(&o->arena, map, key, arena_str(&o->arena, text));
}

/* "D-091, S-130": a code that is there already is left out. */
static void put_once(Buf *codes, Str code)
{
    Str all = buf_str(codes);
    for (size_t at = str_find(all, code, 0); at != SIZE_MAX; at = str_find(all, code, at + 1)) {
        if (at + code.len == all.len || all.ptr[at + code.len] == ',') {
            return;
        }
    }
    buf_put(codes, codes->len > 0 ? STR(", ") : STR_EMPTY);
    buf_put(codes, code);
}

static Status keep_page_lots(Overview *o, const Value *line)
{
    size_t n = o->lots->list.n;
    size_t room = n < PAGE_LOTS ? PAGE_LOTS - n : 0;
    return overview_sheet_page(&o->sheet, &o->arena, line, room, o->lots, &o->n_lots_left);
}

/* {id, lieu, regles, message} of a market with errors, for the page: the codes, and what the first error says. */
static Status keep_page_faulty(Overview *o, const Value *line)
{
    const Value *diags = value_get(line, STR("diagnostics"));
    const Value *source = value_get(line, STR("source"));
    const Value *number = value_get(source, STR("line"));
    Str first = STR_EMPTY;
    if (!str_is(value_get_text(line, STR("status")), "error") || o->faulty->list.n >= PAGE_FAULTY) {
        return ST_OK;
    }
    Value *map = value_map(&o->arena, nowhere);
    if (!map) {
        return ST_NOMEM;
    }
    buf_clear(&o->codes);
    for (size_t i = 0; i < value_list_length(diags); i++) {
        const Value *diag = diags->list.items[i];
        if (str_is(value_get_text(diag, STR("severity")), "error")) {
            Str code = value_get_text(diag, STR("code"));
            first = first.len > 0 ? first : value_get_text(diag, STR("message"));
            put_once(&o->codes, code);
        }
    }
    Str place = value_get_text(source, STR("file"));
    if (number && number->kind == VALUE_NUM) {
        place = arena_printf(&o->arena, "%.*s:%.*s", STR_ARG(place), STR_ARG(number->text));
    }
    TRY(set_copy(o, map, "id", value_get_text(line, STR("id"))));
    TRY(set_copy(o, map, "lieu", place));
    TRY(set_copy(o, map, "regles", buf_str(&o->codes)));
    TRY(set_copy(o, map, "message", first));
    return value_list_add(&o->arena, o->faulty, map);
}

static Status count_lines(Overview *o)
{
    CLEANUP(file_stage_done) FileStage stage = {.fd = -1};
    TRY(open_stage(o, "rapport.csv", &stage));
    buf_puts(&o->out, OVERVIEW_BOM);
    overview_sheet_put_head(&o->sheet, &o->out);
    for (size_t i = 0; i < o->source->n; i++) {
        Value *line = NULL;
        TRY(parse_line(o, i, &line));
        TRY(overview_count(&o->counts, i, line));
        TRY(overview_sheet_put(&o->sheet, &o->scratch, line, &o->out));
        TRY(keep_page_lots(o, line));
        TRY(keep_page_faulty(o, line));
        TRY(flush(o, &stage, WRITE_STEP));
    }
    overview_counts_sort(&o->counts);
    TRY(flush(o, &stage, 0));
    return file_stage_commit(&stage, o->diags);
}

/* --- errors and warnings ----------------------------------------------------------------------------------------- */

/* The title of the library's rule, or the first message of a code that is none. */
static Str title_of(Overview *o, const OverviewRule *rule)
{
    const Library *lib = o->options->library;
    for (size_t i = 0; i < lib->n_rules; i++) {
        Str title = value_get_text(lib->rules[i].source, STR("titre"));
        if (str_eq(lib->rules[i].id, rule->code) && title.len > 0) {
            return overview_typeset(&o->arena, lib, title);
        }
    }
    return rule->message;
}

/* The identifiers of the markets of a rule, up to `most`, each by `put`. */
static Status each_market(Overview *o, const OverviewRule *rule, size_t most,
                          Status (*put)(Overview *o, Str raw_id, size_t number, void *ctx),
                          void *ctx)
{
    size_t n = 0;
    for (size_t i = 0; i < o->counts.n && n < most && n < rule->n_markets; i++) {
        if (overview_rule_concerns(rule, i)) {
            TRY(read_line(o, i));
            TRY(put(o, raw_member(buf_str(&o->line), "id"), n, ctx));
            n++;
        }
    }
    return ST_OK;
}

/* --- rapport.json ------------------------------------------------------------------------------------------------ */

static Status put_raw_id(Overview *o, Str raw_id, size_t number, void *ctx)
{
    buf_put(&o->out, number > 0 ? STR(",") : STR_EMPTY);
    buf_put(&o->out, raw_id);
    return flush(o, ctx, WRITE_STEP);
}

static Status put_rules(Overview *o, FileStage *stage)
{
    buf_puts(&o->out, ",\n\"constats\":[");
    for (size_t i = 0; i < o->counts.n_rules; i++) {
        const OverviewRule *rule = &o->counts.rules[i];
        buf_put(&o->out, i > 0 ? STR(",\n{\"code\":") : STR("\n{\"code\":"));
        json_put_string(&o->out, rule->code);
        buf_puts(&o->out, ",\"gravite\":");
        json_put_string(&o->out, rule->severity);
        buf_puts(&o->out, ",\"titre\":");
        json_put_string(&o->out, title_of(o, rule));
        buf_puts(&o->out, ",\"occurrences\":");
        buf_put_u64(&o->out, rule->n);
        buf_puts(&o->out, ",\"nombre\":");
        buf_put_u64(&o->out, rule->n_markets);
        buf_puts(&o->out, ",\"marches\":[");
        TRY(each_market(o, rule, SIZE_MAX, put_raw_id, stage));
        buf_puts(&o->out, "]}");
        TRY(flush(o, stage, WRITE_STEP));
    }
    buf_puts(&o->out, "]");
    return ST_OK;
}

static Status put_markets(Overview *o, FileStage *stage)
{
    static const char *const keys[] = {"id", "status", "outputs", "diagnostics", "faits"};
    buf_puts(&o->out, ",\n\"marches\":[");
    for (size_t i = 0; i < o->counts.n; i++) {
        TRY(read_line(o, i));
        buf_put(&o->out, i > 0 ? STR(",\n{") : STR("\n{"));
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            buf_put(&o->out, k > 0 ? STR(",\"") : STR("\""));
            buf_put(&o->out, str_of(keys[k]));
            buf_puts(&o->out, "\":");
            buf_put(&o->out, raw_member(str_trim(buf_str(&o->line)), keys[k]));
        }
        buf_puts(&o->out, "}");
        TRY(flush(o, stage, WRITE_STEP));
    }
    buf_puts(&o->out, "]}\n");
    return ST_OK;
}

static Status put_tree(Overview *o, const Value *root)
{
    buf_puts(&o->out, "{\"version\":1");
    for (size_t i = 0; i < root->map.n; i++) {
        const Member *member = &root->map.members[i];
        buf_puts(&o->out, ",\n");
        json_put_string(&o->out, member->key);
        buf_puts(&o->out, ":");
        for (size_t k = 0; member->value->kind == VALUE_LIST && k < member->value->list.n; k++) {
            buf_put(&o->out, k > 0 ? STR(",\n") : STR("[\n"));
            json_put(&o->out, member->value->list.items[k]);
        }
        if (member->value->kind != VALUE_LIST) {
            json_put(&o->out, member->value);
        } else {
            buf_put(&o->out, member->value->list.n > 0 ? STR("]") : STR("[]"));
        }
    }
    return o->out.status;
}

static Status write_json(Overview *o)
{
    CLEANUP(file_stage_done) FileStage stage = {.fd = -1};
    Value *root = NULL;
    arena_reset(&o->scratch);
    TRY(open_stage(o, "rapport.json", &stage));
    TRY(overview_tree(&o->scratch, &o->counts, false, &root));
    TRY(put_tree(o, root));
    TRY(put_rules(o, &stage));
    TRY(put_markets(o, &stage));
    TRY(flush(o, &stage, 0));
    return file_stage_commit(&stage, o->diags);
}

/* --- rapport.html ------------------------------------------------------------------------------------------------ */

/* {id} of a market, from its identifier as it is written in the line. */
static Status add_market(Overview *o, Str raw_id, size_t number, void *ctx)
{
    DiagList ignored;
    Value *id = NULL;
    Value *map = value_map(&o->arena, nowhere);
    Str kept = arena_str(&o->arena, raw_id);
    diag_list_init(&ignored, &o->arena);
    const Source *source =
        kept.ptr ? source_new(&o->arena, o->source->name, kept, (uint32_t)number) : NULL;
    if (!map || !source) {
        return ST_NOMEM;
    }
    TRY(json_load(&o->arena, source, YAML_LIMITS_DATA, &ignored, &id));
    TRY(value_map_set(&o->arena, map, STR("id"), id));
    TRY(value_map_set_bool(&o->arena, map, "premier", number == 0));
    return value_list_add(&o->arena, ctx, map);
}

static Status add_rule(Overview *o, const OverviewRule *rule, Value *list)
{
    const Library *lib = o->options->library;
    const Value *levels = overview_list(lib, "gravites_rapport");
    const Value *level = levels ? library_entry(levels, rule->severity) : NULL;
    Value *map = value_map(&o->arena, nowhere);
    Value *markets = NULL;
    size_t n_left = rule->n_markets > PAGE_MARKETS ? rule->n_markets - PAGE_MARKETS : 0;
    if (!map) {
        return ST_NOMEM;
    }
    TRY(overview_set_text(&o->arena, map, "code", rule->code));
    TRY(overview_set_text(&o->arena, map, "gravite",
                          level ? value_get_text(level, STR("libelle")) : rule->severity));
    TRY(overview_set_text(&o->arena, map, "titre", title_of(o, rule)));
    TRY(overview_set_count(&o->arena, map, "nombre", rule->n_markets));
    TRY(overview_set_count(&o->arena, map, "occurrences", rule->n));
    TRY(overview_set_count(&o->arena, map, "autres", n_left));
    TRY(value_map_set_bool(&o->arena, map, "coupe", n_left > 0));
    TRY(overview_set_list(&o->arena, map, "marches", &markets));
    TRY(each_market(o, rule, PAGE_MARKETS, add_market, markets));
    return value_list_add(&o->arena, list, map);
}

/* The tree of rapport.json, and what the page shows of errors, warnings and lots. */
static Status page_tree(Overview *o, Value **ret_root)
{
    Value *rules = NULL;
    Value *columns = NULL;
    TRY(overview_tree(&o->arena, &o->counts, true, ret_root));
    TRY(overview_set_list(&o->arena, *ret_root, "constats", &rules));
    for (size_t i = 0; i < o->counts.n_rules; i++) {
        TRY(add_rule(o, &o->counts.rules[i], rules));
    }
    TRY(overview_set_list(&o->arena, *ret_root, "colonnes", &columns));
    TRY(overview_sheet_page_head(&o->sheet, &o->arena, columns));
    TRY(value_map_set_bool(&o->arena, *ret_root, "avec_constats", o->counts.n_rules > 0));
    TRY(value_map_set_bool(&o->arena, *ret_root, "avec_remplaces", o->counts.n_replaced > 0));
    TRY(value_map_set_bool(&o->arena, *ret_root, "avec_erreurs", o->faulty->list.n > 0));
    TRY(value_map_set_bool(&o->arena, *ret_root, "erreurs_coupees",
                           o->counts.n_faulty > o->faulty->list.n));
    TRY(overview_set_count(&o->arena, *ret_root, "erreurs_autres",
                           o->counts.n_faulty - o->faulty->list.n));
    TRY(value_map_set(&o->arena, *ret_root, STR("erreurs"), o->faulty));
    TRY(value_map_set_bool(&o->arena, *ret_root, "avec_lots", o->lots->list.n > 0));
    TRY(value_map_set_bool(&o->arena, *ret_root, "lots_coupes", o->n_lots_left > 0));
    TRY(overview_set_count(&o->arena, *ret_root, "lots_autres", o->n_lots_left));
    return value_map_set(&o->arena, *ret_root, STR("lots"), o->lots);
}

static Status render_page(Overview *o, RenderEngine *engine, RenderJob *job)
{
    Value *root = NULL;
    TRY(render_load(engine, o->options->page, o->diags));
    TRY(render_job_init(job, engine));
    TRY(page_tree(o, &root));
    Status st = render_record(job, root);
    for (size_t i = 0; i < job->base.diags.n && st == ST_INPUT; i++) {
        const Diag *d = &job->base.diags.items[i];
        (void)diag_add(o->diags, d->code, d->loc, d->args[0], d->args[1], d->args[2]);
    }
    TRY(st);
    Str path = file_join(&o->arena, o->options->folder, STR("rapport.html"));
    return file_write_atomic(path, buf_str(&job->base.outputs[0]), o->options->is_durable,
                             o->diags);
}

static Status write_page(Overview *o)
{
    RenderEngine engine = {.arena = &o->arena,
                           .escape = ESCAPE_HTML,
                           .missing = MISSING_ERROR,
                           .io_sources = o->io_sources};
    RenderJob job = {0};
    Status st = render_page(o, &engine, &job);
    render_job_done(&job);
    render_done(&engine);
    return st;
}

/* --- all --------------------------------------------------------------------------------------------------------- */

bool overview_is_wanted(const Library *library)
{
    return overview_list(library, "colonnes_rapport") != NULL;
}

Status overview_write(const OverviewSource *source, const OverviewOptions *options,
                      uint32_t *io_sources, DiagList *diags)
{
    CLEANUP(overview_done)
    Overview o = {.source = source, .options = options, .io_sources = io_sources, .diags = diags};
    size_t n_records = source->n_expected > source->n ? source->n_expected : source->n;
    arena_init(&o.arena, 0);
    arena_init(&o.scratch, 0);
    buf_init(&o.line, LIMIT_LINE_BYTES);
    buf_init(&o.out, 2 * LIMIT_LINE_BYTES);
    buf_init(&o.codes, 64 * KIB);
    o.lots = value_list(&o.arena, nowhere);
    o.faulty = value_list(&o.arena, nowhere);
    if (!o.lots || !o.faulty) {
        return ST_NOMEM;
    }
    TRY(overview_counts_init(&o.counts, &o.arena, options->library, n_records));
    TRY(overview_sheet_init(&o.sheet, &o.arena, options->library));
    TRY(count_lines(&o));
    TRY(write_json(&o));
    return write_page(&o);
}
