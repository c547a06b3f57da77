/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlshelf - see xmlshelf.h. A package has some twenty parts that are looked at: a list will do.
 */
#include "generator/pack/xmlshelf.h"

struct XmlShelved {
    XmlShelved *next;
    Str bytes;
    xmlDoc *doc;        /* NULL: taken, or gone */
    const xmlDoc *lent; /* the tree that was taken last; only compared */
};

/* A large package of many parts is not searched for each of them. */
#define MAX_SHELVED 256

static XmlShelved *find(const XmlShelf *shelf, Str bytes, size_t *ret_n)
{
    XmlShelved *found = NULL;
    *ret_n = 0;
    for (XmlShelved *s = shelf->first; s && !found; s = s->next) {
        found = s->bytes.ptr == bytes.ptr && s->bytes.len == bytes.len ? s : NULL;
        ++*ret_n;
    }
    return found;
}

/* Notes what the tree is of; to NULL: of a part that has no place. A tree that is gone may have lain at the same address. */
static void lend(XmlShelf *shelf, XmlShelved *to, const xmlDoc *doc)
{
    for (XmlShelved *s = shelf->first; s; s = s->next) {
        s->lent = s->lent == doc ? NULL : s->lent;
    }
    if (to) {
        to->lent = doc;
    }
}

Status xmlshelf_parse(XmlShelf *shelf, Arena *arena, const Source *source, DiagList *diags,
                      xmlDoc **ret_doc)
{
    size_t n = 0;
    XmlShelved *shelved = shelf ? find(shelf, source->text, &n) : NULL;
    if (shelved && shelved->doc) {
        *ret_doc = shelved->doc;
        shelved->doc = NULL;
    } else {
        TRY(xmltree_parse(arena, source, diags, ret_doc));
    }
    if (shelf && !shelved && n < MAX_SHELVED) {
        shelved = arena_new(arena, XmlShelved);
        if (!shelved) {
            xmltree_done(ret_doc);
            return ST_NOMEM;
        }
        *shelved = (XmlShelved){.next = shelf->first, .bytes = source->text};
        shelf->first = shelved;
    }
    if (shelf) {
        lend(shelf, shelved, *ret_doc);
    }
    return ST_OK;
}

void xmlshelf_put(XmlShelf *shelf, xmlDoc **io_doc)
{
    XmlShelved *s = shelf && *io_doc ? shelf->first : NULL;
    while (s && s->lent != *io_doc) {
        s = s->next;
    }
    if (s && !s->doc) {
        s->doc = *io_doc;
        s->lent = NULL;
        *io_doc = NULL;
    }
}

void xmlshelf_clear(XmlShelf *shelf)
{
    for (XmlShelved *s = shelf->first; s; s = s->next) {
        xmltree_done(&s->doc);
    }
    shelf->first = NULL;
}
