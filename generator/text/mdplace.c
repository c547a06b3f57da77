/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdplace - see mdplace.h. Blocks and tags are compared by place: a tag alone on its line stands before or after a block.
 */
#include "generator/text/mdplace.h"

/* A section's two tags, and where they go. */
typedef struct Pair {
    MdTag *open;
    MdTag *close;
    RichNode *container;
} Pair;

/* The children of a container that begin between a section's tags. */
typedef struct Governed {
    size_t n;
    RichNode *first;
    RichNode *cut_by_open;  /* the child in the middle of which the section begins */
    RichNode *cut_by_close; /* … ends */
} Governed;

static bool is_container(const RichNode *node)
{
    return node->kind == RICH_DOC || node->kind == RICH_LIST || node->kind == RICH_ITEM ||
           node->kind == RICH_QUOTE;
}

static bool is_before(Loc a, Loc b)
{
    return a.line != b.line ? a.line < b.line : a.column < b.column;
}

/* Where the last block in `node` begins. */
static Loc last_loc(const RichNode *node)
{
    while (is_container(node) && node->last) {
        node = node->last;
    }
    return node->loc;
}

/* --- the tree's own small changes -------------------------------------------------------------------- */

/* Links `node` into `parent` before `next` (NULL: at the end). */
static void insert(RichNode *parent, RichNode *node, RichNode *next)
{
    RichNode **link = &parent->first;
    while (*link != next) {
        link = &(*link)->next;
    }
    *link = node;
    node->next = next;
    node->parent = parent;
    if (!next) {
        parent->last = node;
    }
}

static void take_out(RichNode *node)
{
    RichNode *parent = node->parent;
    RichNode *before = NULL;
    for (RichNode *n = parent->first; n != node; n = n->next) {
        before = n;
    }
    *(before ? &before->next : &parent->first) = node->next;
    parent->last = parent->last == node ? before : parent->last;
    node->next = NULL;
    node->parent = NULL;
}

/* A tag's node, moved out of its text to stand among blocks before `next`. */
static void move_to_block(RichNode *tag, RichNode *parent, RichNode *next)
{
    take_out(tag);
    tag->kind = RICH_BLOCK_TAG;
    insert(parent, tag, next);
}

/* The next node in document order, or the one after `node`'s subtree if is_over. */
static RichNode *next_node(RichNode *node, bool is_over)
{
    if (node->first && !is_over) {
        return node->first;
    }
    while (node && !node->next) {
        node = node->parent;
    }
    return node ? node->next : NULL;
}

/* --- sections alone on their lines ----------------------------------------------------------------- */

static Governed find_governed(const Pair *pair)
{
    Governed found = {0};
    Loc open = pair->open->loc;
    Loc close = pair->close->loc;
    for (RichNode *child = pair->container->first; child; child = child->next) {
        if (is_before(close, child->loc)) {
            break;
        }
        if (child->kind == RICH_BLOCK_TAG) {
            continue;
        }
        Loc last = last_loc(child);
        bool is_after_open = is_before(open, child->loc);
        if (is_after_open) {
            found.first = found.n == 0 ? child : found.first;
            found.n++;
        } else if (is_before(open, last)) {
            found.cut_by_open = child;
        }
        found.cut_by_close = is_before(close, last) ? child : found.cut_by_close;
    }
    return found;
}

static bool is_list_of_one(const RichNode *node)
{
    size_t n_items = 0;
    for (const RichNode *child = node->first; child && node->kind == RICH_LIST;
         child = child->next) {
        n_items += child->kind == RICH_ITEM;
    }
    return n_items == 1;
}

static void leave_out(Pair *pair, DiagList *diags)
{
    pair->open->is_left_out = pair->close->is_left_out = true;
    diag_add1(diags, MD_NOTHING_INSIDE, pair->open->loc, pair->open->tag.name);
}

/*
 * Goes down from the document to the highest container in which the section governs whole children. A section around a
 * list of one item repeats the item, not the list: its numbers then run on.
 */
static void find_container(Pair *pair, RichNode *doc, DiagList *diags)
{
    pair->container = doc;
    for (;;) {
        Governed governed = find_governed(pair);
        RichNode *cut = governed.cut_by_open ? governed.cut_by_open : governed.cut_by_close;
        if (!cut) {
            if (governed.n == 0) {
                leave_out(pair, diags);
            } else if (governed.n == 1 && is_list_of_one(governed.first)) {
                pair->container = governed.first;
            }
            return;
        }
        bool has_others = governed.n > 1 || (governed.n == 1 && governed.first != cut);
        bool is_two = governed.cut_by_open && governed.cut_by_close &&
                      governed.cut_by_open != governed.cut_by_close;
        if (has_others || is_two || !is_container(cut)) {
            pair->open->is_left_out = pair->close->is_left_out = true;
            diag_add1(diags, MD_CUT, pair->open->loc, pair->open->tag.name)->other =
                pair->close->loc;
            return;
        }
        pair->container = cut;
    }
}

static Status insert_tag(Arena *arena, RichNode *container, MdTag *tag)
{
    RichNode *next = container->first;
    while (next && !is_before(tag->loc, next->loc)) {
        next = next->next;
    }
    RichNode *node = rich_add(arena, NULL, RICH_BLOCK_TAG);
    if (!node) {
        return ST_NOMEM;
    }
    node->tag = tag->tag;
    node->loc = tag->loc;
    tag->node = node;
    insert(container, node, next);
    return ST_OK;
}

static Status place_sections(MdScan *scan, RichNode *doc)
{
    for (size_t i = 0; i < scan->n_tags; i++) {
        MdTag *tag = &scan->tags[i];
        if (tag->stand != MD_STAND_LINE || tag->partner == MD_NO_PARTNER ||
            !mdscan_opens(&tag->tag)) {
            continue;
        }
        Pair pair = {.open = tag, .close = &scan->tags[tag->partner]};
        find_container(&pair, doc, scan->diags);
        if (!tag->is_left_out) {
            TRY(insert_tag(scan->arena, pair.container, pair.open));
            TRY(insert_tag(scan->arena, pair.container, pair.close));
        }
    }
    return ST_OK;
}

/* --- marks that make a whole block, item or row ------------------------------------------------------ */

static bool is_section_tag(const RichNode *node)
{
    return node->kind == RICH_TAG && (mdscan_opens(&node->tag) || node->tag.kind == TAG_CLOSE);
}

/* The node that holds a row's or an item's only content, all of it section tags; or NULL. */
static RichNode *only_tags_in(RichNode *block)
{
    RichNode *holder = NULL;
    for (RichNode *child = block->first; child; child = child->next) {
        if (child->first && holder) {
            return NULL;
        }
        holder = child->first ? child : holder;
    }
    for (const RichNode *node = holder ? holder->first : NULL; node; node = node->next) {
        if (!is_section_tag(node)) {
            return NULL;
        }
    }
    return holder;
}

/* A row or item of nothing but section tags: they govern the rows or items around it. */
static void dissolve(RichNode *block, RichNode *holder)
{
    RichNode *parent = block->parent;
    while (holder->first) {
        move_to_block(holder->first, parent, block);
    }
    take_out(block);
}

/* A section from the first cell's start to the last cell's end governs the row. */
static void lift_row(const MdScan *scan, RichNode *row)
{
    while (row->first != row->last && row->first->first && row->last->last) {
        RichNode *open = row->first->first;
        RichNode *close = row->last->last;
        if (open->kind != RICH_TAG || !mdscan_opens(&open->tag)) {
            return;
        }
        bool is_pair = false;
        for (size_t i = 0; i < scan->n_tags && !is_pair; i++) {
            is_pair = scan->tags[i].node == open && scan->tags[i].partner != MD_NO_PARTNER &&
                      scan->tags[scan->tags[i].partner].node == close;
        }
        if (!is_pair) {
            return;
        }
        move_to_block(open, row->parent, row);
        move_to_block(close, row->parent, row->next);
    }
}

/* A paragraph that is the mark of an include becomes that include; that of a hollow block was only its place. */
static void settle_mark(const MdScan *scan, RichNode *paragraph)
{
    RichNode *mark = paragraph->first;
    if (!mark || mark->next || mark->kind != RICH_TAG) {
        return;
    }
    if (mark->tag.kind == TAG_PARTIAL) {
        move_to_block(mark, paragraph->parent, paragraph);
        take_out(paragraph);
        return;
    }
    for (size_t i = 0; i < scan->n_tags; i++) {
        const MdTag *tag = &scan->tags[i];
        bool is_this = tag->tag.start == mark->tag.start && tag->tag.end == mark->tag.end;
        if (is_this && tag->stand == MD_STAND_LINE) {
            take_out(paragraph);
            return;
        }
    }
}

static void settle_blocks(const MdScan *scan, RichNode *doc)
{
    RichNode *next = NULL;
    for (RichNode *node = doc; node; node = next) {
        bool is_row = node->kind == RICH_ROW;
        RichNode *holder = is_row || node->kind == RICH_ITEM ? only_tags_in(node) : NULL;
        if (holder && (is_row || holder->kind == RICH_PARAGRAPH)) {
            next = next_node(node, true);
            dissolve(node, holder);
        } else if (is_row) {
            next = next_node(node, true);
            lift_row(scan, node);
        } else if (node->kind == RICH_PARAGRAPH) {
            next = next_node(node, true);
            settle_mark(scan, node);
        } else {
            next = next_node(node, false);
        }
    }
}

/* --- what must hold at the end ----------------------------------------------------------------------- */

static void check_places(const MdScan *scan)
{
    for (size_t i = 0; i < scan->n_tags; i++) {
        const MdTag *tag = &scan->tags[i];
        if (tag->stand == MD_STAND_GONE || tag->is_left_out) {
            continue;
        }
        bool is_section = mdscan_opens(&tag->tag) || tag->tag.kind == TAG_CLOSE;
        if (!tag->node && !(is_section && tag->partner == MD_NO_PARTNER)) {
            diag_add1(scan->diags, MD_TAG_LOST, tag->loc, tag->tag.name);
            continue;
        }
        const MdTag *other = tag->partner == MD_NO_PARTNER ? tag : &scan->tags[tag->partner];
        if (mdscan_opens(&tag->tag) && other->node && other->node->parent != tag->node->parent) {
            diag_add1(scan->diags, MD_CROSSES, tag->loc, tag->tag.name)->other = other->loc;
        }
    }
}

Status mdplace_run(MdScan *scan, RichNode *doc)
{
    TRY(place_sections(scan, doc));
    settle_blocks(scan, doc);
    check_places(scan);
    return ST_OK;
}
