/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_lists - a list of ODF begins again wherever it stands; one whose turn holds a single item, or nothing but items, is
 * repeated by a loop as one list, and goes on from turn to turn, as in Word.
 */
#include "generator/format/odf.h"
#include "generator/format/sections.h"

typedef struct List {
    xmlNode *node;
    uint32_t section;
    size_t n_paragraphs;
} List;

typedef struct Walk {
    Lift *lift;
    Sections sections;
    List *lists;
    size_t n_lists;
    size_t cap_lists;
} Walk;

static bool is_paragraph(const xmlNode *node)
{
    return is_text_ns(node, "p") || is_text_ns(node, "h");
}

/* --- the walk -------------------------------------------------------------------------------------------- */

static bool is_in_paragraph(const xmlNode *mark)
{
    const xmlNode *n = mark->parent;
    while (n && n->type == XML_ELEMENT_NODE && !is_paragraph(n)) {
        n = n->parent;
    }
    return n && n->type == XML_ELEMENT_NODE;
}

static bool is_inner_list(const xmlNode *list)
{
    for (const xmlNode *n = list->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (is_text_ns(n, "list")) {
            return true;
        }
    }
    return false;
}

static size_t count_paragraphs(const xmlNode *list)
{
    size_t n = 0;
    for (const xmlNode *node = list; node; node = lift_next(node, list, false)) {
        n += is_paragraph(node);
    }
    return n;
}

static void meet_list(Walk *w, xmlNode *node)
{
    bool continues = xmlHasNsProp(node, BAD_CAST "continue-numbering", BAD_CAST NS_TEXT) ||
                     xmlHasNsProp(node, BAD_CAST "continue-list", BAD_CAST NS_TEXT);
    sections_now(&w->sections)->has_continued |= continues;
    if (w->sections.now == SECTION_WHOLE || continues || is_inner_list(node)) {
        return;
    }
    List *grown = arena_grow(w->lift->arena, w->lists, w->n_lists, &w->cap_lists, sizeof *grown);
    if (!grown) {
        w->lift->is_nomem = true;
        return;
    }
    w->lists = grown;
    grown[w->n_lists++] =
        (List){.node = node, .section = w->sections.now, .n_paragraphs = count_paragraphs(node)};
}

static void walk(Walk *w)
{
    xmlNode *root = xmlDocGetRootElement(w->lift->doc);
    bool skip = false;
    for (xmlNode *node = root; node && !w->lift->is_nomem; node = lift_next(node, root, skip)) {
        skip = is_text_ns(node, "tracked-changes");
        if (node->type == XML_PI_NODE) {
            if (!is_in_paragraph(node)) {
                sections_meet(&w->sections, node);
            }
        } else if (is_text_ns(node, "list")) {
            meet_list(w, node);
        } else if (is_paragraph(node)) {
            sections_now(&w->sections)->n_paragraphs++;
        }
    }
}

/* --- lists that go on ------------------------------------------------------------------------------------------ */

/* One item, in no section of its own. */
static bool has_one_item(const xmlNode *list)
{
    size_t n = 0;
    for (const xmlNode *c = list->children; c; c = c->next) {
        if (c->type == XML_PI_NODE) {
            return false;
        }
        n += is_text_ns(c, "list-item");
    }
    return n == 1;
}

/* The first element of a section's turn. */
static bool opens_section(const List *list, const Section *section)
{
    const xmlNode *n = section->open->next;
    while (n && n->type != XML_ELEMENT_NODE) {
        n = n->next;
    }
    return n == list->node;
}

static bool goes_on(const List *list, const Section *section)
{
    bool is_all = section->n_paragraphs == list->n_paragraphs;
    return !section->is_inverted && !section->has_continued && list->n_paragraphs > 0 &&
           (is_all || (has_one_item(list->node) && opens_section(list, section)));
}

/* The first list of all turns begins anew, those behind it go on. */
static void chain(const Walk *w, const List *list)
{
    Lift *lift = w->lift;
    const Section *section = &w->sections.items[list->section];
    while (section->parent != SECTION_WHOLE &&
           w->sections.items[section->parent].n_paragraphs == section->n_paragraphs) {
        section = &w->sections.items[section->parent];
    }
    const Mark first = {.kind = MARK_FIRST_TURN, .number = lift->n_slots};
    const Mark again = {.kind = MARK_AGAIN, .number = lift->n_slots++};
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, &again, &value);
    buf_putc(&value, '\0');
    xmlNode *pi = lift_mark(lift, &first);
    bool is_set =
        pi && buf_ok(&value) &&
        xmlSetNsProp(list->node, list->node->ns, BAD_CAST "continue-numbering", BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
    if (pi) {
        xmlAddPrevSibling(section->open, pi);
    }
}

void odt_settle_lists(Lift *lift)
{
    Walk w = {.lift = lift};
    if (!sections_begin(&w.sections, lift)) {
        return; /* is_nomem remembers */
    }
    walk(&w);
    for (size_t i = 0; i < w.n_lists && !lift->is_nomem; i++) {
        if (goes_on(&w.lists[i], &w.sections.items[w.lists[i].section])) {
            chain(&w, &w.lists[i]);
        }
    }
}
