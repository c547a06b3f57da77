/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frenchname - a name behind « de » and « à », contracted with its article. See french.h.
 */
#include "generator/base/utf8.h"
#include "generator/text/french.h"

/* The forms that a preposition takes before each article. */
typedef struct Preposition {
    const char *le;
    const char *la;
    const char *les;
    const char *elided; /* before l' */
    const char *vowel;  /* before a name without article that begins with a vowel */
    const char *bare;
} Preposition;

static bool begins_with_vowel(Str name)
{
    static const char vowels[] = "AEIOUYaeiouyÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆàâäéèêëîïôöùûüœæ";
    if (name.len == 0) {
        return false;
    }
    size_t len = 0;
    (void)utf8_next(name, &len); /* only its length counts */
    return str_find(str_of(vowels), str_sub(name, 0, len), 0) != SIZE_MAX;
}

static void put_name(Buf *out, const Preposition *p, Str article, Str name)
{
    const char *before = begins_with_vowel(name) ? p->vowel : p->bare;
    if (str_is(article, "le")) {
        before = p->le;
    } else if (str_is(article, "la")) {
        before = p->la;
    } else if (str_is(article, "les")) {
        before = p->les;
    } else if (str_starts(article, STR("l"))) { /* l' or l’ */
        before = p->elided;
    }
    buf_put(out, str_of(before));
    buf_put(out, name);
}

void french_put_of(Buf *out, Str article, Str name)
{
    static const Preposition de = {.le = "du ",
                                   .la = "de la ",
                                   .les = "des ",
                                   .elided = "de l’",
                                   .vowel = "d’",
                                   .bare = "de "};
    put_name(out, &de, article, name);
}

void french_put_at(Buf *out, Str article, Str name)
{
    static const Preposition a = {
        .le = "au ", .la = "à la ", .les = "aux ", .elided = "à l’", .vowel = "à ", .bare = "à "};
    put_name(out, &a, article, name);
}
