/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlplain - a fast reader of the YAML that people write: maps and lists by indentation or in brackets, scalars plain, quoted or
 * as blocks, comments.
 *
 * What it reads it reads as libyaml does, to the same tree with the same places. Everything else (anchors, tags, directives,
 * explicit keys, tabs, rare escapes, every mistake) it leaves to libyaml, which reads the text from its beginning and says
 * what is wrong: nothing is reported here.
 *
 * Floor 1 (data). May be used by: yamlload.
 */
#pragma once

#include "generator/data/yamlload.h"

/*
 * Reads the one document of `source`, whose characters were looked through (build_check_text). *ret_root NULL: the text is left
 * to libyaml, and nothing was kept or reported. ST_NOMEM only.
 */
MUST_CHECK Status yamlplain(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                            Value **ret_root);
