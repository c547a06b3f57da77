/* SPDX-License-Identifier: Apache-2.0 */
/*
 * french - digits, dates, lists and first letters; the forms of values by their kind. See french.h. The words are made by
 * frenchword.c, units by frenchunit.c, names by frenchname.c, plurals by frenchplural.c.
 */
#include "generator/text/french.h"

#include "generator/base/utf8.h"
#include "generator/text/frenchsign.h"

/* A number as num_put_fixed writes it: sign, 39 digits, point, 12 decimals. */
#define DIGITS_MAX 64
#define DECIMALS_MAX 12 /* of num_round */

/* --- signs ----------------------------------------------------------------------------------- */

static TypoProfile profile_of(const French *fr)
{
    return fr ? fr->typography : TYPO_IMPRIMERIE_NATIONALE;
}

Str frenchsign_nbsp(const French *fr)
{
    return profile_of(fr) == TYPO_NONE ? STR(" ") : STR("\xC2\xA0");
}

static Str thin_space(const French *fr)
{
    return profile_of(fr) == TYPO_IMPRIMERIE_NATIONALE ? STR("\xE2\x80\xAF") : frenchsign_nbsp(fr);
}

Str frenchsign_apostrophe(const French *fr)
{
    return profile_of(fr) == TYPO_NONE ? STR("'") : STR("\xE2\x80\x99");
}

bool french_spelling_from_name(Str name, FrenchSpelling *ret_spelling)
{
    static const char *const names[] = {
        [FRENCH_TRADITIONAL] = "traditionnelle",
        [FRENCH_1990] = "1990",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_is(name, names[i])) {
            *ret_spelling = (FrenchSpelling)i;
            return true;
        }
    }
    return false;
}

/* --- digits ---------------------------------------------------------------------------------- */

int french_decimals(const French *fr, Num n)
{
    Num rounded = NUM_ZERO;
    for (int places = 2; fr && fr->is_exact && places <= DECIMALS_MAX; places++) {
        if (num_round(n, places, NUM_HALF_UP, &rounded) && num_cmp(rounded, n) == 0) {
            return places;
        }
    }
    return 2;
}

/*
 * The plain decimal, rounded, in `digits`, which the answer borrows; is_short: zeros at the end left out.
 */
static Str plain_decimal(Num n, int decimals, bool is_short, char digits[DIGITS_MAX])
{
    /* The buffer is as large as the longest number: it never grows. */
    Buf out = {.ptr = digits, .cap = DIGITS_MAX, .max_bytes = DIGITS_MAX};
    num_put_fixed(&out, n, decimals);
    Str text = buf_str(&out);
    if (is_short) {
        while (text.len > 0 && text.ptr[text.len - 1] == '0') {
            text.len--;
        }
        text.len -= str_ends(text, STR("."));
    }
    return text;
}

void french_put_number(Buf *out, const French *fr, Num n, int decimals)
{
    char digits[DIGITS_MAX];
    Str text =
        plain_decimal(n, decimals < 0 ? french_decimals(fr, n) : decimals, decimals < 0, digits);
    if (str_starts(text, STR("-"))) {
        buf_putc(out, '-');
        text = str_sub(text, 1, text.len);
    }
    size_t point = str_find(text, STR("."), 0);
    size_t whole = point == SIZE_MAX ? text.len : point;
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            buf_put(out, thin_space(fr));
        }
        buf_putc(out, text.ptr[i]);
    }
    if (point != SIZE_MAX) {
        buf_putc(out, ',');
        buf_put(out, str_sub(text, point + 1, text.len));
    }
}

/* True if the number shows no cents. */
static bool is_round(Num n)
{
    char digits[DIGITS_MAX];
    return str_find(plain_decimal(n, 2, true, digits), STR("."), 0) == SIZE_MAX;
}

void french_put_amount(Buf *out, const French *fr, Num n)
{
    french_put_number(out, fr, n, is_round(n) ? 0 : 2);
    buf_put(out, frenchsign_nbsp(fr));
    buf_puts(out, "€");
}

/* --- dates, lists, letters ------------------------------------------------------------------- */

void french_put_long_date(Buf *out, const French *fr, Date date)
{
    static const char *const months[12] = {
        "janvier", "février", "mars",      "avril",   "mai",      "juin",
        "juillet", "août",    "septembre", "octobre", "novembre", "décembre",
    };
    buf_put_u64(out, (uint64_t)date.day);
    buf_put(out, date.day == 1 ? STR("er") : STR_EMPTY);
    buf_put(out, frenchsign_nbsp(fr));
    buf_put(out, str_of(months[date.month - 1]));
    buf_putc(out, ' ');
    buf_put_u64(out, (uint64_t)date.year);
}

/* Two digits. */
static void put_two(Buf *out, int n)
{
    buf_putc(out, (char)('0' + n / 10));
    buf_putc(out, (char)('0' + n % 10));
}

static void put_short_date(Buf *out, Date date)
{
    put_two(out, date.day);
    buf_putc(out, '/');
    put_two(out, date.month);
    buf_putc(out, '/');
    put_two(out, date.year / 100);
    put_two(out, date.year % 100);
}

/* What an item of an enumeration reads: the libelle of its entry, or its text. */
static void put_item(Buf *out, const French *fr, const Value *item)
{
    const Value *entry = item->kind == VALUE_MAP ? item : item->entry;
    Str title = value_get_text(entry, STR("libelle"));
    if (title.len == 0) {
        title = value_get_text(entry, STR("titre"));
    }
    if (title.len > 0) {
        buf_put(out, title);
    } else if (item->kind == VALUE_NUM) {
        french_put_with_unit(out, fr, item->num, item->meta ? item->meta->unit : STR_EMPTY);
    } else {
        buf_put(out, item->text);
    }
}

void french_put_enumeration(Buf *out, const French *fr, const Value *list, bool is_or)
{
    for (size_t i = 0; i < list->list.n; i++) {
        if (i > 0) {
            bool is_last = i + 1 == list->list.n;
            buf_put(out, !is_last ? STR(", ") : is_or ? STR(" ou ") : STR(" et "));
        }
        put_item(out, fr, list->list.items[i]);
    }
}

static bool is_capital(uint32_t cp)
{
    return (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) || cp == 0x152 ||
           cp == 0x178;
}

static bool is_small(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 0xE0 && cp <= 0xFF && cp != 0xF7) || cp == 0x153;
}

/* ASCII, Latin-1 and œ; ÿ is the one letter of Latin-1 whose capital stands elsewhere. */
static uint32_t change_case(uint32_t cp)
{
    if (cp == 0x152 || cp == 0x153) {
        return cp ^ 1;
    }
    if (cp == 0xFF || cp == 0x178) {
        return cp == 0xFF ? 0x178 : 0xFF;
    }
    return cp ^ 0x20;
}

/*
 * « OPH », « A1 visite », « L112 »: a word that begins with a capital and a capital or digit keeps
 * it.
 */
static bool is_acronym(Str text, size_t second)
{
    if (second >= text.len) {
        return false;
    }
    uint32_t cp = utf8_next(text, &second);
    return is_capital(cp) || (cp >= '0' && cp <= '9');
}

static void put_first_letter(Buf *out, Str text, bool to_capital)
{
    size_t pos = 0;
    uint32_t first = text.len > 0 ? utf8_next(text, &pos) : 0;
    bool changes =
        to_capital ? is_small(first) && first != 0xDF : is_capital(first) && !is_acronym(text, pos);
    if (!changes) {
        buf_put(out, text);
        return;
    }
    buf_put_utf8(out, change_case(first));
    buf_put(out, str_sub(text, pos, text.len));
}

/* --- forms ----------------------------------------------------------------------------------- */

typedef enum Form {
    FORM_MONTANT,
    FORM_AVEC_UNITE,
    FORM_EN_LETTRES,
    FORM_CHIFFRES_ET_LETTRES,
    FORM_AVEC_UNITE_ET_LETTRES,
    FORM_NOMBRE,
    FORM_ORDINAL,
    FORM_DUREE,
    FORM_PLURIEL,
    FORM_LONGUE,
    FORM_COURTE,
    FORM_ENUMERATION,
    FORM_MINUSCULE,
    FORM_MAJUSCULE,
    FORM_DE,
    FORM_A,
    FORM_OUI_NON,
} Form;

/* Modifiers of a form. */
#define PLAIN 0u
#define WORDS 1u    /* .en_lettres */
#define FEMININE 2u /* .feminin */
#define OR 4u       /* .ou */

#define OF(kind) (1u << (kind))
#define MEASURES (OF(FRENCH_DURATION) | OF(FRENCH_QUANTITY))
#define NUMBERS (OF(FRENCH_NUMBER) | OF(FRENCH_AMOUNT) | MEASURES)

typedef struct Facet {
    const char *name;
    Form form;
    unsigned modifiers;
    unsigned kinds;
} Facet;

static const Facet facets[] = {
    {"nombre", FORM_NOMBRE, PLAIN, NUMBERS | OF(FRENCH_LIST)},
    {"avec_unite", FORM_AVEC_UNITE, PLAIN, NUMBERS},
    {"avec_unite.en_lettres", FORM_AVEC_UNITE, WORDS, NUMBERS},
    {"avec_unite_et_lettres", FORM_AVEC_UNITE_ET_LETTRES, PLAIN, NUMBERS},
    {"en_lettres", FORM_EN_LETTRES, PLAIN, NUMBERS},
    {"en_lettres.feminin", FORM_EN_LETTRES, FEMININE, OF(FRENCH_NUMBER) | MEASURES},
    {"chiffres_et_lettres", FORM_CHIFFRES_ET_LETTRES, PLAIN, NUMBERS},
    {"chiffres_et_lettres.feminin", FORM_CHIFFRES_ET_LETTRES, FEMININE,
     OF(FRENCH_NUMBER) | MEASURES},
    {"montant", FORM_MONTANT, PLAIN, OF(FRENCH_NUMBER) | OF(FRENCH_AMOUNT)},
    {"montant.en_lettres", FORM_MONTANT, WORDS, OF(FRENCH_NUMBER) | OF(FRENCH_AMOUNT)},
    {"duree", FORM_DUREE, PLAIN, OF(FRENCH_DURATION)},
    {"duree.en_lettres", FORM_DUREE, WORDS, OF(FRENCH_DURATION)},
    {"ordinal", FORM_ORDINAL, PLAIN, OF(FRENCH_NUMBER) | MEASURES},
    {"ordinal.feminin", FORM_ORDINAL, FEMININE, OF(FRENCH_NUMBER) | MEASURES},
    {"ordinal.en_lettres", FORM_ORDINAL, WORDS, OF(FRENCH_NUMBER) | MEASURES},
    {"ordinal.en_lettres.feminin", FORM_ORDINAL, WORDS | FEMININE, OF(FRENCH_NUMBER) | MEASURES},
    {"longue", FORM_LONGUE, PLAIN, OF(FRENCH_DATE)},
    {"date.longue", FORM_LONGUE, PLAIN, OF(FRENCH_DATE)},
    {"courte", FORM_COURTE, PLAIN, OF(FRENCH_DATE)},
    {"date.courte", FORM_COURTE, PLAIN, OF(FRENCH_DATE)},
    {"de", FORM_DE, PLAIN, OF(FRENCH_TEXT)},
    {"a", FORM_A, PLAIN, OF(FRENCH_TEXT)},
    {"majuscule", FORM_MAJUSCULE, PLAIN, OF(FRENCH_TEXT)},
    {"minuscule", FORM_MINUSCULE, PLAIN, OF(FRENCH_TEXT)},
    {"enumeration", FORM_ENUMERATION, PLAIN, OF(FRENCH_LIST)},
    {"enumeration.ou", FORM_ENUMERATION, OR, OF(FRENCH_LIST)},
    {"pluriel", FORM_PLURIEL, PLAIN, NUMBERS | OF(FRENCH_TEXT) | OF(FRENCH_LIST)},
    {"oui_non", FORM_OUI_NON, PLAIN, OF(FRENCH_BOOLEAN)},
};

#define N_FACETS (sizeof facets / sizeof facets[0])

/* The form of this name that values of one of these kinds have, or NULL. */
static const Facet *find_facet(Str name, unsigned kinds)
{
    for (size_t i = 0; i < N_FACETS; i++) {
        if (str_is(name, facets[i].name)) {
            return facets[i].kinds & kinds ? &facets[i] : NULL;
        }
    }
    return NULL;
}

bool french_has_facet(FrenchKind kind, Str facet)
{
    return find_facet(facet, kind == FRENCH_ANYTHING ? ~0u : OF(kind)) != NULL;
}

size_t french_facets(FrenchKind kind, Str ret_names[FRENCH_FACETS_MAX])
{
    _Static_assert(N_FACETS <= FRENCH_FACETS_MAX, "the array of french.h holds all names");
    size_t n = 0;
    for (size_t i = 0; i < N_FACETS; i++) {
        if (kind == FRENCH_ANYTHING || facets[i].kinds & OF(kind)) {
            ret_names[n++] = str_of(facets[i].name);
        }
    }
    return n;
}

static Str unit_of(const Value *value)
{
    return value->meta ? value->meta->unit : STR_EMPTY;
}

FrenchKind french_kind_of(const Value *value)
{
    Date date = {0};
    switch (value->kind) {
    case VALUE_BOOL:
        return FRENCH_BOOLEAN;
    case VALUE_NUM:
        return french_kind_of_unit(unit_of(value));
    case VALUE_TEXT:
        return date_parse(value->text, &date) ? FRENCH_DATE : FRENCH_TEXT;
    case VALUE_LIST:
        return FRENCH_LIST;
    case VALUE_MAP:
        return FRENCH_MAP;
    case VALUE_NULL:
    case VALUE_LAMBDA:
        break;
    }
    return FRENCH_ANYTHING;
}

/* "12 (douze)"; of an amount "50 € (cinquante euros)". */
static bool put_both(Buf *out, const French *fr, Num n, Str unit, bool is_feminine)
{
    bool is_euro = frenchunit_is_euro(unit);
    if (is_euro) {
        french_put_amount(out, fr, n);
    } else {
        french_put_number(out, fr, n, -1);
    }
    buf_puts(out, " (");
    bool has_words =
        is_euro ? french_put_euro_words(out, fr, n) : french_put_words(out, fr, n, is_feminine);
    buf_putc(out, ')');
    return has_words;
}

/* "15 (quinze) jours", "50 € (cinquante euros) par heure", "7 % (sept pour cent)" */
static bool put_unit_and_words(Buf *out, const French *fr, Num n, Str unit)
{
    Str base = frenchunit_main(unit);
    bool has_words = false;
    if (frenchunit_is_percent(unit)) {
        french_put_with_unit(out, fr, n, base);
        buf_puts(out, " (");
        has_words = frenchunit_put_words(out, fr, n, base);
        buf_putc(out, ')');
    } else {
        has_words = put_both(out, fr, n, unit, frenchunit_is_feminine(unit));
        if (base.len > 0 && !frenchunit_is_euro(unit)) {
            buf_putc(out, ' ');
            frenchunit_put_noun(out, n, base);
        }
    }
    frenchunit_put_per(out, unit);
    return has_words;
}

/* False if the number is out of the range of the form. */
static bool put_number_form(Buf *out, const French *fr, Num n, Str unit, const Facet *facet)
{
    bool in_words = facet->modifiers & WORDS;
    bool is_feminine = facet->modifiers & FEMININE || frenchunit_is_feminine(unit);
    switch (facet->form) {
    case FORM_NOMBRE:
        french_put_number(out, fr, n, -1);
        return true;
    case FORM_AVEC_UNITE:
        if (in_words) {
            return frenchunit_put_words(out, fr, n, unit);
        }
        french_put_with_unit(out, fr, n, unit);
        return true;
    case FORM_EN_LETTRES:
        return frenchunit_is_euro(unit) ? french_put_euro_words(out, fr, n)
                                        : french_put_words(out, fr, n, is_feminine);
    case FORM_MONTANT:
        if (in_words) {
            return french_put_euro_words(out, fr, n);
        }
        french_put_amount(out, fr, n);
        return true;
    case FORM_CHIFFRES_ET_LETTRES:
        return put_both(out, fr, n, unit, is_feminine);
    case FORM_AVEC_UNITE_ET_LETTRES:
        return put_unit_and_words(out, fr, n, unit);
    case FORM_ORDINAL:
        is_feminine = facet->modifiers & FEMININE;
        return in_words ? french_put_ordinal_words(out, fr, n, is_feminine)
                        : french_put_ordinal(out, fr, n, is_feminine);
    case FORM_DUREE:
        return frenchunit_put_duration(out, fr, n, unit, in_words);
    case FORM_PLURIEL:
        buf_put(out, french_is_plural(n) ? STR("s") : STR_EMPTY);
        return true;
    case FORM_LONGUE:
    case FORM_COURTE:
    case FORM_ENUMERATION:
    case FORM_MINUSCULE:
    case FORM_MAJUSCULE:
    case FORM_DE:
    case FORM_A:
    case FORM_OUI_NON:
        break;
    }
    return false;
}

static void put_text_form(Buf *out, const French *fr, Str text, Form form)
{
    Date date = {0};
    if (form == FORM_MINUSCULE || form == FORM_MAJUSCULE) {
        put_first_letter(out, text, form == FORM_MAJUSCULE);
    } else if (form == FORM_DE) { /* of a name without article */
        french_put_of(out, fr, STR_EMPTY, text);
    } else if (form == FORM_A) {
        french_put_at(out, fr, STR_EMPTY, text);
    } else if (form == FORM_PLURIEL) {
        french_put_plural(out, text);
    } else if (date_parse(text, &date)) {
        if (form == FORM_LONGUE) {
            french_put_long_date(out, fr, date);
        } else {
            put_short_date(out, date);
        }
    }
}

static void put_list_form(Buf *out, const French *fr, const Value *list, const Facet *facet)
{
    Num count = num_from_int((int64_t)list->list.n);
    if (facet->form == FORM_ENUMERATION) {
        french_put_enumeration(out, fr, list, facet->modifiers & OR);
    } else if (facet->form == FORM_NOMBRE) {
        french_put_number(out, fr, count, 0);
    } else {
        buf_put(out, french_is_plural(count) ? STR("s") : STR_EMPTY);
    }
}

Status french_facet(void *ctx, const Value *value, Str name, Buf *out, bool *ret_found)
{
    const French *library = ctx;
    French own = library ? *library : (French){.typography = TYPO_IMPRIMERIE_NATIONALE};
    own.is_exact = value->origin != ORIGIN_COMPUTED; /* what was given is what stands there */
    const French *fr = &own;
    FrenchKind kind = french_kind_of(value);
    bool is_text = value->kind == VALUE_TEXT; /* one that is a date may be any text */
    unsigned kinds = kind == FRENCH_ANYTHING ? ~0u : OF(kind) | (is_text ? OF(FRENCH_TEXT) : 0);
    const Facet *facet = value->kind == VALUE_LAMBDA ? NULL : find_facet(name, kinds);
    size_t before = out->len;
    *ret_found = facet != NULL;
    if (!facet) {
        return ST_OK;
    }
    switch (value->kind) {
    case VALUE_NUM:
        if (!put_number_form(out, fr, value->num, unit_of(value), facet)) {
            out->len = out->len > before ? before : out->len;
            return out->status == ST_OK ? ST_INPUT : out->status;
        }
        break;
    case VALUE_TEXT:
        put_text_form(out, fr, value->text, facet->form);
        break;
    case VALUE_LIST:
        put_list_form(out, fr, value, facet);
        break;
    case VALUE_BOOL:
        buf_put(out, value->boolean ? STR("oui") : STR("non"));
        break;
    case VALUE_NULL: /* as a bare null: nothing is written */
    case VALUE_MAP:
    case VALUE_LAMBDA:
        break;
    }
    return out->status;
}
