/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report - diagnostics as text for people, lines for editors, JSON and SARIF for programs.
 *
 * Floor 6 (service). May be used by: batch, app. Writes into buffers only; texts are translated by i18n.
 */
#pragma once

#include "generator/service/app.h"

/* One diagnostic after the other, as they stand in the list; has_color: terminal sequences in REPORT_HUMAN. */
void report_put(Buf *out, const DiagList *diags, ReportFormat format, bool has_color);
/* "2 errors, 1 warning", with a newline; nothing if there are none. */
void report_put_summary(Buf *out, const DiagList *diags);
/* "error" "warning" "note": for programs, never translated. */
const char *report_severity_name(DiagSeverity severity);

/* The line of a place in its file, of which the source may be a part only; 0: none. */
uint32_t report_line(Loc loc);
/* The file that a diagnostic is about: of its place, or the one that could not be read or written; empty if none. */
Str report_file(const Diag *diag);

/* The area of a document: "text box" for programs, and in the language of messages; "" if there is nothing to say. */
const char *report_area_name(DiagArea area);
const char *report_area(DiagArea area);
/* "header, § 2" of a place in a package; nothing for a place in no file. */
void report_put_place(Buf *out, const Diag *diag);
/* "B3": column and row of a table's cell. */
void report_put_cell(Buf *out, const DiagWhere *where);
/* True for a place in a part of a package: paragraphs instead of lines. */
bool report_is_in_part(const Diag *diag);

/* The formats for programs; in report_json.c. */
void report_put_json(Buf *out, const DiagList *diags);
void report_put_sarif(Buf *out, const DiagList *diags);
