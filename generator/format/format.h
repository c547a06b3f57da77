/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format - what an output format must offer: DOCX and ODT have one Format each; pages (page.h) have a name and a dialect of rich
 * text.
 *
 * Floor 5 (format). May be used by: app.
 */
#pragma once

#include "generator/format/ooxml_package.h"
#include "generator/format/rendering.h"
#include "generator/format/styles.h"
#include "generator/library/library.h"
#include "generator/pack/pkgread.h"
#include "generator/tmpl/prog.h"

typedef struct Lift Lift;
typedef struct LiftDialect LiftDialect;
typedef struct EmitDialect EmitDialect;
typedef struct Adapt Adapt;

/* What becomes of a part when a template is compiled. */
typedef enum PartRole {
    PART_STATIC,   /* never holds a tag */
    PART_DOCUMENT, /* paragraphs, tables, sections: the whole of rule 2 */
    PART_NOTES,    /* the same, once the parts are compiled that refer to what stands in it */
    PART_PLAIN,    /* text and attributes only: properties, numbering, settings, relationships */
} PartRole;

typedef struct Format {
    Str name;                   /* "docx" */
    Str extension;              /* ".docx" */
    const LiftDialect *dialect; /* how tags stand in its parts */
    const EmitDialect *emit;    /* how rich text is written, see emit_doc */
    /* The role of a part, by its index. ooxml: NULL for ODF. */
    PartRole (*part_role)(const Package *package, const OoxmlPackage *ooxml, size_t part);
    /* Before the tags of a document part are lifted: marks headings, anchors, identifiers. */
    Status (*prepare)(Lift *lift);
    /* After the tags of a document part were lifted: numbers of headings and lists, references. NULL: nothing. */
    Status (*settle)(Lift *lift);
    /* Once the tags of a document part are lifted, without errors: identifiers of what repeats. */
    Status (*renew)(Lift *lift);
    /* In a part without paragraphs: what is written anew for each turn leaves it. True if anything did. NULL: nothing does. */
    bool (*drop_repeated)(Lift *lift);
    /* Before anything is compiled: finds the styles of rich text, adds what the package lacks. */
    Status (*adapt)(Adapt *a);
    /* Before the parts are compiled: what the format needs beside the package's own parts (parts_need). NULL: nothing. */
    Status (*begin)(Parts *parts, const Package *package, const OoxmlPackage *ooxml,
                    const Library *library);
    /* After the walk over a record: what it began (lists) is added to other parts. NULL: nothing. */
    Status (*finish)(Rendering *r);
    /* Where additions go in a part; SIZE_MAX: before its last end tag. NULL: always there. */
    size_t (*insertion)(Str part_name, Str bytes);
} Format;

extern const Format format_docx;
extern const Format format_odt;

/* The format of a package by its contents; NULL if it is neither. ooxml: its facts, NULL if it has none. */
const Format *format_of_package(const Package *package, const OoxmlPackage *ooxml);
/* "docx", "odt", "html" or "txt"; NULL if unknown. */
const Format *format_by_name(Str name);
