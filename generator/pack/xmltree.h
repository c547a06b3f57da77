/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmltree - a part of a package as a libxml2 tree, with its dangers refused, and back to bytes.
 *
 * Floor 3 (pack). May be used by: picture_svg, format. libxml2 works at compile time only.
 */
#pragma once

#include <libxml/tree.h>

#include "generator/base/buf.h"
#include <stdint.h>

#include "generator/base/diag.h"

void xmltree_done(xmlDoc **doc); /* for CLEANUP */

/*
 * Parses a part. Refused with a P- diagnostic: any DOCTYPE, malformed XML, depth above LIMIT_XML_DEPTH, encodings other
 * than UTF-8 and UTF-16. No network, no entities, no HUGE. The strict namespaces of OOXML are read as the usual ones, and
 * written as they were. ret_doc: owned by caller, release with xmltree_done.
 */
MUST_CHECK Status xmltree_parse(Arena *arena, const Source *source, DiagList *diags,
                                xmlDoc **ret_doc);

/*
 * Called for each processing instruction named "ccap" while serialising; appends nothing itself: the writer stops the
 * bytes before it, calls `mark(ctx, node)`, and goes on. NULL: there are none.
 */
typedef void XmlMarkFn(void *ctx, const xmlNode *pi);
/* Called with stretches of bytes in order. */
typedef void XmlBytesFn(void *ctx, Str bytes);

/*
 * Serialises: XML declaration as in the original (UTF-8, standalone kept), namespaces and prefixes as they were, no
 * formatting added, empty elements as <a/>. An attribute value that holds U+100000…U+10FFFD marks made by the caller is given
 * to `attr_mark(ctx, cp)` in their place (NULL: written as they are).
 */
typedef void XmlAttrMarkFn(void *ctx, uint32_t cp);
void xmltree_write(const xmlDoc *doc, XmlBytesFn *bytes, XmlMarkFn *mark, XmlAttrMarkFn *attr_mark,
                   void *ctx);
