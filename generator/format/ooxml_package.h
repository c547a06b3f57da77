/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ooxml_package - facts about an OOXML package, read once per template from [Content_Types].xml and the *.rels parts: content
 * types, relationships with the parts that they lead to, the main document part. What stands there is told as it is; danger.c
 * judges it.
 *
 * Floor 5 (format). May be used by: format. Constant once read, so threads may share it.
 */
#pragma once

#include "generator/pack/pkgread.h"

/* Index of no part: not in the package, external, or the package itself. */
#define OOXML_NO_PART SIZE_MAX

typedef struct OoxmlRel {
    Str id;
    Str type;   /* the whole address, as written */
    Str target; /* as written, entities resolved */
    Str name; /* of the part that it leads to, spelt as in the package if it is there; empty if external */
    size_t part; /* index of that part, or OOXML_NO_PART */
    bool is_external;
} OoxmlRel;

/* The relationships that one .rels part gives. */
typedef struct OoxmlRels {
    size_t rels_part; /* index of the .rels part itself, OOXML_NO_PART if there is none */
    size_t
        owner; /* index of the part they belong to; OOXML_NO_PART: the package, or a part that is not there */
    const OoxmlRel *items; /* in their order in the file */
    size_t n;
    const OoxmlRel **by_id; /* the same, sorted by id */
} OoxmlRels;

/* A declared content type: of a part by name, or of an extension. */
typedef struct OoxmlType {
    Str name; /* part name without leading "/", or extension without "." */
    Str type;
    size_t order;
} OoxmlType;

typedef struct OoxmlPackage {
    const Package *package;
    const Str *types;             /* by part: content type, empty if none is declared */
    const OoxmlRels *const *rels; /* by part; never NULL, may be empty */
    const OoxmlRels *all;         /* one for each .rels part, those of missing owners too */
    size_t n_all;
    OoxmlRels root;  /* of _rels/.rels */
    size_t main;     /* index of the main document part, or OOXML_NO_PART */
    Str main_folder; /* "word", without a slash at its end */
    const OoxmlType *defaults;
    size_t n_defaults;
    const OoxmlType *overrides; /* those of parts that are not there too */
    size_t n_overrides;
    const size_t *by_name; /* indexes of parts, sorted by folded name */
} OoxmlPackage;

/*
 * Reads the facts. *ret_facts is NULL if the package has no [Content_Types].xml. Reports P-010, P-120 … of those parts; the
 * rest of them counts as empty then. io_sources: numbers of the sources that diagnostics name. ST_INPUT or ST_LIMIT if
 * anything was reported, with *ret_facts set all the same. In arena; package is borrowed.
 */
MUST_CHECK Status ooxml_package_read(Arena *arena, const Package *package, uint32_t *io_sources,
                                     DiagList *diags, const OoxmlPackage **ret_facts);

/* Index of a part by its name, ASCII letters whatever their case, a leading "/" allowed; or OOXML_NO_PART. */
size_t ooxml_find(const OoxmlPackage *facts, Str name);
/* True if a content type is this one, whatever the case and its parameters. */
bool ooxml_type_is(Str type, const char *wanted);
/* True for relationships whose type ends in "/" and this word: transitional, strict, or Microsoft's own. */
bool ooxml_rel_is(const OoxmlRel *rel, const char *kind);
/* The relationship of a part by its id; NULL if there is none. */
const OoxmlRel *ooxml_rel_by_id(const OoxmlPackage *facts, size_t part, Str id);
/* The first relationship of this kind of a part (OOXML_NO_PART: of the package); NULL if there is none. */
const OoxmlRel *ooxml_rel_by_kind(const OoxmlPackage *facts, size_t part, const char *kind);
/* The part that the first relationship of this kind leads to ("styles" of the main part), or OOXML_NO_PART. */
size_t ooxml_related_part(const OoxmlPackage *facts, size_t part, const char *kind);
/*
 * The name of the part that `target` leads to from the part `owner` (STR_EMPTY: from the package): relative and absolute
 * targets, "." and "..", without fragment. In arena; ptr NULL without memory.
 */
Str ooxml_resolve(Arena *arena, Str owner, Str target);
