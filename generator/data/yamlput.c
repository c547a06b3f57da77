/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlput - see yamlput.h.
 */
#include "generator/data/yamlput.h"

#include "generator/base/date.h"
#include "generator/data/json.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Words that YAML 1.1 or 1.2 reads as something else than a text; whoever reads the file may be either. */
static bool is_reserved(Str text)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no", "on", "off",
                                        "True", "False", "Null", "Yes", "No", "On", "Off",
                                        "TRUE", "FALSE", "NULL", "YES", "NO", "ON", "OFF",
                                        "y",    "n",     "Y",    "N"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_is(text, words[i])) {
            return true;
        }
    }
    return false;
}

/* True if the text can stand without quotes, in a flow list or map (`is_inside`) or alone. */
static bool is_plain(Str text, bool is_inside)
{
    Date date;
    if (date_parse(text, &date)) {
        return true;
    }
    if (text.len == 0 || !is_letter(text.ptr[0]) || is_reserved(text) ||
        str_trim(text).len != text.len) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        char next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        bool is_colon = c == ':' && (next == ' ' || is_inside);
        bool is_comment = c == ' ' && next == '#';
        bool is_flow = is_inside && strchr(",[]{}", c);
        if ((unsigned char)c < 0x20 || is_colon || is_comment || is_flow) {
            return false;
        }
    }
    return true;
}

static void put(Buf *out, const Value *value, bool is_inside)
{
    bool is_map = value->kind == VALUE_MAP;
    if (value->kind == VALUE_TEXT && is_plain(value->text, is_inside)) {
        buf_put(out, value->text);
        return;
    }
    if (!is_map && value->kind != VALUE_LIST) {
        json_put(out, value); /* JSON is YAML */
        return;
    }
    size_t n = is_map ? value->map.n : value->list.n;
    buf_putc(out, is_map ? '{' : '[');
    for (size_t i = 0; i < n; i++) {
        buf_put(out, i > 0 ? STR(", ") : STR_EMPTY);
        if (is_map) {
            Str key = value->map.members[i].key;
            put(out, &(Value){.kind = VALUE_TEXT, .text = key}, true);
            buf_puts(out, ": ");
        }
        put(out, is_map ? value->map.members[i].value : value->list.items[i], true);
    }
    buf_putc(out, is_map ? '}' : ']');
}

void yamlput(Buf *out, const Value *value)
{
    put(out, value, false);
}
