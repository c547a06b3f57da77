/* SPDX-License-Identifier: Apache-2.0 */
/*
 * i18n - see i18n.h.
 */
#include "generator/service/i18n.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "generator/base/file.h"

#define DOMAIN "ccap"

/* True if a locale or language name is of `lang`: "fr", "fr_FR.UTF-8", "fr-CA", but not "frp". */
static bool is_of(const char *name, size_t len, const char *lang)
{
    return len >= 2 && memcmp(name, lang, 2) == 0 &&
           (len == 2 || memchr("_.@-", name[2], 4) != NULL);
}

/* The first language of a list "fr:en" that we speak; false if none. */
static bool first_of_list(const char *list, Lang *ret_lang)
{
    for (const char *p = list; *p;) {
        size_t len = strcspn(p, ":");
        if (is_of(p, len, "fr") || is_of(p, len, "en")) {
            *ret_lang = is_of(p, len, "fr") ? LANG_FR : LANG_EN;
            return true;
        }
        p += len + (p[len] == ':');
    }
    return false;
}

static const char *get_locale(char *(*get)(const char *name))
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = get(names[i]);
        if (value && *value) {
            return value;
        }
    }
    return "C";
}

Lang i18n_choose(const char *option, char *(*get)(const char *name))
{
    Lang lang = LANG_EN;
    const char *own = get("CCAP_LANG");
    if ((option && first_of_list(option, &lang)) || (own && first_of_list(own, &lang))) {
        return lang;
    }
    const char *locale = get_locale(get);
    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
        return LANG_EN; /* gettext ignores LANGUAGE there too */
    }
    const char *list = get("LANGUAGE");
    if (list && first_of_list(list, &lang)) {
        return lang;
    }
    return is_of(locale, strlen(locale), "fr") ? LANG_FR : LANG_EN;
}

/* The folder of catalogues: of the installed program, else of the build folder it stands in. */
static void bind_catalogue(Str program_folder)
{
    static const char *const places[] = {"../share/locale", "po", "../po", "../../po"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char folder[PATH_MAX];
        char file[PATH_MAX];
        int n = snprintf(folder, sizeof folder, "%.*s/%s", STR_ARG(program_folder), places[i]);
        int m = snprintf(file, sizeof file, "%.*s/%s/fr/LC_MESSAGES/" DOMAIN ".mo",
                         STR_ARG(program_folder), places[i]);
        bool fits = n > 0 && m > 0 && (size_t)n < sizeof folder && (size_t)m < sizeof file;
        if (fits && file_kind(str_of(file), true) == FILE_REGULAR) {
            (void)bindtextdomain(DOMAIN, folder);           /* on failure messages are English */
            (void)bind_textdomain_codeset(DOMAIN, "UTF-8"); /* same */
            return;
        }
    }
}

/*
 * A bare Debian has no French locale, and gettext translates nothing in the locale "C": C.UTF-8, which is always
 * there, and LANGUAGE do it (recipes: Locales). English is the language of the texts themselves: locale "C".
 */
void i18n_start(Lang lang, Str program_folder)
{
    (void)setlocale(LC_CTYPE, "C.UTF-8"); /* absent: texts are UTF-8 all the same */
    (void)setenv("LANGUAGE", "fr", 1);    /* on failure messages are English */
    (void)setlocale(LC_MESSAGES, lang == LANG_FR ? "C.UTF-8" : "C"); /* same */
    bind_catalogue(program_folder);
}

Lang i18n_current(void)
{
    const char *name = setlocale(LC_MESSAGES, NULL);
    return name && strcmp(name, "C") == 0 ? LANG_EN : LANG_FR;
}

const char *i18n_text(const char *msgid)
{
    return *msgid ? dgettext(DOMAIN, msgid) : msgid; /* "" would give the catalogue's header */
}

const char *i18n_text_in(Lang lang, const char *msgid)
{
    if (lang == i18n_current()) {
        return i18n_text(msgid);
    }
    if (lang == LANG_EN) {
        return msgid;
    }
    if (uselocale((locale_t)0) != LC_GLOBAL_LOCALE) {
        return i18n_text(msgid); /* i18n_french_enter: nobody else gives a thread its own */
    }
    locale_t french = newlocale(LC_MESSAGES_MASK | LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (french == (locale_t)0) {
        return msgid;
    }
    locale_t before = uselocale(french);
    const char *text = i18n_text(msgid);
    (void)uselocale(before); /* only this thread's, and it was in use */
    freelocale(french);
    return text;
}

I18nFrench i18n_french_open(void)
{
    return newlocale(LC_MESSAGES_MASK | LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

void i18n_french_close(I18nFrench french)
{
    if (french) {
        freelocale(french);
    }
}

void *i18n_french_enter(I18nFrench french)
{
    return french ? uselocale(french) : NULL;
}

void i18n_french_leave(void *before)
{
    if (before) {
        (void)uselocale(before); /* it was in use */
    }
}

const char *i18n_plural(const char *one, const char *many, size_t n)
{
    return dngettext(DOMAIN, one, many, n);
}

Str i18n_program_folder(Arena *arena)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0) {
        return STR(".");
    }
    Str folder = arena_str(arena, file_folder((Str){.ptr = path, .len = (size_t)len}));
    return folder.ptr ? folder : STR(".");
}
