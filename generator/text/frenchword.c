/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frenchword - numbers, amounts and ranks in words. See french.h.
 *
 * Traditional spelling: hyphens below one hundred only, « vingt et un », « quatre-vingts ». Spelling of 1990: the words of a
 * number are joined by hyphens; million and milliard are nouns, which the rule leaves alone: « deux-cents millions ».
 */
#include "generator/text/frenchsign.h"

#define WORDS_MAX ((int64_t)999999999999)
#define ORDINAL_WORDS_MAX ((int64_t)999999)

typedef struct Words {
    Buf *out;
    Str gap; /* between the words of one number: a space, or a hyphen since 1990 */
    bool is_feminine;
} Words;

static Words words_of(Buf *out, const French *fr, bool is_feminine)
{
    bool is_1990 = fr && fr->spelling == FRENCH_1990;
    return (Words){.out = out, .gap = is_1990 ? STR("-") : STR(" "), .is_feminine = is_feminine};
}

static const char *const small_words[] = {
    "zéro", "un",  "deux", "trois", "quatre", "cinq",     "six",    "sept",  "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
};

static const char *const tens_words[] = {
    "",          "",         "vingt",    "trente",       "quarante",
    "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt",
};

static void put_small(const Words *w, int64_t n, bool is_feminine)
{
    if (n > 16) {
        buf_puts(w->out, "dix-");
        n -= 10;
    }
    buf_put(w->out, n == 1 && is_feminine ? STR("une") : str_of(small_words[n]));
}

/* 1 to 99; is_last: nothing but million or milliard follows, so that quatre-vingts takes its s. */
static void put_below_100(const Words *w, int64_t n, bool is_last, bool is_feminine)
{
    if (n < 20) {
        put_small(w, n, is_feminine);
        return;
    }
    int64_t tens = n / 10;
    int64_t rest = tens == 7 || tens == 9 ? n % 10 + 10 : n % 10;
    buf_put(w->out, str_of(tens_words[tens]));
    if (rest == 0) {
        buf_put(w->out, tens == 8 && is_last ? STR("s") : STR_EMPTY);
        return;
    }
    bool has_et = tens < 8 && (rest == 1 || rest == 11);
    if (has_et) {
        buf_put(w->out, w->gap);
        buf_puts(w->out, "et");
    }
    buf_put(w->out, has_et ? w->gap : STR("-"));
    put_small(w, rest, is_feminine);
}

/* 1 to 999 */
static void put_below_1000(const Words *w, int64_t n, bool is_last, bool is_feminine)
{
    int64_t hundreds = n / 100;
    int64_t rest = n % 100;
    if (hundreds > 1) {
        put_small(w, hundreds, false);
        buf_put(w->out, w->gap);
    }
    if (hundreds > 0) {
        buf_puts(w->out, "cent");
        buf_put(w->out, hundreds > 1 && rest == 0 && is_last ? STR("s") : STR_EMPTY);
    }
    if (rest > 0) {
        buf_put(w->out, hundreds > 0 ? w->gap : STR_EMPTY);
        put_below_100(w, rest, is_last, is_feminine);
    }
}

/* Takes `unit` out of *n and writes « deux cents millions », with what separates it from the rest. */
static void put_scale(const Words *w, int64_t *n, int64_t unit, const char *word)
{
    int64_t count = *n / unit;
    *n %= unit;
    if (count == 0) {
        return;
    }
    put_below_1000(w, count, true, false);
    buf_putc(w->out, ' ');
    buf_put(w->out, str_of(word));
    buf_put(w->out, count > 1 ? STR("s") : STR_EMPTY);
    buf_put(w->out, *n > 0 ? STR(" ") : STR_EMPTY);
}

/* 0 to WORDS_MAX */
static void put_whole(const Words *w, int64_t n)
{
    if (n == 0) {
        buf_puts(w->out, "zéro");
        return;
    }
    put_scale(w, &n, 1000000000, "milliard");
    put_scale(w, &n, 1000000, "million");
    if (n >= 2000) {
        put_below_1000(w, n / 1000, false, false);
        buf_put(w->out, w->gap);
    }
    if (n >= 1000) {
        buf_puts(w->out, "mille");
        n %= 1000;
        buf_put(w->out, n > 0 ? w->gap : STR_EMPTY);
    }
    if (n > 0) {
        put_below_1000(w, n, true, w->is_feminine);
    }
}

/* What a number with at most two decimals is made of; with `places` decimals, so many make one. */
typedef struct Parts {
    bool is_negative;
    int64_t whole;
    int64_t cents; /* 0 to 99; with more places, to one less than their power of ten */
} Parts;

static int64_t power_of_ten(int places)
{
    int64_t power = 1;
    for (int i = 0; i < places; i++) {
        power *= 10;
    }
    return power;
}

/* False if it can't be put in words. */
static bool split(Num n, int places, Parts *ret_parts)
{
    Num rounded = NUM_ZERO;
    Num whole = NUM_ZERO;
    int64_t count = 0;
    int64_t cents = 0;
    if (!num_round(n, places, NUM_HALF_UP, &rounded)) {
        return false;
    }
    bool is_negative = rounded.num < 0;
    rounded.num = is_negative ? -rounded.num : rounded.num;
    if (!num_round(rounded, 0, NUM_TRUNC, &whole) || !num_to_int64(whole, &count) ||
        count > WORDS_MAX || !num_sub(rounded, whole, &rounded) ||
        !num_mul(rounded, num_from_int(power_of_ten(places)), &rounded) ||
        !num_to_int64(rounded, &cents)) {
        return false;
    }
    *ret_parts = (Parts){.is_negative = is_negative, .whole = count, .cents = cents};
    return true;
}

/* « virgule zéro cinq »: what stands behind the point, so many places of it; nothing of a whole number. */
static void put_fraction(const Words *w, int64_t digits, int places)
{
    if (digits == 0) {
        return;
    }
    while (digits % 10 == 0) {
        digits /= 10;
        places--;
    }
    buf_puts(w->out, " virgule ");
    for (; digits < power_of_ten(places - 1); places--) {
        buf_puts(w->out, "zéro ");
    }
    put_whole(w, digits);
}

bool french_put_words(Buf *out, const French *fr, Num n, bool is_feminine)
{
    Parts parts = {0};
    int places = french_decimals(fr, n);
    if (!split(n, places, &parts)) {
        return false;
    }
    const Words w = words_of(out, fr, is_feminine && parts.cents == 0);
    buf_put(out, parts.is_negative ? STR("moins ") : STR_EMPTY);
    put_whole(&w, parts.whole);
    put_fraction(&w, parts.cents, places);
    return true;
}

bool french_put_euro_words(Buf *out, const French *fr, Num n)
{
    Parts parts = {0};
    if (!split(n, 2, &parts)) {
        return false;
    }
    const Words w = words_of(out, fr, false);
    buf_put(out, parts.is_negative ? STR("moins ") : STR_EMPTY);
    if (parts.whole > 0 || parts.cents == 0) {
        bool is_million = parts.whole > 0 && parts.whole % 1000000 == 0;
        put_whole(&w, parts.whole);
        buf_putc(out, ' ');
        if (is_million) {
            frenchsign_put_of(out, fr, STR("euro"));
        }
        buf_put(out, parts.whole > 1 ? STR("euros") : STR("euro"));
        buf_put(out, parts.cents > 0 ? STR(" et ") : STR_EMPTY);
    }
    if (parts.cents > 0) {
        put_whole(&w, parts.cents);
        buf_put(out, parts.cents > 1 ? STR(" centimes") : STR(" centime"));
    }
    return true;
}

/* --- ranks ----------------------------------------------------------------------------------- */

bool french_put_ordinal(Buf *out, const French *fr, Num n, bool is_feminine)
{
    int64_t rank = 0;
    if (!num_to_int64(n, &rank) || rank < 1) {
        return false;
    }
    french_put_number(out, fr, n, 0);
    buf_put(out, rank > 1 ? STR("e") : is_feminine ? STR("re") : STR("er"));
    return true;
}

/* What the last word of a number becomes: « cinquième », « neuvième », « quatre-vingtième », « trentième ». */
static void put_rank(Buf *out, Str words)
{
    static const struct {
        const char *end;
        const char *becomes;
    } ends[] = {
        {"cinq", "cinquième"},
        {"neuf", "neuvième"},
        {"vingts", "vingtième"},
        {"cents", "centième"},
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        Str end = str_of(ends[i].end);
        if (str_ends(words, end)) {
            buf_put(out, str_sub(words, 0, words.len - end.len));
            buf_put(out, str_of(ends[i].becomes));
            return;
        }
    }
    buf_put(out, str_sub(words, 0, words.len - str_ends(words, STR("e"))));
    buf_puts(out, "ième");
}

bool french_put_ordinal_words(Buf *out, const French *fr, Num n, bool is_feminine)
{
    /* The longest of them has 80 bytes. */
    char bytes[128];
    Buf words;
    int64_t rank = 0;
    if (!num_to_int64(n, &rank) || rank < 1 || rank > ORDINAL_WORDS_MAX) {
        return false;
    }
    if (rank == 1) {
        buf_put(out, is_feminine ? STR("première") : STR("premier"));
        return true;
    }
    buf_init_fixed(&words, bytes, sizeof bytes);
    const Words w = words_of(&words, fr, false);
    put_whole(&w, rank);
    put_rank(out, buf_str(&words));
    return true;
}
