/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture - what a picture file is (PNG, JPEG, SVG: by its bytes, never by its name) and how large it is meant to be.
 *
 * Floor 3 (pack). May be used by: format.
 */
#pragma once

#include "generator/base/diag.h"

typedef enum PictureKind { PICTURE_PNG, PICTURE_JPEG, PICTURE_SVG } PictureKind;

/* Office measures in English metric units: 914,400 an inch, 9,525 a pixel of 96 dpi. */
#define EMU_INCH ((uint64_t)914400)
#define EMU_PIXEL ((uint64_t)9525)
#define EMU_POINT ((uint64_t)12700)
#define EMU_MM ((uint64_t)36000)

typedef struct Picture {
    PictureKind kind;
    Str bytes; /* borrowed: the file as it is */
    /* Its own size, by its density where it tells one, else 96 dpi; both from 1 to PICTURE_MAX_EMU. */
    uint64_t width_emu;
    uint64_t height_emu;
} Picture;

/* Above any picture: keeps products of two sizes inside 64 bits. */
#define PICTURE_MAX_EMU ((uint64_t)1 << 31)

/*
 * Recognises `bytes` and reads the size. name: as in the data, for messages. arena: scratch (the tree of an SVG).
 * A damaged, cut, too large or unsafe picture is reported at `at` (T-12x, P-151, P-12x): ST_INPUT or ST_LIMIT.
 * A JPEG that the camera wants turned is a warning: no word processor turns it.
 */
MUST_CHECK Status picture_read(Arena *arena, Str name, Str bytes, Loc at, DiagList *diags,
                               Picture *ret_picture);
/* ".png", ".jpg", ".svg" and "image/png", "image/jpeg", "image/svg+xml". */
Str picture_extension(PictureKind kind);
Str picture_media_type(PictureKind kind);
/* A length with its unit (px pt pc mm cm in) in EMU; 0: none, relative, or larger than PICTURE_MAX_EMU. */
uint64_t picture_length(Str text);
