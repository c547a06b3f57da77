/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pkgread - a zip archive or a folder of parts, read with the limits of limits.h.
 *
 * Floor 3 (pack). May be used by: format, app.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/pack/xmlshelf.h"

typedef struct PkgPart {
    Str name;  /* "word/document.xml" */
    Str bytes; /* in arena */
} PkgPart;

typedef struct Package {
    Str name; /* as the user wrote it */
    PkgPart *
        parts; /* mimetype first, then in archive order; of a folder: mimetype, [Content_Types].xml first, then sorted by name */
    size_t n_parts;
    XmlShelf *shelf; /* trees of its parts; NULL: every one is parsed when it is asked for */
} Package;

/* True if the bytes begin like a zip archive. */
bool pkgread_is_zip(Str bytes);
/*
 * Reads a zip archive from memory. Reports P- diagnostics and ST_LIMIT for what is refused (too many entries, sizes,
 * ratio, duplicate names also by case, absolute and ".." names, encryption, damaged entries): the caller's exit status is 5
 * for those, see diag codes P-1xx. Declared sizes are never trusted.
 */
MUST_CHECK Status pkgread_zip(Arena *arena, Str name, Str bytes, DiagList *diags,
                              Package *ret_package);
/* Reads a folder of parts; modele.yaml at its top is left out; symbolic links are refused. */
MUST_CHECK Status pkgread_folder(Arena *arena, Str path, DiagList *diags, Package *ret_package);
const PkgPart *pkgread_find(const Package *package, Str name);
