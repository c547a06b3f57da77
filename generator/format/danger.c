/* SPDX-License-Identifier: Apache-2.0 */
/*
 * danger - see danger.h. What both formats share: places, addresses, parts that are only looked at.
 */
#include "generator/format/danger.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/lift.h"

/* What an excerpt shows of a paragraph, in code points. */
#define EXCERPT_LENGTH 60

/* --- words and addresses ------------------------------------------------------------------------------ */

bool danger_is_word(Str word, const char *lower)
{
    return ascii_eq(word, str_of(lower));
}

bool danger_holds(Str text, const char *lower)
{
    Str wanted = str_of(lower);
    for (size_t i = 0; i + wanted.len <= text.len; i++) {
        if (ascii_lower(text.ptr[i]) == lower[0] &&
            ascii_starts(str_sub(text, i, SIZE_MAX), wanted)) {
            return true;
        }
    }
    return false;
}

/* Programs leave out blanks and control characters before an address. */
static Str without_blanks(Str address)
{
    while (address.len > 0 && (unsigned char)address.ptr[0] <= ' ') {
        address = str_sub(address, 1, address.len);
    }
    return address;
}

static bool is_letter(char c)
{
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

/* Length of "http" in "http:…"; 0 if it has no scheme. Blanks inside don't hide one. */
static size_t scheme_length(Str address)
{
    for (size_t i = 0; i < address.len; i++) {
        char c = address.ptr[i];
        bool is_inner =
            (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || (unsigned char)c <= ' ';
        if (c == ':') {
            return i;
        }
        if (!is_letter(c) && !(is_inner && i > 0)) {
            return 0;
        }
    }
    return 0;
}

bool danger_is_outside(Str address)
{
    Str plain = without_blanks(address);
    return scheme_length(plain) > 0 || ascii_starts(plain, STR("//")) ||
           ascii_starts(plain, STR("\\\\"));
}

/* Programs write a tag that stands for an address as a relative one: "../%7B%7Bx%7D%7D". */
static bool begins_with_tag(Str address)
{
    while (ascii_starts(address, STR("../")) || ascii_starts(address, STR("./"))) {
        address = str_sub(address, address.ptr[1] == '/' ? 2 : 3, address.len);
    }
    return ascii_starts(address, STR("{{")) || ascii_starts(address, STR("%7b%7b"));
}

bool danger_has_tag(Str address)
{
    return danger_holds(address, "{{") || danger_holds(address, "%7b%7b");
}

bool danger_is_safe_link(Str address)
{
    Str plain = without_blanks(address);
    return plain.len == 0 || plain.ptr[0] == '#' || ascii_starts(plain, STR("http://")) ||
           ascii_starts(plain, STR("https://")) || ascii_starts(plain, STR("mailto:")) ||
           begins_with_tag(plain);
}

/* --- places ------------------------------------------------------------------------------------------- */

const Source *danger_source(Danger *d, size_t part)
{
    const PkgPart *p = &d->package->parts[part];
    if (!d->sources[part]) {
        Str name = arena_printf(d->arena, "%.*s!%.*s", STR_ARG(d->package->name), STR_ARG(p->name));
        d->sources[part] =
            name.ptr ? source_new(d->arena, name, p->bytes, (*d->io_sources)++) : NULL;
    }
    return d->sources[part];
}

Str danger_attribute(Danger *d, const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (strcmp((const char *)attr->name, name) == 0) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            Str copy = arena_str(d->arena, str_of(value ? (const char *)value : ""));
            xmlFree(value);
            return copy;
        }
    }
    return STR_EMPTY;
}

/* The beginning of the paragraph's text; text of fields and properties is none. */
static Str excerpt(Arena *arena, const xmlNode *paragraph)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, 4 * KIB);
    for (const xmlNode *n = paragraph; n && text.len < KIB; n = lift_next(n, paragraph, false)) {
        const xmlNode *parent = n->parent;
        bool is_shown = n->type == XML_TEXT_NODE && parent->type == XML_ELEMENT_NODE &&
                        !danger_holds(str_of((const char *)parent->name), "instrtext");
        if (is_shown) {
            buf_put(&text, str_sub(str_of((const char *)n->content), 0, KIB));
        }
    }
    Str whole = buf_str(&text);
    size_t len = utf8_clip(whole, EXCERPT_LENGTH);
    return arena_printf(arena, "%.*s%s", STR_ARG(str_sub(whole, 0, len)),
                        len < whole.len ? "…" : "");
}

void danger_report(const DangerPlace *at, DiagCode code, Str arg1, Str arg2)
{
    Danger *d = at->danger;
    const Loc loc = {.source = danger_source(d, at->part)};
    Diag *diag = diag_add2(d->diags, code, loc, arg1, arg2);
    d->has_found = true;
    if (at->paragraph) {
        diag->paragraph = at->number;
        diag->excerpt.text = excerpt(d->arena, at->paragraph);
    }
}

void danger_report_part(Danger *d, size_t part, DiagCode code, Str arg1)
{
    const Loc loc = {.source = danger_source(d, part)};
    diag_add1(d->diags, code, loc, arg1);
    d->has_found = true;
    d->is_reported[part] = true;
}

/* --- parts -------------------------------------------------------------------------------------------- */

Status danger_begin(Danger *d, Arena *arena, const Package *package, const OoxmlPackage *ooxml,
                    uint32_t *io_sources, DiagList *diags)
{
    *d = (Danger){.arena = arena,
                  .package = package,
                  .ooxml = ooxml,
                  .diags = diags,
                  .io_sources = io_sources,
                  .sources = arena_array(arena, package->n_parts, const Source *),
                  .is_reported = arena_array(arena, package->n_parts, bool)};
    if (!d->sources || !d->is_reported) {
        return ST_NOMEM;
    }
    return ooxml ? ST_OK : odt_danger_begin(d);
}

Status danger_check_tree(Danger *d, size_t part, const xmlDoc *doc)
{
    return d->ooxml ? docx_danger_tree(d, part, doc) : odt_danger_tree(d, part, doc);
}

/* XML by its type or its name; pictures and drawings of old programs, which may be anything, are left alone. */
static bool is_xml(const Danger *d, size_t part)
{
    Str name = d->package->parts[part].name;
    if (pkgread_is_zip(d->package->parts[part].bytes)) {
        return false; /* an inserted document carries the type of a document */
    }
    if (d->ooxml) {
        Str type = d->ooxml->types[part];
        bool is_excepted = danger_holds(type, "svg") || danger_holds(type, "vmldrawing") ||
                           str_ends(name, STR(".rels")); /* read with the facts */
        return !is_excepted && (str_ends(type, STR("+xml")) || str_ends(type, STR("/xml")) ||
                                str_ends(name, STR(".xml")));
    }
    return !odt_danger_is_known(d, part) &&
           (str_ends(name, STR(".xml")) || str_ends(name, STR(".rdf")));
}

/* What makes a part unsafe counts in every part; that it is malformed, only where the format says what it holds. */
static void keep_unsafe(Danger *d, const DiagList *found)
{
    for (size_t i = 0; i < found->n; i++) {
        const Diag *diag = &found->items[i];
        if (diag->code == XML_DOCTYPE || diag->code == XML_DEPTH) {
            diag_add1(d->diags, diag->code, diag->loc, diag->args[0]);
            d->has_found = true;
        }
    }
}

Status danger_check_bytes(Danger *d, size_t part)
{
    if (!is_xml(d, part)) {
        return ST_OK;
    }
    const Source *source = danger_source(d, part);
    bool is_own = d->ooxml ? docx_danger_is_own(d, part) : odt_danger_is_own(d, part);
    DiagList found;
    diag_list_init(&found, d->arena);
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    if (!source) {
        return ST_NOMEM;
    }
    Status st =
        xmlshelf_parse(d->package->shelf, d->arena, source, is_own ? d->diags : &found, &doc);
    if (status_is_fatal(st)) {
        return st;
    }
    if (!doc) {
        keep_unsafe(d, &found);
        return is_own ? st : ST_OK;
    }
    TRY(danger_check_tree(d, part, doc));
    xmlshelf_put(d->package->shelf, &doc);
    return ST_OK;
}

Status danger_finish(Danger *d)
{
    TRY(d->ooxml ? docx_danger_finish(d) : odt_danger_finish(d));
    return d->has_found ? ST_LIMIT : ST_OK;
}
