/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_flow - text that is read as one: its tags, their excerpts, and how they are cut out of the pieces.
 */
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/danger.h"
#include "generator/format/lift_inner.h"
#include "generator/format/place.h"

bool lift_is_blank(Str text)
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

void lift_add_piece(Lift *lift, Flow *flow, xmlNode *node, Str text)
{
    Piece *grown = arena_grow(lift->arena, flow->pieces, flow->n, &flow->cap, sizeof(Piece));
    if (!grown) {
        lift->is_nomem = true;
        return;
    }
    flow->pieces = grown;
    flow->pieces[flow->n++] = (Piece){.node = node, .start = flow->joining.len, .len = text.len};
    buf_put(&flow->joining, text);
    lift->is_nomem = lift->is_nomem || !buf_ok(&flow->joining);
}

/* --- places -------------------------------------------------------------------------------------------- */

Loc lift_loc(void *ctx, size_t offset)
{
    const Lift *lift = ctx;
    size_t column = offset < UINT32_MAX ? offset : 0;
    return (Loc){.source = lift->source, .column = (uint32_t)column}; /* until lift_place_diags */
}

void lift_place_diags(Lift *lift, size_t before, Str text, bool is_paragraph)
{
    for (size_t i = before; i < lift->diags->n; i++) {
        Diag *diag = &lift->diags->items[i];
        size_t start = diag->loc.column;
        size_t len = utf8_clip(str_sub(text, start, text.len), diag->span);
        diag->paragraph = lift->paragraph;
        diag->excerpt = place_excerpt(lift->arena, text, start, start + len);
        diag->excerpt.column = is_paragraph ? (uint32_t)utf8_count(str_sub(text, 0, start)) + 1 : 0;
        diag->loc.column = 0; /* the place in a package is the paragraph and its excerpt */
        lift->has_errors = lift->has_errors || diag->severity == DIAG_ERROR;
    }
}

/* --- tags ---------------------------------------------------------------------------------------------- */

bool lift_has_delimiter(const Lift *lift, Str text)
{
    Str open = lift->delims[0].len > 0 ? lift->delims[0] : STR("{{");
    return str_find(text, open, 0) != SIZE_MAX;
}

bool lift_has_stray(const Lift *lift, Str text)
{
    Str close = lift->delims[1].len > 0 ? lift->delims[1] : STR("}}");
    return lift->has_hints && str_find(text, close, 0) != SIZE_MAX;
}

static bool add_tag(Lift *lift, Flow *flow, const FoundTag *tag)
{
    FoundTag *grown =
        arena_grow(lift->arena, flow->tags, flow->n_tags, &flow->cap_tags, sizeof(FoundTag));
    if (!grown) {
        lift->is_nomem = true;
        return false;
    }
    flow->tags = grown;
    flow->tags[flow->n_tags++] = *tag;
    return true;
}

static bool has_odd_quotes(Str text)
{
    bool is_odd = false;
    for (size_t i = 0; i < text.len; i++) {
        bool is_escaped = i > 0 && text.ptr[i - 1] == '\\';
        is_odd ^= text.ptr[i] == '"' && !is_escaped;
    }
    return is_odd;
}

/* What closes a tag where none is open: most often a brace of the opening is missing. */
static void report_stray(Lift *lift, const Flow *flow, Str close)
{
    size_t i = 0;
    for (size_t at = str_find(flow->text, close, 0); at != SIZE_MAX;
         at = str_find(flow->text, close, at + close.len)) {
        while (i < flow->n_tags && flow->tags[i].tag.end <= at) {
            i++;
        }
        bool is_in_tag = i < flow->n_tags && flow->tags[i].tag.start <= at;
        if (!is_in_tag) {
            diag_add1(lift->diags, TMPL_STRAY_CLOSE, lift_loc(lift, at), close)->span =
                (uint32_t)utf8_count(close);
        }
    }
}

#define CP_HYPHEN                                                                                  \
    0x2011u /* that does not break: LibreOffice writes it as a character, Word as an element */

/* A name as it is read: without what nobody sees, each hyphen the usual one. */
static Str visible_name(Lift *lift, Str name)
{
    char *out = NULL;
    size_t len = 0;
    for (size_t pos = 0; pos < name.len;) {
        size_t start = pos;
        uint32_t cp = utf8_next(name, &pos);
        bool is_plain = cp != CP_HYPHEN && !utf8_is_invisible(cp);
        if (!is_plain && !out) {
            out = arena_array(lift->arena, name.len, char);
            if (!out) {
                lift->is_nomem = true;
                return name;
            }
            memcpy(out, name.ptr, start);
            len = start;
        }
        if (is_plain && out) {
            memcpy(out + len, name.ptr + start, pos - start);
            len += pos - start;
        } else if (cp == CP_HYPHEN) {
            out[len++] = '-';
        }
    }
    return out ? (Str){.ptr = out, .len = len} : name;
}

bool lift_find_tags(Lift *lift, Flow *flow, bool is_paragraph)
{
    TagLexer lexer;
    FoundTag found = {.column = 1};
    size_t counted = 0;
    size_t before = lift->diags->n;
    taglex_init(&lexer, flow->text);
    if (lift->delims[0].len > 0) {
        lexer.open = lift->delims[0];
        lexer.close = lift->delims[1];
    }
    while (taglex_next(&lexer, lift_loc, lift, lift->diags, &found.tag)) {
        Str between = str_sub(flow->text, counted, found.tag.start - counted);
        found.column = is_paragraph ? found.column + (uint32_t)utf8_count(between) : 0;
        found.is_quoted ^= has_odd_quotes(between);
        found.tag.name = visible_name(lift, found.tag.name);
        counted = found.tag.start;
        if (!add_tag(lift, flow, &found)) {
            return false;
        }
    }
    /* a tag that is wrong by itself was told, and has braces too */
    if (is_paragraph && lift->has_hints && lift->diags->n == before) {
        report_stray(lift, flow, lexer.close);
    }
    lift->delims[0] = lexer.open; /* in the arena, as the text is */
    lift->delims[1] = lexer.close;
    lift_place_diags(lift, before, flow->text, is_paragraph);
    lift->has_tags = lift->has_tags || flow->n_tags > 0;
    return flow->n_tags > 0;
}

/* Parents and blocks open too: they are refused, but pair up with what closes them. */
bool lift_opens(TagKind kind)
{
    return kind == TAG_SECTION || kind == TAG_INVERTED || kind == TAG_PARENT || kind == TAG_BLOCK;
}

Mark lift_mark_of_tag(Lift *lift, Str text, const FoundTag *found, Escape escape)
{
    const Tag *tag = &found->tag;
    bool is_quoted = escape == ESCAPE_FIELD_WORD && found->is_quoted;
    Mark mark = {.kind = MARK_TAG,
                 .tag = tag->kind,
                 .name = tag->name,
                 .escape = is_quoted ? ESCAPE_FIELD : escape,
                 .paragraph = lift->paragraph,
                 .excerpt = place_excerpt(lift->arena, text, tag->start, tag->end)};
    mark.excerpt.column = lift->paragraph > 0 ? found->column : 0;
    if (lift_opens(tag->kind)) {
        mark.kind = MARK_OPEN;
    } else if (tag->kind == TAG_CLOSE) {
        mark.kind = MARK_CLOSE;
    }
    return mark;
}

bool lift_is_silent(const Tag *tag)
{
    return tag->kind == TAG_COMMENT || tag->kind == TAG_DELIMS;
}

/* --- cutting ------------------------------------------------------------------------------------------- */

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

static void cut_piece(Lift *lift, Piece *piece, const Tag *tag)
{
    size_t end = piece->start + piece->len;
    size_t from = tag->start > piece->start ? tag->start - piece->start : 0;
    size_t to = (tag->end < end ? tag->end : end) - piece->start;
    if (lift->dialect->keep_space) {
        lift->dialect->keep_space(piece->node->parent);
    }
    cut_text(lift, piece, from, to);
}

void lift_mark_in_code(Lift *lift, Str code, const Tag *tag, Mark *mark)
{
    size_t start = SIZE_MAX;
    bool is_code = mark->escape == ESCAPE_FIELD_WORD || mark->escape == ESCAPE_FIELD;
    if (!is_code || mark->kind != MARK_TAG || !lift->dialect->code_escape) {
        return;
    }
    mark->escape = lift->dialect->code_escape(code, tag->start, &start);
    if (start == SIZE_MAX) {
        return;
    }
    Str before = str_sub(code, start, tag->start - start);
    if (before.len == 0) {
        mark->is_address = true;
        mark->number = lift->n_slots++;
    } else if (!danger_is_safe_link(before)) {
        size_t n = lift->diags->n;
        diag_add1(lift->diags, TMPL_ADDRESS, lift_loc(lift, start), before)->span =
            (uint32_t)utf8_count(before);
        lift_place_diags(lift, n, code, false);
    }
}

void lift_cut_tag(Lift *lift, Flow *flow, const FoundTag *found, bool is_silent)
{
    const Tag *tag = &found->tag;
    while (flow->n > 0 && flow->pieces[flow->n - 1].start >= tag->end) {
        flow->n--; /* tags are cut from the last to the first: nothing touches this piece any more */
    }
    for (size_t i = flow->n; i-- > 0;) {
        Piece *piece = &flow->pieces[i];
        if (piece->start + piece->len <= tag->start) {
            break;
        }
        if (piece->node->type != XML_TEXT_NODE) {
            lift_remove(piece->node);
            piece->len = 0; /* gone: no earlier tag touches it */
            continue;
        }
        cut_piece(lift, piece, tag);
        if (piece->start <= tag->start && !is_silent) {
            Escape escape = lift->dialect->text_escape(piece->node);
            Mark mark = lift_mark_of_tag(lift, flow->text, found, escape);
            lift_mark_in_code(lift, flow->text, tag, &mark);
            xmlNode *pi = lift_mark(lift, &mark);
            if (pi) {
                link_after(piece->node, pi);
            }
        }
    }
}
