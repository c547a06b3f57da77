/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_template - see check_template.h.
 */
#include "generator/app/check_template.h"

#include "generator/app/check_data.h"
#include "generator/app/check_expects.h"
#include "generator/app/check_kind.h"
#include "generator/app/generate.h"
#include "generator/app/schemas.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/treebuild.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"
#include "generator/format/annotate.h"
#include "generator/format/kind.h"
#include "generator/format/page.h"
#include "generator/format/place.h"
#include "generator/library/names.h"
#include "generator/service/message.h"
#include "generator/service/render.h"
#include "generator/service/report.h"

#define NOTE_BYTES (64 * KIB) /* of one comment */

/* --- names --------------------------------------------------------------------------------------------------- */

/* True for the name itself and for what is in it: "document.date.longue" of "document.date". */
static bool is_below(Str name, Str announced)
{
    return str_starts(name, announced) &&
           (name.len == announced.len || name.ptr[announced.len] == '.');
}

static bool is_announced(const Value *attend, Str name)
{
    for (size_t i = 0; i < attend->list.n; i++) {
        if (is_below(name, attend->list.items[i]->text)) {
            return true;
        }
    }
    return false;
}

/* True if another name of the list begins alike: `{{document.titre}}` in a section is then the data's own `document`. */
static bool is_of_root(const Value *attend, Str name)
{
    size_t dot = str_find(name, STR("."), 0);
    Str first = str_sub(name, 0, dot == SIZE_MAX ? name.len : dot + 1);
    for (size_t i = 0; dot != SIZE_MAX && i < attend->list.n; i++) {
        if (str_starts(attend->list.items[i]->text, first)) {
            return true;
        }
    }
    return false;
}

/* What the template uses stands in `attend`, and what stands there is used. */
static void compare_attend(TemplateCheck *c, const Expects *expects)
{
    const Value *attend = c->attend;
    for (size_t i = 0; i < expects->n; i++) {
        const Expect *entry = &expects->items[i];
        bool is_top =
            !entry->is_ref && (entry->parent == SIZE_MAX || is_of_root(attend, entry->name));
        if (is_top && !is_announced(attend, entry->name)) {
            Diag *diag = diag_add1(&c->app->diags, TMPL_NOT_ANNOUNCED, entry->loc, entry->name);
            diag->paragraph = entry->paragraph;
            diag->excerpt = entry->excerpt;
        }
    }
    for (size_t i = 0; i < attend->list.n; i++) {
        const Value *item = attend->list.items[i];
        bool is_used = false;
        for (size_t k = 0; k < expects->n && !is_used; k++) {
            is_used = is_below(expects->items[k].name, item->text);
        }
        if (!is_used) {
            diag_add2(&c->app->diags, TMPL_NOT_USED, item->loc, item->text, c->attending)->span =
                (uint32_t)utf8_count(item->text);
        }
    }
}

static Status compare(TemplateCheck *c, const Expects *expects, const Template *template,
                      bool **ret_known)
{
    Status st = ST_OK;
    size_t before = c->app->diags.n;
    if (c->data) {
        st = check_data(&c->app->arena, expects, c->data, &c->app->diags, ret_known);
    } else if (c->library && template) {
        DiagList told; /* by the compilation */
        diag_list_init(&told, &c->app->arena);
        st = names_check_template(c->library, &c->app->arena, expects, &told, ret_known);
    }
    if (c->attend && expects->n > 0) {
        size_t n_errors = c->app->diags.n_errors;
        compare_attend(c, expects);
        st = st == ST_OK && c->app->diags.n_errors > n_errors ? ST_INPUT : st;
    }
    if (template) {
        place_fill(template_source(template), &c->app->diags, before);
    }
    return st;
}

static Status put_expects(TemplateCheck *c, Str name, const Expects *expects,
                          const Template *template, const bool *known)
{
    DiagWhere *wheres = arena_array(&c->app->arena, expects->n + 1, DiagWhere);
    Diag *places = arena_array(&c->app->arena, expects->n + 1, Diag);
    if (!wheres || !places) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < expects->n; i++) {
        const Expect *entry = &expects->items[i];
        places[i] =
            (Diag){.loc = entry->loc, .paragraph = entry->paragraph, .excerpt = entry->excerpt};
    }
    DiagList list = {.arena = &c->app->arena, .items = places, .n = expects->n};
    if (template) {
        place_fill(template_source(template), &list, 0);
    }
    for (size_t i = 0; i < expects->n; i++) {
        wheres[i] = places[i].where;
    }
    switch (c->format) {
    case REPORT_JSON:
        check_expects_put_json(c->expects, name, expects, known, wheres, &c->is_first);
        break;
    case REPORT_SHORT:
        check_expects_put_short(c->expects, expects, known);
        break;
    case REPORT_HUMAN:
    case REPORT_SARIF:
        check_expects_put(c->expects, name, expects, known, wheres);
        break;
    }
    return c->expects->status;
}

/* --- filling ------------------------------------------------------------------------------------------------ */

static bool is_about_names(DiagCode code)
{
    return code == TMPL_MISSING || code == TMPL_MISSING_NEAR || code == TMPL_NO_REF ||
           code == TMPL_NOT_TEXT || code == TMPL_NO_PARTIAL;
}

/* True if one of the diagnostics since `from` says of this tag what `diag` says. */
static bool is_told(const DiagList *told, size_t from, const Diag *diag)
{
    for (size_t i = from; is_about_names(diag->code) && i < told->n; i++) {
        const Diag *other = &told->items[i];
        if (is_about_names(other->code) && other->loc.source == diag->loc.source &&
            other->loc.line == diag->loc.line && other->loc.column == diag->loc.column &&
            other->paragraph == diag->paragraph && other->excerpt.column == diag->excerpt.column &&
            str_eq(other->args[0], diag->args[0])) {
            return true;
        }
    }
    return false;
}

/* Takes out of `diags` what was told since `from`. */
static void drop_told(const TemplateCheck *c, size_t from, DiagList *diags)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        if (is_told(&c->app->diags, from, &diags->items[i])) {
            diags->n_errors--;
        } else {
            diags->items[n++] = diags->items[i];
        }
    }
    diags->n = n;
}

/* What only shows when the template is filled: a name that some items lack, a character that no document can hold. */
static Status fill(TemplateCheck *c, RenderEngine *engine, size_t from)
{
    RenderJob job = {0};
    Status st = render_job_init(&job, engine);
    if (st == ST_OK) {
        st = render_record(&job, c->data);
        drop_told(c, from, &job.base.diags);
        generate_keep_diags(c->app, &job.base.diags);
    }
    render_job_done(&job);
    return st;
}

/* --- annotation ---------------------------------------------------------------------------------------------- */

/* What a comment says, in the language of messages: message and code, then the hint. */
static Status note_of(TemplateCheck *c, const Diag *diag, Str part, AnnotateNote *ret_note)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, NOTE_BYTES);
    message_put(&text, diag, i18n_current());
    buf_printf(&text, " [%.*s]", STR_ARG(diag_code_text(diag)));
    size_t end = text.len;
    buf_putc(&text, '\n');
    size_t start = text.len;
    message_put_hint(&text, diag, i18n_current());
    text.len = text.len == start ? end : text.len;
    CLEANUP(buf_done) Buf where = {0};
    buf_init(&where, NOTE_BYTES);
    report_put_place(&where, diag);
    if (diag->excerpt.text.len > 0) {
        const Str quoted[3] = {diag->excerpt.text, STR_EMPTY, STR_EMPTY};
        message_expand(&where, _(": “{1}”"), quoted, 0, i18n_current());
    }
    *ret_note = (AnnotateNote){.part = part,
                               .paragraph = diag->paragraph,
                               .column = diag->excerpt.column,
                               .span = diag->excerpt.span,
                               .where = arena_str(&c->app->arena, buf_str(&where)),
                               .text = arena_str(&c->app->arena, buf_str(&text))};
    return buf_ok(&text) && buf_ok(&where) ? ST_OK : ST_NOMEM;
}

/* True if something unsafe was found: nothing is made of such a document, no copy either. */
static bool is_refused(const DiagList *diags)
{
    for (size_t i = 0; i < diags->n; i++) {
        if (app_exit_status(ST_OK, &(DiagList){.items = &diags->items[i], .n = 1, .n_errors = 1}) ==
            EXIT_UNSAFE) {
            return true;
        }
    }
    return false;
}

/* The package as its author made it: with the library, styles and tags may have been added for clauses. */
static Status find_source(TemplateCheck *c, Str path, const Template *template,
                          const PlaceSource **ret_source)
{
    if (c->library && template) {
        DiagList told; /* with the library */
        diag_list_init(&told, &c->app->arena);
        Status st = service_compile_package(&c->app->arena, path, NULL, SERVICE_LEVEL,
                                            &c->app->n_sources, &told, &template);
        if (status_is_fatal(st)) {
            return st;
        }
    }
    *ret_source = template ? template_source(template) : NULL;
    return ST_OK;
}

/* The comments of the diagnostics since `from`, in the order of the report. */
static Status make_copy(TemplateCheck *c, const PlaceSource *source, size_t from, Buf *out)
{
    DiagList *diags = &c->app->diags;
    DiagList found = {
        .arena = diags->arena, .items = diags->items + from, .n = diags->n - from, .cap = diags->n};
    AnnotateNote *notes = arena_array(&c->app->arena, found.n + 1, AnnotateNote);
    if (!notes) {
        return ST_NOMEM;
    }
    if (!source || is_refused(&found)) {
        return ST_INPUT;
    }
    diag_sort(&found);
    for (size_t i = 0; i < found.n; i++) {
        Str part = place_part(&source->package, found.items[i].loc.source);
        TRY(note_of(c, &found.items[i], part, &notes[i]));
    }
    return annotate(&c->app->arena, source, notes, found.n, diags, out);
}

/* A copy of the template with a comment at each of the diagnostics since `from`. */
static Status write_annotated(TemplateCheck *c, Str path, const Template *template, size_t from)
{
    DiagList *diags = &c->app->diags;
    const PlaceSource *source = NULL;
    if (diags->n <= from) {
        app_note(c->app, N_("nothing to annotate: “{1}” was not written"), c->annotated, STR_EMPTY,
                 STR_EMPTY);
        return ST_OK;
    }
    if (file_is_same(path, c->annotated)) {
        diag_add1(diags, TMPL_ANNOTATE_ITSELF, (Loc){0}, path);
        return ST_INPUT;
    }
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    TRY(find_source(c, path, template, &source));
    Status st = make_copy(c, source, from, &out);
    if (st == ST_INPUT || st == ST_LIMIT) {
        diag_add1(diags, TMPL_NOT_ANNOTATED, (Loc){0}, path);
    }
    TRY(st);
    TRY(file_write_atomic(c->annotated, buf_str(&out), false, diags));
    app_note(c->app, N_("comments are in “{1}”"), c->annotated, STR_EMPTY, STR_EMPTY);
    return ST_OK;
}

/* --- one file or folder of parts --------------------------------------------------------------------------------- */

static Status worse(Status a, Status b)
{
    return status_is_fatal(a) || b == ST_OK ? a : b;
}

static Status load(TemplateCheck *c, Str path, RenderEngine *engine)
{
    if (c->library && !c->is_text) {
        return service_compile_package(&c->app->arena, path, c->library, SERVICE_LEVEL,
                                       &c->app->n_sources, &c->app->diags, &engine->template);
    }
    return render_load(engine, path, &c->app->diags);
}

typedef struct Partials {
    TemplateCheck *check;
    RenderEngine *engine;
    bool has_errors;
} Partials;

/* ExpectsHost.partial: one that is missing or wrong is told, and the walk goes on. */
static Status find_partial(void *ctx, Str name, Loc loc, const Program **ret_program)
{
    Partials *p = ctx;
    DiagList *diags = &p->check->app->diags;
    Status st = render_partial(p->engine, name, loc, diags, ret_program);
    if (status_is_fatal(st)) {
        return st;
    }
    if (st == ST_OK && !*ret_program) {
        diag_add1(diags, TMPL_NO_PARTIAL, loc, name)->span = (uint32_t)utf8_count(name) + 5;
    }
    p->has_errors = p->has_errors || st != ST_OK || !*ret_program;
    return ST_OK;
}

static Status gather_names(TemplateCheck *c, RenderEngine *engine, Expects *expects)
{
    if (engine->template) {
        return template_expects(engine->template, expects);
    }
    Partials partials = {.check = c, .engine = engine};
    const ExpectsHost host = {.ctx = &partials, .partial = find_partial};
    bool has_partials = c->partials.len > 0;
    TRY(engine->program ? expects_add(expects, engine->program, has_partials ? &host : NULL)
                        : ST_OK);
    return partials.has_errors ? ST_INPUT : ST_OK;
}

static Status check_loaded(TemplateCheck *c, Str path, RenderEngine *engine, Status st,
                           Expects *expects, size_t from)
{
    bool *known = NULL;
    bool is_whole = st == ST_OK;
    Status names = gather_names(c, engine, expects);
    if (status_is_fatal(names)) {
        return names;
    }
    st = worse(st, names);
    names = compare(c, expects, engine->template, &known);
    st = worse(st, names);
    if (c->has_expects && (engine->template || engine->program)) {
        TRY(put_expects(c, path, expects, engine->template, known));
    }
    if (c->data && is_whole && !status_is_fatal(st)) { /* whatever names are missing */
        Status filled = fill(c, engine, from);
        st = worse(st, filled);
    }
    if (st == ST_OK && c->compiled && c->library && engine->template &&
        c->compiled->n_templates < SERVICE_MAX_FORMATS) {
        c->compiled->templates[c->compiled->n_templates++] = engine->template;
    }
    return st;
}

/* The wording of the document, whether it has tags or not. */
static Status check_wording(TemplateCheck *c, Str path, const RenderEngine *engine, bool has_tags)
{
    const PlaceSource *source = NULL;
    const Source *text = NULL;
    bool is_text = c->is_text && check_text_is_plain(path);
    if (!c->texts || (!engine->template && !is_text)) {
        return ST_OK;
    }
    if (!c->texts->library) {
        app_note(c->app, N_("the wording is not checked: the library “{1}” can't be read"),
                 c->texts->unreadable, STR_EMPTY, STR_EMPTY);
        return ST_OK;
    }
    if (!has_tags) {
        app_note(c->app, N_("“{1}” holds no tag: it is checked as a text"), path, STR_EMPTY,
                 STR_EMPTY);
    }
    if (is_text) {
        TRY(app_read(c->app, path, LIMIT_YAML_BYTES, &text));
        return check_text_file(c->texts, text);
    }
    TRY(find_source(c, path, engine->template, &source));
    return source ? check_text_package(c->texts, source) : ST_OK;
}

/*
 * The characters of a text: what is no UTF-8 is shown by nobody as it was meant, and no rule finds its words. Form feeds, which
 * texts taken from a PDF have between pages, are blanks.
 */
static Status check_characters(TemplateCheck *c, Str path)
{
    const Source *source = NULL;
    TRY(app_read(c->app, path, LIMIT_PKG_BYTES, &source));
    char *text = arena_alloc(&c->app->arena, source->text.len + 1);
    if (!text) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < source->text.len; i++) {
        text[i] = source->text.ptr[i] == '\f' ? ' ' : source->text.ptr[i];
    }
    Source *seen =
        source_new(&c->app->arena, path, (Str){text, source->text.len}, c->app->n_sources++);
    return seen ? build_check_text(seen, 0, seen->text.len, false, &c->app->diags) : ST_NOMEM;
}

static Status check_one(TemplateCheck *c, Str path, Expects *expects)
{
    size_t before = c->app->diags.n;
    RenderEngine engine = {.arena = &c->app->arena,
                           .level = SERVICE_LEVEL,
                           .escape = ESCAPE_HTML,
                           .missing = MISSING_ERROR,
                           .options = {.has_hints = true},
                           .partials_folder = c->partials,
                           .partials_arena = &c->app->arena, /* reported when all is done */
                           .io_sources = &c->app->n_sources};
    c->is_text = check_is_text(&c->app->arena, path);
    Status characters = c->is_text ? check_characters(c, path) : ST_OK;
    if (status_is_fatal(characters)) {
        return characters;
    }
    Status st = load(c, path, &engine);
    if (!status_is_fatal(st)) {
        st = check_loaded(c, path, &engine, st, expects, before);
        st = worse(st, characters);
    }
    if (!status_is_fatal(st)) {
        st = worse(st, check_wording(c, path, &engine, st != ST_OK || expects->n > 0));
    }
    if (!status_is_fatal(st) && c->annotated.len > 0) {
        Status written = write_annotated(c, path, engine.template, before);
        st = written == ST_OK ? st : written;
    }
    if (!c->library || c->is_text) {
        render_done(&engine);
    }
    return st;
}

/* --- a folder with one folder of parts per format ------------------------------------------------------------------ */

/* Checks modele.yaml by its schema; *ret_attend is its list `attend`, or NULL: it announces nothing. */
static Status read_attend(TemplateCheck *c, Str folder, const Value **ret_attend)
{
    const Source *source = NULL;
    const Schema *schema = NULL;
    Value *about = NULL;
    *ret_attend = NULL;
    TRY(app_read(c->app, file_join(&c->app->arena, folder, STR("modele.yaml")), LIMIT_YAML_BYTES,
                 &source));
    TRY(service_load_data(&c->app->arena, source, YAML_LIMITS_FILE, &c->app->diags, &about));
    TRY(schemas_compile(c->app, STR("modele"), &schema));
    TRY(validate_value(schema_root(schema), about, STR_EMPTY, &c->app->diags));
    *ret_attend = value_get(about, STR("attend"));
    return ST_OK;
}

/* A page is one text; its clauses and names are those of a library. */
static Status check_page(TemplateCheck *c, Str folder, const Format *format)
{
    const Template *template = NULL;
    Str name = arena_printf(&c->app->arena, "document%.*s", STR_ARG(format->extension));
    return c->library
               ? service_compile_page(&c->app->arena, file_join(&c->app->arena, folder, name),
                                      format, c->library, &c->app->n_sources, &c->app->diags,
                                      &template)
               : ST_OK;
}

static Status check_formats(TemplateCheck *c, Str path)
{
    static const Str formats[] = {{"docx", 4}, {"odt", 3}, {"html", 4}, {"txt", 3}};
    Status worst = read_attend(c, path, &c->attend);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0] && !status_is_fatal(worst); i++) {
        Str folder = file_join(&c->app->arena, path, formats[i]);
        const Format *format = format_by_name(formats[i]);
        if (file_kind(folder, true) != FILE_FOLDER) {
            continue;
        }
        if (page_is_format(format)) {
            worst = worse(worst, check_page(c, folder, format));
            continue;
        }
        Expects expects = {.arena = &c->app->arena};
        c->attending = formats[i];
        worst = worse(worst, check_one(c, folder, &expects));
    }
    c->attend = NULL;
    return worst;
}

Status check_template(TemplateCheck *check, Str path)
{
    bool is_of_formats =
        file_kind(path, true) == FILE_FOLDER &&
        file_kind(file_join(&check->app->arena, path, STR("modele.yaml")), true) == FILE_REGULAR;
    if (is_of_formats) {
        return check_formats(check, path);
    }
    Expects expects = {.arena = &check->app->arena};
    return check_one(check, path, &expects);
}
