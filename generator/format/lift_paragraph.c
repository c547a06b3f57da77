/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_paragraph - tags of one paragraph and of the field codes in it; what stands alone in its paragraph governs it.
 */
#include "generator/base/limits.h"
#include "generator/format/lift_inner.h"

/* --- joining ------------------------------------------------------------------------------------------- */

#define MAX_FIELDS_OPEN 20 /* fields inside fields; Word itself allows 20 */

/* Where a field code goes while the paragraph is joined. */
typedef struct Joining {
    Lift *lift;
    Paragraph *p;
    size_t open[MAX_FIELDS_OPEN]; /* indexes of codes, + 1; 0: none yet */
    size_t depth;
} Joining;

/* The flow of the innermost field that is still in its code. */
static Flow *code_at_work(Joining *j)
{
    size_t at = j->depth < MAX_FIELDS_OPEN ? j->depth : MAX_FIELDS_OPEN - 1;
    if (j->open[at] == 0) {
        Paragraph *p = j->p;
        Flow *grown = arena_grow(j->lift->arena, p->codes, p->n_codes, &p->cap_codes, sizeof(Flow));
        if (!grown) {
            j->lift->is_nomem = true;
            return NULL;
        }
        p->codes = grown;
        p->codes[p->n_codes] = (Flow){0};
        buf_init(&p->codes[p->n_codes].joining, LIMIT_PKG_ENTRY_BYTES);
        j->open[at] = ++p->n_codes;
    }
    return &j->p->codes[j->open[at] - 1];
}

static void step_field(Joining *j, const xmlNode *node)
{
    switch (j->lift->dialect->field_step(node)) {
    case FIELD_NONE:
    case FIELD_SEPARATE:
        return;
    case FIELD_BEGIN:
        j->depth++;
        j->open[j->depth < MAX_FIELDS_OPEN ? j->depth : MAX_FIELDS_OPEN - 1] = 0;
        return;
    case FIELD_END:
        j->depth -= j->depth > 0;
        return;
    }
}

static void join_text(Joining *j, xmlNode *node)
{
    const LiftDialect *d = j->lift->dialect;
    Str text = str_of((const char *)node->content);
    if (d->is_text(node)) {
        lift_add_piece(j->lift, &j->p->flow, node, text);
    } else if (d->is_code && d->is_code(node)) {
        Flow *code = code_at_work(j);
        if (code) {
            lift_add_piece(j->lift, code, node, text);
        }
    } else if (!lift_is_blank(text)) {
        j->p->has_object = true; /* the result of a field, a formula */
    }
}

static void join_element(Joining *j, xmlNode *node)
{
    const LiftDialect *d = j->lift->dialect;
    const char *letters = d->letters(node);
    if (d->field_step) {
        step_field(j, node);
    }
    if (d->is_page_break && d->is_page_break(node)) {
        j->p->has_page_break = true;
        j->p->break_at = j->p->flow.joining.len;
    } else if (letters) {
        lift_add_piece(j->lift, &j->p->flow, node, str_of(letters));
    } else if (d->is_object(node)) {
        j->p->has_object = true;
    }
}

/* Joins the text of a paragraph; paragraphs inside it (text boxes, notes) are not part of it. */
static void join(Lift *lift, Paragraph *p)
{
    const LiftDialect *d = lift->dialect;
    Joining j = {.lift = lift, .p = p};
    for (xmlNode *node = p->node->children; node;) {
        bool is_element = node->type == XML_ELEMENT_NODE;
        bool skip = is_element && (d->is_paragraph(node) || d->is_skipped(node));
        if (node->type == XML_TEXT_NODE) {
            join_text(&j, node);
        } else if (is_element) {
            join_element(&j, node);
        }
        node = lift_next(node, p->node, skip);
    }
}

/* --- finding ------------------------------------------------------------------------------------------- */

/* Keeps the joined text only where it is needed. */
static bool find_in(Lift *lift, Flow *flow, bool is_paragraph)
{
    Str joined = buf_str(&flow->joining);
    bool has_tags = false;
    bool is_read =
        lift_has_delimiter(lift, joined) || (is_paragraph && lift_has_stray(lift, joined));
    if (buf_ok(&flow->joining) && is_read) {
        flow->text = arena_str(lift->arena, joined); /* names are borrowed from it for good */
        lift->is_nomem = lift->is_nomem || !flow->text.ptr;
        has_tags = flow->text.ptr && lift_find_tags(lift, flow, is_paragraph);
    }
    buf_done(&flow->joining);
    return has_tags;
}

void lift_check_code(Lift *lift, const Flow *code)
{
    size_t start = 0;
    while (start < code->text.len && lift_is_blank(str_sub(code->text, start, 1))) {
        start++;
    }
    size_t end = start;
    while (end < code->text.len && !lift_is_blank(str_sub(code->text, end, 1))) {
        end++;
    }
    for (size_t i = 0; i < code->n_tags; i++) {
        const Tag *tag = &code->tags[i].tag;
        if (tag->start <= end && !lift_is_silent(tag)) {
            size_t before = lift->diags->n;
            diag_add1(lift->diags, TMPL_TAG_IS_FIELD, lift_loc(lift, tag->start),
                      str_sub(code->text, tag->start, tag->end - tag->start))
                ->span = (uint32_t)(tag->end - tag->start);
            lift_place_diags(lift, before, code->text, false);
            return;
        }
    }
}

Paragraph *lift_find(Lift *lift, xmlNode *node)
{
    Paragraph p = {.node = node};
    buf_init(&p.flow.joining, LIMIT_PKG_ENTRY_BYTES);
    join(lift, &p);
    bool has_tags = find_in(lift, &p.flow, true);
    for (size_t i = 0; i < p.n_codes; i++) {
        if (find_in(lift, &p.codes[i], false)) {
            lift_check_code(lift, &p.codes[i]);
            has_tags = true;
        }
    }
    Paragraph *found = has_tags ? arena_new(lift->arena, Paragraph) : NULL;
    if (found) {
        *found = p;
    }
    lift->is_nomem = lift->is_nomem || (has_tags && !found);
    return found;
}

/* --- alone in a paragraph ------------------------------------------------------------------------------ */

static bool is_only_tags(const Paragraph *p)
{
    size_t pos = 0;
    const Flow *flow = &p->flow;
    for (size_t i = 0; i <= flow->n_tags; i++) {
        size_t end = i < flow->n_tags ? flow->tags[i].tag.start : flow->text.len;
        if (!lift_is_blank(str_sub(flow->text, pos, end - pos))) {
            return false;
        }
        pos = i < flow->n_tags ? flow->tags[i].tag.end : end;
    }
    return true;
}

static size_t count_kind(const Flow *flow, bool is_variable)
{
    size_t n = 0;
    for (size_t i = 0; i < flow->n_tags; i++) {
        TagKind kind = flow->tags[i].tag.kind;
        bool is_var = kind == TAG_VAR || kind == TAG_RAW;
        n += is_variable ? is_var : !is_var;
    }
    return n;
}

/* Each opened in it is closed in it: such a paragraph is inline text, even if nothing else stands there. */
static bool is_balanced(const Flow *flow)
{
    int depth = 0;
    for (size_t i = 0; i < flow->n_tags; i++) {
        depth += lift_opens(flow->tags[i].tag.kind);
        depth -= flow->tags[i].tag.kind == TAG_CLOSE;
        if (depth < 0) {
            return false;
        }
    }
    return depth == 0;
}

/* True if the tag's mark goes behind the paragraph, which stays because of the break that it carries. */
static bool goes_behind(const Paragraph *p, const Tag *tag, LiftBreak kind)
{
    switch (kind) {
    case BREAK_SECTION:
        return lift_opens(tag->kind);
    case BREAK_BEFORE:
        return true;
    case BREAK_AFTER:
        return false;
    case BREAK_NONE:
        break;
    }
    return p->has_page_break && p->break_at <= tag->start;
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
            lift_remove(n);
        }
        n = next;
    }
}

static bool is_empty(const Lift *lift, const xmlNode *node)
{
    for (const xmlNode *n = node->children; n; n = n->next) {
        bool is_nothing =
            n->type == XML_ELEMENT_NODE
                ? lift->dialect->is_properties(n)
                : n->type == XML_TEXT_NODE && lift_is_blank(str_of((const char *)n->content));
        if (!is_nothing) {
            return false;
        }
    }
    return true;
}

/* A control or list item of which a comment was all goes with it. */
static void drop_emptied(const Lift *lift, xmlNode *node)
{
    const LiftDialect *d = lift->dialect;
    while (node->parent && node->parent->type == XML_ELEMENT_NODE && is_empty(lift, node)) {
        bool is_inner = !d->is_vanishing(node);
        xmlNode *gone = is_inner ? node->parent : node;
        if (is_inner && (!d->is_vanishing(gone) || d->content(gone) != node)) {
            return;
        }
        node = gone->parent;
        lift_remove(gone);
    }
}

/* A mark for each tag, before the paragraph, or behind it where the break that it carries says so. */
static void put_marks(Lift *lift, const Paragraph *p, LiftBreak kind)
{
    xmlNode *last = p->node;
    for (size_t i = 0; i < p->flow.n_tags; i++) {
        const FoundTag *found = &p->flow.tags[i];
        if (lift_is_silent(&found->tag)) {
            continue;
        }
        Mark mark = lift_mark_of_tag(lift, p->flow.text, found, ESCAPE_XML_TEXT);
        xmlNode *pi = lift_mark(lift, &mark);
        if (pi && goes_behind(p, &found->tag, kind)) {
            xmlAddNextSibling(last, pi);
            last = pi;
        } else if (pi) {
            xmlAddPrevSibling(p->node, pi);
        }
    }
}

/* The paragraph gives way to its marks; one that carries a break stays, emptied. */
static void replace_by_marks(Lift *lift, Paragraph *p)
{
    LiftBreak kind = lift->dialect->break_of(p->node);
    bool is_kept = kind != BREAK_NONE || p->has_page_break;
    bool is_alone = is_alone_in_cell(lift, p->node);
    if (!is_kept) {
        lift_save_ranges(lift, p->node, p->flow.tags[0].tag.kind != TAG_CLOSE);
    }
    put_marks(lift, p, kind);
    if (is_kept) {
        for (size_t i = p->flow.n_tags; i-- > 0;) {
            lift_cut_tag(lift, &p->flow, &p->flow.tags[i], true);
        }
        return;
    }
    if (is_alone) {
        drop_contents(lift, p->node);
        return;
    }
    xmlNode *parent = p->node->parent;
    lift_remove(p->node);
    drop_emptied(lift, parent);
}

/* A lone variable: rich text may take the paragraph's place. */
static void wrap_rich(Lift *lift, const Paragraph *p, const FoundTag *tag)
{
    Mark mark = lift_mark_of_tag(lift, p->flow.text, tag, ESCAPE_XML_TEXT);
    mark.kind = MARK_RICH_BEGIN;
    xmlNode *begin = lift_mark(lift, &mark);
    mark.kind = MARK_RICH_END;
    xmlNode *end = lift_mark(lift, &mark);
    if (begin && end) {
        xmlAddPrevSibling(p->node, begin);
        xmlAddNextSibling(p->node, end);
    }
}

static void cut_all(Lift *lift, Flow *flow)
{
    for (size_t i = flow->n_tags; i-- > 0;) {
        lift_cut_tag(lift, flow, &flow->tags[i], lift_is_silent(&flow->tags[i].tag));
    }
}

void lift_paragraph(Lift *lift, Paragraph *p)
{
    size_t n_structure = count_kind(&p->flow, false);
    size_t n_variables = count_kind(&p->flow, true);
    bool is_blank = p->flow.n_tags > 0 && is_only_tags(p);
    bool is_alone = is_blank && !p->has_object;
    for (size_t i = 0; i < p->n_codes; i++) {
        cut_all(lift, &p->codes[i]);
    }
    if (is_alone && n_structure > 0 && n_variables == 0 &&
        !(n_structure > 1 && is_balanced(&p->flow))) {
        replace_by_marks(lift, p);
        return;
    }
    if (is_alone && n_variables == 1 && n_structure == 0 && !p->has_page_break &&
        lift->dialect->break_of(p->node) == BREAK_NONE) {
        wrap_rich(lift, p, &p->flow.tags[0]);
    }
    size_t first = lift->n_marks;
    cut_all(lift, &p->flow);
    for (size_t i = first; i < lift->n_marks && is_blank && p->has_object; i++) {
        lift->marks[i].has_object = true;
    }
}
