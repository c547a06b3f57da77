/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sections - see sections.h.
 */
#include "generator/format/sections.h"

static bool add(Sections *sections, xmlNode *open, bool is_inverted)
{
    Section *grown = arena_grow(sections->lift->arena, sections->items, sections->n, &sections->cap,
                                sizeof *grown);
    if (!grown || sections->n >= UINT32_MAX) {
        sections->lift->is_nomem = true;
        return false;
    }
    sections->items = grown;
    grown[sections->n] = (Section){.parent = sections->now,
                                   .depth = open ? grown[sections->now].depth + 1 : 0,
                                   .open = open,
                                   .is_inverted = is_inverted};
    sections->now = (uint32_t)sections->n++;
    return true;
}

bool sections_begin(Sections *sections, Lift *lift)
{
    *sections = (Sections){.lift = lift};
    return add(sections, NULL, false);
}

void sections_meet(Sections *sections, xmlNode *mark)
{
    const Mark *what = lift_mark_of(sections->lift, mark);
    if (what && what->kind == MARK_OPEN) {
        (void)add(sections, mark, what->tag == TAG_INVERTED); /* is_nomem remembers */
    } else if (what && what->kind == MARK_CLOSE && sections->now != SECTION_WHOLE) {
        const Section *done = sections_now(sections);
        sections->items[done->parent].n_paragraphs += done->n_paragraphs;
        sections->now = done->parent;
    }
}

Section *sections_now(const Sections *sections)
{
    return &sections->items[sections->now];
}
