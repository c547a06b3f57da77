/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page - documents that are one text: HTML pages and plain text, from a mustache text with a few names of its own.
 *
 * Floor 5 (format). May be used by: format, app.
 *
 * In such a text stand for more than a value: {{niveau.N}} (a heading of level N is counted; writes nothing), then {{numero}}
 * (its number) and {{ancre}} (it becomes the target of references of that name; in HTML, writes the id that they lead to), and
 * {{corps}} (rich text).
 */
#pragma once

#include "generator/format/package.h"

extern const Format format_html;
extern const Format format_txt;

/* True for the formats of this header. */
bool page_is_format(const Format *format);
/*
 * Compiles a page and the library's clauses for it. source, library: borrowed until the template's end. All mistakes are
 * reported in one run. arena: owns the template.
 */
MUST_CHECK Status page_compile(Arena *arena, const Source *source, const Format *format,
                               const Library *library, DiagList *diags,
                               const Template **ret_template);
/* What a record's walk wrote becomes the document. arena: until the record's end. */
MUST_CHECK Status page_finish(const Format *format, Arena *arena, Str written, Buf *out);
