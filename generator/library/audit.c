/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit - see audit.h.
 */
#include "generator/library/audit.h"

#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/library/fields.h"
#include "generator/library/textplace.h"

/* A text, and how far to underline it. */
static Status report(DiagList *diags, DiagCode code, const Value *value, Str one, Str two,
                     Str three)
{
    diag_add(diags, code, value->loc, one, two, three)->span = (uint32_t)utf8_count(value->text);
    return ST_INPUT;
}

/* --- periods, versions, ranges -------------------------------------------------------------------- */

/* `du` and `au` of a map; both are dates, which compare as texts. */
static Status check_period(const Value *period, DiagList *diags)
{
    const Value *from = value_get(period, STR("du"));
    const Value *to = value_get(period, STR("au"));
    bool are_given = from && to && from->kind == VALUE_TEXT && to->kind == VALUE_TEXT;
    if (!are_given || str_cmp(from->text, to->text) <= 0) {
        return ST_OK;
    }
    return report(diags, LIB_PERIOD_REVERSED, to, to->text, from->text, STR_EMPTY);
}

Status audit_version(const Value *source, DiagList *diags)
{
    const Value *version = value_get(source, STR("version"));
    const Value *history = value_get(source, STR("historique"));
    bool is_told = !version || !history || history->kind != VALUE_LIST || history->list.n == 0;
    Str last = is_told ? STR_EMPTY
                       : value_get_text(history->list.items[history->list.n - 1], STR("version"));
    if (is_told || str_eq(last, version->text)) {
        return ST_OK;
    }
    return report(diags, LIB_VERSION_UNTOLD, version, version->text, last, STR_EMPTY);
}

static Status check_range(const Value *map, const char *lower, const char *upper, DiagList *diags)
{
    const Value *from = value_get(map, str_of(lower));
    const Value *to = value_get(map, str_of(upper));
    bool are_given = from && to && from->kind == VALUE_NUM && to->kind == VALUE_NUM;
    if (!are_given || num_cmp(from->num, to->num) <= 0) {
        return ST_OK;
    }
    return report(diags, LIB_RANGE_REVERSED, from, str_of(lower), from->text, str_of(upper));
}

Status audit_clause(const Value *source, DiagList *diags)
{
    Status found[] = {
        check_period(value_get(source, STR("en_vigueur")), diags),
        /* that of a local library joins two, each of which was compared with its own history */
        str_find(value_get_text(source, STR("version")), STR("+"), 0) == SIZE_MAX
            ? audit_version(source, diags)
            : ST_OK,
        check_range(value_get(source, STR("portee")), "montant_min", "montant_max", diags)};
    bool is_sound = found[0] == ST_OK && found[1] == ST_OK && found[2] == ST_OK;
    return is_sound ? ST_OK : ST_INPUT;
}

/* --- lists -------------------------------------------------------------------------------------------- */

static Status check_law(const Value *id, const Value *laws, DiagList *diags)
{
    if (id->kind != VALUE_TEXT || !laws || value_get(laws, id->text)) {
        return ST_OK;
    }
    library_report_entry(diags, laws, id, STR("references"));
    return ST_INPUT;
}

bool audit_names_laws(Str key)
{
    return str_starts(key, STR("fondement")) || str_is(key, "remplace_par");
}

/* What replaces a reference is another one. */
static Status check_successor(const Value *entry, DiagList *diags)
{
    const Value *next = value_get(entry, STR("remplace_par"));
    bool is_itself =
        next && next->kind == VALUE_TEXT && str_eq(next->text, value_get_text(entry, STR("id")));
    return is_itself ? report(diags, LIB_REPLACED_BY_ITSELF, next, next->text, STR_EMPTY, STR_EMPTY)
                     : ST_OK;
}

static Status check_entry(const Value *entry, const Value *laws, DiagList *diags)
{
    Status own = check_period(entry, diags);
    own = own != ST_OK ? own : check_successor(entry, diags);
    Status inner = check_period(value_get(entry, STR("en_vigueur")), diags);
    Status worst = own != ST_OK ? own : inner;
    for (size_t i = 0; entry->kind == VALUE_MAP && i < entry->map.n; i++) {
        const Member *m = &entry->map.members[i];
        bool is_list = m->value->kind == VALUE_LIST;
        size_t n = !audit_names_laws(m->key) ? 0 : is_list ? m->value->list.n : 1;
        for (size_t k = 0; k < n; k++) {
            Status st = check_law(is_list ? m->value->list.items[k] : m->value, laws, diags);
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

/* How many entries have a key; *ret_without: the last one that has not. */
static size_t count_key(const Value *list, Str key, const Value **ret_without)
{
    size_t n = 0;
    for (size_t i = 0; i < list->list.n; i++) {
        bool has_key = value_get(list->list.items[i], key) != NULL;
        n += has_key;
        *ret_without = has_key ? *ret_without : list->list.items[i];
    }
    return n;
}

/* The keys that this entry alone has. */
static size_t own_keys(const Value *list, const Value *entry, Str *keys, size_t max)
{
    const Value *unused = NULL;
    size_t n = 0;
    for (size_t i = 0; i < entry->map.n && n < max; i++) {
        if (count_key(list, entry->map.members[i].key, &unused) == 1) {
            keys[n++] = entry->map.members[i].key;
        }
    }
    return n;
}

/* A key that every entry has but this one: misspelt here, or forgotten where it is what texts print. */
static Status check_lacking(const Value *list, const Value *entry, Str key, DiagList *diags)
{
    Str own[16];
    size_t n = own_keys(list, entry, own, sizeof own / sizeof own[0]);
    Str near = validate_nearest(key, own, n);
    if (near.len > 0) {
        diag_add2(diags, LIB_ENTRY_KEY, value_member(entry, near)->key_loc, near, key)->span =
            (uint32_t)utf8_count(near);
        return ST_INPUT;
    }
    if (!str_is(key, "libelle")) {
        return ST_OK;
    }
    const Value *id = value_get(entry, STR("id"));
    return report(diags, LIB_ENTRY_LACKS, id ? id : entry, id ? id->text : STR_EMPTY, key,
                  STR_EMPTY);
}

static Status check_keys(const Value *list, DiagList *diags)
{
    Status worst = ST_OK;
    bool is_compared = list->list.n >= 3;
    for (size_t i = 0; i < list->list.n; i++) {
        is_compared = is_compared && list->list.items[i]->kind == VALUE_MAP;
    }
    for (size_t i = 0; is_compared && i < 2; i++) { /* of the first two, one has them all */
        const Value *entry = list->list.items[i];
        for (size_t k = 0; k < entry->map.n; k++) {
            Str key = entry->map.members[k].key;
            const Value *without = NULL;
            bool is_seen = i > 0 && value_get(list->list.items[0], key);
            if (!is_seen && count_key(list, key, &without) == list->list.n - 1) {
                Status st = check_lacking(list, without, key, diags);
                worst = st != ST_OK ? st : worst;
            }
        }
    }
    return worst;
}

Status audit_list(const Value *list, const Value *laws, DiagList *diags)
{
    Status worst = laws ? check_keys(list, diags) : ST_OK;
    for (size_t i = 0; i < list->list.n; i++) {
        Status st = check_entry(list->list.items[i], laws, diags);
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

Status audit_identifiers(const Value *list, DiagList *diags)
{
    Status st = ST_OK;
    for (size_t i = 0; i < list->list.n; i++) {
        Str id = value_get_text(list->list.items[i], STR("id"));
        const Value *first = library_entry(list, id);
        if (first != list->list.items[i]) {
            diag_add1(diags, LIB_DUPLICATE, list->list.items[i]->loc, id)->other = first->loc;
            st = ST_INPUT;
        }
    }
    return st;
}

Loc audit_name_loc(const Value *item, Str name)
{
    for (size_t i = 0; i < item->map.n; i++) {
        const Value *value = item->map.members[i].value;
        if (value->kind == VALUE_TEXT && str_eq(value->text, name)) {
            return value->loc;
        }
    }
    return item->loc;
}

Status audit_names(const Value *list, Str (*name)(const Value *item), DiagList *diags)
{
    Status st = ST_OK;
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *item = list->list.items[i];
        Str own = name(item);
        for (size_t k = 0; k < i && own.len > 0; k++) {
            if (str_eq(name(list->list.items[k]), own)) {
                diag_add1(diags, LIB_DUPLICATE, audit_name_loc(item, own), own)->other =
                    list->list.items[k]->loc;
                st = ST_INPUT;
                break;
            }
        }
    }
    return st;
}

static bool has_number(const Value *list, Str key)
{
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *value = value_get(list->list.items[i], key);
        if (value && value->kind == VALUE_NUM) {
            return true;
        }
    }
    return false;
}

/* “140 000”, “12,02 %”: digits and signs, no letter nor what dates and codes are joined by; digits alone were quoted on purpose. */
static bool is_like_number(const Value *value)
{
    Str text = value->kind == VALUE_TEXT ? value->text : STR_EMPTY;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)(text.ptr[i] | 0x20);
        if ((c >= 'a' && c <= 'z') || memchr("-/:", text.ptr[i], 3)) {
            return false;
        }
    }
    return text.len > 0 && ascii_is_digit(text.ptr[0]) && !str_is_digits(text);
}

Status audit_numbers(Value *list, DiagList *diags)
{
    Status st = ST_OK;
    Str words = STR_EMPTY; /* a key that no entry has a number for */
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *entry = list->list.items[i];
        for (size_t k = 0; entry->kind == VALUE_MAP && k < entry->map.n; k++) {
            const Member *m = &entry->map.members[k];
            if (!is_like_number(m->value) || str_eq(m->key, words)) {
                continue;
            }
            if (!has_number(list, m->key)) {
                words = m->key;
            } else {
                Str shown = arena_printf(diags->arena, "“%.*s”", STR_ARG(m->value->text));
                diag_add2(diags, VALUE_WANT_NUMBER, m->value->loc, m->key, shown)->span =
                    (uint32_t)utf8_count(m->value->text);
                m->value->kind = VALUE_NUM;
                m->value->num = NUM_ZERO;
                st = ST_INPUT;
            }
        }
    }
    return st;
}

/* A consideration of the library, all of them, or one that its lists serve elsewhere. */
static bool is_known_use(const Library *library, Str code)
{
    const Value *others = value_get(library->about, STR("autres_considerations"));
    for (size_t i = 0; others && others->kind == VALUE_LIST && i < others->list.n; i++) {
        if (others->list.items[i]->kind == VALUE_TEXT &&
            str_eq(others->list.items[i]->text, code)) {
            return true;
        }
    }
    return str_is(code, "commun") || library_clause(library, code);
}

static Status check_use(const Library *library, const Value *use, DiagList *diags)
{
    Status st = ST_OK;
    for (size_t i = 0; use && use->kind == VALUE_LIST && i < use->list.n; i++) {
        const Value *code = use->list.items[i];
        if (code->kind == VALUE_TEXT && !is_known_use(library, code->text)) {
            st = report(diags, LIB_UNKNOWN_USE, code, code->text, STR_EMPTY, STR_EMPTY);
        }
    }
    return st;
}

Status audit_uses(const Library *library, DiagList *diags)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < library->catalogues->map.n; i++) {
        const Value *list = library->catalogues->map.members[i].value;
        for (size_t k = 0; list->kind == VALUE_LIST && k < list->list.n; k++) {
            Status st = check_use(library, value_get(list->list.items[k], STR("pour")), diags);
            worst = st != ST_OK ? st : worst;
        }
    }
    return worst;
}

/* --- defaults ------------------------------------------------------------------------------------------ */

static size_t find_field(const FieldList *fields, Str name)
{
    for (size_t i = 0; i < fields->n; i++) {
        if (str_eq(fields->items[i].name, name)) {
            return i;
        }
    }
    return fields->n;
}

/* The options that a default reads; they have their values if they stand before it. */
static Status check_order(Arena *arena, const FieldList *fields, size_t index, DiagList *diags)
{
    const Field *field = &fields->items[index];
    const Value *text = value_get(field->node->source, STR("x-defaut"));
    Str *names = NULL;
    size_t n = 0;
    Status worst = ST_OK;
    TRY(expr_names(field->default_expr, arena, &names, &n));
    for (size_t i = 0; i < n; i++) {
        Str rest =
            str_starts(names[i], STR("options.")) ? str_sub(names[i], 8, names[i].len) : STR_EMPTY;
        size_t dot = str_find(rest, STR("."), 0);
        Str name = str_sub(rest, 0, dot == SIZE_MAX ? rest.len : dot);
        size_t at = find_field(fields, name);
        if (at >= index && at < fields->n) {
            worst = report(diags, LIB_DEFAULT_TOO_EARLY, text, name, field->name, STR_EMPTY);
        }
    }
    return worst;
}

static Status check_default(const Field *field, DiagList *diags)
{
    const Member *computed = value_member(field->node->source, STR("x-defaut"));
    if (!computed || !value_get(field->node->source, STR("default"))) {
        return ST_OK;
    }
    diag_add1(diags, LIB_TWO_DEFAULTS, computed->key_loc, field->name)->span =
        (uint32_t)utf8_count(computed->key);
    return ST_INPUT;
}

/* --- options -------------------------------------------------------------------------------------------- */

/* The values of an option are entries of its catalogue; those of another list are one mistake. */
static Status check_choices(Field *field, DiagList *diags)
{
    const SchemaNode *node = schema_node_deref(field->node);
    const SchemaNode *items = node->items ? schema_node_deref(node->items) : NULL;
    const Value *listed = value_get((items ? items : node)->source, STR("enum"));
    const Value *name = value_get(node->source, STR("x-catalogue"));
    size_t n_known = 0;
    if (!listed || !field->catalogue) {
        return ST_OK;
    }
    for (size_t i = 0; i < listed->list.n; i++) {
        n_known += library_entry(field->catalogue, listed->list.items[i]->text) != NULL;
    }
    field->has_wrong_choices = n_known < listed->list.n;
    if (name && n_known == 0 && listed->list.n > 1) {
        return report(diags, LIB_OTHER_LIST, name, name->text, field->name, STR_EMPTY);
    }
    return fields_check_entries(listed, field, diags);
}

Status audit_options(Arena *arena, FieldList *options, DiagList *diags)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < options->n; i++) {
        Field *field = &options->items[i];
        Status found[] = {check_choices(field, diags), check_default(field, diags),
                          field->default_expr ? check_order(arena, options, i, diags) : ST_OK};
        for (size_t k = 0; k < sizeof found / sizeof found[0]; k++) {
            if (status_is_fatal(found[k])) {
                return found[k];
            }
            worst = found[k] != ST_OK ? found[k] : worst;
        }
    }
    return worst;
}

/* --- texts ------------------------------------------------------------------------------------------------ */

/* The first byte behind the tag that begins at `pos`; SIZE_MAX: it has no end, which is told where tags are read. */
static size_t tag_end(Str text, size_t pos)
{
    bool is_raw = str_starts(str_sub(text, pos, 3), STR("{{{"));
    size_t end = str_find(text, is_raw ? STR("}}}") : STR("}}"), pos);
    return end == SIZE_MAX ? SIZE_MAX : end + (is_raw ? 3 : 2);
}

/* The bytes of what was meant to be a tag: “{options.taux}”, “}”. */
static size_t brace_size(Str text, size_t pos)
{
    Str line = str_sub(text, pos, text.len);
    line = str_sub(line, 0, str_find(line, STR("\n"), 0));
    size_t end = line.ptr[0] == '{' ? str_find(line, STR("}"), 0) : SIZE_MAX;
    size_t next = line.ptr[0] == '{' ? str_find(line, STR("{"), 1) : SIZE_MAX;
    return end == SIZE_MAX || next < end ? 1 : end + 1;
}

Status audit_braces(const Value *text, DiagList *diags)
{
    Status st = ST_OK;
    Str s = text->text;
    for (size_t pos = 0; pos < s.len;) {
        if (s.ptr[pos] != '{' && s.ptr[pos] != '}') {
            pos++;
            continue;
        }
        if (str_starts(str_sub(s, pos, 2), STR("{{"))) {
            pos = tag_end(s, pos);
            continue;
        }
        size_t size = brace_size(s, pos);
        uint32_t span = 0;
        Loc loc = textplace_find(text, s, pos, pos + size, &span);
        diag_add1(diags, LIB_BRACE, loc, str_sub(s, pos, size))->span = span;
        st = ST_INPUT;
        pos += size;
    }
    return st;
}
