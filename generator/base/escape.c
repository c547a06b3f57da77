/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape - see escape.h.
 */
#include "generator/base/escape.h"

#include <stdint.h>

#include "generator/base/utf8.h"

#define DOCX_BREAK "</w:t><w:br/><w:t xml:space=\"preserve\">"
#define DOCX_TAB "</w:t><w:tab/><w:t xml:space=\"preserve\">"

Str escape_byte(Escape mode, char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return mode == ESCAPE_HTML || mode == ESCAPE_XML_ATTR ? STR("&quot;") : STR_EMPTY;
    case '\t':
        return mode == ESCAPE_XML_ATTR    ? STR("&#9;")
               : mode == ESCAPE_DOCX_TEXT ? STR(DOCX_TAB)
               : mode == ESCAPE_ODT_TEXT  ? STR("<text:tab/>")
                                          : STR_EMPTY;
    case '\n':
        return mode == ESCAPE_XML_ATTR    ? STR("&#10;")
               : mode == ESCAPE_DOCX_TEXT ? STR(DOCX_BREAK)
               : mode == ESCAPE_ODT_TEXT  ? STR("<text:line-break/>")
                                          : STR_EMPTY;
    case '\r':
        return mode == ESCAPE_XML_ATTR || mode == ESCAPE_XML_TEXT ? STR("&#13;") : STR_EMPTY;
    default:
        return STR_EMPTY;
    }
}

/* CR LF and a lone CR are one newline in documents. */
static bool is_dropped_cr(Escape mode, Str text, size_t i)
{
    return (mode == ESCAPE_DOCX_TEXT || mode == ESCAPE_ODT_TEXT) && text.ptr[i] == '\r' &&
           i + 1 < text.len && text.ptr[i + 1] == '\n';
}

/* What may be replaced: a control or one of & < > ". Eight bytes at a time. */
size_t escape_skip_plain(Str text, size_t pos)
{
    uint64_t word = 0;
    for (; text.len - pos >= sizeof word; pos += sizeof word) {
        memcpy(&word, text.ptr + pos, sizeof word);
        /* '<' and '>' are one bit apart, '"' and '&' too */
        uint64_t angles = utf8_zeroes((word | UTF8_EACH('<' ^ '>')) ^ UTF8_EACH('>'));
        uint64_t others = utf8_zeroes((word | UTF8_EACH('"' ^ '&')) ^ UTF8_EACH('&'));
        uint64_t marks = angles | others | utf8_controls(word);
        if (marks) {
            pos += utf8_before(marks);
            break;
        }
    }
    for (; pos < text.len; pos++) {
        unsigned char c = (unsigned char)text.ptr[pos];
        if (c < ' ' || c == '"' || c == '&' || c == '<' || c == '>') {
            break;
        }
    }
    return pos;
}

static void put_markup(Buf *out, Escape mode, Str text)
{
    size_t kept = 0;
    for (size_t i = escape_skip_plain(text, 0); i < text.len; i = escape_skip_plain(text, i + 1)) {
        char c = text.ptr[i];
        bool is_dropped = is_dropped_cr(mode, text, i);
        bool is_lone_cr =
            c == '\r' && !is_dropped && (mode == ESCAPE_DOCX_TEXT || mode == ESCAPE_ODT_TEXT);
        Str instead = escape_byte(mode, is_lone_cr ? '\n' : c);
        if (instead.len == 0 && !is_dropped) {
            continue;
        }
        buf_put(out, str_sub(text, kept, i - kept));
        buf_put(out, instead);
        kept = i + 1;
    }
    buf_put(out, str_sub(text, kept, text.len - kept));
}

/* The first space from pos on that is not a single one inside a line, or text.len. */
static size_t find_odd_space(Str text, size_t pos)
{
    const char *end = text.ptr + text.len;
    for (const char *p = text.ptr + pos; (p = memchr(p, ' ', (size_t)(end - p))); p++) {
        bool is_first = p == text.ptr || p[-1] == '\n';
        bool is_last = p + 1 == end || p[1] == '\n';
        if (is_first || is_last || p[1] == ' ') {
            return (size_t)(p - text.ptr);
        }
    }
    return text.len;
}

/* ODF folds runs of spaces, and spaces at the ends of a paragraph: all but a single inner one are written as text:s. */
static void put_odt(Buf *out, Str text)
{
    size_t i = 0;
    while (i < text.len) {
        size_t n = 0;
        while (i + n < text.len && text.ptr[i + n] == ' ') {
            n++;
        }
        if (n > 0) {
            bool is_edge =
                i == 0 || i + n == text.len || text.ptr[i + n] == '\n' || text.ptr[i - 1] == '\n';
            size_t plain = is_edge ? 0 : 1;
            buf_put(out, str_sub(STR(" "), 0, plain));
            if (n - plain == 1) {
                buf_puts(out, "<text:s/>");
            } else if (n > plain) {
                buf_puts(out, "<text:s text:c=\"");
                buf_put_u64(out, n - plain);
                buf_puts(out, "\"/>");
            }
            i += n;
        }
        size_t end = find_odd_space(text, i);
        put_markup(out, ESCAPE_ODT_TEXT, str_sub(text, i, end - i));
        i = end;
    }
}

/* A backslash before everything that Markdown could read as markup. */
static void put_markdown(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '\0' && strchr("\\`*_{}[]()#+-.!|<>~&$", c)) {
            buf_putc(out, '\\');
        }
        buf_putc(out, c);
    }
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* What an address may hold stays, an escape too; all else is written as %XX, byte by byte. */
static void put_link(Buf *out, Str text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_escape =
            c == '%' && i + 2 < text.len && is_hex(text.ptr[i + 1]) && is_hex(text.ptr[i + 2]);
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~:/?#@!$()*+,;=", c));
        if (c == '&') {
            buf_puts(out, "&amp;");
        } else if (is_plain || is_escape) {
            buf_putc(out, c);
        } else {
            buf_putc(out, '%');
            buf_putc(out, hex[(unsigned char)c >> 4]);
            buf_putc(out, hex[(unsigned char)c & 15]);
        }
    }
}

/* Quotation marks and backslashes are told by a backslash; a field has one line. */
static void put_field(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\') {
            buf_putc(out, '\\');
        }
        bool is_blank = c == '\n' || c == '\r' || c == '\t';
        put_markup(out, ESCAPE_XML_ATTR, is_blank ? STR(" ") : str_sub(text, i, 1));
    }
}

bool escape_is_word(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == '"' || text.ptr[i] == '\\') {
            return false;
        }
    }
    return true;
}

void escape_put(Buf *out, Escape mode, Str text)
{
    switch (mode) {
    case ESCAPE_NONE:
        buf_put(out, text);
        return;
    case ESCAPE_HTML:
    case ESCAPE_XML_TEXT:
    case ESCAPE_XML_ATTR:
    case ESCAPE_DOCX_TEXT:
        put_markup(out, mode, text);
        return;
    case ESCAPE_ODT_TEXT:
        put_odt(out, text);
        return;
    case ESCAPE_MARKDOWN:
        put_markdown(out, text);
        return;
    case ESCAPE_LINK:
        put_link(out, str_trim(text));
        return;
    case ESCAPE_FIELD:
        put_field(out, text);
        return;
    case ESCAPE_FIELD_WORD:
        put_markup(out, ESCAPE_XML_ATTR, text);
        return;
    }
}

size_t escape_find_forbidden(Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        size_t plain = utf8_skip_latin(text, utf8_skip_printable(text, pos));
        if (plain > pos) {
            pos = plain;
            continue;
        }
        size_t start = pos;
        uint32_t cp = utf8_next(text, &pos);
        if (cp == UTF8_BAD || !utf8_is_xml(cp)) {
            return start;
        }
    }
    return SIZE_MAX;
}

static const char *const names[] = {
    [ESCAPE_NONE] = "none",           [ESCAPE_HTML] = "html",
    [ESCAPE_XML_TEXT] = "xml",        [ESCAPE_XML_ATTR] = "xml-attribute",
    [ESCAPE_DOCX_TEXT] = "docx-text", [ESCAPE_ODT_TEXT] = "odt-text",
    [ESCAPE_MARKDOWN] = "markdown",   [ESCAPE_LINK] = "link",
    [ESCAPE_FIELD] = "field",         [ESCAPE_FIELD_WORD] = "field-word",
};

const char *escape_name(Escape mode)
{
    return names[mode];
}

bool escape_from_name(Str name, Escape *ret_mode)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_is(name, names[i])) {
            *ret_mode = (Escape)i;
            return true;
        }
    }
    return false;
}
