/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind - what a file is that is no DOCX or ODT, so that its author is told instead of left to guess.
 *
 * Floor 5 (format). May be used by: format, app.
 */
#pragma once

#include "generator/format/ooxml_package.h"

/*
 * Reports a file that is no archive and no text either: a password-protected document or an old one (OLE), RTF, PDF, flat ODF.
 * ST_LIMIT or ST_INPUT if it was reported, ST_OK if the bytes may be a text.
 */
MUST_CHECK Status kind_refuse_file(Str name, Str bytes, DiagList *diags);
/* Reports a package that is no text document: a workbook, an e-book, any other archive. Always ST_INPUT. */
MUST_CHECK Status kind_refuse_package(const Package *package, const OoxmlPackage *ooxml,
                                      DiagList *diags);
