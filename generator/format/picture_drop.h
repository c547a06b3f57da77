/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_drop - the files that only placeholders refer to: they leave the template's listings, and come back in a document
 * where a placeholder keeps its picture.
 *
 * Floor 5 (format). May be used by: package.c, docx_picture.c, odt_picture.c. Works at compile time only.
 */
#pragma once

#include "generator/format/lift.h"
#include "generator/format/pictures.h"

typedef struct PictureDrop PictureDrop;
struct PictureDrop {
    PictureDrop *next;
    size_t owner;   /* the part that refers to it; SIZE_MAX: any (ODF) */
    size_t listing; /* where it is listed */
    Str what;       /* "rId5", "Pictures/a.png" */
    size_t n_uses;  /* by placeholders */
    bool is_dropped;
};

/* A placeholder of the part at work refers to `what`; nothing happens if that is empty. */
void picture_drop_use(Lift *lift, size_t listing, Str what);
/* The beginning of names of new files, which no part of the package has; ptr NULL: no memory. */
Str picture_prefix(Lift *lift);
/*
 * When the parts with placeholders are compiled: what nothing else refers to leaves the listings, whose new bytes are in the
 * parts. ooxml: NULL for ODF.
 */
MUST_CHECK Status picture_drop_settle(Parts *parts, const Package *package,
                                      const OoxmlPackage *ooxml);
