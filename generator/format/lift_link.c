/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_link - see lift_link.h.
 */
#include "generator/format/lift_link.h"

#include "generator/base/limits.h"
#include "generator/format/ooxml.h"

#define NS_XLINK_HREF "http://www.w3.org/1999/xlink"
#define NS_ODF_TEXT "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define NS_ODF_DRAW "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The byte at `pos`, which may be written as %XX; *ret_len: how many bytes say so. */
static char byte_at(Str text, size_t pos, size_t *ret_len)
{
    bool is_escape = text.ptr[pos] == '%' && pos + 2 < text.len &&
                     hex_digit(text.ptr[pos + 1]) >= 0 && hex_digit(text.ptr[pos + 2]) >= 0;
    *ret_len = is_escape ? 3 : 1;
    return is_escape ? (char)(hex_digit(text.ptr[pos + 1]) * 16 + hex_digit(text.ptr[pos + 2]))
                     : text.ptr[pos];
}

/* Two braces at `pos`, escaped or not; how many bytes, 0 if there are none. */
static size_t braces_at(Str text, size_t pos, char brace)
{
    size_t first = 0;
    size_t second = 0;
    if (pos >= text.len || byte_at(text, pos, &first) != brace || pos + first >= text.len ||
        byte_at(text, pos + first, &second) != brace) {
        return 0;
    }
    return first + second;
}

bool lift_link_has_tag(Str address)
{
    for (size_t i = 0; i < address.len; i++) {
        if (braces_at(address, i, '{') > 0) {
            return true;
        }
    }
    return false;
}

/* Programs take an address that begins with a tag for a file beside the document. */
static Str without_folder(Str text)
{
    size_t pos = 0;
    while (str_starts(str_sub(text, pos, SIZE_MAX), STR("../")) ||
           str_starts(str_sub(text, pos, SIZE_MAX), STR("./"))) {
        pos += text.ptr[pos + 1] == '.' ? 3 : 2;
    }
    return braces_at(text, pos, '{') > 0 ? str_sub(text, pos, SIZE_MAX) : text;
}

Str lift_link_text(Lift *lift, Str address)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    Str text = without_folder(address);
    bool is_tag = false;
    for (size_t pos = 0; pos < text.len;) {
        size_t len = 1;
        char c = byte_at(text, pos, &len);
        size_t braces = braces_at(text, pos, is_tag ? '}' : '{');
        if (braces > 0) {
            buf_put(&out, is_tag ? STR("}}") : STR("{{"));
            is_tag = !is_tag;
            pos += braces;
        } else {
            buf_put(&out, is_tag ? (Str){.ptr = &c, .len = 1} : str_sub(text, pos, len));
            pos += len;
        }
    }
    Str copy = buf_ok(&out) ? arena_str(lift->arena, buf_str(&out)) : (Str){0};
    lift->is_nomem = lift->is_nomem || !copy.ptr;
    return copy.ptr ? copy : STR_EMPTY;
}

static bool is_attr(const xmlAttr *attr, const char *namespace, const char *name)
{
    const char *href = attr->ns ? (const char *)attr->ns->href : NULL;
    bool is_same = namespace ? href && strcmp(href, namespace) == 0 : !href;
    return is_same && strcmp((const char *)attr->name, name) == 0;
}

static bool is_hyperlink(const xmlNode *relationship)
{
    for (const xmlAttr *attr = relationship->properties; attr; attr = attr->next) {
        if (is_attr(attr, NULL, "Type") && attr->children && attr->children->content) {
            return str_ends(str_of((const char *)attr->children->content), STR("/hyperlink"));
        }
    }
    return false;
}

bool lift_is_link(const xmlNode *element, const xmlAttr *attr)
{
    if (lift_is(element, NS_RELS, "Relationship")) {
        return is_attr(attr, NULL, "Target") && is_hyperlink(element);
    }
    bool is_odf_link = lift_is(element, NS_ODF_TEXT, "a") || lift_is(element, NS_ODF_DRAW, "a");
    if (is_odf_link) {
        return is_attr(attr, NS_XLINK_HREF, "href");
    }
    bool is_vml = element->ns &&
                  strcmp((const char *)element->ns->href, "urn:schemas-microsoft-com:vml") == 0;
    return is_vml && is_attr(attr, NULL, "href");
}
