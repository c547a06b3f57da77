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

/* The value that a property of this name sets; NULL: none of ours. */
static Str *property(Origin *o, Str name)
{
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
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_is(name, known[i].name)) {
            return known[i].value;
        }
    }
    return NULL;
}

static void take_property(Reading *r, const xmlNode *node)
{
    Str *value = property(&r->origin, attribute(r, node, "name"));
    if (value) {
        *value = keep(r, xmlNodeGetContent(node));
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

/* --- pages -------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '/';
}

/* The next attribute of a tag, from *io_pos on; false at the tag's end. What we write has its values between quotation marks. */
static bool next_attribute(Str text, size_t *io_pos, Str *ret_name, Str *ret_value)
{
    size_t pos = *io_pos;
    while (pos < text.len && is_blank(text.ptr[pos])) {
        pos++;
    }
    size_t from = pos;
    while (pos < text.len && !is_blank(text.ptr[pos]) && text.ptr[pos] != '=' &&
           text.ptr[pos] != '>') {
        pos++;
    }
    *ret_name = str_sub(text, from, pos - from);
    *ret_value = STR_EMPTY;
    if (pos + 1 < text.len && text.ptr[pos] == '=' &&
        (text.ptr[pos + 1] == '"' || text.ptr[pos + 1] == '\'')) {
        size_t end = str_find(text, str_sub(text, pos + 1, 1), pos + 2);
        end = end == SIZE_MAX ? text.len : end;
        *ret_value = str_sub(text, pos + 2, end - pos - 2);
        pos = end + 1;
    } else if (pos < text.len && text.ptr[pos] == '=') {
        pos++;
    }
    *io_pos = pos;
    return ret_name->len > 0 || ret_value->len > 0;
}

/* The attributes of one tag. Values of ours have no references: identifiers, versions, sums, dates. */
static size_t take_tag(Reading *r, Str text, size_t pos)
{
    Str name = STR_EMPTY;
    Str value = STR_EMPTY;
    Str said = STR_EMPTY;
    Str content = STR_EMPTY;
    bool is_meta = str_starts(str_sub(text, pos, text.len), STR("meta"));
    while (next_attribute(text, &pos, &name, &value)) {
        said = str_is(name, "name") ? value : said;
        content = str_is(name, "content") ? value : content;
        if (str_is(name, "data-clause")) {
            take_article(r, value);
        }
    }
    Str *known = is_meta ? property(&r->origin, said) : NULL;
    if (known) {
        *known = content;
    }
    return pos;
}

Status origin_read_page(Arena *arena, Str text, Origin *ret_origin, bool *ret_is_ours)
{
    Reading r = {.arena = arena};
    for (size_t pos = str_find(text, STR("<"), 0); pos != SIZE_MAX && !r.is_nomem;
         pos = str_find(text, STR("<"), pos)) {
        pos = take_tag(&r, text, pos + 1);
    }
    *ret_origin = r.origin;
    *ret_is_ours = r.origin.library_id.len > 0;
    return r.is_nomem ? ST_NOMEM : ST_OK;
}
