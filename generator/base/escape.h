/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape - writes a value so that it stays text where it stands.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include "generator/base/buf.h"

typedef enum Escape {
    ESCAPE_NONE,
    ESCAPE_HTML,      /* & < > " as the mustache specification has them */
    ESCAPE_XML_TEXT,  /* character data */
    ESCAPE_XML_ATTR,  /* attribute between double quotes; tab, CR, LF as references */
    ESCAPE_DOCX_TEXT, /* inside <w:t xml:space="preserve">: newline and tab leave it and come back */
    ESCAPE_ODT_TEXT,  /* inside text:p: line-break, tab, and text:s for runs of spaces */
    ESCAPE_MARKDOWN,
    ESCAPE_LINK, /* part of an address in an XML attribute or field: what no address may hold as %XX, ends trimmed */
    ESCAPE_FIELD, /* between the quotation marks of a field instruction of Word, as character data */
    ESCAPE_FIELD_WORD, /* a word of it without quotation marks; escape_is_word must have said yes */
} Escape;

/* Appends `text` to out. Characters that XML forbids must have been refused before. */
void escape_put(Buf *out, Escape mode, Str text);
/* What stands for one byte in HTML, XML, DOCX and ODT; empty: the byte itself. */
Str escape_byte(Escape mode, char c);
/* The first byte at or behind `pos` for which escape_byte may give something, or text.len. */
size_t escape_skip_plain(Str text, size_t pos);
/* True if a field instruction reads the text as one word: no blanks, quotation marks or backslashes. */
bool escape_is_word(Str text);
/* Offset of the first character that XML forbids, or SIZE_MAX. */
size_t escape_find_forbidden(Str text);
/* Enum to name and back, for options and dumps: "html" "xml" "markdown" "none" … NULL/false if unknown. */
const char *escape_name(Escape mode);
bool escape_from_name(Str name, Escape *ret_mode);
