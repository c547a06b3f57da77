/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema - compiles a JSON Schema 2020-12 document (a subset: an unknown keyword is an error).
 *
 * Floor 1 (data). May be used by: everyone above. A compiled Schema is immutable and shared by threads.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/data/value.h"

/* Annotations of ours: x-unite x-requis-si x-defaut x-source x-aide x-catalogue x-par-lot x-typo … any "x-" key. */
typedef struct Schema Schema;
typedef struct SchemaNode SchemaNode;

typedef struct SchemaProperty {
    Str name;
    const SchemaNode *node;
    bool is_required;
} SchemaProperty;

/* One (sub)schema; fields not given are NULL or empty. Local $ref are resolved through schema_node_deref. */
struct SchemaNode {
    const Value *
        source; /* the schema's own map, for any annotation: value_get(node->source, STR("x-aide")) */
    const SchemaNode *ref; /* target of $ref, or NULL */
    SchemaProperty *properties;
    size_t n_properties;
    const SchemaNode *items;
    const Value *default_value;
    ValueMeta meta;                  /* from x-unite, x-typo, x-markdown */
    const struct SchemaRules *rules; /* compiled assertions, private to schema.c and validate.c */
};

/*
 * Compiles `root`. arena: the result, borrows `root`. Reports S- diagnostics: unknown keyword, wrong type of a keyword's
 * value, dangling $ref, a $ref that is not local, bad regular expression.
 */
MUST_CHECK Status schema_compile(Arena *arena, const Value *root, DiagList *diags,
                                 const Schema **ret_schema);
const SchemaNode *schema_root(const Schema *schema);
/* Follows `ref` to the node that says something. */
const SchemaNode *schema_node_deref(const SchemaNode *node);
/* The property's node (through $ref), or NULL. */
const SchemaNode *schema_node_property(const SchemaNode *node, Str name);
