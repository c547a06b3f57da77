/* SPDX-License-Identifier: Apache-2.0 */
/*
 * violation - a running check of validate.c: where it is in the data, and how what it finds is told.
 *
 * Floor 1 (data). May be used by: validate, schemaclash. Belongs to one call; nothing is allocated until there is a violation.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/data/pattern.h"
#include "generator/data/schemarules.h"

/* The way from the root to a value; steps live on the stack of the walk. */
typedef struct Step {
    const struct Step *up; /* NULL: the root */
    Str key;               /* of a member */
    size_t index;          /* of an item, 0-based, where key.ptr is NULL */
} Step;

/* How far a violation puts a value from what an alternative wants; the nearest alternative is the one reported. */
typedef enum Weight {
    WEIGHT_SHAPE = 1000, /* another type than the alternative's own */
    WEIGHT_CHOICE = 100, /* a field that tells alternatives apart: const, enum near the top */
    WEIGHT_PART = 10,    /* a missing or unknown key */
    WEIGHT_DETAIL = 1,
} Weight;

typedef struct Check {
    DiagList *diags; /* NULL: only the answer is wanted */
    Str prefix;
    size_t level;    /* below the value where the walk, or the alternative being tried, began */
    uint64_t weight; /* sum of violations */
    bool is_brief;   /* the first violation is enough */
    size_t n_steps;
    Status status;     /* ST_OK, or why the walk stopped: ST_LIMIT, ST_NOMEM */
    PatternRoom *room; /* NULL until an expression is tried; freed by who began the walk */
} Check;

/* Counts a violation; true if nothing has to be said of it. */
bool violation_is_quiet(Check *c, Weight weight);
/* Says it. value: the offending one. {1} of the message is its name; two: {2}, three: {3}. */
void violation_add(Check *c, DiagCode code, const Value *value, const Step *step, Str two,
                   Str three);
/* As violation_add, at a place of its own and with any argument {1}. */
Diag *violation_add_at(Check *c, DiagCode code, Loc loc, const Step *step, Str one, Str two,
                       Str three);

/* Texts for arguments, in the list's arena. */
Str violation_show(Check *c, const Value *value);      /* “text”, 12, true, […], {…} */
Str violation_types(Check *c, const SchemaNode *node); /* that it wants, as JSON Schema has them */
Str violation_count(Check *c, size_t n);
Str violation_bound(Check *c, const SchemaNode *node, const Bound *bound); /* with its unit */
/* What the schema's author says to help: x-aide, else description, else title; or empty. */
Str violation_help(const SchemaNode *node);

/* The larger reports. */
void violation_report_type(Check *c, const SchemaNode *node, const Value *value, const Step *step);
void violation_report_enum(Check *c, const SchemaNode *node, const Value *value, const Step *step);
void violation_report_missing(Check *c, const SchemaNode *node, const Value *map, const Step *step,
                              Str name);
void violation_report_unknown(Check *c, const SchemaNode *node, const Member *member,
                              const Step *step);
