/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_lists - the numbered paragraphs of the main part are counted; a list that lies within the turns of a loop, beside other
 * content, begins again in each.
 */
#include "generator/format/docx_number.h"

#include "generator/base/limits.h"
#include "generator/format/sections.h"

/* A paragraph that belongs to a list. */
typedef struct Use {
    xmlNode *node;
    DocxNumbered how;
    uint32_t section;
    size_t paragraph; /* its number in the part */
} Use;

typedef struct Walk {
    Lift *lift;
    const DocxNumbers *numbers;
    Sections sections;
    Use *uses;
    size_t n_uses;
    size_t cap_uses;
    size_t paragraph;
} Walk;

/* --- the walk -------------------------------------------------------------------------------------------- */

/* The mark stands among blocks, rows or cells, not inside a paragraph. */
static bool is_among_blocks(const xmlNode *mark)
{
    for (const xmlNode *n = mark->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (is_w(n, "p")) {
            return false;
        }
        if (is_w(n, "tc") || is_w(n, "body") || is_w(n, "txbxContent") || is_w(n, "tbl")) {
            return true;
        }
    }
    return true;
}

static void meet_paragraph(Walk *w, xmlNode *node)
{
    Use use = {.node = node,
               .how = docx_numbered(w->lift, w->numbers, node),
               .section = w->sections.now,
               .paragraph = w->paragraph++};
    sections_now(&w->sections)->n_paragraphs++;
    if (use.how.place.list == NUMBERING_NONE) {
        return;
    }
    Use *grown = arena_grow(w->lift->arena, w->uses, w->n_uses, &w->cap_uses, sizeof *grown);
    if (!grown) {
        w->lift->is_nomem = true;
        return;
    }
    w->uses = grown;
    grown[w->n_uses++] = use;
}

/* Of a text box only the first of its two forms counts; what was deleted doesn't. */
static bool is_passed_over(const xmlNode *node)
{
    bool is_fallback = node->type == XML_ELEMENT_NODE && node->ns &&
                       strcmp((const char *)node->name, "Fallback") == 0;
    return is_fallback || is_w(node, "del") || is_w(node, "moveFrom");
}

static void walk(Walk *w)
{
    xmlNode *root = xmlDocGetRootElement(w->lift->doc);
    bool skip = false;
    for (xmlNode *node = root; node && !w->lift->is_nomem; node = lift_next(node, root, skip)) {
        skip = is_passed_over(node);
        if (node->type == XML_PI_NODE) {
            if (is_among_blocks(node)) {
                sections_meet(&w->sections, node);
            }
        } else if (!skip && is_w(node, "p")) {
            meet_paragraph(w, node);
        }
    }
}

/* --- counting ---------------------------------------------------------------------------------------------- */

static bool is_target(const Lift *lift, const xmlNode *node)
{
    const Mark *mark = node->type == XML_PI_NODE ? lift_mark_of(lift, node) : NULL;
    return mark && mark->kind == MARK_REF;
}

/* A bookmark that begins before its paragraph belongs to it: the number comes first. */
static xmlNode *before_bookmarks(const Lift *lift, xmlNode *paragraph)
{
    xmlNode *first = paragraph;
    while (first->prev && (is_w(first->prev, "bookmarkStart") || is_target(lift, first->prev) ||
                           (first->prev->type == XML_TEXT_NODE && xmlIsBlankNode(first->prev)))) {
        first = first->prev;
    }
    return first;
}

static void count_use(Lift *lift, const Use *use)
{
    Mark mark = {.kind = MARK_HEADING,
                 .number = use->how.outline,
                 .list = use->how.place.list + 1,
                 .value = use->how.place.level};
    xmlNode *pi = lift_mark(lift, &mark);
    if (pi) {
        xmlAddPrevSibling(before_bookmarks(lift, use->node), pi);
    }
}

/* --- lists that begin again ---------------------------------------------------------------------------------- */

/* What is known of one list. */
typedef struct ListUses {
    uint32_t section; /* the innermost that holds them all */
    uint8_t top;      /* the highest level in use */
    size_t first;     /* paragraph of the first use */
    size_t n;
    bool is_heading;
    bool is_numbered; /* something in it counts */
} ListUses;

static uint32_t common_section(const Walk *w, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (w->sections.items[a].depth >= w->sections.items[b].depth) {
            a = w->sections.items[a].parent;
        } else {
            b = w->sections.items[b].parent;
        }
    }
    return a;
}

static ListUses *gather(Walk *w)
{
    const Numbering *numbering = &w->numbers->numbering;
    ListUses *lists = arena_array(w->lift->arena, numbering->n_lists, ListUses);
    for (size_t i = 0; lists && i < w->n_uses; i++) {
        const Use *use = &w->uses[i];
        const NumberList *list = &numbering->lists[use->how.place.list];
        ListUses *own = &lists[use->how.place.list];
        NumberFormat format = list->levels[use->how.place.level].format;
        own->section = own->n == 0 ? use->section : common_section(w, own->section, use->section);
        own->top = own->n == 0 || use->how.place.level < own->top ? use->how.place.level : own->top;
        own->first = own->n == 0 ? use->paragraph : own->first;
        own->is_heading = own->is_heading || use->how.outline > 0 || list->is_outline;
        own->is_numbered =
            own->is_numbered || (format != NUMBER_BULLET && format != NUMBER_NO_NUMBER);
        own->n++;
    }
    return lists;
}

static bool is_row_section(const Section *section)
{
    return section->open && is_w(section->open->parent, "tbl");
}

/* How many items of the list stand directly in the section, not in one further in. */
static size_t count_direct(const Walk *w, uint32_t list, uint8_t top, uint32_t section)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n_uses; i++) {
        n += w->uses[i].how.place.list == list && w->uses[i].how.place.level == top &&
             w->uses[i].section == section;
    }
    return n;
}

/* Items of the list at its highest level, wherever they stand. */
static size_t count_top(const Walk *w, uint32_t list, uint8_t top)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n_uses; i++) {
        n += w->uses[i].how.place.list == list && w->uses[i].how.place.level == top;
    }
    return n;
}

/* The first paragraph of the section, and of all that it holds. */
static bool opens_section(const Use *first, const Section *section)
{
    const xmlNode *n = section->open;
    for (n = n->next; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE) {
            return n == first->node || is_w(n, "tr") || is_w(n, "tc");
        }
    }
    return false;
}

static const Use *first_use(const Walk *w, uint32_t list)
{
    size_t i = 0;
    while (w->uses[i].how.place.list != list) {
        i++;
    }
    return &w->uses[i];
}

/*
 * The section whose turns the list begins again with, or SECTION_WHOLE. One that holds nothing but items, or one item that its
 * turn opens with, repeats the items of a list that goes on: what is around it decides.
 */
static uint32_t restarting_section(const Walk *w, uint32_t list, const ListUses *own)
{
    size_t held =
        own->n; /* paragraphs that count as items, of all levels and what goes with them */
    uint32_t section = own->section;
    for (; section != SECTION_WHOLE; section = w->sections.items[section].parent) {
        const Section *s = &w->sections.items[section];
        if (s->is_inverted || s->n_paragraphs == held) {
            held = s->is_inverted && s->n_paragraphs > held ? s->n_paragraphs : held;
            continue;
        }
        bool is_one =
            count_direct(w, list, own->top, section) == 1 && count_top(w, list, own->top) == 1;
        if (!is_one || (!is_row_section(s) && !opens_section(first_use(w, list), s))) {
            return section;
        }
        held = s->n_paragraphs;
    }
    return SECTION_WHOLE;
}

static void add_properties_mark(Lift *lift, xmlNode *parent, xmlNode *after, Str bytes)
{
    Mark literal = {.kind = MARK_LITERAL, .name = bytes};
    xmlNode *pi = lift_mark(lift, &literal);
    if (pi && after) {
        xmlAddNextSibling(after, pi);
    } else if (pi && parent->children) {
        xmlAddPrevSibling(parent->children, pi);
    } else if (pi) {
        xmlAddChild(parent, pi);
    }
}

/* The last child of w:pPr that the schema wants before w:numPr, or before w:ind; NULL: none. */
static xmlNode *last_before(xmlNode *properties, bool is_indent)
{
    static const char *const before[] = {
        "pStyle",      "keepNext",     "keepLines",     "pageBreakBefore",
        "framePr",     "widowControl", "numPr",         "suppressLineNumbers",
        "pBdr",        "shd",          "tabs",          "suppressAutoHyphens",
        "kinsoku",     "wordWrap",     "overflowPunct", "topLinePunct",
        "autoSpaceDE", "autoSpaceDN",  "bidi",          "adjustRightInd",
        "snapToGrid",  "spacing"};
    size_t n = is_indent ? sizeof before / sizeof before[0] : 6;
    xmlNode *last = NULL;
    for (xmlNode *c = properties->children; c; c = c->next) {
        for (size_t i = 0; i < n; i++) {
            last = is_w(c, before[i]) ? c : last;
        }
    }
    return last;
}

/* The paragraph's own w:numPr, made from what its style says; NULL without memory. */
static xmlNode *own_number(Lift *lift, const Use *use)
{
    xmlNode *properties = child_w(use->node, "pPr");
    if (!properties) {
        properties = xmlNewNode(use->node->ns, BAD_CAST "pPr");
        if (properties && use->node->children) {
            xmlAddPrevSibling(use->node->children, properties);
        } else if (properties) {
            xmlAddChild(use->node, properties);
        }
    }
    xmlNode *num = properties ? xmlNewNode(use->node->ns, BAD_CAST "numPr") : NULL;
    xmlNode *level = num ? xmlNewChild(num, use->node->ns, BAD_CAST "ilvl", NULL) : NULL;
    xmlNode *id = level ? xmlNewChild(num, use->node->ns, BAD_CAST "numId", NULL) : NULL;
    Str text = arena_printf(lift->arena, "%u", (unsigned)use->how.place.level);
    if (!id || !text.ptr ||
        !xmlSetNsProp(level, use->node->ns, BAD_CAST "val", BAD_CAST text.ptr)) {
        lift->is_nomem = true;
        return NULL;
    }
    xmlNode *after = last_before(properties, false);
    if (after) {
        xmlAddNextSibling(after, num);
    } else if (properties->children) {
        xmlAddPrevSibling(properties->children, num);
    } else {
        xmlAddChild(properties, num);
    }
    if (use->how.style_indent.len > 0 && !child_w(properties, "ind")) {
        add_properties_mark(lift, properties, last_before(properties, true),
                            use->how.style_indent); /* else the list's would win */
    }
    return id;
}

/* The number of the list at work takes the place of the template's. */
static void set_number(Lift *lift, const Use *use, uint32_t slot)
{
    xmlNode *direct = child_w(child_w(child_w(use->node, "pPr"), "numPr"), "numId");
    xmlNode *id = direct && use->how.is_direct ? direct : own_number(lift, use);
    Mark same = {.kind = MARK_UID_SAME, .number = slot};
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, &same, &value);
    buf_putc(&value, '\0');
    bool is_set =
        id && buf_ok(&value) && xmlSetNsProp(id, use->node->ns, BAD_CAST "val", BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

static Status restart(Walk *w, uint32_t list, uint32_t section)
{
    Lift *lift = w->lift;
    Mark mark = {.kind = MARK_NEW_LIST, .number = lift->n_slots++, .list = list + 1};
    xmlNode *pi = lift_mark(lift, &mark);
    if (!pi || parts_need(lift->parts, w->numbers->part, STR_EMPTY) == SIZE_MAX) {
        return ST_NOMEM;
    }
    xmlAddNextSibling(w->sections.items[section].open, pi);
    for (size_t i = 0; i < w->n_uses; i++) {
        if (w->uses[i].how.place.list == list) {
            set_number(lift, &w->uses[i], mark.number);
        }
    }
    return ST_OK;
}

static Status restart_lists(Walk *w)
{
    const Numbering *numbering = &w->numbers->numbering;
    ListUses *lists = gather(w);
    if (!lists) {
        return ST_NOMEM;
    }
    for (uint32_t i = 0; i < numbering->n_lists; i++) {
        const ListUses *own = &lists[i];
        if (own->n == 0 || own->is_heading || !own->is_numbered ||
            numbering->lists[i].copy.len == 0) {
            continue;
        }
        uint32_t section = restarting_section(w, i, own);
        if (section != SECTION_WHOLE) {
            TRY(restart(w, i, section));
        }
    }
    return ST_OK;
}

Status docx_settle(Lift *lift)
{
    Walk w = {.lift = lift, .numbers = parts_own_numbering(lift->parts)};
    bool is_main = !lift->ooxml || lift->part == lift->ooxml->main;
    if (!w.numbers || !sections_begin(&w.sections, lift)) {
        return lift->is_nomem ? ST_NOMEM : ST_OK;
    }
    walk(&w);
    for (size_t i = 0; is_main && i < w.n_uses; i++) {
        count_use(lift, &w.uses[i]);
    }
    TRY(lift->is_nomem ? ST_NOMEM : restart_lists(&w));
    if (is_main && !lift->is_nomem) {
        docx_settle_toc(lift);
    }
    TRY(lift->is_nomem ? ST_NOMEM : docx_settle_fields(lift));
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
