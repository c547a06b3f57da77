/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin - see origin.h.
 */
#include "generator/format/origin.h"

#include "generator/format/lift.h"
#include "generator/format/ooxml_package.h"
#include "generator/pack/xmltree.h"

typedef struct Reading {
    Arena *arena;
    const Package *package;
    uint32_t *io_sources;
    DiagList *diags;
    Origin origin;
    OriginArticle *articles;
    size_t cap;
    bool is_nomem;
} Reading;

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static Str keep(Reading *r, xmlChar *text)
{
    Str kept = text ? arena_str(r->arena, str_trim(str_of((const char *)text))) : STR_EMPTY;
    xmlFree(text);
    r->is_nomem = r->is_nomem || !kept.ptr;
    return kept.ptr ? kept : STR_EMPTY;
}

/* The attribute of that local name, whatever its prefix. */
static Str attribute(Reading *r, const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        if (strcmp((const char *)a->name, name) == 0) {
            return keep(r, xmlNodeListGetString(node->doc, a->children, 1));
        }
    }
    return STR_EMPTY;
}

static void take_property(Reading *r, const xmlNode *node)
{
    Origin *o = &r->origin;
    const struct {
        const char *name;
        Str *value;
    } known[] = {
        {"ccap.bibliotheque.id", &o->library_id},
        {"ccap.bibliotheque.version", &o->library_version},
        {"ccap.bibliotheque.sha256", &o->library_sha256},
        {"ccap.base.id", &o->base_id},
        {"ccap.base.version", &o->base_version},
        {"ccap.base.sha256", &o->base_sha256},
        {"ccap.etat_du_droit", &o->law_date},
        {"ccap.marche.sha256", &o->market_sha256},
    };
    Str name = attribute(r, node, "name");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_is(name, known[i].name)) {
            *known[i].value = keep(r, xmlNodeGetContent(node));
        }
    }
}

/* "id@version#n", else it is somebody's own content control. */
static void take_article(Reading *r, Str name)
{
    size_t at = str_find(name, STR("@"), 0);
    size_t hash = at == SIZE_MAX ? SIZE_MAX : str_find(name, STR("#"), at);
    if (hash == SIZE_MAX || at == 0 || hash == at + 1 || hash + 1 == name.len) {
        return;
    }
    for (size_t i = hash + 1; i < name.len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9') {
            return;
        }
    }
    Origin *o = &r->origin;
    r->articles = arena_grow(r->arena, r->articles, o->n_articles, &r->cap, sizeof *r->articles);
    if (!r->articles) {
        r->is_nomem = true;
        return;
    }
    r->articles[o->n_articles++] = (OriginArticle){.id = str_sub(name, 0, at),
                                                   .version = str_sub(name, at + 1, hash - at - 1),
                                                   .number = str_sub(name, hash + 1, name.len)};
    o->articles = r->articles;
}

static void take_docx_property(Reading *r, const xmlNode *node)
{
    if (is(node, "property")) {
        take_property(r, node);
    }
}

static void take_odt_property(Reading *r, const xmlNode *node)
{
    if (is(node, "user-defined")) {
        take_property(r, node);
    }
}

static void take_control(Reading *r, const xmlNode *node)
{
    if (is(node, "tag") && node->parent && is(node->parent, "sdtPr")) {
        take_article(r, attribute(r, node, "val"));
    }
}

static void take_section(Reading *r, const xmlNode *node)
{
    if (is(node, "section")) {
        take_article(r, attribute(r, node, "name"));
    }
}

/* Every element of a part, if the package has it. */
static Status walk(Reading *r, const PkgPart *part, void (*take)(Reading *r, const xmlNode *node))
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    if (!part) {
        return ST_OK;
    }
    Str name = arena_printf(r->arena, "%.*s!%.*s", STR_ARG(r->package->name), STR_ARG(part->name));
    Source *source = source_new(r->arena, name, part->bytes, (*r->io_sources)++);
    if (!name.ptr || !source) {
        return ST_NOMEM;
    }
    TRY(xmltree_parse(r->arena, source, r->diags, &doc));
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root; n && !r->is_nomem; n = lift_next(n, root, false)) {
        take(r, n);
    }
    return r->is_nomem ? ST_NOMEM : ST_OK;
}

static const PkgPart *part_at(const Package *package, size_t index)
{
    return index == OOXML_NO_PART ? NULL : &package->parts[index];
}

static Status read_docx(Reading *r)
{
    const OoxmlPackage *facts = NULL;
    TRY(ooxml_package_read(r->arena, r->package, r->io_sources, r->diags, &facts));
    if (!facts) {
        return ST_OK;
    }
    size_t custom = ooxml_related_part(facts, OOXML_NO_PART, "custom-properties");
    TRY(walk(r, part_at(r->package, custom), take_docx_property));
    return walk(r, part_at(r->package, facts->main), take_control);
}

Status origin_read(Arena *arena, const Package *package, uint32_t *io_sources, DiagList *diags,
                   Origin *ret_origin, bool *ret_is_ours)
{
    Reading r = {.arena = arena, .package = package, .io_sources = io_sources, .diags = diags};
    if (pkgread_find(package, STR("meta.xml"))) {
        TRY(walk(&r, pkgread_find(package, STR("meta.xml")), take_odt_property));
        TRY(walk(&r, pkgread_find(package, STR("content.xml")), take_section));
    } else {
        TRY(read_docx(&r));
    }
    *ret_origin = r.origin;
    *ret_is_ours = r.origin.library_id.len > 0;
    return ST_OK;
}
