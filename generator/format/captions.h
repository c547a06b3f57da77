/* SPDX-License-Identifier: Apache-2.0 */
/*
 * captions - numbers of captions (« Tableau 3 ») behind a section tag: counted in the record, each kind by itself.
 *
 * Floor 5 (format). May be used by: docx_refs.c, odt_number.c.
 */
#pragma once

#include "generator/format/lift.h"

/*
 * Once section tags have their places. Plain numbers are written as they come out; a kind that is numbered in another way (letters,
 * from a given number, by chapter, in a text box) is left to Word, which counts it anew when it opens the document.
 */
void captions_settle_docx(Lift *lift);
/* The same for text:sequence; what is not plain is left as it is. */
void captions_settle_odt(Lift *lift);
