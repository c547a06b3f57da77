/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemarules - the compiled assertions of one schema, as schema.c makes and validate.c reads them.
 *
 * Floor 1 (data). May be used by: schema, schemakeys, schemaclash, validate, violation, complete. Immutable once compiled.
 */
#pragma once

#include "generator/data/pattern.h"
#include "generator/data/schema.h"
#include "generator/data/textformat.h"

/* Types are bits, so that one test tells whether a kind is allowed. */
enum {
    TYPE_NULL = 1 << VALUE_NULL,
    TYPE_BOOL = 1 << VALUE_BOOL,
    TYPE_NUM = 1 << VALUE_NUM,
    TYPE_TEXT = 1 << VALUE_TEXT,
    TYPE_LIST = 1 << VALUE_LIST,
    TYPE_MAP = 1 << VALUE_MAP,
    TYPE_INTEGER = 1 << 8, /* a number without fraction */
};

/* Which groups of assertions a schema has: a check skips the others. */
enum {
    GROUP_NUM = 1 << 0,
    GROUP_TEXT = 1 << 1,
    GROUP_LIST = 1 << 2,
    GROUP_MAP = 1 << 3,
    GROUP_ANY = 1 << 4,   /* type, enum, const */
    GROUP_APPLY = 1 << 5, /* $ref, allOf, anyOf, oneOf, not, if */
};

typedef struct Count {
    bool is_given;
    size_t n;
} Count;

typedef struct Bound {
    bool is_given;
    const Value *value; /* as the author wrote it */
} Bound;

typedef struct SchemaList {
    const SchemaNode **items;
    size_t n;
} SchemaList;

typedef struct NamedSchema {
    Str name;
    const SchemaNode *node;
    const Pattern *pattern; /* patternProperties only */
} NamedSchema;

typedef struct NamedSchemas {
    NamedSchema *items;
    size_t n;
} NamedSchemas;

typedef struct Dependency {
    Str name;
    const Value *needs; /* list of texts */
} Dependency;

typedef struct Dependencies {
    Dependency *items;
    size_t n;
} Dependencies;

/* Hash of property names, made once: slot holds position plus one; a power of two slots, at most half full. */
typedef struct PropertyIndex {
    uint32_t *slots;
    size_t n_slots;
} PropertyIndex;

typedef struct SchemaRules {
    unsigned groups;
    bool is_false;  /* the schema `false` */
    unsigned types; /* 0: any */
    const Value *type_value;
    const Value *enumeration; /* list, or NULL */
    const Value *constant;

    Bound minimum;
    Bound maximum;
    Bound exclusive_minimum;
    Bound exclusive_maximum;
    Bound multiple_of;

    Count min_length;
    Count max_length;
    const Pattern *pattern;
    TextFormat format;

    Count min_items;
    Count max_items;
    bool has_unique_items;
    SchemaList prefix_items;
    const SchemaNode *items; /* of those after prefix_items */
    const SchemaNode *contains;
    Count min_contains;
    Count max_contains;

    Count min_properties;
    Count max_properties;
    PropertyIndex property_index;
    const Value *required; /* list of texts, or NULL */
    NamedSchemas pattern_properties;
    const SchemaNode *additional; /* NULL: anything */
    const SchemaNode *property_names;
    Dependencies dependent_required;
    NamedSchemas dependent_schemas;

    SchemaList all_of;
    SchemaList any_of;
    SchemaList one_of;
    const SchemaNode *excluded;  /* not */
    const SchemaNode *condition; /* if */
    const SchemaNode *consequence;
    const SchemaNode *alternative;

    Str ref; /* as written, or empty */
    Loc ref_loc;
    int nesting; /* schemas that apply one inside the other here; 0: not known yet, -1: being counted */
} SchemaRules;

/* The declared property of that name, or NULL. */
const SchemaProperty *schema_find_property(const SchemaNode *node, Str name);
