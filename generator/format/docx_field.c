/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_field - instructions of Word's fields: put together where Word split them, read for the names that they hold.
 */
#include "generator/base/limits.h"
#include "generator/format/ooxml.h"

/* --- words of an instruction ----------------------------------------------------------------------------- */

/* The next word, without its quotation marks; false at the end. */
static bool next_word(Str text, size_t *io_pos, size_t *ret_from, size_t *ret_to)
{
    size_t pos = *io_pos;
    while (pos < text.len && ascii_is_space(text.ptr[pos])) {
        pos++;
    }
    if (pos == text.len) {
        return false;
    }
    bool is_quoted = text.ptr[pos] == '"';
    *ret_from = pos + is_quoted;
    pos = *ret_from;
    while (pos < text.len && (is_quoted ? text.ptr[pos] != '"' : !ascii_is_space(text.ptr[pos]))) {
        pos += is_quoted && text.ptr[pos] == '\\' && pos + 1 < text.len ? 2 : 1;
    }
    *ret_to = pos;
    *io_pos = pos < text.len ? pos + 1 : pos;
    return true;
}

static bool is_word(Str word, const char *upper)
{
    size_t n = strlen(upper);
    for (size_t i = 0; i < n && i < word.len; i++) {
        char c = word.ptr[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (c != upper[i]) {
            return false;
        }
    }
    return word.len == n;
}

/* Where the name stands: behind this switch, or at once. */
typedef struct FieldName {
    const char *code;
    const char *before;
} FieldName;

static const FieldName field_names[] = {
    {"REF", NULL},        {"PAGEREF", NULL}, {"NOTEREF", NULL}, {"GOTOBUTTON", NULL},
    {"HYPERLINK", "\\L"}, {"TOC", "\\B"},    {"INDEX", "\\B"},
};

bool docx_field_bookmark(Str instruction, size_t *ret_from, size_t *ret_to)
{
    size_t pos = 0;
    size_t from = 0;
    size_t to = 0;
    if (!next_word(instruction, &pos, &from, &to)) {
        return false;
    }
    Str code = str_sub(instruction, from, to - from);
    const FieldName *field = NULL;
    for (size_t i = 0; i < sizeof field_names / sizeof field_names[0] && !field; i++) {
        field = is_word(code, field_names[i].code) ? &field_names[i] : NULL;
    }
    if (!field) {
        return false;
    }
    bool is_here = !field->before;
    while (next_word(instruction, &pos, &from, &to)) {
        Str word = str_sub(instruction, from, to - from);
        if (is_here) {
            *ret_from = from;
            *ret_to = to;
            return word.len > 0 && word.ptr[0] != '\\';
        }
        is_here = is_word(word, field->before);
    }
    return false;
}

/* Switches of HYPERLINK that take the word behind them. */
static bool takes_word(Str word)
{
    return is_word(word, "\\L") || is_word(word, "\\O") || is_word(word, "\\T");
}

Escape docx_field_escape(Str instruction, size_t at, size_t *ret_address)
{
    size_t pos = 0;
    size_t from = 0;
    size_t to = 0;
    bool is_link = next_word(instruction, &pos, &from, &to) &&
                   is_word(str_sub(instruction, from, to - from), "HYPERLINK");
    bool is_taken = false;
    *ret_address = SIZE_MAX;
    while (next_word(instruction, &pos, &from, &to) && from <= at) {
        Str word = str_sub(instruction, from, to - from);
        bool is_quoted = from > 0 && instruction.ptr[from - 1] == '"';
        bool is_switch = !is_quoted && str_starts(word, STR("\\"));
        if (at < to && is_link && !is_taken && !is_switch) {
            *ret_address = from;
            return ESCAPE_LINK;
        }
        if (at < to) {
            return is_quoted ? ESCAPE_FIELD : ESCAPE_FIELD_WORD;
        }
        is_link = is_link && (is_taken || is_switch); /* the first word of its own */
        is_taken = is_switch && takes_word(word);
    }
    return ESCAPE_FIELD_WORD;
}

/* --- pieces ----------------------------------------------------------------------------------------------- */

/* The text that the instruction's later pieces go to; begun anew where another field stands inside. */
static xmlNode *first_piece(xmlNode *first, xmlNode *node, bool *io_is_open)
{
    if (is_w(node, "fldChar") || is_w(node, "p")) {
        *io_is_open = false;
    }
    return *io_is_open ? first : NULL;
}

void docx_join_instructions(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    xmlNode *first = NULL;
    bool is_open = false;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        first = first_piece(first, node, &is_open);
        if (!is_w(node, "instrText")) {
            continue;
        }
        if (!first) {
            first = node;
            is_open = true;
            continue;
        }
        xmlChar *more = xmlNodeGetContent(node);
        if (!more) {
            lift->is_nomem = true;
            return;
        }
        if (more[0] != '\0') {
            xmlNodeAddContent(first, more);
            xmlNodeSetSpacePreserve(first, 1);
            xmlNodeSetContent(node, NULL);
        }
        xmlFree(more);
    }
}
