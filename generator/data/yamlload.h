/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlload - YAML text to a tree by libyaml events, with the limits of limits.h.
 *
 * Floor 1 (data). May be used by: everyone above.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/base/limits.h"
#include "generator/data/value.h"

typedef struct YamlLimits {
    size_t max_nodes;
    size_t max_depth;
} YamlLimits;

#define YAML_LIMITS_FILE ((YamlLimits){LIMIT_YAML_NODES, LIMIT_YAML_DEPTH})
#define YAML_LIMITS_DATA ((YamlLimits){LIMIT_DATA_NODES, LIMIT_YAML_DEPTH})

/*
 * Reads one document. source: borrowed, outlives the tree (scalars may point into it); arena: the tree.
 * Reports Y- diagnostics: malformed, duplicate key (both places), several documents, tags, undefined alias, anchors that
 * contain themselves, complex keys, limits, bad UTF-8, controls, bidirectional overrides. An empty stream is a null.
 * ST_INPUT or ST_LIMIT if anything was reported.
 *
 * Plain scalars have the types of the core schema of YAML 1.2, numbers decimal and finite only: 0x1F, 0o17, .inf and .nan
 * are texts. A number keeps the text it was written as; one that can't be kept exactly is refused. Keys are texts: 1 and
 * "1" are the same. Of tags, !!str, !!map and !!seq are read. Aliases share the node they refer to.
 */
MUST_CHECK Status yamlload(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                           Value **ret_root);
/*
 * The next document of a stream of several ("---"), for `render --records`; ret_root NULL at the end. After ST_INPUT the
 * next document can be read, unless the text could not be followed any more: then, and after a limit, the stream is over.
 */
typedef struct YamlStream YamlStream;
MUST_CHECK Status yamlstream_new(const Source *source, YamlLimits limits, YamlStream **ret_stream);
void yamlstream_free(YamlStream *stream);
MUST_CHECK Status yamlstream_next(YamlStream *stream, Arena *arena, DiagList *diags,
                                  Value **ret_root);
