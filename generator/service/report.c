/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report - see report.h.
 */
#include "generator/service/report.h"

#include <stdint.h>
#include <stdio.h>

#include "generator/base/utf8.h"
#include "generator/service/message.h"

#define LINE_MAX_CODE_POINTS                                                                       \
    ((size_t)96) /* of a source line shown: a terminal's width with its margin */
#define GUTTER 5 /* columns of a line number */

/* Terminal sequences; empty without colour. */
typedef struct Palette {
    const char *place;
    const char *severity[3];
    const char *caret;
    const char *end;
} Palette;

static const Palette plain = {.place = "", .severity = {"", "", ""}, .caret = "", .end = ""};
static const Palette colored = {
    .place = "\033[1m",
    .severity =
        {[DIAG_ERROR] = "\033[1;31m", [DIAG_WARNING] = "\033[1;35m", [DIAG_NOTE] = "\033[1;36m"},
    .caret = "\033[32m",
    .end = "\033[0m"};

uint32_t report_line(Loc loc)
{
    return loc.line > 0 && loc.source ? loc.line + loc.source->line_offset : loc.line;
}

const char *report_severity_name(DiagSeverity severity)
{
    static const char *const names[] = {
        [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note"};
    return names[severity];
}

const char *report_area_name(DiagArea area)
{
    static const char *const names[] = {
        [AREA_NONE] = "",           [AREA_BODY] = "body",         [AREA_HEADER] = "header",
        [AREA_FOOTER] = "footer",   [AREA_FOOTNOTE] = "footnote", [AREA_ENDNOTE] = "endnote",
        [AREA_COMMENT] = "comment", [AREA_TEXT_BOX] = "text box", [AREA_PROPERTIES] = "properties",
        [AREA_LINK] = "link",       [AREA_DRAWING] = "drawing",   [AREA_OTHER] = "other"};
    return names[area];
}

const char *report_area(DiagArea area)
{
    static const char *const words[] = {[AREA_NONE] = "",
                                        [AREA_BODY] = N_("body of the document"),
                                        [AREA_HEADER] = N_("header"),
                                        [AREA_FOOTER] = N_("footer"),
                                        [AREA_FOOTNOTE] = N_("footnote"),
                                        [AREA_ENDNOTE] = N_("endnote"),
                                        [AREA_COMMENT] = N_("comment"),
                                        [AREA_TEXT_BOX] = N_("text box"),
                                        [AREA_DRAWING] = N_("chart or diagram"),
                                        [AREA_PROPERTIES] = N_("document properties"),
                                        [AREA_LINK] = N_("address of a link"),
                                        [AREA_OTHER] = ""};
    return *words[area] ? i18n_text(words[area]) : "";
}

/* Columns of more than one letter follow Z, as in a spreadsheet. */
void report_put_cell(Buf *out, const DiagWhere *where)
{
    uint32_t column = where->column > 0 ? where->column - 1 : 0;
    if (column >= 26) {
        buf_putc(out, (char)('A' + (column / 26 - 1) % 26));
    }
    buf_putc(out, (char)('A' + column % 26));
    buf_put_u64(out, where->row);
}

static const char *severity_text(DiagSeverity severity)
{
    static const char *const texts[] = {
        [DIAG_ERROR] = N_("error:"), [DIAG_WARNING] = N_("warning:"), [DIAG_NOTE] = N_("note:")};
    return i18n_text(texts[severity]);
}

static void put_paragraph_number(Buf *out, uint32_t paragraph)
{
    char number[16];
    if (paragraph == 0) {
        return;
    }
    int n = snprintf(number, sizeof number, "%u", (unsigned)paragraph);
    const Str args[3] = {{.ptr = number, .len = (size_t)n}, STR_EMPTY, STR_EMPTY};
    message_expand(out, _(", §\u00a0{1}"), args, 0, i18n_current());
}

/* "modele.docx: body of the document (word/document.xml), § 12" */
static void put_package_place(Buf *out, Str name, uint32_t paragraph, DiagArea area)
{
    size_t mark = str_find(name, STR("!"), 0);
    message_put_safe(out, str_sub(name, 0, mark), 0);
    if (mark != SIZE_MAX) {
        const char *words = report_area(area);
        buf_printf(out, ": %s%s", words, *words ? " (" : "");
        message_put_safe(out, str_sub(name, mark + 1, name.len), 0);
        buf_put(out, *words ? STR(")") : STR_EMPTY);
    }
    put_paragraph_number(out, paragraph);
}

void report_put_place(Buf *out, const Diag *diag)
{
    if (!diag->loc.source) {
        return;
    }
    size_t mark = str_find(diag->loc.source->name, STR("!"), 0);
    Str part = str_sub(diag->loc.source->name, mark == SIZE_MAX ? 0 : mark + 1, SIZE_MAX);
    const char *words = report_area(diag->where.area);
    message_put_safe(out, *words ? str_of(words) : part, 0);
    put_paragraph_number(out, diag->paragraph);
}

/* "under “Durée”, cell B3 of table 2", in the words of who made the document. */
static void put_where(Buf *out, const DiagWhere *where)
{
    char number[16];
    if (where->heading.len == 0 && where->table == 0) {
        return;
    }
    buf_puts(out, "  ");
    if (where->heading.len > 0) {
        const Str heading[3] = {where->heading, STR_EMPTY, STR_EMPTY};
        message_expand(out, _("under “{1}”"), heading, 0, i18n_current());
        buf_put(out, where->table > 0 ? STR(", ") : STR_EMPTY);
    }
    if (where->table > 0) {
        CLEANUP(buf_done) Buf cell = {0};
        buf_init(&cell, sizeof number);
        report_put_cell(&cell, where);
        int n = snprintf(number, sizeof number, "%u", (unsigned)where->table);
        const Str args[3] = {buf_str(&cell), {.ptr = number, .len = (size_t)n}, STR_EMPTY};
        message_expand(out, _("cell {1} of table {2}"), args, 0, i18n_current());
    }
    buf_putc(out, '\n');
}

static void put_file_place(Buf *out, Loc loc)
{
    message_put_safe(out, loc.source->name, 0);
    if (loc.line > 0) {
        buf_printf(out, ":%u:%u", (unsigned)report_line(loc),
                   (unsigned)(loc.column ? loc.column : 1));
    }
}

/* One code point of a source line: always one column wide. */
static void put_cell(Buf *out, uint32_t cp)
{
    bool is_blank = cp == '\t' || cp == '\r' || cp == '\n';
    bool is_break = cp == 0x85 || cp == 0x2028 || cp == 0x2029;
    bool is_bad = cp == UTF8_BAD || is_break || utf8_is_hostile(cp);
    buf_put_utf8(out, is_blank ? ' ' : is_bad ? 0xFFFD : cp);
}

/*
 * The source line with carets below; a long line is cut around the place.
 *    12 |   hours: 31
 *       |          ^^
 */
static void put_excerpt(Buf *out, Loc loc, uint32_t span, const Palette *palette)
{
    Str line = source_line(loc.source, loc.line);
    if (loc.line == 0 || loc.source->text.len == 0) {
        return;
    }
    size_t column = loc.column ? loc.column - 1 : 0;
    size_t total = utf8_count(line);
    size_t first = 0;
    if (total > LINE_MAX_CODE_POINTS && column > LINE_MAX_CODE_POINTS / 2) {
        first = column - LINE_MAX_CODE_POINTS / 2;
    }
    size_t last = total - first > LINE_MAX_CODE_POINTS ? first + LINE_MAX_CODE_POINTS : total;
    buf_printf(out, "%*u | %s", GUTTER, (unsigned)report_line(loc), first > 0 ? "…" : "");
    Str shown = str_sub(line, utf8_clip(line, first), line.len);
    shown.len = utf8_clip(shown, last - first);
    for (size_t pos = 0; pos < shown.len;) {
        put_cell(out, utf8_next(shown, &pos));
    }
    buf_printf(out, "%s\n%*s | %*s%s", last < total ? "…" : "", GUTTER, "",
               (int)(column - first + (first > 0)), "", palette->caret);
    size_t n_carets = span ? span : 1;
    n_carets = column < last && n_carets > last - column ? last - column : n_carets;
    for (size_t i = 0; i < n_carets && i < LINE_MAX_CODE_POINTS; i++) {
        buf_putc(out, '^');
    }
    buf_printf(out, "%s\n", palette->end);
}

/*
 * What a paragraph of a package says, with carets below the tag.
 *   § 12 | Le montant est de {{montant hors taxes
 *        |                   ^^^^^^^^^
 */
static void put_paragraph(Buf *out, uint32_t paragraph, const Excerpt *excerpt,
                          const Palette *palette)
{
    char gutter[24];
    if (excerpt->text.len == 0) {
        return;
    }
    int n = paragraph ? snprintf(gutter, sizeof gutter, "%u", (unsigned)paragraph) : 0;
    buf_printf(out, "%*s%s%.*s | ", n < 3 ? 3 - n : 0, "", paragraph ? "§\u00a0" : "  ", n, gutter);
    for (size_t pos = 0; pos < excerpt->text.len;) {
        put_cell(out, utf8_next(excerpt->text, &pos));
    }
    buf_putc(out, '\n');
    if (excerpt->span == 0) {
        return;
    }
    size_t total = utf8_count(excerpt->text);
    size_t room = total > excerpt->before ? total - excerpt->before : 0;
    size_t n_carets = excerpt->span < room ? excerpt->span : room;
    buf_printf(out, "%*s | %*s%s", n > 3 ? n + 2 : GUTTER, "", (int)excerpt->before, "",
               palette->caret);
    for (size_t i = 0; i < n_carets; i++) {
        buf_putc(out, '^');
    }
    buf_printf(out, "%s\n", palette->end);
}

bool report_is_in_part(const Diag *diag)
{
    return diag->paragraph > 0 || diag->excerpt.text.len > 0;
}

/* Where in the data, and the second place of what takes two. */
static void put_context(Buf *out, const Diag *diag, const Palette *palette)
{
    if (diag->path.len > 0) {
        buf_puts(out, "  ");
        const Str args[3] = {diag->path, STR_EMPTY, STR_EMPTY};
        message_expand(out, _("in {1}"), args, 0, LANG_EN); /* a path is no word of ours */
        buf_putc(out, '\n');
    }
    if (diag->other.source) {
        buf_printf(out, "  %s ", _("see also"));
        if (diag->other_paragraph > 0) {
            put_package_place(out, diag->other.source->name, diag->other_paragraph,
                              diag->other_where.area);
            buf_putc(out, '\n');
            put_paragraph(out, diag->other_paragraph, &diag->other_excerpt, palette);
            put_where(out, &diag->other_where);
            return;
        }
        put_file_place(out, diag->other);
        buf_putc(out, '\n');
        put_excerpt(out, diag->other, 1, palette);
    }
}

static void put_human(Buf *out, const Diag *diag, const Palette *palette)
{
    bool is_in_package = report_is_in_part(diag);
    buf_printf(out, "%s", palette->place);
    if (is_in_package) {
        put_package_place(out, diag->loc.source->name, diag->paragraph, diag->where.area);
    } else if (diag->loc.source) {
        put_file_place(out, diag->loc);
    } else {
        buf_puts(out, "ccap");
    }
    buf_printf(out, "%s: %s%s%s ", palette->end, palette->severity[diag->severity],
               severity_text(diag->severity), palette->end);
    message_put(out, diag, i18n_current());
    buf_printf(out, " [%.*s]\n", STR_ARG(diag_code_text(diag)));
    if (is_in_package) {
        put_paragraph(out, diag->paragraph, &diag->excerpt, palette);
        put_where(out, &diag->where);
    } else if (diag->loc.source) {
        put_excerpt(out, diag->loc, diag->span, palette);
    }
    put_context(out, diag, palette);
    size_t before = out->len;
    buf_printf(out, "  %s ", _("hint:"));
    size_t start = out->len;
    message_put_hint(out, diag, i18n_current());
    if (out->len == start) {
        out->len = before;
    } else {
        buf_putc(out, '\n');
    }
}

Str report_file(const Diag *diag)
{
    static const DiagCode named[] = {FILE_CANT_READ, FILE_CANT_WRITE, FILE_TOO_LARGE, FILE_EXISTS};
    if (diag->loc.source) {
        return diag->loc.source->name;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (diag->code == named[i]) {
            return diag->args[0];
        }
    }
    return STR_EMPTY;
}

/* One line; for a part of a package the paragraph stands where the line would, and the excerpt behind the message. */
static void put_short(Buf *out, const Diag *diag)
{
    Loc loc = diag->loc;
    loc.line = diag->paragraph ? diag->paragraph : loc.line;
    loc.column = diag->paragraph ? diag->excerpt.column : loc.column;
    Str file = report_file(diag);
    if (loc.source) {
        put_file_place(out, loc);
    } else {
        message_put_safe(out, file.len > 0 ? file : STR("ccap"), 0);
    }
    buf_printf(out, ": %s: ", report_severity_name(diag->severity));
    message_put(out, diag, i18n_current());
    if (diag->excerpt.text.len > 0) {
        const Str quoted[3] = {diag->excerpt.text, STR_EMPTY, STR_EMPTY};
        message_expand(out, _(": “{1}”"), quoted, 0, i18n_current());
    }
    buf_printf(out, " [%.*s]\n", STR_ARG(diag_code_text(diag)));
}

void report_put(Buf *out, const DiagList *diags, ReportFormat format, bool has_color)
{
    switch (format) {
    case REPORT_HUMAN:
        for (size_t i = 0; i < diags->n; i++) {
            put_human(out, &diags->items[i], has_color ? &colored : &plain);
        }
        return;
    case REPORT_SHORT:
        for (size_t i = 0; i < diags->n; i++) {
            put_short(out, &diags->items[i]);
        }
        return;
    case REPORT_JSON:
        report_put_json(out, diags);
        return;
    case REPORT_SARIF:
        report_put_sarif(out, diags);
        return;
    }
}

static void put_count(Buf *out, const char *format, size_t n)
{
    char number[24];
    int len = snprintf(number, sizeof number, "%zu", n);
    const Str args[3] = {{.ptr = number, .len = (size_t)len}, STR_EMPTY, STR_EMPTY};
    message_expand(out, format, args, 0, i18n_current());
}

void report_put_summary(Buf *out, const DiagList *diags)
{
    size_t e = diags->n_errors;
    size_t w = diags->n_warnings;
    if (e > 0) {
        put_count(out, i18n_plural("{1} error", "{1} errors", e), e);
    }
    if (w > 0) {
        buf_put(out, e > 0 ? STR(", ") : STR_EMPTY);
        put_count(out, i18n_plural("{1} warning", "{1} warnings", w), w);
    }
    if (e + w > 0) {
        buf_putc(out, '\n');
    }
}
