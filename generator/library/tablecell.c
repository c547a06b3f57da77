/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tablecell - the text of a cell as a value; see table.h.
 */
#include "generator/base/date.h"
#include "generator/base/fold.h"
#include "generator/base/utf8.h"
#include "generator/library/table.h"

#define NUMBER_BYTES 128 /* of a number as people write it; longer ones are none */
#define CP_THIN 0x2009u
#define CP_FIGURE 0x2007u
#define CP_MINUS 0x2212u

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == CP_NBSP || cp == CP_NNBSP ||
           cp == CP_THIN || cp == CP_FIGURE;
}

Str table_trim(Str text)
{
    size_t from = text.len;
    size_t to = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        if (!is_blank(utf8_next(text, &pos))) {
            from = from < start ? from : start;
            to = pos;
        }
    }
    return to > 0 ? str_sub(text, from, to - from) : STR_EMPTY;
}

/* True if both are the same without case. */
static bool is_same_word(Str a, Str b)
{
    char bytes[2][512];
    Buf folded[2];
    const Str words[2] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        buf_init_fixed(&folded[i], bytes[i], sizeof bytes[i]);
        fold_put(&folded[i], words[i]);
    }
    return buf_ok(&folded[0]) && buf_ok(&folded[1]) &&
           str_eq(buf_str(&folded[0]), buf_str(&folded[1]));
}

const Value *table_word(const Value *words, Str text)
{
    const Value *exact = value_get(words, text);
    for (size_t i = 0; !exact && words && i < words->map.n; i++) {
        if (is_same_word(words->map.members[i].key, text)) {
            return words->map.members[i].value;
        }
    }
    return exact;
}

/* --- numbers ----------------------------------------------------------------------------------------------------- */

/* Takes a unit away from the end: that of the field, and how amounts are written. */
static Str without_unit(Str text, Str unit)
{
    static const char *const money[] = {"€", "EUR", "euros", "HT"};
    bool is_money = str_starts(unit, STR("EUR"));
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; is_money && i < sizeof money / sizeof money[0]; i++) {
            Str word = str_of(money[i]);
            text = str_ends(text, word) ? table_trim(str_sub(text, 0, text.len - word.len)) : text;
        }
    }
    bool has_unit = unit.len > 0 && text.len > unit.len && str_ends(text, unit);
    return has_unit ? table_trim(str_sub(text, 0, text.len - unit.len)) : text;
}

/* Blanks of all kinds as one, the typographic minus as the other; false if it is too long. */
static bool simplify(Str text, Buf *out)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        if (cp == UTF8_BAD) {
            return false;
        }
        buf_put_utf8(out, is_blank(cp) ? ' ' : cp == CP_MINUS ? '-' : cp);
    }
    return buf_ok(out);
}

static size_t count_char(Str text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        n += text.ptr[i] == c;
    }
    return n;
}

/* Which of the two signs is before the decimals: the last, if it stands once; NUL: none. */
static char decimal_sign(Str text)
{
    size_t n_commas = count_char(text, ',');
    size_t n_points = count_char(text, '.');
    if (n_commas > 0 && n_points > 0) {
        size_t last = text.len - 1;
        while (text.ptr[last] != ',' && text.ptr[last] != '.') {
            last--;
        }
        return text.ptr[last];
    }
    return n_commas == 1 ? ',' : n_points == 1 ? '.' : '\0';
}

/* "1 234 567", "12,345" with this sign between groups: digits alone; false if the groups are not of three. */
static bool put_groups(Str whole, char between, Buf *out)
{
    size_t n_group = 0;
    bool is_grouped = false;
    for (size_t i = 0; i < whole.len; i++) {
        char c = whole.ptr[i];
        if (c >= '0' && c <= '9') {
            n_group++;
            buf_putc(out, c);
        } else if ((c == ' ' || c == between) && n_group > 0 && n_group <= 3 &&
                   (!is_grouped || n_group == 3)) {
            is_grouped = true;
            n_group = 0;
        } else {
            return false;
        }
    }
    return n_group > 0 && (!is_grouped || n_group == 3);
}

/* A number as people write it to "1234.56". */
static bool put_number(Str text, Str unit, Buf *out)
{
    char bytes[NUMBER_BYTES];
    Buf plain;
    buf_init_fixed(&plain, bytes, sizeof bytes);
    if (!simplify(without_unit(text, unit), &plain) || plain.len == 0) {
        return false;
    }
    Str rest = buf_str(&plain);
    if (rest.ptr[0] == '-' || rest.ptr[0] == '+') {
        buf_put(out, rest.ptr[0] == '-' ? STR("-") : STR_EMPTY);
        rest = str_trim(str_sub(rest, 1, SIZE_MAX));
    }
    char sign = decimal_sign(rest);
    const char *at = sign && rest.len > 0 ? memrchr(rest.ptr, sign, rest.len) : NULL;
    size_t n_whole = at ? (size_t)(at - rest.ptr) : rest.len;
    char between = sign == ',' ? '.' : sign == '.' ? ',' : count_char(rest, ',') > 0 ? ',' : '.';
    if (!put_groups(str_sub(rest, 0, n_whole), between, out)) {
        return false;
    }
    if (!at) {
        return buf_ok(out);
    }
    Str decimals = str_sub(rest, n_whole + 1, SIZE_MAX);
    buf_putc(out, '.');
    buf_put(out, decimals);
    return str_is_digits(decimals) && buf_ok(out);
}

static Status number_value(TableMarket *m, Str unit, Str text, Loc loc, Value **ret)
{
    char bytes[NUMBER_BYTES];
    Buf out;
    Num num;
    buf_init_fixed(&out, bytes, sizeof bytes);
    *ret = NULL;
    /* 1e3 and the like, which JSON may write */
    bool is_plain = num_parse(text, &num) && count_char(text, '.') < 2;
    if (!is_plain && (!put_number(text, unit, &out) || !num_parse(buf_str(&out), &num))) {
        return ST_OK;
    }
    *ret = value_num(m->arena, loc, num);
    return *ret ? ST_OK : ST_NOMEM;
}

/* --- dates, yes and no ------------------------------------------------------------------------------------------- */

/* Up to `max` digits at *pos; -1: none. */
static int digits_at(Str text, size_t *pos, size_t max)
{
    int n = -1;
    size_t end = *pos + max;
    for (; *pos < text.len && *pos < end && text.ptr[*pos] >= '0' && text.ptr[*pos] <= '9';
         (*pos)++) {
        n = (n < 0 ? 0 : n * 10) + (text.ptr[*pos] - '0');
    }
    return n;
}

/* "05/10/2026" and "5/10/2026" to "2026-10-05"; others stay. */
static Str iso_of(TableMarket *m, Str text)
{
    size_t pos = 0;
    int day = digits_at(text, &pos, 2);
    bool is_slashed = pos < text.len && text.ptr[pos++] == '/';
    int month = digits_at(text, &pos, 2);
    is_slashed = is_slashed && pos < text.len && text.ptr[pos++] == '/';
    size_t start = pos;
    int year = digits_at(text, &pos, 4);
    bool is_whole = is_slashed && day > 0 && month > 0 && pos == text.len && pos - start == 4;
    return is_whole ? arena_printf(m->arena, "%04d-%02d-%02d", year, month, day) : text;
}

static Status bool_value(TableMarket *m, Str text, Loc loc, Value **ret)
{
    static const char *const words[] = {"oui", "vrai", "true", "1", "non", "faux", "false", "0"};
    *ret = NULL;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is_same_word(text, str_of(words[i]))) {
            *ret = value_bool(m->arena, loc, i < 4);
            return *ret ? ST_OK : ST_NOMEM;
        }
    }
    return ST_OK;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static bool has_type(const SchemaNode *node, const char *name)
{
    const Value *type = node ? value_get(node->source, STR("type")) : NULL;
    bool has = type && type->kind == VALUE_TEXT && str_is(type->text, name);
    for (size_t i = 0; type && type->kind == VALUE_LIST && i < type->list.n; i++) {
        has = has || str_is(type->list.items[i]->text, name);
    }
    return has;
}

/* The code of a catalogue whose title this is; else the text. */
static Str code_of(const TableMarket *m, const SchemaNode *node, Str text)
{
    Str name = node ? value_get_text(node->source, STR("x-catalogue")) : STR_EMPTY;
    const Value *list = name.len > 0 ? value_get(m->library->catalogues, name) : NULL;
    if (!list || list->kind != VALUE_LIST || library_entry(list, text)) {
        return text;
    }
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *entry = list->list.items[i];
        Str id = value_get_text(entry, STR("id"));
        if (is_same_word(text, id) || is_same_word(text, value_get_text(entry, STR("libelle")))) {
            return id;
        }
    }
    return text;
}

static Status text_value(TableMarket *m, const SchemaNode *node, Str text, Loc loc, Str path,
                         Value **ret)
{
    bool is_date = node && str_is(value_get_text(node->source, STR("format")), "date");
    Date date;
    Str own = is_date ? iso_of(m, text) : code_of(m, node, text);
    if (!own.ptr) {
        return ST_NOMEM;
    }
    if (is_date && !date_parse(own, &date)) {
        (void)diag_add2(m->diags, TABLE_DATE, loc, text, path); /* nothing to add */
        m->has_errors = true;
        *ret = NULL;
        return ST_OK;
    }
    *ret = value_text(m->arena, loc, own);
    return *ret ? ST_OK : ST_NOMEM;
}

/* Items between |, each as the schema wants it; those that can't be read are left out, and reported. */
static Status list_value(TableMarket *m, const SchemaNode *node, Str text, Loc loc, Str path,
                         Value **ret)
{
    Value *list = value_list(m->arena, loc);
    if (!list) {
        return ST_NOMEM;
    }
    for (size_t from = 0; from <= text.len;) {
        size_t bar = str_find(text, STR("|"), from);
        size_t to = bar == SIZE_MAX ? text.len : bar;
        Str item = table_trim(str_sub(text, from, to - from));
        Value *value = NULL;
        if (item.len > 0) {
            TRY(table_value(m, schema_node_deref(node->items), item, loc, path, &value));
        }
        if (value) {
            TRY(value_list_add(m->arena, list, value));
        }
        from = to + 1;
    }
    *ret = list;
    return ST_OK;
}

Status table_value(TableMarket *m, const SchemaNode *node, Str text, Loc loc, Str path, Value **ret)
{
    bool is_num = has_type(node, "number") || has_type(node, "integer");
    bool is_bool = has_type(node, "boolean");
    bool is_text = has_type(node, "string") || !(is_num || is_bool);
    *ret = NULL;
    if (has_type(node, "array") && node->items &&
        !has_type(schema_node_deref(node->items), "array")) {
        return list_value(m, node, text, loc, path, ret);
    }
    if (is_num && !(is_text && text.len > 1 && text.ptr[0] == '0')) { /* "01" is a name */
        TRY(number_value(m, node->meta.unit, text, loc, ret));
    }
    if (!*ret && is_bool) {
        TRY(bool_value(m, text, loc, ret));
    }
    if (!*ret && is_text) {
        return text_value(m, node, text, loc, path, ret);
    }
    if (!*ret) {
        (void)diag_add2(m->diags, is_num ? TABLE_NUMBER : TABLE_BOOLEAN, loc, text,
                        path); /* same */
        m->has_errors = true;
    }
    return ST_OK;
}
