/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clause - see clause.h.
 */
#include "generator/library/clause.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/library/audit.h"
#include "generator/library/fields.h"

/* The six fundamentals of D-129. Their names are the structure of the library's format, not law. */
static const char *const fundamentals[] = {"objet",     "public",   "actions",
                                           "modalites", "controle", "penalites"};

/*
 * Where the text of a YAML scalar begins in its file, and how far its lines are indented: a block scalar (| or >) starts on the
 * line after its indicator.
 */
static Loc text_place(const Value *text, size_t *ret_indent)
{
    Str line = source_line(text->loc.source, text->loc.line);
    size_t at = utf8_clip(line, text->loc.column - 1);
    *ret_indent = 0;
    if (at >= line.len || (line.ptr[at] != '|' && line.ptr[at] != '>')) {
        return text->loc;
    }
    Loc place = {.source = text->loc.source, .line = text->loc.line + 1, .column = 1};
    Str first = source_line(text->loc.source, place.line);
    for (uint32_t next = place.line; str_trim(first).len == 0 && next < place.line + 100; next++) {
        first = source_line(text->loc.source, next);
    }
    while (*ret_indent < first.len && first.ptr[*ret_indent] == ' ') {
        (*ret_indent)++;
    }
    place.column = (uint32_t)*ret_indent + 1;
    return place;
}

static Status read_block(LibraryDraft *d, Str id, Str title, const Value *text, Block *ret_block)
{
    size_t indent = 0;
    Loc at = text_place(text, &indent);
    RichNode *rich = NULL;
    Status st = mdread(d->arena, text->text, at, indent, d->lib.french.typography, d->diags, &rich);
    *ret_block = (Block){.id = id,
                         .title = title,
                         .text = text->text,
                         .rich = rich,
                         .index = (uint32_t)d->lib.n_blocks};
    bool is_audited = st == ST_OK && !d->lib.is_partial;
    return is_audited ? audit_braces(text, d->diags) : st;
}

static Status keep_block(LibraryDraft *d, const Block *block)
{
    d->blocks = arena_grow(d->arena, d->blocks, d->lib.n_blocks, &d->cap_blocks, sizeof *d->blocks);
    if (!d->blocks) {
        return ST_NOMEM;
    }
    d->blocks[d->lib.n_blocks++] = block;
    d->lib.blocks = d->blocks;
    return ST_OK;
}

/* The heading of a block: the clause's own (`titres`), else the library's. */
static Str block_title(const LibraryDraft *d, const Value *source, size_t kind)
{
    Str own = value_get_text(value_get(source, STR("titres")), d->lib.block_order[kind].id);
    return own.len ? own : d->lib.block_order[kind].title;
}

static size_t find_kind(const LibraryDraft *d, Str id)
{
    for (size_t i = 0; i < d->lib.n_block_order; i++) {
        if (str_eq(d->lib.block_order[i].id, id)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void report_no_kind(LibraryDraft *d, const Member *member)
{
    Str names[32];
    size_t n = 0;
    if (d->lacks_blocks) {
        return; /* it may be the one that is not listed */
    }
    for (size_t i = 0; i < d->lib.n_block_order && n < 32; i++) {
        names[n++] = d->lib.block_order[i].id;
    }
    diag_add_near(d->diags, LIB_NO_BLOCK, LIB_NO_BLOCK_NEAR, member->key_loc, member->key,
                  validate_nearest(member->key, names, n));
}

static Status read_blocks(LibraryDraft *d, const Value *source, Clause *clause)
{
    const Value *body = value_get(source, STR("corps"));
    clause->blocks = arena_array(d->arena, d->lib.n_block_order, const Block *);
    if (!clause->blocks) {
        return ST_NOMEM;
    }
    Status worst = ST_OK;
    for (size_t i = 0; body && body->kind == VALUE_MAP && i < body->map.n; i++) {
        const Member *member = &body->map.members[i];
        size_t kind = find_kind(d, member->key);
        if (kind == SIZE_MAX) {
            report_no_kind(d, member);
            worst = ST_INPUT;
            continue;
        }
        Block *block = arena_new(d->arena, Block);
        if (!block) {
            return ST_NOMEM;
        }
        Status st = read_block(d, member->key, block_title(d, source, kind), member->value, block);
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
        clause->blocks[kind] = block;
        TRY(keep_block(d, block));
    }
    return worst;
}

/* What is said of blocks that don't exist would never be seen: their titles, the requirements that they fulfil. */
static Status check_titles(LibraryDraft *d, const Value *source)
{
    static const char *const maps[] = {"titres", "exigences"};
    Status st = ST_OK;
    for (size_t k = 0; k < sizeof maps / sizeof maps[0]; k++) {
        const Value *titles = value_get(source, str_of(maps[k]));
        for (size_t i = 0; titles && i < titles->map.n; i++) {
            if (find_kind(d, titles->map.members[i].key) == SIZE_MAX) {
                report_no_kind(d, &titles->map.members[i]);
                st = ST_INPUT;
            }
        }
    }
    return st;
}

bool clause_must_have(Str block)
{
    for (size_t i = 0; i < sizeof fundamentals / sizeof fundamentals[0]; i++) {
        if (str_is(block, fundamentals[i])) {
            return true;
        }
    }
    return false;
}

/* True if a body under a misspelt name, which was reported, is this one. */
static bool is_near_block(LibraryDraft *d, const Value *source, Str block)
{
    const Value *body = value_get(source, STR("corps"));
    for (size_t i = 0; body && body->kind == VALUE_MAP && i < body->map.n; i++) {
        Str key = body->map.members[i].key;
        if (find_kind(d, key) == SIZE_MAX && validate_nearest(key, &block, 1).len > 0) {
            return true;
        }
    }
    return false;
}

/* The block that says nothing, else the key under which it would stand. */
static Loc place_of_block(const Value *source, Str block)
{
    const Member *body = value_member(source, STR("corps"));
    const Member *own =
        body && body->value->kind == VALUE_MAP ? value_member(body->value, block) : NULL;
    return own ? own->key_loc : body ? body->key_loc : source->loc;
}

static bool has_fundamentals(LibraryDraft *d, const Clause *clause)
{
    bool has_all = true;
    for (size_t i = 0; i < sizeof fundamentals / sizeof fundamentals[0]; i++) {
        size_t kind = find_kind(d, str_of(fundamentals[i]));
        const Block *block = kind == SIZE_MAX ? NULL : clause->blocks[kind];
        bool is_misspelt = !block && is_near_block(d, clause->source, str_of(fundamentals[i]));
        is_misspelt = is_misspelt || (kind == SIZE_MAX && d->lacks_blocks);
        has_all = has_all && !is_misspelt;
        if (!is_misspelt &&
            (!block || (block->rich && !block->rich->first))) { /* none at all: reported */
            Str name = str_of(fundamentals[i]);
            diag_add2(d->diags, LIB_NO_FUNDAMENTAL, place_of_block(clause->source, name),
                      clause->id, name);
            has_all = false;
        }
    }
    return has_all;
}

/* Compiles the map of option properties as the schema of an object that allows nothing else. */
static Status compile_options(LibraryDraft *d, const Value *source, Clause *clause)
{
    Arena *a = d->arena;
    const Value *declared = value_get(source, STR("options"));
    Value *schema = value_map(a, source->loc);
    Value *type = value_text(a, source->loc, STR("object"));
    Value *closed = value_bool(a, source->loc, false);
    Value *properties = declared ? value_copy_shallow(a, declared) : value_map(a, source->loc);
    if (!schema || !type || !closed || !properties) {
        return ST_NOMEM;
    }
    TRY(value_map_add(a, schema, STR("type"), source->loc, type));
    TRY(value_map_add(a, schema, STR("properties"), source->loc, properties));
    TRY(value_map_add(a, schema, STR("additionalProperties"), source->loc, closed));
    const Value *required = value_get(source, STR("options_requises"));
    if (required) {
        Value *copy = value_copy_shallow(a, required);
        if (!copy) {
            return ST_NOMEM;
        }
        TRY(value_map_add(a, schema, STR("required"), source->loc, copy));
    }
    TRY(schema_compile(a, schema, d->diags, &clause->schema));
    Status st = fields_compile(a, schema_root(clause->schema), d->lib.catalogues, d->diags,
                               &clause->options);
    if (status_is_fatal(st)) {
        return st;
    }
    Status audited = audit_options(a, &clause->options, d->diags);
    return audited != ST_OK ? audited : st;
}

/* Options that must be given, but that no declaration knows. */
static Status check_required_options(LibraryDraft *d, const Value *source)
{
    const Value *required = value_get(source, STR("options_requises"));
    const Value *declared = value_get(source, STR("options"));
    Status st = ST_OK;
    for (size_t i = 0; required && i < required->list.n; i++) {
        const Value *name = required->list.items[i];
        if (!value_get(declared, name->text)) {
            Str names[64];
            size_t n = 0;
            for (size_t k = 0; declared && k < declared->map.n && n < 64; k++) {
                names[n++] = declared->map.members[k].key;
            }
            diag_add_near(d->diags, LIB_UNKNOWN_NAME, LIB_UNKNOWN_NAME_NEAR, name->loc, name->text,
                          validate_nearest(name->text, names, n));
            st = ST_INPUT;
        }
    }
    return st;
}

/* True if the law ends before the consideration does, and what replaces it is no basis. Dates compare as texts. */
static bool has_ended(const Value *law, const Value *clause)
{
    Str next = value_get_text(law, STR("remplace_par"));
    if (next.len > 0 && value_list_holds(value_get(clause, STR("fondements")), next)) {
        return false;
    }
    Str law_end = value_get_text(value_get(law, STR("en_vigueur")), STR("au"));
    Str clause_end = value_get_text(value_get(clause, STR("en_vigueur")), STR("au"));
    return law_end.len > 0 && (clause_end.len == 0 || str_cmp(law_end, clause_end) < 0);
}

/* Legal bases are entries of references.yaml, so that their validity and confidence can be shown. */
static Status check_bases(LibraryDraft *d, const Value *source)
{
    const Value *bases = value_get(source, STR("fondements"));
    Status st = ST_OK;
    for (size_t i = 0; bases && i < bases->list.n; i++) {
        const Value *id = bases->list.items[i];
        if (!value_get(d->lib.laws, id->text)) {
            library_report_entry(d->diags, d->lib.laws, id, STR("references"));
            st = ST_INPUT;
        } else if (has_ended(value_get(d->lib.laws, id->text), source)) {
            Str end = value_get_text(value_get(value_get(d->lib.laws, id->text), STR("en_vigueur")),
                                     STR("au"));
            diag_add2(d->diags, LIB_BASIS_ENDED, id->loc, id->text, end);
            st = ST_INPUT;
        }
    }
    return st;
}

/* Codes of the lists that `portee` names. */
static Status check_reach(LibraryDraft *d, const Value *source)
{
    static const char *const lists[] = {"natures", "procedures"};
    Status st = ST_OK;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const Value *codes = value_get(value_get(source, STR("portee")), str_of(lists[i]));
        const Value *list = value_get(d->lib.catalogues, str_of(lists[i]));
        for (size_t k = 0; codes && list && k < codes->list.n; k++) {
            const Value *code = codes->list.items[k];
            if (!library_entry(list, code->text)) {
                library_report_entry(d->diags, list, code, str_of(lists[i]));
                st = ST_INPUT;
            }
        }
    }
    return st;
}

static bool is_known(LibraryDraft *d, const Clause *clause)
{
    for (size_t i = 0; i < d->lib.n_clauses; i++) {
        bool is_same_id = str_eq(d->clauses[i].id, clause->id);
        if (is_same_id || str_eq(d->clauses[i].code, clause->code)) {
            const char *key = is_same_id ? "id" : "code";
            const Value *again = value_get(clause->source, str_of(key));
            const Value *first = value_get(d->clauses[i].source, str_of(key));
            diag_add1(d->diags, LIB_DUPLICATE, again->loc, again->text)->other = first->loc;
            return true;
        }
    }
    return false;
}

Status clause_add(LibraryDraft *d, const Value *source)
{
    Clause clause = {.id = value_get_text(source, STR("id")),
                     .code = value_get_text(source, STR("code")),
                     .title = value_get_text(source, STR("titre")),
                     .version = value_get_text(source, STR("version")),
                     .source = source};
    if (is_known(d, &clause)) {
        d->lacks_clause = true; /* that which was meant */
        return ST_INPUT;
    }
    Status options = compile_options(d, source, &clause);
    if (status_is_fatal(options)) {
        return options;
    }
    d->lacks_clause = d->lacks_clause || !clause.schema;
    Status blocks = read_blocks(d, source, &clause);
    if (status_is_fatal(blocks)) {
        return blocks;
    }
    Status named[] = {check_required_options(d, source), check_bases(d, source),
                      check_titles(d, source), check_reach(d, source),
                      audit_clause(source, d->diags)};
    bool is_complete = has_fundamentals(d, &clause);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        is_complete = is_complete && named[i] == ST_OK;
    }
    d->clauses =
        arena_grow(d->arena, d->clauses, d->lib.n_clauses, &d->cap_clauses, sizeof(Clause));
    if (!d->clauses) {
        return ST_NOMEM;
    }
    size_t at = d->lib.n_clauses++;
    for (; at > 0 && library_compare_codes(d->clauses[at - 1].code, clause.code) > 0; at--) {
        d->clauses[at] = d->clauses[at - 1];
    }
    d->clauses[at] = clause;
    d->lib.clauses = d->clauses;
    return options != ST_OK ? options : blocks != ST_OK ? blocks : is_complete ? ST_OK : ST_INPUT;
}

Status clause_add_common(LibraryDraft *d, Str id, const Value *source)
{
    const Value *text = value_get(source, STR("corps"));
    Block block = {0};
    Status st = read_block(d, id, value_get_text(source, STR("titre")), text, &block);
    if (status_is_fatal(st)) {
        return st;
    }
    block.source = source;
    Block *kept = arena_new(d->arena, Block);
    d->commons = arena_grow(d->arena, d->commons, d->lib.n_commons, &d->cap_commons, sizeof(Block));
    if (!kept || !d->commons) {
        return ST_NOMEM;
    }
    *kept = block;
    d->commons[d->lib.n_commons++] = block;
    d->lib.commons = d->commons;
    TRY(keep_block(d, kept));
    return st;
}

Status clause_typograph(LibraryDraft *d, Value *value)
{
    if (value->kind == VALUE_LIST) {
        for (size_t i = 0; i < value->list.n; i++) {
            TRY(clause_typograph(d, value->list.items[i]));
        }
    } else if (value->kind == VALUE_MAP) {
        for (size_t i = 0; i < value->map.n; i++) {
            if (!str_is(value->map.members[i].key, "id")) {
                TRY(clause_typograph(d, value->map.members[i].value));
            }
        }
    } else if (value->kind == VALUE_TEXT && !typo_leaves(d->lib.french.typography, value->text)) {
        CLEANUP(buf_done) Buf out = {0};
        buf_init(&out, LIMIT_YAML_BYTES);
        typo_put(&out, d->lib.french.typography, value->text, 0);
        value->text = buf_ok(&out) ? arena_str(d->arena, buf_str(&out)) : (Str){0};
        return value->text.ptr ? ST_OK : ST_NOMEM;
    }
    return ST_OK;
}

/* --- includes ------------------------------------------------------------------------------------ */

/* The next node in document order, without recursion. */
/* What an include names; reports what it can't name. */
static const Block *included(LibraryDraft *d, const RichNode *node)
{
    const Block *common = library_common(&d->lib, node->tag.name);
    bool is_told = !common && d->lacks_common; /* that which was meant */
    if (is_told) {
        return NULL;
    }
    if (!common || node->tag.is_dynamic) {
        diag_add1(d->diags, LIB_NO_COMMON, node->loc, node->tag.name);
        return NULL;
    }
    return common;
}

/* The next include below `root` behind `node`, or NULL. */
static const RichNode *next_include(const RichNode *node, const RichNode *root)
{
    node = rich_next(node, root);
    while (node && !((node->kind == RICH_BLOCK_TAG || node->kind == RICH_TAG) &&
                     node->tag.kind == TAG_PARTIAL)) {
        node = rich_next(node, root);
    }
    return node;
}

/* Names of shared texts that don't exist, in one block; texts that it includes are blocks of their own. */
static Status check_includes(LibraryDraft *d, const Block *block)
{
    Status worst = ST_OK;
    for (const RichNode *n = next_include(block->rich, block->rich); n;
         n = next_include(n, block->rich)) {
        worst = included(d, n) ? worst : ST_INPUT;
    }
    return worst;
}

/* A walk over the texts that one shared text reaches. */
typedef struct Reach {
    const Block *start;
    bool *is_seen; /* by Block.index */
    size_t depth;
    bool is_circle;
} Reach;

/* Every text once; a way back to `start` is reported where it is taken, by the first text of the circle. */
static void check_circle(LibraryDraft *d, const Block *block, Reach *reach)
{
    reach->is_seen[block->index] = true;
    for (const RichNode *n = next_include(block->rich, block->rich); n;
         n = next_include(n, block->rich)) {
        const Block *common = library_common(&d->lib, n->tag.name);
        if (!common || !common->rich || common->index < reach->start->index) {
            continue; /* said before, or the circle of another */
        }
        if (common->index == reach->start->index) {
            diag_add1(d->diags, LIB_CYCLE, n->loc, n->tag.name);
            reach->is_circle = true;
        } else if (!reach->is_seen[common->index] && reach->depth < LIMIT_RECURSION) {
            reach->depth++;
            check_circle(d, common, reach);
            reach->depth--;
        }
    }
}

/* Shared texts in a text, those within them counted again; it stops counting where they are too many, or nested too deep. */
static size_t count_includes(const LibraryDraft *d, const Block *block, unsigned depth)
{
    size_t count = 0;
    for (const RichNode *n = next_include(block->rich, block->rich); n && count <= LIMIT_INCLUDES;
         n = next_include(n, block->rich)) {
        const Block *common = library_common(&d->lib, n->tag.name);
        if (depth >= LIMIT_RECURSION) {
            return LIMIT_INCLUDES + 1;
        }
        count += common && common->rich ? 1 + count_includes(d, common, depth + 1) : 0;
    }
    return count;
}

/* Texts that multiply: whoever walks them would not come to an end. Said of the first that has too many. */
static Status check_amount(LibraryDraft *d, const Block *block)
{
    size_t count = 0;
    for (const RichNode *n = next_include(block->rich, block->rich); n;
         n = next_include(n, block->rich)) {
        const Block *common = library_common(&d->lib, n->tag.name);
        size_t within = common && common->rich ? count_includes(d, common, 0) : 0;
        count += 1 + within;
        if (count > LIMIT_INCLUDES) {
            if (within <= LIMIT_INCLUDES) {
                diag_add0(d->diags, TMPL_TOO_NESTED, n->loc);
            }
            return ST_INPUT;
        }
    }
    return ST_OK;
}

static Status check_commons(LibraryDraft *d)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < d->lib.n_commons; i++) {
        const Block *block = &d->lib.commons[i];
        if (!block->rich) {
            continue;
        }
        Reach reach = {.start = block, .is_seen = arena_array(d->arena, d->lib.n_blocks, bool)};
        if (!reach.is_seen) {
            return ST_NOMEM;
        }
        Status st = check_includes(d, block);
        check_circle(d, block, &reach);
        worst = st != ST_OK || reach.is_circle ? ST_INPUT : worst;
    }
    bool is_sound = worst == ST_OK;
    for (size_t i = 0; is_sound && i < d->lib.n_commons; i++) {
        Status st = d->lib.commons[i].rich ? check_amount(d, &d->lib.commons[i]) : ST_OK;
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

Status clause_add_block(LibraryDraft *d, Str id, Str title, const Value *text,
                        const Block **ret_block)
{
    Block *block = arena_new(d->arena, Block);
    if (!block) {
        return ST_NOMEM;
    }
    Status st = read_block(d, id, title, text, block);
    if (status_is_fatal(st)) {
        return st;
    }
    TRY(keep_block(d, block));
    *ret_block = block;
    Status includes = block->rich ? check_includes(d, block) : ST_OK;
    Status amount = block->rich ? check_amount(d, block) : ST_OK;
    return st != ST_OK ? st : includes != ST_OK ? includes : amount;
}

static const Block *whole_include(const LibraryDraft *d, const Block *block)
{
    const RichNode *only = block->rich ? block->rich->first : NULL;
    if (!only || only->next || only->kind != RICH_BLOCK_TAG || only->tag.kind != TAG_PARTIAL) {
        return NULL;
    }
    return library_common(&d->lib, only->tag.name);
}

Status clause_link(LibraryDraft *d)
{
    Status commons = check_commons(d);
    Status worst = commons;
    if (status_is_fatal(worst)) {
        return worst;
    }
    for (size_t i = 0; i < d->lib.n_clauses; i++) {
        for (size_t k = 0; k < d->lib.n_block_order; k++) {
            const Block *block = d->clauses[i].blocks[k];
            if (!block || !block->rich) {
                continue;
            }
            Status st = check_includes(d, block);
            Status amount = commons == ST_OK ? check_amount(d, block) : ST_OK;
            worst = st != ST_OK ? st : amount != ST_OK ? amount : worst;
            Block *linked = arena_new(d->arena, Block);
            if (!linked) {
                return ST_NOMEM;
            }
            *linked = *block;
            linked->shared = whole_include(d, block);
            d->clauses[i].blocks[k] = linked;
            d->blocks[block->index] = linked;
        }
    }
    return worst;
}

void clause_drop_unlisted(LibraryDraft *d, size_t first)
{
    size_t n = first;
    for (size_t i = first; i < d->diags->n; i++) {
        DiagCode code = d->diags->items[i].code;
        if (code == LIB_NO_CATALOGUE || code == LIB_UNKNOWN_ENTRY ||
            code == LIB_UNKNOWN_ENTRY_NEAR) {
            d->diags->n_errors--;
        } else {
            d->diags->items[n++] = d->diags->items[i];
        }
    }
    d->diags->n = first < d->diags->n ? n : d->diags->n;
}

bool clause_sees_both(const Calc *a, const Calc *b)
{
    bool is_for_all_a = !value_get(a->source, STR("pour"));
    bool is_for_all_b = !value_get(b->source, STR("pour"));
    bool is_known = (is_for_all_a || a->clause) && (is_for_all_b || b->clause);
    return is_known && (is_for_all_a || is_for_all_b || a->clause == b->clause);
}
