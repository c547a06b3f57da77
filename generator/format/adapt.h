/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adapt - a house document becomes a template that clauses can be written in: the styles that it lacks are added, and where
 * it has no tag, those that show the clauses. The parts are changed once, before they are compiled.
 *
 * Floor 5 (format). May be used by: format. docx_styles.c, docx_house.c, odt_styles.c, odt_house.c do it for their format.
 */
#pragma once

#include "generator/format/format.h"
#include "generator/format/styles.h"
#include "generator/pack/xmltree.h"

/* A package at work. */
struct Adapt {
    Arena *arena;
    const Library *library;    /* NULL: nothing is generated, no text is rich */
    const OoxmlPackage *ooxml; /* of the package as it was read; NULL for ODF */
    const StyleMap *map;       /* may be NULL */
    Str bookmark;              /* where clauses go; empty: "ccap" or "clauses", else the end */
    uint32_t *io_sources;
    DiagList *diags;
    Package package; /* changed parts replaced, new ones at the end */
    size_t cap;
    bool has_tags;      /* in any part with paragraphs */
    bool shows_clauses; /* a section over articles, or a clause text */
    bool is_rich;       /* some tag may be rich text */
    bool is_house;      /* the clauses are to be put in */
    bool has_errors;
    bool is_nomem; /* an attribute could not be read */
    StyleSet *styles;
};

/*
 * Copies `package` as far as it must change. styles: filled in; that of templates/annexe where no text is rich. ST_INPUT
 * if anything was reported. arena: owns the new parts.
 */
MUST_CHECK Status adapt_package(Arena *arena, const Format *format, const Package *package,
                                const OoxmlPackage *ooxml, const Library *library,
                                const TemplateOptions *options, uint32_t *io_sources,
                                DiagList *diags, Package *ret_package, StyleSet *ret_styles);

/* docx_styles.c, odt_styles.c */
MUST_CHECK Status docx_adapt(Adapt *a);
MUST_CHECK Status odt_adapt(Adapt *a);

/* --- for the formats ----------------------------------------------------------------------------------- */

/* The tree of a part; *ret_doc NULL if there is no such part. */
MUST_CHECK Status adapt_parse(Adapt *a, Str part_name, xmlDoc **ret_doc);
/* Replaces a part, or adds it at the end. bytes: in the arena. */
MUST_CHECK Status adapt_put(Adapt *a, Str part_name, Str bytes);
/* Text to be written where the node returned by adapt_place is put into a tree. */
typedef struct AdaptText {
    Str items[8];
    size_t n;
} AdaptText;
/* A node that stands for `text`, not yet in the tree; NULL without memory. */
xmlNode *adapt_place(AdaptText *texts, xmlDoc *doc, Str text);
/* Writes the tree with its texts as the part's new bytes. */
MUST_CHECK Status adapt_write(Adapt *a, Str part_name, const xmlDoc *doc, const AdaptText *texts);
/*
 * Gives the document the market's title where `properties` has none or an empty one, as readers that speak say it first. False
 * if it has one (or a->is_nomem).
 */
bool adapt_title(Adapt *a, xmlNode *properties, AdaptText *texts);
/* The prefix stands for this namespace at the root; declared there if it was not. */
MUST_CHECK Status adapt_declare(const xmlDoc *doc, const char *prefix, const char *namespace);
/* True if a tag of this name may be rich text: the body of a block, or a field declared Markdown. library NULL: never. */
bool adapt_may_be_rich(const Library *library, Str tag);
/* The first paragraph below root with a tag that may be rich text, behind `after` (NULL: of all), or NULL. */
xmlNode *adapt_rich_paragraph(Adapt *a, xmlNode *root, xmlNode *after);
/* Sets is_house: there is a bookmark for the clauses, or no tag at all. Reports what can't be meant (T-134, T-135). */
void adapt_decide(Adapt *a, bool has_bookmark);
/* The attribute of this local name, in any namespace or none, in the arena; STR_EMPTY if there is none. */
Str adapt_attr(Adapt *a, const xmlNode *node, const char *name);
/* A property of ours, which tells where a document comes from (origin.c reads it). */
typedef struct AdaptProperty {
    const char *name;
    const char *tag;
    bool is_local; /* only of a local library */
} AdaptProperty;
/*
 * The next of our properties, behind `after` (NULL: of all), that no child of `root` has; NULL: no more. Children that hold one are
 * elements of this local name. root: NULL if there is none.
 */
const AdaptProperty *adapt_next_property(Adapt *a, const xmlNode *root, const char *element,
                                         const AdaptProperty *after);
/* The first child element of this local name, or NULL. */
xmlNode *adapt_child(const xmlNode *node, const char *name);
/* True for an element of this local name. */
bool adapt_is(const xmlNode *node, const char *name);
/* Escapes for an attribute, in the arena. */
Str adapt_escape(Adapt *a, Str text);
uint32_t adapt_number(Str digits);
/* Takes the buffer's bytes into the arena; ptr NULL without memory. */
Str adapt_keep(Adapt *a, const Buf *buf);

/* One of the bookmarks of a tree. */
typedef struct AdaptBookmark {
    xmlNode *start;
    xmlNode *end; /* NULL: a point */
} AdaptBookmark;
/*
 * Puts `place` at the bookmark, in the place of the paragraphs that it covers. NULL if it can't stand there. `stays`: true
 * for paragraphs that must stay (section breaks).
 */
MUST_CHECK Status adapt_at_bookmark(const AdaptBookmark *bookmark, xmlNode *place,
                                    bool (*is_paragraph)(const xmlNode *node),
                                    bool (*stays)(const xmlNode *node));
/* The bookmark asked for, or one of ours; reports one that was asked for and is not there (T-132). */
AdaptBookmark adapt_bookmark(Adapt *a, xmlNode *root, const char *start_name, const char *end_name,
                             const char *key);
