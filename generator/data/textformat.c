/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textformat - see textformat.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/textformat.h"

#include "generator/base/date.h"

/* RFC 5321, 4.5.3.1. */
#define EMAIL_LOCAL_MAX 64
#define EMAIL_DOMAIN_MAX 255
#define LABEL_MAX 63

bool textformat_from_name(Str name, TextFormat *ret_format)
{
    static const char *const names[] = {
        [FORMAT_NONE] = "",
        [FORMAT_DATE] = "date",
        [FORMAT_EMAIL] = "email",
        [FORMAT_URI] = "uri",
    };
    for (int i = FORMAT_DATE; i <= FORMAT_URI; i++) {
        if (str_is(name, names[i])) {
            *ret_format = (TextFormat)i;
            return true;
        }
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_letter_or_digit(char c)
{
    return is_letter(c) || ascii_is_digit(c);
}

static bool is_hex(char c)
{
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* One part of a host name: letters, digits and inner hyphens. */
static bool is_label(Str label)
{
    if (label.len == 0 || label.len > LABEL_MAX || label.ptr[0] == '-' ||
        label.ptr[label.len - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < label.len; i++) {
        if (!is_letter_or_digit(label.ptr[i]) && label.ptr[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool is_domain(Str domain)
{
    if (domain.len > EMAIL_DOMAIN_MAX) {
        return false;
    }
    size_t from = 0;
    for (;;) {
        size_t dot = str_find(domain, STR("."), from);
        size_t end = dot == SIZE_MAX ? domain.len : dot;
        if (!is_label(str_sub(domain, from, end - from))) {
            return false;
        }
        if (dot == SIZE_MAX) {
            return true;
        }
        from = dot + 1;
    }
}

/* "[127.0.0.1]" or "[IPv6:::1]": what stands inside is not looked at closely. */
static bool is_address_literal(Str domain)
{
    if (domain.len < 4 || domain.ptr[0] != '[' || domain.ptr[domain.len - 1] != ']') {
        return false;
    }
    Str inside = str_sub(domain, 1, domain.len - 2);
    bool is_v6 = str_starts(inside, STR("IPv6:"));
    Str digits = is_v6 ? str_sub(inside, 5, SIZE_MAX) : inside;
    unsigned n_dots = 0;
    unsigned byte = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.ptr[i];
        if (is_v6 ? !(is_hex(c) || c == ':' || c == '.') : !(ascii_is_digit(c) || c == '.')) {
            return false;
        }
        n_dots += c == '.';
        byte = ascii_is_digit(c) ? byte * 10 + (unsigned)(c - '0') : 0;
        if (!is_v6 && byte > 255) {
            return false;
        }
    }
    return is_v6 || n_dots == 3;
}

/* "a b" between quotes, with \" and \\ inside. */
static bool is_quoted_local(Str local)
{
    if (local.len < 2 || local.ptr[0] != '"' || local.ptr[local.len - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i + 1 < local.len; i++) {
        if (local.ptr[i] == '\\') {
            i++;
        } else if (local.ptr[i] == '"') {
            return false;
        }
    }
    return true;
}

/* Before the @: words joined by single dots. */
static bool is_dotted_local(Str local)
{
    bool was_dot = true;
    for (size_t i = 0; i < local.len; i++) {
        char c = local.ptr[i];
        if (c == '.' ? was_dot : !(is_letter_or_digit(c) || is_in(c, "!#$%&'*+-/=?^_`{|}~"))) {
            return false;
        }
        was_dot = c == '.';
    }
    return !was_dot;
}

static bool is_email(Str text)
{
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != '@') {
        at--;
    }
    if (at < 2) {
        return false;
    }
    Str local = str_sub(text, 0, at - 1);
    Str domain = str_sub(text, at, SIZE_MAX);
    return local.len <= EMAIL_LOCAL_MAX && (is_dotted_local(local) || is_quoted_local(local)) &&
           (is_domain(domain) || is_address_literal(domain));
}

/* Characters that RFC 3986 allows, percent escapes whole; `also`: those of this part besides the unreserved ones. */
static bool is_uri_part(Str part, const char *also)
{
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        if (c == '%') {
            if (part.len - i < 3 || !is_hex(part.ptr[i + 1]) || !is_hex(part.ptr[i + 2])) {
                return false;
            }
            i += 2;
        } else if (!is_letter_or_digit(c) && !is_in(c, "-._~!$&'()*+,;=") && !is_in(c, also)) {
            return false;
        }
    }
    return true;
}

/* user@host:port, where host may be an address between brackets. */
static bool is_authority(Str text)
{
    size_t at = str_find(text, STR("@"), 0);
    if (at != SIZE_MAX) {
        if (!is_uri_part(str_sub(text, 0, at), ":")) {
            return false;
        }
        text = str_sub(text, at + 1, SIZE_MAX);
    }
    size_t host_end = 0;
    if (text.len > 0 && text.ptr[0] == '[') {
        host_end = str_find(text, STR("]"), 0);
        if (host_end == SIZE_MAX || !is_uri_part(str_sub(text, 1, host_end - 1), ":")) {
            return false;
        }
        host_end++;
    } else {
        size_t colon = str_find(text, STR(":"), 0);
        host_end = colon == SIZE_MAX ? text.len : colon;
        if (!is_uri_part(str_sub(text, 0, host_end), "")) {
            return false;
        }
    }
    Str port = str_sub(text, host_end, SIZE_MAX);
    for (size_t i = 0; i < port.len; i++) {
        if (i == 0 ? port.ptr[i] != ':' : !ascii_is_digit(port.ptr[i])) {
            return false;
        }
    }
    return true;
}

/* Byte offset of the first character of `set`, or the length. */
static size_t find_any(Str text, const char *set)
{
    size_t i = 0;
    while (i < text.len && !is_in(text.ptr[i], set)) {
        i++;
    }
    return i;
}

static bool is_uri(Str text)
{
    size_t colon = find_any(text, ":/?#");
    if (colon == 0 || colon == text.len || text.ptr[colon] != ':' || !is_letter(text.ptr[0])) {
        return false;
    }
    for (size_t i = 1; i < colon; i++) {
        if (!is_letter_or_digit(text.ptr[i]) && !is_in(text.ptr[i], "+-.")) {
            return false;
        }
    }
    Str rest = str_sub(text, colon + 1, SIZE_MAX);
    if (str_starts(rest, STR("//"))) {
        rest = str_sub(rest, 2, SIZE_MAX);
        size_t end = find_any(rest, "/?#");
        if (!is_authority(str_sub(rest, 0, end))) {
            return false;
        }
        rest = str_sub(rest, end, SIZE_MAX);
    }
    size_t query = find_any(rest, "?#");
    size_t fragment = find_any(rest, "#");
    return is_uri_part(str_sub(rest, 0, query), ":@/") &&
           is_uri_part(str_sub(rest, query, fragment - query), ":@/?") &&
           is_uri_part(str_sub(rest, fragment + 1, SIZE_MAX), ":@/?");
}

bool textformat_check(TextFormat format, Str text)
{
    Date date;
    switch (format) {
    case FORMAT_NONE:
        return true;
    case FORMAT_DATE:
        return date_parse(text, &date);
    case FORMAT_EMAIL:
        return is_email(text);
    case FORMAT_URI:
        return is_uri(text);
    }
    return false;
}
