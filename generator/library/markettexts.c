/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markettexts - see markettexts.h.
 */
#include "generator/library/markettexts.h"

#include "generator/base/date.h"
#include "generator/library/textplace.h"

typedef struct Walk {
    Arena *arena;
    TextScan *scan;
    MarketText *items;
    size_t n;
    size_t cap;
} Walk;

static Status scan_text(Walk *w, const Value *value)
{
    const TextFinding *found = NULL;
    size_t n = 0;
    TRY(textscan_run(w->scan, value->text, false, &found, &n));
    for (size_t i = 0; i < n; i++) {
        MarketText *grown = arena_grow(w->arena, w->items, w->n, &w->cap, sizeof *grown);
        if (!grown) {
            return ST_NOMEM;
        }
        w->items = grown;
        MarketText *item = &w->items[w->n++];
        item->finding = found[i];
        item->value = value->loc;
        item->loc = textplace_find(value, value->text, found[i].from, found[i].to, &item->span);
    }
    return ST_OK;
}

static Status walk_fields(Walk *w, const FieldList *fields, const Value *map);

/* Considerations of a lot or of the market: the options are those of their clause. */
static Status walk_consideration(Walk *w, const Value *item)
{
    const Clause *clause = library_clause(w->scan->lib, value_get_text(item, STR("clause")));
    const Value *options = value_get(item, STR("options"));
    return clause && options ? walk_fields(w, &clause->options, options) : ST_OK;
}

static Status walk_value(Walk *w, const Field *field, const Value *value)
{
    if (value->kind == VALUE_LIST && field->is_list) {
        for (size_t i = 0; i < value->list.n; i++) {
            if (value->list.items[i]->kind != VALUE_LIST) {
                TRY(walk_value(w, field, value->list.items[i]));
            }
        }
        return ST_OK;
    }
    if (value->kind == VALUE_TEXT && field->is_typographed && !field->catalogue) {
        return scan_text(w, value);
    }
    if (value->kind == VALUE_MAP && str_is(field->name, "considerations")) {
        return walk_consideration(w, value);
    }
    return walk_fields(w, &field->children, value);
}

/* As deep as the schema, which is bounded where it is loaded. Acknowledgements quote what they accept. */
static Status walk_fields(Walk *w, const FieldList *fields, const Value *map)
{
    for (size_t i = 0; map->kind == VALUE_MAP && i < fields->n; i++) {
        const Field *field = &fields->items[i];
        const Value *value = value_get(map, field->name);
        if (value && !str_is(field->name, "acquittements")) {
            TRY(walk_value(w, field, value));
        }
    }
    return ST_OK;
}

Status markettexts_scan(Arena *arena, const Library *library, ContractScratch *scratch,
                        const Value *market, Str date, const MarketText **ret_items, size_t *ret_n)
{
    Date unused;
    Str launch = value_get_text(value_get(market, STR("marche")), STR("lancement"));
    CLEANUP(textscan_done) TextScan scan = {0};
    Walk w = {.arena = arena, .scan = &scan};
    *ret_items = NULL;
    *ret_n = 0;
    if (library->texts->n == 0 && library->texts->n_forms == 0) {
        return ST_OK;
    }
    TRY(textscan_begin(&scan, scratch, arena, library, TEXT_MARKET,
                       date_parse(launch, &unused) ? launch : date));
    TRY(walk_fields(&w, &library->market, market));
    *ret_items = w.items;
    *ret_n = w.n;
    return ST_OK;
}
