/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typo - see typo.h. One pass over the text; each rule decides from the source, never from what was
 * written, but for the last code point. Spaces that are already unbreakable count as spaces, so
 * that the second pass finds nothing to do.
 *
 * Floor 3 (text).
 */
#include "generator/text/typo.h"

#include "generator/base/utf8.h"
#include "generator/text/typoword.h"

#define CP_OPENING 0xABu /* « */
#define CP_CLOSING 0xBBu /* » */
#define CP_APOSTROPHE 0x2019u
#define CP_ELLIPSIS 0x2026u
#define CP_EURO 0x20ACu
#define CP_PER_MILLE 0x2030u

typedef struct Typo {
    Buf *out;
    Str text;
    size_t pos;
    uint32_t previous; /* before the text */
    uint32_t last;     /* last code point written, or `previous` */
    uint32_t thin;     /* what stands before ; ! ? and between thousands */
} Typo;

static void put(Typo *t, uint32_t cp)
{
    buf_put_utf8(t->out, cp);
    t->last = cp;
}

/* Copies the text up to `end` as it is. */
static void copy_to(Typo *t, size_t end)
{
    if (end > t->pos) {
        buf_put(t->out, str_sub(t->text, t->pos, end - t->pos));
        t->last = typoword_before(t->text, end);
        t->pos = end;
    }
}

/* What the text reads before `pos`, or before it. */
static uint32_t before(const Typo *t, size_t pos)
{
    return pos > 0 ? typoword_before(t->text, pos) : t->previous;
}

static bool is_high_sign(uint32_t cp)
{
    return cp == ';' || cp == '!' || cp == '?' || cp == ':';
}

/* True if nothing but punctuation can be glued to a sign: not « :root » nor « !important ». */
static bool ends_sign(uint32_t next)
{
    return next == 0 || typoword_is_space(next) || typoword_is_tag(next) || next == ')' ||
           next == ']' || next == CP_CLOSING || next == '"' || next == 0x201D || next == '.' ||
           next == CP_ELLIPSIS || next == '!' || next == '?' || next == ',';
}

/*
 * True if a sign needs a space when it is glued to this: the end of a word, a number, a bracket, a
 * value.
 */
static bool is_wordish(uint32_t cp)
{
    return typoword_is_letter(cp) || typoword_is_digit(cp) || typoword_is_tag(cp) || cp == ')' ||
           cp == ']' || cp == '"' || cp == '%' || cp == CP_CLOSING || cp == CP_EURO ||
           cp == CP_ELLIPSIS || cp == 0xB0 || cp == 0xB2 || cp == 0xB3;
}

static uint32_t space_before_sign(const Typo *t, uint32_t sign)
{
    return sign == ':' || sign == CP_CLOSING ? CP_NBSP : t->thin;
}

/* The unbreakable space that a run of blanks from t->pos to `end` stands for, or 0. */
static uint32_t judge_blank(const Typo *t, size_t end)
{
    uint32_t previous = before(t, t->pos);
    uint32_t next = typoword_at(t->text, end);
    if (previous == 0 || previous == '\n' || typoword_is_space(previous)) {
        return 0; /* indentation */
    }
    if (previous == CP_OPENING || next == CP_CLOSING) {
        return CP_NBSP;
    }
    if (is_high_sign(next) && ends_sign(typoword_at(t->text, end + 1))) {
        return space_before_sign(t, next);
    }
    Str word = typoword_last(t->text, t->pos);
    bool is_number =
        typoword_is_digit(previous) || typoword_is_tag(previous) || str_is(word, "1er");
    if (is_number && typoword_is_unit(t->text, end)) {
        return CP_NBSP;
    }
    return typoword_binds(word, t->text, end) ? CP_NBSP : 0;
}

static void do_blanks(Typo *t)
{
    size_t end = t->pos;
    size_t next = t->pos;
    while (next < t->text.len && typoword_is_blank(utf8_next(t->text, &next))) {
        end = next;
    }
    uint32_t space = judge_blank(t, end);
    if (space == 0) {
        copy_to(t, end);
        return;
    }
    put(t, space);
    t->pos = end;
}

/* A number in groups of three digits. */
static void do_grouped(Typo *t, size_t end)
{
    while (t->pos < end) {
        uint32_t cp = utf8_next(t->text, &t->pos);
        put(t, typoword_is_blank(cp) ? t->thin : cp);
    }
}

/* True if a space is missing before the sign at t->pos. */
static bool lacks_space(const Typo *t, uint32_t sign, size_t after)
{
    uint32_t next = typoword_at(t->text, after);
    bool is_alone = t->pos == 0 && after == t->text.len; /* {{h}}:{{m}} */
    if (sign == CP_CLOSING) {
        return t->last != 0 && t->last != CP_OPENING && !typoword_is_space(t->last);
    }
    if (sign == '%' || sign == CP_EURO || sign == CP_PER_MILLE) {
        bool is_number = typoword_is_digit(t->last) || typoword_is_tag(t->last);
        return is_number && !typoword_is_letter(next) && !typoword_is_digit(next);
    }
    if (is_alone || !is_wordish(t->last) || !ends_sign(next)) {
        return false;
    }
    /* « a:b », « 12:30 » and « 3:) » are left as they are. */
    return sign != ':' || next == 0 || typoword_is_space(next) || next == CP_CLOSING;
}

static void do_sign(Typo *t, uint32_t sign, size_t after)
{
    if (lacks_space(t, sign, after)) {
        bool is_high = is_high_sign(sign);
        put(t, is_high || sign == CP_CLOSING ? space_before_sign(t, sign) : CP_NBSP);
    }
    put(t, sign);
    t->pos = after;
}

static void do_opening(Typo *t, size_t after)
{
    uint32_t next = typoword_at(t->text, after);
    put(t, CP_OPENING);
    t->pos = after;
    if (next != CP_CLOSING && !typoword_is_space(next)) {
        put(t, CP_NBSP);
    }
}

static void do_apostrophe(Typo *t, size_t after)
{
    uint32_t next = typoword_at(t->text, after);
    uint32_t previous = before(t, t->pos);
    bool is_inside = typoword_is_letter(previous) && typoword_is_letter(next);
    bool is_elision = !typoword_is_space(next) && typoword_is_letter(previous) &&
                      typoword_is_elision(t->text, t->pos);
    put(t, is_inside || is_elision ? CP_APOSTROPHE : '\'');
    t->pos = after;
}

/* Exactly three points become one sign. */
static void do_points(Typo *t)
{
    size_t end = t->pos;
    while (typoword_at(t->text, end) == '.') {
        end++;
    }
    if (end - t->pos == 3) {
        put(t, CP_ELLIPSIS);
        t->pos = end;
    } else {
        copy_to(t, end);
    }
}

static bool is_sign(uint32_t cp)
{
    return is_high_sign(cp) || cp == CP_CLOSING || cp == '%' || cp == CP_EURO || cp == CP_PER_MILLE;
}

static void do_character(Typo *t)
{
    size_t after = t->pos;
    uint32_t cp = utf8_next(t->text, &after);
    if (is_sign(cp)) {
        do_sign(t, cp, after);
    } else if (cp == CP_OPENING) {
        do_opening(t, after);
    } else if (cp == '\'') {
        do_apostrophe(t, after);
    } else if (cp == '.') {
        do_points(t);
    } else {
        copy_to(t, after);
    }
}

/*
 * Bytes that stand for themselves wherever they are: letters of ASCII and the signs that no rule knows. 2: the first byte of
 * two that are an accented letter. Blanks, digits, brackets that open and what else a rule looks at are 0.
 */
static const unsigned char plain_size[256] = {
    /* clang-format off */
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,
    ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,
    ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
    ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1,
    ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
    ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    [','] = 1, ['-'] = 1, ['_'] = 1, ['/'] = 1, [')'] = 1, [']'] = 1, [0xC3] = 2,
    /* clang-format on */
};

/* Past the plain characters from t->pos on. */
static size_t plain_end(const Typo *t)
{
    const unsigned char *p = (const unsigned char *)t->text.ptr;
    size_t pos = t->pos;
    for (size_t n = plain_size[p[pos]]; n > 0; n = pos < t->text.len ? plain_size[p[pos]] : 0) {
        if (n == 2 && (pos + 1 == t->text.len || (p[pos + 1] & 0xC0) != 0x80)) {
            break; /* no letter: left to the rules */
        }
        pos += n;
    }
    return pos;
}

/* True at the first character of what stands between two spaces or tags. */
static bool starts_word(const Typo *t)
{
    uint32_t previous = before(t, t->pos);
    return previous == 0 || typoword_is_space(previous) || typoword_is_tag(previous);
}

void typo_put(Buf *out, TypoProfile profile, Str text, uint32_t previous)
{
    if (profile == TYPO_NONE) {
        buf_put(out, text);
        return;
    }
    Typo t = {.out = out, .text = text, .previous = previous, .last = previous};
    t.thin = profile == TYPO_NBSP_ONLY ? CP_NBSP : CP_NNBSP;
    size_t from = 0; /* of the address or link in the word at hand */
    size_t end = 0;
    while (t.pos < text.len) {
        uint32_t cp = typoword_at(text, t.pos);
        if (typoword_is_blank(cp)) {
            do_blanks(&t);
            continue;
        }
        if (starts_word(&t)) {
            typoword_find_protected(text, t.pos, &from, &end);
        }
        if (t.pos == from && end > from) {
            copy_to(&t, end);
            continue;
        }
        size_t plain = plain_end(&t);
        if (plain > t.pos) {
            copy_to(&t, plain);
            continue;
        }
        size_t grouped =
            typoword_is_digit(cp) ? typoword_grouped_end(text, t.pos, previous) : t.pos;
        if (grouped > t.pos) {
            do_grouped(&t, grouped);
        } else {
            do_character(&t);
        }
    }
}

bool typo_profile_from_name(Str name, TypoProfile *ret_profile)
{
    static const char *const names[] = {
        [TYPO_NONE] = "aucune",
        [TYPO_IMPRIMERIE_NATIONALE] = "imprimerie-nationale",
        [TYPO_NBSP_ONLY] = "insecable-seule",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_is(name, names[i])) {
            *ret_profile = (TypoProfile)i;
            return true;
        }
    }
    return false;
}
