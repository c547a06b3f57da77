/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_attr - tags of attributes and of texts that stand by themselves.
 */
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/lift_inner.h"
#include "generator/format/lift_link.h"

/* --- attributes ---------------------------------------------------------------------------------------- */

static void report_torn(Lift *lift, Str text, const Tag *tag)
{
    size_t before = lift->diags->n;
    diag_add2(lift->diags, TMPL_TORN, lift_loc(lift, tag->start), tag->name, text)->span =
        (uint32_t)utf8_count(str_sub(text, tag->start, tag->end - tag->start));
    lift_place_diags(lift, before, text, false);
    if (lift->n_torn < LIFT_MAX_TORN) {
        lift->torn[lift->n_torn++] = tag->name;
    }
}

/* A section of an attribute begins and ends in it; the tag that has no other end, or NULL. Crossed ones are the builder's. */
static const Tag *find_torn(const Flow *flow)
{
    const Tag *open[LIMIT_SECTIONS];
    size_t n_open = 0;
    for (size_t i = 0; i < flow->n_tags; i++) {
        const Tag *tag = &flow->tags[i].tag;
        if (lift_opens(tag->kind)) {
            if (n_open < LIMIT_SECTIONS) {
                open[n_open] = tag; /* deeper ones are the builder's to report */
            }
            n_open++;
        } else if (tag->kind == TAG_CLOSE) {
            if (n_open == 0) {
                return tag;
            }
            n_open--;
        }
    }
    return n_open > 0 && n_open <= LIMIT_SECTIONS ? open[n_open - 1] : NULL;
}

/* Tags of attributes don't change the delimiters of what follows. */
static bool find_in(Lift *lift, Flow *flow)
{
    const Str open = lift->delims[0];
    const Str close = lift->delims[1];
    bool has_tags = lift_find_tags(lift, flow, false);
    lift->delims[0] = open;
    lift->delims[1] = close;
    return has_tags;
}

/* Replaces the tags of `text` by code points; false if it stays as it is. */
static bool mark_text(Lift *lift, Str text, Escape escape, Buf *out)
{
    Flow flow = {.text = arena_str(lift->arena, text)};
    size_t pos = 0;
    if (!flow.text.ptr || !find_in(lift, &flow)) {
        return false;
    }
    if (escape == ESCAPE_FIELD_WORD) {
        lift_check_code(lift, &flow);
    }
    const Tag *torn = find_torn(&flow);
    if (torn) {
        report_torn(lift, flow.text, torn);
        return false;
    }
    for (size_t i = 0; i < flow.n_tags; i++) {
        const Tag *tag = &flow.tags[i].tag;
        buf_put(out, str_sub(flow.text, pos, tag->start - pos));
        pos = tag->end;
        if (!lift_is_silent(tag)) {
            Mark mark = lift_mark_of_tag(lift, flow.text, &flow.tags[i], escape);
            lift_mark_in_code(lift, flow.text, tag, &mark);
            lift_attr_mark(lift, &mark, out);
        }
    }
    buf_put(out, str_sub(flow.text, pos, flow.text.len));
    return true;
}

/* An address: what it leads to is looked at once it is written. */
static bool mark_link(Lift *lift, Str text, Buf *out)
{
    const Mark start = {.kind = MARK_PLACE, .number = lift->n_slots++};
    const Mark end = {.kind = MARK_LINK_END,
                      .number = start.number,
                      .paragraph = lift->paragraph,
                      .excerpt = {.text = str_sub(text, 0, utf8_clip(text, EXCERPT_CODE_POINTS))}};
    lift_attr_mark(lift, &start, out);
    bool has_tags = mark_text(lift, text, ESCAPE_LINK, out);
    lift_attr_mark(lift, &end, out);
    return has_tags;
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

void lift_attributes(Lift *lift, const xmlNode *element)
{
    const LiftDialect *d = lift->dialect;
    for (xmlAttr *attr = element->properties; attr; attr = attr->next) {
        xmlChar *value = xmlNodeListGetString(lift->doc, attr->children, 1);
        Str text = str_of((const char *)value);
        bool is_link = value && lift_is_link(element, attr) && lift_link_has_tag(text);
        if (value && (is_link || lift_has_delimiter(lift, text))) {
            CLEANUP(buf_done) Buf out = {0};
            buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
            bool is_code = d->is_code_attr && d->is_code_attr(attr);
            Escape escape = is_code ? ESCAPE_FIELD_WORD : ESCAPE_XML_ATTR;
            if (is_link ? mark_link(lift, lift_link_text(lift, text), &out)
                        : mark_text(lift, text, escape, &out)) {
                set_value(lift, attr, &out);
            }
        }
        xmlFree(value);
    }
}

/* --- what looks like a mark ---------------------------------------------------------------------------- */

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

void lift_keep_literals(Lift *lift, xmlNode *root)
{
    static const char lead = '\xF4'; /* of all code points from U+100000 on */
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
}

/* --- texts that stand by themselves -------------------------------------------------------------------- */

void lift_plain_text(Lift *lift, xmlNode *node)
{
    Str text = str_of((const char *)node->content);
    if (!lift_has_delimiter(lift, text)) {
        return;
    }
    Piece piece = {.node = node, .len = text.len};
    Flow flow = {.pieces = &piece, .n = 1, .text = arena_str(lift->arena, text)};
    if (!flow.text.ptr) {
        lift->is_nomem = true;
        return;
    }
    if (lift_find_tags(lift, &flow, false)) {
        for (size_t i = flow.n_tags; i-- > 0;) {
            lift_cut_tag(lift, &flow, &flow.tags[i], lift_is_silent(&flow.tags[i].tag));
        }
    }
}
