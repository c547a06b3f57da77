/* SPDX-License-Identifier: Apache-2.0 */
/*
 * i18n - the language of messages: French or English, whatever locales are installed.
 *
 * Floor 6 (service). May be used by: batch, app. i18n_start is called once, before any thread.
 */
#pragma once

#include "generator/base/arena.h"

/* Marks a text for translation where it is declared; i18n_text translates it where it is shown. */
#define N_(text) text
#define _(text) i18n_text(text)

typedef enum Lang { LANG_EN, LANG_FR } Lang;

/*
 * The language that was asked for: `option` (of --lang, or NULL), then CCAP_LANG, then the locale variables as
 * gettext reads them. get: looks up an environment variable, NULL if there is none (getenv).
 */
Lang i18n_choose(const char *option, char *(*get)(const char *name));
/*
 * Sets LC_CTYPE and LC_MESSAGES (never LC_NUMERIC) and binds the catalogue found beside the program.
 * program_folder: folder of the executable, NUL-terminated.
 */
void i18n_start(Lang lang, Str program_folder);
/* The translation of an English text of ours; the text itself if there is none. Static. */
const char *i18n_text(const char *msgid) __attribute__((format_arg(1)));
/* The language that i18n_start was given. */
Lang i18n_current(void);
/* As i18n_text, in a language that need not be the run's: a document's problems are told in the document's. */
const char *i18n_text_in(Lang lang, const char *msgid) __attribute__((format_arg(2)));
/*
 * For a thread that tells much in French whatever the run's language: i18n_text_in alone opens the locale for each text. A handle
 * is opened once (NULL if it can't be: texts are told all the same), entered and left by one thread at a time.
 */
typedef void *I18nFrench;
I18nFrench i18n_french_open(void);
void i18n_french_close(I18nFrench french);
/* Returns what i18n_french_leave puts back. */
void *i18n_french_enter(I18nFrench french);
void i18n_french_leave(void *before);
/* As ngettext: one or many of n. */
const char *i18n_plural(const char *one, const char *many, size_t n);
/* Folder of the running program, NUL-terminated, in arena; "." if unknown. */
Str i18n_program_folder(Arena *arena);
