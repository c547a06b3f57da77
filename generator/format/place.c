/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place - see place.h.
 */
#include "generator/format/place.h"

#include <stdlib.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/odf.h"
#include "generator/format/ooxml.h"

#define HEADING_CODE_POINTS ((size_t)60) /* of a heading that is told with a place */

/* One part as a tree, with its paragraphs as lift.c counts them. */
typedef struct PlaceTree {
    Arena *arena;
    const PlaceSource *source;
    const LiftDialect *dialect;
    xmlDoc *doc;
    xmlNode **paragraphs;
    size_t n_paragraphs;
    Str *heading_ids; /* DOCX: identifiers of the heading styles */
    size_t n_heading_ids;
    size_t cap_heading_ids;
} PlaceTree;

/* --- headings ------------------------------------------------------------------------------------------ */

static Str word_value(const xmlNode *node)
{
    for (const xmlAttr *attr = node ? node->properties : NULL; attr; attr = attr->next) {
        if (strcmp((const char *)attr->name, "val") == 0 && attr->children &&
            attr->children->content) {
            return str_of((const char *)attr->children->content);
        }
    }
    return STR_EMPTY;
}

/* A level that Word shows in its outline: 0 to 8; 9 is body text. */
static bool is_outlined(const xmlNode *properties)
{
    Str level = word_value(child_w(properties, "outlineLvl"));
    return level.len == 1 && level.ptr[0] >= '0' && level.ptr[0] <= '8';
}

static void add_heading_style(PlaceTree *tree, const xmlNode *style)
{
    bool is_heading = is_outlined(child_w(style, "pPr")) ||
                      str_starts(word_value(child_w(style, "name")), STR("heading "));
    for (const xmlAttr *attr = style->properties; is_heading && attr; attr = attr->next) {
        if (strcmp((const char *)attr->name, "styleId") != 0 || !attr->children ||
            !attr->children->content) {
            continue;
        }
        Str *grown = arena_grow(tree->arena, tree->heading_ids, tree->n_heading_ids,
                                &tree->cap_heading_ids, sizeof *grown);
        if (grown) {
            tree->heading_ids = grown;
            grown[tree->n_heading_ids++] =
                arena_str(tree->arena, str_of((const char *)attr->children->content));
        }
    }
}

/* A part as a tree; NULL if it is not there, or can't be parsed (which is reported elsewhere). */
static xmlDoc *parse(Arena *arena, const PlaceSource *from, size_t index)
{
    const PkgPart *part = index < from->package.n_parts ? &from->package.parts[index] : NULL;
    xmlDoc *doc = NULL;
    DiagList unused;
    diag_list_init(&unused, arena);
    const Source *source = part ? source_new(arena, part->name, part->bytes, 0) : NULL;
    return source && xmltree_parse(arena, source, &unused, &doc) == ST_OK ? doc : NULL;
}

static void read_heading_styles(PlaceTree *tree)
{
    const OoxmlPackage *ooxml = tree->source->ooxml;
    size_t styles = ooxml_related_part(ooxml, ooxml->main, "styles");
    CLEANUP(xmltree_done) xmlDoc *doc = parse(tree->arena, tree->source, styles);
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (lift_is(n, NS_W, "style")) {
            add_heading_style(tree, n);
        }
    }
}

static bool is_heading(const PlaceTree *tree, const xmlNode *paragraph)
{
    if (lift_is(paragraph, NS_TEXT, "h")) {
        return true;
    }
    const xmlNode *properties = child_w(paragraph, "pPr");
    Str style = word_value(child_w(properties, "pStyle"));
    for (size_t i = 0; style.len > 0 && i < tree->n_heading_ids; i++) {
        if (str_eq(style, tree->heading_ids[i])) {
            return true;
        }
    }
    return is_outlined(properties);
}

/* The text of a paragraph as its code points are counted in places. */
static void put_text(const PlaceTree *tree, const xmlNode *paragraph, Buf *out)
{
    const LiftDialect *d = tree->dialect;
    for (const xmlNode *n = paragraph->children; n;) {
        bool skip = n->type == XML_ELEMENT_NODE && (d->is_paragraph(n) || d->is_skipped(n));
        if (n->type == XML_TEXT_NODE && d->is_text(n)) {
            buf_put(out, str_of((const char *)n->content));
        } else if (n->type == XML_ELEMENT_NODE && d->letters(n)) {
            buf_put(out, str_of(d->letters(n)));
        }
        n = lift_next(n, paragraph, skip);
    }
}

/* What a heading says, on one line. */
static Str text_of(const PlaceTree *tree, const xmlNode *paragraph)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    put_text(tree, paragraph, &out);
    Str text = buf_ok(&out) ? str_trim(buf_str(&out)) : STR_EMPTY;
    size_t len = utf8_clip(text, HEADING_CODE_POINTS);
    return arena_printf(tree->arena, "%.*s%s", STR_ARG(str_sub(text, 0, len)),
                        len < text.len ? "…" : "");
}

/* --- areas --------------------------------------------------------------------------------------------- */

typedef struct AreaName {
    const char *namespace;
    const char *name;
    DiagArea area;
} AreaName;

/* The innermost of these around a paragraph tells where it stands. */
static DiagArea area_of(const xmlNode *node)
{
    static const AreaName names[] = {{NS_W, "txbxContent", AREA_TEXT_BOX},
                                     {NS_W, "hdr", AREA_HEADER},
                                     {NS_W, "ftr", AREA_FOOTER},
                                     {NS_W, "footnote", AREA_FOOTNOTE},
                                     {NS_W, "endnote", AREA_ENDNOTE},
                                     {NS_W, "comment", AREA_COMMENT},
                                     {NS_CHART, "chartSpace", AREA_DRAWING},
                                     {NS_DIAGRAM, "dataModel", AREA_DRAWING},
                                     {NS_DSP, "drawing", AREA_DRAWING},
                                     {NS_DRAW, "text-box", AREA_TEXT_BOX},
                                     {NS_DRAW, "custom-shape", AREA_TEXT_BOX},
                                     {NS_STYLE, "header", AREA_HEADER},
                                     {NS_STYLE, "header-left", AREA_HEADER},
                                     {NS_STYLE, "footer", AREA_FOOTER},
                                     {NS_STYLE, "header-first", AREA_HEADER},
                                     {NS_TEXT, "note", AREA_FOOTNOTE},
                                     {NS_STYLE, "footer-left", AREA_FOOTER},
                                     {NS_OFFICE, "annotation", AREA_COMMENT},
                                     {NS_STYLE, "footer-first", AREA_FOOTER}};
    for (const xmlNode *n = node; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (!lift_is(n, names[i].namespace, names[i].name)) {
                continue;
            }
            const xmlAttr *class = names[i].area == AREA_FOOTNOTE ? n->properties : NULL;
            for (; class; class = class->next) {
                if (strcmp((const char *)class->name, "note-class") == 0 && class->children &&
                    str_is(str_of((const char *)class->children->content), "endnote")) {
                    return AREA_ENDNOTE;
                }
            }
            return names[i].area;
        }
    }
    return AREA_BODY;
}

/* Parts without paragraphs are told by their names. */
static DiagArea area_of_part(Str part)
{
    if (str_ends(part, STR(".rels"))) {
        return AREA_LINK;
    }
    bool is_about = str_starts(part, STR("docProps/")) || str_is(part, "meta.xml");
    return is_about ? AREA_PROPERTIES : AREA_OTHER;
}

/* --- tables -------------------------------------------------------------------------------------------- */

static const xmlNode *around(const xmlNode *node, bool (*is_it)(const xmlNode *node))
{
    while (node && node->type == XML_ELEMENT_NODE && !is_it(node)) {
        node = node->parent;
    }
    return node && node->type == XML_ELEMENT_NODE ? node : NULL;
}

/* Cells before this one in its row, those that another one covers too. */
static uint32_t cells_before(const LiftDialect *d, const xmlNode *cell)
{
    uint32_t n = 0;
    for (const xmlNode *c = cell->prev; c; c = c->prev) {
        n += c->type == XML_ELEMENT_NODE &&
             (d->is_cell(c) || strcmp((const char *)c->name, "covered-table-cell") == 0);
    }
    return n;
}

/* Number of the table in its part, of the row in the table, of the cell in the row. */
static void find_cell(const PlaceTree *tree, const xmlNode *paragraph, DiagWhere *where)
{
    const LiftDialect *d = tree->dialect;
    const xmlNode *cell = around(paragraph, d->is_cell);
    const xmlNode *row = cell ? around(cell, d->is_row) : NULL;
    const xmlNode *table = row ? around(row, d->is_table) : NULL;
    if (!table) {
        return;
    }
    const xmlNode *root = xmlDocGetRootElement(tree->doc);
    for (const xmlNode *n = root; n; n = n == table ? NULL : lift_next(n, root, false)) {
        where->table += n->type == XML_ELEMENT_NODE && d->is_table(n);
    }
    for (const xmlNode *n = table->children; n;) {
        bool is_element = n->type == XML_ELEMENT_NODE;
        where->row += is_element && d->is_row(n);
        n = n == row ? NULL : lift_next(n, table, is_element && d->is_row(n));
    }
    where->column = cells_before(d, cell) + 1;
}

/* --- places -------------------------------------------------------------------------------------------- */

static bool open_tree(PlaceTree *tree, Arena *arena, const PlaceSource *source, size_t index)
{
    const Format *format = source->format;
    PartRole role = index < source->package.n_parts
                        ? format->part_role(&source->package, source->ooxml, index)
                        : PART_STATIC;
    bool has_paragraphs = role == PART_DOCUMENT || role == PART_NOTES;
    *tree = (PlaceTree){.arena = arena, .source = source};
    tree->doc = has_paragraphs ? parse(arena, source, index) : NULL;
    if (!tree->doc) {
        return false;
    }
    tree->dialect = format->dialect;
    tree->paragraphs = lift_paragraphs(arena, format->dialect, xmlDocGetRootElement(tree->doc),
                                       &tree->n_paragraphs);
    if (source->ooxml) {
        read_heading_styles(tree);
    }
    return tree->paragraphs != NULL;
}

static size_t part_index(const PlaceSource *source, Str part)
{
    size_t index = 0;
    while (index < source->package.n_parts && !str_eq(source->package.parts[index].name, part)) {
        index++;
    }
    return index;
}

static DiagWhere where_of(const PlaceTree *tree, uint32_t paragraph)
{
    DiagWhere where = {0};
    if (paragraph == 0 || paragraph > tree->n_paragraphs) {
        return where;
    }
    const xmlNode *node = tree->paragraphs[paragraph - 1];
    where.area = area_of(node);
    find_cell(tree, node, &where);
    for (size_t i = paragraph - 1; i-- > 0 && where.heading.len == 0;) {
        if (is_heading(tree, tree->paragraphs[i])) {
            where.heading = text_of(tree, tree->paragraphs[i]);
        }
    }
    return where;
}

Str place_part(const Package *package, const Source *source)
{
    Str name = source ? source->name : STR_EMPTY;
    bool is_ours = str_starts(name, package->name) && name.len > package->name.len &&
                   name.ptr[package->name.len] == '!';
    return is_ours ? str_sub(name, package->name.len + 1, name.len) : STR_EMPTY;
}

/* A place of a diagnostic: its first, or the other. */
typedef struct Spot {
    Str part; /* empty: none that is to be filled */
    uint32_t paragraph;
    DiagWhere *where;
} Spot;

static Spot spot_of(const PlaceSource *source, Diag *diag, bool is_other)
{
    Spot spot = {.part =
                     place_part(&source->package, is_other ? diag->other.source : diag->loc.source),
                 .paragraph = is_other ? diag->other_paragraph : diag->paragraph,
                 .where = is_other ? &diag->other_where : &diag->where};
    Str text = is_other ? diag->other_excerpt.text : diag->excerpt.text;
    if (spot.where->area != AREA_NONE || (spot.paragraph == 0 && text.len == 0)) {
        spot.part = STR_EMPTY;
    }
    return spot;
}

/* All places of one part from diagnostic `first` on, so that a part is parsed once. */
static void fill_part(const PlaceSource *source, DiagList *diags, size_t first, Str part)
{
    PlaceTree tree;
    bool is_open = open_tree(&tree, diags->arena, source, part_index(source, part));
    for (size_t i = 2 * first; i < 2 * diags->n; i++) {
        Spot spot = spot_of(source, &diags->items[i / 2], i % 2);
        if (spot.part.len > 0 && str_eq(spot.part, part)) {
            *spot.where =
                is_open ? where_of(&tree, spot.paragraph) : (DiagWhere){.area = area_of_part(part)};
        }
    }
    if (is_open) {
        xmltree_done(&tree.doc);
    }
}

void place_fill(const PlaceSource *source, DiagList *diags, size_t from)
{
    for (size_t i = 2 * from; i < 2 * diags->n; i++) {
        Spot spot = spot_of(source, &diags->items[i / 2], i % 2);
        if (spot.part.len > 0) {
            fill_part(source, diags, i / 2, spot.part);
        }
    }
}

/* --- texts --------------------------------------------------------------------------------------------- */

static void tree_done(PlaceTree *tree)
{
    xmltree_done(&tree->doc);
}

static Status visit_part(const PlaceSource *source, Arena *arena, size_t part, PlaceTextFn *visit,
                         void *ctx)
{
    CLEANUP(tree_done) PlaceTree tree = {0};
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    if (!open_tree(&tree, arena, source, part)) {
        return ST_OK; /* pictures, properties; what can't be parsed was reported */
    }
    for (size_t i = 0; i < tree.n_paragraphs; i++) {
        buf_clear(&text);
        put_text(&tree, tree.paragraphs[i], &text);
        if (!buf_ok(&text)) {
            return text.status;
        }
        const PlaceText found = {.part = source->package.parts[part].name,
                                 .paragraph = (uint32_t)i + 1,
                                 .area = area_of(tree.paragraphs[i]),
                                 .text = buf_str(&text)};
        TRY(visit(ctx, &found));
    }
    return ST_OK;
}

Status place_each_text(const PlaceSource *source, Arena *arena, PlaceTextFn *visit, void *ctx)
{
    for (size_t i = 0; i < source->package.n_parts; i++) {
        TRY(visit_part(source, arena, i, visit, ctx));
    }
    return ST_OK;
}

Excerpt place_excerpt(Arena *arena, Str text, size_t start, size_t end)
{
    size_t from = start;
    size_t room = EXCERPT_CODE_POINTS / 2;
    while (from > 0 && room > 0) {
        from--;
        room -= ((unsigned char)text.ptr[from] & 0xC0) != 0x80;
    }
    Str rest = str_sub(text, from, text.len);
    size_t len = utf8_clip(rest, EXCERPT_CODE_POINTS);
    len = len < end - from && end - from < 200 ? end - from : len;
    Excerpt excerpt = {.before =
                           (uint32_t)utf8_count(str_sub(text, from, start - from)) + (from > 0),
                       .span = (uint32_t)utf8_count(str_sub(text, start, end - start))};
    excerpt.text = arena_printf(arena, "%s%.*s%s", from > 0 ? "…" : "",
                                STR_ARG(str_sub(rest, 0, len)), len < rest.len ? "…" : "");
    return excerpt;
}
