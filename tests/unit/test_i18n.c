/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_i18n - which language is chosen, and that French needs no French locale.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generator/service/i18n.h"

typedef struct Variable {
    const char *name;
    const char *value;
} Variable;

static _Thread_local const Variable *environment; /* ends with a NULL name */

static char *get(const char *name)
{
    for (const Variable *v = environment; v->name; v++) {
        if (strcmp(v->name, name) == 0) {
            return (char *)(uintptr_t)v->value;
        }
    }
    return NULL;
}

static Lang choose(const char *option, const Variable *variables)
{
    environment = variables;
    return i18n_choose(option, get);
}

#define ENV(...) ((const Variable[]){__VA_ARGS__ __VA_OPT__(, ){NULL, NULL}})

/* The option decides, then CCAP_LANG, then the locale. */
static void test_precedence(void **state)
{
    (void)state;
    assert_int_equal(choose(NULL, ENV({"LANG", NULL})), LANG_EN);
    assert_int_equal(choose("fr", ENV({"CCAP_LANG", "en"}, {"LC_ALL", "en_US.UTF-8"})), LANG_FR);
    assert_int_equal(choose("en", ENV({"CCAP_LANG", "fr"}, {"LC_ALL", "fr_FR.UTF-8"})), LANG_EN);
    assert_int_equal(choose(NULL, ENV({"CCAP_LANG", "fr"}, {"LC_ALL", "C"})), LANG_FR);
    assert_int_equal(choose(NULL, ENV({"CCAP_LANG", "en"}, {"LC_ALL", "fr_FR"})), LANG_EN);
    assert_int_equal(choose(NULL, ENV({"CCAP_LANG", "de"}, {"LANG", "fr_FR"})), LANG_FR);
}

/* LC_ALL before LC_MESSAGES before LANG; empty ones count for nothing; LANGUAGE first, but not in "C". */
static void test_locale(void **state)
{
    (void)state;
    assert_int_equal(choose(NULL, ENV({"LANG", "fr_FR.UTF-8"})), LANG_FR);
    assert_int_equal(choose(NULL, ENV({"LANG", "fr_FR.UTF-8"}, {"LC_ALL", "C"})), LANG_EN);
    assert_int_equal(choose(NULL, ENV({"LANG", "fr_FR"}, {"LC_MESSAGES", "en_GB"})), LANG_EN);
    assert_int_equal(choose(NULL, ENV({"LC_ALL", ""}, {"LANG", "fr"})), LANG_FR);
    assert_int_equal(choose(NULL, ENV({"LANG", "C.UTF-8"}, {"LANGUAGE", "fr"})), LANG_FR);
    assert_int_equal(choose(NULL, ENV({"LANG", "C"}, {"LANGUAGE", "fr"})), LANG_EN);
    assert_int_equal(choose(NULL, ENV({"LANG", "fr_FR"}, {"LANGUAGE", "de:en:fr"})), LANG_EN);
    assert_int_equal(choose(NULL, ENV({"LANG", "frp_FR"})), LANG_EN);
}

/* French comes from the catalogue of the build folder; English is the text itself. */
static void test_catalogue(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    i18n_start(LANG_FR, i18n_program_folder(&arena));
    assert_string_equal(i18n_text("check the path and the permissions"),
                        "vérifiez le chemin et les droits d’accès");
    assert_string_equal(i18n_text(""), "");
    i18n_start(LANG_EN, i18n_program_folder(&arena));
    assert_string_equal(i18n_text("check the path and the permissions"),
                        "check the path and the permissions");
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_locale),
        cmocka_unit_test(test_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
