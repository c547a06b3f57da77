/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_sheet - see overview_sheet.h.
 */
#include "generator/batch/overview_sheet.h"

#include "generator/base/limits.h"
#include "generator/batch/overview_tree.h"

/* Of one cell: the publics and actions of a lot, the codes of a record's findings. */
#define LIMIT_CELL_BYTES MIB

Status overview_sheet_init(OverviewSheet *sheet, Arena *arena, const Library *library)
{
    const Value *specs = overview_list(library, "colonnes_rapport");
    *sheet = (OverviewSheet){.library = library,
                             .columns =
                                 arena_array(arena, value_list_length(specs) + 1, OverviewColumn)};
    buf_init(&sheet->cell, LIMIT_CELL_BYTES);
    if (!sheet->columns) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < value_list_length(specs); i++) {
        const Value *spec = specs->list.items[i];
        Str separator = value_get_text(spec, STR("separateur"));
        sheet->columns[i] = (OverviewColumn){
            .spec = spec,
            .scope = overview_scope_of(spec),
            .key = value_get_text(spec, STR("cle")),
            .label = overview_typeset(arena, library, value_get_text(spec, STR("libelle"))),
            .separator = separator.len > 0 ? separator : STR(", "),
            .is_measure = value_is_true(value_get(spec, STR("mesure"))),
            .is_page = value_is_true(value_get(spec, STR("page")))};
        if (!sheet->columns[i].label.ptr) {
            return ST_NOMEM;
        }
        sheet->n = i + 1;
    }
    return ST_OK;
}

void overview_sheet_done(OverviewSheet *sheet)
{
    buf_done(&sheet->cell);
}

/* --- values ------------------------------------------------------------------------------------------------------ */

/* What a cell is made from. */
typedef struct Place {
    Arena *arena;
    const OverviewSheet *sheet;
    const OverviewColumn *column;
    const Value *line;
    const Value *facts; /* or NULL */
    const Value *lot;   /* or NULL */
} Place;

static Status put_text(const Place *p, Str text, Buf *out)
{
    Str label = overview_label(p->arena, p->sheet->library, p->column->spec, text);
    buf_put(out, label.ptr ? label : STR_EMPTY);
    return label.ptr ? ST_OK : ST_NOMEM;
}

/* A number as spreadsheets in French read it: a comma, nothing between thousands. */
static void put_number(Num n, Buf *out)
{
    char bytes[128];
    Buf text;
    buf_init_fixed(&text, bytes, sizeof bytes);
    num_put(&text, n);
    for (size_t i = 0; i < text.len; i++) {
        buf_putc(out, bytes[i] == '.' ? ',' : bytes[i]);
    }
}

static Status put_value(const Place *p, const Value *value, Buf *out)
{
    bool is_found = false;
    switch (value->kind) {
    case VALUE_TEXT:
        return put_text(p, value->text, out);
    case VALUE_NUM:
        put_number(value->num, out);
        return ST_OK;
    case VALUE_BOOL:
        return french_facet(NULL, value, STR("oui_non"), out, &is_found);
    case VALUE_LIST:
        for (size_t i = 0; i < value->list.n; i++) {
            buf_put(out, i > 0 ? p->column->separator : STR_EMPTY);
            if (value->list.items[i]->kind == VALUE_TEXT) {
                TRY(put_text(p, value->list.items[i]->text, out));
            }
        }
        return ST_OK;
    case VALUE_NULL:
    case VALUE_MAP:
    case VALUE_LAMBDA:
        break;
    }
    return ST_OK;
}

/* Puts a text, or the texts of a list, into a list that has each once. */
static Status collect(Arena *arena, const Value *value, Value *list)
{
    if (value && value->kind == VALUE_TEXT && !value_list_holds(list, value->text)) {
        return value_list_add(arena, list, (Value *)value);
    }
    for (size_t i = 0; i < value_list_length(value); i++) {
        const Value *one = value->list.items[i];
        if (one->kind == VALUE_TEXT && !value_list_holds(list, one->text)) {
            TRY(value_list_add(arena, list, (Value *)one));
        }
    }
    return ST_OK;
}

/* Of all considerations of the lot: the sum, or each text once. */
static Status put_considerations(const Place *p, Buf *out)
{
    const Value *list = value_get(p->lot, STR("considerations"));
    Value *texts = value_list(p->arena, (Loc){0});
    Num sum = NUM_ZERO;
    if (!texts) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < value_list_length(list); i++) {
        const Value *value = value_get(list->list.items[i], p->column->key);
        Num result;
        if (value && value->kind == VALUE_NUM && num_add(sum, value->num, &result)) {
            sum = result;
        }
        TRY(collect(p->arena, value, texts));
    }
    if (p->column->is_measure) {
        put_number(sum, out);
        return ST_OK;
    }
    return put_value(p, texts, out);
}

/* Of the line itself: a text of it, the names of its documents, or the codes of its findings of a severity. */
static Status put_line(const Place *p, Buf *out)
{
    const Value *own = value_get(p->line, p->column->key);
    bool is_output = own && own->kind == VALUE_LIST;
    const Value *list = is_output ? own : value_get(p->line, STR("diagnostics"));
    Value *texts = value_list(p->arena, (Loc){0});
    if (!texts) {
        return ST_NOMEM;
    }
    if (own && own->kind == VALUE_TEXT) {
        return put_value(p, own, out);
    }
    for (size_t i = 0; i < value_list_length(list); i++) {
        const Value *one = list->list.items[i];
        if (is_output || str_eq(value_get_text(one, STR("severity")), p->column->key)) {
            TRY(collect(p->arena, value_get(one, is_output ? STR("name") : STR("code")), texts));
        }
    }
    return put_value(p, texts, out);
}

static Status put_cell(const Place *p, Buf *out)
{
    const Value *value = NULL;
    switch (p->column->scope) {
    case OVERVIEW_LINE:
        return put_line(p, out);
    case OVERVIEW_MARKET:
        value = value_get(p->facts, p->column->key);
        break;
    case OVERVIEW_LOT:
        value = value_get(p->lot, p->column->key);
        break;
    case OVERVIEW_CONSIDERATION:
        return p->lot ? put_considerations(p, out) : ST_OK;
    }
    return value ? put_value(p, value, out) : ST_OK;
}

/* --- the sheet --------------------------------------------------------------------------------------------------- */

/* True if a spreadsheet takes it for a formula or a command. */
static bool is_run(Str text)
{
    static const Str signs[] = {{"=", 1},
                                {"+", 1},
                                {"-", 1},
                                {"@", 1},
                                {"\t", 1},
                                {"\r", 1},
                                {"\n", 1},
                                {"\xEF\xBC\x9D", 3},  /* ＝ */
                                {"\xEF\xBC\x8B", 3},  /* ＋ */
                                {"\xEF\xBC\x8D", 3},  /* － */
                                {"\xEF\xBC\xA0", 3}}; /* ＠ */
    static const Str blanks[] = {{" ", 1},
                                 {"\xC2\xA0", 2},      /* no-break space */
                                 {"\xE2\x80\xAF", 3},  /* narrow no-break space */
                                 {"\xEF\xBB\xBF", 3}}; /* U+FEFF */
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0];) {
        bool is_blank = str_starts(text, blanks[i]);
        text = is_blank ? str_sub(text, blanks[i].len, text.len) : text;
        i = is_blank ? 0 : i + 1;
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (str_starts(text, signs[i])) {
            return true;
        }
    }
    return false;
}

void overview_sheet_put_cell(Buf *out, Str text)
{
    bool is_quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        is_quoted = is_quoted || strchr(";\"\r\n\t", text.ptr[i]) != NULL;
    }
    buf_put(out, is_quoted ? STR("\"") : STR_EMPTY);
    buf_put(out, is_run(text) ? STR("'") : STR_EMPTY);
    for (size_t i = 0; i < text.len; i++) {
        buf_putc(out, text.ptr[i]);
        if (text.ptr[i] == '"') {
            buf_putc(out, '"');
        }
    }
    buf_put(out, is_quoted ? STR("\"") : STR_EMPTY);
}

void overview_sheet_put_head(const OverviewSheet *sheet, Buf *out)
{
    for (size_t i = 0; i < sheet->n; i++) {
        buf_put(out, i > 0 ? STR(";") : STR_EMPTY);
        overview_sheet_put_cell(out, sheet->columns[i].label);
    }
    buf_puts(out, "\r\n");
}

static Status put_row(OverviewSheet *sheet, Place *p, Buf *out)
{
    for (size_t i = 0; i < sheet->n; i++) {
        p->column = &sheet->columns[i];
        buf_clear(&sheet->cell);
        TRY(put_cell(p, &sheet->cell));
        buf_put(out, i > 0 ? STR(";") : STR_EMPTY);
        overview_sheet_put_cell(out, buf_str(&sheet->cell));
    }
    buf_puts(out, "\r\n");
    return sheet->cell.status != ST_OK ? sheet->cell.status : out->status;
}

static Place place_of(const OverviewSheet *sheet, Arena *arena, const Value *line)
{
    const Value *facts = value_get(line, STR("faits"));
    return (Place){.arena = arena,
                   .sheet = sheet,
                   .line = line,
                   .facts = facts && facts->kind == VALUE_MAP ? facts : NULL};
}

Status overview_sheet_put(OverviewSheet *sheet, Arena *scratch, const Value *line, Buf *out)
{
    Place p = place_of(sheet, scratch, line);
    const Value *lots = value_get(p.facts, STR("lots"));
    if (value_list_length(lots) == 0) {
        return put_row(sheet, &p, out);
    }
    for (size_t i = 0; i < value_list_length(lots); i++) {
        p.lot = lots->list.items[i];
        TRY(put_row(sheet, &p, out));
    }
    return ST_OK;
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

Status overview_sheet_page_head(const OverviewSheet *sheet, Arena *arena, Value *list)
{
    for (size_t i = 0; i < sheet->n; i++) {
        if (sheet->columns[i].is_page) {
            Value *map = value_map(arena, (Loc){0});
            if (!map) {
                return ST_NOMEM;
            }
            TRY(overview_set_text(arena, map, "libelle", sheet->columns[i].label));
            TRY(value_list_add(arena, list, map));
        }
    }
    return ST_OK;
}

/* The first cell is the heading of its row. */
static Status add_page_row(OverviewSheet *sheet, Place *p, Value *list)
{
    Value *row = value_map(p->arena, (Loc){0});
    Value *cells = NULL;
    bool is_first = true;
    if (!row) {
        return ST_NOMEM;
    }
    TRY(overview_set_list(p->arena, row, "cellules", &cells));
    for (size_t i = 0; i < sheet->n; i++) {
        p->column = &sheet->columns[i];
        if (!p->column->is_page) {
            continue;
        }
        buf_clear(&sheet->cell);
        TRY(put_cell(p, &sheet->cell));
        Str text = arena_str(p->arena, buf_str(&sheet->cell));
        Value *cell = value_map(p->arena, (Loc){0});
        if (!cell) {
            return ST_NOMEM;
        }
        if (is_first) {
            TRY(overview_set_text(p->arena, row, "titre", text));
        } else {
            TRY(overview_set_text(p->arena, cell, "texte", text));
            TRY(value_list_add(p->arena, cells, cell));
        }
        is_first = false;
    }
    return value_list_add(p->arena, list, row);
}

Status overview_sheet_page(OverviewSheet *sheet, Arena *arena, const Value *line, size_t room,
                           Value *list, size_t *io_left)
{
    Place p = place_of(sheet, arena, line);
    const Value *lots = value_get(p.facts, STR("lots"));
    for (size_t i = 0; i < value_list_length(lots); i++) {
        if (i >= room) {
            *io_left += value_list_length(lots) - i;
            return ST_OK;
        }
        p.lot = lots->list.items[i];
        TRY(add_page_row(sheet, &p, list));
    }
    return ST_OK;
}
