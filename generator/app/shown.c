/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shown - see shown.h.
 */
#include "generator/app/shown.h"

#include "generator/app/locate.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"

/* A file that ccap does without; *ret_value is NULL then. */
static Status load_optional(App *app, Str path, Value **ret_value)
{
    const Source *source = NULL;
    *ret_value = NULL;
    if (file_kind(path, true) != FILE_REGULAR) {
        return ST_OK;
    }
    TRY(app_read(app, path, LIMIT_YAML_BYTES, &source));
    return service_load_data(&app->arena, source, YAML_LIMITS_FILE, &app->diags, ret_value);
}

Status shown_load(const Cli *cli, App *app, Service *service, CardMaker *maker)
{
    Value *requirements = NULL;
    Value *layout = NULL;
    TRY(generate_load_library(cli, app, service));
    TRY(generate_load_pieces(app, service));
    TRY(generate_load_advice(app, service->library, false, &maker->advice));
    TRY(load_optional(app, locate_requirements(app), &requirements));
    TRY(load_optional(
        app, file_join(&app->arena, locate_own(app, STR("annexe")), STR("modele.yaml")), &layout));
    maker->arena = &app->arena;
    maker->lib = service->library;
    maker->requirements = value_get(requirements, STR("exigences"));
    maker->layout = layout;
    return ST_OK;
}

/* --- the preview ------------------------------------------------------------------------------------------------ */

typedef enum Holds { HOLDS_NONE, HOLDS_AMONG, HOLDS_ALONE } Holds;

/* What is chosen for the market or for one of its lots. */
static void see(const Value *owner, const Clause *clause, bool *io_has_it, bool *io_has_others)
{
    const Value *list = value_get(owner, STR("considerations"));
    for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->list.n; i++) {
        Str name = value_get_text(list->list.items[i], STR("clause"));
        bool is_it = str_eq(name, clause->id) || str_eq(name, clause->code);
        *io_has_it = *io_has_it || is_it;
        *io_has_others = *io_has_others || !is_it;
    }
}

/* Whether the market has the consideration, and another beside it. */
static Holds holds_of(const Value *market, const Clause *clause)
{
    const Value *lots = value_get(market, STR("lots"));
    bool has_it = false;
    bool has_others = false;
    see(market, clause, &has_it, &has_others);
    for (size_t i = 0; lots && lots->kind == VALUE_LIST && i < lots->list.n; i++) {
        see(lots->list.items[i], clause, &has_it, &has_others);
    }
    return !has_it ? HOLDS_NONE : has_others ? HOLDS_AMONG : HOLDS_ALONE;
}

/* The sample of a folder to show the consideration by; it is the better one found so far. */
static Status find_sample(App *app, Str folder, const Clause *clause, Holds *io_best,
                          const Source **ret_sample)
{
    Str *names = NULL;
    size_t n = 0;
    if (file_kind(folder, true) != FILE_FOLDER) {
        return ST_OK;
    }
    TRY(file_list(&app->arena, folder, &app->diags, &names, &n));
    for (size_t i = 0; i < n && *io_best != HOLDS_ALONE; i++) {
        const Source *source = NULL;
        Value *market = NULL;
        if (str_ends(names[i], STR(".marche.yaml"))) {
            TRY(app_read(app, file_join(&app->arena, folder, names[i]), LIMIT_YAML_BYTES, &source));
            TRY(service_load_data(&app->arena, source, YAML_LIMITS_FILE, &app->diags, &market));
            Holds holds = holds_of(market, clause);
            *ret_sample = holds > *io_best ? source : *ret_sample;
            *io_best = holds > *io_best ? holds : *io_best;
        }
    }
    return ST_OK;
}

static Status render(App *app, Service *service, const Source *sample, Buf *text)
{
    CLEANUP(service_job_done) ServiceJob job = {0};
    const Str formats[] = {STR("txt")};
    const ServiceOptions options = {.date = generate_today(&app->arena), .is_check = true};
    TRY(service_load_template(service, locate_own(app, STR("articles")), formats, 1, &app->diags));
    TRY(service_job_init(&job));
    Status st = service_generate(service, &job, sample, &options);
    if (st == ST_OK) {
        buf_put(text, buf_str(&job.outputs[0]));
    } else {
        generate_keep_diags(app, &job.diags);
    }
    return st;
}

static Str cut(App *app, Str text, size_t max_lines)
{
    size_t n = 0;
    for (size_t i = 0; max_lines > 0 && i < text.len; i++) {
        n += text.ptr[i] == '\n';
        if (n >= max_lines && i + 1 < text.len && text.ptr[i] == '\n' && text.ptr[i + 1] == '\n') {
            return arena_printf(&app->arena, "%.*s\n\n…", (int)i, text.ptr);
        }
    }
    return text;
}

/* "apercu/heures.marche.yaml", wherever the library is. */
static Str sample_name(const Source *sample)
{
    size_t at = str_find(sample->name, STR("/apercu/"), 0);
    size_t last = at;
    for (; at != SIZE_MAX; at = str_find(sample->name, STR("/apercu/"), at + 1)) {
        last = at;
    }
    return last == SIZE_MAX ? sample->name : str_sub(sample->name, last + 1, sample->name.len);
}

Status shown_preview(App *app, Service *service, CardMaker *maker, Value *card, size_t max_lines)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 16 * MIB);
    const Clause *clause = library_clause(maker->lib, value_get_text(card, STR("id")));
    const Str folders[] = {maker->lib->folder, maker->lib->base_folder};
    const Source *sample = NULL;
    Holds best = HOLDS_NONE;
    for (size_t i = 0; i < 2 && folders[i].len > 0; i++) {
        TRY(find_sample(app, file_join(&app->arena, folders[i], STR("apercu")), clause, &best,
                        &sample));
    }
    if (!sample) {
        return ST_OK;
    }
    TRY(render(app, service, sample, &text));
    Str whole = arena_str(&app->arena, str_trim(buf_str(&text)));
    card_set(maker, card, "sample", sample_name(sample));
    card_set(maker, card, "preview", cut(app, whole, max_lines));
    return maker->status;
}

/* --- printing ----------------------------------------------------------------------------------------------------- */

bool shown_is_json(const Cli *cli)
{
    Str format = cli_option(cli, "format");
    return format.ptr && str_is(format, "json");
}

void shown_put(const Cli *cli, App *app, const Value *card)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 16 * MIB);
    if (shown_is_json(cli)) {
        json_put_indented(&out, card);
    } else {
        card_put(&out, card);
    }
    app_put_out(app, buf_str(&out));
}
