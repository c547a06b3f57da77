/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package - see package.h.
 */
#include "generator/format/package.h"

#include "generator/base/limits.h"
#include "generator/format/adapt.h"
#include "generator/format/anchors.h"
#include "generator/format/danger.h"
#include "generator/format/emit.h"
#include "generator/format/ids.h"
#include "generator/format/kind.h"
#include "generator/format/odf.h"
#include "generator/format/ooxml.h"
#include "generator/format/page.h"
#include "generator/format/picture_drop.h"
#include "generator/format/place.h"
#include "generator/format/template.h"
#include "generator/format/torn.h"

/* --- parts --------------------------------------------------------------------------------------------- */

Arena *parts_arena(const Parts *parts)
{
    return parts->arena;
}

size_t parts_find(const Parts *parts, Str name)
{
    for (size_t i = 0; i < parts->n; i++) {
        if (str_eq(parts->items[i].name, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static TemplatePart *add_part(Parts *parts, Str name)
{
    TemplatePart *grown =
        arena_grow(parts->arena, parts->items, parts->n, &parts->cap, sizeof *grown);
    if (!grown) {
        return NULL;
    }
    parts->items = grown;
    grown[parts->n] = (TemplatePart){.name = name};
    return &grown[parts->n++];
}

size_t parts_need(Parts *parts, Str name, Str bytes)
{
    size_t found = parts_find(parts, name);
    if (found == SIZE_MAX) {
        TemplatePart *part = add_part(parts, name);
        if (!part) {
            return SIZE_MAX;
        }
        part->bytes = bytes;
        part->is_optional = true;
        found = parts->n - 1;
    }
    parts->items[found].is_grown = true;
    return found;
}

void parts_set_numbering(Parts *parts, const Numbering *numbering, const void *own)
{
    parts->numbering = numbering;
    parts->own_numbering = own;
}

const void *parts_own_numbering(const Parts *parts)
{
    return parts->own_numbering;
}

bool parts_remember(Parts *parts, size_t part, PartFact fact, Str id)
{
    struct Told *grown =
        arena_grow(parts->arena, parts->told, parts->n_told, &parts->cap_told, sizeof *grown);
    Str copy = arena_str(parts->arena, id);
    if (!grown || !copy.ptr) {
        return false;
    }
    parts->told = grown;
    parts->told[parts->n_told++] = (struct Told){.part = part, .fact = fact, .id = copy};
    return true;
}

bool parts_knows(const Parts *parts, size_t part, PartFact fact, Str id)
{
    for (size_t i = 0; i < parts->n_told; i++) {
        const struct Told *told = &parts->told[i];
        if (told->part == part && told->fact == fact && (!id.ptr || str_eq(told->id, id))) {
            return true;
        }
    }
    return false;
}

bool parts_is_changing(const Parts *parts, size_t part)
{
    return parts->items[part].program != NULL;
}

uint32_t parts_add_object(Parts *parts, const Object *object)
{
    const Object **grown = arena_grow(parts->arena, parts->objects, parts->n_objects,
                                      &parts->cap_objects, sizeof *grown);
    Object *copy = arena_new(parts->arena, Object);
    if (!grown || !copy || parts->n_objects >= UINT32_MAX) {
        return UINT32_MAX;
    }
    *copy = *object;
    parts->objects = grown;
    parts->objects[parts->n_objects] = copy;
    return (uint32_t)parts->n_objects++;
}

/* --- which format ------------------------------------------------------------------------------------- */

/* A text document of Word, by the type of its main part; a type that says nothing is no hindrance. */
static bool is_word(const OoxmlPackage *facts)
{
    if (facts->main == OOXML_NO_PART) {
        return false;
    }
    Str type = facts->types[facts->main];
    return type.len == 0 || ooxml_type_is(type, "application/xml") ||
           ooxml_type_is(type, "text/xml") || str_starts(type, STR(TYPES_WORD)) ||
           str_starts(type, STR(TYPES_MS_WORD));
}

/* By the mimetype; without one, which LibreOffice tolerates, by the manifest. */
static bool is_odt(const Package *package)
{
    const PkgPart *mimetype = pkgread_find(package, STR("mimetype"));
    if (mimetype) {
        Str type = str_trim(mimetype->bytes);
        return str_is(type, MIMETYPE) || str_is(type, MIMETYPE "-template");
    }
    const PkgPart *manifest = pkgread_find(package, STR("META-INF/manifest.xml"));
    return manifest && pkgread_find(package, STR("content.xml")) &&
           (str_find(manifest->bytes, STR("\"" MIMETYPE "\""), 0) != SIZE_MAX ||
            str_find(manifest->bytes, STR("\"" MIMETYPE "-template\""), 0) != SIZE_MAX);
}

const Format *format_of_package(const Package *package, const OoxmlPackage *ooxml)
{
    return is_odt(package) ? &format_odt : ooxml && is_word(ooxml) ? &format_docx : NULL;
}

const Format *format_by_name(Str name)
{
    static const Format *const formats[] = {&format_docx, &format_odt, &format_html, &format_txt};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (str_eq(name, formats[i]->name)) {
            return formats[i];
        }
    }
    return NULL;
}

/* --- compilation -------------------------------------------------------------------------------------- */

typedef struct Compilation {
    Arena *arena;
    const Package *package;
    const OoxmlPackage *ooxml; /* NULL: no OOXML package */
    Template *template;
    Deflater *deflater;
    Danger danger;
    bool has_hints; /* of TemplateOptions */
    uint32_t *io_sources;
    DiagList *diags;
    bool has_errors;
} Compilation;

static void deflater_done(Deflater **deflater)
{
    deflate_free(*deflater);
}

static Status note(Compilation *c, Status st)
{
    c->has_errors = c->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

/*
 * A part without a brace pair can't hold a tag, however it is split: two braces need two brace characters, or references
 * to them.
 */
static bool may_hold_tags(Str bytes)
{
    bool is_in_address =
        str_find(bytes, STR("%7B"), 0) != SIZE_MAX || str_find(bytes, STR("%7b"), 0) != SIZE_MAX;
    if (is_in_address) {
        return true;
    }
    if (str_find(bytes, STR("&#"), 0) != SIZE_MAX) {
        return true;
    }
    size_t first = str_find(bytes, STR("{"), 0);
    return first != SIZE_MAX && str_find(bytes, STR("{"), first + 1) != SIZE_MAX;
}

/* Copies text with `from` replaced by `to` wherever it stands. */
static Str replaced(Arena *arena, Str text, Str from, Str to)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    size_t kept = 0;
    for (size_t at = str_find(text, from, 0); at != SIZE_MAX; at = str_find(text, from, kept)) {
        buf_put(&out, str_sub(text, kept, at - kept));
        buf_put(&out, to);
        kept = at + from.len;
    }
    buf_put(&out, str_sub(text, kept, text.len));
    return buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
}

/* What comes of a .dotx or .ott is a document: its parts that tell the type say so. ptr NULL: no memory. */
static Str document_bytes(Compilation *c, const PkgPart *part)
{
    if (str_is(part->name, "[Content_Types].xml")) {
        return replaced(c->arena, part->bytes, STR(TYPE_TEMPLATE), STR(TYPE_MAIN));
    }
    if (str_is(part->name, "mimetype") || str_is(part->name, "META-INF/manifest.xml")) {
        return replaced(c->arena, part->bytes, STR(MIMETYPE "-template"), STR(MIMETYPE));
    }
    return part->bytes;
}

static Status make_static(Compilation *c, const PkgPart *part, size_t index)
{
    TemplatePart *out = &c->template->parts.items[index];
    Str bytes = document_bytes(c, part);
    if (!bytes.ptr && part->bytes.len > 0) {
        return ST_NOMEM;
    }
    out->bytes = bytes;
    if (str_is(part->name, "mimetype")) {
        out->entry = deflate_stored(part->name, bytes);
        return ST_OK;
    }
    CLEANUP(buf_done) Buf packed = {0};
    buf_init(&packed, LIMIT_PKG_ENTRY_BYTES + KIB);
    TRY(deflate_entry(c->deflater, part->name, bytes, &packed, &out->entry));
    if (out->entry.data.ptr == packed.ptr) {
        out->entry.data = arena_str(c->arena, out->entry.data);
    }
    return out->entry.data.ptr ? ST_OK : ST_NOMEM;
}

static Status make_program(Compilation *c, const PkgPart *part, PartRole role, size_t index)
{
    const Source *known = danger_source(&c->danger, index);
    Source *source = known ? source_new(c->arena, known->name, part->bytes, known->number) : NULL;
    if (!source) {
        return ST_NOMEM;
    }
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    TRY(xmlshelf_parse(c->package->shelf, c->arena, source, c->diags, &doc));
    TRY(danger_check_tree(&c->danger, index, doc));
    Lift lift = {.arena = c->arena,
                 .source = source,
                 .diags = c->diags,
                 .doc = doc,
                 .package = c->package,
                 .has_hints = c->has_hints,
                 .has_library = c->template->library != NULL,
                 .library = c->template->library,
                 .ooxml = c->ooxml,
                 .parts = &c->template->parts,
                 .part = index};
    TRY(lift_start(&lift));
    Status st = ST_OK;
    if (role == PART_DOCUMENT || role == PART_NOTES) {
        TRY(c->template->format->prepare(&lift));
        st = lift_document(&lift);
        if (st == ST_OK && lift.has_tags && c->template->format->settle) {
            st = c->template->format->settle(&lift);
        }
        if (st == ST_OK && lift.has_tags) {
            st = c->template->format->renew(&lift);
        }
    } else {
        lift.has_tags =
            c->template->format->drop_repeated && c->template->format->drop_repeated(&lift);
        st = lift_plain(&lift);
    }
    if (status_is_fatal(st)) {
        return st;
    }
    if (st == ST_OK && !lift.has_tags) {
        return make_static(c, part, index); /* its braces are no tags: the same bytes */
    }
    const Program *program = NULL;
    Status compiled = lift_compile(&lift, part->name, &program);
    c->template->parts.items[index].program = program;
    return status_is_fatal(compiled) || st == ST_OK ? compiled : st;
}

/* Parts that list others. */
static bool is_listing(Str name)
{
    return str_ends(name, STR(".rels")) || str_is(name, "META-INF/manifest.xml") ||
           str_is(name, "[Content_Types].xml");
}

static Status compile_part(Compilation *c, size_t index)
{
    PkgPart part = c->package->parts[index];
    Str changed = c->template->parts.items[index].bytes; /* set for listings only */
    part.bytes = changed.ptr ? changed : part.bytes;
    PartRole role = c->template->format->part_role(c->package, c->ooxml, index);
    bool has_left = parts_knows(&c->template->parts, index, FACT_NOTE_REPEATS, (Str){0});
    bool is_still =
        role == PART_STATIC || pkgread_is_zip(part.bytes); /* a document inserted whole */
    bool has_anchor = role == PART_DOCUMENT && anchors_in(&c->template->parts, part.bytes);
    if (is_still || (!may_hold_tags(part.bytes) && !has_left && !has_anchor)) {
        TRY(note(c, danger_check_bytes(&c->danger, index)));
        return make_static(c, &part, index);
    }
    return make_program(c, &part, role, index);
}

/* Listings come last: what only placeholders refer to has left them by then. */
/* Notes, and what tells about them, follow what refers to them; what lists the other parts comes last. */
static int turn_of(const Compilation *c, size_t index)
{
    if (is_listing(c->package->parts[index].name)) {
        return 2;
    }
    return c->template->format->part_role(c->package, c->ooxml, index) != PART_DOCUMENT;
}

static Status compile_parts(Compilation *c)
{
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < c->package->n_parts; i++) {
            if (turn_of(c, i) == turn) {
                TRY(note(c, compile_part(c, i)));
            }
        }
        if (turn == 1) {
            TRY(picture_drop_settle(&c->template->parts, c->package, c->ooxml));
        }
    }
    return ST_OK;
}

static Status compile_block(Arena *arena, Template *template, const Block *block, DiagList *diags)
{
    ProgBuilder *builder = prog_builder_new(arena, block->id, diags);
    if (!builder || !block->rich) {
        return builder ? ST_OK : ST_NOMEM;
    }
    Status st = emit_doc(template->format->emit, builder, template->library, &template->styles,
                         block->rich, false, diags);
    Status finished = prog_finish(builder, &template->blocks[block->index]); /* frees it too */
    return status_is_fatal(st) || (finished == ST_OK && st != ST_OK) ? st : finished;
}

Status template_compile_blocks(Arena *arena, Template *template, DiagList *diags)
{
    const Library *library = template->library;
    Status worst = ST_OK;
    template->blocks = arena_array(arena, library->n_blocks, const Program *);
    if (!template->blocks) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < library->n_blocks; i++) {
        Status st = compile_block(arena, template, library->blocks[i], diags);
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

static Status compile_all(Compilation *c)
{
    Template *t = c->template;
    for (size_t i = 0; i < c->package->n_parts;
         i++) { /* all at once: a part may look for another */
        if (!add_part(&t->parts, c->package->parts[i].name)) {
            return ST_NOMEM;
        }
    }
    t->parts.has_any_anchor = t->parts.has_clauses = t->library != NULL;
    for (size_t i = 0; i < c->package->n_parts; i++) {
        bool is_document = t->format->part_role(c->package, c->ooxml, i) == PART_DOCUMENT;
        TRY(is_document ? anchors_gather(&t->parts, c->package->parts[i].bytes) : ST_OK);
    }
    if (t->format->begin) {
        TRY(t->format->begin(&t->parts, c->package, c->ooxml, t->library));
    }
    TRY(compile_parts(c));
    TRY(note(c, danger_finish(&c->danger)));
    return t->library ? note(c, template_compile_blocks(c->arena, t, c->diags)) : ST_OK;
}

static Status compile_shelved(Arena *arena, const Package *package, const Library *library,
                              const TemplateOptions *options, int level, uint32_t *io_sources,
                              DiagList *diags, const Template **ret_template)
{
    const OoxmlPackage *ooxml = NULL;
    Status facts = ooxml_package_read(arena, package, io_sources, diags, &ooxml);
    if (status_is_fatal(facts)) {
        return facts;
    }
    const Format *format = format_of_package(package, ooxml);
    if (!format) {
        return kind_refuse_package(package, ooxml, diags);
    }
    ooxml = format == &format_docx ? ooxml : NULL;
    CLEANUP(deflater_done) Deflater *deflater = deflate_new(level);
    Template *template = arena_new(arena, Template);
    if (!deflater || !template) {
        return ST_NOMEM;
    }
    *template = (Template){.format = format, .library = library, .parts = {.arena = arena}};
    Package *adapted = arena_new(arena, Package); /* lives as long as the template */
    if (!adapted) {
        return ST_NOMEM;
    }
    Status found = adapt_package(arena, format, package, ooxml, library, options, io_sources, diags,
                                 adapted, &template->styles);
    if (status_is_fatal(found)) {
        return found;
    }
    DiagList unseen; /* of the package as it was read they are told already */
    diag_list_init(&unseen, arena);
    Status again = ooxml_package_read(arena, adapted, io_sources, &unseen, &ooxml);
    if (status_is_fatal(again)) {
        return again;
    }
    template->source = (PlaceSource){.format = format, .package = *adapted, .ooxml = ooxml};
    template->source.package.shelf = NULL; /* as below */
    size_t n_before = diags->n;
    Compilation c = {.arena = arena,
                     .package = adapted,
                     .ooxml = ooxml,
                     .template = template,
                     .has_hints = options && options->has_hints,
                     .deflater = deflater,
                     .io_sources = io_sources,
                     .diags = diags};
    TRY(danger_begin(&c.danger, arena, adapted, ooxml, io_sources, diags));
    TRY(note(&c, facts));
    TRY(note(&c, found));
    TRY(ids_first_free(arena, adapted, EXEC_FIRST_UID, &template->first_uid));
    TRY(compile_all(&c));
    torn_join(diags, n_before);
    place_fill(&template->source, diags, n_before);
    adapted->shelf = NULL;    /* which does not live as long */
    *ret_template = template; /* what was understood of it, if there are errors */
    return c.has_errors ? ST_INPUT : ST_OK;
}

Status template_compile_house(Arena *arena, const Package *package, const Library *library,
                              const TemplateOptions *options, int level, uint32_t *io_sources,
                              DiagList *diags, const Template **ret_template)
{
    CLEANUP(xmlshelf_clear) XmlShelf shelf = {0};
    Package shelved = *package;
    shelved.shelf = package->shelf ? package->shelf : &shelf;
    return compile_shelved(arena, &shelved, library, options, level, io_sources, diags,
                           ret_template);
}

Status template_compile(Arena *arena, const Package *package, const Library *library, int level,
                        uint32_t *io_sources, DiagList *diags, const Template **ret_template)
{
    return template_compile_house(arena, package, library, NULL, level, io_sources, diags,
                                  ret_template);
}

const Format *template_format(const Template *template)
{
    return template->format;
}

const PlaceSource *template_source(const Template *template)
{
    return &template->source;
}

static const Program *program_of_object(void *ctx, uint32_t number)
{
    const Parts *parts = ctx;
    return number < parts->n_objects ? parts->objects[number]->program : NULL;
}

Status template_expects(const Template *template, Expects *expects)
{
    const Parts *parts = &template->parts;
    const OoxmlPackage *ooxml = template->source.ooxml;
    const ExpectsHost host = {.ctx = (void *)(uintptr_t)parts, .object = program_of_object};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < parts->n; i++) {
            bool is_main = ooxml ? i == ooxml->main : str_is(parts->items[i].name, "content.xml");
            if (parts->items[i].program && is_main == (pass == 0)) {
                TRY(expects_add(expects, parts->items[i].program, &host));
            }
        }
    }
    return ST_OK;
}

void template_dump(const Template *template, Buf *out)
{
    for (size_t i = 0; i < template->parts.n; i++) {
        if (template->parts.items[i].program) {
            prog_dump(template->parts.items[i].program, out);
        }
    }
    for (size_t i = 0; template->blocks && i < template->library->n_blocks; i++) {
        if (template->blocks[i]) {
            prog_dump(template->blocks[i], out);
        }
    }
}
