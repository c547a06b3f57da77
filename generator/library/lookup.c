/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lookup - finds things in a library that is loaded, see library.h.
 *
 * Floor 4 (library).
 */
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/library/library.h"

bool library_suffices(const Library *library, const DiagList *diags)
{
    for (size_t i = 0; library->is_partial && i < diags->n; i++) {
        DiagCode code = diags->items[i].code;
        if (code == LIB_UNKNOWN_CLAUSE || code == LIB_UNKNOWN_CLAUSE_NEAR || code == LIB_NO_RULE ||
            code == LIB_NO_RULE_NEAR) {
            return false;
        }
    }
    return true;
}

const Clause *library_clause(const Library *library, Str id_or_code)
{
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        if (str_eq(clause->id, id_or_code) || str_eq(clause->code, id_or_code)) {
            return clause;
        }
    }
    return NULL;
}

int library_compare_codes(Str a, Str b)
{
    return a.len != b.len ? (a.len < b.len ? -1 : 1) : str_cmp(a, b);
}

void library_report_entry(DiagList *diags, const Value *entries, const Value *id, Str place)
{
    size_t n = value_list_length(entries);
    bool is_map = entries && entries->kind == VALUE_MAP;
    Str *names = arena_array(diags->arena, (is_map ? entries->map.n : n) + 1, Str);
    for (size_t i = 0; names && i < n; i++) {
        names[i] = value_get_text(entries->list.items[i], STR("id"));
    }
    for (size_t i = 0; names && is_map && i < entries->map.n; i++) {
        names[n++] = entries->map.members[i].key;
    }
    Str near = names ? validate_nearest(id->text, names, n) : STR_EMPTY;
    diag_add(diags, near.len > 0 ? LIB_UNKNOWN_ENTRY_NEAR : LIB_UNKNOWN_ENTRY, id->loc, id->text,
             place, near)
        ->span = (uint32_t)utf8_count(id->text);
}

Str library_nearest_clause(const Library *library, Str id)
{
    Str names[64];
    size_t n = 0;
    for (size_t i = 0; i < library->n_clauses && n < 64; i++) {
        names[n++] = library->clauses[i].id;
    }
    return validate_nearest(id, names, n);
}

const Block *library_common(const Library *library, Str id)
{
    for (size_t i = 0; i < library->n_commons; i++) {
        if (str_eq(library->commons[i].id, id)) {
            return library->blocks[library->commons[i].index];
        }
    }
    return NULL;
}

const Value *library_entry(const Value *list, Str id)
{
    for (size_t i = 0; i < list->list.n; i++) {
        if (str_eq(value_get_text(list->list.items[i], STR("id")), id)) {
            return list->list.items[i];
        }
    }
    return NULL;
}
