/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odf - names that the ODT files of this folder share.
 *
 * Floor 5 (format). May be used by: odt_*.c, and files of both formats.
 */
#pragma once

#include "generator/format/lift.h"

#define MIMETYPE "application/vnd.oasis.opendocument.text"
#define MANIFEST "META-INF/manifest.xml"
#define NS_FO "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
#define NS_CALCEXT "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
#define NS_LOEXT "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
#define NS_TEXT "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define NS_TABLE "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define NS_DRAW "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
#define NS_SVG_COMPATIBLE "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
#define NS_STYLE "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
#define NS_XLINK "http://www.w3.org/1999/xlink"
#define NS_XML "http://www.w3.org/XML/1998/namespace"
#define NS_DC "http://purl.org/dc/elements/1.1/"
#define NS_META "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
#define NS_MANIFEST "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
#define NS_OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

static inline bool is_text_ns(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_TEXT, name);
}

/* odt_lift.c */
extern const LiftDialect odt_dialect;
Status odt_prepare(Lift *lift);
/* odt_ids.c */
/* A bookmark that references lead to becomes an anchor, see anchors.h; other nodes are passed over. Before tags are lifted. */
void odt_mark_anchor(Lift *lift, xmlNode *node);
/* Once section marks have their places: what stands in sections gets names of its own. */
MUST_CHECK Status odt_renew_ids(Lift *lift);
/* odt_number.c */
/* The outline of styles.xml. A part that is missing or can't be read counts as empty. */
MUST_CHECK Status odt_read_numbers(Arena *arena, const Package *package,
                                   const Numbering **ret_numbering);
/* Before the lift: references of the author to headings show the number that these have in the record. */
void odt_refresh_references(Lift *lift);
/* After the lift: headings are counted, references to articles become fields. */
MUST_CHECK Status odt_settle(Lift *lift);
/* odt_lists.c */
/* After the lift: lists that a loop repeats item by item go on from turn to turn. */
void odt_settle_lists(Lift *lift);
/* odt_toc.c */
/* Before the lift: tables of contents whose headings change are emptied, to be made anew in each record. */
void odt_renew_tocs(Lift *lift);
/* After the lift: the levels of headings that they show (0: none), and one such heading. */
uint32_t odt_toc_levels(const Lift *lift);
void odt_mark_toc_heading(Lift *lift, xmlNode *heading, uint32_t level, bool has_number);
/* odt_picture.c */
/* Placeholder pictures. Before attributes are lifted. */
void odt_lift_pictures(Lift *lift);
/* odt_value.c */
/* Placeholders that hold tags are text: what is left of one would ask to be filled in. To be called before the tags are found. */
void odt_open_placeholders(Lift *lift, xmlNode *root);
/* Cells whose text comes from tags: their values follow it, or go. */
void odt_mend_values(Lift *lift, xmlNode *root);
/* odt_emit.c */
extern const EmitDialect odt_emit;
