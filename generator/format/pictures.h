/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pictures - placeholder pictures: a tag at the start of the alternative text names the file that takes the picture's place.
 * Both formats share what a placeholder is, which file it gets in a record, how large that is, and the media of a document.
 *
 * Floor 5 (format). May be used by: picture_place.c, docx_picture.c, odt_picture.c, package.c, record.c. A PictureStore belongs
 * to one Job.
 */
#pragma once

#include "generator/format/rendering.h"
#include "generator/pack/picture.h"
#include "generator/pack/pkgread.h"

/* A placeholder; in the template's arena, read only once the template is compiled. */
typedef struct PicturePlace PicturePlace;
struct PicturePlace {
    PicturePlace *next;   /* the template's others */
    Str name;             /* of the tag */
    const Program *value; /* one VAR: the tag */
    const Program *words; /* the alternative text beside the tag; NULL: none */
    bool may_be_words;    /* words follow the tag: its value may be text as well as a file */
    uint64_t width_emu;   /* of the box, 0: unknown */
    uint64_t height_emu;
    uint64_t percent[2]; /* relative width and height (ODF), in thousandths; 0: none */
    const char *unit;    /* of sizes: "" (EMU), "cm", "pt" */
    size_t part;         /* that it stands in */
    size_t
        listing; /* the part that lists what it refers to: relationships (DOCX), manifest (ODF) */
    Str listing_ns; /* declaration that an element added there needs, with a space before it; or empty */
    size_t types; /* the part with content types (DOCX) */
    Str types_ns; /* the same for it */
    const char *known
        [3]; /* by PictureKind: "" types has the ending, "Default" it lacks it, "Override" it means something else */
    Str prefix;        /* of names of new files, which no part of the template has */
    Str folder;        /* of new files: "word/media/" */
    Str target;        /* the same as the listing names it: "media/" */
    Str original;      /* what the placeholder refers to: "rId5", "Pictures/a.png" */
    Str original_type; /* of media (ODF) */
    size_t original_part;
    bool
        is_dropped; /* nothing else refers to it: it is in a document only if a placeholder stays */
    Str dropped;    /* what the listing said about it */
    Str dropped_type; /* what the content types said about it alone; or empty */
};

/* Values of a picture, by Op.mode. */
typedef enum PictureValue {
    PICTURE_BEGIN, /* a new turn: nothing is written */
    PICTURE_REF,   /* relationship or file; nothing if the picture goes */
    PICTURE_WIDTH,
    PICTURE_HEIGHT,
    PICTURE_WORDS_ATTR, /* the alternative text */
    PICTURE_WORDS_TEXT,
    PICTURE_SVG_LIST, /* DOCX: the drawing behind the PNG, as a list of extensions, or as one extension */
    PICTURE_SVG_ITEM,
    PICTURE_PERCENT_WIDTH, /* ODF */
    PICTURE_PERCENT_HEIGHT,
    PICTURE_TYPE,     /* ODF: media type */
    PICTURE_FALLBACK, /* ODF: the PNG behind the drawing */
} PictureValue;

/* A file as it was read; in the store's memory. */
typedef struct LoadedPicture LoadedPicture;
struct LoadedPicture {
    LoadedPicture *next;
    Str path;
    bool is_bad; /* `notes` say why */
    Str sha256;  /* of its bytes; ptr NULL: they could not be read */
    Picture picture;
    Entry entry;    /* without a name */
    DiagList notes; /* told in each record that names the file */
    size_t told_in; /* the last record whose warnings were told */
};

typedef enum PictureFate {
    PICTURE_REPLACED,
    PICTURE_KEPT, /* as in the template */
    PICTURE_GONE,
} PictureFate;

/* What a placeholder is in the turn at work. */
typedef struct PlacedPicture {
    bool is_set;
    uint32_t object;
    PictureFate fate;
    const LoadedPicture *loaded;   /* REPLACED */
    const LoadedPicture *fallback; /* the PNG of a drawing; NULL: none */
    const Value *value;            /* NULL: missing */
    Str words;                     /* the alternative text */
    uint64_t width_emu;
    uint64_t height_emu;
} PlacedPicture;

typedef struct PictureStore PictureStore;

/* NULL if out of memory. Owned by caller. */
PictureStore *pictures_new(void);
void pictures_free(PictureStore *store);
/* A new record: its document has no media yet. Files stay loaded while they are small enough together. */
void pictures_begin(PictureStore *store);

/*
 * The placeholder in the turn at work; asked for again, the same. Findings are reported. needs_png: a drawing must have a
 * PNG of the same name beside it.
 */
MUST_CHECK Status pictures_resolve(Rendering *r, const Object *object, const Program *program,
                                   const Op *op, bool needs_png, const PlacedPicture **ret_placed);
/*
 * The file's number in the document. Its entry (folder, prefix, number, extension of its kind) is added when it is new.
 */
MUST_CHECK Status pictures_media(Rendering *r, const PicturePlace *place,
                                 const LoadedPicture *loaded, uint32_t *ret_number);
/* True once a record for each pair: a part and what it tells about. */
MUST_CHECK Status pictures_is_untold(Rendering *r, size_t part, uint64_t what, bool *ret_is_untold);
/* Sizes, alternative texts: what both formats write alike. False: not one of these values. */
bool pictures_write_common(const PicturePlace *place, const PlacedPicture *placed,
                           PictureValue value, Buf *out);
/* A placeholder that stays needs what it refers to, which is in the document for nobody else. */
MUST_CHECK Status pictures_keep_original(Rendering *r, const PicturePlace *place);
