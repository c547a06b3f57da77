/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diag - what is wrong, where, and how to mend it. Codes live in diag.def.
 *
 * Floor 0 (base). May be used by: everyone. A list belongs to one thread.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/base/source.h"

typedef enum DiagSeverity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE } DiagSeverity;

typedef enum DiagCode {
#define X(symbol, code, severity, message, hint) symbol,
#include "generator/base/diag.def"
#undef X
    DIAG_N_CODES
} DiagCode;

typedef struct DiagInfo {
    const char *symbol;
    const char *code; /* "Y-001" */
    DiagSeverity severity;
    const char *message; /* msgid: English, arguments as {1} {2} {3} */
    const char *hint;    /* msgid, may be "" */
} DiagInfo;

/* Where a paragraph of a package stands, for people. */
typedef enum DiagArea {
    AREA_NONE, /* not known */
    AREA_BODY,
    AREA_HEADER,
    AREA_FOOTER,
    AREA_FOOTNOTE,
    AREA_ENDNOTE,
    AREA_COMMENT,
    AREA_TEXT_BOX,
    AREA_DRAWING, /* a chart, a diagram */
    AREA_PROPERTIES,
    AREA_LINK,  /* the address of one, which stands apart from its text */
    AREA_OTHER, /* a part that nobody sees */
} DiagArea;

typedef struct DiagWhere {
    DiagArea area;
    Str heading;    /* the last before it, or empty */
    uint32_t table; /* 1-based number in its part, 0: in none; row and cell of it */
    uint32_t row;
    uint32_t column;
} DiagWhere;

/* What a paragraph of a package part says around a tag; counts are code points. */
typedef struct Excerpt {
    Str text;        /* with … where it was cut */
    uint32_t before; /* of `text`, before the tag */
    uint32_t span;   /* of the tag; 0: none is marked */
    uint32_t column; /* where the tag begins in the whole paragraph, 1-based; 0: not in its text */
} Excerpt;

typedef struct Diag {
    DiagCode code;
    DiagSeverity severity;
    Loc loc;
    uint32_t span;   /* code points to underline from loc; 0: one */
    Str args[3];     /* for DIAG_RULE: message and hint in the library's language */
    Str rule;        /* number of the rule sheet, for DIAG_RULE */
    Str accepted_on; /* of a rule that the market acknowledges: date and reason; empty: it does not */
    Str reason;
    Str path;           /* place in the data, "lots[2].part_mo", or empty */
    uint32_t paragraph; /* 1-based, in a package part; 0: none */
    Excerpt excerpt;    /* the paragraph's text around the place, in a package part */
    Loc other;          /* a second place (duplicate key, section opened here); source NULL: none */
    uint32_t other_paragraph; /* of `other`, in a package part; 0: none */
    Excerpt other_excerpt;
    DiagWhere where; /* in a package part */
    DiagWhere other_where;
} Diag;

typedef struct DiagList {
    Arena *arena; /* borrowed: entries and copied arguments live there */
    Diag *items;
    size_t n;
    size_t cap;
    size_t n_errors;
    size_t n_warnings;
    size_t n_dropped;
    bool is_nomem; /* some were dropped because memory ran out */
} DiagList;

/* The X-list entry of a code. */
const DiagInfo *diag_info(DiagCode code);
/* The code of "Y-001", or DIAG_N_CODES. */
DiagCode diag_from_code(Str code);
/* "Y-001", or the rule's number for DIAG_RULE. */
Str diag_code_text(const Diag *diag);
/* True if this is the code of something that is refused as unsafe. */
bool diag_is_unsafe(Str code);

void diag_list_init(DiagList *list, Arena *arena);

/*
 * Adds an entry with its default severity; arguments are copied into the list's arena, cut to 200 code points.
 * Returns it for further fields (span, path, other …), never NULL: a static dummy beyond LIMIT_DIAGS per source
 * or without memory, so callers need not test.
 */
Diag *diag_add(DiagList *list, DiagCode code, Loc loc, Str arg1, Str arg2, Str arg3);
#define diag_add0(list, code, loc) diag_add((list), (code), (loc), STR_EMPTY, STR_EMPTY, STR_EMPTY)
#define diag_add1(list, code, loc, a) diag_add((list), (code), (loc), (a), STR_EMPTY, STR_EMPTY)
#define diag_add2(list, code, loc, a, b) diag_add((list), (code), (loc), (a), (b), STR_EMPTY)

/* A finding of the domain: number, message and hint of the library, which outlives the list. Never NULL. */
Diag *diag_add_rule(DiagList *list, DiagSeverity severity, Loc loc, Str rule, Str message,
                    Str hint);
/*
 * Adds `near_code` with the suggestion as second argument if there is one, else `code`: « did you mean » is asked only
 * with an answer.
 */
Diag *diag_add_near(DiagList *list, DiagCode code, DiagCode near_code, Loc loc, Str name,
                    Str suggestion);

/* Adds the entries of `more`, whose sources and texts must outlive `list`. */
void diag_append(DiagList *list, const DiagList *more);
/*
 * Sorts by source number, line, column, then order of arrival. What was said of one place in the same words is kept once: a
 * calculation that fails for every lot is one mistake.
 */
void diag_sort(DiagList *list);
/* Writes `format` (a message or hint) with {1} {2} {3} replaced as they are: for tests. People see message_expand. */
void diag_expand(Buf *out, const char *format, const Str args[3]);
