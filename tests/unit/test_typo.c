/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_typo - French typography: a table of texts before and after, and that a second pass changes
 * nothing. In the tables “~” stands for U+00A0, “_” for U+202F and “¤” for a tag (a private-use
 * code point).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/text/typo.h"

#define TAG 0xE005u

/* The text with the signs of the tables replaced. */
static void put_shown(Buf *out, const char *shown)
{
    Str text = str_of(shown);
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        cp = cp == '~' ? CP_NBSP : cp == '_' ? CP_NNBSP : cp == 0xA4 ? TAG : cp;
        buf_put_utf8(out, cp);
    }
    buf_reserve(out, 1);
}

static void show(Buf *out, Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        cp = cp == CP_NBSP ? '~' : cp == CP_NNBSP ? '_' : cp == TAG ? 0xA4 : cp;
        buf_put_utf8(out, cp);
    }
    buf_putc(out, '\0');
}

/* `text` through the profile gives `wanted`, and so does `wanted` itself. */
static void check(TypoProfile profile, const char *text, uint32_t previous, const char *wanted)
{
    Buf in;
    Buf once;
    Buf twice;
    Buf shown;
    buf_init(&in, MIB);
    buf_init(&once, MIB);
    buf_init(&twice, MIB);
    buf_init(&shown, MIB);
    put_shown(&in, text);
    typo_put(&once, profile, buf_str(&in), previous);
    typo_put(&twice, profile, buf_str(&once), previous);
    show(&shown, buf_str(&once));
    if (strcmp(shown.ptr, wanted) != 0) {
        fail_msg("“%s” gives “%s”, not “%s”", text, shown.ptr, wanted);
    }
    buf_clear(&shown);
    show(&shown, buf_str(&twice));
    if (strcmp(shown.ptr, wanted) != 0) {
        fail_msg("“%s”: the second pass gives “%s”", text, shown.ptr);
    }
    buf_done(&in);
    buf_done(&once);
    buf_done(&twice);
    buf_done(&shown);
}

typedef struct Case {
    const char *text;
    const char *wanted; /* NULL: the same */
} Case;

static void check_all(TypoProfile profile, const Case *cases, size_t n, uint32_t previous)
{
    for (size_t i = 0; i < n; i++) {
        check(profile, cases[i].text, previous, cases[i].wanted ? cases[i].wanted : cases[i].text);
    }
}

#define CHECK(profile, cases, previous)                                                            \
    check_all((profile), (cases), sizeof(cases) / sizeof(cases)[0], (previous))

static void test_signs(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"mot ; mot", "mot_; mot"},
        {"mot; mot", "mot_; mot"},
        {"mot~; mot", "mot_; mot"},
        {"mot  ; mot", "mot_; mot"},
        {"quoi ?", "quoi_?"},
        {"quoi?", "quoi_?"},
        {"non !", "non_!"},
        {"quoi ?!", "quoi_?!"},
        {"quoi?!", "quoi_?!"},
        {"quoi ! ?", "quoi_!_?"},
        {"les pièces suivantes : a", "les pièces suivantes~: a"},
        {"les pièces suivantes: a", "les pièces suivantes~: a"},
        {"les pièces suivantes_: a", "les pièces suivantes~: a"},
        {"les pièces suivantes :", "les pièces suivantes~:"},
        {"les pièces suivantes:", "les pièces suivantes~:"},
        {"(un) : deux", "(un)~: deux"},
        {"(un): deux", "(un)~: deux"},
        {"le titulaire (« l'entreprise ») ;", "le titulaire («~l’entreprise~»)_;"},
        {"« mot »", "«~mot~»"},
        {"«mot»", "«~mot~»"},
        {"«_mot_»", "«~mot~»"},
        {"« mot », puis", "«~mot~», puis"},
        {"dit : « mot »", "dit~: «~mot~»"},
        {"dit «mot»; puis", "dit «~mot~»_; puis"},
        {"« mot ! »", "«~mot_!~»"},
        {"«mot !»", "«~mot_!~»"},
        {"«»", NULL},
        {"7 %", "7~%"},
        {"7%", "7~%"},
        {"7_%", "7~%"},
        {"7,5 % du montant", "7,5~% du montant"},
        {"100 % ; 50%: oui", "100~%_; 50~%~: oui"},
        {"5 ‰", "5~‰"},
        {"a, b. c", NULL},
        {"mot\n; suite", NULL},
        {" : défini", NULL},
        {";", NULL},
        {":", NULL},
        {":)", NULL},
        {"sélecteur :root", NULL},
        {"mot :: mot", NULL},
        {"\"mot\" ; et", "«~mot~»_; et"},
        {"le groupe \"Jean Jaurès\".", "le groupe «~Jean Jaurès~»."},
        {"(\"un\" et \"deux mots\")", "(«~un~» et «~deux mots~»)"},
        {"\"¤\"", "«~¤~»"},
        {"5\" de 3\"", NULL},
        {"\"seul", NULL},
        {"\"a\nb\"", NULL},
        {"\"http://a.fr/x\"", NULL},
        {"\" mot\"", NULL},
        {"a\"b\"", NULL},
        {"un  mot   et", "un mot et"},
        {"un~ mot", "un~mot"},
        {"un _mot", "un_mot"},
        {"    code\n    code  \nfin  ", "    code\n    code  \nfin "},
        {"`a ; b  c` ; d", "`a ; b  c`_; d"},
        {"``l'a`b`` : l'a", "``l'a`b``~: l’a"},
        {"`l'a ; b", "`l’a_; b"},
        {"Fin (oui ?)", "Fin (oui_?)"},
        {"n²; b", "n²_; b"},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, cases, 0);
}

static void test_numbers(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"6 200 000 €", "6_200_000~€"},
        {"6_200_000~€", NULL},
        {"6~200~000 €", "6_200_000~€"},
        {"50€", "50~€"},
        {"1 234,56 €", "1_234,56~€"},
        {"1 607 heures", "1_607~heures"},
        {"12 345 et 678", "12_345 et 678"},
        {"en 2026 et 300", NULL},
        {"2026 100", NULL},
        {"01 02 03 04 05", NULL},
        {"04 93 123 456", NULL},
        {"SIRET 123 456 789 00012", "SIRET 123_456_789 00012"},
        {"1 2345", NULL},
        {"35 h", "35~h"},
        {"35 h par semaine", "35~h par semaine"},
        {"18 mois,", "18~mois,"},
        {"2 ans.", "2~ans."},
        {"1 an", "1~an"},
        {"3 annexes", NULL},
        {"15 jours", "15~jours"},
        {"1 jour", "1~jour"},
        {"2 semaines", "2~semaines"},
        {"4 personnes", "4~personnes"},
        {"300 heures de travail", "300~heures de travail"},
        {"20 m² ; 30 km", "20~m²_; 30~km"},
        {"20 m2, 5 m3 et 3 km2", "20~m2, 5~m3 et 3~km2"},
        {"lot 2 m20 ; 4 m2x", "lot~2 m20_; 4 m2x"},
        {"18 °C, 5 tonnes, 12 l d'eau", "18~°C, 5~tonnes, 12~l d’eau"},
        {"12 m'ont", "12 m’ont"},
        {"2 millions d'euros", "2~millions d’euros"},
        {"100 k€ et 2 M€", "100~k€ et 2~M€"},
        {"50 EUR", "50~EUR"},
        {"5 octobre 2026", "5~octobre 2026"},
        {"1er octobre 2026", "1er~octobre 2026"},
        {"le (1er mai)", "le (1er~mai)"},
        {"quinze (15) jours", NULL},
        {"deux heures", NULL},
        {"A4 mois", "A4~mois"},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, cases, 0);
}

static void test_references(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"n° 296930", "n°~296930"},
        {"N° 5", "N°~5"},
        {"n°5 et N°12", "n°~5 et N°~12"},
        {"à 20°5", NULL},
        {"à 10 h 30", "à 10~h~30"},
        {"à 10_h_30", "à 10~h~30"},
        {"35 h 300", "35~h 300"},
        {"le h 30", NULL},
        {"2 trimestres", "2~trimestres"},
        {"le décret n° 2019-748", "le décret n°~2019-748"},
        {"l'article 14", "l’article~14"},
        {"l’article 14", "l’article~14"},
        {"les articles 14 et 15", "les articles~14 et 15"},
        {"Article 5", "Article~5"},
        {"l'article L. 2112-2 du code", "l’article~L.~2112-2 du code"},
        {"articles R. 2194-1 et D. 5132-1", "articles~R.~2194-1 et D.~5132-1"},
        {"article L2112-2", "article~L2112-2"},
        {"art. 14", "art.~14"},
        {"art. L. 5132-4", "art.~L.~5132-4"},
        {"cet article du code", NULL},
        {"cet article Légal", NULL},
        {"M. Martin", "M.~Martin"},
        {"Mme Durand et M. Élie", "Mme~Durand et M.~Élie"},
        {"Mme la maire", NULL},
        {"le lot 3", "le lot~3"},
        {"les lots 1 et 2", "les lots~1 et 2"},
        {"l'annexe 2, page 3, § 4", "l’annexe~2, page~3, §~4"},
        {"le lot suivant", NULL},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, cases, 0);
}

static void test_apostrophes_and_points(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"l'été d'hier", "l’été d’hier"},
        {"L'acheteur", "L’acheteur"},
        {"qu'il", "qu’il"},
        {"jusqu'à", "jusqu’à"},
        {"aujourd'hui", "aujourd’hui"},
        {"l'«été»", "l’«~été~»"},
        {"l'\"été\"", "l’«~été~»"},
        {"'mot'", NULL},
        {"5' de retard", NULL},
        {"l’été", NULL},
        {"s'il n'a qu'une", "s’il n’a qu’une"},
        {"etc...", "etc…"},
        {"[...]", "[…]"},
        {"....", NULL},
        {"..", NULL},
        {"mot... ; mot", "mot…_; mot"},
        {"mot...!", "mot…_!"},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, cases, 0);
}

/* Verifies that addresses, links, codes, dates, times, ratios and paths stay as they are. */
static void test_leaves_alone(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"clauses@exemple.fr", NULL},
        {"l'adresse clauses@exemple.fr;", "l’adresse clauses@exemple.fr;"},
        {"d'art@l'exemple.fr", NULL},
        {"http://exemple.fr/a?b=c;d:e!f", NULL},
        {"(https://exemple.fr/l'a...b)", NULL},
        {"«https://exemple.fr/l'a»", "«~https://exemple.fr/l'a~»"},
        {"www.exemple.fr?x", NULL},
        {"mailto:a@b.fr", NULL},
        {"CCP-L2112-2", NULL},
        {"CCP-L2112-2-1 et 2026-TX-014", NULL},
        {"2026-TX-014 200 unités", NULL},
        {"2026-10-05", NULL},
        {"le 05/10/2026", NULL},
        {"à 12:30", NULL},
        {"ratio 1:50", NULL},
        {"./l'a/b...c", NULL},
        {"../l'a", NULL},
        {"/etc/l'a", NULL},
        {"C:\\l'a", NULL},
        {"a &nbsp; b &#233; c", NULL},
        {"et/ou", NULL},
        {"50%20", NULL},
        {"clause_heures@1.0.0#1", NULL},
        {"1,234 567", NULL},
        {"3.14 159", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        /* “_” in names would become a space. */
        if (!strchr(cases[i].text, '_')) {
            check(TYPO_IMPRIMERIE_NATIONALE, cases[i].text, 0,
                  cases[i].wanted ? cases[i].wanted : cases[i].text);
        }
    }
    Buf out;
    buf_init(&out, 1000);
    typo_put(&out, TYPO_IMPRIMERIE_NATIONALE, STR("clause_heures@1.0.0#1 : x_y"), 0);
    assert_true(str_eq(buf_str(&out), STR("clause_heures@1.0.0#1\xC2\xA0: x_y")));
    buf_done(&out);
}

/*
 * Verifies rules that look over a tag: before it at the end of a text, after it at the start of
 * one.
 */
static void test_around_tags(void **state)
{
    (void)state;
    static const Case ends[] = {
        {"dans l'article ", "dans l’article~"},
        {"aux articles ", "aux articles~"},
        {"le marché n° ", "le marché n°~"},
        {"art. ", "art.~"},
        {"article L. ", "article~L.~"},
        {"M. ", "M.~"},
        {"dit « ", "dit «~"},
        {"dit «", "dit «~"},
        {"l'", "l’"},
        {"jusqu'", "jusqu’"},
        {"mot ", NULL},
        {"le lot ", "le lot~"},
        {"soit 35 ", NULL},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, ends, 0);
    static const Case starts[] = {
        {" %", "~%"},
        {"%", "~%"},
        {" % du montant", "~% du montant"},
        {" € par heure", "~€ par heure"},
        {"€", "~€"},
        {" h", "~h"},
        {" h.", "~h."},
        {" mois", "~mois"},
        {" jours ouvrés", "~jours ouvrés"},
        {" : suite", "~: suite"},
        {": suite", "~: suite"},
        {" ; suite", "_; suite"},
        {"; suite", "_; suite"},
        {" ?", "_?"},
        {" »", "~»"},
        {"»", "~»"},
        {"» ;", "~»_;"},
        {" mot", NULL},
        {":", NULL},
        {";", NULL},
        {"'a", NULL},
        {" octobre", "~octobre"},
        {" 000 €", " 000~€"},
        {", puis", NULL},
        {"000 000", NULL},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, starts, TAG);
    static const Case inside[] = {
        {"article ¤ du code", "article~¤ du code"},
        {"¤ % de ¤ €", "¤~% de ¤~€"},
        {"le lot ¤ : ¤ h", "le lot~¤~: ¤~h"},
        {"«¤»", "«~¤~»"},
        {"d'¤", "d’¤"},
        {"¤¤ ; ¤", "¤¤_; ¤"},
        {"¤:¤", NULL},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, inside, 0);
    static const Case after_letter[] = {
        {"'été", "’été"},
        {": suite", "~: suite"},
        {"»", "~»"},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, after_letter, 'l');
    static const Case after_space[] = {
        {" : suite", NULL},
        {"» x", NULL},
        {" h", NULL},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, after_space, CP_NBSP);
    static const Case at_line_start[] = {
        {" : suite", NULL},
        {"« mot", "«~mot"},
    };
    CHECK(TYPO_IMPRIMERIE_NATIONALE, at_line_start, '\n');
}

static void test_profiles(void **state)
{
    (void)state;
    static const Case none[] = {{"mot ; l'été « 1 000 € »...", NULL}};
    CHECK(TYPO_NONE, none, 0);
    static const Case nbsp[] = {
        {"mot ; l'été « 1 000 € » !", "mot~; l’été «~1~000~€~»~!"},
        {"mot_; 1_000", "mot~; 1~000"},
        {"quoi?", "quoi~?"},
    };
    CHECK(TYPO_NBSP_ONLY, nbsp, 0);
    TypoProfile profile = TYPO_NBSP_ONLY;
    assert_true(typo_profile_from_name(STR("imprimerie-nationale"), &profile));
    assert_int_equal(profile, TYPO_IMPRIMERIE_NATIONALE);
    assert_true(typo_profile_from_name(STR("insecable-seule"), &profile));
    assert_int_equal(profile, TYPO_NBSP_ONLY);
    assert_true(typo_profile_from_name(STR("aucune"), &profile));
    assert_int_equal(profile, TYPO_NONE);
    assert_false(typo_profile_from_name(STR("autre"), &profile));
    assert_int_equal(profile, TYPO_NONE);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/*
 * Verifies idempotence on texts put together at random from what the rules look at, whatever comes
 * before.
 */
static void test_idempotent_on_anything(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        " ",    " ",  "~",   "_",    "a",       "l",   "qu",    "été",  "M",   "L",
        "1",    "12", "200", "000",  "2026",    ";",   ":",     "!",    "?",   "«",
        "»",    "%",  "€",   "'",    "’",       ".",   "...",   ",",    "-",   "/",
        "@",    "(",  ")",   "\"",   "¤",       "`",   "\"a\"", "  ",   "n°",  "article",
        "art.", "L.", "h",   "mois", "octobre", "1er", "M.",    "www.", "://", "\n",
        "&",    "°",  "²",   "\\",   "é",       "lot", "k€",
    };
    static const uint32_t previous[] = {0, ' ', 'a', '1', TAG, CP_NBSP, CP_NNBSP, 0xAB, '\n', '\''};
    uint32_t seed = 2026;
    for (int turn = 0; turn < 60000; turn++) {
        char text[200] = "";
        size_t len = 0;
        uint32_t n = 1 + next_random(&seed) % 12;
        for (uint32_t i = 0; i < n; i++) {
            const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof pieces[0])];
            memcpy(text + len, piece, strlen(piece) + 1);
            len += strlen(piece);
        }
        uint32_t before = previous[next_random(&seed) % (sizeof previous / sizeof previous[0])];
        TypoProfile profile = turn % 4 == 0 ? TYPO_NBSP_ONLY : TYPO_IMPRIMERIE_NATIONALE;
        Buf in;
        Buf once;
        Buf twice;
        buf_init(&in, 4096);
        buf_init(&once, 4096);
        buf_init(&twice, 4096);
        put_shown(&in, text);
        typo_put(&once, profile, buf_str(&in), before);
        typo_put(&twice, profile, buf_str(&once), before);
        if (!str_eq(buf_str(&once), buf_str(&twice))) {
            Buf shown;
            buf_init(&shown, 4096);
            show(&shown, buf_str(&once));
            buf_puts(&shown, "|");
            shown.ptr[shown.len - 2] = '|';
            show(&shown, buf_str(&twice));
            fail_msg("“%s” after U+%04X gives “%s”", text, before, shown.ptr);
        }
        assert_int_equal(utf8_check(buf_str(&once)), SIZE_MAX);
        buf_done(&in);
        buf_done(&once);
        buf_done(&twice);
    }
}

/* Verifies that bytes that are no UTF-8 pass through, and that hostile lengths take linear time. */
static void test_hostile(void **state)
{
    (void)state;
    Buf out;
    buf_init(&out, 16 * MIB);
    typo_put(&out, TYPO_IMPRIMERIE_NATIONALE, STR("\xFF\xC3 ;\x80 l'\xE2\x80"), 0);
    assert_true(out.len > 8);
    static const char *const pieces[] = {"(", "1",  "\xEE\x80\x80", "'", "a'", "&", "\"a\" ", " \"",
                                         "`", "` ", "1 000 ",       "«", "@",  "/", "?!"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        Buf text;
        buf_init(&text, 2 * MIB);
        while (text.len < MIB / 2) {
            buf_put(&text, str_of(pieces[i]));
        }
        buf_clear(&out);
        typo_put(&out, TYPO_IMPRIMERIE_NATIONALE, buf_str(&text), 0);
        assert_true(buf_ok(&out));
        assert_true(out.len >= text.len);
        buf_done(&text);
    }
    buf_done(&out);
}

/* Verifies that what is called left alone is, and that ordinary sentences are called so. */
static void test_leaves(void **state)
{
    (void)state;
    static const char *const ordinary[] = {
        "", "heures", "insertion professionnelle, par exemple (oui)", "été à venir", "Des lots",
    };
    static const char *const others[] = {
        "l'heure", "lot 3", "100 heures", "Mme Martin", "article L. 2112-2", "oui  non", "quoi ?",
        "n° 5",    "a/b",   "\xC3",       "mot ",
    };
    for (size_t i = 0; i < sizeof ordinary / sizeof ordinary[0]; i++) {
        bool has_bracket = str_find(str_of(ordinary[i]), STR("("), 0) != SIZE_MAX;
        assert_int_equal(typo_leaves(TYPO_NBSP_ONLY, str_of(ordinary[i])), !has_bracket);
        check(TYPO_NBSP_ONLY, ordinary[i], 0, ordinary[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(typo_leaves(TYPO_IMPRIMERIE_NATIONALE, str_of(others[i])));
        assert_true(typo_leaves(TYPO_NONE, str_of(others[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_references),   cmocka_unit_test(test_apostrophes_and_points),
        cmocka_unit_test(test_leaves_alone), cmocka_unit_test(test_around_tags),
        cmocka_unit_test(test_profiles),     cmocka_unit_test(test_idempotent_on_anything),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
