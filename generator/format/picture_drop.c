/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_drop - see picture_drop.h.
 */
#include "generator/format/picture_drop.h"

#include "generator/base/limits.h"
#include "generator/format/odf.h"
#include "generator/format/picture_place.h"
#include "generator/format/template.h"

#define CONTENT_TYPES "[Content_Types].xml"

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

static Status add_drop(const Settling *s, size_t owner, size_t listing, Str what)
{
    PictureDrop *drop = arena_new(s->parts->arena, PictureDrop);
    if (!drop) {
        return ST_NOMEM;
    }
    *drop = (PictureDrop){.next = s->parts->drops,
                          .owner = owner,
                          .listing = listing,
                          .what = what,
                          .is_dropped = true};
    s->parts->drops = drop;
    return ST_OK;
}

/* LibreOffice writes a relationship to a picture twice and refers to one: the other goes with it. */
static Status drop_doubles(const Settling *s, size_t part)
{
    for (size_t i = 0; i < s->ooxml->n_all; i++) {
        const OoxmlRels *rels = &s->ooxml->all[i];
        for (size_t k = 0; k < rels->n && rels->owner != OOXML_NO_PART; k++) {
            const OoxmlRel *rel = &rels->items[k];
            if (rel->part != part || !ooxml_rel_is(rel, "image") ||
                find_drop(s->parts, rels->rels_part, rel->id) ||
                picture_count_attr(s->package->parts[rels->owner].bytes, rel->id) > 0) {
                continue;
            }
            TRY(add_drop(s, rels->owner, rels->rels_part, rel->id));
        }
    }
    return ST_OK;
}

/* True if no relationship but dropped ones leads to the part. */
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
    return true;
}

/* What [Content_Types].xml says about this part alone; NULL: nothing. */
static const OoxmlType *override_of(const OoxmlPackage *ooxml, size_t part)
{
    for (size_t i = 0; i < ooxml->n_overrides; i++) {
        if (ooxml_find(ooxml, ooxml->overrides[i].name) == part) {
            return &ooxml->overrides[i];
        }
    }
    return NULL;
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

/* A part that nothing else leads to is only there for placeholders that stay, and so is its content type. */
static Status make_optional(const Settling *s, size_t part)
{
    if (part >= s->package->n_parts || s->parts->items[part].is_optional ||
        (s->ooxml && !is_orphan(s, part))) {
        return ST_OK;
    }
    s->parts->items[part].is_optional = true;
    const OoxmlType *type = s->ooxml ? override_of(s->ooxml, part) : NULL;
    size_t types = type ? ooxml_find(s->ooxml, STR(CONTENT_TYPES)) : OOXML_NO_PART;
    return types == OOXML_NO_PART ? ST_OK : add_drop(s, SIZE_MAX, types, type->name);
}

/* The content type of a placeholder's own picture, for documents where it stays. */
static Status keep_type(const Settling *s, PicturePlace *place)
{
    const OoxmlType *type = s->ooxml && place->original_part != OOXML_NO_PART
                                ? override_of(s->ooxml, place->original_part)
                                : NULL;
    if (!type || !s->parts->items[place->original_part].is_optional) {
        return ST_OK;
    }
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    buf_printf(&out, "<Override%.*s PartName=\"/", STR_ARG(place->types_ns));
    escape_put(&out, ESCAPE_XML_ATTR, type->name);
    buf_puts(&out, "\"");
    put_attr(&out, "ContentType", type->type);
    buf_puts(&out, "/>");
    place->dropped_type = arena_str(s->parts->arena, buf_str(&out));
    return buf_ok(&out) && place->dropped_type.ptr ? ST_OK : ST_NOMEM;
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
    return buf_ok(&out) && place->dropped.ptr ? keep_type(s, place) : ST_NOMEM;
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
        lift_remove(space);
    }
    lift_remove(node);
}

/* The listing without what was dropped. One that can't be read was reported before. */
static Status strip(const Settling *s, size_t listing)
{
    Arena *arena = s->parts->arena;
    const PkgPart *part = &s->package->parts[listing];
    bool is_types = s->ooxml && !str_ends(part->name, STR(".rels"));
    const char *key = !s->ooxml ? "full-path" : is_types ? "PartName" : "Id";
    DiagList ignored;
    diag_list_init(&ignored, arena);
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    const Source source = {.name = part->name, .text = part->bytes};
    Status st = xmlshelf_parse(s->package->shelf, arena, &source, &ignored, &doc);
    if (st != ST_OK) {
        return status_is_fatal(st) ? st : ST_OK;
    }
    for (xmlNode *node = xmlDocGetRootElement(doc)->children; node;) {
        xmlNode *next = node->next;
        Str what = node->type == XML_ELEMENT_NODE ? attribute(arena, node, key) : STR_EMPTY;
        what = is_types && str_starts(what, STR("/")) ? str_sub(what, 1, what.len) : what;
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

/* What placeholders that keep their picture put back. */
static Status keep_all(const Settling *s)
{
    for (PicturePlace *place = s->parts->pictures; place; place = place->next) {
        place->is_dropped = find_drop(s->parts, place->listing, place->original) != NULL;
        TRY(place->is_dropped ? keep_listed(s, place) : ST_OK);
    }
    return ST_OK;
}

Status picture_drop_settle(Parts *parts, const Package *package, const OoxmlPackage *ooxml)
{
    const Settling s = {.parts = parts, .package = package, .ooxml = ooxml};
    for (PictureDrop *d = parts->drops; d; d = d->next) {
        d->is_dropped = d->listing < package->n_parts && count_uses(&s, d) == d->n_uses;
    }
    const PictureDrop *first = parts->drops; /* what is added from here on stands before it */
    for (const PictureDrop *d = first; ooxml && d; d = d->next) {
        TRY(d->is_dropped ? drop_doubles(&s, part_of(&s, d)) : ST_OK);
    }
    for (const PictureDrop *d = first; d; d = d->next) {
        TRY(d->is_dropped ? make_optional(&s, part_of(&s, d)) : ST_OK);
    }
    for (const PictureDrop *d = parts->drops; d; d = d->next) {
        if (d->is_dropped && !parts->items[d->listing].bytes.ptr) {
            TRY(strip(&s, d->listing));
        }
    }
    return keep_all(&s);
}
