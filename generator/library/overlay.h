/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay - a local library: a folder that changes wording, defaults and lists of a base library block by block. Its files are
 * merged with those of the base as trees, before anything is compiled; every node keeps its own place, so that a diagnostic
 * points into the file that holds the text (D-002: what differs from the base is kept and shown).
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/* How overlay.c reads: what library.c does for every file (place, sum, limits). */
typedef struct OverlayHost {
    void *ctx;
    /* Reads a YAML file of the local library; *ret_value NULL if it is malformed, which was reported. */
    Status (*read)(void *ctx, Str name, Value **ret_value);
    /* Compiles a schema by its file name. */
    Status (*schema)(void *ctx, const char *name, const Schema **ret_schema);
} OverlayHost;

/* A consideration, shared text or piece of the local library. */
typedef struct OverlayFile {
    Str folder; /* "considerations", "communs", "pieces" */
    Str name;   /* without ".yaml" */
    Value *value;
    Str target; /* "clause_heures", "communs/difficultes", "pieces.avis": what it changes; empty: it
                   is complete */
    bool is_used;
} OverlayFile;

typedef struct Overlay {
    Arena *arena;
    DiagList *diags;
    OverlayHost host;
    Str folder;
    Value *about;      /* bibliotheque.yaml of the local library */
    const Value *base; /* bibliotheque.yaml of the base */
    OverlayFile *files;
    size_t n_files;
    size_t cap_files;
    Value *lists;       /* map: list → {ajouts, changements, retraits} */
    Value *levels;      /* map: number of a rule → level */
    Value *rules;       /* list: rules of its own */
    Value *texts;       /* list: rules over wording of its own */
    Value *calcs;       /* list: calculations of its own */
    const Value *notes; /* suivi-base.yaml, or NULL */
    LibraryChanges changes;
    bool has_errors;
} Overlay;

/*
 * Finds the base that `about`, a valid bibliotheque.yaml with `base`, names: a folder inside the local library or beside it, else
 * `shipped`. Reports P-152, L-152. Borrowed from arena or the arguments.
 */
MUST_CHECK Status overlay_find_base(Overlay *overlay, Str shipped, Str *ret_folder);
/* Reads the local library but for bibliotheque.yaml, pieces and advice. Ordinary mistakes are reported and set has_errors. */
MUST_CHECK Status overlay_read(Overlay *overlay);

/* What is read after the library, where it is asked for: its files count in no sum. Borrowed as long as it is read. */
typedef struct OverlayLater {
    Overlay *overlay;
    Str schemas;
    uint32_t *io_sources;
} OverlayLater;
/* From here on files are read so; NULL for the overlay: there is nothing to read. */
void overlay_reopen(OverlayLater *later, DiagList *diags);
MUST_CHECK Status overlay_read_pieces(Overlay *overlay);
/* conseil.yaml; NULL if there is none, or it is not sound. */
MUST_CHECK Status overlay_read_advice(Overlay *overlay, Value **ret_value);

/*
 * The merges. All accept NULL for `overlay`, then *io_value stays as it is. Mistakes are reported and set has_errors; what
 * remains is sound enough to go on.
 */
/* bibliotheque.yaml of the base becomes that of the local library, with `base` = {id, titre, version}. */
MUST_CHECK Status overlay_about(Overlay *overlay, Value **io_value);
/* A consideration ("clause_heures") or shared text ("communs/x") of the base. schema: what the result follows. */
MUST_CHECK Status overlay_text(Overlay *overlay, Str target, const Schema *schema,
                               Value **io_value);
/* A list of a catalogue; `place` is "listes.publics", or "bibliotheque.blocs". */
MUST_CHECK Status overlay_list(Overlay *overlay, Str place, Str name, Value **io_list);
/* Lists that only the local library has (`entrees`), for those of the base. schema: of a catalogue. */
MUST_CHECK Status overlay_new_lists(Overlay *overlay, const Schema *schema, Value *catalogues);
/* Levels of the rules of a file of the base. */
MUST_CHECK Status overlay_levels(Overlay *overlay, Value **io_file);
/* The list of calculations with those of the local library behind. */
MUST_CHECK Status overlay_calcs(Overlay *overlay, Value **io_list);
/* Remembers a consideration, rule or calculation that only the local library has. */
MUST_CHECK Status overlay_added(Overlay *overlay, Str place, const Value *local);

/* After all is merged: what the local library names and the base does not have; what the base has changed since. */
MUST_CHECK Status overlay_finish(Overlay *overlay, const Library *library);

/* overlay_merge.c: for the merges. Places are dotted names, "clause_heures.corps.penalites". */
#define OVERLAY_MAX_NAMES 256 /* looked at for « did you mean » */
/* Notes that a mistake was reported. */
MUST_CHECK Status overlay_refuse(Overlay *overlay);
/* What the local library names and the base does not have; names: what the base has there. */
MUST_CHECK Status overlay_unknown(Overlay *overlay, Loc loc, Str place, Str name, const Str *names,
                                  size_t n);
/* The same of a member of a map whose base may be NULL. */
MUST_CHECK Status overlay_unknown_member(Overlay *overlay, Str place, const Member *member,
                                         const Value *base);
MUST_CHECK Status overlay_record(Overlay *overlay, Str place, const Value *base, const Value *local,
                                 Loc loc);
/* "place.name" in arena; ptr NULL without memory. */
Str overlay_join(Overlay *overlay, Str place, Str name);
/* The map with the local members in place of those of the base, null: without them. */
MUST_CHECK Status overlay_map(Overlay *overlay, Str place, const Value *base, const Value *local,
                              bool may_add, Value **ret_value);
/* "1.0.0" of the base and "1.2.0" of « val-ormoise » are 1.0.0+val-ormoise.1.2.0. */
MUST_CHECK Status overlay_version(Overlay *overlay, const Value *file, Value *merged);

/* A member of `merged`, a copy of the base's map, by the local one of this key, if there is one. */
MUST_CHECK Status overlay_replace(Overlay *overlay, Str place, const Value *local, const char *key,
                                  Value *merged);
/* Items of a list by name: what each is called, or empty, and how a local map changes one. */
typedef Str OverlayNameFn(const Value *item);
typedef struct OverlayItems {
    OverlayNameFn *name;
    Status (*change)(Overlay *overlay, Str place, const Value *item, const Value *change,
                     Value **ret_item);
} OverlayItems;
/* The list with the items that `changes`, a map by name, changes; null takes one away. */
MUST_CHECK Status overlay_items(Overlay *overlay, Str place, const Value *list,
                                const Member *changes, const OverlayItems *how, Value **ret_list);
/* The list with new items: each before the one that its key « avant » names, the others behind. */
MUST_CHECK Status overlay_insert(Overlay *overlay, Str place, const Value *list, const Value *added,
                                 OverlayNameFn *name, Value **ret_list);
/* Both, for the list of this name in `merged`, a copy of the base's map: what the keys of the local map say. */
MUST_CHECK Status overlay_change_items(Overlay *overlay, Str place, const Value *file,
                                       const char *changed, const char *added,
                                       const OverlayItems *how, Value *merged);
/* The file that changes "clause_heures", "communs/difficultes", "pieces.avis", or NULL. */
OverlayFile *overlay_find_file(Overlay *overlay, Str target);

/* overlay_piece.c: a piece of the base; NULL for `overlay` leaves it as it is. schema: what the result follows. */
MUST_CHECK Status overlay_piece(Overlay *overlay, const Schema *schema, Value **io_value);
/* After all pieces are read: files that change a piece which is not there; changes from the number `first` on are followed. */
MUST_CHECK Status overlay_finish_pieces(Overlay *overlay, const Library *library, size_t first);

/* overlay_advice.c: the advice of the base with what `local`, a valid conseil.yaml, changes. schema: of the result. */
MUST_CHECK Status overlay_advice(Overlay *overlay, const Schema *schema, const Value *local,
                                 Value **io_value);

/*
 * overlay_follow.c: the base as it is, against what suivi-base.yaml notes of it: whether it has another version; the changes from
 * the number `first` on.
 */
void overlay_follow_version(Overlay *overlay);
MUST_CHECK Status overlay_follow(Overlay *overlay, size_t first);
