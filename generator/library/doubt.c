/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doubt - see doubt.h.
 */
#include "generator/library/doubt.h"

/* The errors of one check. */
typedef struct Errors {
    const Diag *items;
    size_t n;
} Errors;

static bool is_at(const Errors *errors, Loc loc)
{
    for (size_t i = 0; i < errors->n; i++) {
        const Loc *at = &errors->items[i].loc;
        if (errors->items[i].severity == DIAG_ERROR && at->line == loc.line &&
            at->column == loc.column && at->source == loc.source) {
            return true;
        }
    }
    return false;
}

/* A list of which one text is refused is not what its author meant. Recursion is bounded by LIMIT_YAML_DEPTH. */
static void mark(Value *value, const Errors *errors)
{
    value->is_doubtful = value->is_doubtful || is_at(errors, value->loc);
    for (size_t i = 0; value->kind == VALUE_LIST && i < value->list.n; i++) {
        Value *item = value->list.items[i];
        mark(item, errors);
        bool is_part = item->kind != VALUE_MAP && item->is_doubtful;
        value->is_doubtful = value->is_doubtful || is_part;
    }
    for (size_t i = 0; value->kind == VALUE_MAP && i < value->map.n; i++) {
        const Member *member = &value->map.members[i];
        mark(member->value, errors);
        value->is_doubtful = value->is_doubtful || is_at(errors, member->key_loc);
    }
}

void doubt_mark(Value *root, const DiagList *diags, size_t first)
{
    if (first < diags->n) {
        const Errors errors = {.items = diags->items + first, .n = diags->n - first};
        mark(root, &errors);
    }
}
