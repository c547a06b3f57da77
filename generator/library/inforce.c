/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inforce - see inforce.h. The tags of the texts are walked as they would be written, and nothing is written.
 */
#include "generator/library/inforce.h"

#include "generator/library/cited.h"
#include "generator/library/contract.h"
#include "generator/library/pieces.h"

#define LAW "droit."

typedef struct Frame {
    const Value *value;
    const struct Frame *up;
} Frame;

typedef struct Walk {
    Arena *arena;
    const Contract *contract;
    const RichNode *root; /* of the text that is walked */
    Str date;
    Value *found;
    bool is_beside; /* the articles have told theirs */
} Walk;

static Status walk(Walk *w, const Frame *frame, bool is_shown, const RichNode **io_node);

/* The next tag of the text behind `node`; NULL: there is none. */
static const RichNode *next_tag(const RichNode *node, const RichNode *root)
{
    do {
        node = rich_next(node, root);
    } while (node && node->kind != RICH_TAG && node->kind != RICH_BLOCK_TAG);
    return node;
}

static Str cut_part(Str *io_name)
{
    size_t dot = str_find(*io_name, STR("."), 0);
    Str part = str_sub(*io_name, 0, dot);
    *io_name = dot == SIZE_MAX ? STR_EMPTY : str_sub(*io_name, dot + 1, SIZE_MAX);
    return part;
}

static const Value *member(const Value *value, Str name)
{
    if (value->kind == VALUE_MAP) {
        return value_get(value, name);
    }
    return value->entry ? value_get(value->entry, name) : NULL;
}

/* A form opens a section if it writes something. */
static const Value *truth_of_form(Walk *w, const Value *value, Str form)
{
    Buf *text = &w->contract->scratch->text;
    bool is_found = false;
    buf_clear(text);
    Status st =
        french_facet((void *)(uintptr_t)&w->contract->lib->french, value, form, text, &is_found);
    return st == ST_OK && is_found && text->len > 0 ? value : NULL;
}

/* The value of a section, or NULL. */
static const Value *find(Walk *w, const Frame *frame, Str name)
{
    if (str_is(name, ".")) {
        return frame->value;
    }
    Str rest = name;
    Str part = cut_part(&rest);
    const Value *value = NULL;
    for (const Frame *f = frame; f && !value; f = f->up) {
        value = member(f->value, part);
    }
    while (value && rest.len > 0) {
        Str form = rest;
        const Value *inner = member(value, cut_part(&rest));
        if (!inner && value->kind != VALUE_MAP) {
            return value->kind == VALUE_NULL ? NULL : truth_of_form(w, value, form);
        }
        value = inner;
    }
    return value && value_is_true(value) ? value : NULL;
}

static bool holds(const Value *list, const Value *citation)
{
    for (size_t i = 0; i < value_list_length(list); i++) {
        if (value_equal(list->list.items[i], citation)) {
            return true;
        }
    }
    return false;
}

/* Of this article, or, where no article is at work, of any. */
static bool is_told(const Walk *w, const Value *citation)
{
    for (size_t i = 0; w->is_beside && i < w->contract->n_articles; i++) {
        const Value *view = w->contract->articles[i].view;
        if (holds(value_get(view, STR("hors_vigueur")), citation)) {
            return true;
        }
    }
    return holds(w->found, citation);
}

/* A reference, if it is not in force. */
static Status cite_law(Walk *w, Str id)
{
    const Value *entry = value_get(w->contract->lib->laws, id);
    const Value *citation = entry ? value_get(entry, STR("citation")) : NULL;
    if (!citation || cited_is_in_force(entry, w->date)) {
        return ST_OK;
    }
    if (is_told(w, citation)) {
        return ST_OK;
    }
    Value *copy = value_copy_shallow(w->arena, citation);
    return copy ? value_list_add(w->arena, w->found, copy) : ST_NOMEM;
}

/* "droit.CCP-R2113-7.citation" */
static Status cite(Walk *w, Str name)
{
    if (!str_starts(name, STR(LAW))) {
        return ST_OK;
    }
    Str rest = str_sub(name, sizeof LAW - 1, SIZE_MAX);
    return cite_law(w, cut_part(&rest));
}

/* What the entries of lists rest on that codes stand for, in a value and whatever it holds. */
static Status cite_chosen(Walk *w, const Value *value)
{
    const Value *bases = value->entry ? value_get(value->entry, STR("fondements")) : NULL;
    for (size_t i = 0; i < value_list_length(bases); i++) {
        TRY(cite_law(w, bases->list.items[i]->text));
    }
    for (size_t i = 0; i < value_list_length(value); i++) {
        TRY(cite_chosen(w, value->list.items[i]));
    }
    for (size_t i = 0; value->kind == VALUE_MAP && i < value->map.n; i++) {
        TRY(cite_chosen(w, value->map.members[i].value));
    }
    return ST_OK;
}

/* A shared text, where it is included. None includes itself or too many others, else the library would not have been loaded. */
static Status walk_shared(Walk *w, const Frame *frame, Str id)
{
    const Block *shared = library_common(w->contract->lib, id);
    if (!shared || !shared->rich) {
        return ST_OK;
    }
    Walk inner = *w;
    const RichNode *node = shared->rich;
    inner.root = node;
    return walk(&inner, frame, true, &node);
}

/* What stands in a section: once, for each element, or passed over. *io_node: its tag, then the one that closes it. */
static Status walk_section(Walk *w, const Frame *frame, bool is_shown, const RichNode **io_node)
{
    const Tag *tag = &(*io_node)->tag;
    const Value *value = is_shown ? find(w, frame, tag->name) : NULL;
    const RichNode *start = *io_node;
    if (tag->kind == TAG_INVERTED || !value) {
        return walk(w, frame, is_shown && tag->kind == TAG_INVERTED && !value, io_node);
    }
    TRY(cite(w, tag->name));
    size_t n = value->kind == VALUE_LIST ? value->list.n : 1;
    for (size_t i = 0; i < n; i++) {
        const Frame inner = {value->kind == VALUE_LIST ? value->list.items[i] : value, frame};
        *io_node = start;
        TRY(walk(w, &inner, true, io_node));
    }
    return ST_OK;
}

/* From behind *io_node to the tag that closes its section, or the end of the text (NULL). */
static Status walk(Walk *w, const Frame *frame, bool is_shown, const RichNode **io_node)
{
    const RichNode *node = *io_node;
    while (node && (node = next_tag(node, w->root)) != NULL && node->tag.kind != TAG_CLOSE) {
        switch (node->tag.kind) {
        case TAG_VAR:
        case TAG_RAW:
            TRY(is_shown ? cite(w, node->tag.name) : ST_OK);
            break;
        case TAG_PARTIAL:
            TRY(is_shown ? walk_shared(w, frame, node->tag.name) : ST_OK);
            break;
        case TAG_SECTION:
        case TAG_INVERTED:
            TRY(walk_section(w, frame, is_shown, &node));
            break;
        case TAG_PARENT:
        case TAG_BLOCK:
        case TAG_CLOSE:
        case TAG_COMMENT:
        case TAG_DELIMS:
            break; /* nothing to see; the first two are refused where the text is compiled */
        }
    }
    *io_node = node;
    return ST_OK;
}

/* ISO; empty without a date that counts: nothing is out of force then. */
static Str launch_of(const Value *root)
{
    const Value *launch = value_get(value_get(root, STR("marche")), STR("lancement"));
    return launch && launch->kind == VALUE_TEXT && !launch->is_doubtful ? launch->text : STR_EMPTY;
}

Status inforce_add(Arena *arena, const Contract *contract, const Value *root,
                   const Article *article)
{
    const Frame outer = {root, NULL};
    const Frame frame = {article->view, &outer};
    Walk w = {.arena = arena,
              .contract = contract,
              .date = launch_of(root),
              .found = value_list(arena, article->view->loc)};
    if (!w.found) {
        return ST_NOMEM;
    }
    for (size_t k = 0; w.date.len > 0 && k < contract->lib->n_block_order; k++) {
        const Block *block = article->clause->blocks[k];
        const RichNode *node = block ? block->rich : NULL;
        w.root = node;
        if (node) {
            TRY(walk(&w, &frame, true, &node));
        }
    }
    for (size_t i = 0; w.date.len > 0 && i < article->n_lots; i++) {
        TRY(cite_chosen(&w, article->lots[i].options));
    }
    return value_map_set(arena, article->view, STR("hors_vigueur"), w.found);
}

/* The texts that a piece takes over from the library, with the data that each is written with. */
static Status walk_piece(Walk *w, const TenderPiece *piece, const Value *root)
{
    Value *own = NULL;
    TRY(pieces_root(w->arena, piece, root, &own));
    const Frame outer = {own, NULL};
    const Value *chapters = own ? value_get(own, STR("articles")) : NULL;
    for (size_t i = 0; i < value_list_length(chapters); i++) {
        const Frame frame = {chapters->list.items[i], &outer};
        const Value *blocks = value_get(frame.value, STR("blocs"));
        for (size_t k = 0; k < value_list_length(blocks); k++) {
            const Block *block = value_get(blocks->list.items[k], STR("corps"))->rich;
            const RichNode *node = block->rich;
            w->root = node;
            TRY(walk(w, &frame, true, &node));
        }
    }
    return ST_OK;
}

Status inforce_add_market(Arena *arena, const Contract *contract, const Value *root,
                          const TenderPiece *const *pieces, size_t n_pieces, Value *found)
{
    const FieldList *fields = &contract->lib->market;
    Walk w = {.arena = arena,
              .contract = contract,
              .date = launch_of(root),
              .found = found,
              .is_beside = true};
    for (size_t i = 0; w.date.len > 0 && i < fields->n; i++) {
        const Value *value = value_get(root, fields->items[i].name);
        if (value && !str_is(fields->items[i].name, "lots")) { /* their options are articles' */
            TRY(cite_chosen(&w, value));
        }
    }
    for (size_t i = 0; w.date.len > 0 && i < n_pieces; i++) {
        TRY(walk_piece(&w, pieces[i], root));
    }
    return ST_OK;
}
