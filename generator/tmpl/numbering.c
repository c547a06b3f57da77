/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numbering - see numbering.h.
 */
#include "generator/tmpl/numbering.h"

/* A letter is repeated at most so often: "zzz…" of count 4000 helps nobody. */
#define MAX_LETTERS 30
/* Romans end here, as in Word. */
#define MAX_ROMAN 32767

#define DIGITS(n, text)                                                                            \
    {                                                                                              \
        .pattern = {text, sizeof(text) - 1}, .restarts = (n)-1, .start = 1                         \
    }
#define ALL_DIGITS                                                                                 \
    {                                                                                              \
        DIGITS(1, "%1"), DIGITS(2, "%1.%2"), DIGITS(3, "%1.%2.%3"), DIGITS(4, "%1.%2.%3.%4"),      \
            DIGITS(5, "%1.%2.%3.%4.%5"), DIGITS(6, "%1.%2.%3.%4.%5.%6"),                           \
            DIGITS(7, "%1.%2.%3.%4.%5.%6.%7"), DIGITS(8, "%1.%2.%3.%4.%5.%6.%7.%8"),               \
            DIGITS(9, "%1.%2.%3.%4.%5.%6.%7.%8.%9"), DIGITS(10, "%1.%2.%3.%4.%5.%6.%7.%8.%9.%:")   \
    }

const NumberLevel numbering_digits[NUMBERING_LEVELS] = ALL_DIGITS;

static const NumberList digits_list = {.is_outline = true, .levels = ALL_DIGITS};

const Numbering numbering_of_digits = {
    .lists = &digits_list,
    .n_lists = 1,
    .n_counters = 1,
    .outline = {{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 7}, {0, 8}, {0, 9}},
};

/* --- one count ----------------------------------------------------------------------------------------- */

/* a … z, aa, bb: the letter is repeated. */
static bool put_repeated(uint32_t count, char first, Buf *out)
{
    uint32_t turns = (count - 1) / 26 + 1;
    if (turns > MAX_LETTERS) {
        return false;
    }
    for (uint32_t i = 0; i < turns; i++) {
        buf_putc(out, (char)(first + (char)((count - 1) % 26)));
    }
    return true;
}

/* a … z, aa, ab: as columns of a sheet. */
static bool put_column(uint32_t count, char first, Buf *out)
{
    char letters[8];
    size_t n = 0;
    for (; count > 0; count = (count - 1) / 26) {
        letters[n++] = (char)(first + (char)((count - 1) % 26));
    }
    while (n-- > 0) {
        buf_putc(out, letters[n]);
    }
    return true;
}

static bool put_roman(uint32_t count, bool is_upper, Buf *out)
{
    static const struct {
        uint32_t value;
        const char *lower;
        const char *upper;
    } signs[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
                 {100, "c", "C"},  {90, "xc", "XC"},  {50, "l", "L"},  {40, "xl", "XL"},
                 {10, "x", "X"},   {9, "ix", "IX"},   {5, "v", "V"},   {4, "iv", "IV"},
                 {1, "i", "I"}};
    if (count > MAX_ROMAN) {
        return false;
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        for (; count >= signs[i].value; count -= signs[i].value) {
            buf_put(out, str_of(is_upper ? signs[i].upper : signs[i].lower));
        }
    }
    return true;
}

static void put_ordinal(uint32_t count, Buf *out)
{
    buf_put_u64(out, count);
    buf_put(out, count == 1 ? STR("er") : STR("e"));
}

bool numbering_put_count(NumberFormat format, uint32_t count, Buf *out)
{
    bool is_digits = format == NUMBER_DECIMAL || format == NUMBER_DECIMAL_ZERO;
    if (count == 0 && format != NUMBER_NO_NUMBER && format != NUMBER_BULLET && !is_digits) {
        return false; /* letters and romans have no zero */
    }
    switch (format) {
    case NUMBER_DECIMAL_ZERO:
    case NUMBER_DECIMAL:
        if (format == NUMBER_DECIMAL_ZERO && count < 10) {
            buf_putc(out, '0');
        }
        buf_put_u64(out, count);
        return true;
    case NUMBER_LOWER_LETTER:
        return put_repeated(count, 'a', out);
    case NUMBER_UPPER_LETTER:
        return put_repeated(count, 'A', out);
    case NUMBER_LOWER_LETTER_SYNC:
        return put_column(count, 'a', out);
    case NUMBER_UPPER_LETTER_SYNC:
        return put_column(count, 'A', out);
    case NUMBER_LOWER_ROMAN:
    case NUMBER_UPPER_ROMAN:
        return put_roman(count, format == NUMBER_UPPER_ROMAN, out);
    case NUMBER_ORDINAL:
        put_ordinal(count, out);
        return true;
    case NUMBER_NO_NUMBER:
        return true;
    case NUMBER_BULLET:
    case NUMBER_UNKNOWN:
        return false;
    }
    return false;
}

/* --- a label --------------------------------------------------------------------------------------------- */

/* The level of the placeholder at `pos` of a pattern, 0-based; NUMBERING_LEVELS if there is none. */
static size_t placeholder(Str pattern, size_t pos)
{
    bool is_one = pattern.ptr[pos] == '%' && pos + 1 < pattern.len && pattern.ptr[pos + 1] >= '1' &&
                  pattern.ptr[pos + 1] <= ':';
    return is_one ? (size_t)(pattern.ptr[pos + 1] - '1') : NUMBERING_LEVELS;
}

static const NumberLevel *level_of(const Numbering *numbering, const NumberEvent *event,
                                   size_t level)
{
    return &numbering->lists[event->list].levels[level];
}

/* The pattern of one level with its counts. */
static bool put_level(const Numbering *numbering, const NumberEvent *event, size_t level, Buf *out)
{
    const NumberLevel *own = level_of(numbering, event, level);
    bool is_sure = own->format != NUMBER_BULLET && own->format != NUMBER_UNKNOWN;
    for (size_t pos = 0; pos < own->pattern.len; pos++) {
        size_t of = placeholder(own->pattern, pos);
        if (of == NUMBERING_LEVELS) {
            buf_putc(out, own->pattern.ptr[pos]);
            continue;
        }
        pos++;
        NumberFormat format = level_of(numbering, event, of)->format;
        bool is_digits = own->is_legal && format != NUMBER_NO_NUMBER;
        if (!numbering_put_count(is_digits ? NUMBER_DECIMAL : format, event->counts[of], out)) {
            buf_put_u64(out, event->counts[of]);
            is_sure = false;
        }
    }
    return is_sure;
}

bool numbering_put_label(const Numbering *numbering, const NumberEvent *event, Buf *out)
{
    return put_level(numbering, event, event->level, out) && !event->is_unsure;
}

/* The highest level (lowest number) that the pattern of `level` counts; `level` itself if there is none above. */
static size_t top_of(const Numbering *numbering, const NumberEvent *event, size_t level)
{
    Str pattern = level_of(numbering, event, level)->pattern;
    size_t top = level;
    for (size_t pos = 0; pos < pattern.len; pos++) {
        size_t of = placeholder(pattern, pos);
        top = of < top ? of : top;
    }
    return top;
}

/* --- references ---------------------------------------------------------------------------------------------- */

/* Levels above this one are the same at the place of the reference, and left out there. */
static size_t shared_levels(const NumberEvent *event, const NumberEvent *from)
{
    size_t n = 0;
    while (from && n < event->level && n <= from->level && event->counts[n] == from->counts[n]) {
        n++;
    }
    return n;
}

/* "Word drops trailing periods": of each level's label, and no other sign. */
static Str without_periods(Str label)
{
    while (label.len > 0 && label.ptr[label.len - 1] == '.') {
        label.len--;
    }
    return label;
}

/* What LibreOffice shows of a label: no blanks before it, and its suffix only if it has a prefix. */
static Str odf_label(const NumberLevel *level, Str label, bool *io_had_prefix)
{
    size_t prefix = level->prefix_bytes;
    while (prefix > 0 && label.len > 0 && (label.ptr[0] == ' ' || label.ptr[0] == '\t')) {
        label = str_sub(label, 1, label.len);
        prefix--;
    }
    if (*io_had_prefix && prefix == 0 && level->suffix_bytes <= label.len) {
        label.len -= level->suffix_bytes;
    }
    *io_had_prefix = prefix > 0;
    return label;
}

/* The labels that make up the number, from the own level to the top. */
typedef struct Labels {
    char bytes[1024];
    Buf buf;
    Str parts[NUMBERING_LEVELS];
    size_t n;
    bool is_sure;
} Labels;

static void add_label(const Numbering *numbering, const NumberEvent *event, size_t level,
                      Labels *labels, bool *io_had_prefix)
{
    size_t start = labels->buf.len;
    bool is_sure = put_level(numbering, event, level, &labels->buf);
    if (!buf_ok(&labels->buf)) {
        labels->is_sure = false;
        return;
    }
    labels->is_sure = labels->is_sure && is_sure;
    Str label = str_sub(buf_str(&labels->buf), start, labels->buf.len - start);
    labels->parts[labels->n++] =
        numbering->is_odf ? odf_label(level_of(numbering, event, level), label, io_had_prefix)
                          : without_periods(label);
}

bool numbering_put(const Numbering *numbering, const NumberEvent *event, const NumberEvent *from,
                   NumberContext context, Buf *out)
{
    Labels labels = {.is_sure = !event->is_unsure};
    bool had_prefix = true;
    size_t shared = context == NUMBER_RELATIVE ? shared_levels(event, from) : 0;
    size_t level = event->level;
    buf_init_fixed(&labels.buf, labels.bytes, sizeof labels.bytes);
    for (;;) {
        add_label(numbering, event, level, &labels, &had_prefix);
        size_t top = top_of(numbering, event, level);
        if (context == NUMBER_ALONE || top == 0 || top <= shared) {
            break;
        }
        level = top - 1;
    }
    Str last = STR_EMPTY;
    while (labels.n-- > 0) {
        last = labels.parts[labels.n];
        bool ends = labels.n == 0 && numbering->is_odf && str_ends(last, STR("."));
        buf_put(out, str_sub(last, 0, last.len - ends));
    }
    return labels.is_sure;
}
