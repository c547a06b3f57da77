/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typoword - see typoword.h.
 */
#include "generator/text/typoword.h"

#include "generator/base/utf8.h"

#define N_OF(array) (sizeof(array) / sizeof(array)[0])

static size_t step_back(Str text, size_t pos)
{
    do {
        pos--;
    } while (pos > 0 && ((unsigned char)text.ptr[pos] & 0xC0) == 0x80);
    return pos;
}

uint32_t typoword_before(Str text, size_t pos)
{
    return pos > 0 ? typoword_at(text, step_back(text, pos)) : 0;
}

/* What stands before a word without being part of it. */
static bool is_opening(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == 0xAB || cp == 0x201C || cp == '"' || cp == '\'' ||
           cp == 0x2019 || typoword_is_tag(cp);
}

Str typoword_last(Str text, size_t pos)
{
    size_t start = pos;
    while (start > 0) {
        uint32_t cp = typoword_before(text, start);
        if (typoword_is_space(cp) || is_opening(cp)) {
            break;
        }
        start = step_back(text, start);
    }
    return str_sub(text, start, pos - start);
}

/* The letters (and ² ³) at `pos`. */
static Str letters_at(Str text, size_t pos)
{
    size_t end = pos;
    for (size_t next = pos; next < text.len; end = next) {
        uint32_t cp = utf8_next(text, &next);
        if (!typoword_is_letter(cp) && cp != 0xB2 && cp != 0xB3) {
            break;
        }
    }
    return str_sub(text, pos, end - pos);
}

/* What follows a number: units, and months after a day. */
static const char *const units[] = {
    /* clang-format off */
    "h", "min", "m", "cm", "mm", "km", "m²", "m³", "ha", "t", "kg", "g", "W", "kW", "kWh", "MW", "MWh",
    "dm", "l", "L", "ml", "Go", "Mo", "tonne", "tonnes", "mètre", "mètres", "kilomètre", "kilomètres", "hectare", "hectares",
    "EUR", "euro", "euros", "centime", "centimes", "mois", "an", "ans", "année", "années", "jour",
    "jours", "heure", "trimestre", "trimestres", "heures", "semaine", "semaines", "minute", "minutes", "personne",
    "personnes", "point", "points", "action", "actions", "lot", "lots", "logement", "logements",
    "million", "millions", "milliard", "milliards", "accueil", "accueils", "participation",
    "participations", "structure", "structures", "mesure", "mesures", "canaux", "poste", "postes",
    "revue", "revues", "jeune", "encadrant", "proposition", "ETP", "janvier", "février", "mars", "avril",
    "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    /* clang-format on */
};

/* m2 and m3, as a keyboard without exponents writes them. */
static bool is_power_of_metre(Str text, size_t pos)
{
    Str length = letters_at(text, pos);
    uint32_t power = typoword_at(text, pos + length.len);
    uint32_t next = typoword_at(text, pos + length.len + 1);
    Str behind = str_sub(text, pos + length.len + 1, text.len);
    return (power == '2' || power == '3') && !typoword_is_digit(next) &&
           letters_at(behind, 0).len == 0 &&
           (str_is(length, "m") || str_is(length, "cm") || str_is(length, "km"));
}

bool typoword_is_unit(Str text, size_t pos)
{
    uint32_t first = typoword_at(text, pos);
    if (first == 0x20AC || first == '%' || first == 0x2030 || first == 0xB0) {
        return true;
    }
    if (is_power_of_metre(text, pos)) {
        return true;
    }
    Str word = letters_at(text, pos);
    uint32_t next = typoword_at(text, pos + word.len);
    if ((word.len == 1 && (word.ptr[0] == 'k' || word.ptr[0] == 'M')) && next == 0x20AC) {
        return true;
    }
    return next != '\'' && next != 0x2019 && !typoword_is_digit(next) &&
           str_is_one_of(word, units, N_OF(units));
}

/* L. R. D. A. or L2112: an article of a code. */
static bool is_code_article(Str text, size_t pos)
{
    uint32_t letter = typoword_at(text, pos);
    uint32_t next = typoword_at(text, pos + 1);
    return (letter == 'L' || letter == 'R' || letter == 'D' || letter == 'A') &&
           (next == '.' || typoword_is_digit(next));
}

static bool is_capital(uint32_t cp)
{
    return (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7);
}

/* A word with its first letter in small, in `bytes`. */
static Str in_small(Str word, char bytes[16])
{
    if (word.len == 0 || word.len > 16) {
        return STR_EMPTY;
    }
    memcpy(bytes, word.ptr, word.len);
    bytes[0] = (char)(bytes[0] >= 'A' && bytes[0] <= 'Z' ? bytes[0] + 32 : bytes[0]);
    return (Str){.ptr = bytes, .len = word.len};
}

/* The longest word that binds, in bytes: "chapitre", "articles". */
#define BINDING_WORD_MAX 8

bool typoword_binds(Str word, Str text, size_t pos)
{
    if (word.len == 0 || word.len > BINDING_WORD_MAX) {
        return false; /* most words */
    }
    static const char *const numbered[] = {"article", "articles", "art.", "arts."};
    static const char *const counted[] = {
        "lot",      "lots",  "annexe", "annexes", "page",   "pages",
        "chapitre", "titre", "alinéa", "§",       "niveau", "rang",
    };
    static const char *const numbers[] = {"n°", "nº"};
    static const char *const codes[] = {"L.", "R.", "D.", "A."};
    static const char *const people[] = {"M.", "MM.", "Mme", "Mmes", "Mlle", "Dr"};
    uint32_t next = typoword_at(text, pos);
    bool is_tag = next == 0 || typoword_is_tag(next);
    bool is_number = is_tag || typoword_is_digit(next);
    char bytes[16];
    Str small = in_small(word, bytes);
    if (str_is_one_of(small, numbers, N_OF(numbers))) {
        return true;
    }
    if (str_is_one_of(word, codes, N_OF(codes)) && is_number) {
        return true;
    }
    if (str_is_one_of(small, numbered, N_OF(numbered))) {
        return is_number || is_code_article(text, pos);
    }
    if (str_is_one_of(small, counted, N_OF(counted))) {
        return is_number;
    }
    return str_is_one_of(word, people, N_OF(people)) && (is_tag || is_capital(next));
}

bool typoword_is_hour(Str text, size_t pos, size_t end)
{
    uint32_t first = typoword_at(text, end);
    if (first < '0' || first > '5' || !typoword_is_digit(typoword_at(text, end + 1)) ||
        typoword_is_digit(typoword_at(text, end + 2)) || !str_is(typoword_last(text, pos), "h")) {
        return false;
    }
    size_t at = pos - 1;
    while (typoword_is_blank(typoword_before(text, at))) {
        at = step_back(text, at);
    }
    return at < pos - 1 && typoword_is_digit(typoword_before(text, at));
}

/* Past the last character that is neither space nor tag nor guillemet. */
static size_t word_end(Str text, size_t pos)
{
    for (size_t next = pos; next < text.len; pos = next) {
        unsigned char byte = (unsigned char)text.ptr[pos];
        if (byte > ' ' && byte < 0x80) {
            next++; /* no space beside those below */
            continue;
        }
        uint32_t cp = utf8_next(text, &next);
        if (typoword_is_space(cp) || typoword_is_tag(cp) || cp == 0xBB) {
            break;
        }
    }
    return pos;
}

/* True if one of the signs that make a word an address, a path or an entity is in it. */
static bool has_sign(Str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (c == '/' || c == '@' || c == '\\' || c == ';' || c == '.' || c == ':') {
            return true;
        }
    }
    return false;
}

/* An “@” between two letters or digits. */
static bool is_address(Str word)
{
    size_t at = str_find(word, STR("@"), 0);
    if (at == SIZE_MAX || at == 0 || at + 1 >= word.len) {
        return false;
    }
    uint32_t before = typoword_before(word, at);
    uint32_t after = typoword_at(word, at + 1);
    return (typoword_is_letter(before) || typoword_is_digit(before)) &&
           (typoword_is_letter(after) || typoword_is_digit(after));
}

/* "./", "../", "~/", "/x", "C:\", "a\b" */
static bool is_path(Str word)
{
    return str_starts(word, STR("./")) || str_starts(word, STR("../")) ||
           str_starts(word, STR("~/")) || (word.len > 1 && word.ptr[0] == '/') ||
           str_find(word, STR("\\"), 0) != SIZE_MAX;
}

/* "&nbsp;" */
static bool is_entity(Str word)
{
    size_t end = str_find(word, STR(";"), 0);
    if (word.len < 3 || word.ptr[0] != '&' || end == SIZE_MAX || end < 2) {
        return false;
    }
    for (size_t i = 1; i < end; i++) {
        uint32_t cp = (unsigned char)word.ptr[i];
        if (!typoword_is_letter(cp) && !typoword_is_digit(cp) && cp != '#') {
            return false;
        }
    }
    return true;
}

void typoword_find_protected(Str text, size_t pos, size_t *ret_from, size_t *ret_end)
{
    for (size_t next = pos; next < text.len; pos = next) {
        uint32_t cp = utf8_next(text, &next);
        if (cp != '(' && cp != '[' && cp != '<' && cp != '"' && cp != 0xAB) {
            break;
        }
    }
    size_t end = word_end(text, pos);
    Str word = str_sub(text, pos, end - pos);
    *ret_from = *ret_end = pos;
    if (!has_sign(word)) {
        return; /* most words */
    }
    bool is_link = str_find(word, STR("://"), 0) != SIZE_MAX || str_starts(word, STR("www.")) ||
                   str_starts(word, STR("mailto:"));
    *ret_end = is_link || is_address(word) || is_path(word) || is_entity(word) ? end : pos;
}

/* The end of the digits at `pos`. */
static size_t digits_end(Str text, size_t pos)
{
    while (pos < text.len && typoword_is_digit((unsigned char)text.ptr[pos])) {
        pos++;
    }
    return pos;
}

/* A number can't start after a letter, a digit or the signs inside codes and decimals. */
static bool is_inside_code(uint32_t before)
{
    return typoword_is_letter(before) || typoword_is_digit(before) || typoword_is_tag(before) ||
           before == '-' || before == '.' || before == ',' || before == '/' || before == '_' ||
           before == ':' || before == '+' || before == 0x2026;
}

size_t typoword_grouped_end(Str text, size_t pos, uint32_t previous)
{
    uint32_t before = pos > 0 ? typoword_before(text, pos) : previous;
    if (is_inside_code(before)) {
        return pos;
    }
    size_t end = digits_end(text, pos);
    if (end == pos || end - pos > 3) {
        return pos;
    }
    /* « 01 23 456 » is no number: digits and a space come before. */
    if (pos > 0 && typoword_is_blank(before) &&
        typoword_is_digit(typoword_before(text, step_back(text, pos)))) {
        return pos;
    }
    size_t last = pos;
    while (end < text.len && typoword_is_blank(typoword_at(text, end))) {
        size_t group = end;
        (void)utf8_next(text, &group); /* past the blank */
        size_t group_end = digits_end(text, group);
        if (group_end - group != 3) {
            break;
        }
        end = group_end;
        last = end;
    }
    return last;
}

bool typoword_is_elision(Str text, size_t pos)
{
    static const char *const words[] = {
        "l",     "d",      "n",      "s",      "c",      "j",      "m",       "t",    "qu",
        "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "aujourd", "entr",
    };
    char bytes[16];
    return str_is_one_of(in_small(typoword_last(text, pos), bytes), words, N_OF(words));
}
