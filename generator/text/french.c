/* SPDX-License-Identifier: Apache-2.0 */
/*
 * french - see french.h. Traditional spelling: hyphens below one hundred only, « vingt et un », «
 * quatre-vingts ».
 *
 * Floor 3 (text).
 */
#include "generator/text/french.h"

#include "generator/base/utf8.h"

#define NBSP "\xC2\xA0"
#define NNBSP "\xE2\x80\xAF"
#define APOSTROPHE "\xE2\x80\x99"

/* A number as num_put_fixed writes it: sign, 39 digits, point, 12 decimals. */
#define DIGITS_MAX 64
#define WORDS_MAX ((int64_t)999999999999)

/* --- digits ---------------------------------------------------------------------------------- */

/*
 * The plain decimal, rounded, in `digits`, which the answer borrows; decimals < 0: at most 2, zeros
 * at the end left out.
 */
static Str plain_decimal(Num n, int decimals, char digits[DIGITS_MAX])
{
    /* The buffer is as large as the longest number: it never grows. */
    Buf out = {.ptr = digits, .cap = DIGITS_MAX, .max_bytes = DIGITS_MAX};
    num_put_fixed(&out, n, decimals < 0 ? 2 : decimals);
    Str text = buf_str(&out);
    if (decimals < 0) {
        while (text.len > 0 && text.ptr[text.len - 1] == '0') {
            text.len--;
        }
        text.len -= str_ends(text, STR("."));
    }
    return text;
}

void french_put_number(Buf *out, Num n, int decimals)
{
    char digits[DIGITS_MAX];
    Str text = plain_decimal(n, decimals, digits);
    if (str_starts(text, STR("-"))) {
        buf_putc(out, '-');
        text = str_sub(text, 1, text.len);
    }
    size_t point = str_find(text, STR("."), 0);
    size_t whole = point == SIZE_MAX ? text.len : point;
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            buf_puts(out, NNBSP);
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
    return str_find(plain_decimal(n, -1, digits), STR("."), 0) == SIZE_MAX;
}

void french_put_amount(Buf *out, Num n)
{
    french_put_number(out, n, is_round(n) ? 0 : 2);
    buf_puts(out, NBSP "€");
}

/* --- words ----------------------------------------------------------------------------------- */

static const char *const small_words[] = {
    "zéro", "un",  "deux", "trois", "quatre", "cinq",     "six",    "sept",  "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
};

static const char *const tens_words[] = {
    "",          "",         "vingt",    "trente",       "quarante",
    "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt",
};

static void put_small(Buf *out, int64_t n, bool is_feminine)
{
    if (n > 16) {
        buf_puts(out, "dix-");
        n -= 10;
    }
    buf_put(out, n == 1 && is_feminine ? STR("une") : str_of(small_words[n]));
}

/* 1 to 99; is_last: nothing but million or milliard follows, so that quatre-vingts takes its s. */
static void put_below_100(Buf *out, int64_t n, bool is_last, bool is_feminine)
{
    if (n < 20) {
        put_small(out, n, is_feminine);
        return;
    }
    int64_t tens = n / 10;
    int64_t rest = tens == 7 || tens == 9 ? n % 10 + 10 : n % 10;
    buf_put(out, str_of(tens_words[tens]));
    if (rest == 0) {
        buf_put(out, tens == 8 && is_last ? STR("s") : STR_EMPTY);
        return;
    }
    bool has_et = tens < 8 && (rest == 1 || rest == 11);
    buf_put(out, has_et ? STR(" et ") : STR("-"));
    put_small(out, rest, is_feminine);
}

/* 1 to 999 */
static void put_below_1000(Buf *out, int64_t n, bool is_last, bool is_feminine)
{
    int64_t hundreds = n / 100;
    int64_t rest = n % 100;
    if (hundreds > 1) {
        put_small(out, hundreds, false);
        buf_putc(out, ' ');
    }
    if (hundreds > 0) {
        buf_puts(out, "cent");
        buf_put(out, hundreds > 1 && rest == 0 && is_last ? STR("s") : STR_EMPTY);
    }
    if (rest > 0) {
        buf_put(out, hundreds > 0 ? STR(" ") : STR_EMPTY);
        put_below_100(out, rest, is_last, is_feminine);
    }
}

/*
 * Takes `unit` out of *n and writes « deux cents millions », with what separates it from the rest.
 */
static void put_scale(Buf *out, int64_t *n, int64_t unit, const char *word)
{
    int64_t count = *n / unit;
    *n %= unit;
    if (count == 0) {
        return;
    }
    put_below_1000(out, count, true, false);
    buf_putc(out, ' ');
    buf_put(out, str_of(word));
    buf_put(out, count > 1 ? STR("s") : STR_EMPTY);
    buf_put(out, *n > 0 ? STR(" ") : STR_EMPTY);
}

static void put_whole_words(Buf *out, int64_t n, bool is_feminine)
{
    if (n == 0) {
        buf_puts(out, "zéro");
        return;
    }
    put_scale(out, &n, 1000000000, "milliard");
    put_scale(out, &n, 1000000, "million");
    if (n >= 2000) {
        put_below_1000(out, n / 1000, false, false);
        buf_putc(out, ' ');
    }
    if (n >= 1000) {
        buf_puts(out, "mille");
        n %= 1000;
        buf_put(out, n > 0 ? STR(" ") : STR_EMPTY);
    }
    if (n > 0) {
        put_below_1000(out, n, true, is_feminine);
    }
}

bool french_put_words(Buf *out, Num n)
{
    int64_t whole = 0;
    if (!num_to_int64(n, &whole) || whole > WORDS_MAX || whole < -WORDS_MAX) {
        return false;
    }
    if (whole < 0) {
        buf_puts(out, "moins ");
    }
    put_whole_words(out, whole < 0 ? -whole : whole, false);
    return true;
}

/* What a number with at most two decimals is made of. */
typedef struct Parts {
    bool is_negative;
    int64_t whole;
    int cents; /* 0 to 99 */
} Parts;

/* False if it can't be put in words. */
static bool split(Num n, Parts *ret_parts)
{
    Num rounded = NUM_ZERO;
    Num whole = NUM_ZERO;
    int64_t cents = 0;
    if (!num_round(n, 2, NUM_HALF_UP, &rounded)) {
        return false;
    }
    bool is_negative = rounded.num < 0;
    rounded.num = is_negative ? -rounded.num : rounded.num;
    int64_t count = 0;
    if (!num_round(rounded, 0, NUM_TRUNC, &whole) || !num_to_int64(whole, &count) ||
        count > WORDS_MAX || !num_sub(rounded, whole, &rounded) ||
        !num_mul(rounded, num_from_int(100), &rounded) || !num_to_int64(rounded, &cents)) {
        return false;
    }
    *ret_parts = (Parts){.is_negative = is_negative, .whole = count, .cents = (int)cents};
    return true;
}

/* « sept », « douze virgule zéro cinq » */
static bool put_number_words(Buf *out, Num n, bool is_feminine)
{
    Parts parts = {0};
    if (!split(n, &parts)) {
        return false;
    }
    buf_put(out, parts.is_negative ? STR("moins ") : STR_EMPTY);
    put_whole_words(out, parts.whole, is_feminine && parts.cents == 0);
    if (parts.cents > 0) {
        buf_puts(out, " virgule ");
        buf_put(out, parts.cents < 10 ? STR("zéro ") : STR_EMPTY);
        put_whole_words(out, parts.cents % 10 == 0 ? parts.cents / 10 : parts.cents, false);
    }
    return true;
}

/* « cinquante euros et cinquante centimes », « deux millions d’euros » */
static bool put_euro_words(Buf *out, Num n)
{
    Parts parts = {0};
    if (!split(n, &parts)) {
        return false;
    }
    buf_put(out, parts.is_negative ? STR("moins ") : STR_EMPTY);
    if (parts.whole > 0 || parts.cents == 0) {
        bool is_million = parts.whole > 0 && parts.whole % 1000000 == 0;
        put_whole_words(out, parts.whole, false);
        buf_put(out, is_million ? STR(" d" APOSTROPHE "euro") : STR(" euro"));
        buf_put(out, parts.whole > 1 ? STR("s") : STR_EMPTY);
        buf_put(out, parts.cents > 0 ? STR(" et ") : STR_EMPTY);
    }
    if (parts.cents > 0) {
        put_whole_words(out, parts.cents, false);
        buf_put(out, parts.cents > 1 ? STR(" centimes") : STR(" centime"));
    }
    return true;
}

/* --- units ----------------------------------------------------------------------------------- */

typedef struct Unit {
    const char *id;     /* as x-unite has it; the singular and plural are understood too */
    const char *symbol; /* "": the noun is written */
    const char *singular;
    const char *plural;
    bool is_feminine;
} Unit;

static const Unit units[] = {
    {"EUR", "€", "euro", "euros", false},
    {"%", "%", "pour cent", "pour cent", false},
    {"h", "h", "heure", "heures", true},
    {"heures", "", "heure", "heures", true},
    {"min", "min", "minute", "minutes", true},
    {"jours", "", "jour", "jours", false},
    {"jours_ouvres", "", "jour ouvré", "jours ouvrés", false},
    {"jours_ouvrables", "", "jour ouvrable", "jours ouvrables", false},
    {"jours_calendaires", "", "jour calendaire", "jours calendaires", false},
    {"semaines", "", "semaine", "semaines", true},
    {"mois", "", "mois", "mois", false},
    {"trimestres", "", "trimestre", "trimestres", false},
    {"ans", "", "an", "ans", false},
    {"annees", "", "année", "années", true},
    {"fois", "", "fois", "fois", true},
    {"points", "", "point", "points", false},
    {"personnes", "", "personne", "personnes", true},
    {"salaries", "", "salarié", "salariés", false},
    {"stagiaires", "", "stagiaire", "stagiaires", false},
    {"participations", "", "participation", "participations", true},
    {"actions", "", "action", "actions", true},
    {"accueils", "", "accueil", "accueils", false},
    {"visites", "", "visite", "visites", true},
    {"reunions", "", "réunion", "réunions", true},
    {"seances", "", "séance", "séances", true},
    {"stages", "", "stage", "stages", false},
    {"parcours", "", "parcours", "parcours", false},
    {"contrats", "", "contrat", "contrats", false},
    {"structures", "", "structure", "structures", true},
    {"entreprises", "", "entreprise", "entreprises", true},
    {"lots", "", "lot", "lots", false},
    {"tranches", "", "tranche", "tranches", true},
    {"periodes", "", "période", "périodes", true},
    {"documents", "", "document", "documents", false},
    {"pages", "", "page", "pages", true},
    {"exemplaires", "", "exemplaire", "exemplaires", false},
    {"logements", "", "logement", "logements", false},
    {"etp", "ETP", "équivalent temps plein", "équivalents temps plein", false},
    {"m2", "m²", "mètre carré", "mètres carrés", false},
    {"m", "m", "mètre", "mètres", false},
    {"km", "km", "kilomètre", "kilomètres", false},
    {"kg", "kg", "kilogramme", "kilogrammes", false},
    {"t", "t", "tonne", "tonnes", true},
};

/* By identifier first: "h" and "heures" share their nouns. */
static const Unit *find_unit(Str id)
{
    const Unit *found = NULL;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (str_is(id, units[i].id)) {
            return &units[i];
        }
        if (!found && (str_is(id, units[i].singular) || str_is(id, units[i].plural))) {
            found = &units[i];
        }
    }
    return found;
}

/* The part of "EUR/jour/document" before the first slash. */
static Str main_unit(Str unit)
{
    size_t slash = str_find(unit, STR("/"), 0);
    return slash == SIZE_MAX ? unit : str_sub(unit, 0, slash);
}

/* « par jour et par document » for what follows the first slash. */
static void put_per(Buf *out, Str unit)
{
    size_t slash = str_find(unit, STR("/"), 0);
    for (bool is_first = true; slash != SIZE_MAX; is_first = false) {
        Str rest = str_sub(unit, slash + 1, unit.len);
        const Unit *known = find_unit(main_unit(rest));
        buf_put(out, is_first ? STR(" par ") : STR(" et par "));
        buf_put(out, known ? str_of(known->singular) : main_unit(rest));
        slash = str_find(unit, STR("/"), slash + 1);
    }
}

/* Plural from 2 on: « 1,5 jour », « 0 jour ». */
static bool is_plural(Num n)
{
    return num_cmp(n, num_from_int(2)) >= 0 || num_cmp(n, num_from_int(-2)) <= 0;
}

/* The noun, or the unit as given. */
static void put_noun(Buf *out, Num n, Str unit, const Unit *known)
{
    if (!known) {
        buf_put(out, unit);
        return;
    }
    buf_put(out, str_of(is_plural(n) ? known->plural : known->singular));
}

void french_put_with_unit(Buf *out, Num n, Str unit)
{
    Str base = main_unit(unit);
    const Unit *known = find_unit(base);
    if (known == &units[0]) {
        french_put_amount(out, n);
    } else {
        french_put_number(out, n, -1);
        if (base.len > 0) {
            buf_puts(out, NBSP);
            if (known && known->symbol[0] != '\0') {
                buf_put(out, str_of(known->symbol));
            } else {
                put_noun(out, n, base, known);
            }
        }
    }
    put_per(out, unit);
}

static bool is_feminine(Str unit)
{
    const Unit *known = find_unit(main_unit(unit));
    return known && known->is_feminine;
}

/* "12 (douze)"; without the words where there are none. */
static void put_both(Buf *out, Num n, Str unit)
{
    french_put_number(out, n, -1);
    size_t before = out->len;
    buf_puts(out, " (");
    if (put_number_words(out, n, is_feminine(unit))) {
        buf_putc(out, ')');
    } else {
        out->len = out->len > before ? before : out->len;
    }
}

/* "15 (quinze) jours", "50 € (cinquante euros) par heure", "7 % (sept pour cent)" */
static void put_unit_and_words(Buf *out, Num n, Str unit)
{
    Str base = main_unit(unit);
    const Unit *known = find_unit(base);
    bool is_euro = known == &units[0];
    if (!is_euro && (!known || known != &units[1])) {
        put_both(out, n, unit);
        if (base.len > 0) {
            buf_putc(out, ' ');
            put_noun(out, n, base, known);
        }
        put_per(out, unit);
        return;
    }
    french_put_with_unit(out, n, base);
    size_t before = out->len;
    buf_puts(out, " (");
    if (is_euro ? put_euro_words(out, n) : put_number_words(out, n, false)) {
        buf_put(out, is_euro ? STR(")") : STR(" pour cent)"));
    } else {
        out->len = out->len > before ? before : out->len;
    }
    put_per(out, unit);
}

/* --- dates, lists, letters ------------------------------------------------------------------- */

void french_put_long_date(Buf *out, Date date)
{
    static const char *const months[12] = {
        "janvier", "février", "mars",      "avril",   "mai",      "juin",
        "juillet", "août",    "septembre", "octobre", "novembre", "décembre",
    };
    buf_put_u64(out, (uint64_t)date.day);
    buf_put(out, date.day == 1 ? STR("er" NBSP) : STR(NBSP));
    buf_put(out, str_of(months[date.month - 1]));
    buf_putc(out, ' ');
    buf_put_u64(out, (uint64_t)date.year);
}

/* What an item of an enumeration reads: the libelle of its entry, or its text. */
static void put_item(Buf *out, const Value *item)
{
    const Value *entry = item->kind == VALUE_MAP ? item : item->entry;
    Str title = value_get_text(entry, STR("libelle"));
    if (title.len == 0) {
        title = value_get_text(entry, STR("titre"));
    }
    if (title.len > 0) {
        buf_put(out, title);
    } else if (item->kind == VALUE_NUM) {
        french_put_with_unit(out, item->num, item->meta ? item->meta->unit : STR_EMPTY);
    } else {
        buf_put(out, item->text);
    }
}

void french_put_enumeration(Buf *out, const Value *list)
{
    for (size_t i = 0; i < list->list.n; i++) {
        if (i > 0) {
            buf_put(out, i + 1 == list->list.n ? STR(" et ") : STR(", "));
        }
        put_item(out, list->list.items[i]);
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

/* --- facets ---------------------------------------------------------------------------------- */

typedef enum Facet {
    FACET_MONTANT,
    FACET_AVEC_UNITE,
    FACET_EN_LETTRES,
    FACET_CHIFFRES_ET_LETTRES,
    FACET_AVEC_UNITE_ET_LETTRES,
    FACET_NOMBRE,
    FACET_DATE_LONGUE,
    FACET_LONGUE,
    FACET_ENUMERATION,
    FACET_MINUSCULE,
    FACET_MAJUSCULE,
    FACET_DE,
    FACET_A,
    FACET_N
} Facet;

static const char *const facet_names[FACET_N] = {
    [FACET_MONTANT] = "montant",
    [FACET_AVEC_UNITE] = "avec_unite",
    [FACET_EN_LETTRES] = "en_lettres",
    [FACET_CHIFFRES_ET_LETTRES] = "chiffres_et_lettres",
    [FACET_AVEC_UNITE_ET_LETTRES] = "avec_unite_et_lettres",
    [FACET_NOMBRE] = "nombre",
    [FACET_DATE_LONGUE] = "date.longue",
    [FACET_LONGUE] = "longue",
    [FACET_ENUMERATION] = "enumeration",
    [FACET_MINUSCULE] = "minuscule",
    [FACET_MAJUSCULE] = "majuscule",
    [FACET_DE] = "de",
    [FACET_A] = "a",
};

static Facet find_facet(Str name)
{
    size_t i = 0;
    while (i < FACET_N && !str_is(name, facet_names[i])) {
        i++;
    }
    return (Facet)i;
}

bool french_is_facet(Str facet)
{
    return find_facet(facet) != FACET_N;
}

/* Words where there are some, else digits. */
static void put_words_or_digits(Buf *out, Num n, Str unit)
{
    if (!put_number_words(out, n, is_feminine(unit))) {
        french_put_number(out, n, -1);
    }
}

static bool put_number_facet(Buf *out, const Value *value, Facet facet)
{
    Num n = value->num;
    Str unit = value->meta ? value->meta->unit : STR_EMPTY;
    switch (facet) {
    case FACET_MONTANT:
        french_put_amount(out, n);
        return true;
    case FACET_AVEC_UNITE:
        french_put_with_unit(out, n, unit);
        return true;
    case FACET_EN_LETTRES:
        put_words_or_digits(out, n, unit);
        return true;
    case FACET_CHIFFRES_ET_LETTRES:
        put_both(out, n, unit);
        return true;
    case FACET_AVEC_UNITE_ET_LETTRES:
        put_unit_and_words(out, n, unit);
        return true;
    case FACET_NOMBRE:
        french_put_number(out, n, -1);
        return true;
    case FACET_DATE_LONGUE:
    case FACET_LONGUE:
    case FACET_ENUMERATION:
    case FACET_MINUSCULE:
    case FACET_MAJUSCULE:
    case FACET_DE:
    case FACET_A:
    case FACET_N:
        break;
    }
    return false;
}

static bool put_text_facet(Buf *out, Str text, Facet facet)
{
    Date date = {0};
    if (facet == FACET_MINUSCULE || facet == FACET_MAJUSCULE) {
        put_first_letter(out, text, facet == FACET_MAJUSCULE);
        return true;
    }
    if (facet == FACET_DE || facet == FACET_A) { /* of a name without article */
        (facet == FACET_DE ? french_put_of : french_put_at)(out, STR_EMPTY, text);
        return true;
    }
    if ((facet == FACET_DATE_LONGUE || facet == FACET_LONGUE) && date_parse(text, &date)) {
        french_put_long_date(out, date);
        return true;
    }
    return false;
}

Status french_facet(void *ctx, const Value *value, Str facet, Buf *out, bool *ret_found)
{
    (void)ctx; /* the hook's type has one; French needs none */
    Facet known = find_facet(facet);
    *ret_found = false;
    if (known == FACET_N) {
        return ST_OK;
    }
    switch (value->kind) {
    case VALUE_NULL:
        *ret_found = true; /* as a bare null: nothing is written */
        break;
    case VALUE_NUM:
        *ret_found = put_number_facet(out, value, known);
        break;
    case VALUE_TEXT:
        *ret_found = put_text_facet(out, value->text, known);
        break;
    case VALUE_LIST:
        if (known == FACET_ENUMERATION) {
            french_put_enumeration(out, value);
            *ret_found = true;
        }
        break;
    case VALUE_BOOL:
    case VALUE_MAP:
    case VALUE_LAMBDA:
        break;
    }
    return out->status;
}
