/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_text - see check_text.h.
 */
#include "generator/app/check_text.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/library/textplace.h"
#include "generator/service/service.h"

/* One document at work. */
typedef struct Reading {
    TextCheck *check;
    TextScan scan;
    const PlaceSource *source; /* of a package */
    const Source *part;        /* of the package: the one at work */
    bool has_errors;
} Reading;

static void reading_done(Reading *reading)
{
    textscan_done(&reading->scan);
}

static Status begin(Reading *r, TextCheck *check, TextKind kind)
{
    *r = (Reading){.check = check};
    return textscan_begin(&r->scan, NULL, check->arena, check->library, kind, check->date);
}

/* Reports a finding at a place; never NULL. */
static Diag *put(Reading *r, const TextFinding *f, Loc loc)
{
    DiagList *diags = r->check->diags;
    if (f->is_too_hard) {
        return diag_add1(diags, LIB_TEXT_TOO_HARD, loc, f->rule->id);
    }
    r->has_errors = r->has_errors || f->rule->level == DIAG_ERROR;
    return diag_add_rule(diags, f->rule->level, loc, f->rule->id, f->message, f->rule->hint);
}

static Status end(const Reading *r)
{
    if (r->check->diags->is_nomem) {
        return ST_NOMEM;
    }
    return r->has_errors ? ST_INPUT : ST_OK;
}

/* --- text files --------------------------------------------------------------------------------------------- */

bool check_text_is_plain(Str path)
{
    static const Str others[] = {{".mustache", 9}, {".html", 5}, {".htm", 4}, {".xml", 4}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (str_ends(path, others[i])) {
            return false;
        }
    }
    return true;
}

/* Code points of the found words up to the end of their line. */
static uint32_t span_of(Str words)
{
    size_t line_end = str_find(words, STR("\n"), 0);
    return (uint32_t)utf8_count(str_sub(words, 0, line_end));
}

Status check_text_file(TextCheck *check, const Source *source)
{
    CLEANUP(reading_done) Reading r = {0};
    const TextFinding *found = NULL;
    size_t n = 0;
    TRY(begin(&r, check, TEXT_DOCUMENT));
    TRY(textscan_run(&r.scan, source->text, !str_ends(source->name, STR(".txt")), &found, &n));
    for (size_t i = 0; i < n; i++) {
        Str words = str_sub(source->text, found[i].from, found[i].to - found[i].from);
        put(&r, &found[i], source_loc(source, found[i].from))->span = span_of(words);
    }
    return end(&r);
}

/* --- documents ---------------------------------------------------------------------------------------------- */

/* The source of a part, as place_part knows it. */
static const Source *source_of(Reading *r, Str part)
{
    TextCheck *check = r->check;
    Str file = r->source->package.name;
    Str name = arena_printf(check->arena, "%.*s!%.*s", STR_ARG(file), STR_ARG(part));
    return r->part && str_eq(r->part->name, name)
               ? r->part
               : source_new(check->arena, name, STR_EMPTY, (*check->io_sources)++);
}

static Status read_paragraph(void *ctx, const PlaceText *text)
{
    Reading *r = ctx;
    const TextFinding *found = NULL;
    size_t n = 0;
    if (text->area == AREA_COMMENT || text->text.len == 0) {
        return ST_OK; /* what reviewers say is no text of the document */
    }
    TRY(textscan_run(&r->scan, text->text, false, &found, &n));
    r->part = n > 0 ? source_of(r, text->part) : r->part;
    for (size_t i = 0; i < n; i++) {
        Diag *diag = put(r, &found[i], (Loc){.source = r->part});
        diag->paragraph = text->paragraph;
        diag->excerpt = place_excerpt(r->check->arena, text->text, found[i].from, found[i].to);
        diag->excerpt.column = (uint32_t)utf8_count(str_sub(text->text, 0, found[i].from)) + 1;
    }
    return ST_OK;
}

Status check_text_package(TextCheck *check, const PlaceSource *source)
{
    CLEANUP(reading_done) Reading r = {0};
    size_t before = check->diags->n;
    TRY(begin(&r, check, TEXT_DOCUMENT));
    r.source = source;
    TRY(place_each_text(source, check->arena, read_paragraph, &r));
    place_fill(source, check->diags, before);
    return end(&r);
}

/* --- YAML --------------------------------------------------------------------------------------------------- */

/* An identifier, a file's name, a number: no text. */
static bool is_code(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        if (!is_plain) {
            return false;
        }
    }
    return true;
}

/* One step down from a value: a key, or an index where there is none. Written out only where something is found. */
typedef struct Step {
    const struct Step *up; /* NULL: the root */
    Str key;
    size_t index;
} Step;

/* "clauses[0].titre" */
static Str path_of(Arena *arena, const Step *step)
{
    if (!step) {
        return STR_EMPTY;
    }
    Str above = path_of(arena, step->up); /* as deep as YAML may be nested */
    return !step->key.ptr ? arena_printf(arena, "%.*s[%zu]", STR_ARG(above), step->index)
                          : arena_printf(arena, "%.*s%s%.*s", STR_ARG(above),
                                         above.len > 0 ? "." : "", STR_ARG(step->key));
}

static Status read_scalar(Reading *r, const Value *value, const Step *step)
{
    const TextFinding *found = NULL;
    size_t n = 0;
    if (is_code(value->text)) {
        return ST_OK;
    }
    TRY(textscan_run(&r->scan, value->text, true, &found, &n));
    for (size_t i = 0; i < n; i++) {
        uint32_t span = 0;
        Loc loc = textplace_find(value, value->text, found[i].from, found[i].to, &span);
        Diag *diag = put(r, &found[i], loc);
        diag->span = span;
        diag->path = path_of(r->check->arena, step);
    }
    return ST_OK;
}

/* Where a wording of the library comes from: it is for who keeps it, and stands in no document. */
static bool is_source(const Reading *r, Str key)
{
    bool is_library = r->scan.kind == TEXT_LIBRARY || r->scan.kind == TEXT_MESSAGE;
    return is_library && (str_is(key, "source") || str_is(key, "x-source"));
}

/* As deep as YAML may be nested. step: to the value; NULL: it is the root. */
static Status read_value(Reading *r, const Value *value, const Step *step)
{
    if (value->kind == VALUE_TEXT) {
        return read_scalar(r, value, step);
    }
    for (size_t i = 0; value->kind == VALUE_LIST && i < value->list.n; i++) {
        const Step next = {.up = step, .index = i};
        TRY(read_value(r, value->list.items[i], &next));
    }
    for (size_t i = 0; value->kind == VALUE_MAP && i < value->map.n; i++) {
        const Member *m = &value->map.members[i];
        const Step next = {.up = step, .key = m->key};
        if (!is_source(r, m->key)) {
            TRY(read_value(r, m->value, &next));
        }
    }
    return ST_OK;
}

Status check_text_values(TextCheck *check, const Value *root, TextKind kind)
{
    CLEANUP(reading_done) Reading r = {0};
    TRY(begin(&r, check, kind));
    TRY(read_value(&r, root, NULL));
    return end(&r);
}

/* --- a library ---------------------------------------------------------------------------------------------- */

/* The files as they are found. */
typedef struct Listing {
    Arena *arena;
    LibraryText *items;
    size_t n;
    size_t cap;
} Listing;

static Status list_file(Listing *l, Str path, TextKind kind)
{
    if (file_kind(path, true) != FILE_REGULAR) {
        return path.ptr ? ST_OK : ST_NOMEM; /* a library may do without */
    }
    LibraryText *grown = arena_grow(l->arena, l->items, l->n, &l->cap, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    l->items = grown;
    l->items[l->n++] = (LibraryText){.path = path, .kind = kind};
    return ST_OK;
}

static Status list_folder(Listing *l, App *app, Str folder, TextKind kind)
{
    Str *names = NULL;
    size_t n = 0;
    if (file_kind(folder, true) != FILE_FOLDER) {
        return ST_OK;
    }
    TRY(file_list(l->arena, folder, &app->diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".yaml")) && names[i].ptr[0] != '.') {
            TRY(list_file(l, file_join(l->arena, folder, names[i]), kind));
        }
    }
    return ST_OK;
}

Status check_text_list(App *app, Str folder, LibraryText **ret_texts, size_t *ret_n)
{
    static const struct {
        const char *name;
        TextKind kind;
    } places[] = {{"considerations", TEXT_LIBRARY}, {"communs", TEXT_LIBRARY},
                  {"actions.yaml", TEXT_LIBRARY},   {"publics.yaml", TEXT_LIBRARY},
                  {"listes.yaml", TEXT_LIBRARY},    {"pieces", TEXT_LIBRARY},
                  {"regles", TEXT_MESSAGE},         {"calculs.yaml", TEXT_MESSAGE},
                  {"conseil.yaml", TEXT_MESSAGE}};
    Listing l = {.arena = &app->arena};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        Str path = file_join(l.arena, folder, str_of(places[i].name));
        TRY(str_ends(path, STR(".yaml")) ? list_file(&l, path, places[i].kind)
                                         : list_folder(&l, app, path, places[i].kind));
    }
    *ret_texts = l.items;
    *ret_n = l.n;
    return ST_OK;
}

Status check_text_library(TextCheck *check, LibraryText *text)
{
    Str bytes = STR_EMPTY;
    Value *root = NULL;
    TRY(file_read(check->arena, text->path, LIMIT_YAML_BYTES, (Loc){0}, check->diags, &bytes));
    text->source = source_new(check->arena, text->path, bytes, 0);
    if (!text->source) {
        return ST_NOMEM;
    }
    TRY(service_load_data(check->arena, text->source, YAML_LIMITS_FILE, check->diags, &root));
    return check_text_values(check, root, text->kind);
}
