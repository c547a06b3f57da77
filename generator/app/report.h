/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report - diagnostics as text for people, lines for editors, JSON and SARIF for programs.
 *
 * Floor 6 (app). May be used by: app. Writes into buffers only; texts are translated by i18n.
 */
#pragma once

#include "generator/app/cmd.h"

/* A user's text is quoted up to this many code points (style.md §3). */
#define REPORT_QUOTE_MAX 40

/* One diagnostic after the other, as they stand in the list; has_color: terminal sequences in REPORT_HUMAN. */
void report_put(Buf *out, const DiagList *diags, ReportFormat format, bool has_color);
/* "2 errors, 1 warning", with a newline; nothing if there are none. */
void report_put_summary(Buf *out, const DiagList *diags);
/* The translated message and hint of one diagnostic, arguments filled in and made safe to show. */
void report_put_message(Buf *out, const Diag *diag);
void report_put_hint(Buf *out, const Diag *diag);
/* Untrusted text: control characters escaped, cut after max code points with "…"; 0: not cut. */
void report_put_safe(Buf *out, Str text, size_t max);
/* As diag_expand, the arguments made safe, and cut where they stand in quotes. */
void report_expand(Buf *out, const char *format, const Str args[3], size_t quote_max);
/* "error" "warning" "note": for programs, never translated. */
const char *report_severity_name(DiagSeverity severity);

/* The formats for programs; in report_json.c. */
void report_put_json(Buf *out, const DiagList *diags);
void report_put_sarif(Buf *out, const DiagList *diags);
