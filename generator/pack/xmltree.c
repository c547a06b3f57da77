/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmltree - see xmltree.h. libxml2 is only ever given UTF-8, and its global state is left alone.
 */
#include "generator/pack/xmltree.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <limits.h>

#include "generator/base/escape.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"

/* The processing instruction that the caller of xmltree_write makes, so no part may bring its own. */
#define MARK_NAME "ccap"

/* First and last code point of the marks in attribute values. */
#define MARK_FIRST 0x100000u
#define MARK_LAST 0x10FFFDu

/* Where the namespaces of OOXML begin; strict ones, which few programs write, have no "2006/" behind the first word. */
#define OOXML "http://schemas.openxmlformats.org/"
#define OOXML_STRICT "http://purl.oclc.org/ooxml/"
#define OOXML_YEAR "/2006/"

/* One parse; hangs on the parser context's _private. */
typedef struct Parse {
    const Source *source;
    DiagList *diags;
    size_t depth;
    bool is_refused; /* something unsafe was reported: what libxml2 says after that is noise */
    bool is_wrong;   /* malformed XML was reported */
    bool is_out_of_memory;
} Parse;

void xmltree_done(xmlDoc **doc)
{
    if (*doc) {
        xmlFreeDoc(*doc);
        *doc = NULL;
    }
}

static void context_done(xmlParserCtxt **context)
{
    if (*context) {
        xmlFreeParserCtxt(*context);
    }
}

/* --- bytes to UTF-8 ------------------------------------------------------------------------------- */

typedef enum Width { WIDTH_8, WIDTH_16_LE, WIDTH_16_BE, WIDTH_32 } Width;

/* How wide the characters are, from the first bytes, which are "<", "<?" or a mark. */
static Width find_width(Str text)
{
    if (str_starts(text, STR("\xFF\xFE\0\0")) || str_starts(text, STR("\0\0\xFE\xFF")) ||
        str_starts(text, STR("<\0\0\0")) || str_starts(text, STR("\0\0\0<"))) {
        return WIDTH_32;
    }
    if (str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("<\0"))) {
        return WIDTH_16_LE;
    }
    if (str_starts(text, STR("\xFE\xFF")) || str_starts(text, STR("\0<"))) {
        return WIDTH_16_BE;
    }
    return WIDTH_8;
}

static uint32_t unit_at(Str text, size_t pos, Width width)
{
    uint32_t a = (unsigned char)text.ptr[pos];
    uint32_t b = (unsigned char)text.ptr[pos + 1];
    return width == WIDTH_16_LE ? a | b << 8 : a << 8 | b;
}

/* UTF-16 as UTF-8; false at a lone surrogate or half a unit. */
static bool put_utf16(Buf *out, Str text, Width width)
{
    if (text.len % 2 != 0) {
        return false;
    }
    for (size_t pos = 0; pos < text.len; pos += 2) {
        uint32_t cp = unit_at(text, pos, width);
        if (cp >= 0xD800 && cp <= 0xDBFF && pos + 2 < text.len) {
            uint32_t low = unit_at(text, pos + 2, width);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
                pos += 2;
            }
        }
        if (cp >= 0xD800 && cp <= 0xDFFF) {
            return false;
        }
        if (cp != 0xFEFF || pos > 0) {
            buf_put_utf8(out, cp);
        }
    }
    return true;
}

/* The value of `encoding` in the XML declaration; empty if there is none. */
static Str declared_encoding(Str text)
{
    if (!str_starts(text, STR("<?xml"))) {
        return STR_EMPTY;
    }
    size_t end = str_find(text, STR("?>"), 0);
    size_t at = str_find(text, STR("encoding"), 0);
    if (end == SIZE_MAX || at == SIZE_MAX || at > end) {
        return STR_EMPTY;
    }
    Str rest = str_sub(text, at, end - at);
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] == '"' || rest.ptr[i] == '\'') {
            size_t close = i + 1;
            while (close < rest.len && rest.ptr[close] != rest.ptr[i]) {
                close++;
            }
            return str_sub(rest, i + 1, close - i - 1);
        }
    }
    return STR_EMPTY;
}

/* ASCII letters whatever their case. */
static bool is_name(Str a, Str upper)
{
    if (a.len != upper.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        char c = a.ptr[i] >= 'a' && a.ptr[i] <= 'z' ? (char)(a.ptr[i] - 32) : a.ptr[i];
        if (c != upper.ptr[i]) {
            return false;
        }
    }
    return true;
}

static Status refuse_encoding(Parse *parse, Str name)
{
    const Loc at = {.source = parse->source, .line = 1, .column = 1};
    diag_add1(parse->diags, XML_ENCODING, at, name);
    return ST_INPUT;
}

/* The part as UTF-8 without a byte order mark: the source itself, or a copy in arena. */
static Status to_utf8(Arena *arena, Parse *parse, Str text, Str *ret_utf8)
{
    Width width = find_width(text);
    if (width == WIDTH_32) {
        return refuse_encoding(parse, STR("UTF-32"));
    }
    Str utf8 = str_starts(text, STR("\xEF\xBB\xBF")) ? str_sub(text, 3, text.len) : text;
    if (width != WIDTH_8) {
        CLEANUP(buf_done) Buf copy = {0};
        buf_init(&copy, 2 * LIMIT_PKG_ENTRY_BYTES);
        if (!put_utf16(&copy, text, width)) {
            return refuse_encoding(parse, STR("UTF-16, damaged"));
        }
        if (!buf_ok(&copy)) {
            return copy.status;
        }
        utf8 = arena_str(arena, buf_str(&copy));
        if (!utf8.ptr) {
            return ST_NOMEM;
        }
    }
    Str declared = declared_encoding(utf8);
    bool is_known = declared.len == 0 || is_name(declared, STR("UTF-8")) ||
                    is_name(declared, STR("US-ASCII")) ||
                    (width != WIDTH_8 && str_starts(declared, STR("UTF-16")));
    if (!is_known) {
        return refuse_encoding(parse, declared);
    }
    *ret_utf8 = utf8;
    return ST_OK;
}

/* --- parsing -------------------------------------------------------------------------------------- */

static Parse *parse_of(void *context)
{
    xmlParserCtxt *parser = context;
    return parser->_private;
}

static Loc place(const Parse *parse, int line, int column)
{
    return (Loc){.source = parse->source,
                 .line = line > 0 ? (uint32_t)line : 1,
                 .column = column > 0 ? (uint32_t)column : 1};
}

static Loc here(xmlParserCtxt *parser)
{
    const xmlParserInput *input = parser->input;
    return place(parser->_private, input ? input->line : 1, input ? input->col : 1);
}

/* Reports something unsafe and stops the parser. */
static void refuse(xmlParserCtxt *parser, DiagCode code, Str arg)
{
    Parse *parse = parser->_private;
    if (!parse->is_refused) {
        parse->is_refused = true;
        diag_add1(parse->diags, code, here(parser), arg);
        xmlStopParser(parser);
    }
}

/* A DOCTYPE was read up to its internal subset, which is never reached. */
static void on_doctype(void *context, const xmlChar *name UNUSED, const xmlChar *external UNUSED,
                       const xmlChar *system UNUSED)
{
    refuse(context, XML_DOCTYPE, STR_EMPTY);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    if (xmlStrEqual(target, BAD_CAST MARK_NAME)) {
        refuse(context, XML_RESERVED, STR_EMPTY);
        return;
    }
    xmlSAX2ProcessingInstruction(context, target, data);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
    Parse *parse = parse_of(context);
    if (++parse->depth > LIMIT_XML_DEPTH) {
        refuse(context, XML_DEPTH, arena_printf(parse->diags->arena, "%d", (int)LIMIT_XML_DEPTH));
        return;
    }
    xmlSAX2StartElementNs(context, name, prefix, uri, n_namespaces, namespaces, n_attributes,
                          n_defaulted, attributes);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    parse_of(context)->depth--;
    xmlSAX2EndElementNs(context, name, prefix, uri);
}

static void on_error(void *context, xmlError *error)
{
    Parse *parse = parse_of(context);
    if (error->code == XML_ERR_NO_MEMORY) {
        parse->is_out_of_memory = true;
        return;
    }
    bool is_harmless = error->code == XML_DTD_XMLID_VALUE || error->code == XML_DTD_ID_REDEFINED ||
                       error->level < XML_ERR_ERROR; /* office programs write such an xml:id */
    if (parse->is_refused || parse->is_wrong || is_harmless) {
        return; /* what follows the first mistake is mostly its consequence */
    }
    parse->is_wrong = true;
    Str message = str_trim(str_of(error->message ? error->message : "?"));
    diag_add1(parse->diags, XML_MALFORMED, place(parse, error->line, error->int2), message);
}

/* --- strict namespaces ---------------------------------------------------------------------------- */

/* Marks a namespace that is written as a strict one. */
static const char strict_mark = 's';

/* A strict namespace is read as the usual one. false: no memory. */
static bool read_strict(xmlNs *ns)
{
    Str href = str_of((const char *)ns->href);
    Str name = str_sub(href, sizeof OOXML_STRICT - 1, href.len);
    size_t slash = str_find(name, STR("/"), 0);
    if (!str_starts(href, STR(OOXML_STRICT)) || slash == SIZE_MAX || slash > INT_MAX) {
        return true;
    }
    xmlChar *usual = xmlStrdup(BAD_CAST OOXML);
    usual = usual ? xmlStrncat(usual, BAD_CAST name.ptr, (int)slash) : NULL;
    usual = usual ? xmlStrcat(usual, BAD_CAST OOXML_YEAR) : NULL;
    usual = usual ? xmlStrcat(usual, BAD_CAST name.ptr + slash + 1) : NULL;
    if (!usual) {
        return false;
    }
    xmlFree((xmlChar *)(uintptr_t)ns->href);
    ns->href = usual;
    ns->_private = (void *)(uintptr_t)&strict_mark; /* const dropped, only compared */
    return true;
}

static bool read_all_strict(const xmlDoc *doc)
{
    const xmlNode *node = xmlDocGetRootElement(doc);
    while (node) {
        for (xmlNs *ns = node->type == XML_ELEMENT_NODE ? node->nsDef : NULL; ns; ns = ns->next) {
            if (!read_strict(ns)) {
                return false;
            }
        }
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node && !node->next) {
            node = node->parent && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
        }
        node = node ? node->next : NULL;
    }
    return true;
}

/* The white space between the XML declaration and what follows, as one of three constants; libxml2 forgets it. */
static const char *gap_after_declaration(Str utf8)
{
    size_t end = str_starts(utf8, STR("<?xml")) ? str_find(utf8, STR("?>"), 0) : SIZE_MAX;
    Str rest = end == SIZE_MAX ? STR_EMPTY : str_sub(utf8, end + 2, utf8.len);
    return str_starts(rest, STR("\r\n")) ? "\r\n" : str_starts(rest, STR("\n")) ? "\n" : "";
}

static xmlParserCtxt *context_new(Parse *parse)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) {
        return NULL;
    }
    parser->_private = parse;
    parser->sax->internalSubset = on_doctype;
    parser->sax->externalSubset = NULL;
    parser->sax->processingInstruction = on_instruction;
    parser->sax->startElementNs = on_start;
    parser->sax->endElementNs = on_end;
    parser->sax->serror = on_error;
    return parser;
}

Status xmltree_parse(Arena *arena, const Source *source, DiagList *diags, xmlDoc **ret_doc)
{
    Parse parse = {.source = source, .diags = diags};
    Str utf8 = STR_EMPTY;
    TRY(to_utf8(arena, &parse, source->text, &utf8));
    size_t bad = utf8_check(utf8);
    const char *nul = utf8.len ? memchr(utf8.ptr, '\0', utf8.len) : NULL;
    if (utf8.len == 0 || utf8.len > INT_MAX || bad != SIZE_MAX || nul) {
        size_t offset = bad != SIZE_MAX ? bad : nul ? (size_t)(nul - utf8.ptr) : 0;
        diag_add1(diags, XML_MALFORMED, source_loc(source, offset),
                  utf8.len ? STR("bytes that are not UTF-8, or a zero byte")
                           : STR("nothing there"));
        return ST_INPUT;
    }
    CLEANUP(context_done) xmlParserCtxt *parser = context_new(&parse);
    if (!parser) {
        return ST_NOMEM;
    }
    CLEANUP(xmltree_done)
    xmlDoc *doc = xmlCtxtReadMemory(parser, utf8.ptr, (int)utf8.len, NULL, "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_BIG_LINES);
    xmlResetLastError(); /* this thread's copy of what on_error was told */
    if (parse.is_out_of_memory) {
        return ST_NOMEM;
    }
    if (parse.is_refused || parse.is_wrong) {
        return parse.is_refused ? ST_LIMIT : ST_INPUT;
    }
    if (!doc || !xmlDocGetRootElement(doc)) {
        diag_add1(diags, XML_MALFORMED, (Loc){.source = source}, STR("no element"));
        return ST_INPUT;
    }
    if (!read_all_strict(doc)) {
        return ST_NOMEM;
    }
    doc->_private = (void *)(uintptr_t)gap_after_declaration(utf8); /* const dropped, only read */
    *ret_doc = doc;
    doc = NULL;
    return ST_OK;
}

/* --- writing -------------------------------------------------------------------------------------- */

typedef struct Writer {
    XmlBytesFn *bytes;
    XmlMarkFn *mark;
    XmlAttrMarkFn *attr_mark;
    void *ctx;
} Writer;

static void put(const Writer *writer, Str s)
{
    if (s.len > 0) {
        writer->bytes(writer->ctx, s);
    }
}

static void put_chars(const Writer *writer, const xmlChar *s)
{
    put(writer, str_of((const char *)s));
}

/* Text between two marks. */
static void put_escaped(const Writer *writer, Escape mode, Str text)
{
    size_t kept = 0;
    for (size_t i = escape_skip_plain(text, 0); i < text.len; i = escape_skip_plain(text, i + 1)) {
        Str instead = escape_byte(mode, text.ptr[i]);
        if (instead.len > 0) {
            put(writer, str_sub(text, kept, i - kept));
            put(writer, instead);
            kept = i + 1;
        }
    }
    put(writer, str_sub(text, kept, text.len));
}

/* An attribute's value, its marks handed to the caller. */
static void put_value(const Writer *writer, Str value)
{
    size_t kept = 0;
    for (size_t pos = 0; writer->attr_mark && pos < value.len;) {
        size_t start = pos;
        uint32_t cp = utf8_next(value, &pos);
        if (cp >= MARK_FIRST && cp <= MARK_LAST) {
            put_escaped(writer, ESCAPE_XML_ATTR, str_sub(value, kept, start - kept));
            writer->attr_mark(writer->ctx, cp);
            kept = pos;
        }
    }
    put_escaped(writer, ESCAPE_XML_ATTR, str_sub(value, kept, value.len));
}

static void put_name(const Writer *writer, const xmlNs *ns, const xmlChar *name)
{
    if (ns && ns->prefix) {
        put_chars(writer, ns->prefix);
        put(writer, STR(":"));
    }
    put_chars(writer, name);
}

static void put_namespace(const Writer *writer, const xmlNs *ns)
{
    Str href = str_of((const char *)ns->href);
    size_t year = str_find(href, STR(OOXML_YEAR), 0);
    if (ns->_private == &strict_mark && year != SIZE_MAX) {
        put(writer, STR(OOXML_STRICT));
        put_escaped(writer, ESCAPE_XML_ATTR,
                    str_sub(href, sizeof OOXML - 1, year - (sizeof OOXML - 1)));
        put(writer, STR("/"));
        href = str_sub(href, year + sizeof OOXML_YEAR - 1, href.len);
    }
    put_escaped(writer, ESCAPE_XML_ATTR, href);
}

static void put_attributes(const Writer *writer, const xmlNode *element)
{
    for (const xmlNs *ns = element->nsDef; ns; ns = ns->next) {
        put(writer, ns->prefix ? STR(" xmlns:") : STR(" xmlns"));
        put(writer, str_of((const char *)ns->prefix));
        put(writer, STR("=\""));
        put_namespace(writer, ns);
        put(writer, STR("\""));
    }
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        put(writer, STR(" "));
        put_name(writer, attribute->ns, attribute->name);
        put(writer, STR("=\""));
        for (const xmlNode *text = attribute->children; text; text = text->next) {
            put_value(writer, str_of((const char *)text->content));
        }
        put(writer, STR("\""));
    }
}

static void put_start(const Writer *writer, const xmlNode *element)
{
    put(writer, STR("<"));
    put_name(writer, element->ns, element->name);
    put_attributes(writer, element);
    put(writer, element->children ? STR(">") : STR("/>"));
}

static void put_end(const Writer *writer, const xmlNode *element)
{
    put(writer, STR("</"));
    put_name(writer, element->ns, element->name);
    put(writer, STR(">"));
}

static void put_instruction(const Writer *writer, const xmlNode *pi)
{
    if (writer->mark && xmlStrEqual(pi->name, BAD_CAST MARK_NAME)) {
        writer->mark(writer->ctx, pi);
        return;
    }
    put(writer, STR("<?"));
    put_chars(writer, pi->name);
    if (pi->content) {
        put(writer, STR(" "));
        put_chars(writer, pi->content);
    }
    put(writer, STR("?>"));
}

/* libxml2 joins sections that touch: an end mark inside is cut in two again. */
static void put_cdata(const Writer *writer, Str text)
{
    size_t kept = 0;
    put(writer, STR("<![CDATA["));
    for (size_t at = str_find(text, STR("]]>"), 0); at != SIZE_MAX;
         at = str_find(text, STR("]]>"), kept)) {
        put(writer, str_sub(text, kept, at + 2 - kept));
        put(writer, STR("]]><![CDATA["));
        kept = at + 2;
    }
    put(writer, str_sub(text, kept, text.len));
    put(writer, STR("]]>"));
}

/* A node without its children and its end tag. */
static void put_node(const Writer *writer, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE) {
        put_start(writer, node);
    } else if (node->type == XML_TEXT_NODE) {
        put_escaped(writer, ESCAPE_XML_TEXT, str_of((const char *)node->content));
    } else if (node->type == XML_CDATA_SECTION_NODE) {
        put_cdata(writer, str_of((const char *)node->content));
    } else if (node->type == XML_COMMENT_NODE) {
        put(writer, STR("<!--"));
        put_chars(writer, node->content);
        put(writer, STR("-->"));
    } else if (node->type == XML_PI_NODE) {
        put_instruction(writer, node);
    }
}

static void put_declaration(const Writer *writer, const xmlDoc *doc)
{
    if (doc->standalone == -1) {
        return; /* libxml2: there was none; -2 is a declaration without `standalone` */
    }
    put(writer, STR("<?xml version=\"1.0\" encoding=\"UTF-8\""));
    if (doc->standalone >= 0) {
        put(writer, doc->standalone ? STR(" standalone=\"yes\"") : STR(" standalone=\"no\""));
    }
    put(writer, STR("?>"));
    put(writer, str_of(doc->_private));
}

void xmltree_write(const xmlDoc *doc, XmlBytesFn *bytes, XmlMarkFn *mark, XmlAttrMarkFn *attr_mark,
                   void *ctx)
{
    const Writer writer = {.bytes = bytes, .mark = mark, .attr_mark = attr_mark, .ctx = ctx};
    put_declaration(&writer, doc);
    const xmlNode *node = doc->children;
    while (node) {
        put_node(&writer, node);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (!node->next && node->parent && node->parent->type == XML_ELEMENT_NODE) {
            node = node->parent;
            put_end(&writer, node);
        }
        node = node->next;
    }
}
