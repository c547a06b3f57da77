/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_overlay - a local library over its base: what is merged, what is recorded, whose sums documents carry, what notes give back; pieces and advice too.
 */
#include "tests/unit/library_fixture.h"

#include "generator/base/mem.h"
#include "generator/library/advice.h"
#include "generator/library/pieces.h"

#define ABOUT                                                                                      \
    "id: locale\ntitre: Bibliothèque locale\nversion: 1.2.0\ndate: 2026-05-01\n"                  \
    "base: {id: essai, dossier: base}\n"
#define CLAUSE_HEAD "surcharge: essai\nversion: 2.0.0\n"

/* One file of the local library. */
typedef struct File {
    const char *name;
    const char *text;
} File;

static void put(Fixture *f, Str folder, File file)
{
    Str path = file_join(&f->arena, folder, str_of(file.name));
    assert_int_equal(file_make_folder(file_folder(path), &f->diags), ST_OK);
    assert_int_equal(file_write_atomic(path, str_of(file.text), false, &f->diags), ST_OK);
}

/* A folder in /tmp with the small library as base/ and the files of a local one around it; the caller removes it. */
static Str make_local(Fixture *f, const File *files, size_t n)
{
    Str top = library_folder(f, "base", (Change){0});
    put(f, top, (File){"bibliotheque.yaml", ABOUT});
    for (size_t i = 0; i < n; i++) {
        put(f, top, files[i]);
    }
    return top;
}

static Status load_at(Arena *arena, Str top, DiagList *diags, const Library **ret_library)
{
    uint32_t n_sources = 0;
    Str schemas = file_join(arena, top, STR("schemas"));
    *ret_library = NULL;
    return schemas.ptr ? library_load(arena, top, schemas, STR("/nonexistent"), &n_sources, diags,
                                      ret_library)
                       : ST_NOMEM;
}

/* The small library with the files of a local one over it; NULL if it is not sound, then f->diags says why. */
static const Library *load_local(Fixture *f, const File *files, size_t n)
{
    const Library *library = NULL;
    Str top = make_local(f, files, n);
    Status st = load_at(&f->arena, top, &f->diags, &library);
    assert_int_equal(st == ST_OK, library != NULL);
    DiagList kept = f->diags;
    library_remove(f, top);
    f->diags = kept;
    return library;
}

static const LibraryChange *find_change(const Library *lib, const char *place)
{
    for (size_t i = 0; i < lib->changes->n; i++) {
        if (str_is(lib->changes->items[i].place, place)) {
            return &lib->changes->items[i];
        }
    }
    return NULL;
}

/* What is written replaces, what is not stays; every node keeps its file. */
static void test_merged(void **state)
{
    Fixture *f = *state;
    const File files[] = {{"considerations/essai.yaml", CLAUSE_HEAD
                           "options:\n  taux: {default: 6}\n"
                           "corps:\n  penalites: |\n    Dix euros.\n  difficultes: null\n"}};
    const Library *lib = load_local(f, files, 1);
    assert_non_null(lib);
    const Clause *clause = &lib->clauses[0];
    assert_true(str_is(clause->version, "0.1.0+locale.2.0.0"));
    const Value *taux = value_path(clause->source, STR("options.taux"));
    assert_true(str_is(value_get(taux, STR("default"))->text, "6"));
    assert_true(str_is(value_get(taux, STR("maximum"))->text, "50"));
    assert_true(str_ends(value_get(taux, STR("default"))->loc.source->name,
                         STR("/considerations/essai.yaml")));
    assert_int_equal(str_find(value_get(taux, STR("default"))->loc.source->name, STR("/base/"), 0),
                     SIZE_MAX);
    assert_int_not_equal(
        str_find(value_get(taux, STR("maximum"))->loc.source->name, STR("/base/"), 0), SIZE_MAX);
    assert_true(str_is(clause->blocks[5]->text, "Dix euros.\n"));
    assert_true(str_is(clause->blocks[3]->text, library_small(f)->clauses[0].blocks[3]->text.ptr));
    assert_null(clause->blocks[6]);
}

/* Each change is recorded with what the base said; what is the same is none. */
static void test_changes(void **state)
{
    Fixture *f = *state;
    const File files[] = {{"considerations/essai.yaml",
                           CLAUSE_HEAD "titre: Clause d'essai\noptions:\n  taux: {default: 6}\n"
                                       "corps:\n  difficultes: null\n"},
                          {"publics.yaml",
                           "publics:\n  ajouts: [{id: AUTRE, libelle: autres}]\n"
                           "  changements: {SENIOR: {libelle: anciens}}\n  retraits: [JEUNE]\n"}};
    const Library *lib = load_local(f, files, 2);
    assert_non_null(lib);
    assert_int_equal(lib->changes->n, 5);
    assert_null(find_change(lib, "essai.titre"));
    assert_true(str_is(find_change(lib, "essai.options.taux.default")->base->text, "5"));
    assert_true(str_is(find_change(lib, "essai.options.taux.default")->local->text, "6"));
    assert_null(find_change(lib, "essai.corps.difficultes")->local);
    assert_null(find_change(lib, "listes.publics.AUTRE")->base);
    assert_null(find_change(lib, "listes.publics.JEUNE")->local);
    assert_non_null(find_change(lib, "listes.publics.SENIOR.libelle"));
    const Value *publics = value_get(lib->catalogues, STR("publics"));
    assert_int_equal(publics->list.n, 2);
    assert_true(str_is(value_get_text(publics->list.items[0], STR("libelle")), "anciens"));
    assert_true(str_is(value_get_text(publics->list.items[1], STR("id")), "AUTRE"));
}

/* The sum of the base is that of the base alone; that of the local library follows its own files only. */
static void test_sums(void **state)
{
    Fixture *f = *state;
    const File files[] = {{"considerations/essai.yaml", CLAUSE_HEAD "titre: Clause locale\n"},
                          {"suivi-base.yaml", "base: {id: essai, version: 0.1.0, sha256: \""
                                              "00000000000000000000000000000000"
                                              "00000000000000000000000000000000\"}\n"
                                              "passages: []\n"}};
    const Library *one = load_local(f, files, 1);
    const Library *noted = load_local(f, files, 2);
    const Library *none = load_local(f, files, 0);
    assert_non_null(one);
    assert_non_null(noted);
    assert_non_null(none);
    Str base = library_small(f)->sha256;
    assert_true(str_eq(value_get_text(value_get(one->about, STR("base")), STR("sha256")), base));
    assert_true(str_eq(value_get_text(value_get(none->about, STR("base")), STR("sha256")), base));
    assert_false(str_eq(one->sha256, base));
    assert_false(str_eq(one->sha256, none->sha256));
    assert_true(str_eq(one->sha256, noted->sha256)); /* notes are no text of the library */
    assert_int_equal(none->changes->n, 0);
}

/* A default that is written takes the place of one that is computed, and the other way round. */
static void test_defaults(void **state)
{
    Fixture *f = *state;
    const File computed = {"considerations/essai.yaml",
                           CLAUSE_HEAD "options:\n  taux: {x-defaut: lot.num + 5}\n"};
    const Library *lib = load_local(f, &computed, 1);
    assert_non_null(lib);
    const Value *taux = value_path(lib->clauses[0].source, STR("options.taux"));
    assert_null(value_get(taux, STR("default")));
    assert_non_null(value_get(taux, STR("x-defaut")));
    assert_null(find_change(lib, "essai.options.taux.default")->local);
}

/* Notes say what was said, whatever characters it has: with them nothing is reported. */
static void test_notes(void **state)
{
    Fixture *f = *state;
    File files[] = {{"considerations/essai.yaml", CLAUSE_HEAD
                     "titre: Clause locale\noptions:\n  taux: {minimum: 2, title: Part}\n"
                     "corps:\n  modalites: |\n    Rien.\n  public: |\n    Tous.\n"},
                    {"publics.yaml", "publics:\n  retraits: [JEUNE]\n"},
                    {"suivi-base.yaml", NULL}};
    const Library *lib = load_local(f, files, 2);
    assert_non_null(lib);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, LIB_BASE_UNNOTED);
    CLEANUP(buf_done) Buf notes = {0};
    buf_init(&notes, LIMIT_YAML_BYTES);
    library_put_notes(lib, &notes);
    assert_true(buf_ok(&notes));
    files[2].text = arena_str(&f->arena, buf_str(&notes)).ptr;
    assert_non_null(load_local(f, files, 3));
    assert_int_equal(f->diags.n, 0);
    files[2].text = "base: {id: essai, version: 0.1.0, sha256: \"0000000000000000000000000000000"
                    "000000000000000000000000000000000\"}\n"
                    "passages:\n  - {sur: essai.titre, version: 0.1.0, texte: Une autre}\n";
    assert_non_null(load_local(f, files, 3));
    assert_int_equal(f->diags.n, 6); /* one changed, five unnoted */
    assert_int_equal(f->diags.n_errors, 0);
}

/* --- pieces --------------------------------------------------------------------------------------------------------- */

#define PIECE                                                                                      \
    {                                                                                              \
        "base/pieces/avis.yaml",                                                                   \
            "id: avis\ntitre: Avis\nversion: 0.3.0\nresume: Un avis d'essai.\n"                    \
            "source: essai\nsi: clauses\nchapitres:\n"                                             \
            "  - id: debut\n    titre: Début\n    blocs:\n"                                       \
            "      - {id: un, titre: Un, corps: \"{{marche.objet}}\"}\n"                           \
            "      - {id: deux, titre: Deux, si: clauses, corps: Deux.}\n"                         \
            "      - {titre: Trois, corps: Trois.}\n"                                              \
            "  - pour: essai\n    blocs:\n"                                                        \
            "      - {id: taux, titre: Taux, corps: \"{{options.taux}}\"}\n"                       \
    }
#define PIECE_HEAD "surcharge: avis\nversion: 2.0.0\n"

static Status load_pieces_at(Arena *arena, Str top, DiagList *diags, const Library **ret_library)
{
    uint32_t n_sources = 100; /* behind those of the library */
    Str schemas = file_join(arena, top, STR("schemas"));
    TRY(load_at(arena, top, diags, ret_library));
    const Library *library = *ret_library;
    return pieces_load(arena, library, schemas, &n_sources, diags, ret_library);
}

/* The small library with a piece, the files of a local one over it, pieces loaded; f->diags has what was said. */
static const Library *load_pieces(Fixture *f, const File *files, size_t n, Status wanted)
{
    const Library *library = NULL;
    Str top = make_local(f, files, n);
    assert_int_equal(load_pieces_at(&f->arena, top, &f->diags, &library), wanted);
    DiagList kept = f->diags;
    library_remove(f, top);
    f->diags = kept;
    return library;
}

/* Chapters and blocks by name, new ones where they belong; what is not named is the base's. */
static void test_pieces(void **state)
{
    Fixture *f = *state;
    const File files[] = {
        PIECE,
        {"pieces/avis.yaml", PIECE_HEAD
         "titre: Avis d'ici\nchapitres:\n"
         "  debut:\n    titre: D'abord\n"
         "    blocs: {un: {corps: Ici.}, deux: null}\n"
         "    nouveaux_blocs:\n      - {titre: Quatre, corps: Quatre.}\n"
         "      - {id: zero, avant: un, titre: Zéro, corps: Zéro.}\n"
         "nouveaux_chapitres:\n"
         "  - {id: encore, avant: essai, titre: Encore, blocs: [{titre: Texte, corps: B.}]}\n"},
        {"pieces/fiche.yaml", "id: fiche\ntitre: Fiche\nversion: 1.0.0\nresume: Une fiche d'ici.\n"
                              "source: ici\nchapitres:\n"
                              "  - {titre: Un, blocs: [{titre: Deux, corps: Trois.}]}\n"}};
    const Library *lib = load_pieces(f, files, 3, ST_OK);
    assert_int_equal(lib->n_pieces, 2);
    const TenderPiece *piece = pieces_find(lib, STR("avis"));
    assert_true(str_is(piece->title, "Avis d’ici"));
    assert_true(str_is(piece->version, "0.3.0+locale.2.0.0"));
    assert_true(str_is(piece->condition, "clauses"));
    assert_int_equal(piece->n_chapters, 3);
    const PieceChapter *first = &piece->chapters[0];
    static const char *const titles[] = {"Zéro", "Un", "Trois", "Quatre"};
    assert_true(str_is(first->title, "D’abord"));
    assert_int_equal(first->n_blocks, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(str_is(first->blocks[i].block->title, titles[i]));
    }
    assert_true(str_is(first->blocks[1].block->text, "Ici."));
    assert_true(str_is(piece->chapters[1].title, "Encore"));
    assert_ptr_equal(piece->chapters[2].clause, &lib->clauses[0]);
    assert_true(str_is(pieces_find(lib, STR("fiche"))->version, "1.0.0"));

    assert_int_equal(lib->changes->n, 8);
    assert_true(str_is(find_change(lib, "pieces.avis.titre")->base->text, "Avis"));
    assert_true(str_is(find_change(lib, "pieces.avis.debut.titre")->base->text, "Début"));
    assert_true(str_is(find_change(lib, "pieces.avis.debut.un.corps")->local->text, "Ici."));
    assert_null(find_change(lib, "pieces.avis.debut.deux")->local);
    assert_null(find_change(lib, "pieces.avis.debut.zero")->base);
    assert_null(find_change(lib, "pieces.avis.debut.Quatre")->base);
    assert_null(find_change(lib, "pieces.avis.encore")->base);
    assert_null(find_change(lib, "pieces.fiche")->base);
    assert_int_equal(f->diags.n, 1); /* nothing notes what the base says */
    assert_int_equal(f->diags.items[0].code, LIB_BASE_UNNOTED);
}

/* Pieces belong to the sum of the local library, and to the notes; those of the base to the sum of the base. */
static void test_pieces_noted(void **state)
{
    Fixture *f = *state;
    File files[] = {PIECE,
                    {"pieces/avis.yaml", PIECE_HEAD "chapitres: {debut: {blocs: {un: null}}}\n"},
                    {"suivi-base.yaml", NULL}};
    const Library *bare = load_pieces(f, files, 1, ST_OK);
    const Library *lib = load_pieces(f, files, 2, ST_OK);
    assert_false(str_eq(lib->sha256, bare->sha256));
    Str base = value_get_text(value_get(lib->about, STR("base")), STR("sha256"));
    assert_true(str_eq(base, value_get_text(value_get(bare->about, STR("base")), STR("sha256"))));
    assert_false(str_eq(base, library_small(f)->sha256));
    CLEANUP(buf_done) Buf notes = {0};
    buf_init(&notes, LIMIT_YAML_BYTES);
    library_put_notes(lib, &notes);
    assert_int_not_equal(str_find(buf_str(&notes), STR("pieces.avis.debut.un"), 0), SIZE_MAX);
    files[2].text = arena_str(&f->arena, buf_str(&notes)).ptr;
    (void)load_pieces(f, files, 3, ST_OK);
    assert_int_equal(f->diags.n, 0);
    files[0].text =
        arena_printf(&f->arena, "%s      - {titre: Plus, corps: Plus.}\n", files[0].text).ptr;
    (void)load_pieces(f, files, 3, ST_OK);
    assert_int_equal(f->diags.n, 0); /* the base changed elsewhere */
    size_t at = str_find(str_of(files[0].text), STR("titre: Un,"), 0);
    files[0].text = arena_printf(&f->arena, "%.*stitre: Une,%s", (int)at, files[0].text,
                                 files[0].text + at + strlen("titre: Un,"))
                        .ptr;
    (void)load_pieces(f, files, 3, ST_OK);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, LIB_BASE_CHANGED);
}

/* What the local library names and the piece does not have, at its place; a name that two have. */
static void test_pieces_wrong(void **state)
{
    static const struct {
        const char *text;
        DiagCode code;
        unsigned line;
    } cases[] = {
        {"surcharge: avi\nversion: 1.0.0\ntitre: Avis\n", LIB_OVERLAY_UNKNOWN_NEAR, 1},
        {PIECE_HEAD "chapitres: {fin: {titre: Fin}}\n", LIB_OVERLAY_UNKNOWN, 3},
        {PIECE_HEAD "chapitres:\n  debut: {blocs: {uns: null}}\n", LIB_OVERLAY_UNKNOWN_NEAR, 4},
        {PIECE_HEAD "chapitres: {debut: {blocs: {\"\": null}}}\n", LIB_OVERLAY_UNKNOWN, 3},
        {PIECE_HEAD
         "nouveaux_chapitres:\n  - {avant: fin, titre: Fin, blocs: [{titre: Texte, corps: B.}]}\n",
         LIB_OVERLAY_UNKNOWN, 4},
        {PIECE_HEAD
         "nouveaux_chapitres:\n  - {id: debut, titre: Fin, blocs: [{titre: Texte, corps: B.}]}\n",
         LIB_DUPLICATE, 4},
        {PIECE_HEAD "chapitres: {essai: {blocs: {taux: null}}}\n", VALUE_EMPTY_LIST, 3},
        {"id: avis\ntitre: Avis\nversion: 1.0.0\nresume: Un avis d'ici.\nsource: ici\nchapitres:\n"
         "  - {titre: Un, blocs: [{titre: Deux, corps: Trois.}]}\n",
         LIB_DUPLICATE, 1},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const File files[] = {PIECE, {"pieces/avis.yaml", cases[i].text}};
        (void)load_pieces(f, files, 2, ST_INPUT);
        assert_int_equal(f->diags.n_errors, 1);
        size_t at = f->diags.items[0].severity == DIAG_ERROR ? 0 : 1;
        assert_int_equal(f->diags.items[at].code, cases[i].code);
        assert_int_equal(f->diags.items[at].loc.line, cases[i].line);
        assert_true(str_ends(f->diags.items[at].loc.source->name, STR("/pieces/avis.yaml")));
        assert_int_equal(str_find(f->diags.items[at].loc.source->name, STR("/base/"), 0), SIZE_MAX);
    }
}

/* --- advice --------------------------------------------------------------------------------------------------------- */

#define SAID "phrase: Une phrase du conseil d'essai., donnees: [marche.montant]"
#define ADVICE                                                                                     \
    {                                                                                              \
        "base/conseil.yaml",                                                                       \
            "considerations:\n  - consideration: essai\n    cas:\n"                                \
            "      - {id: D-001, nom: jamais, si: marche.montant < 10, avis: impossible, rang: "   \
            "9, " SAID "}\n"                                                                       \
            "      - {id: D-002, nom: petit, si: marche.montant < 99, avis: deconseillee, rang: "  \
            "9, " SAID "}\n"                                                                       \
            "      - {id: D-003, nom: autre, avis: possible, rang: 9, " SAID "}\n"                 \
            "rappels:\n  - {id: D-004, nom: garde, considerations: [essai], si: marche.montant < " \
            "9, " SAID "}\n"                                                                       \
            "aucune:\n  - {id: D-005, nom: rien, titre: Titre, debut: Voici le début., fin: "     \
            "Voici la fin., " SAID "}\n"                                                           \
    }

static Status load_advice_at(Arena *arena, Str top, DiagList *diags, const Library **ret_library,
                             const Advice **ret_advice)
{
    uint32_t n_sources = 200; /* behind those of the library and its pieces */
    Str schemas = file_join(arena, top, STR("schemas"));
    *ret_advice = NULL;
    TRY(load_pieces_at(arena, top, diags, ret_library));
    return advice_load(arena, *ret_library, schemas, true, &n_sources, diags, ret_advice);
}

/* The small library with an advice, the files of a local one over it. */
static const Advice *load_advice(Fixture *f, const File *files, size_t n, Status wanted)
{
    const Library *library = NULL;
    const Advice *advice = NULL;
    Str top = make_local(f, files, n);
    assert_int_equal(load_advice_at(&f->arena, top, &f->diags, &library, &advice), wanted);
    assert_int_equal(advice != NULL, wanted == ST_OK);
    DiagList kept = f->diags;
    library_remove(f, top);
    f->diags = kept;
    return advice;
}

/* Cases by name, new ones where they are told to stand; what is not named is the base's. */
static void test_advice(void **state)
{
    Fixture *f = *state;
    const File files[] = {
        ADVICE,
        {"conseil.yaml",
         "considerations:\n  essai:\n    cas: {petit: {avis: proposee, rang: 3}}\n"
         "    nouveaux_cas:\n      - {id: ICI-R1, nom: grand, avant: autre, si: marche.montant > "
         "99, "
         "avis: proposee, rang: 1, " SAID "}\n"
         "rappels: {garde: null}\n"
         "nouvelles_combinaisons:\n  - {id: ICI-R2, considerations: [essai, essai], " SAID "}\n"
         "aucune: {rien: {fin: Une autre fin.}}\n"}};
    const Advice *advice = load_advice(f, files, 2, ST_OK);
    const Library *lib = advice->lib;
    const AdviceCases *cases = &advice->clauses[0].cases;
    static const char *const rules[] = {"D-001", "D-002", "ICI-R1", "D-003"};
    assert_int_equal(cases->n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(str_is(cases->items[i].rule, rules[i]));
    }
    assert_int_equal(cases->items[1].verdict, ADVICE_PROPOSED);
    assert_int_equal(cases->items[1].rank, 3);
    assert_int_equal(advice->reminders.n, 0);
    assert_int_equal(advice->combinations.n, 1);
    assert_int_equal(lib->changes->n, 6);
    assert_true(str_is(find_change(lib, "conseil.essai.petit.avis")->base->text, "deconseillee"));
    assert_true(str_is(find_change(lib, "conseil.essai.petit.rang")->local->text, "3"));
    assert_null(find_change(lib, "conseil.essai.grand")->base);
    assert_null(find_change(lib, "conseil.rappels.garde")->local);
    assert_null(find_change(lib, "conseil.combinaisons.ICI-R2")->base);
    assert_non_null(find_change(lib, "conseil.aucune.rien.fin"));
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].code, LIB_BASE_UNNOTED);
}

/* What the base calls impossible stays so, one case decides whatever the lot, and names are those of the base. */
static void test_advice_wrong(void **state)
{
#define NEW_CASE                                                                                   \
    "considerations:\n  essai:\n    nouveaux_cas:\n      - {id: ICI-R1, si: marche.montant > 5, "  \
    "rang: 1, " SAID
    static const struct {
        const char *text;
        DiagCode code;
        unsigned line;
    } cases[] = {
        {"considerations: {essais: {cas: {petit: null}}}\n", LIB_OVERLAY_UNKNOWN_NEAR, 1},
        {"considerations:\n  essai: {cas: {petits: null}}\n", LIB_OVERLAY_UNKNOWN_NEAR, 2},
        {"rappels: {perdu: null}\n", LIB_OVERLAY_UNKNOWN, 1},
        {"considerations:\n  essai: {cas: {jamais: null}}\n", LIB_OVERLAY_WIDENS, 2},
        {"considerations:\n  essai: {cas: {jamais: {avis: possible}}}\n", LIB_OVERLAY_WIDENS, 2},
        {NEW_CASE ", avis: possible, avant: jamais}\n", LIB_OVERLAY_WIDENS, 4},
        {NEW_CASE ", avis: possible, avant: petit, nom: autre}\n", LIB_DUPLICATE, 4},
        {"considerations:\n  essai: {cas: {autre: null}}\n", LIB_ADVICE_NO_LAST, 2},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const File files[] = {ADVICE, {"conseil.yaml", cases[i].text}};
        (void)load_advice(f, files, 2, ST_INPUT);
        assert_int_equal(f->diags.n_errors, 1);
        size_t at = f->diags.items[0].severity == DIAG_ERROR ? 0 : 1;
        assert_int_equal(f->diags.items[at].code, cases[i].code);
        assert_int_equal(f->diags.items[at].loc.line, cases[i].line);
        assert_int_equal(str_find(f->diags.items[at].loc.source->name, STR("/base/"), 0), SIZE_MAX);
    }
    const File strict = {"conseil.yaml", NEW_CASE ", avis: impossible, avant: jamais}\n"};
    const File sound[] = {ADVICE, strict};
    (void)load_advice(f, sound, 2, ST_OK);
    (void)load_advice(f, &strict, 1, ST_INPUT); /* the base gives no advice to change */
    assert_int_equal(f->diags.items[0].code, LIB_OVERLAY_UNKNOWN);
#undef NEW_CASE
}

/*
 * Memory may end anywhere in a load: ST_NOMEM then, nothing else, and nothing leaks. An arena asks for large chunks; what is
 * taken out of it first moves the place where it asks for the next.
 */
static void test_no_memory(void **state)
{
    Fixture *f = *state;
    const File files[] = {
        {"considerations/essai.yaml", CLAUSE_HEAD
         "titre: Clause locale\noptions:\n  taux: {minimum: 2, title: Part}\n"
         "nouvelles_options:\n  visites: {title: Visites, type: integer, x-source: essai, "
         "x-aide: Nombre de visites.}\n"
         "corps:\n  modalites: |\n    Rien.\n"},
        {"publics.yaml", "publics:\n  ajouts: [{id: AUTRE, libelle: autres}]\n"},
        {"calculs.yaml", "calculs:\n  - {id: un, titre: Toujours un, par: marche, formule: \"1\", "
                         "source: essai}\n"},
        {"suivi-base.yaml",
         "base: {id: essai, version: 0.0.1, sha256: \"0000000000000000000000000"
         "000000000000000000000000000000000000000\"}\n"
         "passages:\n  - {sur: essai.titre, version: 0.0.1, texte: Une autre}\n"},
        PIECE,
        {"pieces/avis.yaml", PIECE_HEAD
         "titre: Avis d'ici\nchapitres: {debut: {blocs: {un: {corps: Ici.}, deux: null}}}\n"
         "nouveaux_chapitres:\n  - {titre: Fin, blocs: [{titre: Texte, corps: B.}]}\n"},
        ADVICE,
        {"conseil.yaml",
         "considerations: {essai: {cas: {petit: {rang: 3}}}}\nrappels: {garde: null}\n"}};
    Str top = make_local(f, files, 8);
    size_t n_failed = 0;
    for (size_t taken = 0; taken < 64 * KIB; taken += 700) {
        Status st = ST_NOMEM;
        for (size_t n = 1; st == ST_NOMEM && n < 10000; n++) {
            Arena arena;
            DiagList diags;
            const Library *library = NULL;
            const Advice *advice = NULL;
            arena_init(&arena, 0);
            assert_non_null(arena_alloc(&arena, taken + 1));
            diag_list_init(&diags, &arena);
            mem_fail_at(n);
            st = load_advice_at(&arena, top, &diags, &library, &advice);
            mem_fail_at(0);
            assert_int_equal(st == ST_OK, advice && advice->lib->n_pieces == 1);
            arena_done(&arena);
            n_failed += st == ST_NOMEM;
        }
        assert_int_equal(st, ST_OK); /* none failed any more */
    }
    assert_true(n_failed > 100);
    library_remove(f, top);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_merged),       TEST(test_changes),      TEST(test_sums),
        TEST(test_defaults),     TEST(test_notes),        TEST(test_pieces),
        TEST(test_pieces_noted), TEST(test_pieces_wrong), TEST(test_advice),
        TEST(test_advice_wrong), TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
