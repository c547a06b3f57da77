/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cited - see cited.h.
 */
#include "generator/library/cited.h"

#include "generator/base/limits.h"

#define MAX_CHAIN 8 /* replacements of replacements; ours have two */

/* --- what the references are about ------------------------------------------------------------------------ */

typedef struct Indexing {
    Arena *arena;
    CitedNumber *items;
    size_t n;
    size_t cap;
} Indexing;

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Past spaces, no-break ones too. */
static size_t skip_spaces(Str s, size_t i)
{
    for (;;) {
        Str rest = str_sub(s, i, s.len);
        size_t step = str_starts(rest, STR(" "))              ? 1
                      : str_starts(rest, STR("\xC2\xA0"))     ? 2
                      : str_starts(rest, STR("\xE2\x80\xAF")) ? 3
                                                              : 0;
        if (step == 0) {
            return i;
        }
        i += step;
    }
}

/* The end of "2112-2-1", "16.1", "36-II" that begins at i. */
static size_t end_of_number(Str s, size_t i)
{
    while (i < s.len && ascii_is_digit(s.ptr[i])) {
        i++;
    }
    while (i + 1 < s.len && (s.ptr[i] == '-' || s.ptr[i] == '.')) {
        size_t k = i + 1;
        bool is_roman = s.ptr[i] == '-' && (s.ptr[k] == 'I' || s.ptr[k] == 'V');
        while (k < s.len &&
               (is_roman ? s.ptr[k] == 'I' || s.ptr[k] == 'V' : ascii_is_digit(s.ptr[k]))) {
            k++;
        }
        if (k == i + 1) {
            return i;
        }
        i = k;
    }
    return i;
}

/* "L. 2112-2" or "36-I" at i: its letter and number; false if none begins here. */
static bool read_number(Str s, size_t *io_pos, char *ret_letter, Str *ret_number)
{
    size_t i = *io_pos;
    char letter = s.ptr[i];
    *ret_letter = 0;
    if (letter == 'L' || letter == 'R' || letter == 'D') {
        i += i + 1 < s.len && s.ptr[i + 1] == '.' ? 2 : 1;
        i = skip_spaces(s, i);
        *ret_letter = letter;
    }
    if (i >= s.len || !ascii_is_digit(s.ptr[i])) {
        return false;
    }
    size_t end = end_of_number(s, i);
    *ret_number = str_sub(s, i, end - i);
    *io_pos = end;
    return true;
}

static bool add_number(Indexing *x, Str id, const Value *entry, char letter, Str number)
{
    CitedNumber *grown = arena_grow(x->arena, x->items, x->n, &x->cap, sizeof *grown);
    if (!grown) {
        return false;
    }
    x->items = grown;
    x->items[x->n++] = (CitedNumber){.id = id, .letter = letter, .from = number, .entry = entry};
    return true;
}

/* What stands between two numbers makes a range of them, or leaves the first one open. */
static void note_between(Indexing *x, size_t first, Str between, bool *ret_is_range)
{
    Str word = str_sub(between, skip_spaces(between, 0), between.len);
    *ret_is_range = x->n > first && str_starts(word, STR("à"));
    if (x->n > first && str_starts(word, STR("et s"))) {
        x->items[x->n - 1].is_open = true;
    }
}

static Status index_entry(Indexing *x, Str id, const Value *entry)
{
    Str s = value_get_text(entry, STR("article"));
    size_t first = x->n;
    size_t last_end = 0;
    int depth = 0; /* of parentheses: a year may stand there */
    for (size_t i = 0; i < s.len;) {
        char letter = 0;
        Str number;
        depth += s.ptr[i] == '(';
        depth -= s.ptr[i] == ')';
        bool is_start = i == 0 || (!is_letter(s.ptr[i - 1]) && !ascii_is_digit(s.ptr[i - 1]) &&
                                   s.ptr[i - 1] != '-' && s.ptr[i - 1] != '.');
        is_start = is_start || (i > 0 && skip_spaces(s, i - 1) == i) ||
                   (i > 1 && skip_spaces(s, i - 2) == i) || (i > 2 && skip_spaces(s, i - 3) == i);
        if (depth > 0 || !is_start || !read_number(s, &i, &letter, &number)) {
            i++;
            continue;
        }
        bool is_range = false;
        note_between(x, first, str_sub(s, last_end, i - number.len - last_end), &is_range);
        if (is_range) {
            x->items[x->n - 1].to = number;
        } else if (!add_number(x, id, entry, letter, number)) {
            return ST_NOMEM;
        }
        last_end = i;
    }
    bool is_range = false;
    note_between(x, first, str_sub(s, last_end, s.len), &is_range);
    return ST_OK;
}

Status cited_index(Arena *arena, const Value *laws, const CitedNumber **ret_numbers, size_t *ret_n)
{
    Indexing x = {.arena = arena};
    for (size_t i = 0; laws && i < laws->map.n; i++) {
        TRY(index_entry(&x, laws->map.members[i].key, laws->map.members[i].value));
    }
    *ret_numbers = x.items;
    *ret_n = x.n;
    return ST_OK;
}

/* --- looking up ------------------------------------------------------------------------------------------- */

/* "5135-" and 8 of "5135-8". */
static uint64_t split_last(Str number, Str *ret_stem)
{
    size_t i = number.len;
    uint64_t last = 0;
    while (i > 0 && ascii_is_digit(number.ptr[i - 1])) {
        i--;
    }
    *ret_stem = str_sub(number, 0, i);
    for (size_t k = i; k < number.len && k < i + 9; k++) {
        last = last * 10 + (uint64_t)(number.ptr[k] - '0');
    }
    return last;
}

static bool is_in(const CitedNumber *known, Str number)
{
    if (str_eq(known->from, number)) {
        return true;
    }
    if (known->to.len == 0 && !known->is_open) {
        return false;
    }
    Str stem;
    Str from_stem;
    Str to_stem;
    uint64_t at = split_last(number, &stem);
    uint64_t from = split_last(known->from, &from_stem);
    uint64_t to = split_last(known->to, &to_stem);
    return str_eq(stem, from_stem) && at >= from &&
           (known->is_open || (str_eq(stem, to_stem) && at <= to));
}

/* "36" of a text whose references know "36-I" and "36-II". */
static bool is_part_of(const CitedNumber *known, Str number)
{
    return str_starts(known->from, number) && known->from.len > number.len &&
           known->from.ptr[number.len] == '-' && known->letter == 0;
}

/* "38-I" of a text whose references know all of "38". */
static bool has_part(const CitedNumber *known, Str number)
{
    return str_starts(number, known->from) && number.len > known->from.len &&
           number.ptr[known->from.len] == '-' && known->letter == 0;
}

static bool fits(const CitedNumber *known, const CitedArticle *article)
{
    bool is_letter_right = article->is_bare ? known->letter != 0 : known->letter == article->letter;
    return is_letter_right && str_starts(known->id, article->prefix) && article->number.len > 0 &&
           (is_in(known, article->number) ||
            (article->prefix.len > 0 &&
             (is_part_of(known, article->number) || has_part(known, article->number))));
}

/* "36 I", "36I" and "36-1" of a text are its "36-I"; other numbers stay as they are. */
static Str part_number(Arena *arena, Str number)
{
    static const char *const parts[] = {"", "I", "II", "III"};
    size_t n = 0;
    while (n < number.len && ascii_is_digit(number.ptr[n])) {
        n++;
    }
    size_t i = n;
    while (i < number.len && number.ptr[i] != 'I' && !ascii_is_digit(number.ptr[i])) {
        i++;
    }
    if (n == 0 || i == number.len) {
        return number;
    }
    size_t part = ascii_is_digit(number.ptr[i]) ? (size_t)(number.ptr[i] - '0') : number.len - i;
    return part < sizeof parts / sizeof parts[0]
               ? arena_printf(arena, "%.*s-%s", (int)n, number.ptr, parts[part])
               : number;
}

static bool is_over(const Value *entry, Str date)
{
    Str to = value_get_text(value_get(entry, STR("en_vigueur")), STR("au"));
    return to.len > 0 && str_cmp(date, to) > 0;
}

static bool is_early(const Value *entry, Str date)
{
    Str from = value_get_text(value_get(entry, STR("en_vigueur")), STR("du"));
    return from.len > 0 && str_cmp(date, from) < 0;
}

bool cited_is_in_force(const Value *entry, Str date)
{
    return !is_over(entry, date) && !is_early(entry, date);
}

/* What replaces an entry on this date, or the last of the chain; NULL: nothing is known. */
static const Value *successor(const Value *laws, const Value *entry, Str date)
{
    const Value *found = NULL;
    for (int i = 0; i < MAX_CHAIN && entry; i++) {
        Str next = value_get_text(entry, STR("remplace_par"));
        entry = next.len > 0 ? value_get(laws, next) : NULL;
        found = entry && !is_early(entry, date) ? entry : found;
        if (found && !is_over(found, date)) {
            return found;
        }
    }
    return found;
}

/* All entries that an article may be, as they stand on the date. */
typedef struct Candidates {
    const Value *sure;   /* in force */
    const Value *unsure; /* in force, to be verified */
    const Value *over;   /* ended last */
    const Value *early;  /* begins first */
    const CitedNumber *any;
} Candidates;

static void take(Candidates *c, const Value *entry, Str date)
{
    if (is_over(entry, date)) {
        Str end = value_get_text(value_get(entry, STR("en_vigueur")), STR("au"));
        Str last = value_get_text(value_get(c->over, STR("en_vigueur")), STR("au"));
        c->over = !c->over || str_cmp(end, last) > 0 ? entry : c->over;
    } else if (is_early(entry, date)) {
        c->early = c->early ? c->early : entry;
    } else if (str_is(value_get_text(entry, STR("confiance")), "a_verifier")) {
        c->unsure = c->unsure ? c->unsure : entry;
    } else {
        c->sure = c->sure ? c->sure : entry;
    }
}

/*
 * A text that is no longer in force as a whole: all that the references know of it has ended. *ret_is_part: what is returned is
 * one article of several, and not the text.
 */
static const Value *ended_text(const Value *laws, Str prefix, Str date, bool *ret_is_part)
{
    const Value *found = NULL;
    *ret_is_part = false;
    for (size_t i = 0; prefix.len > 0 && i < laws->map.n; i++) {
        const Member *m = &laws->map.members[i];
        if (str_starts(m->key, prefix)) {
            if (!is_over(m->value, date)) {
                return NULL;
            }
            *ret_is_part = *ret_is_part || !str_eq(m->key, prefix);
            found = found ? found : m->value;
        }
    }
    return found;
}

/* --- judging ---------------------------------------------------------------------------------------------- */

/* The citations of what replaces the entries that ended: "article L. 2113-12 … ou article L. 2113-13 …". */
static Status put_replacements(const Library *lib, const CitedArticle *article, Str date, Buf *out)
{
    const TextRules *texts = lib->texts;
    for (size_t i = 0; i < texts->n_numbers; i++) {
        const CitedNumber *known = &texts->numbers[i];
        if (!fits(known, article) || !is_over(known->entry, date)) {
            continue;
        }
        const Value *next = successor(lib->laws, known->entry, date);
        Str citation = value_get_text(next, STR("citation"));
        if (citation.len > 0 && str_find(buf_str(out), citation, 0) == SIZE_MAX) {
            buf_put(out, out->len > 0 ? STR(" ou ") : STR_EMPTY);
            buf_put(out, citation);
        }
    }
    return out->status;
}

static Status tell(Arena *arena, const Library *lib, const CitedArticle *article, Str date,
                   CitedFinding *f)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_YAML_BYTES);
    f->is_told = true;
    if (f->outcome == CITING_EXPIRED) {
        TRY(put_replacements(lib, article, date, &out));
    } else if (f->outcome == CITING_BARE && f->entry) {
        buf_put(&out, f->article);
    }
    f->replacement = arena_str(arena, buf_str(&out));
    return buf_ok(&out) && f->replacement.ptr ? ST_OK : ST_NOMEM;
}

Status cited_judge(Arena *arena, const Library *lib, const CitedArticle *cited, Str date,
                   CitedFinding *ret_finding)
{
    CitedArticle copy = *cited;
    const CitedArticle *article = &copy;
    if (copy.prefix.len > 0 && copy.letter == 0 && !copy.is_bare) {
        copy.number = part_number(arena, copy.number);
        if (!copy.number.ptr && cited->number.ptr) {
            return ST_NOMEM;
        }
    }
    const TextRules *texts = lib->texts;
    Candidates c = {0};
    for (size_t i = 0; !article->is_foreign && i < texts->n_numbers; i++) {
        if (fits(&texts->numbers[i], article)) {
            take(&c, texts->numbers[i].entry, date);
            c.any = c.any ? c.any : &texts->numbers[i];
        }
    }
    char letter = article->letter ? article->letter : c.any ? c.any->letter : 0;
    CitedFinding f = {.outcome = CITING_UNKNOWN};
    f.article = letter ? arena_printf(arena, "%c.\xC2\xA0%.*s", letter, STR_ARG(article->number))
                       : article->number;
    bool is_part = false;
    const Value *ended = c.any ? NULL : ended_text(lib->laws, article->prefix, date, &is_part);
    bool is_text = article->letter == 0 && !article->is_bare;
    if (article->is_bare) {
        f.outcome = CITING_BARE;
        f.entry = c.any ? c.any->entry : NULL;
    } else if (c.sure || (is_text && !c.any && !ended)) {
        f.entry = c.sure;
        *ret_finding = f; /* in force, or a number that a known text may well have */
        return ST_OK;
    } else if (c.unsure) {
        f.outcome = CITING_UNSURE;
        f.entry = c.unsure;
    } else if (c.over || ended) {
        f.outcome = CITING_EXPIRED;
        f.entry = c.over ? c.over : ended;
        f.is_part = !c.over && is_part;
    } else if (c.early) {
        f.outcome = CITING_EARLY;
        f.entry = c.early;
    }
    TRY(tell(arena, lib, article, date, &f));
    *ret_finding = f;
    return ST_OK;
}
