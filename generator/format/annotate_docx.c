/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotate_docx - comments of Word: marks around the tag in the body, the text in comments.xml, which is made if need be.
 */
#include <stdio.h>

#include "generator/format/annotate.h"
#include "generator/format/ooxml.h"

#define TYPE_COMMENTS "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
#define REL_COMMENTS "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
#define EMPTY_COMMENTS                                                                             \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"" NS_W   \
    "\"/>"
#define EMPTY_RELS                                                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "               \
    "xmlns=\"" NS_RELS "\"/>"
#define RELATION_ID "ccapComments"

typedef struct Comments {
    xmlDoc *doc;
    Str name;
    xmlNs *body_w; /* in the body */
    xmlNs *w;      /* in comments.xml */
    long next;     /* number of the next comment */
} Comments;

/* Word has no comments in these; footnotes have parts of their own. */
static bool is_inside(const xmlNode *node)
{
    return is_w(node, "txbxContent") || is_w(node, "comment");
}

/* --- parts ----------------------------------------------------------------------------------------------- */

/* A part of the copy, added with these bytes if it is missing. */
static xmlDoc *open_part(Annotating *a, Str name, const char *empty)
{
    for (size_t i = 0; i < a->n_parts; i++) {
        if (str_eq(a->parts[i].name, name)) {
            return annotate_parse(a, name);
        }
    }
    a->parts[a->n_parts++] = (PkgPart){.name = name, .bytes = str_of(empty)};
    return annotate_parse(a, name);
}

/* The type of the new part, behind all others. */
static Status declare_type(Annotating *a, Str name)
{
    CLEANUP(xmltree_done) xmlDoc *doc = annotate_parse(a, STR("[Content_Types].xml"));
    Str part_name = arena_printf(a->arena, "/%.*s", STR_ARG(name));
    if (!doc || !part_name.ptr) {
        return doc ? ST_NOMEM : ST_INPUT;
    }
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *type = xmlNewChild(root, root->ns, BAD_CAST "Override", NULL);
    if (!type || !xmlNewProp(type, BAD_CAST "PartName", BAD_CAST part_name.ptr) ||
        !xmlNewProp(type, BAD_CAST "ContentType", BAD_CAST TYPE_COMMENTS)) {
        return ST_NOMEM;
    }
    return annotate_put_part(a, STR("[Content_Types].xml"), doc);
}

/* The relationship of the body to its new comments. */
static Status declare_relation(Annotating *a, const char *target)
{
    const OoxmlPackage *ooxml = a->source->ooxml;
    const OoxmlRels *rels = ooxml->rels[ooxml->main];
    Str main = a->source->package.parts[ooxml->main].name;
    Str name = rels->rels_part == OOXML_NO_PART
                   ? arena_printf(a->arena, "%.*s/_rels/%.*s.rels", STR_ARG(ooxml->main_folder),
                                  STR_ARG(str_sub(main, ooxml->main_folder.len + 1, main.len)))
                   : a->source->package.parts[rels->rels_part].name;
    CLEANUP(xmltree_done) xmlDoc *doc = name.ptr ? open_part(a, name, EMPTY_RELS) : NULL;
    if (!doc) {
        return name.ptr ? ST_INPUT : ST_NOMEM;
    }
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *relation = xmlNewChild(root, root->ns, BAD_CAST "Relationship", NULL);
    if (!relation || !xmlNewProp(relation, BAD_CAST "Id", BAD_CAST RELATION_ID) ||
        !xmlNewProp(relation, BAD_CAST "Type", BAD_CAST REL_COMMENTS) ||
        !xmlNewProp(relation, BAD_CAST "Target", BAD_CAST target)) {
        return ST_NOMEM;
    }
    return annotate_put_part(a, name, doc);
}

static Str name_in_folder(const Annotating *a, const char *name)
{
    Str folder = a->source->ooxml->main_folder;
    return arena_printf(a->arena, "%.*s%s%s", STR_ARG(folder), folder.len > 0 ? "/" : "", name);
}

static Status open_comments(Annotating *a, Comments *comments)
{
    const OoxmlPackage *ooxml = a->source->ooxml;
    size_t part = ooxml_related_part(ooxml, ooxml->main, "comments");
    if (part != OOXML_NO_PART) {
        comments->name = a->source->package.parts[part].name;
        comments->doc = annotate_parse(a, comments->name);
        return comments->doc ? ST_OK : ST_INPUT;
    }
    const char *target = "comments.xml";
    comments->name = name_in_folder(a, target);
    if (comments->name.ptr && ooxml_find(ooxml, comments->name) != OOXML_NO_PART) {
        target = "ccap-comments.xml"; /* a part of that name is there that nothing refers to */
        comments->name = name_in_folder(a, target);
    }
    if (!comments->name.ptr) {
        return ST_NOMEM;
    }
    TRY(declare_type(a, comments->name));
    TRY(declare_relation(a, target));
    comments->doc = open_part(a, comments->name, EMPTY_COMMENTS);
    return comments->doc ? ST_OK : ST_NOMEM;
}

/* --- the body -------------------------------------------------------------------------------------------- */

static xmlNode *run_of(xmlNode *node)
{
    while (node && node->type != XML_DOCUMENT_NODE && !is_w(node, "r")) {
        node = node->parent;
    }
    return node && is_w(node, "r") ? node : NULL;
}

/* A run with the properties of `run` behind it; what follows `node` in the run goes there. NULL: no memory. */
static xmlNode *split_behind(Annotating *a, xmlNode *run, xmlNode *node)
{
    xmlNode *half = xmlDocCopyNode(run, a->doc, 2); /* 2: attributes and namespaces, no children */
    if (!half) {
        a->is_nomem = true;
        return NULL;
    }
    xmlNode *properties = child_w(run, "rPr");
    if (properties) {
        xmlAddChild(half, xmlDocCopyNode(properties, a->doc, 1));
    }
    xmlAddNextSibling(run, half);
    while (node->next) {
        xmlNode *moved = node->next;
        xmlUnlinkNode(moved);
        xmlAddChild(half, moved);
    }
    (void)xmlDOMWrapReconcileNamespaces(
        NULL, half, 1); /* the copy declares them again; no harm if it stays so */
    return half;
}

/* Cuts a text element in two; the second half stands behind the first in the same run. */
static void split_text(Annotating *a, AnnotateSpot spot)
{
    xmlNode *text = spot.node->parent;
    xmlNode *half = xmlDocCopyNode(text, a->doc, 2);
    xmlNode *rest = xmlNewDocText(a->doc, spot.node->content + spot.offset);
    xmlChar *head = xmlStrndup(spot.node->content, (int)spot.offset);
    if (!half || !rest || !head) {
        xmlFreeNode(half);
        xmlFreeNode(rest);
        xmlFree(head);
        a->is_nomem = true;
        return;
    }
    xmlAddChild(half, rest);
    while (spot.node->next) { /* further nodes of a text that was split by a comment or CDATA */
        xmlNode *moved = spot.node->next;
        xmlUnlinkNode(moved);
        xmlAddChild(half, moved);
    }
    xmlNodeSetContentLen(spot.node, head, (int)spot.offset); /* of a text: as it is */
    xmlFree(head);
    xmlNodeSetSpacePreserve(text, 1);
    xmlNodeSetSpacePreserve(half, 1);
    xmlAddNextSibling(text, half);
    (void)xmlDOMWrapReconcileNamespaces(NULL, half, 1); /* as above */
}

/* The run that begins at code point `column`, split off for it; NULL if there is none. */
static xmlNode *run_at(Annotating *a, xmlNode *paragraph, uint32_t column)
{
    AnnotateSpot spot = annotate_find(a, paragraph, column);
    xmlNode *run = spot.node ? run_of(spot.node) : NULL;
    if (!run) {
        return NULL;
    }
    xmlNode *first = spot.node; /* of the run's children, the one that begins here */
    while (first->parent != run) {
        first = first->parent;
    }
    if (spot.node->type == XML_TEXT_NODE && spot.offset > 0) {
        split_text(a, spot);
        first = first->next;
    }
    if (a->is_nomem) {
        return NULL;
    }
    bool is_first = !first->prev || (is_w(first->prev, "rPr") && !first->prev->prev);
    return is_first ? run : split_behind(a, run, first->prev);
}

static xmlNode *new_mark(Annotating *a, const Comments *comments, const char *kind)
{
    char number[24];
    xmlNode *mark = xmlNewDocNode(a->doc, comments->body_w, BAD_CAST kind, NULL);
    (void)snprintf(number, sizeof number, "%ld", comments->next); /* 24 digits fit */
    if (!mark || !xmlNewNsProp(mark, comments->body_w, BAD_CAST "id", BAD_CAST number)) {
        a->is_nomem = true;
    }
    return mark;
}

static xmlNode *new_reference(Annotating *a, const Comments *comments)
{
    xmlNode *run = xmlNewDocNode(a->doc, comments->body_w, BAD_CAST "r", NULL);
    xmlNode *mark = run ? new_mark(a, comments, "commentReference") : NULL;
    if (!mark) {
        a->is_nomem = true;
        xmlFreeNode(run);
        return NULL;
    }
    xmlAddChild(run, mark);
    return run;
}

/* Marks around the tag; without a range the reference stands at the start of the paragraph. */
static void mark_body(Annotating *a, const Comments *comments, xmlNode *paragraph,
                      const AnnotateNote *note, bool is_exact)
{
    bool has_range = is_exact && note->column > 0 && note->span > 0;
    xmlNode *start = has_range ? run_at(a, paragraph, note->column) : NULL;
    xmlNode *reference = new_reference(a, comments);
    if (!reference) {
        return;
    }
    if (!start) {
        xmlNode *properties = child_w(paragraph, "pPr");
        if (properties) {
            xmlAddNextSibling(properties, reference);
        } else if (paragraph->children) {
            xmlAddPrevSibling(paragraph->children, reference);
        } else {
            xmlAddChild(paragraph, reference);
        }
        return;
    }
    xmlNode *begin_mark = new_mark(a, comments, "commentRangeStart");
    xmlNode *end_mark = new_mark(a, comments, "commentRangeEnd");
    if (!begin_mark || !end_mark) {
        return;
    }
    xmlNode *behind = run_at(a, paragraph, note->column + note->span);
    xmlAddPrevSibling(start, begin_mark);
    if (behind) {
        xmlAddPrevSibling(behind, end_mark);
    } else {
        xmlAddChild(paragraph, end_mark);
    }
    xmlAddNextSibling(end_mark, reference);
}

/* --- comments -------------------------------------------------------------------------------------------- */

static void put_line(Annotating *a, const Comments *comments, xmlNode *comment, Str line)
{
    xmlNode *paragraph = xmlNewChild(comment, comments->w, BAD_CAST "p", NULL);
    xmlNode *run = paragraph ? xmlNewChild(paragraph, comments->w, BAD_CAST "r", NULL) : NULL;
    xmlNode *text = run ? annotate_add_text(a, run, comments->w, "t", line) : NULL;
    if (!text) {
        a->is_nomem = true;
        return;
    }
    xmlNodeSetSpacePreserve(text, 1);
}

static void put_comment(Annotating *a, const Comments *comments, const AnnotateNote *note,
                        bool is_exact)
{
    char number[24];
    xmlNode *root = xmlDocGetRootElement(comments->doc);
    xmlNode *comment = xmlNewChild(root, comments->w, BAD_CAST "comment", NULL);
    (void)snprintf(number, sizeof number, "%ld", comments->next); /* 24 digits fit */
    if (!comment || !xmlNewNsProp(comment, comments->w, BAD_CAST "id", BAD_CAST number) ||
        !xmlNewNsProp(comment, comments->w, BAD_CAST "author", BAD_CAST LIFT_ANNOTATOR) ||
        !xmlNewNsProp(comment, comments->w, BAD_CAST "initials", BAD_CAST LIFT_ANNOTATOR)) {
        a->is_nomem = true;
        return;
    }
    if (!is_exact && note->where.len > 0) {
        put_line(a, comments, comment, note->where);
    }
    for (Str rest = note->text; rest.len > 0;) {
        put_line(a, comments, comment, annotate_line(&rest));
    }
}

/* Numbers go on behind those of the document's own comments. */
static long next_number(const Comments *comments)
{
    long next = 0;
    const xmlNode *root = xmlDocGetRootElement(comments->doc);
    for (const xmlNode *n = root->children; n; n = n->next) {
        xmlChar *id = is_w(n, "comment") ? xmlGetNsProp(n, BAD_CAST "id", BAD_CAST NS_W) : NULL;
        long number = 0;
        if (id && sscanf((const char *)id, "%9ld", &number) == 1 && number >= next) {
            next = number + 1;
        }
        xmlFree(id);
    }
    return next;
}

/* A body without a paragraph gets one, before the properties of its last section. */
static xmlNode *new_paragraph(Annotating *a, const Comments *comments)
{
    xmlNode *body = child_w(xmlDocGetRootElement(a->doc), "body");
    xmlNode *paragraph = body ? xmlNewDocNode(a->doc, comments->body_w, BAD_CAST "p", NULL) : NULL;
    if (paragraph && body->children) {
        xmlAddPrevSibling(body->children, paragraph);
    } else if (paragraph) {
        xmlAddChild(body, paragraph);
    }
    return paragraph;
}

/* The paragraph of the body that refers to the note in which a mistake stands, or NULL. */
static xmlNode *anchor_of(Annotating *a, const AnnotateNote *note)
{
    const LiftDialect *dialect = a->source->format->dialect;
    CLEANUP(xmltree_done) xmlDoc *doc = annotate_parse(a, note->part);
    size_t n = 0;
    xmlNode **paragraphs =
        doc ? lift_paragraphs(a->arena, dialect, xmlDocGetRootElement(doc), &n) : NULL;
    xmlNode *holder = paragraphs && note->paragraph > 0 && note->paragraph <= n
                          ? paragraphs[note->paragraph - 1]
                          : NULL;
    while (holder && holder->type == XML_ELEMENT_NODE && !is_w(holder, "footnote") &&
           !is_w(holder, "endnote")) {
        holder = holder->parent;
    }
    if (!holder || holder->type != XML_ELEMENT_NODE) {
        return NULL;
    }
    xmlChar *id = xmlGetNsProp(holder, BAD_CAST "id", BAD_CAST NS_W);
    const char *kind = is_w(holder, "footnote") ? "footnoteReference" : "endnoteReference";
    xmlNode *root = xmlDocGetRootElement(a->doc);
    xmlNode *found = NULL;
    for (xmlNode *node = root; node && id && !found; node = lift_next(node, root, false)) {
        xmlChar *other = is_w(node, kind) ? xmlGetNsProp(node, BAD_CAST "id", BAD_CAST NS_W) : NULL;
        found = other && xmlStrEqual(id, other) ? node : NULL;
        xmlFree(other);
    }
    xmlFree(id);
    while (found && found->type == XML_ELEMENT_NODE && !dialect->is_paragraph(found)) {
        found = found->parent;
    }
    return found && found->type == XML_ELEMENT_NODE ? found : NULL;
}

static void comments_done(Comments *comments)
{
    xmltree_done(&comments->doc);
}

Status annotate_docx(Annotating *a)
{
    CLEANUP(comments_done) Comments comments = {0};
    TRY(open_comments(a, &comments));
    comments.body_w = annotate_namespace(a, a->doc, NS_W, "w");
    comments.w = annotate_namespace(a, comments.doc, NS_W, "w");
    comments.next = next_number(&comments);
    for (size_t i = 0; i < a->n_notes && !a->is_nomem; i++) {
        const AnnotateNote *note = &a->notes[i];
        bool is_exact = false;
        xmlNode *anchor = note->part.len > 0 ? anchor_of(a, note) : NULL;
        xmlNode *paragraph = anchor ? anchor : annotate_paragraph(a, note, is_inside, &is_exact);
        paragraph = paragraph ? paragraph : new_paragraph(a, &comments);
        if (paragraph) {
            mark_body(a, &comments, paragraph, note, is_exact);
            put_comment(a, &comments, note, is_exact);
            comments.next++;
        }
    }
    return a->is_nomem ? ST_NOMEM : annotate_put_part(a, comments.name, comments.doc);
}
