/* SPDX-License-Identifier: Apache-2.0 */
/*
 * advice_read - conseil.yaml to cases; see advice.h.
 */
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/validate.h"
#include "generator/library/advice.h"
#include "generator/library/audit.h"
#include "generator/library/names.h"
#include "generator/library/opened.h"
#include "generator/library/overlay.h"
#include "generator/library/wording.h"

typedef struct Reading {
    Arena *arena;
    const Library *lib;
    DiagList *diags;
    bool has_errors;
} Reading;

/* Remembers an ordinary failure and forwards a fatal one. */
static Status note(Reading *r, Status st)
{
    r->has_errors = r->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

static const Clause *find_clause(Reading *r, const Value *name)
{
    const Clause *clause = library_clause(r->lib, name->text);
    if (!clause) {
        diag_add_near(r->diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, name->loc, name->text,
                      library_nearest_clause(r->lib, name->text));
        r->has_errors = true;
    }
    return clause;
}

static AdviceVerdict verdict_of(Str name)
{
    return str_is(name, "proposee")       ? ADVICE_PROPOSED
           : str_is(name, "possible")     ? ADVICE_POSSIBLE
           : str_is(name, "deconseillee") ? ADVICE_UNADVISED
                                          : ADVICE_IMPOSSIBLE;
}

static Status read_text(Reading *r, const Value *source, const char *key, Str name,
                        const Program **ret)
{
    const Value *text = value_get(source, str_of(key));
    return text ? note(r, wording_compile(r->arena, &r->lib->french, name, text, r->diags, ret))
                : ST_OK;
}

static Status read_clauses(Reading *r, const Value *names, AdviceCase *one)
{
    one->clauses = arena_array(r->arena, names ? names->list.n + 1 : 1, const Clause *);
    for (size_t i = 0; one->clauses && names && i < names->list.n; i++) {
        const Clause *clause = find_clause(r, names->list.items[i]);
        if (clause) {
            one->clauses[one->n_clauses++] = clause;
        }
    }
    return one->clauses ? ST_OK : ST_NOMEM;
}

static Status read_case(Reading *r, const Value *source, AdviceCase *one)
{
    const Value *condition = value_get(source, STR("si"));
    const Value *rank = value_get(source, STR("rang"));
    int64_t number = 0;
    *one = (AdviceCase){.rule = value_get_text(source, STR("id")),
                        .title = value_get_text(source, STR("titre")),
                        .verdict = verdict_of(value_get_text(source, STR("avis"))),
                        .source = source};
    one->rank = rank && num_to_int64(rank->num, &number) ? (int)number : 0;
    if (condition) {
        TRY(note(
            r, expr_compile(r->arena, condition->text, condition->loc, r->diags, &one->condition)));
    }
    TRY(read_clauses(r, value_get(source, STR("considerations")), one));
    TRY(read_text(r, source, "phrase", one->rule, &one->sentence));
    TRY(read_text(r, source, "debut", one->rule, &one->start));
    return read_text(r, source, "fin", one->rule, &one->end);
}

Str advice_case_name(const Value *source)
{
    return value_get_text(source, STR("nom"));
}

static Status read_cases(Reading *r, const Value *list, AdviceCases *ret)
{
    TRY(list ? note(r, audit_names(list, advice_case_name, r->diags)) : ST_OK);
    ret->n = list ? list->list.n : 0;
    ret->items = arena_array(r->arena, ret->n + 1, AdviceCase);
    if (!ret->items) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < ret->n; i++) {
        TRY(read_case(r, list->list.items[i], &ret->items[i]));
    }
    return ST_OK;
}

/* Of cases in order, only the last has no condition: then one is always true, and none stands behind it in vain. */
static void check_order(Reading *r, const Value *list)
{
    for (size_t i = 0; list && i < list->list.n; i++) {
        const Value *one = list->list.items[i];
        bool is_last = i + 1 == list->list.n;
        const Value *condition = value_get(one, STR("si"));
        if (is_last == (condition == NULL)) {
            continue;
        }
        diag_add0(r->diags, is_last ? LIB_ADVICE_NO_LAST : LIB_ADVICE_UNREACHABLE,
                  is_last ? condition->loc : list->list.items[i + 1]->loc);
        r->has_errors = true;
        return;
    }
}

static Status read_considerations(Reading *r, const Value *list, Advice *advice)
{
    advice->clauses = arena_array(r->arena, list->list.n + 1, AdviceClause);
    if (!advice->clauses) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *source = list->list.items[i];
        const Value *name = value_get(source, STR("consideration"));
        AdviceClause one = {.clause = find_clause(r, name)};
        const Value *cases = value_get(source, STR("cas"));
        if (one.clause && advice_of(advice, one.clause)) {
            diag_add1(r->diags, LIB_DUPLICATE, name->loc, name->text);
            r->has_errors = true;
        }
        check_order(r, cases);
        TRY(read_cases(r, cases, &one.cases));
        if (one.clause) {
            advice->clauses[advice->n_clauses++] = one;
        }
    }
    return ST_OK;
}

/* A consideration of a local library may do without: it is then possible, in the words of its own file. */
static void check_complete(Reading *r, const Value *list, const Advice *advice)
{
    for (size_t i = 0; r->lib->base_folder.len == 0 && i < r->lib->n_clauses; i++) {
        const Clause *clause = &r->lib->clauses[i];
        if (!advice_of(advice, clause) && !r->has_errors) {
            diag_add1(r->diags, LIB_ADVICE_LACKS, list->loc, clause->id);
        }
    }
}

/* What a local library changes in the advice of its base. */
static Status merge_local(Reading *r, Str schemas, const Schema *schema, uint32_t *io_sources,
                          Value **io_file)
{
    Overlay *o = r->lib->overlay;
    OverlayLater later = {o, schemas, io_sources};
    Value *local = NULL;
    if (!o) {
        return ST_OK;
    }
    size_t first = o->changes.n;
    overlay_reopen(&later, r->diags);
    TRY(overlay_read_advice(o, &local));
    TRY(local ? overlay_advice(o, schema, local, io_file) : ST_OK);
    r->has_errors = r->has_errors || o->has_errors;
    return o->has_errors ? ST_OK : overlay_follow(o, first);
}

/* A library without conseil.yaml; a local one then has nothing to change. */
static Status report_none(const Library *library, Arena *arena, Str folder, bool is_wanted,
                          DiagList *diags)
{
    const Overlay *o = library->overlay;
    Str own = o ? file_join(arena, o->folder, STR("conseil.yaml")) : STR_EMPTY;
    if (own.len > 0 && file_kind(own, true) == FILE_REGULAR) {
        diag_add1(diags, LIB_OVERLAY_UNKNOWN, value_member(o->about, STR("base"))->key_loc,
                  STR("conseil.yaml"));
        return ST_INPUT;
    }
    if (is_wanted) {
        diag_add1(diags, LIB_NO_ADVICE, (Loc){0}, folder);
    }
    return is_wanted ? ST_INPUT : ST_OK;
}

Status advice_load(Arena *arena, const Library *library, Str schemas, bool is_wanted,
                   uint32_t *io_sources, DiagList *diags, const Advice **ret_advice)
{
    Reading r = {.arena = arena, .lib = library, .diags = diags};
    Str folder = library->base_folder.len > 0 ? library->base_folder : library->folder;
    const Schema *schema = NULL;
    Value *file = NULL;
    *ret_advice = NULL;
    if (file_kind(file_join(arena, folder, STR("conseil.yaml")), true) != FILE_REGULAR) {
        return report_none(library, arena, folder, is_wanted, diags);
    }
    TRY(opened_schema(arena, schemas, STR("conseil.schema.json"), io_sources, diags, &schema));
    TRY(opened_yaml(arena, folder, STR("conseil.yaml"), schema, io_sources, diags, &file));
    TRY(merge_local(&r, schemas, schema, io_sources, &file));
    Advice *advice = arena_new(arena, Advice);
    if (!advice) {
        return ST_NOMEM;
    }
    *advice = (Advice){.lib = library};
    const Value *list = value_get(file, STR("considerations"));
    const Value *nothing = value_get(file, STR("aucune"));
    TRY(read_considerations(&r, list, advice));
    TRY(read_cases(&r, value_get(file, STR("rappels")), &advice->reminders));
    TRY(read_cases(&r, value_get(file, STR("combinaisons")), &advice->combinations));
    TRY(read_cases(&r, nothing, &advice->nothing));
    check_order(&r, nothing);
    check_complete(&r, list, advice);
    TRY(note(&r, names_check_advice(library, arena, advice, diags)));
    *ret_advice = r.has_errors ? NULL : advice;
    return r.has_errors ? ST_INPUT : ST_OK;
}
