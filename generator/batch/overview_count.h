/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_count - adds up the lines of a manifest: totals, the tables that the library asks for, errors and warnings by rule.
 *
 * Floor 7 (batch). May be used by: overview files. Memory is bounded: rows of a table, rules, one bit for each rule and record.
 */
#pragma once

#include "generator/library/library.h"

#define OVERVIEW_MAX_MEASURES 8
#define OVERVIEW_MAX_TABLES 32
/* Rows of a table; what more there is goes into one more row. */
#define OVERVIEW_MAX_ROWS 2000
/* With one bit a record, no more than 64 bytes for each. */
#define OVERVIEW_MAX_RULES 512

/* What is counted: a contract, one of its lots, a consideration of a lot. LINE: of columns, the line itself. */
typedef enum OverviewScope {
    OVERVIEW_LINE,
    OVERVIEW_MARKET,
    OVERVIEW_LOT,
    OVERVIEW_CONSIDERATION
} OverviewScope;

typedef struct OverviewSums {
    Num amount; /* of what is counted */
    Num measures[OVERVIEW_MAX_MEASURES];
} OverviewSums;

typedef struct OverviewRow {
    Str key;          /* empty: the rows that found no room */
    size_t n_markets; /* each once */
    size_t n_items;
    size_t n_social; /* markets with a social consideration */
    size_t n_faulty; /* markets with errors, without documents */
    size_t last;     /* number of the last market, from 1 */
    size_t rank;     /* place in the table's lists, SIZE_MAX: in none; set when rows are sorted */
    OverviewSums sums;
} OverviewRow;

typedef struct OverviewTable {
    const Value *spec; /* entry of `tableaux_rapport` */
    OverviewScope scope;
    Str key; /* of the fact */
    OverviewRow *rows;
    size_t n;
    size_t cap;
    uint32_t *places;    /* row + 1 by hash of the key; 0: free */
    bool is_overlapping; /* an item counts in several rows */
} OverviewTable;

typedef struct OverviewRule {
    Str code;
    Str severity;
    Str message; /* of the first finding */
    size_t n;    /* findings */
    size_t n_markets;
    uint64_t *bits; /* one for each record: concerned or not */
} OverviewRule;

typedef struct OverviewCounts {
    Arena *arena; /* borrowed */
    const Library *library;
    size_t n_records; /* there may be */
    const Value *measures;
    size_t n_measures;
    OverviewTable tables[OVERVIEW_MAX_TABLES];
    size_t n_tables;
    OverviewRule *rules;
    size_t n_rules;
    size_t cap_rules;
    /* totals */
    size_t n;
    size_t n_done;
    size_t n_drafts;
    size_t n_faulty;
    size_t n_replaced; /* contracts that were published again later: no markets of their own */
    size_t n_known;    /* with facts */
    size_t n_partial;  /* of these, with what could be understood only */
    size_t n_lots;
    size_t n_social;
    size_t n_condition;
    size_t n_obligation;
    Num social_amount;
    OverviewSums total;
} OverviewCounts;

OverviewScope overview_scope_of(const Value *spec);
/* The list of the library's catalogues, or NULL. */
const Value *overview_list(const Library *library, const char *name);

MUST_CHECK Status overview_counts_init(OverviewCounts *counts, Arena *arena, const Library *library,
                                       size_t n_records);
/* Adds record `index`, below n_records; each once, in order. line: as it was read from the manifest. */
MUST_CHECK Status overview_count(OverviewCounts *counts, size_t index, const Value *line);
/* Puts rows into their order (the library's, then by amount) and rules into theirs; nothing is counted after. */
void overview_counts_sort(OverviewCounts *counts);
/* True if the record has a finding of this rule. */
bool overview_rule_concerns(const OverviewRule *rule, size_t index);
