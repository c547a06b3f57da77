/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay_advice - the advice of a local library over that of its base: cases, reminders, combinations and prepared texts by name;
 * see overlay.h.
 */
#include "generator/data/validate.h"
#include "generator/library/advice.h"
#include "generator/library/overlay.h"

static Str consideration_of(const Value *item)
{
    return value_get_text(item, STR("consideration"));
}

static Status change_case(Overlay *o, Str place, const Value *one, const Value *change,
                          Value **ret_case)
{
    return overlay_map(o, place, one, change, false, ret_case);
}

/* --- what is impossible stays so -------------------------------------------------------------------------------- */

static bool is_impossible(const Value *one)
{
    return str_is(value_get_text(one, STR("avis")), "impossible");
}

/* Where a case stands in a list, itself or changed; SIZE_MAX if it does not. */
static size_t find_case(const Value *list, const Value *one)
{
    Str name = advice_case_name(one);
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *other = list->list.items[i];
        if (other == one || (name.len > 0 && str_eq(advice_case_name(other), name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static Status refuse(Overlay *o, Str place, Str name, const Value *base, Loc loc, Str verdict)
{
    Str whole = name.len > 0 ? overlay_join(o, place, name) : place;
    diag_add(o->diags, LIB_OVERLAY_WIDENS, loc, whole, STR("impossible"), verdict)->other =
        base->loc;
    return whole.ptr ? overlay_refuse(o) : ST_NOMEM;
}

/* No new case that says better comes before the one at `end`, which is `one` of the base. */
static Status check_before(Overlay *o, Str place, const Value *base, const Value *one,
                           const Value *merged, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        const Value *other = merged->list.items[i];
        const Value *verdict = value_get(other, STR("avis"));
        bool is_new = find_case(base, other) == SIZE_MAX;
        if (is_new && verdict && !is_impossible(other)) {
            TRY(refuse(o, place, advice_case_name(other), one, verdict->loc, verdict->text));
        }
    }
    return ST_OK;
}

/* What the base calls impossible, mostly by law, is neither taken away, nor said otherwise, nor forestalled. */
static Status keep_impossible(Overlay *o, Str place, const Value *base, const Value *merged,
                              const Value *changes)
{
    size_t from = 0; /* cases before it were looked at */
    for (size_t i = 0; i < base->list.n; i++) {
        const Value *one = base->list.items[i];
        Str name = advice_case_name(one);
        size_t at = is_impossible(one) ? find_case(merged, one) : 0;
        if (!is_impossible(one)) {
            continue;
        }
        if (at == SIZE_MAX) {
            Loc loc = value_member(changes, name)->key_loc; /* that is where it is taken away */
            TRY(refuse(o, place, name, one, loc, STR("null")));
            continue;
        }
        const Value *verdict = value_get(merged->list.items[at], STR("avis"));
        if (!is_impossible(merged->list.items[at])) {
            TRY(refuse(o, place, name, one, verdict->loc, verdict->text));
        }
        if (at > from) {
            TRY(check_before(o, place, base, one, merged, at));
        }
        from = at > from ? at : from;
    }
    return ST_OK;
}

static Status change_consideration(Overlay *o, Str place, const Value *item, const Value *change,
                                   Value **ret_item)
{
    static const OverlayItems cases = {advice_case_name, change_case};
    Value *merged = value_copy_shallow(o->arena, item);
    const Value *base = value_get(item, STR("cas"));
    const Member *last = value_member(value_get(change, STR("cas")),
                                      advice_case_name(base->list.items[base->list.n - 1]));
    if (!merged) {
        return ST_NOMEM;
    }
    TRY(overlay_change_items(o, place, change, "cas", "nouveaux_cas", &cases, merged));
    *ret_item = merged;
    if (last && last->value->kind == VALUE_NULL) { /* something is said whatever the lot */
        diag_add0(o->diags, LIB_ADVICE_NO_LAST, last->key_loc);
        TRY(overlay_refuse(o));
        *ret_item = (Value *)item; /* only read */
    }
    return keep_impossible(o, place, base, value_get(merged, STR("cas")),
                           value_get(change, STR("cas")));
}

Status overlay_advice(Overlay *o, const Schema *schema, const Value *local, Value **io_value)
{
    static const OverlayItems considerations = {consideration_of, change_consideration};
    static const OverlayItems cases = {advice_case_name, change_case};
    static const char *const lists[][2] = {{"rappels", "nouveaux_rappels"},
                                           {"combinaisons", "nouvelles_combinaisons"},
                                           {"aucune", ""}};
    const Str place = STR("conseil");
    Value *merged = value_copy_shallow(o->arena, *io_value);
    if (!merged) {
        return ST_NOMEM;
    }
    merged->loc = local->loc; /* what is missing in the whole is missing here */
    TRY(overlay_change_items(o, place, local, "considerations", "nouvelles_considerations",
                             &considerations, merged));
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        TRY(overlay_change_items(o, overlay_join(o, place, str_of(lists[i][0])), local, lists[i][0],
                                 lists[i][1], &cases, merged));
    }
    Status st = validate_value(schema_root(schema), merged, STR_EMPTY, o->diags);
    o->has_errors = o->has_errors || st != ST_OK;
    *io_value = st == ST_OK ? merged : *io_value; /* the base alone is sound */
    return status_is_fatal(st) ? st : ST_OK;
}
