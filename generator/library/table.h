/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table - columns and cells of a table become markets: dotted paths of the market schema, texts to the types it asks for.
 *
 * Floor 4 (library). May be used by: library, app. A Table is made once and then only read, by any thread.
 *
 * A header is a path: `marche.montant`, `lots.2.montant` (the second lot), `lots.montant` (the lot that the row describes),
 * `territoire.lieux` (items separated by |), `considerations` (identifiers separated by |), `clause_heures.taux` (an option). The
 * last two belong to the lot of the row where the table has columns `lots.x`, else to the market. `id`: the record's own.
 */
#pragma once

#include "generator/data/csv.h"
#include "generator/library/library.h"

/* What a YAML file says of tables: see schemas/tableau.schema.json. NULL: nothing. */
typedef struct TableMap {
    const Value *columns; /* header to path or null */
    const Value *words;   /* path to {text: value} */
    const Value *common;  /* part of a market that all share */
    const Value *fields;  /* of published data: decp.h */
    const Value *id;      /* same */
    const Value *dates;   /* same */
    Str delimiter;        /* one character, or empty */
    Str encoding;         /* "utf-8", "windows-1252", or empty */
    Str text;             /* of the file */
} TableMap;

typedef enum TableStepKind {
    STEP_KEY,    /* member of a map */
    STEP_ITEM,   /* item of a list */
    STEP_ROW,    /* the lot that the row describes */
    STEP_CLAUSE, /* the consideration of a list that has this name */
} TableStepKind;

typedef struct TableStep {
    TableStepKind kind;
    Str key;
    size_t index;
} TableStep;

/* In this order the columns of a row are taken. */
typedef enum TableTurn { TURN_CLAUSES, TURN_VALUES, TURN_OPTIONS, TURN_NEVER } TableTurn;

typedef struct TableColumn {
    Str path; /* as in messages; empty: the header is */
    TableTurn turn;
    bool is_nameless;
    bool is_listed; /* an option of a consideration that another column has to name */
    TableStep *steps;
    size_t n_steps;
    size_t
        n_fixed; /* TURN_OPTIONS: steps before the option's own name, whose type is found in the row */
    const SchemaNode *node; /* of the value; NULL: a text */
    const Value *words;     /* map, or NULL */
} TableColumn;

typedef struct Table {
    const Library *library;
    const TableMap *map; /* never NULL */
    TableColumn *columns;
    size_t n;
    bool has_row_lots;
    bool has_lots;
    size_t key_column; /* that rows of one market share; SIZE_MAX: every row is a market */
} Table;

/*
 * Reads the map in `path`, checked by schemas/tableau.schema.json; in arena. library: as table_map_check; or NULL, it is not
 * checked.
 */
MUST_CHECK Status table_map_load(Arena *arena, const Library *library, Str path, Str schemas,
                                 uint32_t *io_sources, DiagList *diags, const TableMap **ret_map);

/*
 * Looks at what a map says: its paths (TABLE_MAP_PATH), the values that its words stand for, the part of a market that all share.
 * ST_INPUT: reported.
 */
MUST_CHECK Status table_map_check(Arena *arena, const Library *library, const TableMap *map,
                                  DiagList *diags);
/* The path of a market that was meant by a misspelt one, or nothing. */
Str table_near_path(Arena *arena, const Library *library, Str path);

/* Columns from their headers. Reports all headers that can't be taken (ST_INPUT). map: may be NULL. */
MUST_CHECK Status table_new(Arena *arena, const Library *library, const TableMap *map,
                            const CsvCell *headers, size_t n, DiagList *diags,
                            const Table **ret_table);
/* One column by its path, for what is no table of cells. False: no such path. */
MUST_CHECK Status table_column(Arena *arena, const Library *library, Str path, TableColumn *ret,
                               bool *ret_is_known);

/* A market that is being made. */
typedef struct TableMarket {
    Arena *arena;
    const Library *library;
    Value *root;
    size_t lot; /* that the row describes, from 0 */
    DiagList *diags;
    bool has_errors;
} TableMarket;

MUST_CHECK Status table_begin(TableMarket *m, Arena *arena, const Library *library, Loc loc,
                              DiagList *diags);
/* One text at the place of a column; blanks alone are no value. ST_NOMEM only; mistakes are reported and noted. */
MUST_CHECK Status table_put(TableMarket *m, const TableColumn *column, Str text, Loc loc);
/* The cells of a row. */
MUST_CHECK Status table_put_row(TableMarket *m, const Table *table, const CsvCell *cells, size_t n);
/* The values that all share; lots that nobody described; gaps closed. common: may be NULL. ST_NOMEM only. */
MUST_CHECK Status table_end(TableMarket *m, const Value *common, bool has_lots);

/*
 * Text of a cell as the value that `node` asks for: numbers, dates, yes and no, lists. unit-less and French forms alike.
 * *ret NULL: reported. path: for messages.
 */
MUST_CHECK Status table_value(TableMarket *m, const SchemaNode *node, Str text, Loc loc, Str path,
                              Value **ret);
/* The entry of `words` for this text, compared without case; NULL: none. */
const Value *table_word(const Value *words, Str text);
/* Without blanks around it, those of typography included. */
Str table_trim(Str text);
