/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotate_odt - comments of ODF: office:annotation where the tag begins, office:annotation-end behind it.
 */
#include <stdio.h>

#include "generator/format/annotate.h"
#include "generator/format/odf.h"

#define NAME_PREFIX "ccap-check-"

typedef struct Names {
    xmlNs *office;
    xmlNs *text;
    xmlNs *dc;
    unsigned next; /* number of the next comment: those of an earlier check stay */
} Names;

static bool is_inside(const xmlNode *node)
{
    return lift_is(node, NS_DRAW, "frame") || lift_is(node, NS_DRAW, "custom-shape") ||
           lift_is(node, NS_TEXT, "note") || lift_is(node, NS_OFFICE, "annotation");
}

/* Numbers go on behind those of comments that ccap has written before. */
static unsigned next_number(const Annotating *a)
{
    const xmlNode *root = xmlDocGetRootElement(a->doc);
    unsigned next = 1;
    for (const xmlNode *n = root; n; n = lift_next(n, root, false)) {
        if (!lift_is(n, NS_OFFICE, "annotation")) {
            continue;
        }
        xmlChar *name = xmlGetNsProp(n, BAD_CAST "name", BAD_CAST NS_OFFICE);
        unsigned number = 0;
        if (name && sscanf((const char *)name, NAME_PREFIX "%9u", &number) == 1 && number >= next) {
            next = number + 1;
        }
        xmlFree(name);
    }
    return next;
}

/* Puts `node` at a spot; a text is cut in two around it. */
static void insert_at(Annotating *a, AnnotateSpot spot, xmlNode *node)
{
    if (spot.node->type != XML_TEXT_NODE || spot.offset == 0) {
        xmlAddPrevSibling(spot.node, node);
        return;
    }
    xmlNode *rest = xmlNewDocText(a->doc, spot.node->content + spot.offset);
    xmlChar *head = xmlStrndup(spot.node->content, (int)spot.offset);
    if (!rest || !head) {
        xmlFreeNode(rest);
        xmlFree(head);
        xmlFreeNode(node);
        a->is_nomem = true;
        return;
    }
    xmlNodeSetContentLen(spot.node, head, (int)spot.offset); /* of a text: as it is */
    xmlFree(head);
    xmlAddNextSibling(spot.node, node);
    xmlAddNextSibling(node, rest);
}

static xmlNode *new_mark(Annotating *a, const Names *names, const char *kind)
{
    char name[32];
    xmlNode *mark = xmlNewDocNode(a->doc, names->office, BAD_CAST kind, NULL);
    (void)snprintf(name, sizeof name, NAME_PREFIX "%u", names->next); /* fits */
    if (!mark || !xmlNewNsProp(mark, names->office, BAD_CAST "name", BAD_CAST name)) {
        a->is_nomem = true;
    }
    return mark;
}

static xmlNode *new_comment(Annotating *a, const Names *names, const AnnotateNote *note,
                            bool is_exact)
{
    xmlNode *comment = new_mark(a, names, "annotation");
    if (!comment) {
        return NULL;
    }
    (void)annotate_add_text(a, comment, names->dc, "creator", STR(LIFT_ANNOTATOR));
    if (!is_exact && note->where.len > 0) {
        (void)annotate_add_text(a, comment, names->text, "p", note->where); /* is_nomem tells */
    }
    for (Str rest = note->text; rest.len > 0;) {
        (void)annotate_add_text(a, comment, names->text, "p", annotate_line(&rest));
    }
    return comment;
}

/* A body without a paragraph gets one: its first child may be anything. */
static xmlNode *new_paragraph(Annotating *a, const Names *names)
{
    xmlNode *root = xmlDocGetRootElement(a->doc);
    for (xmlNode *n = root; n; n = lift_next(n, root, false)) {
        if (lift_is(n, NS_OFFICE, "text")) {
            return xmlNewChild(n, names->text, BAD_CAST "p", NULL);
        }
    }
    return NULL;
}

static void put_comment(Annotating *a, Names *names, const AnnotateNote *note)
{
    bool is_exact = false;
    xmlNode *paragraph = annotate_paragraph(a, note, is_inside, &is_exact);
    paragraph = paragraph ? paragraph : new_paragraph(a, names);
    xmlNode *comment = paragraph ? new_comment(a, names, note, is_exact) : NULL;
    if (!comment) {
        return;
    }
    bool has_range = is_exact && note->column > 0;
    AnnotateSpot start = has_range ? annotate_find(a, paragraph, note->column) : (AnnotateSpot){0};
    if (start.node) {
        insert_at(a, start, comment);
        xmlNode *end = new_mark(a, names, "annotation-end");
        AnnotateSpot behind = annotate_find(a, paragraph, note->column + note->span);
        if (end && behind.node) {
            insert_at(a, behind, end);
        } else if (end) {
            xmlAddChild(paragraph, end);
        }
    } else if (paragraph->children) {
        xmlAddPrevSibling(paragraph->children, comment);
    } else {
        xmlAddChild(paragraph, comment);
    }
    names->next++;
}

Status annotate_odt(Annotating *a)
{
    Names names = {.office = annotate_namespace(a, a->doc, NS_OFFICE, "office"),
                   .text = annotate_namespace(a, a->doc, NS_TEXT, "text"),
                   .dc = annotate_namespace(a, a->doc, NS_DC, "dc"),
                   .next = next_number(a)};
    for (size_t i = 0; i < a->n_notes && !a->is_nomem; i++) {
        put_comment(a, &names, &a->notes[i]);
    }
    return a->is_nomem ? ST_NOMEM : ST_OK;
}
