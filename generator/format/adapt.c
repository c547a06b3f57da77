/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adapt - see adapt.h.
 */
#include "generator/format/adapt.h"

#include "generator/base/limits.h"
#include "generator/data/validate.h"
#include "generator/format/lift.h"

/* --- trees -------------------------------------------------------------------------------------------- */

bool adapt_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

xmlNode *adapt_child(const xmlNode *node, const char *name)
{
    xmlNode *n = node ? node->children : NULL;
    while (n && !adapt_is(n, name)) {
        n = n->next;
    }
    return n;
}

static bool has_property(Adapt *a, const xmlNode *root, const char *element, const char *name)
{
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (adapt_is(n, element) && str_is(adapt_attr(a, n, "name"), name)) {
            return true;
        }
    }
    return false;
}

const AdaptProperty *adapt_next_property(Adapt *a, const xmlNode *root, const char *element,
                                         const AdaptProperty *after)
{
    static const AdaptProperty properties[] = {
        {"ccap.bibliotheque.id", "bibliotheque.id", false},
        {"ccap.bibliotheque.version", "bibliotheque.version", false},
        {"ccap.bibliotheque.sha256", "bibliotheque.sha256", false},
        {"ccap.base.id", "bibliotheque.base.id", true},
        {"ccap.base.version", "bibliotheque.base.version", true},
        {"ccap.base.sha256", "bibliotheque.base.sha256", true},
        {"ccap.etat_du_droit", "bibliotheque.etat_du_droit", false},
        {"ccap.marche.sha256", "source.sha256", false},
    };
    size_t n = sizeof properties / sizeof properties[0];
    for (size_t i = after ? (size_t)(after - properties) + 1 : 0; i < n; i++) {
        bool is_ours = !properties[i].is_local || a->library->base_folder.len > 0;
        if (is_ours && !has_property(a, root, element, properties[i].name)) {
            return &properties[i];
        }
    }
    return NULL;
}

Str adapt_attr(Adapt *a, const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node ? node->properties : NULL; attr; attr = attr->next) {
        if (strcmp((const char *)attr->name, name) == 0) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            Str copy = value ? arena_str(a->arena, str_of((const char *)value)) : STR_EMPTY;
            xmlFree(value);
            a->is_nomem = a->is_nomem || !copy.ptr || (attr->children && !value);
            return copy.ptr ? copy : STR_EMPTY;
        }
    }
    return STR_EMPTY;
}

uint32_t adapt_number(Str digits)
{
    uint32_t n = 0;
    for (size_t i = 0; i < digits.len && digits.ptr[i] >= '0' && digits.ptr[i] <= '9'; i++) {
        n = n > UINT32_MAX / 10 - 1 ? n : n * 10 + (uint32_t)(digits.ptr[i] - '0');
    }
    return n;
}

Str adapt_keep(Adapt *a, const Buf *buf)
{
    return buf_ok(buf) ? arena_str(a->arena, buf_str(buf)) : (Str){0};
}

Str adapt_escape(Adapt *a, Str text)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    escape_put(&out, ESCAPE_XML_ATTR, text);
    Str kept = adapt_keep(a, &out);
    a->is_nomem = a->is_nomem || !kept.ptr;
    return kept.ptr ? kept : STR_EMPTY;
}

Status adapt_parse(Adapt *a, Str part_name, xmlDoc **ret_doc)
{
    const PkgPart *part = pkgread_find(&a->package, part_name);
    *ret_doc = NULL;
    if (!part) {
        return ST_OK;
    }
    Str name = arena_printf(a->arena, "%.*s!%.*s", STR_ARG(a->package.name), STR_ARG(part_name));
    Source *source = source_new(a->arena, name, part->bytes, (*a->io_sources)++);
    if (!name.ptr || !source) {
        return ST_NOMEM;
    }
    DiagList unseen; /* what is wrong is reported when the part is compiled */
    diag_list_init(&unseen, a->arena);
    Status st = xmlshelf_parse(a->package.shelf, a->arena, source, &unseen, ret_doc);
    return status_is_fatal(st) ? st : ST_OK;
}

Status adapt_declare(const xmlDoc *doc, const char *prefix, const char *namespace)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    if (xmlSearchNs(root->doc, root, BAD_CAST prefix)) {
        return ST_OK; /* whoever gives a known prefix another meaning has no valid part anyway */
    }
    return xmlNewNs(root, BAD_CAST namespace, BAD_CAST prefix) ? ST_OK : ST_NOMEM;
}

/* --- texts put into trees ----------------------------------------------------------------------------- */

/* No processing instruction of a document is taken for ours. */
#define PLACE_NAME "ccap"
#define PLACE_CONTENT "adapt "

xmlNode *adapt_place(AdaptText *texts, xmlDoc *doc, Str text)
{
    char content[] = PLACE_CONTENT "0";
    if (texts->n == sizeof texts->items / sizeof texts->items[0]) {
        return NULL;
    }
    content[sizeof content - 2] = (char)('0' + texts->n);
    texts->items[texts->n++] = text;
    return xmlNewDocPI(doc, BAD_CAST PLACE_NAME, BAD_CAST content);
}

#define TITLE                                                                                      \
    "<dc:title xmlns:dc=\"http://purl.org/dc/elements/1.1/\">{{document.titre}}</dc:title>"

bool adapt_title(Adapt *a, xmlNode *properties, AdaptText *texts)
{
    xmlNode *title = adapt_child(properties, "title");
    for (const xmlNode *n = title ? title->children : NULL; n; n = n->next) {
        if (!xmlIsBlankNode(n)) {
            return false;
        }
    }
    xmlNode *place = adapt_place(texts, properties->doc, STR(TITLE));
    if (!place || !xmlAddChild(properties, place)) {
        a->is_nomem = true;
        return false;
    }
    if (title) {
        lift_remove(title);
    }
    return true;
}

typedef struct Writing {
    Buf out;
    const AdaptText *texts;
} Writing;

static void write_bytes(void *ctx, Str bytes)
{
    Writing *w = ctx;
    buf_put(&w->out, bytes);
}

static void write_place(void *ctx, const xmlNode *pi)
{
    Writing *w = ctx;
    Str content = str_of((const char *)pi->content);
    Str prefix = STR(PLACE_CONTENT);
    size_t index = content.len == prefix.len + 1 && str_starts(content, prefix)
                       ? (size_t)(content.ptr[prefix.len] - '0')
                       : SIZE_MAX;
    if (w->texts && index < w->texts->n) {
        buf_put(&w->out, w->texts->items[index]);
    } else {
        buf_puts(&w->out, "<?" PLACE_NAME " ");
        buf_put(&w->out, content);
        buf_puts(&w->out, "?>");
    }
}

static void writing_done(Writing *w)
{
    buf_done(&w->out);
}

Status adapt_write(Adapt *a, Str part_name, const xmlDoc *doc, const AdaptText *texts)
{
    CLEANUP(writing_done) Writing w = {.texts = texts};
    buf_init(&w.out, LIMIT_PKG_ENTRY_BYTES);
    xmltree_write(doc, write_bytes, write_place, NULL, &w);
    Str bytes = adapt_keep(a, &w.out);
    return bytes.ptr ? adapt_put(a, part_name, bytes) : w.out.status;
}

Status adapt_put(Adapt *a, Str part_name, Str bytes)
{
    if (!bytes.ptr) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < a->package.n_parts; i++) {
        if (str_eq(a->package.parts[i].name, part_name)) {
            a->package.parts[i].bytes = bytes;
            return ST_OK;
        }
    }
    PkgPart *grown =
        arena_grow(a->arena, a->package.parts, a->package.n_parts, &a->cap, sizeof(PkgPart));
    if (!grown) {
        return ST_NOMEM;
    }
    a->package.parts = grown;
    grown[a->package.n_parts++] = (PkgPart){.name = part_name, .bytes = bytes};
    return ST_OK;
}

/* --- the tags that a document has ----------------------------------------------------------------------- */

static bool has_markdown(const FieldList *fields, Str name)
{
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        bool is_it = str_eq(field->name, name) && field->node &&
                     schema_node_deref(field->node)->meta.is_markdown;
        if (is_it || has_markdown(&field->children, name)) {
            return true;
        }
    }
    return false;
}

bool adapt_may_be_rich(const Library *library, Str tag)
{
    const char *dot = tag.ptr ? memrchr(tag.ptr, '.', tag.len) : NULL;
    Str last = dot ? str_sub(tag, (size_t)(dot - tag.ptr) + 1, tag.len) : tag;
    if (!library) {
        return false;
    }
    if (str_is(last, "corps") || has_markdown(&library->market, last)) {
        return true;
    }
    for (size_t i = 0; i < library->n_clauses; i++) {
        if (has_markdown(&library->clauses[i].options, last)) {
            return true;
        }
    }
    return false;
}

static bool is_paragraph(const xmlNode *node)
{
    return adapt_is(node, "p") || adapt_is(node, "h");
}

/* The text of a paragraph, with that of boxes inside it: enough to know which tags there are. */
static void put_text(Buf *out, xmlNode *paragraph)
{
    for (xmlNode *n = paragraph; n; n = lift_next(n, paragraph, adapt_is(n, "delText"))) {
        if (n->type == XML_TEXT_NODE) {
            buf_put(out, str_of((const char *)n->content));
        }
    }
}

static Loc no_loc(void *ctx, size_t offset)
{
    (void)ctx; /* its diagnostics are thrown away: lift.c finds the same mistakes again */
    (void)offset;
    return (Loc){0};
}

/* Looks at the tags of one paragraph; true if one may be rich text. */
static bool scan_paragraph(Adapt *a, xmlNode *paragraph)
{
    CLEANUP(buf_done) Buf text = {0};
    DiagList unseen;
    TagLexer lexer;
    Tag tag;
    bool is_rich = false;
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    put_text(&text, paragraph);
    a->is_nomem = a->is_nomem || !buf_ok(&text);
    if (str_find(buf_str(&text), STR("{{"), 0) == SIZE_MAX) {
        return false;
    }
    diag_list_init(&unseen, a->arena);
    a->has_tags = true;
    taglex_init(&lexer, buf_str(&text));
    while (taglex_next(&lexer, no_loc, NULL, &unseen, &tag)) {
        bool is_section = tag.kind == TAG_SECTION || tag.kind == TAG_INVERTED;
        bool is_variable = tag.kind == TAG_VAR || tag.kind == TAG_RAW;
        bool is_clause = str_is(tag.name, "articles") || str_starts(tag.name, STR("articles."));
        bool is_here = is_variable && adapt_may_be_rich(a->library, tag.name);
        a->shows_clauses = a->shows_clauses || (is_section && is_clause) || is_here;
        is_rich = is_rich || is_here;
    }
    a->is_rich = a->is_rich || is_rich;
    return is_rich;
}

xmlNode *adapt_rich_paragraph(Adapt *a, xmlNode *root, xmlNode *after)
{
    xmlNode *node = after ? lift_next(after, root, false) : root;
    while (node && !(is_paragraph(node) && scan_paragraph(a, node))) {
        node = lift_next(node, root, false);
    }
    return node;
}

void adapt_decide(Adapt *a, bool has_bookmark)
{
    if (a->shows_clauses) {
        if (a->bookmark.len > 0) {
            diag_add1(a->diags, HOUSE_BOOKMARK_UNUSED, (Loc){0}, a->bookmark);
        }
        return;
    }
    a->is_house = has_bookmark || !a->has_tags;
    if (!a->is_house && a->bookmark.len == 0) {
        diag_add1(a->diags, HOUSE_NO_CLAUSE, (Loc){0}, a->package.name);
    }
}

static bool has_braces(Str bytes)
{
    return str_find(bytes, STR("{"), 0) != SIZE_MAX;
}

static Status scan(Adapt *a, const Format *format)
{
    for (size_t i = 0; i < a->package.n_parts; i++) {
        const PkgPart *part = &a->package.parts[i];
        if (format->part_role(&a->package, a->ooxml, i) != PART_DOCUMENT ||
            !has_braces(part->bytes)) {
            continue;
        }
        CLEANUP(xmltree_done) xmlDoc *doc = NULL;
        TRY(adapt_parse(a, part->name, &doc));
        xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
        xmlNode *node = root ? adapt_rich_paragraph(a, root, NULL) : NULL;
        while (node) { /* the flags tell */
            node = adapt_rich_paragraph(a, root, node);
        }
        xmlshelf_put(a->package.shelf, &doc);
    }
    return ST_OK;
}

/* --- bookmarks ------------------------------------------------------------------------------------------ */

static xmlNode *find_named(Adapt *a, xmlNode *root, const char *element, Str name)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (adapt_is(node, element) && str_eq(adapt_attr(a, node, "name"), name)) {
            return node;
        }
    }
    return NULL;
}

#define MAX_NAMES 256

static void report_bookmark(Adapt *a, xmlNode *root, const char *start_name)
{
    Str names[MAX_NAMES];
    size_t n = 0;
    for (xmlNode *node = root; node && n < MAX_NAMES; node = lift_next(node, root, false)) {
        if (adapt_is(node, start_name) || adapt_is(node, "bookmark")) {
            names[n++] = adapt_attr(a, node, "name");
        }
    }
    const Loc whole = {.source = source_new(a->arena, a->package.name, STR_EMPTY, 0)};
    (void)diag_add_near(a->diags, HOUSE_NO_BOOKMARK, HOUSE_NO_BOOKMARK_NEAR, whole, a->bookmark,
                        validate_nearest(a->bookmark, names, n)); /* nothing to add to it */
    a->has_errors = true;
}

AdaptBookmark adapt_bookmark(Adapt *a, xmlNode *root, const char *start_name, const char *end_name,
                             const char *key)
{
    static const Str ours[] = {{"ccap", 4}, {"clauses", 7}};
    AdaptBookmark found = {0};
    Str names[2] = {a->bookmark, STR_EMPTY};
    size_t n = 1;
    if (a->bookmark.len == 0) {
        names[0] = ours[0];
        names[1] = ours[1];
        n = 2;
    }
    for (size_t i = 0; i < n && !found.start; i++) {
        found.start = find_named(a, root, start_name, names[i]);
        found.start = found.start ? found.start : find_named(a, root, "bookmark", names[i]);
    }
    if (!found.start) {
        if (a->bookmark.len > 0) {
            report_bookmark(a, root, start_name);
        }
        return found;
    }
    Str id = adapt_attr(a, found.start, key);
    for (xmlNode *node = found.start; node; node = lift_next(node, root, false)) {
        if (adapt_is(node, end_name) && str_eq(adapt_attr(a, node, key), id)) {
            found.end = node;
            break;
        }
    }
    return found;
}

/* True if text or anything else that is seen stands in `paragraph` before `mark`, or behind it. */
static bool has_text(xmlNode *paragraph, const xmlNode *mark, bool is_before)
{
    bool is_behind = false;
    for (xmlNode *n = paragraph; n; n = lift_next(n, paragraph, false)) {
        is_behind = is_behind || n == mark;
        bool is_seen =
            n->type == XML_TEXT_NODE && str_trim(str_of((const char *)n->content)).len > 0;
        is_seen = is_seen || adapt_is(n, "drawing") || adapt_is(n, "frame") || adapt_is(n, "pict");
        if (is_seen && is_behind != is_before) {
            return true;
        }
    }
    return false;
}

static xmlNode *paragraph_of(xmlNode *node, bool (*is_one)(const xmlNode *node))
{
    while (node && node->type == XML_ELEMENT_NODE && !is_one(node)) {
        node = node->parent;
    }
    return node && node->type == XML_ELEMENT_NODE ? node : NULL;
}

/* Out of lists: no clause can stand in one. */
static xmlNode *out_of_lists(xmlNode *node)
{
    xmlNode *outer = node;
    for (xmlNode *n = node; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (adapt_is(n, "list")) {
            outer = n;
        }
    }
    return outer;
}

/* The paragraphs from the one of the start to the one of the end give way, unless they hold text outside the bookmark. */
static void drop_covered(xmlNode *first, xmlNode *last, const AdaptBookmark *bookmark,
                         bool (*stays)(const xmlNode *node))
{
    bool keeps_first = has_text(first, bookmark->start, true) || stays(first);
    bool keeps_last =
        has_text(last, bookmark->end ? bookmark->end : bookmark->start, false) || stays(last);
    for (xmlNode *n = first; n;) {
        xmlNode *next = n == last ? NULL : n->next;
        bool is_kept = (n == first && keeps_first) || (n == last && keeps_last) ||
                       (n != first && n != last && stays(n));
        if (!is_kept) {
            lift_remove(n);
        }
        n = next;
    }
}

Status adapt_at_bookmark(const AdaptBookmark *bookmark, xmlNode *place,
                         bool (*is_one)(const xmlNode *node), bool (*stays)(const xmlNode *node))
{
    xmlNode *first = paragraph_of(bookmark->start, is_one);
    xmlNode *last = bookmark->end ? paragraph_of(bookmark->end, is_one) : first;
    if (!first) { /* between paragraphs */
        return xmlAddPrevSibling(bookmark->start, place) ? ST_OK : ST_NOMEM;
    }
    xmlNode *outer = out_of_lists(first);
    bool is_plain = outer == first && last && last->parent == first->parent;
    /* text before the bookmark stays above the clauses */
    bool is_behind = !is_plain || has_text(first, bookmark->start, true);
    if (!(is_behind ? xmlAddNextSibling(outer, place) : xmlAddPrevSibling(outer, place))) {
        return ST_NOMEM;
    }
    if (is_plain) {
        if (is_behind && first != last) { /* the place stands between them now */
            first = place->next;
        }
        if (first) {
            drop_covered(first, last, bookmark, stays);
        }
    }
    return ST_OK;
}

/* --- all of it ------------------------------------------------------------------------------------------ */

static Status copy_parts(Adapt *a, const Package *package)
{
    PkgPart *parts = arena_array(a->arena, package->n_parts + 1, PkgPart);
    if (!parts) {
        return ST_NOMEM;
    }
    memcpy(parts, package->parts, package->n_parts * sizeof(PkgPart));
    a->package = *package;
    a->package.parts = parts;
    a->cap = package->n_parts + 1;
    return ST_OK;
}

Status adapt_package(Arena *arena, const Format *format, const Package *package,
                     const OoxmlPackage *ooxml, const Library *library,
                     const TemplateOptions *options, uint32_t *io_sources, DiagList *diags,
                     Package *ret_package, StyleSet *ret_styles)
{
    Adapt a = {.arena = arena,
               .ooxml = ooxml,
               .library = library,
               .map = options ? options->map : NULL,
               .bookmark = options ? options->bookmark : STR_EMPTY,
               .io_sources = io_sources,
               .diags = diags,
               .styles = ret_styles};
    TRY(copy_parts(&a, package));
    styles_of_annex(format == &format_docx, ret_styles);
    if (!options) { /* the package is looked at as its author made it */
        *ret_package = a.package;
        return ST_OK;
    }
    TRY(scan(&a, format));
    TRY(format->adapt(&a));
    if (a.is_nomem) {
        return ST_NOMEM;
    }
    *ret_package = a.package;
    return a.has_errors ? ST_INPUT : ST_OK;
}
