/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_link - tags in addresses: Word and LibreOffice write their braces as %7B and %7D.
 *
 * Floor 5 (format). May be used by: format.
 */
#pragma once

#include "generator/format/lift.h"

/* True if an address holds "{{", written as it is or as %7B%7B. */
bool lift_link_has_tag(Str address);
/* The address with its tags as their author wrote them; what programs put before a leading tag is gone. In the lift's arena. */
Str lift_link_text(Lift *lift, Str address);
/* True if an attribute holds an address that people follow: of a link, a linked picture or shape. */
bool lift_is_link(const xmlNode *element, const xmlAttr *attr);
