/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_svg - see picture_svg.h.
 */
#include "generator/pack/picture_svg.h"

#include "generator/base/limits.h"
#include "generator/pack/xmltree.h"

#define NS_SVG "http://www.w3.org/2000/svg"

bool picture_svg_looks_like_xml(Str bytes)
{
    if (str_starts(bytes, STR("\xFF\xFE<\0")) || str_starts(bytes, STR("\xFE\xFF\0<"))) {
        return true;
    }
    Str text = str_starts(bytes, STR("\xEF\xBB\xBF")) ? str_sub(bytes, 3, bytes.len) : bytes;
    return str_starts(str_trim(text), STR("<"));
}

/* --- what a drawing must not hold ------------------------------------------------------------------------ */

/* Bytes of a raster picture or a font that the drawing brings along. */
static bool is_harmless_data(Str address)
{
    static const Str kinds[] = {{"data:image/png", 14},        {"data:image/jpeg", 15},
                                {"data:image/jpg", 14},        {"data:image/gif", 14},
                                {"data:image/webp", 15},       {"data:font/", 10},
                                {"data:application/font", 21}, {"data:application/x-font", 23}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (ascii_starts(address, kinds[i])) {
            return true;
        }
    }
    return false;
}

static bool is_own(Str address)
{
    Str s = str_trim(address);
    return s.len == 0 || s.ptr[0] == '#' || is_harmless_data(s);
}

/* A style, or any value that may be one, reaches outside: by url(), @import, or an escape that hides them. */
static bool style_reaches_out(Str style)
{
    static const Str words[] = {
        {"@import", 7}, {"image-set(", 10}, {"src(", 4}, {"expression(", 11}};
    for (size_t pos = 0; pos < style.len; pos++) {
        Str rest = str_sub(style, pos, style.len);
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (ascii_starts(rest, words[i])) {
                return true;
            }
        }
        if (ascii_starts(rest, STR("url("))) {
            Str address = str_trim(str_sub(rest, 4, rest.len));
            bool is_quoted = address.len > 0 && (address.ptr[0] == '"' || address.ptr[0] == '\'');
            if (!is_own(is_quoted ? str_sub(address, 1, address.len) : address)) {
                return true;
            }
        }
    }
    return false;
}

/* The text of a node or attribute, in arena. */
static Str text_of(Arena *arena, const xmlDoc *doc, const xmlNode *children)
{
    xmlChar *value = xmlNodeListGetString((xmlDoc *)(uintptr_t)doc, children, 1);
    Str text = value ? arena_str(arena, str_of((const char *)value)) : STR_EMPTY;
    xmlFree(value);
    return text;
}

/* An attribute that runs something or reaches outside. */
static bool is_bad_attribute(Str name, Str value)
{
    if (str_starts(name, STR("on")) || str_is(name, "base")) {
        return true;
    }
    if (str_ends(name, STR("href")) || str_is(name, "src")) {
        return !is_own(value);
    }
    if (str_is(name, "attributeName")) {
        return str_ends(value, STR("href"));
    }
    bool hides = str_is(name, "style") && str_find(value, STR("\\"), 0) != SIZE_MAX;
    return hides || style_reaches_out(value);
}

/* What is wrong with an element, as it stands there; empty: nothing. */
static Str unsafe_part(Arena *arena, const xmlNode *element)
{
    static const char *const refused[] = {"script", "handler", "listener", "foreignObject",
                                          "iframe", "object",  "embed"};
    Str name = str_of((const char *)element->name);
    if (str_is_one_of(name, refused, sizeof refused / sizeof refused[0])) {
        return arena_printf(arena, "<%.*s>", STR_ARG(name));
    }
    for (const xmlAttr *attr = element->properties; attr; attr = attr->next) {
        Str attr_name = str_of((const char *)attr->name);
        Str value = text_of(arena, element->doc, attr->children);
        if (is_bad_attribute(attr_name, value)) {
            return arena_printf(arena, "%.*s=\"%.*s\"", STR_ARG(attr_name), STR_ARG(value));
        }
    }
    if (str_is(name, "style")) {
        Str style = text_of(arena, element->doc, element->children);
        if (str_find(style, STR("\\"), 0) != SIZE_MAX || style_reaches_out(style)) {
            return STR("<style>");
        }
    }
    return STR_EMPTY;
}

/* The next node of the document in its order, without recursion. */
static const xmlNode *next_node(const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE && node->children) {
        return node->children;
    }
    while (node && !node->next) {
        node = node->parent;
    }
    return node ? node->next : NULL;
}

/* Elements are looked at one by one; style sheets named in front of the drawing are refused too. */
static Str find_unsafe(Arena *arena, const xmlDoc *doc)
{
    for (const xmlNode *node = doc->children; node; node = next_node(node)) {
        if (node->type == XML_PI_NODE && xmlStrEqual(node->name, BAD_CAST "xml-stylesheet")) {
            return STR("<?xml-stylesheet?>");
        }
        Str found = node->type == XML_ELEMENT_NODE ? unsafe_part(arena, node) : STR_EMPTY;
        if (found.len > 0) {
            return found;
        }
    }
    return STR_EMPTY;
}

/* --- the size -------------------------------------------------------------------------------------------- */

/* A million units are larger than any picture; products of two such sizes stay inside 64 bits. */
#define MAX_THOUSANDTHS ((uint64_t)1000000000)

/* A decimal number in thousandths; *io_pos moves behind it. False: none, negative, or too large. */
static bool read_thousandths(Str s, size_t *io_pos, uint64_t *ret)
{
    uint64_t n = 0;
    size_t n_digits = 0;
    size_t n_decimals = 0;
    bool is_fraction = false;
    size_t pos = *io_pos + (*io_pos < s.len && s.ptr[*io_pos] == '+');
    for (; pos < s.len; pos++) {
        char c = s.ptr[pos];
        if (c == '.' && !is_fraction) {
            is_fraction = true;
        } else if (c < '0' || c > '9') {
            break;
        } else if (!is_fraction || n_decimals < 3) {
            n = n * 10 + (uint64_t)(c - '0');
            n_digits++;
            n_decimals += is_fraction;
            if (n > MAX_THOUSANDTHS) {
                return false;
            }
        }
    }
    for (; n_decimals < 3; n_decimals++) {
        n *= 10;
    }
    *io_pos = pos;
    *ret = n;
    return n_digits > 0 && n <= MAX_THOUSANDTHS;
}

uint64_t picture_length(Str s)
{
    static const struct {
        Str name;
        uint64_t emu;
    } units[] = {{{"", 0}, EMU_PIXEL},        {{"px", 2}, EMU_PIXEL}, {{"pt", 2}, EMU_POINT},
                 {{"pc", 2}, EMU_POINT * 12}, {{"mm", 2}, EMU_MM},    {{"cm", 2}, EMU_MM * 10},
                 {{"in", 2}, EMU_INCH},       {{"Q", 1}, EMU_MM / 4}};
    s = str_trim(s);
    size_t pos = 0;
    uint64_t n = 0;
    if (!read_thousandths(s, &pos, &n)) {
        return 0;
    }
    Str unit = str_sub(s, pos, s.len);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (str_eq(unit, units[i].name)) {
            uint64_t emu = n / 1000 * units[i].emu + n % 1000 * units[i].emu / 1000;
            return emu <= PICTURE_MAX_EMU ? emu : 0;
        }
    }
    return 0;
}

/* Width and height of a viewBox in thousandths. */
static bool read_box(Str s, uint64_t *ret_width, uint64_t *ret_height)
{
    uint64_t n[4] = {0};
    size_t pos = 0;
    for (size_t i = 0; i < 4; i++) {
        while (pos < s.len && (strchr(" \t\r\n,", s.ptr[pos]) || (s.ptr[pos] == '-' && i < 2))) {
            pos++; /* where the box begins does not matter, nor on which side of zero */
        }
        if (!read_thousandths(s, &pos, &n[i])) {
            return false;
        }
    }
    *ret_width = n[2];
    *ret_height = n[3];
    return n[2] > 0 && n[3] > 0;
}

static Str attribute(Arena *arena, const xmlNode *element, const char *name)
{
    for (const xmlAttr *attr = element->properties; attr; attr = attr->next) {
        if (!attr->ns && xmlStrEqual(attr->name, BAD_CAST name)) {
            return text_of(arena, element->doc, attr->children);
        }
    }
    return STR_EMPTY;
}

/* width and height, the box where one or both are missing or relative. */
static void read_size(Arena *arena, const xmlNode *root, Picture *picture)
{
    uint64_t box_width = 0;
    uint64_t box_height = 0;
    bool has_box = read_box(attribute(arena, root, "viewBox"), &box_width, &box_height);
    picture->width_emu = picture_length(attribute(arena, root, "width"));
    picture->height_emu = picture_length(attribute(arena, root, "height"));
    bool is_small = picture->width_emu <= PICTURE_MAX_EMU && picture->height_emu <= PICTURE_MAX_EMU;
    if (!has_box || !is_small || (picture->width_emu > 0 && picture->height_emu > 0)) {
        return;
    }
    if (picture->width_emu > 0) {
        picture->height_emu = picture->width_emu * box_height / box_width;
    } else if (picture->height_emu > 0) {
        picture->width_emu = picture->height_emu * box_width / box_height;
    } else {
        picture->width_emu = box_width * EMU_PIXEL / 1000;
        picture->height_emu = box_height * EMU_PIXEL / 1000;
    }
}

/* What the parser found, in words about the picture. */
static Status report_xml(Status st, const DiagList *found, Str name, Loc at, DiagList *diags)
{
    if (st == ST_INPUT) {
        diag_add1(diags, TMPL_PICTURE_DAMAGED, at, name);
    } else if (st == ST_LIMIT) {
        DiagCode code = found->n > 0 ? found->items[0].code : XML_RESERVED;
        diag_add2(diags, PKG_PICTURE_UNSAFE, at, name,
                  code == XML_DOCTYPE ? STR("<!DOCTYPE>")
                  : code == XML_DEPTH ? STR("<g><g><g>…")
                                      : STR("<?ccap?>"));
    }
    return st;
}

static Status parse(Arena *arena, Str name, Str bytes, Loc at, DiagList *diags, xmlDoc **ret_doc)
{
    DiagList found;
    const Source source = {.name = name, .text = bytes};
    diag_list_init(&found, arena);
    return report_xml(xmltree_parse(arena, &source, &found, ret_doc), &found, name, at, diags);
}

Status picture_svg_read(Arena *arena, Str name, Str bytes, Loc at, DiagList *diags,
                        Picture *ret_picture)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    TRY(parse(arena, name, bytes, at, diags, &doc));
    const xmlNode *root = xmlDocGetRootElement(doc);
    if (!xmlStrEqual(root->name, BAD_CAST "svg") || !root->ns ||
        !xmlStrEqual(root->ns->href, BAD_CAST NS_SVG)) {
        diag_add1(diags, TMPL_PICTURE_KIND, at, name);
        return ST_INPUT;
    }
    Str unsafe = find_unsafe(arena, doc);
    if (!unsafe.ptr) {
        return ST_NOMEM;
    }
    if (unsafe.len > 0) {
        diag_add2(diags, PKG_PICTURE_UNSAFE, at, name, unsafe);
        return ST_LIMIT;
    }
    *ret_picture = (Picture){.kind = PICTURE_SVG, .bytes = bytes};
    read_size(arena, root, ret_picture);
    if (ret_picture->width_emu == 0 || ret_picture->height_emu == 0 ||
        ret_picture->width_emu > PICTURE_MAX_EMU || ret_picture->height_emu > PICTURE_MAX_EMU) {
        diag_add1(diags, TMPL_PICTURE_NO_SIZE, at, name);
        return ST_INPUT;
    }
    return ST_OK;
}
