/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json - JSON text to the same tree as YAML, and the tree back to JSON.
 *
 * Floor 1 (data). May be used by: everyone above.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/base/diag.h"
#include "generator/base/limits.h"
#include "generator/data/value.h"
#include "generator/data/yamlload.h"

/* As yamlload; RFC 8259 strictly, duplicate keys refused. */
MUST_CHECK Status json_load(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                            Value **ret_root);
/*
 * One line of JSON Lines, `length` bytes from byte `offset` of the source. line: its number in the file, 1-based,
 * counted by the caller (counting it here would read the file again for each line).
 */
MUST_CHECK Status json_load_line(Arena *arena, const Source *source, size_t offset, size_t length,
                                 uint32_t line, YamlLimits limits, DiagList *diags,
                                 Value **ret_root);
/* Compact JSON on one line. */
void json_put(Buf *out, const Value *value);
/* JSON over several lines, two spaces a level, a newline at the end. */
void json_put_indented(Buf *out, const Value *value);
/* A JSON string with its quotes. */
void json_put_string(Buf *out, Str text);
