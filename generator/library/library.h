/* SPDX-License-Identifier: Apache-2.0 */
/*
 * library - the clause library: considerations, shared texts, catalogues, calculations, schemas.
 *
 * Floor 4 (library). May be used by: everyone above. Loaded once, then immutable and shared by threads.
 */
#pragma once

#include "generator/base/ahead.h"
#include "generator/data/schema.h"
#include "generator/expr/expr.h"
#include "generator/text/french.h"
#include "generator/text/mdread.h"
#include "generator/tmpl/prog.h"

/* What the library says of one field of a market or of an option; children for maps, items for lists of maps. */
typedef struct Field Field;
typedef struct FieldList {
    Field *items;
    size_t n;
} FieldList;
struct Field {
    Str name;
    const SchemaNode *node;
    const Expr *default_expr;  /* x-defaut, or NULL */
    const Expr *required_expr; /* x-requis-si, or NULL */
    const Value *catalogue;    /* list whose entries the texts name (x-catalogue), or NULL */
    bool is_per_lot;           /* x-par-lot: never splits an article */
    bool is_typographed;       /* free text: French typography applies */
    bool is_list;              /* `children` (or the catalogue) describe its items */
    bool is_required;          /* the schema asks for it */
    bool has_wrong_choices;    /* values that its catalogue lacks, which was reported */
    FieldList children;
};

/* One block of a clause or one shared text, laid out once. */
typedef struct Block {
    Str id;    /* "objet", or "communs/sous_traitance" */
    Str title; /* heading */
    Str text;  /* Markdown as it was written */
    const RichNode *rich;
    uint32_t index;             /* position in Library.blocks */
    const struct Block *shared; /* the shared text that is all of this block, or NULL */
    const Value *source;        /* of a shared text: its file */
} Block;

typedef struct Clause {
    Str id;
    Str code; /* "K1" */
    Str title;
    Str version;
    const Value *source; /* the whole file, for show and explain */
    const Schema *schema;
    FieldList options;
    const Block **blocks; /* by Library.block_order; NULL where the clause has none */
} Clause;

typedef enum CalcScope { CALC_MARKET, CALC_ARTICLE, CALC_LOT } CalcScope;

typedef struct Calc {
    Str id;
    const Clause *clause; /* NULL: every market */
    CalcScope scope;
    const Expr *expr;
    ValueMeta meta;
    Str fact; /* its name in reports over many contracts (`rapport`), or empty */
    const Value *source;
} Calc;

/* A rule of the domain: what is reported when its condition is true. */
typedef struct Rule {
    Str id; /* "D-115" */
    DiagSeverity level;
    const Clause *clause; /* NULL: whatever the consideration */
    CalcScope scope;      /* where the condition is evaluated: once, per article, per lot */
    const Expr *condition;
    const Program *message; /* in the library's language */
    Str hint;
    Str place;           /* dotted name of what the finding is about ("options.taux"), or empty */
    const Value *covers; /* numbers of rules that would tell the same fault once more, or NULL */
    const Value *source;
} Rule;

/* One text of a piece, under a heading of its own. */
typedef struct PieceBlock {
    const Block *block;
    Str condition; /* dotted name of a value that must be true, or empty */
} PieceBlock;

/* A chapter of a piece: once, or for each article of one consideration. */
typedef struct PieceChapter {
    Str title;            /* empty where the article's own stands */
    const Clause *clause; /* NULL: once */
    Str condition;
    PieceBlock *blocks;
    size_t n_blocks;
} PieceChapter;

/* A document of the tender beside the annex: what the notice, the rules of the consultation, the contract form … take over. */
typedef struct TenderPiece {
    Str id;
    Str title;
    Str version;
    Str condition;
    PieceChapter *chapters;
    size_t n_chapters;
    const Value *source;
} TenderPiece;

/* What it says to whoever chooses considerations: advice.h, read apart. */
typedef struct Advice Advice;

/* What must not stand in a text, and articles of law that texts cite; textrules.h. */
typedef struct TextRules TextRules;

typedef struct BlockKind {
    Str id;
    Str title;
} BlockKind;

/* One thing that a local library says otherwise than its base. */
typedef struct LibraryChange {
    Str place;          /* "clause_heures.corps.penalites", "listes.publics.SENIOR" */
    const Value *base;  /* what the base says; NULL: nothing */
    const Value *local; /* NULL: it is taken away */
    Loc loc;            /* where the local library says so */
} LibraryChange;

typedef struct LibraryChanges {
    LibraryChange *items;
    size_t n;
    size_t cap;
} LibraryChanges;

typedef struct Library {
    Str folder;
    bool is_partial; /* holds what some markets need, see library_begin_for */
    const Str *ids;  /* of all considerations, also of those that were not loaded */
    size_t n_ids;
    Str sha256; /* 64 hexadecimal digits over the names and bytes of all files */
    const Value
        *about; /* bibliotheque.yaml; a local library has `base` = {id, titre, version, sha256} */
    Str base_folder;         /* of the library that this one, a local one, changes; else empty */
    struct Overlay *overlay; /* overlay.h: of a local library, else NULL; written while the library,
                                its pieces and its advice are loaded */
    const LibraryChanges *changes; /* of `overlay`; never NULL once loaded */
    French french;                 /* how it is written: typography, spelling */
    const Schema *market_schema;
    FieldList market; /* fields of a market file */
    const Clause *clauses;
    size_t n_clauses;
    const Block *commons; /* shared texts */
    size_t n_commons;
    const Block **blocks; /* every block and shared text, by index */
    size_t n_blocks;
    const BlockKind *block_order;
    size_t n_block_order;
    const Calc *calcs;
    size_t n_calcs;
    struct LibraryUses
        *uses; /* names.h; written while the library, its pieces and its advice are loaded */
    const Rule *rules;
    size_t n_rules;
    const TenderPiece *pieces; /* none until pieces_load */
    size_t n_pieces;
    const TextRules *texts;  /* never NULL once loaded; may hold no rule */
    const Value *catalogues; /* map: list name → list of entries */
    const Value *laws;       /* map: reference id → entry */
} Library;

/*
 * Loads the library in `folder` with the schemas of `schemas` (marche.schema.json …). io_sources counts opened sources.
 * All mistakes of all files are reported in one run (Y-, S-, M-, T-, E-, L-). arena: owns the result.
 * shipped: the base of a local library that names no folder.
 */
MUST_CHECK Status library_load(Arena *arena, Str folder, Str schemas, Str shipped,
                               uint32_t *io_sources, DiagList *diags, const Library **ret_library);
/* The notes that a local library keeps of its base (suivi-base.yaml): what the base says of each thing it changes. */
void library_put_notes(const Library *library, Buf *out);

/*
 * The same with one consideration more, read from a file that stands elsewhere; it takes the place of one of its identifier or
 * code.
 */
MUST_CHECK Status library_load_with(Arena *arena, Str folder, Str schemas, Str shipped,
                                    Str clause_file, uint32_t *io_sources, DiagList *diags,
                                    const Library **ret_library);
/*
 * The same for the markets in `texts` (as they were read, YAML or JSON): only the considerations that they name, and what these
 * need. In two steps, for who has templates to compile: *ret_library has what templates need after the first, its calculations,
 * rules and sum after the second. In between only templates may look at it, and `arena` stays the caller's. ST_INPUT from either
 * step: anything is wrong, the library is a local one, or its text does not tell what is needed; whoever gets it loads the whole
 * library, which tells what. After ST_OK, library_end must follow. ahead: may be NULL; it must end before `arena` does, after all
 * this.
 */
typedef struct LibraryLoading LibraryLoading;
MUST_CHECK Status library_begin_for(Arena *arena, Ahead *ahead, Str folder, Str schemas,
                                    const Str *texts, size_t n_texts, uint32_t *io_sources,
                                    const Library **ret_library, LibraryLoading **ret_loading);
MUST_CHECK Status library_end(LibraryLoading *loading);
/* False if one of the diagnostics of a market or template may come from what a partial library leaves out. */
bool library_suffices(const Library *library, const DiagList *diags);

/* By identifier or code; NULL if there is none. */
const Clause *library_clause(const Library *library, Str id_or_code);
/* K2 stands before K10: <0, 0, >0. Library.clauses are in this order. */
int library_compare_codes(Str a, Str b);
/*
 * Reports a text that is none of the identifiers of a list of entries, or of a map of them, with the nearest. place: what names it,
 * a field or list, for the message.
 */
void library_report_entry(DiagList *diags, const Value *entries, const Value *id, Str place);
/* The nearest identifier, for « did you mean », or STR_EMPTY. */
Str library_nearest_clause(const Library *library, Str id);
/* The shared text "communs/x", or NULL. */
const Block *library_common(const Library *library, Str id);
/* The entry of a catalogue list with this id, or NULL. */
const Value *library_entry(const Value *list, Str id);
