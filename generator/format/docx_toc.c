/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_toc - tables of contents: their entries are made anew from the headings of the record, where tags change these.
 */
#include "generator/format/docx_number.h"

#include "generator/base/limits.h"

#define LEVELS 9u

static xmlNode *paragraph_around(xmlNode *node)
{
    while (node && node->type == XML_ELEMENT_NODE && !is_w(node, "p")) {
        node = node->parent;
    }
    return node && node->type == XML_ELEMENT_NODE ? node : NULL;
}

/* --- do the headings change? --------------------------------------------------------------------------------- */

/* A heading holds a tag, or stands between those of a section. */
static bool has_changing_headings(Lift *lift, const DocxNumbers *numbers)
{
    int depth = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (!is_w(node, "p")) {
            continue;
        }
        xmlChar *content = xmlNodeGetContent(node);
        Str text = str_of(content ? (const char *)content : "");
        bool is_heading = docx_numbered(lift, numbers, node).outline > 0;
        bool changes = is_heading && (depth > 0 || str_find(text, STR("{{"), 0) != SIZE_MAX);
        depth +=
            is_heading || str_find(text, STR("{{"), 0) == SIZE_MAX ? 0 : lift_depth_change(text);
        xmlFree(content);
        if (changes) {
            return true;
        }
    }
    return false;
}

/* --- the field ------------------------------------------------------------------------------------------------- */

typedef struct Toc {
    xmlNode *begin; /* its three w:fldChar */
    xmlNode *separate;
    xmlNode *end;
    uint32_t paragraph;
    char bytes[MAX_INSTRUCTION];
    Buf instruction;
    uint32_t max_level;
    bool is_plain; /* made of headings by their level, and nothing else */
} Toc;

/* TOC \o "1-3" \h \z \u: the levels; false for what gathers other things. */
static bool read_instruction(Toc *toc, bool has_entries)
{
    Str text = str_trim(buf_str(&toc->instruction));
    static const char plain[] = "ohzunpwx";
    if (!str_starts(text, STR("TOC")) || str_find(text, STR("\\c"), 0) != SIZE_MAX) {
        return false;
    }
    toc->is_plain = true;
    toc->max_level = LEVELS;
    for (size_t at = str_find(text, STR("\\"), 0); at != SIZE_MAX && at + 1 < text.len;
         at = str_find(text, STR("\\"), at + 1)) {
        char option = text.ptr[at + 1];
        bool has_name = at + 3 < text.len && text.ptr[at + 2] == ' ' && text.ptr[at + 3] != '\\';
        bool is_entry =
            option == 'f' && !has_name && !has_entries; /* \f alone: entries by TC fields */
        toc->is_plain =
            toc->is_plain && (is_entry || memchr(plain, option, sizeof plain - 1)) && option != 'p';
        if (option == 'o') {
            Str range = str_trim(str_sub(text, at + 2, text.len));
            bool is_range = range.len >= 5 && range.ptr[0] == '"' && range.ptr[2] == '-' &&
                            range.ptr[1] == '1' && range.ptr[3] >= '1' && range.ptr[3] <= '9';
            toc->max_level = is_range ? (uint32_t)(range.ptr[3] - '0') : LEVELS;
            toc->is_plain = toc->is_plain && (is_range || range.ptr[0] != '"');
        }
    }
    return true;
}

/* The next table of contents behind `from`; false if there is none. */
static bool find_toc(Lift *lift, xmlNode *from, uint32_t *io_paragraph, Toc *toc)
{
    size_t depth = 0;
    size_t wanted = 0; /* depth of a field that is one */
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    bool has_entries = str_find(lift->source->text, STR(" TC "), 0) != SIZE_MAX;
    *toc = (Toc){0};
    buf_init_fixed(&toc->instruction, toc->bytes, sizeof toc->bytes);
    for (xmlNode *node = from; node; node = lift_next(node, root, false)) {
        *io_paragraph += is_w(node, "p");
        Str type = is_w(node, "fldChar") ? lift_attr(lift, node, NS_W, "fldCharType") : STR_EMPTY;
        if (is_w(node, "instrText") && depth == 1 && !wanted) {
            xmlChar *text = xmlNodeGetContent(node);
            buf_put(&toc->instruction, str_of(text ? (const char *)text : ""));
            xmlFree(text);
        } else if (str_is(type, "begin") && ++depth == 1) {
            buf_clear(&toc->instruction);
            toc->begin = node;
            toc->paragraph = *io_paragraph;
        } else if (str_is(type, "separate") && depth == 1 && buf_ok(&toc->instruction) &&
                   read_instruction(toc, has_entries)) {
            toc->separate = node;
            wanted = 1;
        } else if (str_is(type, "end") && depth > 0 && --depth == 0 && wanted) {
            toc->end = node;
            return true;
        }
    }
    return false;
}

/* --- models of entries ----------------------------------------------------------------------------------------- */

static Str bytes_of(Lift *lift, xmlNode *node)
{
    xmlBuffer *buffer = node ? xmlBufferCreate() : NULL;
    int size = buffer ? xmlNodeDump(buffer, node->doc, node, 0, 0) : -1;
    Str bytes = size >= 0 ? arena_str(lift->arena, str_of((const char *)xmlBufferContent(buffer)))
                          : STR_EMPTY;
    xmlBufferFree(buffer);
    lift->is_nomem = lift->is_nomem || (node && size < 0) || !bytes.ptr;
    return bytes.ptr ? bytes : STR_EMPTY;
}

typedef struct Model {
    Str properties; /* w:pPr */
    Str run;        /* w:rPr */
    Str tabs;
    bool has_label_tab;
    bool has_link;
    bool has_page;
} Model;

static Model read_model(Lift *lift, xmlNode *paragraph)
{
    xmlNode *properties = child_w(paragraph, "pPr");
    Model model = {.properties = bytes_of(lift, properties),
                   .tabs = bytes_of(lift, child_w(properties, "tabs"))};
    size_t n_tabs = 0;
    bool has_text = false;
    for (xmlNode *n = paragraph->children; n; n = lift_next(n, paragraph, is_w(n, "pPr"))) {
        n_tabs += is_w(n, "tab") && is_w(n->parent, "r");
        model.has_link = model.has_link || is_w(n, "hyperlink");
        if (is_w(n, "t") && !has_text && is_w(n->parent, "r")) {
            model.run = bytes_of(lift, child_w(n->parent, "rPr"));
            has_text = true;
        }
    }
    model.has_page = n_tabs > 0;
    model.has_label_tab = n_tabs > 1;
    model.run = has_text ? model.run : STR_EMPTY;
    return model;
}

static void put_run(Buf *out, const Model *model, const char *inner)
{
    buf_printf(out, "<w:r>%.*s%s</w:r>", STR_ARG(model->run), inner);
}

#define RUN_TEXT(text) "<w:t xml:space=\"preserve\">" text "</w:t>"

/* What stands in the paragraph of an entry. */
static void put_contents(Buf *out, const Model *model)
{
    buf_puts(out, TOC_LABEL);
    if (model->has_link) {
        buf_puts(out, TOC_LABEL_END);
        buf_puts(out, "<w:hyperlink w:anchor=\"" TOC_BOOKMARK "\" w:history=\"1\">");
        buf_puts(out, TOC_LABEL);
    }
    put_run(out, model, RUN_TEXT(TOC_NUMBER));
    put_run(out, model, model->has_label_tab ? "<w:tab/>" : RUN_TEXT(" "));
    buf_puts(out, TOC_LABEL_END);
    put_run(out, model, RUN_TEXT(TOC_TEXT));
    if (model->has_page) {
        put_run(out, model, "<w:tab/>");
        put_run(out, model, "<w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/>");
        put_run(out, model,
                "<w:instrText xml:space=\"preserve\"> PAGEREF " TOC_BOOKMARK " \\h </w:instrText>");
        put_run(out, model, "<w:fldChar w:fldCharType=\"separate\"/>");
        put_run(out, model, RUN_TEXT("…"));
        put_run(out, model, "<w:fldChar w:fldCharType=\"end\"/>");
    }
    if (model->has_link) {
        buf_puts(out, "</w:hyperlink>");
    }
}

typedef struct Models {
    Model levels[LEVELS];
    bool is_set[LEVELS];
} Models;

/* The level of an entry by the name of its style, "toc 2"; 0: it is none. */
static uint32_t level_of(Lift *lift, const DocxNumbers *numbers, const xmlNode *paragraph)
{
    xmlNode *style = child_w(child_w(paragraph, "pPr"), "pStyle");
    Str name = style ? docx_style_name(numbers, lift_attr(lift, style, NS_W, "val")) : STR_EMPTY;
    bool is_entry =
        name.len == 5 && (str_starts(name, STR("toc ")) || str_starts(name, STR("TOC ")));
    return is_entry && name.ptr[4] >= '1' && name.ptr[4] <= '9' ? (uint32_t)(name.ptr[4] - '0') : 0;
}

/* A level that the author's table does not show: its style, and the rest as the level above. */
static void fill_models(Lift *lift, const DocxNumbers *numbers, Models *models)
{
    Model last = {.has_page = true, .has_link = true};
    for (uint32_t i = 0; i < LEVELS; i++) {
        if (models->is_set[i]) {
            last = models->levels[i];
            break;
        }
    }
    for (uint32_t i = 0; i < LEVELS; i++) {
        if (!models->is_set[i]) {
            Str id =
                docx_style_named(numbers, arena_printf(lift->arena, "toc %u", (unsigned)i + 1));
            models->levels[i] = last;
            if (id.len > 0) {
                models->levels[i].properties =
                    arena_printf(lift->arena, "<w:pPr><w:pStyle w:val=\"%.*s\"/>%.*s</w:pPr>",
                                 STR_ARG(id), STR_ARG(last.tabs));
            }
        }
        last = models->levels[i];
    }
}

static Str models_text(Lift *lift, const Models *models, bool is_rest)
{
    Buf out;
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    for (uint32_t i = 0; i < LEVELS; i++) {
        if (is_rest) {
            buf_puts(&out, "<w:p>");
            buf_put(&out, models->levels[i].properties);
        }
        put_contents(&out, &models->levels[i]);
        if (is_rest) {
            buf_puts(&out, "</w:p>");
        }
        buf_puts(&out, TOC_NEXT_LEVEL);
    }
    Str text = buf_ok(&out) ? arena_str(lift->arena, buf_str(&out)) : (Str){0};
    lift->is_nomem = lift->is_nomem || !text.ptr;
    buf_done(&out);
    return text.ptr ? text : STR_EMPTY;
}

/* --- the old entries give way ------------------------------------------------------------------------------------ */

/* Ends of ranges that lie in what goes move to `target`: each keeps its other end. */
static void save_ranges(xmlNode *gone, xmlNode *target)
{
    for (xmlNode *n = gone; n;) {
        xmlNode *next = lift_next(n, gone, false);
        if (is_w(n, "bookmarkStart") || is_w(n, "bookmarkEnd") || is_w(n, "commentRangeStart") ||
            is_w(n, "commentRangeEnd")) {
            if (n == gone) {
                return;
            }
            xmlUnlinkNode(n);
            xmlAddChild(target, n);
        }
        n = next;
    }
}

static bool is_range(const xmlNode *n)
{
    return is_w(n, "bookmarkStart") || is_w(n, "bookmarkEnd") || is_w(n, "commentRangeStart") ||
           is_w(n, "commentRangeEnd");
}

/* Takes away `n` and its siblings up to `until` (NULL: all); ranges go to `target`. */
static void drop(xmlNode *n, const xmlNode *until, xmlNode *target)
{
    while (n && n != until) {
        xmlNode *next = n->next;
        if (!is_range(n)) {
            save_ranges(n, target);
            lift_remove(n);
        }
        n = next;
    }
}

/* The field's beginning and end stay, with nothing between. False if they stand where they can't. */
static bool clear_entries(const Toc *toc, xmlNode *first, xmlNode *last)
{
    xmlNode *end_run = toc->end->parent;
    xmlNode *start_run = toc->separate->parent;
    if (start_run->parent != first || end_run->parent != last || first->parent != last->parent) {
        return false;
    }
    if (first == last) {
        drop(start_run->next, end_run, last);
        return true;
    }
    drop(start_run->next, NULL, last);
    drop(first->next, last, last);
    for (xmlNode *n = last->children; n;) {
        xmlNode *next = n->next;
        if (n != end_run && !is_w(n, "pPr") && !is_range(n)) {
            save_ranges(n, last);
            lift_remove(n);
        }
        n = next;
    }
    return true;
}

static void add_mark(Lift *lift, const Toc *toc, xmlNode *after, Str models, bool is_rest)
{
    Mark mark = {.kind = MARK_TOC,
                 .name = models,
                 .number = toc->max_level,
                 .value = is_rest,
                 .paragraph = toc->paragraph};
    xmlNode *pi = lift_mark(lift, &mark);
    if (pi) {
        xmlAddNextSibling(after, pi);
    }
}

/* Entries that show a tag come from headings that do: they can't stay as they are. */
static bool holds_tag(xmlNode *first, const xmlNode *last)
{
    bool is_found = false;
    for (xmlNode *n = first; n && !is_found; n = n == last ? NULL : n->next) {
        xmlChar *text = xmlNodeGetContent(n);
        is_found = text && strstr((const char *)text, "{{");
        xmlFree(text);
    }
    return is_found;
}

/* What gathers more than headings is for Word to renew; what it shows stays if it can. */
static void leave(Lift *lift, const Toc *toc)
{
    diag_add0(lift->diags, TMPL_TOC_LEFT, (Loc){.source = lift->source})->paragraph =
        toc->paragraph;
}

static void renew(Lift *lift, const DocxNumbers *numbers, const Toc *toc)
{
    Models models = {0};
    xmlNode *first = paragraph_around(toc->separate);
    xmlNode *last = paragraph_around(toc->end);
    for (xmlNode *n = first; n; n = n == last ? NULL : n->next) {
        uint32_t level = is_w(n, "p") ? level_of(lift, numbers, n) : 0;
        if (level > 0 && !models.is_set[level - 1]) {
            models.is_set[level - 1] = true;
            models.levels[level - 1] = read_model(lift, n);
        }
    }
    fill_models(lift, numbers, &models);
    xmlSetNsProp(toc->begin, toc->begin->ns, BAD_CAST "dirty", BAD_CAST "true");
    bool stays = !toc->is_plain && !holds_tag(first, last);
    if (stays || !clear_entries(toc, first, last) || !toc->is_plain) {
        leave(lift, toc);
        return;
    }
    if (first == last) { /* the end of the field gets a paragraph of its own */
        xmlNode *closing = xmlNewNode(first->ns, BAD_CAST "p");
        lift->is_nomem = lift->is_nomem || !closing;
        if (!closing) {
            return;
        }
        xmlUnlinkNode(toc->end->parent);
        xmlAddChild(closing, toc->end->parent);
        xmlAddNextSibling(first, closing);
    }
    add_mark(lift, toc, toc->separate->parent, models_text(lift, &models, false), false);
    add_mark(lift, toc, first, models_text(lift, &models, true), true);
}

void docx_renew_tocs(Lift *lift)
{
    const DocxNumbers *numbers = parts_own_numbering(lift->parts);
    bool is_main = !lift->ooxml || lift->part == lift->ooxml->main;
    xmlNode *from = xmlDocGetRootElement(lift->doc);
    uint32_t paragraph = 0;
    Toc toc;
    while (is_main && numbers && from && find_toc(lift, from, &paragraph, &toc)) {
        xmlNode *root = xmlDocGetRootElement(lift->doc);
        from = toc.end;
        if (has_changing_headings(lift, numbers)) {
            renew(lift, numbers, &toc);
        }
        from = lift_next(from, root, false);
    }
}

/* --- headings ------------------------------------------------------------------------------------------------------ */

/* Adds a mark behind `*io_after`, which moves on to it. */
static void put_mark(Lift *lift, xmlNode *parent, xmlNode **io_after, MarkKind kind, uint32_t slot,
                     Str literal)
{
    const Mark mark = {.kind = kind, .number = slot, .name = literal};
    xmlNode *pi = lift_mark(lift, &mark);
    if (!pi) {
        return; /* is_nomem remembers */
    }
    if (*io_after) {
        xmlAddNextSibling(*io_after, pi);
    } else if (parent->children) {
        xmlAddPrevSibling(parent->children, pi);
    } else {
        xmlAddChild(parent, pi);
    }
    *io_after = pi;
}

/*
 * A bookmark around the heading, and its text for the table. The bookmark is written as it is: its number and name are new in each
 * turn anyway.
 */
static void mark_heading(Lift *lift, xmlNode *paragraph, DocxNumbered how)
{
    uint32_t slot = lift->n_slots;
    lift->n_slots += 2;
    xmlNode *at = child_w(paragraph, "pPr");
    put_mark(lift, paragraph, &at, MARK_LITERAL, 0, STR("<w:bookmarkStart w:id=\""));
    put_mark(lift, paragraph, &at, MARK_UID_NEXT, slot + 1, STR_EMPTY);
    put_mark(lift, paragraph, &at, MARK_LITERAL, 0, STR("\" w:name=\"" TOC_PREFIX));
    put_mark(lift, paragraph, &at, MARK_UID_SAME, slot + 1, STR_EMPTY);
    put_mark(lift, paragraph, &at, MARK_LITERAL, 0, STR("\"/>"));
    put_mark(lift, paragraph, &at, MARK_PLACE, slot, STR_EMPTY);
    const Mark heading = {.kind = MARK_TOC_HEADING,
                          .number = slot,
                          .from = how.outline,
                          .value = how.place.list != NUMBERING_NONE};
    at = lift_mark(lift, &heading);
    if (!at) {
        return;
    }
    xmlAddChild(paragraph, at);
    put_mark(lift, paragraph, &at, MARK_LITERAL, 0, STR("<w:bookmarkEnd w:id=\""));
    put_mark(lift, paragraph, &at, MARK_UID_SAME, slot + 1, STR_EMPTY);
    put_mark(lift, paragraph, &at, MARK_LITERAL, 0, STR("\"/>"));
}

void docx_settle_toc(Lift *lift)
{
    const DocxNumbers *numbers = parts_own_numbering(lift->parts);
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    uint32_t max_level = 0;
    for (size_t i = 0; i < lift->n_marks; i++) {
        const Mark *mark = &lift->marks[i];
        max_level = mark->kind == MARK_TOC && mark->number > max_level ? mark->number : max_level;
    }
    bool skip = false;
    for (xmlNode *node = max_level > 0 ? root : NULL; node && !lift->is_nomem;
         node = lift_next(node, root, skip)) {
        skip = is_w(node, "txbxContent") || is_w(node, "del");
        DocxNumbered how = is_w(node, "p") ? docx_numbered(lift, numbers, node) : (DocxNumbered){0};
        if (how.outline > 0 && how.outline <= max_level) {
            mark_heading(lift, node, how);
        }
    }
}
