/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns - see columns.h.
 */
#include "generator/format/columns.h"

#include "generator/base/utf8.h"

/* Characters of a line over the whole width of a table, and those that the margins of a cell take. */
#define LINE_ROOM 92u
#define CELL_MARGINS 3u
/* Longer texts are broken into lines anyway: they ask for half of what lies beyond, up to the last. */
#define EASY_ROOM 40u
#define LAST_ROOM 80u
/* A header asks for this much of one line. */
#define HEADER_ROOM 20u
/* What people will write into an empty cell. */
#define EMPTY_ROOM 24u
/* No word asks for more. */
#define WORD_STEPS (COLUMNS_STEPS / 3)
/* Sections inside sections that are told apart in one cell. */
#define SECTIONS_DEPTH 8u

/* Characters that a text takes, and those of its longest part that stays on one line. */
typedef struct Room {
    size_t text;
    size_t word;
} Room;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* What the value of a tag is likely to take. */
static Room tag_room(Str name)
{
    static const struct {
        const char *ending;
        Room room;
    } kinds[] = {
        {"num", {2, 2}},          {".montant", {13, 13}},    {".avec_unite", {14, 9}},
        {".nombre", {8, 8}},      {".date.longue", {17, 9}}, {".longue", {17, 9}},
        {"unite", {8, 8}},        {".en_lettres", {40, 12}}, {".enumeration", {40, 12}},
        {".majuscule", {48, 12}}, {"libelle", {32, 12}},     {"contenu", {60, 12}},

    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (str_ends(name, str_of(kinds[i].ending))) {
            return kinds[i].room;
        }
    }
    return str_starts(name, STR("ref.")) ? (Room){4, 4} : (Room){24, 10};
}

static Room words_room(Str text)
{
    Room room = {utf8_count(text), 0};
    for (size_t pos = 0, from = 0; pos <= text.len; pos++) {
        if (pos == text.len || text.ptr[pos] == ' ') {
            room.word = larger(room.word, utf8_count(str_sub(text, from, pos - from)));
            from = pos + 1;
        }
    }
    return room;
}

static bool is_tag(const RichNode *node)
{
    return node->kind == RICH_TAG || node->kind == RICH_BLOCK_TAG;
}

static bool opens(const RichNode *node)
{
    return is_tag(node) && (node->tag.kind == TAG_SECTION || node->tag.kind == TAG_INVERTED);
}

static bool closes(const RichNode *node)
{
    return is_tag(node) && node->tag.kind == TAG_CLOSE;
}

static Room nodes_room(const RichNode *first, unsigned depth, const RichNode **ret_end);

static Room node_room(const RichNode *node)
{
    const RichNode *end;
    if (node->kind == RICH_TEXT) {
        return words_room(node->text);
    }
    if (is_tag(node)) {
        bool is_value = node->tag.kind == TAG_VAR || node->tag.kind == TAG_RAW;
        return is_value ? tag_room(node->tag.name) : (Room){0};
    }
    Room own = words_room(node->text); /* of code */
    Room inner = nodes_room(node->first, 0, &end);
    return (Room){own.text + inner.text, larger(own.word, inner.word)};
}

/*
 * Room of the nodes up to the end of the section that they stand in. Sections beside each other are taken for alternatives: the
 * longest one counts. *ret_end: what closes the section, NULL behind the last node.
 */
static Room nodes_room(const RichNode *first, unsigned depth, const RichNode **ret_end)
{
    Room room = {0};
    size_t longest = 0;
    size_t n_deeper = 0;
    const RichNode *n = first;
    for (; n && (n_deeper > 0 || !closes(n)); n = n->next) {
        Room inner = {0};
        if (opens(n) && depth < SECTIONS_DEPTH) {
            inner = nodes_room(n->next, depth + 1, &n);
            longest = larger(longest, inner.text);
        } else {
            n_deeper += opens(n);
            n_deeper -= closes(n);
            inner = node_room(n);
            room.text += inner.text;
        }
        room.word = larger(room.word, inner.word);
        if (!n) {
            break;
        }
    }
    *ret_end = n;
    room.text += longest;
    return room;
}

/* Ends of sections that no cell opens are passed over: sections are judged elsewhere. */
static Room cell_room(const RichNode *cell)
{
    Room room = {0};
    const RichNode *rest = cell->first;
    while (rest) {
        Room part = nodes_room(rest, 0, &rest);
        room.text += part.text;
        room.word = larger(room.word, part.word);
        rest = rest ? rest->next : NULL;
    }
    if (cell->parent->is_header) { /* bold */
        room.word += room.word / 8;
        room.text = larger(room.word, room.text < HEADER_ROOM ? room.text : HEADER_ROOM);
    } else if (room.text == 0) {
        room.text = EMPTY_ROOM;
    }
    return room;
}

static size_t asked_room(size_t text)
{
    size_t room = text <= EASY_ROOM ? text : EASY_ROOM + (text - EASY_ROOM) / 2;
    return room < LAST_ROOM ? room : LAST_ROOM;
}

/* What the text of a column has of one line, in parts of a step. */
static size_t text_width(const Columns *columns, size_t column)
{
    size_t width = (size_t)columns->items[column] * LINE_ROOM;
    size_t margins = CELL_MARGINS * COLUMNS_STEPS;
    return width > margins ? width - margins : 1;
}

/* The column that has least of what it asks for: the one with most lines. */
static size_t neediest(const Columns *columns, const Room *rooms)
{
    size_t best = 0;
    for (size_t i = 1; i < columns->n; i++) {
        if (asked_room(rooms[i].text) * text_width(columns, best) >
            asked_room(rooms[best].text) * text_width(columns, i)) {
            best = i;
        }
    }
    return best;
}

/* Every column has room for its longest word, if it isn't endless; what is left goes where most is asked for. */
static void share_steps(Columns *columns, const Room *rooms)
{
    columns->sum = 0;
    for (size_t i = 0; i < columns->n; i++) {
        size_t word = rooms[i].word + CELL_MARGINS;
        size_t steps = (word * COLUMNS_STEPS + LINE_ROOM * 3 / 4) / LINE_ROOM; /* about */
        columns->items[i] = steps < WORD_STEPS ? (uint32_t)steps : WORD_STEPS;
        columns->sum += columns->items[i];
    }
    for (; columns->n > 0 && columns->sum < COLUMNS_STEPS; columns->sum++) {
        columns->items[neediest(columns, rooms)]++;
    }
}

void columns_measure(Columns *columns, const RichNode *table)
{
    Room rooms[COLUMNS_MAX] = {0};
    *columns = (Columns){0};
    for (const RichNode *row = table->first; row; row = row->next) {
        size_t column = 0;
        const RichNode *cell = row->kind == RICH_ROW ? row->first : NULL;
        for (; cell && column < COLUMNS_MAX; cell = cell->next) {
            if (cell->kind != RICH_CELL) {
                continue;
            }
            Room room = cell_room(cell);
            rooms[column].text = larger(rooms[column].text, room.text);
            rooms[column].word = larger(rooms[column].word, room.word);
            column++;
        }
        columns->n = larger(columns->n, column);
    }
    share_steps(columns, rooms);
}

uint16_t columns_row_lines(const Columns *columns, const RichNode *row)
{
    size_t lines = 1;
    size_t column = 0;
    for (const RichNode *cell = row->first; cell && column < columns->n; cell = cell->next) {
        if (cell->kind != RICH_CELL) {
            continue;
        }
        size_t width = (size_t)columns->items[column++] * LINE_ROOM / columns->sum;
        size_t room = width > CELL_MARGINS ? width - CELL_MARGINS : 1;
        lines = larger(lines, (cell_room(cell).text + room - 1) / room);
    }
    return lines < UINT16_MAX ? (uint16_t)lines : UINT16_MAX;
}
