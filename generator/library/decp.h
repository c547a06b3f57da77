/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decp - contracts as they are published (DECP 2.0) as the beginning of markets, by the fields that YAML files list.
 *
 * Floor 4 (library). May be used by: app. A Decp is made once and then only read, by any thread.
 */
#pragma once

#include "generator/base/date.h"
#include "generator/library/table.h"

typedef struct DecpField {
    Str from;
    TableColumn to;      /* n_steps 0: none, `hint` it is */
    Str hint;            /* path that the field helps to fill */
    const Value *words;  /* or NULL */
    const Value *starts; /* same */
    const Value *except; /* same: texts that say nothing */
} DecpField;

typedef struct Decp {
    const Library *library;
    Str text;           /* of decp.yaml, or empty */
    const Value *id;    /* its parts, each a field or a list of fields; or NULL */
    const Value *dates; /* fields that say when a contract was published, or NULL */
    const Value *common;
    DecpField *fields;
    size_t n;
} Decp;

/*
 * The fields of the library's decp.yaml (of its base, where it is a local one), after those of `map` (may be NULL), whose `commun`
 * holds for all markets. A library without this file has none.
 */
MUST_CHECK Status decp_load(Arena *arena, const Library *library, Str schemas, const TableMap *map,
                            uint32_t *io_sources, DiagList *diags, const Decp **ret_decp);
/*
 * One contract as a market, with its identifier as member `id` where it has all parts of one. Reports what is missing and what has
 * to be chosen (warnings); ST_INPUT: a value that can't be read was reported, or DECP_NOT_MAP.
 */
MUST_CHECK Status decp_market(Arena *arena, const Decp *decp, const Value *contract,
                              DiagList *diags, Value **ret_market);
/* The day of the last publication that the contract tells, modifications included; false: it tells none. */
bool decp_published(const Decp *decp, const Value *contract, Date *ret_day);
