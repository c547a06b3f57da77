/* SPDX-License-Identifier: Apache-2.0 */
/*
 * factors - see factors.h.
 */
#include "generator/library/factors.h"

#include "generator/base/limits.h"
#include "generator/text/french.h"

static const Loc nowhere = {0};

/* A title of the library, with its typography. */
static Status put_title(Arena *arena, const Library *lib, Value *map, Str title)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_YAML_BYTES);
    typo_put(&out, lib->french.typography, title, 0);
    Str text = buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
    return text.ptr ? value_map_set_text(arena, map, "titre", text) : ST_NOMEM;
}

/* A number with its unit and a date in words, as a document writes them; another text as it is. */
static Status put_shown(Arena *arena, const Library *lib, Value *map, const Value *value)
{
    CLEANUP(buf_done) Buf out = {0};
    bool is_found = false;
    buf_init(&out, LIMIT_YAML_BYTES);
    if (value->kind == VALUE_TEXT) {
        bool is_date = date_parse(value->text, &(Date){0});
        TRY(is_date ? french_facet((void *)(uintptr_t)&lib->french, value, STR("longue"), &out,
                                   &is_found)
                    : ST_OK);
        buf_put(&out, is_found ? STR_EMPTY : value->text);
        is_found = true;
    } else if (value->meta && value->meta->unit.len > 0) {
        TRY(french_facet((void *)(uintptr_t)&lib->french, value, STR("avec_unite"), &out,
                         &is_found));
    }
    if (!is_found) {
        TRY(french_facet((void *)(uintptr_t)&lib->french, value, STR("nombre"), &out, &is_found));
    }
    Str text = buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
    return text.ptr ? value_map_set_text(arena, map, "valeur", text) : ST_NOMEM;
}

static Str title_of_field(const FieldList *fields, Str path)
{
    size_t dot = str_find(path, STR("."), 0);
    Str name = str_sub(path, 0, dot == SIZE_MAX ? path.len : dot);
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        if (!str_eq(field->name, name)) {
            continue;
        }
        if (dot != SIZE_MAX) {
            return title_of_field(&field->children, str_sub(path, dot + 1, path.len));
        }
        return value_get_text(field->node->source, STR("title"));
    }
    return STR_EMPTY;
}

/* The title that a schema or a calculation gives to what the formula names; else the name itself. */
static Str title_of(const Library *lib, const Place *place, Str path)
{
    Str title = STR_EMPTY;
    Str rest = str_sub(path, str_find(path, STR("."), 0) + 1, path.len);
    if (str_starts(path, STR("options.")) && place->article) {
        title = title_of_field(&place->article->clause->options, rest);
    } else if (str_starts(path, STR("lot."))) {
        Str whole = STR("lots");
        for (size_t i = 0; i < lib->market.n; i++) {
            if (str_eq(lib->market.items[i].name, whole)) {
                title = title_of_field(&lib->market.items[i].children, rest);
            }
        }
    } else if (str_starts(path, STR("calcul."))) {
        for (size_t i = 0; i < lib->n_calcs && title.len == 0; i++) {
            const Calc *calc = &lib->calcs[i];
            bool is_seen =
                !calc->clause || (place->article && calc->clause == place->article->clause);
            if (is_seen && str_eq(calc->id, rest)) {
                title = value_get_text(calc->source, STR("titre"));
            }
        }
    } else {
        title = title_of_field(&lib->market, path);
    }
    return title.len > 0 ? title : path;
}

/* In the words of a document: who set this value. */
static Str origin_of(Str path, const Value *value)
{
    if (str_starts(path, STR("listes.")) || str_starts(path, STR("seuils"))) {
        return STR("repère de la bibliothèque");
    }
    if (value->origin == ORIGIN_COMPUTED || str_starts(path, STR("calcul."))) {
        return STR("calcul");
    }
    return value->origin == ORIGIN_DEFAULT ? STR("valeur par défaut") : STR("fichier de marché");
}

static Status add_factor(Arena *arena, const Library *lib, Value *factors, const Place *place,
                         Str path)
{
    const Value *value = articles_value_at(place, path);
    if (!value || (value->kind != VALUE_NUM && value->kind != VALUE_TEXT)) {
        return ST_OK; /* lists and conditions say nothing of a quantity */
    }
    Value *map = value_map(arena, nowhere);
    if (!map) {
        return ST_NOMEM;
    }
    TRY(value_map_set_text(arena, map, "nom", path));
    TRY(put_title(arena, lib, map, title_of(lib, place, path)));
    TRY(value_map_set_text(arena, map, "origine", origin_of(path, value)));
    TRY(put_shown(arena, lib, map, value));
    return value_list_add(arena, factors, map);
}

/* An entry of a list as a factor: its label, its value with its unit, and whether that was verified. */
static Status add_entry(Arena *arena, const Library *lib, Value *factors, Str path,
                        const Value *entry)
{
    const Value *amount = value_get(entry, STR("valeur"));
    ValueMeta *meta = arena_new(arena, ValueMeta);
    Value *shown = value_num(arena, nowhere, amount->num);
    Value *map = value_map(arena, nowhere);
    if (!meta || !shown || !map) {
        return ST_NOMEM;
    }
    *meta = (ValueMeta){.unit = value_get_text(entry, STR("unite"))};
    shown->meta = meta;
    bool is_verified = !str_eq(value_get_text(entry, STR("confiance")), STR("a_verifier"));
    TRY(value_map_set_text(arena, map, "nom", path));
    TRY(put_title(arena, lib, map, value_get_text(entry, STR("libelle"))));
    TRY(value_map_set_text(arena, map, "origine",
                           is_verified ? STR("repère de la bibliothèque")
                                       : STR("repère de la bibliothèque, à vérifier")));
    TRY(put_shown(arena, lib, map, shown));
    return value_list_add(arena, factors, map);
}

/* Whether a formula takes an entry: it names its id, or no entry of the list and gives its value. */
static bool takes(const Calc *calc, const Value *entry, const Value *result, bool is_by_id)
{
    const Value *amount = value_get(entry, STR("valeur"));
    if (!amount || amount->kind != VALUE_NUM) {
        return false;
    }
    return is_by_id ? expr_writes(calc->expr, value_get_text(entry, STR("id")))
                    : num_cmp(amount->num, result->num) == 0;
}

/* The entries of a list of the library that a formula takes. */
static Status add_entries(Arena *arena, const Library *lib, Value *factors, const Calc *calc,
                          const Place *place, const Value *result, Str path)
{
    const Value *list = str_starts(path, STR("listes.")) ? articles_value_at(place, path) : NULL;
    size_t n_before = factors->list.n;
    for (int pass = 0; pass < 2 && factors->list.n == n_before; pass++) {
        for (size_t i = 0; list && list->kind == VALUE_LIST && i < list->list.n; i++) {
            const Value *entry = list->list.items[i];
            if (takes(calc, entry, result, pass == 0)) {
                TRY(add_entry(arena, lib, factors, path, entry));
            }
        }
    }
    return ST_OK;
}

static Status find_factors(Arena *arena, const Library *lib, const Calc *calc, const Place *place,
                           const Value *result, Value *factors)
{
    Str *names = NULL;
    size_t n = 0;
    TRY(expr_names(calc->expr, arena, &names, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(add_factor(arena, lib, factors, place, names[i]));
        TRY(add_entries(arena, lib, factors, calc, place, result, names[i]));
    }
    return ST_OK;
}

Status factors_origins(Arena *arena, const Value *options, Value **ret_origins)
{
    *ret_origins = value_map(arena, nowhere);
    for (size_t i = 0; *ret_origins && i < options->map.n; i++) {
        const Member *member = &options->map.members[i];
        Value *text = value_text(arena, nowhere, origin_of(STR_EMPTY, member->value));
        if (!text) {
            return ST_NOMEM;
        }
        TRY(value_map_add(arena, *ret_origins, member->key, nowhere, text));
    }
    return *ret_origins ? ST_OK : ST_NOMEM;
}

Status factors_add(Arena *arena, const Library *lib, Value *list, const Calc *calc,
                   const Place *place, const Value *result)
{
    if (result->kind != VALUE_NUM || calc->meta.unit.len == 0) {
        return ST_OK;
    }
    Value *map = value_map(arena, nowhere);
    Value *factors = value_list(arena, nowhere);
    const Value *number = place->lot ? value_get(place->lot->view, STR("num")) : NULL;
    if (!map || !factors) {
        return ST_NOMEM;
    }
    TRY(value_map_set_text(arena, map, "article",
                           place->article ? place->article->clause->title : STR_EMPTY));
    TRY(value_map_set_text(arena, map, "lot", number ? number->text : STR_EMPTY));
    TRY(put_title(arena, lib, map, value_get_text(calc->source, STR("titre"))));
    TRY(value_map_set_text(arena, map, "formule", value_get_text(calc->source, STR("formule"))));
    TRY(value_map_set_text(arena, map, "source", value_get_text(calc->source, STR("source"))));
    TRY(find_factors(arena, lib, calc, place, result, factors));
    TRY(value_map_set(arena, map, STR("facteurs"), factors));
    TRY(put_shown(arena, lib, map, result));
    return value_list_add(arena, list, map);
}
