/* SPDX-License-Identifier: Apache-2.0 */
/*
 * captions - see captions.h.
 */
#include "generator/format/captions.h"

#include "generator/base/limits.h"
#include "generator/format/odf.h"
#include "generator/format/ooxml.h"

/* The number of one caption. */
typedef struct Caption {
    Str name;        /* of its kind: Tableau, Figure */
    xmlNode *field;  /* that Word can be told to count anew; NULL: none */
    xmlNode *number; /* its digits, a text; NULL: none was found */
    bool is_plain;   /* counts on from the one before, in digits */
    bool is_behind;  /* a section tag */
} Caption;

/* All captions of a kind. */
typedef struct Kind {
    Str name;
    uint32_t slot;
    bool is_plain;
} Kind;

typedef struct Captions {
    Lift *lift;
    Caption *items;
    size_t n;
    size_t cap;
    Kind *kinds;
    size_t n_kinds;
    size_t cap_kinds;
    size_t open;    /* index of the one whose field is being read, + 1; 0: none */
    xmlNode *begin; /* of that field, before its instruction is read */
    size_t depth;   /* fields inside fields */
    bool is_in_result;
    bool has_section;
} Captions;

static Caption *add(Captions *c, xmlNode *field)
{
    Caption *grown = arena_grow(c->lift->arena, c->items, c->n, &c->cap, sizeof *grown);
    if (!grown) {
        c->lift->is_nomem = true;
        return NULL;
    }
    c->items = grown;
    c->items[c->n] = (Caption){.field = field, .is_plain = true, .is_behind = c->has_section};
    return &c->items[c->n++];
}

/* --- numbers ----------------------------------------------------------------------------------------------- */

/* A text of the result: the digits, and nothing beside them. */
static void take_text(Caption *caption, xmlNode *node)
{
    Str text = str_of(node->content ? (const char *)node->content : "");
    if (text.len > 0) {
        caption->is_plain = caption->is_plain && !caption->number && str_is_digits(text);
        caption->number = node;
    }
}

static Kind *kind_of(Captions *c, Str name)
{
    for (size_t i = 0; i < c->n_kinds; i++) {
        if (str_eq(c->kinds[i].name, name)) {
            return &c->kinds[i];
        }
    }
    Kind *grown = arena_grow(c->lift->arena, c->kinds, c->n_kinds, &c->cap_kinds, sizeof *grown);
    if (!grown) {
        c->lift->is_nomem = true;
        return NULL;
    }
    c->kinds = grown;
    c->kinds[c->n_kinds] = (Kind){.name = name, .slot = c->lift->n_slots++, .is_plain = true};
    return &c->kinds[c->n_kinds++];
}

static void write_count(Captions *c, const Caption *caption, uint32_t slot)
{
    const Mark mark = {.kind = MARK_COUNT, .number = slot};
    xmlNode *pi = lift_mark(c->lift, &mark);
    if (pi) {
        xmlReplaceNode(caption->number, pi);
        xmlFreeNode(caption->number);
    }
}

static void settle(Captions *c)
{
    for (size_t i = 0; i < c->n && c->has_section; i++) {
        Kind *kind = kind_of(c, c->items[i].name);
        if (!kind) {
            return;
        }
        kind->is_plain = kind->is_plain && c->items[i].is_plain && c->items[i].number;
    }
    for (size_t i = 0; i < c->n && c->has_section; i++) {
        const Caption *caption = &c->items[i];
        const Kind *kind = kind_of(c, caption->name);
        if (kind->is_plain) {
            write_count(c, caption, kind->slot);
        } else if (caption->field && caption->is_behind) {
            bool is_told = xmlSetNsProp(caption->field, caption->field->ns, BAD_CAST "dirty",
                                        BAD_CAST "true") != NULL;
            c->lift->is_nomem = c->lift->is_nomem || !is_told;
        }
    }
}

/* --- Word ---------------------------------------------------------------------------------------------------- */

/* Word writes a text box twice: what stands in it would count twice. */
static bool is_in_box(const xmlNode *node)
{
    const xmlNode *n = node;
    while (n && !is_w(n, "txbxContent")) {
        n = n->parent && n->parent->type == XML_ELEMENT_NODE ? n->parent : NULL;
    }
    return n != NULL;
}

/* "SEQ Tableau \\* ARABIC" begins a caption's number; NULL: another field. */
static Caption *read_instruction(Captions *c, xmlNode *field, Str text)
{
    if (!str_is(str_next_word(&text), "SEQ")) {
        return NULL;
    }
    Str name = str_next_word(&text);
    Caption *caption = add(c, field);
    if (!caption) {
        return NULL;
    }
    caption->name = arena_str(c->lift->arena, name);
    c->lift->is_nomem = c->lift->is_nomem || !caption->name.ptr;
    caption->is_plain = name.len > 0 && name.ptr[0] != '"' && !is_in_box(field);
    for (Str word = str_next_word(&text); word.len > 0; word = str_next_word(&text)) {
        bool is_usual =
            str_is(word, "\\*") || str_is(word, "ARABIC") || str_is(word, "MERGEFORMAT");
        caption->is_plain = caption->is_plain && is_usual;
    }
    return caption;
}

static void step(Captions *c, xmlNode *node)
{
    Str kind = lift_attr(c->lift, node, NS_W, "fldCharType");
    if (str_is(kind, "begin")) {
        c->depth++;
        c->begin = c->depth == 1 ? node : c->begin;
        if (c->open > 0) {
            c->items[c->open - 1].is_plain = false; /* a field inside it */
        }
    } else if (str_is(kind, "separate")) {
        c->is_in_result = c->depth == 1 ? true : c->is_in_result;
    } else {
        c->depth -= c->depth > 0;
    }
    if (c->depth == 0) {
        c->open = 0;
        c->begin = NULL;
        c->is_in_result = false;
    }
}

static void read_code(Captions *c, const xmlNode *node)
{
    xmlChar *text = xmlNodeGetContent(node);
    if (text && text[0] != '\0') {
        c->open = read_instruction(c, c->begin, str_of((const char *)text)) ? c->n : 0;
        c->begin = NULL;
    }
    xmlFree(text);
}

static void read_simple(Captions *c, xmlNode *field)
{
    Caption *caption = read_instruction(c, field, lift_attr(c->lift, field, NS_W, "instr"));
    for (xmlNode *n = caption ? field->children : NULL; n; n = lift_next(n, field, false)) {
        if (n->type == XML_TEXT_NODE && is_w(n->parent, "t")) {
            take_text(caption, n);
        } else if (lift_mark_of(c->lift, n)) {
            caption->is_plain = false;
        }
    }
}

void captions_settle_docx(Lift *lift)
{
    Captions c = {.lift = lift};
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node && !lift->is_nomem; node = lift_next(node, root, false)) {
        const Mark *mark = lift_mark_of(lift, node);
        c.has_section = c.has_section || (mark && mark->kind == MARK_OPEN);
        Caption *open = c.open > 0 && c.is_in_result ? &c.items[c.open - 1] : NULL;
        if (is_w(node, "fldChar")) {
            step(&c, node);
        } else if (is_w(node, "fldSimple")) {
            read_simple(&c, node);
        } else if (is_w(node, "instrText") && c.begin && c.depth == 1) {
            read_code(&c, node);
        } else if (open && node->type == XML_TEXT_NODE && is_w(node->parent, "t")) {
            take_text(open, node);
        } else if (open && mark) {
            open->is_plain = false;
        }
    }
    settle(&c);
}

/* --- Writer -------------------------------------------------------------------------------------------------- */

/* "ooow:Table+1" counts on by one. */
static bool counts_on(Str formula, Str name)
{
    size_t colon = str_find(formula, STR(":"), 0);
    formula = colon == SIZE_MAX ? formula : str_sub(formula, colon + 1, formula.len);
    return formula.len == 0 ||
           (str_starts(formula, name) && str_is(str_sub(formula, name.len, formula.len), "+1"));
}

static void read_sequence(Captions *c, xmlNode *node)
{
    Caption *caption = add(c, NULL);
    if (!caption) {
        return;
    }
    Str format = lift_attr(c->lift, node, NS_STYLE, "num-format");
    caption->name = lift_attr(c->lift, node, NS_TEXT, "name");
    caption->is_plain = (format.len == 0 || str_is(format, "1")) &&
                        counts_on(lift_attr(c->lift, node, NS_TEXT, "formula"), caption->name);
    for (xmlNode *n = node->children; n; n = n->next) {
        if (n->type == XML_TEXT_NODE) {
            take_text(caption, n);
        } else {
            caption->is_plain = false;
        }
    }
}

void captions_settle_odt(Lift *lift)
{
    Captions c = {.lift = lift};
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    bool skip = false;
    for (xmlNode *node = root; node && !lift->is_nomem; node = lift_next(node, root, skip)) {
        const Mark *mark = lift_mark_of(lift, node);
        c.has_section = c.has_section || (mark && mark->kind == MARK_OPEN);
        skip = lift_is(node, NS_TEXT, "tracked-changes");
        if (lift_is(node, NS_TEXT, "sequence")) {
            read_sequence(&c, node);
        }
    }
    settle(&c);
}
