/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift - see lift.h. The tree and its marks, names, and the order of the work; lift_paragraph.c finds tags in text,
 * lift_attr.c in attributes, lift_structure.c does rows, items and pairs, lift_guard.c what may vanish, lift_write.c the program.
 */
#include "generator/format/lift.h"

#include <libxml/parserInternals.h>
#include <stdio.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/lift_inner.h"

/* --- the tree --------------------------------------------------------------------------------------- */

uint32_t lift_paragraph_of(const xmlNode *node)
{
    while (node && !node->_private && node->parent && node->parent->type == XML_ELEMENT_NODE) {
        node = node->parent;
    }
    return node ? (uint32_t)(uintptr_t)node->_private : 0;
}

xmlNode *lift_next(const xmlNode *node, const xmlNode *root, bool skip)
{
    if (!skip && node->type == XML_ELEMENT_NODE && node->children) {
        return node->children;
    }
    while (node != root && !node->next) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}

/* --- names ------------------------------------------------------------------------------------------------ */

#define STRICT_PREFIX "http://purl.oclc.org/ooxml/"
#define TRANSITIONAL_PREFIX "http://schemas.openxmlformats.org/"
#define TRANSITIONAL_YEAR "/2006/"

/* Strict OOXML has the same elements in …/ooxml/A/B where everyone else writes …/A/2006/B. */
static bool is_namespace(const xmlChar *href, const char *namespace)
{
    Str given = str_of((const char *)href);
    Str wanted = str_of(namespace);
    if (str_eq(given, wanted)) {
        return true;
    }
    if (!str_starts(given, STR(STRICT_PREFIX)) || !str_starts(wanted, STR(TRANSITIONAL_PREFIX))) {
        return false;
    }
    size_t year = str_find(wanted, STR(TRANSITIONAL_YEAR), 0);
    Str folder = str_sub(wanted, sizeof TRANSITIONAL_PREFIX - 1,
                         year == SIZE_MAX ? 0 : year - (sizeof TRANSITIONAL_PREFIX - 1));
    Str rest = year == SIZE_MAX ? STR_EMPTY
                                : str_sub(wanted, year + sizeof TRANSITIONAL_YEAR - 1, SIZE_MAX);
    Str given_rest = str_sub(given, sizeof STRICT_PREFIX - 1, SIZE_MAX);
    return str_starts(given_rest, folder) && given_rest.len == folder.len + 1 + rest.len &&
           given_rest.ptr[folder.len] == '/' && str_ends(given_rest, rest);
}

bool lift_is(const xmlNode *node, const char *namespace, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && node->ns && node->ns->href &&
           strcmp((const char *)node->name, name) == 0 && is_namespace(node->ns->href, namespace);
}

bool lift_is_attr(const xmlAttr *attr, const char *namespace, const char *name)
{
    bool is_same_ns = namespace
                          ? attr->ns && attr->ns->href && is_namespace(attr->ns->href, namespace)
                          : !attr->ns;
    return is_same_ns && strcmp((const char *)attr->name, name) == 0;
}

xmlNode *lift_child(const xmlNode *node, const char *namespace, const char *name)
{
    xmlNode *n = node ? node->children : NULL;
    while (n && !lift_is(n, namespace, name)) {
        n = n->next;
    }
    return n;
}

void lift_remove(xmlNode *node)
{
    if (node) {
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

static bool has_prefix(const xmlNs *ns, const char *prefix)
{
    return ns->prefix && strcmp((const char *)ns->prefix, prefix) == 0;
}

static void set_prefix(Lift *lift, xmlNs *ns, const char *prefix)
{
    xmlChar *copy = xmlStrdup(BAD_CAST prefix);
    if (!copy) {
        lift->is_nomem = true;
        return;
    }
    bool is_shared = lift->doc->dict && ns->prefix && xmlDictOwns(lift->doc->dict, ns->prefix);
    if (ns->prefix && !is_shared) {
        xmlFree((void *)(uintptr_t)ns->prefix); /* const dropped: it was the tree's own */
    }
    ns->prefix = copy;
}

/* One element declares its names so that `name` has the prefix that we write. */
static void rename_in(Lift *lift, xmlNode *element, const LiftName *name)
{
    xmlNs *found = NULL;
    for (xmlNs *ns = element->nsDef; ns; ns = ns->next) {
        bool is_wanted = ns->href && is_namespace(ns->href, name->namespace);
        if (is_wanted && has_prefix(ns, name->prefix)) {
            return;
        }
        found = is_wanted && !found ? ns : found;
    }
    for (xmlNs *ns = element->nsDef; ns; ns = ns->next) {
        if (has_prefix(ns, name->prefix) && !is_namespace(ns->href, name->namespace)) {
            char other[32];
            (void)snprintf(other, sizeof other, "ccap%s", name->prefix); /* ours are short */
            set_prefix(lift, ns, other);
        }
    }
    if (found) {
        set_prefix(lift, found, name->prefix);
    }
}

/* What we write has the usual prefixes: documents that call them otherwise are made to call them so too. */
static void use_names(Lift *lift, xmlNode *root)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        for (const LiftName *name = lift->dialect->names;
             node->type == XML_ELEMENT_NODE && node->nsDef && name->prefix; name++) {
            rename_in(lift, node, name);
        }
    }
}

/* A prefix that the root does not know is declared there: rich text may need it. */
static void declare_names(Lift *lift, xmlNode *root)
{
    for (const LiftName *name = lift->dialect->names; name->prefix; name++) {
        if (!xmlSearchNs(lift->doc, root, BAD_CAST name->prefix)) {
            lift->is_nomem =
                !xmlNewNs(root, BAD_CAST name->namespace, BAD_CAST name->prefix) || lift->is_nomem;
        }
    }
}

/* --- attributes and marks --------------------------------------------------------------------------------- */

Str lift_attr(Lift *lift, const xmlNode *node, const char *namespace, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (lift_is_attr(attr, namespace, name)) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            Str copy = value ? arena_str(lift->arena, str_of((const char *)value)) : STR_EMPTY;
            xmlFree(value);
            return copy;
        }
    }
    return STR_EMPTY;
}

static bool add_mark(Lift *lift, const Mark *mark)
{
    Mark *grown =
        arena_grow(lift->arena, lift->marks, lift->n_marks, &lift->cap_marks, sizeof(Mark));
    if (!grown) {
        lift->is_nomem = true;
        return false;
    }
    lift->marks = grown;
    lift->marks[lift->n_marks++] = *mark;
    return true;
}

xmlNode *lift_mark(Lift *lift, const Mark *mark)
{
    char number[24];
    if (!add_mark(lift, mark)) {
        return NULL;
    }
    (void)snprintf(number, sizeof number, "%zu", lift->n_marks - 1); /* 24 digits fit */
    xmlNode *pi = xmlNewDocPI(lift->doc, BAD_CAST "ccap", BAD_CAST number);
    lift->is_nomem = lift->is_nomem || !pi;
    return pi;
}

void lift_attr_mark(Lift *lift, const Mark *mark, Buf *out)
{
    if (lift->n_marks > ATTR_MARK_LAST - ATTR_MARK_FIRST) {
        out->status = ST_LIMIT;
        return;
    }
    if (add_mark(lift, mark)) {
        buf_put_utf8(out, ATTR_MARK_FIRST + (uint32_t)(lift->n_marks - 1));
    }
}

/* --- a whole part ------------------------------------------------------------------------------------------ */

/* Text in CDATA sections is text. */
static void open_cdata(xmlNode *root)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (node->type == XML_CDATA_SECTION_NODE) {
            node->type = XML_TEXT_NODE;
            node->name = xmlStringText;
        }
    }
}

Status lift_start(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    open_cdata(root);
    lift_keep_literals(lift, root);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}

Status lift_status(const Lift *lift)
{
    return lift->is_nomem ? ST_NOMEM : lift->has_errors ? ST_INPUT : ST_OK;
}

/* Any element of a plain part is as tight as a paragraph: no section leaves it. */
static bool is_any(const xmlNode *node)
{
    (void)node; /* whatever it is */
    return true;
}

static bool is_none(const xmlNode *node)
{
    (void)node; /* whatever it is */
    return false;
}

static Escape plain_escape(const xmlNode *text)
{
    (void)text; /* the same everywhere */
    return ESCAPE_XML_TEXT;
}

static const LiftDialect plain_dialect = {.is_paragraph = is_any,
                                          .is_climbable = is_none,
                                          .is_cuttable = is_none,
                                          .is_properties = is_none,
                                          .is_range = is_none,
                                          .is_row = is_none,
                                          .is_cell = is_none,
                                          .text_escape = plain_escape};

Status lift_plain(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    lift->dialect = &plain_dialect;
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        if (node->type == XML_ELEMENT_NODE) {
            lift_attributes(lift, node);
        } else if (node->type == XML_TEXT_NODE) {
            lift_plain_text(lift, node);
        }
        node = next;
    }
    lift_pairs(lift);
    return lift_status(lift);
}

xmlNode **lift_paragraphs(Arena *arena, const LiftDialect *dialect, xmlNode *root, size_t *ret_n)
{
    size_t cap = 16;
    xmlNode **list = arena_array(arena, cap, xmlNode *);
    bool is_skipped = false;
    *ret_n = 0;
    for (xmlNode *node = root; node && list; node = lift_next(node, root, is_skipped)) {
        is_skipped = node->type == XML_ELEMENT_NODE && dialect->is_deleted(node);
        if (node->type == XML_ELEMENT_NODE && dialect->is_paragraph(node)) {
            list = arena_grow(arena, list, *ret_n, &cap, sizeof *list);
            *ret_n += list != NULL;
            if (list) {
                list[*ret_n - 1] = node;
            }
        }
    }
    return list;
}

static bool has_rich(const Lift *lift)
{
    for (size_t i = 0; i < lift->n_marks; i++) {
        if (lift->marks[i].kind == MARK_RICH_BEGIN) {
            return true;
        }
    }
    return false;
}

/* Text of the document outside of its paragraphs: characters, nothing more. */
static void lift_caption(Lift *lift, xmlNode *text)
{
    const LiftDialect *dialect = lift->dialect;
    if (dialect->is_caption && dialect->is_caption(text->parent)) {
        lift->dialect = &plain_dialect;
        lift_plain_text(lift, text);
        lift->dialect = dialect;
    }
}

/* Finds the tags of paragraphs, attributes and captions in document order, which delimiters follow; lifts those of attributes. */
static void find_all(Lift *lift, xmlNode *root, xmlNode **paragraphs, size_t n, Paragraph **found)
{
    bool is_skipped = false;
    size_t begun = 0;
    lift->paragraph = lift->first_paragraph;
    for (xmlNode *node = root; node;) {
        xmlNode *next = NULL;
        if (begun < n && node == paragraphs[begun]) {
            lift->paragraph++; /* attributes are placed in the last paragraph begun */
            node->_private = (void *)(uintptr_t)lift->paragraph;
            found[begun++] = lift_find(lift, node);
        }
        is_skipped = node->type == XML_ELEMENT_NODE && lift->dialect->is_deleted(node);
        next = lift_next(node, root, is_skipped);
        if (node->type == XML_ELEMENT_NODE && !is_skipped) {
            lift_attributes(lift, node);
        } else if (node->type == XML_TEXT_NODE) {
            lift_caption(lift, node);
        }
        node = next;
    }
}

Status lift_document(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    size_t n = 0;
    use_names(lift, root);
    xmlNode **paragraphs = lift_paragraphs(lift->arena, lift->dialect, root, &n);
    Paragraph **found = arena_array(lift->arena, n + 1, Paragraph *);
    if (!paragraphs || !found) {
        return ST_NOMEM;
    }
    find_all(lift, root, paragraphs, n, found);
    for (size_t i = n; i-- > 0;) { /* backwards: a text box before the paragraph that holds it */
        lift->paragraph = lift->first_paragraph + (uint32_t)i + 1;
        if (found[i]) {
            lift_paragraph(lift, found[i]);
        }
    }
    if (lift->has_tags) {
        lift_structure(lift);
    }
    if (lift->has_tags && !lift->has_errors && lift->dialect->mend) {
        lift->dialect->mend(lift, root);
    }
    if (lift->has_library && has_rich(lift)) {
        declare_names(lift, root);
    }
    return lift_status(lift);
}
