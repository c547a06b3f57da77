/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ooxml_package - see ooxml_package.h. Elements are known by their local names: a package whose namespaces are wrong is no
 * less dangerous. Everything is sorted once, so that no lookup depends on how much a hostile package declares.
 */
#include "generator/format/ooxml_package.h"

#include <stdlib.h>

#include "generator/pack/xmltree.h"

/* While the facts are gathered. */
typedef struct Facts {
    Arena *arena;
    DiagList *diags;
    uint32_t *io_sources;
    OoxmlPackage *out;
    Status worst;
} Facts;

/* --- names -------------------------------------------------------------------------------------------- */

/* Byte order, ASCII letters whatever their case. */
static int compare_folded(Str a, Str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < n; i++) {
        int order = (unsigned char)ascii_lower(a.ptr[i]) - (unsigned char)ascii_lower(b.ptr[i]);
        if (order != 0) {
            return order;
        }
    }
    return (a.len > b.len) - (a.len < b.len);
}

static bool ends_folded(Str text, Str ending)
{
    return text.len >= ending.len &&
           compare_folded(str_sub(text, text.len - ending.len, ending.len), ending) == 0;
}

static Str without_slash(Str name)
{
    return str_starts(name, STR("/")) ? str_sub(name, 1, name.len) : name;
}

/* The folder of a part, without a slash at its end; empty at the top. */
static Str folder_of(Str name)
{
    size_t end = name.len;
    while (end > 0 && name.ptr[end - 1] != '/') {
        end--;
    }
    return str_sub(name, 0, end > 0 ? end - 1 : 0);
}

size_t ooxml_find(const OoxmlPackage *facts, Str name)
{
    Str wanted = without_slash(name);
    size_t low = 0;
    size_t high = facts->package->n_parts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_folded(facts->package->parts[facts->by_name[middle]].name, wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_hit = low < facts->package->n_parts &&
                  compare_folded(facts->package->parts[facts->by_name[low]].name, wanted) == 0;
    return is_hit ? facts->by_name[low] : OOXML_NO_PART;
}

typedef struct NamedPart {
    Str name;
    size_t index;
} NamedPart;

static int compare_named(const void *a, const void *b)
{
    const NamedPart *x = a;
    const NamedPart *y = b;
    int order = compare_folded(x->name, y->name);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static Status sort_parts(Facts *f)
{
    const Package *package = f->out->package;
    NamedPart *named = arena_array(f->arena, package->n_parts, NamedPart);
    size_t *by_name = arena_array(f->arena, package->n_parts, size_t);
    if (!named || !by_name) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < package->n_parts; i++) {
        named[i] = (NamedPart){.name = package->parts[i].name, .index = i};
    }
    qsort(named, package->n_parts, sizeof *named, compare_named);
    for (size_t i = 0; i < package->n_parts; i++) {
        by_name[i] = named[i].index;
    }
    f->out->by_name = by_name;
    return ST_OK;
}

/* --- targets ------------------------------------------------------------------------------------------ */

static void drop_last_segment(Buf *path)
{
    while (path->len > 0 && path->ptr[path->len - 1] != '/') {
        path->len--;
    }
    path->len -= path->len > 0 ? 1 : 0;
}

/* Adds a segment of a path; "." adds nothing, ".." takes one away, at the top nothing. */
static void put_segment(Buf *path, Str segment)
{
    if (segment.len == 0 || str_is(segment, ".")) {
        return;
    }
    if (str_is(segment, "..")) {
        drop_last_segment(path);
        return;
    }
    if (path->len > 0) {
        buf_putc(path, '/');
    }
    buf_put(path, segment);
}

static void put_path(Buf *path, Str text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.ptr[i] == '/' || text.ptr[i] == '\\') {
            put_segment(path, str_sub(text, start, i - start));
            start = i + 1;
        }
    }
}

Str ooxml_resolve(Arena *arena, Str owner, Str target)
{
    const char *hash = target.len ? memchr(target.ptr, '#', target.len) : NULL;
    Str path = hash ? str_sub(target, 0, (size_t)(hash - target.ptr)) : target;
    if (path.len == 0) {
        return STR_EMPTY;
    }
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, owner.len + target.len + 2);
    if (path.ptr[0] != '/' && path.ptr[0] != '\\') {
        put_path(&out, folder_of(owner));
    }
    put_path(&out, path);
    return buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
}

static int hex_digit(char c)
{
    char folded = ascii_lower(c);
    return c >= '0' && c <= '9' ? c - '0' : folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/* "%20" and the like as the characters that they stand for. */
static Str percent_decoded(Arena *arena, Str text)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        bool is_escape = text.ptr[i] == '%' && i + 2 < text.len &&
                         hex_digit(text.ptr[i + 1]) >= 0 && hex_digit(text.ptr[i + 2]) >= 0;
        if (is_escape) {
            out[n++] = (char)(hex_digit(text.ptr[i + 1]) * 16 + hex_digit(text.ptr[i + 2]));
            i += 2;
        } else {
            out[n++] = text.ptr[i];
        }
    }
    return (Str){.ptr = out, .len = n};
}

static Status resolve_rel(Facts *f, Str owner, OoxmlRel *rel)
{
    rel->part = OOXML_NO_PART;
    rel->name = STR_EMPTY;
    if (rel->is_external) {
        return ST_OK;
    }
    rel->name = ooxml_resolve(f->arena, owner, rel->target);
    if (!rel->name.ptr) {
        return ST_NOMEM;
    }
    if (rel->name.len == 0) {
        return ST_OK;
    }
    rel->part = ooxml_find(f->out, rel->name);
    if (rel->part == OOXML_NO_PART && memchr(rel->name.ptr, '%', rel->name.len)) {
        Str decoded = percent_decoded(f->arena, rel->name);
        if (!decoded.ptr) {
            return ST_NOMEM;
        }
        rel->part = ooxml_find(f->out, decoded);
    }
    if (rel->part != OOXML_NO_PART) {
        rel->name = f->out->package->parts[rel->part].name;
    }
    return ST_OK;
}

/* --- XML ---------------------------------------------------------------------------------------------- */

/* The root of a part. *ret_doc stays NULL if it can't be read, which was reported. */
static Status parse_part(Facts *f, size_t index, xmlDoc **ret_doc)
{
    const PkgPart *part = &f->out->package->parts[index];
    Str name =
        arena_printf(f->arena, "%.*s!%.*s", STR_ARG(f->out->package->name), STR_ARG(part->name));
    Source *source = source_new(f->arena, name, part->bytes, (*f->io_sources)++);
    if (!name.ptr || !source) {
        return ST_NOMEM;
    }
    Status st = xmlshelf_parse(f->out->package->shelf, f->arena, source, f->diags, ret_doc);
    if (status_is_fatal(st)) {
        return st;
    }
    f->worst = st != ST_OK ? st : f->worst;
    return ST_OK;
}

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* The value of an attribute in arena, without white space around; empty if there is none. */
static Str attribute(Facts *f, const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (!attr->ns && strcmp((const char *)attr->name, name) == 0) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            Str copy = arena_str(f->arena, str_trim(str_of(value ? (const char *)value : "")));
            xmlFree(value);
            return copy;
        }
    }
    return STR_EMPTY;
}

static size_t count_children(const xmlNode *root)
{
    size_t n = 0;
    for (const xmlNode *node = root->children; node; node = node->next) {
        n += node->type == XML_ELEMENT_NODE;
    }
    return n;
}

/* --- content types ------------------------------------------------------------------------------------ */

static int compare_types(const void *a, const void *b)
{
    const OoxmlType *x = a;
    const OoxmlType *y = b;
    int order = compare_folded(x->name, y->name);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* The type declared first for this name; empty if none is. */
static Str type_of_name(const OoxmlType *types, size_t n, Str name)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_folded(types[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && compare_folded(types[low].name, name) == 0 ? types[low].type : STR_EMPTY;
}

/* The Default or Override elements, sorted by name. */
static Status read_types(Facts *f, const xmlNode *root, const char *element, const char *key,
                         const OoxmlType **ret_types, size_t *ret_n)
{
    OoxmlType *types = arena_array(f->arena, count_children(root) + 1, OoxmlType);
    size_t n = 0;
    if (!types) {
        return ST_NOMEM;
    }
    for (const xmlNode *node = root->children; node; node = node->next) {
        if (!is_element(node, element)) {
            continue;
        }
        types[n] = (OoxmlType){.name = without_slash(attribute(f, node, key)),
                               .type = attribute(f, node, "ContentType"),
                               .order = n};
        if (!types[n].name.ptr || !types[n].type.ptr) {
            return ST_NOMEM;
        }
        n++;
    }
    if (n > 1) {
        qsort(types, n, sizeof *types, compare_types);
    }
    *ret_types = types;
    *ret_n = n;
    return ST_OK;
}

static Str extension_of(Str name)
{
    size_t start = name.len;
    while (start > 0 && name.ptr[start - 1] != '.') {
        start--;
    }
    return start > 0 ? str_sub(name, start, name.len) : STR_EMPTY;
}

/* The tree was only looked at. */
static void give_back(const Facts *f, xmlDoc **io_doc)
{
    xmlshelf_put(f->out->package->shelf, io_doc);
}

static Status read_content_types(Facts *f, size_t index)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    OoxmlPackage *out = f->out;
    TRY(parse_part(f, index, &doc));
    if (doc) {
        const xmlNode *root = xmlDocGetRootElement(doc);
        TRY(read_types(f, root, "Default", "Extension", &out->defaults, &out->n_defaults));
        TRY(read_types(f, root, "Override", "PartName", &out->overrides, &out->n_overrides));
        give_back(f, &doc);
    }
    Str *types = arena_array(f->arena, out->package->n_parts, Str);
    if (!types) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < out->package->n_parts; i++) {
        Str name = out->package->parts[i].name;
        types[i] = type_of_name(out->overrides, out->n_overrides, name);
        if (types[i].len == 0) {
            types[i] = type_of_name(out->defaults, out->n_defaults, extension_of(name));
        }
    }
    out->types = types;
    return ST_OK;
}

bool ooxml_type_is(Str type, const char *wanted)
{
    const char *parameters = type.len ? memchr(type.ptr, ';', type.len) : NULL;
    Str plain = parameters ? str_sub(type, 0, (size_t)(parameters - type.ptr)) : type;
    return compare_folded(str_trim(plain), str_of(wanted)) == 0;
}

/* --- relationships ------------------------------------------------------------------------------------ */

static int compare_ids(const void *a, const void *b)
{
    const OoxmlRel *x = *(const OoxmlRel *const *)a;
    const OoxmlRel *y = *(const OoxmlRel *const *)b;
    int order = str_cmp(x->id, y->id);
    return order ? order : (x > y) - (x < y);
}

static Status sort_ids(Facts *f, OoxmlRels *rels)
{
    rels->by_id = arena_array(f->arena, rels->n + 1, const OoxmlRel *);
    if (!rels->by_id) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < rels->n; i++) {
        rels->by_id[i] = &rels->items[i];
    }
    if (rels->n > 1) {
        qsort(rels->by_id, rels->n, sizeof *rels->by_id, compare_ids);
    }
    return ST_OK;
}

static Status read_rels(Facts *f, Str owner, OoxmlRels *out)
{
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    TRY(parse_part(f, out->rels_part, &doc));
    if (!doc) {
        return ST_OK;
    }
    const xmlNode *root = xmlDocGetRootElement(doc);
    OoxmlRel *rels = arena_array(f->arena, count_children(root) + 1, OoxmlRel);
    if (!rels) {
        return ST_NOMEM;
    }
    size_t n = 0;
    for (const xmlNode *node = root->children; node; node = node->next) {
        if (!is_element(node, "Relationship")) {
            continue;
        }
        Str mode = attribute(f, node, "TargetMode");
        OoxmlRel *rel = &rels[n++];
        *rel = (OoxmlRel){.id = attribute(f, node, "Id"),
                          .type = attribute(f, node, "Type"),
                          .target = attribute(f, node, "Target"),
                          .is_external = mode.ptr && compare_folded(mode, STR("external")) == 0};
        if (!mode.ptr || !rel->id.ptr || !rel->type.ptr || !rel->target.ptr) {
            return ST_NOMEM;
        }
        TRY(resolve_rel(f, owner, rel));
    }
    give_back(f, &doc);
    out->items = rels;
    out->n = n;
    return sort_ids(f, out);
}

/* The owner of "word/_rels/document.xml.rels" is "word/document.xml"; false for parts that are no relationships. */
static bool rels_owner(Arena *arena, Str name, Str *ret_owner)
{
    Str folder = folder_of(name);
    Str base = str_sub(name, folder.len + (folder.len > 0 ? 1 : 0), name.len);
    if (!ends_folded(base, STR(".rels")) || !ends_folded(folder, STR("_rels"))) {
        return false;
    }
    Str above = str_sub(folder, 0, folder.len - 5); /* with its slash */
    if (above.len > 0 && above.ptr[above.len - 1] != '/') {
        return false;
    }
    *ret_owner = arena_printf(arena, "%.*s%.*s", STR_ARG(above), (int)(base.len - 5), base.ptr);
    return true;
}

static Status read_all_rels(Facts *f)
{
    OoxmlPackage *out = f->out;
    size_t n_parts = out->package->n_parts;
    OoxmlRels *all = arena_array(f->arena, n_parts, OoxmlRels);
    const OoxmlRels **by_part = arena_array(f->arena, n_parts, const OoxmlRels *);
    OoxmlRels *none = arena_new(f->arena, OoxmlRels);
    if (!all || !by_part || !none) {
        return ST_NOMEM;
    }
    *none = (OoxmlRels){.rels_part = OOXML_NO_PART, .owner = OOXML_NO_PART};
    out->root = *none;
    for (size_t i = 0; i < n_parts; i++) {
        by_part[i] = none;
    }
    for (size_t i = 0; i < n_parts; i++) {
        Str owner = STR_EMPTY;
        if (!rels_owner(f->arena, out->package->parts[i].name, &owner)) {
            continue;
        }
        if (!owner.ptr) {
            return ST_NOMEM;
        }
        OoxmlRels *rels = &all[out->n_all++];
        *rels = (OoxmlRels){.rels_part = i, .owner = ooxml_find(out, owner)};
        TRY(read_rels(f, owner, rels));
        if (owner.len == 0) {
            out->root = *rels;
        } else if (rels->owner != OOXML_NO_PART) {
            by_part[rels->owner] = rels;
        }
    }
    out->all = all;
    out->rels = by_part;
    return ST_OK;
}

bool ooxml_rel_is(const OoxmlRel *rel, const char *kind)
{
    Str word = str_of(kind);
    return rel->type.len > word.len && ends_folded(rel->type, word) &&
           rel->type.ptr[rel->type.len - word.len - 1] == '/';
}

const OoxmlRel *ooxml_rel_by_id(const OoxmlPackage *facts, size_t part, Str id)
{
    const OoxmlRels *rels = part == OOXML_NO_PART ? &facts->root : facts->rels[part];
    size_t low = 0;
    size_t high = rels->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(rels->by_id[middle]->id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < rels->n && str_eq(rels->by_id[low]->id, id) ? rels->by_id[low] : NULL;
}

const OoxmlRel *ooxml_rel_by_kind(const OoxmlPackage *facts, size_t part, const char *kind)
{
    const OoxmlRels *rels = part == OOXML_NO_PART ? &facts->root : facts->rels[part];
    for (size_t i = 0; i < rels->n; i++) {
        if (ooxml_rel_is(&rels->items[i], kind)) {
            return &rels->items[i];
        }
    }
    return NULL;
}

size_t ooxml_related_part(const OoxmlPackage *facts, size_t part, const char *kind)
{
    const OoxmlRel *rel = ooxml_rel_by_kind(facts, part, kind);
    return rel ? rel->part : OOXML_NO_PART;
}

/* --- all of it ---------------------------------------------------------------------------------------- */

Status ooxml_package_read(Arena *arena, const Package *package, uint32_t *io_sources,
                          DiagList *diags, const OoxmlPackage **ret_facts)
{
    OoxmlPackage *out = arena_new(arena, OoxmlPackage);
    if (!out) {
        return ST_NOMEM;
    }
    Facts f = {.arena = arena, .diags = diags, .io_sources = io_sources, .out = out};
    out->package = package;
    out->main = OOXML_NO_PART;
    TRY(sort_parts(&f));
    size_t content_types = ooxml_find(out, STR("[Content_Types].xml"));
    *ret_facts = NULL;
    if (content_types == OOXML_NO_PART) {
        return ST_OK;
    }
    TRY(read_content_types(&f, content_types));
    TRY(read_all_rels(&f));
    out->main = ooxml_related_part(out, OOXML_NO_PART, "officeDocument");
    if (out->main == OOXML_NO_PART) { /* what Word and LibreOffice take when nothing tells */
        out->main = ooxml_find(out, STR("word/document.xml"));
    }
    out->main_folder =
        out->main == OOXML_NO_PART ? STR_EMPTY : folder_of(package->parts[out->main].name);
    *ret_facts = out;
    return f.worst;
}
