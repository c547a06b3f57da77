/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_links - addresses of links that hold tags: a relationship of its own for each turn of a section.
 *
 * Floor 5 (format). May be used by: docx_*.c. Compiles; the objects that it makes work for each record.
 */
#pragma once

#include "generator/format/ids.h"

/* An element that leads to an address by a relationship. is_repeated: it stands in a section. */
MUST_CHECK Status docx_link_visit(Lift *lift, xmlNode *node, bool is_repeated);
/* In a part of relationships: those that are written anew for each turn leave it. True if any did. */
bool docx_links_drop_repeated(Lift *lift);
