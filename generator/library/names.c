/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names - see names.h.
 */
#include "generator/library/names.h"

#include "generator/base/utf8.h"
#include "generator/library/advice.h"
#include "generator/library/clause.h"
#include "generator/library/shape.h"
#include "generator/text/french.h"

/* --- names ------------------------------------------------------------------------------------------------ */

/* Code points to underline: the whole tag where `loc` points to one, else the name. */
static uint32_t span_at(Loc loc, Str name)
{
    Str line = source_line(loc.source, loc.line);
    Str rest = str_sub(line, utf8_clip(line, loc.column - 1), line.len);
    size_t end = str_starts(rest, STR("{{")) ? str_find(rest, STR("}}"), 0) : SIZE_MAX;
    if (end == SIZE_MAX) {
        return (uint32_t)utf8_count(name);
    }
    end += str_starts(str_sub(rest, end, 3), STR("}}}")) ? 3 : 2;
    return (uint32_t)utf8_count(str_sub(rest, 0, end));
}

static void report(Names *n, DiagCode code, Loc loc, Str name, Str wrong)
{
    shape_report(n, code, loc, name, wrong, span_at(loc, name));
}

/* Cuts the next part off a dotted name. */
static Str next_part(Str *rest)
{
    size_t dot = str_find(*rest, STR("."), 0);
    Str part = str_sub(*rest, 0, dot == SIZE_MAX ? rest->len : dot);
    *rest = dot == SIZE_MAX ? STR_EMPTY : str_sub(*rest, dot + 1, rest->len);
    return part;
}

/* Inside a section that was reported nothing is known: one mistake, one word. */
static bool is_in_unknown(const Names *n)
{
    for (size_t i = 0; i < n->depth; i++) {
        if (n->stack[i].kind == SHAPE_NONE) {
            return true;
        }
    }
    return false;
}

static Shape resolve(Names *n, Str name, Loc loc)
{
    if (str_is(name, ".")) {
        return (Shape){.kind = SHAPE_ANY};
    }
    Str rest = name;
    Str part = next_part(&rest);
    Shape found = {0};
    n->n_candidates = 0;
    for (size_t i = n->depth; i-- > 0 && found.kind == SHAPE_NONE;) {
        found = shape_member(n, &n->stack[i], part);
    }
    while (found.kind != SHAPE_NONE && rest.len > 0) {
        Str before = rest;
        n->n_candidates = 0;
        part = next_part(&rest);
        Shape inner = shape_has_members(n, &found) ? shape_member(n, &found, part) : (Shape){0};
        FrenchKind kind = shape_kind(n, &found);
        if (inner.kind == SHAPE_NONE && french_has_facet(kind, before)) {
            return (Shape){.kind = SHAPE_ANY};
        }
        bool is_form = kind != FRENCH_MAP && french_has_facet(FRENCH_ANYTHING, before);
        if (inner.kind == SHAPE_NONE && (is_form || !shape_has_members(n, &found))) {
            shape_report_facet(n, &found, loc, name, before, span_at(loc, name));
            return (Shape){0};
        }
        found = inner;
    }
    if (found.kind == SHAPE_NONE && !is_in_unknown(n)) {
        report(n, LIB_UNKNOWN_NAME, loc, name, part);
    }
    return found;
}

/* What `name` stands for here; reports what it can't stand for. */
Shape names_resolve(Names *n, Str name, Loc loc)
{
    n->is_text = true;
    Shape found = resolve(n, name, loc);
    n->is_text = false;
    return found;
}

static bool has_block(const Library *lib, const Clause *clause, Str id)
{
    for (size_t i = 0; i < lib->n_block_order; i++) {
        if (!str_eq(lib->block_order[i].id, id)) {
            continue;
        }
        if (clause) {
            return clause->blocks[i] != NULL;
        }
        if (lib->is_partial) {
            return true; /* in one of those that were not loaded, perhaps */
        }
        for (size_t k = 0; k < lib->n_clauses; k++) {
            if (lib->clauses[k].blocks[i]) {
                return true;
            }
        }
    }
    return str_is(id, "article");
}

static void check_ref(Names *n, Str name, Loc loc)
{
    Str id = str_sub(name, 4, name.len);
    bool is_said = !n->is_piece && n->clause && clause_must_have(id); /* that the clause lacks it */
    if (!is_said && (n->is_piece || !has_block(n->lib, n->clause, id))) {
        report(n, LIB_UNKNOWN_REF, loc, id, id);
    }
}

/* A section brings a frame of its own: the item of a list, or the map itself. */
static void push(Names *n, Shape shape)
{
    if (n->depth < sizeof n->stack / sizeof n->stack[0]) {
        n->stack[n->depth++] = shape;
    }
}

/* True if every section around the tag is a turn over lots: nothing asks whether there is a value. */
static bool is_unguarded(const Names *n)
{
    for (size_t i = 2; i < n->depth; i++) { /* root and article come first */
        if (n->stack[i].kind != SHAPE_LOTS) {
            return false;
        }
    }
    return true;
}

/* An option without default that a market may leave out, printed whatever the market: a hole in a sentence. */
static void check_given(Names *n, Str name, Loc loc)
{
    Str rest = str_starts(name, STR("options.")) ? str_sub(name, 8, name.len) : STR_EMPTY;
    Str part = next_part(&rest);
    bool is_body = n->depth > 0 && n->stack[0].kind == SHAPE_ROOT && !n->is_piece;
    bool is_asked = n->clause && is_body && !n->lib->is_partial && n->diags->n_errors == 0;
    for (size_t i = 0; is_asked && part.len > 0 && i < n->clause->options.n; i++) {
        const Field *field = &n->clause->options.items[i];
        bool may_lack = str_eq(field->name, part) && !field->is_required && !field->default_expr &&
                        !field->required_expr && !value_get(field->node->source, STR("default"));
        if (may_lack && is_unguarded(n)) {
            Str whole = str_sub(name, 0, 8 + part.len);
            diag_add1(n->diags, LIB_MAY_BE_EMPTY, loc, whole)->span = span_at(loc, name);
        }
    }
}

/* A value that a tag prints: what has no form of its own on paper is a mistake, whatever the market. */
static void check_printed(Names *n, Str name, Loc loc)
{
    const Shape found = names_resolve(n, name, loc);
    FrenchKind kind = shape_kind(n, &found);
    bool is_group = kind == FRENCH_LIST || kind == FRENCH_MAP;
    bool is_known = found.kind != SHAPE_NONE && found.kind != SHAPE_OPEN;
    if (!is_known || (kind != FRENCH_BOOLEAN && !is_group)) {
        if (is_known) {
            check_given(n, name, loc);
        }
        return;
    }
    diag_add1(n->diags, is_group ? TMPL_NOT_TEXT : LIB_BOOLEAN_PRINTED, loc, name)->span =
        span_at(loc, name);
    n->has_errors = true;
}

/* A shared text is used where it is included. */
static void note_shared(Names *n, Str id)
{
    for (size_t i = 0; n->lib->uses && i < n->lib->n_commons; i++) {
        if (str_eq(n->lib->commons[i].id, id)) {
            n->lib->uses->commons[i] = true;
        }
    }
}

static void check_tag(Names *n, const RichNode *node)
{
    switch (node->tag.kind) {
    case TAG_VAR:
    case TAG_RAW:
        if (str_starts(node->tag.name, STR("ref."))) {
            check_ref(n, node->tag.name, node->loc);
        } else {
            check_printed(n, node->tag.name, node->loc);
        }
        break;
    case TAG_SECTION:
        push(n, names_resolve(n, node->tag.name, node->loc));
        break;
    case TAG_INVERTED:
        (void)names_resolve(n, node->tag.name, node->loc); /* reports by itself */
        push(n, (Shape){.kind = SHAPE_ANY});
        break;
    case TAG_CLOSE:
        n->depth -= n->depth > 2; /* root and article stay */
        break;
    case TAG_PARTIAL:
    case TAG_PARENT:
        note_shared(n, node->tag.name);
        break;
    case TAG_COMMENT:
    case TAG_BLOCK:
    case TAG_DELIMS:
        break;
    }
}

static void check_op(Names *n, const Program *text, const Op *op, Loc loc)
{
    Str name = op->a < text->n_paths ? text->paths[op->a].whole : STR_EMPTY;
    switch ((OpKind)op->kind) {
    case OP_VAR:
        check_printed(n, name, loc);
        break;
    case OP_UNLESS:
        (void)names_resolve(n, name, loc); /* reports by itself */
        break;
    case OP_ENTER:
        push(n, names_resolve(n, name, loc));
        break;
    case OP_NEXT:
        n->depth -= n->depth > 1; /* the scope stays */
        break;
    default:
        break; /* nothing else names a value */
    }
}

void names_check_text(Names *n, const Program *text, const Shape *scope, Loc loc)
{
    n->depth = 0;
    n->clause = scope->clause;
    push(n, *scope);
    for (size_t i = 0; i < text->n_ops; i++) {
        check_op(n, text, &text->ops[i], loc);
    }
}

void names_check_path(Names *n, Str path, const Shape *scope, Loc loc)
{
    n->depth = 0;
    n->clause = scope->clause;
    push(n, *scope);
    (void)names_resolve(n, path, loc); /* reports by itself */
}

static void check_block(Names *n, const Block *block, const Clause *clause)
{
    n->depth = 0;
    n->clause = clause;
    push(n, (Shape){.kind = SHAPE_ROOT});
    push(n, (Shape){.kind = SHAPE_ARTICLE, .clause = clause});
    if (block->shared) {
        note_shared(n, block->shared->id);
    }
    for (const RichNode *node = block->rich; node; node = rich_next(node, block->rich)) {
        if (node->kind == RICH_TAG || node->kind == RICH_BLOCK_TAG) {
            check_tag(n, node);
        }
    }
}

/* What is known of the use of each option of each consideration. */
static Status start_reading(Names *n)
{
    const Library *lib = n->lib;
    n->is_read = arena_array(n->arena, lib->n_clauses + 1, bool *);
    n->choices = arena_array(n->arena, lib->n_clauses + 1, Choices *);
    for (size_t i = 0; n->is_read && n->choices && i < lib->n_clauses; i++) {
        n->is_read[i] = arena_array(n->arena, lib->clauses[i].options.n + 1, bool);
        n->choices[i] = choices_of_clause(n->arena, &lib->clauses[i]);
        if (!n->is_read[i] || !n->choices[i]) {
            return ST_NOMEM;
        }
    }
    return n->is_read && n->choices ? ST_OK : ST_NOMEM;
}

/*
 * Options, and values of options, that change nothing: whoever fills them in believes that they do. Those of a base are not
 * looked at: what a local library takes out of its texts is its own choice.
 */
static void report_unread(Names *n)
{
    const Library *lib = n->lib;
    bool is_looked_at = n->diags->n_errors == 0 && lib->base_folder.len == 0;
    for (size_t i = 0; is_looked_at && i < lib->n_clauses; i++) {
        const Value *declared = value_get(lib->clauses[i].source, STR("options"));
        for (size_t k = 0; k < lib->clauses[i].options.n; k++) {
            const Field *option = &lib->clauses[i].options.items[k];
            const Member *member = value_member(declared, option->name);
            if (!n->is_read[i][k] && member) {
                diag_add1(n->diags, LIB_OPTION_UNREAD, member->key_loc, option->name);
            } else if (!lib->is_partial) { /* what was left out may tell them apart */
                choices_report(&n->choices[i][k], option, n->diags);
            }
        }
    }
}

/* Nothing is used yet. */
static Status start_uses(Library *library, Arena *arena)
{
    LibraryUses *uses = arena_new(arena, LibraryUses);
    if (uses) {
        uses->calcs = arena_array(arena, library->n_calcs + 1, bool);
        uses->commons = arena_array(arena, library->n_commons + 1, bool);
    }
    library->uses = uses;
    return uses && uses->calcs && uses->commons ? ST_OK : ST_NOMEM;
}

void names_report_unused(const Library *library, DiagList *diags)
{
    const LibraryUses *uses = library->uses;
    if (!uses || library->is_partial || library->base_folder.len > 0) {
        return;
    }
    for (size_t i = 0; i < library->n_calcs; i++) {
        const Calc *calc = &library->calcs[i];
        bool is_shown = value_is_true(value_get(calc->source, STR("note_seule")));
        if (!uses->calcs[i] && calc->fact.len == 0 && !is_shown) { /* else it is for reports */
            const Value *id = value_get(calc->source, STR("id"));
            diag_add1(diags, LIB_CALC_UNREAD, id->loc, calc->id)->span =
                (uint32_t)utf8_count(calc->id);
        }
    }
    for (size_t i = 0; i < library->n_commons; i++) {
        if (!uses->commons[i]) {
            diag_add1(diags, LIB_COMMON_UNUSED, library->commons[i].source->loc,
                      library->commons[i].id);
        }
    }
}

Status names_check(Library *library, Arena *arena, DiagList *diags)
{
    Names *n = arena_new(arena, Names);
    if (!n) {
        return ST_NOMEM;
    }
    TRY(start_uses(library, arena));
    *n = (Names){.lib = library, .arena = arena, .diags = diags, .n_calcs_seen = library->n_calcs};
    TRY(start_reading(n));
    TRY(types_check(n)); /* first: the forms of a calculation are those of its type */
    library->uses->calc_types = n->calc_types;
    for (size_t i = 0; i < library->n_clauses; i++) {
        const Clause *clause = &library->clauses[i];
        for (size_t k = 0; k < library->n_block_order; k++) {
            if (clause->blocks[k] && clause->blocks[k]->rich) {
                check_block(n, clause->blocks[k], clause);
            }
        }
    }
    for (size_t i = 0; i < library->n_commons; i++) {
        if (library->commons[i].rich) {
            check_block(n, &library->commons[i], NULL);
        }
    }
    report_unread(n);
    return n->has_errors ? ST_INPUT : ST_OK;
}

/* A condition is the dotted name of one value. */
static void check_condition(Names *n, const Value *source, const Clause *clause)
{
    const Value *condition = value_get(source, STR("si"));
    if (condition) {
        n->depth = 0;
        push(n, (Shape){.kind = SHAPE_ROOT});
        push(n, (Shape){.kind = SHAPE_ARTICLE, .clause = clause});
        (void)names_resolve(n, condition->text, condition->loc); /* reports by itself */
    }
}

/* A piece refers to no block: its own have no names, and the annex is another document. */
static void check_piece(Names *n, const TenderPiece *piece)
{
    const Value *chapters = value_get(piece->source, STR("chapitres"));
    check_condition(n, piece->source, NULL);
    for (size_t i = 0; i < piece->n_chapters; i++) {
        const PieceChapter *chapter = &piece->chapters[i];
        const Value *blocks = value_get(chapters->list.items[i], STR("blocs"));
        check_condition(n, chapters->list.items[i], chapter->clause);
        for (size_t k = 0; k < chapter->n_blocks; k++) {
            const Block *block = chapter->blocks[k].block;
            check_condition(n, blocks->list.items[k], chapter->clause);
            if (block && block->rich) {
                check_block(n, block, chapter->clause);
            }
        }
    }
}

Status names_check_pieces(const Library *library, Arena *arena, DiagList *diags)
{
    Names *n = arena_new(arena, Names);
    if (!n) {
        return ST_NOMEM;
    }
    *n = (Names){.lib = library,
                 .arena = arena,
                 .diags = diags,
                 .n_calcs_seen = library->n_calcs,
                 .calc_types = library->uses ? library->uses->calc_types : NULL,
                 .is_piece = true};
    for (size_t i = 0; i < library->n_pieces; i++) {
        check_piece(n, &library->pieces[i]);
    }
    return n->has_errors ? ST_INPUT : ST_OK;
}

/* Conditions, sentences and data of cases: what is seen from a lot, whatever it carries. */
static Status check_cases(Names *n, const AdviceCases *cases)
{
    const Shape scope = {.kind = SHAPE_SCOPE, .scope = CALC_LOT};
    static const char *const texts[] = {"phrase", "debut", "fin"};
    for (size_t i = 0; i < cases->n; i++) {
        const AdviceCase *one = &cases->items[i];
        const Program *programs[] = {one->sentence, one->start, one->end};
        if (one->condition) {
            TRY(types_check_condition(n, one->condition, CALC_LOT));
        }
        for (size_t k = 0; k < 3; k++) {
            const Value *text = value_get(one->source, str_of(texts[k]));
            if (programs[k] && text) {
                names_check_text(n, programs[k], &scope, text->loc);
            }
        }
        const Value *data = value_get(one->source, STR("donnees"));
        for (size_t k = 0; data && k < data->list.n; k++) {
            names_check_path(n, data->list.items[k]->text, &scope, data->list.items[k]->loc);
        }
    }
    return ST_OK;
}

Status names_check_advice(const Library *library, Arena *arena, const Advice *advice,
                          DiagList *diags)
{
    Names *n = arena_new(arena, Names);
    if (!n) {
        return ST_NOMEM;
    }
    *n = (Names){.lib = library, .arena = arena, .diags = diags, .n_calcs_seen = library->n_calcs};
    TRY(types_learn_calcs(n));
    for (size_t i = 0; i < advice->n_clauses; i++) {
        TRY(check_cases(n, &advice->clauses[i].cases));
    }
    TRY(check_cases(n, &advice->reminders));
    TRY(check_cases(n, &advice->combinations));
    TRY(check_cases(n, &advice->nothing));
    return n->has_errors ? ST_INPUT : ST_OK;
}

/* The stack as it is where an entry stands: the root, then the sections around it from the outside in. */
static void stack_at(Names *n, const Expects *expects, const Shape *shapes, size_t index)
{
    size_t chain[LIMIT_SECTIONS + 2];
    size_t depth = 0;
    for (size_t i = expects->items[index].parent; i != SIZE_MAX; i = expects->items[i].parent) {
        if (depth < sizeof chain / sizeof chain[0]) {
            chain[depth++] = i;
        }
    }
    n->depth = 0;
    push(n, (Shape){.kind = SHAPE_CONTRACT});
    while (depth-- > 0) {
        push(n, shapes[chain[depth]]);
    }
}

Status names_check_template(const Library *library, Arena *arena, const Expects *expects,
                            DiagList *diags, bool **ret_known)
{
    Names *n = arena_new(arena, Names);
    Shape *shapes = arena_array(arena, expects->n + 1, Shape);
    bool *known = arena_array(arena, expects->n + 1, bool);
    if (!n || !shapes || !known) {
        return ST_NOMEM;
    }
    *n = (Names){.lib = library, .arena = arena, .diags = diags, .n_calcs_seen = library->n_calcs};
    for (size_t i = 0; i < expects->n; i++) {
        n->place = &expects->items[i];
        stack_at(n, expects, shapes, i);
        size_t before = diags->n + diags->n_dropped;
        shapes[i] = names_resolve(n, expects->items[i].name, expects->items[i].loc);
        known[i] = diags->n + diags->n_dropped == before;
    }
    if (ret_known) {
        *ret_known = known;
    }
    return n->has_errors ? ST_INPUT : ST_OK;
}
