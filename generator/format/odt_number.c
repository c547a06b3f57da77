/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_number - the numbering of an ODT: the outline of its headings, read once; headings counted; references to them.
 */
#include <stdlib.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/captions.h"
#include "generator/format/odf.h"

#define LIST_OUTLINE 0u
#define LIST_DIGITS 1u
/* As a heading that its style takes the number from: no list of the document. */
#define LIST_NONE 2u
#define MAX_START 1000000u

/* False if the text is no plain number. */
static bool read_number(Str text, uint32_t *ret_number)
{
    uint32_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || number > MAX_START) {
            return false;
        }
        number = number * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    *ret_number = text.len > 0 ? number : *ret_number;
    return text.len > 0;
}

/* --- the outline ----------------------------------------------------------------------------------------------- */

static NumberFormat format_of(Str name, bool is_sync)
{
    static const char signs[] = "1aAiI";
    static const NumberFormat formats[] = {NUMBER_DECIMAL, NUMBER_LOWER_LETTER_SYNC,
                                           NUMBER_UPPER_LETTER_SYNC, NUMBER_LOWER_ROMAN,
                                           NUMBER_UPPER_ROMAN};
    const char *found = name.len == 1 ? memchr(signs, name.ptr[0], sizeof signs - 1) : NULL;
    if (name.len == 0) {
        return NUMBER_NO_NUMBER;
    }
    if (!found) {
        return NUMBER_UNKNOWN;
    }
    NumberFormat format = formats[found - signs];
    return !is_sync                             ? format
           : format == NUMBER_LOWER_LETTER_SYNC ? NUMBER_LOWER_LETTER
           : format == NUMBER_UPPER_LETTER_SYNC ? NUMBER_UPPER_LETTER
                                                : format;
}

/* "{{x.y}}" in the place of a number: the data gives it. */
static Str tag_name(Str text)
{
    bool is_tag = str_starts(text, STR("{{")) && str_ends(text, STR("}}")) && text.len > 4;
    return is_tag ? str_trim(str_sub(text, 2, text.len - 4)) : STR_EMPTY;
}

static void put_placeholder(Buf *out, size_t level)
{
    buf_putc(out, '%');
    buf_putc(out, (char)('1' + (int)level));
}

/* "%1%.%2%" as ODF 1.3 has it: a count is written with a sign on both sides. */
static bool put_list_format(Buf *out, Str text)
{
    for (size_t pos = 0; pos < text.len;) {
        size_t end = text.ptr[pos] == '%' ? str_find(text, STR("%"), pos + 1) : SIZE_MAX;
        uint32_t level = 0;
        if (end != SIZE_MAX && read_number(str_sub(text, pos + 1, end - pos - 1), &level) &&
            level >= 1 && level <= NUMBERING_LEVELS) {
            put_placeholder(out, level - 1);
            pos = end + 1;
        } else {
            buf_putc(out, text.ptr[pos++]);
        }
    }
    return text.len > 0;
}

/* The counts of this level and those above that it shows, with points between. */
static void put_counts(Buf *out, const NumberLevel *levels, size_t level, size_t n_shown)
{
    bool is_first = true;
    for (size_t i = level + 1 - n_shown; i <= level; i++) {
        if (levels[i].format == NUMBER_NO_NUMBER) {
            continue;
        }
        if (!is_first) {
            buf_putc(out, '.');
        }
        put_placeholder(out, i);
        is_first = false;
    }
}

static Str pattern_of(Lift *lift, const xmlNode *node, const NumberLevel *levels, size_t level,
                      Str prefix, Str suffix)
{
    uint32_t n_shown = 1;
    Buf out;
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    Str format = lift_attr(lift, node, NS_STYLE, "num-list-format");
    if (!read_number(lift_attr(lift, node, NS_TEXT, "display-levels"), &n_shown) || n_shown == 0 ||
        n_shown > level + 1) {
        n_shown = n_shown > level + 1 ? (uint32_t)level + 1 : 1;
    }
    if (levels[level].format != NUMBER_NO_NUMBER && !put_list_format(&out, format)) {
        buf_put(&out, prefix);
        put_counts(&out, levels, level, n_shown);
        buf_put(&out, suffix);
    }
    Str pattern = buf_ok(&out) ? arena_str(lift->arena, buf_str(&out)) : (Str){0};
    lift->is_nomem = lift->is_nomem || !pattern.ptr;
    buf_done(&out);
    return pattern.ptr ? pattern : STR_EMPTY;
}

static void read_level(Lift *lift, const xmlNode *node, NumberLevel *levels)
{
    uint32_t number = 0;
    if (!read_number(lift_attr(lift, node, NS_TEXT, "level"), &number) || number < 1 ||
        number > NUMBERING_LEVELS) {
        return;
    }
    NumberLevel *level = &levels[number - 1];
    Str prefix = lift_attr(lift, node, NS_STYLE, "num-prefix");
    Str suffix = lift_attr(lift, node, NS_STYLE, "num-suffix");
    Str start = lift_attr(lift, node, NS_TEXT, "start-value");
    *level = (NumberLevel){
        .format = format_of(lift_attr(lift, node, NS_STYLE, "num-format"),
                            str_is(lift_attr(lift, node, NS_STYLE, "num-letter-sync"), "true")),
        .restarts = (uint8_t)(number - 1),
        .prefix_bytes = prefix.len < UINT8_MAX ? (uint8_t)prefix.len : UINT8_MAX,
        .suffix_bytes = suffix.len < UINT8_MAX ? (uint8_t)suffix.len : UINT8_MAX,
        .start = 1,
        .start_path = tag_name(start),
    };
    (void)read_number(start, &level->start); /* 1 if it is none */
    level->pattern = pattern_of(lift, node, levels, number - 1, prefix, suffix);
}

static void read_outline(Lift *lift, const xmlNode *root, Numbering *numbering, NumberLevel *levels)
{
    for (const xmlNode *n = root; n; n = lift_next(n, root, false)) {
        if (is_text_ns(n, "outline-level-style")) {
            read_level(lift, n, levels);
        }
    }
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        numbering->has_outline = numbering->has_outline || levels[i].format != NUMBER_NO_NUMBER;
    }
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        numbering->outline[i] = (NumberPlace){
            .list = numbering->has_outline ? LIST_OUTLINE : LIST_DIGITS, .level = (uint8_t)i};
    }
}

Status odt_read_numbers(Arena *arena, const Package *package, const Numbering **ret_numbering)
{
    const PkgPart *part = pkgread_find(package, STR("styles.xml"));
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    Lift lift = {.arena = arena};
    DiagList unseen; /* whoever compiles the part says what is wrong with it */
    diag_list_init(&unseen, arena);
    Numbering *numbering = arena_new(arena, Numbering);
    NumberList *lists = arena_array(arena, 2, NumberList);
    Source *source = part ? source_new(arena, part->name, part->bytes, 0) : NULL;
    if (!numbering || !lists || (part && !source)) {
        return ST_NOMEM;
    }
    *numbering = (Numbering){.lists = lists, .n_lists = 2, .n_counters = 2, .is_odf = true};
    lists[LIST_OUTLINE].is_outline = true;
    lists[LIST_DIGITS] = numbering_of_digits.lists[0];
    lists[LIST_DIGITS].counters = 1;
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        lists[LIST_OUTLINE].levels[i] =
            (NumberLevel){.format = NUMBER_NO_NUMBER, .restarts = (uint8_t)i, .start = 1};
    }
    Status st = source && part->bytes.len > 0
                    ? xmlshelf_parse(package->shelf, arena, source, &unseen, &doc)
                    : ST_OK;
    if (status_is_fatal(st)) {
        return st;
    }
    read_outline(&lift, doc ? xmlDocGetRootElement(doc) : NULL, numbering,
                 lists[LIST_OUTLINE].levels);
    xmlshelf_put(package->shelf, &doc);
    *ret_numbering = numbering;
    return lift.is_nomem ? ST_NOMEM : ST_OK;
}

/* --- headings ---------------------------------------------------------------------------------------------------- */

static bool is_content(const Lift *lift)
{
    return !lift->package || lift->part >= lift->package->n_parts ||
           str_is(lift->package->parts[lift->part].name, "content.xml");
}

static bool has_name(const xmlNode *style, Str name)
{
    const xmlAttr *attr = xmlHasNsProp(style, BAD_CAST "name", BAD_CAST NS_STYLE);
    return attr && attr->children && attr->children->content &&
           str_is(name, (const char *)attr->children->content);
}

/* Its own style says that it has no number, or that of a list. */
static bool has_other_list(Lift *lift, const xmlNode *heading)
{
    for (const xmlNode *n = heading->parent; n; n = n->parent) {
        if (n->type == XML_ELEMENT_NODE && is_text_ns(n, "list")) {
            return true;
        }
    }
    Str name = lift_attr(lift, heading, NS_TEXT, "style-name");
    const xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (const xmlNode *group = root->children; group; group = group->next) {
        for (const xmlNode *n = lift_is(group, NS_OFFICE, "automatic-styles") ? group->children
                                                                              : NULL;
             n; n = n->next) {
            if (lift_is(n, NS_STYLE, "style") && has_name(n, name)) {
                return xmlHasNsProp(n, BAD_CAST "list-style-name", BAD_CAST NS_STYLE) != NULL;
            }
        }
    }
    return false;
}

/* The level of a heading that counts, 1-based; 0: it doesn't. */
static uint32_t level_of(Lift *lift, const xmlNode *heading)
{
    uint32_t level = 1;
    Str text = lift_attr(lift, heading, NS_TEXT, "outline-level");
    bool is_header = str_is(lift_attr(lift, heading, NS_TEXT, "is-list-header"), "true");
    if (is_header || (text.len > 0 && !read_number(text, &level))) {
        return 0;
    }
    return level <= NUMBERING_LEVELS ? level : 0;
}

static void add_before(Lift *lift, xmlNode *node, const Mark *mark)
{
    xmlNode *pi = lift_mark(lift, mark);
    if (pi) {
        xmlAddPrevSibling(node, pi);
    }
}

static void count_heading(Lift *lift, xmlNode *heading, const Numbering *numbering,
                          uint32_t toc_levels)
{
    uint32_t level = level_of(lift, heading);
    uint32_t start = 0;
    if (level == 0) {
        return;
    }
    Mark mark = {.kind = MARK_HEADING, .number = level, .value = (uint8_t)(level - 1)};
    mark.list =
        has_other_list(lift, heading) ? LIST_NONE + 1 : numbering->outline[level - 1].list + 1;
    if (str_is(lift_attr(lift, heading, NS_TEXT, "restart-numbering"), "true") &&
        read_number(lift_attr(lift, heading, NS_TEXT, "start-value"), &start)) {
        Mark begin = mark;
        begin.kind = MARK_START;
        begin.number = start;
        add_before(lift, heading, &begin);
    }
    add_before(lift, heading, &mark);
    if (level <= toc_levels) {
        odt_mark_toc_heading(lift, heading, level, mark.list <= LIST_NONE);
    }
}

/* --- references ---------------------------------------------------------------------------------------------------- */

static xmlNode *heading_of(const xmlNode *node)
{
    for (xmlNode *n = node->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (is_text_ns(n, "h") || is_text_ns(n, "p")) {
            return is_text_ns(n, "h") ? n : NULL;
        }
    }
    return NULL;
}

/* Bookmarks of headings become targets of the author's references; their names, "#" before each, sorted. */
static Str *mark_targets(Lift *lift, size_t *ret_n)
{
    Str *names = NULL;
    size_t cap = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        bool is_start = is_text_ns(node, "bookmark-start") || is_text_ns(node, "bookmark") ||
                        is_text_ns(node, "reference-mark-start") ||
                        is_text_ns(node, "reference-mark");
        Str name = is_start ? lift_attr(lift, node, NS_TEXT, "name") : STR_EMPTY;
        xmlNode *heading = name.len > 0 ? heading_of(node) : NULL;
        if (!heading || str_starts(name, STR("ref.{{")) || level_of(lift, heading) == 0 ||
            has_other_list(lift, heading)) {
            continue;
        }
        Str *grown = arena_grow(lift->arena, names, *ret_n, &cap, sizeof *names);
        Mark mark = {.kind = MARK_REF,
                     .number = REF_ANCHOR_QUIET,
                     .name = arena_printf(lift->arena, "#%.*s", STR_ARG(name))};
        if (!grown || !mark.name.ptr) {
            lift->is_nomem = true;
            return NULL;
        }
        names = grown;
        names[(*ret_n)++] = mark.name;
        add_before(lift, node, &mark);
    }
    if (*ret_n > 1) {
        qsort(names, *ret_n, sizeof *names, str_cmp_items);
    }
    return names;
}

/* False for references that show no number. */
static bool read_context(Str format, NumberContext *ret_context)
{
    *ret_context = str_is(format, "number-no-superior")    ? NUMBER_ALONE
                   : str_is(format, "number-all-superior") ? NUMBER_FULL
                                                           : NUMBER_RELATIVE;
    return str_starts(format, STR("number"));
}

static Str text_around(Lift *lift, const xmlNode *node)
{
    const xmlNode *paragraph = node;
    while (paragraph->parent && !is_text_ns(paragraph, "p") && !is_text_ns(paragraph, "h")) {
        paragraph = paragraph->parent;
    }
    xmlChar *text = xmlNodeGetContent(paragraph);
    Str whole = str_of(text ? (const char *)text : "");
    size_t len = utf8_clip(whole, EXCERPT_CODE_POINTS);
    Str around = arena_printf(lift->arena, "%.*s%s", STR_ARG(str_sub(whole, 0, len)),
                              len < whole.len ? "…" : "");
    xmlFree(text);
    return around;
}

/* A reference of the author to a heading: the number takes the place of its text. */
static void refresh(Lift *lift, xmlNode *node, const Str *targets, size_t n_targets,
                    uint32_t paragraph)
{
    NumberContext context = NUMBER_RELATIVE;
    Str name =
        arena_printf(lift->arena, "#%.*s", STR_ARG(lift_attr(lift, node, NS_TEXT, "ref-name")));
    if (!name.ptr || !read_context(lift_attr(lift, node, NS_TEXT, "reference-format"), &context) ||
        !bsearch(&name, targets, n_targets, sizeof name, str_cmp_items)) {
        return;
    }
    Mark mark = {.kind = MARK_REF,
                 .number = REF_OWN,
                 .value = (uint8_t)context,
                 .name = name,
                 .paragraph = paragraph,
                 .excerpt = {.text = text_around(lift, node)}};
    xmlNode *pi = lift_mark(lift, &mark);
    if (pi) {
        xmlNodeSetContent(node, BAD_CAST "");
        xmlAddChild(node, pi);
    }
}

void odt_refresh_references(Lift *lift)
{
    size_t n = 0;
    uint32_t paragraph = 0;
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    const Str *targets = is_content(lift) ? mark_targets(lift, &n) : NULL;
    for (xmlNode *node = n > 0 && !lift->is_nomem ? root : NULL; node;
         node = lift_next(node, root, is_text_ns(node, "tracked-changes"))) {
        paragraph += is_text_ns(node, "p") || is_text_ns(node, "h");
        if (is_text_ns(node, "bookmark-ref") || is_text_ns(node, "reference-ref")) {
            refresh(lift, node, targets, n, paragraph);
        }
    }
}

/* {{ref.x}} becomes a field of ODF. */
static void make_field(Lift *lift, xmlNode *node)
{
    const Mark *tag = lift_mark_of(lift, node);
    Mark ref = {.kind = MARK_REF,
                .number = REF_NUMBER,
                .value = is_content(lift) ? NUMBER_RELATIVE : NUMBER_FULL,
                .name = str_sub(tag->name, 4, tag->name.len),
                .paragraph = tag->paragraph,
                .excerpt = tag->excerpt};
    Mark bookmark = ref;
    bookmark.number = REF_BOOKMARK;
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, &bookmark, &value);
    buf_putc(&value, '\0');
    xmlNs *ns = node->parent->ns;
    xmlNode *field = xmlNewNode(ns, BAD_CAST "bookmark-ref");
    xmlNode *result = lift_mark(lift, &ref);
    if (!field || !result || !buf_ok(&value) ||
        !xmlSetNsProp(field, ns, BAD_CAST "reference-format", BAD_CAST "number") ||
        !xmlSetNsProp(field, ns, BAD_CAST "ref-name", BAD_CAST value.ptr)) {
        xmlFreeNode(field);
        xmlFreeNode(result);
        lift->is_nomem = true;
        return;
    }
    xmlAddChild(field, result);
    xmlReplaceNode(node, field);
    xmlFreeNode(node);
}

Status odt_settle(Lift *lift)
{
    const Numbering *numbering = parts_own_numbering(lift->parts);
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    bool skip = false;
    odt_settle_lists(lift);
    uint32_t toc_levels = is_content(lift) ? odt_toc_levels(lift) : 0;
    for (xmlNode *node = root; node && numbering && !lift->is_nomem;) {
        skip = is_text_ns(node, "tracked-changes");
        xmlNode *next = lift_next(node, root, skip);
        const Mark *mark = node->type == XML_PI_NODE ? lift_mark_of(lift, node) : NULL;
        if (!skip && is_text_ns(node, "h") && is_content(lift)) {
            count_heading(lift, node, numbering, toc_levels);
        } else if (mark && mark->kind == MARK_TAG && lift_is_ref(lift, mark) && node->parent->ns &&
                   strcmp((const char *)node->parent->ns->href, NS_TEXT) == 0) {
            make_field(lift, node);
        }
        node = next;
    }
    captions_settle_odt(lift);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}
