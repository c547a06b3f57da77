/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain - see plain.h.
 */
#include "generator/text/plain.h"

#include "generator/base/utf8.h"

#define LISTS_MAX 8
#define COLUMNS_MAX 64
#define GAP 3 /* between columns: " | " */

typedef struct Cell {
    Str text;
    size_t row;
    size_t column;
    char align;
    bool is_head;
} Cell;

typedef struct OpenList {
    bool is_ordered;
    uint32_t count;
} OpenList;

typedef struct Layout {
    Arena *arena;
    Buf *out;
    OpenList lists[LISTS_MAX];
    size_t n_lists;
    bool is_item_start;
    size_t blank; /* empty lines written last */
    size_t last_width;
    Cell *cells;
    size_t n_cells;
    size_t cap_cells;
    size_t n_rows;
    bool is_head;
    bool is_nomem;
} Layout;

/* --- lines ----------------------------------------------------------------------------------------------- */

static void end_line(Layout *l, size_t width)
{
    buf_putc(l->out, '\n');
    l->blank = width == 0 ? l->blank + 1 : 0;
    l->last_width = width > 0 ? width : l->last_width;
}

/* One empty line before what comes next, unless there is one or nothing was written. */
static void space(Layout *l)
{
    if (l->blank == 0 && l->out->len > 0) {
        end_line(l, 0);
    }
}

static void fill(Layout *l, char c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_putc(l->out, c);
    }
}

/* The bytes of `text` that fit a line: to the last space that does, or to the first at all. Code points in *ret_width. */
static size_t fitting(Str text, size_t room, size_t *ret_width)
{
    size_t width = 0;
    size_t best = 0;
    size_t best_width = 0;
    for (size_t pos = 0; pos < text.len;) {
        if (text.ptr[pos] == ' ') {
            best = pos;
            best_width = width;
        }
        (void)utf8_next(text, &pos);
        width++;
        if (width > room && best > 0) {
            *ret_width = best_width;
            return best;
        }
    }
    bool is_short = width <= room || best == 0;
    *ret_width = is_short ? width : best_width;
    return is_short ? text.len : best;
}

/* The next line of `*io_rest` no wider than room; false when nothing is left. */
static bool next_line(Str *io_rest, size_t room, Str *ret_line, size_t *ret_width)
{
    if (io_rest->len == 0) {
        return false;
    }
    size_t newline = str_find(*io_rest, STR("\n"), 0);
    Str line = newline == SIZE_MAX ? *io_rest : str_sub(*io_rest, 0, newline);
    size_t fits = fitting(line, room, ret_width);
    *ret_line = str_sub(line, 0, fits);
    bool is_whole = fits == line.len;
    size_t gone = is_whole ? line.len + (newline != SIZE_MAX) : fits;
    *io_rest = str_sub(*io_rest, gone, io_rest->len);
    while (!is_whole && io_rest->len > 0 && io_rest->ptr[0] == ' ') {
        *io_rest = str_sub(*io_rest, 1, io_rest->len);
    }
    return true;
}

/* Text in lines: `first` before the first one, blanks as wide before the others. */
static void wrap(Layout *l, Str first, Str text)
{
    size_t indent = utf8_count(first);
    size_t room = indent < PLAIN_WIDTH / 2 ? PLAIN_WIDTH - indent : PLAIN_WIDTH / 2;
    Str line;
    size_t width = 0;
    bool is_first = true;
    Str rest = text;
    while (next_line(&rest, room, &line, &width) || is_first) {
        line = is_first && text.len == 0 ? STR_EMPTY : line;
        if (is_first) {
            buf_put(l->out, first);
        } else if (line.len > 0) {
            fill(l, ' ', indent);
        }
        buf_put(l->out, line);
        end_line(l, line.len > 0 || is_first ? indent + width : 0);
        is_first = false;
    }
}

/* --- tables ----------------------------------------------------------------------------------------------- */

typedef struct Columns {
    size_t widths[COLUMNS_MAX];
    size_t least[COLUMNS_MAX]; /* the longest word */
    size_t n;
} Columns;

static void measure_cell(Columns *columns, const Cell *cell)
{
    size_t line = 0;
    size_t word = 0;
    for (size_t pos = 0; pos <= cell->text.len;) {
        bool is_end = pos == cell->text.len;
        char c = is_end ? '\n' : cell->text.ptr[pos];
        bool is_line = c == '\n';
        if (is_line || c == ' ') {
            columns->least[cell->column] =
                word > columns->least[cell->column] ? word : columns->least[cell->column];
            word = 0;
        }
        if (is_line) {
            columns->widths[cell->column] =
                line > columns->widths[cell->column] ? line : columns->widths[cell->column];
            line = 0;
        }
        if (is_end) {
            return;
        }
        (void)utf8_next(cell->text, &pos);
        line += !is_line;
        word += !is_line && c != ' ';
    }
}

/* The widest column that may give a character; SIZE_MAX: none. */
static size_t widest(const Columns *columns)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < columns->n; i++) {
        bool may_shrink = columns->widths[i] > columns->least[i] && columns->widths[i] > 1;
        if (may_shrink && (found == SIZE_MAX || columns->widths[i] > columns->widths[found])) {
            found = i;
        }
    }
    return found;
}

static void measure(const Layout *l, Columns *columns)
{
    *columns = (Columns){0};
    size_t total = 0;
    for (size_t i = 0; i < l->n_cells; i++) {
        columns->n = l->cells[i].column >= columns->n ? l->cells[i].column + 1 : columns->n;
        measure_cell(columns, &l->cells[i]);
    }
    for (size_t i = 0; i < columns->n; i++) {
        total += columns->widths[i] + (i > 0 ? GAP : 0);
    }
    for (size_t at = widest(columns); total > PLAIN_WIDTH && at != SIZE_MAX; at = widest(columns)) {
        columns->widths[at]--;
        total--;
    }
}

/* One line of a row: the next line of each cell. False when all cells are written. */
static bool put_row_line(Layout *l, const Columns *columns, const Cell *cells, size_t n, Str *rests)
{
    bool has_more = false;
    size_t total = 0;
    size_t owed = 0; /* blanks before what comes next: none at the end of a line */
    for (size_t i = 0; i < n; i++) {
        has_more = has_more || rests[i].len > 0;
    }
    for (size_t i = 0; has_more && i < n; i++) {
        Str line = STR_EMPTY;
        size_t width = 0;
        size_t room = columns->widths[cells[i].column];
        bool is_last = i + 1 == n;
        (void)next_line(&rests[i], room, &line, &width);
        size_t left = width < room ? room - width : 0;
        size_t before = cells[i].align == 'r' ? left : cells[i].align == 'c' ? left / 2 : 0;
        if (line.len > 0) {
            fill(l, ' ', owed + before);
            buf_put(l->out, line);
            owed = left - before;
        } else {
            owed += room;
        }
        if (!is_last) {
            fill(l, ' ', owed);
            buf_puts(l->out, " | ");
            owed = 0;
        }
        total += room + (is_last ? 0 : GAP);
    }
    while (has_more && l->out->len > 0 && l->out->ptr[l->out->len - 1] == ' ') {
        l->out->len--;
    }
    if (has_more) {
        end_line(l, total);
    }
    return has_more;
}

static void put_ruler(Layout *l, const Columns *columns)
{
    size_t total = 0;
    for (size_t i = 0; i < columns->n; i++) {
        size_t width = columns->widths[i] + (i > 0) + (i + 1 < columns->n);
        buf_put(l->out, i > 0 ? STR("+") : STR_EMPTY);
        fill(l, '-', width);
        total += width + (i > 0);
    }
    end_line(l, total);
}

/* True if some cell of the table is in more than one line: rows are then told apart by rulers. */
static bool has_tall_rows(const Layout *l, const Columns *columns)
{
    for (size_t i = 0; i < l->n_cells; i++) {
        Str rest = l->cells[i].text;
        Str line;
        size_t width = 0;
        (void)next_line(&rest, columns->widths[l->cells[i].column], &line, &width);
        if (rest.len > 0 && !l->cells[i].is_head) {
            return true;
        }
    }
    return false;
}

static void put_table(Layout *l)
{
    Columns columns;
    measure(l, &columns);
    bool is_tall = has_tall_rows(l, &columns);
    space(l);
    for (size_t from = 0; from < l->n_cells;) {
        Str rests[COLUMNS_MAX];
        size_t n = 0;
        while (from + n < l->n_cells && n < COLUMNS_MAX &&
               l->cells[from + n].row == l->cells[from].row) {
            rests[n] = l->cells[from + n].text;
            n++;
        }
        while (put_row_line(l, &columns, &l->cells[from], n, rests)) {
        }
        bool is_head = l->cells[from].is_head;
        from += n;
        if (is_head || (is_tall && from < l->n_cells)) {
            put_ruler(l, &columns);
        }
    }
    l->n_cells = 0;
}

static void add_cell(Layout *l, Str text)
{
    size_t column = 0;
    while (column < l->n_cells && l->cells[l->n_cells - 1 - column].row == l->n_rows) {
        column++;
    }
    if (column == COLUMNS_MAX || text.len == 0) {
        return;
    }
    Cell *grown = arena_grow(l->arena, l->cells, l->n_cells, &l->cap_cells, sizeof *grown);
    if (!grown) {
        l->is_nomem = true;
        return;
    }
    l->cells = grown;
    l->cells[l->n_cells++] = (Cell){.text = str_trim(str_sub(text, 1, text.len)),
                                    .row = l->n_rows,
                                    .column = column,
                                    .align = text.ptr[0],
                                    .is_head = l->is_head};
}

/* --- blocks ------------------------------------------------------------------------------------------------ */

/* "1." "a)" "i)", as the lists of our documents; a dash for a bullet. */
static void put_label(Layout *l, Buf *label)
{
    static const char *const roman[] = {"i",  "ii",  "iii",  "iv", "v",
                                        "vi", "vii", "viii", "ix", "x"};
    size_t depth = l->n_lists < LISTS_MAX ? l->n_lists : LISTS_MAX;
    const OpenList *list = &l->lists[depth - 1];
    for (size_t i = 1; i < depth; i++) {
        buf_puts(label, "    ");
    }
    if (!list->is_ordered) {
        buf_puts(label, "  – ");
        return;
    }
    if (depth == 2 && list->count <= 26) {
        buf_putc(label, (char)('a' + (char)(list->count - 1)));
    } else if (depth == 3 && list->count <= sizeof roman / sizeof roman[0]) {
        buf_put(label, str_of(roman[list->count - 1]));
    } else {
        buf_put_u64(label, list->count);
    }
    buf_put(label, depth == 1 ? STR(". ") : STR(") "));
    while (utf8_count(buf_str(label)) < 4 * depth) {
        buf_putc(label, ' ');
    }
}

static void put_paragraph(Layout *l, Str text, Str prefix)
{
    char memory[128];
    Buf label;
    buf_init_fixed(&label, memory, sizeof memory);
    if (l->n_lists == 0) {
        space(l);
        buf_put(&label, prefix);
    } else if (l->is_item_start) {
        put_label(l, &label);
    } else {
        for (size_t i = 0; i < l->n_lists && i < LISTS_MAX; i++) {
            buf_puts(&label, "    ");
        }
    }
    l->is_item_start = false;
    wrap(l, buf_str(&label), text);
}

static void begin_list(Layout *l, bool is_ordered)
{
    if (l->n_lists == 0) {
        space(l);
    }
    if (l->n_lists < LISTS_MAX) {
        l->lists[l->n_lists] = (OpenList){.is_ordered = is_ordered};
    }
    l->n_lists++;
}

static void put_code(Layout *l, Str text)
{
    space(l);
    for (size_t from = 0; from < text.len;) {
        size_t newline = str_find(text, STR("\n"), from);
        Str line = str_sub(text, from, newline == SIZE_MAX ? text.len - from : newline - from);
        buf_puts(l->out, "    ");
        buf_put(l->out, line);
        end_line(l, 4 + utf8_count(line));
        from += line.len + 1;
    }
}

static void put_block(Layout *l, char kind, Str text)
{
    switch (kind) {
    case 'p':
        put_paragraph(l, text, STR_EMPTY);
        break;
    case 'h':
        l->n_lists = 0;
        put_paragraph(l, text, STR_EMPTY);
        break;
    case 'q':
        put_paragraph(l, text, STR("    "));
        break;
    case 'c':
        put_code(l, text);
        break;
    case 'r':
        space(l);
        fill(l, '-', PLAIN_WIDTH / 2);
        end_line(l, PLAIN_WIDTH / 2);
        break;
    case 'N':
    case 'B':
        begin_list(l, kind == 'N');
        break;
    case 'i':
        l->is_item_start = true;
        if (l->n_lists > 0 && l->n_lists <= LISTS_MAX) {
            l->lists[l->n_lists - 1].count++;
        }
        break;
    case 'n':
        l->n_lists -= l->n_lists > 0;
        l->is_item_start = false;
        break;
    case 'T':
        l->n_cells = 0;
        l->n_rows = 0;
        break;
    case 'H':
    case 'R':
        l->n_rows++;
        l->is_head = kind == 'H';
        break;
    case 'x':
        add_cell(l, text);
        break;
    case 't':
        put_table(l);
        break;
    default: /* a mark that came with a value */
        put_paragraph(l, text, STR_EMPTY);
        break;
    }
}

/* --- what stands outside of blocks ------------------------------------------------------------------------- */

static bool is_ruler(Str line)
{
    bool is_one = line.len >= 3 && (line.ptr[0] == '=' || line.ptr[0] == '-');
    for (size_t i = 1; is_one && i < line.len; i++) {
        is_one = line.ptr[i] == line.ptr[0];
    }
    return is_one;
}

static void put_line(Layout *l, Str line)
{
    if (line.len == 0) {
        space(l);
    } else if (is_ruler(line) && l->last_width > 0 && l->blank == 0) {
        size_t width = l->last_width;
        fill(l, line.ptr[0], width);
        end_line(l, width);
    } else {
        wrap(l, STR_EMPTY, line);
    }
}

Status plain_layout(Arena *arena, Str marked, Buf *out)
{
    Layout l = {.arena = arena, .out = out};
    for (size_t pos = 0; pos < marked.len;) {
        if (marked.ptr[pos] == PLAIN_BLOCK[0]) {
            size_t end = str_find(marked, STR(PLAIN_END), pos);
            end = end == SIZE_MAX ? marked.len : end;
            if (pos + 1 < end) {
                put_block(&l, marked.ptr[pos + 1], str_sub(marked, pos + 2, end - pos - 2));
            }
            pos = end + 1;
            continue;
        }
        size_t newline = str_find(marked, STR("\n"), pos);
        size_t end = newline == SIZE_MAX ? marked.len : newline;
        size_t block = str_find(str_sub(marked, pos, end - pos), STR(PLAIN_BLOCK), 0);
        end = block == SIZE_MAX ? end : pos + block;
        if (end > pos || end == newline) { /* what stands between two blocks is no line */
            put_line(&l, str_sub(marked, pos, end - pos));
        }
        pos = end + (end == newline);
    }
    return l.is_nomem ? ST_NOMEM : out->status;
}
