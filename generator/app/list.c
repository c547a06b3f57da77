/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list - see list.h.
 */
#include "generator/app/list.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/text/search.h"

#define MAX_COLUMNS 5

static const Loc nowhere = {0};

/* Kinds besides the lists of the catalogue; some have two names. */
static const char *const kinds[] = {"clauses",      "communs", "regles", "rules", "calculs",
                                    "calculations", "listes",  "lists",  "pieces"};

Status list_kinds(Arena *arena, const Library *library, Str **ret_names, size_t *ret_n)
{
    size_t n = 0;
    size_t n_kinds = sizeof kinds / sizeof *kinds;
    Str *names = arena_array(arena, n_kinds + library->catalogues->map.n, Str);
    if (!names) {
        return ST_NOMEM;
    }
    while (n < n_kinds) {
        names[n] = str_of(kinds[n]);
        n++;
    }
    for (size_t i = 0; i < library->catalogues->map.n; i++) {
        names[n++] = library->catalogues->map.members[i].key;
    }
    *ret_names = names;
    *ret_n = n;
    return ST_OK;
}

/* --- what a search reads --------------------------------------------------------------------------- */

/* All texts of a tree, folded, one blank between. */
static void put_texts(Buf *out, const Value *value)
{
    if (value->kind == VALUE_LIST) {
        for (size_t i = 0; i < value->list.n; i++) {
            put_texts(out, value->list.items[i]);
        }
    } else if (value->kind == VALUE_MAP) {
        for (size_t i = 0; i < value->map.n; i++) {
            put_texts(out, value->map.members[i].value);
        }
    } else {
        search_fold(out, value->text);
        buf_putc(out, ' ');
    }
}

static bool has_text(const ListFilter *filter, const Value *source)
{
    CLEANUP(buf_done) Buf folded = {0};
    if (!filter->text.ptr) {
        return true;
    }
    buf_init(&folded, 16 * MIB);
    put_texts(&folded, source);
    return search_has(buf_str(&folded), filter->text);
}

/* --- considerations -------------------------------------------------------------------------------- */

/* Where nothing is said, all are. */
static bool is_among(const Value *codes, Str code)
{
    return !codes || value_list_holds(codes, code);
}

static bool fits_amount(const Value *reach, Num amount)
{
    const Value *low = value_get(reach, STR("montant_min"));
    const Value *high = value_get(reach, STR("montant_max"));
    return (!low || num_cmp(amount, low->num) >= 0) && (!high || num_cmp(amount, high->num) <= 0);
}

/* A public is for the considerations that its entry names; where it names none, for all. */
static bool takes_public(const Clause *clause, const Value *entry)
{
    const Value *codes = value_get(entry, STR("pour"));
    return is_among(codes, clause->code) || (codes && is_among(codes, clause->id));
}

static bool fits(const Clause *clause, const ListFilter *filter)
{
    const Value *reach = value_get(clause->source, STR("portee"));
    const Value *natures = value_get(reach, STR("natures"));
    const Value *procedures = value_get(reach, STR("procedures"));
    return (!filter->nature.ptr || is_among(natures, filter->nature)) &&
           (!filter->procedure.ptr || is_among(procedures, filter->procedure)) &&
           (!filter->has_amount || fits_amount(reach, filter->amount)) &&
           (!filter->public || takes_public(clause, filter->public)) &&
           has_text(filter, clause->source);
}

/* A row with those members of `source` that are named; what is missing is left out. */
static Status add_row(Arena *arena, Value *rows, const Value *source, const char *const *keys,
                      size_t n)
{
    Value *row = value_map(arena, nowhere);
    for (size_t i = 0; row && i < n; i++) {
        const Member *member = value_member(source, str_of(keys[i]));
        if (member) {
            TRY(value_map_set(arena, row, member->key, member->value));
        }
    }
    return row ? value_list_add(arena, rows, row) : ST_NOMEM;
}

static Status clause_rows(Arena *arena, const Library *library, const ListFilter *filter,
                          Value *rows)
{
    static const char *const keys[] = {"code",       "id",       "version",         "titre",
                                       "resume",     "convient", "ne_convient_pas", "en_vigueur",
                                       "fondements", "portee"};
    for (size_t i = 0; i < library->n_clauses; i++) {
        if (fits(&library->clauses[i], filter)) {
            TRY(add_row(arena, rows, library->clauses[i].source, keys, sizeof keys / sizeof *keys));
        }
    }
    return ST_OK;
}

/* --- the rest -------------------------------------------------------------------------------------- */

static Status set_text(Arena *arena, Value *row, const char *key, Str text)
{
    Value *value = value_text(arena, nowhere, text);
    return value ? value_map_set(arena, row, str_of(key), value) : ST_NOMEM;
}

static Status common_rows(Arena *arena, const Library *library, const ListFilter *filter,
                          Value *rows)
{
    for (size_t i = 0; i < library->n_commons; i++) {
        const Block *common = &library->commons[i];
        Value *row = value_map(arena, nowhere);
        Value *text = value_text(arena, nowhere, common->text);
        if (!row || !text) {
            return ST_NOMEM;
        }
        TRY(set_text(arena, row, "id", common->id));
        TRY(set_text(arena, row, "titre", common->title));
        if (has_text(filter, text) || has_text(filter, row)) {
            TRY(value_list_add(arena, rows, row));
        }
    }
    return ST_OK;
}

/* The other documents of the tender. */
static Status piece_rows(Arena *arena, const Library *library, const ListFilter *filter,
                         Value *rows)
{
    static const char *const keys[] = {"id", "version", "titre", "resume"};
    for (size_t i = 0; i < library->n_pieces; i++) {
        const TenderPiece *piece = &library->pieces[i];
        if (has_text(filter, piece->source)) {
            TRY(add_row(arena, rows, piece->source, keys, sizeof keys / sizeof *keys));
        }
    }
    return ST_OK;
}

static Status rule_rows(Arena *arena, const Library *library, const ListFilter *filter, Value *rows)
{
    static const char *const keys[] = {"id", "niveau", "pour", "message", "aide", "si", "source"};
    for (size_t i = 0; i < library->n_rules; i++) {
        if (has_text(filter, library->rules[i].source)) {
            TRY(add_row(arena, rows, library->rules[i].source, keys, sizeof keys / sizeof *keys));
        }
    }
    return ST_OK;
}

static Status calc_rows(Arena *arena, const Library *library, const ListFilter *filter, Value *rows)
{
    static const char *const keys[] = {"id", "par", "pour", "titre", "formule", "unite", "source"};
    for (size_t i = 0; i < library->n_calcs; i++) {
        if (has_text(filter, library->calcs[i].source)) {
            TRY(add_row(arena, rows, library->calcs[i].source, keys, sizeof keys / sizeof *keys));
        }
    }
    return ST_OK;
}

static Status list_names(Arena *arena, const Library *library, const ListFilter *filter,
                         Value *rows)
{
    for (size_t i = 0; i < library->catalogues->map.n; i++) {
        const Member *m = &library->catalogues->map.members[i];
        Value *row = value_map(arena, nowhere);
        Value *count = value_num(arena, nowhere, num_from_int((int64_t)m->value->list.n));
        if (!row || !count) {
            return ST_NOMEM;
        }
        TRY(set_text(arena, row, "id", m->key));
        TRY(value_map_set(arena, row, STR("entrees"), count));
        if (has_text(filter, row) || has_text(filter, m->value)) {
            TRY(value_list_add(arena, rows, row));
        }
    }
    return ST_OK;
}

Status list_rows(Arena *arena, const Library *library, Str kind, const ListFilter *filter,
                 Value **ret_rows)
{
    Value *rows = value_list(arena, nowhere);
    const Value *entries = value_get(library->catalogues, kind);
    *ret_rows = rows;
    if (!rows) {
        return ST_NOMEM;
    }
    if (str_is(kind, "clauses")) {
        return clause_rows(arena, library, filter, rows);
    }
    if (str_is(kind, "communs")) {
        return common_rows(arena, library, filter, rows);
    }
    if (str_is(kind, "pieces")) {
        return piece_rows(arena, library, filter, rows);
    }
    if (str_is(kind, "regles") || str_is(kind, "rules")) {
        return rule_rows(arena, library, filter, rows);
    }
    if (str_is(kind, "calculs") || str_is(kind, "calculations")) {
        return calc_rows(arena, library, filter, rows);
    }
    if (str_is(kind, "listes") || str_is(kind, "lists")) {
        return list_names(arena, library, filter, rows);
    }
    for (size_t i = 0; entries && i < entries->list.n; i++) {
        Value *entry = entries->list.items[i];
        bool is_wanted = !filter->public || filter->public == entry;
        TRY(is_wanted && has_text(filter, entry) ? value_list_add(arena, rows, entry) : ST_OK);
    }
    *ret_rows = entries ? rows : NULL;
    return ST_OK;
}

/* --- the table ------------------------------------------------------------------------------------- */

/* What a row shows, in this order; the first of several names for the text. */
static size_t cells_of(const Value *row, Str *cells)
{
    static const char *const leads[] = {"code", "id", "version", "niveau", "par", "entrees"};
    static const char *const texts[] = {"titre", "libelle", "citation", "message", "objet"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof leads / sizeof *leads && n + 2 < MAX_COLUMNS; i++) {
        const Value *value = value_get(row, str_of(leads[i]));
        bool is_shown = value && (i != 0 || value_get(row, STR("titre")));
        if (is_shown && (value->kind == VALUE_TEXT || value->kind == VALUE_NUM)) {
            cells[n++] = value->text;
        }
    }
    if (value_get(row, STR("niveau")) || value_get(row, STR("par"))) {
        const Value *scope = value_get(row, STR("pour"));
        Str named = value_get_text(scope, STR("consideration"));
        cells[n++] = scope && scope->kind == VALUE_TEXT ? scope->text : named;
    }
    cells[n] = STR_EMPTY;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && cells[n].len == 0; i++) {
        cells[n] = str_trim(value_get_text(row, str_of(texts[i])));
    }
    return cells[n].len > 0 ? n + 1 : n;
}

static void put_cell(Buf *out, Str text, size_t width, bool is_last)
{
    for (size_t at = 0; at < text.len; at++) { /* one line a row */
        buf_putc(out, text.ptr[at] == '\n' ? ' ' : text.ptr[at]);
    }
    for (size_t i = utf8_count(text); !is_last && i < width + 2; i++) {
        buf_putc(out, ' ');
    }
}

void list_put_table(Buf *out, const Value *rows, size_t width)
{
    size_t widths[MAX_COLUMNS] = {0};
    Str cells[MAX_COLUMNS];
    for (size_t i = 0; i < rows->list.n; i++) {
        size_t n = cells_of(rows->list.items[i], cells);
        for (size_t k = 0; k + 1 < n; k++) {
            size_t count = utf8_count(cells[k]);
            widths[k] = count > widths[k] ? count : widths[k];
        }
    }
    for (size_t i = 0; i < rows->list.n; i++) {
        size_t n = cells_of(rows->list.items[i], cells);
        size_t used = 0;
        for (size_t k = 0; k < n; k++) {
            bool is_last = k + 1 == n;
            bool is_long = is_last && width > used + 20 && utf8_count(cells[k]) > width - used;
            Str cell =
                is_long ? str_sub(cells[k], 0, utf8_clip(cells[k], width - used - 1)) : cells[k];
            put_cell(out, cell, widths[k], is_last);
            buf_put(out, is_long ? STR("…") : STR_EMPTY);
            used += widths[k] + 2;
        }
        buf_putc(out, '\n');
    }
}
