/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_explain - ccap explain CODE: what a diagnostic means, why it is there, how to mend it.
 */
#include "generator/app/shown.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/data/validate.h"
#include "generator/service/message.h"

#define LIMIT_EXPLAIN_BYTES MIB /* texts of the library may be long; far below what hurts */

/* Why the codes of a family exist: their first letter. */
typedef struct Family {
    char letter;
    const char *title;
    const char *reason;
} Family;

static const Family families[] = {
    {'E', N_("Expression of the library"),
     N_("Conditions, defaults and calculations of the library are written in a small language with "
        "exact decimals. "
        "They are checked when the library is loaded, so that a misspelt name is found before any "
        "market is read.")},
    {'F', N_("File"),
     N_("ccap could not read or write a file. Documents are written whole or not at all: "
        "an existing file is never left half replaced.")},
    {'L', N_("Library"),
     N_("The library of clauses is data that ccap trusts to be complete: every name, reference and "
        "text is checked "
        "when it is loaded.")},
    {'M', N_("Markdown of a clause"),
     N_("Clause bodies are Markdown with tags. What can't become a heading, a list, a table or a "
        "paragraph of the "
        "document is refused rather than lost.")},
    {'P', N_("Package (DOCX, ODT)"),
     N_("A Word or LibreOffice file is an archive of parts, and may come from anywhere. Codes from "
        "P-100 on refuse "
        "what could harm the person who opens the document, or this machine.")},
    {'S', N_("Schema"),
     N_("A market file and the options of a clause follow schemas: which fields exist, their types "
        "and ranges, and "
        "which are required. Nothing is written while one of them is wrong.")},
    {'T', N_("Template"),
     N_("Tags {{…}} of a template or clause are compiled once. Every error is told with its place, "
        "and a name "
        "without a value is an error, so that no blank is left in a contract.")},
    {'Y', N_("YAML or JSON text"),
     N_("Data files are read strictly: UTF-8, no key twice, no hidden character, bounded size and "
        "depth. A file "
        "that people could read in two ways is refused.")},
};

static const Family *family_of(Str code)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (code.len > 0 && families[i].letter == code.ptr[0]) {
            return &families[i];
        }
    }
    return NULL;
}

/* "y-27" is refused but "y-027" understood: letters in upper case, in arena. */
static Str upper(Arena *arena, Str code)
{
    Str copy = arena_str(arena, code);
    char *bytes = arena_array(arena, code.len + 1, char);
    for (size_t i = 0; bytes && copy.ptr && i < code.len; i++) {
        char c = code.ptr[i];
        bytes[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return bytes ? (Str){.ptr = bytes, .len = code.len} : code;
}

static void put_line(Buf *out, const char *title, const char *text)
{
    static const Str blanks[3] = {
        {"…", sizeof "…" - 1}, {"…", sizeof "…" - 1}, {"…", sizeof "…" - 1}};
    buf_printf(out, "%s ", title);
    message_expand(out, text, blanks, 0, i18n_current());
    buf_putc(out, '\n');
}

static void put_code(Buf *out, const DiagInfo *info)
{
    static const char *const severities[] = {
        [DIAG_ERROR] = N_("error"), [DIAG_WARNING] = N_("warning"), [DIAG_NOTE] = N_("note")};
    const Family *family = family_of(str_of(info->code));
    buf_printf(out, "%s · %s · %s\n\n", info->code, i18n_text(severities[info->severity]),
               family ? i18n_text(family->title) : "ccap");
    put_line(out, _("Message:"), i18n_text(info->message));
    if (*info->hint) {
        put_line(out, _("How to mend it:"), i18n_text(info->hint));
    }
    if (family) {
        put_line(out, _("Why:"), i18n_text(family->reason));
    }
}

/* Codes of messages and numbers of the library. */
static Str near_code(App *app, CardMaker *maker, Str code)
{
    Str *numbers = NULL;
    size_t n = maker->lib ? card_numbers(maker, &numbers) : 0;
    Str *names = arena_array(&app->arena, DIAG_N_CODES + n, Str);
    if (!names) {
        return STR_EMPTY;
    }
    size_t at = 0;
    for (size_t i = 0; i < n; i++) { /* "Z-999" is not meant for a number */
        if (code.len > 0 && numbers[i].ptr[0] == code.ptr[0]) {
            names[at++] = numbers[i];
        }
    }
    for (size_t i = 0; i < DIAG_N_CODES; i++) {
        names[at++] = str_of(diag_info((DiagCode)i)->code);
    }
    return validate_nearest(code, names, at);
}

static int unknown_code(const Cli *cli, App *app, CardMaker *maker, Str code)
{
    Str near = near_code(app, maker, code);
    if (near.len > 0) {
        return cli_usage(app, cli->command, N_("unknown code “{1}”; did you mean “{2}”?"),
                         cli->args[0], near, STR_EMPTY);
    }
    return cli_usage(app, cli->command, N_("unknown code “{1}”"), cli->args[0], STR_EMPTY,
                     STR_EMPTY);
}

/* A number of the rule sheet: what the library has for it. */
static int explain_number(const Cli *cli, App *app, Str code)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    CardMaker maker = {0};
    Value *card = NULL;
    Status st = shown_load(cli, app, &service, &maker);
    if (st == ST_OK && card_number(&maker, code, &card)) {
        shown_put(cli, app, card);
    } else if (st == ST_OK && maker.status == ST_OK) {
        return unknown_code(cli, app, &maker, code);
    }
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st != ST_OK ? st : maker.status, &app->diags);
}

/* The same as put_code, for programs. */
static void put_code_json(Buf *out, CardMaker *maker, const DiagInfo *info)
{
    static const char *const severities[] = {
        [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note"};
    const Family *family = family_of(str_of(info->code));
    Value *card = card_map(maker, NULL);
    card_set(maker, card, "kind", STR("diagnostic"));
    card_set(maker, card, "id", str_of(info->code));
    card_set(maker, card, "level", str_of(severities[info->severity]));
    card_set(maker, card, "message", str_of(i18n_text(info->message)));
    card_set(maker, card, "hint", str_of(*info->hint ? i18n_text(info->hint) : ""));
    card_set(maker, card, "reason", str_of(family ? i18n_text(family->reason) : ""));
    if (card) {
        json_put_indented(out, card);
    }
}

int cmd_explain(const Cli *cli, App *app)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_EXPLAIN_BYTES);
    CardMaker maker = {.arena = &app->arena};
    Str code = upper(&app->arena, cli->args[0]);
    DiagCode found = diag_from_code(code);
    if (found == DIAG_N_CODES || found == DIAG_RULE) {
        return explain_number(cli, app, code);
    }
    if (shown_is_json(cli)) {
        put_code_json(&text, &maker, diag_info(found));
    } else {
        put_code(&text, diag_info(found));
    }
    app_put_out(app, buf_str(&text));
    return maker.status == ST_OK ? EXIT_DONE : EXIT_INTERNAL;
}
