/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provenance - see provenance.h. As the rest of ccap show, in the library's language.
 */
#include "generator/app/provenance.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/json.h"

#define SHOWN 60 /* characters of a value on its line */

/*
 * "clause_heures" of "clause_heures.corps.objet"; "listes.publics" of "listes.publics.SENIOR.libelle", "pieces.avis" likewise;
 * "regles" of the others.
 */
static Str owner_of(Str place)
{
    size_t dot = str_find(place, STR("."), 0);
    if (dot == SIZE_MAX) {
        return place;
    }
    if (str_starts(place, STR("listes.")) || str_starts(place, STR("pieces."))) {
        size_t next = str_find(place, STR("."), dot + 1);
        return str_sub(place, 0, next == SIZE_MAX ? place.len : next);
    }
    return str_sub(place, 0, dot);
}

void provenance_put_summary(Buf *out, const Library *library)
{
    const Value *base = value_get(library->about, STR("base"));
    if (!base) {
        return;
    }
    buf_printf(out, "\nBibliothèque locale ; sa base : %.*s, version %.*s (%.*s)\n",
               STR_ARG(value_get_text(base, STR("titre"))),
               STR_ARG(value_get_text(base, STR("version"))), STR_ARG(library->base_folder));
    for (size_t i = 0; i < library->changes->n; i++) {
        Str owner = owner_of(library->changes->items[i].place);
        bool is_first = true;
        size_t n = 0;
        for (size_t k = 0; k < library->changes->n; k++) {
            bool is_same = str_eq(owner_of(library->changes->items[k].place), owner);
            is_first = is_first && !(is_same && k < i);
            n += is_same;
        }
        if (is_first) {
            buf_printf(out, "  %.*s  %zu %s\n", STR_ARG(owner), n,
                       n > 1 ? "changements" : "changement");
        }
    }
}

/* A value on one line, cut; nothing: "—". */
static void put_value(Buf *out, const Value *value)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_YAML_BYTES);
    if (value && value->kind == VALUE_TEXT) {
        buf_put(&text, value->text);
    } else if (value) {
        json_put(&text, value);
    }
    Str line = str_trim(buf_str(&text));
    size_t end = str_find(line, STR("\n"), 0);
    bool is_cut = end != SIZE_MAX;
    line = str_sub(line, 0, is_cut ? end : line.len);
    size_t size = utf8_clip(line, SHOWN);
    is_cut = is_cut || size < line.len;
    buf_put(out, line.len > 0 ? str_sub(line, 0, size) : STR("—"));
    buf_put(out, is_cut ? STR("…") : STR_EMPTY);
}

/* A value on one line, in the arena. */
static void set_line(CardMaker *maker, Value *map, const char *key, const Value *value)
{
    CLEANUP(buf_done) Buf line = {0};
    buf_init(&line, LIMIT_YAML_BYTES);
    put_value(&line, value);
    card_set(maker, map, key, arena_str(maker->arena, buf_str(&line)));
}

/* What a change is called on the card of its owner, "corps.penalites" or "conseil.technique.phrase"; empty: it is another's. */
static Str name_on_card(CardMaker *maker, Str place, Str owner)
{
    static const Str advice = {"conseil.", sizeof "conseil." - 1};
    Str rest = str_starts(place, advice) ? str_sub(place, advice.len, place.len) : place;
    if (str_eq(rest, owner)) {
        return place;
    }
    if (!str_starts(rest, owner) || rest.ptr[owner.len] != '.') {
        return STR_EMPTY;
    }
    Str name = str_sub(rest, owner.len + 1, rest.len);
    return rest.len == place.len ? name : arena_printf(maker->arena, "conseil.%.*s", STR_ARG(name));
}

void provenance_add(CardMaker *maker, Value *card, Str owner)
{
    Value *list = NULL;
    for (size_t i = 0; i < maker->lib->changes->n; i++) {
        const LibraryChange *change = &maker->lib->changes->items[i];
        Str name = name_on_card(maker, change->place, owner);
        maker->status = name.ptr ? maker->status : ST_NOMEM;
        if (name.len == 0) {
            continue;
        }
        list = list ? list : card_list(maker, card, "local_changes");
        Value *row = card_map(maker, list);
        card_set(maker, row, "id", name);
        set_line(maker, row, "local", change->local);
        set_line(maker, row, "base", change->base);
        if (change->loc.source) {
            card_set(maker, row, "place",
                     arena_printf(maker->arena, "%.*s:%u", STR_ARG(change->loc.source->name),
                                  change->loc.line));
        }
    }
}
