/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_drop - see picture_drop.h.
 */
#include "generator/format/picture_drop.h"

#include "generator/base/limits.h"
#include "generator/format/odf.h"
#include "generator/format/picture_place.h"
#include "generator/format/template.h"

/* --- while parts are lifted --------------------------------------------------------------------------------- */

void picture_drop_use(Lift *lift, size_t listing, Str what)
{
    size_t owner = lift->ooxml ? lift->part : SIZE_MAX;
    Parts *parts = lift->parts;
    for (PictureDrop *d = parts->drops; d; d = d->next) {
        if (d->owner == owner && str_eq(d->what, what)) {
            d->n_uses++;
            return;
        }
    }
    if (what.len == 0) {
        return;
    }
    PictureDrop *drop = arena_new(lift->arena, PictureDrop);
    if (!drop) {
        lift->is_nomem = true;
        return;
    }
    *drop = (PictureDrop){
        .next = parts->drops, .owner = owner, .listing = listing, .what = what, .n_uses = 1};
    parts->drops = drop;
}

/* True if a name of a part holds the prefix, or a listing of the package does. */
static bool is_taken(const Package *package, Str prefix)
{
    for (size_t i = 0; i < package->n_parts; i++) {
        const PkgPart *part = &package->parts[i];
        bool is_listing = str_ends(part->name, STR(".rels"));
        if (str_find(part->name, prefix, 0) != SIZE_MAX ||
            (is_listing && str_find(part->bytes, prefix, 0) != SIZE_MAX)) {
            return true;
        }
    }
    return false;
}

Str picture_prefix(Lift *lift)
{
    Str prefix = STR("ccap");
    for (unsigned i = 2; prefix.ptr && is_taken(lift->package, prefix); i++) {
        prefix = arena_printf(lift->arena, "ccap%u-", i);
    }
    return prefix;
}

/* --- when they are ------------------------------------------------------------------------------------------ */

typedef struct Settling {
    Parts *parts;
    const Package *package;
    const OoxmlPackage *ooxml;
} Settling;

/* How often the template refers to it. */
static size_t count_uses(const Settling *s, const PictureDrop *drop)
{
    if (drop->owner != SIZE_MAX) {
        return picture_count_attr(s->package->parts[drop->owner].bytes, drop->what);
    }
    size_t n = 0;
    for (size_t i = 0; i < s->package->n_parts; i++) {
        const PkgPart *part = &s->package->parts[i];
        if (i != drop->listing && str_ends(part->name, STR(".xml"))) {
            n += picture_count_attr(part->bytes, drop->what);
        }
    }
    return n;
}

static const PictureDrop *find_drop(const Parts *parts, size_t listing, Str what)
{
    for (const PictureDrop *d = parts->drops; d; d = d->next) {
        if (d->listing == listing && d->is_dropped && str_eq(d->what, what)) {
            return d;
        }
    }
    return NULL;
}

/* True if no relationship but dropped ones leads to the part, and no content type names it. */
static bool is_orphan(const Settling *s, size_t part)
{
    const OoxmlPackage *ooxml = s->ooxml;
    for (size_t i = 0; i < ooxml->n_all; i++) {
        const OoxmlRels *rels = &ooxml->all[i];
        for (size_t k = 0; k < rels->n; k++) {
            if (rels->items[k].part == part &&
                !find_drop(s->parts, rels->rels_part, rels->items[k].id)) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < ooxml->n_overrides; i++) {
        if (ooxml_find(ooxml, ooxml->overrides[i].name) == part) {
            return false;
        }
    }
    return true;
}

/* The part that is listed under this name. */
static size_t part_of(const Settling *s, const PictureDrop *drop)
{
    if (!s->ooxml) {
        return parts_find(s->parts, drop->what);
    }
    const OoxmlRel *rel = ooxml_rel_by_id(s->ooxml, drop->owner, drop->what);
    return rel && !rel->is_external ? rel->part : OOXML_NO_PART;
}

static void put_attr(Buf *out, const char *name, Str value)
{
    buf_printf(out, " %s=\"", name);
    escape_put(out, ESCAPE_XML_ATTR, value);
    buf_puts(out, "\"");
}

/* What the listing says about a placeholder's own picture, for documents where it stays. */
static Status keep_listed(const Settling *s, PicturePlace *place)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    if (s->ooxml) {
        const OoxmlRel *rel = ooxml_rel_by_id(s->ooxml, place->part, place->original);
        if (!rel) {
            return ST_OK;
        }
        buf_printf(&out, "<Relationship%.*s", STR_ARG(place->listing_ns));
        put_attr(&out, "Id", rel->id);
        put_attr(&out, "Type", rel->type);
        put_attr(&out, "Target", rel->target);
        if (rel->is_external) {
            put_attr(&out, "TargetMode", STR("External"));
        }
    } else {
        buf_printf(&out, "<manifest:file-entry%.*s", STR_ARG(place->listing_ns));
        put_attr(&out, "manifest:full-path", place->original);
        put_attr(&out, "manifest:media-type", place->original_type);
    }
    buf_puts(&out, "/>");
    place->dropped = arena_str(s->parts->arena, buf_str(&out));
    return buf_ok(&out) && place->dropped.ptr ? ST_OK : ST_NOMEM;
}

/* --- listings ----------------------------------------------------------------------------------------------- */

static void put_bytes(void *ctx, Str bytes)
{
    buf_put(ctx, bytes);
}

static Str attribute(Arena *arena, const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (xmlStrEqual(attr->name, BAD_CAST name)) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            Str copy = value ? arena_str(arena, str_of((const char *)value)) : STR_EMPTY;
            xmlFree(value);
            return copy;
        }
    }
    return STR_EMPTY;
}

/* With the white space before it: no empty line is left. */
static void remove_line(xmlNode *node)
{
    xmlNode *space = node->prev;
    if (space && xmlIsBlankNode(space)) {
        xmlUnlinkNode(space);
        xmlFreeNode(space);
    }
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* The listing without what was dropped. One that can't be read was reported before. */
static Status strip(const Settling *s, size_t listing)
{
    Arena *arena = s->parts->arena;
    const PkgPart *part = &s->package->parts[listing];
    DiagList ignored;
    diag_list_init(&ignored, arena);
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    const Source source = {.name = part->name, .text = part->bytes};
    Status st = xmltree_parse(arena, &source, &ignored, &doc);
    if (st != ST_OK) {
        return status_is_fatal(st) ? st : ST_OK;
    }
    for (xmlNode *node = xmlDocGetRootElement(doc)->children; node;) {
        xmlNode *next = node->next;
        Str what = node->type == XML_ELEMENT_NODE
                       ? attribute(arena, node, s->ooxml ? "Id" : "full-path")
                       : STR_EMPTY;
        if (what.len > 0 && find_drop(s->parts, listing, what)) {
            remove_line(node);
        }
        node = next;
    }
    bool is_empty = xmlChildElementCount(xmlDocGetRootElement(doc)) == 0;
    s->parts->items[listing].is_optional =
        is_empty && s->ooxml != NULL; /* a manifest is always there */
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    xmltree_write(doc, put_bytes, NULL, NULL, &out);
    s->parts->items[listing].bytes = arena_str(arena, buf_str(&out));
    return buf_ok(&out) && s->parts->items[listing].bytes.ptr ? ST_OK : ST_NOMEM;
}

Status picture_drop_settle(Parts *parts, const Package *package, const OoxmlPackage *ooxml)
{
    const Settling s = {.parts = parts, .package = package, .ooxml = ooxml};
    for (PictureDrop *d = parts->drops; d; d = d->next) {
        d->is_dropped = d->listing < package->n_parts && count_uses(&s, d) == d->n_uses;
    }
    for (PictureDrop *d = parts->drops; d; d = d->next) {
        size_t part = d->is_dropped ? part_of(&s, d) : SIZE_MAX;
        if (part < package->n_parts && (!ooxml || is_orphan(&s, part))) {
            parts->items[part].is_optional = true;
        }
        if (d->is_dropped && !parts->items[d->listing].bytes.ptr) {
            TRY(strip(&s, d->listing));
        }
    }
    for (PicturePlace *place = parts->pictures; place; place = place->next) {
        place->is_dropped = find_drop(parts, place->listing, place->original) != NULL;
        if (place->is_dropped) {
            TRY(keep_listed(&s, place));
        }
    }
    return ST_OK;
}
