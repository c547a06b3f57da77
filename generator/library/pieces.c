/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces - see pieces.h.
 */
#include "generator/library/pieces.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/validate.h"
#include "generator/library/audit.h"
#include "generator/library/clause.h"
#include "generator/library/names.h"
#include "generator/library/opened.h"
#include "generator/library/overlay.h"

static const Loc nowhere = {0};

/* --- reading ---------------------------------------------------------------------------------------------------- */

typedef struct Reading {
    LibraryDraft draft;
    const Schema *schema;
    Str schemas;
    Str folder;
    Overlay *overlay; /* of a local library, else NULL */
    uint32_t *io_sources;
    TenderPiece *pieces;
    size_t cap_pieces;
    bool has_errors;
    bool lacks_pieces; /* one of the base could not be read */
} Reading;

/* Remembers an ordinary failure and forwards a fatal one. */
static Status note(Reading *r, Status st)
{
    r->has_errors = r->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

/* A title with its typography. */
static Status typed(Reading *r, const Value *source, Str *ret_title)
{
    Str title = value_get_text(source, STR("titre"));
    CLEANUP(buf_done) Buf out = {0};
    *ret_title = STR_EMPTY;
    if (title.len == 0) {
        return ST_OK; /* of a chapter: the article's own */
    }
    buf_init(&out, LIMIT_YAML_BYTES);
    typo_put(&out, r->draft.lib.french.typography, title, 0);
    *ret_title = buf_ok(&out) ? arena_str(r->draft.arena, buf_str(&out)) : (Str){0};
    return ret_title->ptr ? ST_OK : ST_NOMEM;
}

static Status read_block(Reading *r, Str id, const Value *source, PieceBlock *block)
{
    Str title;
    TRY(typed(r, source, &title));
    block->condition = value_get_text(source, STR("si"));
    return clause_add_block(&r->draft, id, title, value_get(source, STR("corps")), &block->block);
}

static Status read_chapter(Reading *r, const TenderPiece *piece, const Value *source,
                           PieceChapter *chapter)
{
    const Value *blocks = value_get(source, STR("blocs"));
    const Value *clause = value_get(source, STR("pour"));
    TRY(typed(r, source, &chapter->title));
    chapter->condition = value_get_text(source, STR("si"));
    chapter->clause = clause ? library_clause(&r->draft.lib, clause->text) : NULL;
    TRY(note(r, audit_names(blocks, pieces_block_name, r->draft.diags)));
    chapter->blocks = arena_array(r->draft.arena, blocks->list.n, PieceBlock);
    if (!chapter->blocks) {
        return ST_NOMEM;
    }
    if (clause && !chapter->clause) {
        diag_add_near(r->draft.diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, clause->loc,
                      clause->text, library_nearest_clause(&r->draft.lib, clause->text));
        return ST_INPUT;
    }
    for (size_t i = 0; i < blocks->list.n; i++) {
        TRY(note(r, read_block(r, piece->id, blocks->list.items[i], &chapter->blocks[i])));
    }
    chapter->n_blocks = blocks->list.n;
    return ST_OK;
}

static bool is_known(Reading *r, const Value *source)
{
    const Value *id = value_get(source, STR("id"));
    for (size_t i = 0; i < r->draft.lib.n_pieces; i++) {
        if (str_eq(r->pieces[i].id, id->text)) {
            diag_add1(r->draft.diags, LIB_DUPLICATE, id->loc, id->text)->other =
                value_get(r->pieces[i].source, STR("id"))->loc;
            return true;
        }
    }
    return false;
}

static Status add_piece(Reading *r, const Value *source)
{
    const Value *chapters = value_get(source, STR("chapitres"));
    if (is_known(r, source)) {
        return ST_INPUT;
    }
    TRY(note(r, audit_names(chapters, pieces_chapter_name, r->draft.diags)));
    r->pieces = arena_grow(r->draft.arena, r->pieces, r->draft.lib.n_pieces, &r->cap_pieces,
                           sizeof(TenderPiece));
    if (!r->pieces) {
        return ST_NOMEM;
    }
    r->draft.lib.pieces = r->pieces;
    TenderPiece *piece = &r->pieces[r->draft.lib.n_pieces++];
    *piece = (TenderPiece){.id = value_get_text(source, STR("id")),
                           .version = value_get_text(source, STR("version")),
                           .condition = value_get_text(source, STR("si")),
                           .chapters = arena_array(r->draft.arena, chapters->list.n, PieceChapter),
                           .source = source};
    TRY(typed(r, source, &piece->title));
    for (size_t i = 0; piece->chapters && i < chapters->list.n; i++) {
        TRY(note(r, read_chapter(r, piece, chapters->list.items[i], &piece->chapters[i])));
        piece->n_chapters = i + 1;
    }
    return piece->chapters ? ST_OK : ST_NOMEM;
}

static Status read_file(Reading *r, Str name)
{
    Value *value = NULL;
    TRY(opened_yaml(r->draft.arena, r->folder, name, r->schema, r->io_sources, r->draft.diags,
                    &value));
    TRY(overlay_piece(r->overlay, r->schema, &value));
    return add_piece(r, value);
}

static Status read_base(Reading *r)
{
    Str *names = NULL;
    size_t n = 0;
    if (file_kind(r->folder, true) != FILE_FOLDER) {
        return ST_OK;
    }
    TRY(file_list(r->draft.arena, r->folder, r->draft.diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".yaml")) && names[i].ptr[0] != '.') {
            Status st = read_file(r, names[i]);
            r->lacks_pieces = r->lacks_pieces || st != ST_OK;
            TRY(note(r, st));
        }
    }
    return ST_OK;
}

/* --- those of a local library ----------------------------------------------------------------------------------- */

/* Pieces that only the local library has. */
static Status add_local(Reading *r)
{
    for (size_t i = 0; r->overlay && i < r->overlay->n_files; i++) {
        const OverlayFile *file = &r->overlay->files[i];
        if (file->target.len > 0 || !str_is(file->folder, "pieces")) {
            continue;
        }
        Status st = validate_value(schema_root(r->schema), file->value, STR_EMPTY, r->draft.diags);
        TRY(note(r, st));
        if (st == ST_OK) {
            Str id = value_get_text(file->value, STR("id"));
            TRY(overlay_added(r->overlay, overlay_join(r->overlay, STR("pieces"), id),
                              file->value));
            TRY(note(r, add_piece(r, file->value)));
        }
    }
    return ST_OK;
}

static Status read_all(Reading *r)
{
    Overlay *o = r->overlay;
    size_t first = o ? o->changes.n : 0;
    if (o) {
        OverlayLater later = {o, r->schemas, r->io_sources};
        overlay_reopen(&later, r->draft.diags);
        TRY(overlay_read_pieces(o));
    }
    TRY(read_base(r));
    TRY(add_local(r));
    if (o && !r->lacks_pieces) {
        TRY(overlay_finish_pieces(o, &r->draft.lib, first));
    }
    r->has_errors = r->has_errors || (o && o->has_errors);
    return note(r, names_check_pieces(&r->draft.lib, r->draft.arena, r->draft.diags));
}

/* The blocks of the copy are in a list of its own: those of pieces follow. */
static Status copy_blocks(LibraryDraft *d)
{
    size_t n = d->lib.n_blocks;
    d->cap_blocks = n + 64;
    d->blocks = arena_array(d->arena, d->cap_blocks, const Block *);
    if (!d->blocks) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        d->blocks[i] = d->lib.blocks[i];
    }
    d->lib.blocks = d->blocks;
    return ST_OK;
}

Status pieces_load(Arena *arena, const Library *library, Str schemas, uint32_t *io_sources,
                   DiagList *diags, const Library **ret_library)
{
    Str base = library->base_folder;
    Str own = file_join(arena, library->folder, STR("pieces"));
    Reading r = {.draft = {.lib = *library, .arena = arena, .diags = diags},
                 .schemas = schemas,
                 .folder = base.len > 0 ? file_join(arena, base, STR("pieces")) : own,
                 .overlay = library->overlay,
                 .io_sources = io_sources};
    *ret_library = library;
    if (!own.ptr || !r.folder.ptr) {
        return ST_NOMEM;
    }
    if (file_kind(r.folder, true) != FILE_FOLDER && file_kind(own, true) != FILE_FOLDER) {
        return ST_OK;
    }
    TRY(copy_blocks(&r.draft));
    TRY(opened_schema(arena, schemas, STR("piece.schema.json"), io_sources, diags, &r.schema));
    TRY(read_all(&r));
    Library *copy = arena_new(arena, Library);
    if (!copy) {
        return ST_NOMEM;
    }
    *copy = r.draft.lib;
    *ret_library = copy;
    return r.has_errors ? ST_INPUT : ST_OK;
}

Str pieces_chapter_name(const Value *chapter)
{
    Str id = value_get_text(chapter, STR("id"));
    return id.len > 0 ? id : value_get_text(chapter, STR("pour"));
}

Str pieces_block_name(const Value *block)
{
    return value_get_text(block, STR("id"));
}

const TenderPiece *pieces_find(const Library *library, Str id)
{
    for (size_t i = 0; i < library->n_pieces; i++) {
        if (str_eq(library->pieces[i].id, id)) {
            return &library->pieces[i];
        }
    }
    return NULL;
}

Str pieces_nearest(const Library *library, Str id)
{
    Str names[64];
    size_t n = 0;
    for (size_t i = 0; i < library->n_pieces && n < 64; i++) {
        names[n++] = library->pieces[i].id;
    }
    return validate_nearest(id, names, n);
}

/* --- one piece of one market ------------------------------------------------------------------------------------ */

typedef struct Making {
    Arena *arena;
    const TenderPiece *piece;
    const Value *root;
    Value *chapters; /* what a template sees as `articles` */
} Making;

/* True without a condition, or if the value that it names is. An article's names come before the market's. */
static bool holds(const Making *m, Str condition, const Value *article)
{
    const Value *value = article ? value_path(article, condition) : NULL;
    value = value ? value : value_path(m->root, condition);
    return condition.len == 0 || (value && value_is_true(value));
}

static Status put_text(Arena *arena, Value *map, const char *key, Str text)
{
    Value *value = text.ptr ? value_text(arena, nowhere, text) : NULL;
    return value ? value_map_set(arena, map, str_of(key), value) : ST_NOMEM;
}

static Status add_block(const Making *m, Value *list, const Block *block)
{
    Value *map = value_map(m->arena, nowhere);
    Value *body = value_text(m->arena, nowhere, block->id);
    Str id = arena_printf(m->arena, "bloc%u", (unsigned)(list->list.n + 1));
    if (!map || !body) {
        return ST_NOMEM;
    }
    body->rich = block;
    TRY(put_text(m->arena, map, "id", id));
    TRY(put_text(m->arena, map, "titre", block->title));
    TRY(put_text(m->arena, map, "ancre", id));
    TRY(value_map_set(m->arena, map, STR("corps"), body));
    return value_list_add(m->arena, list, map);
}

/* A chapter over one article, or over the market; nothing where no block has its condition. */
static Status add_chapter(const Making *m, const PieceChapter *chapter, const Value *article)
{
    Value *blocks = value_list(m->arena, nowhere);
    Value *view = article ? value_copy_shallow(m->arena, article) : value_map(m->arena, nowhere);
    if (!blocks || !view) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < chapter->n_blocks; i++) {
        if (holds(m, chapter->blocks[i].condition, article)) {
            TRY(add_block(m, blocks, chapter->blocks[i].block));
        }
    }
    if (blocks->list.n == 0) {
        return ST_OK;
    }
    size_t number = m->chapters->list.n + 1;
    Value *one = value_num(m->arena, nowhere, num_from_int(1));
    TRY(one ? value_map_set(m->arena, view, STR("exemplaire"), one) : ST_NOMEM);
    TRY(put_text(m->arena, view, "id", m->piece->id));
    TRY(put_text(m->arena, view, "version", m->piece->version));
    TRY(put_text(m->arena, view, "ancre", arena_printf(m->arena, "chapitre%u", (unsigned)number)));
    TRY(put_text(m->arena, view, "etiquette",
                 arena_printf(m->arena, "%.*s@%.*s#%zu", STR_ARG(m->piece->id),
                              STR_ARG(m->piece->version), number)));
    if (!article || chapter->title.len > 0) {
        TRY(put_text(m->arena, view, "titre", chapter->title));
    }
    TRY(value_map_set(m->arena, view, STR("blocs"), blocks));
    return value_list_add(m->arena, m->chapters, view);
}

/* Once, or for each article of its consideration. */
static Status add_chapters(const Making *m, const PieceChapter *chapter)
{
    const Value *articles = value_get(m->root, STR("articles"));
    if (!chapter->clause) {
        return holds(m, chapter->condition, NULL) ? add_chapter(m, chapter, NULL) : ST_OK;
    }
    for (size_t i = 0; articles && i < articles->list.n; i++) {
        const Value *article = articles->list.items[i];
        if (str_eq(value_get_text(article, STR("id")), chapter->clause->id) &&
            holds(m, chapter->condition, article)) {
            TRY(add_chapter(m, chapter, article));
        }
    }
    return ST_OK;
}

Status pieces_root(Arena *arena, const TenderPiece *piece, const Value *root, Value **ret_root)
{
    Making m = {
        .arena = arena, .piece = piece, .root = root, .chapters = value_list(arena, nowhere)};
    const Value *document = value_get(root, STR("document"));
    Value *copy = value_copy_shallow(arena, root);
    Value *about = document ? value_copy_shallow(arena, document) : value_map(arena, nowhere);
    Value *first =
        value_num(arena, nowhere, num_from_int(1)); /* the annex alone goes on from the contract */
    *ret_root = NULL;
    if (!m.chapters || !copy || !about || !first) {
        return ST_NOMEM;
    }
    if (!holds(&m, piece->condition, NULL)) {
        return ST_OK;
    }
    for (size_t i = 0; i < piece->n_chapters; i++) {
        TRY(add_chapters(&m, &piece->chapters[i]));
    }
    if (m.chapters->list.n == 0) {
        return ST_OK;
    }
    TRY(put_text(arena, about, "titre", piece->title));
    TRY(value_map_set(arena, about, STR("premier_article"), first));
    TRY(value_map_set(arena, copy, STR("document"), about));
    TRY(value_map_set(arena, copy, STR("articles"), m.chapters));
    *ret_root = copy;
    return ST_OK;
}
