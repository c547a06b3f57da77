/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies plain.c: lines broken between words only, lists numbered and indented, tables in columns, rulers as long as their title.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/text/plain.h"

#define B PLAIN_BLOCK
#define E PLAIN_END

static void expect(const char *marked, const char *wanted)
{
    Arena arena;
    Buf out;
    arena_init(&arena, 1 << 20);
    buf_init(&out, 1 << 20);
    assert_int_equal(plain_layout(&arena, str_of(marked), &out), ST_OK);
    Str text = arena_str(&arena, buf_str(&out));
    assert_string_equal(text.ptr, wanted);
    buf_done(&out);
    arena_done(&arena);
}

static void lines(void **state)
{
    (void)state;
    expect("", "");
    expect("Titre\n===\nTexte\n\n\n\nFin", "Titre\n=====\nTexte\n\nFin\n");
    expect("Été à l’école\n---\n", "Été à l’école\n-------------\n");
    expect("--\n", "--\n"); /* too short for a ruler */
    expect(
        B "p"
          "un mot deux mots trois mots quatre mots cinq mots six mots sept mots huit mots neuf" E,
        "un mot deux mots trois mots quatre mots cinq mots six mots sept mots huit mots\nneuf\n");
    expect(B "p"
             "un\302\240mot-qui-ne-se-coupe-pas-et-qui-est-plus-long-que-la-ligne-entiere-de-"
             "soixante-dix-huit x" E,
           "un\302\240mot-qui-ne-se-coupe-pas-et-qui-est-plus-long-que-la-ligne-entiere-de-"
           "soixante-dix-huit\nx\n");
    expect(B "p"
             "a\nb" E B "q"
             "cité" E B "c"
             "x = 1\n  y\n" E,
           "a\nb\n\n    cité\n\n    x = 1\n      y\n");
}

static void lists(void **state)
{
    (void)state;
    expect(B "p"
             "Avant :" E B "B" E B "i" E B "p"
             "un ;" E B "i" E B "p"
             "deux." E B "n" E B "p"
             "Après." E,
           "Avant :\n\n  – un ;\n  – deux.\n\nAprès.\n");
    expect(B "N" E B "i" E B "p"
             "un" E B "N" E B "i" E B "p"
             "a" E B "i" E B "p"
             "b" E B "n" E B "i" E B "p"
             "deux" E B "p"
             "suite" E B "n" E,
           "1.  un\n    a)  a\n    b)  b\n2.  deux\n    suite\n");
}

static void tables(void **state)
{
    (void)state;
    expect(B "T" E B "H" E B "x"
             "lNom" E B "x"
             "rHeures" E B "R" E B "x"
             "lLot 1" E B "x"
             "r6 200" E B "t" E,
           "Nom   | Heures\n------+-------\nLot 1 |  6 200\n");
    expect(B "T" E B "H" E B "x"
             "lA" E B "x"
             "lB" E B "R" E B "x"
             "l" E B "x"
             "lvide avant" E B "t" E,
           "A | B\n--+-----------\n  | vide avant\n");
}

static void strays(void **state)
{
    (void)state;
    expect(B, "");
    expect(B "?"
             "inconnu" E,
           "inconnu\n");
    expect(B "p"
             "sans fin",
           "sans fin\n");
    expect(B "n" E B "x" E B "t" E B "i" E B "p"
             "a" E,
           "a\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(lists),
        cmocka_unit_test(tables),
        cmocka_unit_test(strays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
