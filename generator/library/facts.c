/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts - see facts.h.
 */
#include "generator/library/facts.h"

static const Loc nowhere = {0};

/* The marked calculations of one scope and consideration (NULL: whatever it is), whose results are in `calcs`. */
static Status add_calcs(Arena *arena, const Library *lib, CalcScope scope, const Clause *clause,
                        const Value *calcs, Value *facts)
{
    for (size_t i = 0; i < lib->n_calcs; i++) {
        const Calc *calc = &lib->calcs[i];
        const Member *member = NULL;
        if (calc->fact.len > 0 && calc->scope == scope && calc->clause == clause) {
            member = value_member(calcs, calc->id);
        }
        if (member) {
            TRY(value_map_set(arena, facts, calc->fact, member->value));
        }
    }
    return ST_OK;
}

/* The same lot inside an article; NULL: it is not of it. */
static const LotView *find_lot(const Article *article, const Value *number)
{
    for (size_t i = 0; i < article->n_lots; i++) {
        const Value *other = value_get(article->lots[i].view, STR("num"));
        if (other && value_equal(other, number)) {
            return &article->lots[i];
        }
    }
    return NULL;
}

static Status add_consideration(Arena *arena, const Library *lib, const Article *article,
                                const LotView *lot, Value *list)
{
    Value *facts = value_map(arena, nowhere);
    if (!facts) {
        return ST_NOMEM;
    }
    TRY(value_map_set_text(arena, facts, "clause", article->clause->id));
    TRY(value_map_set_text(arena, facts, "code", article->clause->code));
    TRY(add_calcs(arena, lib, CALC_ARTICLE, NULL, article->calcs, facts));
    TRY(add_calcs(arena, lib, CALC_ARTICLE, article->clause, article->calcs, facts));
    TRY(add_calcs(arena, lib, CALC_LOT, article->clause, lot->calcs, facts));
    return value_list_add(arena, list, facts);
}

static Status add_lot(Arena *arena, const Contract *contract, const LotView *lot, Value *lots)
{
    const Member *number = value_member(lot->view, STR("num"));
    Value *facts = value_map(arena, nowhere);
    Value *considerations = value_list(arena, nowhere);
    if (!facts || !considerations) {
        return ST_NOMEM;
    }
    if (!number) {
        return ST_OK; /* the schema asks for one */
    }
    TRY(value_map_set(arena, facts, STR("num"), number->value));
    TRY(add_calcs(arena, contract->lib, CALC_LOT, NULL, lot->calcs, facts));
    for (size_t i = 0; i < contract->n_articles; i++) {
        const LotView *inside = find_lot(&contract->articles[i], number->value);
        if (inside) {
            TRY(add_consideration(arena, contract->lib, &contract->articles[i], inside,
                                  considerations));
        }
    }
    TRY(value_map_set(arena, facts, STR("considerations"), considerations));
    return value_list_add(arena, lots, facts);
}

Status facts_build(Arena *arena, const Contract *contract, Value **ret_facts)
{
    Value *facts = value_map(arena, nowhere);
    Value *lots = value_list(arena, nowhere);
    if (!facts || !lots) {
        return ST_NOMEM;
    }
    TRY(add_calcs(arena, contract->lib, CALC_MARKET, NULL, contract->calcs, facts));
    for (size_t i = 0; i < contract->n_lots; i++) {
        TRY(add_lot(arena, contract, &contract->lots[i], lots));
    }
    TRY(value_map_set(arena, facts, STR("lots"), lots));
    *ret_facts = facts;
    return ST_OK;
}
