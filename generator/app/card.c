/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card - see card.h. Finding a thing by its name, and the cards of lists, entries, calculations, shared texts and pieces.
 */
#include "generator/app/card.h"

#include "generator/app/provenance.h"
#include "generator/data/validate.h"
#include "generator/library/audit.h"
#include "generator/library/pieces.h"
#include "generator/library/textrules.h"

static const Loc nowhere = {0};

/* --- trees -------------------------------------------------------------------------------------------------- */

static void keep(CardMaker *maker, Status st)
{
    maker->status = maker->status == ST_OK ? st : maker->status;
}

Value *card_map(CardMaker *maker, Value *list)
{
    Value *map = maker->status == ST_OK ? value_map(maker->arena, nowhere) : NULL;
    keep(maker, map ? ST_OK : ST_NOMEM);
    if (map && list) {
        keep(maker, value_list_add(maker->arena, list, map));
    }
    return maker->status == ST_OK ? map : NULL;
}

void card_put_value(CardMaker *maker, Value *map, const char *key, Value *value)
{
    keep(maker, value ? ST_OK : ST_NOMEM);
    if (maker->status == ST_OK && map) {
        keep(maker, value_map_set(maker->arena, map, str_of(key), value));
    }
}

Value *card_list(CardMaker *maker, Value *map, const char *key)
{
    Value *list = maker->status == ST_OK ? value_list(maker->arena, nowhere) : NULL;
    card_put_value(maker, map, key, list);
    return maker->status == ST_OK ? list : NULL;
}

void card_set(CardMaker *maker, Value *map, const char *key, Str text)
{
    if (text.len > 0) {
        card_put_value(maker, map, key, value_text(maker->arena, nowhere, text));
    }
}

void card_copy(CardMaker *maker, Value *map, const char *key, const Value *from, const char *name)
{
    const Member *member = value_member(from, str_of(name));
    if (member) {
        card_put_value(maker, map, key, member->value);
    }
}

void card_add(CardMaker *maker, Value *list, Str text)
{
    Value *value = maker->status == ST_OK ? value_text(maker->arena, nowhere, text) : NULL;
    keep(maker, value ? ST_OK : ST_NOMEM);
    if (list && value) {
        keep(maker, value_list_add(maker->arena, list, value));
    }
}

void card_period(CardMaker *maker, Value *map, const char *key, const Value *from)
{
    if (from) {
        Value *period = card_map(maker, NULL);
        card_put_value(maker, map, key, period);
        card_copy(maker, period, "from", from, "du");
        card_copy(maker, period, "to", from, "au");
    }
}

/* --- entries of lists ----------------------------------------------------------------------------------------- */

Str card_confidence(Str code)
{
    return str_is(code, "verifie")      ? STR("verified")
           : str_is(code, "probable")   ? STR("probable")
           : str_is(code, "a_verifier") ? STR("to_verify")
                                        : code;
}

/* What the library calls the common members of entries, and what they are in JSON. Others keep the library's name. */
static const char *english(Str key)
{
    static const char *const names[][2] = {
        {"libelle", "label"},
        {"objet", "subject"},
        {"conditions", "conditions"},
        {"famille", "family"},
        {"preuve", "evidence"},
        {"origine", "origin"},
        {"pour", "for"},
        {"montant", "amount"},
        {"valeur", "value"},
        {"du", "from"},
        {"au", "to"},
        {"unite", "unit"},
        {"remplace_par", "replaced_by"},
        {"texte", "text"},
        {"nom", "name"},
        {"reference", "reference"},
        {"facultative", "optional"},
        {"unite_penalite", "penalty_unit"},
        {"niveau", "level"},
        {"titre", "title"},
        {"dernier_connu", "last_known"},
        {"usage", "use"},
        {"champ", "field"},
        {"engagement", "commitment"},
        {"duree", "duration"},
        {"preuves", "proofs"},
        {"contraintes", "constraints"},
        {"limites", "limits"},
        {"note", "note"},
        {"dispenses", "exemptions"},
        {"application", "applies_to"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(key, names[i][0])) {
            return names[i][1];
        }
    }
    return NULL;
}

static void copy_entry(CardMaker *maker, Value *card, const Value *entry)
{
    for (size_t i = 0; i < entry->map.n; i++) {
        const Member *m = &entry->map.members[i];
        const char *name = english(m->key);
        if (str_is(m->key, "en_vigueur")) {
            card_period(maker, card, "in_force", m->value);
        } else if (str_is(m->key, "confiance")) {
            card_set(maker, card, "confidence", card_confidence(m->value->text));
        } else if (!str_is(m->key, "source") && !str_is(m->key, "fondements") &&
                   maker->status == ST_OK) {
            Str key = name ? str_of(name) : m->key;
            keep(maker, value_map_set(maker->arena, card, key, m->value));
        }
    }
    card_copy(maker, card, "source", entry, "source");
}

/* The references that an entry rests on, whatever list of it names them (fondements_marche …), with how sure each is. */
static void add_bases(CardMaker *maker, Value *card, const Value *entry)
{
    Value *laws = NULL;
    for (size_t i = 0; i < entry->map.n; i++) {
        const Member *m = &entry->map.members[i];
        bool is_basis = audit_names_laws(m->key) && !str_is(m->key, "remplace_par");
        for (size_t k = 0; is_basis && k < value_list_length(m->value); k++) {
            laws = laws ? laws : card_list(maker, card, "legal_bases");
            card_add_law(maker, laws, m->value->list.items[k]->text);
        }
    }
}

/* Adds the clause's identifier once, at the end of the list that it made when it was needed. */
static void add_clause(CardMaker *maker, Value *card, Value **io_list, const char *key,
                       const Clause *clause)
{
    if (!*io_list) {
        *io_list = card_list(maker, card, key);
    }
    card_add(maker, *io_list, clause->id);
}

/* "droit.CCP-L2112-2" in a text: not where it only begins that of "CCP-L2112-2-1". */
static bool names_law(Str text, Str name)
{
    for (size_t at = str_find(text, name, 0); at != SIZE_MAX;
         at = str_find(text, name, at + name.len)) {
        char next = at + name.len < text.len ? text.ptr[at + name.len] : '.';
        if (next != '-' && next != '_' && !(next >= '0' && next <= '9')) {
            return true;
        }
    }
    return false;
}

static bool piece_cites(const TenderPiece *piece, Str name)
{
    for (size_t i = 0; i < piece->n_chapters; i++) {
        for (size_t k = 0; k < piece->chapters[i].n_blocks; k++) {
            if (names_law(piece->chapters[i].blocks[k].block->text, name)) {
                return true;
            }
        }
    }
    return false;
}

/* True if a list of the entry, of whatever name it is (fondements_marche …), has the reference. */
static bool rests_on(const Value *entry, Str id)
{
    bool is_found = false;
    for (size_t i = 0; i < entry->map.n && !is_found; i++) {
        const Member *m = &entry->map.members[i];
        is_found = audit_names_laws(m->key) && value_list_holds(m->value, id);
    }
    return is_found;
}

/* Entries of lists that rest on a reference: "publics.TH". */
static void add_entries_on(CardMaker *maker, Value *card, Value **io_bases, Str id)
{
    const Value *lists = maker->lib->catalogues;
    for (size_t i = 0; i < lists->map.n; i++) {
        const Member *list = &lists->map.members[i];
        for (size_t k = 0; k < list->value->list.n; k++) {
            const Value *entry = list->value->list.items[k];
            if (rests_on(entry, id)) {
                *io_bases = *io_bases ? *io_bases : card_list(maker, card, "basis_of");
                Str own = value_get_text(entry, STR("id"));
                card_add(maker, *io_bases,
                         arena_printf(maker->arena, "%.*s.%.*s", STR_ARG(list->key), STR_ARG(own)));
            }
        }
    }
}

/* Considerations and entries that rest on a reference, and whatever text cites it, shared texts and pieces included. */
static void add_citing(CardMaker *maker, Value *card, Str id)
{
    Value *bases = NULL;
    Value *texts = NULL;
    Str name = arena_printf(maker->arena, "droit.%.*s", STR_ARG(id));
    for (size_t i = 0; i < maker->lib->n_clauses; i++) {
        const Clause *clause = &maker->lib->clauses[i];
        if (value_list_holds(value_get(clause->source, STR("fondements")), id)) {
            add_clause(maker, card, &bases, "basis_of", clause);
        }
        bool is_cited = false;
        for (size_t k = 0; k < maker->lib->n_block_order && !is_cited; k++) {
            is_cited = clause->blocks[k] && names_law(clause->blocks[k]->text, name);
        }
        if (is_cited) {
            add_clause(maker, card, &texts, "cited_by", clause);
        }
    }
    for (size_t i = 0; i < maker->lib->n_commons; i++) {
        if (names_law(maker->lib->commons[i].text, name)) {
            texts = texts ? texts : card_list(maker, card, "cited_by");
            card_add(maker, texts, maker->lib->commons[i].id);
        }
    }
    for (size_t i = 0; i < maker->lib->n_pieces; i++) {
        if (piece_cites(&maker->lib->pieces[i], name)) {
            texts = texts ? texts : card_list(maker, card, "cited_by");
            card_add(maker, texts,
                     arena_printf(maker->arena, "pieces.%.*s", STR_ARG(maker->lib->pieces[i].id)));
        }
    }
    add_entries_on(maker, card, &bases, id);
}

static Value *entry_card(CardMaker *maker, const Member *list, const Value *entry)
{
    Value *card = card_map(maker, NULL);
    Str id = value_get_text(entry, STR("id"));
    card_set(maker, card, "kind", STR("entry"));
    card_set(maker, card, "id", id);
    card_set(maker, card, "list", list->key);
    if (card) {
        copy_entry(maker, card, entry);
        add_bases(maker, card, entry);
    }
    if (str_is(list->key, "references")) {
        add_citing(maker, card, id);
    }
    provenance_add(maker, card,
                   arena_printf(maker->arena, "listes.%.*s.%.*s", STR_ARG(list->key), STR_ARG(id)));
    return card;
}

/* --- lists ---------------------------------------------------------------------------------------------------- */

static Str label_of(const Value *entry)
{
    static const char *const names[] = {"libelle", "citation", "nom", "objet", "titre"};
    Str label = STR_EMPTY;
    for (size_t i = 0; i < sizeof names / sizeof *names && label.len == 0; i++) {
        label = value_get_text(entry, str_of(names[i]));
    }
    return label;
}

/* Options and fields of a market whose values are codes of the list. */
static void add_users(CardMaker *maker, Value *users, Str owner, const FieldList *fields,
                      const Value *list)
{
    for (size_t i = 0; i < fields->n; i++) {
        const Field *field = &fields->items[i];
        Str name = owner.len > 0 ? arena_printf(maker->arena, "%.*s.%.*s", STR_ARG(owner),
                                                STR_ARG(field->name))
                                 : field->name;
        if (field->catalogue == list) {
            card_add(maker, users, name);
        }
        add_users(maker, users, name, &field->children, list);
    }
}

static Value *list_card(CardMaker *maker, const Member *list)
{
    Value *card = card_map(maker, NULL);
    card_set(maker, card, "kind", STR("list"));
    card_set(maker, card, "id", list->key);
    Value *users = card_list(maker, card, "used_by");
    add_users(maker, users, STR_EMPTY, &maker->lib->market, list->value);
    for (size_t i = 0; i < maker->lib->n_clauses; i++) {
        const Clause *clause = &maker->lib->clauses[i];
        add_users(maker, users, clause->id, &clause->options, list->value);
    }
    Value *entries = card_list(maker, card, "entries");
    for (size_t i = 0; i < list->value->list.n; i++) {
        Value *row = card_map(maker, entries);
        card_set(maker, row, "id", value_get_text(list->value->list.items[i], STR("id")));
        card_set(maker, row, "label", label_of(list->value->list.items[i]));
    }
    return card;
}

/* --- calculations, shared texts, pieces -------------------------------------------------------------------------- */

static Str scope_name(CalcScope scope)
{
    return scope == CALC_MARKET ? STR("contract") : scope == CALC_LOT ? STR("lot") : STR("article");
}

void card_calc(CardMaker *maker, Value *card, const Calc *calc, bool is_whole)
{
    card_set(maker, card, "id", calc->id);
    card_copy(maker, card, "title", calc->source, "titre");
    card_set(maker, card, "scope", scope_name(calc->scope));
    if (is_whole && calc->clause) {
        card_set(maker, card, "consideration", calc->clause->id);
    }
    card_copy(maker, card, "formula", calc->source, "formule");
    card_set(maker, card, "unit", calc->meta.unit);
    card_copy(maker, card, "help", calc->source, "aide");
    card_copy(maker, card, "source", calc->source, "source");
}

/* Every calculation of that name: several considerations may have one each. */
static Value *calc_card(CardMaker *maker, const Calc *calc)
{
    Value *card = card_map(maker, NULL);
    card_set(maker, card, "kind", STR("calculation"));
    card_calc(maker, card, calc, true);
    Value *variants = NULL;
    for (size_t i = 0; i < maker->lib->n_calcs; i++) {
        const Calc *other = &maker->lib->calcs[i];
        if (other != calc && str_eq(other->id, calc->id)) {
            variants = variants ? variants : card_list(maker, card, "variants");
            card_calc(maker, card_map(maker, variants), other, true);
        }
    }
    return card;
}

static Value *common_card(CardMaker *maker, const Block *common)
{
    Value *card = card_map(maker, NULL);
    card_set(maker, card, "kind", STR("shared_text"));
    card_set(maker, card, "id", common->id);
    card_set(maker, card, "title", common->title);
    card_copy(maker, card, "version", common->source, "version");
    Str included = arena_printf(maker->arena, "{{> %.*s}}", STR_ARG(common->id));
    Value *users = NULL;
    for (size_t i = 0; i < maker->lib->n_clauses; i++) {
        const Clause *clause = &maker->lib->clauses[i];
        bool is_used = false;
        for (size_t k = 0; k < maker->lib->n_block_order && !is_used; k++) {
            is_used =
                clause->blocks[k] && str_find(clause->blocks[k]->text, included, 0) != SIZE_MAX;
        }
        if (is_used) {
            add_clause(maker, card, &users, "used_by", clause);
        }
    }
    Value *laws = card_list(maker, card, "legal_bases");
    card_laws_in(maker, laws, common->text);
    card_copy(maker, card, "source", common->source, "source");
    card_set(maker, card, "text", common->text);
    provenance_add(maker, card, common->id);
    return card;
}

static Value *piece_card(CardMaker *maker, const TenderPiece *piece)
{
    Value *card = card_map(maker, NULL);
    card_set(maker, card, "kind", STR("piece"));
    card_set(maker, card, "id", piece->id);
    card_set(maker, card, "title", piece->title);
    card_set(maker, card, "version", piece->version);
    card_copy(maker, card, "summary", piece->source, "resume");
    card_set(maker, card, "condition", piece->condition);
    card_copy(maker, card, "source", piece->source, "source");
    Value *chapters = card_list(maker, card, "chapters");
    const Value *sources = value_get(piece->source, STR("chapitres"));
    for (size_t i = 0; i < piece->n_chapters; i++) {
        const PieceChapter *chapter = &piece->chapters[i];
        Value *row = card_map(maker, chapters);
        const Value *source = sources->list.items[i];
        const Value *blocks = value_get(source, STR("blocs"));
        card_set(maker, row, "id", pieces_chapter_name(source));
        card_set(maker, row, "title",
                 chapter->title.len > 0 || !chapter->clause ? chapter->title
                                                            : chapter->clause->title);
        if (chapter->clause) {
            card_set(maker, row, "consideration", chapter->clause->id);
        }
        card_set(maker, row, "condition", chapter->condition);
        Value *rows = card_list(maker, row, "blocks");
        for (size_t k = 0; k < chapter->n_blocks; k++) {
            Value *block = card_map(maker, rows);
            card_set(maker, block, "id", pieces_block_name(blocks->list.items[k]));
            card_set(maker, block, "title", chapter->blocks[k].block->title);
            card_set(maker, block, "condition", chapter->blocks[k].condition);
        }
    }
    provenance_add(maker, card, arena_printf(maker->arena, "pieces.%.*s", STR_ARG(piece->id)));
    return card;
}

/* --- finding -------------------------------------------------------------------------------------------------- */

typedef struct Search {
    CardMaker *maker;
    Str asked;
    bool is_loose; /* case doesn't count */
    Value *card;   /* of the first thing found */
    Value *others; /* full names of the further ones */
} Search;

static bool is_asked(const Search *s, Str full, Str name)
{
    return s->is_loose ? ascii_eq(name, s->asked) || ascii_eq(full, s->asked)
                       : str_eq(name, s->asked) || str_eq(full, s->asked);
}

/* True if the thing is the first of that name, whose card is then to be made. */
static bool finds(Search *s, Str full, Str name)
{
    bool is_it = is_asked(s, full, name);
    if (is_it && s->card) {
        s->others = s->others ? s->others : card_list(s->maker, s->card, "others");
        card_add(s->maker, s->others, full);
    }
    return is_it && !s->card;
}

static void find_texts(Search *s)
{
    const Library *lib = s->maker->lib;
    for (size_t i = 0; i < lib->n_clauses; i++) {
        const Clause *clause = &lib->clauses[i];
        if (finds(s, clause->code, clause->id)) {
            s->card = card_map(s->maker, NULL);
            card_clause(s->maker, s->card, clause);
        }
    }
    for (size_t i = 0; i < lib->n_commons; i++) {
        Str id = lib->commons[i].id;
        if (finds(s, id, str_sub(id, sizeof "communs/" - 1, id.len))) {
            s->card = common_card(s->maker, &lib->commons[i]);
        }
    }
    for (size_t i = 0; i < lib->n_pieces; i++) {
        Str full = arena_printf(s->maker->arena, "pieces.%.*s", STR_ARG(lib->pieces[i].id));
        if (finds(s, full, lib->pieces[i].id)) {
            s->card = piece_card(s->maker, &lib->pieces[i]);
        }
    }
}

static void find_data(Search *s)
{
    const Library *lib = s->maker->lib;
    for (size_t i = 0; i < lib->catalogues->map.n; i++) {
        const Member *list = &lib->catalogues->map.members[i];
        Str full = arena_printf(s->maker->arena, "listes.%.*s", STR_ARG(list->key));
        if (finds(s, full, list->key)) {
            s->card = list_card(s->maker, list);
        }
    }
    for (size_t i = 0; i < lib->n_calcs; i++) {
        Str id = lib->calcs[i].id;
        bool is_first = true; /* the others of that name are its variants */
        for (size_t k = 0; k < i && is_first; k++) {
            is_first = !str_eq(lib->calcs[k].id, id);
        }
        Str full = arena_printf(s->maker->arena, "calcul.%.*s", STR_ARG(id));
        if (is_first && finds(s, full, id)) {
            s->card = calc_card(s->maker, &lib->calcs[i]);
        }
    }
}

static Str entry_name(Search *s, const Member *list, const Value *entry)
{
    return arena_printf(s->maker->arena, "%.*s.%.*s", STR_ARG(list->key),
                        STR_ARG(value_get_text(entry, STR("id"))));
}

/* Of the entries of that name in several lists, the one that says most: the others only pick it. */
static const Value *fullest_entry(Search *s, const Member **ret_list)
{
    const Value *lists = s->maker->lib->catalogues;
    const Value *best = NULL;
    for (size_t i = 0; i < lists->map.n; i++) {
        const Member *list = &lists->map.members[i];
        for (size_t k = 0; k < list->value->list.n; k++) {
            const Value *entry = list->value->list.items[k];
            bool is_it = is_asked(s, entry_name(s, list, entry), value_get_text(entry, STR("id")));
            if (is_it && (!best || entry->map.n > best->map.n)) {
                best = entry;
                *ret_list = list;
            }
        }
    }
    return best;
}

static void find_entries(Search *s)
{
    const Value *lists = s->maker->lib->catalogues;
    const Member *own = NULL;
    const Value *best = s->card ? NULL : fullest_entry(s, &own);
    if (best) {
        s->card = entry_card(s->maker, own, best);
    }
    for (size_t i = 0; i < lists->map.n; i++) {
        const Member *list = &lists->map.members[i];
        for (size_t k = 0; k < list->value->list.n; k++) {
            const Value *entry = list->value->list.items[k];
            if (entry != best) { /* the further ones of the name */
                (void)finds(s, entry_name(s, list, entry), value_get_text(entry, STR("id")));
            }
        }
    }
}

Status card_find(CardMaker *maker, Str name, Value **ret_card)
{
    Search search = {.maker = maker, .asked = name};
    Value *number = NULL;
    if (card_number(maker, name, &number)) {
        *ret_card = number;
        return maker->status;
    }
    for (int pass = 0; pass < 2 && !search.card; pass++) {
        search.is_loose = pass == 1;
        find_texts(&search);
        find_data(&search);
        find_entries(&search);
    }
    *ret_card = search.card;
    return maker->status;
}

Str card_nearest(CardMaker *maker, Str name)
{
    const Library *lib = maker->lib;
    Str *numbers = NULL;
    size_t n = card_numbers(maker, &numbers);
    size_t n_entries = 0;
    for (size_t i = 0; i < lib->catalogues->map.n; i++) {
        n_entries += 1 + lib->catalogues->map.members[i].value->list.n;
    }
    Str *names = arena_array(
        maker->arena,
        n + n_entries + 2 * lib->n_clauses + lib->n_commons + lib->n_pieces + lib->n_calcs, Str);
    if (!names) {
        return STR_EMPTY;
    }
    size_t at = 0;
    for (size_t i = 0; i < lib->n_clauses; i++) {
        names[at++] = lib->clauses[i].id;
        names[at++] = lib->clauses[i].code;
    }
    for (size_t i = 0; i < lib->n_commons; i++) {
        names[at++] = str_sub(lib->commons[i].id, sizeof "communs/" - 1, lib->commons[i].id.len);
    }
    for (size_t i = 0; i < lib->n_pieces; i++) {
        names[at++] = lib->pieces[i].id;
    }
    for (size_t i = 0; i < n; i++) {
        names[at++] = numbers[i];
    }
    for (size_t i = 0; i < lib->catalogues->map.n; i++) {
        const Member *list = &lib->catalogues->map.members[i];
        names[at++] = list->key;
        for (size_t k = 0; k < list->value->list.n; k++) {
            names[at++] = value_get_text(list->value->list.items[k], STR("id"));
        }
    }
    for (size_t i = 0; i < lib->n_calcs; i++) {
        names[at++] = lib->calcs[i].id;
    }
    return validate_nearest(name, names, at);
}
