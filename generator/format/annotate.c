/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotate - see annotate.h. What DOCX and ODT share: places, parts, the archive.
 */
#include "generator/format/annotate.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/pack/pkgwrite.h"

/* --- places ---------------------------------------------------------------------------------------------- */

AnnotateSpot annotate_find(const Annotating *a, const xmlNode *paragraph, uint32_t column)
{
    const LiftDialect *d = a->source->format->dialect;
    size_t left = column > 0 ? column - 1 : 0;
    for (xmlNode *n = paragraph->children; n;) {
        bool is_element = n->type == XML_ELEMENT_NODE;
        bool skip = is_element && (d->is_paragraph(n) || d->is_skipped(n));
        if (n->type == XML_TEXT_NODE && d->is_text(n)) {
            Str text = str_of((const char *)n->content);
            size_t count = utf8_count(text);
            if (left < count) {
                return (AnnotateSpot){.node = n, .offset = utf8_clip(text, left)};
            }
            left -= count;
        } else if (is_element && d->letters(n) && d->letters(n)[0] != '\0') {
            if (left == 0) {
                return (AnnotateSpot){.node = n};
            }
            left--;
        }
        n = lift_next(n, paragraph, skip);
    }
    return (AnnotateSpot){0};
}

/* The outermost element of this kind around a node, or NULL. */
static xmlNode *outermost(xmlNode *node, bool (*is_inside)(const xmlNode *node))
{
    xmlNode *found = NULL;
    for (xmlNode *n = node; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        found = is_inside(n) ? n : found;
    }
    return found;
}

/* The paragraph around an element that is no paragraph itself, or NULL. */
static xmlNode *paragraph_around(const Annotating *a, xmlNode *node)
{
    for (xmlNode *n = node->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        if (a->source->format->dialect->is_paragraph(n)) {
            return n;
        }
    }
    return NULL;
}

static xmlNode *first_paragraph(const Annotating *a, bool (*is_inside)(const xmlNode *node))
{
    for (size_t i = 0; i < a->n_paragraphs; i++) {
        if (!outermost(a->paragraphs[i], is_inside)) {
            return a->paragraphs[i];
        }
    }
    return NULL;
}

static bool is_body(const Annotating *a, Str part)
{
    const PlaceSource *source = a->source;
    return source->ooxml ? str_eq(part, source->package.parts[source->ooxml->main].name)
                         : str_is(part, "content.xml");
}

xmlNode *annotate_paragraph(const Annotating *a, const AnnotateNote *note,
                            bool (*is_inside)(const xmlNode *node), bool *ret_is_exact)
{
    *ret_is_exact = false;
    if (!is_body(a, note->part) || note->paragraph == 0 || note->paragraph > a->n_paragraphs) {
        return first_paragraph(a, is_inside);
    }
    xmlNode *paragraph = a->paragraphs[note->paragraph - 1];
    xmlNode *box = outermost(paragraph, is_inside);
    if (box) {
        xmlNode *around = paragraph_around(a, box);
        return around ? around : first_paragraph(a, is_inside);
    }
    *ret_is_exact = true;
    return paragraph;
}

/* --- trees ----------------------------------------------------------------------------------------------- */

Str annotate_line(Str *io_text)
{
    size_t end = str_find(*io_text, STR("\n"), 0);
    Str line = str_sub(*io_text, 0, end == SIZE_MAX ? io_text->len : end);
    *io_text = end == SIZE_MAX ? STR_EMPTY : str_sub(*io_text, end + 1, io_text->len);
    return line;
}

xmlNode *annotate_add_text(Annotating *a, xmlNode *parent, xmlNs *ns, const char *name, Str text)
{
    xmlNode *node = xmlNewChild(parent, ns, BAD_CAST name, NULL);
    xmlNode *content = xmlNewDocTextLen(parent->doc, BAD_CAST text.ptr, (int)text.len);
    if (!node || !content) {
        xmlFreeNode(content);
        a->is_nomem = true;
        return node;
    }
    xmlAddChild(node, content);
    return node;
}

xmlNs *annotate_namespace(Annotating *a, xmlDoc *doc, const char *href, const char *prefix)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNs *ns = root->nsDef; ns; ns = ns->next) {
        if (ns->prefix && strcmp((const char *)ns->href, href) == 0) {
            return ns;
        }
    }
    bool is_free = !xmlSearchNs(doc, root, BAD_CAST prefix);
    xmlNs *ns = xmlNewNs(root, BAD_CAST href, BAD_CAST(is_free ? prefix : "ccap"));
    a->is_nomem = a->is_nomem || !ns;
    return ns;
}

/* --- parts ----------------------------------------------------------------------------------------------- */

static void put_bytes(void *ctx, Str bytes)
{
    buf_put(ctx, bytes);
}

Status annotate_put_part(Annotating *a, Str name, const xmlDoc *doc)
{
    CLEANUP(buf_done) Buf bytes = {0};
    buf_init(&bytes, LIMIT_OUTPUT_BYTES);
    xmltree_write(doc, put_bytes, NULL, NULL, &bytes);
    if (!buf_ok(&bytes)) {
        return bytes.status;
    }
    size_t i = 0;
    while (i < a->n_parts && !str_eq(a->parts[i].name, name)) {
        i++;
    }
    a->parts[i] = (PkgPart){.name = name, .bytes = arena_str(a->arena, buf_str(&bytes))};
    a->n_parts += i == a->n_parts;
    return a->parts[i].bytes.ptr ? ST_OK : ST_NOMEM;
}

xmlDoc *annotate_parse(Annotating *a, Str name)
{
    xmlDoc *doc = NULL;
    DiagList unused; /* what is wrong with a part was reported when it was compiled */
    diag_list_init(&unused, a->arena);
    for (size_t i = 0; i < a->n_parts; i++) {
        if (str_eq(a->parts[i].name, name)) {
            const Source *source = source_new(a->arena, name, a->parts[i].bytes, 0);
            return source && xmltree_parse(a->arena, source, &unused, &doc) == ST_OK ? doc : NULL;
        }
    }
    return NULL;
}

static void deflater_done(Deflater **deflater)
{
    deflate_free(*deflater);
}

/* Parts as they are, each deflated; mimetype stays first and stored. */
static Status write_package(const Annotating *a, DiagList *diags, Buf *out)
{
    CLEANUP(deflater_done) Deflater *deflater = deflate_new(DEFLATE_LEVEL);
    Entry *entries = arena_array(a->arena, a->n_parts, Entry);
    if (!deflater || !entries) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < a->n_parts; i++) {
        const PkgPart *part = &a->parts[i];
        if (str_is(part->name, "mimetype")) {
            entries[i] = deflate_stored(part->name, part->bytes);
            continue;
        }
        CLEANUP(buf_done) Buf packed = {0};
        buf_init(&packed, LIMIT_OUTPUT_BYTES);
        TRY(deflate_entry(deflater, part->name, part->bytes, &packed, &entries[i]));
        entries[i].data = arena_str(a->arena, entries[i].data);
        if (!entries[i].data.ptr) {
            return ST_NOMEM;
        }
    }
    return pkgwrite(entries, a->n_parts, out, diags);
}

/* Room for the parts of the package and for those that comments need. */
static Status copy_parts(Annotating *a)
{
    const Package *package = &a->source->package;
    a->parts = arena_array(a->arena, package->n_parts + 4, PkgPart);
    if (!a->parts) {
        return ST_NOMEM;
    }
    memcpy(a->parts, package->parts, package->n_parts * sizeof *a->parts);
    a->n_parts = package->n_parts;
    return ST_OK;
}

Status annotate(Arena *arena, const PlaceSource *source, const AnnotateNote *notes, size_t n_notes,
                DiagList *diags, Buf *out)
{
    Annotating a = {.arena = arena, .source = source, .notes = notes, .n_notes = n_notes};
    TRY(copy_parts(&a));
    Str body = source->ooxml ? source->package.parts[source->ooxml->main].name : STR("content.xml");
    CLEANUP(xmltree_done) xmlDoc *doc = annotate_parse(&a, body);
    if (!doc) {
        return ST_INPUT;
    }
    a.doc = doc;
    a.paragraphs =
        lift_paragraphs(arena, source->format->dialect, xmlDocGetRootElement(doc), &a.n_paragraphs);
    if (!a.paragraphs) {
        return ST_NOMEM;
    }
    TRY(source->ooxml ? annotate_docx(&a) : annotate_odt(&a));
    if (a.is_nomem) {
        return ST_NOMEM;
    }
    TRY(annotate_put_part(&a, body, doc));
    return write_package(&a, diags, out);
}
