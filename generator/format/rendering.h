/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rendering - what the formats may do beyond a walk: objects (notes, links, pictures) that are written anew in each turn of a
 * loop, additions to other parts of the package, new entries.
 *
 * Floor 5 (format). May be used by: format. Parts belong to the compilation (one thread); a Rendering to one record.
 */
#pragma once

#include "generator/pack/deflate.h"
#include "generator/tmpl/exec.h"

/* --- while a template is compiled ---------------------------------------------------------------------- */

typedef struct Parts Parts; /* the parts and objects of the template */
typedef struct Rendering Rendering;
typedef struct RecordFiles RecordFiles; /* package.h */
typedef struct Object Object;

struct Object {
    /*
     * Writes value op->mode of the object to out, in the frames of its place. Called by a worker: the object is read only. Findings
     * are reported with exec_report; ST_NOMEM, ST_LIMIT and ST_BUG end the record.
     */
    Status (*write)(Rendering *r, const Object *object, const Program *program, const Op *op,
                    Buf *out);
    const Program *program; /* for exec_nested; NULL: none */
    size_t part;            /* of the template, that gets an addition; SIZE_MAX: none */
    const void *data;       /* the kind's own; in the template's arena */
};

/* Memory as long as the template. */
Arena *parts_arena(const Parts *parts);
/* The number of the part of this name, or SIZE_MAX. */
size_t parts_find(const Parts *parts, Str name);
/*
 * The same; a part that the package lacks is added with these bytes, and stands in a document only if a record adds something to
 * it. Both texts outlive the template. SIZE_MAX: no memory.
 */
size_t parts_need(Parts *parts, Str name, Str bytes);
/* The number of a new object, for MARK_OBJECT and prog_object; UINT32_MAX: no memory. */
uint32_t parts_add_object(Parts *parts, const Object *object);

/*
 * True if a reference of this name ("prix" of {{ref.prix}}) may find an anchor: a bookmark "ref.prix" or "ref_prix" of any
 * part, one whose name the data gives, or the clauses of a library.
 */
bool parts_has_anchor(const Parts *parts, Str name);
/* How the document numbers, for the walk; and what the format knows beside. Both outlive the template. */
void parts_set_numbering(Parts *parts, const Numbering *numbering, const void *own);
const void *parts_own_numbering(const Parts *parts);

/* What the parts that are compiled first tell those that follow. */
typedef enum PartFact {
    FACT_NOTE_REPEATS, /* a note that is written anew for each turn of a section */
    FACT_NOTE_STANDS,  /* a note that is referred to outside of sections */
    FACT_LINK_STANDS,  /* a relationship that is used outside of sections */
} PartFact;
/* False: no memory. id: copied. */
bool parts_remember(Parts *parts, size_t part, PartFact fact, Str id);
/* id.ptr NULL: whatever it is. */
bool parts_knows(const Parts *parts, size_t part, PartFact fact, Str id);
/* True if a record walks over the part. */
bool parts_is_changing(const Parts *parts, size_t part);

/* --- while a record is rendered -------------------------------------------------------------------------- */

Exec *rendering_exec(const Rendering *r);
/* The folder that files named in the data are read from; empty: the current one. */
Str rendering_folder(const Rendering *r);
/* Where files that the record names are noted; NULL: nowhere. */
RecordFiles *rendering_files(const Rendering *r);
/* What parts_set_numbering was given; NULL: nothing. */
const Numbering *rendering_numbering(const Rendering *r);
DiagList *rendering_diags(const Rendering *r);
/* Memory until the record's end. */
Arena *rendering_arena(Rendering *r);
/* What is written here goes into the part before its last end tag (Format.insertion tells better). part: from parts_*. */
Buf *rendering_added(Rendering *r, size_t part);
/* The number of the part of this name, or SIZE_MAX. */
size_t rendering_part(const Rendering *r, Str name);
/* 1, 2, 3 …: the number of an addition to this part in the record. */
uint32_t rendering_count(Rendering *r, size_t part);
/* One more entry behind the parts; what it borrows lives until the record is written. */
MUST_CHECK Status rendering_add_entry(Rendering *r, const Entry *entry);
/* What to do with names that the data lacks. */
MissingMode rendering_missing(const Rendering *r);
Deflater *rendering_deflater(Rendering *r);
/* The pictures that this worker has loaded. */
struct PictureStore *rendering_pictures(Rendering *r);
/* A part that is only there if a record wants it: this one does. */
void rendering_keep_part(Rendering *r, size_t part);
