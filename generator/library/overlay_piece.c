/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay_piece - the pieces of a local library over those of its base: titles and texts, chapter by chapter and block by block;
 * see overlay.h. Their places are short, "pieces.avis.clause_heures.mention.corps": no chapter or block is called « titre » or
 * « resume », says the schema.
 */
#include "generator/data/validate.h"
#include "generator/library/overlay.h"
#include "generator/library/pieces.h"

static Status change_block(Overlay *o, Str place, const Value *block, const Value *change,
                           Value **ret_block)
{
    return overlay_map(o, place, block, change, false, ret_block);
}

static Status change_chapter(Overlay *o, Str place, const Value *chapter, const Value *change,
                             Value **ret_chapter)
{
    static const OverlayItems blocks = {pieces_block_name, change_block};
    Value *merged = value_copy_shallow(o->arena, chapter);
    if (!merged) {
        return ST_NOMEM;
    }
    *ret_chapter = merged;
    TRY(overlay_replace(o, place, change, "titre", merged));
    return overlay_change_items(o, place, change, "blocs", "nouveaux_blocs", &blocks, merged);
}

Status overlay_piece(Overlay *o, const Schema *schema, Value **io_value)
{
    static const OverlayItems chapters = {pieces_chapter_name, change_chapter};
    static const char *const said[] = {"titre", "resume"};
    Str place =
        o ? overlay_join(o, STR("pieces"), value_get_text(*io_value, STR("id"))) : STR_EMPTY;
    OverlayFile *file = o ? overlay_find_file(o, place) : NULL;
    if (!file) {
        return !o || place.ptr ? ST_OK : ST_NOMEM;
    }
    file->is_used = true;
    Value *merged = value_copy_shallow(o->arena, *io_value);
    if (!merged) {
        return ST_NOMEM;
    }
    merged->loc = file->value->loc; /* what is missing in the whole is missing here */
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        TRY(overlay_replace(o, place, file->value, said[i], merged));
    }
    TRY(overlay_change_items(o, place, file->value, "chapitres", "nouveaux_chapitres", &chapters,
                             merged));
    Status st = validate_value(schema_root(schema), merged, STR_EMPTY, o->diags);
    if (st != ST_OK) {
        o->has_errors = true;
        return status_is_fatal(st) ? st : ST_OK; /* the base alone is sound */
    }
    *io_value = merged;
    return overlay_version(o, file->value, merged);
}

Status overlay_finish_pieces(Overlay *o, const Library *lib, size_t first)
{
    for (size_t i = 0; i < o->n_files; i++) {
        const OverlayFile *file = &o->files[i];
        Str names[OVERLAY_MAX_NAMES];
        size_t n = 0;
        if (!str_is(file->folder, "pieces") || file->target.len == 0 || file->is_used) {
            continue;
        }
        for (size_t k = 0; k < lib->n_pieces && n < OVERLAY_MAX_NAMES; k++) {
            names[n++] = lib->pieces[k].id;
        }
        const Value *target = value_get(file->value, STR("surcharge"));
        TRY(overlay_unknown(o, target->loc, STR("pieces"), target->text, names, n));
    }
    return o->has_errors ? ST_OK : overlay_follow(o, first);
}
