/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_parts - the parts of an ODT and their roles.
 */
#include "generator/format/adapt.h"
#include "generator/format/odf.h"

static PartRole part_role(const Package *package, const OoxmlPackage *ooxml, size_t part)
{
    (void)ooxml;
    Str name = package->parts[part].name; /* ODF fixes the names */
    if (str_is(name, "content.xml") || str_is(name, "styles.xml")) {
        return PART_DOCUMENT;
    }
    return str_is(name, "meta.xml") || str_is(name, "settings.xml") ? PART_PLAIN : PART_STATIC;
}

static Status begin(Parts *parts, const Package *package, const OoxmlPackage *ooxml,
                    const Library *library)
{
    const Numbering *numbering = NULL;
    (void)ooxml; /* of Word only */
    (void)library;
    TRY(odt_read_numbers(parts_arena(parts), package, &numbering));
    parts_set_numbering(parts, numbering, numbering);
    return ST_OK;
}

const Format format_odt = {
    .name = {"odt", 3},
    .extension = {".odt", 4},
    .dialect = &odt_dialect,
    .part_role = part_role,
    .prepare = odt_prepare,
    .settle = odt_settle,
    .begin = begin,
    .renew = odt_renew_ids,
    .emit = &odt_emit,
    .adapt = odt_adapt,
};
