/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message - see message.h.
 */
#include "generator/service/message.h"

#include "generator/base/utf8.h"

#define WORD_SIZE ((size_t)128) /* longer arguments are no words of ours */

/* Words that arrive as arguments outside quotes, for the catalogue: of the system on files, of values and XML. */
static const char *const words[] UNUSED = {
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("File name too long"),
    N_("Too many open files"),
    N_("Input/output error"),
    N_("Too many levels of symbolic links"),
    N_("Bad file descriptor"),
    N_("Operation not permitted"),
    N_("Operation not supported"),
    N_("File too large"),
    N_("Disk quota exceeded"),
    N_("neither a file nor a pipe"),
    N_("boolean"),
    N_("number"),
    N_("string"),
    N_("array"),
    N_("object"),
    N_("function"),
    N_("nothing there"),
    N_("no element"),
};

void message_put_safe(Buf *out, Str text, size_t max)
{
    size_t end = max ? utf8_clip(text, max) : text.len;
    for (size_t pos = 0; pos < end;) {
        uint32_t cp = utf8_next(text, &pos);
        if (cp == UTF8_BAD) {
            buf_put_utf8(out, 0xFFFD);
        } else if (cp == '\n' || cp == '\r' || cp == '\t') {
            buf_put(out, cp == '\n' ? STR("\\n") : cp == '\r' ? STR("\\r") : STR("\\t"));
        } else if (utf8_is_hostile(cp)) {
            buf_printf(out, "\\u{%04X}", (unsigned)cp);
        } else {
            buf_put_utf8(out, cp);
        }
    }
    if (end < text.len) {
        buf_puts(out, "…");
    }
}

/* True within a quotation: “ or « stands before, and is not closed yet. */
static bool is_in_quotes(Str before)
{
    bool is_open = false;
    for (size_t i = 0; i < before.len; i++) {
        Str rest = str_sub(before, i, SIZE_MAX);
        if (str_starts(rest, STR("“")) || str_starts(rest, STR("«"))) {
            is_open = true;
        } else if (str_starts(rest, STR("”")) || str_starts(rest, STR("»"))) {
            is_open = false;
        }
    }
    return is_open;
}

/* An argument outside quotes is ours ("a number"), and translated if the catalogue has it. */
static void put_word(Buf *out, Str arg, Lang lang)
{
    char copy[WORD_SIZE];
    if (arg.len == 0 || arg.len >= sizeof copy) {
        message_put_safe(out, arg, 0);
        return;
    }
    memcpy(copy, arg.ptr, arg.len);
    copy[arg.len] = '\0';
    if (lang == LANG_FR && str_starts(arg, STR("“")) && str_ends(arg, STR("”"))) {
        buf_puts(out, "«\u00a0"); /* a user's text, quoted where it was found */
        message_put_safe(out, str_sub(arg, 3, arg.len - 6), 0);
        buf_puts(out, "\u00a0»");
        return;
    }
    const char *text = i18n_text_in(lang, copy);
    message_put_safe(out, text == copy ? arg : str_of(text), 0);
}

void message_expand(Buf *out, const char *format, const Str args[3], size_t quote_max, Lang lang)
{
    for (const char *p = format; *p; p++) {
        if (!(p[0] == '{' && p[1] >= '1' && p[1] <= '3' && p[2] == '}')) {
            buf_putc(out, *p);
            continue;
        }
        Str arg = args[p[1] - '1'];
        if (is_in_quotes((Str){.ptr = format, .len = (size_t)(p - format)})) {
            message_put_safe(out, arg, quote_max);
        } else {
            put_word(out, arg, lang);
        }
        p += 2;
    }
}

/* True if what it quotes is a path, or a place that begins with one. */
static bool is_about_file(DiagCode code)
{
    static const Str families[] = {{"F-", 2}, {"P-", 2}, {"B-00", 4}, {"B-04", 4}};
    static const DiagCode others[] = {TMPL_NOT_A_TEMPLATE, CSV_NO_HEADER, CSV_UTF16,
                                      CSV_OLD_LINES,       CSV_WINDOWS,   CSV_NUL};
    bool is_it = false;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        is_it = is_it || str_starts(str_of(diag_info(code)->code), families[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        is_it = is_it || code == others[i];
    }
    return is_it;
}

/* Paths are shown whole: a cut one can't be opened. Texts of the library stand in its language already. */
static void put_text(Buf *out, const Diag *diag, const char *format, Lang lang)
{
    if (diag->code == DIAG_RULE) {
        message_put_safe(out, diag->args[strcmp(format, "{2}") == 0], 0);
    } else {
        size_t quote_max = is_about_file(diag->code) ? 0 : MESSAGE_QUOTE_MAX;
        message_expand(out, i18n_text_in(lang, format), diag->args, quote_max, lang);
    }
}

void message_put(Buf *out, const Diag *diag, Lang lang)
{
    put_text(out, diag, diag_info(diag->code)->message, lang);
    if (diag->accepted_on.len > 0) { /* in the library's language, as the message is */
        buf_puts(out, " (acquitté le ");
        message_put_safe(out, diag->accepted_on, 0);
        buf_puts(out, "\u00a0: ");
        message_put_safe(out, diag->reason, 0);
        buf_puts(out, ")");
    }
}

void message_put_hint(Buf *out, const Diag *diag, Lang lang)
{
    put_text(out, diag, diag_info(diag->code)->hint, lang);
}
