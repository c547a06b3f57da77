/* SPDX-License-Identifier: Apache-2.0 */
/*
 * library - see library.h.
 */
#include "generator/library/library.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/validate.h"
#include "generator/data/yamlload.h"
#include "generator/library/audit.h"
#include "generator/library/fields.h"
#include "generator/library/loader.h"
#include "generator/library/names.h"
#include "generator/library/opened.h"
#include "generator/library/rules.h"
#include "generator/library/stray.h"
#include "generator/library/succession.h"
#include "generator/library/textrules.h"

const char *const loader_catalogues[LOADER_N_CATALOGUES] = {"listes.yaml", "publics.yaml",
                                                            "actions.yaml", "references.yaml"};

Status loader_note(Loader *l, Status st)
{
    l->has_errors = l->has_errors || st == ST_INPUT || st == ST_LIMIT;
    return status_is_fatal(st) ? st : ST_OK;
}

/* sum: of what the file is part of; NULL: nothing. */
static Status read_source(Loader *l, Str folder, Str name, Sum *sum, const Source **ret_source)
{
    TRY(opened_source(l->draft.arena, folder, name, l->io_sources, l->draft.diags, ret_source));
    if (sum) {
        sum_add(sum, name, (*ret_source)->text);
    }
    return ST_OK;
}

static Status load_schema(Loader *l, const char *name, const Schema **ret_schema)
{
    return l->prepared ? prepared_schema(l->prepared, l->draft.arena, str_of(name), ret_schema)
                       : opened_schema(l->draft.arena, l->schemas, str_of(name), l->io_sources,
                                       l->draft.diags, ret_schema);
}

/*
 * Reads one YAML file of the library and checks it; *ret_value is set only if it is sound and needed. schema NULL: any tree.
 */
static Status load_yaml(Loader *l, Str name, const Schema *schema, Value **ret_value)
{
    const Source *source = NULL;
    Value *value = NULL;
    *ret_value = NULL;
    TRY(l->prepared ? ST_OK : read_source(l, l->folder, name, l->sum, &source));
    TRY(loader_note(l, l->prepared ? prepared_tree(l->prepared, l->draft.arena, name, &value)
                                   : yamlload(l->draft.arena, source, YAML_LIMITS_FILE,
                                              l->draft.diags, &value)));
    if (!value) {
        return ST_OK;
    }
    Status st =
        schema ? validate_value(schema_root(schema), value, STR_EMPTY, l->draft.diags) : ST_OK;
    TRY(loader_note(l, st));
    *ret_value = st == ST_OK ? value : NULL;
    return ST_OK;
}

/* --- a local library ------------------------------------------------------------------------------------- */

/* A file of the local library itself. What it notes of its base is no part of what it says. */
static Status read_local(void *ctx, Str name, Value **ret_value)
{
    Loader *l = ctx;
    const Source *source = NULL;
    Sum *sum = str_is(name, "suivi-base.yaml") ? NULL : l->local_sum;
    *ret_value = NULL;
    TRY(read_source(l, l->overlay->folder, name, sum, &source));
    return yamlload(l->draft.arena, source, YAML_LIMITS_FILE, l->draft.diags, ret_value);
}

static Status local_schema(void *ctx, const char *name, const Schema **ret_schema)
{
    return load_schema(ctx, name, ret_schema);
}

/* The base of a local library: it must be there, be the one that is meant, and be complete by itself. */
static Status load_base(Loader *l, const Schema *schema, Value **ret_about)
{
    Overlay *o = l->overlay;
    DiagList *diags = l->draft.diags;
    const Value *named = value_get(value_get(o->about, STR("base")), STR("id"));
    TRY(overlay_find_base(o, l->shipped, &l->folder));
    TRY(load_yaml(l, STR("bibliotheque.yaml"), NULL, ret_about));
    if (!*ret_about) {
        return ST_INPUT;
    }
    const Value *id = value_get(*ret_about, STR("id"));
    if (value_get(*ret_about, STR("base"))) {
        diag_add1(diags, LIB_BASE_IS_LOCAL, named->loc, l->folder);
        return ST_INPUT;
    }
    TRY(validate_value(schema_root(schema), *ret_about, STR_EMPTY, diags));
    if (!str_eq(id->text, named->text)) {
        diag_add2(diags, LIB_BASE_OTHER, named->loc, id->text, named->text)->other = id->loc;
        return ST_INPUT;
    }
    return ST_OK;
}

/* bibliotheque.yaml names a base: the files of both are merged from here on. */
static Status start_overlay(Loader *l, Overlay *overlay, const Schema *schema, Value **io_about)
{
    const Schema *local = NULL;
    Sum *spare = l->local_sum;
    *overlay = (Overlay){.arena = l->draft.arena,
                         .diags = l->draft.diags,
                         .host = {l, read_local, local_schema},
                         .folder = l->folder,
                         .about = *io_about};
    l->overlay = overlay;
    l->local_sum = l->sum; /* bibliotheque.yaml is in it */
    l->sum = spare;
    TRY(load_schema(l, "surcharge-bibliotheque.schema.json", &local));
    TRY(validate_value(schema_root(local), *io_about, STR_EMPTY, l->draft.diags));
    TRY(load_base(l, schema, io_about));
    overlay->base = *io_about;
    l->draft.lib.base_folder = l->folder;
    l->draft.lib.overlay = overlay;
    l->draft.lib.changes = &overlay->changes;
    TRY(overlay_read(overlay));
    return overlay_about(overlay, io_about);
}

/* Files that are not read: what they hold is missing, and not told again. */
static Status check_stray(Loader *l, bool is_local)
{
    Stray stray;
    if (l->pick.files) {
        return ST_OK; /* a mistake of the library is told with the whole of it */
    }
    TRY(stray_check(l->draft.arena, l->folder, is_local, l->io_sources, l->draft.diags, &stray));
    l->has_errors = l->has_errors || stray.is_any;
    l->draft.lacks_clause = l->draft.lacks_clause || stray.is_text;
    l->draft.lacks_common = l->draft.lacks_common || stray.is_common;
    return stray.is_base ? ST_INPUT : ST_OK;
}

static Status load_about(Loader *l, Overlay *overlay)
{
    static const LibraryChanges no_changes = {0};
    const Schema *schema = NULL;
    Value *about = NULL;
    TRY(load_schema(l, "bibliotheque.schema.json", &schema));
    TRY(load_yaml(l, STR("bibliotheque.yaml"), NULL, &about));
    if (!about) {
        return ST_INPUT;
    }
    TRY(check_stray(l, value_get(about, STR("base")) != NULL));
    if (value_get(about, STR("base"))) {
        TRY(start_overlay(l, overlay, schema, &about));
    } else {
        TRY(validate_value(schema_root(schema), about, STR_EMPTY, l->draft.diags));
    }
    Library *lib = &l->draft.lib;
    lib->about = about;
    lib->changes = lib->changes ? lib->changes : &no_changes;
    lib->french.typography = TYPO_IMPRIMERIE_NATIONALE;
    (void)typo_profile_from_name(value_get_text(about, STR("typographie")),
                                 &lib->french.typography); /* unknown: the schema lists them */
    (void)french_spelling_from_name(value_get_text(about, STR("orthographe")),
                                    &lib->french.spelling); /* the same */
    TRY(clause_typograph(&l->draft, about));
    const Value *order = value_get(about, STR("blocs"));
    l->draft.lacks_blocks = audit_identifiers(order, l->draft.diags) != ST_OK;
    l->lacks_names = l->lacks_names || l->draft.lacks_blocks;
    l->has_errors = l->has_errors || l->draft.lacks_blocks;
    BlockKind *kinds = arena_array(l->draft.arena, order->list.n, BlockKind);
    if (!kinds) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < order->list.n; i++) {
        kinds[i] = (BlockKind){.id = value_get_text(order->list.items[i], STR("id")),
                               .title = value_get_text(order->list.items[i], STR("titre"))};
    }
    lib->block_order = kinds;
    lib->n_block_order = order->list.n;
    return ST_OK;
}

/* The lists of a catalogue with what the local library changes in them. */
static Status merge_lists(Loader *l, const Schema *schema, Value *file)
{
    for (size_t i = 0; l->overlay && i < file->map.n; i++) {
        const Member *m = &file->map.members[i];
        Str place = arena_printf(l->draft.arena, "listes.%.*s", STR_ARG(m->key));
        Value *list = m->value;
        TRY(overlay_list(l->overlay, place, m->key, &list));
        TRY(value_map_set(l->draft.arena, file, m->key, list));
    }
    return l->overlay ? loader_note(
                            l, validate_value(schema_root(schema), file, STR_EMPTY, l->draft.diags))
                      : ST_OK;
}

static Status load_catalogues(Loader *l)
{
    Arena *a = l->draft.arena;
    const Schema *schema = NULL;
    TRY(load_schema(l, "catalogue.schema.json", &schema));
    l->catalogues = value_map(a, (Loc){0});
    Value *laws = value_map(a, (Loc){0});
    if (!l->catalogues || !laws) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < LOADER_N_CATALOGUES; i++) {
        Value *file = NULL;
        TRY(load_yaml(l, str_of(loader_catalogues[i]), schema, &file));
        l->lacks_lists = l->lacks_lists || (!file && !l->pick.files);
        if (file) {
            TRY(merge_lists(l, schema, file));
            TRY(clause_typograph(&l->draft, file));
        }
        for (size_t k = 0; file && k < file->map.n; k++) {
            const Member *m = &file->map.members[k];
            if (m->value->kind == VALUE_LIST) {
                TRY(loader_note(l, audit_numbers(m->value, l->draft.diags)));
                Status once = audit_identifiers(m->value, l->draft.diags);
                l->lacks_lists = l->lacks_lists || once != ST_OK; /* that which was meant */
                TRY(loader_note(l, once));
                TRY(value_map_set(a, l->catalogues, m->key, m->value));
            }
        }
    }
    size_t n_of_base = l->catalogues->map.n;
    TRY(overlay_new_lists(l->overlay, schema, l->catalogues));
    for (size_t i = n_of_base; i < l->catalogues->map.n; i++) {
        Value *list = l->catalogues->map.members[i].value;
        TRY(loader_note(l, audit_identifiers(list, l->draft.diags)));
        TRY(clause_typograph(&l->draft, list));
    }
    const Value *references = value_get(l->catalogues, STR("references"));
    for (size_t i = 0; references && i < references->list.n; i++) {
        Value *entry = references->list.items[i];
        TRY(value_map_set(a, laws, value_get_text(entry, STR("id")), entry));
    }
    bool has_all = !l->lacks_lists && !l->pick.files;
    for (size_t i = 0; i < l->catalogues->map.n; i++) {
        const Value *list = l->catalogues->map.members[i].value;
        TRY(loader_note(l, audit_list(list, has_all ? laws : NULL, l->draft.diags)));
    }
    TRY(loader_note(l, has_all ? succession_check(l->draft.lib.about, l->catalogues, l->draft.diags)
                               : ST_OK));
    l->draft.lib.catalogues = l->catalogues;
    l->draft.lib.laws = laws;
    return ST_OK;
}

typedef Status AddFn(Loader *l, Str name, Value *value);
static AddFn add_clause;

static Status load_folder(Loader *l, const char *folder, const Schema *schema, AddFn *add)
{
    Str *names = NULL;
    size_t n = 0;
    Arena *a = l->draft.arena;
    TRY(file_list(a, file_join(a, l->folder, str_of(folder)), l->draft.diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_ends(names[i], STR(".yaml")) || names[i].ptr[0] == '.') {
            continue;
        }
        Value *value = NULL;
        Str name = file_join(a, str_of(folder), names[i]);
        TRY(load_yaml(l, name, schema, &value));
        l->draft.lacks_clause = l->draft.lacks_clause || (add == add_clause && !value);
        l->draft.lacks_common =
            l->draft.lacks_common || (!value && str_is(str_of(folder), "communs"));
        if (value) {
            TRY(loader_note(l, add(l, str_sub(names[i], 0, names[i].len - 5), value)));
        }
    }
    return ST_OK;
}

/* Considerations or shared texts that only the local library has. */
static Status load_local(Loader *l, const char *folder, const Schema *schema, AddFn *add)
{
    for (size_t i = 0; l->overlay && i < l->overlay->n_files; i++) {
        const OverlayFile *file = &l->overlay->files[i];
        if (file->target.len > 0 || !str_is(file->folder, folder)) {
            continue;
        }
        Status st = validate_value(schema_root(schema), file->value, STR_EMPTY, l->draft.diags);
        TRY(loader_note(l, st));
        Str id = file_join(l->draft.arena, file->folder, file->name);
        const Block *common = library_common(&l->draft.lib, id);
        if (common) {
            diag_add1(l->draft.diags, LIB_DUPLICATE, file->value->loc, id)->other =
                common->rich->loc;
            l->has_errors = true;
        } else if (st == ST_OK) {
            bool is_common = str_is(file->folder, "communs");
            TRY(overlay_added(l->overlay, is_common ? id : value_get_text(file->value, STR("id")),
                              file->value));
            TRY(loader_note(l, add(l, file->name, file->value)));
        }
    }
    return ST_OK;
}

/* The consideration that stands alone was read first, and takes the place of its namesake. */
static bool is_replaced(const Loader *l, const Value *value)
{
    return l->lone && value != l->lone &&
           (str_eq(value_get_text(l->lone, STR("id")), value_get_text(value, STR("id"))) ||
            str_eq(value_get_text(l->lone, STR("code")), value_get_text(value, STR("code"))));
}

static Status add_clause(Loader *l, Str name, Value *value)
{
    (void)name; /* the file's name is for people; the identifier counts */
    if (is_replaced(l, value)) {
        return ST_OK;
    }
    TRY(overlay_text(l->overlay, value_get_text(value, STR("id")), l->draft.clause_schema, &value));
    static const char *const titles[] = {"titre",
                                         "titres"}; /* bodies are read with their typography */
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        const Member *member = value_member(value, str_of(titles[i]));
        if (member) {
            TRY(clause_typograph(&l->draft, member->value));
        }
    }
    return clause_add(&l->draft, value);
}

/* The consideration that stands alone, as if it were one of the library. */
static Status load_clause_file(Loader *l)
{
    Value *value = NULL;
    Str folder = l->folder;
    if (l->clause_file.len == 0) {
        return ST_OK;
    }
    l->folder = file_folder(l->clause_file);
    Status st = load_yaml(l, file_base(l->clause_file), l->draft.clause_schema, &value);
    l->folder = folder;
    TRY(st);
    l->lone = value;
    return value ? loader_note(l, add_clause(l, l->clause_file, value)) : ST_OK;
}

static Status add_common(Loader *l, Str name, Value *value)
{
    Str id = file_join(l->draft.arena, STR("communs"), name);
    TRY(overlay_text(l->overlay, id, l->draft.common_schema, &value));
    const Member *title = value_member(value, STR("titre"));
    if (title) {
        TRY(clause_typograph(&l->draft, title->value));
    }
    return clause_add_common(&l->draft, id, value);
}

static Status worse(Status a, Status b)
{
    return status_is_fatal(b) || a == ST_OK ? b : a;
}

static Status add_rules(Loader *l, Str name, Value *value)
{
    (void)name; /* the file's name is for people; the numbers count */
    TRY(overlay_levels(l->overlay, &value));
    const Value *rules = value_get(value, STR("regles"));
    for (size_t i = 0; rules && i < rules->list.n; i++) {
        static const char *const typed[] = {"titre", "aide"};
        for (size_t k = 0; k < sizeof typed / sizeof typed[0]; k++) {
            const Member *text = value_member(rules->list.items[i], str_of(typed[k]));
            TRY(text ? clause_typograph(&l->draft, text->value) : ST_OK);
        }
    }
    Status st = rules_add(&l->draft, value);
    return status_is_fatal(st) ? st : worse(st, textrules_add(&l->draft, value));
}

static Status check_local_numbers(Loader *l, const Value *list, size_t n_rules, size_t n_texts)
{
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *id = value_get(list->list.items[i], STR("id"));
        Loc first = rules_place(&l->draft.lib, n_rules, n_texts, id->text);
        if (first.source) {
            diag_add1(l->draft.diags, LIB_DUPLICATE, id->loc, id->text)->other = first;
            l->has_errors = true;
        }
        TRY(overlay_added(l->overlay,
                          arena_printf(l->draft.arena, "regles.%.*s", STR_ARG(id->text)),
                          list->list.items[i]));
    }
    return ST_OK;
}

/* Rules that only the local library has; each has a number of its own, since markets acknowledge by number. */
static Status load_local_rules(Loader *l, const Schema *schema)
{
    Arena *a = l->draft.arena;
    Value *const lists[] = {l->overlay->rules, l->overlay->texts};
    static const char *const names[] = {"regles", "textes"};
    size_t n_rules = l->draft.lib.n_rules;
    size_t n_texts = l->draft.lib.texts ? l->draft.lib.texts->n : 0;
    Value *file = value_map(a, lists[0]->loc);
    for (size_t i = 0; file && i < 2; i++) {
        if (lists[i]->list.n > 0) {
            TRY(value_map_add(a, file, str_of(names[i]), lists[i]->loc, lists[i]));
        }
    }
    if (!file || file->map.n == 0) {
        return file ? ST_OK : ST_NOMEM;
    }
    Status st = validate_value(schema_root(schema), file, STR_EMPTY, l->draft.diags);
    for (size_t i = 0; st == ST_OK && i < 2; i++) {
        TRY(check_local_numbers(l, lists[i], n_rules, n_texts));
    }
    return st == ST_OK ? loader_note(l, add_rules(l, STR_EMPTY, file)) : loader_note(l, st);
}

/* A library may do without. */
static Status load_rules(Loader *l)
{
    const Schema *schema = NULL;
    Str folder = file_join(l->draft.arena, l->folder, STR("regles"));
    bool has_own = file_kind(folder, true) == FILE_FOLDER;
    if (!has_own && !l->overlay) {
        return ST_OK;
    }
    TRY(load_schema(l, "regles.schema.json", &schema));
    TRY(has_own ? load_folder(l, "regles", schema, add_rules) : ST_OK);
    return l->overlay ? load_local_rules(l, schema) : ST_OK;
}

static Status load_calc(Loader *l, const Value *source, Calc *calc)
{
    static const char *const scopes[] = {
        [CALC_MARKET] = "marche", [CALC_ARTICLE] = "article", [CALC_LOT] = "lot"};
    Library *lib = &l->draft.lib;
    Str scope = value_get_text(source, STR("par"));
    *calc = (Calc){.id = value_get_text(source, STR("id")), .source = source};
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        if (str_is(scope, scopes[i])) {
            calc->scope = (CalcScope)i;
        }
    }
    calc->meta.unit = value_get_text(source, STR("unite"));
    calc->fact = value_get_text(source, STR("rapport"));
    const Value *clause = value_get(source, STR("pour"));
    if (clause) {
        calc->clause = library_clause(lib, clause->text);
        if (!calc->clause && l->has_errors) {
            return ST_INPUT; /* the consideration may be one that could not be read: said before */
        }
        if (!calc->clause) {
            diag_add_near(l->draft.diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, clause->loc,
                          clause->text, library_nearest_clause(lib, clause->text));
            l->lacks_names = true;
            return ST_INPUT;
        }
    }
    const Value *formula = value_get(source, STR("formule"));
    return expr_compile(l->draft.arena, formula->text, formula->loc, l->draft.diags, &calc->expr);
}

/* Two calculations of one name may stand in the file if no article sees both. */
static void check_calc_is_new(Loader *l, const Calc *calcs, size_t index)
{
    const Calc *calc = &calcs[index];
    for (size_t i = 0; i < index; i++) {
        if (str_eq(calc->id, calcs[i].id) && clause_sees_both(calc, &calcs[i])) {
            l->lacks_names = true; /* that which was meant */
            const Value *id = value_get(calc->source, STR("id"));
            diag_add1(l->draft.diags, LIB_DUPLICATE, id->loc, calc->id)->other =
                value_get(calcs[i].source, STR("id"))->loc;
            l->has_errors = true;
            return;
        }
    }
}

static Status load_calcs(Loader *l)
{
    const Schema *schema = NULL;
    Value *file = NULL;
    TRY(load_schema(l, "calculs.schema.json", &schema));
    TRY(load_yaml(l, STR("calculs.yaml"), schema, &file));
    l->lacks_names = l->lacks_names || (!file && !l->pick.files);
    Value *list = (Value *)value_get(file, STR("calculs"));
    if (!list) {
        return ST_OK;
    }
    TRY(overlay_calcs(l->overlay, &list));
    Calc *calcs = arena_array(l->draft.arena, list->list.n, Calc);
    if (!calcs) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < list->list.n; i++) {
        TRY(loader_note(l, load_calc(l, list->list.items[i], &calcs[i])));
        check_calc_is_new(l, calcs, i);
    }
    l->draft.lib.calcs = calcs;
    l->draft.lib.n_calcs = list->list.n;
    return ST_OK;
}

/* The identifiers of all considerations. */
static Status keep_ids(Loader *l)
{
    Library *lib = &l->draft.lib;
    if (!l->pick.files) {
        l->pick.ids = arena_array(l->draft.arena, lib->n_clauses, Str);
        l->pick.n_ids = l->pick.ids ? lib->n_clauses : 0;
        for (size_t i = 0; i < l->pick.n_ids; i++) {
            l->pick.ids[i] = lib->clauses[i].id;
        }
    }
    lib->ids = l->pick.ids;
    lib->n_ids = l->pick.n_ids;
    return lib->ids ? ST_OK : ST_NOMEM;
}

/* The sums of both libraries, and what the local one changes. */
static Status finish_overlay(Loader *l)
{
    Library *lib = &l->draft.lib;
    Overlay *o = l->overlay;
    Value *base = (Value *)value_get(lib->about, STR("base")); /* overlay_about made it */
    TRY(overlay_finish(o, lib));
    Str sum = sum_finish(l->sum, l->draft.arena);
    Value *sha256 = sum.ptr ? value_text(l->draft.arena, base->loc, sum) : NULL;
    TRY(sha256 ? value_map_set(l->draft.arena, base, STR("sha256"), sha256) : ST_NOMEM);
    l->has_errors = l->has_errors || o->has_errors;
    lib->sha256 = sum_finish(l->local_sum, l->draft.arena);
    return lib->sha256.ptr ? ST_OK : ST_NOMEM;
}

Status loader_read_texts(Loader *l, Overlay *overlay)
{
    Library *lib = &l->draft.lib;
    size_t first = l->draft.diags->n;
    TRY(load_about(l, overlay));
    TRY(load_catalogues(l));
    TRY(load_schema(l, "clause.schema.json", &l->draft.clause_schema));
    TRY(load_schema(l, "commun.schema.json", &l->draft.common_schema));
    TRY(load_schema(l, "marche.schema.json", &lib->market_schema));
    TRY(loader_note(l, fields_compile(l->draft.arena, schema_root(lib->market_schema),
                                      lib->catalogues, l->draft.diags, &lib->market)));
    TRY(load_folder(l, "communs", l->draft.common_schema, add_common));
    TRY(load_local(l, "communs", l->draft.common_schema, add_common));
    TRY(load_clause_file(l));
    TRY(load_folder(l, "considerations", l->draft.clause_schema, add_clause));
    TRY(load_local(l, "considerations", l->draft.clause_schema, add_clause));
    l->lacks_names = l->lacks_names || l->lacks_lists || l->draft.lacks_clause;
    clause_drop_unlisted(&l->draft, l->lacks_lists ? first : SIZE_MAX);
    bool has_all = !l->lacks_names && !l->pick.files; /* else a code may be of what is missing */
    TRY(loader_note(l, has_all ? audit_uses(&l->draft.lib, l->draft.diags) : ST_OK));
    TRY(keep_ids(l));
    return loader_note(l, clause_link(&l->draft));
}

Status loader_read_rest(Loader *l)
{
    TRY(load_calcs(l));
    size_t before = l->draft.diags->n_errors;
    TRY(load_rules(l));
    TRY(textrules_finish(&l->draft));
    /* else a rule may be of what is missing; a local library may take one away */
    bool is_whole = l->draft.diags->n_errors == before && !l->lacks_names && !l->pick.files &&
                    l->draft.lib.base_folder.len == 0;
    TRY(loader_note(l, is_whole ? rules_check_covers(&l->draft.lib, l->draft.diags) : ST_OK));
    bool is_complete = !l->lacks_names; /* else every use of them would be an error */
    return is_complete ? loader_note(l, names_check(&l->draft.lib, l->draft.arena, l->draft.diags))
                       : ST_OK;
}

/* Pieces are read elsewhere (pieces.c), but belong to the sum. */
static Status sum_pieces(Loader *l, Str folder, Sum *sum)
{
    Arena *a = l->draft.arena;
    Str *names = NULL;
    size_t n = 0;
    Str pieces = file_join(a, folder, STR("pieces"));
    if (file_kind(pieces, true) != FILE_FOLDER) {
        return pieces.ptr ? ST_OK : ST_NOMEM;
    }
    TRY(file_list(a, pieces, l->draft.diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        const Source *source = NULL;
        if (str_ends(names[i], STR(".yaml")) && names[i].ptr[0] != '.') {
            Str name = file_join(a, STR("pieces"), names[i]);
            TRY(loader_note(l, read_source(l, folder, name, sum, &source)));
        }
    }
    return ST_OK;
}

static Status finish_sum(Loader *l)
{
    TRY(sum_pieces(l, l->folder, l->sum));
    TRY(l->overlay ? sum_pieces(l, l->overlay->folder, l->local_sum) : ST_OK);
    if (l->overlay) {
        return finish_overlay(l);
    }
    l->draft.lib.sha256 = sum_finish(l->sum, l->draft.arena);
    return l->draft.lib.sha256.ptr ? ST_OK : ST_NOMEM;
}

static Status load(Loader *l, const Library **ret_library)
{
    Sum sum;
    Sum second;                                            /* for a local library */
    Overlay *overlay = arena_new(l->draft.arena, Overlay); /* pieces and advice go on with it */
    Str folder = l->folder; /* a local library takes that of its base on */
    if (!overlay) {
        return ST_NOMEM;
    }
    sum_init(&sum);
    sum_init(&second);
    l->sum = &sum;
    l->local_sum = &second;
    TRY(loader_read_texts(l, overlay));
    TRY(loader_read_rest(l));
    TRY(finish_sum(l));
    if (l->has_errors) {
        return ST_INPUT;
    }
    Library *library = arena_new(l->draft.arena, Library);
    if (!library) {
        return ST_NOMEM;
    }
    *library = l->draft.lib;
    library->folder = folder;
    *ret_library = library;
    return ST_OK;
}

Status library_load_with(Arena *arena, Str folder, Str schemas, Str shipped, Str clause_file,
                         uint32_t *io_sources, DiagList *diags, const Library **ret_library)
{
    Loader l = {.draft = {.arena = arena, .diags = diags},
                .folder = folder,
                .schemas = schemas,
                .shipped = shipped,
                .clause_file = clause_file,
                .io_sources = io_sources};
    return load(&l, ret_library);
}

Status library_load(Arena *arena, Str folder, Str schemas, Str shipped, uint32_t *io_sources,
                    DiagList *diags, const Library **ret_library)
{
    return library_load_with(arena, folder, schemas, shipped, STR_EMPTY, io_sources, diags,
                             ret_library);
}
