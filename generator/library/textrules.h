/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textrules - the rules over wording, which the library holds as data: expressions that no text may hold, what replaces them,
 * and how articles of law are cited, so that each can be looked up.
 *
 * Floor 4 (library). May be used by: library. Immutable once loaded.
 */
#pragma once

#include "generator/data/pattern.h"
#include "generator/library/clause.h"

/* The texts that there are; a rule looks at some of them. */
typedef enum TextKind {
    TEXT_LIBRARY = 1,  /* what the library prints: clauses, shared texts, pieces, lists */
    TEXT_MARKET = 2,   /* free texts of a market file */
    TEXT_DOCUMENT = 4, /* any other text: an old clause, a document */
    TEXT_MESSAGE =
        8, /* what it says to authors: rules, advice, calculations; read by rules that name them */
} TextKind;

typedef struct TextTerm {
    const Pattern *pattern;
    const Pattern *except; /* found in the same sentence: nothing is said; or NULL */
    Str replacement;       /* what to write instead, or empty */
} TextTerm;

typedef struct TextRule {
    Str id; /* "D-013"; empty: this outcome of a citation is not told */
    DiagSeverity level;
    const Program *message;
    Str hint;
    unsigned kinds; /* TextKinds that it looks at */
    Str from;       /* dates between which it holds, or empty */
    Str to;
    const TextTerm *terms;
    size_t n_terms;
    const Value *source;
} TextRule;

/* What an article that a text cites turns out to be. */
typedef enum Citing {
    CITING_EXPIRED, /* no longer in force */
    CITING_EARLY,   /* not yet in force */
    CITING_UNKNOWN, /* not in the library's references */
    CITING_UNSURE,  /* in force, to be verified */
    CITING_BARE,    /* its number lacks the letter of its part */
    CITING_SPELLED, /* in force or unknown, and named in words where its reference would be cited */
    CITING_N
} Citing;

/* One way to cite. Groups of the expression: letter and number, 0 if it has none. */
typedef struct CitingForm {
    const Pattern *pattern;
    const Pattern *except;
    size_t letter;
    size_t number;
    Str prefix; /* of the references that it stands for ("ORD-2015-899"); empty: a code named in the sentence. Without a
                   number too: a text that is named and not looked up */
    bool is_bare; /* a number without its letter */
} CitingForm;

/* How a code is named. */
typedef struct CitingCode {
    const Pattern *pattern;
    Str prefix; /* of its references ("CCP-"); empty: a code of which the library has none */
} CitingCode;

/* An article, or a range of them, of an entry of references.yaml. */
typedef struct CitedNumber {
    Str id;       /* of the reference */
    char letter;  /* 'L' 'R' 'D', 0: none */
    Str from;     /* "2112-2" */
    Str to;       /* "5135-8": last of a range; empty: `from` alone */
    bool is_open; /* « et suivants » */
    const Value *entry;
} CitedNumber;

struct TextRules {
    const TextRule *rules;
    size_t n;
    TextRule citing[CITING_N];
    const CitingForm *forms;
    size_t n_forms;
    const CitingCode *codes;
    size_t n_codes;
    const CitedNumber *numbers;
    size_t n_numbers;
    const Value *confidence; /* map: degree → words */
};

/* Compiles `textes` and `citations` of a file of rules (a valid one). ST_INPUT if anything was reported. */
MUST_CHECK Status textrules_add(LibraryDraft *draft, const Value *file);
/* For a run over a whole library: see pattern_hasten. */
void textrules_hasten(const TextRules *rules);
/* Once the catalogues are read: which articles the references are about. Also for a library without text rules. */
MUST_CHECK Status textrules_finish(LibraryDraft *draft);
