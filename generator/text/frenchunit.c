/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frenchunit - numbers with their units, agreed; durations. See french.h and frenchsign.h.
 */
#include "generator/text/frenchsign.h"

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

Str frenchunit_main(Str unit)
{
    size_t slash = str_find(unit, STR("/"), 0);
    return slash == SIZE_MAX ? unit : str_sub(unit, 0, slash);
}

bool frenchunit_is_euro(Str unit)
{
    return find_unit(frenchunit_main(unit)) == &units[0];
}

bool frenchunit_is_percent(Str unit)
{
    return find_unit(frenchunit_main(unit)) == &units[1];
}

bool frenchunit_is_feminine(Str unit)
{
    const Unit *known = find_unit(frenchunit_main(unit));
    return known && known->is_feminine;
}

void frenchunit_put_per(Buf *out, Str unit)
{
    size_t slash = str_find(unit, STR("/"), 0);
    for (bool is_first = true; slash != SIZE_MAX; is_first = false) {
        Str rest = str_sub(unit, slash + 1, unit.len);
        buf_put(out, is_first ? STR(" par ") : STR(" et par "));
        frenchunit_put_noun(out, num_from_int(1), rest);
        slash = str_find(unit, STR("/"), slash + 1);
    }
}

bool french_is_plural(Num n)
{
    return num_cmp(n, num_from_int(2)) >= 0 || num_cmp(n, num_from_int(-2)) <= 0;
}

void frenchunit_put_noun(Buf *out, Num n, Str unit)
{
    Str base = frenchunit_main(unit);
    const Unit *known = find_unit(base);
    bool is_plural = french_is_plural(n);
    if (known) {
        buf_put(out, str_of(is_plural ? known->plural : known->singular));
    } else if (is_plural) {
        buf_put(out, base);
    } else {
        french_put_singular(out, base);
    }
}

void french_put_with_unit(Buf *out, const French *fr, Num n, Str unit)
{
    Str base = frenchunit_main(unit);
    const Unit *known = find_unit(base);
    if (known == &units[0]) {
        french_put_amount(out, fr, n);
    } else {
        french_put_number(out, fr, n, -1);
        if (base.len > 0) {
            buf_put(out, frenchsign_nbsp(fr));
            if (known && known->symbol[0] != '\0') {
                buf_put(out, str_of(known->symbol));
            } else {
                frenchunit_put_noun(out, n, base);
            }
        }
    }
    frenchunit_put_per(out, unit);
}

/* True after million and milliard, which take « de » before a noun. */
static bool ends_in_million(Num n)
{
    Num rest = NUM_ZERO;
    return num_cmp(n, NUM_ZERO) != 0 && num_is_int(n) && num_rem(n, num_from_int(1000000), &rest) &&
           num_cmp(rest, NUM_ZERO) == 0;
}

bool frenchunit_put_words(Buf *out, const French *fr, Num n, Str unit)
{
    Str base = frenchunit_main(unit);
    if (frenchunit_is_euro(unit)) {
        if (!french_put_euro_words(out, fr, n)) {
            return false;
        }
    } else if (!french_put_words(out, fr, n, frenchunit_is_feminine(unit))) {
        return false;
    } else if (base.len > 0) {
        buf_putc(out, ' ');
        if (ends_in_million(n) && !frenchunit_is_percent(unit)) {
            const Unit *known = find_unit(base);
            frenchsign_put_of(out, fr, known ? str_of(known->plural) : base);
        }
        frenchunit_put_noun(out, n, base);
    }
    frenchunit_put_per(out, unit);
    return true;
}

/* --- durations ------------------------------------------------------------------------------- */

/* A unit that is counted in a smaller one, of which so many make a larger one. */
typedef struct Duration {
    const char *unit;
    int64_t times; /* small ones in this unit */
    int64_t large; /* small ones in the large one */
    const char *small_id;
    const char *large_id;
} Duration;

static const Duration durations[] = {
    {"mois", 1, 12, "mois", "ans"}, {"trimestres", 3, 12, "mois", "ans"},
    {"ans", 12, 12, "mois", "ans"}, {"annees", 12, 12, "mois", "ans"},
    {"min", 1, 60, "min", "h"},     {"h", 60, 60, "min", "h"},
    {"heures", 60, 60, "min", "h"},
};

/* True for units of time; those that are not converted (days, weeks) too. */
static bool is_time(const Unit *unit)
{
    static const char *const others[] = {
        "jours", "jours_ouvres", "jours_ouvrables", "jours_calendaires", "semaines",
    };
    bool is_found = false;
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        is_found = is_found || str_is(str_of(unit->id), durations[i].unit);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        is_found = is_found || str_is(str_of(unit->id), others[i]);
    }
    return is_found;
}

static const Duration *find_duration(Str unit)
{
    const Unit *known = find_unit(unit);
    for (size_t i = 0; known && i < sizeof durations / sizeof durations[0]; i++) {
        if (str_is(str_of(known->id), durations[i].unit)) {
            return &durations[i];
        }
    }
    return NULL;
}

static bool put_count(Buf *out, const French *fr, Num n, Str unit, bool in_words)
{
    if (in_words) {
        return frenchunit_put_words(out, fr, n, unit);
    }
    french_put_with_unit(out, fr, n, unit);
    return true;
}

/* Days and weeks stay what they are: how many make a month depends on the month. */
bool frenchunit_put_duration(Buf *out, const French *fr, Num n, Str unit, bool in_words)
{
    const Duration *d = find_duration(unit);
    Num scaled = NUM_ZERO;
    int64_t count = 0;
    if (!d || !num_mul(n, num_from_int(d->times), &scaled) || !num_to_int64(scaled, &count) ||
        count < d->large) {
        bool is_small = d && num_to_int64(scaled, &count) && count >= 0;
        return put_count(out, fr, is_small ? scaled : n, is_small ? str_of(d->small_id) : unit,
                         in_words);
    }
    if (!put_count(out, fr, num_from_int(count / d->large), str_of(d->large_id), in_words)) {
        return false;
    }
    if (count % d->large > 0) {
        buf_puts(out, " et ");
        return put_count(out, fr, num_from_int(count % d->large), str_of(d->small_id), in_words);
    }
    return true;
}

FrenchKind french_kind_of_unit(Str unit)
{
    const Unit *known = find_unit(frenchunit_main(unit));
    bool is_rate = str_find(unit, STR("/"), 0) != SIZE_MAX;
    if (unit.len == 0) {
        return FRENCH_NUMBER;
    }
    if (known == &units[0]) {
        return FRENCH_AMOUNT;
    }
    return known && !is_rate && is_time(known) ? FRENCH_DURATION : FRENCH_QUANTITY;
}
