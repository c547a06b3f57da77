/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_french - numbers, amounts, units, words, dates, lists and first letters as a French contract
 * writes them. In the tables “~” stands for U+00A0 and “_” for U+202F.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/text/french.h"

static const struct {
    int64_t n;
    const char *words;
    const char *since_1990;
    const char *feminine;
    const char *euros;
} words[] = {
#include "tests/unit/french_words.inc"
};

static const French as_1990 = {.spelling = FRENCH_1990, .typography = TYPO_IMPRIMERIE_NATIONALE};

static Num num(const char *text)
{
    Num n = NUM_ZERO;
    assert_true(num_parse(str_of(text), &n));
    return n;
}

/* What was written, with the spaces of the tables; empties the buffer. */
static void assert_written(Buf *out, const char *wanted)
{
    Buf shown;
    buf_init(&shown, MIB);
    assert_true(buf_ok(out));
    Str text = buf_str(out);
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        buf_put_utf8(&shown, cp == CP_NBSP ? '~' : cp == CP_NNBSP ? '_' : cp);
    }
    buf_putc(&shown, '\0');
    assert_string_equal(shown.ptr, wanted);
    buf_done(&shown);
    buf_clear(out);
}

static int set_up(void **state)
{
    static Buf out;
    buf_init(&out, MIB);
    *state = &out;
    return 0;
}

static int tear_down(void **state)
{
    buf_done(*state);
    return 0;
}

/* Verifies a table that was not made by the code: traditional, of 1990, feminine, amounts. */
static void test_words(void **state)
{
    Buf *out = *state;
    assert_true(sizeof words / sizeof words[0] >= 300);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        Num n = num_from_int(words[i].n);
        assert_true(french_put_words(out, NULL, n, false));
        assert_written(out, words[i].words);
        assert_true(french_put_words(out, &as_1990, n, false));
        assert_written(out, words[i].since_1990);
        assert_true(french_put_words(out, NULL, n, true));
        assert_written(out, words[i].feminine);
        assert_true(french_put_euro_words(out, NULL, n));
        assert_written(out, words[i].euros);
    }
}

/* Written by hand: decimals, negative numbers, what is rounded, the spelling of 1990 with « et » and nouns. */
static void test_words_by_hand(void **state)
{
    static const struct {
        const char *n;
        const char *words;
        const char *feminine_1990;
        const char *euros;
    } cases[] = {
        {"0.5", "zéro virgule cinq", "zéro virgule cinq", "cinquante centimes"},
        {"0.01", "zéro virgule zéro un", "zéro virgule zéro un", "un centime"},
        {"0.02", "zéro virgule zéro deux", "zéro virgule zéro deux", "deux centimes"},
        {"1.01", "un virgule zéro un", "un virgule zéro un", "un euro et un centime"},
        {"1.10", "un virgule un", "un virgule un", "un euro et dix centimes"},
        {"1.21", "un virgule vingt et un", "un virgule vingt-et-un",
         "un euro et vingt et un centimes"},
        {"2.80", "deux virgule huit", "deux virgule huit", "deux euros et quatre-vingts centimes"},
        {"7.5", "sept virgule cinq", "sept virgule cinq", "sept euros et cinquante centimes"},
        {"12.05", "douze virgule zéro cinq", "douze virgule zéro cinq",
         "douze euros et cinq centimes"},
        {"-3", "moins trois", "moins trois", "moins trois euros"},
        {"-1", "moins un", "moins une", "moins un euro"},
        {"-80", "moins quatre-vingts", "moins quatre-vingts", "moins quatre-vingts euros"},
        {"-0.5", "moins zéro virgule cinq", "moins zéro virgule cinq", "moins cinquante centimes"},
        {"-0.001", "zéro", "zéro", "zéro euro"},
        {"0.005", "zéro virgule zéro un", "zéro virgule zéro un", "un centime"},
        {"0.995", "un", "une", "un euro"},
        {"49.996", "cinquante", "cinquante", "cinquante euros"},
        {"833.333", "huit cent trente-trois virgule trente-trois",
         "huit-cent-trente-trois virgule trente-trois",
         "huit cent trente-trois euros et trente-trois centimes"},
        {"1000000.5", "un million virgule cinq", "un million virgule cinq",
         "un million d’euros et cinquante centimes"},
        {"1000000", "un million", "un million", "un million d’euros"},
        {"1000001", "un million un", "un million une", "un million un euros"},
        {"1500000", "un million cinq cent mille", "un million cinq-cent-mille",
         "un million cinq cent mille euros"},
        {"80000000", "quatre-vingts millions", "quatre-vingts millions",
         "quatre-vingts millions d’euros"},
        {"200000000", "deux cents millions", "deux-cents millions", "deux cents millions d’euros"},
        {"280000000", "deux cent quatre-vingts millions", "deux-cent-quatre-vingts millions",
         "deux cent quatre-vingts millions d’euros"},
        {"80000", "quatre-vingt mille", "quatre-vingt-mille", "quatre-vingt mille euros"},
        {"200000", "deux cent mille", "deux-cent-mille", "deux cent mille euros"},
        {"280000", "deux cent quatre-vingt mille", "deux-cent-quatre-vingt-mille",
         "deux cent quatre-vingt mille euros"},
        {"21021", "vingt et un mille vingt et un", "vingt-et-un-mille-vingt-et-une",
         "vingt et un mille vingt et un euros"},
        {"1000", "mille", "mille", "mille euros"},
        {"1001", "mille un", "mille-une", "mille un euros"},
        {"1100", "mille cent", "mille-cent", "mille cent euros"},
        {"2000000000", "deux milliards", "deux milliards", "deux milliards d’euros"},
        {"200080000", "deux cents millions quatre-vingt mille",
         "deux-cents millions quatre-vingt-mille", "deux cents millions quatre-vingt mille euros"},
        {"999999999999.99",
         "neuf cent quatre-vingt-dix-neuf milliards neuf cent quatre-vingt-dix-neuf millions neuf "
         "cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf virgule "
         "quatre-vingt-dix-neuf",
         "neuf-cent-quatre-vingt-dix-neuf milliards neuf-cent-quatre-vingt-dix-neuf millions "
         "neuf-cent-quatre-vingt-dix-neuf-mille-neuf-cent-quatre-vingt-dix-neuf virgule "
         "quatre-vingt-dix-neuf",
         "neuf cent quatre-vingt-dix-neuf milliards neuf cent quatre-vingt-dix-neuf millions neuf "
         "cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf euros et "
         "quatre-vingt-dix-neuf centimes"},
    };
    Buf *out = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(french_put_words(out, NULL, num(cases[i].n), false));
        assert_written(out, cases[i].words);
        assert_true(french_put_words(out, &as_1990, num(cases[i].n), true));
        assert_written(out, cases[i].feminine_1990);
        assert_true(french_put_euro_words(out, NULL, num(cases[i].n)));
        assert_written(out, cases[i].euros);
    }
    static const char *const too_large[] = {"1000000000000", "-1000000000000", "999999999999.995",
                                            "1e30"};
    for (size_t i = 0; i < sizeof too_large / sizeof too_large[0]; i++) {
        assert_false(french_put_words(out, NULL, num(too_large[i]), false));
        assert_false(french_put_euro_words(out, NULL, num(too_large[i])));
        assert_written(out, "");
    }
}

static void test_ordinals(void **state)
{
    static const struct {
        int64_t n;
        const char *digits;
        const char *feminine;
        const char *words;
        const char *since_1990; /* feminine */
    } cases[] = {
        {1, "1er", "1re", "premier", "première"},
        {2, "2e", "2e", "deuxième", "deuxième"},
        {3, "3e", "3e", "troisième", "troisième"},
        {4, "4e", "4e", "quatrième", "quatrième"},
        {5, "5e", "5e", "cinquième", "cinquième"},
        {6, "6e", "6e", "sixième", "sixième"},
        {8, "8e", "8e", "huitième", "huitième"},
        {9, "9e", "9e", "neuvième", "neuvième"},
        {10, "10e", "10e", "dixième", "dixième"},
        {11, "11e", "11e", "onzième", "onzième"},
        {16, "16e", "16e", "seizième", "seizième"},
        {17, "17e", "17e", "dix-septième", "dix-septième"},
        {19, "19e", "19e", "dix-neuvième", "dix-neuvième"},
        {20, "20e", "20e", "vingtième", "vingtième"},
        {21, "21e", "21e", "vingt et unième", "vingt-et-unième"},
        {22, "22e", "22e", "vingt-deuxième", "vingt-deuxième"},
        {25, "25e", "25e", "vingt-cinquième", "vingt-cinquième"},
        {30, "30e", "30e", "trentième", "trentième"},
        {71, "71e", "71e", "soixante et onzième", "soixante-et-onzième"},
        {80, "80e", "80e", "quatre-vingtième", "quatre-vingtième"},
        {81, "81e", "81e", "quatre-vingt-unième", "quatre-vingt-unième"},
        {99, "99e", "99e", "quatre-vingt-dix-neuvième", "quatre-vingt-dix-neuvième"},
        {100, "100e", "100e", "centième", "centième"},
        {101, "101e", "101e", "cent unième", "cent-unième"},
        {200, "200e", "200e", "deux centième", "deux-centième"},
        {1000, "1_000e", "1_000e", "millième", "millième"},
        {2000, "2_000e", "2_000e", "deux millième", "deux-millième"},
        {999999, "999_999e", "999_999e",
         "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuvième",
         "neuf-cent-quatre-vingt-dix-neuf-mille-neuf-cent-quatre-vingt-dix-neuvième"},
    };
    Buf *out = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Num n = num_from_int(cases[i].n);
        assert_true(french_put_ordinal(out, NULL, n, false));
        assert_written(out, cases[i].digits);
        assert_true(french_put_ordinal(out, NULL, n, true));
        assert_written(out, cases[i].feminine);
        assert_true(french_put_ordinal_words(out, NULL, n, false));
        assert_written(out, cases[i].words);
        assert_true(french_put_ordinal_words(out, &as_1990, n, true));
        assert_written(out, cases[i].since_1990);
    }
    assert_true(french_put_ordinal(out, NULL, num("1000000"), false));
    assert_written(out, "1_000_000e");
    assert_false(french_put_ordinal_words(out, NULL, num("1000000"), false));
    static const char *const none[] = {"0", "-1", "1.5", "1e30"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_false(french_put_ordinal(out, NULL, num(none[i]), false));
        assert_false(french_put_ordinal_words(out, NULL, num(none[i]), false));
    }
    assert_written(out, "");
}

static void test_numbers(void **state)
{
    static const struct {
        const char *n;
        int decimals;
        const char *wanted;
    } cases[] = {
        {"0", -1, "0"},
        {"7", -1, "7"},
        {"999", -1, "999"},
        {"1000", -1, "1_000"},
        {"6200", -1, "6_200"},
        {"12345", -1, "12_345"},
        {"123456", -1, "123_456"},
        {"1234567.89", -1, "1_234_567,89"},
        {"1234567.895", -1, "1_234_567,9"},
        {"1234567.8949", -1, "1_234_567,89"},
        {"0.5", -1, "0,5"},
        {"0.004", -1, "0"},
        {"0.005", -1, "0,01"},
        {"-1234.5", -1, "-1_234,5"},
        {"-0.001", -1, "0"},
        {"1234.5", 2, "1_234,50"},
        {"1234.5", 0, "1_235"},
        {"999.99", 0, "1_000"},
        {"100", -1, "100"},
        {"170141183460469231731687303715884105727", -1,
         "170_141_183_460_469_231_731_687_303_715_884_105_727"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        french_put_number(*state, NULL, num(cases[i].n), cases[i].decimals);
        assert_written(*state, cases[i].wanted);
    }
}

static void test_amounts(void **state)
{
    static const struct {
        const char *n;
        const char *wanted;
    } cases[] = {
        {"1234567.89", "1_234_567,89~€"},
        {"6200000", "6_200_000~€"},
        {"50", "50~€"},
        {"50.5", "50,50~€"},
        {"0", "0~€"},
        {"49.996", "50~€"},
        {"833.333", "833,33~€"},
        {"-12.1", "-12,10~€"},
        {"0.05", "0,05~€"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        french_put_amount(*state, NULL, num(cases[i].n));
        assert_written(*state, cases[i].wanted);
    }
}

static void test_units(void **state)
{
    static const struct {
        const char *n;
        const char *unit;
        const char *wanted;
    } cases[] = {
        {"18", "mois", "18~mois"},
        {"1", "mois", "1~mois"},
        {"1", "jours", "1~jour"},
        {"0", "jours", "0~jour"},
        {"1.5", "jours", "1,5~jour"},
        {"2", "jours", "2~jours"},
        {"2", "jour", "2~jours"},
        {"-1", "jours", "-1~jour"},
        {"-2", "jours", "-2~jours"},
        {"10", "jours_ouvres", "10~jours ouvrés"},
        {"1", "annees", "1~année"},
        {"3", "années", "3~années"},
        {"1", "semaines", "1~semaine"},
        {"31", "h", "31~h"},
        {"6200", "h", "6_200~h"},
        {"833.3333", "h", "833,33~h"},
        {"3", "heures", "3~heures"},
        {"7", "%", "7~%"},
        {"7.5", "%", "7,5~%"},
        {"5", "points", "5~points"},
        {"1", "points", "1~point"},
        {"2", "structures", "2~structures"},
        {"1", "personnes", "1~personne"},
        {"1", "actions", "1~action"},
        {"4", "accueils", "4~accueils"},
        {"1", "participations", "1~participation"},
        {"100000", "EUR", "100_000~€"},
        {"50.5", "EUR", "50,50~€"},
        {"50", "EUR/h", "50~€ par heure"},
        {"35.25", "EUR/h", "35,25~€ par heure"},
        {"500", "EUR/action", "500~€ par action"},
        {"100", "EUR/jour/document", "100~€ par jour et par document"},
        {"100", "EUR/jours/documents", "100~€ par jour et par document"},
        {"10", "h/mois", "10~h par mois"},
        {"3", "EUR/ruche", "3~€ par ruche"},
        {"20", "m2", "20~m²"},
        {"1", "ruches", "1~ruche"},
        {"2", "ruches", "2~ruches"},
        {"1", "bureaux", "1~bureau"},
        {"0.5", "travaux", "0,5~travail"},
        {"1", "avis", "1~avis"},
        {"1", "kWh", "1~kWh"},
        {"5", "", "5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        french_put_with_unit(*state, NULL, num(cases[i].n), str_of(cases[i].unit));
        assert_written(*state, cases[i].wanted);
    }
}

static void test_dates(void **state)
{
    static const struct {
        const char *date;
        const char *wanted;
    } cases[] = {
        {"2026-10-01", "1er~octobre 2026"}, {"2026-01-02", "2~janvier 2026"},
        {"2026-02-11", "11~février 2026"},  {"2026-03-31", "31~mars 2026"},
        {"2026-04-01", "1er~avril 2026"},   {"2026-05-08", "8~mai 2026"},
        {"2026-06-21", "21~juin 2026"},     {"2026-07-14", "14~juillet 2026"},
        {"2026-08-15", "15~août 2026"},     {"2026-09-30", "30~septembre 2026"},
        {"2026-11-21", "21~novembre 2026"}, {"2026-12-25", "25~décembre 2026"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Date date = {0};
        assert_true(date_parse(str_of(cases[i].date), &date));
        french_put_long_date(*state, NULL, date);
        assert_written(*state, cases[i].wanted);
    }
}

/* Verifies « a, b et c » of texts, of catalogue entries and of maps, numbers with their unit. */
static void test_enumeration(void **state)
{
    Arena arena;
    arena_init(&arena, 0);
    const Loc at = {0};
    Value *list = value_list(&arena, at);
    french_put_enumeration(*state, NULL, list, false);
    assert_written(*state, "");
    assert_int_equal(value_list_add(&arena, list, value_text(&arena, at, STR("peintre"))), ST_OK);
    french_put_enumeration(*state, NULL, list, false);
    assert_written(*state, "peintre");
    Value *entry = value_map(&arena, at);
    Value *title = value_text(&arena, at, STR("Travailleur handicapé"));
    assert_int_equal(value_map_add(&arena, entry, STR("libelle"), at, title), ST_OK);
    Value *code = value_text(&arena, at, STR("TH"));
    code->entry = entry;
    assert_int_equal(value_list_add(&arena, list, code), ST_OK);
    french_put_enumeration(*state, NULL, list, false);
    assert_written(*state, "peintre et Travailleur handicapé");
    assert_int_equal(value_list_add(&arena, list, entry), ST_OK);
    static const ValueMeta hours = {.unit = {.ptr = "h", .len = 1}};
    Value *number = value_num(&arena, at, num_from_int(6200));
    number->meta = &hours;
    assert_int_equal(value_list_add(&arena, list, number), ST_OK);
    french_put_enumeration(*state, NULL, list, false);
    assert_written(*state, "peintre, Travailleur handicapé, Travailleur handicapé et 6_200~h");
    french_put_enumeration(*state, NULL, list, true);
    assert_written(*state, "peintre, Travailleur handicapé, Travailleur handicapé ou 6_200~h");
    arena_done(&arena);
}

#define OUT_OF_RANGE "(out of range)"

/* The facet of a number with a unit, of a text, or of null where both are missing. */
typedef struct FacetCase {
    const char *num;
    const char *unit;
    const char *text;
    const char *facet;
    const char *wanted; /* NULL: no such facet */
} FacetCase;

static void check_facet(Buf *out, const FacetCase *c)
{
    Arena arena;
    arena_init(&arena, 0);
    ValueMeta meta = {.unit = str_of(c->unit)};
    Value *value = c->num    ? value_num(&arena, (Loc){0}, num(c->num))
                   : c->text ? value_text(&arena, (Loc){0}, str_of(c->text))
                             : value_null(&arena, (Loc){0});
    value->meta = c->unit ? &meta : NULL;
    bool is_found = false;
    Status st = french_facet(NULL, value, str_of(c->facet), out, &is_found);
    if (c->wanted && strcmp(c->wanted, OUT_OF_RANGE) == 0) {
        assert_int_equal(st, ST_INPUT);
        assert_true(is_found);
        assert_written(out, "");
        arena_done(&arena);
        return;
    }
    assert_int_equal(st, ST_OK);
    if (is_found != (c->wanted != NULL)) {
        fail_msg("facet %s of %s%s", c->facet, c->num ? c->num : "", c->text ? c->text : "");
    }
    assert_written(out, c->wanted ? c->wanted : "");
    arena_done(&arena);
}

static void test_number_facets(void **state)
{
    static const FacetCase cases[] = {
        {"1234567.89", NULL, NULL, "montant", "1_234_567,89~€"},
        {"18", "mois", NULL, "avec_unite", "18~mois"},
        {"18", NULL, NULL, "avec_unite", "18"},
        {"6200", "h", NULL, "nombre", "6_200"},
        {"12", NULL, NULL, "en_lettres", "douze"},
        {"500", "EUR/action", NULL, "en_lettres", "cinq cents euros"},
        {"1", "EUR", NULL, "en_lettres", "un euro"},
        {"50.5", "EUR/h", NULL, "en_lettres", "cinquante euros et cinquante centimes"},
        {"2000000", "EUR", NULL, "en_lettres", "deux millions d’euros"},
        {"2000000", NULL, NULL, "montant.en_lettres", "deux millions d’euros"},
        {"1234567.89", NULL, NULL, "montant.en_lettres",
         "un million deux cent trente-quatre mille cinq cent soixante-sept euros et "
         "quatre-vingt-neuf centimes"},
        {"7", "%", NULL, "montant", NULL},
        {"7", "%", NULL, "duree", NULL},
        {"18", "mois", NULL, "montant.en_lettres", NULL},
        {"31", NULL, NULL, "en_lettres.feminin", "trente et une"},
        {"21", NULL, NULL, "chiffres_et_lettres.feminin", "21 (vingt et une)"},
        {"18", "mois", NULL, "avec_unite.en_lettres", "dix-huit mois"},
        {"21", "h", NULL, "avec_unite.en_lettres", "vingt et une heures"},
        {"1", "h", NULL, "avec_unite.en_lettres", "une heure"},
        {"1.5", "jours", NULL, "avec_unite.en_lettres", "un virgule cinq jour"},
        {"2000000", "h", NULL, "avec_unite.en_lettres", "deux millions d’heures"},
        {"1000000", "personnes", NULL, "avec_unite.en_lettres", "un million de personnes"},
        {"7.5", "%", NULL, "avec_unite.en_lettres", "sept virgule cinq pour cent"},
        {"7.125", "%", NULL, "avec_unite", "7,125~%"},
        {"7.125", "%", NULL, "avec_unite_et_lettres",
         "7,125~% (sept virgule cent vingt-cinq pour cent)"},
        {"1234.0005", NULL, NULL, "nombre", "1_234,0005"},
        {"0.0050", NULL, NULL, "en_lettres", "zéro virgule zéro zéro cinq"},
        {"0.100", NULL, NULL, "chiffres_et_lettres", "0,1 (zéro virgule un)"},
        {"35.125", "EUR/h", NULL, "avec_unite", "35,13~€ par heure"},
        {"50", "EUR/h", NULL, "avec_unite.en_lettres", "cinquante euros par heure"},
        {"18", "mois", NULL, "duree", "1~an et 6~mois"},
        {"18", "mois", NULL, "duree.en_lettres", "un an et six mois"},
        {"12", "mois", NULL, "duree", "1~an"},
        {"24", "mois", NULL, "duree.en_lettres", "deux ans"},
        {"11", "mois", NULL, "duree", "11~mois"},
        {"13", "mois", NULL, "duree.en_lettres", "un an et un mois"},
        {"1.5", "ans", NULL, "duree", "1~an et 6~mois"},
        {"5", "trimestres", NULL, "duree", "1~an et 3~mois"},
        {"3", "trimestres", NULL, "duree", "9~mois"},
        {"10.3", "mois", NULL, "duree", "10,3~mois"},
        {"90", "min", NULL, "duree", "1~h et 30~min"},
        {"90", "min", NULL, "duree.en_lettres", "une heure et trente minutes"},
        {"1.5", "h", NULL, "duree", "1~h et 30~min"},
        {"0.5", "h", NULL, "duree", "30~min"},
        {"31", "h", NULL, "duree", "31~h"},
        {"45", "jours", NULL, "duree", "45~jours"},
        {"6", "semaines", NULL, "duree.en_lettres", "six semaines"},
        {"-18", "mois", NULL, "duree", "-18~mois"},
        {"1", NULL, NULL, "ordinal", "1er"},
        {"1", NULL, NULL, "ordinal.feminin", "1re"},
        {"21", NULL, NULL, "ordinal.en_lettres", "vingt et unième"},
        {"1", "mois", NULL, "ordinal.en_lettres.feminin", "première"},
        {"0", NULL, NULL, "ordinal", OUT_OF_RANGE},
        {"1.5", NULL, NULL, "ordinal.en_lettres", OUT_OF_RANGE},
        {"0", NULL, NULL, "pluriel", ""},
        {"1", "h", NULL, "pluriel", ""},
        {"1.5", NULL, NULL, "pluriel", ""},
        {"1.99", NULL, NULL, "pluriel", ""},
        {"2", "EUR", NULL, "pluriel", "s"},
        {"-2", NULL, NULL, "pluriel", "s"},
        {"1", "h", NULL, "en_lettres", "une"},
        {"21", "semaines", NULL, "en_lettres", "vingt et une"},
        {"81", "personnes", NULL, "en_lettres", "quatre-vingt-une"},
        {"71", "actions", NULL, "en_lettres", "soixante et onze"},
        {"101", "h", NULL, "en_lettres", "cent une"},
        {"21000", "h", NULL, "en_lettres", "vingt et un mille"},
        {"1000000", "h", NULL, "en_lettres", "un million"},
        {"7.5", "%", NULL, "en_lettres", "sept virgule cinq"},
        {"12.05", NULL, NULL, "en_lettres", "douze virgule zéro cinq"},
        {"0.25", NULL, NULL, "en_lettres", "zéro virgule vingt-cinq"},
        {"-3", NULL, NULL, "en_lettres", "moins trois"},
        {"1e15", NULL, NULL, "en_lettres", OUT_OF_RANGE},
        {"1e15", "EUR", NULL, "en_lettres", OUT_OF_RANGE},
        {"1e15", "mois", NULL, "duree.en_lettres", OUT_OF_RANGE},
        {"1e15", "mois", NULL, "avec_unite.en_lettres", OUT_OF_RANGE},
        {"12", NULL, NULL, "chiffres_et_lettres", "12 (douze)"},
        {"15", "jours", NULL, "chiffres_et_lettres", "15 (quinze)"},
        {"21", "h", NULL, "chiffres_et_lettres", "21 (vingt et une)"},
        {"1.5", "h", NULL, "chiffres_et_lettres", "1,5 (un virgule cinq)"},
        {"1e15", NULL, NULL, "chiffres_et_lettres", OUT_OF_RANGE},
        {"50", "EUR/h", NULL, "chiffres_et_lettres", "50~€ (cinquante euros)"},
        {"15", "jours", NULL, "avec_unite_et_lettres", "15 (quinze) jours"},
        {"1", "jours", NULL, "avec_unite_et_lettres", "1 (un) jour"},
        {"1", "h", NULL, "avec_unite_et_lettres", "1 (une) heure"},
        {"31", "h", NULL, "avec_unite_et_lettres", "31 (trente et une) heures"},
        {"12", NULL, NULL, "avec_unite_et_lettres", "12 (douze)"},
        {"3", "ruches", NULL, "avec_unite_et_lettres", "3 (trois) ruches"},
        {"1", "ruches", NULL, "avec_unite_et_lettres", "1 (un) ruche"},
        {"7", "%", NULL, "avec_unite_et_lettres", "7~% (sept pour cent)"},
        {"50", "EUR", NULL, "avec_unite_et_lettres", "50~€ (cinquante euros)"},
        {"1", "EUR", NULL, "avec_unite_et_lettres", "1~€ (un euro)"},
        {"0", "EUR", NULL, "avec_unite_et_lettres", "0~€ (zéro euro)"},
        {"50", "EUR/h", NULL, "avec_unite_et_lettres", "50~€ (cinquante euros) par heure"},
        {"50.5", "EUR", NULL, "avec_unite_et_lettres",
         "50,50~€ (cinquante euros et cinquante centimes)"},
        {"0.01", "EUR", NULL, "avec_unite_et_lettres", "0,01~€ (un centime)"},
        {"1000000", "EUR", NULL, "avec_unite_et_lettres", "1_000_000~€ (un million d’euros)"},
        {"6200000", "EUR", NULL, "avec_unite_et_lettres",
         "6_200_000~€ (six millions deux cent mille euros)"},
        {"1e15", "EUR", NULL, "avec_unite_et_lettres", OUT_OF_RANGE},
        {"1e15", "%", NULL, "avec_unite_et_lettres", OUT_OF_RANGE},
        {"18", NULL, NULL, "majuscule", NULL},
        {"18", NULL, NULL, "date.longue", NULL},
        {"18", NULL, NULL, "enumeration", NULL},
        {"18", NULL, NULL, "inconnu", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_facet(*state, &cases[i]);
    }
}

/* Verifies that what was given keeps its decimals, and what was calculated is rounded to hundredths. */
static void test_calculated_facets(void **state)
{
    static const char *const wanted[] = {"12,5~%", "8,33~%", "7,13~%"};
    Num third = NUM_ZERO;
    assert_true(num_div(num_from_int(25), num_from_int(3), &third));
    const Num nums[] = {num("12.5"), third, num("7.125")};
    ValueMeta meta = {.unit = STR("%")};
    for (size_t i = 0; i < 3; i++) {
        Value value = {.kind = VALUE_NUM, .origin = ORIGIN_COMPUTED, .num = nums[i], .meta = &meta};
        bool is_found = false;
        assert_int_equal(french_facet(NULL, &value, STR("avec_unite"), *state, &is_found), ST_OK);
        assert_written(*state, wanted[i]);
    }
}

static void test_text_facets(void **state)
{
    static const FacetCase cases[] = {
        {NULL, NULL, "2026-10-01", "date.longue", "1er~octobre 2026"},
        {NULL, NULL, "2026-10-05", "longue", "5~octobre 2026"},
        {NULL, NULL, "2026-10-01", "courte", "01/10/2026"},
        {NULL, NULL, "2026-12-25", "date.courte", "25/12/2026"},
        {NULL, NULL, "0987-01-02", "courte", "02/01/0987"},
        {NULL, NULL, "2026-10-01", "minuscule", "2026-10-01"},
        {NULL, NULL, "2026-10-01", "montant", NULL},
        {NULL, NULL, "personne éligible", "pluriel", "personnes éligibles"},
        {NULL, NULL, "2026-02-30", "date.longue", NULL},
        {NULL, NULL, "demain", "longue", NULL},
        {NULL, NULL, "Travaux", "minuscule", "travaux"},
        {NULL, NULL, "École", "minuscule", "école"},
        {NULL, NULL, "Œuvre", "minuscule", "œuvre"},
        {NULL, NULL, "L'acheteur", "minuscule", "l'acheteur"},
        {NULL, NULL, "À la ville", "minuscule", "à la ville"},
        {NULL, NULL, "OPH du Val", "minuscule", "OPH du Val"},
        {NULL, NULL, "ÉTAT", "minuscule", "ÉTAT"},
        {NULL, NULL, "A1 visite", "minuscule", "A1 visite"},
        {NULL, NULL, "A", "minuscule", "a"},
        {NULL, NULL, "déjà", "minuscule", "déjà"},
        {NULL, NULL, "Orléans", "de", "d’Orléans"},
        {NULL, NULL, "Saint-Aubin", "a", "à Saint-Aubin"},
        {NULL, NULL, "travaux", "majuscule", "Travaux"},
        {NULL, NULL, "école", "majuscule", "École"},
        {NULL, NULL, "œuvre", "majuscule", "Œuvre"},
        {NULL, NULL, "ÿ", "majuscule", "Ÿ"},
        {NULL, NULL, "ça", "majuscule", "Ça"},
        {NULL, NULL, "ß", "majuscule", "ß"},
        {NULL, NULL, "÷", "majuscule", "÷"},
        {NULL, NULL, "×", "minuscule", "×"},
        {NULL, NULL, "3 lots", "majuscule", "3 lots"},
        {NULL, NULL, "", "majuscule", ""},
        {NULL, NULL, "", "minuscule", ""},
        {NULL, NULL, "texte", "montant", NULL},
        {NULL, NULL, "texte", "enumeration", NULL},
        {NULL, NULL, NULL, "montant", ""},
        {NULL, NULL, NULL, "date.longue", ""},
        {NULL, NULL, NULL, "inconnu", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_facet(*state, &cases[i]);
    }
}

/* Verifies the forms of each kind, and that maps have none. */
static void test_facet_names(void **state)
{
    static const struct {
        FrenchKind kind;
        const char *unit; /* a unit of this kind, or NULL */
        const char *forms;
    } kinds[] = {
        {FRENCH_NUMBER, "",
         "nombre avec_unite avec_unite.en_lettres avec_unite_et_lettres en_lettres "
         "en_lettres.feminin chiffres_et_lettres chiffres_et_lettres.feminin montant "
         "montant.en_lettres ordinal ordinal.feminin ordinal.en_lettres "
         "ordinal.en_lettres.feminin pluriel "},
        {FRENCH_AMOUNT, "EUR/h",
         "nombre avec_unite avec_unite.en_lettres avec_unite_et_lettres en_lettres "
         "chiffres_et_lettres montant montant.en_lettres pluriel "},
        {FRENCH_DURATION, "jours",
         "nombre avec_unite avec_unite.en_lettres avec_unite_et_lettres en_lettres "
         "en_lettres.feminin chiffres_et_lettres chiffres_et_lettres.feminin duree "
         "duree.en_lettres ordinal ordinal.feminin ordinal.en_lettres "
         "ordinal.en_lettres.feminin pluriel "},
        {FRENCH_QUANTITY, "%",
         "nombre avec_unite avec_unite.en_lettres avec_unite_et_lettres en_lettres "
         "en_lettres.feminin chiffres_et_lettres chiffres_et_lettres.feminin ordinal "
         "ordinal.feminin ordinal.en_lettres ordinal.en_lettres.feminin pluriel "},
        {FRENCH_QUANTITY, "h/mois", NULL},
        {FRENCH_QUANTITY, "ruches", NULL},
        {FRENCH_DURATION, "h", NULL},
        {FRENCH_DURATION, "mois", NULL},
        {FRENCH_DATE, NULL, "longue date.longue courte date.courte "},
        {FRENCH_TEXT, NULL, "de a majuscule minuscule pluriel "},
        {FRENCH_LIST, NULL, "nombre enumeration enumeration.ou pluriel "},
        {FRENCH_BOOLEAN, NULL, "oui_non "},
        {FRENCH_MAP, NULL, ""},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Str names[FRENCH_FACETS_MAX];
        size_t n = french_facets(kinds[i].kind, names);
        for (size_t k = 0; k < n; k++) {
            assert_true(french_has_facet(kinds[i].kind, names[k]));
            assert_true(french_has_facet(FRENCH_ANYTHING, names[k]));
            buf_put(*state, names[k]);
            buf_putc(*state, ' ');
        }
        if (kinds[i].forms) {
            assert_written(*state, kinds[i].forms);
        }
        buf_clear(*state);
        if (kinds[i].unit) {
            assert_int_equal(french_kind_of_unit(str_of(kinds[i].unit)), kinds[i].kind);
        }
    }
    assert_true(french_has_facet(FRENCH_DATE, STR("date.longue")));
    assert_false(french_has_facet(FRENCH_DATE, STR("montant")));
    assert_false(french_has_facet(FRENCH_ANYTHING, STR("date")));
    assert_false(french_has_facet(FRENCH_ANYTHING, STR("")));
    Arena arena;
    arena_init(&arena, 0);
    bool is_found = true;
    Value *map = value_map(&arena, (Loc){0});
    assert_int_equal(french_facet(NULL, map, STR("enumeration"), *state, &is_found), ST_OK);
    assert_false(is_found);
    Value *list = value_list(&arena, (Loc){0});
    assert_int_equal(value_list_add(&arena, list, value_text(&arena, (Loc){0}, STR("a"))), ST_OK);
    assert_int_equal(french_facet(NULL, list, STR("enumeration"), *state, &is_found), ST_OK);
    assert_true(is_found);
    assert_written(*state, "a");
    assert_int_equal(french_facet(NULL, list, STR("pluriel"), *state, &is_found), ST_OK);
    assert_written(*state, "");
    assert_int_equal(value_list_add(&arena, list, value_text(&arena, (Loc){0}, STR("b"))), ST_OK);
    assert_int_equal(french_facet(NULL, list, STR("pluriel"), *state, &is_found), ST_OK);
    assert_written(*state, "s");
    assert_int_equal(french_facet(NULL, list, STR("nombre"), *state, &is_found), ST_OK);
    assert_written(*state, "2");
    assert_int_equal(french_facet(NULL, list, STR("enumeration.ou"), *state, &is_found), ST_OK);
    assert_written(*state, "a ou b");
    assert_int_equal(french_facet(NULL, list, STR("montant"), *state, &is_found), ST_OK);
    assert_false(is_found);
    Value *yes = value_bool(&arena, (Loc){0}, true);
    assert_int_equal(french_facet(NULL, yes, STR("oui_non"), *state, &is_found), ST_OK);
    assert_written(*state, "oui");
    assert_int_equal(french_facet(NULL, yes, STR("pluriel"), *state, &is_found), ST_OK);
    assert_false(is_found);
    arena_done(&arena);
}

/* Verifies that a full buffer is reported, and that nothing is read out of it. */
static void test_full_buffer(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    Value *value = value_num(&arena, (Loc){0}, num("123456789"));
    for (size_t size = 0; size < 20; size++) {
        Buf out;
        bool is_found = false;
        buf_init(&out, size);
        Status st = french_facet(NULL, value, STR("chiffres_et_lettres"), &out, &is_found);
        assert_int_equal(st, ST_LIMIT);
        buf_done(&out);
    }
    arena_done(&arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* « de » and « à » are contracted with the article; a bare name is elided before a vowel. */
static void test_names_behind_prepositions(void **state)
{
    static const struct {
        const char *article;
        const char *name;
        const char *of;
        const char *at;
    } cases[] = {
        {"la", "Commune d’Exemple", "de la Commune d’Exemple", "à la Commune d’Exemple"},
        {"le", "Département du Lac", "du Département du Lac", "au Département du Lac"},
        {"les", "Hospices civils", "des Hospices civils", "aux Hospices civils"},
        {"l'", "Office d’Ormoise", "de l’Office d’Ormoise", "à l’Office d’Ormoise"},
        {"l’", "Agence", "de l’Agence", "à l’Agence"},
        {"", "Orléans", "d’Orléans", "à Orléans"},
        {"", "Évry", "d’Évry", "à Évry"},
        {"", "Œuilly", "d’Œuilly", "à Œuilly"},
        {"", "Houilles", "de Houilles", "à Houilles"},
        {"", "Hyères", "d’Hyères", "à Hyères"},
        {"", "HYÈRES", "d’HYÈRES", "à HYÈRES"},
        {"", "Hénin-Beaumont", "d’Hénin-Beaumont", "à Hénin-Beaumont"},
        {"", "Hautes-Alpes", "de Hautes-Alpes", "à Hautes-Alpes"},
        {"la", "Haute-Garonne", "de la Haute-Garonne", "à la Haute-Garonne"},
        {"", "hôpital de Lens", "d’hôpital de Lens", "à hôpital de Lens"},
        {"", "hameau", "de hameau", "à hameau"},
        {"", "Honfleur", "de Honfleur", "à Honfleur"},
        {"", "Haguenau", "de Haguenau", "à Haguenau"},
        {"", "Ham", "de Ham", "à Ham"},
        {"", "Hombourg-Haut", "de Hombourg-Haut", "à Hombourg-Haut"},
        {"", "Hettange-Grande", "de Hettange-Grande", "à Hettange-Grande"},
        {"", "Hamelet", "d’Hamelet", "à Hamelet"},
        {"", "Hauterives", "d’Hauterives", "à Hauterives"},
        {"", "Le Havre", "du Havre", "au Havre"},
        {"", "Le Mans", "du Mans", "au Mans"},
        {"", "Les Ulis", "des Ulis", "aux Ulis"},
        {"", "La Rochelle", "de La Rochelle", "à La Rochelle"},
        {"", "L’Haÿ-les-Roses", "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses"},
        {"", "Lens", "de Lens", "à Lens"},
        {"", "Lesparre", "de Lesparre", "à Lesparre"},
        {"", "le département", "du département", "au département"},
        {"", "les hospices civils", "des hospices civils", "aux hospices civils"},
        {"", "la commune", "de la commune", "à la commune"},
        {"", "l’office", "de l’office", "à l’office"},
        {"le", "Havre", "du Havre", "au Havre"},
        {"le", "CCAS", "du CCAS", "au CCAS"},
        {"l'", "OPH", "de l’OPH", "à l’OPH"},
        {"la", "SNCF", "de la SNCF", "à la SNCF"},
        {"", "SNCF", "de SNCF", "à SNCF"},
        {"", "OPH", "d’OPH", "à OPH"},
        {"", "HLM", "de HLM", "à HLM"},
        {"", "ADEME", "d’ADEME", "à ADEME"},
        {"le", "11", "du 11", "au 11"},
        {"", "11 novembre", "de 11 novembre", "à 11 novembre"},
        {"", "onze", "de onze", "à onze"},
        {"", "Yvelines", "d’Yvelines", "à Yvelines"},
        {"", "Yaoundé", "de Yaoundé", "à Yaoundé"},
        {"", "Yonne", "d’Yonne", "à Yonne"},
        {"", "Ouistreham", "de Ouistreham", "à Ouistreham"},
        {"", "Ouessant", "d’Ouessant", "à Ouessant"},
        {"", "École", "d’École", "à École"},
        {"", "« Orléans »", "de « Orléans »", "à « Orléans »"},
        {"", "", "de ", "à "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf out;
        buf_init(&out, 1000);
        french_put_of(&out, NULL, str_of(cases[i].article), str_of(cases[i].name));
        buf_puts(&out, "|");
        french_put_at(&out, NULL, str_of(cases[i].article), str_of(cases[i].name));
        char wanted[200];
        (void)snprintf(wanted, sizeof wanted, "%s|%s", cases[i].of, cases[i].at);
        buf_putc(&out, '\0');
        assert_string_equal(out.ptr, wanted);
        buf_done(&out);
    }
}

static void test_plurals(void **state)
{
    static const struct {
        const char *noun;
        const char *plural;
    } cases[] = {
        {"lot", "lots"},
        {"structure", "structures"},
        {"parcours", "parcours"},
        {"prix", "prix"},
        {"gaz", "gaz"},
        {"animal", "animaux"},
        {"bal", "bals"},
        {"travail", "travaux"},
        {"détail", "détails"},
        {"bureau", "bureaux"},
        {"jeu", "jeux"},
        {"pneu", "pneus"},
        {"trou", "trous"},
        {"bijou", "bijoux"},
        {"œil", "yeux"},
        {"CCAP", "CCAP"},
        {"personne éligible", "personnes éligibles"},
        {"salarié en parcours", "salariés en parcours"},
        {"chantier de voirie", "chantiers de voirie"},
        {"chantier-école", "chantiers-écoles"},
        {"compte-rendu", "comptes-rendus"},
        {"après-midi", "après-midi"},
        {"demi-journée", "demi-journées"},
        {"maître d’œuvre", "maîtres d’œuvre"},
        {"maître d'ouvrage public", "maîtres d'ouvrage public"},
        {"apprenti ou stagiaire", "apprentis ou stagiaires"},
        {"marché global", "marchés globaux"},
        {"sous-traitant", "sous-traitants"},
        {"lot (gros œuvre)", "lots (gros œuvre)"},
        {"lot, option", "lots, option"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        french_put_plural(*state, str_of(cases[i].noun));
        assert_written(*state, cases[i].plural);
    }
    static const struct {
        const char *plural;
        const char *singular;
    } back[] = {
        {"lots", "lot"},      {"bureaux", "bureau"}, {"travaux", "travail"},   {"jeux", "jeu"},
        {"cheval", "cheval"}, {"canaux", "canal"},   {"parcours", "parcours"}, {"avis", "avis"},
        {"ETP", "ETP"},       {"km", "km"},          {"choix", "choix"},       {"", ""},
    };
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++) {
        french_put_singular(*state, str_of(back[i].plural));
        assert_written(*state, back[i].singular);
    }
}

/* Verifies the spaces and apostrophes of the three profiles, and the names of spellings. */
static void test_profiles(void **state)
{
    static const struct {
        TypoProfile profile;
        const char *wanted;
    } cases[] = {
        {TYPO_IMPRIMERIE_NATIONALE, "6_200_000~€ 1er~mai 2026 d’Orléans de l’Office 2~h"},
        {TYPO_NBSP_ONLY, "6~200~000~€ 1er~mai 2026 d’Orléans de l’Office 2~h"},
        {TYPO_NONE, "6 200 000 € 1er mai 2026 d'Orléans de l'Office 2 h"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const French fr = {.typography = cases[i].profile};
        french_put_amount(*state, &fr, num("6200000"));
        buf_puts(*state, " ");
        french_put_long_date(*state, &fr, (Date){.year = 2026, .month = 5, .day = 1});
        buf_puts(*state, " ");
        french_put_of(*state, &fr, STR_EMPTY, STR("Orléans"));
        buf_puts(*state, " ");
        french_put_of(*state, &fr, STR("l'"), STR("Office"));
        buf_puts(*state, " ");
        french_put_with_unit(*state, &fr, num("2"), STR("h"));
        assert_written(*state, cases[i].wanted);
    }
    FrenchSpelling spelling = FRENCH_TRADITIONAL;
    assert_true(french_spelling_from_name(STR("1990"), &spelling));
    assert_int_equal(spelling, FRENCH_1990);
    assert_true(french_spelling_from_name(STR("traditionnelle"), &spelling));
    assert_int_equal(spelling, FRENCH_TRADITIONAL);
    assert_false(french_spelling_from_name(STR("1991"), &spelling));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_words),         TEST(test_words_by_hand),
        TEST(test_ordinals),      TEST(test_plurals),
        TEST(test_profiles),      TEST(test_numbers),
        TEST(test_amounts),       TEST(test_units),
        TEST(test_dates),         TEST(test_enumeration),
        TEST(test_number_facets), TEST(test_calculated_facets),
        TEST(test_text_facets),   TEST(test_facet_names),
        TEST(test_full_buffer),   TEST(test_names_behind_prepositions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
