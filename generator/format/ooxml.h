/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ooxml - names that the DOCX files of this folder share.
 *
 * Floor 5 (format). May be used by: docx_*.c, and files of both formats.
 */
#pragma once

#include "generator/format/lift.h"

#define NS_W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define NS_A "http://schemas.openxmlformats.org/drawingml/2006/main"
#define NS_M "http://schemas.openxmlformats.org/officeDocument/2006/math"
#define NS_W14 "http://schemas.microsoft.com/office/word/2010/wordml"
#define NS_W15 "http://schemas.microsoft.com/office/word/2012/wordml"
#define NS_WP14 "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"
#define NS_V "urn:schemas-microsoft-com:vml"
#define NS_O "urn:schemas-microsoft-com:office:office"
#define NS_WP "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

#define NS_CHART "http://schemas.openxmlformats.org/drawingml/2006/chart"
#define NS_DIAGRAM "http://schemas.openxmlformats.org/drawingml/2006/diagram"
#define NS_DSP "http://schemas.microsoft.com/office/drawing/2008/diagram"

static inline bool is_w(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_W, name);
}

static inline xmlNode *child_w(const xmlNode *node, const char *name)
{
    return lift_child(node, NS_W, name);
}

/* Of the package itself: relationships in a part and among parts, content types. */
#define NS_R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define NS_RELS "http://schemas.openxmlformats.org/package/2006/relationships"
#define NS_TYPES "http://schemas.openxmlformats.org/package/2006/content-types"

#define COURIER "<w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\" w:cs=\"Courier New\"/>"

/* Beginnings of the content types of Word's parts. */
#define TYPES_WORD "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define TYPES_MS_WORD "application/vnd.ms-word."

#define TYPE_MAIN "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#define TYPE_TEMPLATE                                                                              \
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"

/* Text width of templates/annexe: what its tables fill. */
#define DOCX_TEXT_WIDTH 9072u
/* The abstract numbering of clause lists, by the `a` of NUMBER_LIST_BEGIN. */
typedef enum DocxList { DOCX_LIST_ORDERED = 1, DOCX_LIST_BULLET = 2 } DocxList;

/* docx_lift.c */
extern const LiftDialect docx_dialect;
Status docx_prepare(Lift *lift);
/* docx_ids.c */
/* A bookmark that references lead to becomes an anchor, see anchors.h; other nodes are passed over. Before tags are lifted. */
void docx_mark_anchor(Lift *lift, xmlNode *start);
/* Once section marks have their places: what stands in sections gets identifiers of its own. */
MUST_CHECK Status docx_renew_ids(Lift *lift);
/* The same for a note that is written once for each turn: all of it stands in a section. */
MUST_CHECK Status docx_renew_nested(Lift *lift);
/* True for a start or end of a range (bookmark, permission …), which must not vanish without its other half. */
bool docx_is_range(const xmlNode *node);
/* docx_field.c */
/* Bytes from … to of the bookmark's name in a field instruction (REF, PAGEREF, HYPERLINK \l …); false if it names none. */
bool docx_field_bookmark(Str instruction, size_t *ret_from, size_t *ret_to);
/*
 * How a value at `at` of a field instruction is escaped: by quotation marks around it, as an address in HYPERLINK.
 * *ret_address: where that address begins, or SIZE_MAX.
 */
Escape docx_field_escape(Str instruction, size_t at, size_t *ret_address);
/* The instruction of a field stands in one element instead of several. */
void docx_join_instructions(Lift *lift);
/* docx_picture.c */
/* Placeholder pictures. Before attributes are lifted. */
void docx_lift_pictures(Lift *lift);
/* docx_control.c */
/* Content controls whose text comes from tags: what would put another text there goes. */
void docx_mend_controls(Lift *lift, xmlNode *root);
/* docx_emit.c */
extern const EmitDialect docx_emit;
