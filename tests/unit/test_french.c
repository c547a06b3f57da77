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
} words[] = {
#include "tests/unit/french_words.inc"
};

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

static void test_words(void **state)
{
    Buf *out = *state;
    assert_true(sizeof words / sizeof words[0] >= 300);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_true(french_put_words(out, num_from_int(words[i].n)));
        assert_written(out, words[i].words);
    }
    assert_false(french_put_words(out, num("1000000000000")));
    assert_false(french_put_words(out, num("-1000000000000")));
    assert_false(french_put_words(out, num("1.5")));
    assert_false(french_put_words(out, num("1e30")));
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
        french_put_number(*state, num(cases[i].n), cases[i].decimals);
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
        french_put_amount(*state, num(cases[i].n));
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
        {"1", "ruches", "1~ruches"},
        {"5", "", "5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        french_put_with_unit(*state, num(cases[i].n), str_of(cases[i].unit));
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
        french_put_long_date(*state, date);
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
    french_put_enumeration(*state, list);
    assert_written(*state, "");
    assert_int_equal(value_list_add(&arena, list, value_text(&arena, at, STR("peintre"))), ST_OK);
    french_put_enumeration(*state, list);
    assert_written(*state, "peintre");
    Value *entry = value_map(&arena, at);
    Value *title = value_text(&arena, at, STR("Travailleur handicapé"));
    assert_int_equal(value_map_add(&arena, entry, STR("libelle"), at, title), ST_OK);
    Value *code = value_text(&arena, at, STR("TH"));
    code->entry = entry;
    assert_int_equal(value_list_add(&arena, list, code), ST_OK);
    french_put_enumeration(*state, list);
    assert_written(*state, "peintre et Travailleur handicapé");
    assert_int_equal(value_list_add(&arena, list, entry), ST_OK);
    static const ValueMeta hours = {.unit = {.ptr = "h", .len = 1}};
    Value *number = value_num(&arena, at, num_from_int(6200));
    number->meta = &hours;
    assert_int_equal(value_list_add(&arena, list, number), ST_OK);
    french_put_enumeration(*state, list);
    assert_written(*state, "peintre, Travailleur handicapé, Travailleur handicapé et 6_200~h");
    arena_done(&arena);
}

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
    assert_int_equal(french_facet(NULL, value, str_of(c->facet), out, &is_found), ST_OK);
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
        {"500", "EUR/action", NULL, "en_lettres", "cinq cents"},
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
        {"1e15", NULL, NULL, "en_lettres", "1_000_000_000_000_000"},
        {"12", NULL, NULL, "chiffres_et_lettres", "12 (douze)"},
        {"15", "jours", NULL, "chiffres_et_lettres", "15 (quinze)"},
        {"21", "h", NULL, "chiffres_et_lettres", "21 (vingt et une)"},
        {"1.5", "h", NULL, "chiffres_et_lettres", "1,5 (un virgule cinq)"},
        {"1e15", NULL, NULL, "chiffres_et_lettres", "1_000_000_000_000_000"},
        {"15", "jours", NULL, "avec_unite_et_lettres", "15 (quinze) jours"},
        {"1", "jours", NULL, "avec_unite_et_lettres", "1 (un) jour"},
        {"1", "h", NULL, "avec_unite_et_lettres", "1 (une) heure"},
        {"31", "h", NULL, "avec_unite_et_lettres", "31 (trente et une) heures"},
        {"12", NULL, NULL, "avec_unite_et_lettres", "12 (douze)"},
        {"3", "ruches", NULL, "avec_unite_et_lettres", "3 (trois) ruches"},
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
        {"1e15", "EUR", NULL, "avec_unite_et_lettres", "1_000_000_000_000_000~€"},
        {"18", NULL, NULL, "majuscule", NULL},
        {"18", NULL, NULL, "date.longue", NULL},
        {"18", NULL, NULL, "enumeration", NULL},
        {"18", NULL, NULL, "inconnu", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_facet(*state, &cases[i]);
    }
}

static void test_text_facets(void **state)
{
    static const FacetCase cases[] = {
        {NULL, NULL, "2026-10-01", "date.longue", "1er~octobre 2026"},
        {NULL, NULL, "2026-10-05", "longue", "5~octobre 2026"},
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

/* Verifies the list of forms, and that maps and booleans have none. */
static void test_facet_names(void **state)
{
    static const char *const names[] = {
        "montant",     "avec_unite",  "en_lettres", "chiffres_et_lettres",
        "nombre",      "date.longue", "longue",     "avec_unite_et_lettres",
        "enumeration", "minuscule",   "majuscule"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(french_is_facet(str_of(names[i])));
    }
    assert_false(french_is_facet(STR("date")));
    assert_false(french_is_facet(STR("")));
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
    assert_int_equal(french_facet(NULL, list, STR("montant"), *state, &is_found), ST_OK);
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
        {"", "", "de ", "à "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf out;
        buf_init(&out, 1000);
        french_put_of(&out, str_of(cases[i].article), str_of(cases[i].name));
        buf_puts(&out, "|");
        french_put_at(&out, str_of(cases[i].article), str_of(cases[i].name));
        char wanted[200];
        (void)snprintf(wanted, sizeof wanted, "%s|%s", cases[i].of, cases[i].at);
        buf_putc(&out, '\0');
        assert_string_equal(out.ptr, wanted);
        buf_done(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_words),
        TEST(test_numbers),
        TEST(test_amounts),
        TEST(test_units),
        TEST(test_dates),
        TEST(test_enumeration),
        TEST(test_number_facets),
        TEST(test_text_facets),
        TEST(test_facet_names),
        TEST(test_full_buffer),
        TEST(test_names_behind_prepositions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
