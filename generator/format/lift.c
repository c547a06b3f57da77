/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift - see lift.h. Tags of paragraphs and attributes; lift_structure.c does rows, items and pairs,
 * lift_write.c the program.
 */
#include "generator/format/lift.h"

#include <stdio.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/lift_structure.h"

#define EXCERPT_CODE_POINTS 40

/* --- the tree --------------------------------------------------------------------------------------- */

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

bool lift_is(const xmlNode *node, const char *namespace, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && node->ns && node->ns->href &&
           strcmp((const char *)node->name, name) == 0 &&
           strcmp((const char *)node->ns->href, namespace) == 0;
}

Str lift_attr(Lift *lift, const xmlNode *node, const char *namespace, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        bool is_same_ns = namespace
                              ? attr->ns && strcmp((const char *)attr->ns->href, namespace) == 0
                              : !attr->ns;
        if (is_same_ns && strcmp((const char *)attr->name, name) == 0) {
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

/* --- one paragraph ------------------------------------------------------------------------------------ */

/* A stretch of the paragraph's joined text: a text node, or an element that counts as one white space. */
typedef struct Piece {
    xmlNode *node;
    size_t start;
    size_t len;
    bool is_own; /* its bytes were copied once, and are cut in place from then on */
} Piece;

typedef struct Paragraph {
    xmlNode *node;
    Piece *pieces;
    size_t n;
    size_t cap;
    Buf text;
    bool has_object;
    Tag *tags;
    size_t n_tags;
    size_t cap_tags;
} Paragraph;

static bool add_piece(Lift *lift, Paragraph *p, xmlNode *node, Str text)
{
    Piece *grown = arena_grow(lift->arena, p->pieces, p->n, &p->cap, sizeof(Piece));
    if (!grown) {
        lift->is_nomem = true;
        return false;
    }
    p->pieces = grown;
    p->pieces[p->n++] = (Piece){.node = node, .start = p->text.len, .len = text.len};
    buf_put(&p->text, text);
    lift->is_nomem = lift->is_nomem || !buf_ok(&p->text);
    return buf_ok(&p->text);
}

static bool is_blank(Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        if (cp != ' ' && cp != '\t' && cp != '\n' && cp != '\r' && cp != CP_NBSP &&
            cp != CP_NNBSP) {
            return false;
        }
    }
    return true;
}

/* Joins the text of a paragraph; paragraphs inside it (text boxes, notes) are not part of it. */
static void collect(Lift *lift, Paragraph *p)
{
    const LiftDialect *d = lift->dialect;
    xmlNode *node = p->node->children;
    while (node) {
        bool skip =
            node->type == XML_ELEMENT_NODE && (d->is_paragraph(node) || d->is_skipped(node));
        if (node->type == XML_TEXT_NODE && d->is_text(node)) {
            (void)add_piece(lift, p, node,
                            str_of((const char *)node->content)); /* is_nomem remembers */
        } else if (node->type == XML_TEXT_NODE && !is_blank(str_of((const char *)node->content))) {
            p->has_object = true; /* the result of a field, a formula */
        } else if (node->type == XML_ELEMENT_NODE && d->is_space(node)) {
            (void)add_piece(lift, p, node, STR(" ")); /* as above */
        } else if (node->type == XML_ELEMENT_NODE && d->is_object(node)) {
            p->has_object = true;
        }
        node = lift_next(node, p->node, skip);
    }
}

/* Code points before `offset`; tags come in order, so that each text is counted once. */
static size_t count_before(Lift *lift, Str text, size_t offset)
{
    if (lift->counted_text != text.ptr) {
        lift->counted_text = text.ptr;
        lift->counted_offset = 0;
        lift->counted_column = 0;
    }
    size_t last = lift->counted_offset;
    lift->counted_column =
        offset >= last ? lift->counted_column + utf8_count(str_sub(text, last, offset - last))
                       : lift->counted_column - utf8_count(str_sub(text, offset, last - offset));
    lift->counted_offset = offset;
    return lift->counted_column;
}

/* The text around the tag of bytes [start, end), for people. */
static Excerpt excerpt_around(Lift *lift, Str text, size_t start, size_t end)
{
    size_t from = start;
    size_t room = EXCERPT_CODE_POINTS / 2;
    while (from > 0 && room > 0) {
        from--;
        room -= ((unsigned char)text.ptr[from] & 0xC0) != 0x80;
    }
    Str rest = str_sub(text, from, text.len);
    size_t len = utf8_clip(rest, EXCERPT_CODE_POINTS);
    len = len < end - from && end - from < 200 ? end - from : len;
    Excerpt excerpt = {.before =
                           (uint32_t)utf8_count(str_sub(text, from, start - from)) + (from > 0),
                       .span = (uint32_t)utf8_count(str_sub(text, start, end - start)),
                       .column = (uint32_t)count_before(lift, text, start) + 1};
    excerpt.text = arena_printf(lift->arena, "%s%.*s%s", from > 0 ? "…" : "",
                                STR_ARG(str_sub(rest, 0, len)), len < rest.len ? "…" : "");
    return excerpt;
}

static Loc part_loc(void *ctx, size_t offset)
{
    const Lift *lift = ctx;
    size_t column = offset < UINT32_MAX ? offset : 0;
    return (Loc){.source = lift->source, .column = (uint32_t)column}; /* until place_diags */
}

static bool has_delimiter(Str text)
{
    return str_find(text, STR("{{"), 0) != SIZE_MAX;
}

/* Diagnostics reported since `before` get the paragraph as their place; their columns are offsets in its text. */
static void place_diags(Lift *lift, size_t before, Str text, bool is_paragraph)
{
    for (size_t i = before; i < lift->diags->n; i++) {
        Diag *diag = &lift->diags->items[i];
        size_t start = diag->loc.column;
        size_t len = utf8_clip(str_sub(text, start, text.len), diag->span);
        diag->paragraph = lift->paragraph;
        diag->excerpt = excerpt_around(lift, text, start, start + len);
        diag->excerpt.column = is_paragraph ? diag->excerpt.column : 0;
        diag->loc.column = 0; /* the place in a package is the paragraph and its excerpt */
        lift->has_errors = true;
    }
}

static bool find_tags(Lift *lift, Paragraph *p)
{
    TagLexer lexer;
    Tag tag;
    size_t before = lift->diags->n;
    Str text = arena_str(lift->arena, buf_str(&p->text)); /* names are borrowed from it for good */
    taglex_init(&lexer, text);
    while (taglex_next(&lexer, part_loc, lift, lift->diags, &tag)) {
        Tag *grown = arena_grow(lift->arena, p->tags, p->n_tags, &p->cap_tags, sizeof(Tag));
        if (!grown) {
            lift->is_nomem = true;
            return false;
        }
        p->tags = grown;
        p->tags[p->n_tags++] = tag;
    }
    place_diags(lift, before, text, lift->paragraph > 0);
    lift->has_tags = lift->has_tags || p->n_tags > 0;
    return p->n_tags > 0;
}

/* Parents and blocks open too: they are refused, but pair up with what closes them. */
static bool opens(TagKind kind)
{
    return kind == TAG_SECTION || kind == TAG_INVERTED || kind == TAG_PARENT || kind == TAG_BLOCK;
}

static Mark mark_of_tag(Lift *lift, Str text, const Tag *tag, Escape escape)
{
    Mark mark = {.kind = MARK_TAG,
                 .tag = tag->kind,
                 .name = tag->name,
                 .escape = escape,
                 .paragraph = lift->paragraph,
                 .excerpt = excerpt_around(lift, text, tag->start, tag->end)};
    mark.excerpt.column = lift->paragraph > 0 ? mark.excerpt.column : 0;
    if (opens(tag->kind)) {
        mark.kind = MARK_OPEN;
    } else if (tag->kind == TAG_CLOSE) {
        mark.kind = MARK_CLOSE;
    }
    return mark;
}

static bool is_silent(const Tag *tag)
{
    return tag->kind == TAG_COMMENT || tag->kind == TAG_DELIMS;
}

/* Links `node` behind `before` without merging text nodes. */
static void link_after(xmlNode *before, xmlNode *node)
{
    node->parent = before->parent;
    node->prev = before;
    node->next = before->next;
    if (before->next) {
        before->next->prev = node;
    } else {
        before->parent->last = node;
    }
    before->next = node;
}

/* Takes bytes [from, to) out of the piece's text node; what follows becomes a node of its own. */
static void cut_text(Lift *lift, Piece *piece, size_t from, size_t to)
{
    xmlNode *node = piece->node;
    xmlNode *rest = NULL;
    if (to < piece->len) {
        rest = xmlNewDocTextLen(lift->doc, node->content + to, (int)(piece->len - to));
        lift->is_nomem = lift->is_nomem || !rest;
    }
    if (!piece->is_own) {
        xmlChar *head = xmlStrndup(node->content, (int)from); /* setting frees the old content */
        lift->is_nomem = lift->is_nomem || !head;
        xmlNodeSetContentLen(node, head, (int)from);
        xmlFree(head);
        piece->is_own = node->content != NULL;
    } else {
        node->content[from] = '\0';
    }
    piece->len = from;
    if (rest) {
        link_after(node, rest); /* xmlAddNextSibling would merge the two texts again */
    }
}

/* Removes the bytes of one tag from all pieces it touches and puts its mark where it began. */
static void lift_tag(Lift *lift, Paragraph *p, const Tag *tag)
{
    while (p->n > 0 && p->pieces[p->n - 1].start >= tag->end) {
        p->n--; /* tags are lifted from the last to the first: nothing touches this piece any more */
    }
    for (size_t i = p->n; i-- > 0;) {
        Piece *piece = &p->pieces[i];
        size_t end = piece->start + piece->len;
        if (end <= tag->start) {
            break;
        }
        if (piece->node->type != XML_TEXT_NODE) {
            xmlUnlinkNode(piece->node);
            xmlFreeNode(piece->node);
            piece->len = 0; /* gone: no earlier tag touches it */
            continue;
        }
        size_t from = tag->start > piece->start ? tag->start - piece->start : 0;
        size_t to = (tag->end < end ? tag->end : end) - piece->start;
        if (lift->dialect->keep_space) {
            lift->dialect->keep_space(piece->node->parent);
        }
        cut_text(lift, piece, from, to);
        if (piece->start <= tag->start && !is_silent(tag)) {
            Mark mark = mark_of_tag(lift, buf_str(&p->text), tag, lift->dialect->text_escape);
            xmlNode *pi = lift_mark(lift, &mark);
            if (pi) {
                link_after(piece->node, pi);
            }
        }
    }
}

static bool is_blank_beside_tags(const Paragraph *p)
{
    size_t pos = 0;
    Str text = buf_str(&p->text);
    for (size_t i = 0; i <= p->n_tags; i++) {
        size_t end = i < p->n_tags ? p->tags[i].start : text.len;
        if (!is_blank(str_sub(text, pos, end - pos))) {
            return false;
        }
        pos = i < p->n_tags ? p->tags[i].end : end;
    }
    return !p->has_object;
}

static size_t count_kind(const Paragraph *p, bool is_variable)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_tags; i++) {
        bool is_var = p->tags[i].kind == TAG_VAR || p->tags[i].kind == TAG_RAW;
        n += is_variable ? is_var : !is_var;
    }
    return n;
}

/* Each opened in it is closed in it: such a paragraph is inline text, even if nothing else stands there. */
static bool is_balanced(const Paragraph *p)
{
    int depth = 0;
    for (size_t i = 0; i < p->n_tags; i++) {
        depth += opens(p->tags[i].kind);
        depth -= p->tags[i].kind == TAG_CLOSE;
        if (depth < 0) {
            return false;
        }
    }
    return depth == 0;
}

/* The only paragraph of a cell: if its row is governed, the cell keeps it with its number and style. */
static bool is_alone_in_cell(const Lift *lift, const xmlNode *paragraph)
{
    const LiftDialect *d = lift->dialect;
    if (!d->is_cell || !d->is_cell(paragraph->parent)) {
        return false;
    }
    for (const xmlNode *n = paragraph->parent->children; n; n = n->next) {
        if (n != paragraph && n->type == XML_ELEMENT_NODE && !d->is_properties(n)) {
            return false;
        }
    }
    return true;
}

static void drop_contents(const Lift *lift, xmlNode *paragraph)
{
    for (xmlNode *n = paragraph->children; n;) {
        xmlNode *next = n->next;
        if (n->type != XML_ELEMENT_NODE || !lift->dialect->is_properties(n)) {
            xmlUnlinkNode(n);
            xmlFreeNode(n);
        }
        n = next;
    }
}

/* The paragraph gives way to its marks; one that carries a section break stays, emptied. */
static void replace_by_marks(Lift *lift, Paragraph *p)
{
    bool is_kept = lift->dialect->keeps_paragraph(p->node);
    bool is_alone = is_alone_in_cell(lift, p->node);
    if (!is_kept) {
        lift_save_ranges(lift, p->node, p->tags[0].kind != TAG_CLOSE);
    }
    for (size_t i = 0; i < p->n_tags; i++) {
        if (is_silent(&p->tags[i])) {
            continue;
        }
        Mark mark = mark_of_tag(lift, buf_str(&p->text), &p->tags[i], lift->dialect->text_escape);
        xmlNode *pi = lift_mark(lift, &mark);
        if (pi) {
            xmlAddPrevSibling(p->node, pi);
        }
    }
    if (is_kept) {
        for (size_t i = p->n_tags; i-- > 0;) {
            Tag silent = p->tags[i];
            silent.kind = TAG_COMMENT;
            lift_tag(lift, p, &silent);
        }
        return;
    }
    if (is_alone) {
        drop_contents(lift, p->node);
        return;
    }
    xmlUnlinkNode(p->node);
    xmlFreeNode(p->node);
}

/* A lone variable: rich text may take the paragraph's place. */
static void wrap_rich(Lift *lift, const Paragraph *p, const Tag *tag)
{
    Mark mark = mark_of_tag(lift, buf_str(&p->text), tag, lift->dialect->text_escape);
    mark.kind = MARK_RICH_BEGIN;
    xmlNode *begin = lift_mark(lift, &mark);
    mark.kind = MARK_RICH_END;
    xmlNode *end = lift_mark(lift, &mark);
    if (begin && end) {
        xmlAddPrevSibling(p->node, begin);
        xmlAddNextSibling(p->node, end);
    }
}

static void lift_paragraph(Lift *lift, xmlNode *node)
{
    Paragraph p = {.node = node};
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    p.text = text;
    lift->counted_text = NULL; /* another text may stand at the same address */
    collect(lift, &p);
    if (has_delimiter(buf_str(&p.text)) && find_tags(lift, &p)) {
        size_t n_structure = count_kind(&p, false);
        size_t n_variables = count_kind(&p, true);
        bool is_alone = is_blank_beside_tags(&p);
        if (is_alone && n_structure > 0 && n_variables == 0 &&
            !(n_structure > 1 && is_balanced(&p))) {
            replace_by_marks(lift, &p);
        } else {
            if (is_alone && n_variables == 1 && n_structure == 0 &&
                !lift->dialect->keeps_paragraph(node)) {
                wrap_rich(lift, &p, &p.tags[0]);
            }
            for (size_t i = p.n_tags; i-- > 0;) {
                lift_tag(lift, &p, &p.tags[i]);
            }
        }
    }
    text = p.text; /* freed by CLEANUP */
}

/* --- attributes and plain parts ------------------------------------------------------------------- */

/* A section of an attribute begins and ends in it; false if this end has no beginning. */
static bool is_balanced_so_far(const Tag *tag, Tag *open, size_t *n_open)
{
    if (tag->kind == TAG_SECTION || tag->kind == TAG_INVERTED) {
        if (*n_open < LIMIT_SECTIONS) {
            open[*n_open] = *tag; /* deeper ones are the builder's to report */
        }
        ++*n_open;
    } else if (tag->kind == TAG_CLOSE) {
        if (*n_open == 0) {
            return false;
        }
        --*n_open;
    }
    return true;
}

/* Replaces the tags of `text` by code points (attributes). */
static void mark_text(Lift *lift, Str text, Buf *out)
{
    TagLexer lexer;
    Tag tag;
    Tag open[LIMIT_SECTIONS];
    size_t n_open = 0;
    size_t before = lift->diags->n;
    size_t pos = 0;
    text = arena_str(lift->arena, text);
    taglex_init(&lexer, text);
    while (taglex_next(&lexer, part_loc, lift, lift->diags, &tag)) {
        buf_put(out, str_sub(text, pos, tag.start - pos));
        pos = tag.end;
        lift->has_tags = true;
        if (!is_balanced_so_far(&tag, open, &n_open)) {
            diag_add2(lift->diags, TMPL_TORN, part_loc(lift, tag.start), tag.name, text)->span =
                (uint32_t)utf8_count(str_sub(text, tag.start, tag.end - tag.start));
        } else if (!is_silent(&tag)) {
            Mark mark = mark_of_tag(lift, text, &tag, ESCAPE_XML_ATTR);
            mark.excerpt.column = 0;
            lift_attr_mark(lift, &mark, out);
        }
    }
    buf_put(out, str_sub(text, pos, text.len));
    if (n_open > 0 && n_open <= LIMIT_SECTIONS) {
        const Tag *last = &open[n_open - 1];
        diag_add2(lift->diags, TMPL_TORN, part_loc(lift, last->start), last->name, text)->span =
            (uint32_t)utf8_count(str_sub(text, last->start, last->end - last->start));
    }
    place_diags(lift, before, text, false);
}

static void set_value(Lift *lift, xmlAttr *attr, Buf *value)
{
    buf_putc(value, '\0');
    xmlChar *escaped = buf_ok(value) ? xmlEncodeSpecialChars(lift->doc, BAD_CAST value->ptr) : NULL;
    xmlNode *fresh = escaped ? xmlStringGetNodeList(lift->doc, escaped) : NULL;
    xmlFree(escaped);
    if (!fresh) {
        lift->is_nomem = true;
        return;
    }
    xmlFreeNodeList(attr->children);
    attr->children = fresh;
    for (xmlNode *n = fresh; n; n = n->next) {
        n->parent = (xmlNode *)attr;
        attr->last = n;
    }
}

static void lift_attributes(Lift *lift, const xmlNode *element)
{
    for (xmlAttr *attr = element->properties; attr; attr = attr->next) {
        xmlChar *value = xmlNodeListGetString(lift->doc, attr->children, 1);
        if (value && has_delimiter(str_of((const char *)value))) {
            CLEANUP(buf_done) Buf out = {0};
            buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
            mark_text(lift, str_of((const char *)value), &out);
            set_value(lift, attr, &out);
        }
        xmlFree(value);
    }
}

static bool is_attr_mark(uint32_t cp)
{
    return cp >= ATTR_MARK_FIRST && cp <= ATTR_MARK_LAST;
}

/* Code points that marks use become marks of themselves. */
static void keep_literals(Lift *lift, Str text, Buf *out)
{
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        uint32_t cp = utf8_next(text, &pos);
        Str bytes = str_sub(text, start, pos - start);
        if (is_attr_mark(cp)) {
            Mark mark = {.kind = MARK_LITERAL, .name = arena_str(lift->arena, bytes)};
            lift->is_nomem = lift->is_nomem || !mark.name.ptr;
            lift_attr_mark(lift, &mark, out);
        } else {
            buf_put(out, bytes);
        }
    }
}

Status lift_start(Lift *lift)
{
    static const char lead = '\xF4'; /* of all code points from U+100000 on */
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        for (xmlAttr *attr = node->type == XML_ELEMENT_NODE ? node->properties : NULL; attr;
             attr = attr->next) {
            xmlChar *value = xmlNodeListGetString(lift->doc, attr->children, 1);
            if (value && strchr((const char *)value, lead)) {
                CLEANUP(buf_done) Buf out = {0};
                buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
                keep_literals(lift, str_of((const char *)value), &out);
                set_value(lift, attr, &out);
            }
            xmlFree(value);
        }
    }
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}

/* One text node of a plain part: marks stand where the tags stood. */
static void lift_plain_text(Lift *lift, xmlNode *node)
{
    Paragraph p = {.node = node};
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    p.text = text;
    lift->counted_text = NULL; /* another text may stand at the same address */
    (void)add_piece(lift, &p, node, str_of((const char *)node->content)); /* is_nomem remembers */
    if (find_tags(lift, &p)) {
        for (size_t i = p.n_tags; i-- > 0;) {
            lift_tag(lift, &p, &p.tags[i]);
        }
    }
    text = p.text; /* freed by CLEANUP */
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

static const LiftDialect plain_dialect = {.is_paragraph = is_any, .text_escape = ESCAPE_XML_TEXT};

Status lift_plain(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    lift->dialect = &plain_dialect;
    for (xmlNode *node = root; node;) {
        xmlNode *next = lift_next(node, root, false);
        if (node->type == XML_ELEMENT_NODE) {
            lift_attributes(lift, node);
        } else if (node->type == XML_TEXT_NODE &&
                   has_delimiter(str_of((const char *)node->content))) {
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

/* Text of the document outside of its paragraphs: characters, nothing more. */
static void lift_caption(Lift *lift, xmlNode *text)
{
    const LiftDialect *dialect = lift->dialect;
    if (dialect->is_caption && dialect->is_caption(text->parent) &&
        has_delimiter(str_of((const char *)text->content))) {
        lift->dialect = &plain_dialect;
        lift_plain_text(lift, text);
        lift->dialect = dialect;
    }
}

Status lift_document(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    size_t n = 0;
    xmlNode **paragraphs = lift_paragraphs(lift->arena, lift->dialect, root, &n);
    if (!paragraphs) {
        return ST_NOMEM;
    }
    lift->paragraph = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (lift->paragraph < n && node == paragraphs[lift->paragraph]) {
            lift->paragraph++; /* attributes are placed in the last paragraph begun */
        }
        if (node->type == XML_ELEMENT_NODE) {
            lift_attributes(lift, node);
        } else if (node->type == XML_TEXT_NODE) {
            lift_caption(lift, node);
        }
    }
    for (size_t i = n; i-- > 0;) { /* backwards: a text box before the paragraph that holds it */
        lift->paragraph = lift->first_paragraph + (uint32_t)i + 1;
        lift_paragraph(lift, paragraphs[i]);
    }
    lift_structure(lift);
    return lift_status(lift);
}
