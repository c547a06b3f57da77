/* SPDX-License-Identifier: Apache-2.0 */
/*
 * succession - see succession.h.
 */
#include "generator/library/succession.h"

#include "generator/base/date.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"

/* The first and last day of an entry, as date_to_days counts them; open where nothing is said. */
typedef struct Period {
    int64_t from;
    int64_t to;
} Period;

static int64_t day_of(const Value *entry, Str key, int64_t open)
{
    Date date;
    return date_parse(value_get_text(entry, key), &date) ? date_to_days(date) : open;
}

static Period period_of(const Value *entry)
{
    return (Period){day_of(entry, STR("du"), INT64_MIN), day_of(entry, STR("au"), INT64_MAX)};
}

/* --- series --------------------------------------------------------------------------------------- */

static bool is_in_series(const Value *entry, const Value *keys)
{
    for (size_t i = 0; i < keys->list.n; i++) {
        if (value_get_text(entry, keys->list.items[i]->text).len == 0) {
            return false;
        }
    }
    return true;
}

static bool are_of_one_series(const Value *a, const Value *b, const Value *keys)
{
    for (size_t i = 0; i < keys->list.n; i++) {
        Str key = keys->list.items[i]->text;
        if (!str_eq(value_get_text(a, key), value_get_text(b, key))) {
            return false;
        }
    }
    return true;
}

/* The entry of the same series that begins next; of two that begin together, the one further down. NULL: it is the last. */
static const Value *find_next(const Value *list, size_t index, const Value *keys)
{
    const Value *entry = list->list.items[index];
    const Value *next = NULL;
    int64_t from = period_of(entry).from;
    int64_t best = INT64_MAX;
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *other = list->list.items[i];
        int64_t begins = period_of(other).from;
        bool is_after = begins > from || (begins == from && i > index);
        if (is_after && (!next || begins < best) && is_in_series(other, keys) &&
            are_of_one_series(entry, other, keys)) {
            next = other;
            best = begins;
        }
    }
    return next;
}

/* --- what two entries that follow each other leave or share ----------------------------------------- */

/* Where an entry says it, or the entry itself. */
static const Value *said(const Value *entry, Str key)
{
    const Value *value = value_get(entry, key);
    return value ? value : value_get(entry, STR("id"));
}

static Status report(DiagList *diags, DiagCode code, const Value *at, Loc other, Str one, Str two,
                     Str three)
{
    Diag *diag = diag_add(diags, code, at->loc, one, two, three);
    diag->span = (uint32_t)utf8_count(at->text);
    diag->other = other;
    return diag_info(code)->severity == DIAG_ERROR ? ST_INPUT : ST_OK;
}

static Str put_day(DiagList *diags, int64_t day)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 32);
    date_put(&text, date_from_days(day));
    return arena_str(diags->arena, buf_str(&text));
}

static Status check_two(const Value *entry, const Value *next, DiagList *diags)
{
    const Period a = period_of(entry);
    const Period b = period_of(next);
    Str id = value_get_text(entry, STR("id"));
    Str other = value_get_text(next, STR("id"));
    const Value *begins = said(next, STR("du"));
    if (a.to < a.from || b.to < b.from) {
        return ST_OK; /* as was said */
    }
    if (a.to >= b.from) {
        return report(diags, LIB_PERIODS_OVERLAP, begins, said(entry, STR("au"))->loc, other, id,
                      put_day(diags, b.from == INT64_MIN ? a.to : b.from));
    }
    const Value *last = value_get(entry, STR("dernier_connu"));
    if (last && last->kind == VALUE_BOOL && last->boolean) {
        return report(diags, LIB_LAST_KNOWN_FOLLOWED, last, begins->loc, id, other, STR_EMPTY);
    }
    if (a.to + 1 == b.from) {
        return ST_OK;
    }
    return report(diags, LIB_PERIODS_GAP, begins, said(entry, STR("au"))->loc, other,
                  put_day(diags, a.to + 1), put_day(diags, b.from - 1));
}

static size_t count_value(const Value *list, Str key, Str value)
{
    size_t n = 0;
    for (size_t i = 0; i < list->list.n; i++) {
        n += str_eq(value_get_text(list->list.items[i], key), value);
    }
    return n;
}

/*
 * A value of one entry alone, close to that of others: the entry is in a series of its own, and those go on without it. Of two
 * such entries the first is told.
 */
static Status check_values(const Value *list, Str key, DiagList *diags)
{
    Str *others = arena_array(diags->arena, list->list.n + 1, Str);
    if (!others) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *value = value_get(list->list.items[i], key);
        bool is_text = value && value->kind == VALUE_TEXT;
        size_t n = 0;
        if (!is_text || count_value(list, key, value->text) > 1) {
            continue;
        }
        for (size_t k = 0; k < list->list.n; k++) {
            Str other = value_get_text(list->list.items[k], key);
            bool is_other = other.len > 0 && k != i;
            if (is_other && (k > i || count_value(list, key, other) > 1)) {
                others[n++] = other;
            }
        }
        Str near = validate_nearest(value->text, others, n);
        if (near.len > 0) {
            (void)report(diags, LIB_SERIES_NEAR, value, (Loc){0}, value->text, near, STR_EMPTY);
        }
    }
    return ST_OK;
}

static Status check_list(const Value *list, const Value *keys, DiagList *diags)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < keys->list.n; i++) {
        TRY(check_values(list, keys->list.items[i]->text, diags));
    }
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *entry = list->list.items[i];
        const Value *next = is_in_series(entry, keys) ? find_next(list, i, keys) : NULL;
        Status st = next ? check_two(entry, next, diags) : ST_OK;
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

/* --- what bibliotheque.yaml names --------------------------------------------------------------------- */

static Status report_list(Str name, Loc loc, const Value *catalogues, DiagList *diags)
{
    Str *names = arena_array(diags->arena, catalogues->map.n + 1, Str);
    for (size_t i = 0; names && i < catalogues->map.n; i++) {
        names[i] = catalogues->map.members[i].key;
    }
    Str near = names ? validate_nearest(name, names, catalogues->map.n) : STR_EMPTY;
    diag_add_near(diags, LIB_NO_LIST, LIB_NO_LIST_NEAR, loc, name, near)->span =
        (uint32_t)utf8_count(name);
    return names ? ST_INPUT : ST_NOMEM;
}

/* A key that no entry has would make no series at all. */
static Status check_keys(Str name, const Value *list, const Value *keys, DiagList *diags)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < keys->list.n; i++) {
        const Value *key = keys->list.items[i];
        size_t k = 0;
        while (k < list->list.n && !value_get(list->list.items[k], key->text)) {
            k++;
        }
        if (k == list->list.n) {
            worst = report(diags, LIB_SERIES_KEY, key, (Loc){0}, name, key->text, STR_EMPTY);
        }
    }
    return worst;
}

static Status check_protected(const Value *names, const Value *catalogues, DiagList *diags)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < value_list_length(names); i++) {
        const Value *name = names->list.items[i];
        if (!value_get(catalogues, name->text)) {
            worst = report_list(name->text, name->loc, catalogues, diags);
        }
    }
    return worst;
}

Status succession_check(const Value *about, const Value *catalogues, DiagList *diags)
{
    const Value *series = value_get(about, STR("suites"));
    const Value *law = value_get(about, STR("protection"));
    Status closed = check_protected(value_get(law, STR("fermees")), catalogues, diags);
    Status growing = check_protected(value_get(law, STR("ajouts_seuls")), catalogues, diags);
    Status worst = closed != ST_OK ? closed : growing;
    for (size_t i = 0; series && i < series->map.n; i++) {
        const Member *m = &series->map.members[i];
        const Value *list = value_get(catalogues, m->key);
        Status st = !list ? report_list(m->key, m->key_loc, catalogues, diags)
                          : check_keys(m->key, list, m->value, diags);
        worst = st != ST_OK ? st : worst;
        st = list && st == ST_OK ? check_list(list, m->value, diags) : ST_OK;
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}
