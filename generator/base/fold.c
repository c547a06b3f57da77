/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold - see fold.h.
 */
#include "generator/base/fold.h"

#include "generator/base/utf8.h"

typedef struct FoldEntry {
    uint32_t from;
    uint32_t to[4]; /* 0: ends before */
} FoldEntry;

typedef struct FoldClass {
    uint32_t first;
    uint32_t last;
    uint8_t ccc;
} FoldClass;

#include "generator/base/fold.inc"

/* Hangul syllables are composed by rule (Unicode, §3.12). */
#define HANGUL_FIRST 0xAC00u
#define HANGUL_N 11172u
#define HANGUL_VN 588u /* syllables of one leading consonant */
#define HANGUL_TN 28u  /* of one vowel */

/* Marks behind one letter that are put in order; longer runs keep the order they are in from there on. */
#define MAX_MARKS 32

typedef struct Folding {
    Buf *out;
    uint32_t marks[MAX_MARKS]; /* with a class, waiting for the next letter */
    uint8_t ccc[MAX_MARKS];
    size_t n_marks;
} Folding;

static const FoldEntry *find_entry(uint32_t cp)
{
    size_t from = 0;
    size_t to = sizeof entries / sizeof entries[0];
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (entries[middle].from < cp) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < sizeof entries / sizeof entries[0] && entries[from].from == cp ? &entries[from]
                                                                                 : NULL;
}

static uint8_t class_of(uint32_t cp)
{
    size_t from = 0;
    size_t to = sizeof classes / sizeof classes[0];
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (classes[middle].last < cp) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool is_inside = from < sizeof classes / sizeof classes[0] && classes[from].first <= cp;
    return is_inside ? classes[from].ccc : 0;
}

static void flush(Folding *f)
{
    for (size_t i = 0; i < f->n_marks; i++) {
        buf_put_utf8(f->out, f->marks[i]);
    }
    f->n_marks = 0;
}

/* One code point, folded already: marks are kept in the order of their classes. */
static void put_one(Folding *f, uint32_t cp)
{
    uint8_t ccc = cp < 0x300 ? 0 : class_of(cp);
    if (ccc == 0 || f->n_marks == MAX_MARKS) {
        flush(f);
    }
    if (ccc == 0) {
        buf_put_utf8(f->out, cp);
        return;
    }
    size_t at = f->n_marks++;
    for (; at > 0 && f->ccc[at - 1] > ccc; at--) {
        f->marks[at] = f->marks[at - 1];
        f->ccc[at] = f->ccc[at - 1];
    }
    f->marks[at] = cp;
    f->ccc[at] = ccc;
}

static void put_hangul(Folding *f, uint32_t index)
{
    put_one(f, 0x1100u + index / HANGUL_VN);
    put_one(f, 0x1161u + index % HANGUL_VN / HANGUL_TN);
    if (index % HANGUL_TN > 0) {
        put_one(f, 0x11A7u + index % HANGUL_TN);
    }
}

void fold_put(Buf *out, Str text)
{
    Folding f = {.out = out};
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        uint32_t cp = utf8_next(text, &pos);
        if (cp == UTF8_BAD) {
            flush(&f);
            buf_put(out, str_sub(text, start, pos - start));
            continue;
        }
        const FoldEntry *entry = find_entry(cp);
        if (cp - HANGUL_FIRST < HANGUL_N) {
            put_hangul(&f, cp - HANGUL_FIRST);
        } else if (!entry) {
            put_one(&f, cp);
        }
        for (size_t i = 0; entry && i < FOLD_MAX && entry->to[i]; i++) {
            put_one(&f, entry->to[i]);
        }
    }
    flush(&f);
}
