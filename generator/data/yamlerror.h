/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlerror - says in our words what libyaml found malformed, with the most likely cause.
 *
 * Floor 1 (data). May be used by: yamlload.
 */
#pragma once

#include <yaml.h>

#include "generator/base/diag.h"

/* Reports the error that stopped `parser`, which read the whole of `source`. */
void yamlerror_report(const Source *source, const yaml_parser_t *parser, DiagList *diags);
/* True if two braces stand at `loc`. */
bool yamlerror_is_tag(const Source *source, Loc loc);
/* Reports an unquoted mustache tag whose first brace stands at `loc`. */
void yamlerror_report_tag(const Source *source, Loc loc, DiagList *diags);
