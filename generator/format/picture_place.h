/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_place - finds placeholder pictures while a part is lifted, and puts marks where a record writes something else.
 *
 * Floor 5 (format). May be used by: docx_picture.c, odt_picture.c. Works at compile time only.
 */
#pragma once

#include "generator/format/lift.h"
#include "generator/format/pictures.h"

/* What an alternative text says about a placeholder: the tag, and the words behind it. In the lift's arena. */
typedef struct PictureTag {
    Str whole;
    Str name;
    Str words;
} PictureTag;

/* How a format writes the values of a placeholder. */
typedef Status PictureWriteFn(Rendering *r, const Object *object, const Program *program,
                              const Op *op, Buf *out);

/* A frame at work; the caller sets the first four. */
typedef struct PictureFrame {
    Lift *lift;
    xmlNode *frame;
    PicturePlace *place;
    PictureWriteFn *write;
    uint32_t paragraph;
    Excerpt excerpt;
    uint32_t object;
    uint32_t slot; /* the first of three: where the frame begins, and around what it refers to */
} PictureFrame;

/* True if `text` begins with a variable. What is wrong in a tag is left to those who read attributes. */
bool picture_find_tag(Lift *lift, Str text, PictureTag *ret_tag);
/*
 * Makes a placeholder of a frame: an object with its program, marks before and behind it. words: the alternative text of what
 * takes its place, tags allowed. False: no memory, or a mistake in the words was reported.
 */
bool picture_begin(PictureFrame *f, const PictureTag *tag, Str words);
/* The namespace of an attribute that is there, as picture_set wants it; NULL if it is not. */
xmlNs *picture_attr_ns(const xmlNode *node, const char *ns, const char *name);
/* An attribute becomes a value of the object; of PICTURE_REF, with places around it. ns NULL: none. */
void picture_set(PictureFrame *f, xmlNode *node, xmlNs *ns, const char *name, PictureValue value);
/* A processing instruction that writes a value; the caller links it. NULL: no memory. */
xmlNode *picture_mark(PictureFrame *f, PictureValue value);
/* The value of one mark for an attribute, between other text. */
void picture_put(PictureFrame *f, PictureValue value, Buf *out);
/* Sets an attribute to text that may hold marks. */
void picture_set_text(PictureFrame *f, xmlNode *node, xmlNs *ns, const char *name, Buf *text);
/* How often `text` is the whole of an attribute in `bytes`. */
size_t picture_count_attr(Str bytes, Str text);
