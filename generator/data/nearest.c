/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest - validate_nearest, validate_distance of validate.h: « did you mean ». Capitals, accents, hyphens and underscores count
 * for nothing, two neighbours that changed places for one mistake.
 *
 * Floor 1 (data).
 */
#include "generator/base/utf8.h"
#include "generator/data/validate.h"

/* Longer words are not misspellings of a name. */
#define WORD_MAX 64

typedef struct Letters {
    uint32_t cps[WORD_MAX];
    size_t n;
} Letters;

/* Words that differ by accents, case or the sign between their parts are near. */
static uint32_t fold(uint32_t cp)
{
    return cp == '-' || cp == ' ' || cp == 0x2019 ? '_' : utf8_plain(cp);
}

/* False if the word is too long to be compared. */
static bool spell(Str word, Letters *ret_letters)
{
    size_t pos = 0;
    ret_letters->n = 0;
    while (pos < word.len) {
        if (ret_letters->n == WORD_MAX) {
            return false;
        }
        ret_letters->cps[ret_letters->n++] = fold(utf8_next(word, &pos));
    }
    return true;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edit distance with transpositions of neighbours, three rows at a time. */
static size_t distance(const Letters *a, const Letters *b)
{
    size_t rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b->n; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a->n; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b->n; j++) {
            size_t cost = a->cps[i - 1] != b->cps[j - 1];
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a->cps[i - 1] == b->cps[j - 2] &&
                a->cps[i - 2] == b->cps[j - 1]) {
                size_t swapped = rows[(i - 2) % 3][j - 2] + 1;
                row[j] = swapped < row[j] ? swapped : row[j];
            }
        }
    }
    return rows[a->n % 3][b->n];
}

size_t validate_distance(Str a, Str b)
{
    Letters x;
    Letters y;
    return spell(a, &x) && spell(b, &y) ? distance(&x, &y) : SIZE_MAX;
}

Str validate_nearest(Str word, const Str *names, size_t n)
{
    Letters wanted;
    Letters other;
    Str best = STR_EMPTY;
    size_t best_distance = SIZE_MAX;
    if (!spell(word, &wanted)) {
        return best;
    }
    for (size_t i = 0; i < n; i++) {
        if (!spell(names[i], &other)) {
            continue;
        }
        size_t found = distance(&wanted, &other);
        size_t longest = wanted.n > other.n ? wanted.n : other.n;
        size_t allowed = longest / 3 > 2 ? longest / 3 : 2;
        /* “a” is no misspelling of “b”: at least half of the letters must stay. */
        if (found <= allowed && found * 2 <= longest && found < best_distance) {
            best = names[i];
            best_distance = found;
        }
    }
    return best;
}
