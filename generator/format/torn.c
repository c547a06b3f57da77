/* SPDX-License-Identifier: Apache-2.0 */
/*
 * torn - see torn.h.
 */
#include "generator/format/torn.h"

#include <string.h>

static bool is_elsewhere(Loc open, uint32_t open_paragraph, const Diag *close)
{
    bool is_same =
        open.source == close->loc.source ||
        (open.source && close->loc.source && str_eq(open.source->name, close->loc.source->name));
    /* in one text the tags would have met: these stand in two notes, which are read apart */
    return !is_same || open_paragraph < close->paragraph;
}

/* The closing tag of another place that has no opening, or SIZE_MAX. */
static size_t find_close(const DiagList *diags, size_t from, const Diag *open, Str name)
{
    bool is_crossed = open->code == TMPL_CROSSED;
    Loc loc = is_crossed ? open->other : open->loc;
    uint32_t paragraph = is_crossed ? open->other_paragraph : open->paragraph;
    for (size_t i = from; i < diags->n; i++) {
        const Diag *close = &diags->items[i];
        if (close->code == TMPL_NOT_OPEN && str_eq(close->args[0], name) &&
            is_elsewhere(loc, paragraph, close)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* `open` shows both ends: of a section never closed its place, of a crossed one the place of what stayed open. */
static void show_both(Diag *open, const Diag *close)
{
    if (open->code == TMPL_CROSSED) {
        open->args[0] = open->args[1];
        open->loc = open->other;
        open->paragraph = open->other_paragraph;
        open->excerpt = open->other_excerpt;
    }
    open->code = TMPL_TORN;
    open->args[1] = close->excerpt.text;
    open->other = close->loc;
    open->other_paragraph = close->paragraph;
    open->other_excerpt = close->excerpt;
}

void torn_join(DiagList *diags, size_t from)
{
    for (size_t i = from; i < diags->n; i++) {
        Diag *open = &diags->items[i];
        bool is_crossed = open->code == TMPL_CROSSED;
        if (!is_crossed && open->code != TMPL_UNCLOSED) {
            continue;
        }
        size_t found = find_close(diags, from, open, open->args[is_crossed]);
        if (found == SIZE_MAX) {
            continue;
        }
        show_both(open, &diags->items[found]);
        diags->n--;
        diags->n_errors--;
        memmove(&diags->items[found], &diags->items[found + 1],
                (diags->n - found) * sizeof *diags->items);
        i -= found < i;
    }
}
