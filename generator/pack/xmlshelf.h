/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlshelf - trees of parts that nobody uses at the moment. A part of a template is looked at several times before it is
 * compiled, and may be parsed by another thread before all that; whoever leaves a tree as it was puts it here for the next.
 *
 * Floor 3 (pack). May be used by: format, service. One thread at a time.
 */
#pragma once

#include "generator/pack/xmltree.h"

typedef struct XmlShelved XmlShelved;

typedef struct XmlShelf {
    XmlShelved *first;
} XmlShelf;

/*
 * As xmltree_parse; a tree on the shelf that was made of these very bytes, not of equal ones, is taken off it instead.
 * shelf: NULL: there is none. arena: of what the shelf notes, too. ret_doc: owned by caller, as there.
 */
MUST_CHECK Status xmlshelf_parse(XmlShelf *shelf, Arena *arena, const Source *source,
                                 DiagList *diags, xmlDoc **ret_doc);
/* Puts an unchanged tree that came from xmlshelf_parse there and sets *io_doc NULL. Without a shelf or a tree nothing happens. */
void xmlshelf_put(XmlShelf *shelf, xmlDoc **io_doc);
/* Releases the trees. */
void xmlshelf_clear(XmlShelf *shelf);
