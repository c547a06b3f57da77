/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_number - see docx_number.h.
 */
#include "generator/format/docx_number.h"

#include <stdlib.h>

#include "generator/base/limits.h"

/* Styles are based on styles, numberings linked to styles: a chain that is longer is a circle. */
#define MAX_CHAIN 32
/* Word counts up to here. */
#define MAX_START 32767u
/* Lists of a record start at this w:numId, or above those of the template. */
#define FIRST_LIST 100u

/* Elements of numbering.xml by their number. */
typedef struct Numbered {
    Str id;
    const xmlNode *node;
} Numbered;

typedef struct Numbereds {
    Numbered *items;
    size_t n;
} Numbereds;

typedef struct Reading {
    Lift lift; /* arena and diags for helpers of lift.h */
    Numbereds nums;
    Numbereds abstracts;
    DocxNumbers *out;
} Reading;

static Str value_of(Lift *lift, const xmlNode *node)
{
    return node ? lift_attr(lift, node, NS_W, "val") : STR_EMPTY;
}

/* False if the text is no plain number. */
static bool read_number(Str text, uint32_t *ret_number)
{
    uint32_t number = 0;
    text = str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || number > 100000000) {
            return false;
        }
        number = number * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    *ret_number = text.len > 0 ? number : *ret_number;
    return text.len > 0;
}

static uint8_t read_level(Str text)
{
    uint32_t level = NUMBERING_LEVELS;
    return read_number(text, &level) && level < 9 ? (uint8_t)level : NUMBERING_LEVELS;
}

/* --- styles ---------------------------------------------------------------------------------------------- */

static int compare_styles(const void *a, const void *b)
{
    return str_cmp(((const DocxStyle *)a)->id, ((const DocxStyle *)b)->id);
}

static const DocxStyle *find_style(const DocxNumbers *numbers, Str id)
{
    const DocxStyle wanted = {.id = id};
    return id.len > 0 && numbers->n_styles > 0
               ? bsearch(&wanted, numbers->styles, numbers->n_styles, sizeof wanted, compare_styles)
               : NULL;
}

Str docx_style_name(const DocxNumbers *numbers, Str id)
{
    const DocxStyle *style = find_style(numbers, id);
    return style ? style->name : STR_EMPTY;
}

Str docx_style_named(const DocxNumbers *numbers, Str name)
{
    for (size_t i = 0; i < numbers->n_styles; i++) {
        if (str_eq(numbers->styles[i].name, name)) {
            return numbers->styles[i].id;
        }
    }
    return STR_EMPTY;
}

/* An element as it would stand in another part of the same prefixes. */
static Str bytes_of(Lift *lift, xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    int size = buffer ? xmlNodeDump(buffer, node->doc, node, 0, 0) : -1;
    Str bytes = {0};
    if (size >= 0) {
        bytes = arena_str(lift->arena, str_of((const char *)xmlBufferContent(buffer)));
    }
    xmlBufferFree(buffer);
    lift->is_nomem = lift->is_nomem || !bytes.ptr;
    return bytes.ptr ? bytes : STR_EMPTY;
}

static void read_style(Reading *r, const xmlNode *node, DocxStyle *style)
{
    Lift *lift = &r->lift;
    const xmlNode *properties = child_w(node, "pPr");
    const xmlNode *num = child_w(properties, "numPr");
    const xmlNode *indent = child_w(properties, "ind");
    *style = (DocxStyle){
        .id = lift_attr(lift, node, NS_W, "styleId"),
        .name = value_of(lift, child_w(node, "name")),
        .based_on = value_of(lift, child_w(node, "basedOn")),
        .num_id = value_of(lift, child_w(num, "numId")),
        .level = read_level(value_of(lift, child_w(num, "ilvl"))),
        .outline = read_level(value_of(lift, child_w(properties, "outlineLvl"))),
        .indent = indent ? bytes_of(lift, (xmlNode *)(uintptr_t)indent) : STR_EMPTY,
    };
}

static Status read_styles(Reading *r, const xmlNode *root)
{
    size_t cap = 0;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (!is_w(n, "style")) {
            continue;
        }
        DocxStyle *grown =
            arena_grow(r->lift.arena, r->out->styles, r->out->n_styles, &cap, sizeof *grown);
        if (!grown) {
            return ST_NOMEM;
        }
        r->out->styles = grown;
        read_style(r, n, &grown[r->out->n_styles++]);
        bool is_default = str_is(lift_attr(&r->lift, n, NS_W, "default"), "1") &&
                          str_is(lift_attr(&r->lift, n, NS_W, "type"), "paragraph");
        r->out->default_style = is_default ? grown[r->out->n_styles - 1].id : r->out->default_style;
    }
    if (r->out->n_styles > 1) {
        qsort(r->out->styles, r->out->n_styles, sizeof(DocxStyle), compare_styles);
    }
    return ST_OK;
}

/* --- levels ---------------------------------------------------------------------------------------------- */

static NumberFormat format_of(Str name)
{
    static const struct {
        const char *name;
        NumberFormat format;
    } formats[] = {{"decimal", NUMBER_DECIMAL},          {"decimalZero", NUMBER_DECIMAL_ZERO},
                   {"lowerLetter", NUMBER_LOWER_LETTER}, {"upperLetter", NUMBER_UPPER_LETTER},
                   {"lowerRoman", NUMBER_LOWER_ROMAN},   {"upperRoman", NUMBER_UPPER_ROMAN},
                   {"ordinal", NUMBER_ORDINAL},          {"bullet", NUMBER_BULLET},
                   {"none", NUMBER_NO_NUMBER},           {"", NUMBER_DECIMAL}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (str_is(name, formats[i].name)) {
            return formats[i].format;
        }
    }
    return NUMBER_UNKNOWN;
}

/* w:numFmt stands alone, or in the fallback of an alternative that newer programs read. */
static Str format_name(Reading *r, const xmlNode *level)
{
    const xmlNode *direct = child_w(level, "numFmt");
    if (direct) {
        return value_of(&r->lift, direct);
    }
    for (const xmlNode *n = level->children; n; n = lift_next(n, level, false)) {
        if (is_w(n, "numFmt")) {
            return STR("custom"); /* the choice may count in another way than the fallback */
        }
    }
    return STR_EMPTY;
}

/* "{{x.y}}" in the place of a number: the data gives it. */
static Str tag_name(Str text)
{
    text = str_trim(text);
    bool is_tag = str_starts(text, STR("{{")) && str_ends(text, STR("}}")) && text.len > 4;
    return is_tag ? str_trim(str_sub(text, 2, text.len - 4)) : STR_EMPTY;
}

static void read_start(Reading *r, const xmlNode *node, NumberLevel *level)
{
    Str text = value_of(&r->lift, node);
    uint32_t start = 0;
    level->start_path = tag_name(text);
    if (level->start_path.len == 0 && read_number(text, &start)) {
        level->start = start > MAX_START ? MAX_START : start;
    }
}

/* Parses w:lvl number `index`. */
static NumberLevel parse_level(Reading *r, const xmlNode *node, size_t index)
{
    Lift *lift = &r->lift;
    NumberLevel level = {.pattern = value_of(lift, child_w(node, "lvlText")),
                         .format = format_of(format_name(r, node)),
                         .restarts = (uint8_t)index};
    uint32_t restarts = 0;
    const xmlNode *legal = child_w(node, "isLgl");
    Str is_legal = value_of(lift, legal);
    level.is_legal = legal && !str_is(is_legal, "0") && !str_is(is_legal, "false");
    if (read_number(value_of(lift, child_w(node, "lvlRestart")), &restarts) && restarts < index) {
        level.restarts = (uint8_t)restarts;
    }
    if (child_w(node, "start")) {
        read_start(r, child_w(node, "start"), &level);
    }
    return level;
}

/* A level that is not there counts in plain digits: headings of clauses may use it. */
static void read_levels(Reading *r, const xmlNode *abstract, NumberList *list)
{
    memcpy(list->levels, numbering_digits, sizeof list->levels);
    for (const xmlNode *n = abstract->children; n; n = n->next) {
        uint8_t index =
            is_w(n, "lvl") ? read_level(lift_attr(&r->lift, n, NS_W, "ilvl")) : NUMBERING_LEVELS;
        if (index < NUMBERING_LEVELS) {
            list->levels[index] = parse_level(r, n, index);
        }
    }
}

/* --- lists ----------------------------------------------------------------------------------------------- */

static int compare_numbered(const void *a, const void *b)
{
    return str_cmp(((const Numbered *)a)->id, ((const Numbered *)b)->id);
}

static Status index_nodes(Reading *r, const xmlNode *root, const char *element, const char *attr,
                          Numbereds *out)
{
    size_t cap = 0;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (!is_w(n, element)) {
            continue;
        }
        Numbered *grown = arena_grow(r->lift.arena, out->items, out->n, &cap, sizeof *grown);
        if (!grown) {
            return ST_NOMEM;
        }
        out->items = grown;
        grown[out->n++] = (Numbered){.id = lift_attr(&r->lift, n, NS_W, attr), .node = n};
    }
    if (out->n > 1) {
        qsort(out->items, out->n, sizeof(Numbered), compare_numbered);
    }
    return ST_OK;
}

static const Numbered *find_numbered(const Numbereds *numbereds, Str id)
{
    const Numbered wanted = {.id = id};
    return id.len > 0 && numbereds->n > 0
               ? bsearch(&wanted, numbereds->items, numbereds->n, sizeof wanted, compare_numbered)
               : NULL;
}

/* The abstract numbering of a w:num, links to numbering styles followed. */
static const Numbered *abstract_of(Reading *r, const xmlNode *num)
{
    const Numbered *abstract = NULL;
    for (int step = 0; num && step < MAX_CHAIN; step++) {
        abstract = find_numbered(&r->abstracts, value_of(&r->lift, child_w(num, "abstractNumId")));
        Str link =
            abstract ? value_of(&r->lift, child_w(abstract->node, "numStyleLink")) : STR_EMPTY;
        const DocxStyle *style = find_style(r->out, link);
        if (!style || style->num_id.len == 0) {
            return abstract;
        }
        const Numbered *linked = find_numbered(&r->nums, style->num_id);
        num = linked ? linked->node : NULL;
    }
    return abstract;
}

static void read_overrides(Reading *r, const xmlNode *num, NumberList *list)
{
    for (const xmlNode *n = num->children; n; n = n->next) {
        uint8_t index = is_w(n, "lvlOverride") ? read_level(lift_attr(&r->lift, n, NS_W, "ilvl"))
                                               : NUMBERING_LEVELS;
        if (index == NUMBERING_LEVELS) {
            continue;
        }
        const xmlNode *level = child_w(n, "lvl");
        const xmlNode *start = child_w(n, "startOverride");
        if (level) {
            list->levels[index] = parse_level(r, level, index);
        }
        if (start) {
            read_start(r, start, &list->levels[index]);
            list->levels[index].has_restart = true;
        }
    }
}

/* A number of a tag can't be copied to a new list: it would stand there as it was written. */
static bool has_brace(Str bytes)
{
    return str_find(bytes, STR("{{"), 0) != SIZE_MAX;
}

/* How a new list like this one goes on behind its number: the same levels, all begun again. */
static Str copy_of(Reading *r, const xmlNode *num, const xmlNode *abstract, const NumberList *list)
{
    Buf out;
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    const char *prefix = num->ns && num->ns->prefix ? (const char *)num->ns->prefix : "w";
    buf_printf(&out, "\"><%s:abstractNumId %s:val=\"%.*s\"/>", prefix, prefix,
               STR_ARG(value_of(&r->lift, child_w(num, "abstractNumId"))));
    for (size_t i = 0; i < 9; i++) {
        xmlNode *level = NULL;
        bool has_level = false;
        for (const xmlNode *n = abstract->children; n; n = n->next) {
            has_level = has_level ||
                        (is_w(n, "lvl") && read_level(lift_attr(&r->lift, n, NS_W, "ilvl")) == i);
        }
        for (const xmlNode *n = num->children; n; n = n->next) {
            bool is_own =
                is_w(n, "lvlOverride") && read_level(lift_attr(&r->lift, n, NS_W, "ilvl")) == i;
            level = is_own ? (xmlNode *)(uintptr_t)child_w(n, "lvl") : level;
        }
        if (!has_level && !level) {
            continue;
        }
        buf_printf(&out, "<%s:lvlOverride %s:ilvl=\"%zu\"><%s:startOverride %s:val=\"%u\"/>",
                   prefix, prefix, i, prefix, prefix, (unsigned)list->levels[i].start);
        Str bytes = level ? bytes_of(&r->lift, level) : STR_EMPTY;
        buf_put(&out, has_brace(bytes) ? STR_EMPTY : bytes);
        buf_printf(&out, "</%s:lvlOverride>", prefix);
    }
    buf_printf(&out, "</%s:num>", prefix);
    Str copy = buf_ok(&out) ? arena_str(r->lift.arena, buf_str(&out)) : (Str){0};
    r->lift.is_nomem = r->lift.is_nomem || !copy.ptr;
    buf_done(&out);
    return copy.ptr ? copy : STR_EMPTY;
}

static void read_list(Reading *r, const xmlNode *num, NumberList *list)
{
    const Numbered *abstract = abstract_of(r, num);
    if (!abstract) {
        for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
            list->levels[i].format = NUMBER_UNKNOWN;
        }
        return;
    }
    list->counters = (uint32_t)(abstract - r->abstracts.items);
    read_levels(r, abstract->node, list);
    read_overrides(r, num, list);
    list->prefix = num->ns->prefix ? arena_str(r->lift.arena, str_of((const char *)num->ns->prefix))
                                   : STR("w");
    list->copy = copy_of(r, num, abstract->node, list);
}

/* All w:num, sorted by number, and one of plain digits for headings that the document does not number. */
static Status read_lists(Reading *r)
{
    Numbering *numbering = &r->out->numbering;
    NumberList *lists = arena_array(r->lift.arena, r->nums.n + 1, NumberList);
    if (!lists) {
        return ST_NOMEM;
    }
    numbering->first_list = FIRST_LIST;
    for (size_t i = 0; i < r->nums.n; i++) {
        uint32_t id = 0;
        lists[i].id = r->nums.items[i].id;
        read_list(r, r->nums.items[i].node, &lists[i]);
        if (read_number(lists[i].id, &id) && id >= numbering->first_list) {
            numbering->first_list = id + 1;
        }
    }
    NumberList *digits = &lists[r->nums.n];
    *digits = (NumberList){.counters = (uint32_t)r->abstracts.n, .is_outline = true};
    memcpy(digits->levels, numbering_digits, sizeof digits->levels);
    numbering->lists = lists;
    numbering->n_lists = r->nums.n + 1;
    numbering->n_counters = r->abstracts.n + 1;
    return ST_OK;
}

static int compare_lists(const void *a, const void *b)
{
    return str_cmp(((const NumberList *)a)->id, ((const NumberList *)b)->id);
}

/* The list of a w:numId; 0 and unknown ones number nothing. */
static uint32_t find_list(const Numbering *numbering, Str id)
{
    const NumberList wanted = {.id = id};
    size_t n = numbering->n_lists > 0 ? numbering->n_lists - 1 : 0; /* the last is ours */
    const NumberList *found =
        id.len > 0 && n > 0 && !str_is(id, "0")
            ? bsearch(&wanted, numbering->lists, n, sizeof wanted, compare_lists)
            : NULL;
    return found ? (uint32_t)(found - numbering->lists) : NUMBERING_NONE;
}

/* --- what styles say of paragraphs ----------------------------------------------------------------------- */

/* The level whose w:pStyle is this style, as Word finds it; else the one that the style names. */
static void link_levels(Reading *r, const xmlNode *abstract)
{
    for (const xmlNode *n = abstract->children; n; n = n->next) {
        Str id = is_w(n, "lvl") ? value_of(&r->lift, child_w(n, "pStyle")) : STR_EMPTY;
        uint8_t level = read_level(lift_attr(&r->lift, n, NS_W, "ilvl"));
        DocxStyle *style = (DocxStyle *)(uintptr_t)find_style(r->out, id);
        if (style && level < NUMBERING_LEVELS) {
            style->level = level;
        }
    }
}

/* What a style and those that it is based on say of numbers. */
static DocxNumbered numbered_by_style(const DocxNumbers *numbers, Str id)
{
    DocxNumbered numbered = {.place = {.list = NUMBERING_NONE}};
    bool has_number = false;
    bool has_outline = false;
    const DocxStyle *style = find_style(numbers, id);
    for (int step = 0; style && step < MAX_CHAIN; step++) {
        if (!has_number && numbered.style_indent.len == 0) {
            numbered.style_indent = style->indent;
        }
        if (!has_outline && style->outline < NUMBERING_LEVELS) {
            numbered.outline = style->outline + 1;
            has_outline = true;
        }
        if (!has_number && style->num_id.len > 0) {
            numbered.place.list = find_list(&numbers->numbering, style->num_id);
            numbered.place.level = style->level < NUMBERING_LEVELS ? style->level : 0;
            numbered.has_number = !str_is(style->num_id, "0");
            has_number = true;
        }
        style = find_style(numbers, style->based_on);
    }
    return numbered;
}

DocxNumbered docx_numbered(Lift *lift, const DocxNumbers *numbers, const xmlNode *paragraph)
{
    const xmlNode *properties = child_w(paragraph, "pPr");
    Str style = value_of(lift, child_w(properties, "pStyle"));
    DocxNumbered numbered =
        numbered_by_style(numbers, style.len > 0 ? style : numbers->default_style);
    const xmlNode *num = child_w(properties, "numPr");
    const xmlNode *outline = child_w(properties, "outlineLvl");
    Str id = value_of(lift, child_w(num, "numId"));
    uint8_t level = read_level(value_of(lift, child_w(num, "ilvl")));
    if (outline) {
        uint8_t own = read_level(value_of(lift, outline));
        numbered.outline = own < NUMBERING_LEVELS ? own + 1 : 0;
    }
    if (id.len > 0) {
        numbered.is_direct = true;
        numbered.has_number = !str_is(id, "0");
        numbered.place.list = find_list(&numbers->numbering, id);
        numbered.place.level = 0;
    }
    if (level < NUMBERING_LEVELS) {
        numbered.place.level = level;
    }
    if (numbered.has_number && numbered.outline > 0 && numbered.place.list == NUMBERING_NONE) {
        numbered.place = (NumberPlace){.list = (uint32_t)numbers->numbering.n_lists - 1,
                                       .level = numbered.outline - 1};
    }
    return numbered;
}

/* The styles of headings, by level: what the headings of clauses count in. */
static void find_outline(DocxNumbers *numbers)
{
    Numbering *numbering = &numbers->numbering;
    uint32_t digits = (uint32_t)numbering->n_lists - 1;
    NumberList *lists = (NumberList *)(uintptr_t)numbering->lists;
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        numbering->outline[i] = (NumberPlace){.list = NUMBERING_NONE};
    }
    for (size_t i = 0; i < numbers->n_styles; i++) {
        DocxNumbered n = numbered_by_style(numbers, numbers->styles[i].id);
        if (n.outline == 0 || n.place.list == NUMBERING_NONE) {
            continue;
        }
        lists[n.place.list].is_outline = true;
        numbering->has_outline = true;
        bool is_own = numbers->styles[i].num_id.len > 0; /* before one that is based on it */
        if (is_own || numbering->outline[n.outline - 1].list == NUMBERING_NONE) {
            numbering->outline[n.outline - 1] = n.place;
        }
    }
    for (size_t i = 0; i < NUMBERING_LEVELS && !numbering->has_outline; i++) {
        numbering->outline[i] = (NumberPlace){.list = digits, .level = (uint8_t)i};
    }
}

/* --- the two parts ----------------------------------------------------------------------------------------- */

/* The part that the main part names for this, or the one of the usual name; NULL if there is none. */
static const PkgPart *find_part(const Package *package, const OoxmlPackage *ooxml, const char *kind,
                                Str usual)
{
    size_t part = ooxml && ooxml->main != OOXML_NO_PART
                      ? ooxml_related_part(ooxml, ooxml->main, kind)
                      : OOXML_NO_PART;
    return part != OOXML_NO_PART ? &package->parts[part] : pkgread_find(package, usual);
}

/* A part's tree, or NULL: whoever compiles the part says what is wrong with it. */
static Status parse(Arena *arena, XmlShelf *shelf, const PkgPart *part, xmlDoc **ret_doc)
{
    *ret_doc = NULL;
    if (!part || part->bytes.len == 0) {
        return ST_OK;
    }
    DiagList unseen;
    diag_list_init(&unseen, arena);
    Source *source = source_new(arena, part->name, part->bytes, 0);
    if (!source) {
        return ST_NOMEM;
    }
    Status st = xmlshelf_parse(shelf, arena, source, &unseen, ret_doc);
    return status_is_fatal(st) ? st : ST_OK;
}

static Status read_all(Reading *r, const xmlNode *styles, const xmlNode *numbering)
{
    TRY(read_styles(r, styles));
    TRY(index_nodes(r, numbering, "num", "numId", &r->nums));
    TRY(index_nodes(r, numbering, "abstractNum", "abstractNumId", &r->abstracts));
    for (size_t i = 0; i < r->abstracts.n; i++) {
        link_levels(r, r->abstracts.items[i].node);
    }
    TRY(read_lists(r));
    find_outline(r->out);
    return r->lift.is_nomem ? ST_NOMEM : ST_OK;
}

Status docx_read_numbers(Arena *arena, const Package *package, const OoxmlPackage *ooxml,
                         const DocxNumbers **ret_numbers)
{
    CLEANUP(xmltree_done) xmlDoc *styles = NULL;
    CLEANUP(xmltree_done) xmlDoc *numbering = NULL;
    Reading r = {.lift = {.arena = arena}, .out = arena_new(arena, DocxNumbers)};
    const PkgPart *part = find_part(package, ooxml, "numbering", STR("word/numbering.xml"));
    const PkgPart *sheet = find_part(package, ooxml, "styles", STR("word/styles.xml"));
    if (!r.out) {
        return ST_NOMEM;
    }
    r.out->part = part ? part->name : STR_EMPTY;
    TRY(parse(arena, package->shelf, part, &numbering));
    TRY(parse(arena, package->shelf, sheet, &styles));
    TRY(read_all(&r, styles ? xmlDocGetRootElement(styles) : NULL,
                 numbering ? xmlDocGetRootElement(numbering) : NULL));
    xmlshelf_put(package->shelf, &numbering);
    xmlshelf_put(package->shelf, &styles);
    *ret_numbers = r.out;
    return ST_OK;
}
