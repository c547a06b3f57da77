/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numbering - how the headings and lists of a document are numbered, and the number of a paragraph as a reference shows it.
 *
 * Floor 2 (tmpl). May be used by: format. A finished Numbering is immutable and shared by threads.
 */
#pragma once

#include "generator/base/arena.h"
#include "generator/base/buf.h"

/* Word has 9 levels, ODF 10. */
#define NUMBERING_LEVELS 10
/* No list: what `outline` holds for a level of headings without a number. */
#define NUMBERING_NONE UINT32_MAX

typedef enum NumberFormat {
    NUMBER_DECIMAL,
    NUMBER_DECIMAL_ZERO, /* 01, 02 … 10 */
    NUMBER_LOWER_LETTER, /* a … z, aa, bb */
    NUMBER_UPPER_LETTER,
    NUMBER_LOWER_LETTER_SYNC, /* as above; ODF without letter-sync: a … z, aa, ab */
    NUMBER_UPPER_LETTER_SYNC,
    NUMBER_LOWER_ROMAN,
    NUMBER_UPPER_ROMAN,
    NUMBER_ORDINAL, /* 1er, 2e: as French Word writes it */
    NUMBER_NO_NUMBER,
    NUMBER_BULLET,
    NUMBER_UNKNOWN, /* a format that we can't count in */
} NumberFormat;

typedef struct NumberLevel {
    Str pattern; /* "Article %1 –": %n is the count of level n, 1-based; %10 is written "%:" */
    NumberFormat format;
    bool is_legal;        /* all counts of the pattern in digits */
    bool has_restart;     /* the list starts this level again at its first paragraph */
    uint8_t restarts;     /* begins again behind a paragraph of a level below this one */
    uint8_t prefix_bytes; /* ODF: what of the pattern stands before its first count */
    uint8_t suffix_bytes; /* and behind its last */
    uint32_t start;
    Str start_path; /* the name in the data that gives the start; empty: `start` */
} NumberLevel;

typedef struct NumberList {
    Str id;            /* the format's own: w:numId, style:name */
    uint32_t counters; /* lists of one number here count on in each other */
    bool is_outline;   /* numbers headings */
    NumberLevel levels[NUMBERING_LEVELS];
    Str prefix; /* of the format's elements */
    Str copy;   /* the format's own: how a new list like this one is written behind its id */
} NumberList;

typedef struct NumberPlace {
    uint32_t list; /* NUMBERING_NONE: none */
    uint8_t level; /* 0-based */
} NumberPlace;

typedef struct Numbering {
    const NumberList *lists;
    size_t n_lists;
    size_t n_counters;
    uint32_t first_list; /* free for new lists from here on */
    bool
        is_odf; /* a reference drops prefix blanks and suffixes as LibreOffice does, not periods only */
    bool has_outline;
    NumberPlace outline[NUMBERING_LEVELS]; /* of the headings that clauses bring, by level */
} Numbering;

/* What the paragraphs of one `counters` have come to. */
typedef struct NumberState {
    uint32_t counts[NUMBERING_LEVELS]; /* 0 with is_set false: not begun */
    bool is_set[NUMBERING_LEVELS];
} NumberState;

typedef enum NumberContext {
    NUMBER_RELATIVE, /* \r: the levels above that the place of the reference does not share */
    NUMBER_ALONE,    /* \n: its own level */
    NUMBER_FULL,     /* \w: with all levels above */
} NumberContext;

/* "1.2.3": how headings are counted where a document does not say. */
extern const NumberLevel numbering_digits[NUMBERING_LEVELS];
/* Numbers headings so, and nothing else. */
extern const Numbering numbering_of_digits;

/* A paragraph that was counted. */
typedef struct NumberEvent {
    uint32_t list;
    uint32_t previous; /* the event before of the same counters, 1-based; 0: none */
    uint8_t level;
    bool is_unsure; /* a start that is no number … */
    uint32_t counts[NUMBERING_LEVELS];
} NumberEvent;

/*
 * The number of the paragraph as a reference at `from` (the last event of the same counters there, or NULL) shows it, appended.
 * False if it can't be told for sure.
 */
bool numbering_put(const Numbering *numbering, const NumberEvent *event, const NumberEvent *from,
                   NumberContext context, Buf *out);
/* The number as it stands before the paragraph, appended. False as above. */
bool numbering_put_label(const Numbering *numbering, const NumberEvent *event, Buf *out);
/* One count in a format, appended. False if it can't be told. */
bool numbering_put_count(NumberFormat format, uint32_t count, Buf *out);
