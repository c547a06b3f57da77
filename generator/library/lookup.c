/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lookup - finds things in a library that is loaded, see library.h.
 *
 * Floor 4 (library).
 */
#include "generator/data/validate.h"
#include "generator/library/library.h"

bool library_suffices(const Library *library, const DiagList *diags)
{
    for (size_t i = 0; library->is_partial && i < diags->n; i++) {
        DiagCode code = diags->items[i].code;
        if (code == LIB_UNKNOWN_CLAUSE || code == LIB_UNKNOWN_CLAUSE_NEAR || code == LIB_NO_RULE) {
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
