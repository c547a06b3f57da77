/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay_read - the files of a local library, and where its base is; see overlay.h.
 */
#include "generator/base/file.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"
#include "generator/library/audit.h"
#include "generator/library/opened.h"
#include "generator/library/overlay.h"

/* Remembers an ordinary failure and forwards a fatal one. */
static Status note(Overlay *o, Status st)
{
    o->has_errors = o->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

/* The folder that `name` means, seen from the local library: inside it, or beside it with one « ../ »; else ptr NULL. */
static Str base_folder(Overlay *o, Str name)
{
    bool is_beside = str_starts(name, STR("../"));
    Str rest = is_beside ? str_sub(name, 3, name.len) : name;
    rest.len -= str_ends(rest, STR("/"));
    Str last = file_base(o->folder);
    bool is_plain = file_kind(o->folder, false) == FILE_FOLDER && last.len > 0 &&
                    !str_is(last, ".") && !str_is(last, "..");
    if (!file_is_inside(rest)) {
        return (Str){0};
    }
    return is_beside && is_plain ? file_join(o->arena, file_folder(o->folder), rest)
           : is_beside ? arena_printf(o->arena, "%.*s/../%.*s", STR_ARG(o->folder), STR_ARG(rest))
                       : file_join(o->arena, o->folder, rest);
}

Status overlay_find_base(Overlay *o, Str shipped, Str *ret_folder)
{
    const Value *named = value_get(value_get(o->about, STR("base")), STR("dossier"));
    *ret_folder = shipped;
    if (named) {
        Str beside = arena_printf(o->arena, "%.*s/..", STR_ARG(o->folder));
        *ret_folder = base_folder(o, named->text);
        if (!beside.ptr) {
            return ST_NOMEM;
        }
        if (!ret_folder->ptr || !file_stays_inside(beside, *ret_folder)) {
            diag_add1(o->diags, LIB_BASE_FAR, named->loc, named->text);
            return ST_INPUT;
        }
    }
    Str about = file_join(o->arena, *ret_folder, STR("bibliotheque.yaml"));
    if (!about.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(about, true) != FILE_REGULAR) {
        const Value *base = value_get(o->about, STR("base"));
        diag_add1(o->diags, LIB_BASE_MISSING, named ? named->loc : base->loc, *ret_folder);
        return ST_INPUT;
    }
    return ST_OK;
}

/* A file if it is there and follows its schema; else NULL. */
static Status read_checked(Overlay *o, Str name, const char *schema_name, Value **ret_value)
{
    const Schema *schema = NULL;
    Str path = file_join(o->arena, o->folder, name);
    *ret_value = NULL;
    if (!path.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(path, false) == FILE_ABSENT) {
        return ST_OK;
    }
    TRY(o->host.schema(o->host.ctx, schema_name, &schema));
    Value *value = NULL;
    TRY(note(o, o->host.read(o->host.ctx, name, &value)));
    if (!value) {
        return ST_OK;
    }
    Status st = validate_value(schema_root(schema), value, STR_EMPTY, o->diags);
    *ret_value = st == ST_OK ? value : NULL;
    return note(o, st);
}

/* A consideration, shared text or piece: one with `surcharge` changes that of the base, another is the local library's own. */
static Status read_text(Overlay *o, Str folder, Str file, const Schema *schema)
{
    Value *value = NULL;
    Str name = file_join(o->arena, folder, file);
    TRY(name.ptr ? note(o, o->host.read(o->host.ctx, name, &value)) : ST_NOMEM);
    if (!value) {
        return ST_OK;
    }
    OverlayFile read = {.folder = folder, .name = str_sub(file, 0, file.len - 5), .value = value};
    const Value *target = value_get(value, STR("surcharge"));
    if (target) {
        Status st = validate_value(schema_root(schema), value, STR_EMPTY, o->diags);
        if (st != ST_OK) {
            return note(o, st);
        }
        TRY(note(o, audit_version(value, o->diags)));
        bool is_piece = str_is(folder, "pieces");
        read.target = is_piece ? overlay_join(o, folder, target->text) : target->text;
        TRY(read.target.ptr ? ST_OK : ST_NOMEM);
    }
    for (size_t i = 0; i < o->n_files && target; i++) {
        if (str_eq(o->files[i].target, read.target)) {
            diag_add1(o->diags, LIB_DUPLICATE, target->loc, target->text)->other =
                value_get(o->files[i].value, STR("surcharge"))->loc;
            o->has_errors = true;
            return ST_OK;
        }
    }
    o->files = arena_grow(o->arena, o->files, o->n_files, &o->cap_files, sizeof *o->files);
    if (!o->files) {
        return ST_NOMEM;
    }
    o->files[o->n_files++] = read;
    return ST_OK;
}

typedef Status ReadFn(Overlay *o, Str folder, Str file, const Schema *schema);

/* Each YAML file of a folder, if there is one. */
static Status read_folder(Overlay *o, const char *folder, const char *schema_name, ReadFn *read)
{
    const Schema *schema = NULL;
    Str path = file_join(o->arena, o->folder, str_of(folder));
    Str *names = NULL;
    size_t n = 0;
    if (!path.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(path, true) != FILE_FOLDER) {
        return ST_OK;
    }
    TRY(o->host.schema(o->host.ctx, schema_name, &schema));
    TRY(file_list(o->arena, path, o->diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".yaml")) && names[i].ptr[0] != '.') {
            TRY(read(o, str_of(folder), names[i], schema));
        }
    }
    return ST_OK;
}

/* Levels and rules of one file; the rules are checked where they are added to those of the base. */
static Status read_rules(Overlay *o, Str folder, Str file, const Schema *schema)
{
    Value *value = NULL;
    Str name = file_join(o->arena, folder, file);
    TRY(name.ptr ? note(o, o->host.read(o->host.ctx, name, &value)) : ST_NOMEM);
    Status st = value ? validate_value(schema_root(schema), value, STR_EMPTY, o->diags) : ST_INPUT;
    if (!value || st != ST_OK) {
        return note(o, st);
    }
    const Value *levels = value_get(value, STR("niveaux"));
    const Value *rules = value_get(value, STR("regles"));
    const Value *texts = value_get(value, STR("textes"));
    for (size_t i = 0; levels && i < levels->map.n; i++) {
        const Member *m = &levels->map.members[i];
        const Member *first = value_member(o->levels, m->key);
        if (first) {
            diag_add1(o->diags, LIB_DUPLICATE, m->key_loc, m->key)->other = first->key_loc;
            o->has_errors = true;
            continue;
        }
        TRY(value_map_add(o->arena, o->levels, m->key, m->key_loc, m->value));
    }
    for (size_t i = 0; rules && i < rules->list.n; i++) {
        TRY(value_list_add(o->arena, o->rules, rules->list.items[i]));
    }
    for (size_t i = 0; texts && i < texts->list.n; i++) {
        TRY(value_list_add(o->arena, o->texts, texts->list.items[i]));
    }
    return ST_OK;
}

static Status read_lists(Overlay *o)
{
    static const char *const files[] = {"listes.yaml", "publics.yaml", "actions.yaml",
                                        "references.yaml"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Value *file = NULL;
        TRY(read_checked(o, str_of(files[i]), "surcharge-catalogue.schema.json", &file));
        for (size_t k = 0; file && k < file->map.n; k++) {
            const Member *m = &file->map.members[k];
            const Member *first = value_member(o->lists, m->key);
            if (first) {
                diag_add1(o->diags, LIB_DUPLICATE, m->key_loc, m->key)->other = first->key_loc;
                o->has_errors = true;
                continue;
            }
            TRY(value_map_add(o->arena, o->lists, m->key, m->key_loc, m->value));
        }
    }
    return ST_OK;
}

Status overlay_read(Overlay *o)
{
    Loc nowhere = {0};
    Value *calcs = NULL;
    Value *notes = NULL;
    o->lists = value_map(o->arena, nowhere);
    o->levels = value_map(o->arena, nowhere);
    o->rules = value_list(o->arena, nowhere);
    o->texts = value_list(o->arena, nowhere);
    if (!o->lists || !o->levels || !o->rules || !o->texts) {
        return ST_NOMEM;
    }
    const Member *blocks = value_member(o->about, STR("blocs"));
    if (blocks) {
        TRY(value_map_add(o->arena, o->lists, blocks->key, blocks->key_loc, blocks->value));
    }
    TRY(read_lists(o));
    TRY(read_folder(o, "communs", "surcharge.schema.json", read_text));
    TRY(read_folder(o, "considerations", "surcharge.schema.json", read_text));
    TRY(read_checked(o, STR("calculs.yaml"), "calculs.schema.json", &calcs));
    o->calcs = (Value *)value_get(calcs, STR("calculs"));
    TRY(read_folder(o, "regles", "surcharge-regles.schema.json", read_rules));
    TRY(read_checked(o, STR("suivi-base.yaml"), "suivi-base.schema.json", &notes));
    o->notes = notes;
    return ST_OK;
}

/* --- what is read after the library ------------------------------------------------------------------------------ */

static Status read_later(void *ctx, Str name, Value **ret_value)
{
    const OverlayLater *later = ctx;
    Overlay *o = later->overlay;
    const Source *source = NULL;
    *ret_value = NULL;
    TRY(opened_source(o->arena, o->folder, name, later->io_sources, o->diags, &source));
    return yamlload(o->arena, source, YAML_LIMITS_FILE, o->diags, ret_value);
}

static Status later_schema(void *ctx, const char *name, const Schema **ret_schema)
{
    const OverlayLater *later = ctx;
    Overlay *o = later->overlay;
    return opened_schema(o->arena, later->schemas, str_of(name), later->io_sources, o->diags,
                         ret_schema);
}

void overlay_reopen(OverlayLater *later, DiagList *diags)
{
    if (later->overlay) {
        later->overlay->diags = diags;
        later->overlay->host = (OverlayHost){later, read_later, later_schema};
    }
}

Status overlay_read_advice(Overlay *o, Value **ret_value)
{
    return read_checked(o, STR("conseil.yaml"), "surcharge-conseil.schema.json", ret_value);
}

Status overlay_read_pieces(Overlay *o)
{
    return read_folder(o, "pieces", "surcharge-piece.schema.json", read_text);
}
