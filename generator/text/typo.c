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
    size_t quote_end;  /* the " that closes the guillemets opened last, or 0 */
    size_t line_end;   /* of the line looked at last */
    size_t last_code;  /* of that line: past the last sign of an address, link or code */
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
    return typoword_binds(word, t->text, end) || typoword_is_hour(t->text, t->pos, end) ? CP_NBSP
                                                                                        : 0;
}

/* Several blanks between two words are one, unbreakable if one of them is; indentation and ends of lines stay. */
static void put_blanks(Typo *t, size_t end)
{
    uint32_t previous = before(t, t->pos);
    uint32_t next = typoword_at(t->text, end);
    size_t at = t->pos;
    uint32_t first = utf8_next(t->text, &at);
    bool is_number = typoword_is_digit(previous) && typoword_is_digit(next); /* columns */
    bool is_between =
        previous != 0 && !typoword_is_space(previous) && !typoword_is_space(next) && !is_number;
    if (at == end || !is_between) {
        copy_to(t, end);
        return;
    }
    while (first == ' ' && at < end) {
        first = utf8_next(t->text, &at);
    }
    put(t, first);
    t->pos = end;
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
        put_blanks(t, end);
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

/* Finds out where the line at t->pos ends, and where the last sign of an address, link or code in it. */
static void look_at_line(Typo *t)
{
    if (t->pos < t->line_end) {
        return;
    }
    t->last_code = 0;
    for (t->line_end = t->pos; t->line_end < t->text.len; t->line_end++) {
        char c = t->text.ptr[t->line_end];
        if (c == '\n') {
            break;
        }
        bool is_code = c == '/' || c == '@' || c == '\\' || c == '&' || c == '`' || c == '_' ||
                       str_starts(str_sub(t->text, t->line_end, t->text.len), STR("www."));
        t->last_code = is_code ? t->line_end + 1 : t->last_code;
    }
}

/*
 * The " that closes the one at t->pos on the same line, or 0. No address, link or code may follow on the line: it might hold
 * one of the two.
 */
static size_t closing_quote(Typo *t)
{
    look_at_line(t);
    for (size_t i = t->pos + 1; t->last_code <= t->pos && i < t->line_end; i++) {
        if (t->text.ptr[i] == '"') {
            uint32_t next = typoword_at(t->text, i + 1);
            uint32_t last = typoword_before(t->text, i);
            bool is_closing = i > t->pos + 1 && !typoword_is_space(last) && last != ':' &&
                              last != CP_OPENING && !typoword_is_letter(next) &&
                              !typoword_is_digit(next);
            return is_closing ? i : 0;
        }
    }
    return 0;
}

static void do_quote(Typo *t, size_t after)
{
    uint32_t previous = before(t, t->pos);
    uint32_t next = typoword_at(t->text, after);
    bool may_open = previous == 0 || typoword_is_space(previous) || previous == '(' ||
                    previous == '[' || previous == '\'' || previous == CP_APOSTROPHE ||
                    previous == CP_OPENING;
    bool is_word = typoword_is_letter(next) || typoword_is_digit(next) || typoword_is_tag(next);
    size_t closing = closing_quote(t);
    if (t->quote_end == t->pos && t->pos > 0) {
        put(t, CP_NBSP);
        put(t, CP_CLOSING);
        t->quote_end = 0;
    } else if (may_open && is_word && closing > 0) {
        t->quote_end = closing;
        put(t, CP_OPENING);
        put(t, CP_NBSP);
    } else {
        put(t, '"');
        /* One that nothing closes: what closes it may open the next, so the rest of the line stays. */
        t->last_code = may_open ? t->line_end + 1 : t->last_code;
    }
    t->pos = after;
}

/* « n°5 » */
static void do_degree(Typo *t, size_t after)
{
    Str word = typoword_last(t->text, t->pos);
    bool is_number = str_is(word, "n") || str_is(word, "N");
    copy_to(t, after);
    if (is_number && typoword_is_digit(typoword_at(t->text, after))) {
        put(t, CP_NBSP);
    }
}

/* Code between backquotes, as many behind as before; the end of them, or `pos`. */
static size_t code_end(Str text, size_t pos)
{
    size_t start = pos;
    while (start < text.len && text.ptr[start] == '`') {
        start++;
    }
    size_t n = start - pos;
    size_t run = 0;
    for (size_t i = start; n > 0 && i <= text.len; i++) {
        bool is_quote = i < text.len && text.ptr[i] == '`';
        if (!is_quote && run == n) {
            return i;
        }
        run = is_quote ? run + 1 : 0;
    }
    return pos;
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
    } else if (cp == '"') {
        do_quote(t, after);
    } else if (cp == 0xB0) {
        do_degree(t, after);
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

/*
 * Bytes of words that no rule looks into: letters, commas, hyphens, brackets that close. 2: as above. What an address or a path
 * has, and digits, are 0.
 */
static size_t ordinary_size(const unsigned char *p, size_t n)
{
    if (p[0] == 0xC3) {
        return n > 1 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    }
    return p[0] == '/' || p[0] == '_' ? 0 : plain_size[p[0]];
}

/* True for a small letter: nothing that begins with one is bound to a word before it. */
static bool is_small(const unsigned char *p, size_t n)
{
    bool is_accented = n > 1 && p[0] == 0xC3 && p[1] >= 0xA0 && p[1] != 0xB7 && p[1] < 0xC0;
    return n > 0 && ((p[0] >= 'a' && p[0] <= 'z') || is_accented);
}

/*
 * Past the ordinary words from `pos` on, where a word begins: single spaces between them, each before a small letter, stay as
 * they are, since no number and no sign stands before. Ends behind a word or before one that the rules must look at.
 */
static size_t ordinary_end(Str text, size_t pos)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    for (size_t start = pos; start < text.len;) {
        size_t end = start;
        for (size_t n = 1; n > 0 && end < text.len; end += n) {
            n = ordinary_size(p + end, text.len - end);
        }
        if (end == text.len) {
            return end;
        }
        if (p[end] != ' ' || end == start) {
            return start;
        }
        if (!is_small(p + end + 1, text.len - end - 1)) {
            return end;
        }
        start = end + 1;
    }
    return pos;
}

bool typo_leaves(TypoProfile profile, Str text)
{
    return profile == TYPO_NONE || ordinary_end(text, 0) == text.len;
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
        if (cp == '`' && before(&t, t.pos) != '`' && code_end(text, t.pos) > t.pos) {
            copy_to(&t, code_end(text, t.pos));
            continue;
        }
        if (starts_word(&t)) {
            size_t ordinary = ordinary_end(text, t.pos);
            if (ordinary > t.pos) {
                copy_to(&t, ordinary);
                continue;
            }
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
