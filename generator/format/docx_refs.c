/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_refs - references to numbered paragraphs: {{ref.x}} becomes a field, and the fields of the author show the number that
 * their target has in the record.
 */
#include <stdlib.h>

#include "generator/format/captions.h"
#include "generator/format/docx_number.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"

/* Fields inside fields. */
#define MAX_NESTED 16
/* Pieces that formats cut a number into. */
#define MAX_TEXTS 8

static bool is_main(const Lift *lift)
{
    return !lift->ooxml || lift->part == lift->ooxml->main;
}

/* Bookmarks that stand together before their paragraph: far above any document. */
#define MAX_MARKS_BEFORE 64

/* --- targets --------------------------------------------------------------------------------------------------- */

/* The paragraph that a bookmark begins in, or that follows it. */
static const xmlNode *paragraph_of(const xmlNode *bookmark)
{
    for (const xmlNode *n = bookmark->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (is_w(n, "p")) {
            return n;
        }
    }
    const xmlNode *n = bookmark;
    for (size_t i = 0; n && !is_w(n, "p") && i < MAX_MARKS_BEFORE; i++) {
        n = n->next;
    }
    return n && is_w(n, "p") ? n : NULL;
}

static void mark_targets(Lift *lift)
{
    const DocxNumbers *numbers = parts_own_numbering(lift->parts);
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = is_main(lift) && numbers ? root : NULL; node;
         node = lift_next(node, root, false)) {
        Str name = is_w(node, "bookmarkStart") ? lift_attr(lift, node, NS_W, "name") : STR_EMPTY;
        const xmlNode *paragraph = name.len > 0 ? paragraph_of(node) : NULL;
        if (!paragraph || str_starts(name, STR("ref.{{")) || str_starts(name, STR("_Toc")) ||
            docx_numbered(lift, numbers, paragraph).place.list == NUMBERING_NONE) {
            continue;
        }
        Mark mark = {.kind = MARK_REF,
                     .number = REF_ANCHOR_QUIET,
                     .name = arena_printf(lift->arena, "#%.*s", STR_ARG(name))};
        xmlNode *pi = mark.name.ptr ? lift_mark(lift, &mark) : NULL;
        lift->is_nomem = lift->is_nomem || !pi;
        if (pi) {
            xmlAddPrevSibling(node, pi);
        }
    }
}

/* The names of all targets, "#" before each, sorted. */
static Str *list_targets(Lift *lift, size_t *ret_n)
{
    Str *names = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < lift->n_marks; i++) {
        const Mark *mark = &lift->marks[i];
        if (mark->kind != MARK_REF || mark->number != REF_ANCHOR_QUIET) {
            continue;
        }
        Str *grown = arena_grow(lift->arena, names, *ret_n, &cap, sizeof *names);
        if (!grown) {
            lift->is_nomem = true;
            return NULL;
        }
        names = grown;
        names[(*ret_n)++] = mark->name;
    }
    if (*ret_n > 1) {
        qsort(names, *ret_n, sizeof *names, str_cmp_items);
    }
    return names;
}

/* --- {{ref.x}} --------------------------------------------------------------------------------------------------- */

/* A run with the properties of another; not yet in the tree. */
static xmlNode *new_run(Lift *lift, xmlNs *ns, const xmlNode *properties)
{
    xmlNode *run = xmlNewNode(ns, BAD_CAST "r");
    xmlNode *copy =
        run && properties ? xmlDocCopyNode((xmlNode *)(uintptr_t)properties, lift->doc, 1) : NULL;
    if (!run || (properties && !copy)) {
        lift->is_nomem = true;
        return run;
    }
    if (copy) {
        xmlAddChild(run, copy);
    }
    return run;
}

static void add_mark(Lift *lift, xmlNode *parent, const Mark *mark)
{
    xmlNode *pi = lift_mark(lift, mark);
    if (pi) {
        xmlAddChild(parent, pi);
    }
}

static void add_literal(Lift *lift, xmlNode *parent, Str bytes)
{
    const Mark mark = {.kind = MARK_LITERAL, .name = bytes};
    lift->is_nomem = lift->is_nomem || !bytes.ptr;
    add_mark(lift, parent, &mark);
}

/* A run with a w:fldChar; the first tells if the number is not certain. */
static xmlNode *field_char(Lift *lift, xmlNs *ns, const xmlNode *properties, const char *type,
                           const Mark *dirty)
{
    xmlNode *run = new_run(lift, ns, properties);
    const char *prefix = ns->prefix ? (const char *)ns->prefix : "w";
    if (run) {
        add_literal(
            lift, run,
            arena_printf(lift->arena, "<%s:fldChar %s:fldCharType=\"%s\"", prefix, prefix, type));
        if (dirty && strcmp(prefix, "w") == 0) {
            add_mark(lift, run, dirty);
        }
        add_literal(lift, run, STR("/>"));
    }
    return run;
}

static xmlNode *add_text(Lift *lift, xmlNode *run, const char *element, const char *text)
{
    xmlNode *node = run ? xmlNewTextChild(run, run->ns, BAD_CAST element, BAD_CAST text) : NULL;
    if (node) {
        xmlNodeSetSpacePreserve(node, 1);
    }
    lift->is_nomem = lift->is_nomem || !node;
    return node;
}

static xmlNode *instruction(Lift *lift, xmlNs *ns, const xmlNode *properties, const Mark *mark)
{
    xmlNode *run = new_run(lift, ns, properties);
    xmlNode *text = add_text(lift, run, "instrText", " REF ");
    if (text) {
        Mark bookmark = *mark;
        bookmark.number = REF_BOOKMARK;
        add_mark(lift, text, &bookmark);
        xmlAddChild(text, xmlNewDocText(lift->doc, BAD_CAST " \\r \\h "));
    }
    return run;
}

/* The runs of a field around the mark, which becomes its result. */
static void build_field(Lift *lift, xmlNode *mark_node, const Mark *mark, xmlNs *ns,
                        const xmlNode *properties)
{
    Mark ref = {.kind = MARK_REF,
                .number = REF_NUMBER,
                .value = is_main(lift) ? NUMBER_RELATIVE : NUMBER_FULL,
                .name = str_sub(mark->name, 4, mark->name.len),
                .paragraph = mark->paragraph,
                .excerpt = mark->excerpt};
    Mark dirty = ref;
    dirty.number = REF_DIRTY;
    xmlNode *runs[5] = {
        field_char(lift, ns, properties, "begin", &dirty), instruction(lift, ns, properties, &ref),
        field_char(lift, ns, properties, "separate", NULL), new_run(lift, ns, properties),
        field_char(lift, ns, properties, "end", NULL)};
    xmlNode *text = add_text(lift, runs[3], "t", "");
    if (text) {
        add_mark(lift, text, &ref);
    }
    for (size_t i = 0; i < 5; i++) {
        if (runs[i]) {
            xmlAddPrevSibling(mark_node, runs[i]);
        }
    }
    lift_remove(mark_node);
}

static void make_field(Lift *lift, xmlNode *node)
{
    const Mark mark = *lift_mark_of(lift, node);
    xmlNode *run = node->parent->parent;
    xmlNs *ns = run->ns;
    const xmlNode *own = child_w(run, "rPr");
    xmlNode *properties = own ? xmlDocCopyNode((xmlNode *)(uintptr_t)own, lift->doc, 1) : NULL;
    if (!lift_split(lift, node) || !lift_split(lift, node) || (own && !properties)) {
        lift->is_nomem = true;
    } else {
        build_field(lift, node, &mark, ns, properties);
    }
    xmlFreeNode(properties);
}

static void make_fields(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node && !lift->is_nomem;) {
        xmlNode *next = lift_next(node, root, false);
        const Mark *mark = node->type == XML_PI_NODE ? lift_mark_of(lift, node) : NULL;
        if (mark && mark->kind == MARK_TAG && lift_is_ref(lift, mark) && is_w(node->parent, "t") &&
            is_w(node->parent->parent, "r")) {
            make_field(lift, node);
        }
        node = next;
    }
}

/* --- fields of the author ------------------------------------------------------------------------------------------ */

typedef struct OpenField {
    char bytes[MAX_INSTRUCTION];
    Buf instruction;
    xmlNode *begin;
    xmlNode *texts[MAX_TEXTS]; /* of its result */
    size_t n_texts;            /* may pass MAX_TEXTS: such a field is left alone */
    bool is_in_result;
} OpenField;

typedef struct Fields {
    Lift *lift;
    const Str *targets;
    size_t n_targets;
    OpenField open[MAX_NESTED];
    uint32_t paragraph;
    size_t depth; /* may pass MAX_NESTED: those are not looked at */
} Fields;

/* A reference to a paragraph number: its bookmark and how much it shows; false for any other field. */
static bool read_instruction(Str text, Str *ret_name, NumberContext *ret_context)
{
    bool has_number = false;
    if (!str_is(str_next_word(&text), "REF")) {
        return false;
    }
    *ret_name = str_next_word(&text);
    for (Str word = str_next_word(&text); word.len > 0; word = str_next_word(&text)) {
        if (str_is(word, "\\r") || str_is(word, "\\n") || str_is(word, "\\w")) {
            *ret_context = word.ptr[1] == 'r'   ? NUMBER_RELATIVE
                           : word.ptr[1] == 'n' ? NUMBER_ALONE
                                                : NUMBER_FULL;
            has_number = true;
        } else if (str_is(word, "\\t") || str_is(word, "\\p")) {
            return false; /* a part of the number only, or « ci-dessus » behind it */
        }
    }
    return has_number && ret_name->len > 0 && ret_name->ptr[0] != '\\';
}

/* The beginning of the paragraph that a field stands in. */
static Str text_around(Lift *lift, const xmlNode *field)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    const xmlNode *paragraph = paragraph_of(field);
    for (const xmlNode *n = paragraph; n; n = lift_next(n, paragraph, is_w(n, "instrText"))) {
        if (n->type == XML_TEXT_NODE && is_w(n->parent, "t")) {
            buf_put(&text, str_of((const char *)n->content));
        }
    }
    Str whole = buf_str(&text);
    size_t len = utf8_clip(whole, EXCERPT_CODE_POINTS);
    return arena_printf(lift->arena, "%.*s%s", STR_ARG(str_sub(whole, 0, len)),
                        len < whole.len ? "…" : "");
}

/* The number takes the place of the result. */
static void refresh(Fields *f, const OpenField *field)
{
    Str name = STR_EMPTY;
    NumberContext context = NUMBER_RELATIVE;
    if (field->n_texts == 0 || field->n_texts > MAX_TEXTS || !buf_ok(&field->instruction) ||
        !read_instruction(buf_str(&field->instruction), &name, &context)) {
        return;
    }
    Str wanted = arena_printf(f->lift->arena, "#%.*s", STR_ARG(name));
    if (!wanted.ptr || f->n_targets == 0 ||
        !bsearch(&wanted, f->targets, f->n_targets, sizeof wanted, str_cmp_items)) {
        return;
    }
    Mark mark = {.kind = MARK_REF,
                 .number = REF_OWN,
                 .value = (uint8_t)context,
                 .name = wanted,
                 .paragraph = f->paragraph,
                 .excerpt = {.text = text_around(f->lift, field->begin)}};
    for (size_t i = 0; i < field->n_texts; i++) {
        xmlNodeSetContent(field->texts[i], BAD_CAST "");
    }
    add_mark(f->lift, field->texts[0], &mark);
}

static void meet_char(Fields *f, xmlNode *node)
{
    Str type = lift_attr(f->lift, node, NS_W, "fldCharType");
    if (str_is(type, "begin")) {
        if (f->depth < MAX_NESTED) {
            OpenField *field = &f->open[f->depth];
            *field = (OpenField){.begin = node};
            buf_init_fixed(&field->instruction, field->bytes, sizeof field->bytes);
        }
        f->depth++;
    } else if (f->depth > 0 && f->depth <= MAX_NESTED && str_is(type, "separate")) {
        f->open[f->depth - 1].is_in_result = true;
    } else if (f->depth > 0 && str_is(type, "end")) {
        f->depth--;
        if (f->depth < MAX_NESTED) {
            refresh(f, &f->open[f->depth]);
        }
    }
}

/* Text of the field at work. */
static void meet_text(OpenField *field, xmlNode *node)
{
    if (is_w(node, "instrText") && !field->is_in_result) {
        xmlChar *text = xmlNodeGetContent(node);
        buf_put(&field->instruction, str_of(text ? (const char *)text : ""));
        xmlFree(text);
    } else if (is_w(node, "t") && field->is_in_result) {
        if (field->n_texts < MAX_TEXTS) {
            field->texts[field->n_texts] = node;
        }
        field->n_texts++;
    }
}

static void refresh_simple(Fields *f, xmlNode *node)
{
    OpenField field = {.begin = node, .is_in_result = true};
    buf_init_fixed(&field.instruction, field.bytes, sizeof field.bytes);
    buf_put(&field.instruction, lift_attr(f->lift, node, NS_W, "instr"));
    for (xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        meet_text(&field, n);
    }
    refresh(f, &field);
}

static void refresh_fields(Fields *f)
{
    xmlNode *root = xmlDocGetRootElement(f->lift->doc);
    for (xmlNode *node = root; node && !f->lift->is_nomem; node = lift_next(node, root, false)) {
        f->paragraph += is_w(node, "p");
        if (is_w(node, "fldChar")) {
            meet_char(f, node);
        } else if (is_w(node, "fldSimple")) {
            refresh_simple(f, node);
        } else if (f->depth > 0 && f->depth <= MAX_NESTED) {
            meet_text(&f->open[f->depth - 1], node);
        }
    }
}

void docx_refresh_references(Lift *lift)
{
    Fields f = {.lift = lift};
    mark_targets(lift);
    f.targets = list_targets(lift, &f.n_targets);
    if (f.n_targets > 0 && !lift->is_nomem) {
        refresh_fields(&f);
    }
}

Status docx_settle_fields(Lift *lift)
{
    make_fields(lift);
    captions_settle_docx(lift);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
