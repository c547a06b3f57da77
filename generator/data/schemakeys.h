/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemakeys - the keywords of our subset of JSON Schema 2020-12: what each wants, and where it goes in SchemaRules.
 *
 * Floor 1 (data). May be used by: schema, schemaclash.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/data/schemarules.h"

/* A compiled map or boolean of the schema. */
typedef struct SchemaEntry {
    const Value *source;
    SchemaNode *node;
    SchemaRules *rules;
} SchemaEntry;

typedef struct SchemaCompiler {
    Arena *arena;
    DiagList *diags;
    const Value *root;
    bool has_errors;
    SchemaNode **nodes; /* in the order of the text */
    size_t n_nodes;
    size_t cap_nodes;
    SchemaEntry *slots; /* hash by source */
    size_t n_slots;
} SchemaCompiler;

/* Reports; the compilation goes on and fails at its end. */
void schema_report(SchemaCompiler *c, DiagCode code, Loc loc, Str arg);
/* The node of `source`, compiled once. keyword: that leads to it, for the message. */
MUST_CHECK Status schema_compile_node(SchemaCompiler *c, Str keyword, const Value *source,
                                      const SchemaNode **ret_node);
/* One keyword and its value into node and rules; reports S- diagnostics. Only memory can fail. */
MUST_CHECK Status schemakeys_compile(SchemaCompiler *c, SchemaNode *node, SchemaRules *rules,
                                     const Member *member);
/* The GROUP_… of a keyword; 0: it says nothing of a value, or there is none. */
unsigned schemakeys_group(Str name);
