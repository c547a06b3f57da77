/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textformat - the formats of texts that a schema can ask for: date, email, uri. They are assertions here.
 *
 * Floor 1 (data). May be used by: schema, validate.
 */
#pragma once

#include "generator/base/str.h"

typedef enum TextFormat { FORMAT_NONE, FORMAT_DATE, FORMAT_EMAIL, FORMAT_URI } TextFormat;

/* False if there is no such format. */
bool textformat_from_name(Str name, TextFormat *ret_format);
/* Whether `text` has the format: a day that exists as 2026-10-05; one address; an absolute URI (RFC 3986). */
bool textformat_check(TextFormat format, Str text);
