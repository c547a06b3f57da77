/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frenchplural - plurals of nouns with what agrees with them, singulars of single words. See french.h.
 */
#include "generator/base/utf8.h"
#include "generator/text/french.h"
#include "generator/text/typoword.h"

#define N_OF(array) (sizeof(array) / sizeof(array)[0])

typedef struct Pair {
    const char *singular;
    const char *plural;
} Pair;

/* Words that no rule makes. */
static const Pair irregular[] = {
    {"œil", "yeux"},
    {"ciel", "cieux"},
    {"monsieur", "messieurs"},
    {"madame", "mesdames"},
    {"bail", "baux"},
    {"travail", "travaux"},
    {"corail", "coraux"},
    {"émail", "émaux"},
    {"soupirail", "soupiraux"},
    {"vitrail", "vitraux"},
    {"vantail", "vantaux"},
    {"bijou", "bijoux"},
    {"caillou", "cailloux"},
    {"genou", "genoux"},
    {"chou", "choux"},
    {"hibou", "hiboux"},
    {"pneu", "pneus"},
    {"bleu", "bleus"},
    {"landau", "landaus"},
    {"bal", "bals"},
    {"carnaval", "carnavals"},
    {"festival", "festivals"},
    {"récital", "récitals"},
    {"régal", "régals"},
    {"chacal", "chacals"},
    {"naval", "navals"},
    {"fatal", "fatals"},
    {"final", "finals"},
    {"banal", "banals"},
    {"tuyau", "tuyaux"},
    {"ayant", "ayant"},
    {"après-midi", "après-midi"},
    {"centre-ville", "centres-villes"},
    {"chantier-école", "chantiers-écoles"},
    {"compte-rendu", "comptes-rendus"},
    {"entreprise-école", "entreprises-écoles"},
    {"plate-forme", "plates-formes"},
    {"savoir-faire", "savoir-faire"},
    {"ville-centre", "villes-centres"},
};

/* Singulars that end in s although they are no plurals. */
static const char *const ends_in_s[] = {
    "accès",  "ananas",   "appui",    "avis",     "bas",    "biais",   "bois",    "bras",
    "bus",    "cas",      "colis",    "concours", "corps",  "cours",   "débours", "décès",
    "délais", "devis",    "discours", "encours",  "envois", "fois",    "fonds",   "français",
    "frais",  "gas",      "gaz",      "jus",      "laps",   "logis",   "mois",    "os",
    "palais", "parcours", "pas",      "pays",     "permis", "poids",   "procès",  "progrès",
    "propos", "puits",    "rabais",   "recours",  "refus",  "relais",  "remis",   "repas",
    "repos",  "secours",  "sens",     "succès",   "sursis", "surplus", "tapis",   "temps",
    "tiers",  "tous",     "univers",  "verglas",  "virus",
};

/* What a noun's complement begins with: nothing behind it agrees. */
static const char *const stops[] = {
    "de",   "du",    "des",  "à",    "au",   "aux",   "en",   "par",  "pour", "sur",
    "sous", "avec",  "sans", "dans", "chez", "entre", "hors", "dont", "qui",  "que",
    "où",   "selon", "non",  "a",    "est",  "le",    "la",   "les",
};

static bool is_stop(Str word)
{
    for (size_t i = 0; i < N_OF(stops); i++) {
        if (str_is(word, stops[i])) {
            return true;
        }
    }
    /* d'œuvre, l’État, qu'il */
    return str_starts(word, STR("d'")) || str_starts(word, STR("d’")) ||
           str_starts(word, STR("l'")) || str_starts(word, STR("l’")) ||
           str_starts(word, STR("qu'")) || str_starts(word, STR("qu’"));
}

/* CCAP, OPH, A1, 2026: no letter but capitals. */
static bool is_acronym(Str word)
{
    bool is_small = false;
    size_t n = 0;
    for (size_t pos = 0; pos < word.len; n++) {
        uint32_t cp = utf8_next(word, &pos);
        is_small = is_small || (cp >= 'a' && cp <= 'z') || (cp >= 0xDF && cp <= 0xFF);
    }
    return !is_small;
}

static bool ends_in(Str word, const char *end)
{
    return str_ends(word, str_of(end));
}

static void put_word_plural(Buf *out, Str word)
{
    for (size_t i = 0; i < N_OF(irregular); i++) {
        if (str_is(word, irregular[i].singular)) {
            buf_put(out, str_of(irregular[i].plural));
            return;
        }
    }
    bool is_kept = word.len == 0 || ends_in(word, "s") || ends_in(word, "x") ||
                   ends_in(word, "z") || is_acronym(word) || str_is(word, "et") ||
                   str_is(word, "ou") || word.ptr[0] == '(';
    if (is_kept) {
        buf_put(out, word);
    } else if (ends_in(word, "al")) {
        buf_put(out, str_sub(word, 0, word.len - 1));
        buf_puts(out, "ux");
    } else {
        buf_put(out, word);
        bool has_x = ends_in(word, "eau") || ends_in(word, "eu") || ends_in(word, "au");
        buf_putc(out, has_x ? 'x' : 's');
    }
}

void french_put_plural(Buf *out, Str noun)
{
    size_t pos = 0;
    while (pos < noun.len) {
        size_t end = pos;
        uint32_t last = 0;
        for (size_t next = pos; next < noun.len; end = next) {
            last = utf8_next(noun, &next);
            if (typoword_is_space(last) || last == ',' || last == '(') {
                break;
            }
            last = 0;
        }
        Str word = str_sub(noun, pos, end - pos);
        if (is_stop(word) || last == ',' || last == '(') {
            if (!is_stop(word)) {
                put_word_plural(out, word);
                pos = end;
            }
            break;
        }
        put_word_plural(out, word);
        pos = end;
        if (pos < noun.len) {
            size_t next = pos;
            (void)utf8_next(noun, &next); /* the blank */
            buf_put(out, str_sub(noun, pos, next - pos));
            pos = next;
        }
    }
    buf_put(out, str_sub(noun, pos, noun.len));
}

void french_put_singular(Buf *out, Str plural)
{
    for (size_t i = 0; i < N_OF(irregular); i++) {
        if (str_is(plural, irregular[i].plural)) {
            buf_put(out, str_of(irregular[i].singular));
            return;
        }
    }
    for (size_t i = 0; i < N_OF(ends_in_s); i++) {
        if (str_is(plural, ends_in_s[i])) {
            buf_put(out, plural);
            return;
        }
    }
    bool has_ending = ends_in(plural, "s") || ends_in(plural, "eaux") || ends_in(plural, "eux");
    if (is_acronym(plural) || plural.len < 4) {
        buf_put(out, plural);
    } else if (ends_in(plural, "aux") && !ends_in(plural, "eaux")) {
        buf_put(out, str_sub(plural, 0, plural.len - 2));
        buf_putc(out, 'l');
    } else {
        buf_put(out, str_sub(plural, 0, plural.len - has_ending));
    }
}
