/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frenchname - a name behind « de » and « à », contracted with its article; where « de » is elided. See french.h.
 */
#include "generator/base/utf8.h"
#include "generator/text/frenchsign.h"
#include "generator/text/typoword.h"

#define N_OF(array) (sizeof(array) / sizeof(array)[0])

/* No word of the lists below is longer. */
#define WORD_MAX 32
/* Capitals that are spelled rather than read. */
#define ACRONYM_MAX 4

/*
 * Words whose h counts as a consonant (h aspiré), in small letters without accents; a star stands for any ending, which
 * also covers their compounds and derivatives. Every other h is mute.
 */
static const char *const aspirated[] = {
    /* clang-format off */
    "hache", "haches", "hachee*", "hacher", "hachis", "hachoir*", "hachure*", "hagard*", "haie", "haies", "haillon*", "haine*",
    "hair", "halage*", "hale", "haler", "haletant*", "hall", "halls", "halle", "halles", "hallebard*", "halo", "halos",
    "halte", "haltes", "hamac*", "hamburger*", "hameau*", "hampe*", "hamster*", "hanche*", "hand", "handball*", "handicap*",
    "handisport*", "hangar*", "hanneton*", "hanse*", "hanter", "hantise*", "happening*", "happer", "harangue*", "haras",
    "harass*", "harcel*", "hardi*", "hardware", "harem*", "hareng*", "hargn*", "haricot*", "harnach*", "harnais", "harpe*",
    "harpie*", "harpon*", "hasard*", "haschisch", "hate", "hatif", "hatifs", "hative*", "hauban*", "hausse", "hausses",
    "haussement*", "hausser", "haut*", "havre*", "hayon*", "heaume*", "heler", "hennir", "heraut*", "herisse*", "herisson*",
    "hernie*", "heron", "herons", "heros", "herse*", "hetre", "hetres", "heurt*", "hibou*", "hic", "hideu*", "hierarch*",
    "hi-fi", "hip-hop", "hippie*", "hisser", "hobby*", "hochement*", "hocher", "hochet*", "hockey*", "hold-up", "holding*",
    "homard*", "hongre*", "honte*", "hoquet*", "horde*", "hors", "hotte*", "houblon*", "houe", "houille*", "houle*",
    "houppe*", "housse*", "houx", "hublot*", "huche*", "huee*", "huguenot*", "huit", "huitain*", "huitieme*", "hululement*",
    "hululer", "hune", "hunier*", "huppe*", "hurle*", "huron*", "hussard*", "hutte*",
    /* places */
    "habsheim", "hagondange", "hague", "haguenau", "hainaut", "ham", "hambourg", "hanoi", "hanovre", "harlem", "hatten",
    "hayange", "haye", "hegenheim", "hem", "herrlisheim", "hesingue", "hesse", "hettange", "hirsingue", "hoche", "hochfelden",
    "hoenheim", "hoerdt", "hollandais*", "hollande", "holtzheim", "hombourg", "honduras", "honfleur", "hong-kong", "hongrie",
    "hongrois*", "horbourg", "houdan", "houilles", "houlgate", "houston", "hunawihr", "huningue", "husseren",
    /* clang-format on */
};

/* Mute although a pattern above takes them. */
static const char *const mute[] = {"hauterive*", "hauteville*", "hautmont"};

/* Vowels at the start of a word that count as consonants: « le onze », « le oui ». */
static const char *const kept[] = {
    "onze", "onzieme*", "oui", "ouistiti*", "ouistreham", "ouagadougou", "uhlan*", "ululement*",
};
/* A y before a vowel counts as a consonant (« de Yaoundé »), but here. */
static const char *const elided_y[] = {"yerres", "yerville", "yeu", "yeuse*", "yeux", "yonne"};

/* The forms that a preposition takes before each article. */
typedef struct Preposition {
    const char *le;
    const char *la;
    const char *les;
    bool is_de; /* elided before a vowel */
} Preposition;

static const Preposition de = {.le = "du ", .la = "de la ", .les = "des ", .is_de = true};
static const Preposition a = {.le = "au ", .la = "à la ", .les = "aux "};

/* A small letter without accent, as in the lists; 0: no letter of a French word. */
static char plain_letter(uint32_t cp)
{
    static const char *const accents[] = {
        "àâäÀÂÄ", "çÇ", "éèêëÉÈÊË", "îïÎÏ", "ôöÔÖ", "ùûüÙÛÜ", "ÿŸ", "œŒ", "æÆ",
    };
    static const char letters[] = "aceiouyoa";
    if (cp < 0x80) {
        char c = (char)cp;
        return c >= 'A' && c <= 'Z'                 ? (char)(c + 32)
               : (c >= 'a' && c <= 'z') || c == '-' ? c
                                                    : '\0';
    }
    char bytes[4];
    size_t n = utf8_encode(cp, bytes);
    for (size_t i = 0; i < N_OF(accents); i++) {
        if (str_find(str_of(accents[i]), (Str){.ptr = bytes, .len = n}, 0) != SIZE_MAX) {
            return letters[i];
        }
    }
    return '\0';
}

/* The first word, as the lists have it; cut to what the lists can tell apart. *ret_is_acronym: capitals only, two at least. */
static Str first_word(Str text, char word[WORD_MAX], bool *ret_is_acronym)
{
    size_t n = 0;
    size_t n_capitals = 0;
    bool has_small = false;
    for (size_t pos = 0; pos < text.len && n < WORD_MAX;) {
        uint32_t cp = utf8_next(text, &pos);
        char letter = plain_letter(cp);
        if (letter == '\0') {
            break;
        }
        bool is_capital = letter != '-' && cp != (unsigned char)letter &&
                          (cp < 0x80 || (cp >= 0xC0 && cp <= 0xDE) || cp == 0x152 || cp == 0x178);
        n_capitals += is_capital;
        has_small = has_small || (letter != '-' && !is_capital);
        word[n++] = letter;
    }
    *ret_is_acronym = n_capitals >= 2 && !has_small;
    return (Str){.ptr = word, .len = n};
}

static bool is_listed(Str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Str entry = str_of(list[i]);
        bool is_start = str_ends(entry, STR("*"));
        entry.len -= is_start;
        if (is_start ? str_starts(word, entry) : str_eq(word, entry)) {
            return true;
        }
    }
    return false;
}

static bool is_vowel(char letter)
{
    return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u';
}

/* True if a word of a hyphenated name is listed: « Haute-Garonne » by its first. */
static bool is_aspirated(Str word)
{
    size_t hyphen = str_find(word, STR("-"), 0);
    Str head = hyphen == SIZE_MAX ? word : str_sub(word, 0, hyphen);
    if (is_listed(word, mute, N_OF(mute))) {
        return false;
    }
    return is_listed(word, aspirated, N_OF(aspirated)) ||
           is_listed(head, aspirated, N_OF(aspirated));
}

static bool is_elided_before(Str text)
{
    char bytes[WORD_MAX];
    bool is_acronym = false;
    Str word = first_word(text, bytes, &is_acronym);
    if (word.len == 0) {
        return false;
    }
    char first = word.ptr[0];
    if (first == 'h') { /* HLM is spelled, HYÈRES is read */
        return !(is_acronym && word.len <= ACRONYM_MAX) && !is_aspirated(word);
    }
    if (is_acronym) {
        return is_vowel(first);
    }
    if (first == 'y') {
        bool is_before_vowel = word.len > 1 && is_vowel(word.ptr[1]);
        return word.len > 1 && (!is_before_vowel || is_listed(word, elided_y, N_OF(elided_y)));
    }
    return is_vowel(first) && !is_listed(word, kept, N_OF(kept));
}

/* Takes « Le » or « Les » off a name: « Le Havre », « les Ulis »; not « Les-sur-Mer ». */
static Str take_article(Str *name)
{
    static const char *const articles[] = {"le", "Le", "les", "Les"};
    for (size_t i = 0; i < N_OF(articles); i++) {
        Str article = str_of(articles[i]);
        if (str_starts(*name, article) && typoword_is_blank(typoword_at(*name, article.len))) {
            size_t pos = article.len;
            (void)utf8_next(*name, &pos); /* the blank */
            *name = str_sub(*name, pos, name->len);
            return i < 2 ? STR("le") : STR("les");
        }
    }
    return STR_EMPTY;
}

static void put_name(Buf *out, const French *fr, const Preposition *p, Str article, Str name)
{
    Str own = article.len == 0 ? take_article(&name) : article;
    if (str_is(own, "le")) {
        buf_put(out, str_of(p->le));
    } else if (str_is(own, "la")) {
        buf_put(out, str_of(p->la));
    } else if (str_is(own, "les")) {
        buf_put(out, str_of(p->les));
    } else if (str_starts(own, STR("l"))) { /* l' or l’ */
        buf_put(out, p->is_de ? STR("de l") : STR("à l"));
        buf_put(out, frenchsign_apostrophe(fr));
    } else if (p->is_de) {
        frenchsign_put_of(out, fr, name);
    } else {
        buf_puts(out, "à ");
    }
    buf_put(out, name);
}

void frenchsign_put_of(Buf *out, const French *fr, Str noun)
{
    if (is_elided_before(noun)) {
        buf_putc(out, 'd');
        buf_put(out, frenchsign_apostrophe(fr));
    } else {
        buf_puts(out, "de ");
    }
}

void french_put_of(Buf *out, const French *fr, Str article, Str name)
{
    put_name(out, fr, &de, article, name);
}

void french_put_at(Buf *out, const French *fr, Str article, Str name)
{
    put_name(out, fr, &a, article, name);
}
